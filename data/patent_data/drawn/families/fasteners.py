"""Brackets and hooks (08-08)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.bits import (
    Array,
    between,
    circle,
    count,
    curve,
    limb,
    one_of,
    rod,
    screw,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.hardware_parts import mount_plate, plate_screws
from patent_data.drawn.solids import Part, extrude, revolve, tube


def _arm_holes(length: float, width: float, number: int, hole: float, slot: bool) -> list[Array]:
    """Holes in a row along an arm that runs from 0 to `length`."""
    holes = []
    for z in np.linspace(0.3, 0.88, number) * length:
        ring = rounded_rectangle(hole, 2.4 * hole, 0.5 * hole) if slot else ellipse(hole * 0.6, n=18)
        holes.append(ring + np.array([0.0, z]))
    return holes


def _bracket(rng: np.random.Generator) -> list[Part]:
    """An angle or shelf bracket: one arm up the wall, the other towards the viewer."""
    w, thick = between(rng, 0.7, 2.0), between(rng, 0.12, 0.26)
    tall, deep = between(rng, 2.2, 5.0), between(rng, 2.0, 5.0)
    n, hole = count(rng, 1, 4), between(rng, 0.2, 0.34)
    slot, tip = whether(rng, 0.3), one_of(rng, "square", "round", "chamfer")
    parts: list[Part] = []
    for length, flat in ((tall, False), (deep, True)):
        ring = rounded_rectangle(
            w, length, w * {"square": 0.02, "round": 0.49, "chamfer": 0.25}[tip], n=8 if tip == "round" else 1
        )
        ring = np.vstack([ring[ring[:, 1] > 0], [(-w / 2, -length / 2), (w / 2, -length / 2)]]) + np.array(
            [0, length / 2]
        )
        arm = extrude(ring, thick, holes=_arm_holes(length, w, n, min(hole, 0.3 * w), slot), bevel=0.03)
        if flat:
            arm = arm.rotated("x", 90.0).moved(z=thick / 2)
        parts.append(arm if flat else arm.moved(y=-thick / 2))
    brace = one_of(rng, "none", "gusset", "strut", "scroll", "fold", "strut")
    a, b = tall * between(rng, 0.5, 0.85), deep * between(rng, 0.5, 0.85)
    if brace == "gusset":
        bend = between(rng, 0.0, 0.3)
        edge = curve((-b, 0), (-b * (0.5 - bend * 0.5), a * (0.5 - bend * 0.5)), (0, a), n=16)
        ring = np.vstack([edge, [(0, 0)]])
        small = ring * 0.45 + np.array([-0.1 * b, 0.1 * a])
        holes = [small] if whether(rng, 0.4) else []
        sides = one_of(rng, (0.0,), (-0.46, 0.46))
        parts += [extrude(ring, thick * 0.8, axis="x", holes=holes, bevel=0.02).moved(x=s * w) for s in sides]
    elif brace == "strut":
        line = curve((0, -0.05, a), (0, -b * between(rng, 0.35, 0.6), a * between(rng, 0.3, 0.5)), (0, -b, 0.05), n=14)
        parts.append(tube(line, 1.0, section=rounded_rectangle(w * between(rng, 0.3, 0.8), thick * 1.6, 0.05, n=2)))
    elif brace == "scroll":
        t = np.linspace(0, 2.2 * np.pi, 40)
        r = 0.36 * min(a, b) * (1 - 0.1 * t)
        parts.append(
            tube(
                np.column_stack([0 * t, -0.42 * b + r * np.cos(t + 2.4), 0.42 * a + r * np.sin(t + 2.4)]),
                0.09,
                segments=8,
            )
        )
        parts.append(tube(curve((0, 0, a), (0, -0.75 * b, 0.75 * a), (0, -b, 0), n=14), 0.09, segments=8))
    elif brace == "fold":
        for s in (-0.5, 0.5):
            ring = np.array(
                [(0, 0), (-deep * 0.96, 0), (-deep * 0.9, 0.3), (-0.35, 0.45), (-0.3, tall * 0.9), (0, tall * 0.96)]
            )
            parts.append(extrude(ring, thick * 0.6, axis="x").moved(x=s * w))
    if brace in ("none", "strut") and whether(rng, 0.4):
        parts.append(
            limb(
                curve((0, -thick, 0.5 * tall), (0, -0.3, 0.3), (0, -0.5 * deep, thick), n=12),
                [0.1 * w],
                [0.12],
                2.0,
                side=(1.0, 0, 0),
                n=12,
            )
        )
    if whether(rng, 0.3):
        parts = [p.mirrored("z") for p in parts]
    return parts


def _hook(rng: np.random.Generator) -> list[Part]:
    """A coat hook on its plate, or an S hook or swivel hook."""
    kind = one_of(rng, "coat", "coat", "double", "rail", "swivel", "s")
    r = between(rng, 0.14, 0.26)
    size = between(rng, 0.8, 1.4)
    parts: list[Part] = []
    if kind in ("s", "swivel"):
        low = circle((0, 0, -size), size, "y", 26, (-200, 95))
        if kind == "s":
            line = np.vstack(
                [
                    circle((0, 0, size), size * 0.75, "y", 22, (-40, 225)),
                    circle((0, 0, -size), size, "y", 24, (60, -150)),
                ]
            )
            parts.append(tube(line, r, segments=14))
            parts += [
                revolve([(r, -r), (r * 1.3, 0), (r * 0.9, 1.2 * r), (0, 1.4 * r)], segments=16).moved(*line[k])
                for k in (0, -1)
            ]
            return parts
        t = np.linspace(0, 1, len(low))
        parts.append(tube(low, r * (0.6 + 1.1 * np.sin(np.pi * np.clip(t * 1.05, 0, 1))), segments=14))
        parts.append(
            revolve([(r * 1.2, 0), (r * 1.9, 0.15), (r * 1.9, 0.5), (r * 1.2, 0.7)], at=(0, 0, -0.15), segments=24)
        )
        parts.append(tube(circle((0, 0, 0.5 + 0.6 * size), 0.6 * size, "y", 32), r * 0.9, closed=True, segments=12))
        if whether(rng, 0.7):
            parts.append(limb(rod((0.05, 0, -0.2), (0.85 * size, 0, -1.25 * size), 4), [0.15], [0.08], 3.0))
        return parts
    wide, tall = between(rng, 0.9, 1.7), between(rng, 2.0, 4.0)
    depth = between(rng, 0.15, 0.35)
    arms = [0.0]
    if kind == "rail":
        n = count(rng, 2, 6)
        step = between(rng, 1.8, 2.8)
        arms = [float(v) for v in (np.arange(n) - (n - 1) / 2) * step]
        ring = rounded_rectangle(n * step + 0.5, between(rng, 1.1, 1.8), between(rng, 0.05, 0.4))
        parts.append(extrude(ring, depth, bevel=0.06).moved(y=-depth / 2))
        ends = (n * step - 0.4) / 2
        parts += [screw((x, -depth, 0), 0.2, head=one_of(rng, "slot", "cross")) for x in (-ends, ends)]
    else:
        parts += mount_plate(rng, wide, tall, depth)
        parts += plate_screws(rng, 0.0, 0.4 * tall, -depth, 0.0)
    reach, rise = between(rng, 0.9, 1.6), between(rng, 0.5, 1.3)
    tip = one_of(rng, "ball", "round", "disc")
    flat = whether(rng, 0.3)
    for x in arms:
        line = curve(
            (x, 0, 0.1),
            (x, -0.5 * reach, -0.5 * rise),
            (x, -reach, -0.45 * rise),
            (x, -1.15 * reach, 0.55 * rise),
            n=18,
        )
        lines = [line]
        if kind == "double":
            lines.append(curve((x, 0, 0.2), (x, -0.8 * reach, 0.6 * rise), (x, -1.7 * reach, 1.5 * rise), n=14))
        if kind == "coat" and whether(rng, 0.4):
            lines.append(curve((x, 0, 0.1), (x, -0.7 * reach, 0.5 * rise), (x, -1.2 * reach, 1.8 * rise), n=14))
        for path in lines:
            wide_r = [r * 1.5, r, r, r] if not flat else [2.2 * r]
            parts.append(
                limb(
                    path,
                    wide_r,
                    [r * 1.3, r, r, r] if not flat else [r * 0.6],
                    2.0 if not flat else 5.0,
                    (0, r * 0.5),
                    side=(1, 0, 0),
                    n=18,
                )
            )
            end = path[-1]
            if tip == "ball":
                parts.append(
                    revolve(
                        [(0, -1.6 * r), (1.1 * r, -1.1 * r), (1.6 * r, 0), (1.1 * r, 1.1 * r), (0, 1.6 * r)],
                        segments=20,
                    ).moved(*end)
                )
            elif tip == "disc":
                parts.append(
                    revolve([(r, -0.1), (2.2 * r, 0), (2.2 * r, 0.15), (0, 0.25)], axis="y", segments=24)
                    .mirrored("y")
                    .moved(*end)
                )
    return parts


FAMILIES = (
    Family("bracket", "08-08", ("Bracket", "Angle bracket", "Shelf bracket", "Mounting bracket"), _bracket),
    Family("hook", "08-08", ("Hook", "Coat hook", "Wall hook", "Hanging hook"), _hook),
)
