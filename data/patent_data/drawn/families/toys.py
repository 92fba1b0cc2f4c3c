"""Toy vehicles: 21-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import disc, draw, front, line, side, spread, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import slots
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, superellipsoid


def toy_wheel(rng: Rng, r: float, w: float, at: tuple[float, float, float], style: str) -> list[Part]:
    """One wheel whose outside looks to +x for at[0] > 0, otherwise to -x."""
    profile = [(r * 0.9, -0.02), (r, w * 0.15), (r, w * 0.8), (r * 0.9, w), (r * 0.66, w)]
    profile += [(r * 0.62, w * 0.8), (r * 0.22, w * 0.8), (r * 0.2, w * 0.95)]
    tyre = revolve(profile, axis="x", segments=32)
    marks: list[Stroke] = []
    if style == "treads":
        marks = [
            line(
                (w * 0.12, r * 1.004 * np.cos(a), r * 1.004 * np.sin(a)),
                (w * 0.8, r * 1.004 * np.cos(a + 0.12), r * 1.004 * np.sin(a + 0.12)),
                kind="light",
            )
            for a in np.arange(20) * np.pi / 10
        ]
    elif style == "spokes":
        marks = [
            line(
                (w * 0.805, 0.24 * r * np.cos(a), 0.24 * r * np.sin(a)),
                (w * 0.805, 0.6 * r * np.cos(a), 0.6 * r * np.sin(a)),
            )
            for a in np.arange(6) * np.pi / 3
        ]
    one = draw(tyre, marks)
    return [(one if at[0] > 0 else one.mirrored("x")).moved(*at)]


def toy_vehicle(rng: Rng) -> list[Part]:
    """A toy car, truck, train engine or tractor, simple and chunky."""
    kind = pick(rng, "car", "truck", "engine", "racer", "bus")
    w = between(rng, 0.55, 0.75)
    long = between(rng, 1.3, 1.9)
    r = between(rng, 0.17, 0.27)
    style = pick(rng, "plain", "treads", "spokes")
    z0 = r * 0.7
    soft = between(rng, 0.02, 0.09)
    parts: list[Part] = []
    h = between(rng, 0.26, 0.4)
    if kind in ("car", "racer", "bus"):
        roof = {"car": between(rng, 0.3, 0.42), "racer": between(rng, 0.08, 0.16), "bus": between(rng, 0.45, 0.6)}[kind]
        hood, boot = (
            (between(rng, 0.2, 0.32), between(rng, 0.08, 0.24))
            if kind == "car"
            else (between(rng, 0.4, 0.5), 0.2)
            if kind == "racer"
            else (0.04, 0.02)
        )
        lean = between(rng, 0.04, 0.16) * long if kind != "bus" else 0.03
        y0, y1 = -long / 2 + hood * long, long / 2 - boot * long
        curve = np.array(
            [
                [-long / 2, z0],
                [long / 2, z0],
                [long / 2, z0 + h * 0.9],
                [y1, z0 + h],
                [y1 - lean, z0 + h + roof],
                [y0 + lean, z0 + h + roof],
                [y0, z0 + h],
                [-long / 2, z0 + h * between(rng, 0.6, 0.95)],
            ]
        )
        body = extrude(curve, w, "x", bevel=soft)
        marks: list[Stroke] = []
        window = np.array(
            [
                [y0 + 0.06, z0 + h * 1.06],
                [y1 - 0.06, z0 + h * 1.06],
                [y1 - lean - 0.02, z0 + h + roof * 0.84],
                [y0 + lean + 0.02, z0 + h + roof * 0.84],
            ]
        )
        if kind != "racer":
            for s in (-1, 1):
                if kind == "bus":
                    marks += [
                        side(
                            rounded_rectangle((y1 - y0) / 5 * 0.8, roof * 0.6, 0.03),
                            s * (w / 2 + 0.003),
                            y,
                            z0 + h + roof * 0.4,
                        )
                        for y in spread(4, (y1 - y0) * 0.94, (y0 + y1) / 2)
                    ]
                else:
                    marks.append(side(window, s * (w / 2 + 0.003), 0, 0))
                    marks.append(
                        line(
                            (s * (w / 2 + 0.003), (y0 + y1) / 2, z0 + 0.05),
                            (s * (w / 2 + 0.003), (y0 + y1) / 2, z0 + h + roof * 0.84),
                        )
                    )
                    marks.append(
                        line(
                            (s * (w / 2 + 0.003), (y0 + y1) / 2 + 0.06, z0 + h * 0.8),
                            (s * (w / 2 + 0.003), (y0 + y1) / 2 + 0.14, z0 + h * 0.8),
                        )
                    )
        else:
            parts.append(superellipsoid(w * 0.26, 0.2, 0.18, at=(0, 0.05 * long, z0 + h + roof), segments=24))
            parts.append(box(w * 1.1, 0.18, 0.03, (0, long * 0.47, z0 + h + 0.16)))
            parts += [box(0.03, 0.14, 0.2, (s * w * 0.4, long * 0.47, z0 + h - 0.02)) for s in (-1, 1)]
        if maybe(rng, 0.3) and kind == "car":
            parts += [
                wire(
                    [[s * w * 0.4, y0 + lean, z0 + h + roof + 0.06], [s * w * 0.4, y1 - lean, z0 + h + roof + 0.06]],
                    0.02,
                    8,
                )
                for s in (-1, 1)
            ]
        parts.insert(0, draw(body, marks))
    elif kind == "truck":
        cab = between(rng, 0.3, 0.42) * long
        cab_h = between(rng, 0.5, 0.7)
        base = box(w * 0.9, long, 0.12, (0, 0, z0), radius=0.02)
        slope = between(rng, 0.0, 0.12)
        cabin = extrude(
            np.array(
                [
                    [-long / 2, z0 + 0.1],
                    [-long / 2 + cab, z0 + 0.1],
                    [-long / 2 + cab, z0 + cab_h],
                    [-long / 2 + slope + 0.05, z0 + cab_h],
                    [-long / 2, z0 + cab_h * 0.55],
                ]
            ),
            w,
            "x",
            bevel=soft,
        )
        win = [
            side(
                rounded_rectangle(cab * 0.55, cab_h * 0.34, 0.03),
                s * (w / 2 + 0.003),
                -long / 2 + cab * 0.58,
                z0 + cab_h * 0.72,
            )
            for s in (-1, 1)
        ]
        parts += [base, draw(cabin, win)]
        load = pick(rng, "tipper", "box", "tank", "crane", "logs")
        bed = long - cab - 0.06
        by = long / 2 - bed / 2
        if load == "tipper":
            tub = extrude(
                np.array(
                    [
                        [-bed / 2, 0.1],
                        [bed * 0.4, 0.1],
                        [bed / 2, 0.42],
                        [bed * 0.5 - 0.05, 0.42],
                        [bed * 0.36, 0.16],
                        [-bed / 2 + 0.05, 0.16],
                        [-bed / 2 + 0.05, 0.46],
                        [-bed / 2, 0.46],
                    ]
                ),
                w,
                "x",
            )
            walls = [box(0.04, bed * 0.9, 0.32, (s * (w / 2 - 0.02), 0, 0.12)) for s in (-1, 1)]
            tilt = between(rng, 0, 25)
            parts += [p.rotated("x", tilt, (0, bed * 0.4, 0.1)).moved(0, by, z0 + 0.04) for p in (tub, *walls)]
        elif load == "box":
            crate = box(w, bed, cab_h * between(rng, 0.9, 1.2), (0, by, z0 + 0.12), radius=0.02)
            ribs = [
                line(
                    (s * (w / 2 + 0.003), y, z0 + 0.16), (s * (w / 2 + 0.003), y, z0 + 0.1 + cab_h * 0.85), kind="light"
                )
                for s in (-1, 1)
                for y in spread(whole(rng, 3, 9), bed * 0.9, by)
            ]
            parts.append(draw(crate, ribs))
        elif load == "tank":
            parts += [
                cylinder(w * 0.42, bed, (0, by, z0 + 0.14 + w * 0.42), axis="y", segments=36),
                cylinder(0.1, 0.1, (0, by, z0 + 0.12 + w * 0.82), segments=20),
            ]
        elif load == "crane":
            parts += [
                cylinder(0.2, 0.14, (0, by, z0 + 0.12), segments=28),
                box(w * 0.6, 0.4, 0.26, (0, by, z0 + 0.26), radius=0.03),
            ]
            parts += [
                limb(
                    np.array([[0, by, z0 + 0.4], [0, -long * 0.3, z0 + 0.95]]),
                    [0.05],
                    [0.06],
                    power=5.0,
                    side=(1.0, 0.0, 0.0),
                    n=12,
                ),
                wire([[0, -long * 0.3, z0 + 0.95], [0, -long * 0.3, z0 + 0.7]], 0.012, 6),
            ]
        else:
            parts += [
                cylinder(0.13, bed * 1.05, (x, by, z), axis="y", segments=20)
                for x, z in ((-0.15, z0 + 0.25), (0.15, z0 + 0.25), (0.0, z0 + 0.48))
            ]
    else:
        br = between(rng, 0.2, 0.28)
        base = box(w * 0.86, long, 0.14, (0, 0, z0), radius=0.02)
        boiler = cylinder(br, long * 0.62, (0, -long * 0.16, z0 + 0.12 + br), axis="y", segments=36)
        bands = [
            Stroke(
                np.array(
                    [
                        [1.006 * br * np.cos(a), y, z0 + 0.12 + br + 1.006 * br * np.sin(a)]
                        for a in np.linspace(0, 2 * np.pi, 41)
                    ]
                )
            )
            for y in spread(whole(rng, 1, 4), long * 0.5, -long * 0.16)
        ]
        cabin = box(w * 0.9, long * 0.34, between(rng, 0.62, 0.8), (0, long * 0.31, z0 + 0.12), radius=0.02)
        windows = [
            side(
                rounded_rectangle(long * 0.18, 0.22, pick(rng, 0.02, 0.1)),
                s * (w * 0.45 + 0.003),
                long * 0.31,
                z0 + 0.6,
            )
            for s in (-1, 1)
        ]
        cover = extrude(
            np.array([[-w * 0.55, 0], [w * 0.55, 0], [w * 0.4, 0.09], [-w * 0.4, 0.09]]),
            long * 0.42,
            at=(0, long * 0.31, float(cabin.vertices[:, 2].max())),
        )
        funnel = revolve(
            [(0.07, 0), (0.07, 0.12), (between(rng, 0.08, 0.16), 0.26), (0.06, 0.26)],
            (0, -long * 0.36, z0 + 0.1 + 2 * br),
            segments=28,
        )
        parts += [
            base,
            draw(boiler, bands),
            draw(cabin, windows),
            cover,
            funnel,
            superellipsoid(0.09, 0.09, 0.1, at=(0, -long * 0.1, z0 + 0.12 + 2 * br), segments=20),
        ]
        parts.append(
            extrude(
                np.array([[-w * 0.4, 0], [w * 0.4, 0], [0.1, 0.16], [-0.1, 0.16]]),
                0.14,
                at=(0, -long / 2 - 0.04, z0 - 0.06),
            )
        )
    y_front = -long / 2 - 0.003
    lights = pick(rng, "round", "pill", "none")
    for s in (-1, 1):
        if lights == "round":
            parts.append(disc(0.06, 0.04, (s * w * 0.32, -long / 2, z0 + h * 0.45), 0.01, 20))
        elif lights == "pill":
            parts[0] = draw(
                parts[0], [front(rounded_rectangle(0.16, 0.07, 0.03), s * w * 0.3, y_front - 0.004, z0 + h * 0.45)]
            )
    if maybe(rng, 0.5):
        parts[0] = draw(parts[0], slots(whole(rng, 4, 7), 0.1, 0.05, 0, y_front - 0.004, z0 + h * 0.3, True))
    parts += [box(w * 0.98, 0.06, 0.09, (0, s * (long / 2 + 0.01), z0), radius=0.02) for s in (-1, 1)]
    axles = [-long * between(rng, 0.28, 0.34), long * between(rng, 0.26, 0.34)]
    if kind in ("truck", "engine") and maybe(rng, 0.5):
        axles.insert(1, axles[1] - 2.15 * r)
    for i, y in enumerate(axles):
        rr = r * (1.0 if kind != "engine" or i else 0.8)
        for s in (-1, 1):
            parts += toy_wheel(rng, rr, between(rng, 0.12, 0.16), (s * (w / 2 - 0.06), y, rr), style)
    return parts


FAMILIES = (Family("toy_vehicle", "21-01", ("Toy vehicle", "Toy car", "Toy truck", "Toy train"), toy_vehicle),)
