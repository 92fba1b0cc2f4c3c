"""A plain folder of pictures, with or without a metadata file that names them."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeling_patent.rows import COLUMNS, make_row, parse_figure_name

from .builder import load_rows
from .pictures import SUFFIXES, Fingerprint, natural, picture_fault, walk
from .records import REPLACED, read_records
from .tally import Tally, tidy

if TYPE_CHECKING:
    import datasets

METADATA = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
"""Names of a metadata file; it lies at the top of the folder."""

_SHARD = 1024  # pictures
_PATENT = re.compile(r"(?P<patent>USD\d{7})(?:-(?P<date>\d{8}))?", re.IGNORECASE)
_PLAIN = ("patent_id", "uspc", "title", "object_name", "viewpoint", "caption")
_LISTS = ("cites", "texts")
_BOOLEANS = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}

Shard = list[tuple[str, str, dict[str, Any]]]
"""Pictures: path below the folder, figure id, what the metadata file says."""


def load_figures(
    folder: str | os.PathLike[str],
    *,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """Return the pictures of a folder and its sub-folders, one row a picture, in natural order.

    What is known of a picture comes, in this order, from the folder's metadata.csv, metadata.jsonl or
    metadata.parquet (a column `file_name`, and any columns of the row schema), from a name as the USPTO writes it
    (`USD0836880-20190101-D00001.png`), and from where it lies: a sub-folder is one design, a picture at the top is a
    design of its own. CSV lists (`cites`, `texts`) are JSON or parted by ";".

    Args:
        folder: the folder.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that check pictures side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: it holds no picture, or its metadata file is malformed.
    """
    return load_rows(FiguresReader(Path(folder)), streaming, num_proc, cache_dir)


class FiguresReader:
    """Reads a folder of pictures; a shard is a run of them."""

    name = "figures"

    def __init__(self, root: Path):
        if not root.is_dir():
            raise FileNotFoundError(f"no such folder: {root}")
        self.root = root.resolve()
        self.source = f"figures in {self.root}"
        fingerprint = Fingerprint(str(self.root))
        files = [os.path.relpath(path, self.root) for path, _, _ in fingerprint.add(walk(self.root))]
        self.fingerprint = fingerprint.hex()
        self._files = sorted((file for file in files if file.lower().endswith(SUFFIXES)), key=natural)
        if not self._files:
            raise ValueError(f"{root}: no pictures ({', '.join(SUFFIXES)})")
        self._metadata = [self.root / name for name in METADATA if name in files]
        if len(self._metadata) > 1:
            raise ValueError(f"{root}: more than one metadata file ({', '.join(p.name for p in self._metadata)})")
        self._noted = Tally()

    def shards(self) -> list[Shard]:
        """Return runs of pictures, each with what the metadata file says of it."""
        known: dict[str, dict[str, Any]] = {}
        tally = self._noted = Tally()
        for path in self._metadata:
            known = _read_metadata(path, tally)
        stems = Counter(_figure_id(file) for file in self._files)
        pictures = []
        for file in self._files:
            says = known.pop(Path(file).as_posix(), None)
            if says is None and self._metadata:
                tally.noted["picture that the metadata file does not name"] += 1
            once = stems[_figure_id(file)] == 1
            pictures.append((file, _figure_id(file) if once else Path(file).as_posix(), says or {}))
        if known:
            tally.left_out["metadata row whose picture is missing"] += len(known)
        return [pictures[at : at + _SHARD] for at in range(0, len(pictures), _SHARD)]

    def rows(self, shard: Shard, tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of a run of pictures."""
        for file, figure_id, says in shard:
            fault = picture_fault(str(self.root / file))
            if fault is not None:
                tally.left_out[fault] += 1
                continue
            patent, date = _place(file)
            known: dict[str, Any] = {name: tidy(says[name]) for name in _PLAIN if name in says}
            patent = known.pop("patent_id", None) or patent
            known |= {name: _list(says[name]) for name in _LISTS if name in says} | {"title": known.get("title") or ""}
            known["locarno"] = tally.code(says.get("locarno"), _small_number(says, "locarno_edition", tally))
            known["figures_on_sheet"] = _small_number(says, "figures_on_sheet", tally)
            gazette = str(says.get("is_gazette_copy")).strip().lower()
            if gazette in _BOOLEANS:
                known["is_gazette_copy"] = _BOOLEANS[gazette]
            granted = tally.date(says.get("granted")) or tally.date(date)
            figure_id = tidy(says.get("figure_id")) or figure_id
            yield tally.keep(make_row(str(self.root / file), figure_id, patent, granted, **known))

    def close(self, tally: Tally) -> None:
        """Count what the metadata file and the folder do not share."""
        tally.add(self._noted)

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_files": []}  # shards carry them


def _figure_id(file: str) -> str:
    """Return the name of a USPTO picture, else the path without its ending."""
    stem = Path(file).stem
    return stem if parse_figure_name(stem) else Path(file).with_suffix("").as_posix()


def _place(file: str) -> tuple[str, str | None]:
    """Return patent or design, and grant date, as name and place of a picture tell them."""
    path = Path(file)
    parts = parse_figure_name(path.stem)
    if parts is not None and parts["patent"] is not None:
        return parts["patent"], parts["date"]
    inside = path.parent.as_posix()
    for name in (path.stem, path.parent.name):
        match = _PATENT.fullmatch(name)
        if match:
            return match["patent"].upper(), match["date"]
    return (path.stem if inside == "." else inside), None


def _read_metadata(path: Path, tally: Tally) -> dict[str, dict[str, Any]]:
    """Return file name -> columns of the schema."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows: list[dict[str, Any]] = list(csv.DictReader(file))
    elif path.suffix == ".jsonl":
        rows = list(read_records(path))
    else:
        import pyarrow
        from pyarrow import parquet

        try:
            rows = parquet.read_table(path).to_pylist()
        except (pyarrow.ArrowException, OSError) as error:
            raise ValueError(f"{path}: not a Parquet file: {str(error).splitlines()[0]}") from None
    columns = list(dict.fromkeys(name for row in rows for name in row if name is not None))
    if rows and "file_name" not in columns:
        raise ValueError(f"{path}: no column 'file_name' (there are {', '.join(map(str, columns))})")
    ignored = sorted(set(columns) - {*COLUMNS, "file_name"} | ({"image"} & set(columns)))
    if ignored:
        tally.noted[f"metadata column not of the row schema, ignored: {', '.join(ignored)}"] += 1
    known: dict[str, dict[str, Any]] = {}
    for row in rows:
        if any(isinstance(value, str) and REPLACED in value for value in row.values()):
            tally.noted["text is not UTF-8, bad bytes replaced"] += 1
        name = tidy(row.get("file_name"))
        if name is None:
            tally.left_out["metadata row without a file name"] += 1
        elif known.setdefault(os.path.normpath(name.replace("\\", "/")), row) is not row:
            tally.left_out["second metadata row of one picture"] += 1
    return known


def _small_number(says: dict[str, Any], name: str, tally: Tally) -> int | None:
    text = tidy(says.get(name))
    if text is None or (text.isdecimal() and 0 < int(text) < 128):
        return None if text is None else int(text)
    tally.noted[f"{name} that is none, not used"] += 1
    return None


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.lstrip().startswith("[") else value.split(";")
        except ValueError:
            value = [value]
    return [text for text in map(tidy, value or ()) if text is not None]
