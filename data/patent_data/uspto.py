"""USPTO weekly grants: a week's .tar, a .zip, or folders with XML records and their TIFF sheets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeling_patent.rows import UPRIGHT, make_row

from .archives import Folder, Unit, find_units, folders_of, is_tar, tar_members
from .builder import load_rows
from .grants import Grant, NoGrantError, Sheet, read_grant, viewpoint_of
from .pictures import Fingerprint, picture_fault, turned_upright
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
    """Return the drawing sheets of USPTO grant records (XML v4.x, since 2005), one row a sheet.

    Sheets in folders stay where they are: a row holds the path. Sheets in archives, and with `upright` those that the
    record calls landscape, are held as the file's bytes; for a landscape sheet its orientation tag is set, so that it
    decodes upright, without touching its pixels.

    Args:
        path: a week (`I20220104.tar`), a record's or a week's `.zip`, or a folder with any of these or with XML and
            TIFF files anywhere below it.
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
        self.path = path.resolve()
        self.upright = upright
        self.source = f"USPTO drawing sheets in {self.path}"
        fingerprint = Fingerprint(str(self.path), upright)
        self._units = list(find_units(self.path, fingerprint))
        if not self._units:
            raise ValueError(f"{path}: no USPTO grant records (expected .tar, .zip or XML files)")
        self.fingerprint = fingerprint.hex()

    def shards(self) -> list[list[Unit]]:
        """Return folders and archives in portions."""
        units = [unit for one in self._units for unit in (tar_members(one) if is_tar(one.path) else [one])]
        return [units[at : at + _SHARD] for at in range(0, len(units), _SHARD)]

    def rows(self, shard: list[Unit], tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of folders and archives."""
        for unit in shard:
            if unit.fault:
                tally.left_out[unit.fault] += 1
                continue
            for folder in folders_of(unit, tally):
                yield from self._rows_of(folder, tally)

    def close(self, tally: Tally) -> None:
        """Count nothing more: records do not depend on each other."""

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
            if grant.locarno is None:
                tally.noted["record without a Locarno code"] += 1
            for sheet in grant.sheets:
                if sheet.stem in named:
                    tally.left_out["sheet named twice"] += 1
                    continue
                named.add(sheet.stem)
                row = self._row(grant, granted, sheet, folder, tally)
                if row is not None:
                    yield tally.keep(row)
        unnamed = len(folder.pictures.keys() - named)
        if unnamed:
            tally.left_out["picture that no record names"] += unnamed

    def _row(self, grant: Grant, granted: Any, sheet: Sheet, folder: Folder, tally: Tally) -> dict[str, Any] | None:
        name = folder.pictures.get(sheet.stem)
        if name is None:
            tally.left_out["picture is missing"] += 1
            return None
        path = f"{folder.where}/{name}"
        try:
            turn = self.upright and sheet.landscape
            data = None if folder.on_disk and not turn else folder.read(name)
            fault = picture_fault(path if data is None else data)
        except ValueError as error:
            fault = str(error)
        if fault is not None:
            tally.left_out[fault] += 1
            return None
        image: Any = path
        if data is not None:
            if turn:
                try:
                    data = turned_upright(data)
                except ValueError:
                    tally.noted["landscape sheet that is no TIFF, not turned"] += 1
            # `datasets` drops the bytes beside a path that leads to a file
            image = {"path": f"{path}{UPRIGHT}" if folder.on_disk else path, "bytes": data}
        caption = grant.caption_of(sheet.stem)
        known = {"locarno": grant.locarno, "uspc": grant.uspc, "title": grant.title, "cites": grant.cites}
        known |= {"object_name": grant.title or None, "caption": caption, "viewpoint": viewpoint_of(caption)}
        return make_row(image, Path(name).stem, grant.patent_id, granted, **known)
