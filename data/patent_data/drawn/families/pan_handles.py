"""Handles of pots and pans (main class 07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Array, Rng, between, maybe, pick
from patent_data.drawn.families.shaping import oval, rod
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, stroke, tube


def long_handle(rng: Rng, x0: float, z: float, length: float) -> list[Part]:
    """A pan's handle to the right: grip with hanging hole, ferrule, rivets, grooves."""
    rise = between(rng, 0.05, 0.35) * length
    w, t = between(rng, 1.3, 2.2), between(rng, 0.7, 1.3)
    kind = pick(rng, "bar", "waist", "swell", "flat", "tube")
    u = np.linspace(0, 1, 18)
    width = {
        "bar": np.full(18, 1.0),
        "waist": 1.0 - 0.35 * np.sin(np.pi * np.clip(u * 1.4, 0, 1)),
        "swell": 0.6 + 0.5 * np.sin(np.pi * np.clip(0.1 + 0.8 * u, 0, 1)),
        "flat": 0.8 + 0.5 * u,
        "tube": np.full(18, 0.75),
    }[kind] * w
    width = width * np.sqrt(np.clip(1 - (np.clip(u - 0.9, 0, 1) / 0.112) ** 2, 0.06, 1))
    thick = np.full(18, t if kind != "flat" else 0.35 * t) * np.clip(width / w, 0.4, 1.2) ** 0.3
    up = rise * np.sin(u * np.pi / 2 * between(rng, 0.7, 1.4))
    plan = oval(2, 2, 2.0 if kind == "tube" else between(rng, 2.5, 5.0), 16)
    start = x0 + 3.0
    rings = [
        np.column_stack([np.full(16, start + k * length), plan[:, 0] * a, z + rz + plan[:, 1] * b])
        for k, a, b, rz in zip(u, width, thick, up, strict=True)
    ]
    lines: list[Stroke] = []
    end = start + 0.9 * length
    z_end = z + float(np.interp(0.9, u, up)) + t * 1.02
    if maybe(rng, 0.7):
        hole = oval(2.2, 0.9 * w, 2.5, 20) + np.array((end - 0.6, 0))
        lines.append(stroke(np.column_stack([hole, np.full(20, z_end)]), closed=True))
    if maybe(rng, 0.4):
        a, b = np.linspace(0.15, between(rng, 0.4, 0.75), 10), 0.45
        top = np.interp(a, u, up) + z + np.interp(a, u, thick) * 1.03
        for s in (-1, 1):
            lines.append(stroke(np.column_stack([start + a * length, s * b * np.interp(a, u, width), top])))
    grip = loft(np.array(rings)).with_(strokes=tuple(lines))
    neck = rod([[x0 - 0.2, 0, z - 0.8], [x0 + 1.4, 0, z - 0.2], [start + 0.5, 0, z + 0.05]], 0.62 * t + 0.15, 10)
    plate = box(0.4, 4.4, 2.6, at=(x0 - 0.05, 0, z - 2.2), radius=0.15)
    rivets = [cylinder(0.42, 0.5, at=(x0 - 0.6, s * 1.35, z - 0.9), axis="x", segments=12) for s in (-1, 1)]
    parts = [grip, neck, plate, *rivets]
    if maybe(rng, 0.5):
        parts.append(cylinder(0.9 * w * 0.8, 1.2, at=(start, 0, z), axis="x", segments=20))
    return parts


def loop_handles(rng: Rng, r: float, z: float) -> list[Part]:
    """Two side handles of a pot."""
    out, half, t = between(rng, 2.2, 4.5), between(rng, 3.2, 5.5), between(rng, 0.45, 0.9)
    kind = pick(rng, "bow", "square", "solid", "bow")
    lift = between(rng, -0.3, 1.6)
    parts: list[Part] = []
    for s in (-1, 1):
        x = s * (r - 0.3)
        if kind == "solid":
            plan: Array = oval(2 * half, 2 * out, 2.6, 28)
            tab = [
                np.column_stack([x + s * np.abs(plan[:, 1]) * 0.0 + s * (plan[:, 1]), plan[:, 0], np.full(28, z + k)])
                for k in (-t, t)
            ]
            parts.append(loft(np.array(tab)))
        else:
            path = [
                [x, -half, z],
                [x + s * out, -0.75 * half, z + lift],
                [x + s * out, 0.75 * half, z + lift],
                [x, half, z],
            ]
            parts.append(rod(path, t, 22) if kind == "bow" else tube(path, t, segments=10))
            parts += [box(0.6, 2.6, 2.4, at=(s * r, y, z - 1.2), radius=0.3) for y in (-half, half)]
    return parts
