"""Fences and ladders (25-02, 25-04)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    curve,
    one_of,
    rod,
    whether,
)
from patent_data.drawn.families.building_parts import frame_bars
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, revolve, rotated, stroke, tube


def _fence(rng: np.random.Generator) -> list[Part]:
    """A fence or railing panel with its posts."""
    w, h = between(rng, 5.0, 8.0), between(rng, 2.8, 5.0)
    kind = one_of(rng, "pickets", "bars", "boards", "lattice", "cable", "glass")
    post = between(rng, 0.25, 0.4)
    parts: list[Part] = []
    cap = one_of(rng, "flat", "ball", "pyramid", "none")
    for s in (-1, 1):
        parts.append(box(post, post, h * 1.06, at=(s * w / 2, 0, 0)))
        x, z = s * w / 2, h * 1.06
        if cap == "flat":
            parts.append(box(post * 1.35, post * 1.35, 0.14, at=(x, 0, z)))
        elif cap == "ball":
            parts += [
                box(post * 1.2, post * 1.2, 0.1, at=(x, 0, z)),
                revolve(
                    [(0.1, 0.1), (post * 0.55, post * 0.5), (post * 0.4, post * 0.95), (0, post * 1.1)],
                    at=(x, 0, z),
                    segments=18,
                ),
            ]
        elif cap == "pyramid":
            parts.append(
                cylinder(post * 0.95, post * 0.6, at=(0, 0, 0), top=0.01, segments=4).rotated("z", 45.0).moved(x=x, z=z)
            )
        if whether(rng, 0.4):
            parts.append(box(post * 2.2, post * 2.2, 0.1, at=(x, 0, 0)))
    low, high = 0.14 * h, between(rng, 0.82, 0.97) * h
    if kind != "cable":
        parts += [box(w, post * 0.5, 0.22, at=(0, 0.0 if kind != "pickets" else 0.1, z)) for z in (low, high - 0.22)]
    if kind == "pickets":
        n, wide = count(rng, 9, 17), between(rng, 0.26, 0.42)
        top = one_of(rng, "point", "round", "ear", "spear")
        crown = between(rng, -0.25, 0.3) * h * 0.5
        for k in range(n):
            t = (k - (n - 1) / 2) / (n / 2)
            x, tall = t * w / 2, high + 0.35 + crown * (1 - t * t)
            wide_now = min(wide, 0.8 * w / n)
            tips = {
                "point": [(wide_now / 2, tall - 0.25), (0, tall), (-wide_now / 2, tall - 0.25)],
                "round": [
                    (wide_now / 2 * np.cos(a), tall - wide_now / 2 + wide_now / 2 * np.sin(a))
                    for a in np.linspace(0, np.pi, 9)
                ],
                "ear": [
                    (wide_now / 2, tall - 0.12),
                    (wide_now / 3, tall),
                    (-wide_now / 3, tall),
                    (-wide_now / 2, tall - 0.12),
                ],
                "spear": [
                    (wide_now / 2, tall - 0.5),
                    (wide_now / 4, tall - 0.42),
                    (wide_now / 2, tall - 0.25),
                    (0, tall),
                    (-wide_now / 2, tall - 0.25),
                    (-wide_now / 4, tall - 0.42),
                    (-wide_now / 2, tall - 0.5),
                ],
            }[top]
            parts.append(
                extrude(np.array([(-wide_now / 2, 0.1), (wide_now / 2, 0.1), *tips]), 0.12).moved(x=x, y=-post * 0.2)
            )
    elif kind == "bars":
        n = count(rng, 9, 20)
        twist = whether(rng, 0.3)
        scroll = whether(rng, 0.3)
        for k in range(n):
            x = ((k + 0.5) / n - 0.5) * (w - post)
            parts.append(
                box(0.11, 0.11, high - low, at=(x, 0, low))
                if not twist or k % 2
                else cylinder(0.08, high - low, at=(x, 0, low), segments=10)
            )
            if scroll and k % 3 == 1:
                parts.append(tube(circle((x, 0, 0.55 * h), 0.32 * w / n * 2, "y", 20), 0.05, closed=True, segments=6))
            elif k % 2 and whether(rng, 0.5):
                parts.append(revolve([(0.06, -0.2), (0.16, 0), (0.06, 0.2)], at=(x, 0, 0.55 * h), segments=12))
    elif kind == "boards":
        n = count(rng, 6, 12)
        level = whether(rng, 0.5)
        for k in range(n):
            if level:
                parts.append(box(w - post, 0.1, (high - low) / n * 0.86, at=(0, -0.05, low + (high - low) * k / n)))
            else:
                parts.append(
                    box(
                        (w - post) / n * 0.9,
                        0.1,
                        high - low,
                        at=(((k + 0.5) / n - 0.5) * (w - post), -0.08 if k % 2 else 0.06, low),
                    )
                )
    elif kind == "lattice":
        reach, n = high - low, count(rng, 7, 12)
        for way in (1, -1):
            for k in range(-2, n + 1):
                x0 = (-w / 2 + (w / n) * k) * way
                a, b = np.array([x0, 0, low]), np.array([x0 + way * reach, 0, high])
                for end in (a, b):
                    over = np.clip(end[0], -w / 2 + post / 2, w / 2 - post / 2) - end[0]
                    end += np.array([over, 0, over * way])
                if (b[2] - a[2]) > 0.2:
                    parts += moved(frame_bars([tuple(a), tuple(b)], 0.14, 0.06), y=0.04 * way)
    elif kind == "cable":
        parts.append(box(w + 0.4, post * 1.2, 0.2, at=(0, 0, h)))
        parts += [
            tube(rod((-w / 2, 0, z), (w / 2, 0, z)), 0.04, segments=8)
            for z in np.linspace(low, high - 0.2, count(rng, 4, 9))
        ]
    else:
        panes = count(rng, 1, 3)
        pw = (w - post) / panes
        for k in range(panes):
            x = (k - (panes - 1) / 2) * pw
            parts.append(box(pw - 0.2, 0.08, high - low - 0.3, at=(x, 0, low + 0.15)).with_(surface="glass"))
            parts += [
                box(0.2, 0.24, 0.3, at=(x + s * (pw / 2 - 0.25), 0, q))
                for s in (-1, 1)
                for q in (low + 0.2, high - 0.7)
            ]
    return parts


def _ladder(rng: np.random.Generator) -> list[Part]:
    """A ladder leaning, standing as a pair of steps, telescoping, or a step stool."""
    kind = one_of(rng, "single", "steps", "steps", "stool", "extension", "telescopic")
    rungs = (
        count(rng, 6, 12)
        if kind in ("single", "extension", "telescopic")
        else count(rng, 3, 7)
        if kind == "steps"
        else count(rng, 2, 3)
    )
    pitch = between(rng, 0.85, 1.05)
    half0, half1 = between(rng, 0.85, 1.1), between(rng, 0.65, 0.85)
    tall = pitch * (rungs + 0.6)
    w, d = between(rng, 0.12, 0.2), between(rng, 0.3, 0.45)
    tread = one_of(rng, "round", "square", "flat", "flat") if kind in ("single", "extension") else "flat"
    lean = between(rng, 12.0, 20.0) if kind in ("steps", "stool") else 0.0

    def side(height: float, wide0: float, wide1: float, depth: float) -> list[Part]:
        rails = []
        for way in (-1, 1):
            turn = float(np.degrees(np.arctan2(way * (wide1 - wide0), height)))
            channel = np.array(
                [
                    (-0.5, -0.5),
                    (0.5, -0.5),
                    (0.5, -0.32),
                    (-0.2, -0.32),
                    (-0.2, 0.32),
                    (0.5, 0.32),
                    (0.5, 0.5),
                    (-0.5, 0.5),
                ]
            ) * [-way * w, depth]
            rails.append(extrude(channel, height, axis="z").rotated("y", turn).moved(x=way * wide0))
        return rails

    front: list[Part] = side(tall, half0, half1, d)
    for k in range(rungs):
        z = pitch * (k + 0.75)
        half = half0 + (half1 - half0) * z / tall
        if tread == "round":
            front.append(cylinder(0.13, 2 * half + 0.1, at=(0, 0, z), axis="x", segments=16))
        elif tread == "square":
            front.append(box(2 * half + 0.05, 0.24, 0.2, at=(0, 0, z)))
        else:
            deep = d * 1.3 if kind in ("steps", "stool") else d * 0.9
            step = box(2 * half - 0.02, deep, 0.14, at=(0, -0.05, z))
            grooves = [
                stroke(rod((-half * 0.92, y, z + 0.141), (half * 0.92, y, z + 0.141)), "light")
                for y in np.linspace(-0.35, 0.3, 5) * deep
            ]
            front.append(step.with_strokes(*grooves).rotated("x", lean, (0, 0, z)))
    feet = [box(w * 1.5, d * 1.25, 0.28, at=(s * half0, 0, -0.06), radius=0.05).with_(surface="dark") for s in (-1, 1)]
    front += feet
    parts = front
    if kind == "extension":
        upper = moved([p.scaled(0.84, 0.9, 1.0) for p in front[: 2 + rungs]], y=d * 0.9, z=pitch * count(rng, 2, 4))
        parts = [*front, *upper, *[box(0.2, 0.4, 0.3, at=(s * half1 * 0.95, d * 0.5, tall * 0.9)) for s in (-1, 1)]]
    elif kind == "telescopic":
        parts = list(feet)
        for k in range(rungs):
            r = 0.2 - 0.09 * k / rungs
            z = pitch * k
            for s in (-1, 1):
                parts.append(cylinder(r, pitch + 0.05, at=(s * half0, 0, z), segments=16))
                parts.append(box(0.42, 0.4, 0.26, at=(s * half0, 0, z + pitch - 0.2)))
            parts.append(box(2 * half0, 0.34, 0.18, at=(0, 0, z + pitch - 0.17)))
    elif kind in ("steps", "stool"):
        front = rotated(front, "x", -lean)
        spread = 2 * tall * np.sin(np.radians(lean)) * 0.95
        leg_tall = tall * np.cos(np.radians(lean)) / np.cos(np.radians(lean * 0.8))
        rear = side(leg_tall, half0 * 1.03, half1 * 0.92, d * 0.7)
        n = count(rng, 1, 4)
        rear += [box(2 * half0 * 0.9, 0.12, 0.16, at=(0, 0, leg_tall * (0.2 + 0.65 * k / n))) for k in range(n)]
        rear = moved(rotated(rear, "x", lean * 0.8), y=spread)
        top_z = tall * float(np.cos(np.radians(lean)))
        top_y = tall * float(np.sin(np.radians(lean)))
        parts = [*front, *rear, box(2.3 * half1, 0.9, 0.2, at=(0, top_y + 0.1, top_z - 0.08), radius=0.12)]
        for s in (-1, 1):
            parts.append(
                tube(
                    np.array(
                        [
                            (s * half0 * 0.97, top_y * 0.45, top_z * 0.45),
                            (s * half0 * 0.99, spread - top_y * 0.32, top_z * 0.42),
                        ]
                    ),
                    0.04,
                    segments=6,
                )
            )
        if whether(rng, 0.5):
            high = between(rng, 1.0, 1.9)
            parts.append(
                tube(
                    curve(
                        (-half1, top_y, top_z),
                        (-half1 * 0.9, top_y + 0.25, top_z + high),
                        (half1 * 0.9, top_y + 0.25, top_z + high),
                        (half1, top_y, top_z),
                        n=24,
                    ),
                    0.09,
                    segments=8,
                )
            )
        return parts
    if kind == "single" and whether(rng, 0.25):
        for s in (-1, 1):
            parts.append(
                tube(
                    curve(
                        (s * half1, 0, tall),
                        (s * half1, 0.3, tall + 0.7),
                        (s * half1, 1.0, tall + 0.6),
                        (s * half1, 1.1, tall),
                        n=14,
                    ),
                    0.09,
                    segments=8,
                )
            )
    return parts


FAMILIES = (
    Family("fence", "25-02", ("Fence", "Railing", "Fence panel", "Balustrade"), _fence),
    Family("ladder", "25-04", ("Ladder", "Step ladder", "Stepladder", "Extension ladder"), _ladder),
)
