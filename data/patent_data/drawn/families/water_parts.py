"""Parts that taps, valves and showers share: spouts, levers, cross handles, hand wheels, nuts and spray faces."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, regular_polygon
from patent_data.drawn.families.bits import (
    around,
    between,
    circle,
    count,
    curve,
    knurl,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.solids import Part, cylinder, extrude, loft, revolve, sphere, tube


def escutcheon(rng: np.random.Generator, radius: float, height: float) -> Part:
    """The flange at the foot of a tap, upright from z = 0."""
    kind = one_of(rng, "flat", "bell", "stepped", "cone")
    shape = {
        "flat": [(radius, 0), (radius, 0.8 * height), (0.95 * radius, height)],
        "bell": [(radius, 0), (radius, 0.2 * height), (0.8 * radius, 0.4 * height), (0.65 * radius, height)],
        "stepped": [(radius, 0), (radius, 0.4 * height), (0.85 * radius, 0.45 * height), (0.82 * radius, height)],
        "cone": [(radius, 0), (radius, 0.25 * height), (0.7 * radius, height)],
    }[kind]
    return revolve(shape, segments=36)


def control(rng: np.random.Generator, kind: str, size: float) -> list[Part]:
    """A tap's handle upright from z = 0, a lever pointing to -y."""
    stem = cylinder(0.3 * size, 0.4 * size, segments=24)
    if kind == "cross":
        arm = limb(
            rod((0.1 * size, 0, 0.55 * size), (0.95 * size, 0, 0.6 * size), 6),
            [0.12 * size, 0.1 * size, 0.15 * size],
            [0.12 * size, 0.1 * size, 0.15 * size],
            2.0,
            (0, 0.1 * size),
            n=12,
        )
        ball = sphere(0.16 * size, at=(0.95 * size, 0, 0.6 * size), segments=12)
        arms = around([arm, ball] if whether(rng) else arm, one_of(rng, 4, 4, 3), start=45.0)
        return [
            stem,
            *arms,
            revolve([(0.28 * size, 0.35 * size), (0.3 * size, 0.7 * size), (0.2 * size, 0.8 * size)], segments=24),
        ]
    if kind == "knob":
        n = count(rng, 6, 14)
        flat = ellipse(1.0, n=56)
        ring = (
            flat * (1 - between(rng, 0.0, 0.12) * (0.5 + 0.5 * np.cos(n * np.arctan2(flat[:, 1], flat[:, 0]))))[:, None]
        )
        rows = [(0.45, 0.25), (0.8, 0.35), (0.85, 0.9), (0.6, 1.05)]
        return [stem, loft([np.column_stack([ring * s * size, np.full(56, z * size)]) for s, z in rows])]
    if kind == "cylinder":
        body = cylinder(0.55 * size, 1.1 * size, segments=32).with_strokes(
            *knurl(0.552 * size, 0.2 * size, 1.0 * size, count(rng, 16, 30), whether(rng))
        )
        pin = tube(rod((0, -0.4 * size, 0.7 * size), (0, -1.5 * size, 0.85 * size)), 0.09 * size, segments=12)
        return [body, pin] if whether(rng) else [body]
    flat_lever = kind == "blade"
    rise = between(rng, 0.1, 0.9) * size
    long = between(rng, 1.3, 2.4) * size
    spine = curve(
        (0, 0.25 * size, 0.5 * size),
        (0, -0.3 * size, 0.58 * size),
        (0, -0.6 * long, 0.6 * size + 0.5 * rise),
        (0, -long, 0.55 * size + rise),
        n=12,
    )
    wide = [0.42 * size, 0.4 * size, 0.22 * size, between(rng, 0.15, 0.35) * size]
    thick = [0.2 * size, 0.2 * size, 0.1 * size, 0.07 * size] if not flat_lever else [0.1 * size]
    lever = limb(spine, wide, thick, 4.5 if flat_lever else 2.6, (0.05 * size, 0.04 * size), side=(1.0, 0, 0), n=18)
    cap = revolve(
        [(0.45 * size, 0), (0.48 * size, 0.3 * size), (0.4 * size, 0.6 * size), (0.15 * size, 0.72 * size)], segments=28
    )
    return [cap, lever]


def spout(rng: np.random.Generator, kind: str, reach: float, high: float, radius: float) -> list[Part]:
    """A spout from the top of a body at z = 0, reaching to -y, with its outlet."""
    drop = between(rng, 0.15, 0.6) * high
    if kind == "goose":
        a = np.linspace(0, np.pi * between(rng, 0.85, 1.0), 16)
        line = np.column_stack(
            [np.zeros(16), -reach / 2 + reach / 2 * np.cos(a), high - reach / 2 + reach / 2 * np.sin(a)]
        )
        line = np.vstack([[(0, 0, 0)], line, [line[-1] - [0, 0, 0.5 * drop]]])
        parts = [tube(line, radius, segments=16)]
        end = line[-1]
    elif kind == "angle":
        line = np.array(
            [(0, 0, 0), (0, 0, high - 0.3), (0, -0.1, high), (0, -reach, high + 0.02), (0, -reach - 0.05, high - 0.35)]
        )
        section = ellipse(1.0, n=16) if whether(rng) else np.array([(1, -0.8), (1, 0.8), (-1, 0.8), (-1, -0.8)])
        parts = [tube(line, radius * np.array([1, 1, 1, 1, 0.95]), section=section)]
        end = line[-1]
    elif kind == "flat":
        spine = np.array([(0, 0.3 * radius, 0.6 * high), (0, -0.3 * reach, 0.66 * high), (0, -reach, 0.6 * high)])
        parts = [
            limb(
                curve(*spine, n=10),
                [1.1 * radius, 1.2 * radius, 1.3 * radius],
                [0.6 * radius, 0.4 * radius, 0.25 * radius],
                5.0,
                (0, 0.05),
                side=(1.0, 0, 0),
                n=20,
            ),
            cylinder(1.1 * radius, 0.75 * high, segments=28),
        ]
        end = spine[-1] + np.array([0, 0.25, -0.15])
        radius *= 0.6
    else:
        spine = curve(
            (0, 0.2 * radius, 0.2),
            (0, -0.25 * reach, high * 0.55),
            (0, -0.7 * reach, high * 0.62),
            (0, -reach, high * 0.4),
            n=14,
        )
        parts = [
            limb(
                spine,
                [1.25 * radius, 1.1 * radius, 0.95 * radius, 0.9 * radius],
                [1.3 * radius, 1.0 * radius, 0.8 * radius, 0.75 * radius],
                2.4,
                (0.05, 0.05),
                side=(1.0, 0, 0),
                n=20,
            )
        ]
        end = spine[-1] + np.array([0, 0.12, -0.35 * radius])
        radius *= 0.8
    nozzle = cylinder(radius * 1.08, 0.3, at=(end[0], end[1], end[2] - 0.22), segments=24)
    lines = [ring_line((end[0], end[1], end[2] - 0.12), radius * 1.085, "z", n=24)]
    return [*parts, nozzle.with_strokes(*lines)]


def hand_wheel(rng: np.random.Generator, radius: float) -> list[Part]:
    """A valve's hand wheel around (0, 0, 0), its axle upright."""
    n = one_of(rng, 3, 4, 5)
    waves = count(rng, 5, 10)
    a = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    r = radius * (1 + (0.06 if whether(rng, 0.5) else 0.0) * np.cos(waves * a))
    rim = tube(np.column_stack([r * np.cos(a), r * np.sin(a), np.zeros(60)]), 0.13 * radius, closed=True, segments=8)
    spoke = limb(
        rod((0.1 * radius, 0, 0), (radius, 0, 0), 4), [0.14 * radius, 0.1 * radius], [0.06 * radius], 3.0, n=12
    )
    return [
        rim,
        *around(spoke, n),
        cylinder(0.24 * radius, 0.3 * radius, at=(0, 0, -0.15 * radius), segments=20),
        extrude(regular_polygon(6, 0.15 * radius), 0.15 * radius, axis="z").moved(z=0.15 * radius),
    ]


def union(radius: float, width: float, at: float, hexagonal: bool = True) -> list[Part]:
    """A nut on a pipe along x, with a thread beyond it."""
    way = 1.0 if at > 0 else -1.0
    nut = extrude(regular_polygon(6 if hexagonal else 8, radius * 1.25), width, axis="x").moved(x=at)
    thread = cylinder(radius, width, at=(at + way * 0.9 * width, 0, 0), axis="x", segments=28)
    rings = [ring_line((at + way * (0.5 + 0.13 * k) * width, 0, 0), radius * 1.005, "x", n=28) for k in range(6)]
    return [nut, thread.with_strokes(*rings)]


def spray_holes(rng: np.random.Generator, radius: float) -> list[tuple[float, float]]:
    """The places of nozzles on a round spray face."""
    rings = count(rng, 3, 5)
    places = [(0.0, 0.0)]
    for k in range(1, rings + 1):
        for j in range(6 * k):
            a = 2 * np.pi * j / (6 * k)
            places.append((0.86 * radius * k / rings * float(np.cos(a)), 0.86 * radius * k / rings * float(np.sin(a))))
    return places


def ringed_hose(radius: float, line: np.ndarray, rings: int) -> list[Part]:
    """A metal hose along a path, with a few of its rings drawn."""
    body = tube(line, radius, segments=10)
    lines = [
        ring_line(tuple(line[k]), radius * 1.01, "z", "light", 12)
        for k in np.linspace(1, len(line) - 2, rings).astype(int)
    ]
    return [body.with_strokes(*lines)]


def stub_legs(reach: float, drop: float, radius: float) -> list[Part]:
    """Two supply pipes below a tap, in the environment."""
    pipe = cylinder(radius, drop, at=(0, 0, -drop), segments=12).with_(claimed=False)
    return [pipe.moved(x=-reach), pipe.moved(x=reach)]


def drain(radius: float) -> list[Part]:
    """A waste outlet lying at z = 0."""
    cup = revolve([(radius, 0), (radius, 0.05), (0.7 * radius, 0.08), (0.65 * radius, 0.02), (0.0, 0.05)], segments=28)
    return [cup.with_strokes(ring_line((0, 0, 0.06), 0.85 * radius, "z", n=24))]


def overflow(radius: float) -> list[Part]:
    """An overflow rose that looks to -y."""
    return [
        revolve([(radius, 0), (radius, 0.06), (0.7 * radius, 0.1)], axis="y", segments=24).mirrored("y"),
        tube(circle((0, -0.08, 0), 0.45 * radius, "y", 20), 0.04 * radius + 0.01, closed=True, segments=5),
    ]
