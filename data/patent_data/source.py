"""What lies at a path, and the reader for it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from .archives import RECORDS
from .deeppatent import is_list, load_deeppatent
from .deeppatent2 import load_deeppatent2
from .figures import METADATA, load_figures
from .impact import load_impact
from .impact_rows import is_impact_csv
from .parquet_read import load_parquet_rows
from .pictures import SUFFIXES, walk
from .release import is_record_file, is_release_archive
from .uspto import load_uspto

if TYPE_CHECKING:
    import datasets

_RECORD = re.compile(r"(?:USD\d{7}-\d{8}.*\.(?:xml|sgml?|zip)|I\d{8}.*\.(?:tar|zip))", re.IGNORECASE)
_READERS: dict[str, Callable[..., datasets.Dataset | datasets.IterableDataset]] = {
    "deeppatent": load_deeppatent,
    "deeppatent2": load_deeppatent2,
    "uspto": load_uspto,
    "figures": load_figures,
    "impact": load_impact,
    "parquet": load_parquet_rows,
}


@overload
def load_source(
    path: str | os.PathLike[str],
    *,
    streaming: Literal[False] = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset: ...


@overload
def load_source(
    path: str | os.PathLike[str],
    *,
    streaming: Literal[True],
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.IterableDataset: ...


def load_source(
    path: str | os.PathLike[str],
    *,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """Return the rows of whatever lies at a path; `detect_source` says how that is found out.

    Of Parquet these are the rows of all splits.

    Args:
        path: file or folder.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that read side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        FileNotFoundError: nothing lies there.
        ValueError: nothing that a reader knows lies there, or it cannot be read.
    """
    load = _READERS[detect_source(path)]
    return load(path, streaming=streaming, num_proc=num_proc, cache_dir=cache_dir)


def detect_source(path: str | os.PathLike[str]) -> str:
    """Say what lies at a path: "parquet", "deeppatent2", "impact", "deeppatent", "uspto" or "figures".

    In this order, by one walk over the folder:

    1. "parquet": Parquet files in its folder `data`, as `write_parquet` writes them.
    2. "deeppatent2": a record file of the release, or one of its archives, by name (`design2019.json`, `2019.aa`).
    3. "impact": a CSV whose first line has IMPACT's columns. USPTO records beside it do not change that: `load_impact`
       reads them as `load_uspto` does, and adds the CSV's machine-made captions.
    4. "deeppatent": a list, by its name (`val_db_patent.txt`) and its first line.
    5. "uspto": a file named as a USPTO week or record; other XML or SGML too, unless a metadata file lies at the top.
    6. "figures": any picture.
    7. "parquet": Parquet files at its top.

    A file is "deeppatent2" if it is named as one of its archives, else "uspto" if it is a .tar or .zip.

    Raises:
        FileNotFoundError: nothing lies there.
        ValueError: nothing that a reader knows lies there.
    """
    place = Path(path)
    if not place.exists():
        raise FileNotFoundError(f"no such file or folder: {place}")
    if place.is_file():
        if is_release_archive(place.name):
            return "deeppatent2"
        if place.suffix.lower() in (".tar", ".zip"):
            return "uspto"
        raise ValueError(f"{place}: not a source of figures (expected a folder, a .tar or a .zip)")
    if _has_parquet(place / "data"):
        return "parquet"
    found = set()
    for file, _, _ in walk(place):
        kind = _kind_of(Path(file))
        if kind == "deeppatent2":
            return kind
        found.add(kind)
    described = any((place / name).is_file() for name in METADATA)
    for kind in ("impact", "deeppatent", "uspto", "figures" if described else "xml"):
        if kind in found:
            return "uspto" if kind == "xml" else kind
    if "figures" in found:
        return "figures"
    if _has_parquet(place):
        return "parquet"
    raise ValueError(
        f"{place}: no records of DeepPatent2, IMPACT or the USPTO, no lists of DeepPatent "
        f"and no pictures ({', '.join(SUFFIXES)})"
    )


def _has_parquet(folder: Path) -> bool:
    """Whether Parquet files lie in a folder, other than one that describes pictures."""
    return any(path.name not in METADATA for path in folder.glob("*.parquet"))


def _kind_of(path: Path) -> str | None:
    """Say which source a file speaks for; "xml" is a weak word for "uspto"."""
    if is_record_file(path.name) or is_release_archive(path.name):
        return "deeppatent2"
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return "impact" if is_impact_csv(path) else None
    if suffix in (".txt", ".gz"):
        return "deeppatent" if is_list(path) else None
    if _RECORD.fullmatch(path.name):
        return "uspto"
    return "xml" if suffix in RECORDS else "figures" if suffix in SUFFIXES else None
