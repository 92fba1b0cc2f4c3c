"""Sports goods and tents: 21-02 and 21-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle, spline, superellipse
from patent_data.drawn.families.bits import knurl, limb
from patent_data.drawn.families.detail import (
    circle,
    disc,
    draw,
    flat,
    lay,
    line,
    merge,
    ring,
    spread,
    unclaimed,
    wire,
)
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, sheet, superellipsoid


def great_circle(a: Array, b: Array, n: int = 12) -> Array:
    """Points on the unit sphere from a to b."""
    return np.stack([p / np.linalg.norm(p) for p in a + (b - a) * np.linspace(0, 1, n)[:, None]])


def ball(rng: Rng) -> list[Part]:
    """A ball with its seams: football, basketball, baseball, tennis, volleyball, golf, rugby."""
    kind = pick(rng, "football", "basket", "base", "volley", "golf", "oval", "beach")
    r = 1.0
    body = superellipsoid(r, r, r, segments=40)
    marks: list[Stroke] = []
    up = 1.004
    spin = rng.normal(size=(3, 3))
    turn, _ = np.linalg.qr(spin)
    if kind == "football":
        phi = (1 + 5**0.5) / 2
        ico = np.array(
            [
                [s * a for a, s in zip(p, q, strict=True)]
                for p in ((0, 1, phi), (1, phi, 0), (phi, 0, 1))
                for q in (
                    (1, 1, 1),
                    (1, 1, -1),
                    (1, -1, 1),
                    (1, -1, -1),
                    (-1, 1, 1),
                    (-1, 1, -1),
                    (-1, -1, 1),
                    (-1, -1, -1),
                )
            ]
        )
        ico = np.unique(np.round(ico, 6), axis=0)
        share = between(rng, 0.28, 0.4)
        cells = []
        for i, p in enumerate(ico):
            near = [j for j in range(len(ico)) if 1.9 < np.linalg.norm(ico[j] - p) < 2.1]
            for j in near:
                if j > i:
                    cells.append((p + (ico[j] - p) * share, ico[j] + (p - ico[j]) * share))
            ends = [p + (ico[j] - p) * share for j in near]
            for k, one in enumerate(ends):
                for other in ends[k + 1 :]:
                    if np.linalg.norm(one - other) < 2.0 * share * 1.1:
                        cells.append((one, other))
        marks = [Stroke(great_circle(a, b, 6) @ turn * up) for a, b in cells]
    elif kind in ("basket", "beach"):
        n = 4 if kind == "basket" else whole(rng, 6, 10)
        t = np.linspace(0, 2 * np.pi, 61)
        if kind == "basket":
            loops = [np.column_stack([np.cos(t), np.sin(t), 0 * t]), np.column_stack([0 * t, np.cos(t), np.sin(t)])]
            bulge = between(rng, 0.5, 0.75)
            for s in (-1, 1):
                side_ = np.column_stack([np.cos(t) * 0.8, np.sin(t) * 0.95, s * (bulge + 0.25 * np.cos(2 * t))])
                loops.append(side_ / np.linalg.norm(side_, axis=1, keepdims=True))
            marks = [Stroke(q @ turn * up) for q in loops]
        else:
            half = np.linspace(-np.pi / 2 + 0.14, np.pi / 2 - 0.14, 26)
            marks = [
                Stroke(np.column_stack([np.cos(half) * np.cos(a), np.cos(half) * np.sin(a), np.sin(half)]) * up)
                for a in np.arange(n) * 2 * np.pi / n
            ]
            marks += [Stroke(ring(np.sin(0.14), s * np.cos(0.14)).points * up) for s in (-1, 1)]
    elif kind == "base":
        t = np.linspace(0, 2 * np.pi, 90)
        a = between(rng, 0.36, 0.5)
        curve = np.column_stack(
            [
                np.cos(t) - a * np.cos(3 * t),
                np.sin(t) + a * np.sin(3 * t),
                2 * (a * (1 - a)) ** 0.5 * np.cos(2 * t) * 1.2,
            ]
        )
        curve /= np.linalg.norm(curve, axis=1, keepdims=True)
        marks = [Stroke(curve @ turn * up)]
        if maybe(rng, 0.7):
            along = np.gradient(curve, axis=0)
            along /= np.linalg.norm(along, axis=1, keepdims=True)
            across = np.cross(curve, along)
            for k in range(0, 90, 2):
                marks += [
                    Stroke(
                        np.stack([curve[k], curve[k] + 0.09 * (s * across[k] + 0.6 * along[k])]) @ turn * up * 1.002,
                        "light",
                    )
                    for s in (-1, 1)
                ]
        else:
            marks.append(Stroke(curve @ turn * up * np.array([1, 1, 1]) * 1.0, "line"))
    elif kind == "volley":
        for axis in range(3):
            order = np.roll(np.arange(3), axis)
            for s in (-1, 1):
                for q in np.linspace(-0.577, 0.577, 4)[: whole(rng, 3, 4)]:
                    u = np.linspace(-0.577, 0.577, 12)
                    p = np.column_stack([u, 0 * u + q, 0 * u + s * 0.577])
                    p = p / np.linalg.norm(p, axis=1, keepdims=True)
                    marks.append(Stroke(p[:, order] @ turn * up))
                for q in (-0.577, 0.577):
                    u = np.linspace(-0.577, 0.577, 12)
                    p = np.column_stack([0 * u + q, u, 0 * u + s * 0.577])
                    p = p / np.linalg.norm(p, axis=1, keepdims=True)
                    marks.append(Stroke(p[:, order] @ turn * up))
    elif kind == "golf":
        n = whole(rng, 110, 190)
        k = np.arange(n) + 0.5
        z, a = 1 - 2 * k / n, k * np.pi * (1 + 5**0.5)
        size = 1.35 / n**0.5
        sides = pick(rng, 6, 10)
        for zz, aa in zip(z, a, strict=True):
            centre = np.array([(1 - zz * zz) ** 0.5 * np.cos(aa), (1 - zz * zz) ** 0.5 * np.sin(aa), zz])
            u = np.cross(centre, [0.3, 0.5, 0.81])
            u /= np.linalg.norm(u)
            v = np.cross(centre, u)
            c = np.linspace(0, 2 * np.pi, sides + 1)
            marks.append(Stroke((centre + size * (np.cos(c)[:, None] * u + np.sin(c)[:, None] * v)) * up, "light"))
    else:
        stretch = between(rng, 1.35, 1.7)
        pointed = between(rng, 0.0, 0.3)
        body = superellipsoid(1, 1, stretch, segments=40)
        half = np.linspace(-np.pi / 2 + 0.05, np.pi / 2 - 0.05, 30)
        marks = [
            Stroke(np.column_stack([np.cos(half) * np.cos(a), np.cos(half) * np.sin(a), stretch * np.sin(half)]) * up)
            for a in np.arange(4) * np.pi / 2 + np.pi / 4
        ]
        laces = whole(rng, 0, 8)
        y = -1.0
        for z in spread(laces, 0.7) if laces else []:
            marks.append(
                line(
                    (-0.12, y * (1 - (z / stretch) ** 2) ** 0.5 - 0.01, z),
                    (0.12, y * (1 - (z / stretch) ** 2) ** 0.5 - 0.01, z),
                )
            )
        if maybe(rng):
            marks += [
                Stroke(ring((1 - q * q) ** 0.5 * up, s * q * stretch).points) for s in (-1, 1) for q in (0.62, 0.7)
            ]
        one = draw(body, marks)
        squeeze = one.with_(
            vertices=one.vertices * (1 - pointed * (one.vertices[:, 2:] / stretch) ** 2 * np.array([1, 1, 0])),
            strokes=tuple(
                Stroke(s.points * (1 - pointed * (s.points[:, 2:] / stretch) ** 2 * np.array([1, 1, 0])), s.kind)
                for s in marks
            ),
        )
        return [squeeze.rotated("y", pick(rng, 90, 60))]
    return [draw(body, marks)]


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


def skateboard(rng: Rng) -> list[Part]:
    """A skateboard, longboard or kick scooter deck on four wheels."""
    long = between(rng, 1.9, 2.6)
    w = between(rng, 0.48, 0.62)
    kick = between(rng, 0.0, 0.26)
    kind = pick(rng, "popsicle", "pin", "fish", "drop")
    u = np.linspace(-1, 1, 41)
    half = (
        {
            "popsicle": (1 - np.abs(u) ** 7) ** 0.4,
            "pin": (1 - np.clip(u, 0, 1) ** 3) ** 0.6 * (1 - np.clip(-u, 0, 1) ** 5) ** 0.5,
            "fish": (1 - np.abs(u) ** 5) ** 0.5 * (0.86 + 0.14 * np.cos(u * 3)),
            "drop": (1 - np.abs(u) ** 9) ** 0.4 * (1 - 0.45 * np.exp(-(((np.abs(u) - 0.72) / 0.09) ** 2))),
        }[kind]
        * w
        / 2
    )
    half = np.maximum(half, 0.004)
    concave = between(rng, 0.0, 0.04)
    across = np.linspace(-1, 1, 9)
    z = kick * np.clip((np.abs(u) - 0.66) / 0.34, 0, 1) ** 1.4
    grid = np.stack(
        [
            np.column_stack([across * hw, np.full(9, y * long / 2), zz + concave * across**2])
            for y, hw, zz in zip(u, half, z, strict=True)
        ]
    )
    deck = sheet(grid, between(rng, 0.03, 0.05)).with_(smooth_angle=40.0)
    marks = []
    ty = long * between(rng, 0.27, 0.32)
    for s in (-1, 1):
        marks += [flat(circle(0.015, 10), x, s * ty + y, 0.03, "light") for x in (-0.07, 0.07) for y in (-0.09, 0.09)]
    if maybe(rng, 0.4):
        marks.append(line((0, -0.5 * long * 0.6, 0.03), (0, 0.5 * long * 0.6, 0.03), kind="light"))
    parts: list[Part] = [draw(deck, marks)]
    r = between(rng, 0.085, 0.13)
    ride = 0.16 + r * 0.4
    wheels = []
    for s in (-1, 1):
        y = s * ty
        parts += [
            box(0.24, 0.32, 0.04, (0, y, -0.06)),
            limb(np.array([[0, y, -0.05], [0, y + s * 0.0, -ride]]), [0.1, 0.06], [0.08, 0.05], n=14),
            limb(
                np.array([[-0.2, y, -ride], [0, y, -ride + 0.02], [0.2, y, -ride]]),
                [0.035, 0.05, 0.035],
                [0.035, 0.05, 0.035],
                side=(0, 1, 0),
                n=12,
            ),
            wire([[-w * 0.52, y, -ride], [w * 0.52, y, -ride]], 0.015, 8),
        ]
        for sx in (-1, 1):
            wheel = revolve(
                [
                    (r * 0.3, 0),
                    (r * 0.4, 0.0),
                    (r * 0.9, 0.0),
                    (r, 0.02),
                    (r, 0.11),
                    (r * 0.9, 0.13),
                    (r * 0.5, 0.13),
                    (r * 0.45, 0.11),
                    (r * 0.2, 0.12),
                ],
                axis="x",
                segments=28,
            )
            one = wheel if sx > 0 else wheel.mirrored("x")
            wheels.append(one.moved(sx * w * 0.36, y, -ride))
    parts += unclaimed(wheels, maybe(rng, 0.1))
    if maybe(rng, 0.2):
        stem_y = -long * 0.44
        bar_z = between(rng, 1.2, 1.7)
        parts += [
            wire([[0, stem_y, -0.05], [0, stem_y + 0.16, bar_z]], 0.035, 12),
            wire([[-0.34, stem_y + 0.16, bar_z], [0.34, stem_y + 0.16, bar_z]], 0.025, 12),
        ]
        parts += [wire([[s * 0.2, stem_y + 0.16, bar_z], [s * 0.36, stem_y + 0.16, bar_z]], 0.038, 12) for s in (-1, 1)]
    return parts


def tent(rng: Rng) -> list[Part]:
    """A tent: ridge, dome, tunnel, canopy or play house."""
    kind = pick(rng, "ridge", "dome", "dome", "canopy", "house", "tipi")
    w, d, h = between(rng, 1.8, 2.6), between(rng, 1.8, 3.0), between(rng, 1.1, 1.7)
    parts: list[Part] = []
    marks: list[Stroke] = []
    y = -d / 2
    if kind == "ridge":
        wall = pick(rng, 0.0, 0.0, 0.3) * h
        outline = (
            np.array([[-w / 2, 0], [w / 2, 0], [w / 2, wall], [0, h], [-w / 2, wall]])
            if wall
            else np.array([[-w / 2, 0], [w / 2, 0], [0, h]])
        )
        sag = between(rng, 0.0, 0.08)
        rows = [
            np.column_stack(
                [
                    outline[:, 0],
                    np.full(len(outline), t * d),
                    outline[:, 1] - sag * h * (outline[:, 1] > 0.9 * h) * np.sin(np.pi * (t + 0.5)),
                ]
            )
            for t in np.linspace(-0.5, 0.5, 9)
        ]
        body = loft(np.stack(rows[::-1]))
        marks = [
            line((0, y - 0.004, 0), (0, y - 0.004, 0.94 * h)),
            line((0.03, y - 0.004, 0), (0.03, y - 0.004, 0.9 * h), kind="stitch"),
        ]
        flap = spline([[0, 0.9 * h], [-0.06 * w, 0.4 * h], [-0.2 * w, 0.0]], n=14)
        if maybe(rng):
            marks += [
                Stroke(np.column_stack([flap[:, 0] * s, 0 * flap[:, 0] + y - 0.004, flap[:, 1]])) for s in (-1, 1)
            ]
        parts += [wire([[0, s * d / 2, h - 0.05], [0, s * d / 2, h + 0.16]], 0.02, 8) for s in (-1, 1)]
        ropes = [wire([[0, s * d / 2, h], [0, s * (d / 2 + 0.7), 0]], 0.008, 6) for s in (-1, 1)]
        ropes += (
            [
                wire([[sx * w * 0.5, sy * d / 2, max(wall, 0.02)], [sx * w * 0.72, sy * d * 0.6, 0]], 0.008, 6)
                for sx in (-1, 1)
                for sy in (-1, 1)
            ]
            if wall
            else []
        )
        parts += unclaimed(ropes, maybe(rng, 0.15))
        if maybe(rng, 0.5):
            over = w * 0.06
            roof = [np.array([[0, h + 0.05], [s * (w / 2 + over), wall + 0.06]]) for s in (-1, 1)]
            parts += [
                sheet(
                    np.stack(
                        [np.column_stack([r_[:, 0], np.full(2, yy), r_[:, 1]]) for yy in (-d / 2 - 0.12, d / 2 + 0.12)]
                    )
                )
                for r_ in roof
            ]
    elif kind == "dome":
        n = pick(rng, 4, 4, 6, 6, 8)
        power = between(rng, 1.6, 2.4)
        steps = np.linspace(0, 1, 10)
        flatness = between(rng, 0.3, 0.9)
        columns = n * 6
        t = np.arange(columns) * 2 * np.pi / columns + np.pi / n
        wedge = (1 - flatness * 0.4) + flatness * 0.4 * (
            np.cos(np.pi / n) / np.cos(((t - np.pi / n) % (2 * np.pi / n)) - np.pi / n)
        )
        rings = [
            np.column_stack([w / 2 * q * wedge ** (1.0) * np.cos(t), w / 2 * q * wedge * np.sin(t), 0 * t + h * z])
            for q, z in [((1 - s**power) ** (1 / power), s) for s in steps[:-1]] + [(0.12, 0.99), (0.01, 1.0)]
        ]
        body = loft(np.stack(rings)).with_(smooth_angle=70.0)
        stack = np.stack(rings)
        marks = [Stroke(stack[:, k * 6] * [1.006, 1.006, 1.004]) for k in range(n)]
        door_w, door_h = between(rng, 0.22, 0.32) * w, between(rng, 0.55, 0.72) * h
        arch = np.vstack(
            [
                [[-door_w, 0.03]],
                spline(
                    [
                        [-door_w, 0.03],
                        [-door_w * 0.92, door_h * 0.6],
                        [0, door_h],
                        [door_w * 0.92, door_h * 0.6],
                        [door_w, 0.03],
                    ],
                    n=30,
                ),
            ]
        )
        marks += lay(body, np.column_stack([arch[:, 0], 0 * arch[:, 0] - 9, arch[:, 1]]), (0, 1, 0), n=60)
        marks += lay(
            body, np.column_stack([arch[:, 0] * 0.93, 0 * arch[:, 0] - 9, arch[:, 1] * 0.96]), (0, 1, 0), "stitch", 60
        )
        if maybe(rng, 0.6):
            pane = np.column_stack(
                [
                    0.5 * door_w * np.cos(np.linspace(0, np.pi, 20)),
                    np.full(20, -9.0),
                    0.5 * door_h + 0.3 * door_h * np.sin(np.linspace(0, np.pi, 20)),
                ]
            )
            marks += lay(body, np.vstack([pane, pane[:1]]), (0, 1, 0), n=40)
        if maybe(rng, 0.5):
            poles = [wire(stack[:, k * 6] * [1.02, 1.02, 1.03], 0.016, 8) for k in range(n)]
            parts += unclaimed(poles, maybe(rng, 0.1))
    elif kind == "canopy":
        h *= 1.3
        w = d = between(rng, 2.0, 2.6)
        eave = h * between(rng, 0.62, 0.72)
        square = np.array([[-w / 2, -w / 2], [w / 2, -w / 2], [w / 2, w / 2], [-w / 2, w / 2]])
        bent = between(rng, 0.0, 0.5)
        rows = [(1.0, eave - 0.22), (1.0, eave), (0.5, eave + (h - eave) * (0.5 - 0.3 * bent)), (0.04, h), (0.0, h)]
        top = loft(np.stack([np.column_stack([square * s, np.full(4, z)]) for s, z in rows[:-1]]))
        scallop = []
        n = whole(rng, 6, 12)
        if maybe(rng):
            for k in range(4):
                a, b = square[k], square[(k + 1) % 4]
                u = np.linspace(0, 1, n * 8 + 1)
                edge = a + (b - a) * u[:, None]
                scallop.append(
                    Stroke(np.column_stack([edge * 1.002, eave - 0.1 - 0.05 * np.abs(np.sin(np.pi * n * u))]))
                )
        body = draw(top, scallop)
        legs = [box(0.07, 0.07, eave, (x * 0.97, yy * 0.97, 0)) for x, yy in square]
        legs += [box(0.18, 0.18, 0.02, (x * 0.97, yy * 0.97, 0)) for x, yy in square]
        if maybe(rng, 0.5):
            for k in range(4):
                a, b = square[k] * 0.97, square[(k + 1) % 4] * 0.97
                m = (a + b) / 2
                legs += [wire([[*p, eave - 0.25], [*m, eave - 0.5]], 0.018, 8) for p in (a, b)]
                legs += [wire([[*p, eave - 0.5], [*m, eave - 0.25]], 0.018, 8) for p in (a, b)]
        return [body.with_(smooth_angle=15.0), *unclaimed(legs, maybe(rng, 0.12))]
    elif kind == "house":
        w, d, h = between(rng, 1.3, 1.7), between(rng, 1.1, 1.6), between(rng, 1.0, 1.3)
        y = -d / 2
        body = box(w, d, h)
        peak = between(rng, 0.5, 0.9)
        gable = extrude(np.array([[-w / 2, h], [w / 2, h], [0, h + peak]]), d)
        roof = [slab_roof(w, d, h, peak, s) for s in (-1, 1)]
        door_w = between(rng, 0.18, 0.26) * w
        arch = np.vstack(
            [
                [[-door_w, 0]],
                np.column_stack(
                    [door_w * np.cos(np.linspace(np.pi, 0, 16)), 0.55 * h + door_w * np.sin(np.linspace(np.pi, 0, 16))]
                ),
                [[door_w, 0]],
            ]
        )
        x0 = pick(rng, 0.0, -0.2 * w)
        marks = [
            Stroke(np.column_stack([arch[:, 0] * q + x0, 0 * arch[:, 0] + y - 0.004, arch[:, 1] * q]))
            for q in (1.0, 0.9)
        ]
        if x0:
            marks += [Stroke(flat_window(0.26 * w, y, 0.58 * h, 0.13 * w, q)) for q in (1.0, 0.86)] + [
                line((0.26 * w, y - 0.004, 0.45 * h), (0.26 * w, y - 0.004, 0.71 * h)),
                line((0.13 * w, y - 0.004, 0.58 * h), (0.39 * w, y - 0.004, 0.58 * h)),
            ]
        planks = whole(rng, 0, 8)
        marks += [
            line((s * (w / 2 + 0.003), -d / 2, z), (s * (w / 2 + 0.003), d / 2, z), kind="light")
            for s in (-1, 1)
            for z in np.linspace(0.1, 0.95, planks) * h
        ]
        parts += [gable, *roof]
        if maybe(rng, 0.4):
            parts.append(box(0.16, 0.16, 0.5, (0.3 * w, 0.1, h + 0.2 * peak)))
    else:
        n = whole(rng, 5, 8)
        polygon = regular_polygon(n, w * 0.56) @ np.array(
            [[np.cos(np.pi / n), np.sin(np.pi / n)], [-np.sin(np.pi / n), np.cos(np.pi / n)]]
        )
        h *= 1.35
        body = loft(
            np.stack([np.column_stack([polygon * s, np.full(n, z)]) for s, z in ((1.0, 0.0), (0.06, h))])
        ).with_(smooth_angle=15.0)
        yy = -w * 0.56 * np.cos(np.pi / n)
        slope = yy / h
        for s in (-1, 1):
            curtain = spline([[0, 0.72 * h], [s * 0.1 * w, 0.4 * h], [s * 0.22 * w, 0.0]], n=16)
            marks.append(
                Stroke(np.column_stack([curtain[:, 0], yy - 0.94 * slope * curtain[:, 1] - 0.01, curtain[:, 1]]))
            )
        marks.append(
            line(
                (0, yy - 0.94 * slope * 0.72 * h - 0.01, 0.72 * h),
                (0, yy - 0.94 * slope * 0.86 * h - 0.01, 0.86 * h),
                kind="stitch",
            )
        )
        parts += [wire([[*(p * 0.9), 0.1 * h], [*(-p * 0.16), h * 1.14]], 0.025, 8) for p in polygon]
    return [draw(body.with_(surface="textile"), marks), *parts]


def slab_roof(w: float, d: float, h: float, peak: float, s: int) -> Part:
    """One half of a gable roof."""
    reach = w / 2 + 0.12
    low = h - peak * 0.12 / (w / 2)
    grid = np.array([[[0, yy, h + peak + 0.03], [s * reach, yy, low + 0.03]] for yy in (-d / 2 - 0.1, d / 2 + 0.1)])
    return sheet(grid, 0.05)


def flat_window(x: float, y: float, z: float, half: float, scale: float) -> Array:
    """A closed square on a front face."""
    shape = rounded_rectangle(2 * half * scale, 2 * half * scale, 0.01)
    shape = np.vstack([shape, shape[:1]])
    return np.column_stack([x + shape[:, 0], np.full(len(shape), y - 0.004), z + shape[:, 1]])


FAMILIES = (
    Family("ball", "21-02", ("Ball", "Basketball", "Soccer ball", "Golf ball"), ball),
    Family("dumbbell", "21-02", ("Dumbbell", "Kettlebell", "Exercise weight"), dumbbell),
    Family("racket", "21-02", ("Racket", "Tennis racket", "Paddle", "Badminton racket"), racket),
    Family("skateboard", "21-02", ("Skateboard", "Longboard", "Scooter"), skateboard),
    Family("tent", "21-04", ("Tent", "Camping tent", "Canopy", "Play tent"), tent),
)
