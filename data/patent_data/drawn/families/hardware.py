"""Handles, knobs and hinges (08-06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    Array,
    between,
    circle,
    count,
    curve,
    environment,
    knurl,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.hardware_parts import door_lever, key_hole, mount_plate, plate_screws, turned_post
from patent_data.drawn.solids import Part, box, cylinder, extrude, loft, moved, revolve, rotated, sheet, stroke, tube

_X, _Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def _door_handle(rng: np.random.Generator) -> list[Part]:
    """A lever handle on a rose or a long plate."""
    long = whether(rng, 0.4)
    size = between(rng, 1.0, 1.4)
    deep = between(rng, 0.18, 0.4)
    tall = between(rng, 6.0, 9.5) if long else 2 * size
    plate = mount_plate(rng, 2 * size * (0.8 if long else 1.0), tall, deep)
    lift = tall * between(rng, 0.15, 0.3) if long else 0.0
    parts = moved(plate, z=-lift)
    parts += moved(door_lever(rng, between(rng, 1.5, 2.2), between(rng, 3.8, 5.6)), y=-deep * 0.5)
    if long:
        low = -lift - 0.18 * tall
        lock = one_of(rng, "key", "turn", "none", "key")
        if lock == "key":
            parts += key_hole(rng, (0, -deep, low), between(rng, 0.45, 0.6))
        elif lock == "turn":
            parts.append(cylinder(0.5, 0.25, at=(0, -deep - 0.1, low), axis="y", segments=32))
            parts.append(box(0.22, 0.7, 0.85, at=(0, -deep - 0.35, low - 0.42), radius=0.1))
        parts += plate_screws(rng, 0.0, 0.42 * tall, -deep, -lift)
    elif whether(rng, 0.35):
        rose = mount_plate(rng, 1.7 * size, 1.7 * size, deep)
        parts += moved([*rose, *key_hole(rng, (0, -deep, 0), 0.5)], z=-between(rng, 3.0, 4.0))
    if whether(rng, 0.25):
        parts += environment(rng, [p.mirrored("y").moved(y=1.8) for p in parts], 0.3)
    return parts if whether(rng) else [p.mirrored("x") for p in parts]


def _knob(rng: np.random.Generator) -> list[Part]:
    """A door or furniture knob on its rose."""
    r, reach = between(rng, 0.9, 1.5), between(rng, 1.1, 2.0)
    rose = between(rng, 0.6, 1.35) * r
    parts = mount_plate(rng, 2 * rose, 2 * rose, between(rng, 0.15, 0.35))
    parts += turned_post(rng, r * between(rng, 0.28, 0.45), reach)
    depth = between(rng, 0.6, 1.5) * r
    kind = one_of(rng, "ball", "disc", "facet", "square", "oval", "egg", "fluted")
    if kind == "ball":
        p = [
            (0.35 * r, 0),
            (0.8 * r, 0.25 * depth),
            (r, 0.6 * depth),
            (0.85 * r, 0.9 * depth),
            (0.4 * r, depth),
            (0, 1.03 * depth),
        ]
        line = curve(*p, n=18)
        parts.append(revolve(line, axis="y").mirrored("y").moved(y=-reach))
    elif kind == "disc":
        h, lip = depth * 0.45, between(rng, 0.05, 0.3) * r
        face = [(r - lip, h), (r - lip, h * between(rng, 0.6, 0.9)), (0.0, h * between(rng, 0.6, 1.1))]
        parts.append(
            revolve([(0.4 * r, 0), (r, 0.35 * h), (r, 0.85 * h), (r * 0.96, h), *face], axis="y")
            .mirrored("y")
            .moved(y=-reach)
        )
    elif kind in ("facet", "fluted"):
        n = count(rng, 6, 12)
        if kind == "facet":
            ring = regular_polygon(n, 1.0)
        else:
            flat = ellipse(1.0, n=60)
            ring = flat * (1 - 0.1 * np.cos(n * np.arctan2(flat[:, 1], flat[:, 0])))[:, None]
        rows = [(0.45, 0.0), (1.0, 0.3 * depth), (1.0, 0.65 * depth), (0.7, depth), (0.3, 1.03 * depth)]
        parts.append(
            loft(
                [
                    np.column_stack([r * s * ring[:, 0], np.full(len(ring), -reach - y), r * s * ring[:, 1]])
                    for s, y in rows
                ]
            )
        )
    else:
        power = {"square": 7.0, "oval": 2.0, "egg": 2.4}[kind]
        wide, high = r, r * (1.0 if kind == "square" else between(rng, 0.55, 0.8))
        spine = rod((0, -reach, 0), (0, -reach - depth, 0), 8)
        parts.append(
            limb(
                spine,
                [wide * 0.5, wide * 0.95, wide],
                [high * 0.5, high * 0.95, high],
                power,
                (0, 0.25 * high),
                side=_X,
                n=32,
            )
        )
    front = min(float(p.vertices[:, 1].min()) for p in parts)
    mark = one_of(rng, "none", "key", "button", "rings", "none")
    if mark == "key":
        parts += key_hole(rng, (0, front + 0.08, 0), 0.42 * r)
    elif mark == "button":
        parts.append(
            revolve([(0.35 * r, 0), (0.35 * r, 0.15 * r), (0.2 * r, 0.25 * r), (0, 0.27 * r)], axis="y")
            .mirrored("y")
            .moved(y=front + 0.1 * r)
        )
    elif mark == "rings":
        parts[-1] = parts[-1].with_strokes(*[ring_line((0, front, 0), s * r, "y") for s in (0.2, 0.3)])
    return parts


def _drawer_pull(rng: np.random.Generator) -> list[Part]:
    """A pull for drawers and cabinets, lying along x."""
    long, reach = between(rng, 3.0, 8.5), between(rng, 0.8, 1.5)
    r = between(rng, 0.18, 0.36)
    kind = one_of(rng, "bar", "bow", "cup", "ring", "square", "arch")
    feet = long * between(rng, 0.55, 0.98) / 2
    parts: list[Part] = []
    if kind == "bar":
        line = rod((-long / 2, -reach, 0), (long / 2, -reach, 0), 9)
        ends = between(rng, 0.02, 0.9 * r)
        wide = [r, r * one_of(rng, 1.0, between(rng, 0.7, 1.3)), r]
        parts.append(limb(line, wide, wide, one_of(rng, 2.0, 2.0, 6.0), (ends, ends), side=(0, 1.0, 0)))
        if whether(rng, 0.4) and max(wide) - min(wide) < 0.1 * r:
            marks = knurl(1.01 * max(wide), -0.35 * long, 0.35 * long, 14)
            turned = [stroke(s.points[:, [2, 0, 1]] + np.array([0, -reach, 0]), s.kind) for s in marks]
            parts[-1] = parts[-1].with_strokes(*turned)
    elif kind in ("bow", "arch"):
        peak = reach * (1.0 if kind == "bow" else 1.25)
        knee = 0.92 if kind == "bow" else 0.6
        line = curve(
            (-feet, 0, 0),
            (-feet * knee, -peak * 0.85, 0),
            (0, -peak, 0),
            (feet * knee, -peak * 0.85, 0),
            (feet, 0, 0),
            n=26,
        )
        flat = between(rng, 0.45, 1.0)
        foot_high = r * between(rng, 0.9, 1.5)
        high = [foot_high, r, r * between(rng, 0.8, 1.7), r, foot_high]
        parts.append(limb(line, high, [h * flat for h in high], between(rng, 2, 5), side=_Z))
    elif kind == "square":
        line = np.array([(-feet, 0.0, 0), (-feet, -reach, 0), (feet, -reach, 0), (feet, 0, 0)])
        parts.append(tube(line, 1.0, section=rounded_rectangle(2 * r, 2 * r * between(rng, 0.6, 1.4), 0.12 * r, n=2)))
    elif kind == "cup":
        rows = []
        for a in np.radians(np.linspace(4, 96, 9)):
            out = np.column_stack(
                [
                    np.cos(np.linspace(0, np.pi, 24)),
                    -np.sin(np.linspace(0, np.pi, 24)) * np.cos(a - 0.07),
                    np.full(24, np.sin(a - 0.07)),
                ]
            )
            rows.append(out * [long / 2.6, reach * 1.2, reach * 1.1])
        from_sheet = np.stack(rows)
        parts += _cup(from_sheet, r)
    else:
        parts += mount_plate(rng, 2.0, one_of(rng, 2.0, 3.0), 0.22)
        size = between(rng, 0.9, 1.4)
        ring = circle((0, -0.5, -size * 0.95), size, "y", 36) * [one_of(rng, 1.0, 1.3), 1, 1]
        parts.append(tube(ring, r * 0.8, closed=True, segments=10))
        parts += turned_post(rng, 0.3, 0.7)
    if kind not in ("cup", "ring"):
        if kind == "bar":
            for x in (-feet * 0.85, feet * 0.85):
                parts += moved(turned_post(rng, r * 0.75, reach), x=x)
        if kind != "bar" or whether(rng, 0.4):
            foot = feet * (0.85 if kind == "bar" else 1.0)
            base = one_of(rng, "none", "round", "plate")
            for x in (-foot, foot):
                if base == "round":
                    parts.append(
                        revolve([(r * 1.9, 0), (r * 1.9, 0.1), (r * 1.2, 0.22)], axis="y", segments=28)
                        .mirrored("y")
                        .moved(x=x)
                    )
            if base == "plate":
                parts += mount_plate(rng, 2 * foot + 1.2, between(rng, 0.9, 1.4), 0.14)
    return parts if kind in ("cup", "ring") or whether(rng, 0.7) else rotated(parts, "y", 90.0)


def _cup(grid: Array, r: float) -> list[Part]:
    """A bin pull of a dome open below, with its rim."""
    low = grid[0]
    rim = tube(low, 0.25 * r, segments=8)
    back = extrude(ellipse(float(grid[:, :, 0].max()) * 1.12, float(grid[:, :, 2].max()) * 1.08, n=40)[:21], 0.1)
    return [sheet(grid, 0.08), rim, back.moved(y=0.05)]


def _hinge(rng: np.random.Generator) -> list[Part]:
    """A hinge, its pin upright and its leaves partly open."""
    tall, wide = between(rng, 3.0, 6.5), between(rng, 1.3, 2.6)
    thick, r = between(rng, 0.12, 0.2), between(rng, 0.24, 0.36)
    knuckles = one_of(rng, 3, 5, 5, 7)
    kind = one_of(rng, "butt", "round", "strap", "shaped", "butt")
    opening = between(rng, 0.0, 75.0)
    rows, cols = count(rng, 2, 5), one_of(rng, 1, 2)
    hole = between(rng, 0.13, 0.2)
    parts: list[Part] = []
    reach = wide * (between(rng, 2.2, 4.0) if kind == "strap" else 1.0)
    rounding = {"butt": 0.02, "round": 0.35 * wide, "strap": 0.3, "shaped": 0.1}[kind]
    for way in (1, -1):
        if kind == "strap":
            ring = np.array(
                [(0, -tall * 0.28), (reach, -tall * 0.14), (reach * 1.03, 0), (reach, tall * 0.14), (0, tall * 0.28)]
            )
        elif kind == "shaped":
            ring = np.array(
                [
                    (0, -tall / 2),
                    (0.5 * reach, -tall / 2),
                    (0.75 * reach, -tall * 0.3),
                    (reach, -tall * 0.2),
                    (reach, tall * 0.2),
                    (0.75 * reach, tall * 0.3),
                    (0.5 * reach, tall / 2),
                    (0, tall / 2),
                ]
            )
        else:
            ring = rounded_rectangle(2 * reach, tall, rounding)
            ring = ring[ring[:, 0] > 0]
            ring = np.vstack([ring[ring[:, 1] > 0][::1], [(0, tall / 2), (0, -tall / 2)], ring[ring[:, 1] <= 0]])
        holes = []
        span = tall * (0.3 if kind == "strap" else 0.38)
        for k in range(rows):
            for c in range(cols):
                if kind in ("strap", "shaped"):
                    holes.append(ellipse(hole, n=18) + np.array([r + (reach - r) * (k + 0.6) / (rows + 0.2), 0.0]))
                    break
                x = reach * (0.62 if cols == 1 else 0.42 + 0.36 * c) - (0.18 * reach if cols == 1 and k % 2 else 0)
                holes.append(ellipse(hole, n=18) + np.array([x, span * (2 * k / (rows - 1) - 1)]))
        leaf = extrude(ring, thick, holes=holes, bevel=0.02).moved(y=r - thick / 2)
        for h in holes:
            centre = h.mean(axis=0)
            leaf = leaf.with_strokes(ring_line((centre[0], r - thick, centre[1]), hole * 1.6, "y", "light", 24))
        leaf = leaf if way > 0 else leaf.mirrored("x")
        parts.append(leaf.rotated("z", -way * opening / 2) if whether(rng, 0.9) else leaf)
    pin = tall * (0.56 if kind == "strap" else 1.0)
    for k in range(knuckles):
        step = pin / knuckles
        parts.append(cylinder(r, step * 0.97, at=(0, 0, -pin / 2 + k * step), segments=24))
    tip = one_of(rng, "flat", "ball", "button", "steeple")
    for way in (1, -1):
        shape = {
            "flat": [(r * 0.7, 0), (r * 0.7, 0.05)],
            "button": [(r * 1.1, 0), (r * 1.1, 0.12), (r * 0.7, 0.2)],
            "ball": [(r * 0.5, 0), (r * 0.95, 0.2), (r, 0.35), (r * 0.8, 0.55), (0, 0.66)],
            "steeple": [(r, 0), (r * 0.6, 0.12), (r * 0.8, 0.3), (r * 0.4, 0.6), (0, 0.85)],
        }[tip]
        cap = revolve(shape, segments=24).moved(z=pin / 2)
        parts.append(cap if way > 0 else cap.mirrored("z"))
    return parts


FAMILIES = (
    Family("door_handle", "08-06", ("Door handle", "Lever handle", "Door lever", "Handle"), _door_handle),
    Family("knob", "08-06", ("Knob", "Door knob", "Cabinet knob", "Furniture knob"), _knob),
    Family("drawer_pull", "08-06", ("Drawer pull", "Cabinet handle", "Furniture handle", "Pull handle"), _drawer_pull),
    Family("hinge", "08-06", ("Hinge", "Door hinge", "Butt hinge", "Cabinet hinge"), _hinge),
)
