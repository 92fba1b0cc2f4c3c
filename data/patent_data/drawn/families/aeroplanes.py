"""Aeroplanes (12-07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.aircraft_parts import aerofoil_wing, propeller
from patent_data.drawn.families.bits import (
    between,
    count,
    curve,
    limb,
    one_of,
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import (
    Part,
    Stroke,
    box,
    cylinder,
    moved,
    revolve,
    rotated,
    stroke,
    tube,
)


def _aeroplane(rng: np.random.Generator) -> list[Part]:
    """An aeroplane: airliner, business jet, propeller aircraft or glider."""
    kind = one_of(rng, "airliner", "jet", "prop", "twin", "glider")
    long = between(rng, 8.0, 10.5)
    r = (
        long
        * {"airliner": 0.06, "jet": 0.058, "prop": 0.066, "twin": 0.06, "glider": 0.04}[kind]
        * between(rng, 0.9, 1.1)
    )
    slim = kind in ("prop", "glider")
    nose = [0.25, 0.75, 1.0] if kind != "prop" else [0.55, 0.8, 1.0]
    radii = [*nose, 1.0, 1.0, 0.85 if not slim else 0.55, 0.5 if not slim else 0.3, 0.16]
    n = 26
    x = -long / 2 + long * np.linspace(0, 1, n) ** 1.0
    lift = np.linspace(0, 1, n) ** 4 * r * 0.55
    body_r = values([v * r for v in radii], n)
    body = limb(
        np.column_stack([x, np.zeros(n), lift]), list(body_r), list(body_r), 2.0, (float(body_r[0]) * 0.9, 0.05), n=28
    )
    lines: list[Stroke] = []
    seats = count(rng, 8, 24) if kind == "airliner" else count(rng, 3, 7) if kind in ("jet", "twin") else 0
    for k in range(seats):
        px = -0.3 * long + 0.58 * long * k / max(seats - 1, 1)
        rad = float(np.interp(px, x, body_r)) * 1.002
        size = 0.05 if kind == "airliner" else 0.11
        for way in (-1, 1):
            a = np.linspace(0, 2 * np.pi, 12)
            ang = 0.22 + size / r * np.sin(a)
            lines.append(
                stroke(
                    np.column_stack(
                        [
                            px + 0.75 * size * np.cos(a),
                            way * rad * np.cos(ang),
                            float(np.interp(px, x, lift)) + rad * np.sin(ang),
                        ]
                    )
                )
            )
    if kind in ("airliner", "jet", "twin"):
        for way in (-1, 1):
            for a0, a1 in ((0.35, 0.62), (0.66, 1.0), (1.04, 1.5)):
                px = -long / 2 + r * between(rng, 1.0, 1.02)
                rr = float(np.interp(px, x, body_r)) * 1.01
                rr2 = float(np.interp(px + 0.45 * r, x, body_r)) * 1.01
                quad = [
                    (px, way * rr * np.cos(a0), rr * np.sin(a0)),
                    (px, way * rr * np.cos(a1), rr * np.sin(a1)),
                    (px + 0.4 * r, way * rr2 * np.cos(a1), rr2 * np.sin(a1)),
                    (px + 0.45 * r, way * rr2 * np.cos(a0), rr2 * np.sin(a0)),
                ]
                lines.append(stroke(np.array(quad), closed=True))
        for px in (-0.36 * long, 0.24 * long) if kind == "airliner" else (-0.3 * long,):
            rad = float(np.interp(px, x, body_r)) * 1.002
            for way in (-1, 1):
                ang = np.array([-0.35, 0.6, 0.6, -0.35])
                lines.append(
                    stroke(
                        np.column_stack(
                            [px + np.array([0, 0, 0.25, 0.25]), way * rad * np.cos(ang), rad * np.sin(ang)]
                        ),
                        closed=True,
                    )
                )
    parts: list[Part] = [body.with_strokes(*lines)]
    if slim:
        cabin = limb(
            curve(
                (-0.3 * long, 0, 0.5 * r),
                (-0.16 * long, 0, 0.95 * r),
                (0.02 * long, 0, 0.85 * r),
                (0.2 * long, 0, 0.35 * r),
                n=10,
            ),
            [0.25 * r, 0.75 * r, 0.75 * r, 0.2 * r],
            [0.1 * r, 0.55 * r, 0.5 * r, 0.1 * r],
            2.6,
            n=20,
        )
        parts.append(cabin.with_(surface="glass"))
    span = long * {"glider": 0.95, "prop": 0.56, "twin": 0.52}.get(kind, between(rng, 0.45, 0.52))
    sweep = {"airliner": 0.55, "jet": 0.45}.get(kind, 0.08) * span * between(rng, 0.8, 1.1)
    chord = long * {"glider": 0.09, "prop": 0.15, "twin": 0.15}.get(kind, 0.21)
    taper, dihedral = between(rng, 0.28, 0.5) if not slim else between(rng, 0.5, 0.95), between(rng, 0.02, 0.1) * span
    high = whether(rng, 0.5) if kind in ("prop", "twin", "glider") else False
    zw = 0.8 * r if high else -0.45 * r
    lead = -0.12 * long if kind not in ("prop", "glider") else -0.2 * long
    units: list[Part] = []
    root, tip = np.array([lead, 0.3 * r, zw]), np.array([lead + sweep, span, zw + dihedral])
    units.append(aerofoil_wing(root, tip, chord, chord * taper, 0.1))
    flap = [
        root + (tip - root) * f + np.array([(chord + (chord * taper - chord) * f) * 0.78, 0, 0.035 * chord])
        for f in (0.15, 0.55, 0.6, 0.92)
    ]
    units[-1] = units[-1].with_strokes(stroke(np.stack(flap[:2]), "light"), stroke(np.stack(flap[2:]), "light"))
    if kind in ("airliner", "jet", "glider") and whether(rng, 0.6):
        units.append(
            aerofoil_wing(
                tip, (tip + np.array([0.25, 0.08, 0.45])), chord * taper * 0.85, chord * taper * 0.4, 0.08, True
            )
        )
    if kind == "airliner":
        for f in one_of(rng, (0.34,), (0.34,), (0.28, 0.58)):
            p = root + (tip - root) * f
            nacelle = revolve(
                [
                    (0.36 * r, 0.0),
                    (0.5 * r, 0.05),
                    (0.56 * r, 0.5 * r),
                    (0.5 * r, 1.6 * r),
                    (0.32 * r, 2.3 * r),
                    (0.26 * r, 2.2 * r),
                ],
                axis="x",
                segments=24,
            ).moved(p[0] - 1.0 * r, p[1], p[2] - 0.62 * r)
            units += [
                nacelle,
                revolve([(0.1 * r, -0.05), (0.36 * r, 0.3 * r)], axis="x", segments=16).moved(
                    p[0] - 0.9 * r, p[1], p[2] - 0.62 * r
                ),
                box(0.9 * r, 0.1 * r, 0.4 * r, at=(p[0], p[1], p[2] - 0.3 * r)),
            ]
    elif kind == "jet":
        units += [
            revolve(
                [(0.34 * r, 0), (0.42 * r, 0.1), (0.42 * r, 1.6 * r), (0.28 * r, 2.4 * r)], axis="x", segments=24
            ).moved(0.2 * long, 1.5 * r, 0.55 * r),
            box(1.0 * r, 0.8 * r, 0.12 * r, at=(0.2 * long + r, 1.1 * r, 0.5 * r)),
        ]
    elif kind == "twin":
        p = root + (tip - root) * 0.32
        units.append(
            limb(
                np.array([(p[0] - 1.0 * r, p[1], p[2]), (p[0] + 0.2, p[1], p[2]), (p[0] + 1.2 * chord, p[1], p[2])]),
                [0.3 * r, 0.4 * r, 0.12 * r],
                [0.3 * r, 0.4 * r, 0.12 * r],
                2.2,
                (0.1, 0),
                n=18,
            )
        )
        units += moved(rotated(propeller(rng, 1.3 * r, 3, 0.16 * r), "y", -90.0), x=p[0] - 1.15 * r, y=p[1], z=p[2])
    tail_x = long / 2 - 0.16 * long
    tee = kind in ("jet", "glider") and whether(rng, 0.7)
    fin_h = long * between(rng, 0.13, 0.17)
    fin = aerofoil_wing(
        np.array([tail_x - 0.02 * long, 0, 0.3 * r]),
        np.array([tail_x + 0.09 * long, 0, fin_h]),
        0.15 * long,
        0.08 * long,
        0.09,
        True,
    )
    z_tail = fin_h * 0.95 if tee else 0.5 * r
    units.append(
        aerofoil_wing(
            np.array([tail_x + (0.09 if tee else 0.04) * long, 0.0, z_tail]),
            np.array([tail_x + (0.13 if not slim else 0.07) * long, 0.19 * long, z_tail + 0.1]),
            0.09 * long,
            0.05 * long,
            0.09,
        )
    )
    parts += [fin, *units, *[p.mirrored("y") for p in units]]
    if kind == "prop":
        parts += moved(rotated(propeller(rng, 1.9 * r, one_of(rng, 2, 3), 0.2 * r), "y", -90.0), x=-long / 2 - 0.45 * r)
        parts.append(
            revolve([(0.24 * r, 0), (0.2 * r, 0.2 * r), (0, 0.42 * r)], axis="x", segments=20)
            .mirrored("x")
            .moved(x=-long / 2 - 0.4 * r)
        )
    if kind in ("prop", "twin") or whether(rng, 0.25):
        for px, y in ((-0.33 * long, 0.0), (0.0, 0.8), (0.0, -0.8)):
            z = -r - 0.5
            parts += [
                cylinder(0.2, 0.14, at=(px, y, z), axis="y", segments=18),
                tube(np.array([(px, y, z), (px, y * 0.6, -0.4 * r)]), 0.05, segments=6),
            ]
    if kind == "prop" and high:
        for way in (-1, 1):
            p = root + (tip - root) * 0.45
            parts.append(
                tube(
                    np.array([(p[0] + 0.2, way * p[1], p[2] - 0.02), (lead + 0.3, way * 0.8 * r, -0.6 * r)]),
                    0.05,
                    segments=6,
                )
            )
    return rotated(parts, "z", 90.0)


FAMILIES = (Family("aeroplane", "12-07", ("Airplane", "Aircraft", "Aeroplane"), _aeroplane),)
