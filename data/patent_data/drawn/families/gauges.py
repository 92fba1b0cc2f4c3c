"""Thermometers and gauges (10-04)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    around,
    between,
    count,
    curve,
    limb,
    number_lines,
    one_of,
    posed,
    ring_line,
    rod,
    screw,
    whether,
)
from patent_data.drawn.families.dial_parts import X, Z, display_digits
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, revolve, rotated, stroke


def _thermometer(rng: np.random.Generator) -> list[Part]:
    """A thermometer: stick, probe with a dial, infrared or a wall board."""
    kind = one_of(rng, "stick", "probe", "infrared", "board", "stick")
    if kind == "stick":
        long, w = between(rng, 5.5, 8.0), between(rng, 0.5, 0.8)
        spine = rod((0, 0, 0), (0, 0, long), 14)
        wide = [w * 0.8, w, w, w * 0.75, 0.22, 0.2]
        body = limb(spine, [v * 0.6 for v in wide], wide, between(rng, 2.3, 4.0), (w * 0.4, 0.05), n=28)
        tip = revolve([(0.2, 0), (0.17, 0.1), (0.17, 0.5), (0.1, 0.66), (0, 0.7)], at=(0, 0, long), segments=20)
        f = -w * 0.61
        glass = rounded_rectangle(w * 0.95, between(rng, 1.2, 1.8), 0.12, n=3) + np.array([0, 0.36 * long])
        lines = [stroke(d.points, d.kind) for d in display_digits(one_of(rng, "36.6", "98.6", "37.2"), (0, 0, 0), 0.36)]
        turned = [
            stroke(
                np.column_stack([-d.points[:, 2], np.full(len(d.points), f - 0.02), d.points[:, 0] + 0.36 * long]),
                d.kind,
            )
            for d in lines
        ]
        parts = [body, tip, extrude(glass, 0.1).moved(y=f + 0.03).with_strokes(*turned).with_(surface="glass")]
        parts.append(cylinder(w * 0.34, 0.1, at=(0, f + 0.02, 0.14 * long), axis="y", segments=24).scaled(1, 1, 1.0))
        return posed(rng, parts, 0.5)
    if kind == "probe":
        r, long = between(rng, 0.9, 1.3), between(rng, 4.0, 6.5)
        d = between(rng, 0.35, 0.6)
        parts = [
            revolve([(r, 0), (r * 1.02, 0.1), (r, d), (r * 0.9, d + 0.05), (r * 0.88, d - 0.05)], axis="y").mirrored(
                "y"
            )
        ]
        ticks = []
        for k in range(41):
            a = np.radians(225 - k * 270 / 40)
            ticks.append(
                stroke(
                    np.array(
                        [(v * r * np.cos(a), -d + 0.049, v * r * np.sin(a)) for v in (0.7 if k % 5 else 0.62, 0.8)]
                    ),
                    "light",
                )
            )
            if k % 10 == 0:
                ticks += number_lines(
                    str(k // 10 * 20), (0.47 * r * np.cos(a), -d + 0.049, 0.47 * r * np.sin(a)), 0.13 * r, X, Z
                )
        a = np.radians(between(rng, -30, 210))
        ticks.append(
            stroke(
                np.array(
                    [
                        (-0.15 * r * np.cos(a), -d + 0.049, -0.15 * r * np.sin(a)),
                        (0.68 * r * np.cos(a), -d + 0.049, 0.68 * r * np.sin(a)),
                    ]
                )
            )
        )
        parts[0] = parts[0].with_strokes(*ticks)
        back = whether(rng)
        stem = [
            cylinder(0.13, long, at=(0, 0, -long), segments=18),
            cylinder(0.13, 0.3, at=(0, 0, -long - 0.3), top=0.02, segments=18).mirrored("z").moved(z=-2 * long - 0.3),
            extrude(regular_polygon(6, 0.3), 0.35, axis="z").moved(z=-0.4),
        ]
        return [*parts, *(rotated(stem, "x", -90.0) if back else moved(stem, y=-d / 2, z=-r + 0.1))]
    if kind == "infrared":
        spine = curve((0, 0, 0), (-0.35, 0, 1.7), (-0.5, 0, 3.0), n=12)
        w = between(rng, 0.5, 0.62)
        grip_part = limb(spine, [w, w * 0.9, w], [0.75, 0.58, 0.8], between(rng, 2.4, 3.4), (0.25, 0.1), n=26)
        long = between(rng, 2.8, 4.0)
        head = limb(
            curve((-0.5 - long * 0.45, 0, 3.4), (-0.5, 0, 3.5), (-0.5 + long * 0.5, 0, 3.3), n=12),
            [w * 1.1, w * 1.2, w * 0.9],
            [0.7, 0.8, 0.6],
            2.8,
            (0.3, 0.2),
            n=28,
        )
        nose = revolve([(0.5, 0), (0.5, 0.3), (0.38, 0.34), (0.34, 0.1)], axis="x", segments=28).moved(
            -0.5 + long * 0.5, 0, 3.3
        )
        trigger = extrude(np.array([(0.1, 2.7), (0.55, 2.6), (0.35, 1.9), (0.0, 1.9)]), w * 0.8, bevel=0.08)
        screen = box(0.1, w * 1.5, 0.9, radius=0.03).rotated("y", -15.0).moved(-0.5 - long * 0.45 - 0.25, 0, 3.0)
        keys = [box(0.3, 0.22, 0.1, at=(-0.7 + 0.4 * k, -0.1, 4.22), radius=0.04) for k in range(count(rng, 1, 3))]
        seam = stroke(np.array([(-0.5 - long * 0.35, -w * 1.2, 3.4), (-0.5 + 0.4 * long, -w * 1.08, 3.35)]))
        return [grip_part, head.with_strokes(seam), nose, trigger, screen, *keys]
    w, h = between(rng, 0.9, 1.6), between(rng, 4.5, 7.0)
    ring = rounded_rectangle(2 * w, h, between(rng, 0.1, 0.98) * w, n=8)
    lines = []
    n = count(rng, 20, 40)
    for k in range(n + 1):
        z = -0.3 * h + 0.68 * h * k / n
        size = 0.3 if k % 5 == 0 else 0.16
        lines += [stroke(np.array([(s * 0.25, -0.13, z), (s * (0.25 + size), -0.13, z)]), "light") for s in (-1, 1)]
        if k % 10 == 0:
            lines += number_lines(str(10 * (k // 10)), (-0.25 - 0.6, -0.13, z), 0.22, X, Z)
    board = extrude(ring, 0.25, bevel=0.05).with_strokes(*lines)
    tube_part = cylinder(0.09, 0.75 * h, at=(0, -0.2, -0.34 * h), segments=14)
    bulb = revolve([(0, -0.2), (0.14, -0.14), (0.2, 0), (0.14, 0.14), (0.0, 0.2)], segments=18).moved(
        0, -0.2, -0.36 * h
    )
    parts = [board, tube_part, bulb]
    parts += [box(0.45, 0.12, 0.1, at=(0, -0.2, z * h)) for z in (-0.25, 0.36)]
    hole = [ring_line((0, -0.13, 0.45 * h), 0.1, "y", n=16)]
    parts[0] = parts[0].with_strokes(*hole)
    return parts


def _gauge(rng: np.random.Generator) -> list[Part]:
    """A pressure gauge with its threaded stem."""
    r, d = between(rng, 1.4, 2.1), between(rng, 0.6, 1.1)
    rim = between(rng, 0.05, 0.15)
    sink = between(rng, 0.05, 0.2)
    parts = [
        revolve(
            [
                (r * 0.9, 0),
                (r, 0.15 * d),
                (r, 0.7 * d),
                (r * 1.04, 0.72 * d),
                (r * 1.04, 0.95 * d),
                (r * (1 - rim * 0.3), d),
                (r * (1 - rim), d - sink),
            ],
            axis="y",
            segments=56,
        ).mirrored("y")
    ]
    y = -d + sink - 0.002
    first, span, n = between(rng, 200, 235), between(rng, 240, 285), count(rng, 4, 8) * 5
    lines = []
    inner = r * (1 - rim) * between(rng, 0.85, 0.93)
    for k in range(n + 1):
        a = np.radians(first - span * k / n)
        lines.append(
            stroke(
                np.array([(v * inner * np.cos(a), y, v * inner * np.sin(a)) for v in (0.9 if k % 5 else 0.82, 1.0)]),
                "light",
            )
        )
        if k % 5 == 0:
            lines += number_lines(
                str(k // 5 * 2), (0.66 * inner * np.cos(a), y, 0.66 * inner * np.sin(a)), 0.14 * inner, X, Z
            )
    band = np.column_stack(
        [
            inner * np.cos(np.radians(np.linspace(first, first - span, 40))),
            np.full(40, y),
            inner * np.sin(np.radians(np.linspace(first, first - span, 40))),
        ]
    )
    lines += [stroke(band, "light"), ring_line((0, y, 0), 0.08 * r, "y", n=16)]
    turn = first - span * between(rng, 0.0, 0.9)
    a = np.radians(turn)
    way, side = np.array([np.cos(a), 0, np.sin(a)]), np.array([-np.sin(a), 0, np.cos(a)])
    hub = np.array([0, y - 0.005, 0])
    needle = np.stack(
        [
            hub - 0.25 * inner * way + 0.05 * r * side,
            hub + 0.8 * inner * way,
            hub - 0.25 * inner * way - 0.05 * r * side,
        ]
    )
    lines.append(stroke(needle, closed=True))
    parts[0] = parts[0].with_strokes(*lines)
    hexr = between(rng, 0.3, 0.42)
    stem = [
        extrude(regular_polygon(6, hexr), 0.5, axis="z").moved(z=-0.9),
        cylinder(hexr * 0.9, 0.5, at=(0, 0, -0.45), segments=24),
    ]
    thread = cylinder(hexr * 0.68, 0.8, at=(0, 0, -1.7), segments=24)
    stem.append(
        thread.with_strokes(*[ring_line((0, 0, z), hexr * 0.69, "z", n=20) for z in np.arange(-1.65, -0.95, 0.11)])
    )
    if whether(rng, 0.7):
        parts += moved(stem, y=-0.45 * d, z=-r + 0.05)
    else:
        parts += rotated(stem, "x", 90.0)
    if whether(rng, 0.35):
        flange = extrude(ellipse(r * 1.35, n=56), 0.1, holes=(ellipse(r * 0.95, n=40),)).moved(y=-0.1)
        parts.append(flange)
        parts += around(screw((0, -0.15, r * 1.2), 0.09), 3, "y")
    elif whether(rng, 0.4):
        boot = revolve(
            [(r * 1.12, 0.05 * d), (r * 1.16, 0.2 * d), (r * 1.16, 0.8 * d), (r * 1.06, 0.9 * d)], axis="y", segments=48
        ).mirrored("y")
        parts.append(boot)
        parts += around(box(0.16, 0.6 * d, 0.1, at=(0, -0.5 * d, r * 1.14)), count(rng, 12, 30), "y")
    return parts


FAMILIES = (
    Family(
        "thermometer",
        "10-04",
        ("Thermometer", "Digital thermometer", "Infrared thermometer", "Temperature probe"),
        _thermometer,
    ),
    Family("gauge", "10-04", ("Gauge", "Pressure gauge", "Dial gauge", "Measuring gauge"), _gauge),
)
