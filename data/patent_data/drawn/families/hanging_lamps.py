"""Families of hanging lamps: pendants and chandeliers (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.lighting_parts import (
    SHADES,
    bulb_glass,
    shade,
)
from patent_data.drawn.families.shaping import grounded, hoop, lifted, oval, rod, smooth
from patent_data.drawn.solids import Part, box, cylinder, revolve, rotated, sphere, tube


def rose(rng: Rng, z: float, r: float) -> list[Part]:
    """The ceiling cup of a hanging lamp, its flat side at z."""
    kind = pick(rng, "cup", "disc", "cone")
    shape = {
        "cup": smooth([(0.15 * r, z - 0.9 * r), (0.7 * r, z - 0.7 * r), (0.98 * r, z - 0.2 * r), (r, z)], 10),
        "disc": [(r, z - 0.25 * r), (r, z)],
        "cone": [(0.15 * r, z - 1.1 * r), (r, z)],
    }[kind]
    return [revolve(shape, segments=36)]


def lamp_row(rng: Rng, drop: float) -> list[Part]:
    """Two to five shades that hang in a row from one bar."""
    n = whole(rng, 2, 5)
    small = between(rng, 6, 10)
    gap = small * between(rng, 2.4, 3.4)
    name = pick(rng, "cone", "bell", "dome", "globe", "cylinder", "drum")
    state = rng.bit_generator.state
    parts = [box(gap * n * 0.9, 5, 3, at=(0, 0, drop + 2 * small), radius=1)]
    for k in range(n):
        rng.bit_generator.state = state
        body, tall = shade(rng, name, small, 0, 20)
        x = (k - (n - 1) / 2) * gap
        low = (k % 2) * 0.25 * drop * (n > 2)
        parts += [part.moved(x=x, z=low) for part in body]
        parts.append(cylinder(0.3, drop + 2 * small - low - 0.95 * tall, at=(x, 0, low + 0.95 * tall), segments=8))
    return grounded(parts)


def ring_lamp(rng: Rng, size: float, drop: float) -> list[Part]:
    """One to three glowing hoops on thin wires."""
    parts = []
    z, r = 0.0, size
    n = whole(rng, 1, 3)
    section = rounded_rectangle(1.4, between(rng, 2, 4), 0.4, n=2)
    for k in range(n):
        path = lifted(oval(2 * r, 2 * r, n=56), z)
        tilt = between(rng, -14, 14) if n > 1 else 0.0
        parts.append(tube(path, 1.0, section=section, closed=True).rotated("y", tilt))
        parts += [
            tube([[0.98 * r * np.cos(a), 0.98 * r * np.sin(a), z], [0.0, 0.0, drop + size]], 0.12, segments=5)
            for a in np.radians((90, 210, 330)) + k
        ]
        z, r = z + between(rng, 6, 12), r * between(rng, 0.6, 0.8)
    return grounded([*parts, *rose(rng, drop + size + 2, 6)])


def build_pendant(rng: Rng) -> list[Part]:
    """A hanging lamp: rose, cord or rod or chain, one to five shades, cage, counterweight."""
    size, drop = between(rng, 9, 26), between(rng, 20, 60)
    kind = pick(rng, "single", "single", "single", "cage", "row", "rings", "woven")
    if kind == "row":
        return lamp_row(rng, drop)
    if kind == "rings":
        return ring_lamp(rng, size, drop)
    if kind in ("cage", "woven"):
        h = size * between(rng, 1.0, 1.8)
        profile = np.array(
            smooth(
                [
                    (0.12 * size, h),
                    (0.7 * size, 0.8 * h),
                    (size, between(rng, 0.35, 0.5) * h),
                    (between(rng, 0.3, 0.8) * size, 0),
                ],
                14,
            )
        )
        n = whole(rng, 6, 14) if kind == "cage" else whole(rng, 8, 13)
        parts = [
            tube(
                np.column_stack([profile[:, 0] * np.cos(a), profile[:, 0] * np.sin(a), profile[:, 1]]), 0.3, segments=6
            )
            for a in np.arange(n) * 2 * np.pi / n
        ]
        levels = profile[[0, 3, 6, 9, 13]] if kind == "cage" else profile[::2]
        parts += [hoop(float(r), float(r), 0.3, float(z), segments=6) for r, z in levels]
        if kind == "cage":
            glass = [(x, -z) for x, z in bulb_glass(rng, pick(rng, "pear", "globe", "edison"), 0.3 * size, 0.13 * size)]
            parts += [
                revolve(glass[::-1], at=(0, 0, h - 0.3 * size), segments=28).with_(surface="glass"),
                cylinder(0.16 * size, 0.35 * size, at=(0, 0, h - 0.3 * size), segments=20),
            ]
        tall = h
    else:
        name = pick(rng, *SHADES)
        body, tall = shade(rng, name, size * (0.7 if name == "globe" else 1.0), 0.0)
        parts = list(body)
        if name in ("cone", "dome", "bell", "disc", "tier") and maybe(rng):
            parts.append(sphere(0.22 * size, at=(0, 0, 0.12 * tall), segments=20))
        if name == "bowl":
            parts += [
                tube(
                    [[0.9 * size * np.cos(a), 0.9 * size * np.sin(a), tall], [0, 0, tall + 1.2 * size]],
                    0.15,
                    segments=6,
                )
                for a in np.radians((90, 210, 330))
            ]
            tall += 1.2 * size
    stem = pick(rng, "cord", "cord", "rod", "chain")
    top = tall + drop
    if stem == "chain":
        z, k = tall, 0
        while z < top - 1.5:
            link = [
                [0.8 * np.cos(a), 0, z + 1.3 + 1.3 * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 12, endpoint=False)
            ]
            parts.append(tube(link, 0.2, closed=True, segments=5).rotated("z", 90 * (k % 2)))
            z, k = z + 2.1, k + 1
            if k > 16:
                break
        top = z
    else:
        parts.append(cylinder(0.28 if stem == "cord" else 0.7, drop + 0.1 * tall, at=(0, 0, 0.92 * tall), segments=10))
    parts.append(
        revolve(
            [(0.1 * size + 0.6, -1), (0.1 * size + 0.6, 0.12 * size), (0.7, 0.22 * size + 1)],
            at=(0, 0, tall - 0.3),
            segments=24,
        )
    )
    return grounded([*parts, *disclaimed(rng, rose(rng, top + 1, between(rng, 4, 7)), 0.1)])


def build_chandelier(rng: Rng) -> list[Part]:
    """A chandelier: turned stem, curved arms with candles or cups, drops, chain loop."""
    n, r = whole(rng, 3, 6), between(rng, 22, 36)
    h = between(rng, 24, 44)
    stem = [
        (0.0, -3.0),
        (1.6, -2.0),
        (0.8, 0.0),
        (3.2, 3.0),
        (3.4, 6.0),
        (1.2, 9.0),
        (1.0, 0.5 * h),
        (2.4, 0.6 * h),
        (1.0, 0.75 * h),
        (1.6, 0.95 * h),
        (0.5, h),
    ]
    parts = [revolve(smooth(stem, 34), segments=28)]
    dip, rise = between(rng, 3, 9), between(rng, 2, 10)
    kind = pick(rng, "candle", "candle", "cup", "globe")
    drops = maybe(rng, 0.35)
    for k in range(n):
        arm = [
            rod([[2, 0, 5], [0.35 * r, 0, 5 - dip], [0.75 * r, 0, 3 - 0.6 * dip], [r, 0, 1 + rise]], 0.6, 18, 7),
            revolve(
                [(0.6, rise + 0.5), (2.6, rise + 1.4), (2.8, rise + 1.8), (1.2, rise + 2.0)], at=(r, 0, 0), segments=18
            ),
        ]
        if kind == "candle":
            flame = bulb_glass(np.random.default_rng(0), "candle", 1.2, 0.6)[::2]
            arm += [
                cylinder(1.1, 7, at=(r, 0, rise + 1.8), segments=14),
                revolve(flame, at=(r, 0, rise + 8.8), segments=14),
            ]
        elif kind == "globe":
            arm.append(sphere(4.5, at=(r, 0, rise + 6), segments=16))
        else:
            arm.append(
                revolve(
                    [
                        (1.2, rise + 2),
                        (3.4, rise + 4),
                        (4.6, rise + 8),
                        (4.3, rise + 8),
                        (3.1, rise + 4.2),
                        (0.4, rise + 2.4),
                    ],
                    at=(r, 0, 0),
                    segments=18,
                )
            )
        if drops:
            arm.append(revolve([(0.0, -3.2), (0.8, -2.2), (0.15, 0.0)], at=(r, 0, rise + 0.8), segments=8))
        parts += rotated(arm, "z", 360 * k / n + 15)
    parts += rose(rng, h + between(rng, 8, 25), 5)
    parts.append(cylinder(0.5, float(parts[-1].vertices[:, 2].max()) - h, at=(0, 0, h - 1), segments=10))
    return grounded(parts)


FAMILIES = (
    Family("pendant_lamp", "26-05", ("Pendant lamp", "Hanging lamp", "Pendant light"), build_pendant),
    Family("chandelier", "26-05", ("Chandelier", "Hanging light fixture"), build_chandelier),
)
