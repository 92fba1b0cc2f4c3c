"""Smokers' requisites: 27-02, 27-03 and 27-05."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import resample, rounded_rectangle, spline, superellipse
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, draw, front, lay, ring, ring_of, slab, spread
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.motifs import motif
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve


def lighter(rng: Rng) -> list[Part]:
    """A pocket lighter, with a lid, a wheel, a jet, or a long stick lighter."""
    kind = pick(rng, "lid", "lid", "wheel", "stick", "table")
    if kind == "stick":
        r = 0.07
        long = between(rng, 0.9, 1.4)
        grip = limb(
            spline([[0.0, 0.0, 0.0], [0.04, 0.0, 0.4], [0.0, 0.0, 0.9], [0.0, 0.0, 1.1]], n=24),
            [0.1, 0.11, 0.1, 0.06],
            [0.16, between(rng, 0.14, 0.2), 0.13, 0.07],
            power=2.6,
            ends=(0.06, 0.0),
            n=22,
        )
        trigger = limb(np.array([[-0.14, 0, 0.62], [-0.2, 0, 0.74], [-0.1, 0, 0.86]]), [0.05], [0.04], n=14)
        tube_ = cylinder(r * 0.62, long, (0, 0, 1.05), segments=24)
        head = revolve(
            [(r * 0.64, 1.0 + long), (r * 0.7, 1.01 + long), (r * 0.7, 1.16 + long), (r * 0.4, 1.16 + long)],
            segments=24,
        )
        lines = [ring(r * 0.72, 1.06 + long, kind="light")]
        return [
            draw(
                grip,
                [
                    m
                    for z in np.linspace(0.15, 0.5, whole(rng, 0, 6))
                    for m in lay(grip, [[0.0, -9, z], [0.1, -9, z]], (0, 1, 0), "light", 6)
                ],
            ),
            trigger,
            tube_,
            draw(head, lines),
        ]
    w, d, h = between(rng, 0.6, 0.85), between(rng, 0.22, 0.4), between(rng, 0.9, 1.2)
    power = pick(rng, 2.2, 4.0, 8.0)
    form = maybe(rng, 0.5)

    def case(z0: float, z1: float, soft: float = 0.03) -> Part:
        levels = ((z0, 0.96), (z0 + soft, 1.0), (z1 - soft, 1.0), (z1, 0.96))
        if form:
            return loft(np.stack([ring_of(0, 0, z, w / 2 * s, d / 2 * s, power, 40) for z, s in levels]))
        return box(w, d, z1 - z0, (0, 0, z0), radius=min(0.1, 0.4 * d))

    y = -d / 2 - 0.004
    marks: list[Stroke] = []
    parts: list[Part] = []
    if maybe(rng, 0.5):
        marks += (
            [front(one * w * 0.5, 0, y, h * 0.4, closed=False) for one in motif(rng)] if not form or power > 3 else []
        )
    if kind in ("lid", "table"):
        split = h * between(rng, 0.58, 0.68)
        parts.append(draw(case(0, split), marks))
        lid = case(split + 0.012, h)
        if maybe(rng, 0.5):
            angle = between(rng, 70, 125)
            lid = lid.rotated("y", angle, (w / 2, 0, split))
            chimney = slab(w * 0.5, d * 0.62, 0.26, 0.06, at=(-0.02, 0, split - 0.02))
            parts.append(
                draw(
                    chimney,
                    [
                        front(circle(0.022, 10), x, -d * 0.31 - 0.003, split + z, "light")
                        for x in spread(3, w * 0.34)
                        for z in (0.07, 0.15)
                    ],
                )
            )
            t = np.arange(28) * np.pi / 14
            wheel = np.column_stack([np.cos(t), np.sin(t)]) * (0.075 * (1 + 0.06 * (np.arange(28) % 2)))[:, None]
            parts.append(extrude(wheel, d * 0.4, at=(w * 0.32, 0, split + 0.12)))
        parts.append(lid)
        parts.append(cylinder(0.025, d * 0.7, (w / 2, 0, split), axis="y", segments=14))
        if kind == "table":
            parts.append(case(-0.12, 0.0, 0.02).scaled(1.2, 1.3, 1))
    else:
        parts.append(draw(case(0, h * 0.78), marks))
        parts.append(slab(w * 0.9, d * 0.86, 0.2, 0.04, 0.02, at=(0, 0, h * 0.76)))
        parts.append(slab(w * 0.46, d * 0.7, 0.2, 0.04, 0.01, at=(-w * 0.18, 0, h * 0.94)))
        t = np.arange(36) * np.pi / 18
        wheel = np.column_stack([np.cos(t), np.sin(t)]) * (0.11 * (1 + 0.05 * (np.arange(36) % 2)))[:, None]
        parts += [
            extrude(wheel, d * 0.3, at=(w * 0.12, 0, h * 1.0)),
            box(w * 0.3, d * 0.5, 0.06, (w * 0.32, 0, h * 0.96), radius=0.02).rotated(
                "y", between(rng, 5, 25), (w * 0.32, 0, h * 0.96)
            ),
        ]
        if maybe(rng, 0.4):
            parts[0] = draw(parts[0], [front(rounded_rectangle(0.03, 0.1, 0.01), w * 0.2, y, h * 0.7)])
    return parts


def tobacco_pipe(rng: Rng) -> list[Part]:
    """A tobacco pipe: bowl, shank, stem."""
    r, h = between(rng, 0.2, 0.28), between(rng, 0.5, 0.75)
    kind = pick(rng, "billiard", "bent", "bent", "apple", "churchwarden")
    lean = between(rng, -8, 12)
    belly = {"apple": 1.2, "billiard": 1.0}.get(kind, between(rng, 0.95, 1.15))
    outline = spline(
        [
            [0.03, 0.0],
            [r * 0.7, 0.03],
            [r * belly, 0.36 * h],
            [r * between(rng, 0.9, 1.0), h - 0.03],
            [r * 0.88, h],
            [r * 0.6, h],
        ],
        n=24,
    )
    profile = [(max(float(a), 0.01), float(b)) for a, b in outline] + [(r * 0.58, h * 0.5), (r * 0.3, h * 0.3)]
    bowl = revolve(profile, segments=40)
    grain = []
    for a in np.arange(whole(rng, 0, 9)) * 0.7:
        grain.append(
            Stroke(
                np.array(
                    [
                        [q * 1.004 * np.cos(a + 0.05 * i), q * 1.004 * np.sin(a + 0.05 * i), z]
                        for i, (q, z) in enumerate(profile[4:18])
                    ]
                ),
                "light",
            )
        )
    length = between(rng, 1.2, 1.6) if kind != "churchwarden" else between(rng, 2.4, 3.2)
    drop = {"bent": between(rng, 0.3, 0.6), "churchwarden": 0.5}.get(kind, between(rng, 0.0, 0.12))
    path = spline(
        [
            [r * 0.5, 0, 0.16 * h],
            [r + 0.25 * length, 0, 0.16 * h + 0.08],
            [r + 0.6 * length, 0, 0.3 * h + 0.5 * drop],
            [r + length, 0, 0.3 * h + drop],
        ],
        n=40,
    )
    cut = int(len(path) * between(rng, 0.36, 0.5))
    shank_r = between(rng, 0.09, 0.12)
    shank = limb(
        path[: cut + 1], [shank_r * 1.1, shank_r, shank_r * 0.98], [shank_r * 1.15, shank_r, shank_r * 0.98], n=22
    )
    stem = limb(
        path[cut:],
        [shank_r * 0.94, shank_r * 0.8, shank_r * 0.75, shank_r * 1.0],
        [shank_r * 0.94, shank_r * 0.6, 0.035, 0.04],
        ends=(0.0, 0.02),
        n=22,
    )
    parts = [draw(bowl.rotated("y", lean), []), shank, stem]
    if maybe(rng, 0.6):
        parts.append(limb(path[cut - 1 : cut + 2], [shank_r * 1.12], [shank_r * 1.12], n=22))
    turned = draw(bowl, grain).rotated("y", lean)
    parts[0] = turned
    return parts


def ashtray(rng: Rng) -> list[Part]:
    """An ashtray with rests for cigarettes."""
    r, h = 0.8, between(rng, 0.18, 0.4)
    power = pick(rng, 2.0, 2.0, 3.0, 8.0)
    flare = between(rng, 0.8, 1.1)
    wall = between(rng, 0.08, 0.2)
    n = pick(rng, 2, 3, 4, 4, 6)
    aspect = pick(rng, 1.0, 1.0, between(rng, 0.6, 0.85))
    steps = 120
    rim = resample(superellipse(r, r * aspect, power, 96), steps)
    a = np.arctan2(rim[:, 1], rim[:, 0]) * n / (2 * np.pi)
    notch = np.exp(-((((a + 0.25) % 1 - 0.5) / (between(rng, 0.014, 0.024) * n)) ** 2))
    levels = [
        (flare * 0.96, 0.0, 0.0),
        (flare, 0.02, 0.0),
        (1.0, h - 0.02, 1.0),
        (1.0 - wall * 0.3, h, 1.0),
        (1.0 - wall * 0.8, h, 1.0),
        (1.0 - wall, h - 0.03, 1.0),
        (0.8 - wall, 0.3 * h, 0.0),
        (0.5, 0.12 * h, 0.0),
        (0.02, 0.12 * h, 0.0),
    ]
    rings = []
    for s, z, dent in levels:
        ring_ = np.column_stack([rim * s, np.full(steps, z)])
        ring_[:, 2] -= dent * notch * min(0.14, 0.5 * h)
        rings.append(ring_)
    body = loft(np.stack(rings)).with_(smooth_angle=50.0)
    parts = [body]
    marks: list[Stroke] = []
    ribs = pick(rng, 0, 0, 24, 40)
    outer, foot = np.stack(rings)[2], np.stack(rings)[1]
    for k in np.linspace(0, steps, ribs, endpoint=False).astype(int):
        marks.append(Stroke(np.stack([foot[k], outer[k]]) * [1.004, 1.004, 1] - [0, 0, 0.01], "light"))
    if maybe(rng, 0.4):
        marks.append(
            Stroke(np.vstack([q := ring_of(0, 0, 0.12 * h + 0.004, r * 0.4, r * 0.4 * aspect, power, 44), q[:1]]))
        )
    parts[0] = draw(body, marks)
    if maybe(rng, 0.25):
        parts.append(revolve([(0.1, 0.12 * h), (0.1, 0.6 * h), (0.16, 0.66 * h), (0.1, 0.7 * h)], segments=28))
    return parts


FAMILIES = (
    Family("tobacco_pipe", "27-02", ("Tobacco pipe", "Smoking pipe"), tobacco_pipe),
    Family("ashtray", "27-03", ("Ashtray", "Ash receptacle"), ashtray),
    Family("lighter", "27-05", ("Lighter", "Cigarette lighter", "Pocket lighter"), lighter),
)
