"""Connected components of a drawing, in whole-array steps: a sheet of 300 dpi takes some 10 ms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are outside."""


class Components(NamedTuple):
    """The 8-connected components of a mask, and the row runs they are made of, sorted by component."""

    boxes: NDArray[np.int32]  # [K, 4]
    areas: NDArray[np.int64]  # [K]: pixels
    runs: NDArray[np.int32]  # [R, 3]: row, left, right (outside)
    first: NDArray[np.int64]  # [K + 1]: component k has the runs first[k] to first[k + 1]

    def box(self, chosen: NDArray[np.int64]) -> Box:
        """Return the box around some components."""
        left, top = self.boxes[chosen, :2].min(axis=0).tolist()
        right, bottom = self.boxes[chosen, 2:].max(axis=0).tolist()
        return left, top, right, bottom

    def draw(self, chosen: NDArray[np.int64], box: Box) -> NDArray[np.bool_]:
        """Return what of some components lies in a box, bool [height, width]."""
        left, top, right, bottom = box
        boxes = self.boxes[chosen]
        near = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
        runs = [self.runs[self.first[k] : self.first[k + 1]] for k in chosen[near]]
        rows, start, stop = np.concatenate([np.zeros((0, 3), np.int32), *runs]).T
        inside = (rows >= top) & (rows < bottom) & (start < right) & (stop > left)
        rows, start, stop = rows[inside] - top, start[inside] - left, stop[inside] - left
        steps = np.zeros((bottom - top, right - left + 1), dtype=np.int8)
        np.add.at(steps, (rows, start.clip(0)), 1)
        np.add.at(steps, (rows, stop.clip(max=right - left)), -1)
        return steps.cumsum(axis=1, dtype=np.int8)[:, :-1] > 0


def components(mask: NDArray[np.bool_]) -> Components:
    """Return the 8-connected components of a mask [H, W], in the order of their topmost, then leftmost run.

    Runs of ink in a row are joined with the runs they touch in the next row. Every step works on whole arrays.
    """
    height, width = mask.shape
    stride = width + 1  # a blank column at the end of each row parts the rows of the flat array
    padded = np.zeros((height, stride), dtype=np.bool_)
    padded[:, :width] = mask
    flat = padded.ravel()
    change = flat.copy()
    np.not_equal(flat[1:], flat[:-1], out=change[1:])
    edges = np.flatnonzero(change)
    starts, ends = edges[0::2], edges[1::2]
    lower = np.searchsorted(ends, starts + stride, side="left")
    counts = np.maximum(np.searchsorted(starts, ends + stride, side="right") - lower, 0)
    one = np.repeat(np.arange(len(starts)), counts)
    other = np.arange(len(one)) + np.repeat(lower - (np.cumsum(counts) - counts), counts)
    root = _roots(len(starts), one, other)
    number = (np.cumsum(root == np.arange(len(root))) - 1)[root]
    order = np.argsort(number, kind="stable")
    rows = starts // stride
    runs = np.stack([rows, starts - rows * stride, ends - rows * stride], axis=1)[order].astype(np.int32)
    first = np.searchsorted(number[order], np.arange(number.max(initial=-1) + 2))
    if not len(runs):
        return Components(np.zeros((0, 4), np.int32), np.zeros(0, np.int64), runs, first)
    low, high = np.minimum.reduceat(runs, first[:-1]), np.maximum.reduceat(runs, first[:-1])
    boxes = np.stack([low[:, 1], low[:, 0], high[:, 2], high[:, 0] + 1], axis=1)
    return Components(boxes, np.add.reduceat((ends - starts)[order], first[:-1]), runs, first)


def _roots(count: int, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each node [count] the smallest that it is joined with; `one` and `other` are the joints' ends."""
    root = np.arange(count)
    upward = False
    while len(one):
        low, high = np.minimum(root[one], root[other]), np.maximum(root[one], root[other])
        apart = low != high
        one, other, low, high = one[apart], other[apart], low[apart], high[apart]
        # Up and down by turns: a comb closes in one step, whether its back comes first or last.
        root[low if upward else high] = high if upward else low
        upward = not upward
        while not np.array_equal(further := root[root], root):
            root = further
    smallest = np.full(count, count)
    np.minimum.at(smallest, root, np.arange(count))
    return smallest[root]
