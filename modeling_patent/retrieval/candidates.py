"""The candidates of a search in one part: its closest rows, by the way that costs least and loses none.

The planner compares what three ways cost: to compare every row of the slice (or every chosen row) exactly, or to
look into lists of the approximate index. Candidates come with a floor: no eligible row that is not among them is
closer than that: of the rows compared for certain, of other lists as far as calibration can tell for the number of
candidates asked for. The ranking asks for more until the hits lie above the floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .approximate import Approximate, one_thread, range_selector, row_selector
from .parts import Eligible, Part
from .search import Floats, Ints, Mask

ALWAYS_EXACT = 4096  # rows that are compared before one has thought about another way
_SPARSE = 0.5  # share of the eligible rows expected in the lists below which the filter avoids the query
_BLOCK = 64
# Microseconds for 256 numbers a row, measured on two cores of a server with AVX-512; only their ratios matter.
_SLICE = ((0, 2_000, 20_000, 50_000, 200_000, 1_000_000), (0, 15, 340, 1_800, 10_000, 50_000))
_GATHER = ((0, 5_000, 10_000, 20_000, 50_000, 1_000_000), (0, 190, 600, 2_300, 6_000, 130_000))
_LISTS_CALL, _LIST_OPENED, _LIST_ROW, _LIST_BIT, _BITMAP_ROW = 40.0, 0.4, 0.033, 0.004, 0.001


@dataclass(frozen=True)
class Plan:
    """How one part was searched.

    Attributes:
        rows: figures of the part.
        eligible: how many of them the limits leave.
        way: "exact slice", "exact rows", "lists" or "lists, chosen rows".
        compared: rows compared with the query, about.
        probes: lists looked into, a view on average; 0 where none was.
        why: the reason, in words.
    """

    rows: int
    eligible: int
    way: str
    compared: int
    probes: int
    why: str

    def __str__(self) -> str:
        share = 100 * self.eligible / max(self.rows, 1)
        return f"{self.way}: {self.eligible:,} of {self.rows:,} figures may be found ({share:.3g} %); {self.why}"


@dataclass(frozen=True)
class Lists:
    """Lists of the approximate index that a search looks into.

    Attributes:
        chosen: which [V, lists].
        read: rows in them, a view on average.
        fraction: share of these rows that may be found.
    """

    chosen: Mask
    read: float
    fraction: float


def plan_part(part: Part, eligible: Eligible, views: Floats, neighbours: int) -> tuple[Plan, Lists | None]:
    """Choose how to search a part.

    Args:
        part: the part.
        eligible: its rows that may be found.
        views: unit query rows [V, D].
        neighbours: candidates wanted a view.

    Returns:
        The plan, and the lists to look into if there are any.
    """
    approximate, count = part.approximate, eligible.count
    in_slice = eligible.rows is None
    span = eligible.stop - eligible.start if in_slice else count

    def exactly(why: str) -> tuple[Plan, None]:
        return Plan(len(part), count, "exact slice" if in_slice else "exact rows", span, 0, why), None

    if approximate is None:
        return exactly("the part has no approximate index")
    if count <= max(ALWAYS_EXACT, 8 * neighbours):
        return exactly("so few are compared one by one")
    if neighbours > approximate.calibration.most:
        return exactly(f"more than {approximate.calibration.most} candidates are wanted, so all are compared")
    lists = choose_lists(approximate, eligible, views, neighbours)
    if lists is None:
        return exactly("the lists close to the query hold too few of them to tell")
    scale = part.vectors.shape[1] / 256 * len(views)
    exact = scale * _cost(_SLICE if in_slice else _GATHER, span)
    opened = float(lists.chosen.sum())
    cost = _LISTS_CALL + _LIST_OPENED * opened + scale * _LIST_ROW * lists.read * lists.fraction
    if not in_slice:
        cost += _BITMAP_ROW * (len(part) + count) + _LIST_BIT * lists.read
    if exact <= cost:
        return exactly(f"comparing them costs less than opening {opened:.0f} lists")
    way = "lists" if in_slice else "lists, chosen rows"
    probes = round(opened / len(views))
    why = f"{probes} of {lists.chosen.shape[1]:,} lists are as close as those of the {neighbours} nearest, as measured"
    return Plan(len(part), count, way, round(lists.read * lists.fraction), probes, why), lists


def choose_lists(approximate: Approximate, eligible: Eligible, views: Floats, neighbours: int) -> Lists | None:
    """Return the lists that hold the nearest eligible rows, None where calibration does not tell."""
    closeness = views @ approximate.centres.T
    best = closeness.max(axis=1, keepdims=True)
    fraction = min(1.0, eligible.count / max(approximate.count, 1))
    calibration = approximate.calibration
    if eligible.rows is None:
        gap = calibration.gap(neighbours, fraction)
        chosen = closeness >= best - gap
        return Lists(chosen, float(chosen.astype(np.float32).dot(approximate.sizes).mean()), fraction)
    # Chosen rows may lie close to the query (its own class) or far from it. How dense they lie where it looks tells.
    held = np.bincount(approximate.list_of[eligible.rows], minlength=len(approximate.sizes))
    near = closeness >= best - calibration.gap(neighbours, 1.0)
    density = float(((near * held).sum(axis=1) / (near * approximate.sizes).sum(axis=1)).min())
    if density < _SPARSE * fraction:
        return None
    chosen = closeness >= best - calibration.gap(neighbours, min(1.0, density))
    read = (chosen * approximate.sizes).sum(axis=1)
    return Lists(chosen, float(read.mean()), float(((chosen * held).sum(axis=1) / read).mean()))


def _cost(measured: tuple[tuple[int, ...], tuple[int, ...]], rows: int) -> float:
    return float(np.interp(rows, *measured)) * max(1.0, rows / measured[0][-1])


class Candidates:
    """The closest eligible rows of a part to some views.

    Attributes:
        part: the part.
        eligible: its rows that may be found.
        plan: how they are found.
    """

    def __init__(self, part: Part, eligible: Eligible, views: Floats, neighbours: int) -> None:
        self.part, self.eligible, self._views = part, eligible, views
        self.plan, self._lists = plan_part(part, eligible, views, neighbours)
        self._planned = neighbours
        self._scores: Floats | None = None

    def closest(self, count: int) -> list[tuple[Ints, float]]:
        """Return for each view at least the `count` closest rows (or all), and the floor of what is left out.

        Args:
            count: rows wanted a view.
        """
        if self._lists is not None and count > self._planned:
            self.plan, self._lists = plan_part(self.part, self.eligible, self._views, count)
            self._planned = count
        if self._lists is not None:
            found = self._from_lists(self._lists, count)
            if found is not None:
                return found
            way = "exact slice" if self.eligible.rows is None else "exact rows"
            why = f"the lists did not hold {count} candidates, so all were compared"
            self.plan = Plan(self.plan.rows, self.plan.eligible, way, self.plan.eligible, 0, why)
            self._lists = None
        if not self.eligible.count:
            return [(np.empty(0, np.int64), -np.inf)] * len(self._views)
        if self._scores is None:
            self._scores = self._exact()
        margin = 4 * (len(self._views) + self._views.shape[1]) * 2.0**-24
        found = []
        for scores in self._scores:
            places, floor = _top(scores, count, margin, self.eligible.count)
            rows = places + self.eligible.start if self.eligible.rows is None else self.eligible.rows[places]
            found.append((rows, floor))
        return found

    def _exact(self) -> Floats:
        """Return the cosines [V, n] of the slice (holes -inf) or of the chosen rows, in float32."""
        eligible, vectors = self.eligible, self.part.vectors
        if eligible.rows is None:
            part = vectors[eligible.start : eligible.stop]
            scores = (part @ self._views[0])[None] if len(self._views) == 1 else self._views @ part.T
            if len(eligible.holes):
                scores[:, eligible.holes - eligible.start] = -np.inf
            return scores
        return _gathered(vectors, self._views, eligible.rows)

    def _from_lists(self, lists: Lists, count: int) -> list[tuple[Ints, float]] | None:
        """Return what the lists hold, None where that is too little."""
        approximate, eligible = self.part.approximate, self.eligible
        assert approximate is not None
        if eligible.rows is not None:
            selector = row_selector(eligible.rows, len(self.part))
        elif (eligible.start, eligible.stop) == (0, len(self.part)):
            selector = None
        else:
            selector = range_selector(eligible.start, eligible.stop)
        # Rows of excluded patents are still in the lists; those left out when the lists were built are not.
        holes = eligible.rows is None and len(eligible.holes) > 0
        wanted = approximate.calibration.rows_wanted(count)
        if holes:
            wanted += min(len(eligible.holes), wanted)
        _, rows = approximate.nearest(self._views, wanted, lists.chosen, selector)
        found = []
        for line in rows:
            if line[-1] < 0:
                line = line[line >= 0]
            if holes:
                line = eligible.among(line)
            if len(line) < min(count, eligible.count):
                return None
            found.append((line, -np.inf))
        return found


def _gathered(vectors: Floats, views: Floats, rows: Ints) -> Floats:
    """Return the cosines [V, n] of some rows without copying them."""
    import faiss

    library: Any = faiss  # its stubs know less than it does
    scores = np.empty((len(views), len(rows)), dtype=np.float32)
    rows = np.ascontiguousarray(rows, dtype=np.int64)
    with one_thread():
        for view, out in zip(views, scores, strict=True):
            library.fvec_inner_products_by_idx(
                library.swig_ptr(out), library.swig_ptr(view), library.swig_ptr(vectors), library.swig_ptr(rows),
                vectors.shape[1], 1, len(rows),
            )  # fmt: skip
    return scores


def _top(scores: Floats, count: int, margin: float, eligible: int) -> tuple[Ints, float]:
    """Return the places of at least the `count` highest scores, all that lie within the margin of the last, a floor.

    Args:
        scores: [n]; -inf is never returned.
        count: places wanted.
        margin: how far two scores may be apart and yet be equal.
        eligible: how many are not -inf.
    """
    if count >= eligible:
        return np.flatnonzero(scores > -np.inf), -np.inf
    pool = None
    width = len(scores) // _BLOCK
    if width > 2 * count and len(scores) > 4096:
        # The count-th highest of the maxima of columns is a lower bound of the count-th highest score.
        maxima = scores[: width * _BLOCK].reshape(_BLOCK, width).max(axis=0)
        low = np.partition(maxima, width - count)[width - count]
        if low > -np.inf:
            pool = np.flatnonzero(scores >= low - margin)
    values = scores if pool is None else scores[pool]
    last = np.partition(values, len(values) - count)[len(values) - count]
    places = np.flatnonzero(values >= last - margin)
    return places if pool is None else pool[places], float(last) - margin / 2
