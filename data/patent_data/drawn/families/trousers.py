"""Trousers and shorts: 02-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, lay, merge
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick
from patent_data.drawn.families.sewn_parts import both_sides, button, drawstring, on_face, patch, pocket_kind, soft_body
from patent_data.drawn.solids import Part, Stroke


def trousers(rng: Rng) -> list[Part]:
    """Trousers, shorts or leggings as if worn."""
    waist, hip = between(rng, 0.48, 0.62), between(rng, 0.62, 0.74)
    rise = between(rng, 0.62, 0.85)
    long = pick(rng, between(rng, 0.45, 0.9), between(rng, 2.2, 2.7), between(rng, 2.4, 2.7))
    flare = between(rng, 0.55, 1.25)
    depth = between(rng, 0.6, 0.7)
    band = between(rng, 0.08, 0.14)
    thigh = hip * 0.5
    stance = between(rng, 0.02, 0.2)
    levels = []
    for t, r in ((1.0, thigh * flare), (0.8, thigh * (0.55 + 0.3 * flare)), (0.45, thigh * 0.8), (0.15, thigh * 0.95)):
        levels.append([hip * 0.49 + stance * t, 0.04 + 0.03 * t, -rise - long * t, r, r * 1.16 * depth / 0.65, 2.1])
    levels += [
        [hip * 0.48, 0.05, -rise * 0.92, hip * 0.53, hip * depth * 0.96, 2.3],
        [hip * 0.38, 0.04, -rise * 0.6, hip * 0.61, hip * depth * 0.98, 2.3],
        [waist * 0.31, 0.0, -band * 0.8, waist * 0.69, waist * depth * 1.02, 2.2],
    ]
    leg = soft_body(levels, 30, 36)
    seat = soft_body(
        [[0, 0, -band, waist * 1.02, waist * depth * 1.04, 2.2], [0, 0, 0, waist, waist * depth, 2.2]],
        3,
        48,
        open_top=0.85 * band,
    )
    both = merge([leg, leg.mirrored("x")])
    marks: list[Stroke] = []
    low = -rise - long
    cuffs = pick(rng, "hem", "band", "zip")
    for q in (0.06,) if cuffs == "hem" else (0.1, 0.05):
        marks += both_sides(leg, [[-0.3, 0, low + q], [2, 0, low + q]], "stitch" if cuffs == "hem" else "line", 60)
    if maybe(rng, 0.5):
        for s in (-1, 1):
            path = [[s * 9, 0.04, -rise * 0.9], [s * 9, 0.06, low + 0.01]]
            marks += lay(leg, path, (-s, 0, 0), "light")
    if maybe(rng, 0.4):
        marks += on_face(leg, [[hip * 0.5, -rise * 1.05], [hip * 0.49 + stance, low + 0.02]], "light")
    if maybe(rng, 0.35):
        z = -rise - long * 0.45
        marks += lay(
            leg,
            [[9, -0.12, z + 0.2], [9, 0.24, z + 0.2], [9, 0.24, z - 0.2], [9, -0.12, z - 0.2], [9, -0.12, z + 0.2]],
            (-1, 0, 0),
        )
        marks += lay(leg, [[9, -0.12, z + 0.1], [9, 0.24, z + 0.1]], (-1, 0, 0), "stitch")
    leg = draw(leg, marks)
    lines: list[Stroke] = []
    rim: list[Stroke] = []
    style = pick(rng, "fly", "fly", "elastic", "plain")
    parts: list[Part] = []
    edge = lay(seat, [[-0.02, -9, -band / 2], [0.02, -9, -band / 2]], (0, 1, 0), n=3)
    y = float(edge[0].points[1, 1]) if edge else -waist * depth
    if style == "fly":
        lines += on_face(both, [[0, -band], [0, -rise]]) + on_face(
            seat, [[0.1, -band], [0.1, -rise * 0.6], [0.0, -rise * 0.72]], "stitch"
        )
        parts.append(button(0.045, (0.0, y, -band / 2)))
    elif style == "elastic":
        lines += [
            m
            for x in np.linspace(-0.92, 0.92, 25)
            for m in both_sides(seat, [[x * waist, 0, -0.01], [x * waist, 0, -band * 0.9]], "light", 6)
        ]
        parts += drawstring(rng, 0.07, y - 0.01, -band / 2, between(rng, 0.3, 0.55), 0.014)
    else:
        lines += on_face(both, [[0, -band], [0, -rise]])
    for s in (-1, 1):
        mouth = spline([[s * waist * 0.6, -band], [s * hip * 0.72, -rise * 0.36], [s * hip * 0.94, -rise * 0.45]], n=14)
        if style != "plain":
            lines += on_face(both, mouth) + on_face(both, mouth - np.array([s * 0.03, 0.03]), "stitch")
        if maybe(rng, 0.7):
            shape = patch(s * hip * 0.45, -rise * 0.52, 0.3, 0.34, pocket_kind(rng))
            lines += lay(both, np.column_stack([shape[:, 0], 0 * shape[:, 0] + 9, shape[:, 1]]), (0, -1, 0), "line", 50)
    lines += lay(both, [[0, 9, -band], [0, 9, -rise]], (0, -1, 0))
    if style == "fly" and maybe(rng, 0.7):
        for x in (-0.62, -0.25, 0.25, 0.62):
            for side in (-1, 1):
                hit = lay(
                    seat,
                    [[x * waist, side * 9, -band * 0.5], [x * waist + 0.01, side * 9, -band * 0.5]],
                    (0, -side, 0),
                    n=2,
                )
                if hit:
                    yy = float(hit[0].points[0, 1])
                    parts.append(
                        limb(
                            np.array([[x * waist, yy, -band - 0.03], [x * waist, yy, 0.03]]),
                            [0.014],
                            [0.03],
                            side=(0, 1, 0),
                            n=8,
                        )
                    )
    return [
        p.with_(surface="textile") if len(p.faces) > 500 else p
        for p in (draw(seat, rim), draw(leg, lines), leg.mirrored("x"), *parts)
    ]


FAMILIES = (Family("trousers", "02-02", ("Trousers", "Pants", "Shorts", "Leggings"), trousers),)
