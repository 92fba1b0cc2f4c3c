"""The candidates of a search in one part: its closest rows, by the way that costs least and loses none.

There are two ways: to compare every row of the slice (or every chosen row) exactly, or to open lists of the approximate
index, as many as its calibration says. What each costs is estimated, and where the lists do not tell enough, everything
is compared, so that recall never falls silently. Candidates come with a floor: no eligible row that is not among them
is closer than that; of lists there is none, since calibration speaks of the number of candidates asked for. The ranking
asks for more until the hits are certain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import exact
from .approximate import Approximate, range_selector, row_selector
from .exact import compare, top
from .parts import Eligible, Part, are_holes
from .search import Floats, Ints, Mask

NO_LISTS, FEW = "the part has no approximate index", "so few are compared one by one"
_MOST_FIRST = 64  # lists that should hold thrice what is wanted
# Microseconds for 256 numbers a row, measured on two cores of a server with AVX-512; only their ratios matter.
_SLICE = ((0, 2_000, 20_000, 50_000, 200_000, 1_000_000), (0, 15, 340, 1_800, 10_000, 50_000))
_GATHER = ((0, 5_000, 10_000, 20_000, 50_000, 1_000_000), (0, 190, 600, 2_300, 6_000, 130_000))
_LISTS_CALL, _LIST_OPENED, _LIST_ROW, _LIST_BIT, _BITMAP_ROW = 60.0, 0.4, 0.033, 0.004, 0.001


@dataclass(frozen=True)
class Plan:
    """How one part was searched.

    Attributes:
        rows: figures of the part.
        eligible: how many of them the limits leave.
        way: "exact slice", "exact rows", "lists" or "lists, chosen rows".
        why: the reason, in words.
        compared: rows compared with a view of the query, about.
        lists: lists opened, a view on average; 0 where none was.
    """

    rows: int
    eligible: int
    way: str
    why: str
    compared: int
    lists: int = 0

    def __str__(self) -> str:
        share = 100 * self.eligible / max(self.rows, 1)
        return f"{self.way}: {self.eligible:,} of {self.rows:,} figures may be found ({share:.3g} %); {self.why}"


class Candidates:
    """The closest eligible rows of a part to some views.

    Attributes:
        part: the part.
        eligible: its rows that may be found.
        plan: how they were found, once they were.
    """

    def __init__(self, part: Part, eligible: Eligible, views: Floats) -> None:
        self.part, self.eligible, self._views = part, eligible, views
        self._why = ""
        self._scores: Floats | None = None
        self._promise: Floats | None = None
        self._listed: dict[int, list[tuple[Ints, float]] | None] = {}
        self._opened = 0.0

    @property
    def plan(self) -> Plan:
        """How the rows were found, and why so."""
        way = "slice" if self.eligible.rows is None else "rows"
        rows, count = len(self.part), self.eligible.count
        if self._scores is None and self._opened:
            lists = round(self._opened)
            compared = round(self._opened * self._rows_a_list)
            name = "lists" if self.eligible.rows is None else "lists, chosen rows"
            return Plan(rows, count, name, self._why, compared, lists)
        return Plan(rows, count, f"exact {way}", self._why, self._span)

    def closest(self, count: int, first: int = 0, number: int | None = None) -> list[tuple[Ints, float]]:
        """Return for each view at least the `count` closest rows (or all), and the floor of what is left out.

        Args:
            count: rows wanted a view.
            first: number of the first of the views that are asked for.
            number: how many views; None for all from the first on.
        """
        those = slice(first, None if number is None else first + number)
        if self._scores is None:
            if count not in self._listed:
                self._listed[count] = self._from_lists(count)
            listed = self._listed[count]
            if listed is not None:
                return listed[those]
            self._scores = compare(self.part, self.eligible, self._views)
        margin = 4 * (len(self._views) + self._views.shape[1]) * 2.0**-24
        found = []
        for scores in self._scores[those]:
            places, floor = top(scores, count, margin, self.eligible.count)
            rows = places + self.eligible.start if self.eligible.rows is None else self.eligible.rows[places]
            found.append((rows, floor))
        return found

    @property
    def _span(self) -> int:
        """Rows that an exact search compares."""
        return self.eligible.stop - self.eligible.start if self.eligible.rows is None else len(self.eligible.rows)

    @property
    def _rows_a_list(self) -> float:
        """Rows of a list that may be found, on average."""
        approximate = self.part.approximate
        return 0.0 if approximate is None else self.eligible.count / len(approximate.centres)

    def _from_lists(self, count: int) -> list[tuple[Ints, float]] | None:
        """Return what the lists hold for all views, None where comparing everything is cheaper or safer."""
        approximate, eligible = self.part.approximate, self.eligible
        if approximate is None:
            self._why = NO_LISTS
            return None
        calibration = approximate.calibration
        if eligible.count <= max(exact.ALWAYS_EXACT, 8 * count):
            self._why = FEW
            return None
        if count > calibration.most:
            self._why = f"more than {calibration.most} candidates are wanted, so all are compared"
            return None
        fewest = math.ceil(3 * count / self._rows_a_list)
        if fewest > _MOST_FIRST:
            self._why = f"a list holds too few of them: {_MOST_FIRST} do not hold {count}"
            return None
        share = min(1.0, eligible.count / approximate.count)
        everything = _cost(_SLICE if eligible.rows is None else _GATHER, self._span) * self._views.shape[1] / 256
        margin = calibration.margin(count, share)
        if everything <= 2 * _LISTS_CALL or not np.isfinite(margin):
            self._why = "comparing them costs less than looking for them"
            return None
        if self._promise is None:
            self._promise = approximate.promise(self._views)
        first = self._promise >= self._promise.max(axis=1, keepdims=True) - np.float32(calibration.start(count, share))
        for line, promise in zip(first, self._promise, strict=True):
            if np.count_nonzero(line) < fewest:
                line[np.argpartition(promise, -fewest)[-fewest:]] = True
        return self._look(approximate, self._promise, first, count, margin, everything)

    def _look(
        self, lists: Approximate, promise: Floats, chosen: Mask, count: int, margin: float, everything: float
    ) -> list[tuple[Ints, float]] | None:
        """Open the chosen lists [V, lists], and then all within the margin of what they hold."""
        if self._costs_more(chosen, everything):
            return None
        selector, wanted = self._selector(), lists.calibration.rows_wanted(count)
        # Rows of excluded patents are still in the lists; those left out when the lists were built are not.
        holes = self.eligible.holes if self.eligible.rows is None else self.eligible.holes[:0]
        asked = wanted + min(len(holes), wanted)
        first = _kept(*lists.nearest(self._views, asked, _padded(chosen), selector), holes, count, wanted)
        if first is None or any(len(rows) < count for rows, _ in first):
            self._why = "the lists close to the query do not tell how far to look"
            return None
        # Quantised cosines lie too high at the top: the true ones of as many rows are never above that of the k-th.
        closest = zip(first, self._views, strict=True)
        floors = np.array([(self.part.vectors[rows[:count]] @ view).min() for (rows, _), view in closest])
        within = promise >= (floors - np.float32(margin))[:, None]
        found, more = [rows for rows, _ in first], within & ~chosen
        if more.any():
            if self._costs_more(chosen | within, everything):
                return None
            second = _kept(*lists.nearest(self._views, asked, _padded(more), selector), holes, count, wanted)
            if second is None:
                self._why = "too many of them are equally close, or left out, to tell which are the closest"
                return None
            found = [np.concatenate([rows, others]) for rows, (others, _) in zip(found, second, strict=True)]
        self._why = (
            f"{self._opened:.0f} of {promise.shape[1]:,} lists promise rows as close as the {count} nearest, "
            "as measured when they were built"
        )
        return [(rows, -np.inf) for rows in found]

    def _costs_more(self, opened: Mask, everything: float) -> bool:
        """Note how many lists are opened a view [V, lists]; return whether comparing everything costs less."""
        self._opened = np.count_nonzero(opened) / len(opened)
        cheaper = everything <= self._cost_of(self._opened)
        if cheaper:
            self._why = f"comparing them costs less than opening {self._opened:.0f} lists"
        return cheaper

    def _cost_of(self, opened: float) -> float:
        """Return the microseconds that opening some lists takes, about."""
        scale = self._views.shape[1] / 256
        cost = _LISTS_CALL + opened * (_LIST_OPENED + scale * _LIST_ROW * self._rows_a_list)
        if self.eligible.rows is not None:
            assert self.part.approximate is not None
            rows = self.part.approximate.count
            cost += _BITMAP_ROW * (rows + self.eligible.count) + _LIST_BIT * opened * rows / len(
                self.part.approximate.centres
            )
        return float(cost)

    def _selector(self) -> Any:
        eligible = self.eligible
        if eligible.rows is not None:
            return row_selector(eligible.rows, len(self.part))
        whole = (eligible.start, eligible.stop) == (0, len(self.part))
        return None if whole else range_selector(eligible.start, eligible.stop)


def _cost(measured: tuple[tuple[int, ...], tuple[int, ...]], rows: int) -> float:
    return float(np.interp(rows, *measured)) * max(1.0, rows / measured[0][-1])


def _kept(cosines: Floats, rows: Ints, holes: Ints, count: int, wanted: int) -> list[tuple[Ints, Floats]] | None:
    """Return what lists hold without the holes, for each view; None where what was asked for was too little to tell.

    Args:
        cosines, rows: what they hold [V, n], falling; -1 where there is no more.
        holes: rows that may not be found, rising.
        count: rows needed.
        wanted: rows that hold them by their quantised cosines.
    """
    found = []
    for line, values in zip(rows, cosines, strict=True):
        full = line[-1] >= 0
        kept, scores = line, values
        if not full or len(holes):
            inside = (line >= 0) & ~are_holes(line, holes)
            kept, scores = line[inside], values[inside]
        # The lists hold more than was taken: enough must be left of it, and no tie may have been cut.
        if full and (len(kept) < wanted or scores[count - 1] == values[-1]):
            return None
        found.append((kept, scores))
    return found


def _padded(chosen: Mask) -> Ints:
    """Return the numbers of the chosen lists [V, most of a view], -1 after the last."""
    if len(chosen) == 1:
        return np.flatnonzero(chosen)[None]
    numbers = np.full((len(chosen), int(chosen.sum(axis=1).max())), -1, dtype=np.int64)
    for line, mask in zip(numbers, chosen, strict=True):
        those = np.flatnonzero(mask)
        line[: len(those)] = those
    return numbers
