"""Boats, drones and aeroplanes (12-06, 12-07). Their nose points to -x and is turned to face the viewer."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
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
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import (
    Part,
    Stroke,
    box,
    cylinder,
    extrude,
    loft,
    moved,
    revolve,
    rotated,
    sheet,
    stroke,
    superellipsoid,
    tube,
)


def _hull(
    rng: np.random.Generator, long: float, beam: float, depth: float, open_top: bool, double: bool
) -> tuple[Part, Array, Array, Array]:
    """A hull from bow (-x) to stern; returned with the places, half beams and sheer heights of its stations."""
    n = 18
    t = np.linspace(0, 1, n)
    x = -long / 2 + long * t
    full = between(rng, 0.45, 0.6)
    half = beam / 2 * np.clip(np.sin(np.pi / 2 * np.minimum(t / full, 1.0)) ** between(rng, 0.6, 0.9), 0.03, 1)
    if double:
        half = beam / 2 * np.clip(np.sin(np.pi * t) ** between(rng, 0.6, 1.0), 0.02, 1)
    else:
        half = half * (1 - between(rng, 0.05, 0.25) * np.clip((t - full) / (1 - full), 0, 1) ** 2)
    rise, back = between(rng, 0.1, 0.45) * depth, between(rng, 0.0, 0.12) * depth
    sheer = depth + rise * (1 - t) ** 2.2 + (rise * t**2.2 if double else back * t**2)
    keel = np.clip(1 - t / 0.22, 0, 1) ** 2 * depth * between(rng, 0.5, 0.95)
    if double:
        keel = keel + np.clip((t - 0.78) / 0.22, 0, 1) ** 2 * depth * 0.8
    shape = between(rng, 1.2, 3.2)
    a = np.linspace(-np.pi / 2, np.pi / 2, 17)
    rake = between(rng, 0.1, 0.35) * long * 0.35
    rows = []
    for k in range(n):
        u = np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 1.0
        v = 1 - np.abs(np.sin(a)) ** shape
        y, z = half[k] * u, sheer[k] - (sheer[k] - keel[k]) * v
        lean = rake * (1 - t[k]) ** 2 * (z - keel[k]) / depth
        outer = np.column_stack([x[k] - lean, y, z])
        if open_top:
            wall = min(0.045 * beam, 0.6 * half[k])
            inner_z = np.maximum(z, keel[k] + 0.12 * depth)
            inner = np.column_stack(
                [x[k] - lean, y * (1 - wall / max(half[k], 1e-6)), np.where(np.abs(u) > 0.98, sheer[k], inner_z + wall)]
            )
            inner[:, 2] = np.minimum(inner[:, 2], sheer[k])
            rows.append(np.vstack([outer, inner[::-1]]))
        else:
            deck = np.column_stack(
                [
                    np.full(5, x[k] - rake * (1 - t[k]) ** 2 * (sheer[k] - keel[k]) / depth),
                    half[k] * np.linspace(0.8, -0.8, 5),
                    sheer[k] + 0.06 * beam * np.array([0.4, 0.8, 1, 0.8, 0.4]) * half[k] / beam * 2,
                ]
            )
            rows.append(np.vstack([outer, deck]))
    return loft(np.stack(rows)), x, half, sheer


def _boat(rng: np.random.Generator) -> list[Part]:
    """A boat: motor cruiser, runabout, rowing boat, kayak or sailing boat."""
    kind = one_of(rng, "cruiser", "runabout", "rowing", "kayak", "sail", "cruiser")
    long = {"kayak": 7.0, "rowing": 5.0}.get(kind, 7.5) * between(rng, 0.85, 1.15)
    beam = long * (between(rng, 0.13, 0.18) if kind == "kayak" else between(rng, 0.3, 0.4))
    depth = beam * (between(rng, 0.4, 0.55) if kind != "kayak" else between(rng, 0.45, 0.6))
    open_top = kind == "rowing"
    hull, x, half, sheer = _hull(rng, long, beam, depth, open_top, kind == "kayak" or (open_top and whether(rng, 0.3)))
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
        seams = [stroke(main[k] + [0, -0.01, 0], "light") for k in (3, 5, 7, 9)]
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
        for k in range(levels):
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
            rail = [
                np.array([at(f)[0] - (0.2 if f < 0.1 else 0), way * at(f)[1] * 0.92, at(f)[2] + 0.16 * beam])
                for f, way in ((f0 - 0.02, -1), (0.2, -1), (0.08, -1), (0.08, 1), (0.2, 1), (f0 - 0.02, 1))
            ]
            parts.append(tube(np.stack(rail), 0.02, segments=6))
            parts += [tube(np.stack([q, q - [0, 0, 0.18 * beam]]), 0.016, segments=5) for q in rail]
            if whether(rng, 0.5):
                parts.append(cylinder(0.02, 0.5 * beam, at=(start + 0.3, 0, z), segments=8))
        if whether(rng, 0.6):
            tx = long / 2 + 0.02
            motor = [
                box(0.4, 0.32, 0.55, at=(tx + 0.18, 0, 0.75 * depth), radius=0.12),
                box(0.16, 0.12, 0.9 * depth, at=(tx + 0.2, 0, -0.15 * depth)),
                cylinder(0.09, 0.4, at=(tx + 0.2, 0, -0.1 * depth), axis="x", segments=14),
            ]
            blade = extrude([*ellipse(0.06, 0.16, n=12), 0, 0.15], 0.03, axis="x")
            motor += [p.moved(tx + 0.42, 0, -0.1 * depth) for p in around(blade, 3, "x")]
            parts += environment(rng, motor, 0.2)
    return rotated(parts, "z", 90.0) if kind != "sail" or whether(rng) else parts


def _propeller(rng: np.random.Generator, radius: float, blades: int, wide: float) -> list[Part]:
    """A propeller turning about z: twisted blades and a hub."""
    t = np.linspace(0.1, 1, 6)
    chord = wide * np.interp(t, [0.1, 0.3, 0.7, 1.0], [0.45, 1.0, 0.75, 0.25])
    pitch = np.radians(np.interp(t, [0.1, 1], [38, 9]))
    ring = ellipse(1.0, n=8)
    rows = [
        np.column_stack(
            [
                np.full(8, radius * q),
                c * ring[:, 0] * np.cos(p) - 0.06 * wide * ring[:, 1] * np.sin(p),
                c * ring[:, 0] * np.sin(p) + 0.06 * wide * ring[:, 1],
            ]
        )
        for q, c, p in zip(t, chord, pitch, strict=True)
    ]
    hub = cylinder(radius * 0.1, radius * 0.14, at=(0, 0, -radius * 0.05), top=radius * 0.07, segments=16)
    return [hub, *around(loft(np.stack(rows)), blades, start=between(rng, 0, 180))]


def _drone(rng: np.random.Generator) -> list[Part]:
    """A drone with four, six or eight rotors."""
    arms = one_of(rng, 4, 4, 4, 6, 8)
    reach = between(rng, 2.2, 3.2)
    kind = one_of(rng, "pod", "flat", "frame", "shell")
    w, h = between(rng, 0.75, 1.1), between(rng, 0.3, 0.5)
    parts: list[Part] = []
    if kind in ("pod", "shell"):
        long = w * between(rng, 1.2, 1.7)
        parts.append(superellipsoid(long, w * 0.75, h, between(rng, 0.5, 1.0), between(rng, 0.6, 1.0)))
        ring = ellipse(long * 0.7, w * 0.45, n=36)
        parts[0] = parts[0].with_strokes(
            stroke(np.column_stack([ring, h * np.sqrt(1 - 0.62 * np.ones(36))]), "light", closed=True)
        )
        if whether(rng, 0.6):
            parts.append(
                limb(
                    curve((-0.5 * long, 0, h * 0.75), (0, 0, h * 0.95), (0.6 * long, 0, h * 0.8), n=8),
                    [0.3 * w, 0.4 * w, 0.35 * w],
                    [0.12],
                    3.0,
                    (0.05, 0.05),
                    n=20,
                )
            )
    elif kind == "flat":
        outline = rounded_rectangle(2.4 * w, 1.5 * w, between(rng, 0.1, 0.6) * w)
        parts += [
            extrude(outline, 2 * h * 0.6, axis="z", bevel=0.1).moved(z=-0.6 * h),
            box(1.4 * w, 0.9 * w, 0.25, at=(0, 0, 0.5 * h), radius=0.15),
        ]
        parts += [
            box(0.06, 0.6 * w, 0.05, at=(x * w, 0, 0.5 * h + 0.23)) for x in np.linspace(-0.5, 0.5, count(rng, 3, 6))
        ]
    else:
        plate = extrude(ellipse(w, w * 0.9, n=40), 0.07, axis="z")
        parts += [
            plate.moved(z=-0.2),
            plate.moved(z=0.2),
            *[
                cylinder(0.05, 0.4, at=(0.75 * w * c, 0.65 * w * s, -0.18), segments=10)
                for c, s in ((1, 0), (-1, 0), (0, 1), (0, -1))
            ],
        ]
        parts.append(box(1.2 * w, 0.6 * w, 0.3, at=(0, 0, 0.27), radius=0.08))
    angles = [360.0 * (k + 0.5) / arms for k in range(arms)] if arms != 4 else [between(rng, 35, 45)]
    if arms == 4:
        angles = [angles[0], 180 - angles[0], 180 + angles[0], 360 - angles[0]]
    rotor = reach * (0.58 if arms == 4 else 0.42 if arms == 6 else 0.33)
    blades, wide = one_of(rng, 2, 2, 3), between(rng, 0.06, 0.1) * rotor * 1.6
    lift, thick = between(rng, -0.05, 0.25), between(rng, 0.1, 0.2)
    guard = whether(rng, 0.35) and arms == 4
    legs = one_of(rng, "skids", "motor", "none", "feet")
    prop = _propeller(rng, rotor, blades, wide)
    arm_kind = one_of(rng, "round", "flat", "taper")
    unit: list[Part] = []
    spine = curve((0.5 * w, 0, 0), (0.55 * reach, 0, lift * 0.5), (reach, 0, lift), n=8)
    unit.append(
        limb(
            spine,
            [thick * (1.6 if arm_kind != "round" else 1.0), thick],
            [thick * (0.5 if arm_kind == "flat" else 1.0), thick * 0.8],
            2.0 if arm_kind == "round" else 3.5,
            n=14,
        )
    )
    unit.append(
        revolve(
            [(thick * 1.3, -0.12), (thick * 1.5, 0.0), (thick * 1.5, 0.22), (thick * 1.1, 0.32)],
            at=(reach, 0, lift),
            segments=18,
        )
    )
    unit += environment(rng, [p.moved(reach, 0, lift + 0.4) for p in prop], 0.2)
    if guard:
        unit.append(tube(circle((reach, 0, lift + 0.35), rotor * 1.1, "z", 40), 0.05, closed=True, segments=6))
        unit += [
            tube(
                rod((reach, 0, lift + 0.05), (reach + rotor * 1.1 * np.cos(a), rotor * 1.1 * np.sin(a), lift + 0.35)),
                0.035,
                segments=5,
            )
            for a in np.radians((0, 120, 240))
        ]
    if legs == "motor":
        unit.append(cylinder(0.06, 0.7, at=(reach, 0, lift - 0.75), top=0.09, segments=12))
    for a in angles:
        parts += rotated(unit, "z", a)
    if legs == "skids":
        for way in (-1, 1):
            y = way * 0.85 * w
            parts.append(
                tube(
                    curve(
                        (-0.9 * w - 0.2, y, -1.15),
                        (-0.9 * w, y, -1.25),
                        (0.9 * w, y, -1.25),
                        (0.9 * w + 0.2, y, -1.15),
                        n=12,
                    ),
                    0.05,
                    segments=8,
                )
            )
            parts += [
                tube(np.array([(x, y * 0.55, -0.3 * h), (x * 1.1, y, -1.25)]), 0.045, segments=8)
                for x in (-0.5 * w, 0.5 * w)
            ]
    elif legs == "feet":
        parts += [
            limb(
                rod((x * 0.7 * w, y * 0.5 * w, -0.3 * h), (x * 0.9 * w, y * 0.7 * w, -1.0), 4),
                [0.07],
                [0.1, 0.06],
                3.0,
                n=12,
            )
            for x in (-1, 1)
            for y in (-1, 1)
        ]
    if whether(rng, 0.75):
        x = -0.85 * w
        parts += [
            box(0.35, 0.45, 0.4, at=(x, 0, -h - 0.35), radius=0.1),
            cylinder(0.14, 0.16, at=(x - 0.22, 0, -h - 0.15), axis="x", segments=20),
        ]
        parts[-1] = parts[-1].with_strokes(ring_line((x - 0.301, 0, -h - 0.15), 0.09, "x", n=18))
        parts += [box(0.1, 0.08, 0.45, at=(x + 0.02, s * 0.27, -h - 0.25)) for s in (-1, 1)]
        parts.append(box(0.25, 0.62, 0.1, at=(x, 0, -h + 0.1)))
    parts += (
        [cylinder(0.07, 0.05, at=(x, way * 0.74 * w, 0), axis="y", segments=12) for x in (-0.3, 0.0) for way in (-1, 1)]
        if kind == "pod"
        else []
    )
    return rotated(parts, "z", 90.0)


def _wing(root: Array, tip: Array, chord0: float, chord1: float, thick: float, upright: bool = False) -> Part:
    """A wing between two places of its leading edge, with an aerofoil section."""
    c = np.array(
        [
            (0, 0),
            (0.02, 0.03),
            (0.1, 0.07),
            (0.3, 0.1),
            (0.6, 0.07),
            (1.0, 0.005),
            (1.0, -0.005),
            (0.6, -0.03),
            (0.3, -0.05),
            (0.1, -0.05),
            (0.02, -0.025),
        ]
    )
    rows = []
    for t in (0.0, 0.5, 0.95, 1.0):
        p, chord = root + (tip - root) * t, chord0 + (chord1 - chord0) * t
        chord *= 1.0 if t < 1 else 0.9
        th = thick * 10 * (1.0 if t < 1 else 0.5)
        x = p[0] + c[:, 0] * chord + (0.0 if t < 1 else 0.05 * chord)
        other = c[:, 1] * chord * th / 10 * 8
        rows.append(
            np.column_stack([x, p[1] + other, np.full(len(c), p[2])])
            if upright
            else np.column_stack([x, np.full(len(c), p[1]), p[2] + other])
        )
    return loft(np.stack(rows)).with_(smooth_angle=40.0)


def _aeroplane(rng: np.random.Generator) -> list[Part]:
    """An aeroplane: airliner, business jet, propeller aircraft or glider."""
    kind = one_of(rng, "airliner", "jet", "prop", "twin", "glider")
    long = between(rng, 8.0, 10.5)
    r = (
        long
        * {"airliner": 0.06, "jet": 0.058, "prop": 0.066, "twin": 0.06, "glider": 0.04}[kind]
        * between(rng, 0.9, 1.1)
    )
    slim = kind in ("prop", "glider")
    nose = [0.25, 0.75, 1.0] if kind != "prop" else [0.55, 0.8, 1.0]
    radii = [*nose, 1.0, 1.0, 0.85 if not slim else 0.55, 0.5 if not slim else 0.3, 0.16]
    n = 26
    x = -long / 2 + long * np.linspace(0, 1, n) ** 1.0
    lift = np.linspace(0, 1, n) ** 4 * r * 0.55
    body_r = values([v * r for v in radii], n)
    body = limb(
        np.column_stack([x, np.zeros(n), lift]), list(body_r), list(body_r), 2.0, (float(body_r[0]) * 0.9, 0.05), n=28
    )
    lines: list[Stroke] = []
    seats = count(rng, 8, 24) if kind == "airliner" else count(rng, 3, 7) if kind in ("jet", "twin") else 0
    for k in range(seats):
        px = -0.3 * long + 0.58 * long * k / max(seats - 1, 1)
        rad = float(np.interp(px, x, body_r)) * 1.002
        size = 0.05 if kind == "airliner" else 0.11
        for way in (-1, 1):
            a = np.linspace(0, 2 * np.pi, 12)
            ang = 0.22 + size / r * np.sin(a)
            lines.append(
                stroke(
                    np.column_stack(
                        [
                            px + 0.75 * size * np.cos(a),
                            way * rad * np.cos(ang),
                            float(np.interp(px, x, lift)) + rad * np.sin(ang),
                        ]
                    )
                )
            )
    if kind in ("airliner", "jet", "twin"):
        for way in (-1, 1):
            for a0, a1 in ((0.35, 0.62), (0.66, 1.0), (1.04, 1.5)):
                px = -long / 2 + r * between(rng, 1.0, 1.02)
                rr = float(np.interp(px, x, body_r)) * 1.01
                rr2 = float(np.interp(px + 0.45 * r, x, body_r)) * 1.01
                quad = [
                    (px, way * rr * np.cos(a0), rr * np.sin(a0)),
                    (px, way * rr * np.cos(a1), rr * np.sin(a1)),
                    (px + 0.4 * r, way * rr2 * np.cos(a1), rr2 * np.sin(a1)),
                    (px + 0.45 * r, way * rr2 * np.cos(a0), rr2 * np.sin(a0)),
                ]
                lines.append(stroke(np.array(quad), closed=True))
        for px in (-0.36 * long, 0.24 * long) if kind == "airliner" else (-0.3 * long,):
            rad = float(np.interp(px, x, body_r)) * 1.002
            for way in (-1, 1):
                ang = np.array([-0.35, 0.6, 0.6, -0.35])
                lines.append(
                    stroke(
                        np.column_stack(
                            [px + np.array([0, 0, 0.25, 0.25]), way * rad * np.cos(ang), rad * np.sin(ang)]
                        ),
                        closed=True,
                    )
                )
    parts: list[Part] = [body.with_strokes(*lines)]
    if slim:
        cabin = limb(
            curve(
                (-0.3 * long, 0, 0.5 * r),
                (-0.16 * long, 0, 0.95 * r),
                (0.02 * long, 0, 0.85 * r),
                (0.2 * long, 0, 0.35 * r),
                n=10,
            ),
            [0.25 * r, 0.75 * r, 0.75 * r, 0.2 * r],
            [0.1 * r, 0.55 * r, 0.5 * r, 0.1 * r],
            2.6,
            n=20,
        )
        parts.append(cabin.with_(surface="glass"))
    span = long * {"glider": 0.95, "prop": 0.56, "twin": 0.52}.get(kind, between(rng, 0.45, 0.52))
    sweep = {"airliner": 0.55, "jet": 0.45}.get(kind, 0.08) * span * between(rng, 0.8, 1.1)
    chord = long * {"glider": 0.09, "prop": 0.15, "twin": 0.15}.get(kind, 0.21)
    taper, dihedral = between(rng, 0.28, 0.5) if not slim else between(rng, 0.5, 0.95), between(rng, 0.02, 0.1) * span
    high = whether(rng, 0.5) if kind in ("prop", "twin", "glider") else False
    zw = 0.8 * r if high else -0.45 * r
    lead = -0.12 * long if kind not in ("prop", "glider") else -0.2 * long
    units: list[Part] = []
    root, tip = np.array([lead, 0.3 * r, zw]), np.array([lead + sweep, span, zw + dihedral])
    units.append(_wing(root, tip, chord, chord * taper, 0.1))
    flap = [
        root + (tip - root) * f + [(chord + (chord * taper - chord) * f) * 0.78, 0, 0.035 * chord]
        for f in (0.15, 0.55, 0.6, 0.92)
    ]
    units[-1] = units[-1].with_strokes(stroke(np.stack(flap[:2]), "light"), stroke(np.stack(flap[2:]), "light"))
    if kind in ("airliner", "jet", "glider") and whether(rng, 0.6):
        units.append(_wing(tip, [*tip, 0.25, 0.08, 0.45], chord * taper * 0.85, chord * taper * 0.4, 0.08, True))
    if kind == "airliner":
        for f in one_of(rng, (0.34,), (0.34,), (0.28, 0.58)):
            p = root + (tip - root) * f
            nacelle = revolve(
                [
                    (0.36 * r, 0.0),
                    (0.5 * r, 0.05),
                    (0.56 * r, 0.5 * r),
                    (0.5 * r, 1.6 * r),
                    (0.32 * r, 2.3 * r),
                    (0.26 * r, 2.2 * r),
                ],
                axis="x",
                segments=24,
            ).moved(p[0] - 1.0 * r, p[1], p[2] - 0.62 * r)
            units += [
                nacelle,
                revolve([(0.1 * r, -0.05), (0.36 * r, 0.3 * r)], axis="x", segments=16).moved(
                    p[0] - 0.9 * r, p[1], p[2] - 0.62 * r
                ),
                box(0.9 * r, 0.1 * r, 0.4 * r, at=(p[0], p[1], p[2] - 0.3 * r)),
            ]
    elif kind == "jet":
        units += [
            revolve(
                [(0.34 * r, 0), (0.42 * r, 0.1), (0.42 * r, 1.6 * r), (0.28 * r, 2.4 * r)], axis="x", segments=24
            ).moved(0.2 * long, 1.5 * r, 0.55 * r),
            box(1.0 * r, 0.8 * r, 0.12 * r, at=(0.2 * long + r, 1.1 * r, 0.5 * r)),
        ]
    elif kind == "twin":
        p = root + (tip - root) * 0.32
        units.append(
            limb(
                np.array([(p[0] - 1.0 * r, p[1], p[2]), (p[0] + 0.2, p[1], p[2]), (p[0] + 1.2 * chord, p[1], p[2])]),
                [0.3 * r, 0.4 * r, 0.12 * r],
                [0.3 * r, 0.4 * r, 0.12 * r],
                2.2,
                (0.1, 0),
                n=18,
            )
        )
        units += moved(rotated(_propeller(rng, 1.3 * r, 3, 0.16 * r), "y", -90.0), x=p[0] - 1.15 * r, y=p[1], z=p[2])
    tail_x = long / 2 - 0.16 * long
    tee = kind in ("jet", "glider") and whether(rng, 0.7)
    fin_h = long * between(rng, 0.13, 0.17)
    fin = _wing(
        np.array([tail_x - 0.02 * long, 0, 0.3 * r]),
        np.array([tail_x + 0.09 * long, 0, fin_h]),
        0.15 * long,
        0.08 * long,
        0.09,
        True,
    )
    z_tail = fin_h * 0.95 if tee else 0.5 * r
    units.append(
        _wing(
            np.array([tail_x + (0.09 if tee else 0.04) * long, 0.0, z_tail]),
            np.array([tail_x + (0.13 if not slim else 0.07) * long, 0.19 * long, z_tail + 0.1]),
            0.09 * long,
            0.05 * long,
            0.09,
        )
    )
    parts += [fin, *units, *[p.mirrored("y") for p in units]]
    if kind == "prop":
        parts += moved(
            rotated(_propeller(rng, 1.9 * r, one_of(rng, 2, 3), 0.2 * r), "y", -90.0), x=-long / 2 - 0.45 * r
        )
        parts.append(
            revolve([(0.24 * r, 0), (0.2 * r, 0.2 * r), (0, 0.42 * r)], axis="x", segments=20)
            .mirrored("x")
            .moved(x=-long / 2 - 0.4 * r)
        )
    if kind in ("prop", "twin") or whether(rng, 0.25):
        for px, y in ((-0.33 * long, 0.0), (0.0, 0.8), (0.0, -0.8)):
            z = -r - 0.5
            parts += [
                cylinder(0.2, 0.14, at=(px, y, z), axis="y", segments=18),
                tube(np.array([(px, y, z), (px, y * 0.6, -0.4 * r)]), 0.05, segments=6),
            ]
    if kind == "prop" and high:
        for way in (-1, 1):
            p = root + (tip - root) * 0.45
            parts.append(
                tube(
                    np.array([(p[0] + 0.2, way * p[1], p[2] - 0.02), (lead + 0.3, way * 0.8 * r, -0.6 * r)]),
                    0.05,
                    segments=6,
                )
            )
    return rotated(parts, "z", 90.0)


FAMILIES = (
    Family("boat", "12-06", ("Boat", "Motor boat", "Watercraft", "Yacht", "Kayak"), _boat),
    Family("drone", "12-07", ("Drone", "Unmanned aerial vehicle", "Multicopter", "Quadcopter"), _drone),
    Family("aeroplane", "12-07", ("Airplane", "Aircraft", "Aeroplane"), _aeroplane),
)
