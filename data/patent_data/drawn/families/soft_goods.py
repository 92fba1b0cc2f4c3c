"""Families of soft furnishings: cushions, rugs and mats (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline, star
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import grounded, inset_levels, layered, lifted, oval, puffed, turned_lines
from patent_data.drawn.solids import Part, Stroke, cylinder, extrude, revolve, stroke


def pillow_outline(rng: Rng) -> Array:
    """The plan of a cushion: with drawn-in sides, round, heart, bone, neck, moon or wedge."""
    kind = pick(rng, "square", "square", "long", "round", "heart", "bone", "butterfly", "moon")
    s = between(rng, 18, 30)
    if kind in ("square", "long"):
        w, d = s, s * (1.0 if kind == "square" else between(rng, 0.5, 0.75))
        plan = rounded_rectangle(2 * w, 2 * d, 0.12 * s, n=4)
        plan = np.vstack([np.linspace(plan[k], plan[(k + 1) % len(plan)], 6)[:-1] if k % 5 == 4 else plan[k:k + 1]
                          for k in range(len(plan))])
        pinch = between(rng, 0.0, 0.09)
        plan = plan * (1 - pinch * (1 - (plan[:, ::-1] / (d, w)) ** 2))
        return plan
    if kind == "round":
        return oval(2 * s, 2 * s, pick(rng, 2.0, 3.0), 48)
    a = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    if kind == "heart":
        return np.column_stack([np.sin(a) ** 3 * 1.05, 0.85 * np.cos(a) - 0.32 * np.cos(2 * a) - 0.12 * np.cos(3 * a) + 0.1]) * s
    if kind == "moon":
        return spline(np.array([(-1, -0.3), (0, -0.75), (1, -0.3), (0.95, 0.25), (0.4, 0.0), (0, -0.08), (-0.4, 0.0), (-0.95, 0.25)])
                      * s * 1.2, closed=True, n=48) + (0, 0.25 * s)
    waist = between(rng, 0.15, 0.4)
    reach = 1 + waist * np.cos(2 * a) if kind == "bone" else 1 + 0.8 * waist * np.cos(4 * a + np.pi)
    return np.column_stack([np.cos(a) * reach * 1.25, np.sin(a) * reach * 0.8]) * s


def build_cushion(rng: Rng) -> list[Part]:
    """A scatter cushion, pillow, pouf or bolster: seams, stitched pattern, buttons, tassels, zip, ears."""
    kind = pick(rng, "puffed", "puffed", "puffed", "pouf", "bolster", "wedge")
    if kind == "bolster":
        r, w = between(rng, 8, 13), between(rng, 40, 70)
        body = revolve([(r * 0.2, 0), (r * 0.9, 0.3), (r, 1.5), (r, w - 1.5), (r * 0.9, w - 0.3), (r * 0.2, w)], axis="x", segments=36)
        rings = [stroke(np.column_stack([np.full(37, x), (r + 0.1) * np.cos(t), (r + 0.1) * np.sin(t)]))
                 for t in [np.linspace(0, 2 * np.pi, 37)] for x in (1.5, w - 1.5, *np.linspace(0.2, 0.8, whole(rng, 2, 5)) * w)]
        ends = [revolve([(2, 0), (2, 1), (0, 1.6)], at=(x, 0, 0), axis="x", segments=16) for x in (-1.0, w - 0.4)]
        return grounded([body.with_(strokes=tuple(rings), surface="textile"), *ends])
    if kind == "pouf":
        r, h = between(rng, 22, 32), between(rng, 26, 42)
        profile = spline([(0.75 * r, 0), (0.98 * r, 0.15 * h), (r, 0.5 * h), (0.95 * r, 0.85 * h), (0.6 * r, h), (0.05 * r, 1.02 * h)], n=24)
        gores = turned_lines(profile, whole(rng, 6, 16), pick(rng, "line", "stitch"))
        return grounded([revolve(profile).with_(strokes=gores, surface="textile"), cylinder(1.8, 1, at=(0, 0, h), segments=20)])
    if kind == "wedge":
        w, d, h = between(rng, 40, 60), between(rng, 40, 60), between(rng, 14, 28)
        front = between(rng, 0.1, 0.35) * h
        side = np.array([(-d / 2, 0), (d / 2, 0), (d / 2, h), (-d / 2, front)])
        body = extrude(side, w, axis="x", bevel=1.5).with_(surface="textile")
        x = w / 2 - 1.5
        lines = [stroke([[-x, -d / 2 + 2, front + 1.0], [x, -d / 2 + 2, front + 1.0], [x, d / 2 - 2, h - 0.6], [-x, d / 2 - 2, h - 0.6]],
                        kind="stitch", closed=True)]
        return grounded([body.with_(strokes=tuple(lines))])
    plan = pillow_outline(rng)
    h = between(rng, 9, 17)
    fullness = between(rng, 0.4, 0.7)
    body = puffed(plan, h, fullness=fullness)
    lines = list(body.strokes)

    def over(points: Array) -> Stroke:
        from_centre = np.linalg.norm(points, axis=1)
        angle = np.arctan2(points[:, 1], points[:, 0])
        edge_angle = np.arctan2(plan[:, 1], plan[:, 0])
        order = np.argsort(edge_angle)
        edge = np.interp(angle, edge_angle[order], np.linalg.norm(plan, axis=1)[order], period=2 * np.pi)
        s = np.minimum(from_centre / edge, 1.0)
        return stroke(np.column_stack([points, h / 2 + h / 2 * (1 - s**2.4) ** fullness + 0.12]), kind=thread)

    thread = pick(rng, "stitch", "light", "line")
    pattern = pick(rng, "none", "inner", "rays", "stripes", "centre", "rings", "diamonds")
    if pattern in ("inner", "rings"):
        lines += [over(np.vstack([plan, plan[:1]]) * s) for s in ((0.8,) if pattern == "inner" else (0.35, 0.55, 0.75))]
    elif pattern == "rays":
        n = whole(rng, 6, 16)
        lines += [over(np.outer(np.linspace(0.08, 0.9, 14), plan[int(k * len(plan) / n)])) for k in range(n)]
    elif pattern == "stripes":
        half = np.abs(plan[:, 1]).max() * 0.62
        for x in np.linspace(-0.6, 0.6, whole(rng, 3, 8)) * np.abs(plan[:, 0]).max():
            lines.append(over(np.column_stack([np.full(14, x), np.linspace(-half, half, 14)])))
    elif pattern == "diamonds":
        reach = 0.55 * np.abs(plan).max(axis=0)
        for c in np.linspace(-0.6, 0.6, whole(rng, 3, 5)):
            for s in (1, -1):
                t = np.linspace(max(-1.0, c - 1), min(1.0, c + 1), 14)
                lines.append(over(np.column_stack([t * reach[0], s * (2 * c - t).clip(-1, 1) * reach[1]])))
    parts = [body.with_(strokes=tuple(lines), surface="textile")]
    if pattern in ("centre", "rays"):
        parts.append(cylinder(1.5, 0.9, at=(0, 0, h - 0.4), segments=20))
    if maybe(rng, 0.2):
        reach = np.linalg.norm(plan, axis=1)
        for k in np.argsort(-reach)[:24:6]:
            x, y = plan[k]
            parts.append(cylinder(1.4, 5, at=(x, y, h / 2 - 5), top=0.6, segments=12))
    if maybe(rng, 0.3):
        levels = inset_levels(plan, [(-1.2, 0.0)])[0]
        parts.append(layered(plan * levels[:2], [(0, h / 2 - 0.35), (0, h / 2 + 0.35)]).with_(surface="textile"))
    upright = maybe(rng, 0.4)
    return grounded([part.rotated("x", 80 if upright else 0) for part in parts])


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
        return [np.vstack([up, up[::-1] + (0, 0.2)]) * size]
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
            out += [line + (x, (j + 0.5) * d / rows - d / 2) for x in xs for line in ornament]
        return out
    if kind == "medallion":
        out = [line * s for s in (1.0, 0.55) for line in motif(rng, 0.44 * min(w, d))]
        corner = motif(rng, 0.12 * min(w, d))
        return out + [line + (sx * 0.38 * w, sy * 0.4 * d) for sx in (-1, 1) for sy in (-1, 1) for line in corner]
    if kind == "stripes":
        ys = np.cumsum(rng.uniform(0.3, 1.0, 14))
        return [np.array([[-w / 2, y], [w / 2, y]]) for y in (ys / ys[-1] - 0.5)[:-1] * d]
    if kind in ("zigzag", "waves"):
        n, rows = whole(rng, 3, 8), whole(rng, 4, 9)
        x = np.linspace(0, n, 2 * n + 1 if kind == "zigzag" else 12 * n + 1)
        swing = np.abs(x % 1 - 0.5) - 0.25 if kind == "zigzag" else 0.25 * np.sin(2 * np.pi * x)
        lines = np.column_stack([x * w / n - w / 2, swing * d / rows])
        return [lines + (0, (k + 0.5) * d / rows - d / 2) for k in range(rows)]
    return [rounded_rectangle(bw - gap, bd - gap, corner, n=3) + (x, y) for gap, corner in ((0.02 * w, pick(rng, 0, 0.03) * w),)
            for x, y, bw, bd in split(rng, (0.0, 0.0, w, d), 4)]


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
    out = [line for line in motif(rng, between(rng, 0.15, 0.3) * r)]
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
        prints = [oval(0.5 * size, 0.8 * size, n=24) + (x, -0.35 * size) for x in (-0.2 * inner_w, 0.2 * inner_w)]
        prints += [ellipse(0.13 * size, 0.13 * size, 14) + (x + dx * size, 0.35 * size)
                   for x in (-0.2 * inner_w, 0.2 * inner_w) for dx in (-0.3, 0.0, 0.3)]
        pattern = prints
    elif kind == "round" and maybe(rng, 0.6):
        pattern = radial_pattern(rng, 0.5 * w - inset)
    else:
        pattern = field_pattern(rng, inner_w, inner_d)
    weight = pick(rng, "line", "line", "light", "stitch")
    lines += [stroke(lifted(line, top), closed=len(line) > 2 and np.ptp(line[:, 0]) < 0.9 * inner_w, kind=weight)
              for line in pattern]
    parts = [layered(plan, [(0.1, 0.0), (0.0, 0.3 * t), (0.0, 0.7 * t), (0.1, t)]).with_(
        strokes=tuple(lines), surface="textile")]
    if kind in ("rug", "runner") and maybe(rng, 0.6):
        length = between(rng, 4, 10)
        tassels = []
        for x in np.linspace(-w / 2 + 1, w / 2 - 1, int(w / between(rng, 2.5, 5.0))):
            for s in (-1, 1):
                lean = between(rng, -0.6, 0.6)
                tassels.append([[x, s * d / 2, 0.3], [x + lean, s * (d / 2 + length), 0.3]])
        strands = tuple(stroke(line) for line in tassels)
        hem = extrude(np.array([[-w / 2, -d / 2 - length], [w / 2, -d / 2 - length], [w / 2, d / 2 + length],
                                [-w / 2, d / 2 + length]]), 0.25, axis="z")
        parts.append(hem.with_(strokes=strands, surface="textile"))
    return parts


FAMILIES = (
    Family("cushion", "06-09", ("Cushion", "Pillow", "Throw pillow", "Floor cushion", "Pouf"), build_cushion),
    Family("rug", "06-11", ("Rug", "Carpet", "Floor mat", "Doormat", "Area rug"), build_rug),
)
