"""Views of an object and the lines that are seen in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from patent_data.drawn.mesh import Mesh, prepare, unit
from patent_data.drawn.outline import KINDS, meet_paths, mesh_paths, stroke_paths, together
from patent_data.drawn.part import Array, Part
from patent_data.drawn.raster import planes, rasterize
from patent_data.drawn.visibility import classified, pieces, sampled

RESOLUTION = 352  # buffer pixels along the longer side of a figure


@dataclass(frozen=True)
class View:
    """Where an object is seen from.

    Attributes:
        name: "front", "rear", "left", "right", "top", "bottom" or "perspective".
        azimuth: degrees by which the viewer has walked from the front towards the object's right (+x) side.
        elevation: degrees above the level of the object; 90 looks straight down.
        perspective: the object's diameter as a share of the viewer's distance; 0 is parallel projection.
    """

    name: str
    azimuth: float = 0.0
    elevation: float = 0.0
    perspective: float = 0.0


FRONT, REAR = View("front"), View("rear", 180.0)
LEFT, RIGHT = View("left", -90.0), View("right", 90.0)
TOP, BOTTOM = View("top", 0.0, 90.0), View("bottom", 0.0, -90.0)


@dataclass(frozen=True, eq=False)
class Line:
    """A line that is seen: points [n, 2] in page pixels (y down), its kind, and the part that it belongs to."""

    points: Array
    kind: str
    claimed: bool
    part: int


@dataclass(frozen=True, eq=False)
class Camera:
    """Parallel or perspective projection into buffer pixels."""

    right: Array
    up: Array
    toward: Array
    centre: Array
    distance: float
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    def project(self, points: Array) -> Array:
        """Points [n, 3] as (x to the right, y down, depth) in pixels; planes stay planes."""
        q = (points - self.centre) @ np.column_stack([self.right, -self.up, -self.toward])
        if np.isfinite(self.distance):
            q = q * (self.distance / (self.distance + q[:, 2:]))
        q = q * self.scale
        q[:, 0] += self.shift[0]
        q[:, 1] += self.shift[1]
        return q

    def directions(self, points: Array) -> Array:
        """Unit vectors from points [n, 3] to the eye."""
        if np.isfinite(self.distance):
            return unit(self.centre + self.toward * self.distance - points)
        return np.broadcast_to(self.toward, points.shape)


@dataclass(frozen=True, eq=False)
class Drawing:
    """The lines of one view and the buffers behind them.

    Attributes:
        lines: what is seen.
        part_id: part seen in every buffer pixel [h, w], -1 on paper.
        depth: [h, w] in buffer pixels, greater is farther, inf on paper.
        scale: page pixels for one buffer pixel.
        width: of the figure in page pixels, margins included.
        height: of the figure in page pixels.
    """

    lines: list[Line]
    part_id: NDArray[np.int16]
    depth: NDArray[np.float32]
    scale: float
    width: float
    height: float
    _face: NDArray[np.int64] = field(repr=False)
    _corner: Array = field(repr=False)
    _corner_normal: Array = field(repr=False)

    @cached_property
    def normal(self) -> NDArray[np.float32]:
        """Smoothed normal in every buffer pixel [h, w, 3]: x right, y up, z to the viewer; nought on paper."""
        out = np.zeros((*self._face.shape, 3), dtype=np.float32)
        rows, columns = np.nonzero(self._face >= 0)
        face = self._face[rows, columns]
        used, at = np.unique(face, return_inverse=True)
        flat = self._corner[used, :, :2]
        for k in range(3):
            plane, _ = planes(np.concatenate([flat, self._corner_normal[used, :, k : k + 1]], axis=2))
            plane = plane[at]
            value = plane[:, 0] * (columns + 0.5) + plane[:, 1] * (rows + 0.5) + plane[:, 2]
            out[rows, columns, k] = np.clip(value, -1, 1)
        away = out[rows, columns]
        away[away[:, 2] < 0] *= -1.0
        out[rows, columns] = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
        return out


def standard_views(rng: np.random.Generator, count: int | None = None) -> list[View]:
    """Five to eight views as in a patent: a perspective first, then elevations, top, bottom or another perspective.

    Args:
        rng: draws the viewpoints, and the number where `count` is left out.
        count: how many.
    """
    if count is None:
        count = int(rng.integers(5, 9))
    perspective = float(rng.choice([0.0, rng.uniform(0.08, 0.3)]))
    side = float(rng.choice([-1.0, 1.0]))

    def corner(around: float, low: float, high: float) -> View:
        azimuth = around + side * rng.uniform(22, 58)
        return View("perspective", float(azimuth), float(rng.uniform(low, high)), perspective)

    first = corner(0.0, 14, 38)
    others = [corner(180.0, 14, 35), corner(0.0, -35, -15)]
    sides = [RIGHT, LEFT] if rng.random() < 0.5 else [LEFT, RIGHT]
    wanted = {
        5: [FRONT, sides[0], TOP, rng.choice([1, 0])],
        6: [FRONT, REAR, sides[0], TOP, rng.choice([1, 0])],
        7: [FRONT, REAR, *sides, TOP, 0],
        8: [FRONT, REAR, *sides, TOP, 0, 1],
    }[min(max(count, 5), 8)]
    flat = [v for v in wanted if isinstance(v, View)]
    extra = [BOTTOM if v == 0 else others[int(rng.integers(2))] for v in wanted if not isinstance(v, View)]
    return [first, *flat, *extra][:count]


def _camera(mesh: Mesh, view: View, size: float, margin: float, resolution: int) -> tuple[Camera, float, float, float]:
    """Camera into buffer pixels, page pixels for one of them, and the figure's width and height in page pixels."""
    a, e = np.radians(view.azimuth), np.radians(view.elevation)
    # exact noughts and ones keep faces that are parallel to the line of sight exactly so
    ca, sa, ce, se = (round(float(v), 12) for v in (np.cos(a), np.sin(a), np.cos(e), np.sin(e)))
    toward = np.array([sa * ce, -ca * ce, se])
    right = np.array([ca, sa, 0.0])
    up = np.cross(toward, right)
    used = mesh.vertices[np.unique(mesh.faces)]
    if len(mesh.stroke_point):
        used = np.vstack([used, mesh.stroke_point])
    low, high = used.min(axis=0), used.max(axis=0)
    diameter = float(np.linalg.norm(high - low)) or 1.0
    distance = diameter / view.perspective if view.perspective > 0 else np.inf
    camera = Camera(right, up, toward, (low + high) / 2, distance)
    flat = camera.project(used)[:, :2]
    low, high = flat.min(axis=0), flat.max(axis=0)
    span = np.maximum(high - low, 1e-9 * diameter)
    page = (size - 2 * margin) / float(span.max())
    ratio = size / resolution
    scale = page / ratio
    shift = margin / ratio - low * scale
    width, height = (span * page + 2 * margin).tolist()
    placed = Camera(right, up, toward, camera.centre, distance, scale, (float(shift[0]), float(shift[1])))
    return placed, ratio, width, height


def visible_lines(
    parts: Sequence[Part], view: View, size: float = 512, margin: float = 6.0, resolution: int = RESOLUTION
) -> Drawing:
    """Draw an object's visible lines.

    Args:
        parts: the object.
        view: where it is seen from.
        size: page pixels along the figure's longer side, margins included.
        margin: page pixels left free on all sides.
        resolution: buffer pixels along the longer side.
    """
    mesh = prepare(parts)
    camera, ratio, width, height = _camera(mesh, view, size, margin, resolution)
    w, h = int(np.ceil(width / ratio)), int(np.ceil(height / ratio))
    screen = camera.project(mesh.vertices)
    corner = screen[mesh.faces]
    toward = camera.directions(mesh.vertices)
    u, v = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    # y runs downwards on the page, so that faces which look at the viewer have negative areas
    front = u[:, 0] * v[:, 1] < u[:, 1] * v[:, 0]
    handicap = mesh.face_part.astype(np.float64) * 1e-3
    buffer = rasterize(corner, front | ~mesh.face_closed, handicap, w, h)
    facing = np.einsum("mck,mck->mc", mesh.corner_normal, toward[mesh.faces])
    facing = np.where(np.abs(facing) < 1e-6, -1e-6, facing)
    diameter = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    paths = together(
        [
            mesh_paths(mesh, facing, front, toward, camera.scale, camera.project),
            meet_paths(mesh, buffer),
            stroke_paths(mesh, camera.directions, camera.scale, diameter, camera.project),
        ]
    )
    samples = sampled(paths)
    code = classified(paths, samples, buffer, mesh.face_part, jump=0.015 * diameter * camera.scale)
    lines = [
        Line(points * ratio, KINDS[kind], mesh.claimed[paths.part[path]], int(paths.part[path]))
        for points, kind, path in pieces(paths, samples, code, buffer.depth.shape)
    ]
    frame = np.column_stack([camera.right, camera.up, camera.toward])
    return Drawing(
        lines,
        np.where(buffer.face >= 0, mesh.face_part[buffer.face], -1).astype(np.int16),
        buffer.depth.astype(np.float32),
        ratio,
        width,
        height,
        buffer.face,
        corner,
        mesh.corner_normal @ frame,
    )


__all__ = [
    "BOTTOM",
    "FRONT",
    "LEFT",
    "REAR",
    "RIGHT",
    "TOP",
    "Drawing",
    "Line",
    "View",
    "standard_views",
    "visible_lines",
]
