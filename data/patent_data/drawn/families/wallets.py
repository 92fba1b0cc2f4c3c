"""Wallets: 03-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import disc, draw, front, line, slab
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.luggage import TEXTILE
from patent_data.drawn.families.sewn_parts import pull_tab
from patent_data.drawn.solids import Part, cylinder, extrude


def wallet(rng: Rng) -> list[Part]:
    """A wallet or card case: folded, half open, or a long purse with a zip or a snap."""
    w, h = pick(rng, (1.1, 0.9), (1.9, 1.0), (0.8, 1.1), (1.5, 0.95))
    w, h = w * between(rng, 0.92, 1.08), h * between(rng, 0.92, 1.08)
    thick = between(rng, 0.05, 0.09)
    corner = between(rng, 0.03, 0.16)
    kind = pick(rng, "open", "open", "closed", "zip")

    def leaf(slots: int, inside: bool) -> Part:
        one = slab(w, thick, h, corner, 0.3 * thick)
        y = -thick / 2 - 0.004
        found = [front(rounded_rectangle(w - 0.08, h - 0.08, corner), 0, y, h / 2, "stitch")]
        if inside:
            for i, z in enumerate(np.linspace(0.35, 0.85, slots) * h):
                found.append(
                    line((-0.45 * w, y, z), (-0.08 * w, y, z), (0, y, z - 0.06), (0.08 * w, y, z), (0.45 * w, y, z))
                    if i % 2
                    else line((-0.45 * w, y, z), (0.45 * w, y, z))
                )
                found.append(line((-0.45 * w, y, z - 0.03), (0.45 * w, y, z - 0.03), kind="stitch"))
        return draw(one, found).with_(**TEXTILE)

    if kind == "open":
        opening = between(rng, 30, 160)
        left = leaf(whole(rng, 2, 5), True).moved(-w / 2 - 0.02)
        right = leaf(whole(rng, 0, 4), True).moved(w / 2 + 0.02)
        if maybe(rng, 0.3):
            right = draw(
                right, [front(rounded_rectangle(0.6 * w, 0.5 * h, 0.04), w / 2 + 0.02, -thick / 2 - 0.004, 0.4 * h)]
            )
        spine = cylinder(thick * 0.9, h * 0.98, (0, thick * 0.3, 0.01 * h), segments=16)
        half = opening / 2 - 80
        return [left.rotated("z", -half), right.rotated("z", half), spine]
    parts = [leaf(0, False), leaf(whole(rng, 0, 2), True).rotated("z", 180).moved(y=thick * 1.3)]
    y = -thick / 2
    if kind == "zip":
        rim = rounded_rectangle(w + 0.01, h + 0.01, corner)
        core = slab(w * 0.985, thick * 1.2, h * 0.985, corner, at=(0, thick * 0.65, 0.0075 * h))
        teeth = [front(rounded_rectangle(w * 0.99, h * 0.99, corner), 0, thick * 0.65, h / 2, "stitch")]
        parts += [draw(core, teeth), *pull_tab(0.1, (w / 2 - 0.1, thick * 0.65, h - 0.02))]
        del rim
        if maybe(rng):
            t = np.linspace(0, 2 * np.pi, 25)[:-1]
            parts.append(
                limb(
                    np.column_stack(
                        [w / 2 + 0.3 + 0.28 * np.cos(t), 0 * t + thick * 0.6, h * 0.8 + 0.5 * np.sin(t) - 0.3]
                    ),
                    [0.02],
                    [0.05],
                    n=8,
                )
            )
    else:
        tab = pick(rng, "snap", "band", "none")
        if tab == "snap":
            flap = slab(0.3, thick * 0.6, 0.26, 0.1, at=(w / 2 - 0.14, y - 0.02, h / 2 - 0.13))
            parts += [
                draw(
                    flap,
                    [
                        front(
                            rounded_rectangle(0.24, 0.2, 0.08),
                            w / 2 - 0.14,
                            y - 0.02 - thick * 0.3 - 0.003,
                            h / 2,
                            "stitch",
                        )
                    ],
                ),
                disc(0.05, 0.03, (w / 2 - 0.18, y - 0.03, h / 2), 0.01, 18),
            ]
        elif tab == "band":
            x = between(rng, 0.2, 0.36) * w
            parts.append(
                extrude(
                    rounded_rectangle(thick * 4.2, h * 1.02, 0.02),
                    0.1,
                    "x",
                    holes=[rounded_rectangle(thick * 3.9, h * 0.99, 0.01)],
                    at=(x, thick * 0.6, h / 2),
                )
            )
    emblem = pick(rng, "none", "plate", "oval")
    if emblem == "plate":
        parts.append(slab(0.22, 0.02, 0.1, 0.015, at=(0.3 * w, y - 0.005, 0.16 * h)))
    elif emblem == "oval":
        parts[0] = draw(parts[0], [front(ellipse(0.12, 0.08, 24), 0, y - 0.004, h / 2)])
    return parts


FAMILIES = (Family("wallet", "03-01", ("Wallet", "Card holder", "Billfold"), wallet),)
