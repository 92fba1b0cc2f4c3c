"""Razors and shavers: 28-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, front, lay, line, merge, ring, ring_of, slab, spread
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import push_buttons
from patent_data.drawn.solids import Part, Stroke, box, extrude, loft, revolve


def razor(rng: Rng) -> list[Part]:
    """A razor: a cartridge on a curved grip, a safety razor, or an electric shaver."""
    if maybe(rng, 0.25):
        return shaver(rng)
    w = between(rng, 0.55, 0.75)
    long = between(rng, 1.6, 2.0)
    safety = maybe(rng, 0.25)
    bend, sweep = between(rng, -0.1, 0.16), between(rng, 0.05, 0.3)
    parts: list[Part] = []
    if safety:
        r = between(rng, 0.07, 0.1)
        grip = revolve(
            [
                (r * 0.8, 0),
                (r * 1.2, 0.03),
                (r, 0.1),
                (r, 0.86 * long),
                (r * 1.15, 0.9 * long),
                (r * 0.7, 0.95 * long),
                (r * 0.7, long),
            ],
            segments=28,
        )
        lines = [
            s for z in np.linspace(0.14, 0.82, whole(rng, 8, 18)) for s in (ring(r * 1.005, z * long, kind="light"),)
        ]
        parts += [
            draw(grip, lines),
            extrude(
                spline([[-w * 0.5, 0], [-w * 0.3, 0.09], [0, 0.12], [w * 0.3, 0.09], [w * 0.5, 0]], n=20),
                0.34,
                bevel=0.02,
                at=(0, 0, long + 0.05),
            ),
        ]
        comb = box(w, 0.36, 0.04, (0, 0, long), radius=0.02)
        parts.append(
            draw(
                comb,
                [
                    line((x, s * 0.183, long), (x, s * 0.183, long + 0.04), kind="light")
                    for x in spread(18, w * 0.94)
                    for s in (-1, 1)
                ],
            )
        )
        return parts
    path = spline(
        [[0, sweep, 0], [0, bend + 0.1, 0.3 * long], [0, 0.02, 0.65 * long], [0, 0.0, 0.9 * long], [0, -0.12, long]],
        n=32,
    )
    fat = between(rng, 0.08, 0.14)
    waist = between(rng, 0.05, 0.08)
    handle = limb(
        path,
        [fat * 0.7, fat, waist * 1.2, fat * 0.9, waist],
        [0.06, 0.08, 0.055, 0.07, 0.04],
        power=2.5,
        side=(1.0, 0.0, 0.0),
        ends=(0.06, 0.0),
        n=22,
    )
    marks: list[Stroke] = []
    toward = (0.0, 1.0, 0.0)
    style = pick(rng, "ribs", "pad", "chevrons", "window")
    low, high = between(rng, 0.1, 0.25) * long, between(rng, 0.55, 0.75) * long
    if style == "ribs":
        marks += [
            m
            for z in np.linspace(low, high, whole(rng, 6, 14))
            for m in lay(handle, [[-fat * 0.6, -9, z], [fat * 0.6, -9, z]], toward, "line", 10)
        ]
    elif style == "chevrons":
        marks += [
            m
            for z in np.linspace(low, high, whole(rng, 4, 9))
            for m in lay(
                handle, [[-fat * 0.5, -9, z + 0.04], [0, -9, z], [fat * 0.5, -9, z + 0.04]], toward, "line", 14
            )
        ]
    else:
        t = np.linspace(0, 2 * np.pi, 41)
        for q in (1.0, 0.8) if style == "window" else (1.0,):
            marks += lay(
                handle,
                np.column_stack(
                    [q * 0.55 * fat * np.cos(t), 0 * t - 9, (low + high) / 2 + q * (high - low) / 2 * np.sin(t)]
                ),
                toward,
                n=50,
            )
    parts.append(draw(handle, marks))
    deep, tall = between(rng, 0.09, 0.13), between(rng, 0.26, 0.4)
    head = slab(w, deep, tall, 0.05, 0.02, at=(0, 0, -tall / 2))
    blades = whole(rng, 2, 5)
    y = -deep / 2 - 0.004
    lines = [front(rounded_rectangle(w * 0.86, 0.012, 0.0), 0, y, z) for z in spread(blades, tall * 0.42, 0.02 * tall)]
    lines.append(front(rounded_rectangle(w * 0.86, tall * 0.16, 0.02), 0, y, tall * 0.36))
    fins = whole(rng, 0, 4)
    lines += [line((-w * 0.44, y, z), (w * 0.44, y, z), kind="light") for z in np.linspace(-0.44, -0.3, fins) * tall]
    cart = [
        draw(head, lines),
        *[slab(0.05, deep * 1.3, tall * 0.84, 0.02, at=(s * w * 0.46, 0, -tall * 0.42)) for s in (-1, 1)],
    ]
    yoke = limb(
        np.array([[-0.16, 0.09, 0], [0, 0.14, -0.02], [0.16, 0.09, 0]]),
        [0.05],
        [0.03],
        power=3.0,
        side=(0, 0, 1.0),
        n=12,
    )
    tilt = between(rng, 15, 45)
    return parts + [p.rotated("x", tilt).moved(0, -0.2, long + 0.05) for p in (*cart, yoke)]


def shaver(rng: Rng) -> list[Part]:
    """An electric shaver or hair clipper."""
    w, d, h = between(rng, 0.42, 0.6), between(rng, 0.3, 0.4), between(rng, 1.3, 1.7)
    power = between(rng, 2.2, 3.6)
    waist = between(rng, 0.75, 0.95)
    body = loft(
        np.stack(
            [
                ring_of(0, 0.03 * np.sin(3 * t), t * h, w / 2 * s, d / 2 * s, power, 40)
                for t, s in ((0.0, 0.75), (0.03, 0.9), (0.2, 0.96), (0.5, waist), (0.8, 1.0), (0.92, 1.0), (1.0, 0.86))
            ]
        )
    )
    marks = []
    toward = (0.0, 1.0, 0.0)
    half = w * 0.26
    outline = spline(
        [
            [-half, 0.16 * h],
            [half, 0.16 * h],
            [half * 1.1, 0.6 * h],
            [half * 0.7, 0.84 * h],
            [-half * 0.7, 0.84 * h],
            [-half * 1.1, 0.6 * h],
        ],
        closed=True,
        n=44,
    )
    marks += lay(
        body,
        np.column_stack(
            [np.append(outline[:, 0], outline[0, 0]), np.full(45, -9.0), np.append(outline[:, 1], outline[0, 1])]
        ),
        toward,
        n=60,
    )
    parts: list[Part] = []
    parts += push_buttons(rng, [(0.0, 0.62 * h)], 0.16, -d / 2 * waist - 0.0, pick(rng, "round", "pill"))
    marks += [
        m
        for z in np.linspace(0.2, 0.44, whole(rng, 0, 7)) * h
        for m in lay(body, [[-half * 0.7, -9, z], [half * 0.7, -9, z]], toward, "light", 10)
    ]
    if maybe(rng, 0.5):
        marks += lay(body, [[-w, -9, 0.9 * h], [w, -9, 0.9 * h]], toward)
    kind = pick(rng, "foil", "rotary", "clipper")
    if kind == "foil":
        for y in (-0.08, 0.08):
            a = np.linspace(0, np.pi, 14)
            foil = extrude(np.column_stack([0.07 * np.cos(a), 0.1 * np.sin(a)]), w * 0.86, "x", at=(0, y, h))
            parts.append(
                draw(
                    foil,
                    [
                        line((x, y - 0.072, h + 0.01), (x, y - 0.03, h + 0.092), kind="light")
                        for x in spread(whole(rng, 8, 16), w * 0.8)
                    ],
                )
            )
    elif kind == "rotary":
        for x, y in ((-0.14, 0.06), (0.14, 0.06), (0.0, -0.1)):
            disc_ = revolve([(0.13, -0.05), (0.14, 0.05), (0.1, 0.08), (0.06, 0.07)], (x, y, h + 0.01), segments=32)
            parts.append(draw(disc_, [ring(q, h + 0.095, x, y, "light") for q in (0.09, 0.05)]))
    else:
        parts.append(
            extrude(
                np.array([[-w * 0.42, 0], [w * 0.42, 0], [w * 0.36, 0.2], [-w * 0.36, 0.2]]), 0.1, at=(0, 0, h - 0.03)
            )
        )
        teeth = whole(rng, 12, 20)
        parts.append(
            merge([box(0.6 * w * 0.72 / teeth, 0.03, 0.1, (x, -0.05, h + 0.14)) for x in spread(teeth, w * 0.72)])
        )
    return [draw(body, marks), *parts]


FAMILIES = (Family("razor", "28-03", ("Razor", "Razor handle", "Shaver", "Hair clipper"), razor),)
