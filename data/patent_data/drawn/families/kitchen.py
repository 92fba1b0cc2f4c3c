"""Blenders and toasters: 31-00."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, lay, line, ring_of, slab, spread, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import cable, dial, feet, push_buttons, screen_panel
from patent_data.drawn.solids import Part, Stroke, cylinder, extrude, loft, revolve


def panel(rng: Rng, w: float, h: float, y: float, z: float) -> list[Part]:
    """A knob, keys or a display on a front face, about (0, z)."""
    kind = pick(rng, "knob", "keys", "both", "touch")
    if kind == "knob":
        return dial(rng, 0.42 * min(w, h), (0.0, y, z))
    if kind == "keys":
        n = whole(rng, 3, 6)
        return push_buttons(
            rng, [(x, z) for x in spread(n, w)], min(0.8 * w / n, 0.5 * h), y, pick(rng, "round", "pill", "square")
        )
    if kind == "both":
        keys = push_buttons(rng, [(s * 0.38 * w, z) for s in (-1, 1)], 0.2 * w, y, "round")
        return dial(rng, 0.36 * min(w, h), (0.0, y, z)) + keys
    return [
        screen_panel(0.9 * w, 0.7 * h, 0, y - 0.004, z, 0.03, 0.02),
        *push_buttons(rng, [(x, z - 0.55 * h) for x in spread(4, w)], 0.08 * w, y, "round"),
    ]


def blender(rng: Rng) -> list[Part]:
    """A stand blender with a jug, or a food processor with a bowl and a feeding tube."""
    base_w, base_h = between(rng, 0.42, 0.56), between(rng, 0.45, 0.75)
    power = pick(rng, 2.0, 3.0, 5.0)
    neck = between(rng, 0.62, 0.95)
    rows = [(0.98, 0.0), (1.0, 0.06), (between(rng, 0.85, 1.0), 0.5), (neck, 0.92), (neck * 0.92, 1.0)]
    base = loft(np.stack([ring_of(0, 0, base_h * z, base_w * s, base_w * s, power, 44) for s, z in rows]))
    parts: list[Part] = [base]
    y = -base_w * (0.97 if power < 4 else 0.98)
    parts += panel(rng, base_w * 0.9, 0.42 * base_h, y, base_h * 0.34)
    processor = maybe(rng, 0.3)
    r0 = base_w * neck * 0.86
    jug_h = between(rng, 0.9, 1.4) if not processor else between(rng, 0.5, 0.7)
    r1 = r0 * between(rng, 1.15, 1.4) if not processor else base_w * between(rng, 0.98, 1.15)
    wall = 0.04
    sides = pick(rng, 2.0, 2.0, 4.0)
    outer = (
        [(r0, 0.0), (r0 * 1.03, 0.08), ((r0 + r1) / 2, 0.5 * jug_h), (r1, jug_h)]
        if not processor
        else [(r1, 0.0), (r1, 0.03), (r1, 0.5 * jug_h), (r1, jug_h)]
    )
    rings = [ring_of(0, 0, base_h + z, r, r, sides, 40) for r, z in outer]
    rings += [
        ring_of(0, 0, base_h + z, max(r - wall, 0.03), max(r - wall, 0.03), sides, 40)
        for r, z in ((r1, jug_h), (r0, 0.1))
    ]
    jug = loft(np.stack(rings)).with_(surface="glass")
    marks: list[Stroke] = []
    for q in np.linspace(0.25, 0.85, whole(rng, 0, 6)):
        z = base_h + q * jug_h
        marks += lay(jug, [[0.02, -9, z], [r0 * between(rng, 0.25, 0.4), -9, z]], (0, 1, 0), "light", 8)
    ribs = pick(rng, 0, 0, 4, 8)
    for a in np.arange(ribs) * 2 * np.pi / max(ribs, 1):
        marks.append(
            Stroke(
                np.array([[r * 1.004 * np.cos(a), r * 1.004 * np.sin(a), base_h + z] for r, z in outer[1:]]), "light"
            )
            if sides == 2.0
            else line((0, -9, 0), (0, -9, 0.01))
        )
    parts.append(draw(jug, [m for m in marks if abs(m.points[0, 1]) < 5]))
    parts.append(
        revolve([(r0 * 1.12, base_h - 0.02), (r0 * 1.15, base_h + 0.02), (r0 * 1.08, base_h + 0.12)], segments=40)
    )
    top = base_h + jug_h
    lid = loft(
        np.stack(
            [
                ring_of(0, 0, top + z, r1 * s, r1 * s, sides, 40)
                for s, z in ((1.02, -0.04), (1.05, 0.0), (1.04, 0.05), (0.85, 0.1), (0.05, 0.11))
            ]
        )
    )
    parts.append(lid)
    if processor:
        parts += [
            cylinder(0.2 * r1, 0.32, (0.35 * r1, 0, top + 0.06), segments=28),
            cylinder(0.17 * r1, 0.46, (0.35 * r1, 0, top + 0.06), top=0.19 * r1, segments=28),
        ]
    else:
        parts.append(
            revolve(
                [(0.3 * r1, top + 0.08), (0.3 * r1, top + 0.18), (0.26 * r1, top + 0.21), (0.1, top + 0.21)],
                segments=28,
            )
        )
    grip = pick(rng, "loop", "open", "none" if not processor else "loop")
    if grip != "none":
        a, b = base_h + 0.16 * jug_h, base_h + 0.92 * jug_h
        ra, rb = np.interp([a, b], [base_h, top], [r0 if not processor else r1, r1])
        out = between(rng, 0.2, 0.32)
        points = [
            [rb - 0.03, 0, b],
            [rb + out, 0, b + 0.02],
            [ra + out * 1.15, 0, (a + b) / 2],
            [ra + out * 0.8, 0, a + 0.05],
        ]
        if grip == "loop":
            points.append([ra - 0.03, 0, a])
        parts.append(
            limb(spline(points, n=26), [0.06, 0.07, 0.055], [0.035, 0.045, 0.035], power=3.0, ends=(0.0, 0.03))
        )
    if maybe(rng, 0.6):
        spout = (
            extrude(np.array([[-0.1, 0.0], [0.1, 0.0], [0.0, -0.14]]), 0.07, "z", at=(0, -r1 * 0.96, top - 0.06))
            if sides == 2.0 and grip != "none"
            else None
        )
        parts += [spout] if spout is not None and maybe(rng, 0.5) else []
    parts += feet(rng, base_w * 1.7, base_w * 1.7, 0.03, 0.05)
    if maybe(rng, 0.4):
        parts += unclaimed(cable(rng, (0, base_w * 0.95, 0.1), (0, 1, 0), 0.6, 0.025), maybe(rng, 0.15))
    return parts


def toaster(rng: Rng) -> list[Part]:
    """A toaster with slots, levers and a crumb tray."""
    slots_n = pick(rng, 1, 2, 2, 4)
    long = between(rng, 1.2, 1.9)
    d = {1: 0.5, 2: 0.72, 4: 1.1}[slots_n] * between(rng, 0.9, 1.2)
    h = between(rng, 0.75, 1.0)
    power = pick(rng, 3.0, 5.0, 9.0)
    arch = between(rng, 0.0, 0.5)
    u = np.linspace(0, np.pi, 25)
    rows = []
    for t in np.linspace(-1, 1, 11):
        squeeze = 1 - 0.05 * abs(t) ** 6
        half = d / 2 * squeeze
        top = h * (1 - 0.14 * arch * t**2)
        shape = np.column_stack(
            [half * np.sign(np.cos(u)) * np.abs(np.cos(u)) ** (2 / power), top * np.sin(u) ** (2 / power)]
        )
        rows.append(np.column_stack([np.full(len(shape), t * long / 2), shape[:, 0], np.maximum(shape[:, 1], 0.0)]))
    body = loft(np.stack(rows))
    marks: list[Stroke] = []
    down = (0.0, 0.0, -1.0)
    ys = {1: [0.0], 2: [-0.14 * d / 0.72, 0.14 * d / 0.72], 4: [-0.22 * d, -0.07 * d, 0.07 * d, 0.22 * d]}[slots_n]
    for y in ys:
        for grow in (1.0, 0.86):
            outline = rounded_rectangle(0.78 * long * (1 if grow == 1 else 0.97), 0.12 * grow, 0.05)
            marks += lay(
                body,
                np.column_stack([np.vstack([outline, outline[:1]]) + np.array([0, y]), np.full(len(outline) + 1, 9.0)]),
                down,
                "line" if grow == 1 else "light",
                70,
            )
    if maybe(rng, 0.6):
        marks += [m for x in (-0.47, 0.47) for m in lay(body, [[x * long, -9, 0], [x * long, -9, h * 0.9]], (0, 1, 0))]
        marks += [
            m for x in (-0.47, 0.47) for m in lay(body, [[x * long, -d * 0.45, 9], [x * long, d * 0.45, 9]], down)
        ]
    z = between(rng, 0.08, 0.14)
    marks += lay(body, [[-long / 2, -9, z], [long / 2, -9, z]], (0, 1, 0)) + lay(
        body, [[-long / 2, 9, z], [long / 2, 9, z]], (0, -1, 0)
    )
    if maybe(rng, 0.35):
        marks += [
            m
            for q in np.linspace(0.3, 0.7, whole(rng, 3, 6))
            for m in lay(body, [[-0.36 * long, -9, q * h], [0.36 * long, -9, q * h]], (0, 1, 0), "light")
        ]
    parts: list[Part] = [draw(body, marks)]
    x = long / 2
    levers = 2 if slots_n == 4 else 1
    for y in spread(levers, 0.5 * d):
        parts.append(slab(0.14, 0.14, 0.08, 0.03, 0.015, at=(x + 0.05, y, h * between(rng, 0.45, 0.72))))
        groove = np.array(
            [
                [x + 0.005, y - 0.02, 0.3 * h],
                [x + 0.005, y - 0.02, 0.8 * h],
                [x + 0.005, y + 0.02, 0.8 * h],
                [x + 0.005, y + 0.02, 0.3 * h],
                [x + 0.005, y - 0.02, 0.3 * h],
            ]
        )
        parts[0] = draw(parts[0], [Stroke(groove)])
    controls = dial(rng, 0.09, (0, 0, 0)) + push_buttons(
        rng, [(q, 0.0) for q in (-0.22, 0.22)[: whole(rng, 0, 2)]], 0.07, 0.0, "round"
    )
    parts += [p.rotated("z", 90).moved(x, 0, 0.2 * h) for p in controls]
    if maybe(rng, 0.3):
        parts += unclaimed([slab(0.6 * long, 0.08, 0.3 * h, 0.08, at=(0, y, h * 0.85)) for y in ys], maybe(rng, 0.6))
    if maybe(rng, 0.3):
        parts.append(
            wire(
                [
                    [-0.36 * long, 0, h * 0.96],
                    [-0.36 * long, 0, h * 1.12],
                    [0.36 * long, 0, h * 1.12],
                    [0.36 * long, 0, h * 0.96],
                ],
                0.02,
                8,
            )
        )
    return parts + feet(rng, long * 0.94, d * 0.8, 0.05, 0.05)


FAMILIES = (
    Family("blender", "31-00", ("Blender", "Food processor", "Blender jar"), blender),
    Family("toaster", "31-00", ("Toaster", "Electric toaster", "Bread toaster"), toaster),
)
