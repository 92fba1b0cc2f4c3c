"""Joins line segments that share end points into long polylines, without a loop over segments."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.mesh import Bools, Ints


def _rank(after: Ints) -> tuple[Ints, Ints]:
    """Steps to the end of a linked list and its last member; -1 where the list is a ring. after[-1] ends lists."""
    stop = len(after) - 1
    steps = (after != stop).astype(np.int64)
    last = np.where(after == stop, np.arange(stop + 1), -1)
    hop = after.copy()
    for _ in range(max(1, int(stop).bit_length())):
        steps += steps[hop]
        last = np.where(last >= 0, last, last[hop])
        hop = hop[hop]
    return steps, np.where(hop == stop, last, -1)


def _linked(a: Ints, b: Ints) -> Ints:
    """The directed segment that follows each of the 2 S directed ones (s from a to b, S + s back), else 2 S."""
    count = len(a)
    ends = np.concatenate([a, b])
    order = np.argsort(ends, kind="stable")
    sorted_ends = ends[order]
    fresh = np.flatnonzero(np.r_[True, np.diff(sorted_ends) != 0])
    size = np.diff(np.r_[fresh, len(ends)])
    # order holds, for each end, the directed segment that leaves it
    first, second = order[fresh[size == 2]], order[fresh[size == 2] + 1]
    after = np.full(2 * count + 1, 2 * count, dtype=np.int64)
    after[(first + count) % (2 * count)] = second
    after[(second + count) % (2 * count)] = first
    return after


def chained(a: Ints, b: Ints) -> tuple[Ints, Bools, Ints, Bools]:
    """Order S segments from node a[s] to node b[s] into chains; a chain ends where not exactly two segments meet.

    Returns:
        The segments in order [S], whether each is run through backwards [S], where each chain starts [C + 1] and
        whether it is a closed ring [C].
    """
    count = len(a)
    if count == 0:
        return np.zeros(0, np.int64), np.zeros(0, bool), np.zeros(1, np.int64), np.zeros(0, bool)
    after = _linked(a, b)
    every = np.arange(2 * count)
    twin = (every + count) % (2 * count)
    steps, last = _rank(after)
    ring = last[:-1] < 0
    least = np.arange(2 * count + 1)
    if ring.any():
        hop = after.copy()
        for _ in range((2 * count).bit_length()):
            least = np.minimum(least, least[hop])
            hop = hop[hop]
        head = ring & (least[:-1] == every)
        cut = np.flatnonzero(ring)
        cut = cut[head[after[cut]]]
        after[cut] = 2 * count
        steps, last = _rank(after)
    start = twin[last[twin]]
    mark = np.where(ring, least[:-1], start)
    keep = np.flatnonzero(np.where(ring, least[:-1] < least[:-1][twin], start < twin[last[:-1]]))
    order = keep[np.lexsort((-steps[keep], mark[keep]))]
    first = np.flatnonzero(np.r_[True, np.diff(mark[order]) != 0])
    return order % count, order >= count, np.r_[first, len(order)], ring[order[first]]
