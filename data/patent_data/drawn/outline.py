"""Candidate lines of a view, hidden or not: contours, creases, borders, strokes and where surfaces meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from patent_data.drawn.chains import chained
from patent_data.drawn.mesh import Bools, Ints, Mesh, unit
from patent_data.drawn.part import Array
from patent_data.drawn.raster import Buffer, crossings

KINDS = ("silhouette", "crease", "boundary", "meet", "stroke", "stitch", "light")
SILHOUETTE, CREASE, BOUNDARY, MEET, STROKE, STITCH, LIGHT = range(7)
FOLD = 7  # a mesh edge that outlines a smooth surface: drawn as a silhouette where no contour runs beside it
_STROKE_KIND = {"line": STROKE, "stitch": STITCH, "light": LIGHT}


@dataclass(frozen=True, eq=False)
class Paths:
    """C polylines of P points.

    Attributes:
        point: (x, y, depth) in buffer pixels [P, 3].
        start: where each polyline starts in `point` [C + 1].
        kind: index into KINDS, or FOLD [C].
        part: [C].
        closed: whether the polyline ends where it begins [C].
        slack: how far the piece after each point may lie behind the buffer's depth and still be seen [P].
    """

    point: Array
    start: Ints
    kind: Ints
    part: Ints
    closed: Bools
    slack: Array


@dataclass(frozen=True, eq=False)
class Segments:
    """S pieces of mesh edges or of contours: node names [S, 2], mesh edge [S, 2] and place along it [S, 2]."""

    node: Ints
    edge: Ints
    along: Array
    kind: Ints
    slack: Array

    def of(self, index: Ints | Bools) -> Segments:
        """Some of the pieces."""
        return Segments(self.node[index], self.edge[index], self.along[index], self.kind[index], self.slack[index])


def together(paths: Sequence[Paths]) -> Paths:
    """Several sets of polylines as one."""
    shift = np.cumsum([0, *(len(p.point) for p in paths)])
    return Paths(
        np.concatenate([p.point for p in paths]),
        np.concatenate([*(p.start[:-1] + s for p, s in zip(paths, shift[:-1], strict=True)), shift[-1:]]),
        np.concatenate([p.kind for p in paths]),
        np.concatenate([p.part for p in paths]),
        np.concatenate([p.closed for p in paths]),
        np.concatenate([p.slack for p in paths]),
    )


def on_edge(mesh: Mesh, edge: Ints, along: Array) -> Array:
    """Points [n, 3] on the smooth surface above mesh edges, `along` from 0 to 1.

    A chord between two points of a round surface lies inside it; the normals at its ends tell how deep.
    """
    ends = mesh.vertices[mesh.edge_vertex[edge]]
    chord = ends[:, 1] - ends[:, 0]
    t = along[:, None]
    n = mesh.corner_normal.reshape(-1, 3)[mesh.edge_corner[edge]]
    rise = np.einsum("nsek,nk->nse", n, chord)
    turn = np.einsum("nsk,nsk->ns", n[:, :, 0], n[:, :, 1])
    bulge = (rise[:, :, 1, None] * n[:, :, 1] - rise[:, :, 0, None] * n[:, :, 0]) * (turn > 0.5)[:, :, None]
    bulge *= (0.5 * t * (1 - t))[:, None]
    middle = unit(n[:, :, 0] * (1 - t)[:, None] + n[:, :, 1] * t[:, None])
    high = np.einsum("nsk,nsk->ns", bulge, middle)
    c = np.einsum("nk,nk->n", middle[:, 0], middle[:, 1])
    # at a crease the line has to lie on both surfaces: the shortest shift that satisfies the two
    crease = (mesh.edge_sharp[edge] & (np.abs(c) < 0.98))[:, None]
    share = (high - c[:, None] * high[:, ::-1]) / np.maximum(1 - c * c, 0.02)[:, None]
    shift = np.where(crease, share[:, :1] * middle[:, 0] + share[:, 1:] * middle[:, 1], bulge[:, 0])
    size = np.sqrt(np.einsum("nk,nk->n", shift, shift))
    limit = 0.12 * np.sqrt(np.einsum("nk,nk->n", chord, chord))
    shift *= np.minimum(1.0, limit / np.maximum(size, 1e-300))[:, None]
    lifted: Array = ends[:, 0] + t * chord + shift
    return lifted


def _zero(facing: Array) -> Array:
    """Where a value that runs from facing[..., 0] to facing[..., 1] is nought, 0 to 1; 1 where it keeps its sign."""
    a, b = facing[..., 0], facing[..., 1]
    mixed = (a > 0) != (b > 0)
    where: Array = np.where(mixed, a / np.where(mixed, a - b, 1.0), 1.0)
    return where


def _creases(mesh: Mesh, edge_facing: Array) -> Segments:
    """Sharp edges and open borders, split where one of their sides turns away from the viewer."""
    n = len(mesh.vertices)
    border = mesh.edge_face[:, 1] < 0
    chosen = np.flatnonzero(mesh.edge_sharp | border)
    chosen = chosen[(edge_facing[chosen] > 0).any(axis=(1, 2)) | ~mesh.face_closed[mesh.edge_face[chosen, 0]]]
    g = edge_facing[chosen]
    rim, convex = border[chosen], mesh.edge_convex[chosen]
    two_sided = ~mesh.face_closed[mesh.edge_face[chosen, 0]]
    place = np.where(rim[:, None], 1.0, _zero(g))
    end = mesh.edge_vertex[chosen]
    name = np.where(place < 1, n + 2 * chosen[:, None] + np.arange(2), end[:, 1:])
    flip = place[:, 0] > place[:, 1]
    place[flip], name[flip] = place[flip, ::-1], name[flip, ::-1]
    stop = np.column_stack([np.zeros(len(chosen)), place, np.ones(len(chosen))])
    node = np.column_stack([end[:, 0], name, end[:, 1]])
    made = []
    for k in range(3):
        middle = 0.5 * (stop[:, k] + stop[:, k + 1])[:, None]
        front = g[:, :, 0] * (1 - middle) + g[:, :, 1] * middle > 0
        both, one = front[:, 0] & front[:, 1], front[:, 0] != front[:, 1]
        kind = np.where(rim, BOUNDARY, np.where(one, SILHOUETTE, CREASE))
        keep = (node[:, k] != node[:, k + 1]) & (both | two_sided | (one & convex))
        made.append(
            Segments(
                node[:, k : k + 2],
                np.column_stack([chosen, chosen]),
                stop[:, k : k + 2],
                kind,
                np.full(len(chosen), 0.35),
            ).of(keep)
        )
    return _joined(made)


def _contours(mesh: Mesh, facing: Array, toward: Array) -> Segments:
    """Where smooth surfaces turn away from the viewer: one piece across each triangle whose corners disagree."""
    n = len(mesh.vertices)
    front = facing > 0
    count = front.sum(axis=1)
    f = np.flatnonzero((count == 1) | (count == 2))
    vertex = mesh.faces[f]
    p, v, nf = mesh.vertices[vertex], toward[vertex].mean(axis=1), mesh.face_normal[f]
    opposite = np.roll(p, 1, axis=1) - np.roll(p, -1, axis=1)
    # seen from outside only where the surface bends away along the line of sight, otherwise it hides itself
    bend = np.einsum("mi,mij,mj->m", facing[f], np.cross(nf[:, None], opposite), v)
    hides = (bend <= 0) & mesh.face_closed[f]
    odd = np.where(count[f] == 1, np.argmax(front[f], axis=1), np.argmin(front[f], axis=1))
    edge = np.column_stack([mesh.face_edge[f, odd], mesh.face_edge[f, (odd + 2) % 3]])
    side = (mesh.edge_sharp[edge] & (mesh.edge_face[edge, 0] != f[:, None])).astype(np.int64)
    corner = mesh.edge_corner[edge[:, :, None], side[:, :, None], np.arange(2)]
    return Segments(
        n + 2 * edge + side,
        edge,
        _zero(facing.ravel()[corner]),
        np.full(len(f), SILHOUETTE),
        # the bend is not sure on long faces: what stands out clearly is drawn nevertheless
        np.where(hides, -3.0, 1.2),
    )


def _folds(mesh: Mesh, front: Bools) -> Segments:
    """Smooth edges between a face that looks at the viewer and one that looks away."""
    e0, e1 = mesh.edge_face.T
    edge = np.flatnonzero((front[e0] != front[e1]) & ~mesh.edge_sharp & (e1 >= 0) & mesh.edge_convex)
    end = mesh.edge_vertex[edge]
    along = np.tile([0.0, 1.0], (len(edge), 1))
    slack = np.full(len(edge), 0.35)
    return Segments(end, np.column_stack([edge, edge]), along, np.full(len(edge), FOLD), slack)


def _joined(made: Sequence[Segments]) -> Segments:
    return Segments(
        np.concatenate([s.node for s in made]),
        np.concatenate([s.edge for s in made]),
        np.concatenate([s.along for s in made]),
        np.concatenate([s.kind for s in made]),
        np.concatenate([s.slack for s in made]),
    )


def _rounded(mesh: Mesh, pieces: Segments, scale: float) -> Segments:
    """Pieces of round edges cut so finely that their polylines stray less than a tenth of a pixel."""
    edge = pieces.edge[:, 0]
    ends = mesh.vertices[mesh.edge_vertex[edge]].mean(axis=1)
    sag = np.linalg.norm(on_edge(mesh, edge, np.full(len(edge), 0.5)) - ends, axis=1) * scale
    parts = np.clip(np.ceil(np.sqrt(sag / 0.1)), 1, 6).astype(np.int64)
    index = np.repeat(np.arange(len(edge)), parts)
    step = np.arange(len(index)) - np.repeat(np.cumsum(parts) - parts, parts)
    many = pieces.of(index)
    k = parts[index]
    inner = len(mesh.vertices) + 2 * len(mesh.edge_vertex) + np.arange(len(index))
    a, b = many.along.T
    along = np.column_stack([a + (b - a) * step / k, a + (b - a) * (step + 1) / k])
    node = np.column_stack(
        [np.where(step > 0, inner - 1, many.node[:, 0]), np.where(step < k - 1, inner, many.node[:, 1])]
    )
    return Segments(node, many.edge, along, many.kind, many.slack)


def mesh_paths(
    mesh: Mesh,
    facing: Array,
    front: Bools,
    toward: Array,
    scale: float,
    project: Callable[[Array], Array],
) -> Paths:
    """Contours, creases and borders of a mesh as chained polylines.

    Args:
        mesh: N vertices, M faces.
        facing: normal times direction to the eye at every corner [M, 3], nowhere nought.
        front: which faces look at the viewer [M].
        toward: direction to the eye at every vertex [N, 3].
        scale: pixels for one unit of length.
        project: points [n, 3] to (x, y, depth) in pixels.
    """
    edge_facing = facing.ravel()[mesh.edge_corner]
    creases = _rounded(mesh, _creases(mesh, edge_facing), scale)
    s = _joined([creases, _contours(mesh, facing, toward), _folds(mesh, front)])
    order, back, start, closed = chained(s.node[:, 0] * 8 + s.kind, s.node[:, 1] * 8 + s.kind)
    s = s.of(order)
    turn = back.astype(np.int64)
    rows = np.arange(len(order))
    last = start[1:] - 1
    # each polyline has one point more than it has pieces: the head of its last piece
    spot = np.insert(rows, start[1:], last)
    pick = np.insert(turn, start[1:], 1 - turn[last])
    point = project(on_edge(mesh, s.edge[spot, pick], s.along[spot, pick]))
    part = mesh.face_part[mesh.edge_face[s.edge[start[:-1], 0], 0]]
    return Paths(point, start + np.arange(len(start)), s.kind[start[:-1]], part, closed, s.slack[spot])


def stroke_paths(
    mesh: Mesh, toward: Callable[[Array], Array], scale: float, size: float, project: Callable[[Array], Array]
) -> Paths:
    """The strokes of all parts; they may lie under their surface by a small share of the object's size in units."""
    kind = np.array([_STROKE_KIND[k] for k in mesh.stroke_kind], dtype=np.int64)
    point = project(mesh.stroke_point)
    facing = np.einsum("ij,ij->i", mesh.stroke_normal, toward(mesh.stroke_point))
    steep = np.sqrt(np.maximum(1 - facing**2, 0)) / np.maximum(np.abs(facing), 0.1)
    slack = 0.5 + 0.004 * size * scale + 0.3 * np.minimum(steep, 5.0)
    # a stroke on the far side of a thin plate is not to shine through; a normal of nought stands for both sides
    known = np.einsum("ij,ij->i", mesh.stroke_normal, mesh.stroke_normal) > 0
    slack[known & (facing < 0.02)] = -1e9
    return Paths(point, mesh.stroke_start, kind, mesh.stroke_part, np.zeros(len(kind), bool), slack)


def meet_paths(mesh: Mesh, buffer: Buffer) -> Paths:
    """Polylines where two surfaces touch or pass through each other, joined over squares of four pixel centres."""
    width = buffer.face.shape[1]
    label = np.append(mesh.face_surface, -1)[buffer.face]
    right, at_right = crossings(buffer, label, mesh.face_normal, down=False)
    down, at_down = crossings(buffer, label, mesh.face_normal, down=True)
    point = np.concatenate([at_right, at_down])
    number = np.arange(len(point))
    cell = np.concatenate([right, down, right - width, down - 1])
    owner = np.concatenate([number, number])
    order = np.argsort(cell, kind="stable")
    cell, owner = cell[order], owner[order]
    fresh = np.flatnonzero(np.r_[True, np.diff(cell) != 0]) if len(cell) else np.zeros(0, np.int64)
    size = np.diff(np.r_[fresh, len(cell)])
    pair = fresh[size == 2]
    crowd = np.flatnonzero(np.repeat(size > 2, size))
    group = np.repeat(np.arange(len(size)), size)[crowd]
    hubs, member = np.unique(group, return_inverse=True)
    if len(hubs):
        total = np.bincount(member)[:, None]
        middle = np.column_stack([np.bincount(member, point[owner[crowd], k]) for k in range(3)]) / total
        point = np.concatenate([point, middle])
    a = np.concatenate([owner[pair], owner[crowd]])
    b = np.concatenate([owner[pair + 1], len(number) + member])
    order, back, start, closed = chained(a, b)
    a, b = np.where(back, b[order], a[order]), np.where(back, a[order], b[order])
    point = point[np.insert(a, start[1:], b[start[1:] - 1])]
    first = point[start[:-1] + np.arange(len(start) - 1)].astype(np.int64)
    face = buffer.face[first[:, 1], first[:, 0]]
    part = mesh.face_part[np.maximum(face, 0)]
    count = len(start) - 1
    start = start + np.arange(len(start))
    return Paths(point, start, np.full(count, MEET), part, closed, np.full(len(point), np.inf))
