"""Families of vessels to pour and drink from: jugs, teapots, glasses (main class 07)."""

from __future__ import annotations

from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick
from patent_data.drawn.families.household_parts import (
    body_curve,
    ear,
    hollow,
    lid,
    lipped,
    plan_warp,
    radius_at,
    reshaped,
    spout,
    surface_lines,
)
from patent_data.drawn.families.shaping import grounded, rod, smooth
from patent_data.drawn.solids import Part, cylinder, revolve


def build_jug(rng: Rng) -> list[Part]:
    """A jug, pitcher or carafe: body, drawn lip, ear, foot, lid with thumb piece."""
    r, h = between(rng, 5, 8), between(rng, 14, 28)
    outer = body_curve(rng, r, h, "straight", "cone", "shoulder", "belly", "pear", "tulip", "waist", "barrel")
    neck = maybe(rng, 0.45)
    if neck:
        out = outer[-1][0]
        k, flare = between(rng, 0.12, 0.3) * h, between(rng, 0.95, 1.35)
        outer = [*outer, *smooth([(out, h), (0.86 * out, h + 0.4 * k), (flare * 0.86 * out, h + k)], 8)[1:]]
    top = outer[-1][1]
    warp, crease = plan_warp(rng, 0.75)
    body = revolve(hollow(outer, between(rng, 0.2, 0.4))).with_(
        strokes=surface_lines(rng, outer[:16], r, h), smooth_angle=crease, surface=pick(rng, "plain", "plain", "glass")
    )
    body = lipped(
        reshaped(body, warp),
        top,
        between(rng, 0.12, 0.3) * top,
        between(rng, 0.25, 0.55) * outer[-1][0],
        between(rng, 0.3, 0.55),
    )
    parts = [body]
    grip = ear(
        rng,
        outer,
        between(rng, 0.18, 0.35) * top,
        between(rng, 0.75, 0.95) * top,
        between(rng, 3.0, 5.0),
        between(rng, 0.45, 0.8),
    )
    parts += disclaimed(rng, grip)
    if maybe(rng, 0.35):
        parts += lid(rng, outer[-1][0] * 0.97, top)
    if maybe(rng, 0.3):
        foot = outer[0][0] * 1.06
        parts.append(revolve([(foot, -0.8), (foot, -0.3), (outer[0][0] * 0.9, 0.1)]))
    return grounded(parts)


def build_teapot(rng: Rng) -> list[Part]:
    """A teapot or coffee pot: body, spout, handle behind or over the top, lid."""
    r, h = between(rng, 6, 9.5), between(rng, 8, 19)
    outer = body_curve(rng, r, h, "belly", "belly", "shoulder", "pear", "barrel", "cone", "straight")
    if outer[-1][0] > 0.75 * r:
        outer = [*outer, (outer[-1][0] * 0.96, h + 0.25), (between(rng, 0.5, 0.7) * r, h + 0.6)]
    top = outer[-1][1]
    warp, crease = plan_warp(rng, 0.75)
    body = revolve(outer).with_(strokes=surface_lines(rng, outer, r, h), smooth_angle=crease)
    parts = [reshaped(body, warp), *lid(rng, outer[-1][0] * 0.98, top)]
    z0 = between(rng, 0.25, 0.6) * h
    tip = (-(r + between(rng, 3.5, 6.0)), 0.0, top * between(rng, 0.85, 1.05))
    parts.append(
        spout(
            (-radius_at(outer, z0) + 0.6, 0, z0),
            tip,
            between(rng, 1.3, 2.3),
            between(rng, 0.55, 0.85),
            between(rng, 0, 1),
        )
    )
    if maybe(rng, 0.65):
        parts += ear(
            rng,
            outer,
            between(rng, 0.15, 0.35) * h,
            between(rng, 0.75, 0.92) * h,
            between(rng, 3.0, 5.0),
            between(rng, 0.5, 0.75),
        )
    else:
        rise = top + between(rng, 5, 9)
        x = radius_at(outer, 0.85 * h)
        parts.append(
            rod(
                [
                    [-x, 0, 0.85 * h],
                    [-0.95 * x, 0, 0.6 * (top + rise)],
                    [0, 0, rise],
                    [0.95 * x, 0, 0.6 * (top + rise)],
                    [x, 0, 0.85 * h],
                ],
                between(rng, 0.35, 0.6),
                28,
            )
        )
        if maybe(rng):
            parts += [cylinder(0.8, 1.0, at=(s * x, 0, 0.8 * h), segments=14) for s in (-1, 1)]
    foot = outer[0][0]
    if maybe(rng):
        parts.append(revolve([(foot * 0.9, -0.6), (foot * 0.95, 0.1)]))
    return grounded(parts)


def build_glass(rng: Rng) -> list[Part]:
    """A drinking glass on a stem, or a tumbler: bowl, stem with beads, foot, cuts."""
    r, h = between(rng, 2.6, 5.5), between(rng, 6, 13)
    stemmed = maybe(rng, 0.65)
    kinds = (
        ("tulip", "belly", "hemisphere", "cone", "bell", "pear")
        if stemmed
        else ("straight", "cone", "barrel", "waist", "bell")
    )
    outer = body_curve(rng, r, h, *kinds)
    warp, crease = plan_warp(rng, 0.85 if stemmed else 0.6)
    if stemmed:
        outer = [(0.25, -0.3), *[(max(x * min(1.0, 0.25 + z / (0.18 * h)), 0.3), z) for x, z in outer]]
    body = revolve(hollow(outer, 0.15, None if stemmed else between(rng, 0.3, 1.4)), segments=40).with_(
        strokes=surface_lines(rng, outer, r, h), surface="glass", smooth_angle=crease
    )
    body = reshaped(body, warp)
    if not stemmed:
        return grounded([body])
    stem, foot = between(rng, 3, 11), between(rng, 0.75, 1.1) * max(r, 3)
    w = between(rng, 0.28, 0.5)
    bead = between(rng, 0.3, 0.7) * stem
    swell = between(rng, 1.0, 2.4)
    profile = [
        (foot, 0),
        (foot, 0.15),
        *smooth([(0.95 * foot, 0.25), (0.4 * foot, 0.5), (1.3 * w, 0.12 * stem + 0.5), (w, 0.25 * stem + 0.5)], 10),
    ]
    profile += smooth([(w, bead), (w * swell, bead + 0.08 * stem), (w, bead + 0.16 * stem)], 6)
    profile = [p for i, p in enumerate(profile) if i == 0 or p[1] > profile[i - 1][1]] + [
        (w, stem),
        (1.2 * w, stem + 0.3),
    ]
    return grounded(
        [body.moved(z=stem), revolve(sorted(profile, key=lambda p: p[1]), segments=32).with_(surface="glass")]
    )


FAMILIES = (
    Family("jug", "07-01", ("Jug", "Pitcher", "Carafe", "Creamer"), build_jug),
    Family("teapot", "07-01", ("Teapot", "Coffee pot", "Tea pot with lid"), build_teapot),
    Family("drinking_glass", "07-01", ("Drinking glass", "Wine glass", "Goblet", "Tumbler", "Stemware"), build_glass),
)
