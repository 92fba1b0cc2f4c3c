"""Folders and archives of a USPTO source: what lies where, read in memory with limits, nothing unpacked to disk."""

from __future__ import annotations

import functools
import io
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from .pictures import SUFFIXES, Fingerprint, walk
from .tally import Tally

_LARGEST = 256 << 20  # bytes of one member of an archive
_DEEPEST = 2  # an archive of a week holds archives of records


class Unit(NamedTuple):
    """What is read at once: a folder, an archive, or (with a place in it) a member of a .tar.

    `fault` says why it cannot be read, where that shows before reading.
    """

    path: str
    name: str = ""
    offset: int = 0
    size: int = 0
    fault: str = ""


@dataclass
class Folder:
    """Files that lie together, on disk or in an archive.

    Attributes:
        records: names of XML files.
        pictures: lower-case stem -> name.
        where: path of the folder, or of the archive and the folder in it.
        read: returns the bytes of a file by name, or raises ValueError with the reason for counting.
        on_disk: whether `where` is a folder on disk.
    """

    records: list[str]
    pictures: dict[str, str]
    where: str
    read: Callable[[str], bytes]
    on_disk: bool = False


def is_tar(path: str) -> bool:
    """Whether a path's name is that of a .tar."""
    return path.lower().endswith(".tar")


def find_units(path: Path, fingerprint: Fingerprint) -> Iterator[Unit]:
    """Yield the folders and archives at a path; a record that lies there both ways is read once, from its folder."""
    if path.is_file():
        stat = path.stat()
        for name, _, _ in fingerprint.add([(str(path), stat.st_size, stat.st_mtime_ns)]):
            if name.lower().endswith((".tar", ".zip")):
                yield Unit(name)
        return
    folders: dict[str, None] = {}
    archives: list[str] = []
    records: set[str] = set()
    for name, _, _ in fingerprint.add(walk(path)):
        place = Path(name)
        suffix = place.suffix.lower()
        if suffix == ".xml" or suffix in SUFFIXES:
            folders[str(place.parent)] = None
        if suffix == ".xml":
            records.add(place.stem.lower())
        elif suffix in (".tar", ".zip"):
            archives.append(name)
    if not records and not archives:
        return
    yield from (Unit(folder) for folder in folders)
    for name in archives:
        twice = Path(name).stem.lower() in records
        yield Unit(name, fault="archive of a record that also lies there unpacked" if twice else "")


def tar_members(unit: Unit) -> list[Unit]:
    """Return the design records in a .tar, without opening them."""
    if unit.fault:
        return [unit]
    found: list[Unit] = []
    try:
        with tarfile.open(unit.path, "r:") as archive:
            for member in archive:
                fault = _member_fault(member.name, member.size)
                if member.isdir():
                    continue
                if not member.isreg():
                    fault = "archive member that is no plain file"
                elif not fault and not member.name.lower().endswith(".zip"):
                    fault = "archive member that is no ZIP of a record"
                found.append(Unit(unit.path, member.name, member.offset_data, member.size, fault or ""))
    except (tarfile.TarError, OSError, EOFError):
        found.append(Unit(unit.path, fault="archive cannot be read or is cut short"))
    return found


def _member_fault(name: str, size: int) -> str | None:
    """Say why a member of an archive is not read; None if it is."""
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or name[1:2] == ":":
        return "archive member whose path leads out of it"
    if size > _LARGEST:
        return "archive member that is too large"
    if any(part.upper().endswith("-SUPP") for part in (*parts.parts[:-1], parts.stem)):
        return "supplement of a record (-SUPP)"
    return None


def folders_of(unit: Unit, tally: Tally) -> Iterator[Folder]:
    """Yield the folders with files of a unit."""
    if unit.name:
        with Path(unit.path).open("rb") as file:
            file.seek(unit.offset)
            data = file.read(unit.size)
        yield from _zip_folders(io.BytesIO(data), f"{unit.path}/{unit.name}", tally)
    elif unit.path.lower().endswith(".zip"):
        with Path(unit.path).open("rb") as file:
            yield from _zip_folders(file, unit.path, tally)
    else:
        with os.scandir(unit.path) as listing:
            names = [entry.name for entry in listing if not entry.name.startswith(".") and not entry.is_dir()]
        if unit.path.upper().endswith("-SUPP"):
            tally.left_out["supplement of a record (-SUPP)"] += len(names)
        else:
            yield _folder(names, unit.path, lambda name: _read(Path(unit.path) / name), on_disk=True)


def _zip_folders(file: IO[bytes], where: str, tally: Tally, depth: int = 1) -> Iterator[Folder]:
    """Yield the folders of a ZIP, and of ZIPs in it; what cannot be read is counted."""
    try:
        with zipfile.ZipFile(file) as archive:
            members: dict[str, dict[str, zipfile.ZipInfo]] = {}
            for member in archive.infolist():
                fault = _member_fault(member.filename, member.file_size)
                if fault or member.is_dir():
                    tally.left_out.update([fault] if fault and not member.is_dir() else [])
                    continue
                folder, _, name = member.filename.replace("\\", "/").rpartition("/")
                if name.lower().endswith(".zip"):
                    yield from _inner(archive, member, f"{where}/{member.filename}", tally, depth)
                elif not name.startswith(".") and "__MACOSX" not in folder:
                    members.setdefault(folder, {})[name] = member
            for folder, inside in members.items():
                place = f"{where}/{folder}" if folder else where
                yield _folder(list(inside), place, functools.partial(_unzip_named, archive, inside))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError):
        tally.left_out["archive cannot be read or is cut short"] += 1


def _inner(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str, tally: Tally, depth: int) -> Iterator[Folder]:
    if depth == _DEEPEST:
        tally.left_out["archive in an archive in an archive"] += 1
        return
    try:
        data = _unzip(archive, member)
    except ValueError as error:
        tally.left_out[str(error)] += 1
        return
    yield from _zip_folders(io.BytesIO(data), where, tally, depth + 1)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ValueError("file cannot be read") from None


def _unzip_named(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    return _unzip(archive, members[name])


def _unzip(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes.

    Raises:
        ValueError: it is encrypted, damaged, or larger than it says; the message is the reason, for counting.
    """
    if member.flag_bits & 1:
        raise ValueError("archive member that is encrypted")
    try:
        with archive.open(member) as file:
            data = file.read(_LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise ValueError("archive member that is damaged") from None
    if len(data) > _LARGEST:
        raise ValueError("archive member that is too large")
    return data


def _folder(names: list[str], where: str, read: Callable[[str], bytes], on_disk: bool = False) -> Folder:
    records = sorted(name for name in names if name.lower().endswith(".xml"))
    pictures: dict[str, str] = {}
    for name in sorted(names):
        place = PurePosixPath(name)
        if place.suffix.lower() in SUFFIXES:
            pictures.setdefault(place.stem.lower(), name)
    return Folder(records, pictures, where, read, on_disk)
