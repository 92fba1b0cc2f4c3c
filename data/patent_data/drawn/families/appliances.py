"""Machines of the household and the workshop: 15-05, 15-06 and 15-07."""

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
from patent_data.drawn.families.gadget_parts import (
    dial,
    feet,
    hole_field,
    power_mark,
    push_buttons,
    screen_panel,
    slots,
)
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


def refrigerator(rng: Rng) -> list[Part]:
    """A refrigerator with one to four doors, a dispenser and handles."""
    w = between(rng, 0.8, 1.3)
    d = between(rng, 0.7, 0.9)
    h = between(rng, 1.2, 2.4) if w < 1.0 else between(rng, 1.9, 2.3)
    plan = pick(rng, "one", "two", "bottom drawer", "side by side", "french", "retro")
    corner = 0.1 if plan == "retro" else pick(rng, 0.0, 0.03)
    body = box(w, d, h, radius=corner)
    door_d = between(rng, 0.06, 0.12)
    y = -d / 2
    low = between(rng, 0.03, 0.12)
    gap = 0.016
    usable = h - low
    cut = low + usable * between(rng, 0.28, 0.42)
    top_cut = low + usable * between(rng, 0.62, 0.74)
    half = w / 2 * pick(rng, 0.0, 0.0, -0.18)
    doors: list[tuple[float, float, float, float, int]] = {
        "one": [(-w / 2, w / 2, low, h, 1)],
        "retro": [(-w / 2, w / 2, low, top_cut, 1), (-w / 2, w / 2, top_cut, h, 1)],
        "two": [(-w / 2, w / 2, low, top_cut, 1), (-w / 2, w / 2, top_cut, h, 1)],
        "bottom drawer": [(-w / 2, w / 2, low, cut, 0), (-w / 2, w / 2, cut, h, 1)],
        "side by side": [(-w / 2, half, low, h, 1), (half, w / 2, low, h, -1)],
        "french": [
            (-w / 2, w / 2, low, cut * 0.6 + low * 0.4, 0),
            (-w / 2, w / 2, cut * 0.6 + low * 0.4, cut, 0),
            (-w / 2, 0, cut, h, 1),
            (0, w / 2, cut, h, -1),
        ],
    }[plan]
    handle = pick(rng, "bar", "bar", "bow", "recess", "ledge")
    parts: list[Part] = [body]
    bulge = 0.3 * door_d if plan == "retro" else 0.0
    flip = pick(rng, -1, 1)
    for x0, x1, z0, z1, way in doors:
        dw, dh = x1 - x0 - gap, z1 - z0 - gap
        cx, cz = (x0 + x1) / 2, (z0 + z1) / 2
        door = slab(
            dw,
            door_d,
            dh,
            0.1 if plan == "retro" else 0.02,
            0.03 + bulge if plan == "retro" else pick(rng, 0.008, 0.02),
            at=(cx, y - door_d / 2 - 0.012, z0 + gap / 2),
        )
        face = y - door_d - 0.012
        if handle == "ledge" or (handle == "recess" and way == 0):
            door = draw(door, [line((cx - dw / 2, face - 0.003, z1 - 0.06), (cx + dw / 2, face - 0.003, z1 - 0.06))])
        elif handle == "recess":
            gx = cx + (way if len(doors) > 2 or plan == "side by side" else flip) * (dw / 2 - 0.06)
            door = draw(door, [front(rounded_rectangle(0.04, min(0.3, 0.5 * dh), 0.02), gx, face - 0.003, cz)])
        parts.append(door)
        if handle in ("bar", "bow"):
            if way == 0:
                a, b = np.array([cx - 0.36 * dw, 0, z1 - 0.1]), np.array([cx + 0.36 * dw, 0, z1 - 0.1])
            else:
                gx = cx + (way if plan in ("side by side", "french") else flip) * (dw / 2 - 0.07)
                long = min(0.8 * dh, between(rng, 0.4, 0.9))
                middle = (
                    cz
                    if plan in ("side by side", "french", "one")
                    else (z1 - 0.1 - long / 2 if z0 == low else z0 + 0.1 + long / 2)
                )
                a, b = np.array([gx, 0, middle - long / 2]), np.array([gx, 0, middle + long / 2])
            out = between(rng, 0.06, 0.08)
            grip = np.array([0, face - out, 0])
            if handle == "bar":
                parts.append(wire([a + grip, b + grip], 0.018, 12))
                parts += [
                    wire([p + np.array([0, face + 0.01, 0]), p + grip], 0.014, 10)
                    for p in (a * 0.9 + b * 0.1, a * 0.1 + b * 0.9)
                ]
            else:
                t = np.linspace(0, 1, 15)[:, None]
                parts.append(
                    wire(
                        a
                        + (b - a) * t
                        + np.array([0, 1.0, 0]) * (face + 0.01 - (out + 0.02) * np.sin(np.pi * t) ** 0.6),
                        0.018,
                        10,
                    )
                )
    face = y - door_d - 0.012
    if plan in ("side by side", "french", "one") and maybe(rng, 0.55):
        cx = (-w / 2 + half) / 2 if plan == "side by side" else -w / 4 if plan == "french" else 0.0
        cz = low + usable * between(rng, 0.58, 0.68)
        frame = slab(0.24, 0.03, 0.4, 0.02, 0.006, at=(cx, face, cz - 0.2))
        parts.append(
            draw(
                frame,
                [
                    front(rounded_rectangle(0.19, 0.22, 0.02), cx, face - 0.019, cz - 0.06),
                    front(rounded_rectangle(0.16, 0.06, 0.01), cx, face - 0.019, cz + 0.13, "light"),
                ],
            )
        )
        parts.append(slab(0.05, 0.03, 0.1, 0.01, at=(cx, face - 0.02, cz - 0.06)))
    elif maybe(rng, 0.3):
        parts.append(screen_panel(0.2, 0.1, 0, face - 0.004, h - 0.25, 0.01, 0.01))
    marks = [front(rounded_rectangle(0.14, 0.03, 0.01), 0, y - 0.003, low / 2, "light")]
    back = d / 2 + 0.003
    marks += (
        [
            line((-0.4 * w, back, z), (0.4 * w, back, z), kind="light")
            for z in np.linspace(0.36 * h, 0.9 * h, whole(rng, 6, 14))
        ]
        if maybe(rng)
        else hole_field((0.35 * w, 0.1 * h), 0, back, 0.15 * h, 0.06, False, 60)
    )
    parts.append(slab(0.7 * w, 0.1, 0.24 * h, 0.02, at=(0, d / 2, 0.02)))
    if maybe(rng, 0.6):
        parts += [box(0.12, 0.1, 0.03, (s * 0.42 * w, y - 0.02, h)) for s in (-1, 1)]
    parts[0] = draw(body, marks)
    return parts + feet(rng, w, d, 0.03, 0.03)


def sewing_machine(rng: Rng) -> list[Part]:
    """A sewing machine: bed, column, arm, needle head, hand wheel, dials."""
    w = between(rng, 1.6, 2.0)
    d = between(rng, 0.5, 0.7)
    bed_h = between(rng, 0.24, 0.36)
    arm_z = bed_h + between(rng, 0.4, 0.6)
    arm_h = between(rng, 0.36, 0.5)
    col = between(rng, 0.38, 0.5)
    soft = between(rng, 0.06, 0.14)
    rounded = pick(rng, 0.05, 0.2, 0.3)
    outline = np.array(
        [
            [-w / 2, arm_z + 0.04],
            [-w / 2, arm_z + arm_h - rounded * 0.5],
            [-w / 2 + rounded, arm_z + arm_h],
            [w / 2 - rounded, arm_z + arm_h],
            [w / 2, arm_z + arm_h - rounded],
            [w / 2, bed_h],
            [w / 2 - col, bed_h],
            [w / 2 - col, arm_z - 0.06],
            [w / 2 - col - 0.1, arm_z + 0.06],
            [-w / 2 + 0.5, arm_z + 0.06],
            [-w / 2 + 0.46, arm_z - 0.16],
            [-w / 2, arm_z - 0.16],
        ]
    )
    body = extrude(outline, d * 0.8, bevel=0.035)
    bed = box(w * 1.04, d, bed_h, (0, 0, 0), radius=soft * 0.5)
    y = -d * 0.4 - 0.004
    marks: list[Stroke] = [
        line((w / 2 - col, y, arm_z - 0.04), (w / 2 - col, y, arm_z + arm_h)),
        line((-w / 2 + 0.46, y, arm_z - 0.1), (-w / 2 + 0.46, y, arm_z + arm_h)),
    ]
    if maybe(rng):
        marks.append(line((-w / 2 + 0.5, y, arm_z + arm_h * 0.62), (w / 2 - 0.04, y, arm_z + arm_h * 0.62)))
    parts: list[Part] = []
    knobs = whole(rng, 1, 3)
    cx = w / 2 - col / 2
    for z in spread(knobs, arm_h + 0.2, arm_z + 0.1)[:2]:
        parts += dial(rng, 0.11, (cx, -d * 0.4, z))
    if knobs > 2 or maybe(rng, 0.3):
        parts.append(screen_panel(0.34, 0.18, 0.05, y + 0.002, arm_z + arm_h * 0.5, 0.02, 0.02))
    parts += push_buttons(
        rng,
        [(-w / 2 + 0.24, z) for z in spread(whole(rng, 2, 4), 0.36, arm_z + 0.12)],
        0.09,
        -d * 0.4,
        pick(rng, "round", "pill"),
    )
    if maybe(rng, 0.6):
        marks.append(front(rounded_rectangle(0.03, 0.26, 0.015), -w / 2 + 0.1, y, arm_z + 0.2))
    nx = -w / 2 + 0.26
    needle_z = arm_z - 0.16
    parts += [
        cylinder(0.03, 0.16, (nx, 0, needle_z - 0.15), segments=14),
        cylinder(0.008, needle_z - bed_h - 0.1, (nx, 0, bed_h + 0.02), segments=8),
        cylinder(0.02, needle_z - bed_h - 0.02, (nx - 0.08, 0.05, bed_h + 0.04), segments=12),
    ]
    parts.append(slab(0.12, 0.26, 0.03, 0.01, at=(nx - 0.02, -0.02, bed_h + 0.015)))
    plate = flat(rounded_rectangle(0.34, 0.34, 0.04), nx, 0, bed_h + 0.004)
    rows = [
        line((nx + q, -0.08, bed_h + 0.005), (nx + q, 0.08, bed_h + 0.005), kind="light")
        for q in (-0.05, -0.02, 0.02, 0.05)
    ]
    split = -w / 2 + between(rng, 0.5, 0.8)
    bed_y = -d / 2 - 0.003
    bed = draw(bed, [plate, *rows, line((split, bed_y, 0.02), (split, bed_y, bed_h), (split, d / 2, bed_h + 0.003))])
    r = between(rng, 0.15, 0.22)
    wheel = revolve([(r * 0.5, 0), (r, 0.02), (r, 0.1), (r * 0.8, 0.13), (r * 0.4, 0.1)], axis="x", segments=32).moved(
        w / 2, 0, arm_z + arm_h * between(rng, 0.45, 0.6)
    )
    grooves = [side(circle(r * 0.3, 20), w / 2 + 0.105, 0, float(wheel.vertices[:, 2].mean()), "light")]
    parts.append(draw(wheel, grooves))
    for x in (0.1, 0.32)[: whole(rng, 1, 2)]:
        parts.append(cylinder(0.015, 0.26, (x, 0.05, arm_z + arm_h), segments=10))
        if maybe(rng, 0.6):
            spool = revolve(
                [(0.09, 0.0), (0.09, 0.02), (0.06, 0.03), (0.06, 0.17), (0.09, 0.18), (0.09, 0.2)],
                (x, 0.05, arm_z + arm_h + 0.01),
                segments=24,
            )
            parts += unclaimed([spool], maybe(rng, 0.3))
    if maybe(rng, 0.5):
        parts.append(
            wire(
                [
                    [-0.2, 0.05, arm_z + arm_h - 0.02],
                    [-0.2, 0.05, arm_z + arm_h + 0.06],
                    [0.2, 0.05, arm_z + arm_h + 0.06],
                    [0.2, 0.05, arm_z + arm_h - 0.02],
                ],
                0.03,
                8,
            )
        )
    return [bed, draw(body, marks), *parts]


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
    for t, s, z in (
        (0.0, 0.1, 0.5),
        (0.06, 0.55, 0.5),
        (0.25, 0.9, 0.5),
        (0.5, 1.0, 0.52),
        (0.75, 0.95, 0.5),
        (0.94, 0.6, 0.48),
        (1.0, 0.1, 0.46),
    ):
        ring_ = ring_of(0, 0, 0, w / 2 * s, h / 2 * s, power, 36)
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
    t = np.linspace(0, 1, 30)
    hose = start + np.column_stack([0.7 * np.sin(t * 2.2), -0.9 * t, 0.9 * np.sin(t * 2.6) * t + 0.2 * t])
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
    Family(
        "sewing_machine", "15-06", ("Sewing machine", "Household sewing machine", "Embroidery machine"), sewing_machine
    ),
    Family("refrigerator", "15-07", ("Refrigerator", "Freezer", "Refrigerator door"), refrigerator),
)
