"""Folders of files, and the ZIPs that hold them: read in memory with limits, nothing unpacked to disk."""

from __future__ import annotations

import functools
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from .pictures import SUFFIXES
from .tally import Tally

RECORDS = (".xml", ".sgm", ".sgml")
"""Endings of a record's file, lower case: XML since 2005, ST.32 before."""

LARGEST_FILE = 32 << 20
"""Bytes of a record or a picture that is read as a whole, at most."""

CUT = "archive cannot be read or is cut short"
NO_FILE = "archive member that is no plain file"
TWICE = "archive member named twice"
_BROKEN = (ValueError, ArithmeticError, LookupError, RuntimeError, AttributeError, struct.error, zlib.error)
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, *_BROKEN)
"""What `zipfile` and `tarfile` raise on forged archives."""

_LARGEST = 128 << 20  # bytes of an archive in an archive
_LARGEST_DIRECTORY = 16 << 20  # bytes of a ZIP's list of members
_DEEPEST = 2  # an archive of a week holds archives of records
_CHUNK = 1 << 20


@dataclass
class Folder:
    """Files that lie together, on disk or in an archive.

    Attributes:
        records: names of record files.
        pictures: lower-case stem -> name.
        where: path of the folder, or of the archive and the folder in it (UTF-8).
        read: returns the bytes of a file by name, or raises ValueError with the reason for counting.
        on_disk: whether `where` is a folder on disk.
    """

    records: list[str]
    pictures: dict[str, str]
    where: str
    read: Callable[[str], bytes]
    on_disk: bool = False


def member_fault(name: str, size: int) -> str | None:
    """Say why a member of an archive is not read; None if it is."""
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or name[1:2] == ":":
        return "archive member whose path leads out of it"
    if size > (_LARGEST if name.lower().endswith(".zip") else min(_LARGEST, LARGEST_FILE)):
        return "archive member that is too large"
    if any(part.upper().endswith("-SUPP") for part in (*parts.parts[:-1], parts.stem)):
        return "supplement of a record (-SUPP)"
    return None


def zip_folders(file: IO[bytes], where: str, tally: Tally, depth: int = 1) -> Iterator[Folder]:
    """Yield the folders of a ZIP, and of ZIPs in it; what cannot be read is counted."""
    try:
        size = file.seek(0, io.SEEK_END)
        if _directory_size(file, size) > _LARGEST_DIRECTORY:
            tally.left_out["archive with too many members"] += 1
            return
        with zipfile.ZipFile(file) as archive:
            members: dict[str, dict[str, zipfile.ZipInfo]] = {}
            if sum(member.compress_size for member in archive.infolist()) > size:
                tally.left_out["archive whose members lie over each other"] += 1
                return
            for member in archive.infolist():
                linked = stat.S_ISLNK(member.external_attr >> 16)
                fault = NO_FILE if linked else member_fault(member.filename, member.file_size)
                if fault or member.is_dir():
                    tally.left_out.update([fault] if fault and not member.is_dir() else [])
                    continue
                folder, _, name = member.filename.replace("\\", "/").rpartition("/")
                if name.lower().endswith(".zip"):
                    yield from _inner(archive, member, f"{where}/{member.filename}", tally, depth)
                elif not (name.startswith(".") or "__MACOSX" in folder):
                    inside = members.setdefault(folder, {})
                    tally.left_out.update([TWICE] if name in inside else [])
                    inside.setdefault(name, member)
            for folder, inside in members.items():
                place = f"{where}/{folder}" if folder else where
                yield folder_of(list(inside), place, functools.partial(_unzip, archive, inside), tally)
    except DAMAGED:
        tally.left_out[CUT] += 1


def _directory_size(file: IO[bytes], size: int) -> int:
    """Return the bytes that a ZIP states for its list of members, which `zipfile` reads as a whole; 0 if unclear."""
    file.seek(max(0, size - (1 << 16) - 98))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return 0
    sizes = [int.from_bytes(tail[end + 12 : end + 16], "little")]
    if end >= 76 and tail[end - 20 : end - 16] == b"PK\x06\x07":  # ZIP64: its end stands before this locator
        sizes.append(int.from_bytes(tail[end - 36 : end - 28], "little"))
    return min(max(sizes), size)


def _inner(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str, tally: Tally, depth: int) -> Iterator[Folder]:
    if depth == _DEEPEST:
        tally.left_out["archive in an archive in an archive"] += 1
        return
    try:
        data = _unzip(archive, {"": member}, "")
    except ValueError as error:
        tally.left_out[str(error)] += 1
        return
    yield from zip_folders(io.BytesIO(data), where, tally, depth + 1)


def _unzip(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    """Return a member's bytes.

    Raises:
        ValueError: it is encrypted, damaged, or larger than it says; the message is the reason, for counting.
    """
    member = members[name]
    if member.flag_bits & 1:
        raise ValueError("archive member that is encrypted")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("archive member that is packed in another way than ZIP's usual one")
    parts = []
    try:
        with archive.open(member) as file:
            while part := file.read(_CHUNK):  # `zipfile` ends at the size that the member states
                parts.append(part)
    except DAMAGED:
        raise ValueError("archive member that is damaged") from None
    return b"".join(parts)


def folder_of(
    names: list[str], where: str, read: Callable[[str], bytes], tally: Tally, on_disk: bool = False
) -> Folder:
    """Return a folder of files by their names; counts pictures whose names differ by their ending only."""
    records = sorted(name for name in names if name.lower().endswith(RECORDS))
    pictures: dict[str, str] = {}
    for name in sorted(names):
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
        if suffix.lower() in SUFFIXES and pictures.setdefault(stem.lower(), name) != name:
            tally.left_out["second picture of one name"] += 1
    # a member's name is any bytes, and only tells people where a picture comes from
    place = where if on_disk else where.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Folder(records, pictures, place, read, on_disk)
