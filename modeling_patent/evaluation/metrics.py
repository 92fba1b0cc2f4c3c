"""Retrieval metrics over whole rankings: exact, with no cut-off, from vectors, labels and dates alone.

For a query q with R relevant candidates at the places r_1 < ... < r_R of its ranking (1 the first):

    AP      = 1/R sum_j j / r_j                                     all R count, however late they come
    nDCG    = sum_j 1/log2(r_j + 1) / sum_{j <= R} 1/log2(j + 1)    nDCG@k: r_j <= k above, j <= min(k, R) below
    hit@k   = [r_1 <= k]        recall@k = F_k / R        capped_recall@k = F_k / min(k, R)        precision@k = F_k / k
    mrr@k   = 1/r_1 if r_1 <= k, else 0                             with F_k = |{j : r_j <= k}|

AP, nDCG and the mean over classes are those of arXiv 2404.19360 and arXiv 2506.13496; the four @k are told apart
because the former's "R@10" lies below its MRR@10, which no hit rate can.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .grouping import Groups
from .inputs import Ints, item_pairs, matrix, of_groups, own_rows, pair, windows
from .ranking import MAX_LEVELS, Candidates, Hits, earlier_only, later_only, ranked_hits, same_labels

Time = Literal["before", "after"]
Level = tuple[NDArray[np.int64], NDArray[np.int64], float]
Values = dict[str, NDArray[np.float64]]


def retrieval_metrics(
    query_embeds: Any,
    gallery_embeds: Any,
    query_labels: Any,
    gallery_labels: Any,
    *,
    query_dates: Any = None,
    gallery_dates: Any = None,
    time: Time | None = None,
    query_windows: tuple[Any, Any] | None = None,
    query_patents: Any = None,
    gallery_patents: Any = None,
    exclude_same_patent: bool = False,
    query_rows: Any = None,
    query_groups: Any = None,
    gallery_groups: Any = None,
    relevant_pairs: tuple[Any, Any] | None = None,
    ks: Sequence[int] = (5, 10),
    head_labels: Iterable[int] | None = None,
    graded_labels: Sequence[tuple[Any, Any, float]] | None = None,
    chunk_size: int | None = None,
    per_query: bool = False,
) -> dict[str, Any]:
    """Rank the gallery for every query and return the mean metrics over the queries.

    The score is the dot product of the vectors as given, rounded to float32: for cosines, give unit rows. Equal scores
    rank in gallery order. A gallery item is relevant when its label equals the query's. Queries without a relevant
    candidate do not count; where none counts, the metrics are NaN.

    Args:
        query_embeds: [Q, D] numpy array, memory map or tensor of any floating type.
        gallery_embeds: [N, D], the same.
        query_labels: [Q] integers, -1 for unknown.
        gallery_labels: [N] integers, -1 for unknown: a candidate, but never a relevant one.
        query_dates: [Q] days as integers (the smallest int64: unknown), or numpy datetime64 (NaT: unknown).
        gallery_dates: [N], the same.
        time: "before": candidates are of a day before the query's, "after": of a later one, None: of any. Under a
            limit an item without a date is no candidate, and a query without one has none.
        query_windows: (first days [Q], days after the last ones [Q]): candidates are those of a day within the query's
            own window, beside what `time` says; an unknown day is no limit on its side.
        query_patents: [Q] integers, -1 for unknown.
        gallery_patents: [N] integers, the same.
        exclude_same_patent: leave out the items of the query's own patent.
        query_rows: [Q] each query's own row in the gallery, which is no candidate; -1 for none.
        query_groups: [Q] integers: rows of one number are views of one query, -1 is a query of its own. Scores must
            be finite then.
        gallery_groups: [N] integers: rows of one number are figures of one item, such as a patent, -1 is an item of
            its own. The score is the mean over the query's views of the item's best figure; labels, days and patents
            must be the same throughout a group, and all Q below are queries, in the order of their first rows.
        relevant_pairs: (queries [P], items [P]), rows or with groups the groups in the order of their first rows: what
            is relevant to what, in place of equal labels. Labels then only say what `map_macro` and head are about.
        ks: the cut-offs of the metrics @k.
        head_labels: the labels that are "head"; adds every metric over head queries ("head/map") and over the other
            queries of known label ("tail/map").
        graded_labels: (query labels [Q], gallery labels [N], gain) from the finest level to the coarsest; adds
            `graded_ndcg`. An item's gain is that of the finest level at which its label equals the query's.
        chunk_size: queries ranked at a time; memory grows with chunk_size x N. None: chosen from N.
        per_query: add "per_query", metric -> float64 [Q] ("map": the query's AP), NaN where a query does not count.

    Returns:
        map, map_macro (the mean over labels of the label's mean AP), ndcg, ndcg@k, hit@k, recall@k, capped_recall@k,
        precision@k, mrr@10, queries (those that count) and queries_without_relevant; with `graded_labels` also
        graded_ndcg and graded_queries (those with a candidate of any gain, over which it is the mean).

    Raises:
        ValueError: shapes, lengths or types that do not fit, an unknown `time`, or a NaN score; one line.

    >>> vectors = np.eye(3, dtype=np.float32)[[0, 0, 1, 0]]
    >>> found = retrieval_metrics(vectors[:1], vectors, [1], [1, 2, 1, 1], query_rows=[0], ks=(1, 2))
    >>> found["map"], found["hit@1"], found["recall@2"], found["queries"]
    (0.5833333333333333, 0.0, 0.5, 1)
    """
    query_embeds, gallery_embeds = matrix(query_embeds, "query_embeds"), matrix(gallery_embeds, "gallery_embeds")
    if query_embeds.shape[1] != gallery_embeds.shape[1]:
        raise ValueError(f"queries of {query_embeds.shape[1]} dimensions, but a gallery of {gallery_embeds.shape[1]}")
    if chunk_size is not None and chunk_size < 1:
        raise ValueError(f"chunk_size must be at least 1, not {chunk_size}")
    if not all(isinstance(k, (int, np.integer)) and k > 0 for k in ks):
        raise ValueError(f"ks must be integers of at least 1, not {tuple(ks)}")
    if time not in (None, "before", "after"):
        raise ValueError(f"unknown time {time!r} (expected 'before', 'after' or None)")
    sizes = len(query_embeds), len(gallery_embeds)
    labels = pair(query_labels, gallery_labels, sizes, "labels")
    levels = [(*labels, 0.0), *((*pair(q, g, sizes, "labels"), float(gain)) for q, g, gain in graded_labels or ())]
    if len(levels) > MAX_LEVELS or not all(0 < gain < np.inf for *_, gain in levels[1:]):
        raise ValueError(f"graded_labels takes at most {MAX_LEVELS - 1} levels, each with a finite gain above 0")
    days = None if time is None else pair(query_dates, gallery_dates, sizes, "dates")
    patents = pair(query_patents, gallery_patents, sizes, "patents") if exclude_same_patent else None
    groups = None
    if query_groups is not None or gallery_groups is not None:
        alone = [np.full(size, -1) for size in sizes]
        given = query_groups if query_groups is not None else alone[0], gallery_groups
        both = pair(given[0], alone[1] if given[1] is None else given[1], sizes, "groups")
        groups = Groups.of(both[0]), Groups.of(both[1])
        levels = [(*of_groups(level[:2], groups, "labels"), level[2]) for level in levels]
        for limits, name in ((days, "dates"), (patents, "patents")):
            if limits is not None:
                of_groups(limits, groups, name)
    pairs = None
    if relevant_pairs is not None:
        counts = sizes if groups is None else (len(groups[0]), len(groups[1]))
        pairs = item_pairs(relevant_pairs, counts)
    candidates = Candidates(
        days=None if days is None else (earlier_only if time == "before" else later_only)(*days),
        windows=None if query_windows is None else windows(query_windows, gallery_dates, sizes),
        patents=None if patents is None else same_labels(*patents),
        own_rows=None if query_rows is None else torch.from_numpy(own_rows(query_rows, sizes)),
    )
    values = level_values(query_embeds, gallery_embeds, levels, candidates, 1, ks, chunk_size, groups, pairs)[0]
    asked = levels[0][0]
    result = means(values, asked, np.ones(len(asked), dtype=bool))
    if head_labels is not None:
        head = np.isin(asked, np.array(list(head_labels), dtype=np.int64)) & (asked != -1)
        for name, members in (("head", head), ("tail", ~head & (asked != -1))):
            result |= {f"{name}/{key}": value for key, value in means(values, asked, members).items()}
    return result | ({"per_query": values} if per_query else {})


def level_values(
    query_embeds: Any,
    gallery_embeds: Any,
    levels: Sequence[Level],
    candidates: Candidates,
    measured: int,
    ks: Sequence[int],
    chunk_size: int | None = None,
    groups: tuple[Groups, Groups] | None = None,
    pairs: tuple[Ints, Ints] | None = None,
) -> list[Values]:
    """Rank once, and measure several levels of relevance on that ranking.

    Args:
        query_embeds: [Q, D].
        gallery_embeds: [N, D].
        levels: (query labels [Q], gallery labels [N], gain), the finest first; a gain of 0: not graded.
        candidates: which items are ranked.
        measured: the metrics are wanted of the first so many levels.
        ks: the cut-offs of the metrics @k.
        chunk_size: queries ranked at a time.
        groups: of the rows of queries and gallery, to which the labels belong then.
        pairs: what is relevant at the first level in place of equal labels, see `ranked_hits`.

    Returns:
        The metrics of every query, name -> [Q] with NaN where it does not count, for each of the measured levels;
        the first also has graded_ndcg where some gain is above 0.
    """
    gains = _gain_of_code([gain for *_, gain in levels])
    labels = [same_labels(query, gallery) for query, gallery, _ in levels]
    discounts = 1 / torch.log2(torch.arange(2, len(gallery_embeds) + 2, dtype=torch.float64))
    curve = discounts, torch.cat([discounts.new_zeros(1), discounts.cumsum(0)])
    chunks: list[list[dict[str, Tensor]]] = [[] for _ in range(measured)]
    for hits in ranked_hits(query_embeds, gallery_embeds, labels, candidates, chunk_size, groups, pairs):
        curve = curve[0].to(hits.place.device), curve[1].to(hits.place.device)
        for bit in range(measured):
            chunks[bit].append(_measure(hits, bit, ks, *curve))
        if gains.any():
            chunks[0][-1]["graded_ndcg"] = _graded_ndcg(hits, gains.to(hits.place.device), *curve)
    return [{name: torch.cat([c[name] for c in level]).cpu().numpy() for name in level[0]} for level in chunks]


def _measure(hits: Hits, bit: int, ks: Sequence[int], discounts: Tensor, ideal: Tensor) -> dict[str, Tensor]:
    """Return the metrics of each query of a chunk at one level: name -> [C], NaN for a query without relevant items."""
    relevant = ((hits.code >> bit) & 1).bool()
    query, place = hits.query[relevant], hits.place[relevant]
    count = torch.bincount(query, minlength=hits.queries)
    first = count.cumsum(0) - count
    found = torch.arange(1, len(query) + 1, device=query.device) - first[query]  # j, from 1

    def total(weights: Tensor, within: Tensor | None = None) -> Tensor:
        rows, weights = (query, weights) if within is None else (query[within], weights[within])
        return _sum_by_query(rows, weights, hits.queries)

    values = {"map": total(found / (place + 1).double()) / count, "ndcg": total(discounts[place]) / ideal[count]}
    for k in ks:
        within = place < k
        found_k = total(torch.ones_like(place), within)
        values[f"ndcg@{k}"] = total(discounts[place], within) / ideal[count.clamp(max=k)]
        values[f"hit@{k}"] = (found_k > 0).double()
        values[f"recall@{k}"] = found_k / count
        values[f"capped_recall@{k}"] = found_k / count.clamp(max=k)
        values[f"precision@{k}"] = found_k / k
    values["mrr@10"] = total(1 / (place + 1).double(), (found == 1) & (place < 10))
    return {name: value.where(count > 0, torch.nan) for name, value in values.items()}


def _graded_ndcg(hits: Hits, gains: Tensor, discounts: Tensor, ideal: Tensor) -> Tensor:
    """Return sum_j g_j / log2(r_j + 1) over that of the best order [C], NaN where no candidate has a gain."""
    gain = gains[hits.code.long()]
    reached = _sum_by_query(hits.query, gain * discounts[hits.place], hits.queries)
    best, placed = torch.zeros_like(reached), torch.zeros_like(reached, dtype=torch.int64)
    for level in sorted({value for value in gains.tolist() if value > 0}, reverse=True):
        after = placed + torch.bincount(hits.query[gain == level], minlength=hits.queries)
        best += level * (ideal[after] - ideal[placed])
        placed = after
    return (reached / best).where(placed > 0, torch.nan)


def _sum_by_query(query: Tensor, weights: Tensor, queries: int) -> Tensor:
    return torch.zeros(queries, dtype=torch.float64, device=query.device).index_add_(0, query, weights.double())


def _gain_of_code(gains: Sequence[float]) -> Tensor:
    """Return the gain [256] of every hit code: that of its lowest bit whose level has a gain."""
    codes = torch.arange(2**MAX_LEVELS)
    table = torch.zeros(len(codes), dtype=torch.float64)
    for bit, gain in reversed(list(enumerate(gains))):
        if gain > 0:
            table[(codes >> bit) & 1 == 1] = gain
    return table


def means(values: Values, labels: NDArray[np.int64], members: NDArray[np.bool_]) -> dict[str, Any]:
    """Return the means of per-query metrics over those members that count, and how many they are.

    Args:
        values: name -> [Q], as from `level_values`.
        labels: [Q], whose classes `map_macro` weighs alike.
        members: [Q] the queries to look at.
    """
    counted = members & ~np.isnan(values["map"])
    result: dict[str, Any] = {}
    for name, value in values.items():
        chosen = value[members & ~np.isnan(value)]
        result[name] = float(chosen.mean()) if len(chosen) else float("nan")
        if name == "map":
            _, group = np.unique(labels[counted], return_inverse=True)
            per_class = np.bincount(group, weights=chosen) / np.bincount(group)
            result["map_macro"] = float(per_class.mean()) if len(chosen) else float("nan")
    if "graded_ndcg" in values:
        result["graded_queries"] = int((members & ~np.isnan(values["graded_ndcg"])).sum())
    return result | {"queries": int(counted.sum()), "queries_without_relevant": int((members & ~counted).sum())}
