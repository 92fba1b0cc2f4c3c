"""Families of lamps for rooms: table, desk, floor, pendant, ceiling, wall lamps and chandeliers (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import pedestal
from patent_data.drawn.families.lighting_parts import SHADES, arm_joint, bulb_glass, cord, fins, lamp_foot, shade, sleeve_lines
from patent_data.drawn.families.shaping import bolt, flat_ring, grounded, hoop, layered, lifted, oval, ring, rod, smooth
from patent_data.drawn.solids import Part, box, cylinder, extrude, revolve, rotated, sphere, stroke, tube


def build_table_lamp(rng: Rng) -> list[Part]:
    """A table lamp: foot, socket, shade, finial, pull chain, switch, cord."""
    r, h = between(rng, 6, 10), between(rng, 14, 34)
    parts, top = lamp_foot(rng, r, h)
    kind = pick(rng, *SHADES[:9])
    width = between(rng, 1.3, 2.2) * r * (0.7 if kind in ("globe", "cylinder") else 1.0)
    lift = 0.5 if kind == "globe" else between(rng, -1, 3)
    cover, tall = shade(rng, kind, width, top + lift)
    parts += [cylinder(1.4, 4.5, at=(0, 0, top - 0.5), segments=20), cylinder(0.5, max(lift, 0) + 0.9 * tall, at=(0, 0, top), segments=12)]
    if kind in ("cone", "drum", "empire", "bell", "pleated") and maybe(rng, 0.6):
        z = top + lift + 0.9 * tall
        parts += [revolve(smooth([(0.3, 0), (0.9, 0.8), (0.5, 1.8), (0.7, 2.4), (0, 3.2)], 14), at=(0, 0, z), segments=20)]
    if maybe(rng, 0.35):
        z = top + 1
        x = 0.5 * width
        parts += [tube([[x, 0, z + 2], [x, 0, z - 0.25 * h]], 0.12, segments=6), sphere(0.6, at=(x, 0, z - 0.25 * h), segments=14)]
    if maybe(rng, 0.3):
        parts.append(cylinder(0.7, 0.8, at=(0, -0.8 * r, 0.7), axis="y", segments=16))
    parts += disclaimed(rng, cover, 0.08)
    if maybe(rng, 0.3):
        parts += cord(rng, (0, 0.7 * r, 0.8))
    return grounded(parts)


def lamp_head(rng: Rng, size: float) -> list[Part]:
    """The head of a work lamp about the origin; it shines down and its joint is at the origin."""
    kind = pick(rng, "cone", "dome", "bar", "ring", "cylinder", "bell")
    if kind == "bar":
        w = between(rng, 2.0, 3.4) * size
        body = layered(rounded_rectangle(w, 0.5 * size, 0.22 * size, n=4), [(0.1, -0.35 * size), (0, -0.3 * size), (0, -0.12 * size), (0.1, 0.0)])
        light = stroke(lifted(rounded_rectangle(w * 0.92, 0.36 * size, 0.15 * size, n=4), -0.36 * size), closed=True)
        return [body.with_(strokes=(light,)).moved(x=-0.3 * w)]
    if kind == "ring":
        return [tube([[-size + size * np.cos(a), size * np.sin(a), -0.1 * size] for a in np.linspace(0, 2 * np.pi, 40, endpoint=False)], 0.14 * size,
                     closed=True, segments=12)]
    shapes = {
        "cone": [(size, -1.1 * size), (0.36 * size, -0.1 * size), (0.3 * size, 0.35 * size), (0.1 * size, 0.4 * size)],
        "dome": [(size, -0.8 * size), *smooth([(0.98 * size, -0.6 * size), (0.7 * size, -0.1 * size), (0.2 * size, 0.15 * size)], 10)],
        "cylinder": [(0.45 * size, -1.2 * size), (0.45 * size, 0.3 * size), (0.3 * size, 0.4 * size)],
        "bell": [(size, -1.1 * size), *smooth([(0.95 * size, -0.95 * size), (0.55 * size, -0.55 * size), (0.4 * size, 0.2 * size), (0.15 * size, 0.4 * size)], 12)],
    }[kind]
    inside = [(max(x - 0.06 * size, 0.02), z) for x, z in shapes[:-1]]
    shell = revolve([*reversed(inside), *shapes], segments=40)
    marks = sleeve_lines(shapes[-2][0], shapes[-2][1] - 0.12 * size, shapes[-2][1], 3) if maybe(rng) and kind in ("cone", "cylinder") else ()
    bulb = sphere(0.42 * size, at=(0, 0, -0.85 * size), segments=20) if kind != "cylinder" else cylinder(0.4 * size, 0.1 * size, at=(0, 0, -1.25 * size))
    return [shell.with_(strokes=marks), bulb]


def build_desk_lamp(rng: Rng) -> list[Part]:
    """A work lamp: base or clamp, one or two arms with springs and joints, or a gooseneck, and its head."""
    r = between(rng, 6, 11)
    base = pick(rng, "disc", "disc", "square", "dome", "clamp")
    thick = between(rng, 0.5, 0.9)
    if base == "clamp":
        jaw = np.array([(-2.0, 6.0), (3.0, 6.0), (3.0, 4.8), (-0.8, 4.8), (-0.8, 0.8), (3.0, 0.8), (3.0, -0.4), (-2.0, -0.4)])
        parts = [extrude(jaw, 4.0, axis="y", bevel=0.3), cylinder(0.4, 4, at=(1.8, 0, -2.4), segments=14), cylinder(1.2, 0.6, at=(1.8, 0, 1.6), segments=20),
                 cylinder(1.1, 0.8, at=(1.8, 0, -3.0), segments=20)]
        z = 6.0
    elif base == "square":
        z = between(rng, 1.4, 3)
        parts = [box(1.8 * r, 1.5 * r, z, radius=between(rng, 0.5, 3))]
    else:
        z = between(rng, 1.6, 2.4) if base == "disc" else 3.6
        parts = [revolve([(r, 0), (r, 0.7 * z), (0.93 * r, z), (0.2 * r, z)] if base == "disc" else smooth([(r, 0), (0.97 * r, 1.0), (0.5 * r, 3.0), (1.2, z)], 14))]
        if maybe(rng):
            parts[0] = parts[0].with_strokes(flat_ring(0.75 * r, z + 0.02) if base == "disc" else ring(0.99 * r, 0.8))
    size = between(rng, 4.5, 8)
    if maybe(rng, 0.3):
        tall, reach = between(rng, 26, 40), between(rng, 12, 24)
        path = [[0, 0, z - 0.3], [0, 0, 0.5 * tall], [0.1 * reach, 0, 0.85 * tall], [0.5 * reach, 0, tall], [reach, 0, 0.9 * tall]]
        neck = rod(path, thick, 40, 12)
        parts += [neck, revolve([(2.2 * thick, z - 0.2), (1.5 * thick, z + 1.5)])]
        head = [part.rotated("y", between(rng, 10, 45)) for part in lamp_head(rng, size)]
        return grounded([*parts, *(part.mirrored("x").moved(x=reach, z=0.9 * tall) for part in head)])
    lower, upper = between(rng, 18, 32), between(rng, 16, 30)
    a, b = np.radians(between(rng, 100, 125)), np.radians(between(rng, 15, 50))
    foot = np.array([0, 0, z + 1.6])
    elbow = foot + lower * np.array([np.cos(a), 0, np.sin(a)])
    tip = elbow + upper * np.array([np.cos(b), 0, np.sin(b)])
    double = maybe(rng, 0.5)
    rails = (-1.0, 1.0) if double else (0.0,)
    for y in rails:
        shift = np.array([0, y, 0])
        parts += [tube([foot + shift, elbow + shift], thick * (0.55 if double else 1.0), segments=10), tube([elbow + shift, tip + shift], thick * (0.55 if double else 1.0), segments=10)]
    parts += [revolve([(1.6, z - 0.2), (1.4, z + 1.2), (0.9, z + 1.6)]), *(part for at in (foot, elbow, tip) for part in arm_joint(tuple(at.tolist()), 1.2, 3.0))]
    if maybe(rng, 0.4):
        n = 60
        t = np.linspace(0, 1, n)
        across = np.array([-np.sin(a), 0, np.cos(a)])
        for y in (-0.9, 0.9):
            axis = foot[None] + t[:, None] * 0.45 * (elbow - foot)[None] + (0, y, 0) + across * 1.2
            coil = axis + 0.45 * np.cos(t * 56)[:, None] * across + 0.45 * np.sin(t * 56)[:, None] * np.array([0, 1, 0])
            parts.append(tube(coil, 0.12, segments=5))
    head = [part.mirrored("x").rotated("y", -between(rng, 0, 35)) for part in lamp_head(rng, size)]
    parts += [part.moved(*tip.tolist()) for part in head]
    if maybe(rng, 0.25) and base != "clamp":
        parts += cord(rng, (0, 0.7 * r, 0.8))
    return grounded(parts)


def build_floor_lamp(rng: Rng) -> list[Part]:
    """A standard lamp: pole or tripod, arc, reading arm, tray, shade or several heads."""
    h, r = between(rng, 125, 165), between(rng, 1.0, 2.0)
    kind = pick(rng, "pole", "pole", "tripod", "arc", "tree", "column")
    size = between(rng, 17, 28)
    if kind == "column":
        w = between(rng, 12, 20)
        body, tall = shade(rng, "cylinder", w, 8)
        body = [part.scaled(1, 1, 0.8 * h / tall).moved(z=8 * (1 - 0.8 * h / tall)) for part in body]
        lines = [stroke(lifted(oval(1.42 * w, 1.42 * w), z), closed=True) for z in np.linspace(0.2, 0.7, whole(rng, 1, 5)) * h]
        return grounded([body[0].with_strokes(*lines), *body[1:], cylinder(0.62 * w, 8.5), cylinder(0.75 * w, 2, at=(0, 0, -1))])
    if kind == "tripod":
        hub = between(rng, 0.72, 0.86) * h
        spread = between(rng, 24, 36)
        wood = between(rng, 1.2, 2.2)
        parts = [tube([[spread * np.cos(a), spread * np.sin(a), 1], [2.5 * np.cos(a), 2.5 * np.sin(a), hub + 4]], [0.8 * wood, wood], segments=12)
                 for a in np.radians((90, 210, 330))]
        parts += [cylinder(4.2, 5, at=(0, 0, hub), segments=28), cylinder(r, h - hub, at=(0, 0, hub), segments=14)]
        if maybe(rng):
            level = between(rng, 0.25, 0.45)
            k = spread + (2.5 - spread) * level
            parts.append(hoop(k, k, 0.6, level * hub) if maybe(rng) else cylinder(k * 1.25, 2, at=(0, 0, level * hub)))
    elif kind == "arc":
        reach = between(rng, 70, 110)
        parts = [*pedestal(rng, 30, 1.6 * r, 18, ("disc", "plate", "dome")),
                 rod([[0, 0, 4], [0, 0, 0.55 * h], [0.14 * reach, 0, 0.9 * h], [0.5 * reach, 0, 1.15 * h], [0.88 * reach, 0, 1.06 * h], [reach, 0, 0.86 * h]], r, 44)]
        body, tall = shade(rng, pick(rng, "dome", "drum", "globe", "cone", "bell", "disc"), size, 0.0)
        return grounded([*parts, *(part.moved(x=reach, z=0.88 * h - tall) for part in body)])
    else:
        parts = pedestal(rng, h, r, between(rng, 12, 18), ("disc", "dome", "plate", "toes", "trumpet") if kind == "pole" else ("disc", "plate", "dome"))
        if maybe(rng, 0.4):
            parts += [revolve([(1.6 * r, -1), (2.2 * r, 0), (1.6 * r, 1)], at=(0, 0, z)) for z in np.linspace(0.25, 0.75, whole(rng, 1, 3)) * h]
        if maybe(rng, 0.2):
            parts.append(cylinder(16, 1.4, at=(0, 0, 0.42 * h)))
    if kind == "tree":
        n = whole(rng, 2, 5)
        for k in range(n):
            reach, z = between(rng, 10, 26), h * (0.98 - 0.1 * k)
            head, tall = shade(rng, pick(rng, "cone", "globe", "bell", "dome"), between(rng, 7, 11), 0, 22)
            head = [part.moved(z=-tall).rotated("y", pick(rng, -30.0, -60.0, 160.0)) for part in head]
            turn = 360 * k / n + 30
            arm = [rod([[0, 0, z - 8], [0.5 * reach, 0, z - 4], [reach, 0, z + 1]], 0.7, 14, 8), *(part.moved(x=reach, z=z) for part in head)]
            parts += rotated(arm, "z", turn)
        return grounded(parts)
    name = pick(rng, "cone", "drum", "empire", "bell", "pleated", "dome", "bowl", "globe", "tier")
    body, tall = shade(rng, name, size * (0.6 if name == "globe" else 1.0), 0.0)
    z = h - 0.4 if name in ("bowl", "globe") else h - 0.8 * tall
    parts += disclaimed(rng, [part.moved(z=z) for part in body], 0.08)
    if maybe(rng, 0.25):
        parts += [rod([[0, 0, 0.62 * h], [8, 0, 0.66 * h], [18, 0, 0.7 * h], [24, 0, 0.66 * h]], 0.6, 24, 8), *(p.rotated("y", 20).moved(x=24, z=0.6 * h) for p in shade(rng, "cone", 7, 0)[0])]
    return grounded(parts)


def rose(rng: Rng, z: float, r: float) -> list[Part]:
    """The ceiling cup of a hanging lamp, its flat side at z."""
    kind = pick(rng, "cup", "disc", "cone")
    shape = {"cup": smooth([(0.15 * r, z - 0.9 * r), (0.7 * r, z - 0.7 * r), (0.98 * r, z - 0.2 * r), (r, z)], 10), "disc": [(r, z - 0.25 * r), (r, z)],
             "cone": [(0.15 * r, z - 1.1 * r), (r, z)]}[kind]
    return [revolve(shape, segments=36)]


def build_pendant(rng: Rng) -> list[Part]:
    """A hanging lamp: rose, cord or rod or chain, one to five shades, cage, counterweight."""
    size, drop = between(rng, 9, 26), between(rng, 20, 60)
    kind = pick(rng, "single", "single", "single", "cage", "row", "rings", "woven")
    if kind == "row":
        n = whole(rng, 2, 5)
        small = between(rng, 6, 10)
        gap = small * between(rng, 2.4, 3.4)
        name = pick(rng, "cone", "bell", "dome", "globe", "cylinder", "drum")
        state = rng.bit_generator.state
        parts = [box(gap * n * 0.9, 5, 3, at=(0, 0, drop + 2 * small), radius=1)]
        for k in range(n):
            rng.bit_generator.state = state
            body, tall = shade(rng, name, small, 0, 24)
            x = (k - (n - 1) / 2) * gap
            low = (k % 2) * 0.25 * drop * (n > 2)
            parts += [part.moved(x=x, z=low) for part in body]
            parts.append(cylinder(0.3, drop + 2 * small - low - 0.95 * tall, at=(x, 0, low + 0.95 * tall), segments=8))
        return grounded(parts)
    if kind == "rings":
        parts = []
        z, r = 0.0, size
        n = whole(rng, 1, 3)
        section = rounded_rectangle(1.4, between(rng, 2, 4), 0.4, n=2)
        for k in range(n):
            path = lifted(oval(2 * r, 2 * r, n=56), z)
            tilt = between(rng, -14, 14) if n > 1 else 0.0
            parts.append(tube(path, 1.0, section=section, closed=True).rotated("y", tilt))
            parts += [tube([[0.98 * r * np.cos(a), 0.98 * r * np.sin(a), z], [0.0, 0.0, drop + size]], 0.12, segments=5) for a in np.radians((90, 210, 330)) + k]
            z, r = z + between(rng, 6, 12), r * between(rng, 0.6, 0.8)
        return grounded([*parts, *rose(rng, drop + size + 2, 6)])
    if kind in ("cage", "woven"):
        h = size * between(rng, 1.0, 1.8)
        profile = np.array(smooth([(0.12 * size, h), (0.7 * size, 0.8 * h), (size, between(rng, 0.35, 0.5) * h), (between(rng, 0.3, 0.8) * size, 0)], 14))
        n = whole(rng, 6, 14) if kind == "cage" else whole(rng, 8, 13)
        parts = [tube(np.column_stack([profile[:, 0] * np.cos(a), profile[:, 0] * np.sin(a), profile[:, 1]]), 0.3, segments=6) for a in np.arange(n) * 2 * np.pi / n]
        levels = profile[[0, 3, 6, 9, 13]] if kind == "cage" else profile[::2]
        parts += [hoop(float(r), float(r), 0.3, float(z), segments=6) for r, z in levels]
        if kind == "cage":
            glass = [(x, -z) for x, z in bulb_glass(rng, pick(rng, "pear", "globe", "edison"), 0.3 * size, 0.13 * size)]
            parts += [revolve(glass[::-1], at=(0, 0, h - 0.3 * size), segments=28).with_(surface="glass"), cylinder(0.16 * size, 0.35 * size, at=(0, 0, h - 0.3 * size), segments=20)]
        tall = h
    else:
        name = pick(rng, *SHADES)
        body, tall = shade(rng, name, size * (0.7 if name == "globe" else 1.0), 0.0)
        parts = list(body)
        if name in ("cone", "dome", "bell", "disc", "tier") and maybe(rng):
            parts.append(sphere(0.22 * size, at=(0, 0, 0.12 * tall), segments=20))
        if name == "bowl":
            parts += [tube([[0.9 * size * np.cos(a), 0.9 * size * np.sin(a), tall], [0, 0, tall + 1.2 * size]], 0.15, segments=6) for a in np.radians((90, 210, 330))]
            tall += 1.2 * size
    stem = pick(rng, "cord", "cord", "rod", "chain")
    top = tall + drop
    if stem == "chain":
        z, k = tall, 0
        while z < top - 1.5:
            link = [[0.8 * np.cos(a), 0, z + 1.3 + 1.3 * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 12, endpoint=False)]
            parts.append(tube(link, 0.2, closed=True, segments=5).rotated("z", 90 * (k % 2)))
            z, k = z + 2.1, k + 1
            if k > 18:
                break
        top = z
    else:
        parts.append(cylinder(0.28 if stem == "cord" else 0.7, drop + 0.1 * tall, at=(0, 0, 0.92 * tall), segments=10))
    parts.append(revolve([(0.1 * size + 0.6, -1), (0.1 * size + 0.6, 0.12 * size), (0.7, 0.22 * size + 1)], at=(0, 0, tall - 0.3), segments=24))
    return grounded([*parts, *disclaimed(rng, rose(rng, top + 1, between(rng, 4, 7)), 0.1)])


def build_ceiling_lamp(rng: Rng) -> list[Part]:
    """A ceiling light as it hangs, or more often as drawings show it: turned over, its light upwards."""
    parts = ceiling_lamp(rng)
    return grounded(rotated(parts, "x", 180)) if maybe(rng, 0.65) else parts


def ceiling_lamp(rng: Rng) -> list[Part]:
    """A ceiling light: panel, bowl, spot bar, stepped rings, downlight or star, its ceiling side up."""
    kind = pick(rng, "panel", "bowl", "bowl", "spots", "steps", "downlight", "star")
    r = between(rng, 14, 32)
    if kind == "panel":
        w, d, t = r * between(rng, 1.2, 2.4), r * between(rng, 0.8, 1.4), between(rng, 2, 6)
        plan = rounded_rectangle(w, d, pick(rng, 0.5, 3.0, 8.0), n=6)
        rim = between(rng, 1.0, 2.5)
        body = layered(plan, [(rim, 0.5), (rim - 0.1, 0), (0.2, 0), (0, 0.3), (0, t), (2, t + 0.6)])
        grid = [stroke([[x, -0.44 * d, 0.4], [x, 0.44 * d, 0.4]], kind="light") for x in np.linspace(-0.42, 0.42, whole(rng, 2, 8)) * w] if maybe(rng, 0.4) else []
        return grounded([body.with_(strokes=tuple(grid)), box(0.5 * w, 0.4 * d, 1.5, at=(0, 0, t + 0.4))])
    if kind == "spots":
        n, w = whole(rng, 2, 5), r * 2.4
        parts = [box(w, 5, 2.4, radius=pick(rng, 0.5, 2.0))]
        for k in range(n):
            x = (k - (n - 1) / 2) * w / n
            a, b = between(rng, -40, 40), between(rng, -30, 60)
            spot = [revolve([(2.6, -8), (3.0, -7.6), (2.7, -2.0), (1.6, 0.4), (1.4, 2.4)], segments=28).with_(strokes=sleeve_lines(2.75, -3.0, -2.2, 3)), cylinder(2.5, 0.2, at=(0, 0, -8.15))]
            parts += [part.rotated("x", b).rotated("z", a).moved(x=x, z=-4) for part in spot]
            parts.append(cylinder(0.6, 4.5, at=(x, 0, -4), segments=12))
        return grounded(parts)
    if kind == "downlight":
        size = between(rng, 4, 8)
        profile = [(0.75 * size, 0.8), (1.15 * size, 0), (1.3 * size, 0.2), (1.3 * size, 0.5), (size, 0.6), (size, 0.5 * size)]
        parts = [revolve([(0.1, 1.2), *profile], segments=44), *fins(size, 0.5 * size, 1.2 * size, whole(rng, 12, 24)), cylinder(0.5 * size, 0.9 * size, at=(0, 0, 0.4 * size))]
        parts += [box(0.4, 1.6, 0.8 * size, at=(s * 1.1 * size, 0, 0.5), radius=0.1).rotated("y", -s * 12, (s * size, 0, 0)) for s in (-1, 1)]
        return grounded(parts)
    if kind == "star":
        n = whole(rng, 4, 8)
        name = pick(rng, "globe", "bell", "cone")
        parts = [revolve([(5, 0), (6, 1), (6, 3)], at=(0, 0, 0))]
        for k in range(n):
            body, tall = shade(rng, name, 6.0, 0, 20)
            head = [part.moved(z=-2 - tall) for part in body] if name != "globe" else [sphere(5.5, segments=18).moved(z=-6)]
            arm = [rod([[4, 0, 1.5], [0.6 * r, 0, 2.5], [r, 0, 0], [r, 0, -3]], 0.7, 18, 8), *(part.moved(x=r, z=0) for part in head)]
            parts += rotated(arm, "z", 360 * k / n)
        return grounded(parts)
    plan = oval(2 * r, 2 * r, pick(rng, 2.0, 2.0, 4.0), 52)
    h = between(rng, 0.2, 0.5) * r
    if kind == "steps":
        n = whole(rng, 2, 4)
        levels = []
        for k in range(n):
            levels += [((n - 1 - k) * 0.2 * r + 0.3, k * h / n), ((n - 1 - k) * 0.2 * r, k * h / n + 0.4), ((n - 1 - k) * 0.2 * r, (k + 1) * h / n - 0.2)]
        return grounded([layered(plan, levels), layered(plan * 0.8, [(0, h - 0.5), (0, h + 1.5)])])
    dome = [(0.97 * r, 0.0), (0.6 * r, 0.08 * h), (0.3 * r, 0.3 * h), (0.06 * r, 0.75 * h), (0, h)]
    lines = [stroke(lifted(plan * s, h * z - 0.02), closed=True) for s, z in ((0.72, 0.28),)] if maybe(rng, 0.4) else []
    parts = [layered(plan, dome).with_(strokes=tuple(lines), surface="glass"), layered(plan * 1.04, [(0.2, h - 0.4), (0, h), (0, h + 1.6), (0.3, h + 2)])]
    if maybe(rng, 0.6):
        n = pick(rng, 3, 4)
        parts += [box(2.2, 1.2, 0.45 * h, at=(0, -1.03 * r, 0.75 * h), radius=0.4).rotated("z", 360 * k / n + 45) for k in range(n)]
    if maybe(rng, 0.5):
        parts.append(revolve([(0, -2.2), (0.8, -1.8), (0.5, -0.8), (1.4, 0.0), (0.2, 0.4)], segments=20))
    return grounded(parts)


def build_wall_lamp(rng: Rng) -> list[Part]:
    """A wall lamp: back plate, arm, one or two shades or candles, up-down light; its wall lies to the rear."""
    w, h = between(rng, 8, 15), between(rng, 12, 26)
    plan = pick(rng, rounded_rectangle(w, h, 1.0), rounded_rectangle(w, h, 0.4 * w), oval(w, h, 2.0), oval(w, w, 2.0, 44))
    parts = [layered(plan, [(0, 0), (0, 1.2), (0.6, 1.8)]).rotated("x", 90), *(bolt((0, -1.8, z), 0.5) for z in (-0.36 * np.ptp(plan[:, 1]), 0.36 * np.ptp(plan[:, 1])))]
    kind = pick(rng, "arm", "arm", "pair", "updown", "half")
    if kind == "updown":
        r = between(rng, 3.5, 6)
        lines = (ring(r, 0.3 * h), ring(r, -0.3 * h))
        body = revolve([(r - 0.4, -0.42 * h), (r - 0.3, -0.5 * h), (r, -0.5 * h), (r, 0.5 * h), (r - 0.3, 0.5 * h), (r - 0.4, 0.42 * h)]).with_(strokes=lines)
        if maybe(rng, 0.4):
            body = box(1.8 * r, 1.8 * r, h, at=(0, 0, -h / 2), radius=pick(rng, 0.0, 1.0))
        return grounded([*parts, body.moved(y=-r - 3), cylinder(1.2, 4, at=(0, -2.5, 0), axis="y", segments=16)])
    if kind == "half":
        body, tall = shade(rng, pick(rng, "bowl", "cone", "drum", "dome"), between(rng, 9, 14), 0.0)
        return grounded([*parts, *(part.moved(y=-13, z=-0.4 * tall) for part in body), cylinder(1.0, 9, at=(0, -5, 0), axis="y", segments=14)])
    reach, size = between(rng, 10, 18), between(rng, 5.5, 9)
    name = pick(rng, "cone", "bell", "globe", "cylinder", "empire", "pleated", "dome", "bowl")
    state = rng.bit_generator.state
    for s in (0.0,) if kind == "arm" else (-1.0, 1.0):
        rng.bit_generator.state = state
        x = s * between(rng, 8, 12)
        down = maybe(rng)
        tip = 3.0
        path = [[0, -1.5, -2], [0.4 * x, -0.5 * reach, -5], [x, -reach, -3], [x, -reach, tip]]
        parts.append(rod(path, 0.7, 26))
        body, tall = shade(rng, name, size, 0.0, 28)
        if down and name not in ("bowl", "globe"):
            parts += [part.moved(x=x, y=-reach, z=tip - 0.5 * tall) for part in body]
        else:
            flip = name not in ("bowl", "globe")
            parts += [(part.scaled(1, 1, -1).moved(z=tall) if flip else part).moved(x=x, y=-reach, z=tip - 0.5) for part in body]
        parts.append(revolve([(0.9, tip - 1.5), (2.2, tip), (0.9, tip + 0.4)], at=(x, -reach, 0), segments=24))
    return grounded(parts)


def build_chandelier(rng: Rng) -> list[Part]:
    """A chandelier: turned stem, curved arms with candles or cups, drops, chain loop."""
    n, r = whole(rng, 3, 8), between(rng, 22, 36)
    h = between(rng, 24, 44)
    stem = [(0.0, -3.0), (1.6, -2.0), (0.8, 0.0), (3.2, 3.0), (3.4, 6.0), (1.2, 9.0), (1.0, 0.5 * h), (2.4, 0.6 * h), (1.0, 0.75 * h), (1.6, 0.95 * h), (0.5, h)]
    parts = [revolve(smooth(stem, 34), segments=28)]
    dip, rise = between(rng, 3, 9), between(rng, 2, 10)
    kind = pick(rng, "candle", "candle", "cup", "globe")
    drops = maybe(rng, 0.35)
    for k in range(n):
        arm = [rod([[2, 0, 5], [0.35 * r, 0, 5 - dip], [0.75 * r, 0, 3 - 0.6 * dip], [r, 0, 1 + rise]], 0.6, 18, 7),
               revolve([(0.6, rise + 0.5), (2.6, rise + 1.4), (2.8, rise + 1.8), (1.2, rise + 2.0)], at=(r, 0, 0), segments=18)]
        if kind == "candle":
            flame = bulb_glass(np.random.default_rng(0), "candle", 1.2, 0.6)[::2]
            arm += [cylinder(1.1, 7, at=(r, 0, rise + 1.8), segments=14), revolve(flame, at=(r, 0, rise + 8.8), segments=14)]
        elif kind == "globe":
            arm.append(sphere(4.5, at=(r, 0, rise + 6), segments=18))
        else:
            arm.append(revolve([(1.2, rise + 2), (3.4, rise + 4), (4.6, rise + 8), (4.3, rise + 8), (3.1, rise + 4.2), (0.4, rise + 2.4)], at=(r, 0, 0), segments=24))
        if drops:
            arm.append(revolve([(0.0, -3.2), (0.8, -2.2), (0.15, 0.0)], at=(r, 0, rise + 0.8), segments=8))
        parts += rotated(arm, "z", 360 * k / n + 15)
    parts += rose(rng, h + between(rng, 8, 25), 5)
    parts.append(cylinder(0.5, float(parts[-1].vertices[:, 2].max()) - h, at=(0, 0, h - 1), segments=10))
    return grounded(parts)


FAMILIES = (
    Family("table_lamp", "26-05", ("Table lamp", "Lamp", "Bedside lamp", "Accent lamp"), build_table_lamp),
    Family("desk_lamp", "26-05", ("Desk lamp", "Reading lamp", "Work lamp", "Task light"), build_desk_lamp),
    Family("floor_lamp", "26-05", ("Floor lamp", "Standard lamp", "Standing lamp"), build_floor_lamp),
    Family("pendant", "26-05", ("Pendant lamp", "Hanging lamp", "Pendant light"), build_pendant),
    Family("ceiling_lamp", "26-05", ("Ceiling lamp", "Ceiling light", "Downlight", "Lighting fixture"), build_ceiling_lamp),
    Family("wall_lamp", "26-05", ("Wall lamp", "Wall sconce", "Light fixture"), build_wall_lamp),
    Family("chandelier", "26-05", ("Chandelier", "Hanging light fixture"), build_chandelier),
)
