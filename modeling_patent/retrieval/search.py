"""Plain arrays: the slice of a date limit, unit rows, and exact cosines.

Rows lie in grant-date order, so a date limit is a slice, and what lies outside it costs nothing. A search takes two
steps: candidates (candidates.py), then cosines in float64 for those near the top. So the order, ties included, depends
neither on the machine nor on the filter.
"""

from __future__ import annotations

import datetime

import numpy as np
from numpy.typing import NDArray

from ..rows import UNKNOWN_DAY

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NO_DATE = int(np.iinfo(np.int64).max)
"""Sorting day of a row without a grant date: such rows lie last."""

_ROWS_AT_ONCE = 8192  # in float64
_EPOCH = datetime.date(1970, 1, 1)


def sorting_days(days: Ints) -> Ints:
    """Return the days [N] by which rows are sorted: those without a date go last, as `NO_DATE`."""
    return np.where(days == UNKNOWN_DAY, NO_DATE, days)


def date_slice(days: Ints, before: datetime.date | None, after: datetime.date | None) -> tuple[int, int]:
    """Return the rows [start, stop) granted strictly before and strictly after the days.

    Args:
        days: sorting days [N] in rising order, `NO_DATE` where unknown.
        before: upper limit, or None.
        after: lower limit, or None.

    Returns:
        Start and stop. Rows without a date lie within only if there is no limit. A slice may be empty.
    """
    if before is None and after is None:
        return 0, len(days)
    start = 0 if after is None else int(days.searchsorted((after - _EPOCH).days, side="right"))
    stop = int(days.searchsorted(NO_DATE if before is None else (before - _EPOCH).days, side="left"))
    return start, max(start, stop)


def unit_rows(vectors: Doubles | Floats, what: str) -> Floats:
    """Return the vectors [N, D] at length 1, as float32, row after row. What is that already is left as it is.

    Raises:
        ValueError: not a matrix, a number that is not finite, or a row of zeros; the message begins with `what`.
    """
    if vectors.ndim != 2 or vectors.shape[1] == 0:
        raise ValueError(f"{what} must have the shape [rows, dimension], not {list(vectors.shape)}")
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors, dtype=np.float64))
    wrong = np.flatnonzero(~np.isfinite(lengths) | (lengths == 0))
    if len(wrong):
        kind = "only zeros" if lengths[wrong[0]] == 0 else "NaN or infinite numbers"
        raise ValueError(f"{what} cannot be compared: row {wrong[0]} holds {kind} ({len(wrong)} such rows)")
    if bool(np.all(np.abs(lengths - 1) < 1e-6)):
        return np.ascontiguousarray(vectors, dtype=np.float32)
    unit = np.empty(vectors.shape, dtype=np.float32)
    for begin in range(0, len(unit), _ROWS_AT_ONCE):
        rows = slice(begin, begin + _ROWS_AT_ONCE)
        unit[rows] = vectors[rows] / lengths[rows, None]
    return unit


def exact_cosines(vectors: Floats, views: Doubles, rows: Ints) -> Doubles:
    """Return the cosines [n, V] of the rows [n] in float64; equal vectors get equal numbers wherever they lie."""
    result = np.empty((len(rows), len(views)))
    for begin in range(0, len(rows), _ROWS_AT_ONCE):
        part = vectors[rows[begin : begin + _ROWS_AT_ONCE]].astype(np.float64)
        for v, view in enumerate(views):
            result[begin : begin + _ROWS_AT_ONCE, v] = (part * view).sum(axis=1)
    return result
