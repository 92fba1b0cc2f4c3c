"""Names of DeepPatent2's archives, and an archive in parts (`2019.aa`, `2019.ab`, ...) read as one file."""

from __future__ import annotations

import bisect
import io
import itertools
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, NamedTuple

_YEAR = r"(?:19|20)\d\d(?!\d)"
_PARTED = r"(?:[ _-]?part[ _-]?\d+)?"
_OF_A_YEAR = rf"(?:(?:deeppatent2?|design|segmentation)[ _-]?)?{_YEAR}{_PARTED}"
_OF_PICTURES = rf"(?:{_YEAR}[ _-]?)?(?:segmented|original)(?:new)?(?:[ _-]?{_YEAR}{_PARTED})?"
_ENDINGS = ("zip", "tar", "tar.gz", "tgz")
_ENDING = rf"\.(?:{'|'.join(map(re.escape, _ENDINGS))})"
_LETTERS = r"[a-f][a-z]|aa[a-z]"  # as `split` writes them; further ones are endings such as .gz, .md, .py
_NAMES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<stem>{_OF_A_YEAR}|{_OF_PICTURES})(?P<ending>{_ENDING})",
        rf"(?P<stem>{_OF_A_YEAR}|{_OF_PICTURES})(?P<ending>{_ENDING}[._-](?:part[._-]?)?)(?P<part>{_LETTERS}|\d{{1,4}})",
        rf"(?P<stem>{_OF_A_YEAR})(?P<ending>[._ -]?part[._-]?)(?P<part>{_LETTERS}|\d{{1,4}})",
        rf"(?P<stem>{_OF_A_YEAR})(?P<ending>\.)(?P<part>{_LETTERS}|\d{{3}})",
    )
]
_OTHER_FILES = (".ai", ".bz", ".cc", ".cs", ".db")  # of one such file, its name alone does not make it a part


class Archive(NamedTuple):
    """An archive: one file, or parts that are read as one.

    Attributes:
        path: of the file, or of its first part.
        parts: paths of all parts, in order.
        fault: why it cannot be read, where its parts show it.
        copies: further archives beside it of the same name (joined and in parts), which are not read.
    """

    path: str
    parts: tuple[str, ...]
    fault: str = ""
    copies: int = 0

    def open(self) -> IO[bytes]:
        """Open it as one file in which any place can be sought.

        Raises:
            ValueError: a part is missing or empty; the message names it.
            OSError: it cannot be opened.
        """
        if self.fault:
            raise ValueError(f"{self.path}: {self.fault}")
        if len(self.parts) == 1:
            return Path(self.path).open("rb")
        return io.BufferedReader(JoinedFile(self.parts), 1 << 18)


class JoinedFile(io.RawIOBase):
    """Files one behind another, read as one; one of them is open at a time."""

    def __init__(self, paths: Iterable[str]):
        super().__init__()
        self._paths = [Path(path) for path in paths]
        self._ends = list(itertools.accumulate(path.stat().st_size for path in self._paths))
        self._at = 0
        self._number = -1
        self._file: IO[bytes] | None = None

    def readable(self) -> bool:
        """Whether it can be read: it can."""
        return True

    def seekable(self) -> bool:
        """Whether any place in it can be sought: it can."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._ends[-1]}[whence]
        if start + offset < 0:
            raise ValueError("a place before the beginning of the file")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read what one part still holds, at most a whole buffer; 0 at the end."""
        number = bisect.bisect_right(self._ends, self._at)
        if number == len(self._ends):
            return 0
        if number != self._number:
            self._close_part()
            self._file, self._number = self._paths[number].open("rb", buffering=0), number
        assert self._file is not None
        self._file.seek(self._at - (self._ends[number - 1] if number else 0))
        data = self._file.read(min(len(buffer), self._ends[number] - self._at))
        if not data:
            raise OSError(f"{self._paths[number]}: became shorter while it was read")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        """Close it."""
        self._close_part()
        super().close()

    def _close_part(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._number = None, -1


def is_release_archive(name: str) -> bool:
    """Whether a file's name is that of an archive of DeepPatent2, or of a part of one.

    A week of the USPTO (`I20220104.tar`) is none.

    >>> names = ["2019.aa", "2019.zip", "2019.zip.001", "2019.part_aa", "design2019.tar", "Segmented.tar.gz"]
    >>> [is_release_archive(x) for x in (*names, "I20220104.tar", "20220104.zip", "2019.md", "drawings.zip")]
    [True, True, True, True, True, True, False, False, False, False]
    """
    return _parse(name) is not None and not (re.fullmatch(r"\d{4}", name[:-3]) and name[-3:].lower() in _OTHER_FILES)


def is_part(name: str) -> bool:
    """Whether a file's name is that of a part of an archive.

    >>> [is_part(x) for x in ("2019.ab", "2019.zip.002", "2019.zip")]
    [True, True, False]
    """
    match = _parse(name)
    return match is not None and "part" in match.groupdict()


def find_archives(files: Iterable[tuple[str, int]]) -> list[Archive]:
    """Return the archives among files, their parts put in order; an archive that is joined goes before its parts.

    Args:
        files: path and size in bytes (-1: a link that leads nowhere).
    """
    found: dict[tuple[str, str], dict[str, list[tuple[str, str, int]]]] = {}
    for path, size in files:
        folder, name = os.path.split(path)
        match = _parse(name)
        if match is not None:
            groups = match.groupdict()
            part = groups.get("part", "")
            kind = f"{groups['ending'].lower()} {'digits' if part.isdecimal() else 'letters' * len(part)}"
            found.setdefault((folder, groups["stem"].lower()), {}).setdefault(kind, []).append((part, path, size))
    archives = []
    for _, kinds in sorted(found.items()):
        ranked = [kinds[kind] for kind in sorted(kinds, key=_rank)]
        whole = [Archive(path, (path,)) for one in ranked for part, path, _ in one if not part]
        split = [_join(one) for one in ranked if one[0][0]]
        split = [one for one in split if any(is_release_archive(Path(path).name) for path in one.parts)]
        both = whole + split
        archives += [one._replace(copies=len(both) - 1) for one in both[:1]]
    return archives


def _parse(name: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(name) for pattern in _NAMES)), None)


def _rank(kind: str) -> tuple[int, str]:
    ending = kind.split()[0].strip(".")
    return _ENDINGS.index(ending) if ending in _ENDINGS else len(_ENDINGS), kind


def _join(parts: list[tuple[str, str, int]]) -> Archive:
    """Put parts in order, and say what is wrong with them."""
    placed = {_number(part): (part, path, size) for part, path, size in parts}
    ordered = [placed[number] for number in sorted(placed)]
    paths = tuple(path for _, path, _ in ordered)
    like, path, _ = min(ordered, key=lambda one: len(one[0]))
    first = 0 if not like.isdecimal() or 0 in placed else 1
    before = Path(path).name[: -len(like)]
    missing = [before + _text(number, like) for number in range(first, max(placed)) if number not in placed]
    empty = [Path(path).name for _, path, size in ordered if size <= 0]
    fault = ""
    if missing:
        fault = f"part missing: {_some(missing)} (there are {_some([Path(path).name for path in paths])})"
    elif empty:
        fault = f"part that is empty or cannot be read: {_some(empty)}"
    return Archive(paths[0], paths, fault)


def _number(part: str) -> int:
    """Return the place of a part: "aa" is 0, "ab" is 1; a number is itself."""
    if part.isdecimal():
        return int(part)
    place = 0
    for letter in part.lower():
        place = 26 * place + ord(letter) - ord("a")
    return place


def _text(number: int, like: str) -> str:
    if like.isdecimal():
        return str(number).zfill(len(like))
    letters = ""
    for _ in like:
        number, letter = divmod(number, 26)
        letters = chr(ord("a") + letter) + letters
    return letters.upper() if like.isupper() else letters


def _some(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:2])}, ... {names[-1]}"
