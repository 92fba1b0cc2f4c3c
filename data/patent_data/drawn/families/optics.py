"""Cameras: 16-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline, superellipse
from patent_data.drawn.families.detail import circle, disc, draw, front, lay, line, slab, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
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
        pupil = revolve([(0.2, 0.3), (0.2, 0.52), (0.14, 0.52), (0.1, 0.48)], segments=32)
        pupil = pupil.rotated("x", -between(rng, 20, 60)).moved(0, 0, 0.34)
        parts = [base, globe, pupil]
        return [p.rotated("x", 180).moved(z=r * 1.3) for p in parts] if maybe(rng, 0.6) else parts
    if kind == "bullet":
        r, long = between(rng, 0.26, 0.36), between(rng, 0.9, 1.4)
        tilt = between(rng, -5, 25)
        tubes = [cylinder(r, long, axis="y", segments=44)]
        a = np.linspace(-0.3, np.pi + 0.3, 25)
        shade = np.column_stack([r * 1.12 * np.cos(a), 0 * a, r * 1.12 * np.sin(a)])
        hood = sheet(np.stack([shade + np.array([0, q, 0]) for q in (-long * 0.62, -long * 0.2, long * 0.4)]), 0.02)
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


FAMILIES = (Family("camera", "16-01", ("Camera", "Digital camera", "Surveillance camera", "Instant camera"), camera),)
