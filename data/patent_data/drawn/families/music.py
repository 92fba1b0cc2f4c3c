"""Guitars: 17-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, disc, draw, front, line, slab, spread, wire
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import dial
from patent_data.drawn.solids import Part, Stroke, extrude, loft, revolve


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
                    [0.0, 0.0],
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
                    [0.0, 0.0],
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
        cut = np.clip((outline[:, 1] / h - 0.72) / 0.1, 0, 1) ** 2 * (outline[:, 0] > 0.1)
        outline[:, 0] += cut * (0.1 + 0.3 * (outline[:, 0] - 0.1) - outline[:, 0])
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


FAMILIES = (Family("guitar", "17-03", ("Guitar", "Electric guitar", "Ukulele"), guitar),)
