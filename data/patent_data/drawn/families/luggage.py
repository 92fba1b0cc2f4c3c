"""Bags, cases and wallets: 03-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import disc, draw, front, lay, line, slab, spread, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.sewn_parts import buckle, d_ring, on_face, patch, pull_tab, soft_body, strap, zip_line
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, sheet

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


def suitcase(rng: Rng) -> list[Part]:
    """A suitcase: a wheeled shell with ribs, a soft trolley or a briefcase."""
    kind = pick(rng, "shell", "shell", "soft", "brief")
    w, h, d = (
        (between(rng, 1.2, 1.7), between(rng, 1.7, 2.5), between(rng, 0.6, 0.9))
        if kind != "brief"
        else (between(rng, 1.6, 2.1), between(rng, 1.1, 1.4), between(rng, 0.3, 0.5))
    )
    corner = between(rng, 0.08, 0.3) if kind != "brief" else between(rng, 0.02, 0.12)
    body = slab(w, d, h, corner, min(0.8 * corner, between(rng, 0.04, 0.14)))
    face = -d / 2 - 0.004
    marks: list[Stroke] = []
    parts: list[Part] = []
    split = between(rng, -0.06, 0.06)
    rim = rounded_rectangle(w + 0.012, h + 0.012, corner)
    zipped = kind != "brief"
    for q in (-0.03, 0.03):
        marks.append(front(rim, 0, split + q, h / 2))
    if zipped:
        marks.append(front(rim, 0, split, h / 2, "stitch"))
    if kind == "shell":
        style = pick(rng, "upright", "level", "grid", "cross", "frame", "wave")
        n = whole(rng, 4, 9)
        rib = between(rng, 0.2, 0.6) * 0.8 * w / n
        if style in ("upright", "wave"):
            for s in (-1, 1):
                for x in spread(n, 0.86 * w):
                    if style == "upright":
                        parts.append(slab(rib, 0.05, h * 0.84, 0.45 * rib, 0.02, at=(x, s * d / 2, 0.08 * h)))
                    else:
                        zs = np.linspace(0.1 * h, 0.9 * h, 30)
                        marks.append(
                            Stroke(
                                np.column_stack([x + 0.04 * w * np.sin(zs / h * 12), 0 * zs + s * (d / 2 + 0.004), zs])
                            )
                        )
        elif style in ("level", "grid"):
            for s in (-1, 1):
                parts += [
                    slab(0.82 * w, 0.05, 0.4 * 0.8 * h / n, 0.03, 0.02, at=(0, s * d / 2, z - 0.2 * 0.8 * h / n))
                    for z in spread(n, 0.84 * h, h / 2)
                ]
            if style == "grid":
                marks += [
                    line((x, face - 0.026, 0.1 * h), (x, face - 0.026, 0.9 * h), kind="light")
                    for x in spread(3, 0.8 * w)
                ]
        elif style == "cross":
            for s in (-1, 1):
                marks += [
                    line((s * 0.42 * w, face, 0.08 * h), (s * 0.05 * w, face, h * 0.5), (s * 0.42 * w, face, 0.92 * h)),
                    line((s * 0.34 * w, face, 0.08 * h), (0, face, h * 0.46), kind="light"),
                ]
        else:
            for q in np.linspace(0.6, 0.86, whole(rng, 2, 4)):
                marks += [
                    front(rounded_rectangle(w * q, h * q, corner * q), 0, s * (d / 2 + 0.004), h / 2) for s in (-1, 1)
                ]
        if maybe(rng, 0.5):
            for sx in (-1, 1):
                for z in (0.0, h - 0.3):
                    parts.append(slab(0.3, d * 1.02, 0.3, corner * 0.9, 0.05, at=(sx * (w / 2 - 0.145), 0, z)))
    elif kind == "soft":
        z = 0.1 * h
        for tall in (between(rng, 0.35, 0.5), between(rng, 0.2, 0.32)):
            pocket = slab(w * 0.8, 0.16, tall * h, 0.12, 0.06, at=(0, -d / 2 - 0.05, z))
            y = -d / 2 - 0.134
            lines = [
                front(rounded_rectangle(w * 0.7, tall * h * 0.84, 0.08), 0, y, z + tall * h / 2, k) for k in ("stitch",)
            ]
            parts.append(draw(pocket.with_(**TEXTILE), lines))
            parts += pull_tab(0.08, (0.28 * w, y, z + tall * h * 0.9))
            z += tall * h + 0.05 * h
        marks.append(front(rounded_rectangle(w * 0.92, h * 0.94, corner), 0, face, h / 2, "stitch"))
    else:
        for x in (-0.3 * w, 0.3 * w):
            parts += [
                slab(0.2, d * 0.5, 0.14, 0.03, 0.02, at=(x, 0, h - 0.02)),
                slab(0.16, 0.03, 0.26, 0.03, at=(x, face, h * 0.8)),
                disc(0.03, 0.02, (x, face - 0.015, h * 0.86), segments=12),
            ]
        if maybe(rng, 0.5):
            parts += [
                slab(0.2, d * 1.02, 0.2, 0.06, 0.02, at=(sx * (w / 2 - 0.095), 0, z))
                for sx in (-1, 1)
                for z in (0, h - 0.2)
            ]
        marks.append(front(rounded_rectangle(w * 0.94, h * 0.92, corner), 0, face, h / 2, "stitch"))
    parts += carry_handle(
        rng,
        0.22 * w,
        between(rng, 0.08, 0.2),
        0.0,
        h - 0.02,
        "flat" if maybe(rng) else "round",
        between(rng, 0.03, 0.045),
    )
    if kind == "shell" and maybe(rng, 0.6):
        grip = wire(spline([[0, 0, -0.25], [0.1, 0, -0.22], [0.1, 0, 0.22], [0, 0, 0.25]], n=12), 0.035, 8)
        parts.append(grip.moved(w / 2 - 0.01, 0, h / 2))
    if kind != "brief":
        out = between(rng, 0.05, 1.1)
        x, y = between(rng, 0.18, 0.3) * w, d / 2 - 0.12
        tele = [cylinder(0.035, out + 0.05, (s * x, y, h - 0.03), segments=14) for s in (-1, 1)]
        if out > 0.5:
            tele += [cylinder(0.045, out * 0.5, (s * x, y, h - 0.03), segments=14) for s in (-1, 1)]
        tele.append(box(2 * x + 0.18, 0.12, 0.12, (0, y, h + out), radius=0.04))
        parts += unclaimed(tele, maybe(rng, 0.12))
        fork = between(rng, 0.12, 0.18)
        for sx in (-1, 1):
            for sy in (-1, 1) if maybe(rng, 0.8) or sx > 0 else (1,):
                px, py = sx * (w / 2 - 0.2), sy * (d / 2 - 0.15)
                parts.append(slab(0.2, 0.22, 0.12, 0.03, at=(px, py, -0.06)))
                parts += [
                    cylinder(fork * 0.62, 0.05, (px + q, py, -0.08 - fork * 0.4), axis="x", segments=20)
                    for q in (-0.045, 0.045)
                ]
                parts.append(box(0.16, 0.08, 0.12, (px, py, -0.08 - fork * 0.4)))
        if maybe(rng, 0.5):
            parts += [slab(0.2, 0.12, 0.3, 0.04, 0.02, at=(w / 2 + 0.01, split, h * 0.62)).rotated("z", 0)]
    return [draw(body, marks), *parts]


def backpack(rng: Rng) -> list[Part]:
    """A backpack with pockets, zips and shoulder straps."""
    w, h, d = between(rng, 1.0, 1.35), between(rng, 1.5, 2.1), between(rng, 0.5, 0.75)
    p = between(rng, 2.8, 4.5)
    top_w, top_d = between(rng, 0.62, 0.92), between(rng, 0.5, 0.8)
    roll = maybe(rng, 0.2)
    levels = [
        [0, 0, 0.0, w * 0.42, d * 0.42, p],
        [0, 0, 0.06 * h, w * 0.49, d * 0.5, p],
        [0, 0, 0.45 * h, w * 0.5, d * 0.5, p],
        [0, 0.02, 0.78 * h, w * 0.5 * (1 + top_w) / 2, d * 0.5 * (1 + top_d) / 2, p],
        [0, 0.06, 0.95 * h, w * 0.42 * top_w, d * 0.4 * top_d, 2.6],
        [0, 0.08, h, w * 0.2 * top_w, d * 0.12, 2.2],
    ]
    if roll:
        levels = [*levels[:4], [0, 0.02, h, w * 0.46, 0.06, 3.0]]
    body = soft_body(levels, 22, 36)
    marks: list[Stroke] = []
    parts: list[Part] = []
    z = between(rng, 0.62, 0.8) * h
    mouth = spline(
        [
            [-w * 0.48, z * 0.72],
            [-w * 0.42 * top_w - 0.02, z + 0.1 * h],
            [0, 0.93 * h],
            [w * 0.42 * top_w + 0.02, z + 0.1 * h],
            [w * 0.48, z * 0.72],
        ],
        n=40,
    )
    if not roll:
        marks += zip_line(body, mouth)
    pockets = pick(rng, "one", "two", "flap", "straps")
    low = 0.07 * h
    if pockets in ("one", "two", "flap"):
        sizes = (
            [(0.82 * w, between(rng, 0.36, 0.46) * h, 0.2)]
            if pockets != "two"
            else [(0.84 * w, 0.28 * h, 0.22), (0.7 * w, 0.22 * h, 0.16)]
        )
        for pw, ph, pd in sizes:
            pocket = soft_body(
                [
                    [0, 0, 0, pw * 0.46, pd * 0.8, 3.2],
                    [0, 0, 0.1 * ph, pw * 0.5, pd, 3.2],
                    [0, 0, 0.7 * ph, pw * 0.49, pd * 0.95, 3.2],
                    [0, 0.02, ph, pw * 0.42, pd * 0.6, 2.8],
                ],
                10,
                28,
            )
            pocket = pocket.moved(0, -d / 2 + 0.02, low)
            if pockets == "flap":
                cover = spline(
                    [
                        [-0.5 * pw, low + 0.7 * ph],
                        [-0.25 * pw, low + 0.56 * ph],
                        [0, low + 0.52 * ph],
                        [0.25 * pw, low + 0.56 * ph],
                        [0.5 * pw, low + 0.7 * ph],
                    ],
                    n=24,
                )
                pocket = draw(pocket, on_face(pocket, cover) + on_face(pocket, cover + np.array([0, 0.03]), "stitch"))
                parts += [
                    q
                    for x in (-0.2 * pw, 0.2 * pw)[: whole(rng, 1, 2)]
                    for q in buckle(0.12, 0.1, 0.03, (x, -d / 2 - pd, low + 0.55 * ph))
                ]
            else:
                arch = spline(
                    [
                        [-0.44 * pw, low + 0.55 * ph],
                        [-0.38 * pw, low + 0.84 * ph],
                        [0, low + 0.9 * ph],
                        [0.38 * pw, low + 0.84 * ph],
                        [0.44 * pw, low + 0.55 * ph],
                    ],
                    n=30,
                )
                pocket = draw(pocket, zip_line(pocket, arch))
                parts += pull_tab(0.06, (0.3 * pw, -d / 2 - pd * 0.93, low + 0.87 * ph))
            parts.append(pocket.with_(**TEXTILE))
            low += ph + 0.05 * h
    else:
        for x in (-0.26 * w, 0.26 * w):
            for q in (-0.05, 0.05):
                marks += on_face(body, [[x + q, 0.03 * h], [x + q, 0.9 * h]])
            parts += buckle(0.18, 0.14, 0.04, (x, -d / 2 - 0.02, between(rng, 0.4, 0.6) * h))
        marks += on_face(body, patch(0, between(rng, 0.3, 0.5) * h, 0.32 * w, 0.16 * h)) if maybe(rng) else []
    if maybe(rng, 0.6):
        for s in (-1, 1):
            net = spline([[s * 9, -0.42 * d, 0.32 * h], [s * 9, 0, 0.28 * h], [s * 9, 0.42 * d, 0.32 * h]], n=20)
            marks += lay(body, net, (-s, 0, 0)) + lay(body, net - np.array([0, 0, 0.04]), (-s, 0, 0), "stitch")
    if roll:
        parts.append(wire([[-w * 0.48, 0.02, h], [w * 0.48, 0.02, h]], 0.09, 14))
        parts += [
            strap([[s * w * 0.48, 0.02, h], [s * w * 0.56, 0.0, 0.8 * h], [s * w * 0.505, 0, 0.6 * h]], 0.09, 0.02)
            for s in (-1, 1)
        ]
    for s in (-1, 1):
        x = between(rng, 0.2, 0.26) * w
        path = spline(
            [
                [s * x * 0.8, 0.3 * d, 0.93 * h],
                [s * x * 1.05, d / 2 + 0.16, 0.9 * h],
                [s * x * 1.3, d / 2 + 0.3, 0.62 * h],
                [s * x * 1.5, d / 2 + 0.16, 0.3 * h],
                [s * x * 1.7, d / 2 - 0.06, 0.1 * h],
            ],
            n=36,
        )
        wide = np.interp(np.linspace(0, 1, 36), [0, 0.15, 0.55, 0.62, 1], [0.1, 0.125, 0.115, 0.035, 0.03])
        band = limb(path, list(wide), list(np.where(wide > 0.06, 0.045, 0.012)), power=4.0, side=(1.0, 0.0, 0.0), n=14)
        parts.append(band.with_(**TEXTILE))
        parts.append(slab(0.13, 0.05, 0.1, 0.02).moved(*path[22]))
    parts += [
        q.moved(0, 0.32 * d, 0) for q in carry_handle(rng, 0.12, 0.14, 0.0, 0.93 * h, pick(rng, "flat", "round"), 0.025)
    ]
    back = [m for q in (-0.14, 0.14) for m in lay(body, [[q * w, 9, 0.15 * h], [q * w, 9, 0.82 * h]], (0, -1, 0))]
    marks += back if maybe(rng, 0.6) else []
    return [draw(body, marks).with_(**TEXTILE), *parts]


def wallet(rng: Rng) -> list[Part]:
    """A wallet or card case: folded, half open, or a long purse with a zip or a snap."""
    w, h = pick(rng, (1.1, 0.9), (1.9, 1.0), (0.8, 1.1), (1.5, 0.95))
    w, h = w * between(rng, 0.92, 1.08), h * between(rng, 0.92, 1.08)
    thick = between(rng, 0.05, 0.09)
    corner = between(rng, 0.03, 0.16)
    kind = pick(rng, "open", "open", "closed", "zip")

    def leaf(slots: int, inside: bool) -> Part:
        one = slab(w, thick, h, corner, 0.3 * thick)
        y = -thick / 2 - 0.004
        found = [front(rounded_rectangle(w - 0.08, h - 0.08, corner), 0, y, h / 2, "stitch")]
        if inside:
            for i, z in enumerate(np.linspace(0.35, 0.85, slots) * h):
                found.append(
                    line((-0.45 * w, y, z), (-0.08 * w, y, z), (0, y, z - 0.06), (0.08 * w, y, z), (0.45 * w, y, z))
                    if i % 2
                    else line((-0.45 * w, y, z), (0.45 * w, y, z))
                )
                found.append(line((-0.45 * w, y, z - 0.03), (0.45 * w, y, z - 0.03), kind="stitch"))
        return draw(one, found).with_(**TEXTILE)

    if kind == "open":
        opening = between(rng, 30, 160)
        left = leaf(whole(rng, 2, 5), True).moved(-w / 2 - 0.02)
        right = leaf(whole(rng, 0, 4), True).moved(w / 2 + 0.02)
        if maybe(rng, 0.3):
            right = draw(
                right, [front(rounded_rectangle(0.6 * w, 0.5 * h, 0.04), w / 2 + 0.02, -thick / 2 - 0.004, 0.4 * h)]
            )
        spine = cylinder(thick * 0.9, h * 0.98, (0, thick * 0.3, 0.01 * h), segments=16)
        half = opening / 2 - 80
        return [left.rotated("z", -half), right.rotated("z", half), spine]
    parts = [leaf(0, False), leaf(whole(rng, 0, 2), True).rotated("z", 180).moved(y=thick * 1.3)]
    y = -thick / 2
    if kind == "zip":
        rim = rounded_rectangle(w + 0.01, h + 0.01, corner)
        core = slab(w * 0.985, thick * 1.2, h * 0.985, corner, at=(0, thick * 0.65, 0.0075 * h))
        teeth = [front(rounded_rectangle(w * 0.99, h * 0.99, corner), 0, thick * 0.65, h / 2, "stitch")]
        parts += [draw(core, teeth), *pull_tab(0.1, (w / 2 - 0.1, thick * 0.65, h - 0.02))]
        del rim
        if maybe(rng):
            t = np.linspace(0, 2 * np.pi, 25)[:-1]
            parts.append(
                limb(
                    np.column_stack(
                        [w / 2 + 0.3 + 0.28 * np.cos(t), 0 * t + thick * 0.6, h * 0.8 + 0.5 * np.sin(t) - 0.3]
                    ),
                    [0.02],
                    [0.05],
                    n=8,
                )
            )
    else:
        tab = pick(rng, "snap", "band", "none")
        if tab == "snap":
            flap = slab(0.3, thick * 0.6, 0.26, 0.1, at=(w / 2 - 0.14, y - 0.02, h / 2 - 0.13))
            parts += [
                draw(
                    flap,
                    [
                        front(
                            rounded_rectangle(0.24, 0.2, 0.08),
                            w / 2 - 0.14,
                            y - 0.02 - thick * 0.3 - 0.003,
                            h / 2,
                            "stitch",
                        )
                    ],
                ),
                disc(0.05, 0.03, (w / 2 - 0.18, y - 0.03, h / 2), 0.01, 18),
            ]
        elif tab == "band":
            x = between(rng, 0.2, 0.36) * w
            parts.append(
                extrude(
                    rounded_rectangle(thick * 4.2, h * 1.02, 0.02),
                    0.1,
                    "x",
                    holes=[rounded_rectangle(thick * 3.9, h * 0.99, 0.01)],
                    at=(x, thick * 0.6, h / 2),
                )
            )
    emblem = pick(rng, "none", "plate", "oval")
    if emblem == "plate":
        parts.append(slab(0.22, 0.02, 0.1, 0.015, at=(0.3 * w, y - 0.005, 0.16 * h)))
    elif emblem == "oval":
        parts[0] = draw(parts[0], [front(ellipse(0.12, 0.08, 24), 0, y - 0.004, h / 2)])
    return parts


FAMILIES = (
    Family("handbag", "03-01", ("Handbag", "Tote bag", "Purse", "Shoulder bag"), handbag),
    Family("suitcase", "03-01", ("Suitcase", "Luggage case", "Trolley case", "Briefcase"), suitcase),
    Family("backpack", "03-01", ("Backpack", "Rucksack", "Daypack"), backpack),
    Family("wallet", "03-01", ("Wallet", "Card holder", "Billfold"), wallet),
)
