"""Shopping carts (12-02)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    Array,
    between,
    count,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.cart_parts import bent_tube
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.wheel_parts import caster
from patent_data.drawn.solids import Part, box, moved, rotated, tube


def _shopping_cart(rng: np.random.Generator) -> list[Part]:
    """A shopping cart with its wire basket."""
    half0, half1 = between(rng, 0.8, 0.95), between(rng, 1.0, 1.25)
    long, low, high = between(rng, 3.2, 4.2), between(rng, 2.0, 2.4), between(rng, 1.2, 1.7)
    parts: list[Part] = []

    def corner(sx: float, sy: float, level: float) -> Array:
        wide = half0 + (half1 - half0) * (0.5 * level + 0.5 * (sy > 0))
        y = sy * long / 2 * (0.85 + 0.15 * level) + 0.1 * level
        slope = 0.3 * (sy < 0) * (1 - level)
        return np.array([sx * wide, y, low + high * level + slope + 0.2 * level * (sy > 0)])

    n, m = count(rng, 7, 11), count(rng, 4, 6)
    wire = 0.025
    for level in np.linspace(0, 1, m):
        ring = np.stack([corner(-1, -1, level), corner(1, -1, level), corner(1, 1, level), corner(-1, 1, level)])
        thick = wire * (2.2 if level in (0.0, 1.0) else 1.0)
        parts += [tube(np.stack([ring[k - 1], ring[k]]), thick, segments=5) for k in range(4)]
    for a, b in (((-1, -1), (1, -1)), ((1, -1), (1, 1)), ((1, 1), (-1, 1)), ((-1, 1), (-1, -1))):
        for t in np.linspace(0, 1, n)[:-1]:
            foot = corner(*a, 0.0) * (1 - t) + corner(*b, 0.0) * t
            head = corner(*a, 1.0) * (1 - t) + corner(*b, 1.0) * t
            parts.append(tube(np.stack([foot, head]), wire, segments=4))
    for t in np.linspace(0, 1, n)[1:-1]:
        parts.append(
            tube(
                np.stack(
                    [
                        corner(-1, -1, 0) * (1 - t) + corner(1, -1, 0) * t,
                        corner(-1, 1, 0) * (1 - t) + corner(1, 1, 0) * t,
                    ]
                ),
                wire,
                segments=4,
            )
        )
    back = corner(1, 1, 1)
    for way in (-1, 1):
        x = way * half1
        parts.append(
            bent_tube(
                [
                    (way * half0 * 0.9, -long / 2, 0.75),
                    (way * half1 * 0.98, long / 2, 0.6),
                    (x * 0.98, long / 2 + 0.15, low + 0.2),
                    (x, back[1] + 0.55, back[2] + 0.35),
                ],
                0.07,
                0.3,
            )
        )
        parts.append(
            tube(
                np.array([(way * half0 * 0.9, -long / 2 + 0.1, 0.75), (way * half0 * 0.8, -long * 0.3, low + 0.2)]),
                0.06,
                segments=8,
            )
        )
    parts.append(
        tube(
            rod((-half1, back[1] + 0.55, back[2] + 0.35), (half1, back[1] + 0.55, back[2] + 0.35), 4), 0.11, segments=14
        ).with_(surface="dark")
    )
    state = rng.bit_generator.state
    for x in (-1, 1):
        for y in (-1, 1):
            rng.bit_generator.state = state
            parts += moved(
                rotated(caster(rng, 0.27, 0.72), "z", 90.0),
                x=x * (half0 if y < 0 else half1) * 0.9,
                y=y * long / 2 * 0.96,
            )
    if whether(rng, 0.5):
        tray = box(2 * half0 * 0.85, long * 0.8, 0.05, at=(0, 0, 0.8))
        parts.append(tray.with_strokes(ring_line((0, 0, 0.851), 0.3, "z", "light")) if whether(rng, 0.3) else tray)
    return parts


FAMILIES = (Family("shopping_cart", "12-02", ("Shopping cart", "Shopping trolley", "Cart"), _shopping_cart),)
