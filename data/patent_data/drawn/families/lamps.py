"""Families of table and desk lamps (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick
from patent_data.drawn.families.lighting_parts import (
    SHADES,
    arm_joint,
    cord,
    lamp_foot,
    shade,
    sleeve_lines,
)
from patent_data.drawn.families.shaping import flat_ring, grounded, layered, lifted, ring, rod, smooth
from patent_data.drawn.solids import Part, box, cylinder, extrude, revolve, sphere, stroke, tube


def build_table_lamp(rng: Rng) -> list[Part]:
    """A table lamp: foot, socket, shade, finial, pull chain, switch, cord."""
    r, h = between(rng, 6, 10), between(rng, 14, 34)
    parts, top = lamp_foot(rng, r, h)
    kind = pick(rng, *SHADES[:9])
    width = between(rng, 1.3, 2.2) * r * (0.7 if kind in ("globe", "cylinder") else 1.0)
    lift = 0.5 if kind == "globe" else between(rng, -1, 3)
    cover, tall = shade(rng, kind, width, top + lift)
    parts += [
        cylinder(1.4, 4.5, at=(0, 0, top - 0.5), segments=20),
        cylinder(0.5, max(lift, 0) + 0.9 * tall, at=(0, 0, top), segments=12),
    ]
    if kind in ("cone", "drum", "empire", "bell", "pleated") and maybe(rng, 0.6):
        z = top + lift + 0.9 * tall
        parts += [
            revolve(smooth([(0.3, 0), (0.9, 0.8), (0.5, 1.8), (0.7, 2.4), (0, 3.2)], 14), at=(0, 0, z), segments=20)
        ]
    if maybe(rng, 0.35):
        z = top + 1
        x = 0.5 * width
        parts += [
            tube([[x, 0, z + 2], [x, 0, z - 0.25 * h]], 0.12, segments=6),
            sphere(0.6, at=(x, 0, z - 0.25 * h), segments=14),
        ]
    if maybe(rng, 0.3):
        parts.append(cylinder(0.7, 0.8, at=(0, -0.8 * r, 0.7), axis="y", segments=16))
    parts += disclaimed(rng, cover, 0.08)
    if maybe(rng, 0.3):
        parts += cord(rng, (0, 0.7 * r, 0.8))
    return grounded(parts)


def lamp_head(rng: Rng, size: float) -> list[Part]:
    """The head of a work lamp about the origin; it shines down and its joint is at the origin."""
    kind = pick(rng, "cone", "dome", "bar", "ring", "cylinder", "bell")
    if kind == "bar":
        w = between(rng, 2.0, 3.4) * size
        body = layered(
            rounded_rectangle(w, 0.5 * size, 0.22 * size, n=4),
            [(0.1, -0.35 * size), (0, -0.3 * size), (0, -0.12 * size), (0.1, 0.0)],
        )
        light = stroke(lifted(rounded_rectangle(w * 0.92, 0.36 * size, 0.15 * size, n=4), -0.36 * size), closed=True)
        return [body.with_(strokes=(light,)).moved(x=-0.3 * w)]
    if kind == "ring":
        return [
            tube(
                [
                    [-size + size * np.cos(a), size * np.sin(a), -0.1 * size]
                    for a in np.linspace(0, 2 * np.pi, 40, endpoint=False)
                ],
                0.14 * size,
                closed=True,
                segments=12,
            )
        ]
    shapes = {
        "cone": [(size, -1.1 * size), (0.36 * size, -0.1 * size), (0.3 * size, 0.35 * size), (0.1 * size, 0.4 * size)],
        "dome": [
            (size, -0.8 * size),
            *smooth([(0.98 * size, -0.6 * size), (0.7 * size, -0.1 * size), (0.2 * size, 0.15 * size)], 10),
        ],
        "cylinder": [(0.45 * size, -1.2 * size), (0.45 * size, 0.3 * size), (0.3 * size, 0.4 * size)],
        "bell": [
            (size, -1.1 * size),
            *smooth(
                [
                    (0.95 * size, -0.95 * size),
                    (0.55 * size, -0.55 * size),
                    (0.4 * size, 0.2 * size),
                    (0.15 * size, 0.4 * size),
                ],
                12,
            ),
        ],
    }[kind]
    inside = [(max(x - 0.06 * size, 0.02), z) for x, z in shapes[:-1]]
    shell = revolve([*reversed(inside), *shapes], segments=40)
    marks = (
        sleeve_lines(shapes[-2][0], shapes[-2][1] - 0.12 * size, shapes[-2][1], 3)
        if maybe(rng) and kind in ("cone", "cylinder")
        else ()
    )
    bulb = (
        sphere(0.42 * size, at=(0, 0, -0.85 * size), segments=20)
        if kind != "cylinder"
        else cylinder(0.4 * size, 0.1 * size, at=(0, 0, -1.25 * size))
    )
    return [shell.with_(strokes=marks), bulb]


def build_desk_lamp(rng: Rng) -> list[Part]:
    """A work lamp: base or clamp, one or two arms with springs and joints, or a gooseneck, and its head."""
    r = between(rng, 6, 11)
    base = pick(rng, "disc", "disc", "square", "dome", "clamp")
    thick = between(rng, 0.5, 0.9)
    if base == "clamp":
        jaw = np.array(
            [(-2.0, 6.0), (3.0, 6.0), (3.0, 4.8), (-0.8, 4.8), (-0.8, 0.8), (3.0, 0.8), (3.0, -0.4), (-2.0, -0.4)]
        )
        parts = [
            extrude(jaw, 4.0, axis="y", bevel=0.3),
            cylinder(0.4, 4, at=(1.8, 0, -2.4), segments=14),
            cylinder(1.2, 0.6, at=(1.8, 0, 1.6), segments=20),
            cylinder(1.1, 0.8, at=(1.8, 0, -3.0), segments=20),
        ]
        z = 6.0
    elif base == "square":
        z = between(rng, 1.4, 3)
        parts = [box(1.8 * r, 1.5 * r, z, radius=between(rng, 0.5, 3))]
    else:
        z = between(rng, 1.6, 2.4) if base == "disc" else 3.6
        parts = [
            revolve(
                [(r, 0), (r, 0.7 * z), (0.93 * r, z), (0.2 * r, z)]
                if base == "disc"
                else smooth([(r, 0), (0.97 * r, 1.0), (0.5 * r, 3.0), (1.2, z)], 14)
            )
        ]
        if maybe(rng):
            parts[0] = parts[0].with_strokes(flat_ring(0.75 * r, z + 0.02) if base == "disc" else ring(0.99 * r, 0.8))
    size = between(rng, 4.5, 8)
    if maybe(rng, 0.3):
        tall, reach = between(rng, 26, 40), between(rng, 12, 24)
        path = [
            [0, 0, z - 0.3],
            [0, 0, 0.5 * tall],
            [0.1 * reach, 0, 0.85 * tall],
            [0.5 * reach, 0, tall],
            [reach, 0, 0.9 * tall],
        ]
        neck = rod(path, thick, 40, 12)
        parts += [neck, revolve([(2.2 * thick, z - 0.2), (1.5 * thick, z + 1.5)])]
        head = [part.rotated("y", between(rng, 10, 45)) for part in lamp_head(rng, size)]
        return grounded([*parts, *(part.mirrored("x").moved(x=reach, z=0.9 * tall) for part in head)])
    lower, upper = between(rng, 18, 32), between(rng, 16, 30)
    a, b = np.radians(between(rng, 100, 125)), np.radians(between(rng, 15, 50))
    foot = np.array([0, 0, z + 1.6])
    elbow = foot + lower * np.array([np.cos(a), 0, np.sin(a)])
    tip = elbow + upper * np.array([np.cos(b), 0, np.sin(b)])
    double = maybe(rng, 0.5)
    rails = (-1.0, 1.0) if double else (0.0,)
    for y in rails:
        shift = np.array([0, y, 0])
        parts += [
            tube([foot + shift, elbow + shift], thick * (0.55 if double else 1.0), segments=10),
            tube([elbow + shift, tip + shift], thick * (0.55 if double else 1.0), segments=10),
        ]
    parts += [
        revolve([(1.6, z - 0.2), (1.4, z + 1.2), (0.9, z + 1.6)]),
        *(part for at in (foot, elbow, tip) for part in arm_joint(tuple(at.tolist()), 1.2, 3.0)),
    ]
    if maybe(rng, 0.4):
        n = 60
        t = np.linspace(0, 1, n)
        across = np.array([-np.sin(a), 0, np.cos(a)])
        for y in (-0.9, 0.9):
            axis = foot[None] + t[:, None] * 0.45 * (elbow - foot)[None] + (0, y, 0) + across * 1.2
            coil = axis + 0.45 * np.cos(t * 56)[:, None] * across + 0.45 * np.sin(t * 56)[:, None] * np.array([0, 1, 0])
            parts.append(tube(coil, 0.12, segments=5))
    head = [part.mirrored("x").rotated("y", -between(rng, 0, 35)) for part in lamp_head(rng, size)]
    parts += [part.moved(*tip.tolist()) for part in head]
    if maybe(rng, 0.25) and base != "clamp":
        parts += cord(rng, (0, 0.7 * r, 0.8))
    return grounded(parts)


FAMILIES = (
    Family("table_lamp", "26-05", ("Table lamp", "Lamp", "Bedside lamp", "Accent lamp"), build_table_lamp),
    Family("desk_lamp", "26-05", ("Desk lamp", "Reading lamp", "Work lamp", "Task light"), build_desk_lamp),
)
