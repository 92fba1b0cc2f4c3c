"""The family of cushions, pillows and poufs (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import grounded, inset_levels, layered, oval, puffed, turned_lines
from patent_data.drawn.solids import Part, Stroke, StrokeKind, cylinder, extrude, revolve, stroke


def pillow_outline(rng: Rng) -> Array:
    """The plan of a cushion: with drawn-in sides, round, heart, bone, neck, moon or wedge."""
    kind = pick(rng, "square", "square", "long", "round", "heart", "bone", "butterfly", "moon")
    s = between(rng, 18, 30)
    if kind in ("square", "long"):
        w, d = s, s * (1.0 if kind == "square" else between(rng, 0.5, 0.75))
        plan = rounded_rectangle(2 * w, 2 * d, 0.12 * s, n=4)
        plan = np.vstack(
            [
                np.linspace(plan[k], plan[(k + 1) % len(plan)], 6)[:-1] if k % 5 == 4 else plan[k : k + 1]
                for k in range(len(plan))
            ]
        )
        pinch = between(rng, 0.0, 0.09)
        plan = plan * (1 - pinch * (1 - (plan[:, ::-1] / (d, w)) ** 2))
        return plan
    if kind == "round":
        return oval(2 * s, 2 * s, pick(rng, 2.0, 3.0), 48)
    a = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    if kind == "heart":
        heart: Array = (
            np.column_stack(
                [np.sin(a) ** 3 * 1.05, 0.85 * np.cos(a) - 0.32 * np.cos(2 * a) - 0.12 * np.cos(3 * a) + 0.1]
            )
            * s
        )
        return heart
    if kind == "moon":
        return np.asarray(
            spline(
                np.array(
                    [
                        (-1, -0.3),
                        (0, -0.75),
                        (1, -0.3),
                        (0.95, 0.25),
                        (0.4, 0.0),
                        (0, -0.08),
                        (-0.4, 0.0),
                        (-0.95, 0.25),
                    ]
                )
                * s
                * 1.2,
                closed=True,
                n=48,
            )
            + np.array((0, 0.25 * s))
        )
    waist = between(rng, 0.15, 0.4)
    reach = 1 + waist * np.cos(2 * a) if kind == "bone" else 1 + 0.8 * waist * np.cos(4 * a + np.pi)
    return np.column_stack([np.cos(a) * reach * 1.25, np.sin(a) * reach * 0.8]) * s


def bolster(rng: Rng) -> list[Part]:
    """A bolster with piped rings and buttoned ends."""
    r, w = between(rng, 8, 13), between(rng, 40, 70)
    body = revolve(
        [(r * 0.2, 0), (r * 0.9, 0.3), (r, 1.5), (r, w - 1.5), (r * 0.9, w - 0.3), (r * 0.2, w)],
        axis="x",
        segments=36,
    )
    rings = [
        stroke(np.column_stack([np.full(37, x), (r + 0.1) * np.cos(t), (r + 0.1) * np.sin(t)]))
        for t in [np.linspace(0, 2 * np.pi, 37)]
        for x in (1.5, w - 1.5, *np.linspace(0.2, 0.8, whole(rng, 2, 5)) * w)
    ]
    ends = [revolve([(2, 0), (2, 1), (0, 1.6)], at=(x, 0, 0), axis="x", segments=16) for x in (-1.0, w - 0.4)]
    return grounded([body.with_(strokes=tuple(rings), surface="textile"), *ends])


def pouf(rng: Rng) -> list[Part]:
    """A round pouf sewn from gores."""
    r, h = between(rng, 22, 32), between(rng, 26, 42)
    profile = spline(
        [
            (0.75 * r, 0),
            (0.98 * r, 0.15 * h),
            (r, 0.5 * h),
            (0.95 * r, 0.85 * h),
            (0.6 * r, h),
            (0.05 * r, 1.02 * h),
        ],
        n=24,
    )
    gores = turned_lines(profile, whole(rng, 6, 16), pick(rng, "line", "stitch"))
    return grounded(
        [revolve(profile).with_(strokes=gores, surface="textile"), cylinder(1.8, 1, at=(0, 0, h), segments=20)]
    )


def wedge(rng: Rng) -> list[Part]:
    """A wedge pillow with a stitched top."""
    w, d, h = between(rng, 40, 60), between(rng, 40, 60), between(rng, 14, 28)
    front = between(rng, 0.1, 0.35) * h
    side = np.array([(-d / 2, 0), (d / 2, 0), (d / 2, h), (-d / 2, front)])
    body = extrude(side, w, axis="x", bevel=1.5).with_(surface="textile")
    x = w / 2 - 1.5
    lines = [
        stroke(
            [
                [-x, -d / 2 + 2, front + 1.0],
                [x, -d / 2 + 2, front + 1.0],
                [x, d / 2 - 2, h - 0.6],
                [-x, d / 2 - 2, h - 0.6],
            ],
            kind="stitch",
            closed=True,
        )
    ]
    return grounded([body.with_(strokes=tuple(lines))])


def build_cushion(rng: Rng) -> list[Part]:
    """A scatter cushion, pillow, pouf or bolster: seams, stitched pattern, buttons, tassels, zip, ears."""
    kind = pick(rng, "puffed", "puffed", "puffed", "pouf", "bolster", "wedge")
    if kind == "bolster":
        return bolster(rng)
    if kind == "pouf":
        return pouf(rng)
    if kind == "wedge":
        return wedge(rng)
    plan = pillow_outline(rng)
    h = between(rng, 9, 17)
    fullness = between(rng, 0.4, 0.7)
    body = puffed(plan, h, fullness=fullness)
    lines = list(body.strokes)

    def over(points: Array) -> Stroke:
        from_centre = np.linalg.norm(points, axis=1)
        angle = np.arctan2(points[:, 1], points[:, 0])
        edge_angle = np.arctan2(plan[:, 1], plan[:, 0])
        order = np.argsort(edge_angle)
        edge = np.interp(angle, edge_angle[order], np.linalg.norm(plan, axis=1)[order], period=2 * np.pi)
        s = np.minimum(from_centre / edge, 1.0)
        return stroke(np.column_stack([points, h / 2 + h / 2 * (1 - s**2.4) ** fullness + 0.12]), kind=thread)

    thread: StrokeKind = pick(rng, "stitch", "light", "line")
    pattern = pick(rng, "none", "inner", "rays", "stripes", "centre", "rings", "diamonds")
    if pattern in ("inner", "rings"):
        lines += [over(np.vstack([plan, plan[:1]]) * s) for s in ((0.8,) if pattern == "inner" else (0.35, 0.55, 0.75))]
    elif pattern == "rays":
        n = whole(rng, 6, 16)
        lines += [over(np.outer(np.linspace(0.08, 0.9, 14), plan[int(k * len(plan) / n)])) for k in range(n)]
    elif pattern == "stripes":
        half = np.abs(plan[:, 1]).max() * 0.62
        for x in np.linspace(-0.6, 0.6, whole(rng, 3, 8)) * np.abs(plan[:, 0]).max():
            lines.append(over(np.column_stack([np.full(14, x), np.linspace(-half, half, 14)])))
    elif pattern == "diamonds":
        reach = 0.55 * np.abs(plan).max(axis=0)
        for c in np.linspace(-0.6, 0.6, whole(rng, 3, 5)):
            for s in (1, -1):
                t = np.linspace(max(-1.0, c - 1), min(1.0, c + 1), 14)
                lines.append(over(np.column_stack([t * reach[0], s * (2 * c - t).clip(-1, 1) * reach[1]])))
    parts = [body.with_(strokes=tuple(lines), surface="textile")]
    if pattern in ("centre", "rays"):
        parts.append(cylinder(1.5, 0.9, at=(0, 0, h - 0.4), segments=20))
    if maybe(rng, 0.2):
        reach = np.linalg.norm(plan, axis=1)
        for k in np.argsort(-reach)[:24:6]:
            x, y = plan[k]
            parts.append(cylinder(1.4, 5, at=(x, y, h / 2 - 5), top=0.6, segments=12))
    if maybe(rng, 0.3):
        levels = inset_levels(plan, [(-1.2, 0.0)])[0]
        parts.append(layered(plan * levels[:2], [(0, h / 2 - 0.35), (0, h / 2 + 0.35)]).with_(surface="textile"))
    upright = maybe(rng, 0.4)
    return grounded([part.rotated("x", 80 if upright else 0) for part in parts])


FAMILIES = (Family("cushion", "06-09", ("Cushion", "Pillow", "Throw pillow", "Floor cushion", "Pouf"), build_cushion),)
