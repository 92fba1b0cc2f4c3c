"""Pet feeders, brushes and litter boxes (30-03, 30-10, 30-11)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, superellipse
from patent_data.drawn.families.bits import (
    Array,
    around,
    between,
    count,
    curve,
    environment,
    limb,
    one_of,
    rod,
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.tool_parts import grip
from patent_data.drawn.solids import (
    Part,
    box,
    cylinder,
    extrude,
    loft,
    moved,
    revolve,
    rotated,
    stroke,
    superellipsoid,
    tube,
)


def _feeder(rng: np.random.Generator) -> list[Part]:
    """A feeder or waterer with its store over a bowl, or a fountain."""
    kind = one_of(rng, "tower", "bottle", "fountain", "auto")
    w, h = between(rng, 1.2, 1.6), between(rng, 3.0, 4.8)
    reach = between(rng, 1.3, 1.8)
    parts: list[Part] = []
    ring = superellipse(w * 1.1, w * 1.1, between(rng, 2.0, 5.0), n=48)
    if kind == "fountain":
        levels = [
            (0.95, 0.0),
            (1.1, 0.5 * h * 0.5),
            (1.12, 0.5 * h),
            (1.05, 0.52 * h),
            (0.95, 0.45 * h),
            (0.5, 0.44 * h),
        ]
        parts.append(loft(np.stack([np.column_stack([ring * s, np.full(48, z)]) for s, z in levels])))
        top = one_of(rng, "flower", "dome", "spout")
        if top == "flower":
            petal = limb(
                curve((0.1, 0, 0.5 * h), (0.3, 0, 0.62 * h), (0.6, 0, 0.6 * h), n=8),
                [0.08, 0.22, 0.16],
                [0.04],
                3.0,
                side=(0, 1.0, 0),
                n=14,
            )
            parts += [cylinder(0.14, 0.2 * h, at=(0, 0, 0.42 * h), segments=18), *around(petal, count(rng, 5, 8))]
        elif top == "dome":
            parts.append(
                revolve([(0.7 * w, 0.42 * h), (0.62 * w, 0.55 * h), (0.2 * w, 0.64 * h), (0.0, 0.645 * h)], segments=40)
            )
        else:
            parts.append(
                tube(
                    curve(
                        (0, 0.5 * w, 0.42 * h), (0, 0.5 * w, 0.75 * h), (0, 0.1, 0.85 * h), (0, -0.2, 0.72 * h), n=16
                    ),
                    0.18,
                    segments=14,
                )
            )
        window = rounded_rectangle(0.3, 0.28 * h, 0.14) + np.array([0, 0.26 * h])
        parts[0] = parts[0].with_strokes(
            stroke(np.column_stack([window[:, 0], np.full(len(window), -w * 1.24), window[:, 1]]), closed=True)
        )
        return [*parts, tube(np.column_stack([ring * 1.115, np.full(48, 0.5 * h)]), 0.03, closed=True, segments=5)]
    dish = [(0.9, 0.0), (1.0, 0.1), (1.05, 0.7), (0.97, 0.7), (0.85, 0.3), (0.4, 0.28)]
    parts.append(
        loft(
            np.stack(
                [np.column_stack([ring[:, 0] * s * 1.0, ring[:, 1] * s * 0.9 - reach, np.full(48, z)]) for s, z in dish]
            )
        )
    )
    store = superellipse(w, w * 0.9, between(rng, 2.0, 6.0), n=48)
    power = between(rng, 0.8, 1.15)
    if kind == "bottle":
        profile = [
            (0.35, 0.5),
            (0.4, 0.9),
            (0.95, 1.4),
            (1.0, 1.7),
            (1.0, 0.8 * h),
            (0.9, h),
            (0.5, h + 0.25),
            (0.2, h + 0.3),
        ]
        body = loft(np.stack([np.column_stack([store * s, np.full(48, z)]) for s, z in profile])).with_(surface="glass")
        for z in np.linspace(1.9, 0.75 * h, count(rng, 2, 4)):
            body = body.with_strokes(stroke(np.column_stack([store * 1.002, np.full(48, z)]), "light", closed=True))
        parts += [body, extrude(store * 1.08, 0.8, axis="z", bevel=0.1)]
    else:
        body = loft(
            np.stack(
                [
                    np.column_stack([store * s, np.full(48, z)])
                    for s, z in ((1.05, 0.0), (1.06, 0.3), (1.0, 1.0), (power, h * 0.96), (power * 0.97, h))
                ]
            )
        )
        parts.append(body)
        lid = loft(
            np.stack(
                [
                    np.column_stack([store * power * s, np.full(48, h + z)])
                    for s, z in ((1.03, -0.03), (1.04, 0.1), (0.95, 0.26), (0.4, 0.34))
                ]
            )
        )
        parts += [lid, *([box(0.8, 0.2, 0.2, at=(0, 0, h + 0.3), radius=0.06)] if whether(rng) else [])]
        y = -w * 0.9 * (1.0 if kind == "tower" else 0.99)
        if kind == "auto":
            panel = rounded_rectangle(w * 0.9, 0.7, 0.12) + np.array([0, 0.8 * h])
            parts.append(extrude(panel, 0.12, bevel=0.03).moved(y=y * power))
            parts += [
                cylinder(0.1, 0.08, at=(x, y * power - 0.08, 0.8 * h), axis="y", segments=16)
                for x in (-0.28 * w, 0.0, 0.28 * w)
            ]
            chute = np.array([(-0.6, 1.1), (0.6, 1.1), (0.5, 2.1), (-0.5, 2.1)]) * [w, 1]
            parts.append(extrude(chute, 0.5, bevel=0.1).moved(y=y - 0.05))
        else:
            window = rounded_rectangle(0.7 * w, 0.4 * h, 0.2) + np.array([0, 0.62 * h])
            parts.append(extrude(window, 0.08).moved(y=y * (0.5 + 0.5 * power)).with_(surface="glass"))
    base = extrude(
        (rounded_rectangle(2.2 * w, reach * 0.9, 0.3) + np.array([0, -reach * 0.5])), 0.55, axis="z", bevel=0.08
    )
    return [*parts, base]


def _pet_brush(rng: np.random.Generator) -> list[Part]:
    """A grooming brush, comb or rake with its handle down."""
    long = between(rng, 3.0, 4.2)
    parts = grip(rng, long, between(rng, 0.34, 0.5), between(rng, 0.6, 0.9))
    kind = one_of(rng, "slicker", "rake", "pins", "blade")
    w = between(rng, 0.9, 1.5)
    if kind == "slicker":
        parts.append(extrude(rounded_rectangle(2 * w, 1.7, 0.3), 0.3, bevel=0.08).moved(z=long + 0.85))
        parts.append(box(1.75 * w, 0.2, 1.4, at=(0, -0.2, long + 0.15), radius=0.09))
        pins = [
            stroke(np.array([(x, -0.28, z), (x, -0.62, z - 0.1)]))
            for x in np.linspace(-0.75, 0.75, 9) * w
            for z in np.linspace(long + 0.3, long + 1.4, 6)
        ]
        parts[-1] = parts[-1].with_strokes(*pins)
        parts += [
            tube(np.array([(x, -0.28, z), (x, -0.65, z - 0.1)]), 0.018, segments=3, caps=False)
            for x in np.linspace(-0.75, 0.75, 9) * w
            for z in np.linspace(long + 0.3, long + 1.4, 6)
        ]
    elif kind == "pins":
        parts.append(superellipsoid(w * 0.9, 0.3, 1.4, 0.8, 1.0, at=(0, 0, long + 1.1)))
        pad = superellipsoid(w * 0.72, 0.2, 1.15, 0.9, 1.0, at=(0, -0.2, long + 1.1))
        parts.append(pad)
        for x in np.linspace(-0.5, 0.5, 6) * w:
            for z in np.linspace(-0.8, 0.8, 8):
                if (x / (0.68 * w)) ** 2 + (z / 1.1) ** 2 < 0.8:
                    parts.append(
                        tube(np.array([(x, -0.3, long + 1.1 + z), (x, -0.85, long + 1.1 + z)]), 0.03, segments=5)
                    )
    else:
        bar = limb(
            curve((-w, 0, long + 0.25), (0, 0, long + 0.15), (w, 0, long + 0.25), n=10),
            [0.2],
            [0.3, 0.4, 0.3],
            3.0,
            (0.1, 0.1),
            n=18,
        )
        parts.append(bar)
        n = count(rng, 12, 24) if kind == "rake" else 40
        if kind == "rake":
            parts += [
                cylinder(0.04, 0.9, at=(x, 0, long + 0.4), top=0.025, segments=8)
                for x in np.linspace(-0.92, 0.92, n) * w
            ]
        else:
            blade = box(1.85 * w, 0.07, 0.6, at=(0, 0, long + 0.45))
            parts.append(
                blade.with_strokes(
                    *[
                        stroke(rod((x, -0.036, long + 0.85), (x, -0.036, long + 1.05)), "light")
                        for x in np.linspace(-0.9, 0.9, n) * w
                    ]
                )
            )
            parts.append(box(0.7, 0.16, 0.3, at=(0, -0.25, long + 0.2), radius=0.06))
    return parts if whether(rng, 0.6) else rotated(parts, "y", 90.0)


def _litter_box(rng: np.random.Generator) -> list[Part]:
    """A litter box, open or under a hood."""
    w, d, h = between(rng, 1.8, 2.4), between(rng, 2.2, 3.0), between(rng, 1.0, 1.5)
    power = between(rng, 3.5, 9.0)

    def ring(s: float, z: float) -> Array:
        flat = superellipse(w * s, d * s, power, n=48)
        return np.column_stack([flat, np.full(48, z)])

    rows = [
        ring(0.86, 0.0),
        ring(0.88, 0.1),
        ring(0.99, h * 0.94),
        ring(1.06, h * 0.95),
        ring(1.06, h),
        ring(0.97, h),
        ring(0.86, 0.15),
        ring(0.4, 0.12),
    ]
    pan = loft(np.stack(rows)).with_(smooth_angle=40.0)
    parts = [pan]
    if whether(rng, 0.65):
        tall = between(rng, 1.4, 2.2)
        lean = between(rng, 0.55, 0.85)
        levels = values([1.02, 1.0, 0.96 * (0.5 + 0.5 * lean) + 0.06, lean], 8)
        z = h + 0.01 + tall * np.array([0, 0.1, 0.3, 0.5, 0.7, 0.85, 0.96, 1.0])
        hood = loft(np.stack([ring(float(s), float(q)) for s, q in zip(levels, z, strict=True)]))
        parts.append(hood)
        dw, dh = w * between(rng, 0.5, 0.62), between(rng, 0.65, 0.8) * tall
        door = rounded_rectangle(2 * dw, dh, 0.4 * dw) + np.array([0, h + 0.12 + dh / 2])
        y = np.interp(door[:, 1], z, d * levels)
        flap = [extrude(door, 0.1).with_(surface="glass")]
        flat = flap[0].vertices.copy()
        flat[:, 1] = flat[:, 1] - np.interp(flat[:, 2], z, d * levels)
        parts.append(flap[0].with_(vertices=flat))
        rim = np.column_stack([door[:, 0] * 1.06, -y - 0.05, door[:, 1]])
        parts.append(tube(rim, 0.06, closed=True, segments=6))
        top = h + tall
        if whether(rng, 0.7):
            parts.append(
                tube(
                    curve(
                        (-0.6, 0, top - 0.05), (-0.5, 0, top + 0.35), (0.5, 0, top + 0.35), (0.6, 0, top - 0.05), n=12
                    ),
                    0.1,
                    segments=10,
                )
            )
        parts += [box(0.12, 0.5, 0.4, at=(s * w * 1.05, 0, h - 0.12)) for s in (-1, 1)]
        if whether(rng, 0.4):
            parts += [box(0.06, 0.6, 0.06, at=(x, 0.45 * d, top - 0.03)) for x in np.linspace(-0.35, 0.35, 6) * w]
    else:
        edge = loft(
            np.stack(
                [ring(1.07, h - 0.02), ring(1.08, h + 0.3), ring(0.96, h + 0.36), ring(0.9, h + 0.3), ring(0.95, h)]
            )
        )
        parts += [edge] if whether(rng, 0.6) else []
        if whether(rng, 0.5):
            scoop = [
                box(0.9, 1.0, 0.1, at=(0, 0, 0)),
                limb(
                    rod((0, 0.4, 0.05), (0, 2.0, 0.5), 5), [0.2], [0.08, 0.12], 3.0, (0, 0.06), side=(1.0, 0, 0), n=12
                ),
            ]
            scoop[0] = scoop[0].with_strokes(
                *[stroke(rod((x, -0.4, 0.101), (x, 0.3, 0.101))) for x in np.linspace(-0.35, 0.35, 6)]
            )
            parts += environment(rng, moved(scoop, x=0.5 * w, z=0.35), 0.3)
    return parts


FAMILIES = (
    Family("pet_feeder", "30-03", ("Pet feeder", "Pet water fountain", "Automatic pet feeder", "Pet waterer"), _feeder),
    Family("pet_brush", "30-10", ("Pet brush", "Grooming brush", "Pet comb", "Pet grooming tool"), _pet_brush),
    Family("litter_box", "30-11", ("Litter box", "Cat litter box", "Cat toilet"), _litter_box),
)
