"""Depth buffer of a triangle mesh in plain numpy: which face is seen in every pixel, and where surfaces meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patent_data.drawn.mesh import Bools, Ints
from patent_data.drawn.part import Array

_FRACTION = 20  # binary places of a depth in the packed keys
_FACE = 16  # bits of a face number in the packed keys
EDGE_ON = 1e-9


@dataclass(frozen=True, eq=False)
class Buffer:
    """What is seen in h x w pixels.

    Attributes:
        face: number of the face [h, w], -1 on paper.
        depth: [h, w] in pixels, inf on paper.
        plane: depth of each face as a * x + b * y + c, [M, 3]; pixel (row, column) has its centre at + 0.5.
    """

    face: Ints
    depth: Array
    plane: Array


def planes(corner: Array) -> tuple[Array, Array]:
    """Depth planes [M, 3] of faces with corners (x, y, depth) [M, 3, 3], and twice their signed areas [M]."""
    p = corner[:, 0]
    u, v = corner[:, 1] - p, corner[:, 2] - p
    area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    safe = np.where(np.abs(area) > EDGE_ON, area, EDGE_ON)
    a = (u[:, 2] * v[:, 1] - v[:, 2] * u[:, 1]) / safe
    b = (v[:, 2] * u[:, 0] - u[:, 2] * v[:, 0]) / safe
    return np.column_stack([a, b, p[:, 2] - a * p[:, 0] - b * p[:, 1]]), area


def rasterize(corner: Array, seen: Bools, handicap: Array, width: int, height: int) -> Buffer:
    """Depth buffer of faces with corners (x, y, depth) in pixels, y downwards, [M, 3, 3].

    Args:
        corner: corners of the faces.
        seen: which faces may be seen [M].
        handicap: added to the depth of each face where two are equally deep [M].
        width: pixels.
        height: pixels.
    """
    plane, area = planes(corner)
    # a face seen almost edge-on hides nothing, and its plane is not to be relied on
    use = np.flatnonzero(seen & (np.abs(area) > EDGE_ON))
    p = np.take_along_axis(corner[use], np.argsort(corner[use, :, 1], axis=1)[:, :, None], axis=1)
    x, y = p[:, :, 0], p[:, :, 1]
    row = np.clip(np.ceil(y - 0.5), 0, height).astype(np.int64)
    rows = row[:, 2] - row[:, 0]
    tall = np.maximum(y[:, [2, 1, 2]] - y[:, [0, 0, 1]], 1e-12)
    slope = (x[:, [2, 1, 2]] - x[:, [0, 0, 1]]) / tall
    tri = np.repeat(np.arange(len(use)), rows)
    r = np.arange(len(tri)) - np.repeat(np.cumsum(rows) - rows - row[:, 0], rows)
    yc = r + 0.5
    lower = yc < y[tri, 1]
    short = np.where(lower, 0, 1)
    x_long = x[tri, 0] + (yc - y[tri, 0]) * slope[tri, 0]
    x_short = x[tri, short] + (yc - y[tri, short]) * slope[tri, short + 1]
    left = np.clip(np.ceil(np.minimum(x_long, x_short) - 0.5), 0, width).astype(np.int64)
    right = np.clip(np.ceil(np.maximum(x_long, x_short) - 0.5), 0, width).astype(np.int64)
    some = right > left
    tri, r, left, length = tri[some], r[some], left[some], (right - left)[some]
    face = use[tri]
    a, b, c = plane[face].T
    # a packed key is depth, then face; adding a multiple of 2 ** _FACE moves along the span and keeps the face
    at_left = np.rint((a * (left + 0.5) + b * (r + 0.5) + c + handicap[face] + 4096) * (1 << _FRACTION))
    start = (at_left.astype(np.int64) << _FACE) + face
    step = np.rint(np.clip(a, -30000, 30000) * (1 << _FRACTION)).astype(np.int64) << _FACE
    before = np.cumsum(length) - length
    along = np.arange(int(length.sum()))
    key = np.repeat(step, length)
    key *= along
    key += np.repeat(start - step * before, length)
    along += np.repeat(r * width + left - before, length)
    best = np.full(width * height, np.iinfo(np.int64).max)
    np.minimum.at(best, along, key)
    hit = np.flatnonzero(best != np.iinfo(np.int64).max)
    found = np.full(width * height, -1, dtype=np.int64)
    found[hit] = best[hit] & ((1 << _FACE) - 1)
    depth = np.full(width * height, np.inf)
    depth[hit] = (best[hit] >> _FACE) / (1 << _FRACTION) - 4096
    return Buffer(found.reshape(height, width), depth.reshape(height, width), plane)


def farthest(depth: Array) -> Array:
    """Greatest depth in the 3 x 3 pixels about every pixel [h, w]; beyond the border lies paper."""
    padded = np.pad(depth, 1, constant_values=np.inf)
    wide = np.maximum(np.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    return np.maximum(np.maximum(wide[:-2], wide[1:-1]), wide[2:])


def crossings(buffer: Buffer, label: Ints, normal: Array, down: bool) -> tuple[Ints, Array]:
    """Where two surfaces meet between pixels that are neighbours sideways, or downwards where `down`.

    Args:
        buffer: the depth buffer.
        label: number of the surface in every pixel [h, w], -1 on paper.
        normal: unit normals of the faces [M, 3].
        down: which neighbours are compared.

    Returns:
        Number (row * width + column) of the first pixel of each pair [n], and the meeting points (x, y, depth) [n, 3].
    """
    width = buffer.face.shape[1]
    flat, step = label.ravel(), width if down else 1
    at = np.flatnonzero(flat[:-step] != flat[step:])
    at = at[(flat[at] >= 0) & (flat[at + step] >= 0)]
    if not down:
        at = at[at % width != width - 1]
    face = buffer.face.ravel()
    fa, fb = face[at], face[at + step]
    x, y = at % width + 0.5, at // width + 0.5
    pa = buffer.plane[fa]
    apart = buffer.plane[fb] - pa
    first = apart[:, 0] * x + apart[:, 1] * y + apart[:, 2]
    change = apart[:, 1] if down else apart[:, 0]
    where = np.clip(np.where(change < -0.02, first / np.where(change < -0.02, -change, 1.0), 0.5), 0.0, 1.0)
    # one surface goes over into the other, and does not pass in front of it. Round surfaces are made of flat faces: the
    # true crossing may lie on the next face, which leaves a small gap here
    good = np.abs(first + change * where) < np.where(change < -0.02, 0.6, 0.3)
    # where two surfaces are all but the same, the line between them is noise
    good &= np.abs(np.einsum("ij,ij->i", normal[fa], normal[fb])) < 0.993
    x, y = (x, y + where) if down else (x + where, y)
    depth = pa[:, 0] * x + pa[:, 1] * y + pa[:, 2]
    return at[good], np.column_stack([x, y, depth])[good]
