"""The family of floor lamps (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import pedestal
from patent_data.drawn.families.lighting_parts import (
    shade,
)
from patent_data.drawn.families.shaping import grounded, hoop, lifted, oval, rod
from patent_data.drawn.solids import Part, cylinder, revolve, rotated, stroke, tube


def light_column(rng: Rng, h: float) -> list[Part]:
    """A glowing column on a drum."""
    w = between(rng, 12, 20)
    body, tall = shade(rng, "cylinder", w, 8)
    body = [part.scaled(1, 1, 0.8 * h / tall).moved(z=8 * (1 - 0.8 * h / tall)) for part in body]
    lines = [
        stroke(lifted(oval(1.42 * w, 1.42 * w), z), closed=True) for z in np.linspace(0.2, 0.7, whole(rng, 1, 5)) * h
    ]
    return grounded(
        [body[0].with_strokes(*lines), *body[1:], cylinder(0.62 * w, 8.5), cylinder(0.75 * w, 2, at=(0, 0, -1))]
    )


def tripod(rng: Rng, h: float, r: float) -> list[Part]:
    """Three wooden legs and their hub."""
    hub = between(rng, 0.72, 0.86) * h
    spread = between(rng, 24, 36)
    wood = between(rng, 1.2, 2.2)
    parts = [
        tube(
            [[spread * np.cos(a), spread * np.sin(a), 1], [2.5 * np.cos(a), 2.5 * np.sin(a), hub + 4]],
            [0.8 * wood, wood],
            segments=12,
        )
        for a in np.radians((90, 210, 330))
    ]
    parts += [cylinder(4.2, 5, at=(0, 0, hub), segments=28), cylinder(r, h - hub, at=(0, 0, hub), segments=14)]
    if maybe(rng):
        level = between(rng, 0.25, 0.45)
        k = spread + (2.5 - spread) * level
        parts.append(hoop(k, k, 0.6, level * hub) if maybe(rng) else cylinder(k * 1.25, 2, at=(0, 0, level * hub)))
    return parts


def arc_lamp(rng: Rng, h: float, r: float, size: float) -> list[Part]:
    """A shade at the end of a long bow."""
    reach = between(rng, 70, 110)
    parts = [
        *pedestal(rng, 30, 1.6 * r, 18, ("disc", "plate", "dome")),
        rod(
            [
                [0, 0, 4],
                [0, 0, 0.55 * h],
                [0.14 * reach, 0, 0.9 * h],
                [0.5 * reach, 0, 1.15 * h],
                [0.88 * reach, 0, 1.06 * h],
                [reach, 0, 0.86 * h],
            ],
            r,
            44,
        ),
    ]
    body, tall = shade(rng, pick(rng, "dome", "drum", "globe", "cone", "bell", "disc"), size, 0.0)
    return grounded([*parts, *(part.moved(x=reach, z=0.88 * h - tall) for part in body)])


def lamp_tree(rng: Rng, h: float) -> list[Part]:
    """Several small shades round the head of a pole."""
    parts: list[Part] = []
    n = whole(rng, 2, 5)
    for k in range(n):
        reach, z = between(rng, 10, 26), h * (0.98 - 0.1 * k)
        head, tall = shade(rng, pick(rng, "cone", "globe", "bell", "dome"), between(rng, 7, 11), 0, 14)
        head = [part.moved(z=-tall).rotated("y", pick(rng, -30.0, -60.0, 160.0)) for part in head]
        turn = 360 * k / n + 30
        arm = [
            rod([[0, 0, z - 8], [0.5 * reach, 0, z - 4], [reach, 0, z + 1]], 0.7, 14, 8),
            *(part.moved(x=reach, z=z) for part in head),
        ]
        parts += rotated(arm, "z", turn)
    return parts


def build_floor_lamp(rng: Rng) -> list[Part]:
    """A standard lamp: pole or tripod, arc, reading arm, tray, shade or several heads."""
    h, r = between(rng, 125, 165), between(rng, 1.0, 2.0)
    kind = pick(rng, "pole", "pole", "tripod", "arc", "tree", "column")
    size = between(rng, 17, 28)
    if kind == "column":
        return light_column(rng, h)
    if kind == "tripod":
        parts = tripod(rng, h, r)
    elif kind == "arc":
        return arc_lamp(rng, h, r, size)
    else:
        parts = pedestal(
            rng,
            h,
            r,
            between(rng, 12, 18),
            ("disc", "dome", "plate", "toes", "trumpet") if kind == "pole" else ("disc", "plate", "dome"),
        )
        if maybe(rng, 0.4):
            parts += [
                revolve([(1.6 * r, -1), (2.2 * r, 0), (1.6 * r, 1)], at=(0, 0, z))
                for z in np.linspace(0.25, 0.75, whole(rng, 1, 3)) * h
            ]
        if maybe(rng, 0.2):
            parts.append(cylinder(16, 1.4, at=(0, 0, 0.42 * h)))
    if kind == "tree":
        return grounded([*parts, *lamp_tree(rng, h)])
    name = pick(rng, "cone", "drum", "empire", "bell", "pleated", "dome", "bowl", "globe", "tier")
    body, tall = shade(rng, name, size * (0.6 if name == "globe" else 1.0), 0.0)
    z = h - 0.4 if name in ("bowl", "globe") else h - 0.8 * tall
    parts += disclaimed(rng, [part.moved(z=z) for part in body], 0.08)
    if maybe(rng, 0.25):
        parts += [
            rod([[0, 0, 0.62 * h], [8, 0, 0.66 * h], [18, 0, 0.7 * h], [24, 0, 0.66 * h]], 0.6, 24, 8),
            *(p.rotated("y", 20).moved(x=24, z=0.6 * h) for p in shade(rng, "cone", 7, 0)[0]),
        ]
    return grounded(parts)


FAMILIES = (Family("floor_lamp", "26-05", ("Floor lamp", "Standard lamp", "Standing lamp"), build_floor_lamp),)
