"""Tents: 21-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import regular_polygon, rounded_rectangle, spline
from patent_data.drawn.families.detail import draw, lay, line, unclaimed, wire
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, Stroke, box, extrude, loft, sheet


def tent(rng: Rng) -> list[Part]:
    """A tent: ridge, dome, tunnel, canopy or play house."""
    kind = pick(rng, "ridge", "dome", "dome", "canopy", "house", "tipi")
    w, d, h = between(rng, 1.8, 2.6), between(rng, 1.8, 3.0), between(rng, 1.1, 1.7)
    parts: list[Part] = []
    marks: list[Stroke] = []
    y = -d / 2
    if kind == "ridge":
        wall = pick(rng, 0.0, 0.0, 0.3) * h
        outline = (
            np.array([[-w / 2, 0], [w / 2, 0], [w / 2, wall], [0, h], [-w / 2, wall]])
            if wall
            else np.array([[-w / 2, 0], [w / 2, 0], [0, h]])
        )
        sag = between(rng, 0.0, 0.08)
        rows = [
            np.column_stack(
                [
                    outline[:, 0],
                    np.full(len(outline), t * d),
                    outline[:, 1] - sag * h * (outline[:, 1] > 0.9 * h) * np.sin(np.pi * (t + 0.5)),
                ]
            )
            for t in np.linspace(-0.5, 0.5, 9)
        ]
        body = loft(np.stack(rows[::-1]))
        marks = [
            line((0, y - 0.004, 0), (0, y - 0.004, 0.94 * h)),
            line((0.03, y - 0.004, 0), (0.03, y - 0.004, 0.9 * h), kind="stitch"),
        ]
        flap = spline([[0, 0.9 * h], [-0.06 * w, 0.4 * h], [-0.2 * w, 0.0]], n=14)
        if maybe(rng):
            marks += [
                Stroke(np.column_stack([flap[:, 0] * s, 0 * flap[:, 0] + y - 0.004, flap[:, 1]])) for s in (-1, 1)
            ]
        parts += [wire([[0, s * d / 2, h - 0.05], [0, s * d / 2, h + 0.16]], 0.02, 8) for s in (-1, 1)]
        ropes = [wire([[0, s * d / 2, h], [0, s * (d / 2 + 0.7), 0]], 0.008, 6) for s in (-1, 1)]
        ropes += (
            [
                wire([[sx * w * 0.5, sy * d / 2, max(wall, 0.02)], [sx * w * 0.72, sy * d * 0.6, 0]], 0.008, 6)
                for sx in (-1, 1)
                for sy in (-1, 1)
            ]
            if wall
            else []
        )
        parts += unclaimed(ropes, maybe(rng, 0.15))
        if maybe(rng, 0.5):
            over = w * 0.06
            roof = [np.array([[0, h + 0.05], [s * (w / 2 + over), wall + 0.06]]) for s in (-1, 1)]
            parts += [
                sheet(
                    np.stack(
                        [np.column_stack([r_[:, 0], np.full(2, yy), r_[:, 1]]) for yy in (-d / 2 - 0.12, d / 2 + 0.12)]
                    )
                )
                for r_ in roof
            ]
    elif kind == "dome":
        n = pick(rng, 4, 4, 6, 6, 8)
        power = between(rng, 1.6, 2.4)
        steps = np.linspace(0, 1, 10)
        flatness = between(rng, 0.3, 0.9)
        columns = n * 6
        t = np.arange(columns) * 2 * np.pi / columns + np.pi / n
        wedge = (1 - flatness * 0.4) + flatness * 0.4 * (
            np.cos(np.pi / n) / np.cos(((t - np.pi / n) % (2 * np.pi / n)) - np.pi / n)
        )
        rings = [
            np.column_stack([w / 2 * q * wedge ** (1.0) * np.cos(t), w / 2 * q * wedge * np.sin(t), 0 * t + h * z])
            for q, z in [((1 - s**power) ** (1 / power), s) for s in steps[:-1]] + [(0.12, 0.99), (0.01, 1.0)]
        ]
        body = loft(np.stack(rings)).with_(smooth_angle=70.0)
        stack = np.stack(rings)
        marks = [Stroke(stack[:, k * 6] * [1.006, 1.006, 1.004]) for k in range(n)]
        door_w, door_h = between(rng, 0.22, 0.32) * w, between(rng, 0.55, 0.72) * h
        arch = np.vstack(
            [
                [[-door_w, 0.03]],
                spline(
                    [
                        [-door_w, 0.03],
                        [-door_w * 0.92, door_h * 0.6],
                        [0, door_h],
                        [door_w * 0.92, door_h * 0.6],
                        [door_w, 0.03],
                    ],
                    n=30,
                ),
            ]
        )
        marks += lay(body, np.column_stack([arch[:, 0], 0 * arch[:, 0] - 9, arch[:, 1]]), (0, 1, 0), n=60)
        marks += lay(
            body, np.column_stack([arch[:, 0] * 0.93, 0 * arch[:, 0] - 9, arch[:, 1] * 0.96]), (0, 1, 0), "stitch", 60
        )
        if maybe(rng, 0.6):
            pane = np.column_stack(
                [
                    0.5 * door_w * np.cos(np.linspace(0, np.pi, 20)),
                    np.full(20, -9.0),
                    0.5 * door_h + 0.3 * door_h * np.sin(np.linspace(0, np.pi, 20)),
                ]
            )
            marks += lay(body, np.vstack([pane, pane[:1]]), (0, 1, 0), n=40)
        if maybe(rng, 0.5):
            poles = [wire(stack[:, k * 6] * [1.02, 1.02, 1.03], 0.016, 8) for k in range(n)]
            parts += unclaimed(poles, maybe(rng, 0.1))
    elif kind == "canopy":
        h *= 1.3
        w = d = between(rng, 2.0, 2.6)
        eave = h * between(rng, 0.62, 0.72)
        square = np.array([[-w / 2, -w / 2], [w / 2, -w / 2], [w / 2, w / 2], [-w / 2, w / 2]])
        bent = between(rng, 0.0, 0.5)
        levels = [(1.0, eave - 0.22), (1.0, eave), (0.5, eave + (h - eave) * (0.5 - 0.3 * bent)), (0.04, h), (0.0, h)]
        top = loft(np.stack([np.column_stack([square * s, np.full(4, z)]) for s, z in levels[:-1]]))
        scallop = []
        n = whole(rng, 6, 12)
        if maybe(rng):
            for k in range(4):
                a, b = square[k], square[(k + 1) % 4]
                u = np.linspace(0, 1, n * 8 + 1)
                edge = a + (b - a) * u[:, None]
                scallop.append(
                    Stroke(np.column_stack([edge * 1.002, eave - 0.1 - 0.05 * np.abs(np.sin(np.pi * n * u))]))
                )
        body = draw(top, scallop)
        legs = [box(0.07, 0.07, eave, (x * 0.97, yy * 0.97, 0)) for x, yy in square]
        legs += [box(0.18, 0.18, 0.02, (x * 0.97, yy * 0.97, 0)) for x, yy in square]
        if maybe(rng, 0.5):
            for k in range(4):
                a, b = square[k] * 0.97, square[(k + 1) % 4] * 0.97
                m = (a + b) / 2
                legs += [wire([[*p, eave - 0.25], [*m, eave - 0.5]], 0.018, 8) for p in (a, b)]
                legs += [wire([[*p, eave - 0.5], [*m, eave - 0.25]], 0.018, 8) for p in (a, b)]
        return [body.with_(smooth_angle=15.0), *unclaimed(legs, maybe(rng, 0.12))]
    elif kind == "house":
        w, d, h = between(rng, 1.3, 1.7), between(rng, 1.1, 1.6), between(rng, 1.0, 1.3)
        y = -d / 2
        body = box(w, d, h)
        peak = between(rng, 0.5, 0.9)
        gable = extrude(np.array([[-w / 2, h], [w / 2, h], [0, h + peak]]), d)
        halves = [slab_roof(w, d, h, peak, s) for s in (-1, 1)]
        door_w = between(rng, 0.18, 0.26) * w
        arch = np.vstack(
            [
                [[-door_w, 0]],
                np.column_stack(
                    [door_w * np.cos(np.linspace(np.pi, 0, 16)), 0.55 * h + door_w * np.sin(np.linspace(np.pi, 0, 16))]
                ),
                [[door_w, 0]],
            ]
        )
        x0 = pick(rng, 0.0, -0.2 * w)
        marks = [
            Stroke(np.column_stack([arch[:, 0] * q + x0, 0 * arch[:, 0] + y - 0.004, arch[:, 1] * q]))
            for q in (1.0, 0.9)
        ]
        if x0:
            marks += [Stroke(flat_window(0.26 * w, y, 0.58 * h, 0.13 * w, q)) for q in (1.0, 0.86)] + [
                line((0.26 * w, y - 0.004, 0.45 * h), (0.26 * w, y - 0.004, 0.71 * h)),
                line((0.13 * w, y - 0.004, 0.58 * h), (0.39 * w, y - 0.004, 0.58 * h)),
            ]
        planks = whole(rng, 0, 8)
        marks += [
            line((s * (w / 2 + 0.003), -d / 2, z), (s * (w / 2 + 0.003), d / 2, z), kind="light")
            for s in (-1, 1)
            for z in np.linspace(0.1, 0.95, planks) * h
        ]
        parts += [gable, *halves]
        if maybe(rng, 0.4):
            parts.append(box(0.16, 0.16, 0.5, (0.3 * w, 0.1, h + 0.2 * peak)))
    else:
        n = whole(rng, 5, 8)
        polygon = regular_polygon(n, w * 0.56) @ np.array(
            [[np.cos(np.pi / n), np.sin(np.pi / n)], [-np.sin(np.pi / n), np.cos(np.pi / n)]]
        )
        h *= 1.35
        body = loft(
            np.stack([np.column_stack([polygon * s, np.full(n, z)]) for s, z in ((1.0, 0.0), (0.06, h))])
        ).with_(smooth_angle=15.0)
        yy = -w * 0.56 * np.cos(np.pi / n)
        slope = yy / h
        for s in (-1, 1):
            curtain = spline([[0, 0.72 * h], [s * 0.1 * w, 0.4 * h], [s * 0.22 * w, 0.0]], n=16)
            marks.append(
                Stroke(np.column_stack([curtain[:, 0], yy - 0.94 * slope * curtain[:, 1] - 0.01, curtain[:, 1]]))
            )
        marks.append(
            line(
                (0, yy - 0.94 * slope * 0.72 * h - 0.01, 0.72 * h),
                (0, yy - 0.94 * slope * 0.86 * h - 0.01, 0.86 * h),
                kind="stitch",
            )
        )
        parts += [wire([[*(p * 0.9), 0.1 * h], [*(-p * 0.16), h * 1.14]], 0.025, 8) for p in polygon]
    return [draw(body.with_(surface="textile"), marks), *parts]


def slab_roof(w: float, d: float, h: float, peak: float, s: int) -> Part:
    """One half of a gable roof."""
    reach = w / 2 + 0.12
    low = h - peak * 0.12 / (w / 2)
    grid = np.array([[[0, yy, h + peak + 0.03], [s * reach, yy, low + 0.03]] for yy in (-d / 2 - 0.1, d / 2 + 0.1)])
    return sheet(grid, 0.05)


def flat_window(x: float, y: float, z: float, half: float, scale: float) -> Array:
    """A closed square on a front face."""
    shape = rounded_rectangle(2 * half * scale, 2 * half * scale, 0.01)
    shape = np.vstack([shape, shape[:1]])
    return np.column_stack([x + shape[:, 0], np.full(len(shape), y - 0.004), z + shape[:, 1]])


FAMILIES = (Family("tent", "21-04", ("Tent", "Camping tent", "Canopy", "Play tent"), tent),)
