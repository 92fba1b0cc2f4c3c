"""Dumbbells and rackets: 21-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, spline, superellipse
from patent_data.drawn.families.bits import knurl, limb
from patent_data.drawn.families.detail import disc, draw, merge, spread, wire
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, cylinder, extrude, loft, revolve, superellipsoid


def dumbbell(rng: Rng) -> list[Part]:
    """A dumbbell or a kettlebell."""
    if maybe(rng, 0.3):
        r = between(rng, 0.5, 0.62)
        flat_ = between(rng, 0.75, 0.92)
        body = superellipsoid(r, r, r, between(rng, 0.8, 1.0), 1.0, (0, 0, r * flat_), 36)
        body = body.with_(vertices=np.column_stack([body.vertices[:, :2], np.maximum(body.vertices[:, 2], 0.0)]))
        half, rise = between(rng, 0.34, 0.46), between(rng, 0.42, 0.6)
        path = spline(
            [
                [-0.3 * r, 0, r * 1.6],
                [-half, 0, r * 1.75 + 0.2 * rise],
                [-half * 0.8, 0, r * 1.75 + rise],
                [half * 0.8, 0, r * 1.75 + rise],
                [half, 0, r * 1.75 + 0.2 * rise],
                [0.3 * r, 0, r * 1.6],
            ],
            n=32,
        )
        grip = wire(path, between(rng, 0.08, 0.11), 14)
        mark = ellipse(0.2, 0.2, 28)
        plate = disc(0.24, 0.03, (0, -r * 0.97, r * flat_), 0.01, 36)
        del mark
        return [body, grip, *([plate] if maybe(rng, 0.6) else [ring_band(r, r * flat_)])]
    bar = between(rng, 0.06, 0.085)
    grip_half = between(rng, 0.28, 0.4)
    kind = pick(rng, "hex", "plates", "plates", "round", "ball", "vinyl")
    parts: list[Part] = []
    handle = revolve(
        [(bar * 0.85, -grip_half), (bar * between(rng, 1.0, 1.35), 0.0), (bar * 0.85, grip_half)]
        if maybe(rng)
        else [(bar, -grip_half), (bar, grip_half)],
        axis="x",
        segments=28,
    )
    lines = list(knurl(bar * 1.02, -grip_half * 0.8, grip_half * 0.8, 16)) if maybe(rng, 0.6) else []
    turned = cylinder(bar, 2 * grip_half, (0, 0, -grip_half), segments=28)
    handle = draw(turned, lines).rotated("y", 90) if lines else handle
    parts.append(handle)
    head: list[Part] = []
    if kind == "hex":
        r, length = between(rng, 0.28, 0.4), between(rng, 0.3, 0.46)
        hexagon = regular_polygon(pick(rng, 6, 6, 8, 12), r)
        rows = [(0.75, 0.0), (1.0, 0.06), (1.0, length - 0.06), (0.75, length)]
        body = loft(np.stack([np.column_stack([np.full(len(hexagon), grip_half + x), hexagon * s]) for s, x in rows]))
        head.append(
            draw(
                body.with_(smooth_angle=20.0),
                [
                    Stroke(
                        np.array(
                            [
                                [grip_half + length + 0.003, 0.5 * r * np.cos(a), 0.5 * r * np.sin(a)]
                                for a in np.linspace(0, 2 * np.pi, 33)
                            ]
                        )
                    )
                ],
            )
        )
    elif kind == "plates":
        x = grip_half
        radius = between(rng, 0.34, 0.5)
        n = whole(rng, 1, 4)
        head.append(revolve([(bar * 1.5, x - 0.04), (bar * 1.5, x)], axis="x", segments=28))
        for _ in range(n):
            t = between(rng, 0.07, 0.12)
            head.append(
                revolve(
                    [
                        (radius * 0.4, x),
                        (radius * 0.9, x),
                        (radius, x + 0.02),
                        (radius, x + t - 0.02),
                        (radius * 0.92, x + t),
                        (radius * 0.86, x + t - 0.02),
                        (radius * 0.4, x + t - 0.02),
                        (radius * 0.34, x + t),
                    ],
                    axis="x",
                    segments=44,
                )
            )
            x += t + 0.008
            radius *= between(rng, 0.76, 1.0)
        teeth = pick(rng, 6, 8, 12)
        a = np.arange(teeth * 4) * 2 * np.pi / (teeth * 4)
        collar = np.column_stack([np.cos(a), np.sin(a)]) * (bar * (1.9 + 0.2 * np.sign(np.sin(teeth * a))))[:, None]
        head.append(loft(np.stack([np.column_stack([np.full(len(a), q), collar]) for q in (x, x + 0.1)])))
        head.append(cylinder(bar * 0.8, 0.24, (x + 0.12, 0, 0), axis="x", segments=20))
    elif kind == "ball":
        r = between(rng, 0.24, 0.34)
        head.append(superellipsoid(r, r, r, at=(grip_half + r * 0.85, 0, 0)))
    else:
        r, length = between(rng, 0.26, 0.4), between(rng, 0.28, 0.5)
        edge = between(rng, 0.03, 0.12)
        head.append(
            revolve(
                [
                    (bar, grip_half - 0.05),
                    (r * 0.8, grip_half),
                    (r, grip_half + edge),
                    (r, grip_half + length - edge),
                    (r - edge, grip_half + length),
                    (r * 0.6, grip_half + length),
                    (r * 0.56, grip_half + length - 0.02),
                ],
                axis="x",
                segments=44,
            )
        )
        if kind == "vinyl":
            head[0] = draw(
                head[0],
                [
                    Stroke(
                        np.array(
                            [
                                [grip_half + length * q, 1.003 * r * np.cos(a), 1.003 * r * np.sin(a)]
                                for a in np.linspace(0, 2 * np.pi, 41)
                            ]
                        )
                    )
                    for q in (0.4, 0.6)
                ],
            )
    return parts + head + [p.mirrored("x") for p in head]


def ring_band(r: float, z: float) -> Part:
    """A thin belt round a ball at a height."""
    return revolve(
        [(r * 0.99, z - 0.05), (r * 1.012, z - 0.03), (r * 1.012, z + 0.03), (r * 0.99, z + 0.05)], segments=44
    )


def racket(rng: Rng) -> list[Part]:
    """A racket with strings, or a table tennis bat, its handle down."""
    kind = pick(rng, "tennis", "tennis", "badminton", "bat", "paddle")
    length = between(rng, 1.0, 1.4)
    if kind in ("bat", "paddle"):
        rx = between(rng, 0.5, 0.58)
        rz = rx * (between(rng, 1.0, 1.1) if kind == "bat" else between(rng, 1.3, 1.6))
        power = between(rng, 2.0, 2.4) if kind == "bat" else between(rng, 3.0, 5.0)
        head = superellipse(rx, rz, power, 56) + np.array([0, rz + 0.5])
        blade = extrude(head, 0.06, bevel=0.015)
        pads = []
        for s in (-1, 1):
            keep = head.copy()
            keep[:, 1] = np.maximum(keep[:, 1], 0.5 + between(rng, 0.2, 0.3))
            pads.append(extrude(keep * [0.99, 0.995] + np.array([0, 0.004]), 0.02, at=(0, s * 0.04, 0)))
        handle = limb(
            np.array([[0, 0, -0.1], [0, 0, 0.2], [0, 0, 0.62]]),
            [0.13, 0.1, 0.1, 0.14],
            [0.085, 0.07, 0.075],
            power=3.0,
            side=(1.0, 0.0, 0.0),
            ends=(0.03, 0.0),
        )
        wrap = [
            Stroke(np.array([[x, -0.088, z + 0.05 * x / 0.1], [-x, -0.088, z - 0.05 * x / 0.1]]), "light")
            for x in (0.09,)
            for z in np.linspace(0.0, 0.4, whole(rng, 0, 7))
        ]
        return [blade, *pads, draw(handle, wrap)]
    rx, rz = (
        (between(rng, 0.42, 0.5), between(rng, 0.54, 0.64))
        if kind == "tennis"
        else (between(rng, 0.34, 0.4), between(rng, 0.42, 0.48))
    )
    power = between(rng, 2.0, 2.5)
    tube_r = between(rng, 0.03, 0.045) if kind == "tennis" else 0.018
    cz = length + rz
    hoop = superellipse(rx, rz, power, 56)
    frame = limb(
        np.vstack([np.column_stack([hoop[:, 0], 0 * hoop[:, 0], hoop[:, 1] + cz]), [[hoop[0, 0], 0, hoop[0, 1] + cz]]]),
        [tube_r * 1.2],
        [tube_r],
        n=12,
    )
    parts: list[Part] = [frame]
    n, m = whole(rng, 13, 18), whole(rng, 15, 20)
    lines = []

    def span(q: float, a: float, b: float) -> float:
        return float(b * (1 - min(abs(q) / a, 1.0) ** power) ** (1 / power))

    for x in spread(n, 1.84 * rx):
        z = span(x, rx, rz)
        lines.append(wire_thin([x, 0, cz - z], [x, 0, cz + z]))
    for z in spread(m, 1.84 * rz):
        x = span(z, rz, rx)
        lines.append(wire_thin([-x, 0, cz + z], [x, 0, cz + z]))
    parts.append(merge(lines))
    if kind == "tennis":
        split = between(rng, 0.35, 0.6)
        throat = pick(rng, "open", "solid")
        for s in (-1, 1):
            path = spline(
                [
                    [s * rx * 0.72, 0, cz - rz * 0.74],
                    [s * rx * 0.42, 0, length * 0.92],
                    [s * 0.08, 0, length * (1 - split * 0.6)],
                    [s * 0.03, 0, length * 0.45],
                ],
                n=20,
            )
            parts.append(limb(path, [tube_r * 1.15], [tube_r], n=12))
        if throat == "solid":
            parts.append(wire([[0, 0, length * 0.5], [0, 0, length]], tube_r, 12))
    else:
        parts.append(wire([[0, 0, 0.3], [0, 0, length + 0.02]], 0.018, 12))
        parts.append(revolve([(0.03, 0), (0.03, 0.08)], (0, 0, length - 0.04), segments=16))
    grip_r = between(rng, 0.06, 0.075) if kind == "tennis" else 0.045
    grip_h = 0.5 * length
    octagon = regular_polygon(8, grip_r) @ np.array([[np.cos(0.39), np.sin(0.39)], [-np.sin(0.39), np.cos(0.39)]])
    grip = loft(
        np.stack(
            [
                np.column_stack([octagon * s, np.full(8, z)])
                for s, z in ((1.25, 0.0), (1.25, 0.04), (1.0, 0.1), (1.0, grip_h), (0.8, grip_h + 0.03))
            ]
        )
    )
    steps = np.linspace(0.14, grip_h - 0.04, whole(rng, 5, 10))
    wraps = [
        Stroke(
            np.array([[-grip_r * 0.9, s * grip_r * 0.96, z], [grip_r * 0.9, s * grip_r * 0.96, z + s * 0.05]]), "light"
        )
        for z in steps
        for s in (-1, 1)
    ]
    parts.append(draw(grip.with_(smooth_angle=50.0), wraps))
    return parts


def wire_thin(a: list[float], b: list[float]) -> Part:
    """One string of a racket."""
    return cylinder_between(np.array(a, dtype=np.float64), np.array(b, dtype=np.float64), 0.0045)


def cylinder_between(a: Array, b: Array, r: float) -> Part:
    """A four-sided rod between two points of an upright plane, one soft part."""
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-9)
    u = np.array([along[2], 0.0, -along[0]])
    v = np.array([0.0, 1.0, 0.0])
    section = np.array([u + v * 0, v, -u, -v]) * r
    return loft(np.stack([a + section, b + section])).with_(smooth_angle=100.0)


FAMILIES = (
    Family("dumbbell", "21-02", ("Dumbbell", "Kettlebell", "Exercise weight"), dumbbell),
    Family("racket", "21-02", ("Racket", "Tennis racket", "Paddle", "Badminton racket"), racket),
)
