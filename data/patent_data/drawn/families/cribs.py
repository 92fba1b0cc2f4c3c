"""The family of cribs and bassinets (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick
from patent_data.drawn.families.furniture_parts import caster, front_panel, legs, pull
from patent_data.drawn.families.shaping import cushion, grounded, layered, lifted, oval, rod
from patent_data.drawn.solids import Part, box, cylinder, extrude, revolve, tube


def build_crib(rng: Rng) -> list[Part]:
    """A cot with bars round it, or a round bassinet; sometimes rockers, casters or a drawer."""
    w, d, h = between(rng, 110, 140), between(rng, 58, 74), between(rng, 72, 98)
    low = between(rng, 0.15, 0.35) * h
    parts: list[Part] = []
    gap = between(rng, 7, 10.5)
    bar_r = between(rng, 0.8, 1.3)
    flat = maybe(rng)
    if maybe(rng, 0.25):
        plan = oval(w, d * 1.1, between(rng, 2.0, 2.6), 40)
        bars = [cylinder(bar_r, h - low, at=(x, y, low), segments=8) for x, y in plan * 0.97]
        section = rounded_rectangle(2.6, 5.0, 0.8, n=2)
        rims = [tube(lifted(plan * 0.97, z), 1.0, section=section, closed=True) for z in (low + 2, h - 2)]
        pad = layered(plan * 0.93, [(1, low + 4), (0, low + 6), (0, low + 12), (2, low + 14)]).with_(surface="textile")
        return grounded(
            [*bars, *rims, pad, *legs(rng, pick(rng, "cone", "round", "taper"), 0.6 * w, 0.6 * d, low + 1, 2.2, 5)]
        )
    r = between(rng, 2.2, 3.5)
    post_h = h + between(rng, -1, 8)
    posts = [(x, y) for x in (-w / 2, w / 2) for y in (-d / 2, d / 2)]
    for x, y in posts:
        parts.append(box(2 * r, 2 * r, post_h, at=(x, y, 0), radius=pick(rng, 0.0, 1.0)))
        if post_h > h + 3:
            parts.append(
                revolve([(r * 0.6, 0), (r * 1.1, r), (r * 0.7, 2 * r), (0, 2.3 * r)], at=(x, y, post_h), segments=16)
            )
    solid_ends = maybe(rng, 0.4)
    for y in (-d / 2, d / 2):
        parts += [box(w, 3, 5, at=(0, y, h - 6), radius=1), box(w, 3, 6, at=(0, y, low))]
        xs = np.linspace(-w / 2, w / 2, int(w / gap) + 1)[1:-1]
        parts += [
            box(2.6, 1, h - low - 6, at=(x, y, low + 3))
            if flat
            else cylinder(bar_r, h - low - 6, at=(x, y, low + 3), segments=8)
            for x in xs
        ]
    for x in (-w / 2, w / 2):
        if solid_ends:
            crest = np.column_stack(
                [
                    np.linspace(-d / 2, d / 2, 15),
                    h + between(rng, 0, 1) + between(rng, 0, 9) * np.cos(np.linspace(-np.pi / 2, np.pi / 2, 15)),
                ]
            )
            parts.append(extrude(np.vstack([[[-d / 2, low], [d / 2, low]], crest[::-1]]), 2.5, axis="x", at=(x, 0, 0)))
            continue
        parts += [box(3, d, 5, at=(x, 0, h - 6)), box(3, d, 6, at=(x, 0, low))]
        parts += [
            box(1, 2.6, h - low - 6, at=(x, y, low + 3))
            if flat
            else cylinder(bar_r, h - low - 6, at=(x, y, low + 3), segments=8)
            for y in np.linspace(-d / 2, d / 2, int(d / gap) + 1)[1:-1]
        ]
    parts.append(cushion(w - 6, d - 6, 12, corner=0.06, crown=0.05).moved(z=low + 3))
    extra = pick(rng, "none", "casters", "rockers", "drawer", "shelf")
    if extra == "casters":
        parts += [part for x, y in posts for part in caster((x, y, -8), 2.8, 40)]
    elif extra == "rockers":
        for x in (-w / 2, w / 2):
            parts.append(
                rod([[x, -0.62 * d, 6], [x, -0.35 * d, 1], [x, 0, -1], [x, 0.35 * d, 1], [x, 0.62 * d, 6]], 1.8)
            )
    elif extra == "drawer":
        parts += [
            box(w - 6, d - 5, low - 8, at=(0, 0, 5)),
            *front_panel(w - 8, low - 10, (0, -d / 2 + 2.5, low / 2 + 1), "plain"),
        ]
        parts += pull("knob", (-0.25 * w, -d / 2 + 0.5, low / 2), 6) + pull(
            "knob", (0.25 * w, -d / 2 + 0.5, low / 2), 6
        )
    elif extra == "shelf":
        parts.append(box(w, d, 2, at=(0, 0, 0.3 * low)))
    return grounded(parts)


FAMILIES = (Family("crib", "06-02", ("Crib", "Baby crib", "Cot", "Toddler bed", "Bassinet"), build_crib),)
