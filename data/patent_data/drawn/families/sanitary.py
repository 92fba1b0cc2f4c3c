"""Wash basins and baths (23-06). The wall is behind them, at the greatest y."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, superellipse
from patent_data.drawn.families.bits import (
    Array,
    between,
    curve,
    environment,
    limb,
    one_of,
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.water_parts import control, drain, escutcheon, overflow, spout
from patent_data.drawn.solids import Part, box, cylinder, extrude, loft, moved, rotated, tube

RING = 48


def _bowl(outer: list[tuple[float, float]], inner: list[tuple[float, float]], plan: Array, hollow: Array) -> Part:
    """A vessel of level rings: (share of the plan, height) going up outside and down inside."""
    rows = [np.column_stack([plan * s, np.full(len(plan), z)]) for s, z in outer]
    rows += [np.column_stack([hollow * s, np.full(len(hollow), z)]) for s, z in inner]
    return loft(np.stack(rows)).with_(smooth_angle=40.0)


def _plan(rng: np.random.Generator, kind: str, wide: float, deep: float) -> Array:
    """A plan outline of RING points."""
    if kind == "round":
        return ellipse(wide, deep, n=RING)
    if kind == "egg":
        ring = ellipse(wide, deep, n=RING)
        return ring * np.column_stack([1 + 0.12 * ring[:, 1] / deep, np.ones(RING)])
    return superellipse(wide, deep, between(rng, 4.0, 9.0) if kind == "box" else between(rng, 2.6, 3.6), n=RING)


def _tap(rng: np.random.Generator, size: float) -> list[Part]:
    """A small one-hole tap, upright from z = 0."""
    body = [escutcheon(rng, 0.5, 0.15), cylinder(0.36, 1.3, segments=24)]
    body += moved(spout(rng, "cast", 1.5, 0.8, 0.32), z=0.6)
    return [p.scaled(size) for p in [*body, *moved(control(rng, one_of(rng, "lever", "blade"), 0.55), z=1.3)]]


def _basin(rng: np.random.Generator) -> list[Part]:
    """A wash basin: on a counter, on a pedestal, on the wall or set into a top."""
    kind = one_of(rng, "vessel", "vessel", "pedestal", "wall", "inset")
    shape = one_of(rng, "round", "box", "soft", "box")
    wide = between(rng, 2.2, 3.2)
    deep = wide * between(rng, 0.65, 1.0) if shape != "round" or whether(rng) else wide
    tall = between(rng, 0.9, 1.7)
    plan = _plan(rng, shape, wide, deep)
    foot, rim = between(rng, 0.45, 0.85), between(rng, 0.04, 0.12)
    parts: list[Part] = []
    ledge = between(rng, 0.2, 0.34) if kind in ("pedestal", "wall") else 0.0
    inner_shape = plan if whether(rng, 0.7) else _plan(rng, one_of(rng, "round", "soft"), wide, deep)
    hollow = inner_shape * [1 - rim, (1 - rim) * (1 - ledge)] - [0, ledge * deep * 0.8]
    fall = between(rng, 0.55, 0.8)
    outer = [
        (foot, 0.0),
        (foot + 0.12, 0.08 * tall),
        (0.5 + 0.5 * foot, 0.4 * tall),
        (0.95, 0.8 * tall),
        (1.0, 0.96 * tall),
        (1.0, tall),
    ]
    if kind in ("wall", "pedestal") and whether(rng, 0.5):
        outer = [(foot * 0.8, 0.0), (0.9, 0.5 * tall), (1.0, 0.6 * tall), (1.0, tall)]
    inner = [
        (1.0, tall),
        (0.97, 0.9 * tall),
        (0.88, 0.55 * tall),
        (fall, 0.25 * tall),
        (0.3, 0.15 * tall),
        (0.12, 0.14 * tall),
    ]
    parts.append(_bowl(outer, inner, plan, hollow))
    middle = float(hollow[:, 1].mean())
    parts += moved(drain(0.28), y=middle, z=0.14 * tall)
    if whether(rng, 0.5):
        parts += moved(overflow(0.16), y=float(hollow[:, 1].max()) * 0.93, z=0.72 * tall)
    back = float(plan[:, 1].max())
    if kind == "pedestal":
        low = between(rng, 5.2, 6.4)
        z = np.linspace(0, 1, 12)
        widths = (
            values([foot * 1.15, foot * between(rng, 0.5, 0.7), foot * 0.55, foot * between(rng, 0.7, 0.95)], 12)
            * wide
            * 0.55
        )
        rows = []
        for t, w in zip(z, widths, strict=True):
            ring = superellipse(w, w * 0.9, 2.6, n=36)
            rows.append(np.column_stack([ring[:, 0], ring[:, 1] + 0.25 * back, np.full(36, -low + t * (low + 0.1))]))
        parts.append(loft(np.stack(rows)))
        parts.append(box(float(widths[0]) * 2.3, float(widths[0]) * 2.1, 0.25, at=(0, 0.25 * back, -low), radius=0.2))
    elif kind == "wall":
        if whether(rng, 0.6):
            parts.append(
                limb(
                    curve((0, back * 0.9, -1.6), (0, back * 0.6, -0.9), (0, back * 0.1, 0.0), n=8),
                    [0.7, 0.75, 0.8],
                    [0.5, 0.7, 0.7],
                    2.6,
                    (0.1, 0),
                    side=(1.0, 0, 0),
                    n=24,
                )
            )
        else:
            parts.append(
                tube(
                    curve((0, middle, -0.05), (0, middle, -1.3), (0, middle + 0.5, -1.8), (0, back, -1.2), n=14),
                    0.2,
                    segments=12,
                ).with_(claimed=whether(rng, 0.6))
            )
    elif kind == "inset":
        top = extrude(
            rounded_rectangle(2.6 * wide, 2.5 * deep, one_of(rng, 0.02, 0.3)),
            0.25,
            axis="z",
            holes=(plan * 0.97,),
            bevel=0.04,
        )
        parts += environment(rng, [top.moved(z=tall - 0.3)], 0.4)
    tap = one_of(rng, "none", "tap", "hole")
    if ledge and tap == "tap":
        parts += environment(rng, moved(_tap(rng, 0.85), y=back * 0.82, z=tall), 0.3)
    elif ledge and tap == "hole":
        parts += [cylinder(0.2, 0.03, at=(0, back * 0.82, tall), segments=20)]
    return parts


def _bathtub(rng: np.random.Generator) -> list[Part]:
    """A bath: free-standing, slipper, on claw feet, or built in with an apron."""
    kind = one_of(rng, "oval", "slipper", "claw", "apron", "box")
    long, wide, tall = between(rng, 4.2, 5.2), between(rng, 1.9, 2.4), between(rng, 1.7, 2.3)
    shape = {"oval": "soft", "slipper": "egg", "claw": "round", "apron": "box", "box": "box"}[kind]
    plan = _plan(rng, shape, wide, long)
    foot = between(rng, 0.62, 0.85) if kind not in ("apron", "box") else between(rng, 0.94, 1.0)
    rim = between(rng, 0.05, 0.1) if kind != "apron" else between(rng, 0.1, 0.16)
    hollow = plan * [1 - rim * 1.6, 1 - rim]
    outer = [
        (foot, 0.0),
        (foot + 0.03, 0.05 * tall),
        (0.5 + 0.5 * foot, 0.45 * tall),
        (0.97, 0.85 * tall),
        (1.0, 0.95 * tall),
        (1.0, tall),
    ]
    if kind == "claw":
        outer = [
            (foot * 0.8, 0.0),
            (foot, 0.1 * tall),
            (0.88, 0.5 * tall),
            (0.93, 0.88 * tall),
            (1.02, 0.92 * tall),
            (1.04, 0.98 * tall),
            (1.0, tall),
        ]
    inner = [
        (1.0, tall),
        (0.97, 0.9 * tall),
        (0.9, 0.5 * tall),
        (0.8, 0.2 * tall),
        (0.6, 0.12 * tall),
        (0.2, 0.11 * tall),
    ]
    tub = _bowl(outer, inner, plan, hollow)
    if kind == "slipper" or (kind in ("oval", "claw") and whether(rng, 0.4)):
        gain, both = between(rng, 0.2, 0.5), whether(rng, 0.4)

        def lifted(points: Array) -> Array:
            """Raise one end or both ends of the rim."""
            t = points[:, 1] / long
            end = np.abs(t) if both else np.clip(t, -0.2, 1)
            out = points.copy()
            out[:, 2] *= 1 + gain * np.sign(end) * np.abs(end) ** 2
            return out

        tub = tub.with_(vertices=lifted(tub.vertices))
    parts = [tub]
    parts += moved(drain(0.26), y=-0.5 * long if whether(rng) else 0.0, z=0.11 * tall)
    if kind == "claw":
        for x in (-1, 1):
            for y in (-1, 1):
                leg = curve(
                    (x * wide * 0.5, y * long * 0.55, 0.25 * tall),
                    (x * wide * 0.68, y * long * 0.6, -0.1),
                    (x * wide * 0.6, y * long * 0.58, -0.45),
                    (x * wide * 0.68, y * long * 0.62, -0.62),
                    n=10,
                )
                parts.append(limb(leg, [0.3, 0.26, 0.14, 0.22], [0.3, 0.24, 0.13, 0.2], 2.2, (0, 0.1), n=14))
    elif kind == "apron":
        parts.append(box(0.1, 2 * long * 0.9, tall * 0.75, at=(-wide * 0.985, 0, tall * 0.1)))
        if whether(rng):
            parts.append(box(2.06 * wide, 2.04 * long, 0.14, at=(0, 0, -0.02)))
    elif whether(rng, 0.4):
        parts.append(_bowl([(foot * 0.98, -0.22), (foot * 0.98, 0.04)], [(0.3, 0.04), (0.1, 0.04)], plan, plan))
    if whether(rng, 0.25):
        pipe = tube(
            curve(
                (wide + 0.5, 0, -0.3),
                (wide + 0.5, 0, tall + 1.2),
                (wide + 0.2, 0, tall + 1.6),
                (wide - 0.4, 0, tall + 1.3),
                n=18,
            ),
            0.12,
            segments=10,
        )
        cross = cylinder(0.12, 1.0, at=(wide + 0.5, 0, tall + 0.4), axis="y", segments=14)
        knobs = [
            p
            for s in (-1, 1)
            for p in moved(rotated(control(rng, "knob", 0.3), "x", -90.0 * s), x=wide + 0.5, y=0.5 * s, z=tall + 0.4)
        ]
        parts += environment(rng, [pipe, cross, *knobs], 0.4)
    return rotated(parts, "z", 90.0)


FAMILIES = (
    Family("wash_basin", "23-06", ("Wash basin", "Sink", "Basin", "Lavatory"), _basin),
    Family("bathtub", "23-06", ("Bathtub", "Bath", "Freestanding bathtub"), _bathtub),
)
