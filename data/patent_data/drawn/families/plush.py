"""Plush toys: 21-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, lay, wire
from patent_data.drawn.families.family import Family, Rng, between, pick
from patent_data.drawn.solids import Part, superellipsoid


def soft_animal(rng: Rng) -> list[Part]:
    """A sitting stuffed animal: bear, rabbit, dog, elephant."""
    r = between(rng, 0.4, 0.5)
    kind = pick(rng, "bear", "rabbit", "dog", "elephant")
    body = superellipsoid(r, r * 0.85, r * between(rng, 1.0, 1.2), at=(0, 0, r * 0.95), segments=28)
    seam = lay(body, [[0.0, -9.0, 0.0], [0.0, -9.0, 2 * r]], (0, 1, 0), "stitch")
    hr = r * between(rng, 0.8, 1.0)
    hz = r * 1.9 + hr * 0.7
    head = superellipsoid(hr, hr * 0.9, hr * between(rng, 0.85, 1.0), 0.9, 1.0, (0, -0.06, hz), 28)
    lines = lay(head, [[0, -9, hz], [0, -9, hz + hr * 1.2]], (0, 1, 0), "stitch")
    parts = [draw(body, seam), draw(head, lines)]
    muzzle_y = -0.06 - hr * 0.82
    if kind == "elephant":
        trunk = spline(
            [
                [0, muzzle_y + 0.1, hz - 0.1],
                [0, muzzle_y - 0.2, hz - 0.25],
                [0, muzzle_y - 0.3, hz - 0.55],
                [0, muzzle_y - 0.5, hz - 0.6],
            ],
            n=20,
        )
        parts.append(limb(trunk, [0.15, 0.11, 0.08], [0.15, 0.11, 0.08], ends=(0, 0.03), n=18))
    else:
        muzzle = superellipsoid(hr * 0.46, hr * 0.36, hr * 0.36, at=(0, muzzle_y, hz - hr * 0.24), segments=24)
        tip = float(muzzle.vertices[:, 1].min())
        mark = lay(muzzle, [[0, -9, hz - hr * 0.24], [0, -9, hz - hr * 0.6]], (0, 1, 0)) + lay(
            muzzle,
            spline([[-hr * 0.2, -9, hz - hr * 0.4], [0, -9, hz - hr * 0.48], [hr * 0.2, -9, hz - hr * 0.4]], n=10),
            (0, 1, 0),
        )
        parts += [
            draw(muzzle, mark),
            superellipsoid(hr * 0.13, hr * 0.08, hr * 0.09, at=(0, tip + 0.02, hz - hr * 0.08), segments=16),
        ]
    for s in (-1, 1):
        parts.append(
            superellipsoid(
                hr * 0.1, hr * 0.06, hr * 0.11, at=(s * hr * 0.36, -0.06 - hr * 0.82, hz + hr * 0.16), segments=16
            )
        )
        if kind == "bear":
            ear = superellipsoid(hr * 0.32, hr * 0.14, hr * 0.32, at=(s * hr * 0.72, 0, hz + hr * 0.74), segments=20)
            parts.append(
                draw(
                    ear,
                    lay(
                        ear,
                        np.column_stack(
                            [
                                s * hr * 0.72 + hr * 0.18 * np.cos(t := np.linspace(0, 6.28, 17)),
                                0 * t - 9,
                                hz + hr * 0.76 + hr * 0.18 * np.sin(t),
                            ]
                        ),
                        (0, 1, 0),
                    ),
                )
            )
        elif kind == "rabbit":
            tall = between(rng, 0.7, 1.1) * hr
            ear = (
                superellipsoid(hr * 0.2, hr * 0.1, tall, at=(0, 0, tall * 0.8), segments=20)
                .rotated("y", s * between(rng, 5, 30))
                .moved(s * hr * 0.36, 0, hz + hr * 0.6)
            )
            parts.append(ear)
        elif kind == "dog":
            parts.append(
                limb(
                    spline(
                        [
                            [s * hr * 0.7, 0, hz + hr * 0.66],
                            [s * hr * 1.12, -0.04, hz + hr * 0.3],
                            [s * hr * 1.1, -0.08, hz - hr * 0.3],
                        ],
                        n=14,
                    ),
                    [0.08, 0.14, 0.12],
                    [0.05],
                    ends=(0.03, 0.05),
                    n=16,
                )
            )
        else:
            parts.append(
                superellipsoid(hr * 0.6, hr * 0.1, hr * 0.62, at=(0, 0, 0), segments=24)
                .rotated("z", -s * 30)
                .moved(s * hr * 1.25, 0.05, hz + 0.1)
            )
        arm = limb(
            spline(
                [
                    [s * r * 0.75, -0.05, r * 1.6],
                    [s * r * 1.15, -0.2, r * 1.15],
                    [s * r * between(rng, 0.8, 1.2), -0.45, r * 0.95],
                ],
                n=14,
            ),
            [0.12, 0.13, 0.13],
            [0.12, 0.13, 0.13],
            ends=(0.06, 0.1),
            side=(1.0, 0.0, 0.0),
            n=16,
        )
        parts.append(arm)
        leg = limb(
            spline(
                [[s * r * 0.55, -0.1, r * 0.36], [s * r * 0.8, -r * 0.9, r * 0.34], [s * r * 0.9, -r * 1.45, r * 0.4]],
                n=14,
            ),
            [0.18, 0.19, 0.19],
            [0.17, 0.18, 0.2],
            ends=(0.08, 0.06),
            side=(0.0, 0.0, 1.0),
            n=18,
        )
        pad = lay(
            leg,
            np.column_stack(
                [s * r * 0.9 + 0.12 * np.cos(t := np.linspace(0, 6.28, 21)), 0 * t - 9, r * 0.4 + 0.13 * np.sin(t)]
            ),
            (0, 1, 0),
            pick(rng, "line", "stitch"),
        )
        parts.append(draw(leg, pad))
    extra = pick(rng, "bow", "scarf", "none")
    nz = hz - hr * 0.86
    if extra == "bow":
        parts += [superellipsoid(0.15, 0.05, 0.1, 0.8, 0.8, (s * 0.16, -r * 0.72, nz), 16) for s in (-1, 1)] + [
            superellipsoid(0.05, 0.06, 0.05, at=(0, -r * 0.74, nz), segments=16)
        ]
    elif extra == "scarf":
        t = np.linspace(0, 2 * np.pi, 33)[:-1]
        parts.append(
            wire(np.column_stack([r * 0.66 * np.cos(t), r * 0.6 * np.sin(t) - 0.02, 0 * t + nz]), 0.09, 10, True)
        )
        parts.append(
            limb(
                np.array([[0.1, -r * 0.66, nz], [0.14, -r * 0.92, nz - 0.25], [0.16, -r * 0.98, nz - 0.5]]),
                [0.1],
                [0.02],
                power=4.0,
                side=(1.0, 0.0, 0.0),
                n=12,
            )
        )
    return [p.with_(surface="textile") for p in parts]


FAMILIES = (Family("soft_animal", "21-01", ("Plush toy", "Stuffed animal", "Toy bear"), soft_animal),)
