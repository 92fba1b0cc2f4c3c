"""A search over the parts of an index: who may be found, the candidates of each part, one ranking, its hits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .candidates import FEW, NO_LISTS, Candidates, Plan
from .exact import few
from .filters import Limits
from .hit import Hit, Hits
from .parts import Eligible, Part
from .ranking import Certain, Pool, Ranked, candidates_wanted, firsts, rank
from .search import Doubles
from .several import Parts

_SCORES_AT_ONCE = 1 << 25  # scores of a batch of queries held at a time
_ROWS_SCORED = 64  # rows a view that lists name and that are read, about


def nearest(
    parts: Parts, views: Doubles, weights: Doubles, k: int, limits: Limits, per_patent: bool
) -> tuple[Ranked, tuple[Plan, ...]]:
    """Rank the patents (or figures) of some parts by their closeness to a query.

    Args:
        parts: the parts.
        views: unit query rows [V, D].
        weights: of the views [V], summing to 1.
        k: number of hits wanted.
        limits: who may be found.
        per_patent: whether the figures of a patent are one hit.

    Returns:
        The ranking, and for each part what was chosen and why.
    """
    eligible = _eligible(parts, limits)
    if len(eligible) == 1 == len(views):
        certain = _few(parts.parts[0], eligible[0], views, k, per_patent)
        if certain is not None:
            return certain
    pool = _pool(parts, views, eligible)
    ranked = rank(pool, views, weights, k, per_patent)
    plans = tuple(source.plan for source in pool.sources)
    _note_reading(pool, plans, len(views))
    return ranked, plans


def nearest_many(
    parts: Parts,
    views: Sequence[Doubles],
    weights: Sequence[Doubles],
    k: int,
    limits: Sequence[Limits],
    per_patent: bool,
) -> list[tuple[Ranked, tuple[Plan, ...]]]:
    """Rank for each of many queries; those with the same limits are compared together.

    Args:
        parts, k, per_patent: as in `nearest`.
        views: the views of each query.
        weights: their weights.
        limits: the limits of each query.
    """
    found: dict[int, tuple[Ranked, tuple[Plan, ...]]] = {}
    alike: dict[Limits, list[int]] = {}
    for query, limit in enumerate(limits):
        alike.setdefault(limit, []).append(query)
    for limit, queries in alike.items():
        eligible = _eligible(parts, limit)
        most = max(1, _SCORES_AT_ONCE // max(1, sum(one.count for one in eligible)))
        for batch in _batches(queries, [len(views[q]) for q in queries], most):
            together = np.concatenate([views[q] for q in batch])
            pool = _pool(parts, together, eligible)
            first = 0
            for q in batch:
                ranked = rank(pool, views[q], weights[q], k, per_patent, first)
                found[q] = ranked, tuple(source.plan for source in pool.sources)
                first += len(views[q])
            _note_reading(pool, found[batch[-1]][1], first)
    return [found[query] for query in range(len(views))]


def hits_of(parts: Parts, ranked: Ranked) -> Hits:
    """Return what is known of the rows of a ranking."""
    hits = Hits()
    if not len(ranked.rows):
        return hits
    known = parts.known(ranked.rows, ["patent_id", "figure_id", "granted", "locarno", "title"])
    names = iter(parts.known(ranked.matched.ravel(), ["figure_id"]))
    scores, cosines = ranked.scores.clip(-1, 1).tolist(), ranked.cosines.clip(-1, 1).tolist()
    figures = parts.figures_of([row["patent_id"] for row in known])
    for place, row in enumerate(known):
        matches = tuple((next(names)["figure_id"], cosine) for cosine in cosines[place])
        hits.append(Hit(place + 1, score=scores[place], figures=figures[place], matches=matches, **row))
    return hits


def _few(
    part: Part, eligible: Eligible, view: Doubles, k: int, per_patent: bool
) -> tuple[Ranked, tuple[Plan, ...]] | None:
    """Return the ranking of few rows, None where there is more to it."""
    wanted = candidates_wanted(k, per_patent)
    found = few(part, eligible, np.ascontiguousarray(view, dtype=np.float32), wanted)
    if found is None:
        return None
    rows, is_all = found
    if per_patent:
        rows = rows[firsts(part.keys.patent_of[rows].tolist(), k)]
    if not is_all and len(rows) < k:
        return None
    way = "exact slice" if eligible.rows is None else "exact rows"
    plan = Plan(len(part), eligible.count, way, NO_LISTS if part.approximate is None else FEW, eligible.count)
    if part.mapped is not None:
        part.mapped.note(eligible.count, eligible.rows is None)
    return Certain(rows[:k], part.vectors, view), (plan,)


def _note_reading(pool: Pool, plans: Sequence[Plan], views: int) -> None:
    for source, plan in zip(pool.sources, plans, strict=True):
        if source.part.mapped is not None:
            rows = _ROWS_SCORED * views if plan.lists else plan.compared
            source.part.mapped.note(rows, not plan.lists and source.eligible.rows is None)


def _eligible(parts: Parts, limits: Limits) -> list[Eligible]:
    excluded = parts.left_out(limits) if limits.excludes else frozenset()
    return [part.eligible(limits, excluded) for part in parts.parts]


def _pool(parts: Parts, views: Doubles, eligible: list[Eligible]) -> Pool:
    short = np.ascontiguousarray(views, dtype=np.float32)
    sources = [Candidates(part, rows, short) for part, rows in zip(parts.parts, eligible, strict=True)]
    return Pool(sources, parts.offsets, parts.patent_numbers if len(sources) > 1 else None)


def _batches(queries: list[int], views: list[int], most: int) -> Iterator[list[int]]:
    """Cut queries into batches of at most so many views, but one query at least."""
    batch: list[int] = []
    held = 0
    for query, count in zip(queries, views, strict=True):
        if batch and held + count > most:
            yield batch
            batch, held = [], 0
        batch.append(query)
        held += count
    if batch:
        yield batch
