"""Families of storage furniture: cabinets, drawer chests, shelves (main class 06)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import PULLS, caster, front_panel, legs, pull, sled
from patent_data.drawn.families.shaping import bolt, grounded, layered, oval, rod
from patent_data.drawn.solids import Part, box, cylinder, extrude, stroke, tube

STYLES = ("plain", "plain", "frame", "raised", "grooves", "louvre")


def plinth(rng: Rng, w: float, d: float) -> tuple[list[Part], float]:
    """What a cabinet stands on, and its height."""
    kind = pick(rng, "legs", "legs", "plinth", "skirt", "sled", "casters", "none")
    if kind == "legs":
        h = between(rng, 8, 26)
        shape = pick(rng, "square", "taper", "cone", "round", "cabriole", "hairpin", "turned")
        return legs(
            rng, shape, w - 10, d - 9, h, between(rng, 1.6, 3.2), 0 if shape == "turned" else between(rng, 0, 4)
        ), h
    if kind == "plinth":
        h = between(rng, 4, 10)
        return [box(w - 3, d - 5, h, at=(0, 1, 0))], h
    if kind == "skirt":
        h = between(rng, 8, 14)
        cut = [[-0.5, 0], [-0.4, 0], [-0.34, 0.5], [0, 0.7], [0.34, 0.5], [0.4, 0], [0.5, 0], [0.5, 1], [-0.5, 1]]
        outline = np.array(cut) * (w, h)
        return [extrude(outline, 2, axis="y", at=(0, y, 0)) for y in (-d / 2 + 1, d / 2 - 1)], h
    if kind == "sled":
        h = between(rng, 12, 22)
        return sled(w - 8, d - 6, h, 1.2), h
    if kind == "casters":
        spots = [(x, y) for x in (-w / 2 + 5, w / 2 - 5) for y in (-d / 2 + 5, d / 2 - 5)]
        return [part for x, y in spots for part in caster((x, y, 0), 2.6, between(rng, 0, 60))], 8.0
    return [], 0.0


def crown(rng: Rng, w: float, d: float, z: float) -> list[Part]:
    """The top board or cornice of a cabinet."""
    kind = pick(rng, "board", "board", "cornice", "flush", "gallery")
    if kind == "board":
        return [box(w + between(rng, 1, 5), d + 3, between(rng, 1.8, 4), at=(0, -0.5, z), radius=pick(rng, 0.0, 1.5))]
    if kind == "cornice":
        steps = [(4, 0), (4, 1), (3, 1.2), (1.4, 2.5), (1.0, 4), (0, 4.2), (0, 5.5)]
        shape = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * ((w + 8) / 2, (d + 8) / 2)
        return [layered(shape, [(inset, z + level) for inset, level in steps])]
    if kind == "gallery":
        return [
            box(w + 1, d + 1, 2, at=(0, 0, z)),
            box(w, 1.5, 9, at=(0, d / 2 - 1, z)),
            *(box(1.5, 0.7 * d, 6, at=(s * (w / 2 - 1), 0.14 * d, z)) for s in (-1, 1)),
        ]
    return []


def door_row(rng: Rng, w: float, h: float, z: float, y: float, count: int, style: str, handle: str) -> list[Part]:
    """A row of doors whose handles meet in pairs."""
    parts: list[Part] = []
    width = w / count
    for k in range(count):
        x = -w / 2 + (k + 0.5) * width
        parts += front_panel(width - 0.7, h - 0.8, (x, y, z + h / 2), style)
        side = 1 if k % 2 == 0 else -1
        spot = (x + side * 0.38 * width if width > 18 else x, y - 2, z + h * (0.5 if h < 90 else 0.48))
        if handle in ("cup", "strip"):
            spot = (x, y - 2, z + 0.92 * h)
        parts += pull(handle, spot, min(max(0.18 * h, 8), 24), upright=handle in ("bar", "bow", "slot"))
    if maybe(rng, 0.4):
        edge = -w / 2 - 0.2
        parts += [cylinder(0.7, 6, at=(edge * s, y - 1, z + t * h), segments=12) for s in (-1, 1) for t in (0.15, 0.8)]
    return parts


def drawer_row(w: float, h: float, z: float, y: float, count: int, style: str, handle: str) -> list[Part]:
    """A row of drawers side by side."""
    parts: list[Part] = []
    width = w / count
    for k in range(count):
        x = -w / 2 + (k + 0.5) * width
        style_here = "plain" if h < 12 and style in ("raised", "louvre") else style
        parts += front_panel(width - 0.7, h - 0.8, (x, y, z + h / 2), style_here)
        spots = (x,) if width < 62 else (x - 0.28 * width, x + 0.28 * width)
        for at in spots:
            parts += pull(
                handle, (at, y - 2, z + h * (0.8 if handle in ("slot", "strip") else 0.52)), min(0.3 * width, 14)
            )
    return parts


def build_cabinet(rng: Rng) -> list[Part]:
    """A sideboard, wardrobe or bedside cabinet: doors, drawers and open niches on a stand."""
    kind = pick(rng, "sideboard", "wardrobe", "bedside", "display")
    w = {
        "sideboard": between(rng, 110, 200),
        "wardrobe": between(rng, 80, 160),
        "bedside": between(rng, 36, 60),
        "display": between(rng, 50, 110),
    }[kind]
    h = {
        "sideboard": between(rng, 45, 80),
        "wardrobe": between(rng, 160, 205),
        "bedside": between(rng, 36, 58),
        "display": between(rng, 120, 190),
    }[kind]
    d = between(rng, 32, 60)
    stand, low = plinth(rng, w, d)
    y = -d / 2 + 2
    handle, style = pick(rng, *PULLS), pick(rng, *STYLES)
    body = box(w, d - 2, h, at=(0, 1, low))
    rear = body.vertices[:, 1].max() + 0.05
    seam = stroke(
        [
            [-w / 2 + 1.5, rear, low + 2],
            [w / 2 - 1.5, rear, low + 2],
            [w / 2 - 1.5, rear, low + h - 2],
            [-w / 2 + 1.5, rear, low + h - 2],
        ],
        closed=True,
    )
    parts = [body.with_(strokes=(seam,) if maybe(rng, 0.6) else ()), *crown(rng, w, d, low + h)]
    inner_w, z, left = w - 3.5, low + 1.8, h - 3.4
    doors = max(1, round(inner_w / between(rng, 32, 52)))
    if kind in ("wardrobe", "display"):
        drawers = between(rng, 0.1, 0.35) * left if maybe(rng, 0.6) else 0.0
        rows = max(1, round(drawers / 20))
        for k in range(rows if drawers else 0):
            parts += drawer_row(inner_w, drawers / rows, z + k * drawers / rows, y, pick(rng, 1, 2), style, handle)
        tall = "glass" if kind == "display" else style
        split = between(rng, 0.3, 0.5) if maybe(rng, 0.3) else 0.0
        rest = left - drawers
        if split:
            parts += door_row(rng, inner_w, rest * split, z + drawers, y, doors, style, handle)
        parts += door_row(rng, inner_w, rest * (1 - split), z + drawers + rest * split, y, doors, tall, handle)
    else:
        columns = pick(
            rng, *(("doors", "door", "drawers", "mixed") if kind == "sideboard" else ("door", "drawers", "mixed"))
        )
        if columns in ("doors", "door"):
            parts += door_row(
                rng, inner_w, left, z, y, doors if columns == "doors" else max(1, doors // 2), style, handle
            )
        elif columns == "drawers":
            rows = max(1, round(left / between(rng, 16, 26)))
            for k in range(rows):
                parts += drawer_row(
                    inner_w, left / rows, z + k * left / rows, y, 1 + (kind == "sideboard"), style, handle
                )
        else:
            share = between(rng, 0.25, 0.45) * left
            parts += drawer_row(inner_w, share, z + left - share, y, max(1, doors - 1), style, handle)
            parts += door_row(rng, inner_w, left - share, z, y, doors, style, handle)
    return grounded([*parts, *disclaimed(rng, stand)])


def build_drawers(rng: Rng) -> list[Part]:
    """A chest of drawers: rows of equal or growing drawers, wide or narrow, on any stand."""
    w = pick(rng, between(rng, 36, 60), between(rng, 70, 160))
    h, d = between(rng, 55, 130), between(rng, 38, 52)
    stand, low = plinth(rng, w, d)
    handle, style = pick(rng, *PULLS), pick(rng, "plain", "plain", "frame", "raised", "grooves")
    frame = between(rng, 1.5, 5.0)
    parts = [box(w, d - 2, h, at=(0, 1, low)), *crown(rng, w, d, low + h)]
    y = -d / 2 + 2
    if maybe(rng, 0.3):
        parts += [cylinder(frame * 0.5, h, at=(s * (w / 2 - frame * 0.5), y, low), segments=16) for s in (-1, 1)]
    rows = min(max(round(h / between(rng, 13, 26)), 2), 7)
    shares = np.linspace(1.0, between(rng, 0.55, 1.0), rows)
    shares = shares / shares.sum() * (h - 2 * frame)
    columns = 1 if w < 66 else pick(rng, 1, 2, 3)
    top_columns = columns + (1 if w > 60 and maybe(rng, 0.4) else 0)
    z = low + frame
    for k, share in enumerate(shares):
        count = top_columns if k == rows - 1 else columns
        parts += drawer_row(w - 2 * frame, float(share), z, y, count, style, handle)
        if maybe(rng, 0.15):
            parts.append(cylinder(0.7, 0.6, at=(0.3 * w / columns, y - 2, z + 0.8 * share), axis="y", segments=14))
        z += float(share)
    return grounded([*parts, *disclaimed(rng, stand)])


def ladder_shelf(rng: Rng, w: float, d: float, t: float, h: float, levels: Array) -> list[Part]:
    """Boards that grow downwards between two leaning posts."""
    parts: list[Part] = []
    lean = between(rng, 8, 16)
    run = np.tan(np.radians(lean))
    for s in (-1, 1):
        x = s * w / 2
        parts += [
            tube(
                [[x, -d / 2, 0], [x, -d / 2 + run * h, h]],
                1.0,
                section=np.array([[-1.5, -2.5], [1.5, -2.5], [1.5, 2.5], [-1.5, 2.5]]),
            )
        ]
        parts.append(box(3, 3, h * 0.98, at=(x, -d / 2 + run * h, 0)))
    for z in levels[:-1] + 0.12 * h:
        front = -d / 2 + run * z
        back = -d / 2 + run * h
        parts.append(box(w, max(back - front, 6), t, at=(0, (front + back) / 2, z)))
    return parts


def wire_shelf(rng: Rng, w: float, d: float, t: float, h: float, levels: Array) -> list[Part]:
    """Boards or wire decks between four posts, with a brace and casters."""
    parts: list[Part] = []
    r = between(rng, 0.9, 1.6)
    wire = maybe(rng)
    parts += [cylinder(r, h + 4, at=(x, y, 0), segments=14) for x in (-w / 2, w / 2) for y in (-d / 2, d / 2)]
    for z in levels * 0.94 + 0.05 * h:
        if wire:
            rim = np.array([[-w / 2, -d / 2, z], [w / 2, -d / 2, z], [w / 2, d / 2, z], [-w / 2, d / 2, z]])
            parts.append(tube(rim, 0.5, closed=True, segments=6))
            parts += [box(0.5, d, 0.5, at=(x, 0, z)) for x in np.linspace(-w / 2, w / 2, 16)[1:-1]]
        else:
            parts.append(box(w, d, t, at=(0, 0, z)))
    if maybe(rng, 0.5):
        parts += [
            tube([[-w / 2, d / 2, 0.1 * h], [w / 2, d / 2, 0.95 * h]], 0.5, segments=8),
            tube([[w / 2, d / 2, 0.1 * h], [-w / 2, d / 2, 0.95 * h]], 0.5, segments=8),
        ]
    if maybe(rng, 0.4):
        spots = [(x, y) for x in (-w / 2, w / 2) for y in (-d / 2, d / 2)]
        wheels = [part for x, y in spots for part in caster((x, y, -9), 3.2, 30)]
        parts += wheels
    return parts


def build_shelf(rng: Rng) -> list[Part]:
    """An open shelf: box, ladder, wire étagère, cube grid or wall shelf."""
    kind = pick(rng, "case", "case", "ladder", "metal", "cubes", "wall", "round")
    w, d, t = between(rng, 50, 130), between(rng, 24, 42), between(rng, 1.6, 3.5)
    n = whole(rng, 3, 6)
    h = n * between(rng, 28, 42)
    levels = np.linspace(0, h - t, n + 1)
    parts: list[Part] = []
    if kind in ("case", "cubes", "wall"):
        if kind == "wall":
            h = between(rng, 30, 90)
            levels = np.linspace(0, h - t, whole(rng, 1, 3) + 1)
        parts += [box(t, d, h, at=(s * (w - t) / 2, 0, 0)) for s in (-1, 1)]
        low = between(rng, 4, 10) if kind == "case" else 0.0
        levels = np.r_[low, levels[1:]]
        parts += [box(w - 2 * t + 0.1, d - 0.6, t, at=(0, 0, z)) for z in levels]
        if kind == "cubes":
            columns = whole(rng, 2, 4)
            for z0, z1 in pairwise(levels):
                for x in np.linspace(-w / 2, w / 2, columns + 1)[1:-1]:
                    if maybe(rng, 0.85):
                        parts.append(box(t * 0.8, d - 1, z1 - z0, at=(x, 0, z0)))
        if maybe(rng, 0.6):
            parts.append(box(w - 2 * t + 0.1, 0.8, h - t, at=(0, d / 2 - 0.5, 0.1)))
        if kind == "case" and maybe(rng, 0.4):
            tall = levels[1] - low
            parts += front_panel(w - 2 * t, tall - t, (0, -d / 2 + 2, low + (tall + t) / 2), pick(rng, *STYLES))
            parts += pull(pick(rng, *PULLS), (0, -d / 2, low + 0.6 * tall), 10)
        if maybe(rng, 0.3):
            parts += [box(w + 3, d + 2, t, at=(0, 0, h - 0.2), radius=1)]
    elif kind == "ladder":
        parts += ladder_shelf(rng, w, d, t, h, levels)
    elif kind == "metal":
        parts += wire_shelf(rng, w, d, t, h, levels)
    else:
        plan = oval(w, d * 1.2, between(rng, 2, 3))
        parts += [layered(plan, [(0.5, z), (0, z + 0.3 * t), (0, z + 0.7 * t), (0.5, z + t)]) for z in levels]
        parts += [cylinder(1.4, h, at=(x, y, 0), segments=14) for x, y in plan[[5, 15, 25, 35]] * 0.9]
        if maybe(rng):
            parts += [rod([[x, 0, h], [0.5 * x, 0, h + 8], [0, 0, h + 11]], 0.8, 10) for x in (-0.4 * w, 0.4 * w)]
    if kind in ("case", "wall") and maybe(rng, 0.4):
        parts += [bolt((s * (w / 2 - t / 2), -d / 2, float(z) + t / 2), 0.55 * t) for s in (-1, 1) for z in levels]
    return grounded(parts)


FAMILIES = (
    Family("cabinet", "06-04", ("Cabinet", "Sideboard", "Wardrobe", "Nightstand", "Storage cabinet"), build_cabinet),
    Family("drawers", "06-04", ("Chest of drawers", "Dresser", "Drawer unit", "Storage chest"), build_drawers),
    Family("shelf", "06-04", ("Shelf", "Bookcase", "Shelving unit", "Display rack"), build_shelf),
)
