"""Valves (23-01)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    around,
    between,
    curve,
    limb,
    one_of,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.water_parts import (
    hand_wheel,
    union,
)
from patent_data.drawn.solids import Part, cylinder, extrude, moved, revolve, rotated, stroke


def _valve(rng: np.random.Generator) -> list[Part]:
    """A ball, gate, globe or angle valve between two pipe ends."""
    r = between(rng, 0.55, 0.8)
    long = between(rng, 1.2, 2.0)
    kind = one_of(rng, "ball", "gate", "globe", "butterfly", "angle", "ball")
    ends, bolts = one_of(rng, "hex", "flange", "plain"), one_of(rng, 4, 8)
    parts: list[Part] = []
    belly = r * between(rng, 1.15, 1.5)
    body = revolve(
        [
            (r, -long),
            (r * 1.05, -0.7 * long),
            (belly, -0.35 * long),
            (belly * 1.03, 0),
            (belly, 0.35 * long),
            (r * 1.05, 0.7 * long),
            (r, long),
        ],
        axis="x",
        segments=36,
    )
    if kind == "angle":
        body = revolve(
            [(r, -long), (r * 1.02, -0.4 * long), (belly, 0), (belly * 0.7, 0.6 * belly), (0, 0.75 * belly)],
            axis="x",
            segments=32,
        )
        parts.append(revolve([(r, -long), (r * 1.02, -0.4 * long), (belly * 0.9, 0)], segments=32))
    parts.append(body)
    for way in (-1.0, 1.0):
        if kind == "angle" and way > 0:
            continue
        if ends == "hex":
            parts += union(r, 0.55 * r, way * (long + 0.05))
        elif ends == "flange":
            flange = extrude(ellipse(r * 2.0, n=44), 0.25 * r, axis="x").moved(x=way * long)
            parts.append(flange)
            bolt = extrude(regular_polygon(6, 0.18 * r), 0.2 * r, axis="x").moved(x=way * (long - 0.2 * r), z=r * 1.62)
            parts += around(bolt, bolts, "x", start=180.0 / bolts)
            seat = revolve([(r * 0.95, 0), (r * 0.95, 0.1 * r), (r * 0.75, 0.1 * r)], axis="x", segments=28).moved(
                x=long + 0.12 * r
            )
            parts.append(seat if way > 0 else seat.mirrored("x"))
        else:
            stub = revolve([(r * 0.9, 0), (r * 0.9, 0.8), (r * 0.7, 0.8)], axis="x", segments=28).moved(x=long - 0.1)
            parts.append(stub if way > 0 else stub.mirrored("x"))
    neck = r * between(rng, 0.5, 0.65)
    high = belly + between(rng, 0.3, 1.0) * (2.0 if kind in ("gate", "globe") else 1.0)
    bonnet = [(neck * 1.3, 0), (neck * 1.3, 0.55 * high), (neck, 0.6 * high), (neck, high)]
    parts.append(revolve(bonnet, segments=28))
    parts.append(extrude(regular_polygon(6, neck * 1.3), 0.3, axis="z").moved(z=high - 0.15))
    if kind in ("gate", "globe", "angle"):
        stem = between(rng, 0.4, 1.0)
        parts.append(cylinder(neck * 0.35, stem + 0.3, at=(0, 0, high), segments=16))
        if whether(rng, 0.4):
            for y in (-1, 1):
                parts.append(
                    limb(
                        curve(
                            (0, y * neck * 1.1, high - 0.2),
                            (0, y * neck * 1.5, high + 0.5 * stem),
                            (0, y * neck * 0.5, high + stem),
                            n=8,
                        ),
                        [0.08],
                        [0.08],
                        n=10,
                        side=(1.0, 0, 0),
                    )
                )
        parts += moved(hand_wheel(rng, r * between(rng, 1.1, 1.6)), z=high + stem + 0.25)
    else:
        lever_long = between(rng, 2.4, 3.8)
        way = one_of(rng, 0.0, 90.0)
        spine = curve(
            (-0.3, 0, high + 0.2), (0.3, 0, high + 0.2), (0.8, 0, high + 0.55), (lever_long, 0, high + 0.6), n=14
        )
        lever = [
            limb(spine, [neck * 0.9, neck * 0.8, neck * 0.6], [0.06], 5.0, (0.03, 0.03), n=18),
            extrude(regular_polygon(6, neck * 0.5), 0.2, axis="z").moved(z=high + 0.24),
        ]
        sleeve = limb(
            rod((1.0, 0, high + 0.57), (lever_long + 0.05, 0, high + 0.61), 6),
            [neck * 0.7],
            [0.12],
            4.0,
            (0.04, 0.1),
            n=18,
        )
        if kind == "butterfly" or whether(rng, 0.2):
            lever = [
                limb(
                    curve(
                        (-1.3, 0, high + 0.45),
                        (-0.4, 0, high + 0.15),
                        (0.4, 0, high + 0.15),
                        (1.3, 0, high + 0.45),
                        n=12,
                    ),
                    [0.3, 0.35, 0.3],
                    [0.1],
                    3.0,
                    (0.08, 0.08),
                    n=18,
                )
            ]
            parts += rotated(lever, "z", way)
        else:
            parts += rotated([*lever, sleeve], "z", way)
    if whether(rng, 0.3):
        ring = rounded_rectangle(0.9 * long, 0.5 * r, 0.08, n=2)
        parts[0] = parts[0].with_strokes(
            stroke(np.column_stack([ring[:, 0], np.full(len(ring), -belly * 1.0), ring[:, 1]]), "light", closed=True)
        )
    return parts


FAMILIES = (Family("valve", "23-01", ("Valve", "Ball valve", "Gate valve", "Fluid valve"), _valve),)
