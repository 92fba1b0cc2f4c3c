"""A plain folder of pictures, with or without a metadata file that names them."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeling_patent.rows import COLUMNS, make_row, parse_figure_name

from .builder import load_rows
from .pictures import SUFFIXES, Fingerprint, natural, picture_fault, walk
from .records import REPLACED, read_records
from .tables import csv_columns, csv_rows, is_utf8, parquet_columns, parquet_rows
from .tally import Tally, tidy

if TYPE_CHECKING:
    import datasets

METADATA = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
"""Names of a metadata file; it lies at the top of the folder."""

_SHARD = 1024  # pictures
_PATENT = re.compile(r"(?P<patent>USD\d{7})(?:-(?P<date>\d{8}))?", re.IGNORECASE)
_PLAIN = ("patent_id", "uspc", "title", "object_name", "viewpoint", "caption")
_LISTS = ("cites", "applicants", "related", "texts")
_USED = frozenset((*COLUMNS, "file_name")) - {"image"}
_BOOLEANS = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}

Shard = tuple[list[tuple[str, str, dict[str, Any]]], Tally]
"""Pictures: path below the folder, figure id, what the metadata file says; and counts (of the whole, in the first)."""


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
    design of its own. CSV lists (`cites`, `applicants`, `related`, `texts`) are JSON or parted by ";".

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
        self._passed = Counter[str]()
        files = [os.path.relpath(path, self.root) for path, _, _ in fingerprint.add(walk(self.root, self._passed))]
        self.fingerprint = fingerprint.hex()
        self._files = sorted((file for file in files if file.lower().endswith(SUFFIXES)), key=natural)
        if not self._files:
            raise ValueError(f"{root}: no pictures ({', '.join(SUFFIXES)})")
        self._metadata = [self.root / name for name in METADATA if name in files]
        if len(self._metadata) > 1:
            raise ValueError(f"{root}: more than one metadata file ({', '.join(p.name for p in self._metadata)})")

    def shards(self) -> list[Shard]:
        """Return runs of pictures, each with what the metadata file says of it."""
        known: dict[str, dict[str, Any]] = {}
        tally = Tally(left_out=Counter(self._passed))
        for path in self._metadata:
            known = _read_metadata(path, {Path(file).as_posix() for file in self._files}, tally)
        stems = Counter(_figure_id(file) for file in self._files)
        pictures = []
        for file in self._files:
            says = known.get(Path(file).as_posix())
            if says is None and self._metadata:
                tally.noted["picture that the metadata file does not name"] += 1
            once = stems[_figure_id(file)] == 1
            pictures.append((file, _figure_id(file) if once else Path(file).as_posix(), says or {}))
        starts = range(0, len(pictures), _SHARD)
        return [(pictures[at : at + _SHARD], Tally() if at else tally) for at in starts]

    def rows(self, shard: Shard, tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of a run of pictures."""
        pictures, noted = shard
        tally.add(noted)
        for file, figure_id, says in pictures:
            path = str(self.root / file)
            fault = picture_fault(path) if is_utf8(path) else "picture whose path is not UTF-8"
            if fault is not None:
                tally.left_out[fault] += 1
                continue
            patent, date = _place(file)
            known: dict[str, Any] = {name: _text(says[name], name, tally) for name in _PLAIN if name in says}
            patent = known.pop("patent_id", None) or patent
            known |= {name: _list(says[name], name, tally) for name in _LISTS if name in says}
            known["title"] = known.get("title") or ""
            edition = _small_number(says.get("locarno_edition"), "locarno_edition", tally)
            known["locarno"] = tally.code(_code(says.get("locarno"), tally), edition)
            known["figures_on_sheet"] = _small_number(says.get("figures_on_sheet"), "figures_on_sheet", tally)
            gazette = str(says.get("is_gazette_copy")).strip().lower()
            if gazette in _BOOLEANS:
                known["is_gazette_copy"] = _BOOLEANS[gazette]
            elif gazette not in ("none", "", "nan", "null"):
                tally.noted["is_gazette_copy that is none, not used"] += 1
            granted = tally.date(_text(says.get("granted"), "granted", tally)) or tally.date(date)
            figure_id = _text(says.get("figure_id"), "figure_id", tally) or figure_id
            yield tally.keep(make_row(path, figure_id, patent, granted, **known))

    def close(self, tally: Tally) -> None:
        """Count nothing more: what the metadata file and the folder do not share is known before."""

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


def _read_metadata(path: Path, files: Collection[str], tally: Tally) -> dict[str, dict[str, Any]]:
    """Return picture -> columns of the schema; nothing is held of a row whose picture is missing.

    Args:
        path: the metadata file.
        files: the pictures, below the folder.
        tally: counts rows that cannot be used.

    Raises:
        ValueError: it is malformed, or has no column for the file's name.
    """
    known: dict[str, dict[str, Any]] = {}
    columns: dict[str, None] = {}
    try:
        for row in _metadata_rows(path, columns):
            if any(isinstance(value, str) and REPLACED in value for value in row.values()):
                tally.noted["text is not UTF-8, bad bytes replaced"] += 1
            if row.get("") is not None:
                tally.noted["metadata row with more fields than columns"] += 1
            name = tidy(row.get("file_name"))
            if name is None:
                tally.left_out["metadata row without a file name"] += 1
                continue
            name = os.path.normpath(name.replace("\\", "/"))
            if name not in files:
                tally.left_out["metadata row whose picture is missing"] += 1
            elif known.setdefault(name, row) is not row:
                tally.left_out["second metadata row of one picture"] += 1
    except RecursionError:
        raise ValueError(f"{path}: a record is nested too deeply") from None
    if columns and "file_name" not in columns:
        raise ValueError(f"{path}: no column 'file_name' (there are {', '.join(map(_shown, list(columns)[:20]))})")
    ignored = sorted(name for name in columns if name and name not in _USED)
    if ignored:
        tally.noted[f"metadata column not of the row schema, ignored: {', '.join(map(_shown, ignored))}"] += 1
    return known


def _shown(name: str) -> str:
    """Return a name as one line shows it."""
    return repr(name)[1:-1]


def _metadata_rows(path: Path, columns: dict[str, None]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a metadata file, and note the names of its columns."""
    if path.suffix == ".csv":
        columns |= dict.fromkeys(csv_columns(path))
        yield from csv_rows(path, _USED)
    elif path.suffix == ".parquet":
        columns |= dict.fromkeys(parquet_columns(path))
        yield from parquet_rows(path, _USED)
    else:
        for row in read_records(path):
            columns |= dict.fromkeys(row)
            yield row


def _text(value: Any, name: str, tally: Tally) -> str | None:
    """Return a value of the metadata as text; None, counted, where it is no text, number or time."""
    if isinstance(value, bool | bytes | list | tuple | dict):
        tally.noted[f"{name} that is no text, not used"] += 1
        return None
    text = tidy(value)
    if text is not None and not is_utf8(text):
        tally.noted["text is not UTF-8, bad bytes replaced"] += 1
        return text.encode("utf-8", "replace").decode()
    return text


def _code(value: Any, tally: Tally) -> str | None:
    """Return a raw Locarno code; a number with decimals is none, since 14.1 may be 14-01 or 14-10."""
    if isinstance(value, float) and value % 1 > 0:
        tally.noted["Locarno code that is none, not used"] += 1
        return None
    return _text(value, "locarno", tally)


def _small_number(value: Any, name: str, tally: Tally) -> int | None:
    text = _text(value, name, tally)
    if text is None:
        return None
    number = re.fullmatch(r"(\d{1,3})(?:\.0)?", text)  # a CSV column with gaps is written as floats
    if number and 0 < int(number[1]) < 128:
        return int(number[1])
    tally.noted[f"{name} that is none, not used"] += 1
    return None


def _list(value: Any, name: str, tally: Tally) -> list[str]:
    """Return a value of the metadata as texts: a list, JSON, or text parted by ";"."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.lstrip().startswith("[") else value.split(";")
        except (ValueError, RecursionError):
            value = [value]
    if not isinstance(value, list):
        value = [value]  # one text alone, or nothing
    texts = [_text(text, name, tally) for text in value]
    return [text for text in texts if text is not None]
