"""Fans (23-04)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.bits import (
    around,
    between,
    circle,
    count,
    curve,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.dial_parts import display_digits
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, rotated, stroke, tube


def _blades(rng: np.random.Generator, radius: float, number: int) -> list[Part]:
    """Fan blades around y."""
    wide = 2 * np.pi / number * between(rng, 0.55, 0.9)
    lean = between(rng, -0.35, 0.35)
    t, n = np.linspace(0.16, 1, 7), 7
    grid = []
    for q in t:
        a = np.linspace(-wide / 2, wide / 2, n) * (0.6 + 0.4 * np.sin(np.pi * min(q, 0.8))) + lean * q
        grid.append(
            np.column_stack(
                [q * radius * np.sin(a), 0.14 * radius * (a - lean * q) / wide * 1.4, q * radius * np.cos(a)]
            )
        )
    section = np.stack([np.vstack([g, (g[::-1] + np.array([0, 0.02 * radius, 0]))]) for g in grid])
    return around(loft(section), number, "y")


def _cage(rng: np.random.Generator, radius: float, deep: float) -> list[Part]:
    """A fan's guard: rims, rings and spokes in front, and the same behind, drawn with lines on thin rims."""
    rim = tube(circle((0, 0, 0), radius, "y", 44), 0.035 * radius, closed=True, segments=6)
    kind = one_of(rng, "radial", "radial", "swirl", "rings")
    n = count(rng, 24, 44)
    lines: list[Stroke] = []
    for face, dome in ((-1, 0.5 * deep), (1, 0.5 * deep)):
        for k in range(n):
            a = 2 * np.pi * k / n
            q = np.linspace(0.2, 1, 7)
            turn = a + (0.7 * (q - 0.2) if kind == "swirl" else 0.0) * face
            y = face * dome * np.sqrt(np.clip(1.02 - q**4, 0, 1))
            if kind != "rings" or k % 6 == 0:
                lines.append(stroke(np.column_stack([q * radius * np.cos(turn), y, q * radius * np.sin(turn)]), "line"))
        for v in np.linspace(0.3, 0.95, 9) if kind == "rings" else (0.5, 0.78):
            lines.append(ring_line((0, face * dome * np.sqrt(1.02 - v**4), 0), v * radius, "y", n=44))
    badge = revolve(
        [(0.2 * radius, -0.4 * deep), (0.2 * radius, -0.52 * deep), (0.15 * radius, -0.56 * deep)][::-1],
        axis="y",
        segments=28,
    )
    return [rim.with_strokes(*lines), badge]


def _fan(rng: np.random.Generator) -> list[Part]:
    """A fan: on a pedestal, on a desk, as a box, as a tower or under the ceiling."""
    kind = one_of(rng, "pedestal", "desk", "desk", "box", "tower", "ceiling")
    r = between(rng, 1.5, 1.9)
    number = count(rng, 3, 7)
    deep = r * between(rng, 0.35, 0.5)
    if kind == "tower":
        return _tower(rng)
    if kind == "ceiling":
        hub = between(rng, 0.5, 0.8)
        parts = [
            revolve(
                [
                    (hub * 0.6, -0.3),
                    (hub, -0.15),
                    (hub, 0.25),
                    (hub * 0.7, 0.45),
                    (0.15, 0.5),
                    (0.15, 1.6),
                    (0.5, 1.75),
                    (0.55, 2.0),
                ],
                segments=40,
            )
        ]
        long, w = between(rng, 3.2, 4.4), between(rng, 0.32, 0.5)
        spine = curve((hub * 0.8, 0, 0.05), (0.5 * long, 0, 0.1), (long, 0, 0.05), n=8)
        shape = one_of(rng, [0.7, 1.0, 1.0], [0.6, 1.0, 0.6], [0.5, 0.9, 1.15])
        blade = limb(spine, [w * v for v in shape], [0.04], 5.0, (0, 0.04), n=18).rotated("x", 10.0)
        arm = box(0.9, 0.25, 0.08, at=(hub + 0.3, 0, -0.02))
        parts += around([blade, arm] if whether(rng) else blade, one_of(rng, 3, 4, 5))
        if whether(rng, 0.5):
            parts.append(
                revolve([(0.0, -1.0), (0.5 * hub, -0.9), (0.85 * hub, -0.55), (0.8 * hub, -0.28)], segments=36).with_(
                    surface="glass"
                )
            )
        return parts
    head: list[Part] = []
    if kind == "box":
        frame = rounded_rectangle(2.3 * r, 2.3 * r, 0.2)
        head.append(extrude(frame, deep, holes=(ellipse(r, n=48),), bevel=0.06))
        for z in np.linspace(-0.92, 0.92, count(rng, 9, 17)) * r:
            x = float(np.sqrt(max(r**2 - z**2, 0.0)))
            head += [box(2 * x, 0.05, 0.05, at=(0, y * deep / 2, z)) for y in (-0.9, 0.9)]
        head += [
            cylinder(0.2, 0.2, at=(0.95 * r, -deep / 2, 1.0 * r), axis="y", segments=18),
            cylinder(0.25 * r, 0.5 * deep, axis="y", segments=24),
        ]
        head += [box(0.5, deep * 1.3, 0.16, at=(x, 0, -1.15 * r - 0.14), radius=0.06) for x in (-0.8 * r, 0.8 * r)]
        parts = [*head, *_blades(rng, r * 0.92, number)]
        return (
            [
                *parts,
                tube(
                    curve((-0.4, 0, 1.13 * r), (-0.35, 0, 1.4 * r), (0.35, 0, 1.4 * r), (0.4, 0, 1.13 * r), n=12),
                    0.08,
                    segments=8,
                ),
            ]
            if whether(rng)
            else parts
        )
    head += _cage(rng, r, deep)
    head += _blades(rng, r * 0.85, number)
    motor = revolve(
        [(0.2 * r, 0.1), (0.28 * r, 0.25 * deep), (0.3 * r, 1.3 * deep), (0.2 * r, 1.75 * deep), (0.0, 1.8 * deep)],
        axis="y",
        segments=28,
    )
    slots = [
        stroke(
            rod(
                (0.305 * r * np.cos(a), 0.7 * deep, 0.305 * r * np.sin(a)),
                (0.305 * r * np.cos(a), 1.2 * deep, 0.305 * r * np.sin(a)),
            )
        )
        for a in np.linspace(0, np.pi, 9)
    ]
    head += [motor.with_strokes(*slots), cylinder(0.16 * r, 0.4 * deep, axis="y", segments=20)]
    if whether(rng, 0.5):
        head.append(cylinder(0.06, 0.3, at=(0, 1.1 * deep, 0.28 * r), segments=10))
    tilt = between(rng, -4.0, 14.0)
    head = rotated(head, "x", tilt)
    drop = r * 1.15 + (between(rng, 2.4, 4.2) if kind == "pedestal" else between(rng, 0.2, 0.7))
    y = 0.95 * deep
    stem = between(rng, 0.1, 0.16)
    parts = [
        *head,
        cylinder(stem, drop, at=(0, y, -drop), segments=20),
        cylinder(stem * 1.7, drop * 0.45, at=(0, y, -drop), segments=24),
        box(0.36, 0.5, 0.6, at=(0, y, -0.5), radius=0.1),
    ]
    base = one_of(rng, "round", "cross", "oval", "square")
    size = r * (between(rng, 0.65, 0.85) if kind == "pedestal" else between(rng, 0.55, 0.75))
    if base == "cross":
        for a in (45, 135):
            parts.append(
                limb(
                    np.array([(-size * 1.1, 0, -drop), (0, 0, -drop + 0.2), (size * 1.1, 0, -drop)]),
                    [0.16],
                    [0.08],
                    3.0,
                    (0.05, 0.05),
                    n=14,
                )
                .rotated("z", a)
                .moved(y=y)
            )
    else:
        plan = {
            "round": ellipse(size, n=48),
            "oval": ellipse(size, 0.8 * size, n=48),
            "square": rounded_rectangle(1.8 * size, 1.6 * size, 0.3 * size),
        }[base]
        rows = [(1.0, 0.0), (1.0, 0.12), (0.9, 0.22), (0.35, 0.36)]
        parts.append(
            loft(np.stack([np.column_stack([plan * s, np.full(len(plan), -drop + z)]) for s, z in rows])).moved(
                y=y * 0.8
            )
        )
        if kind == "desk":
            parts += [
                box(0.22, 0.18, 0.12, at=(x, -0.62 * size + 0.8 * y, -drop + 0.16), radius=0.03)
                for x in np.linspace(-0.45, 0.45, count(rng, 2, 4)) * size
            ]
    if kind == "pedestal" and whether(rng, 0.6):
        parts.append(box(0.5, 0.35, 0.8, at=(0, y - 0.12, -0.45 * drop), radius=0.08))
        parts += [
            cylinder(0.06, 0.06, at=(0.12 * s, y - 0.31, -0.45 * drop + z), axis="y", segments=10)
            for s in (-1, 1)
            for z in (0.25, 0.5)
        ]
    return parts


def _tower(rng: np.random.Generator) -> list[Part]:
    """A tower fan or heater with an upright grille."""
    w, d, h = between(rng, 0.6, 0.9), between(rng, 0.6, 0.9), between(rng, 5.0, 7.0)
    body = limb(
        rod((0, 0, 0), (0, 0, h), 6),
        [d, d, d * between(rng, 0.8, 1.0)],
        [w, w, w * between(rng, 0.8, 1.0)],
        between(rng, 2.2, 4.5),
        (0.05, between(rng, 0.05, 0.4)),
        n=36,
    )
    lines = []
    low, high = 0.12 * h, between(rng, 0.74, 0.86) * h
    bars = one_of(rng, "level", "upright", "cross")
    y = -d * 0.9
    if bars in ("level", "cross"):
        lines += [
            stroke(curve((-0.62 * w, y * 0.86, z), (0, -d * 1.01, z), (0.62 * w, y * 0.86, z), n=8), "light")
            for z in np.linspace(low, high, count(rng, 20, 40))
        ]
    parts = [body.with_strokes(*lines)]
    if bars in ("upright", "cross"):
        parts += [
            box(0.04, 0.12, high - low, at=(x * w, -d * np.sqrt(1 - x * x * 0.6) * 0.99, low))
            for x in np.linspace(-0.6, 0.6, count(rng, 5, 9))
        ]
    frame = [rod((s * 0.68 * w, -d * 0.78, low - 0.1), (s * 0.68 * w, -d * 0.78, high + 0.1)) for s in (-1, 1)]
    parts[0] = parts[0].with_strokes(*[stroke(f) for f in frame])
    base = ellipse(w * between(rng, 1.5, 2.0), d * between(rng, 1.5, 1.9), n=48)
    parts.append(extrude(base, 0.2, axis="z", bevel=0.06).moved(z=-0.22))
    parts += [
        cylinder(0.09, 0.06, at=(x, -d * 0.93, 0.93 * h), axis="y", segments=14)
        for x in np.linspace(-0.3, 0.3, count(rng, 2, 4)) * w
    ]
    if whether(rng, 0.5):
        parts[0] = parts[0].with_strokes(*display_digits("24", (0, -d * 1.0, 0.88 * h), 0.25, False))
    return parts


FAMILIES = (Family("fan", "23-04", ("Fan", "Electric fan", "Pedestal fan", "Ceiling fan", "Tower fan"), _fan),)
