"""What the figures take from rankings: precision at recall levels, average precision, the first rows. All exact.

Vectors and rows in, numbers out; nothing here draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from .kept import Kept, keep_figures
from .protocols import Protocol, evaluate_embeddings, find_protocol
from .ranking import MAX_LEVELS, Candidates, earlier_only, later_only, ranked_hits, same_labels

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def interpolated_precision(
    embeds: Any,
    rows: Any,
    protocol: str | Protocol = "prior-art",
    *,
    points: int = 11,
    max_figures: int | None = None,
    chunk_size: int | None = None,
) -> Floats:
    """Return each query's interpolated precision at recall 0, 1/(points-1), ..., 1 over its whole ranking.

    The precision at a recall level is the greatest one at that level or beyond it, max {j / r_j : j / R >= level},
    with the R relevant candidates at the places r_1 < ... < r_R (Manning, Raghavan and Schuetze 2008, 8.4).

    Args:
        embeds: [N, D], as in `evaluate_embeddings`.
        rows: the N rows.
        protocol: who may answer and what is relevant; not "cited".
        points: recall levels, 11 or 101 as a rule.
        max_figures: keep only a patent's first so many figures; None keeps all.
        chunk_size: queries ranked at a time; memory grows with chunk_size x N.

    Returns:
        [N, points], a line of NaN for a row that is no query or has no relevant candidate.

    Raises:
        ValueError: as `evaluate_embeddings`, fewer than two points, or the protocol "cited".
    """
    if points < 2:
        raise ValueError(f"points must be at least 2 recall levels, not {points}")
    kept, labels, protocol = _asking(embeds, rows, protocol, max_figures)
    candidates = _candidates(kept, np.arange(len(kept.rows)), protocol)
    curves = np.full((len(rows), points), np.nan)
    start = 0
    for hits in ranked_hits(kept.embeds, kept.embeds, [same_labels(labels, labels)], candidates, chunk_size):
        chunk = kept.rows[start : start + hits.queries]
        curves[chunk] = _interpolated(hits.query.cpu().numpy(), hits.place.cpu().numpy(), hits.queries, points)
        start += hits.queries
    return curves


def average_precisions(
    embeds: Any, rows: Any, protocol: str | Protocol = "prior-art", *, max_figures: int | None = None
) -> Floats:
    """Return each row's average precision as a query [N], NaN where it is none or does not count.

    See `evaluate_embeddings` for the arguments and errors.
    """
    found = evaluate_embeddings(embeds, rows, protocol, max_figures=max_figures, per_query=True)
    values = np.full(len(rows), np.nan)
    values[found["per_query_rows"]] = found["per_query"]["map"]
    return values


def nearest_rows(
    embeds: Any,
    rows: Any,
    queries: Sequence[int],
    protocol: str | Protocol = "prior-art",
    *,
    k: int = 5,
    per_patent: bool = True,
    max_figures: int | None = None,
) -> list[list[int]]:
    """Return the rows that come first in the rankings of a few queries, of those who may answer under the protocol.

    The ranking is that of `evaluate_embeddings`: the same scores, the same order of equal ones.

    Args:
        embeds: [N, D].
        rows: the N rows.
        queries: row numbers.
        protocol: who may answer; not "cited".
        k: so many; a query with fewer candidates has fewer.
        per_patent: a patent answers once, with its best figure.
        max_figures: keep only a patent's first so many figures; None keeps all.

    Raises:
        ValueError: as `evaluate_embeddings`, or a row that is no query under the protocol.
    """
    kept, _, protocol = _asking(embeds, rows, protocol, max_figures)
    place = {int(row): number for number, row in enumerate(kept.rows)}
    for row in queries:
        if int(row) not in place:
            left_out = kept.counts["rows_left_out"]
            raise ValueError(f"row {row} is no query under {protocol.name!r} (left out: {left_out})")
    numbers = np.array([place[int(row)] for row in queries], dtype=np.int64)
    answers = []
    for ranking in _ranked_items(kept, numbers, _candidates(kept, numbers, protocol)):
        chosen: list[int] = []
        seen: set[str | None] = set()
        for item in ranking:
            patent = kept.patents[item]
            if per_patent and patent in seen:
                continue
            if len(chosen) == k:
                break
            chosen.append(int(kept.rows[item]))
            seen |= {patent} - {None}
        answers.append(chosen)
    return answers


def _asking(embeds: Any, rows: Any, protocol: str | Protocol, max_figures: int | None) -> tuple[Kept, Ints, Protocol]:
    protocol = find_protocol(protocol) if isinstance(protocol, str) else protocol
    if protocol.level == "cited":
        raise ValueError("the figures are about patents and classes, not about what a patent cites ('cited')")
    kept = keep_figures(embeds, rows, max_figures, needs_date=protocol.time is not None)
    return kept, kept.labels[protocol.level], protocol


def _candidates(kept: Kept, queries: Ints, protocol: Protocol) -> Candidates:
    """Return who may answer some of the figures, as `evaluate_embeddings` has it for all."""
    prepare = earlier_only if protocol.time == "before" else later_only
    patents = kept.labels["patent"]
    return Candidates(
        days=None if protocol.time is None else prepare(kept.days[queries], kept.days),
        patents=same_labels(patents[queries], patents) if protocol.exclude_same_patent else None,
        own_rows=torch.from_numpy(queries),
    )


def _ranked_items(kept: Kept, queries: Ints, candidates: Candidates) -> list[Ints]:
    """Return each query's candidates in the order of its ranking.

    `ranked_hits` tells which labels an item has, so labels that are the bits of its number, eight at a time, tell
    which item it is.
    """
    count = len(kept.rows)
    items = np.zeros((len(queries), count), dtype=np.int64)  # numbers from 1 on: 0 is no candidate
    asked = kept.embeds[torch.from_numpy(queries) if torch.is_tensor(kept.embeds) else queries]
    ones = torch.ones(len(queries), dtype=torch.int64)
    for shift in range(0, max(1, int(count).bit_length()), MAX_LEVELS):
        numbers = torch.arange(1, count + 1) >> shift
        levels = [(ones, (numbers >> bit) & 1) for bit in range(MAX_LEVELS)]
        start = 0
        for hits in ranked_hits(asked, kept.embeds, levels, candidates):
            part = items[start : start + hits.queries]
            byte = hits.code.cpu().numpy().astype(np.int64)
            part[hits.query.cpu().numpy(), hits.place.cpu().numpy()] |= byte << shift
            start += hits.queries
    return [row[row > 0] - 1 for row in items]


def _interpolated(query: Ints, place: Ints, queries: int, points: int) -> Floats:
    """Return the curves [C, points] of a chunk's relevant items: query [T] and place [T], ascending."""
    count = np.bincount(query, minlength=queries)
    first = count.cumsum() - count
    best = (np.arange(len(query)) - first[query] + 1) / (place + 1)
    step = 1
    while step < count.max(initial=0):  # after it, `best` is the greatest of 2 x step items of one query, itself first
        same = query[step:] == query[:-step]
        best[:-step] = np.where(same, np.maximum(best[:-step], best[step:]), best[:-step])
        step *= 2
    curves = np.full((queries, points), np.nan)
    asked = np.flatnonzero(count)
    # The first j with j / R >= i / (points - 1), in whole numbers: no rounding decides.
    needed = -(-np.arange(points) * count[asked, None] // (points - 1))
    curves[asked] = best[first[asked, None] + np.maximum(needed, 1) - 1]
    return curves
