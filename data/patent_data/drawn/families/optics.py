"""Cameras, spectacles, goggles and binoculars: 16-01 and 16-06."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import offset, rounded_rectangle, spline, superellipse
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import (
    circle,
    deform,
    disc,
    draw,
    front,
    lay,
    line,
    merge,
    ring,
    slab,
    spread,
    unclaimed,
    wire,
)
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import dial, direction_pad, push_buttons, screen_panel
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, sheet, superellipsoid


def lens(rng: Rng, r: float, length: float, at: tuple[float, float, float], rings: int) -> list[Part]:
    """A lens barrel that looks to the viewer, with ribbed rings."""
    profile = [(r * between(rng, 0.86, 1.0), -0.05)]
    steps = np.sort(rng.uniform(0.1, 0.9, rings))
    radius = profile[0][0]
    for t in steps:
        profile.append((radius, t * length))
        radius = r * between(rng, 0.86, 1.04)
        profile.append((radius, t * length + 0.01))
    profile += [(r, 0.94 * length), (r, length), (r * 0.9, length), (r * 0.78, length * 0.9), (r * 0.62, length * 0.86)]
    profile += [(r * 0.62 * np.cos(a), length * 0.86 + 0.12 * r * np.sin(a)) for a in np.linspace(0.3, 1.5, 4)]
    barrel = revolve(profile, segments=48)
    marks = []
    ribs = pick(rng, 0, 40, 60)
    low, high = 0.94 * length, length
    for k in range(len(profile) - 1):
        if profile[k + 1][1] - profile[k][1] > 0.2 * length and profile[k][1] >= 0:
            low, high, rr = profile[k][1] + 0.02, profile[k + 1][1] - 0.02, profile[k][0] * 1.005
            marks += [
                line((rr * np.cos(a), rr * np.sin(a), low), (rr * np.cos(a), rr * np.sin(a), high), kind="light")
                for a in np.arange(ribs) * 2 * np.pi / max(ribs, 1)
            ]
            break
    return [draw(barrel, marks).rotated("x", 90).moved(*at)]


def camera(rng: Rng) -> list[Part]:
    """A still camera: compact, reflex, instant or for security."""
    kind = pick(rng, "compact", "compact", "reflex", "reflex", "instant", "security", "action")
    if kind == "security":
        return security_camera(rng)
    w = between(rng, 1.3, 1.8) if kind != "action" else between(rng, 0.9, 1.1)
    h = w * between(rng, 0.56, 0.72) if kind != "instant" else w * between(rng, 0.85, 1.1)
    d = between(rng, 0.3, 0.5) if kind in ("compact", "action") else between(rng, 0.45, 0.65)
    corner = between(rng, 0.03, 0.3) * h
    body = slab(w, d, h, corner, between(rng, 0.02, 0.1))
    y = -d / 2
    marks: list[Stroke] = []
    parts: list[Part] = []
    r = between(rng, 0.26, 0.36) * h if kind != "action" else 0.2 * h
    cx = pick(rng, 0.0, -0.12, 0.14) * w if kind != "action" else 0.22 * w
    cz = h * between(rng, 0.42, 0.5) if kind != "action" else 0.6 * h
    length = {
        "compact": between(rng, 0.1, 0.35),
        "reflex": between(rng, 0.5, 0.95),
        "instant": between(rng, 0.2, 0.35),
        "action": 0.08,
    }[kind]
    parts += lens(rng, r, length, (cx, y, cz), whole(rng, 1, 3))
    parts.append(disc(r * 1.2, 0.03, (cx, y, cz), 0.01, 44))
    band_low, band_high = between(rng, 0.1, 0.2) * h, between(rng, 0.66, 0.78) * h
    style = pick(rng, "leather", "line", "none")
    if style == "leather":
        marks += [line((-w / 2, y - 0.003, z), (w / 2, y - 0.003, z)) for z in (band_low, band_high)]
        marks += [line((-w / 2, -y + 0.003, z), (w / 2, -y + 0.003, z)) for z in (band_low, band_high)]
    elif style == "line":
        marks.append(line((-w / 2, y - 0.003, band_high), (w / 2, y - 0.003, band_high)))
    if kind in ("reflex", "compact") and maybe(rng, 0.6):
        gw = between(rng, 0.16, 0.22) * w
        grip = loft(
            np.stack(
                [
                    np.column_stack([superellipse(gw / 2, s, 3.0, 28) + np.array([-w / 2 + gw / 2, y]), np.full(28, z)])
                    for z, s in ((0.02, 0.1), (0.1 * h, 0.16), (0.5 * h, 0.2), (0.85 * h, 0.16), (0.93 * h, 0.06))
                ]
            )
        )
        parts.append(grip)
    if kind == "reflex":
        pw, ph = between(rng, 0.3, 0.4) * w, between(rng, 0.2, 0.32) * h
        hump = extrude(
            np.array(
                [
                    [-pw / 2, 0],
                    [pw / 2, 0],
                    [pw * 0.36, ph * 0.8],
                    [pw * 0.26, ph],
                    [-pw * 0.26, ph],
                    [-pw * 0.36, ph * 0.8],
                ]
            ),
            d * 0.9,
            bevel=0.02,
            at=(cx, 0, h - 0.02),
        )
        parts.append(
            draw(hump, [front(rounded_rectangle(pw * 0.5, ph * 0.24, 0.02), cx, -d * 0.45 - 0.003, h + ph * 0.5)])
        )
        parts.append(box(pw * 0.4, d * 0.4, 0.03, (cx, 0.05, h + ph - 0.02)))
        parts.append(slab(pw * 0.6, 0.1, ph * 0.8, 0.04, 0.02, at=(cx, d / 2, h - 0.05)))
    elif kind == "instant":
        top = slab(w * 0.96, d * 0.8, 0.2 * h, 0.08, 0.03, at=(0, 0, h - 0.05))
        ty = -d * 0.4 - 0.003
        parts.append(
            draw(
                top,
                [
                    front(rounded_rectangle(0.26 * w, 0.1 * h, 0.02), -0.24 * w, ty, h + 0.05),
                    front(rounded_rectangle(0.16 * w, 0.1 * h, 0.02), 0.26 * w, ty, h + 0.05),
                ],
            )
        )
        marks.append(line((-0.4 * w, 0, -0.003), (0.4 * w, 0, -0.003)))
        marks.append(front(rounded_rectangle(0.8 * w, 0.05, 0.02), 0, y - 0.003, 0.08 * h))
    else:
        fx = cx + (0.36 if cx <= 0 else -0.36) * w
        parts.append(slab(0.16 * w, 0.02, 0.1 * h, 0.02, at=(fx, y, 0.8 * h)))
        if maybe(rng, 0.6):
            marks.append(
                front(rounded_rectangle(0.08 * w, 0.06 * h, 0.01), fx - 0.16 * w * np.sign(fx), y - 0.003, 0.86 * h)
            )
    knobs = [p.rotated("x", -90).moved(0.3 * w, 0, h - 0.01) for p in dial(rng, 0.09, (0, 0, 0), False)]
    parts += knobs if kind != "action" else []
    parts.append(revolve([(0.07, 0), (0.07, 0.03), (0.045, 0.05)], (-0.36 * w, -0.04, h - 0.01), segments=24))
    if maybe(rng, 0.5):
        parts.append(revolve([(0.05, 0), (0.05, 0.03)], (-0.2 * w, 0.0, h - 0.01), segments=20))
    back = [screen_panel(0.56 * w, 0.62 * h, 0.12 * w, -d / 2 - 0.004, 0.45 * h, 0.02, 0.02)]
    back += direction_pad(rng, 0.1 * w, (-0.34 * w, -d / 2, 0.4 * h)) + push_buttons(
        rng, [(-0.34 * w + q, 0.68 * h) for q in (-0.06 * w, 0.06 * w)] + [(-0.34 * w, 0.16 * h)], 0.07, -d / 2, "round"
    )
    parts += [p.rotated("z", 180) for p in back]
    if maybe(rng, 0.5):
        parts += [
            wire(
                np.column_stack([s * (w / 2 + 0.02) + 0.03 * np.cos(t), 0 * t, 0.86 * h + 0.05 * np.sin(t)]),
                0.01,
                6,
                True,
            )
            for s in (-1, 1)
            for t in (np.arange(12) * np.pi / 6,)
        ]
    return [draw(body, marks), *parts]


def security_camera(rng: Rng) -> list[Part]:
    """A surveillance camera: bullet on an arm, or a dome, or a ball on a foot."""
    kind = pick(rng, "bullet", "dome", "ball")
    if kind == "dome":
        r = between(rng, 0.6, 0.8)
        base = revolve([(r, 0), (r, 0.2), (r * 0.92, 0.28), (r * 0.84, 0.3)], segments=52)
        globe = revolve(
            [(r * 0.8 * np.cos(a), 0.28 + r * 0.75 * np.sin(a)) for a in np.linspace(0, 1.55, 12)], segments=48
        ).with_(surface="glass")
        eye = [
            p.rotated("x", -between(rng, 20, 60)).moved(0, 0, 0.34)
            for p in (revolve([(0.2, 0.3), (0.2, 0.52), (0.14, 0.52), (0.1, 0.48)], segments=32),)
        ]
        parts = [base, globe, *unclaimed(eye, False)]
        return [p.rotated("x", 180).moved(z=r * 1.3) for p in parts] if maybe(rng, 0.6) else parts
    if kind == "bullet":
        r, long = between(rng, 0.26, 0.36), between(rng, 0.9, 1.4)
        tilt = between(rng, -5, 25)
        tubes = [cylinder(r, long, axis="y", segments=44)]
        shade = [
            ring
            for ring in (
                np.column_stack([r * 1.12 * np.cos(a), 0 * a, r * 1.12 * np.sin(a)])
                for a in (np.linspace(-0.3, np.pi + 0.3, 25),)
            )
        ]
        hood = sheet(np.stack([shade[0] + np.array([0, q, 0]) for q in (-long * 0.62, -long * 0.2, long * 0.4)]), 0.02)
        face = -long / 2
        front_ring = disc(r * 0.94, 0.05, (0, face, 0), 0.02, 44)
        lights = [
            front(circle(0.035, 10), 0.62 * r * np.cos(a), face - 0.054, 0.62 * r * np.sin(a), "light")
            for a in np.arange(whole(rng, 8, 16)) * 2 * np.pi / 12
        ]
        head = [*tubes, hood, draw(front_ring, lights), *lens(rng, 0.4 * r, 0.1, (0, face, 0), 1)]
        head = [p.rotated("x", tilt).moved(0, -0.5, 0.7) for p in head]
        arm = wire(spline([[0, -0.35, 0.6], [0, -0.25, 0.25], [0, 0.2, 0.1], [0, 0.5, 0.1]], n=16), 0.08, 12)
        return [*head, arm, disc(0.26, 0.08, (0, 0.58, 0.1), 0.02, 36)]
    r = between(rng, 0.4, 0.5)
    ball = superellipsoid(r, r, r * between(rng, 0.95, 1.2), between(rng, 0.7, 1.0), 1.0, (0, 0, 0.5 + r))
    outline = np.array([[0.66 * r * np.cos(a), 0.5 + r + 0.74 * r * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 41)])
    marks = lay(ball, np.column_stack([outline[:, 0], 0 * outline[:, 0] - 9, outline[:, 1]]), (0, 1, 0), n=60)
    eye = lens(rng, 0.26 * r, 0.06, (0, -r * 0.93, 0.5 + r), 1)
    foot = revolve([(0.36, 0), (0.36, 0.04), (0.1, 0.1), (0.07, 0.3), (0.12, 0.55)], segments=40)
    return [draw(ball, marks), *eye, *unclaimed([foot], maybe(rng, 0.12))]


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


def binoculars(rng: Rng) -> list[Part]:
    """Binoculars: two barrels, a hinge with a focusing wheel, eyecups."""
    r1, r0 = between(rng, 0.26, 0.36), between(rng, 0.16, 0.2)
    long = between(rng, 1.0, 1.6)
    gap = between(rng, 0.36, 0.44)
    neck = between(rng, 0.35, 0.6)
    prism = maybe(rng, 0.5)
    barrel_x = gap + (0.1 if prism else 0.0)
    profile = [
        (r0 * 0.9, 0.0),
        (r0 * 1.12, 0.02),
        (r0 * 1.12, 0.14),
        (r0, 0.16),
        (r0, 0.22),
        (r0 * 1.4, 0.3),
        (r0 * 1.45, neck * long),
        (r1 * 0.94, 0.75 * long),
        (r1, 0.78 * long),
        (r1, long),
        (r1 * 0.9, long),
        (r1 * 0.84, long * 0.93),
    ]
    parts: list[Part] = []
    ribs = whole(rng, 0, 8)
    marks = [ring(r0 * 1.46, (0.34 + 0.05 * i) * long, kind="light") for i in range(ribs) if 0.34 + 0.05 * i < neck]
    barrel = draw(revolve(profile, segments=40), marks).rotated("x", 90)
    for s in (-1, 1):
        parts.append(barrel.moved(s * barrel_x, long / 2, 0))
        if prism:
            parts.append(slab(0.5, 0.5, 0.52, 0.16, 0.05, at=(s * (barrel_x - 0.04), 0.1, -0.26)))
    parts += [
        cylinder(0.07, long * 0.5, (0, 0.1, 0.04), axis="y", segments=24),
        box(barrel_x * 1.6, 0.12, 0.12, (0, long * 0.26, -0.04), radius=0.03),
        box(barrel_x * 1.6, 0.12, 0.12, (0, -0.08, -0.04), radius=0.03),
    ]
    teeth = 36
    t = np.arange(teeth * 2) * np.pi / teeth
    rr = 0.13 * (1 + 0.04 * (np.arange(teeth * 2) % 2))
    parts.append(
        loft(
            np.stack(
                [np.column_stack([rr * np.cos(t), np.full(teeth * 2, y), 0.04 + rr * np.sin(t)]) for y in (0.36, 0.14)]
            )
        )
    )
    if maybe(rng, 0.4):
        parts += [
            wire(
                np.column_stack([s * (barrel_x + r0 * 1.45) + 0.04 * np.cos(a), 0.2 + 0 * a, 0.05 * np.sin(a)]),
                0.012,
                6,
                True,
            )
            for s in (-1, 1)
            for a in (np.arange(12) * np.pi / 6,)
        ]
    return merge_pads(parts)


def merge_pads(parts: list[Part]) -> list[Part]:
    """The same parts, the bridge arms as one."""
    return [*parts[:-4], merge(parts[-4:-2]), *parts[-2:]] if len(parts) > 6 else parts


FAMILIES = (
    Family("camera", "16-01", ("Camera", "Digital camera", "Surveillance camera", "Instant camera"), camera),
    Family("spectacles", "16-06", ("Eyeglasses", "Spectacles", "Sunglasses", "Eyeglass frame"), spectacles),
    Family("goggles", "16-06", ("Goggles", "Ski goggles", "Headset for virtual reality"), goggles),
    Family("binoculars", "16-06", ("Binoculars", "Field glasses", "Binocular telescope"), binoculars),
)
