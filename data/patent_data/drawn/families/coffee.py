"""Coffee machines: 31-00."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, front, line, ring, ring_of, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import slots
from patent_data.drawn.families.kitchen import panel
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, revolve


def coffee_machine(rng: Rng) -> list[Part]:
    """A coffee machine: drip with a pot, espresso with a portafilter, or for capsules."""
    w, d, h = between(rng, 0.7, 1.1), between(rng, 0.8, 1.1), between(rng, 1.2, 1.6)
    kind = pick(rng, "drip", "espresso", "capsule")
    corner = pick(rng, 0.02, 0.08, 0.2)
    low = between(rng, 0.1, 0.2)
    gap = h * between(rng, 0.42, 0.54)
    base = box(w, d, low, radius=corner)
    column = box(w, d * 0.42, h, (0, d * 0.29, 0), radius=corner)
    head = box(
        w,
        d * (0.98 if kind != "capsule" else 0.84),
        h - gap - low,
        (0, 0.0 if kind != "capsule" else d * 0.06, gap + low),
        radius=corner,
    )
    y = -d * 0.49 if kind != "capsule" else -d * 0.36
    marks: list[Stroke] = []
    zc = (h + gap + low) / 2
    parts: list[Part] = panel(rng, 0.56 * w, 0.5 * (h - gap - low), y, zc)
    spot = -d * 0.16
    if kind == "drip":
        r = min(0.36 * w, 0.36 * d)
        pot_h = gap * 0.84
        profile = [
            (r * 0.86, 0),
            (r, 0.1 * pot_h),
            (r * 1.04, 0.35 * pot_h),
            (r * between(rng, 0.7, 0.9), 0.78 * pot_h),
            (r * 0.72, 0.9 * pot_h),
            (r * 0.76, pot_h),
        ]
        pot = revolve(
            [(max(float(a), 0.0), float(b)) for a, b in spline(profile, n=18)], (0, spot, low + 0.02), segments=40
        ).with_(surface="glass")
        level = ring(r * 1.045, low + 0.02 + 0.5 * pot_h, 0, spot, "light")
        grip = limb(
            spline(
                [
                    [0, -r * 0.72, 0.88 * pot_h],
                    [0, -r * 1.5, 0.86 * pot_h],
                    [0, -r * 1.55, 0.4 * pot_h],
                    [0, -r * 1.3, 0.16 * pot_h],
                ],
                n=20,
            ),
            [0.05],
            [0.03],
            power=4.0,
            side=(1.0, 0.0, 0.0),
            ends=(0, 0.02),
        )
        band = revolve(
            [(r * 0.8, 0.84 * pot_h), (r * 0.82, 0.86 * pot_h), (r * 0.8, 0.95 * pot_h)],
            (0, spot, low + 0.02),
            segments=40,
        )
        jug = [draw(pot, [level] if maybe(rng, 0.3) else []), grip.moved(0, spot, low + 0.02), band]
        parts += unclaimed(jug, maybe(rng, 0.1))
        parts.append(revolve([(r * 0.9, 0), (r * 0.9, 0.02)], (0, spot, low), segments=40))
        parts.append(cylinder(r * 0.8, 0.1, (0, spot, gap + low - 0.09), segments=36))
        if maybe(rng, 0.5):
            marks += [
                line((w / 2 + 0.003, d * 0.3, z), (w / 2 + 0.003, d * 0.36, z), kind="light")
                for z in np.linspace(0.3 * h, 0.8 * h, 9)
            ]
    else:
        tray = slots(whole(rng, 6, 10), 0.6 * d, 0.7 * w / 10, 0, 0, 0, True)
        parts.append(
            draw(
                box(w * 0.86, d * 0.5, 0.03, (0, -d * 0.2, low), radius=0.02),
                [
                    Stroke(
                        np.column_stack(
                            [t.points[:, 0], -d * 0.2 + t.points[:, 2] * 0.7, 0 * t.points[:, 0] + low + 0.034]
                        ),
                        "light",
                    )
                    for t in tray
                ],
            )
        )
        spout_z = gap + low
        if kind == "espresso":
            parts += [
                cylinder(0.17, 0.12, (0, spot, spout_z - 0.1), segments=36),
                cylinder(0.19, 0.07, (0, spot, spout_z - 0.16), segments=36),
            ]
            arm = limb(
                spline(
                    [
                        [0, spot - 0.15, spout_z - 0.13],
                        [0, spot - 0.4, spout_z - 0.15],
                        [0, spot - 0.75, spout_z - 0.2],
                    ],
                    n=16,
                ),
                [0.03, 0.05, 0.06],
                [0.03, 0.045, 0.05],
                side=(1.0, 0.0, 0.0),
                ends=(0, 0.04),
            )
            parts += [
                arm,
                *[
                    wire(
                        spline(
                            [
                                [0, spot, spout_z - 0.14],
                                [s * 0.05, spot, spout_z - 0.24],
                                [s * 0.06, spot, spout_z - 0.3],
                            ],
                            n=8,
                        ),
                        0.025,
                        8,
                    )
                    for s in (-1, 1)
                ],
            ]
            steam = spline(
                [
                    [0.38 * w, spot, spout_z + 0.02],
                    [0.42 * w, spot - 0.06, spout_z - 0.2],
                    [0.42 * w, spot - 0.12, low + 0.2],
                ],
                n=14,
            )
            parts.append(wire(steam, 0.022, 8))
            if maybe(rng, 0.6):
                r = 0.11
                gauge = (
                    revolve([(r, -0.02), (r, 0.03), (r * 0.88, 0.04), (r * 0.86, 0.02)], segments=32)
                    .rotated("x", 90)
                    .moved(0.38 * w, y, zc)
                )
                parts.append(draw(gauge, [line((0.38 * w, y - 0.022, zc), (0.38 * w + 0.05, y - 0.022, zc + 0.05))]))
            rail = [
                [-0.46 * w, -0.4 * d, h + 0.08],
                [-0.46 * w, 0.45 * d, h + 0.08],
                [0.46 * w, 0.45 * d, h + 0.08],
                [0.46 * w, -0.4 * d, h + 0.08],
            ]
            if maybe(rng, 0.4):
                parts += [wire(rail, 0.014, 8), *[wire([[p[0], p[1], h - 0.02], p], 0.012, 8) for p in rail]]
        else:
            parts.append(
                loft(
                    np.stack(
                        [
                            ring_of(0, spot - 0.08, spout_z + z, 0.15 * s, 0.12 * s, 3.0, 28)
                            for s, z in ((0.5, -0.14), (0.8, -0.06), (1.0, 0.0), (1.0, 0.05))
                        ]
                    )
                )
            )
            lever = spline(
                [
                    [-0.3 * w, y + 0.1, h - 0.02],
                    [-0.3 * w, y - 0.1, h + 0.05],
                    [0, y - 0.16, h + 0.07],
                    [0.3 * w, y - 0.1, h + 0.05],
                    [0.3 * w, y + 0.1, h - 0.02],
                ],
                n=24,
            )
            parts.append(limb(lever, [0.05], [0.025], power=3.0, side=(0.0, 0.3, 1.0)))
        if maybe(rng, 0.3):
            cup = revolve(
                [(0.08, 0), (0.13, 0.05), (0.15, 0.2), (0.14, 0.2), (0.11, 0.05)], (0, spot, low + 0.04), segments=28
            )
            parts += unclaimed([cup], maybe(rng, 0.7))
    if maybe(rng, 0.4):
        parts.append(box(w * 0.9, d * 0.3, 0.05, (0, d * 0.28, h), radius=0.02))
    marks.append(front(rounded_rectangle(0.8 * w, 0.5 * h, 0.04), 0, d * 0.5 + 0.003, 0.5 * h, "light"))
    return [draw(base, []), draw(column, marks), head, *parts]


FAMILIES = (Family("coffee_machine", "31-00", ("Coffee machine", "Coffee maker", "Espresso machine"), coffee_machine),)
