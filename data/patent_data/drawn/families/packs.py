"""The family of pouches and sachets (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import resample, rounded_rectangle
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.packaging_parts import CAPS, cap
from patent_data.drawn.families.shaping import grounded, lifted, oval
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, stroke


def bag_body(rng: Rng, w: float, h: float, levels: list[tuple[float, float, float, float]]) -> tuple[Part, list[Array]]:
    """A filled bag from levels (width, depth, plan power, height), and its rings."""
    rings = [lifted(resample(oval(w * a, max(d, 0.06), power, 64), 48), z * h) for a, d, power, z in levels]
    wave = between(rng, 0.0, 0.02) * w
    phase, count = between(rng, 0, 6), whole(rng, 2, 4)
    for k, points in enumerate(rings[1:-1]):
        points[:, 1] *= 1 + wave / max(float(np.ptp(points[:, 1])), 1.0) * np.sin(
            count * points[:, 0] / w * 6 + phase + k
        )
    return loft(np.array(rings)).with_(smooth_angle=50.0), rings


def front_y(rings: list[Array], x: float, z: float) -> float:
    """Depth of the front of a bag at (x, z)."""
    depth = []
    for points in rings:
        front = points[points[:, 1] <= 1e-9]
        order = np.argsort(front[:, 0])
        depth.append(np.interp(x, front[order, 0], front[order, 1]))
    return float(np.interp(z, [points[0, 2] for points in rings], depth)) - 0.06


def draped(rings: list[Array], line: Array, kind: str = "line", closed: bool = True) -> Stroke:
    """A line in x and z laid on the front of a bag."""
    path = np.vstack([line, line[:1]]) if closed else line
    dense = resample(path, max(8 * len(path), 24), closed=False) if len(path) < 12 else path
    points = [[float(x), front_y(rings, float(x), float(z)), float(z)] for x, z in dense]
    return stroke(points, kind="stitch" if kind == "stitch" else "light" if kind == "light" else "line")


def build_pouch(rng: Rng) -> list[Part]:
    """A stand-up pouch, sachet or pillow bag: seals, zip, notch, window, spout, hang hole."""
    w = between(rng, 6, 24)
    h = w * between(rng, 1.0, 1.8)
    d = w * between(rng, 0.18, 0.42)
    kind = pick(rng, "stand", "stand", "sachet", "pillow", "gusset")
    seal = between(rng, 0.04, 0.09)
    if kind == "stand":
        levels = [
            (0.97, 0.9 * d, 2.6, 0.0),
            (1.0, d, 2.4, 0.04),
            (1.0, 0.92 * d, 2.2, 0.3),
            (1.0, 0.6 * d, 2.0, 0.6),
            (1.0, 0.2 * d, 2.0, 0.88),
            (1.0, 0.0, 2.0, 1 - seal),
            (1.0, 0.0, 2.0, 1.0),
        ]
    elif kind == "gusset":
        levels = [
            (1.0, d, 7.0, 0.0),
            (1.0, d, 7.0, 0.35),
            (1.0, 0.85 * d, 5.0, 0.65),
            (1.0, 0.3 * d, 2.6, 0.88),
            (1.0, 0.0, 2.2, 1 - seal),
            (1.0, 0.0, 2.2, 1.0),
        ]
    else:
        full = d if kind == "pillow" else 0.4 * d
        levels = [
            (1.0, 0.0, 2.2, 0.0),
            (1.0, 0.0, 2.2, seal),
            (0.98, 0.5 * full, 2.2, 0.15),
            (0.96, full, 2.3, 0.4),
            (0.96, full, 2.3, 0.6),
            (0.98, 0.5 * full, 2.2, 0.85),
            (1.0, 0.0, 2.2, 1 - seal),
            (1.0, 0.0, 2.2, 1.0),
        ]
    body, rings = bag_body(rng, w, h, levels)
    lines: list[Stroke] = []
    half = 0.47 * w
    for z in (1 - seal, *((seal,) if kind in ("sachet", "pillow") else ())):
        lines.append(draped(rings, np.array([(-half, z * h), (half, z * h)]), closed=False))
    if maybe(rng, 0.5):
        top = np.linspace(1 - seal, 1, 5)[1:-1]
        lines += [draped(rings, np.array([(-half, z * h), (half, z * h)]), "light", closed=False) for z in top]
    if kind in ("stand", "sachet") and maybe(rng, 0.6):
        lines += [
            draped(rings, np.array([(s * 0.43 * w, 0.06 * h), (s * 0.43 * w, (1 - seal) * h)]), closed=False)
            for s in (-1, 1)
        ]
    if kind in ("stand", "gusset") and maybe(rng, 0.6):
        z = 1 - seal - between(rng, 0.04, 0.1)
        lines += [
            draped(rings, np.array([(-0.46 * w, k * h), (0.46 * w, k * h)]), closed=False) for k in (z, z - 0.015)
        ]
    if kind == "stand":
        arc_x = np.linspace(-0.45, 0.45, 21) * w
        lines.append(
            draped(
                rings,
                np.column_stack([arc_x, 0.03 * h + 0.12 * h * (1 - np.cos(np.linspace(-1.4, 1.4, 21)))]),
                closed=False,
            )
        )
    if kind == "pillow":
        lines.append(
            draped(rings, np.array([(0.0, seal * h), (0.0, (1 - seal) * h)]), pick(rng, "line", "light"), closed=False)
        )
    if maybe(rng, 0.5):
        shape = pick(
            rng,
            oval(0.5 * w, 0.3 * h, 2.0, 32),
            rounded_rectangle(0.55 * w, 0.4 * h, 0.05 * w, n=4),
            oval(0.5 * w, 0.5 * w, 3, 32),
        )
        lines.append(draped(rings, shape + np.array((0, between(rng, 0.38, 0.55) * h)), pick(rng, "line", "stitch")))
    parts = [body]
    if maybe(rng, 0.35):
        hole = oval(0.12 * w, 0.05 * w, 2.0, 20) if maybe(rng) else np.vstack([oval(0.18 * w, 0.03 * w, 2.5, 20)])
        lines.append(draped(rings, hole + np.array((0, (1 - 0.5 * seal) * h))))
    if maybe(rng, 0.5):
        z = (1 - 1.3 * seal) * h
        lines += [
            draped(
                rings,
                np.array([(s * 0.49 * w, z), (s * 0.45 * w, z - 0.01 * h), (s * 0.49 * w, z - 0.02 * h)]),
                closed=False,
            )
            for s in (-1, 1)
        ]
    if kind == "stand" and maybe(rng, 0.35):
        r = between(rng, 0.05, 0.08) * w
        x, turn = pick(rng, (0.0, 0.0), (0.38 * w, 35.0))
        head = [
            cylinder(0.8 * r, 2.4 * r, at=(0, 0, -1.2 * r), segments=24),
            box(3.6 * r, 1.6 * r, 1.0 * r, at=(0, 0, -1.2 * r), radius=0.5 * r),
            *cap(rng, pick(rng, *CAPS), 1.15 * r, 0.6 * r, 2.2 * r),
        ]
        parts += [part.rotated("y", turn).moved(x=x, z=h * (1.0 if not turn else 0.93)) for part in head]
    parts[0] = body.with_(strokes=tuple(lines))
    return grounded(parts)


FAMILIES = (Family("pouch", "09-05", ("Pouch", "Sachet", "Packaging bag", "Stand-up pouch"), build_pouch),)
