"""Parts that chairs and stools share: seats, backs and arms (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Array, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import blade, cushion, layered, lifted, oval, rod, seam
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, stroke, tube


def seat_outline(rng: Rng, w: float, d: float) -> Array:
    """The plan of a seat: rectangular, trapezoid, round or shield-like."""
    kind = pick(rng, "rectangle", "trapezoid", "oval", "shield")
    if kind == "oval":
        return oval(w, d, between(rng, 2.0, 3.5))
    outline = rounded_rectangle(w, d, between(rng, 0.06, 0.22) * d, n=6)
    if kind == "rectangle":
        return outline
    narrow = between(rng, 0.08, 0.2) * (1.0 if kind == "trapezoid" else 1.6)
    grow = outline[:, 1] / d + 0.5
    outline[:, 0] *= 1 - narrow * (grow if kind == "trapezoid" else grow**2)
    return outline


def weave(w: float, d: float, z: float, step: float) -> tuple[Stroke, ...]:
    """A woven seat: strands in both directions and the two diagonals of a rush seat."""
    lines = [[[-w / 2, t, z], [w / 2, t, z]] for t in np.arange(-d / 2 + step, d / 2, step)]
    lines += [[[t, -d / 2, z], [t, d / 2, z]] for t in np.arange(-w / 2 + step, w / 2, step)]
    return tuple(stroke(np.array(line), kind="light") for line in lines)


def seat_parts(rng: Rng, outline: Array, z: float) -> tuple[list[Part], float]:
    """A seat whose underside is at z, and its thickness."""
    w, d = np.ptp(outline, axis=0)
    kind = pick(rng, "board", "dished", "padded", "padded", "woven", "slip")
    if kind == "board":
        t = between(rng, 1.8, 4.0)
        return [layered(outline, [(0.5, z), (0, z + 0.5), (0, z + t - 0.6), (0.6, z + t), (0.4 * d, z + t)])], t
    if kind == "dished":
        t = between(rng, 3.0, 4.5)
        profile = [(1.5, z), (0, z + 0.6 * t), (0.5, z + t), (2.5, z + t), (8.0, z + 0.75 * t), (0.42 * d, z + 0.7 * t)]
        return [layered(outline, profile)], t
    if kind == "woven":
        t = 3.5
        return [
            layered(outline, [(0.6, z), (0, z + 1), (0, z + 2.5), (0.6, z + t)]).with_(
                strokes=weave(0.84 * w, 0.84 * d, z + t + 0.05, between(rng, 2.0, 3.2))
            )
        ], t
    t = between(rng, 4.0, 9.0)
    base = [layered(outline * 0.99, [(0, z), (0, z + 2)])] if kind == "slip" else []
    low = z + (2.0 if base else 0.0)
    r = 0.3 * t
    profile = [
        (r, low),
        (0, low + r),
        (0, low + t - r),
        (0.4 * r, low + t - 0.3 * r),
        (1.3 * r, low + t),
        (0.2 * d, low + t + 0.8),
        (0.45 * d, low + t + 1.0),
    ]
    seams: tuple[Stroke, ...] = (seam(outline, 0.1, low + t - r),)
    if maybe(rng, 0.4):
        seams += (seam(outline, 0.1, low + r),)
    if maybe(rng, 0.3):
        seams += (stroke(lifted(outline * 0.7, low + t + 0.95), kind="stitch", closed=True),)
    return [*base, layered(outline, profile).with_(strokes=seams, surface="textile")], low - z + t


def posts(w: float, h: float, r: float, square: bool) -> list[Part]:
    """The two uprights of a chair back."""
    if square:
        return [box(2 * r, 2 * r, h, at=(x, 0, 0), radius=0.3 * r) for x in (-w / 2, w / 2)]
    return [cylinder(r, h, at=(x, 0, 0), top=0.7 * r, segments=16) for x in (-w / 2, w / 2)]


def chair_back(rng: Rng, w: float, h: float) -> list[Part]:
    """A back that stands upright in the plane y = 0 from z = 0; the caller leans it."""
    kind = pick(rng, "blade", "slats", "ladder", "hoop", "cross", "padded", "splat", "cane", "rail")
    r = between(rng, 1.2, 2.2)
    t = between(rng, 1.2, 2.5)
    bow = between(rng, 0.0, 0.12) * w
    if kind == "blade":
        low = pick(rng, 0.0, 0.35, 0.45) * h
        board = blade(w, h - low, t, bow, between(rng, 0.0, 0.25), between(rng, 0.75, 1.0)).moved(z=low)
        if not low:
            return [board]
        return [board, *(part.moved(y=t + r - bow * 0.5) for part in posts(0.7 * w, h * 0.85, r, maybe(rng)))]
    if kind == "padded":
        pad = cushion(w, h * 0.9, between(rng, 4, 8), corner=between(rng, 0.1, 0.45)).rotated("x", 90)
        marks: tuple[Stroke, ...] = pad.strokes
        depth = float(-pad.vertices[:, 1].min())
        style = pick(rng, "plain", "channels", "buttons")
        parts = []
        if style == "channels":
            xs = np.linspace(-w / 2, w / 2, whole(rng, 4, 8) + 1)[1:-1]
            marks += tuple(stroke(np.array([[x, -depth * 0.97, -0.38 * h], [x, -depth * 0.97, 0.38 * h]])) for x in xs)
        elif style == "buttons":
            parts = [
                cylinder(0.9, 1.0, at=(x, -depth - 0.2, h * (0.5 + z)), axis="y", segments=12)
                for z in (-0.18, 0.12)
                for x in (-0.22 * w, 0.0, 0.22 * w)
            ]
        return [
            pad.with_(strokes=marks).moved(z=0.52 * h),
            *parts,
            *(part.moved(y=1) for part in posts(0.6 * w, 0.5 * h, r, True)),
        ]
    top = blade(w + 2 * r, between(rng, 5, 10), t, bow, between(rng, 0, 0.3))
    rail_h = float(top.vertices[:, 2].max())
    frame = [*posts(w, h - 0.3 * rail_h, r, maybe(rng)), top.moved(y=-r + bow * 0.2, z=h - rail_h)]
    if kind == "slats":
        count = whole(rng, 3, 9)
        width = between(rng, 0.3, 0.6) * w / count
        xs = np.linspace(-w / 2, w / 2, count + 2)[1:-1]
        return [*frame, *(box(width, 1.0, h - 0.5 * rail_h, at=(x, 0, 0)) for x in xs)]
    if kind == "ladder":
        count = whole(rng, 2, 5)
        height = min(0.5 * h / count, 7.0)
        rungs = [
            blade(w, height, t, bow, between(rng, 0, 0.25)).moved(y=-0.5, z=z)
            for z in np.linspace(0.12 * h, h - rail_h - height - 2, count)
        ]
        return [*frame, *rungs]
    if kind == "hoop":
        a = np.linspace(0, np.pi, 25)
        path = np.column_stack([0.5 * w * np.cos(a), np.zeros(25), h * np.sin(a) ** 0.75])
        xs = np.linspace(-0.5 * w, 0.5 * w, whole(rng, 5, 9) + 2)[1:-1]
        rods = [cylinder(0.6, h * (1 - (2 * x / w) ** 2) ** 0.375, at=(0.85 * x, 0, 0), segments=8) for x in xs]
        return [tube(path, r * 0.8, segments=10), *rods]
    if kind == "cross":
        bars = [
            rod([[-s * w / 2, 0, 0.05 * h], [0, -bow, 0.42 * h], [s * w / 2, 0, 0.85 * h]], r * 0.7, n=12)
            for s in (1, -1)
        ]
        return [
            *frame,
            *bars,
            revolve([(2.4, 0), (2.4, 0.8), (0, 1)], at=(0, -bow - 0.7, 0.42 * h), axis="y", segments=16),
        ]
    if kind == "splat":
        z = np.linspace(0, 1, 30)
        half = w * (0.1 + 0.09 * np.sin(z * np.pi * pick(rng, 1, 2, 3) + between(rng, 0, 3)) ** 2)
        outline = np.vstack([np.column_stack([half, z * h * 0.95]), np.column_stack([-half, z * h * 0.95])[::-1]])
        return [*frame, extrude(outline, 1.2, axis="y")]
    if kind == "cane":
        low = 0.25 * h
        net = [
            [[x, 0, low], [x + s, 0, h - rail_h]] for x in np.linspace(-w / 2 + 3, w / 2 - 3, 9) for s in (-2.5, 2.5)
        ]
        panel = box(w, 0.6, h - rail_h - low, at=(0, 0, low)).with_(
            surface="textile",
            strokes=tuple(stroke(np.array(a) + np.array((0, y, 0)), kind="light") for a in net for y in (-0.35, 0.35)),
        )
        return [*frame, panel, box(w, 2 * t, 3, at=(0, 0, low - 2))]
    return frame


def arms(rng: Rng, w: float, d: float, h: float, back: float) -> list[Part]:
    """A pair of wooden or tubular arms above a seat whose top is at z = 0."""
    r = between(rng, 1.0, 1.8)
    flare = between(rng, 0, 3)
    kind = pick(rng, "loop", "flat", "curl")
    parts = []
    for s in (-1.0, 1.0):
        x, out = s * w / 2, s * (w / 2 + flare)
        if kind == "loop":
            path = np.array(
                [[x, -0.35 * d, -3], [out, -0.4 * d, 0.6 * h], [out, -0.32 * d, h], [out, 0.1 * d, h], [x, back, h + 1]]
            )
            parts.append(rod(path, r))
        elif kind == "flat":
            pad = rounded_rectangle(5.5, d * 0.85, 2.5)
            parts += [
                extrude(pad, 2.2, axis="z", at=(out, back - 0.4 * d, h), bevel=0.4),
                tube(np.array([[x, -0.25 * d, -3], [out, -0.25 * d, h + 1]]), r, segments=10),
            ]
        else:
            a = np.linspace(0, 1.5 * np.pi, 14)
            curl = np.column_stack([np.full(14, out), -0.3 * d - 3.2 * np.sin(a), h - 3.2 + 3.2 * np.cos(a)])
            parts.append(tube(np.vstack([[[x, back, h]], curl]), r, segments=10))
            parts.append(tube(np.array([[x, -0.2 * d, -3], [out, -0.2 * d, h - 1]]), r * 0.8, segments=10))
    return parts
