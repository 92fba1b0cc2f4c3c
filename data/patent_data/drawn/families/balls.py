"""Balls: 21-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.detail import draw, line, ring, spread
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, superellipsoid


def great_circle(a: Array, b: Array, n: int = 12) -> Array:
    """Points on the unit sphere from a to b."""
    return np.stack([p / np.linalg.norm(p) for p in a + (b - a) * np.linspace(0, 1, n)[:, None]])


def ball(rng: Rng) -> list[Part]:
    """A ball with its seams: football, basketball, baseball, tennis, volleyball, golf, rugby."""
    kind = pick(rng, "football", "basket", "base", "volley", "golf", "oval", "beach")
    r = 1.0
    body = superellipsoid(r, r, r, segments=40)
    marks: list[Stroke] = []
    up = 1.004
    spin = rng.normal(size=(3, 3))
    turn, _ = np.linalg.qr(spin)
    if kind == "football":
        phi = (1 + 5**0.5) / 2
        ico = np.array(
            [
                [s * a for a, s in zip(p, q, strict=True)]
                for p in ((0, 1, phi), (1, phi, 0), (phi, 0, 1))
                for q in (
                    (1, 1, 1),
                    (1, 1, -1),
                    (1, -1, 1),
                    (1, -1, -1),
                    (-1, 1, 1),
                    (-1, 1, -1),
                    (-1, -1, 1),
                    (-1, -1, -1),
                )
            ]
        )
        ico = np.unique(np.round(ico, 6), axis=0)
        share = between(rng, 0.28, 0.4)
        cells = []
        for i, p in enumerate(ico):
            near = [j for j in range(len(ico)) if 1.9 < np.linalg.norm(ico[j] - p) < 2.1]
            for j in near:
                if j > i:
                    cells.append((p + (ico[j] - p) * share, ico[j] + (p - ico[j]) * share))
            ends = [p + (ico[j] - p) * share for j in near]
            for k, one in enumerate(ends):
                for other in ends[k + 1 :]:
                    if np.linalg.norm(one - other) < 2.0 * share * 1.1:
                        cells.append((one, other))
        marks = [Stroke(great_circle(a, b, 6) @ turn * up) for a, b in cells]
    elif kind in ("basket", "beach"):
        n = 4 if kind == "basket" else whole(rng, 6, 10)
        t = np.linspace(0, 2 * np.pi, 61)
        if kind == "basket":
            loops = [np.column_stack([np.cos(t), np.sin(t), 0 * t]), np.column_stack([0 * t, np.cos(t), np.sin(t)])]
            bulge = between(rng, 0.5, 0.75)
            for s in (-1, 1):
                side_ = np.column_stack([np.cos(t) * 0.8, np.sin(t) * 0.95, s * (bulge + 0.25 * np.cos(2 * t))])
                loops.append(side_ / np.linalg.norm(side_, axis=1, keepdims=True))
            marks = [Stroke(q @ turn * up) for q in loops]
        else:
            half = np.linspace(-np.pi / 2 + 0.14, np.pi / 2 - 0.14, 26)
            marks = [
                Stroke(np.column_stack([np.cos(half) * np.cos(a), np.cos(half) * np.sin(a), np.sin(half)]) * up)
                for a in np.arange(n) * 2 * np.pi / n
            ]
            marks += [Stroke(ring(np.sin(0.14), s * np.cos(0.14)).points * up) for s in (-1, 1)]
    elif kind == "base":
        t = np.linspace(0, 2 * np.pi, 90)
        a = between(rng, 0.36, 0.5)
        curve = np.column_stack(
            [
                np.cos(t) - a * np.cos(3 * t),
                np.sin(t) + a * np.sin(3 * t),
                2 * (a * (1 - a)) ** 0.5 * np.cos(2 * t) * 1.2,
            ]
        )
        curve /= np.linalg.norm(curve, axis=1, keepdims=True)
        marks = [Stroke(curve @ turn * up)]
        if maybe(rng, 0.7):
            along = np.gradient(curve, axis=0)
            along /= np.linalg.norm(along, axis=1, keepdims=True)
            across = np.cross(curve, along)
            for k in range(0, 90, 2):
                marks += [
                    Stroke(
                        np.stack([curve[k], curve[k] + 0.09 * (s * across[k] + 0.6 * along[k])]) @ turn * up * 1.002,
                        "light",
                    )
                    for s in (-1, 1)
                ]
        else:
            marks.append(Stroke(curve @ turn * up * np.array([1, 1, 1]) * 1.0, "line"))
    elif kind == "volley":
        for axis in range(3):
            order = np.roll(np.arange(3), axis)
            for s in (-1, 1):
                for q in np.linspace(-0.577, 0.577, 4)[: whole(rng, 3, 4)]:
                    u = np.linspace(-0.577, 0.577, 12)
                    p = np.column_stack([u, 0 * u + q, 0 * u + s * 0.577])
                    p = p / np.linalg.norm(p, axis=1, keepdims=True)
                    marks.append(Stroke(p[:, order] @ turn * up))
                for q in (-0.577, 0.577):
                    u = np.linspace(-0.577, 0.577, 12)
                    p = np.column_stack([0 * u + q, u, 0 * u + s * 0.577])
                    p = p / np.linalg.norm(p, axis=1, keepdims=True)
                    marks.append(Stroke(p[:, order] @ turn * up))
    elif kind == "golf":
        n = whole(rng, 110, 190)
        spots = np.arange(n, dtype=np.float64) + 0.5
        heights, angles = 1 - 2 * spots / n, spots * np.pi * (1 + 5**0.5)
        size = 1.35 / n**0.5
        sides = pick(rng, 6, 10)
        for zz, aa in zip(heights, angles, strict=True):
            centre = np.array([(1 - zz * zz) ** 0.5 * np.cos(aa), (1 - zz * zz) ** 0.5 * np.sin(aa), zz])
            u = np.cross(centre, [0.3, 0.5, 0.81])
            u /= np.linalg.norm(u)
            v = np.cross(centre, u)
            c = np.linspace(0, 2 * np.pi, sides + 1)
            marks.append(Stroke((centre + size * (np.cos(c)[:, None] * u + np.sin(c)[:, None] * v)) * up, "light"))
    else:
        stretch = between(rng, 1.35, 1.7)
        pointed = between(rng, 0.0, 0.3)
        body = superellipsoid(1, 1, stretch, segments=40)
        half = np.linspace(-np.pi / 2 + 0.05, np.pi / 2 - 0.05, 30)
        marks = [
            Stroke(np.column_stack([np.cos(half) * np.cos(a), np.cos(half) * np.sin(a), stretch * np.sin(half)]) * up)
            for a in np.arange(4) * np.pi / 2 + np.pi / 4
        ]
        laces = whole(rng, 0, 8)
        y = -1.0
        for z in spread(laces, 0.7) if laces else []:
            marks.append(
                line(
                    (-0.12, y * (1 - (z / stretch) ** 2) ** 0.5 - 0.01, z),
                    (0.12, y * (1 - (z / stretch) ** 2) ** 0.5 - 0.01, z),
                )
            )
        if maybe(rng):
            marks += [
                Stroke(ring((1 - q * q) ** 0.5 * up, s * q * stretch).points) for s in (-1, 1) for q in (0.62, 0.7)
            ]
        one = draw(body, marks)
        squeeze = one.with_(
            vertices=one.vertices * (1 - pointed * (one.vertices[:, 2:] / stretch) ** 2 * np.array([1, 1, 0])),
            strokes=tuple(
                Stroke(s.points * (1 - pointed * (s.points[:, 2:] / stretch) ** 2 * np.array([1, 1, 0])), s.kind)
                for s in marks
            ),
        )
        return [squeeze.rotated("y", pick(rng, 90, 60))]
    return [draw(body, marks)]


FAMILIES = (Family("ball", "21-02", ("Ball", "Basketball", "Soccer ball", "Golf ball"), ball),)
