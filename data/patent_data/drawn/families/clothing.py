"""Shirts, jackets and other upper garments: 02-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.detail import deform, draw, lay
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.sewn_parts import (
    both_sides,
    button,
    drawstring,
    hem,
    on_face,
    patch,
    pocket_kind,
    soft_body,
    zip_line,
)
from patent_data.drawn.solids import Part, Stroke, loft, sheet, superellipsoid


def sleeve(
    rng: Rng, shoulder: tuple[float, float], length: float, spread: float, wide: float, cuff: float, bend: float
) -> Part:
    """The right-hand sleeve from a point (x, z) on the shoulder, an open tube that hangs out to the side."""
    x, z = shoulder
    a = np.radians(spread)
    way = np.array([np.sin(a), 0.0, -np.cos(a)])
    root = np.array([x, 0, z]) - 0.95 * wide * np.array([np.cos(a), 0.0, np.sin(a)])
    elbow = root + 0.55 * length * way + np.array([0.5 * bend, 0, 0])
    path = spline(
        [root - 0.1 * way, root + 0.25 * length * way, elbow, root + length * way + [-bend, -1.4 * bend, 0]], n=22
    )
    path = np.vstack([path, path[-1] + 0.004 * way, path[-1] - 0.12 * length * way])
    reach = np.concatenate(
        [
            np.interp(np.linspace(0, 1, 22), [0, 0.15, 0.55, 0.9, 1], [wide * 0.8, wide, wide * 0.88, cuff, cuff]),
            [cuff * 0.9, cuff * 0.86],
        ]
    )
    along = np.gradient(path[:22], axis=0)
    along = np.vstack([along, along[-1], along[-1]])
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along, [0.0, 1.0, 0.0])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    t = np.arange(28) * 2 * np.pi / 28
    rings = path[:, None] + reach[:, None, None] * (
        np.cos(t)[None, :, None] * across[:, None] + np.sin(t)[None, :, None] * 0.62 * np.array([0.0, 1.0, 0.0])
    )
    return loft(rings)


def top_garment(rng: Rng) -> list[Part]:
    """A shirt, jacket, vest or hooded pullover as if worn."""
    kind = pick(rng, "tee", "shirt", "jacket", "hooded", "vest", "polo")
    shoulder, drop = between(rng, 0.72, 0.86) - (0.2 if kind == "vest" else 0.0), between(rng, 0.1, 0.2)
    long = between(rng, 1.5, 2.3)
    hip, waist, chest = between(rng, 0.62, 0.92), between(rng, 0.58, 0.74), between(rng, 0.68, 0.78)
    depth = between(rng, 0.4, 0.52)
    neck = between(rng, 0.2, 0.27)
    levels = [
        [0, 0, -long, hip, hip * depth, 2.6],
        [0, 0, -long * 0.55, waist, waist * depth, 2.5],
        [0, 0, -0.45, chest, chest * 0.56, 2.5],
        [0, 0, -drop - 0.06, shoulder * 0.93, chest * 0.44, 2.2],
        [0, 0.0, -drop * 0.55, shoulder * 0.68, chest * 0.34, 2.1],
        [0, 0.02, 0.0, neck * 1.12, neck * 0.86, 2.0],
    ]
    body = soft_body(levels, 26, 40, open_top=0.22)
    scoop = pick(rng, 0.0, between(rng, 0.06, 0.3))

    def dip(p: Array) -> Array:
        q = p.copy()
        high = np.clip((p[:, 2] + drop * 0.6) / (drop * 0.6), 0, 1)
        q[:, 2] -= scoop * high * np.clip(-p[:, 1] / neck, 0, 1) ** 1.5
        return q

    if kind in ("tee", "vest"):
        body = deform(body, dip)
    marks: list[Stroke] = []
    parts: list[Part] = []
    arms = pick(rng, 0.55, 1.6, 1.75) if kind != "vest" else 0.0
    if kind in ("jacket", "hooded"):
        arms = 1.7
    if arms:
        wide = between(rng, 0.2, 0.27)
        cuff = wide * (between(rng, 0.55, 0.75) if arms > 1 else between(rng, 0.85, 1.1))
        right = sleeve(rng, (shoulder * 0.9, -drop), arms, between(rng, 12, 40), wide, cuff, between(rng, 0.0, 0.06))
        low = float(right.vertices[:, 2].min())
        rows = [low + q for q in ((0.16, 0.2) if arms > 1 else (0.1,))]
        for z in rows:
            far = float(right.vertices[:, 0].max()) + 0.2
            right = draw(
                right, both_sides(right, [[far - 1.2, 0, z - 0.12], [far, 0, z + 0.2]], pick(rng, "stitch", "line"), 50)
            )
        if maybe(rng, 0.3):
            right = draw(
                right,
                both_sides(right, [[shoulder * 0.85, 0, -drop], [shoulder * 0.9 + arms * 0.55, 0, low]], "light", 40),
            )
        parts += [right, right.mirrored("x")]
    bottom = pick(rng, "hem", "band", "double")
    marks += hem(body, -long + 0.07, "line" if bottom == "band" else "stitch")
    if bottom == "double":
        marks += hem(body, -long + 0.1)
    if kind in ("shirt", "jacket", "polo"):
        end = -long + 0.02 if kind != "polo" else -0.7
        if kind == "jacket" and maybe(rng, 0.6):
            marks += zip_line(body, [[0, -0.05], [0, end]])
        else:
            half = between(rng, 0.04, 0.07)
            marks += on_face(body, [[-half, -0.05], [-half, end]], n=60) + on_face(
                body, [[half, -0.05], [half, end]], n=60
            )
            if kind == "polo":
                marks += on_face(body, [[-half, end], [half, end]], n=8)
            number = whole(rng, 5, 8) if kind != "polo" else whole(rng, 2, 3)
            for z in np.linspace(-0.2, end + 0.2 * (kind != "polo") + 0.1, number):
                spot = lay(body, [[-0.02, -9, z], [0.02, -9, z]], (0, 1, 0), n=3)
                if spot:
                    parts.append(button(0.035, (0.0, float(spot[0].points[1, 1]), float(z)), pick(rng, 2, 4)))
    tall = between(rng, 0.1, 0.18)
    if kind in ("shirt", "polo", "jacket"):
        gap = 0.03
        t = np.radians(np.linspace(-78, 258, 41))
        wings = between(rng, 0.1, 0.26) * (1 if kind != "jacket" else pick(rng, 0.0, 1.0))
        front_ness = np.clip((-np.sin(t) - 0.55) / 0.45, 0, 1)
        base = np.column_stack([neck * 1.14 * np.cos(t), 0.02 + neck * 0.9 * np.sin(t), 0 * t - 0.02])
        top = base * [0.96, 0.96, 1] + [0, 0, tall]
        fall = base * [1.3, 1.25, 1] + np.column_stack(
            [0.25 * np.sign(np.cos(t)) * wings * front_ness, -0.12 * front_ness, -0.04 - wings * front_ness]
        )
        collar = (
            np.stack([base, top, top * [1.05, 1.05, 1], fall]) if kind != "jacket" or wings else np.stack([base, top])
        )
        parts.append(sheet(np.stack([spline(collar[:, i], n=9) for i in range(len(t))], axis=1), gap * 0.5))
    elif kind == "hooded":
        size = between(rng, 0.36, 0.44)
        hood = superellipsoid(size, size * 1.05, size * 1.1, 0.9, 0.95, (0, 0.12, size * 0.82), 36)

        def open_face(p: Array) -> Array:
            q = p.copy()
            inside = np.clip((-(p[:, 1] - 0.12) / size - 0.45) / 0.55, 0, 1)
            q[:, 1] += 1.35 * size * inside
            q[:, 2] -= 0.1 * np.clip(0.12 - p[:, 1], 0, 1)
            return q

        parts.append(deform(hood, open_face))
        parts += drawstring(rng, 0.1, -neck - 0.14, -0.06, between(rng, 0.4, 0.7), 0.014)
        if maybe(rng, 0.5):
            marks += zip_line(body, [[0, -0.2], [0, -long + 0.02]])
        w, h, z = between(rng, 0.38, 0.5), 0.42, -long * 0.74
        marks += on_face(
            body,
            [
                [-w, z - h / 2],
                [-w, z - 0.06],
                [-w * 0.6, z + h / 2],
                [w * 0.6, z + h / 2],
                [w, z - 0.06],
                [w, z - h / 2],
            ],
        )
    else:
        rim = between(rng, 0.04, 0.08)
        t = np.linspace(0, 2 * np.pi, 49)
        for q, style in ((rim, "line"),) if maybe(rng, 0.7) else ((rim, "stitch"), (rim * 1.3, "stitch")):
            r = neck * 1.12 + q
            path = np.column_stack([r * np.cos(t), 0.02 + r * 0.8 * np.sin(t), 0 * t + 9.0])
            marks += lay(body, path, (0, 0, -1), "stitch" if style == "stitch" else "line", 60)
    if kind == "vest":
        for s in (-1, 1):
            hole = spline(
                [[s * shoulder * 0.86, -drop * 0.6], [s * shoulder * 0.66, -0.3], [s * chest * 0.96, -0.55]], n=16
            )
            marks += both_sides(body, np.column_stack([hole[:, 0], 0 * hole[:, 0], hole[:, 1]]))
            marks += both_sides(body, np.column_stack([hole[:, 0] - s * 0.05, 0 * hole[:, 0], hole[:, 1]]), "stitch")
    pocket = pick(rng, "none", "chest", "two chest", "slant")
    if pocket in ("chest", "two chest") and kind != "hooded":
        shape, w, h = pocket_kind(rng), between(rng, 0.22, 0.3), between(rng, 0.24, 0.34)
        for s in (1,) if pocket == "chest" else (-1, 1):
            marks += on_face(body, patch(s * 0.34, -0.62, w, h, shape), n=50) + on_face(
                body, patch(s * 0.34, -0.62, w * 0.88, h * 0.88, shape), "stitch", 50
            )
            if maybe(rng, 0.4):
                marks += on_face(
                    body,
                    [
                        [s * 0.34 - w / 2, -0.62 + h * 0.2],
                        [s * 0.34, -0.62 + h * 0.08],
                        [s * 0.34 + w / 2, -0.62 + h * 0.2],
                    ],
                )
    elif pocket == "slant" and kind != "tee":
        for s in (-1, 1):
            marks += on_face(body, [[s * 0.52, -long * 0.6], [s * 0.36, -long * 0.78]]) + on_face(
                body, [[s * 0.48, -long * 0.6], [s * 0.32, -long * 0.78]], "stitch"
            )
    yoke = pick(rng, "none", "straight", "curved", "panels")
    if yoke in ("straight", "curved"):
        z = -0.4 if yoke == "straight" else -0.3
        marks += lay(body, [[-chest, 9, -0.4], [0, 9, z], [chest, 9, -0.4]], (0, -1, 0))
    elif yoke == "panels":
        for s in (-1, 1):
            path = spline([[s * shoulder * 0.5, -0.2], [s * 0.4, -0.7], [s * hip * 0.6, -long + 0.03]], n=20)
            marks += both_sides(
                body, np.column_stack([path[:, 0], 0 * path[:, 0], path[:, 1]]), pick(rng, "stitch", "line")
            )
    return [
        draw(body.with_(surface="textile"), marks),
        *[p.with_(surface="textile") if len(p.faces) > 800 else p for p in parts],
    ]


FAMILIES = (Family("top_garment", "02-02", ("Shirt", "Jacket", "Garment", "Pullover", "Vest"), top_garment),)
