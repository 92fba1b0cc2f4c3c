"""Suitcases and backpacks: 03-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import disc, draw, front, lay, line, slab, spread, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.luggage import TEXTILE, carry_handle
from patent_data.drawn.families.sewn_parts import buckle, on_face, patch, pull_tab, soft_body, strap, zip_line
from patent_data.drawn.solids import Part, Stroke, box, cylinder


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
    body = soft_body(levels, 20, 36)
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
            n=28,
        )
        wide = np.interp(np.linspace(0, 1, 28), [0, 0.15, 0.55, 0.62, 1], [0.1, 0.125, 0.115, 0.035, 0.03])
        band = limb(path, list(wide), list(np.where(wide > 0.06, 0.045, 0.012)), power=4.0, side=(1.0, 0.0, 0.0), n=12)
        parts.append(band.with_(**TEXTILE))
        parts.append(slab(0.13, 0.05, 0.1, 0.02).moved(*path[17]))
    parts += [
        q.moved(0, 0.32 * d, 0) for q in carry_handle(rng, 0.12, 0.14, 0.0, 0.93 * h, pick(rng, "flat", "round"), 0.025)
    ]
    back = [m for q in (-0.14, 0.14) for m in lay(body, [[q * w, 9, 0.15 * h], [q * w, 9, 0.82 * h]], (0, -1, 0))]
    marks += back if maybe(rng, 0.6) else []
    return [draw(body, marks).with_(**TEXTILE), *parts]


FAMILIES = (
    Family("suitcase", "03-01", ("Suitcase", "Luggage case", "Trolley case", "Briefcase"), suitcase),
    Family("backpack", "03-01", ("Backpack", "Rucksack", "Daypack"), backpack),
)
