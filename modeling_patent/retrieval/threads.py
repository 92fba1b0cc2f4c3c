"""Inner products by FAISS, shared among the cores where they are free."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from .search import Floats, Ints

_PIECE = 128  # rows below which another core does not pay
_SEARCHING = threading.Lock()  # held by the search that uses all cores


@contextlib.contextmanager
def all_threads() -> Iterator[None]:
    """Have FAISS use all cores, or the calling thread alone while another thread searches: they would wait for it."""
    faiss = _library()
    cores = faiss.omp_get_max_threads()
    alone = _SEARCHING.acquire(blocking=False)
    try:
        if not alone:
            faiss.omp_set_num_threads(1)
        yield
    finally:
        if alone:
            _SEARCHING.release()
        else:
            faiss.omp_set_num_threads(cores)


def inner_products(vectors: Floats, views: Floats, rows: Ints) -> Floats:
    """Return the inner products [V, n] of some rows of vectors [N, D] with views [V, D], without copying the rows.

    Args:
        vectors: an array or a memory map.
        views: query rows.
        rows: row numbers [n].
    """
    faiss = _library()
    pointer, total = faiss.swig_ptr, len(rows)
    products = np.empty((len(views), total), dtype=np.float32)
    pieces = 1 if total < 2 * _PIECE else min(total // _PIECE, faiss.omp_get_max_threads())
    if pieces == 1:
        rows = np.ascontiguousarray(rows, dtype=np.int64)
        for view, line in zip(views, products, strict=True):
            arrays = (pointer(line), pointer(view), pointer(vectors), pointer(rows))
            faiss.fvec_inner_products_by_idx(*arrays, vectors.shape[1], 1, total)
        return products
    each = -(-total // pieces)
    padded = np.empty(pieces * each, dtype=np.int64)
    padded[:total], padded[total:] = rows, rows[-1]
    found = np.empty(pieces * each, dtype=np.float32)
    with all_threads():
        for view, line in zip(views, products, strict=True):
            same = np.tile(view, pieces)  # FAISS shares out queries, not rows: the same query for each piece
            arrays = (pointer(found), pointer(same), pointer(vectors), pointer(padded))
            faiss.fvec_inner_products_by_idx(*arrays, vectors.shape[1], pieces, each)
            line[:] = found[:total]
    return products


def _library() -> Any:
    import faiss

    return faiss  # its stubs know less than it does
