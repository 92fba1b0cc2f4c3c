"""Families of torches and lanterns (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.lighting_parts import sleeve_lines
from patent_data.drawn.families.shaping import (
    flat_ring,
    grounded,
    hoop,
    layered,
    lifted,
    ring,
    rod,
    smooth,
    uprights,
)
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, revolve, rotated, stroke, tube


def build_torch(rng: Rng) -> list[Part]:
    """A torch that lies along x or stands on its head: head, crown, grip with knurls, switch, tail cap, loop, clip."""
    r, length = between(rng, 1.1, 1.9), between(rng, 8, 20)
    head, flare = between(rng, 3, 6), between(rng, 1.2, 2.1)
    profile = [(0.85 * r, 0.0), (0.95 * r, 0.15), (0.95 * r, 1.6), (0.9 * r, 1.7)]
    waist = between(rng, 0.85, 1.05)
    profile += smooth([(r, 1.8), (waist * r, 0.5 * length), (r, length - 0.5)], 8)
    profile += [
        (1.05 * r, length),
        (1.1 * r, length + 0.2 * head),
        (flare * r, length + 0.62 * head),
        (flare * r, length + 0.95 * head),
        (0.95 * flare * r, length + head),
        (0.85 * flare * r, length + head),
        (0.82 * flare * r, length + 0.93 * head),
    ]
    lines: list[Stroke] = [ring(flare * r, length + k * head) for k in (0.66, 0.9)]
    pattern = pick(rng, "rings", "diamonds", "bars", "pads", "none")
    z0, z1 = 0.18 * length + 1.8, 0.82 * length
    grip_r = r * max(waist, 0.95) * 1.01
    if pattern == "rings":
        lines += sleeve_lines(grip_r, z0, z1, whole(rng, 6, 14))
    elif pattern == "bars":
        lines += uprights(grip_r, z0, z1, whole(rng, 8, 20), "line")
    elif pattern == "diamonds":
        n = whole(rng, 8, 12)
        lines += [ring(grip_r, z) for z in (z0, z1)]
        for k in range(n):
            for s in (1, -1):
                t = np.linspace(0, 1, 14)
                a = 2 * np.pi * k / n + s * t * np.pi * 0.9
                lines.append(
                    stroke(np.column_stack([grip_r * np.cos(a), grip_r * np.sin(a), z0 + (z1 - z0) * t]), kind="light")
                )
    body = revolve(profile, segments=40).with_(strokes=tuple(lines))
    parts = [
        body,
        cylinder(0.8 * flare * r, 0.1, at=(0, 0, length + 0.92 * head)).with_(
            surface="glass",
            strokes=tuple(
                flat_ring(s * flare * r, length + 0.94 * head) for s in pick(rng, (0.3,), (0.3, 0.6), (0.15,))
            ),
        ),
    ]
    if pattern == "pads":
        parts += [
            layered(rounded_rectangle(1.1 * r, z1 - z0, 0.4 * r, n=4), [(0, 0), (0, 0.2), (0.15, 0.35)])
            .rotated("x", 90)
            .moved(y=-0.93 * r, z=(z0 + z1) / 2)
            .rotated("z", 90 * k + 45)
            for k in range(4)
        ]
    button = pick(rng, "side", "side", "tail", "slide")
    spot = length + 0.05 * head
    if button == "side":
        parts.append(cylinder(0.42 * r, 0.4, at=(0, -1.08 * r, spot - 1.5), axis="y", segments=20))
        parts.append(cylinder(0.62 * r, 0.25, at=(0, -1.0 * r, spot - 1.5), axis="y", segments=24))
    elif button == "slide":
        parts.append(
            box(0.7 * r, 0.4 * r, 2.6, at=(0, -1.0 * r, spot - 3.4), radius=0.15 * r).with_(
                strokes=tuple(
                    stroke(
                        [[-0.3 * r, -1.22 * r, spot - 3 + k * 0.35], [0.3 * r, -1.22 * r, spot - 3 + k * 0.35]],
                        kind="light",
                    )
                    for k in range(5)
                )
            )
        )
    else:
        parts.append(cylinder(0.5 * r, 0.5, at=(0, 0, -0.4), segments=24))
    teeth = whole(rng, 0, 8)
    for a in np.arange(teeth) * 360 / max(teeth, 1):
        parts.append(
            box(0.5 * r, 0.3 * r, 0.5, at=(0, -0.8 * flare * r, length + 0.9 * head), radius=0.08).rotated(
                "z", float(a)
            )
        )
    if maybe(rng, 0.4):
        parts.append(
            rod(
                [[0, r * 0.9, 1.0], [0, 1.4 * r, 1.2], [0, 1.45 * r, 0.4 * length], [0, 1.05 * r, 0.45 * length]],
                0.18,
                18,
                8,
            )
        )
    if maybe(rng, 0.35):
        loop = [
            [0, 0.2 * r, 0.2],
            [2.2, 0.3, -2.5],
            [0.6, 0.5, -6],
            [-1.6, 0.3, -4],
            [-0.6, 0.2, -1],
            [0, 0.2 * r, 0.1],
        ]
        parts.append(rod(loop, 0.14, 40, 6).with_(claimed=maybe(rng)))
    if maybe(rng, 0.75):
        parts = rotated(parts, "y", -90)
    return grounded(parts)


def corners(n: int, size: float) -> Array:
    """The plan of a lantern: a polygon that stands on an edge, or a circle where n is large."""
    a = (np.arange(n) + 0.5) * 2 * np.pi / n
    return np.column_stack([np.cos(a), np.sin(a)]) * size


def tier(n: int, levels: list[tuple[float, float]]) -> Part:
    """A storey of a lantern from pairs (size, z)."""
    return loft(np.array([lifted(corners(n, size), z) for size, z in levels]))


def square_cage(rng: Rng, n: int, r: float, low: float, h: float) -> list[Part]:
    """Panes and glazing bars between the corners of a lantern."""
    parts: list[Part] = []
    parts.append(tier(n, [(0.86 * r, low), (0.86 * r, low + h)]).with_(surface="glass"))
    parts += [
        tube([[*(p * 0.92 * r), low - 0.2], [*(p * 0.92 * r), low + h + 0.2]], 0.06 * r, segments=8)
        for p in corners(n, 1.0)
    ]
    if maybe(rng, 0.5):
        side = corners(n, 0.93 * r)
        parts += [
            tube([[*a, low + h * k], [*b, low + h * k]], 0.03 * r, segments=6)
            for k in (0.33, 0.66)
            for a, b in zip(side, np.roll(side, -1, axis=0), strict=True)
        ]
    return parts


def build_lantern(rng: Rng) -> list[Part]:
    """A lantern: camping, storm or candle lantern with globe, cage, roof, base and bail."""
    r, h = between(rng, 4, 8), between(rng, 8, 18)
    low = between(rng, 2.5, 6)
    square = maybe(rng, 0.4)
    n = pick(rng, 4, 6, 8) if square else 40

    base_kind = pick(rng, "step", "drum", "flare")
    base = {
        "step": [(1.15 * r, 0), (1.15 * r, 0.4 * low), (0.95 * r, 0.5 * low), (0.95 * r, low)],
        "drum": [(r, 0), (1.05 * r, 0.3), (1.05 * r, low - 0.3), (0.95 * r, low)],
        "flare": [(1.25 * r, 0), (1.2 * r, 0.25 * low), (0.8 * r, 0.8 * low), (0.9 * r, low)],
    }[base_kind]
    parts = [tier(n, base)]
    if maybe(rng, 0.5):
        parts.append(
            cylinder(
                0.2 * low,
                1.0,
                at=(0, -1.05 * r * (np.cos(np.pi / n) if square else 1.0), 0.5 * low),
                axis="y",
                segments=20,
            )
        )
    bulge = between(rng, 0.8, 1.1)
    if square:
        parts += square_cage(rng, n, r, low, h)
    else:
        parts.append(
            revolve(
                smooth(
                    [
                        (0.62 * r, low - 0.2),
                        (0.85 * bulge * r, low + 0.3 * h),
                        (0.8 * bulge * r, low + 0.6 * h),
                        (0.6 * r, low + h + 0.2),
                    ],
                    16,
                )
            ).with_(surface="glass")
        )
        posts = pick(rng, 2, 3, 4)
        parts += [
            rod(
                [[0.92 * r, 0, low - 0.5], [1.05 * r, 0, low + 0.5 * h], [0.85 * r, 0, low + h + 0.6]], 0.07 * r, 16, 8
            ).rotated("z", 360 * k / posts + 20)
            for k in range(posts)
        ]
        if maybe(rng):
            parts += [hoop(0.98 * r, 0.98 * r, 0.04 * r, low + k * h) for k in (0.35, 0.7)]
    top = low + h
    roof = pick(rng, "cone", "dome", "stack", "flat")
    roofs: list[tuple[float, float]] = {
        "cone": [
            (1.15 * r, top),
            (1.2 * r, top + 0.3),
            (0.35 * r, top + 0.7 * r),
            (0.3 * r, top + 0.95 * r),
            (0.1 * r, top + 1.1 * r),
        ],
        "dome": [
            (1.1 * r, top),
            (1.1 * r, top + 0.3),
            (0.95 * r, top + 0.4 * r),
            (0.6 * r, top + 0.75 * r),
            (0.1 * r, top + 0.9 * r),
        ],
        "stack": [
            (1.1 * r, top),
            (1.1 * r, top + 0.2 * r),
            (0.6 * r, top + 0.4 * r),
            (0.6 * r, top + 0.7 * r),
            (0.8 * r, top + 0.75 * r),
            (0.5 * r, top + 1.1 * r),
        ],
        "flat": [(1.05 * r, top), (1.05 * r, top + 0.35 * r), (0.9 * r, top + 0.45 * r)],
    }[roof]
    parts.append(tier(n, roofs))
    peak = roofs[-1][1]
    if maybe(rng, 0.4):
        parts.append(
            tube(
                [
                    [0.45 * r * np.cos(a), 0, peak + 0.4 * r + 0.45 * r * np.sin(a)]
                    for a in np.linspace(0, 2 * np.pi, 24, endpoint=False)
                ],
                0.05 * r,
                closed=True,
                segments=8,
            )
        )
    else:
        rise = peak + between(rng, 0.6, 1.4) * r
        x = 1.12 * r
        parts.append(
            rod(
                [
                    [-x, 0, top + 0.15],
                    [-1.1 * x, 0, 0.5 * (top + rise)],
                    [-0.5 * x, 0, rise],
                    [0.5 * x, 0, rise],
                    [1.1 * x, 0, 0.5 * (top + rise)],
                    [x, 0, top + 0.15],
                ],
                0.05 * r + 0.1,
                36,
                8,
            )
        )
    return grounded(parts)


FAMILIES = (
    Family("torch", "26-02", ("Flashlight", "Torch", "Hand lamp", "Pocket torch"), build_torch),
    Family("lantern", "26-02", ("Lantern", "Camping lantern", "Candle lantern"), build_lantern),
)
