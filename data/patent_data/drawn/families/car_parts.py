"""Windows, lamps, bumpers and wheels that motor vehicles share. Their nose points to -x."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import (
    Array,
    between,
    count,
    curve,
    environment,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.wheel_parts import Skin, oval, patch, road_wheel, round_lamp
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, stroke


def wheel_set(
    rng: np.random.Generator, places: tuple[float, ...], radius: float, half: float, width: float
) -> list[Part]:
    """Equal wheels at both sides."""
    wheel = road_wheel(rng, radius, width, 20)
    right = [p.moved(y=-half + 0.45 * width, z=radius) for p in wheel]
    parts = [p.moved(x=x) for x in places for p in right]
    return environment(rng, [*parts, *[p.mirrored("y") for p in parts]], 0.08)


def both_sides(points: Array, side: Skin, closed: bool = False, kind: str = "line") -> list[Stroke]:
    """A line on both sides."""
    return [stroke(side(points, way), "light" if kind == "light" else "line", closed=closed) for way in (-1.0, 1.0)]


def side_windows(
    rng: np.random.Generator, front: Array, rear: Array, number: int, side: Skin, ways: tuple[float, ...] = (-1.0, 1.0)
) -> list[Stroke]:
    """Side windows between a front pillar and a rear pillar, each (x, z) from bottom to top."""
    lines = []
    cuts = np.linspace(0, 1, number + 1)
    cuts[1:-1] += rng.uniform(-0.04, 0.04, number - 1)
    for a, b in itertools.pairwise(cuts):
        a, b = a + 0.015, b - 0.015
        low = [front[0] * (1 - t) + rear[0] * t for t in (a, b)]
        high = [front[1] * (1 - t) + rear[1] * t for t in (b, a)]
        corners = np.array([*low, *high])
        soft = []
        for k in range(4):
            p, q, r = corners[k - 1], corners[k], corners[(k + 1) % 4]
            for t in (0.1, 0.03):
                soft.append(q + (p - q) * t)
            soft += [q + (r - q) * 0.03, q + (r - q) * 0.1]
        lines += [stroke(side(np.array(soft), way), closed=True) for way in ways]
    return lines


def end_reach(outline: Array, skin: Skin, half: float, way: float) -> Callable[[float, float], float]:
    """How far the nose (-1) or the tail (1) reaches at a height z and a place y across."""

    def reach(z: float, y: float) -> float:
        pairs = zip(outline, np.roll(outline, -1, axis=0), strict=True)
        xs = [p[0] + (q[0] - p[0]) * (z - p[1]) / (q[1] - p[1]) for p, q in pairs if (p[1] - z) * (q[1] - z) < 0]
        x = way * max((way * v for v in xs), default=0.0)
        return float(skin(np.array([[x, z]]), y / half)[0, 0])

    return reach


def bumper(reach: Callable[[float, float], float], half: float, z: float, tall: float, out: float) -> Part:
    """A bar across an end of a vehicle at a height."""
    spine = curve(*[(reach(z, y * half) + out, y * half, z) for y in (-0.92, -0.7, -0.35, 0.0, 0.35, 0.7, 0.92)], n=11)
    return limb(spine, [0.09], [tall], 5.0, (0.03, 0.03), side=(1.0, 0.0, 0.0), n=10)


def car_face(
    rng: np.random.Generator, reach: Callable[[float, float], float], half: float, low: float, high: float
) -> list[Part]:
    """Lamps, grille, bumper and number plate on the nose."""
    parts: list[Part] = []
    tall = high - low
    lamp = one_of(rng, "round", "slim", "box", "drop", "round")
    z = low + tall * between(rng, 0.6, 0.74)
    y = half * between(rng, 0.66, 0.76)
    lamp_x = reach(z, y)
    for way in (-1, 1):
        if lamp == "round":
            parts.append(round_lamp(0.155 * tall, lamp_x + 0.07, way * y, z))
        else:
            wide, deep = {"slim": (0.22, 0.06), "box": (0.17, 0.13), "drop": (0.2, 0.11)}[lamp]
            shape = rounded_rectangle(2 * wide * half, 2 * deep * tall, deep * tall * 0.6)
            if lamp == "drop":
                points = np.array([(-0.22, 0.02), (0.05, 0.08), (0.22, 0.14), (0.2, -0.06), (0.0, -0.08)])
                shape = spline(points * [way * half, tall * 0.9], closed=True, n=24)
            turn = float(
                np.degrees(
                    np.arctan2(reach(z, y + wide * half * 0.7) - reach(z, y - wide * half * 0.7), 1.4 * wide * half)
                )
            )
            glass = extrude(shape, 0.12, axis="x", bevel=0.02).with_strokes(
                ring_line((-0.061, 0, 0), 0.05 * tall, "x", n=16)
            )
            parts.append(glass.rotated("z", -way * turn).moved(lamp_x + 0.03, way * y, z))
    grille = one_of(rng, "bars", "mesh", "slim", "upright", "none")
    w, h = half * between(rng, 0.3, 0.42), tall * between(rng, 0.1, 0.17)
    zg = low + tall * between(rng, 0.47, 0.6)
    x = min(reach(zg, w), reach(zg - 0.8 * h, 0.5 * w))
    if grille != "none":
        frame = rounded_rectangle(2 * w, 2 * h if grille != "slim" else h, 0.3 * h)
        body = patch(frame, x + 0.04, 0, zg, 0.16)
        n = count(rng, 3, 6)
        bars = np.linspace(-0.8, 0.8, n)
        if grille in ("bars", "mesh", "slim"):
            deep = h * (0.5 if grille == "slim" else 1.0)
            body = body.with_strokes(
                *[
                    stroke(rod((x - 0.041, -0.95 * w, zg + b * deep), (x - 0.041, 0.95 * w, zg + b * deep)))
                    for b in bars
                ]
            )
        if grille in ("upright", "mesh"):
            body = body.with_strokes(
                *[
                    stroke(rod((x - 0.041, b * w, zg - 0.95 * h), (x - 0.041, b * w, zg + 0.95 * h)))
                    for b in np.linspace(-0.9, 0.9, 2 * n)
                ]
            )
        parts.append(body)
        parts.append(
            patch(oval(0.06 * half, 0.05 * half), x - 0.04, 0, zg + (0 if grille == "slim" else h * 0.4), 0.06)
        )
    zb = low + 0.2 * tall
    parts.append(bumper(reach, half, zb, 0.07 * tall, -0.02))
    parts.append(box(0.06, 0.52, 0.12, at=(reach(zb, 0.0) - 0.1, 0, zb - 0.06)))
    if whether(rng, 0.5):
        fog = low + 0.33 * tall
        parts += [patch(oval(0.08, 0.06), reach(fog, 0.6 * half), way * half * 0.6, fog, 0.1) for way in (-1, 1)]
    return parts


def car_tail(
    rng: np.random.Generator, reach: Callable[[float, float], float], half: float, low: float, high: float
) -> list[Part]:
    """Rear lamps, bumper and number plate."""
    tall = high - low
    up = whether(rng, 0.4)
    wide, deep = (0.1, 0.32) if up else (0.22, 0.1)
    z = low + tall * between(rng, 0.6, 0.72)
    shape = rounded_rectangle(2 * wide * half, deep * tall, 0.04)
    y = half * (0.86 - 0.6 * wide)
    parts = [patch(shape, reach(z, y) - 0.02, way * y, z, 0.12) for way in (-1, 1)]
    parts.append(bumper(reach, half, low + 0.2 * tall, 0.07 * tall, 0.02))
    parts.append(
        patch(rounded_rectangle(0.5, 0.13, 0.01, n=1), reach(low + 0.5 * tall, 0.0) + 0.01, 0, low + 0.5 * tall, 0.05)
    )
    x = reach(low + 0.1, 0.5 * half) - 0.1
    parts += [
        cylinder(0.05, 0.3, at=(x, way * 0.5 * half, low + 0.02), axis="x", segments=14)
        for way in one_of(rng, (), (1,), (-1, 1))
    ]
    return parts


def windscreen(skin: Skin, line: Array, out: float) -> Stroke:
    """The frame of a windscreen over a line (x, z) from its foot to its head."""
    spans = (-0.8, -0.45, 0.0, 0.45, 0.8)
    rows = [
        skin(line, spans[0]),
        *[skin(line[-1:], s) for s in spans[1:4]],
        skin(line[::-1], spans[4]),
        *[skin(line[:1], s) for s in spans[3:0:-1]],
    ]
    return stroke((np.vstack(rows) + np.array([out, 0, 0.01])), closed=True)


def door_mirrors(x: float, half: float, z: float, size: float) -> list[Part]:
    """Door mirrors at both sides."""
    cup = limb(
        rod((x - 0.05, -half - 0.12, z), (x + 0.08, -half - 0.12, z), 3), [size], [0.6 * size], 3.0, (0.05, 0.0), n=18
    )
    arm = box(0.06, 0.2, 0.05, at=(x + 0.03, -half, z - 0.05))
    return [cup, arm, cup.mirrored("y"), arm.mirrored("y")]
