"""Medical and laboratory articles (24-01, 24-02, 24-04, 24-05)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon, rounded_rectangle
from patent_data.drawn.families.bits import (
    around,
    between,
    circle,
    count,
    curve,
    environment,
    knurl,
    limb,
    number_lines,
    one_of,
    posed,
    rectangle_line,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.families.dial_parts import X, Z, display_digits
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.tool_parts import grip
from patent_data.drawn.families.wheel_parts import small_wheel
from patent_data.drawn.solids import (
    Part,
    Stroke,
    box,
    cylinder,
    extrude,
    loft,
    moved,
    revolve,
    rotated,
    sphere,
    stroke,
    tube,
)


def _rubber_foot(radius: float) -> list[Part]:
    """The rubber ferrule of a walking aid, standing on z = 0."""
    foot = revolve([(radius * 1.9, 0), (radius * 2.0, 0.08), (radius * 1.5, 0.35), (radius * 1.35, 0.8)], segments=24)
    return [
        foot.with_strokes(*[ring_line((0, 0, z), radius * r, "z", "light", 24) for z, r in ((0.5, 1.47), (0.65, 1.42))])
    ]


def _syringe(rng: np.random.Generator) -> list[Part]:
    """A syringe, its needle down, or an injection pen."""
    long, r = between(rng, 3.2, 5.0), between(rng, 0.32, 0.75)
    out = between(rng, 0.5, 1.0) * long
    parts: list[Part] = []
    if whether(rng, 0.2):
        return _pen(rng, long * 1.3, r * 0.8)
    barrel = revolve(
        [
            (0.12, -0.5),
            (0.15, -0.1),
            (0.2, 0.0),
            (0.8 * r, 0.05),
            (r, 0.16),
            (r, long),
            (0.86 * r, long),
            (0.86 * r, 0.3),
        ],
        segments=36,
    )
    lines: list[Stroke] = []
    n = count(rng, 4, 8) * 5
    for k in range(n + 1):
        z = 0.3 + 0.78 * long * k / n
        half = 0.55 if k % 5 == 0 else 0.3
        a = np.linspace(-np.pi / 2 - half, -np.pi / 2 + half, 7)
        lines.append(stroke(np.column_stack([1.003 * r * np.cos(a), 1.003 * r * np.sin(a), np.full(7, z)]), "light"))
        if k and k % 5 == 0 and whether(rng, 0.8):
            lines += number_lines(str(k // 5), (0.0, -r * 1.01, z + 0.13), 0.14, X, Z)
    parts.append(barrel.with_strokes(*lines).with_(surface="glass"))
    wide = between(rng, 1.8, 2.6) * r
    shape = one_of(rng, "oval", "hex", "round", "rings")
    if shape == "rings":
        size = between(rng, 0.45, 0.6)
        parts += [
            tube(circle((s * (r + size), 0, long - 0.1), size, "y", 24), 0.11, closed=True, segments=8) for s in (-1, 1)
        ]
    else:
        ring = {
            "oval": ellipse(wide, 1.15 * r, n=36),
            "round": ellipse(1.6 * r, n=36),
            "hex": regular_polygon(6, 1.7 * r),
        }[shape]
        parts.append(extrude(ring, 0.14, axis="z", bevel=0.03).moved(z=long - 0.14))
    rod_r = r * between(rng, 0.35, 0.6)
    rod_part = box(2 * rod_r, 0.16 * r, out + 0.4, at=(0, 0, long - 0.4))
    parts += [rod_part, rod_part.rotated("z", 90.0)]
    parts.append(cylinder(r * 0.84, 0.45, at=(0, 0, long - 0.9), segments=24))
    thumb = one_of(rng, "disc", "ring")
    if thumb == "disc" and shape != "rings":
        top = revolve([(r * 0.95, 0), (r * 1.0, 0.05), (r * 0.98, 0.14)], at=(0, 0, long + out), segments=32)
        parts.append(
            top.with_strokes(*[ring_line((0, 0, long + out + 0.141), r * v, "z", "light") for v in (0.4, 0.7)])
        )
    else:
        parts.append(tube(circle((0, 0, long + out + 0.5), 0.5, "y", 26), 0.11, closed=True, segments=8))
    if whether(rng, 0.75):
        hub = revolve(
            [(0.05, -1.1), (0.1, -1.05), (0.16, -0.45), (0.24, -0.4), (0.24, -0.2), (0.1, -0.15)], segments=20
        )
        parts += environment(
            rng,
            [
                hub.with_strokes(*knurl(0.2, -0.42, -0.25, 10, False)),
                cylinder(0.035, between(rng, 1.0, 2.5), at=(0, 0, -1.0), segments=8).mirrored("z").moved(z=-2.0),
            ],
            0.2,
        )
    return posed(rng, parts, 0.4)


def _pen(rng: np.random.Generator, long: float, r: float) -> list[Part]:
    """An injection pen with a dose window and a button."""
    body = revolve(
        [(0.7 * r, 0), (0.8 * r, 0.3 * long), (r, 0.36 * long), (r, 0.93 * long), (0.9 * r, 0.96 * long)], segments=32
    )
    window = rectangle_line((0, -r * 1.001, 0.7 * long), 0.5 * r, 0.5, X, Z)
    button = cylinder(0.8 * r, 0.5, at=(0, 0, 0.95 * long), segments=28).with_strokes(
        *knurl(0.803 * r, 0.95 * long + 0.05, 0.95 * long + 0.42, 20, False)
    )
    clip = limb(
        curve((0, -0.8 * r, 0.92 * long), (0, -1.35 * r, 0.9 * long), (0, -1.2 * r, 0.6 * long), n=8),
        [0.18],
        [0.05],
        4.0,
        side=(1.0, 0, 0),
        n=12,
    )
    tip = [cylinder(0.4 * r, 0.5, at=(0, 0, -0.45), segments=20), cylinder(0.03, 0.6, at=(0, 0, -1.0), segments=8)]
    parts = [body.with_strokes(window, ring_line((0, 0, 0.36 * long), r, "z")), button, *environment(rng, tip)]
    return posed(rng, [*parts, clip] if whether(rng) else parts, 0.5)


def _stethoscope(rng: np.random.Generator) -> list[Part]:
    """A stethoscope hanging down."""
    t = between(rng, 0.1, 0.15)
    spread, high = between(rng, 1.0, 1.7), between(rng, 2.6, 3.4)
    fork_z = 0.0
    parts: list[Part] = []
    for way in (-1, 1):
        metal = curve(
            (way * 0.12, 0, fork_z),
            (way * 0.5 * spread, 0, 0.45 * high),
            (way * spread, 0, 0.8 * high),
            (way * 0.85 * spread, 0, high),
            (way * 0.55 * spread, -0.25, high + 0.25),
            n=22,
        )
        parts.append(tube(metal, t * 0.6, segments=8))
        cover = limb(metal[:9], [t * 1.1], [t * 1.1], 2.0, n=12)
        tip = (
            revolve([(0.0, 0.0), (0.14, 0.06), (0.17, 0.2), (0.1, 0.34)], segments=16)
            .rotated("y", way * 60.0)
            .moved(way * 0.5 * spread, -0.25, high + 0.28)
        )
        parts += [cover, tip.with_(surface="dark")]
    drop = between(rng, 3.0, 5.5)
    sway = between(rng, -0.8, 0.8)
    loop = whether(rng, 0.3)
    points = [(0, 0, fork_z + 0.15), (0, 0, -0.3 * drop), (sway, 0, -0.75 * drop), (0.5 * sway, 0, -drop)]
    if loop:
        points = [
            (0, 0, 0.15),
            (0, 0, -0.4 * drop),
            (0.9, 0, -0.8 * drop),
            (1.7, 0, -0.55 * drop),
            (1.5, -0.1, -0.1 * drop),
        ]
    line = curve(*points, n=26)
    parts.append(tube(line, t, segments=10))
    if whether(rng, 0.5):
        parts.append(
            limb(
                np.array([(0, 0, 0.25), (0, 0, -0.55)]), [t * 1.3, t * 1.1], [t * 2.6, t * 1.1], 2.4, (0.05, 0.05), n=16
            )
        )
    r = between(rng, 0.5, 0.75)
    two = whether(rng, 0.6)
    profile = [
        (0.2 * r, 0.0),
        (0.55 * r, 0.1),
        (0.92 * r, 0.16),
        (r, 0.22),
        (r, 0.34),
        (0.9 * r, 0.36),
        (0.88 * r, 0.33),
    ]
    chest = [
        revolve(profile, axis="y", segments=40)
        .mirrored("y")
        .with_strokes(ring_line((0, -0.332, 0), 0.7 * r, "y", "light"))
    ]
    if two:
        chest.append(
            revolve(
                [(0.15 * r, 0), (0.3 * r, 0.12), (0.62 * r, 0.4), (0.6 * r, 0.44), (0.3 * r, 0.2)],
                axis="y",
                segments=32,
            )
        )
    chest += [
        cylinder(0.2 * r, 0.25, at=(0, 0.0, 0), axis="y", segments=20),
        cylinder(t * 0.8, r * 0.9, at=(0, 0.02, 0.15 * r), segments=14),
    ]
    end, before = line[-1], line[-3]
    way = end - before
    turn = float(np.degrees(np.arctan2(way[0], -way[2])))
    parts += [p.moved(z=-r * 0.95).rotated("y", -turn).moved(*end) for p in chest]
    return parts


def _tube_rack(rng: np.random.Generator) -> list[Part]:
    """A rack with test tubes, or a tray of wells."""
    cols, rows = count(rng, 4, 8), count(rng, 1, 3)
    r = between(rng, 0.28, 0.4)
    step = 2 * r * between(rng, 1.35, 1.8)
    w, d = step * cols + 0.5, step * rows + 0.35
    tall, thick = between(rng, 1.6, 2.6), between(rng, 0.1, 0.22)
    places = [((i - (cols - 1) / 2) * step, (j - (rows - 1) / 2) * step) for i in range(cols) for j in range(rows)]
    holes = [[*ellipse(r * 1.08, n=14), x, y] for x, y in places]
    parts: list[Part] = []
    style = one_of(rng, "plates", "plates", "block", "wire")
    plan = rounded_rectangle(w, d, between(rng, 0.02, 0.25))
    if style == "block":
        parts.append(extrude(plan, tall * 0.8, axis="z", bevel=0.08))
        parts[0] = parts[0].with_strokes(*[ring_line((x, y, tall * 0.8), r * 1.15, "z", n=20) for x, y in places])
    else:
        levels = [tall, tall * between(rng, 0.4, 0.6)] if whether(rng, 0.6) else [tall]
        for z in levels:
            parts.append(extrude(plan, thick, axis="z", holes=holes).moved(z=z))
        parts.append(extrude(plan, thick * 1.2, axis="z").moved(z=0))
        if style == "plates":
            side = one_of(rng, "solid", "posts", "window")
            for s in (-1, 1):
                if side == "posts":
                    parts += [
                        cylinder(0.09, tall, at=(s * (w / 2 - 0.15), y, 0), segments=14)
                        for y in (-d / 2 + 0.14, d / 2 - 0.14)
                    ]
                else:
                    gap = ([*rounded_rectangle(0.6 * d, 0.5 * tall, 0.1), 0, 0.55 * tall],) if side == "window" else ()
                    wall = [*rounded_rectangle(d * 1.02, tall + 2 * thick + 0.2, 0.05), 0, (tall + thick) / 2]
                    parts.append(extrude(wall, thick, axis="x", holes=gap).moved(x=s * (w / 2 + thick / 2 - 0.02)))
        else:
            parts += [
                cylinder(0.06, tall + 0.1, at=(x * (w / 2 - 0.1), y * (d / 2 - 0.1), 0), segments=10)
                for x in (-1, 1)
                for y in (-1, 1)
            ]
    long = tall + between(rng, 0.8, 1.6)
    filled = between(rng, 0.35, 1.0)
    caps = one_of(rng, "none", "stopper", "screw", "none")
    tubes: list[Part] = []
    for x, y in places:
        if not whether(rng, filled):
            continue
        z0 = thick * 1.2 if style != "block" else 0.5
        glass = revolve(
            [
                (0.0, 0.0),
                (0.6 * r, 0.12 * r),
                (r, 0.8 * r),
                (r, long - z0),
                (r * 1.12, long - z0),
                (r * 1.12, long - z0 + 0.1),
                (0.85 * r, long - z0 + 0.1),
                (0.85 * r, long - z0 - 0.3),
            ],
            at=(x, y, z0),
            segments=12,
        )
        tubes.append(glass.with_(surface="glass"))
        if caps == "stopper":
            tubes.append(cylinder(r * 0.85, 0.35, at=(x, y, long + 0.05), top=r * 1.0, segments=12))
        elif caps == "screw":
            tubes.append(cylinder(r * 1.2, 0.5, at=(x, y, long - 0.2), segments=12))
    parts += environment(rng, tubes, 0.3)
    if whether(rng, 0.25) and style != "block":
        parts.append(
            tube(
                curve(
                    (-w / 2, 0, tall),
                    (-w / 2, 0, tall + 2.4),
                    (0, 0, tall + 2.7),
                    (w / 2, 0, tall + 2.4),
                    (w / 2, 0, tall),
                    n=20,
                ),
                0.08,
                segments=8,
            )
        )
    return parts


def _crutch(rng: np.random.Generator) -> list[Part]:
    """A crutch under the arm, an elbow crutch or a walking stick."""
    kind = one_of(rng, "underarm", "elbow", "cane", "quad")
    r = between(rng, 0.12, 0.16)
    tall = between(rng, 9.5, 11.5)
    parts: list[Part] = []
    if kind != "quad":
        parts += _rubber_foot(r)
    if kind == "underarm":
        split, half = tall * between(rng, 0.3, 0.38), between(rng, 0.55, 0.75)
        parts.append(cylinder(r, split + 1.2, at=(0, 0, 0.4), segments=18))
        for way in (-1, 1):
            parts.append(
                tube(
                    curve(
                        (way * 0.16, 0, split - 0.4),
                        (way * half * 0.8, 0, split + 1.8),
                        (way * half, 0, 0.65 * tall),
                        (way * half * 0.95, 0, tall - 0.4),
                        n=20,
                    ),
                    r * 0.85,
                    segments=10,
                )
            )
        holes = [ring_line((0, -r * 1.01, z), 0.05, "y", n=10) for z in np.arange(1.2, split, 0.5)]
        parts[1] = parts[1].with_strokes(*holes)
        pad = limb(
            curve((-half * 1.25, 0, tall - 0.15), (0, 0, tall - 0.4), (half * 1.25, 0, tall - 0.15), n=10),
            [0.3, 0.34, 0.3],
            [0.2, 0.26, 0.2],
            2.4,
            (0.15, 0.15),
            n=20,
        )
        hand = limb(
            rod((-half * 0.9, 0, 0.62 * tall), (half * 0.9, 0, 0.62 * tall), 7),
            [0.16, 0.21, 0.16],
            [0.16, 0.21, 0.16],
            n=16,
        )
        return [*parts, pad.with_(surface="dark"), hand.with_(surface="dark")]
    high = tall * (0.62 if kind == "elbow" else 0.7)
    parts.append(cylinder(r * 0.9, high * 0.55, at=(0, 0, 0.5 if kind != "quad" else 1.0), segments=16))
    parts.append(
        cylinder(r, high * 0.6, at=(0, 0, high * 0.4), segments=18).with_strokes(
            *[
                ring_line((0, -r * 1.01, z), 0.05, "y", n=10)
                for z in np.linspace(high * 0.43, high * 0.7, count(rng, 4, 8))
            ]
        )
    )
    if whether(rng, 0.6):
        parts.append(cylinder(r * 1.3, 0.35, at=(0, 0, high * 0.4), segments=20))
    shape = one_of(rng, "hook", "tee", "offset", "derby") if kind != "elbow" else "elbow"
    if kind == "quad":
        for x, y in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
            leg = curve(
                (0, 0, 1.3), (0.35 * x, 0.3 * y, 1.0), (0.75 * x, 0.6 * y, 0.35), (0.8 * x, 0.65 * y, 0.3), n=10
            )
            parts += [
                tube(leg, r * 0.8, segments=8),
                *moved([cylinder(r * 1.4, 0.4, segments=16)], x=0.8 * x, y=0.65 * y),
            ]
    if shape == "elbow":
        lean = between(rng, 0.5, 0.9)
        parts.append(
            tube(
                curve((0, 0, high - 0.3), (0, 0, high + 0.4), (0, lean * 0.5, high + 1.6), (0, lean, high + 2.6), n=14),
                r,
                segments=12,
            )
        )
        parts += moved(rotated(grip(rng, 1.6, 0.22), "x", 90.0), z=high - 0.1)
        a = np.radians(np.linspace(-50, 230, 22))
        rows = []
        for z, s in ((-0.35, 0.95), (0.35, 1.0)):
            rows.append(
                np.column_stack([0.55 * s * np.cos(a), lean - 0.35 + 0.5 * s * np.sin(a), np.full(22, high + 2.5 + z)])
            )
        shell = np.stack([np.vstack([row, row[::-1] * [0.9, 1, 1]]) for row in rows])
        shell[:, 22:, 1] = (shell[:, 22:, 1] - (lean - 0.35)) * 0.88 + lean - 0.35
        parts.append(loft(shell))
    elif shape == "hook":
        parts.append(
            tube(
                np.vstack([[(0, 0, high - 0.2)], circle((-0.75, 0, high + 0.3), 0.75, "y", 18, (0, 200))]),
                r * 1.05,
                segments=14,
            )
        )
    elif shape == "offset":
        parts.append(
            tube(
                curve(
                    (0, 0, high - 0.2),
                    (0, 0, high + 0.4),
                    (-0.5, 0, high + 0.8),
                    (-0.3, 0, high + 1.4),
                    (0.9, 0, high + 1.5),
                    n=20,
                ),
                r,
                segments=12,
            )
        )
        parts.append(
            limb(
                rod((-0.15, 0, high + 1.46), (1.0, 0, high + 1.5), 6),
                [0.18, 0.22, 0.18],
                [0.18, 0.24, 0.18],
                2.2,
                (0.05, 0.12),
                n=16,
            ).with_(surface="dark")
        )
    else:
        drop = between(rng, 0.0, 0.3) if shape == "derby" else 0.0
        parts.append(
            limb(
                curve(
                    (-0.9, 0, high + 0.1 - drop),
                    (-0.2, 0, high + 0.25),
                    (0.4, 0, high + 0.2),
                    (0.8, 0, high + 0.1),
                    n=14,
                ),
                [0.16, 0.2, 0.2, 0.14],
                [0.14, 0.22, 0.24, 0.14],
                2.3,
                (0.1, 0.12),
                n=18,
            )
        )
        parts.append(cylinder(r * 1.25, 0.3, at=(0, 0, high - 0.25), segments=20))
    if whether(rng, 0.25) and kind == "cane":
        strap = curve(
            (0.1, 0.1, high),
            (0.5, 0.2, high - 0.9),
            (0.1, 0.2, high - 1.5),
            (-0.3, 0.15, high - 0.9),
            (0.0, 0.1, high),
            n=20,
        )
        parts += environment(rng, [tube(strap, 0.035, segments=6)], 0.4)
    return parts


def _walker(rng: np.random.Generator) -> list[Part]:
    """A walking frame or a rollator."""
    half, deep, tall = between(rng, 1.2, 1.5), between(rng, 1.0, 1.4), between(rng, 4.6, 5.4)
    t = between(rng, 0.09, 0.12)
    wheels = one_of(rng, 0, 2, 4, 4)
    r = between(rng, 0.35, 0.55)
    parts: list[Part] = []
    for way in (-1, 1):
        x = way * half
        foot_f = r * 0.9 if wheels else 0.3
        foot_b = r * 0.9 if wheels == 4 else 0.3
        line = np.vstack(
            [
                [(x * 1.08, -deep, foot_f)],
                curve((x, -0.75 * deep, 0.8 * tall), (x, -0.5 * deep, tall), (x, 0.3 * deep, tall), n=8),
                [(x, 0.55 * deep, tall - 0.1)],
            ]
        )
        parts.append(tube(curve(*[tuple(p) for p in line], n=24), t, segments=10))
        parts.append(tube(np.array([(x, 0.45 * deep, tall - 0.05), (x * 1.08, deep, foot_b)]), t, segments=10))
        parts.append(
            limb(
                rod((x, -0.2 * deep, tall), (x, 0.62 * deep, tall - 0.08), 5),
                [t * 1.6],
                [t * 1.7],
                2.2,
                (0.05, 0.08),
                n=14,
                side=(1.0, 0, 0),
            ).with_(surface="dark")
        )
        for y, on in ((-deep, wheels >= 2), (deep, wheels == 4)):
            if on:
                parts += moved(rotated(small_wheel(rng, r, 0.28), "z", 90.0), x=x * 1.08 + way * 0.2, y=y, z=r)
            else:
                parts += moved(_rubber_foot(t), x=x * 1.08, y=y)
        parts.append(
            tube(
                np.array([(x * 1.03, -0.9 * deep, 0.4 * tall), (x * 1.03, 0.75 * deep, 0.4 * tall)]),
                t * 0.8,
                segments=8,
            )
        )
    for z, y in ((0.42, -0.88), (0.62, -0.8)):
        bow = between(rng, 0.0, 0.4)
        parts.append(
            tube(
                curve((-half, y * deep, z * tall), (0, y * deep - bow, z * tall), (half, y * deep, z * tall), n=10),
                t * 0.9,
                segments=8,
            )
        )
    if wheels == 4 and whether(rng, 0.7):
        parts += [
            box(2 * half - 0.2, 0.9 * deep, 0.16, at=(0, -0.1, 0.5 * tall), radius=0.14),
            tube(
                curve(
                    (-half, 0.4 * deep, 0.78 * tall),
                    (0, 0.85 * deep, 0.78 * tall),
                    (half, 0.4 * deep, 0.78 * tall),
                    n=14,
                ),
                t * 1.2,
                segments=10,
            ),
        ]
        if whether(rng):
            parts += environment(
                rng, [box(1.6 * half, 0.7 * deep, 0.9, at=(0, -0.4 * deep, 0.28 * tall), radius=0.1)], 0.3
            )
    return parts


def _pressure_monitor(rng: np.random.Generator) -> list[Part]:
    """A blood pressure monitor or a glucose meter, lying with its display up and tilted to the viewer."""
    w, d, h = between(rng, 2.0, 3.2), between(rng, 2.4, 3.6), between(rng, 0.7, 1.3)
    ring = rounded_rectangle(2 * w * 0.5, d, between(rng, 0.2, 0.6) * w * 0.5, n=8)
    slope = between(rng, 0.0, 0.3)
    rows = []
    for s, z in ((0.94, 0.0), (1.0, 0.15), (1.0, 0.85), (0.95, 1.0)):
        rows.append(np.column_stack([ring * s, z * h * (1 + slope * ring[:, 1] / d)]))
    body = loft(np.stack(rows))

    def top(x: float, y: float) -> tuple[float, float, float]:
        return x, y, h * (1 + slope * y / d) + 0.003

    lines: list[Stroke] = []
    screen = [*rounded_rectangle(0.72 * w, 0.46 * d, 0.1), 0, 0.16 * d]
    glass = np.array([top(x, y) for x, y in screen])
    for k, text in enumerate(
        (one_of(rng, "120", "118", "132"), one_of(rng, "80", "76"), one_of(rng, "64", "72"))[: count(rng, 1, 3)]
    ):
        for digit in display_digits(text, (0.08 * w, 0.0, 0.0), 0.12 * d, False):
            points = digit.points
            lines.append(stroke(np.array([top(p[0], 0.28 * d - 0.14 * d * k + p[2]) for p in points])))
    parts = [body.with_strokes(stroke(glass, closed=True), *lines)]
    keys = count(rng, 1, 4)
    for k in range(keys):
        x = (k - (keys - 1) / 2) * 0.7 * w / keys
        _, _, z = top(x, -0.28 * d)
        shape = ellipse(0.12 * w, 0.1 * w, n=24) if whether(rng, 0.6) else rounded_rectangle(0.2 * w, 0.14 * w, 0.05)
        parts.append(extrude(shape, 0.12, axis="z", bevel=0.03).moved(x, -0.28 * d, z - 0.05))
    kind = one_of(rng, "cuff", "strip", "none")
    if kind == "cuff":
        hose = curve(
            (-w / 2, 0.2, 0.35), (-w / 2 - 0.7, 0.4, 0.2), (-w / 2 - 1.0, 1.4, 0.15), (-w / 2 - 1.9, 1.7, 0.5), n=20
        )
        a = np.linspace(0, 2 * np.pi, 40)
        rr = 0.75 + 0.05 * a / np.pi
        cx = -w / 2 - 2.4
        cuff = [tube(hose, 0.07, segments=8)]
        shell = [
            np.column_stack(
                [
                    np.concatenate([rr * np.cos(a), (rr[::-1] - 0.1) * np.cos(a[::-1])]) + cx,
                    np.full(80, y),
                    np.concatenate([rr * np.sin(a), (rr[::-1] - 0.1) * np.sin(a[::-1])]) + 0.85,
                ]
            )
            for y in (0.9, 2.6)
        ]
        roll = loft(np.stack(shell)).with_(surface="textile")
        cuff.append(
            roll.with_strokes(
                *[
                    stroke(
                        np.column_stack([rr * 1.01 * np.cos(a) + cx, np.full(40, y), rr * 1.01 * np.sin(a) + 0.85]),
                        "stitch",
                    )
                    for y in (1.05, 2.45)
                ]
            )
        )
        parts += environment(rng, cuff, 0.25)
    elif kind == "strip":
        parts += environment(rng, [box(0.4, 1.0, 0.05, at=(0, -d / 2 - 0.3, 0.3 * h))], 0.4)
    parts.append(sphere(0.05, at=(0.36 * w, 0.44 * d, top(0, 0.44 * d)[2]), segments=8))
    return parts


def _flask(rng: np.random.Generator) -> list[Part]:
    """Laboratory glass: a flask, a beaker or a dropper bottle."""
    kind = one_of(rng, "cone", "round", "beaker", "cylinder")
    h, r = between(rng, 3.0, 4.5), between(rng, 1.0, 1.5)
    neck = r * between(rng, 0.25, 0.4)
    profile = {
        "cone": [(r * 0.9, 0.0), (r, 0.12), (r * 0.97, 0.3), (neck, 0.72 * h), (neck, h), (neck * 1.2, h + 0.1)],
        "beaker": [(r * 0.9, 0.0), (r * 0.97, 0.1), (r, h * 0.95), (r * 1.08, h)],
        "cylinder": [(r * 0.5, 0.0), (r * 0.5, h * 1.3), (r * 0.56, h * 1.33)],
    }
    if kind == "round":
        line = curve(
            (0.3 * r, 0.02),
            (r, 0.9 * r),
            (0.8 * r, 1.55 * r),
            (neck, 2.0 * r),
            (neck, h + r),
            (neck * 1.2, h + r + 0.08),
            n=30,
        )
        shape = [(float(a), float(b)) for a, b in line]
    else:
        shape = profile[kind]
    inner = [(max(a - 0.06, 0.05), b) for a, b in shape[::-1]][: max(2, len(shape) // 2)]
    glass = revolve([*shape, *inner], segments=44).with_(surface="glass")
    n = count(rng, 4, 9)
    z_all = np.array([b for _, b in shape])
    r_all = np.array([a for a, _ in shape])
    lines: list[Stroke] = []
    for k in range(n):
        z = 0.3 + (0.45 if kind != "cylinder" else 0.9) * h * k / n
        rad = float(np.interp(z, z_all, r_all)) * 1.003
        half = 0.35 if k % 2 else 0.2
        a = np.linspace(-np.pi / 2 - half, -np.pi / 2 + half, 7)
        lines.append(stroke(np.column_stack([rad * np.cos(a), rad * np.sin(a), np.full(7, z)]), "light"))
        if k % 2:
            lines += number_lines(str(50 * k), (0.55 * rad, -rad * 0.9, z + 0.12), 0.13, X, Z)
    level = between(rng, 0.25, 0.6) * h
    lines.append(ring_line((0, 0, level), float(np.interp(level, z_all, r_all)) * 1.002, "z", "light"))
    parts = [glass.with_strokes(*lines)]
    if kind == "cylinder":
        parts.append(
            extrude(regular_polygon(6, r) if whether(rng) else ellipse(r, n=44), 0.2, axis="z", bevel=0.05).moved(
                z=-0.15
            )
        )
    top = float(z_all.max())
    if kind in ("cone", "round") and whether(rng, 0.5):
        stopper = [cylinder(neck * 0.9, 0.6, at=(0, 0, top - 0.3), top=neck * 1.1, segments=28)]
        if whether(rng):
            stopper.append(
                tube(
                    curve((0, 0, top - 0.5), (0, 0, top + 1.0), (0.6, 0, top + 1.5), (1.4, 0, top + 1.0), n=14),
                    0.09,
                    segments=8,
                )
            )
        parts += environment(rng, stopper, 0.3)
    if kind == "beaker" and whether(rng, 0.5):
        line = curve(
            (r * 0.97, 0, 0.85 * h), (r * 1.7, 0, 0.8 * h), (r * 1.6, 0, 0.35 * h), (r * 0.95, 0, 0.25 * h), n=16
        )
        parts.append(limb(line, [0.18], [0.09], 2.6, n=14))
    if whether(rng, 0.2):
        parts += around(cylinder(0.05, 0.02, at=(0.6 * r, 0, -0.02), segments=8), 3)
    return parts


FAMILIES = (
    Family(
        "blood_pressure_monitor",
        "24-01",
        ("Blood pressure monitor", "Glucose meter", "Medical monitor", "Medical testing device"),
        _pressure_monitor,
    ),
    Family("syringe", "24-02", ("Syringe", "Medical syringe", "Injection device", "Injector"), _syringe),
    Family("stethoscope", "24-02", ("Stethoscope", "Medical stethoscope"), _stethoscope),
    Family("test_tube_rack", "24-02", ("Test tube rack", "Laboratory rack", "Tube holder", "Sample rack"), _tube_rack),
    Family(
        "laboratory_flask",
        "24-02",
        ("Laboratory flask", "Beaker", "Laboratory glassware", "Measuring cylinder"),
        _flask,
    ),
    Family("crutch", "24-05", ("Crutch", "Walking stick", "Cane", "Walking aid"), _crutch),
    Family("walker", "24-05", ("Walker", "Rollator", "Walking frame"), _walker),
)
