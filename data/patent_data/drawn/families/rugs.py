"""The family of rugs and mats (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, star
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import inset_levels, layered, lifted, oval
from patent_data.drawn.solids import Part, Stroke, StrokeKind, extrude, stroke


def motif(rng: Rng, size: float) -> list[Array]:
    """One ornament of a woven pattern, as closed lines about the origin."""
    kind = pick(rng, "diamond", "rosette", "star", "hexagon", "wave", "leaf", "rings", "cross")
    a = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    if kind == "diamond":
        base = np.array([(-0.6, 0.0), (0.0, -1.0), (0.6, 0.0), (0.0, 1.0)])
        return [base * size * s for s in (1.0, 0.6, 0.25)[: whole(rng, 1, 3)]]
    if kind == "rosette":
        n = whole(rng, 5, 8)
        r = 0.75 + 0.25 * np.cos(n * a)
        return [np.column_stack([np.cos(a), np.sin(a)]) * r[:, None] * size, ellipse(0.3 * size, 0.3 * size, 20)]
    if kind == "star":
        return [star(whole(rng, 4, 8), size, between(rng, 0.4, 0.7) * size)]
    if kind == "hexagon":
        return [ellipse(size * s, size * s, 6) for s in (0.9, 0.5)]
    if kind == "wave":
        x = np.linspace(-1, 1, 15)
        up = np.column_stack([x, 0.35 * np.sin(np.pi * x)])
        return [np.vstack([up, up[::-1] + np.array((0, 0.2))]) * size]
    if kind == "leaf":
        side = np.column_stack([0.45 * np.sin(np.linspace(0, np.pi, 12)), np.linspace(-1, 1, 12)])
        return [np.vstack([side, side[::-1] * (-1, 1)]) * size, np.array([(0.0, -0.9), (0.0, 0.9)]) * size]
    if kind == "rings":
        return [ellipse(size * s, size * s, 28) for s in (0.9, 0.65, 0.35)[: whole(rng, 1, 3)]]
    arm = np.array([(-0.3, -1), (0.3, -1), (0.3, -0.3), (1, -0.3), (1, 0.3), (0.3, 0.3)])
    return [np.vstack([arm, -arm]) * 0.9 * size]


def field_pattern(rng: Rng, w: float, d: float) -> list[Array]:
    """Closed lines that fill the middle of a rug: a lattice of motifs, a medallion, stripes or a maze of bands."""
    kind = pick(rng, "lattice", "lattice", "medallion", "stripes", "zigzag", "waves", "blocks")
    if kind == "lattice":
        n = whole(rng, 3, 6)
        step = w / n
        ornament = motif(rng, 0.46 * step)
        brick = maybe(rng)
        rows = max(int(d / step), 1)
        out = []
        for j in range(rows):
            shift = 0.5 * step if brick and j % 2 else 0.0
            xs = (np.arange(n - (1 if shift else 0)) + 0.5) * step - w / 2 + shift
            out += [line + np.array((x, (j + 0.5) * d / rows - d / 2)) for x in xs for line in ornament]
        return out
    if kind == "medallion":
        out = [line * s for s in (1.0, 0.55) for line in motif(rng, 0.44 * min(w, d))]
        corner = motif(rng, 0.12 * min(w, d))
        return out + [
            line + np.array((sx * 0.38 * w, sy * 0.4 * d)) for sx in (-1, 1) for sy in (-1, 1) for line in corner
        ]
    if kind == "stripes":
        ys = np.cumsum(rng.uniform(0.3, 1.0, 14))
        return [np.array([[-w / 2, y], [w / 2, y]]) for y in (ys / ys[-1] - 0.5)[:-1] * d]
    if kind in ("zigzag", "waves"):
        n, rows = whole(rng, 3, 8), whole(rng, 4, 9)
        x = np.linspace(0, n, 2 * n + 1 if kind == "zigzag" else 12 * n + 1)
        swing = np.abs(x % 1 - 0.5) - 0.25 if kind == "zigzag" else 0.25 * np.sin(2 * np.pi * x)
        lines = np.column_stack([x * w / n - w / 2, swing * d / rows])
        return [lines + np.array((0, (k + 0.5) * d / rows - d / 2)) for k in range(rows)]
    return [
        rounded_rectangle(bw - gap, bd - gap, corner, n=3) + np.array((x, y))
        for gap, corner in ((0.02 * w, pick(rng, 0, 0.03) * w),)
        for x, y, bw, bd in split(rng, (0.0, 0.0, w, d), 4)
    ]


def split(rng: Rng, block: tuple[float, float, float, float], depth: int) -> list[tuple[float, float, float, float]]:
    """A rectangle (middle, width, depth) cut again and again into unequal blocks."""
    x, y, w, d = block
    if depth == 0 or (depth < 3 and maybe(rng, 0.25)):
        return [block]
    t = between(rng, 0.3, 0.7)
    if w > d * between(rng, 0.6, 1.5):
        halves = (x - w / 2 + t * w / 2, y, t * w, d), (x + t * w / 2, y, (1 - t) * w, d)
    else:
        halves = (x, y - d / 2 + t * d / 2, w, t * d), (x, y + t * d / 2, w, (1 - t) * d)
    return [piece for half in halves for piece in split(rng, half, depth - 1)]


def radial_pattern(rng: Rng, r: float) -> list[Array]:
    """Closed lines that fill a round rug: rings of motifs about a middle one."""
    out = motif(rng, between(rng, 0.15, 0.3) * r)
    for level in (0.5, 0.8) if maybe(rng) else (0.65,):
        n = whole(rng, 6, 16)
        ornament = motif(rng, min(0.9 * np.pi * level * r / n, 0.16 * r))
        for a in np.arange(n) * 2 * np.pi / n:
            c, s = np.cos(a), np.sin(a)
            out += [line @ np.array([[-s, c], [c, s]]) + (level * r * c, level * r * s) for line in ornament]
    return out


def build_rug(rng: Rng) -> list[Part]:
    """A rug or mat: woven field, borders, fringe or scalloped edge; bath and door mats are thicker and smaller."""
    kind = pick(rng, "rug", "rug", "runner", "round", "mat")
    w = between(rng, 120, 240) if kind == "rug" else between(rng, 55, 90)
    d = {"rug": w * between(rng, 1.2, 1.7), "runner": w * between(rng, 2.4, 3.6), "round": w, "mat": w * 0.62}[kind]
    t = between(rng, 0.8, 2.0) * (1.6 if kind == "mat" else 1.0)
    if kind == "round":
        a = np.linspace(0, 2 * np.pi, 96, endpoint=False)
        n, depth = whole(rng, 8, 20), pick(rng, 0.0, between(rng, 0.01, 0.04))
        plan = np.column_stack([np.cos(a), np.sin(a)]) * (1 + depth * np.cos(n * a))[:, None] * w / 2
    else:
        plan = oval(w, d, 6.0) if kind == "mat" and maybe(rng) else rounded_rectangle(w, d, pick(rng, 0.5, 4.0), n=4)
    top = t + 0.05
    lines: list[Stroke] = []
    inset = 0.0
    for _ in range(whole(rng, 0, 3)):
        inset += between(rng, 0.03, 0.09) * min(w, d)
        scale = inset_levels(plan, [(inset, 0.0)])[0][:2]
        lines.append(stroke(lifted(plan * scale, top), closed=True, kind=pick(rng, "line", "line", "light", "stitch")))
    inner_w, inner_d = (w - 2 * inset) * 0.96, (d - 2 * inset) * 0.97
    if kind == "round":
        inner_w, inner_d = 0.7 * inner_w, 0.7 * inner_d
    if kind == "mat" and maybe(rng, 0.3):
        size = 0.16 * inner_w
        prints = [
            oval(0.5 * size, 0.8 * size, n=24) + np.array((x, -0.35 * size)) for x in (-0.2 * inner_w, 0.2 * inner_w)
        ]
        prints += [
            ellipse(0.13 * size, 0.13 * size, 14) + np.array((x + dx * size, 0.35 * size))
            for x in (-0.2 * inner_w, 0.2 * inner_w)
            for dx in (-0.3, 0.0, 0.3)
        ]
        pattern = prints
    elif kind == "round" and maybe(rng, 0.6):
        pattern = radial_pattern(rng, 0.5 * w - inset)
    else:
        pattern = field_pattern(rng, inner_w, inner_d)
    weight: StrokeKind = pick(rng, "line", "line", "light", "stitch")
    lines += [
        stroke(lifted(line, top), closed=len(line) > 2 and np.ptp(line[:, 0]) < 0.9 * inner_w, kind=weight)
        for line in pattern
    ]
    parts = [
        layered(plan, [(0.1, 0.0), (0.0, 0.3 * t), (0.0, 0.7 * t), (0.1, t)]).with_(
            strokes=tuple(lines), surface="textile"
        )
    ]
    if kind in ("rug", "runner") and maybe(rng, 0.6):
        length = between(rng, 4, 10)
        tassels = []
        for x in np.linspace(-w / 2 + 1, w / 2 - 1, int(w / between(rng, 2.5, 5.0))):
            for s in (-1, 1):
                lean = between(rng, -0.6, 0.6)
                tassels.append([[x, s * d / 2, 0.3], [x + lean, s * (d / 2 + length), 0.3]])
        strands = tuple(stroke(line) for line in tassels)
        hem = extrude(
            np.array(
                [[-w / 2, -d / 2 - length], [w / 2, -d / 2 - length], [w / 2, d / 2 + length], [-w / 2, d / 2 + length]]
            ),
            0.25,
            axis="z",
        )
        parts.append(hem.with_(strokes=strands, surface="textile"))
    return parts


FAMILIES = (Family("rug", "06-11", ("Rug", "Carpet", "Floor mat", "Doormat", "Area rug"), build_rug),)
