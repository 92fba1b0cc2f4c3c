"""Hulls of boats."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    Array,
    between,
)
from patent_data.drawn.solids import (
    Part,
    loft,
)


def boat_hull(
    rng: np.random.Generator, long: float, beam: float, depth: float, open_top: bool, double: bool
) -> tuple[Part, Array, Array, Array]:
    """A hull from bow (-x) to stern; returned with the places, half beams and sheer heights of its stations."""
    n = 18
    t = np.linspace(0, 1, n)
    x = -long / 2 + long * t
    full = between(rng, 0.45, 0.6)
    half = beam / 2 * np.clip(np.sin(np.pi / 2 * np.minimum(t / full, 1.0)) ** between(rng, 0.6, 0.9), 0.03, 1)
    if double:
        half = beam / 2 * np.clip(np.sin(np.pi * t) ** between(rng, 0.6, 1.0), 0.02, 1)
    else:
        half = half * (1 - between(rng, 0.05, 0.25) * np.clip((t - full) / (1 - full), 0, 1) ** 2)
    rise, back = between(rng, 0.1, 0.45) * depth, between(rng, 0.0, 0.12) * depth
    sheer = depth + rise * (1 - t) ** 2.2 + (rise * t**2.2 if double else back * t**2)
    keel = np.clip(1 - t / 0.22, 0, 1) ** 2 * depth * between(rng, 0.5, 0.95)
    if double:
        keel = keel + np.clip((t - 0.78) / 0.22, 0, 1) ** 2 * depth * 0.8
    shape = between(rng, 1.2, 3.2)
    a = np.linspace(-np.pi / 2, np.pi / 2, 17)
    rake = between(rng, 0.1, 0.35) * long * 0.35
    rows = []
    for k in range(n):
        u = np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 1.0
        v = 1 - np.abs(np.sin(a)) ** shape
        y, z = half[k] * u, sheer[k] - (sheer[k] - keel[k]) * v
        lean = rake * (1 - t[k]) ** 2 * (z - keel[k]) / depth
        outer = np.column_stack([x[k] - lean, y, z])
        if open_top:
            wall = min(0.045 * beam, 0.6 * half[k])
            inner_z = np.maximum(z, keel[k] + 0.12 * depth)
            inner = np.column_stack(
                [x[k] - lean, y * (1 - wall / max(half[k], 1e-6)), np.where(np.abs(u) > 0.98, sheer[k], inner_z + wall)]
            )
            inner[:, 2] = np.minimum(inner[:, 2], sheer[k])
            rows.append(np.vstack([outer, inner[::-1]]))
        else:
            deck = np.column_stack(
                [
                    np.full(5, x[k] - rake * (1 - t[k]) ** 2 * (sheer[k] - keel[k]) / depth),
                    half[k] * np.linspace(0.8, -0.8, 5),
                    sheer[k] + 0.06 * beam * np.array([0.4, 0.8, 1, 0.8, 0.4]) * half[k] / beam * 2,
                ]
            )
            rows.append(np.vstack([outer, deck]))
    return loft(np.stack(rows)), x, half, sheer
