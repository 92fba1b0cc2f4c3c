"""Files of a DeepPatent2 release: record files, archives, and unpacked pictures."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from modeling_patent.rows import parse_figure_name

from .pictures import File, Fingerprint, walk
from .release_index import PictureIndex
from .release_parts import Archive, find_archives, is_part, is_release_archive

__all__ = ["Release", "is_record_file", "is_release_archive", "kind_of", "year_of"]

_RECORDS = re.compile(
    r"(?:(?:design|segmentation)(?:[ _-]?(?:19|20)\d\d.*)?|(?:19|20)\d\d(?:[ _-]?part.*)?)\.jsonl?", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNMATCHED = 9991  # figure numbers from here on mark segments that the authors could not match to a caption


def is_record_file(name: str) -> bool:
    """Whether a file's name is that of a release's records.

    >>> [is_record_file(x) for x in ("design2019part3.json", "segmentation_2007.json", "design_tokens.json")]
    [True, True, False]
    """
    return _RECORDS.fullmatch(name) is not None


@dataclass
class Release:
    """What one walk over a release finds.

    Attributes:
        fingerprint: hash over its files.
        records: JSON files.
        archives: of years or of pictures, told by their names; they are not opened here.
        pictures: every PNG, by base name.
        placed: folder and kind of pictures that lie there.
        segments: pictures by kind (`kind_of`), each name once, to tell how many no record names.
        repeated: pictures found again under a name.
        passed: what is passed by (links that lead out of the folder, folders that cannot be read), by reason.
    """

    pictures: PictureIndex
    fingerprint: str = ""
    records: list[Path] = field(default_factory=list)
    archives: list[Archive] = field(default_factory=list)
    placed: set[tuple[str, str]] = field(default_factory=set)
    segments: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    passed: Counter[str] = field(default_factory=Counter)

    @classmethod
    def scan(cls, root: Path) -> Release:
        """Walk over a release once.

        Args:
            root: its folder, or one archive, whatever its name; of an archive in parts, any part.
        """
        release, fingerprint = cls(PictureIndex(root)), Fingerprint()
        archives: list[tuple[str, int]] = []
        if root.is_file():
            archives = [(path, size) for path, size, _ in fingerprint.add(_beside(root))]
            release.archives = find_archives(archives) or [Archive(str(root), (str(root),))]
            release.fingerprint = fingerprint.hex()
            return release
        for path, size, _ in fingerprint.add(walk(root, release.passed)):
            folder, name = os.path.split(path)
            if name.lower().endswith(".png"):
                kind = kind_of(name)
                release.placed.add((folder, kind))
                release.segments[kind] += 1
                release.pictures.add(folder, name)
            elif is_record_file(name):
                release.records.append(Path(path))
            else:
                archives.append((path, size))
        for name in release.pictures.sort():
            release.segments[kind_of(name)] -= 1
            release.repeated += 1
        release.archives = find_archives(archives)
        release.fingerprint = fingerprint.hex()
        return release


def kind_of(name: str) -> str:
    """Return year and kind of a picture: "2019 picture", "2019 unmatched", "2019 sheet" (a whole sheet)."""
    parts = parse_figure_name(name.rpartition(".")[0].upper())
    if parts is None:
        return "- picture"
    number = parts["number"]
    what = "sheet" if number is None else "unmatched" if int(number) >= _UNMATCHED else "picture"
    return f"{str(parts['date'])[:4]} {what}"


def year_of(path: Path, root: Path) -> int | None:
    """Return the year that a file's name, else the nearest folder's, states."""
    for part in reversed(path.relative_to(root).parts):
        years = _YEAR.findall(part)
        if years:
            return int(years[-1])
    return None


def _beside(path: Path) -> list[File]:
    """Return an archive's file, or all parts of the archive that it is a part of."""
    files = [path]
    if is_part(path.name):
        names = sorted(one.name for one in path.parent.iterdir() if is_part(one.name))
        (own,) = (one for one in find_archives((name, 1) for name in names) if path.name in one.parts)
        files = [path.parent / name for name in own.parts]
    stats = [(file, file.stat()) for file in files]
    return [(str(file), stat.st_size, stat.st_mtime_ns) for file, stat in stats]
