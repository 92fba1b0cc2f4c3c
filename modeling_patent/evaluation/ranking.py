"""Exact rankings in bounded memory: which places the items that matter take among a query's candidates.

A ranking is made by sorting one 64-bit key a candidate: 32 bits of score, then the item's gallery row, then what the
item is to the query. So no two keys are equal, equal scores keep the gallery's order, and the sorted keys themselves
say what stands where: no index array, no gathering.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .grouping import Groups, grouped_scores

MAX_LEVELS = 8
"""So many ways of being relevant fit into a key."""

_ROW_BITS = 24
_NOT_A_CANDIDATE = torch.iinfo(torch.int64).max - 2**MAX_LEVELS + 1
_GALLERY_BLOCK = 4_096
_SCORES_AT_ONCE = 2_000_000


def ranked_hits(
    query_embeds: Any,
    gallery_embeds: Any,
    levels: Sequence[tuple[Tensor, Tensor]],
    candidates: Candidates,
    chunk_size: int | None = None,
    groups: tuple[Groups, Groups] | None = None,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None,
) -> Iterator[Hits]:
    """Rank the gallery for every query, a chunk of queries at a time.

    The score is the dot product of the rows as they are given, added up in float64 and rounded to float32. So equal
    vectors have equal scores and no chunk size changes a ranking, while a float32 product's last bit depends on where
    in the matrix a row stands. The greater score comes first, and of equal scores the smaller gallery row.

    Args:
        query_embeds: [Q, D], numpy array, memory map or tensor.
        gallery_embeds: [N, D], the same.
        levels: label pairs ([Q], [N]); where the two labels are equal the item is a hit of that level. At most 8.
        candidates: which items are ranked at all.
        chunk_size: queries at a time; about 16 bytes x chunk_size x N are in use (with groups, x views of a query).
            None: about 2 million scores.
        groups: of the rows of queries and gallery; then labels [Q] and [N] are those of the groups, while `candidates`
            still speaks of the rows.
        pairs: queries [P], ascending, and items [P] that are hits of the first level, in place of its equal labels.

    Yields:
        The hits of one chunk after another, in the order of the queries.

    Raises:
        ValueError: a score is NaN (the message names the row), or the gallery has more than 2^24 rows.
    """
    query_count, gallery_count = len(query_embeds), len(gallery_embeds)
    if gallery_count > 2**_ROW_BITS:
        raise ValueError(f"a gallery of {gallery_count:,} rows is too large to be ranked (at most {2**_ROW_BITS:,})")
    device = query_embeds.device if isinstance(query_embeds, Tensor) and query_embeds.is_cuda else torch.device("cpu")
    levels = [(query.to(device), gallery.to(device)) for query, gallery in levels]
    candidates = candidates.to(device)
    chunk_size = chunk_size or max(8, _SCORES_AT_ONCE // max(1, gallery_count))
    asked = query_count if groups is None else len(groups[0])
    for start in range(0, max(1, asked), chunk_size):
        chunk = slice(start, min(start + chunk_size, asked))
        rows, views = (np.arange(chunk.start, chunk.stop), None) if groups is None else groups[0].rows(chunk)
        scores = _scores(query_embeds, gallery_embeds, rows, device)
        excluded = candidates.excluded(torch.from_numpy(rows).to(device), gallery_count)
        if groups is not None and views is not None:
            scores, excluded = grouped_scores(scores, excluded, views, groups[1])
        codes = torch.zeros(scores.shape, dtype=torch.uint8, device=device)
        if pairs is not None:
            some = slice(*np.searchsorted(pairs[0], (chunk.start, chunk.stop)))
            codes[pairs[0][some] - chunk.start, pairs[1][some]] = 1
        for bit, (query_labels, gallery_labels) in enumerate(levels):
            if bit == 0 and pairs is not None:
                continue
            equal = query_labels[chunk, None] == gallery_labels
            codes |= equal.view(torch.uint8) << bit if bit else equal.view(torch.uint8)
        order = _sorted_codes(scores, codes, excluded)
        query, place = order.nonzero(as_tuple=True)
        yield Hits(len(order), query, place, order[query, place])


def same_labels(query_labels: np.ndarray[Any, Any], gallery_labels: np.ndarray[Any, Any]) -> tuple[Tensor, Tensor]:
    """Renumber two label arrays together; equal labels stay equal, and -1 ("unknown") equals nothing any more.

    >>> same_labels(np.array([7, -1]), np.array([-1, 7, 9]))
    (tensor([ 1, -1], dtype=torch.int32), tensor([0, 1, 2], dtype=torch.int32))
    """
    _, numbers = np.unique(np.concatenate([query_labels, gallery_labels]), return_inverse=True)
    query, gallery = numbers[: len(query_labels)].astype(np.int32), numbers[len(query_labels) :].astype(np.int32)
    query[query_labels == -1] = -1
    return torch.from_numpy(query), torch.from_numpy(gallery)


def earlier_only(query_days: np.ndarray[Any, Any], gallery_days: np.ndarray[Any, Any]) -> tuple[Tensor, Tensor]:
    """Prepare days so that "gallery day < query day" fails where one of them is unknown (the smallest int64)."""
    limits = np.iinfo(np.int64)
    query, gallery = query_days.copy(), gallery_days.copy()
    gallery[gallery == limits.min] = limits.max  # never earlier than anything; an unknown query is later than nothing
    return torch.from_numpy(query), torch.from_numpy(gallery)


def later_only(query_days: np.ndarray[Any, Any], gallery_days: np.ndarray[Any, Any]) -> tuple[Tensor, Tensor]:
    """Prepare days so that "gallery day < query day", asked of the mirrored days, means strictly later."""
    limits = np.iinfo(np.int64)
    both = (query_days, gallery_days)
    return earlier_only(*(np.where(days == limits.min, days, -np.maximum(days, -limits.max)) for days in both))


def day_windows(
    begin: np.ndarray[Any, Any], end: np.ndarray[Any, Any], gallery_days: np.ndarray[Any, Any]
) -> tuple[Tensor, Tensor, Tensor]:
    """Prepare windows "begin <= gallery day < end"; an unknown end of one is no limit, an unknown day lies in none."""
    limits = np.iinfo(np.int64)
    end, days = (np.where(values == limits.min, limits.max, values) for values in (end, gallery_days))
    return torch.from_numpy(begin.copy()), torch.from_numpy(end), torch.from_numpy(days)


def _scores(query_embeds: Any, gallery_embeds: Any, rows: NDArray[np.int64], device: torch.device) -> Tensor:
    """Return the dot products [C, N] of some queries; the gallery is read block by block."""
    queries = _double_rows(query_embeds, rows, device)
    scores = torch.empty(len(queries), len(gallery_embeds), dtype=torch.float32, device=device)
    for start in range(0, len(gallery_embeds), _GALLERY_BLOCK):
        block = slice(start, start + _GALLERY_BLOCK)
        scores[:, block] = queries @ _double_rows(gallery_embeds, block, device).T
    wrong = torch.isnan(scores)
    if wrong.any():
        query, item = (int(i) for i in wrong.nonzero()[0])
        if torch.isnan(queries[query]).any():
            raise ValueError(f"query_embeds row {rows[query]} holds NaN")
        if torch.isnan(_double_rows(gallery_embeds, slice(item, item + 1), device)).any():
            raise ValueError(f"gallery_embeds row {item} holds NaN")
        raise ValueError(f"the score of query_embeds row {rows[query]} and gallery_embeds row {item} is NaN")
    return scores


def _double_rows(embeds: Any, rows: slice | NDArray[np.int64], device: torch.device) -> Tensor:
    if isinstance(embeds, Tensor):
        chosen = rows if isinstance(rows, slice) else torch.from_numpy(rows)
        return embeds[chosen].detach().to(device).double()
    return torch.from_numpy(np.array(embeds[rows], dtype=np.float64)).to(device)


def _sorted_codes(scores: Tensor, codes: Tensor, excluded: Tensor | None) -> Tensor:
    """Return the codes [C, N] in the order of the ranking, 0 at the end for what is no candidate; uses up `scores`."""
    bits = scores.add_(0.0).view(torch.int32)  # -0.0 becomes 0.0: the two are equal scores
    bits ^= (bits >> 31) & 0x7FFFFFFF  # a float's bits, read as an integer, in the float's order
    keys = bits.bitwise_not_().to(torch.int64)
    keys <<= _ROW_BITS + MAX_LEVELS
    keys |= torch.arange(keys.shape[1], device=keys.device) << MAX_LEVELS
    keys |= codes
    if excluded is not None:
        keys.masked_fill_(excluded, _NOT_A_CANDIDATE)
    if keys.device.type != "cpu":
        return keys.sort(dim=1).values.to(torch.uint8)
    # numpy's vectorised integer sort takes half of the time of torch's
    parts = np.array_split(keys.numpy(), max(1, min(len(keys), torch.get_num_threads())))
    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(lambda part: part.sort(axis=1), parts))
    return keys.to(torch.uint8)  # the lowest eight bits


class Hits(NamedTuple):
    """The items of a chunk's rankings that are a hit of at least one level.

    Attributes:
        queries: number of queries in the chunk.
        query: [T] the query's row within the chunk, ascending.
        place: [T] the item's place in the query's ranking, 0 the first; ascending within a query.
        code: [T] uint8, bit i set for a hit of level i.
    """

    queries: int
    query: Tensor
    place: Tensor
    code: Tensor


@dataclass(frozen=True)
class Candidates:
    """Which gallery rows a query may be answered with. What is not given limits nothing.

    Attributes:
        days: query [Q] and gallery [N] days, prepared by `earlier_only` or `later_only`.
        windows: first day [Q], day after the last one [Q], gallery days [N], prepared by `day_windows`.
        patents: query [Q] and gallery [N] patents, prepared by `same_labels`; those of the query's patent are left out.
        own_rows: [Q] int64, the query's own row in the gallery, -1 for none; it is left out.
    """

    days: tuple[Tensor, Tensor] | None = None
    windows: tuple[Tensor, Tensor, Tensor] | None = None
    patents: tuple[Tensor, Tensor] | None = None
    own_rows: Tensor | None = None

    def to(self, device: torch.device) -> Candidates:
        """Return the same on a device."""
        days = None if self.days is None else (self.days[0].to(device), self.days[1].to(device))
        windows = None
        if self.windows is not None:
            windows = self.windows[0].to(device), self.windows[1].to(device), self.windows[2].to(device)
        patents = None if self.patents is None else (self.patents[0].to(device), self.patents[1].to(device))
        return Candidates(days, windows, patents, None if self.own_rows is None else self.own_rows.to(device))

    def excluded(self, rows: Tensor, gallery_count: int) -> Tensor | None:
        """Return the mask [C, N] of what is no candidate for some queries, or None if all are."""
        masks: list[Tensor] = []
        if self.days is not None:
            masks.append(self.days[1] >= self.days[0][rows, None])
        if self.windows is not None:
            begin, end, days = self.windows
            masks += [days < begin[rows, None], days >= end[rows, None]]
        if self.patents is not None:
            masks.append(self.patents[0][rows, None] == self.patents[1])
        if self.own_rows is not None:
            own = self.own_rows[rows]
            mask = masks.pop() if masks else own.new_zeros(len(own), gallery_count, dtype=torch.bool)
            known = (own >= 0).nonzero().squeeze(1)
            mask[known, own[known]] = True
            masks.append(mask)
        for mask in masks[1:]:
            masks[0] |= mask
        return masks[0] if masks else None
