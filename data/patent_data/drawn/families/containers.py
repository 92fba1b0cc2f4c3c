"""Families of rigid packages: drums, jerry cans, cartons, crates, tins, carrying cases (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.packaging_parts import CAPS, cap
from patent_data.drawn.families.shaping import flat_ring, grounded, inset_levels, layered, lifted, oval, ring, rod, uprights
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, stroke, tube


def on_front(outline: np.ndarray, y: float, kind: str = "line") -> Stroke:
    """A closed line drawn on a face at depth y."""
    return stroke(np.column_stack([outline[:, 0], np.full(len(outline), y), outline[:, 1]]), closed=True)


def build_drum(rng: Rng) -> list[Part]:
    """A drum, keg, paint can or milk churn: rolling hoops, rims, bungs, bail, lid ring."""
    r = between(rng, 12, 30)
    h = r * between(rng, 1.3, 3.2)
    kind = pick(rng, "steel", "steel", "plastic", "keg", "pail", "cask")
    profile = [(0.97 * r, 0.0), (r, 0.0), (r, 0.02 * h)]
    parts: list[Part] = []
    lines: list[Stroke] = []
    if kind == "cask":
        bulge = between(rng, 0.1, 0.22)
        profile = [(r * (1 - bulge * (2 * t - 1) ** 2), t * h) for t in np.linspace(0, 1, 17)]
        for t in (0.08, 0.26, 0.74, 0.92):
            k = r * (1 - bulge * (2 * t - 1) ** 2) * 1.012
            parts.append(revolve([(k * 0.995, (t - 0.03) * h), (k, (t - 0.03) * h + 0.01), (k, (t + 0.03) * h)]))
        p = np.array(profile)
        for a in np.arange(whole(rng, 14, 24)) * 2 * np.pi / 20:
            lines.append(stroke(np.column_stack([p[:, 0] * 1.004 * np.cos(a), p[:, 0] * 1.004 * np.sin(a), p[:, 1]]), kind="light"))
        lines.append(flat_ring(0.8 * profile[-1][0], h + 0.05))
    else:
        taper = between(rng, 0.8, 0.95) if kind == "pail" else 1.0
        count = {"steel": whole(rng, 2, 4), "plastic": 2, "keg": 2, "pail": whole(rng, 0, 2)}[kind]
        out = between(rng, 0.02, 0.05) * r
        def radius(t: float) -> float:
            return r * (taper + (1 - taper) * t)
        profile = [(0.97 * radius(0), 0.0), (radius(0), 0.0), (radius(0), 0.02 * h)]
        for t in np.linspace(0, 1, count + 2)[1:-1]:
            k = radius(float(t))
            profile += [(k, (t - 0.025) * h), (k + out, (t - 0.008) * h), (k + out, (t + 0.008) * h), (k, (t + 0.025) * h)]
        profile += [(r, 0.97 * h), (r + out, 0.975 * h), (r + out, h), (r - out, h), (r - 1.5 * out, h - 0.02 * h)]
    top = profile[-1][1]
    parts.insert(0, revolve(profile).with_(strokes=tuple(lines)))
    extra = pick(rng, "bungs", "lid", "tap", "none") if kind != "cask" else pick(rng, "tap", "none")
    if extra == "bungs":
        for angle, size in ((0.4, 0.13), (3.5, 0.07)):
            at = (0.68 * r * np.cos(angle), 0.68 * r * np.sin(angle), top - 0.1)
            parts += [cylinder(size * r, 0.06 * r, at=at, segments=24), cylinder(0.6 * size * r, 0.1 * r, at=at, segments=6)]
    elif extra == "lid":
        cover = revolve([(r * 1.01, h - 0.06 * h), (r * 1.03, h - 0.055 * h), (r * 1.03, h + 0.02 * r), (0.93 * r, h + 0.04 * r), (0.88 * r, h), (0, h)])
        parts += [cover.with_(strokes=uprights(1.03 * r, h - 0.05 * h, h, whole(rng, 20, 50), "light") if maybe(rng) else ()),
                  box(0.3 * r, 0.1 * r, 0.04 * h, at=(0, -1.04 * r, h - 0.05 * h), radius=0.03 * r)]
    elif extra == "tap":
        z = 0.1 * h
        parts += [cylinder(0.07 * r, 0.35 * r, at=(0, -r - 0.1 * r, z), axis="y", segments=20), cylinder(0.06 * r, 0.2 * r, at=(0, -1.2 * r, z - 0.18 * r), segments=18),
                  cylinder(0.04 * r, 0.2 * r, at=(0, -1.2 * r, z), segments=14), box(0.28 * r, 0.07 * r, 0.06 * r, at=(0, -1.2 * r, z + 0.17 * r), radius=0.02 * r)]
    if kind == "pail":
        x = 1.02 * r
        droop = maybe(rng)
        tip = -0.75 * r if droop else 0.0
        path = [[-x, 0, 0.88 * h], [-0.9 * x, tip * 0.8, 0.88 * h + (0.2 if droop else 0.7) * r], [0, tip * 1.5 if droop else 0, 0.8 * h if droop else h + 0.8 * r],
                [0.9 * x, tip * 0.8, 0.88 * h + (0.2 if droop else 0.7) * r], [x, 0, 0.88 * h]]
        parts += [rod(path, 0.018 * r, 32, 6), *(cylinder(0.08 * r, 0.05 * r, at=(s * x, 0, 0.88 * h), axis="x", segments=16) for s in (-1, 1))]
        if not droop:
            parts.append(tube([[-0.25 * r, 0, h + 0.8 * r], [0.25 * r, 0, h + 0.8 * r]], 0.06 * r, segments=12))
    elif kind == "keg":
        cutouts = [rounded_rectangle(0.7 * r, 0.12 * h, 0.05 * h, n=4) + (0, 1.06 * h)]
        collar = revolve([(0.88 * r, h - 0.02 * h), (0.9 * r, 1.14 * h), (0.84 * r, 1.15 * h), (0.82 * r, h - 0.02 * h)])
        y = np.sqrt(np.maximum((0.905 * r) ** 2 - cutouts[0][:, 0] ** 2, 0))
        parts.append(collar.with_(strokes=tuple(stroke(np.column_stack([cutouts[0][:, 0], s * y, cutouts[0][:, 1]]), closed=True) for s in (-1, 1))))
    return grounded(parts)


def build_canister(rng: Rng) -> list[Part]:
    """A jerry can or fuel canister: moulded handle, pressed ribs or cross, spout, vent, label panel."""
    w, d, h = between(rng, 18, 36), between(rng, 12, 24), between(rng, 24, 46)
    corner = between(rng, 0.12, 0.35) * d
    plan = rounded_rectangle(w, d, corner, n=5)
    slope = between(rng, 0.04, 0.18) * h
    body_h = h - slope
    levels = [(0.6, 0.0), (0.0, 0.6), (0.0, body_h - 1), (0.3, body_h - 0.3), (0.16 * d, h), (0.2 * d, h)]
    lines: list[Stroke] = []
    face = -d / 2 - 0.05
    style = pick(rng, "cross", "ribs", "panel", "rings", "window")
    flat_w, flat_h = w - 2 * corner - 1, body_h - 4
    for y in (face, -face):
        mid = 0.5 * body_h
        if style == "cross":
            lines += [stroke([[-s * 0.45 * flat_w, y, mid - 0.42 * flat_h], [s * 0.45 * flat_w, y, mid + 0.42 * flat_h]]) for s in (1, -1)]
            lines += [stroke([[-s * 0.45 * flat_w + 1.2, y, mid - 0.42 * flat_h], [s * 0.45 * flat_w + 1.2, y, mid + 0.42 * flat_h]]) for s in (1, -1)]
        elif style == "ribs":
            lines += [stroke([[-0.46 * flat_w, y, z + dz], [0.46 * flat_w, y, z + dz]]) for z in np.linspace(0.2, 0.8, whole(rng, 3, 6)) * body_h for dz in (0, 0.8)]
        else:
            lines += [on_front(rounded_rectangle(flat_w * s, flat_h * 0.8 * s, 1.5, n=4) + (0, mid), y) for s in ((1.0, 0.94) if style == "panel" else (1.0,))]
    if style == "rings":
        lines += [stroke(lifted(plan * 1.003, z), closed=True) for z in np.linspace(0.15, 0.85, whole(rng, 2, 5)) * body_h]
    if style == "window":
        x = w / 2 + 0.05
        gauge = rounded_rectangle(1.6, 0.7 * body_h, 0.7, n=4) + (0, 0.5 * body_h)
        lines += [stroke(np.column_stack([np.full(len(gauge), x), gauge]), closed=True)]
        lines += [stroke([[x, 1, z], [x, 2.4, z]], kind="light") for z in np.linspace(0.2, 0.8, 7) * body_h]
    parts = [layered(plan, levels).with_(strokes=tuple(lines))]
    neck, z0 = between(rng, 1.8, 3.0), body_h + 0.4 * slope
    spot = -0.34 * w
    tilt = pick(rng, 0.0, -30.0)
    closure = [cylinder(neck * 0.85, 3 + slope, at=(0, 0, -1), segments=28), *cap(rng, pick(rng, *CAPS[:5]), neck, slope * 0.6 + 0.4, between(rng, 1.8, 3.2))]
    parts += [part.rotated("y", tilt).moved(x=spot, z=z0) for part in disclaimed(rng, closure, 0.1)]
    rise = between(rng, 3.0, 5.5)
    thick = between(rng, 0.8, 1.5)
    handles = pick(rng, (0.0,), (0.0,), (-0.32 * d, 0.0, 0.32 * d), (-0.25 * d, 0.25 * d))
    x0, x1 = spot + neck + 2.5, 0.44 * w
    for y in handles:
        size = thick if len(handles) == 1 else 0.6 * thick
        path = [[x0, y, h - 1.5], [x0 + 1.2, y, h + 0.8 * rise], [x0 + 3.2, y, h + rise], [x1 - 2.5, y, h + rise], [x1 - 0.4, y, h + 0.75 * rise], [x1, y, h - slope - 0.5]]
        parts.append(rod(path, size, 30, 12))
    if maybe(rng, 0.35):
        parts.append(cylinder(0.8, 1.2 + slope, at=(0.47 * w - 2, -0.3 * d, body_h - 0.2), segments=18))
    if maybe(rng, 0.3):
        parts.append(rod([[spot, 0, z0 + slope + 2.5], [spot - 1, 0, z0 + slope + 5], [spot - 6, 0, z0 + slope + 8]], [0.9, 0.8, 0.55], 16, 12))
    return grounded(parts)


def build_carton(rng: Rng) -> list[Part]:
    """A folding carton: gable top, flaps open or shut, window, hang tab, sleeve or tuck end, handle cut-out."""
    w, d, h = between(rng, 6, 26), between(rng, 4, 18), between(rng, 5, 30)
    kind = pick(rng, "gable", "tuck", "open", "shipping", "window", "pyramid")
    front = -d / 2 - 0.03
    parts: list[Part] = []
    lines: list[Stroke] = []
    if kind == "gable":
        rise = between(rng, 0.35, 0.6) * d
        roof = np.array([(-d / 2, h), (d / 2, h), (0.25, h + rise), (0.25, h + rise + 1.8), (-0.25, h + rise + 1.8), (-0.25, h + rise)])
        fold = [stroke([[s * (w / 2 + 0.02), -d / 2, h], [s * (w / 2 + 0.02), 0, h + 0.75 * rise], [s * (w / 2 + 0.02), d / 2, h]]) for s in (-1, 1)]
        parts = [box(w, d, h), extrude(roof, w, axis="x").with_(strokes=tuple(fold))]
        if maybe(rng):
            parts += [part.rotated("x", np.degrees(np.arctan2(rise, d / 2)), (0, 0, 0)).moved(y=-d / 4, z=h + rise / 2) for part in cap(rng, "ribbed", 1.6, 0.0, 1.4)]
        if maybe(rng, 0.3):
            hole = rounded_rectangle(0.5 * w, 1.1, 0.5, n=4) + (0, h + rise + 1.0)
            lines += [on_front(hole, s * 0.27) for s in (-1, 1)]
    elif kind in ("open", "shipping"):
        t = 0.3
        plan = np.array([[-w, -d], [w, -d], [w, d], [-w, d]]) / 2
        if kind == "open" or maybe(rng, 0.4):
            walls = [(-w / 2, 0.0), (w / 2, 0.0)]
            parts = [box(t, d, h, at=(x, y, 0)) for x, y in walls] + [box(w, t, h, at=(0, s * d / 2, 0)) for s in (-1, 1)] + [box(w, d, t)]
            tilt = between(rng, 20, 65)
            flap = 0.48 * min(w, d)
            for turn, x, y, span in ((90, w / 2, 0.0, d), (-90, -w / 2, 0.0, d), (0, 0.0, -d / 2, w), (180, 0.0, d / 2, w)):
                lid = box(span - 0.4, t, flap, at=(0, 0, 0)).rotated("x", tilt + between(rng, -12, 12))
                parts.append(lid.rotated("z", turn).moved(x=x, y=y, z=h))
        else:
            parts = [layered(plan, [(0, 0), (0, h)])]
            lines += [stroke([[-w / 2, 0, h + 0.03], [w / 2, 0, h + 0.03]])]
            tape = between(rng, 0.06, 0.15) * d
            for s in (-1, 1):
                lines.append(stroke([[-w / 2 - 0.03, s * tape, 0.72 * h], [-w / 2 - 0.03, s * tape, h + 0.03], [w / 2 + 0.03, s * tape, h + 0.03],
                                     [w / 2 + 0.03, s * tape, 0.72 * h]], kind="light"))
        if maybe(rng, 0.6) and kind == "shipping":
            grip = rounded_rectangle(0.4 * d, 0.08 * h, 0.04 * h, n=4) + (0, 0.72 * h)
            lines += [stroke(np.column_stack([np.full(len(grip), s * (w / 2 + 0.2)), grip]), closed=True) for s in (-1, 1)]
    elif kind == "pyramid":
        plan = np.array([[-w, -w], [w, -w], [w, w], [-w, w]]) / 2
        top = between(rng, 0.0, 0.5)
        parts = [layered(plan, [(0, 0), (0, 0.25 * h), ((1 - top) * w / 2 * 0.96, h)])]
        if maybe(rng, 0.6):
            parts.append(rod([[-0.4 * top * w, 0, h], [0, 0, h + 3.5], [0.4 * top * w + 0.2, 0, h]], 0.12, 18, 6))
    else:
        parts = [box(w, d, h)]
        lines += [stroke([[-w / 2 + 0.3, front, h - 0.4], [w / 2 - 0.3, front, h - 0.4]]), stroke([[-w / 2, 0, h + 0.02], [-w / 2 + 0.2, -d / 2 + 0.3, h + 0.02],
                  [w / 2 - 0.2, -d / 2 + 0.3, h + 0.02], [w / 2, 0, h + 0.02]], kind="light")]
        if maybe(rng, 0.5):
            cut = oval(0.22 * w, 0.12 * h, n=24)
            lines.append(stroke(np.column_stack([cut[:13, 0], np.full(13, front), h - cut[:13, 1]])))
        if maybe(rng, 0.4):
            tab = np.vstack([rounded_rectangle(w, 3.2, 0.8, n=4)]) + (0, h + 1.4)
            hole = rounded_rectangle(0.3 * w, 0.7, 0.3, n=4) + (0, h + 1.9)
            parts.append(extrude(tab, 0.15, axis="y", holes=[hole], at=(0, d / 2 - 0.1, 0)))
        if kind == "window":
            shape = pick(rng, oval(0.7 * w, 0.5 * h, 2.0), rounded_rectangle(0.7 * w, 0.55 * h, 0.06 * w), oval(0.6 * w, 0.6 * h, 2.6))
            lines += [on_front((shape * s) + (0, between(rng, 0.45, 0.55) * h), front) for s in (1.0,)]
    if kind in ("tuck", "shipping", "gable") and maybe(rng, 0.5):
        panel = rounded_rectangle(between(rng, 0.4, 0.8) * w, between(rng, 0.2, 0.5) * h, pick(rng, 0.01, 0.08) * w, n=4)
        lines.append(on_front(panel + (0, between(rng, 0.35, 0.55) * h), front - (0.15 if kind == "shipping" else 0)))
    return grounded([parts[0].with_(strokes=parts[0].strokes + tuple(lines)), *parts[1:]])


def build_crate(rng: Rng) -> list[Part]:
    """A crate: plastic with grips, lattice and stacking rim, wooden with slats, bottle crate with cells, folding box."""
    w, d, h = between(rng, 34, 64), between(rng, 26, 44), between(rng, 16, 38)
    kind = pick(rng, "slats", "plastic", "plastic", "bottle", "tote")
    t = between(rng, 1.0, 2.0)
    parts: list[Part] = []
    if kind == "slats":
        rows = whole(rng, 2, 5)
        gap = between(rng, 0.1, 0.35)
        tall = h / rows
        for k in range(rows):
            z = k * tall
            parts += [box(w, t, tall * (1 - gap), at=(0, s * d / 2, z)) for s in (-1, 1)]
            parts += [box(t, d - t, tall * (1 - gap), at=(s * (w - t) / 2, 0, z)) for s in (-1, 1)]
        parts += [box(3, 3, h * 1.01, at=(x, y, 0)) for x in (-w / 2 + t + 1, w / 2 - t - 1) for y in (-d / 2 + t + 0.8, d / 2 - t - 0.8)]
        parts += [box(w, d / 5 - 0.8, 1, at=(0, (k - 2) * d / 5, 0)) for k in range(5)]
        nails = [stroke(lifted(oval(0.5, 0.5, n=8), 0) @ np.array([[1, 0, 0], [0, 0, 1], [0, 0, 0]]) + (x, -d / 2 - t / 2 - 0.03, (k + 0.5 - gap / 2) * tall), closed=True)
                 for k in range(rows) for x in (-w / 2 + 1.5, w / 2 - 1.5)]
        parts[0] = parts[0].with_strokes(*nails)
        if maybe(rng, 0.4):
            parts += [rod([[s * (w / 2 + 0.5), -5, 0.75 * h], [s * (w / 2 + 3), -4, 0.7 * h], [s * (w / 2 + 3), 4, 0.7 * h], [s * (w / 2 + 0.5), 5, 0.75 * h]], 0.5, 18, 8)
                      for s in (-1, 1)]
        return grounded(parts)
    flare = between(rng, 0.86, 1.0)
    plan = rounded_rectangle(w, d, between(rng, 0.05, 0.14) * d, n=4)
    drop = (1 - flare) * d / 2
    rim_h = between(rng, 1.5, 4)
    shell = layered(plan, [(drop + 0.4, 0), (drop, 0.4), (0.1 * drop, h - rim_h), (-0.8, h - rim_h + 0.1), (-0.8, h), (t, h + 0.05),
                           (t + 0.1 * drop, h - rim_h), (drop + t, t), (0.45 * d, t)])
    parts = [shell]
    lines: list[Stroke] = []
    grip_w, grip_h = between(rng, 8, 13), between(rng, 2.2, 3.5)
    hole = rounded_rectangle(grip_w, grip_h, grip_h * 0.48, n=5) + (0, h - rim_h - grip_h)
    inset = drop * 0.15
    for s in (-1, 1):
        lines.append(stroke(np.column_stack([np.full(len(hole), s * (w / 2 - inset + 0.05)), hole]), closed=True))
        if kind != "tote" and maybe(rng, 0.5):
            lines.append(on_front(hole, s * (d / 2 - inset + 0.05)))
    n, rows = whole(rng, 5, 11), whole(rng, 2, 5)
    pattern = pick(rng, "holes", "ribs", "diamonds")
    z0, z1 = 0.1 * h, h - rim_h - (2.2 * grip_h)
    for s in (-1, 1):
        for k in range(n):
            x = (k - (n - 1) / 2) * 0.86 * w / n
            if pattern == "ribs":
                lines += [stroke([[x + dx, s * (d / 2 - drop * (1 - z / h) + 0.06), z] for z in (z0, z1)]) for dx in (0, 0.6)]
                continue
            for j in range(rows):
                z = z0 + (j + 0.5) * (z1 - z0) / rows
                cw, ch = 0.3 * w / n, 0.36 * (z1 - z0) / rows
                cell = np.array([(-cw, 0), (0, -ch), (cw, 0), (0, ch)]) if pattern == "diamonds" else rounded_rectangle(2 * cw, 2 * ch, 0.2 * cw, n=2)
                y = s * (d / 2 - drop * (1 - z / h) + 0.06)
                lines.append(on_front(cell + (x, z), y))
    parts[0] = shell.with_(strokes=tuple(lines))
    if kind == "bottle":
        nx, ny = pick(rng, (4, 3), (5, 4), (6, 4), (3, 2))
        parts += [box(0.5, d * 0.95, 0.6 * h, at=((k / nx - 0.5) * w * 0.96, 0, t)) for k in range(1, nx)]
        parts += [box(w * 0.95, 0.5, 0.6 * h, at=(0, (k / ny - 0.5) * d * 0.96, t)) for k in range(1, ny)]
    if kind == "tote" and maybe(rng, 0.7):
        cover = layered(plan, [(-0.9, h + 0.1), (-0.9, h + 1.4), (1.2, h + 1.8), (2.0, h + 1.2), (0.45 * d, h + 1.2)])
        mark = stroke(lifted(plan * inset_levels(plan, [(6, 0)])[0][:2], h + 1.25), closed=True)
        parts += [cover.with_(strokes=(mark,)), *(box(2.2, 7, 4.5, at=(s * (w / 2 + 1), 0, h - 2.6), radius=0.6) for s in (-1, 1))]
    return grounded(parts)


def build_tin(rng: Rng) -> list[Part]:
    """A tin or drink can: beads, pull tab, slip lid, hinged lid, window, embossing."""
    kind = pick(rng, "drink", "food", "slip", "slip", "hinged", "sardine")
    lines: list[Stroke] = []
    if kind in ("drink", "food"):
        r = between(rng, 2.6, 5.0)
        h = r * (between(rng, 3.2, 5.2) if kind == "drink" else between(rng, 0.9, 3.0))
        neck = between(rng, 0.8, 0.9) if kind == "drink" else 1.0
        wall = [(0.75 * r, 0), (0.8 * neck * r, 0.1), (r, 0.08 * h), (r, h - 0.1 * h)] if kind == "drink" else [(1.02 * r, 0), (1.02 * r, 0.3), (r, 0.35), (r, h - 0.4)]
        top = [(neck * r, h - 0.3), (neck * r * 1.03, h - 0.15), (neck * r * 1.03, h), (neck * r * 0.94, h), (neck * r * 0.9, h - 0.5)]
        if kind == "food" and maybe(rng, 0.7):
            for t in np.linspace(0.3, 0.7, whole(rng, 3, 8)):
                lines += [ring(r, t * h), ring(r, t * h + 0.012 * h + 0.05)]
        if kind == "drink" and maybe(rng, 0.4):
            lines += [ring(r, t * h) for t in (0.12, 0.85)]
        z = h - 0.48
        tab = oval(0.55 * r, 0.95 * r, 2.5, 24) + (0, 0.1 * r)
        lines += [flat_ring(0.82 * neck * r, z + 0.02, kind="light")]
        if kind == "drink":
            lines.append(stroke(lifted(oval(0.75 * r, 0.62 * r, 2.4, 28) + (0, -0.4 * r), z + 0.02), closed=True))
        parts = [revolve([*wall, *top]).with_(strokes=tuple(lines))]
        if maybe(rng, 0.85):
            ringed = extrude(tab, 0.1, axis="z", at=(0, 0, z + 0.08), holes=[oval(0.3 * r, 0.3 * r, 2, 16) + (0, 0.32 * r)])
            parts += [ringed, cylinder(0.1 * r, 0.12, at=(0, -0.12 * r, z + 0.1), segments=14)]
        return grounded(parts)
    w, d = between(rng, 6, 22), between(rng, 5, 18)
    h = between(rng, 1.6, 3.2) if kind == "sardine" else between(rng, 2.5, 18)
    plan = pick(rng, rounded_rectangle(w, d, between(rng, 0.08, 0.3) * min(w, d), n=6), oval(w, w, 2.0, 48), oval(w, d, 2.3, 48),
                np.column_stack([np.cos(np.arange(8) * np.pi / 4 + np.pi / 8), np.sin(np.arange(8) * np.pi / 4 + np.pi / 8)]) * w / 2)
    lid_h = between(rng, 0.8, max(1.2, 0.35 * h)) if kind != "sardine" else 0.2
    parts = [layered(plan, [(0.25, 0), (0.25, 0.02), (0, 0.12), (0, 0.28), (0.25, 0.34), (0.2, h)])]
    z = h
    cover = layered(plan, [(0, z - lid_h), (-0.08, z - lid_h + 0.06), (-0.08, z - lid_h + 0.2), (0, z - lid_h + 0.25), (0, z), (0.25, z + 0.18), (0.45, z + 0.05), (0.4 * min(w, d), z + 0.1)])
    marks: list[Stroke] = []
    deco = pick(rng, "none", "rim", "medal", "window", "rays")
    def scaled_plan(k: float) -> np.ndarray:
        return lifted(plan * inset_levels(plan, [(k, 0)])[0][:2], z + 0.14)
    if deco in ("rim", "window"):
        marks += [stroke(scaled_plan(k), closed=True) for k in ((0.9, 1.2) if deco == "rim" else (0.2 * min(w, d),))]
    elif deco == "medal":
        marks += [flat_ring(s * min(w, d), z + 0.14) for s in (0.3, 0.26)]
    elif deco == "rays":
        marks += [stroke([[0.12 * w * np.cos(a), 0.12 * d * np.sin(a), z + 0.13], [0.36 * min(w, d) * np.cos(a), 0.36 * min(w, d) * np.sin(a), z + 0.13]], kind="light")
                  for a in np.arange(12) * np.pi / 6]
    parts.append(cover.with_(strokes=tuple(marks)))
    back = float(plan[:, 1].max())
    if kind == "hinged":
        parts += [cylinder(0.25, 0.22 * w, at=(s * 0.22 * w, back + 0.15, z - lid_h), axis="x", segments=14) for s in (-1, 1)]
        parts.append(box(0.14 * w, 0.3, 0.9 * lid_h + 0.8, at=(0, -back - 0.15, z - lid_h - 0.6), radius=0.12))
    elif kind == "sardine":
        parts += [tube(lifted(oval(1.8, 2.2, 2.2, 20) + (0.22 * w, 0), z + 0.3), 0.14, closed=True, segments=6), cylinder(0.4, 0.3, at=(0.22 * w - 1.1, 0, z + 0.1), segments=14)]
    return grounded(parts)


def build_case(rng: Rng) -> list[Part]:
    """A carrying or equipment case: shells, parting line, handle, latches, hinges, ribs, feet, wheels."""
    w, h, d = between(rng, 24, 60), between(rng, 16, 42), between(rng, 7, 24)
    corner = between(rng, 0.06, 0.25) * h
    plan = rounded_rectangle(w, h, corner, n=5)
    edge = between(rng, 0.4, 0.22 * d)
    lines: list[Stroke] = []
    split = between(rng, -0.1, 0.15) * d
    for shift in (-0.12, 0.12):
        lines.append(stroke(lifted(plan * 1.006, -split + shift), closed=True))
    shell = layered(plan, [(edge, -d / 2), (0.3 * edge, -d / 2 + 0.3 * edge), (0, -d / 2 + edge), (0, d / 2 - edge), (0.3 * edge, d / 2 - 0.3 * edge), (edge, d / 2)])
    face = -d / 2 - 0.04
    style = pick(rng, "plain", "ribs", "panel", "chevron", "cushions")
    inner_w, inner_h = w - 2 * corner - 2 * edge, h - 2 * corner - 2 * edge
    for y in (face, -face):
        if style == "ribs":
            lines += [stroke([[x + dx, -0.42 * inner_h, y], [x + dx, 0.42 * inner_h, y]]) for x in np.linspace(-0.42, 0.42, whole(rng, 3, 7)) * inner_w for dx in (0, 0.8)]
        elif style in ("panel", "cushions"):
            lines += [stroke(lifted(rounded_rectangle(inner_w * s, inner_h * s, 0.6 * corner, n=4), y), closed=True) for s in ((1.0,) if style == "panel" else (1.0, 0.85, 0.7))]
        elif style == "chevron":
            lines += [stroke([[-0.4 * inner_w, k * inner_h, y], [0, (k - 0.14) * inner_h, y], [0.4 * inner_w, k * inner_h, y]]) for k in np.linspace(-0.3, 0.44, whole(rng, 3, 6))]
    body = shell.with_(strokes=tuple(lines)).rotated("x", 90).moved(z=h / 2)
    parts = [body]
    half, rise, thick = between(rng, 5, 8), between(rng, 2.5, 4.5), between(rng, 0.7, 1.2)
    path = [[-half, split, h - 0.3], [-half + 0.4, split, h + 0.8 * rise], [-half + 2, split, h + rise], [half - 2, split, h + rise], [half - 0.4, split, h + 0.8 * rise], [half, split, h - 0.3]]
    handle = rod(path, thick, 30, 12)
    parts += [handle, *(box(2.4, 2.6, 1.2, at=(s * half, split, h - 0.2), radius=0.4) for s in (-1, 1))]
    places = (-0.33, 0.33) if maybe(rng, 0.8) else (-0.38, 0.0, 0.38)
    size = between(rng, 2.2, 4.0)
    for k in places:
        if places == (-0.33, 0.33) or k != 0.0:
            parts.append(box(size, 3.0, 0.7, at=(k * w, split, h - 0.35), radius=0.25))
            parts.append(box(0.7 * size, 1.2, 0.5, at=(k * w, split - 0.7, h + 0.2), radius=0.2))
        parts.append(cylinder(0.5, size * 1.4, at=(k * w, split, -0.1), axis="x", segments=14))
    if maybe(rng, 0.3):
        parts += [cylinder(between(rng, 1.6, 2.4), 1.6, at=(s * 0.38 * w, d / 2 - 1.2, 0.2), axis="x", segments=24) for s in (-1, 1)]
    if maybe(rng, 0.35):
        x, z = w / 2, h / 2
        for sx in (-1, 1):
            for sz in (-1, 1):
                parts.append(box(0.16 * w, d + 0.5, 0.16 * h, at=(sx * (x - 0.075 * w), 0, z + sz * (z - 0.075 * h) - 0.08 * h), radius=0.6 * min(corner, 3)))
    return grounded(parts)


FAMILIES = (
    Family("drum", "09-02", ("Drum", "Keg", "Pail", "Storage drum", "Barrel"), build_drum),
    Family("canister", "09-02", ("Canister", "Jerry can", "Fuel can", "Container"), build_canister),
    Family("carton", "09-03", ("Carton", "Box", "Packaging box", "Folding carton", "Gift box"), build_carton),
    Family("tin", "09-03", ("Tin", "Can", "Beverage can", "Tin container"), build_tin),
    Family("case", "09-03", ("Case", "Carrying case", "Storage case", "Tool case"), build_case),
    Family("crate", "09-04", ("Crate", "Bottle crate", "Stacking crate", "Storage bin"), build_crate),
)
