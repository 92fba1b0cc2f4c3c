"""Parts that packages share: bottle bodies, threaded necks, screw caps, pumps, triggers, labels (centimetres)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Rng, between, maybe, pick, whole
from patent_data.drawn.families.household_parts import Profile, radius_at
from patent_data.drawn.families.shaping import ring, rod, smooth, thread, uprights
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, stroke

CAPS = ("ribbed", "smooth", "dome", "flip", "disc", "sport", "tamper", "faceted")


def bottle_curve(rng: Rng, r: float, h: float, neck: float) -> Profile:
    """The outer profile of a bottle, from its foot to the bottom of its neck."""
    kind = pick(rng, "round", "sloping", "straight", "waist", "hips", "grip", "drop", "step")
    foot = [(0.86 * r, 0.0), (0.97 * r, 0.015 * h), (r, 0.05 * h)]
    mid = {
        "round": [(r, 0.4 * h), (r, 0.7 * h), (0.93 * r, 0.82 * h), (0.65 * r + 0.35 * neck, 0.93 * h)],
        "sloping": [
            (r, 0.35 * h),
            (0.97 * r, 0.5 * h),
            (0.7 * r + 0.3 * neck, 0.7 * h),
            (0.25 * r + 0.75 * neck, 0.9 * h),
        ],
        "straight": [(r, 0.4 * h), (r, 0.84 * h), (0.96 * r, 0.93 * h)],
        "waist": [(0.97 * r, 0.25 * h), (0.8 * r, 0.48 * h), (0.96 * r, 0.7 * h), (0.85 * r, 0.85 * h)],
        "hips": [(r, 0.2 * h), (0.85 * r, 0.5 * h), (0.78 * r, 0.7 * h), (0.55 * r + 0.4 * neck, 0.88 * h)],
        "grip": [(r, 0.35 * h), (0.84 * r, 0.47 * h), (0.84 * r, 0.6 * h), (r, 0.7 * h), (0.8 * r, 0.88 * h)],
        "drop": [(r, 0.2 * h), (0.9 * r, 0.4 * h), (0.6 * r, 0.7 * h), (0.4 * r + 0.6 * neck, 0.88 * h)],
        "step": [
            (r, 0.6 * h),
            (0.98 * r, 0.66 * h),
            (0.8 * r, 0.7 * h),
            (0.78 * r, 0.85 * h),
            (0.5 * r + 0.4 * neck, 0.94 * h),
        ],
    }[kind]
    jitter = 1 + rng.uniform(-0.04, 0.04, len(mid))
    points = [*foot, *[(max(min(x * k, r * 1.02), neck), z) for (x, z), k in zip(mid, jitter, strict=True)], (neck, h)]
    return smooth(points, 24)


def on_body(curve: Sequence[tuple[float, float]], angle: float, z: float, lift: float = 1.006) -> list[float]:
    """A point on a turned body; angle 0 is the front."""
    r = radius_at(curve, z) * lift
    return [r * float(np.sin(angle)), -r * float(np.cos(angle)), z]


def label(
    curve: Sequence[tuple[float, float]], z0: float, z1: float, half: float, shape: str = "box"
) -> tuple[Stroke, ...]:
    """The outline of a label or embossed panel on the front of a turned body; `half` is half its angle."""
    if shape == "band":
        return tuple(ring(radius_at(curve, z) * 1.002, z) for z in (z0, z1))
    if shape == "oval":
        t = np.linspace(0, 2 * np.pi, 49)
        pairs = zip(half * np.sin(t), (z0 + z1) / 2 + (z1 - z0) / 2 * np.cos(t), strict=True)
    else:
        plan = rounded_rectangle(2 * half, z1 - z0, min(0.25 * half, 0.2 * (z1 - z0)), n=4)
        rows = [np.linspace(a, b, 6)[:-1] for a, b in zip(plan, np.roll(plan, -1, axis=0), strict=True)]
        path = np.vstack([*rows, plan[:1]])
        pairs = zip(path[:, 0], path[:, 1] + (z0 + z1) / 2, strict=True)
    return (stroke([on_body(curve, float(a), float(z)) for a, z in pairs]),)


def decoration(rng: Rng, curve: Profile, h: float) -> tuple[Stroke, ...]:
    """Label panels, grip rings, flutes or spiral ribs on a bottle."""
    kind = pick(rng, "none", "band", "box", "oval", "rings", "flutes", "spiral", "box")
    z0, z1 = between(rng, 0.08, 0.25) * h, between(rng, 0.45, 0.68) * h
    if kind == "none":
        return ()
    if kind in ("band", "box", "oval"):
        return label(curve, z0, z1, between(rng, 0.5, 1.1), kind)
    if kind == "rings":
        return tuple(ring(radius_at(curve, z) * 1.002, float(z)) for z in np.linspace(z0, z1, whole(rng, 3, 8)))
    n, turn = whole(rng, 8, 20), 0.0 if kind == "flutes" else between(rng, 0.5, 1.6)
    levels = np.linspace(z0, z1, 12)
    return tuple(
        stroke(
            [on_body(curve, 2 * np.pi * k / n + turn * (z - z0) / (z1 - z0), float(z)) for z in levels], kind="light"
        )
        for k in range(n)
    )


def screw_neck(r: float, z: float, h: float) -> list[Part]:
    """An open threaded neck with its collar."""
    inner = 0.8 * r
    neck = revolve(
        [
            (r, z - 0.2),
            (r, z + 0.1 * h),
            (1.25 * r, z + 0.12 * h),
            (1.25 * r, z + 0.2 * h),
            (r, z + 0.22 * h),
            (r, z + h),
            (inner, z + h),
            (inner, z + 0.1 * h),
        ],
        segments=36,
    )
    return [neck, thread(r, z + 0.35 * h, 0.22 * h, 2.2, 0.055 * h)]


def cap(rng: Rng, kind: str, r: float, z: float, h: float) -> list[Part]:
    """A closure of radius r and height h that stands on z."""
    if kind == "dome":
        return [
            revolve(
                [
                    (r, z),
                    (r, z + 0.3 * h),
                    *smooth([(r, z + 0.35 * h), (0.86 * r, z + 0.75 * h), (0.4 * r, z + 0.97 * h), (0, z + h)], 12),
                ]
            ).with_(strokes=(ring(r, z + 0.12 * h), ring(r, z + 0.3 * h)))
        ]
    if kind == "faceted":
        n = pick(rng, 6, 8, 12)
        a = np.arange(n) * 2 * np.pi / n
        plan = np.column_stack([np.cos(a), np.sin(a)]) * r * 1.05
        return [extrude(plan, h, axis="z", at=(0, 0, z), bevel=0.08 * r)]
    edge = 0.07 * r
    shape = [(r, z), (r, z + h - edge), (r - edge, z + h), (0, z + h)]
    lines: tuple[Stroke, ...] = ()
    extra: list[Part] = []
    if kind in ("ribbed", "tamper"):
        lines = uprights(r, z + 0.22 * h, z + 0.88 * h, whole(rng, 28, 56), pick(rng, "line", "light"))
        if kind == "tamper":
            lines += (ring(r, z + 0.18 * h),)
            extra = [revolve([(1.04 * r, z - 0.12 * h), (1.04 * r, z + 0.1 * h)], segments=40)]
    elif kind == "flip":
        lines = (ring(r, z + 0.62 * h),)
        extra = [
            box(0.7 * r, 0.35 * r, 0.14 * h, at=(0, -r, z + 0.6 * h), radius=0.1 * r),
            box(0.8 * r, 0.2 * r, 0.35 * h, at=(0, 0.95 * r, z + 0.42 * h)),
        ]
    elif kind == "disc":
        path = [[0.9 * r * np.cos(t), 0.9 * r * np.sin(t), z + h + 0.01] for t in np.linspace(0, 2 * np.pi, 33)]
        lines = (stroke(path), stroke([[-0.9 * r, 0, z + h + 0.01], [0.9 * r, 0, z + h + 0.01]]))
        extra = [cylinder(0.12 * r, 0.2 * r, at=(0, -0.6 * r, z + 0.97 * h), segments=14)]
    elif kind == "sport":
        top = z + h
        shape = [(r, z), (r, z + 0.45 * h), (0.8 * r, z + 0.55 * h), (0.45 * r, z + 0.68 * h), (0.4 * r, top), (0, top)]
        extra = [
            revolve(
                [
                    (0.46 * r, top - 0.05 * h),
                    (0.5 * r, top + 0.1 * h),
                    (0.42 * r, top + 0.35 * h),
                    (0.2 * r, top + 0.4 * h),
                ],
                segments=28,
            )
        ]
    return [revolve(shape).with_(strokes=lines), *extra]


def pump(rng: Rng, r: float, z: float, reach: float) -> list[Part]:
    """A lotion or soap pump on a collar: stem, head with its nozzle to the left."""
    h = between(rng, 1.2, 2.0)
    collar = revolve(
        [(r, z), (r, z + h), (0.7 * r, z + h + 0.3), (0.6 * r, z + h + 0.9), (0.3 * r, z + h + 1.0)], segments=32
    )
    if maybe(rng):
        collar = collar.with_(strokes=uprights(r, z + 0.15, z + h - 0.1, whole(rng, 24, 40), "light"))
    top = z + h + between(rng, 2.2, 4.0)
    stem = cylinder(0.26 * r, top - z, at=(0, 0, z), segments=18)
    kind = pick(rng, "swan", "block", "button", "saddle")
    if kind == "swan":
        head = [
            rod(
                [
                    [0, 0, top - 0.4],
                    [-0.1, 0, top + 0.8],
                    [-0.5 * reach, 0, top + 1.2],
                    [-reach, 0, top + 0.6],
                    [-reach - 0.1, 0, top - 0.2],
                ],
                [0.5, 0.5, 0.42, 0.36, 0.32],
                24,
                12,
            )
        ]
    elif kind == "block":
        head = [
            box(1.6, 1.5, 1.0, at=(0, 0, top), radius=0.4),
            rod([[0, 0, top + 0.6], [-reach, 0, top + 0.45], [-reach - 0.3, 0, top]], [0.4, 0.32, 0.3], 14),
        ]
    elif kind == "button":
        head = [
            revolve([(0.8, top - 0.4), (0.85, top + 0.9), (0.6, top + 1.1), (0, top + 1.0)], segments=28),
            cylinder(0.18, 0.5, at=(-0.85, 0, top + 0.4), axis="x", segments=14),
        ]
    else:
        u = np.linspace(0, 1, 12)
        rings = []
        for k in u:
            half = 0.85 * (1 - 0.62 * k)
            plan = rounded_rectangle(2 * half, 0.9 - 0.45 * k, 0.2, n=2)
            rings.append(
                np.column_stack(
                    [np.full(len(plan), 0.9 - k * (reach + 0.9)), plan[:, 0], top + 0.5 - 0.35 * k**2 + plan[:, 1]]
                )
            )
        head = [loft(np.array(rings))]
    return [collar, stem, *head]


def trigger(rng: Rng, r: float, z: float) -> list[Part]:
    """A trigger sprayer whose nozzle looks to the left."""
    size = between(rng, 0.85, 1.15)
    side = (
        np.array(
            [
                (-4.2, 4.6),
                (-4.2, 3.3),
                (-1.9, 3.0),
                (-1.2, 1.0),
                (1.2, 1.0),
                (1.9, 2.6),
                (between(rng, 2.6, 4.4), 3.4),
                (between(rng, 2.4, 3.6), 4.6),
                (0.8, between(rng, 5.0, 5.8)),
                (-1.6, between(rng, 4.9, 5.4)),
            ]
        )
        * size
    )
    w = between(rng, 1.5, 2.2)
    body = extrude(side, w, axis="y", bevel=0.3, at=(0, 0, z))
    lines = [
        stroke(
            np.column_stack([side[:, 0] * 0.72, np.full(len(side), y), side[:, 1] * 0.62 + 1.45 * size + z]),
            closed=True,
            kind="light",
        )
        for y in (-w / 2 - 0.02, w / 2 + 0.02)
    ]
    curve = [
        [-2.1 * size, 0, z + 3.2 * size],
        [-3.0 * size, 0, z + 2.2 * size],
        [-3.1 * size, 0, z + 1.0 * size],
        [-3.7 * size, 0, z - 0.2],
    ]
    nozzle = pick(rng, "square", "round", "star")
    tip = [box(0.9, 1.5, 1.5, at=(-4.6 * size, 0, z + 3.95 * size - 0.75), radius=0.15)]
    if nozzle == "round":
        tip = [cylinder(0.8, 1.1, at=(-4.6 * size, 0, z + 3.95 * size), axis="x", segments=24)]
    tip.append(cylinder(0.3, 0.3, at=(-4.6 * size - 0.6, 0, z + 3.95 * size), axis="x", segments=14))
    collar = revolve([(1.1 * r, z - 0.3), (1.12 * r, z + 1.1), (0.8 * r, z + 1.5)], segments=36)
    ribs = uprights(1.1 * r, z - 0.1, z + 1.0, whole(rng, 24, 40), "light", 1.12 * r)
    return [
        body.with_(strokes=tuple(lines)),
        rod(curve, [0.55, 0.5, 0.5, 0.4], 16, 10),
        *tip,
        collar.with_(strokes=ribs),
    ]
