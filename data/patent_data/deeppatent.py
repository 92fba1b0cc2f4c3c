"""DeepPatent (v1): lists that name a picture and its patent a line, and the pictures, found by those names."""

from __future__ import annotations

import datetime
import gzip
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from modeling_patent.rows import is_gazette_copy, make_row, parse_figure_name

from .builder import load_rows
from .pictures import SUFFIXES, Fingerprint, picture_fault, walk
from .records import REPLACED
from .tables import is_utf8
from .tally import Tally

if TYPE_CHECKING:
    import datasets

SPLITS = ("train", "validation_query", "validation_gallery", "test_query", "test_gallery")
"""The lists of the release."""

_WORDS = {"training": "train", "trn": "train", "val": "validation", "valid": "validation"}
_WORDS |= {"queries": "query", "db": "gallery", "database": "gallery", "patent": "", "patents": ""}
_SPLIT_OF = {frozenset(split.split("_")): split for split in SPLITS}
_LINE = re.compile(r"(?P<path>\S(?:.*\S)?)\s+(?P<label>\d{1,9})")
_LONGEST = 4096  # characters of a line
_SHARD = 1024  # pictures

Shard = tuple[list[str], Tally]
"""Pictures, as paths below the root; and counts (of the lists, in the first)."""


class ListEntry(NamedTuple):
    """A line of a list.

    Attributes:
        path: of the picture as the list gives it, "I20180220/USD0810412-20180220/USD0810412-20180220-D00002.png".
        patent_id: "USD0810412", from the picture's name.
        granted: grant date, from the picture's name; None where it holds none.
        label: the list's number of the patent, which begins at 1 in every split.
        is_gazette_copy: whether it is sheet D00000.
    """

    path: str
    patent_id: str
    granted: datetime.date | None
    label: int
    is_gazette_copy: bool


def load_deeppatent(
    root: str | os.PathLike[str],
    split: str | None = None,
    gazette_copies: bool = True,
    *,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """Return the pictures that a list of DeepPatent v1 names, one row a picture, in the list's order.

    Lists (`train_patent_trn.txt`, `val_query_patent.txt`, `val_db_patent.txt`, `test_query_patent.txt`,
    `test_db_patent.txt`, plain or .gz) lie anywhere below `root`. A picture lies where its list says, or else
    anywhere below `root` under its name. Patent and date come from the name; the list's label is only checked against
    the patent. Other lists of the release (`train_patent_val.txt`, which is the validation patents once more, and
    `test_db_patent_extended.txt`) are not read.

    The benchmark ranks the whole gallery for every query; relevant is what shows the same patent::

        queries = load_deeppatent(root, split="test_query")
        gallery = load_deeppatent(root, split="test_gallery")
        patents = integer_labels([*queries["patent_id"], *gallery["patent_id"]])  # modeling_patent.rows
        labels = patents[: len(queries)], patents[len(queries) :]
        retrieval_metrics(query_embeds, gallery_embeds, *labels)["map"]  # modeling_patent.evaluation

    with the unit vectors of the rows, [Q, D] and [N, D]. Sheet D00000 is the Official Gazette's copy of a view, so a
    query's twin often lies in the gallery: `gazette_copies=False` leaves these sheets out, on both sides.

    Args:
        root: folder with lists and pictures.
        split: "train", "validation_query", "validation_gallery", "test_query" or "test_gallery"; None for all lists
            that are there, each picture once.
        gazette_copies: keep sheets D00000, as the lists have them.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that check pictures side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: no such split, no list of it, two lists of it, one that cannot be read, or no picture is left.
    """
    return load_rows(DeepPatentReader(Path(root), split, gazette_copies), streaming, num_proc, cache_dir)


def read_list(path: str | os.PathLike[str], tally: Tally | None = None) -> list[ListEntry]:
    """Read a list of DeepPatent v1, without its pictures.

    Args:
        path: the list, plain or gzipped.
        tally: counts lines that are no entries, names without a date, and labels that contradict the patents; without
            one they are logged.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is a damaged gzip file, or no text of lines.
    """
    counts = Tally() if tally is None else tally
    entries: list[ListEntry] = []
    patent_of: dict[int, str] = {}
    label_of: dict[str, int] = {}
    for line in _lines(Path(path)):
        entry = _entry(line, counts)
        if entry is None:
            counts.left_out["line that is no entry of a list"] += 1
            continue
        entries.append(entry)
        known = patent_of.setdefault(entry.label, entry.patent_id), label_of.setdefault(entry.patent_id, entry.label)
        if known != (entry.patent_id, entry.label):
            counts.noted["label that contradicts the patent, not used"] += 1
    if tally is None:
        counts.kept = len(entries)
        counts.log(f"entries of {path}")
    return entries


def split_of(name: str) -> str | None:
    """Return the split whose list has this file name; None where it is no list of the protocol.

    >>> [split_of(x) for x in ("train_patent_trn.txt", "val_db_patent.txt.gz", "train_patent_val.txt", "a.txt")]
    ['train', 'validation_gallery', None, None]
    """
    stem = re.fullmatch(r"(.+)\.txt(?:\.gz)?", name.lower())
    if stem is None:
        return None
    words = [_WORDS.get(word, word) for word in re.split(r"[ _.-]+", stem[1])]
    return _SPLIT_OF.get(frozenset(word for word in words if word))


def is_list(path: Path) -> bool:
    """Whether a file is a list of the release, by its name and its first line."""
    if split_of(path.name) is None:
        return False
    try:
        return _entry(next(_lines(path), ""), Tally()) is not None
    except (OSError, ValueError):
        return False


class DeepPatentReader:
    """Reads the pictures of one list, or of all; a shard is a run of them."""

    name = "deeppatent"

    def __init__(self, root: Path, split: str | None = None, gazette_copies: bool = True):
        if split is not None and split not in SPLITS:
            raise ValueError(f"no split {split!r} (there are {', '.join(SPLITS)})")
        if not root.is_dir():
            raise FileNotFoundError(f"no such folder: {root}")
        self.root, self.split, self.gazette_copies = root.resolve(), split, gazette_copies
        self.source = f"DeepPatent {split or 'pictures'} in {self.root}"
        fingerprint = Fingerprint(str(self.root), split, gazette_copies)
        self._passed = Counter[str]()
        self._lists: dict[str, Path] = {}
        self._pictures: dict[str, str] = {}  # lower-case name -> paths below the root, parted by NUL
        for path, _, _ in fingerprint.add(walk(self.root, self._passed)):
            name = path.rpartition(os.sep)[2]
            if name.lower().endswith(SUFFIXES):
                known, below = self._pictures.get(name.lower()), os.path.relpath(path, self.root)
                self._pictures[name.lower()] = below if known is None else f"{known}\0{below}"
            elif split_of(name) is not None:
                self._add_list(Path(path))
        self.fingerprint = fingerprint.hex()
        if not self._lists or (split is not None and split not in self._lists):
            there = ", ".join(str(path.relative_to(self.root)) for path in self._lists.values()) or "none"
            raise ValueError(f"{root}: no list of {split or 'pictures'} (lists that are there: {there})")

    def shards(self) -> list[Shard]:
        """Return runs of pictures, in the order of the lists."""
        tally = Tally(left_out=Counter(self._passed))
        met: dict[str, str] = {}  # lower-case name -> list that named it first
        found: list[str] = []
        for split in SPLITS:
            if self.split not in (None, split) or split not in self._lists:
                continue
            for entry in read_list(self._lists[split], tally):
                name = _name(entry)
                if name in met:
                    tally.left_out[_named_again(met[name], split)] += 1
                    continue
                met[name] = split
                if entry.is_gazette_copy and not self.gazette_copies:
                    tally.left_out["Gazette copy (D00000)"] += 1
                    continue
                path = self._find(entry, tally)
                if path is not None:
                    found.append(path)
        other = self._lists.get(_other_side(self.split))
        if other is not None:
            both = met.keys() & {_name(entry) for entry in read_list(other, Tally())}
            tally.noted.update({_named_again("query", "gallery"): len(both)} if both else {})
        return [(found[at : at + _SHARD], Tally() if at else tally) for at in range(0, max(len(found), 1), _SHARD)]

    def rows(self, shard: Shard, tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of a run of pictures."""
        paths, counts = shard
        tally.add(counts)
        for below in paths:
            path = str(self.root / below)
            fault = picture_fault(path) if is_utf8(path) else "picture whose path is not UTF-8"
            if fault is not None:
                tally.left_out[fault] += 1
                continue
            figure_id = Path(below).stem
            parts = parse_figure_name(figure_id.upper())
            assert parts is not None and parts["patent"] is not None  # as it was in the list
            known = {"is_gazette_copy": is_gazette_copy(figure_id.upper())}
            yield tally.keep(make_row(path, figure_id, parts["patent"], Tally().date(parts["date"]), **known))

    def close(self, tally: Tally) -> None:
        """Count nothing more: the lists are read before the pictures."""

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_pictures": {}}  # shards carry them

    def _add_list(self, path: Path) -> None:
        split = split_of(path.name)
        assert split is not None
        known = self._lists.setdefault(split, path)
        if known == path or f"{known}.gz".lower() == str(path).lower():
            return  # the plain file goes before its gzipped twin
        raise ValueError(
            f"{self.root}: two lists of {split}: {known.relative_to(self.root)}, {path.relative_to(self.root)}"
        )

    def _find(self, entry: ListEntry, tally: Tally) -> str | None:
        """Return where a picture lies below the root: as the list says, else anywhere under its name."""
        there = self._pictures.get(_name(entry))
        if there is None:
            tally.left_out["picture is missing"] += 1
            return None
        paths = there.split("\0")
        for path in paths:
            if f"/{Path(path).as_posix()}".endswith(f"/{entry.path}"):
                return path
        if len(paths) > 1:
            tally.noted["picture found more than once under its name, the first is taken"] += 1
        return paths[0]


def _name(entry: ListEntry) -> str:
    return PurePosixPath(entry.path).name.lower()


def _other_side(split: str | None) -> str:
    """Return the gallery of queries and the queries of a gallery."""
    split = split or ""
    return split.replace("query", "gallery") if "query" in split else split.replace("gallery", "query")


def _named_again(first: str, second: str) -> str:
    if first == second:
        return "picture named twice in a list"
    sides = {first.rpartition("_")[2], second.rpartition("_")[2]}
    return f"picture in {'both query and gallery' if sides == {'query', 'gallery'} else 'the lists of two splits'}"


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text file, gzipped or not, that hold anything."""
    with path.open("rb") as raw:
        opened: Any = gzip.open if raw.read(2) == b"\x1f\x8b" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", errors="replace") as file:
            while line := file.readline(_LONGEST):
                if len(line) == _LONGEST:
                    raise ValueError(f"{path}: no list of pictures: it has a line of more than {_LONGEST} characters")
                if line.strip():
                    yield line.strip()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path}: damaged gzip file: {error}") from None


def _entry(line: str, tally: Tally) -> ListEntry | None:
    """Read a line of a list; None where it is no entry."""
    found = _LINE.fullmatch(line)
    if found is None or REPLACED in line or "\0" in line:
        return None
    path = PurePosixPath(found["path"].replace("\\", "/"))
    parts = parse_figure_name(path.stem.upper())
    if parts is None or parts["patent"] is None or path.suffix.lower() not in SUFFIXES:
        return None
    granted = tally.date(parts["date"])
    return ListEntry(str(path), parts["patent"], granted, int(found["label"]), is_gazette_copy(path.stem.upper()))
