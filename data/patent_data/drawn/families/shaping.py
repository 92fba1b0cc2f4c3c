"""Shapes shared by the families of several main classes: soft layers, rings, ribs, threads, screws (centimetres)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline, superellipse
from patent_data.drawn.families.family import Array, Point
from patent_data.drawn.solids import Part, Stroke, StrokeKind, cylinder, loft, sheet, stroke, tube

ORIGIN: Point = (0.0, 0.0, 0.0)


def grounded(parts: Iterable[Part]) -> list[Part]:
    """All parts, shifted so that the lowest of them stands on z = 0."""
    group = list(parts)
    low = min(float(part.vertices[:, 2].min()) for part in group)
    return [part.moved(z=-low) for part in group]


def lifted(outline: Array, z: float) -> Array:
    """A flat outline placed at a height."""
    return np.column_stack([outline, np.full(len(outline), z)])


def stacked(outline: Array, levels: Sequence[tuple[float, float, float]], at: Point = ORIGIN) -> Part:
    """A body made of one outline repeated upwards; a level is (scale in x, scale in y, z)."""
    rings = [lifted(outline * (max(sx, 0.01), max(sy, 0.01)), z) for sx, sy, z in levels]
    return loft(np.array(rings)).moved(*at)


def inset_levels(outline: Array, profile: Sequence[tuple[float, float]]) -> list[tuple[float, float, float]]:
    """Levels for `stacked` from pairs (inset from the outline, z)."""
    half = np.maximum(np.abs(outline).max(axis=0), 1e-6)
    return [(float(1 - inset / half[0]), float(1 - inset / half[1]), z) for inset, z in profile]


def layered(outline: Array, profile: Sequence[tuple[float, float]], at: Point = ORIGIN) -> Part:
    """A body made of one outline drawn in by an inset; the profile holds (inset, z) from bottom to top."""
    return stacked(outline, inset_levels(outline, profile), at)


def puffed(outline: Array, height: float, at: Point = ORIGIN, fullness: float = 0.5) -> Part:
    """A filled bag: two domes sewn together along the outline, the seam at half the height."""
    scales = (0.06, 0.35, 0.6, 0.75, 0.86, 0.94, 0.985, 1.0)
    half = [(s, height / 2 * float((1 - s**2.4) ** fullness)) for s in scales]
    levels = [(s, s, height / 2 - z) for s, z in half]
    levels += [(s, s, height / 2 + z) for s, z in reversed(half[:-1])]
    return stacked(outline, levels, at).with_(
        smooth_angle=60.0, strokes=(stroke(lifted(outline * 1.003, height / 2) + np.array(at), closed=True),)
    )


def cushion(w: float, d: float, h: float, at: Point = ORIGIN, corner: float = 0.2, crown: float = 0.12) -> Part:
    """A box cushion with rounded edges, a crowned top and a seam along both edges; `at` is its bottom centre."""
    outline = rounded_rectangle(w, d, min(w, d) * corner, n=5)
    r, top = min(0.28 * h, 0.16 * min(w, d)), h * (1 - crown)
    profile = [(r, 0.0), (0.3 * r, 0.25 * r), (0.0, r), (0.0, top - r), (0.3 * r, top - 0.25 * r), (r, top)]
    span = min(w, d) / 2
    profile += [(r + k * (span - r), top + h * crown * (1 - (1 - k) ** 2)) for k in (0.25, 0.5, 0.75, 0.96)]
    seams = tuple(seam(outline, inset, z) for inset, z in ((0.06 * r, 0.8 * r), (0.06 * r, top - 0.8 * r)))
    return layered(outline, profile).with_(strokes=seams, surface="textile").moved(*at)


def seam(outline: Array, inset: float, z: float, kind: StrokeKind = "line") -> Stroke:
    """A closed line round a layered body."""
    sx, sy, _ = inset_levels(outline, [(inset, z)])[0]
    return stroke(lifted(outline * (sx * 1.002, sy * 1.002), z), kind=kind, closed=True)


def ring(
    radius: float, z: float, centre: tuple[float, float] = (0.0, 0.0), kind: StrokeKind = "line", n: int = 48
) -> Stroke:
    """A circle round the z axis, just outside a turned surface."""
    return stroke(lifted(ellipse(radius * 1.004, radius * 1.004, n) + centre, z), kind=kind, closed=True)


def flat_ring(radius: float, z: float, centre: tuple[float, float] = (0.0, 0.0), kind: StrokeKind = "line") -> Stroke:
    """A circle lying on a horizontal face."""
    return stroke(lifted(ellipse(radius, radius, 40) + centre, z), kind=kind, closed=True)


def uprights(
    radius: float, z0: float, z1: float, count: int, kind: StrokeKind = "line", top: float | None = None
) -> tuple[Stroke, ...]:
    """Straight ribs round a cylinder or cone, as on a screw cap."""
    end = radius if top is None else top
    lines = []
    for angle in np.arange(count) * 2 * np.pi / count:
        ray = np.array([np.cos(angle), np.sin(angle)]) * 1.006
        lines.append(stroke(np.array([[*(ray * radius), z0], [*(ray * end), z1]]), kind=kind))
    return tuple(lines)


def turned_lines(profile: Array, count: int, kind: StrokeKind = "line") -> tuple[Stroke, ...]:
    """Meridians of a turned body: flutes, gores and pleats that follow its profile."""
    lines = []
    for angle in np.arange(count) * 2 * np.pi / count:
        r = profile[:, 0] * 1.006
        lines.append(stroke(np.column_stack([r * np.cos(angle), r * np.sin(angle), profile[:, 1]]), kind=kind))
    return tuple(lines)


def thread(radius: float, z0: float, pitch: float, turns: float, wire: float) -> Part:
    """A screw thread: a bead that winds round a neck."""
    t = np.linspace(0, turns, int(turns * 20) + 2)
    path = np.column_stack([radius * np.cos(2 * np.pi * t), radius * np.sin(2 * np.pi * t), z0 + pitch * t])
    return tube(path, wire, segments=6)


def smooth(points: Sequence[tuple[float, float]], n: int = 32) -> list[tuple[float, float]]:
    """A profile that runs smoothly through a few points, never across the axis."""
    return [(max(float(r), 0.0), float(z)) for r, z in spline(np.array(points, dtype=float), n=n)]


def slanted(bottom: Array, top: Array, z0: float, z1: float) -> Part:
    """A straight bar between two level outlines with as many points: legs that splay and taper."""
    return loft(np.array([lifted(bottom, z0), lifted(top, z1)]))


def rod(
    points: Sequence[Sequence[float]] | Array, radius: float | Sequence[float], n: int = 24, segments: int = 10
) -> Part:
    """A rod bent smoothly through a few points; several radii are spread evenly along it."""
    path = spline(np.asarray(points, dtype=float), n=n)
    if isinstance(radius, float | int):
        return tube(path, radius, segments=segments)
    return tube(path, np.interp(np.linspace(0, 1, n), np.linspace(0, 1, len(radius)), radius), segments=segments)


def hoop(
    rx: float, ry: float, wire: float, z: float, n: int = 32, section: Array | None = None, segments: int = 8
) -> Part:
    """A level ring of wire round the z axis."""
    path = lifted(ellipse(rx, ry, n), z)
    if section is None:
        return tube(path, wire, closed=True, segments=segments)
    return tube(path, 1.0, section=section, closed=True)


def blade(
    w: float, h: float, thickness: float, bow: float = 0.0, crest: float = 0.0, waist: float = 1.0, corner: float = 0.0
) -> Part:
    """An upright board, bent to the front at both edges by `bow`.

    Its upper edge falls by the share `crest` towards its ends, it is narrower at the foot (`waist`), and all four
    corners are rounded where `corner` (the power of a superellipse) is given.
    """
    reach = np.pi / 2 if corner == 0 else 0.45 * np.pi
    u, v = np.meshgrid(np.sin(np.linspace(-reach, reach, 19)), np.linspace(0, 1, 7))
    x = u * w / 2 * (waist + (1 - waist) * np.sqrt(v))
    tall = 1.0 if corner == 0 else (1 - np.abs(u) ** corner) ** (1 / corner)
    z = h / 2 + (v - 0.5) * h * tall - v * h * crest * np.abs(u) ** 3
    return sheet(np.stack([x, -bow * u**2, z], axis=2), thickness)


def bolt(at: Point, radius: float, axis: str = "y", cross: bool = True) -> Part:
    """A screw head seen from the front (axis "y") or from above (axis "z")."""
    arm = 0.6 * radius
    height = 0.35 * radius
    lines = [np.array([[-arm, 0.0], [arm, 0.0]]), np.array([[0.0, -arm], [0.0, arm]])][: 2 if cross else 1]
    x, y, z = at
    if axis == "z":
        marks = tuple(stroke(lifted(line, height * 1.05) + np.array([x, y, z])) for line in lines)
        return cylinder(radius, height, at=at, segments=20).with_(strokes=marks)
    marks = tuple(
        stroke(np.column_stack([line[:, 0] + x, np.full(2, y - height * 1.05), line[:, 1] + z])) for line in lines
    )
    return cylinder(radius, height, at=(x, y - height / 2, z), axis="y", segments=20).with_(strokes=marks)


def oval(w: float, d: float, power: float = 2.0, n: int = 40) -> Array:
    """An outline between an ellipse (power 2) and a rectangle (power 8), by its full width and depth."""
    return superellipse(w / 2, d / 2, power, n)
