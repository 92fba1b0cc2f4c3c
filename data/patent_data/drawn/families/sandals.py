"""Sandals: 02-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import offset, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shoe_parts import last, lifted_by, sole
from patent_data.drawn.solids import Part, Stroke, extrude


def sandal(rng: Rng) -> list[Part]:
    """A sandal, slide or thong with straps."""
    outline, _ = last(rng)
    heel = pick(rng, 0.0, 0.06, between(rng, 0.2, 0.7))
    thick = between(rng, 0.12, 0.3)
    bed = lifted_by(outline, heel)
    parts = sole(rng, outline, heel, thick, between(rng, 0.0, 0.05))
    inner = offset(outline, -0.05)
    ring = np.column_stack([inner, bed + 0.006])
    parts[0] = draw(parts[0], [Stroke(np.vstack([ring, ring[:1]]), pick(rng, "stitch", "line"))])
    kind = pick(rng, "slide", "thong", "straps", "cross")
    w = between(rng, 0.08, 0.16)

    def arch(y0: float, y1: float, rise: float, wide: float, x0: float = -1.0, x1: float = 1.0) -> Part:
        def at(y: float) -> tuple[float, float]:
            near = np.abs(outline[:, 1] - y).argsort()[:8]
            return float(np.abs(outline[near, 0]).mean()), float(bed[near].mean())

        (a, za), (b, zb) = at(y0), at(y1)
        top = max(za, zb) + rise
        path = spline(
            [
                [x0 * a * 0.97, y0, za - 0.06],
                [x0 * a * 0.98, y0, za + 0.1],
                [x0 * a * 0.6, 0.75 * y0 + 0.25 * y1, top - 0.06 * rise],
                [0.3 * (x0 + x1) * a, (y0 + y1) / 2, top],
                [x1 * b * 0.6, 0.25 * y0 + 0.75 * y1, top - 0.06 * rise],
                [x1 * b * 0.98, y1, zb + 0.1],
                [x1 * b * 0.97, y1, zb - 0.06],
            ],
            n=26,
        )
        band = limb(path, [wide], [0.02], power=5.0, side=(0.0, 1.0, 0.0), n=16)
        edge = [Stroke(path + np.array([0, s * 0.82 * wide, 0.022]), "stitch") for s in (-1, 1)]
        return draw(band, edge)

    if kind == "slide":
        bands = whole(rng, 1, 2)
        parts += [
            arch(y, y, between(rng, 0.42, 0.5) + 0.1 * i, between(rng, 0.18, 0.3) if bands == 1 else 0.15)
            for i, y in enumerate((-0.5,) if bands == 1 else (-0.68, -0.22))
        ]
    elif kind == "thong":
        z = float(lifted_by(np.array([[0.0, -0.72]]), heel)[0])
        for s in (-1, 1):
            path = spline(
                [
                    [0.02, -0.74, z - 0.04],
                    [0.02, -0.7, z + 0.26],
                    [s * 0.22, -0.3, z + 0.4],
                    [s * 0.42, 0.12, z + 0.2 + heel * 0.3],
                    [s * 0.43, 0.3, z - 0.04 + heel * 0.6],
                ],
                n=24,
            )
            parts.append(limb(path, [0.03, 0.05, 0.09, 0.08, 0.05], [0.02], power=4.0, n=14))
    elif kind == "straps":
        parts += [
            arch(y, y + between(rng, -0.1, 0.1), 0.36 + 0.12 * (y + 0.7), w * 0.6)
            for y in np.linspace(-0.8, -0.1, whole(rng, 2, 3))
        ]
    else:
        parts += [arch(-0.66, -0.1, 0.46, w * 0.8), arch(-0.1, -0.66, 0.48, w * 0.8)]
    if kind in ("straps", "cross") or maybe(rng, 0.3):
        z = heel + between(rng, 0.55, 0.75)
        t = np.linspace(0, 2 * np.pi, 41)[:-1]
        loop = np.column_stack([0.4 * np.cos(t), 0.72 + 0.46 * np.sin(t), z - 0.1 * np.sin(t)])
        parts.append(limb(np.vstack([loop, loop[:1]]), [w * 0.5], [0.018], power=5.0, side=(0.0, 0.0, 1.0), n=10))
        parts += [
            limb(
                np.array([[s * 0.36, 0.85, heel - 0.04], [s * 0.39, 0.8, z - 0.1]]),
                [w * 0.5],
                [0.018],
                power=5.0,
                side=(0.0, 1.0, 0.0),
                n=10,
            )
            for s in (-1, 1)
        ]
        parts.append(
            extrude(
                np.array([[-0.06, -0.07], [0.06, -0.07], [0.06, 0.07], [-0.06, 0.07]]),
                0.04,
                "x",
                holes=[np.array([[-0.035, -0.045], [0.035, -0.045], [0.035, 0.045], [-0.035, 0.045]])],
                at=(0.41, 0.7, z),
            )
        )
    return parts


FAMILIES = (Family("sandal", "02-04", ("Sandal", "Slide sandal", "Flip-flop"), sandal),)
