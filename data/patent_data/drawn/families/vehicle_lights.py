"""The family of head, tail and bicycle lamps (main class 26)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, resample, rounded_rectangle, spline
from patent_data.drawn.families.family import Array, Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.shaping import (
    grounded,
    hoop,
    rod,
    smooth,
)
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, revolve, sheet, stroke


def swept_lamp(rng: Rng, kind: str) -> list[Part]:
    """A lamp of a car: a lens that follows the body, with inner lamps and light strips."""
    w, h, d = between(rng, 34, 62), between(rng, 12, 24), between(rng, 8, 18)
    lines: list[Stroke] = []
    if kind == "bar":
        h = between(rng, 6, 9)
        outline = resample(rounded_rectangle(w, h, between(rng, 0.6, 0.5 * h), n=5), 64)
    else:
        knots = np.array(
            [
                (-0.5, between(rng, -0.25, 0.1)),
                (-0.25, -0.45),
                (0.2, between(rng, -0.5, -0.3)),
                (0.48, between(rng, -0.2, 0.15)),
                (0.5, between(rng, 0.25, 0.5)),
                (0.15, between(rng, 0.25, 0.5)),
                (-0.3, between(rng, 0.1, 0.35)),
            ]
        )
        outline = spline(knots * (w, h), closed=True, n=56)
    bow, sweep = between(rng, 0.0, 0.35) * d, between(rng, 0.0, 0.6) * d

    def at_face(p: Array, lift: float = 0.0) -> Array:
        y = -d / 2 + bow * (2 * p[:, 0] / w) ** 2 + sweep * np.clip(p[:, 0] / w + 0.1, 0, 1) ** 2 * 3
        return np.column_stack([p[:, 0], y - lift, p[:, 1]])

    rings = [
        at_face(outline * s, lift)
        for s, lift in ((1.0, -0.5 * d), (1.0, 0.0), (0.985, 0.3), (0.93, 0.7), (0.6, 1.1), (0.1, 1.2))
    ]
    rings = [np.column_stack([outline * 0.7, np.full(len(outline), d / 2)])[:, [0, 2, 1]], *rings]
    lines.append(stroke(at_face(outline * 0.94, 0.75), closed=True))
    lamps = whole(rng, 2, 4) if kind == "swept" else whole(rng, 4, 9)
    size = min(0.3 * h, 0.3 * w / lamps)
    shape = pick(rng, "round", "box", "hex")
    circles = pick(rng, (1.0, 0.65), (1.0, 0.82, 0.4), (1.0,))
    for k in range(lamps):
        x = (k - (lamps - 1) / 2) * 0.64 * w / lamps
        column = outline[np.abs(outline[:, 0] - x) < 0.12 * w][:, 1]
        mid = float((column.max() + column.min()) / 2)
        fit = min(size, 0.36 * float(np.ptp(column)))
        unit = {
            "round": ellipse(1, 1, 28),
            "box": rounded_rectangle(1.9, 1.5, 0.3, n=3),
            "hex": ellipse(1.1, 1.0, 6),
        }[shape]
        lines += [stroke(at_face(unit * fit * s + (x, mid), 1.2), closed=True) for s in circles]
    if maybe(rng, 0.7):
        strip = outline[outline[:, 1] < np.interp(outline[:, 0], (-w / 2, w / 2), (0.0, 0.0))]
        strip = strip[np.argsort(strip[:, 0])]
        if len(strip) > 3:
            lines += [stroke(at_face(strip * s, 0.95)) for s in (0.84, 0.77)]
    parts = [loft(np.array(rings)[:, ::-1]).with_(strokes=tuple(lines), surface="glass", smooth_angle=40.0)]
    ends = [outline[np.argmax(outline @ (s, 1.4))] * 0.9 for s in (-1, 1)]
    tabs = [box(4, 1.2, 3.2, at=(float(x), 0.12 * d, float(z) - 1.6), radius=0.4) for x, z in ends]
    back = disclaimed(
        rng,
        [cylinder(0.26 * h, 0.6 * d, at=(x * w, d / 2, 0.0), axis="y", segments=24) for x in (-0.16, 0.16)],
        0.15,
    )
    parts += [*back, *tabs]
    return grounded(parts)


def lamp_yoke(rng: Rng, r: float, mount: str) -> list[Part]:
    """A bracket that holds a round lamp from below."""
    parts: list[Part] = []
    parts += [
        rod(
            [
                [-1.05 * r, 0.3 * r, 0],
                [-1.15 * r, 0.4 * r, -0.8 * r],
                [0, 0.45 * r, -1.5 * r],
                [1.15 * r, 0.4 * r, -0.8 * r],
                [1.05 * r, 0.3 * r, 0],
            ],
            0.1 * r,
            28,
            8,
        )
    ]
    parts += [cylinder(0.2 * r, 0.25 * r, at=(s * 1.1 * r, 0.3 * r, 0), axis="x", segments=16) for s in (-1, 1)]
    if mount == "clip":
        parts.append(hoop(0.55 * r, 0.55 * r, 0.16 * r, 0).rotated("y", 90).moved(y=0.45 * r, z=-2.0 * r))
    return parts


def lens_marks(rng: Rng, lens: list[tuple[float, float]], r: float) -> tuple[Stroke, ...]:
    """Flutes, rings, diodes, a cross or a halo on a round lens."""
    marks: list[Stroke] = []
    style = pick(rng, "flutes", "rings", "leds", "cross", "halo")

    def face(points: Array) -> Array:
        y = -np.interp(np.hypot(points[:, 0], points[:, 1]), [p[0] for p in lens], [-p[1] for p in lens]) - 0.03 * r
        return np.column_stack([points[:, 0], y, points[:, 1]])

    if style == "flutes":
        for x in np.linspace(-0.8, 0.8, whole(rng, 5, 11)) * r:
            marks.append(
                stroke(
                    face(np.column_stack([np.full(9, x), np.linspace(-1, 1, 9) * np.sqrt(0.81 * r**2 - x**2)])),
                    kind="light",
                )
            )
    elif style in ("rings", "halo"):
        marks += [
            stroke(face(ellipse(s * r, s * r, 36)), closed=True)
            for s in ((0.3, 0.6, 0.85) if style == "rings" else (0.78, 0.7))
        ]
    elif style == "leds":
        marks += [
            stroke(
                face(ellipse(0.16 * r, 0.16 * r, 14) + np.array((0.55 * r * np.cos(a), 0.55 * r * np.sin(a)))),
                closed=True,
            )
            for a in np.arange(6) * np.pi / 3
        ]
        marks.append(stroke(face(ellipse(0.2 * r, 0.2 * r, 16)), closed=True))
    else:
        marks += [
            stroke(face(np.array([(-0.85 * r * c, -0.85 * r * s), (0.0, 0.0), (0.85 * r * c, 0.85 * r * s)])))
            for c, s in ((1, 0), (0, 1))
        ]
        marks.append(stroke(face(ellipse(0.4 * r, 0.4 * r, 28)), closed=True))
    return tuple(marks)


def round_lamp(rng: Rng, kind: str) -> list[Part]:
    """A round head lamp or a bicycle lamp with its bracket, stalk, clip or visor."""
    r = between(rng, 6, 11) if kind == "round" else between(rng, 2.2, 4.0)
    deep = r * (between(rng, 0.7, 1.4) if kind == "round" else between(rng, 1.6, 3.2))
    profile = [
        (r * 0.9, -0.1),
        (0.97 * r, -0.25 * r),
        (1.06 * r, -0.2 * r),
        (1.1 * r, 0.0),
        (1.06 * r, 0.16 * r),
        *smooth([(r, 0.18 * r), (0.85 * r, 0.6 * deep), (0.35 * r, deep)], 10),
    ]
    parts = [revolve([(x, z) for x, z in profile[1:]], axis="y")]
    lens = smooth([(0.0, -0.42 * r), (0.6 * r, -0.36 * r), (0.95 * r, -0.2 * r)], 10)
    parts.append(revolve(lens, axis="y").with_(strokes=lens_marks(rng, lens, r), surface="glass"))
    mount = pick(rng, "yoke", "stalk", "clip", "visor")
    if mount in ("yoke", "clip"):
        parts += lamp_yoke(rng, r, mount)
    elif mount == "stalk":
        parts += [
            cylinder(0.22 * r, 1.0 * r, at=(0, 0.4 * r, -1.7 * r), segments=20),
            revolve([(0.6 * r, 0), (0.55 * r, 0.2 * r), (0.25 * r, 0.3 * r)], at=(0, 0.4 * r, -1.75 * r)),
        ]
    else:
        a = np.linspace(0.1 * np.pi, 0.9 * np.pi, 21)
        peak = [
            np.column_stack([1.08 * r * np.cos(a), np.full(21, y), 1.08 * r * np.sin(a)]) for y in (0.1 * r, -0.75 * r)
        ]
        peak[1][:, 1] += 0.5 * r * np.abs(np.cos(a)) ** 2
        parts.append(sheet(np.array(peak), 0.05 * r))
    return grounded(parts)


def build_vehicle_light(rng: Rng) -> list[Part]:
    """A head, tail or bicycle lamp of a vehicle: swept lens, inner lamps, light strips, housing and mount."""
    kind = pick(rng, "swept", "swept", "swept", "round", "bar", "bicycle")
    if kind in ("swept", "bar"):
        return swept_lamp(rng, kind)
    return round_lamp(rng, kind)


FAMILIES = (
    Family(
        "vehicle_light",
        "26-06",
        ("Headlight", "Vehicle lamp", "Tail light", "Bicycle light", "Automobile headlamp"),
        build_vehicle_light,
    ),
)
