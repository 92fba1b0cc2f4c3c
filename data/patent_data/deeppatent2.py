"""DeepPatent2, an unpacked release: records in JSON files a year, figures as PNG files found by their base names."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeling_patent.locarno import LocarnoCode
from modeling_patent.rows import make_row, parse_date, parse_figure_name, parse_patent_id

from .builder import load_rows
from .pictures import Fingerprint, picture_fault
from .records import REPLACED, read_records
from .release import Release, kind_of, year_of
from .tally import Tally, tidy, uspc_symbol

if TYPE_CHECKING:
    import datasets

_UNMATCHED = "unmatched segment (9991...)"
_KEPT_SCANS = 2
_SCANS: dict[str, Release] = {}


def load_deeppatent2(
    root: str | os.PathLike[str],
    years: int | Collection[int] | None = None,
    *,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """Return the figures of an unpacked DeepPatent2 release, one row a record whose picture is there.

    Pictures are found by base name anywhere below `root`; where a name occurs more than once, one below a folder
    `Segmented...` goes first. A code that a record lacks is taken from another record of the same patent. Years are
    read side by side with `num_proc`.

    Args:
        root: folder of the release.
        years: only these years; None for all.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that read years side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: no record file, a malformed one, a year that is not there, or no figure is left.
    """
    wanted = {years} if isinstance(years, int) else None if years is None else set(years)
    reader = DeepPatent2Reader(Path(root), wanted)
    try:
        return load_rows(reader, streaming, num_proc, cache_dir)
    finally:
        if not streaming:
            reader.forget()


class DeepPatent2Reader:
    """Reads an unpacked release; a shard is the record files of one year."""

    name = "deeppatent2"

    def __init__(self, root: Path, years: set[int] | None = None):
        if not root.is_dir():
            raise FileNotFoundError(f"no such folder: {root}")
        self.root = root.resolve()
        self.years = years
        release = Release.scan(self.root)
        if not release.records:
            raise ValueError(f"{root}: no DeepPatent2 records (expected for example design2019.json)")
        self.source = f"DeepPatent2 figures in {self.root}"
        if years is not None:
            self.source += f" of {', '.join(map(str, sorted(years)))}"
        self._scan = release.fingerprint
        fingerprint = Fingerprint(str(self.root), sorted(years) if years is not None else None, self._scan)
        self.fingerprint = fingerprint.hex()
        _remember(release)
        self._check_years(release)

    def shards(self) -> list[list[Path]]:
        """Return the record files by year; all in one where some name no year, since a picture is read once."""
        files = self._release().records
        years = [year_of(path, self.root) for path in files]
        if None in years:
            return [files]
        wanted = [year for year in sorted({*years}, key=str) if self.years is None or year in self.years]
        return [[path for path, its in zip(files, years, strict=True) if its == year] for year in wanted]

    def rows(self, shard: list[Path], tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of record files; twice through them, first for the codes of patents."""
        release, codes = self._release(), _codes(shard)
        met: set[str] = set()
        for path in shard:
            empty = True
            for record in read_records(path):
                empty = False
                if any(isinstance(value, str) and REPLACED in value for value in record.values()):
                    tally.noted["text is not UTF-8, bad bytes replaced"] += 1
                row = self._row(record, release, codes, met, tally)
                if row is not None:
                    yield tally.keep(row)
            if empty:
                tally.noted["JSON file without a record"] += 1

    def close(self, tally: Tally) -> None:
        """Count pictures that no record names, and names that occur twice."""
        release = self._release()
        for kind, count in release.segments.items():
            year, what = kind.split()
            without = count - tally.met[kind]
            chosen = self.years is None or (year.isdigit() and int(year) in self.years)
            if what != "sheet" and without > 0 and chosen:
                tally.left_out[_UNMATCHED if what == "unmatched" else "picture that no record names"] += without
        if release.repeated:
            tally.noted["picture found again under its name, Segmented goes first"] += release.repeated

    def forget(self) -> None:
        """Let go of the index of pictures."""
        _SCANS.pop(self._scan, None)

    def _row(
        self, record: dict[str, Any], release: Release, codes: dict[str, str], met: set[str], tally: Tally
    ) -> dict[str, Any] | None:
        name = _picture_name(record)
        if name is None:
            tally.left_out["record names no picture"] += 1
            return None
        if name.lower() in met:
            tally.left_out["second record of one picture (overwritten segment)"] += 1
            return None
        met.add(name.lower())
        path = release.find(name)
        tally.met[kind_of(name)] += path is not None
        parts = parse_figure_name(Path(name).stem)
        patent = _patent(record) or (parts["patent"] if parts else None)
        if patent is None:
            tally.left_out["record has no patent id"] += 1
            return None
        granted = tally.date(record.get("patentdate")) or _date_of(record, parts)
        if self.years is not None and granted is not None and granted.year not in self.years:
            tally.noted["granted in a year not asked for"] += 1
            return None
        if path is None:
            tally.left_out[_UNMATCHED if kind_of(name).endswith("unmatched") else "picture is missing"] += 1
            return None
        fault = picture_fault(path)
        if fault is not None:
            tally.left_out[fault] += 1
            return None
        known = {"locarno": self._code(record, patent, codes, tally), "uspc": self._uspc(record, tally)}
        if granted is None:
            tally.noted["no grant date"] += 1
        title, thing = tidy(record.get("object_title")), tidy(record.get("object"))
        known |= {"title": title or thing or "", "object_name": thing}
        known |= {"viewpoint": tidy(record.get("aspect")), "caption": tidy(record.get("caption"))}
        known["figures_on_sheet"] = 1 if parts is not None and parts["number"] is not None else None
        return make_row(path, Path(path).stem, patent, granted, **known)

    def _code(self, record: dict[str, Any], patent: str, codes: dict[str, str], tally: Tally) -> LocarnoCode | None:
        code = tally.code(record.get("classification_locarno"))
        if code is None and patent in codes:
            tally.noted["Locarno code taken from another record of the patent"] += 1
            return LocarnoCode.parse(codes[patent])
        if code is None:
            tally.noted["no Locarno code"] += 1
        return code

    def _uspc(self, record: dict[str, Any], tally: Tally) -> str | None:
        raw = tidy(record.get("classification_national"))
        # blanks have their places in the raw symbol: it is read as it stands
        symbol = None if raw is None else uspc_symbol(record["classification_national"])
        if raw is not None and symbol is None:
            tally.noted["US class that is none, not used"] += 1
        return symbol

    def _release(self) -> Release:
        """Return the scan; a process that has not inherited it from its parent walks over the release again."""
        if self._scan not in _SCANS:
            _remember(Release.scan(self.root), self._scan)
        return _SCANS[self._scan]

    def _check_years(self, release: Release) -> None:
        there = {year_of(path, self.root) for path in release.records}
        missing = sorted((self.years or set()) - {year for year in there if year is not None})
        if missing and None not in there:
            names = ", ".join(map(str, sorted(year for year in there if year is not None)))
            raise ValueError(f"{self.root}: no records of {', '.join(map(str, missing))} (there are {names})")


def _remember(release: Release, key: str | None = None) -> None:
    _SCANS[key or release.fingerprint] = release
    while len(_SCANS) > _KEPT_SCANS:
        del _SCANS[next(iter(_SCANS))]


def _codes(files: list[Path]) -> dict[str, str]:
    """Return patent -> the first code that one of its records states."""
    codes: dict[str, str] = {}
    unused = Tally()
    for path in files:
        for record in read_records(path):
            patent = _patent(record)
            if patent is not None and patent not in codes:
                code = unused.code(record.get("classification_locarno"))
                if code is not None:
                    codes[patent] = str(code)
    return codes


def _picture_name(record: dict[str, Any]) -> str | None:
    name = tidy(record.get("subfigure_file")) or tidy(record.get("figure_file"))
    if name is None:
        return None
    name = re.split(r"[\\/]", name)[-1]
    return name if name.lower().endswith(".png") else f"{name}.png"


def _patent(record: dict[str, Any]) -> str | None:
    raw = tidy(record.get("patentID"))
    try:
        return None if raw is None else parse_patent_id(raw)
    except ValueError:
        return None


def _date_of(record: dict[str, Any], parts: dict[str, str | None] | None) -> Any:
    """Return the grant date that stands in the patent's or the picture's name."""
    stamped = re.search(r"-(\d{8})$", tidy(record.get("patentID")) or "")
    for raw in (stamped[1] if stamped else None, parts["date"] if parts else None):
        try:
            if raw is not None:
                return parse_date(raw)
        except ValueError:
            continue
    return None
