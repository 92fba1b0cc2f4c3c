"""Telephones, television sets and remote controls: 14-03."""

from __future__ import annotations

import numpy as np
from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import (
    circle,
    deform,
    disc,
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
from patent_data.drawn.solids import Part, box, cylinder, loft, revolve


def camera_bump(rng: Rng, w: float, h: float, y: float) -> list[Part]:
    """The lenses on the back of a telephone whose back lies at depth y."""
    number = whole(rng, 1, 4)
    r = between(rng, 0.05, 0.085) * w
    layout = pick(rng, "column", "row", "square", "bar", "disc")
    gap = r * between(rng, 2.4, 3.2)
    places = {
        "column": [(0.0, -i * gap) for i in range(number)],
        "row": [(i * gap, 0.0) for i in range(number)],
        "square": [(0.0, 0.0), (gap, -gap), (0.0, -gap), (gap, 0.0)][:number],
        "bar": [(i * gap, 0.0) for i in range(number)],
        "disc": [(gap * 0.6 * np.cos(a), gap * 0.6 * np.sin(a)) for a in np.arange(number) * 2 * np.pi / number],
    }[layout]
    xs, zs = [p[0] for p in places], [p[1] for p in places]
    pad = r * between(rng, 1.5, 2.0)
    bw, bh = max(xs) - min(xs) + 2 * pad, max(zs) - min(zs) + 2 * pad
    corner = pick(rng, "left", "left", "middle")
    x = -(w / 2 - bw / 2 - 0.06 * w) if corner == "left" and layout not in ("bar", "disc") else 0.0
    z = h - bh / 2 - between(rng, 0.03, 0.07) * h
    mx, mz = (max(xs) + min(xs)) / 2, (max(zs) + min(zs)) / 2
    parts: list[Part] = []
    rise = between(rng, 0.012, 0.03) * w
    if layout == "bar":
        parts.append(slab(w * 0.98, rise * 2, bh, pick(rng, 0.02, 0.49 * bh), rise * 0.5, at=(0, 0, z - bh / 2)))
    elif layout == "disc":
        parts.append(disc(bw * 0.62, rise, (0, 0, z), 0.4 * rise, 40))
    elif maybe(rng, 0.75):
        parts.append(slab(bw, rise * 2, bh, pick(rng, 0.25, 0.49) * min(bw, bh), rise * 0.5, at=(x, 0, z - bh / 2)))
    for px, pz in places:
        at = (x + px - mx, -rise, z + pz - mz)
        lens = revolve(
            [(r, -rise), (r, rise * 0.8), (r * 0.86, rise), (r * 0.8, rise * 0.4), (r * 0.02, rise * 0.4)], segments=28
        )
        mark = flat(circle(r * 0.4, 18), 0, 0, rise * 0.45, "light")
        parts.append(draw(lens, [mark]).rotated("x", 90).moved(*at))
    flash = (x + bw / 2 + r * 1.2, 0.0, z) if layout not in ("bar",) else (w * 0.36, -rise, z)
    if flash[0] < w / 2 - r:
        parts.append(disc(r * 0.4, rise * 0.4, flash, segments=14))
    return [p.rotated("z", 180).moved(y=y) for p in parts]


def phone(rng: Rng) -> list[Part]:
    """A mobile telephone: mostly a touch screen, sometimes with a keypad."""
    w = 1.0
    kind = pick(rng, "touch", "touch", "touch", "home key", "keypad")
    h = w * (between(rng, 1.9, 2.25) if kind == "touch" else between(rng, 1.85, 2.3))
    d = w * (between(rng, 0.09, 0.14) if kind != "keypad" else between(rng, 0.18, 0.3))
    corner = between(rng, 0.05, 0.2) * w if kind != "keypad" else between(rng, 0.1, 0.35) * w
    body = slab(w, d, h, corner, between(rng, 0.1, 0.42) * d)
    face = -d / 2
    edge = between(rng, 0.03, 0.07) * w
    parts: list[Part] = []
    marks = []
    if kind == "touch":
        pane = screen_panel(w - 2 * edge, h - 2 * edge, 0, face - 0.004, h / 2, corner - edge * 0.5, 0.02)
        eye = pick(rng, "hole", "side hole", "notch", "island", "slit")
        y, top = face - 0.006, h - edge
        if eye in ("hole", "side hole"):
            extra = [front(circle(0.03, 16), 0 if eye == "hole" else -0.32 * w, y, top - 0.08)]
        elif eye == "notch":
            a = between(rng, 0.15, 0.27) * w
            extra = [
                front(
                    np.array(
                        [[-a - 0.03, 0], [-a, -0.02], [-a + 0.02, -0.08], [a - 0.02, -0.08], [a, -0.02], [a + 0.03, 0]]
                    ),
                    0,
                    y,
                    top,
                    closed=False,
                )
            ]
        elif eye == "island":
            extra = [front(rounded_rectangle(0.3, 0.08, 0.04), 0, y, top - 0.1)]
        else:
            extra = []
            marks.append(front(rounded_rectangle(0.2, 0.02, 0.01), 0, face - 0.003, h - edge * 0.6, "light"))
        parts.append(draw(pane, extra))
    elif kind == "home key":
        chin = between(rng, 0.2, 0.26) * w
        parts.append(screen_panel(w - 2 * edge, h - 2 * chin, 0, face - 0.004, h / 2, 0.01, 0.02))
        marks.append(front(rounded_rectangle(0.22, 0.03, 0.015), 0, face - 0.003, h - chin * 0.5))
        marks.append(front(circle(0.025, 14), -0.2, face - 0.003, h - chin * 0.5))
        if maybe(rng, 0.6):
            marks += [
                front(circle(0.08, 28), 0, face - 0.003, chin / 2),
                front(rounded_rectangle(0.05, 0.05, 0.01), 0, face - 0.003, chin / 2, "light"),
            ]
        else:
            marks.append(front(rounded_rectangle(0.24, 0.09, 0.045), 0, face - 0.003, chin / 2))
    else:
        split = between(rng, 0.48, 0.58) * h
        parts.append(
            screen_panel(w * 0.78, h - split - 0.24 * w, 0, face - 0.01, split + (h - split - 0.2 * w) / 2, 0.04, 0.04)
        )
        marks += hole_field((0.12 * w, 0.03 * w), 0, face - 0.003, h - 0.1 * w, 0.04, False, 14)
        rows, shape = whole(rng, 4, 5), pick(rng, "round", "pill", "square")
        pad = direction_pad(rng, 0.13 * w, (0, face, split - 0.16 * w))
        size = between(rng, 0.13, 0.19) * w
        cells = [(x, z) for z in spread(rows, split - 0.42 * w, (split - 0.26 * w) / 2) for x in spread(3, 0.82 * w)]
        size = min(size, (split - 0.42 * w) / rows * 0.85)
        parts += pad + push_buttons(rng, cells, size, face, shape)
        parts += push_buttons(rng, [(s * 0.3 * w, split - 0.16 * w) for s in (-1, 1)], size * 0.9, face, "pill")
        if maybe(rng, 0.35):
            parts.append(
                cylinder(0.07 * w, between(rng, 0.2, 0.6) * w, (0.33 * w, 0, h - 0.05), top=0.05 * w, segments=20)
            )
    hole = rounded_rectangle(0.12, 0.035, 0.017)
    marks.append(flat(hole, 0, 0, -0.003))
    marks += [
        flat(circle(0.012, 8), s * x, 0, -0.003, "light")
        for s in (-1, 1)
        for x in np.linspace(0.14, 0.3, whole(rng, 3, 6))
    ]
    key = slab(0.02, d * 0.35, 0.2, 0.008)
    for sgn, low in ((1, 0.72), (pick(rng, 1, -1), 0.58), (-1, 0.66)):
        parts.append(key.scaled(1, 1, between(rng, 0.5, 1.3)).moved(sgn * w / 2, 0, low * h))
    if maybe(rng, 0.4):
        marks += [
            line((s * (w / 2 + 0.003), -d * 0.3, z * h), (s * (w / 2 + 0.003), d * 0.3, z * h), kind="light")
            for s in (-1, 1)
            for z in (0.08, 0.92)
        ]
    bump = camera_bump(rng, w, h, d / 2)
    if maybe(rng, 0.3):
        marks.append(front(circle(0.07, 24), 0, d / 2 + 0.003, h * between(rng, 0.5, 0.66)))
    return unclaimed([draw(body, marks), *parts], False) + bump


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
    Family("phone", "14-03", ("Mobile phone", "Smartphone", "Cellular telephone", "Handset"), phone),
    Family("television", "14-03", ("Television", "Television receiver", "Monitor", "Display device"), television),
    Family("remote_control", "14-03", ("Remote control", "Remote controller", "Wireless remote"), remote_control),
)
