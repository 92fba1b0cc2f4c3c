"""Families of mirrors and clothes hangers (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, resample, rounded_rectangle, spline
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import pedestal
from patent_data.drawn.families.shaping import grounded, layered, oval, rod
from patent_data.drawn.solids import Part, box, cylinder, loft, revolve, rotated, stroke, tube


def mirror_outline(rng: Rng) -> Array:
    """The outline of a mirror: arch, rounded, oval, round, polygon, wavy or pebble."""
    w, h = between(rng, 40, 75), between(rng, 55, 165)
    kind = pick(rng, "arch", "rounded", "oval", "round", "polygon", "wavy", "pebble")
    if kind == "arch":
        a = np.linspace(0, np.pi, 25)
        return np.vstack(
            [[[-w / 2, -h / 2], [w / 2, -h / 2]], np.column_stack([np.cos(a), np.sin(a)]) * w / 2 + (0, h / 2 - w / 2)]
        )
    if kind == "rounded":
        return rounded_rectangle(w, h, pick(rng, 1.0, 8.0, 18.0), n=6)
    if kind in ("oval", "round"):
        return oval(w, h if kind == "oval" else w, 2.0, 48)
    if kind == "polygon":
        return regular_polygon(pick(rng, 6, 8, 12), w / 2)
    a = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    if kind == "wavy":
        base = oval(w, h, 3.5, 96)
        return base * (1 + between(rng, 0.02, 0.05) * np.cos(whole(rng, 12, 22) * a))[:, None]
    pebble = spline(ellipse(w / 2, w / 2, 7) * rng.uniform(0.75, 1.1, (7, 1)), closed=True, n=60)
    middle: Array = pebble - (pebble.max(axis=0) + pebble.min(axis=0)) / 2
    return middle


def swing_stand(rng: Rng, w: float, h: float, low: float) -> list[Part]:
    """A bow and a foot between which a mirror swings."""
    parts: list[Part] = []
    arm = np.array(
        [
            [-0.56 * w, 1, 0],
            [-0.56 * w, 1, -0.3 * h],
            [-0.3 * w, 1, -low - 3],
            [0.3 * w, 1, -low - 3],
            [0.56 * w, 1, -0.3 * h],
            [0.56 * w, 1, 0],
        ]
    )
    parts += [
        rod(arm, 1.0, 32),
        *(cylinder(1.5, 2.4, at=(s * 0.56 * w, 1, 0), axis="x", segments=16) for s in (-1, 1)),
        box(0.7 * w, 16, 2, at=(0, 1, -low - 5.5), radius=1.5),
    ]
    return parts


def build_mirror(rng: Rng) -> list[Part]:
    """A wall, standing or vanity mirror with a moulded, beaded, rayed or lit frame."""
    plan = mirror_outline(rng)
    frame, t = between(rng, 0.8, 6.0), between(rng, 1.5, 4.0)
    rim = layered(plan, [(0, 0), (0, 0.6 * t), (0.3 * frame, t), (0.7 * frame, t), (frame, 0.75 * t)])
    inner = plan * np.maximum(1 - (frame + 0.1) / np.abs(plan).max(axis=0), 0.1)
    glass = layered(inner, [(0, 0.5 * t), (0, 0.78 * t)]).with_(surface="glass")
    w, h = np.ptp(plan, axis=0)
    lines = [
        stroke(np.column_stack([inner * s, np.full(len(inner), 0.79 * t)]), closed=True)
        for s in ((0.93,) if maybe(rng, 0.4) else ())
    ]
    parts = [rim, glass.with_(strokes=tuple(lines))]
    extra = pick(rng, "none", "none", "rays", "beads", "lights", "hook")
    if extra == "rays":
        for p in resample(plan, whole(rng, 16, 36)):
            q = p * (1 + between(rng, 0.15, 0.4))
            parts.append(tube([[*p, 0.5 * t], [*q, 0.5 * t]], [0.6, 0.2], segments=6))
    elif extra == "beads":
        edge = plan * np.maximum(1 - 0.5 * frame / np.abs(plan).max(axis=0), 0.1)
        parts += [
            revolve(
                [(0.3 * frame, 0), (0.2 * frame, 0.25 * frame), (0, 0.3 * frame)], at=(*p, t - 0.1 * frame), segments=8
            )
            for p in resample(edge, whole(rng, 24, 44))
        ]
    elif extra == "lights":
        edge = resample(plan * np.maximum(1 - 0.5 * frame / np.abs(plan).max(axis=0), 0.1), whole(rng, 8, 16))
        parts += [cylinder(0.35 * frame + 0.6, 1.0, at=(x, y, t - 0.4), segments=16) for x, y in edge]
    elif extra == "hook":
        a, b = (plan[np.argmax(plan @ (s * 0.7, 1.0))] for s in (-1, 1))
        parts.append(rod([[*a, 0.3], [0, 0.5 * h + 14, 0.3], [*b, 0.3]], 0.5, 20))
    parts = rotated(parts, "x", 90)
    stand = pick(rng, "wall", "wall", "easel", "table", "swing")
    low = -float(min(part.vertices[:, 2].min() for part in parts))
    if stand == "easel":
        parts += [tube([[s * 0.3 * w, 1, 0.3 * h], [s * 0.36 * w, 0.35 * h, -low]], 1.2, segments=10) for s in (-1, 1)]
    elif stand == "table":
        parts += [part.moved(z=-low - 22, y=1) for part in pedestal(rng, 24, 1.4, 0.32 * w)]
    elif stand == "swing":
        parts += swing_stand(rng, w, h, low)
    return grounded(parts)


def build_hanger(rng: Rng) -> list[Part]:
    """A clothes hanger: flat, wire or contoured shoulders, a bar or clips, notches, a hook."""
    w, h = between(rng, 36, 46), between(rng, 9, 15)
    kind = pick(rng, "wood", "wire", "flat", "tube")
    drop = h * between(rng, 0.75, 1.0)
    xs = np.linspace(-1, 1, 31)
    arch = np.column_stack([xs * w / 2, -drop * np.abs(xs) ** between(rng, 1.0, 1.7)])
    bend = -between(rng, 0, 4) * xs**2
    path = np.column_stack([arch[:, 0], bend, arch[:, 1]])
    parts: list[Part] = []
    if kind in ("wood", "flat"):
        t, tall = (1.2, between(rng, 2.5, 5)) if kind == "wood" else (0.5, between(rng, 0.9, 2.2))
        grow = tall * (1 - 0.45 * xs**2)
        rings = [
            np.column_stack([np.full(12, p[0]), p[1] + t * s[:, 0], p[2] + g * (s[:, 1] - 0.5)])
            for p, g in zip(path, grow, strict=True)
            for s in [oval(1, 1, 3, 12)]
        ]
        parts.append(loft(np.array(rings)))
    else:
        r = 0.18 if kind == "wire" else between(rng, 0.4, 0.8)
        parts.append(tube(path, r, segments=8))
    ends = path[[0, -1]]
    extra = pick(rng, "bar", "bar", "clips", "loop", "none")
    if extra == "bar" or kind == "wire":
        z = float(ends[0, 2]) - between(rng, 0.5, 3)
        y = float(ends[0, 1])
        bar = [[-w / 2, y, float(ends[0, 2])], [-w / 2 + 1, y, z], [w / 2 - 1, y, z], [w / 2, y, float(ends[0, 2])]]
        parts.append(rod(bar, 0.18 if kind == "wire" else 0.45, 30, 8))
    elif extra == "clips":
        z = float(ends[0, 2]) - 3
        parts.append(tube([[-0.4 * w, 0, z], [0.4 * w, 0, z]], 0.2, segments=8))
        parts += [box(2.6, 1.2, 4.5, at=(x, 0, z - 3.5), radius=0.4) for x in (-0.3 * w, 0.3 * w)]
        parts += [tube([[x, 0, -0.6 * drop], [x, 0, z]], 0.2, segments=8) for x in (-0.3 * w, 0.3 * w)]
    elif extra == "loop":
        z = float(ends[0, 2]) - 5
        parts.append(
            rod(
                [[-0.36 * w, 0, -0.6 * drop], [-0.3 * w, 0, z], [0.3 * w, 0, z], [0.36 * w, 0, -0.6 * drop]],
                0.35,
                30,
                8,
            )
        )
    if maybe(rng, 0.4) and kind in ("wood", "flat", "tube"):
        parts += [
            cylinder(0.35, 1.6, at=(s * 0.36 * w, float(path[4, 1]), float(path[4, 2]) + 0.9), segments=12)
            for s in (-1, 1)
        ]
    a = np.radians(np.linspace(-90, between(rng, 130, 190), 20))
    r = between(rng, 2.0, 3.2)
    neck = between(rng, 1.0, 3.5)
    hook = np.column_stack([r * np.cos(a), np.zeros(20), neck + 2 * r + r * np.sin(a) - r])
    hook = np.vstack([[[0, 0, -0.3], [0, 0, neck - 0.3]], hook + np.array((0, 0, 0))])
    parts += [rod(hook, 0.2, 44, 8), revolve([(0.7, 0), (0.7, 0.3), (0.35, 1.2)], at=(0, 0, 0.2), segments=16)]
    if maybe(rng, 0.3):
        parts.append(revolve([(0.2, 0), (0.32, 0.1), (0.32, 0.5), (0, 0.6)], at=(*hook[-1],), segments=12))
    return grounded(parts)


FAMILIES = (
    Family("mirror", "06-07", ("Mirror", "Wall mirror", "Vanity mirror", "Standing mirror"), build_mirror),
    Family("hanger", "06-08", ("Hanger", "Clothes hanger", "Garment hanger", "Coat hanger"), build_hanger),
)
