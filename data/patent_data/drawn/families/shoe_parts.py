"""Soles, uppers, laces and seams of footwear."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import offset, resample, spline
from patent_data.drawn.families.detail import draw, lay, merge, wire
from patent_data.drawn.families.family import Array, Rng, between, maybe, pick, whole
from patent_data.drawn.families.sewn_parts import foot_outline
from patent_data.drawn.solids import Part, Stroke, box, loft

LENGTH = 2.6


WIDTH = 0.95


def lifted_by(outline: Array, heel: float) -> Array:
    """The height of the foot bed under each point of an outline, the heel raised by `heel`."""
    t = np.clip((outline[:, 1] + 0.35) / 1.1, 0, 1)
    spring = 0.06 * np.clip((-outline[:, 1] - 0.75) / 0.55, 0, 1) ** 2
    return np.asarray(heel * t**2 * (3 - 2 * t) + spring)


def sole(rng: Rng, outline: Array, heel: float, thick: float, flare: float) -> list[Part]:
    """A sole with a welt, side grooves or lugs, and under a raised heel a heel block; its top is the foot bed."""
    bed = lifted_by(outline, heel)
    wide = offset(outline, flare)
    rows = [
        (wide * 0.985, bed - thick),
        (wide, bed - 0.9 * thick),
        (wide, bed - 0.15 * thick),
        (offset(outline, flare * 0.6), bed),
    ]
    body = loft(np.stack([np.column_stack([p, z]) for p, z in rows]))
    marks: list[Stroke] = []
    style = pick(rng, "line", "two lines", "grooves", "lugs", "plain")
    edge = offset(outline, flare + 0.006)
    if style in ("line", "two lines"):
        for q in (0.5,) if style == "line" else (0.35, 0.65):
            ring = np.column_stack([edge, bed - q * thick])
            marks.append(Stroke(np.vstack([ring, ring[:1]]), pick(rng, "line", "stitch")))
    elif style == "grooves":
        dense = resample(np.column_stack([edge, bed]), whole(rng, 36, 64))
        marks += [Stroke(p + np.array([[0, 0, -0.2 * thick], [0, 0, -0.8 * thick]]), "light") for p in dense]
    parts = [body]
    if heel > 0.12:
        back = wide[:, 1] > between(rng, 0.5, 0.62)
        seat = wide[back]
        seat = seat[np.argsort(np.arctan2(seat[:, 1] - 0.95, seat[:, 0]))]
        if len(seat) > 6:
            shrink = pick(rng, 0.95, 0.8, 0.4) if heel > 0.5 else 0.95
            centre = np.array([seat[:, 0].mean(), between(rng, 0.86, 1.02)])
            top_z = lifted_by(seat, heel) - 0.9 * thick
            waist = centre + (seat - centre) * (0.5 + 0.5 * shrink) * 0.95
            foot = centre + (seat - centre) * shrink
            rings = [
                np.column_stack([foot, np.full(len(seat), -thick)]),
                np.column_stack([foot, np.full(len(seat), -thick + 0.05)]),
                np.column_stack([waist, 0.5 * top_z - 0.4 * thick]),
                np.column_stack([seat, top_z]),
            ]
            block = loft(np.stack(rings))
            stacks = whole(rng, 0, 4)
            lines = (
                [
                    Stroke(
                        np.column_stack([foot + (seat - foot) * t * 0.98, -thick + (top_z + thick) * t])
                        * [1.012, 1.005, 1],
                        "light",
                    )
                    for t in np.linspace(0.15, 0.7, stacks)
                ]
                if shrink > 0.7
                else []
            )
            parts.append(draw(block, lines))
    elif style == "lugs":
        cells = []
        for p in resample(offset(outline, -0.03), whole(rng, 18, 30)):
            z = float(lifted_by(p[None], heel)[0])
            cells.append(box(0.11, 0.11, 0.1, (p[0], p[1], z - thick - 0.07)))
        for y in np.linspace(-1.0, 1.0, 9):
            z = float(lifted_by(np.array([[0.0, y]]), heel)[0])
            cells.append(box(0.3, 0.08, 0.07, (0.0 + 0.04 * (-1) ** round(y * 8), y, z - thick - 0.05)))
        parts.append(merge(cells))
    elif maybe(rng, 0.5):
        z = bed.min() - thick - 0.003
        marks += [
            Stroke(np.array([[-0.24, y - 0.1, z], [0.0, y, z], [0.24, y - 0.1, z]]), "light")
            for y in np.linspace(-0.75, -0.3, whole(rng, 4, 7))
        ]
    parts[0] = draw(body, marks)
    return parts


def upper(outline: Array, heel: float, mouth: Array, toe_height: float, toe_box: float) -> Part:
    """The upper between the sole and the mouth [n,3]; it bulges over the toes as far as `toe_box` says."""
    bed = lifted_by(outline, heel)
    foot = np.column_stack([outline * 0.985, bed - 0.02])
    front = np.clip((-outline[:, 1] - 0.1) / 1.0, 0, 1) ** 0.7
    knee = foot.copy()
    knee[:, :2] = outline * (1.0 - 0.02 * front[:, None])
    rise = mouth[:, 2] - foot[:, 2]
    knee[:, 2] = foot[:, 2] + front * toe_height * 1.3 + (1 - front) * rise * 0.5
    knee[:, 0] += (mouth[:, 0] - knee[:, 0]) * (1 - front) * 0.25
    middle = 0.5 * (knee + mouth)
    middle[:, 2] += front * toe_box
    rings = []
    for t in np.linspace(0, 1, 15):
        a, b = (1 - t) ** 3, 3 * t * (1 - t) ** 2
        c, d = 3 * t * t * (1 - t), t**3
        rings.append(a * foot + b * knee + c * (0.4 * middle + 0.6 * mouth) + d * mouth)
    inside = mouth - [0, 0, 0.02]
    centre = inside.mean(axis=0)
    rings.append(centre + (inside - centre) * [0.94, 0.96, 1.0])
    rings.append(centre + (inside - centre) * [0.9, 0.93, 1.0] - [0, 0, min(0.3, 0.6 * float(rise.min()))])
    return loft(np.stack(rings)).with_(smooth_angle=50.0)


def mouth_ring(
    outline: Array, y: float, half_y: float, half_x: float, z_back: float, z_side: float, z_front: float, heel: float
) -> Array:
    """The opening of a shoe, point for point over the outline of its sole."""
    a = np.arctan2(outline[:, 1] / LENGTH, outline[:, 0] / WIDTH)
    x, yy = half_x * np.cos(a), y + half_y * np.sin(a)
    s = np.sin(a)
    z = z_side + np.where(s > 0, (z_back - z_side) * s**2, (z_front - z_side) * s**2)
    return np.column_stack([x, yy, z + heel])


def lacing(rng: Rng, body: Part, start: float, stop: float, rows: int, half: float) -> tuple[list[Stroke], list[Part]]:
    """Eyelets, crossed laces and the edges of the tongue, laid on the instep from y = stop to start."""
    marks: list[Stroke] = []
    parts: list[Part] = []
    down = (0.0, 0.0, -1.0)
    ys = np.linspace(start, stop, rows)
    crossed = maybe(rng, 0.6)
    thick = between(rng, 0.02, 0.032)

    def hit(x: float, y: float) -> Array | None:
        found = lay(body, [[x - 0.004, y, 9], [x + 0.004, y, 9]], down, n=2)
        return found[0].points.mean(axis=0) if found else None

    for i, y in enumerate(ys):
        width = half * (0.8 + 0.3 * i / max(rows - 1, 1))
        for s in (-1, 1):
            c = np.linspace(0, 2 * np.pi, 11)
            marks += lay(
                body, np.column_stack([s * width + 0.032 * np.cos(c), y + 0.032 * np.sin(c), 0 * c + 9]), down, n=14
            )
        ends = [(-width, y, width, y)]
        if crossed and i + 1 < rows:
            after = half * (0.8 + 0.3 * (i + 1) / (rows - 1))
            ends = [(-width, y, after, ys[i + 1]), (width, y, -after, ys[i + 1])]
        for x0, y0, x1, y1 in ends:
            a, b, m = hit(x0, y0), hit(x1, y1), hit((x0 + x1) / 2, (y0 + y1) / 2)
            if a is not None and b is not None and m is not None:
                parts.append(wire(spline([a, m + np.array([0, 0, thick * 1.2]), b], n=8), thick, 8))
    for s in (-1, 1):
        path = [[s * half * 0.5, start + 0.05, 9], [s * half * 0.62, stop - 0.1, 9], [s * half * 0.2, stop - 0.24, 9]]
        marks += lay(body, [[x, y, z] for x, y, z in path][:2], down)
        flap = spline(
            [
                [s * half * 1.35, start + 0.1, 9],
                [s * half * 1.25, stop, 9],
                [s * half * 0.7, stop - 0.2, 9],
                [0, stop - 0.24, 9],
            ],
            n=20,
        )
        marks += lay(body, flap, down) + (lay(body, flap * [1.14, 1, 1] - [0, 0.05, 0], down, "stitch") if s else [])
    return marks, parts


def panels(rng: Rng, body: Part, heel: float) -> list[Stroke]:
    """Seams on the sides, the toe cap, the heel counter, perforations."""
    marks: list[Stroke] = []
    down = (0.0, 0.0, -1.0)
    toe = pick(rng, "none", "cap", "wing", "moc")
    if toe == "cap":
        y = between(rng, -0.95, -0.78)
        for q in (0.0, 0.045):
            marks += lay(
                body,
                spline([[-0.6, y + 0.22 + q, 9], [0, y + q, 9], [0.6, y + 0.22 + q, 9]], n=24),
                down,
                "stitch" if q else "line",
            )
    elif toe == "wing":
        marks += lay(
            body,
            spline([[-0.6, -0.3, 9], [-0.3, -0.72, 9], [0, -0.62, 9], [0.3, -0.72, 9], [0.6, -0.3, 9]], n=40),
            down,
        )
        marks += [
            m
            for x in np.linspace(-0.2, 0.2, 7)
            for m in lay(body, [[x, -0.88 + x * x * 3, 9], [x + 0.03, -0.88 + x * x * 3, 9]], down, n=3)
        ]
    elif toe == "moc":
        ring = spline(
            [[-0.36, 0.1, 9], [-0.4, -0.5, 9], [-0.2, -0.98, 9], [0.16, -1.0, 9], [0.38, -0.5, 9], [0.34, 0.1, 9]], n=40
        )
        marks += lay(body, ring, down) + lay(body, ring * [0.9, 0.96, 1], down, "stitch")
    style = pick(rng, "stripes", "swoosh", "panel", "none", "mesh")
    counter = maybe(rng, 0.7)
    for s in (-1, 1):
        way = (-s, 0.0, 0.0)
        if style == "stripes":
            n = whole(rng, 2, 4)
            for i in range(n):
                y = 0.0 + 0.16 * i
                marks += lay(body, [[s * 9, y - 0.1, 0.62 + heel], [s * 9, y + 0.1, 0.05 + heel * 0.5]], way) + lay(
                    body, [[s * 9, y - 0.03, 0.62 + heel], [s * 9, y + 0.17, 0.05 + heel * 0.5]], way
                )
        elif style == "swoosh":
            shape = spline(
                [
                    [s * 9, -0.5, 0.3],
                    [s * 9, 0.2, 0.16 + heel * 0.4],
                    [s * 9, 0.95, 0.56 + heel],
                    [s * 9, 0.2, 0.34 + heel * 0.5],
                    [s * 9, -0.5, 0.3],
                ],
                n=40,
            )
            marks += lay(body, shape, way, n=50)
        elif style == "panel":
            for q, kind in ((0.0, "line"), (0.04, "stitch")):
                line = spline(
                    [
                        [s * 9, 0.5 + q, 0.75 + heel],
                        [s * 9, 0.25 + q, 0.4 + heel * 0.8],
                        [s * 9, -0.4 + q, 0.28 + q],
                        [s * 9, -0.9, 0.1 + q],
                    ],
                    n=30,
                )
                marks += lay(body, line, way, "stitch" if kind == "stitch" else "line")
        elif style == "mesh":
            for y in np.linspace(-0.5, 0.4, 7):
                for z in np.linspace(0.12, 0.36, 3):
                    c = np.linspace(0, 2 * np.pi, 7)
                    marks += lay(
                        body,
                        np.column_stack(
                            [0 * c + s * 9, y + 0.02 * np.cos(c), z + heel * 0.6 * (y + 0.5) + 0.02 * np.sin(c)]
                        ),
                        way,
                        "light",
                        8,
                    )
        if counter:
            back = spline([[s * 9, 0.78, 0.7 + heel], [s * 9, 0.7, 0.4 + heel], [s * 9, 0.5, 0.02 + heel * 0.9]], n=20)
            marks += lay(body, back, way) + lay(body, back + np.array([0, 0.045, 0]), way, "stitch")
    return marks + lay(body, [[0, 9, 1.2 + heel], [0, 9, 0.02 + heel]], (0, -1, 0))


def last(rng: Rng) -> tuple[Array, float]:
    """The outline of a sole, and how pointed its toe is."""
    toe = between(rng, -0.1, 0.75)
    return foot_outline(LENGTH, WIDTH * between(rng, 0.88, 1.06), toe, between(rng, 0.02, 0.16)), toe
