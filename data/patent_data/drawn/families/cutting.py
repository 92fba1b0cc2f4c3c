"""Tools that cut, dig and hold (08-01, 08-03, 08-05)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, offset, rounded_rectangle, spline
from patent_data.drawn.families.bits import (
    Array,
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
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.tool_parts import grip, toothed
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, revolve, rotated, sheet, stroke, tube


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
        back = curve((-0.72 * long, 0.05 + bow * 1.6), (-0.35 * long, 0.45 + 0.5 * bow), (0.2, 0.45), n=12)
        parts = [extrude(np.vstack([saw, back]), 0.1)]
        parts += rotated(moved(grip(rng, between(rng, 3.8, 4.8), 0.5, 0.7), z=-4.4), "y", -90.0)
        parts.append(screw((0.3, -0.36, 0), 0.2, head=one_of(rng, "slot", "cross", "hex")))
    return parts if whether(rng, 0.6) else rotated(parts, "y", between(rng, -30.0, 30.0))


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


def _blade_grid(outline: Array, bowl: float, rows: int, cols: int) -> Array:
    """A grid over an upright leaf (half width, z), hollowed towards the viewer's rear."""
    half = np.interp(np.linspace(outline[0, 1], outline[-1, 1], rows), outline[:, 1], outline[:, 0])
    z = np.linspace(outline[0, 1], outline[-1, 1], rows)
    t = np.linspace(-1, 1, cols)
    x = half[:, None] * t[None, :]
    y = bowl * (1 - t[None, :] ** 2) * (half[:, None] / half.max()) ** 0.7
    return np.stack([x, y, np.broadcast_to(z[:, None], x.shape)], axis=2)


def _trowel(rng: np.random.Generator) -> list[Part]:
    """A garden trowel, a mason's trowel or a hand fork, its handle up."""
    kind = one_of(rng, "garden", "garden", "mason", "fork", "float")
    wide = between(rng, 0.75, 1.3) * (0.8 if kind == "garden" else 1.2)
    long = between(rng, 2.8, 4.6)
    hand = moved(grip(rng, between(rng, 2.8, 4.0), between(rng, 0.36, 0.48)), z=0.0)
    hand = [p.mirrored("z") for p in hand]
    neck = between(rng, 1.0, 2.0)
    back = between(rng, 0.3, 0.9)
    rise = neck + max(float(-p.vertices[:, 2].min()) for p in hand) - 0.1
    parts = moved(hand, y=-back if kind != "garden" else 0.2, z=rise)
    r = between(rng, 0.12, 0.18)
    y1 = -back if kind != "garden" else 0.2
    parts.append(
        tube(curve((0, 0, -0.6), (0, 0.05, 0.1), (0, y1 * 0.9, 0.45 * neck), (0, y1, neck + 0.2), n=14), r, segments=12)
    )
    if kind == "fork":
        parts.append(box(2 * wide, 0.16, 0.25, at=(0, 0, -0.6), radius=0.05))
        tines = count(rng, 3, 5)
        for x in np.linspace(-wide * 0.92, wide * 0.92, tines):
            spine = curve((x, 0, -0.4), (x, 0.12, -0.6 * long), (x, 0.0, -long), n=10)
            parts.append(limb(spine, [0.09, 0.09, 0.02], [0.12, 0.11, 0.02], 2.5, n=12))
    elif kind == "float":
        parts.append(box(2.4 * wide, 0.08, long, at=(0, 0.05, -long)))
        parts.append(box(0.4, 0.25, long * 0.8, at=(0, 0, -0.9 * long), radius=0.05))
    else:
        tip = between(rng, 0.02, 0.35)
        shoulder = between(rng, 0.5, 1.0)
        known = np.array(
            [
                (0.25 * shoulder, 0),
                (0.8 * shoulder, -0.12),
                (1.0, -0.35),
                (0.85, -0.7),
                (tip + 0.2, -0.95),
                (tip * 0.5, -1),
            ]
        )
        if kind == "mason":
            known = np.array([(0.12, 0), (0.9, -0.2), (1.0, -0.28), (0.6, -0.62), (0.05, -1.0)])
        n = 16
        shape = np.column_stack(
            [values(list(known[:, 0]), n) * wide, values(list(known[:, 1]), n, smooth=False) * long]
        )
        order = np.argsort(shape[:, 1])
        grid = _blade_grid(shape[order], 0.0 if kind == "mason" else between(rng, 0.25, 0.6), n, 13)
        leaf = sheet(grid, 0.06)
        if kind == "garden" and whether(rng, 0.6):
            line = np.stack([grid[3:-2, 6, 0], grid[3:-2, 6, 1] - 0.035, grid[3:-2, 6, 2]], axis=1)
            leaf = leaf.with_strokes(stroke(line))
            for k in range(count(rng, 0, 6)):
                z = -0.3 * long - 0.1 * long * k
                leaf = leaf.with_strokes(
                    stroke(np.array([(-0.06, grid[8, 6, 1] - 0.035, z), (0.12, grid[8, 6, 1] - 0.035, z)]), "light")
                )
        parts.append(leaf)
    return parts if whether(rng, 0.7) else rotated(parts, "y", 90.0)


def _spade(rng: np.random.Generator) -> list[Part]:
    """A spade or shovel, its blade down."""
    wide, long = between(rng, 1.0, 1.6), between(rng, 2.8, 4.0)
    shaft, r = between(rng, 5.0, 9.0), between(rng, 0.15, 0.2)
    point = between(rng, 0.0, 0.9)
    n = 14
    t = np.linspace(0, 1, n)
    half = wide * np.minimum(1.0, 1.0 - point * np.clip((t - 0.55) / 0.45, 0, 1) ** 2)
    grid = _blade_grid(np.column_stack([half, -long * t])[::-1], between(rng, 0.1, 0.45), n, 13)
    parts = [sheet(grid, 0.07)]
    parts += [box(wide * 0.85, 0.22, 0.08, at=(way * wide * 0.55, 0.05, -0.02)) for way in (-1, 1)]
    socket = curve((0, 0.2, -0.5 * long), (0, 0.1, -0.1 * long), (0, 0, 0.5), (0, 0, 1.6), n=14)
    parts.append(tube(socket, values([0.05, r * 1.5, r * 1.35, r * 1.25], 14), segments=14))
    bend = between(rng, -0.5, 0.2)
    line = curve((0, 0, 1.2), (0, 0.3 * bend, 0.5 * shaft), (0, bend, shaft), n=8)
    parts.append(tube(line, r, segments=16))
    top = one_of(rng, "d", "t", "knob", "y")
    if top in ("d", "y"):
        w = between(rng, 0.6, 0.8)
        ring = np.array(
            [(0, bend, shaft - 0.1), (0.5 * w, bend, shaft + 0.35), (w, bend, shaft + 0.8), (w, bend, shaft + 1.25)]
        )
        for way in (1, -1):
            parts.append(limb(curve(*ring, n=8), [r * 1.1, r * 0.8], [r * 1.1, r * 0.7], 2.4, n=14).scaled(way, 1, 1))
        bar = limb(
            rod((-w, bend, shaft + 1.2), (w, bend, shaft + 1.2), 5),
            [r * 0.9, r * 1.1, r * 0.9],
            [r * 0.9, r * 1.1, r * 0.9],
            n=16,
        )
        parts.append(bar)
    elif top == "t":
        parts.append(
            limb(
                rod((-0.8, bend, shaft), (0.8, bend, shaft), 7), [r, r * 1.3, r], [r, r * 1.3, r], 2.2, (0.1, 0.1), n=18
            )
        )
    else:
        parts.append(
            revolve([(r * 1.1, 0), (r * 1.4, 0.15), (r * 1.3, 0.4), (0, 0.55)], at=(0, bend, shaft - 0.1), segments=20)
        )
    if whether(rng, 0.5):
        low = between(rng, 0.5, 0.8) * shaft
        parts.append(
            tube(rod((0, bend * low / shaft, low - 0.8), (0, bend * low / shaft, low + 0.8)), r * 1.3, segments=18)
        )
    return parts


def _bar_clamp(rng: np.random.Generator) -> list[Part]:
    """A screw clamp: a C frame or a bar with a sliding jaw."""
    tall, deep = between(rng, 2.5, 5.5), between(rng, 1.6, 3.0)
    r, thick = between(rng, 0.15, 0.24), between(rng, 0.4, 0.65)
    w = between(rng, 0.3, 0.5)
    kind = one_of(rng, "c", "c", "bar")
    parts: list[Part] = []
    long = tall * between(rng, 0.75, 1.0)
    if kind == "c":
        mid = tall / 2
        bulge = between(rng, 0.0, 0.4)
        outer = [
            (0.5, -mid - w),
            (-deep, -mid - w * 0.7),
            (-deep - w - bulge, 0),
            (-deep, mid + w * 0.7),
            (0.5, mid + w),
        ]
        inner = [(0.5, mid), (-deep + w, mid - 0.1), (-deep + 0.4 * w, 0), (-deep + w, -mid + 0.1), (0.5, -mid)]
        ring = np.vstack([spline(np.array(outer), n=26), spline(np.array(inner), n=26)])
        parts.append(extrude(ring, thick, bevel=0.1))
        rib = np.vstack([spline(np.array(outer) * 0.9 + [-0.06 * deep, 0], n=20)])
        for y in (-thick / 2, thick / 2):
            parts[0] = parts[0].with_strokes(
                stroke(np.column_stack([rib[:, 0], np.full(20, y), rib[:, 1]])[2:-2], "light")
            )
    else:
        parts.append(box(w, thick * 0.6, tall + 4.0, at=(-deep, 0, -tall / 2 - 2.6)))
        for z, size in ((tall / 2, 1.0), (-tall / 2, 1.0)):
            shape = np.array(
                [(-deep - w, -w), (-0.1, -0.7 * w), (0.4, -0.5 * w), (0.4, 0.5 * w), (-deep - w, 1.3 * w)]
            ) * [1, size]
            parts.append(extrude(shape if z > 0 else shape * [1, -1], thick, bevel=0.08).moved(z=z if z > 0 else z))
    base = -tall / 2
    parts.append(cylinder(w * 1.1, 2.2 * w, at=(0, 0, base - 1.4 * w), segments=24))
    threads = [ring_line((0, 0, z), r * 1.01, "z", "line", 16) for z in np.arange(base - long, base + 0.5 * tall, 0.13)]
    parts.append(cylinder(r, long + 0.5 * tall, at=(0, 0, base - long), segments=18).with_strokes(*threads))
    parts.append(revolve([(r, 0), (r * 2.4, 0.15), (r * 2.4, 0.35)], at=(0, 0, base + 0.45 * tall), segments=24))
    parts.append(cylinder(r * 2.0, 0.3, at=(0, 0, tall / 2 - 0.28), segments=24))
    end = base - long
    if whether(rng, 0.6):
        shift = between(rng, -0.3, 0.3)
        bar = rod((-1.1 + shift, 0, end), (1.1 + shift, 0, end))
        parts += [tube(bar, 0.1, segments=12), cylinder(r * 1.5, 0.5, at=(0, 0, end - 0.25), segments=18)]
        parts += [box(0.14, 0.28, 0.28, at=(x + shift, 0, end - 0.14), radius=0.05) for x in (-1.1, 1.1)]
    else:
        hand = grip(rng, 2.6, 0.38)
        parts += moved(hand, z=end - 2.5)
    return parts


FAMILIES = (
    Family("spade", "08-01", ("Spade", "Shovel", "Digging spade", "Garden shovel"), _spade),
    Family("utility_knife", "08-03", ("Utility knife", "Knife", "Box cutter", "Pocket knife"), _knife),
    Family("scissors", "08-03", ("Scissors", "Pair of scissors", "Shears", "Household scissors"), _scissors),
    Family("saw", "08-03", ("Saw", "Hand saw", "Hacksaw", "Pruning saw"), _saw),
    Family("pliers", "08-05", ("Pliers", "Hand pliers", "Pair of pliers", "Gripping tool"), _pliers),
    Family("trowel", "08-05", ("Trowel", "Garden trowel", "Hand trowel", "Garden hand tool"), _trowel),
    Family("clamp", "08-05", ("Clamp", "C-clamp", "Bar clamp", "Clamping tool"), _bar_clamp),
)
