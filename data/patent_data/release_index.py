"""Where the unpacked pictures of a DeepPatent2 release lie, by base name: an index for millions of them."""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np

_USUAL = re.compile(r"usd(\d{7}-\d{8}-[dp]\d{5}(?:_\d{1,4})?)\.png", re.ASCII)
_KEY = np.dtype("S28")  # the group of `_USUAL`; "?7" stands for the eighth of the other names


class PictureIndex:
    """Paths of pictures by base name, whatever its case: 32 bytes a picture whose name is as the USPTO writes it.

    They lie in two arrays, sorted by name. Forked processes share these: looking something up writes nothing to an
    array, while the reference count of a Python object changes, which copies the page that it lies on. Other names
    and spellings (`.PNG`) are kept as they stand in small dicts.

    Pictures are added, then sorted once, then looked up.

    Args:
        root: folder of the release, below which folders `Segmented...` go first.
    """

    def __init__(self, root: Path):
        self._root = root
        self._folders: dict[str, int] = {}  # path -> number
        self._paths: list[str] = []
        self._others: dict[str, int] = {}  # lower-case name that is not usual -> number
        self._spelled: dict[int, str] = {}  # place, before `sort` number in order of adding -> name not as usual
        self._added = bytearray(), array("I")  # until `sort`: keys and numbers of folders in order of adding
        self._keys = np.empty(0, _KEY)
        self._folder_of = np.empty(0, np.uint32)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, folder: str, name: str) -> None:
        """Add a picture by its folder's path and its base name."""
        keys, folders = self._added
        key = self._key(name)
        if key is None:
            key = b"?%d" % self._others.setdefault(name.lower(), len(self._others))
        if name != _usual(key):
            self._spelled[len(folders)] = name
        keys += key.ljust(_KEY.itemsize, b"\0")
        folders.append(self._folders.setdefault(folder, len(self._folders)))

    def sort(self) -> Iterator[str]:
        """Make what was added ready to be looked up; of a name found again, the first in a segmented folder stays.

        Returns:
            The names that do not stay.
        """
        added, folders = np.frombuffer(self._added[0], _KEY), np.array(self._added[1], np.uint32)
        self._added = bytearray(), array("I")
        self._paths = list(self._folders)
        inside = [f"{os.path.relpath(path, self._root)}/-" for path in self._paths]
        is_later = np.array([not is_segmented(path) for path in inside], bool)
        order = np.lexsort((is_later[folders], added))
        keys = added[order]
        del added
        stays = np.ones(len(keys), bool)
        stays[1:] = keys[1:] != keys[:-1]
        spelled, found = self._spelled, order[stays]
        is_odd = np.isin(found, np.fromiter(spelled, np.int64, len(spelled)))
        self._spelled = {place: spelled[int(found[place])] for place in np.flatnonzero(is_odd).tolist()}
        self._keys, self._folder_of = keys[stays], folders[found]
        again = zip(order[~stays].tolist(), keys[~stays].tolist(), strict=True)
        return (spelled.get(number) or _usual(key) for number, key in again)

    def find(self, name: str) -> int | None:
        """Return the place of a base name among all, 0 to the length of the index; None if it is not there."""
        key = self._key(name)
        if key is None:
            return None
        place = int(self._keys.searchsorted(np.array(key, _KEY)))
        return place if place < len(self._keys) and self._keys[place] == key else None

    def path(self, place: int) -> str:
        """Return the path of the picture at a place."""
        folder = self._paths[self._folder_of[place]]
        return f"{folder}{os.sep}{self._spelled.get(place) or _usual(self._keys[place])}"

    def _key(self, name: str) -> bytes | None:
        lower = name.lower()
        match = _USUAL.fullmatch(lower)
        if match is not None:
            return match[1].encode()
        number = self._others.get(lower)
        return None if number is None else b"?%d" % number


def is_segmented(path: str) -> bool:
    """Whether one of the folders of a path is `Segmented...`.

    >>> is_segmented("2007/Segmentednew/a.png"), is_segmented("Segmented.png")
    (True, False)
    """
    return any(part.lower().startswith("segmented") for part in Path(path).parts[:-1])


def _usual(key: bytes) -> str:
    return f"USD{key.decode().upper()}.png"
