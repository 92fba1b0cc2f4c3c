"""Tools that cut (08-03)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, offset, rounded_rectangle, spline
from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    limb,
    one_of,
    posed,
    screw,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.tool_parts import grip, toothed
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, rotated, stroke, tube


def _knife(rng: np.random.Generator) -> list[Part]:
    """A folding or a sliding-blade utility knife, its point to the left."""
    long, tall = between(rng, 4.2, 6.0), between(rng, 0.42, 0.62)
    thick = between(rng, 0.5, 0.8)
    swell, drop = between(rng, 0.85, 1.3), between(rng, -0.3, 0.25)
    top = [(0, 0.75 * tall), (0.3 * long, tall), (0.7 * long, tall * swell + drop * 0.3), (long, 0.6 * tall + drop)]
    low = [
        (0.98 * long, -0.6 * tall + drop),
        (0.65 * long, -0.8 * tall),
        (0.3 * long, -tall * swell),
        (0, -0.75 * tall),
    ]
    ring = spline(np.array(top + low), closed=True, n=60)
    parts = [extrude(ring, thick, bevel=0.18 * thick)]
    inner = offset(ring, -between(rng, 0.12, 0.2))
    for way in (-1, 1):
        face = np.column_stack([inner[:, 0], np.full(len(inner), way * thick / 2), inner[:, 1]])
        parts[0] = parts[0].with_strokes(stroke(face, "light", closed=True))
    kind = one_of(rng, "snap", "trapeze", "folding", "hook")
    out = between(rng, 1.0, 1.8) if kind in ("snap", "trapeze") else between(rng, 0.75, 0.9) * long
    b = tall * between(rng, 0.5, 0.62)
    if kind == "snap":
        shape = np.array([(0.3, b), (-out, b), (-out - 0.75 * b, -b), (0.3, -b)])
        blade = extrude(shape, 0.07)
        for x in np.arange(0.25, out, 0.32):
            for y in (-0.036, 0.036):
                blade = blade.with_strokes(stroke(np.array([(-x, y, b), (-x - 0.6 * b, y, -b)]), "light"))
    elif kind == "trapeze":
        shape = np.array([(0.3, b), (-0.5 * out, b), (-out - 0.6 * b, -b), (0.3, -b)])
        blade = extrude(shape, 0.07)
    else:
        belly = between(rng, 0.0, 0.5) if kind == "folding" else -0.4
        edge = curve(
            (-out - 0.3, 0.45 * b), (-0.75 * out, -0.6 * b - belly * 0.2), (-0.3 * out, -1.0 * b), (0.3, -b), n=18
        )
        back = curve((0.3, b), (-0.5 * out, b), (-0.85 * out, 0.85 * b), (-out - 0.3, 0.45 * b), n=12)[:-1]
        shape = np.vstack([edge, back])
        blade = extrude(shape, 0.14)
        for y in (-0.071, 0.071):
            line = np.column_stack([edge[:, 0] + 0.02, np.full(len(edge), y), edge[:, 1] + 0.3 * b])
            blade = blade.with_strokes(stroke(line[3:], "light"))
        parts.append(cylinder(0.24, thick * 1.08, at=(0.42, 0, 0), axis="y", segments=24))
        parts.append(cylinder(0.1, 0.34, at=(-0.22 * out, 0, 0.5 * b), axis="y", segments=16))
    parts.append(blade)
    if kind in ("snap", "trapeze"):
        slide = between(rng, 0.25, 0.4) * long
        if whether(rng):
            parts.append(box(0.55, 0.4 * thick, 0.16, at=(slide, 0, tall * 0.96), radius=0.06))
            parts += [box(0.05, 0.42 * thick, 0.06, at=(slide + x, 0, tall * 0.96 + 0.14)) for x in (-0.15, 0, 0.15)]
        else:
            parts.append(box(long * 0.6, 0.04, 0.14, at=(0.36 * long, -thick / 2, -0.07)))
            parts.append(box(0.5, 0.2, 0.5, at=(slide, -thick / 2 - 0.05, -0.25), radius=0.08))
    for k in range(count(rng, 0, 8)):
        x = long * (0.45 + 0.055 * k)
        groove = box(0.08, thick * 1.05, 0.8 * tall, at=(x, 0, -0.4 * tall))
        parts.append(groove.rotated("y", 15.0, (x, 0, 0)))
    for x in one_of(rng, (0.9,), (0.15, 0.88), (0.12, 0.5, 0.88)):
        parts.append(screw((x * long, -thick / 2, 0.25 * drop), 0.12, head=one_of(rng, "cross", "hex", "slot")))
    if whether(rng, 0.4):
        parts.append(tube(circle((long + 0.05, 0, drop), 0.28, "y", 20), 0.05, closed=True, segments=8))
    return posed(rng, parts, 0.3)


def _scissors(rng: np.random.Generator) -> list[Part]:
    """Scissors or shears, partly open, their points up."""
    blade, shank = between(rng, 3.0, 5.5), between(rng, 1.4, 2.6)
    w, opening = between(rng, 0.36, 0.55), between(rng, 6.0, 26.0)
    kind = one_of(rng, "loops", "loops", "oval", "bent")
    sharp = between(rng, 0.05, 0.5)
    ring_a = between(rng, 0.62, 0.85)
    ring_b = ring_a * between(rng, 1.0, 1.7)
    tube_r = between(rng, 0.14, 0.26)
    parts: list[Part] = []
    for way in (1, -1):
        shape = np.array(
            [
                (-w * 0.55, -0.5),
                (w * 0.8, -0.5),
                (w, 0.2),
                (w * sharp + 0.05, blade * 0.92),
                (w * 0.1, blade),
                (-w * 0.25, blade * 0.5),
                (-w * 0.5, 0.3),
            ]
        )
        arm = [extrude(shape, 0.12, bevel=0.03)]
        edge = np.array([(-w * 0.15, -0.061, 0.4), (-w * 0.02, -0.061, blade * 0.6), (w * 0.2, -0.061, blade * 0.95)])
        arm[0] = arm[0].with_strokes(stroke(edge, "light"))
        tall = ring_a if way > 0 or kind == "loops" else ring_b
        wide = ring_a * between(rng, 0.72, 0.95)
        centre = (-wide * 0.95 - 0.1, -shank - tall)
        loop = (
            spline(
                np.array(
                    [
                        (wide, 0.2 * tall),
                        (0.5 * wide, tall),
                        (-0.5 * wide, 0.9 * tall),
                        (-wide, 0),
                        (-0.7 * wide, -tall),
                        (0.3 * wide, -1.05 * tall),
                    ]
                ),
                closed=True,
                n=34,
            )
            + centre
        )
        path = np.column_stack([loop[:, 0], np.zeros(len(loop)), loop[:, 1]])
        arm.append(tube(path, tube_r, section=ellipse(1.0, between(rng, 0.8, 1.4), n=10), closed=True))
        spine = curve(
            (0.08, 0, 0.1), (0.05, 0, -0.5 * shank), (centre[0] + 0.75 * wide, 0, centre[1] + 0.55 * tall), n=12
        )
        arm.append(limb(spine, [0.14, tube_r * 0.9], [w * 0.75, w * 0.6, tube_r], 3.0, n=18))
        arm = rotated(moved(arm, y=-0.07), "y", opening / 2)
        parts += arm if way > 0 else [p.mirrored("x").moved(y=0.14) for p in arm]
    parts.append(
        screw((0, -0.12, 0), w * between(rng, 0.4, 0.6), head=one_of(rng, "slot", "round", "cross"), height=0.08)
    )
    parts.append(cylinder(w * 0.5, 0.5, axis="y", segments=24).moved(y=0.02))
    if kind == "bent":
        parts = [p if p.vertices[:, 2].mean() > 0 else p.rotated("x", -8.0) for p in parts]
    return posed(rng, parts, 0.3)


def _saw_grip(rng: np.random.Generator, size: float, thick: float) -> Part:
    """A closed saw handle with the hole for the hand, its front at x = 0."""
    s = size
    outer = spline(
        np.array(
            [
                (0.1, -1.0),
                (0.9, -0.95),
                (1.35, -1.25),
                (1.6, -0.95),
                (1.5, 0),
                (1.65, 0.95),
                (1.3, 1.25),
                (0.7, 0.9),
                (0.0, 0.85),
                (-0.25, 0.2),
            ]
        )
        * s,
        closed=True,
        n=64,
    )
    hole = spline(
        np.array([(0.55, -0.45), (1.0, -0.6), (1.12, 0), (1.05, 0.6), (0.7, 0.45), (0.45, 0)]) * s, closed=True, n=32
    )
    inner = offset(hole, 0.12 * s)
    body = extrude(outer, thick, holes=(hole,), bevel=0.25 * thick)
    for way in (-1, 1):
        body = body.with_strokes(
            stroke(
                np.column_stack([inner[:, 0], np.full(len(inner), way * thick / 2), inner[:, 1]]), "light", closed=True
            )
        )
    return body


def _saw(rng: np.random.Generator) -> list[Part]:
    """A hand saw, a hacksaw or a pruning saw, its teeth down and its point to the left."""
    kind = one_of(rng, "hand", "hand", "hack", "pruning")
    long = between(rng, 7.0, 11.0)
    thick = between(rng, 0.45, 0.65)
    number = count(rng, 26, 48)
    lean = between(rng, 0.15, 0.85)
    if kind == "hand":
        heel, toe = between(rng, 1.6, 2.3), between(rng, 0.5, 1.1)
        teeth = toothed((0.3, -heel / 2), (-long, -heel / 2), number, -0.13, 1 - lean)
        back = [(-long, -heel / 2 + toe), (-0.5 * long, heel * 0.3 + between(rng, -0.3, 0.1)), (0.3, heel / 2)]
        blade = extrude(np.vstack([teeth, back]), 0.09)
        parts = [blade, _saw_grip(rng, between(rng, 0.95, 1.15), thick).moved(x=0.1)]
        for x, z in ((0.25, 0.5), (0.2, 0.1), (0.4, -0.5))[: count(rng, 2, 3)]:
            parts.append(screw((x, -thick / 2, z), 0.14, head="slot", height=0.05))
    elif kind == "hack":
        high, r = between(rng, 2.0, 3.2), between(rng, 0.16, 0.26)
        line = np.array([(0.2, 0, 0.4), (0.1, 0, high), (-long, 0, high), (-long, 0, -0.15)])
        parts = [tube(line, 1.0, section=rounded_rectangle(1.6 * r, 2.2 * r, 0.3 * r, n=2))]
        teeth = toothed((0.2, -0.25), (-long, -0.25), number + 16, -0.1, 1 - lean)
        parts.append(extrude(np.vstack([teeth, [(-long, 0.2), (0.2, 0.2)]]), 0.06))
        parts += [cylinder(0.1, 0.5, at=(x, 0, 0), axis="y", segments=14) for x in (-long + 0.15, 0.05)]
        if whether(rng, 0.6):
            parts.append(_saw_grip(rng, between(rng, 0.9, 1.1), thick * 1.2).moved(x=0.25, z=0.5))
        else:
            parts += rotated(moved(grip(rng, 3.4, 0.42), z=-3.6), "y", -90.0)
        parts.append(cylinder(0.2, 0.4, at=(-long - 0.3, 0, 0), axis="x", segments=16))
    else:
        bow = between(rng, 0.3, 1.0)
        low = curve((0.2, -0.4), (-0.5 * long * 0.7, -0.35 + 0.4 * bow), (-0.7 * long, -0.1 + bow * 1.6), n=2 * number)
        saw = low.copy()
        saw[1::2, 1] -= 0.13
        spine = curve((-0.72 * long, 0.05 + bow * 1.6), (-0.35 * long, 0.45 + 0.5 * bow), (0.2, 0.45), n=12)
        parts = [extrude(np.vstack([saw, spine]), 0.1)]
        parts += rotated(moved(grip(rng, between(rng, 3.8, 4.8), 0.5, 0.7), z=-4.4), "y", -90.0)
        parts.append(screw((0.3, -0.36, 0), 0.2, head=one_of(rng, "slot", "cross", "hex")))
    return parts if whether(rng, 0.6) else rotated(parts, "y", between(rng, -30.0, 30.0))


FAMILIES = (
    Family("utility_knife", "08-03", ("Utility knife", "Knife", "Box cutter", "Pocket knife"), _knife),
    Family("scissors", "08-03", ("Scissors", "Pair of scissors", "Shears", "Household scissors"), _scissors),
    Family("saw", "08-03", ("Saw", "Hand saw", "Hacksaw", "Pruning saw"), _saw),
)
