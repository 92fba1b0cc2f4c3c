"""Families of other kitchen and household receptacles: shakers, mills, trays, boards, bins, baskets, flasks (class 07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import resample, rounded_rectangle
from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.household_parts import body_curve, ear, hollow, knob, plan_warp, radius_at, reshaped, surface_lines
from patent_data.drawn.families.shaping import (
    flat_ring,
    grounded,
    inset_levels,
    layered,
    lifted,
    oval,
    ring,
    rod,
    smooth,
    turned_lines,
    uprights,
)
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, stroke, tube


def holes_on_dome(rng: Rng, r: float, z: float) -> tuple[Stroke, ...]:
    """The sprinkling holes of a shaker, on a nearly flat top."""
    hole = between(rng, 0.09, 0.14)
    kind = pick(rng, "ring", "letter", "flower", "one")
    if kind == "letter":
        spots = np.array([(0.5, 0.8), (0, 1.0), (-0.5, 0.7), (-0.2, 0.1), (0.3, -0.2), (0.5, -0.7), (0, -1.0), (-0.5, -0.8)]) * 0.5
    elif kind == "one":
        spots = np.array([(0.0, 0.0)])
    else:
        a = np.arange(whole(rng, 5, 9)) * 2 * np.pi
        a = a / len(a)
        spots = np.column_stack([np.cos(a), np.sin(a)]) * 0.5
        if kind == "flower":
            spots = np.vstack([spots, [[0, 0]], spots * 0.5])
    return tuple(flat_ring(hole * r, z, (float(x) * r, float(y) * r)) for x, y in spots)


def build_shaker(rng: Rng) -> list[Part]:
    """A salt shaker, pepper mill, cruet or sugar pourer."""
    kind = pick(rng, "shaker", "shaker", "mill", "cruet", "pourer")
    r, h = between(rng, 1.9, 3.2), between(rng, 6, 11)
    if kind == "mill":
        h = between(rng, 13, 28)
        profile = [(0.95 * r, 0), (r, 0.3), (r, 0.06 * h), (0.9 * r, 0.08 * h)]
        profile += smooth([(0.9 * r, 0.08 * h), (between(rng, 0.5, 0.75) * r, 0.3 * h), (between(rng, 0.75, 1.0) * r, 0.55 * h),
                           (0.6 * r, 0.68 * h)], 14)[1:]
        profile += [(0.85 * r, 0.7 * h), (0.85 * r, 0.74 * h)]
        head = smooth([(0.8 * r, 0.745 * h), (0.95 * r, 0.8 * h), (0.8 * r, 0.92 * h), (0.3 * r, h), (0, 1.005 * h)], 14)
        parts = [revolve(profile, segments=36), revolve(head, segments=36)]
        if maybe(rng, 0.7):
            parts += knob(pick(rng, "ball", "button", "acorn"), h, between(rng, 0.25, 0.4) * r)
        else:
            parts += [tube([[0, 0, h], [0, 0, h + 1], [3.4, 0, h + 1.6]], 0.22, segments=8), *knob("ball", h + 1.4, 0.5)]
            parts[-1] = parts[-1].moved(x=3.4)
        if maybe(rng, 0.4):
            parts[0] = parts[0].with_(strokes=uprights(1.0 * r, 0.4, 0.06 * h, 30, "light"))
        return grounded(parts)
    outer = body_curve(rng, r, h, "straight", "cone", "barrel", "pear", "waist", "shoulder", "belly")
    warp, crease = plan_warp(rng, 0.55)
    body = revolve(outer).with_(strokes=surface_lines(rng, outer, r, h), smooth_angle=crease,
                                surface=pick(rng, "plain", "glass"))
    parts = [reshaped(body, warp)]
    neck = outer[-1][0]
    if kind == "shaker":
        rise = between(rng, 0.3, 1.2)
        cap = [(1.03 * neck, h - 0.2), (1.03 * neck, h + 0.8), *smooth([(1.0 * neck, h + 0.9), (0.75 * neck, h + 0.9 + 0.8 * rise),
                                                                  (0.45 * neck, h + 0.9 + rise)], 8), (0, h + 0.9 + rise)]
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
        parts.append(revolve([(0.4 * neck, h + 3.6), (0.45 * neck, h + 4.2), (0.8 * neck, h + 4.9), (0.5 * neck, h + 6), (0, h + 6.4)], segments=24))
        if maybe(rng, 0.7):
            parts += ear(rng, [*outer, (0.5 * neck, h + 3)], 0.3 * h, h + 1.5, 2.2, 0.3)
    if maybe(rng, 0.2):
        other = disclaimed(rng, [part.moved(x=2.6 * r) for part in parts], 0.3)
        parts = parts + other
    return grounded(parts)


def build_tray(rng: Rng) -> list[Part]:
    """A serving tray, cutting board, trivet or ice tray: outline, wall, handles, grooves."""
    w, d = between(rng, 26, 52), between(rng, 18, 34)
    kind = pick(rng, "tray", "tray", "board", "cells", "trivet")
    plan: Array = rounded_rectangle(w, d, pick(rng, 0.6, 3.0, 7.0), n=5) if maybe(rng, 0.7) else oval(w, d, between(rng, 2.0, 4.0))
    if kind == "board":
        t = between(rng, 1.2, 3.5)
        lines = [stroke(lifted(plan * inset_levels(plan, [(k, 0)])[0][:2], t + 0.03), closed=True) for k in (1.4, 2.1)]
        if maybe(rng, 0.4):
            lines += [stroke([[-0.42 * w, y, t + 0.03], [0.42 * w, y, t + 0.03]], kind="light") for y in np.linspace(-0.3, 0.3, whole(rng, 2, 5)) * d]
        parts = [layered(plan, [(0.2, 0), (0, 0.25), (0, t - 0.25), (0.2, t)]).with_(strokes=tuple(lines if maybe(rng, 0.8) else lines[2:]))]
        if maybe(rng):
            length = between(rng, 6, 12)
            tang = np.vstack([oval(length, 5.5, 3, 24)]) + (w / 2 + 0.3 * length, 0)
            hole = stroke(lifted(oval(1.8, 1.8, n=20) + (w / 2 + 0.55 * length, 0), 0.9 * t + 0.03), closed=True)
            parts.append(layered(tang - tang.mean(axis=0), [(0.2, 0.1 * t), (0, 0.3), (0, 0.9 * t)]).moved(x=float(tang[:, 0].mean())).with_strokes(hole))
        if maybe(rng, 0.3):
            parts += [cylinder(0.9, 0.8, at=(x, y, -0.7), segments=14) for x in (-0.4 * w, 0.4 * w) for y in (-0.36 * d, 0.36 * d)]
        return grounded(parts)
    if kind == "cells":
        nx, ny = whole(rng, 3, 7), whole(rng, 2, 3)
        t, cw, cd = between(rng, 2.5, 4), 0.92 * w / nx, 0.88 * d / ny
        corner = pick(rng, 0.1, 0.45) * min(cw, cd)
        cells = [rounded_rectangle(cw * 0.86, cd * 0.86, corner, n=4) +
                 ((i - (nx - 1) / 2) * cw, (j - (ny - 1) / 2) * cd) for i in range(nx) for j in range(ny)]
        plate = rounded_rectangle(w, d, 2.0, n=4)
        floors = [stroke(lifted((cell - cell.mean(axis=0)) * 0.8 + cell.mean(axis=0), 0.13), closed=True) for cell in cells]
        return grounded([extrude(plate, t, axis="z", holes=cells), layered(plate, [(0.1, 0), (0.1, 0.1)]).with_(strokes=tuple(floors)),
                         layered(plate, [(0.0, 0.0), (0.0, 0.3)])])
    if kind == "trivet":
        size, n = min(w, d) * 0.5, whole(rng, 6, 14)
        rim = tube(lifted(oval(2 * size, 2 * size, pick(rng, 2.0, 4.0), 40), 1.0), 0.4, closed=True, segments=8)
        bars = [tube([[0, 0, 1.0], [size * np.cos(a), size * np.sin(a), 1.0]], 0.3, segments=8) for a in np.arange(n) * 2 * np.pi / n]
        inner = tube(lifted(oval(size, size, 2, 32), 1.05), 0.35, closed=True, segments=8)
        feet = [revolve([(0.6, 0), (0.8, 0.5), (0.5, 1.0)], at=(0.9 * size * np.cos(a), 0.9 * size * np.sin(a), 0), segments=14)
                for a in np.radians((45, 135, 225, 315))]
        return grounded([rim, *bars, inner, *feet])
    wall = between(rng, 1.5, 6.0)
    slant = between(rng, 0.2, 1.0) * min(wall, 2.5)
    thick = between(rng, 0.4, 1.1)
    profile = [(slant + 0.2, 0), (slant, 0.2), (0, wall), (thick, wall + 0.05), (slant + thick, 0.8), (0.45 * d, 0.75)]
    lines = [stroke(lifted(plan * inset_levels(plan, [(slant + thick + k, 0)])[0][:2], 0.8), closed=True) for k in (1.0,)][: whole(rng, 0, 1)]
    parts = [layered(plan, profile).with_(strokes=tuple(lines))]
    grip = pick(rng, "slots", "loops", "ears", "none")
    if grip == "loops":
        for s in (-1, 1):
            x = s * w / 2
            path = [[x - s * 0.6, -5, wall], [x + s * 0.2, -4.5, wall + 3], [x + s * 0.2, 4.5, wall + 3], [x - s * 0.6, 5, wall]]
            parts.append(rod(path, 0.5, 22))
    elif grip == "ears":
        parts += [layered(oval(7, 12, 2.5), [(0.2, wall - 0.8), (0, wall - 0.5), (0, wall), (0.2, wall + 0.1)]).moved(x=s * (w / 2 + 1.2)) for s in (-1, 1)]
    elif grip == "slots" and wall > 2.5:
        for s in (-1, 1):
            hole = rounded_rectangle(9, 1.6, 0.8, n=4) + (0, 0.68 * wall)
            x = s * (w / 2 - slant * 0.3 + 0.05)
            line = stroke(np.column_stack([np.full(len(hole), x), hole]), closed=True)
            parts[0] = parts[0].with_strokes(line)
    if maybe(rng, 0.25):
        feet = [plan[np.argmax(plan @ (0.8, s))] * (1 - 2.2 * slant / w) for s in (-1, 1)]
        parts += [cylinder(0.6, 8, at=(0.84 * s * a, 0.84 * b, -7.5), segments=14) for s in (-1, 1) for a, b in feet]
    return grounded(parts)


def build_bin(rng: Rng) -> list[Part]:
    """A waste bin: plan, flare, lid (swing, pedal, dome, sensor), pedal, inner ring, holes."""
    r = between(rng, 11, 20)
    h = r * between(rng, 1.7, 3.6)
    outer = body_curve(rng, r, h, "straight", "cone", "straight", "barrel")
    warp, crease = plan_warp(rng, 0.55)
    kind = pick(rng, "open", "open", "pedal", "swing", "push", "flat")
    lines: list[Stroke] = [ring(radius_at(outer, k * h), k * h) for k in rng.uniform(0.03, 0.97, whole(rng, 0, 3))]
    if maybe(rng, 0.25):
        n, rows = whole(rng, 18, 26), whole(rng, 4, 8)
        for z in np.linspace(0.25, 0.85, rows) * h:
            rr = radius_at(outer, float(z)) * 1.004
            for a in np.arange(n) * 2 * np.pi / n:
                t = np.linspace(0, 2 * np.pi, 9)
                lines.append(stroke(np.column_stack([rr * np.cos(a + 0.04 * np.cos(t)), rr * np.sin(a + 0.04 * np.cos(t)), z + 0.04 * r * np.sin(t)])))
    elif maybe(rng, 0.3):
        lines += list(turned_lines(np.array(outer), whole(rng, 10, 30), pick(rng, "line", "light")))
    top = outer[-1][0]
    body = revolve(hollow(outer, 0.5) if kind == "open" else outer).with_(strokes=tuple(lines), smooth_angle=crease)
    parts = [body]
    if kind == "open" and maybe(rng):
        parts.append(revolve([(top, h - 1.2), (top + 0.5, h - 1.0), (top + 0.5, h), (top - 0.6, h + 0.1), (top - 0.6, h - 1.2), (top, h - 1.2)]))
    elif kind in ("pedal", "push", "flat"):
        rise = between(rng, 0.02, 0.3) * r if kind != "flat" else 0.3
        cover = [(1.02 * top, h + 0.3), (1.02 * top, h + 2), *smooth([(0.99 * top, h + 2.4), (0.7 * top, h + 2.4 + 0.75 * rise), (0, h + 2.5 + rise)], 10)]
        marks = (flat_ring(0.6 * top, h + 2.6 + 0.8 * rise),) if kind == "push" else ()
        parts += [revolve(cover).with_(strokes=marks), revolve([(0.97 * top, h - 0.2), (0.97 * top, h + 0.5)])]
    elif kind == "swing":
        rise = between(rng, 0.5, 0.9) * r
        dome = [(1.02 * top, h - 1), (1.02 * top, h + 1), *smooth([(1.0 * top, h + 1.2), (0.92 * top, h + 0.5 * rise), (0.55 * top, h + rise), (0, h + 1.05 * rise)], 12)]
        flap = rounded_rectangle(1.3 * top, 0.62 * rise, 1.0, n=4) + (0, h + 0.55 * rise)
        y = -np.sqrt(np.maximum((np.interp(flap[:, 1], [p[1] for p in dome[2:]], [p[0] for p in dome[2:]]) * 1.01) ** 2 - flap[:, 0] ** 2, 1.0))
        parts.append(revolve(dome).with_(strokes=(stroke(np.column_stack([flap[:, 0], y, flap[:, 1]]), closed=True),)))
    parts = [reshaped(part, warp) for part in parts]
    low = outer[0][0]
    front = float(parts[0].vertices[parts[0].vertices[:, 2] < 2][:, 1].min()) if len(parts[0].vertices) else -low
    if kind == "pedal":
        parts.append(box(between(rng, 5, 9), 5, 0.8, at=(0, front - 1.5, 1.2), radius=1.2))
        parts.append(box(6, 2.4, 5, at=(0, -front + 0.2, h - 1.5), radius=0.5))
    if maybe(rng, 0.4):
        parts.append(revolve([(1.03 * low, -1.2), (1.05 * low, -0.8), (1.03 * low, 0.2)]))
        parts[-1] = reshaped(parts[-1], warp)
    if maybe(rng, 0.3):
        z = between(rng, 0.75, 0.85) * h
        x = radius_at(outer, z)
        parts += [rod([[s * x, -3.5, z], [s * (x + 1.6), -3, z - 0.6], [s * (x + 1.6), 3, z - 0.6], [s * x, 3.5, z]], 0.45, 18, 8) for s in (-1, 1)]
    return grounded(parts)


def build_basket(rng: Rng) -> list[Part]:
    """A basket: woven, wire or slotted plastic; rim, handles, lid, legs."""
    w, d, h = between(rng, 24, 48), between(rng, 18, 36), between(rng, 12, 50)
    plan = resample(oval(w, d, pick(rng, 2.0, 3.0, 6.0), 80), 48)
    flare = between(rng, 0.68, 0.95)
    kind = pick(rng, "woven", "wire", "slots", "strips")
    bulge = between(rng, 0, 0.08)
    levels = np.linspace(0, 1, 9)
    scale = flare + (1 - flare) * levels + bulge * np.sin(np.pi * levels)
    loops = [lifted(plan * s, z * h) for s, z in zip(scale, levels, strict=True)]
    parts: list[Part] = []

    def upright(k: int) -> Array:
        return np.array([loop[k] for loop in loops])

    if kind == "wire":
        r = between(rng, 0.2, 0.4)
        parts += [tube(loops[k], r * (1.8 if k in (0, 8) else 1.0), closed=True, segments=6) for k in (0, *sorted({2, 4, 6} if h > 20 else {4}), 8)]
        parts += [tube(upright(k), r, segments=6) for k in range(0, 48, pick(rng, 2, 3, 4))]
        parts += [tube([[x, -y, 0.1], [x, y, 0.1]], r, segments=6) for x, y in [(float(p[0]), float(abs(p[1]))) for p in plan[1:23:3] * flare]]
    else:
        wall = np.array([*loops, *[loop * (0.965, 0.965, 1.0) + (0, 0, 0.5 if i == 0 else 0) for i, loop in enumerate(reversed(loops[1:]))],
                         lifted(plan * flare * 0.9, 1.2)])
        lines: list[Stroke] = []
        rows = max(4, int(h / between(rng, 2.0, 4.5)))
        fine = [(float(z), float(np.interp(z, levels, scale)) * 1.006) for z in np.linspace(0, 1, rows + 1)[1:-1]]
        if kind == "woven":
            step = pick(rng, 2, 3, 4)
            lines += [stroke(lifted(plan * s, z * h), closed=True) for z, s in fine]
            edges = [0.0, *[z for z, _ in fine], 1.0]
            for row, (z0, z1) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
                for k in range((row % 2) * (step // 2), 48, step):
                    a, b = (float(np.interp(z, levels, scale)) * 1.006 for z in (z0, z1))
                    lines.append(stroke([[*(plan[k] * a), z0 * h], [*(plan[k] * b), z1 * h]], kind="light"))
        elif kind == "strips":
            lines += [stroke(upright(k) * (1.005, 1.005, 1)) for k in range(0, 48, pick(rng, 2, 3))]
        else:
            n = pick(rng, 2, 3)
            for z0, z1 in ((0.15, 0.45), (0.55, 0.85)) if h > 18 else ((0.2, 0.75),):
                for k in range(0, 48, n):
                    pair = np.array([plan[k], plan[(k + 1) % 48]])
                    a, b = (float(np.interp(z, levels, scale)) * 1.006 for z in (z0, z1))
                    quad = [[*(pair[0] * a), z0 * h], [*(pair[1] * a), z0 * h], [*(pair[1] * b), z1 * h], [*(pair[0] * b), z1 * h]]
                    lines.append(stroke(np.array(quad), closed=True))
        parts.append(loft(wall).with_(strokes=tuple(lines), surface="textile" if kind == "woven" else "plain"))
        section = rounded_rectangle(1.6, 2.2, 0.6, n=2)
        parts.append(tube(loops[-1] * (0.985, 0.985, 1), 1.0, section=section, closed=True))
    grip = pick(rng, "bail", "sides", "sides", "none", "lid")
    x = w / 2
    if grip == "bail":
        rise = h + between(rng, 0.5, 1.0) * w * 0.6
        parts.append(rod([[-x, 0, h - 1], [-0.85 * x, 0, h + 0.6 * (rise - h)], [0, 0, rise], [0.85 * x, 0, h + 0.6 * (rise - h)], [x, 0, h - 1]],
                         between(rng, 0.4, 0.9), 30))
    elif grip == "sides":
        parts += [rod([[s * x, -4.5, h - 0.5], [s * (x + 1), -3.5, h + 4], [s * (x + 1), 3.5, h + 4], [s * x, 4.5, h - 0.5]], 0.6, 20) for s in (-1, 1)]
    elif grip == "lid":
        cover = layered(plan, [(-0.6, h + 0.8), (-0.6, h + 2.2), (2, h + 3), (0.4 * d, h + 3.4)])
        parts += [cover, *knob(pick(rng, "loop", "disc", "ball"), h + 3.4, 1.6)]
    return grounded(parts)


FAMILIES = (
    Family("shaker", "07-06", ("Salt shaker", "Pepper mill", "Cruet", "Condiment dispenser"), build_shaker),
    Family("tray", "07-06", ("Tray", "Serving tray", "Cutting board", "Trivet", "Ice cube tray"), build_tray),
    Family("waste_bin", "07-07", ("Waste bin", "Trash can", "Wastebasket", "Pedal bin"), build_bin),
    Family("basket", "07-07", ("Basket", "Laundry basket", "Storage basket", "Hamper"), build_basket),
)
