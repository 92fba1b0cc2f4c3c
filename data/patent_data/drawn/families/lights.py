"""Families of light sources and outdoor lights: bulbs, torches, lanterns, street and vehicle lights, candlesticks."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline
from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import turned_profile
from patent_data.drawn.families.lighting_parts import bulb_glass, fins, screw_base, sleeve_lines
from patent_data.drawn.families.shaping import bolt, flat_ring, grounded, hoop, layered, lifted, oval, ring, rod, smooth, stacked, uprights
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, rotated, sheet, stroke, tube


def build_bulb(rng: Rng) -> list[Part]:
    """A bulb, standing on its base: glass shape, screw, bayonet or pin base, LED body with fins, filament, spiral tube."""
    r, neck = between(rng, 2.2, 4.6), between(rng, 1.2, 1.5)
    kind = pick(rng, "pear", "globe", "candle", "tube", "reflector", "edison", "spiral", "corn")
    base = pick(rng, "screw", "screw", "screw", "pins", "bayonet")
    foot = 2.4
    if base == "screw":
        parts = screw_base(neck, 0, foot)
    elif base == "bayonet":
        parts = [revolve([(0.8 * neck, 0), (0.9 * neck, 0.2), (0.9 * neck, foot)]), cylinder(0.15, 2.3 * neck, at=(0, 0, 0.6), axis="x", segments=10)]
    else:
        foot = 1.6
        parts = [cylinder(0.2, foot, at=(s * 0.5, 0, 0), segments=10) for s in (-1, 1)]
    z = foot
    body = pick(rng, "none", "ribbed", "smooth", "finned", "none")
    if kind in ("spiral", "corn"):
        body = "smooth"
    if body != "none":
        h, out = between(rng, 1.5, 4.5), neck * between(rng, 1.2, min(1.9, 0.95 * r / neck + 0.3))
        curve = smooth([(0.95 * neck, z), (1.05 * neck, z + 0.2 * h), (out, z + h)], 10)
        lines: tuple[Stroke, ...] = ()
        if body == "ribbed":
            n = whole(rng, 12, 30)
            lines = uprights(1.02 * neck, z + 0.2 * h, z + 0.95 * h, n, "line", out)
        parts.append(revolve([(0.9 * neck, z), *curve, (0.95 * out, z + h + 0.1)]).with_(strokes=(*lines, ring(out, z + 0.97 * h))))
        if body == "finned":
            parts += fins(neck * 1.1, z + 0.1 * h, z + 0.95 * h, whole(rng, 8, 16), 1.12 * out)
        neck, z = 0.95 * out, z + h
    if kind == "spiral":
        turns, wire = between(rng, 2.5, 4), between(rng, 0.4, 0.6)
        wide, tall = max(r * 0.8, 1.4), turns * 2.6 * wire
        t = np.linspace(0, 1, int(turns * 18))
        for s in (0.0, np.pi):
            a = 2 * np.pi * turns * t + s
            swell = wide * np.clip(np.minimum(0.35 + t * 6, 0.15 + (1 - t) * 6), 0, 1)
            parts.append(tube(np.column_stack([swell * np.cos(a), swell * np.sin(a), z + 0.2 + tall * t]), wire, segments=8))
        return grounded(parts)
    if kind == "corn":
        n, h = pick(rng, 6, 8), between(rng, 6, 11)
        out = max(1.4 * neck, 0.6 * r)
        a = (np.arange(n) + 0.5) * 2 * np.pi / n
        plan = np.column_stack([np.cos(a), np.sin(a)]) * out
        rows = whole(rng, 4, 7)
        chips: list[Stroke] = []
        for k in range(n):
            mid, along = (plan[k] + plan[(k + 1) % n]) / 2 * 1.004, (plan[(k + 1) % n] - plan[k]) * 0.22
            for j in range(rows):
                z0, z1 = z + h * (j + 0.25) / rows, z + h * (j + 0.75) / rows
                chips.append(stroke([[*(mid - along), z0], [*(mid + along), z0], [*(mid + along), z1], [*(mid - along), z1]], closed=True))
        parts += [stacked(plan, [(1, 1, z), (1, 1, z + h)]).with_(strokes=tuple(chips)), cylinder(1.04 * out, 0.8, at=(0, 0, z + h)), cylinder(1.04 * out, 0.8, at=(0, 0, z - 0.4))]
        return grounded(parts)
    r = max(r, 1.08 * neck)
    glass = [(x, zz + z) for x, zz in bulb_glass(rng, kind, r, neck)]
    marks: list[Stroke] = []
    if kind == "reflector":
        marks = [ring(glass[-6][0], glass[-6][1]), *(flat_ring(s * r, glass[-1][1] - 0.04 * r) for s in (0.2,))]
    elif maybe(rng, 0.4):
        marks = [ring(*glass[4])]
    parts.append(revolve(glass).with_(strokes=tuple(marks), surface="glass"))
    if kind == "candle" and maybe(rng, 0.4):
        parts.append(rod([[0, 0, glass[-1][1] - 0.2], [0.15 * r, 0, glass[-1][1] + 0.3 * r], [0.5 * r, 0, glass[-1][1] + 0.7 * r]], [0.16 * r, 0.1 * r, 0.03 * r], 12, 10))
    return grounded(parts)


def build_torch(rng: Rng) -> list[Part]:
    """A torch that lies along x or stands on its head: head, crown, grip with knurls, switch, tail cap, loop, clip."""
    r, length = between(rng, 1.1, 1.9), between(rng, 8, 20)
    head, flare = between(rng, 3, 6), between(rng, 1.2, 2.1)
    profile = [(0.85 * r, 0.0), (0.95 * r, 0.15), (0.95 * r, 1.6), (0.9 * r, 1.7)]
    waist = between(rng, 0.85, 1.05)
    profile += smooth([(r, 1.8), (waist * r, 0.5 * length), (r, length - 0.5)], 8)
    profile += [(1.05 * r, length), (1.1 * r, length + 0.2 * head), (flare * r, length + 0.62 * head), (flare * r, length + 0.95 * head), (0.95 * flare * r, length + head),
                (0.85 * flare * r, length + head), (0.82 * flare * r, length + 0.93 * head)]
    lines: list[Stroke] = [ring(flare * r, length + k * head) for k in (0.66, 0.9)]
    pattern = pick(rng, "rings", "diamonds", "bars", "pads", "none")
    z0, z1 = 0.18 * length + 1.8, 0.82 * length
    grip_r = r * max(waist, 0.95) * 1.01
    if pattern == "rings":
        lines += sleeve_lines(grip_r, z0, z1, whole(rng, 6, 14))
    elif pattern == "bars":
        lines += uprights(grip_r, z0, z1, whole(rng, 8, 20), "line")
    elif pattern == "diamonds":
        n = whole(rng, 8, 12)
        lines += [ring(grip_r, z) for z in (z0, z1)]
        for k in range(n):
            for s in (1, -1):
                t = np.linspace(0, 1, 14)
                a = 2 * np.pi * k / n + s * t * np.pi * 0.9
                lines.append(stroke(np.column_stack([grip_r * np.cos(a), grip_r * np.sin(a), z0 + (z1 - z0) * t]), kind="light"))
    body = revolve(profile, segments=40).with_(strokes=tuple(lines))
    parts = [body, cylinder(0.8 * flare * r, 0.1, at=(0, 0, length + 0.92 * head)).with_(surface="glass", strokes=tuple(
        flat_ring(s * flare * r, length + 0.94 * head) for s in pick(rng, (0.3,), (0.3, 0.6), (0.15,))))]
    if pattern == "pads":
        parts += [layered(rounded_rectangle(1.1 * r, z1 - z0, 0.4 * r, n=4), [(0, 0), (0, 0.2), (0.15, 0.35)]).rotated("x", 90).moved(y=-0.93 * r, z=(z0 + z1) / 2).rotated("z", 90 * k + 45)
                  for k in range(4)]
    button = pick(rng, "side", "side", "tail", "slide")
    spot = length + 0.05 * head
    if button == "side":
        parts.append(cylinder(0.42 * r, 0.4, at=(0, -1.08 * r, spot - 1.5), axis="y", segments=20))
        parts.append(cylinder(0.62 * r, 0.25, at=(0, -1.0 * r, spot - 1.5), axis="y", segments=24))
    elif button == "slide":
        parts.append(box(0.7 * r, 0.4 * r, 2.6, at=(0, -1.0 * r, spot - 3.4), radius=0.15 * r).with_(strokes=tuple(
            stroke([[-0.3 * r, -1.22 * r, spot - 3 + k * 0.35], [0.3 * r, -1.22 * r, spot - 3 + k * 0.35]], kind="light") for k in range(5))))
    else:
        parts.append(cylinder(0.5 * r, 0.5, at=(0, 0, -0.4), segments=24))
    teeth = whole(rng, 0, 8)
    for a in np.arange(teeth) * 360 / max(teeth, 1):
        parts.append(box(0.5 * r, 0.3 * r, 0.5, at=(0, -0.8 * flare * r, length + 0.9 * head), radius=0.08).rotated("z", float(a)))
    if maybe(rng, 0.4):
        parts.append(rod([[0, r * 0.9, 1.0], [0, 1.4 * r, 1.2], [0, 1.45 * r, 0.4 * length], [0, 1.05 * r, 0.45 * length]], 0.18, 18, 8))
    if maybe(rng, 0.35):
        loop = [[0, 0.2 * r, 0.2], [2.2, 0.3, -2.5], [0.6, 0.5, -6], [-1.6, 0.3, -4], [-0.6, 0.2, -1], [0, 0.2 * r, 0.1]]
        parts.append(rod(loop, 0.14, 40, 6).with_(claimed=maybe(rng)))
    if maybe(rng, 0.75):
        parts = rotated(parts, "y", -90)
    return grounded(parts)


def build_lantern(rng: Rng) -> list[Part]:
    """A lantern: camping, storm or candle lantern with globe, cage, roof, base and bail."""
    r, h = between(rng, 4, 8), between(rng, 8, 18)
    low = between(rng, 2.5, 6)
    square = maybe(rng, 0.4)
    n = pick(rng, 4, 6, 8) if square else 40
    turn = np.pi / n if square else 0.0

    def plan(size: float) -> Array:
        a = np.arange(n) * 2 * np.pi / n + turn
        return np.column_stack([np.cos(a), np.sin(a)]) * size

    def tier(levels: list[tuple[float, float]]) -> Part:
        return loft(np.array([lifted(plan(size), z) for size, z in levels]))

    base_kind = pick(rng, "step", "drum", "flare")
    base = {"step": [(1.15 * r, 0), (1.15 * r, 0.4 * low), (0.95 * r, 0.5 * low), (0.95 * r, low)], "drum": [(r, 0), (1.05 * r, 0.3), (1.05 * r, low - 0.3), (0.95 * r, low)],
            "flare": [(1.25 * r, 0), (1.2 * r, 0.25 * low), (0.8 * r, 0.8 * low), (0.9 * r, low)]}[base_kind]
    parts = [tier(base)]
    if maybe(rng, 0.5):
        parts.append(cylinder(0.2 * low, 1.0, at=(0, -1.05 * r * (np.cos(np.pi / n) if square else 1.0), 0.5 * low), axis="y", segments=20))
    bulge = between(rng, 0.8, 1.1)
    if square:
        parts.append(tier([(0.86 * r, low), (0.86 * r, low + h)]).with_(surface="glass"))
        parts += [tube([[*(p * 0.92 * r), low - 0.2], [*(p * 0.92 * r), low + h + 0.2]], 0.06 * r, segments=8) for p in plan(1.0)]
        if maybe(rng, 0.5):
            side = plan(0.93 * r * 1.0)
            parts += [tube([[*a, low + h * k], [*b, low + h * k]], 0.03 * r, segments=6) for k in (0.33, 0.66) for a, b in zip(side, np.roll(side, -1, axis=0), strict=True)]
    else:
        parts.append(revolve(smooth([(0.62 * r, low - 0.2), (0.85 * bulge * r, low + 0.3 * h), (0.8 * bulge * r, low + 0.6 * h), (0.6 * r, low + h + 0.2)], 16)).with_(surface="glass"))
        posts = pick(rng, 2, 3, 4)
        parts += [rod([[0.92 * r, 0, low - 0.5], [1.05 * r, 0, low + 0.5 * h], [0.85 * r, 0, low + h + 0.6]], 0.07 * r, 16, 8).rotated("z", 360 * k / posts + 20) for k in range(posts)]
        if maybe(rng):
            parts += [hoop(0.98 * r, 0.98 * r, 0.04 * r, low + k * h) for k in (0.35, 0.7)]
    top = low + h
    roof = pick(rng, "cone", "dome", "stack", "flat")
    roofs: list[tuple[float, float]] = {"cone": [(1.15 * r, top), (1.2 * r, top + 0.3), (0.35 * r, top + 0.7 * r), (0.3 * r, top + 0.95 * r), (0.1 * r, top + 1.1 * r)],
                                        "dome": [(1.1 * r, top), (1.1 * r, top + 0.3), (0.95 * r, top + 0.4 * r), (0.6 * r, top + 0.75 * r), (0.1 * r, top + 0.9 * r)],
                                        "stack": [(1.1 * r, top), (1.1 * r, top + 0.2 * r), (0.6 * r, top + 0.4 * r), (0.6 * r, top + 0.7 * r), (0.8 * r, top + 0.75 * r), (0.5 * r, top + 1.1 * r)],
                                        "flat": [(1.05 * r, top), (1.05 * r, top + 0.35 * r), (0.9 * r, top + 0.45 * r)]}[roof]
    parts.append(tier(roofs))
    peak = roofs[-1][1]
    if maybe(rng, 0.4):
        parts.append(tube([[0.45 * r * np.cos(a), 0, peak + 0.4 * r + 0.45 * r * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 24, endpoint=False)], 0.05 * r, closed=True, segments=8))
    else:
        rise = peak + between(rng, 0.6, 1.4) * r
        x = 1.12 * r
        parts.append(rod([[-x, 0, top + 0.15], [-1.1 * x, 0, 0.5 * (top + rise)], [-0.5 * x, 0, rise], [0.5 * x, 0, rise], [1.1 * x, 0, 0.5 * (top + rise)], [x, 0, top + 0.15]], 0.05 * r + 0.1, 36, 8))
    return grounded(parts)


def build_street_light(rng: Rng) -> list[Part]:
    """A street, garden or bollard light: post with base, arm, head of several kinds."""
    kind = pick(rng, "cobra", "cobra", "lantern", "globe", "bollard", "double", "hook")
    h, r = between(rng, 220, 420), between(rng, 3.5, 6)
    if kind == "bollard":
        h, r = between(rng, 60, 110), between(rng, 6, 10)
        cut = between(rng, 0.65, 0.8) * h
        louvres = [revolve([(0.75 * r, z), (r, z + 0.3), (0.8 * r, z + 2.0)]) for z in np.linspace(cut, h - 6, whole(rng, 2, 5))]
        parts = [cylinder(r, cut), cylinder(0.6 * r, h - cut, at=(0, 0, cut)).with_(surface="glass"), *louvres,
                 revolve([(r, h - 4), (r, h - 1), *smooth([(0.98 * r, h - 0.8), (0.5 * r, h + 0.2 * r), (0, h + 0.3 * r)], 8)]), cylinder(1.5 * r, 1.5)]
        return grounded([*parts, *(bolt((1.25 * r * np.cos(a), 1.25 * r * np.sin(a), 1.5), 0.9, "z") for a in np.radians((45, 135, 225, 315)))])
    foot = pick(rng, "plate", "cast", "sleeve")
    if foot == "cast":
        parts = [revolve([(x * 1.1, z) for x, z in turned_profile(rng, 0.35 * h, 2.2 * r)], segments=24), cylinder(r, h * 0.7, at=(0, 0, 0.3 * h), top=0.75 * r)]
    else:
        parts = [cylinder(r, h, top=0.65 * r, segments=28)]
        parts += [box(5 * r, 5 * r, 2)] if foot == "plate" else [revolve([(1.7 * r, 0), (1.7 * r, 0.14 * h), (1.05 * r, 0.17 * h)])]
        if foot == "plate":
            parts += [cylinder(0.3 * r, 4, at=(s * 1.9 * r, t * 1.9 * r, 1.5), segments=6) for s in (-1, 1) for t in (-1, 1)]
    if maybe(rng, 0.4):
        door = rounded_rectangle(0.9 * r, 0.1 * h, 0.3 * r, n=3) + (0, 0.22 * h)
        parts[-1] = parts[-1].with_strokes(stroke(np.column_stack([door[:, 0], -np.sqrt(np.maximum((1.05 * r) ** 2 - door[:, 0] ** 2, 0)), door[:, 1]]), closed=True))
    if kind in ("cobra", "double"):
        reach, rise = between(rng, 50, 120), between(rng, 4, 40)
        size = between(rng, 38, 62)
        arm = rod([[0, 0, h - 6], [0.08 * reach, 0, h + 0.6 * rise], [0.5 * reach, 0, h + 0.95 * rise], [reach, 0, h + rise]], 0.5 * r, 26)
        u = np.linspace(0, 1, 9)
        half = size * 0.2 * np.array([0.3, 0.55, 0.8, 0.95, 1.0, 1.0, 0.95, 0.8, 0.45])
        thick = size * 0.09 * np.array([0.6, 1.0, 1.3, 1.3, 1.1, 0.9, 0.7, 0.5, 0.3])
        section = oval(2, 2, pick(rng, 2.5, 5.0), 24)
        rings = [np.column_stack([np.full(24, reach - 4 + a * size), section[:, 0] * b, h + rise + section[:, 1] * c * np.where(section[:, 1] > 0, 1.0, 0.35)])
                 for a, b, c in zip(u, half, thick, strict=True)]
        under = layered(oval(0.55 * size, 0.3 * size, 3.0), [(1.5, -0.06 * size), (0, 0)]).moved(x=reach + 0.55 * size, z=h + rise - 0.02 * size).with_(surface="glass")
        ribs = tuple(stroke([[reach - 4 + k * size, s * np.interp(k, u, half) * 0.6, h + rise + np.interp(k, u, thick) * 0.96] for k in np.linspace(0.25, 0.8, 6)]) for s in (-1, 0, 1))
        head = [arm, loft(np.array(rings)).with_(strokes=ribs if maybe(rng) else ()), under]
        parts += head if kind == "cobra" else [*head, *rotated(head, "z", 180)]
        return grounded(parts)
    size = between(rng, 16, 26)
    if kind == "hook":
        a = np.linspace(np.pi, -0.15, 20)
        reach = between(rng, 16, 30)
        hook = np.column_stack([reach + reach * np.cos(a), np.zeros(20), h + reach * np.sin(a) * 1.1])
        parts.append(tube(np.vstack([[[0, 0, h - 8]], hook]), 0.5 * r, segments=12))
        parts += [part.moved(x=2 * reach, z=h - 0.3 * reach) for part in (
            revolve([(size, -0.8 * size), *smooth([(0.97 * size, -0.7 * size), (0.5 * size, -0.2 * size), (0.2 * size, 0.1 * size)], 10)]), cylinder(0.22 * size, 0.4 * size),
            revolve(smooth([(0, -1.1 * size), (0.5 * size, -0.95 * size), (0.6 * size, -0.75 * size)], 10)).with_(surface="glass"))]
        if maybe(rng, 0.5):
            t = np.linspace(0, 3.4 * np.pi, 44)
            curl = np.column_stack([0.4 * reach + 0.34 * reach * (1 - t / 14) * np.cos(t), np.zeros(44), h - 0.1 * reach + 0.34 * reach * (1 - t / 14) * np.sin(t)])
            parts.append(tube(curl, 0.25 * r, segments=6))
        return grounded(parts)
    if kind == "globe":
        n = pick(rng, 1, 2, 3)
        for k in range(n):
            ball = [revolve([(0.3 * size, h + 2), (0.45 * size, h + 6), (0.3 * size, h + 8)], segments=24),
                    revolve(smooth([(0.3 * size, h + 7), (size, h + 7 + 0.9 * size), (0.6 * size, h + 7 + 1.7 * size), (0, h + 7 + 1.95 * size)], 16), segments=32).with_(surface="glass")]
            if n == 1:
                parts += ball
                continue
            reach = 1.9 * size
            arm = [rod([[0, 0, h - 14], [0.5 * reach, 0, h - 16], [reach, 0, h - 6], [reach, 0, h + 3]], 0.35 * r, 20, 8), *(part.moved(x=reach) for part in ball)]
            parts += rotated(arm, "z", 360 * k / n)
        return grounded(parts)
    sides = pick(rng, 4, 6)
    a = np.arange(sides) * 2 * np.pi / sides + np.pi / sides
    unit = np.column_stack([np.cos(a), np.sin(a)])
    tall = size * between(rng, 1.3, 2.0)
    glass = loft(np.array([lifted(unit * 0.55 * size, h + 4), lifted(unit * 0.95 * size, h + 4 + tall)])).with_(surface="glass")
    roof = loft(np.array([lifted(unit * k * size, h + 4 + tall + z * size) for k, z in ((1.15, 0.0), (1.15, 0.06), (0.4, 0.55), (0.35, 0.75), (0.1, 0.95))]))
    bars = [tube([[*(p * 0.57 * size), h + 3.5], [*(p * 0.98 * size), h + 4 + tall]], 0.05 * size, segments=6) for p in unit]
    collar = revolve([(0.8 * r, h - 3), (0.5 * size, h + 2), (0.6 * size, h + 3), (0.6 * size, h + 4.5)], segments=28)
    return grounded([*parts, glass, roof, *bars, collar])


def build_vehicle_light(rng: Rng) -> list[Part]:
    """A head, tail or bicycle lamp of a vehicle: swept lens, inner lamps, light strips, housing and mount."""
    kind = pick(rng, "swept", "swept", "swept", "round", "bar", "bicycle")
    lines: list[Stroke] = []
    if kind in ("swept", "bar"):
        w, h, d = between(rng, 34, 62), between(rng, 12, 24), between(rng, 8, 18)
        if kind == "bar":
            h = between(rng, 6, 9)
            outline = rounded_rectangle(w, h, between(rng, 0.6, 0.5 * h), n=5)
        else:
            knots = np.array([(-0.5, between(rng, -0.25, 0.1)), (-0.25, -0.45), (0.2, between(rng, -0.5, -0.3)), (0.48, between(rng, -0.2, 0.15)), (0.5, between(rng, 0.25, 0.5)),
                              (0.15, between(rng, 0.25, 0.5)), (-0.3, between(rng, 0.1, 0.35))])
            outline = spline(knots * (w, h), closed=True, n=56)
        bow, sweep = between(rng, 0.0, 0.35) * d, between(rng, 0.0, 0.6) * d

        def at_face(p: Array, lift: float = 0.0) -> Array:
            y = -d / 2 + bow * (2 * p[:, 0] / w) ** 2 + sweep * np.clip(p[:, 0] / w + 0.1, 0, 1) ** 2 * 3
            return np.column_stack([p[:, 0], y - lift, p[:, 1]])

        rings = [at_face(outline * s, lift) for s, lift in ((1.0, -0.5 * d), (1.0, 0.0), (0.985, 0.3), (0.93, 0.7), (0.6, 1.1), (0.1, 1.2))]
        rings = [np.column_stack([outline * 0.7, np.full(len(outline), d / 2)])[:, [0, 2, 1]], *rings]
        lines.append(stroke(at_face(outline * 0.94, 0.75), closed=True))
        lamps = whole(rng, 2, 4) if kind == "swept" else whole(rng, 4, 9)
        size = min(0.3 * h, 0.38 * w / lamps)
        shape = pick(rng, "round", "box", "hex")
        for k in range(lamps):
            x = (k - (lamps - 1) / 2) * 0.72 * w / lamps - 0.02 * w
            column = outline[np.abs(outline[:, 0] - x) < 0.12 * w][:, 1]
            mid = float((column.max() + column.min()) / 2)
            fit = min(size, 0.36 * float(np.ptp(column)))
            unit = {"round": ellipse(1, 1, 28), "box": rounded_rectangle(1.9, 1.5, 0.3, n=3), "hex": ellipse(1.1, 1.0, 6)}[shape]
            lines += [stroke(at_face(unit * fit * s + (x, mid), 1.2), closed=True) for s in pick(rng, (1.0, 0.65), (1.0, 0.82, 0.4), (1.0,))]
        if maybe(rng, 0.7):
            strip = outline[outline[:, 1] < np.interp(outline[:, 0], (-w / 2, w / 2), (0.0, 0.0))]
            strip = strip[np.argsort(strip[:, 0])]
            if len(strip) > 3:
                lines += [stroke(at_face(strip * s, 0.95)) for s in (0.84, 0.77)]
        parts = [loft(np.array(rings)[:, ::-1]).with_(strokes=tuple(lines), surface="glass", smooth_angle=40.0)]
        back = disclaimed(rng, [cylinder(0.26 * h, 0.6 * d, at=(x * w, d / 2, 0.0), axis="y", segments=24) for x in (-0.16, 0.16)], 0.15)
        parts += [*back, *(box(4, 1.2, 2.4, at=(s * 0.44 * w, 0.2 * d, 0.36 * h), radius=0.4) for s in (-1, 1))]
        return grounded(parts)
    r = between(rng, 6, 11) if kind == "round" else between(rng, 2.2, 4.0)
    deep = r * (between(rng, 0.7, 1.4) if kind == "round" else between(rng, 1.6, 3.2))
    profile = [(r * 0.9, -0.1), (0.97 * r, -0.25 * r), (1.06 * r, -0.2 * r), (1.1 * r, 0.0), (1.06 * r, 0.16 * r), *smooth([(r, 0.18 * r), (0.85 * r, 0.6 * deep), (0.35 * r, deep)], 10)]
    parts = [revolve([(x, z) for x, z in profile[1:]], axis="y")]
    lens = smooth([(0.0, -0.42 * r), (0.6 * r, -0.36 * r), (0.95 * r, -0.2 * r)], 10)
    marks: list[Stroke] = []
    style = pick(rng, "flutes", "rings", "leds", "cross", "halo")
    def face(points: Array) -> Array:
        y = -np.interp(np.hypot(points[:, 0], points[:, 1]), [p[0] for p in lens], [-p[1] for p in lens]) - 0.03 * r
        return np.column_stack([points[:, 0], y, points[:, 1]])
    if style == "flutes":
        for x in np.linspace(-0.8, 0.8, whole(rng, 5, 11)) * r:
            marks.append(stroke(face(np.column_stack([np.full(9, x), np.linspace(-1, 1, 9) * np.sqrt(0.81 * r**2 - x**2)])), kind="light"))
    elif style in ("rings", "halo"):
        marks += [stroke(face(ellipse(s * r, s * r, 36)), closed=True) for s in ((0.3, 0.6, 0.85) if style == "rings" else (0.78, 0.7))]
    elif style == "leds":
        marks += [stroke(face(ellipse(0.16 * r, 0.16 * r, 14) + (0.55 * r * np.cos(a), 0.55 * r * np.sin(a))), closed=True) for a in np.arange(6) * np.pi / 3]
        marks.append(stroke(face(ellipse(0.2 * r, 0.2 * r, 16)), closed=True))
    else:
        marks += [stroke(face(np.array([(-0.85 * r * c, -0.85 * r * s), (0.0, 0.0), (0.85 * r * c, 0.85 * r * s)]))) for c, s in ((1, 0), (0, 1))]
        marks.append(stroke(face(ellipse(0.4 * r, 0.4 * r, 28)), closed=True))
    parts.append(revolve(lens, axis="y").with_(strokes=tuple(marks), surface="glass"))
    mount = pick(rng, "yoke", "stalk", "clip", "visor")
    if mount in ("yoke", "clip"):
        parts += [rod([[-1.05 * r, 0.3 * r, 0], [-1.15 * r, 0.4 * r, -0.8 * r], [0, 0.45 * r, -1.5 * r], [1.15 * r, 0.4 * r, -0.8 * r], [1.05 * r, 0.3 * r, 0]], 0.1 * r, 28, 8)]
        parts += [cylinder(0.2 * r, 0.25 * r, at=(s * 1.1 * r, 0.3 * r, 0), axis="x", segments=16) for s in (-1, 1)]
        if mount == "clip":
            parts.append(hoop(0.55 * r, 0.55 * r, 0.16 * r, 0).rotated("y", 90).moved(y=0.45 * r, z=-2.0 * r))
    elif mount == "stalk":
        parts += [cylinder(0.22 * r, 1.0 * r, at=(0, 0.4 * r, -1.7 * r), segments=20), revolve([(0.6 * r, 0), (0.55 * r, 0.2 * r), (0.25 * r, 0.3 * r)], at=(0, 0.4 * r, -1.75 * r))]
    else:
        a = np.linspace(0.1 * np.pi, 0.9 * np.pi, 21)
        peak = [np.column_stack([1.08 * r * np.cos(a), np.full(21, y), 1.08 * r * np.sin(a)]) for y in (0.1 * r, -0.75 * r)]
        peak[1][:, 1] += 0.5 * r * np.abs(np.cos(a)) ** 2
        parts.append(sheet(np.array(peak), 0.05 * r))
    return grounded(parts)


def build_candlestick(rng: Rng) -> list[Part]:
    """A candlestick or candelabrum: foot, turned stem, drip cups, branches, candles in full or broken lines."""
    h, r = between(rng, 5, 32), between(rng, 3.5, 7)
    foot = smooth([(r, 0.0), (0.97 * r, 0.5), (0.5 * r, 1.2), (0.22 * r, 2.2)], 10)
    shaft = [(0.35 * x * r / 2 + 0.12 * r, 2.0 + z) for x, z in turned_profile(rng, max(h - 2.0, 2.0), 1.0)]
    parts = [revolve([(r, -0.3), *foot], segments=36), revolve(shaft, segments=32)]
    arms = pick(rng, 0, 0, 2, 3, 4, 5)
    spots = [(0.0, 0.0, h)]
    if arms and h > 14:
        reach, lift = between(rng, 7, 13), between(rng, -1.5, 3)
        for k in range(arms):
            a = 2 * np.pi * k / arms
            c, s = np.cos(a), np.sin(a)
            z = 0.75 * h
            path = [[0, 0, z], [0.35 * reach * c, 0.35 * reach * s, z - 2.5], [0.85 * reach * c, 0.85 * reach * s, z - 1], [reach * c, reach * s, h + lift - 0.3]]
            parts.append(rod(path, 0.4, 24, 8))
            spots.append((reach * c, reach * s, h + lift))
    cup = [(0.5, -0.4), (1.1, 0.0), (between(rng, 2.0, 3.2), 0.5), (between(rng, 2.0, 3.2), 0.7), (1.25, 0.6), (1.3, 2.2), (1.05, 2.2), (1.0, 1.0)]
    parts += [revolve(cup, at=at, segments=28) for at in spots]
    if maybe(rng, 0.5):
        length, claimed = between(rng, 6, 18), maybe(rng, 0.4)
        for x, y, z in spots:
            parts += [cylinder(1.0, length, at=(x, y, z + 1), top=0.8, segments=20).with_(claimed=claimed), cylinder(0.1, 0.9, at=(x, y, z + length + 0.9), segments=6).with_(claimed=claimed)]
    if maybe(rng, 0.2) and len(spots) == 1:
        parts.append(tube([[r + 1.4 + 1.6 * np.cos(a), 0, 1.2 + 1.6 * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 20, endpoint=False)], 0.28, closed=True, segments=8))
    return grounded(parts)


FAMILIES = (
    Family("candlestick", "26-01", ("Candlestick", "Candle holder", "Candelabrum"), build_candlestick),
    Family("torch", "26-02", ("Flashlight", "Torch", "Hand lamp", "Pocket torch"), build_torch),
    Family("lantern", "26-02", ("Lantern", "Camping lantern", "Candle lantern"), build_lantern),
    Family("street_light", "26-03", ("Street light", "Outdoor lamp", "Lamp post", "Bollard light"), build_street_light),
    Family("bulb", "26-04", ("Light bulb", "LED bulb", "Lamp bulb", "LED lamp"), build_bulb),
    Family("vehicle_light", "26-06", ("Headlight", "Vehicle lamp", "Tail light", "Bicycle light", "Automobile headlamp"), build_vehicle_light),
)
