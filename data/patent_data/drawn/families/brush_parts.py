"""Bristles and handles that brushes, combs and razors share."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, merge
from patent_data.drawn.families.family import Array, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, cylinder


def tuft(radius: float, height: float, x: float, y: float, flare: float) -> Part:
    """One bundle of bristles that hangs down from z = 0."""
    return cylinder(radius * flare, height, (x, y, -height), top=radius, segments=7).with_(smooth_angle=70.0)


def tuft_rows(rng: Rng, w: float, d: float, columns: int, rows: int, height: float, splay: float) -> Part:
    """Rows of tufts under a block, the outer ones splayed."""
    r = min(w / columns, d / rows) * between(rng, 0.3, 0.42)
    found = []
    for i in range(columns):
        for j in range(rows):
            u, v = (i + 0.5) / columns - 0.5, (j + 0.5) / rows - 0.5
            one = tuft(r, height, 0.0, 0.0, between(rng, 1.15, 1.4))
            found.append(one.rotated("y", -40 * splay * u).rotated("x", 60 * splay * v).moved(u * w, v * d))
    return merge(found)


def tuft_field(rng: Rng, a: float, b: float, height: float, power: float, rows: int) -> Part:
    """Tufts that fill a rounded field of half axes a and b under z = 0."""
    pitch = 2 * b / rows
    columns = max(2, min(24, round(2 * a / pitch)))
    r = pitch * between(rng, 0.28, 0.38)
    splay = between(rng, 0.0, 0.14)
    found = []
    for j in range(rows):
        v = (j + 0.5) / rows * 2 - 1
        for i in range(columns):
            u = (i + (0.5 if j % 2 else 0.25)) / columns * 2 - 0.9
            if abs(u) ** power + abs(v) ** power < 0.92:
                one = tuft(r, height, 0.0, 0.0, 1.2)
                found.append(one.rotated("y", -40 * splay * u).rotated("x", 40 * splay * v).moved(u * a, v * b))
    return merge(found)


def grip_handle(rng: Rng, path: Array, half: float, thick: float) -> Part:
    """A shaped handle along a path in the (x, z) plane, `half` wide and `thick` thick, with a hole or grooves."""
    swell = between(rng, 1.0, 1.5)
    body = limb(
        path,
        [half, half * 0.8, half * swell, half * swell * 0.95, half * 0.8],
        [thick, thick * 0.9, thick * 1.15, thick],
        power=pick(rng, 2.0, 2.6, 4.0),
        ends=(0.0, thick * 0.8),
    )
    marks = []
    style = pick(rng, "hole", "grooves", "pad", "plain")
    if style == "hole":
        c, along = path[-3], path[-1] - path[-3]
        along = along / max(float(np.linalg.norm(along)), 1e-9)
        normal = np.array([-along[2], 0.0, along[0]])
        t = np.linspace(0, 2 * np.pi, 25)
        for s in (-1, 1):
            marks.append(
                Stroke(
                    c
                    + 0.45 * half * (1.8 * np.cos(t)[:, None] * along + np.sin(t)[:, None] * np.array([0, 1.0, 0]))
                    + s * normal * thick * 1.08
                )
            )
    elif style in ("grooves", "pad"):
        spots = np.linspace(0.4, 0.8, whole(rng, 4, 9))
        for q in spots:
            k = int(q * (len(path) - 1))
            along = path[k + 1] - path[k]
            normal = np.array([-along[2], 0.0, along[0]]) / max(float(np.linalg.norm(along)), 1e-9)
            normal = normal if normal[2] > 0 else -normal
            marks.append(
                Stroke(
                    np.stack(
                        [
                            path[k] + normal * thick * 1.13 + np.array([0, y, 0])
                            for y in np.linspace(-0.4, 0.4, 5) * half
                        ]
                    )
                )
            )
    return draw(body, marks) if maybe(rng, 0.9) else body
