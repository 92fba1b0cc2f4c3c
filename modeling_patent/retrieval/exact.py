"""Comparing rows one by one: all of a slice, or chosen rows, and the closest of them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from .approximate import one_thread
from .parts import Eligible, Part, are_holes
from .search import Floats, Ints

ALWAYS_EXACT = 4096
"""Rows that are compared before one has thought about another way."""

_BLOCK = 64
_MOST_FEW = 256  # rows that are taken in one call


def few(part: Part, eligible: Eligible, view: Floats, count: int) -> tuple[Ints, Floats, bool] | None:
    """Return the closest of few rows in an order that is certain, None where it is not or they are not few.

    This is what most searches with narrow limits come to, in one call of FAISS.

    Args:
        part: the part.
        eligible: its rows that may be found.
        view: unit query row [1, D].
        count: rows wanted.

    Returns:
        Rows, their cosines in float32, falling, and whether these are all eligible rows. Cosines lie further apart than
        float32 may be off.
    """
    import faiss

    library: Any = faiss  # its stubs know less than it does
    rows, vectors = eligible.rows, part.vectors
    holes = eligible.holes if rows is None else eligible.holes[:0]
    span = eligible.stop - eligible.start if rows is None else len(rows)
    if span > ALWAYS_EXACT or count + len(holes) > _MOST_FEW:
        return None
    asked = min(span, count + len(holes) + 1)
    cosines, found = np.empty(asked, dtype=np.float32), np.empty(asked, dtype=np.int64)
    pointer = library.swig_ptr
    if not asked:
        return found, cosines, True
    width = vectors.shape[1]
    if rows is None:
        some = vectors[eligible.start : eligible.stop]
        library.knn_inner_product(pointer(view), pointer(some), width, 1, span, asked, pointer(cosines), pointer(found))
        found += eligible.start
    else:
        rows = np.ascontiguousarray(rows)
        arrays = (pointer(view), pointer(vectors), pointer(rows), width, 1, len(vectors), span, asked)
        library.knn_inner_products_by_idx(*arrays, pointer(cosines), pointer(found))
    margin = 8 * width * 2.0**-24
    kept = ~are_holes(found, holes)
    if asked < span:  # the next row, which was not taken, may be as close as the last
        kept &= cosines >= cosines[-1] + np.float32(margin)
    found, cosines = found[kept], cosines[kept]
    values = cosines.tolist()
    if any(a - b < margin for a, b in itertools.pairwise(values)):
        return None
    return found, cosines, asked == span


def compare(part: Part, eligible: Eligible, views: Floats) -> Floats:
    """Return the cosines [V, n] of the slice (holes -inf) or of the chosen rows, in float32."""
    vectors = part.vectors
    if eligible.rows is not None:
        return _gathered(vectors, views, eligible.rows)
    some = vectors[eligible.start : eligible.stop]
    scores = (some @ views[0])[None] if len(views) == 1 else views @ some.T
    if len(eligible.holes):
        scores[:, eligible.holes - eligible.start] = -np.inf
    return scores


def top(scores: Floats, count: int, margin: float, eligible: int) -> tuple[Ints, float]:
    """Return the places of at least the `count` highest scores, all that lie within the margin of the last, a floor.

    Args:
        scores: [n]; -inf is never returned.
        count: places wanted.
        margin: how far two scores may be apart and yet be equal.
        eligible: how many are not -inf.
    """
    if count >= eligible:
        return np.flatnonzero(scores > -np.inf), -np.inf
    pool = None
    width = len(scores) // _BLOCK
    if width > 2 * count and len(scores) > 4096:
        # The count-th highest of the maxima of columns is a lower bound of the count-th highest score.
        maxima = scores[: width * _BLOCK].reshape(_BLOCK, width).max(axis=0)
        low = np.partition(maxima, width - count)[width - count]
        if low > -np.inf:
            pool = np.flatnonzero(scores >= low - margin)
    values = scores if pool is None else scores[pool]
    last = np.partition(values, len(values) - count)[len(values) - count]
    places = np.flatnonzero(values >= last - margin)
    return places if pool is None else pool[places], float(last) - margin / 2


def _gathered(vectors: Floats, views: Floats, rows: Ints) -> Floats:
    """Return the cosines [V, n] of some rows without copying them."""
    import faiss

    library: Any = faiss  # its stubs know less than it does
    scores = np.empty((len(views), len(rows)), dtype=np.float32)
    rows = np.ascontiguousarray(rows, dtype=np.int64)
    with one_thread():
        for view, out in zip(views, scores, strict=True):
            library.fvec_inner_products_by_idx(
                library.swig_ptr(out), library.swig_ptr(view), library.swig_ptr(vectors), library.swig_ptr(rows),
                vectors.shape[1], 1, len(rows),
            )  # fmt: skip
    return scores
