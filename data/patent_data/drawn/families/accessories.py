"""Gloves and belts: 02-06 and 02-07."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline, star
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, front, slab, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.sewn_parts import both_sides, buckle, hem, on_face, soft_body, strap
from patent_data.drawn.solids import Part, Stroke, superellipsoid


def glove(rng: Rng) -> list[Part]:
    """A glove or mitten standing on its cuff, the back of the hand to the viewer."""
    kind = pick(rng, "glove", "glove", "mitten", "open")
    w, flat_ = between(rng, 0.42, 0.5), between(rng, 0.26, 0.36)
    cuff_w, cuff_h = between(rng, 0.3, 0.5), between(rng, 0.2, 0.9)
    levels = [
        [0, 0, -cuff_h, cuff_w, cuff_w * 0.55, 2.3],
        [0, 0, -0.05, 0.33, 0.2, 2.2],
        [0, 0, 0.35, w * 0.96, flat_ * 0.6, 2.2],
    ]
    levels.append([0, 0, 0.75, w, flat_ * 0.6, 2.4])
    if kind == "mitten":
        levels += [[0, -0.02, 1.2, w * 0.9, flat_ * 0.52, 2.3], [0, -0.04, 1.6, w * 0.66, flat_ * 0.4, 2.1]]
        levels += [[0, -0.05, 1.76, w * 0.36, flat_ * 0.2, 2.0], [0, -0.05, 1.81, 0.02, 0.02, 2.0]]
    else:
        levels += [
            [0, 0, 0.98, w * 0.94, flat_ * 0.5, 2.4],
            [0, 0, 1.07, w * 0.8, flat_ * 0.3, 2.3],
            [0, 0, 1.11, w * 0.5, 0.02, 2.0],
        ]
    palm = soft_body(levels, 26, 36)
    parts = [palm]
    thick = between(rng, 0.1, 0.125)
    if kind != "mitten":
        for x, reach, lean in ((-0.34, 0.72, -9), (-0.115, 0.86, -2), (0.115, 0.8, 4), (0.33, 0.6, 12)):
            tip = reach * (0.4 if kind == "open" else 1.0)
            bend = between(rng, 0.0, 0.14)
            path = [[0, 0, -0.25], [0, 0, 0.2], [0, -bend * 0.3, 0.6 * tip + 0.1], [0, -bend, tip + 0.1]]
            finger = limb(
                spline(path, n=12),
                [thick * 0.98, thick, thick * 0.92],
                [thick, thick, thick * 0.88],
                ends=(0.0, thick * 0.7),
                n=18,
            )
            if kind == "glove" and maybe(rng, 0.5):
                finger = draw(finger, on_face(finger, [[-thick, 0.45 * tip], [thick, 0.45 * tip]], "light", 12))
            parts.append(finger.rotated("y", lean).moved(x * w / 0.46, 0, 0.94))
    thumb = limb(
        spline(
            [[0, 0, -0.3], [0.12, -0.04, 0.1], [0.18, -0.1, 0.42], [0.16, -0.12, 0.66 if kind != "open" else 0.5]], n=14
        ),
        [thick, thick * 1.15, thick],
        [thick * 1.1, thick * 1.2, thick * 0.95],
        ends=(0, thick * 0.7),
        n=18,
    )
    parts.append(thumb.rotated("y", between(rng, 12, 30)).moved(w * 0.72, -0.04, 0.36))
    marks = hem(palm, -cuff_h + 0.05)
    strapped = pick(rng, "none", "strap", "gather", "band")
    if strapped == "strap":
        marks += both_sides(palm, [[-0.6, 0, -0.1], [0.6, 0, -0.1]]) + both_sides(
            palm, [[-0.6, 0, 0.04], [0.6, 0, 0.04]]
        )
        marks += on_face(palm, [[0.05, 0.04], [0.0, -0.03], [0.05, -0.1]])
    elif strapped == "gather":
        marks += [
            m for x in np.linspace(-0.3, 0.3, 13) for m in on_face(palm, [[x, -0.12], [x * 0.96, 0.05]], "light", 8)
        ]
    elif strapped == "band":
        marks += hem(palm, -0.05, "line")
    back = pick(rng, "points", "panel", "pad", "none")
    if back == "points":
        marks += [m for x in (-0.2, 0.0, 0.2) for m in on_face(palm, [[x * 1.1, 0.9], [x * 0.8, 0.35]], "stitch", 20)]
    elif back == "panel":
        outline = spline([[-0.3, 0.85], [-0.24, 0.4], [0, 0.2], [0.24, 0.4], [0.3, 0.85]], n=24)
        marks += on_face(palm, outline) + on_face(palm, outline * [0.9, 1] + [0, 0.04], "stitch")
    elif back == "pad":
        for x in np.linspace(-0.3, 0.3, 4):
            hit = on_face(palm, [[x - 0.01, 0.92], [x + 0.01, 0.92]], n=2)
            if hit:
                parts.append(superellipsoid(0.085, 0.05, 0.12, 0.7, 0.7, (x, float(hit[0].points[0, 1]), 0.9), 16))
    parts[0] = draw(palm, marks)
    return [p.with_(surface="textile") for p in parts]


def belt(rng: Rng) -> list[Part]:
    """A belt closed to an oval, with a buckle in front."""
    rx, ry = 1.0, between(rng, 0.6, 0.9)
    wide = between(rng, 0.14, 0.4)
    thick = between(rng, 0.025, 0.05)
    t = np.linspace(-np.pi / 2 - 0.1, 1.5 * np.pi + 0.1, 73)
    growth = np.linspace(0.985, 1.035, 73)
    path = np.column_stack([rx * np.cos(t) * growth, ry * np.sin(t) * growth, 0 * t])
    band = limb(path, [wide / 2], [thick / 2], power=6.0, side=(0.0, 0.0, 1.0), n=16)
    out = path * ((rx + thick * 0.56) / rx)
    marks: list[Stroke] = []
    style = pick(rng, "stitched", "double", "plain", "woven", "grooved")
    levels = {"stitched": (-0.4, 0.4), "double": (-0.42, -0.34, 0.34, 0.42), "grooved": (-0.3, 0.0, 0.3)}.get(style, ())
    marks += [Stroke(out + np.array([0, 0, q * wide]), "stitch" if style != "grooved" else "line") for q in levels]
    if style == "woven":
        for i in range(2, 70, 2):
            marks += [
                Stroke(np.array([out[i] + [0, 0, s * 0.42 * wide], out[i + 2] - [0, 0, s * 0.42 * wide]]), "light")
                for s in (-1, 1)
            ]
    parts = [draw(band, marks)]
    y = -ry * 1.02 - thick
    kind = pick(rng, "frame", "frame", "plate", "clip")
    if kind == "frame":
        parts += buckle(
            between(rng, 0.22, 0.36), wide * between(rng, 1.25, 1.6), thick * 1.2, (0.0, y - thick * 0.4, 0.0)
        )
        holes = whole(rng, 3, 6)
        eyes = []
        for i in range(holes):
            a = -np.pi / 2 + 0.34 + 0.13 * i
            ring = np.array(
                [
                    [np.cos(a + 0.02 * np.cos(b)), np.sin(a + 0.02 * np.cos(b)), 0.02 * np.sin(b)]
                    for b in np.linspace(0, 2 * np.pi, 11)
                ]
            )
            eyes.append(Stroke(ring * [rx * 1.05 + thick, ry * 1.05 + thick, 1.0]))
        parts[0] = draw(parts[0], eyes)
    elif kind == "plate":
        w, h = between(rng, 0.3, 0.55), wide * between(rng, 1.1, 1.7)
        body = slab(w, thick * 1.6, h, pick(rng, 0.02, 0.45 * h, 0.2 * h), 0.3 * thick, at=(0, y, -h / 2))
        inner = pick(
            rng,
            rounded_rectangle(w * 0.8, h * 0.74, 0.1 * h),
            star(5, 0.36 * h, 0.16 * h),
            rounded_rectangle(w * 0.3, h * 0.7, 0.3 * h),
        )
        parts.append(draw(body, [front(inner, 0, y - thick * 0.82, 0)]))
    else:
        h = wide * 1.2
        parts += [
            slab(0.26, thick * 3, h, 0.15 * h, thick, at=(-0.12, y, -h / 2)),
            slab(0.2, thick * 2.4, h * 0.9, 0.1 * h, thick, at=(0.13, y, -h * 0.45)),
        ]
        parts.append(wire([[-0.1, y - thick * 1.6, -0.3 * h], [-0.1, y - thick * 1.6, 0.3 * h]], 0.02))
    loops = whole(rng, 1, 2)
    for i in range(loops):
        a = -np.pi / 2 - 0.3 - 0.25 * i
        loop = strap(
            np.array(
                [
                    [0, -thick * 2, -wide * 0.6],
                    [0, thick * 2.2, -wide * 0.6],
                    [0, thick * 2.2, wide * 0.6],
                    [0, -thick * 2, wide * 0.6],
                    [0, -thick * 2, -wide * 0.58],
                ]
            ),
            0.07,
            thick * 0.6,
            (1.0, 0.0, 0.0),
            25,
        )
        parts.append(loop.rotated("z", float(np.degrees(a)) + 90).moved(rx * np.cos(a), ry * np.sin(a)))
    return unclaimed(parts, False)


FAMILIES = (
    Family("glove", "02-06", ("Glove", "Work glove", "Mitten"), glove),
    Family("belt", "02-07", ("Belt", "Waist belt", "Belt with buckle"), belt),
)
