"""Trucks (12-08)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    between,
    count,
    limb,
    one_of,
    rod,
    whether,
)
from patent_data.drawn.families.car_parts import (
    both_sides,
    car_face,
    door_mirrors,
    end_reach,
    side_windows,
    wheel_set,
    windscreen,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import arched_outline, oval, patch, shell
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, rotated, stroke


def _truck(rng: np.random.Generator) -> list[Part]:
    """A truck: a cab before a box, a flat bed, a tank or a tipper."""
    half = between(rng, 1.05, 1.22)
    radius, width = between(rng, 0.45, 0.52), 0.32
    frame_z = radius * 1.75
    hooded = whether(rng, 0.3)
    cab_long, cab_tall = between(rng, 1.6, 2.2), between(rng, 2.4, 3.0)
    bonnet = between(rng, 0.9, 1.4) if hooded else 0.0
    load = between(rng, 3.4, 6.0)
    front = 0.0
    door = front + bonnet + cab_long
    rear = door + 0.25 + load
    low = radius * 0.8
    belt = cab_tall * between(rng, 0.5, 0.58)
    first = front + (0.55 * bonnet + 0.35 if hooded else between(rng, 0.7, 1.0))
    rake = between(rng, 0.05, 0.4)
    slope = [(front + bonnet + rake, cab_tall - 0.05), (front + bonnet + 0.04, belt)]
    snout = [(front + 0.15, belt * 0.92), (front + 0.02, belt * 0.75)] if hooded else [(front + 0.01, belt - 0.1)]
    top = np.array(
        [
            (door, low + 0.25),
            (door, cab_tall - 0.1),
            (door - 0.1, cab_tall),
            (front + bonnet + rake + 0.15, cab_tall),
            *slope,
            *snout,
            (front, belt * 0.5),
            (front + 0.05, low),
        ]
    )
    outline = arched_outline(top, low, (first,), radius, radius * 1.18)
    cab, skin, side = shell(outline, half, 0.12, 0.35 * (door - front), 0.04, between(rng, 0.0, 0.05), 0.06)
    z0, z1 = belt + 0.05, cab_tall - 0.35
    x0 = front + bonnet + 0.3
    lines = side_windows(
        rng, np.array([(x0, z0), (x0 + 0.7 * rake, z1)]), np.array([(door - 0.45, z0), (door - 0.45, z1)]), 1, side
    )
    lines += both_sides(
        np.array(
            [
                (x0 - 0.12, z0),
                (x0 - 0.12, low + 0.75),
                (first + 1.3 * radius, low + 0.2),
                (door - 0.3, low + 0.2),
                (door - 0.3, z1 + 0.1),
                (x0 + 0.7 * rake, z1 + 0.12),
                (x0 - 0.12, z0),
            ]
        ),
        side,
    )
    screen = np.array(slope) + np.array([[0.0, -0.12], [-0.01, 0.08]])
    lines.append(windscreen(skin, screen[::-1], -0.012))
    parts = [cab.with_strokes(*lines)]
    parts += car_face(rng, end_reach(outline, skin, half, -1.0), half, low, belt * 0.95)
    parts += door_mirrors(x0, half, belt + 0.35, 0.2)
    parts += [box(rear - first, 0.14, 0.28, at=((rear + first) / 2, y, frame_z - 0.35)) for y in (-0.45, 0.45)]
    axles = [rear - load * between(rng, 0.18, 0.28)]
    if load > 4.6:
        axles.append(axles[0] - 2.25 * radius)
    parts += wheel_set(rng, (first, *axles), radius, half, width)
    kind = one_of(rng, "box", "box", "flat", "tank", "tipper", "stakes")
    mid, high = (door + 0.25 + rear) / 2, between(rng, 1.7, 2.5)
    if kind == "box":
        body = box(load, 2 * half + 0.1, high, at=(mid, 0, frame_z), radius=one_of(rng, 0.0, 0.08))
        for n, way in ((count(rng, 0, 8), w) for w in (-1, 1)):
            body = body.with_strokes(
                *[
                    stroke(
                        rod((x, way * (half + 0.051), frame_z + 0.1), (x, way * (half + 0.051), frame_z + high - 0.1)),
                        "light",
                    )
                    for x in np.linspace(mid - 0.42 * load, mid + 0.42 * load, n)
                ]
            )
        y = rear + 0.002
        body = body.with_strokes(stroke(rod((y, 0, frame_z + 0.05), (y, 0, frame_z + high - 0.05))))
        parts += [
            body,
            *[box(0.05, 0.05, high * 0.8, at=(rear + 0.03, s * 0.3, frame_z + 0.1 * high)) for s in (-1, 1)],
        ]
        if whether(rng, 0.35):
            parts.append(
                extrude(
                    np.array(
                        [
                            (front + bonnet + 0.5 + rake, cab_tall - 0.03),
                            (door - 0.1, cab_tall - 0.03),
                            (door - 0.1, frame_z + high - 0.1),
                            (door - 0.35, frame_z + high - 0.1),
                        ]
                    ),
                    1.6 * half,
                )
            )
    elif kind == "tank":
        r = between(rng, 0.85, 1.0)
        tank = limb(
            rod((door + 0.45, 0, frame_z + r * 0.9), (rear - 0.2, 0, frame_z + r * 0.9), 6),
            [half],
            [r],
            2.3,
            (0.2, 0.2),
            n=36,
        )
        parts.append(tank)
        parts += [
            cylinder(0.28, 0.2, at=(x, 0, frame_z + 1.87 * r), segments=20)
            for x in np.linspace(door + 1.0, rear - 0.8, count(rng, 1, 3))
        ]
        parts += [box(0.12, 2 * half * 0.8, 0.35, at=(x, 0, frame_z - 0.1)) for x in (door + 0.9, rear - 0.8)]
    else:
        parts.append(box(load, 2 * half + 0.1, 0.16, at=(mid, 0, frame_z)))
        wall = between(rng, 0.4, 0.9) if kind != "stakes" else 0.25
        for way in (-1, 1):
            side_wall = box(load, 0.07, wall, at=(mid, way * (half + 0.01), frame_z + 0.15))
            n = count(rng, 4, 8)
            posts = [
                box(0.1, 0.14, wall if kind != "stakes" else 1.1, at=(x, way * (half + 0.01), frame_z + 0.15))
                for x in np.linspace(mid - load / 2 + 0.06, mid + load / 2 - 0.06, n)
            ]
            parts += [side_wall, *posts]
            if kind == "stakes":
                parts += [box(load, 0.05, 0.12, at=(mid, way * (half + 0.02), frame_z + z)) for z in (0.6, 0.95)]
        parts += [
            box(0.07, 2 * half, wall * (1.6 if x < mid else 1.0), at=(x, 0, frame_z + 0.15))
            for x in (door + 0.3, rear - 0.04)
        ]
    if whether(rng, 0.5):
        tank_r = 0.28
        parts += [
            cylinder(tank_r, 0.9, at=(door + 0.8, way * (half - 0.35), frame_z - 0.55), axis="x", segments=24)
            for way in one_of(rng, (-1,), (-1, 1))
        ]
    if hooded and whether(rng, 0.6):
        parts += [
            cylinder(0.08, cab_tall * 0.9, at=(door + 0.05, way * (half - 0.1), low + 0.4), segments=16)
            for way in (-1, 1)
        ]
    parts += [
        box(0.1, 1.5 * half, 0.12, at=(rear - 0.05, 0, frame_z - 0.5)),
        *[patch(oval(0.09, 0.07), rear, s * 0.8 * half, frame_z - 0.2, 0.08) for s in (-1, 1)],
    ]
    return rotated(moved(parts, x=-rear / 2), "z", 90.0)


FAMILIES = (Family("truck", "12-08", ("Truck", "Motor truck", "Delivery truck", "Lorry"), _truck),)
