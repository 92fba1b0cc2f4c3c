"""Dolls: 21-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, lay
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.sewn_parts import soft_body
from patent_data.drawn.solids import Part, Stroke, cylinder, revolve, superellipsoid


def doll(rng: Rng) -> list[Part]:
    """A doll or figure with hair, dress or trousers."""
    head_r = between(rng, 0.22, 0.36)
    body_h = between(rng, 0.5, 0.75)
    leg = between(rng, 0.35, 0.75)
    w = between(rng, 0.2, 0.28)
    dress = maybe(rng, 0.5)
    parts: list[Part] = []
    z = leg + body_h
    hz = z + head_r * 0.95
    head = superellipsoid(head_r, head_r * 0.92, head_r * between(rng, 0.95, 1.12), 0.95, 1.0, (0, 0, hz), 32)
    face: list[Stroke] = []
    toward = (0.0, 1.0, 0.0)
    for s in (-1, 1):
        t = np.linspace(0, 2 * np.pi, 17)
        ex, er = head_r * 0.36, head_r * between(rng, 0.08, 0.16)
        face += lay(
            head, np.column_stack([s * ex + er * np.cos(t), 0 * t - 9, hz + 0.02 + er * 1.2 * np.sin(t)]), toward, n=20
        )
        face += lay(
            head,
            np.column_stack(
                [
                    s * ex + 1.4 * er * np.cos(t[:9]),
                    0 * t[:9] - 9,
                    hz + 0.1 * head_r + 2.0 * er + 0.3 * er * np.sin(t[:9]),
                ]
            ),
            toward,
            "light",
            n=10,
        )
    smile = spline(
        [[-head_r * 0.25, hz - head_r * 0.42], [0, hz - head_r * 0.54], [head_r * 0.25, hz - head_r * 0.42]], n=10
    )
    face += lay(head, np.column_stack([smile[:, 0], 0 * smile[:, 0] - 9, smile[:, 1]]), toward, n=12)
    face += lay(
        head,
        [[0, -9, hz - head_r * 0.08], [0.03, -9, hz - head_r * 0.2], [-0.02, -9, hz - head_r * 0.22]],
        toward,
        "light",
        n=8,
    )
    parts += [draw(head, face), cylinder(head_r * 0.32, 0.16, (0, 0, z - 0.06), segments=16)]
    if dress:
        flare = between(rng, 1.4, 2.4)
        gown = soft_body(
            [
                [0, 0, leg * between(rng, 0.3, 0.9), w * flare, w * flare * 0.85, 2.0],
                [0, 0, leg + 0.2 * body_h, w * (1 + flare) / 2.2, w * 0.9, 2.0],
                [0, 0, leg + 0.5 * body_h, w * 0.72, w * 0.6, 2.0],
                [0, 0, leg + 0.8 * body_h, w * 0.86, w * 0.62, 2.2],
                [0, 0, z, w * 0.5, w * 0.4, 2.2],
            ],
            18,
            36,
        )
        low = float(gown.vertices[:, 2].min())
        rows = [
            m
            for q in (0.05, 0.09)[: whole(rng, 1, 2)]
            for m in lay(gown, [[-9, 0, low + q], [0, -9, low + q], [9, 0, low + q]], (0, 1, 0), "light")
        ]
        rows += [
            m
            for x in np.linspace(-0.8, 0.8, whole(rng, 0, 7))
            for m in lay(
                gown, [[x * w * flare, -9, low + 0.02], [x * w * 0.7, -9, leg + 0.45 * body_h]], (0, 1, 0), "light"
            )
        ]
        parts.append(draw(gown, rows).with_(surface="textile"))
    else:
        shirt = soft_body(
            [
                [0, 0, leg - 0.02, w * 0.9, w * 0.62, 2.4],
                [0, 0, leg + 0.4 * body_h, w * 0.84, w * 0.6, 2.4],
                [0, 0, leg + 0.85 * body_h, w, w * 0.62, 2.4],
                [0, 0, z, w * 0.5, w * 0.42, 2.2],
            ],
            14,
            32,
        )
        rows = lay(shirt, [[-w, -9, leg + 0.12], [w, -9, leg + 0.12]], (0, 1, 0)) + lay(
            shirt, [[0, -9, leg + 0.12], [0, -9, z]], (0, 1, 0), "light"
        )
        parts.append(draw(shirt, rows).with_(surface="textile"))
    spread_ = between(rng, 14, 60)
    arm_l = between(rng, 0.45, 0.6)
    arm = [
        limb(
            np.array([[0, 0, 0.04], [0, 0, -0.5 * arm_l], [0, -0.04, -arm_l]]),
            [0.085, 0.07, 0.055],
            [0.085, 0.07, 0.055],
            ends=(0.05, 0.03),
            n=18,
        ),
        superellipsoid(0.065, 0.05, 0.075, at=(0, -0.05, -arm_l - 0.05), segments=18),
    ]
    sleeve = revolve([(0.11, -0.26), (0.12, -0.24), (0.1, 0.0), (0.05, 0.06)], segments=24)
    for s in (-1, 1):
        parts += [p.rotated("y", -s * spread_).moved(s * w * 0.86, 0, z - 0.09) for p in (*arm, sleeve)]
        foot_x = s * w * 0.44
        parts.append(limb(np.array([[foot_x, 0, 0.06], [foot_x, 0, leg + 0.04]]), [0.08, 0.1], [0.08, 0.1], n=18))
        shoe = superellipsoid(0.1, 0.17, 0.085, 0.8, 0.9, (foot_x, -0.06, 0.07), 20)
        parts.append(shoe.with_(vertices=np.maximum(shoe.vertices, [-9, -9, 0.0])))
    hair = pick(rng, "cap", "bob", "buns", "hat", "ears", "long")
    shell = superellipsoid(
        head_r * 1.07, head_r * 1.02, head_r * 1.12, 0.95, 1.0, (0, head_r * 0.1, hz + head_r * 0.07), 32
    )
    cut = between(rng, 0.42, 0.66)

    def trim(p: np.ndarray) -> np.ndarray:
        q = p.copy()
        low = hz + head_r * cut
        ahead = q[:, 1] < 0.1 * head_r
        q[:, 2] = np.where(ahead, np.maximum(q[:, 2], low), q[:, 2])
        return q

    if hair != "ears":
        parts.append(shell.with_(vertices=trim(shell.vertices)))
    if hair == "bob":
        parts += [
            superellipsoid(
                head_r * 0.26,
                head_r * 0.6,
                head_r * 0.7,
                at=(s * head_r * 0.92, head_r * 0.25, hz - head_r * 0.2),
                segments=20,
            )
            for s in (-1, 1)
        ]
    elif hair == "buns":
        parts += [
            superellipsoid(
                head_r * 0.34, head_r * 0.34, head_r * 0.34, at=(s * head_r * 0.85, 0, hz + head_r * 0.95), segments=20
            )
            for s in (-1, 1)
        ]
    elif hair == "hat":
        brim = between(rng, 1.1, 1.6)
        parts.append(
            revolve(
                [
                    (head_r * brim, hz + head_r * 0.5),
                    (head_r * brim, hz + head_r * 0.56),
                    (head_r * 0.95, hz + head_r * 0.62),
                    (head_r * 0.8, hz + head_r * 1.3),
                    (head_r * 0.5, hz + head_r * 1.4),
                ],
                segments=36,
            )
        )
    elif hair == "ears":
        parts += [
            superellipsoid(
                head_r * 0.34,
                head_r * 0.16,
                head_r * between(rng, 0.34, 0.8),
                at=(s * head_r * 0.7, 0, hz + head_r * 1.0),
                segments=20,
            )
            for s in (-1, 1)
        ]
    elif hair == "long":
        parts += [
            limb(
                spline(
                    [
                        [s * head_r * 0.9, head_r * 0.2, hz + 0.3 * head_r],
                        [s * head_r * 1.2, head_r * 0.2, hz - head_r * 0.5],
                        [s * head_r * 0.95, head_r * 0.1, hz - head_r * 1.3],
                    ],
                    n=14,
                ),
                [0.1, 0.09, 0.03],
                [0.1, 0.09, 0.03],
                ends=(0.04, 0.02),
                n=16,
            )
            for s in (-1, 1)
        ]
    return parts


FAMILIES = (Family("doll", "21-01", ("Doll", "Toy doll", "Figurine"), doll),)
