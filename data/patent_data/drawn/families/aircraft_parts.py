"""Propellers and wings."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse
from patent_data.drawn.families.bits import (
    Array,
    around,
    between,
)
from patent_data.drawn.solids import (
    Part,
    cylinder,
    loft,
)


def propeller(rng: np.random.Generator, radius: float, blades: int, wide: float) -> list[Part]:
    """A propeller turning about z: twisted blades and a hub."""
    t = np.linspace(0.1, 1, 5)
    chord = wide * np.interp(t, [0.1, 0.3, 0.7, 1.0], [0.45, 1.0, 0.75, 0.25])
    pitch = np.radians(np.interp(t, [0.1, 1], [38, 9]))
    ring = ellipse(1.0, n=8)
    rows = [
        np.column_stack(
            [
                np.full(8, radius * q),
                c * ring[:, 0] * np.cos(p) - 0.06 * wide * ring[:, 1] * np.sin(p),
                c * ring[:, 0] * np.sin(p) + 0.06 * wide * ring[:, 1],
            ]
        )
        for q, c, p in zip(t, chord, pitch, strict=True)
    ]
    hub = cylinder(radius * 0.1, radius * 0.14, at=(0, 0, -radius * 0.05), top=radius * 0.07, segments=16)
    return [hub, *around(loft(np.stack(rows)), blades, start=between(rng, 0, 180))]


def aerofoil_wing(root: Array, tip: Array, chord0: float, chord1: float, thick: float, upright: bool = False) -> Part:
    """A wing between two places of its leading edge, with an aerofoil section."""
    c = np.array(
        [
            (0, 0),
            (0.02, 0.03),
            (0.1, 0.07),
            (0.3, 0.1),
            (0.6, 0.07),
            (1.0, 0.005),
            (1.0, -0.005),
            (0.6, -0.03),
            (0.3, -0.05),
            (0.1, -0.05),
            (0.02, -0.025),
        ]
    )
    rows = []
    for t in (0.0, 0.5, 0.95, 1.0):
        p, chord = root + (tip - root) * t, chord0 + (chord1 - chord0) * t
        chord *= 1.0 if t < 1 else 0.9
        th = thick * 10 * (1.0 if t < 1 else 0.5)
        x = p[0] + c[:, 0] * chord + (0.0 if t < 1 else 0.05 * chord)
        other = c[:, 1] * chord * th / 10 * 8
        rows.append(
            np.column_stack([x, p[1] + other, np.full(len(c), p[2])])
            if upright
            else np.column_stack([x, np.full(len(c), p[1]), p[2] + other])
        )
    return loft(np.stack(rows)).with_(smooth_angle=40.0)
