"""What an archive of DeepPatent2 holds, read member by member with limits; nothing is unpacked to disk."""

from __future__ import annotations

import contextlib
import io
import stat
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from .records import read_records_from
from .release import is_record_file
from .release_open import (
    BROKEN,
    DAMAGED,
    Member,
    Opened,
    UnreadableError,
    as_archive,
    headers_of,
    open_archive,
    open_member,
    read_data,
    unpack,
)
from .release_parts import Archive

LARGEST = 32 << 20
"""Bytes of a picture in an archive, at most."""

CUT = "archive cannot be read or is cut short"
"""Why what lies behind a place in an archive is not read."""

_LEADS_OUT = "archive member whose path leads out of it"
_NESTED = "archive that is nested too deep"
_NOT_PLAIN = "archive member that is no plain file"
_TOO_LARGE = "archive member that is too large"
_ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz")


class Contents(NamedTuple):
    """What lies in an archive.

    Attributes:
        records: its record files.
        pictures: archives in it, and the archive itself if pictures lie in it.
        left_out: members that are not read, by reason.
        is_cut: whether its end is missing.
    """

    records: list[Member]
    pictures: list[Member]
    left_out: Counter[str]
    is_cut: bool = False


class Picture(NamedTuple):
    """A picture in an archive: its path there, and its bytes or why they cannot be had; neither if not wanted."""

    path: str
    data: bytes | None = None
    fault: str = ""


def read_contents(archive: Archive) -> Contents:
    """List a year's archive. A compressed TAR is read through for it; of others only the directory or headers are.

    Raises:
        ValueError: it is no archive, or a part of it is missing; the message says which.
        OSError: it cannot be opened.
    """
    records: dict[Member, None] = {}
    pictures: dict[Member, None] = {}
    left_out: Counter[str] = Counter()
    has_pictures = is_cut = False
    with open_archive(archive) as opened:
        try:
            for name, is_plain in _names(opened):
                path = _inside(name)
                lower = name.lower()
                if path is None:
                    continue
                if not path.parts:
                    left_out[_LEADS_OUT] += 1
                elif not is_plain:
                    left_out[_NOT_PLAIN] += 1
                elif is_record_file(path.name):
                    records[Member(archive, name)] = None
                elif lower.endswith(_ENDINGS):
                    pictures[Member(archive, name)] = None
                has_pictures |= lower.endswith(".png")
        except (*BROKEN, ValueError):
            left_out[CUT] += 1
            is_cut = True
    if has_pictures:
        pictures[Member(archive)] = None
    return Contents(list(records), list(pictures), left_out, is_cut)


def read_archived_records(member: Member) -> Iterator[dict[str, Any]]:
    """Yield the records of a file in an archive.

    Raises:
        ValueError: it is malformed, or cannot be read; the message says where.
    """
    try:
        with open_member(member) as file, io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace") as text:
            yield from read_records_from(text, member.path)
    except (UnreadableError, *BROKEN) as error:
        raise ValueError(f"{member.path}: cannot be read: {error}") from None


def read_pictures(member: Member, wants: Callable[[str], bool], left_out: Counter[str]) -> Iterator[Picture]:
    """Yield the pictures of an archive, or of one in an archive, in the order in which they lie there.

    No more than one picture is held at a time.

    Args:
        member: the archive.
        wants: says of a picture's path whether its bytes are wanted.
        left_out: where members that are no pictures to read, and a cut, are counted by reason.
    """
    try:
        with contextlib.ExitStack() as stack:
            if member.name:
                opened = stack.enter_context(as_archive(stack.enter_context(open_member(member))))
            else:
                opened = stack.enter_context(open_archive(member.archive))
            if isinstance(opened, zipfile.ZipFile):
                yield from _of_zip(opened, wants, left_out)
            else:
                yield from _of_tar(opened, wants, left_out)
    except UnreadableError as error:
        left_out[str(error)] += 1
    except (*BROKEN, ValueError):
        left_out[CUT] += 1


def _of_tar(opened: tarfile.TarFile, wants: Callable[[str], bool], left_out: Counter[str]) -> Iterator[Picture]:
    for header in headers_of(opened):
        path = _picture_path(header.name, _is_whole(header), left_out)
        if path is None:
            continue
        if header.size > LARGEST:
            yield Picture(path, fault=_TOO_LARGE)
        elif not wants(path):
            yield Picture(path)
        else:
            yield Picture(path, read_data(opened, header))


def _of_zip(opened: zipfile.ZipFile, wants: Callable[[str], bool], left_out: Counter[str]) -> Iterator[Picture]:
    for info in sorted(opened.infolist(), key=lambda one: one.header_offset):
        if info.is_dir():
            continue
        path = _picture_path(info.filename, _is_plain(info), left_out)
        if path is None:
            continue
        if info.file_size > LARGEST:
            yield Picture(path, fault=_TOO_LARGE)
        elif not wants(path):
            yield Picture(path)
        else:
            try:
                with unpack(opened, info) as file:
                    data = file.read(LARGEST + 1)
                yield Picture(path, data) if len(data) <= LARGEST else Picture(path, fault=_TOO_LARGE)
            except UnreadableError as error:
                yield Picture(path, fault=str(error))
            except (*BROKEN, ValueError):
                yield Picture(path, fault=DAMAGED)


def _picture_path(name: str, is_plain: bool, left_out: Counter[str]) -> str | None:
    """Return the path of a PNG as text that can be written; None for what is none, counted if it may be a loss."""
    path = _inside(name)
    if path is None:
        return None
    lower = path.name.lower()
    if not path.parts or not is_plain:
        left_out[_LEADS_OUT if not path.parts else _NOT_PLAIN] += 1
    elif lower.endswith(_ENDINGS):
        left_out[_NESTED] += 1
    elif lower.endswith(".png"):
        return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return None


def _inside(name: str) -> PurePosixPath | None:
    """Return a member's path in its archive, without parts if it leads out; None for a hidden file or folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or path.as_posix()[1:2] == ":":
        return PurePosixPath()
    return None if any(part.startswith(".") or part == "__MACOSX" for part in path.parts) else path


def _names(opened: Opened) -> Iterator[tuple[str, bool]]:
    """Yield the names of all but the folders, and whether they are plain files."""
    if isinstance(opened, zipfile.ZipFile):
        yield from ((info.filename, _is_plain(info)) for info in opened.infolist() if not info.is_dir())
    else:
        yield from ((header.name, _is_whole(header)) for header in headers_of(opened))


def _is_whole(header: tarfile.TarInfo) -> bool:
    return header.isreg() and not header.issparse()


def _is_plain(info: zipfile.ZipInfo) -> bool:
    return stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
