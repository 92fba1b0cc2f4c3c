"""Television sets and remote controls: 14-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import (
    circle,
    deform,
    draw,
    flat,
    front,
    line,
    ring_of,
    side,
    slab,
    spread,
    unclaimed,
    wire,
)
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import direction_pad, hole_field, push_buttons, screen_panel, slots
from patent_data.drawn.solids import Part, box, loft, revolve


def television(rng: Rng) -> list[Part]:
    """A flat television set or monitor on a stand."""
    w = 3.0
    h = w * between(rng, 0.54, 0.64) if maybe(rng, 0.85) else w * between(rng, 0.4, 0.46)
    d = between(rng, 0.05, 0.14)
    bezel = between(rng, 0.02, 0.12)
    chin = bezel * pick(rng, 1.0, 1.6, 3.0)
    z0 = between(rng, 0.2, 0.6)
    body = slab(w, d, h, pick(rng, 0.0, 0.03, 0.1), 0.2 * d, at=(0, 0, z0))
    face = -d / 2
    pane = screen_panel(
        w - 2 * bezel, h - bezel - chin, 0, face - 0.004, z0 + chin + (h - bezel - chin) / 2, 0.01, 0.02
    )
    marks = []
    emblem = pick(rng, "none", "bar", "dot")
    if emblem == "bar":
        marks.append(front(rounded_rectangle(0.22, 0.35 * chin, 0.01), 0, face - 0.003, z0 + chin / 2, "light"))
    elif emblem == "dot":
        marks.append(front(circle(0.25 * chin, 14), 0.44 * w, face - 0.003, z0 + chin / 2, "light"))
    if maybe(rng, 0.25):
        marks += hole_field((0.42 * w, 0.3 * chin), 0, face - 0.003, z0 + chin / 2, 0.05, False, 90)
    hump_w, hump_h = between(rng, 0.5, 0.9) * w, between(rng, 0.4, 0.75) * h
    hump_d = between(rng, 0.06, 0.2)
    low = z0 + between(rng, 0.03, 0.2) * (h - hump_h)
    hump = slab(hump_w, hump_d, hump_h, 0.12, min(0.11, 0.6 * hump_d), at=(0, d / 2 + 0.499 * hump_d, low))
    top = float(hump.vertices[:, 2].max())
    back = d / 2 + hump_d + 0.003
    vents = slots(whole(rng, 10, 26), between(rng, 0.08, 0.2), between(rng, 0.05, 0.08), 0, back, top - 0.22, True)
    mount = [front(circle(0.03, 10), sx * 0.3, back, top - hump_h * 0.6 + sz * 0.2) for sx in (-1, 1) for sz in (-1, 1)]
    ports = [
        front(rounded_rectangle(0.12, 0.05, 0.01), -hump_w * 0.3 + i * 0.18, back, top - hump_h * 0.88, "light")
        for i in range(whole(rng, 2, 6))
    ]
    hump = draw(hump, vents + mount + ports)
    stand = pick(rng, "plate", "plate", "feet", "vee", "tripod", "ring")
    spot = 0.3 * w
    parts = [draw(body, marks), pane, hump]
    deep = between(rng, 0.5, 0.8)
    if stand == "plate":
        base_w = between(rng, 0.3, 0.6) * w
        round_base = maybe(rng, 0.4)
        foot = (
            revolve([(1.0, 0), (1.0, 0.03), (0.9, 0.05)]).scaled(base_w / 2, deep / 2, 1)
            if round_base
            else box(base_w, deep, 0.04, radius=0.03)
        )
        neck_w = between(rng, 0.08, 0.3) * w
        neck = box(neck_w, 0.08, z0 + 0.25 * h, (0, d / 2 + 0.02, 0.02), radius=0.02)
        stand_parts = [foot, neck]
    elif stand == "feet":
        stand_parts = []
        for s in (-1, 1):
            for sy in (-1, 1):
                path = [
                    [s * spot, 0, z0 + 0.02],
                    [s * spot, sy * deep * 0.2, z0 * 0.4],
                    [s * spot, sy * deep * 0.5, 0.02],
                ]
                stand_parts.append(wire(path, between(rng, 0.025, 0.03), 12))
    elif stand == "vee":
        stand_parts = [
            wire([[s * spot, 0, z0 + 0.02], [s * (spot + 0.25), sy * deep * 0.5, 0.02]], 0.03, 12)
            for s in (-1, 1)
            for sy in (-1, 1)
        ]
    elif stand == "tripod":
        stand_parts = [wire([[0, d, z0 + 0.4 * h], [0, d + 0.04, 0.1]], 0.06, 14)]
        stand_parts += [
            wire([[0, d + 0.04, 0.1], [x, y, 0.02]], 0.035, 12) for x, y in ((-0.7, -0.4), (0.7, -0.4), (0, 0.6))
        ]
    else:
        a = np.linspace(0, 2 * np.pi, 33)[:-1]
        stand_parts = [
            wire(np.column_stack([0.25 * w * np.cos(a), deep * 0.5 * np.sin(a), 0 * a + 0.03]), 0.03, 10, True)
        ]
        stand_parts.append(box(0.14, 0.06, z0 + 0.3 * h, (0, deep * 0.5, 0.02)))
        stand_parts.append(box(0.14, deep * 0.5, 0.12, (0, deep * 0.25, z0 + 0.2 * h)))
    return parts + unclaimed(stand_parts, maybe(rng, 0.12))


def remote_control(rng: Rng) -> list[Part]:
    """A hand-held remote control with buttons, lying with its keys towards the viewer."""
    w = 0.5
    h = w * between(rng, 2.4, 5.0)
    d = w * between(rng, 0.22, 0.5)
    power = pick(rng, 2.6, 4.0, 6.0)
    waist, head = between(rng, -0.12, 0.16), between(rng, -0.18, 0.22)
    levels = [
        (0.82, 0.0),
        (0.94, 0.02),
        (1.0, 0.07),
        (1.0, 0.25),
        (1.0, 0.5),
        (1.0, 0.75),
        (1.0, 0.93),
        (0.94, 0.98),
        (0.82, 1.0),
    ]
    rings = []
    for s, t in levels:
        wide = s * w / 2 * (1 - waist * np.sin(np.pi * t) + head * (t - 0.5))
        ring = ring_of(0, 0, h * t, wide, d / 2 * (0.75 + 0.25 * s), power, 36)
        ring[:, 1] = np.maximum(ring[:, 1], -d * 0.32)
        rings.append(ring)
    bow = pick(rng, 0.0, 0.0, between(rng, 0.03, 0.1))

    def bend(p: Array) -> Array:
        q = p.copy()
        q[:, 1] -= bow * np.sin(np.pi * p[:, 2] / h)
        return q

    face = -d * 0.32
    shape = pick(rng, "round", "pill", "square")
    parts: list[Part] = [loft(np.stack(rings))]
    columns = whole(rng, 2, 4)
    usable = w * 0.74 * (1 - max(waist, 0) - abs(head) / 2)
    size = min(usable / columns * 0.74, 0.13)
    z = h * 0.93
    if maybe(rng, 0.3):
        parts.append(screen_panel(usable, 0.5 * usable, 0, face - 0.004, z - 0.25 * usable, 0.02, 0.02))
        z -= 0.62 * usable
    parts += push_buttons(
        rng, [(x, z - size / 2) for x in (-usable * 0.36, usable * 0.36)][: whole(rng, 1, 2)], size, face, "round"
    )
    z -= 1.6 * size
    blocks = [str(b) for b in rng.permutation(["wheel", "grid", "rockers", "row"])]
    for block in blocks:
        if block == "wheel" and z > 0.6 * usable + 0.2 * h:
            r = usable * between(rng, 0.36, 0.48)
            parts += direction_pad(rng, r, (0, face, z - r * 1.1))
            z -= 2.35 * r
        elif block == "grid":
            rows = min(whole(rng, 2, 5), int((z - 0.16 * h) / (size * 1.25)))
            if rows > 0:
                parts += push_buttons(
                    rng,
                    [(x, z - (i + 0.5) * size * 1.25) for i in range(rows) for x in spread(columns, usable)],
                    size,
                    face,
                    shape,
                )
                z -= (rows * 1.25 + 0.3) * size
        elif block == "rockers" and z > 0.3 * h:
            tall = size * 2.2
            for x in (-usable * 0.33, usable * 0.33):
                rocker = slab(size * 0.8, 0.06, tall, 0.3 * size, 0.01, at=(x, face, z - tall))
                y = face - 0.034
                sign = [
                    line((x - 0.2 * size, y, z - tall + q), (x + 0.2 * size, y, z - tall + q), kind="light")
                    for q in (0.4 * size, tall - 0.4 * size)
                ]
                sign.append(line((x, y, z - 0.2 * size), (x, y, z - 0.6 * size), kind="light"))
                parts.append(draw(rocker, sign))
            z -= tall + 0.4 * size
        elif block == "row" and z > 0.25 * h:
            parts += push_buttons(
                rng,
                [(x, z - size / 2) for x in spread(whole(rng, 2, 3), usable)],
                size * 0.8,
                face,
                pick(rng, "round", "pill"),
            )
            z -= 1.4 * size
    back = d / 2 + 0.004
    lid_h = between(rng, 0.3, 0.45) * h
    marks = [front(rounded_rectangle(w * 0.6, lid_h, 0.04), 0, back, 0.1 * h + lid_h / 2)]
    marks += [
        line((x, back, 0.1 * h + lid_h * 0.86), (0, back, 0.1 * h + lid_h * 0.8), kind="light") for x in (-0.05, 0.05)
    ]
    marks.append(side(rounded_rectangle(0.1, 0.12, 0.02), 0, 0, h + 0.002, "light"))
    parts[0] = draw(parts[0], marks[:-1])
    if maybe(rng, 0.4):
        parts[0] = draw(parts[0], [flat(rounded_rectangle(w * 0.4, d * 0.3, 0.03), 0, 0, h + 0.002)])
    return [deform(p, bend) if bow else p for p in parts]


FAMILIES = (
    Family("television", "14-03", ("Television", "Television receiver", "Monitor", "Display device"), television),
    Family("remote_control", "14-03", ("Remote control", "Remote controller", "Wireless remote"), remote_control),
)
