"""Stones, their prongs and flat charms, shared by rings, pendants and earrings."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle, spline, star
from patent_data.drawn.families.bits import around, between, circle, count, curve, limb, one_of, whether
from patent_data.drawn.solids import Part, extrude, loft, sphere, stroke, tube


def gem(rng: np.random.Generator, shape: str, size: float) -> list[Part]:
    """A cut stone around (0, 0, 0), its table up."""
    table, crown, depth = between(rng, 0.5, 0.65), between(rng, 0.25, 0.38), between(rng, 0.65, 0.85)
    if shape in ("square", "emerald"):
        ratio = 1.0 if shape == "square" else between(rng, 1.25, 1.5)
        c = between(rng, 0.15, 0.3)
        ring = np.array(
            [(1, -1 + c), (1, 1 - c), (1 - c, 1), (-1 + c, 1), (-1, 1 - c), (-1, -1 + c), (-1 + c, -1), (1 - c, -1)]
        )
        ring = ring * [0.85 * ratio, 0.85]
        levels = [
            (0.1, -depth),
            (0.6, -0.5 * depth),
            (1.0, -0.05),
            (1.0, 0.04),
            (0.82, 0.6 * crown),
            (table + 0.1, crown),
        ]
        rows = [np.column_stack([ring * s * size, np.full(8, z * size)]) for s, z in levels]
        return [loft(rows).with_(smooth_angle=5.0, surface="glass")]
    n = one_of(rng, 8, 10, 12)
    a = np.linspace(0, 2 * np.pi, n, endpoint=False)
    flat = np.column_stack([np.cos(a), np.sin(a)])
    if shape == "oval":
        flat = flat * [between(rng, 1.2, 1.45), 0.95]
    if shape == "pear":
        flat[:, 1] *= np.where(flat[:, 1] > 0, 1.6, 1.0)
        flat[:, 0] *= np.where(flat[:, 1] > 0, 1 - 0.3 * flat[:, 1] / 1.6, 1.0)
    half = np.roll(flat, 1, axis=0) * 0.5 + flat * 0.5
    cuts = [
        (flat, 0.04, -depth),
        (half, 1.0, -0.05),
        (flat, 1.0, 0.05),
        (half, 0.86, 0.55 * crown),
        (flat, table, crown),
    ]
    rows = [np.column_stack([f * s * size, np.full(n, z * size)]) for f, s, z in cuts]
    return [loft(rows).with_(smooth_angle=6.0, surface="glass")]


def prongs(rng: np.random.Generator, size: float, number: int) -> list[Part]:
    """Claws that hold a stone of some size around (0, 0, 0), and the basket below it."""
    r = size * between(rng, 0.07, 0.11)
    line = curve(
        (0.35 * size, 0, -0.95 * size),
        (0.75 * size, 0, -0.45 * size),
        (1.02 * size, 0, 0.0),
        (0.9 * size, 0, 0.28 * size),
        n=8,
    )
    claw = limb(line, [r], [r], 2.0, (0, r * 0.8), n=8)
    parts = around(claw, number, start=180.0 / number)
    if whether(rng, 0.7):
        parts.append(tube(circle((0, 0, -0.5 * size), 0.68 * size, "z", 24), r * 0.8, closed=True, segments=6))
    return parts


def charm(rng: np.random.Generator, size: float, thick: float) -> list[Part]:
    """A flat charm that looks to the front, around (0, 0)."""
    kind = one_of(
        rng, "heart", "disc", "star", "drop", "bar", "leaf", "cross", "moon", "stone", "flower", "ring", "polygon"
    )
    bevel = 0.2 * thick
    if kind == "heart":
        ring = spline(
            np.array(
                [
                    (0, -1.0),
                    (0.55, -0.5),
                    (0.98, 0.15),
                    (0.8, 0.75),
                    (0.4, 0.85),
                    (0.06, 0.55),
                    (-0.06, 0.55),
                    (-0.4, 0.85),
                    (-0.8, 0.75),
                    (-0.98, 0.15),
                    (-0.55, -0.5),
                ]
            ),
            closed=True,
            n=56,
        )
    elif kind == "star":
        ring = star(one_of(rng, 5, 6, 8), 1.0, between(rng, 0.4, 0.6))
    elif kind == "drop":
        ring = spline(
            np.array(
                [(0, 1.2), (0.3, 0.4), (0.7, -0.3), (0.5, -0.85), (0, -1.0), (-0.5, -0.85), (-0.7, -0.3), (-0.3, 0.4)]
            ),
            closed=True,
            n=48,
        )
    elif kind == "bar":
        ring = rounded_rectangle(between(rng, 0.4, 0.6), 2.4, 0.1, n=3)
    elif kind == "leaf":
        ring = spline(
            np.array(
                [(0, 1.2), (0.45, 0.5), (0.5, -0.2), (0.15, -0.9), (0, -1.2), (-0.15, -0.9), (-0.5, -0.2), (-0.45, 0.5)]
            ),
            closed=True,
            n=48,
        )
    elif kind == "cross":
        w, z = between(rng, 0.14, 0.26), between(rng, 0.1, 0.5)
        ring = np.array(
            [
                (w, -1.2),
                (w, z - w),
                (0.75, z - w),
                (0.75, z + w),
                (w, z + w),
                (w, 1.1),
                (-w, 1.1),
                (-w, z + w),
                (-0.75, z + w),
                (-0.75, z - w),
                (-w, z - w),
                (-w, -1.2),
            ]
        )
    elif kind == "moon":
        a, b = np.radians(np.linspace(50, 310, 30)), np.radians(np.linspace(300, 60, 24))
        shift = between(rng, 0.25, 0.5)
        ring = np.vstack(
            [np.column_stack([np.cos(a), np.sin(a)]), np.column_stack([shift + 0.78 * np.cos(b), 0.85 * np.sin(b)])]
        )
    elif kind == "flower":
        flat = ellipse(1.0, n=80)
        ring = flat * (0.8 + 0.2 * np.cos(count(rng, 5, 8) * np.arctan2(flat[:, 1], flat[:, 0])))[:, None]
    elif kind == "polygon":
        ring = regular_polygon(count(rng, 4, 8), 1.0)
    else:
        ring = ellipse(1.0, n=48)
    ring = ring * size
    if kind == "ring":
        return [
            tube(circle((0, 0, 0), size * 0.85, "y", 36), size * between(rng, 0.08, 0.16), closed=True, segments=10)
        ]
    if kind == "stone":
        stone = gem(rng, one_of(rng, "round", "oval", "pear", "emerald"), size * 0.75)
        return [p.rotated("x", 90.0) for p in [*stone, *prongs(rng, size * 0.75, 4)]]
    hole = whether(rng, 0.25) and kind in ("heart", "disc", "drop", "polygon")
    body = extrude(ring, thick, holes=(ring * between(rng, 0.5, 0.7),) if hole else (), bevel=min(bevel, 0.05 * size))
    if kind == "leaf":
        veins = [np.array([(0, -thick / 2, -1.1), (0, -thick / 2, 1.0)])]
        veins += [
            np.array([(0, -thick / 2, z), (s * 0.3, -thick / 2, z + 0.3)]) for z in (-0.6, -0.2, 0.2) for s in (-1, 1)
        ]
        body = body.with_strokes(*[stroke(v * [size, 1, size]) for v in veins])
    elif not hole and whether(rng, 0.45):
        inner = ring * between(rng, 0.75, 0.88)
        body = body.with_strokes(
            stroke(np.column_stack([inner[:, 0], np.full(len(inner), -thick / 2), inner[:, 1]]), closed=True)
        )
    parts = [body]
    if not hole and kind in ("disc", "flower", "heart", "star", "polygon", "cross") and whether(rng, 0.5):
        r = size * between(rng, 0.15, 0.25)
        if whether(rng):
            parts.append(sphere(r, at=(0, -thick / 2, 0), segments=14))
        else:
            parts += [p.rotated("x", 90.0).moved(y=-thick / 2) for p in gem(rng, "round", r)]
    if kind == "disc" and whether(rng, 0.4):
        edge = sphere(size * 0.06, at=(0, -thick / 2, size * 0.88), segments=6)
        parts += around(edge, count(rng, 16, 28), "y")
    return parts
