"""Vans, minibuses and buses (12-08)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.bits import (
    between,
    count,
    curve,
    one_of,
    whether,
)
from patent_data.drawn.families.car_parts import (
    both_sides,
    car_face,
    car_tail,
    door_mirrors,
    end_reach,
    side_windows,
    wheel_set,
    windscreen,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import arched_outline, patch, shell
from patent_data.drawn.solids import Part, Stroke, box, rotated, stroke, tube


def _van(rng: np.random.Generator) -> list[Part]:
    """A van, a minibus or a bus in one volume."""
    bus = whether(rng, 0.35)
    long = between(rng, 8.5, 12.0) if bus else between(rng, 4.4, 6.2)
    tall = between(rng, 2.9, 3.4) if bus else between(rng, 1.9, 2.6)
    half = 1.25 if bus else between(rng, 0.9, 1.02)
    radius = 0.48 if bus else between(rng, 0.33, 0.38)
    low = radius * 0.65
    front, rear = -long / 2, long / 2
    wheels = (
        front + long * (between(rng, 0.2, 0.26) if bus else between(rng, 0.16, 0.19)),
        rear - long * between(rng, 0.19, 0.24),
    )
    snub = 0.12 if bus else between(rng, 0.25, 0.85)
    rake = between(rng, 0.1, 0.35) if bus else between(rng, 0.35, 0.7)
    belt = tall * (between(rng, 0.36, 0.44) if bus else between(rng, 0.5, 0.56))
    top = np.vstack(
        [
            curve(
                (rear - 0.05, low + 0.02),
                (rear, 0.4 * tall),
                (rear - 0.04, 0.85 * tall),
                (rear - 0.12, tall - 0.06),
                n=8,
            ),
            curve((rear - 0.3, tall), (0, tall + 0.03), (front + snub + rake + 0.35, tall - 0.02), n=8),
            curve((front + snub + rake + 0.1, tall - 0.1), (front + snub, belt + 0.04), n=6),
            curve(
                (front + 0.55 * snub, belt - 0.06),
                (front + 0.02, belt * 0.72),
                (front, 0.45 * belt),
                (front + 0.06, low + 0.02),
                n=8,
            ),
        ]
    )
    outline = arched_outline(top, low, wheels, radius, radius * 1.16)
    body, skin, side = shell(outline, half, between(rng, 0.1, 0.25), 0.44 * long, 0.05, between(rng, 0.0, 0.06), 0.06)
    lines: list[Stroke] = []
    screen = curve((front + snub + rake + 0.07, tall - 0.16), (front + snub + 0.04, belt + 0.09), n=5)
    lines.append(windscreen(skin, screen, -0.012))
    z0, z1 = belt + 0.06, tall - (0.45 if bus else 0.3)
    start = front + snub + 0.2
    if bus:
        n, pane = count(rng, 5, 8), between(rng, 1.2, 1.6)
        lines += side_windows(
            rng,
            np.array([(start + 0.3, z0), (start + 0.4, z1)]),
            np.array([(rear - 0.25, z0), (rear - 0.25, z1)]),
            n,
            side,
            (1.0,),
        )
        doors = one_of(rng, (wheels[0] + 0.9,), (front + 0.45, 0.0), (wheels[0] + 0.9, wheels[1] - 1.8))
        for a, b in zip((front - 0.4, *doors), (*doors, rear - 0.1), strict=True):
            a, b = a + 1.05, b - 0.1
            if b - a > 0.5:
                lines += side_windows(
                    rng,
                    np.array([(a, z0), (a, z1)]),
                    np.array([(b, z0), (b, z1)]),
                    max(1, round((b - a) / pane)),
                    side,
                    (-1.0,),
                )
        for x in doors:
            lines.append(
                stroke(
                    side(np.array([(x, low + 0.1), (x + 0.9, low + 0.1), (x + 0.9, z1 + 0.1), (x, z1 + 0.1)]), -1.0),
                    closed=True,
                )
            )
            lines.append(stroke(side(np.array([(x + 0.45, low + 0.1), (x + 0.45, z1 + 0.1)]), -1.0)))
    else:
        door = wheels[0] + 1.2 * radius + between(rng, 0.55, 0.8)
        front_pane = np.array([(start, z0), (start + 0.75 * rake, z1)])
        lines += side_windows(rng, front_pane, np.array([(door - 0.08, z0), (door - 0.08, z1)]), 1, side)
        lines += both_sides(
            np.array(
                [
                    (start - 0.1, belt),
                    (start - 0.1, low + 0.6),
                    (wheels[0] + 1.25 * radius, low + 0.1),
                    (door, low + 0.1),
                    (door, z1 + 0.1),
                ]
            ),
            side,
        )
        if whether(rng, 0.55):
            lines += side_windows(
                rng,
                np.array([(door + 0.08, z0), (door + 0.08, z1)]),
                np.array([(rear - 0.2, z0), (rear - 0.3, z1)]),
                count(rng, 1, 3),
                side,
            )
        slide = door + between(rng, 1.0, 1.3)
        if whether(rng, 0.7) and slide < wheels[1] - 0.3:
            lines += both_sides(np.array([(slide, z1 + 0.1), (slide, low + 0.1), (door, low + 0.1)]), side)
            lines += both_sides(np.array([(door, belt * 0.95), (rear - 0.3, belt * 0.95)]), side)
    parts = [body.with_strokes(*lines)]
    back = rounded_rectangle(1.5 * half, 0.3 * tall, 0.1)
    parts += (
        [patch(back * [0.46, 1], rear - 0.02, s * 0.37 * half, belt + 0.26 * tall, 0.05) for s in (-1, 1)]
        if whether(rng)
        else [patch(back, rear - 0.02, 0, belt + 0.26 * tall, 0.05)]
    )
    parts += wheel_set(rng, wheels, radius, half, 0.3 if bus else 0.24)
    parts.append(box(long * 0.8, 2 * half - 0.62, 0.5, at=(0, 0, low + 0.1)).with_(surface="dark"))
    parts += car_face(rng, end_reach(outline, skin, half, -1.0), half, low, belt * 0.97)
    parts += car_tail(rng, end_reach(outline, skin, half, 1.0), half, low, belt)
    parts += door_mirrors(start, half, belt + 0.2, 0.16)
    for way in (-1, 1):
        wiper = skin(screen[2:], 0.1)[::-1] + np.array([-0.02, way * 0.3, 0])
        parts.append(tube(wiper, 0.015, segments=5))
    if whether(rng, 0.3):
        parts.append(box(0.35 * long, 1.2 * half, 0.18, at=(0.1 * long, 0, tall - 0.01), radius=0.08))
    return rotated(parts, "z", 90.0)


FAMILIES = (Family("van", "12-08", ("Van", "Motor bus", "Bus", "Delivery van", "Vehicle"), _van),)
