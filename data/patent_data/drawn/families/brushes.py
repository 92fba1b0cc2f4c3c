"""Brooms and cleaning brushes: 04-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline, superellipse
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.brush_parts import grip_handle, tuft_field, tuft_rows
from patent_data.drawn.families.detail import draw, flat, front, line, ring_of, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, revolve


def broom(rng: Rng) -> list[Part]:
    """A broom, a push broom or a hand brush with a long handle."""
    kind = pick(rng, "flat", "push", "angle", "round")
    stick_r = between(rng, 0.03, 0.05)
    length = between(rng, 1.6, 3.2)
    w = between(rng, 0.6, 1.1) if kind != "push" else between(rng, 1.2, 2.0)
    tall = between(rng, 0.4, 0.9) if kind != "push" else between(rng, 0.22, 0.4)
    d = between(rng, 0.1, 0.26)
    parts: list[Part] = []
    if kind in ("flat", "angle", "round"):
        flare = between(rng, 1.15, 1.9)
        slant = between(rng, 0.2, 0.45) * w if kind == "angle" else 0.0
        if kind == "round":
            rings = [
                ring_of(0, 0, -t * tall, 0.5 * w * 0.35 * (1 + t * 1.1), 0.5 * w * 0.35 * (1 + t), 2.0, 40)
                for t in np.linspace(1, 0, 8)
            ]
        else:
            rings = [
                ring_of(0, 0, -t * tall, w / 2 * (1 + (flare - 1) * t), d / 2 * (1 + 0.5 * t * (1 - t)), 5.0, 40)
                for t in np.linspace(1, 0, 8)
            ]
        body = loft(np.stack(rings))
        marks = []
        n = whole(rng, 22, 40)
        for i, u in enumerate(np.linspace(-0.94, 0.94, n)):
            stop = -tall * between(rng, 0.82, 1.0)
            start = -tall * (0.0 if i % 3 else between(rng, 0.1, 0.5))
            for s in (-1, 1):
                if kind == "round":
                    a = u * np.pi / 2 * 1.06
                    pts = [
                        (
                            0.5 * w * 0.352 * (1 + 1.1 * t) * np.sin(a),
                            s * 0.5 * w * 0.352 * (1 + t) * np.cos(a),
                            -t * tall,
                        )
                        for t in np.linspace(-start / tall, -stop / tall, 6)
                    ]
                else:
                    pts = [
                        (u * w / 2 * (1 + (flare - 1) * t), s * (d / 2 * (1 + 0.5 * t * (1 - t)) + 0.004), -t * tall)
                        for t in np.linspace(-start / tall, -stop / tall, 5)
                    ]
                marks.append(line(*pts, kind="light"))
        rows = whole(rng, 0, 4)
        if kind == "flat":
            for q in np.linspace(0.1, 0.4, rows):
                half = w / 2 * (1 + (flare - 1) * q) * 0.97
                marks += [
                    line(
                        (-half, s * (d / 2 * (1 + 0.5 * q * (1 - q)) + 0.006), -q * tall),
                        (half, s * (d / 2 * (1 + 0.5 * q * (1 - q)) + 0.006), -q * tall),
                        kind="stitch",
                    )
                    for s in (-1, 1)
                ]
        body = draw(body, marks)
        if slant:
            body = body.with_(
                vertices=body.vertices
                + np.column_stack(
                    [
                        0 * body.vertices[:, :2],
                        slant * body.vertices[:, 0] / w * np.clip(-body.vertices[:, 2] / tall, 0, 1),
                    ]
                ),
                strokes=tuple(
                    Stroke(
                        s.points
                        + np.column_stack(
                            [0 * s.points[:, :2], slant * s.points[:, 0] / w * np.clip(-s.points[:, 2] / tall, 0, 1)]
                        ),
                        s.kind,
                    )
                    for s in body.strokes
                ),
            )
        parts.append(body)
        head_h = between(rng, 0.14, 0.3)
        rx = w * 0.35 * 0.55 if kind == "round" else w / 2 * 1.05
        ry = rx if kind == "round" else d / 2 * 1.15
        shoulder = between(rng, 0.25, 0.8)
        head = loft(
            np.stack(
                [
                    ring_of(0, 0, z, rx * s, max(ry * q, stick_r), 4.0 if kind != "round" else 2.0, 40)
                    for z, s, q in (
                        (-0.06, 1.0, 1.0),
                        (0.35 * head_h, 1.0, 1.0),
                        (0.7 * head_h, shoulder, 0.85),
                        (head_h, shoulder * 0.5, 0.6),
                    )
                ]
            )
        )
        parts.append(head)
        if maybe(rng, 0.4):
            parts[-1] = draw(
                head, [front(rounded_rectangle(rx * 0.9, head_h * 0.22, 0.02), 0, -ry - 0.003, 0.14 * head_h)]
            )
        low, tilt = head_h * 0.6, 0.0
    else:
        block = box(w, d * 1.6, 0.12, radius=pick(rng, 0.02, 0.06))
        parts.append(block)
        parts.append(
            tuft_rows(
                rng, w * 0.95, d * 1.4, whole(rng, 12, 20), whole(rng, 3, 4), tall, between(rng, 0.05, 0.3)
            ).moved(z=0.01)
        )
        low, tilt = 0.06, between(rng, 20, 45)
        if maybe(rng, 0.5):
            parts += [wire([[s * 0.3 * w, 0, 0.1], [0, 0.25, 0.5]], 0.02, 8) for s in (-1, 1)]
    socket = revolve(
        [(stick_r * 2.1, 0), (stick_r * 1.9, 0.06), (stick_r * 1.3, 0.26), (stick_r * 1.1, 0.28)],
        (0, 0, low),
        segments=24,
    )
    stick = cylinder(stick_r, length, (0, 0, low + 0.1), segments=20)
    end = [
        revolve(
            [(stick_r * 1.15, -0.5), (stick_r * 1.3, -0.45), (stick_r * 1.3, -0.03), (stick_r * 0.8, 0.04)],
            (0, 0, low + 0.1 + length),
            segments=20,
        )
    ]
    if maybe(rng, 0.5):
        end.append(
            wire(
                spline(
                    [
                        [-0.02, 0, low + length + 0.08],
                        [-0.05, 0, low + length + 0.2],
                        [0, 0, low + length + 0.26],
                        [0.05, 0, low + length + 0.2],
                        [0.02, 0, low + length + 0.08],
                    ],
                    n=14,
                ),
                0.01,
                6,
            )
        )
    pole = [socket, *unclaimed([stick, *end], maybe(rng, 0.12))]
    return parts + [p.rotated("x", -tilt, (0, 0, low)) for p in pole]


def scrub_brush(rng: Rng) -> list[Part]:
    """A hand brush for scrubbing, clothes or shoes: a block or a handle with bristles underneath."""
    kind = pick(rng, "block", "handle", "iron", "dish")
    w = between(rng, 1.2, 1.8)
    d = between(rng, 0.4, 0.65)
    h = between(rng, 0.12, 0.3)
    tall = between(rng, 0.18, 0.4)
    power = pick(rng, 2.2, 3.0, 6.0)
    parts: list[Part] = []
    if kind == "dish":
        r = between(rng, 0.35, 0.5)
        head = revolve([(r * 0.9, 0), (r, 0.05), (r, h * 0.7), (r * 0.6, h)], segments=40)
        parts += [head, tuft_field(rng, r * 0.9, r * 0.9, tall, 2.0, whole(rng, 5, 6))]
        path = spline(
            [
                [0, 0, h * 0.4],
                [0.6, 0, h + 0.1],
                [1.2, 0, h + between(rng, 0.2, 0.5)],
                [2.0, 0, h + between(rng, 0.1, 0.4)],
            ],
            n=24,
        )
        parts.append(grip_handle(rng, path, 0.1, 0.06))
        return parts
    waist = between(rng, 0.0, 0.2)
    outline = superellipse(w / 2, d / 2, power, 56)
    outline[:, 1] *= 1 - waist * np.exp(-((outline[:, 0] / (0.3 * w)) ** 2))
    rows = [(1.0, 0.0), (1.02, 0.25 * h), (1.0, 0.6 * h), (0.9, 0.9 * h), (0.7, h)]
    body = loft(np.stack([np.column_stack([outline * s, np.full(len(outline), z)]) for s, z in rows]))
    marks = (
        [Stroke(np.column_stack([np.vstack([outline, outline[:1]]) * 1.014, np.full(len(outline) + 1, 0.34 * h)]))]
        if maybe(rng)
        else []
    )
    if maybe(rng, 0.4):
        marks.append(flat(superellipse(w * 0.28, d * 0.22, power), 0, 0, h + 0.003))
    parts += [draw(body, marks), tuft_field(rng, w * 0.46, d * 0.44, tall, power, whole(rng, 4, 6))]
    if kind == "handle":
        path = spline(
            [
                [w * 0.44, 0, h * 0.5],
                [w * 0.8, 0, h * 0.7],
                [w * 1.2, 0, h * between(rng, 0.5, 2.0)],
                [w * 1.5, 0, h * between(rng, 0.4, 2.0)],
            ],
            n=24,
        )
        parts.append(grip_handle(rng, path, d * 0.22, h * 0.36))
    elif kind == "iron":
        rise = between(rng, 0.3, 0.5)
        path = spline(
            [
                [-w * 0.38, 0, h * 0.7],
                [-w * 0.34, 0, h + rise * 0.8],
                [0, 0, h + rise],
                [w * 0.3, 0, h + rise * 0.85],
                [w * 0.4, 0, h * 0.7],
            ],
            n=24,
        )
        parts.append(limb(path, [0.09, 0.1, 0.09], [0.06, 0.07, 0.06], power=2.6))
    return parts


FAMILIES = (
    Family("broom", "04-01", ("Broom", "Push broom", "Sweeping brush"), broom),
    Family("scrub_brush", "04-01", ("Cleaning brush", "Scrub brush", "Dish brush"), scrub_brush),
)
