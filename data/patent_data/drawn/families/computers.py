"""Computers and what is plugged into them: 14-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import (
    circle,
    deform,
    draw,
    flat,
    front,
    lay,
    line,
    merge,
    ring_of,
    side,
    slab,
    spread,
    unclaimed,
)
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import cable, feet, key_rows, keycap, screen_panel
from patent_data.drawn.solids import Part, box, cylinder, loft, on_plane


def laptop(rng: Rng) -> list[Part]:
    """An open laptop computer."""
    w = 3.0
    d = w * between(rng, 0.62, 0.78)
    base_h = between(rng, 0.06, 0.16)
    lid_t = between(rng, 0.04, 0.08)
    corner = between(rng, 0.03, 0.16)
    opening = between(rng, 92, 135)
    base = box(w, d, base_h, radius=min(corner, 0.45 * base_h) if maybe(rng, 0.4) else 0.0)
    marks = []
    pad_w, pad_d = between(rng, 0.25, 0.45) * w, between(rng, 0.2, 0.3) * d
    top = base_h + 0.003
    pad_y = -d / 2 + pad_d / 2 + between(rng, 0.03, 0.12)
    marks.append(flat(rounded_rectangle(pad_w, pad_d, 0.04), 0, pad_y, top))
    if maybe(rng, 0.4):
        marks.append(line((-pad_w / 2, pad_y - pad_d * 0.3, top), (pad_w / 2, pad_y - pad_d * 0.3, top), kind="light"))
    key_d = between(rng, 0.42, 0.5) * d
    key_y = pad_y + pad_d / 2 + 0.08 + key_d / 2
    key_w = w * between(rng, 0.78, 0.92)
    marks.append(flat(rounded_rectangle(key_w + 0.06, key_d + 0.06, 0.03), 0, key_y, top, "light"))
    for sign in (-1, 1):
        ports = whole(rng, 1, 4)
        for y in spread(ports, 0.5 * d, 0.2 * d):
            marks.append(
                side(
                    rounded_rectangle(between(rng, 0.1, 0.22), 0.4 * base_h, 0.02),
                    sign * (w / 2 + 0.004),
                    y,
                    base_h / 2,
                )
            )
        if maybe(rng, 0.3):
            x = sign * (key_w / 2 + (w - key_w) / 4)
            marks += [flat(circle(0.012, 6), x, key_y + v, top, "light") for v in spread(14, key_d)]
    parts = [draw(base, marks), key_rows(rng, key_w, key_d, whole(rng, 5, 6), base_h, 0.022, 0.06).moved(y=key_y)]
    h = d * between(rng, 0.94, 1.0)
    lid = slab(w, lid_t, h, corner, at=(0, 0, 0))
    bezel = between(rng, 0.05, 0.16)
    chin = bezel * between(rng, 1.0, 2.2)
    pane = screen_panel(
        w - 2 * bezel, h - bezel - chin, 0, -lid_t / 2 - 0.006, chin + (h - bezel - chin) / 2, corner * 0.4, 0.02
    )
    emblem = pick(rng, "none", "disc", "bar", "lines")
    back = lid_t / 2 + 0.004
    if emblem == "disc":
        lid = draw(lid, [front(circle(0.16, 28), 0, back, h * 0.55)])
    elif emblem == "bar":
        lid = draw(lid, [front(rounded_rectangle(0.6, 0.1, 0.03), 0, back, h * between(rng, 0.3, 0.85))])
    elif emblem == "lines":
        lid = draw(lid, [line((x, back, 0.02), (x, back, h - 0.02), kind="light") for x in (-w * 0.36, w * 0.36)])
    lid = draw(lid, [front(circle(0.02, 10), 0, -back, h - bezel / 2)])
    hinge = base_h + lid_t * 0.3
    screen = [p.rotated("x", -(opening - 90)).moved(y=d / 2 - lid_t / 2, z=hinge) for p in (lid, pane)]
    parts += screen
    for x in (-0.3 * w, 0.3 * w) if maybe(rng, 0.6) else (0.0,):
        span = 0.16 * w if x else between(rng, 0.4, 0.8) * w
        parts.append(
            cylinder(lid_t * 0.8, span, (x - span / 2, d / 2 - lid_t * 0.4, hinge - 0.01), axis="x", segments=16)
        )
    parts += feet(rng, w, d, 0.03, 0.07)
    return parts


def computer_keyboard(rng: Rng) -> list[Part]:
    """A computer keyboard with or without a block of number keys."""
    rows = whole(rng, 5, 6)
    pitch = 0.2
    depth = rows * pitch
    main = pitch * whole(rng, 13, 15)
    blocks = pick(rng, "none", "none", "numbers", "arrows and numbers")
    extra = {"none": 0.0, "numbers": 4.4 * pitch, "arrows and numbers": 8.0 * pitch}[blocks]
    margin = between(rng, 0.03, 0.2)
    rest = pick(rng, 0.0, 0.0, 0.35, 0.5)
    crown = pick(rng, 0.0, 0.0, 0.16)
    w, d = main + extra + 2 * margin, depth + 2 * margin + crown
    h = between(rng, 0.06, 0.2)
    case = box(w, d, h, radius=between(rng, 0.0, 0.45) * h)
    key_h, taper = between(rng, 0.03, 0.12), between(rng, 0.05, 0.28)
    y = -crown / 2
    x = -extra / 2
    keys = [key_rows(rng, main, depth, rows, h, key_h, taper).moved(x, y)]
    if blocks == "arrows and numbers":
        keys.append(key_rows_block(3, rows, pitch, h, key_h, taper).moved(main / 2 + x + 1.9 * pitch, y))
    if blocks != "none":
        keys.append(key_rows_block(4, rows, pitch, h, key_h, taper).moved(w / 2 - margin - 2 * pitch, y))
    marks = [flat(rounded_rectangle(main + 0.05, depth + 0.05, 0.02), x, y, h + 0.003, "light")]
    parts = [draw(case, marks), *keys]
    if crown:
        parts.append(cylinder(0.06, 0.16, (w / 2 - margin - 0.3, d / 2 - 0.1, h + 0.02), axis="x", segments=18))
        parts[0] = draw(
            parts[0], [flat(circle(0.02, 8), xx, d / 2 - 0.1, h + 0.004) for xx in spread(whole(rng, 2, 4), 0.4)]
        )
    if rest:
        wrist = box(w, rest, h * 0.6, (0, -d / 2 - rest / 2 - 0.02, 0), radius=0.2 * h)
        parts.append(wrist)
    slope = between(rng, 2, 9)
    parts = [p.rotated("x", slope, (0, -d / 2, 0)) for p in parts]
    lift = d * np.sin(np.radians(slope))
    parts += [box(0.18, 0.07, lift + 0.01, (s * w * 0.4, d / 2 - 0.12, 0)) for s in (-1, 1)]
    if maybe(rng, 0.5):
        parts += unclaimed(
            cable(rng, (between(rng, -0.3, 0.3) * w, d / 2, lift + h / 2), (0, 1, 0), 0.8, 0.028), maybe(rng, 0.15)
        )
    return parts


def key_rows_block(columns: int, rows: int, pitch: float, top: float, height: float, taper: float) -> Part:
    """A block of equal keys about the origin."""
    cells = [(x, y) for x in spread(columns, columns * pitch) for y in spread(rows, rows * pitch)]
    return merge([keycap(0.88 * pitch, 0.88 * pitch, height, taper, (x, y, top)) for x, y in cells])


def mouse(rng: Rng) -> list[Part]:
    """A computer mouse with two keys and a wheel."""
    w, d = between(rng, 0.5, 0.68), 1.0
    h = between(rng, 0.26, 0.45)
    power = between(rng, 2.0, 3.2)
    levels = [(0.86, 0.0), (0.97, 0.1), (1.0, 0.28), (0.96, 0.5), (0.86, 0.72), (0.68, 0.88), (0.42, 0.97), (0.12, 1.0)]
    body = loft(np.stack([ring_of(0, 0, h * z, w / 2 * s, d / 2 * s, power, 40) for s, z in levels]), caps=True)
    waist, hump = between(rng, 0.0, 0.16), between(rng, -0.2, 0.35)
    lean = pick(rng, 0.0, 0.0, between(rng, 0.1, 0.3))

    def shape(p: np.ndarray) -> np.ndarray:
        q = p.copy()
        q[:, 0] *= 1 - waist * np.exp(-(((p[:, 1] + 0.05) / 0.22) ** 2))
        q[:, 2] *= 1 + hump * (p[:, 1]) - 0.25 * hump
        q[:, 2] *= 1 - lean * p[:, 0] / w
        return q

    body = deform(body, shape)
    split = between(rng, -0.15, 0.15)
    down = (0.0, 0.0, -1.0)
    marks = lay(body, np.array([[-w, split + 0.1, 2], [0, split, 2], [w, split + 0.1, 2]]), down, n=40)
    wheel_y = -d * between(rng, 0.22, 0.3)
    marks += lay(body, np.array([[0, -d, 2], [0, wheel_y - 0.1, 2]]), down)
    marks += lay(body, np.array([[0, wheel_y + 0.12, 2], [0, split, 2]]), down, n=12)
    outline = rounded_rectangle(0.1, 0.26, 0.05)
    marks += lay(body, on_plane(np.vstack([outline, outline[:1]]), (0, wheel_y, 2), (1, 0, 0), (0, 1, 0)), down)
    marks += lay(body, np.array([[-2, -d * 0.42, h * 0.3], [-2, d * 0.42, h * between(rng, 0.2, 0.45)]]), (1, 0, 0))
    marks += lay(body, np.array([[2, -d * 0.42, h * 0.3], [2, d * 0.42, h * 0.3]]), (-1, 0, 0))
    for i in range(whole(rng, 0, 2)):
        y0 = -0.12 + 0.2 * i
        thumb = np.array(
            [
                [-2, y0, h * 0.5],
                [-2, y0 + 0.17, h * 0.52],
                [-2, y0 + 0.17, h * 0.64],
                [-2, y0, h * 0.62],
                [-2, y0, h * 0.5],
            ]
        )
        marks += lay(body, thumb, (1, 0, 0))
    parts = [draw(body, marks)]
    wheel_z = float(
        max(
            (m.points[:, 2].max() for m in lay(body, np.array([[-0.02, wheel_y, 2], [0.02, wheel_y, 2]]), down, n=4)),
            default=h,
        )
    )
    ribs = 30
    t = np.arange(ribs * 2) * np.pi / ribs
    radius = 0.1 * (1 + 0.03 * np.sign(np.sin(np.arange(ribs * 2) * np.pi + 0.5)))
    rim = np.stack(
        [
            np.column_stack([np.full(len(t), x), wheel_y + radius * np.cos(t), wheel_z - 0.07 + radius * np.sin(t)])
            for x in (-0.03, 0.03)
        ]
    )
    parts.append(loft(rim))
    if maybe(rng, 0.3):
        parts.append(box(0.05, 0.09, 0.04, (0, wheel_y + 0.22, wheel_z - 0.01), radius=0.01))
    if maybe(rng, 0.6):
        parts += unclaimed(
            cable(rng, (0, -d / 2 + 0.02, h * 0.25), (0, -1, 0), between(rng, 0.4, 0.9), 0.022), maybe(rng, 0.15)
        )
    if maybe(rng, 0.25):
        parts[0] = draw(parts[0], lay(body, np.array([[-0.2 * w, 0.25 * d, 2], [0.2 * w, 0.25 * d, 2]]), down, "light"))
    return parts


FAMILIES = (
    Family("laptop", "14-02", ("Laptop computer", "Notebook computer", "Portable computer"), laptop),
    Family("computer_keyboard", "14-02", ("Keyboard", "Computer keyboard", "Mechanical keyboard"), computer_keyboard),
    Family("mouse", "14-02", ("Computer mouse", "Mouse", "Wireless mouse"), mouse),
)
