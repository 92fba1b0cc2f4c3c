"""Spades, trowels and clamps (08-01, 08-05)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.bits import (
    Array,
    between,
    count,
    curve,
    limb,
    one_of,
    ring_line,
    rod,
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.tool_parts import grip
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, revolve, rotated, sheet, stroke, tube


def _blade_grid(outline: Array, bowl: float, rows: int, cols: int) -> Array:
    """A grid over an upright leaf (half width, z), hollowed towards the viewer's rear."""
    half = np.interp(np.linspace(outline[0, 1], outline[-1, 1], rows), outline[:, 1], outline[:, 0])
    z = np.linspace(outline[0, 1], outline[-1, 1], rows)
    t = np.linspace(-1, 1, cols)
    x = half[:, None] * t[None, :]
    y = bowl * (1 - t[None, :] ** 2) * (half[:, None] / half.max()) ** 0.7
    return np.stack([x, y, np.broadcast_to(z[:, None], x.shape)], axis=2)


def _trowel(rng: np.random.Generator) -> list[Part]:
    """A garden trowel, a mason's trowel or a hand fork, its handle up."""
    kind = one_of(rng, "garden", "garden", "mason", "fork", "float")
    wide = between(rng, 0.75, 1.3) * (0.8 if kind == "garden" else 1.2)
    long = between(rng, 2.8, 4.6)
    hand = moved(grip(rng, between(rng, 2.8, 4.0), between(rng, 0.36, 0.48)), z=0.0)
    hand = [p.mirrored("z") for p in hand]
    neck = between(rng, 1.0, 2.0)
    back = between(rng, 0.3, 0.9)
    rise = neck + max(float(-p.vertices[:, 2].min()) for p in hand) - 0.1
    parts = moved(hand, y=-back if kind != "garden" else 0.2, z=rise)
    r = between(rng, 0.12, 0.18)
    y1 = -back if kind != "garden" else 0.2
    parts.append(
        tube(curve((0, 0, -0.6), (0, 0.05, 0.1), (0, y1 * 0.9, 0.45 * neck), (0, y1, neck + 0.2), n=14), r, segments=12)
    )
    if kind == "fork":
        parts.append(box(2 * wide, 0.16, 0.25, at=(0, 0, -0.6), radius=0.05))
        tines = count(rng, 3, 5)
        for x in np.linspace(-wide * 0.92, wide * 0.92, tines):
            spine = curve((x, 0, -0.4), (x, 0.12, -0.6 * long), (x, 0.0, -long), n=10)
            parts.append(limb(spine, [0.09, 0.09, 0.02], [0.12, 0.11, 0.02], 2.5, n=12))
    elif kind == "float":
        parts.append(box(2.4 * wide, 0.08, long, at=(0, 0.05, -long)))
        parts.append(box(0.4, 0.25, long * 0.8, at=(0, 0, -0.9 * long), radius=0.05))
    else:
        tip = between(rng, 0.02, 0.35)
        shoulder = between(rng, 0.5, 1.0)
        known = np.array(
            [
                (0.25 * shoulder, 0),
                (0.8 * shoulder, -0.12),
                (1.0, -0.35),
                (0.85, -0.7),
                (tip + 0.2, -0.95),
                (tip * 0.5, -1),
            ]
        )
        if kind == "mason":
            known = np.array([(0.12, 0), (0.9, -0.2), (1.0, -0.28), (0.6, -0.62), (0.05, -1.0)])
        n = 16
        shape = np.column_stack(
            [values(list(known[:, 0]), n) * wide, values(list(known[:, 1]), n, smooth=False) * long]
        )
        order = np.argsort(shape[:, 1])
        grid = _blade_grid(shape[order], 0.0 if kind == "mason" else between(rng, 0.25, 0.6), n, 13)
        leaf = sheet(grid, 0.06)
        if kind == "garden" and whether(rng, 0.6):
            line = np.stack([grid[3:-2, 6, 0], grid[3:-2, 6, 1] - 0.035, grid[3:-2, 6, 2]], axis=1)
            leaf = leaf.with_strokes(stroke(line))
            for k in range(count(rng, 0, 6)):
                z = -0.3 * long - 0.1 * long * k
                leaf = leaf.with_strokes(
                    stroke(np.array([(-0.06, grid[8, 6, 1] - 0.035, z), (0.12, grid[8, 6, 1] - 0.035, z)]), "light")
                )
        parts.append(leaf)
    return parts if whether(rng, 0.7) else rotated(parts, "y", 90.0)


def _spade(rng: np.random.Generator) -> list[Part]:
    """A spade or shovel, its blade down."""
    wide, long = between(rng, 1.0, 1.6), between(rng, 2.8, 4.0)
    shaft, r = between(rng, 5.0, 9.0), between(rng, 0.15, 0.2)
    point = between(rng, 0.0, 0.9)
    n = 14
    t = np.linspace(0, 1, n)
    half = wide * np.minimum(1.0, 1.0 - point * np.clip((t - 0.55) / 0.45, 0, 1) ** 2)
    grid = _blade_grid(np.column_stack([half, -long * t])[::-1], between(rng, 0.1, 0.45), n, 13)
    parts = [sheet(grid, 0.07)]
    parts += [box(wide * 0.85, 0.22, 0.08, at=(way * wide * 0.55, 0.05, -0.02)) for way in (-1, 1)]
    socket = curve((0, 0.2, -0.5 * long), (0, 0.1, -0.1 * long), (0, 0, 0.5), (0, 0, 1.6), n=14)
    parts.append(tube(socket, values([0.05, r * 1.5, r * 1.35, r * 1.25], 14), segments=14))
    bend = between(rng, -0.5, 0.2)
    line = curve((0, 0, 1.2), (0, 0.3 * bend, 0.5 * shaft), (0, bend, shaft), n=8)
    parts.append(tube(line, r, segments=16))
    top = one_of(rng, "d", "t", "knob", "y")
    if top in ("d", "y"):
        w = between(rng, 0.6, 0.8)
        ring = np.array(
            [(0, bend, shaft - 0.1), (0.5 * w, bend, shaft + 0.35), (w, bend, shaft + 0.8), (w, bend, shaft + 1.25)]
        )
        for way in (1, -1):
            parts.append(limb(curve(*ring, n=8), [r * 1.1, r * 0.8], [r * 1.1, r * 0.7], 2.4, n=14).scaled(way, 1, 1))
        bar = limb(
            rod((-w, bend, shaft + 1.2), (w, bend, shaft + 1.2), 5),
            [r * 0.9, r * 1.1, r * 0.9],
            [r * 0.9, r * 1.1, r * 0.9],
            n=16,
        )
        parts.append(bar)
    elif top == "t":
        parts.append(
            limb(
                rod((-0.8, bend, shaft), (0.8, bend, shaft), 7), [r, r * 1.3, r], [r, r * 1.3, r], 2.2, (0.1, 0.1), n=18
            )
        )
    else:
        parts.append(
            revolve([(r * 1.1, 0), (r * 1.4, 0.15), (r * 1.3, 0.4), (0, 0.55)], at=(0, bend, shaft - 0.1), segments=20)
        )
    if whether(rng, 0.5):
        low = between(rng, 0.5, 0.8) * shaft
        parts.append(
            tube(rod((0, bend * low / shaft, low - 0.8), (0, bend * low / shaft, low + 0.8)), r * 1.3, segments=18)
        )
    return parts


def _bar_clamp(rng: np.random.Generator) -> list[Part]:
    """A screw clamp: a C frame or a bar with a sliding jaw."""
    tall, deep = between(rng, 2.5, 5.5), between(rng, 1.6, 3.0)
    r, thick = between(rng, 0.15, 0.24), between(rng, 0.4, 0.65)
    w = between(rng, 0.3, 0.5)
    kind = one_of(rng, "c", "c", "bar")
    parts: list[Part] = []
    long = tall * between(rng, 0.75, 1.0)
    if kind == "c":
        mid = tall / 2
        bulge = between(rng, 0.0, 0.4)
        outer = [
            (0.5, -mid - w),
            (-deep, -mid - w * 0.7),
            (-deep - w - bulge, 0),
            (-deep, mid + w * 0.7),
            (0.5, mid + w),
        ]
        inner = [(0.5, mid), (-deep + w, mid - 0.1), (-deep + 0.4 * w, 0), (-deep + w, -mid + 0.1), (0.5, -mid)]
        ring = np.vstack([spline(np.array(outer), n=26), spline(np.array(inner), n=26)])
        parts.append(extrude(ring, thick, bevel=0.1))
        rib = np.vstack([spline(np.array(outer) * 0.9 + np.array([-0.06 * deep, 0]), n=20)])
        for y in (-thick / 2, thick / 2):
            parts[0] = parts[0].with_strokes(
                stroke(np.column_stack([rib[:, 0], np.full(20, y), rib[:, 1]])[2:-2], "light")
            )
    else:
        parts.append(box(w, thick * 0.6, tall + 4.0, at=(-deep, 0, -tall / 2 - 2.6)))
        for z, size in ((tall / 2, 1.0), (-tall / 2, 1.0)):
            shape = np.array(
                [(-deep - w, -w), (-0.1, -0.7 * w), (0.4, -0.5 * w), (0.4, 0.5 * w), (-deep - w, 1.3 * w)]
            ) * [1, size]
            parts.append(extrude(shape if z > 0 else shape * [1, -1], thick, bevel=0.08).moved(z=z))
    base = -tall / 2
    parts.append(cylinder(w * 1.1, 2.2 * w, at=(0, 0, base - 1.4 * w), segments=24))
    threads = [ring_line((0, 0, z), r * 1.01, "z", "line", 16) for z in np.arange(base - long, base + 0.5 * tall, 0.13)]
    parts.append(cylinder(r, long + 0.5 * tall, at=(0, 0, base - long), segments=18).with_strokes(*threads))
    parts.append(revolve([(r, 0), (r * 2.4, 0.15), (r * 2.4, 0.35)], at=(0, 0, base + 0.45 * tall), segments=24))
    parts.append(cylinder(r * 2.0, 0.3, at=(0, 0, tall / 2 - 0.28), segments=24))
    end = base - long
    if whether(rng, 0.6):
        shift = between(rng, -0.3, 0.3)
        bar = rod((-1.1 + shift, 0, end), (1.1 + shift, 0, end))
        parts += [tube(bar, 0.1, segments=12), cylinder(r * 1.5, 0.5, at=(0, 0, end - 0.25), segments=18)]
        parts += [box(0.14, 0.28, 0.28, at=(x + shift, 0, end - 0.14), radius=0.05) for x in (-1.1, 1.1)]
    else:
        hand = grip(rng, 2.6, 0.38)
        parts += moved(hand, z=end - 2.5)
    return parts


FAMILIES = (
    Family("trowel", "08-05", ("Trowel", "Garden trowel", "Hand trowel", "Garden hand tool"), _trowel),
    Family("spade", "08-01", ("Spade", "Shovel", "Digging spade", "Garden shovel"), _spade),
    Family("clamp", "08-05", ("Clamp", "C-clamp", "Bar clamp", "Clamping tool"), _bar_clamp),
)
