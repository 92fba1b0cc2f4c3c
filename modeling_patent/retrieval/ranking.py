"""From the candidates of the parts to the ranking: scores in float64, patents in place of figures, ties by date.

A hit is certain when no figure that was not looked at can score as high: the hits are above the floor of the
candidates (Fagin's threshold algorithm, for several views). Until then more candidates are asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .candidates import Candidates
from .search import Doubles, Floats, Ints, exact_cosines


@dataclass(frozen=True)
class Ranked:
    """A ranking before its rows become hits.

    Attributes:
        rows: the row of each hit, closest to any view [n]; numbered through all parts.
        scores: weighted mean over the views of the best cosine [n], falling.
        matched: the row that is closest to each view [n, V].
        cosines: its cosine [n, V].
    """

    rows: Ints
    scores: Doubles
    matched: Ints
    cosines: Doubles


class Certain(Ranked):
    """A ranking by one view whose order needed no more than float32; its cosines are worked out when looked at.

    Args:
        rows: the row of each hit [n].
        vectors: unit rows of the part.
        view: unit query row [1, D].
    """

    def __init__(self, rows: Ints, vectors: Floats, view: Doubles) -> None:
        object.__setattr__(self, "rows", rows)
        self.__dict__["_made_of"] = vectors, view

    @functools.cached_property
    def cosines(self) -> Doubles:
        """Its cosine [n, 1]."""
        vectors, view = self.__dict__["_made_of"]
        return exact_cosines(vectors, view, self.rows)

    @property
    def scores(self) -> Doubles:
        """The same as the score [n]."""
        return self.cosines[:, 0]

    @property
    def matched(self) -> Ints:
        """The row that is closest to the view [n, 1]."""
        return self.rows[:, None]


@dataclass(frozen=True)
class Pool:
    """The parts of an index as one range of row numbers.

    Attributes:
        sources: the candidates of each part.
        offsets: number of each part's first row.
        patents: for each part, the number in the index of each of its patents; None where there is one part.
    """

    sources: Sequence[Candidates]
    offsets: Sequence[int]
    patents: Sequence[Ints] | None

    def groups(self, p: int, rows: Ints) -> Ints:
        """Return the patents of some rows of a part, as numbers of the index."""
        numbers = self.sources[p].part.keys.patent_of[rows]
        return numbers.astype(np.int64) if self.patents is None else self.patents[p][numbers]


def candidates_wanted(k: int, per_patent: bool) -> int:
    """Return how many figures are asked for at first, to have k hits."""
    return 4 * k + 20 if per_patent else k


def rank(pool: Pool, views: Doubles, weights: Doubles, k: int, per_patent: bool, first: int = 0) -> Ranked:
    """Rank patents (or figures) by the weighted mean over the views of their best cosine.

    Args:
        pool: where the candidates come from; its views are those from `first` on.
        views: unit query rows [V, D].
        weights: of the views [V], summing to 1.
        k: number of hits wanted.
        per_patent: whether the figures of a patent are one hit.
        first: number of the first of these views among those of the pool.

    Returns:
        At most k hits. Equal scores lie by grant date, then in row order.
    """
    eligible = sum(source.eligible.count for source in pool.sources)
    count = candidates_wanted(k, per_patent)
    while True:
        count = min(count, max(eligible, 1))
        closest = [source.closest(count, first, len(views)) for source in pool.sources]
        ranked, bound = (_one_view if len(views) == 1 else _several)(
            pool, closest, views, weights, k, per_patent, count
        )
        full = len(ranked.rows) >= k and ranked.scores[k - 1] >= bound
        if full or count >= eligible:
            return ranked
        count *= 4


_Closest = list[list[tuple[Ints, float]]]


def firsts(groups: list[int], most: int) -> list[int]:
    """Return the places where groups occur for the first time, at most so many."""
    seen: set[int] = set()
    places = []
    for place, group in enumerate(groups):
        if group not in seen:
            seen.add(group)
            places.append(place)
            if len(places) == most:
                break
    return places


def _one_view(
    pool: Pool, closest: _Closest, views: Doubles, weights: Doubles, k: int, per_patent: bool, count: int
) -> tuple[Ranked, float]:
    """Rank by one view: the first figure of each patent in falling order is its best."""
    bound = -np.inf
    found, scored = [], []
    for source, offset, ((rows, floor),) in zip(pool.sources, pool.offsets, closest, strict=True):
        scores = exact_cosines(source.part.vectors, views, rows)[:, 0]
        if len(rows) < source.eligible.count:
            bound = max(bound, floor, _nth(scores, count))
        found.append(rows + offset if offset else rows)
        scored.append(scores)
    rows, scores = (found[0], scored[0]) if len(found) == 1 else (np.concatenate(found), np.concatenate(scored))
    order = np.lexsort((*_ties(pool, rows), -scores))
    if per_patent:
        order = order[firsts(_groups(pool, rows)[order].tolist(), k)]
    order = order[:k]
    rows, scores = rows[order], scores[order]
    return Ranked(rows, scores, rows[:, None], scores[:, None]), bound


def _several(
    pool: Pool, closest: _Closest, views: Doubles, weights: Doubles, k: int, per_patent: bool, count: int
) -> tuple[Ranked, float]:
    """Rank by several views: the patents of all candidates are compared whole, with every figure that may be found."""
    floors = np.full(len(views), -np.inf)
    candidates = []
    for source, of_views in zip(pool.sources, closest, strict=True):
        for v, (rows, floor) in enumerate(of_views):
            if len(rows) < source.eligible.count:
                nth = _nth(exact_cosines(source.part.vectors, views[v : v + 1], rows)[:, 0], count)
                floors[v] = max(floors[v], floor, nth)
        candidates.append(np.unique(np.concatenate([rows for rows, _ in of_views])))
    if per_patent:
        candidates = _whole_patents(pool, candidates)
    cosines = np.concatenate(
        [exact_cosines(s.part.vectors, views, rows) for s, rows in zip(pool.sources, candidates, strict=True)]
    )
    rows = np.concatenate([rows + offset for rows, offset in zip(candidates, pool.offsets, strict=True)])
    bound = float((weights * np.where(weights > 0, floors, 0)).sum())
    if not len(rows):
        return Ranked(rows, np.empty(0), rows[:, None], cosines), bound
    groups = np.unique(_groups(pool, rows), return_inverse=True)[1] if per_patent else np.arange(len(rows))
    ties = _ties(pool, rows)
    best = np.empty((int(groups.max()) + 1, len(views)))
    matched = np.empty_like(best, dtype=np.int64)
    for v in range(len(views)):
        firsts = _first_of_groups(np.lexsort((*ties, -cosines[:, v], groups)), groups)
        best[:, v], matched[:, v] = cosines[firsts, v], rows[firsts]
    closest_rows = _first_of_groups(np.lexsort((*ties, -cosines[:, weights > 0].max(axis=1), groups)), groups)
    scores = np.array([float((weights * line).sum()) for line in best])
    order = np.lexsort((*(tie[closest_rows] for tie in ties), -scores))[:k]
    return Ranked(rows[closest_rows[order]], scores[order], matched[order], best[order]), bound


def _whole_patents(pool: Pool, candidates: list[Ints]) -> list[Ints]:
    """Return, for each part, the eligible rows of every patent that some candidate belongs to."""
    wanted = np.unique(np.concatenate([pool.groups(p, rows) for p, rows in enumerate(candidates)]))
    whole = []
    for p, source in enumerate(pool.sources):
        here = wanted if pool.patents is None else np.flatnonzero(np.isin(pool.patents[p], wanted))
        rows = [source.part.keys.rows_of(int(patent)) for patent in here]
        whole.append(source.eligible.among(np.sort(np.concatenate([*rows, np.empty(0, np.int64)]))))
    return whole


def _first_of_groups(order: Ints, groups: Ints) -> Ints:
    """Return the first of each group in an order that lies group after group."""
    return np.asarray(order[np.unique(groups[order], return_index=True)[1]])


def _groups(pool: Pool, rows: Ints) -> Ints:
    """Return the patents of rows that lie part after part."""
    if len(pool.sources) == 1:
        return pool.groups(0, rows)
    cuts = np.searchsorted(pool.offsets, rows, side="right") - 1
    groups = np.empty(len(rows), dtype=np.int64)
    for p, offset in enumerate(pool.offsets):
        groups[cuts == p] = pool.groups(p, rows[cuts == p] - offset)
    return groups


def _ties(pool: Pool, rows: Ints) -> tuple[Ints, ...]:
    """Return the keys that order rows of equal scores, the last first: grant date, then row."""
    if len(pool.sources) == 1:
        return (rows,)
    cuts = np.searchsorted(pool.offsets, rows, side="right") - 1
    days = np.empty(len(rows), dtype=np.int64)
    for p, offset in enumerate(pool.offsets):
        days[cuts == p] = pool.sources[p].part.keys.days[rows[cuts == p] - offset]
    return (rows, days)


def _nth(scores: Doubles, count: int) -> float:
    """Return the count-th highest score, or the lowest of fewer."""
    place = max(0, len(scores) - count)
    return float(np.partition(scores, place)[place]) if len(scores) else -np.inf
