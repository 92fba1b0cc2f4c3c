"""Protective headwear: 02-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, spline
from patent_data.drawn.families.detail import deform, draw, lay, ring, slab, unclaimed, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.headwear import dome, visor
from patent_data.drawn.families.sewn_parts import hem, on_face, soft_body, strap
from patent_data.drawn.solids import Part, Stroke, revolve


def helmet(rng: Rng) -> list[Part]:
    """A protective helmet for cycling, building sites or sport, with vents, ribs, a visor and chin straps."""
    rx, ry = 0.78, between(rng, 0.95, 1.1)
    h = between(rng, 0.72, 0.9)
    kind = pick(rng, "cycle", "site", "skate", "full")
    parts: list[Part] = []
    power = 0.8
    shell = dome((rx, ry), h, 0.0, between(rng, 0.05, 0.3))
    marks: list[Stroke] = []
    down = (0.0, 0.0, -1.0)
    if kind == "cycle":
        tail = between(rng, 0.0, 0.35)
        shell = deform(
            shell,
            lambda p: (
                p
                + np.column_stack(
                    [
                        0 * p[:, 0],
                        tail * np.clip(p[:, 1], 0, 2) ** 2 * np.clip(p[:, 2] + 0.2, 0, 1),
                        0.12 * np.abs(p[:, 1]) * (p[:, 2] < 0.05),
                    ]
                )
            ),
        )
        lanes = whole(rng, 2, 4)
        for x in np.linspace(-0.8, 0.8, 2 * lanes - 1 + 2)[1:-1] * rx:
            for y0, y1 in ((-0.75, -0.3), (-0.18, 0.3), (0.42, 0.8)):
                w = between(rng, 0.045, 0.075)
                keen = np.sqrt(max(0.1, 1 - (x / rx) ** 2))
                slot = spline(
                    [
                        [x - w, y0 * keen],
                        [x, y0 * keen - 0.06],
                        [x + w, y0 * keen],
                        [x + 0.7 * w, y1 * keen],
                        [x, y1 * keen + 0.05],
                        [x - 0.7 * w, y1 * keen],
                        [x - w, y0 * keen],
                    ],
                    n=22,
                )
                marks += lay(shell, np.column_stack([slot * [1, ry * 0.95], 0 * slot[:, 0] + 9]), down, n=24)
    elif kind == "site":
        ridge = whole(rng, 1, 3)
        t = np.linspace(0.35, np.pi - 0.35, 24)
        for i in range(ridge):
            x = (i - (ridge - 1) / 2) * 0.2
            path = np.column_stack(
                [0 * t + x, -ry * 1.0 * np.cos(t) * np.abs(np.cos(t)) ** (power - 1) * 0.97, h * np.sin(t) * 1.0]
            )
            parts.append(wire(path, 0.045, 10))
        rim = deform(
            revolve([(0.96, -0.06), (1.1, -0.08), (1.12, -0.05), (1.0, 0.0)], segments=48),
            lambda p: (
                p * [rx, ry, 1]
                + np.column_stack([0 * p[:, 0], -0.22 * np.clip(-p[:, 1] - 0.3, 0, 1), -0.08 * np.clip(-p[:, 1], 0, 1)])
            ),
        )
        parts.append(rim)
        marks += [
            m
            for s in (-1, 1)
            for z in np.linspace(0.22, 0.4, whole(rng, 2, 4))
            for m in lay(shell, [[s * 9, -0.2, z], [s * 9, 0.2, z]], (-s, 0, 0), n=16)
        ]
    elif kind == "skate":
        for y in np.linspace(-0.5, 0.5, 3):
            marks += [
                m
                for x in (-0.3, 0.0, 0.3)
                for m in lay(
                    shell, np.column_stack([ellipse(0.07, 0.1, 18) + np.array([x, y]), np.full(18, 9.0)]), down, n=24
                )
            ]
        marks.append(Stroke(ring(1.0, -0.02).points * [rx * 1.006, ry * 1.006, 1.0]))
    else:
        shell = soft_body(
            [
                [0, 0.05, -0.75, rx * 0.72, ry * 0.7, 2.2],
                [0, 0, -0.45, rx * 0.95, ry * 0.98, 2.3],
                [0, 0, 0.0, rx, ry, 2.2],
                [0, 0.02, 0.45, rx * 0.86, ry * 0.86, 2.1],
                [0, 0.02, 0.72, rx * 0.5, ry * 0.52, 2.0],
                [0, 0.02, 0.8, 0.02, 0.02, 2.0],
            ],
            30,
            44,
        )
        low, high = between(rng, -0.3, -0.15), between(rng, 0.2, 0.36)
        eye = spline(
            [
                [-rx * 1.02, low + 0.1],
                [-0.5 * rx, low - 0.03],
                [0, low - 0.06],
                [0.5 * rx, low - 0.03],
                [rx * 1.02, low + 0.1],
                [rx * 0.98, high - 0.05],
                [0.4 * rx, high],
                [-0.4 * rx, high],
                [-rx * 0.98, high - 0.05],
            ],
            closed=True,
            n=60,
        )
        marks += on_face(shell, np.vstack([eye, eye[:1]]), n=80) + on_face(
            shell, np.vstack([eye, eye[:1]]) * [0.96, 0.88], "light", 80
        )
        marks += [
            m
            for s in (-1, 1)
            for m in on_face(
                shell, [[s * 0.1, -0.5], [s * 0.34, -0.46], [s * 0.3, -0.58], [s * 0.1, -0.6], [s * 0.1, -0.5]]
            )
        ]
        marks += hem(shell, -0.7, "line")
        marks += [m for s in (-1, 1) for m in lay(shell, [[s * 0.2, -0.5, 9], [s * 0.26, 0.6, 9]], down)]
        parts += [
            revolve([(0.11, -0.05), (0.11, 0.02), (0.08, 0.035)], axis="x", segments=24).moved(
                x=rx * 0.98, y=-0.1, z=0.02
            )
        ]
        parts.append(parts[-1].mirrored("x"))
    if kind in ("cycle", "skate"):
        straps = []
        for s in (-1, 1):
            for y in (-0.4, 0.35):
                straps.append(
                    strap(
                        [[s * rx * 0.9, y, -0.05], [s * rx * 0.86, y * 0.4, -0.55], [s * 0.25, -0.15, -1.0]], 0.07, 0.02
                    )
                )
        straps.append(slab(0.6, 0.05, 0.1, 0.03, at=(0, -0.15, -1.04)))
        parts += unclaimed(straps, maybe(rng, 0.15)) if maybe(rng, 0.75) else []
    if kind in ("cycle", "site") and maybe(rng, 0.35):
        parts.append(visor(rng, (rx, ry), 0.35, 60, 0.06, -0.02))
    if kind != "full" and maybe(rng, 0.4):
        dial = (
            revolve([(0.09, 0), (0.09, 0.06), (0.07, 0.08)], segments=20).rotated("x", -90).moved(0, ry * 0.98, -0.02)
        )
        parts.append(dial)
    return [draw(shell, marks), *parts]


FAMILIES = (Family("helmet", "02-03", ("Helmet", "Bicycle helmet", "Safety helmet", "Protective headgear"), helmet),)
