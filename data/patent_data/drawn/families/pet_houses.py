"""Bird houses and kennels (30-02)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    between,
    count,
    curve,
    environment,
    one_of,
    screw,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.pet_parts import bone_outline, gable_house, perch
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    revolve,
    rotated,
    tube,
)


def _bird_house(rng: np.random.Generator) -> list[Part]:
    """A bird house, a bird feeder under a roof, or a hanging tube feeder."""
    kind = one_of(rng, "house", "house", "open", "tube", "round")
    if kind == "tube":
        r, h = between(rng, 0.7, 1.0), between(rng, 3.5, 5.0)
        parts = [
            cylinder(r, h, segments=36).with_(surface="glass"),
            revolve([(r * 1.6, -0.2), (r * 1.65, 0.05), (r * 1.5, 0.1), (r * 1.1, -0.1)], segments=40),
        ]
        roof = [
            (r * between(rng, 1.2, 1.8), h - 0.1),
            (r * 1.1, h + 0.3),
            (0.3, h + between(rng, 0.6, 1.1)),
            (0, h + 1.1),
        ]
        parts.append(revolve(roof, segments=40))
        n = one_of(rng, 2, 3)
        for k in range(n):
            for s in (0.0, 180.0):
                z = h * (0.15 + 0.75 * k / n)
                port = [
                    cylinder(0.22, 0.12, at=(0, -r - 0.04, z + 0.3), axis="y", segments=18),
                    cylinder(0.05, 0.8, at=(0, -r - 0.4, z), axis="y", segments=10),
                ]
                parts += rotated(port, "z", s + 90.0 * (k % 2))
        parts.append(
            tube(
                curve((-0.3, 0, h + 0.8), (-0.2, 0, h + 1.6), (0.2, 0, h + 1.6), (0.3, 0, h + 0.8), n=12),
                0.05,
                segments=6,
            )
        )
        return parts
    w, d, h = between(rng, 1.2, 1.8), between(rng, 1.1, 1.7), between(rng, 2.2, 3.6)
    if kind == "round":
        parts = [revolve([(w * 0.8, 0), (w, 0.4 * h), (w * 0.95, 0.8 * h), (w * 0.5, h), (0.1, 1.05 * h)], segments=44)]
        parts.append(revolve([(w * 1.25, 0.72 * h), (w * 0.6, h * 1.05), (0.1, h * 1.2), (0, h * 1.2)], segments=44))
        front = -w
    elif kind == "open":
        parts = gable_house(rng, w, d, h, walls=False)
        front = -d
    else:
        parts = gable_house(rng, w, d, h, walls=True)
        front = -d
    if kind != "open":
        hole = between(rng, 0.3, 0.45)
        z = h * between(rng, 0.5, 0.6)
        ring = (
            revolve(
                [(hole * 1.25, 0), (hole * 1.25, 0.08), (hole, 0.1), (hole, 0.0), (hole * 1.25, 0)],
                axis="y",
                segments=30,
            ).mirrored("y")
            if whether(rng, 0.5)
            else None
        )
        dark = cylinder(hole, 0.02, at=(0, front - 0.012, z), axis="y", segments=30).with_(surface="dark")
        parts += [dark] + ([ring.moved(y=front, z=z)] if ring else [])
        if whether(rng, 0.75):
            parts.append(perch(0.07, 0.7, (0, front, z - hole - 0.3)))
        if whether(rng, 0.3) and kind == "house":
            parts += [screw((x, front, zz), 0.06) for x in (-0.85 * w, 0.85 * w) for zz in (0.2, 0.85 * h)]
    stand = one_of(rng, "none", "hang", "pole", "plate")
    top = max(float(p.vertices[:, 2].max()) for p in parts)
    if stand == "hang":
        parts.append(
            tube(
                curve(
                    (0, 0, top - 0.1),
                    (-0.25, 0, top + 0.6),
                    (0, 0, top + 1.1),
                    (0.25, 0, top + 0.6),
                    (0, 0, top - 0.1),
                    n=20,
                ),
                0.05,
                segments=6,
            )
        )
    elif stand == "pole":
        parts += environment(
            rng,
            [cylinder(0.18, 4.0, at=(0, 0, -4.0), segments=16), cylinder(0.5, 0.15, at=(0, 0, -0.16), segments=24)],
            0.4,
        )
    elif stand == "plate":
        parts.append(box(0.9, 0.15, h + 1.6, at=(0, d + 0.08, -0.8)))
    return parts


def _kennel(rng: np.random.Generator) -> list[Part]:
    """A dog house or a crate of bars for a pet."""
    w, d, h = between(rng, 1.8, 2.6), between(rng, 2.2, 3.4), between(rng, 2.2, 3.2)
    if whether(rng, 0.55):
        parts = gable_house(rng, w, d, h, walls=True)
        dw, dh = w * between(rng, 0.5, 0.66), h * between(rng, 0.6, 0.75)
        a = np.linspace(0, np.pi, 17)
        arch = (
            np.vstack([[(-dw, 0.15), (dw, 0.15)], np.column_stack([dw * np.cos(a), dh - dw + dw * np.sin(a)])])
            if whether(rng, 0.7)
            else np.array([(-dw, 0.15), (dw, 0.15), (dw, dh), (-dw, dh)])
        )
        rim = arch + (arch - arch.mean(axis=0)) * 0.14
        parts.append(extrude(arch, 0.03).moved(y=-d - 0.01).with_(surface="dark"))
        if whether(rng, 0.6):
            parts.append(extrude(rim, 0.12, holes=(arch,)).moved(y=-d - 0.03))
        if whether(rng, 0.4):
            parts.append(extrude(bone_outline(1.4, 0.5), 0.08).moved(0, -d - 0.04, dh + 0.45))
        return parts
    t = 0.04
    bars = [box(2 * w, 2 * d, 0.18, at=(0, 0, 0), radius=0.1)]
    n, m = count(rng, 8, 13), count(rng, 9, 15)
    for s in (-1, 1):
        bars += [tube(np.array([(x, s * d, 0.15), (x, s * d, h)]), t, segments=5) for x in np.linspace(-w, w, n)]
        bars += [tube(np.array([(s * w, y, 0.15), (s * w, y, h)]), t, segments=5) for y in np.linspace(-d, d, m)]
        for z in np.linspace(0.3, h, 4):
            bars.append(tube(np.array([(-w, s * d, z), (w, s * d, z)]), t * (1.6 if z == h else 1.0), segments=5))
            bars.append(tube(np.array([(s * w, -d, z), (s * w, d, z)]), t * (1.6 if z == h else 1.0), segments=5))
    bars += [tube(np.array([(x, -d, h), (x, d, h)]), t, segments=5) for x in np.linspace(-w, w, n)]
    door = [
        (-0.5 * w, -d - 0.06, 0.25),
        (0.5 * w, -d - 0.06, 0.25),
        (0.5 * w, -d - 0.06, 0.85 * h),
        (-0.5 * w, -d - 0.06, 0.85 * h),
    ]
    corners = np.array(door)
    bars += [tube(np.stack([corners[k - 1], corners[k]]), 0.07, segments=6) for k in range(4)]
    bars += [
        box(0.3, 0.16, 0.4, at=(0.5 * w, -d - 0.1, 0.45 * h), radius=0.04),
        tube(curve((-0.4, 0, h), (-0.3, 0, h + 0.4), (0.3, 0, h + 0.4), (0.4, 0, h), n=10), 0.06, segments=6),
    ]
    return bars


FAMILIES = (
    Family("bird_house", "30-02", ("Bird house", "Bird feeder", "Birdhouse", "Nest box"), _bird_house),
    Family("pet_house", "30-02", ("Dog house", "Pet kennel", "Pet crate", "Pet house"), _kennel),
)
