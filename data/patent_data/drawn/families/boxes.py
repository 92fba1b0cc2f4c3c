"""Families of boxes: cartons and crates (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.containers import on_front
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.packaging_parts import cap
from patent_data.drawn.families.shaping import (
    grounded,
    inset_levels,
    layered,
    lifted,
    oval,
    rod,
)
from patent_data.drawn.solids import Part, Stroke, box, extrude, stroke


def gable(rng: Rng, w: float, d: float, h: float) -> list[Part]:
    """A carton with a gable top."""
    rise = between(rng, 0.35, 0.6) * d
    roof = np.array(
        [
            (-d / 2, h),
            (d / 2, h),
            (0.25, h + rise),
            (0.25, h + rise + 1.8),
            (-0.25, h + rise + 1.8),
            (-0.25, h + rise),
        ]
    )
    fold = [
        stroke(
            [
                [s * (w / 2 + 0.02), -d / 2, h],
                [s * (w / 2 + 0.02), 0, h + 0.75 * rise],
                [s * (w / 2 + 0.02), d / 2, h],
            ]
        )
        for s in (-1, 1)
    ]
    parts = [box(w, d, h), extrude(roof, w, axis="x").with_(strokes=tuple(fold))]
    if maybe(rng):
        parts += [
            part.rotated("x", np.degrees(np.arctan2(rise, d / 2)), (0, 0, 0)).moved(y=-d / 4, z=h + rise / 2)
            for part in cap(rng, "ribbed", 1.6, 0.0, 1.4)
        ]
    if maybe(rng, 0.3):
        hole = rounded_rectangle(0.5 * w, 1.1, 0.5, n=4) + np.array((0, h + rise + 1.0))
        parts[1] = parts[1].with_strokes(*(on_front(hole, s * 0.27) for s in (-1, 1)))
    return parts


def build_carton(rng: Rng) -> list[Part]:
    """A folding carton: gable top, flaps open or shut, window, hang tab, sleeve or tuck end, handle cut-out."""
    w, d, h = between(rng, 6, 26), between(rng, 4, 18), between(rng, 5, 30)
    kind = pick(rng, "gable", "tuck", "open", "shipping", "window", "pyramid")
    front = -d / 2 - 0.03
    parts: list[Part] = []
    lines: list[Stroke] = []
    if kind == "gable":
        parts = gable(rng, w, d, h)
    elif kind in ("open", "shipping"):
        t = 0.3
        plan = np.array([[-w, -d], [w, -d], [w, d], [-w, d]]) / 2
        if kind == "open" or maybe(rng, 0.4):
            walls = [(-w / 2, 0.0), (w / 2, 0.0)]
            parts = (
                [box(t, d, h, at=(x, y, 0)) for x, y in walls]
                + [box(w, t, h, at=(0, s * d / 2, 0)) for s in (-1, 1)]
                + [box(w, d, t)]
            )
            tilt = between(rng, 20, 65)
            flap = 0.48 * min(w, d)
            for turn, x, y, span in (
                (90, w / 2, 0.0, d),
                (-90, -w / 2, 0.0, d),
                (0, 0.0, -d / 2, w),
                (180, 0.0, d / 2, w),
            ):
                lid = box(span - 0.4, t, flap, at=(0, 0, 0)).rotated("x", tilt + between(rng, -12, 12))
                parts.append(lid.rotated("z", turn).moved(x=x, y=y, z=h))
        else:
            parts = [layered(plan, [(0, 0), (0, h)])]
            lines += [stroke([[-w / 2, 0, h + 0.03], [w / 2, 0, h + 0.03]])]
            tape = between(rng, 0.06, 0.15) * d
            for s in (-1, 1):
                lines.append(
                    stroke(
                        [
                            [-w / 2 - 0.03, s * tape, 0.72 * h],
                            [-w / 2 - 0.03, s * tape, h + 0.03],
                            [w / 2 + 0.03, s * tape, h + 0.03],
                            [w / 2 + 0.03, s * tape, 0.72 * h],
                        ],
                        kind="light",
                    )
                )
        if maybe(rng, 0.6) and kind == "shipping":
            grip = rounded_rectangle(0.4 * d, 0.08 * h, 0.04 * h, n=4) + np.array((0, 0.72 * h))
            lines += [
                stroke(np.column_stack([np.full(len(grip), s * (w / 2 + 0.2)), grip]), closed=True) for s in (-1, 1)
            ]
    elif kind == "pyramid":
        plan = np.array([[-w, -w], [w, -w], [w, w], [-w, w]]) / 2
        top = between(rng, 0.0, 0.5)
        parts = [layered(plan, [(0, 0), (0, 0.25 * h), ((1 - top) * w / 2 * 0.96, h)])]
        if maybe(rng, 0.6):
            parts.append(rod([[-0.4 * top * w, 0, h], [0, 0, h + 3.5], [0.4 * top * w + 0.2, 0, h]], 0.12, 18, 6))
    else:
        parts = [box(w, d, h)]
        lines += [
            stroke([[-w / 2 + 0.3, front, h - 0.4], [w / 2 - 0.3, front, h - 0.4]]),
            stroke(
                [
                    [-w / 2, 0, h + 0.02],
                    [-w / 2 + 0.2, -d / 2 + 0.3, h + 0.02],
                    [w / 2 - 0.2, -d / 2 + 0.3, h + 0.02],
                    [w / 2, 0, h + 0.02],
                ],
                kind="light",
            ),
        ]
        if maybe(rng, 0.5):
            cut = oval(0.22 * w, 0.12 * h, n=24)
            lines.append(stroke(np.column_stack([cut[:13, 0], np.full(13, front), h - cut[:13, 1]])))
        if maybe(rng, 0.4):
            tab = np.vstack([rounded_rectangle(w, 3.2, 0.8, n=4)]) + np.array((0, h + 1.4))
            hole = rounded_rectangle(0.3 * w, 0.7, 0.3, n=4) + np.array((0, h + 1.9))
            parts.append(extrude(tab, 0.15, axis="y", holes=[hole], at=(0, d / 2 - 0.1, 0)))
        if kind == "window":
            shape = pick(
                rng,
                oval(0.7 * w, 0.5 * h, 2.0),
                rounded_rectangle(0.7 * w, 0.55 * h, 0.06 * w),
                oval(0.6 * w, 0.6 * h, 2.6),
            )
            lines += [on_front((shape * s) + (0, between(rng, 0.45, 0.55) * h), front) for s in (1.0,)]
    if kind in ("tuck", "shipping", "gable") and maybe(rng, 0.5):
        panel = rounded_rectangle(
            between(rng, 0.4, 0.8) * w, between(rng, 0.2, 0.5) * h, pick(rng, 0.01, 0.08) * w, n=4
        )
        lines.append(
            on_front(panel + np.array((0, between(rng, 0.35, 0.55) * h)), front - (0.15 if kind == "shipping" else 0))
        )
    return grounded([parts[0].with_(strokes=parts[0].strokes + tuple(lines)), *parts[1:]])


def slatted_crate(rng: Rng, w: float, d: float, h: float, t: float) -> list[Part]:
    """A wooden crate of nailed slats."""
    parts: list[Part] = []
    rows = whole(rng, 2, 5)
    gap = between(rng, 0.1, 0.35)
    tall = h / rows
    for k in range(rows):
        z = k * tall
        parts += [box(w, t, tall * (1 - gap), at=(0, s * d / 2, z)) for s in (-1, 1)]
        parts += [box(t, d - t, tall * (1 - gap), at=(s * (w - t) / 2, 0, z)) for s in (-1, 1)]
    parts += [
        box(3, 3, h * 1.01, at=(x, y, 0))
        for x in (-w / 2 + t + 1, w / 2 - t - 1)
        for y in (-d / 2 + t + 0.8, d / 2 - t - 0.8)
    ]
    parts += [box(w, d / 5 - 0.8, 1, at=(0, (k - 2) * d / 5, 0)) for k in range(5)]
    nails = [
        stroke(
            lifted(oval(0.5, 0.5, n=8), 0) @ np.array([[1, 0, 0], [0, 0, 1], [0, 0, 0]])
            + (x, -d / 2 - t / 2 - 0.03, (k + 0.5 - gap / 2) * tall),
            closed=True,
        )
        for k in range(rows)
        for x in (-w / 2 + 1.5, w / 2 - 1.5)
    ]
    parts[0] = parts[0].with_strokes(*nails)
    if maybe(rng, 0.4):
        parts += [
            rod(
                [
                    [s * (w / 2 + 0.5), -5, 0.75 * h],
                    [s * (w / 2 + 3), -4, 0.7 * h],
                    [s * (w / 2 + 3), 4, 0.7 * h],
                    [s * (w / 2 + 0.5), 5, 0.75 * h],
                ],
                0.5,
                18,
                8,
            )
            for s in (-1, 1)
        ]
    return grounded(parts)


def build_crate(rng: Rng) -> list[Part]:
    """A crate: plastic with grips, lattice and stacking rim, wooden with slats, bottle crate with cells."""
    w, d, h = between(rng, 34, 64), between(rng, 26, 44), between(rng, 16, 38)
    kind = pick(rng, "slats", "plastic", "plastic", "bottle", "tote")
    t = between(rng, 1.0, 2.0)
    parts: list[Part] = []
    if kind == "slats":
        return slatted_crate(rng, w, d, h, t)
    flare = between(rng, 0.86, 1.0)
    plan = rounded_rectangle(w, d, between(rng, 0.05, 0.14) * d, n=4)
    drop = (1 - flare) * d / 2
    rim_h = between(rng, 1.5, 4)
    shell = layered(
        plan,
        [
            (drop + 0.4, 0),
            (drop, 0.4),
            (0.1 * drop, h - rim_h),
            (-0.8, h - rim_h + 0.1),
            (-0.8, h),
            (t, h + 0.05),
            (t + 0.1 * drop, h - rim_h),
            (drop + t, t),
            (0.45 * d, t),
        ],
    )
    parts = [shell]
    lines: list[Stroke] = []
    grip_w, grip_h = between(rng, 8, 13), between(rng, 2.2, 3.5)
    hole = rounded_rectangle(grip_w, grip_h, grip_h * 0.48, n=5) + np.array((0, h - rim_h - grip_h))
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
                lines += [
                    stroke([[x + dx, s * (d / 2 - drop * (1 - z / h) + 0.06), z] for z in (z0, z1)]) for dx in (0, 0.6)
                ]
                continue
            for j in range(rows):
                z = z0 + (j + 0.5) * (z1 - z0) / rows
                cw, ch = 0.3 * w / n, 0.36 * (z1 - z0) / rows
                cell = (
                    np.array([(-cw, 0), (0, -ch), (cw, 0), (0, ch)])
                    if pattern == "diamonds"
                    else rounded_rectangle(2 * cw, 2 * ch, 0.2 * cw, n=2)
                )
                y = s * (d / 2 - drop * (1 - z / h) + 0.06)
                lines.append(on_front(cell + np.array((x, z)), y))
    parts[0] = shell.with_(strokes=tuple(lines))
    if kind == "bottle":
        nx, ny = pick(rng, (4, 3), (5, 4), (6, 4), (3, 2))
        parts += [box(0.5, d * 0.95, 0.6 * h, at=((k / nx - 0.5) * w * 0.96, 0, t)) for k in range(1, nx)]
        parts += [box(w * 0.95, 0.5, 0.6 * h, at=(0, (k / ny - 0.5) * d * 0.96, t)) for k in range(1, ny)]
    if kind == "tote" and maybe(rng, 0.7):
        cover = layered(plan, [(-0.9, h + 0.1), (-0.9, h + 1.4), (1.2, h + 1.8), (2.0, h + 1.2), (0.45 * d, h + 1.2)])
        mark = stroke(lifted(plan * inset_levels(plan, [(6, 0)])[0][:2], h + 1.25), closed=True)
        parts += [
            cover.with_(strokes=(mark,)),
            *(box(2.2, 7, 4.5, at=(s * (w / 2 + 1), 0, h - 2.6), radius=0.6) for s in (-1, 1)),
        ]
    return grounded(parts)


FAMILIES = (
    Family("carton", "09-03", ("Carton", "Box", "Packaging box", "Folding carton", "Gift box"), build_carton),
    Family("crate", "09-04", ("Crate", "Bottle crate", "Stacking crate", "Storage bin"), build_crate),
)
