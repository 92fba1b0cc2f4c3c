"""Skateboards: 21-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, draw, flat, line, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick
from patent_data.drawn.solids import Part, box, loft, revolve


def skateboard(rng: Rng) -> list[Part]:
    """A skateboard, longboard or kick scooter deck on four wheels."""
    long = between(rng, 1.9, 2.6)
    w = between(rng, 0.48, 0.62)
    kick = between(rng, 0.0, 0.26)
    kind = pick(rng, "popsicle", "pin", "fish", "drop")
    u = np.linspace(-1, 1, 41)
    half = (
        {
            "popsicle": (1 - np.abs(u) ** 7) ** 0.4,
            "pin": (1 - np.clip(u, 0, 1) ** 3) ** 0.6 * (1 - np.clip(-u, 0, 1) ** 5) ** 0.5,
            "fish": (1 - np.abs(u) ** 5) ** 0.5 * (0.86 + 0.14 * np.cos(u * 3)),
            "drop": (1 - np.abs(u) ** 9) ** 0.4 * (1 - 0.45 * np.exp(-(((np.abs(u) - 0.72) / 0.09) ** 2))),
        }[kind]
        * w
        / 2
    )
    half = np.maximum(half, 0.05 * w)
    concave = between(rng, 0.0, 0.04)
    across = np.linspace(-1, 1, 9)
    z = kick * np.clip((np.abs(u) - 0.66) / 0.34, 0, 1) ** 1.4
    thick = between(rng, 0.03, 0.05)
    rings = []
    for y, hw, zz in zip(u, half, z, strict=True):
        x = np.concatenate([across, across[::-1]]) * hw
        cup = concave * (2 * across * hw / w) ** 2
        lift = np.concatenate([cup - thick, cup[::-1]])
        rings.append(np.column_stack([x, np.full(18, -y * long / 2), zz + lift]))
    deck = loft(np.stack(rings)).with_(smooth_angle=40.0)
    marks = []
    ty = long * between(rng, 0.27, 0.32)
    for s in (-1, 1):
        marks += [flat(circle(0.015, 10), x, s * ty + y, 0.006, "light") for x in (-0.07, 0.07) for y in (-0.09, 0.09)]
    if maybe(rng, 0.4):
        marks.append(line((0, -0.3 * long, 0.006), (0, 0.3 * long, 0.006), kind="light"))
    parts: list[Part] = [draw(deck, marks)]
    r = between(rng, 0.085, 0.13)
    ride = 0.16 + r * 0.4
    wheels = []
    for s in (-1, 1):
        y = s * ty
        parts += [
            box(0.24, 0.32, 0.04, (0, y, -0.06)),
            limb(np.array([[0, y, -0.05], [0, y + s * 0.0, -ride]]), [0.1, 0.06], [0.08, 0.05], n=14),
            limb(
                np.array([[-0.2, y, -ride], [0, y, -ride + 0.02], [0.2, y, -ride]]),
                [0.035, 0.05, 0.035],
                [0.035, 0.05, 0.035],
                side=(0, 1, 0),
                n=12,
            ),
            wire([[-w * 0.52, y, -ride], [w * 0.52, y, -ride]], 0.015, 8),
        ]
        for sx in (-1, 1):
            wheel = revolve(
                [
                    (r * 0.3, 0),
                    (r * 0.4, 0.0),
                    (r * 0.9, 0.0),
                    (r, 0.02),
                    (r, 0.11),
                    (r * 0.9, 0.13),
                    (r * 0.5, 0.13),
                    (r * 0.45, 0.11),
                    (r * 0.2, 0.12),
                ],
                axis="x",
                segments=28,
            )
            one = wheel if sx > 0 else wheel.mirrored("x")
            wheels.append(one.moved(sx * w * 0.36, y, -ride))
    parts += unclaimed(wheels, maybe(rng, 0.1))
    if maybe(rng, 0.2):
        stem_y = -long * 0.44
        bar_z = between(rng, 1.2, 1.7)
        parts += [
            wire([[0, stem_y, -0.05], [0, stem_y + 0.16, bar_z]], 0.035, 12),
            wire([[-0.34, stem_y + 0.16, bar_z], [0.34, stem_y + 0.16, bar_z]], 0.025, 12),
        ]
        parts += [wire([[s * 0.2, stem_y + 0.16, bar_z], [s * 0.36, stem_y + 0.16, bar_z]], 0.038, 12) for s in (-1, 1)]
    return parts


FAMILIES = (Family("skateboard", "21-02", ("Skateboard", "Longboard", "Scooter"), skateboard),)
