"""Bicycles (12-11)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse
from patent_data.drawn.families.bits import (
    between,
    circle,
    curve,
    environment,
    one_of,
    whether,
)
from patent_data.drawn.families.cycle_parts import frame_tube, handlebar, saddle
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import spoked_wheel
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    moved,
    revolve,
    rotated,
    sheet,
    tube,
)


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
        parts += [
            frame_tube(seat_node, head_top + drop, tube_r),
            frame_tube(crank, (head_low + np.array([0, 0, 0.12])), tube_r * 1.2),
        ]
    elif kind == "step":
        low = curve(
            tuple(crank + np.array([0.1, 0, 0.35])),
            tuple((crank + head_low) / 2 + np.array([0, 0, -0.05])),
            tuple(head_low + np.array([0.02, 0, 0.2])),
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
                tuple((seat_node + head_top) / 2 + np.array([0, 0, 0.28 - lift])),
                tuple(head_top - [0.05, 0, 0.1 + lift]),
                n=14,
            )
            parts.append(tube(line, tube_r, segments=10))
        parts.append(
            tube(
                curve(
                    tuple(crank),
                    tuple((crank + head_low) / 2 - [0.1, 0, 0.3]),
                    tuple(head_low + np.array([0, 0, 0.15])),
                    n=12,
                ),
                tube_r * 1.15,
                segments=10,
            )
        )
    else:
        parts.append(
            tube(
                np.stack([(crank + np.array([0.25, 0, 0.25])), (head_low + np.array([0.05, 0, 0.1]))]),
                1.0,
                section=ellipse(0.16, 0.24, n=14),
            )
        )
        mid = (crank + head_low) / 2 + np.array([0.1, 0, 0.2])
        parts.append(box(0.14, 0.44, 0.6, at=(mid[0], 0, mid[2] - 0.3)))
    parts += [
        frame_tube(crank, seat_node, tube_r),
        frame_tube(seat_node, seat_top, tube_r * 0.8),
        frame_tube(head_low, head_top, tube_r * 1.4),
    ]
    gap = tyre * 1.6 + 0.06
    for way in (-1, 1):
        side = np.array([0, way * gap, 0])
        parts += [
            frame_tube(rear + side, crank + side * 0.6, tube_r * 0.65),
            frame_tube(rear + side, seat_node + side * 0.5, tube_r * 0.55),
        ]
        fork_top = head_low + side * 0.9
        if kind == "mountain":
            mid = fork_top + (front + side - fork_top) * 0.5
            parts += [frame_tube(fork_top, mid, 0.08), frame_tube(mid, front + side, 0.12)]
        else:
            bend = front + side + np.array([0.25, 0, 0.5])
            parts.append(
                tube(
                    curve(
                        tuple(fork_top),
                        tuple((fork_top + bend) / 2 + np.array([0.02, 0, 0])),
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
    stem = head_top + np.array([0.05, 0, between(rng, 0.15, 0.4) if kind != "folding" else 1.2])
    clamp = stem + np.array([-between(rng, 0.1, 0.45) if bars != "cruiser" else -0.05, 0, 0.08])
    parts += [frame_tube(head_top, stem, 0.08), frame_tube(stem, clamp, 0.08)]
    parts += handlebar(rng, bars, clamp, between(rng, 0.95, 1.2))
    parts += saddle(rng, (seat_top + np.array([0, 0, 0.12])), between(rng, 1.1, 1.3), between(rng, 0.25, 0.48))
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
            parts.append(sheet(grid, 0.02).moved(*centre))
    extra = one_of(rng, "none", "rack", "basket", "bottle", "none", "guard")
    if extra == "rack":
        z = 2 * r + 0.35
        parts += [box(1.4, 0.05, 0.05, at=(rear[0], s, z)) for s in (-0.3, 0.0, 0.3)]
        parts += [box(0.05, 0.6, 0.05, at=(rear[0] + s, 0, z)) for s in (-0.65, 0.0, 0.65)]
        parts += [
            frame_tube((rear + np.array([0, s * gap, 0])), np.array([rear[0] + 0.1, s * 0.3, z]), 0.03) for s in (-1, 1)
        ]
    elif extra == "basket":
        rings = [
            np.column_stack([np.array([-1, 1, 1, -1]) * w * 0.38, np.array([-1, -1, 1, 1]) * w * 0.5, np.full(4, v)])
            for w, v in ((0.85, 0.0), (1.0, 0.7))
        ]
        place = np.array([clamp[0] - 0.5, 0, clamp[2] - 0.75])
        bars_x = [frame_tube(q[k - 1] + place, q[k] + place, 0.03) for q in rings for k in range(4)]
        verticals = [
            frame_tube(
                np.array([clamp[0] - 0.5 + 0.32 * u, 0.42 * v, clamp[2] - 0.75]),
                np.array([clamp[0] - 0.5 + 0.38 * u, 0.5 * v, clamp[2] - 0.05]),
                0.02,
            )
            for u, v in ((-1, -1), (-1, -0.5), (-1, 0), (-1, 0.5), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
        ]
        parts += environment(rng, [*bars_x, *verticals], 0.3)
    elif extra == "bottle" and kind in ("diamond", "mountain"):
        middle = crank + (head_low - crank) * 0.45 + np.array([0.05, 0, 0.25])
        turned = float(np.degrees(np.arctan2(head_low[0] - crank[0], head_low[2] - crank[2])))
        bottle = (
            revolve([(0.2, -0.5), (0.2, 0.35), (0.12, 0.45), (0.12, 0.55)], segments=18)
            .rotated("y", turned)
            .moved(*middle)
        )
        parts += environment(rng, [bottle], 0.5)
    return rotated(parts, "z", one_of(rng, 0.0, 0.0, 90.0))


FAMILIES = (Family("bicycle", "12-11", ("Bicycle", "Cycle", "Bike", "City bicycle"), _bicycle),)
