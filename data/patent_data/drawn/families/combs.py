"""Combs and hairbrushes: 28-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.brush_parts import tuft_field
from patent_data.drawn.families.detail import draw, front, lay, merge, ring_of
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, cylinder, extrude, loft, revolve, superellipsoid


def comb(rng: Rng) -> list[Part]:
    """A comb or a hairbrush."""
    if maybe(rng, 0.4):
        return hairbrush(rng)
    long, h = between(rng, 1.6, 2.2), between(rng, 0.36, 0.56)
    thick = between(rng, 0.04, 0.08)
    spine = between(rng, 0.26, 0.45) * h
    kind = pick(rng, "plain", "tail", "handle", "curved", "afro")
    parts: list[Part] = []
    teeth: list[Part] = []
    width = long
    if kind == "tail":
        width = 0.55 * long
    elif kind == "handle":
        width = 0.6 * long
    elif kind == "afro":
        width, h = 0.5 * long, between(rng, 0.7, 0.9)
        spine = 0.2 * h
    n = whole(rng, 18, 44) if kind != "afro" else whole(rng, 7, 12)
    fine = pick(rng, 0.5, 0.5, 0.3)
    bow = between(rng, 0.02, 0.12) if kind in ("curved", "plain") else 0.0
    x = -width / 2 + 0.05
    while x < width / 2 - 0.04:
        gap = (width / n) * (0.7 if fine == 0.3 and x > 0 else 1.0)
        top = h - spine + 0.02
        low = bow * (2 * x / width) ** 2
        foot = np.array([[-0.16, -0.25], [0.16, -0.25], [0.16, 0.25], [-0.16, 0.25]]) * [gap, thick * 1.2]
        crown = np.array([[-0.3, -0.4], [0.3, -0.4], [0.3, 0.4], [-0.3, 0.4]]) * [gap, thick * 1.2]
        teeth.append(
            loft(
                np.stack(
                    [
                        np.column_stack([foot + np.array([x, 0]), np.full(4, low)]),
                        np.column_stack([crown + np.array([x, 0]), np.full(4, top)]),
                    ]
                )
            )
        )
        x += gap
    parts.append(merge(teeth))
    crest = between(rng, 0.0, 0.5) * spine
    outline = (
        spline(
            [
                [-width / 2, h - spine],
                [width / 2, h - spine],
                [width / 2, h - 0.2 * spine - crest],
                [width * 0.25, h - 0.2 * crest],
                [0, h],
                [-width * 0.25, h - 0.2 * crest],
                [-width / 2, h - 0.2 * spine - crest],
            ],
            closed=True,
            n=60,
        )
        if maybe(rng, 0.5)
        else rounded_rectangle(width, spine, 0.3 * spine) + np.array([0, h - spine / 2])
    )
    back = extrude(outline, thick, bevel=0.2 * thick)
    marks = (
        [front(rounded_rectangle(width * 0.8, spine * 0.3, 0.1 * spine), 0, -thick / 2 - 0.003, h - spine * 0.5)]
        if maybe(rng, 0.4)
        else []
    )
    parts.insert(0, draw(back, marks))
    if kind in ("plain", "curved"):
        parts += [
            extrude(
                np.array([[-0.03, 0.02 + bow], [0.03, bow], [0.045, h - 0.3 * spine], [-0.045, h - 0.3 * spine]]),
                thick,
                at=(s * (width / 2 - 0.045), 0, 0),
            )
            for s in (-1, 1)
        ]
    elif kind == "tail":
        parts.append(
            limb(
                spline(
                    [
                        [width / 2 - 0.1, 0, h - 0.5 * spine],
                        [width * 0.8, 0, h - 0.55 * spine],
                        [long - width / 2, 0, h - 0.5 * spine],
                    ],
                    n=16,
                ),
                [thick * 0.5, thick * 0.4, 0.012],
                [spine * 0.4, 0.03, 0.012],
                n=14,
            )
        )
    elif kind == "handle":
        reach = long - width / 2
        shape = spline(
            [
                [width / 2 - 0.06, h],
                [width * 0.65, h - 0.1 * h],
                [reach * 0.9, h],
                [reach, h * 0.72],
                [reach * 0.9, h * 0.46],
                [width * 0.65, h * 0.56],
                [width / 2 - 0.06, h - spine],
            ],
            closed=True,
            n=50,
        )
        hole = [ellipse(0.05, 0.07, 20) + np.array([reach * 0.9, h * 0.73])] if maybe(rng) else []
        parts.append(extrude(shape, thick, holes=hole, bevel=0.0 if hole else 0.2 * thick))
    elif kind == "afro":
        parts.append(
            extrude(
                spline(
                    [
                        [-width * 0.3, h - 0.02],
                        [width * 0.3, h - 0.02],
                        [width * 0.16, h + 0.3],
                        [width * 0.26, h + 0.62],
                        [0, h + 0.74],
                        [-width * 0.26, h + 0.62],
                        [-width * 0.16, h + 0.3],
                    ],
                    closed=True,
                    n=44,
                ),
                thick,
                bevel=0.2 * thick,
            )
        )
    return parts


def hairbrush(rng: Rng) -> list[Part]:
    """A hairbrush, flat or round, its bristles to the viewer."""
    w, h = between(rng, 0.3, 0.45), between(rng, 0.8, 1.1)
    long = between(rng, 0.8, 1.1)
    parts: list[Part] = []
    if maybe(rng, 0.35):
        r = between(rng, 0.12, 0.2)
        core = revolve(
            [(r * 0.7, long - 0.03), (r, long), (r, long + h), (r * 0.8, long + h + 0.05), (0.03, long + h + 0.09)],
            segments=36,
        )
        holes = [
            Stroke(
                np.array(
                    [
                        [
                            1.004 * r * np.cos(a + 0.1 * np.cos(t)),
                            1.004 * r * np.sin(a + 0.1 * np.cos(t)),
                            z + 0.02 * np.sin(t),
                        ]
                        for t in np.linspace(0, 6.28, 9)
                    ]
                ),
                "light",
            )
            for z in np.linspace(long + 0.1, long + h - 0.1, 7)
            for a in np.arange(6) * np.pi / 3
        ]
        parts.append(draw(core, holes))
        hairs = []
        rows, count = whole(rng, 9, 13), whole(rng, 10, 14)
        for i, z in enumerate(np.linspace(long + 0.06, long + h - 0.06, rows)):
            for k in range(count):
                a = 2 * np.pi * (k + 0.5 * (i % 2)) / count
                tip = cylinder(0.012, 0.16, (0, 0, r * 0.95), segments=5).with_(smooth_angle=90.0)
                hairs.append(tip.rotated("y", 90).rotated("z", float(np.degrees(a))).moved(z=float(z)))
        parts.append(merge(hairs))
    else:
        power = between(rng, 2.0, 4.0)
        thick = between(rng, 0.12, 0.18)
        rows_ = [(0.86, thick), (0.98, thick * 0.8), (1.0, thick * 0.4), (0.96, 0.0), (0.8, -0.02)]
        outline = ring_of(0, 0, 0, w, h / 2, power, 44)[:, :2]
        head = loft(
            np.stack(
                [
                    np.column_stack([outline[:, 0] * s, np.full(44, y), outline[:, 1] * s + long + h / 2])
                    for s, y in rows_
                ]
            )
        )
        pad = superellipsoid(w * 0.8, 0.06, h * 0.4, 1.0, 1.0, (0, -0.01, long + h / 2), 28)
        field = tuft_field(rng, h * 0.36, w * 0.66, between(rng, 0.2, 0.3), 2.2, whole(rng, 5, 7))
        parts += [head, pad, field.rotated("x", -90).rotated("y", 90).moved(0, -0.03, long + h / 2)]
    path = spline([[0, 0.04, 0], [0, 0.02, 0.5 * long], [0, 0.04, long + 0.08]], n=20)
    grip = limb(
        path,
        [0.08, between(rng, 0.09, 0.13), 0.07, 0.09],
        [0.07, 0.09, 0.06, 0.06],
        power=2.4,
        side=(1.0, 0.0, 0.0),
        ends=(0.05, 0.0),
        n=20,
    )
    parts.append(
        draw(
            grip,
            [
                m
                for z in np.linspace(0.2, 0.7, whole(rng, 0, 8)) * long
                for m in lay(grip, [[-0.07, -9, z], [0.07, -9, z]], (0, 1, 0), "light", 8)
            ],
        )
    )
    return parts


FAMILIES = (Family("comb", "28-03", ("Comb", "Hair comb", "Hairbrush"), comb),)
