"""Wristwatches and timers (10-02, 10-03)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.bits import (
    around,
    between,
    circle,
    count,
    curve,
    environment,
    knurl,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.dial_parts import (
    date_window,
    dial_marks,
    display_digits,
    face_outline,
    hands,
    sub_dials,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    moved,
    revolve,
    rotated,
    stroke,
    tube,
)


def _band(rng: np.random.Generator, kind: str, w0: float, reach: float, way: int) -> list[Part]:
    """Half of a watch band: it goes up (or down) from the case and back round the wrist."""
    long = between(rng, 4.6, 5.2) if way > 0 else between(rng, 5.2, 6.2)
    bend = between(rng, 0.28, 0.36)
    n = 36
    t = np.linspace(0, 1, n)
    angle = t * long * bend
    z = reach + np.sin(angle) / bend * 0.92
    y = 0.15 + (1 - np.cos(angle)) / bend * 0.92
    wide = w0 * (1 - between(rng, 0.1, 0.35) * t)
    line = np.column_stack([np.zeros(n), y, z])
    thick = between(rng, 0.1, 0.16)
    parts: list[Part] = []
    if kind in ("link", "bead"):
        links = count(rng, 11, 16)
        cols = one_of(rng, 1, 3, 3, 5)
        for k in range(links):
            a = (k + 0.5) / links * long * bend
            middle = (0.0, 0.15 + (1 - np.cos(a)) / bend * 0.92, reach + np.sin(a) / bend * 0.92)
            here = w0 * (1 - 0.2 * k / links)
            step = long / links * 0.86
            for c in range(cols):
                x = (c - (cols - 1) / 2) * 2 * here / cols
                link = box(2 * here / cols * 0.94, thick * (1.5 if c == cols // 2 else 1.25), step).moved(z=-step / 2)
                parts.append(link.rotated("x", -float(np.degrees(a))).moved(x, middle[1], middle[2]))
    else:
        body = limb(line, list(wide[::6]), [thick], 5.0, (0.0, 0.3), side=(1.0, 0, 0), n=18).with_(
            surface="textile" if kind == "cloth" else "plain"
        )
        normal = np.column_stack([np.zeros(n), -np.cos(angle), np.sin(angle)]) * thick * 1.02
        if kind in ("leather", "cloth"):
            edges = [np.column_stack([s * wide * 0.84, y, z])[1:-1] + normal[1:-1] for s in (-1, 1)]
            body = body.with_strokes(*[stroke(e, "stitch") for e in edges])
        if kind == "sport":
            for k in range(4, n - 4, 3):
                row = np.array([(-0.75 * wide[k], y[k], z[k]), (0.75 * wide[k], y[k], z[k])]) + normal[k]
                body = body.with_strokes(stroke(row))
        if way < 0:
            for k in range(15, 33, 3):
                hole = circle((0, 0, 0), 0.07, "y", 10) * [1, 0, 1]
                turned = np.column_stack(
                    [hole[:, 0], y[k] + hole[:, 2] * np.sin(angle[k]), z[k] + hole[:, 2] * np.cos(angle[k])]
                )
                body = body.with_strokes(stroke(turned + normal[k], closed=True))
        parts.append(body)
        if way > 0:
            end = line[-1]
            buckle = np.array([(-1.15, -0.1), (1.15, -0.1), (1.15, 0.55), (-1.15, 0.55)]) * w0 * 0.8
            ring = np.column_stack(
                [buckle[:, 0], end[1] + buckle[:, 1] * np.sin(angle[-1]), end[2] + buckle[:, 1] * np.cos(angle[-1])]
            )
            parts.append(tube(ring, 0.07, closed=True, segments=8))
    return parts if way > 0 else [p.mirrored("z") for p in parts]


def _wristwatch(rng: np.random.Generator) -> list[Part]:
    """A wristwatch on a strap or bracelet, its dial to the front."""
    kind = one_of(rng, "round", "round", "square", "cushion", "polygon", "oval", "digital")
    radius, depth = between(rng, 1.3, 1.8), between(rng, 0.4, 0.7)
    wide = between(rng, 0.75, 0.95) if kind in ("square", "oval") else 1.0
    outline = face_outline(rng, "square" if kind == "digital" else kind, radius, wide)
    parts: list[Part] = [extrude(outline, depth, bevel=0.12 * depth).moved(y=depth * 0.5)]
    if kind == "digital":
        glass = rounded_rectangle(1.4 * radius * wide, 1.1 * radius, 0.15)
        lines = display_digits(one_of(rng, "10:58", "12:30", "8:08"), (0, -0.081, -0.05), 0.42 * radius)
        lines += display_digits(one_of(rng, "6-30", "10-24"), (0.2, -0.081, 0.36 * radius), 0.16 * radius, solid=False)
        parts.append(extrude(glass, 0.14).moved(y=-0.01).with_strokes(*lines).with_(surface="glass"))
        for x in (-1, 1):
            parts += [
                cylinder(0.12, 0.2, at=(x * radius * wide, depth / 2, z), axis="x", segments=16) for z in (-0.6, 0.6)
            ]
    else:
        share = between(rng, 0.78, 0.9)
        bezel = between(rng, 0.06, 0.16)
        parts.append(extrude(outline * (share + 0.08), bezel, holes=(outline * share,), bevel=0.02).moved(y=-bezel / 2))
        inner = radius * share * min(wide, 1.0)
        marks = dial_marks(rng, inner, -0.002, {"square": 0.6, "cushion": 0.3}.get(kind, 0.0))
        if whether(rng, 0.3):
            marks += sub_dials(rng, inner, -0.002)
        elif whether(rng, 0.4):
            marks += date_window(inner, -0.002, str(count(rng, 10, 31)))
        parts[0] = parts[0].with_strokes(*marks)
        parts += hands(rng, inner, -0.01)
        if kind == "round" and whether(rng, 0.35):
            teeth = box(0.07, bezel, 0.09, at=(0, -bezel / 2, radius * (share + 0.06)))
            parts += around(teeth, count(rng, 24, 48), "y")
        crown = between(rng, 0.14, 0.24)
        marks_c = [stroke(s.points[:, [2, 1, 0]], "light") for s in knurl(crown, 0.02, 0.28, 14, False)]
        parts.append(
            cylinder(crown, 0.3, at=(0.15, 0, 0), axis="x", segments=24)
            .with_strokes(*marks_c)
            .moved(x=radius * wide, y=depth / 2)
        )
        if whether(rng, 0.3):
            parts += [
                cylinder(0.12, 0.26, axis="x", segments=16).moved(x=radius * wide + 0.05, y=depth / 2).rotated("y", a)
                for a in (-30, 30)
            ]
    band = one_of(rng, "leather", "link", "sport", "plain", "cloth", "link")
    w0 = radius * wide * between(rng, 0.48, 0.66)
    reach = radius * between(rng, 0.95, 1.12)
    for way in (1, -1):
        strap = moved(_band(rng, band, w0, reach, way), y=depth * 0.3)
        parts += strap
        for x in (-1, 1):
            lug = limb(
                curve(
                    (x * w0 * 1.12, depth * 0.4, 0.6 * radius),
                    (x * w0 * 1.12, depth * 0.45, radius),
                    (x * w0 * 1.12, depth * 0.8, radius * 1.22),
                    n=8,
                ),
                [0.13 * radius, 0.1 * radius],
                [0.3 * depth, 0.22 * depth],
                3.0,
                (0, 0.05),
                side=(1.0, 0, 0),
                n=14,
            )
            parts.append(lug if way > 0 else lug.mirrored("z"))
    if whether(rng, 0.12):
        for k, p in enumerate(parts):
            if float(np.abs(p.vertices[:, 2]).min()) > reach * 0.9:
                parts[k] = p.with_(claimed=False)
    return parts


def _timer(rng: np.random.Generator) -> list[Part]:
    """A kitchen timer or an hourglass."""
    if whether(rng, 0.45):
        h, r = between(rng, 3.0, 5.0), between(rng, 0.8, 1.3)
        neck = between(rng, 0.08, 0.14)
        profile = curve(
            (r * 0.9, 0.02),
            (r, 0.25 * h),
            (0.6 * r, 0.42 * h),
            (neck, 0.5 * h),
            (0.6 * r, 0.58 * h),
            (r, 0.75 * h),
            (r * 0.9, 0.98 * h),
            n=28,
        )
        parts = [revolve(profile, segments=40).with_(surface="glass", smooth_angle=50.0)]
        level = between(rng, 0.1, 0.3) * h
        reach = float(np.interp(level, profile[:, 1], profile[:, 0]))
        parts[0] = parts[0].with_strokes(ring_line((0, 0, level), reach * 1.003, "z"))
        plate = r * between(rng, 1.35, 1.6)
        n = one_of(rng, 3, 4, 4)
        for z in (-0.3, h):
            parts.append(
                revolve([(plate, 0), (plate, 0.3)], at=(0, 0, z), segments=40)
                if n != 4 or whether(rng)
                else box(1.9 * plate, 1.9 * plate, 0.3, at=(0, 0, z), radius=0.1)
            )
        post = [
            (0.12, 0),
            (0.16, 0.12 * h),
            (0.08, 0.2 * h),
            (0.14, 0.5 * h),
            (0.08, 0.8 * h),
            (0.16, 0.88 * h),
            (0.12, h),
        ]
        if whether(rng):
            post = [(0.11, 0), (0.11, h)]
        return parts + around(revolve(post, at=(plate * 0.86, 0, 0), segments=14), n, start=45.0)
    kind = one_of(rng, "egg", "round", "cube")
    r = between(rng, 1.2, 1.6)
    if kind == "egg":
        low, high = (
            curve((0.5 * r, 0), (r, 0.55 * r), (1.05 * r, 0.9 * r), n=10),
            curve((1.05 * r, 0.94 * r), (0.85 * r, 1.8 * r), (0.45 * r, 2.3 * r), (0, 2.45 * r), n=14),
        )
        ticks = []
        for k in range(60):
            a = k * np.pi / 30
            size = 0.1 if k % 5 else 0.2
            ticks.append(
                stroke(
                    np.array(
                        [(1.06 * r * np.cos(a), 1.06 * r * np.sin(a), (0.72 + v) * r) for v in (0.12 - size, 0.14)]
                    ),
                    "light",
                )
            )
        return [revolve(low).with_strokes(*ticks), revolve(high)]
    outline = ellipse(r, n=56) if kind == "round" else rounded_rectangle(2 * r, 2 * r, 0.4 * r)
    d = between(rng, 0.5, 1.0)
    body = extrude(outline, d, bevel=0.2 * d)
    ticks = []
    for k in range(60):
        a = k * np.pi / 30
        near = 0.8 if k % 5 else 0.74
        ticks.append(stroke(np.array([(v * r * np.cos(a), -d / 2, v * r * np.sin(a)) for v in (near, 0.86)]), "light"))
    knob = cylinder(0.6 * r, 0.4, at=(0, -d / 2 - 0.2, 0), axis="y", segments=44)
    ridge = box(0.2 * r, 0.35, 1.05 * r, at=(0, -d / 2 - 0.5, -0.52 * r), radius=0.06)
    turned = rotated([knob, ridge], "y", between(rng, 0, 360))
    feet = (
        [
            limb(
                rod((0, d / 2, -0.95 * r), (0, d / 2 + 0.8, -1.0 * r), 3),
                [0.5 * r, 0.4 * r],
                [0.06, 0.05],
                4.0,
                side=(1.0, 0, 0),
            )
        ]
        if whether(rng, 0.4)
        else []
    )
    return [body.with_strokes(*ticks), *turned, *environment(rng, feet)]


FAMILIES = (
    Family("wristwatch", "10-02", ("Wristwatch", "Watch", "Wrist watch", "Timepiece"), _wristwatch),
    Family("timer", "10-03", ("Timer", "Kitchen timer", "Hourglass"), _timer),
)
