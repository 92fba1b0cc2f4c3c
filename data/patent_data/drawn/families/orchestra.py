"""Violins and drums: 17-03 and 17-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, lay, merge, ring, slab, spread, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.music import strings
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, tube


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
    Family("violin", "17-03", ("Violin", "Cello", "Stringed instrument"), violin),
    Family("snare_drum", "17-04", ("Drum", "Snare drum", "Tambourine", "Hand drum"), drum),
)
