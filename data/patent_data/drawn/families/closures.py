"""Families of tubes, closures and dispensing heads (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.packaging_parts import CAPS, bottle_curve, cap, pump, screw_neck, trigger
from patent_data.drawn.families.packs import draped
from patent_data.drawn.families.shaping import flat_ring, grounded, lifted, oval, ring, rod, uprights
from patent_data.drawn.solids import Part, Stroke, box, extrude, loft, revolve, stroke


def build_tube(rng: Rng) -> list[Part]:
    """A squeeze tube that stands on its cap or lies with its crimp, or a small capsule."""
    r, h = between(rng, 1.4, 2.8), between(rng, 9, 17)
    kind = pick(rng, "standing", "standing", "shoulder", "capsule")
    if kind == "capsule":
        rim, depth = between(rng, 2.0, 3.2), between(rng, 2.2, 3.6)
        low = between(rng, 0.55, 0.85) * rim
        cup = [
            (0.7 * low, 0),
            (low, 0.3),
            (0.93 * rim, depth),
            (1.2 * rim, depth + 0.05),
            (1.2 * rim, depth + 0.2),
            (0, depth + 0.2),
        ]
        flutes = (
            tuple(uprights(low * 1.0, 0.4, depth - 0.1, whole(rng, 10, 30), "light", 0.93 * rim))
            if maybe(rng, 0.7)
            else ()
        )
        rings_on = [flat_ring(s * rim, depth + 0.22, kind="light") for s in (0.95, 0.4)]
        tab = oval(1.1, 1.3, 2.4, 20) + np.array((1.25 * rim, 0))
        parts = [
            revolve(cup).with_(strokes=(*flutes, *rings_on)),
            extrude(tab, 0.12, axis="z", at=(0, 0, depth + 0.08)),
        ]
        return grounded(parts)
    levels = np.linspace(0, 1, 12)
    crimp = between(rng, 0.7, 1.6)
    rings = []
    for t in levels:
        deep = max(r * float(np.sqrt(max(1 - t**2.2, 0))), 0.1)
        half = np.pi * r / 2 * t**1.6 + r * (1 - t**1.6)
        rings.append(lifted(oval(2 * half, 2 * deep, 2.0, 40), t * h))
    rings.append(rings[-1] + (0, 0, crimp))
    lines: list[Stroke] = [
        stroke([[-float(np.ptp(rings[-1][:, 0])) / 2, s * 0.16, h], [float(np.ptp(rings[-1][:, 0])) / 2, s * 0.16, h]])
        for s in (-1, 1)
    ]
    width = float(np.ptp(rings[-1][:, 0])) * 0.47
    lines += [
        stroke([[x, -0.14, h + 0.1], [x, -0.14, h + crimp - 0.1]], kind="light")
        for x in np.linspace(-width, width, whole(rng, 0, 18) or 1)
    ]
    if maybe(rng, 0.6):
        shape = pick(rng, rounded_rectangle(1.5 * r, 0.45 * h, 0.3 * r), oval(1.5 * r, 0.4 * h, 2.0)) + np.array(
            (0, 0.42 * h)
        )
        lines.append(draped(rings, shape))
    if maybe(rng, 0.4):
        lines += [ring(r * 1.0, z) for z in (0.05,)]
    cap_h = between(rng, 1.4, 3.4)
    base = [revolve([(0.8 * r, -0.5), (r, -0.3), (r, 0.02)])]
    if kind == "shoulder":
        base = [revolve([(0.4 * r, -0.9), (0.5 * r, -0.8), (0.95 * r, -0.2), (r, 0.02)])]
        base += [part.rotated("x", 180).moved(z=-0.6) for part in cap(rng, pick(rng, *CAPS), 0.55 * r, 0.0, cap_h)]
    else:
        base += [
            part.rotated("x", 180).moved(z=-0.3)
            for part in cap(
                rng, pick(rng, "smooth", "flip", "disc", "ribbed"), between(rng, 0.85, 1.02) * r, 0.0, cap_h
            )
        ]
    return grounded([loft(np.array(rings)).with_(strokes=tuple(lines), smooth_angle=50.0), *base])


def dropper(rng: Rng, r: float) -> list[Part]:
    """A dropper: collar, rubber bulb and glass pipette."""
    parts = cap(rng, pick(rng, "ribbed", "smooth"), r, 0.0, 0.8 * r + 0.6)
    z = 0.8 * r + 0.6
    parts += [
        revolve(
            [
                (0.62 * r, z - 0.1),
                (0.62 * r, z + 1.4 * r),
                (0.5 * r, z + 1.9 * r),
                (0.25 * r, z + 2.15 * r),
                (0, z + 2.2 * r),
            ],
            segments=32,
        ).with_(strokes=tuple(ring(0.62 * r, z + k * r) for k in (0.2, 0.4))),
        revolve([(0.08 * r, -5 * r), (0.22 * r, -4.4 * r), (0.22 * r, 0.1)], segments=24).with_(surface="glass"),
    ]
    return parts


def stopper(rng: Rng, r: float, h: float) -> list[Part]:
    """A stopper with a swelling head."""
    parts = [
        revolve([(0.7 * r, 0), (0.8 * r, h), (0.8 * r, h + 0.1)]).with_(
            strokes=tuple(ring(0.7 * r + 0.1 * r * t, t * h) for t in (0.25, 0.5, 0.75))
        ),
        revolve(
            [
                (1.1 * r, h),
                (1.2 * r, h + 0.2 * r),
                (1.1 * r, h + between(rng, 0.5, 1.2) * r),
                (0.4 * r, h + 1.3 * r),
                (0, h + 1.35 * r),
            ]
        ),
    ]
    if maybe(rng):
        parts.append(
            rod(
                [
                    [-0.5 * r, 0, h + 1.2 * r],
                    [-0.4 * r, 0, h + 1.9 * r],
                    [0.4 * r, 0, h + 1.9 * r],
                    [0.5 * r, 0, h + 1.2 * r],
                ],
                0.13 * r,
                20,
            )
        )
    return parts


def crown_cork(rng: Rng, r: float) -> list[Part]:
    """A crown cork."""
    n, deep = 21, 0.07
    a = np.linspace(0, 2 * np.pi, 126, endpoint=False)
    rings = [
        lifted(np.column_stack([np.cos(a), np.sin(a)]) * (1 + deep * f * np.cos(n * a))[:, None] * k * r, z * r)
        for k, f, z in ((1.12, 1.0, 0.0), (1.05, 0.9, 0.2), (0.98, 0.3, 0.38), (0.88, 0.0, 0.45), (0.1, 0.0, 0.46))
    ]
    parts = [loft(np.array(rings)).with_(strokes=(flat_ring(0.6 * r, 0.47 * r),))]
    return parts


def child_cap(rng: Rng, r: float, h: float) -> list[Part]:
    """A child-proof cap with an arrow on it."""
    marks = [
        stroke(
            lifted(
                np.array([(0.2, -0.5), (0.2, 0.2), (0.45, 0.2), (0, 0.65), (-0.45, 0.2), (-0.2, 0.2), (-0.2, -0.5)])
                * 0.6
                * r,
                h + 0.02,
            ),
            closed=True,
        )
    ]
    parts = [
        revolve([(r, 0), (r, h - 0.1), (r - 0.1, h), (0, h)]).with_(
            strokes=(*uprights(r, 0.5 * h, 0.95 * h, whole(rng, 12, 24)), ring(r, 0.45 * h), *marks)
        )
    ]
    parts += [box(0.35 * r, 0.2 * r, 0.4 * h, at=(0, -r, 0.02), radius=0.05 * r)]
    return parts


def build_cap(rng: Rng) -> list[Part]:
    """A closure shown by itself, or on a bottle in broken lines: screw cap, dropper, stopper, crown cork, spout."""
    r, h = between(rng, 1.2, 4.0), between(rng, 1.2, 3.6)
    kind = pick(
        rng,
        "screw",
        "screw",
        "screw",
        "screw",
        "dropper",
        "dropper",
        "stopper",
        "stopper",
        "crown",
        "spout",
        "spout",
        "child",
    )
    if kind == "screw":
        parts = cap(rng, pick(rng, *CAPS), r, 0.0, h)
    elif kind == "child":
        parts = child_cap(rng, r, h)
    elif kind == "dropper":
        parts = dropper(rng, r)
    elif kind == "stopper":
        parts = stopper(rng, r, h)
    elif kind == "crown":
        parts = crown_cork(rng, r)
    else:
        parts = [
            *cap(rng, "ribbed", r, 0.0, h),
            revolve(
                [(0.5 * r, h - 0.1), (0.3 * r, h + 1.5 * r), (0.12 * r, h + 3 * r), (0.05 * r, h + 3 * r)], segments=28
            ),
        ]
        if maybe(rng):
            parts += [revolve([(0.22 * r, h + 2.6 * r), (0.22 * r, h + 3.3 * r), (0, h + 3.4 * r)], segments=20)]
    if maybe(rng, 0.4) and kind != "crown":
        curve = bottle_curve(rng, 2.4 * r, 6 * r, 0.9 * r)
        neck = screw_neck(0.85 * r, 6 * r - 0.3 * r, 0.6 * r)
        parts = [part.moved(z=6.3 * r) for part in parts] + [
            part.with_(claimed=False) for part in (revolve(curve), *neck[:1])
        ]
    return grounded(parts)


def build_dispenser_head(rng: Rng) -> list[Part]:
    """A pump or trigger head without its bottle, with its dip tube, or on a bottle in broken lines."""
    r = between(rng, 1.2, 1.8)
    parts = trigger(rng, r, 0.0) if maybe(rng) else pump(rng, 1.15 * r, 0.0, between(rng, 2.4, 4.5))
    if maybe(rng, 0.6):
        length = between(rng, 6, 14)
        lean = between(rng, 0, 1.5)
        parts.append(rod([[0, 0, 0.2], [0, 0, -0.4 * length], [lean, 0, -length]], 0.28, 14, 10))
        parts.append(revolve([(0.35, -2.4), (0.55, -2.2), (0.55, -0.6), (0.8, -0.4), (0.8, 0.1)], segments=24))
    elif maybe(rng, 0.7):
        curve = bottle_curve(rng, 2.6 * r, 8 * r, 1.05 * r)
        parts.append(revolve(curve).moved(z=-8 * r + 0.1).with_(claimed=False))
    return grounded(parts)


FAMILIES = (
    Family("squeeze_tube", "09-05", ("Tube", "Squeeze tube", "Cosmetic tube", "Capsule"), build_tube),
    Family("closure", "09-07", ("Closure", "Bottle cap", "Cap", "Stopper", "Dropper cap"), build_cap),
    Family(
        "dispenser_head",
        "09-07",
        ("Dispenser", "Pump dispenser", "Trigger sprayer", "Dispensing pump"),
        build_dispenser_head,
    ),
)
