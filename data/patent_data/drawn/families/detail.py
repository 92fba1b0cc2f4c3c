"""Small tools of the families of clothing, devices and small goods: marks on faces, lines on curved surfaces."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from patent_data.drawn.curves import ellipse, resample, rounded_rectangle
from patent_data.drawn.families.family import Array, Point
from patent_data.drawn.solids import Part, Stroke, StrokeKind, extrude, on_plane, revolve, stroke, tube


def spread(number: int, length: float, centre: float = 0.0) -> list[float]:
    """The centres of `number` equal cells on a length."""
    return [centre + length * ((i + 0.5) / number - 0.5) for i in range(number)]


def draw(part: Part, strokes: Sequence[Stroke]) -> Part:
    """The part with more strokes on it."""
    return part.with_(strokes=part.strokes + tuple(strokes))


def unclaimed(parts: Sequence[Part], broken: bool = True) -> list[Part]:
    """The parts as environment, drawn in broken lines."""
    return [part.with_(claimed=False) for part in parts] if broken else list(parts)


def merge(parts: Sequence[Part]) -> Part:
    """Many small parts of one kind (keys, tufts, studs) as one; the first gives the attributes."""
    starts = np.cumsum([0] + [len(part.vertices) for part in parts[:-1]])
    faces = np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=True)])
    strokes = tuple(line for part in parts for line in part.strokes)
    return parts[0].with_(vertices=np.concatenate([part.vertices for part in parts]), faces=faces, strokes=strokes)


def deform(part: Part, move: Callable[[Array], Array]) -> Part:
    """The part with all its points, strokes too, put through a function of [n,3] points."""
    strokes = tuple(stroke(move(np.array(line.points)), line.kind) for line in part.strokes)
    return part.with_(vertices=move(np.array(part.vertices)), strokes=strokes)


def front(outline: Array, x: float, y: float, z: float, kind: StrokeKind = "line", closed: bool = True) -> Stroke:
    """A mark on a plane that faces the viewer: the outline's (x, z) about a point."""
    points = on_plane(outline, (x, y, z), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    return stroke(points, kind, closed)


def flat(outline: Array, x: float, y: float, z: float, kind: StrokeKind = "line", closed: bool = True) -> Stroke:
    """A mark on a level plane: the outline's (x, y) about a point."""
    points = on_plane(outline, (x, y, z), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    return stroke(points, kind, closed)


def side(outline: Array, x: float, y: float, z: float, kind: StrokeKind = "line", closed: bool = True) -> Stroke:
    """A mark on a plane that faces left or right: the outline's (y, z) about a point."""
    points = on_plane(outline, (x, y, z), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    return stroke(points, kind, closed)


def line(*points: Point, kind: StrokeKind = "line") -> Stroke:
    """A broken line through points in space."""
    return stroke(np.array(points, dtype=np.float64), kind)


def circle(radius: float, n: int = 20) -> Array:
    """A round outline."""
    return ellipse(radius, radius, n)


def ring(radius: float, z: float, x: float = 0.0, y: float = 0.0, kind: StrokeKind = "line", n: int = 48) -> Stroke:
    """A level circle round a vertical axis."""
    return flat(circle(radius, n), x, y, z, kind)


def slab(w: float, d: float, h: float, radius: float, bevel: float = 0.0, at: Point = (0.0, 0.0, 0.0)) -> Part:
    """An upright plate with rounded corners in the front view; `at` as for a box."""
    outline = rounded_rectangle(w, h, min(radius, 0.499 * min(w, h)))
    bevel = min(bevel, 0.95 * radius) if radius > 0 else bevel
    return extrude(outline, d, "y", bevel=bevel, at=(at[0], at[1], at[2] + h / 2))


def disc(radius: float, depth: float, at: Point, bevel: float = 0.0, segments: int = 28) -> Part:
    """A round button that stands out of a front face at `at` towards the viewer."""
    edge = min(bevel, 0.45 * radius, 0.9 * depth)
    profile = [(radius, -0.2 * depth), (radius, depth - edge), (radius - edge, depth)]
    if edge <= 0:
        profile = [(radius, -0.2 * depth), (radius, depth)]
    turned = revolve(profile, segments=segments).with_(smooth_angle=max(35.0, 360 / segments + 4))
    return turned.rotated("x", 90).moved(*at)


def wire(path: ArrayLike, radius: float | ArrayLike, segments: int = 8, closed: bool = False) -> Part:
    """A thin round rod along a path of points (and as many radii, or one), smooth although it has few sides."""
    points = np.asarray(path, dtype=np.float64)
    if len(points) < 7 and np.ndim(radius) == 0 and not closed:
        points = np.insert(points, np.arange(1, len(points)), 0.5 * (points[1:] + points[:-1]), axis=0)
    return tube(points, radius, segments=segments, closed=closed).with_(smooth_angle=65.0)


def dots(
    outline_half: tuple[float, float], pitch: float, radius: float, round_field: bool, n: int = 8, most: int = 160
) -> list[tuple[Array, float, float]]:
    """Small circles of a perforated field, as (outline, u, v); the pitch grows until the field holds at most `most`."""
    a, b = outline_half
    area = (np.pi if round_field else 4.0) * a * b
    pitch = max(pitch, (area / most) ** 0.5)
    found = []
    for row, v in enumerate(np.arange(-b + pitch / 2, b, pitch)):
        for u in np.arange(-a + pitch * (0.5 + 0.5 * (row % 2)), a, pitch):
            inside = (u / a) ** 2 + (v / b) ** 2 < 0.92 if round_field else abs(u) < a - radius
            if inside:
                found.append((circle(radius, n), float(u), float(v)))
    return found


def lay(
    part: Part, path: ArrayLike, towards: Point, kind: StrokeKind = "line", n: int = 48, last: bool = False
) -> list[Stroke]:
    """Lay a path [k,3] on a part: its points fly along `towards` to the first surface they meet.

    Points that meet nothing cut the line in pieces; `last` takes the last surface met instead of the first.
    """
    points = resample(path, n, closed=False)
    along = np.array(towards, dtype=np.float64)
    along = along / np.linalg.norm(along)
    helper = np.array([1.0, 0.0, 0.0]) if abs(along[0]) < 0.8 else np.array([0.0, 1.0, 0.0])
    u = np.cross(along, helper)
    u = u / np.linalg.norm(u)
    frame = np.stack([u, np.cross(along, u), along], axis=1)
    corners = (part.vertices @ frame)[part.faces]
    p = points @ frame
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    fine = np.abs(area) > 1e-12
    a, b, c, area = a[fine], b[fine], c[fine], area[fine]
    px, py = p[:, :1], p[:, 1:2]
    wb = ((px - a[:, 0]) * (c[:, 1] - a[:, 1]) - (py - a[:, 1]) * (c[:, 0] - a[:, 0])) / area
    wc = ((b[:, 0] - a[:, 0]) * (py - a[:, 1]) - (b[:, 1] - a[:, 1]) * (px - a[:, 0])) / area
    hit = (wb > -1e-9) & (wc > -1e-9) & (wb + wc < 1 + 1e-9)
    depth = np.where(hit, a[:, 2] + wb * (b[:, 2] - a[:, 2]) + wc * (c[:, 2] - a[:, 2]), np.inf)
    if last:
        depth = np.where(hit, -depth, np.inf)
    nearest = depth.min(axis=1)
    met = np.isfinite(nearest)
    lift = 0.002 * float(np.ptp(part.vertices, axis=0).max())
    p[:, 2] = np.where(met, (-nearest + lift if last else nearest - lift), 0.0)
    placed = p @ frame.T
    runs = np.split(np.arange(n), np.flatnonzero(np.diff(met.astype(int))) + 1)
    return [stroke(placed[run], kind) for run in runs if met[run[0]] and len(run) > 1]


def ring_of(x: float, y: float, z: float, rx: float, ry: float, power: float = 2.0, n: int = 32) -> Array:
    """A level closed ring [n,3], a superellipse: one section of a loft along z."""
    t = np.arange(n) * 2 * np.pi / n
    cos, sin = np.cos(t), np.sin(t)
    shape = np.stack([np.sign(cos) * np.abs(cos) ** (2 / power), np.sign(sin) * np.abs(sin) ** (2 / power)], axis=1)
    return np.column_stack([x + rx * shape[:, 0], y + ry * shape[:, 1], np.full(n, z)])
