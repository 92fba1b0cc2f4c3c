"""Helpers that turn rings and grids of points into closed, outward-looking triangle meshes."""

from __future__ import annotations

from collections.abc import Sequence

import mapbox_earcut
import numpy as np

from patent_data.drawn.part import Array, Axis, Faces, Part, signed_volume

# coordinates (u, v, w) of an extrusion or a turned body -> (x, y, z)
_PLANE = {"x": (1, 2, 0), "y": (0, 2, 1), "z": (0, 1, 2)}


def along_axis(points: Array, axis: Axis) -> Array:
    """Local (u, v, w) points [n, 3], w along the axis, placed in space: (y, z), (x, z) or (x, y) is (u, v)."""
    placed = np.empty_like(points)
    placed[:, _PLANE[axis]] = points
    return placed


def clean(vertices: Array, faces: Faces) -> tuple[Array, Faces]:
    """Merge vertices at one place and drop the faces that thereby collapse."""
    span = float(np.max(np.ptp(vertices, axis=0))) or 1.0
    key = np.round(vertices / (span * 1e-9)).astype(np.int64)
    order = np.lexsort(key.T)
    fresh = np.r_[True, np.any(np.diff(key[order], axis=0) != 0, axis=1)]
    if fresh.all():
        return vertices, faces
    label = np.empty(len(key), dtype=np.int64)
    label[order] = np.cumsum(fresh) - 1
    faces = label[faces]
    real = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    return vertices[order[fresh]], faces[real]


def solid(vertices: Array, faces: Faces, outward: bool = True) -> Part:
    """A Part of a closed mesh, turned inside out where its volume is negative."""
    vertices, faces = clean(vertices, faces)
    if outward and signed_volume(vertices - vertices.mean(axis=0), faces) < 0:
        faces = faces[:, ::-1].copy()
    return Part(vertices, faces)


def grid_faces(rows: int, columns: int, wrap_columns: bool, wrap_rows: bool = False) -> Faces:
    """Triangles [F, 3] between neighbouring rings of a grid whose points are numbered row by row."""
    r = np.arange(rows if wrap_rows else rows - 1)[:, None]
    c = np.arange(columns if wrap_columns else columns - 1)[None, :]
    r1, c1 = (r + 1) % rows, (c + 1) % columns
    a, b, d, e = (x.ravel() for x in (r * columns + c, r * columns + c1, r1 * columns + c1, r1 * columns + c))
    return np.concatenate([np.column_stack([a, b, d]), np.column_stack([a, d, e])])


def triangulate(rings: Sequence[Array]) -> Faces:
    """Counter-clockwise triangles over an outline [n, 2] and its holes, numbered through all rings.

    Every point is used: the points are shaken by a hundred-thousandth of the outline's size, since earcut leaves
    collinear points out and the faces of a wall would then not meet those of the lid.
    """
    points = np.vstack(rings)
    span = float(np.max(np.ptp(points, axis=0))) or 1.0
    k = np.arange(len(points), dtype=np.float64)
    shake = np.column_stack([np.sin(12.9898 * k + 1), np.sin(78.233 * k + 2)]) * span * 1e-5
    ends = np.cumsum([len(r) for r in rings]).astype(np.uint32)
    found = mapbox_earcut.triangulate_float64(points + shake, ends)
    faces: Faces = np.asarray(found, dtype=np.int64).reshape(-1, 3)
    a, b, c = (points[faces[:, i]] for i in range(3))
    area = np.sum((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))
    return faces if area >= 0 else faces[:, ::-1]


def lid(ring: Array) -> Faces | None:
    """Triangles over a closed ring [n, 3] in the ring's direction, or None where it has no clear plane."""
    q = ring - ring.mean(axis=0)
    normal = np.cross(q, np.roll(q, -1, axis=0)).sum(axis=0)
    size = np.linalg.norm(normal)
    if size <= 1e-12 * float(np.sum(q**2)):
        return None
    normal = normal / size
    u = np.cross(normal, np.eye(3)[int(np.argmin(np.abs(normal)))])
    u /= np.linalg.norm(u)
    flat = np.column_stack([q @ u, q @ np.cross(normal, u)])
    faces = triangulate([flat])
    return faces if len(faces) == len(ring) - 2 else None


def capped(rings: Array, caps: bool = True) -> tuple[Array, Faces]:
    """Mesh of k rings [k, n, 3] joined one to the next, its ends closed by lids where `caps`."""
    k, n = rings.shape[:2]
    vertices = rings.reshape(-1, 3)
    faces = [grid_faces(k, n, wrap_columns=True)]
    for start, flip in ((0, True), ((k - 1) * n, False)) if caps else ():
        ring = vertices[start : start + n]
        cover = lid(ring)
        if cover is None:
            hub = len(vertices)
            vertices = np.vstack([vertices, ring.mean(axis=0)])
            i = np.arange(n)
            cover = np.column_stack([i, (i + 1) % n, np.full(n, hub - start)])
        faces.append((cover[:, ::-1] if flip else cover) + start)
    return vertices, np.concatenate(faces)
