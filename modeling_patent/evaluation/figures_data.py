"""What the figures take from columns: figures and means by class, bins, intervals, samples. Nothing here draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..locarno import LocarnoCode

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_DRAWS_AT_ONCE = 2_000_000


def class_frequencies(codes: Iterable[str | None]) -> dict[str, int]:
    """Return subclass -> number of figures, the most frequent first; equal ones by code. Others are not counted.

    >>> class_frequencies(["06-01", "0601", "26-05", "14", None])
    {'06-01': 2, '26-05': 1}
    """
    figures = Counter[str]()
    for code, number in Counter(codes).items():
        subclass = None if code is None else LocarnoCode.parse(code).subclass
        if subclass is not None:
            figures[subclass] += number
    return dict(sorted(figures.items(), key=lambda item: (-item[1], item[0])))


def class_means(
    values: Mapping[str, Floats], codes: Sequence[str | None]
) -> tuple[list[str], dict[str, Floats], dict[str, int]]:
    """Return the mean of each model's values over the queries of each class.

    Args:
        values: model -> [N], NaN where a row is no query; only rows that are a query for all models count.
        codes: [N] Locarno codes.

    Returns:
        The subclasses with a query, in order; model -> [C] means; subclass -> queries.

    Raises:
        ValueError: the columns differ in length.
    """
    counted = counted_by_all(values, len(codes))
    subclass = {code: LocarnoCode.parse(code).subclass for code in set(codes) if code is not None}
    of_rows = {row: subclass.get(codes[row] or "") for row in np.flatnonzero(counted).tolist()}
    rows = [row for row, code in of_rows.items() if code is not None]
    names, group = np.unique(np.array([of_rows[row] for row in rows], dtype=np.str_), return_inverse=True)
    number = np.bincount(group, minlength=len(names))
    means = {model: np.bincount(group, value[rows], len(names)) / number for model, value in values.items()}
    return [str(name) for name in names], means, {str(n): int(c) for n, c in zip(names, number, strict=True)}


def counted_by_all(values: Mapping[str, Floats], length: int) -> NDArray[np.bool_]:
    """Return which rows [N] count for all models: none of their values [N] or [N, P] is NaN there.

    Raises:
        ValueError: no model, or values of another length.
    """
    if not values:
        raise ValueError("values of at least one model are needed")
    for name, value in values.items():
        if len(value) != length:
            raise ValueError(f"{len(value)} values of {name!r}, but {length} rows")
    there = np.ones(length, dtype=np.bool_)
    for value in values.values():
        there &= ~np.isnan(value).any(axis=tuple(range(1, value.ndim)))
    return there


def frequency_bins(counts: Ints, bins: int) -> list[Ints]:
    """Cut classes into bins of about equally many, by their number of training figures; equal numbers stay together.

    Args:
        counts: [C] training figures of each class. Classes of 0 are a bin of their own, the first.
        bins: at most so many bins of the others.

    Returns:
        For each bin that has one, the classes in it.

    >>> frequency_bins(np.array([9, 0, 1, 1, 1, 5]), 2)
    [array([1]), array([2, 3, 4]), array([0, 5])]
    """
    if bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    unseen = np.flatnonzero(counts == 0)
    levels, group, size = np.unique(counts[counts > 0], return_inverse=True, return_counts=True)
    middle = size.cumsum() - size / 2
    bin_of_level = (middle * bins / max(1, size.sum())).astype(np.int64)
    seen, of = np.flatnonzero(counts > 0), bin_of_level[group] if len(levels) else group
    return [unseen] * bool(len(unseen)) + [seen[of == number] for number in np.unique(of)]


def bootstrap_interval(
    values: Floats, groups: Sequence[Any] | None = None, *, rounds: int = 1000, seed: int = 0, share: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the bootstrap percentile interval of the mean over rows, resampling groups of rows.

    Equal groups and seeds resample alike, so intervals of two models are over the same samples.

    Args:
        values: [N, P], no NaN.
        groups: [N] what belongs together, such as the queries' patents; None: each row is its own.
        rounds: samples.
        seed: of the samples.
        share: of the samples' means that lie within.

    Returns:
        Low and high ends [P].
    """
    _, group = (None, np.arange(len(values))) if groups is None else np.unique(_names(groups), return_inverse=True)
    number = np.bincount(group).astype(np.float64)
    sums = np.zeros((len(number), values.shape[1]))
    np.add.at(sums, group, values)
    rng, means = np.random.default_rng(seed), np.empty((rounds, values.shape[1]))
    step = max(1, _DRAWS_AT_ONCE // len(number))
    for start in range(0, rounds, step):
        drawn = rng.multinomial(len(number), np.full(len(number), 1 / len(number)), min(step, rounds - start))
        means[start : start + step] = (drawn @ sums) / (drawn @ number)[:, None]
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2], axis=0)
    return low, high


def sample_by_patent(patents: Sequence[str | None], most: int, seed: int = 0) -> Ints:
    """Return at most so many rows, ascending: whole patents in a random order, until the next would be too many.

    Args:
        patents: [N]; None is a patent of its own.
        most: rows wanted; of a first patent with more, its first rows.
        seed: of the order.
    """
    members: dict[Any, list[int]] = {}
    for row, patent in enumerate(patents):
        members.setdefault(row if patent is None else patent, []).append(row)
    groups, chosen = list(members.values()), list[int]()
    for number in np.random.default_rng(seed).permutation(len(groups)):
        if chosen and len(chosen) + len(groups[number]) > most:
            break
        chosen += groups[number]
    return np.sort(np.array(chosen[:most], dtype=np.int64))


def _names(groups: Sequence[Any]) -> list[str]:
    return [f"row {row}" if group is None else f"group {group}" for row, group in enumerate(groups)]
