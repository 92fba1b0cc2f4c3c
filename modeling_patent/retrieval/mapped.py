"""Mapped vectors: what searches touched of a large file is given back to the system before it fills the memory."""

from __future__ import annotations

import mmap
from typing import Any

from .search import Floats

LARGE = 1 << 29
"""Files of vectors of at most so many bytes may stay in the memory of the process as a whole."""

MOST = 1 << 27
"""Bytes that are read of a larger one before its pages are given back."""

_AROUND = 1 << 16  # bytes that the system maps in around a row that is read


class Mapped:
    """Counts what is read of a mapped file, and unmaps its pages when it was much; the next read maps them again.

    Args:
        mapping: the mapped file.
        row_bytes: bytes of a row.
    """

    def __init__(self, mapping: mmap.mmap, row_bytes: int) -> None:
        self._mapping, self._row_bytes, self._read = mapping, row_bytes, 0

    def note(self, rows: int, together: bool) -> None:
        """Note that so many rows were read, one after the other or anywhere in the file."""
        self._read += rows * (self._row_bytes if together else max(self._row_bytes, _AROUND))
        if self._read > MOST:
            self._read = 0
            self._mapping.madvise(mmap.MADV_DONTNEED)


def mapped(vectors: Floats) -> Mapped | None:
    """Return the counter of vectors that lie in a large mapped file, None for all others."""
    owner: Any = vectors
    while owner is not None and not isinstance(owner, mmap.mmap):
        owner = getattr(owner, "base", None)
    if owner is None or vectors.nbytes <= LARGE or not hasattr(mmap, "MADV_DONTNEED"):
        return None
    return Mapped(owner, vectors.shape[1] * vectors.itemsize)
