"""Tubes, handlebars and saddles of cycles. Their nose points to -x."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    Array,
    curve,
    limb,
    whether,
)
from patent_data.drawn.solids import (
    Part,
    tube,
)


def frame_tube(a: Array, b: Array, radius: float, end: float = 0.0) -> Part:
    """A straight tube between two points."""
    return tube(np.stack([a, b]), [radius, end or radius], segments=12)


def handlebar(rng: np.random.Generator, kind: str, at: Array, half: float) -> list[Part]:
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
    lever = tube(
        curve(line[-7], line[-7] + np.array([-0.18, 0.02, -0.06]), line[-4] + np.array([-0.2, 0, -0.08]), n=8),
        0.035,
        segments=6,
    )
    parts = [bar, grip, lever]
    return [*parts, *[p.mirrored("y") for p in parts]]


def saddle(rng: np.random.Generator, at: Array, long: float, wide: float) -> list[Part]:
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
