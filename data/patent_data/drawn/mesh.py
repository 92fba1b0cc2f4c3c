"""The view-independent half of hidden-line drawing: edges, creases and smoothed normals of an object's parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from patent_data.drawn.meshing import clean
from patent_data.drawn.part import Array, Part

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def components(n: int, a: Ints, b: Ints) -> Ints:
    """Smallest member of the group that each of n things belongs to, where a[i] and b[i] belong together."""
    label = np.arange(n)
    while True:
        low = np.minimum(label[a], label[b])
        if np.array_equal(low, label[a]) and np.array_equal(low, label[b]):
            return label
        np.minimum.at(label, label[a], low)
        np.minimum.at(label, label[b], low)
        while True:
            further = label[label]
            if np.array_equal(further, label):
                break
            label = further


def unit(v: Array) -> Array:
    """Vectors [..., 3] of length one; nought stays nought."""
    size = np.sqrt(np.einsum("...i,...i->...", v, v))[..., None]
    scaled: Array = v / np.where(size > 0, size, 1.0)
    return scaled


@dataclass(frozen=True, eq=False)
class Mesh:
    """All parts of an object as one mesh of N vertices, M faces and E edges.

    Attributes:
        vertices: [N, 3].
        faces: [M, 3].
        face_part: number of the part [M].
        face_surface: number of the connected surface [M].
        face_closed: whether that surface has no open border [M]; only then back faces are never seen.
        face_normal: unit normals [M, 3].
        corner_normal: unit normals smoothed over edges that are no creases [M, 3, 3].
        face_edge: edges between corners 0-1, 1-2, 2-0 [M, 3].
        edge_vertex: [E, 2].
        edge_face: [E, 2], the second one -1 at an open border.
        edge_corner: flat corner numbers (3 * face + corner) at both ends on both sides, [E, 2 sides, 2 ends].
        edge_sharp: whether the edge is a crease [E].
        edge_convex: whether the surface bends away from the outside there [E].
        stroke_point: points of all strokes [K, 3].
        stroke_start: where each stroke starts in stroke_point [S + 1].
        stroke_normal: unit normals of the surface under the strokes [K, 3], nought where it is seen from both sides.
        stroke_kind: [S].
        stroke_part: [S].
        claimed: for each part.
    """

    vertices: Array
    faces: Ints
    face_part: Ints
    face_surface: Ints
    face_closed: Bools
    face_normal: Array
    corner_normal: Array
    face_edge: Ints
    edge_vertex: Ints
    edge_face: Ints
    edge_corner: Ints
    edge_sharp: Bools
    edge_convex: Bools
    stroke_point: Array
    stroke_start: Ints
    stroke_normal: Array
    stroke_kind: tuple[str, ...]
    stroke_part: Ints
    claimed: tuple[bool, ...]


def _normals(vertices: Array, faces: Ints) -> tuple[Array, Array, Bools]:
    """Unit normals [M, 3], areas [M] and which faces are too thin to have a normal [M]."""
    p = vertices[faces]
    cross = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
    twice = np.sqrt(np.einsum("ij,ij->i", cross, cross))
    side = np.roll(p, -1, axis=1) - p
    longest = np.einsum("ijk,ijk->ij", side, side).max(axis=1)
    return unit(cross), twice / 2, twice < 1e-6 * longest


def _edges(faces: Ints, n: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Edge ends [E, 2], faces [E, 2], corners [E, 2, 2] and the edges of each face [M, 3]."""
    a, b = faces.ravel(), np.roll(faces, -1, axis=1).ravel()
    key = np.minimum(a, b) * n + np.maximum(a, b)
    order = np.argsort(key, kind="stable")
    fresh = np.r_[True, np.diff(key[order]) != 0]
    start = np.flatnonzero(fresh)
    face_edge = np.empty(len(key), dtype=np.int64)
    face_edge[order] = np.cumsum(fresh) - 1
    count = np.diff(np.r_[start, len(key)])
    one = order[start]
    two = np.where(count > 1, order[np.minimum(start + 1, len(key) - 1)], one)
    edge_vertex = np.column_stack([a[one], b[one]])
    edge_face = np.column_stack([one // 3, np.where(count > 1, two // 3, -1)])
    after_one, after_two = one - one % 3 + (one + 1) % 3, two - two % 3 + (two + 1) % 3
    same = a[two] == a[one]
    other = np.column_stack([np.where(same, two, after_two), np.where(same, after_two, two)])
    edge_corner = np.stack([np.column_stack([one, after_one]), other], axis=1)
    return edge_vertex, edge_face, edge_corner, face_edge.reshape(-1, 3)


def _welded(part: Part) -> tuple[Array, Ints]:
    """The part's mesh, its vertices merged where it would otherwise have open borders."""
    f = np.asarray(part.faces, dtype=np.int64)
    key = np.sort(np.stack([f, np.roll(f, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    flat = np.sort(key[:, 0] * len(part.vertices) + key[:, 1])
    paired = len(flat) % 2 == 0 and np.array_equal(flat[::2], flat[1::2])
    vertices = np.asarray(part.vertices, dtype=np.float64)
    return (vertices, f) if paired else clean(vertices, f)


def _stroke_normals(
    point: Array, start: Ints, stroke_part: Ints, corner: Array, normal: Array, face_part: Ints
) -> Array:
    """Normal of the nearest face of the same part for stroke points [K, 3], looked up for every few points only."""
    found = np.zeros_like(point)
    if not len(point):
        return found
    stroke = np.repeat(np.arange(len(start) - 1), np.diff(start))
    part = stroke_part[stroke]
    rank = np.arange(len(point)) - start[stroke]
    middle = point.copy()
    middle[:-1][stroke[:-1] == stroke[1:]] = (0.5 * (point[:-1] + point[1:]))[stroke[:-1] == stroke[1:]]
    for k in np.unique(part):
        here, faces = np.flatnonzero(part == k), np.flatnonzero(face_part == k)
        if not len(faces):
            continue
        # single precision and at most some 100,000 pairs: this is the slowest step of all
        step = 1 + len(here) * len(faces) // 100_000
        some = here[rank[here] % step == 0]
        origin = corner[faces[0], 0]
        p, c = (middle[some] - origin).astype(np.float32), corner[faces] - origin
        up = unit(np.cross(c[:, 1] - c[:, 0], c[:, 2] - c[:, 0]))
        away = np.abs(p @ up.T.astype(np.float32) - np.einsum("ij,ij->i", up, c[:, 0]).astype(np.float32))
        outside = np.zeros_like(away)
        for i in range(3):
            outward = unit(np.cross(c[:, (i + 1) % 3] - c[:, i], up))
            height = p @ outward.T.astype(np.float32)
            height -= np.einsum("ij,ij->i", outward, c[:, i]).astype(np.float32)
            np.maximum(outside, height, out=outside)
        away += outside
        nearest = normal[faces[np.argmin(away, axis=1)]]
        found[here] = nearest[np.searchsorted(some, here, side="right") - 1]
    return found


@lru_cache(maxsize=2)
def _prepared(parts: tuple[Part, ...]) -> Mesh:
    shift, vertex_list, face_list = 0, [], []
    for part in parts:
        v, f = _welded(part)
        vertex_list.append(v)
        face_list.append(f + shift)
        shift += len(v)
    vertices, faces = np.vstack(vertex_list), np.vstack(face_list)
    if len(faces) >= 1 << 16:
        raise ValueError(f"{len(faces)} faces: an object may have at most {(1 << 16) - 1}")
    face_part = np.repeat(np.arange(len(parts)), [len(f) for f in face_list])
    normal, area, thin = _normals(vertices, faces)
    edge_vertex, edge_face, edge_corner, face_edge = _edges(faces, len(vertices))
    open_edge = edge_face[:, 1] < 0
    e0, e1 = edge_face[:, 0], np.where(open_edge, edge_face[:, 0], edge_face[:, 1])
    if thin.any():
        # a sliver takes the normal of the face across its longest side
        p = vertices[edge_vertex]
        length = np.linalg.norm(p[:, 1] - p[:, 0], axis=1)
        slivers = np.flatnonzero(thin)
        across = face_edge[slivers, np.argmax(length[face_edge[slivers]], axis=1)]
        neighbour = np.where(e0[across] == slivers, e1[across], e0[across])
        for _ in range(4):
            normal[slivers] = normal[neighbour]
    limit = np.cos(np.radians([p.smooth_angle for p in parts]))[face_part[e0]]
    sharp = (np.einsum("ij,ij->i", normal[e0], normal[e1]) < limit) & ~open_edge
    corner = vertices[faces]
    after = unit(np.roll(corner, -1, axis=1) - corner)
    angle = np.arccos(np.clip(-np.einsum("ijk,ijk->ij", after, np.roll(after, 1, axis=1)), -1, 1))
    weight: Array = (angle * np.maximum(area, 1e-300)[:, None])[:, :, None] * normal[:, None, :]
    joined = edge_corner[~sharp & ~open_edge]
    label = components(faces.size, joined[:, 0].ravel(), joined[:, 1].ravel())
    summed: Array = np.column_stack([np.bincount(label, weight[:, :, k].ravel(), faces.size) for k in range(3)])
    smooth = unit(summed)[label].reshape(-1, 3, 3)
    lost = np.einsum("ijk,ijk->ij", smooth, smooth) < 0.5
    smooth[lost] = np.broadcast_to(normal[:, None], smooth.shape)[lost]
    surface = components(len(faces), e0, e1)
    is_open = np.zeros(len(faces), dtype=bool)
    is_open[surface[e0[open_edge]]] = True
    far = vertices[faces[e1]].mean(axis=1) - vertices[edge_vertex[:, 0]]
    strokes = [(k, s) for k, part in enumerate(parts) for s in part.strokes if len(s.points) > 1]
    points = [np.asarray(s.points, dtype=np.float64).reshape(-1, 3) for _, s in strokes]
    stroke_point = np.vstack(points) if points else np.zeros((0, 3))
    stroke_start = np.cumsum([0, *(len(p) for p in points)])
    stroke_part = np.array([k for k, _ in strokes], dtype=np.int64)
    return Mesh(
        vertices=vertices,
        faces=faces,
        face_part=face_part,
        face_surface=surface,
        face_closed=~is_open[surface],
        face_normal=normal,
        corner_normal=smooth,
        face_edge=face_edge,
        edge_vertex=edge_vertex,
        edge_face=edge_face,
        edge_corner=edge_corner,
        edge_sharp=sharp,
        edge_convex=np.einsum("ij,ij->i", normal[e0], far) <= 0,
        stroke_point=stroke_point,
        stroke_start=stroke_start,
        stroke_normal=_stroke_normals(
            stroke_point, stroke_start, stroke_part, corner, normal * ~is_open[surface][:, None], face_part
        ),
        stroke_kind=tuple(s.kind for _, s in strokes),
        stroke_part=stroke_part,
        claimed=tuple(p.claimed for p in parts),
    )


def prepare(parts: Sequence[Part]) -> Mesh:
    """Join an object's parts into one mesh with its edges and normals; kept for the object's further views."""
    return _prepared(tuple(parts))
