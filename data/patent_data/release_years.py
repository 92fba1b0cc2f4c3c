"""The years of a DeepPatent2 release: which record files and which archives are read together, and which not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from .records import read_records
from .release import Release, year_of
from .release_archive import CUT, Contents, read_archived_records, read_contents
from .release_open import Member
from .release_parts import Archive

SEGMENTED, MIXED, ORIGINAL = range(3)
"""Kinds of pictures in an archive, in the order in which archives are read."""

_UNPACKED = "archive of what also lies there unpacked"
_TWICE = "archive that lies there twice"
_NO_RECORDS = "archive of pictures of a year without records"
_ANY = {SEGMENTED, MIXED, ORIGINAL}


class Shelf(NamedTuple):
    """An archive with pictures, as it is read.

    Attributes:
        member: the archive, or its place in another.
        kind: SEGMENTED, MIXED or ORIGINAL.
        segmented: read only pictures whose path is segmented (True), only others (False), or all (None).
        is_counted: members of it that are no pictures are counted already.
        is_cut: so is a cut.
    """

    member: Member
    kind: int
    segmented: bool | None = None
    is_counted: bool = False
    is_cut: bool = False


@dataclass
class Year:
    """What is read together: the record files of a year, and the archives with its pictures.

    Attributes:
        files: record files, and members of archives.
        shelves: archives with pictures, in the order in which they are read.
        left_out: archives and members that are not read, by reason.
    """

    files: list[Path | Member] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


class _Found(NamedTuple):
    archive: Archive
    contents: Contents
    year: int | None
    kind: int | None = None  # of an archive that holds but pictures; None: of a year
    is_listed: bool = True


def read_file(file: Path | Member) -> Iterator[dict[str, Any]]:
    """Yield the records of a file, wherever it lies; ValueError says where it is malformed."""
    return read_records(file) if isinstance(file, Path) else read_archived_records(file)


def find_years(release: Release, root: Path, wanted: set[int] | None) -> dict[int | None, Year]:
    """Return what is read together by year; under None all, where of some file the year is not known.

    Archives are opened to list them, but not those whose name states a year that is not wanted: such a year is empty.

    Args:
        release: the files.
        root: folder below which names tell years.
        wanted: the years; None for all.

    Raises:
        ValueError: an archive cannot be read; the message says why.
    """
    of_files: dict[Path | Member, int | None] = {path: year_of(path, root) for path in release.records}
    unpacked = {*of_files.values()}
    found: list[_Found] = []
    years: dict[int | None, Year] = {}
    for archive in release.archives:
        year = year_of(Path(archive.path), root)
        if wanted is None or year is None or year in wanted:
            found.append(_look_into(archive, year, root, year in unpacked and bool(_unpacked(release, root, {year}))))
        else:
            years[year] = Year()
    of_files |= {member: year_of(Path(member.path), root) for one in found for member in one.contents.records}
    there = {*of_files.values()}
    if not there:
        return years
    found = [one._replace(year=_year_of(one, of_files, there)) for one in found]
    given: Counter[str] = Counter()
    for one in [one for one in found if one.kind is not None]:
        its: set[int | None] = there if one.year is None else {one.year}
        if not its & there or one.kind in _unpacked(release, Path(one.archive.path).parent, its):
            given[_UNPACKED if its & there else _NO_RECORDS] += 1
            found.remove(one)
    if len(there) > 1 and (None in there or any(one.year is None for one in found)):
        years = {None: _put_together(release.records, found, _unpacked(release, root, there))}
    else:
        for year in there:
            files = [path for path in release.records if of_files[path] == year]
            its_own = [one for one in found if one.year == year]
            years[year] = _put_together(files, its_own, _unpacked(release, root, {year}))
    years[min(years, key=lambda year: (not years[year].files, str(year)))].left_out += given
    return dict(sorted(years.items(), key=lambda one: str(one[0])))


def _look_into(archive: Archive, year: int | None, root: Path, is_unpacked: bool) -> _Found:
    """List an archive, unless its name says that it holds pictures; beside an unpacked year it may be a faulty one."""
    path = Path(archive.path)
    kind = _kind_of(path.name)
    try:
        if kind != MIXED:
            archive.open().close()  # says what is wrong with its parts
            return _Found(archive, Contents([], [Member(archive)], Counter()), year, kind, is_listed=False)
        contents = read_contents(archive)
    except ValueError:
        if not is_unpacked:
            raise
        return _Found(archive, Contents([], [], Counter([CUT])), year)
    only_pictures = not contents.records and contents.pictures == [Member(archive)]
    return _Found(archive, contents, year, _kind_of(str(path.relative_to(root))) if only_pictures else None)


def _year_of(one: _Found, of_files: dict[Path | Member, int | None], there: set[int | None]) -> int | None:
    """Return the year of an archive's records, else that in its name, else of the records beside it, else the only."""
    inside = {of_files[member] for member in one.contents.records}
    folder = Path(one.archive.path).parent
    beside = {year for file, year in of_files.items() if isinstance(file, Path) and file.parent == folder}
    for years in (inside, {one.year} - {None}, beside, there):
        if years:
            return next(iter(years)) if len(years) == 1 else None
    return None


def _unpacked(release: Release, folder: Path, years: set[int | None]) -> set[int]:
    """Return the kinds of pictures that lie unpacked below a folder, of each of these years."""
    kinds = []
    for year in years:
        prefix = "" if year is None else str(year)
        below = [kind for where, kind in release.placed if f"{where}/".startswith(f"{folder}/")]
        placed = {kind for kind in below if kind.startswith(prefix)}
        kinds.append({ORIGINAL if kind.endswith("sheet") else SEGMENTED for kind in placed})
    common = set.intersection(*kinds)
    return common | {MIXED} if common else common


def _put_together(files: list[Path], found: list[_Found], given: set[int]) -> Year:
    """Choose what is read: what is unpacked goes first, then archives of pictures, then archives of the year.

    Args:
        files: unpacked record files.
        found: archives.
        given: kinds of pictures that are unpacked.
    """
    year = Year([*files])
    unpacked, archived = {path.name.lower() for path in files}, set[str]()
    for one in sorted(found, key=lambda one: (one.kind is None, one.archive.path)):
        year.left_out[_TWICE] += one.archive.copies
        names = {_base(member): member for member in one.contents.records}
        fresh = [member for name, member in names.items() if name not in unpacked | archived]
        shelves = [shelf for member in one.contents.pictures for shelf in _shelves(member, one)]
        if one.kind is not None:
            given = given | {one.kind, MIXED}
        elif names and not fresh:  # of an archive whose records are unpacked, the pictures may still be needed
            needless = _ANY if names.keys() & archived else given
            shelves = [shelf for shelf in shelves if shelf.kind not in needless]
            if not shelves:
                year.left_out[_TWICE if names.keys() & archived else _UNPACKED] += 1
                continue
        year.files += fresh
        year.shelves += shelves
        year.left_out += one.contents.left_out
        archived |= names.keys()
    year.left_out = +year.left_out
    year.shelves.sort(key=lambda shelf: shelf.kind)
    return year


def _base(member: Member) -> str:
    return Path(member.name).name.lower()


def _shelves(member: Member, one: _Found) -> list[Shelf]:
    kind = _kind_of(member.name) if one.kind is None else one.kind
    shelf = Shelf(member, kind, None, one.is_listed and not member.name, one.contents.is_cut)
    if kind != MIXED:
        return [shelf]
    return [shelf._replace(segmented=True), shelf._replace(segmented=False, is_counted=True)]


def _kind_of(path: str) -> int:
    """Tell from an archive's name, else from the folders above it, what kind of pictures it holds."""
    for part in reversed(path.lower().split("/")):
        if "segmented" in part:
            return SEGMENTED
        if "original" in part:
            return ORIGINAL
    return MIXED
