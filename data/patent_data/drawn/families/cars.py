"""Passenger cars (12-08), built with the nose to -x and turned to face the viewer."""

from __future__ import annotations

import numpy as np

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
from patent_data.drawn.families.wheel_parts import arched_outline, shell
from patent_data.drawn.solids import Part, Stroke, box, rotated, stroke, tube


def _car(rng: np.random.Generator) -> list[Part]:
    """A passenger car: saloon, hatchback, estate, coupe, off-road car or pickup."""
    kind = one_of(rng, "saloon", "hatch", "suv", "coupe", "wagon", "pickup")
    long = {"saloon": 4.6, "hatch": 3.9, "suv": 4.5, "coupe": 4.3, "wagon": 4.7, "pickup": 5.2}[kind] * between(
        rng, 0.95, 1.06
    )
    tall = {"saloon": 1.42, "hatch": 1.5, "suv": 1.75, "coupe": 1.25, "wagon": 1.45, "pickup": 1.8}[kind] * between(
        rng, 0.95, 1.05
    )
    half = between(rng, 0.84, 0.96)
    radius = between(rng, 0.31, 0.36) * (1.15 if kind in ("suv", "pickup") else 1.0)
    belt = tall * between(rng, 0.6, 0.66)
    hood = belt * between(rng, 0.86, 0.97)
    radius = min(radius, 0.425 * hood)
    low = radius * between(rng, 0.55, 0.8)
    front, rear = -long / 2, long / 2
    wheels = (front + long * between(rng, 0.17, 0.2), rear - long * between(rng, 0.17, 0.21))
    nose_z = low + (hood - low) * between(rng, 0.55, 0.85)
    cowl = front + long * between(rng, 0.24, 0.31)
    deck = rear - long * {"saloon": 0.17, "coupe": 0.1, "pickup": 0.4}.get(kind, 0.012)
    tail_z = belt * between(rng, 0.96, 1.0)
    top = np.vstack(
        [
            curve((rear - 0.06, low + 0.02), (rear, low + 0.3), (rear - 0.02, 0.75 * belt), (rear - 0.06, tail_z), n=8),
            curve(
                (rear - 0.14, tail_z + 0.02),
                (deck, belt),
                (0.0, belt + 0.01),
                (cowl, belt * 0.995),
                (cowl - 0.35, hood + 0.25 * (belt - hood)),
                n=14,
            ),
            curve(
                (front + 0.4, hood * 0.985),
                (front + 0.1, 0.5 * nose_z + 0.5 * hood),
                (front, nose_z),
                (front + 0.01, low + 0.15),
                (front + 0.08, low + 0.02),
                n=12,
            ),
        ]
    )
    outline = arched_outline(top, low, wheels, radius, min(radius * between(rng, 1.12, 1.22), 0.93 * hood - radius))
    keep = max(abs(wheels[0]), abs(wheels[1])) + 1.2 * radius
    body, skin, side = shell(
        outline,
        half,
        between(rng, 0.1, 0.3),
        min(keep, 0.47 * long),
        between(rng, 0.02, 0.06),
        between(rng, 0.0, 0.05),
        0.05,
    )
    roof_f, roof_r = (
        cowl + between(rng, 0.4, 0.85),
        deck - {"saloon": 0.65, "coupe": 1.1, "pickup": 0.12}.get(kind, between(rng, 0.15, 0.45)),
    )
    base_r = deck if kind != "pickup" else deck + 0.05
    lift = tall - belt
    cabin_line = np.vstack(
        [
            [(cowl - 0.05, belt - 0.06), (base_r - 0.02, belt - 0.06)],
            curve(
                (base_r - 0.04, belt),
                (roof_r + 0.2 * (base_r - roof_r), belt + 0.8 * lift),
                (roof_r - 0.15, tall - 0.03),
                (0.5 * (roof_f + roof_r), tall),
                (roof_f + 0.15, tall - 0.03),
                (roof_f - 0.2 * (roof_f - cowl), belt + 0.78 * lift),
                (cowl, belt),
                n=24,
            ),
        ]
    )
    tumble = between(rng, 0.18, 0.32)
    cabin, glass, flank = shell(cabin_line, half * 0.93, 0.12, 0.3 * (base_r - cowl), 0.05, tumble, 0.04)
    z0, z1 = belt + 0.04, tall - 0.12

    def edge(z: float, way: int, inset: float) -> tuple[float, float]:
        xs = [
            p[0]
            for p, q in zip(cabin_line, np.roll(cabin_line, -1, axis=0), strict=True)
            if (p[1] - z) * (q[1] - z) <= 0
        ]
        return (min(xs) + inset if way < 0 else max(xs) - inset, z)

    pillar_f, pillar_r = (
        np.array([edge(z0, -1, 0.14), edge(z1, -1, 0.14)]),
        np.array([edge(z0, 1, 0.12), edge(z1, 1, 0.12)]),
    )
    panes = side_windows(
        rng, pillar_f, pillar_r, {"coupe": 1, "pickup": count(rng, 1, 2), "saloon": 2, "hatch": 2}.get(kind, 3), flank
    )
    for way in (-1, 1):
        panes.append(windscreen(glass, np.array([edge(z, way, 0.0) for z in np.linspace(z0, z1, 7)]), way * 0.015))
    parts = [body, cabin.with_strokes(*panes)]
    doors = one_of(rng, 2, 4) if kind in ("hatch", "pickup") else 2 if kind == "coupe" else 4
    mid, z_low = 0.5 * (pillar_f[0, 0] + pillar_r[0, 0]), low + 0.1
    seams = [pillar_f[0, 0] + 0.02, mid + (0.3 if doors == 2 else 0.0)] + (
        [min(pillar_r[0, 0], wheels[1] - 0.2 * radius)] if doors == 4 else []
    )
    lines: list[Stroke] = []
    for k, x in enumerate(seams):
        bottom = z_low if abs(x - wheels[1]) > 1.3 * radius else radius * 2.2
        lines += both_sides(np.array([(x, belt - 0.05), (x + 0.02, 0.6 * belt), (x, bottom)]), side)
        if k:
            parts += [box(0.18, 0.04, 0.04, at=(x - 0.18, way * half * 0.985, belt * 0.87)) for way in (-1, 1)]
    lines += both_sides(
        np.array(
            [
                (seams[0], z_low),
                (seams[-1] if seams[-1] < wheels[1] - 1.3 * radius else wheels[1] - 1.3 * radius, z_low),
            ]
        ),
        side,
    )
    if whether(rng, 0.7):
        z = belt * between(rng, 0.72, 0.88)
        lines += both_sides(
            curve((front + 0.55, z - 0.05), (0, z), (rear - 0.5, z + between(rng, -0.02, 0.08)), n=12),
            side,
            kind="light",
        )
    on_top = curve((cowl - 0.35, hood + 0.25 * (belt - hood)), (front + 0.4, hood * 0.985), n=4)
    lines += [
        stroke(skin(on_top, s) + np.array([0, 0, 0.01])) for s in (-0.8, 0.8, *one_of(rng, (), (-0.3, 0.3), (0.0,)))
    ]
    parts[0] = parts[0].with_strokes(*lines)
    parts.append(box(long * 0.86, 2 * half - 0.5, 0.4, at=(0, 0, low + 0.06)).with_(surface="dark"))
    parts += wheel_set(rng, wheels, radius, half, between(rng, 0.2, 0.27))
    parts += car_face(rng, end_reach(outline, skin, half, -1.0), half, low, hood)
    parts += car_tail(rng, end_reach(outline, skin, half, 1.0), half, low, tail_z)
    parts += door_mirrors(cowl + 0.25, half * 0.9, belt + 0.08, 0.11)
    if kind == "pickup":
        bed = (deck + rear) / 2
        for y in (-1, 1):
            parts.append(box(rear - deck - 0.1, 0.08, 0.16, at=(bed, y * (half - 0.08), belt - 0.02)))
        parts += [box(0.08, 2 * half - 0.1, 0.16, at=(x, 0, belt - 0.02)) for x in (deck + 0.1, rear - 0.12)]
    if kind in ("suv", "wagon") and whether(rng, 0.6):
        for way in (-1, 1):
            rail = way * (half * 0.93 - tumble * lift) * 0.85
            parts.append(
                tube(
                    curve(
                        (roof_f + 0.2, rail, tall - 0.05),
                        (roof_f + 0.35, rail, tall + 0.04),
                        (roof_r - 0.35, rail, tall + 0.04),
                        (roof_r - 0.2, rail, tall - 0.05),
                        n=12,
                    ),
                    0.022,
                    segments=8,
                )
            )
    if whether(rng, 0.25) and kind in ("hatch", "coupe", "wagon"):
        parts.append(
            box(
                0.3,
                1.3 * half,
                0.04,
                at=(
                    roof_r - 0.05 if kind != "coupe" else rear - 0.3,
                    0,
                    tall - 0.06 if kind != "coupe" else belt + 0.14,
                ),
                radius=0.015,
            )
        )
    return rotated(parts, "z", 90.0)


FAMILIES = (Family("car", "12-08", ("Automobile", "Car", "Motor car", "Vehicle", "Passenger car"), _car),)
