"""Caps: 02-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, star
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, lay, line, ring
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.sewn_parts import ring_path
from patent_data.drawn.solids import Part, Stroke, loft, revolve, sheet, superellipsoid


def crown_seams(radius: tuple[float, float], height: float, panels: int, base: float, kind: str) -> list[Stroke]:
    """Meridians of a dome with half axes (x, y)."""
    found = []
    t = np.linspace(0.02, np.pi / 2, 20)
    for i in range(panels):
        a = 2 * np.pi * (i + 0.5 * (panels % 2)) / panels + np.pi / 2
        points = np.column_stack(
            [
                radius[0] * np.cos(t) ** 0.8 * np.cos(a),
                radius[1] * np.cos(t) ** 0.8 * np.sin(a),
                base + height * np.sin(t),
            ]
        )
        found.append(Stroke(points * [1.006, 1.006, 1.004], "stitch" if kind == "stitch" else "line"))
    return found


def dome(radius: tuple[float, float], height: float, base: float, brim: float = 0.0) -> Part:
    """The crown of a cap: upright at the edge, round on top, hollow below."""
    t = np.linspace(0.0, np.pi / 2 - 0.02, 18)
    rings = [
        [0, 0, base + height * np.sin(a), radius[0] * np.cos(a) ** 0.8, radius[1] * np.cos(a) ** 0.8, 2.0] for a in t
    ]
    inner = [
        [
            0,
            0,
            base + 0.9 * height * np.sin(a),
            0.97 * radius[0] * np.cos(a) ** 0.8,
            0.97 * radius[1] * np.cos(a) ** 0.8,
            2.0,
        ]
        for a in t[:-1][::-4]
    ]
    start = [[0, 0, base - brim, radius[0], radius[1], 2.0]] if brim else []
    rows = [
        ring_path(level, 48)
        for level in [*inner, [0, 0, base - brim, radius[0] * 0.97, radius[1] * 0.97, 2.0], *start, *rings]
    ]
    return loft(np.stack(rows))


def visor(rng: Rng, radius: tuple[float, float], reach: float, spread: float, curve: float, z: float) -> Part:
    """The peak of a cap: a bent sheet in front of the crown with stitch lines along its edge."""
    a = np.radians(np.linspace(-spread, spread, 25))
    square = between(rng, 0.0, 0.6)
    rows = []
    for s in np.linspace(-0.06, 1.0, 7):
        bulge = np.cos(a / np.radians(spread) * np.pi / 2) ** (1.0 - 0.6 * square)
        r = s * reach * bulge
        x = radius[0] * np.sin(a) * (1 + 0.12 * s)
        y = -radius[1] * np.cos(a) - r
        drop = curve * (np.abs(a) / np.radians(spread)) ** 2 * (0.25 + 0.75 * s) + 0.12 * s * reach
        rows.append(np.column_stack([x, y, z - drop]))
    grid = np.stack(rows)
    lines = []
    for q in np.linspace(0.25, 0.92, whole(rng, 0, 6)):
        row = grid[1] + (grid[-1] - grid[1]) * q
        lines += [Stroke(row + np.array([0, 0, q]), "stitch") for q in (-0.022, 0.022)]
    return draw(sheet(grid, 0.035), lines)


def cap(rng: Rng) -> list[Part]:
    """A cap with a peak, seams, eyelets and a closing strap, or a knitted hat."""
    rx, ry = 0.78, between(rng, 0.86, 1.0)
    kind = pick(rng, "baseball", "baseball", "trucker", "army", "knitted", "visor")
    h = between(rng, 0.62, 0.95)
    textile = {"surface": "textile"}
    if kind == "knitted":
        crown = dome((rx, ry), h * 1.2, 0.0, 0.05)
        band = between(rng, 0.25, 0.45)
        fold = loft(
            np.stack(
                [
                    ring_path([0, 0, z, rx * s, ry * s, 2.0], 48)
                    for z, s in ((-0.12, 1.0), (-0.14, 1.07), (0.0, 1.1), (band, 1.08), (band + 0.03, 1.0))
                ]
            )
        )
        ribs = whole(rng, 30, 60)
        marks = [
            line(
                (rx * 1.1 * np.cos(a), ry * 1.1 * np.sin(a), -0.1),
                (rx * 1.1 * np.cos(a), ry * 1.1 * np.sin(a), band - 0.02),
                kind="light",
            )
            for a in np.arange(ribs) * 2 * np.pi / ribs
        ]
        crown = draw(crown, crown_seams((rx, ry), h * 1.2, whole(rng, 4, 10) * 2, 0.0, pick(rng, "line", "stitch")))
        parts = [crown.with_(**textile), draw(fold, marks).with_(**textile)]
        if maybe(rng, 0.6):
            r = between(rng, 0.16, 0.28)
            ball = superellipsoid(r, r, r, at=(0, 0, h * 1.2 + 0.7 * r))
            hairs = rng.normal(size=(46, 3))
            hairs /= np.linalg.norm(hairs, axis=1, keepdims=True)
            parts.append(
                draw(
                    ball,
                    [
                        Stroke(np.array([0, 0, h * 1.2 + 0.7 * r]) + np.outer([1.0, 1.16], d) * r, "light")
                        for d in hairs
                    ],
                )
            )
        return parts
    parts = []
    if kind != "visor":
        crown = dome((rx, ry), h, 0.0, 0.16)
        marks = crown_seams((rx, ry), h, pick(rng, 5, 6, 6, 8) if kind != "army" else 2, 0.0, "line")
        for q in (0.02, -0.02):
            marks += [ring(1.0, -0.1 + q, kind="stitch")]
        marks = [*marks[:-2], *[Stroke(m.points * [rx * 1.006, ry * 1.006, 1.0], "stitch") for m in marks[-2:]]]
        if kind != "army":
            panels = 6
            for i in range(panels):
                a = 2 * np.pi * (i + 0.5) / panels + np.pi / 2
                b = 0.95
                p = (
                    np.array([rx * np.cos(b) ** 0.8 * np.cos(a), ry * np.cos(b) ** 0.8 * np.sin(a), h * np.sin(b)])
                    * 1.01
                )
                eye = np.array([[np.cos(c), np.sin(c)] for c in np.linspace(0, 2 * np.pi, 13)]) * 0.028
                tangent = np.array([-np.sin(a), np.cos(a), 0])
                marks.append(
                    Stroke(p + eye[:, :1] * tangent + eye[:, 1:] * np.array([-0.6 * np.cos(a), -0.6 * np.sin(a), 0.7]))
                )
            parts.append(revolve([(0.075, -0.03), (0.07, 0.02), (0.03, 0.04)], (0, 0, h), segments=20))
        if kind == "trucker":
            for i in range(26):
                a = np.radians(-40 + 260 * i / 25)
                t = np.linspace(0.02, 1.3, 9)
                marks.append(
                    Stroke(
                        np.column_stack(
                            [rx * np.cos(t) ** 0.8 * np.cos(a), ry * np.cos(t) ** 0.8 * np.sin(a), h * np.sin(t)]
                        )
                        * 1.006,
                        "light",
                    )
                )
        if maybe(rng, 0.4):
            badge = pick(rng, star(5, 0.2, 0.09), ellipse(0.22, 0.16, 24), rounded_rectangle(0.4, 0.24, 0.04))
            placed = np.vstack([badge, badge[:1]])
            marks += lay(
                crown, np.column_stack([placed[:, 0], 0 * placed[:, 0] - 9, placed[:, 1] + 0.42 * h]), (0, 1, 0), n=60
            )
        parts.insert(0, draw(crown, marks).with_(**textile))
    else:
        tall = between(rng, 0.2, 0.34)
        headband = loft(
            np.stack(
                [
                    ring_path([0, 0, z, rx * s, ry * s, 2.0], 48)
                    for z, s in ((tall, 0.96), (-0.16, 0.96), (-0.16, 1.0), (tall, 0.99), (tall, 0.96))
                ]
            ),
            caps=False,
        )
        lines = [Stroke(ring(1.0, z).points * [rx * 1.006, ry * 1.006, 1.0], "stitch") for z in (-0.1, tall - 0.05)]
        parts.append(draw(headband, lines).with_(**textile))
    if kind != "army" or maybe(rng, 0.8):
        parts.append(
            visor(rng, (rx, ry), between(rng, 0.45, 0.8), between(rng, 58, 78), between(rng, 0.0, 0.34), -0.1).with_(
                **textile
            )
        )
    closing = pick(rng, "strap", "snap", "none")
    if closing != "none":
        t = np.radians(np.linspace(48, 132, 20))
        path = np.column_stack([rx * 1.03 * np.cos(t), ry * 1.03 * np.sin(t), 0 * t - 0.1])
        strap_part = limb(path, [0.06], [0.012], power=5.0, side=(0.0, 0.0, 1.0), n=12)
        if closing == "snap":
            strap_part = draw(
                strap_part,
                [
                    Stroke(
                        np.array(
                            [
                                [
                                    rx * 1.06 * np.cos(b) + 0.02 * np.cos(c),
                                    ry * 1.055 * np.sin(b),
                                    -0.1 + 0.02 * np.sin(c),
                                ]
                                for c in np.linspace(0, 2 * np.pi, 11)
                            ]
                        )
                    )
                    for b in np.radians(np.linspace(72, 108, 6))
                ],
            )
        parts.append(strap_part)
    return parts


FAMILIES = (Family("cap", "02-03", ("Cap", "Baseball cap", "Knitted hat", "Visor cap"), cap),)
