"""Families of beds and mattresses (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import front_panel, legs, pull
from patent_data.drawn.families.shaping import grounded, layered, puffed, rod, seam
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, stroke, tube


def headboard(rng: Rng, w: float, h: float, z: float) -> list[Part]:
    """A headboard in the plane y = 0 from z upwards to h: panel, slats, tufted, channels, arch, wings or tubes."""
    kind = pick(rng, "panel", "slats", "tufted", "channels", "arch", "tubes", "wings", "panels")
    t = between(rng, 3, 10)
    tall = h - z
    face = -t / 2 - 0.06
    if kind == "tubes":
        r = between(rng, 1.2, 2.2)
        frame = rod(
            [
                [-w / 2, 0, 0],
                [-w / 2, 0, 0.8 * h],
                [-0.4 * w, 0, h],
                [0.4 * w, 0, h],
                [w / 2, 0, 0.8 * h],
                [w / 2, 0, 0],
            ],
            r,
            40,
        )
        bars = [
            cylinder(0.6 * r, tall * 0.95, at=(x, 0, z), segments=10)
            for x in np.linspace(-w / 2, w / 2, whole(rng, 5, 13) + 2)[2:-2]
        ]
        return [frame, *bars, tube([[-w / 2, 0, z], [w / 2, 0, z]], 0.8 * r, segments=10)]
    if kind == "slats":
        n = whole(rng, 5, 12)
        slats = [box(0.6 * w / n, 2, tall - 6, at=(x, 0, z)) for x in np.linspace(-w / 2, w / 2, n + 2)[1:-1]]
        ends = [box(6, 6, h, at=(x, 0, 0)) for x in (-w / 2 + 3, w / 2 - 3)]
        return [*slats, *ends, box(w, 5, 8, at=(0, 0, h - 8)), box(w, 4, 6, at=(0, 0, z))]
    crest = between(rng, 0.1, 0.5) * tall if kind == "arch" else 0.0
    x = np.linspace(-1, 1, 25)
    edge = np.column_stack([x * w / 2, tall - crest * np.abs(x) ** pick(rng, 2, 4)])
    outline = np.vstack([[[-w / 2, 0], [w / 2, 0]], edge[::-1]])
    lines: list[Stroke] = []
    if kind == "channels":
        across = maybe(rng)
        for k in np.linspace(0, 1, whole(rng, 4, 14) + 1)[1:-1]:
            across_or_up = (
                [[-w / 2, face, k * tall], [w / 2, face, k * tall]]
                if across
                else [[(k - 0.5) * w, face, 0], [(k - 0.5) * w, face, tall]]
            )
            lines.append(stroke(across_or_up))
    if kind in ("panel", "arch") and maybe(rng, 0.7):
        inner = (outline - (0, tall / 2)) * (1 - 14 / w, 1 - 14 / tall) + (0, tall / 2)
        lines.append(stroke(np.column_stack([inner[:, 0], np.full(len(inner), face), inner[:, 1]]), closed=True))
    parts = [
        extrude(outline, t, axis="y", bevel=0.8 if kind in ("tufted", "channels", "wings") else 0.0)
        .with_(strokes=tuple(lines), surface="textile" if kind in ("tufted", "channels", "wings") else "plain")
        .moved(z=z)
    ]
    if kind == "tufted":
        n = whole(rng, 5, 9)
        for row, level in enumerate((0.5, 0.68, 0.86)):
            xs = (np.arange(n) + (0.5 if row % 2 else 0.25)) / n * w - w / 2
            parts += [cylinder(1.6, 1.4, at=(x, -t / 2, z + level * tall), axis="y", segments=12) for x in xs]
    if kind == "wings":
        parts += [box(t, between(rng, 12, 25), tall, at=(s * w / 2, -8, z), radius=3) for s in (-1, 1)]
    if kind == "panels":
        n = whole(rng, 2, 4)
        for k in range(n):
            parts += front_panel(
                w / n - 4,
                tall * 0.7,
                (-w / 2 + (k + 0.5) * w / n, -t / 2 + 1.5, z + 0.58 * tall),
                pick(rng, "frame", "raised"),
            )
    if maybe(rng, 0.4):
        parts += [box(7, 7, h + 4, at=(s * w / 2, 0, 0)) for s in (-1, 1)]
        if maybe(rng):
            parts += [
                revolve([(1.5, 0), (4, 3), (3, 6), (0, 8)], at=(s * w / 2, 0, h + 4), segments=20) for s in (-1, 1)
            ]
    else:
        parts += [box(6, t, z + 1, at=(s * (0.5 * w - 5), 0, 0)) for s in (-1, 1)]
    return parts


def mattress_body(rng: Rng, w: float, d: float, h: float) -> Part:
    """A mattress with piped edges and a quilted or tufted top."""
    outline = rounded_rectangle(w, d, between(rng, 4, 14), n=4)
    bulge = [(1.2, 0.0), (0.2, 0.8), (0.0, 0.3 * h), (0.0, 0.7 * h), (0.2, h - 0.8), (1.2, h), (0.45 * w, h + 0.4)]
    lines: list[Stroke] = [seam(outline, 0.2, 0.9), seam(outline, 0.2, h - 0.9)]
    style = pick(rng, "plain", "diamonds", "channels", "squares")
    top, step = h + 0.5, w / whole(rng, 4, 8)
    x0, y0 = w / 2 - 3, d / 2 - 3
    if style == "diamonds":
        for c in np.arange(-x0 - y0 + step, x0 + y0, 1.5 * step):
            for s in (1, -1):
                a, b = max(-x0, c - y0), min(x0, c + y0)
                if b - a > 1:
                    lines.append(stroke([[a, s * (c - a), top], [b, s * (c - b), top]], kind="light"))
    elif style != "plain":
        lines += [stroke([[-x0, y, top], [x0, y, top]], kind="light") for y in np.arange(-y0 + step, y0, step)]
        if style == "squares":
            lines += [stroke([[x, -y0, top], [x, y0, top]], kind="light") for x in np.arange(-x0 + step, x0, step)]
    if maybe(rng, 0.5):
        lines += [seam(outline, -0.02, 0.5 * h, "stitch")]
    return layered(outline, bulge).with_(strokes=tuple(lines), surface="textile")


def build_bed(rng: Rng) -> list[Part]:
    """A bed with its head at the rear: headboard, rails or divan, footboard, mattress, pillows, drawers."""
    w, d = pick(rng, between(rng, 90, 120), between(rng, 140, 200)), between(rng, 195, 212)
    rail_z, rail_h = between(rng, 12, 28), between(rng, 12, 26)
    kind = pick(rng, "rails", "divan", "platform")
    t = between(rng, 3, 6)
    parts = [part.moved(y=d / 2 + 3) for part in headboard(rng, w + 2 * t, between(rng, 80, 140), rail_z)]
    frame: list[Part] = []
    if kind == "rails":
        frame += [box(t, d, rail_h, at=(s * (w + t) / 2, 0, rail_z)) for s in (-1, 1)]
        frame += [box(w + 2 * t, t, rail_h, at=(0, -d / 2, rail_z)), box(w, d, 3, at=(0, 0, rail_z + rail_h - 8))]
        deck = rail_z + rail_h - 5
    elif kind == "divan":
        outline = rounded_rectangle(w + 2, d + 1, 5)
        frame.append(
            layered(outline, [(1, rail_z), (0, rail_z + 1), (0, rail_z + rail_h - 1), (1, rail_z + rail_h)]).with_(
                surface="textile", strokes=(seam(outline, 0, rail_z + 0.5 * rail_h),) if maybe(rng) else ()
            )
        )
        deck = rail_z + rail_h
    else:
        frame.append(box(w + 16, d + 10, 9, at=(0, 0, rail_z)))
        deck = rail_z + 9
    if kind != "platform" and maybe(rng, 0.3):
        n = whole(rng, 1, 2)
        for k in range(n):
            x = -w / 2 + (k + 0.5) * w / n
            frame += front_panel(w / n - 6, rail_h - 3, (x, -d / 2 - t / 2, rail_z + rail_h / 2), "plain")
            frame += pull(pick(rng, "bar", "cup", "slot", "knob"), (x, -d / 2 - t / 2 - 2, rail_z + 0.6 * rail_h), 14)
    if maybe(rng, 0.35):
        foot = headboard(rng, w + 2 * t, rail_z + rail_h + between(rng, 8, 30), rail_z)
        parts += [part.moved(y=-d / 2 - 2) for part in foot]
    body = mattress_body(rng, w - 1, d - 2, between(rng, 16, 28)).moved(z=deck)
    upper = [body]
    top = float(body.vertices[:, 2].max())
    if maybe(rng, 0.7):
        n = 1 if w < 130 else 2
        for k in range(n):
            plan = rounded_rectangle(min(68, 0.9 * w / n), 44, 6)
            pillow = puffed(plan, between(rng, 12, 17)).with_(surface="textile")
            upper.append(pillow.rotated("x", 12).moved(x=(k - (n - 1) / 2) * 0.48 * w, y=0.35 * d, z=top + 3))
    if maybe(rng, 0.3):
        cover = rounded_rectangle(w + 3, 0.62 * d, 4)
        drop = between(rng, 0.5, 0.9) * (top - deck)
        upper.append(
            layered(cover, [(0, top - drop), (0, top), (2, top + 1.5), (0.4 * w, top + 2)])
            .with_(surface="textile")
            .moved(y=-0.19 * d - 1)
        )
    under = legs(
        rng, pick(rng, "square", "taper", "round", "cone", "turned"), w - 8, d - 10, rail_z + 1, between(rng, 2.5, 4)
    )
    return grounded([*parts, *frame, *disclaimed(rng, upper), *disclaimed(rng, under)])


def build_mattress(rng: Rng) -> list[Part]:
    """A mattress alone: piping, quilting, side handles, a topper, zones or a zip."""
    w, d, h = between(rng, 90, 180), between(rng, 190, 210), between(rng, 12, 34)
    body = mattress_body(rng, w, d, h)
    parts = [body]
    top = h
    if maybe(rng, 0.4):
        t = between(rng, 4, 9)
        topper = mattress_body(rng, w - between(rng, 0, 6), d - between(rng, 0, 6), t).moved(z=h + 0.2)
        parts.append(topper)
        top = h + t
    if maybe(rng, 0.5):
        n = whole(rng, 1, 3)
        for y in np.linspace(-0.3, 0.3, n) * d if n > 1 else (0.0,):
            for s in (-1, 1):
                x = s * (w / 2 + 0.3)
                parts.append(
                    rod(
                        [
                            [x, y - 11, 0.5 * h],
                            [x + s * 1.6, y - 5, 0.52 * h],
                            [x + s * 1.6, y + 5, 0.52 * h],
                            [x, y + 11, 0.5 * h],
                        ],
                        0.9,
                        14,
                        6,
                    )
                )
    if maybe(rng, 0.35):
        label = rounded_rectangle(12, 5, 0.5) + np.array((0.3 * w, 0.5 * h))
        parts[0] = parts[0].with_(
            strokes=(
                *parts[0].strokes,
                stroke(np.column_stack([label[:, 0], np.full(len(label), -d / 2 - 0.1), label[:, 1]]), closed=True),
            )
        )
    if maybe(rng, 0.3):
        foot = mattress_body(rng, w + 1, d + 1, between(rng, 14, 26))
        size = float(foot.vertices[:, 2].max())
        parts = [part.moved(z=size) for part in parts]
        parts += disclaimed(
            rng,
            [
                foot,
                *(
                    cylinder(2.5, 8, at=(x, y, -8), segments=14)
                    for x in (-0.4 * w, 0.4 * w)
                    for y in (-0.42 * d, 0.42 * d)
                ),
            ],
            0.3,
        )
    if maybe(rng, 0.3):
        plan = rounded_rectangle(60, 42, 6)
        parts += [
            puffed(plan, 14).with_(surface="textile", claimed=False).moved(x=x * w, y=0.36 * d, z=top + 0.5)
            for x in ((-0.25, 0.25) if w > 130 else (0.0,))
        ]
    return grounded(parts)


FAMILIES = (
    Family("bed", "06-02", ("Bed", "Bed frame", "Platform bed", "Headboard and bed"), build_bed),
    Family("mattress", "06-09", ("Mattress", "Bed mattress", "Mattress topper"), build_mattress),
)
