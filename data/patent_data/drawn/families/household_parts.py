"""Parts that vessels share: bodies, plan forms, handles, spouts, lids, knobs, surface patterns (centimetres)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.family import Array, Point, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import ring, rod, smooth
from patent_data.drawn.solids import Part, Stroke, cylinder, revolve, stroke, tube

Profile = list[tuple[float, float]]
Warp = Callable[[Array], Array]

BODIES = {
    "straight": [(0.92, 0.0), (1.0, 0.06), (1.0, 0.5), (1.0, 1.0)],
    "cone": [(0.66, 0.0), (0.7, 0.05), (0.85, 0.5), (1.0, 1.0)],
    "shoulder": [(0.85, 0.0), (0.92, 0.06), (1.0, 0.6), (0.9, 0.85), (0.72, 1.0)],
    "tulip": [(0.5, 0.0), (0.8, 0.1), (0.98, 0.4), (0.9, 0.7), (1.0, 1.0)],
    "belly": [(0.6, 0.0), (0.85, 0.12), (1.0, 0.42), (0.85, 0.75), (0.7, 1.0)],
    "barrel": [(0.85, 0.0), (0.9, 0.05), (1.0, 0.5), (0.88, 1.0)],
    "bell": [(0.62, 0.0), (0.66, 0.1), (0.72, 0.5), (0.85, 0.82), (1.0, 1.0)],
    "waist": [(0.95, 0.0), (0.98, 0.05), (0.8, 0.5), (0.98, 1.0)],
    "pear": [(0.75, 0.0), (0.96, 0.1), (1.0, 0.3), (0.75, 0.65), (0.55, 1.0)],
    "hemisphere": [(0.34, 0.0), (0.55, 0.06), (0.82, 0.32), (0.96, 0.66), (1.0, 1.0)],
}


def body_curve(rng: Rng, r: float, h: float, *kinds: str) -> Profile:
    """The outer profile of a vessel with greatest radius r, from foot to rim, its bends a little varied."""
    knots = np.array(BODIES[pick(rng, *(kinds or tuple(BODIES)))])
    knots[1:-1, 0] += rng.uniform(-0.04, 0.04, len(knots) - 2)
    knots[:, 0] /= knots[:, 0].max()
    return smooth([(x * r, z * h) for x, z in knots], 16)


def radius_at(profile: Sequence[tuple[float, float]], z: float) -> float:
    """The radius of a rising profile at a height."""
    p = np.array(profile)
    return float(np.interp(z, p[:, 1], p[:, 0]))


def hollow(outer: Sequence[tuple[float, float]], wall: float, floor: float | None = None) -> Profile:
    """A vessel's full profile: up the outside, over the rim, down the inside to the floor."""
    base = wall if floor is None else floor
    low = outer[0][1] + base
    inside = [(max(r - wall, 0.05), z) for r, z in reversed(outer) if z > low + 0.2 * wall]
    top = outer[-1]
    rim = [(top[0] - 0.5 * wall, top[1] + 0.35 * wall)]
    return [*outer, *rim, *inside, (max(radius_at(outer, low) - wall, 0.05) * 0.9, low), (0.0, low)]


def plan_warp(rng: Rng, plain: float = 0.5) -> tuple[Warp, float]:
    """A change of plan for turned bodies (round, square, oval, fluted, faceted, twisted) and its crease angle."""
    kind = "round" if maybe(rng, plain) else pick(rng, "square", "oval", "fluted", "facet", "twist")
    amount, n = between(rng, 0.15, 1.0), pick(rng, 6, 8, 12)
    lobes = pick(rng, 5, 6, 8)

    def warp(points: Array) -> Array:
        angle = np.arctan2(points[:, 1], points[:, 0])
        factor = np.ones(len(points))
        if kind == "square":
            power = 2.5 + 4.5 * amount
            factor = (np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (-1 / power)
        elif kind == "oval":
            return points * (1.0, 1.0 - 0.5 * amount, 1.0)
        elif kind == "fluted":
            factor = 1 + 0.03 * np.cos(lobes * angle)
        elif kind == "twist":
            factor = 1 + 0.03 * np.cos(lobes * (angle + 0.04 * amount * points[:, 2]))
        elif kind == "facet":
            step = 2 * np.pi / n
            factor = np.cos(step / 2) / np.cos(np.mod(angle, step) - step / 2)
        return points * np.column_stack([factor, factor, np.ones(len(points))])

    return warp, 18.0 if kind == "facet" else 35.0


def reshaped(part: Part, warp: Warp) -> Part:
    """A part whose vertices and strokes are carried along by a change of shape."""
    lines = tuple(Stroke(warp(line.points), line.kind) for line in part.strokes)
    return part.with_(vertices=warp(part.vertices), strokes=lines)


def lipped(part: Part, z: float, h: float, reach: float, spread: float = 0.35, angle: float = np.pi) -> Part:
    """A vessel whose rim (at height z, fading over h) is drawn out to a pouring lip on the left."""

    def warp(points: Array) -> Array:
        a = np.arctan2(points[:, 1], points[:, 0])
        away = np.angle(np.exp(1j * (a - angle)))
        push = reach * np.exp(-((away / spread) ** 2)) * np.clip((points[:, 2] - (z - h)) / h, 0, 1) ** 2
        shift = np.column_stack([np.cos(a) * push, np.sin(a) * push, 0.3 * push])
        moved: Array = points + shift
        return moved

    return reshaped(part, warp)


def ear(rng: Rng, outer: Sequence[tuple[float, float]], low: float, high: float, reach: float, r: float) -> list[Part]:
    """A side handle on the right of a turned vessel, between two heights: ear, ring, angular, open or strap."""
    kind = pick(rng, "ear", "ear", "ring", "angular", "open", "high")
    x0, x1 = radius_at(outer, low) - 0.1 * r, radius_at(outer, high) - 0.1 * r
    far, span = max(x0, x1) + reach, high - low
    bends = {
        "ear": [
            (x1, high),
            (0.5 * (x1 + far), high + 0.1 * span),
            (far, high - 0.2 * span),
            (far - 0.2 * reach, low + 0.28 * span),
            (x0, low),
        ],
        "ring": [
            (x1, high),
            (x1 + 0.7 * reach, high - 0.08 * span),
            (far, (low + high) / 2),
            (x0 + 0.7 * reach, low + 0.08 * span),
            (x0, low),
        ],
        "angular": [
            (x1, high),
            (far - 0.15 * reach, high),
            (far, high - 0.12 * span),
            (far, low + 0.12 * span),
            (far - 0.15 * reach, low),
            (x0, low),
        ],
        "open": [
            (x1, high),
            (0.6 * (x1 + far) * 0.9, high + 0.04 * span),
            (far, high - 0.25 * span),
            (far, low + 0.3 * span),
            (far - 0.3 * reach, low + 0.05 * span),
        ],
        "high": [
            (x1, high),
            (x1 + 0.5 * reach, high + 0.35 * span),
            (far, high + 0.1 * span),
            (far - 0.1 * reach, low + 0.4 * span),
            (x0, low),
        ],
    }[kind]
    path = np.array([[x, 0.0, z] for x, z in bends])
    line = path if kind == "angular" else spline(path, n=20)
    flat = between(rng, 0.5, 1.0) if maybe(rng) else 1.0
    a = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    section = np.column_stack([np.cos(a) * between(rng, 1.0, 1.8), np.sin(a) * flat]) * r
    taper = np.linspace(1.15, 0.85, len(line)) if kind in ("ear", "open", "high") else np.ones(len(line))
    return [tube(line, taper, section=section)]


KNOBS = ("ball", "button", "disc", "cone", "loop", "bar", "acorn")


def knob(kind: str, z: float, r: float) -> list[Part]:
    """A knob on a lid, standing at height z on the axis."""
    if kind == "loop":
        return [
            rod(
                [[-r, 0, -0.2 * r], [-0.9 * r, 0, r], [0, 0, 1.4 * r], [0.9 * r, 0, r], [r, 0, -0.2 * r]],
                0.24 * r,
                18,
                8,
            ).moved(z=z)
        ]
    if kind == "bar":
        return [
            cylinder(0.35 * r, 0.9 * r, at=(0, 0, z - 0.1 * r), segments=16),
            tube([[-1.6 * r, 0, z + 0.9 * r], [1.6 * r, 0, z + 0.9 * r]], 0.32 * r, segments=10),
        ]
    profile = {
        "ball": smooth([(0.35, -0.2), (0.38, 0.2), (0.9, 0.6), (0.98, 1.1), (0.6, 1.6), (0.0, 1.75)], 16),
        "button": [(0.4, -0.2), (0.4, 0.4), (1.0, 0.6), (1.0, 1.0), (0.85, 1.15), (0.0, 1.2)],
        "disc": [(0.3, -0.2), (0.3, 0.6), (1.2, 0.7), (1.2, 0.95), (0.0, 1.0)],
        "cone": [(0.45, -0.2), (0.45, 0.1), (0.95, 1.2), (0.85, 1.35), (0.0, 1.4)],
        "acorn": smooth([(0.6, -0.2), (0.35, 0.3), (0.75, 0.6), (0.7, 1.1), (0.3, 1.6), (0.0, 2.0)], 16),
    }[kind]
    return [revolve([(x * r, y * r) for x, y in profile], at=(0, 0, z), segments=24)]


def lid(rng: Rng, r: float, z: float) -> list[Part]:
    """A lid that lies on a rim of radius r at height z: flat, domed, stepped or glass, with its knob."""
    kind = pick(rng, "dome", "flat", "step", "glass", "cone")
    rise = between(rng, 0.12, 0.5) * r
    over = r * between(rng, 1.0, 1.05)
    shape: Profile = {
        "dome": [
            (over, 0),
            (over, 0.05 * r),
            *smooth([(0.97 * over, 0.08 * r), (0.75 * r, 0.65 * rise), (0.4 * r, 0.92 * rise), (0, rise)], 12),
        ],
        "flat": [(over, 0), (over, 0.1 * r), (0.96 * over, 0.13 * r), (0, 0.15 * r)],
        "step": [
            (over, 0),
            (over, 0.08 * r),
            (0.8 * r, 0.12 * r),
            (0.76 * r, 0.25 * r),
            (0.3 * r, 0.32 * r),
            (0, 0.33 * r),
        ],
        "glass": [
            (over, 0),
            (over, 0.07 * r),
            (0.92 * r, 0.09 * r),
            *smooth([(0.9 * r, 0.1 * r), (0.5 * r, 0.75 * rise), (0, rise)], 10),
        ],
        "cone": [(over, 0), (over, 0.06 * r), (0.25 * r, rise), (0, rise)],
    }[kind]
    top = shape[-1][1]
    part = revolve(shape, at=(0, 0, z), segments=40).with_(surface="glass" if kind == "glass" else "plain")
    return [part, *knob(pick(rng, *KNOBS), z + top, between(rng, 0.11, 0.2) * r)]


def spout(start: Point, tip: Point, r0: float, r1: float, swan: float = 0.5) -> Part:
    """A spout of a pot, curved like a swan's neck."""
    a, b = np.array(start), np.array(tip)
    knee = np.array([a[0] + (b[0] - a[0]) * (0.35 + 0.3 * swan), a[1], a[2] + (b[2] - a[2]) * (0.65 - 0.35 * swan)])
    path = np.array([a, knee, b - (b - knee) * 0.12, b])
    return rod(path, [r0, 0.72 * r0, 1.05 * r1, r1], 18, 16)


def surface_lines(rng: Rng, outer: Sequence[tuple[float, float]], r: float, h: float) -> tuple[Stroke, ...]:
    """A pattern on a turned body: bands, flutes, waves, dots, or nothing at all."""
    kind = pick(rng, "none", "none", "bands", "flutes", "wave", "panels", "diamonds")
    if kind == "none":
        return ()
    if kind == "bands":
        z = np.sort(rng.uniform(0.12, 0.92, whole(rng, 1, 4))) * h
        return tuple(ring(radius_at(outer, k) + 0.003 * r, float(k)) for level in z for k in (level, level + 0.02 * h))
    low, high = between(rng, 0.1, 0.3) * h, between(rng, 0.55, 0.9) * h
    out: list[Stroke] = []
    n = whole(rng, 8, 24)

    def on_wall(angle: Array, z: Array) -> Array:
        rr = np.interp(z, np.array(outer)[:, 1], np.array(outer)[:, 0]) * 1.006
        return np.column_stack([rr * np.cos(angle), rr * np.sin(angle), z])

    if kind == "wave":
        a = np.linspace(0, 2 * np.pi, 160)
        for level in np.linspace(0.35, 0.65, whole(rng, 1, 4)) * h:
            out.append(stroke(on_wall(a, level + 0.04 * h * np.sin(n * a))))
        return tuple(out)
    levels = np.linspace(low, high, 12)
    lean = {"flutes": 0.0, "panels": 0.0, "diamonds": 2.5 * np.pi / n}[kind]
    for k in range(n):
        for s in (1, -1) if kind == "diamonds" else (1,):
            out.append(stroke(on_wall(2 * np.pi * k / n + s * np.linspace(0, lean, 12), levels), kind="light"))
    if kind == "panels":
        out += [ring(radius_at(outer, low), low), ring(radius_at(outer, high), high)]
    return tuple(out)
