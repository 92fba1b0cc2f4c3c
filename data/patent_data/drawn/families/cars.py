"""Motor cars, vans, buses and trucks (12-08). They are built with the nose to -x and turned to face the viewer."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import (
    Array,
    between,
    count,
    curve,
    environment,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import Skin, arched_outline, oval, patch, road_wheel, round_lamp, shell
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, moved, rotated, stroke, tube


def _wheels(
    rng: np.random.Generator, places: tuple[float, ...], radius: float, half: float, width: float
) -> list[Part]:
    """Equal wheels at both sides."""
    wheel = road_wheel(rng, radius, width, 22)
    right = [p.moved(y=-half + 0.45 * width, z=radius) for p in wheel]
    parts = [p.moved(x=x) for x in places for p in right]
    return environment(rng, [*parts, *[p.mirrored("y") for p in parts]], 0.08)


def _both(points: Array, side: Skin, closed: bool = False, kind: str = "line") -> list[Stroke]:
    """A line on both sides."""
    return [stroke(side(points, way), "light" if kind == "light" else "line", closed=closed) for way in (-1.0, 1.0)]


def _windows(
    rng: np.random.Generator, front: Array, rear: Array, number: int, side: Skin, ways: tuple[float, ...] = (-1.0, 1.0)
) -> list[Stroke]:
    """Side windows between a front pillar and a rear pillar, each (x, z) from bottom to top."""
    lines = []
    cuts = np.linspace(0, 1, number + 1)
    cuts[1:-1] += rng.uniform(-0.04, 0.04, number - 1)
    for a, b in itertools.pairwise(cuts):
        a, b = a + 0.015, b - 0.015
        low = [front[0] * (1 - t) + rear[0] * t for t in (a, b)]
        high = [front[1] * (1 - t) + rear[1] * t for t in (b, a)]
        corners = np.array([*low, *high])
        soft = []
        for k in range(4):
            p, q, r = corners[k - 1], corners[k], corners[(k + 1) % 4]
            for t in (0.1, 0.03):
                soft.append(q + (p - q) * t)
            soft += [q + (r - q) * 0.03, q + (r - q) * 0.1]
        lines += [stroke(side(np.array(soft), way), closed=True) for way in ways]
    return lines


def _end(outline: Array, skin: Skin, half: float, way: float) -> Callable[[float, float], float]:
    """How far the nose (-1) or the tail (1) reaches at a height z and a place y across."""

    def reach(z: float, y: float) -> float:
        pairs = zip(outline, np.roll(outline, -1, axis=0), strict=True)
        xs = [p[0] + (q[0] - p[0]) * (z - p[1]) / (q[1] - p[1]) for p, q in pairs if (p[1] - z) * (q[1] - z) < 0]
        x = way * max((way * v for v in xs), default=0.0)
        return float(skin(np.array([[x, z]]), y / half)[0, 0])

    return reach


def _bumper(reach: Callable[[float, float], float], half: float, z: float, tall: float, out: float) -> Part:
    """A bar across an end of a vehicle at a height."""
    spine = curve(*[(reach(z, y * half) + out, y * half, z) for y in (-0.92, -0.7, -0.35, 0.0, 0.35, 0.7, 0.92)], n=11)
    return limb(spine, [0.09], [tall], 5.0, (0.03, 0.03), side=(1.0, 0.0, 0.0), n=14)


def _face(
    rng: np.random.Generator, reach: Callable[[float, float], float], half: float, low: float, high: float
) -> list[Part]:
    """Lamps, grille, bumper and number plate on the nose."""
    parts: list[Part] = []
    tall = high - low
    lamp = one_of(rng, "round", "slim", "box", "drop", "round")
    z = low + tall * between(rng, 0.6, 0.74)
    y = half * between(rng, 0.66, 0.76)
    lamp_x = reach(z, y)
    for way in (-1, 1):
        if lamp == "round":
            parts.append(round_lamp(0.155 * tall, lamp_x + 0.07, way * y, z))
        else:
            wide, deep = {"slim": (0.22, 0.06), "box": (0.17, 0.13), "drop": (0.2, 0.11)}[lamp]
            shape = rounded_rectangle(2 * wide * half, 2 * deep * tall, deep * tall * 0.6)
            if lamp == "drop":
                points = np.array([(-0.22, 0.02), (0.05, 0.08), (0.22, 0.14), (0.2, -0.06), (0.0, -0.08)])
                shape = spline(points * [way * half, tall * 0.9], closed=True, n=24)
            turn = float(
                np.degrees(
                    np.arctan2(reach(z, y + wide * half * 0.7) - reach(z, y - wide * half * 0.7), 1.4 * wide * half)
                )
            )
            glass = extrude(shape, 0.12, axis="x", bevel=0.02).with_strokes(
                ring_line((-0.061, 0, 0), 0.05 * tall, "x", n=16)
            )
            parts.append(glass.rotated("z", -way * turn).moved(lamp_x + 0.03, way * y, z))
    grille = one_of(rng, "bars", "mesh", "slim", "upright", "none")
    w, h = half * between(rng, 0.3, 0.42), tall * between(rng, 0.1, 0.17)
    zg = low + tall * between(rng, 0.47, 0.6)
    x = min(reach(zg, w), reach(zg - 0.8 * h, 0.5 * w))
    if grille != "none":
        frame = rounded_rectangle(2 * w, 2 * h if grille != "slim" else h, 0.3 * h)
        body = patch(frame, x + 0.04, 0, zg, 0.16)
        n = count(rng, 3, 6)
        bars = np.linspace(-0.8, 0.8, n)
        if grille in ("bars", "mesh", "slim"):
            deep = h * (0.5 if grille == "slim" else 1.0)
            body = body.with_strokes(
                *[
                    stroke(rod((x - 0.041, -0.95 * w, zg + b * deep), (x - 0.041, 0.95 * w, zg + b * deep)))
                    for b in bars
                ]
            )
        if grille in ("upright", "mesh"):
            body = body.with_strokes(
                *[
                    stroke(rod((x - 0.041, b * w, zg - 0.95 * h), (x - 0.041, b * w, zg + 0.95 * h)))
                    for b in np.linspace(-0.9, 0.9, 2 * n)
                ]
            )
        parts.append(body)
        parts.append(
            patch(oval(0.06 * half, 0.05 * half), x - 0.04, 0, zg + (0 if grille == "slim" else h * 0.4), 0.06)
        )
    zb = low + 0.2 * tall
    parts.append(_bumper(reach, half, zb, 0.07 * tall, -0.02))
    parts.append(box(0.06, 0.52, 0.12, at=(reach(zb, 0.0) - 0.1, 0, zb - 0.06)))
    if whether(rng, 0.5):
        fog = low + 0.33 * tall
        parts += [patch(oval(0.08, 0.06), reach(fog, 0.6 * half), way * half * 0.6, fog, 0.1) for way in (-1, 1)]
    return parts


def _tail(
    rng: np.random.Generator, reach: Callable[[float, float], float], half: float, low: float, high: float
) -> list[Part]:
    """Rear lamps, bumper and number plate."""
    tall = high - low
    up = whether(rng, 0.4)
    wide, deep = (0.1, 0.32) if up else (0.22, 0.1)
    z = low + tall * between(rng, 0.6, 0.72)
    shape = rounded_rectangle(2 * wide * half, deep * tall, 0.04)
    y = half * (0.86 - 0.6 * wide)
    parts = [patch(shape, reach(z, y) - 0.02, way * y, z, 0.12) for way in (-1, 1)]
    parts.append(_bumper(reach, half, low + 0.2 * tall, 0.07 * tall, 0.02))
    parts.append(
        patch(rounded_rectangle(0.5, 0.13, 0.01, n=1), reach(low + 0.5 * tall, 0.0) + 0.01, 0, low + 0.5 * tall, 0.05)
    )
    x = reach(low + 0.1, 0.5 * half) - 0.1
    parts += [
        cylinder(0.05, 0.3, at=(x, way * 0.5 * half, low + 0.02), axis="x", segments=14)
        for way in one_of(rng, (), (1,), (-1, 1))
    ]
    return parts


def _screen(skin: Skin, line: Array, out: float) -> Stroke:
    """The frame of a windscreen over a line (x, z) from its foot to its head."""
    spans = (-0.8, -0.45, 0.0, 0.45, 0.8)
    rows = [
        skin(line, spans[0]),
        *[skin(line[-1:], s) for s in spans[1:4]],
        skin(line[::-1], spans[4]),
        *[skin(line[:1], s) for s in spans[3:0:-1]],
    ]
    return stroke([*np.vstack(rows), out, 0, 0.01], closed=True)


def _mirrors(x: float, half: float, z: float, size: float) -> list[Part]:
    """Door mirrors at both sides."""
    cup = limb(
        rod((x - 0.05, -half - 0.12, z), (x + 0.08, -half - 0.12, z), 3), [size], [0.6 * size], 3.0, (0.05, 0.0), n=18
    )
    arm = box(0.06, 0.2, 0.05, at=(x + 0.03, -half, z - 0.05))
    return [cup, arm, cup.mirrored("y"), arm.mirrored("y")]


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
    panes = _windows(
        rng, pillar_f, pillar_r, {"coupe": 1, "pickup": count(rng, 1, 2), "saloon": 2, "hatch": 2}.get(kind, 3), flank
    )
    for way in (-1, 1):
        panes.append(_screen(glass, np.array([edge(z, way, 0.0) for z in np.linspace(z0, z1, 7)]), way * 0.015))
    parts = [body, cabin.with_strokes(*panes)]
    doors = one_of(rng, 2, 4) if kind in ("hatch", "pickup") else 2 if kind == "coupe" else 4
    mid, z_low = 0.5 * (pillar_f[0, 0] + pillar_r[0, 0]), low + 0.1
    seams = [pillar_f[0, 0] + 0.02, mid + (0.3 if doors == 2 else 0.0)] + (
        [min(pillar_r[0, 0], wheels[1] - 0.2 * radius)] if doors == 4 else []
    )
    lines: list[Stroke] = []
    for k, x in enumerate(seams):
        bottom = z_low if abs(x - wheels[1]) > 1.3 * radius else radius * 2.2
        lines += _both(np.array([(x, belt - 0.05), (x + 0.02, 0.6 * belt), (x, bottom)]), side)
        if k:
            parts += [box(0.18, 0.04, 0.04, at=(x - 0.18, way * half * 0.985, belt * 0.87)) for way in (-1, 1)]
    lines += _both(
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
        lines += _both(
            curve((front + 0.55, z - 0.05), (0, z), (rear - 0.5, z + between(rng, -0.02, 0.08)), n=12),
            side,
            kind="light",
        )
    on_top = curve((cowl - 0.35, hood + 0.25 * (belt - hood)), (front + 0.4, hood * 0.985), n=4)
    lines += [stroke([*skin(on_top, s), 0, 0, 0.01]) for s in (-0.8, 0.8, *one_of(rng, (), (-0.3, 0.3), (0.0,)))]
    parts[0] = parts[0].with_strokes(*lines)
    parts.append(box(long * 0.86, 2 * half - 0.5, 0.4, at=(0, 0, low + 0.06)).with_(surface="dark"))
    parts += _wheels(rng, wheels, radius, half, between(rng, 0.2, 0.27))
    parts += _face(rng, _end(outline, skin, half, -1.0), half, low, hood)
    parts += _tail(rng, _end(outline, skin, half, 1.0), half, low, tail_z)
    parts += _mirrors(cowl + 0.25, half * 0.9, belt + 0.08, 0.11)
    if kind == "pickup":
        bed = (deck + rear) / 2
        for y in (-1, 1):
            parts.append(box(rear - deck - 0.1, 0.08, 0.16, at=(bed, y * (half - 0.08), belt - 0.02)))
        parts += [box(0.08, 2 * half - 0.1, 0.16, at=(x, 0, belt - 0.02)) for x in (deck + 0.1, rear - 0.12)]
    if kind in ("suv", "wagon") and whether(rng, 0.6):
        for way in (-1, 1):
            y = way * (half * 0.93 - tumble * lift) * 0.85
            parts.append(
                tube(
                    curve(
                        (roof_f + 0.2, y, tall - 0.05),
                        (roof_f + 0.35, y, tall + 0.04),
                        (roof_r - 0.35, y, tall + 0.04),
                        (roof_r - 0.2, y, tall - 0.05),
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
    lines.append(_screen(skin, screen, -0.012))
    z0, z1 = belt + 0.06, tall - (0.45 if bus else 0.3)
    start = front + snub + 0.2
    if bus:
        n, pane = count(rng, 5, 8), between(rng, 1.2, 1.6)
        lines += _windows(
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
                lines += _windows(
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
        lines += _windows(rng, front_pane, np.array([(door - 0.08, z0), (door - 0.08, z1)]), 1, side)
        lines += _both(
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
            lines += _windows(
                rng,
                np.array([(door + 0.08, z0), (door + 0.08, z1)]),
                np.array([(rear - 0.2, z0), (rear - 0.3, z1)]),
                count(rng, 1, 3),
                side,
            )
        slide = door + between(rng, 1.0, 1.3)
        if whether(rng, 0.7) and slide < wheels[1] - 0.3:
            lines += _both(np.array([(slide, z1 + 0.1), (slide, low + 0.1), (door, low + 0.1)]), side)
            lines += _both(np.array([(door, belt * 0.95), (rear - 0.3, belt * 0.95)]), side)
    parts = [body.with_strokes(*lines)]
    back = rounded_rectangle(1.5 * half, 0.3 * tall, 0.1)
    parts += (
        [patch(back * [0.46, 1], rear - 0.02, s * 0.37 * half, belt + 0.26 * tall, 0.05) for s in (-1, 1)]
        if whether(rng)
        else [patch(back, rear - 0.02, 0, belt + 0.26 * tall, 0.05)]
    )
    parts += _wheels(rng, wheels, radius, half, 0.3 if bus else 0.24)
    parts.append(box(long * 0.8, 2 * half - 0.62, 0.5, at=(0, 0, low + 0.1)).with_(surface="dark"))
    parts += _face(rng, _end(outline, skin, half, -1.0), half, low, belt * 0.97)
    parts += _tail(rng, _end(outline, skin, half, 1.0), half, low, belt)
    parts += _mirrors(start, half, belt + 0.2, 0.16)
    for way in (-1, 1):
        wiper = [*skin(screen[2:], 0.1)[::-1], -0.02, way * 0.3, 0]
        parts.append(tube(wiper, 0.015, segments=5))
    if whether(rng, 0.3):
        parts.append(box(0.35 * long, 1.2 * half, 0.18, at=(0.1 * long, 0, tall - 0.01), radius=0.08))
    return rotated(parts, "z", 90.0)


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
    lines = _windows(
        rng, np.array([(x0, z0), (x0 + 0.7 * rake, z1)]), np.array([(door - 0.45, z0), (door - 0.45, z1)]), 1, side
    )
    lines += _both(
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
    screen = [*np.array(slope), [0.0, -0.12], [-0.01, 0.08]]
    lines.append(_screen(skin, screen[::-1], -0.012))
    parts = [cab.with_strokes(*lines)]
    parts += _face(rng, _end(outline, skin, half, -1.0), half, low, belt * 0.95)
    parts += _mirrors(x0, half, belt + 0.35, 0.2)
    parts += [box(rear - first, 0.14, 0.28, at=((rear + first) / 2, y, frame_z - 0.35)) for y in (-0.45, 0.45)]
    axles = [rear - load * between(rng, 0.18, 0.28)]
    if load > 4.6:
        axles.append(axles[0] - 2.25 * radius)
    parts += _wheels(rng, (first, *axles), radius, half, width)
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


FAMILIES = (
    Family("car", "12-08", ("Automobile", "Car", "Motor car", "Vehicle", "Passenger car"), _car),
    Family("van", "12-08", ("Van", "Motor bus", "Bus", "Delivery van", "Vehicle"), _van),
    Family("truck", "12-08", ("Truck", "Motor truck", "Delivery truck", "Lorry"), _truck),
)
