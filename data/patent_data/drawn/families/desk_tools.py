"""Tape dispensers and staplers: 19-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, flat, front, line, slab, unclaimed
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve


def tape_dispenser(rng: Rng) -> list[Part]:
    """A desk dispenser for adhesive tape with a roll and a toothed edge."""
    w = between(rng, 0.34, 0.6)
    long, h = between(rng, 1.3, 1.8), between(rng, 0.5, 0.75)
    r = between(rng, 0.34, 0.46)
    nose, hump = between(rng, 0.24, 0.5) * h, between(rng, 0.4, 0.75) * h
    cx = between(rng, 0.1, 0.24) * long
    style = pick(rng, "curve", "curve", "step", "snail")
    if style == "snail":
        a = np.radians(np.linspace(-30, 215, 30))
        arc_ = np.column_stack([cx + (r + 0.1) * np.cos(a), r + 0.12 + (r + 0.1) * np.sin(a)])
        outline = np.vstack(
            [[[-long / 2, 0.0], [cx + 0.6 * r, 0.0]], arc_, [[-long * 0.36, nose * 0.9], [-long / 2, nose]]]
        )
    elif style == "curve":
        top = spline(
            [
                [long / 2, 0.1 * h],
                [long * 0.48, 0.7 * hump],
                [long * 0.3, hump],
                [cx, 0.72 * hump],
                [-0.2 * long, 0.8 * nose],
                [-0.4 * long, nose * 0.9],
                [-long / 2, nose],
            ],
            n=40,
        )
        outline = np.vstack([[[-long / 2 + 0.05, 0.0], [long / 2, 0.0]], top])
    else:
        outline = np.array(
            [
                [-long / 2, 0],
                [long / 2, 0],
                [long / 2, hump],
                [cx + 0.2, hump],
                [cx - 0.3, 0.5 * nose],
                [-0.3 * long, 0.5 * nose],
                [-0.42 * long, nose],
                [-long / 2, nose],
            ]
        )
    body = extrude(outline, w, "y", bevel=between(rng, 0.01, 0.05)).rotated("z", 0)
    slot = w * 0.56
    marks: list[Stroke] = []
    parts: list[Part] = []
    rz = max(hump * between(rng, 0.6, 0.85), r + 0.03) if style != "snail" else r + 0.12
    tape = revolve(
        [(r * 0.55, -slot * 0.4), (r, -slot * 0.4), (r, slot * 0.4), (r * 0.55, slot * 0.4), (r * 0.55, -slot * 0.4)],
        (cx, 0, rz),
        "y",
        48,
    )
    core = [ring_y(r * 0.62, cx, rz, s * slot * 0.402) for s in (-1, 1)]
    roll = draw(tape, core)
    if style == "snail":
        marks += [
            ring_y(q, cx, rz, s * (w / 2 + 0.003)) for s in (-1, 1) for q in (r * 0.35, r * 0.92)[: whole(rng, 1, 2)]
        ]
    else:
        parts += unclaimed([roll], maybe(rng, 0.15))
        parts.append(cylinder(r * 0.12, w * 0.98, (cx, 0, rz), axis="y", segments=20))
        parts += [slab(r * 0.5, 0.05, rz, 0.06, at=(cx, s * (w / 2 - 0.03), 0)) for s in (-1, 1)]
    teeth = whole(rng, 12, 20)
    edge = np.array([[(-0.5 + i / (2 * teeth)) * slot, 0.03 * (i % 2)] for i in range(2 * teeth + 1)])
    saw = np.vstack([edge, [[slot / 2, -0.08], [-slot / 2, -0.08]]])
    blade = extrude(saw, 0.02).rotated("z", 90).rotated("y", -40).moved(-long / 2 + 0.02, 0, nose + 0.04)
    parts.append(blade)
    tape_path = [[cx - 0.2 * r, 0, rz + 0.98 * r], [-long / 2 + 0.04, 0, nose + 0.07]]
    if style != "snail":
        parts += unclaimed(
            [limb(np.array([tape_path[0], tape_path[1]]), [slot * 0.4], [0.004], power=6.0, n=8)], maybe(rng, 0.3)
        )
    base = box(long * 0.96, w * 0.9, 0.04, (0, 0, -0.04))
    return [p.rotated("z", 90) for p in (draw(body, marks), *parts, base)]


def ring_y(r: float, x: float, z: float, y: float) -> Stroke:
    """A circle on a face that looks to -y or +y."""
    return front(ellipse(r, r, 40), x, y, z)


def stapler(rng: Rng) -> list[Part]:
    """A stapler: base, arm, pusher, hinge."""
    long = between(rng, 1.4, 1.9)
    w = between(rng, 0.24, 0.36)
    open_ = between(rng, 4, 16)
    front_h, back_h = between(rng, 0.14, 0.22), between(rng, 0.26, 0.4)
    u = np.linspace(-long / 2, long / 2, 22)
    t = (u + long / 2) / long
    top = front_h + (back_h - front_h) * np.sin(np.pi * np.clip(t, 0, 1) * between(rng, 0.5, 0.8)) ** between(
        rng, 0.7, 1.4
    )
    outline = np.vstack([[[-long / 2, 0.0], [long / 2, 0.0]], np.column_stack([u, top])[::-1]])
    arm = extrude(outline, w, bevel=between(rng, 0.02, 0.08))
    y = -w / 2 - 0.003
    marks = [Stroke(np.column_stack([u[2:-2], 0 * u[2:-2] + s * y, 0.4 * top[2:-2]])) for s in (-1, 1)]
    if maybe(rng, 0.5):
        marks += [
            line(
                (x, q * 0.3 * w, float(np.interp(x, u, top)) + 0.004),
                (x, -q * 0.3 * w, float(np.interp(x, u, top)) + 0.004),
                kind="light",
            )
            for x in np.linspace(-0.42, -0.26, whole(rng, 4, 8)) * long
            for q in (1,)
        ]
    magazine = box(long * 0.97, w * 0.62, 0.12, (-0.005, 0, -0.1))
    base = extrude(
        spline(
            [
                [-long / 2 - 0.04, 0],
                [-long * 0.46, -w * 0.62],
                [0, -w * 0.52],
                [long * 0.5, -w * 0.6],
                [long * 0.54, 0],
                [long * 0.5, w * 0.6],
                [0, w * 0.52],
                [-long * 0.46, w * 0.62],
            ],
            closed=True,
            n=48,
        ),
        between(rng, 0.06, 0.12),
        "z",
        bevel=0.02,
        at=(0, 0, -0.36),
    )
    anvil = box(0.16, w * 0.5, 0.03, (-long * 0.45, 0, -0.27))
    hinge = [
        slab(0.26, w * 1.06, 0.4, 0.1, 0.02, at=(long * 0.42, 0, -0.34)),
        cylinder(0.06, w * 1.14, (long * 0.42, 0, -0.04), axis="y", segments=20),
    ]
    parts = [p.rotated("y", open_, (long * 0.42, 0, -0.05)) for p in (draw(arm, marks), magazine)]
    parts += [
        draw(
            base,
            [
                flat(
                    rounded_rectangle(long * 0.8, w * 0.7, 0.05),
                    0,
                    0,
                    float(base.vertices[:, 2].max()) + 0.003,
                    "light",
                )
            ]
            if maybe(rng)
            else [],
        ),
        anvil,
        *hinge,
    ]
    return [p.rotated("z", 90) for p in parts]


FAMILIES = (
    Family(
        "tape_dispenser", "19-02", ("Tape dispenser", "Adhesive tape dispenser", "Desk tape dispenser"), tape_dispenser
    ),
    Family("stapler", "19-02", ("Stapler", "Desk stapler", "Office stapler"), stapler),
)
