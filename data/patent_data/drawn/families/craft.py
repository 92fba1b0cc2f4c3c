"""Boats (12-06), their bow turned to the viewer."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.bits import (
    around,
    between,
    circle,
    count,
    curve,
    environment,
    limb,
    one_of,
    rod,
    whether,
)
from patent_data.drawn.families.boat_parts import boat_hull
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import (
    Part,
    Stroke,
    box,
    cylinder,
    extrude,
    loft,
    rotated,
    sheet,
    stroke,
    superellipsoid,
    tube,
)


def _boat(rng: np.random.Generator) -> list[Part]:
    """A boat: motor cruiser, runabout, rowing boat, kayak or sailing boat."""
    kind = one_of(rng, "cruiser", "runabout", "rowing", "kayak", "sail", "cruiser")
    long = {"kayak": 7.0, "rowing": 5.0}.get(kind, 7.5) * between(rng, 0.85, 1.15)
    beam = long * (between(rng, 0.13, 0.18) if kind == "kayak" else between(rng, 0.3, 0.4))
    depth = beam * (between(rng, 0.4, 0.55) if kind != "kayak" else between(rng, 0.45, 0.6))
    open_top = kind == "rowing"
    hull, x, half, sheer = boat_hull(
        rng, long, beam, depth, open_top, kind == "kayak" or (open_top and whether(rng, 0.3))
    )
    lines: list[Stroke] = []
    for way in (-1, 1):
        for drop in one_of(rng, (), (0.12,), (0.12, 0.2)) if kind != "kayak" else ():
            lines.append(stroke(np.column_stack([x, way * half * (1 - 0.1 * drop), sheer - drop * depth])[3:], "light"))
    parts: list[Part] = [hull.with_strokes(*lines)]

    def at(f: float) -> tuple[float, float, float]:
        px = -long / 2 + f * long
        return px, float(np.interp(px, x, half)), float(np.interp(px, x, sheer))

    if kind != "kayak":
        for way in (-1, 1):
            rail = np.column_stack([x, way * half, sheer])[2:]
            parts.append(tube(rail, 0.018 * beam, segments=6))
    if kind == "rowing":
        for f in (0.35, 0.58, 0.82)[: count(rng, 2, 3)]:
            px, py, pz = at(f)
            parts.append(box(0.07 * long, 1.78 * py, 0.05 * depth + 0.03, at=(px, 0, pz - 0.16 * depth)))
        for way in (-1, 1):
            px, py, pz = at(0.52)
            parts.append(tube(circle((px, way * py, pz + 0.12), 0.1, "y", 12), 0.03, closed=True, segments=5))
            if whether(rng, 0.5):
                oar = limb(
                    np.array(
                        [
                            (px + 0.1, way * (py - 0.9), pz + 0.35),
                            (px, way * py, pz + 0.12),
                            (px - 0.2, way * (py + 1.7), pz - 0.6),
                        ]
                    ),
                    [0.05],
                    [0.05],
                    n=10,
                )
                blade = limb(
                    np.array([(px - 0.2, way * (py + 1.6), pz - 0.57), (px - 0.28, way * (py + 2.4), pz - 0.92)]),
                    [0.02],
                    [0.05, 0.18],
                    n=10,
                    side=(0, 0.4, 1.0),
                )
                parts += environment(rng, [oar, blade], 0.3)
        for k in range(count(rng, 3, 7)):
            px, py, pz = at(0.2 + 0.1 * k)
            parts.append(box(0.06, 0.6 * py, 0.05, at=(px, 0, 0.19 * depth)))
    elif kind == "kayak":
        px, py, pz = at(between(rng, 0.5, 0.58))
        ring = ellipse(0.12 * long, 0.72 * py, n=32)
        parts.append(
            tube(
                np.column_stack([ring[:, 0] + px, ring[:, 1], np.full(32, pz + 0.09 * beam)]),
                0.05,
                closed=True,
                segments=8,
            )
        )
        parts.append(superellipsoid(0.06 * long, 0.5 * py, 0.25, at=(px + 0.08 * long, 0, pz + 0.05)))
        for f in one_of(rng, (0.25,), (0.22, 0.8), (0.2, 0.3, 0.75, 0.85)):
            qx, qy, qz = at(f)
            parts.append(
                cylinder(0.35 * qy, 0.05, at=(qx, 0, qz + 0.04 * beam), segments=24)
                if whether(rng)
                else tube(
                    np.array([(qx, -0.8 * qy, qz + 0.02), (qx, 0, qz + 0.1), (qx, 0.8 * qy, qz + 0.02)]),
                    0.02,
                    segments=5,
                )
            )
    elif kind == "sail":
        px, py, pz = at(0.42)
        tall = long * between(rng, 0.95, 1.3)
        parts.append(cylinder(0.06, tall, at=(px, 0, pz), top=0.03, segments=12))
        boom = pz + 0.1 * long
        parts.append(tube(rod((px, 0, boom), (px + 0.45 * long, 0, boom)), 0.04, segments=8))
        u, v = np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 1, 12))
        leech = 0.44 * long * (1 - v) ** between(rng, 0.7, 1.0)
        main = np.stack(
            [
                px + 0.06 + u * leech,
                0.05 * long * np.sin(np.pi * u) * (1 - v),
                boom + 0.05 + v * (tall * 0.93 - 0.1 * long),
            ],
            axis=2,
        )
        seams = [stroke(main[k] + np.array([0, -0.01, 0]), "light") for k in (3, 5, 7, 9)]
        parts.append(sheet(main).with_strokes(*seams).with_(surface="textile"))
        bx, _, bz = at(0.02)
        jib = np.stack(
            [
                bx + 0.2 + (px - bx - 0.25) * (u * (1 - v) * 0.95 + v * 0.94),
                0.04 * long * np.sin(np.pi * u) * (1 - v),
                bz + 0.15 + v * tall * 0.75 + 0.2 * u * (1 - v),
            ],
            axis=2,
        )
        if whether(rng, 0.8):
            parts.append(sheet(jib).with_(surface="textile"))
        parts.append(tube(rod((bx, 0, bz), (px, 0, pz + tall * 0.85)), 0.012, segments=4))
        parts.append(
            limb(
                curve(
                    (px - 0.15 * long, 0, pz - 0.06 * beam), (px, 0, pz + 0.05), (px + 0.25 * long, 0, pz - 0.05), n=8
                ),
                [0.25 * py, 0.55 * py, 0.5 * py],
                [0.08, 0.2, 0.14],
                3.5,
                n=20,
            )
        )
        fin = np.array([(px - 0.08 * long, 0.1), (px + 0.1 * long, 0.1), (px + 0.09 * long, -0.8), (px, -0.8)])
        parts += [
            extrude(fin, 0.08),
            extrude(
                np.array(
                    [(0.45 * long, 0.3 * depth), (0.52 * long, 0.3 * depth), (0.52 * long, -0.4), (0.47 * long, -0.4)]
                ),
                0.06,
            ),
        ]
    else:
        f0 = between(rng, 0.3, 0.42) if kind == "cruiser" else between(rng, 0.36, 0.45)
        px, py, pz = at(f0)
        levels = count(rng, 1, 2) if kind == "cruiser" else 0
        z, start, stop, wide = pz - 0.02 * beam, px, at(0.8)[0], 0.78 * py
        for _ in range(levels):
            high = beam * between(rng, 0.22, 0.28)
            ring = rounded_rectangle(1.0, 2.0, 0.18, n=3)
            rows = []
            for h, s in ((0.0, 0.0), (0.85, 0.85), (1.0, 1.0)):
                a, b = start + 0.9 * high * s, stop - 0.2 * high * s
                inset = 0.0 if h < 1 else 0.06
                rows.append(
                    np.column_stack(
                        [
                            (a + b) / 2 + ring[:, 0] * (b - a - inset),
                            ring[:, 1] * wide * (1 - 0.12 * s),
                            np.full(len(ring), z + h * high),
                        ]
                    )
                )
            cabin = loft(np.stack(rows))
            n = count(rng, 2, 4)
            for way in (-1, 1):
                for j in range(n):
                    a, b = (start + 0.9 * high + (stop - start - 1.2 * high) * (j + q) / n for q in (0.08, 0.92))
                    lines_y = [way * wide * (1 - 0.12 * s) * 1.003 for s in (0.2, 0.75)]
                    cabin = cabin.with_strokes(
                        stroke(
                            np.array(
                                [
                                    (a - 0.3 * high * (j == 0), lines_y[0], z + 0.2 * high),
                                    (b, lines_y[0], z + 0.2 * high),
                                    (b, lines_y[1], z + 0.75 * high),
                                    (a, lines_y[1], z + 0.75 * high),
                                ]
                            ),
                            closed=True,
                        )
                    )
            for a, b in ((-0.9, -0.04), (0.04, 0.9)):
                edge = [
                    (start + 0.9 * high * s * 1.0 - 0.01, y * wide * (1 - 0.12 * s) * 0.92, z + s * high + 0.01)
                    for s, y in ((0.15, a), (0.15, b), (0.75, b), (0.75, a))
                ]
                cabin = cabin.with_strokes(stroke(np.array(edge), closed=True))
            parts.append(cabin)
            z, start, stop, wide = z + high * 0.99, start + 1.3 * high, stop - 0.5 * high, wide * 0.82
        if levels == 0:
            u, v = np.meshgrid(np.linspace(-1, 1, 15), np.linspace(0, 1, 4))
            glass = np.stack(
                [
                    px - 0.25 * long * 0.3 * (1 - u**2) + 0.3 * v + 0.35 * u**2,
                    0.8 * py * u * (1 - 0.08 * v),
                    pz + 0.02 * beam + v * 0.16 * beam * (1 - 0.5 * u**4),
                ],
                axis=2,
            )
            parts.append(sheet(glass, 0.03).with_(surface="glass"))
            ring = rounded_rectangle(0.4 * long, 1.5 * py, 0.3)
            well = np.column_stack([ring[:, 0] + px + 0.27 * long, ring[:, 1], np.full(len(ring), pz + 0.03 * beam)])
            parts.append(tube(well, 0.05, closed=True, segments=6))
            for f in (0.58, 0.78):
                parts.append(box(0.09 * long, 1.2 * py, 0.2 * depth, at=(at(f)[0], 0, pz), radius=0.06))
            parts.append(tube(circle((px + 0.55, 0.35 * py, pz + 0.3), 0.18, "x", 18), 0.03, closed=True, segments=6))
        else:
            posts = [
                np.array([at(f)[0] - (0.2 if f < 0.1 else 0), way * at(f)[1] * 0.92, at(f)[2] + 0.16 * beam])
                for f, way in ((f0 - 0.02, -1), (0.2, -1), (0.08, -1), (0.08, 1), (0.2, 1), (f0 - 0.02, 1))
            ]
            parts.append(tube(np.stack(posts), 0.02, segments=6))
            parts += [tube(np.stack([q, q - [0, 0, 0.18 * beam]]), 0.016, segments=5) for q in posts]
            if whether(rng, 0.5):
                parts.append(cylinder(0.02, 0.5 * beam, at=(start + 0.3, 0, z), segments=8))
        if whether(rng, 0.6):
            tx = long / 2 + 0.02
            motor = [
                box(0.4, 0.32, 0.55, at=(tx + 0.18, 0, 0.75 * depth), radius=0.12),
                box(0.16, 0.12, 0.9 * depth, at=(tx + 0.2, 0, -0.15 * depth)),
                cylinder(0.09, 0.4, at=(tx + 0.2, 0, -0.1 * depth), axis="x", segments=14),
            ]
            blade = extrude((ellipse(0.06, 0.16, n=12) + np.array([0, 0.15])), 0.03, axis="x")
            motor += [p.moved(tx + 0.42, 0, -0.1 * depth) for p in around(blade, 3, "x")]
            parts += environment(rng, motor, 0.2)
    return rotated(parts, "z", 90.0) if kind != "sail" or whether(rng) else parts


FAMILIES = (Family("boat", "12-06", ("Boat", "Motor boat", "Watercraft", "Yacht", "Kayak"), _boat),)
