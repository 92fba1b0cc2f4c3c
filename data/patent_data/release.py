"""Files of an unpacked DeepPatent2 release: its record files, and an index of its pictures by base name."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from modeling_patent.rows import parse_figure_name

from .pictures import Fingerprint, walk

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
        folders: folders that hold pictures.
        pictures: lower-case base name -> place in `folders` and name, of every PNG.
        segments: pictures of single figures by kind (`kind_of`), to tell which of them no record names.
        repeated: base names found more than once.
    """

    fingerprint: str = ""
    records: list[Path] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    pictures: dict[str, tuple[int, str]] = field(default_factory=dict)
    segments: Counter[str] = field(default_factory=Counter)
    repeated: int = 0

    @classmethod
    def scan(cls, root: Path) -> Release:
        """Walk over a release once."""
        release, fingerprint = cls(), Fingerprint()
        numbers: dict[str, int] = {}
        for path, _, _ in fingerprint.add(walk(root)):
            folder, name = os.path.split(path)
            if name.lower().endswith(".png"):
                if folder not in numbers:
                    numbers[folder] = len(numbers)
                    release.folders.append(folder)
                release._add(root, numbers[folder], name)
            elif is_record_file(name):
                release.records.append(Path(path))
        release.fingerprint = fingerprint.hex()
        return release

    def find(self, name: str) -> str | None:
        """Return the path of a picture by base name."""
        found = self.pictures.get(name.lower())
        return None if found is None else f"{self.folders[found[0]]}{os.sep}{found[1]}"

    def _add(self, root: Path, folder: int, name: str) -> None:
        known = self.pictures.get(name.lower())
        if known is None:
            self.segments[kind_of(name)] += 1
        else:
            self.repeated += 1
            if _is_segmented(root, self.folders[known[0]]) or not _is_segmented(root, self.folders[folder]):
                return
        self.pictures[name.lower()] = (folder, name)


def kind_of(name: str) -> str:
    """Return year and kind of a picture: "2019 picture", "2019 unmatched", "2019 sheet" (a whole sheet)."""
    parts = parse_figure_name(name.rpartition(".")[0])
    if parts is None:
        return "- picture"
    number = parts["number"]
    what = "sheet" if number is None else "unmatched" if int(number) >= _UNMATCHED else "picture"
    return f"{str(parts['date'])[:4]} {what}"


def _is_segmented(root: Path, folder: str) -> bool:
    return any(part.lower().startswith("segmented") for part in Path(folder).relative_to(root).parts)


def year_of(path: Path, root: Path) -> int | None:
    """Return the year that a file's name, else the nearest folder's, states."""
    for part in reversed(path.relative_to(root).parts):
        years = _YEAR.findall(part)
        if years:
            return int(years[-1])
    return None
