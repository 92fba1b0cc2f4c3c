"""Shoes and boots: 02-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import resample, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, lay, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shoe_parts import lacing, last, mouth_ring, panels, sole, upper
from patent_data.drawn.solids import Part, Stroke, loft


def shoe(rng: Rng) -> list[Part]:
    """A low shoe: sneaker, lace-up, slip-on or pump."""
    outline, _ = last(rng)
    kind = pick(rng, "sneaker", "sneaker", "lace-up", "slip-on", "pump")
    heel = {
        "sneaker": between(rng, 0.0, 0.14),
        "lace-up": between(rng, 0.16, 0.28),
        "slip-on": between(rng, 0.0, 0.2),
        "pump": between(rng, 0.3, 1.0),
    }[kind]
    thick = between(rng, 0.18, 0.42) if kind == "sneaker" else between(rng, 0.07, 0.16)
    low = kind in ("slip-on", "pump")
    front_y = between(rng, -0.75, -0.5) if kind == "pump" else between(rng, -0.25, 0.1)
    back_y = 1.16
    z_front = (
        between(rng, 0.26, 0.36) if kind == "pump" else between(rng, 0.6, 0.85) if not low else between(rng, 0.5, 0.66)
    )
    mouth = mouth_ring(
        outline,
        (front_y + back_y) / 2,
        (back_y - front_y) / 2,
        0.33,
        between(rng, 0.7, 0.95),
        between(rng, 0.46, 0.62) if not low else between(rng, 0.36, 0.5),
        z_front,
        heel,
    )
    if kind == "pump":
        mouth[:, 2] -= heel * (1 - np.clip((mouth[:, 1] + 0.5) / 1.3, 0, 1))
    else:
        mouth[:, 2] -= 0.55 * heel * (mouth[:, 1] < 0.4) * np.clip((0.4 - mouth[:, 1]) / 0.6, 0, 1)
    body = upper(outline, heel, mouth, between(rng, 0.2, 0.34), between(rng, 0.0, 0.1))
    parts = sole(rng, outline, heel, thick, between(rng, 0.02, 0.09))
    marks: list[Stroke] = (
        [Stroke(np.vstack([mouth, mouth[:1]]) * [1.03, 1.01, 1] - [0, 0, 0.05], "stitch")] if maybe(rng, 0.5) else []
    )
    if kind != "pump":
        marks += panels(rng, body, heel)
    if kind in ("sneaker", "lace-up"):
        laced, cords = lacing(
            rng, body, front_y - 0.06, front_y - between(rng, 0.4, 0.6), whole(rng, 4, 6), between(rng, 0.14, 0.2)
        )
        marks += laced
        parts += cords
        tongue = limb(
            spline(
                [
                    [0, front_y - 0.1, z_front + heel * 0.4 - 0.12],
                    [0, front_y + 0.02, z_front + heel * 0.5 + 0.02],
                    [0, front_y + 0.08, z_front + heel * 0.5 + between(rng, 0.1, 0.24)],
                ],
                n=10,
            ),
            [0.2, 0.22, 0.2],
            [0.03],
            power=3.0,
            side=(1.0, 0.0, 0.0),
            ends=(0.0, 0.03),
            n=16,
        )
        parts.append(tongue)
    elif kind == "slip-on":
        style = pick(rng, "penny", "gore", "plain")
        if style == "penny":
            for q in (0.0, 0.2):
                marks += lay(
                    body,
                    spline(
                        [[-0.6, front_y - 0.1 - q, 9], [0, front_y - 0.24 - q, 9], [0.6, front_y - 0.1 - q, 9]], n=24
                    ),
                    (0, 0, -1),
                )
        elif style == "gore":
            for s in (-1, 1):
                marks += lay(
                    body,
                    [
                        [s * 9, front_y + 0.05, 0.7 + heel],
                        [s * 9, front_y + 0.02, 0.26],
                        [s * 9, front_y + 0.34, 0.7 + heel],
                    ],
                    (-s, 0, 0),
                )
    elif maybe(rng, 0.4):
        y = front_y + 0.02
        spot = lay(body, [[-0.01, y - 0.06, 9], [0.01, y - 0.06, 9]], (0, 0, -1), n=2)
        if spot:
            z = float(spot[0].points[0, 2])
            parts += [
                limb(
                    np.array([[0, y - 0.06, z + 0.02], [s * 0.1, y - 0.05, z + 0.04], [s * 0.2, y - 0.06, z + 0.02]]),
                    [0.02, 0.06, 0.07],
                    [0.015],
                    n=10,
                )
                for s in (-1, 1)
            ]
    if kind == "sneaker" and maybe(rng, 0.6):
        parts.append(
            wire(
                spline(
                    [
                        [0, 1.16, mouth[:, 2].max() - 0.22],
                        [0, 1.27, mouth[:, 2].max() - 0.08],
                        [0, 1.15, mouth[:, 2].max() + 0.02],
                    ],
                    n=10,
                ),
                0.03,
                8,
            )
        )
    return [draw(body, marks), *parts]


def boot(rng: Rng) -> list[Part]:
    """A boot: ankle to knee high, laced, zipped, pulled on or of rubber."""
    outline, _ = last(rng)
    kind = pick(rng, "laced", "laced", "pull-on", "zip", "rubber", "heeled")
    heel = between(rng, 0.12, 0.32) if kind != "heeled" else between(rng, 0.4, 0.9)
    thick = between(rng, 0.12, 0.3)
    tall = between(rng, 1.2, 1.9) if kind in ("laced", "zip") else between(rng, 1.3, 3.0)
    lean = between(rng, -0.02, 0.12)
    ankle = mouth_ring(outline, between(rng, 0.56, 0.66), 0.56, 0.36, 0.85, 0.85, 0.85, heel)
    foot = upper(outline, heel, ankle, between(rng, 0.24, 0.36), between(rng, 0.02, 0.12))
    calf = between(rng, 1.0, 1.3) if tall > 1.6 else 1.05
    rim_dip = pick(rng, 0.0, 0.0, 0.2)
    rings = []
    for t, grow in (
        (-0.12, 0.92),
        (0.0, 0.985),
        (0.15, 0.96),
        (0.4, 0.5 * (1 + calf)),
        (0.75, calf),
        (1.0, calf * between(rng, 0.94, 1.08)),
    ):
        ring = ankle.copy()
        centre = np.array([0, 0.62 + lean * max(t, 0) * (tall - 0.9)])
        ring[:, :2] = centre + (ring[:, :2] - [0, 0.62]) * grow
        ring[:, 2] = (
            0.85
            + heel
            + t * (tall - 0.85)
            + (rim_dip * np.sin(np.arctan2(outline[:, 1], outline[:, 0])) ** 2 * (1 if t > 0.9 else 0))
        )
        rings.append(ring)
    levels = np.stack(rings)
    shaft_rings = [
        np.stack([np.interp(np.linspace(0, 5, 14), range(6), levels[:, i, k]) for k in range(3)], axis=1)
        for i in range(levels.shape[1])
    ]
    shaft_rows = np.stack(shaft_rings, axis=1)
    top = shaft_rows[-1]
    middle = top.mean(axis=0)
    inner = [middle + (top - middle) * [0.93, 0.93, 1.0] - [0, 0, q] for q in (0.01, 0.3)]
    shaft = loft(np.concatenate([shaft_rows, np.stack(inner)])).with_(smooth_angle=50.0)
    marks = panels(rng, foot, heel) if kind != "rubber" else []
    lines: list[Stroke] = []
    high = tall + heel
    rim = Stroke(np.vstack([top, top[:1]]) * [1.02, 1.0, 1] - [0, 0, 0.1], pick(rng, "line", "stitch"))
    lines.append(rim)
    parts = sole(rng, outline, heel, thick, between(rng, 0.03, 0.1))
    if kind == "laced":
        laced, cords = lacing(rng, foot, 0.02, -0.42, 4, 0.17)
        marks += laced
        rows = whole(rng, 3, 8)
        for i, z in enumerate(np.linspace(0.95 + heel, high - 0.1, rows)):
            half = 0.2
            hits = [
                lay(shaft, [[s * half - 0.004, -9, z + q], [s * half + 0.004, -9, z + q]], (0, 1, 0), n=2)
                for s, q in ((-1, 0.0), (1, 0.0), (-1, 0.12), (1, 0.12))
            ]
            if all(hits):
                a, b, c, d = (h[0].points.mean(axis=0) for h in hits)
                ridge = lay(shaft, [[-0.01, -9, z + 0.06], [0.01, -9, z + 0.06]], (0, 1, 0), n=2)
                nose = float(ridge[0].points[0, 1]) - 0.02 if ridge else float(a[1])
                for p, q in ((a, d), (b, c)) if i + 1 < rows else ((a, b),):
                    cords.append(wire(spline([p, np.array([0.0, nose, 0.5 * (p[2] + q[2])]), q], n=6), 0.026, 8))
        parts += cords
        lines += [m for s in (-1, 1) for m in lay(shaft, [[s * 0.26, -9, 0.8 + heel], [s * 0.26, -9, high]], (0, 1, 0))]
    elif kind == "pull-on":
        if tall < 1.8:
            lines += [
                m
                for s in (-1, 1)
                for m in lay(
                    shaft,
                    spline(
                        [[s * 9, 0.36, high], [s * 9, 0.46, 1.0 + heel], [s * 9, 0.78, 1.0 + heel], [s * 9, 0.9, high]],
                        n=24,
                    ),
                    (-s, 0, 0),
                )
            ]
        else:
            lines += [
                m
                for s in (-1, 1)
                for m in lay(shaft, [[s * 9, 0.62 + lean, high], [s * 9, 0.62, 0.86 + heel]], (-s, 0, 0))
            ]
            lines += lay(
                shaft, spline([[-0.3, -9, high - 0.2], [0, -9, high - 0.9], [0.3, -9, high - 0.2]], n=20), (0, 1, 0)
            )
        for s in (-1, 1):
            x = float(top[:, 0].max()) * s
            parts.append(
                wire(
                    [
                        [x, 0.55, high - 0.25],
                        [x * 1.05, 0.56, high + 0.12],
                        [x * 1.05, 0.72, high + 0.12],
                        [x, 0.73, high - 0.25],
                    ],
                    0.025,
                    8,
                )
            )
    elif kind in ("zip", "heeled"):
        s = pick(rng, -1, 1)
        for q, style in ((-0.035, "line"), (0.0, "stitch"), (0.035, "line")):
            lines += lay(
                shaft,
                [[s * 9, 0.6 + q, high], [s * 9, 0.6 + q, 0.84 + heel]],
                (-s, 0, 0),
                "stitch" if style == "stitch" else "line",
            )
        lines += lay(shaft, [[-s * 9, 0.6, high], [-s * 9, 0.6, 0.84 + heel]], (s, 0, 0))
    else:
        lines += [Stroke(np.vstack([r, r[:1]]) * [1.01, 1, 1], "line") for r in shaft_rows[[2, 3]][: whole(rng, 0, 2)]]
        lines += [Stroke(np.vstack([top, top[:1]]) * [1.02, 1.0, 1] - [0, 0, 0.16])]
    if maybe(rng, 0.3) and kind != "laced":
        z = 0.98 + heel
        row = shaft_rows[5]
        loop = resample(np.column_stack([row[:, 0] * 1.03, 0.62 + (row[:, 1] - 0.62) * 1.03, np.full(len(row), z)]), 40)
        parts.append(limb(np.vstack([loop, loop[:1]]), [0.05], [0.015], power=5.0, side=(0.0, 0.0, 1.0), n=8))
    return [draw(foot, marks), draw(shaft, lines), *parts]


FAMILIES = (
    Family("shoe", "02-04", ("Shoe", "Sneaker", "Footwear", "Shoe upper"), shoe),
    Family("boot", "02-04", ("Boot", "Ankle boot", "Work boot"), boot),
)
