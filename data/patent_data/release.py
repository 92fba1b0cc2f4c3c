"""Files of a DeepPatent2 release: record files, archives, and an index of the unpacked pictures by base name."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from modeling_patent.rows import parse_figure_name

from .pictures import File, Fingerprint, walk
from .release_parts import Archive, find_archives, is_part, is_release_archive

__all__ = ["Release", "is_record_file", "is_release_archive", "is_segmented", "kind_of", "year_of"]

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
        folders: folders that hold pictures.
        pictures: lower-case base name -> place in `folders` and name, of every PNG.
        placed: folder and kind of pictures that lie there.
        segments: pictures of single figures by kind (`kind_of`), to tell which of them no record names.
        repeated: base names found more than once.
    """

    fingerprint: str = ""
    records: list[Path] = field(default_factory=list)
    archives: list[Archive] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    pictures: dict[str, tuple[int, str]] = field(default_factory=dict)
    placed: set[tuple[str, str]] = field(default_factory=set)
    segments: Counter[str] = field(default_factory=Counter)
    repeated: int = 0

    @classmethod
    def scan(cls, root: Path) -> Release:
        """Walk over a release once.

        Args:
            root: its folder, or one archive, whatever its name; of an archive in parts, any part.
        """
        release, fingerprint = cls(), Fingerprint()
        numbers: dict[str, int] = {}
        archives: list[tuple[str, int]] = []
        if root.is_file():
            archives = [(path, size) for path, size, _ in fingerprint.add(_beside(root))]
            release.archives = find_archives(archives) or [Archive(str(root), (str(root),))]
            release.fingerprint = fingerprint.hex()
            return release
        for path, size, _ in fingerprint.add(walk(root)):
            folder, name = os.path.split(path)
            if name.lower().endswith(".png"):
                if folder not in numbers:
                    numbers[folder] = len(numbers)
                    release.folders.append(folder)
                release._add(root, numbers[folder], name)
            elif is_record_file(name):
                release.records.append(Path(path))
            else:
                archives.append((path, size))
        release.archives = find_archives(archives)
        release.fingerprint = fingerprint.hex()
        return release

    def find(self, name: str) -> str | None:
        """Return the path of a picture by base name."""
        found = self.pictures.get(name.lower())
        return None if found is None else f"{self.folders[found[0]]}{os.sep}{found[1]}"

    def _add(self, root: Path, folder: int, name: str) -> None:
        known, kind = self.pictures.get(name.lower()), kind_of(name)
        self.placed.add((self.folders[folder], kind))
        if known is None:
            self.segments[kind] += 1
        else:
            self.repeated += 1
            before, here = (os.path.relpath(f"{self.folders[number]}/{name}", root) for number in (known[0], folder))
            if is_segmented(before) or not is_segmented(here):
                return
        self.pictures[name.lower()] = (folder, name)


def kind_of(name: str) -> str:
    """Return year and kind of a picture: "2019 picture", "2019 unmatched", "2019 sheet" (a whole sheet)."""
    parts = parse_figure_name(name.rpartition(".")[0].upper())
    if parts is None:
        return "- picture"
    number = parts["number"]
    what = "sheet" if number is None else "unmatched" if int(number) >= _UNMATCHED else "picture"
    return f"{str(parts['date'])[:4]} {what}"


def is_segmented(path: str) -> bool:
    """Whether one of the folders of a path is `Segmented...`.

    >>> is_segmented("2007/Segmentednew/a.png"), is_segmented("Segmented.png")
    (True, False)
    """
    return any(part.lower().startswith("segmented") for part in Path(path).parts[:-1])


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
