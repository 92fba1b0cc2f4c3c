"""Draws from a generator and small shapes used by the families of tools, clocks, vehicles and sanitary ware."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from patent_data.drawn.curves import spline, superellipse
from patent_data.drawn.solids import Axis, Part, Stroke, StrokeKind, cylinder, loft, on_plane, stroke

Array = NDArray[np.float64]
Point = tuple[float, float, float]
T = TypeVar("T")

_AXES: dict[Axis, tuple[Point, Point]] = {
    "x": ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "y": ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    "z": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
}

_DIGITS: dict[str, tuple[tuple[float, float], ...]] = {
    "0": ((0.3, 1), (0.1, 0.85), (0.05, 0.5), (0.1, 0.15), (0.3, 0), (0.5, 0.15), (0.55, 0.5), (0.5, 0.85), (0.3, 1)),
    "1": ((0.15, 0.8), (0.35, 1), (0.35, 0)),
    "2": ((0.05, 0.78), (0.15, 0.95), (0.35, 1), (0.53, 0.85), (0.5, 0.6), (0.05, 0), (0.58, 0)),
    "3": ((0.07, 0.9), (0.3, 1), (0.53, 0.78), (0.28, 0.53), (0.57, 0.27), (0.3, 0), (0.04, 0.12)),
    "4": ((0.45, 0), (0.45, 1), (0.03, 0.3), (0.6, 0.3)),
    "5": ((0.55, 1), (0.12, 1), (0.08, 0.57), (0.35, 0.62), (0.57, 0.33), (0.35, 0), (0.05, 0.1)),
    "6": ((0.5, 0.97), (0.2, 0.75), (0.05, 0.3), (0.3, 0), (0.55, 0.25), (0.35, 0.52), (0.07, 0.35)),
    "7": ((0.03, 1), (0.57, 1), (0.2, 0)),
    "8": (
        (0.3, 0.53),
        (0.08, 0.77),
        (0.3, 1),
        (0.52, 0.77),
        (0.3, 0.53),
        (0.04, 0.26),
        (0.3, 0),
        (0.56, 0.26),
        (0.3, 0.53),
    ),
    "9": ((0.1, 0.03), (0.4, 0.25), (0.55, 0.7), (0.3, 1), (0.05, 0.75), (0.25, 0.48), (0.53, 0.65)),
}


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """A number between two bounds."""
    return float(rng.uniform(low, high))


def count(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number between two bounds, both included."""
    return int(rng.integers(low, high + 1))


def whether(rng: np.random.Generator, probability: float = 0.5) -> bool:
    """True with the given probability."""
    return bool(rng.random() < probability)


def one_of(rng: np.random.Generator, *options: T) -> T:
    """One of the options, all equally likely."""
    return options[int(rng.integers(len(options)))]


def environment(rng: np.random.Generator, parts: Sequence[Part], probability: float = 0.08) -> list[Part]:
    """The parts, now and then all of them drawn in broken lines."""
    claimed = not whether(rng, probability)
    return [part.with_(claimed=claimed and part.claimed) for part in parts]


def posed(rng: np.random.Generator, parts: Sequence[Part], lying: float = 0.5) -> list[Part]:
    """A long upright object, left upright or laid along x."""
    if whether(rng, lying):
        return [part.rotated("y", 90.0) for part in parts]
    return list(parts)


def around(
    parts: Part | Sequence[Part], number: int, axis: Axis = "z", about: Point = (0, 0, 0), start: float = 0.0
) -> list[Part]:
    """Copies of the parts turned evenly about an axis."""
    each = [parts] if isinstance(parts, Part) else list(parts)
    return [p.rotated(axis, start + 360.0 * k / number, about) for k in range(number) for p in each]


def warped(part: Part, move: Callable[[Array], Array]) -> Part:
    """The part with every vertex and every point of a stroke moved by a function of [n,3]."""
    lines = tuple(Stroke(move(line.points), line.kind) for line in part.strokes)
    return part.with_(vertices=move(part.vertices), strokes=lines)


def curve(*points: Sequence[float], n: int = 24) -> Array:
    """A smooth open curve through the points."""
    return spline(np.asarray(points, dtype=np.float64), n=n)


def values(numbers: Sequence[float], n: int, smooth: bool = True) -> Array:
    """The numbers spread evenly over n places, smoothly or along straight lines."""
    known = np.asarray(numbers, dtype=np.float64)
    if len(known) == 1:
        return np.full(n, known[0])
    if not smooth or len(known) == 2:
        return np.interp(np.linspace(0, 1, n), np.linspace(0, 1, len(known)), known)
    steps = np.linspace(0, len(known) - 1, n)
    low = np.minimum(steps.astype(int), len(known) - 2)
    t = steps - low
    padded = np.concatenate([[2 * known[0] - known[1]], known, [2 * known[-1] - known[-2]]])
    a, b, c, d = padded[low], padded[low + 1], padded[low + 2], padded[low + 3]
    found = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.asarray(np.maximum(found, 0.25 * known.min()))


def frame(spine: Array, side: Point) -> tuple[Array, Array, Array]:
    """Tangents of a spine, the side vector made square to them, and the third direction."""
    along = np.gradient(spine, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.asarray(side, dtype=np.float64) - along * (along @ np.asarray(side, dtype=np.float64))[:, None]
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    return along, across, np.cross(across, along)


def limb(
    spine: Array,
    across: Sequence[float],
    thick: Sequence[float],
    power: float = 2.0,
    ends: tuple[float, float] = (0.0, 0.0),
    side: Point = (0.0, 1.0, 0.0),
    n: int = 24,
    flutes: tuple[int, float] = (0, 0.0),
) -> Part:
    """A smooth bar along a spine: half its size along `side`, and half its size square to that, at even places.

    `ends` are the radii with which the first and last end are rounded over; `flutes` a number of grooves and their
    depth as a share of the size.
    """
    spine = np.asarray(spine, dtype=np.float64)
    if spine.shape[1] == 2:
        spine = np.column_stack([spine[:, 0], np.zeros(len(spine)), spine[:, 1]])
    along, sides, others = frame(spine, side)
    wide, high = values(across, len(spine)), values(thick, len(spine))
    ring = superellipse(1.0, 1.0, power, n=n)
    if flutes[0]:
        turn = np.arctan2(ring[:, 1], ring[:, 0])
        ring = ring * (1 - flutes[1] * (0.5 + 0.5 * np.cos(flutes[0] * turn)))[:, None]
    rows: list[tuple[Array, Array, Array, float, float]] = [
        (spine[k], sides[k], others[k], float(wide[k]), float(high[k])) for k in range(len(spine))
    ]
    for place, radius in ((0, ends[0]), (-1, ends[1])):
        if radius <= 0:
            continue
        way = -1.0 if place == 0 else 1.0
        rounded = []
        for angle in np.radians((32.0, 62.0, 85.0)):
            less = radius * (1 - np.cos(angle))
            w, h = max(wide[place] - less, 0.1 * wide[place]), max(high[place] - less, 0.1 * high[place])
            centre = spine[place] + way * along[place] * radius * np.sin(angle)
            rounded.append((centre, sides[place], others[place], float(w), float(h)))
        rows = rounded[::-1] + rows if place == 0 else rows + rounded
    sections = [p + h * ring[:, :1] * o + w * ring[:, 1:] * s for p, s, o, w, h in rows]
    return loft(np.stack(sections))


def rod(start: Sequence[float], stop: Sequence[float], n: int = 2) -> Array:
    """A straight path of n points."""
    return np.linspace(np.asarray(start, dtype=np.float64), np.asarray(stop, dtype=np.float64), n)


def circle(
    centre: Sequence[float], radius: float, axis: Axis = "z", n: int = 40, arc: tuple[float, float] = (0.0, 360.0)
) -> Array:
    """Points on a circle about an axis; a whole one is not repeated at its end."""
    whole = abs(arc[1] - arc[0]) >= 360.0
    angles = np.radians(np.linspace(arc[0], arc[1], n, endpoint=not whole))
    u, v = (np.asarray(w) for w in _AXES[axis])
    return np.asarray(
        np.asarray(centre, dtype=np.float64) + radius * (np.cos(angles)[:, None] * u + np.sin(angles)[:, None] * v)
    )


def ring_line(
    centre: Sequence[float], radius: float, axis: Axis = "z", kind: StrokeKind = "line", n: int = 40
) -> Stroke:
    """A closed circle drawn on a surface."""
    return stroke(circle(centre, radius, axis, n), kind, closed=True)


def helix(radius: float, low: float, high: float, turns: float, n: int = 60, start: float = 0.0) -> Array:
    """A helix about z."""
    angle = np.radians(start) + np.linspace(0, 2 * np.pi * turns, n)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle), np.linspace(low, high, n)])


def knurl(radius: float, low: float, high: float, number: int = 16, crossed: bool = True) -> tuple[Stroke, ...]:
    """Knurling about z: crossed helices, or straight flutes."""
    turn = 0.12 if crossed else 0.0
    ways = (1, -1) if crossed else (1,)
    return tuple(
        stroke(helix(radius, low, high, way * turn, 6 if crossed else 2, 360.0 * k / number), "light")
        for way in ways
        for k in range(number)
    )


def screw(at: Point, radius: float, axis: Axis = "y", head: str = "cross", height: float = 0.0) -> Part:
    """The head of a screw looking to -y (or up, or to +x), with its drive."""
    height = height or 0.3 * radius
    u, v = (np.asarray(w, dtype=np.float64) for w in _AXES[axis])
    way = np.asarray((1.0, 0, 0) if axis == "x" else (0, -1.0, 0) if axis == "y" else (0, 0, 1.0))
    base = np.asarray(at, dtype=np.float64)
    start = base if axis == "z" else base + way * height / 2
    body = cylinder(radius, height, at=(float(start[0]), float(start[1]), float(start[2])), axis=axis, segments=20)
    top = base + way * (height + 0.002 * radius)
    arms = [(u, 0.65)] if head == "slot" else [(u, 0.55), (v, 0.55)]
    if head in ("hex", "round"):
        sides = 6 if head == "hex" else 20
        angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
        flat = 0.5 * radius * np.column_stack([np.cos(angle), np.sin(angle)])
        return body.with_strokes(stroke(on_plane(flat, tuple(top), tuple(u), tuple(v)), closed=True))
    lines = [stroke(np.stack([top - arm * share * radius, top + arm * share * radius])) for arm, share in arms]
    return body.with_strokes(*lines)


def number_lines(
    text: str, centre: Sequence[float], height: float, u: Point, v: Point, kind: StrokeKind = "line"
) -> list[Stroke]:
    """The digits of a number as lines on a plane, centred."""
    lines = []
    width = 0.78 * len(text) - 0.18
    for k, digit in enumerate(text):
        if digit not in _DIGITS:
            continue
        shape = np.asarray(_DIGITS[digit], dtype=np.float64)
        flat = height * (shape + np.array([0.78 * k - width / 2, -0.5]))
        lines.append(stroke(on_plane(flat, centre, u, v), kind))
    return lines


def rectangle_line(
    centre: Sequence[float], width: float, height: float, u: Point, v: Point, kind: StrokeKind = "line"
) -> Stroke:
    """A rectangle drawn on a plane."""
    flat = 0.5 * np.asarray([(-width, -height), (width, -height), (width, height), (-width, height)])
    return stroke(on_plane(flat, centre, u, v), kind, closed=True)
