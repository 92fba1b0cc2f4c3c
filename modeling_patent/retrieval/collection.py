"""What an index knows of its figures: a table of rows without pixels in grant-date order, and the keys to search it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..locarno import LocarnoCode
from ..rows import COLUMNS, column, is_gazette_copy, parse_date, require_columns
from .filters import Limits, plain_patent_id
from .search import NO_DATE, Ints, Mask

_ROWS_AT_ONCE = 65_536
_KINDS = {
    "granted": pa.date32(),
    "locarno_edition": pa.int8(),
    "is_gazette_copy": pa.bool_(),
    "figures_on_sheet": pa.int8(),
    "cites": pa.large_list(pa.large_string()),
    "applicants": pa.large_list(pa.large_string()),
    "related": pa.large_list(pa.large_string()),
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
    tables = []
    for begin in range(0, len(rows), _ROWS_AT_ONCE):  # Python's values of a row take ten times the room of the table's
        end = min(begin + _ROWS_AT_ONCE, len(rows))
        some = rows if end - begin == len(rows) else rows[begin:end] if is_list else rows.select(range(begin, end))
        tables.append(_some_rows(some, names, begin))
    table = pa.concat_tables(tables) if tables else SCHEMA.empty_table()
    _check_unique(table["figure_id"])
    return table


def _some_rows(rows: Any, names: set[str], first: int) -> pa.Table:
    is_list = isinstance(rows, Sequence)
    columns: dict[str, Any] = {name: column(rows, name) for name in COLUMNS if name in names and name != "image"}
    for name in ("figure_id", "patent_id"):
        columns[name] = [None if value is None else str(value) for value in columns.get(name, [])]
        if None in columns[name]:
            raise ValueError(f"row {first + columns[name].index(None)} has no {name}")
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
    patents = _dictionary(table["patent_id"])
    codes = _dictionary(table["locarno"])
    return Keys(
        days=days,
        patents=patents.dictionary.to_pylist(),
        patent_of=patents.indices.to_numpy(),
        codes=[LocarnoCode.parse(code) for code in codes.dictionary.to_pylist()],
        code_of=pc.fill_null(codes.indices, -1).to_numpy(),
        not_views=np.flatnonzero(table["is_gazette_copy"].to_numpy().astype(bool)),
        table=table,
    )


def _check_unique(figures: pa.ChunkedArray) -> None:
    if pc.count_distinct(figures).as_py() == len(figures):
        return
    counts = pc.value_counts(figures)
    twice = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    raise ValueError(f"the figure id {twice[0].as_py()!r} occurs twice; every figure needs its own")


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


def _dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column as numbers (int32) of its distinct values, in the order of their first row."""
    array = column.combine_chunks()
    if not isinstance(array, pa.Array):
        array = pa.concat_arrays(array.chunks)
    return array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)


@dataclass(frozen=True)
class Keys:
    """Arrays over the rows of a part that a search reads.

    Attributes:
        days: sorting days [N], rising.
        patents: patent ids in the order of their first row.
        patent_of: number of each row's patent [N].
        codes: the distinct Locarno codes.
        code_of: number of each row's code [N], -1 where unknown.
        not_views: rows that do not count as views, rising: Gazette copies.
        table: the rows, for what is looked at seldom.
    """

    days: Ints
    patents: list[str]
    patent_of: NDArray[np.int32]
    codes: list[LocarnoCode]
    code_of: NDArray[np.int32]
    not_views: Ints
    table: pa.Table

    @functools.cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each patent by its id."""
        return {name: i for i, name in enumerate(self.patents)}

    @functools.cached_property
    def _by_patent(self) -> tuple[Ints, Ints]:
        return _grouped(self.patent_of, len(self.patents))

    @functools.cached_property
    def _by_code(self) -> tuple[Ints, Ints]:
        return _grouped(self.code_of, len(self.codes))

    @functools.cached_property
    def _covered(self) -> dict[str, list[int]]:
        """Numbers of the codes that a class or a subclass covers."""
        covered: dict[str, list[int]] = {}
        for number, code in enumerate(self.codes):
            for name in {code.main_class, str(code)}:
                covered.setdefault(name, []).append(number)
        return covered

    @functools.cached_property
    def _editions(self) -> NDArray[np.int8]:
        return np.asarray(
            pc.fill_null(self.table["locarno_edition"].combine_chunks(), -1).to_numpy(zero_copy_only=False)
        )

    @functools.cached_property
    def _titles(self) -> tuple[pa.Array, NDArray[np.int32]]:
        """The distinct titles in lower case, and the number of each row's."""
        titles = _dictionary(self.table["title"])
        folded = pa.array([(title or "").casefold() for title in titles.dictionary.to_pylist()], pa.large_string())
        return folded, pc.fill_null(titles.indices, 0).to_numpy()

    def rows_of(self, patent: int) -> Ints:
        """Return the rows of a patent, rising."""
        rows, bounds = self._by_patent
        return rows[bounds[patent] : bounds[patent + 1]]

    def find_patents(self, names: Iterable[str]) -> list[int]:
        """Return the numbers of those patents that are here, by their id or any notation of a US design patent."""
        found = (self.numbers.get(name, self.numbers.get(plain_patent_id(name))) for name in names)
        return [number for number in found if number is not None]

    def chosen(self, limits: Limits, start: int, stop: int) -> Ints:
        """Return the rows of a slice that fit the codes, editions and words of the title, in any order.

        Args:
            limits: of a search; one of the three at least is set.
            start, stop: the slice.
        """
        rows: Ints | None = None
        if limits.codes:
            of_code, bounds = self._by_code
            numbers = sorted({n for code in limits.codes for n in self._covered.get(str(code), ())})
            runs = [of_code[bounds[number] : bounds[number + 1]] for number in numbers]
            if (start, stop) != (0, len(self.days)):
                runs = [run[slice(*run.searchsorted((start, stop)))] for run in runs]
            rows = runs[0] if len(runs) == 1 else np.concatenate([*runs, np.empty(0, np.int64)])
        if limits.editions:
            rows = _kept(np.isin(self._editions, limits.editions), rows, start, stop)
        if limits.title:
            titles, title_of = self._titles
            fits = np.ones(len(titles), dtype=bool)
            for word in limits.title:
                fits &= pc.match_substring(titles, word).to_numpy(zero_copy_only=False).astype(bool)
            rows = _kept(fits[title_of], rows, start, stop)
        return np.arange(start, stop) if rows is None else rows


def _grouped(number_of: NDArray[np.int32], count: int) -> tuple[Ints, Ints]:
    """Return the rows group after group, rising in each, and where each group begins [count + 1]; -1 is in none."""
    sizes = np.bincount(number_of + 1, minlength=count + 1)
    rows = np.argsort(number_of, kind="stable")[sizes[0] :]
    return rows, np.concatenate([[0], np.cumsum(sizes[1:])])


def _kept(fits: Mask, rows: Ints | None, start: int, stop: int) -> Ints:
    """Return the rows that fit, of some rows or of a slice."""
    return np.flatnonzero(fits[start:stop]) + start if rows is None else rows[fits[rows]]
