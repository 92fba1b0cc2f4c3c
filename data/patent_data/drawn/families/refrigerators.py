"""Sewing machines and refrigerators: 15-06 and 15-07."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import circle, draw, flat, front, line, side, slab, spread, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import dial, feet, hole_field, push_buttons, screen_panel
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve


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


FAMILIES = (
    Family(
        "sewing_machine", "15-06", ("Sewing machine", "Household sewing machine", "Embroidery machine"), sewing_machine
    ),
    Family("refrigerator", "15-07", ("Refrigerator", "Freezer", "Refrigerator door"), refrigerator),
)
