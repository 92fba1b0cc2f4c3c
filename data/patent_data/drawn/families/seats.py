"""Families of seats beside chairs: stools and benches (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import legs, pedestal, sled, star_base, stretchers
from patent_data.drawn.families.seat_parts import chair_back, seat_outline, seat_parts
from patent_data.drawn.families.shaping import (
    blade,
    cushion,
    flat_ring,
    grounded,
    hoop,
    oval,
    slanted,
    smooth,
    turned_lines,
)
from patent_data.drawn.solids import Part, box, cylinder, extrude, revolve, tube


def round_seat(rng: Rng, r: float, z: float) -> list[Part]:
    """A round stool seat whose underside is at z: wood, tractor-like, padded, with a ring or buttons."""
    kind = pick(rng, "wood", "hollow", "padded", "drum")
    if kind == "wood":
        rim = [(r - 1, z), (r, z + 1), (r, z + 2.4), (r - 0.8, z + 3.2), (0, z + 3.2)]
        return [revolve(rim).with_(strokes=(flat_ring(0.7 * r, z + 3.25, kind="light"),) if maybe(rng) else ())]
    if kind == "hollow":
        return [
            revolve([(0.5 * r, z), (r - 0.5, z + 2), (r, z + 3), (r - 1, z + 3.6), (0.6 * r, z + 2.8), (0, z + 2.4)])
        ]
    h = between(rng, 5, 9) if kind == "padded" else between(rng, 9, 15)
    side = [
        (r - 0.8, z),
        (r, z + 0.8),
        (r, z + h - 2),
        *smooth([(r, z + h - 2), (0.93 * r, z + h), (0.5 * r, z + h + 0.8)], 8),
        (0, z + h + 1),
    ]
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
        for level in (0.3, 0.36) if maybe(rng) else (0.32,):
            wide = half + 2 * splay * (1 - level)
            under += stretchers(pick(rng, "box", "H", "cross"), wide, wide, level * z, 0.6 * leg_r)
    elif base == "three":
        under = []
        for k in range(3):
            a = np.radians(90 + 120 * k)
            ray = np.array([np.cos(a), np.sin(a)])
            under.append(
                slanted(
                    oval(1.5 * leg_r, 1.5 * leg_r, n=16) + ray * (0.6 * r + splay),
                    oval(2 * leg_r, 2 * leg_r, n=16) + ray * 0.6 * r,
                    0,
                    z + 0.5,
                )
            )
        level = between(rng, 0.2, 0.45)
        wide = 0.6 * r + splay * (1 - level)
        under.append(hoop(wide, wide, 0.8, level * z))
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
            back = [
                blade(1.6 * r, 0.5 * tall, 1.8, 0.5 * r, 0.1).moved(y=0.4, z=0.5 * tall),
                *(tube([[x, -1, -1], [x, 0.5, 0.75 * tall]], 0.9) for x in (-0.4 * r, 0.4 * r)),
            ]
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
        parts += [
            box(
                w,
                step * between(rng, 0.75, 0.9),
                t,
                at=(0, -d / 2 + (k + 0.5) * step, z),
                radius=0.8 if rounded else 0.0,
            )
            for k in range(count)
        ]
    else:
        parts.append(box(w, d, t, at=(0, 0, z), radius=2.0))
        if kind != "board":
            pad = cushion(w - 2, d - 2, between(rng, 5, 10), corner=0.1, crown=0.08).moved(z=z + t)
            parts.append(pad)
            top = float(pad.vertices[:, 2].max())
            if kind == "tufted":
                parts += [
                    cylinder(1.1, 1.0, at=(x, y, top - 0.9), segments=12)
                    for x in np.linspace(-0.4, 0.4, whole(rng, 4, 7)) * w
                    for y in (-0.2 * d, 0.2 * d)
                ]
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
        end = np.array(
            [(-0.5, 0), (-0.38, 0), (-0.3, 0.45), (0, 0.62), (0.3, 0.45), (0.38, 0), (0.5, 0), (0.46, 1), (-0.46, 1)]
        ) * (d, z)
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
                parts += [
                    box(5, d + 4, 3, at=(x, 0, z + 22), radius=1.2),
                    box(4, 4, 23 + 0.2 * z, at=(x, -0.4 * d, 0.8 * z)),
                ]
    return grounded([*parts, *disclaimed(rng, under)])


FAMILIES = (
    Family("stool", "06-01", ("Stool", "Bar stool", "Counter stool", "Seat"), build_stool),
    Family("bench", "06-01", ("Bench", "Garden bench", "Park bench", "Seating bench"), build_bench),
)
