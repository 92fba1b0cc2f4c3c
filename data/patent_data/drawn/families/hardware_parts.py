"""Parts that door and furniture hardware shares: plates, posts, keyholes and their screws. The wall is y = 0."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, superellipse
from patent_data.drawn.families.bits import (
    between,
    curve,
    limb,
    one_of,
    ring_line,
    screw,
    whether,
)
from patent_data.drawn.solids import Part, extrude, loft, revolve, stroke


def mount_plate(rng: np.random.Generator, width: float, height: float, depth: float) -> list[Part]:
    """A rose or plate on the wall around (0, 0), standing out by `depth`."""
    even = abs(width - height) < 0.1 * width
    kind = one_of(rng, "round", "square", "domed", "stepped") if even else one_of(rng, "oblong", "stadium", "lobed")
    if kind in ("domed", "stepped", "round"):
        r = width / 2
        shape = {
            "round": [(r, 0), (r, 0.85 * depth), (r * 0.97, depth)],
            "domed": [(r, 0), (r, 0.3 * depth), (r * 0.8, 0.8 * depth), (r * 0.5, depth), (0.3 * r, 1.05 * depth)],
            "stepped": [(r, 0), (r, 0.4 * depth), (r * 0.86, 0.5 * depth), (r * 0.84, 0.9 * depth), (r * 0.7, depth)],
        }[kind]
        return [revolve(shape, axis="y").mirrored("y")]
    if kind == "square" or kind == "oblong":
        ring = rounded_rectangle(width, height, between(rng, 0.02, 0.3) * width, n=4)
    elif kind == "stadium":
        ring = rounded_rectangle(width, height, 0.499 * min(width, height), n=10)
    else:
        ring = superellipse(width / 2, height / 2, between(rng, 2.0, 3.5))
    bevel = between(rng, 0.1, 0.4) * depth
    plate = extrude(ring, depth, bevel=bevel).moved(y=-depth / 2)
    if whether(rng, 0.35):
        inner = np.column_stack([ring[:, 0] * 0.8, np.full(len(ring), -depth), ring[:, 1] * (1 - 0.2 * width / height)])
        plate = plate.with_strokes(stroke(inner, "light", closed=True))
    return [plate]


def turned_post(rng: np.random.Generator, radius: float, reach: float) -> list[Part]:
    """A post that stands out of the wall by `reach`."""
    kind = one_of(rng, "plain", "waist", "collar", "taper")
    shape = {
        "plain": [(radius, 0.0), (radius, reach)],
        "waist": [
            (radius * 1.3, 0.0),
            (radius * 0.95, 0.3 * reach),
            (radius * 0.85, 0.55 * reach),
            (radius * 1.1, reach),
        ],
        "collar": [
            (radius, 0.0),
            (radius, 0.4 * reach),
            (radius * 1.25, 0.45 * reach),
            (radius * 1.25, 0.55 * reach),
            (radius, 0.6 * reach),
            (radius, reach),
        ],
        "taper": [(radius * 1.35, 0.0), (radius * 0.9, reach)],
    }[kind]
    return [revolve(shape, axis="y", segments=28).mirrored("y")]


def key_hole(rng: np.random.Generator, at: tuple[float, float, float], size: float) -> list[Part]:
    """A lock cylinder whose face looks to -y, with its keyhole."""
    x, y, z = at
    kind = one_of(rng, "pin", "euro", "ward")
    if kind == "euro":
        lower = np.array([(-0.3, -0.25), (-0.3, -1.25), (-0.15, -1.4), (0.15, -1.4), (0.3, -1.25), (0.3, -0.25)])
        angle = np.radians(np.linspace(-38, 218, 22))
        ring = np.vstack([np.column_stack([np.cos(angle), np.sin(angle)]) * 0.6, lower])
        body = extrude(ring * size + np.array([0, 0.3 * size]), 0.2 * size, bevel=0.03 * size)
        front = -0.1 * size
        slit = np.array([(-0.05, 0), (0.05, 0), (0.08, 0.6), (-0.08, 0.6)]) * size
    else:
        body = revolve([(size, 0), (size, 0.12 * size), (size * 0.8, 0.2 * size)], axis="y", segments=32).mirrored("y")
        front = -0.2 * size
        slit = np.array([(-0.08, -0.4), (0.08, -0.4), (0.08, 0.1), (0.16, 0.15), (0.16, 0.4), (-0.08, 0.4)]) * size
        body = body.with_strokes(ring_line((0, front * 1.01, 0), 0.55 * size, "y"))
    if kind == "ward":
        angle = np.radians(np.linspace(-60, 240, 20))
        slit = np.vstack(
            [
                np.column_stack([np.cos(angle), np.sin(angle)]) * 0.22 * size + np.array([0, 0.15 * size]),
                np.array([(-0.16, -0.45), (0.16, -0.45)]) * size,
            ]
        )
    line = stroke(np.column_stack([slit[:, 0], np.full(len(slit), front * 1.02), slit[:, 1]]), closed=True)
    return [body.with_strokes(line).moved(x, y, z)]


def plate_screws(rng: np.random.Generator, across: float, up: float, front: float, middle: float) -> list[Part]:
    """Screws at the corners (or, where `across` is 0, the ends) of a plate."""
    head = one_of(rng, "cross", "slot", "round", "hex")
    size = between(rng, 0.16, 0.24)
    sides = (-across, across) if across else (0.0,)
    return [screw((x, front, middle + z), size, head=head) for x in sides for z in (-up, up)]


def capsule(size: float, length: float) -> Part:
    """A small rounded bar along x, for latches and thumb turns."""
    ring = ellipse(size, size, n=16)
    rows = [(-0.5, 0.4), (-0.46, 0.8), (-0.38, 1.0), (0.38, 1.0), (0.46, 0.8), (0.5, 0.4)]
    return loft([np.column_stack([np.full(16, length * t), ring[:, 0] * s, ring[:, 1] * s]) for t, s in rows])


def door_lever(rng: np.random.Generator, reach: float, length: float) -> list[Part]:
    """A door lever that stands `reach` before the wall and points to the right."""
    r = between(rng, 0.3, 0.42)
    kind = one_of(rng, "round", "flat", "curved", "wave", "square", "return")
    neck = turned_post(rng, r * between(rng, 1.0, 1.3), reach)
    power = 6.0 if kind == "square" else between(rng, 2.0, 3.5)
    drop = between(rng, 0.15, 0.8) * (1 if whether(rng, 0.5) else -1)
    points = [(-0.3, -reach, 0.0), (0.35 * length, -reach, 0.0), (0.7 * length, -reach, 0.0), (length, -reach, 0.0)]
    if kind == "curved":
        points = [
            (-0.3, -reach, 0),
            (0.4 * length, -reach - 0.1, 0),
            (0.75 * length, -reach, -0.4 * drop),
            (length, -reach + 0.3, -drop),
        ]
    if kind == "wave":
        points = [
            (-0.3, -reach, 0),
            (0.3 * length, -reach, 0.5 * drop),
            (0.7 * length, -reach, -0.4 * drop),
            (length, -reach, 0.2 * drop),
        ]
    if kind == "return":
        points = [
            (-0.3, -reach, 0),
            (0.5 * length, -reach, 0),
            (0.93 * length, -reach, 0),
            (length, -0.75 * reach, 0),
            (length, -0.35 * reach, 0),
        ]
    thick = [r, r * between(rng, 0.8, 1.3), r * between(rng, 0.7, 1.5), r * between(rng, 0.4, 1.2)]
    deep = [r * between(rng, 0.6, 1.0) * (0.5 if kind == "flat" else 1.0), r * 0.7, r * between(rng, 0.4, 0.7)]
    bar = limb(curve(*points, n=20), deep, thick, power, (0.12, between(rng, 0.04, 0.16)), side=(0.02, 1.0, 0.0))
    return [*neck, bar]
