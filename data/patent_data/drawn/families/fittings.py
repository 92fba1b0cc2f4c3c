"""Families of furniture parts and smaller furnishings: legs, brackets, mirrors, clothes hangers, coat racks (class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, resample, rounded_rectangle, spline
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import caster, leg, pedestal, plate_with_screws, turned_profile
from patent_data.drawn.families.shaping import bolt, grounded, layered, oval, rod, smooth, thread
from patent_data.drawn.solids import Part, box, cylinder, extrude, loft, revolve, rotated, stroke, tube


def build_furniture_leg(rng: Rng) -> list[Part]:
    """A single leg for furniture, with a fixing plate or stud on top and a glide, ferrule or caster below."""
    h, r = between(rng, 10, 72), between(rng, 2.0, 4.5)
    kind = pick(rng, "turned", "cabriole", "hairpin", "taper", "cone", "twist", "bun", "bracket", "loop", "plank")
    if kind == "bun":
        h = between(rng, 6, 14)
        r = between(rng, 0.4, 0.8) * h
        parts = [revolve(smooth([(0.5 * r, 0), (0.9 * r, 0.15 * h), (r, 0.45 * h), (0.75 * r, 0.75 * h), (0.45 * r, 0.86 * h),
                                 (0.6 * r, 0.92 * h), (0.6 * r, h)], 24))]
    elif kind == "twist":
        n, turns = 36, between(rng, 0.25, 1.2)
        plan = pick(rng, regular_polygon(4, r), regular_polygon(6, r), oval(2 * r, 1.1 * r, n=24))
        levels = [(1.0 - 0.35 * (1 - t), turns * 360 * t, h * t) for t in np.linspace(0, 1, n)]
        rings = []
        for s, turn, z in levels:
            c, k = np.cos(np.radians(turn)), np.sin(np.radians(turn))
            rings.append(np.column_stack([plan @ np.array([[c, k], [-k, c]]) * s, np.full(len(plan), z)]))
        parts = [loft(np.array(rings)).with_(smooth_angle=45.0)]
    elif kind == "bracket":
        h = between(rng, 8, 18)
        w = h * between(rng, 1.0, 1.6)
        curve = spline([(0.4 * w, 0), (0.42 * w, 0.3 * h), (0.7 * w, 0.6 * h), (w, 0.72 * h)], n=14)
        shape = np.vstack([[[0, 0]], curve, [[w, h], [0, h]]])
        parts = [extrude(shape, 2.4, axis="y", at=(0, 0, 0)), extrude(shape, 2.4, axis="x", at=(0, 0, 0)).moved(x=0.5)]
    elif kind == "loop":
        plan = rounded_rectangle(between(rng, 30, 60), h, 3, n=3) + (0, h / 2)
        section = np.array([[-2.5, -0.6], [2.5, -0.6], [2.5, 0.6], [-2.5, 0.6]])[:, ::-1]
        parts = [tube(np.column_stack([plan[:, 0], np.zeros(len(plan)), plan[:, 1]]), 1.0, section=section, closed=True)]
    else:
        parts = leg(rng, kind, (0.01, 0.01), h, r, pick(rng, 0.0, between(rng, 2, 8)) if kind not in ("turned", "cabriole") else 0)
    if kind not in ("hairpin", "loop", "bracket"):
        fixing = pick(rng, "plate", "plate", "stud", "none")
        if fixing == "plate":
            parts += plate_with_screws(3.6 * r, 3.6 * r, h, count=pick(rng, 2, 4))
        elif fixing == "stud":
            parts += [cylinder(0.35, 4, at=(0, 0, h), segments=12), thread(0.38, h + 0.6, 0.35, 9, 0.1), cylinder(1.2, 0.3, at=(0, 0, h))]
        if kind == "turned" and maybe(rng, 0.3):
            parts = [part.moved(z=2.8 * 1.6) for part in parts] + caster((0, 0, 0), 1.6, 35)
    elif kind == "loop":
        span = float(np.ptp(parts[0].vertices[:, 0])) / 2
        parts += [bolt((x, y, h + 0.3), 0.5, "z") for x in (-0.7 * span, 0.7 * span) for y in (-1.4, 1.4)]
    if maybe(rng, 0.25) and kind not in ("cabriole", "loop"):
        table = box(between(rng, 40, 60), between(rng, 40, 60), 3, at=(10, 10, float(max(p.vertices[:, 2].max() for p in parts))))
        parts.append(table.with_(claimed=False))
    return grounded(parts)


def build_bracket(rng: Rng) -> list[Part]:
    """A shelf bracket: an angle with a gusset, scroll, strut or lattice, and screw holes."""
    a, b = between(rng, 12, 30), between(rng, 12, 36)
    w, t = between(rng, 1.8, 4.0), between(rng, 0.3, 0.9)
    parts = [box(w, t, b, at=(0, -t / 2, 0)), box(w, a, t, at=(0, -a / 2, b - t))]
    kind = pick(rng, "gusset", "scroll", "strut", "curve", "plate", "double")
    if kind == "gusset":
        side = np.array([(-t, 0.12 * b), (-t, b - t), (-0.88 * a, b - t)])
        hole = np.array([(-0.1 * a, 0.45 * b), (-0.1 * a, 0.9 * b), (-0.5 * a, 0.9 * b)])
        parts.append(extrude(side, 0.6, axis="x", holes=[hole] if maybe(rng) else []))
    elif kind == "scroll":
        turn = np.linspace(0, between(rng, 1.2, 2.0) * 2 * np.pi, 40)
        r = np.linspace(0.32, 0.03, 40) * min(a, b)
        curl = np.column_stack([np.zeros(40), -0.42 * a + r * np.cos(turn), 0.6 * b - r * np.sin(turn)])
        parts += [tube(curl, 0.4, segments=8), rod([[0, -t, 0.08 * b], [0, -0.25 * a, 0.22 * b], [0, -0.6 * a, 0.6 * b], [0, -0.9 * a, b - t]],
                                                   0.5)]
    elif kind in ("strut", "double"):
        for s in ((0.85,) if kind == "strut" else (0.85, 0.5)):
            parts.append(tube([[0, -t, b * (1 - s)], [0, -a * s, b - t]], between(rng, 0.4, 0.8), segments=10))
    elif kind == "curve":
        parts.append(rod([[0, -t / 2, 0.05 * b], [0, -0.18 * a, 0.5 * b], [0, -0.5 * a, 0.84 * b], [0, -0.95 * a, b - t]], 0.45 * w))
    else:
        arc = np.column_stack([-a * np.sin(np.linspace(0, np.pi / 2, 14)), b - b * np.cos(np.linspace(0, np.pi / 2, 14))])
        parts = [extrude(np.vstack([arc, [[0, b]]]), w, axis="x", bevel=0.3)]
    n = whole(rng, 1, 3)
    parts += [bolt((x, -t, z), 0.45) for z in np.linspace(0.15, 0.85, n + 1)[:n] * b for x in pick(rng, (0.0,), (-0.28 * w, 0.28 * w))]
    parts += [bolt((0, -y, b), 0.45, "z") for y in np.linspace(0.25, 0.8, n) * a]
    if maybe(rng, 0.3):
        end = cylinder(0.4, w, at=(0, -a, b + 0.3), axis="x", segments=16)
        parts.append(end)
    if maybe(rng, 0.4):
        parts.append(box(9 * w, 1.05 * a, 1.8, at=(0, -a / 2, b + 0.05)).with_(claimed=False))
    return grounded(parts)


def mirror_outline(rng: Rng) -> Array:
    """The outline of a mirror: arch, rounded, oval, round, polygon, wavy or pebble."""
    w, h = between(rng, 40, 75), between(rng, 55, 165)
    kind = pick(rng, "arch", "rounded", "oval", "round", "polygon", "wavy", "pebble")
    if kind == "arch":
        a = np.linspace(0, np.pi, 25)
        return np.vstack([[[-w / 2, -h / 2], [w / 2, -h / 2]], np.column_stack([np.cos(a), np.sin(a)]) * w / 2 + (0, h / 2 - w / 2)])
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


def build_mirror(rng: Rng) -> list[Part]:
    """A wall, standing or vanity mirror with a moulded, beaded, rayed or lit frame."""
    plan = mirror_outline(rng)
    frame, t = between(rng, 0.8, 6.0), between(rng, 1.5, 4.0)
    rim = layered(plan, [(0, 0), (0, 0.6 * t), (0.3 * frame, t), (0.7 * frame, t), (frame, 0.75 * t)])
    inner = plan * np.maximum(1 - (frame + 0.1) / np.abs(plan).max(axis=0), 0.1)
    glass = layered(inner, [(0, 0.5 * t), (0, 0.78 * t)]).with_(surface="glass")
    w, h = np.ptp(plan, axis=0)
    lines = [stroke(np.column_stack([inner * s, np.full(len(inner), 0.79 * t)]), closed=True)
             for s in ((0.93,) if maybe(rng, 0.4) else ())]
    parts = [rim, glass.with_(strokes=tuple(lines))]
    extra = pick(rng, "none", "none", "rays", "beads", "lights", "hook")
    if extra == "rays":
        for p in resample(plan, whole(rng, 16, 36)):
            q = p * (1 + between(rng, 0.15, 0.4))
            parts.append(tube([[*p, 0.5 * t], [*q, 0.5 * t]], [0.6, 0.2], segments=6))
    elif extra == "beads":
        edge = plan * np.maximum(1 - 0.5 * frame / np.abs(plan).max(axis=0), 0.1)
        parts += [revolve([(0.3 * frame, 0), (0.2 * frame, 0.25 * frame), (0, 0.3 * frame)], at=(*p, t - 0.1 * frame), segments=8)
                  for p in resample(edge, whole(rng, 24, 44))]
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
        arm = np.array([[-0.56 * w, 1, 0], [-0.56 * w, 1, -0.3 * h], [-0.3 * w, 1, -low - 3], [0.3 * w, 1, -low - 3], [0.56 * w, 1, -0.3 * h],
                        [0.56 * w, 1, 0]])
        parts += [rod(arm, 1.0, 32), *(cylinder(1.5, 2.4, at=(s * 0.56 * w, 1, 0), axis="x", segments=16) for s in (-1, 1)),
                  box(0.7 * w, 16, 2, at=(0, 1, -low - 5.5), radius=1.5)]
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
        rings = [np.column_stack([np.full(12, p[0]), p[1] + t * s[:, 0], p[2] + g * (s[:, 1] - 0.5)])
                 for p, g in zip(path, grow, strict=True) for s in [oval(1, 1, 3, 12)]]
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
        parts.append(rod([[-0.36 * w, 0, -0.6 * drop], [-0.3 * w, 0, z], [0.3 * w, 0, z], [0.36 * w, 0, -0.6 * drop]], 0.35, 30, 8))
    if maybe(rng, 0.4) and kind in ("wood", "flat", "tube"):
        parts += [cylinder(0.35, 1.6, at=(s * 0.36 * w, float(path[4, 1]), float(path[4, 2]) + 0.9), segments=12) for s in (-1, 1)]
    a = np.radians(np.linspace(-90, between(rng, 130, 190), 20))
    r = between(rng, 2.0, 3.2)
    neck = between(rng, 1.0, 3.5)
    hook = np.column_stack([r * np.cos(a), np.zeros(20), neck + 2 * r + r * np.sin(a) - r])
    hook = np.vstack([[[0, 0, -0.3], [0, 0, neck - 0.3]], hook + (0, 0, 0)])
    parts += [rod(hook, 0.2, 44, 8), revolve([(0.7, 0), (0.7, 0.3), (0.35, 1.2)], at=(0, 0, 0.2), segments=16)]
    if maybe(rng, 0.3):
        parts.append(revolve([(0.2, 0), (0.32, 0.1), (0.32, 0.5), (0, 0.6)], at=(*hook[-1],), segments=12))
    return grounded(parts)


def build_coat_rack(rng: Rng) -> list[Part]:
    """A standing coat rack: a pole with rows of hooks or branches on a foot."""
    h, r = between(rng, 150, 190), between(rng, 1.5, 3.0)
    turned = maybe(rng, 0.3)
    if turned:
        parts = [part.moved(z=6) for part in pedestal(rng, 0.2 * h, 1.3 * r, between(rng, 16, 24), ("toes",))]
        parts.append(revolve(turned_profile(rng, h - 6, 1.4 * r), at=(0, 0, 6), segments=20))
    else:
        parts = pedestal(rng, h, r, between(rng, 18, 26), ("disc", "dome", "plate", "toes"))
        parts.append(revolve([(r, 0), (1.3 * r, 1.5 * r), (0, 2.6 * r)], at=(0, 0, h), segments=20))
    for z in np.linspace(0.97, between(rng, 0.7, 0.85), whole(rng, 1, 3)) * h:
        n = pick(rng, 3, 4, 6)
        reach, rise = between(rng, 9, 18), between(rng, 2, 14)
        for k in range(n):
            path = [[0, 0, z - 4], [0.6 * reach, 0, z - 4 + 0.15 * rise], [reach, 0, z + rise]]
            peg = [rod(path, 0.8, 12, 8), revolve([(0.9, 0), (1.6, 1), (1.3, 2.2), (0, 2.6)], at=(reach, 0, z + rise - 0.6), segments=14)]
            parts += rotated(peg, "z", 360 * k / n + z)
    if maybe(rng, 0.3):
        ring_path = np.column_stack([14 * np.cos(np.linspace(0, 2 * np.pi, 28, endpoint=False)), 14 * np.sin(
            np.linspace(0, 2 * np.pi, 28, endpoint=False)), np.full(28, 0.3 * h)])
        parts += [tube(ring_path, 0.7, closed=True, segments=8), tube([[-14, 0, 0.3 * h], [14, 0, 0.3 * h]], 0.6, segments=8)]
    return grounded(parts)


FAMILIES = (
    Family("furniture_leg", "06-06", ("Furniture leg", "Table leg", "Sofa leg", "Furniture foot"), build_furniture_leg),
    Family("shelf_bracket", "06-06", ("Shelf bracket", "Shelf support", "Furniture bracket"), build_bracket),
    Family("coat_rack", "06-06", ("Coat rack", "Coat stand", "Hall tree"), build_coat_rack),
    Family("mirror", "06-07", ("Mirror", "Wall mirror", "Vanity mirror", "Standing mirror"), build_mirror),
    Family("hanger", "06-08", ("Hanger", "Clothes hanger", "Garment hanger", "Coat hanger"), build_hanger),
)
