"""Musical instruments: 17-01, 17-03 and 17-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import (
    circle,
    disc,
    draw,
    flat,
    front,
    lay,
    line,
    merge,
    ring,
    slab,
    spread,
    unclaimed,
    wire,
)
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import dial, feet, hole_field, push_buttons, screen_panel
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, tube


def waisted(rng: Rng, lower: float, upper: float, waist: float, h: float) -> Array:
    """The outline of a guitar or violin body, upright, its bottom at z = 0."""
    half = np.array(
        [
            [0.0, 0.0],
            [lower * 0.6, 0.02 * h],
            [lower, 0.24 * h],
            [lower * 0.86, 0.42 * h],
            [waist, 0.56 * h],
            [upper * 0.94, 0.72 * h],
            [upper, 0.82 * h],
            [upper * 0.62, 0.97 * h],
            [0.1, h],
        ]
    )
    right = spline(half, n=36)
    return np.vstack([right, (right * [-1, 1])[::-1][1:-1]])


def strings(
    number: int,
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    spread_low: float,
    spread_high: float,
) -> list[Stroke]:
    """Parallel strings from the bridge (x, y, z) to the nut."""
    return [
        line((low[0] + a, low[1], low[2]), (high[0] + b, high[1], high[2]), kind="light")
        for a, b in zip(spread(number, spread_low), spread(number, spread_high), strict=True)
    ]


def guitar(rng: Rng) -> list[Part]:
    """A guitar, acoustic or electric, or a ukulele, standing with its front to the viewer."""
    electric = maybe(rng, 0.45)
    h = 1.35 if not electric else 1.1
    lower, upper, waist = between(rng, 0.46, 0.56), between(rng, 0.34, 0.44), between(rng, 0.28, 0.36)
    outline = waisted(rng, lower, upper, waist, h)
    d = between(rng, 0.24, 0.34) if not electric else between(rng, 0.1, 0.14)
    number = pick(rng, 4, 6, 6, 6)
    joint = h
    if electric:
        shape = pick(rng, "double", "single", "arrow", "offset")
        if shape == "double":
            horn_l, horn_r = between(rng, 0.1, 0.28), between(rng, 0.02, 0.2)
            outline = spline(
                [
                    [0, 0],
                    [0.4, 0.02],
                    [0.5, 0.3],
                    [0.36, 0.56],
                    [0.4, 0.8],
                    [0.38, 0.9 + horn_r],
                    [0.26, 0.86 + horn_r * 0.7],
                    [0.12, 0.8],
                    [-0.12, 0.8],
                    [-0.28, 0.9 + horn_l * 0.6],
                    [-0.42, 0.94 + horn_l],
                    [-0.44, 0.8],
                    [-0.36, 0.56],
                    [-0.5, 0.3],
                    [-0.4, 0.02],
                ],
                closed=True,
                n=90,
            )
            joint = 0.82
        elif shape == "single":
            outline = spline(
                [
                    [0, 0],
                    [0.42, 0.03],
                    [0.5, 0.28],
                    [0.34, 0.56],
                    [0.4, 0.76],
                    [0.3, 0.92],
                    [0.22, 0.84],
                    [0.13, 0.8],
                    [-0.1, 0.92],
                    [-0.34, 0.98],
                    [-0.42, 0.8],
                    [-0.34, 0.56],
                    [-0.5, 0.28],
                    [-0.42, 0.03],
                ],
                closed=True,
                n=90,
            )
            joint = 0.86
        elif shape == "arrow":
            outline = np.array(
                [
                    [-0.12, 0.9],
                    [-0.58, -0.15],
                    [-0.4, -0.2],
                    [-0.1, 0.22],
                    [0.1, 0.22],
                    [0.4, -0.2],
                    [0.58, -0.15],
                    [0.12, 0.9],
                ]
            )
            joint = 0.88
        else:
            outline = deform_outline(outline, 0.1)
            joint = h * 0.98
    elif maybe(rng, 0.3):
        hit = (outline[:, 0] > 0.12) & (outline[:, 1] > 0.78 * h)
        centre = np.array([upper, h])
        outline[hit] = centre - (centre - outline[hit]) * 0.9 - np.array([0.08, 0.12])
        joint = h * 0.99
    body = extrude(outline, d, bevel=0.012 if not electric else between(rng, 0.01, 0.04))
    y = -d / 2
    marks: list[Stroke] = []
    parts: list[Part] = []
    if not electric:
        inner = outline * [0.95, 0.965] + np.array([0, 0.022])
        marks += (
            [front(inner, 0, y - 0.004, 0, "light"), front(inner, 0, -y + 0.004, 0, "light")] if maybe(rng, 0.6) else []
        )
    hole_z = 0.64 * h
    bridge_z = (0.3 if not electric else 0.2) * h
    if not electric:
        kind = pick(rng, "hole", "hole", "f", "oval")
        if kind in ("hole", "oval"):
            r = between(rng, 0.11, 0.15)
            for q in (1.0, 1.18, 1.26)[: whole(rng, 2, 3)]:
                marks.append(
                    front(
                        circle(r * q, 40) * ([1, 1] if kind == "hole" else [1.3, 0.85]),
                        0,
                        y - 0.004,
                        hole_z,
                        "line" if q == 1 else "light",
                    )
                )
        else:
            for s in (-1, 1):
                f = spline(
                    [[0.2, 0.36 * h], [0.16, 0.4 * h], [0.22, 0.48 * h], [0.26, 0.56 * h], [0.21, 0.6 * h]], n=20
                ) * [s, 1]
                marks.append(front(np.vstack([f, (f + np.array([s * 0.03, 0.01]))[::-1]]), 0, y - 0.004, 0))
        bw = between(rng, 0.26, 0.36)
        bridge = slab(bw, 0.04, 0.07, 0.02, at=(0, y, bridge_z - 0.035))
        parts.append(
            draw(bridge, [front(circle(0.01, 8), x, y - 0.024, bridge_z - 0.012, "light") for x in spread(number, 0.2)])
        )
        if maybe(rng, 0.5):
            spots = [[0.12, 0.6], [0.14, 0.52], [0.2, 0.44], [0.25, 0.5], [0.22, 0.6], [0.15, 0.66]]
            guard = spline([[x, z * h] for x, z in spots], closed=True, n=30)
            marks.append(front(guard, 0, y - 0.004, 0))
    else:
        n = whole(rng, 2, 3)
        for z in np.linspace(bridge_z + 0.12, joint - 0.12, n):
            pickup = slab(0.26, 0.05, between(rng, 0.07, 0.1), 0.02, 0.01, at=(0, y, z - 0.04))
            parts.append(draw(pickup, [front(circle(0.012, 8), x, y - 0.03, z, "light") for x in spread(number, 0.2)]))
        parts.append(slab(0.24, 0.05, 0.08, 0.01, at=(0, y, bridge_z - 0.06)))
        for i in range(whole(rng, 1, 4)):
            parts += [
                p.scaled(1, 1, 1).moved(0.24 + 0.07 * (i % 2), 0, 0.3 - 0.1 * i)
                for p in dial(rng, 0.035, (0, y, 0), False)
            ]
        if maybe(rng, 0.6):
            guard = spline(
                [
                    [0.1, 0.78 * joint],
                    [0.14, 0.5],
                    [0.34, 0.36],
                    [0.36, 0.16],
                    [0.2, 0.12],
                    [-0.14, 0.3],
                    [-0.2, 0.6],
                    [-0.14, 0.84 * joint],
                ],
                closed=True,
                n=44,
            )
            marks.append(front(guard, 0, y - 0.004, 0))
    scale = between(rng, 1.0, 1.35) if number == 6 else between(rng, 0.8, 1.4)
    nut = joint + scale
    w0, w1 = 0.15, 0.115
    start = joint - (0.12 if not electric else 0.1)
    neck_y = y - 0.02
    board = loft(
        np.stack(
            [
                np.column_stack(
                    [
                        [-w / 2, w / 2, w / 2, -w / 2],
                        [neck_y - 0.025, neck_y - 0.025, neck_y + 0.03, neck_y + 0.03],
                        [z] * 4,
                    ]
                )
                for z, w in ((start, w0), (nut, w1))
            ]
        )
    )
    rod = limb(
        np.array([[0, neck_y + 0.04, joint - 0.05], [0, neck_y + 0.035, nut + 0.02]]),
        [w0 * 0.46, w1 * 0.46],
        [0.05, 0.045],
        side=(1.0, 0.0, 0.0),
        n=16,
    )
    frets = whole(rng, 12, 22)
    lines = []
    for k in range(1, frets + 1):
        z = bridge_z + (nut - bridge_z) * 2 ** (-k / 12)
        if z > start + 0.01:
            half = np.interp(z, [start, nut], [w0, w1]) / 2
            lines.append(line((-half, neck_y - 0.028, z), (half, neck_y - 0.028, z), kind="light"))
    for k in (3, 5, 7, 9, 12):
        z = bridge_z + (nut - bridge_z) * 0.5 * (2 ** (-k / 12) + 2 ** (-(k - 1) / 12))
        if z > start and maybe(rng, 0.8):
            lines.append(front(circle(0.012, 8), 0, neck_y - 0.028, z, "light"))
    lines += strings(number, (0, neck_y - 0.032, start), (0, neck_y - 0.032, nut), 0.12, 0.1)
    parts += [draw(board, lines), rod]
    marks += strings(number, (0, y - 0.006, bridge_z), (0, y - 0.006, start), 0.17, 0.12)
    head_h = between(rng, 0.3, 0.42)
    if electric and maybe(rng, 0.5):
        head = spline(
            [
                [-0.06, 0],
                [0.06, 0],
                [0.1, 0.1 * head_h],
                [0.05, 0.9 * head_h],
                [-0.02, head_h],
                [-0.14, 0.9 * head_h],
                [-0.12, 0.3 * head_h],
            ],
            closed=True,
            n=40,
        )
        pegs = [(-0.11, z, -1) for z in np.linspace(0.18, 0.86, number) * head_h]
    else:
        wide = between(rng, 0.09, 0.12)
        head = np.array(
            [
                [-0.058, 0],
                [0.058, 0],
                [wide, 0.18 * head_h],
                [wide * 1.05, 0.96 * head_h],
                [0.5 * wide, head_h],
                [0, head_h * between(rng, 0.93, 1.08)],
                [-0.5 * wide, head_h],
                [-wide * 1.05, 0.96 * head_h],
                [-wide, 0.18 * head_h],
            ]
        )
        pegs = [(s * wide * 0.6, z, s) for z in np.linspace(0.3, 0.84, number // 2) * head_h for s in (-1, 1)]
    plate = extrude(head, 0.06, at=(0, neck_y + 0.02, nut), bevel=0.01)
    parts.append(plate.rotated("x", -between(rng, 0, 12), (0, neck_y, nut)))
    for x, z, s in pegs:
        parts.append(disc(0.018, 0.05, (x, neck_y, nut + z), segments=12))
        parts.append(wire([[x, neck_y + 0.05, nut + z], [s * 0.17, neck_y + 0.05, nut + z]], 0.009, 6))
        parts.append(slab(0.05, 0.025, 0.04, 0.015, at=(s * 0.19, neck_y + 0.05, nut + z - 0.02)))
    if maybe(rng, 0.5):
        parts.append(
            revolve([(0.02, 0), (0.012, 0.02), (0.025, 0.05)], segments=12).rotated("x", 180).moved(0, 0, 0.01)
        )
    return [draw(body, marks), *parts]


def deform_outline(outline: Array, amount: float) -> Array:
    """An outline sheared sideways with its height."""
    return np.asarray(outline + np.column_stack([amount * np.sin(outline[:, 1] * 4.0), 0 * outline[:, 1]]))


def violin(rng: Rng) -> list[Part]:
    """A violin or cello with arched plates, f-holes, scroll and tailpiece."""
    h = 1.3
    lower, upper = between(rng, 0.36, 0.42), between(rng, 0.28, 0.34)
    waist = between(rng, 0.19, 0.25)
    corner = between(rng, 0.03, 0.07)
    half = np.array(
        [
            [0, 0],
            [0.24, 0.02],
            [lower, 0.2],
            [lower * 0.94, 0.36],
            [lower * 0.82 + corner, 0.44],
            [waist + 0.02, 0.5],
            [waist, 0.6],
            [waist + 0.03, 0.72],
            [upper * 0.86 + corner, 0.78],
            [upper, 0.92],
            [upper * 0.86, 1.12],
            [0.14, 1.27],
            [0.05, h],
        ]
    )
    right = spline(half, n=50)
    outline = np.vstack([right, (right * [-1, 1])[::-1][1:-1]])
    centre = np.array([0, 0.62])
    d = between(rng, 0.12, 0.18)
    rows = [
        (0.55, -d / 2 - 0.07),
        (0.82, -d / 2 - 0.05),
        (0.95, -d / 2 - 0.02),
        (1.0, -d / 2 - 0.02),
        (1.0, -d / 2),
        (0.975, -d / 2),
        (0.975, d / 2),
        (1.0, d / 2),
        (1.0, d / 2 + 0.02),
        (0.95, d / 2 + 0.02),
        (0.8, d / 2 + 0.05),
        (0.5, d / 2 + 0.07),
    ]
    body = loft(
        np.stack(
            [
                np.column_stack(
                    [
                        (centre + (outline - centre) * s)[:, 0],
                        np.full(len(outline), y),
                        (centre + (outline - centre) * s)[:, 1],
                    ]
                )
                for s, y in rows[::-1]
            ]
        )
    )
    marks: list[Stroke] = []
    for s in (-1, 1):
        f = spline(
            [[0.1, 0.62], [0.13, 0.66], [0.15, 0.62], [0.13, 0.54], [0.17, 0.46], [0.2, 0.44], [0.21, 0.48]], n=30
        ) * [s, 1]
        marks += lay(body, np.column_stack([f[:, 0], 0 * f[:, 0] - 9, f[:, 1]]), (0, 1, 0), n=40)
    inner = centre + (outline - centre) * 0.93
    marks += lay(
        body,
        np.column_stack(
            [np.append(inner[:, 0], 0), np.full(len(inner) + 1, -9.0), np.append(inner[:, 1], inner[0, 1])]
        ),
        (0, 1, 0),
        "light",
        140,
    )
    y = -d / 2 - 0.07
    nut = h + between(rng, 0.55, 0.7)
    board = extrude(np.array([[-0.06, 0.85], [0.06, 0.85], [0.035, nut], [-0.035, nut]]), 0.035, at=(0, y - 0.06, 0))
    board = draw(board, strings(4, (0, y - 0.08, 0.86), (0, y - 0.08, nut), 0.09, 0.045))
    neck = limb(
        np.array([[0, y + 0.02, h - 0.05], [0, y - 0.02, nut]]),
        [0.05, 0.035],
        [0.05, 0.035],
        side=(1.0, 0.0, 0.0),
        n=14,
    )
    t = np.linspace(0, 3.4 * np.pi, 40)
    radius = 0.085 * (1 - 0.75 * t / t[-1])
    scroll = np.column_stack(
        [0 * t, y + 0.02 - radius * np.sin(t) * 1.0, nut + 0.3 + 0.085 - radius * np.cos(t) * 1.0 - 0.085 + 0.0]
    )
    box_ = limb(
        spline([[0, y - 0.01, nut - 0.02], [0, y + 0.02, nut + 0.16], [0, y + 0.04, nut + 0.25]], n=10),
        [0.04, 0.035, 0.03],
        [0.045, 0.04, 0.03],
        power=4.0,
        side=(1.0, 0.0, 0.0),
        n=14,
    )
    curl = limb(scroll, [0.03, 0.035, 0.05], [0.02, 0.02, 0.015], power=3.0, side=(1.0, 0.0, 0.0), n=10)
    bridge = extrude(
        np.array(
            [
                [-0.08, 0],
                [-0.05, 0.0],
                [-0.03, 0.05],
                [0.03, 0.05],
                [0.05, 0],
                [0.08, 0],
                [0.06, 0.12],
                [0, 0.14],
                [-0.06, 0.12],
            ]
        ),
        0.02,
        "z",
    ).rotated("x", 0)
    bridge = bridge.with_(
        vertices=np.column_stack(
            [bridge.vertices[:, 0], y + 0.03 - bridge.vertices[:, 1], bridge.vertices[:, 2] + 0.54]
        )
    )
    bridge = bridge.with_(faces=bridge.faces[:, ::-1].copy())
    tail = extrude(
        np.array([[-0.03, 0.06], [0.03, 0.06], [0.07, 0.36], [0.05, 0.38], [-0.05, 0.38], [-0.07, 0.36]]),
        0.03,
        at=(0, y - 0.02, 0),
        bevel=0.008,
    )
    lines = [
        tube([[a, y - 0.04, 0.37], [a * 1.1, y - 0.105, 0.55], [a * 0.9, y - 0.085, 0.88]], 0.0035, segments=5).with_(
            smooth_angle=90.0
        )
        for a in spread(4, 0.09)
    ]
    pegs = []
    for i, z in enumerate(np.linspace(0.05, 0.2, 4)):
        s = -1 if i % 2 else 1
        pegs += [
            wire([[-s * 0.05, y + 0.02, nut + z], [s * 0.1, y + 0.02, nut + z]], 0.012, 8),
            slab(0.07, 0.02, 0.05, 0.024, at=(s * 0.125, y + 0.02, nut + z - 0.025)),
        ]
    parts = [draw(body, marks), board, neck, box_, curl, bridge, tail, merge(lines), *pegs]
    if maybe(rng, 0.6):
        rest = spline([[-0.02, 0.02], [-0.2, 0.0], [-0.28, 0.14], [-0.16, 0.24], [-0.03, 0.16]], closed=True, n=24)
        parts.append(extrude(rest, 0.05, at=(0, y - 0.03, 0.02), bevel=0.015))
    if maybe(rng, 0.4):
        parts.append(
            revolve([(0.02, -0.1), (0.015, 0.03)], segments=12)
            if maybe(rng)
            else revolve([(0.008, -0.5), (0.015, -0.45), (0.015, 0.03)], segments=12)
        )
    return parts


def keyboard_instrument(rng: Rng) -> list[Part]:
    """An electronic keyboard, a synthesiser or a piano with white and black keys."""
    octaves = whole(rng, 2, 5)
    white = 7 * octaves + 1
    kw = 0.12
    w = white * kw + between(rng, 0.2, 0.5)
    deep = between(rng, 0.5, 0.66)
    d = deep + between(rng, 0.3, 0.7)
    h = between(rng, 0.14, 0.3)
    upright = maybe(rng, 0.25)
    case = box(w, d, h, radius=pick(rng, 0.0, 0.04, 0.1))
    key_y = -d / 2 + deep / 2 + 0.01
    marks = [flat(rounded_rectangle(white * kw + 0.02, deep, 0.0), 0, key_y, h + 0.003)]
    keys = [box(kw * 0.92, deep * 0.97, 0.05, (x, key_y - 0.02, h - 0.01)) for x in spread(white, white * kw)]
    black = [
        box(kw * 0.55, deep * 0.6, 0.05, (-white * kw / 2 + kw * (i + 1), key_y + deep * 0.17, h + 0.03))
        for i in range(white - 1)
        if i % 7 in (0, 1, 3, 4, 5)
    ]
    parts = [draw(case, marks), merge(keys), merge(black)]
    py = key_y + deep / 2 + (d / 2 - key_y - deep / 2) / 2
    span = d / 2 - key_y - deep / 2
    controls: list[Part] = []
    z = 0.0
    items = [str(i) for i in rng.permutation(["dials", "keys", "screen", "holes", "sliders"])[: whole(rng, 2, 4)]]
    for item, x in zip(items, spread(len(items), w * 0.92), strict=True):
        cell = w * 0.92 / len(items)
        if item == "dials":
            controls += [
                p
                for u in spread(whole(rng, 2, 5), 0.8 * cell, x)
                for p in dial(rng, min(0.05, 0.3 * span), (u, 0.0, z), False)
            ]
        elif item == "keys":
            n = whole(rng, 3, 7)
            controls += push_buttons(
                rng,
                [
                    (u, q)
                    for u in spread(n, 0.84 * cell, x)
                    for q in ((-0.2 * span, 0.2 * span) if maybe(rng) else (0.0,))
                ],
                min(0.07, 0.6 * cell / n),
                0.0,
                pick(rng, "square", "pill"),
            )
        elif item == "screen":
            controls.append(screen_panel(min(0.7 * cell, 0.6), 0.5 * span, x, -0.004, z, 0.01, 0.015))
        elif item == "sliders":
            for u in spread(whole(rng, 3, 6), 0.7 * cell, x):
                controls.append(
                    draw(
                        slab(0.05, 0.05, 0.03, 0.01, at=(u, 0, between(rng, -0.2, 0.1) * span)),
                        [line((u, -0.002, -0.3 * span), (u, -0.002, 0.3 * span), kind="light")],
                    )
                )
        else:
            controls.append(
                draw(
                    slab(0.8 * cell, 0.012, 0.7 * span, 0.05, at=(x, 0, -0.35 * span)),
                    hole_field((0.36 * cell, 0.3 * span), x, -0.009, 0, 0.06, False, 70),
                )
            )
    if upright:
        tall = between(rng, 0.5, 0.9)
        parts.append(box(w, span * 0.8, tall, (0, d / 2 - span * 0.4, h), radius=0.02))
        face = d / 2 - span * 0.8
        parts[-1] = draw(
            parts[-1], [front(rounded_rectangle(w * 0.9, tall * 0.7, 0.03), 0, face - 0.003, h + tall / 2)]
        )
        legs_h = between(rng, 1.0, 1.3)
        parts.append(box(w * 0.98, span * 0.8, legs_h, (0, d / 2 - span * 0.4, -legs_h)))
        for s in (-1, 1):
            parts.append(
                revolve(
                    [(0.05, 0), (0.04, 0.1), (0.07, legs_h * 0.5), (0.05, legs_h * 0.8), (0.08, legs_h)],
                    (s * w * 0.46, -d / 2 + 0.12, -legs_h),
                    segments=20,
                )
            )
        parts += [
            slab(0.06, 0.2, 0.03, 0.01, at=(x, d / 2 - span * 0.8 - 0.05, -legs_h + 0.1)) for x in (-0.12, 0.0, 0.12)
        ]
    else:
        parts += [p.rotated("x", -90).moved(0, py, h) for p in controls]
        support = pick(rng, "none", "feet", "cross", "rest")
        if support == "feet":
            parts += feet(rng, w, d, 0.03, 0.05)
        elif support == "cross":
            legs = []
            for y in (-d * 0.3, d * 0.3):
                legs += [wire([[s * w * 0.32, y, -1.2], [-s * w * 0.32, y, 0.0]], 0.035, 12) for s in (-1, 1)]
            legs += [
                wire([[s * w * 0.32, -d * 0.45, -1.2], [s * w * 0.32, d * 0.45, -1.2]], 0.035, 12) for s in (-1, 1)
            ]
            parts += unclaimed(legs, maybe(rng, 0.15))
        elif support == "rest":
            parts.append(slab(w * 0.4, 0.03, 0.4, 0.06, 0.01, at=(0, d / 2 - 0.05, h)).rotated("x", -15, (0, d / 2, h)))
    return parts


def drum(rng: Rng) -> list[Part]:
    """A drum: snare, tom, conga, tambourine or djembe."""
    kind = pick(rng, "snare", "tom", "conga", "tambourine", "goblet")
    r = between(rng, 0.5, 0.75)
    h = {
        "snare": between(rng, 0.35, 0.55),
        "tom": between(rng, 0.8, 1.2),
        "conga": between(rng, 1.6, 2.2),
        "tambourine": between(rng, 0.16, 0.24),
        "goblet": between(rng, 1.3, 1.8),
    }[kind]
    if kind == "conga":
        profile = [(r * 0.62, 0), (r * 0.8, 0.25 * h), (r * 1.05, 0.62 * h), (r, h)]
    elif kind == "goblet":
        profile = [(r * 0.62, 0), (r * 0.42, 0.25 * h), (r * 0.42, 0.45 * h), (r * 0.95, 0.8 * h), (r, h)]
    else:
        profile = [(r, 0), (r, h)]
    smooth = [(float(a), float(b)) for a, b in spline(profile, n=18)] if len(profile) > 2 else profile
    body = revolve(smooth, segments=52)
    marks = []
    staves = whole(rng, 0, 24) if kind in ("conga", "goblet") else 0
    for a in np.arange(staves) * 2 * np.pi / max(staves, 1):
        marks.append(Stroke(np.array([[q * 1.004 * np.cos(a), q * 1.004 * np.sin(a), z] for q, z in smooth]), "light"))
    hoop = between(rng, 0.04, 0.07)
    parts: list[Part] = [draw(body, marks)]
    ends = (h,) if kind in ("conga", "goblet") else (0.0, h)
    for z in ends:
        s = 1 if z else -1
        parts.append(
            revolve(
                [
                    (r * 1.06, z - hoop),
                    (r * 1.08, z - hoop),
                    (r * 1.08, z + hoop),
                    (r * 1.03, z + hoop),
                    (r * 1.0, z + s * 0.01),
                    (0.02, z + s * 0.015),
                ]
                if s > 0
                else [
                    (0.02, z - 0.015),
                    (r, z - 0.01),
                    (r * 1.03, z - hoop),
                    (r * 1.08, z - hoop),
                    (r * 1.08, z + hoop),
                    (r * 1.0, z + hoop),
                ],
                segments=52,
            )
        )
    lugs = pick(rng, 6, 8, 10)
    if kind in ("snare", "tom", "conga"):
        low = 0.0 if kind != "conga" else 0.7 * h
        for a in np.arange(lugs) * 2 * np.pi / lugs + 0.2:
            c, s = np.cos(a), np.sin(a)
            parts.append(
                wire(
                    [[1.1 * r * c, 1.1 * r * s, low + (hoop if low == 0 else 0)], [1.1 * r * c, 1.1 * r * s, h + hoop]],
                    0.014,
                    8,
                )
            )
            parts.append(
                box(0.1, 0.08, 0.2 if h > 0.4 else 0.14, (1.06 * r, 0, (low + h) / 2 - 0.1), radius=0.02).rotated(
                    "z", float(np.degrees(a))
                )
            )
            parts.append(box(0.06, 0.05, 0.05, (1.1 * r, 0, h + hoop - 0.01)).rotated("z", float(np.degrees(a))))
    elif kind == "tambourine":
        pairs = whole(rng, 5, 9)
        for a in np.arange(pairs) * 360 / pairs + 10:
            for z in (0.42, 0.58):
                parts.append(cylinder(0.09, 0.012, (r * 1.03, 0, z * h), segments=24).rotated("z", float(a)))
            parts[0] = draw(
                parts[0],
                [
                    Stroke(
                        np.array(
                            [
                                [1.003 * r * np.cos(b), 1.003 * r * np.sin(b), z * h]
                                for b, z in (
                                    (np.radians(a) - 0.16, 0.36),
                                    (np.radians(a) + 0.16, 0.36),
                                    (np.radians(a) + 0.16, 0.64),
                                    (np.radians(a) - 0.16, 0.64),
                                    (np.radians(a) - 0.16, 0.36),
                                )
                            ]
                        )
                    )
                ],
            )
    else:
        n = whole(rng, 10, 16)
        a = np.arange(2 * n + 1) * np.pi / n
        turn = np.linspace(0, 2 * np.pi, 8 * n + 1)
        zz = np.interp(turn, a, np.where(np.arange(2 * n + 1) % 2 == 0, h - hoop, 0.62 * h))
        radius = np.interp(zz, [z for _, z in smooth], [q for q, _ in smooth]) * 1.02
        parts.append(wire(np.column_stack([radius * np.cos(turn), radius * np.sin(turn), zz]), 0.014, 6))
    if kind in ("snare", "tom") and maybe(rng, 0.45):
        legs = []
        for a in np.arange(3) * 2.094 + 0.5:
            c, s = np.cos(a), np.sin(a)
            legs.append(
                wire(
                    [
                        [1.12 * r * c, 1.12 * r * s, 0.5 * h],
                        [1.14 * r * c, 1.14 * r * s, -0.4],
                        [1.3 * r * c, 1.3 * r * s, -0.7],
                    ],
                    0.02,
                    8,
                )
            )
        parts += unclaimed(legs, maybe(rng, 0.15))
    if maybe(rng, 0.5) and kind in ("snare", "tom"):
        parts[0] = draw(parts[0], [ring(r * 1.004, z * h, kind="light") for z in (0.3, 0.7)])
    return parts


FAMILIES = (
    Family("keyboard_instrument", "17-01", ("Electronic keyboard", "Piano", "Synthesizer"), keyboard_instrument),
    Family("guitar", "17-03", ("Guitar", "Electric guitar", "Ukulele"), guitar),
    Family("violin", "17-03", ("Violin", "Cello", "Stringed instrument"), violin),
    Family("drum", "17-04", ("Drum", "Snare drum", "Tambourine", "Hand drum"), drum),
)
