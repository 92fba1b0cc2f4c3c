"""A part of an object: a triangle mesh with the lines drawn on it, and how it is moved about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Faces = NDArray[np.int64]
Axis = Literal["x", "y", "z"]
StrokeKind = Literal["line", "stitch", "light"]
Surface = Literal["plain", "glass", "textile", "dark"]


def signed_volume(vertices: Array, faces: Faces) -> float:
    """Volume enclosed by a mesh in cubic units; negative where its faces look inwards."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def rotation(axis: Axis, degrees: float) -> Array:
    """Right-handed rotation matrix [3, 3] about an axis."""
    a = np.radians(degrees)
    c, s = np.cos(a), np.sin(a)
    i = "xyz".index(axis)
    j, k = (i + 1) % 3, (i + 2) % 3
    m = np.eye(3)
    m[j, j] = m[k, k] = c
    m[j, k], m[k, j] = -s, s
    return m


def stroke(points: ArrayLike, kind: StrokeKind = "line", closed: bool = False) -> Stroke:
    """A line [n, 3] on a surface; `closed` repeats its first point at the end."""
    p = np.array(points, dtype=np.float64)
    return Stroke(np.vstack([p, p[:1]]) if closed else p, kind)


def moved(parts: Iterable[Part], x: float = 0.0, y: float = 0.0, z: float = 0.0) -> list[Part]:
    """All parts shifted by (x, y, z)."""
    return [p.moved(x, y, z) for p in parts]


def rotated(parts: Iterable[Part], axis: Axis, degrees: float, about: Sequence[float] = (0.0, 0.0, 0.0)) -> list[Part]:
    """All parts turned about an axis through the point `about`."""
    return [p.rotated(axis, degrees, about) for p in parts]


def scaled(parts: Iterable[Part], sx: float, sy: float | None = None, sz: float | None = None) -> list[Part]:
    """All parts scaled about the origin."""
    return [p.scaled(sx, sy, sz) for p in parts]


def mirrored(parts: Iterable[Part], axis: Axis = "x") -> list[Part]:
    """All parts reflected in the plane where the axis' coordinate is 0."""
    return [p.mirrored(axis) for p in parts]


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line on a surface: points [n, 3] and what it stands for ("stitch" is dashed, "light" thin)."""

    points: Array
    kind: StrokeKind = "line"


@dataclass(frozen=True, eq=False)
class Part:
    """One body of an object.

    Attributes:
        vertices: positions [V, 3].
        faces: vertex numbers [F, 3], counter-clockwise seen from outside.
        smooth_angle: edges that bend by more degrees than this are drawn as creases.
        claimed: False for what is drawn in broken lines (environment, not part of the design).
        surface: what the hatching may do with it.
        strokes: lines on the surface.
    """

    vertices: Array
    faces: Faces
    smooth_angle: float = 35.0
    claimed: bool = True
    surface: Surface = "plain"
    strokes: tuple[Stroke, ...] = ()

    def with_(self, **changes: Any) -> Part:
        """A copy with some attributes changed."""
        return replace(self, **changes)

    def with_strokes(self, *strokes: Stroke) -> Part:
        """A copy with further lines on its surface."""
        return replace(self, strokes=self.strokes + strokes)

    def transformed(self, matrix: Array, shift: ArrayLike = (0.0, 0.0, 0.0)) -> Part:
        """A copy with every point p at matrix @ p + shift; faces stay outward under reflections."""
        t = np.asarray(shift, dtype=np.float64)
        faces = self.faces if np.linalg.det(matrix) >= 0 else self.faces[:, ::-1].copy()
        strokes = tuple(replace(s, points=s.points @ matrix.T + t) for s in self.strokes)
        return replace(self, vertices=self.vertices @ matrix.T + t, faces=faces, strokes=strokes)

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Part:
        """A copy shifted by (x, y, z)."""
        return self.transformed(np.eye(3), (x, y, z))

    def rotated(self, axis: Axis, degrees: float, about: Sequence[float] = (0.0, 0.0, 0.0)) -> Part:
        """A copy turned about an axis through the point `about`, right-handed, in degrees."""
        m = rotation(axis, degrees)
        c = np.asarray(about, dtype=np.float64)
        return self.transformed(m, c - m @ c)

    def scaled(self, sx: float, sy: float | None = None, sz: float | None = None) -> Part:
        """A copy scaled about the origin; one number scales evenly, negative numbers reflect."""
        return self.transformed(np.diag([sx, sx if sy is None else sy, sx if sz is None else sz]))

    def mirrored(self, axis: Axis = "x") -> Part:
        """A copy reflected in the plane where the axis' coordinate is 0."""
        d = np.ones(3)
        d["xyz".index(axis)] = -1.0
        return self.transformed(np.diag(d))
