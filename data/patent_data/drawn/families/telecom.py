"""Telephones: 14-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import circle, disc, draw, flat, front, line, slab, spread, unclaimed
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import direction_pad, hole_field, push_buttons, screen_panel
from patent_data.drawn.solids import Part, cylinder, revolve


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


FAMILIES = (Family("phone", "14-03", ("Mobile phone", "Smartphone", "Cellular telephone", "Handset"), phone),)
