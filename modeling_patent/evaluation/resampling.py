"""Bootstrap and permutation over patents: per-query differences summed by patent and class, drawn and flipped."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_AT_ONCE = 1_000_000  # numbers held at a time, in each of a few arrays
_EXACT = 30  # so many patents are flipped in all 2^P ways: two halves of 2^15 sums
EQUAL = 1e-12
"""Values apart by less than this share of their size are equal."""


class Cells(NamedTuple):
    """Queries summed by (class, patent), class after class.

    Attributes:
        patent: [C] the cell's patent.
        size: [C] its number of queries.
        starts: [K] where each class begins.
        patents: their number P.
    """

    patent: Ints
    size: Floats
    starts: Ints
    patents: int


def make_cells(patents: Ints, classes: Ints) -> tuple[Cells, Ints]:
    """Return the cells of queries of numbered patents [Q] and classes [Q], and each query's cell [Q]."""
    count = int(patents.max()) + 1
    keys, cell = np.unique(classes * count + patents, return_inverse=True)
    starts = np.flatnonzero(np.diff(keys // count, prepend=-1))
    return Cells(keys % count, np.bincount(cell).astype(np.float64), starts, count), cell


def binned(bins: Ints, values: Floats, length: int) -> Floats:
    """Return the sum of the values [Q] in each of `length` bins."""
    return np.bincount(bins, weights=values, minlength=length).astype(np.float64)


def drawn(patents: int, resamples: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield how often each patent was drawn, [R, P], until all resamples are made."""
    rows = max(1, _AT_ONCE // patents)
    for start in range(0, resamples, rows):
        size = min(rows, resamples - start)
        drawn = rng.integers(patents, size=(size, patents)) + patents * np.arange(size)[:, None]
        yield np.bincount(drawn.ravel(), minlength=size * patents).reshape(size, patents).astype(np.float64)


def cell_means(cells: Cells, sums: Floats, weights: Floats) -> Floats:
    """Return the mean over queries, or over classes of the class's mean, of sums [C] with patents weighted [R, P]: [R].

    A class without a query of any weight does not count.
    """
    if len(cells.starts) == 1:  # then the cells are the patents
        means: Floats = (weights @ sums) / (weights @ cells.size)
        return means
    each = weights[:, cells.patent]
    totals = np.add.reduceat(each * sums, cells.starts, axis=1)
    sizes = np.add.reduceat(each * cells.size, cells.starts, axis=1)
    there = sizes > 0
    of_class = np.divide(totals, sizes, out=np.zeros_like(totals), where=there)
    return np.asarray(of_class.sum(axis=1) / there.sum(axis=1))


def _of_class(cells: Cells, values: Floats) -> Floats:
    """Return the sum over its class for each cell [C]."""
    return np.repeat(np.add.reduceat(values, cells.starts), np.diff(np.append(cells.starts, len(values))))


def patent_shares(cells: Cells, sums: Floats) -> Floats:
    """Return what each patent adds to the mean of sums [C]: [P], adding up to it."""
    shares = sums / _of_class(cells, cells.size) / len(cells.starts)
    return binned(cells.patent, shares, cells.patents)


def without_each(cells: Cells, sums: Floats) -> Floats:
    """Return the mean of sums [C] without each patent in turn [P]; a patent that is all there is has no such mean."""
    total, size = _of_class(cells, sums), _of_class(cells, cells.size)
    left = size - cells.size
    rest = np.divide(total - sums, left, out=np.zeros_like(sums), where=left > 0)
    change = binned(cells.patent, rest - total / size, cells.patents)
    classes = len(cells.starts) - binned(cells.patent, (left == 0).astype(np.float64), cells.patents)
    means = (total / size)[cells.starts].sum() + change
    return np.asarray(means[classes > 0] / classes[classes > 0])


def percentiles(draws: Floats, confidence: float) -> tuple[float, float]:
    """Return the percentile interval of draws [R]."""
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def bca(draws: Floats, theta: float, without: Floats, confidence: float) -> tuple[float, float]:
    """Return the bias-corrected and accelerated interval (Efron and Tibshirani, equations 14.10 to 14.15)."""
    near = EQUAL * max(1.0, abs(theta))
    share = float(np.mean(draws < theta - near) + np.mean(np.abs(draws - theta) <= near) / 2)
    if len(without) < 2 or not 0 < share < 1:
        return float("nan"), float("nan")
    normal, apart = NormalDist(), without.mean() - without
    scale = float((apart**2).sum())
    acceleration = float((apart**3).sum()) / (6 * scale**1.5) if scale > near**2 else 0.0
    bias = normal.inv_cdf(share)
    ends = []
    for side in ((1 - confidence) / 2, (1 + confidence) / 2):
        z = bias + normal.inv_cdf(side)
        ends.append(float(np.quantile(draws, normal.cdf(bias + z / (1 - acceleration * z)))))
    return ends[0], ends[1]


def flip_signs(shares: Floats, resamples: int, rng: np.random.Generator) -> tuple[float, int]:
    """Test whether a sum is 0, when every share [P] might as well have the other sign.

    Returns:
        The two-sided p-value, and the number of sign patterns if all were tried, else 0: then it is (b + 1)/(n + 1),
        with b of n = `resamples` random patterns as far from 0 as the sum.
    """
    shares = shares[np.abs(shares) > EQUAL * np.abs(shares).max(initial=0)]
    limit = abs(shares.sum()) - EQUAL * np.abs(shares).sum()
    if len(shares) <= _EXACT:
        halves = []
        for half in (shares[::2], shares[1::2]):
            sums = np.zeros(1)
            for share in half:
                sums = np.concatenate([sums + share, sums - share])
            halves.append(np.sort(sums))
        first, second = halves
        above = len(second) - np.searchsorted(second, limit - first, side="left")
        below = np.searchsorted(second, -limit - first, side="right")
        patterns = 2 ** len(shares)
        return min(1.0, int((above + below).sum()) / patterns), patterns
    reached, rows = 0, max(1, _AT_ONCE // len(shares))
    for start in range(0, resamples, rows):
        size = min(rows, resamples - start), len(shares)
        signs = 2.0 * rng.integers(2, size=size) - 1
        reached += int((np.abs(signs @ shares) >= limit).sum())
    return (reached + 1) / (resamples + 1), 0
