"""Profiles and pavers (25-01)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rectangle, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    Array,
    between,
    count,
    curve,
    one_of,
    rectangle_line,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import Part, cylinder, extrude, loft, rotated, stroke

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def _profile(rng: np.random.Generator) -> list[Part]:
    """A length of an extruded profile: slotted, angle, channel, railing cap or floor trim."""
    long = between(rng, 3.5, 9.0)
    kind = one_of(rng, "slot", "slot", "channel", "angle", "cap", "tee", "deck", "siding")
    s, t = between(rng, 1.6, 2.4), between(rng, 0.1, 0.22)
    holes: list[Array] = []
    if kind == "slot":
        n = one_of(rng, 1, 1, 2)
        half = []
        gap, lip, deep = between(rng, 0.14, 0.2), between(rng, 0.07, 0.12), between(rng, 0.22, 0.28)
        slot = [
            (-gap, 0),
            (-gap, lip),
            (-gap - deep * 0.7, lip),
            (-deep * 0.45, lip + deep * 0.75),
            (deep * 0.45, lip + deep * 0.75),
            (gap + deep * 0.7, lip),
            (gap, lip),
            (gap, 0),
        ]
        places = [((k - (n - 1) / 2) * 1.0) for k in range(n)]
        for side, (wide, tall) in enumerate(((n, 1.0), (1.0, n), (n, 1.0), (1.0, n))):
            spots = places if wide == n and n > 1 and side % 2 == 0 else [0.0]
            edge = [(-wide / 2, 0.0)]
            for x in spots:
                edge += [(x + a, b) for a, b in slot]
            turn = np.radians(90 * side)
            p = np.array(edge) - [0, tall / 2]
            half.append(p @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]))
        ring = np.vstack(half) * s
        holes = [(ellipse(0.1 * s, n=20) + np.array([x * s, 0])) for x in places]
    elif kind == "channel":
        h = s * between(rng, 0.5, 1.1)
        lip = between(rng, 0.0, 0.3) * s
        ring = np.array(
            [
                (-s / 2, 0),
                (s / 2, 0),
                (s / 2, h),
                (s / 2 - t - lip, h),
                (s / 2 - t - lip, h - t),
                (s / 2 - t, h - t),
                (s / 2 - t, t),
                (-s / 2 + t, t),
                (-s / 2 + t, h - t),
                (-s / 2 + t + lip, h - t),
                (-s / 2 + t + lip, h),
                (-s / 2, h),
            ]
        )
        if lip < 0.02:
            ring = np.array(
                [
                    (-s / 2, 0),
                    (s / 2, 0),
                    (s / 2, h),
                    (s / 2 - t, h),
                    (s / 2 - t, t),
                    (-s / 2 + t, t),
                    (-s / 2 + t, h),
                    (-s / 2, h),
                ]
            )
    elif kind == "angle":
        h = s * between(rng, 0.5, 1.3)
        ring = np.array([(0, 0), (s, 0), (s, t), (t + 0.12, t), (t + 0.03, t + 0.03), (t, t + 0.12), (t, h), (0, h)])
    elif kind == "tee":
        h = s * between(rng, 0.5, 0.9)
        ring = np.array(
            [
                (-s / 2, 0),
                (s / 2, 0),
                (s / 2, t),
                (t / 2, t),
                (t / 2, h),
                (t * 0.9, h),
                (t * 0.6, h + 0.2),
                (-t * 0.6, h + 0.2),
                (-t * 0.9, h),
                (-t / 2, h),
                (-t / 2, t),
                (-s / 2, t),
            ]
        )
    elif kind == "cap":
        top = curve(
            (s * 0.5, 0.2),
            (s * 0.55, 0.45),
            (s * 0.3, 0.75),
            (0, 0.85),
            (-s * 0.3, 0.75),
            (-s * 0.55, 0.45),
            (-s * 0.5, 0.2),
            n=26,
        )
        foot = [
            (-s * 0.35, 0.2),
            (-s * 0.3, 0),
            (-s * 0.3 + t, 0),
            (-s * 0.3 + t, 0.3),
            (s * 0.3 - t, 0.3),
            (s * 0.3 - t, 0),
            (s * 0.3, 0),
            (s * 0.35, 0.2),
        ]
        ring = np.vstack([top, foot])
        holes = [(rounded_rectangle(s * 0.5, 0.18, 0.05, n=2) + np.array([0, 0.52]))]
    elif kind == "deck":
        w, h = s * 1.6, between(rng, 0.4, 0.55)
        teeth = count(rng, 6, 14)
        top_line = []
        for k in range(teeth):
            x = w / 2 - w * k / teeth
            step = w / teeth
            top_line += [(x, h), (x - 0.6 * step, h), (x - 0.7 * step, h - 0.06), (x - 0.95 * step, h - 0.06)]
        ring = np.array(
            [
                (-w / 2, 0),
                (w / 2, 0),
                (w / 2, 0.35 * h),
                (w / 2 - 0.12, 0.35 * h),
                (w / 2 - 0.12, 0.6 * h),
                (w / 2, 0.6 * h),
                *top_line,
                (-w / 2, h),
                (-w / 2, 0.6 * h),
                (-w / 2 + 0.12, 0.6 * h),
                (-w / 2 + 0.12, 0.35 * h),
                (-w / 2, 0.35 * h),
            ]
        )
        cells = count(rng, 3, 6)
        holes = (
            [
                (
                    rounded_rectangle(w / cells * 0.62, h * 0.4, 0.06, n=3)
                    + np.array([(k - (cells - 1) / 2) * w / cells * 0.88, 0.42 * h])
                )
                for k in range(cells)
            ]
            if whether(rng, 0.7)
            else []
        )
    else:
        waves = count(rng, 2, 4)
        x, line = 0.0, []
        for _ in range(waves):
            line += [(x, 0.0), (x + 0.75, 0.35), (x + 0.8, 0.05)]
            x += 0.8
        line.append((x, 0.0))
        upper = np.array(line)
        ring = np.vstack([upper, (upper[::-1] + np.array([0, 0.1]))]) * s * 0.8
    parts: list[Part] = [extrude(ring, long, axis="y", holes=holes)]
    if kind in ("angle", "channel") and whether(rng, 0.5):
        n = count(rng, 3, 8)
        for k in range(n):
            y = (k - (n - 1) / 2) * long / n
            x = s * 0.6 if kind == "angle" else 0.0
            hole = rounded_rectangle(0.25, 0.5, 0.12) if whether(rng) else ellipse(0.16, n=18)
            parts[0] = parts[0].with_strokes(
                stroke(np.column_stack([(hole + np.array([x, y])), np.full(len(hole), t + 0.002)]), closed=True)
            )
    turned = rotated(parts, "z", one_of(rng, 0.0, 90.0))
    return turned if whether(rng, 0.75) else rotated(parts, "x", 90.0)


def _paver(rng: np.random.Generator) -> list[Part]:
    """A brick, block or paving stone."""
    kind = one_of(rng, "brick", "hollow", "lock", "hex", "wave", "stud")
    w, d, h = between(rng, 2.4, 4.5), between(rng, 1.4, 2.4), between(rng, 0.8, 1.8)
    holes: list[Array] = []
    if kind == "hex":
        ring = regular_polygon(6, d)
        h *= 0.6
    elif kind == "lock":
        a = 0.18 * d
        ring = np.array(
            [
                (-w / 2, -d / 2),
                (-w / 6, -d / 2),
                (-w / 9, -d / 2 + a),
                (w / 9, -d / 2 + a),
                (w / 6, -d / 2),
                (w / 2, -d / 2),
                (w / 2 + a, -d / 6),
                (w / 2 + a, d / 6),
                (w / 2, d / 2),
                (w / 6, d / 2),
                (w / 9, d / 2 + a),
                (-w / 9, d / 2 + a),
                (-w / 6, d / 2),
                (-w / 2, d / 2),
                (-w / 2 + a, d / 6),
                (-w / 2 + a, -d / 6),
            ]
        )
        h *= 0.5
    elif kind == "wave":
        t = np.linspace(0, 1, 25)
        amp = 0.1 * d
        low = np.column_stack([-w / 2 + w * t, -d / 2 + amp * np.sin(4 * np.pi * t)])
        ring = np.vstack(
            [
                low,
                [(w / 2 + 0.01, -d / 4), (w / 2 + 0.01, d / 4)],
                (low + np.array([0, d]))[::-1],
                [(-w / 2 - 0.01, d / 4), (-w / 2 - 0.01, -d / 4)],
            ]
        )
        h *= 0.5
    else:
        ring = rectangle(w, d) if kind != "stud" else rounded_rectangle(w, d, 0.1)
        if kind in ("brick", "hollow") and whether(rng, 0.8):
            rounded = whether(rng, 0.6)
            n, m = (count(rng, 2, 5), count(rng, 1, 3)) if kind == "brick" else (count(rng, 2, 3), 1)
            for i in range(n):
                for j in range(m):
                    wide, deep = w / n * 0.62, d / m * (0.55 if kind == "brick" else 0.66)
                    hole = (
                        ellipse(min(wide, deep) / 2, n=20)
                        if kind == "brick" and rounded
                        else rounded_rectangle(wide, deep, 0.12, n=3)
                    )
                    holes.append(hole + np.array([(i - (n - 1) / 2) * w / n * 0.95, (j - (m - 1) / 2) * d / m * 0.92]))
    parts: list[Part] = [extrude(ring, h, axis="z", holes=holes, bevel=one_of(rng, 0.0, 0.05, 0.1))]
    if kind == "stud":
        n, m = count(rng, 2, 4), count(rng, 1, 2)
        r = min(w / n, d / m) * 0.3
        parts += [
            cylinder(r, 0.3, at=((i - (n - 1) / 2) * w / n, (j - (m - 1) / 2) * d / m, h), segments=28)
            for i in range(n)
            for j in range(m)
        ]
    face = one_of(rng, "plain", "rough", "groove", "panel")
    if kind in ("brick", "hollow", "stud"):
        y = -d / 2 - 0.001
        if face == "groove":
            parts[0] = parts[0].with_strokes(
                *[stroke(rod((-w / 2, y, z * h), (w / 2, y, z * h))) for z in np.linspace(0.2, 0.8, count(rng, 2, 5))]
            )
        elif face == "panel":
            parts[0] = parts[0].with_strokes(rectangle_line((0, y, h / 2), 0.8 * w, 0.6 * h, X, Z))
        elif face == "rough":
            bumps = rng.uniform(-0.06, 0.06, (7, 5))
            u, v = np.meshgrid(np.linspace(-w / 2, w / 2, 7), np.linspace(0, h, 5), indexing="ij")
            rows = [
                np.column_stack(
                    [
                        np.r_[u[k], u[k][::-1]],
                        np.r_[-d / 2 - 0.12 + bumps[k], np.full(5, -d / 2 + 0.1)],
                        np.r_[v[k], v[k][::-1]],
                    ]
                )
                for k in range(7)
            ]
            parts.append(loft(np.stack(rows)).with_(smooth_angle=9.0))
    return parts


FAMILIES = (
    Family(
        "building_profile",
        "25-01",
        ("Profile", "Extruded profile", "Building profile", "Structural member", "Railing profile"),
        _profile,
    ),
    Family("paver", "25-01", ("Paver", "Brick", "Building block", "Paving stone"), _paver),
)
