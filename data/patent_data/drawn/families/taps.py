"""Taps and showers (23-01). Their front looks to -y."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.bits import (
    between,
    curve,
    environment,
    limb,
    one_of,
    ring_line,
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.water_parts import (
    control,
    escutcheon,
    ringed_hose,
    spout,
    spray_holes,
    stub_legs,
)
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, revolve, rotated, tube


def _faucet(rng: np.random.Generator) -> list[Part]:
    """A tap: one handle on top or at the side, or a spout between two handles; on a deck or on the wall."""
    kind = one_of(rng, "top", "side", "three", "wall", "bridge")
    style = one_of(rng, "goose", "angle", "cast", "flat", "goose")
    r = between(rng, 0.3, 0.5)
    reach, high = between(rng, 2.0, 3.6), between(rng, 2.2, 4.2)
    handle = one_of(rng, "lever", "blade", "cross", "knob", "cylinder")
    parts: list[Part] = []
    if kind in ("top", "side"):
        tall = between(rng, 1.4, 3.2)
        top_r = r * between(rng, 0.9, 1.25)
        body = revolve([(r * 1.15, 0), (r * between(rng, 0.85, 1.2), 0.5 * tall), (top_r, tall)], segments=36)
        parts += [
            escutcheon(rng, r * between(rng, 1.4, 1.9), between(rng, 0.12, 0.5)),
            body.with_strokes(ring_line((0, 0, 0.9 * tall), top_r * 1.03, "z", "light")),
        ]
        if kind == "top":
            style = one_of(rng, "cast", "flat", "cast", "angle")
            at = between(rng, 0.35, 0.6) * tall
            if style == "angle":
                parts.append(
                    tube(
                        curve(
                            (0, 0, at),
                            (0, -0.55 * reach, at + 0.5),
                            (0, -reach, at + 0.6),
                            (0, -reach - 0.25, at + 0.2),
                            n=14,
                        ),
                        values([r * 0.8, r * 0.65, r * 0.6], 14),
                        segments=16,
                    )
                )
            else:
                parts += moved(spout(rng, style, reach, high * 0.4, r * 0.85), z=at - 0.3)
            grip = control(rng, one_of(rng, "lever", "blade", "lever", "cylinder"), top_r * 1.5)
            parts += moved(rotated(grip, "z", one_of(rng, 0.0, 0.0, 180.0)), z=tall)
        else:
            parts += moved(
                spout(rng, one_of(rng, "goose", "angle", "goose"), reach, high, r * between(rng, 0.55, 0.8)),
                z=tall - 0.05,
            )
            side = rotated(control(rng, one_of(rng, "lever", "cylinder", "blade"), r * 1.1), "y", 90.0)
            stub = cylinder(r * 0.65, r * 1.2, at=(r * 0.9, 0, 0.55 * tall), axis="x", segments=28)
            parts += [stub, *moved(side, x=r * 1.45, z=0.55 * tall)]
    elif kind == "wall":
        plate = revolve([(r * 2, 0), (r * 2, 0.15), (r * 1.3, 0.3)], axis="y", segments=36).mirrored("y")
        gap = between(rng, 1.4, 2.2)
        grip = control(rng, handle, r * 1.5)
        for x in (-gap, gap):
            parts += moved([plate, cylinder(r * 0.8, 1.2, at=(0, -0.7, 0), axis="y", segments=28)], x=x)
            parts += moved(rotated(grip, "x", 90.0), x=x, y=-1.3)
        parts += [cylinder(r * 0.85, 2 * gap, at=(0, -0.8, 0), axis="x", segments=28)]
        parts += moved(spout(rng, one_of(rng, "goose", "angle"), reach, high * 0.6, r * 0.6), y=-0.8)
    else:
        gap = between(rng, 1.3, 2.2)
        one = [
            escutcheon(rng, r * 1.6, 0.3),
            revolve([(r * 1.0, 0), (r * 0.8, 0.5), (r, 0.9)], segments=28),
            *moved(control(rng, handle, r * 1.6), z=0.85),
        ]
        turn = between(rng, -30, 60) if handle in ("lever", "blade") else 0.0
        parts += moved(rotated(one, "z", -turn), x=-gap)
        parts += [p.mirrored("x") for p in moved(rotated(one, "z", -turn), x=-gap)]
        lift = between(rng, 0.6, 1.1)
        parts += [escutcheon(rng, r * 1.7, 0.3), revolve([(r * 1.1, 0), (r * 0.9, lift)], segments=32)]
        parts += moved(spout(rng, style, reach, high, r * between(rng, 0.65, 0.85)), z=lift - 0.05)
        if kind == "bridge":
            parts.append(cylinder(r * 0.55, 2 * gap, at=(0, 0, 0.5), axis="x", segments=24))
        elif whether(rng, 0.4):
            parts.append(box(2 * gap + 3.2 * r, 3.4 * r, 0.14, at=(0, 0, -0.13), radius=0.4))
        if whether(rng, 0.3):
            parts += [
                cylinder(0.06, 1.0, at=(0, r * 1.3, 0), segments=12),
                cylinder(0.16, 0.2, at=(0, r * 1.3, 1.0), segments=18),
            ]
    if kind in ("top", "three") and whether(rng, 0.2):
        parts += stub_legs(0.25 if kind == "top" else 1.5, 1.6, 0.12)
    return parts


def _shower(rng: np.random.Generator) -> list[Part]:
    """A hand shower, a fixed shower head or a shower set on its rail."""
    kind = one_of(rng, "hand", "hand", "fixed", "rain", "set")
    radius = between(rng, 0.9, 1.5)
    deep = between(rng, 0.25, 0.7)
    round_face = whether(rng, 0.7)
    places = spray_holes(rng, radius)
    lip = between(rng, 0.8, 0.95)

    def head() -> list[Part]:
        """The head, its face down at z = 0."""
        if round_face:
            cup = [
                (radius * lip, 0.0),
                (radius, 0.1 * deep),
                (radius * 0.97, 0.35 * deep),
                (radius * between(rng, 0.5, 0.8), 0.75 * deep),
                (0.3, deep),
            ]
            body = revolve(cup, segments=44)
            lines = [ring_line((x, y, -0.001), 0.035 * radius, "z", n=8) for x, y in places]
            lines += [
                ring_line((0, 0, -0.001), radius * v * lip, "z", n=40)
                for v in one_of(rng, (0.96,), (0.96, 0.3), (0.96, 0.55))
            ]
        else:
            ring = rounded_rectangle(2 * radius, 2 * radius * wide, between(rng, 0.05, 0.4) * radius)
            body = extrude(ring, deep * 0.5, axis="z", bevel=0.05)
            lines = [
                ring_line((x * 1.0, y * wide, -0.001), 0.035 * radius, "z", n=8)
                for x in np.linspace(-0.8, 0.8, 7) * radius
                for y in np.linspace(-0.8, 0.8, 6) * radius
            ]
        return [body.with_strokes(*lines)]

    wide = between(rng, 0.6, 1.0)
    top = head()
    if kind in ("hand", "set"):
        long, r = between(rng, 3.4, 5.0), between(rng, 0.24, 0.34)
        tilt = between(rng, 55.0, 80.0)
        face = moved(rotated(top, "x", -tilt), z=long + 0.75 * radius, y=-0.35)
        spine = curve((0, 0, 0), (0, 0.12, 0.5 * long), (0, 0.1, long), (0, -0.05, long + 0.6 * radius), n=16)
        handle = limb(
            spine,
            [r * 0.7, r, r * 0.85, r * 1.4, radius * 0.5],
            [r * 0.7, r, r * 0.85, r * 0.9, r * 0.8],
            2.2,
            (0.1, 0.2),
            side=(1.0, 0, 0),
            n=20,
        )
        nut = [
            cylinder(r * 0.85, 0.5, at=(0, 0, -0.4), segments=24),
            cylinder(r * 0.6, 0.3, at=(0, 0, -0.6), segments=20),
        ]
        parts = [*face, handle, *nut]
        if whether(rng, 0.5):
            parts.append(box(0.25, 0.12, 0.5, at=(0, -r * 0.95, 0.6 * long), radius=0.05))
        hose = curve((0, 0, -0.5), (0.2, 0.1, -1.8), (1.2, 0.3, -2.6), (2.2, 0.4, -1.6), (2.4, 0.5, 0.5), n=30)
        if kind == "set":
            rail = between(rng, 7.0, 9.0)
            z0 = long * 0.2 - 0.45 * rail
            parts.append(cylinder(0.17, rail, at=(0, 1.2, z0), segments=20))
            for z in (z0 + 0.3, z0 + rail - 0.3):
                parts += [
                    cylinder(0.14, 0.7, at=(0, 1.5, z), axis="y", segments=18),
                    cylinder(0.42, 0.14, at=(0, 1.85, z), axis="y", segments=28),
                ]
            parts += [
                box(0.5, 0.9, 0.6, at=(0, 0.8, 0.75 * long), radius=0.14),
                cylinder(r * 1.4, 0.6, at=(0, 0.1, 0.74 * long), segments=24),
            ]
            parts += environment(rng, ringed_hose(0.14, hose, 16), 0.2)
        elif whether(rng, 0.35):
            parts += environment(rng, ringed_hose(0.14, hose, 16), 0.5)
        return parts
    ball = [revolve([(0.3, deep * 0.9), (0.42, deep + 0.15), (0.42, deep + 0.35), (0.25, deep + 0.5)], segments=28)]
    tilt = between(rng, 0.0, 40.0) if kind == "fixed" else 0.0
    reach = between(rng, 2.0, 4.5)
    arm = curve(
        (0, 0, deep + 0.4),
        (0, 0.15, deep + 1.0),
        (0, 0.6, deep + 1.5),
        (0, reach, deep + 1.6 if kind == "rain" else deep + 1.3),
        n=16,
    )
    pipe = [
        tube(arm, between(rng, 0.18, 0.26), segments=16),
        cylinder(0.55, 0.16, at=(0, reach, float(arm[-1, 2])), axis="y", segments=32),
    ]
    return [*rotated([*top, *ball], "x", -tilt, (0, 0, deep + 0.4)), *environment(rng, pipe, 0.15)]


FAMILIES = (
    Family("faucet", "23-01", ("Faucet", "Tap", "Basin faucet", "Kitchen faucet", "Mixer tap"), _faucet),
    Family("shower_head", "23-01", ("Shower head", "Shower", "Hand shower", "Handheld shower head"), _shower),
)
