"""Articles for animals (30-02, 30-03, 30-04, 30-06, 30-10, 30-11, 30-12)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline, superellipse
from patent_data.drawn.families.bits import (
    Array,
    around,
    between,
    circle,
    count,
    curve,
    environment,
    limb,
    one_of,
    ring_line,
    rod,
    screw,
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.pet_parts import bone_outline, gable_house, paw, perch, rope
from patent_data.drawn.families.tool_parts import grip
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    loft,
    moved,
    revolve,
    rotated,
    sheet,
    sphere,
    stroke,
    superellipsoid,
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
        holes = [[*ellipse(r * 0.95, n=36), x, 0] for x in xs]
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
                    gate = ([*rounded_rectangle(deep * 0.45, high * 0.4, 0.2), 0, high * 0.2],) if whether(rng) else ()
                    parts.append(
                        extrude(
                            [*rounded_rectangle(deep * 0.9, high - 0.2, 0.05), 0, (high - 0.2) / 2],
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
                x = flat[:, 0]
                depth = -np.sqrt(np.maximum(y**2 - x**2, 0.01)) if not square else np.full(len(x), y)
                slope = (flat[:, 1] / h) * (r * flare - r)
                body = body.with_strokes(
                    stroke(np.column_stack([x, depth + slope - 0.01, flat[:, 1] + 0.5 * h]), closed=True)
                )
        parts.append(body)
        if whether(rng, 0.4):
            parts.append(
                revolve([(r * flare * 1.04, -0.08), (r * flare * 1.06, 0.02), (r * flare * 0.98, 0.1)])
                if not square
                else extrude(plan * r * flare * 1.04, 0.1, axis="z").moved(z=-0.06)
            )
    return parts


def _feeder(rng: np.random.Generator) -> list[Part]:
    """A feeder or waterer with its store over a bowl, or a fountain."""
    kind = one_of(rng, "tower", "bottle", "fountain", "auto")
    w, h = between(rng, 1.2, 1.6), between(rng, 3.0, 4.8)
    reach = between(rng, 1.3, 1.8)
    parts: list[Part] = []
    ring = superellipse(w * 1.1, w * 1.1, between(rng, 2.0, 5.0), n=48)
    if kind == "fountain":
        levels = [
            (0.95, 0.0),
            (1.1, 0.5 * h * 0.5),
            (1.12, 0.5 * h),
            (1.05, 0.52 * h),
            (0.95, 0.45 * h),
            (0.5, 0.44 * h),
        ]
        parts.append(loft(np.stack([np.column_stack([ring * s, np.full(48, z)]) for s, z in levels])))
        top = one_of(rng, "flower", "dome", "spout")
        if top == "flower":
            petal = limb(
                curve((0.1, 0, 0.5 * h), (0.3, 0, 0.62 * h), (0.6, 0, 0.6 * h), n=8),
                [0.08, 0.22, 0.16],
                [0.04],
                3.0,
                side=(0, 1.0, 0),
                n=14,
            )
            parts += [cylinder(0.14, 0.2 * h, at=(0, 0, 0.42 * h), segments=18), *around(petal, count(rng, 5, 8))]
        elif top == "dome":
            parts.append(
                revolve([(0.7 * w, 0.42 * h), (0.62 * w, 0.55 * h), (0.2 * w, 0.64 * h), (0.0, 0.645 * h)], segments=40)
            )
        else:
            parts.append(
                tube(
                    curve(
                        (0, 0.5 * w, 0.42 * h), (0, 0.5 * w, 0.75 * h), (0, 0.1, 0.85 * h), (0, -0.2, 0.72 * h), n=16
                    ),
                    0.18,
                    segments=14,
                )
            )
        window = [*rounded_rectangle(0.3, 0.28 * h, 0.14), 0, 0.26 * h]
        parts[0] = parts[0].with_strokes(
            stroke(np.column_stack([window[:, 0], np.full(len(window), -w * 1.24), window[:, 1]]), closed=True)
        )
        return [*parts, tube(np.column_stack([ring * 1.115, np.full(48, 0.5 * h)]), 0.03, closed=True, segments=5)]
    dish = [(0.9, 0.0), (1.0, 0.1), (1.05, 0.7), (0.97, 0.7), (0.85, 0.3), (0.4, 0.28)]
    parts.append(
        loft(
            np.stack(
                [np.column_stack([ring[:, 0] * s * 1.0, ring[:, 1] * s * 0.9 - reach, np.full(48, z)]) for s, z in dish]
            )
        )
    )
    store = superellipse(w, w * 0.9, between(rng, 2.0, 6.0), n=48)
    power = between(rng, 0.8, 1.15)
    if kind == "bottle":
        profile = [
            (0.35, 0.5),
            (0.4, 0.9),
            (0.95, 1.4),
            (1.0, 1.7),
            (1.0, 0.8 * h),
            (0.9, h),
            (0.5, h + 0.25),
            (0.2, h + 0.3),
        ]
        body = loft(np.stack([np.column_stack([store * s, np.full(48, z)]) for s, z in profile])).with_(surface="glass")
        for z in np.linspace(1.9, 0.75 * h, count(rng, 2, 4)):
            body = body.with_strokes(stroke(np.column_stack([store * 1.002, np.full(48, z)]), "light", closed=True))
        parts += [body, extrude(store * 1.08, 0.8, axis="z", bevel=0.1)]
    else:
        body = loft(
            np.stack(
                [
                    np.column_stack([store * s, np.full(48, z)])
                    for s, z in ((1.05, 0.0), (1.06, 0.3), (1.0, 1.0), (power, h * 0.96), (power * 0.97, h))
                ]
            )
        )
        parts.append(body)
        lid = loft(
            np.stack(
                [
                    np.column_stack([store * power * s, np.full(48, h + z)])
                    for s, z in ((1.03, -0.03), (1.04, 0.1), (0.95, 0.26), (0.4, 0.34))
                ]
            )
        )
        parts += [lid, *([box(0.8, 0.2, 0.2, at=(0, 0, h + 0.3), radius=0.06)] if whether(rng) else [])]
        y = -w * 0.9 * (1.0 if kind == "tower" else 0.99)
        if kind == "auto":
            panel = [*rounded_rectangle(w * 0.9, 0.7, 0.12), 0, 0.8 * h]
            parts.append(extrude(panel, 0.12, bevel=0.03).moved(y=y * power))
            parts += [
                cylinder(0.1, 0.08, at=(x, y * power - 0.08, 0.8 * h), axis="y", segments=16)
                for x in (-0.28 * w, 0.0, 0.28 * w)
            ]
            chute = np.array([(-0.6, 1.1), (0.6, 1.1), (0.5, 2.1), (-0.5, 2.1)]) * [w, 1]
            parts.append(extrude(chute, 0.5, bevel=0.1).moved(y=y - 0.05))
        else:
            window = [*rounded_rectangle(0.7 * w, 0.4 * h, 0.2), 0, 0.62 * h]
            parts.append(extrude(window, 0.08).moved(y=y * (0.5 + 0.5 * power)).with_(surface="glass"))
    base = extrude([*rounded_rectangle(2.2 * w, reach * 0.9, 0.3), 0, -reach * 0.5], 0.55, axis="z", bevel=0.08)
    return [*parts, base]


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
                    stroke([*out, 0, 0, z * h], "stitch" if stitched == "stitch" else "line", closed=True)
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


def _bird_house(rng: np.random.Generator) -> list[Part]:
    """A bird house, a bird feeder under a roof, or a hanging tube feeder."""
    kind = one_of(rng, "house", "house", "open", "tube", "round")
    if kind == "tube":
        r, h = between(rng, 0.7, 1.0), between(rng, 3.5, 5.0)
        parts = [
            cylinder(r, h, segments=36).with_(surface="glass"),
            revolve([(r * 1.6, -0.2), (r * 1.65, 0.05), (r * 1.5, 0.1), (r * 1.1, -0.1)], segments=40),
        ]
        roof = [
            (r * between(rng, 1.2, 1.8), h - 0.1),
            (r * 1.1, h + 0.3),
            (0.3, h + between(rng, 0.6, 1.1)),
            (0, h + 1.1),
        ]
        parts.append(revolve(roof, segments=40))
        n = one_of(rng, 2, 3)
        for k in range(n):
            for s in (0.0, 180.0):
                z = h * (0.15 + 0.75 * k / n)
                port = [
                    cylinder(0.22, 0.12, at=(0, -r - 0.04, z + 0.3), axis="y", segments=18),
                    cylinder(0.05, 0.8, at=(0, -r - 0.4, z), axis="y", segments=10),
                ]
                parts += rotated(port, "z", s + 90.0 * (k % 2))
        parts.append(
            tube(
                curve((-0.3, 0, h + 0.8), (-0.2, 0, h + 1.6), (0.2, 0, h + 1.6), (0.3, 0, h + 0.8), n=12),
                0.05,
                segments=6,
            )
        )
        return parts
    w, d, h = between(rng, 1.2, 1.8), between(rng, 1.1, 1.7), between(rng, 2.2, 3.6)
    if kind == "round":
        parts = [revolve([(w * 0.8, 0), (w, 0.4 * h), (w * 0.95, 0.8 * h), (w * 0.5, h), (0.1, 1.05 * h)], segments=44)]
        parts.append(revolve([(w * 1.25, 0.72 * h), (w * 0.6, h * 1.05), (0.1, h * 1.2), (0, h * 1.2)], segments=44))
        front = -w
    elif kind == "open":
        parts = gable_house(rng, w, d, h, walls=False)
        front = -d
    else:
        parts = gable_house(rng, w, d, h, walls=True)
        front = -d
    if kind != "open":
        hole = between(rng, 0.3, 0.45)
        z = h * between(rng, 0.5, 0.6)
        ring = (
            revolve(
                [(hole * 1.25, 0), (hole * 1.25, 0.08), (hole, 0.1), (hole, 0.0), (hole * 1.25, 0)],
                axis="y",
                segments=30,
            ).mirrored("y")
            if whether(rng, 0.5)
            else None
        )
        dark = cylinder(hole, 0.02, at=(0, front - 0.012, z), axis="y", segments=30).with_(surface="dark")
        parts += [dark] + ([ring.moved(y=front, z=z)] if ring else [])
        if whether(rng, 0.75):
            parts.append(perch(0.07, 0.7, (0, front, z - hole - 0.3)))
        if whether(rng, 0.3) and kind == "house":
            parts += [screw((x, front, zz), 0.06) for x in (-0.85 * w, 0.85 * w) for zz in (0.2, 0.85 * h)]
    stand = one_of(rng, "none", "hang", "pole", "plate")
    top = max(float(p.vertices[:, 2].max()) for p in parts)
    if stand == "hang":
        parts.append(
            tube(
                curve(
                    (0, 0, top - 0.1),
                    (-0.25, 0, top + 0.6),
                    (0, 0, top + 1.1),
                    (0.25, 0, top + 0.6),
                    (0, 0, top - 0.1),
                    n=20,
                ),
                0.05,
                segments=6,
            )
        )
    elif stand == "pole":
        parts += environment(
            rng,
            [cylinder(0.18, 4.0, at=(0, 0, -4.0), segments=16), cylinder(0.5, 0.15, at=(0, 0, -0.16), segments=24)],
            0.4,
        )
    elif stand == "plate":
        parts.append(box(0.9, 0.15, h + 1.6, at=(0, d + 0.08, -0.8)))
    return parts


def _kennel(rng: np.random.Generator) -> list[Part]:
    """A dog house or a crate of bars for a pet."""
    w, d, h = between(rng, 1.8, 2.6), between(rng, 2.2, 3.4), between(rng, 2.2, 3.2)
    if whether(rng, 0.55):
        parts = gable_house(rng, w, d, h, walls=True)
        dw, dh = w * between(rng, 0.5, 0.66), h * between(rng, 0.6, 0.75)
        a = np.linspace(0, np.pi, 17)
        arch = (
            np.vstack([[(-dw, 0.15), (dw, 0.15)], np.column_stack([dw * np.cos(a), dh - dw + dw * np.sin(a)])])
            if whether(rng, 0.7)
            else np.array([(-dw, 0.15), (dw, 0.15), (dw, dh), (-dw, dh)])
        )
        rim = arch + (arch - arch.mean(axis=0)) * 0.14
        parts.append(extrude(arch, 0.03).moved(y=-d - 0.01).with_(surface="dark"))
        if whether(rng, 0.6):
            parts.append(extrude(rim, 0.12, holes=(arch,)).moved(y=-d - 0.03))
        if whether(rng, 0.4):
            parts.append(extrude(bone_outline(1.4, 0.5), 0.08).moved(0, -d - 0.04, dh + 0.45))
        return parts
    t = 0.04
    bars = [box(2 * w, 2 * d, 0.18, at=(0, 0, 0), radius=0.1)]
    n, m = count(rng, 8, 13), count(rng, 9, 15)
    for s in (-1, 1):
        bars += [tube(np.array([(x, s * d, 0.15), (x, s * d, h)]), t, segments=5) for x in np.linspace(-w, w, n)]
        bars += [tube(np.array([(s * w, y, 0.15), (s * w, y, h)]), t, segments=5) for y in np.linspace(-d, d, m)]
        for z in np.linspace(0.3, h, 4):
            bars.append(tube(np.array([(-w, s * d, z), (w, s * d, z)]), t * (1.6 if z == h else 1.0), segments=5))
            bars.append(tube(np.array([(s * w, -d, z), (s * w, d, z)]), t * (1.6 if z == h else 1.0), segments=5))
    bars += [tube(np.array([(x, -d, h), (x, d, h)]), t, segments=5) for x in np.linspace(-w, w, n)]
    door = [
        (-0.5 * w, -d - 0.06, 0.25),
        (0.5 * w, -d - 0.06, 0.25),
        (0.5 * w, -d - 0.06, 0.85 * h),
        (-0.5 * w, -d - 0.06, 0.85 * h),
    ]
    corners = np.array(door)
    bars += [tube(np.stack([corners[k - 1], corners[k]]), 0.07, segments=6) for k in range(4)]
    bars += [
        box(0.3, 0.16, 0.4, at=(0.5 * w, -d - 0.1, 0.45 * h), radius=0.04),
        tube(curve((-0.4, 0, h), (-0.3, 0, h + 0.4), (0.3, 0, h + 0.4), (0.4, 0, h), n=10), 0.06, segments=6),
    ]
    return bars


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


def _pet_brush(rng: np.random.Generator) -> list[Part]:
    """A grooming brush, comb or rake with its handle down."""
    long = between(rng, 3.0, 4.2)
    parts = grip(rng, long, between(rng, 0.34, 0.5), between(rng, 0.6, 0.9))
    kind = one_of(rng, "slicker", "rake", "pins", "blade")
    w = between(rng, 0.9, 1.5)
    if kind == "slicker":
        parts.append(extrude(rounded_rectangle(2 * w, 1.7, 0.3), 0.3, bevel=0.08).moved(z=long + 0.85))
        parts.append(box(1.75 * w, 0.2, 1.4, at=(0, -0.2, long + 0.15), radius=0.09))
        pins = [
            stroke(np.array([(x, -0.28, z), (x, -0.62, z - 0.1)]))
            for x in np.linspace(-0.75, 0.75, 9) * w
            for z in np.linspace(long + 0.3, long + 1.4, 6)
        ]
        parts[-1] = parts[-1].with_strokes(*pins)
        parts += [
            tube(np.array([(x, -0.28, z), (x, -0.65, z - 0.1)]), 0.018, segments=3, caps=False)
            for x in np.linspace(-0.75, 0.75, 9) * w
            for z in np.linspace(long + 0.3, long + 1.4, 6)
        ]
    elif kind == "pins":
        parts.append(superellipsoid(w * 0.9, 0.3, 1.4, 0.8, 1.0, at=(0, 0, long + 1.1)))
        pad = superellipsoid(w * 0.72, 0.2, 1.15, 0.9, 1.0, at=(0, -0.2, long + 1.1))
        parts.append(pad)
        for x in np.linspace(-0.5, 0.5, 6) * w:
            for z in np.linspace(-0.8, 0.8, 8):
                if (x / (0.68 * w)) ** 2 + (z / 1.1) ** 2 < 0.8:
                    parts.append(
                        tube(np.array([(x, -0.3, long + 1.1 + z), (x, -0.85, long + 1.1 + z)]), 0.03, segments=5)
                    )
    else:
        bar = limb(
            curve((-w, 0, long + 0.25), (0, 0, long + 0.15), (w, 0, long + 0.25), n=10),
            [0.2],
            [0.3, 0.4, 0.3],
            3.0,
            (0.1, 0.1),
            n=18,
        )
        parts.append(bar)
        n = count(rng, 12, 24) if kind == "rake" else 40
        if kind == "rake":
            parts += [
                cylinder(0.04, 0.9, at=(x, 0, long + 0.4), top=0.025, segments=8)
                for x in np.linspace(-0.92, 0.92, n) * w
            ]
        else:
            blade = box(1.85 * w, 0.07, 0.6, at=(0, 0, long + 0.45))
            parts.append(
                blade.with_strokes(
                    *[
                        stroke(rod((x, -0.036, long + 0.85), (x, -0.036, long + 1.05)), "light")
                        for x in np.linspace(-0.9, 0.9, n) * w
                    ]
                )
            )
            parts.append(box(0.7, 0.16, 0.3, at=(0, -0.25, long + 0.2), radius=0.06))
    return parts if whether(rng, 0.6) else rotated(parts, "y", 90.0)


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


def _litter_box(rng: np.random.Generator) -> list[Part]:
    """A litter box, open or under a hood."""
    w, d, h = between(rng, 1.8, 2.4), between(rng, 2.2, 3.0), between(rng, 1.0, 1.5)
    power = between(rng, 3.5, 9.0)

    def ring(s: float, z: float) -> Array:
        flat = superellipse(w * s, d * s, power, n=48)
        return np.column_stack([flat, np.full(48, z)])

    rows = [
        ring(0.86, 0.0),
        ring(0.88, 0.1),
        ring(0.99, h * 0.94),
        ring(1.06, h * 0.95),
        ring(1.06, h),
        ring(0.97, h),
        ring(0.86, 0.15),
        ring(0.4, 0.12),
    ]
    pan = loft(np.stack(rows)).with_(smooth_angle=40.0)
    parts = [pan]
    if whether(rng, 0.65):
        tall = between(rng, 1.4, 2.2)
        lean = between(rng, 0.55, 0.85)
        levels = values([1.02, 1.0, 0.96 * (0.5 + 0.5 * lean) + 0.06, lean], 8)
        z = h + 0.01 + tall * np.array([0, 0.1, 0.3, 0.5, 0.7, 0.85, 0.96, 1.0])
        hood = loft(np.stack([ring(float(s), float(q)) for s, q in zip(levels, z, strict=True)]))
        parts.append(hood)
        dw, dh = w * between(rng, 0.5, 0.62), between(rng, 0.65, 0.8) * tall
        door = [*rounded_rectangle(2 * dw, dh, 0.4 * dw), 0, h + 0.12 + dh / 2]
        y = np.interp(door[:, 1], z, d * levels)
        flap = [extrude(door, 0.1).with_(surface="glass")]
        flat = flap[0].vertices.copy()
        flat[:, 1] = flat[:, 1] - np.interp(flat[:, 2], z, d * levels)
        parts.append(flap[0].with_(vertices=flat))
        rim = np.column_stack([door[:, 0] * 1.06, -y - 0.05, door[:, 1]])
        parts.append(tube(rim, 0.06, closed=True, segments=6))
        top = h + tall
        if whether(rng, 0.7):
            parts.append(
                tube(
                    curve(
                        (-0.6, 0, top - 0.05), (-0.5, 0, top + 0.35), (0.5, 0, top + 0.35), (0.6, 0, top - 0.05), n=12
                    ),
                    0.1,
                    segments=10,
                )
            )
        parts += [box(0.12, 0.5, 0.4, at=(s * w * 1.05, 0, h - 0.12)) for s in (-1, 1)]
        if whether(rng, 0.4):
            parts += [box(0.06, 0.6, 0.06, at=(x, 0.45 * d, top - 0.03)) for x in np.linspace(-0.35, 0.35, 6) * w]
    else:
        rim = loft(
            np.stack(
                [ring(1.07, h - 0.02), ring(1.08, h + 0.3), ring(0.96, h + 0.36), ring(0.9, h + 0.3), ring(0.95, h)]
            )
        )
        parts += [rim] if whether(rng, 0.6) else []
        if whether(rng, 0.5):
            scoop = [
                box(0.9, 1.0, 0.1, at=(0, 0, 0)),
                limb(
                    rod((0, 0.4, 0.05), (0, 2.0, 0.5), 5), [0.2], [0.08, 0.12], 3.0, (0, 0.06), side=(1.0, 0, 0), n=12
                ),
            ]
            scoop[0] = scoop[0].with_strokes(
                *[stroke(rod((x, -0.4, 0.101), (x, 0.3, 0.101))) for x in np.linspace(-0.35, 0.35, 6)]
            )
            parts += environment(rng, moved(scoop, x=0.5 * w, z=0.35), 0.3)
    return parts


FAMILIES = (
    Family("bird_house", "30-02", ("Bird house", "Bird feeder", "Birdhouse", "Nest box"), _bird_house),
    Family("pet_house", "30-02", ("Dog house", "Pet kennel", "Pet crate", "Pet house"), _kennel),
    Family("pet_bowl", "30-03", ("Pet bowl", "Dog bowl", "Pet dish", "Slow feeder bowl"), _bowl),
    Family("pet_feeder", "30-03", ("Pet feeder", "Pet water fountain", "Automatic pet feeder", "Pet waterer"), _feeder),
    Family("pet_collar", "30-04", ("Pet collar", "Dog collar", "Collar", "Cat collar"), _collar),
    Family("pet_bed", "30-06", ("Pet bed", "Dog bed", "Cat bed"), _pet_bed),
    Family("cat_tree", "30-06", ("Cat tree", "Scratching post", "Cat scratcher"), _cat_tree),
    Family("pet_brush", "30-10", ("Pet brush", "Grooming brush", "Pet comb", "Pet grooming tool"), _pet_brush),
    Family("litter_box", "30-11", ("Litter box", "Cat litter box", "Cat toilet"), _litter_box),
    Family("pet_toy", "30-12", ("Pet toy", "Dog toy", "Chew toy", "Pet chew"), _pet_toy),
)
