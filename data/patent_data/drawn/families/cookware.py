"""Families of cooking vessels: pots, pans, kettles (main class 07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick, whole
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
)
from patent_data.drawn.families.pan_handles import long_handle, loop_handles
from patent_data.drawn.families.shaping import bolt, flat_ring, grounded, ring, rod, smooth
from patent_data.drawn.solids import Part, Stroke, box, cylinder, revolve, stroke


def build_pot(rng: Rng) -> list[Part]:
    """A stock pot, casserole or saucepan with lid: body, rim, base, handles, knob, measuring lines."""
    r = between(rng, 8, 15)
    h = r * between(rng, 0.6, 1.5)
    outer = body_curve(rng, r, h, "straight", "straight", "barrel", "cone", "belly")
    top = outer[-1]
    warp, crease = plan_warp(rng, 0.85)
    lines: list[Stroke] = []
    if maybe(rng, 0.5):
        z = between(rng, 0.08, 0.3) * h
        lines += [ring(radius_at(outer, z) + 0.02, z), ring(radius_at(outer, z + 0.4) + 0.02, z + 0.4)]
    if maybe(rng, 0.4):
        lines.append(ring(radius_at(outer, 0.9 * h) + 0.02, 0.9 * h))
    rolled = between(rng, 0.25, 0.7)
    full = hollow([*outer, (top[0] + rolled, h + 0.1), (top[0] + rolled, h + 0.6)], 0.3 + 0.5 * rolled)
    body = revolve(full, segments=48).with_(strokes=tuple(lines), smooth_angle=crease)
    parts = [reshaped(body, warp)]
    if maybe(rng, 0.4):
        parts.append(revolve([(0.86 * r, -0.6), (0.88 * r, 0.1)]))
    grips = (
        loop_handles(rng, radius_at(outer, 0.8 * h), 0.8 * h)
        if maybe(rng, 0.65)
        else long_handle(rng, radius_at(outer, 0.85 * h), 0.85 * h, between(rng, 13, 20))
    )
    parts += disclaimed(rng, grips)
    if maybe(rng, 0.75):
        cover = lid(rng, top[0] * 0.99, h + 0.5)
        if maybe(rng, 0.3):
            cover.append(cylinder(0.4, 0.35, at=(0.6 * r, 0, h + 0.7), segments=14))
        parts += [reshaped(part, warp) for part in cover]
    elif maybe(rng, 0.4):
        parts[0] = lipped(parts[0], h + 0.6, 0.3 * h, between(rng, 0.08, 0.16) * r, 0.2, np.pi / 2)
    return grounded(parts)


def build_pan(rng: Rng) -> list[Part]:
    """A frying, grill or sauté pan or wok: flare, ridges, lips, long handle, helper handle, lid."""
    r = between(rng, 9, 16)
    kind = pick(rng, "frying", "frying", "saute", "wok", "grill", "crepe")
    h = (
        r
        * {
            "frying": between(rng, 0.26, 0.4),
            "saute": between(rng, 0.4, 0.6),
            "wok": between(rng, 0.5, 0.75),
            "grill": between(rng, 0.22, 0.35),
            "crepe": between(rng, 0.08, 0.14),
        }[kind]
    )
    floor_r = (
        r
        * {
            "frying": between(rng, 0.68, 0.8),
            "saute": 0.93,
            "wok": between(rng, 0.25, 0.4),
            "grill": 0.86,
            "crepe": 0.9,
        }[kind]
    )
    bend = 0.8 if kind == "wok" else 0.85
    outer = smooth(
        [(floor_r, 0), (floor_r + (r - floor_r) * 0.25, 0.08 * h), (floor_r + (r - floor_r) * bend, 0.6 * h), (r, h)],
        14,
    )
    square = kind == "grill" and maybe(rng, 0.6)
    warp, crease = plan_warp(rng, 0.9)
    if square:

        def warp(points: Array) -> Array:
            a = np.arctan2(points[:, 1], points[:, 0])
            f = (np.abs(np.cos(a)) ** 7 + np.abs(np.sin(a)) ** 7) ** (-1 / 7)
            squared: Array = points * np.column_stack([f, f, np.ones(len(points))])
            return squared

    wall = between(rng, 0.25, 0.45)
    lines: list[Stroke] = [flat_ring(0.9 * floor_r, wall + 0.03, kind="light")]
    pattern = pick(rng, "none", "none", "rings", "dots", "hex")
    if kind == "grill":
        xs = np.linspace(-0.8, 0.8, whole(rng, 7, 13)) * floor_r
        reach = np.full(len(xs), 0.8) * floor_r if square else np.sqrt(floor_r**2 * 0.8 - xs**2)
        lines = [
            stroke([[x + dx, -y, wall + 0.05], [x + dx, y, wall + 0.05]])
            for x, y in zip(xs, reach, strict=True)
            for dx in (0, 0.35)
        ]
    elif pattern == "rings":
        lines += [flat_ring(s * floor_r, wall + 0.03, kind="light") for s in np.linspace(0.15, 0.75, whole(rng, 3, 6))]
    elif pattern == "dots":
        for level, n in ((0.25, 6), (0.5, 12), (0.72, 18)):
            for a in np.arange(n) * 2 * np.pi / n:
                lines.append(
                    flat_ring(
                        0.03 * r, wall + 0.03, (level * floor_r * np.cos(a), level * floor_r * np.sin(a)), "light"
                    )
                )
    body = reshaped(revolve(hollow(outer, wall), segments=48).with_(strokes=tuple(lines), smooth_angle=crease), warp)
    if maybe(rng, 0.3):
        for angle in ((np.pi / 2,), (np.pi / 2, -np.pi / 2))[whole(rng, 0, 1)]:
            body = lipped(body, h, 0.6 * h, 0.09 * r, 0.16, angle)
    parts = [body, *disclaimed(rng, long_handle(rng, r - 0.2, 0.8 * h, between(rng, 14, 22)))]
    if maybe(rng, 0.25):
        path = [[-r + 0.3, -3, 0.85 * h], [-r - 2.4, -2.2, h], [-r - 2.4, 2.2, h], [-r + 0.3, 3, 0.85 * h]]
        parts.append(rod(path, 0.5, 18))
    if maybe(rng, 0.15) and not square:
        parts += lid(rng, r * 0.98, h)
    return grounded(parts)


def build_kettle(rng: Rng) -> list[Part]:
    """A stove-top or electric kettle: body, spout or beak, handle over or behind, lid, base with a switch."""
    electric = maybe(rng, 0.5)
    r = between(rng, 7, 10)
    h = r * (between(rng, 1.9, 2.6) if electric else between(rng, 0.9, 1.5))
    outer = body_curve(
        rng,
        r,
        h,
        *(("shoulder", "cone", "barrel", "pear", "waist") if electric else ("belly", "shoulder", "pear", "barrel")),
    )
    if electric and outer[-1][0] > 0.92 * r:
        outer = [(x * (1 - 0.25 * (z / h)), z) for x, z in outer]
    top_r = outer[-1][0]
    lines: list[Stroke] = []
    if maybe(rng):
        z = between(rng, 0.05, 0.15) * h
        lines += [ring(radius_at(outer, z), z)]
    if electric and maybe(rng, 0.5):
        scale = np.linspace(0.25 * h, 0.7 * h, 8)
        for s in (-0.12, 0.12):
            rr = np.array([radius_at(outer, float(k)) for k in scale]) * 1.005
            lines.append(stroke(np.column_stack([rr * np.sin(s), -rr * np.cos(s), scale])))
        for k in scale[1:-1]:
            mark = radius_at(outer, float(k)) * 1.005
            lines.append(stroke([[mark * np.sin(t), -mark * np.cos(t), float(k)] for t in (-0.05, 0.05)], kind="light"))
    body = revolve([*outer, (top_r * 0.95, h + 0.3)]).with_(strokes=tuple(lines))
    parts: list[Part] = []
    if electric:
        warp, crease = plan_warp(rng, 0.8)
        body = reshaped(body.with_(smooth_angle=crease), warp)
        body = lipped(body, h, 0.25 * h, between(rng, 0.25, 0.5) * r, 0.3)
        z0, z1, reach = between(rng, 0.1, 0.3) * h, between(rng, 0.9, 1.02) * h, between(rng, 4.0, 6.0)
        x0, x1 = radius_at(outer, z0), radius_at(outer, z1)
        far = max(x0, x1) + reach
        bend = [
            [x1 - 0.6, 0, z1 - 0.4],
            [0.5 * (x1 + far), 0, z1 + 0.6],
            [far, 0, z1 - 0.12 * h],
            [far - 0.1 * reach, 0, z0 + 0.25 * h],
        ]
        if maybe(rng, 0.6):
            bend += [[0.5 * (far + x0), 0, z0], [x0 - 0.6, 0, z0]]
        parts.append(rod(bend, between(rng, 0.9, 1.3), 30, 12))
        parts.append(box(1.4, 1.6, 0.7, at=(far - 0.2, 0, z1 - 0.02 * h), radius=0.3))
        low = outer[0][0]
        base = revolve([(1.06 * low, -2.2), (1.08 * low, -1.8), (1.08 * low, -0.7), (low, -0.2)])
        parts += [
            base,
            *(
                [cylinder(0.8, 0.6, at=(0.5 * low, -0.95 * low, -1.6), axis="y", segments=16)]
                if maybe(rng, 0.4)
                else []
            ),
        ]
        cover = smooth(
            [(0.93 * top_r, h + 0.2), (0.8 * top_r, h + 0.8), (0.3 * top_r, h + between(rng, 1.0, 2.4)), (0, h + 2.5)],
            10,
        )
        parts.append(revolve(cover))
        parts.append(cylinder(0.16 * r, between(rng, 0.5, 1.5), at=(0, 0, h + 2.2), segments=20))
    else:
        z0 = between(rng, 0.4, 0.65) * h
        tip = (-(r + between(rng, 2.5, 5.0)), 0.0, h * between(rng, 0.95, 1.15))
        parts.append(
            spout(
                (-radius_at(outer, z0) + 0.8, 0, z0),
                tip,
                between(rng, 1.6, 2.6),
                between(rng, 0.8, 1.2),
                between(rng, 0, 0.8),
            )
        )
        if maybe(rng, 0.3):
            parts.append(
                revolve([(1.3, 0), (1.3, 1.2), (0.9, 1.6), (0, 1.7)], at=tip, segments=20).rotated("y", -40, tip)
            )
        if maybe(rng, 0.75):
            rise, half = h + between(rng, 5, 9), between(rng, 0.7, 0.95) * r
            foot = radius_at(outer, 0.85 * h) * 0.97
            arms = [
                [-foot, 0, 0.85 * h],
                [-half, 0, 0.7 * rise],
                [-0.7 * half, 0, rise],
                [0.7 * half, 0, rise],
                [half, 0, 0.7 * rise],
                [foot, 0, 0.85 * h],
            ]
            parts.append(rod(arms, between(rng, 0.3, 0.5), 36, 8))
            parts.append(
                rod(
                    [[-0.6 * half, 0, rise + 0.1], [0, 0, rise + 0.5], [0.6 * half, 0, rise + 0.1]],
                    [0.8, 1.2, 0.8],
                    14,
                    12,
                )
            )
            parts += [bolt((s * foot, -0.35, 0.85 * h), 0.5) for s in (-1, 1)]
        else:
            parts += ear(rng, outer, 0.25 * h, 0.9 * h, between(rng, 4, 6), between(rng, 0.6, 0.9))
        parts += lid(rng, 0.96 * top_r, h + 0.3)
    return grounded([body, *parts])


FAMILIES = (
    Family("cooking_pot", "07-02", ("Cooking pot", "Saucepan", "Casserole", "Stock pot", "Dutch oven"), build_pot),
    Family("frying_pan", "07-02", ("Frying pan", "Pan", "Skillet", "Wok", "Grill pan"), build_pan),
    Family("kettle", "07-02", ("Kettle", "Electric kettle", "Tea kettle", "Water kettle"), build_kettle),
)
