"""What an index knows of its figures: a table of rows without pixels in grant-date order, and the keys to search it."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..locarno import LocarnoCode
from ..rows import COLUMNS, column, is_gazette_copy, parse_date, parse_patent_id, require_columns
from .search import NO_DATE, Ints, Mask

_KINDS = {
    "granted": pa.date32(),
    "locarno_edition": pa.int8(),
    "is_gazette_copy": pa.bool_(),
    "figures_on_sheet": pa.int8(),
    "cites": pa.large_list(pa.large_string()),
    "texts": pa.large_list(pa.large_string()),
}
SCHEMA = pa.schema([(name, _KINDS.get(name, pa.large_string())) for name in COLUMNS])
"""The row schema as an index keeps it: `image` is the path of the picture, or null."""


def rows_table(rows: Any) -> pa.Table:
    """Return rows as a table of `SCHEMA`, in their own order.

    Args:
        rows: a `datasets.Dataset`, or a list of dicts; figure_id and patent_id are needed, other columns of the
            schema may be missing, and columns that are not of the schema are left out.

    Raises:
        ValueError: a needed column or value is missing, a figure id occurs twice, or a date or code is none.
    """
    is_list = isinstance(rows, Sequence)
    names = set().union(*(row.keys() for row in rows)) if is_list else set(rows.column_names)
    if len(rows):
        require_columns(names, ("figure_id", "patent_id"))
    columns: dict[str, Any] = {name: column(rows, name) for name in COLUMNS if name in names and name != "image"}
    for name in ("figure_id", "patent_id"):
        columns[name] = [None if value is None else str(value) for value in columns.get(name, [])]
        if None in columns[name]:
            raise ValueError(f"row {columns[name].index(None)} has no {name}")
    _check_unique(columns["figure_id"])
    columns["granted"] = [None if d is None else parse_date(d) for d in columns.get("granted", ())]
    columns["locarno"] = _plain_codes(columns.get("locarno", ()))
    flags = columns.get("is_gazette_copy") or [None] * len(rows)
    pairs = zip(flags, columns["figure_id"], strict=True)
    columns["is_gazette_copy"] = [is_gazette_copy(figure) if flag is None else bool(flag) for flag, figure in pairs]
    columns["title"] = ["" if title is None else str(title) for title in columns.get("title", ())] or [""] * len(rows)
    if "image" in names:
        columns["image"] = [_path_of(row.get("image")) for row in rows] if is_list else _dataset_paths(rows)
    arrays = [
        pa.array(columns[field.name], field.type) if columns.get(field.name) else pa.nulls(len(rows), field.type)
        for field in SCHEMA
    ]
    return pa.table(arrays, schema=SCHEMA)


def date_order(table: pa.Table) -> Ints:
    """Return the row numbers [N] in grant-date order, rows without a date last; equal dates keep their order."""
    return np.argsort(table_days(table), kind="stable").astype(np.int64)


def table_days(table: pa.Table) -> Ints:
    """Return the sorting days [N] of a table's rows."""
    days = pc.cast(pc.cast(table["granted"], pa.int32()), pa.int64())
    return np.asarray(pc.fill_null(days, NO_DATE).to_numpy())


def check_new_figures(table: pa.Table, new: pa.Table) -> None:
    """Check that no figure of `new` lies in `table`.

    Raises:
        ValueError: one does; the message names it.
    """
    known = new["figure_id"].filter(pc.is_in(new["figure_id"], value_set=table["figure_id"].combine_chunks()))
    if len(known):
        raise ValueError(f"the index already holds {len(known)} of these figures, the first is {known[0].as_py()!r}")


def make_keys(table: pa.Table) -> Keys:
    """Number what a search asks for.

    Args:
        table: rows of `SCHEMA` in grant-date order.

    Raises:
        ValueError: the rows lie in another order.
    """
    days = table_days(table)
    if bool(np.any(days[1:] < days[:-1])):
        raise ValueError("the rows of the index do not lie in grant-date order")
    patents = pc.dictionary_encode(table["patent_id"].combine_chunks())
    codes = pc.dictionary_encode(table["locarno"].combine_chunks())
    patent_of = patents.indices.to_numpy().astype(np.int64)
    return Keys(
        days=days,
        patents=patents.dictionary.to_pylist(),
        patent_of=patent_of,
        codes=[LocarnoCode.parse(code) for code in codes.dictionary.to_pylist()],
        code_of=pc.fill_null(codes.indices, -1).to_numpy().astype(np.int64),
        is_view=~table["is_gazette_copy"].to_numpy().astype(bool),
        by_patent=np.argsort(patent_of, kind="stable").astype(np.int64),
        bounds=np.concatenate([[0], np.cumsum(np.bincount(patent_of, minlength=len(patents.dictionary)))]),
    )


def parse_codes(locarno: Any) -> list[LocarnoCode]:
    """Return the codes of a filter: None, one code in any notation, or several.

    Raises:
        ValueError: one is none; the message names it.
    """
    if locarno is None:
        return []
    several = locarno if isinstance(locarno, Iterable) and not isinstance(locarno, str) else [locarno]
    return [LocarnoCode.parse(code) for code in several]


def optional_date(value: Any) -> datetime.date | None:
    """Return a date in any notation, None for None.

    Raises:
        ValueError: `value` is no date; the message names it.
    """
    return None if value is None else parse_date(value)


def _check_unique(figures: list[str]) -> None:
    if len(set(figures)) == len(figures):
        return
    seen: set[str] = set()
    twice = next(f for f in figures if f in seen or seen.add(f))  # type: ignore[func-returns-value]
    raise ValueError(f"the figure id {twice!r} occurs twice; every figure needs its own")


def _plain_codes(codes: Iterable[Any]) -> list[str | None]:
    codes = list(codes)
    plain = {code: str(LocarnoCode.parse(code)) for code in set(codes) if code not in (None, "")}
    return [plain.get(code) for code in codes]


def _path_of(image: Any) -> str | None:
    """Return the path of a picture in any of the forms a row may hold, None if it has none."""
    if isinstance(image, Mapping):
        image = image.get("path")
    path = image if isinstance(image, (str, Path)) else getattr(image, "filename", None)
    return _absolute(str(path)) if path else None


def _absolute(path: str | None) -> str | None:
    return str(Path(path).absolute()) if path and Path(path).is_file() else path


def _dataset_paths(dataset: Any) -> list[str | None]:
    """Return the pictures' paths of a Dataset without decoding one, and with few of their bytes in memory at a time."""
    batches = dataset.select_columns(["image"]).with_format("arrow").iter(batch_size=256)
    paths: list[str | None] = []
    for batch in batches:
        images = batch["image"]
        kind = images.type
        texts = pc.struct_field(images, "path") if pa.types.is_struct(kind) else images
        paths += [_absolute(path) if isinstance(path, str) else None for path in texts.to_pylist()]
    return paths


@dataclass(frozen=True)
class Keys:
    """Arrays over the rows of an index that a search reads.

    Attributes:
        days: sorting days [N], rising.
        patents: patent ids in the order of their first row.
        patent_of: number of each row's patent [N].
        codes: the distinct Locarno codes.
        code_of: number of each row's code [N], -1 where unknown.
        is_view: rows that count as a view [N]; a Gazette copy does not.
        by_patent: row numbers [N], patent after patent.
        bounds: where each patent's rows begin and end in `by_patent` [patents + 1].
    """

    days: Ints
    patents: list[str]
    patent_of: Ints
    codes: list[LocarnoCode]
    code_of: Ints
    is_view: Mask
    by_patent: Ints
    bounds: Ints

    @functools.cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each patent by its id."""
        return {name: i for i, name in enumerate(self.patents)}

    def rows_of(self, patent: int) -> Ints:
        """Return the rows of a patent, rising."""
        return self.by_patent[self.bounds[patent] : self.bounds[patent + 1]]

    def find_patents(self, names: Iterable[str]) -> list[int]:
        """Return the numbers of those patents that are here, by their id or any notation of a US design patent."""
        found = []
        for name in names:
            if name not in self.numbers:
                try:
                    name = parse_patent_id(name)
                except ValueError:
                    continue
            if name in self.numbers:
                found.append(self.numbers[name])
        return found

    def allowed(self, start: int, stop: int, codes: Sequence[LocarnoCode], excluded: Sequence[int]) -> Mask:
        """Return which rows of a slice may be found [stop - start]: views, of the codes, of no excluded patent."""
        mask = self.is_view[start:stop].copy()
        if codes:
            covered = np.array([any(code.covers(other) for code in codes) for other in self.codes] + [False])
            mask &= covered[self.code_of[start:stop]]
        for patent in excluded:
            rows = self.rows_of(patent)
            mask[rows[(rows >= start) & (rows < stop)] - start] = False
        return mask
