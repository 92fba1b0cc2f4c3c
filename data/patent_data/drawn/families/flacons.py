"""Families of jars and perfume flasks (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import regular_polygon, rounded_rectangle, spline
from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick
from patent_data.drawn.families.household_parts import body_curve, lid, plan_warp, reshaped, surface_lines
from patent_data.drawn.families.packaging_parts import (
    cap,
    label,
)
from patent_data.drawn.families.shaping import grounded, layered, oval, ring, rod, smooth, uprights
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, stroke


def build_jar(rng: Rng) -> list[Part]:
    """A jar or pot: body, screw or bail lid, cosmetic double wall, honey jar, canister with knob."""
    r = between(rng, 2.6, 6.5)
    h = r * between(rng, 0.7, 2.6)
    outer = body_curve(rng, r, h, "straight", "straight", "barrel", "belly", "shoulder", "cone", "waist")
    if outer[-1][0] > 0.9 * r and maybe(rng, 0.6):
        outer = [*outer[:-1], *smooth([(outer[-1][0], h), (0.97 * r, h + 0.05 * r), (0.85 * r, h + 0.14 * r)], 6)]
    top = outer[-1]
    warp, crease = plan_warp(rng, 0.55)
    marks = (
        surface_lines(rng, outer, r, h)
        if maybe(rng)
        else label(outer, 0.2 * h, 0.7 * h, between(rng, 0.5, 1.0), pick(rng, "box", "oval", "band"))
    )
    parts = [
        reshaped(revolve(outer).with_(strokes=marks, smooth_angle=crease, surface=pick(rng, "plain", "glass")), warp)
    ]
    parts.append(revolve([(0.94 * top[0], top[1] - 0.1), (0.94 * top[0], top[1] + 0.35)]))
    z = top[1] + 0.25
    kind = pick(rng, "screw", "screw", "screw", "bail", "knob", "shaped")
    if kind == "screw":
        upper = cap(
            rng,
            pick(rng, "ribbed", "smooth", "dome", "faceted", "tamper"),
            top[0] * between(rng, 0.98, 1.06),
            z,
            between(rng, 0.2, 0.6) * r,
        )
    elif kind == "bail":
        upper = [
            revolve(
                [
                    (top[0], z),
                    (1.04 * top[0], z + 0.15 * r),
                    (0.9 * top[0], z + 0.25 * r),
                    (0.6 * top[0], z + 0.25 * r),
                    (0, z + 0.2 * r),
                ]
            )
        ]
        x = 1.04 * top[0]
        upper += [
            rod(
                [
                    [x * s, 0, z - 0.1 * r],
                    [1.1 * x * s, 0, z + 0.2 * r],
                    [0.7 * x * s, 0, z + 0.33 * r],
                    [0, 0, z + 0.3 * r],
                ],
                0.12,
                16,
                6,
            )
            for s in (-1, 1)
        ]
        upper += [
            rod(
                [[-0.5 * x, -0.9 * x, z - 0.35 * r], [0, -1.15 * x, z - 0.6 * r], [0.5 * x, -0.9 * x, z - 0.35 * r]],
                0.12,
                14,
                6,
            ),
            revolve([(1.01 * x, z - 0.12 * r), (1.01 * x, z - 0.04 * r)]),
        ]
    elif kind == "knob":
        upper = lid(rng, top[0], z)
    else:
        upper = [
            reshaped(
                revolve([(top[0], z), (1.02 * r, z + 0.1), (1.02 * r, z + 0.4 * r), (0.96 * r, z + 0.45 * r)]).with_(
                    smooth_angle=crease
                ),
                warp,
            )
        ]
    return grounded([*parts, *disclaimed(rng, upper, 0.1)])


def flacon_outline(rng: Rng, w: float, h: float) -> Array:
    """The front of a perfume flask, in x and z, its foot at z = 0."""
    kind = pick(rng, "block", "round", "trapezoid", "shield", "hex", "wave", "heart", "arch")
    if kind == "block":
        plan: Array = rounded_rectangle(w, h, pick(rng, 0.2, 1.0), n=5) + np.array((0, h / 2))
        return plan
    if kind == "round":
        plan = oval(w, h, pick(rng, 2.0, 2.6), 48)
        plan[:, 1] = np.maximum(plan[:, 1], -0.46 * h)
        plan[:, 1] += 0.46 * h
        return plan
    if kind == "hex":
        plan = regular_polygon(pick(rng, 6, 8), h / 2)
        turn = np.pi / len(plan)
        plan = plan @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        return np.asarray(plan * (w / np.ptp(plan[:, 0]), h / np.ptp(plan[:, 1])) + (0, h / 2))
    half = {
        "trapezoid": [(0.5, 0.0), (0.36, 0.9), (0.3, 1.0)] if maybe(rng) else [(0.34, 0.0), (0.5, 0.92), (0.42, 1.0)],
        "shield": [(0.2, 0.0), (0.42, 0.3), (0.5, 0.65), (0.46, 0.95), (0.3, 1.0)],
        "wave": [(0.4, 0.0), (0.5, 0.2), (0.34, 0.5), (0.46, 0.8), (0.25, 1.0)],
        "heart": [(0.15, 0.0), (0.4, 0.4), (0.5, 0.7), (0.38, 0.97), (0.15, 0.95)],
        "arch": [(0.5, 0.0), (0.5, 0.5), (0.42, 0.8), (0.2, 1.0)],
    }[kind]
    side = np.array(half) if kind == "trapezoid" else spline(half, n=16)
    return np.vstack([side, side[::-1] * (-1, 1)]) * (w, h)


def build_flacon(rng: Rng) -> list[Part]:
    """A perfume flask: shaped or turned body, inner cavity lines, collar, jewel-like cap or atomiser bulb."""
    w, h = between(rng, 4, 8), between(rng, 5, 12)
    d = between(rng, 1.8, 4.0)
    neck = between(rng, 0.55, 0.85)
    lines: list[Stroke] = []
    if maybe(rng, 0.65):
        plan = flacon_outline(rng, w, h)
        inner = (plan - plan.mean(axis=0)) * between(rng, 0.7, 0.85) + plan.mean(axis=0)
        if maybe(rng, 0.6):
            lines += [
                stroke(
                    np.column_stack([inner[:, 0], np.full(len(inner), s * (d / 2 + 0.02)), inner[:, 1]]), closed=True
                )
                for s in (-1, 1)
            ]
        bevel = between(rng, 0.1, 0.28) * d
        parts = [
            extrude(plan, d, axis="y", bevel=bevel).with_(strokes=tuple(lines), surface="glass", smooth_angle=28.0)
        ]
        top = float(plan[:, 1].max())
    else:
        outer = body_curve(rng, w / 2, h, "belly", "pear", "shoulder", "barrel", "waist", "hemisphere", "straight")
        if outer[-1][0] > 0.3 * w:
            outer = [*outer, (0.9 * outer[-1][0], h + 0.15), (neck, h + 0.4)]
        warp, crease = plan_warp(rng, 0.25)
        parts = [
            reshaped(
                revolve(outer).with_(
                    strokes=surface_lines(rng, outer[:16], w / 2, h), smooth_angle=crease, surface="glass"
                ),
                warp,
            )
        ]
        top = outer[-1][1]
    z = top + between(rng, 0.2, 0.5)
    parts.append(
        revolve(
            [(neck, top - 0.5), (neck, z), (1.25 * neck, z + 0.02), (1.25 * neck, z + 0.3), (neck, z + 0.32)],
            segments=32,
        )
    )
    kind = pick(rng, "cylinder", "ball", "cube", "facet", "dome", "bulb", "bow")
    r, t = between(rng, 0.9, 1.5), between(rng, 1.4, 3.6)
    z += 0.3
    if kind == "cylinder":
        crown = cap(rng, pick(rng, "smooth", "ribbed"), r, z, t)
    elif kind == "ball":
        crown = [
            revolve(
                smooth([(0.5 * r, z), (r, z + 0.6 * r), (1.05 * r, z + r), (0.7 * r, z + 1.8 * r), (0, z + 2 * r)], 18),
                segments=32,
            )
        ]
    elif kind == "cube":
        crown = [box(2 * r, min(2 * r, d), t, at=(0, 0, z), radius=pick(rng, 0.0, 0.25))]
    elif kind == "facet":
        crown = [
            revolve(
                [(0.6 * r, z), (1.2 * r, z + 0.5 * t), (0.8 * r, z + 0.9 * t), (0.4 * r, z + t)],
                segments=pick(rng, 6, 8),
            ).with_(smooth_angle=10)
        ]
    elif kind == "dome":
        crown = cap(rng, "dome", r, z, t)
    elif kind == "bow":
        crown = [
            *cap(rng, "smooth", 0.9 * r, z, 0.6 * t),
            *(
                layered(oval(2.4, 1.3, 2.2), [(0.2, 0), (0, 0.25), (0, 0.5), (0.2, 0.75)])
                .rotated("y", 18 * s)
                .moved(x=1.2 * s, z=z + 0.6 * t)
                for s in (-1, 1)
            ),
        ]
    else:
        crown = [
            cylinder(0.8 * neck, 1.0, at=(0, 0, z), segments=24),
            rod([[0, 0, z + 0.7], [2.2, 0, z + 0.9], [3.4, 0, z + 0.2]], 0.2, 16, 8),
            revolve(
                [(0.3, 0), (1.2, 0.8), (1.3, 1.6), (0.8, 2.6), (0.2, 3.0)], at=(4.2, 0, z - 2.2), segments=28
            ).with_(strokes=uprights(1.3, z - 1.4, z - 0.6, 16, "light")),
        ]
        crown[-1] = crown[-1].with_(
            strokes=tuple(Stroke(line.points + np.array((4.2, 0, 0)), line.kind) for line in crown[-1].strokes)
        )
    if maybe(rng, 0.3):
        parts[0] = parts[0].with_strokes(ring(1.25 * neck, z - 0.1))
    return grounded([*parts, *disclaimed(rng, crown, 0.12)])


FAMILIES = (
    Family("jar", "09-01", ("Jar", "Cosmetic jar", "Storage jar", "Container with lid"), build_jar),
    Family("flacon", "09-01", ("Perfume bottle", "Flacon", "Fragrance bottle", "Cosmetic bottle"), build_flacon),
)
