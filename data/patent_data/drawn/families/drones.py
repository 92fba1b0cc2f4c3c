"""Drones (12-07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.aircraft_parts import propeller
from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    environment,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    revolve,
    rotated,
    stroke,
    superellipsoid,
    tube,
)


def _drone(rng: np.random.Generator) -> list[Part]:
    """A drone with four, six or eight rotors."""
    arms = one_of(rng, 4, 4, 4, 6, 8)
    reach = between(rng, 2.2, 3.2)
    kind = one_of(rng, "pod", "flat", "frame", "shell")
    w, h = between(rng, 0.75, 1.1), between(rng, 0.3, 0.5)
    parts: list[Part] = []
    if kind in ("pod", "shell"):
        long = w * between(rng, 1.2, 1.7)
        parts.append(superellipsoid(long, w * 0.75, h, between(rng, 0.5, 1.0), between(rng, 0.6, 1.0)))
        ring = ellipse(long * 0.7, w * 0.45, n=36)
        parts[0] = parts[0].with_strokes(
            stroke(np.column_stack([ring, h * np.sqrt(1 - 0.62 * np.ones(36))]), "light", closed=True)
        )
        if whether(rng, 0.6):
            parts.append(
                limb(
                    curve((-0.5 * long, 0, h * 0.75), (0, 0, h * 0.95), (0.6 * long, 0, h * 0.8), n=8),
                    [0.3 * w, 0.4 * w, 0.35 * w],
                    [0.12],
                    3.0,
                    (0.05, 0.05),
                    n=20,
                )
            )
    elif kind == "flat":
        outline = rounded_rectangle(2.4 * w, 1.5 * w, between(rng, 0.1, 0.6) * w)
        parts += [
            extrude(outline, 2 * h * 0.6, axis="z", bevel=0.1).moved(z=-0.6 * h),
            box(1.4 * w, 0.9 * w, 0.25, at=(0, 0, 0.5 * h), radius=0.15),
        ]
        parts += [
            box(0.06, 0.6 * w, 0.05, at=(x * w, 0, 0.5 * h + 0.23)) for x in np.linspace(-0.5, 0.5, count(rng, 3, 6))
        ]
    else:
        plate = extrude(ellipse(w, w * 0.9, n=40), 0.07, axis="z")
        parts += [
            plate.moved(z=-0.2),
            plate.moved(z=0.2),
            *[
                cylinder(0.05, 0.4, at=(0.75 * w * c, 0.65 * w * s, -0.18), segments=10)
                for c, s in ((1, 0), (-1, 0), (0, 1), (0, -1))
            ],
        ]
        parts.append(box(1.2 * w, 0.6 * w, 0.3, at=(0, 0, 0.27), radius=0.08))
    angles = [360.0 * (k + 0.5) / arms for k in range(arms)] if arms != 4 else [between(rng, 35, 45)]
    if arms == 4:
        angles = [angles[0], 180 - angles[0], 180 + angles[0], 360 - angles[0]]
    rotor = reach * (0.58 if arms == 4 else 0.42 if arms == 6 else 0.33)
    blades, wide = one_of(rng, 2, 2, 3), between(rng, 0.06, 0.1) * rotor * 1.6
    lift, thick = between(rng, -0.05, 0.25), between(rng, 0.1, 0.2)
    guard = whether(rng, 0.35) and arms == 4
    legs = one_of(rng, "skids", "motor", "none", "feet")
    prop = propeller(rng, rotor, blades, wide)
    arm_kind = one_of(rng, "round", "flat", "taper")
    unit: list[Part] = []
    spine = curve((0.5 * w, 0, 0), (0.55 * reach, 0, lift * 0.5), (reach, 0, lift), n=8)
    unit.append(
        limb(
            spine,
            [thick * (1.6 if arm_kind != "round" else 1.0), thick],
            [thick * (0.5 if arm_kind == "flat" else 1.0), thick * 0.8],
            2.0 if arm_kind == "round" else 3.5,
            n=14,
        )
    )
    unit.append(
        revolve(
            [(thick * 1.3, -0.12), (thick * 1.5, 0.0), (thick * 1.5, 0.22), (thick * 1.1, 0.32)],
            at=(reach, 0, lift),
            segments=18,
        )
    )
    unit += environment(rng, [p.moved(reach, 0, lift + 0.4) for p in prop], 0.2)
    if guard:
        unit.append(tube(circle((reach, 0, lift + 0.35), rotor * 1.1, "z", 40), 0.05, closed=True, segments=6))
        unit += [
            tube(
                rod((reach, 0, lift + 0.05), (reach + rotor * 1.1 * np.cos(a), rotor * 1.1 * np.sin(a), lift + 0.35)),
                0.035,
                segments=5,
            )
            for a in np.radians((0, 120, 240))
        ]
    if legs == "motor":
        unit.append(cylinder(0.06, 0.7, at=(reach, 0, lift - 0.75), top=0.09, segments=12))
    for a in angles:
        parts += rotated(unit, "z", a)
    if legs == "skids":
        for way in (-1, 1):
            y = way * 0.85 * w
            parts.append(
                tube(
                    curve(
                        (-0.9 * w - 0.2, y, -1.15),
                        (-0.9 * w, y, -1.25),
                        (0.9 * w, y, -1.25),
                        (0.9 * w + 0.2, y, -1.15),
                        n=12,
                    ),
                    0.05,
                    segments=8,
                )
            )
            parts += [
                tube(np.array([(x, y * 0.55, -0.3 * h), (x * 1.1, y, -1.25)]), 0.045, segments=8)
                for x in (-0.5 * w, 0.5 * w)
            ]
    elif legs == "feet":
        parts += [
            limb(
                rod((x * 0.7 * w, y * 0.5 * w, -0.3 * h), (x * 0.9 * w, y * 0.7 * w, -1.0), 4),
                [0.07],
                [0.1, 0.06],
                3.0,
                n=12,
            )
            for x in (-1, 1)
            for y in (-1, 1)
        ]
    if whether(rng, 0.75):
        x = -0.85 * w
        parts += [
            box(0.35, 0.45, 0.4, at=(x, 0, -h - 0.35), radius=0.1),
            cylinder(0.14, 0.16, at=(x - 0.22, 0, -h - 0.15), axis="x", segments=20),
        ]
        parts[-1] = parts[-1].with_strokes(ring_line((x - 0.301, 0, -h - 0.15), 0.09, "x", n=18))
        parts += [box(0.1, 0.08, 0.45, at=(x + 0.02, s * 0.27, -h - 0.25)) for s in (-1, 1)]
        parts.append(box(0.25, 0.62, 0.1, at=(x, 0, -h + 0.1)))
    parts += (
        [cylinder(0.07, 0.05, at=(x, way * 0.74 * w, 0), axis="y", segments=12) for x in (-0.3, 0.0) for way in (-1, 1)]
        if kind == "pod"
        else []
    )
    return rotated(parts, "z", 90.0)


FAMILIES = (Family("drone", "12-07", ("Drone", "Unmanned aerial vehicle", "Multicopter", "Quadcopter"), _drone),)
