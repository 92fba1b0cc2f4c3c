"""Chargers and batteries: 13-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import circle, draw, flat, front, line, ring, slab, spread, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import cable, prongs, push_buttons
from patent_data.drawn.solids import Part, Stroke, box, cylinder, revolve


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


FAMILIES = (
    Family("wall_charger", "13-02", ("Charger", "Power adapter", "Wall charger", "USB charger"), wall_charger),
    Family("power_bank", "13-02", ("Power bank", "Wireless charger", "Portable power supply"), power_bank),
    Family("battery", "13-02", ("Battery", "Battery pack", "Storage battery"), battery),
)
