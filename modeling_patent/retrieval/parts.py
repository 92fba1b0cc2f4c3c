"""A part of an index: a run of figures in grant-date order that never changes, and which of its rows may be found."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..rows import parse_figure_name
from .collection import Keys, date_order, make_keys
from .filters import Limits
from .mapped import Mapped, mapped
from .search import Floats, Ints, Mask, date_slice

_IN_MEMORY = 1 << 30  # bytes of vectors that are put in order in memory
_ROWS_AT_ONCE = 65_536

if TYPE_CHECKING:
    from .approximate import Approximate


@dataclass(frozen=True)
class Stored:
    """Where a part lies on disk: the folder of its index and its entry in the manifest there."""

    folder: Path
    entry: dict[str, Any]


@dataclass(frozen=True)
class Eligible:
    """The rows of a part that a search may find.

    Attributes:
        start, stop: the slice of the date limits.
        rows: the rows of the slice that may be found, in any order; None for all but `holes`.
        holes: rows of the slice that may not be found, rising; without meaning where `rows` is given.
    """

    start: int
    stop: int
    rows: Ints | None
    holes: Ints

    @property
    def count(self) -> int:
        """How many rows may be found."""
        return self.stop - self.start - len(self.holes) if self.rows is None else len(self.rows)

    def among(self, rows: Ints) -> Ints:
        """Return those of some rows that may be found, in their order."""
        if self.rows is not None:
            return rows[np.isin(rows, self.rows)]
        rows = rows[(rows >= self.start) & (rows < self.stop)]
        return without(rows, self.holes)


@dataclass(frozen=True)
class Part:
    """A run of figures in grant-date order. It never changes: what is added is another part.

    Attributes:
        vectors: unit rows [n, D], an array or a memory map.
        table: what is known of the rows, of `SCHEMA` [n].
        keys: arrays over the rows that a search reads.
        approximate: the approximate index of the rows, None where they are compared one by one.
        removed: ids of patents whose rows are never found any more.
        stored: where the part lies on disk, None where it does not.
    """

    vectors: Floats
    table: pa.Table
    keys: Keys
    approximate: Approximate | None = None
    removed: frozenset[str] = frozenset()
    stored: Stored | None = None

    def __len__(self) -> int:
        return len(self.vectors)

    @functools.cached_property
    def holes(self) -> Ints:
        """Rows that are never found, rising: Gazette copies, and the rows of removed patents."""
        if not self.removed:
            return self.keys.not_views
        removed = [self.keys.rows_of(patent) for patent in self.keys.find_patents(self.removed)]
        return np.unique(np.concatenate([self.keys.not_views, *removed]))

    @functools.cached_property
    def mapped(self) -> Mapped | None:
        """Counts what is read of its vectors, where they lie in a large file."""
        return mapped(self.vectors)

    @functools.cached_property
    def kept(self) -> Ints | None:
        """Rows of patents that were not removed, rising; None for all."""
        if not self.removed:
            return None
        kept = np.ones(len(self), dtype=bool)
        for patent in self.keys.find_patents(self.removed):
            kept[self.keys.rows_of(patent)] = False
        return np.flatnonzero(kept)

    def find(self, name: str) -> int | None:
        """Return the number of a patent, by its id or any notation of a US design patent; None if it is not here."""
        found = self.keys.find_patents([name])
        return found[0] if found and self.keys.patents[found[0]] not in self.removed else None

    def row_of(self, figure_id: str) -> int | None:
        """Return the row of a figure, None if it is not here or its patent was removed."""
        known = parse_figure_name(figure_id)
        number = self.find(known["patent"] or "") if known else None
        figures = self.table["figure_id"]
        if number is not None:
            rows = self.keys.rows_of(number)
            place = pc.index(figures.take(rows), figure_id).as_py()
            if place >= 0:
                return int(rows[place])
        row = pc.index(figures, figure_id).as_py()
        return None if row < 0 or self.keys.patents[self.keys.patent_of[row]] in self.removed else row

    def without_patents(self, names: Collection[str]) -> Part:
        """Return the part with these of its patents removed too."""
        here = {name for name in names if name in self.keys.numbers}
        return replace(self, removed=self.removed | here) if here else self

    def eligible(self, limits: Limits, excluded: Collection[str]) -> Eligible:
        """Return the rows that a search may find.

        Args:
            limits: of the search; its exclusions are in `excluded` already.
            excluded: ids of patents to leave out.
        """
        keys = self.keys
        start, stop = date_slice(keys.days, limits.before, limits.after)
        holes = self.holes
        if excluded:
            numbers = [keys.numbers[name] for name in excluded if name in keys.numbers]
            if numbers:
                more = without(np.sort(np.concatenate([keys.rows_of(number) for number in numbers])), holes)
                holes = np.insert(holes, np.searchsorted(holes, more), more)  # both rise: no need to sort all again
        if len(holes) and (start, stop) != (0, len(self)):
            holes = holes[np.searchsorted(holes, start) : np.searchsorted(holes, stop)]
        if not (limits.codes or limits.editions or limits.title):
            return Eligible(start, stop, None, holes)
        return Eligible(start, stop, without(keys.chosen(limits, start, stop), holes), holes)


def make_part(vectors: Floats, table: pa.Table) -> Part:
    """Return a part of rows in any order; equal dates keep their order.

    Args:
        vectors: unit rows [n, D].
        table: what is known of them, of `SCHEMA` [n].
    """
    order = date_order(table)
    if not bool(np.all(order[1:] > order[:-1])):
        vectors, table = _in_order(vectors, order), table.take(order)
    table = table.combine_chunks()
    return Part(vectors, table, make_keys(table))


def _in_order(vectors: Floats, order: Ints) -> Floats:
    """Return the rows in an order; many of them in a file without a name, which the system may put out of memory."""
    if vectors.nbytes < _IN_MEMORY:
        return vectors[order]
    with tempfile.TemporaryFile() as file:
        moved = np.memmap(file, np.float32, "w+", shape=vectors.shape)
    for begin in range(0, len(order), _ROWS_AT_ONCE):
        moved[begin : begin + _ROWS_AT_ONCE] = vectors[order[begin : begin + _ROWS_AT_ONCE]]
    return moved


def merge_parts(parts: Sequence[Part]) -> Part:
    """Return one part with the rows of several, without removed ones: by grant date, then in the order of the parts."""
    vectors = [part.vectors if part.kept is None else part.vectors[part.kept] for part in parts]
    tables = [part.table if part.kept is None else part.table.take(part.kept) for part in parts]
    return make_part(np.concatenate(vectors), pa.concat_tables(tables))


def without(rows: Ints, holes: Ints) -> Ints:
    """Return the rows that are no holes, in their order; the holes rise."""
    return rows[~are_holes(rows, holes)] if len(holes) and len(rows) else rows


def are_holes(rows: Ints, holes: Ints) -> Mask:
    """Return which rows are holes; these rise."""
    if not len(holes):
        return np.zeros(len(rows), dtype=bool)
    place = np.searchsorted(holes, rows)
    place[place == len(holes)] = 0
    return np.asarray(holes[place] == rows)
