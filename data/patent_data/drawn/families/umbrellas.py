"""Umbrellas, open and folded: 03-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, line, merge, wire
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, cylinder, loft, revolve, sheet


def grip(rng: Rng, z: float, r: float) -> list[Part]:
    """The handle at the lower end of a shaft that ends at height z."""
    kind = pick(rng, "hook", "hook", "straight", "ball", "pistol")
    if kind == "hook":
        c = between(rng, 0.13, 0.22)
        t = np.linspace(0, -np.pi * between(rng, 0.9, 1.15), 22)
        path = np.vstack([[[0, 0, z + 0.35]], np.column_stack([-c + c * np.cos(t), 0 * t, z + c * 1.1 * np.sin(t)])])
        return [wire(path, r * between(rng, 2.0, 2.8), 12), cylinder(r * 3, 0.05, (0, 0, z + 0.34), segments=16)]
    if kind == "straight":
        length = between(rng, 0.3, 0.5)
        body = revolve(
            [(r * 2.2, 0), (r * 3, 0.03), (r * 2.6, length * 0.5), (r * 3, length * 0.9), (r * 2, length)],
            (0, 0, z - length * 0.6),
            segments=20,
        )
        loop = wire(
            spline(
                [
                    [r * 2.5, 0, z - 0.5 * length],
                    [0.12, 0, z - length],
                    [0.0, 0, z - length * 1.5],
                    [-0.05, 0, z - length],
                    [0, 0, z - 0.5 * length],
                ],
                n=20,
            ),
            0.012,
            6,
        )
        return [body, loop] if maybe(rng) else [body]
    if kind == "ball":
        return [
            revolve([(0.13 * np.cos(a), 0.14 * np.sin(a)) for a in np.linspace(-1.5, 1.3, 12)], (0, 0, z), segments=28)
        ]
    path = spline([[0, 0, z + 0.3], [0, 0, z], [-0.06, 0, z - 0.14], [-0.2, 0, z - 0.2]], n=16)
    return [limb(path, [0.05, 0.06, 0.07], [0.045, 0.05, 0.06], ends=(0.0, 0.05))]


def umbrella(rng: Rng) -> list[Part]:
    """An open umbrella or parasol with panels, ribs and a handle, or a folded one."""
    n = pick(rng, 6, 8, 8, 8, 10, 12)
    r = between(rng, 0.012, 0.022)
    length = between(rng, 1.3, 1.9)
    if maybe(rng, 0.25):
        return folded(rng, n, r, length)
    h = between(rng, 0.3, 0.75)
    sag = between(rng, 0.02, 0.12)
    scallop = between(rng, 0.03, 0.16)
    power = between(rng, 1.6, 2.6)
    steps, across = 9, 7
    t = np.linspace(0.02, 1.0, steps)
    cols = []
    for i in range(n * across):
        a = 2 * np.pi * i / (n * across)
        f = (i % across) / across
        hollow = 4 * f * (1 - f)
        reach = t * (1 - scallop * hollow * t**2) * (1 - (1 - np.cos(np.pi / n)) * hollow)
        z = h * (1 - t**power) - sag * hollow * t * (1 - t) * 2 + scallop * 0.5 * hollow * t**3 * h
        cols.append(np.column_stack([reach * np.cos(a), reach * np.sin(a), z]))
    grid = np.stack([*cols, cols[0]])
    canopy = sheet(grid).with_(surface="textile", smooth_angle=60.0)
    marks = [Stroke(cols[i * across] * [1.003, 1.003, 1] + np.array([0, 0, 0.004])) for i in range(n)]
    trim = between(rng, 0.02, 0.05)
    if maybe(rng, 0.5):
        rim = np.array([c[-1] + (c[-2] - c[-1]) * trim * 8 for c in cols]) * [1.002, 1.002, 1] + np.array([0, 0, 0.004])
        marks.append(Stroke(np.vstack([rim, rim[:1]]), "stitch"))
    if maybe(rng, 0.3):
        k = whole(rng, 2, 5)
        ring = np.array([c[k] for c in cols]) * [1.003, 1.003, 1] + np.array([0, 0, 0.004])
        marks.append(Stroke(np.vstack([ring, ring[:1]])))
    parts: list[Part] = [draw(canopy, marks)]
    bones = []
    slide = h - between(rng, 0.35, 0.55) * max(h, 0.5) - 0.1
    for i in range(n):
        rib: Array = cols[i * across] - np.array([0, 0, 0.022])
        bones.append(wire(rib[[0, 2, 4, 6, 8]], 0.007, 6))
        bones.append(wire(np.stack([[0, 0, slide], rib[5]]), 0.006, 6))
    parts.append(merge(bones))
    parts += [wire([c[-1] * 0.99, c[-1] * 1.03 - [0, 0, 0.01]], 0.012, 6) for c in cols[::across]]
    parts.append(cylinder(r, length + 0.1, (0, 0, h - length), segments=14))
    parts.append(revolve([(r * 2.2, -0.05), (r * 2.4, 0.05), (r * 1.4, 0.08)], (0, 0, slide), segments=16))
    tip = pick(rng, "spike", "button", "knob")
    if tip == "spike":
        parts.append(revolve([(r * 2.2, -0.03), (r * 1.4, 0.03), (r, 0.16), (r * 0.4, 0.2)], (0, 0, h), segments=16))
    elif tip == "button":
        parts.append(revolve([(0.06, -0.02), (0.05, 0.015), (0.02, 0.03)], (0, 0, h), segments=20))
    else:
        parts.append(
            revolve([(0.03, 0), (r, 0.05), (0.035, 0.08), (0.035, 0.11), (0.01, 0.14)], (0, 0, h), segments=18)
        )
    if maybe(rng, 0.8):
        parts += grip(rng, h - length, r)
    else:
        parts.append(cylinder(r * 1.5, length * 0.5, (0, 0, h - 1.5 * length), segments=14))
    return parts


def folded(rng: Rng, n: int, r: float, length: float) -> list[Part]:
    """A rolled umbrella: pleated cone, band, tip and handle."""
    big = between(rng, 0.07, 0.13)
    cloth = between(rng, 0.65, 0.78) * length
    twist = between(rng, 0.0, 1.2)
    t = np.arange(n * 6) * 2 * np.pi / (n * 6)
    rings = []
    for q in np.linspace(0, 1, 14):
        radius = np.interp(q, [0, 0.08, 0.3, 0.8, 1.0], [big * 0.7, big, big * 0.95, big * 0.5, r * 1.4])
        wave = radius * (1 + 0.16 * (1 - q) * np.cos(n * t))
        rings.append(np.column_stack([wave * np.cos(t + twist * q), wave * np.sin(t + twist * q), 0 * t + q * cloth]))
    body = loft(np.stack(rings)).with_(surface="textile", smooth_angle=60.0)
    lines = []
    for i in range(n):
        k = i * 6
        lines.append(Stroke(np.array([ring[k] * [1.01, 1.01, 1] for ring in rings])))
    z = between(rng, 0.25, 0.5) * cloth
    tie = revolve([(big * 1.0, z - 0.04), (big * 1.04, z - 0.03), (big * 1.04, z + 0.03), (big, z + 0.04)], segments=32)
    parts = [draw(body, lines), draw(tie, [line((0.02, -big * 1.05, z + 0.03), (0.02, -big * 1.05, z - 0.03))])]
    parts.append(revolve([(r * 1.6, 0), (r * 1.2, 0.1), (r * 0.5, 0.2)], (0, 0, cloth), segments=16))
    parts.append(cylinder(r, length - cloth, (0, 0, -(length - cloth)), segments=14))
    return parts + grip(rng, -(length - cloth), r)


FAMILIES = (Family("umbrella", "03-03", ("Umbrella", "Parasol", "Folding umbrella"), umbrella),)
