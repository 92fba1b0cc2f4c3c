"""Families of upholstered seats: sofas and armchairs (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import legs
from patent_data.drawn.families.shaping import (
    blade,
    cushion,
    grounded,
    layered,
    oval,
    puffed,
    uprights,
)
from patent_data.drawn.solids import Part, box, cylinder, extrude, loft, stroke, tube


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
        loop = rounded_rectangle(d - 4, h, 4, n=3) + np.array((0, h / 2 + 1.5))
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
        parts.append(
            cushion(cushion_w - 0.6, inner + 2, pad, corner=0.08, crown=between(rng, 0.05, 0.2)).moved(
                x=x, y=-back_t / 2 - 1, z=z + body
            )
        )
    lean = between(rng, 4, 12)
    rise = back_h - z - body
    crest = between(rng, 0, 0.25) if maybe(rng, 0.3) else 0.0
    rest = [blade(w + 0.5, rise, back_t * 0.6, 0, crest).with_(surface="textile")]
    style = pick(rng, "cushions", "cushions", "channels", "tufted", "plain")
    face = -0.3 * back_t
    if style == "cushions":
        tall = max(rise - pad + between(rng, -4, 6), 20)
        rest += [
            cushion(cushion_w - 1.2, tall, 0.75 * back_t, corner=0.2, crown=0.25)
            .rotated("x", 90)
            .moved(x=-w / 2 + (k + 0.5) * cushion_w, y=face, z=pad + tall / 2)
            for k in range(count)
        ]
    elif style == "channels":
        lines = [
            stroke([[x, face - 0.1, pad], [x, face - 0.1, rise * 0.96]])
            for x in np.linspace(-w / 2, w / 2, seats * whole(rng, 3, 7) + 1)[1:-1]
        ]
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
        shape = rounded_rectangle(thick, top, 0.4 * thick, n=3) + np.array((0, top / 2))
        rings.append(np.column_stack([p + np.outer(shape[:, 0], ray), shape[:, 1]])[:, :3] + (0, 0, z))
    from_ring = np.array([[*(p * (1 - 0.52 * thick / r)), z + top * 0.96] for p, top in zip(path, height, strict=True)])
    flutes = uprights(r + 0.1, z + 3, z + 0.55 * rise, whole(rng, 14, 30)) if maybe(rng, 0.35) else ()
    tub = np.array(rings)[::-1]
    parts = [loft(tub).with_(surface="textile", strokes=(*flutes, stroke(from_ring)))]
    seat = layered(
        oval(2 * r - thick, 2 * r - thick, 2.4), [(1, z), (0, z + 4), (0, z + 20), (3, z + 24), (0.8 * r, z + 25)]
    )
    parts.append(seat.with_(surface="textile").moved(y=-2))
    kind = pick(rng, "cone", "taper", "round", "square")
    return grounded([*parts, *disclaimed(rng, legs(rng, kind, 1.2 * r, 1.2 * r, z + 2, between(rng, 1.8, 2.8), 3))])


FAMILIES = (
    Family("sofa", "06-01", ("Sofa", "Couch", "Settee", "Loveseat", "Seating furniture"), build_sofa),
    Family("armchair", "06-01", ("Armchair", "Club chair", "Lounge chair", "Upholstered chair"), build_armchair),
)
