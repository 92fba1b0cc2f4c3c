"""Pet bowls and collars (30-03, 30-04)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline, superellipse
from patent_data.drawn.families.bits import (
    around,
    between,
    circle,
    count,
    curve,
    environment,
    one_of,
    ring_line,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.pet_parts import bone_outline, paw, rope
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    loft,
    revolve,
    sphere,
    stroke,
    tube,
)


def _bowl(rng: np.random.Generator) -> list[Part]:
    """A pet bowl: single, double, raised on a stand, or a maze for slow feeding."""
    r, h = between(rng, 1.4, 2.0), between(rng, 0.7, 1.3)
    kind = one_of(rng, "single", "single", "double", "stand", "maze")
    flare = between(rng, 0.75, 1.25)
    lip = between(rng, 0.04, 0.14)
    square = whether(rng, 0.25)
    plan = superellipse(1.0, 1.0, 4.0, n=48) if square else ellipse(1.0, n=48)

    def bowl(radius: float, high: float) -> Part:
        foot = radius * flare
        rows = [
            (foot, 0.0),
            (foot * 0.995, 0.08 * high),
            (0.5 * (foot + radius), 0.5 * high),
            (radius, 0.96 * high),
            (radius * 0.98, high),
            (radius * (1 - lip), high),
            (radius * 0.83, 0.6 * high),
            (radius * 0.7, 0.22 * high),
            (radius * 0.4, 0.18 * high),
        ]
        return loft(np.stack([np.column_stack([plan * s, np.full(48, z)]) for s, z in rows])).with_(smooth_angle=42.0)

    parts: list[Part] = []
    if kind == "maze":
        parts.append(bowl(r, h * 0.8))
        style = one_of(rng, "spiral", "pegs", "petals", "waves")
        top = h * 0.62
        if style == "spiral":
            t = np.linspace(0, between(rng, 2.0, 3.0) * 2 * np.pi, 70)
            rad = 0.15 * r + 0.5 * r * t / t.max()
            section = rounded_rectangle(0.16, 0.9 * top, 0.07, n=3)
            parts.append(
                tube(np.column_stack([rad * np.cos(t), rad * np.sin(t), np.full(70, 0.55 * top)]), 1.0, section=section)
            )
        elif style == "pegs":
            places = [
                (0.0, 0.0),
                *[(0.36 * r * np.cos(a), 0.36 * r * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 6)[:-1]],
                *[(0.62 * r * np.cos(a), 0.62 * r * np.sin(a)) for a in np.linspace(0.3, 2 * np.pi + 0.3, 10)[:-1]],
            ]
            parts += [
                revolve([(0.17, 0.1), (0.14, 0.75 * top), (0.06, top), (0, top)], at=(x, y, 0), segments=14)
                for x, y in places
            ]
        elif style == "petals":
            n = count(rng, 4, 7)
            ring = spline(
                np.array([(0.14, 0), (0.42, 0.13), (0.64, 0.1), (0.64, -0.1), (0.42, -0.13)]) * r, closed=True, n=24
            )
            parts += around(extrude(ring, top * 0.85, axis="z", bevel=0.06).moved(z=0.15), n)
        else:
            for k in range(3):
                a = np.linspace(0, 2 * np.pi, 60, endpoint=False)
                rad = r * (0.2 + 0.2 * k) * (1 + 0.09 * np.sin(5 * a + k))
                parts.append(
                    tube(
                        np.column_stack([rad * np.cos(a), rad * np.sin(a), np.full(60, 0.3 * h + 0.05)]),
                        1.0,
                        section=rounded_rectangle(0.12, 0.55 * h, 0.05, n=2),
                        closed=True,
                    )
                )
    elif kind in ("double", "stand"):
        gap = r * between(rng, 1.15, 1.3)
        xs = (-gap, gap) if kind == "double" or whether(rng, 0.7) else (0.0,)
        high = between(rng, 1.6, 4.0) if kind == "stand" else h * 0.75
        wide, deep = (2 * abs(xs[0]) + 2.5 * r), 2.6 * r
        board = rounded_rectangle(wide, deep, between(rng, 0.1, 1.2))
        holes = [(ellipse(r * 0.95, n=36) + np.array([x, 0])) for x in xs]
        parts.append(
            extrude(board, 0.2 if kind == "stand" else high, axis="z", holes=holes, bevel=0.06).moved(
                z=high - 0.2 if kind == "stand" else 0.0
            )
        )
        steel = revolve(
            [
                (0.75 * r, -0.8 * h),
                (0.9 * r, -0.6 * h),
                (0.97 * r, 0.02),
                (1.1 * r, 0.05),
                (1.1 * r, 0.1),
                (0.95 * r, 0.1),
                (0.86 * r, -0.5 * h),
                (0.6 * r, -0.72 * h),
            ],
            segments=40,
        )
        parts += [steel.moved(x=x, z=high + (0.0 if kind == "stand" else -0.02)) for x in xs]
        if kind == "stand":
            leg = one_of(rng, "wire", "post", "board")
            for s in (-1, 1):
                if leg == "board":
                    gate = (
                        ((rounded_rectangle(deep * 0.45, high * 0.4, 0.2) + np.array([0, high * 0.2])),)
                        if whether(rng)
                        else ()
                    )
                    parts.append(
                        extrude(
                            (rounded_rectangle(deep * 0.9, high - 0.2, 0.05) + np.array([0, (high - 0.2) / 2])),
                            0.2,
                            axis="x",
                            holes=gate,
                        ).moved(x=s * wide * 0.44)
                    )
                elif leg == "post":
                    parts += [
                        cylinder(0.14, high - 0.15, at=(s * wide * 0.42, y * deep * 0.4, 0), top=0.18, segments=16)
                        for y in (-1, 1)
                    ]
                else:
                    x = s * wide * 0.42
                    parts.append(
                        tube(
                            np.array(
                                [
                                    (x, -deep * 0.4, high - 0.1),
                                    (x * 1.05, -deep * 0.45, 0.1),
                                    (x * 1.05, deep * 0.45, 0.1),
                                    (x, deep * 0.4, high - 0.1),
                                ]
                            ),
                            0.09,
                            segments=8,
                        )
                    )
    else:
        body = bowl(r, h)
        y = -0.5 * (r * flare + r) * 1.003
        mark = one_of(rng, "paw", "bone", "ring", "none")
        if mark == "ring":
            z = 0.5 * h
            body = body.with_strokes(
                *[
                    stroke(np.column_stack([plan * 0.5 * (r * flare + r) * 1.003, np.full(48, z + q)]), closed=True)
                    for q in one_of(rng, (0.0,), (-0.06, 0.06))
                ]
            )
        elif mark != "none":
            for flat in paw(0.26 * h) if mark == "paw" else [bone_outline(0.9, 0.3)]:
                across = flat[:, 0]
                depth = -np.sqrt(np.maximum(y**2 - across**2, 0.01)) if not square else np.full(len(across), y)
                slope = (flat[:, 1] / h) * (r * flare - r)
                body = body.with_strokes(
                    stroke(np.column_stack([across, depth + slope - 0.01, flat[:, 1] + 0.5 * h]), closed=True)
                )
        parts.append(body)
        if whether(rng, 0.4):
            parts.append(
                revolve([(r * flare * 1.04, -0.08), (r * flare * 1.06, 0.02), (r * flare * 0.98, 0.1)])
                if not square
                else extrude(plan * r * flare * 1.04, 0.1, axis="z").moved(z=-0.06)
            )
    return parts


def _collar(rng: np.random.Generator) -> list[Part]:
    """A collar lying level, with its buckle, ring and tag."""
    r, h = between(rng, 1.8, 2.4), between(rng, 0.35, 0.8)
    t = between(rng, 0.08, 0.16)
    wide = between(rng, 0.85, 1.0)
    a = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    line = np.column_stack([r * np.cos(a), wide * r * np.sin(a), np.zeros(64)])
    kind = one_of(rng, "strap", "strap", "rope", "padded", "chain")
    parts: list[Part] = []
    if kind == "rope":
        parts += rope(line, h * 0.22, count(rng, 26, 40), closed=True)
    elif kind == "chain":
        n = count(rng, 24, 34)
        for k in range(n):
            turn = 360.0 * k / n
            link = circle((0, 0, 0), np.pi * r / n * 1.25, "z" if k % 2 else "x", 12) * [0.6, 1.0, 0.6]
            parts.append(tube(link, 0.06, closed=True, segments=5).moved(x=r).rotated("z", turn))
    else:
        section = superellipse(t, h / 2, 6.0 if kind == "strap" else 3.0, n=16)
        band = tube(line, 1.0, section=section, closed=True).with_(surface="textile")
        out = line * ((r + t * 1.03) / r)
        stitched = one_of(rng, "stitch", "stitch", "line", "none")
        if stitched != "none":
            for z in (-0.38, 0.38):
                band = band.with_strokes(
                    stroke((out + np.array([0, 0, z * h])), "stitch" if stitched == "stitch" else "line", closed=True)
                )
        parts.append(band)
        mark = one_of(rng, "none", "studs", "paws", "diamonds", "none", "spikes")
        n = count(rng, 8, 16)
        for k in range(n):
            ang = 360.0 * (k + 0.5) / n
            if 250 < ang < 290:
                continue
            if mark == "studs":
                parts.append(
                    revolve([(0.12, 0), (0.1, 0.06), (0, 0.1)], axis="x", segments=12)
                    .moved(x=r + t)
                    .rotated("z", ang)
                    .scaled(1, wide, 1)
                )
            elif mark == "spikes":
                parts.append(
                    revolve([(0.13, 0), (0.11, 0.1), (0, 0.4)], axis="x", segments=12)
                    .moved(x=r + t)
                    .rotated("z", ang)
                    .scaled(1, wide, 1)
                )
            elif mark in ("paws", "diamonds"):
                shapes = (
                    paw(0.2 * h) if mark == "paws" else [np.array([(0, -0.25), (0.3, 0), (0, 0.25), (-0.3, 0)]) * h]
                )
                for flat in shapes:
                    th = np.radians(ang) + flat[:, 0] / r
                    parts[0] = parts[0].with_strokes(
                        stroke(
                            np.column_stack(
                                [(r + t * 1.05) * np.cos(th), wide * (r + t * 1.05) * np.sin(th), flat[:, 1]]
                            ),
                            closed=True,
                        )
                    )
    y = -wide * r
    if kind != "chain":
        buckle = one_of(rng, "clip", "frame")
        if buckle == "clip":
            parts.append(box(1.3, 0.32, h * 1.15, at=(-0.9, y * 0.93, -h * 0.575), radius=0.08))
            parts += [box(0.2, 0.36, h * 0.6, at=(-0.9 + s * 0.35, y * 0.93, -h * 0.3)) for s in (-1, 1)]
        else:
            frame = extrude(
                rounded_rectangle(0.9, h * 1.4, 0.12), 0.14, holes=(rounded_rectangle(0.62, h * 1.08, 0.05),)
            )
            parts += [frame.moved(-0.8, y * 0.97 - 0.12, 0), box(0.75, 0.08, 0.09, at=(-0.7, y * 0.97 - 0.2, -0.045))]
            parts.append(box(0.3, 0.3, h * 1.12, at=(0.6, y * 0.97, -h * 0.56)))
    d_ring = tube(circle((0, y - t, -h / 2 - 0.2), 0.3, "y", 20), 0.06, closed=True, segments=6)
    parts.append(d_ring)
    tag = one_of(rng, "bone", "round", "bell", "none", "light")
    z = -h / 2 - 0.5
    if tag == "bone":
        parts.append(extrude(bone_outline(1.1, 0.5), 0.08).moved(0, y - t, z - 0.3))
    elif tag == "round":
        disc = cylinder(0.5, 0.08, at=(0, y - t, z - 0.5), axis="y", segments=32)
        parts.append(disc.with_strokes(ring_line((0, y - t - 0.041, z - 0.5), 0.42, "y", "light")))
    elif tag == "bell":
        bell = sphere(0.38, at=(0, y - t, z - 0.36), segments=18)
        parts.append(bell.with_strokes(ring_line((0, y - t, z - 0.36), 0.385, "z")))
    elif tag == "light":
        parts.append(box(0.8, 0.35, 0.5, at=(0, y - t, z - 0.4), radius=0.12))
    if whether(rng, 0.2):
        leash = curve((0, y - t, z), (0.5, y - 0.8, z - 1.2), (2.0, y - 1.5, z - 1.0), (3.4, y - 1.2, z + 0.6), n=24)
        parts += environment(rng, [tube(leash, 1.0, section=rounded_rectangle(0.08, 0.4, 0.03, n=2))], 0.6)
    return parts


FAMILIES = (
    Family("pet_bowl", "30-03", ("Pet bowl", "Dog bowl", "Pet dish", "Slow feeder bowl"), _bowl),
    Family("pet_collar", "30-04", ("Pet collar", "Dog collar", "Collar", "Cat collar"), _collar),
)
