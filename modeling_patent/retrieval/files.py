"""Files that are on disk whole or not at all, and their sums."""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

_BLOCK, _BLOCKS = 1 << 20, 16


def write_atomically(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Write a file so that it is there whole or, after an error or a kill, as it was before.

    Args:
        path: the file.
        write: gets a binary file to write to.
    """
    _write_named(path.parent, lambda _: path.name, write)


def write_summed(folder: Path, kind: str, suffix: str, write: Callable[[IO[bytes]], Any]) -> dict[str, Any]:
    """Write a file under the name of its sum.

    Args:
        folder: where to.
        kind: how the name begins.
        suffix: how it ends.
        write: gets a binary file to write to.

    Returns:
        What a manifest says of the file: name, bytes, sha256, sample (`sample_sum`).
    """
    entry: dict[str, Any] = {}

    def name_of(temporary: Path) -> str:
        digest = sha256(temporary)
        entry.update(name=f"{kind}-{digest[:16]}{suffix}", bytes=temporary.stat().st_size, sha256=digest)
        entry.update(sample=sample_sum(temporary))
        return str(entry["name"])

    _write_named(folder, name_of, write)
    return entry


def check_file(path: Path, entry: dict[str, Any], whole: bool = False) -> None:
    """Check that a file is the one that a manifest names.

    Args:
        path: the file.
        entry: what the manifest says of it.
        whole: read all of it; else of a file above 16 MiB only its sample.

    Raises:
        FileNotFoundError: it is missing.
        ValueError: it has another size or sum; the message begins with its name.
    """
    size = path.stat().st_size
    if size != entry["bytes"]:
        raise ValueError(f"{path.name} has {size} bytes, not {entry['bytes']}")
    if sample_sum(path) != entry["sample"] or (whole and sha256(path) != entry["sha256"]):
        raise ValueError(f"{path.name} does not have its checksum")


def sha256(path: Path) -> str:
    """Return the sum of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def sample_sum(path: Path) -> str:
    """Return the sum of 16 blocks of 1 MiB spread evenly over a file, its first and last MiB among them.

    Of a file that is not larger than these, it is the sum of all of it.
    """
    size = path.stat().st_size
    last = max(0, size - _BLOCK)
    starts = [last * i // (_BLOCKS - 1) for i in range(_BLOCKS)] if size > _BLOCK * _BLOCKS else range(0, size, _BLOCK)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for start in starts:
            file.seek(start)
            digest.update(file.read(_BLOCK))
    return digest.hexdigest()


def _write_named(folder: Path, name_of: Callable[[Path], str], write: Callable[[IO[bytes]], Any]) -> None:
    """Write a temporary file, and give it its name when it is on disk; what has that name is replaced."""
    temporary = folder / f".save-{uuid.uuid4().hex}.tmp"
    try:
        with temporary.open("wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, folder / name_of(temporary))  # noqa: PTH105 (one name for what tests make fail)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Have the folder's names on disk; where a system cannot, the names follow in their own time."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
