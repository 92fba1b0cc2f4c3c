"""Tyres, wheel rims and steering wheels (12-15, 12-16)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse
from patent_data.drawn.families.bits import (
    between,
    count,
    curve,
    environment,
    limb,
    one_of,
    ring_line,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.rim_parts import spoked_rim
from patent_data.drawn.families.wheel_parts import tyre_profile
from patent_data.drawn.solids import (
    Part,
    Stroke,
    box,
    loft,
    revolve,
    rotated,
    stroke,
    tube,
)


def _tread(rng: np.random.Generator, radius: float, width: float) -> list[Stroke]:
    """The pattern of a tread on the running surface, as closed outlines repeated around it."""
    kind = one_of(rng, "v", "blocks", "waves", "ribs", "slant", "lug", "sipes")
    n = count(rng, 22, 44)
    lines: list[Stroke] = []
    belts = one_of(rng, 2, 3, 4)

    def place(points: list[tuple[float, float]], k: int, closed: bool = True, kind: str = "line") -> None:
        p = np.asarray(points)
        a = 2 * np.pi * (k + p[:, 0]) / n
        s = p[:, 1]
        r = radius * 1.001 - 0.05 * width * np.abs(2 * s) ** 6
        lines.append(
            stroke(
                np.column_stack([r * np.cos(a), s * width, r * np.sin(a)]),
                "light" if kind == "light" else "line",
                closed=closed,
            )
        )

    lean, gap = between(rng, 0.2, 0.9), between(rng, 0.1, 0.25)
    for k in range(n):
        for side in (-1, 1):
            if kind == "v":
                place([(0, 0.03 * side), (lean, 0.36 * side), (lean + 1 - gap, 0.36 * side), (1 - gap, 0.03 * side)], k)
                place([(lean, 0.4 * side), (lean + 0.3, 0.47 * side)], k, False)
            elif kind == "lug":
                off = 0.5 if side > 0 else 0.0
                place(
                    [
                        (off, -0.06 * side),
                        (off + 0.25, 0.2 * side),
                        (off + lean, 0.46 * side),
                        (off + lean + 0.4, 0.46 * side),
                        (off + 0.7, 0.2 * side),
                        (off + 0.45, -0.06 * side),
                    ],
                    k,
                )
            elif kind == "slant":
                place([(0, 0.08 * side), (lean * side, 0.44 * side)], k, False)
            elif kind == "sipes":
                place([(0, 0.3 * side), (0.15, 0.46 * side)], k, False)
                place([(0.5, 0.12 * side), (0.65, 0.24 * side), (0.5, 0.27 * side)], k, False, "light")
            elif kind in ("blocks",):
                place([(0, 0.26 * side), (1 - gap, 0.26 * side), (1 - gap, 0.45 * side), (0, 0.45 * side)], k)
                place(
                    [
                        (0.3 * side, 0.03 * side),
                        (1 - gap + 0.3 * side, 0.03 * side),
                        (1 - gap, 0.21 * side),
                        (0, 0.21 * side),
                    ],
                    k,
                )
    if kind in ("waves", "ribs", "sipes", "slant"):
        for s in np.linspace(-0.33, 0.33, belts + (2 if kind == "ribs" else 0)):
            a = np.linspace(0, n, 6 * n if kind == "waves" else 90)
            points = [(float(v), float(s + (0.03 * np.sin(2 * np.pi * v) if kind == "waves" else 0.0))) for v in a]
            place(points, 0, False)
            place([(v, q + 0.035) for v, q in points], 0, False)
    return lines


def _tyre(rng: np.random.Generator) -> list[Part]:
    """A tyre alone, its axle from the front to the rear or level across."""
    radius = between(rng, 2.6, 3.4)
    width = between(rng, 0.9, 2.2)
    rim = radius * between(rng, 0.52, 0.72)
    body = revolve([*tyre_profile(radius, width, rim, between(rng, 0.2, 0.8))], axis="y", segments=72)
    lines = _tread(rng, radius, width)
    side = radius - rim
    for s in (-1, 1):
        y = s * width * 0.541
        for v in one_of(rng, (0.5,), (0.35, 0.65), (0.3, 0.4, 0.7)):
            lines.append(
                ring_line(
                    (0, s * width * np.interp(v, [0.15, 0.5, 0.82], [0.5, 0.54, 0.48]), 0),
                    rim + v * side,
                    "y",
                    "light",
                    60,
                )
            )
        if whether(rng, 0.4):
            for k in range(count(rng, 3, 5) * 6):
                a = 2 * np.pi * k / 30
                lines.append(
                    stroke(
                        np.array([(q * np.cos(a), y, q * np.sin(a)) for q in (rim + 0.44 * side, rim + 0.56 * side)]),
                        "light",
                    )
                )
    parts = [body.with_strokes(*lines)]
    if whether(rng, 0.35):
        inner = spoked_rim(rng, rim * 1.01, width * 0.85)
        parts += environment(rng, inner, 0.85)
    return parts if whether(rng, 0.6) else rotated(parts, "z", 90.0)


def _rim(rng: np.random.Generator) -> list[Part]:
    """A vehicle wheel rim, now and then with its tyre in broken lines."""
    r, width = between(rng, 1.8, 2.3), between(rng, 0.9, 1.7)
    parts = spoked_rim(rng, r, width)
    if whether(rng, 0.3):
        tyre = revolve([*tyre_profile(r * between(rng, 1.2, 1.4), width * 1.1, r * 0.98)], axis="y", segments=56)
        parts += environment(rng, [tyre], 0.7)
    return parts


def _steering_wheel(rng: np.random.Generator) -> list[Part]:
    """A steering wheel with its spokes and horn pad."""
    r, t = between(rng, 1.7, 2.0), between(rng, 0.13, 0.22)
    flat = between(rng, 0.0, 0.25) if whether(rng, 0.5) else 0.0
    a = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    line = np.column_stack([r * np.cos(a), np.zeros(64), r * np.sin(a)])
    line[:, 2] = np.maximum(line[:, 2], -r * (1 - flat))
    parts = [tube(line, t, section=ellipse(1.0, between(rng, 0.85, 1.2), n=12), closed=True)]
    n = one_of(rng, 2, 3, 3, 4)
    places = {2: (0, 180), 3: (0, 180, 270), 4: (15, 165, 235, 305)}[n]
    hub = between(rng, 0.5, 0.75)
    drop = between(rng, 0.1, 0.5)
    for q in np.radians(places):
        wide = 0.26
        end = min(r, r * (1 - flat) / max(abs(np.sin(q)), 1e-3)) if np.sin(q) < -0.5 else r
        spine = curve(
            (0.3 * hub * np.cos(q), drop * 0.6, 0.3 * hub * np.sin(q)),
            (0.6 * end * np.cos(q), drop * 0.6, 0.6 * end * np.sin(q)),
            (end * np.cos(q), 0, end * np.sin(q)),
            n=8,
        )
        parts.append(limb(spine, [0.09], [hub * 0.45, wide * 0.9, wide], 4.0, n=16))
    shape = one_of(rng, "round", "box", "shield")
    if shape == "round":
        parts.append(
            revolve(
                [(hub, 0.4), (hub, 0.05), (hub * 0.8, -0.05), (0, -0.1)][::-1],
                at=(0, drop * 0.5, 0),
                axis="y",
                segments=40,
            )
        )
    else:
        b = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        p = 3.5 if shape == "box" else 2.6
        ring = np.column_stack(
            [np.sign(np.cos(b)) * np.abs(np.cos(b)) ** (2 / p), np.sign(np.sin(b)) * np.abs(np.sin(b)) ** (2 / p)]
        ) * [hub * 1.15, hub * 0.85]
        if shape == "shield":
            ring[:, 0] *= 1 + 0.25 * ring[:, 1] / hub
        parts.append(
            loft(
                [
                    np.column_stack([ring[:, 0] * s, np.full(40, drop * 0.5 + y), ring[:, 1] * s])
                    for s, y in ((0.75, -0.16), (0.95, -0.1), (1.0, 0.05), (1.0, 0.35))
                ]
            )
        )
    parts.append(parts[-1].scaled(0.3, 0.3, 0.3).moved(y=drop * 0.35 - 0.04))
    for way in (-1, 1) if whether(rng, 0.6) else ():
        for k in range(count(rng, 2, 4)):
            parts.append(box(0.16, 0.12, 0.11, at=(way * (hub + 0.3), drop * 0.35, 0.12 - 0.15 * k)))
    for angle in one_of(rng, (), (30, 150), (20, 60, 120, 160)):
        q = np.radians(angle)
        ring = np.array([(np.cos(v), np.sin(v)) for v in np.linspace(0, 2 * np.pi, 18)]) * t * 1.03
        points = np.column_stack([(r + ring[:, 0]) * np.cos(q), ring[:, 1], (r + ring[:, 0]) * np.sin(q)])
        parts[0] = parts[0].with_strokes(stroke(points))
    return parts


FAMILIES = (
    Family("tyre", "12-15", ("Tire", "Tyre", "Vehicle tire", "Tire tread"), _tyre),
    Family("wheel_rim", "12-16", ("Wheel", "Vehicle wheel", "Wheel rim", "Automobile wheel"), _rim),
    Family("steering_wheel", "12-16", ("Steering wheel", "Vehicle steering wheel"), _steering_wheel),
)
