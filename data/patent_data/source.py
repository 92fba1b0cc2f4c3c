"""What lies at a path, and the reader for it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from .deeppatent2 import load_deeppatent2
from .figures import METADATA, load_figures
from .pictures import SUFFIXES, walk
from .release import is_record_file
from .uspto import load_uspto

if TYPE_CHECKING:
    import datasets

_RECORD = re.compile(r"(?:USD\d{7}-\d{8}.*\.(?:xml|zip)|I\d{8}.*\.(?:tar|zip))", re.IGNORECASE)
_READERS: dict[str, Callable[..., datasets.Dataset | datasets.IterableDataset]] = {
    "deeppatent2": load_deeppatent2,
    "uspto": load_uspto,
    "figures": load_figures,
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
    """Return the rows of whatever lies at a path: a USPTO week, a DeepPatent2 release, or a folder of pictures.

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
    """Say what lies at a path: "uspto", "deeppatent2" or "figures".

    DeepPatent2's record files decide first, then USPTO records; a metadata file at the top, or any picture, makes it
    a folder of pictures.

    Raises:
        FileNotFoundError: nothing lies there.
        ValueError: nothing that a reader knows lies there.
    """
    place = Path(path)
    if not place.exists():
        raise FileNotFoundError(f"no such file or folder: {place}")
    if place.is_file():
        if place.suffix.lower() in (".tar", ".zip"):
            return "uspto"
        raise ValueError(f"{place}: not a source of figures (expected a folder, a .tar or a .zip)")
    pictures = records = xml = False
    for file, _, _ in walk(place):
        name = Path(file).name
        lower = name.lower()
        if is_record_file(name):
            return "deeppatent2"
        records |= _RECORD.fullmatch(name) is not None
        pictures |= lower.endswith(SUFFIXES)
        xml |= lower.endswith(".xml")
    described = any((place / name).is_file() for name in METADATA)
    if records or (xml and not described):
        return "uspto"
    if pictures:
        return "figures"
    raise ValueError(f"{place}: no USPTO records, no DeepPatent2 records and no pictures ({', '.join(SUFFIXES)})")
