"""Hand trucks and wheelbarrows (12-02)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.bits import (
    between,
    count,
    curve,
    one_of,
    rod,
    whether,
)
from patent_data.drawn.families.cart_parts import axled, bent_tube
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import caster, small_wheel, spoked_wheel
from patent_data.drawn.solids import Part, box, cylinder, loft, moved, rotated, stroke, tube


def _hand_truck(rng: np.random.Generator) -> list[Part]:
    """An upright hand truck or a platform trolley."""
    r, t = between(rng, 0.5, 0.8), between(rng, 0.07, 0.11)
    half = between(rng, 0.9, 1.25)
    if whether(rng, 0.4):
        return _platform(rng, r * 0.6, t, half * 1.2)
    tall = between(rng, 4.2, 5.6)
    wheel = small_wheel(rng, r, r * between(rng, 0.35, 0.6))
    y_frame = -0.35
    parts: list[Part] = []
    for way in (-1, 1):
        parts += axled(wheel, way * (half + 0.32), 0.1, r)
    parts.append(cylinder(0.08, 2 * half + 0.7, at=(0, 0.1, r), axis="x", segments=14))
    top = one_of(rng, "loop", "loop", "horns", "single")
    back = between(rng, 0.3, 0.9)
    if top == "loop":
        parts.append(
            bent_tube(
                [
                    (-half, y_frame, 0.15),
                    (-half, y_frame, tall * 0.75),
                    (-half * 0.9, y_frame + back, tall),
                    (half * 0.9, y_frame + back, tall),
                    (half, y_frame, tall * 0.75),
                    (half, y_frame, 0.15),
                ],
                t,
                0.5,
            )
        )
    else:
        for way in (-1, 1):
            parts.append(
                bent_tube(
                    [
                        (way * half, y_frame, 0.15),
                        (way * half, y_frame, tall * 0.85),
                        (way * half * 0.95, y_frame + back, tall),
                        (way * half * 0.95, y_frame + back + 0.6, tall),
                    ],
                    t,
                    0.3,
                )
            )
            end = rod(
                (way * half * 0.95, y_frame + back + 0.2, tall), (way * half * 0.95, y_frame + back + 0.75, tall), 3
            )
            parts.append(tube(end, t * 1.5, segments=14).with_(surface="dark"))
    bars = count(rng, 2, 5)
    for k in range(bars):
        z = 0.5 + (tall * 0.72 - 0.5) * k / (bars - 1)
        bow = between(rng, 0.0, 0.3) if whether(rng, 0.4) else 0.0
        parts.append(
            tube(curve((-half, y_frame, z), (0, y_frame + bow, z), (half, y_frame, z), n=8), t * 0.85, segments=8)
        )
    for x in np.linspace(-0.5, 0.5, count(rng, 0, 3)) * half:
        parts.append(box(0.12, 0.05, tall * 0.72 - 0.5, at=(float(x), y_frame, 0.5)))
    deep = between(rng, 1.0, 1.7)
    plate = box(2 * half + 0.3, deep, 0.06, at=(0, y_frame - deep / 2, 0.1))
    lines = [
        stroke(rod((x, y_frame - 0.15, 0.161), (x, y_frame - deep + 0.15, 0.161)), "light")
        for x in np.linspace(-0.8, 0.8, count(rng, 2, 6)) * half
    ]
    parts += [plate.with_strokes(*lines), box(2 * half + 0.3, 0.06, 0.35, at=(0, y_frame, 0.1))]
    for way in (-1, 1):
        parts.append(tube(np.array([(way * half, 0.1, r), (way * half, y_frame, r + 1.0)]), t * 0.8, segments=8))
        parts.append(tube(np.array([(way * half, 0.1, r), (way * half, y_frame, 0.35)]), t * 0.8, segments=8))
    return parts


def _platform(rng: np.random.Generator, r: float, t: float, half: float) -> list[Part]:
    """A flat trolley on casters with a handle; or with decks or mesh sides."""
    long = half * between(rng, 1.4, 1.9)
    deck = 2 * r + between(rng, 0.25, 0.45)
    tall = between(rng, 3.2, 4.2)
    body = box(2 * half, 2 * long, 0.16, at=(0, 0, deck), radius=between(rng, 0.05, 0.25))
    parts = [body]
    state = rng.bit_generator.state
    for x in (-1, 1):
        for y in (-1, 1):
            rng.bit_generator.state = state
            wheel = rotated(caster(rng, r, deck), "z", 90.0 if y < 0 else -90.0)
            parts += moved(wheel, x=x * half * 0.8, y=y * long * 0.78)
    lean = between(rng, 0.0, 0.4)
    y0 = long - 0.1
    parts.append(
        bent_tube(
            [
                (-half + 0.12, y0, deck),
                (-half + 0.12, y0 + lean, tall),
                (half - 0.12, y0 + lean, tall),
                (half - 0.12, y0, deck),
            ],
            t,
            0.35,
        )
    )
    for k in range(count(rng, 0, 3)):
        z = deck + (tall - deck) * (0.3 + 0.22 * k)
        back = y0 + lean * (z - deck) / (tall - deck)
        parts.append(tube(rod((-half + 0.12, back, z), (half - 0.12, back, z)), t * 0.8, segments=8))
    kind = one_of(rng, "bare", "shelf", "cage")
    if kind != "bare":
        parts.append(
            bent_tube(
                [
                    (-half + 0.12, -y0, deck),
                    (-half + 0.12, -y0, tall * 0.85),
                    (half - 0.12, -y0, tall * 0.85),
                    (half - 0.12, -y0, deck),
                ],
                t,
                0.3,
            )
        )
        if kind == "shelf":
            for z in np.linspace(deck, tall * 0.8, count(rng, 2, 3))[1:]:
                parts.append(box(2 * half - 0.1, 2 * long - 0.1, 0.1, at=(0, 0, float(z)), radius=0.06))
        else:
            for way in (-1, 1):
                for z in np.linspace(deck + 0.5, tall * 0.8, 4):
                    parts.append(
                        tube(rod((way * (half - 0.12), -y0, z), (way * (half - 0.12), y0, z)), 0.035, segments=5)
                    )
                for y in np.linspace(-y0, y0, 7)[1:-1]:
                    parts.append(
                        tube(
                            rod((way * (half - 0.12), y, deck), (way * (half - 0.12), y, tall * 0.8)), 0.03, segments=5
                        )
                    )
    return parts


def _wheelbarrow(rng: np.random.Generator) -> list[Part]:
    """A wheelbarrow, its wheel towards the viewer."""
    r = between(rng, 0.65, 0.85)
    t = between(rng, 0.07, 0.11)
    wheel = (
        spoked_wheel(rng, r, r * 0.16, 12, crossed=False)
        if whether(rng, 0.4)
        else small_wheel(rng, r, between(rng, 0.32, 0.5))
    )
    two = whether(rng, 0.2)
    wide, low = between(rng, 1.15, 1.5), r + between(rng, 0.35, 0.6)
    back = between(rng, 2.4, 3.0)
    high = between(rng, 0.9, 1.4)
    parts: list[Part] = []
    for x in (-0.7, 0.7) if two else (0.0,):
        parts += moved(rotated(wheel, "z", 90.0), x=x, y=-0.9)
    parts = [p.moved(z=r) for p in parts]
    parts.append(cylinder(0.07, 1.7 if two else 0.7, at=(0, -0.9, r), axis="x", segments=12))
    grip_y = back + between(rng, 1.8, 2.4)
    for way in (-1, 1):
        nose = way * (0.3 if not two else 0.85)
        parts.append(
            bent_tube(
                [
                    (nose, -0.95, r),
                    (way * 0.42, 0.0, low - 0.1),
                    (way * 0.65, back, low - 0.02),
                    (way * 0.8, grip_y - 0.5, low + 0.55),
                    (way * 0.8, grip_y, low + 0.55),
                ],
                t,
                0.4,
            )
        )
        parts.append(
            tube(
                rod((way * 0.8, grip_y - 0.45, low + 0.55), (way * 0.8, grip_y + 0.05, low + 0.55), 3),
                t * 1.5,
                segments=14,
            ).with_(surface="dark")
        )
        parts.append(
            bent_tube(
                [
                    (way * 0.6, back * 0.55, low - 0.05),
                    (way * 0.65, back * 0.75, 0.06),
                    (way * 0.65, back * 0.95, 0.06),
                    (way * 0.66, back + 0.2, low),
                ],
                t * 0.8,
                0.2,
            )
        )
        parts.append(tube(np.array([(nose, -0.9, r), (way * 0.5, 0.3, low + 0.35)]), t * 0.6, segments=8))
    if whether(rng, 0.6):
        parts.append(
            bent_tube(
                [
                    (-0.3, -0.95, r),
                    (-0.3, -0.95 - 1.05 * r, r + 0.05),
                    (0.3, -0.95 - 1.05 * r, r + 0.05),
                    (0.3, -0.95, r),
                ],
                t * 0.7,
                0.15,
            )
        )
    corner = between(rng, 0.15, 0.6)
    rows = []
    for s, z, push in ((0.62, 0.0, 0.3), (0.8, 0.4, 0.15), (1.0, 1.0, 0.0)):
        ring = rounded_rectangle(2 * wide * (s + 0.02), (back + 0.9) * (s + 0.1), corner * (0.6 + 0.4 * s), n=5)
        tilt = 0.25 * (ring[:, 1] < 0) * z * high
        rows.append(
            np.column_stack(
                [
                    ring[:, 0],
                    ring[:, 1] + back / 2 + push - 0.25,
                    low + z * high + tilt * np.clip(-ring[:, 1] / back, 0, 1),
                ]
            )
        )
    inner = [row * [0.96, 1, 1] + np.array([0, 0, d]) for row, d in zip(rows[::-1], (0.0, 0.05, 0.08), strict=True)]
    for row in inner:
        row[:, 1] = row[:, 1].mean() + (row[:, 1] - row[:, 1].mean()) * 0.96
    parts.append(loft(np.stack([*rows, *inner])))
    parts.append(tube(rows[-1], 0.05, closed=True, segments=6))
    for k in range(count(rng, 0, 3)):
        parts[-2] = parts[-2].with_strokes(
            stroke(rows[0] + (rows[1] - rows[0]) * (0.3 * k + 0.3) * 1.0, "light", closed=True)
        )
    return parts


FAMILIES = (
    Family("hand_truck", "12-02", ("Hand truck", "Hand cart", "Trolley", "Platform truck"), _hand_truck),
    Family("wheelbarrow", "12-02", ("Wheelbarrow", "Garden cart"), _wheelbarrow),
)
