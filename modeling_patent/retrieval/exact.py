"""Comparing rows one by one: all of a slice, or chosen rows, and the closest of them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from .parts import Eligible, Part, are_holes
from .search import Floats, Ints
from .threads import inner_products

ALWAYS_EXACT = 4096
"""Rows that are compared before one has thought about another way."""

_BLOCK = 64
_MOST_FEW = 256  # rows that are taken in one call
_MANY = 256  # chosen rows from which other cores help


def few(part: Part, eligible: Eligible, view: Floats, count: int) -> tuple[Ints, bool] | None:
    """Return the closest of few rows in an order that is certain, None where it is not or they are not few.

    This is what most searches with narrow limits come to.

    Args:
        part: the part.
        eligible: its rows that may be found.
        view: unit query row [1, D].
        count: rows wanted.

    Returns:
        Rows, the closest first, and whether these are all eligible rows. Their cosines lie further apart than float32
        may be off.
    """
    rows, start, holes = eligible.rows, eligible.start, eligible.holes
    if rows is None:
        span, over = eligible.stop - start, len(holes)
    else:
        span, over = len(rows), 0
    if span > ALWAYS_EXACT or count + over > _MOST_FEW:
        return None
    if not span:
        return np.empty(0, dtype=np.int64), True
    margin = 8 * view.shape[1] * 2.0**-24
    if rows is not None and span >= _MANY:
        cosines = inner_products(part.vectors, view, rows)[0]
        places = top(cosines, count, margin, span)[0]
        places = places[(-cosines[places]).argsort()]
        found, values = rows[places], cosines[places].tolist()
    else:
        asked = min(span, count + over + 1)
        found, cosines = _closest(part.vectors, view, rows, start, span, asked)
        if over:
            kept = ~are_holes(found, holes)
            found, cosines = found[kept], np.append(cosines[kept], cosines[-1])
        values = cosines.tolist()
        if asked < span:  # the next row, which was not taken, may be as close as the last
            clear = values[-1] + margin
            values = [value for value in values if value >= clear]
            found = found[: len(values)]
        elif over:
            values.pop()
    if any(a - b < margin for a, b in itertools.pairwise(values)):
        return None
    return found, len(found) == span - over


def _closest(
    vectors: Floats, view: Floats, rows: Ints | None, start: int, span: int, asked: int
) -> tuple[Ints, Floats]:
    """Return the closest of some rows, or of a slice, and their cosines, falling."""
    import faiss

    library: Any = faiss  # its stubs know less than it does
    pointer, width = library.swig_ptr, vectors.shape[1]
    cosines, found = np.empty(asked, dtype=np.float32), np.empty(asked, dtype=np.int64)
    if rows is None:
        some = vectors[start : start + span]
        library.knn_inner_product(pointer(view), pointer(some), width, 1, span, asked, pointer(cosines), pointer(found))
        return (found + start if start else found), cosines
    those = np.ascontiguousarray(rows)
    arrays = (pointer(view), pointer(vectors), pointer(those), width, 1, len(vectors), span, asked)
    library.knn_inner_products_by_idx(*arrays, pointer(cosines), pointer(found))
    return found, cosines


def compare(part: Part, eligible: Eligible, views: Floats) -> Floats:
    """Return the cosines [V, n] of the slice (holes -inf) or of the chosen rows, in float32."""
    vectors = part.vectors
    if eligible.rows is not None:
        return inner_products(vectors, views, eligible.rows)
    if len(views) == 1:
        scores = inner_products(vectors, views, np.arange(eligible.start, eligible.stop))
    else:
        scores = views @ vectors[eligible.start : eligible.stop].T
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
    if width > 2 * count and len(scores) > 1024:
        # The count-th highest of the maxima of columns is a lower bound of the count-th highest score.
        maxima = scores[: width * _BLOCK].reshape(_BLOCK, width).max(axis=0)
        low = np.partition(maxima, width - count)[width - count]
        if low > -np.inf:
            pool = np.flatnonzero(scores >= low - margin)
    values = scores if pool is None else scores[pool]
    last = np.partition(values, len(values) - count)[len(values) - count]
    places = np.flatnonzero(values >= last - margin)
    return places if pool is None else pool[places], float(last) - margin / 2
