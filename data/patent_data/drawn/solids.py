"""Solids from which the objects are built; every function returns a closed mesh whose faces look outwards.

Axes: x to the viewer's right in the front view, y away from the viewer, z up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from patent_data.drawn.curves import counter_clockwise, ellipse, even_turn, offset, rounded_rectangle, signed_area
from patent_data.drawn.meshing import along_axis, capped, grid_faces, solid, triangulate
from patent_data.drawn.part import (
    Array,
    Axis,
    Faces,
    Part,
    Stroke,
    StrokeKind,
    Surface,
    mirrored,
    moved,
    rotated,
    rotation,
    scaled,
    signed_volume,
    stroke,
)

__all__ = [
    "Array",
    "Axis",
    "Faces",
    "Part",
    "Stroke",
    "StrokeKind",
    "Surface",
    "box",
    "cylinder",
    "extrude",
    "loft",
    "mirrored",
    "moved",
    "on_plane",
    "revolve",
    "rotated",
    "rotation",
    "scaled",
    "sheet",
    "signed_volume",
    "sphere",
    "stroke",
    "superellipsoid",
    "tube",
]

Point = Sequence[float]


def box(w: float, d: float, h: float, at: Point = (0.0, 0.0, 0.0), radius: float = 0.0) -> Part:
    """Box of width w (x), depth d (y), height h (z); `at` is its centre in x and y and its bottom in z.

    `radius` rounds the vertical edges, and the top and bottom ones by two fifths of it; thin lines then mark where
    the flat top and bottom end.
    """
    if radius <= 0:
        corners = [[sx * w / 2, sy * d / 2, 0.0] for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        ring = np.array(corners)
        vertices, faces = capped(np.stack([ring, ring + np.array([0.0, 0.0, h])]))
        return solid(vertices + np.asarray(at), faces)
    r = min(radius, 0.495 * w, 0.495 * d)
    small = min(0.4 * r, 0.3 * h)
    steps = []
    for a in np.radians([0, 30, 60, 90]):
        inset = small * (1 - np.sin(a))
        flat = rounded_rectangle(w - 2 * inset, d - 2 * inset, r - inset)
        steps.append((flat, small * (1 - np.cos(a))))
    rings = [np.column_stack([p, np.full(len(p), t)]) for p, t in steps]
    rings += [np.column_stack([p, np.full(len(p), h - t)]) for p, t in reversed(steps)]
    placed = np.stack(rings) + np.asarray(at)
    edges = tuple(stroke(placed[k], "light", closed=True) for k in (0, -1))
    return solid(*capped(placed)).with_(strokes=edges)


def cylinder(
    radius: float,
    height: float,
    at: Point = (0.0, 0.0, 0.0),
    top: float | None = None,
    axis: Axis = "z",
    segments: int = 40,
) -> Part:
    """Cylinder or cone, `top` being the radius at the far end of the axis.

    `at` is the middle of the bottom disc for axis "z"; for "x" and "y" the cylinder is centred on `at`.
    """
    end = radius if top is None else top
    start = 0.0 if axis == "z" else -height / 2
    return revolve([(radius, start), (end, start + height)], at, axis, segments)


def revolve(
    profile: ArrayLike, at: Point = (0.0, 0.0, 0.0), axis: Axis = "z", segments: int = 48, arc: float = 360.0
) -> Part:
    """Body turned about the axis through `at` from a profile [(r, z), ...], z measured along the axis from `at`.

    The profile runs from bottom to top on the outside (and on down the inside of a hollow body). Ends off the axis
    are closed by discs; a profile that ends where it began makes a ring. `arc` under 360 degrees leaves a wedge
    out, its sides closed.
    """
    p = np.asarray(profile, dtype=np.float64)
    p = np.column_stack([np.maximum(p[:, 0], 0.0), p[:, 1]])
    ring = len(p) > 3 and bool(np.allclose(p[0], p[-1]))
    if ring:
        p = p[:-1]
    else:
        first = [[0.0, p[0, 1]]] if p[0, 0] > 0 else []
        last = [[0.0, p[-1, 1]]] if p[-1, 0] > 0 else []
        p = np.vstack([*first, p, *last])
    full = arc >= 360.0
    count = segments if full else max(2, round(segments * arc / 360)) + 1
    angle = np.radians(np.linspace(0, min(arc, 360.0), count, endpoint=not full))
    r, z = p[:, :1], p[:, 1:]
    local = np.stack([r * np.cos(angle), r * np.sin(angle), np.broadcast_to(z, (len(p), count))], axis=2)
    faces = [grid_faces(len(p), count, wrap_columns=full, wrap_rows=ring)]
    if not full:
        side = triangulate([p]) * count
        side = side if signed_area(p) >= 0 else side[:, ::-1]
        faces += [side, side[:, ::-1] + count - 1]
    return solid(along_axis(local.reshape(-1, 3), axis) + np.asarray(at), np.concatenate(faces))


def extrude(
    outline: ArrayLike,
    depth: float,
    axis: Axis = "y",
    holes: Sequence[ArrayLike] = (),
    bevel: float = 0.0,
    at: Point = (0.0, 0.0, 0.0),
) -> Part:
    """Prism over an outline [n, 2] with holes: in (x, z) for axis "y", (x, y) for "z", (y, z) for "x".

    It is centred on `at` along "x" and "y" and stands on `at` along "z". `bevel` chamfers the outer edges.
    """
    outer = counter_clockwise(outline)
    inner = [counter_clockwise(h)[::-1] for h in holes]
    bevel = min(bevel, 0.45 * depth)
    start = 0.0 if axis == "z" else -depth / 2
    small = offset(outer, -bevel) if bevel > 0 else outer
    levels = [(small, start), (outer, start + bevel), (outer, start + depth - bevel), (small, start + depth)]
    if bevel <= 0:
        levels = [levels[0], levels[3]]
    n = len(outer)
    walls = [np.stack([np.column_stack([p, np.full(n, w)]) for p, w in levels])]
    walls += [np.stack([np.column_stack([h, np.full(len(h), w)]) for w in (start, start + depth)]) for h in inner]
    cover = triangulate([outer, *inner])
    bottom: list[Faces] = []
    top: list[Faces] = []
    faces, vertices, count = [], [], 0
    for wall in walls:
        rows, columns = wall.shape[:2]
        faces.append(grid_faces(rows, columns, wrap_columns=True) + count)
        bottom.append(count + np.arange(columns))
        top.append(count + (rows - 1) * columns + np.arange(columns))
        vertices.append(wall.reshape(-1, 3))
        count += rows * columns
    faces += [np.concatenate(top)[cover], np.concatenate(bottom)[cover[:, ::-1]]]
    return solid(along_axis(np.vstack(vertices), axis) + np.asarray(at), np.concatenate(faces))


def _frames(path: Array, closed: bool) -> tuple[Array, Array, Array, Array]:
    """Parallel-transport frames of a path [n, 3]: across, up [n, 3 each], bend direction [n, 3], mitre [n]."""
    step = np.roll(path, -1, axis=0) - path if closed else np.diff(path, axis=0)
    step /= np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-300)
    before = np.roll(step, 1, axis=0) if closed else np.vstack([step[:1], step])
    after = step if closed else np.vstack([step, step[-1:]])
    tangent = before + after
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    bend = after - before
    size = np.linalg.norm(bend, axis=1, keepdims=True)
    bend = np.where(size > 1e-9, bend / np.maximum(size, 1e-12), 0.0)
    mitre = np.minimum(1 / np.maximum(np.einsum("ij,ij->i", before, tangent), 0.1), 2.0)
    level = np.cross(tangent[0], [0.0, 0.0, 1.0])
    across = level if np.linalg.norm(level) > 0.05 else np.array([1.0, 0.0, 0.0])
    u = np.empty_like(path)
    for i, t in enumerate(tangent):
        across = across - t * (across @ t)
        across = across / np.linalg.norm(across)
        u[i] = across
    if closed:
        # spread the turn that is left after one round, so that the last ring meets the first
        back = across - tangent[0] * (across @ tangent[0])
        twist = np.arctan2(np.cross(u[0], back) @ tangent[0], u[0] @ back)
        a = -twist * np.arange(len(path))[:, None] / len(path)
        u = u * np.cos(a) + np.cross(tangent, u) * np.sin(a)
    return u, np.cross(u, tangent), bend, mitre


def tube(
    path: ArrayLike,
    radius: float | ArrayLike,
    section: ArrayLike | None = None,
    closed: bool = False,
    caps: bool = True,
    segments: int = 14,
) -> Part:
    """Rod along a path [n, 3] of one radius or one for each point; bends are mitred.

    `section` is a closed outline [m, 2] swept instead of the unit circle and scaled by `radius` likewise (radius 1
    keeps it as it is): its first coordinate lies level at the path's start, its second upright.
    """
    p = np.array(path, dtype=np.float64)
    u, v, bend, mitre = _frames(p, closed)
    flat = ellipse(1.0, 1.0, segments) if section is None else counter_clockwise(section)
    reach = np.broadcast_to(np.asarray(radius, dtype=np.float64), (len(p),))
    out = flat[None, :, :1] * u[:, None] + flat[None, :, 1:] * v[:, None]
    out = out * reach[:, None, None]
    out = out + bend[:, None] * np.einsum("kni,ki->kn", out, bend)[:, :, None] * (mitre - 1)[:, None, None]
    rings = p[:, None] + out
    if closed:
        rod = solid(rings.reshape(-1, 3), grid_faces(len(p), len(flat), wrap_columns=True, wrap_rows=True))
    else:
        rod = solid(*capped(rings, caps))
    # a rod of few sides is still a round one
    return rod.with_(smooth_angle=max(35.0, min(400.0 / segments, 60.0))) if section is None else rod


def loft(sections: ArrayLike, caps: bool = True) -> Part:
    """Body through k closed rings of n points each, [k, n, 3]; `caps` closes its two ends."""
    return solid(*capped(np.array(sections, dtype=np.float64), caps))


def superellipsoid(
    rx: float,
    ry: float,
    rz: float,
    e1: float = 1.0,
    e2: float = 1.0,
    at: Point = (0.0, 0.0, 0.0),
    segments: int = 32,
) -> Part:
    """Rounded body of half-axes rx, ry, rz about `at`: e1 shapes it upwards, e2 in plan; 1 is round, less boxier."""

    def power(values: Array, e: float) -> Array:
        tidy = np.where(np.abs(values) < 1e-9, 0.0, values)
        raised: Array = np.sign(tidy) * np.abs(tidy) ** e
        return raised

    a = even_turn(np.linspace(0, 2 * np.pi, segments, endpoint=False), e2)[None, :]
    b = even_turn(np.linspace(-np.pi / 2, np.pi / 2, segments // 2 + 1), e1)[:, None]
    level = power(np.cos(b), e1)
    z = np.broadcast_to(rz * power(np.sin(b), e1), (b.size, a.size))
    rings = np.stack([rx * level * power(np.cos(a), e2), ry * level * power(np.sin(a), e2), z], axis=2)
    return solid(rings.reshape(-1, 3) + np.asarray(at), grid_faces(b.size, a.size, wrap_columns=True))


def sphere(radius: float, at: Point = (0.0, 0.0, 0.0), segments: int = 32) -> Part:
    """Sphere about `at`."""
    return superellipsoid(radius, radius, radius, at=at, segments=segments)


def sheet(grid: ArrayLike, thickness: float = 0.0) -> Part:
    """Surface through a grid of points [n, m, 3], seen from both sides, or a shell of some thickness about it."""
    g = np.array(grid, dtype=np.float64)
    rows, columns = g.shape[:2]
    faces = grid_faces(rows, columns, wrap_columns=False)
    flat = g.reshape(-1, 3)
    if thickness <= 0:
        return solid(flat, faces, outward=False)
    normal = np.cross(np.gradient(g, axis=1), np.gradient(g, axis=0)).reshape(-1, 3)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    i = np.arange(rows * columns).reshape(rows, columns)
    rim = np.r_[i[0, :-1], i[:-1, -1], i[-1, :0:-1], i[:0:-1, 0]]
    after, n = np.roll(rim, -1), len(flat)
    walls = [np.column_stack([rim, rim + n, after + n]), np.column_stack([rim, after + n, after])]
    shell = np.vstack([flat + normal * thickness / 2, flat - normal * thickness / 2])
    return solid(shell, np.concatenate([faces, faces[:, ::-1] + n, *walls]))


def on_plane(outline: ArrayLike, origin: Point, u: Point, v: Point) -> Array:
    """A plane outline [n, 2] placed in space, [n, 3]: origin + first coordinate * u + second * v."""
    p = np.asarray(outline, dtype=np.float64)
    placed: Array = np.asarray(origin, dtype=np.float64) + p[:, :1] * np.asarray(u) + p[:, 1:] * np.asarray(v)
    return placed
