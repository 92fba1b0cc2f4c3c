"""Books and notebooks: 19-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, disc, draw, front, line, merge, slab, spread, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.glyphs import glyph
from patent_data.drawn.families.motifs import motif
from patent_data.drawn.families.widgets import writing
from patent_data.drawn.solids import Part, Stroke, box, extrude, loft


def book(rng: Rng) -> list[Part]:
    """A book or notebook: standing, lying, open or with a spiral."""
    w, h = between(rng, 0.9, 1.3), between(rng, 1.2, 1.7)
    thick = between(rng, 0.08, 0.35)
    cover = between(rng, 0.02, 0.04)
    kind = pick(rng, "closed", "closed", "open", "spiral", "spiral")
    y = -thick / 2 - cover - 0.004
    over = between(rng, 0.0, 0.04)
    corner = pick(rng, 0.0, 0.06, 0.14)
    if kind == "open":
        return open_book(rng, w, h, thick, cover)
    pages = box(w - over * 2, thick, h - over * 2, (0, 0, over))
    lines = [
        line((w / 2 - over + 0.003, q, over), (w / 2 - over + 0.003, q, h - over), kind="light")
        for q in spread(whole(rng, 4, 10), thick)
    ]
    lines += [
        line((-w / 2 + over, q, h - over + 0.003), (w / 2 - over, q, h - over + 0.003), kind="light")
        for q in spread(whole(rng, 3, 8), thick)
    ]
    board = slab(w, cover, h, corner, at=(0, -thick / 2 - cover / 2, 0))
    back = slab(w, cover, h, corner, at=(0, thick / 2 + cover / 2, 0))
    marks: list[Stroke] = []
    design = pick(rng, "title", "frame", "band", "motif", "none")
    if design == "title":
        marks += [front(one, 0, y, 0.72 * h, closed=False) for one in writing(rng, -0.34 * w, 0, 0.68 * w, 0.09 * h)]
        marks += [front(one, 0, y, 0.2 * h, closed=False) for one in writing(rng, -0.2 * w, 0, 0.4 * w, 0.05 * h)]
    elif design == "frame":
        marks += [front(rounded_rectangle(w * q, h * (q + 0.02), 0.04), 0, y, h / 2) for q in (0.82, 0.76)]
    elif design == "motif":
        marks += [
            front(one * 0.5 * w, 0, y, 0.58 * h, closed=False) for one in (motif(rng) if maybe(rng) else glyph(rng))
        ]
    elif design == "band":
        marks += [line((-w / 2, y, z * h), (w / 2, y, z * h)) for z in (0.66, 0.84)]
    parts: list[Part] = [draw(pages, lines)]
    if kind == "spiral":
        n = whole(rng, 14, 26)
        loops = []
        for z in spread(n, h * 0.94, h / 2):
            t = np.linspace(0, 2 * np.pi, 15)[:-1]
            loops.append(
                wire(
                    np.column_stack(
                        [-w / 2 + 0.03 + 0.09 * np.cos(t), (thick / 2 + cover + 0.03) * np.sin(t), 0 * t + z]
                    ),
                    0.011,
                    5,
                    True,
                )
            )
        parts.append(merge(loops))
        marks += [front(circle(0.018, 8), -w / 2 + 0.09, y, z, "light") for z in spread(n, h * 0.94, h / 2)]
    else:
        bulge = between(rng, 0.0, 0.5) * thick
        outline = np.vstack(
            [
                [[0.02, -thick / 2 - cover], [0.02, thick / 2 + cover]],
                spline([[-0.01, thick / 2 + cover], [-0.02 - bulge * 0.5, 0], [-0.01, -thick / 2 - cover]], n=12),
            ]
        )
        spine = extrude(outline, h, "z").moved(-w / 2)
        parts.append(spine)
        marks.append(line((-w / 2 + 0.1, y, 0), (-w / 2 + 0.1, y, h)))
        for z in (0.15, 0.3, 0.7, 0.85)[: whole(rng, 0, 4)]:
            x = -w / 2 - 0.02 - bulge * 0.45
            parts.append(box(0.02, (thick + cover) * 0.6, 0.03, (x, 0, z * h)))
    extra = pick(rng, "none", "elastic", "ribbon", "clasp")
    if extra == "elastic":
        x = 0.36 * w
        parts.append(
            extrude(
                rounded_rectangle(thick + 2 * cover + 0.03, h + 0.02, 0.01),
                0.05,
                "x",
                holes=[rounded_rectangle(thick + 2 * cover + 0.005, h - 0.005, 0.005)],
                at=(x, 0, h / 2),
            )
        )
    elif extra == "ribbon":
        parts.append(
            limb(
                spline([[0.05, 0, 0.1], [0.06, -0.01, -0.08], [0.09, -0.02, -0.2]], n=10),
                [0.03],
                [0.004],
                power=4.0,
                side=(1.0, 0.0, 0.0),
                n=8,
            )
        )
    elif extra == "clasp":
        parts.append(slab(0.3, thick + 2 * cover + 0.06, 0.2, 0.04, at=(w / 2 - 0.1, 0, h / 2 - 0.1)))
        parts.append(disc(0.04, 0.02, (w / 2 - 0.16, -thick / 2 - cover - 0.03, h / 2), segments=18))
    parts = [draw(board, marks), back, *parts]
    return [p.rotated("x", -90) for p in parts] if maybe(rng, 0.3) else parts


def open_book(rng: Rng, w: float, h: float, thick: float, cover: float) -> list[Part]:
    """A book opened flat, its pages curved, printed on both."""
    bow = between(rng, 0.4, 0.9)
    u = np.linspace(0, 1, 16)
    top = thick * 0.5 * (1 + 0.6 * np.sin(np.pi * np.clip(u * 1.15, 0, 1)) * bow) * np.clip(u * 7, 0.25, 1)
    ring_u = np.concatenate([u, u[::-1]])
    heights = np.concatenate([0 * u + cover, cover + top[::-1]])
    half = loft(np.stack([np.column_stack([ring_u * w, np.full(32, y), heights]) for y in (h / 2, -h / 2)]))
    marks = []
    pages: list[Stroke] = []
    layers = whole(rng, 3, 6)
    for q in np.linspace(0.2, 0.85, layers):
        pages.append(Stroke(np.column_stack([u * w, 0 * u - h / 2 - 0.003, cover + top * q]), "light"))
    for one in [
        piece
        for k in range(whole(rng, 6, 12))
        for piece in writing(rng, 0.14 * w, 0.36 * h - 0.07 * h * k, between(rng, 0.5, 0.72) * w, 0.034 * h)
    ]:
        z = cover + np.interp(one[:, 0] / w, u, top) + 0.006
        marks.append(Stroke(np.column_stack([one[:, 0], one[:, 1], z]), "light"))
    right = draw(half, pages + marks)
    left = right.mirrored("x")
    board = box(2 * w + 0.12, h + 0.1, cover, radius=0.0)
    parts = [left, right, board]
    tilt = between(rng, 0, 50)
    if maybe(rng, 0.3):
        parts.append(
            limb(
                np.array([[0.02, h / 2 - 0.05, thick * 0.5], [0.03, 0, thick * 0.3], [0.02, -h / 2 - 0.1, cover]]),
                [0.03],
                [0.004],
                power=4.0,
                side=(1.0, 0.0, 0.0),
                n=8,
            )
        )
    return [p.rotated("x", tilt) for p in parts]


FAMILIES = (Family("book", "19-04", ("Book", "Notebook", "Spiral notebook", "Diary"), book),)
