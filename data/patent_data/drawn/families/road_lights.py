"""The family of street and garden lights (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import turned_profile
from patent_data.drawn.families.shaping import (
    bolt,
    grounded,
    layered,
    lifted,
    oval,
    rod,
    smooth,
)
from patent_data.drawn.solids import Part, box, cylinder, loft, revolve, rotated, stroke, tube


def bollard(rng: Rng) -> list[Part]:
    """A low garden light with louvres."""
    h, r = between(rng, 60, 110), between(rng, 6, 10)
    cut = between(rng, 0.65, 0.8) * h
    louvres = [
        revolve([(0.75 * r, z), (r, z + 0.3), (0.8 * r, z + 2.0)]) for z in np.linspace(cut, h - 6, whole(rng, 2, 5))
    ]
    parts = [
        cylinder(r, cut),
        cylinder(0.6 * r, h - cut, at=(0, 0, cut)).with_(surface="glass"),
        *louvres,
        revolve([(r, h - 4), (r, h - 1), *smooth([(0.98 * r, h - 0.8), (0.5 * r, h + 0.2 * r), (0, h + 0.3 * r)], 8)]),
        cylinder(1.5 * r, 1.5),
    ]
    return grounded(
        [
            *parts,
            *(
                bolt((1.25 * r * np.cos(a), 1.25 * r * np.sin(a), 1.5), 0.9, "z")
                for a in np.radians((45, 135, 225, 315))
            ),
        ]
    )


def cobra_head(rng: Rng, kind: str, h: float, r: float) -> list[Part]:
    """A curved arm with a flat head on it."""
    reach, rise = between(rng, 50, 120), between(rng, 4, 40)
    size = between(rng, 38, 62)
    arm = rod(
        [[0, 0, h - 6], [0.08 * reach, 0, h + 0.6 * rise], [0.5 * reach, 0, h + 0.95 * rise], [reach, 0, h + rise]],
        0.5 * r,
        26,
    )
    u = np.linspace(0, 1, 9)
    half = size * 0.2 * np.array([0.3, 0.55, 0.8, 0.95, 1.0, 1.0, 0.95, 0.8, 0.45])
    thick = size * 0.09 * np.array([0.6, 1.0, 1.3, 1.3, 1.1, 0.9, 0.7, 0.5, 0.3])
    section = oval(2, 2, pick(rng, 2.5, 5.0), 24)
    rings = [
        np.column_stack(
            [
                np.full(24, reach - 4 + a * size),
                section[:, 0] * b,
                h + rise + section[:, 1] * c * np.where(section[:, 1] > 0, 1.0, 0.35),
            ]
        )
        for a, b, c in zip(u, half, thick, strict=True)
    ]
    under = (
        layered(oval(0.55 * size, 0.3 * size, 3.0), [(1.5, -0.06 * size), (0, 0)])
        .moved(x=reach + 0.55 * size, z=h + rise - 0.02 * size)
        .with_(surface="glass")
    )
    ribs = tuple(
        stroke(
            [
                [reach - 4 + k * size, s * np.interp(k, u, half) * 0.6, h + rise + np.interp(k, u, thick) * 0.96]
                for k in np.linspace(0.25, 0.8, 6)
            ]
        )
        for s in (-1, 0, 1)
    )
    head = [arm, loft(np.array(rings)).with_(strokes=ribs if maybe(rng) else ()), under]
    return head if kind == "cobra" else [*head, *rotated(head, "z", 180)]


def hooked_head(rng: Rng, h: float, r: float, size: float) -> list[Part]:
    """A bell that hangs from a hook, with a scroll."""
    parts: list[Part] = []
    a = np.linspace(np.pi, -0.15, 20)
    reach = between(rng, 16, 30)
    hook = np.column_stack([reach + reach * np.cos(a), np.zeros(20), h + reach * np.sin(a) * 1.1])
    parts.append(tube(np.vstack([[[0, 0, h - 8]], hook]), 0.5 * r, segments=12))
    parts += [
        part.moved(x=2 * reach, z=h - 0.3 * reach)
        for part in (
            revolve(
                [
                    (size, -0.8 * size),
                    *smooth([(0.97 * size, -0.7 * size), (0.5 * size, -0.2 * size), (0.2 * size, 0.1 * size)], 10),
                ]
            ),
            cylinder(0.22 * size, 0.4 * size),
            revolve(smooth([(0, -1.1 * size), (0.5 * size, -0.95 * size), (0.6 * size, -0.75 * size)], 10)).with_(
                surface="glass"
            ),
        )
    ]
    if maybe(rng, 0.5):
        t = np.linspace(0, 3.4 * np.pi, 44)
        curl = np.column_stack(
            [
                0.4 * reach + 0.34 * reach * (1 - t / 14) * np.cos(t),
                np.zeros(44),
                h - 0.1 * reach + 0.34 * reach * (1 - t / 14) * np.sin(t),
            ]
        )
        parts.append(tube(curl, 0.25 * r, segments=6))
    return parts


def globe_heads(rng: Rng, h: float, r: float, size: float) -> list[Part]:
    """One to three glass globes."""
    parts: list[Part] = []
    n = pick(rng, 1, 2, 3)
    for k in range(n):
        ball = [
            revolve([(0.3 * size, h + 2), (0.45 * size, h + 6), (0.3 * size, h + 8)], segments=24),
            revolve(
                smooth(
                    [
                        (0.3 * size, h + 7),
                        (size, h + 7 + 0.9 * size),
                        (0.6 * size, h + 7 + 1.7 * size),
                        (0, h + 7 + 1.95 * size),
                    ],
                    16,
                ),
                segments=32,
            ).with_(surface="glass"),
        ]
        if n == 1:
            parts += ball
            continue
        reach = 1.9 * size
        arm = [
            rod([[0, 0, h - 14], [0.5 * reach, 0, h - 16], [reach, 0, h - 6], [reach, 0, h + 3]], 0.35 * r, 20, 8),
            *(part.moved(x=reach) for part in ball),
        ]
        parts += rotated(arm, "z", 360 * k / n)
    return parts


def lantern_head(rng: Rng, h: float, r: float, size: float) -> list[Part]:
    """A lantern of four or six panes with a roof."""
    sides = pick(rng, 4, 6)
    a = np.arange(sides) * 2 * np.pi / sides + np.pi / sides
    unit = np.column_stack([np.cos(a), np.sin(a)])
    tall = size * between(rng, 1.3, 2.0)
    glass = loft(np.array([lifted(unit * 0.55 * size, h + 4), lifted(unit * 0.95 * size, h + 4 + tall)])).with_(
        surface="glass"
    )
    roof = loft(
        np.array(
            [
                lifted(unit * k * size, h + 4 + tall + z * size)
                for k, z in ((1.15, 0.0), (1.15, 0.06), (0.4, 0.55), (0.35, 0.75), (0.1, 0.95))
            ]
        )
    )
    bars = [
        tube([[*(p * 0.57 * size), h + 3.5], [*(p * 0.98 * size), h + 4 + tall]], 0.05 * size, segments=6) for p in unit
    ]
    collar = revolve([(0.8 * r, h - 3), (0.5 * size, h + 2), (0.6 * size, h + 3), (0.6 * size, h + 4.5)], segments=28)
    return [glass, roof, *bars, collar]


def post(rng: Rng, h: float, r: float) -> list[Part]:
    """A lamp post with its foot and perhaps a service door."""
    foot = pick(rng, "plate", "cast", "sleeve")
    if foot == "cast":
        parts = [
            revolve([(x * 1.1, z) for x, z in turned_profile(rng, 0.35 * h, 2.2 * r)], segments=24),
            cylinder(r, h * 0.7, at=(0, 0, 0.3 * h), top=0.75 * r),
        ]
    else:
        parts = [cylinder(r, h, top=0.65 * r, segments=28)]
        parts += (
            [box(5 * r, 5 * r, 2)]
            if foot == "plate"
            else [revolve([(1.7 * r, 0), (1.7 * r, 0.14 * h), (1.05 * r, 0.17 * h)])]
        )
        if foot == "plate":
            parts += [
                cylinder(0.3 * r, 4, at=(s * 1.9 * r, t * 1.9 * r, 1.5), segments=6) for s in (-1, 1) for t in (-1, 1)
            ]
    if maybe(rng, 0.4):
        door = rounded_rectangle(0.9 * r, 0.1 * h, 0.3 * r, n=3) + np.array((0, 0.22 * h))
        parts[-1] = parts[-1].with_strokes(
            stroke(
                np.column_stack([door[:, 0], -np.sqrt(np.maximum((1.05 * r) ** 2 - door[:, 0] ** 2, 0)), door[:, 1]]),
                closed=True,
            )
        )
    return parts


def build_street_light(rng: Rng) -> list[Part]:
    """A street, garden or bollard light: post with base, arm, head of several kinds."""
    kind = pick(rng, "cobra", "cobra", "lantern", "globe", "bollard", "double", "hook")
    h, r = between(rng, 220, 420), between(rng, 3.5, 6)
    if kind == "bollard":
        return bollard(rng)
    parts = post(rng, h, r)
    if kind in ("cobra", "double"):
        return grounded([*parts, *cobra_head(rng, kind, h, r)])
    size = between(rng, 16, 26)
    if kind == "hook":
        return grounded([*parts, *hooked_head(rng, h, r, size)])
    if kind == "globe":
        return grounded([*parts, *globe_heads(rng, h, r, size)])
    return grounded([*parts, *lantern_head(rng, h, r, size)])


FAMILIES = (
    Family("street_light", "26-03", ("Street light", "Outdoor lamp", "Lamp post", "Bollard light"), build_street_light),
)
