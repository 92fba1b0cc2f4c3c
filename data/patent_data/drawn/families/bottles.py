"""Families of bottles and spray bottles (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick
from patent_data.drawn.families.household_parts import Warp, plan_warp, reshaped
from patent_data.drawn.families.packaging_parts import (
    CAPS,
    bottle_curve,
    cap,
    decoration,
    label,
    pump,
    screw_neck,
    trigger,
)
from patent_data.drawn.families.shaping import grounded, rod, smooth
from patent_data.drawn.solids import Part, box, cylinder, revolve


def flattened(warp: Warp, depth: float, fade: tuple[float, float]) -> Warp:
    """A plan form that is also flatter from front to back, but round again in the neck."""

    def both(points: Array) -> Array:
        t = np.clip((points[:, 2] - fade[0]) / (fade[1] - fade[0]), 0, 1)[:, None]
        shaped = warp(points) * (1.0, depth, 1.0)
        mixed: Array = shaped * (1 - t**2) + points * t**2
        return mixed

    return both


def bottle_body(rng: Rng, r: float, h: float, neck: float, flat: float = 0.5) -> list[Part]:
    """The body of a bottle, perhaps oval, square or faceted, with labels or grips."""
    curve = bottle_curve(rng, r, h, neck)
    warp, crease = plan_warp(rng, 0.55)
    depth = between(rng, 0.5, 0.9) if maybe(rng, flat) else 1.0
    shaped = flattened(warp, depth, (0.8 * h, h))
    body = revolve(curve).with_(
        strokes=decoration(rng, curve, h), smooth_angle=crease, surface=pick(rng, "plain", "plain", "glass")
    )
    return [reshaped(body, shaped)]


def build_bottle(rng: Rng) -> list[Part]:
    """A drink, oil or shampoo bottle: shoulder, plan, label, neck and closure; some have a grip."""
    r, neck = between(rng, 2.8, 4.8), between(rng, 1.0, 1.6)
    h = r * between(rng, 3.0, 6.0)
    parts = bottle_body(rng, r, h, neck, 0.3)
    kind = pick(rng, "cap", "cap", "cap", "long", "open", "swing", "cork")
    z = h
    if kind in ("long", "swing", "cork"):
        z = h + between(rng, 2.5, 8)
        swell = between(rng, 0.85, 1.1)
        parts.append(
            revolve(
                [
                    *smooth([(neck, h - 0.1), (0.95 * neck, (h + z) / 2), (0.9 * neck, z - 0.8)], 8),
                    (swell * 1.1 * neck, z - 0.75),
                    (swell * 1.1 * neck, z - 0.1),
                    (0.9 * neck, z),
                ],
                segments=32,
            )
        )
    if kind == "open":
        top = screw_neck(neck, z, between(rng, 1.4, 2.2))
    elif kind == "cork":
        top = [cylinder(0.78 * neck, 1.6, at=(0, 0, z - 0.3), top=0.86 * neck, segments=28)]
    elif kind == "swing":
        top = [revolve([(0.75 * neck, z), (1.0 * neck, z + 0.3), (0.9 * neck, z + 1.0), (0.2, z + 1.2)], segments=28)]
        top += [
            rod(
                [
                    [s * 1.15 * neck, 0, z - 0.5],
                    [s * 1.5 * neck, -0.6, z - 0.9],
                    [s * 1.1 * neck, 0, z + 0.7],
                    [0, 0, z + 0.9],
                ],
                0.09,
                20,
                6,
            )
            for s in (-1, 1)
        ]
    else:
        top = cap(rng, pick(rng, *CAPS), neck * between(rng, 1.08, 1.3), z + 0.15, between(rng, 1.2, 2.8))
        parts.append(revolve([(1.3 * neck, z - 0.35), (1.3 * neck, z - 0.05)], segments=32))
    parts += disclaimed(rng, top, 0.12)
    if maybe(rng, 0.1):
        path = [[r * 0.8, 0, 0.8 * h], [1.5 * r, 0, 0.78 * h], [1.55 * r, 0, 0.45 * h], [r * 0.97, 0, 0.35 * h]]
        parts.append(rod(path, 0.5, 22))
    return grounded(parts)


def build_spray(rng: Rng) -> list[Part]:
    """A dispensing bottle with a trigger, a pump or an aerosol button."""
    kind = pick(rng, "trigger", "trigger", "pump", "pump", "aerosol")
    if kind == "aerosol":
        r, h = between(rng, 2.2, 3.4), between(rng, 11, 19)
        can = [
            (0.92 * r, 0),
            (r, 0.2),
            (r, 0.5),
            (0.98 * r, 0.6),
            (0.98 * r, h - 0.3),
            (1.01 * r, h - 0.2),
            (1.01 * r, h + 0.1),
            *smooth([(0.97 * r, h + 0.2), (0.8 * r, h + 0.9), (0.55 * r, h + 1.3)], 8),
            (0.55 * r, h + 1.6),
        ]
        marks = label(
            can, 0.2 * h, between(rng, 0.5, 0.8) * h, between(rng, 0.5, 1.2), pick(rng, "box", "oval", "band")
        )
        parts = [revolve(can).with_(strokes=marks)]
        if maybe(rng):
            top = cap(rng, pick(rng, "dome", "smooth", "ribbed"), 0.98 * r, h + 0.1, between(rng, 2.5, 5))
        else:
            top = [
                cylinder(0.4 * r, 1.0, at=(0, 0, h + 1.4), segments=24),
                box(0.9, 0.3, 0.4, at=(0, -0.38 * r, h + 1.7)),
            ]
        return grounded([*parts, *disclaimed(rng, top, 0.12)])
    r, neck = between(rng, 3.2, 4.8), between(rng, 1.3, 1.7)
    h = r * (between(rng, 3.4, 5.0) if kind == "trigger" else between(rng, 2.0, 4.2))
    parts = bottle_body(rng, r, h, neck, 0.6)
    head = trigger(rng, neck, h + 0.2) if kind == "trigger" else pump(rng, neck * 1.15, h, between(rng, 2.4, 4.0))
    return grounded([*parts, *disclaimed(rng, head, 0.12)])


FAMILIES = (
    Family("bottle", "09-01", ("Bottle", "Beverage bottle", "Water bottle", "Oil bottle"), build_bottle),
    Family(
        "spray_bottle",
        "09-01",
        ("Spray bottle", "Dispensing bottle", "Dispenser bottle", "Aerosol container", "Pump bottle"),
        build_spray,
    ),
)
