"""Chargers, batteries, plugs, sockets and switches: 13-02 and 13-03."""

from __future__ import annotations

import numpy as np
from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import circle, disc, draw, flat, front, line, ring, slab, spread, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import cable, hole_field, power_mark, prongs, push_buttons, screw, slots
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve


def port(kind: str, x: float, y: float, z: float, size: float) -> list[Stroke]:
    """A data socket as lines on a front face."""
    if kind == "c":
        return [
            front(rounded_rectangle(size, 0.36 * size, 0.18 * size), x, y, z),
            front(rounded_rectangle(0.7 * size, 0.1 * size, 0.05 * size), x, y, z, "light"),
        ]
    if kind == "a":
        return [
            front(rounded_rectangle(1.2 * size, 0.5 * size, 0.03 * size), x, y, z),
            front(rounded_rectangle(size, 0.16 * size, 0.0), x, y, z + 0.1 * size, "light"),
        ]
    return [front(circle(0.3 * size, 20), x, y, z), front(circle(0.1 * size, 10), x, y, z, "light")]


def wall_charger(rng: Rng) -> list[Part]:
    """A power adapter with pins on its back and ports on its front."""
    w, h, d = between(rng, 0.7, 1.2), between(rng, 0.7, 1.5), between(rng, 0.5, 1.2)
    body = slab(w, d, h, between(rng, 0.05, 0.48) * min(w, h), between(rng, 0.02, 0.12))
    face = -d / 2 - 0.003
    ports = whole(rng, 1, 4)
    upright = maybe(rng, 0.5)
    kind = pick(rng, "a", "c", "mixed")
    size = between(rng, 0.2, 0.28) * (1 if ports < 3 else 0.85)
    marks: list[Stroke] = []
    for i, t in enumerate(spread(ports, (0.7 * h if upright else 0.86 * w) * (ports / 4) ** 0.4)):
        one = kind if kind != "mixed" else ("a" if i % 2 else "c")
        size = min(size, 0.24 * w if not upright else size)
        marks += port(one, 0 if upright else t, face, h / 2 + (t if upright else 0), size)
    if maybe(rng, 0.5):
        marks.append(front(circle(0.02, 10), 0.36 * w, face, 0.88 * h))
    if maybe(rng, 0.4):
        marks.append(front(rounded_rectangle(0.8 * w, 0.84 * h, 0.05), 0, face, h / 2, "light"))
    for i in range(pick(rng, 0, 1, 3)):
        y = -d * 0.1 + i * 0.06
        marks += [line((s * (w / 2 + 0.003), y, 0.2 * h), (s * (w / 2 + 0.003), y, 0.8 * h)) for s in (-1, 1)]
    pins = prongs(rng, pick(rng, "round", "flat", "three"), min(w, h) * 0.5, (0, -d / 2, h / 2))
    plate = slab(0.8 * w, 0.06, 0.8 * h, 0.2 * w, 0.01, at=(0, -d / 2, 0.1 * h))
    rear = [p.rotated("z", 180) for p in ([plate, *pins] if maybe(rng, 0.5) else pins)]
    return [draw(body, marks), *unclaimed(rear, maybe(rng, 0.1))]


def power_bank(rng: Rng) -> list[Part]:
    """A portable battery pack or a flat wireless charging pad."""
    if maybe(rng, 0.4):
        r, h = 1.0, between(rng, 0.12, 0.3)
        squarish = maybe(rng, 0.4)
        edge = 0.3 * h
        body = (
            box(1.9 * r, 1.9 * r, h, radius=between(rng, 0.2, 0.7))
            if squarish
            else revolve([(r * 0.9, 0), (r, edge), (r, h - edge), (r - edge, h)])
        )
        marks = [
            ring(r * between(rng, 0.5, 0.85), h + 0.003),
            *([ring(r * 0.42, h + 0.003, kind="light")] if maybe(rng, 0.5) else []),
        ]
        symbol = pick(rng, "cross", "bolt", "none")
        if symbol == "cross":
            marks += [
                line((-0.12, 0, h + 0.003), (0.12, 0, h + 0.003)),
                line((0, -0.12, h + 0.003), (0, 0.12, h + 0.003)),
            ]
        elif symbol == "bolt":
            bolt = np.array([[0.05, 0.25], [-0.12, -0.03], [0.0, -0.03], [-0.05, -0.25], [0.12, 0.05], [0.0, 0.05]])
            marks.append(flat(bolt, 0, 0, h + 0.003))
        parts = [
            draw(body, [*marks, *port("c", 0, -r * (0.95 if squarish else 1.0) - 0.003, h / 2, min(0.2, h))]),
            cylinder(r * 0.7, 0.03, (0, 0, -0.03)),
        ]
        if maybe(rng, 0.5):
            parts += cable(rng, (0, r * 0.92, h / 2), (0, 1, 0), 0.9, 0.04)
        return parts
    w, d, h = between(rng, 0.7, 1.2), between(rng, 0.15, 0.45), between(rng, 1.2, 2.2)
    body = slab(w, d, h, between(rng, 0.05, 0.3) * w, between(rng, 0.1, 0.4) * d)
    marks = []
    ports = whole(rng, 2, 4)
    for i, x in enumerate(spread(ports, 0.84 * w)):
        kind = "c" if i % 2 else "a"
        marks += port(kind, x, 0, 0, min(0.16, 0.5 * d))
    top = [Stroke(np.column_stack([m.points[:, 0], m.points[:, 2], m.points[:, 1] + h + 0.003]), m.kind) for m in marks]
    face = -d / 2 - 0.003
    lights = [front(circle(0.018, 10), x, face, h * 0.9, "light") for x in spread(4, 0.3 * w)]
    style = pick(rng, "plain", "lines", "panel", "display")
    if style == "lines":
        lights += [
            line((-w * 0.38, face, z), (w * 0.38, face, z), kind="light")
            for z in np.linspace(0.1 * h, 0.35 * h, whole(rng, 4, 9))
        ]
    elif style == "panel":
        lights.append(front(rounded_rectangle(0.8 * w, 0.7 * h, 0.08), 0, face, 0.45 * h))
    elif style == "display":
        lights.append(front(rounded_rectangle(0.4 * w, 0.12 * h, 0.03), 0, face, 0.75 * h))
    button = slab(0.03, 0.4 * d, 0.16, 0.01).moved(w / 2, 0, 0.75 * h)
    parts = [draw(body, top + lights), button]
    if maybe(rng, 0.3):
        t = np.linspace(-np.pi / 2, np.pi / 2, 12)
        parts.append(
            wire(
                np.column_stack([0 * t + 0.3 * w, 0 * t, 0 * t])
                + np.column_stack([0.12 * np.cos(t), 0 * t, 0.2 * np.sin(t)])
                + [0.08 * w, 0, 0.02],
                0.02,
            )
        )
    return parts


def battery(rng: Rng) -> list[Part]:
    """A battery: round cell, block, or vehicle battery with terminals."""
    kind = pick(rng, "cell", "block", "vehicle", "vehicle", "tool")
    if kind == "cell":
        r, h = 0.35, between(rng, 1.0, 2.4)
        edge = 0.03
        body = revolve(
            [
                (r * 0.88, 0),
                (r * 0.88, 0.02),
                (r - edge, 0.02),
                (r, 0.02 + edge),
                (r, h - edge),
                (r - edge, h),
                (r * 0.75, h),
                (r * 0.72, h - 0.02),
                (r * 0.45, h - 0.02),
                (r * 0.4, h + 0.08),
                (r * 0.34, h + 0.1),
            ]
        )
        bands = [ring(r * 1.003, z * h) for z in sorted(rng.uniform(0.1, 0.9, whole(rng, 1, 3)))]
        vents = [
            flat(circle(0.02, 8), r * 0.58 * np.cos(a), r * 0.58 * np.sin(a), h - 0.017, "light")
            for a in np.arange(4) * np.pi / 2
        ]
        return [draw(body, bands + vents)]
    w, d, h = between(rng, 1.0, 2.2), between(rng, 0.6, 1.1), between(rng, 0.7, 1.4)
    if kind == "block":
        w, d, h = between(rng, 0.7, 1.0), between(rng, 0.4, 0.6), between(rng, 1.2, 1.8)
    body = box(w, d, h * 0.82, radius=between(rng, 0.0, 0.08))
    lid = box(
        w * between(rng, 1.0, 1.04),
        d * between(rng, 1.0, 1.05),
        h * 0.18,
        (0, 0, h * 0.82),
        radius=between(rng, 0.0, 0.06),
    )
    face = -d / 2 - 0.003
    panel = front(rounded_rectangle(0.8 * w, 0.5 * h, 0.04), 0, face, 0.4 * h, pick(rng, "line", "light"))
    ribs = [line((x, face, 0.04 * h), (x, face, 0.78 * h), kind="light") for x in spread(whole(rng, 5, 14), w * 0.95)]
    parts = [draw(body, [panel] if maybe(rng, 0.5) else ribs), lid]
    if kind == "tool":
        parts += [box(w * 0.7, 0.06, 0.16, (0, s * d * 0.3, h)) for s in (-1, 1)]
        parts.append(box(w * 0.5, d * 0.4, 0.1, (0, 0, h)))
        parts += push_buttons(rng, [(0.0, h * 0.9)], 0.16, -d / 2 * 1.02, "pill")
        return parts
    for s in (-1, 1):
        r = 0.09 if kind == "vehicle" else 0.11
        post = revolve(
            [(r * 1.3, 0), (r * 1.2, 0.05), (r, 0.05), (r * 0.85, 0.2), (r * 0.6, 0.2), (r * 0.5, 0.1)],
            (s * 0.36 * w, -d * 0.22, h),
            segments=24,
        )
        parts.append(post)
    if kind == "vehicle":
        caps = whole(rng, 0, 6)
        top = flat(circle(0.03, 10), 0, 0, 0)
        for x in spread(max(caps, 1), w * 0.8)[:caps]:
            plug = revolve([(0.075, 0), (0.07, 0.04), (0.05, 0.05)], (x, d * 0.2, h), segments=20)
            parts.append(draw(plug, [line((x - 0.04, d * 0.2, h + 0.053), (x + 0.04, d * 0.2, h + 0.053))]))
        del top
        if maybe(rng, 0.5):
            a = np.linspace(0, np.pi, 17)
            parts.append(
                wire(
                    np.column_stack([0.4 * w * np.cos(a), 0 * a + 0.02, h * 0.95 + 0.34 * h * np.sin(a) ** 0.6]),
                    0.035,
                    10,
                )
            )
        if maybe(rng, 0.6):
            parts.append(box(w * 1.04, d * 1.05, 0.06, radius=0.0))
    return parts


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
    Family("wall_charger", "13-02", ("Charger", "Power adapter", "Wall charger", "USB charger"), wall_charger),
    Family("power_bank", "13-02", ("Power bank", "Wireless charger", "Portable power supply"), power_bank),
    Family("battery", "13-02", ("Battery", "Battery pack", "Storage battery"), battery),
    Family("plug", "13-03", ("Electric plug", "Power plug", "Connector plug"), plug),
    Family("wall_switch", "13-03", ("Wall switch", "Light switch", "Electrical outlet", "Socket plate"), wall_switch),
    Family("power_strip", "13-03", ("Power strip", "Extension socket", "Multiple socket outlet"), power_strip),
)
