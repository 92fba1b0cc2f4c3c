"""Washing machines and vacuum cleaners: 15-05."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import (
    circle,
    draw,
    flat,
    front,
    lay,
    line,
    ring_of,
    side,
    slab,
    spread,
    unclaimed,
    wire,
)
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import dial, feet, power_mark, push_buttons, screen_panel, slots
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve


def control_strip(rng: Rng, w: float, h: float, y: float, z: float) -> list[Part]:
    """Dials, keys and a display in a strip of w by h about (0, z) on a front face."""
    parts: list[Part] = []
    items = [str(i) for i in rng.permutation(["dial", "screen", "keys", "drawer", "lamp"])[: whole(rng, 2, 4)]]
    for item, x in zip(items, spread(len(items), w * 0.94), strict=True):
        cell = w * 0.94 / len(items)
        if item == "dial":
            parts += dial(rng, min(0.36 * h, 0.32 * cell), (x, y, z))
        elif item == "screen":
            parts.append(screen_panel(0.7 * cell, 0.5 * h, x, y - 0.004, z, 0.02, 0.02))
        elif item == "keys":
            n = whole(rng, 3, 6)
            parts += push_buttons(
                rng,
                [(u, z) for u in spread(n, 0.86 * cell, x)],
                min(0.34 * h, 0.6 * cell / n),
                y,
                pick(rng, "round", "pill", "square"),
            )
        elif item == "drawer":
            front_panel = slab(0.84 * cell, 0.04, 0.74 * h, 0.03, 0.01, at=(x, y, z - 0.37 * h))
            parts.append(
                draw(front_panel, [front(rounded_rectangle(0.4 * cell, 0.16 * h, 0.02), x, y - 0.024, z - 0.16 * h)])
            )
        else:
            size = 0.12 * h
            parts += push_buttons(rng, [(x, z)], 0.5 * h, y, "round")
            parts[-1] = draw(parts[-1], power_mark(size, x, float(parts[-1].vertices[:, 1].min()) - 0.003, z))
    return parts


def porthole(rng: Rng, r: float, at: tuple[float, float, float]) -> list[Part]:
    """A round door with a glass, a hinge and a handle in a front face."""
    x, y, z = at
    rim = between(rng, 0.12, 0.3) * r
    rise = between(rng, 0.06, 0.16) * r
    profile = [(r, -0.02), (r, rise * 0.6), (r - 0.2 * rim, rise), (r - rim, rise * 0.9), (r - rim * 1.1, rise * 0.4)]
    bowl = maybe(rng, 0.6)
    inner = r - rim * 1.2
    profile += [
        (inner * q, rise * 0.4 + (0.5 * rise * (1 - q) if bowl else -0.2 * rise)) for q in (1.0, 0.7, 0.4, 0.02)
    ]
    door = revolve(profile, segments=52).rotated("x", 90).moved(*at).with_(surface="glass")
    handed = pick(rng, -1, 1)
    style = pick(rng, "notch", "bar", "lever")
    parts = [door]
    a = 0.0 if handed > 0 else np.pi
    gx, gz = x + (r - rim * 0.5) * np.cos(a), z
    if style == "notch":
        parts.append(slab(rim * 0.8, rise * 0.6, rim * 2.0, rim * 0.3, 0.01, at=(gx, y - rise, gz - rim)))
    elif style == "bar":
        t = np.linspace(-0.5, 0.5, 13) + a
        parts.append(
            wire(
                np.column_stack(
                    [x + (r - rim * 0.5) * np.cos(t), np.full(13, y - rise * 1.5), z + (r - rim * 0.5) * np.sin(t)]
                ),
                rim * 0.22,
                10,
            )
        )
    else:
        parts.append(slab(rim * 1.5, rise * 0.8, rim * 0.7, rim * 0.3, 0.01, at=(gx, y - rise, gz - rim * 0.35)))
    parts.append(
        slab(rim * 0.7, rise * 1.1, rim * 2.6, 0.02, at=(x - handed * (r + rim * 0.1), y - rise * 0.3, z - rim * 1.3))
    )
    return parts


def washing_machine(rng: Rng) -> list[Part]:
    """A washing or drying machine, loaded from the front or from the top, or a dishwasher."""
    w, d = 1.0, between(rng, 0.8, 1.1)
    h = between(rng, 1.3, 1.6)
    kind = pick(rng, "front", "front", "top", "dish")
    body = box(w, d, h, radius=pick(rng, 0.0, 0.03, 0.08))
    y = -d / 2
    strip = between(rng, 0.14, 0.22)
    marks: list[Stroke] = [line((-w / 2, y - 0.003, h - strip), (w / 2, y - 0.003, h - strip))]
    parts: list[Part] = []
    if kind == "front":
        parts += control_strip(rng, w, strip, y, h - strip / 2)
        plinth = between(rng, 0.1, 0.26)
        marks.append(line((-w / 2, y - 0.003, plinth), (w / 2, y - 0.003, plinth)))
        r = min(0.42 * w, 0.46 * (h - strip - plinth)) * between(rng, 0.8, 0.98)
        parts += porthole(rng, r, (0.0, y, (h - strip + plinth) / 2))
        if maybe(rng, 0.6):
            marks.append(front(rounded_rectangle(0.18, 0.13, 0.02), 0.34 * w, y - 0.003, plinth / 2))
        if maybe(rng, 0.3):
            marks += slots(whole(rng, 5, 10), 0.06, 0.04, -0.2 * w, y - 0.003, plinth / 2, True)
        if maybe(rng, 0.4):
            marks.append(line((-w / 2, y * 0.9, h - 0.05), (-w / 2, -y, h - 0.05)))
        parts.append(box(w * 1.01, d * 1.01, 0.04, (0, 0, h), radius=0.015))
    elif kind == "top":
        hood = between(rng, 0.14, 0.3)
        wedge = extrude(np.array([[0.2 * d, h], [d / 2, h], [d / 2, h + hood], [0.38 * d, h + hood]]), w, "x")
        parts.append(wedge)
        slope = float(np.degrees(np.arctan2(0.18 * d, hood)))
        panel = control_strip(rng, w, hood * 0.9, 0.0, hood / 2)
        parts += [p.rotated("x", -slope).moved(0, 0.2 * d, h) for p in panel]
        lid = slab(w * 0.84, 0.62 * d, 0.05, 0.02, 0.01, at=(0, -0.16 * d, h))
        parts.append(
            draw(
                lid,
                [
                    flat(rounded_rectangle(w * 0.6, d * 0.36, 0.08), 0, -0.14 * d, h + 0.054),
                    flat(rounded_rectangle(w * 0.2, 0.04, 0.02), 0, -0.43 * d, h + 0.054),
                ],
            )
        )
        marks = []
        if maybe(rng):
            marks += [front(rounded_rectangle(0.8 * w, 0.8 * h, 0.06), 0, y - 0.003, 0.48 * h, "light")]
    else:
        parts += control_strip(rng, w, strip, y, h - strip / 2)
        parts.append(
            limb(
                np.array([[-0.4 * w, y - 0.07, h - strip - 0.09], [0.4 * w, y - 0.07, h - strip - 0.09]]),
                [0.025],
                [0.025],
                side=(0, 1, 0),
            )
        )
        parts += [box(0.04, 0.08, 0.04, (s * 0.36 * w, y - 0.03, h - strip - 0.11)) for s in (-1, 1)]
        marks.append(line((-w / 2, y - 0.003, 0.16), (w / 2, y - 0.003, 0.16)))
        if maybe(rng):
            marks.append(front(rounded_rectangle(0.8 * w, 0.6 * h, 0.02), 0, y - 0.003, 0.5 * h))
    back = d / 2 + 0.003
    marks += [
        front(rounded_rectangle(w * 0.8, h * 0.7, 0.03), 0, back, 0.5 * h),
        *slots(6, 0.16, 0.04, 0.2 * w, back, 0.75 * h, True),
    ]
    if maybe(rng, 0.4):
        marks += [
            side(rounded_rectangle(d * 0.8, h * 0.76, 0.05), s * (w / 2 + 0.003), 0, h * 0.5, "light") for s in (-1, 1)
        ]
    parts += feet(rng, w, d, 0.05, 0.05)
    return [draw(body, marks), *parts]


def vacuum_cleaner(rng: Rng) -> list[Part]:
    """A canister vacuum cleaner, or a flat robot that cleans floors."""
    if maybe(rng, 0.5):
        r = 1.0
        h = between(rng, 0.22, 0.36)
        square = pick(rng, 2.0, 2.0, 3.2)
        rows = [(0.94, 0.0), (1.0, 0.06 * h), (1.0, 0.7 * h), (0.97, 0.92 * h), (0.9, h), (0.05, h * 1.01)]

        def ring(s: float, z: float) -> Array:
            one = ring_of(0, 0, z, r * s, r * s, 2.0, 56)
            back = one[:, 1] > 0
            if square > 2:
                corner = ring_of(0, 0, z, r * s, r * s * 0.9, square, 56)
                one[~back] = corner[~back]
            return one

        body = loft(np.stack([ring(s, z) for s, z in rows]))
        marks = [flat(circle(r * q, 56), 0, 0, h * 1.004) for q in (between(rng, 0.55, 0.8),)]
        marks += (
            [
                Stroke(
                    np.array(
                        [
                            [1.006 * r * np.cos(a), 1.006 * r * np.sin(a), h * 0.5]
                            for a in np.radians(np.linspace(200, 340, 30))
                        ]
                    )
                )
            ]
            if square == 2
            else []
        )
        parts: list[Part] = []
        if maybe(rng, 0.6):
            tower = revolve([(0.3, 0), (0.3, 0.06), (0.27, 0.1)], (0, 0.25, h), segments=36)
            parts.append(tower)
        parts += [
            revolve([(0.09, -0.01), (0.09, 0.012), (0.07, 0.02)], (x, -0.45, h), segments=20)
            for x in spread(whole(rng, 1, 3), 0.5)
        ]
        for s in (-1, 1)[: whole(rng, 1, 2)]:
            hub = np.array([s * 0.62, -0.7, 0.02])
            arms = [
                wire([hub, hub + 0.34 * np.array([np.cos(a), np.sin(a), 0])], 0.015, 6)
                for a in np.arange(3) * 2.094 + 0.3
            ]
            parts += arms
        parts += [cylinder(0.16, 0.1, (s * 0.62, 0.05, 0.06), axis="x", segments=20) for s in (-1, 1)]
        parts.append(cylinder(0.08, 1.0, (0, -0.28, 0.06), axis="x", segments=16))
        return [draw(body, marks), *parts]
    long, w, h = between(rng, 1.3, 2.0), between(rng, 0.6, 1.0), between(rng, 0.5, 0.9)
    power = between(rng, 2.0, 3.6)
    big = between(rng, 0.2, 0.34)
    levels = []
    for t, grow, z in (
        (0.0, 0.1, 0.5),
        (0.06, 0.55, 0.5),
        (0.25, 0.9, 0.5),
        (0.5, 1.0, 0.52),
        (0.75, 0.95, 0.5),
        (0.94, 0.6, 0.48),
        (1.0, 0.1, 0.46),
    ):
        ring_ = ring_of(0, 0, 0, w / 2 * grow, h / 2 * grow, power, 36)
        levels.append(np.column_stack([ring_[:, 0], np.full(36, (t - 0.5) * long), ring_[:, 1] + z * h]))
    body = loft(np.stack(levels[::-1]))
    lines = lay(body, [[-9, -0.4 * long, 0.5 * h], [-9, 0.4 * long, 0.5 * h]], (1, 0, 0)) + lay(
        body, [[9, -0.4 * long, 0.5 * h], [9, 0.4 * long, 0.5 * h]], (-1, 0, 0)
    )
    y = between(rng, 0.0, 0.3) * long
    lines += lay(body, [[-w, y, 9], [w, y, 9]], (0, 0, -1)) if maybe(rng, 0.7) else []
    vents = spread(whole(rng, 3, 8), 0.3 * long, 0.28 * long)
    lines += [m for v in vents for m in lay(body, [[-0.2 * w, v, 9], [0.2 * w, v, 9]], (0, 0, -1), "light")]
    parts = [draw(body, lines)]
    back = between(rng, 0.2, 0.36) * long
    for s in (-1, 1):
        wheel = revolve(
            [(0.8 * big, 0), (big, 0.03), (big, 0.1), (0.7 * big, 0.13), (0.2 * big, 0.11)], axis="x", segments=36
        )
        one = draw(wheel, [side(circle(0.45 * big, 24), 0.123, 0, 0, "light")]).moved(w * 0.4, back, big)
        parts.append(one if s > 0 else one.mirrored("x"))
    parts.append(cylinder(0.1, 0.08, (0, -0.4 * long, 0.1), axis="x", segments=20))
    arch = [[0, -0.2, h * 0.9], [0, -0.12, h * 1.16], [0, 0.3, h * 1.16], [0, 0.42, h * 0.86]]
    parts.append(limb(np.array(arch), [0.06], [0.04], power=3.0, side=(1.0, 0.0, 0.0)))
    start = np.array([0, -0.45 * long, 0.62 * h])
    u = np.linspace(0, 1, 30)
    hose = start + np.column_stack([0.7 * np.sin(u * 2.2), -0.9 * u, 0.9 * np.sin(u * 2.6) * u + 0.2 * u])
    ribs = 0.06 * (1 + 0.1 * (np.arange(30) % 2))
    parts += unclaimed([wire(hose, ribs, 10)], maybe(rng, 0.15))
    parts.append(
        revolve([(0.12, 0), (0.1, 0.1), (0.08, 0.12)], segments=24)
        .rotated("x", 90)
        .moved(*(start + np.array([0, 0.06, 0])))
    )
    return parts


FAMILIES = (
    Family(
        "washing_machine",
        "15-05",
        ("Washing machine", "Clothes dryer", "Dishwasher", "Laundry machine"),
        washing_machine,
    ),
    Family("vacuum_cleaner", "15-05", ("Vacuum cleaner", "Robot cleaner", "Cleaning robot"), vacuum_cleaner),
)
