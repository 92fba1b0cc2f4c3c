"""Families of other table utensils: salt shakers, mills, cruets, trays, boards (main class 07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.household_parts import (
    body_curve,
    ear,
    knob,
    plan_warp,
    reshaped,
    surface_lines,
)
from patent_data.drawn.families.shaping import (
    flat_ring,
    grounded,
    inset_levels,
    layered,
    lifted,
    oval,
    rod,
    smooth,
    uprights,
)
from patent_data.drawn.solids import Part, Stroke, cylinder, extrude, revolve, stroke, tube


def holes_on_dome(rng: Rng, r: float, z: float) -> tuple[Stroke, ...]:
    """The sprinkling holes of a shaker, on a nearly flat top."""
    hole = between(rng, 0.09, 0.14)
    kind = pick(rng, "ring", "letter", "flower", "one")
    if kind == "letter":
        spots = (
            np.array(
                [(0.5, 0.8), (0, 1.0), (-0.5, 0.7), (-0.2, 0.1), (0.3, -0.2), (0.5, -0.7), (0, -1.0), (-0.5, -0.8)]
            )
            * 0.5
        )
    elif kind == "one":
        spots = np.array([(0.0, 0.0)])
    else:
        a = np.arange(whole(rng, 5, 9)) * 2 * np.pi
        a = a / len(a)
        spots = np.column_stack([np.cos(a), np.sin(a)]) * 0.5
        if kind == "flower":
            spots = np.vstack([spots, [[0, 0]], spots * 0.5])
    return tuple(flat_ring(hole * r, z, (float(x) * r, float(y) * r)) for x, y in spots)


def mill(rng: Rng, r: float) -> list[Part]:
    """A turned pepper mill."""
    h = between(rng, 13, 28)
    profile = [(0.95 * r, 0), (r, 0.3), (r, 0.06 * h), (0.9 * r, 0.08 * h)]
    profile += smooth(
        [
            (0.9 * r, 0.08 * h),
            (between(rng, 0.5, 0.75) * r, 0.3 * h),
            (between(rng, 0.75, 1.0) * r, 0.55 * h),
            (0.6 * r, 0.68 * h),
        ],
        14,
    )[1:]
    profile += [(0.85 * r, 0.7 * h), (0.85 * r, 0.74 * h)]
    head = smooth([(0.8 * r, 0.745 * h), (0.95 * r, 0.8 * h), (0.8 * r, 0.92 * h), (0.3 * r, h), (0, 1.005 * h)], 14)
    parts = [revolve(profile, segments=36), revolve(head, segments=36)]
    if maybe(rng, 0.7):
        parts += knob(pick(rng, "ball", "button", "acorn"), h, between(rng, 0.25, 0.4) * r)
    else:
        parts += [
            tube([[0, 0, h], [0, 0, h + 1], [3.4, 0, h + 1.6]], 0.22, segments=8),
            *knob("ball", h + 1.4, 0.5),
        ]
        parts[-1] = parts[-1].moved(x=3.4)
    if maybe(rng, 0.4):
        parts[0] = parts[0].with_(strokes=uprights(1.0 * r, 0.4, 0.06 * h, 30, "light"))
    return grounded(parts)


def build_shaker(rng: Rng) -> list[Part]:
    """A salt shaker, pepper mill, cruet or sugar pourer."""
    kind = pick(rng, "shaker", "shaker", "mill", "cruet", "pourer")
    r, h = between(rng, 1.9, 3.2), between(rng, 6, 11)
    if kind == "mill":
        return mill(rng, r)
    outer = body_curve(rng, r, h, "straight", "cone", "barrel", "pear", "waist", "shoulder", "belly")
    warp, crease = plan_warp(rng, 0.55)
    body = revolve(outer).with_(
        strokes=surface_lines(rng, outer, r, h), smooth_angle=crease, surface=pick(rng, "plain", "glass")
    )
    parts = [reshaped(body, warp)]
    neck = outer[-1][0]
    if kind == "shaker":
        rise = between(rng, 0.3, 1.2)
        cap = [
            (1.03 * neck, h - 0.2),
            (1.03 * neck, h + 0.8),
            *smooth([(1.0 * neck, h + 0.9), (0.75 * neck, h + 0.9 + 0.8 * rise), (0.45 * neck, h + 0.9 + rise)], 8),
            (0, h + 0.9 + rise),
        ]
        marks = holes_on_dome(rng, 0.7 * neck, h + 0.93 + rise)
        if maybe(rng):
            marks += uprights(1.03 * neck, h, h + 0.75, whole(rng, 24, 48), "light")
        parts.append(revolve(cap).with_(strokes=marks))
    elif kind == "pourer":
        cap = [(1.03 * neck, h - 0.2), (1.03 * neck, h + 0.9), (0.5 * neck, h + 1.8), (0.45 * neck, h + 2.0)]
        parts.append(revolve(cap).with_(strokes=uprights(1.03 * neck, h, h + 0.8, 32, "light")))
        parts.append(rod([[0, 0, h + 1.5], [-0.1 * r, 0, h + 3.0], [-0.5 * r, 0, h + 4.2]], [0.4, 0.35, 0.3], 12, 12))
    else:
        throat = [(neck, h - 0.1), (0.45 * neck, h + 1.6), (0.42 * neck, h + 3.2), (0.6 * neck, h + 3.8)]
        parts.append(revolve(smooth(throat, 14)))
        parts.append(
            revolve(
                [
                    (0.4 * neck, h + 3.6),
                    (0.45 * neck, h + 4.2),
                    (0.8 * neck, h + 4.9),
                    (0.5 * neck, h + 6),
                    (0, h + 6.4),
                ],
                segments=24,
            )
        )
        if maybe(rng, 0.7):
            parts += ear(rng, [*outer, (0.5 * neck, h + 3)], 0.3 * h, h + 1.5, 2.2, 0.3)
    if maybe(rng, 0.2):
        other = disclaimed(rng, [part.moved(x=2.6 * r) for part in parts], 0.3)
        parts = parts + other
    return grounded(parts)


def cutting_board(rng: Rng, plan: Array, w: float, d: float) -> list[Part]:
    """A cutting board with juice grooves, tang and feet."""
    t = between(rng, 1.2, 3.5)
    lines = [stroke(lifted(plan * inset_levels(plan, [(k, 0)])[0][:2], t + 0.03), closed=True) for k in (1.4, 2.1)]
    if maybe(rng, 0.4):
        lines += [
            stroke([[-0.42 * w, y, t + 0.03], [0.42 * w, y, t + 0.03]], kind="light")
            for y in np.linspace(-0.3, 0.3, whole(rng, 2, 5)) * d
        ]
    parts = [
        layered(plan, [(0.2, 0), (0, 0.25), (0, t - 0.25), (0.2, t)]).with_(
            strokes=tuple(lines if maybe(rng, 0.8) else lines[2:])
        )
    ]
    if maybe(rng):
        length = between(rng, 6, 12)
        tang = np.vstack([oval(length, 5.5, 3, 24)]) + np.array((w / 2 + 0.3 * length, 0))
        hole = stroke(lifted(oval(1.8, 1.8, n=20) + np.array((w / 2 + 0.55 * length, 0)), 0.9 * t + 0.03), closed=True)
        parts.append(
            layered(tang - tang.mean(axis=0), [(0.2, 0.1 * t), (0, 0.3), (0, 0.9 * t)])
            .moved(x=float(tang[:, 0].mean()))
            .with_strokes(hole)
        )
    if maybe(rng, 0.3):
        parts += [
            cylinder(0.9, 0.8, at=(x, y, -0.7), segments=14) for x in (-0.4 * w, 0.4 * w) for y in (-0.36 * d, 0.36 * d)
        ]
    return grounded(parts)


def cell_tray(rng: Rng, w: float, d: float) -> list[Part]:
    """A tray of cells, as for ice cubes."""
    nx, ny = whole(rng, 3, 7), whole(rng, 2, 3)
    t, cw, cd = between(rng, 2.5, 4), 0.92 * w / nx, 0.88 * d / ny
    corner = pick(rng, 0.1, 0.45) * min(cw, cd)
    cells = [
        rounded_rectangle(cw * 0.86, cd * 0.86, corner, n=4)
        + np.array(((i - (nx - 1) / 2) * cw, (j - (ny - 1) / 2) * cd))
        for i in range(nx)
        for j in range(ny)
    ]
    plate = rounded_rectangle(w, d, 2.0, n=4)
    floors = [stroke(lifted((cell - cell.mean(axis=0)) * 0.8 + cell.mean(axis=0), 0.13), closed=True) for cell in cells]
    return grounded(
        [
            extrude(plate, t, axis="z", holes=cells),
            layered(plate, [(0.1, 0), (0.1, 0.1)]).with_(strokes=tuple(floors)),
            layered(plate, [(0.0, 0.0), (0.0, 0.3)]),
        ]
    )


def trivet(rng: Rng, w: float, d: float) -> list[Part]:
    """A trivet of rods."""
    size, n = min(w, d) * 0.5, whole(rng, 6, 14)
    rim = tube(lifted(oval(2 * size, 2 * size, pick(rng, 2.0, 4.0), 40), 1.0), 0.4, closed=True, segments=8)
    bars = [
        tube([[0, 0, 1.0], [size * np.cos(a), size * np.sin(a), 1.0]], 0.3, segments=8)
        for a in np.arange(n) * 2 * np.pi / n
    ]
    inner = tube(lifted(oval(size, size, 2, 32), 1.05), 0.35, closed=True, segments=8)
    feet = [
        revolve([(0.6, 0), (0.8, 0.5), (0.5, 1.0)], at=(0.9 * size * np.cos(a), 0.9 * size * np.sin(a), 0), segments=14)
        for a in np.radians((45, 135, 225, 315))
    ]
    return grounded([rim, *bars, inner, *feet])


def build_tray(rng: Rng) -> list[Part]:
    """A serving tray, cutting board, trivet or ice tray: outline, wall, handles, grooves."""
    w, d = between(rng, 26, 52), between(rng, 18, 34)
    kind = pick(rng, "tray", "tray", "board", "cells", "trivet")
    plan: Array = (
        rounded_rectangle(w, d, pick(rng, 0.6, 3.0, 7.0), n=5)
        if maybe(rng, 0.7)
        else oval(w, d, between(rng, 2.0, 4.0))
    )
    if kind == "board":
        return cutting_board(rng, plan, w, d)
    if kind == "cells":
        return cell_tray(rng, w, d)
    if kind == "trivet":
        return trivet(rng, w, d)
    wall = between(rng, 1.5, 6.0)
    slant = between(rng, 0.2, 1.0) * min(wall, 2.5)
    thick = between(rng, 0.4, 1.1)
    profile = [(slant + 0.2, 0), (slant, 0.2), (0, wall), (thick, wall + 0.05), (slant + thick, 0.8), (0.45 * d, 0.75)]
    lines = [
        stroke(lifted(plan * inset_levels(plan, [(slant + thick + k, 0)])[0][:2], 0.8), closed=True) for k in (1.0,)
    ][: whole(rng, 0, 1)]
    parts = [layered(plan, profile).with_(strokes=tuple(lines))]
    grip = pick(rng, "slots", "loops", "ears", "none")
    if grip == "loops":
        for s in (-1, 1):
            x = s * w / 2
            path = [
                [x - s * 0.6, -5, wall],
                [x + s * 0.2, -4.5, wall + 3],
                [x + s * 0.2, 4.5, wall + 3],
                [x - s * 0.6, 5, wall],
            ]
            parts.append(rod(path, 0.5, 22))
    elif grip == "ears":
        parts += [
            layered(oval(7, 12, 2.5), [(0.2, wall - 0.8), (0, wall - 0.5), (0, wall), (0.2, wall + 0.1)]).moved(
                x=s * (w / 2 + 1.2)
            )
            for s in (-1, 1)
        ]
    elif grip == "slots" and wall > 2.5:
        for s in (-1, 1):
            hole = rounded_rectangle(9, 1.6, 0.8, n=4) + np.array((0, 0.68 * wall))
            x = s * (w / 2 - slant * 0.3 + 0.05)
            line = stroke(np.column_stack([np.full(len(hole), x), hole]), closed=True)
            parts[0] = parts[0].with_strokes(line)
    if maybe(rng, 0.25):
        corners = [plan[np.argmax(plan @ (0.8, s))] * (1 - 2.2 * slant / w) for s in (-1, 1)]
        parts += [cylinder(0.6, 8, at=(0.84 * s * a, 0.84 * b, -7.5), segments=14) for s in (-1, 1) for a, b in corners]
    return grounded(parts)


FAMILIES = (
    Family("shaker", "07-06", ("Salt shaker", "Pepper mill", "Cruet", "Condiment dispenser"), build_shaker),
    Family("tray", "07-06", ("Tray", "Serving tray", "Cutting board", "Trivet", "Ice cube tray"), build_tray),
)
