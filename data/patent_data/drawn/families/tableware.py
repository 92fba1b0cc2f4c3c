"""Families of china: cups, bowls, plates (main class 07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.household_parts import (
    body_curve,
    ear,
    hollow,
    lid,
    lipped,
    plan_warp,
    radius_at,
    reshaped,
    surface_lines,
)
from patent_data.drawn.families.shaping import flat_ring, grounded, ring, rod, smooth, uprights
from patent_data.drawn.solids import Part, revolve, stroke


def saucer(rng: Rng, r: float) -> Part:
    """A saucer of radius r, its well at the middle."""
    rise = between(rng, 0.1, 0.22) * r
    outer = smooth([(0.5 * r, 0.0), (0.55 * r, 0.1 * rise), (0.85 * r, 0.7 * rise), (r, rise)], 14)
    return revolve(hollow(outer, 0.035 * r)).with_(strokes=(flat_ring(0.36 * r, 0.04 * r),))


def build_cup(rng: Rng) -> list[Part]:
    """A cup or mug: body, foot, one or two handles, saucer, lid, pattern."""
    r, h = between(rng, 3.2, 5.2), between(rng, 5.0, 13.0)
    outer = body_curve(rng, r, h, "straight", "cone", "tulip", "belly", "barrel", "bell", "waist", "hemisphere")
    warp, crease = plan_warp(rng, 0.7)
    wall = between(rng, 0.2, 0.45)
    body = revolve(hollow(outer, wall)).with_(strokes=surface_lines(rng, outer, r, h), smooth_angle=crease)
    parts = [reshaped(body, warp)]
    if maybe(rng, 0.4):
        foot = outer[0][0] * between(rng, 0.75, 1.1)
        rise = between(rng, 0.3, 1.4)
        parts = [part.moved(z=rise) for part in parts] + [
            revolve([(foot, 0), (foot * 0.92, rise * 0.5), (foot * 0.9, rise + 0.1)])
        ]
        outer = [(x, z + rise) for x, z in outer]
        h += rise
    handles = pick(rng, 1, 1, 1, 1, 2, 0)
    low = between(rng, 0.15, 0.35) * h
    state = rng.bit_generator.state
    for k in range(handles):
        rng.bit_generator.state = state
        grip = ear(rng, outer, low, between(rng, 0.72, 0.9) * h, between(rng, 1.8, 3.4), between(rng, 0.3, 0.6))
        parts += [part.rotated("z", 180 * k) for part in grip]
    if maybe(rng, 0.15):
        parts += lid(rng, outer[-1][0], h)
    if handles == 0 and maybe(rng):
        z = between(rng, 0.35, 0.5) * h
        sleeve = [(radius_at(outer, z) + 0.15, z), (radius_at(outer, z + 0.35 * h) + 0.15, z + 0.35 * h)]
        ribs = uprights(sleeve[0][0], z, z + 0.35 * h, 40, "light", sleeve[1][0])
        parts.append(reshaped(revolve(sleeve).with_(strokes=ribs, smooth_angle=crease), warp))
    if maybe(rng, 0.25):
        dish = disclaimed(rng, [saucer(rng, between(rng, 1.7, 2.1) * r)], 0.2)
        parts = [part.moved(z=0.06 * r) for part in parts] + dish
    return grounded(parts)


def build_bowl(rng: Rng) -> list[Part]:
    """A bowl: depth, rim, foot, lobes, lugs, a divider or a lid."""
    r = between(rng, 5.5, 15)
    h = r * between(rng, 0.4, 1.0)
    outer = body_curve(rng, r, h, "hemisphere", "cone", "bell", "tulip", "belly")
    rim = pick(rng, "plain", "flange", "rolled", "scallop", "plain")
    if rim == "flange":
        out = outer[-1][0]
        outer = [*outer, (out * 1.04, h + 0.03 * r), (out * between(rng, 1.1, 1.25), h + 0.08 * r)]
    warp, crease = plan_warp(rng, 0.5)
    wall = between(rng, 0.025, 0.05) * r + 0.1
    body = revolve(hollow(outer, wall), segments=48).with_(strokes=surface_lines(rng, outer, r, h), smooth_angle=crease)
    if rim == "scallop":
        n, depth = whole(rng, 5, 14), between(rng, 0.02, 0.07) * r
        body = reshaped(
            body,
            lambda p: (
                p
                + np.column_stack(
                    [
                        np.zeros((len(p), 2)),
                        depth * np.cos(n * np.arctan2(p[:, 1], p[:, 0])) * np.clip(p[:, 2] / h, 0, 1) ** 2,
                    ]
                )
            ),
        )
    parts = [reshaped(body, warp)]
    if rim == "rolled":
        from_z = outer[-1]
        bead = [
            (from_z[0] + 0.3 * np.cos(a), from_z[1] + 0.3 * np.sin(a)) for a in np.linspace(-np.pi / 2, 1.5 * np.pi, 9)
        ]
        parts.append(reshaped(revolve([(float(x), float(z)) for x, z in bead]), warp))
    extra = pick(rng, "none", "none", "foot", "lugs", "lid", "spout", "rings")
    if extra == "foot":
        f, rise = outer[0][0] * between(rng, 0.8, 1.3), between(rng, 0.08, 0.4) * r
        stem = [(f, 0), (f * 0.97, 0.15 * rise), (0.6 * f, 0.6 * rise), (0.75 * outer[0][0], rise + 0.05 * r)]
        parts = [part.moved(z=rise) for part in parts] + [revolve(smooth(stem, 12))]
    elif extra == "lugs":
        for s in (-1, 1):
            path = [
                [s * 0.94 * r, -0.22 * r, 0.9 * h],
                [s * 1.2 * r, -0.14 * r, 0.95 * h],
                [s * 1.2 * r, 0.14 * r, 0.95 * h],
                [s * 0.94 * r, 0.22 * r, 0.9 * h],
            ]
            parts.append(rod(path, 0.045 * r, 16, 8))
    elif extra == "lid":
        parts += lid(rng, outer[-1][0], outer[-1][1])
    elif extra == "spout":
        parts[0] = lipped(parts[0], h, 0.4 * h, 0.16 * r, 0.25)
    elif extra == "rings":
        wells = tuple(flat_ring(outer[0][0] * s * 0.8, wall + 0.02) for s in (0.5, 0.9))
        parts[0] = parts[0].with_(strokes=parts[0].strokes + wells)
    return grounded(parts)


def build_plate(rng: Rng) -> list[Part]:
    """A plate or dish: round, square, oval or faceted; well, rim bands, ribs, compartments."""
    r = between(rng, 8, 16)
    rise = between(rng, 0.08, 0.24) * r
    well = between(rng, 0.5, 0.78) * r
    outer = (
        smooth([(0.92 * well, 0), (well, 0.06 * rise), (well + 0.25 * (r - well), 0.7 * rise), (r, rise)], 14)
        if maybe(rng)
        else smooth([(0.6 * r, 0), (0.66 * r, 0.05 * rise), (0.92 * r, 0.55 * rise), (r, rise)], 16)
    )
    wall = between(rng, 0.018, 0.035) * r
    full = hollow(outer, wall)
    lines = []
    inside = np.array(full[len(outer) :])
    for _ in range(whole(rng, 0, 3)):
        rr = between(rng, 0.62, 0.97) * r
        z = float(np.interp(-rr, -inside[:, 0], inside[:, 1]))
        lines.append(ring(rr, z + 0.03, kind=pick(rng, "line", "light")))
    pattern = pick(rng, "none", "rays", "petals", "thirds", "leaf", "none")
    z_well = wall + 0.04
    n = whole(rng, 8, 32)
    if pattern == "rays":
        for a in np.arange(n) * 2 * np.pi / n:
            ray = np.linspace(0.72, 0.97, 6) * r
            height = np.interp(-ray, -inside[:, 0], inside[:, 1]) + 0.05
            lines.append(stroke(np.column_stack([ray * np.cos(a), ray * np.sin(a), height]), kind="light"))
    elif pattern == "petals":
        a = np.linspace(0, 2 * np.pi, 120)
        petal = 0.55 * well * (1 + 0.25 * np.cos(pick(rng, 5, 6, 8) * a))
        lines.append(stroke(np.column_stack([petal * np.cos(a), petal * np.sin(a), np.full(120, z_well)])))
    elif pattern == "leaf":
        for k in range(pick(rng, 3, 4, 6)):
            turn = 2 * np.pi * k / 6
            t = np.linspace(0, 1, 14)
            for s in (1, -1):
                x, y = 0.75 * well * t, s * 0.14 * well * np.sin(np.pi * t)
                lines.append(
                    stroke(
                        np.column_stack(
                            [
                                x * np.cos(turn) - y * np.sin(turn),
                                x * np.sin(turn) + y * np.cos(turn),
                                np.full(14, z_well),
                            ]
                        )
                    )
                )
    warp, crease = plan_warp(rng, 0.5)
    parts = [reshaped(revolve(full).with_(strokes=tuple(lines), smooth_angle=crease), warp)]
    if pattern == "thirds":
        h = 0.7 * rise
        for k in range(3):
            wall_path = [[0, 0, wall], [0, 0.5 * well, wall], [0, 0.97 * well, wall + 0.1 * h]]
            parts.append(rod(wall_path, max(0.35 * h, 0.2), 6, 8).rotated("z", 120 * k + 60))
    if maybe(rng, 0.12):
        parts += [
            rod(
                [
                    [s * 0.96 * r, -2.5, rise],
                    [s * 1.15 * r, -2, rise],
                    [s * 1.15 * r, 2, rise],
                    [s * 0.96 * r, 2.5, rise],
                ],
                0.4,
                14,
                8,
            )
            for s in (-1, 1)
        ]
    return grounded(parts)


FAMILIES = (
    Family("cup", "07-01", ("Cup", "Mug", "Coffee mug", "Teacup", "Drinking cup"), build_cup),
    Family("bowl", "07-01", ("Bowl", "Serving bowl", "Dish", "Mixing bowl"), build_bowl),
    Family("plate", "07-01", ("Plate", "Dinner plate", "Dish", "Tableware"), build_plate),
)
