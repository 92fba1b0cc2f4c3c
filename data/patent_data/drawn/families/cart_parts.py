"""Bent tubes, fabric seats and axled wheels of things on small wheels."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    curve,
    whether,
)
from patent_data.drawn.solids import Part, moved, rotated, sheet, stroke, tube


def bent_tube(points: list[tuple[float, float, float]], radius: float, soft: float = 0.25, segments: int = 7) -> Part:
    """A tube through corner points, its corners rounded."""
    p = np.asarray(points, dtype=np.float64)
    line = [p[0]]
    for a, b, c in zip(p[:-2], p[1:-1], p[2:], strict=True):
        la, lc = float(np.linalg.norm(a - b)), float(np.linalg.norm(c - b))
        q, r = b + (a - b) * min(soft / la, 0.45), b + (c - b) * min(soft / lc, 0.45)
        line += [(1 - t) ** 2 * q + 2 * t * (1 - t) * b + t**2 * r for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    line.append(p[-1])
    return tube(np.stack(line), radius, segments=segments)


def axled(wheel: list[Part], x: float, y: float, z: float) -> list[Part]:
    """A wheel with its axle along x, its face outwards, at a place."""
    turned = rotated(wheel, "z", 90.0 if x > 0 else -90.0)
    return moved(turned, x, y, z)


def fabric_seat(rng: np.random.Generator, wide: float, low: float, deep: float, tall: float, lean: float) -> list[Part]:
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
        seat = seat.with_strokes(stroke(grid[:, j] + np.array([0, -0.08, 0.08]), "stitch"))
    for k in (4, 9) if whether(rng) else ():
        seat = seat.with_strokes(stroke(grid[k] + np.array([0, -0.06, 0.06]), "light"))
    return [seat]
