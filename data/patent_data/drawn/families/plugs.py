"""Plugs, sockets and switches: 13-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import circle, disc, draw, front, line, slab, spread, unclaimed
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import cable, hole_field, power_mark, prongs, push_buttons, screw, slots
from patent_data.drawn.families.power import port
from patent_data.drawn.solids import Part, Stroke, box, extrude


def plug(rng: Rng) -> list[Part]:
    """A mains plug on a cable."""
    kind = pick(rng, "round", "flat", "three")
    size = 0.5
    r = between(rng, 0.42, 0.55)
    length = between(rng, 0.5, 1.1)
    back = between(rng, 0.35, 0.85) * r
    power = pick(rng, 2.0, 2.0, 3.0, 5.0)
    from patent_data.drawn.families.detail import ring_of
    from patent_data.drawn.solids import loft

    levels = [
        (1.0, 0.0),
        (1.0, between(rng, 0.1, 0.3)),
        (0.93, 0.45),
        (back / r * 1.1, 0.8),
        (back / r, 0.95),
        (back / r * 0.8, 1.0),
    ]
    body = loft(
        np.stack(
            [ring_of(0, 0, -t * length, r * s, r * s * (0.8 if kind == "flat" else 1.0), power, 40) for s, t in levels][
                ::-1
            ]
        )
    )
    body = body.rotated("x", 90)
    grips = whole(rng, 0, 6)
    parts = [body]
    for i in range(grips):
        y = length * (0.5 + 0.07 * i)
        s = float(np.interp(y / length, [t for _, t in levels], [s for s, _ in levels]))
        a = np.linspace(0, 2 * np.pi, 41)[:-1]
        if power == 2.0 and kind != "flat":
            parts[0] = draw(parts[0], [front(circle(r * s * 1.006, 40), 0, y, 0, "light")])
        else:
            parts.append(slab(0.06, 0.03, r * 0.8, 0.02).rotated("z", 90).moved(-r * s, y, -r * 0.4))
        del a
    if maybe(rng, 0.6):
        parts[0] = draw(parts[0], [front(circle(r * 0.6, 32), 0, -0.003, 0)])
    if maybe(rng, 0.3):
        parts += [screw(0.07, (0, -0.0, 0.22 * (1 if kind != "three" else -1.3) * 1.0))]
    parts += prongs(rng, kind, size, (0, 0, 0))
    parts += unclaimed(
        cable(rng, (0, length * 0.97, 0), (0, 1, 0), between(rng, 0.8, 1.5), between(rng, 0.08, 0.12)), maybe(rng, 0.12)
    )
    return parts


def holes(kind: str, x: float, y: float, z: float, size: float) -> list[Stroke]:
    """The openings of a mains socket as lines on a front face."""
    if kind == "round":
        marks = [front(circle(0.45 * size, 32), x, y, z), front(circle(0.38 * size, 32), x, y, z, "light")]
        return marks + [front(circle(0.06 * size, 12), x + s * 0.2 * size, y, z) for s in (-1, 1)]
    slot = rounded_rectangle(0.07 * size, 0.28 * size, 0.01)
    marks = [front(slot, x + s * 0.18 * size, y, z + 0.1 * size) for s in (-1, 1)]
    if kind == "flat":
        return [
            *marks,
            front(circle(0.09 * size, 14), x, y, z - 0.2 * size),
            front(rounded_rectangle(0.84 * size, 0.9 * size, 0.3 * size), x, y, z),
        ]
    marks = [
        front(rounded_rectangle(0.24 * size, 0.08 * size, 0.0), x + s * 0.22 * size, y, z - 0.18 * size)
        for s in (-1, 1)
    ]
    return [*marks, front(rounded_rectangle(0.1 * size, 0.28 * size, 0.0), x, y, z + 0.2 * size)]


def wall_switch(rng: Rng) -> list[Part]:
    """A wall plate with switches, a dimmer or sockets."""
    gangs = whole(rng, 1, 3)
    upright = maybe(rng, 0.3)
    unit = 0.8
    w, h = (unit * gangs + 0.25, 1.05) if not upright else (1.05, unit * gangs + 0.25)
    d = between(rng, 0.06, 0.16)
    plate = slab(w, d, h, between(rng, 0.0, 0.16), between(rng, 0.1, 0.45) * d)
    face = -d / 2
    parts = [plate]
    marks = []
    kinds = pick(rng, ("rocker",), ("socket",), ("toggle",), ("touch",), ("rocker", "socket"), ("dial", "rocker"))
    kind_of_holes = pick(rng, "round", "flat", "three")
    for i, t in enumerate(spread(gangs, unit * gangs)):
        x, z = (t, h / 2) if not upright else (0.0, h / 2 + t)
        kind = kinds[i % len(kinds)]
        if kind == "rocker":
            for s in spread(whole(rng, 1, 2), 0.62):
                key = slab(0.58 if s == 0 else 0.29, 0.08, 0.66, 0.03, 0.015, at=(x + s, face + 0.01, z - 0.33))
                parts.append(draw(key.rotated("x", pick(rng, -3, 3), (0, face, z)), []))
        elif kind == "socket":
            marks += holes(kind_of_holes, x, face - 0.004, z, 0.68)
        elif kind == "toggle":
            marks.append(front(rounded_rectangle(0.18, 0.4, 0.02), x, face - 0.004, z))
            parts.append(
                box(0.1, 0.1, 0.26, (x, face, z - 0.02), radius=0.02).rotated("x", pick(rng, 40, 140), (0, face, z))
            )
        elif kind == "touch":
            marks += [
                front(circle(between(rng, 0.1, 0.2), 28), x, face - 0.004, z),
                *power_mark(0.05, x, face - 0.004, z),
            ]
        else:
            knob = disc(0.24, 0.16, (x, face, z), 0.03, 36)
            parts.append(draw(knob, [line((x, face - 0.163, z + 0.06), (x, face - 0.163, z + 0.2))]))
    if maybe(rng, 0.5):
        marks.append(front(rounded_rectangle(w - 0.14, h - 0.14, 0.06), 0, face - 0.003, h / 2))
    if maybe(rng, 0.4):
        parts += [screw(0.04, (0, face, z)) for z in (0.06, h - 0.06)]
    back = slab(w * 0.7, 0.35, h * 0.66, 0.03, at=(0, d / 2 + 0.15, h * 0.17))
    parts[0] = draw(parts[0], marks)
    if maybe(rng, 0.5):
        parts += unclaimed([back], maybe(rng, 0.3))
    return parts


def power_strip(rng: Rng) -> list[Part]:
    """A multiple socket with a switch and a cable."""
    number = whole(rng, 3, 7)
    unit = between(rng, 0.55, 0.75)
    w, h, d = unit * number + between(rng, 0.4, 0.9), between(rng, 0.62, 0.85), between(rng, 0.35, 0.5)
    body = slab(w, d, h, between(rng, 0.03, 0.49) * h, between(rng, 0.03, 0.1))
    face = -d / 2 - 0.003
    kind = pick(rng, "round", "flat", "three")
    shift = between(rng, -0.5, 0.5) * (w - unit * number - 0.36)
    marks: list[Stroke] = []
    for x in spread(number, unit * number, shift):
        marks += holes(kind, x, face, h / 2, unit * 0.9)
    parts = [draw(body, marks)]
    left = -w / 2 + (w / 2 + shift - unit * number / 2) / 2
    right = w / 2 - (w / 2 - shift - unit * number / 2) / 2
    x = max((left, right), key=lambda v: w / 2 - abs(v))
    if maybe(rng, 0.6):
        parts += push_buttons(rng, [(x, h / 2)], 0.16, -d / 2, pick(rng, "round", "square"))
    elif maybe(rng, 0.6):
        parts[0] = draw(parts[0], port("a", x, face, h * 0.62, 0.14) + port("a", x, face, h * 0.38, 0.14))
    parts[0] = draw(
        parts[0], [Stroke(s.points * [1, -1, 1], s.kind) for s in slots(2, 0.2, w * 0.7, 0, face, h / 2, True)]
    )
    parts[0] = draw(parts[0], hole_field((0.05, 0.05), 0, -face, h / 2, 0.04, False, 4))
    parts += unclaimed(
        cable(rng, (-w / 2 + 0.02, 0, h / 2), (-1, 0, 0), between(rng, 0.8, 1.4), 0.07), maybe(rng, 0.12)
    )
    shape = pick(rng, "flat", "none")
    if shape == "flat":
        parts += [extrude(circle(0.12, 16), d * 0.3, at=(s * w / 2, d * 0.35, h / 2)) for s in (1,)]
    return parts


FAMILIES = (
    Family("plug", "13-03", ("Electric plug", "Power plug", "Connector plug"), plug),
    Family("wall_switch", "13-03", ("Wall switch", "Light switch", "Electrical outlet", "Socket plate"), wall_switch),
    Family("power_strip", "13-03", ("Power strip", "Extension socket", "Multiple socket outlet"), power_strip),
)
