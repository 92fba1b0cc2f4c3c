"""Building units: ladders, profiles, pavers, windows, doors, fences and houses (25-01 to 25-04)."""

from __future__ import annotations

import itertools

import numpy as np

from patent_data.drawn.curves import ellipse, rectangle, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    Array,
    between,
    circle,
    count,
    curve,
    environment,
    one_of,
    rectangle_line,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, moved, revolve, rotated, stroke, tube

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def _bars(line: list[tuple[float, float, float]], width: float, depth: float) -> list[Part]:
    """A frame of straight rectangular bars from corner to corner in the front plane."""
    parts = []
    for a, b in itertools.pairwise(line):
        p, q = np.asarray(a), np.asarray(b)
        long = float(np.linalg.norm(q - p))
        turn = float(np.degrees(np.arctan2(q[0] - p[0], q[2] - p[2])))
        parts.append(box(width, depth, long + width * 0.98, at=(0, 0, -width * 0.49)).rotated("y", turn).moved(*a))
    return parts


def _ladder(rng: np.random.Generator) -> list[Part]:
    """A ladder leaning, standing as a pair of steps, telescoping, or a step stool."""
    kind = one_of(rng, "single", "steps", "steps", "stool", "extension", "telescopic")
    rungs = (
        count(rng, 6, 12)
        if kind in ("single", "extension", "telescopic")
        else count(rng, 3, 7)
        if kind == "steps"
        else count(rng, 2, 3)
    )
    pitch = between(rng, 0.85, 1.05)
    half0, half1 = between(rng, 0.85, 1.1), between(rng, 0.65, 0.85)
    tall = pitch * (rungs + 0.6)
    w, d = between(rng, 0.12, 0.2), between(rng, 0.3, 0.45)
    tread = one_of(rng, "round", "square", "flat", "flat") if kind in ("single", "extension") else "flat"
    lean = between(rng, 12.0, 20.0) if kind in ("steps", "stool") else 0.0

    def side(height: float, wide0: float, wide1: float, depth: float) -> list[Part]:
        rails = []
        for way in (-1, 1):
            turn = float(np.degrees(np.arctan2(way * (wide1 - wide0), height)))
            channel = np.array(
                [
                    (-0.5, -0.5),
                    (0.5, -0.5),
                    (0.5, -0.32),
                    (-0.2, -0.32),
                    (-0.2, 0.32),
                    (0.5, 0.32),
                    (0.5, 0.5),
                    (-0.5, 0.5),
                ]
            ) * [-way * w, depth]
            rails.append(extrude(channel, height, axis="z").rotated("y", turn).moved(x=way * wide0))
        return rails

    front: list[Part] = side(tall, half0, half1, d)
    for k in range(rungs):
        z = pitch * (k + 0.75)
        half = half0 + (half1 - half0) * z / tall
        if tread == "round":
            front.append(cylinder(0.13, 2 * half + 0.1, at=(0, 0, z), axis="x", segments=16))
        elif tread == "square":
            front.append(box(2 * half + 0.05, 0.24, 0.2, at=(0, 0, z)))
        else:
            deep = d * 1.3 if kind in ("steps", "stool") else d * 0.9
            step = box(2 * half - 0.02, deep, 0.14, at=(0, -0.05, z))
            grooves = [
                stroke(rod((-half * 0.92, y, z + 0.141), (half * 0.92, y, z + 0.141)), "light")
                for y in np.linspace(-0.35, 0.3, 5) * deep
            ]
            front.append(step.with_strokes(*grooves).rotated("x", lean, (0, 0, z)))
    feet = [box(w * 1.5, d * 1.25, 0.28, at=(s * half0, 0, -0.06), radius=0.05).with_(surface="dark") for s in (-1, 1)]
    front += feet
    parts = front
    if kind == "extension":
        upper = moved([p.scaled(0.84, 0.9, 1.0) for p in front[: 2 + rungs]], y=d * 0.9, z=pitch * count(rng, 2, 4))
        parts = [*front, *upper, *[box(0.2, 0.4, 0.3, at=(s * half1 * 0.95, d * 0.5, tall * 0.9)) for s in (-1, 1)]]
    elif kind == "telescopic":
        parts = list(feet)
        for k in range(rungs):
            r = 0.2 - 0.09 * k / rungs
            z = pitch * k
            for s in (-1, 1):
                parts.append(cylinder(r, pitch + 0.05, at=(s * half0, 0, z), segments=16))
                parts.append(box(0.42, 0.4, 0.26, at=(s * half0, 0, z + pitch - 0.2)))
            parts.append(box(2 * half0, 0.34, 0.18, at=(0, 0, z + pitch - 0.17)))
    elif kind in ("steps", "stool"):
        front = rotated(front, "x", -lean)
        spread = 2 * tall * np.sin(np.radians(lean)) * 0.95
        leg_tall = tall * np.cos(np.radians(lean)) / np.cos(np.radians(lean * 0.8))
        rear = side(leg_tall, half0 * 1.03, half1 * 0.92, d * 0.7)
        n = count(rng, 1, 4)
        rear += [box(2 * half0 * 0.9, 0.12, 0.16, at=(0, 0, leg_tall * (0.2 + 0.65 * k / n))) for k in range(n)]
        rear = moved(rotated(rear, "x", lean * 0.8), y=spread)
        top_z = tall * float(np.cos(np.radians(lean)))
        top_y = tall * float(np.sin(np.radians(lean)))
        parts = [*front, *rear, box(2.3 * half1, 0.9, 0.2, at=(0, top_y + 0.1, top_z - 0.08), radius=0.12)]
        for s in (-1, 1):
            parts.append(
                tube(
                    np.array(
                        [
                            (s * half0 * 0.97, top_y * 0.45, top_z * 0.45),
                            (s * half0 * 0.99, spread - top_y * 0.32, top_z * 0.42),
                        ]
                    ),
                    0.04,
                    segments=6,
                )
            )
        if whether(rng, 0.5):
            high = between(rng, 1.0, 1.9)
            parts.append(
                tube(
                    curve(
                        (-half1, top_y, top_z),
                        (-half1 * 0.9, top_y + 0.25, top_z + high),
                        (half1 * 0.9, top_y + 0.25, top_z + high),
                        (half1, top_y, top_z),
                        n=24,
                    ),
                    0.09,
                    segments=8,
                )
            )
        return parts
    if kind == "single" and whether(rng, 0.25):
        for s in (-1, 1):
            parts.append(
                tube(
                    curve(
                        (s * half1, 0, tall),
                        (s * half1, 0.3, tall + 0.7),
                        (s * half1, 1.0, tall + 0.6),
                        (s * half1, 1.1, tall),
                        n=14,
                    ),
                    0.09,
                    segments=8,
                )
            )
    return parts


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
        holes = [[*ellipse(0.1 * s, n=20), x * s, 0] for x in places]
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
        holes = [[*rounded_rectangle(s * 0.5, 0.18, 0.05, n=2), 0, 0.52]]
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
                [
                    *rounded_rectangle(w / cells * 0.62, h * 0.4, 0.06, n=3),
                    (k - (cells - 1) / 2) * w / cells * 0.88,
                    0.42 * h,
                ]
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
        ring = np.vstack([upper, [*upper[::-1], 0, 0.1]]) * s * 0.8
    parts: list[Part] = [extrude(ring, long, axis="y", holes=holes)]
    if kind in ("angle", "channel") and whether(rng, 0.5):
        n = count(rng, 3, 8)
        for k in range(n):
            y = (k - (n - 1) / 2) * long / n
            x = s * 0.6 if kind == "angle" else 0.0
            hole = rounded_rectangle(0.25, 0.5, 0.12) if whether(rng) else ellipse(0.16, n=18)
            parts[0] = parts[0].with_strokes(
                stroke(np.column_stack([[*hole, x, y], np.full(len(hole), t + 0.002)]), closed=True)
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
                ([*low, 0, d])[::-1],
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
                    holes.append([*hole, (i - (n - 1) / 2) * w / n * 0.95, (j - (m - 1) / 2) * d / m * 0.92])
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


def _pane_frame(w: float, h: float, frame: float, depth: float) -> Part:
    """A rectangular frame around the origin."""
    return extrude(rectangle(w, h), depth, holes=(rectangle(w - 2 * frame, h - 2 * frame),))


def _window(rng: np.random.Generator) -> list[Part]:
    """A window of one to three sashes, straight or arched, with bars, a sill and handles."""
    w, h = between(rng, 2.4, 5.0), between(rng, 3.0, 5.0)
    depth, frame = between(rng, 0.35, 0.6), between(rng, 0.16, 0.28)
    arched = whether(rng, 0.25)
    kind = one_of(rng, "casement", "sliding", "sash", "fixed")
    parts: list[Part] = []
    if arched:
        a = np.linspace(0, np.pi, 25)
        arch = np.column_stack([w / 2 * np.cos(a), h / 2 + w / 2 * np.sin(a)])
        ring = np.vstack([arch, [(-w / 2, -h / 2), (w / 2, -h / 2)]])
        inner = np.vstack(
            [
                arch * [(w / 2 - frame) / (w / 2), 1] - np.column_stack([np.zeros(25), frame * np.sin(a)]),
                [(-w / 2 + frame, -h / 2 + frame), (w / 2 - frame, -h / 2 + frame)],
            ]
        )
        parts.append(extrude(ring, depth, holes=(inner,)))
        parts.append(box(w - frame, depth * 0.9, frame, at=(0, 0, h / 2 - frame / 2)))
        parts.append(extrude(inner, 0.05).with_(surface="glass"))
        rays = count(rng, 0, 3)
        parts += [
            box(0.08, 0.14, w / 2 - frame).rotated("y", 180.0 * (k + 1) / (rays + 1) - 90.0).moved(z=h / 2)
            for k in range(rays)
        ]
    else:
        parts.append(_pane_frame(w, h, frame, depth))
    if arched:
        kind = one_of(rng, "casement", "fixed")
    n = {"casement": one_of(rng, 1, 2, 2), "sliding": 2, "sash": 2, "fixed": 1}[kind]
    iw, ih = w - 2 * frame, h - 2 * frame
    sash = frame * between(rng, 0.6, 0.9)
    bars_x, bars_z = one_of(rng, (0, 0), (1, 1), (1, 2), (0, 2), (2, 3))
    for k in range(n):
        sw, sh = (iw / n, ih) if kind != "sash" else (iw, ih / 2 + sash / 2)
        x = (k - (n - 1) / 2) * iw / n if kind != "sash" else 0.0
        z = 0.0 if kind != "sash" else (0.25 * ih - sash / 4) * (1 if k else -1)
        y = 0.0 if kind in ("casement", "fixed") else (-0.12 if k == 0 else 0.12) * depth / 0.4
        if kind == "sliding":
            sw += sash * 0.7
        unit = [
            _pane_frame(sw, sh, sash, depth * 0.4),
            extrude(rectangle(sw - 2 * sash, sh - 2 * sash), 0.04).with_(surface="glass"),
        ]
        unit += [
            box(
                0.07,
                0.14,
                sh - 2 * sash,
                at=((i + 1) / (bars_x + 1) * (sw - 2 * sash) - (sw / 2 - sash), 0, -sh / 2 + sash),
            )
            for i in range(bars_x)
        ]
        unit += [
            box(
                sw - 2 * sash, 0.14, 0.07, at=(0, 0, (i + 1) / (bars_z + 1) * (sh - 2 * sash) - (sh / 2 - sash) - 0.035)
            )
            for i in range(bars_z)
        ]
        if kind == "casement":
            edge = (sw / 2 - sash / 2) * (1 if k == 0 else -1)
            unit += [
                box(0.12, 0.1, 0.32, at=(edge, -depth * 0.22, -0.16), radius=0.03),
                box(0.09, 0.1, 0.5, at=(edge, -depth * 0.22 - 0.1, -0.4)),
            ]
            if whether(rng, 0.3):
                turn = between(rng, 15, 60) * (1 if k == 0 else -1)
                unit = rotated(unit, "z", -turn, (-(sw / 2) * (1 if k == 0 else -1), 0, 0))
        parts += moved(unit, x, y, z)
    if whether(rng, 0.5):
        parts.append(box(w + 0.5, depth + 0.5, 0.14, at=(0, -0.22, -h / 2 - 0.12)))
    if whether(rng, 0.3):
        parts += [box(0.3, 0.12, h, at=(s * (w / 2 + 0.12), -depth / 2, -h / 2)) for s in (-1, 1)]
    if whether(rng, 0.2) and not arched:
        for s in (-1, 1):
            shutter = box(w / 2, 0.12, h, at=(s * (w * 0.75 + 0.05), -depth / 2, -h / 2))
            slats = [
                stroke(
                    rod(
                        (s * (w * 0.75 + 0.05) - 0.2 * w, -depth / 2 - 0.061, z),
                        (s * (w * 0.75 + 0.05) + 0.2 * w, -depth / 2 - 0.061, z),
                    )
                )
                for z in np.linspace(-0.44, 0.44, count(rng, 10, 18)) * h
            ]
            parts.append(shutter.with_strokes(*slats))
    return parts


def _door(rng: np.random.Generator) -> list[Part]:
    """A door with panels, glass or boards, in its frame."""
    w, h, d = between(rng, 2.6, 3.4), between(rng, 6.4, 7.4), between(rng, 0.16, 0.28)
    leaf = extrude([*rectangle(w, h), 0, h / 2], d)
    kind = one_of(rng, "panels", "panels", "boards", "glazed", "ribs", "barn")
    parts: list[Part] = []
    y = -d / 2
    lines: list[Stroke] = []
    if kind == "panels":
        cols, rows = one_of(rng, 1, 2, 2), one_of(rng, 2, 3, 4)
        splits = np.sort(rng.dirichlet(np.full(rows, 6.0)))[:: one_of(rng, 1, -1)] * (h - 0.5)
        z = 0.3
        for share in splits:
            for c in range(cols):
                pw, ph = (w - 0.6) / cols - 0.2, float(share) - 0.25
                x = (c - (cols - 1) / 2) * (w - 0.5) / cols
                if ph > 0.2:
                    panel = extrude(rectangle(pw, ph), 0.1, bevel=0.045).moved(x, y, z + ph / 2)
                    parts.append(panel)
                    lines.append(rectangle_line((x, y - 0.001, z + ph / 2), pw + 0.16, ph + 0.16, X, Z))
            z += float(share)
    elif kind in ("boards", "barn"):
        n = count(rng, 4, 8)
        lines += [stroke(rod((x, y - 0.001, 0.0), (x, y - 0.001, h))) for x in (np.arange(1, n) / n - 0.5) * w]
        if kind == "barn":
            parts += [box(w, 0.1, 0.4, at=(0, y - 0.03, zz)) for zz in (0.0, h / 2 - 0.2, h - 0.4)]
            parts += _bars([(-w / 2 + 0.3, 0, 0.45), (w / 2 - 0.3, 0, h / 2 - 0.25)], 0.36, 0.1)
            parts[-1] = parts[-1].moved(y=y - 0.03)
            parts += [
                box(1.6 * w, 0.1, 0.22, at=(0.2 * w, y - 0.2, h + 0.35)),
                *[cylinder(0.22, 0.08, at=(x * w, y - 0.3, h + 0.68), axis="y", segments=22) for x in (-0.35, 0.35)],
                *[box(0.2, 0.06, 1.2, at=(x * w, y - 0.3, h - 0.5)) for x in (-0.35, 0.35)],
            ]
    elif kind == "glazed":
        gw, gh = w * between(rng, 0.2, 0.7), h * between(rng, 0.4, 0.8)
        shape = rectangle(gw, gh) if whether(rng, 0.7) else ellipse(gw / 2, gh / 2, n=40)
        centre = h * 0.94 - gh / 2
        parts.append(extrude(shape * 1.08, d * 1.3, holes=(shape,)).moved(z=centre))
        leaf = extrude([*rectangle(w, h), 0, h / 2], d, holes=([*shape, 0, centre],))
        parts.append(extrude(shape * 1.02, 0.04).moved(z=centre).with_(surface="glass"))
        if whether(rng, 0.5):
            parts += [
                box(gw * 0.98, d, 0.07, at=(0, 0, centre + zz * gh)) for zz in np.linspace(-0.3, 0.3, count(rng, 1, 4))
            ]
    else:
        lines += [
            stroke(rod((-w / 2, y - 0.001, zz), (w / 2, y - 0.001, zz)))
            for zz in np.linspace(0.08, 0.92, count(rng, 6, 20)) * h
        ]
    side = one_of(rng, -1, 1)
    hz = 0.47 * h
    hx = side * (w / 2 - 0.3)
    handle = one_of(rng, "lever", "knob", "bar")
    if handle == "bar":
        tall = between(rng, 1.0, 4.0)
        parts += [
            cylinder(0.08, tall, at=(hx, y - 0.35, hz - tall / 2), segments=16),
            *[cylinder(0.06, 0.35, at=(hx, y - 0.17, hz + q * tall), axis="y", segments=12) for q in (-0.35, 0.35)],
        ]
    else:
        parts += [
            cylinder(0.18, 0.1, at=(hx, y - 0.05, hz), axis="y", segments=24),
            cylinder(0.07, 0.3, at=(hx, y - 0.15, hz), axis="y", segments=14),
        ]
        parts.append(
            tube(rod((hx, y - 0.3, hz), (hx - side * 0.6, y - 0.3, hz)), 0.075, segments=12)
            if handle == "lever"
            else revolve([(0.06, 0.2), (0.2, 0.28), (0.2, 0.4), (0.1, 0.48)], axis="y", segments=24)
            .mirrored("y")
            .moved(hx, y, hz)
        )
        parts.append(cylinder(0.13, 0.06, at=(hx, y - 0.03, hz - 0.5), axis="y", segments=18))
    parts.insert(0, leaf.with_strokes(*lines))
    if kind != "barn" and whether(rng, 0.6):
        f = between(rng, 0.25, 0.4)
        case = [box(f, d * 1.8, h + f, at=(s * (w / 2 + f / 2 + 0.03), 0.03, 0)) for s in (-1, 1)]
        parts += environment(rng, [*case, box(w + 0.1, d * 1.8, f - 0.04, at=(0, 0.03, h + 0.04))], 0.4)
    parts += (
        [cylinder(0.08, 0.5, at=(-side * (w / 2 + 0.03), y - 0.02, q * h), segments=12) for q in (0.12, 0.5, 0.85)]
        if whether(rng, 0.6)
        else []
    )
    return parts


def _fence(rng: np.random.Generator) -> list[Part]:
    """A fence or railing panel with its posts."""
    w, h = between(rng, 5.0, 8.0), between(rng, 2.8, 5.0)
    kind = one_of(rng, "pickets", "bars", "boards", "lattice", "cable", "glass")
    post = between(rng, 0.25, 0.4)
    parts: list[Part] = []
    cap = one_of(rng, "flat", "ball", "pyramid", "none")
    for s in (-1, 1):
        parts.append(box(post, post, h * 1.06, at=(s * w / 2, 0, 0)))
        x, z = s * w / 2, h * 1.06
        if cap == "flat":
            parts.append(box(post * 1.35, post * 1.35, 0.14, at=(x, 0, z)))
        elif cap == "ball":
            parts += [
                box(post * 1.2, post * 1.2, 0.1, at=(x, 0, z)),
                revolve(
                    [(0.1, 0.1), (post * 0.55, post * 0.5), (post * 0.4, post * 0.95), (0, post * 1.1)],
                    at=(x, 0, z),
                    segments=18,
                ),
            ]
        elif cap == "pyramid":
            parts.append(
                cylinder(post * 0.95, post * 0.6, at=(0, 0, 0), top=0.01, segments=4).rotated("z", 45.0).moved(x=x, z=z)
            )
        if whether(rng, 0.4):
            parts.append(box(post * 2.2, post * 2.2, 0.1, at=(x, 0, 0)))
    low, high = 0.14 * h, between(rng, 0.82, 0.97) * h
    if kind != "cable":
        parts += [box(w, post * 0.5, 0.22, at=(0, 0.0 if kind != "pickets" else 0.1, z)) for z in (low, high - 0.22)]
    if kind == "pickets":
        n, wide = count(rng, 9, 17), between(rng, 0.26, 0.42)
        top = one_of(rng, "point", "round", "ear", "spear")
        crown = between(rng, -0.25, 0.3) * h * 0.5
        for k in range(n):
            t = (k - (n - 1) / 2) / (n / 2)
            x, tall = t * w / 2, high + 0.35 + crown * (1 - t * t)
            wide_now = min(wide, 0.8 * w / n)
            tips = {
                "point": [(wide_now / 2, tall - 0.25), (0, tall), (-wide_now / 2, tall - 0.25)],
                "round": [
                    (wide_now / 2 * np.cos(a), tall - wide_now / 2 + wide_now / 2 * np.sin(a))
                    for a in np.linspace(0, np.pi, 9)
                ],
                "ear": [
                    (wide_now / 2, tall - 0.12),
                    (wide_now / 3, tall),
                    (-wide_now / 3, tall),
                    (-wide_now / 2, tall - 0.12),
                ],
                "spear": [
                    (wide_now / 2, tall - 0.5),
                    (wide_now / 4, tall - 0.42),
                    (wide_now / 2, tall - 0.25),
                    (0, tall),
                    (-wide_now / 2, tall - 0.25),
                    (-wide_now / 4, tall - 0.42),
                    (-wide_now / 2, tall - 0.5),
                ],
            }[top]
            parts.append(
                extrude(np.array([(-wide_now / 2, 0.1), (wide_now / 2, 0.1), *tips]), 0.12).moved(x=x, y=-post * 0.2)
            )
    elif kind == "bars":
        n = count(rng, 9, 20)
        twist = whether(rng, 0.3)
        scroll = whether(rng, 0.3)
        for k in range(n):
            x = ((k + 0.5) / n - 0.5) * (w - post)
            parts.append(
                box(0.11, 0.11, high - low, at=(x, 0, low))
                if not twist or k % 2
                else cylinder(0.08, high - low, at=(x, 0, low), segments=10)
            )
            if scroll and k % 3 == 1:
                parts.append(tube(circle((x, 0, 0.55 * h), 0.32 * w / n * 2, "y", 20), 0.05, closed=True, segments=6))
            elif k % 2 and whether(rng, 0.5):
                parts.append(revolve([(0.06, -0.2), (0.16, 0), (0.06, 0.2)], at=(x, 0, 0.55 * h), segments=12))
    elif kind == "boards":
        n = count(rng, 6, 12)
        level = whether(rng, 0.5)
        for k in range(n):
            if level:
                parts.append(box(w - post, 0.1, (high - low) / n * 0.86, at=(0, -0.05, low + (high - low) * k / n)))
            else:
                parts.append(
                    box(
                        (w - post) / n * 0.9,
                        0.1,
                        high - low,
                        at=(((k + 0.5) / n - 0.5) * (w - post), -0.08 if k % 2 else 0.06, low),
                    )
                )
    elif kind == "lattice":
        reach, n = high - low, count(rng, 7, 12)
        for way in (1, -1):
            for k in range(-2, n + 1):
                x0 = (-w / 2 + (w / n) * k) * way
                a, b = np.array([x0, 0, low]), np.array([x0 + way * reach, 0, high])
                for end in (a, b):
                    over = np.clip(end[0], -w / 2 + post / 2, w / 2 - post / 2) - end[0]
                    end += np.array([over, 0, over * way])
                if (b[2] - a[2]) > 0.2:
                    parts += moved(_bars([tuple(a), tuple(b)], 0.14, 0.06), y=0.04 * way)
    elif kind == "cable":
        parts.append(box(w + 0.4, post * 1.2, 0.2, at=(0, 0, h)))
        parts += [
            tube(rod((-w / 2, 0, z), (w / 2, 0, z)), 0.04, segments=8)
            for z in np.linspace(low, high - 0.2, count(rng, 4, 9))
        ]
    else:
        panes = count(rng, 1, 3)
        pw = (w - post) / panes
        for k in range(panes):
            x = (k - (panes - 1) / 2) * pw
            parts.append(box(pw - 0.2, 0.08, high - low - 0.3, at=(x, 0, low + 0.15)).with_(surface="glass"))
            parts += [
                box(0.2, 0.24, 0.3, at=(x + s * (pw / 2 - 0.25), 0, q))
                for s in (-1, 1)
                for q in (low + 0.2, high - 0.7)
            ]
    return parts


FAMILIES = (
    Family(
        "building_profile",
        "25-01",
        ("Profile", "Extruded profile", "Building profile", "Structural member", "Railing profile"),
        _profile,
    ),
    Family("paver", "25-01", ("Paver", "Brick", "Building block", "Paving stone"), _paver),
    Family("window", "25-02", ("Window", "Window frame", "Casement window"), _window),
    Family("door", "25-02", ("Door", "Door panel", "Entry door"), _door),
    Family("fence", "25-02", ("Fence", "Railing", "Fence panel", "Balustrade"), _fence),
    Family("ladder", "25-04", ("Ladder", "Step ladder", "Stepladder", "Extension ladder"), _ladder),
)
