"""Toilets and urinals (23-07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.bits import (
    Array,
    between,
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
from patent_data.drawn.solids import Part, box, cylinder, extrude, loft, revolve, stroke

RING = 48


def _seat_plan(rng: np.random.Generator, wide: float, deep: float, nose: float) -> Array:
    """The plan of a toilet bowl: round in front (-y), flatter behind."""
    a = np.linspace(0, 2 * np.pi, RING, endpoint=False)
    front = np.sin(a) < 0
    power = np.where(front, nose, 3.4)
    x = np.sign(np.cos(a)) * np.abs(np.cos(a)) ** (2 / power) * wide
    y = np.sign(np.sin(a)) * np.abs(np.sin(a)) ** (2 / power) * np.where(front, deep * 1.25, deep * 0.75)
    return np.column_stack([x, y])


def _toilet(rng: np.random.Generator) -> list[Part]:
    """A toilet: two-piece, one-piece, skirted or wall-hung; its lid closed or raised."""
    kind = one_of(rng, "two", "one", "skirt", "hung", "two")
    wide, deep = between(rng, 1.75, 2.0), between(rng, 2.1, 2.6)
    nose = between(rng, 2.0, 2.8)
    high = between(rng, 3.7, 4.2)
    plan = _seat_plan(rng, wide, deep, nose)
    hollow = plan * 0.78 - [0, 0.12 * deep]
    base = between(rng, 0.55, 0.7)
    raised = whether(rng, 0.35)

    def row(sx: float, sy: float, push: float, z: float) -> Array:
        return np.column_stack([plan[:, 0] * sx, plan[:, 1] * sy + push, np.full(RING, z)])

    if kind == "hung":
        rows = [
            row(0.55, 0.6, 0.55, 0.32 * high),
            row(0.75, 0.75, 0.4, 0.36 * high),
            row(0.95, 0.93, 0.1, 0.65 * high),
            row(1.0, 1.0, 0, 0.92 * high),
            row(1.0, 1.0, 0, high),
        ]
    elif kind == "skirt":
        rows = [
            row(0.85, 0.8, 0.45, 0.0),
            row(0.84, 0.79, 0.45, 0.1),
            row(0.88, 0.86, 0.3, 0.5 * high),
            row(0.98, 0.98, 0.05, 0.88 * high),
            row(1.0, 1.0, 0, high),
        ]
    else:
        waist = between(rng, 0.5, 0.62)
        rows = [
            row(base + 0.08, 0.72, 0.55, 0.0),
            row(base + 0.07, 0.7, 0.55, 0.22),
            row(waist, 0.62, 0.65, 0.4 * high),
            row(0.75, 0.8, 0.3, 0.65 * high),
            row(0.96, 0.97, 0.03, 0.9 * high),
            row(1.0, 1.0, 0, high),
        ]
    well = [
        np.column_stack([hollow * s, np.full(RING, z)])
        for s, z in ((1.0, high), (0.97, 0.93 * high), (0.75, 0.75 * high), (0.4, 0.62 * high), (0.1, 0.6 * high))
    ]
    parts = [loft(np.stack([*rows, *well])).with_(smooth_angle=42.0)]
    thick = between(rng, 0.16, 0.26)
    seat = extrude(plan * 1.01, thick, axis="z", holes=(hollow * 0.92,), bevel=0.05).moved(z=high + 0.05)
    lid_ring = plan * between(rng, 1.0, 1.03)
    lid = extrude(lid_ring, thick * 0.9, axis="z", bevel=0.08).moved(z=high + thick + 0.09)
    inner = np.column_stack([lid_ring * 0.86, np.full(RING, high + 2 * thick + 0.06)])
    if whether(rng, 0.4):
        lid = lid.with_strokes(stroke(inner, "light", closed=True))
    back = float(plan[:, 1].max())
    hinge = (0.0, back * 0.88, high + thick + 0.05)
    if raised:
        lid = lid.rotated("x", -between(rng, 95.0, 104.0), hinge)
    parts += [seat, lid]
    parts += [
        cylinder(0.12, 0.5, at=(x, hinge[1], hinge[2]), axis="x", segments=16) for x in (-0.45 * wide, 0.45 * wide)
    ]
    if kind in ("two", "one"):
        w, d, t = between(rng, 1.9, 2.4), between(rng, 1.2, 1.6), between(rng, 2.6, 3.6)
        y = back + d / 2 + (0.15 if kind == "two" else -0.2)
        z = high + (0.1 if kind == "two" else -0.6)
        spread = between(rng, 0.85, 1.0)
        ring = rounded_rectangle(2.0, 1.0, 0.16, n=4)
        tank = loft(
            np.stack(
                [
                    np.column_stack([ring[:, 0] * w * s, ring[:, 1] * d * s + y, np.full(len(ring), z + q * t)])
                    for s, q in ((spread, 0.0), (1.0, 0.6), (1.0, 1.0))
                ]
            )
        )
        cover = extrude(
            ring * [w * 1.05, d * 1.08] + np.array([0, y]), between(rng, 0.2, 0.4), axis="z", bevel=0.1
        ).moved(z=z + t)
        parts += [tank, cover]
        parts.append(box(1.6 * wide, back * 0.6 + 0.4, 0.9, at=(0, back + 0.25, high - 0.95), radius=0.3))
        flush = one_of(rng, "lever", "button", "lever")
        if flush == "lever":
            parts += [
                cylinder(0.16, 0.16, at=(-0.72 * w, y - d / 2 - 0.06, z + 0.82 * t), axis="y", segments=18),
                limb(
                    rod((-0.75 * w, y - d / 2 - 0.14, z + 0.82 * t), (-0.35 * w, y - d / 2 - 0.18, z + 0.78 * t), 4),
                    [0.05],
                    [0.1, 0.12],
                    3.0,
                    (0.03, 0.04),
                    n=14,
                ),
            ]
        else:
            top = z + t + 0.25
            parts.append(
                cylinder(0.36, 0.12, at=(0, y, top), segments=28).with_strokes(
                    stroke(rod((0, y - 0.3, top + 0.121), (0, y + 0.3, top + 0.121)))
                )
            )
        if kind == "two":
            parts += [
                cylinder(0.13, 0.16, at=(x * base * wide * 1.02, 0.75, 0.1), axis="x", segments=14) for x in (-1, 1)
            ]
    elif kind == "hung":
        plate = rounded_rectangle(2.4, 1.6, 0.1)
        wall = [
            box(4.6, 0.2, 0.9 * high, at=(0, back + 0.9, 0.25 * high)),
            extrude(plate, 0.12).moved(y=back + 0.75, z=high + 3.0),
        ]
        wall[1] = wall[1].with_strokes(
            *[ring_line((x, back + 0.689, high + 3.0), 0.5, "y", n=28) for x in (-0.45, 0.45)]
        )
        parts.append(box(1.9 * wide, 1.3, 0.62 * high, at=(0, back + 0.2, 0.36 * high), radius=0.25))
        parts += environment(rng, wall[1:], 0.6) if whether(rng, 0.4) else []
    else:
        parts.append(box(1.75 * wide, 1.4, high * 0.98, at=(0, back + 0.3, 0.0), radius=0.25))
        if whether(rng, 0.6):
            parts.append(box(2.0 * wide, 1.3, between(rng, 0.5, 0.9), at=(0, back + 0.35, high), radius=0.2))
            parts += [
                box(0.12, 0.08, 0.12, at=(0.35 * wide + 0.2 * k, back - 0.33, high + 0.25))
                for k in range(count(rng, 0, 3))
            ]
    return parts


def _urinal(rng: np.random.Generator) -> list[Part]:
    """A urinal on the wall."""
    wide, tall, deep = between(rng, 1.3, 1.8), between(rng, 3.6, 5.4), between(rng, 1.3, 1.9)
    n = 14
    z = np.linspace(0, 1, n)
    out = values([0.55, 0.95, 1.0, 0.85, 0.55, 0.42, 0.4], n) * deep
    half = values([0.5, 0.85, 1.0, 1.0, 0.95, 0.9, 0.7], n) * wide
    u = np.linspace(0, np.pi, 19)
    power = between(rng, 0.6, 1.0)
    body = limb(
        np.array([(0, 0.1, 0), (0, 0.1, tall)]), [wide * 1.05], [0.14], 5.0, (0.05, 0.05), side=(1.0, 0, 0), n=28
    )
    shell = [
        np.column_stack([-w * np.cos(u), -d * np.sin(u) ** power, np.full(19, t * tall)])
        for t, d, w in zip(z, out, half, strict=True)
    ]
    low = shell[: n // 2 + 1]
    inner = [r * [0.86, 0.86, 1] + np.array([0, 0, 0.1]) for r in low[::-1]]
    front = loft(
        np.stack(
            [
                *[np.vstack([r, [(r[-1, 0], 0.05, r[-1, 2]), (r[0, 0], 0.05, r[0, 2])]]) for r in low],
                *[np.vstack([r, [(r[-1, 0], 0.04, r[-1, 2]), (r[0, 0], 0.04, r[0, 2])]]) for r in inner[: n // 2 - 1]],
            ]
        )
    )
    wings = [
        limb(
            curve(
                (s * half[n // 2] * 0.97, -0.5 * out[n // 2], z[n // 2] * tall - 0.1),
                (s * wide * 0.97, -0.3 * deep, 0.75 * tall),
                (s * wide * 0.85, -0.05, 0.97 * tall),
                n=8,
            ),
            [0.12],
            [0.5 * out[n // 2], 0.3 * deep, 0.1],
            3.5,
            side=(1.0, 0, 0),
            n=16,
        )
        for s in (-1, 1)
    ]
    top = [
        cylinder(0.12, 0.9, at=(0, -0.12, tall - 0.05), segments=16),
        cylinder(0.24, 0.3, at=(0, -0.12, tall + 0.5), segments=20),
    ]
    parts = [
        body,
        front,
        *wings,
        *environment(rng, top, 0.4),
        cylinder(0.3, 0.5, at=(0, -0.4 * deep, -0.35), segments=20),
    ]
    holes = [
        ring_line((0.16 * np.cos(a), -0.02, 0.55 * tall + 0.16 * np.sin(a)), 0.05, "y", n=8)
        for a in np.linspace(0, 2 * np.pi, 6, endpoint=False)
    ]
    parts[0] = parts[0].with_strokes(*holes)
    if whether(rng, 0.4):
        parts.append(
            revolve([(0.3, 0), (0.3, 0.08), (0, 0.1)], axis="y", segments=24).mirrored("y").moved(y=-0.05, z=0.9 * tall)
        )
    return parts


FAMILIES = (
    Family("toilet", "23-07", ("Toilet", "Water closet", "Toilet bowl"), _toilet),
    Family("urinal", "23-07", ("Urinal", "Wall urinal"), _urinal),
)
