"""Bolts and pipe clips (08-08)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    helix,
    limb,
    one_of,
    ring_line,
    rod,
    screw,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import Part, box, cylinder, extrude, revolve, rotated, stroke, tube


def _bolt(rng: np.random.Generator) -> list[Part]:
    """A bolt or screw, its head up, now and then with nut and washer."""
    r, long = between(rng, 0.35, 0.6), between(rng, 2.5, 6.5)
    head = one_of(rng, "hex", "socket", "dome", "flat", "carriage", "flange", "wing", "eye", "knob")
    plain = between(rng, 0.0, 0.5) * long
    pointed = head in ("dome", "flat") and whether(rng, 0.5)
    pitch = between(rng, 0.16, 0.3)
    turns = (long - plain - (1.2 if pointed else 0.1)) / pitch
    low = -long + (1.2 if pointed else 0.1)
    parts: list[Part] = []
    core = (
        [(0.0, -long), (r * 0.9, low), (r * 0.9, -plain), (r, -plain), (r, 0.0)]
        if pointed
        else [(r * 0.8, -long), (r * 0.95, low), (r * 0.95, -plain), (r, -plain), (r, 0.0)]
    )
    shank = revolve(core, segments=28)
    if whether(rng, 0.5):
        n = max(8, int(14 * turns))
        parts += [
            shank,
            tube(helix(r * 0.97, low, -plain - 0.05, turns, min(n, 330)), 0.075, segments=3).with_(smooth_angle=10.0),
        ]
    else:
        lines = [ring_line((0, 0, z), r * 0.96, "z", n=24) for z in np.arange(low, -plain, pitch)]
        slant = [stroke(line.points + np.outer(line.points[:, 0] / r, [0, 0, 0.5 * pitch])) for line in lines]
        parts.append(shank.with_strokes(*slant))
    w, h = r * between(rng, 1.65, 2.1), r * between(rng, 1.0, 1.5)
    drive = one_of(rng, "hex", "cross", "slot", "star")
    if head in ("hex", "flange"):
        top = extrude(regular_polygon(6, w), h, axis="z")
        parts.append(top)
        parts.append(revolve([(w * 0.8, 0), (w * 0.84, 0.02), (w * 0.6, 0.06)], at=(0, 0, h), segments=32))
        if head == "flange":
            parts.append(revolve([(w * 1.35, 0), (w * 1.35, 0.1), (w, 0.28)], segments=36))
    elif head == "socket":
        bore = between(rng, 0.45, 0.6)
        p = [(w * 0.85, 0), (w * 0.85, 0.85 * h), (w * 0.78, h)]
        body = revolve([*p, (w * bore, h)], segments=36)
        ring = np.column_stack([regular_polygon(6, w * bore), np.full(6, h * 1.001)])
        parts.append(body.with_strokes(stroke(ring, closed=True)))
        if whether(rng, 0.5):
            marks = [
                stroke(
                    rod(
                        (w * 0.855 * np.cos(a), w * 0.855 * np.sin(a), 0.1 * h),
                        (w * 0.855 * np.cos(a), w * 0.855 * np.sin(a), 0.8 * h),
                    ),
                    "light",
                )
                for a in np.linspace(0, 2 * np.pi, 32, endpoint=False)
            ]
            parts[-1] = parts[-1].with_strokes(*marks)
    elif head in ("dome", "carriage", "flat"):
        p = [(w, 0), (w, 0.15 * h), (w * 0.8, 0.6 * h), (w * 0.45, 0.85 * h), (0.0, 0.92 * h)]
        if head == "flat":
            p = [(r, -0.9 * h), (w, 0), (w, 0.08 * h)]
        body = revolve(p, segments=36)
        z = 0.1 * h if head == "flat" else 0.95 * h
        arms = {"hex": [], "slot": [0.0], "cross": [0.0, 90.0], "star": [0.0, 60.0, 120.0]}[drive]
        if head != "carriage":
            for a in np.radians(arms):
                c, s = 0.6 * w * np.cos(a), 0.6 * w * np.sin(a)
                drop = 0.0 if head == "flat" else 0.2 * h
                body = body.with_strokes(stroke(np.array([(-c, -s, z - drop), (0, 0, z), (c, s, z - drop)])))
            if drive == "hex":
                body = body.with_strokes(
                    stroke(np.column_stack([regular_polygon(6, 0.4 * w), np.full(6, z)]), closed=True)
                )
        else:
            parts.append(box(1.8 * r, 1.8 * r, 0.8 * r, at=(0, 0, -0.8 * r)))
        parts.append(body)
    elif head == "wing":
        parts.append(revolve([(w, 0), (w * 0.75, h), (w * 0.5, h * 1.1)], segments=28))
        for way in (1, -1):
            spine = curve((0.3 * w, 0, 0.5 * h), (1.3 * w, 0, 1.1 * h), (1.9 * w, 0, 2.0 * h), n=10)
            parts.append(
                limb(spine, [0.16, 0.14, 0.1], [0.4 * h, 0.6 * h, 0.5 * h], 2.4, (0, 0.08), n=18).scaled(way, 1, 1)
            )
    elif head == "eye":
        parts.append(tube(circle((0, 0, w * 1.05), w, "y", 32), r * 0.75, closed=True, segments=12))
        parts.append(revolve([(r * 1.6, 0), (r * 1.6, 0.12), (r, 0.25)], segments=28))
    else:
        n = count(rng, 5, 9)
        flat = ellipse(1.0, n=60)
        ring = flat * (1 - 0.12 * np.cos(n * np.arctan2(flat[:, 1], flat[:, 0])))[:, None] * w * 1.4
        parts.append(extrude(ring, h * 1.2, axis="z", bevel=0.12).moved(z=0.2))
        parts.append(cylinder(r * 1.4, 0.25, segments=28))
    if whether(rng, 0.35):
        z = -between(rng, 0.5, 0.85) * long
        nut = extrude(regular_polygon(6, r * 1.85), r * 1.3, axis="z", bevel=0.05).moved(z=z)
        parts += [nut, cylinder(r * 2.1, 0.12, at=(0, 0, z + r * 1.3), segments=32)]
    return parts if whether(rng, 0.75) else rotated(parts, "y", 90.0)


def _pipe_clip(rng: np.random.Generator) -> list[Part]:
    """A hose clamp with its worm screw, or a pipe clip on a foot."""
    r, wide, thick = between(rng, 1.4, 2.2), between(rng, 0.7, 1.4), between(rng, 0.08, 0.16)
    kind = one_of(rng, "worm", "saddle", "split", "worm")
    parts: list[Part] = []
    if kind == "worm":
        band = revolve(
            [(r, -wide / 2), (r + thick, -wide / 2), (r + thick, wide / 2), (r, wide / 2), (r, -wide / 2)],
            axis="y",
            segments=56,
        )
        start, slots = between(rng, 100, 200), count(rng, 14, 26)
        for a in np.radians(start + np.arange(slots) * 6.0):
            c, s = (r + thick) * 1.002 * np.cos(a), (r + thick) * 1.002 * np.sin(a)
            band = band.with_strokes(stroke(np.array([(c, -0.28 * wide, s), (c, 0.28 * wide, s)])))
        parts.append(band)
        tail = circle((0, 0, 0), r + thick * 1.6, "y", 12, (90, 140))
        from_y = rounded_rectangle(0.84 * wide, thick, 0.02, n=1)
        parts.append(tube(tail, 1.0, section=from_y))
        case = box(1.3, wide * 1.15, 0.62, at=(0, 0, r + thick), radius=0.12)
        parts.append(case)
        parts.append(cylinder(0.26, 1.5, at=(0.1, 0, r + thick + 0.36), axis="x", segments=20))
        parts.append(extrude(regular_polygon(6, 0.36), 0.4, axis="x").moved(x=1.0, z=r + thick + 0.36))
        parts.append(screw((1.2, 0, r + thick + 0.36), 0.24, axis="x", head="slot", height=0.05))
    else:
        gap = 0.0 if kind == "saddle" else between(rng, 0.2, 0.5)
        t = thick * 2
        upper = circle((0, 0, 0), r + t, "y", 30, (0, 180))[:, [0, 2]]
        inner = circle((0, 0, 0), r, "y", 30, (180, 0))[:, [0, 2]]
        ear = r + t + between(rng, 0.8, 1.3)
        half = np.vstack([[(ear, 0), (ear, t)], [(r + t, t)], upper[2:-2], [(-r - t, t), (-ear, t), (-ear, 0)], inner])
        parts.append(extrude(half, wide, bevel=0.03).moved(z=gap / 2))
        if kind == "split":
            parts.append(extrude(half * [1, -1], wide, bevel=0.03).moved(z=-gap / 2))
        else:
            parts += [box(2 * ear, wide, t * 1.2, at=(0, 0, -t * 1.2))] if whether(rng, 0.4) else []
        x = (ear + r + t) / 2
        for way in (-1, 1):
            top = screw((way * x, 0, t + gap / 2), 0.28, axis="z", head=one_of(rng, "hex", "cross", "slot"), height=0.2)
            parts += [top, cylinder(0.4, 0.06, at=(way * x, 0, t + gap / 2), segments=24)]
            if kind == "split":
                parts.append(extrude(regular_polygon(6, 0.36), 0.28, axis="z").moved(x=way * x, z=-t - gap / 2 - 0.28))
                parts.append(cylinder(0.18, 2 * t + gap + 0.7, at=(way * x, 0, -t - gap / 2 - 0.6), segments=16))
        ribs = count(rng, 0, 3)
        for k in range(ribs):
            y = (k - (ribs - 1) / 2) * wide / max(ribs, 1)
            parts.append(tube(circle((0, y, gap / 2), r + t, "y", 24, (4, 176)), 0.07, segments=6))
        if whether(rng, 0.4):
            parts.append(cylinder(0.3, 0.8, at=(0, 0, r + t + gap / 2 - 0.05), segments=24))
            parts.append(extrude(regular_polygon(6, 0.5), 0.3, axis="z").moved(z=r + t + gap / 2 + 0.3))
    return parts


FAMILIES = (
    Family("bolt", "08-08", ("Bolt", "Screw", "Fastener", "Threaded fastener"), _bolt),
    Family("pipe_clip", "08-08", ("Hose clamp", "Pipe clamp", "Pipe clip", "Clamp"), _pipe_clip),
)
