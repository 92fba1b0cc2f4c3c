"""Stand mixers: 31-00."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, draw, flat, lay, ring_of, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick
from patent_data.drawn.families.gadget_parts import dial
from patent_data.drawn.solids import Part, cylinder, extrude, loft, revolve, superellipsoid


def stand_mixer(rng: Rng) -> list[Part]:
    """A stand mixer with a tilting head, a bowl and a beater."""
    long, w = between(rng, 1.4, 1.7), between(rng, 0.5, 0.62)
    base = extrude(
        spline(
            [
                [-w * 0.55, -long * 0.5],
                [w * 0.55, -long * 0.5],
                [w * 0.6, 0],
                [w * 0.4, long * 0.4],
                [0, long * 0.46],
                [-w * 0.4, long * 0.4],
                [-w * 0.6, 0],
            ],
            closed=True,
            n=48,
        ),
        0.14,
        "z",
        bevel=0.03,
    )
    neck_h = between(rng, 0.75, 0.95)
    column = loft(
        np.stack(
            [
                ring_of(
                    0,
                    long * 0.26 + 0.08 * t,
                    0.08 + neck_h * t,
                    w * (0.42 - 0.1 * np.sin(np.pi * t)),
                    w * (0.36 - 0.06 * np.sin(np.pi * t)),
                    2.6,
                    36,
                )
                for t in np.linspace(0, 1, 9)
            ]
        )
    )
    head_h = between(rng, 0.4, 0.5)
    rings = []
    nose = between(rng, 0.62, 0.95)
    for t, s in (
        (0.0, 0.1),
        (0.03, nose * 0.7),
        (0.12, nose * 0.95),
        (0.4, 1.0),
        (0.75, 0.95),
        (0.93, 0.7),
        (1.0, 0.1),
    ):
        ring_ = ring_of(0, 0, 0, w * 0.42 * s, head_h / 2 * s, pick(rng, 2.4, 2.4), 36)
        rings.append(
            np.column_stack(
                [ring_[:, 0], np.full(36, -long * 0.52 + t * long * 1.02), ring_[:, 1] + 0.1 + neck_h + head_h * 0.42]
            )
        )
    head = loft(np.stack(rings[::-1]))
    zh = 0.1 + neck_h + head_h * 0.42
    marks = lay(head, [[9, -long * 0.45, zh], [9, long * 0.45, zh]], (-1, 0, 0)) + lay(
        head, [[-9, -long * 0.45, zh], [-9, long * 0.45, zh]], (1, 0, 0)
    )
    r = between(rng, 0.38, 0.46)
    bowl_y = -long * 0.22
    bowl_h = neck_h * between(rng, 0.5, 0.62)
    profile = [
        (r * 0.55, 0.0),
        (r * 0.5, 0.05),
        (r * 0.8, 0.1),
        (r * 0.98, 0.6 * bowl_h),
        (r * 1.02, bowl_h),
        (r * 1.05, bowl_h + 0.02),
        (r * 0.97, bowl_h + 0.01),
        (r * 0.9, 0.55 * bowl_h),
        (r * 0.5, 0.14),
    ]
    bowl = revolve(profile, (0, bowl_y, 0.14), segments=44)
    parts = [base, column, draw(head, marks), bowl]
    if maybe(rng):
        parts.append(
            limb(
                spline(
                    [
                        [r * 0.98, bowl_y, 0.14 + 0.85 * bowl_h],
                        [r * 1.4, bowl_y, 0.14 + 0.8 * bowl_h],
                        [r * 1.38, bowl_y, 0.14 + 0.4 * bowl_h],
                        [r * 0.9, bowl_y, 0.14 + 0.35 * bowl_h],
                    ],
                    n=18,
                ),
                [0.04],
                [0.02],
                power=3.0,
            )
        )
    parts.append(cylinder(0.05, neck_h - 0.2, (0, bowl_y, 0.3), segments=14))
    parts.append(revolve([(0.12, 0), (0.14, 0.1)], (0, bowl_y, zh - head_h * 0.58), segments=28))
    tool = pick(rng, "whisk", "paddle")
    if tool == "whisk":
        for a in np.arange(4) * np.pi / 4:
            u = np.linspace(0, 2 * np.pi, 25)[:-1]
            loop = np.column_stack(
                [
                    0.16 * np.sin(u) * np.cos(a),
                    bowl_y + 0.16 * np.sin(u) * np.sin(a),
                    0.2 + 0.3 * bowl_h + 0.28 * (1 - np.cos(u)),
                ]
            )
            parts.append(wire(loop, 0.009, 6, True))
    parts += [p.rotated("z", 90).moved(w * 0.4, long * 0.1, zh) for p in dial(rng, 0.09, (0, 0, 0))]
    parts.append(disc_cap(w, long, zh))
    if maybe(rng, 0.5):
        parts[0] = draw(parts[0], [flat(circle(r * 0.7, 36), 0, bowl_y, 0.143)])
    if maybe(rng, 0.3):
        parts.append(superellipsoid(0.05, 0.05, 0.05, at=(w * 0.4, long * 0.28, neck_h * 0.85), segments=16))
    return parts


def disc_cap(w: float, long: float, z: float) -> Part:
    """The round cap of the attachment hub at the nose of a mixer."""
    return revolve([(0.11, 0), (0.11, 0.06), (0.09, 0.08)], segments=28).rotated("x", 90).moved(0, -long * 0.5, z)


FAMILIES = (Family("stand_mixer", "31-00", ("Stand mixer", "Kitchen mixer", "Food mixer"), stand_mixer),)
