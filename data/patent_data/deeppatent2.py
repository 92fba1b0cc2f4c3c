"""DeepPatent2: records in JSON files a year, and their figures, unpacked or in the archives as they are downloaded."""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .builder import load_rows
from .pictures import Fingerprint, picture_fault
from .records import REPLACED
from .release import Release, kind_of
from .release_archive import CUT, Picture, read_pictures
from .release_fields import Known, date_of, pack, patent_of, picture_name, row_of, unpack
from .release_index import is_segmented
from .release_years import ORIGINAL, Shelf, Year, find_years, read_file
from .tally import Tally

if TYPE_CHECKING:
    import datasets

_AGAIN = "picture found again under its name, Segmented goes first"
_MISSING = "picture is missing"
_UNNAMED = "picture that no record names"
_UNMATCHED = "unmatched segment (9991...)"
_KEPT_SCANS = 2
_SCANS: dict[str, Release] = {}
_SEEN = b""  # of a picture whose place in an archive is behind us


def load_deeppatent2(
    root: str | os.PathLike[str],
    years: int | Collection[int] | None = None,
    *,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """Return the figures of a DeepPatent2 release, one row a record whose picture is there.

    The release may lie there as it is downloaded, unpacked, or partly so, each year in its own way:

    - Parts of a year (`2019.aa`, `2019.ab`, ...; also `2019.zip.aa`, `2019.part_aa`, `2019.zip.001`) are read as one
      file, without joining them on disk. `2019.zip`, `2019.tar` and `2019.tar.gz` are those joined.
    - In such an archive lie record files and `Segmented.tar.gz` and `Original.tar.gz`; these may also lie in the
      folder. They are read picture by picture, and nothing is unpacked to disk: a row holds the picture's bytes.
    - Record files (`design2019.json`, ...) and pictures, anywhere below the folder, are an unpacked year: rows hold
      paths.

    Archives are told by their names; whether one is a ZIP, a TAR or a compressed TAR, by its content. What is
    unpacked goes before an archive of the same, a joined archive before its parts; archives that are not read for
    that are counted.

    Pictures are found by base name; where a name occurs more than once, one below a folder `Segmented...` goes first.
    Links that lead out of the folder are not followed, but counted.
    Records without a segmented figure take the whole sheet. `Original.tar.gz` is only opened where a record's picture
    is not found elsewhere. A code that a record lacks is taken from another record of the same patent.

    Years are read side by side with `num_proc`. Of an archived year the records are held in memory until their
    pictures come.

    Args:
        root: folder of the release, or one archive; of an archive in parts, any part.
        years: only these years; None for all.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that read years side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        FileNotFoundError: there is no such folder or file.
        ValueError: no record file, a malformed one, an archive without a part of it or its directory, a year that is
            not there, or no figure is left.
    """
    wanted = {years} if isinstance(years, int) else None if years is None else set(years)
    reader = DeepPatent2Reader(Path(root), wanted)
    try:
        return load_rows(reader, streaming, num_proc, cache_dir)
    finally:
        if not streaming:
            reader.forget()


class DeepPatent2Reader:
    """Reads a release; a shard is a year, or all of it where some record file names no year."""

    name = "deeppatent2"

    def __init__(self, root: Path, years: set[int] | None = None):
        if not root.exists():
            raise FileNotFoundError(f"no such folder or archive: {root}")
        self.root = root.resolve()
        self.years = years
        release = Release.scan(self.root)
        self.source = f"DeepPatent2 figures in {self.root}"
        if years is not None:
            self.source += f" of {', '.join(map(str, sorted(years)))}"
        self._scan = release.fingerprint
        passed = sorted(release.passed.items())
        fingerprint = Fingerprint(str(self.root), sorted(years) if years is not None else None, self._scan, *passed)
        self.fingerprint = fingerprint.hex()
        _remember(release)
        found = find_years(release, self.root if self.root.is_dir() else self.root.parent, years)
        if not any(year.files for year in found.values()) and not (found and years):
            raise ValueError(f"{root}: no DeepPatent2 records (expected for example design2019.json, or 2019.aa)")
        self._check_years({*found})
        self._shards = [found[year] for year in found if None in found or years is None or year in years]
        for first in self._shards[:1]:  # of the whole, and so counted once
            first.left_out += release.passed

    def shards(self) -> list[Year]:
        """Return the record files and archives by year."""
        return self._shards

    def rows(self, shard: Year, tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of a year: first those of unpacked pictures, then those in archives as they lie there."""
        release = self._release()
        tally.left_out += shard.left_out
        known = Known.read([functools.partial(read_file, file) for file in shard.files])
        named = bytearray(len(release.pictures))  # of unpacked pictures, by place: 1 where a record has named it
        # of others, by name: a record that waits for its picture (about 430 bytes with the name), _SEEN, or None
        met: dict[str, bytes | None] = {}
        for file in shard.files:
            empty = True
            for record in read_file(file):
                empty = False
                if any(isinstance(value, str) and REPLACED in value for value in record.values()):
                    tally.noted["text is not UTF-8, bad bytes replaced"] += 1
                row = self._row(record, release, known, named, met, bool(shard.shelves), tally)
                if row is not None:
                    yield tally.keep(row)
            if empty:
                tally.noted["JSON file without a record"] += 1
        yield from self._archived_rows(shard, release, known, met, tally)

    def close(self, tally: Tally) -> None:
        """Count unpacked pictures that no record names, and names that occur twice."""
        release = self._release()
        for kind, count in release.segments.items():
            self._count_unnamed(kind, count - tally.met[kind], tally)
        if release.repeated:
            tally.noted[_AGAIN] += release.repeated

    def forget(self) -> None:
        """Let go of the index of pictures."""
        _SCANS.pop(self._scan, None)

    def _row(
        self,
        record: dict[str, Any],
        release: Release,
        known: Known,
        named: bytearray,
        met: dict[str, bytes | None],
        may_wait: bool,
        tally: Tally,
    ) -> dict[str, Any] | None:
        name = picture_name(record)
        if name is None:
            tally.left_out["record names no picture"] += 1
            return None
        place = release.pictures.find(name)
        if name.lower() in met if place is None else named[place]:
            tally.left_out["second record of one picture (overwritten segment)"] += 1
            return None
        if place is None:
            met[name.lower()] = None
        else:
            named[place] = 1
        tally.met[kind_of(name)] += place is not None
        patent = patent_of(record)
        if patent is None:
            tally.left_out["record has no patent id"] += 1
            return None
        granted = tally.date(record.get("patentdate")) or date_of(record)
        if self.years is not None and granted is not None and granted.year not in self.years:
            tally.noted["granted in a year not asked for"] += 1
            return None
        if place is not None:
            path = release.pictures.path(place)
            return row_of(path, picture_fault(path), record, patent, granted, known, tally)
        if may_wait:
            met[name.lower()] = pack(patent, granted, record)
        else:
            _count_missing(name, tally)
        return None

    def _archived_rows(
        self, shard: Year, release: Release, known: Known, met: dict[str, bytes | None], tally: Tally
    ) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()  # pictures that no record names
        for shelf in shard.shelves:
            if shelf.kind == ORIGINAL and not any(met.values()):
                continue
            for picture in _pictures(shelf, met, tally):
                name = picture.path.rpartition("/")[2].lower()
                waiting = met.get(name)
                if waiting == _SEEN or name in seen or release.pictures.find(name) is not None:
                    tally.noted[_AGAIN] += 1
                elif waiting is not None:
                    met[name] = _SEEN
                    patent, granted, record = unpack(waiting)
                    path = f"{shelf.member.path}/{picture.path}"
                    fault = picture.fault or picture_fault(picture.data or b"")
                    image = {"path": path, "bytes": picture.data}
                    row = row_of(image, fault, record, patent, granted, known, tally)
                    if row is not None:
                        yield tally.keep(row)
                elif name in met:
                    met[name] = _SEEN
                elif picture.fault:
                    tally.left_out[picture.fault] += 1
                else:
                    seen.add(name)
                    self._count_unnamed(kind_of(name), 1, tally)
        for name, waiting in met.items():
            if waiting:
                _count_missing(name, tally)

    def _count_unnamed(self, kind: str, count: int, tally: Tally) -> None:
        year, what = kind.split()
        chosen = self.years is None or (year.isdigit() and int(year) in self.years)
        if what != "sheet" and count > 0 and chosen:
            tally.left_out[_UNMATCHED if what == "unmatched" else _UNNAMED] += count

    def _release(self) -> Release:
        """Return the scan; a process that has not inherited it from its parent walks over the release again."""
        if self._scan not in _SCANS:
            _remember(Release.scan(self.root), self._scan)
        return _SCANS[self._scan]

    def _check_years(self, there: set[int | None]) -> None:
        missing = sorted((self.years or set()) - {year for year in there if year is not None})
        if missing and None not in there:
            names = ", ".join(map(str, sorted(year for year in there if year is not None)))
            raise ValueError(f"{self.root}: no records of {', '.join(map(str, missing))} (there are {names})")


def _pictures(shelf: Shelf, met: dict[str, bytes | None], tally: Tally) -> Iterator[Picture]:
    """Yield the pictures of an archive that are read in this pass, with their bytes where a record waits for them."""
    left_out: Counter[str] = Counter()

    def is_read(path: str) -> bool:
        return shelf.segmented is None or is_segmented(path) == shelf.segmented

    def wants(path: str) -> bool:
        return is_read(path) and bool(met.get(path.rpartition("/")[2].lower()))

    for picture in read_pictures(shelf.member, wants, left_out):
        if is_read(picture.path):
            yield picture
    if shelf.is_cut:
        del left_out[CUT]
    if not shelf.is_counted:
        tally.left_out += left_out


def _count_missing(name: str, tally: Tally) -> None:
    tally.left_out[_UNMATCHED if kind_of(name).endswith("unmatched") else _MISSING] += 1


def _remember(release: Release, key: str | None = None) -> None:
    _SCANS[key or release.fingerprint] = release
    while len(_SCANS) > _KEPT_SCANS:
        del _SCANS[next(iter(_SCANS))]
