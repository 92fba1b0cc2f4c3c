"""Frames of straight bars."""

from __future__ import annotations

import itertools

import numpy as np

from patent_data.drawn.solids import Part, box


def frame_bars(line: list[tuple[float, float, float]], width: float, depth: float) -> list[Part]:
    """A frame of straight rectangular bars from corner to corner in the front plane."""
    parts = []
    for a, b in itertools.pairwise(line):
        p, q = np.asarray(a), np.asarray(b)
        long = float(np.linalg.norm(q - p))
        turn = float(np.degrees(np.arctan2(q[0] - p[0], q[2] - p[2])))
        parts.append(box(width, depth, long + width * 0.98, at=(0, 0, -width * 0.49)).rotated("y", turn).moved(*a))
    return parts
