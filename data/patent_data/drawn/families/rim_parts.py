"""Cast wheel rims."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon
from patent_data.drawn.families.bits import (
    around,
    between,
    count,
    curve,
    limb,
    one_of,
    ring_line,
    whether,
)
from patent_data.drawn.solids import (
    Part,
    cylinder,
    revolve,
    stroke,
)


def spoked_rim(rng: np.random.Generator, r: float, width: float) -> list[Part]:
    """A cast car rim: barrel, lip, spokes, hub with its bolt holes and cap; its face looks to -y."""
    front, back = -width / 2, width / 2
    lip = between(rng, 0.04, 0.09) * r
    barrel = [
        (r, front),
        (r, front + 0.06 * r),
        (r * 0.95, front + 0.12 * r),
        (r * 0.88, front + 0.3 * width),
        (r * 0.86, back - 0.3 * width),
        (r * 0.95, back - 0.06 * r),
        (r, back - 0.05 * r),
        (r, back),
        (r * 0.93, back),
        (r * 0.82, back - 0.25 * width),
        (r * 0.82, front + 0.25 * width),
        (r - lip * 1.5, front + 0.06 * r),
        (r - lip, front),
        (r, front),
    ]
    parts = [revolve(barrel, axis="y", segments=56)]
    hub = r * between(rng, 0.2, 0.28)
    dish = between(rng, 0.02, 0.35) * width
    face = front + 0.05 * r + dish
    parts.append(
        revolve(
            [
                (hub, 0.35 * width),
                (hub * 1.08, 0.06 * r),
                (hub, 0.0),
                (hub * 0.5, 0.0),
                (hub * 0.47, -0.03 * r),
                (hub * 0.3, -0.04 * r),
            ][::-1],
            at=(0, face, 0),
            axis="y",
            segments=36,
        )
    )
    n, kind = count(rng, 5, 10), one_of(rng, "straight", "split", "twin", "swirl", "taper", "mesh")
    thick, end = 0.12 * width + 0.06 * r, r * 0.87
    w0, w1 = between(rng, 0.06, 0.12) * r, between(rng, 0.05, 0.17) * r

    def arm(points: list[tuple[float, float, float]], wide: list[float]) -> Part:
        return limb(curve(*points, n=8), wide, [thick * 0.6, thick * 0.45], 3.0, side=(1.0, 0.0, 0.0), n=12)

    start, deep = 0.7 * hub, face + 0.3 * thick
    rim_y = front + 0.1 * r
    if kind in ("straight", "taper"):
        spoke = [
            arm(
                [(0, deep, start), (0, 0.6 * deep + 0.4 * rim_y, 0.5 * r), (0, rim_y, end)],
                [w0, w1] if kind == "straight" else [w1 * 1.2, w0 * 0.5],
            )
        ]
    elif kind == "swirl":
        bend = between(rng, 0.1, 0.35) * r
        spoke = [arm([(0, deep, start), (bend * 0.8, deep, 0.5 * r), (bend * 0.4, rim_y, end)], [w0, w1])]
    elif kind == "twin":
        gap = between(rng, 0.06, 0.12) * r
        n = min(n, 7)
        spoke = [
            arm([(s * gap, deep, start), (s * gap, deep, 0.5 * r), (s * gap * 1.2, rim_y, end)], [w0 * 0.6])
            for s in (-1, 1)
        ]
    else:
        n = min(n, 7) if kind == "split" else n
        fan = between(rng, 0.12, 0.3) * r * (1.6 if kind == "mesh" else 1.0)
        spoke = [
            arm(
                [
                    (s * 0.02 * r, deep, start),
                    (s * 0.3 * fan, deep, 0.5 * r),
                    (s * fan, rim_y, np.sqrt(end**2 - fan**2)),
                ],
                [w0 * 0.8, w0 * 0.6],
            )
            for s in (-1, 1)
        ]
    parts += around(spoke, n, "y")
    lugs = one_of(rng, 4, 5, 5, 6)
    for k in range(lugs):
        a = 2 * np.pi * k / lugs + 0.3
        c = (0.72 * hub * np.cos(a), face - 0.002, 0.72 * hub * np.sin(a))
        parts[1] = parts[1].with_strokes(ring_line(c, 0.13 * hub, "y", n=14), ring_line(c, 0.08 * hub, "y", "light", 6))
    if whether(rng, 0.3):
        bolt = cylinder(0.02 * r, 0.03 * r, at=(0, front, r - lip * 0.6), axis="y", segments=8)
        parts += around(bolt, count(rng, 16, 30), "y")
    cap = one_of(rng, "ring", "hex", "star")
    y = face - 0.041 * r
    ring = {
        "ring": ellipse(0.2 * hub, n=20),
        "hex": regular_polygon(6, 0.24 * hub),
        "star": regular_polygon(3, 0.24 * hub),
    }[cap]
    parts[1] = parts[1].with_strokes(
        stroke(np.column_stack([ring[:, 0], np.full(len(ring), y), ring[:, 1]]), closed=True)
    )
    return parts
