"""Files of a source: walking them, telling a picture from a broken one without decoding it, turning a sheet."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from PIL import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")
"""Endings of picture files, lower case."""

_PNG = b"\x89PNG\r\n\x1a\n"
_ORIENTATION = 274
_QUARTER_TURN_CLOCKWISE = 6

File = tuple[str, int, int]
"""A file: its path, its size in bytes (-1: a link that leads nowhere), its time of change in nanoseconds."""


def walk(root: Path) -> Iterator[File]:
    """Yield every file below a folder, in one order on every machine; hidden files and `__MACOSX` are passed by.

    Links to folders are followed, each folder once.
    """
    met: set[tuple[int, int]] = set()
    waiting = [str(root)]
    while waiting:
        folder = waiting.pop()
        stat = Path(folder).stat()
        if (stat.st_dev, stat.st_ino) in met:
            continue
        met.add((stat.st_dev, stat.st_ino))
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        below = []
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__MACOSX":
                continue
            if entry.is_dir():
                below.append(entry.path)
                continue
            try:
                stat = entry.stat()
            except OSError:
                yield entry.path, -1, 0
            else:
                yield entry.path, stat.st_size, stat.st_mtime_ns
        waiting.extend(reversed(below))


class Fingerprint:
    """A hash over files (names, sizes, times of change) and options, by which a changed source is read anew."""

    def __init__(self, *options: object):
        self._hash = hashlib.blake2b(repr(options).encode(), digest_size=16)

    def add(self, files: Iterable[File]) -> Iterator[File]:
        """Pass files on while they are hashed."""
        for file in files:
            self._hash.update(repr(file).encode("utf-8", "surrogateescape"))
            yield file

    def hex(self) -> str:
        """Return the hash so far."""
        return self._hash.hexdigest()


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sort key by which "view2" comes before "view10".

    >>> sorted(["view10.png", "view2.png"], key=natural)
    ['view2.png', 'view10.png']
    """
    parts = re.split(r"(\d+)", text.lower())
    return (*((0, int(part)) if part.isdecimal() else (1, part) for part in parts if part), (2, text))


def picture_fault(source: str | bytes) -> str | None:
    """Say what is wrong with a picture, as far as its header and its end tell; None if nothing is.

    Args:
        source: the path of a picture file, or its bytes.
    """
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file:
            head = file.read(33)
            if not head:
                return "picture file is empty"
            size = file.seek(0, io.SEEK_END)
            if head.startswith(_PNG):
                whole = _png_is_whole(head, file, size)
            else:
                file.seek(0)
                whole = _other_is_whole(file, size)
            return None if whole else "picture cannot be read"
    except FileNotFoundError:
        return "picture is missing"
    except (OSError, ValueError, SyntaxError, TypeError, EOFError, struct.error, Image.DecompressionBombError):
        return "picture cannot be read"


def turned_upright(data: bytes) -> bytes:
    """Return a TIFF that lies on its side with its orientation tag set to a quarter turn clockwise.

    The pixels are not touched: whoever opens it with Pillow sees it upright. A TIFF whose tag already asks for a
    turn is returned as it is.

    Raises:
        ValueError: `data` is no TIFF.
    """
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(data[:4])
    if order is None:
        raise ValueError("not a TIFF")
    try:
        (directory,) = struct.unpack_from(f"{order}I", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, directory)
        entries = [data[at : at + 12] for at in range(directory + 2, directory + 2 + 12 * count, 12)]
        (following,) = struct.unpack_from(f"{order}I", data, directory + 2 + 12 * count)
        tags = [struct.unpack_from(f"{order}H", entry)[0] for entry in entries]
    except struct.error:
        raise ValueError("not a TIFF: its directory is cut short") from None
    ours = struct.pack(f"{order}HHIHH", _ORIENTATION, 3, 1, _QUARTER_TURN_CLOCKWISE, 0)
    if _ORIENTATION in tags:
        place = tags.index(_ORIENTATION)
        at = directory + 2 + 12 * place
        upright = struct.unpack_from(f"{order}H", entries[place], 8)[0] <= 1
        return data[:at] + ours + data[at + 12 :] if upright else data
    place = sum(tag < _ORIENTATION for tag in tags)
    entries.insert(place, ours)
    body = data + b"\x00" * (len(data) % 2)
    table = struct.pack(f"{order}H", len(entries)) + b"".join(entries) + struct.pack(f"{order}I", following)
    return body[:4] + struct.pack(f"{order}I", len(body)) + body[8:] + table


def _png_is_whole(head: bytes, file: IO[bytes], size: int) -> bool:
    if len(head) < 33 or head[12:16] != b"IHDR":
        return False
    width, height = struct.unpack(">II", head[16:24])
    limit = 2 * (Image.MAX_IMAGE_PIXELS or 2**40)
    file.seek(max(0, size - 1024))
    return 0 < width * height <= limit and b"IEND" in file.read()


def _other_is_whole(file: IO[bytes], size: int) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(file) as picture:  # reads the header only
            tags = getattr(picture, "tag_v2", {})
            strips = zip(tags.get(273, ()), tags.get(279, ()), strict=False)
            return min(picture.size) > 0 and all(start + length <= size for start, length in strips)
