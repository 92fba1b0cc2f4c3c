"""Pushchairs and wheelchairs (12-12)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse
from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    environment,
    limb,
    one_of,
    rod,
    whether,
)
from patent_data.drawn.families.cart_parts import axled, bent_tube, fabric_seat
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import small_wheel, spoked_wheel
from patent_data.drawn.solids import Part, box, cylinder, loft, moved, rotated, sheet, stroke, tube


def _stroller(rng: np.random.Generator) -> list[Part]:
    """A pushchair or perambulator with its hood; the child looks to the viewer."""
    half, t = between(rng, 0.85, 1.05), between(rng, 0.06, 0.1)
    big, little = between(rng, 0.5, 0.95), between(rng, 0.35, 0.5)
    pram = whether(rng, 0.35)
    spoked = whether(rng, 0.5)
    seat_z, top = between(rng, 1.9, 2.4), between(rng, 4.4, 5.0)
    y_front, y_back = -1.5, 1.2
    parts: list[Part] = []
    rear_wheel = spoked_wheel(rng, big, big * 0.1, 14, crossed=False) if spoked else small_wheel(rng, big, 0.26)
    three = not pram and whether(rng, 0.35)
    front_wheel = rear_wheel if pram else small_wheel(rng, little, 0.24)
    fr = big if pram else little
    for way in (-1, 1):
        parts += axled(rear_wheel, way * (half + 0.15), y_back, big)
        if not three:
            parts += axled(front_wheel, way * (half * 0.85), y_front, fr)
    if three:
        parts += axled(front_wheel, 0.001, y_front - 0.4, fr)
    parts.append(cylinder(0.06, 2 * half + 0.3, at=(0, y_back, big), axis="x", segments=12))
    for way in (-1, 1):
        x = way * half
        x1 = way * 0.14 if three else way * half * 0.85
        y1 = y_front - 0.4 if three else y_front
        parts.append(
            bent_tube(
                [
                    (x1, y1, fr),
                    (x * 0.95, y_front * 0.3 + 0.2, seat_z),
                    (x, y_back + 0.35, top * 0.85),
                    (x, y_back + 0.9, top),
                ],
                t,
                0.4,
            )
        )
        parts.append(bent_tube([(x, y_back, big), (x, 0.1, seat_z + 0.25), (x, -0.45, seat_z + 0.6)], t, 0.25))
    grip = one_of(rng, "bar", "canes")
    if grip == "bar":
        bar = rod((-half, y_back + 0.9, top), (half, y_back + 0.9, top), 4)
        parts += [tube(bar, t * 1.4, segments=12).with_(surface="dark")]
    else:
        parts += [
            tube(
                rod((w * half, y_back + 0.7, top - 0.15), (w * half, y_back + 1.25, top + 0.05), 3),
                t * 1.7,
                segments=12,
            )
            for w in (-1, 1)
        ]
    if pram:
        ring = ellipse(1.0, n=32)
        rows = []
        for s, z in ((0.6, -0.75), (0.85, -0.5), (0.97, 0.0), (1.0, 0.35)):
            rows.append(
                np.column_stack(
                    [ring[:, 0] * half * 0.85 * s, ring[:, 1] * 1.6 * s - 0.1, np.full(32, seat_z + 0.6 + z)]
                )
            )
        inner = [
            r * [0.94, 0.95, 1] + np.array([0, 0, d]) for r, d in zip(rows[::-1], (0.0, 0.0, 0.05, 0.1), strict=True)
        ]
        body = loft(np.stack([*rows, *inner])).with_(surface="textile")
        parts.append(body.with_strokes(stroke(rows[2] * 1.004 + np.array([0, 0, 0.1]), "stitch", closed=True)))
        hood_c, hood_z = 0.15, seat_z + 0.9
    else:
        parts += moved(fabric_seat(rng, half * 0.9, 0.0, 0.95, 1.7, 0.75), y=-0.1, z=seat_z)
        parts.append(
            limb(
                np.array([(0, -1.05, seat_z), (0, -1.3, seat_z - 0.8), (0, -1.45, seat_z - 0.85)]),
                [half * 0.75],
                [0.08],
                5.0,
                side=(1.0, 0, 0),
                n=16,
            )
        )
        if whether(rng, 0.7):
            parts.append(
                tube(
                    curve(
                        (-half, -0.3, seat_z + 0.6),
                        (-0.6 * half, -0.95, seat_z + 0.62),
                        (0.6 * half, -0.95, seat_z + 0.62),
                        (half, -0.3, seat_z + 0.6),
                        n=14,
                    ),
                    0.09,
                    segments=10,
                )
            )
        if whether(rng, 0.6):
            for w in (-1, 1):
                strap = limb(
                    curve((w * 0.2, 0.4, seat_z + 1.4), (w * 0.18, 0.0, seat_z + 0.7), (0, -0.35, seat_z + 0.2), n=8),
                    [0.07],
                    [0.02],
                    4.0,
                    side=(1.0, 0, 0),
                    n=10,
                )
                parts.append(strap)
        basket = [
            np.array(
                [
                    (-half * 0.8 * s, -0.7 * s, z),
                    (half * 0.8 * s, -0.7 * s, z),
                    (half * 0.8 * s, 0.95 * s, z),
                    (-half * 0.8 * s, 0.95 * s, z),
                ]
            )
            for s, z in ((0.85, big * 0.75), (1.0, big * 0.75 + 0.45))
        ]
        if whether(rng, 0.7):
            parts.append(loft(np.stack(basket)).with_(surface="textile"))
        hood_c, hood_z = 0.35, seat_z + 1.15
    if whether(rng, 0.85):
        ribs = count(rng, 3, 5)
        spread = between(rng, 80, 125)
        size = 1.35 if not pram else 1.45
        u = np.linspace(0, np.pi, 15)
        grid = []
        for a in np.radians(np.linspace(0 if pram else 20, spread, 3 * ribs - 2)):
            grid.append(
                np.column_stack(
                    [
                        -half * 0.97 * np.cos(u),
                        hood_c + np.sin(u) * size * np.cos(a) * 0.9,
                        hood_z + np.sin(u) * size * np.sin(a),
                    ]
                )
            )
        canopy = sheet(np.stack(grid), 0.04).with_(surface="textile")
        canopy = canopy.with_strokes(
            *[stroke(grid[k] * [1.01, 1.0, 1.0] + np.array([0, 0, 0.025]), "line") for k in range(3, 3 * ribs - 3, 3)]
        )
        parts += environment(rng, [canopy], 0.1)
    return parts


def _wheelchair(rng: np.random.Generator) -> list[Part]:
    """A wheelchair with push rims, or with four small wheels."""
    half, t = between(rng, 0.95, 1.1), between(rng, 0.06, 0.085)
    big = between(rng, 1.3, 1.5) if whether(rng, 0.8) else 0.65
    little = between(rng, 0.3, 0.45)
    seat_z, back_top, hold = 2.2, between(rng, 3.8, 4.3), between(rng, 4.2, 4.6)
    y_back = 0.55
    parts: list[Part] = []
    camber, arms, panels = between(rng, 0.0, 6.0), whether(rng, 0.65), whether(rng, 0.6)
    wheel = spoked_wheel(rng, big, big * between(rng, 0.04, 0.07), one_of(rng, 12, 16, 20, 24), crossed=whether(rng))
    if big > 1:
        wheel.append(tube(circle((0, -0.16, 0), big * 0.88, "y", 26), 0.04, closed=True, segments=5))
        wheel += [
            tube(
                np.array(
                    [
                        (0.88 * big * np.cos(a), -0.16, 0.88 * big * np.sin(a)),
                        (0.88 * big * np.cos(a), 0, 0.88 * big * np.sin(a)),
                    ]
                ),
                0.025,
                segments=5,
            )
            for a in np.linspace(0, 2 * np.pi, 6, endpoint=False)
        ]
    front = small_wheel(rng, little, 0.2)
    for way in (-1, 1):
        turned = rotated(wheel, "x", camber)
        parts += axled(turned, way * (half + 0.28), y_back - 0.15, big)
        parts += axled(front, way * half * 0.92, -1.25, little)
        fork_top = little * 2 + 0.35
        parts.append(
            tube(
                np.array(
                    [
                        (way * half * 0.92, -1.35, fork_top),
                        (way * half * 0.92 + way * 0.14, -1.3, little + 0.2),
                        (way * half * 0.92 + way * 0.14, -1.25, little),
                    ]
                ),
                0.05,
                segments=8,
            )
        )
        x = way * half
        parts.append(
            bent_tube(
                [
                    (x, y_back + 0.55, hold),
                    (x, y_back + 0.1, hold - 0.05),
                    (x, y_back, back_top),
                    (x, y_back, fork_top * 0.8),
                    (x, -1.35, fork_top * 0.8 + 0.05),
                    (x, -1.35, fork_top + 0.2),
                ],
                t,
                0.2,
            )
        )
        parts.append(
            tube(rod((x, y_back + 0.15, hold), (x, y_back + 0.62, hold), 3), t * 1.6, segments=12).with_(surface="dark")
        )
        parts.append(
            bent_tube(
                [
                    (x, y_back, seat_z),
                    (x, -1.1, seat_z),
                    (x * 0.85, -1.65, seat_z - 0.5),
                    (x * 0.62, -1.95, 0.6),
                    (x * 0.62, -2.1, 0.45),
                ],
                t,
                0.3,
            )
        )
        if arms:
            parts.append(
                bent_tube([(x, y_back, seat_z + 0.85), (x, -0.75, seat_z + 0.85), (x, -0.75, seat_z)], t * 0.9, 0.15)
            )
            parts.append(box(0.24, 1.15, 0.12, at=(x, -0.15, seat_z + 0.9), radius=0.06))
            if panels:
                panel = np.array([[(x, y, z) for y in (y_back, -0.7)] for z in (seat_z + 0.08, seat_z + 0.75)])
                parts.append(sheet(panel, 0.05))
        plate = box(half * 0.75, 0.6, 0.06, at=(x * 0.5, -2.2, 0.42), radius=0.1)
        parts.append(plate)
    parts += moved(fabric_seat(rng, half * 0.97, 0.0, 1.55, back_top - seat_z, 0.0), y=y_back, z=seat_z + 0.05)
    if whether(rng, 0.6):
        z0, z1 = little * 2 + 0.2, seat_z
        parts += [
            tube(np.array([(-half, -0.3, z0 if s > 0 else z1), (half, -0.3, z1 if s > 0 else z0)]), t * 0.9, segments=8)
            for s in (-1, 1)
        ]
    if whether(rng, 0.25):
        parts.append(box(half * 1.2, 0.2, 0.5, at=(0, y_back + 0.05, back_top + 0.15), radius=0.09))
    if whether(rng, 0.5):
        for way in (-1, 1):
            parts.append(
                tube(
                    rod((way * (half + 0.08), -0.75, seat_z - 0.1), (way * (half + 0.12), -1.0, seat_z + 0.4)),
                    0.05,
                    segments=8,
                )
            )
    return parts


FAMILIES = (
    Family("stroller", "12-12", ("Stroller", "Baby carriage", "Pushchair", "Perambulator"), _stroller),
    Family("wheelchair", "12-12", ("Wheelchair", "Invalid chair", "Transport chair"), _wheelchair),
)
