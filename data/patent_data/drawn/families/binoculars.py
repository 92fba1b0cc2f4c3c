"""Binoculars: 16-06."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.detail import draw, merge, ring, slab, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, whole
from patent_data.drawn.solids import Part, box, cylinder, loft, revolve


def binoculars(rng: Rng) -> list[Part]:
    """Binoculars: two barrels, a hinge with a focusing wheel, eyecups."""
    r1, r0 = between(rng, 0.26, 0.36), between(rng, 0.16, 0.2)
    long = between(rng, 1.0, 1.6)
    gap = between(rng, 0.36, 0.44)
    neck = between(rng, 0.35, 0.6)
    prism = maybe(rng, 0.5)
    barrel_x = gap + (0.1 if prism else 0.0)
    profile = [
        (r0 * 0.9, 0.0),
        (r0 * 1.12, 0.02),
        (r0 * 1.12, 0.14),
        (r0, 0.16),
        (r0, 0.22),
        (r0 * 1.4, 0.3),
        (r0 * 1.45, neck * long),
        (r1 * 0.94, 0.75 * long),
        (r1, 0.78 * long),
        (r1, long),
        (r1 * 0.9, long),
        (r1 * 0.84, long * 0.93),
    ]
    parts: list[Part] = []
    ribs = whole(rng, 0, 8)
    marks = [ring(r0 * 1.46, (0.34 + 0.05 * i) * long, kind="light") for i in range(ribs) if 0.34 + 0.05 * i < neck]
    barrel = draw(revolve(profile, segments=40), marks).rotated("x", 90)
    for s in (-1, 1):
        parts.append(barrel.moved(s * barrel_x, long / 2, 0))
        if prism:
            parts.append(slab(0.5, 0.5, 0.52, 0.16, 0.05, at=(s * (barrel_x - 0.04), 0.1, -0.26)))
    parts += [
        cylinder(0.07, long * 0.5, (0, 0.1, 0.04), axis="y", segments=24),
        box(barrel_x * 1.6, 0.12, 0.12, (0, long * 0.26, -0.04), radius=0.03),
        box(barrel_x * 1.6, 0.12, 0.12, (0, -0.08, -0.04), radius=0.03),
    ]
    teeth = 36
    t = np.arange(teeth * 2) * np.pi / teeth
    rr = 0.13 * (1 + 0.04 * (np.arange(teeth * 2) % 2))
    parts.append(
        loft(
            np.stack(
                [np.column_stack([rr * np.cos(t), np.full(teeth * 2, y), 0.04 + rr * np.sin(t)]) for y in (0.36, 0.14)]
            )
        )
    )
    if maybe(rng, 0.4):
        parts += [
            wire(
                np.column_stack([s * (barrel_x + r0 * 1.45) + 0.04 * np.cos(a), 0.2 + 0 * a, 0.05 * np.sin(a)]),
                0.012,
                6,
                True,
            )
            for s in (-1, 1)
            for a in (np.arange(12) * np.pi / 6,)
        ]
    return merge_pads(parts)


def merge_pads(parts: list[Part]) -> list[Part]:
    """The same parts, the bridge arms as one."""
    return [*parts[:-4], merge(parts[-4:-2]), *parts[-2:]] if len(parts) > 6 else parts


FAMILIES = (Family("binoculars", "16-06", ("Binoculars", "Field glasses", "Binocular telescope"), binoculars),)
