"""Rows of a CSV or Parquet file, one at a time: a table of any length, and values of a size that text has."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any

_LONGEST = 1 << 18  # bytes of one value in a Parquet file; the csv module has a limit of its own
_HEADER = 1 << 16  # characters of a CSV's first line
_RECORD = 4 << 20  # of one of its rows
_ROWS = 512  # held at once
_NUL = "line contains NUL"


def csv_columns(path: Path) -> list[str]:
    """Return the column names of a CSV, in lower case without blanks around them; only its first line is read.

    Raises:
        ValueError: the first line is none of a CSV.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline(_HEADER)
    try:
        return [name.strip().lower() for name in next(csv.reader([_without_nul(line)]), [])]
    except csv.Error as error:
        raise ValueError(f"{path}: not a CSV file in UTF-8 at line 1: {error}") from None


def csv_rows(path: Path, used: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a CSV as column -> text; what a row has beyond the columns stands under "".

    Bytes that are not UTF-8 become `records.REPLACED`. A row that is too short lacks its last columns.

    Args:
        path: the file.
        used: columns that must not be there twice.

    Raises:
        ValueError: the file is malformed, or a column of `used` is there twice; the message says where.
    """
    columns = csv_columns(path)
    _refuse_twins(path, columns, used)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines)
        try:
            next(reader, None)
            for fields in reader:
                lines.held = 0
                if fields:
                    row: dict[str, Any] = dict(zip(columns, fields, strict=False))
                    yield row | {"": fields[len(columns) :]} if len(fields) > len(columns) else row
        except csv.Error as error:
            raise ValueError(f"{path}: not a CSV file in UTF-8 at line {lines.number}: {error}") from None


def parquet_columns(path: Path) -> list[str]:
    """Return the column names of a Parquet file.

    Raises:
        ValueError: it is none.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            return list(file.schema_arrow.names)
    except (pyarrow.ArrowException, OSError) as error:
        raise _no_parquet(path, error) from None


def parquet_rows(path: Path, used: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a Parquet file as column -> value, of the columns `used` alone.

    Texts stay in dictionaries until their row is made, so that a value which a million rows share is held once.

    Raises:
        ValueError: the file is malformed, holds a value longer than 256 KiB, or a column of `used` is there twice.
    """
    import pyarrow
    from pyarrow import parquet

    columns = parquet_columns(path)
    _refuse_twins(path, columns, used)
    wanted = [name for name in columns if name in used]
    try:
        with parquet.ParquetFile(path) as file:
            leaves = [file.schema.column(i) for i in range(len(file.schema))]
        texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        shared = [leaf for leaf in texts if leaf.split(".")[0] in wanted]
        with parquet.ParquetFile(path, read_dictionary=shared) as file:
            for batch in file.iter_batches(_ROWS, columns=wanted):
                for name, values in zip(wanted, batch, strict=True):
                    longest = _longest(values)
                    if longest > _LONGEST:
                        raise ValueError(
                            f"{path}: column '{name}' holds a value of {longest} bytes (at most {_LONGEST})"
                        )
                for i in range(batch.num_rows):
                    yield {name: _value(path, name, values[i]) for name, values in zip(wanted, batch, strict=True)}
    except (pyarrow.ArrowException, OSError) as error:
        raise _no_parquet(path, error) from None


def _value(path: Path, name: str, scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError) as error:  # a time that Python has none for
        raise ValueError(f"{path}: column '{name}' holds a value that cannot be used: {error}") from None


def is_utf8(text: str) -> bool:
    """Whether a text can be stored: names of files, and JSON, may hold what is no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _longest(values: Any) -> int:
    """Return the bytes of the longest text in a column, within lists and dictionaries too."""
    import pyarrow.compute
    from pyarrow import types

    kind = values.type
    if types.is_dictionary(kind):
        return _longest(values.dictionary)
    if types.is_list(kind) or types.is_large_list(kind):
        return _longest(values.values)
    if types.is_struct(kind):
        return max((_longest(values.field(i)) for i in range(kind.num_fields)), default=0)
    if any(test(kind) for test in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)):
        return pyarrow.compute.max(pyarrow.compute.binary_length(values)).as_py() or 0
    return 0


class _Lines:
    """The lines of a CSV for its reader, which would hold a line or a row of any length.

    Attributes:
        held: characters since whoever reads them last set it to 0.
        number: of the line read last, from 1.
    """

    def __init__(self, file: IO[str]):
        self.held = self.number = 0
        self._file = file

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(_RECORD + 1):
            self.held += len(line)
            self.number += 1
            if self.held > _RECORD:
                raise csv.Error(f"a row has more than {_RECORD >> 20} M characters")
            yield _without_nul(line)


def _without_nul(line: str) -> str:
    if "\0" in line:
        raise csv.Error(_NUL)  # Python 3.10 says so itself, later ones read on
    return line


def _refuse_twins(path: Path, columns: list[str], used: Collection[str]) -> None:
    twins = [name for name, count in Counter(columns).items() if count > 1 and name in used]
    if twins:
        raise ValueError(f"{path}: more than one column '{twins[0]}'")


def _no_parquet(path: Path, error: Exception) -> ValueError:
    lines = str(error).splitlines() or [type(error).__name__]
    return ValueError(f"{path}: not a Parquet file: {lines[0]}")
