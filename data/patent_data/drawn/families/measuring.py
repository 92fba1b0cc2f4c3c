"""Tape measures, calipers and levels (10-04)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, superellipse
from patent_data.drawn.families.bits import (
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
    from_x = np.stack([(loop + np.array([x0 + 0.2, 0, 0])), (loop + np.array([x0 - out, 0, 0]))])
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
    slide = extrude((rounded_rectangle(wide, tall * 1.45, 0.08, n=2) + np.array([at + wide / 2, 0])), thick * 1.7)
    y = -thick * 0.86
    if kind == "vernier":
        slide = slide.with_strokes(*_scale((at + 0.4, y, -tall * 0.25), wide - 0.8, 20, 0.18))
        window = rounded_rectangle(wide * 0.75, 0.3 * tall, 0.04, n=2) + np.array([at + wide * 0.5, 0.12 * tall])
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
        case = rounded_rectangle(wide * 1.05, between(rng, 1.5, 2.0), between(rng, 0.05, 0.3)) + np.array(
            [at + wide / 2, 0.05]
        )
        parts += [slide, extrude(case, 0.35, bevel=0.05).moved(y=y - 0.1)]
        f = y - 0.277
        glass = rounded_rectangle(wide * 0.72, 0.7, 0.08, n=3) + np.array([at + wide * 0.5, 0.3])
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
        holes.append(shape + np.array([place * long, 0.1 * tall if middle else 0.0]))
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
        grips = [
            (rounded_rectangle(0.16 * long, 0.45 * tall, 0.2 * tall) + np.array([s * 0.18 * long, 0.0]))
            for s in (-1, 1)
        ]
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
    Family("level", "10-04", ("Level", "Spirit level", "Torpedo level"), _level),
)
