"""Pet beds, cat trees and toys (30-06, 30-12)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, superellipse
from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.pet_parts import bone_outline, rope
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    revolve,
    sheet,
    sphere,
    stroke,
    superellipsoid,
    tube,
)


def _pet_bed(rng: np.random.Generator) -> list[Part]:
    """A pet bed: a bolster around a cushion, a cave, or a raised cot."""
    kind = one_of(rng, "donut", "bolster", "cave", "cot", "bolster")
    w, d = between(rng, 2.2, 3.0), between(rng, 1.8, 2.6)
    if kind == "donut":
        d = w
    fat = between(rng, 0.42, 0.7)
    power = 2.0 if kind == "donut" else between(rng, 2.6, 6.0)
    ring = superellipse(w, d, power, n=56)
    parts: list[Part] = []
    if kind == "cot":
        h = between(rng, 0.9, 1.5)
        corners = np.array([(-w, -d, h), (w, -d, h), (w, d, h), (-w, d, h)])
        parts += [tube(np.stack([corners[k - 1], corners[k]]), 0.13, segments=12) for k in range(4)]
        parts += [cylinder(0.13, h + 0.1, at=(x, y, 0), segments=14) for x in (-w, w) for y in (-d, d)]
        parts += [cylinder(0.2, 0.15, at=(x, y, 0), segments=14) for x in (-w, w) for y in (-d, d)]
        u, v = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9))
        cloth = sheet(
            np.stack([u * w * 0.97, v * d * 0.97, h + 0.06 - 0.18 * (1 - u**2) * (1 - v**2)], axis=2), 0.05
        ).with_(surface="textile")
        edge = superellipse(0.9 * w, 0.9 * d, 9.0, n=40)
        return [
            *parts,
            cloth.with_strokes(stroke(np.column_stack([edge, np.full(40, h + 0.085)]), "stitch", closed=True)),
        ]
    if kind == "cave":
        dome = superellipsoid(w, d, between(rng, 1.5, 2.1), between(rng, 0.7, 1.0), 1.0, at=(0, 0, 0.0)).with_(
            surface="textile"
        )
        points = dome.vertices.copy()
        points[:, 2] = np.maximum(points[:, 2], -0.35)
        body = dome.with_(vertices=points)
        hole = ellipse(0.62 * w, 0.6, n=32)
        face = np.column_stack(
            [
                hole[:, 0],
                -d * np.sqrt(np.maximum(1 - (hole[:, 0] / w) ** 2 - ((hole[:, 1] + 0.35) / 2.0) ** 2, 0.02)) * 1.04,
                hole[:, 1] + 0.35,
            ]
        )
        rim = tube(face, 0.12, closed=True, segments=8).with_(surface="textile")
        parts = [body, rim]
        cushion = superellipsoid(0.7 * w, 0.5 * d, 0.3, 0.8, 0.9, at=(0, -0.55 * d, 0.0))
        parts.append(cushion.with_(surface="textile"))
        if whether(rng, 0.6):
            top = float(points[:, 2].max())
            parts += (
                [sphere(0.25, at=(0, 0, top + 0.05), segments=14)]
                if whether(rng)
                else [
                    limb(
                        np.array([(s * 0.6 * w, 0, 0.75 * top), (s * 0.7 * w, 0, top + 0.5)]),
                        [0.12, 0.05],
                        [0.45, 0.05],
                        2.2,
                        n=14,
                    )
                    for s in (-1, 1)
                ]
            )
        return parts
    gap = between(rng, 0.16, 0.3) if kind == "bolster" else 0.0
    a = np.arctan2(ring[:, 1], ring[:, 0])
    front = np.exp(-(((a + np.pi / 2) / 0.45) ** 2))
    size = fat * (1 - (0.55 if gap else 0.0) * front)
    path = np.column_stack([ring * 0.85, size * 0.9])
    wall = tube(path, size, closed=True, segments=12).with_(surface="textile", smooth_angle=60.0)
    n = count(rng, 8, 18)
    for k in np.linspace(0, 56, n, endpoint=False).astype(int):
        p, way = path[k], ring[k] / np.linalg.norm(ring[k])
        t = np.linspace(-0.4, np.pi + 0.3, 10)
        seam = np.column_stack(
            [
                p[0] + way[0] * size[k] * 1.01 * np.cos(t),
                p[1] + way[1] * size[k] * 1.01 * np.cos(t),
                p[2] + size[k] * 1.01 * np.sin(t),
            ]
        )
        wall = wall.with_strokes(stroke(seam, one_of(rng, "line", "stitch")))
    cushion = superellipsoid(0.72 * w, 0.72 * d, 0.45, 0.6, 2.0 / power, at=(0, 0, 0.4)).with_(surface="textile")
    edge = superellipse(0.55 * w, 0.55 * d, power, n=40)
    cushion = (
        cushion.with_strokes(stroke(np.column_stack([edge, np.full(40, 0.845)]), "stitch", closed=True))
        if whether(rng, 0.4)
        else cushion
    )
    parts = [wall, cushion, extrude(ring * 0.95, 0.12, axis="z").moved(z=-0.02)]
    if whether(rng, 0.3):
        parts.append(extrude(bone_outline(1.2, 0.5), 0.06).moved(0, -d * 0.85 - fat * 0.45, 0.45))
    return parts


def _cat_tree(rng: np.random.Generator) -> list[Part]:
    """A scratching post or a cat tree with platforms."""
    parts: list[Part] = [box(between(rng, 3.0, 4.4), between(rng, 2.8, 3.6), 0.25, radius=between(rng, 0.05, 0.5))]
    posts = one_of(rng, 1, 2, 2, 3)
    r = between(rng, 0.28, 0.42)
    places = {1: [(0.0, 0.0)], 2: [(-0.95, 0.4), (0.95, -0.2)], 3: [(-1.1, 0.6), (1.1, 0.6), (0.0, -0.7)]}[posts]
    tops = []
    for k, (x, y) in enumerate(places):
        tall = between(rng, 2.2, 4.0) + 1.4 * (k % 2)
        body = cylinder(r, tall, at=(x, y, 0.25), segments=24)
        turns = count(rng, 14, 30)
        lines = [ring_line((x, y, 0.35 + (tall - 0.3) * q / turns), r * 1.003, "z", "light", 24) for q in range(turns)]
        parts.append(body.with_strokes(*lines))
        tops.append((x, y, 0.25 + tall))
    for k, (x, y, z) in enumerate(tops):
        kind = one_of(rng, "plate", "bed", "house", "ball") if posts > 1 else one_of(rng, "plate", "ball", "bed")
        size = between(rng, 0.9, 1.3)
        if kind == "plate":
            shape = ellipse(size, n=36) if whether(rng) else rounded_rectangle(2 * size, 1.8 * size, 0.3)
            parts.append(extrude(shape, 0.2, axis="z", bevel=0.05).moved(x, y, z))
        elif kind == "bed":
            parts.append(
                revolve(
                    [
                        (0.6 * size, 0),
                        (1.05 * size, 0.12),
                        (1.15 * size, 0.5),
                        (1.0 * size, 0.6),
                        (0.85 * size, 0.45),
                        (0.5 * size, 0.2),
                    ],
                    at=(x, y, z),
                    segments=36,
                ).with_(surface="textile")
            )
        elif kind == "house":
            parts.append(box(1.9 * size, 1.7 * size, 1.4, at=(x, y, z), radius=0.1))
            parts.append(
                cylinder(0.45, 0.03, at=(x, y - 0.85 * size - 0.01, z + 0.7), axis="y", segments=28).with_(
                    surface="dark"
                )
            )
        else:
            parts.append(sphere(r * 1.5, at=(x, y, z + r), segments=20))
        if k == 0 and whether(rng, 0.5):
            parts += [
                tube(rod((x + size * 0.8, y - 0.2, z), (x + size * 0.8, y - 0.2, z - 0.9)), 0.03, segments=5),
                sphere(0.2, at=(x + size * 0.8, y - 0.2, z - 1.05), segments=12),
            ]
    if whether(rng, 0.3):
        ramp = box(0.7, 0.1, 2.6).rotated("x", -38.0).moved(0.2, -1.9, 0.1)
        parts.append(ramp)
    return parts


def _pet_toy(rng: np.random.Generator) -> list[Part]:
    """A chew toy: a bone, a ball, a ring, a rope or a dumb-bell."""
    kind = one_of(rng, "bone", "ball", "ring", "rope", "bumps", "disc")
    long, r = between(rng, 3.0, 5.0), between(rng, 0.35, 0.6)
    if kind == "bone":
        shaft = limb(
            rod((-long / 2, 0, 0), (long / 2, 0, 0), 10), [r * 1.1, r * 0.8, r * 1.1], [r * 1.1, r * 0.8, r * 1.1], n=28
        )
        knob = [
            sphere(r * between(rng, 1.1, 1.25), at=(s * long / 2, 0, q * 0.85 * r), segments=22)
            for s in (-1, 1)
            for q in (-1, 1)
        ]
        n = count(rng, 0, 5)
        bumps = [
            tube(circle(((k - (n - 1) / 2) * 0.5, 0, 0), r * 0.86, "x", 28), 0.07, closed=True, segments=6)
            for k in range(n)
        ]
        return [shaft, *knob, *bumps]
    if kind == "ball":
        size = between(rng, 1.2, 1.6)
        ball = sphere(size, segments=36)
        style = one_of(rng, "tennis", "rings", "holes", "studs")
        if style == "tennis":
            t = np.linspace(0, 2 * np.pi, 80, endpoint=False)
            p = np.column_stack(
                [np.cos(t) + 0.35 * np.cos(3 * t), np.sin(t) - 0.35 * np.sin(3 * t), 0.9 * np.sin(2 * t)]
            )
            return [ball.with_strokes(stroke(p / np.linalg.norm(p, axis=1, keepdims=True) * size * 1.003, closed=True))]
        if style == "rings":
            return [
                ball.with_strokes(
                    *[
                        ring_line((0, 0, z * size), size * np.sqrt(1 - z * z) * 1.003, "z")
                        for z in np.linspace(-0.7, 0.7, count(rng, 3, 7))
                    ]
                )
            ]
        studs: list[Part] = [ball]
        for z in np.linspace(-0.8, 0.8, 5):
            ring = np.sqrt(1 - z * z)
            for a in np.linspace(0, 2 * np.pi, max(4, int(10 * ring)), endpoint=False) + z:
                c = np.array([ring * np.cos(a), ring * np.sin(a), z]) * size
                studs.append(sphere(0.16 if style == "studs" else 0.13, segments=8).moved(*c))
        return studs
    if kind == "ring":
        size = between(rng, 1.3, 1.9)
        a = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        n = count(rng, 6, 12)
        radius = r * (1 + (0.16 * np.cos(n * a) if whether(rng, 0.7) else 0.0))
        return [tube(circle((0, 0, 0), size, "y", 72), radius, closed=True, segments=12).with_(smooth_angle=50.0)]
    if kind == "rope":
        line = curve((-long / 2, 0, 0), (-0.2 * long, 0, 0.15), (0.2 * long, 0, -0.1), (long / 2, 0, 0.1), n=40)
        parts = rope(line, r * 0.5, int(long * 2.2), closed=False)
        for s, p in ((-1, line[2]), (1, line[-3])):
            parts.append(superellipsoid(r * 1.1, r * 1.25, r * 1.25, at=(p[0], p[1], p[2])))
            for k in range(9):
                a = 2 * np.pi * k / 9
                parts.append(
                    tube(
                        curve(
                            (p[0] + s * 0.4, 0.3 * r * np.cos(a), p[2] + 0.3 * r * np.sin(a)),
                            (p[0] + s * 1.1, 1.1 * r * np.cos(a), p[2] + 1.1 * r * np.sin(a)),
                            n=4,
                        ),
                        0.07,
                        segments=5,
                    )
                )
        return parts
    if kind == "disc":
        size = between(rng, 1.8, 2.4)
        disc = revolve(
            [(size * 0.95, -0.25), (size, -0.1), (size * 0.97, 0.1), (size * 0.8, 0.22), (0.0, 0.25)], segments=56
        )
        return [
            disc.with_strokes(
                *[ring_line((0, 0, 0.24), size * v, "z", "light", 48) for v in np.linspace(0.3, 0.75, count(rng, 2, 6))]
            )
        ]
    lobes = count(rng, 3, 5)
    wave = [r * (1.35 if k % 2 else 0.8) for k in range(2 * lobes + 1)]
    body = limb(rod((-long / 2, 0, 0), (long / 2, 0, 0), 34), wave, wave, 2.0, (r * 0.7, r * 0.7), n=24)
    loops = [
        tube(circle((s * (long / 2 + r * 0.6 + 0.4), 0, 0), 0.5, "y", 24), 0.16, closed=True, segments=8)
        for s in (-1, 1)
    ]
    return [body, *loops] if whether(rng, 0.4) else [body]


FAMILIES = (
    Family("pet_bed", "30-06", ("Pet bed", "Dog bed", "Cat bed"), _pet_bed),
    Family("cat_tree", "30-06", ("Cat tree", "Scratching post", "Cat scratcher"), _cat_tree),
    Family("pet_toy", "30-12", ("Pet toy", "Dog toy", "Chew toy", "Pet chew"), _pet_toy),
)
