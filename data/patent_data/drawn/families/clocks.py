"""Wall clocks and alarm clocks (10-01)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.bits import (
    Array,
    around,
    between,
    circle,
    count,
    curve,
    one_of,
    whether,
)
from patent_data.drawn.families.dial_parts import (
    dial_marks,
    display_digits,
    face_outline,
    hands,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    moved,
    revolve,
    rotated,
    sphere,
    stroke,
    tube,
)


def _cased_dial(rng: np.random.Generator, outline: Array, radius: float, depth: float, squareness: float) -> list[Part]:
    """A clock's case of an outline with its rim and, sunk behind it, the dial with its hands; the front is y = 0."""
    sink = between(rng, 0.05, 0.4) * depth
    share = between(rng, 0.8, 0.93)
    parts = [
        extrude(
            outline,
            depth,
            holes=(outline * share,),
            bevel=min(between(rng, 0.05, 0.25) * depth, 0.4 * (1 - share) * radius),
        ).moved(y=depth / 2),
        extrude(outline * (share + 0.02), depth * 0.3).moved(y=sink + 0.15 * depth + 0.001),
    ]
    marks = dial_marks(rng, radius * share, sink, squareness)
    parts[1] = parts[1].with_strokes(*marks)
    return [*parts, *hands(rng, radius * share, sink)]


def _wall_clock(rng: np.random.Generator) -> list[Part]:
    """A wall clock, now and then with a pendulum."""
    radius = between(rng, 2.0, 3.0)
    kind = one_of(rng, "round", "round", "square", "cushion", "polygon", "petal", "oval")
    squareness = {"square": 0.85, "cushion": 0.4}.get(kind, 0.0)
    outline = face_outline(rng, kind, radius, 1.0)
    depth = between(rng, 0.3, 0.9)
    parts = _cased_dial(rng, outline, radius, depth, squareness)
    if kind == "oval":
        parts = [p.scaled(between(rng, 0.75, 0.76), 1, 1) for p in parts]
    extra = one_of(rng, "none", "rays", "beads", "pendulum", "ring", "none", "bezel")
    if extra == "rays" and kind == "round":
        n, long = count(rng, 10, 28), between(rng, 0.4, 1.4)
        for k in range(n):
            reach = long * (1.0 if k % 2 else between(rng, 0.55, 0.6))
            ray = extrude(np.array([(-0.1, 0), (0.1, 0), (0.02, reach), (-0.02, reach)]), 0.12).moved(z=radius * 0.98)
            parts.append(ray.moved(y=depth / 2).rotated("y", 360.0 * k / n))
            if long > 1.0 and k % 2:
                parts.append(sphere(0.12, at=(0, depth / 2, radius + reach), segments=10).rotated("y", 360.0 * k / n))
    elif extra == "beads":
        n = count(rng, 24, 40)
        parts += around(sphere(0.1, at=(0, 0.02, radius * 0.955), segments=8), n, "y")
    elif extra in ("ring", "bezel") and kind == "round":
        parts.append(
            tube(
                circle((0, 0.05, 0), radius * between(rng, 0.97, 1.02), "y", 56),
                between(rng, 0.08, 0.25),
                closed=True,
                segments=10,
            )
        )
    elif extra == "pendulum":
        long, w = between(rng, 1.6, 3.6), between(rng, 0.7, 1.0) * radius
        case = rounded_rectangle(2 * w, long, 0.15) + np.array([0, -radius - long / 2 + 0.25])
        door = rounded_rectangle(1.5 * w, long - 0.7, 0.1) + np.array([0, -radius - long / 2 + 0.2])
        parts.append(extrude(case, depth * 0.9, holes=(door,), bevel=0.05).moved(y=depth * 0.55))
        parts.append(extrude(door * 1.01, 0.05).moved(y=depth * 0.9))
        low = -radius - long + between(rng, 0.75, 0.9)
        parts.append(box(0.1, 0.06, -radius - low, at=(0, depth * 0.5, low)))
        parts.append(cylinder(between(rng, 0.28, 0.4), 0.12, at=(0, depth * 0.48, low), axis="y", segments=32))
        if whether(rng, 0.5):
            roof = np.array([(-1.1 * w, -0.3), (1.1 * w, -0.3), (0, between(rng, 0.3, 0.9))]) + np.array(
                [0, radius + 0.1]
            )
            parts.append(extrude(roof, depth).moved(y=depth / 2))
    return parts


def _alarm_clock(rng: np.random.Generator) -> list[Part]:
    """An alarm or table clock: twin bells, a box with a display, or a cased dial on feet."""
    radius, depth = between(rng, 1.5, 2.0), between(rng, 0.7, 1.3)
    kind = one_of(rng, "bells", "bells", "display", "cube", "wedge", "mantel")
    parts: list[Part] = []
    if kind in ("display", "wedge"):
        w, h, d = between(rng, 3.0, 5.5), between(rng, 1.5, 2.6), between(rng, 1.0, 2.0)
        lean = between(rng, 0.15, 0.5) if kind == "wedge" else 0.0
        r = between(rng, 0.05, 0.45)
        parts.append(box(w, d, h, radius=r))
        glass = rounded_rectangle(w * 0.86, h * 0.72, between(rng, 0.02, 0.25)) + np.array([0, h * 0.52])
        y = -d / 2
        flat = np.column_stack([glass[:, 0], np.full(len(glass), y - 0.041), glass[:, 1]])
        text = one_of(rng, "10:08", "12:00", "7:30", "6:45", "08:15", "21:36")
        lines = [
            stroke(flat, closed=True),
            *display_digits(text, (0, y - 0.041, h * 0.54), min(h * between(rng, 0.32, 0.45), 0.21 * w)),
        ]
        parts.append(extrude(glass * 1.0, 0.08).moved(y=y).with_strokes(*lines))
        top = count(rng, 1, 5)
        for k in range(top):
            x = (k - (top - 1) / 2) * w * 0.7 / top
            parts.append(box(w * 0.5 / top, d * 0.3, 0.16, at=(x, 0, h - 0.05), radius=0.06))
        if lean:
            parts = rotated(parts, "x", lean * 40.0)
        if whether(rng, 0.5):
            vents = [box(0.08, 0.05, h * 0.4, at=(x, d / 2, h * 0.3)) for x in np.linspace(-0.35, 0.35, 9) * w]
            parts += vents if not lean else []
        parts += (
            [
                cylinder(0.2, 0.14, at=(x, yy, -0.1), segments=18)
                for x in (-0.38 * w, 0.38 * w)
                for yy in (-0.3 * d, 0.3 * d)
            ]
            if not lean
            else []
        )
        return parts
    outline = face_outline(
        rng, {"bells": "round", "cube": "square"}.get(kind, one_of(rng, "round", "cushion", "polygon")), radius
    )
    parts += _cased_dial(rng, outline, radius, depth, 0.8 if kind == "cube" else 0.0)
    for x in (-0.25, 0.25):
        parts.append(cylinder(0.22, 0.25, at=(x * radius * 2, depth + 0.1, 0.2 * radius), axis="y", segments=20))
    if kind == "bells":
        bell_r = radius * between(rng, 0.36, 0.46)
        bell = [
            revolve(
                [
                    (bell_r, 0),
                    (bell_r * 0.98, 0.12),
                    (bell_r * 0.8, bell_r * 0.45),
                    (bell_r * 0.4, bell_r * 0.7),
                    (0.08, bell_r * 0.76),
                ],
                segments=32,
            ),
            cylinder(0.1, 0.35, at=(0, 0, bell_r * 0.7), segments=14),
            cylinder(0.08, 0.6, at=(0, 0, -0.6), segments=12),
        ]
        tilt = between(rng, 22.0, 32.0)
        for way in (1, -1):
            parts += rotated(moved(bell, y=depth / 2, z=radius + 0.3), "y", way * tilt)
            leg = one_of(rng, 0.1, 0.14)
            foot = revolve(
                [(leg, 0), (leg * 0.9, -0.5), (leg * 1.7, -0.6), (leg * 1.5, -0.8)][::-1], segments=18
            ).moved(y=depth / 2, z=-radius + 0.05)
            parts.append(foot.rotated("y", way * 150.0 - 180.0 * way, (0, 0, 0)))
        if whether(rng, 0.7):
            handle = curve(
                (-0.85 * bell_r, depth / 2, radius + 1.1 * bell_r),
                (-0.5, depth / 2, radius + 1.55),
                (0.5, depth / 2, radius + 1.55),
                (0.85 * bell_r, depth / 2, radius + 1.1 * bell_r),
                n=20,
            )
            parts.append(tube(handle, 0.09, segments=10))
        parts.append(box(0.1, 0.1, 0.75, at=(0, depth / 2, radius - 0.05)))
        parts.append(sphere(0.16, at=(0, depth / 2, radius + 0.75), segments=14))
    elif kind == "mantel":
        base = radius * between(rng, 0.9, 1.5)
        parts.append(box(2 * base, depth * 1.5, 0.4, at=(0, depth / 2, -radius - 0.25), radius=0.08))
        if whether(rng, 0.6):
            for way in (-1, 1):
                shape = curve((0, 0), (0.25 * base, 0.7 * radius), (0.75 * base, 0.25 * radius), (base, 0), n=20)
                side = np.vstack([shape, [(base, -0.05), (0, -0.05)]]) * [way, 1] + np.array([way * 0.5 * radius, 0])
                parts.append(extrude(side * [0.75, 1], depth * 0.9).moved(y=depth / 2, z=-radius + 0.1))
    else:
        parts.append(box(radius * 0.9, depth * 0.3, 0.14, at=(0, depth / 2, radius - 0.03), radius=0.05))
        parts += [
            cylinder(0.16, 0.25, at=(x * radius, depth / 2, -radius - 0.2), top=0.22, segments=18) for x in (-0.7, 0.7)
        ]
    return parts


FAMILIES = (
    Family("wall_clock", "10-01", ("Wall clock", "Clock", "Hanging clock", "Clock with pendulum"), _wall_clock),
    Family("alarm_clock", "10-01", ("Alarm clock", "Table clock", "Desk clock", "Clock"), _alarm_clock),
)
