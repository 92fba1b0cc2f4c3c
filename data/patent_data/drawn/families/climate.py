"""Air purifiers and heaters (23-03, 23-04)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, superellipse
from patent_data.drawn.families.bits import (
    between,
    count,
    curve,
    environment,
    knurl,
    limb,
    one_of,
    rectangle_line,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.dial_parts import X, Z, display_digits
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import caster
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, stroke, tube


def _purifier(rng: np.random.Generator) -> list[Part]:
    """An air purifier, humidifier or dehumidifier."""
    kind = one_of(rng, "drum", "box", "box", "oval", "drop")
    h = between(rng, 3.2, 5.5)
    w = between(rng, 1.0, 1.9)
    d = w * (1.0 if kind in ("drum", "drop") else between(rng, 0.45, 0.9))
    power = {"drum": 2.0, "box": between(rng, 4.0, 9.0), "oval": 2.4, "drop": 2.0}[kind]
    profile = [1.0, 1.0, 1.0] if kind != "drop" else [0.8, 1.0, 0.9, 0.5]
    if kind in ("drum", "oval") and whether(rng, 0.5):
        profile = [between(rng, 0.85, 1.15), 1.0, between(rng, 0.75, 1.0)]
    rounded = between(rng, 0.05, 0.3)
    body = limb(
        rod((0, 0, 0.15), (0, 0, h), 8),
        [d * p for p in profile],
        [w * p for p in profile],
        power,
        (0.08, rounded),
        n=48,
    )
    lines: list[Stroke] = []
    ring = superellipse(w, d, power, n=72)
    for z in one_of(rng, (0.2,), (0.55,), (0.18, 0.82), (0.12,)):
        if len(set(profile)) == 1:
            lines.append(stroke(np.column_stack([ring * 1.002, np.full(72, z * h)]), closed=True))
    parts: list[Part] = []
    intake = one_of(rng, "slots", "holes", "louvre", "upright")
    low, high = between(rng, 0.15, 0.22) * h, between(rng, 0.45, 0.75) * h
    flat = 0.75 if kind == "box" else 0.45

    def front(x: float, z: float) -> float:
        """The y of the front at a place."""
        p = float(np.interp(z / h, np.linspace(0, 1, len(profile)), profile))
        return float(-d * p * max(1 - abs(x / (w * p)) ** power, 0.0) ** (1 / power) * 1.002)

    if intake == "holes":
        m, n = count(rng, 6, 10), count(rng, 8, 14)
        for i in range(m):
            for j in range(n):
                x, z = (i / (m - 1) * 2 - 1) * flat * w, low + (high - low) * j / (n - 1)
                lines.append(ring_line((x, front(x, z), z), 0.035, "y", n=6))
    elif intake == "upright":
        for x in np.linspace(-flat, flat, count(rng, 8, 18)) * w:
            zs = np.linspace(low, high, 6)
            lines.append(stroke(np.array([(x, front(float(x), float(z)), z) for z in zs])))
    else:
        for z in np.linspace(low, high, count(rng, 8, 22)):
            xs = np.linspace(-flat, flat, 9) * w
            lines.append(stroke(np.array([(x, front(float(x), float(z)), z) for x in xs])))
            if intake == "louvre":
                lines.append(stroke(np.array([(x, front(float(x), float(z)), z + 0.06) for x in xs]), "light"))
    if whether(rng, 0.5):
        lines += display_digits(one_of(rng, "18", "025", "50"), (0, front(0, 0.88 * h) - 0.01, 0.88 * h), 0.25, False)
    parts.append(body.with_strokes(*lines))
    share = 0.8 * profile[-1]
    outlet = one_of(rng, "rings", "bars", "spiral", "open")
    rim = superellipse(w * share, d * share, power, n=48)
    ztop = h + rounded - 0.02
    disc = extrude(rim, 0.06, axis="z").moved(z=ztop - 0.02)
    marks = []
    if outlet == "rings":
        marks = [
            stroke(np.column_stack([rim * s, np.full(48, ztop + 0.041)]), closed=True)
            for s in np.linspace(0.35, 0.92, count(rng, 3, 7))
        ]
    elif outlet == "bars":
        marks = [
            stroke(np.array([(x, -0.65 * share * d, ztop + 0.041), (x, 0.65 * share * d, ztop + 0.041)]))
            for x in np.linspace(-0.65, 0.65, count(rng, 7, 16)) * w * share
        ]
    elif outlet == "spiral":
        marks = [
            stroke(
                np.column_stack(
                    [
                        np.linspace(0.35, 0.95, 6) * w * share * np.cos(a + np.linspace(0, 0.6, 6)),
                        np.linspace(0.35, 0.95, 6) * d * share * np.sin(a + np.linspace(0, 0.6, 6)),
                        np.full(6, ztop + 0.041),
                    ]
                )
            )
            for a in np.linspace(0, 2 * np.pi, count(rng, 20, 36), endpoint=False)
        ]
    parts.append(disc.with_strokes(*marks))
    parts += (
        [
            cylinder(0.09, 0.05, at=(x, -0.1 * d, ztop + 0.02), segments=14)
            for x in np.linspace(-0.2, 0.2, count(rng, 1, 3)) * w
        ]
        if outlet != "bars"
        else []
    )
    foot = one_of(rng, "ring", "feet", "casters", "legs")
    if foot == "ring":
        small = superellipse(w * 0.88 * profile[0], d * 0.88 * profile[0], power, n=48)
        parts.append(extrude(small, 0.2, axis="z").moved(z=-0.05))
    elif foot == "casters":
        wheel = caster(rng, 0.2, 0.55)
        parts += [p.moved(x * w, y * d, -0.42) for x in (-0.62, 0.62) for y in (-0.55, 0.55) for p in wheel]
    else:
        parts += [
            cylinder(
                0.12, 0.25 if foot == "feet" else 0.8, at=(x * w, y * d, -0.02 if foot == "feet" else -0.6), segments=14
            )
            for x in (-0.62, 0.62)
            for y in (-0.55, 0.55)
        ]
    if whether(rng, 0.4):
        parts += (
            [box(0.1, 0.7 * d, 0.25, at=(s * w * profile[-1] * 0.985, 0, 0.8 * h)) for s in (-1, 1)]
            if kind == "box"
            else []
        )
    return parts


def _heater(rng: np.random.Generator) -> list[Part]:
    """A radiator with columns or a panel heater."""
    h, n = between(rng, 2.6, 4.5), count(rng, 6, 12)
    parts: list[Part] = []
    kind = one_of(rng, "oil", "column", "panel", "towel")
    if kind == "panel":
        w, d = between(rng, 4.0, 6.5), between(rng, 0.35, 0.7)
        body = box(w, d, h, radius=between(rng, 0.04, 0.25))
        lines = (
            [
                stroke(rod((x, -d / 2 - 0.001, 0.15 * h), (x, -d / 2 - 0.001, 0.85 * h)))
                for x in np.linspace(-0.45, 0.45, count(rng, 10, 30)) * w
            ]
            if whether(rng)
            else [rectangle_line((0, -d / 2 - 0.001, h / 2), 0.9 * w, 0.8 * h, X, Z)]
        )
        parts = [body.with_strokes(*lines)]
        parts += [box(0.05, 0.7 * d, 0.03, at=(x, 0, h - 0.005)) for x in np.linspace(-0.45, 0.45, 30) * w]
        parts += [box(0.35, 1.6, 0.2, at=(x, 0, -0.2), radius=0.06) for x in (-0.38 * w, 0.38 * w)]
        parts += [cylinder(0.18, 0.2, at=(0.44 * w, -d / 2 - 0.05, 0.9 * h), axis="y", segments=20)]
        return parts
    if kind == "towel":
        w, h = between(rng, 2.0, 2.8), between(rng, 5.0, 7.5)
        r, bow = between(rng, 0.09, 0.13), between(rng, 0.0, 0.5)
        parts = [cylinder(0.16, h, at=(s * w / 2, 0, 0), segments=20) for s in (-1, 1)]
        group = count(rng, 3, 6)
        z = 0.25
        while z < h - 0.2:
            for _ in range(group):
                if z < h - 0.2:
                    parts.append(
                        tube(
                            curve((-w / 2, 0, z), (0, -bow, z), (w / 2, 0, z), n=8 if bow > 0.05 else 2), r, segments=10
                        )
                    )
                z += 3.0 * r
            z += 5.0 * r
        return [
            *parts,
            *[
                cylinder(0.1, 0.5, at=(s * w / 2, 0.25, q * h), axis="y", segments=12)
                for s in (-1, 1)
                for q in (0.1, 0.9)
            ],
        ]
    step = between(rng, 0.42, 0.55)
    d = between(rng, 0.6, 0.9) if kind == "oil" else between(rng, 0.4, 0.7)
    for k in range(n):
        x = (k - (n - 1) / 2) * step
        if kind == "oil":
            fin = extrude(rounded_rectangle(2 * d, h, 0.35), 0.14, axis="x", bevel=0.04)
            ring = rounded_rectangle(1.2 * d, 0.75 * h, 0.25)
            fin = fin.with_strokes(
                *[stroke(np.column_stack([np.full(len(ring), s * 0.071), ring]), closed=True) for s in (-1, 1)]
            )
            parts.append(fin.moved(x=x, z=h / 2))
        else:
            for y in (-0.5 * d, 0.5 * d):
                parts.append(cylinder(0.15, h - 0.4, at=(x, y, 0.2), segments=12))
            parts += [
                limb(
                    np.array([(x, -0.75 * d, z), (x, 0.75 * d, z)]),
                    [0.17],
                    [step * 0.49],
                    3.0,
                    (0.1, 0.1),
                    side=(0, 0, 1.0),
                    n=14,
                )
                for z in (0.3, h - 0.3)
            ]
    for z in (0.25 * h, 0.8 * h) if kind == "oil" else (0.3, h - 0.3):
        parts.append(cylinder(0.16, n * step, at=(0, 0, z), axis="x", segments=18))
    if kind == "oil":
        x = n * step / 2 + 0.15
        parts.append(box(0.55, 1.5 * d, h * 0.95, at=(x + 0.05, 0, 0.02 * h), radius=0.15))
        for z in (0.75, 0.55):
            knob = cylinder(0.22, 0.2, at=(x + 0.4, 0, z * h), axis="x", segments=24)
            parts.append(
                knob.with_strokes(
                    *[
                        stroke(s.points[:, [2, 1, 0]] + np.array([x + 0.3, 0, z * h]), "light")
                        for s in knurl(0.222, 0.02, 0.18, 12, False)
                    ]
                )
            )
        handle = tube(
            curve(
                (x - 0.4, -0.5 * d, h * 0.97),
                (x + 0.05, -0.5 * d, h * 1.12),
                (x + 0.05, 0.5 * d, h * 1.12),
                (x - 0.4, 0.5 * d, h * 0.97),
                n=12,
            ),
            0.07,
            segments=8,
        )
        parts += [handle] if whether(rng, 0.5) else []
        for xx in (-0.4 * n * step, 0.4 * n * step):
            parts.append(box(0.2, 2.6 * d, 0.12, at=(xx, 0, -0.05)))
            parts += [cylinder(0.2, 0.16, at=(xx, y * d, -0.2), axis="x", segments=18) for y in (-1.15, 1.15)]
    else:
        parts += environment(
            rng, [cylinder(0.1, 0.8, at=(s * n * step * 0.5, 0, -0.5), segments=12) for s in (-1, 1)], 0.5
        )
        parts += [box(0.14, 1.2 * d, 0.5, at=(s * (n / 2 - 0.5) * step, 0, -0.35)) for s in (-1, 1)]
    return parts


FAMILIES = (
    Family("air_purifier", "23-04", ("Air purifier", "Humidifier", "Air cleaner", "Dehumidifier"), _purifier),
    Family("heater", "23-03", ("Heater", "Radiator", "Electric heater", "Room heater"), _heater),
)
