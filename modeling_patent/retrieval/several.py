"""Several parts as one collection: where a row lies, which patents are the same, who is left out."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import approximate
from .approximate import build_approximate, choose_kind
from .filters import Limits, applicant_key
from .parts import Part, are_holes, merge_parts
from .search import Ints, Mask

_MOST_PARTS = 8
_NONE = np.empty(0, dtype=np.int64)
_LEAST_TRAINED = 64  # rows that inverted lists can be made of


@dataclass(frozen=True)
class Parts:
    """The parts of an index, and what is worked out of them together.

    Attributes:
        parts: in the order they were added. Row numbers run through them.
    """

    parts: Sequence[Part]

    def __len__(self) -> int:
        return sum(len(part if part.kept is None else part.kept) for part in self.parts)

    @functools.cached_property
    def offsets(self) -> list[int]:
        """Number of the first row of each part."""
        return [0, *itertools.accumulate(len(part) for part in self.parts[:-1])]

    @functools.cached_property
    def patent_numbers(self) -> list[Ints]:
        """For each part, the number in the whole collection of each of its patents."""
        number: dict[str, int] = {}
        return [
            np.fromiter((number.setdefault(name, len(number)) for name in part.keys.patents), np.int64)
            for part in self.parts
        ]

    @functools.cached_property
    def whole(self) -> Part:
        """All parts as one, without what was removed."""
        simple = len(self.parts) == 1 and not self.parts[0].removed
        return self.parts[0] if simple else merge_parts(self.parts)

    @property
    def patents(self) -> list[str]:
        """Ids of the patents, in the order of their first figure."""
        names = (name for part in self.parts for name in part.keys.patents if name not in part.removed)
        return list(dict.fromkeys(names))

    def find(self, patent_id: str) -> set[str]:
        """Return the ids under which a patent is here, none if it is not."""
        numbers = ((part, part.find(patent_id)) for part in self.parts)
        return {part.keys.patents[number] for part, number in numbers if number is not None}

    def views_of(self, patent_id: str) -> list[tuple[Part, Ints]]:
        """Return the rows of a patent's views in each part that has it."""
        numbers = ((part, part.find(patent_id)) for part in self.parts)
        return [(part, np.setdiff1d(part.keys.rows_of(n), part.holes)) for part, n in numbers if n is not None]

    def figures_of(self, patents: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the ids of the figures of each patent: Gazette copies first, then the views, both in row order."""
        copies: list[list[str]] = [[] for _ in patents]
        views: list[list[str]] = [[] for _ in patents]
        for part in self.parts:
            numbers = [part.keys.numbers.get(name, -1) if name not in part.removed else -1 for name in patents]
            rows = [part.keys.rows_of(number) if number >= 0 else _NONE for number in numbers]
            together = np.concatenate([*rows, _NONE])
            names = iter(part.table["figure_id"].take(together).to_pylist())
            is_copy = iter(are_holes(together, part.keys.not_views).tolist())
            for place, those in enumerate(rows):
                for _ in range(len(those)):
                    (copies if next(is_copy) else views)[place].append(next(names))
        return [(*copy, *view) for copy, view in zip(copies, views, strict=True)]

    def place_of(self, figure_id: str) -> tuple[int, int] | None:
        """Return the part and the row in it of a figure, None if it is not here."""
        rows = ((p, part.row_of(figure_id)) for p, part in enumerate(self.parts))
        return next(((p, row) for p, row in rows if row is not None), None)

    def hold(self, figures: pa.ChunkedArray) -> Mask:
        """Return which figures are here, by their ids."""
        here = np.zeros(len(figures), dtype=bool)
        for part in self.parts:
            known = part.table["figure_id"] if part.kept is None else part.table["figure_id"].take(part.kept)
            here |= pc.is_in(figures, value_set=known.combine_chunks()).to_numpy().astype(bool)
        return here

    def known(self, rows: Ints, columns: list[str]) -> list[dict[str, Any]]:
        """Return some columns of rows that are numbered through all parts."""
        if len(self.parts) == 1:
            return list(self.parts[0].table.select(columns).take(rows).to_pylist())
        parts = np.searchsorted(self.offsets, rows, side="right") - 1
        return [
            self.parts[p].table.select(columns).slice(int(row) - self.offsets[p], 1).to_pylist()[0]
            for p, row in zip(parts, rows, strict=True)
        ]

    def left_out(self, limits: Limits) -> frozenset[str]:
        """Return the ids of the patents that a search leaves out by name, applicant or family."""
        names = {name for patent in limits.exclude_patents for name in self.find(patent)}
        for key in limits.exclude_applicants:
            names |= self._of_applicant.get(key, set())
        family = {name for patent in limits.exclude_family_of for name in (self.find(patent) or {patent})}
        new = family
        while new:
            new = {other for name in new for other in self._relations.get(name, ())} - family
            family |= new
        return frozenset(names | family)

    @functools.cached_property
    def _of_applicant(self) -> dict[str, set[str]]:
        """Patents of each applicant, by the key of its name."""
        found: dict[str, set[str]] = {}
        for patent, names in self._firsts("applicants"):
            for name in names:
                found.setdefault(applicant_key(name), set()).add(patent)
        return found

    @functools.cached_property
    def _relations(self) -> dict[str, set[str]]:
        """Patents related to each patent, both ways."""
        found: dict[str, set[str]] = {}
        for patent, names in self._firsts("related"):
            for name in names:
                found.setdefault(patent, set()).add(name)
                found.setdefault(name, set()).add(patent)
        return found

    def _firsts(self, column: str) -> list[tuple[str, list[str]]]:
        """Return each patent and what its first row holds in a column of lists, where that is anything."""
        found = []
        for part in self.parts:
            rows = np.unique(part.keys.patent_of, return_index=True)[1]
            values = part.table[column].take(rows).to_pylist()
            found += [(name, value) for name, value in zip(part.keys.patents, values, strict=True) if value]
        return found


def fitted(parts: Sequence[Part], kind: str, memory_budget: int, progress: bool) -> list[Part]:
    """Return the parts of a collection as they are searched best.

    Small parts are merged where there are many of them, or where together they are half as large as the largest; the
    largest stays as it is otherwise. Large ones get an approximate index.

    Args:
        parts: in the order they were added.
        kind: "auto" or one of `KINDS`.
        memory_budget: bytes that a search may keep in memory.
        progress: show progress bars.
    """
    parts = list(parts)
    largest = max(range(len(parts)), key=lambda p: len(parts[p]))
    small = sum(len(part) for p, part in enumerate(parts) if p != largest)
    if small > len(parts[largest]) // 2:
        parts = [merge_parts(parts)]
    elif len(parts) > _MOST_PARTS:
        sides = (parts[:largest], parts[largest + 1 :])
        before, after = ([merge_parts(side)] if len(side) > 1 else side for side in sides)
        parts = [*before, parts[largest], *after]
    rows = sum(map(len, parts))
    chosen = choose_kind(rows, parts[0].vectors.shape[1], memory_budget) if kind == "auto" else kind
    largest = max(range(len(parts)), key=lambda p: len(parts[p]))
    result = []
    for p, part in enumerate(parts):
        # A week beside a large part is compared one by one, whatever the kind.
        is_large = len(part) >= approximate.FLAT_ROWS or (p == largest and kind != "auto")
        if part.approximate is None and chosen != "flat" and is_large and len(part) - len(part.holes) >= _LEAST_TRAINED:
            lists = build_approximate(part.vectors, part.holes, part.keys.patent_of, chosen, progress)
            part = replace(part, approximate=lists)
        result.append(part)
    return result
