"""Monitors, syringes and stethoscopes (24-01, 24-02)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    environment,
    knurl,
    limb,
    number_lines,
    one_of,
    posed,
    rectangle_line,
    ring_line,
    whether,
)
from patent_data.drawn.families.dial_parts import X, Z, display_digits
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import (
    Part,
    Stroke,
    box,
    cylinder,
    extrude,
    loft,
    revolve,
    sphere,
    stroke,
    tube,
)


def _syringe(rng: np.random.Generator) -> list[Part]:
    """A syringe, its needle down, or an injection pen."""
    long, r = between(rng, 3.2, 5.0), between(rng, 0.32, 0.75)
    out = between(rng, 0.5, 1.0) * long
    parts: list[Part] = []
    if whether(rng, 0.2):
        return _pen(rng, long * 1.3, r * 0.8)
    barrel = revolve(
        [
            (0.12, -0.5),
            (0.15, -0.1),
            (0.2, 0.0),
            (0.8 * r, 0.05),
            (r, 0.16),
            (r, long),
            (0.86 * r, long),
            (0.86 * r, 0.3),
        ],
        segments=36,
    )
    lines: list[Stroke] = []
    n = count(rng, 4, 8) * 5
    for k in range(n + 1):
        z = 0.3 + 0.78 * long * k / n
        half = 0.55 if k % 5 == 0 else 0.3
        a = np.linspace(-np.pi / 2 - half, -np.pi / 2 + half, 7)
        lines.append(stroke(np.column_stack([1.003 * r * np.cos(a), 1.003 * r * np.sin(a), np.full(7, z)]), "light"))
        if k and k % 5 == 0 and whether(rng, 0.8):
            lines += number_lines(str(k // 5), (0.0, -r * 1.01, z + 0.13), 0.14, X, Z)
    parts.append(barrel.with_strokes(*lines).with_(surface="glass"))
    wide = between(rng, 1.8, 2.6) * r
    shape = one_of(rng, "oval", "hex", "round", "rings")
    if shape == "rings":
        size = between(rng, 0.45, 0.6)
        parts += [
            tube(circle((s * (r + size), 0, long - 0.1), size, "y", 24), 0.11, closed=True, segments=8) for s in (-1, 1)
        ]
    else:
        ring = {
            "oval": ellipse(wide, 1.15 * r, n=36),
            "round": ellipse(1.6 * r, n=36),
            "hex": regular_polygon(6, 1.7 * r),
        }[shape]
        parts.append(extrude(ring, 0.14, axis="z", bevel=0.03).moved(z=long - 0.14))
    rod_r = r * between(rng, 0.35, 0.6)
    rod_part = box(2 * rod_r, 0.16 * r, out + 0.4, at=(0, 0, long - 0.4))
    parts += [rod_part, rod_part.rotated("z", 90.0)]
    parts.append(cylinder(r * 0.84, 0.45, at=(0, 0, long - 0.9), segments=24))
    thumb = one_of(rng, "disc", "ring")
    if thumb == "disc" and shape != "rings":
        top = revolve([(r * 0.95, 0), (r * 1.0, 0.05), (r * 0.98, 0.14)], at=(0, 0, long + out), segments=32)
        parts.append(
            top.with_strokes(*[ring_line((0, 0, long + out + 0.141), r * v, "z", "light") for v in (0.4, 0.7)])
        )
    else:
        parts.append(tube(circle((0, 0, long + out + 0.5), 0.5, "y", 26), 0.11, closed=True, segments=8))
    if whether(rng, 0.75):
        hub = revolve(
            [(0.05, -1.1), (0.1, -1.05), (0.16, -0.45), (0.24, -0.4), (0.24, -0.2), (0.1, -0.15)], segments=20
        )
        parts += environment(
            rng,
            [
                hub.with_strokes(*knurl(0.2, -0.42, -0.25, 10, False)),
                cylinder(0.035, between(rng, 1.0, 2.5), at=(0, 0, -1.0), segments=8).mirrored("z").moved(z=-2.0),
            ],
            0.2,
        )
    return posed(rng, parts, 0.4)


def _pen(rng: np.random.Generator, long: float, r: float) -> list[Part]:
    """An injection pen with a dose window and a button."""
    body = revolve(
        [(0.7 * r, 0), (0.8 * r, 0.3 * long), (r, 0.36 * long), (r, 0.93 * long), (0.9 * r, 0.96 * long)], segments=32
    )
    window = rectangle_line((0, -r * 1.001, 0.7 * long), 0.5 * r, 0.5, X, Z)
    button = cylinder(0.8 * r, 0.5, at=(0, 0, 0.95 * long), segments=28).with_strokes(
        *knurl(0.803 * r, 0.95 * long + 0.05, 0.95 * long + 0.42, 20, False)
    )
    clip = limb(
        curve((0, -0.8 * r, 0.92 * long), (0, -1.35 * r, 0.9 * long), (0, -1.2 * r, 0.6 * long), n=8),
        [0.18],
        [0.05],
        4.0,
        side=(1.0, 0, 0),
        n=12,
    )
    tip = [cylinder(0.4 * r, 0.5, at=(0, 0, -0.45), segments=20), cylinder(0.03, 0.6, at=(0, 0, -1.0), segments=8)]
    parts = [body.with_strokes(window, ring_line((0, 0, 0.36 * long), r, "z")), button, *environment(rng, tip)]
    return posed(rng, [*parts, clip] if whether(rng) else parts, 0.5)


def _stethoscope(rng: np.random.Generator) -> list[Part]:
    """A stethoscope hanging down."""
    t = between(rng, 0.1, 0.15)
    spread, high = between(rng, 1.0, 1.7), between(rng, 2.6, 3.4)
    fork_z = 0.0
    parts: list[Part] = []
    for way in (-1, 1):
        metal = curve(
            (way * 0.12, 0, fork_z),
            (way * 0.5 * spread, 0, 0.45 * high),
            (way * spread, 0, 0.8 * high),
            (way * 0.85 * spread, 0, high),
            (way * 0.55 * spread, -0.25, high + 0.25),
            n=22,
        )
        parts.append(tube(metal, t * 0.6, segments=8))
        cover = limb(metal[:9], [t * 1.1], [t * 1.1], 2.0, n=12)
        tip = (
            revolve([(0.0, 0.0), (0.14, 0.06), (0.17, 0.2), (0.1, 0.34)], segments=16)
            .rotated("y", way * 60.0)
            .moved(way * 0.5 * spread, -0.25, high + 0.28)
        )
        parts += [cover, tip.with_(surface="dark")]
    drop = between(rng, 3.0, 5.5)
    sway = between(rng, -0.8, 0.8)
    loop = whether(rng, 0.3)
    points: list[tuple[float, float, float]] = [
        (0, 0, fork_z + 0.15),
        (0, 0, -0.3 * drop),
        (sway, 0, -0.75 * drop),
        (0.5 * sway, 0, -drop),
    ]
    if loop:
        points = [
            (0, 0, 0.15),
            (0, 0, -0.4 * drop),
            (0.9, 0, -0.8 * drop),
            (1.7, 0, -0.55 * drop),
            (1.5, -0.1, -0.1 * drop),
        ]
    line = curve(*points, n=26)
    parts.append(tube(line, t, segments=10))
    if whether(rng, 0.5):
        parts.append(
            limb(
                np.array([(0, 0, 0.25), (0, 0, -0.55)]), [t * 1.3, t * 1.1], [t * 2.6, t * 1.1], 2.4, (0.05, 0.05), n=16
            )
        )
    r = between(rng, 0.5, 0.75)
    two = whether(rng, 0.6)
    profile = [
        (0.2 * r, 0.0),
        (0.55 * r, 0.1),
        (0.92 * r, 0.16),
        (r, 0.22),
        (r, 0.34),
        (0.9 * r, 0.36),
        (0.88 * r, 0.33),
    ]
    chest = [
        revolve(profile, axis="y", segments=40)
        .mirrored("y")
        .with_strokes(ring_line((0, -0.332, 0), 0.7 * r, "y", "light"))
    ]
    if two:
        chest.append(
            revolve(
                [(0.15 * r, 0), (0.3 * r, 0.12), (0.62 * r, 0.4), (0.6 * r, 0.44), (0.3 * r, 0.2)],
                axis="y",
                segments=32,
            )
        )
    chest += [
        cylinder(0.2 * r, 0.25, at=(0, 0.0, 0), axis="y", segments=20),
        cylinder(t * 0.8, r * 0.9, at=(0, 0.02, 0.15 * r), segments=14),
    ]
    end, before = line[-1], line[-3]
    way = end - before
    turn = float(np.degrees(np.arctan2(way[0], -way[2])))
    parts += [p.moved(z=-r * 0.95).rotated("y", -turn).moved(*end) for p in chest]
    return parts


def _pressure_monitor(rng: np.random.Generator) -> list[Part]:
    """A blood pressure monitor or a glucose meter, lying with its display up and tilted to the viewer."""
    w, d, h = between(rng, 2.0, 3.2), between(rng, 2.4, 3.6), between(rng, 0.7, 1.3)
    ring = rounded_rectangle(2 * w * 0.5, d, between(rng, 0.2, 0.6) * w * 0.5, n=8)
    slope = between(rng, 0.0, 0.3)
    rows = []
    for s, z in ((0.94, 0.0), (1.0, 0.15), (1.0, 0.85), (0.95, 1.0)):
        rows.append(np.column_stack([ring * s, z * h * (1 + slope * ring[:, 1] / d)]))
    body = loft(np.stack(rows))

    def top(x: float, y: float) -> tuple[float, float, float]:
        return x, y, h * (1 + slope * y / d) + 0.003

    lines: list[Stroke] = []
    screen = rounded_rectangle(0.72 * w, 0.46 * d, 0.1) + np.array([0, 0.16 * d])
    glass = np.array([top(x, y) for x, y in screen])
    for k, text in enumerate(
        (one_of(rng, "120", "118", "132"), one_of(rng, "80", "76"), one_of(rng, "64", "72"))[: count(rng, 1, 3)]
    ):
        for digit in display_digits(text, (0.08 * w, 0.0, 0.0), 0.12 * d, False):
            points = digit.points
            lines.append(stroke(np.array([top(p[0], 0.28 * d - 0.14 * d * k + p[2]) for p in points])))
    parts = [body.with_strokes(stroke(glass, closed=True), *lines)]
    keys = count(rng, 1, 4)
    for k in range(keys):
        x = (k - (keys - 1) / 2) * 0.7 * w / keys
        _, _, z = top(x, -0.28 * d)
        shape = ellipse(0.12 * w, 0.1 * w, n=24) if whether(rng, 0.6) else rounded_rectangle(0.2 * w, 0.14 * w, 0.05)
        parts.append(extrude(shape, 0.12, axis="z", bevel=0.03).moved(x, -0.28 * d, z - 0.05))
    kind = one_of(rng, "cuff", "strip", "none")
    if kind == "cuff":
        hose = curve(
            (-w / 2, 0.2, 0.35), (-w / 2 - 0.7, 0.4, 0.2), (-w / 2 - 1.0, 1.4, 0.15), (-w / 2 - 1.9, 1.7, 0.5), n=20
        )
        a = np.linspace(0, 2 * np.pi, 40)
        rr = 0.75 + 0.05 * a / np.pi
        cx = -w / 2 - 2.4
        cuff = [tube(hose, 0.07, segments=8)]
        shell = [
            np.column_stack(
                [
                    np.concatenate([rr * np.cos(a), (rr[::-1] - 0.1) * np.cos(a[::-1])]) + cx,
                    np.full(80, y),
                    np.concatenate([rr * np.sin(a), (rr[::-1] - 0.1) * np.sin(a[::-1])]) + 0.85,
                ]
            )
            for y in (0.9, 2.6)
        ]
        roll = loft(np.stack(shell)).with_(surface="textile")
        cuff.append(
            roll.with_strokes(
                *[
                    stroke(
                        np.column_stack([rr * 1.01 * np.cos(a) + cx, np.full(40, y), rr * 1.01 * np.sin(a) + 0.85]),
                        "stitch",
                    )
                    for y in (1.05, 2.45)
                ]
            )
        )
        parts += environment(rng, cuff, 0.25)
    elif kind == "strip":
        parts += environment(rng, [box(0.4, 1.0, 0.05, at=(0, -d / 2 - 0.3, 0.3 * h))], 0.4)
    parts.append(sphere(0.05, at=(0.36 * w, 0.44 * d, top(0, 0.44 * d)[2]), segments=8))
    return parts


FAMILIES = (
    Family("syringe", "24-02", ("Syringe", "Medical syringe", "Injection device", "Injector"), _syringe),
    Family("stethoscope", "24-02", ("Stethoscope", "Medical stethoscope"), _stethoscope),
    Family(
        "blood_pressure_monitor",
        "24-01",
        ("Blood pressure monitor", "Glucose meter", "Medical monitor", "Medical testing device"),
        _pressure_monitor,
    ),
)
