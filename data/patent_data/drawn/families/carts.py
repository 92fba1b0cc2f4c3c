"""Hand carts, wheelbarrows, pushchairs and wheelchairs (12-02, 12-12). Their front looks to -y."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.bits import (
    Array,
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
from patent_data.drawn.families.wheel_parts import caster, small_wheel, spoked_wheel
from patent_data.drawn.solids import Part, box, cylinder, loft, moved, rotated, sheet, stroke, tube


def _bent(points: list[tuple[float, float, float]], radius: float, soft: float = 0.25, segments: int = 8) -> Part:
    """A tube through corner points, its corners rounded."""
    p = np.asarray(points, dtype=np.float64)
    line = [p[0]]
    for a, b, c in zip(p[:-2], p[1:-1], p[2:], strict=True):
        la, lc = float(np.linalg.norm(a - b)), float(np.linalg.norm(c - b))
        q, r = b + (a - b) * min(soft / la, 0.45), b + (c - b) * min(soft / lc, 0.45)
        line += [(1 - t) ** 2 * q + 2 * t * (1 - t) * b + t**2 * r for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    line.append(p[-1])
    return tube(np.stack(line), radius, segments=segments)


def _axled(wheel: list[Part], x: float, y: float, z: float) -> list[Part]:
    """A wheel with its axle along x, its face outwards, at a place."""
    turned = rotated(wheel, "z", 90.0 if x > 0 else -90.0)
    return moved(turned, x, y, z)


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
        parts += _axled(wheel, way * (half + 0.32), 0.1, r)
    parts.append(cylinder(0.08, 2 * half + 0.7, at=(0, 0.1, r), axis="x", segments=14))
    top = one_of(rng, "loop", "loop", "horns", "single")
    back = between(rng, 0.3, 0.9)
    if top == "loop":
        parts.append(
            _bent(
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
                _bent(
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
        _bent(
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
        y = y0 + lean * (z - deck) / (tall - deck)
        parts.append(tube(rod((-half + 0.12, y, z), (half - 0.12, y, z)), t * 0.8, segments=8))
    kind = one_of(rng, "bare", "shelf", "cage")
    if kind != "bare":
        parts.append(
            _bent(
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
            _bent(
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
            _bent(
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
            _bent(
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
    inner = [row * [0.96, 1, 1] + [0, 0, d] for row, d in zip(rows[::-1], (0.0, 0.05, 0.08), strict=True)]
    for row in inner:
        row[:, 1] = row[:, 1].mean() + (row[:, 1] - row[:, 1].mean()) * 0.96
    parts.append(loft(np.stack([*rows, *inner])))
    parts.append(tube(rows[-1], 0.05, closed=True, segments=6))
    for k in range(count(rng, 0, 3)):
        parts[-2] = parts[-2].with_strokes(
            stroke(rows[0] + (rows[1] - rows[0]) * (0.3 * k + 0.3) * 1.0, "light", closed=True)
        )
    return parts


def _seat(rng: np.random.Generator, wide: float, low: float, deep: float, tall: float, lean: float) -> list[Part]:
    """A padded fabric seat with its back and seams; its front edge at y = -deep."""
    n = 7
    x = np.linspace(-wide, wide, n)
    line = curve(
        (0, -deep, low),
        (0, -0.5 * deep, low - 0.06),
        (0, 0.0, low),
        (0, lean * 0.4, low + 0.45 * tall),
        (0, lean, low + tall),
        n=14,
    )
    sag = 0.12 * (1 - (x / wide) ** 2)
    grid = np.stack(
        [
            np.column_stack([x, np.full(n, p[1]) + sag * (k > 5), np.full(n, p[2]) - sag * (k <= 5)])
            for k, p in enumerate(line)
        ]
    )
    seat = sheet(grid, 0.14).with_(surface="textile")
    for j in (1, n - 2):
        seat = seat.with_strokes(stroke(grid[:, j] + [0, -0.08, 0.08], "stitch"))
    for k in (4, 9) if whether(rng) else ():
        seat = seat.with_strokes(stroke(grid[k] + [0, -0.06, 0.06], "light"))
    return [seat]


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
        parts += _axled(rear_wheel, way * (half + 0.15), y_back, big)
        if not three:
            parts += _axled(front_wheel, way * (half * 0.85), y_front, fr)
    if three:
        parts += _axled(front_wheel, 0.001, y_front - 0.4, fr)
    parts.append(cylinder(0.06, 2 * half + 0.3, at=(0, y_back, big), axis="x", segments=12))
    for way in (-1, 1):
        x = way * half
        x1 = way * 0.14 if three else way * half * 0.85
        y1 = y_front - 0.4 if three else y_front
        parts.append(
            _bent(
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
        parts.append(_bent([(x, y_back, big), (x, 0.1, seat_z + 0.25), (x, -0.45, seat_z + 0.6)], t, 0.25))
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
        inner = [r * [0.94, 0.95, 1] + [0, 0, d] for r, d in zip(rows[::-1], (0.0, 0.0, 0.05, 0.1), strict=True)]
        body = loft(np.stack([*rows, *inner])).with_(surface="textile")
        parts.append(body.with_strokes(stroke(rows[2] * 1.004 + [0, 0, 0.1], "stitch", closed=True)))
        hood_c, hood_z = 0.15, seat_z + 0.9
    else:
        parts += moved(_seat(rng, half * 0.9, 0.0, 0.95, 1.7, 0.75), y=-0.1, z=seat_z)
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
            *[stroke(grid[k] * [1.01, 1.0, 1.0] + [0, 0, 0.025], "line") for k in range(3, 3 * ribs - 3, 3)]
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
        wheel.append(tube(circle((0, -0.16, 0), big * 0.88, "y", 32), 0.04, closed=True, segments=5))
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
        parts += _axled(turned, way * (half + 0.28), y_back - 0.15, big)
        parts += _axled(front, way * half * 0.92, -1.25, little)
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
            _bent(
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
            _bent(
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
                _bent([(x, y_back, seat_z + 0.85), (x, -0.75, seat_z + 0.85), (x, -0.75, seat_z)], t * 0.9, 0.15)
            )
            parts.append(box(0.24, 1.15, 0.12, at=(x, -0.15, seat_z + 0.9), radius=0.06))
            if panels:
                panel = np.array([[(x, y, z) for y in (y_back, -0.7)] for z in (seat_z + 0.08, seat_z + 0.75)])
                parts.append(sheet(panel, 0.05))
        plate = box(half * 0.75, 0.6, 0.06, at=(x * 0.5, -2.2, 0.42), radius=0.1)
        parts.append(plate)
    parts += moved(_seat(rng, half * 0.97, 0.0, 1.55, back_top - seat_z, 0.0), y=y_back, z=seat_z + 0.05)
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


def _shopping_cart(rng: np.random.Generator) -> list[Part]:
    """A shopping cart with its wire basket."""
    half0, half1 = between(rng, 0.8, 0.95), between(rng, 1.0, 1.25)
    long, low, high = between(rng, 3.2, 4.2), between(rng, 2.0, 2.4), between(rng, 1.2, 1.7)
    parts: list[Part] = []

    def corner(sx: float, sy: float, level: float) -> Array:
        wide = half0 + (half1 - half0) * (0.5 * level + 0.5 * (sy > 0))
        y = sy * long / 2 * (0.85 + 0.15 * level) + 0.1 * level
        slope = 0.3 * (sy < 0) * (1 - level)
        return np.array([sx * wide, y, low + high * level + slope + 0.2 * level * (sy > 0)])

    n, m = count(rng, 7, 11), count(rng, 4, 6)
    wire = 0.025
    for level in np.linspace(0, 1, m):
        ring = np.stack([corner(-1, -1, level), corner(1, -1, level), corner(1, 1, level), corner(-1, 1, level)])
        thick = wire * (2.2 if level in (0.0, 1.0) else 1.0)
        parts += [tube(np.stack([ring[k - 1], ring[k]]), thick, segments=5) for k in range(4)]
    for a, b in (((-1, -1), (1, -1)), ((1, -1), (1, 1)), ((1, 1), (-1, 1)), ((-1, 1), (-1, -1))):
        for t in np.linspace(0, 1, n)[:-1]:
            foot = corner(*a, 0.0) * (1 - t) + corner(*b, 0.0) * t
            head = corner(*a, 1.0) * (1 - t) + corner(*b, 1.0) * t
            parts.append(tube(np.stack([foot, head]), wire, segments=4))
    for t in np.linspace(0, 1, n)[1:-1]:
        parts.append(
            tube(
                np.stack(
                    [
                        corner(-1, -1, 0) * (1 - t) + corner(1, -1, 0) * t,
                        corner(-1, 1, 0) * (1 - t) + corner(1, 1, 0) * t,
                    ]
                ),
                wire,
                segments=4,
            )
        )
    back = corner(1, 1, 1)
    for way in (-1, 1):
        x = way * half1
        parts.append(
            _bent(
                [
                    (way * half0 * 0.9, -long / 2, 0.75),
                    (way * half1 * 0.98, long / 2, 0.6),
                    (x * 0.98, long / 2 + 0.15, low + 0.2),
                    (x, back[1] + 0.55, back[2] + 0.35),
                ],
                0.07,
                0.3,
            )
        )
        parts.append(
            tube(
                np.array([(way * half0 * 0.9, -long / 2 + 0.1, 0.75), (way * half0 * 0.8, -long * 0.3, low + 0.2)]),
                0.06,
                segments=8,
            )
        )
    parts.append(
        tube(
            rod((-half1, back[1] + 0.55, back[2] + 0.35), (half1, back[1] + 0.55, back[2] + 0.35), 4), 0.11, segments=14
        ).with_(surface="dark")
    )
    state = rng.bit_generator.state
    for x in (-1, 1):
        for y in (-1, 1):
            rng.bit_generator.state = state
            parts += moved(
                rotated(caster(rng, 0.27, 0.72), "z", 90.0),
                x=x * (half0 if y < 0 else half1) * 0.9,
                y=y * long / 2 * 0.96,
            )
    if whether(rng, 0.5):
        tray = box(2 * half0 * 0.85, long * 0.8, 0.05, at=(0, 0, 0.8))
        parts.append(tray.with_strokes(ring_line((0, 0, 0.851), 0.3, "z", "light")) if whether(rng, 0.3) else tray)
    return parts


FAMILIES = (
    Family("hand_truck", "12-02", ("Hand truck", "Hand cart", "Trolley", "Platform truck"), _hand_truck),
    Family("wheelbarrow", "12-02", ("Wheelbarrow", "Garden cart"), _wheelbarrow),
    Family("shopping_cart", "12-02", ("Shopping cart", "Shopping trolley", "Cart"), _shopping_cart),
    Family("stroller", "12-12", ("Stroller", "Baby carriage", "Pushchair", "Perambulator"), _stroller),
    Family("wheelchair", "12-12", ("Wheelchair", "Invalid chair", "Transport chair"), _wheelchair),
)
