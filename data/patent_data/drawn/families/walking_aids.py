"""Crutches and walking frames (24-05)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    environment,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.tool_parts import grip
from patent_data.drawn.families.wheel_parts import small_wheel
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    loft,
    moved,
    revolve,
    rotated,
    tube,
)


def _rubber_foot(radius: float) -> list[Part]:
    """The rubber ferrule of a walking aid, standing on z = 0."""
    foot = revolve([(radius * 1.9, 0), (radius * 2.0, 0.08), (radius * 1.5, 0.35), (radius * 1.35, 0.8)], segments=24)
    return [
        foot.with_strokes(*[ring_line((0, 0, z), radius * r, "z", "light", 24) for z, r in ((0.5, 1.47), (0.65, 1.42))])
    ]


def _crutch(rng: np.random.Generator) -> list[Part]:
    """A crutch under the arm, an elbow crutch or a walking stick."""
    kind = one_of(rng, "underarm", "elbow", "cane", "quad")
    r = between(rng, 0.12, 0.16)
    tall = between(rng, 9.5, 11.5)
    parts: list[Part] = []
    if kind != "quad":
        parts += _rubber_foot(r)
    if kind == "underarm":
        split, half = tall * between(rng, 0.3, 0.38), between(rng, 0.55, 0.75)
        parts.append(cylinder(r, split + 1.2, at=(0, 0, 0.4), segments=18))
        for way in (-1, 1):
            parts.append(
                tube(
                    curve(
                        (way * 0.16, 0, split - 0.4),
                        (way * half * 0.8, 0, split + 1.8),
                        (way * half, 0, 0.65 * tall),
                        (way * half * 0.95, 0, tall - 0.4),
                        n=20,
                    ),
                    r * 0.85,
                    segments=10,
                )
            )
        holes = [ring_line((0, -r * 1.01, z), 0.05, "y", n=10) for z in np.arange(1.2, split, 0.5)]
        parts[1] = parts[1].with_strokes(*holes)
        pad = limb(
            curve((-half * 1.25, 0, tall - 0.15), (0, 0, tall - 0.4), (half * 1.25, 0, tall - 0.15), n=10),
            [0.3, 0.34, 0.3],
            [0.2, 0.26, 0.2],
            2.4,
            (0.15, 0.15),
            n=20,
        )
        hand = limb(
            rod((-half * 0.9, 0, 0.62 * tall), (half * 0.9, 0, 0.62 * tall), 7),
            [0.16, 0.21, 0.16],
            [0.16, 0.21, 0.16],
            n=16,
        )
        return [*parts, pad.with_(surface="dark"), hand.with_(surface="dark")]
    high = tall * (0.62 if kind == "elbow" else 0.7)
    parts.append(cylinder(r * 0.9, high * 0.55, at=(0, 0, 0.5 if kind != "quad" else 1.0), segments=16))
    parts.append(
        cylinder(r, high * 0.6, at=(0, 0, high * 0.4), segments=18).with_strokes(
            *[
                ring_line((0, -r * 1.01, z), 0.05, "y", n=10)
                for z in np.linspace(high * 0.43, high * 0.7, count(rng, 4, 8))
            ]
        )
    )
    if whether(rng, 0.6):
        parts.append(cylinder(r * 1.3, 0.35, at=(0, 0, high * 0.4), segments=20))
    shape = one_of(rng, "hook", "tee", "offset", "derby") if kind != "elbow" else "elbow"
    if kind == "quad":
        for x, y in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
            leg = curve(
                (0, 0, 1.3), (0.35 * x, 0.3 * y, 1.0), (0.75 * x, 0.6 * y, 0.35), (0.8 * x, 0.65 * y, 0.3), n=10
            )
            parts += [
                tube(leg, r * 0.8, segments=8),
                *moved([cylinder(r * 1.4, 0.4, segments=16)], x=0.8 * x, y=0.65 * y),
            ]
    if shape == "elbow":
        lean = between(rng, 0.5, 0.9)
        parts.append(
            tube(
                curve((0, 0, high - 0.3), (0, 0, high + 0.4), (0, lean * 0.5, high + 1.6), (0, lean, high + 2.6), n=14),
                r,
                segments=12,
            )
        )
        parts += moved(rotated(grip(rng, 1.6, 0.22), "x", 90.0), z=high - 0.1)
        a = np.radians(np.linspace(-50, 230, 22))
        rows = []
        for z, s in ((-0.35, 0.95), (0.35, 1.0)):
            rows.append(
                np.column_stack([0.55 * s * np.cos(a), lean - 0.35 + 0.5 * s * np.sin(a), np.full(22, high + 2.5 + z)])
            )
        shell = np.stack([np.vstack([row, row[::-1] * [0.9, 1, 1]]) for row in rows])
        shell[:, 22:, 1] = (shell[:, 22:, 1] - (lean - 0.35)) * 0.88 + lean - 0.35
        parts.append(loft(shell))
    elif shape == "hook":
        parts.append(
            tube(
                np.vstack([[(0, 0, high - 0.2)], circle((-0.75, 0, high + 0.3), 0.75, "y", 18, (0, 200))]),
                r * 1.05,
                segments=14,
            )
        )
    elif shape == "offset":
        parts.append(
            tube(
                curve(
                    (0, 0, high - 0.2),
                    (0, 0, high + 0.4),
                    (-0.5, 0, high + 0.8),
                    (-0.3, 0, high + 1.4),
                    (0.9, 0, high + 1.5),
                    n=20,
                ),
                r,
                segments=12,
            )
        )
        parts.append(
            limb(
                rod((-0.15, 0, high + 1.46), (1.0, 0, high + 1.5), 6),
                [0.18, 0.22, 0.18],
                [0.18, 0.24, 0.18],
                2.2,
                (0.05, 0.12),
                n=16,
            ).with_(surface="dark")
        )
    else:
        drop = between(rng, 0.0, 0.3) if shape == "derby" else 0.0
        parts.append(
            limb(
                curve(
                    (-0.9, 0, high + 0.1 - drop),
                    (-0.2, 0, high + 0.25),
                    (0.4, 0, high + 0.2),
                    (0.8, 0, high + 0.1),
                    n=14,
                ),
                [0.16, 0.2, 0.2, 0.14],
                [0.14, 0.22, 0.24, 0.14],
                2.3,
                (0.1, 0.12),
                n=18,
            )
        )
        parts.append(cylinder(r * 1.25, 0.3, at=(0, 0, high - 0.25), segments=20))
    if whether(rng, 0.25) and kind == "cane":
        strap = curve(
            (0.1, 0.1, high),
            (0.5, 0.2, high - 0.9),
            (0.1, 0.2, high - 1.5),
            (-0.3, 0.15, high - 0.9),
            (0.0, 0.1, high),
            n=20,
        )
        parts += environment(rng, [tube(strap, 0.035, segments=6)], 0.4)
    return parts


def _walker(rng: np.random.Generator) -> list[Part]:
    """A walking frame or a rollator."""
    half, deep, tall = between(rng, 1.2, 1.5), between(rng, 1.0, 1.4), between(rng, 4.6, 5.4)
    t = between(rng, 0.09, 0.12)
    wheels = one_of(rng, 0, 2, 4, 4)
    r = between(rng, 0.35, 0.55)
    parts: list[Part] = []
    for way in (-1, 1):
        x = way * half
        foot_f = r * 0.9 if wheels else 0.3
        foot_b = r * 0.9 if wheels == 4 else 0.3
        line = np.vstack(
            [
                [(x * 1.08, -deep, foot_f)],
                curve((x, -0.75 * deep, 0.8 * tall), (x, -0.5 * deep, tall), (x, 0.3 * deep, tall), n=8),
                [(x, 0.55 * deep, tall - 0.1)],
            ]
        )
        parts.append(tube(curve(*[tuple(p) for p in line], n=24), t, segments=10))
        parts.append(tube(np.array([(x, 0.45 * deep, tall - 0.05), (x * 1.08, deep, foot_b)]), t, segments=10))
        parts.append(
            limb(
                rod((x, -0.2 * deep, tall), (x, 0.62 * deep, tall - 0.08), 5),
                [t * 1.6],
                [t * 1.7],
                2.2,
                (0.05, 0.08),
                n=14,
                side=(1.0, 0, 0),
            ).with_(surface="dark")
        )
        for y, on in ((-deep, wheels >= 2), (deep, wheels == 4)):
            if on:
                parts += moved(rotated(small_wheel(rng, r, 0.28), "z", 90.0), x=x * 1.08 + way * 0.2, y=y, z=r)
            else:
                parts += moved(_rubber_foot(t), x=x * 1.08, y=y)
        parts.append(
            tube(
                np.array([(x * 1.03, -0.9 * deep, 0.4 * tall), (x * 1.03, 0.75 * deep, 0.4 * tall)]),
                t * 0.8,
                segments=8,
            )
        )
    for z, y in ((0.42, -0.88), (0.62, -0.8)):
        bow = between(rng, 0.0, 0.4)
        parts.append(
            tube(
                curve((-half, y * deep, z * tall), (0, y * deep - bow, z * tall), (half, y * deep, z * tall), n=10),
                t * 0.9,
                segments=8,
            )
        )
    if wheels == 4 and whether(rng, 0.7):
        parts += [
            box(2 * half - 0.2, 0.9 * deep, 0.16, at=(0, -0.1, 0.5 * tall), radius=0.14),
            tube(
                curve(
                    (-half, 0.4 * deep, 0.78 * tall),
                    (0, 0.85 * deep, 0.78 * tall),
                    (half, 0.4 * deep, 0.78 * tall),
                    n=14,
                ),
                t * 1.2,
                segments=10,
            ),
        ]
        if whether(rng):
            parts += environment(
                rng, [box(1.6 * half, 0.7 * deep, 0.9, at=(0, -0.4 * deep, 0.28 * tall), radius=0.1)], 0.3
            )
    return parts


FAMILIES = (
    Family("crutch", "24-05", ("Crutch", "Walking stick", "Cane", "Walking aid"), _crutch),
    Family("walker", "24-05", ("Walker", "Rollator", "Walking frame"), _walker),
)
