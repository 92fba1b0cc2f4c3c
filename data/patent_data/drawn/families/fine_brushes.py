"""Toothbrushes and paintbrushes: 04-02 and 04-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.brush_parts import tuft_field
from patent_data.drawn.families.detail import draw, front, line, merge, ring_of, slab
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, cylinder, extrude, loft, revolve


def toothbrush(rng: Rng) -> list[Part]:
    """A toothbrush, by hand or electric, standing with its bristles to the viewer."""
    head_w, head_h = between(rng, 0.2, 0.28), between(rng, 0.42, 0.6)
    thick = between(rng, 0.06, 0.09)
    electric = maybe(rng, 0.25)
    neck = between(rng, 0.5, 0.8)
    parts: list[Part] = []
    tall = between(rng, 0.18, 0.26)
    if electric:
        r = between(rng, 0.2, 0.27)
        body_h = between(rng, 1.7, 2.2)
        body = revolve(
            [
                (r * 0.8, 0),
                (r * 0.95, 0.04),
                (r, 0.1),
                (r * between(rng, 0.85, 1.1), body_h * 0.6),
                (r * 0.8, body_h * 0.92),
                (r * 0.5, body_h),
                (0.08, body_h + 0.04),
            ],
            segments=40,
        )
        y = -r * 1.02
        marks = [front(rounded_rectangle(0.12, 0.2, 0.06), 0, y, body_h * 0.66)]
        marks += [
            front(rounded_rectangle(0.05, 0.02, 0.01), 0, y, body_h * q, "light")
            for q in np.linspace(0.3, 0.48, whole(rng, 3, 5))
        ]
        parts.append(draw(body, marks))
        parts.append(
            limb(
                np.array([[0, 0, body_h], [0, 0, body_h + 0.3], [0, 0, body_h + neck]]),
                [0.09, 0.07, 0.05],
                [0.09, 0.07, 0.05],
            )
        )
        if maybe(rng, 0.6):
            head = cylinder(head_w * 0.6, thick * 1.6, (0, 0, body_h + neck), axis="y", segments=28)
            tufts = (
                tuft_field(rng, head_w * 0.52, head_w * 0.52, tall, 2.0, 3)
                .rotated("x", -90)
                .moved(0, -thick * 0.7, body_h + neck)
            )
            return [*parts, head, tufts]
        base_z = body_h + neck - 0.1
    else:
        bend = between(rng, -0.1, 0.16)
        long = between(rng, 1.7, 2.2)
        path = spline(
            [[0, 0.0, 0.0], [0, bend, 0.35 * long], [0, bend * 0.6, 0.7 * long], [0, 0, long], [0, 0, long + neck]],
            n=32,
        )
        fat, waist = between(rng, 0.12, 0.18), between(rng, 0.08, 0.12)
        handle = limb(
            path,
            [0.07, 0.09, waist, 0.11, 0.06, 0.05, 0.05],
            [fat * 0.8, fat, waist * 1.1, fat * 0.95, 0.07, 0.055, 0.06],
            power=2.4,
            ends=(0.07, 0.0),
        )
        marks = []
        style = pick(rng, "ribs", "pad", "split", "dots")
        low, high = between(rng, 0.2, 0.35) * long, between(rng, 0.6, 0.8) * long

        def nose(z: float) -> float:
            near = handle.vertices[np.abs(handle.vertices[:, 2] - z) < 0.05 * long]
            return float(near[:, 1].min()) - 0.004 if len(near) else -0.1

        if style == "ribs":
            marks += [
                line((-0.05, nose(z) + 0.01, z - 0.01), (0, nose(z), z), (0.05, nose(z) + 0.01, z - 0.01))
                for z in np.linspace(low, high, whole(rng, 6, 12))
            ]
        elif style == "pad":
            pad = np.array(
                [
                    [0.06 * np.cos(a), (low + high) / 2 + (high - low) / 2 * np.sin(a)]
                    for a in np.linspace(0, 2 * np.pi, 33)
                ]
            )
            marks.append(Stroke(np.column_stack([pad[:, 0], [nose(float(z)) for z in pad[:, 1]], pad[:, 1]])))
        elif style == "split":
            zs = np.linspace(0.1 * long, 0.95 * long, 24)
            marks += [
                Stroke(np.column_stack([s * 0.045 * np.sin(np.pi * (zs / long)), [nose(float(z)) for z in zs], zs]))
                for s in (-1, 1)
            ]
        else:
            marks += [
                front(
                    np.array([[0.016 * np.cos(a), 0.016 * np.sin(a)] for a in np.linspace(0, 6.28, 9)]),
                    x,
                    nose(float(z)),
                    float(z),
                    "light",
                )
                for i, z in enumerate(np.linspace(low, high, 8))
                for x in ((-0.03, 0.03) if i % 2 else (0.0,))
            ]
        parts.append(draw(handle, marks))
        base_z = long + neck - 0.05
    outline = spline(
        [
            [-head_w * 0.32, 0],
            [head_w * 0.32, 0],
            [head_w / 2, 0.3 * head_h],
            [head_w * 0.46, 0.8 * head_h],
            [0, head_h],
            [-head_w * 0.46, 0.8 * head_h],
            [-head_w / 2, 0.3 * head_h],
        ],
        closed=True,
        n=40,
    )
    parts.append(extrude(outline, thick, bevel=0.2 * thick, at=(0, 0, base_z)))
    rows, columns = whole(rng, 7, 11), whole(rng, 3, 4)
    profile = pick(rng, "flat", "wave", "tip", "bowl")
    rows_of_tufts: list[Part] = []
    for i in range(rows):
        for j in range(columns):
            t, u = (i + 0.5) / rows, (j + 0.5) / columns - 0.5
            half = head_w * (0.42 if 0.2 < t < 0.85 else 0.34)
            reach = (
                tall
                * {
                    "flat": 1.0,
                    "wave": 1 + 0.14 * np.sin(t * 12),
                    "tip": 0.9 + (0.3 if t > 0.8 else 0.0),
                    "bowl": 0.85 + 0.9 * (t - 0.5) ** 2,
                }[profile]
            )
            r = min(head_w / columns, head_h / rows) * 0.4
            rows_of_tufts.append(
                cylinder(r, reach, (0, 0, 0), top=r * 1.15, segments=8)
                .with_(smooth_angle=60.0)
                .rotated("x", 90)
                .moved(2 * half * u, -thick / 2 + 0.01, base_z + head_h * (0.07 + 0.84 * t))
            )
    parts.append(merge(rows_of_tufts))
    return parts


def paintbrush(rng: Rng) -> list[Part]:
    """A paintbrush or a basting brush with a ferrule, standing on its handle."""
    kind = pick(rng, "flat", "flat", "round")
    w = between(rng, 0.35, 0.9) if kind == "flat" else between(rng, 0.12, 0.25)
    d = between(rng, 0.12, 0.2) if kind == "flat" else w
    power = 5.0 if kind == "flat" else 2.0
    ferrule = between(rng, 0.25, 0.45) if kind == "flat" else between(rng, 0.5, 0.8)
    hair = between(rng, 0.4, 0.9)
    length = between(rng, 0.9, 1.5) if kind == "flat" else between(rng, 1.4, 2.2)
    tip = pick(rng, "flat", "chisel", "slant", "point")
    levels = [
        (-0.02, 1.0, 1.0),
        (0.3, 1.04, 1.02),
        (0.7, 1.06, 0.95),
        (1.0, 1.0, 0.25 if tip in ("chisel", "slant") else 0.9),
    ]
    if kind == "round" or tip == "point":
        levels = [(-0.02, 1.0, 1.0), (0.3, 1.2, 1.2), (0.6, 1.0, 1.0), (0.85, 0.5, 0.5), (1.0, 0.06, 0.06)]
    rings = []
    for t, sx, sy in levels:
        ring = ring_of(0, 0, t * hair, w / 2 * sx, d / 2 * sy, power, 40)
        if tip == "slant" and kind == "flat":
            ring[:, 2] += 0.5 * t**2 * ring[:, 0] * 0.6
        rings.append(ring)
    bristle = loft(np.stack(rings)).with_(smooth_angle=50.0)
    marks = []
    ts = np.array([t for t, _, _ in levels])
    for u in np.linspace(-0.9, 0.9, whole(rng, 9, 22)):
        stop, start = between(rng, 0.6, 0.97), between(rng, 0.0, 0.25)
        tt = np.linspace(start, stop, 8)
        wide, deep = np.interp(tt, ts, [a for _, a, _ in levels]), np.interp(tt, ts, [b for _, _, b in levels])
        bow = np.sqrt(max(0.0, 1 - abs(u) ** power)) ** (2 / power if power == 2 else 0.4)
        for s in (-1, 1):
            pts = np.column_stack([u * w / 2 * wide, s * (d / 2 * deep * bow + 0.006), tt * hair])
            if tip == "slant" and kind == "flat":
                pts[:, 2] += 0.3 * tt**2 * pts[:, 0]
            marks.append(Stroke(pts, "light"))
    parts = [draw(bristle, marks)]
    band = loft(
        np.stack(
            [
                ring_of(0, 0, z, w / 2 * s, d / 2 * q, power if z > -0.8 * ferrule else 3.0, 40)
                for z, s, q in (
                    (-ferrule, 0.8 if kind == "flat" else 0.75, 1.0),
                    (-0.6 * ferrule, 1.0, 1.06),
                    (0.0, 1.04, 1.08),
                    (0.03, 1.02, 1.04),
                )
            ]
        )
    )
    y = -d / 2 * 1.1
    lines = [
        line((-w * 0.5, y, -z * ferrule), (w * 0.5, y, -z * ferrule)) for z in ((0.12, 0.2) if kind == "flat" else ())
    ]
    if kind == "flat":
        lines += [
            front(
                np.array([[0.02 * np.cos(a), 0.02 * np.sin(a)] for a in np.linspace(0, 6.28, 9)]),
                x * w,
                y,
                -0.4 * ferrule,
            )
            for x in (-0.35, 0.35)
        ]
        lines = [Stroke(np.vstack([s.points]), s.kind) for s in lines]
    parts.append(draw(band, lines))
    if kind == "flat":
        waist = between(rng, 0.16, 0.3) * min(1.0, w * 1.6)
        outline = spline(
            [
                [w * 0.42, -ferrule + 0.04],
                [w * 0.4, -ferrule - 0.08],
                [waist, -ferrule - 0.36 * length],
                [waist * 1.1, -ferrule - 0.7 * length],
                [waist * 0.8, -ferrule - 0.95 * length],
                [0, -ferrule - length],
            ],
            n=30,
        )
        outline = np.vstack([outline, (outline * [-1, 1])[::-1][1:]])
        hole = (
            [
                np.array(
                    [
                        [0.045 * np.cos(a), -ferrule - 0.88 * length + 0.06 * np.sin(a)]
                        for a in np.linspace(0, 2 * np.pi, 17)[:-1]
                    ]
                )
            ]
            if maybe(rng, 0.8)
            else []
        )
        parts.append(extrude(outline, d * 0.8, bevel=0.0 if hole else 0.06 * d, holes=hole))
    else:
        radii = [
            (0.012, -ferrule - length),
            (0.02, -ferrule - 0.97 * length),
            (w * between(rng, 0.3, 0.5), -ferrule - 0.35 * length),
            (w * between(rng, 0.5, 0.62), -ferrule - 0.12 * length),
            (w * 0.38, -ferrule + 0.02),
        ]
        profile = spline(radii, n=16)
        parts.append(revolve([(max(float(r), 0.008), float(z)) for r, z in profile], segments=24))
    if maybe(rng, 0.2):
        parts.append(slab(w * 0.5, d * 0.82, 0.1, 0.02, at=(0, 0, -ferrule - 0.3 * length)))
    return parts


FAMILIES = (
    Family("toothbrush", "04-02", ("Toothbrush", "Electric toothbrush", "Toothbrush head"), toothbrush),
    Family("paintbrush", "04-04", ("Paintbrush", "Brush", "Pastry brush"), paintbrush),
)
