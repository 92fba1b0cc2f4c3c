"""Bicycles, scooters and their wheels and tyres (12-11, 12-15, 12-16). The nose of a cycle points to -x."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon
from patent_data.drawn.families.bits import (
    Array,
    around,
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
from patent_data.drawn.families.wheel_parts import small_wheel, spoked_wheel, tyre_profile
from patent_data.drawn.solids import (
    Part,
    Stroke,
    box,
    cylinder,
    extrude,
    loft,
    moved,
    revolve,
    rotated,
    sheet,
    stroke,
    tube,
)


def _bar(a: Array, b: Array, radius: float, end: float = 0.0) -> Part:
    """A straight tube between two points."""
    return tube(np.stack([a, b]), [radius, end or radius], segments=12)


def _handlebar(rng: np.random.Generator, kind: str, at: Array, half: float) -> list[Part]:
    """A handlebar with grips and brake levers around its clamp."""
    x, _, z = at
    if kind == "drop":
        side = [
            (x, 0.0, z),
            (x, 0.55 * half, z),
            (x - 0.12, 0.72 * half, z),
            (x - 0.36, 0.75 * half, z - 0.06),
            (x - 0.36, 0.76 * half, z - 0.34),
            (x - 0.1, 0.78 * half, z - 0.45),
        ]
    elif kind == "riser":
        side = [(x, 0.0, z), (x, 0.2 * half, z), (x + 0.02, 0.42 * half, z + 0.16), (x + 0.06, half, z + 0.18)]
    elif kind == "cruiser":
        side = [
            (x, 0.0, z),
            (x - 0.05, 0.3 * half, z + 0.2),
            (x + 0.05, 0.8 * half, z + 0.3),
            (x + 0.55, 1.05 * half, z + 0.22),
        ]
    else:
        side = [(x, 0.0, z), (x, 0.5 * half, z), (x + 0.05, half, z)]
    line = curve(*side, n=18)
    bar = tube(line, 0.065, segments=8)
    grip = tube(line[-6:], 0.1, segments=10).with_(surface="dark")
    lever = tube(curve(line[-7], line[-7] + [-0.18, 0.02, -0.06], line[-4] + [-0.2, 0, -0.08], n=8), 0.035, segments=6)
    parts = [bar, grip, lever]
    return [*parts, *[p.mirrored("y") for p in parts]]


def _saddle(rng: np.random.Generator, at: Array, long: float, wide: float) -> list[Part]:
    """A saddle whose nose points to -x."""
    t = np.linspace(0, 1, 10)
    half = np.interp(t, [0, 0.08, 0.45, 0.75, 0.95, 1.0], [0.08, 0.15, 0.2, 0.85, 1.0, 0.7]) * wide
    high = np.interp(t, [0, 0.1, 0.6, 1.0], [0.07, 0.12, 0.12, 0.1])
    spine = np.column_stack([at[0] - 0.6 * long + long * t, np.zeros(10), at[2] + 0.05 * np.sin(3 * t) + 0.03 * t])
    parts = [limb(spine, list(half), list(high), 2.6, (0.04, 0.06), n=20)]
    for y in (-0.08, 0.08):
        parts.append(
            tube(
                curve(
                    (at[0] - 0.4 * long, y, at[2] - 0.05),
                    (at[0], y, at[2] - 0.17),
                    (at[0] + 0.3 * long, y, at[2] - 0.05),
                    n=8,
                ),
                0.025,
                segments=6,
            )
        )
    if whether(rng, 0.3):
        parts += [
            tube(
                np.column_stack(
                    [at[0] + 0.25 * long + 0.08 * np.cos(a), y + 0.08 * np.sin(a), at[2] - 0.25 + 0.18 * a / 20]
                ),
                0.02,
                segments=4,
            )
            for y in (-0.18, 0.18)
            for a in [np.linspace(0, 20, 26)]
        ]
    return parts


def _bicycle(rng: np.random.Generator) -> list[Part]:
    """A bicycle with a diamond, step-through, cruiser, full-suspension-like or folding frame."""
    kind = one_of(rng, "diamond", "diamond", "step", "cruiser", "mountain", "folding")
    r = between(rng, 1.55, 1.75) * (0.62 if kind == "folding" else 1.0)
    tyre = {"mountain": 0.13, "cruiser": 0.12}.get(kind, between(rng, 0.05, 0.1))
    base = between(rng, 4.9, 5.4) * (0.92 if kind == "folding" else 1.0)
    rear, front = np.array([base / 2, 0, r]), np.array([-base / 2, 0, r])
    crank = np.array(
        [
            base / 2 - between(rng, 2.0, 2.25) * (0.9 if kind == "folding" else 1.0),
            0,
            between(rng, 1.3, 1.45) if kind != "folding" else 1.15,
        ]
    )
    seat_top = crank + np.array([0.75, 0, 2.6]) * between(rng, 0.9, 1.05)
    seat_node = crank + (seat_top - crank) * between(rng, 0.72, 0.85)
    head_low = (
        front + np.array([0.62, 0, max(2.0 - r, 0.45) + 1.0])
        if kind == "folding"
        else front + np.array([0.6, 0, between(rng, 1.55, 1.75) + r * 0.1])
    )
    head_top = head_low + np.array([0.2, 0, 0.62]) * between(rng, 0.8, 1.3)
    tube_r = between(rng, 0.075, 0.13)
    parts: list[Part] = []
    if kind in ("diamond", "mountain"):
        drop = np.array([0, 0, -0.12])
        parts += [_bar(seat_node, head_top + drop, tube_r), _bar(crank, [*head_low, 0, 0, 0.12], tube_r * 1.2)]
    elif kind == "step":
        low = curve(
            (*crank, 0.1, 0, 0.35),
            tuple((crank + head_low) / 2 + [0, 0, -0.05]),
            (*head_low, 0.02, 0, 0.2),
            n=12,
        )
        parts += [tube(low, tube_r * 1.3, segments=12)]
        if whether(rng):
            parts.append(
                tube(
                    curve(
                        tuple(seat_node - [0.1, 0, 0.9]),
                        tuple((seat_node + head_top) / 2 - [0, 0, 0.9]),
                        tuple(head_top - [0, 0, 0.15]),
                        n=12,
                    ),
                    tube_r,
                    segments=10,
                )
            )
    elif kind == "cruiser":
        for lift in (0.0, 0.42):
            line = curve(
                tuple(seat_node - [0.1 * lift, 0, lift]),
                tuple((seat_node + head_top) / 2 + [0, 0, 0.28 - lift]),
                tuple(head_top - [0.05, 0, 0.1 + lift]),
                n=14,
            )
            parts.append(tube(line, tube_r, segments=10))
        parts.append(
            tube(
                curve(tuple(crank), tuple((crank + head_low) / 2 - [0.1, 0, 0.3]), (*head_low, 0, 0, 0.15), n=12),
                tube_r * 1.15,
                segments=10,
            )
        )
    else:
        parts.append(
            tube(np.stack([[*crank, 0.25, 0, 0.25], [*head_low, 0.05, 0, 0.1]]), 1.0, section=ellipse(0.16, 0.24, n=14))
        )
        mid = (crank + head_low) / 2 + [0.1, 0, 0.2]
        parts.append(box(0.14, 0.44, 0.6, at=(mid[0], 0, mid[2] - 0.3)))
    parts += [
        _bar(crank, seat_node, tube_r),
        _bar(seat_node, seat_top, tube_r * 0.8),
        _bar(head_low, head_top, tube_r * 1.4),
    ]
    gap = tyre * 1.6 + 0.06
    for way in (-1, 1):
        side = np.array([0, way * gap, 0])
        parts += [
            _bar(rear + side, crank + side * 0.6, tube_r * 0.65),
            _bar(rear + side, seat_node + side * 0.5, tube_r * 0.55),
        ]
        fork_top = head_low + side * 0.9
        if kind == "mountain":
            mid = fork_top + (front + side - fork_top) * 0.5
            parts += [_bar(fork_top, mid, 0.08), _bar(mid, front + side, 0.12)]
        else:
            bend = front + side + [0.25, 0, 0.5]
            parts.append(
                tube(
                    curve(
                        tuple(fork_top),
                        tuple((fork_top + bend) / 2 + [0.02, 0, 0]),
                        tuple(bend),
                        tuple(front + side),
                        n=12,
                    ),
                    0.07,
                    segments=8,
                )
            )
    parts.append(box(0.24, 2 * gap + 0.2, 0.2, at=(head_low[0], 0, head_low[2] - 0.15)))
    spokes = one_of(rng, 20, 24, 28, 32, 36) if kind != "folding" else 20
    crossed = whether(rng, 0.7)
    state = rng.bit_generator.state
    parts += moved(spoked_wheel(rng, r, tyre, spokes, crossed=crossed), x=front[0], z=r)
    rng.bit_generator.state = state
    parts += moved(spoked_wheel(rng, r, tyre, spokes, r * 0.09, crossed), x=rear[0], z=r)
    bars = {
        "diamond": one_of(rng, "drop", "flat", "drop"),
        "mountain": one_of(rng, "flat", "riser"),
        "cruiser": "cruiser",
    }.get(kind, one_of(rng, "riser", "cruiser", "flat"))
    stem = [*head_top, 0.05, 0, between(rng, 0.15, 0.4) if kind != "folding" else 1.2]
    clamp = [*stem, -between(rng, 0.1, 0.45) if bars != "cruiser" else -0.05, 0, 0.08]
    parts += [_bar(head_top, stem, 0.08), _bar(stem, clamp, 0.08)]
    parts += _handlebar(rng, bars, clamp, between(rng, 0.95, 1.2))
    parts += _saddle(rng, [*seat_top, 0, 0, 0.12], between(rng, 1.1, 1.3), between(rng, 0.25, 0.48))
    ring = between(rng, 0.36, 0.5)
    y = -gap - 0.1
    holes = [
        ellipse(ring * 0.22, n=12) + ring * 0.58 * np.array([np.cos(a), np.sin(a)])
        for a in np.linspace(0, 2 * np.pi, 5, endpoint=False)
    ]
    teeth = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    wheel = np.column_stack([np.cos(teeth), np.sin(teeth)]) * ring * (1 + 0.04 * (np.arange(64) % 2))[:, None]
    parts.append(extrude(wheel, 0.05, holes=holes).moved(crank[0], y, crank[2]))
    turn = between(rng, 0, 360)
    for way in (-1, 1):
        arm = (
            box(0.14, 0.1, 1.0, at=(0, 0, -1.0))
            .rotated("y", turn + (180 if way > 0 else 0))
            .moved(crank[0], way * (gap + 0.2), crank[2])
        )
        end = np.radians(turn + (180 if way > 0 else 0))
        pedal = box(0.55, 0.4, 0.14).moved(crank[0] - np.sin(end), way * (gap + 0.5), crank[2] - np.cos(end) - 0.07)
        parts += [arm, pedal]
    parts.append(cylinder(0.13, 2 * gap + 0.5, at=tuple(crank), axis="y", segments=14))
    sprocket = ring * between(rng, 0.4, 0.6)
    parts.append(cylinder(sprocket, 0.12, at=(rear[0], y, r), axis="y", segments=28))
    for s in (-1, 1):
        parts.append(
            tube(np.array([(crank[0], y, crank[2] + s * ring), (rear[0], y, r + s * sprocket)]), 0.03, segments=4)
        )
    if kind in ("step", "cruiser", "folding") or whether(rng, 0.2):
        for centre, arc in ((rear, (-25, 165)), (front, (-10, 140))):
            flip = circle((0, 0, 0), r + tyre * 0.8, "y", 22, arc)
            a = np.abs(np.linspace(-1, 1, 5))
            grid = (
                flip[:, None, :] + np.stack([0 * a, np.linspace(-1, 1, 5) * (tyre + 0.05), 0 * a], axis=1)[None, :, :]
            )
            radial = flip / np.linalg.norm(flip, axis=1, keepdims=True)
            grid = grid - radial[:, None, :] * (0.08 * a**2)[None, :, None]
            parts.append(sheet(grid if centre is rear else grid, 0.02).moved(*centre))
    extra = one_of(rng, "none", "rack", "basket", "bottle", "none", "guard")
    if extra == "rack":
        z = 2 * r + 0.35
        parts += [box(1.4, 0.05, 0.05, at=(rear[0], s, z)) for s in (-0.3, 0.0, 0.3)]
        parts += [box(0.05, 0.6, 0.05, at=(rear[0] + s, 0, z)) for s in (-0.65, 0.0, 0.65)]
        parts += [_bar([*rear, 0, s * gap, 0], np.array([rear[0] + 0.1, s * 0.3, z]), 0.03) for s in (-1, 1)]
    elif extra == "basket":
        rings = [
            np.column_stack([np.array([-1, 1, 1, -1]) * w * 0.38, np.array([-1, -1, 1, 1]) * w * 0.5, np.full(4, v)])
            for w, v in ((0.85, 0.0), (1.0, 0.7))
        ]
        bars_x = [tube([*q, clamp[0] - 0.5, 0, clamp[2] - 0.75], 0.03, closed=True, segments=5) for q in rings]
        verticals = [
            _bar(
                np.array([clamp[0] - 0.5 + 0.32 * u, 0.42 * v, clamp[2] - 0.75]),
                np.array([clamp[0] - 0.5 + 0.38 * u, 0.5 * v, clamp[2] - 0.05]),
                0.02,
            )
            for u, v in ((-1, -1), (-1, -0.5), (-1, 0), (-1, 0.5), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
        ]
        parts += environment(rng, [*bars_x, *verticals], 0.3)
    elif extra == "bottle" and kind in ("diamond", "mountain"):
        middle = crank + (head_low - crank) * 0.45 + [0.05, 0, 0.25]
        way = float(np.degrees(np.arctan2(head_low[0] - crank[0], head_low[2] - crank[2])))
        bottle = (
            revolve([(0.2, -0.5), (0.2, 0.35), (0.12, 0.45), (0.12, 0.55)], segments=18)
            .rotated("y", way)
            .moved(*middle)
        )
        parts += environment(rng, [bottle], 0.5)
    return rotated(parts, "z", one_of(rng, 0.0, 0.0, 90.0))


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
                (*low, 0, way * 0.06, 0.05),
                n=8,
            )
            parts.append(limb(leg, [0.05], [0.12, 0.1], 3.0, n=12))
    else:
        parts.append(_bar(np.array([front, 0, r]), low, 0.12))
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
                curve(tuple(line[6]), tuple(line[6] + [-0.2, -0.05, -0.05]), tuple(line[3] + [-0.22, 0, -0.08]), n=8),
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
        grid = np.stack([[*arc, 0, y, 0] for y in np.linspace(-0.65, 0.65, 5) * width], axis=1)
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


def _tread(rng: np.random.Generator, radius: float, width: float) -> list[Stroke]:
    """The pattern of a tread on the running surface, as closed outlines repeated around it."""
    kind = one_of(rng, "v", "blocks", "waves", "ribs", "slant", "lug", "sipes")
    n = count(rng, 22, 44)
    lines: list[Stroke] = []
    belts = one_of(rng, 2, 3, 4)

    def place(points: list[tuple[float, float]], k: int, closed: bool = True, kind: str = "line") -> None:
        p = np.asarray(points)
        a = 2 * np.pi * (k + p[:, 0]) / n
        s = p[:, 1]
        r = radius * 1.001 - 0.05 * width * np.abs(2 * s) ** 6
        lines.append(
            stroke(
                np.column_stack([r * np.cos(a), s * width, r * np.sin(a)]),
                "light" if kind == "light" else "line",
                closed=closed,
            )
        )

    lean, gap = between(rng, 0.2, 0.9), between(rng, 0.1, 0.25)
    for k in range(n):
        for side in (-1, 1):
            if kind == "v":
                place([(0, 0.03 * side), (lean, 0.36 * side), (lean + 1 - gap, 0.36 * side), (1 - gap, 0.03 * side)], k)
                place([(lean, 0.4 * side), (lean + 0.3, 0.47 * side)], k, False)
            elif kind == "lug":
                off = 0.5 if side > 0 else 0.0
                place(
                    [
                        (off, -0.06 * side),
                        (off + 0.25, 0.2 * side),
                        (off + lean, 0.46 * side),
                        (off + lean + 0.4, 0.46 * side),
                        (off + 0.7, 0.2 * side),
                        (off + 0.45, -0.06 * side),
                    ],
                    k,
                )
            elif kind == "slant":
                place([(0, 0.08 * side), (lean * side, 0.44 * side)], k, False)
            elif kind == "sipes":
                place([(0, 0.3 * side), (0.15, 0.46 * side)], k, False)
                place([(0.5, 0.12 * side), (0.65, 0.24 * side), (0.5, 0.27 * side)], k, False, "light")
            elif kind in ("blocks",):
                place([(0, 0.26 * side), (1 - gap, 0.26 * side), (1 - gap, 0.45 * side), (0, 0.45 * side)], k)
                place(
                    [
                        (0.3 * side, 0.03 * side),
                        (1 - gap + 0.3 * side, 0.03 * side),
                        (1 - gap, 0.21 * side),
                        (0, 0.21 * side),
                    ],
                    k,
                )
    if kind in ("waves", "ribs", "sipes", "slant"):
        for s in np.linspace(-0.33, 0.33, belts + (2 if kind == "ribs" else 0)):
            a = np.linspace(0, n, 6 * n if kind == "waves" else 90)
            points = [(float(v), float(s + (0.03 * np.sin(2 * np.pi * v) if kind == "waves" else 0.0))) for v in a]
            place(points, 0, False)
            place([(v, q + 0.035) for v, q in points], 0, False)
    return lines


def _tyre(rng: np.random.Generator) -> list[Part]:
    """A tyre alone, its axle from the front to the rear or level across."""
    radius = between(rng, 2.6, 3.4)
    width = between(rng, 0.9, 2.2)
    rim = radius * between(rng, 0.52, 0.72)
    body = revolve([*tyre_profile(radius, width, rim, between(rng, 0.2, 0.8))], axis="y", segments=72)
    lines = _tread(rng, radius, width)
    side = radius - rim
    for s in (-1, 1):
        y = s * width * 0.541
        for v in one_of(rng, (0.5,), (0.35, 0.65), (0.3, 0.4, 0.7)):
            lines.append(
                ring_line(
                    (0, s * width * np.interp(v, [0.15, 0.5, 0.82], [0.5, 0.54, 0.48]), 0),
                    rim + v * side,
                    "y",
                    "light",
                    60,
                )
            )
        if whether(rng, 0.4):
            for k in range(count(rng, 3, 5) * 6):
                a = 2 * np.pi * k / 30
                lines.append(
                    stroke(
                        np.array([(q * np.cos(a), y, q * np.sin(a)) for q in (rim + 0.44 * side, rim + 0.56 * side)]),
                        "light",
                    )
                )
    parts = [body.with_strokes(*lines)]
    if whether(rng, 0.35):
        inner = spoked_rim(rng, rim * 1.01, width * 0.85)
        parts += environment(rng, inner, 0.85)
    return parts if whether(rng, 0.6) else rotated(parts, "z", 90.0)


def spoked_rim(rng: np.random.Generator, r: float, width: float) -> list[Part]:
    """A cast car rim: barrel, lip, spokes, hub with its bolt holes and cap; its face looks to -y."""
    front, back = -width / 2, width / 2
    lip = between(rng, 0.04, 0.09) * r
    barrel = [
        (r, front),
        (r, front + 0.06 * r),
        (r * 0.95, front + 0.12 * r),
        (r * 0.88, front + 0.3 * width),
        (r * 0.86, back - 0.3 * width),
        (r * 0.95, back - 0.06 * r),
        (r, back - 0.05 * r),
        (r, back),
        (r * 0.93, back),
        (r * 0.82, back - 0.25 * width),
        (r * 0.82, front + 0.25 * width),
        (r - lip * 1.5, front + 0.06 * r),
        (r - lip, front),
        (r, front),
    ]
    parts = [revolve(barrel, axis="y", segments=56)]
    hub = r * between(rng, 0.2, 0.28)
    dish = between(rng, 0.02, 0.35) * width
    face = front + 0.05 * r + dish
    parts.append(
        revolve(
            [
                (hub, 0.35 * width),
                (hub * 1.08, 0.06 * r),
                (hub, 0.0),
                (hub * 0.5, 0.0),
                (hub * 0.47, -0.03 * r),
                (hub * 0.3, -0.04 * r),
            ][::-1],
            at=(0, face, 0),
            axis="y",
            segments=36,
        )
    )
    n, kind = count(rng, 5, 10), one_of(rng, "straight", "split", "twin", "swirl", "taper", "mesh")
    thick, end = 0.12 * width + 0.06 * r, r * 0.87
    w0, w1 = between(rng, 0.06, 0.12) * r, between(rng, 0.05, 0.17) * r

    def arm(points: list[tuple[float, float, float]], wide: list[float]) -> Part:
        return limb(
            curve(*points, n=8), wide, [thick * 0.6, thick * 0.45], between(rng, 3.0, 3.01), side=(1.0, 0.0, 0.0), n=12
        )

    start, deep = 0.7 * hub, face + 0.3 * thick
    rim_y = front + 0.1 * r
    if kind in ("straight", "taper"):
        spoke = [
            arm(
                [(0, deep, start), (0, 0.6 * deep + 0.4 * rim_y, 0.5 * r), (0, rim_y, end)],
                [w0, w1] if kind == "straight" else [w1 * 1.2, w0 * 0.5],
            )
        ]
    elif kind == "swirl":
        bend = between(rng, 0.1, 0.35) * r
        spoke = [arm([(0, deep, start), (bend * 0.8, deep, 0.5 * r), (bend * 0.4, rim_y, end)], [w0, w1])]
    elif kind == "twin":
        gap = between(rng, 0.06, 0.12) * r
        n = min(n, 7)
        spoke = [
            arm([(s * gap, deep, start), (s * gap, deep, 0.5 * r), (s * gap * 1.2, rim_y, end)], [w0 * 0.6])
            for s in (-1, 1)
        ]
    else:
        n = min(n, 7) if kind == "split" else n
        fan = between(rng, 0.12, 0.3) * r * (1.6 if kind == "mesh" else 1.0)
        spoke = [
            arm(
                [
                    (s * 0.02 * r, deep, start),
                    (s * 0.3 * fan, deep, 0.5 * r),
                    (s * fan, rim_y, np.sqrt(end**2 - fan**2)),
                ],
                [w0 * 0.8, w0 * 0.6],
            )
            for s in (-1, 1)
        ]
    parts += around(spoke, n, "y")
    lugs = one_of(rng, 4, 5, 5, 6)
    for k in range(lugs):
        a = 2 * np.pi * k / lugs + 0.3
        c = (0.72 * hub * np.cos(a), face - 0.002, 0.72 * hub * np.sin(a))
        parts[1] = parts[1].with_strokes(ring_line(c, 0.13 * hub, "y", n=14), ring_line(c, 0.08 * hub, "y", "light", 6))
    if whether(rng, 0.3):
        bolt = cylinder(0.02 * r, 0.03 * r, at=(0, front, r - lip * 0.6), axis="y", segments=8)
        parts += around(bolt, count(rng, 16, 30), "y")
    cap = one_of(rng, "ring", "hex", "star")
    y = face - 0.041 * r
    ring = {
        "ring": ellipse(0.2 * hub, n=20),
        "hex": regular_polygon(6, 0.24 * hub),
        "star": regular_polygon(3, 0.24 * hub),
    }[cap]
    parts[1] = parts[1].with_strokes(
        stroke(np.column_stack([ring[:, 0], np.full(len(ring), y), ring[:, 1]]), closed=True)
    )
    return parts


def _rim(rng: np.random.Generator) -> list[Part]:
    """A vehicle wheel rim, now and then with its tyre in broken lines."""
    r, width = between(rng, 1.8, 2.3), between(rng, 0.9, 1.7)
    parts = spoked_rim(rng, r, width)
    if whether(rng, 0.3):
        tyre = revolve([*tyre_profile(r * between(rng, 1.2, 1.4), width * 1.1, r * 0.98)], axis="y", segments=56)
        parts += environment(rng, [tyre], 0.7)
    return parts


def _steering_wheel(rng: np.random.Generator) -> list[Part]:
    """A steering wheel with its spokes and horn pad."""
    r, t = between(rng, 1.7, 2.0), between(rng, 0.13, 0.22)
    flat = between(rng, 0.0, 0.25) if whether(rng, 0.5) else 0.0
    a = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    line = np.column_stack([r * np.cos(a), np.zeros(64), r * np.sin(a)])
    line[:, 2] = np.maximum(line[:, 2], -r * (1 - flat))
    parts = [tube(line, t, section=ellipse(1.0, between(rng, 0.85, 1.2), n=12), closed=True)]
    n = one_of(rng, 2, 3, 3, 4)
    places = {2: (0, 180), 3: (0, 180, 270), 4: (15, 165, 235, 305)}[n]
    hub = between(rng, 0.5, 0.75)
    drop = between(rng, 0.1, 0.5)
    for q in np.radians(places):
        wide = between(rng, 0.14, 0.14) + 0.12
        end = min(r, r * (1 - flat) / max(abs(np.sin(q)), 1e-3)) if np.sin(q) < -0.5 else r
        spine = curve(
            (0.3 * hub * np.cos(q), drop * 0.6, 0.3 * hub * np.sin(q)),
            (0.6 * end * np.cos(q), drop * 0.6, 0.6 * end * np.sin(q)),
            (end * np.cos(q), 0, end * np.sin(q)),
            n=8,
        )
        parts.append(limb(spine, [0.09], [hub * 0.45, wide * 0.9, wide], 4.0, n=16))
    shape = one_of(rng, "round", "box", "shield")
    if shape == "round":
        parts.append(
            revolve(
                [(hub, 0.4), (hub, 0.05), (hub * 0.8, -0.05), (0, -0.1)][::-1],
                at=(0, drop * 0.5, 0),
                axis="y",
                segments=40,
            )
        )
    else:
        b = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        p = 3.5 if shape == "box" else 2.6
        ring = np.column_stack(
            [np.sign(np.cos(b)) * np.abs(np.cos(b)) ** (2 / p), np.sign(np.sin(b)) * np.abs(np.sin(b)) ** (2 / p)]
        ) * [hub * 1.15, hub * 0.85]
        if shape == "shield":
            ring[:, 0] *= 1 + 0.25 * ring[:, 1] / hub
        parts.append(
            loft(
                [
                    np.column_stack([ring[:, 0] * s, np.full(40, drop * 0.5 + y), ring[:, 1] * s])
                    for s, y in ((0.75, -0.16), (0.95, -0.1), (1.0, 0.05), (1.0, 0.35))
                ]
            )
        )
    parts.append(parts[-1].scaled(0.3, 0.3, 0.3).moved(y=drop * 0.35 - 0.04))
    for way in (-1, 1) if whether(rng, 0.6) else ():
        for k in range(count(rng, 2, 4)):
            parts.append(box(0.16, 0.12, 0.11, at=(way * (hub + 0.3), drop * 0.35, 0.12 - 0.15 * k)))
    for angle in one_of(rng, (), (30, 150), (20, 60, 120, 160)):
        q = np.radians(angle)
        ring = np.array([(np.cos(v), np.sin(v)) for v in np.linspace(0, 2 * np.pi, 18)]) * t * 1.03
        points = np.column_stack([(r + ring[:, 0]) * np.cos(q), ring[:, 1], (r + ring[:, 0]) * np.sin(q)])
        parts[0] = parts[0].with_strokes(stroke(points))
    return parts


FAMILIES = (
    Family("bicycle", "12-11", ("Bicycle", "Cycle", "Bike", "City bicycle"), _bicycle),
    Family("scooter", "12-11", ("Scooter", "Kick scooter", "Electric scooter"), _scooter),
    Family("tyre", "12-15", ("Tire", "Tyre", "Vehicle tire", "Tire tread"), _tyre),
    Family("wheel_rim", "12-16", ("Wheel", "Vehicle wheel", "Wheel rim", "Automobile wheel"), _rim),
    Family("steering_wheel", "12-16", ("Steering wheel", "Vehicle steering wheel"), _steering_wheel),
)
