"""Rings, pendants and earrings (11-01)."""

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
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.gem_parts import charm, gem, prongs
from patent_data.drawn.solids import Part, cylinder, extrude, loft, moved, revolve, rotated, sphere, stroke, tube


def _ring(rng: np.random.Generator) -> list[Part]:
    """A finger ring whose hole looks to the front, its stone or signet on top."""
    r, wide, thick = between(rng, 1.6, 1.9), between(rng, 0.25, 0.8), between(rng, 0.14, 0.3)
    kind = one_of(rng, "band", "solitaire", "solitaire", "halo", "signet", "split", "twist", "eternity")
    n = 60
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False) + np.pi / 2
    lift = 0.5 + 0.5 * np.cos(angle - np.pi / 2)
    grow = (
        between(rng, -0.3, 0.2)
        if kind in ("solitaire", "halo", "split")
        else between(rng, 0.5, 1.6)
        if kind == "signet"
        else 0.0
    )
    half = wide / 2 * (1 + grow * lift**3)
    deep = thick / 2 * (1 + (0.5 if kind == "signet" else 0.0) * lift**3)
    section = superellipse(1.0, 1.0, between(rng, 2.0, 5.0), n=14)
    parts: list[Part] = []

    def band(shift: Array, narrow: float) -> Part:
        rows = []
        for a, w, t, s in zip(angle, half * narrow, deep, shift, strict=True):
            radius = r + t * section[:, 0] + t
            rows.append(np.column_stack([radius * np.cos(a), w * section[:, 1] + s, radius * np.sin(a)]))
        grid = np.stack([*rows, rows[0]])
        return loft(grid, caps=False)

    if kind == "split":
        gap = wide * between(rng, 0.25, 0.5) * lift**2
        parts += [band(gap, 0.45), band(-gap, 0.45)]
    elif kind == "twist":
        turns = count(rng, 5, 12)
        for phase in (0.0, np.pi):
            line = np.column_stack(
                [
                    (r + thick + 0.5 * wide * 0.5 * np.cos(turns * angle + phase)) * np.cos(angle),
                    0.25 * wide * np.sin(turns * angle + phase),
                    (r + thick + 0.25 * wide * np.cos(turns * angle + phase)) * np.sin(angle),
                ]
            )
            fine = spline(line, closed=True, n=110)
            parts.append(tube(fine, wide * 0.24, closed=True, segments=7))
    else:
        parts.append(band(np.zeros(n), 1.0))
    top = r + thick
    size = between(rng, 0.4, 0.85)
    if kind in ("solitaire", "halo", "split"):
        shape = one_of(rng, "round", "round", "oval", "square", "emerald", "pear")
        stone = gem(rng, shape, size)
        parts += moved(stone, z=top + 0.75 * size)
        parts += moved(prongs(rng, size, one_of(rng, 4, 4, 6)), z=top + 0.75 * size)
        if kind == "halo":
            parts += around(sphere(0.11, at=(size * 1.22, 0, top + 0.78 * size), segments=8), count(rng, 14, 20))
        if whether(rng, 0.4):
            for turn in (16.0, 24.0, 32.0):
                small = moved(gem(rng, "round", 0.16), z=top + thick + 0.02)
                parts += rotated(small, "y", turn) + rotated(small, "y", -turn)
    elif kind == "signet":
        face = one_of(rng, ellipse(0.75, 0.6), rounded_rectangle(1.3, 1.1, 0.15), superellipse(0.7, 0.7, 3.0))
        parts.append(extrude(face, 0.3, axis="z", bevel=0.06).moved(z=top + 0.02))
        inner = np.column_stack([face * 0.82, np.full(len(face), top + 0.321)])
        parts[-1] = parts[-1].with_strokes(stroke(inner, closed=True))
        parts += moved(rotated(charm(rng, 0.32, 0.08), "x", 90.0), z=top + 0.33)
    elif kind == "eternity":
        stones = moved(gem(rng, one_of(rng, "round", "square"), wide * 0.42), z=r + thick + 0.1 * wide)
        number = max(8, int(2 * np.pi * (r + thick) / wide))
        share = one_of(rng, 1.0, 0.5, 0.35)
        for k in range(number):
            turn = 360.0 * k / number
            if min(turn, 360 - turn) <= 180 * share + 1:
                parts += rotated(stones, "y", turn)
    elif kind == "band":
        style = one_of(rng, "plain", "grooves", "beads", "milled", "waves")
        edge = r + thick + float(deep.max())
        if style == "grooves":
            parts[0] = parts[0].with_strokes(
                *[
                    ring_line((0, y * wide, 0), edge * 1.001, "y", n=60)
                    for y in one_of(rng, (-0.25, 0.25), (0.0,), (-0.3, 0, 0.3))
                ]
            )
        elif style == "beads":
            parts += around(sphere(wide * 0.2, at=(0, 0, edge), segments=8), count(rng, 20, 36), "y")
        elif style in ("milled", "waves"):
            m = count(rng, 20, 50)
            for k in range(m):
                a = float(2 * np.pi * k / m)
                b = a + (0.0 if style == "milled" else 2 * np.pi / m)
                parts[0] = parts[0].with_strokes(
                    stroke(
                        np.array(
                            [
                                (edge * np.cos(a), -0.33 * wide, edge * np.sin(a)),
                                (edge * np.cos(b), 0.33 * wide, edge * np.sin(b)),
                            ]
                        )
                    )
                )
    return parts


def _chain(rng: np.random.Generator, line: Array, link: float, kind: str) -> list[Part]:
    """Links or beads along a path, sharing few triangles."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    along = np.r_[0, np.cumsum(steps)]
    number = int(along[-1] / (link * (1.7 if kind == "cable" else 2.1)))
    number = min(number, 40)
    places = np.linspace(0, along[-1], number)
    points = np.column_stack([np.interp(places, along, line[:, k]) for k in range(3)])
    if kind == "cord":
        return [tube(line, link * 0.5, segments=6)]
    parts = []
    for k, p in enumerate(points):
        a, b = points[max(k - 1, 0)], points[min(k + 1, number - 1)]
        turn = float(np.degrees(np.arctan2(b[0] - a[0], b[2] - a[2])))
        if kind == "bead":
            parts.append(sphere(link * (1.0 if k % 4 else 1.25), segments=8).moved(*p))
            continue
        ring = circle((0, 0, 0), link, "y", 10) * [0.62, 1, 1.15]
        part = tube(ring, link * 0.2, closed=True, segments=4)
        part = part.rotated("z", 90.0) if k % 2 else part
        parts.append(part.rotated("y", turn).moved(*p))
    return parts


def _pendant(rng: np.random.Generator) -> list[Part]:
    """A pendant, alone or on its chain."""
    size = between(rng, 0.7, 1.2)
    parts = charm(rng, size, between(rng, 0.12, 0.35))
    top = max(float(p.vertices[:, 2].max()) for p in parts)
    bail = tube(circle((0, 0, top + 0.22), 0.26, "x" if whether(rng) else "y", 20), 0.07, closed=True, segments=8)
    parts.append(bail)
    if whether(rng, 0.75):
        wide, tall = between(rng, 2.4, 4.0), between(rng, 4.0, 7.0)
        z = top + 0.42
        half = curve(
            (0.05, 0, z),
            (0.5 * wide, 0, z + 0.35 * tall),
            (wide * 0.95, 0, z + 0.8 * tall),
            (0.5 * wide, 0, z + 1.12 * tall),
            (0, 0, z + 1.17 * tall),
            n=40,
        )
        kind = one_of(rng, "cable", "bead", "cord", "bead")
        link = between(rng, 0.1, 0.16)
        chain = _chain(rng, half, link, kind)
        chain += [p.mirrored("x") for p in chain]
        parts += environment(rng, chain, 0.3)
    return parts


def _earring(rng: np.random.Generator) -> list[Part]:
    """An earring: stud, hoop, drop or dangling."""
    kind = one_of(rng, "hoop", "drop", "stud", "dangle", "hoop")
    parts: list[Part] = []
    if kind == "hoop":
        r, t = between(rng, 1.0, 2.0), between(rng, 0.08, 0.3)
        n, flat = 48, between(rng, 0.6, 2.2)
        a = np.linspace(0, 2 * np.pi, n, endpoint=False) + np.pi / 2
        thick = t * (1 + between(rng, 0.0, 0.9) * (0.5 - 0.5 * np.sin(a)))
        line = np.column_stack([r * np.cos(a), np.zeros(n), r * np.sin(a)])
        hoop_kind = one_of(rng, "plain", "twist", "beads", "oval", "facet")
        if hoop_kind == "oval":
            line = line * [between(rng, 0.6, 0.85), 1, 1]
        if hoop_kind == "twist":
            turns = count(rng, 10, 18)
            a = np.linspace(0, 2 * np.pi, 160, endpoint=False)
            for phase in (0, np.pi):
                w = np.column_stack(
                    [
                        (r + t * np.cos(turns * a + phase)) * np.cos(a),
                        t * np.sin(turns * a + phase),
                        (r + t * np.cos(turns * a + phase)) * np.sin(a),
                    ]
                )
                parts.append(tube(w, t * 0.85, closed=True, segments=6))
        else:
            section = superellipse(1.0, flat, 2.0 if hoop_kind != "facet" else 1.2, n=14)
            parts.append(
                tube(line, thick, section=section, closed=True).with_(
                    smooth_angle=25.0 if hoop_kind == "facet" else 35.0
                )
            )
        if hoop_kind == "beads":
            parts += around(sphere(t * 1.3, at=(0, 0, r), segments=8), count(rng, 12, 30), "y")
        top = float(max(p.vertices[:, 2].max() for p in parts))
        parts.append(cylinder(t * 0.9, 0.3, at=(0, 0, top - 0.2), segments=14))
    elif kind == "stud":
        size = between(rng, 0.5, 0.9)
        if whether(rng, 0.5):
            stone = gem(rng, one_of(rng, "round", "square", "oval", "pear"), size)
            parts += rotated([*stone, *prongs(rng, size, 4)], "x", 90.0)
        else:
            parts += charm(rng, size, between(rng, 0.1, 0.3))
        parts.append(cylinder(0.06, 1.2, at=(0, 0.75, 0), axis="y", segments=10))
        nut = revolve([(0.2, 0), (0.3, 0.06), (0.3, 0.14), (0.18, 0.2)], axis="y", segments=20).moved(
            y=between(rng, 0.8, 1.1)
        )
        parts += environment(rng, [nut], 0.15)
    else:
        z = 0.0
        if whether(rng, 0.6):
            wire = curve((0, 0.0, 0.1), (0, 0.05, 0.7), (0, 0.4, 1.05), (0, 0.75, 0.6), (0, 0.8, -0.3), n=24)
            parts.append(tube(wire, 0.05, segments=8))
        else:
            parts += rotated(gem(rng, "round", 0.35), "x", 90.0)
            parts.append(cylinder(0.05, 1.0, at=(0, 0.5, 0), axis="y", segments=10))
            z = -0.35
        steps = 1 if kind == "drop" else count(rng, 2, 4)
        for k in range(steps):
            parts.append(
                tube(circle((0, 0, z - 0.14), 0.16, "x" if k % 2 else "y", 16), 0.045, closed=True, segments=6)
            )
            size = between(rng, 0.35, 0.6) * (1.6 if k == steps - 1 else 0.7)
            piece = charm(rng, size, between(rng, 0.1, 0.2))
            high = max(float(p.vertices[:, 2].max()) for p in piece)
            parts += moved(piece, z=z - 0.28 - high)
            z = min(float(p.vertices[:, 2].min()) for p in parts) + 0.02
        if whether(rng, 0.3):
            for x in np.linspace(-0.3, 0.3, count(rng, 3, 5)):
                parts.append(tube(rod((x * 0.4, 0, z + 0.15), (x, 0, z - 1.2), 2), 0.04, segments=6))
                parts.append(sphere(0.09, at=(float(x), 0, z - 1.25), segments=8))
    return parts


FAMILIES = (
    Family("finger_ring", "11-01", ("Ring", "Finger ring", "Jewelry ring", "Engagement ring"), _ring),
    Family("pendant", "11-01", ("Pendant", "Necklace", "Jewelry pendant", "Pendant necklace"), _pendant),
    Family("earring", "11-01", ("Earring", "Hoop earring", "Drop earring", "Jewelry"), _earring),
)
