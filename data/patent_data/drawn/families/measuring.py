"""Measuring instruments (10-04)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle, superellipse
from patent_data.drawn.families.bits import (
    around,
    between,
    count,
    curve,
    environment,
    limb,
    number_lines,
    one_of,
    posed,
    ring_line,
    rod,
    screw,
    whether,
)
from patent_data.drawn.families.dial_parts import X, Z, display_digits
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, moved, revolve, rotated, stroke


def _scale(
    start: tuple[float, float, float], length: float, number: int, size: float, down: float = -1.0
) -> list[Stroke]:
    """Marks along x on a front plane with a number at each fifth one."""
    lines = []
    for k in range(number + 1):
        x = start[0] + length * k / number
        long = size * (1.0 if k % 5 == 0 else 0.55)
        lines.append(stroke(np.array([(x, start[1], start[2]), (x, start[1], start[2] + down * long)]), "light"))
        if k and k % 5 == 0:
            lines += number_lines(str(k // 5), (x, start[1], start[2] + down * (long + 0.6 * size)), 0.6 * size, X, Z)
    return lines


def _tape_measure(rng: np.random.Generator) -> list[Part]:
    """A tape measure, its tape drawn out to the left."""
    w, h, d = between(rng, 2.6, 3.4), between(rng, 2.4, 3.2), between(rng, 1.1, 1.7)
    nose = between(rng, 0.0, 0.5)
    power = between(rng, 2.4, 5.0)
    ring = superellipse(w / 2, h / 2, power, n=56)
    low = ring[:, 1] < 0
    ring[low & (ring[:, 0] < 0), 0] -= nose * np.clip(-ring[low & (ring[:, 0] < 0), 1] / (h / 2), 0, 1)
    ring[:, 1] = np.maximum(ring[:, 1], -0.46 * h)
    body = extrude(ring, d, bevel=between(rng, 0.1, 0.3))
    parts = [body]
    kind = one_of(rng, "disc", "pads", "window", "rings")
    r = 0.36 * min(w, h)
    for way in (-1, 1):
        if kind in ("disc", "rings"):
            disc = cylinder(r, 0.1, at=(0, way * (d / 2 + 0.03), 0), axis="y", segments=44)
            lines = [
                ring_line((0, way * (d / 2 + 0.081), 0), r * v, "y", "light")
                for v in one_of(rng, (0.85,), (0.9, 0.5), (0.8, 0.72))
            ]
            parts.append(disc.with_strokes(*lines))
        elif kind == "pads":
            for a in (40, 140, 220, 320):
                pad = extrude(ellipse(0.17 * w, 0.11 * h, n=24), 0.1, bevel=0.03).rotated(
                    "y", -45.0 if a in (40, 220) else 45.0
                )
                c, s = np.cos(np.radians(a)), np.sin(np.radians(a))
                parts.append(pad.moved(0.33 * w * c, way * d / 2, 0.33 * h * s))
            parts.append(cylinder(0.55 * r, 0.12, at=(0, way * d / 2, 0), axis="y", segments=36))
        else:
            glass = ellipse(0.8 * r, 0.6 * r, n=36)
            parts.append(extrude(glass, 0.08).moved(y=way * d / 2).with_(surface="glass"))
    for x, z in ((-0.36 * w, -0.3 * h), (0.38 * w, 0.3 * h), (0.38 * w, -0.32 * h))[: count(rng, 1, 3)]:
        parts.append(screw((x, -d / 2 + 0.02, z), 0.1))
    out, tape = between(rng, 0.5, 4.5), 0.6 * d
    z = -0.4 * h
    x0 = -w / 2 - nose * 0.7
    bow = np.linspace(-1, 1, 9)
    section = np.column_stack([np.full(9, 0.0), bow * tape / 2, z + 0.09 * bow**2])
    lower = section - [0, 0, 0.03]
    loop = np.vstack([section, lower[::-1]])
    from_x = np.stack([[*loop, x0 + 0.2, 0, 0], [*loop, x0 - out, 0, 0]])
    blade = loft(from_x)
    n = int(out / 0.16)
    marks = [
        stroke(
            np.array(
                [
                    (x0 - out + 0.16 * k, -tape / 2, z + 0.092),
                    (x0 - out + 0.16 * k, -tape / 2 + (0.3 if k % 4 else 0.55) * tape, z + 0.06),
                ]
            ),
            "light",
        )
        for k in range(1, n)
    ]
    parts += environment(rng, [blade.with_strokes(*marks)], 0.1)
    parts.append(box(0.05, tape * 0.8, 0.45, at=(x0 - out - 0.02, 0, z - 0.3)))
    parts.append(box(0.5, tape * 1.25, 0.35, at=(x0 + 0.25, 0, z - 0.22), radius=0.05))
    lock = box(between(rng, 0.6, 0.9), 0.5 * d, 0.3, at=(-0.3 * w, 0, 0.36 * h), radius=0.1).rotated(
        "y", -35.0, (-0.3 * w, 0, 0.36 * h)
    )
    parts.append(lock)
    if whether(rng, 0.5):
        parts.append(box(1.3, 0.06, 0.4, at=(w * 0.1, d / 2 + 0.1, 0.0), radius=0.02).moved(z=-0.2))
        parts.append(
            limb(
                curve((0.0, d / 2, 0.8), (0, d / 2 + 0.22, 0.5), (0, d / 2 + 0.2, -0.7), n=8),
                [0.35],
                [0.05],
                5.0,
                side=(1.0, 0, 0),
                n=14,
            )
        )
    return parts


def _caliper(rng: np.random.Generator) -> list[Part]:
    """A sliding caliper: vernier, dial or digital."""
    long, tall, thick = between(rng, 9.0, 13.0), between(rng, 0.65, 0.9), between(rng, 0.18, 0.26)
    jaw, upper = between(rng, 1.8, 2.8), between(rng, 0.8, 1.3)
    at = between(rng, 0.6, 4.5)
    beam = box(long, thick, tall, at=(long / 2, 0, -tall / 2))
    top = tall / 2
    parts = [beam.with_strokes(*_scale((1.3, -thick / 2, -top), long - 2.0, count(rng, 6, 12) * 5, 0.28, 1.0))]
    slim = between(rng, 0.2, 0.34)
    w = between(rng, 0.75, 1.05)

    def jaw_pair(flip: float) -> list[Part]:
        lower = np.array([(0, top), (0, -jaw), (-slim * flip * 0.6, -jaw), (-w * flip, -0.45 * jaw), (-w * flip, top)])
        nib = np.array(
            [
                (0.05 * flip, top),
                (0.05 * flip, top + 0.3),
                (0.0, top + upper),
                (-0.2 * flip, top + 0.4 * upper),
                (-0.7 * w * flip, top + 0.25),
                (-0.7 * w * flip, top),
            ]
        )
        return [extrude(lower, thick * 1.15, bevel=0.04), extrude(nib, thick * 0.8, bevel=0.02).moved(y=-0.03 * flip)]

    parts += jaw_pair(1.0)
    parts += moved(jaw_pair(-1.0), x=at)
    kind = one_of(rng, "vernier", "digital", "dial", "digital")
    wide = between(rng, 2.4, 3.6)
    slide = extrude([*rounded_rectangle(wide, tall * 1.45, 0.08, n=2), at + wide / 2, 0], thick * 1.7)
    y = -thick * 0.86
    if kind == "vernier":
        slide = slide.with_strokes(*_scale((at + 0.4, y, -tall * 0.25), wide - 0.8, 20, 0.18))
        window = [*rounded_rectangle(wide * 0.75, 0.3 * tall, 0.04, n=2), at + wide * 0.5, 0.12 * tall]
        slide = slide.with_strokes(
            stroke(np.column_stack([window[:, 0], np.full(len(window), y), window[:, 1]]), closed=True)
        )
        parts.append(slide)
    elif kind == "dial":
        r = between(rng, 0.8, 1.05)
        face = (
            revolve([(r, 0), (r, 0.3), (r * 0.9, 0.36), (r * 0.88, 0.3)], axis="y")
            .mirrored("y")
            .moved(at + wide / 2, y + 0.05, 0)
        )
        f = y - 0.255
        ticks = []
        for k in range(50):
            a = k * np.pi / 25
            ticks.append(
                stroke(
                    np.array(
                        [
                            (at + wide / 2 + v * r * np.cos(a), f, v * r * np.sin(a))
                            for v in (0.72 if k % 5 else 0.66, 0.82)
                        ]
                    ),
                    "light",
                )
            )
        a = between(rng, 0, 6.28)
        ticks.append(
            stroke(np.array([(at + wide / 2, f, 0), (at + wide / 2 + 0.68 * r * np.cos(a), f, 0.68 * r * np.sin(a))]))
        )
        parts += [slide, face.with_strokes(*ticks)]
    else:
        case = [*rounded_rectangle(wide * 1.05, between(rng, 1.5, 2.0), between(rng, 0.05, 0.3)), at + wide / 2, 0.05]
        parts += [slide, extrude(case, 0.35, bevel=0.05).moved(y=y - 0.1)]
        f = y - 0.277
        glass = [*rounded_rectangle(wide * 0.72, 0.7, 0.08, n=3), at + wide * 0.5, 0.3]
        lines = [stroke(np.column_stack([glass[:, 0], np.full(len(glass), f), glass[:, 1]]), closed=True)]
        lines += display_digits(one_of(rng, "0.00", "12.50", "8.24"), (at + wide * 0.5, f, 0.3), 0.48)
        parts[-1] = parts[-1].with_strokes(*lines)
        for k in range(3):
            parts.append(cylinder(0.13, 0.1, at=(at + wide * (0.25 + 0.25 * k), f, -0.42), axis="y", segments=18))
    parts.append(cylinder(0.2, 0.3, at=(at + wide * 0.75, 0, tall * 0.7), segments=24))
    parts.append(extrude(ellipse(0.32, 0.3, n=24), thick * 1.8).moved(x=at + wide * 0.7, z=-tall * 0.85))
    parts.append(box(at + 0.2, thick * 0.4, 0.12, at=(long + at / 2 - 0.1, 0, -0.06)))
    parts.append(box(0.12, thick * 1.3, tall * 1.05, at=(long, 0, -tall * 0.52)))
    return posed(rng, parts, 0.15)


def _thermometer(rng: np.random.Generator) -> list[Part]:
    """A thermometer: stick, probe with a dial, infrared or a wall board."""
    kind = one_of(rng, "stick", "probe", "infrared", "board", "stick")
    if kind == "stick":
        long, w = between(rng, 5.5, 8.0), between(rng, 0.5, 0.8)
        spine = rod((0, 0, 0), (0, 0, long), 14)
        wide = [w * 0.8, w, w, w * 0.75, 0.22, 0.2]
        body = limb(spine, [v * 0.6 for v in wide], wide, between(rng, 2.3, 4.0), (w * 0.4, 0.05), n=28)
        tip = revolve([(0.2, 0), (0.17, 0.1), (0.17, 0.5), (0.1, 0.66), (0, 0.7)], at=(0, 0, long), segments=20)
        f = -w * 0.61
        glass = [*rounded_rectangle(w * 0.95, between(rng, 1.2, 1.8), 0.12, n=3), 0, 0.36 * long]
        lines = [stroke(d.points, d.kind) for d in display_digits(one_of(rng, "36.6", "98.6", "37.2"), (0, 0, 0), 0.36)]
        turned = [
            stroke(
                np.column_stack([-d.points[:, 2], np.full(len(d.points), f - 0.02), d.points[:, 0] + 0.36 * long]),
                d.kind,
            )
            for d in lines
        ]
        parts = [body, tip, extrude(glass, 0.1).moved(y=f + 0.03).with_strokes(*turned).with_(surface="glass")]
        parts.append(cylinder(w * 0.34, 0.1, at=(0, f + 0.02, 0.14 * long), axis="y", segments=24).scaled(1, 1, 1.0))
        return posed(rng, parts, 0.5)
    if kind == "probe":
        r, long = between(rng, 0.9, 1.3), between(rng, 4.0, 6.5)
        d = between(rng, 0.35, 0.6)
        parts = [
            revolve([(r, 0), (r * 1.02, 0.1), (r, d), (r * 0.9, d + 0.05), (r * 0.88, d - 0.05)], axis="y").mirrored(
                "y"
            )
        ]
        ticks = []
        for k in range(41):
            a = np.radians(225 - k * 270 / 40)
            ticks.append(
                stroke(
                    np.array(
                        [(v * r * np.cos(a), -d + 0.049, v * r * np.sin(a)) for v in (0.7 if k % 5 else 0.62, 0.8)]
                    ),
                    "light",
                )
            )
            if k % 10 == 0:
                ticks += number_lines(
                    str(k // 10 * 20), (0.47 * r * np.cos(a), -d + 0.049, 0.47 * r * np.sin(a)), 0.13 * r, X, Z
                )
        a = np.radians(between(rng, -30, 210))
        ticks.append(
            stroke(
                np.array(
                    [
                        (-0.15 * r * np.cos(a), -d + 0.049, -0.15 * r * np.sin(a)),
                        (0.68 * r * np.cos(a), -d + 0.049, 0.68 * r * np.sin(a)),
                    ]
                )
            )
        )
        parts[0] = parts[0].with_strokes(*ticks)
        back = whether(rng)
        stem = [
            cylinder(0.13, long, at=(0, 0, -long), segments=18),
            cylinder(0.13, 0.3, at=(0, 0, -long - 0.3), top=0.02, segments=18).mirrored("z").moved(z=-2 * long - 0.3),
            extrude(regular_polygon(6, 0.3), 0.35, axis="z").moved(z=-0.4),
        ]
        return [*parts, *(rotated(stem, "x", -90.0) if back else moved(stem, y=-d / 2, z=-r + 0.1))]
    if kind == "infrared":
        spine = curve((0, 0, 0), (-0.35, 0, 1.7), (-0.5, 0, 3.0), n=12)
        w = between(rng, 0.5, 0.62)
        grip_part = limb(spine, [w, w * 0.9, w], [0.75, 0.58, 0.8], between(rng, 2.4, 3.4), (0.25, 0.1), n=26)
        long = between(rng, 2.8, 4.0)
        head = limb(
            curve((-0.5 - long * 0.45, 0, 3.4), (-0.5, 0, 3.5), (-0.5 + long * 0.5, 0, 3.3), n=12),
            [w * 1.1, w * 1.2, w * 0.9],
            [0.7, 0.8, 0.6],
            2.8,
            (0.3, 0.2),
            n=28,
        )
        nose = revolve([(0.5, 0), (0.5, 0.3), (0.38, 0.34), (0.34, 0.1)], axis="x", segments=28).moved(
            -0.5 + long * 0.5, 0, 3.3
        )
        trigger = extrude(np.array([(0.1, 2.7), (0.55, 2.6), (0.35, 1.9), (0.0, 1.9)]), w * 0.8, bevel=0.08)
        screen = box(0.1, w * 1.5, 0.9, radius=0.03).rotated("y", -15.0).moved(-0.5 - long * 0.45 - 0.25, 0, 3.0)
        keys = [box(0.3, 0.22, 0.1, at=(-0.7 + 0.4 * k, -0.1, 4.22), radius=0.04) for k in range(count(rng, 1, 3))]
        seam = stroke(np.array([(-0.5 - long * 0.35, -w * 1.2, 3.4), (-0.5 + 0.4 * long, -w * 1.08, 3.35)]))
        return [grip_part, head.with_strokes(seam), nose, trigger, screen, *keys]
    w, h = between(rng, 0.9, 1.6), between(rng, 4.5, 7.0)
    ring = rounded_rectangle(2 * w, h, between(rng, 0.1, 0.98) * w, n=8)
    lines = []
    n = count(rng, 20, 40)
    for k in range(n + 1):
        z = -0.3 * h + 0.68 * h * k / n
        size = 0.3 if k % 5 == 0 else 0.16
        lines += [stroke(np.array([(s * 0.25, -0.13, z), (s * (0.25 + size), -0.13, z)]), "light") for s in (-1, 1)]
        if k % 10 == 0:
            lines += number_lines(str(10 * (k // 10)), (-0.25 - 0.6, -0.13, z), 0.22, X, Z)
    board = extrude(ring, 0.25, bevel=0.05).with_strokes(*lines)
    tube_part = cylinder(0.09, 0.75 * h, at=(0, -0.2, -0.34 * h), segments=14)
    bulb = revolve([(0, -0.2), (0.14, -0.14), (0.2, 0), (0.14, 0.14), (0.0, 0.2)], segments=18).moved(
        0, -0.2, -0.36 * h
    )
    parts = [board, tube_part, bulb]
    parts += [box(0.45, 0.12, 0.1, at=(0, -0.2, z * h)) for z in (-0.25, 0.36)]
    hole = [ring_line((0, -0.13, 0.45 * h), 0.1, "y", n=16)]
    parts[0] = parts[0].with_strokes(*hole)
    return parts


def _gauge(rng: np.random.Generator) -> list[Part]:
    """A pressure gauge with its threaded stem."""
    r, d = between(rng, 1.4, 2.1), between(rng, 0.6, 1.1)
    rim = between(rng, 0.05, 0.15)
    sink = between(rng, 0.05, 0.2)
    parts = [
        revolve(
            [
                (r * 0.9, 0),
                (r, 0.15 * d),
                (r, 0.7 * d),
                (r * 1.04, 0.72 * d),
                (r * 1.04, 0.95 * d),
                (r * (1 - rim * 0.3), d),
                (r * (1 - rim), d - sink),
            ],
            axis="y",
            segments=56,
        ).mirrored("y")
    ]
    y = -d + sink - 0.002
    first, span, n = between(rng, 200, 235), between(rng, 240, 285), count(rng, 4, 8) * 5
    lines = []
    inner = r * (1 - rim) * between(rng, 0.85, 0.93)
    for k in range(n + 1):
        a = np.radians(first - span * k / n)
        lines.append(
            stroke(
                np.array([(v * inner * np.cos(a), y, v * inner * np.sin(a)) for v in (0.9 if k % 5 else 0.82, 1.0)]),
                "light",
            )
        )
        if k % 5 == 0:
            lines += number_lines(
                str(k // 5 * 2), (0.66 * inner * np.cos(a), y, 0.66 * inner * np.sin(a)), 0.14 * inner, X, Z
            )
    band = np.column_stack(
        [
            inner * np.cos(np.radians(np.linspace(first, first - span, 40))),
            np.full(40, y),
            inner * np.sin(np.radians(np.linspace(first, first - span, 40))),
        ]
    )
    lines += [stroke(band, "light"), ring_line((0, y, 0), 0.08 * r, "y", n=16)]
    turn = first - span * between(rng, 0.0, 0.9)
    a = np.radians(turn)
    way, side = np.array([np.cos(a), 0, np.sin(a)]), np.array([-np.sin(a), 0, np.cos(a)])
    hub = np.array([0, y - 0.005, 0])
    needle = np.stack(
        [
            hub - 0.25 * inner * way + 0.05 * r * side,
            hub + 0.8 * inner * way,
            hub - 0.25 * inner * way - 0.05 * r * side,
        ]
    )
    lines.append(stroke(needle, closed=True))
    parts[0] = parts[0].with_strokes(*lines)
    hexr = between(rng, 0.3, 0.42)
    stem = [
        extrude(regular_polygon(6, hexr), 0.5, axis="z").moved(z=-0.9),
        cylinder(hexr * 0.9, 0.5, at=(0, 0, -0.45), segments=24),
    ]
    thread = cylinder(hexr * 0.68, 0.8, at=(0, 0, -1.7), segments=24)
    stem.append(
        thread.with_strokes(*[ring_line((0, 0, z), hexr * 0.69, "z", n=20) for z in np.arange(-1.65, -0.95, 0.11)])
    )
    if whether(rng, 0.7):
        parts += moved(stem, y=-0.45 * d, z=-r + 0.05)
    else:
        parts += rotated(stem, "x", 90.0)
    if whether(rng, 0.35):
        flange = extrude(ellipse(r * 1.35, n=56), 0.1, holes=(ellipse(r * 0.95, n=40),)).moved(y=-0.1)
        parts.append(flange)
        parts += around(screw((0, -0.15, r * 1.2), 0.09), 3, "y")
    elif whether(rng, 0.4):
        boot = revolve(
            [(r * 1.12, 0.05 * d), (r * 1.16, 0.2 * d), (r * 1.16, 0.8 * d), (r * 1.06, 0.9 * d)], axis="y", segments=48
        ).mirrored("y")
        parts.append(boot)
        parts += around(box(0.16, 0.6 * d, 0.1, at=(0, -0.5 * d, r * 1.14)), count(rng, 12, 30), "y")
    return parts


def _level(rng: np.random.Generator) -> list[Part]:
    """A spirit level with its vials."""
    long, tall, d = between(rng, 6.0, 14.0), between(rng, 1.1, 1.7), between(rng, 0.5, 0.8)
    kind = one_of(rng, "box", "beam", "torpedo")
    ring = rounded_rectangle(long, tall, 0.05)
    if kind == "torpedo":
        long = min(long, 8.0)
        ring = np.array(
            [
                (-long / 2, -tall / 2),
                (long / 2, -tall / 2),
                (long / 2, -0.1 * tall),
                (0.42 * long, tall / 2),
                (-0.42 * long, tall / 2),
                (-long / 2, -0.1 * tall),
            ]
        )
    n = one_of(rng, 1, 2, 3, 3)
    places = {1: [0.0], 2: [-0.3, 0.02], 3: [-0.36, 0.0, 0.36]}[n]
    holes, parts = [], []
    for place in places:
        middle = abs(place) < 0.1
        shape = rounded_rectangle(1.3, 0.62 * tall, 0.12) if middle else ellipse(0.34 * tall, n=32)
        holes.append([*shape, place * long, 0.1 * tall if middle else 0.0])
        glass = cylinder(0.16, 1.15 if middle else 0.62 * tall, axis="x", segments=18)
        rings = [ring_line((x, 0, 0), 0.162, "x", n=18) for x in (-0.16, 0.16)]
        turn = 0.0 if middle else one_of(rng, 90.0, 45.0)
        z = 0.1 * tall if middle else 0.0
        bubble = limb(rod((-0.1, 0, 0.04), (0.1, 0, 0.04), 4), [0.13], [0.13], 2.0, (0.05, 0.05), n=12)
        parts += moved(
            rotated([glass.with_strokes(*rings).with_(surface="glass"), bubble], "y", turn), x=place * long, z=z
        )
    grips = []
    if kind != "torpedo" and n == 3 and long > 9 and whether(rng, 0.6):
        grips = [[*rounded_rectangle(0.16 * long, 0.45 * tall, 0.2 * tall), s * 0.18 * long, 0.0] for s in (-1, 1)]
    body = extrude(ring, d, holes=[*holes, *grips])
    if kind == "beam":
        for z in (-tall / 2, tall / 2 - 0.2):
            parts.append(box(long, d * 1.5, 0.2, at=(0, 0, z)))
    elif kind == "box":
        for z in (-0.36 * tall, 0.36 * tall):
            body = body.with_strokes(
                *[stroke(rod((-long / 2, y, z), (long / 2, y, z)), "light") for y in (-d / 2, d / 2)]
            )
        parts += [box(0.3, d * 1.08, tall * 1.06, at=(s * long / 2, 0, -0.53 * tall), radius=0.05) for s in (-1, 1)]
    if whether(rng, 0.4):
        body = body.with_strokes(*_scale((-0.45 * long, -d / 2 - 0.001, -tall / 2), 0.9 * long, 40, 0.14, 1.0))
    for h in holes:
        rim = h.mean(axis=0) + (h - h.mean(axis=0)) * 1.12
        body = body.with_strokes(
            stroke(np.column_stack([rim[:, 0], np.full(len(rim), -d / 2 - 0.001), rim[:, 1]]), "light", closed=True)
        )
    return [body, *parts]


FAMILIES = (
    Family("tape_measure", "10-04", ("Tape measure", "Measuring tape", "Retractable tape measure"), _tape_measure),
    Family("caliper", "10-04", ("Caliper", "Digital caliper", "Vernier caliper", "Measuring instrument"), _caliper),
    Family(
        "thermometer",
        "10-04",
        ("Thermometer", "Digital thermometer", "Infrared thermometer", "Temperature probe"),
        _thermometer,
    ),
    Family("gauge", "10-04", ("Gauge", "Pressure gauge", "Dial gauge", "Measuring gauge"), _gauge),
    Family("level", "10-04", ("Level", "Spirit level", "Torpedo level"), _level),
)
