"""Pens, books, binders, tape dispensers and staplers: 19-02, 19-04 and 19-06."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline
from patent_data.drawn.families.bits import knurl, limb
from patent_data.drawn.families.detail import (
    circle,
    disc,
    draw,
    flat,
    front,
    line,
    merge,
    ring,
    side,
    slab,
    spread,
    unclaimed,
    wire,
)
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.glyphs import glyph, writing
from patent_data.drawn.families.motifs import motif
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve


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
            parts[0] = draw(parts[0], [])
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
    return [p.rotated("z", between(rng, 0, 0)) for p in turned]


def tape_dispenser(rng: Rng) -> list[Part]:
    """A desk dispenser for adhesive tape with a roll and a toothed edge."""
    w = between(rng, 0.34, 0.6)
    long, h = between(rng, 1.3, 1.8), between(rng, 0.5, 0.75)
    r = between(rng, 0.34, 0.46)
    nose, hump = between(rng, 0.24, 0.5) * h, between(rng, 0.4, 0.75) * h
    cx = between(rng, 0.1, 0.24) * long
    style = pick(rng, "curve", "curve", "step", "snail")
    if style == "snail":
        a = np.radians(np.linspace(-30, 215, 30))
        arc_ = np.column_stack([cx + (r + 0.1) * np.cos(a), r + 0.12 + (r + 0.1) * np.sin(a)])
        outline = np.vstack(
            [[[-long / 2, 0.0], [cx + 0.6 * r, 0.0]], arc_, [[-long * 0.36, nose * 0.9], [-long / 2, nose]]]
        )
    elif style == "curve":
        top = spline(
            [
                [long / 2, 0.1 * h],
                [long * 0.48, 0.7 * hump],
                [long * 0.3, hump],
                [cx, 0.72 * hump],
                [-0.2 * long, 0.8 * nose],
                [-0.4 * long, nose * 0.9],
                [-long / 2, nose],
            ],
            n=40,
        )
        outline = np.vstack([[[-long / 2 + 0.05, 0.0], [long / 2, 0.0]], top])
    else:
        outline = np.array(
            [
                [-long / 2, 0],
                [long / 2, 0],
                [long / 2, hump],
                [cx + 0.2, hump],
                [cx - 0.3, 0.5 * nose],
                [-0.3 * long, 0.5 * nose],
                [-0.42 * long, nose],
                [-long / 2, nose],
            ]
        )
    body = extrude(outline, w, "y", bevel=between(rng, 0.01, 0.05)).rotated("z", 0)
    slot = w * 0.56
    marks: list[Stroke] = []
    parts: list[Part] = []
    rz = hump * between(rng, 0.6, 0.85) if style != "snail" else r + 0.12
    tape = revolve(
        [(r * 0.55, -slot * 0.4), (r, -slot * 0.4), (r, slot * 0.4), (r * 0.55, slot * 0.4), (r * 0.55, -slot * 0.4)],
        (cx, 0, rz),
        "y",
        48,
    )
    core = [ring_y(r * 0.62, cx, rz, s * slot * 0.402) for s in (-1, 1)]
    roll = draw(tape, core)
    if style == "snail":
        marks += [
            ring_y(q, cx, rz, s * (w / 2 + 0.003)) for s in (-1, 1) for q in (r * 0.35, r * 0.92)[: whole(rng, 1, 2)]
        ]
    else:
        parts += unclaimed([roll], maybe(rng, 0.15))
        parts.append(cylinder(r * 0.12, w * 0.98, (cx, 0, rz), axis="y", segments=20))
        parts += [slab(r * 0.5, 0.05, rz, 0.06, at=(cx, s * (w / 2 - 0.03), 0)) for s in (-1, 1)]
    teeth = whole(rng, 12, 20)
    edge = np.array([[(-0.5 + i / (2 * teeth)) * slot, 0.03 * (i % 2)] for i in range(2 * teeth + 1)])
    saw = np.vstack([edge, [[slot / 2, -0.08], [-slot / 2, -0.08]]])
    blade = extrude(saw, 0.02).rotated("z", 90).rotated("y", -40).moved(-long / 2 + 0.02, 0, nose + 0.04)
    parts.append(blade)
    tape_path = [[cx - 0.2 * r, 0, rz + 0.98 * r], [-long / 2 + 0.04, 0, nose + 0.07]]
    if style != "snail":
        parts += unclaimed(
            [limb(np.array([tape_path[0], tape_path[1]]), [slot * 0.4], [0.004], power=6.0, n=8)], maybe(rng, 0.3)
        )
    base = box(long * 0.96, w * 0.9, 0.04, (0, 0, -0.04))
    return [p.rotated("z", 90) for p in (draw(body, marks), *parts, base)]


def ring_y(r: float, x: float, z: float, y: float) -> Stroke:
    """A circle on a face that looks to -y or +y."""
    return front(ellipse(r, r, 40), x, y, z)


def stapler(rng: Rng) -> list[Part]:
    """A stapler: base, arm, pusher, hinge."""
    long = between(rng, 1.4, 1.9)
    w = between(rng, 0.24, 0.36)
    open_ = between(rng, 4, 16)
    front_h, back_h = between(rng, 0.14, 0.22), between(rng, 0.26, 0.4)
    u = np.linspace(-long / 2, long / 2, 22)
    t = (u + long / 2) / long
    top = front_h + (back_h - front_h) * np.sin(np.pi * np.clip(t, 0, 1) * between(rng, 0.5, 0.8)) ** between(
        rng, 0.7, 1.4
    )
    outline = np.vstack([[[-long / 2, 0.0], [long / 2, 0.0]], np.column_stack([u, top])[::-1]])
    arm = extrude(outline, w, bevel=between(rng, 0.02, 0.08))
    y = -w / 2 - 0.003
    marks = [Stroke(np.column_stack([u[2:-2], 0 * u[2:-2] + s * y, 0.4 * top[2:-2]])) for s in (-1, 1)]
    if maybe(rng, 0.5):
        pad = revolve([(0.5, 0), (0.5, 0.02)], segments=24)
        del pad
        marks += [
            line(
                (x, q * 0.3 * w, float(np.interp(x, u, top)) + 0.004),
                (x, -q * 0.3 * w, float(np.interp(x, u, top)) + 0.004),
                kind="light",
            )
            for x in np.linspace(-0.42, -0.26, whole(rng, 4, 8)) * long
            for q in (1,)
        ]
    magazine = box(long * 0.97, w * 0.62, 0.12, (-0.005, 0, -0.1))
    base = extrude(
        spline(
            [
                [-long / 2 - 0.04, 0],
                [-long * 0.46, -w * 0.62],
                [0, -w * 0.52],
                [long * 0.5, -w * 0.6],
                [long * 0.54, 0],
                [long * 0.5, w * 0.6],
                [0, w * 0.52],
                [-long * 0.46, w * 0.62],
            ],
            closed=True,
            n=48,
        ),
        between(rng, 0.06, 0.12),
        "z",
        bevel=0.02,
        at=(0, 0, -0.36),
    )
    anvil = box(0.16, w * 0.5, 0.03, (-long * 0.45, 0, -0.27))
    hinge = [
        slab(0.26, w * 1.06, 0.4, 0.1, 0.02, at=(long * 0.42, 0, -0.34)),
        cylinder(0.06, w * 1.14, (long * 0.42, 0, -0.04), axis="y", segments=20),
    ]
    parts = [p.rotated("y", open_, (long * 0.42, 0, -0.05)) for p in (draw(arm, marks), magazine)]
    parts += [
        draw(
            base,
            [
                flat(
                    rounded_rectangle(long * 0.8, w * 0.7, 0.05),
                    0,
                    0,
                    float(base.vertices[:, 2].max()) + 0.003,
                    "light",
                )
            ]
            if maybe(rng)
            else [],
        ),
        anvil,
        *hinge,
    ]
    return [p.rotated("z", 90) for p in parts]


FAMILIES = (
    Family(
        "tape_dispenser", "19-02", ("Tape dispenser", "Adhesive tape dispenser", "Desk tape dispenser"), tape_dispenser
    ),
    Family("stapler", "19-02", ("Stapler", "Desk stapler", "Office stapler"), stapler),
    Family("book", "19-04", ("Book", "Notebook", "Spiral notebook", "Diary"), book),
    Family("binder", "19-04", ("Binder", "Ring binder", "File folder"), binder),
    Family("pen", "19-06", ("Pen", "Ballpoint pen", "Marker", "Pencil", "Writing instrument"), pen),
)
