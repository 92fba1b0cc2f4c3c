"""Families of seats beside chairs: stools, benches, sofas, armchairs (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.chairs import chair_back, seat_outline, seat_parts
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import legs, pedestal, sled, star_base, stretchers
from patent_data.drawn.families.shaping import (
    blade,
    cushion,
    flat_ring,
    grounded,
    hoop,
    layered,
    oval,
    puffed,
    rod,
    slanted,
    smooth,
    turned_lines,
    uprights,
)
from patent_data.drawn.solids import Part, box, cylinder, extrude, loft, revolve, stroke, tube


def round_seat(rng: Rng, r: float, z: float) -> list[Part]:
    """A round stool seat whose underside is at z: wood, tractor-like, padded, with a ring or buttons."""
    kind = pick(rng, "wood", "hollow", "padded", "drum")
    if kind == "wood":
        rim = [(r - 1, z), (r, z + 1), (r, z + 2.4), (r - 0.8, z + 3.2), (0, z + 3.2)]
        return [revolve(rim).with_(strokes=(flat_ring(0.7 * r, z + 3.25, kind="light"),) if maybe(rng) else ())]
    if kind == "hollow":
        return [revolve([(0.5 * r, z), (r - 0.5, z + 2), (r, z + 3), (r - 1, z + 3.6), (0.6 * r, z + 2.8), (0, z + 2.4)])]
    h = between(rng, 5, 9) if kind == "padded" else between(rng, 9, 15)
    side = [(r - 0.8, z), (r, z + 0.8), (r, z + h - 2), *smooth([(r, z + h - 2), (0.93 * r, z + h), (0.5 * r, z + h + 0.8)], 8),
            (0, z + h + 1)]
    pad = revolve(side).with_(surface="textile")
    marks = turned_lines(np.array(side[1:3]), whole(rng, 8, 20)) if maybe(rng, 0.3) else ()
    top = (flat_ring(0.93 * r, z + h + 0.05),)
    parts = [pad.with_(strokes=marks + top)]
    if maybe(rng):
        parts.append(hoop(r + 0.1, r + 0.1, 0.5, z + between(rng, 0.5, 2.0)))
    if maybe(rng, 0.3):
        parts.append(cylinder(1.0, 0.8, at=(0, 0, z + h + 0.6), segments=16))
    return parts


def build_stool(rng: Rng) -> list[Part]:
    """A low or bar stool: round or square seat, legs or column, foot ring, sometimes a low back."""
    z = pick(rng, between(rng, 38, 48), between(rng, 58, 78))
    r = between(rng, 14, 20)
    base = pick(rng, "four", "four", "three", "pedestal", "star", "sled", "square")
    parts: list[Part] = []
    if base == "square":
        seat, t = seat_parts(rng, seat_outline(rng, 2 * r, 1.8 * r), z)
        parts += seat
    else:
        parts += round_seat(rng, r, z)
        t = 5.0
    leg_r, splay = between(rng, 1.1, 1.9), between(rng, 2, 8)
    if base in ("four", "square"):
        kind = pick(rng, "round", "cone", "taper", "square", "turned")
        half = 1.15 * r
        splay = 0.0 if kind == "turned" else splay
        under = legs(rng, kind, half, half, z + 0.5, leg_r, splay)
        for level in ((0.3, 0.36) if maybe(rng) else (0.32,)):
            wide = half + 2 * splay * (1 - level)
            under += stretchers(pick(rng, "box", "H", "cross"), wide, wide, level * z, 0.6 * leg_r)
    elif base == "three":
        under = []
        for k in range(3):
            a = np.radians(90 + 120 * k)
            ray = np.array([np.cos(a), np.sin(a)])
            under.append(slanted(oval(1.5 * leg_r, 1.5 * leg_r, n=16) + ray * (0.6 * r + splay),
                                 oval(2 * leg_r, 2 * leg_r, n=16) + ray * 0.6 * r, 0, z + 0.5))
        level = between(rng, 0.2, 0.45)
        under.append(hoop(*(2 * [0.6 * r + splay * (1 - level)]), 0.8, level * z))
    elif base == "sled":
        under = sled(1.3 * r, 1.4 * r, z, 1.1)
    else:
        if base == "star":
            under = star_base(rng, 5, 1.35 * r, z, maybe(rng))
        else:
            under = pedestal(rng, z, between(rng, 2.0, 3.2), between(rng, 1.0, 1.3) * r)
        if z > 55 and maybe(rng, 0.8):
            ring_r = between(rng, 0.7, 1.0) * r
            level = between(rng, 0.3, 0.42) * z
            under.append(hoop(ring_r, ring_r, 0.9, level))
            under += [tube([[-ring_r, 0, level], [ring_r, 0, level]], 0.6), cylinder(3.2, 4, at=(0, 0, level - 2))]
    if maybe(rng, 0.3):
        tall = between(rng, 14, 30)
        if maybe(rng):
            back = [blade(1.6 * r, 0.5 * tall, 1.8, 0.5 * r, 0.1).moved(y=0.4, z=0.5 * tall),
                    *(tube([[x, -1, -1], [x, 0.5, 0.75 * tall]], 0.9) for x in (-0.4 * r, 0.4 * r))]
        else:
            back = chair_back(rng, 1.5 * r, tall)
        parts += [part.rotated("x", -8).moved(y=0.82 * r, z=z + t - 2) for part in back]
    return grounded([*parts, *disclaimed(rng, under)])


def build_bench(rng: Rng) -> list[Part]:
    """A garden, entrance or park bench: slats or a pad, legs or cast ends, with or without back and arms."""
    w, d, z = between(rng, 90, 180), between(rng, 34, 50), between(rng, 38, 46)
    parts: list[Part] = []
    kind = pick(rng, "slats", "slats", "board", "pad", "tufted")
    t = between(rng, 2.5, 4)
    if kind == "slats":
        count = whole(rng, 3, 8)
        step, rounded = d / count, count < 6 and maybe(rng)
        parts += [box(w, step * between(rng, 0.75, 0.9), t, at=(0, -d / 2 + (k + 0.5) * step, z), radius=0.8 if rounded else 0.0)
                  for k in range(count)]
    else:
        parts.append(box(w, d, t, at=(0, 0, z), radius=2.0))
        if kind != "board":
            pad = cushion(w - 2, d - 2, between(rng, 5, 10), corner=0.1, crown=0.08).moved(z=z + t)
            parts.append(pad)
            top = float(pad.vertices[:, 2].max())
            if kind == "tufted":
                parts += [cylinder(1.1, 1.0, at=(x, y, top - 0.9), segments=12)
                          for x in np.linspace(-0.4, 0.4, whole(rng, 4, 7)) * w for y in (-0.2 * d, 0.2 * d)]
    under_kind = pick(rng, "legs", "legs", "sled", "ends", "trestle")
    if under_kind == "legs":
        r = between(rng, 1.8, 3.2)
        leg_kind = pick(rng, "square", "taper", "turned", "hairpin", "cone", "cabriole")
        under = legs(rng, leg_kind, w - 14, d - 9, z + 0.5, r, between(rng, 0, 5) if leg_kind != "turned" else 0.0)
        if maybe(rng):
            under.append(box(w - 14, d - 9, 5, at=(0, 0, z - 5)))
        if maybe(rng, 0.4):
            under += [box(w - 12, 3, 3, at=(0, y, 0.3 * z)) for y in np.linspace(-0.32, 0.32, whole(rng, 1, 5)) * d]
    elif under_kind == "sled":
        under = sled(w - 24, d - 4, z, 1.6)
    elif under_kind == "ends":
        end = np.array([(-0.5, 0), (-0.38, 0), (-0.3, 0.45), (0, 0.62), (0.3, 0.45), (0.38, 0), (0.5, 0), (0.46, 1),
                        (-0.46, 1)]) * (d, z)
        under = [extrude(end, 4, axis="x", at=(x, 0, 0), bevel=0.5) for x in (-0.4 * w, 0.4 * w)]
    else:
        under = [box(4, 0.8 * d, 4, at=(x, 0, 0)) for x in (-0.36 * w, 0.36 * w)]
        under += [box(4, 0.4 * d, z, at=(x, 0, 0)) for x in (-0.36 * w, 0.36 * w)]
        under.append(box(0.75 * w, 3, 8, at=(0, 0, 0.35 * z)))
    if maybe(rng, 0.55):
        h, lean = between(rng, 32, 48), between(rng, 4, 14)
        style = pick(rng, "rails", "slats", "board")
        if style == "rails":
            n = whole(rng, 2, 5)
            back = [box(w, 2.2, 0.62 * h / n, at=(0, 0, 4 + k * (h - 4) / n)) for k in range(n)]
        elif style == "slats":
            back = [box(w, 3, 6, at=(0, 0, h - 6)), box(w, 3, 4, at=(0, 0, 6))]
            back += [box(3.2, 1.5, h - 8, at=(x, 0, 7)) for x in np.arange(-w / 2 + 6, w / 2 - 4, between(rng, 7, 11))]
        else:
            back = [blade(w, h, 2.5, 0, between(rng, 0, 0.3))]
        back += [box(3.5, 3.5, h + 8, at=(x, 2.5, -10)) for x in (-0.46 * w, 0.46 * w)]
        parts += [part.rotated("x", -lean).moved(y=d / 2 - 1, z=z + t) for part in back]
        if maybe(rng, 0.6):
            for x in (-0.47 * w, 0.47 * w):
                parts += [box(5, d + 4, 3, at=(x, 0, z + 22), radius=1.2), box(4, 4, 23 + 0.2 * z, at=(x, -0.4 * d, 0.8 * z))]
    return grounded([*parts, *disclaimed(rng, under)])


def sofa_arm(kind: str, w: float, d: float, h: float) -> list[Part]:
    """One arm of a sofa, centred on x = 0, from y = -d / 2 to d / 2."""
    if kind == "rolled":
        r = 0.62 * w
        path = [[0, -d / 2, h - r], [0, d / 2, h - r]]
        a = np.linspace(0, 2 * np.pi, 21)
        scroll = np.column_stack([0.55 * r * np.cos(a), np.full(21, -d / 2 - 0.1), h - r + 0.55 * r * np.sin(a)])
        roll = tube(path, r, segments=24).with_(surface="textile", strokes=(stroke(scroll),))
        return [box(0.8 * w, 0.97 * d, h - r).with_(surface="textile"), roll]
    if kind == "slope":
        side = np.array([(-d / 2, 0), (d / 2, 0), (d / 2, 1.25 * h), (0.3 * d, 1.12 * h), (0, h), (-d / 2, 0.92 * h)])
        return [extrude(side, w, axis="x", bevel=1.2).with_(surface="textile")]
    if kind == "round":
        return [extrude(oval(w, 2 * h, 2.6), d, axis="y", bevel=1.5, at=(0, 0, 0)).with_(surface="textile")]
    if kind == "frame":
        loop = rounded_rectangle(d - 4, h, 4, n=3) + (0, h / 2 + 1.5)
        return [tube(np.column_stack([np.zeros(len(loop)), loop]), 1.5, closed=True, segments=8)]
    if kind == "pad":
        return [cushion(w, d, h, corner=0.3, crown=0.04)]
    return [box(w, d, h, radius=0.2 * w).with_(surface="textile")]


def upholstered(rng: Rng, seats: int, seat_w: float) -> list[Part]:
    """An upholstered seat for one or more people."""
    w, d, z = seats * seat_w, between(rng, 78, 98), between(rng, 10, 20)
    body, pad = between(rng, 10, 20), between(rng, 10, 17)
    back_h, back_t = between(rng, 72, 95), between(rng, 14, 24)
    arm_kind = pick(rng, "box", "rolled", "slope", "round", "pad", "frame", "none" if seats > 1 else "box")
    arm_w, arm_h = between(rng, 10, 24), between(rng, 52, 64) - z
    inner = d - back_t
    parts: list[Part] = [box(w, d, body, at=(0, 0, z), radius=pick(rng, 0.0, 2.0)).with_(surface="textile")]
    count = pick(rng, seats, seats, 1)
    cushion_w = w / count
    for k in range(count):
        x = -w / 2 + (k + 0.5) * cushion_w
        parts.append(cushion(cushion_w - 0.6, inner + 2, pad, corner=0.08, crown=between(rng, 0.05, 0.2))
                     .moved(x=x, y=-back_t / 2 - 1, z=z + body))
    lean = between(rng, 4, 12)
    rise = back_h - z - body
    crest = between(rng, 0, 0.25) if maybe(rng, 0.3) else 0.0
    rest = [blade(w + 0.5, rise, back_t * 0.6, 0, crest).with_(surface="textile")]
    style = pick(rng, "cushions", "cushions", "channels", "tufted", "plain")
    face = -0.3 * back_t
    if style == "cushions":
        tall = max(rise - pad + between(rng, -4, 6), 20)
        rest += [cushion(cushion_w - 1.2, tall, 0.75 * back_t, corner=0.2, crown=0.25).rotated("x", 90)
                 .moved(x=-w / 2 + (k + 0.5) * cushion_w, y=face, z=pad + tall / 2) for k in range(count)]
    elif style == "channels":
        lines = [stroke([[x, face - 0.1, pad], [x, face - 0.1, rise * 0.96]])
                 for x in np.linspace(-w / 2, w / 2, seats * whole(rng, 3, 7) + 1)[1:-1]]
        rest[0] = rest[0].with_(strokes=tuple(lines))
    elif style == "tufted":
        nx = seats * whole(rng, 3, 4)
        for row, zz in enumerate((0.42, 0.62, 0.82)):
            xs = (np.arange(nx) + (0.5 if row % 2 else 0.25)) / nx * w - w / 2
            rest += [cylinder(1.2, 1.2, at=(x, face - 0.3, zz * rise + 4), axis="y", segments=10) for x in xs]
    parts += [part.rotated("x", -lean).moved(y=d / 2 - back_t * 0.55, z=z + body) for part in rest]
    if arm_kind != "none":
        for s in (-1.0, 1.0):
            arm = sofa_arm(arm_kind, arm_w, d, arm_h)
            shift = s * (w / 2 + (2.0 if arm_kind == "frame" else arm_w / 2))
            parts += [part.moved(x=shift, y=-1, z=0.0 if arm_kind == "frame" else z) for part in arm]
    if maybe(rng, 0.25):
        size = between(rng, 38, 48)
        pillow = puffed(rounded_rectangle(size, size, 2), 13).rotated("x", 70).rotated("z", 12)
        parts.append(pillow.with_(surface="textile").moved(x=-0.3 * w, y=0.05 * d, z=z + body + pad + 0.4 * size))
    kind = pick(rng, "square", "taper", "cone", "round", "cabriole", "plank")
    full = w + (2 * arm_w if arm_kind not in ("none", "frame") else 0)
    under = legs(rng, kind, full - 14, d - 14, z + 0.5, between(rng, 2.0, 3.5), between(rng, 0, 3))
    return grounded([*parts, *disclaimed(rng, under)])


def build_sofa(rng: Rng) -> list[Part]:
    """A sofa for two to four, sometimes with a chaise at one side."""
    seats = pick(rng, 2, 3, 3, 4)
    seat_w = between(rng, 50, 68)
    parts = upholstered(rng, seats, seat_w)
    if maybe(rng, 0.2):
        low = cushion(seat_w, between(rng, 55, 70), between(rng, 30, 40), corner=0.08, crown=0.08)
        y = min(float(part.vertices[:, 1].min()) for part in parts) - float(low.vertices[:, 1].max()) + 12
        parts.append(low.moved(x=pick(rng, -0.5, 0.5) * (seats - 1) * seat_w, y=y))
    return parts


def build_armchair(rng: Rng) -> list[Part]:
    """An upholstered chair for one, or a tub chair whose back runs round."""
    if maybe(rng, 0.65):
        return upholstered(rng, 1, between(rng, 50, 66))
    r, z, rise = between(rng, 34, 42), between(rng, 10, 20), between(rng, 40, 56)
    thick, drop = between(rng, 7, 11), between(rng, 0, 0.4)
    angle = np.radians(np.linspace(-40, 220, 33))
    path = np.column_stack([(r - thick / 2) * np.cos(angle), (r - thick / 2) * np.sin(angle)])
    height = rise * (1 - drop * np.clip(1 - np.sin(angle), 0, 1.2) / 1.2)
    rings = []
    for p, a, top in zip(path, angle, height, strict=True):
        ray = np.array([np.cos(a), np.sin(a)])
        shape = rounded_rectangle(thick, top, 0.4 * thick, n=3) + (0, top / 2)
        rings.append(np.column_stack([p + np.outer(shape[:, 0], ray), shape[:, 1]])[:, :3] + (0, 0, z))
    from_ring = np.array([[*(p * (1 - 0.52 * thick / r)), z + top * 0.96] for p, top in zip(path, height, strict=True)])
    flutes = uprights(r + 0.1, z + 3, z + 0.55 * rise, whole(rng, 14, 30)) if maybe(rng, 0.35) else ()
    tub = np.array(rings)[::-1]
    parts = [loft(tub).with_(surface="textile", strokes=(*flutes, stroke(from_ring)))]
    seat = layered(oval(2 * r - thick, 2 * r - thick, 2.4), [(1, z), (0, z + 4), (0, z + 20), (3, z + 24), (0.8 * r, z + 25)])
    parts.append(seat.with_(surface="textile").moved(y=-2))
    kind = pick(rng, "cone", "taper", "round", "square")
    return grounded([*parts, *disclaimed(rng, legs(rng, kind, 1.2 * r, 1.2 * r, z + 2, between(rng, 1.8, 2.8), 3))])


FAMILIES = (
    Family("stool", "06-01", ("Stool", "Bar stool", "Counter stool", "Seat"), build_stool),
    Family("bench", "06-01", ("Bench", "Garden bench", "Park bench", "Seating bench"), build_bench),
    Family("sofa", "06-01", ("Sofa", "Couch", "Settee", "Loveseat", "Seating furniture"), build_sofa),
    Family("armchair", "06-01", ("Armchair", "Club chair", "Lounge chair", "Upholstered chair"), build_armchair),
)
