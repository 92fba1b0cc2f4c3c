"""Shoes, boots and sandals: 02-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import offset, resample, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import draw, lay, merge, wire
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.sewn_parts import foot_outline
from patent_data.drawn.solids import Part, Stroke, box, extrude, loft

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


def shoe(rng: Rng) -> list[Part]:
    """A low shoe: sneaker, lace-up, slip-on or pump."""
    outline, _ = last(rng)
    kind = pick(rng, "sneaker", "sneaker", "lace-up", "slip-on", "pump")
    heel = {
        "sneaker": between(rng, 0.0, 0.14),
        "lace-up": between(rng, 0.16, 0.28),
        "slip-on": between(rng, 0.0, 0.2),
        "pump": between(rng, 0.3, 1.0),
    }[kind]
    thick = between(rng, 0.18, 0.42) if kind == "sneaker" else between(rng, 0.07, 0.16)
    low = kind in ("slip-on", "pump")
    front_y = between(rng, -0.75, -0.5) if kind == "pump" else between(rng, -0.25, 0.1)
    back_y = 1.16
    z_front = (
        between(rng, 0.26, 0.36) if kind == "pump" else between(rng, 0.6, 0.85) if not low else between(rng, 0.5, 0.66)
    )
    mouth = mouth_ring(
        outline,
        (front_y + back_y) / 2,
        (back_y - front_y) / 2,
        0.33,
        between(rng, 0.7, 0.95),
        between(rng, 0.46, 0.62) if not low else between(rng, 0.36, 0.5),
        z_front,
        heel,
    )
    if kind == "pump":
        mouth[:, 2] -= heel * (1 - np.clip((mouth[:, 1] + 0.5) / 1.3, 0, 1))
    else:
        mouth[:, 2] -= 0.55 * heel * (mouth[:, 1] < 0.4) * np.clip((0.4 - mouth[:, 1]) / 0.6, 0, 1)
    body = upper(outline, heel, mouth, between(rng, 0.2, 0.34), between(rng, 0.0, 0.1))
    parts = sole(rng, outline, heel, thick, between(rng, 0.02, 0.09))
    marks: list[Stroke] = (
        [Stroke(np.vstack([mouth, mouth[:1]]) * [1.03, 1.01, 1] - [0, 0, 0.05], "stitch")] if maybe(rng, 0.5) else []
    )
    if kind != "pump":
        marks += panels(rng, body, heel)
    if kind in ("sneaker", "lace-up"):
        laced, cords = lacing(
            rng, body, front_y - 0.06, front_y - between(rng, 0.4, 0.6), whole(rng, 4, 6), between(rng, 0.14, 0.2)
        )
        marks += laced
        parts += cords
        tongue = limb(
            spline(
                [
                    [0, front_y - 0.1, z_front + heel * 0.4 - 0.12],
                    [0, front_y + 0.02, z_front + heel * 0.5 + 0.02],
                    [0, front_y + 0.08, z_front + heel * 0.5 + between(rng, 0.1, 0.24)],
                ],
                n=10,
            ),
            [0.2, 0.22, 0.2],
            [0.03],
            power=3.0,
            side=(1.0, 0.0, 0.0),
            ends=(0.0, 0.03),
            n=16,
        )
        parts.append(tongue)
    elif kind == "slip-on":
        style = pick(rng, "penny", "gore", "plain")
        if style == "penny":
            for q in (0.0, 0.2):
                marks += lay(
                    body,
                    spline(
                        [[-0.6, front_y - 0.1 - q, 9], [0, front_y - 0.24 - q, 9], [0.6, front_y - 0.1 - q, 9]], n=24
                    ),
                    (0, 0, -1),
                )
        elif style == "gore":
            for s in (-1, 1):
                marks += lay(
                    body,
                    [
                        [s * 9, front_y + 0.05, 0.7 + heel],
                        [s * 9, front_y + 0.02, 0.26],
                        [s * 9, front_y + 0.34, 0.7 + heel],
                    ],
                    (-s, 0, 0),
                )
    elif maybe(rng, 0.4):
        y = front_y + 0.02
        spot = lay(body, [[-0.01, y - 0.06, 9], [0.01, y - 0.06, 9]], (0, 0, -1), n=2)
        if spot:
            z = float(spot[0].points[0, 2])
            parts += [
                limb(
                    np.array([[0, y - 0.06, z + 0.02], [s * 0.1, y - 0.05, z + 0.04], [s * 0.2, y - 0.06, z + 0.02]]),
                    [0.02, 0.06, 0.07],
                    [0.015],
                    n=10,
                )
                for s in (-1, 1)
            ]
    if kind == "sneaker" and maybe(rng, 0.6):
        parts.append(
            wire(
                spline(
                    [
                        [0, 1.16, mouth[:, 2].max() - 0.22],
                        [0, 1.27, mouth[:, 2].max() - 0.08],
                        [0, 1.15, mouth[:, 2].max() + 0.02],
                    ],
                    n=10,
                ),
                0.03,
                8,
            )
        )
    return [draw(body, marks), *parts]


def boot(rng: Rng) -> list[Part]:
    """A boot: ankle to knee high, laced, zipped, pulled on or of rubber."""
    outline, _ = last(rng)
    kind = pick(rng, "laced", "laced", "pull-on", "zip", "rubber", "heeled")
    heel = between(rng, 0.12, 0.32) if kind != "heeled" else between(rng, 0.4, 0.9)
    thick = between(rng, 0.12, 0.3)
    tall = between(rng, 1.2, 1.9) if kind in ("laced", "zip") else between(rng, 1.3, 3.0)
    lean = between(rng, -0.02, 0.12)
    ankle = mouth_ring(outline, between(rng, 0.56, 0.66), 0.56, 0.36, 0.85, 0.85, 0.85, heel)
    foot = upper(outline, heel, ankle, between(rng, 0.24, 0.36), between(rng, 0.02, 0.12))
    calf = between(rng, 1.0, 1.3) if tall > 1.6 else 1.05
    rim_dip = pick(rng, 0.0, 0.0, 0.2)
    rings = []
    for t, grow in (
        (-0.12, 0.92),
        (0.0, 0.985),
        (0.15, 0.96),
        (0.4, 0.5 * (1 + calf)),
        (0.75, calf),
        (1.0, calf * between(rng, 0.94, 1.08)),
    ):
        ring = ankle.copy()
        centre = np.array([0, 0.62 + lean * max(t, 0) * (tall - 0.9)])
        ring[:, :2] = centre + (ring[:, :2] - [0, 0.62]) * grow
        ring[:, 2] = (
            0.85
            + heel
            + t * (tall - 0.85)
            + (rim_dip * np.sin(np.arctan2(outline[:, 1], outline[:, 0])) ** 2 * (1 if t > 0.9 else 0))
        )
        rings.append(ring)
    levels = np.stack(rings)
    shaft_rings = [
        np.stack([np.interp(np.linspace(0, 5, 14), range(6), levels[:, i, k]) for k in range(3)], axis=1)
        for i in range(levels.shape[1])
    ]
    shaft_rows = np.stack(shaft_rings, axis=1)
    top = shaft_rows[-1]
    middle = top.mean(axis=0)
    inner = [middle + (top - middle) * [0.93, 0.93, 1.0] - [0, 0, q] for q in (0.01, 0.3)]
    shaft = loft(np.concatenate([shaft_rows, np.stack(inner)])).with_(smooth_angle=50.0)
    marks = panels(rng, foot, heel) if kind != "rubber" else []
    lines: list[Stroke] = []
    high = tall + heel
    rim = Stroke(np.vstack([top, top[:1]]) * [1.02, 1.0, 1] - [0, 0, 0.1], pick(rng, "line", "stitch"))
    lines.append(rim)
    parts = sole(rng, outline, heel, thick, between(rng, 0.03, 0.1))
    if kind == "laced":
        laced, cords = lacing(rng, foot, 0.02, -0.42, 4, 0.17)
        marks += laced
        rows = whole(rng, 3, 8)
        for i, z in enumerate(np.linspace(0.95 + heel, high - 0.1, rows)):
            half = 0.2
            hits = [
                lay(shaft, [[s * half - 0.004, -9, z + q], [s * half + 0.004, -9, z + q]], (0, 1, 0), n=2)
                for s, q in ((-1, 0.0), (1, 0.0), (-1, 0.12), (1, 0.12))
            ]
            if all(hits):
                a, b, c, d = (h[0].points.mean(axis=0) for h in hits)
                ridge = lay(shaft, [[-0.01, -9, z + 0.06], [0.01, -9, z + 0.06]], (0, 1, 0), n=2)
                nose = float(ridge[0].points[0, 1]) - 0.02 if ridge else float(a[1])
                for p, q in ((a, d), (b, c)) if i + 1 < rows else ((a, b),):
                    cords.append(wire(spline([p, np.array([0.0, nose, 0.5 * (p[2] + q[2])]), q], n=6), 0.026, 8))
        parts += cords
        lines += [m for s in (-1, 1) for m in lay(shaft, [[s * 0.26, -9, 0.8 + heel], [s * 0.26, -9, high]], (0, 1, 0))]
    elif kind == "pull-on":
        if tall < 1.8:
            lines += [
                m
                for s in (-1, 1)
                for m in lay(
                    shaft,
                    spline(
                        [[s * 9, 0.36, high], [s * 9, 0.46, 1.0 + heel], [s * 9, 0.78, 1.0 + heel], [s * 9, 0.9, high]],
                        n=24,
                    ),
                    (-s, 0, 0),
                )
            ]
        else:
            lines += [
                m
                for s in (-1, 1)
                for m in lay(shaft, [[s * 9, 0.62 + lean, high], [s * 9, 0.62, 0.86 + heel]], (-s, 0, 0))
            ]
            lines += lay(
                shaft, spline([[-0.3, -9, high - 0.2], [0, -9, high - 0.9], [0.3, -9, high - 0.2]], n=20), (0, 1, 0)
            )
        for s in (-1, 1):
            x = float(top[:, 0].max()) * s
            parts.append(
                wire(
                    [
                        [x, 0.55, high - 0.25],
                        [x * 1.05, 0.56, high + 0.12],
                        [x * 1.05, 0.72, high + 0.12],
                        [x, 0.73, high - 0.25],
                    ],
                    0.025,
                    8,
                )
            )
    elif kind in ("zip", "heeled"):
        s = pick(rng, -1, 1)
        for q, style in ((-0.035, "line"), (0.0, "stitch"), (0.035, "line")):
            lines += lay(
                shaft,
                [[s * 9, 0.6 + q, high], [s * 9, 0.6 + q, 0.84 + heel]],
                (-s, 0, 0),
                "stitch" if style == "stitch" else "line",
            )
        lines += lay(shaft, [[-s * 9, 0.6, high], [-s * 9, 0.6, 0.84 + heel]], (s, 0, 0))
    else:
        lines += [Stroke(np.vstack([r, r[:1]]) * [1.01, 1, 1], "line") for r in shaft_rows[[2, 3]][: whole(rng, 0, 2)]]
        lines += [Stroke(np.vstack([top, top[:1]]) * [1.02, 1.0, 1] - [0, 0, 0.16])]
    if maybe(rng, 0.3) and kind != "laced":
        z = 0.98 + heel
        row = shaft_rows[5]
        loop = resample(np.column_stack([row[:, 0] * 1.03, 0.62 + (row[:, 1] - 0.62) * 1.03, np.full(len(row), z)]), 40)
        parts.append(limb(np.vstack([loop, loop[:1]]), [0.05], [0.015], power=5.0, side=(0.0, 0.0, 1.0), n=8))
    return [draw(foot, marks), draw(shaft, lines), *parts]


def sandal(rng: Rng) -> list[Part]:
    """A sandal, slide or thong with straps."""
    outline, _ = last(rng)
    heel = pick(rng, 0.0, 0.06, between(rng, 0.2, 0.7))
    thick = between(rng, 0.12, 0.3)
    bed = lifted_by(outline, heel)
    parts = sole(rng, outline, heel, thick, between(rng, 0.0, 0.05))
    inner = offset(outline, -0.05)
    ring = np.column_stack([inner, bed + 0.006])
    parts[0] = draw(parts[0], [Stroke(np.vstack([ring, ring[:1]]), pick(rng, "stitch", "line"))])
    kind = pick(rng, "slide", "thong", "straps", "cross")
    w = between(rng, 0.08, 0.16)

    def arch(y0: float, y1: float, rise: float, wide: float, x0: float = -1.0, x1: float = 1.0) -> Part:
        def at(y: float) -> tuple[float, float]:
            near = np.abs(outline[:, 1] - y).argsort()[:8]
            return float(np.abs(outline[near, 0]).mean()), float(bed[near].mean())

        (a, za), (b, zb) = at(y0), at(y1)
        top = max(za, zb) + rise
        path = spline(
            [
                [x0 * a * 0.97, y0, za - 0.06],
                [x0 * a * 0.98, y0, za + 0.1],
                [x0 * a * 0.6, 0.75 * y0 + 0.25 * y1, top - 0.06 * rise],
                [0.3 * (x0 + x1) * a, (y0 + y1) / 2, top],
                [x1 * b * 0.6, 0.25 * y0 + 0.75 * y1, top - 0.06 * rise],
                [x1 * b * 0.98, y1, zb + 0.1],
                [x1 * b * 0.97, y1, zb - 0.06],
            ],
            n=26,
        )
        band = limb(path, [wide], [0.02], power=5.0, side=(0.0, 1.0, 0.0), n=16)
        edge = [
            Stroke(
                path
                + [0, s * 0.82 * wide, 0]
                + np.column_stack([0 * path[:, 0], 0 * path[:, 0], np.full(len(path), 0.022)]),
                "stitch",
            )
            for s in (-1, 1)
        ]
        return draw(band, edge)

    if kind == "slide":
        bands = whole(rng, 1, 2)
        parts += [
            arch(y, y, between(rng, 0.42, 0.5) + 0.1 * i, between(rng, 0.18, 0.3) if bands == 1 else 0.15)
            for i, y in enumerate((-0.5,) if bands == 1 else (-0.68, -0.22))
        ]
    elif kind == "thong":
        z = float(lifted_by(np.array([[0.0, -0.72]]), heel)[0])
        for s in (-1, 1):
            path = spline(
                [
                    [0.02, -0.74, z - 0.04],
                    [0.02, -0.7, z + 0.26],
                    [s * 0.22, -0.3, z + 0.4],
                    [s * 0.42, 0.12, z + 0.2 + heel * 0.3],
                    [s * 0.43, 0.3, z - 0.04 + heel * 0.6],
                ],
                n=24,
            )
            parts.append(limb(path, [0.03, 0.05, 0.09, 0.08, 0.05], [0.02], power=4.0, n=14))
    elif kind == "straps":
        parts += [
            arch(y, y + between(rng, -0.1, 0.1), 0.36 + 0.12 * (y + 0.7), w * 0.6)
            for y in np.linspace(-0.8, -0.1, whole(rng, 2, 3))
        ]
    else:
        parts += [arch(-0.66, -0.1, 0.46, w * 0.8), arch(-0.1, -0.66, 0.48, w * 0.8)]
    if kind in ("straps", "cross") or maybe(rng, 0.3):
        z = heel + between(rng, 0.55, 0.75)
        t = np.linspace(0, 2 * np.pi, 41)[:-1]
        loop = np.column_stack([0.4 * np.cos(t), 0.72 + 0.46 * np.sin(t), z - 0.1 * np.sin(t)])
        parts.append(limb(np.vstack([loop, loop[:1]]), [w * 0.5], [0.018], power=5.0, side=(0.0, 0.0, 1.0), n=10))
        parts += [
            limb(
                np.array([[s * 0.36, 0.85, heel - 0.04], [s * 0.39, 0.8, z - 0.1]]),
                [w * 0.5],
                [0.018],
                power=5.0,
                side=(0.0, 1.0, 0.0),
                n=10,
            )
            for s in (-1, 1)
        ]
        parts.append(
            extrude(
                np.array([[-0.06, -0.07], [0.06, -0.07], [0.06, 0.07], [-0.06, 0.07]]),
                0.04,
                "x",
                holes=[np.array([[-0.035, -0.045], [0.035, -0.045], [0.035, 0.045], [-0.035, 0.045]])],
                at=(0.41, 0.7, z),
            )
        )
    return parts


FAMILIES = (
    Family("shoe", "02-04", ("Shoe", "Sneaker", "Footwear", "Shoe upper"), shoe),
    Family("boot", "02-04", ("Boot", "Ankle boot", "Work boot"), boot),
    Family("sandal", "02-04", ("Sandal", "Slide sandal", "Flip-flop"), sandal),
)
