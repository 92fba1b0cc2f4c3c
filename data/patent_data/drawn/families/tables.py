"""Families of tables: dining and side tables, coffee tables, desks (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import (
    PULLS,
    front_panel,
    legs,
    pedestal,
    pull,
    sled,
    stretchers,
    wood_lines,
)
from patent_data.drawn.families.shaping import bolt, grounded, hoop, layered, lifted, oval, rod, slanted
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, stroke, tube


def top_outline(rng: Rng, w: float, d: float, organic: bool = False) -> Array:
    """The plan of a table top."""
    kind = pick(rng, "rectangle", "rounded", "oval", "boat", *(("pebble", "pebble") if organic else ()))
    if kind == "oval":
        return oval(w, d, between(rng, 2.0, 3.0), 48)
    if kind == "pebble":
        angles = np.radians(np.arange(7) * 360 / 7)
        reach = rng.uniform(0.75, 1.05, 7)
        return spline(
            np.column_stack([np.cos(angles) * reach * w / 2, np.sin(angles) * reach * d / 2]), closed=True, n=48
        )
    if kind == "boat":
        return oval(w, d, between(rng, 4.0, 7.0), 48)
    return rounded_rectangle(w, d, 1.5 if kind == "rectangle" else between(rng, 0.1, 0.3) * min(w, d), n=6)


def table_top(rng: Rng, outline: Array, z: float, t: float) -> Part:
    """A table top whose underside is at z, with one of several edges; some are of glass or boards."""
    edge = pick(rng, "square", "bullnose", "under", "ogee")
    profile = {
        "square": [(0.0, 0.0), (0.0, 1.0)],
        "bullnose": [(0.4, 0.0), (0.1, 0.15), (0.0, 0.5), (0.1, 0.85), (0.4, 1.0)],
        "under": [(1.6, 0.0), (0.0, 0.75), (0.0, 1.0)],
        "ogee": [(1.0, 0.0), (1.0, 0.3), (0.2, 0.5), (0.0, 0.6), (0.0, 0.85), (0.3, 1.0)],
    }[edge]
    part = layered(outline, [(inset * t, z + level * t) for inset, level in profile])
    w, d = np.ptp(outline, axis=0)
    finish = pick(rng, "plain", "plain", "boards", "glass", "inlay")
    if finish == "boards":
        inner = wood_lines(rng, 0.98 * w, 0.98 * d, z + t)
        kept = [clipped(line, outline * 0.99) for line in inner]
        return part.with_(strokes=tuple(line for line in kept if line is not None))
    if finish == "inlay":
        rings = [stroke(lifted(outline * s, z + t + 0.05), closed=True) for s in (0.86, 0.84)]
        return part.with_(strokes=tuple(rings[: whole(rng, 1, 2)]))
    return part.with_(surface="glass" if finish == "glass" else "plain")


def clipped(line: Stroke, outline: Array) -> Stroke | None:
    """The piece of a joint along x that lies inside an outline."""
    y = float(line.points[0, 1])
    after = np.roll(outline, -1, axis=0)
    crossing = (outline[:, 1] - y) * (after[:, 1] - y) < 0
    if crossing.sum() < 2:
        return None
    a, b = outline[crossing], after[crossing]
    x = a[:, 0] + (b[:, 0] - a[:, 0]) * (y - a[:, 1]) / (b[:, 1] - a[:, 1])
    return stroke([[x.min(), y, line.points[0, 2]], [x.max(), y, line.points[0, 2]]])


def trestle(rng: Rng, w: float, d: float, h: float, r: float) -> list[Part]:
    """Two end frames, shaped like A, X, I or a slab, with a beam between them."""
    kind = pick(rng, "A", "X", "I", "slab", "U")
    ends: list[Part] = []
    bar = np.array([(-r, -1.4 * r), (r, -1.4 * r), (r, 1.4 * r), (-r, 1.4 * r)])
    for x in (-w / 2, w / 2):
        if kind in ("A", "X"):
            for s in (-1, 1):
                foot, head = (0.5, 0.1) if kind == "A" else (0.5, -0.5)
                ends.append(slanted(bar + np.array((x, s * foot * d)), bar + np.array((x, s * head * d)), 0, h))
            ends.append(box(2 * r, 0.8 * d, 3, at=(x, 0, h - 3)))
        elif kind == "I":
            ends += [
                box(2.4 * r, 0.35 * d, h, at=(x, 0, 0)),
                box(2.4 * r, d, 5, at=(x, 0, 0), radius=1),
                box(2.4 * r, 0.8 * d, 4, at=(x, 0, h - 4)),
            ]
        elif kind == "slab":
            ends.append(box(1.6 * r, d, h, at=(x, 0, 0)))
        else:
            ends += [box(2 * r, 2 * r, h, at=(x, y, 0)) for y in (-0.45 * d, 0.45 * d)]
            ends.append(box(2 * r, 0.9 * d + 2 * r, 2 * r, at=(x, 0, 0)))
    if maybe(rng, 0.7):
        ends.append(box(w, 3, between(rng, 6, 12), at=(0, 0, between(rng, 0.2, 0.75) * h)))
        ends += (
            [
                bolt((s * (w / 2 + r + 0.1), 0, 0.3 * h), 1.2).rotated("z", s * 90, (s * (w / 2 + r + 0.1), 0, 0))
                for s in (-1, 1)
            ]
            if maybe(rng)
            else []
        )
    return ends


def build_table(rng: Rng) -> list[Part]:
    """A dining or side table: a top on legs, trestles, sleds or one or two columns."""
    z = between(rng, 68, 76)
    shape = pick(rng, "long", "long", "square")
    w = between(rng, 120, 220) if shape == "long" else between(rng, 55, 110)
    d = between(rng, 75, 105) if shape == "long" else w * between(rng, 0.9, 1.0)
    t = between(rng, 1.8, 5.0)
    outline = top_outline(rng, w, d)
    parts = [table_top(rng, outline, z - t, t)]
    base = pick(rng, "legs", "legs", "legs", "trestle", "sled", "column")
    corner = 0.72 if np.hypot(*outline[np.argmax(outline.sum(axis=1))]) < 0.46 * np.hypot(w, d) else 0.88
    lw, ld, r = corner * w, corner * d - 4, between(rng, 2.2, 4.5)
    if base == "legs":
        kind = pick(rng, "square", "taper", "round", "cone", "turned", "hairpin", "cabriole", "plank")
        under = legs(rng, kind, lw, ld, z - t, r, between(rng, 0, 6) if kind not in ("turned", "cabriole") else 0)
        if kind not in ("hairpin", "plank") or maybe(rng):
            a = between(rng, 5, 11)
            under += [box(lw, 2.2, a, at=(0, s * ld / 2, z - t - a)) for s in (-1, 1)]
            under += [box(2.2, ld, a, at=(s * lw / 2, 0, z - t - a)) for s in (-1, 1)]
        if maybe(rng, 0.3) and kind in ("square", "taper"):
            under += stretchers(pick(rng, "box", "H", "cross"), lw, ld, between(rng, 10, 25), 0.6 * r)
        if maybe(rng, 0.3) and kind in ("square", "taper", "turned"):
            under += front_panel(0.4 * lw, a - 1, (0, -ld / 2, z - t - a / 2), "plain", 2.0)
            under += pull(pick(rng, "knob", "round", "ring"), (0, -ld / 2 - 2, z - t - a / 2), 8)
    elif base == "trestle":
        under = trestle(rng, 0.66 * w, 0.8 * ld, z - t, between(rng, 2, 4))
    elif base == "sled":
        under = sled(lw - 6, ld - 2, z - t, between(rng, 1.6, 3.0))
    elif shape == "long" and maybe(rng, 0.7):
        state = rng.bit_generator.state
        under = []
        for x in (-0.28 * w, 0.28 * w):
            rng.bit_generator.state = state
            under += [part.moved(x=x) for part in pedestal(rng, z - t, 5, 0.4 * d)]
        under.append(box(0.56 * w, 4, 8, at=(0, 0, 0.3 * z)))
    else:
        under = pedestal(rng, z - t, between(rng, 3, 6), between(rng, 0.24, 0.36) * w)
    return grounded([*parts, *disclaimed(rng, under)])


def build_coffee_table(rng: Rng) -> list[Part]:
    """A low table: organic or plain top, sometimes with a lower shelf, drum, block or bent base."""
    z, w = between(rng, 30, 48), between(rng, 60, 130)
    d = w * between(rng, 0.45, 1.0)
    t = between(rng, 1.5, 6)
    outline = top_outline(rng, w, d, organic=True)
    parts = [table_top(rng, outline, z - t, t)]
    base = pick(rng, "legs", "legs", "sled", "column", "block", "wave", "cage", "three")
    r = between(rng, 1.4, 3.2)
    if base == "legs":
        kind = pick(rng, "square", "taper", "round", "cone", "turned", "hairpin", "plank", "cabriole")
        under = legs(rng, kind, 0.6 * w, 0.6 * d, z - t, r, between(rng, 1, 6) if kind != "turned" else 0)
        if maybe(rng):
            under.append(layered(outline * (0.68, 0.68), [(0, 0.3 * z), (0, 0.3 * z + 1.8)]))
    elif base == "sled":
        under = sled(0.66 * w, 0.6 * d, z - t, r)
    elif base == "column":
        under = pedestal(rng, z - t, between(rng, 3, 8), 0.3 * min(w, d))
    elif base == "block":
        under = [
            layered(outline * between(rng, 0.5, 0.85), [(0, 3), (0, z - t)]),
            layered(outline * 0.45, [(0, 0), (0, 3)]),
        ]
        half = np.ptp(under[0].vertices[:, 1]) / 2
        if maybe(rng, 0.6):
            under += front_panel(0.4 * w, 0.5 * z, (0, -half + 0.5, 0.5 * z), pick(rng, "plain", "grooves", "frame"))
            under += pull(pick(rng, *PULLS), (0, -half - 1.5, 0.55 * z), 8)
    elif base == "wave":
        x = np.linspace(-1, 1, 25)
        line = np.column_stack([x * 0.4 * w, np.sin(x * np.pi * whole(rng, 1, 2)) * 0.25 * d])
        rings = np.vstack([line + np.array((0, 1.2)), line[::-1] - (0, 1.2)])
        under = [extrude(rings, z - t, axis="z")]
    elif base == "cage":
        top_r, foot_r, n = 0.36 * min(w, d), between(rng, 0.2, 0.36) * min(w, d), whole(rng, 10, 22)
        under = [hoop(k, k, 0.6, level) for k, level in ((foot_r, 0.6), (top_r, z - t - 0.6))]
        for a in np.arange(n) * 2 * np.pi / n:
            ray = np.array([np.cos(a), np.sin(a)])
            waist = 0.7 * min(top_r, foot_r)
            under.append(rod([[*(ray * foot_r), 0.6], [*(ray * waist), 0.5 * z], [*(ray * top_r), z - t]], 0.4, 8, 6))
    else:
        under = []
        for a in np.radians((90, 210, 330)):
            ray = np.array([np.cos(a), np.sin(a)]) * min(w, d)
            under.append(
                slanted(oval(1.6 * r, 1.6 * r, n=16) + ray * 0.42, oval(2 * r, 2 * r, n=16) + ray * 0.3, 0, z - t)
            )
    return grounded([*parts, *disclaimed(rng, under)])


def build_desk(rng: Rng) -> list[Part]:
    """A writing or standing desk: drawer blocks, legs or lifting columns, modesty panel, hutch."""
    w, d, z = between(rng, 100, 180), between(rng, 55, 80), between(rng, 72, 78)
    t = between(rng, 1.8, 4)
    outline = rounded_rectangle(w, d, pick(rng, 0.8, 3.0, 8.0), n=4)
    parts = [table_top(rng, outline, z - t, t)]
    handle, style = pick(rng, *PULLS), pick(rng, "plain", "plain", "frame", "raised", "grooves")
    blocks = pick(rng, (), (-1,), (1,), (-1, 1))
    bw = between(rng, 32, 46)
    under: list[Part] = []
    for side in blocks:
        x = side * (w / 2 - bw / 2 - 2)
        low = pick(rng, 0.0, 6.0, 0.55 * z)
        h = z - t - low
        under.append(box(bw, d - 8, h, at=(x, 2, low)))
        rows = whole(rng, 2, 4) if h > 50 else whole(rng, 1, 2)
        for k in range(rows):
            mid = low + (k + 0.5) * h / rows
            under += front_panel(bw - 1.6, h / rows - 1.2, (x, -d / 2 + 6, mid), style)
            under += pull(handle, (x, -d / 2 + 4, mid + (0.2 * h / rows if handle == "slot" else 0)), 0.32 * bw)
    free = [s for s in (-1, 1) if s not in blocks]
    base = pick(rng, "legs", "panel", "column", "sled")
    if base == "column" and not blocks:
        for s in (-1, 1):
            x = s * 0.36 * w
            under += [
                box(7, 0.9 * d, 3, at=(x, 0, 0), radius=1.4),
                box(8, 5, 0.5 * z, at=(x, 0, 2)),
                box(6.4, 4, z - t - 2, at=(x, 0, 2)),
                box(5, 0.8 * d, 3, at=(x, 0, z - t - 3)),
            ]
        under.append(box(0.72 * w, 4, 3, at=(0, 0, z - t - 5)))
        under.append(box(9, 3, 1.4, at=(0.3 * w, -d / 2 + 3, z - t - 1.5)))
    elif base == "panel" and free:
        under += [box(2.5, d - 5, z - t, at=(s * (w / 2 - 4), 0, 0)) for s in free]
    else:
        kind = pick(rng, "square", "taper", "round", "cone", "hairpin", "turned")
        under += legs(rng, kind, w - 10, d - 12, z - t, between(rng, 1.8, 3.2))
        under += [box(w - 10, 2, 8, at=(0, y, z - t - 8)) for y in (-d / 2 + 6, d / 2 - 6)]
        if base == "sled":
            under += [box(3, d - 8, 3, at=(s * (w / 2 - 5), 0, 0)) for s in (-1, 1)]
    if blocks and min(float(p.vertices[:, 2].min()) for p in under) > 1:
        under += legs(rng, pick(rng, "square", "taper", "cone"), w - 10, d - 14, z - t, 2.0)
    if maybe(rng, 0.4):
        under.append(box(w - 12, 1.6, between(rng, 20, 50), at=(0, 0.32 * d, z - t - 50)))
    if maybe(rng, 0.35):
        hh, hd = between(rng, 18, 45), 22.0
        y = d / 2 - hd / 2 - 1
        parts += [
            box(w - 4, hd, 1.8, at=(0, y, z + hh)),
            *(box(1.8, hd, hh, at=(x, y, z)) for x in np.linspace(-w / 2 + 3, w / 2 - 3, whole(rng, 2, 5))),
        ]
        if maybe(rng):
            parts.append(box(w - 4, 1.0, hh, at=(0, d / 2 - 1.5, z)))
    if maybe(rng, 0.4):
        x = pick(rng, -0.4, 0.0, 0.4) * w
        grommet = cylinder(3.2, 0.4, at=(x, 0.34 * d, z), segments=24)
        parts += [grommet, tube(lifted(oval(5, 5, n=24), 0.4), 0.25, closed=True, segments=6).moved(x, 0.34 * d, z)]
    return grounded([*parts, *disclaimed(rng, under)])


FAMILIES = (
    Family("table", "06-03", ("Table", "Dining table", "Side table", "Bistro table"), build_table),
    Family(
        "coffee_table", "06-03", ("Coffee table", "Cocktail table", "Low table", "Occasional table"), build_coffee_table
    ),
    Family("desk", "06-03", ("Desk", "Writing desk", "Standing desk", "Workstation"), build_desk),
)
