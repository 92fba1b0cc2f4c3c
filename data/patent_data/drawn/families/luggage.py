"""Handbags: 03-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import disc, draw, front, line, slab, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick
from patent_data.drawn.families.sewn_parts import buckle, d_ring, on_face, patch, soft_body, strap
from patent_data.drawn.solids import Part, Stroke, cylinder, revolve, sheet

TEXTILE = {"surface": "textile"}


def carry_handle(rng: Rng, half: float, rise: float, y: float, z: float, kind: str, thick: float) -> list[Part]:
    """A bow over a bag from (-half, y, z) to (half, y, z)."""
    power = pick(rng, 0.6, 0.8, 1.0)
    t = np.linspace(0, np.pi, 25)
    path = np.column_stack(
        [half * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** power, 0 * t + y, z + rise * np.sin(t) ** power]
    )
    if kind == "flat":
        band = limb(path, [thick * 1.6], [thick * 0.3], power=4.0, n=12)
        return [
            draw(
                band,
                [
                    Stroke(
                        path
                        + np.array([0, s * 1.2 * thick, 0])
                        + np.column_stack([np.cos(t), 0 * t, np.sin(t)]) * 0.33 * thick,
                        "stitch",
                    )
                    for s in (-1, 1)
                ],
            )
        ]
    return [wire(path, thick, 10)]


def handbag(rng: Rng) -> list[Part]:
    """A handbag, tote or satchel."""
    w = between(rng, 1.3, 2.2)
    h = between(rng, 0.8, 1.5)
    d = between(rng, 0.3, 0.7)
    top_w, top_d = between(rng, 0.72, 1.12), between(rng, 0.15, 0.95)
    p = between(rng, 3.0, 6.0)
    bulge = between(rng, 0.0, 0.12)
    kind = pick(rng, "flap", "flap", "tote", "frame", "zip")
    levels = [
        [0, 0, 0.0, w * 0.47, d * 0.46, p],
        [0, 0, 0.06 * h, w * 0.5, d * 0.5, p],
        [0, 0, 0.45 * h, w / 2 * (1 + top_w) / 2 * (1 + bulge), d / 2 * (1 + top_d) / 2 * (1 + bulge), p],
        [0, 0, 0.98 * h, w / 2 * top_w, d / 2 * top_d, p],
        [0, 0, h, w / 2 * top_w * 0.99, d / 2 * top_d * 0.97, p],
    ]
    body = soft_body(levels, 18, 44, open_top=0.4 * h if kind == "tote" else 0.0)
    marks: list[Stroke] = []
    for s in (-1, 1):
        seam = [
            [s * 0.44 * w, 0.03 * h],
            [s * 0.44 * w * (1 + top_w) / 2 * (1 + bulge), 0.45 * h],
            [s * 0.44 * w * top_w, 0.97 * h],
        ]
        marks += on_face(body, spline(seam, n=16), "stitch")
    if maybe(rng, 0.5):
        marks += on_face(body, [[-0.47 * w, 0.08 * h], [0.47 * w, 0.08 * h]], "stitch")
    parts: list[Part] = []
    face_y = -d / 2
    if kind == "flap":
        drop = between(rng, 0.35, 0.75) * h
        half = w / 2 * top_w * 1.0
        shape = pick(rng, "round", "square", "point", "wave")
        u = np.linspace(-1, 1, 25)
        low = {
            "round": 1 - 0.45 * np.abs(u) ** 3,
            "square": 1 - 0.12 * np.abs(u) ** 8,
            "point": 1 - 0.5 * np.abs(u),
            "wave": 0.85 + 0.15 * np.cos(2 * np.pi * u),
        }[shape]
        rows = []
        for t in np.linspace(0, 1, 14):
            if t < 0.3:
                q = t / 0.3
                y, z = 0.5 * d * top_d * np.cos(np.pi * q), h + 0.03 + 0.05 * np.sin(np.pi * q) * d
                rows.append(np.column_stack([u * half, 0 * u + y, 0 * u + z]))
            else:
                q = (t - 0.3) / 0.7
                zz = h - q * drop * low
                depth = np.interp(
                    zz / h,
                    [0, 0.06, 0.45, 0.98, 1.0],
                    [0.46 * d, 0.5 * d, d / 2 * (1 + top_d) / 2 * (1 + bulge), d / 2 * top_d, d / 2 * top_d],
                )
                rows.append(np.column_stack([u * half * (1 + 0.3 * (1 / top_w - 1) * q), -depth - 0.04, zz]))
        grid = np.stack(rows)
        flap = sheet(grid, 0.03)
        inner = grid[:, 1:-1][:-1]
        edge = np.vstack([inner[5:, 0], inner[-1], inner[::-1, -1][:-5]]) - np.array([0, 0.018, 0])
        parts.append(draw(flap, [Stroke(edge, "stitch")]).with_(**TEXTILE))
        tip = rows[-1][12]
        face_y = float(tip[1])
        lock = pick(rng, "disc", "twist", "buckle", "magnet")
        at = (0.0, face_y - 0.02, float(tip[2]) + 0.1)
        if lock == "disc":
            parts.append(disc(0.07, 0.03, at, 0.01))
        elif lock == "twist":
            parts += [
                slab(0.22, 0.03, 0.16, 0.05, 0.008, at=(0, at[1], at[2] - 0.08)),
                slab(0.04, 0.1, 0.12, 0.015, at=(0, at[1] - 0.03, at[2] - 0.06)),
            ]
        elif lock == "buckle":
            for x in (-0.28 * w, 0.28 * w) if maybe(rng) else (0.0,):
                parts += [
                    strap([[x, at[1] + 0.02, at[2] + 0.2], [x, at[1] - 0.01, at[2] - 0.1]], 0.1, 0.03, (1.0, 0.0, 0.0)),
                    *buckle(0.17, 0.14, 0.03, (x, at[1] - 0.02, at[2])),
                ]
    elif kind == "frame":
        half = w / 2 * top_w
        parts.append(
            limb(
                np.array([[-half * 1.01, 0, h - 0.02], [half * 1.01, 0, h - 0.02]]),
                [d / 2 * top_d * 1.04],
                [0.05],
                power=5.0,
                n=16,
            )
        )
        parts += [
            revolve(
                [(0.0, -0.05), (0.045, -0.03), (0.05, 0.02), (0.0, 0.06)], (s * 0.04, s * 0.02, h + 0.08), segments=16
            )
            for s in (-1, 1)
        ]
    elif kind == "zip":
        ys = [(-1, 0.03), (1, 0.03)]
        marks += [
            line((-w / 2 * top_w * 0.95, s * g, h + 0.004), (w / 2 * top_w * 0.95, s * g, h + 0.004)) for s, g in ys
        ]
        marks.append(line((-w / 2 * top_w * 0.95, 0, h + 0.004), (w / 2 * top_w * 0.95, 0, h + 0.004), kind="stitch"))
    pattern = pick(rng, "none", "none", "quilt", "pocket", "band", "panel")
    if pattern == "quilt":
        step = between(rng, 0.16, 0.28)
        for s in (-1, 1):
            for c in np.arange(-w - h, w + h, step):
                marks += on_face(body, [[c, 0.05 * h], [c + s * h, 1.0 * h]], "light", 30)
    elif pattern == "pocket":
        pw, ph = 0.6 * w, 0.5 * h
        marks += on_face(body, patch(0, 0.32 * h, pw, ph, "cut"), n=60) + on_face(
            body, patch(0, 0.32 * h, pw * 0.94, ph * 0.92, "cut"), "stitch", 60
        )
    elif pattern == "band":
        for x in (-0.26 * w, 0.26 * w):
            for q in (-0.05, 0.05):
                marks += on_face(body, [[x + q, 0.02 * h], [x + q, h]])
    elif pattern == "panel":
        z = between(rng, 0.2, 0.4) * h
        marks += on_face(body, spline([[-w, z * 1.3], [0, z], [w, z * 1.3]], n=30)) + on_face(
            body, spline([[-w, z * 1.3 + 0.03], [0, z + 0.03], [w, z * 1.3 + 0.03]], n=30), "stitch"
        )
    handles = pick(rng, "one", "two", "long", "two", "none" if kind == "flap" else "two")
    grip, thick = pick(rng, "round", "flat"), between(rng, 0.025, 0.05)
    half = w / 2 * top_w * between(rng, 0.4, 0.75)
    if handles == "one":
        parts += carry_handle(rng, half, between(rng, 0.3, 0.7) * h, 0.0, h, grip, thick * 1.3)
        parts += [d_ring(0.06, 0.014, (s * half, 0, h)) for s in (-1, 1)]
    elif handles == "two":
        rise = between(rng, 0.35, 0.9) * h
        for s in (-1, 1):
            y = s * (d / 2 * top_d + thick)
            parts += [q.rotated("x", s * 6, (0, y, h)) for q in carry_handle(rng, half, rise, y, h * 0.86, grip, thick)]
            for x in (-half, half):
                tab = slab(0.14, 0.03, 0.24, 0.05, at=(x, s * (d / 2 * (0.15 + 0.85 * top_d) + 0.01), 0.72 * h))
                parts.append(
                    draw(
                        tab,
                        [
                            front(
                                rounded_rectangle(0.1, 0.2, 0.04),
                                x,
                                s * (d / 2 * (0.15 + 0.85 * top_d) + 0.027),
                                0.72 * h + 0.12,
                                "stitch",
                            )
                        ],
                    )
                )
    elif handles == "long":
        wide = w / 2 * top_w
        path = spline(
            [
                [-wide, 0, h * 0.86],
                [-wide * 0.8, 0.05, h * 1.5],
                [0, 0.1, h * 1.95],
                [wide * 0.8, 0.05, h * 1.5],
                [wide, 0, h * 0.86],
            ],
            n=40,
        )
        parts.append(limb(path, [0.05], [0.015], power=4.0, n=10) if grip == "flat" else wire(path, 0.03, 8))
        parts += [d_ring(0.07, 0.014, (s * wide, 0, h * 0.88), 90) for s in (-1, 1)]
    if maybe(rng, 0.4):
        parts += [
            cylinder(0.035, 0.04, (sx * 0.38 * w, sy * 0.3 * d, -0.035), segments=12)
            for sx in (-1, 1)
            for sy in (-1, 1)
        ]
    return [draw(body, marks).with_(**TEXTILE), *parts]


FAMILIES = (Family("handbag", "03-01", ("Handbag", "Tote bag", "Purse", "Shoulder bag"), handbag),)
