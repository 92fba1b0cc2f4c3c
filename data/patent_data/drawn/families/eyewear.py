"""Spectacles and goggles: 16-06."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import offset, spline, superellipse
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, deform, draw, front, line, spread, unclaimed, wire
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, box, extrude, loft, superellipsoid


def lens_shape(rng: Rng, w: float, h: float) -> Array:
    """The outline of a spectacle glass about its middle, its nose side at -x."""
    kind = pick(rng, "round", "oval", "square", "pilot", "cat", "half")
    if kind in ("round", "oval"):
        return superellipse(w / 2, h / 2 * (1.15 if kind == "round" else 0.85), between(rng, 2.0, 2.4), 40)
    if kind == "square":
        return superellipse(w / 2, h / 2, between(rng, 3.0, 6.0), 40)
    if kind == "pilot":
        return spline(
            [
                [-0.42 * w, 0.36 * h],
                [0.3 * w, 0.46 * h],
                [0.5 * w, 0.2 * h],
                [0.36 * w, -0.42 * h],
                [0.05 * w, -0.52 * h],
                [-0.3 * w, -0.26 * h],
                [-0.5 * w, 0.1 * h],
            ],
            closed=True,
            n=40,
        )
    if kind == "cat":
        return spline(
            [
                [-0.46 * w, 0.14 * h],
                [-0.1 * w, 0.3 * h],
                [0.54 * w, 0.54 * h],
                [0.48 * w, 0.0],
                [0.2 * w, -0.4 * h],
                [-0.2 * w, -0.42 * h],
                [-0.48 * w, -0.14 * h],
            ],
            closed=True,
            n=40,
        )
    return spline(
        [
            [-0.46 * w, 0.24 * h],
            [0, 0.3 * h],
            [0.48 * w, 0.28 * h],
            [0.44 * w, -0.1 * h],
            [0.16 * w, -0.4 * h],
            [-0.2 * w, -0.4 * h],
            [-0.44 * w, -0.06 * h],
        ],
        closed=True,
        n=40,
    )


def spectacles(rng: Rng) -> list[Part]:
    """Spectacles or sunglasses with open temples."""
    w, h = between(rng, 0.46, 0.6), between(rng, 0.34, 0.46)
    bridge = between(rng, 0.12, 0.2)
    outline = lens_shape(rng, w, h)
    rim = between(rng, 0.025, 0.075)
    thick = between(rng, 0.03, 0.06)
    frame_kind = pick(rng, "full", "full", "wire", "half", "rimless")
    wrap = between(rng, 3, 12)
    cx = bridge / 2 + w / 2
    half: list[Part] = []
    glass = extrude(outline * 0.995, 0.015).with_(surface="glass")
    shades = (
        [
            line((-0.1 * w, -0.009, 0.2 * h), (-0.25 * w, -0.009, -0.05 * h), kind="light"),
            line((0.0, -0.009, 0.2 * h), (-0.2 * w, -0.009, -0.12 * h), kind="light"),
        ]
        if maybe(rng, 0.4)
        else []
    )
    half.append(draw(glass, shades))
    if frame_kind == "full":
        half.append(extrude(offset(outline, rim), thick, holes=[outline], at=(0, -0.005, 0)))
    elif frame_kind == "wire":
        path = np.column_stack([outline[:, 0], 0 * outline[:, 0], outline[:, 1]])
        half.append(wire(path, 0.014, 8, closed=True))
    elif frame_kind == "half":
        top = offset(outline, 0.01)
        keep = top[top[:, 1] > -0.02]
        keep = keep[np.argsort(keep[:, 0])]
        half.append(
            limb(np.column_stack([keep[:, 0], 0 * keep[:, 0], keep[:, 1]]), [thick / 2], [rim * 0.5], power=3.0, n=10)
        )
    hx = float(outline[:, 0].max()) + (rim if frame_kind == "full" else 0.0)
    hz = between(rng, 0.1, 0.32) * h
    half.append(box(0.07, 0.1, 0.07, (hx - 0.01, 0.03, hz - 0.035), radius=0.012))
    long = between(rng, 1.25, 1.5)
    tall = between(rng, 0.012, 0.06) if frame_kind != "wire" else 0.016
    drop = between(rng, 0.2, 0.34)
    path = spline(
        [
            [hx, 0.02, hz],
            [hx + 0.01, 0.4 * long, hz],
            [hx - 0.02, 0.76 * long, hz - 0.01],
            [hx - 0.06, 0.92 * long, hz - 0.1],
            [hx - 0.09, long, hz - drop],
        ],
        n=30,
    )
    arm = limb(
        path,
        [0.014],
        [tall, tall * 0.8, tall * 0.7, tall * 1.1, tall * 0.9],
        power=3.0,
        side=(1.0, 0.0, 0.0),
        ends=(0.0, 0.02),
        n=16,
    )
    half.append(arm)
    if maybe(rng, 0.4):
        half[-1] = draw(
            arm,
            [
                line((hx + 0.024, 0.12, hz), (hx + 0.026, 0.3, hz)),
                line((hx + 0.024, 0.12, hz + 0.02), (hx + 0.026, 0.3, hz + 0.02), kind="light"),
            ]
            if tall > 0.025
            else [],
        )
    turned = [p.rotated("z", wrap, (-w / 2, 0, 0)).moved(cx, 0, 0) for p in half]
    parts = turned + [p.mirrored("x") for p in turned]
    rise = between(rng, 0.0, 0.16) * h
    style = pick(rng, "arch", "double", "straight")
    y = -0.005
    ends = bridge / 2 + 0.02
    if style == "double":
        parts.append(wire([[-ends - 0.05, y, 0.3 * h], [0, y - 0.01, 0.32 * h], [ends + 0.05, y, 0.3 * h]], 0.014, 8))
    path = spline(
        [[-ends, y, rise - 0.02], [0, y - 0.03, rise + (0.06 if style == "arch" else 0.0)], [ends, y, rise - 0.02]],
        n=12,
    )
    parts.append(limb(path, [thick * 0.5], [max(0.016, rim * 0.5) if frame_kind == "full" else 0.014], power=2.6, n=12))
    if frame_kind in ("wire", "half", "rimless") or maybe(rng, 0.3):
        for s in (-1, 1):
            parts.append(superellipsoid(0.014, 0.028, 0.05, at=(s * (bridge / 2 - 0.02), 0.06, -0.1 * h), segments=16))
            parts.append(
                wire([[s * (bridge / 2 - 0.015), 0.055, -0.08 * h], [s * (bridge / 2 + 0.02), 0.02, 0.02]], 0.007, 6)
            )
    return parts


def goggles(rng: Rng) -> list[Part]:
    """Ski, swimming or safety goggles with a strap, or a headset for virtual reality."""
    w, h = between(rng, 1.3, 1.6), between(rng, 0.6, 0.8)
    deep = between(rng, 0.26, 0.42)
    bend = between(rng, 0.2, 0.45)
    kind = pick(rng, "ski", "ski", "swim", "headset")

    def curved(p: Array) -> Array:
        q = p.copy()
        q[:, 1] += bend * (p[:, 0] / (w / 2)) ** 2
        return q

    parts: list[Part] = []
    if kind == "swim":
        cup = superellipse(0.3, 0.2, 2.6, 36)
        for s in (-1, 1):
            rings = [
                np.column_stack([cup[:, 0] * q, np.full(36, y), cup[:, 1] * q])
                for q, y in ((0.5, -0.02), (0.9, -0.02), (1.0, 0.02), (1.05, 0.12), (1.16, 0.16), (1.16, 0.2))
            ]
            eye = loft(np.stack(rings[::-1])).with_(surface="glass")
            parts.append(eye.rotated("z", s * 10).moved(s * 0.4, 0, 0))
        parts.append(wire(spline([[-0.14, 0.1, 0.02], [0, 0.04, 0.06], [0.14, 0.1, 0.02]], n=10), 0.035, 10))
        width, x0, z0 = between(rng, 0.03, 0.06), 0.68, 0.0
    else:
        nose = between(rng, 0.1, 0.22) * h if kind == "ski" else 0.12 * h
        dent = spline(
            [
                [0.18 * w, -h / 2],
                [0.1 * w, -h / 2 + nose],
                [-0.1 * w, -h / 2 + nose],
                [-0.18 * w, -h / 2],
                [-0.44 * w, -0.42 * h],
                [-0.5 * w, 0.0],
                [-0.42 * w, 0.42 * h],
                [0.0, 0.5 * h],
                [0.42 * w, 0.42 * h],
                [0.5 * w, 0.0],
                [0.44 * w, -0.42 * h],
            ],
            closed=True,
            n=72,
        )
        if kind == "headset":
            shell = [(0.94, 0.02), (1.0, 0.07), (1.0, deep), (0.94, deep + 0.05)]
        else:
            shell = [
                (0.86, 0.03),
                (0.97, 0.02),
                (1.0, 0.05),
                (0.98, 0.12),
                (0.9, deep),
                (0.94, deep + 0.05),
                (0.86, deep + 0.08),
            ]
        body = loft(
            np.stack([np.column_stack([dent[:, 0] * s, np.full(len(dent), y), dent[:, 1] * s]) for s, y in shell[::-1]])
        )
        body = deform(body, curved)
        bulge = ((0.86, 0.03), (0.6, 0.0), (0.3, -0.02), (0.02, -0.02))
        if kind == "headset":
            bulge = ((0.93, 0.02), (0.9, -0.05), (0.4, -0.06), (0.02, -0.06))
        grid = np.stack([np.column_stack([dent[:, 0] * q, 0 * dent[:, 0] + y, dent[:, 1] * q]) for q, y in bulge])
        pane = deform(loft(grid), curved).with_(surface="glass")
        parts += [body, pane]
        if kind == "headset":
            eyes = [
                front(circle(0.05, 16), s * 0.3 * w, -0.064, q * 0.2 * h)
                for s in (-1, 1)
                for q in (-1, 1)[: whole(rng, 1, 2)]
            ]
            parts[-1] = draw(pane, [Stroke(curved(e.points), e.kind) for e in eyes])
        else:
            holes = [
                line((x, 0.0, 0.5 * h * 0.93), (x, deep, 0.5 * h * 0.9), kind="light")
                for x in spread(whole(rng, 6, 14), 0.5 * w)
            ]
            parts[0] = draw(body, [Stroke(curved(m.points), m.kind) for m in holes])
        width, x0, z0 = between(rng, 0.14, 0.26), w / 2 * 0.95, 0.0
    start = 0.2 + (bend if kind != "swim" else 0.0)
    back = start + between(rng, 1.2, 1.5)
    t = np.linspace(0.0, np.pi, 33)
    band = np.column_stack(
        [x0 * np.cos(t) * (1 + 0.16 * np.sin(t)), start + (back - start) * np.sin(t) ** 0.8, 0 * t + z0]
    )
    strap_part = limb(band, [width / 2], [0.018], power=5.0, side=(0.0, 0.0, 1.0), n=12).with_(surface="textile")
    strap_part = draw(
        strap_part, [Stroke(band * [1.018, 1.012, 1] + np.array([0, 0, q * width * 0.4]), "stitch") for q in (-1, 1)]
    )
    parts += unclaimed([strap_part], maybe(rng, 0.12))
    parts += [box(0.08, 0.14, width * 1.3, (s * x0 * 0.99, start + 0.12, -width * 0.65), radius=0.02) for s in (-1, 1)]
    return parts


FAMILIES = (
    Family("spectacles", "16-06", ("Eyeglasses", "Spectacles", "Sunglasses", "Eyeglass frame"), spectacles),
    Family("goggles", "16-06", ("Goggles", "Ski goggles", "Headset for virtual reality"), goggles),
)
