"""Parts that electric and electronic articles share: slabs with screens, keys, drivers, grilles, cables, plugs."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import arc, rounded_rectangle, spline
from patent_data.drawn.families.detail import circle, disc, dots, draw, flat, front, line, merge, slab, wire
from patent_data.drawn.families.family import Array, Point, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, revolve, tube


def keycap(w: float, d: float, h: float, taper: float, at: Point) -> Part:
    """One key with a smaller top; `at` is the centre of its foot."""
    x, y, z = at
    foot = np.array([[-w, -d], [w, -d], [w, d], [-w, d]]) / 2
    rings = [np.column_stack([foot * s + [x, y], np.full(4, z + t)]) for s, t in ((1.0, 0.0), (1 - taper, h))]
    return loft(np.stack(rings))


def key_rows(rng: Rng, width: float, depth: float, rows: int, top: float, height: float, taper: float) -> Part:
    """The keys of a keyboard about the origin: staggered rows, wide keys at the ends, a space bar in the front row."""
    pitch = depth / rows
    columns = max(8, round(width / pitch))
    gap = between(rng, 0.08, 0.2) * pitch
    keys = []
    space = whole(rng, 4, 6)
    for row in range(rows):
        y = depth / 2 - pitch * (row + 0.5)
        if row == rows - 1:
            left = (columns - space) // 2
            units = [1.0] * left + [float(space)] + [1.0] * (columns - space - left)
        else:
            lead = 1.0 + 0.25 * ((row * 2) % 4) if row else 1.0
            units = [lead] + [1.0] * (columns - 3) + [columns - (columns - 3) - lead]
        x = -width / 2
        for unit in units:
            w = unit * width / columns
            keys.append(keycap(w - gap, pitch - gap, height, taper, (x + w / 2, y, top)))
            x += w
    return merge(keys)


def driver(rng: Rng, radius: float, at: Point, style: str) -> list[Part]:
    """A loudspeaker driver in a front face at `at`."""
    rim = between(rng, 0.06, 0.14) * radius
    lip = 0.12 * radius
    profile = [(radius, -0.05 * radius), (radius, lip * 0.6), (radius - rim, lip)]
    roll = radius - rim
    profile += [
        (roll * 0.97, lip * 0.2),
        (roll * 0.9, lip * 0.75),
        (roll * 0.8, lip * 0.2),
        (roll * 0.38, -0.02 * radius),
    ]
    cap = roll * 0.36
    if style == "dome":
        profile += [(cap * np.cos(a), cap * 0.7 * np.sin(a)) for a in np.linspace(0.15, np.pi / 2, 6)]
    elif style == "bullet":
        profile += [(cap * 0.6, 0.02 * radius), (cap * 0.45, 0.3 * radius), (0.0, 0.5 * radius)]
    else:
        profile += [(cap, lip * 0.4), (cap * 0.8, lip * 0.5)]
    cone = revolve(profile, segments=36).rotated("x", 90).moved(*at)
    parts = [cone]
    screws = pick(rng, 0, 0, 4, 6, 8)
    for a in np.arange(screws) * 2 * np.pi / max(screws, 1) + np.pi / 4:
        parts.append(
            disc(
                rim * 0.3,
                lip * 0.4,
                (at[0] + (radius - rim / 2) * np.cos(a), at[1] - lip * 0.6, at[2] + (radius - rim / 2) * np.sin(a)),
                segments=8,
            )
        )
    return parts


def hole_field(
    half: tuple[float, float], x: float, y: float, z: float, pitch: float, round_field: bool, most: int = 150
) -> list[Stroke]:
    """Speaker holes on a front face."""
    radius = 0.28 * max(pitch, ((np.pi if round_field else 4.0) * half[0] * half[1] / most) ** 0.5)
    return [front(hole, x + u, y, z + v, "light") for hole, u, v in dots(half, pitch, radius, round_field, most=most)]


def slots(number: int, length: float, pitch: float, x: float, y: float, z: float, upright: bool) -> list[Stroke]:
    """A row of thin rounded vents on a front face."""
    w, h = (0.35 * pitch, length) if upright else (length, 0.35 * pitch)
    shape = rounded_rectangle(w, h, 0.49 * min(w, h), 3)
    marks = []
    for i in range(number):
        t = (i - (number - 1) / 2) * pitch
        marks.append(front(shape, x + (t if upright else 0), y, z + (0 if upright else t), "light"))
    return marks


def screw(radius: float, at: Point, cross: bool = True) -> Part:
    """A screw head on a front face."""
    x, y, z = at
    head = disc(radius, 0.35 * radius, at, segments=14)
    y -= 0.37 * radius
    r = 0.7 * radius
    marks = [line((x - r, y, z), (x + r, y, z), kind="light")]
    if cross:
        marks.append(line((x, y, z - r), (x, y, z + r), kind="light"))
    return draw(head, marks)


def cable(rng: Rng, start: Point, heading: Point, length: float, radius: float, relief: bool = True) -> list[Part]:
    """A short piece of cable that leaves a body at `start`, with a ribbed strain relief."""
    go = np.array(heading, dtype=np.float64)
    go = go / np.linalg.norm(go)
    across = np.cross(go, [0.0, 0.0, 1.0] if abs(go[2]) < 0.9 else [1.0, 0.0, 0.0])
    sway = between(rng, -0.35, 0.35) * length
    begin = np.array(start, dtype=np.float64)
    path = spline(
        np.stack(
            [
                begin - go * radius,
                begin + go * 0.35 * length,
                begin + go * 0.7 * length + across * sway * 0.6,
                begin + go * length + across * sway,
            ]
        ),
        n=16,
    )
    parts = [wire(path, radius, 10)]
    if relief:
        stop = 0.16 * length
        steps = np.linspace(0, stop, 13)
        radii = radius * (2.1 - 0.9 * steps / stop) * np.where(np.arange(13) % 3 == 2, 0.82, 1.0)
        parts.append(tube(begin + steps[:, None] * go, radii, segments=12))
    return parts


def screen_panel(w: float, h: float, x: float, y: float, z: float, radius: float, thickness: float) -> Part:
    """A glass pane proud of a front face by a hair: centre (x, z), front at y."""
    pane = slab(w, thickness, h, radius, at=(x, y + thickness / 2, z - h / 2))
    return pane.with_(surface="glass")


def push_buttons(rng: Rng, places: list[tuple[float, float]], size: float, y: float, shape: str) -> list[Part]:
    """Buttons of one shape on a front face at depth y, centres (x, z)."""
    rise = between(rng, 0.15, 0.4) * size
    parts = []
    for x, z in places:
        if shape == "round":
            parts.append(disc(size / 2, rise, (x, y, z), bevel=0.2 * rise, segments=16))
        elif shape == "pill":
            parts.append(
                slab(size * 1.25, rise * 1.4, size * 0.7, size * 0.34, at=(x, y - rise * 0.3, z - size * 0.35))
            )
        else:
            parts.append(slab(size, rise * 1.4, size * 0.86, size * 0.12, at=(x, y - rise * 0.3, z - size * 0.43)))
    return parts


def direction_pad(rng: Rng, radius: float, at: Point) -> list[Part]:
    """A ring with a middle button and four marks, on a front face."""
    x, y, z = at
    inner = between(rng, 0.36, 0.55) * radius
    rise = 0.12 * radius
    wheel = (
        revolve(
            [(radius, -rise), (radius, rise * 0.7), (radius * 0.95, rise), (inner, rise * 0.7), (inner, 0.0)],
            segments=32,
        )
        .rotated("x", 90)
        .moved(*at)
    )
    marks = []
    for a in np.arange(4) * np.pi / 2:
        middle = 0.5 * (radius + inner)
        tick = np.array([[-0.08, 0.0], [0.0, 0.08], [0.08, 0.0]]) * radius
        turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
        placed = (tick + np.array([0.0, middle])) @ turn
        marks.append(front(placed, x, y - rise * 1.05, z, "light", closed=False))
    hub = disc(inner * 0.86, rise * between(rng, 0.5, 1.3), at, bevel=0.2 * rise, segments=24)
    return [draw(wheel, marks), hub]


def prongs(rng: Rng, kind: str, size: float, at: Point) -> list[Part]:
    """The pins of a mains plug that stick out of a front face at `at` towards the viewer."""
    x, y, z = at
    length = between(rng, 0.6, 0.9) * size
    parts: list[Part] = []
    if kind == "round":
        for sign in (-1, 1):
            pin = revolve([(0.12 * size, 0), (0.12 * size, length * 0.92), (0.07 * size, length)], segments=14)
            parts.append(pin.rotated("x", 90).moved(x + sign * 0.48 * size, y, z))
        if maybe(rng, 0.4):
            parts.append(disc(0.11 * size, length * 1.1, (x, y, z + 0.2 * size), bevel=0.03 * size, segments=14))
    elif kind == "flat":
        for sign in (-1, 1):
            parts.append(
                box(0.08 * size, length, 0.34 * size, (x + sign * 0.32 * size, y - length / 2, z - 0.17 * size))
            )
        if maybe(rng, 0.5):
            parts.append(disc(0.12 * size, length * 1.1, (x, y, z - 0.42 * size), bevel=0.04 * size, segments=14))
    else:
        for sign in (-1, 1):
            parts.append(
                box(0.34 * size, length, 0.11 * size, (x + sign * 0.55 * size, y - length / 2, z - 0.3 * size))
            )
        parts.append(box(0.13 * size, length * 1.2, 0.42 * size, (x, y - length * 0.6, z + 0.18 * size)))
    return parts


def feet(rng: Rng, w: float, d: float, height: float, radius: float) -> list[Part]:
    """Four small feet under a body that stands at z = 0."""
    inset = between(rng, 0.7, 0.88)
    top = radius * between(rng, 1.0, 1.3)
    return [
        cylinder(radius, height, (sx * inset * w / 2, sy * inset * d / 2, -height), top=top, segments=14)
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]


def dial(rng: Rng, radius: float, at: Point, ticks: bool = True) -> list[Part]:
    """A rotary knob on a front face, with a pointer, perhaps knurled or with a scale round it."""
    x, y, z = at
    rise = between(rng, 0.35, 0.9) * radius
    teeth = pick(rng, 0, 0, 12, 20)
    steps = 48
    t = np.arange(steps) * 2 * np.pi / steps
    rim = radius * (1 + (0.05 * np.sign(np.sin(teeth * t)) if teeth else 0 * t))
    outline = np.column_stack([np.cos(t), np.sin(t)]) * rim[:, None]
    rings = [
        np.column_stack([outline * s, np.full(steps, h)])
        for s, h in ((1.0, -0.05 * radius), (1.0, rise * 0.85), (0.88, rise))
    ]
    body = loft(np.stack(rings)).rotated("x", 90).moved(*at)
    a = between(rng, -2.2, 2.2)
    top = y - rise * 1.01
    sin, cos = np.sin(a), np.cos(a)
    marks = [
        line(
            (x + 0.35 * radius * sin, top, z + 0.35 * radius * cos),
            (x + 0.84 * radius * sin, top, z + 0.84 * radius * cos),
        )
    ]
    if ticks and maybe(rng, 0.6):
        for b in np.linspace(-2.3, 2.3, whole(rng, 5, 11)):
            s, c = np.sin(b) * radius, np.cos(b) * radius
            marks.append(
                line((x + 1.15 * s, y - 0.004, z + 1.15 * c), (x + 1.3 * s, y - 0.004, z + 1.3 * c), kind="light")
            )
    return [draw(body, marks)]


def power_mark(radius: float, x: float, y: float, z: float) -> list[Stroke]:
    """The power symbol on a front face."""
    return [
        front(arc(radius, radius, 125, 415, 18), x, y, z, "light", closed=False),
        line((x, y, z + 0.3 * radius), (x, y, z + 1.2 * radius), kind="light"),
    ]


def round_marks(places: list[tuple[float, float]], radius: float, z: float) -> list[Stroke]:
    """Small circles on a level plane."""
    return [flat(circle(radius, 12), x, y, z, "light") for x, y in places]


def curve_at(points: Array, t: float) -> Array:
    """The point of a path at a fraction of its points."""
    return np.asarray(points[min(len(points) - 1, int(t * len(points)))])
