"""Tools that turn and grip (08-04, 08-05)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    limb,
    one_of,
    posed,
    ring_line,
    rod,
    screw,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.tool_parts import flat_bar, grip, jaw_outline
from patent_data.drawn.solids import Part, cylinder, extrude, loft, moved, rotated, stroke, tube


def _wrench(rng: np.random.Generator) -> list[Part]:
    """A spanner: open-ended, ring, combination or adjustable."""
    long = between(rng, 6.0, 11.0)
    kind = one_of(rng, "open", "combination", "combination", "ring", "adjustable", "socket")
    r = between(rng, 0.75, 1.15)
    thick = between(rng, 0.4, 0.6)
    w = r * between(rng, 0.36, 0.55)
    parts: list[Part] = []
    slim = between(rng, 0.75, 1.0)
    side = [(w, 0.0), (w * slim, long * 0.5), (w * 1.05, long)]
    shank = np.array(side + [(-x, z) for x, z in side[::-1]])
    panel = rounded_rectangle(w * between(rng, 0.8, 1.1), long * between(rng, 0.45, 0.65), w) + np.array([0, long / 2])
    section = one_of(rng, "flat", "oval", "panel")
    if section == "oval":
        parts.append(limb(rod((0, 0, 0), (0, 0, long), 10), [thick * 0.32], [w, w * slim, w * 1.05], 2.0))
    else:
        parts.append(flat_bar(shank, thick * 0.62, 0.2))
    if section == "panel":
        y = -thick * 0.312
        for way in (1, -1):
            points = np.column_stack([panel[:, 0], np.full(len(panel), way * y), panel[:, 1]])
            parts[0] = parts[0].with_strokes(stroke(points, closed=True))
    ends = {"open": "oo", "combination": "or", "ring": "rr", "adjustable": "ah", "socket": "sr"}[kind]
    for place, end in enumerate(ends):
        size = r if place == 0 else r * between(rng, 0.72, 1.0)
        tilt = between(rng, 0.0, 25.0)
        if end == "o":
            head = [flat_bar(jaw_outline(size, size * between(rng, 0.5, 0.62), tilt, w), thick, 0.25)]
        elif end == "r":
            sides = one_of(rng, 6, 12)
            hole = ellipse(size * 0.6, n=24) if sides == 12 else regular_polygon(6, size * 0.66)
            if sides == 12:
                hole = hole * (1 - 0.12 * (np.arange(24) % 2))[:, None]
            head = [extrude(ellipse(size * 0.98, n=36), thick * 1.15, holes=(hole,), bevel=thick * 0.2)]
            head = rotated(head, "x", between(rng, 0.0, 14.0))
        elif end == "h":
            head = [extrude(ellipse(w * 1.3, n=28), thick * 0.75, holes=(ellipse(w * 0.7, n=20),))]
        elif end == "s":
            head = [
                cylinder(size * 0.8, thick * 2.4, axis="y", segments=32),
                cylinder(size * 0.45, thick * 3.0, axis="y", segments=6),
            ]
        else:
            head = _adjustable(rng, size, thick)
        if place == 0:
            parts += moved(head, z=long + size * 0.75)
        else:
            parts += moved(rotated(head, "y", 180.0), z=-size * 0.75 + (w if end == "h" else 0.0))
    return posed(rng, parts, 0.7)


def _adjustable(rng: np.random.Generator, r: float, thick: float) -> list[Part]:
    """The head of an adjustable spanner around (0, 0)."""
    open_by = between(rng, 0.25, 0.7) * r
    fixed = (
        np.array(
            [
                (-0.55, -1.0),
                (0.35, -1.0),
                (0.95, -0.25),
                (0.95, 0.0),
                (-0.25, 0.0),
                (-0.25, 1.25),
                (-0.6, 1.3),
                (-0.95, 0.6),
                (-0.95, -0.1),
            ]
        )
        * r
    )
    moving = np.array([(0.0, -0.02), (0.75, -0.02), (0.9, 0.3), (0.6, 1.05), (0.3, 1.2), (0.0, 1.2)]) * r
    worm = cylinder(0.19 * r, 0.55 * r, axis="x", segments=20).moved(x=0.25 * r, z=-0.3 * r)
    lines = [ring_line((x * r, 0, -0.3 * r), 0.192 * r, "x", n=20) for x in np.linspace(0.02, 0.48, 7)]
    return [
        flat_bar(fixed, thick, 0.2),
        flat_bar(moving, thick * 0.85, 0.2).moved(x=-0.25 * r + open_by),
        worm.scaled(1.0, 1.0 + 0.5 * thick, 1.0).with_strokes(*lines),
    ]


def _screwdriver(rng: np.random.Generator) -> list[Part]:
    """A screwdriver, upright on its butt."""
    stubby = whether(rng, 0.2)
    long, r = between(rng, 2.6, 4.0), between(rng, 0.45, 0.7)
    blade = between(rng, 0.8, 1.4) if stubby else between(rng, 3.0, 7.0)
    shaft = between(rng, 0.12, 0.22)
    kind = one_of(rng, "fluted", "bulb", "grip", "tee", "fluted")
    if kind == "grip":
        parts = grip(rng, long, r)
    elif kind == "tee":
        spine = curve((-long * 0.5, 0, 0), (0, 0, 0.1), (long * 0.5, 0, 0), n=16)
        parts = [limb(spine, [r * 0.7, r, r * 0.7], [r * 0.6, r, r * 0.6], 2.3, (r * 0.4, r * 0.4))]
        parts.append(cylinder(r * 0.7, long * 0.45, top=shaft * 1.8, segments=28))
        long *= 0.4
    else:
        wide = (
            [r * 0.95, r, r * 0.92, r, r * 0.62] if kind == "fluted" else [r * 1.1, r * 1.15, r * 0.6, r * 0.8, r * 0.5]
        )
        flutes = (count(rng, 4, 8), between(rng, 0.1, 0.25)) if kind == "fluted" else (0, 0.0)
        body = limb(rod((0, 0, 0), (0, 0, long), 16), wide, wide, 2.0, (r * 0.6, 0.05), n=48, flutes=flutes)
        parts = [body, cylinder(r * 0.6, 0.3, at=(0, 0, long - 0.1), top=r * 0.5, segments=28)]
    for z in one_of(rng, (), (0.12,), (0.12, 0.16, 0.88)):
        parts.append(cylinder(r * 0.97, 0.08, at=(0, 0, z * long), segments=32))
    end = long + blade
    six = whether(rng, 0.4)
    parts.append(cylinder(shaft, blade, at=(0, 0, long), segments=6 if six else 20))
    if whether(rng, 0.5):
        parts.append(cylinder(shaft * 1.7, 0.35, at=(0, 0, long + 0.1), segments=6))
    tip = one_of(rng, "flat", "cross", "cross", "hex")
    if tip == "flat":
        flare = shaft * between(rng, 1.0, 1.7)
        rows = [(0.0, shaft, shaft), (0.35, flare, shaft * 0.6), (0.75, shaft, 0.05), (0.85, shaft, 0.04)]
        ring = rounded_rectangle(2.0, 2.0, 0.2, n=2)
        parts.append(
            loft([np.column_stack([ring[:, 0] * a, ring[:, 1] * b, np.full(len(ring), end + z)]) for z, a, b in rows])
        )
    elif tip == "cross":
        cone = cylinder(shaft, shaft * 3.2, at=(0, 0, end), top=shaft * 0.25, segments=20)
        fins = [
            stroke(
                rod(
                    (shaft * 0.9 * c, shaft * 0.9 * s, end + 0.02),
                    (shaft * 0.25 * c, shaft * 0.25 * s, end + shaft * 3.2),
                )
            )
            for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
        ]
        parts.append(cone.with_strokes(*fins))
    else:
        parts.append(cylinder(shaft * 0.8, 0.5, at=(0, 0, end - 0.02), segments=6))
    return posed(rng, parts, 0.5)


def _pliers(rng: np.random.Generator) -> list[Part]:
    """Pliers or cutters, partly open, their jaws up."""
    kind = one_of(rng, "combination", "needle", "cutter", "slip", "pruner")
    jaw = {"combination": 1.7, "needle": 3.2, "cutter": 1.1, "slip": 1.9, "pruner": 1.9}[kind] * between(rng, 0.85, 1.2)
    arm_long = between(rng, 3.8, 6.0)
    w, opening = between(rng, 0.5, 0.68), between(rng, 4.0, 20.0)
    thick = between(rng, 0.5, 0.7)
    bow = between(rng, 0.75, 1.2)
    g = between(rng, 0.26, 0.36)
    bands = count(rng, 0, 7)
    flare = whether(rng, 0.4)
    parts: list[Part] = []
    for way in (1, -1):
        tip = {"needle": 0.18, "cutter": 0.25}.get(kind, 0.42) * w / 0.5
        shape = [
            (0.02, 0.0),
            (0.02, jaw),
            (tip, jaw),
            (w * 0.95, 0.55 * jaw if kind != "needle" else 0.3 * jaw),
            (w, 0.05),
            (0.3 * w, -0.5),
        ]
        if kind == "pruner":
            shape = [(-0.05, 0), (0.0, 0.6 * jaw), (0.35, jaw), (0.75 * w + 0.1, 0.7 * jaw), (w, 0.05), (0.3 * w, -0.5)]
        arm = [extrude(np.array(shape), thick if kind != "pruner" else 0.3 * thick, bevel=0.08)]
        if kind in ("combination", "needle", "slip"):
            for z in np.linspace(0.45, 0.9, 9) * jaw:
                arm[0] = arm[0].with_strokes(
                    *[stroke(np.array([(0.03, y, z), (0.12, y, z)]), "light") for y in (-thick / 2,)]
                )
        spine = curve(
            (0.15, 0, 0.1), (-0.35 * bow, 0, -0.8), (-bow, 0, -0.5 * arm_long), (-bow * 0.8, 0, -arm_long), n=18
        )
        arm.append(limb(spine[:8], [thick * 0.42, thick * 0.36], [w * 0.7, w * 0.34, w * 0.3], 4.0, n=18))
        cover = limb(
            spine[5:],
            [g, g * 1.02, g],
            [g * (1.6 if flare else 1.0), g, g * 1.05, g * 0.85],
            2.4,
            (0.05, g * 0.8),
            n=20,
        )
        arm.append(cover.with_(surface=one_of(rng, "plain", "dark")))
        for k in range(bands):
            p = spine[9 + k]
            ring = circle((0, 0, 0), g * 1.0, "z", 24) + p
            arm.append(tube(ring, 0.05, closed=True, segments=6).with_(smooth_angle=60.0))
        arm = rotated(arm, "y", opening / 2)
        parts += arm if way > 0 else [p.mirrored("x") for p in arm]
    parts.append(cylinder(w * 0.95, thick * 1.12, axis="y", segments=32))
    parts.append(screw((0, -thick * 0.56, 0), w * 0.45, head=one_of(rng, "round", "slot", "cross", "hex"), height=0.08))
    if kind == "pruner" and whether(rng, 0.7):
        z = np.linspace(-1.6, -0.9, 40)
        turn = np.linspace(0, 12 * np.pi, 40)
        parts.append(
            tube(np.column_stack([z + 1.25, 0.16 * np.cos(turn), -1.3 + 0.16 * np.sin(turn)]), 0.03, segments=5)
        )
    return posed(rng, parts, 0.4)


FAMILIES = (
    Family("wrench", "08-04", ("Wrench", "Spanner", "Combination wrench", "Hand wrench"), _wrench),
    Family("screwdriver", "08-04", ("Screwdriver", "Hand screwdriver", "Driver tool"), _screwdriver),
    Family("pliers", "08-05", ("Pliers", "Hand pliers", "Pair of pliers", "Gripping tool"), _pliers),
)
