"""Machines that prepare food and drink: 31-00."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import (
    circle,
    draw,
    flat,
    front,
    lay,
    line,
    ring,
    ring_of,
    slab,
    spread,
    unclaimed,
    wire,
)
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import cable, dial, feet, push_buttons, screen_panel, slots
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, superellipsoid


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


def coffee_machine(rng: Rng) -> list[Part]:
    """A coffee machine: drip with a pot, espresso with a portafilter, or for capsules."""
    w, d, h = between(rng, 0.7, 1.1), between(rng, 0.8, 1.1), between(rng, 1.2, 1.6)
    kind = pick(rng, "drip", "espresso", "capsule")
    corner = pick(rng, 0.02, 0.08, 0.2)
    low = between(rng, 0.1, 0.2)
    gap = h * between(rng, 0.42, 0.54)
    base = box(w, d, low, radius=corner)
    column = box(w, d * 0.42, h, (0, d * 0.29, 0), radius=corner)
    head = box(
        w,
        d * (0.98 if kind != "capsule" else 0.84),
        h - gap - low,
        (0, 0.0 if kind != "capsule" else d * 0.06, gap + low),
        radius=corner,
    )
    y = -d * 0.49 if kind != "capsule" else -d * 0.36
    marks: list[Stroke] = []
    zc = (h + gap + low) / 2
    parts: list[Part] = panel(rng, 0.56 * w, 0.5 * (h - gap - low), y, zc)
    spot = -d * 0.16
    if kind == "drip":
        r = min(0.36 * w, 0.36 * d)
        pot_h = gap * 0.84
        profile = [
            (r * 0.86, 0),
            (r, 0.1 * pot_h),
            (r * 1.04, 0.35 * pot_h),
            (r * between(rng, 0.7, 0.9), 0.78 * pot_h),
            (r * 0.72, 0.9 * pot_h),
            (r * 0.76, pot_h),
        ]
        pot = revolve(
            [(max(float(a), 0.0), float(b)) for a, b in spline(profile, n=18)], (0, spot, low + 0.02), segments=40
        ).with_(surface="glass")
        level = ring(r * 1.045, low + 0.02 + 0.5 * pot_h, 0, spot, "light")
        grip = limb(
            spline(
                [
                    [0, -r * 0.72, 0.88 * pot_h],
                    [0, -r * 1.5, 0.86 * pot_h],
                    [0, -r * 1.55, 0.4 * pot_h],
                    [0, -r * 1.3, 0.16 * pot_h],
                ],
                n=20,
            ),
            [0.05],
            [0.03],
            power=4.0,
            side=(1.0, 0.0, 0.0),
            ends=(0, 0.02),
        )
        band = revolve(
            [(r * 0.8, 0.84 * pot_h), (r * 0.82, 0.86 * pot_h), (r * 0.8, 0.95 * pot_h)],
            (0, spot, low + 0.02),
            segments=40,
        )
        jug = [draw(pot, [level] if maybe(rng, 0.3) else []), grip.moved(0, spot, low + 0.02), band]
        parts += unclaimed(jug, maybe(rng, 0.1))
        parts.append(revolve([(r * 0.9, 0), (r * 0.9, 0.02)], (0, spot, low), segments=40))
        parts.append(cylinder(r * 0.8, 0.1, (0, spot, gap + low - 0.09), segments=36))
        if maybe(rng, 0.5):
            marks += [
                line((w / 2 + 0.003, d * 0.3, z), (w / 2 + 0.003, d * 0.36, z), kind="light")
                for z in np.linspace(0.3 * h, 0.8 * h, 9)
            ]
    else:
        tray = slots(whole(rng, 6, 10), 0.6 * d, 0.7 * w / 10, 0, 0, 0, True)
        parts.append(
            draw(
                box(w * 0.86, d * 0.5, 0.03, (0, -d * 0.2, low), radius=0.02),
                [
                    Stroke(
                        np.column_stack(
                            [t.points[:, 0], -d * 0.2 + t.points[:, 2] * 0.7, 0 * t.points[:, 0] + low + 0.034]
                        ),
                        "light",
                    )
                    for t in tray
                ],
            )
        )
        spout_z = gap + low
        if kind == "espresso":
            parts += [
                cylinder(0.17, 0.12, (0, spot, spout_z - 0.1), segments=36),
                cylinder(0.19, 0.07, (0, spot, spout_z - 0.16), segments=36),
            ]
            arm = limb(
                spline(
                    [
                        [0, spot - 0.15, spout_z - 0.13],
                        [0, spot - 0.4, spout_z - 0.15],
                        [0, spot - 0.75, spout_z - 0.2],
                    ],
                    n=16,
                ),
                [0.03, 0.05, 0.06],
                [0.03, 0.045, 0.05],
                side=(1.0, 0.0, 0.0),
                ends=(0, 0.04),
            )
            parts += [
                arm,
                *[
                    wire(
                        spline(
                            [
                                [0, spot, spout_z - 0.14],
                                [s * 0.05, spot, spout_z - 0.24],
                                [s * 0.06, spot, spout_z - 0.3],
                            ],
                            n=8,
                        ),
                        0.025,
                        8,
                    )
                    for s in (-1, 1)
                ],
            ]
            steam = spline(
                [
                    [0.38 * w, spot, spout_z + 0.02],
                    [0.42 * w, spot - 0.06, spout_z - 0.2],
                    [0.42 * w, spot - 0.12, low + 0.2],
                ],
                n=14,
            )
            parts.append(wire(steam, 0.022, 8))
            if maybe(rng, 0.6):
                r = 0.11
                gauge = (
                    revolve([(r, -0.02), (r, 0.03), (r * 0.88, 0.04), (r * 0.86, 0.02)], segments=32)
                    .rotated("x", 90)
                    .moved(0.38 * w, y, zc)
                )
                parts.append(draw(gauge, [line((0.38 * w, y - 0.022, zc), (0.38 * w + 0.05, y - 0.022, zc + 0.05))]))
            rail = [
                [-0.46 * w, -0.4 * d, h + 0.08],
                [-0.46 * w, 0.45 * d, h + 0.08],
                [0.46 * w, 0.45 * d, h + 0.08],
                [0.46 * w, -0.4 * d, h + 0.08],
            ]
            if maybe(rng, 0.4):
                parts += [wire(rail, 0.014, 8), *[wire([[p[0], p[1], h - 0.02], p], 0.012, 8) for p in rail]]
        else:
            parts.append(
                loft(
                    np.stack(
                        [
                            ring_of(0, spot - 0.08, spout_z + z, 0.15 * s, 0.12 * s, 3.0, 28)
                            for s, z in ((0.5, -0.14), (0.8, -0.06), (1.0, 0.0), (1.0, 0.05))
                        ]
                    )
                )
            )
            lever = spline(
                [
                    [-0.3 * w, y + 0.1, h - 0.02],
                    [-0.3 * w, y - 0.1, h + 0.05],
                    [0, y - 0.16, h + 0.07],
                    [0.3 * w, y - 0.1, h + 0.05],
                    [0.3 * w, y + 0.1, h - 0.02],
                ],
                n=24,
            )
            parts.append(limb(lever, [0.05], [0.025], power=3.0, side=(0.0, 0.3, 1.0)))
        if maybe(rng, 0.3):
            cup = revolve(
                [(0.08, 0), (0.13, 0.05), (0.15, 0.2), (0.14, 0.2), (0.11, 0.05)], (0, spot, low + 0.04), segments=28
            )
            parts += unclaimed([cup], maybe(rng, 0.7))
    if maybe(rng, 0.4):
        parts.append(box(w * 0.9, d * 0.3, 0.05, (0, d * 0.28, h), radius=0.02))
    marks.append(front(rounded_rectangle(0.8 * w, 0.5 * h, 0.04), 0, d * 0.5 + 0.003, 0.5 * h, "light"))
    return [draw(base, []), draw(column, marks), head, *parts]


def stand_mixer(rng: Rng) -> list[Part]:
    """A stand mixer with a tilting head, a bowl and a beater."""
    long, w = between(rng, 1.4, 1.7), between(rng, 0.5, 0.62)
    base = extrude(
        spline(
            [
                [-w * 0.55, -long * 0.5],
                [w * 0.55, -long * 0.5],
                [w * 0.6, 0],
                [w * 0.4, long * 0.4],
                [0, long * 0.46],
                [-w * 0.4, long * 0.4],
                [-w * 0.6, 0],
            ],
            closed=True,
            n=48,
        ),
        0.14,
        "z",
        bevel=0.03,
    )
    neck_h = between(rng, 0.75, 0.95)
    column = loft(
        np.stack(
            [
                ring_of(
                    0,
                    long * 0.26 + 0.08 * t,
                    0.08 + neck_h * t,
                    w * (0.42 - 0.1 * np.sin(np.pi * t)),
                    w * (0.36 - 0.06 * np.sin(np.pi * t)),
                    2.6,
                    36,
                )
                for t in np.linspace(0, 1, 9)
            ]
        )
    )
    head_h = between(rng, 0.4, 0.5)
    rings = []
    nose = between(rng, 0.62, 0.95)
    for t, s in (
        (0.0, 0.1),
        (0.03, nose * 0.7),
        (0.12, nose * 0.95),
        (0.4, 1.0),
        (0.75, 0.95),
        (0.93, 0.7),
        (1.0, 0.1),
    ):
        ring_ = ring_of(0, 0, 0, w * 0.42 * s, head_h / 2 * s, pick(rng, 2.4, 2.4), 36)
        rings.append(
            np.column_stack(
                [ring_[:, 0], np.full(36, -long * 0.52 + t * long * 1.02), ring_[:, 1] + 0.1 + neck_h + head_h * 0.42]
            )
        )
    head = loft(np.stack(rings[::-1]))
    zh = 0.1 + neck_h + head_h * 0.42
    marks = lay(head, [[9, -long * 0.45, zh], [9, long * 0.45, zh]], (-1, 0, 0)) + lay(
        head, [[-9, -long * 0.45, zh], [-9, long * 0.45, zh]], (1, 0, 0)
    )
    r = between(rng, 0.38, 0.46)
    bowl_y = -long * 0.22
    bowl_h = neck_h * between(rng, 0.5, 0.62)
    profile = [
        (r * 0.55, 0.0),
        (r * 0.5, 0.05),
        (r * 0.8, 0.1),
        (r * 0.98, 0.6 * bowl_h),
        (r * 1.02, bowl_h),
        (r * 1.05, bowl_h + 0.02),
        (r * 0.97, bowl_h + 0.01),
        (r * 0.9, 0.55 * bowl_h),
        (r * 0.5, 0.14),
    ]
    bowl = revolve(profile, (0, bowl_y, 0.14), segments=44)
    parts = [base, column, draw(head, marks), bowl]
    if maybe(rng):
        parts.append(
            limb(
                spline(
                    [
                        [r * 0.98, bowl_y, 0.14 + 0.85 * bowl_h],
                        [r * 1.4, bowl_y, 0.14 + 0.8 * bowl_h],
                        [r * 1.38, bowl_y, 0.14 + 0.4 * bowl_h],
                        [r * 0.9, bowl_y, 0.14 + 0.35 * bowl_h],
                    ],
                    n=18,
                ),
                [0.04],
                [0.02],
                power=3.0,
            )
        )
    parts.append(cylinder(0.05, neck_h - 0.2, (0, bowl_y, 0.3), segments=14))
    parts.append(revolve([(0.12, 0), (0.14, 0.1)], (0, bowl_y, zh - head_h * 0.58), segments=28))
    tool = pick(rng, "whisk", "paddle")
    if tool == "whisk":
        for a in np.arange(4) * np.pi / 4:
            t = np.linspace(0, 2 * np.pi, 25)[:-1]
            loop = np.column_stack(
                [
                    0.16 * np.sin(t) * np.cos(a),
                    bowl_y + 0.16 * np.sin(t) * np.sin(a),
                    0.2 + 0.3 * bowl_h + 0.28 * (1 - np.cos(t)),
                ]
            )
            parts.append(wire(loop, 0.009, 6, True))
    parts += [p.rotated("z", 90).moved(w * 0.4, long * 0.1, zh) for p in dial(rng, 0.09, (0, 0, 0))]
    parts.append(disc_cap(w, long, zh))
    if maybe(rng, 0.5):
        parts[0] = draw(parts[0], [flat(circle(r * 0.7, 36), 0, bowl_y, 0.143)])
    if maybe(rng, 0.3):
        parts.append(superellipsoid(0.05, 0.05, 0.05, at=(w * 0.4, long * 0.28, neck_h * 0.85), segments=16))
    return parts


def disc_cap(w: float, long: float, z: float) -> Part:
    """The round cap of the attachment hub at the nose of a mixer."""
    return revolve([(0.11, 0), (0.11, 0.06), (0.09, 0.08)], segments=28).rotated("x", 90).moved(0, -long * 0.5, z)


FAMILIES = (
    Family("blender", "31-00", ("Blender", "Food processor", "Blender jar"), blender),
    Family("toaster", "31-00", ("Toaster", "Electric toaster", "Bread toaster"), toaster),
    Family("coffee_machine", "31-00", ("Coffee machine", "Coffee maker", "Espresso machine"), coffee_machine),
    Family("stand_mixer", "31-00", ("Stand mixer", "Kitchen mixer", "Food mixer"), stand_mixer),
)
