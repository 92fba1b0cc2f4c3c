"""Hair dryers: 28-06."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, draw, flat, lay, merge, ring, ring_of, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import cable
from patent_data.drawn.solids import Part, Stroke, cylinder, loft, revolve


def hair_dryer(rng: Rng) -> list[Part]:
    """A hair dryer with a nozzle, a handle, keys and a rear grille."""
    r = between(rng, 0.28, 0.38)
    long = between(rng, 0.8, 1.3)
    nose = between(rng, 0.6, 0.85)
    kind = pick(rng, "classic", "drum", "tee")
    if kind == "drum":
        long = between(rng, 0.6, 0.8)
        profile = [
            (r * 0.5, 0.0),
            (r * 0.96, 0.02),
            (r, 0.06),
            (r, long - 0.05),
            (r * 0.94, long),
            (r * 0.55, long),
            (r * 0.52, 0.02),
        ]
    else:
        profile = [
            (r * 0.5, 0.0),
            (r * 0.86, 0.03),
            (r, 0.2 * long),
            (r * 0.98, 0.45 * long),
            (r * nose, 0.85 * long),
            (r * nose * 0.96, long),
            (r * nose * 0.86, long),
            (r * nose * 0.8, 0.7 * long),
        ]
    body = revolve(profile, segments=44)
    marks = [
        ring(float(np.interp(q * long, [p[1] for p in profile[:6]], [p[0] for p in profile[:6]])) * 1.006, q * long)
        for q in sorted(rng.uniform(0.25, 0.8, whole(rng, 0, 2)))
    ]
    rear = (
        [
            flat(circle(0.018, 8), q * r * np.cos(a), q * r * np.sin(a), -0.004, "light")
            for q, n in ((0.12, 5), (0.28, 11), (0.42, 16))
            for a in np.arange(n) * 2 * np.pi / n
        ]
        if maybe(rng, 0.5) and kind != "drum"
        else [flat(circle(q * r, 30), 0, 0, -0.004, "light") for q in (0.15, 0.3, 0.45)]
        if kind != "drum"
        else []
    )
    barrel = draw(body, marks + rear).rotated("x", 90).moved(0, long / 2, 0)
    parts: list[Part] = [barrel]
    tip = -long / 2
    attach = pick(rng, "none", "slit", "diffuser", "ring")
    rr = r * nose if kind != "drum" else r * 0.9
    extra: list[Part] = []
    if attach == "slit":
        rings = [
            ring_of(0, 0, 0.0, rr * 1.02, rr * 1.02, 2.0, 36),
            ring_of(0, 0, 0.08, rr * 1.02, rr * 1.02, 2.0, 36),
            ring_of(0, 0, 0.26, rr * 1.15, rr * 0.34, 2.6, 36),
            ring_of(0, 0, 0.36, rr * 1.2, rr * 0.2, 3.0, 36),
            ring_of(0, 0, 0.36, rr * 1.1, rr * 0.1, 3.0, 36),
            ring_of(0, 0, 0.2, rr, rr * 0.1, 3.0, 36),
        ]
        extra.append(loft(np.stack(rings)))
    elif attach == "diffuser":
        bowl = revolve(
            [
                (rr, 0),
                (rr * 1.02, 0.08),
                (rr * 1.7, 0.26),
                (rr * 1.72, 0.32),
                (rr * 1.6, 0.32),
                (rr * 1.4, 0.24),
                (0.03, 0.22),
            ],
            segments=44,
        )
        extra.append(bowl)
        extra.append(
            merge(
                [
                    cylinder(0.035, 0.14, (q * rr * np.cos(a), q * rr * np.sin(a), 0.22), top=0.02, segments=8).with_(
                        smooth_angle=60.0
                    )
                    for q, n in ((0.45, 5), (0.95, 9), (1.3, 12))
                    for a in np.arange(n) * 2 * np.pi / n
                ]
            )
        )
    elif attach == "ring":
        extra.append(
            revolve(
                [(rr * 1.0, -0.02), (rr * 1.04, 0.0), (rr * 1.04, 0.1), (rr * 0.9, 0.1), (rr * 0.86, 0.0)], segments=44
            )
        )
    parts += unclaimed([p.rotated("x", 90).moved(0, tip, 0) for p in extra], maybe(rng, 0.12))
    down = between(rng, 0.9, 1.2)
    hy = {"classic": between(rng, 0.1, 0.3) * long, "drum": between(rng, -0.05, 0.1), "tee": 0.0}[kind]
    lean = between(rng, -0.1, 0.16)
    fat = between(rng, 0.12, 0.17)
    path = spline([[0, hy, -0.1], [0, hy + lean * 0.4, -r - 0.3], [0, hy + lean, -r - down]], n=24)
    handle = limb(
        path,
        [fat * 1.1, fat, fat * between(rng, 0.8, 1.05)],
        [fat * 1.2, fat * 1.05, fat * 0.95],
        power=pick(rng, 2.0, 2.6, 4.0),
        side=(1.0, 0.0, 0.0),
        ends=(0.0, 0.06),
        n=24,
    )
    lines: list[Stroke] = []
    toward = (0.0, 1.0, 0.0)
    for z in np.linspace(-r - 0.18, -r - 0.42, whole(rng, 1, 3)):
        key = rounded_rectangle(fat * 0.7, 0.13, 0.04)
        lines += lay(
            handle,
            np.column_stack(
                [np.append(key[:, 0], key[0, 0]), np.full(len(key) + 1, -9.0), np.append(key[:, 1], key[0, 1]) + z]
            ),
            toward,
            n=30,
        )
        lines += lay(handle, [[-0.04, -9, z], [0.04, -9, z]], toward, "light", 6)
    for s in (-1, 1):
        lines += lay(handle, [[s * 9, hy + lean * 0.3, -r - 0.1], [s * 9, hy + lean, -r - down]], (-s, 0, 0))
    if maybe(rng, 0.4):
        lines += [
            m
            for z in np.linspace(-r - 0.55, -r - down + 0.1, whole(rng, 4, 9))
            for m in lay(handle, [[-fat * 0.6, -9, z], [fat * 0.6, -9, z]], toward, "light", 8)
        ]
    parts.append(draw(handle, lines))
    end = (0.0, hy + lean, -r - down - 0.04)
    if maybe(rng, 0.7):
        parts += unclaimed(cable(rng, end, (0, lean, -1), between(rng, 0.4, 0.7), 0.035), maybe(rng, 0.15))
    if maybe(rng, 0.3):
        parts.append(
            wire(
                np.column_stack(
                    [
                        0.0 * np.arange(14),
                        end[1] + 0.12 + 0.07 * np.cos(np.arange(14) * 0.4488),
                        end[2] + 0.05 + 0.07 * np.sin(np.arange(14) * 0.4488),
                    ]
                ),
                0.014,
                6,
                True,
            )
        )
    return parts


FAMILIES = (Family("hair_dryer", "28-06", ("Hair dryer", "Blow dryer", "Hand-held hair dryer"), hair_dryer),)
