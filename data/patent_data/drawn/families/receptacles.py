"""Families of household receptacles: waste bins and baskets (main class 07)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from patent_data.drawn.curves import resample, rounded_rectangle
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.household_parts import (
    body_curve,
    hollow,
    knob,
    plan_warp,
    radius_at,
    reshaped,
)
from patent_data.drawn.families.shaping import (
    flat_ring,
    grounded,
    layered,
    lifted,
    oval,
    ring,
    rod,
    smooth,
    turned_lines,
)
from patent_data.drawn.solids import Part, Stroke, box, loft, revolve, stroke, tube


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
                lines.append(
                    stroke(
                        np.column_stack(
                            [
                                rr * np.cos(a + 0.04 * np.cos(t)),
                                rr * np.sin(a + 0.04 * np.cos(t)),
                                z + 0.04 * r * np.sin(t),
                            ]
                        )
                    )
                )
    elif maybe(rng, 0.3):
        lines += list(turned_lines(np.array(outer), whole(rng, 10, 30), pick(rng, "line", "light")))
    top = outer[-1][0]
    body = revolve(hollow(outer, 0.5) if kind == "open" else outer).with_(strokes=tuple(lines), smooth_angle=crease)
    parts = [body]
    if kind == "open" and maybe(rng):
        parts.append(
            revolve(
                [
                    (top, h - 1.2),
                    (top + 0.5, h - 1.0),
                    (top + 0.5, h),
                    (top - 0.6, h + 0.1),
                    (top - 0.6, h - 1.2),
                    (top, h - 1.2),
                ]
            )
        )
    elif kind in ("pedal", "push", "flat"):
        rise = between(rng, 0.02, 0.3) * r if kind != "flat" else 0.3
        cover = [
            (1.02 * top, h + 0.3),
            (1.02 * top, h + 2),
            *smooth([(0.99 * top, h + 2.4), (0.7 * top, h + 2.4 + 0.75 * rise), (0, h + 2.5 + rise)], 10),
        ]
        marks = (flat_ring(0.6 * top, h + 2.6 + 0.8 * rise),) if kind == "push" else ()
        parts += [revolve(cover).with_(strokes=marks), revolve([(0.97 * top, h - 0.2), (0.97 * top, h + 0.5)])]
    elif kind == "swing":
        rise = between(rng, 0.5, 0.9) * r
        dome = [
            (1.02 * top, h - 1),
            (1.02 * top, h + 1),
            *smooth(
                [(1.0 * top, h + 1.2), (0.92 * top, h + 0.5 * rise), (0.55 * top, h + rise), (0, h + 1.05 * rise)], 12
            ),
        ]
        flap = rounded_rectangle(1.3 * top, 0.62 * rise, 1.0, n=4) + np.array((0, h + 0.55 * rise))
        y = -np.sqrt(
            np.maximum(
                (np.interp(flap[:, 1], [p[1] for p in dome[2:]], [p[0] for p in dome[2:]]) * 1.01) ** 2
                - flap[:, 0] ** 2,
                1.0,
            )
        )
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
        parts += [
            rod(
                [[s * x, -3.5, z], [s * (x + 1.6), -3, z - 0.6], [s * (x + 1.6), 3, z - 0.6], [s * x, 3.5, z]],
                0.45,
                18,
                8,
            )
            for s in (-1, 1)
        ]
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
        parts += [
            tube(loops[k], r * (1.8 if k in (0, 8) else 1.0), closed=True, segments=6)
            for k in (0, *sorted({2, 4, 6} if h > 20 else {4}), 8)
        ]
        parts += [tube(upright(k), r, segments=6) for k in range(0, 48, pick(rng, 2, 3, 4))]
        parts += [
            tube([[x, -y, 0.1], [x, y, 0.1]], r, segments=6)
            for x, y in [(float(p[0]), float(abs(p[1]))) for p in plan[1:23:3] * flare]
        ]
    else:
        wall = np.array(
            [
                *loops,
                *[
                    loop * (0.965, 0.965, 1.0) + (0, 0, 0.5 if i == 0 else 0)
                    for i, loop in enumerate(reversed(loops[1:]))
                ],
                lifted(plan * flare * 0.9, 1.2),
            ]
        )
        lines: list[Stroke] = []
        rows = max(4, int(h / between(rng, 2.0, 4.5)))
        fine = [(float(z), float(np.interp(z, levels, scale)) * 1.006) for z in np.linspace(0, 1, rows + 1)[1:-1]]
        if kind == "woven":
            step = pick(rng, 2, 3, 4)
            lines += [stroke(lifted(plan * s, z * h), closed=True) for z, s in fine]
            edges = [0.0, *[z for z, _ in fine], 1.0]
            for row, (z0, z1) in enumerate(pairwise(edges)):
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
                    quad = [
                        [*(pair[0] * a), z0 * h],
                        [*(pair[1] * a), z0 * h],
                        [*(pair[1] * b), z1 * h],
                        [*(pair[0] * b), z1 * h],
                    ]
                    lines.append(stroke(np.array(quad), closed=True))
        parts.append(loft(wall).with_(strokes=tuple(lines), surface="textile" if kind == "woven" else "plain"))
        section = rounded_rectangle(1.6, 2.2, 0.6, n=2)
        parts.append(tube(loops[-1] * (0.985, 0.985, 1), 1.0, section=section, closed=True))
    grip = pick(rng, "bail", "sides", "sides", "none", "lid")
    x = w / 2
    if grip == "bail":
        rise = h + between(rng, 0.5, 1.0) * w * 0.6
        parts.append(
            rod(
                [
                    [-x, 0, h - 1],
                    [-0.85 * x, 0, h + 0.6 * (rise - h)],
                    [0, 0, rise],
                    [0.85 * x, 0, h + 0.6 * (rise - h)],
                    [x, 0, h - 1],
                ],
                between(rng, 0.4, 0.9),
                30,
            )
        )
    elif grip == "sides":
        parts += [
            rod(
                [[s * x, -4.5, h - 0.5], [s * (x + 1), -3.5, h + 4], [s * (x + 1), 3.5, h + 4], [s * x, 4.5, h - 0.5]],
                0.6,
                20,
            )
            for s in (-1, 1)
        ]
    elif grip == "lid":
        cover = layered(plan, [(-0.6, h + 0.8), (-0.6, h + 2.2), (2, h + 3), (0.4 * d, h + 3.4)])
        parts += [cover, *knob(pick(rng, "loop", "disc", "ball"), h + 3.4, 1.6)]
    return grounded(parts)


FAMILIES = (
    Family("waste_bin", "07-07", ("Waste bin", "Trash can", "Wastebasket", "Pedal bin"), build_bin),
    Family("basket", "07-07", ("Basket", "Laundry basket", "Storage basket", "Hamper"), build_basket),
)
