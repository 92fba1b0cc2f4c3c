"""Tools that drill and strike (08-01, 08-02)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import regular_polygon, spline
from patent_data.drawn.families.bits import (
    around,
    between,
    count,
    curve,
    environment,
    knurl,
    limb,
    one_of,
    posed,
    ring_line,
    rod,
    screw,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.tool_parts import bit, grip
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, revolve, rotated, stroke, tube


def _chuck(rng: np.random.Generator, radius: float, length: float) -> list[Part]:
    """A drill chuck upright from z = 0, its jaws and bit upwards."""
    nose = radius * between(rng, 0.35, 0.5)
    waist = between(rng, 0.45, 0.65) * length
    body = revolve(
        [
            (radius * 0.9, 0),
            (radius, 0.06 * length),
            (radius, waist),
            (radius * 0.88, waist + 0.05 * length),
            (radius * 0.8, 0.78 * length),
            (nose, length),
        ],
        segments=32,
    )
    lines = knurl(radius * 1.003, 0.1 * length, waist, count(rng, 12, 26), whether(rng, 0.3))
    parts = [body.with_strokes(*lines, ring_line((0, 0, waist * 0.15), radius))]
    jaw = box(nose * 0.5, nose * 0.35, 0.12 * length, at=(nose * 0.45, 0, length - 0.02 * length))
    parts += around(jaw, 3)
    tip = bit(rng, length * between(rng, 0.9, 2.4), nose * between(rng, 0.3, 0.5)).moved(z=length)
    if whether(rng, 0.6):
        parts += environment(rng, [tip], 0.35)
    return parts


def _drill(rng: np.random.Generator) -> list[Part]:
    """A pistol drill, its chuck to the right."""
    length, r = between(rng, 3.2, 5.2), between(rng, 0.72, 0.95)
    rear = between(rng, 0.6, 0.95)
    deep = r * between(rng, 0.75, 0.95)
    power = between(rng, 2.2, 3.4)
    body = limb(
        curve((-length / 2, 0, 0), (0, 0, 0), (length / 2, 0, 0), n=12),
        [deep * rear, deep, deep, deep * between(rng, 0.75, 0.95)],
        [r * rear, r, r * 0.98, r * between(rng, 0.72, 0.95)],
        power,
        (between(rng, 0.15, 0.45), 0.12),
        n=28,
    )
    step = between(rng, 0.3, 0.6)
    collar = r * between(rng, 0.66, 0.84)
    ring = cylinder(collar, step, at=(length / 2 + step / 2 + 0.1, 0, 0), axis="x", segments=36)
    lines = [ring]
    notch = box(0.9 * step, 0.06, 0.05, at=(length / 2 + step / 2 + 0.12, 0, collar * 0.985))
    lines += around(notch, count(rng, 10, 20), "x")
    chuck = rotated(_chuck(rng, collar * between(rng, 0.72, 0.92), between(rng, 1.1, 1.6)), "y", 90.0)
    parts = [body, *lines, *moved(chuck, x=length / 2 + step + 0.1)]

    lean, hang = between(rng, 0.25, 0.9), between(rng, 2.6, 3.6)
    place = between(rng, -0.55, 0.0) * length / 2
    spine = curve((place, 0, -0.2), (place - 0.35 * lean, 0, -0.5 * hang), (place - lean, 0, -hang), n=9)
    w = r * between(rng, 0.42, 0.52)
    parts.append(limb(spine, [w, w * 0.95, w * 1.1], [r * 0.82, r * 0.62, r * 0.75], between(rng, 2.3, 3.2), n=24))
    swell = [[x, z] for x, z in ((-0.34, 0), (0.05, -0.15), (0.2, -0.6), (0.15, -1.1), (-0.3, -1.05))]
    trigger = extrude(spline(swell, closed=True, n=26), w * 1.1, bevel=0.08)
    parts.append(trigger.moved(x=place + 0.62 * r, z=-0.75 * r))
    x0, z0 = place - lean, -hang
    if whether(rng, 0.65):
        wide, high = between(rng, 1.9, 3.0), between(rng, 0.6, 1.1)
        depth = between(rng, 1.3, 1.8)
        pack = box(wide, depth, high, radius=0.22).moved(x0 + 0.2, 0, z0 - high)
        foot = box(wide * 0.94, depth * 0.9, 0.42, radius=0.2).moved(x0 + 0.2, 0, z0 - 0.02)
        seam = [
            rod((x0 - 0.3 * wide, -depth / 2, z), (x0 + 0.4 * wide, -depth / 2, z))
            for z in z0 - high * np.linspace(0.3, 0.7, count(rng, 1, 3))
        ]
        latch = box(0.5, 0.08, 0.3, at=(x0 + 0.2, -depth / 2, z0 - 0.45), radius=0.04)
        parts += [pack.with_strokes(*[stroke(s) for s in seam]), foot, latch, latch.moved(y=depth)]
    else:
        parts.append(cylinder(0.28, 0.5, at=(x0, 0, z0 - 0.45), top=0.36, segments=20))
        cord = curve((x0, 0, z0 - 0.3), (x0 - 0.2, 0, z0 - 1.2), (x0 - 1.0, 0, z0 - 1.8), (x0 - 2.2, 0, z0 - 1.7), n=24)
        parts += environment(rng, [tube(cord, 0.13, segments=10)], 0.3)
    vents = count(rng, 3, 7)
    kind = one_of(rng, "upright", "level", "slant")
    for k in range(vents):
        x = -0.42 * length + (0.24 if kind != "level" else 0.0) * k
        z = -0.3 * r if kind != "level" else -0.45 * r + 0.9 * r * k / vents
        slot = box(0.09 if kind != "level" else 0.9, 0.1, 0.62 * r if kind != "level" else 0.07)
        slot = slot.rotated("y", 18.0 if kind == "slant" else 0.0).moved(x, 0, z)
        y = -deep * between(rng, 0.97, 0.98)
        parts += [slot.moved(y=y), slot.moved(y=-y)]
    for x, z in ((-0.1 * length, 0.45 * r), (0.32 * length, -0.35 * r), (0.3 * length, 0.5 * r)):
        parts.append(screw((x, -deep * 0.86, z), 0.12, head=one_of(rng, "cross", "hex")))
    parts.append(box(0.45, 2 * w + 0.5, 0.28, at=(place + 0.55 * r, 0, -0.62 * r), radius=0.08))
    if whether(rng, 0.4):
        parts.append(box(length * 0.5, deep * 0.5, 0.16, at=(-0.1 * length, 0, r * 0.94), radius=0.05))
    if whether(rng, 0.3):
        side = moved(rotated(grip(rng, 2.6, 0.42), "x", 90.0), x=length / 2 + 0.35, y=-collar)
        parts += environment(rng, side, 0.15)
    return parts


def _hammer(rng: np.random.Generator) -> list[Part]:
    """A hammer, its head across x on top."""
    long, r = between(rng, 6.5, 10.0), between(rng, 0.34, 0.45)
    parts = grip(rng, long * between(rng, 0.4, 1.0), r, between(rng, 0.7, 1.0))
    if whether(rng, 0.8):
        parts.append(limb(rod((0, 0, long * 0.2), (0, 0, long), 10), [r * 0.6, r * 0.5], [r * 0.75, r * 0.62], 2.4))
    h = between(rng, 0.42, 0.62)
    face = h * between(rng, 0.95, 1.2)
    kind = one_of(rng, "claw", "ball", "peen", "sledge", "tack")
    out = between(rng, 1.1, 1.7)
    head: list[Part] = []
    if kind == "sledge":
        ring = regular_polygon(8, h * 1.08).dot([[0.9239, 0.3827], [-0.3827, 0.9239]])
        head.append(extrude(ring, 2 * out, axis="x", bevel=0.14))
    else:
        neck = h * between(rng, 0.62, 0.8)
        head.append(
            revolve(
                [
                    (neck * 0.95, 0),
                    (neck, 0.35 * out),
                    (neck * 0.85, 0.55 * out),
                    (face, 0.72 * out),
                    (face, 0.94 * out),
                    (face * 0.9, out),
                ],
                axis="x",
                segments=32,
            )
        )
        head.append(box(h * 1.5, h * 1.6, h * 1.9, at=(0, 0, -h * 0.95), radius=0.14))
    if kind == "claw":
        drop = between(rng, 0.3, 1.0)
        for way in (-1, 1):
            spine = curve(
                (-0.2, way * 0.3 * h, 0.05),
                (-0.8 * out, way * 0.5 * h, 0.1),
                (-1.25 * out, way * 0.62 * h, -drop),
                n=14,
            )
            head.append(limb(spine, [0.3 * h, 0.32 * h, 0.3 * h], [0.6 * h, 0.42 * h, 0.08 * h], 3.0, n=20))
    elif kind == "ball":
        head.append(
            revolve(
                [
                    (h * 0.6, 0),
                    (h * 0.62, 0.5 * out),
                    (h * 0.5, 0.6 * out),
                    (h * 0.62, 0.72 * out),
                    (h * 0.68, 0.9 * out),
                    (h * 0.5, 1.12 * out),
                    (0, 1.2 * out),
                ],
                axis="x",
                segments=32,
            ).mirrored("x")
        )
    elif kind in ("peen", "tack"):
        level = whether(rng)
        wide, thin = (h * 0.9, 0.1) if level else (0.1, h * 0.9)
        spine = rod((0, 0, 0), (-out * between(rng, 1.0, 1.5), 0, -0.1), 8)
        head.append(limb(spine, [h * 0.75, h * 0.7, wide], [h * 0.75, h * 0.7, thin], 4.0, n=24))
    return posed(rng, [*parts, *moved(head, z=long - h * 0.4)], 0.25)


def _mallet(rng: np.random.Generator) -> list[Part]:
    """A mallet with a barrel, block or dead-blow head."""
    long, r = between(rng, 5.0, 8.0), between(rng, 0.36, 0.46)
    parts = grip(rng, long, r, between(rng, 0.8, 1.0))
    w, h = between(rng, 1.3, 2.1), between(rng, 0.75, 1.15)
    kind = one_of(rng, "barrel", "block", "faced", "cone")
    head: list[Part] = []
    if kind == "block":
        slant = between(rng, 0.0, 0.35)
        ring = np.array([(-w, -h), (w, -h), (w - slant, h), (-w + slant, h)])
        head.append(extrude(ring, 1.5 * h, bevel=0.1))
        grain = between(rng, 0.1, 0.3)
        for z in np.linspace(-0.7, 0.7, count(rng, 0, 5)) * h:
            line = curve((-0.7 * w, -0.75 * h, z), (0, -0.75 * h, z + grain * h), (0.7 * w, -0.75 * h, z), n=16)
            head[0] = head[0].with_strokes(stroke(line, "light"))
    elif kind == "faced":
        core = h * between(rng, 0.7, 0.85)
        head.append(cylinder(core, 2 * w * 0.7, axis="x", segments=36))
        for way in (-1, 1):
            cap = revolve([(h, 0.55 * w), (h, 0.9 * w), (h * 0.85, w)], axis="x", segments=36)
            head.append(cap if way > 0 else cap.mirrored("x"))
        head += [cylinder(core * 1.06, 0.12, at=(x, 0, 0), axis="x", segments=36) for x in (-0.2 * w, 0.2 * w)]
    else:
        swell = between(rng, 0.02, 0.3) if kind == "barrel" else between(rng, -0.3, -0.05)
        head.append(
            revolve(
                [
                    (h * 0.9, -w),
                    (h, -w * 0.9),
                    (h * (1 + swell / 2), -w * 0.5),
                    (h * (1 + swell), 0),
                    (h * (1 + swell / 2), w * 0.5),
                    (h, w * 0.9),
                    (h * 0.9, w),
                ],
                axis="x",
                segments=36,
            )
        )
        for x in one_of(rng, (), (-0.75, 0.75), (-0.8, -0.7, 0.7, 0.8)):
            head[0] = head[0].with_strokes(ring_line((x * w, 0, 0), h * (1 + swell * (1 - abs(x)) / 2) * 1.01, "x"))
    parts += moved(head, z=long + h * between(rng, -0.1, 0.6))
    if whether(rng, 0.5):
        parts.append(cylinder(r * 0.75, 2 * h + 0.3, at=(0, 0, long - h * 0.5), segments=24))
    return posed(rng, parts, 0.25)


FAMILIES = (
    Family(
        "power_drill",
        "08-01",
        ("Power drill", "Cordless drill", "Electric drill", "Drill driver", "Handheld power tool"),
        _drill,
    ),
    Family("hammer", "08-02", ("Hammer", "Claw hammer", "Ball peen hammer", "Hand hammer"), _hammer),
    Family("mallet", "08-02", ("Mallet", "Rubber mallet", "Soft faced hammer"), _mallet),
)
