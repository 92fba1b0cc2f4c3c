"""Families of soft packages and closures: pouches, bags, tubes, caps, dispensing heads (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import resample, rounded_rectangle
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.packaging_parts import CAPS, bottle_curve, cap, pump, screw_neck, trigger
from patent_data.drawn.families.shaping import flat_ring, grounded, lifted, oval, ring, rod, uprights
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, stroke


def bag_body(rng: Rng, w: float, h: float, levels: list[tuple[float, float, float, float]]) -> tuple[Part, list[Array]]:
    """A filled bag from levels (width, depth, plan power, height), and its rings."""
    rings = [lifted(resample(oval(w * a, max(d, 0.06), power, 64), 48), z * h) for a, d, power, z in levels]
    wave = between(rng, 0.0, 0.02) * w
    phase, count = between(rng, 0, 6), whole(rng, 2, 4)
    for k, points in enumerate(rings[1:-1]):
        points[:, 1] *= 1 + wave / max(float(np.ptp(points[:, 1])), 1.0) * np.sin(count * points[:, 0] / w * 6 + phase + k)
    return loft(np.array(rings)).with_(smooth_angle=50.0), rings


def front_y(rings: list[Array], x: float, z: float) -> float:
    """Depth of the front of a bag at (x, z)."""
    depth = []
    for points in rings:
        front = points[points[:, 1] <= 1e-9]
        order = np.argsort(front[:, 0])
        depth.append(np.interp(x, front[order, 0], front[order, 1]))
    return float(np.interp(z, [points[0, 2] for points in rings], depth)) - 0.06


def draped(rings: list[Array], line: Array, kind: str = "line", closed: bool = True) -> Stroke:
    """A line in x and z laid on the front of a bag."""
    path = np.vstack([line, line[:1]]) if closed else line
    dense = resample(path, max(8 * len(path), 24), closed=False) if len(path) < 12 else path
    points = [[float(x), front_y(rings, float(x), float(z)), float(z)] for x, z in dense]
    return stroke(points, kind="stitch" if kind == "stitch" else "light" if kind == "light" else "line")


def build_pouch(rng: Rng) -> list[Part]:
    """A stand-up pouch, sachet or pillow bag: seals, zip, notch, window, spout, hang hole."""
    w = between(rng, 6, 24)
    h = w * between(rng, 1.0, 1.8)
    d = w * between(rng, 0.18, 0.42)
    kind = pick(rng, "stand", "stand", "sachet", "pillow", "gusset")
    seal = between(rng, 0.04, 0.09)
    if kind == "stand":
        levels = [(0.97, 0.9 * d, 2.6, 0.0), (1.0, d, 2.4, 0.04), (1.0, 0.92 * d, 2.2, 0.3), (1.0, 0.6 * d, 2.0, 0.6), (1.0, 0.2 * d, 2.0, 0.88),
                  (1.0, 0.0, 2.0, 1 - seal), (1.0, 0.0, 2.0, 1.0)]
    elif kind == "gusset":
        levels = [(1.0, d, 7.0, 0.0), (1.0, d, 7.0, 0.35), (1.0, 0.85 * d, 5.0, 0.65), (1.0, 0.3 * d, 2.6, 0.88), (1.0, 0.0, 2.2, 1 - seal), (1.0, 0.0, 2.2, 1.0)]
    else:
        full = d if kind == "pillow" else 0.4 * d
        levels = [(1.0, 0.0, 2.2, 0.0), (1.0, 0.0, 2.2, seal), (0.98, 0.5 * full, 2.2, 0.15), (0.96, full, 2.3, 0.4), (0.96, full, 2.3, 0.6),
                  (0.98, 0.5 * full, 2.2, 0.85), (1.0, 0.0, 2.2, 1 - seal), (1.0, 0.0, 2.2, 1.0)]
    body, rings = bag_body(rng, w, h, levels)
    lines: list[Stroke] = []
    half = 0.47 * w
    for z in (1 - seal, *((seal,) if kind in ("sachet", "pillow") else ())):
        lines.append(draped(rings, np.array([(-half, z * h), (half, z * h)]), closed=False))
    if maybe(rng, 0.5):
        top = np.linspace(1 - seal, 1, 5)[1:-1]
        lines += [draped(rings, np.array([(-half, z * h), (half, z * h)]), "light", closed=False) for z in top]
    if kind in ("stand", "sachet") and maybe(rng, 0.6):
        lines += [draped(rings, np.array([(s * 0.43 * w, 0.06 * h), (s * 0.43 * w, (1 - seal) * h)]), closed=False) for s in (-1, 1)]
    if kind in ("stand", "gusset") and maybe(rng, 0.6):
        z = 1 - seal - between(rng, 0.04, 0.1)
        lines += [draped(rings, np.array([(-0.46 * w, k * h), (0.46 * w, k * h)]), closed=False) for k in (z, z - 0.015)]
    if kind == "stand":
        arc_x = np.linspace(-0.45, 0.45, 21) * w
        lines.append(draped(rings, np.column_stack([arc_x, 0.03 * h + 0.12 * h * (1 - np.cos(np.linspace(-1.4, 1.4, 21)))]), closed=False))
    if kind == "pillow":
        lines.append(draped(rings, np.array([(0.0, seal * h), (0.0, (1 - seal) * h)]), pick(rng, "line", "light"), closed=False))
    if maybe(rng, 0.5):
        shape = pick(rng, oval(0.5 * w, 0.3 * h, 2.0, 32), rounded_rectangle(0.55 * w, 0.4 * h, 0.05 * w, n=4), oval(0.5 * w, 0.5 * w, 3, 32))
        lines.append(draped(rings, shape + (0, between(rng, 0.38, 0.55) * h), pick(rng, "line", "stitch")))
    parts = [body]
    if maybe(rng, 0.35):
        hole = oval(0.12 * w, 0.05 * w, 2.0, 20) if maybe(rng) else np.vstack([oval(0.18 * w, 0.03 * w, 2.5, 20)])
        lines.append(draped(rings, hole + (0, (1 - 0.5 * seal) * h)))
    if maybe(rng, 0.5):
        z = (1 - 1.3 * seal) * h
        lines += [draped(rings, np.array([(s * 0.49 * w, z), (s * 0.45 * w, z - 0.01 * h), (s * 0.49 * w, z - 0.02 * h)]), closed=False) for s in (-1, 1)]
    if kind == "stand" and maybe(rng, 0.35):
        r = between(rng, 0.05, 0.08) * w
        x, turn = pick(rng, (0.0, 0.0), (0.38 * w, 35.0))
        head = [cylinder(0.8 * r, 2.4 * r, at=(0, 0, -1.2 * r), segments=24), box(3.6 * r, 1.6 * r, 1.0 * r, at=(0, 0, -1.2 * r), radius=0.5 * r),
                *cap(rng, pick(rng, *CAPS), 1.15 * r, 0.6 * r, 2.2 * r)]
        parts += [part.rotated("y", turn).moved(x=x, z=h * (1.0 if not turn else 0.93)) for part in head]
    parts[0] = body.with_(strokes=tuple(lines))
    return grounded(parts)


def build_bag(rng: Rng) -> list[Part]:
    """A carrier bag: paper folds, rope, strap or die-cut handles, a bow, a folded top, a sack."""
    w = between(rng, 16, 42)
    h = w * between(rng, 0.8, 1.6)
    d = w * between(rng, 0.25, 0.5)
    kind = pick(rng, "paper", "paper", "folded", "sack", "vest")
    lines: list[Stroke] = []
    parts: list[Part] = []
    if kind in ("paper", "folded"):
        pinch = between(rng, 0.0, 0.5) if kind == "paper" else 0.9
        wall = np.array([[-w, -d], [w, -d], [w, 0], [w, d], [-w, d], [-w, 0]]) / 2
        rings = []
        for z in np.linspace(0, 1, 5):
            p = wall.copy()
            p[:, 1] *= 1 - pinch * z**1.5
            p[[2, 5], 0] *= 1 - 0.5 * (d / w) * pinch * z
            rings.append(lifted(p, z * h))
        inner = [r * (0.985, 0.97, 1.0) for r in reversed(rings)]
        shell = rings if kind == "folded" else [*rings, *inner[:-1], inner[-1] + (0, 0, 0.3)]
        parts = [loft(np.array(shell)).with_(smooth_angle=8.0 if kind == "paper" else 12.0)]
        front = -d / 2 - 0.05
        fold = 0.5 * d
        lines += [stroke([[-w / 2, front, fold], [w / 2, front, fold]], kind="light")] if maybe(rng) and pinch < 0.2 else []
        if maybe(rng, 0.6):
            shape = pick(rng, oval(0.4 * w, 0.3 * h, 2.0), rounded_rectangle(0.5 * w, 0.35 * h, 0.03 * w), oval(0.36 * w, 0.36 * w, 2, 40)) + (0, 0.45 * h)
            lines.append(stroke([[x, front * (1 - pinch * (z / h) ** 1.5) - 0.05, z] for x, z in shape], closed=True))
        if kind == "folded":
            roll = between(rng, 0.05, 0.12) * h
            parts.append(box(w * 1.01, 0.12 * d + 0.6, roll, at=(0, -0.03 * d, h - 0.6 * roll)))
            if maybe(rng, 0.5):
                parts += [cylinder(0.06 * w, 0.5, at=(0, -0.12 * d - 0.4, h - 0.2 * roll), axis="y", segments=20)]
        else:
            grip = pick(rng, "rope", "strap", "die", "rope")
            half, rise = between(rng, 0.14, 0.24) * w, between(rng, 0.18, 0.45) * h
            for s in (-1, 1):
                y = s * d / 2 * (1 - pinch)
                if grip == "rope":
                    path = [[-half, y, 0.93 * h], [-half * 1.02, y * 0.95, h + 0.35 * rise], [0, y * 0.8, h + rise], [half * 1.02, y * 0.95, h + 0.35 * rise], [half, y, 0.93 * h]]
                    parts.append(rod(path, 0.012 * w + 0.1, 26, 8))
                    parts += [cylinder(0.022 * w, 0.3, at=(x, y * 1.01 + s * 0.1, 0.93 * h), axis="y", segments=16) for x in (-half, half)]
                elif grip == "strap":
                    outer = np.array([(-half - 1, 0.9 * h), (-half - 1, h + rise), (half + 1, h + rise), (half + 1, 0.9 * h), (half - 1, 0.9 * h),
                                      (half - 1, h + rise - 2), (-half + 1, h + rise - 2), (-half + 1, 0.9 * h)])
                    parts.append(extrude(outer, 0.2, axis="y", at=(0, y * 0.97, 0)))
                else:
                    hole = rounded_rectangle(2 * half, 0.05 * h, 0.024 * h, n=4) + (0, 0.9 * h)
                    lines.append(stroke(np.column_stack([hole[:, 0], np.full(len(hole), y + s * 0.12), hole[:, 1]]), closed=True))
    elif kind == "sack":
        neck = between(rng, 0.12, 0.3)
        levels = [(0.85, 0.8 * d, 3.0, 0.0), (1.0, d, 2.8, 0.08), (1.0, 1.05 * d, 2.4, 0.4), (0.85, 0.9 * d, 2.2, 0.66), (neck * 1.6, neck * 1.5 * d, 2.0, 0.8),
                  (neck, neck * d, 2.0, 0.84), (neck * 2.2, neck * 2.4 * d, 2.0, 0.93), (neck * 2.8, neck * 3 * d, 2.0, 1.0)]
        body, rings = bag_body(rng, w, h, levels)
        pleats = [stroke([[float(rings[i][k, 0]) * 1.01, float(rings[i][k, 1]) * 1.01, float(rings[i][k, 2])] for i in (3, 4, 5, 6, 7)], kind="light")
                  for k in range(0, 48, whole(rng, 3, 5))]
        parts = [body.with_(strokes=tuple(pleats))]
        r = neck * w / 2
        parts.append(loft(np.array([lifted(oval(2.2 * r, 2.2 * neck * d / 2 + 0.6, 2, 24), z) for z in (0.825 * h, 0.855 * h)])))
        if maybe(rng):
            parts += [rod([[0, -neck * d / 2 - 0.4, 0.84 * h], [s * 0.12 * w, -neck * d - 1, 0.9 * h], [s * 0.2 * w, -neck * d - 1, 0.82 * h],
                           [0, -neck * d / 2 - 0.4, 0.84 * h]], 0.35, 24, 8) for s in (-1, 1)]
            parts += [rod([[0, -neck * d / 2 - 0.4, 0.84 * h], [s * 0.06 * w, -neck * d - 1, 0.74 * h], [s * 0.1 * w, -0.6 * d, 0.64 * h]], 0.3, 16, 8) for s in (-1, 1)]
    else:
        strap, cut = between(rng, 0.18, 0.28) * w, between(rng, 0.22, 0.34) * h
        half = w / 2
        scoop = np.column_stack([np.linspace(half - strap, -half + strap, 15), h - cut * np.sqrt(np.clip(1 - np.linspace(1, -1, 15) ** 4, 0, 1))])
        outline = np.vstack([[[-half, 0], [half, 0], [half, h]], scoop, [[-half, h]]])
        parts = [extrude(outline, 0.25 * d, axis="y", bevel=0.1 * d)]
        lines += [stroke([[s * (half - strap), -0.13 * d, 0.02 * h], [s * (half - strap), -0.13 * d, h - cut]], kind="light") for s in (-1, 1)]
        if maybe(rng, 0.7):
            shape = oval(0.4 * w, 0.3 * h, pick(rng, 2.0, 5.0)) + (0, 0.35 * h)
            lines.append(stroke(np.column_stack([shape[:, 0], np.full(len(shape), -0.13 * d), shape[:, 1]]), closed=True))
    parts[0] = parts[0].with_(strokes=parts[0].strokes + tuple(lines))
    return grounded(parts)


def build_tube(rng: Rng) -> list[Part]:
    """A squeeze tube that stands on its cap or lies with its crimp, or a small capsule."""
    r, h = between(rng, 1.4, 2.8), between(rng, 9, 17)
    kind = pick(rng, "standing", "standing", "shoulder", "capsule")
    if kind == "capsule":
        rim, depth = between(rng, 2.0, 3.2), between(rng, 2.2, 3.6)
        low = between(rng, 0.55, 0.85) * rim
        cup = [(0.7 * low, 0), (low, 0.3), (0.93 * rim, depth), (1.2 * rim, depth + 0.05), (1.2 * rim, depth + 0.2), (0, depth + 0.2)]
        flutes = tuple(uprights(low * 1.0, 0.4, depth - 0.1, whole(rng, 10, 30), "light", 0.93 * rim)) if maybe(rng, 0.7) else ()
        lines = [flat_ring(s * rim, depth + 0.22, kind="light") for s in (0.95, 0.4)]
        tab = oval(1.1, 1.3, 2.4, 20) + (1.25 * rim, 0)
        parts = [revolve(cup).with_(strokes=(*flutes, *lines)), extrude(tab, 0.12, axis="z", at=(0, 0, depth + 0.08))]
        return grounded(parts)
    levels = np.linspace(0, 1, 12)
    crimp = between(rng, 0.7, 1.6)
    rings = []
    for t in levels:
        deep = max(r * float(np.sqrt(max(1 - t**2.2, 0))), 0.1)
        half = np.pi * r / 2 * t**1.6 + r * (1 - t**1.6)
        rings.append(lifted(oval(2 * half, 2 * deep, 2.0, 40), t * h))
    rings.append(rings[-1] + (0, 0, crimp))
    lines: list[Stroke] = [stroke([[-float(np.ptp(rings[-1][:, 0])) / 2, s * 0.16, h], [float(np.ptp(rings[-1][:, 0])) / 2, s * 0.16, h]]) for s in (-1, 1)]
    width = float(np.ptp(rings[-1][:, 0])) * 0.47
    lines += [stroke([[x, -0.14, h + 0.1], [x, -0.14, h + crimp - 0.1]], kind="light") for x in np.linspace(-width, width, whole(rng, 0, 18) or 1)]
    if maybe(rng, 0.6):
        shape = pick(rng, rounded_rectangle(1.5 * r, 0.45 * h, 0.3 * r), oval(1.5 * r, 0.4 * h, 2.0)) + (0, 0.42 * h)
        lines.append(draped(rings, shape))
    if maybe(rng, 0.4):
        lines += [ring(r * 1.0, z) for z in (0.05,)]
    cap_h = between(rng, 1.4, 3.4)
    base = [revolve([(0.8 * r, -0.5), (r, -0.3), (r, 0.02)])]
    if kind == "shoulder":
        base = [revolve([(0.4 * r, -0.9), (0.5 * r, -0.8), (0.95 * r, -0.2), (r, 0.02)])]
        base += [part.rotated("x", 180).moved(z=-0.6) for part in cap(rng, pick(rng, *CAPS), 0.55 * r, 0.0, cap_h)]
    else:
        base += [part.rotated("x", 180).moved(z=-0.3) for part in cap(rng, pick(rng, "smooth", "flip", "disc", "ribbed"), between(rng, 0.85, 1.02) * r, 0.0, cap_h)]
    return grounded([loft(np.array(rings)).with_(strokes=tuple(lines), smooth_angle=50.0), *base])


def build_cap(rng: Rng) -> list[Part]:
    """A closure shown by itself, or on a bottle in broken lines: screw cap, dropper, stopper, crown cork, spout."""
    r, h = between(rng, 1.2, 4.0), between(rng, 1.2, 3.6)
    kind = pick(rng, "screw", "screw", "screw", "screw", "dropper", "dropper", "stopper", "stopper", "crown", "spout", "spout", "child")
    if kind == "screw":
        parts = cap(rng, pick(rng, *CAPS), r, 0.0, h)
    elif kind == "child":
        marks = [stroke(lifted(np.array([(0.2, -0.5), (0.2, 0.2), (0.45, 0.2), (0, 0.65), (-0.45, 0.2), (-0.2, 0.2), (-0.2, -0.5)]) * 0.6 * r, h + 0.02), closed=True)]
        parts = [revolve([(r, 0), (r, h - 0.1), (r - 0.1, h), (0, h)]).with_(strokes=(*uprights(r, 0.5 * h, 0.95 * h, whole(rng, 12, 24)), ring(r, 0.45 * h), *marks))]
        parts += [box(0.35 * r, 0.2 * r, 0.4 * h, at=(0, -r, 0.02), radius=0.05 * r)]
    elif kind == "dropper":
        parts = cap(rng, pick(rng, "ribbed", "smooth"), r, 0.0, 0.8 * r + 0.6)
        z = 0.8 * r + 0.6
        parts += [revolve([(0.62 * r, z - 0.1), (0.62 * r, z + 1.4 * r), (0.5 * r, z + 1.9 * r), (0.25 * r, z + 2.15 * r), (0, z + 2.2 * r)], segments=32)
                  .with_(strokes=tuple(ring(0.62 * r, z + k * r) for k in (0.2, 0.4))),
                  revolve([(0.08 * r, -5 * r), (0.22 * r, -4.4 * r), (0.22 * r, 0.1)], segments=24).with_(surface="glass")]
    elif kind == "stopper":
        parts = [revolve([(0.7 * r, 0), (0.8 * r, h), (0.8 * r, h + 0.1)]).with_(strokes=tuple(ring(0.7 * r + 0.1 * r * t, t * h) for t in (0.25, 0.5, 0.75))),
                 revolve([(1.1 * r, h), (1.2 * r, h + 0.2 * r), (1.1 * r, h + between(rng, 0.5, 1.2) * r), (0.4 * r, h + 1.3 * r), (0, h + 1.35 * r)])]
        if maybe(rng):
            parts.append(rod([[-0.5 * r, 0, h + 1.2 * r], [-0.4 * r, 0, h + 1.9 * r], [0.4 * r, 0, h + 1.9 * r], [0.5 * r, 0, h + 1.2 * r]], 0.13 * r, 20))
    elif kind == "crown":
        n, deep = 21, 0.07
        a = np.linspace(0, 2 * np.pi, 126, endpoint=False)
        rings = [lifted(np.column_stack([np.cos(a), np.sin(a)]) * (1 + deep * f * np.cos(n * a))[:, None] * k * r, z * r)
                 for k, f, z in ((1.12, 1.0, 0.0), (1.05, 0.9, 0.2), (0.98, 0.3, 0.38), (0.88, 0.0, 0.45), (0.1, 0.0, 0.46))]
        parts = [loft(np.array(rings)).with_(strokes=(flat_ring(0.6 * r, 0.47 * r),))]
    else:
        parts = [*cap(rng, "ribbed", r, 0.0, h), revolve([(0.5 * r, h - 0.1), (0.3 * r, h + 1.5 * r), (0.12 * r, h + 3 * r), (0.05 * r, h + 3 * r)], segments=28)]
        if maybe(rng):
            parts += [revolve([(0.22 * r, h + 2.6 * r), (0.22 * r, h + 3.3 * r), (0, h + 3.4 * r)], segments=20)]
    if maybe(rng, 0.4) and kind != "crown":
        curve = bottle_curve(rng, 2.4 * r, 6 * r, 0.9 * r)
        neck = screw_neck(0.85 * r, 6 * r - 0.3 * r, 0.6 * r)
        parts = [part.moved(z=6.3 * r) for part in parts] + [part.with_(claimed=False) for part in (revolve(curve), *neck[:1])]
    return grounded(parts)


def build_dispenser_head(rng: Rng) -> list[Part]:
    """A pump or trigger head without its bottle, with its dip tube, or on a bottle in broken lines."""
    r = between(rng, 1.2, 1.8)
    parts = trigger(rng, r, 0.0) if maybe(rng) else pump(rng, 1.15 * r, 0.0, between(rng, 2.4, 4.5))
    if maybe(rng, 0.6):
        length = between(rng, 6, 14)
        lean = between(rng, 0, 1.5)
        parts.append(rod([[0, 0, 0.2], [0, 0, -0.4 * length], [lean, 0, -length]], 0.28, 14, 10))
        parts.append(revolve([(0.35, -2.4), (0.55, -2.2), (0.55, -0.6), (0.8, -0.4), (0.8, 0.1)], segments=24))
    elif maybe(rng, 0.7):
        curve = bottle_curve(rng, 2.6 * r, 8 * r, 1.05 * r)
        parts.append(revolve(curve).moved(z=-8 * r + 0.1).with_(claimed=False))
    return grounded(parts)


FAMILIES = (
    Family("pouch", "09-05", ("Pouch", "Sachet", "Packaging bag", "Stand-up pouch"), build_pouch),
    Family("bag", "09-05", ("Bag", "Shopping bag", "Paper bag", "Gift bag", "Sack"), build_bag),
    Family("squeeze_tube", "09-05", ("Tube", "Squeeze tube", "Cosmetic tube", "Capsule"), build_tube),
    Family("closure", "09-07", ("Closure", "Bottle cap", "Cap", "Stopper", "Dropper cap"), build_cap),
    Family("dispenser_head", "09-07", ("Dispenser", "Pump dispenser", "Trigger sprayer", "Dispensing pump"), build_dispenser_head),
)
