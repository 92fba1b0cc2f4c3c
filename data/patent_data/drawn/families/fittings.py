"""Families of furniture parts: legs, shelf brackets, and coat racks (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import regular_polygon, rounded_rectangle, spline
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import caster, leg, pedestal, plate_with_screws, turned_profile
from patent_data.drawn.families.shaping import bolt, grounded, oval, rod, smooth, thread
from patent_data.drawn.solids import Part, box, cylinder, extrude, loft, revolve, rotated, tube


def twisted_leg(rng: Rng, h: float, r: float) -> list[Part]:
    """A leg of twisted section."""
    n, turns = 36, between(rng, 0.25, 1.2)
    plan = pick(rng, regular_polygon(4, r), regular_polygon(6, r), oval(2 * r, 1.1 * r, n=24))
    levels = [(1.0 - 0.35 * (1 - t), turns * 360 * t, h * t) for t in np.linspace(0, 1, n)]
    rings = []
    for s, turn, z in levels:
        c, k = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        rings.append(np.column_stack([plan @ np.array([[c, k], [-k, c]]) * s, np.full(len(plan), z)]))
    parts = [loft(np.array(rings)).with_(smooth_angle=45.0)]
    return parts


def build_furniture_leg(rng: Rng) -> list[Part]:
    """A single leg for furniture, with a fixing plate or stud on top and a glide, ferrule or caster below."""
    h, r = between(rng, 10, 72), between(rng, 2.0, 4.5)
    kind = pick(rng, "turned", "cabriole", "hairpin", "taper", "cone", "twist", "bun", "bracket", "loop", "plank")
    if kind == "bun":
        h = between(rng, 6, 14)
        r = between(rng, 0.4, 0.8) * h
        parts = [
            revolve(
                smooth(
                    [
                        (0.5 * r, 0),
                        (0.9 * r, 0.15 * h),
                        (r, 0.45 * h),
                        (0.75 * r, 0.75 * h),
                        (0.45 * r, 0.86 * h),
                        (0.6 * r, 0.92 * h),
                        (0.6 * r, h),
                    ],
                    24,
                )
            )
        ]
    elif kind == "twist":
        parts = twisted_leg(rng, h, r)
    elif kind == "bracket":
        h = between(rng, 8, 18)
        w = h * between(rng, 1.0, 1.6)
        curve = spline([(0.4 * w, 0), (0.42 * w, 0.3 * h), (0.7 * w, 0.6 * h), (w, 0.72 * h)], n=14)
        shape = np.vstack([[[0, 0]], curve, [[w, h], [0, h]]])
        parts = [extrude(shape, 2.4, axis="y", at=(0, 0, 0)), extrude(shape, 2.4, axis="x", at=(0, 0, 0)).moved(x=0.5)]
    elif kind == "loop":
        plan = rounded_rectangle(between(rng, 30, 60), h, 3, n=3) + np.array((0, h / 2))
        section = np.array([[-2.5, -0.6], [2.5, -0.6], [2.5, 0.6], [-2.5, 0.6]])[:, ::-1]
        parts = [
            tube(np.column_stack([plan[:, 0], np.zeros(len(plan)), plan[:, 1]]), 1.0, section=section, closed=True)
        ]
    else:
        parts = leg(
            rng,
            kind,
            (0.01, 0.01),
            h,
            r,
            pick(rng, 0.0, between(rng, 2, 8)) if kind not in ("turned", "cabriole") else 0,
        )
    if kind not in ("hairpin", "loop", "bracket"):
        fixing = pick(rng, "plate", "plate", "stud", "none")
        if fixing == "plate":
            parts += plate_with_screws(3.6 * r, 3.6 * r, h, count=pick(rng, 2, 4))
        elif fixing == "stud":
            parts += [
                cylinder(0.35, 4, at=(0, 0, h), segments=12),
                thread(0.38, h + 0.6, 0.35, 9, 0.1),
                cylinder(1.2, 0.3, at=(0, 0, h)),
            ]
        if kind == "turned" and maybe(rng, 0.3):
            parts = [part.moved(z=2.8 * 1.6) for part in parts] + caster((0, 0, 0), 1.6, 35)
    elif kind == "loop":
        span = float(np.ptp(parts[0].vertices[:, 0])) / 2
        parts += [bolt((x, y, h + 0.3), 0.5, "z") for x in (-0.7 * span, 0.7 * span) for y in (-1.4, 1.4)]
    if maybe(rng, 0.25) and kind not in ("cabriole", "loop"):
        table = box(
            between(rng, 40, 60),
            between(rng, 40, 60),
            3,
            at=(10, 10, float(max(p.vertices[:, 2].max() for p in parts))),
        )
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
        parts += [
            tube(curl, 0.4, segments=8),
            rod([[0, -t, 0.08 * b], [0, -0.25 * a, 0.22 * b], [0, -0.6 * a, 0.6 * b], [0, -0.9 * a, b - t]], 0.5),
        ]
    elif kind in ("strut", "double"):
        for s in (0.85,) if kind == "strut" else (0.85, 0.5):
            parts.append(tube([[0, -t, b * (1 - s)], [0, -a * s, b - t]], between(rng, 0.4, 0.8), segments=10))
    elif kind == "curve":
        parts.append(
            rod(
                [[0, -t / 2, 0.05 * b], [0, -0.18 * a, 0.5 * b], [0, -0.5 * a, 0.84 * b], [0, -0.95 * a, b - t]],
                0.45 * w,
            )
        )
    else:
        arc = np.column_stack(
            [-a * np.sin(np.linspace(0, np.pi / 2, 14)), b - b * np.cos(np.linspace(0, np.pi / 2, 14))]
        )
        parts = [extrude(np.vstack([arc, [[0, b]]]), w, axis="x", bevel=0.3)]
    n = whole(rng, 1, 3)
    parts += [
        bolt((x, -t, z), 0.45)
        for z in np.linspace(0.15, 0.85, n + 1)[:n] * b
        for x in pick(rng, (0.0,), (-0.28 * w, 0.28 * w))
    ]
    parts += [bolt((0, -y, b), 0.45, "z") for y in np.linspace(0.25, 0.8, n) * a]
    if maybe(rng, 0.3):
        end = cylinder(0.4, w, at=(0, -a, b + 0.3), axis="x", segments=16)
        parts.append(end)
    if maybe(rng, 0.4):
        parts.append(box(9 * w, 1.05 * a, 1.8, at=(0, -a / 2, b + 0.05)).with_(claimed=False))
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
            peg = [
                rod(path, 0.8, 12, 8),
                revolve([(0.9, 0), (1.6, 1), (1.3, 2.2), (0, 2.6)], at=(reach, 0, z + rise - 0.6), segments=14),
            ]
            parts += rotated(peg, "z", 360 * k / n + z)
    if maybe(rng, 0.3):
        ring_path = np.column_stack(
            [
                14 * np.cos(np.linspace(0, 2 * np.pi, 28, endpoint=False)),
                14 * np.sin(np.linspace(0, 2 * np.pi, 28, endpoint=False)),
                np.full(28, 0.3 * h),
            ]
        )
        parts += [
            tube(ring_path, 0.7, closed=True, segments=8),
            tube([[-14, 0, 0.3 * h], [14, 0, 0.3 * h]], 0.6, segments=8),
        ]
    return grounded(parts)


FAMILIES = (
    Family("furniture_leg", "06-06", ("Furniture leg", "Table leg", "Sofa leg", "Furniture foot"), build_furniture_leg),
    Family("shelf_bracket", "06-06", ("Shelf bracket", "Shelf support", "Furniture bracket"), build_bracket),
    Family("coat_rack", "06-06", ("Coat rack", "Coat stand", "Hall tree"), build_coat_rack),
)
