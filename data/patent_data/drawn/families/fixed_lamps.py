"""Families of ceiling and wall lamps (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.lighting_parts import (
    fins,
    shade,
    sleeve_lines,
)
from patent_data.drawn.families.shaping import bolt, grounded, layered, lifted, oval, ring, rod
from patent_data.drawn.solids import Part, box, cylinder, revolve, rotated, sphere, stroke


def build_ceiling_lamp(rng: Rng) -> list[Part]:
    """A ceiling light as it hangs, or more often as drawings show it: turned over, its light upwards."""
    parts = ceiling_lamp(rng)
    return grounded(rotated(parts, "x", 180)) if maybe(rng, 0.65) else parts


def panel_light(rng: Rng, r: float) -> list[Part]:
    """A flat ceiling panel with a rim and sometimes a grid."""
    w, d, t = r * between(rng, 1.2, 2.4), r * between(rng, 0.8, 1.4), between(rng, 2, 6)
    plan = rounded_rectangle(w, d, pick(rng, 0.5, 3.0, 8.0), n=6)
    rim = between(rng, 1.0, 2.5)
    body = layered(plan, [(rim, 0.5), (rim - 0.1, 0), (0.2, 0), (0, 0.3), (0, t), (2, t + 0.6)])
    grid = (
        [
            stroke([[x, -0.44 * d, 0.4], [x, 0.44 * d, 0.4]], kind="light")
            for x in np.linspace(-0.42, 0.42, whole(rng, 2, 8)) * w
        ]
        if maybe(rng, 0.4)
        else []
    )
    return grounded([body.with_(strokes=tuple(grid)), box(0.5 * w, 0.4 * d, 1.5, at=(0, 0, t + 0.4))])


def spot_bar(rng: Rng, r: float) -> list[Part]:
    """A bar with two to five turned spots."""
    n, w = whole(rng, 2, 5), r * 2.4
    parts = [box(w, 5, 2.4, radius=pick(rng, 0.5, 2.0))]
    for k in range(n):
        x = (k - (n - 1) / 2) * w / n
        a, b = between(rng, -40, 40), between(rng, -30, 60)
        spot = [
            revolve([(2.6, -8), (3.0, -7.6), (2.7, -2.0), (1.6, 0.4), (1.4, 2.4)], segments=28).with_(
                strokes=sleeve_lines(2.75, -3.0, -2.2, 3)
            ),
            cylinder(2.5, 0.2, at=(0, 0, -8.15)),
        ]
        parts += [part.rotated("x", b).rotated("z", a).moved(x=x, z=-4) for part in spot]
        parts.append(cylinder(0.6, 4.5, at=(x, 0, -4), segments=12))
    return grounded(parts)


def downlight(rng: Rng) -> list[Part]:
    """A recessed downlight with cooling fins and spring clips."""
    size = between(rng, 4, 8)
    profile = [
        (0.75 * size, 0.8),
        (1.15 * size, 0),
        (1.3 * size, 0.2),
        (1.3 * size, 0.5),
        (size, 0.6),
        (size, 0.5 * size),
    ]
    parts = [
        revolve([(0.1, 1.2), *profile], segments=44),
        *fins(size, 0.5 * size, 1.2 * size, whole(rng, 12, 24)),
        cylinder(0.5 * size, 0.9 * size, at=(0, 0, 0.4 * size)),
    ]
    parts += [
        box(0.4, 1.6, 0.8 * size, at=(s * 1.1 * size, 0, 0.5), radius=0.1).rotated("y", -s * 12, (s * size, 0, 0))
        for s in (-1, 1)
    ]
    return grounded(parts)


def star_light(rng: Rng, r: float) -> list[Part]:
    """Shades on arms that spread like a star."""
    n = whole(rng, 4, 7)
    name = pick(rng, "globe", "bell", "cone")
    parts = [revolve([(5, 0), (6, 1), (6, 3)], at=(0, 0, 0))]
    for k in range(n):
        body, tall = shade(rng, name, 6.0, 0, 12)
        head = [part.moved(z=-2 - tall) for part in body] if name != "globe" else [sphere(5.5, segments=18).moved(z=-6)]
        arm = [
            rod([[4, 0, 1.5], [0.6 * r, 0, 2.5], [r, 0, 0], [r, 0, -3]], 0.7, 18, 8),
            *(part.moved(x=r, z=0) for part in head),
        ]
        parts += rotated(arm, "z", 360 * k / n)
    return grounded(parts)


def ceiling_lamp(rng: Rng) -> list[Part]:
    """A ceiling light: panel, bowl, spot bar, stepped rings, downlight or star, its ceiling side up."""
    kind = pick(rng, "panel", "bowl", "bowl", "spots", "steps", "downlight", "star")
    r = between(rng, 14, 32)
    if kind == "panel":
        return panel_light(rng, r)
    if kind == "spots":
        return spot_bar(rng, r)
    if kind == "downlight":
        return downlight(rng)
    if kind == "star":
        return star_light(rng, r)
    plan = oval(2 * r, 2 * r, pick(rng, 2.0, 2.0, 4.0), 52)
    h = between(rng, 0.25, 0.6) * r
    if kind == "steps":
        n = whole(rng, 2, 4)
        levels = []
        for k in range(n):
            levels += [
                ((n - 1 - k) * 0.2 * r + 0.3, k * h / n),
                ((n - 1 - k) * 0.2 * r, k * h / n + 0.4),
                ((n - 1 - k) * 0.2 * r, (k + 1) * h / n - 0.2),
            ]
        return grounded([layered(plan, levels), layered(plan * 0.8, [(0, h - 0.5), (0, h + 1.5)])])
    dome = [(0.97 * r, 0.0), (0.6 * r, 0.08 * h), (0.3 * r, 0.3 * h), (0.06 * r, 0.75 * h), (0, h)]
    courses = [(1 - inset / r, z) for inset, z in dome]
    lines = [stroke(lifted(plan * (s * 1.003), z - 0.03), closed=True) for s, z in courses[1 : whole(rng, 1, 3) + 1]]
    if maybe(rng, 0.4):
        lines += [
            stroke(np.array([[*(plan[k] * s), z - 0.03] for s, z in courses[1:]]), kind="light")
            for k in range(0, 52, pick(rng, 2, 4))
        ]
    parts = [
        layered(plan, dome).with_(strokes=tuple(lines), surface="glass"),
        layered(plan * 1.04, [(0.2, h - 0.4), (0, h), (0, h + 1.6), (0.3, h + 2)]),
    ]
    if maybe(rng, 0.6):
        n = pick(rng, 3, 4)
        parts += [
            box(2.2, 1.2, 0.45 * h, at=(0, -1.03 * r, 0.75 * h), radius=0.4).rotated("z", 360 * k / n + 45)
            for k in range(n)
        ]
    if maybe(rng, 0.5):
        parts.append(revolve([(0, -2.2), (0.8, -1.8), (0.5, -0.8), (1.4, 0.0), (0.2, 0.4)], segments=20))
    return grounded(parts)


def build_wall_lamp(rng: Rng) -> list[Part]:
    """A wall lamp: back plate, arm, one or two shades or candles, up-down light; its wall lies to the rear."""
    w, h = between(rng, 8, 15), between(rng, 12, 26)
    plan = pick(
        rng, rounded_rectangle(w, h, 1.0), rounded_rectangle(w, h, 0.4 * w), oval(w, h, 2.0), oval(w, w, 2.0, 44)
    )
    parts = [
        layered(plan, [(0, 0), (0, 1.2), (0.6, 1.8)]).rotated("x", 90),
        *(bolt((0, -1.8, z), 0.5) for z in (-0.36 * np.ptp(plan[:, 1]), 0.36 * np.ptp(plan[:, 1]))),
    ]
    kind = pick(rng, "arm", "arm", "pair", "updown", "half")
    if kind == "updown":
        r = between(rng, 3.5, 6)
        lines = (ring(r, 0.3 * h), ring(r, -0.3 * h))
        body = revolve(
            [
                (r - 0.4, -0.42 * h),
                (r - 0.3, -0.5 * h),
                (r, -0.5 * h),
                (r, 0.5 * h),
                (r - 0.3, 0.5 * h),
                (r - 0.4, 0.42 * h),
            ]
        ).with_(strokes=lines)
        if maybe(rng, 0.4):
            body = box(1.8 * r, 1.8 * r, h, at=(0, 0, -h / 2), radius=pick(rng, 0.0, 1.0))
        return grounded([*parts, body.moved(y=-r - 3), cylinder(1.2, 4, at=(0, -2.5, 0), axis="y", segments=16)])
    if kind == "half":
        cover, tall = shade(rng, pick(rng, "bowl", "cone", "drum", "dome"), between(rng, 9, 14), 0.0)
        return grounded(
            [
                *parts,
                *(part.moved(y=-13, z=-0.4 * tall) for part in cover),
                cylinder(1.0, 9, at=(0, -5, 0), axis="y", segments=14),
            ]
        )
    reach, size = between(rng, 10, 18), between(rng, 5.5, 9)
    name = pick(rng, "cone", "bell", "globe", "cylinder", "empire", "pleated", "dome", "bowl")
    state = rng.bit_generator.state
    for s in (0.0,) if kind == "arm" else (-1.0, 1.0):
        rng.bit_generator.state = state
        x = s * between(rng, 8, 12)
        down = maybe(rng)
        tip = 3.0
        path = [[0, -1.5, -2], [0.4 * x, -0.5 * reach, -5], [x, -reach, -3], [x, -reach, tip]]
        parts.append(rod(path, 0.7, 26))
        cover, tall = shade(rng, name, size, 0.0, 28)
        if down and name not in ("bowl", "globe"):
            parts += [part.moved(x=x, y=-reach, z=tip - 0.5 * tall) for part in cover]
        else:
            flip = name not in ("bowl", "globe")
            parts += [
                (part.scaled(1, 1, -1).moved(z=tall) if flip else part).moved(x=x, y=-reach, z=tip - 0.5)
                for part in cover
            ]
        parts.append(revolve([(0.9, tip - 1.5), (2.2, tip), (0.9, tip + 0.4)], at=(x, -reach, 0), segments=24))
    return grounded(parts)


FAMILIES = (
    Family(
        "ceiling_lamp", "26-05", ("Ceiling lamp", "Ceiling light", "Downlight", "Lighting fixture"), build_ceiling_lamp
    ),
    Family("wall_lamp", "26-05", ("Wall lamp", "Wall sconce", "Light fixture"), build_wall_lamp),
)
