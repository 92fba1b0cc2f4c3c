"""Kick scooters (12-11)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.cycle_parts import frame_tube
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import small_wheel
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    moved,
    rotated,
    sheet,
    stroke,
    tube,
)


def _scooter(rng: np.random.Generator) -> list[Part]:
    """A kick scooter or an electric scooter."""
    electric = whether(rng, 0.5)
    r, width = (between(rng, 0.42, 0.6), 0.3) if electric else (between(rng, 0.28, 0.5), 0.18)
    base = between(rng, 3.6, 4.6)
    deck = r * between(rng, 0.55, 0.85)
    half, thick = between(rng, 0.28, 0.42), between(rng, 0.14, 0.3) * (1.3 if electric else 1.0)
    high = between(rng, 3.8, 4.6)
    lean = between(rng, 0.35, 0.75)
    front, rear = -base / 2, base / 2
    parts: list[Part] = []
    three = not electric and whether(rng, 0.25)
    wheel = small_wheel(rng, r, width)
    parts += moved(wheel, x=rear, z=r)
    places = [(front - 0.05, -half), (front - 0.05, half)] if three else [(front, 0.0)]
    for x, y in places:
        parts += moved(wheel, x=x, y=y, z=r)
    if three:
        parts.append(cylinder(0.09, 2 * half, at=(front, 0, r), axis="y", segments=12))
    spine = curve(
        (front + 0.95, 0, deck + 0.25),
        (front + 1.2, 0, deck),
        (0.2, 0, deck - 0.02),
        (rear - 0.7, 0, deck),
        (rear - 0.35, 0, deck + 0.15),
        n=14,
    )
    plate = limb(spine, [half * 0.6, half, half, half * 0.95, half * 0.5], [thick / 2], 5.0, (0.04, 0.04), n=24)
    top = deck + thick / 2 + 0.002
    lines = [
        stroke(np.array([(front + 1.25, s * half * 0.7, top), (rear - 0.8, s * half * 0.7, top)]), "light")
        for s in np.linspace(-1, 1, count(rng, 2, 7))
    ]
    parts.append(plate.with_strokes(*lines))
    low, up = np.array([front + 0.12, 0, 2 * r + 0.22]), np.array([front + 0.12 + lean, 0, high])
    parts.append(
        limb(
            curve((front + 1.3, 0, deck), (front + 0.75, 0, deck + 0.35), tuple(low + (up - low) * 0.08), n=8),
            [0.14, 0.13],
            [0.16, 0.14],
            3.0,
            n=16,
        )
    )
    thick_stem = between(rng, 0.1, 0.17)
    parts += [
        tube(np.stack([low - (up - low) * 0.03, low + (up - low) * 0.2]), thick_stem * 1.35, segments=16),
        tube(np.stack([low, up]), thick_stem, segments=16),
    ]
    if not three:
        for way in (-1, 1):
            leg = curve(
                (front, way * width * 0.8, r),
                (front + 0.06, way * width * 0.8, 2 * r),
                tuple(low + np.array([0, way * 0.06, 0.05])),
                n=8,
            )
            parts.append(limb(leg, [0.05], [0.12, 0.1], 3.0, n=12))
    else:
        parts.append(frame_tube(np.array([front, 0, r]), low, 0.12))
    w = between(rng, 0.8, 1.15)
    rise = between(rng, -0.05, 0.2)
    line = curve(
        (up[0] + 0.1 * rise, -w, up[2] + rise),
        (up[0], -0.4 * w, up[2] + 0.5 * rise),
        (up[0], 0, up[2]),
        (up[0], 0.4 * w, up[2] + 0.5 * rise),
        (up[0] + 0.1 * rise, w, up[2] + rise),
        n=20,
    )
    parts.append(tube(line, 0.075, segments=10))
    for piece in (line[:6], line[-6:]):
        hand = tube(piece, 0.12, segments=14).with_(surface="dark")
        hand = hand.with_strokes(*[ring_line(tuple(p), 0.122, "y", "light", 16) for p in piece[1:-1]])
        parts.append(hand)
    parts += [cylinder(0.17, 0.06, at=(line[k, 0], line[k, 1], line[k, 2]), axis="y", segments=18) for k in (5, -6)]
    if whether(rng, 0.7):
        parts.append(
            tube(
                curve(
                    tuple(line[6]),
                    tuple(line[6] + np.array([-0.2, -0.05, -0.05])),
                    tuple(line[3] + np.array([-0.22, 0, -0.08])),
                    n=8,
                ),
                0.035,
                segments=6,
            )
        )
    if electric:
        screen = box(0.4, 0.3, 0.16, radius=0.06).rotated("y", -25.0).moved(up[0] + 0.02, 0, up[2] + 0.02)
        parts += [screen, cylinder(0.14, 0.2, at=(up[0] - 0.2 - 0.05 * lean, 0, up[2] - 0.35), axis="x", segments=20)]
        if whether(rng):
            parts.append(
                tube(
                    curve(
                        (up[0] - 0.1, 0.1, up[2] - 0.1),
                        (up[0] - 0.45, 0.15, up[2] - 0.5),
                        (up[0] - 0.35, 0.1, up[2] - 1.4),
                        (front + 0.35, 0.05, 0.45 * high),
                        n=16,
                    ),
                    0.03,
                    segments=6,
                )
            )
    for x, on in ((rear, True), (front, electric)):
        if not on:
            continue
        arc = circle((0, 0, 0), r * 1.14, "y", 14, (20, 150) if x > 0 else (40, 150))
        grid = np.stack([(arc + np.array([0, y, 0])) for y in np.linspace(-0.65, 0.65, 5) * width], axis=1)
        parts.append(sheet(grid, 0.04).moved(x=x, z=r))
    for way in (-1, 1):
        parts.append(
            limb(
                rod((rear - 0.6, way * width * 0.85, deck + 0.04), (rear, way * width * 0.85, r), 3),
                [0.05],
                [0.11, 0.09],
                3.0,
                n=12,
            )
        )
    if whether(rng, 0.5):
        parts.append(
            tube(
                curve((0.4, -half * 0.8, deck), (0.55, -half - 0.12, 0.3 * deck), (0.9, -half - 0.2, 0.03), n=8),
                0.045,
                segments=8,
            )
        )
    return rotated(parts, "z", one_of(rng, 0.0, 0.0, 90.0))


FAMILIES = (Family("scooter", "12-11", ("Scooter", "Kick scooter", "Electric scooter"), _scooter),)
