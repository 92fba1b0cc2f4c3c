"""USPTO weekly grants: a week's .tar, a .zip, or folders with XML or SGML records and their TIFF sheets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .archives import Folder, Unit, find_units, folders_of, is_tar, tar_members
from .builder import load_rows
from .grants import NoGrantError, read_grant
from .pictures import Fingerprint
from .sheet_rows import sheet_row
from .tables import is_utf8
from .tally import Tally

if TYPE_CHECKING:
    import datasets

_SHARD = 64  # records or folders in one shard


def load_uspto(
    path: str | os.PathLike[str],
    *,
    upright: bool = True,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """Return the drawing sheets of USPTO grant records (ST.32 of 2001 to 2004, XML v4.x since 2005), one row a sheet.

    Sheets in folders stay where they are: a row holds the path. Sheets in archives, and with `upright` those that the
    record calls landscape, are held as the file's bytes; for a landscape sheet its orientation tag is set, so that it
    decodes upright, without touching its pixels. ST.32 records do not say which sheets are landscape.

    `figures_on_sheet` is 1 where a record states as many figures as it has numbered sheets, their number where it has
    one sheet, and else unknown, as it is for the Gazette's copy.

    `applicants` are the record's applicants, which before 2013 are the inventors, and its assignees. `related` are the
    granted US designs that it calls related: earlier ones of its family.

    Args:
        path: a week (`I20220104.tar`), a record's or a week's `.zip`, or a folder with any of these or with records
            (.xml, .sgm, .sgml) and TIFF files anywhere below it. Links in it that lead out of it are not followed.
        upright: turn landscape sheets upright.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that read parts side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        FileNotFoundError: there is nothing at `path`.
        ValueError: no record lies there, or none holds a sheet that can be read.
    """
    return load_rows(UsptoReader(Path(path), upright), streaming, num_proc, cache_dir)


class UsptoReader:
    """Reads grant records; a shard is some folders or archives."""

    name = "uspto"

    def __init__(self, path: Path, upright: bool = True):
        if not path.exists():
            raise FileNotFoundError(f"no such file or folder: {path}")
        # a file may be a link to one with a name of another kind
        self.path = path.parent.resolve() / path.name if path.is_file() else path.resolve()
        self.upright = upright
        self.source = f"USPTO drawing sheets in {self.path}"
        fingerprint = Fingerprint(str(self.path), upright)
        self._units = list(find_units(self.path, fingerprint))
        if not self._units:
            raise ValueError(f"{path}: no USPTO grant records (expected .tar, .zip, XML or SGML files)")
        self.fingerprint = fingerprint.hex()

    def shards(self) -> list[list[Unit]]:
        """Return folders and archives in portions."""
        units = [unit for one in self._units for unit in (tar_members(one) if is_tar(one) else [one])]
        return [units[at : at + _SHARD] for at in range(0, len(units), _SHARD)]

    def rows(self, shard: list[Unit], tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of folders and archives."""
        for unit in shard:
            if unit.fault:
                tally.left_out[unit.fault] += 1
                continue
            try:
                for folder in folders_of(unit, tally):
                    yield from self._rows_of(folder, tally)
            except OSError:
                tally.left_out["folder or archive cannot be read"] += 1

    def close(self, tally: Tally) -> None:
        """Count records that lie there more than once."""
        again = sum(count - 1 for count in tally.met.values())
        if again:
            tally.noted["record of a patent that another record is of, both kept"] += again
        tally.met.clear()

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_units": []}  # shards carry them

    def _rows_of(self, folder: Folder, tally: Tally) -> Iterator[dict[str, Any]]:
        named: set[str] = set()
        for name in folder.records:
            try:
                grant = read_grant(folder.read(name), tally)
                granted = tally.date(grant.granted)
                if granted is None:
                    raise NoGrantError("XML without the patent's number or date")
            except ValueError as error:
                tally.left_out[str(error)] += 1
                continue
            tally.met[grant.patent_id] += 1
            if grant.locarno is None:
                tally.noted["record without a Locarno code"] += 1
            for sheet in grant.sheets:
                if sheet.stem in named:
                    tally.left_out["sheet named twice"] += 1
                    continue
                named.add(sheet.stem)
                if folder.on_disk and sheet.stem in folder.pictures and not is_utf8(folder.where):
                    tally.left_out["picture whose path is not UTF-8"] += 1
                    continue
                row = sheet_row(grant, granted, sheet, folder, tally, self.upright)
                if row is None:
                    continue
                row["figures_on_sheet"] = grant.figures_on(sheet.stem)
                if grant.is_crowded(sheet.stem):
                    tally.noted["sheet of a record with more figures than sheets"] += 1
                yield tally.keep(row)
        unnamed = len(folder.pictures.keys() - named)
        if unnamed:
            tally.left_out["picture that no record names"] += unnamed
