"""IMPACT: a CSV a year, and below the same root the sheets of the patents that it names, with their grant records."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .archives import RECORDS, Folder
from .builder import load_rows
from .grants import Grant, NoGrantError, read_grant
from .impact_rows import (
    NEEDED,
    PATENT,
    USED,
    as_record,
    granted_of,
    is_impact_csv,
    list_of,
    missing_columns,
    patent_of,
    texts_of,
)
from .pictures import SUFFIXES, Fingerprint, walk
from .records import REPLACED
from .sheet_rows import sheet_row
from .tables import csv_rows, is_utf8
from .tally import Tally

if TYPE_CHECKING:
    import datasets

_SHARD = 1024  # patents

Shard = tuple[Path, dict[int, str], Tally]
"""A CSV; its rows of this part, by number, each with the patent's files; and counts (of all CSVs, in the first).

Files are paths below the root, parted by NUL: lists of millions of them would take several times the memory.
"""


def load_impact(
    root: str | os.PathLike[str],
    years: int | Collection[int] | None = None,
    *,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """Return the drawing sheets of the patents that IMPACT's CSVs name, one row a sheet.

    Any `*.csv` below `root` with IMPACT's columns is read. Sheets are found by name anywhere below `root`. Where the
    grant's XML lies there too, the row is what `load_uspto` makes of it: sheets that lie on their side are turned
    upright, and edition, citations, applicants and related patents are known. Else it is made of the CSV: the Locarno
    code is the first of `class_search` and never a symbol of the US classification, `uspc` the first of `class`.
    `texts` holds the CSV's `caption`, which a model wrote on the design as a whole.

    Args:
        root: folder with CSVs and sheets.
        years: only patents granted in these years; None for all.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that read parts side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: no CSV of IMPACT, one without a column or malformed, or no sheet is left.
    """
    wanted = {years} if isinstance(years, int) else None if years is None else set(years)
    return load_rows(ImpactReader(Path(root), wanted), streaming, num_proc, cache_dir)


class ImpactReader:
    """Reads the patents of IMPACT's CSVs; a shard is a run of rows of one of them."""

    name = "impact"

    def __init__(self, root: Path, years: set[int] | None = None):
        if not root.is_dir():
            raise FileNotFoundError(f"no such folder: {root}")
        self.root, self.years = root.resolve(), years
        self.source = f"IMPACT sheets in {self.root}"
        if years is not None:
            self.source += f" of {', '.join(map(str, sorted(years)))}"
        fingerprint = Fingerprint(str(self.root), None if years is None else sorted(years))
        self._passed = Counter[str]()
        self._files: dict[str, str] = {}  # patent, or name of a file that names none -> its files
        others: list[Path] = []
        self._tables: list[Path] = []
        for path, _, _ in fingerprint.add(walk(self.root, self._passed)):
            name, below = path.rpartition(os.sep)[2], os.path.relpath(path, self.root)
            if name.lower().endswith((*SUFFIXES, *RECORDS)):
                known = self._files.get(_key(name))
                self._files[_key(name)] = below if known is None else f"{known}\0{below}"
            elif name.lower().endswith(".csv"):
                (self._tables if is_impact_csv(Path(path)) else others).append(Path(path))
        self.fingerprint = fingerprint.hex()
        self._others = len(others)
        if not self._tables:
            known = f"; {others[0]} lacks {missing_columns(others[0], NEEDED)}" if others else ""
            raise ValueError(f"{root}: no CSV of IMPACT (expected the columns {', '.join(sorted(NEEDED))}){known}")
        for table in self._tables:
            if lacking := missing_columns(table, NEEDED):
                raise ValueError(f"{table}: lacks the columns {lacking}")

    def shards(self) -> list[Shard]:
        """Return runs of rows, each row with the files of its patent."""
        tally, shards = Tally(left_out=Counter(self._passed)), list[Shard]()
        met: set[str] = set()
        claimed: set[str] = set()
        if self._others:
            tally.noted["CSV that is none of IMPACT, not read"] += self._others
        for table in self._tables:
            chosen: dict[int, str] = {}
            for number, row in enumerate(csv_rows(table, USED)):
                patent, names = patent_of(row), list_of(row, "file_names", Tally())
                year = getattr(granted_of(row, names, Tally()), "year", None)
                keys = [key for key in dict.fromkeys((patent or "", *map(_key, names))) if key in self._files]
                claimed.update(keys)
                if patent is None:
                    tally.left_out["record whose id is no design patent"] += 1
                elif patent in met:
                    tally.left_out["second record of one patent"] += 1
                elif self.years is not None and year not in self.years:
                    tally.noted["granted in a year not asked for"] += 1
                else:
                    chosen[number] = "\0".join(self._files[key] for key in keys)
                met.add(patent or "")
            numbers = list(chosen)
            runs = (numbers[at : at + _SHARD] for at in range(0, len(numbers), _SHARD))
            shards.extend((table, {number: chosen[number] for number in run}, Tally()) for run in runs)
        unnamed = [file for key in self._files.keys() - claimed for file in self._files[key].split("\0")]
        _count(tally, "record that no CSV names", sum(file.lower().endswith(RECORDS) for file in unnamed))
        _count(tally, "picture that no record names", sum(not file.lower().endswith(RECORDS) for file in unnamed))
        first = shards[0] if shards else (self._tables[0], {}, tally)
        return [(first[0], first[1], tally), *shards[1:]]

    def rows(self, shard: Shard, tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of a run of patents."""
        table, chosen, counts = shard
        tally.add(counts)
        last = max(chosen, default=-1)
        for number, row in enumerate(csv_rows(table, USED) if chosen else ()):
            if number in chosen:
                yield from self._rows_of(row, chosen[number], tally)
            if number == last:
                return

    def close(self, tally: Tally) -> None:
        """Count nothing more: the CSVs are read through before their patents."""

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_files": {}}  # shards carry them

    def _rows_of(self, row: dict[str, Any], files: str, tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of a patent: of its grant record, or of what the CSV says."""
        if any(isinstance(value, str) and REPLACED in value for value in row.values()):
            tally.noted["text is not UTF-8, bad bytes replaced"] += 1
        if "" in row or not row.keys() >= NEEDED:
            tally.noted["row with more or fewer fields than columns"] += 1
        folder, texts = self._folder(files, tally), texts_of(row, tally)
        grant = self._record(folder, row, tally)
        if grant is None:
            names = list_of(row, "file_names", tally) or [f"{stem}.tif" for stem in sorted(folder.pictures)]
            granted = granted_of(row, names, tally)
            grant = read_grant(as_record(row, names, granted, tally), tally)
        else:
            granted = tally.date(grant.granted)
        if grant.locarno is None:
            tally.noted["record without a Locarno code"] += 1
        if not grant.sheets:
            tally.left_out["record that names no picture"] += 1
        named: set[str] = set()
        for sheet in grant.sheets:
            if sheet.stem in named:
                tally.left_out["sheet named twice"] += 1
                continue
            named.add(sheet.stem)
            made = sheet_row(grant, granted, sheet, folder, tally)
            if made is not None:
                if grant.is_crowded(sheet.stem):
                    tally.noted["sheet of a record with more figures than sheets"] += 1
                yield tally.keep(made | {"texts": texts})
        _count(tally, "picture that no record names", len(folder.pictures.keys() - named))

    def _folder(self, files: str, tally: Tally) -> Folder:
        """Sort a patent's files into records and pictures."""
        folder = Folder([], {}, str(self.root), self._read, on_disk=True)
        for below in files.split("\0") if files else ():
            path = Path(below)
            if path.parent.name.upper().endswith("-SUPP"):
                tally.left_out["supplement of a record (-SUPP)"] += 1
            elif not is_utf8(str(self.root / path)):
                tally.left_out["file whose path is not UTF-8"] += 1
            elif path.suffix.lower() in RECORDS:
                folder.records.append(below)
            elif folder.pictures.setdefault(path.stem.lower(), below) != below:
                tally.noted["picture found again under its name, the first is taken"] += 1
        return folder

    def _read(self, below: str) -> bytes:
        try:
            return (self.root / below).read_bytes()
        except OSError:
            raise ValueError("file cannot be read") from None

    def _record(self, folder: Folder, row: dict[str, Any], tally: Tally) -> Grant | None:
        """Return the patent's grant record; None where none lies there that can be used."""
        for name in folder.records:
            counts = Tally()
            try:
                grant = read_grant(folder.read(name), counts)
                if counts.date(grant.granted) is None:
                    raise NoGrantError("XML without the patent's number or date")
                if grant.patent_id != patent_of(row):
                    raise NoGrantError("record of another patent")
            except ValueError as error:
                tally.noted[f"XML beside the sheets not used: {error}"] += 1
                continue
            tally.add(counts)
            return grant
        return None


def _key(name: str) -> str:
    """Return the patent that a file's name begins with, else the name without its ending, lower case."""
    patent = PATENT.match(name)
    return patent[1].upper() if patent else name.rpartition(".")[0].lower()


def _count(tally: Tally, reason: str, number: int) -> None:
    if number:
        tally.left_out[reason] += number
