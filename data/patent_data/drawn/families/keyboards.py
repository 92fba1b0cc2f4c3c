"""Keyboard instruments: 17-01."""

from __future__ import annotations

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import draw, flat, front, line, merge, slab, spread, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import dial, feet, hole_field, push_buttons, screen_panel
from patent_data.drawn.solids import Part, box, revolve


def keyboard_instrument(rng: Rng) -> list[Part]:
    """An electronic keyboard, a synthesiser or a piano with white and black keys."""
    octaves = whole(rng, 2, 5)
    white = 7 * octaves + 1
    kw = 0.12
    w = white * kw + between(rng, 0.2, 0.5)
    deep = between(rng, 0.5, 0.66)
    d = deep + between(rng, 0.3, 0.7)
    h = between(rng, 0.14, 0.3)
    upright = maybe(rng, 0.25)
    case = box(w, d, h, radius=pick(rng, 0.0, 0.04, 0.1))
    key_y = -d / 2 + deep / 2 + 0.01
    marks = [flat(rounded_rectangle(white * kw + 0.02, deep, 0.0), 0, key_y, h + 0.003)]
    keys = [box(kw * 0.92, deep * 0.97, 0.05, (x, key_y - 0.02, h - 0.01)) for x in spread(white, white * kw)]
    black = [
        box(kw * 0.55, deep * 0.6, 0.05, (-white * kw / 2 + kw * (i + 1), key_y + deep * 0.17, h + 0.03))
        for i in range(white - 1)
        if i % 7 in (0, 1, 3, 4, 5)
    ]
    parts = [draw(case, marks), merge(keys), merge(black)]
    py = key_y + deep / 2 + (d / 2 - key_y - deep / 2) / 2
    span = d / 2 - key_y - deep / 2
    controls: list[Part] = []
    z = 0.0
    items = [str(i) for i in rng.permutation(["dials", "keys", "screen", "holes", "sliders"])[: whole(rng, 2, 4)]]
    for item, x in zip(items, spread(len(items), w * 0.92), strict=True):
        cell = w * 0.92 / len(items)
        if item == "dials":
            controls += [
                p
                for u in spread(whole(rng, 2, 5), 0.8 * cell, x)
                for p in dial(rng, min(0.05, 0.3 * span), (u, 0.0, z), False)
            ]
        elif item == "keys":
            n = whole(rng, 3, 7)
            controls += push_buttons(
                rng,
                [
                    (u, q)
                    for u in spread(n, 0.84 * cell, x)
                    for q in ((-0.2 * span, 0.2 * span) if maybe(rng) else (0.0,))
                ],
                min(0.07, 0.6 * cell / n),
                0.0,
                pick(rng, "square", "pill"),
            )
        elif item == "screen":
            controls.append(screen_panel(min(0.7 * cell, 0.6), 0.5 * span, x, -0.004, z, 0.01, 0.015))
        elif item == "sliders":
            for u in spread(whole(rng, 3, 6), 0.7 * cell, x):
                controls.append(
                    draw(
                        slab(0.05, 0.05, 0.03, 0.01, at=(u, 0, between(rng, -0.2, 0.1) * span)),
                        [line((u, -0.002, -0.3 * span), (u, -0.002, 0.3 * span), kind="light")],
                    )
                )
        else:
            controls.append(
                draw(
                    slab(0.8 * cell, 0.012, 0.7 * span, 0.05, at=(x, 0, -0.35 * span)),
                    hole_field((0.36 * cell, 0.3 * span), x, -0.009, 0, 0.06, False, 70),
                )
            )
    if upright:
        tall = between(rng, 0.5, 0.9)
        parts.append(box(w, span * 0.8, tall, (0, d / 2 - span * 0.4, h), radius=0.02))
        face = d / 2 - span * 0.8
        parts[-1] = draw(
            parts[-1], [front(rounded_rectangle(w * 0.9, tall * 0.7, 0.03), 0, face - 0.003, h + tall / 2)]
        )
        legs_h = between(rng, 1.0, 1.3)
        parts.append(box(w * 0.98, span * 0.8, legs_h, (0, d / 2 - span * 0.4, -legs_h)))
        for s in (-1, 1):
            parts.append(
                revolve(
                    [(0.05, 0), (0.04, 0.1), (0.07, legs_h * 0.5), (0.05, legs_h * 0.8), (0.08, legs_h)],
                    (s * w * 0.46, -d / 2 + 0.12, -legs_h),
                    segments=20,
                )
            )
        parts += [
            slab(0.06, 0.2, 0.03, 0.01, at=(x, d / 2 - span * 0.8 - 0.05, -legs_h + 0.1)) for x in (-0.12, 0.0, 0.12)
        ]
    else:
        parts += [p.rotated("x", -90).moved(0, py, h) for p in controls]
        support = pick(rng, "none", "feet", "cross", "rest")
        if support == "feet":
            parts += feet(rng, w, d, 0.03, 0.05)
        elif support == "cross":
            legs = []
            for y in (-d * 0.3, d * 0.3):
                legs += [wire([[s * w * 0.32, y, -1.2], [-s * w * 0.32, y, 0.0]], 0.035, 12) for s in (-1, 1)]
            legs += [
                wire([[s * w * 0.32, -d * 0.45, -1.2], [s * w * 0.32, d * 0.45, -1.2]], 0.035, 12) for s in (-1, 1)
            ]
            parts += unclaimed(legs, maybe(rng, 0.15))
        elif support == "rest":
            parts.append(slab(w * 0.4, 0.03, 0.4, 0.06, 0.01, at=(0, d / 2 - 0.05, h)).rotated("x", -15, (0, d / 2, h)))
    return parts


FAMILIES = (
    Family("keyboard_instrument", "17-01", ("Electronic keyboard", "Piano", "Synthesizer"), keyboard_instrument),
)
