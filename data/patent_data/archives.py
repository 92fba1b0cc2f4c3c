"""Folders and archives of a USPTO source: what lies where, read in memory with limits, nothing unpacked to disk."""

from __future__ import annotations

import io
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .pictures import SUFFIXES, Fingerprint, entries_of, homes_of, walk
from .tally import Tally
from .zips import CUT, DAMAGED, LARGEST_FILE, NO_FILE, RECORDS, TWICE, Folder, folder_of, member_fault, zip_folders

__all__ = ["RECORDS", "Folder", "Unit", "find_units", "folders_of", "is_tar", "tar_members"]

_LARGEST_HEADER = 16 << 10  # bytes of one header in a .tar; its reader holds them as a whole
_MOST_MEMBERS = 200_000  # of a .tar


class Unit(NamedTuple):
    """What is read at once: a folder, an archive, or (with a place in it) a member or a folder of a .tar.

    `fault` says why it cannot be read, `files` are name, place and size of the files in a .tar's folder, `homes` the
    real folders that links in a folder on disk may lead to.
    """

    path: str
    name: str = ""
    offset: int = 0
    size: int = 0
    fault: str = ""
    files: tuple[tuple[str, int, int], ...] = ()
    homes: tuple[str, ...] = ()


def is_tar(unit: Unit) -> bool:
    """Whether a unit is a .tar as a whole."""
    return unit.path.lower().endswith(".tar") and not unit.homes


def find_units(path: Path, fingerprint: Fingerprint) -> Iterator[Unit]:
    """Yield the folders and archives at a path; a record that lies there both ways is read once, from its folder."""
    if path.is_file():
        status = path.stat()
        for name, _, _ in fingerprint.add([(str(path), status.st_size, status.st_mtime_ns)]):
            if name.lower().endswith((".tar", ".zip")):
                yield Unit(name)
        return
    folders: dict[str, None] = {}
    archives: list[str] = []
    records: set[str] = set()
    passed_by = Counter[str]()
    for name, _, _ in fingerprint.add(walk(path, passed_by)):
        place = Path(name)
        suffix = place.suffix.lower()
        if suffix in RECORDS or suffix in SUFFIXES:
            folders[str(place.parent)] = None
        if suffix in RECORDS:
            records.add(place.stem.lower())
        elif suffix in (".tar", ".zip"):
            archives.append(name)
    if not records and not archives:
        return
    homes = homes_of(path)
    yield from (Unit(folder, homes=homes) for folder in folders)
    for name in archives:
        twice = Path(name).stem.lower() in records
        yield Unit(name, fault="archive of a record that also lies there unpacked" if twice else "")
    yield from (Unit(str(path), fault=reason) for reason in sorted(passed_by.elements()))


def tar_members(unit: Unit) -> list[Unit]:
    """Return the design records in a .tar, without opening them: ZIPs, and folders with records or pictures."""
    if unit.fault:
        return [unit]
    found: list[Unit] = []
    folders: dict[str, list[tuple[str, int, int]]] = {}
    try:
        for member in _tar_headers(unit.path):
            fault = member_fault(member.name, member.size)
            folder, _, name = member.name.replace("\\", "/").rpartition("/")
            if member.isdir() or (fault is None and (name.startswith(".") or "__MACOSX" in folder)):
                continue
            if not member.isreg() or member.issparse():
                fault = NO_FILE
            elif fault is None and name.lower().endswith((*RECORDS, *SUFFIXES)):
                folders.setdefault(folder, []).append((name, member.offset_data, member.size))
                continue
            elif fault is None and not name.lower().endswith(".zip"):
                fault = "archive member that is no ZIP of a record"
            found.append(Unit(unit.path, member.name, member.offset_data, member.size, fault or ""))
    except DAMAGED:
        found.append(Unit(unit.path, fault=CUT))
    return found + [Unit(unit.path, folder, files=tuple(files)) for folder, files in folders.items()]


def folders_of(unit: Unit, tally: Tally) -> Iterator[Folder]:
    """Yield the folders with files of a unit.

    Raises:
        OSError: the disk fails while it is read.
    """
    if unit.files:
        places = {name: (offset, size) for name, offset, size in unit.files}
        tally.left_out.update([TWICE] * (len(unit.files) - len(places)))
        where = f"{unit.path}/{unit.name}" if unit.name else unit.path
        yield folder_of(list(places), where, lambda name: _read(unit.path, *places[name]), tally)
    elif unit.name:
        with Path(unit.path).open("rb") as file:
            file.seek(unit.offset)
            data = io.BytesIO(file.read(unit.size))
        yield from zip_folders(data, f"{unit.path}/{unit.name}", tally)
    elif unit.path.lower().endswith(".zip") and not unit.homes:
        with Path(unit.path).open("rb") as file:
            yield from zip_folders(file, unit.path, tally)
    else:
        # what is passed by here was counted by the walk
        names = [entry.name for entry in entries_of(unit.path, unit.homes, Counter()) if not entry.is_dir()]
        if unit.path.upper().endswith("-SUPP"):
            tally.left_out["supplement of a record (-SUPP)"] += len(names)
        else:
            yield folder_of(names, unit.path, lambda name: _read(f"{unit.path}/{name}"), tally, on_disk=True)


class _ShortReads(io.FileIO):
    """A file for `tarfile`, which reads the long headers of a member as a whole, of whatever size it says they are."""

    def read(self, size: int | None = -1) -> bytes | Any:
        if size is None or not 0 <= size <= _LARGEST_HEADER:
            raise tarfile.ReadError("header is too long")
        return super().read(size)


def _tar_headers(path: str) -> Iterator[tarfile.TarInfo]:
    """Yield the members of a .tar.

    Raises:
        tarfile.ReadError: it is cut short, damaged, or has too many members.
    """
    with _ShortReads(path) as file, tarfile.open(fileobj=file, mode="r:") as archive:
        last = -1
        for _ in range(_MOST_MEMBERS):
            member = archive.next()
            archive.members.clear()  # type: ignore[attr-defined]  # `next` keeps all that it meets
            if member is None:
                break
            if member.offset <= last or member.size < 0:
                raise tarfile.ReadError("negative size")
            last = member.offset
            yield member
        file.seek(archive.offset)  # `next` also ends at a header that it cannot read
        if file.read(tarfile.BLOCKSIZE).strip(b"\x00"):
            raise tarfile.ReadError("damaged, or too many members")


def _read(path: str, offset: int = 0, size: int = LARGEST_FILE + 1) -> bytes:
    try:
        with Path(path).open("rb") as file:
            file.seek(offset)
            data = file.read(size)
    except OSError:
        raise ValueError("file cannot be read") from None
    if len(data) > LARGEST_FILE:
        raise ValueError("file is too large")
    return data
