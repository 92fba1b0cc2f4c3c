"""Files of a source: walking them, telling a picture from a broken one without decoding it, turning a sheet."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import stat as stat_kinds
import struct
import warnings
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from PIL import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")
"""Endings of picture files, lower case."""

LOGGER = logging.getLogger("patent_data")
_LARGEST_FILE = 128 << 20
# Bytes that decoding a picture and preparing it (`PatentImageProcessor`) take at their peak, by mode, rounded up from
# what was measured (4, 4, 9, 13, 16; up to 32 for 16-bit and real numbers). The limit keeps a process that has
# PyTorch loaded (400 MB) below 1 GB.
_LARGEST_DECODED = 500 << 20
_BYTES_PER_PIXEL = {"1": 5, "L": 5, "P": 6, "RGB": 10, "YCbCr": 10, "CMYK": 14, "RGBA": 17, "LA": 17, "PA": 17}
_MOST_BYTES_PER_PIXEL = 33
_FITS_IN_ANY_MODE = _LARGEST_DECODED // _MOST_BYTES_PER_PIXEL
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_TIFFS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_TIFF_TAGS = 4096
_TIFF_NUMBERS = 100_000  # of one tag, such as the places of its strips
_TIFF_BYTES = (1, 2, 6, 7)  # kinds of a tag whose values are bytes
_PNG = b"\x89PNG\r\n\x1a\n"
_ORIENTATION = 274
_QUARTER_TURN_CLOCKWISE = 6

File = tuple[str, int, int]
"""A file: its path, its size in bytes (-1: a link that leads nowhere), its time of change in nanoseconds."""


def walk(root: Path, passed_by: Counter[str] | None = None) -> Iterator[File]:
    """Yield every file below a folder, in one order on every machine; hidden files and `__MACOSX` are passed by.

    Links to folders are followed, each folder once; links that lead out of the folder are not.

    Args:
        root: the folder; it may be a link itself.
        passed_by: counts what is not read, by reason: such links, and what cannot be read (a folder, a pipe, a
            device). Without it that goes to the log.
    """
    homes = homes_of(root)
    passed = Counter[str]() if passed_by is None else passed_by
    met: set[tuple[int, int]] = set()
    waiting = [str(root)]
    while waiting:
        folder = waiting.pop()
        below = []
        try:
            stat = Path(folder).stat()
            entries = [] if (stat.st_dev, stat.st_ino) in met else entries_of(folder, homes, passed)
        except OSError:
            passed["folder cannot be read"] += 1
            continue
        met.add((stat.st_dev, stat.st_ino))
        entries.reverse()
        while entries:
            entry = entries.pop()  # an entry that has told its size takes a kilobyte, and there may be millions
            if _is_folder(entry):
                below.append(entry.path)
                continue
            try:
                stat = entry.stat()
            except OSError:
                yield entry.path, -1, 0
            else:
                yield entry.path, stat.st_size, stat.st_mtime_ns
        waiting.extend(reversed(below))
    if passed_by is None and passed:
        LOGGER.warning("%s: passed by %s", root, dict(passed))


def homes_of(root: Path) -> tuple[str, ...]:
    """Return the real folders that a link below a folder may lead to: the folder itself.

    In the cache of the Hugging Face Hub a snapshot is made of links to files in `blobs` beside `snapshots`: that
    folder is one too.
    """
    real = root.resolve()
    caches = [place.parents[1] / "blobs" for place in (real, *real.parents) if place.parent.name == "snapshots"]
    return (str(real), *map(str, caches))


def entries_of(folder: str, homes: tuple[str, ...], passed_by: Counter[str]) -> list[os.DirEntry[str]]:
    """Return the files, folders and broken links in a folder in order, without hidden ones.

    Args:
        folder: its path.
        homes: real folders that links may lead to; empty for any.
        passed_by: counts links that lead elsewhere, and what is no plain file (a pipe would block its reader).

    Raises:
        OSError: the folder cannot be read.
    """
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    kept = []
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__MACOSX":
            continue
        if homes and entry.is_symlink() and not _is_inside(os.path.realpath(entry.path), homes):
            passed_by["link that leads out of the folder"] += 1
        elif not _is_folder(entry) and _is_special(entry):
            passed_by["neither a file nor a folder"] += 1
        else:
            kept.append(entry)
    return kept


def _is_inside(real: str, homes: tuple[str, ...]) -> bool:
    return any(real == home or real.startswith(home.rstrip(os.sep) + os.sep) for home in homes)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _is_special(entry: os.DirEntry[str]) -> bool:
    try:
        return not entry.is_file() and not stat_kinds.S_ISREG(entry.stat().st_mode)
    except OSError:
        return False


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

    A picture is too large where its file has more than 128 MiB, or where decoding it and preparing it for a model
    would take more than about 500 MB: 105 million pixels of a black and white or gray picture.

    Args:
        source: the path of a picture file, or its bytes.
    """
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file:
            head = file.read(33)
            if not head:
                return "picture file is empty"
            size = file.seek(0, io.SEEK_END)
            if size > _LARGEST_FILE:
                return "picture is too large"
            if head.startswith(_PNG):
                if not _png_is_whole(head, file, size):
                    return "picture cannot be read"
                width, height = struct.unpack(">II", head[16:24])
                if width * height <= _FITS_IN_ANY_MODE:
                    return None
            elif head[:4] in _TIFFS and not _tiff_is_sane(head, file, size):
                return "picture cannot be read"
            file.seek(0)
            return _fault_by_header(file, size)
    except FileNotFoundError:
        return "picture is missing"
    except Image.DecompressionBombError:
        return "picture is too large"
    except Exception:  # Pillow's readers raise errors of many kinds on headers that are damaged
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
    if len(head) < 33 or head[12:16] != b"IHDR" or zlib.crc32(head[12:29]) != int.from_bytes(head[29:33], "big"):
        return False
    width, height, depth, kind = struct.unpack(">IIBB", head[16:26])
    file.seek(max(0, size - 1024))
    return width * height > 0 and depth in _PNG_DEPTHS.get(kind, ()) and b"IEND" in file.read()


def _tiff_is_sane(head: bytes, file: IO[bytes], size: int) -> bool:
    """Whether a TIFF's directory lies in the file and its lists are short enough to be held as Python numbers."""
    order, big = "<" if head[:2] == b"II" else ">", 43 in head[2:4]
    (directory,) = struct.unpack_from(f"{order}Q", head, 8) if big else struct.unpack_from(f"{order}I", head, 4)
    file.seek(min(directory, size))
    (count,) = struct.unpack(f"{order}{'Q' if big else 'H'}", file.read(8 if big else 2))
    if not 0 < count <= _TIFF_TAGS:
        return False
    entry = struct.Struct(f"{order}{'HHQ8s' if big else 'HHL4s'}")
    for _, kind, number, _ in entry.iter_unpack(file.read(count * entry.size)):
        if number > size or (kind not in _TIFF_BYTES and number > _TIFF_NUMBERS):
            return False
    return True


def _fault_by_header(file: IO[bytes], size: int) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(file) as picture:  # reads the header only
            width, height = picture.size
            cost = _BYTES_PER_PIXEL.get(picture.mode, _MOST_BYTES_PER_PIXEL)
            if picture.has_transparency_data:
                cost = max(cost, _BYTES_PER_PIXEL["RGBA"])
            if width * height * cost > _LARGEST_DECODED:
                return "picture is too large"
            whole = min(picture.size) > 0 and _reaches_its_end(picture, file, size)
            return None if whole else "picture cannot be read"


def _reaches_its_end(picture: Image.Image, file: IO[bytes], size: int) -> bool:
    if picture.format in ("JPEG", "MPO"):
        file.seek(max(0, size - 65536))
        return b"\xff\xd9" in file.read()
    if picture.format == "WEBP":
        file.seek(4)
        return int.from_bytes(file.read(4), "little") + 8 <= size
    tags = getattr(picture, "tag_v2", {})
    parts = [(tags.get(273, ()), tags.get(279, ())), (tags.get(324, ()), tags.get(325, ()))]  # strips, tiles
    return all(start + length <= size for one in parts for start, length in zip(*one, strict=False))
