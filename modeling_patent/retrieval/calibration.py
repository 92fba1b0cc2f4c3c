"""How far a search among inverted lists must look, measured on the collection itself.

A list can hold a neighbour if it promises a row close enough to the query (`Approximate.promise`). How close that is
depends on the query: where the tenth neighbour has a cosine of .8, lists that promise .5 need not be opened, where it
has .4 they must be. So what is measured is the margin: how far below the cosine of the k-th neighbour the promises of
the k neighbours' lists lie. A search opens the most promising lists, those that do for most queries, takes the k-th
cosine it found for the true one (which is no lower), and opens every other list whose promise is within the margin of
it.

Rows of the collection are used as queries, and their own patents left out, as for a new design; and as many vectors
that are unlike any row, since people also ask with pictures of another kind. Both must be served: the margin is the
larger of the two, and costs a query close to its neighbours nothing. True neighbours are found by comparing
everything, for windows of dates of several sizes.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from tqdm.auto import tqdm

from .search import Floats, Ints, unit_rows

if TYPE_CHECKING:
    from .approximate import Approximate

_RECALL = 0.99  # of the sample; searches are to reach 0.99
_FRACTIONS = (1.0, 0.5, 0.25, 0.12, 0.06, 0.03, 0.015)
_NEIGHBOURS = (10, 40, 160, 640)
_MOST = 0.75  # of the queries are served by the lists opened at first: a second look costs as much again
_WIDEST = 2.0  # no two cosines are further apart
_FAR = 2.0  # how far queries unlike any row lie from one, in the spread of the rows
_SAMPLE, _QUANTISED_SAMPLE, _BLOCK = 300, 50, 32_768


@dataclass(frozen=True)
class Calibration:
    """What was measured when the lists were built.

    Attributes:
        fractions: shares of the rows that a window of dates holds, rising [F].
        neighbours: numbers of neighbours sought, rising [K].
        margins: how far below the k-th neighbour's cosine the promise of a list may lie [F, K].
        wanted: how many rows are the closest by their quantised vectors when the true neighbours are among them [K].
        starts: how far below the highest promise that of a list may lie to be opened at first [F, K]: for most queries
            that are like the rows there is then nothing left to open.
    """

    fractions: tuple[float, ...]
    neighbours: tuple[int, ...]
    margins: tuple[tuple[float, ...], ...]
    wanted: tuple[int, ...]
    starts: tuple[tuple[float, ...], ...]

    @property
    def most(self) -> int:
        """The most neighbours that were measured."""
        return self.neighbours[-1]

    def margin(self, neighbours: int, fraction: float) -> float:
        """Return the margin for at most `most` neighbours in a share of the rows; infinite below the least share."""
        place = next(i for i, fits in enumerate(self.neighbours) if neighbours <= fits)
        if fraction < self.fractions[0]:
            return np.inf
        above = next((i for i, known in enumerate(self.fractions) if fraction <= known), len(self.fractions) - 1)
        high = self.margins[above][place]
        if above == 0 or fraction >= 1:
            return high
        low = self.margins[above - 1][place]
        width = math.log(self.fractions[above] / self.fractions[above - 1])
        return low + (high - low) * math.log(fraction / self.fractions[above - 1]) / width

    def start(self, neighbours: int, fraction: float) -> float:
        """Return how far below the highest promise a list is opened at first, for at most `most` neighbours."""
        place = next(i for i, fits in enumerate(self.neighbours) if neighbours <= fits)
        above = next((i for i, known in enumerate(self.fractions) if fraction <= known), len(self.fractions) - 1)
        return self.starts[above][place]

    def rows_wanted(self, neighbours: int) -> int:
        """Return how many rows to take by their quantised vectors for at most `most` neighbours."""
        place = next(i for i, fits in enumerate(self.neighbours) if neighbours <= fits)
        fewer = self.wanted[place - 1] if place else 0
        return max(fewer, math.ceil(neighbours * max(1.0, self.wanted[place] / self.neighbours[place]))) + 4

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {name: _plain(value) for name, value in vars(self).items()}

    @classmethod
    def from_dict(cls, known: dict[str, Any]) -> Calibration:
        """Read what `to_dict` gave.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        fractions = tuple(float(f) for f in known["fractions"])
        neighbours = tuple(int(k) for k in known["neighbours"])
        margins = tuple(tuple(float(margin) for margin in line) for line in known["margins"])
        wanted = tuple(int(rows) for rows in known["wanted"])
        starts = tuple(tuple(float(start) for start in line) for line in known["starts"])
        shape = (len(fractions), len(neighbours))
        if not all(shape) or not np.shape(margins) == np.shape(starts) == shape or len(wanted) != shape[1]:
            raise ValueError("a calibration of another shape")
        rising = all(a < b for line in (fractions, neighbours) for a, b in itertools.pairwise(line))
        if not rising or fractions[0] <= 0 or fractions[-1] != 1 or neighbours[0] < 1 or min(wanted) < 1:
            raise ValueError("a calibration in another order")
        if not all(-2 <= margin <= 2 for line in (*margins, *starts) for margin in line):
            raise ValueError("a calibration with a margin that is none")
        return cls(fractions, neighbours, margins, wanted, starts)


def calibrate(
    approximate: Approximate,
    list_of: NDArray[np.int32],
    vectors: Floats,
    patent_of: NDArray[np.int32],
    progress: bool,
) -> Calibration:
    """Measure how far searches among inverted lists must look.

    Args:
        approximate: the lists, which hold the rows; its own calibration is not looked at.
        list_of: list of each row [N], -1 for rows that are in none.
        vectors: unit rows [N, D] in grant-date order.
        patent_of: number of each row's patent [N].
        progress: show a progress bar.
    """
    rng = np.random.default_rng(0)
    views = np.flatnonzero(list_of >= 0)
    sample = _of_many_patents(rng.permutation(views), patent_of)
    like = np.ascontiguousarray(vectors[sample])
    queries = np.concatenate([like, _unlike(like, rng)])
    own = np.tile(patent_of[sample], 2)
    found = [_neighbours(f, i, queries, own, vectors, patent_of, views, progress) for i, f in enumerate(_FRACTIONS)]
    promise = approximate.promise(queries)
    halves = [slice(len(like)), slice(len(like), None)]
    margins, starts = [], []
    for rows, cosines in found:
        near = np.take_along_axis(promise, np.maximum(list_of[rows], 0), axis=1)
        line = [max(_margin(cosines[half, :count], near[half, :count]) for half in halves) for count in _NEIGHBOURS]
        margins.append(tuple(np.maximum.accumulate(line).tolist()))
        best, few = promise[: len(like)].max(axis=1), cosines[: len(like)]
        pairs = zip(_NEIGHBOURS, margins[-1], strict=True)
        starts.append(tuple(_start(few[:, :count], best, margin) for count, margin in pairs))
    step = max(1, len(like) // _QUANTISED_SAMPLE)
    ranks = [_quantised_ranks(approximate.index, queries[half][::step], vectors, views) for half in halves]
    wanted = tuple(max(pair) for pair in zip(*ranks, strict=True))
    return Calibration(_FRACTIONS[::-1], _NEIGHBOURS, tuple(margins[::-1]), wanted, tuple(starts[::-1]))


def _of_many_patents(rows: Ints, patent_of: NDArray[np.int32]) -> Ints:
    """Return a sample of shuffled rows, rising: one a patent, and more of them only where there are few patents."""
    firsts = np.zeros(len(rows), dtype=bool)
    firsts[np.unique(patent_of[rows], return_index=True)[1]] = True
    return np.sort(np.concatenate([rows[firsts], rows[~firsts]])[:_SAMPLE])


def _unlike(rows: Floats, rng: np.random.Generator) -> Floats:
    """Return unit queries [Q, D] that are unlike any row: as many as the rows they are made of, far from them."""
    noise = rng.standard_normal(rows.shape) * rows.std(axis=0)
    return unit_rows(rows + _FAR * noise, "queries")


def _neighbours(
    fraction: float,
    number: int,
    queries: Floats,
    own: NDArray[np.int32],
    vectors: Floats,
    patent_of: NDArray[np.int32],
    views: Ints,
    progress: bool,
) -> tuple[Ints, Floats]:
    """Return the true neighbours [Q, K] in a window of dates, falling, and their cosines; -1 where none are left.

    Every other window is "before" a day, every other "after" one, as people ask.
    """
    total = len(vectors)
    width = round(fraction * total)
    start, stop = (0, width) if number % 2 == 0 else (total - width, total)
    inside = views[np.searchsorted(views, start) : np.searchsorted(views, stop)]
    most = _NEIGHBOURS[-1]
    cosines = np.full((len(queries), most), -np.inf, dtype=np.float32)
    found = np.full((len(queries), most), -1, dtype=np.int64)
    starts = range(0, len(inside), _BLOCK)
    for begin in tqdm(starts, desc=f"calibration {number + 1}/{len(_FRACTIONS)}", disable=not progress, leave=False):
        rows = inside[begin : begin + _BLOCK]
        scores = queries @ np.ascontiguousarray(vectors[rows]).T
        scores[own[:, None] == patent_of[rows][None]] = -np.inf
        for q, line in enumerate(scores):
            close = np.flatnonzero(line > cosines[q, -1])
            if len(close):
                both = np.concatenate([cosines[q], line[close]])
                best = np.argsort(-both, kind="stable")[:most]
                found[q] = np.concatenate([found[q], rows[close]])[best]
                cosines[q] = both[best]
    found[~np.isfinite(cosines)] = -1
    return found, cosines


def _margin(cosines: Floats, near: Floats) -> float:
    """Return the margin within which nearly all neighbours lie, that to every list where there were none.

    Args:
        cosines: of the neighbours [Q, K], falling; -inf where there are none left.
        near: what their lists promise [Q, K].
    """
    margins = (_last(cosines)[:, None] - near)[np.isfinite(cosines)]
    return float(np.quantile(margins, _RECALL, method="higher")) if len(margins) else _WIDEST


def _start(cosines: Floats, best: Floats, margin: float) -> float:
    """Return how far below the highest promise lists must be opened at first to be all that is needed, mostly.

    Args:
        cosines: of the neighbours [Q, K], falling; -inf where there are none left.
        best: the highest promise [Q].
        margin: as `_margin` gave it.
    """
    needed = (best - _last(cosines) + margin)[np.isfinite(cosines).all(axis=1)]
    return float(np.quantile(needed, _MOST).clip(0, _WIDEST)) if len(needed) else _WIDEST


def _last(cosines: Floats) -> Floats:
    """Return the lowest cosine of each query's neighbours [Q], inf where there is none."""
    return np.asarray(np.where(np.isfinite(cosines), cosines, np.inf).min(axis=1))


def _quantised_ranks(index: Any, queries: Floats, vectors: Floats, views: Ints) -> tuple[int, ...]:
    """Return how many rows to take by quantised vectors to have the true neighbours among those of the same lists."""
    import faiss

    library: Any = faiss  # its stubs know less than it does
    most = min(len(views), 16 * _NEIGHBOURS[-1])
    limits = library.SearchParametersIVF(nprobe=min(index.nlist, max(64, index.nlist // 16)))
    _, rows = index.search(queries, most, params=limits)
    needed = np.zeros((len(queries), len(_NEIGHBOURS)), dtype=np.int64)
    for q, line in enumerate(rows):
        line = line[line >= 0]
        order = np.argsort(-(vectors[line] @ queries[q]), kind="stable")
        for i, count in enumerate(_NEIGHBOURS):
            ranks = np.sort(order[:count])
            needed[q, i] = ranks[int(np.ceil(0.998 * len(ranks))) - 1] + 1 if len(ranks) else 1
    return tuple(int(np.quantile(column, 0.98, method="higher")) for column in needed.T)


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
