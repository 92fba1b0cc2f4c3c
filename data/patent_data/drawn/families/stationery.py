"""Pens and binders: 19-04 and 19-06."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import knurl, limb
from patent_data.drawn.families.detail import circle, draw, front, line, merge, ring, side, slab, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.glyphs import glyph
from patent_data.drawn.solids import Part, Stroke, box, extrude, loft, revolve


def pen(rng: Rng) -> list[Part]:
    """A pen, pencil or marker, standing on its tip."""
    kind = pick(rng, "click", "cap", "marker", "pencil", "stylus")
    r = between(rng, 0.05, 0.075) if kind != "marker" else between(rng, 0.08, 0.13)
    long = between(rng, 1.5, 1.9)
    sides = pick(rng, 0, 0, 3, 6, 8) if kind != "pencil" else pick(rng, 6, 6, 3, 0)
    tip = between(rng, 0.12, 0.34)
    parts: list[Part] = []
    marks: list[Stroke] = []
    waist = between(rng, 0.82, 1.05)
    profile = [
        (0.006, 0.0),
        (0.01, 0.03),
        (r * 0.3, 0.06),
        (r * 0.34, 0.09),
        (r * 0.8, tip),
        (r * waist, tip + 0.2),
        (r, 0.6 * long),
        (r, long),
    ]
    if kind == "marker":
        profile = [
            (r * 0.16, 0.0),
            (r * 0.22, 0.08),
            (r * 0.45, 0.09),
            (r * 0.5, 0.16),
            (r * 0.9, 0.2),
            (r, 0.3),
            (r, long),
        ]
    elif kind == "pencil":
        profile = [(0.004, 0.0), (r * 0.22, 0.07), (r, 0.3), (r, long)]
    if sides:
        t = np.arange(sides * 6) * 2 * np.pi / (sides * 6)
        wedge = np.cos(np.pi / sides) / np.cos((t % (2 * np.pi / sides)) - np.pi / sides)
        rings = []
        for q, z in profile:
            shape = wedge if z > tip else (wedge if kind == "pencil" and z > 0.25 else np.ones_like(t))
            rings.append(np.column_stack([q * shape * np.cos(t), q * shape * np.sin(t), 0 * t + z]))
        body = loft(np.stack(rings)).with_(smooth_angle=28.0)
    else:
        body = revolve(profile, segments=28)
    grip = pick(rng, "rings", "knurl", "pad", "none", "none")
    low, high = tip + 0.05, tip + between(rng, 0.25, 0.45)
    if grip == "rings" and not sides:
        marks += [
            ring(float(np.interp(z, [p[1] for p in profile], [p[0] for p in profile])) * 1.02, z, kind="light")
            for z in np.linspace(low, high, whole(rng, 4, 10))
        ]
    elif grip == "knurl" and not sides:
        marks += list(knurl(r * 1.01, low + 0.1, high + 0.1, 14))
    elif grip == "pad":
        parts.append(
            revolve(
                [
                    (r * 1.02, low),
                    (r * 1.16, low + 0.04),
                    (r * 1.12, (low + high) / 2),
                    (r * 1.16, high - 0.04),
                    (r * 1.02, high),
                ],
                segments=28,
            )
        )
    joint = between(rng, 0.45, 0.7) * long
    if kind in ("click", "cap", "stylus"):
        parts.append(
            revolve(
                [(r * 1.01, joint), (r * 1.1, joint + 0.008), (r * 1.1, joint + 0.03), (r * 1.01, joint + 0.038)],
                segments=28,
            )
        )
    top = long
    if kind == "click":
        parts += [
            revolve(
                [
                    (r, long - 0.01),
                    (r * 0.8, long + 0.05),
                    (r * 0.4, long + 0.06),
                    (r * 0.4, long + 0.2),
                    (r * 0.34, long + 0.21),
                ],
                segments=24,
            )
        ]
    elif kind in ("cap", "marker"):
        start = joint if kind == "cap" else 0.62 * long
        parts.append(
            revolve(
                [
                    (r * 1.08, start),
                    (r * 1.14, start + 0.01),
                    (r * between(rng, 1.0, 1.14), long + 0.04),
                    (r * 0.8, long + 0.09),
                    (r * 0.3, long + 0.1),
                ],
                segments=32,
            )
        )
    elif kind == "pencil":
        parts += [
            revolve(
                [(r * 1.02, long - 0.02), (r * 1.05, long), (r * 1.05, long + 0.16), (r * 0.96, long + 0.16)],
                segments=28,
            )
        ]
        parts[-1] = draw(parts[-1], [ring(r * 1.06, long + z, kind="light") for z in (0.03, 0.06, 0.1, 0.13)])
        parts.append(revolve([(r * 0.95, long + 0.15), (r * 0.95, long + 0.26), (r * 0.8, long + 0.3)], segments=24))
    else:
        parts.append(revolve([(r * 0.98, long - 0.01), (r * 0.9, long + 0.03), (r * 0.4, long + 0.06)], segments=28))
    if kind in ("click", "cap") or (kind == "marker" and maybe(rng)):
        clip = between(rng, 0.42, 0.62)
        y = -r * 1.16
        shape = pick(rng, "straight", "bow", "tear")
        width = [0.03, 0.03, 0.022] if shape != "tear" else [0.02, 0.03, 0.045]
        path = spline(
            [
                [0, -r * 0.6, top - 0.01],
                [0, y - 0.05, top - 0.02],
                [0, y - 0.05, top - 0.2],
                [0, y - (0.06 if shape == "bow" else 0.045), top - clip * 0.6],
                [0, y - 0.012, top - clip + 0.06],
                [0, y - 0.03, top - clip],
            ],
            n=24,
        )
        parts.append(limb(path, width, [0.012], power=4.0, side=(1.0, 0.0, 0.0), n=12))
    if maybe(rng, 0.3) and not sides:
        marks.append(ring(r * 1.004, 0.85 * joint))
    return [draw(body, marks), *parts]


def binder(rng: Rng) -> list[Part]:
    """A ring binder, box file or folder, standing upright."""
    w, h = between(rng, 1.0, 1.2), between(rng, 1.3, 1.5)
    thick = between(rng, 0.12, 0.4)
    kind = pick(rng, "lever", "lever", "folder", "box")
    board = 0.03
    y = thick / 2
    if kind == "folder":
        angle = between(rng, 6, 40)
        tab_x = between(rng, -0.3, 0.3) * w
        shape = np.array(
            [
                [-w / 2, 0],
                [w / 2, 0],
                [w / 2, h],
                [tab_x + 0.22, h],
                [tab_x + 0.18, h + 0.1],
                [tab_x - 0.18, h + 0.1],
                [tab_x - 0.22, h],
                [-w / 2, h],
            ]
        )
        back = extrude(shape, 0.02)
        flap = slab(w, 0.02, h * between(rng, 0.86, 0.98), 0.04)
        if maybe(rng):
            cut = spline([[-0.14, h * 0.98], [-0.1, h * 0.9], [0.1, h * 0.9], [0.14, h * 0.98]], n=16)
            back = draw(back, [front(cut, 0, -0.014, 0, "light", closed=False)])
        flap = draw(
            flap,
            [
                front(rounded_rectangle(0.5 * w, 0.3 * h, 0.02), 0, -0.014, 0.5 * h, "light"),
                line((-w / 2, -0.014, 0.04), (w / 2, -0.014, 0.04), kind="light"),
            ],
        )
        sheets = [
            box(w * 0.94, 0.008, h * 0.96, (0, -0.01 - 0.02 * k, 0.01)).rotated("x", angle * (k + 1) / 5, (0, 0, 0))
            for k in range(whole(rng, 1, 3))
        ]
        return [back, flap.rotated("x", angle), *unclaimed(sheets, maybe(rng, 0.2))]
    marks = []
    spine_x = -w / 2
    label_h = between(rng, 0.3, 0.55) * h
    spine_marks = [
        side(rounded_rectangle(thick * 0.7, label_h, 0.01), spine_x - 0.018, 0, h * 0.62),
        side(circle(min(0.09, 0.3 * thick), 28), spine_x - 0.018, 0, 0.18 * h),
        side(circle(min(0.065, 0.22 * thick), 28), spine_x - 0.018, 0, 0.18 * h, "light"),
    ]
    parts: list[Part] = [slab(w, board, h, 0.0, at=(0, -y, 0)), slab(w, board, h, 0.0, at=(0, y, 0))]
    spine = draw(box(board, thick, h, (spine_x, 0, 0)), spine_marks)
    if kind == "box":
        parts += [box(w, thick, board, (0, 0, 0)), box(board, thick, h, (w / 2, 0, 0))]
        slant = maybe(rng)
        if slant:
            outline = np.array([[-thick / 2, 0], [thick / 2, 0], [thick / 2, h], [-thick / 2, h * 0.5]])
            parts = [extrude(outline, w, "x")]
        marks.append(front(rounded_rectangle(0.5 * w, 0.26 * h, 0.02), 0, -y - board / 2 - 0.004, 0.3 * h))
    else:
        loops = []
        for z in np.linspace(0.24, 0.76, pick(rng, 2, 3, 4)) * h:
            t = np.linspace(-np.pi * 0.95, np.pi * 0.95, 22)
            loops.append(
                wire(np.column_stack([-w / 2 + 0.2 - 0.16 * np.cos(t), thick * 0.42 * np.sin(t), 0 * t + z]), 0.014, 8)
            )
        parts.append(merge(loops))
        parts.append(box(0.1, 0.02, h * 0.7, (-w / 2 + 0.1, y - 0.03, 0.15 * h)))
        if maybe(rng, 0.6):
            parts += unclaimed(
                [box(w * 0.8, thick * between(rng, 0.2, 0.7), h * 0.92, (0.08, 0.02, 0.04 * h))], maybe(rng, 0.3)
            )
        for z in (0.0, h - 0.012):
            parts.append(box(0.06, 0.05, 0.02, (w / 2 - 0.1, -y, z)))
        marks.append(
            line((-w / 2 + 0.08, -y - board / 2 - 0.004, 0), (-w / 2 + 0.08, -y - board / 2 - 0.004, h), kind="light")
        )
        design = pick(rng, "none", "frame", "glyph", "band")
        if design == "frame":
            marks.append(front(rounded_rectangle(w * 0.74, h * 0.82, 0.05), 0.04, -y - board / 2 - 0.004, h / 2))
        elif design == "glyph":
            marks += [front(one * 0.4 * w, 0.05, -y - board / 2 - 0.004, 0.6 * h, closed=False) for one in glyph(rng)]
        elif design == "band":
            marks += [
                line((-w / 2 + 0.08, -y - board / 2 - 0.004, q * h), (w / 2, -y - board / 2 - 0.004, q * h))
                for q in (0.3, 0.42)
            ]
    parts[0] = draw(parts[0], marks)
    turned = [spine, *parts] if kind != "box" or len(parts) > 1 else parts
    return turned


FAMILIES = (
    Family("binder", "19-04", ("Binder", "Ring binder", "File folder"), binder),
    Family("pen", "19-06", ("Pen", "Ballpoint pen", "Marker", "Pencil", "Writing instrument"), pen),
)
