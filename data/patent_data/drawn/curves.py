"""Plane outlines and splines that the parametric objects are made of.

Closed outlines are [n, 2] float64 arrays, counter-clockwise, with the first point not repeated at the end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def signed_area(outline: ArrayLike) -> float:
    """Area of a closed outline [n, 2] in square units; positive when counter-clockwise."""
    p = np.asarray(outline, dtype=np.float64)
    q = np.roll(p, -1, axis=0)
    return float(0.5 * np.sum(p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1]))


def counter_clockwise(outline: ArrayLike) -> Array:
    """The outline [n, 2], reversed where it ran clockwise."""
    p = np.array(outline, dtype=np.float64)
    return p if signed_area(p) >= 0 else p[::-1].copy()


def rectangle(w: float, h: float) -> Array:
    """Rectangle of width w and height h about the origin, [4, 2]."""
    return np.array([[-w, -h], [w, -h], [w, h], [-w, h]], dtype=np.float64) / 2


def rounded_rectangle(w: float, h: float, r: float, n: int = 5) -> Array:
    """Rectangle about the origin whose corners are arcs of radius r with n steps each, [4 (n + 1), 2]."""
    r = max(0.0, min(r, 0.499 * w, 0.499 * h))
    if r <= 0:
        return rectangle(w, h)
    turn = np.linspace(0, np.pi / 2, n + 1)
    corners = []
    for k, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        a = turn + k * np.pi / 2
        centre = np.array([sx * (w / 2 - r), sy * (h / 2 - r)])
        corners.append(centre + r * np.column_stack([np.cos(a), np.sin(a)]))
    return np.vstack(corners)


def ellipse(rx: float, ry: float | None = None, n: int = 40) -> Array:
    """Ellipse of half-axes rx and ry (a circle where ry is left out), [n, 2]."""
    a = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return np.column_stack([rx * np.cos(a), (rx if ry is None else ry) * np.sin(a)])


def even_turn(angle: ArrayLike, exponent: float) -> Array:
    """Parameters at which a superellipse x = cos^e, y = sin^e has normals evenly spread over `angle` (radians)."""
    a = np.asarray(angle, dtype=np.float64)
    k = 1.0 / max(0.6, 2.0 - exponent)
    c, s = np.cos(a), np.sin(a)
    turned: Array = np.arctan2(np.sign(s) * np.abs(s) ** k, np.sign(c) * np.abs(c) ** k)
    return turned


def superellipse(rx: float, ry: float, power: float = 4.0, n: int = 48) -> Array:
    """Curve |x / rx|^power + |y / ry|^power = 1: power 2 is an ellipse, larger is boxier, [n, 2]."""
    e = 2.0 / power
    a = even_turn(np.linspace(0, 2 * np.pi, n, endpoint=False), e)
    c, s = np.cos(a), np.sin(a)
    c[np.abs(c) < 1e-12] = 0.0
    s[np.abs(s) < 1e-12] = 0.0
    return np.column_stack([rx * np.sign(c) * np.abs(c) ** e, ry * np.sign(s) * np.abs(s) ** e])


def regular_polygon(n: int, r: float) -> Array:
    """Regular polygon with n corners at distance r, the first one at the top, [n, 2]."""
    a = np.pi / 2 + np.linspace(0, 2 * np.pi, n, endpoint=False)
    return np.column_stack([r * np.cos(a), r * np.sin(a)])


def star(n: int, r_out: float, r_in: float) -> Array:
    """Star with n points at r_out and n notches at r_in, the first point at the top, [2 n, 2]."""
    a = np.pi / 2 + np.linspace(0, 2 * np.pi, 2 * n, endpoint=False)
    r = np.where(np.arange(2 * n) % 2 == 0, r_out, r_in)
    return np.column_stack([r * np.cos(a), r * np.sin(a)])


def arc(rx: float, ry: float, start_deg: float, end_deg: float, n: int = 20) -> Array:
    """Open piece of an ellipse about the origin from start_deg to end_deg, both ends included, [n, 2]."""
    a = np.radians(np.linspace(start_deg, end_deg, n))
    return np.column_stack([rx * np.cos(a), ry * np.sin(a)])


def spline(points: ArrayLike, closed: bool = False, n: int = 40) -> Array:
    """Catmull-Rom curve (centripetal) through points [k, 2 or 3], n points in all.

    A closed plane curve comes back counter-clockwise. An open one holds both its end points.
    """
    p = np.asarray(points, dtype=np.float64)
    same = np.linalg.norm(np.diff(p, axis=0), axis=1) < 1e-12
    p = p[np.r_[True, ~same]]
    if closed and len(p) > 1 and np.linalg.norm(p[0] - p[-1]) < 1e-12:
        p = p[:-1]
    if len(p) < 2:
        return np.repeat(p, n, axis=0)
    p = np.vstack([p[-1], p, p[0], p[1]]) if closed else np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    knots = np.r_[0.0, np.cumsum(np.sqrt(np.linalg.norm(np.diff(p, axis=0), axis=1)))]
    t = np.linspace(knots[1], knots[-2], n, endpoint=not closed)
    i = np.clip(np.searchsorted(knots, t, side="right") - 1, 1, len(p) - 3)
    k0, k1, k2, k3 = (knots[i + j][:, None] for j in (-1, 0, 1, 2))
    p0, p1, p2, p3 = (p[i + j] for j in (-1, 0, 1, 2))
    span = k2 - k1
    m1 = ((p1 - p0) / (k1 - k0) - (p2 - p0) / (k2 - k0) + (p2 - p1) / span) * span
    m2 = ((p2 - p1) / span - (p3 - p1) / (k3 - k1) + (p3 - p2) / (k3 - k2)) * span
    s = (t[:, None] - k1) / span
    curve: Array = (
        (2 * s**3 - 3 * s**2 + 1) * p1 + (s**3 - 2 * s**2 + s) * m1 + (3 * s**2 - 2 * s**3) * p2 + (s**3 - s**2) * m2
    )
    return counter_clockwise(curve) if closed and curve.shape[1] == 2 else curve


def resample(points: ArrayLike, n: int, closed: bool = True) -> Array:
    """The same curve [k, d] with n points evenly spread along its length, [n, d]."""
    p = np.asarray(points, dtype=np.float64)
    if closed:
        p = np.vstack([p, p[:1]])
    along = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
    t = np.linspace(0, along[-1], n, endpoint=not closed)
    return np.column_stack([np.interp(t, along, p[:, d]) for d in range(p.shape[1])])


def offset(outline: ArrayLike, distance: float) -> Array:
    """The closed outline [n, 2] moved outwards by distance (inwards where negative), point for point.

    Corners are mitred, by at most twice the distance; corners rounder than the distance become sharp.
    """
    p = np.asarray(outline, dtype=np.float64)
    after = np.roll(p, -1, axis=0) - p
    length = np.linalg.norm(after, axis=1, keepdims=True)
    after = after / np.where(length > 0, length, 1)
    normal = np.column_stack([after[:, 1], -after[:, 0]]) * (1.0 if signed_area(p) >= 0 else -1.0)
    both = normal + np.roll(normal, 1, axis=0)
    # |both| is 2 cos(half the turn); dividing by its square over two gives the mitre
    square = np.maximum(np.sum(both**2, axis=1, keepdims=True), 1.0)
    moved: Array = p + distance * 2 * both / square
    n = len(p)
    back = np.sum((np.roll(moved, -1, axis=0) - moved) * after, axis=1) < 0
    if not back.any() or back.all():
        return moved
    # pieces that now run backwards shrink to the point where the good pieces before and after them cross
    first_good = int(np.flatnonzero(~back)[0])
    i = first_good
    while i < first_good + n:
        j = i + 1
        while back[j % n]:
            j += 1
        if j > i + 1:
            a, u, b, v = moved[i % n], after[i % n], moved[(j + 1) % n], after[j % n]
            turn = u[0] * v[1] - u[1] * v[0]
            t = ((b - a)[0] * v[1] - (b - a)[1] * v[0]) / turn if abs(turn) > 0.1 else np.nan
            run = np.arange(i + 1, j + 1) % n
            middle = moved[run].mean(axis=0)
            tip = a + t * u
            near = bool(np.linalg.norm(tip - middle) <= 3 * abs(distance))
            moved[run] = tip if near else middle
        i = j
    return moved


def blend(a: ArrayLike, b: ArrayLike, t: float) -> Array:
    """Outline between a (t = 0) and b (t = 1); b is resampled where it has another number of points."""
    p, q = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if len(p) != len(q):
        q = resample(q, len(p))
    mixed: Array = (1 - t) * p + t * q
    return mixed
