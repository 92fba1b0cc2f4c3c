"""Families of light bulbs and candlesticks (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import turned_profile
from patent_data.drawn.families.lighting_parts import bulb_glass, fins, screw_base
from patent_data.drawn.families.shaping import (
    flat_ring,
    grounded,
    ring,
    rod,
    smooth,
    stacked,
    uprights,
)
from patent_data.drawn.solids import Part, Stroke, cylinder, revolve, stroke, tube


def spiral_tube(rng: Rng, r: float, z: float) -> list[Part]:
    """The wound tube of an energy-saving bulb."""
    parts: list[Part] = []
    turns, wire = between(rng, 2.5, 4), between(rng, 0.4, 0.6)
    wide, tall = max(r * 0.8, 1.4), turns * 2.6 * wire
    t = np.linspace(0, 1, int(turns * 18))
    for s in (0.0, np.pi):
        a = 2 * np.pi * turns * t + s
        swell = wide * np.clip(np.minimum(0.35 + t * 6, 0.15 + (1 - t) * 6), 0, 1)
        parts.append(
            tube(np.column_stack([swell * np.cos(a), swell * np.sin(a), z + 0.2 + tall * t]), wire, segments=8)
        )
    return parts


def corn_body(rng: Rng, r: float, neck: float, z: float) -> list[Part]:
    """A prism with rows of light-emitting diodes on its faces."""
    parts: list[Part] = []
    n, h = pick(rng, 6, 8), between(rng, 6, 11)
    out = max(1.4 * neck, 0.6 * r)
    a = (np.arange(n) + 0.5) * 2 * np.pi / n
    plan = np.column_stack([np.cos(a), np.sin(a)]) * out
    rows = whole(rng, 4, 7)
    chips: list[Stroke] = []
    for k in range(n):
        mid, along = (plan[k] + plan[(k + 1) % n]) / 2 * 1.004, (plan[(k + 1) % n] - plan[k]) * 0.22
        for j in range(rows):
            z0, z1 = z + h * (j + 0.25) / rows, z + h * (j + 0.75) / rows
            chips.append(
                stroke(
                    [[*(mid - along), z0], [*(mid + along), z0], [*(mid + along), z1], [*(mid - along), z1]],
                    closed=True,
                )
            )
    parts += [
        stacked(plan, [(1, 1, z), (1, 1, z + h)]).with_(strokes=tuple(chips)),
        cylinder(1.04 * out, 0.8, at=(0, 0, z + h)),
        cylinder(1.04 * out, 0.8, at=(0, 0, z - 0.4)),
    ]
    return parts


def build_bulb(rng: Rng) -> list[Part]:
    """A bulb, standing on its base: glass shape, screw, bayonet or pin base, LED body with fins, spiral tube."""
    r, neck = between(rng, 2.2, 4.6), between(rng, 1.2, 1.5)
    kind = pick(rng, "pear", "globe", "candle", "tube", "reflector", "edison", "spiral", "corn")
    base = pick(rng, "screw", "screw", "screw", "pins", "bayonet")
    foot = 2.4
    if base == "screw":
        parts = screw_base(neck, 0, foot)
    elif base == "bayonet":
        parts = [
            revolve([(0.8 * neck, 0), (0.9 * neck, 0.2), (0.9 * neck, foot)]),
            cylinder(0.15, 2.3 * neck, at=(0, 0, 0.6), axis="x", segments=10),
        ]
    else:
        foot = 1.6
        parts = [cylinder(0.2, foot, at=(s * 0.5, 0, 0), segments=10) for s in (-1, 1)]
    z = foot
    body = pick(rng, "none", "ribbed", "smooth", "finned", "none")
    if kind in ("spiral", "corn"):
        body = "smooth"
    if body != "none":
        h, out = between(rng, 1.5, 4.5), neck * between(rng, 1.2, min(1.9, 0.95 * r / neck + 0.3))
        curve = smooth([(0.95 * neck, z), (1.05 * neck, z + 0.2 * h), (out, z + h)], 10)
        lines: tuple[Stroke, ...] = ()
        if body == "ribbed":
            n = whole(rng, 12, 30)
            lines = uprights(1.02 * neck, z + 0.2 * h, z + 0.95 * h, n, "line", out)
        parts.append(
            revolve([(0.9 * neck, z), *curve, (0.95 * out, z + h + 0.1)]).with_(
                strokes=(*lines, ring(out, z + 0.97 * h))
            )
        )
        if body == "finned":
            parts += fins(neck * 1.1, z + 0.1 * h, z + 0.95 * h, whole(rng, 8, 16), 1.12 * out)
        neck, z = 0.95 * out, z + h
    if kind == "spiral":
        return grounded([*parts, *spiral_tube(rng, r, z)])
    if kind == "corn":
        return grounded([*parts, *corn_body(rng, r, neck, z)])
    r = max(r, 1.08 * neck)
    glass = [(x, zz + z) for x, zz in bulb_glass(rng, kind, r, neck)]
    marks: list[Stroke] = []
    if kind == "reflector":
        marks = [ring(glass[-6][0], glass[-6][1]), *(flat_ring(s * r, glass[-1][1] - 0.04 * r) for s in (0.2,))]
    elif maybe(rng, 0.4):
        marks = [ring(*glass[4])]
    parts.append(revolve(glass).with_(strokes=tuple(marks), surface="glass"))
    if kind == "candle" and maybe(rng, 0.4):
        parts.append(
            rod(
                [
                    [0, 0, glass[-1][1] - 0.2],
                    [0.15 * r, 0, glass[-1][1] + 0.3 * r],
                    [0.5 * r, 0, glass[-1][1] + 0.7 * r],
                ],
                [0.16 * r, 0.1 * r, 0.03 * r],
                12,
                10,
            )
        )
    return grounded(parts)


def build_candlestick(rng: Rng) -> list[Part]:
    """A candlestick or candelabrum: foot, turned stem, drip cups, branches, candles in full or broken lines."""
    h, r = between(rng, 5, 32), between(rng, 3.5, 7)
    foot = smooth([(r, 0.0), (0.97 * r, 0.5), (0.5 * r, 1.2), (0.22 * r, 2.2)], 10)
    shaft = [(0.35 * x * r / 2 + 0.12 * r, 2.0 + z) for x, z in turned_profile(rng, max(h - 2.0, 2.0), 1.0)]
    parts = [revolve([(r, -0.3), *foot], segments=36), revolve(shaft, segments=32)]
    arms = pick(rng, 0, 0, 2, 3, 4, 5)
    spots = [(0.0, 0.0, h)]
    if arms and h > 14:
        reach, lift = between(rng, 7, 13), between(rng, -1.5, 3)
        for k in range(arms):
            a = 2 * np.pi * k / arms
            c, s = np.cos(a), np.sin(a)
            z = 0.75 * h
            path = [
                [0, 0, z],
                [0.35 * reach * c, 0.35 * reach * s, z - 2.5],
                [0.85 * reach * c, 0.85 * reach * s, z - 1],
                [reach * c, reach * s, h + lift - 0.3],
            ]
            parts.append(rod(path, 0.4, 24, 8))
            spots.append((reach * c, reach * s, h + lift))
    cup = [
        (0.5, -0.4),
        (1.1, 0.0),
        (between(rng, 2.0, 3.2), 0.5),
        (between(rng, 2.0, 3.2), 0.7),
        (1.25, 0.6),
        (1.3, 2.2),
        (1.05, 2.2),
        (1.0, 1.0),
    ]
    parts += [revolve(cup, at=at, segments=22) for at in spots]
    if maybe(rng, 0.5):
        length, claimed = between(rng, 6, 18), maybe(rng, 0.4)
        for x, y, z in spots:
            parts += [
                cylinder(1.0, length, at=(x, y, z + 1), top=0.8, segments=20).with_(claimed=claimed),
                cylinder(0.1, 0.9, at=(x, y, z + length + 0.9), segments=6).with_(claimed=claimed),
            ]
    if maybe(rng, 0.2) and len(spots) == 1:
        parts.append(
            tube(
                [
                    [r + 1.4 + 1.6 * np.cos(a), 0, 1.2 + 1.6 * np.sin(a)]
                    for a in np.linspace(0, 2 * np.pi, 20, endpoint=False)
                ],
                0.28,
                closed=True,
                segments=8,
            )
        )
    return grounded(parts)


FAMILIES = (
    Family("bulb", "26-04", ("Light bulb", "LED bulb", "Lamp bulb", "LED lamp"), build_bulb),
    Family("candlestick", "26-01", ("Candlestick", "Candle holder", "Candelabrum"), build_candlestick),
)
