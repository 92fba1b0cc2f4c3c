"""The pen: which pixels a line covers, and the unevenness of a hand."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ink = NDArray[np.bool_]
Index = NDArray[np.int64]


class Pixels(NamedTuple):
    """Pixels under lines: column and row, the segment that crosses there, the length drawn up to there."""

    x: Array
    y: Array
    segment: Index
    length: Array
    reach: Array
    steep: Ink


def trace(start: Array, end: Array) -> Pixels:
    """Pixels that segments [s, 2] cross, one a step along their longer direction, and every corner where it changes."""
    run = end - start
    steep = np.abs(run[:, 1]) > np.abs(run[:, 0])
    major, minor = steep.astype(np.int64), 1 - steep.astype(np.int64)
    rows = np.arange(len(run))
    origin, span = start[rows, major], run[rows, major]
    base, rise = start[rows, minor], run[rows, minor]
    first = np.ceil(np.minimum(origin, origin + span) - 0.5).astype(np.int64)
    count = np.ceil(np.maximum(origin, origin + span) - 0.5).astype(np.int64) - first
    segment = np.repeat(rows, count)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count) + first[segment] + 0.5
    share = (step - origin[segment]) / span[segment]
    across = base[segment] + share * rise[segment]
    length = np.hypot(run[:, 0], run[:, 1])
    reach = length / np.maximum(np.abs(span), 1e-9)
    corner = np.flatnonzero(np.r_[True, (steep[1:] != steep[:-1]) | (end[:-1] != start[1:]).any(1)])
    leans = steep[segment]
    return Pixels(
        x=np.concatenate([np.where(leans, across, step), start[corner, 0]]),
        y=np.concatenate([np.where(leans, step, across), start[corner, 1]]),
        segment=np.concatenate([segment, corner]),
        length=np.concatenate([share * length[segment], np.zeros(len(corner))]),
        reach=np.concatenate([reach[segment], np.ones(len(corner))]),
        steep=np.concatenate([leans, steep[corner]]),
    )


def stamp(ink: Ink, x: Array, y: Array) -> None:
    """Blacken the pixels at points of the paper; points beside the paper are left out."""
    column, row = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    on = (column >= 0) & (row >= 0) & (column < ink.shape[1]) & (row < ink.shape[0])
    ink[row[on], column[on]] = True


def waves(x: Array, y: Array, length: float, rng: np.random.Generator, count: int = 4) -> Array:
    """Smooth noise at points of the page, about -2 to 2, that changes over the length given in pixels."""
    total = np.zeros(x.shape)
    for angle, phase, stretch in zip(
        rng.uniform(0, 2 * math.pi, count),
        rng.uniform(0, 2 * math.pi, count),
        rng.uniform(0.6, 1.7, count),
        strict=True,
    ):
        turn = 2 * math.pi / (length * stretch)
        total += np.sin(x * (turn * math.cos(angle)) + y * (turn * math.sin(angle)) + phase)
    return total * (2 / math.sqrt(2 * count))
