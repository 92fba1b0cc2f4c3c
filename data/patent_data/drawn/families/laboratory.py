"""Test tube racks and flasks (24-02)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    around,
    between,
    count,
    curve,
    environment,
    limb,
    number_lines,
    one_of,
    ring_line,
    whether,
)
from patent_data.drawn.families.dial_parts import X, Z
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import (
    Part,
    Stroke,
    cylinder,
    extrude,
    revolve,
    stroke,
    tube,
)


def _tube_rack(rng: np.random.Generator) -> list[Part]:
    """A rack with test tubes, or a tray of wells."""
    cols, rows = count(rng, 4, 7), count(rng, 1, 3)
    r = between(rng, 0.28, 0.4)
    step = 2 * r * between(rng, 1.35, 1.8)
    w, d = step * cols + 0.5, step * rows + 0.35
    tall, thick = between(rng, 1.6, 2.6), between(rng, 0.1, 0.22)
    places = [((i - (cols - 1) / 2) * step, (j - (rows - 1) / 2) * step) for i in range(cols) for j in range(rows)]
    holes = [(ellipse(r * 1.08, n=14) + np.array([x, y])) for x, y in places]
    parts: list[Part] = []
    style = one_of(rng, "plates", "plates", "block", "wire")
    plan = rounded_rectangle(w, d, between(rng, 0.02, 0.25))
    if style == "block":
        parts.append(extrude(plan, tall * 0.8, axis="z", bevel=0.08))
        parts[0] = parts[0].with_strokes(*[ring_line((x, y, tall * 0.8), r * 1.15, "z", n=20) for x, y in places])
    else:
        levels = [tall, tall * between(rng, 0.4, 0.6)] if whether(rng, 0.6) else [tall]
        for z in levels:
            parts.append(extrude(plan, thick, axis="z", holes=holes).moved(z=z))
        parts.append(extrude(plan, thick * 1.2, axis="z").moved(z=0))
        if style == "plates":
            side = one_of(rng, "solid", "posts", "window")
            for s in (-1, 1):
                if side == "posts":
                    parts += [
                        cylinder(0.09, tall, at=(s * (w / 2 - 0.15), y, 0), segments=14)
                        for y in (-d / 2 + 0.14, d / 2 - 0.14)
                    ]
                else:
                    gap = (
                        ((rounded_rectangle(0.6 * d, 0.5 * tall, 0.1) + np.array([0, 0.55 * tall])),)
                        if side == "window"
                        else ()
                    )
                    wall = rounded_rectangle(d * 1.02, tall + 2 * thick + 0.2, 0.05) + np.array([0, (tall + thick) / 2])
                    parts.append(extrude(wall, thick, axis="x", holes=gap).moved(x=s * (w / 2 + thick / 2 - 0.02)))
        else:
            parts += [
                cylinder(0.06, tall + 0.1, at=(x * (w / 2 - 0.1), y * (d / 2 - 0.1), 0), segments=10)
                for x in (-1, 1)
                for y in (-1, 1)
            ]
    long = tall + between(rng, 0.8, 1.6)
    filled = between(rng, 0.35, 1.0)
    caps = one_of(rng, "none", "stopper", "screw", "none")
    tubes: list[Part] = []
    for x, y in places:
        if not whether(rng, filled):
            continue
        z0 = thick * 1.2 if style != "block" else 0.5
        glass = revolve(
            [
                (0.0, 0.0),
                (0.6 * r, 0.12 * r),
                (r, 0.8 * r),
                (r, long - z0),
                (r * 1.12, long - z0),
                (r * 1.12, long - z0 + 0.1),
                (0.85 * r, long - z0 + 0.1),
                (0.85 * r, long - z0 - 0.3),
            ],
            at=(x, y, z0),
            segments=12,
        )
        tubes.append(glass.with_(surface="glass"))
        if caps == "stopper":
            tubes.append(cylinder(r * 0.85, 0.35, at=(x, y, long + 0.05), top=r * 1.0, segments=12))
        elif caps == "screw":
            tubes.append(cylinder(r * 1.2, 0.5, at=(x, y, long - 0.2), segments=12))
    parts += environment(rng, tubes, 0.3)
    if whether(rng, 0.25) and style != "block":
        parts.append(
            tube(
                curve(
                    (-w / 2, 0, tall),
                    (-w / 2, 0, tall + 2.4),
                    (0, 0, tall + 2.7),
                    (w / 2, 0, tall + 2.4),
                    (w / 2, 0, tall),
                    n=20,
                ),
                0.08,
                segments=8,
            )
        )
    return parts


def _flask(rng: np.random.Generator) -> list[Part]:
    """Laboratory glass: a flask, a beaker or a dropper bottle."""
    kind = one_of(rng, "cone", "round", "beaker", "cylinder")
    h, r = between(rng, 3.0, 4.5), between(rng, 1.0, 1.5)
    neck = r * between(rng, 0.25, 0.4)
    profile = {
        "cone": [(r * 0.9, 0.0), (r, 0.12), (r * 0.97, 0.3), (neck, 0.72 * h), (neck, h), (neck * 1.2, h + 0.1)],
        "beaker": [(r * 0.9, 0.0), (r * 0.97, 0.1), (r, h * 0.95), (r * 1.08, h)],
        "cylinder": [(r * 0.5, 0.0), (r * 0.5, h * 1.3), (r * 0.56, h * 1.33)],
    }
    if kind == "round":
        line = curve(
            (0.3 * r, 0.02),
            (r, 0.9 * r),
            (0.8 * r, 1.55 * r),
            (neck, 2.0 * r),
            (neck, h + r),
            (neck * 1.2, h + r + 0.08),
            n=30,
        )
        shape = [(float(a), float(b)) for a, b in line]
    else:
        shape = profile[kind]
    inner = [(max(a - 0.06, 0.05), b) for a, b in shape[::-1]][: max(2, len(shape) // 2)]
    glass = revolve([*shape, *inner], segments=44).with_(surface="glass")
    n = count(rng, 4, 9)
    z_all = np.array([b for _, b in shape])
    r_all = np.array([a for a, _ in shape])
    lines: list[Stroke] = []
    for k in range(n):
        z = 0.3 + (0.45 if kind != "cylinder" else 0.9) * h * k / n
        rad = float(np.interp(z, z_all, r_all)) * 1.003
        half = 0.35 if k % 2 else 0.2
        a = np.linspace(-np.pi / 2 - half, -np.pi / 2 + half, 7)
        lines.append(stroke(np.column_stack([rad * np.cos(a), rad * np.sin(a), np.full(7, z)]), "light"))
        if k % 2:
            lines += number_lines(str(50 * k), (0.55 * rad, -rad * 0.9, z + 0.12), 0.13, X, Z)
    level = between(rng, 0.25, 0.6) * h
    lines.append(ring_line((0, 0, level), float(np.interp(level, z_all, r_all)) * 1.002, "z", "light"))
    parts = [glass.with_strokes(*lines)]
    if kind == "cylinder":
        parts.append(
            extrude(regular_polygon(6, r) if whether(rng) else ellipse(r, n=44), 0.2, axis="z", bevel=0.05).moved(
                z=-0.15
            )
        )
    top = float(z_all.max())
    if kind in ("cone", "round") and whether(rng, 0.5):
        stopper = [cylinder(neck * 0.9, 0.6, at=(0, 0, top - 0.3), top=neck * 1.1, segments=28)]
        if whether(rng):
            stopper.append(
                tube(
                    curve((0, 0, top - 0.5), (0, 0, top + 1.0), (0.6, 0, top + 1.5), (1.4, 0, top + 1.0), n=14),
                    0.09,
                    segments=8,
                )
            )
        parts += environment(rng, stopper, 0.3)
    if kind == "beaker" and whether(rng, 0.5):
        line = curve(
            (r * 0.97, 0, 0.85 * h), (r * 1.7, 0, 0.8 * h), (r * 1.6, 0, 0.35 * h), (r * 0.95, 0, 0.25 * h), n=16
        )
        parts.append(limb(line, [0.18], [0.09], 2.6, n=14))
    if whether(rng, 0.2):
        parts += around(cylinder(0.05, 0.02, at=(0.6 * r, 0, -0.02), segments=8), 3)
    return parts


FAMILIES = (
    Family("test_tube_rack", "24-02", ("Test tube rack", "Laboratory rack", "Tube holder", "Sample rack"), _tube_rack),
    Family(
        "laboratory_flask",
        "24-02",
        ("Laboratory flask", "Beaker", "Laboratory glassware", "Measuring cylinder"),
        _flask,
    ),
)
