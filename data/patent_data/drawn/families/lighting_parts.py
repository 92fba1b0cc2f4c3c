"""Parts that lamps share: shades, bulbs, screw bases, lamp stems, feet, cords, cooling fins (centimetres)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Point, Rng, between, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import turned_profile
from patent_data.drawn.families.household_parts import BODIES, Profile, plan_warp, reshaped
from patent_data.drawn.families.shaping import ring, rod, smooth, thread, turned_lines
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, sphere, stroke, tube

SHADES = ("cone", "drum", "empire", "bell", "dome", "globe", "pleated", "disc", "cylinder", "bowl", "tier")


def open_shell(profile: Profile, wall: float) -> list[tuple[float, float]]:
    """A shade open below and above: up the outside and down the inside again."""
    inside = [(max(r - wall, 0.05), z) for r, z in reversed(profile)]
    return [*profile, *inside, profile[0]]


def shade(rng: Rng, kind: str, r: float, z: float, segments: int = 44) -> tuple[list[Part], float]:
    """A lamp shade of greatest radius r whose lower edge is at z, and its height."""
    h = (
        {
            "cone": 0.95,
            "drum": 0.8,
            "empire": 1.1,
            "bell": 1.0,
            "dome": 0.62,
            "globe": 2.0,
            "pleated": 1.0,
            "disc": 0.22,
            "cylinder": 2.0,
            "bowl": 0.6,
            "tier": 0.9,
        }[kind]
        * r
        * between(rng, 0.8, 1.25)
    )
    small = between(rng, 0.3, 0.7)
    lines: list[Stroke] = []
    warp, crease = plan_warp(rng, 0.8)
    if kind == "globe":
        squash = between(rng, 0.7, 1.1)
        half = r * squash
        parts = [sphere(r, segments=min(segments, 36)).scaled(1, 1, squash).moved(z=z + half).with_(surface="glass")]
        if maybe(rng, 0.4):
            lines = [ring(r * np.cos(t), z + half + half * np.sin(t)) for t in np.linspace(-1.1, 1.1, whole(rng, 2, 7))]
        parts.append(
            revolve(
                [(0.4 * r, 2 * half - 0.12 * r), (0.4 * r, 2 * half + 0.05 * r), (0.25 * r, 2 * half + 0.12 * r)],
                segments=24,
            ).moved(z=z)
        )
        return [parts[0].with_(strokes=tuple(lines)), *parts[1:]], 2 * half + 0.1 * r
    profile: Profile = {
        "cone": [(r, 0.0), (small * r, h)],
        "drum": [(r, 0.0), (between(rng, 0.85, 1.0) * r, h)],
        "empire": [(r, 0.0), (0.5 * r, h)],
        "bell": smooth([(r, 0.0), (0.8 * r, 0.16 * h), (0.6 * r, 0.5 * h), (0.42 * r, h)], 14),
        "dome": smooth([(r, 0.0), (0.97 * r, 0.3 * h), (0.72 * r, 0.75 * h), (0.25 * r, 0.99 * h), (0.12 * r, h)], 16),
        "pleated": [(r, 0.0), (small * r, h)],
        "disc": smooth([(r, 0.0), (0.98 * r, 0.4 * h), (0.6 * r, 0.85 * h), (0.12 * r, h)], 12),
        "cylinder": [(r * 0.7, 0.0), (r * 0.7, h)],
        "bowl": smooth([(0.1 * r, 0.0), (0.55 * r, 0.1 * h), (0.88 * r, 0.5 * h), (r, h)], 16),
        "tier": [
            (r, 0.0),
            (0.86 * r, 0.32 * h),
            (0.72 * r, 0.32 * h),
            (0.6 * r, 0.66 * h),
            (0.48 * r, 0.66 * h),
            (0.36 * r, h),
        ],
    }[kind]
    if kind == "pleated":
        lines = list(turned_lines(np.array(profile), whole(rng, 24, 60), "light"))
    elif kind in ("cone", "drum", "empire", "cylinder"):
        a, b = profile
        if maybe(rng, 0.6):
            lines = [ring(a[0] + (b[0] - a[0]) * t, t * h) for t in (0.05, 0.95)]
        if maybe(rng, 0.25):
            lines += list(turned_lines(np.array(profile), whole(rng, 6, 12)))
    elif maybe(rng, 0.35):
        lines = list(turned_lines(np.array(profile), whole(rng, 6, 20), pick(rng, "line", "light")))
    elif maybe(rng, 0.4):
        k = len(profile) // 2
        lines = [ring(*profile[k]), ring(*profile[k - 1])]
    wall = 0.02 * r + 0.05
    body = revolve(open_shell(profile, wall), segments=segments).with_(strokes=tuple(lines), smooth_angle=crease)
    parts = [reshaped(body, warp).moved(z=z)]
    top = profile[-1][0]
    if top > 0.3 * r and kind != "bowl":
        for k in range(3):
            a = np.radians(30 + 120 * k)
            parts.append(
                tube(
                    [[0, 0, z + 0.9 * h], [0.97 * top * np.cos(a), 0.97 * top * np.sin(a), z + 0.97 * h]],
                    0.012 * r + 0.06,
                    segments=6,
                )
            )
    elif kind != "bowl":
        parts.append(
            revolve(
                [(1.1 * top, h - 0.06 * r), (1.0 * top, h + 0.1 * r), (0.4 * top, h + 0.16 * r)], segments=28
            ).moved(z=z)
        )
    return parts, h


def screw_base(r: float, z: float, h: float, up: bool = True) -> list[Part]:
    """The threaded base of a bulb between z and z + h; its contact looks down (or up, where `up` is False)."""
    parts = [
        revolve(
            [(0.35 * r, 0.0), (0.42 * r, 0.08 * h), (0.8 * r, 0.2 * h), (0.95 * r, 0.25 * h), (0.95 * r, h)],
            segments=32,
        ),
        thread(0.95 * r, 0.32 * h, 0.19 * h, 3.0, 0.07 * h),
    ]
    if not up:
        parts = [part.scaled(1, 1, -1).moved(z=h) for part in parts]
    return [part.moved(z=z) for part in parts]


def bulb_glass(rng: Rng, kind: str, r: float, neck: float) -> Profile:
    """The outer profile of a bulb's glass, from its neck at z = 0 upwards."""
    shapes = {
        "pear": [
            (neck, 0.0),
            (1.1 * neck, 0.4 * r),
            (0.75 * r, 1.2 * r),
            (r, 2.0 * r),
            (0.72 * r, 2.75 * r),
            (0.0, 3.0 * r),
        ],
        "globe": [
            (neck, 0.0),
            (1.05 * neck, 0.2 * r),
            (0.8 * r, 0.6 * r),
            (r, 1.2 * r),
            (0.72 * r, 1.95 * r),
            (0.0, 2.25 * r),
        ],
        "candle": [
            (neck, 0.0),
            (0.85 * r, 0.4 * r),
            (r, 1.1 * r),
            (0.6 * r, 2.4 * r),
            (0.15 * r, 3.6 * r),
            (0.0, 3.8 * r),
        ],
        "tube": [(neck, 0.0), (r, 0.3 * r), (r, 1.0 * r), (r, 4.2 * r), (0.7 * r, 4.8 * r), (0.0, 5.0 * r)],
        "reflector": [
            (neck, 0.0),
            (1.1 * neck, 0.4 * r),
            (0.8 * r, 1.3 * r),
            (r, 1.8 * r),
            (0.97 * r, 1.95 * r),
            (0.0, 2.1 * r),
        ],
        "edison": [
            (neck, 0.0),
            (1.1 * neck, 0.5 * r),
            (0.85 * r, 1.6 * r),
            (r, 2.5 * r),
            (0.6 * r, 3.4 * r),
            (0.0, 3.65 * r),
        ],
    }
    return smooth(shapes[kind], 22)


def lamp_foot(rng: Rng, r: float, h: float) -> tuple[list[Part], float]:
    """The body of a table lamp up to the socket (turned, ceramic, block, tripod, stacked), and its height."""
    kind = pick(rng, "turned", "vase", "vase", "column", "block", "tripod", "stack", "ring", "gourd")
    if kind == "turned":
        profile = turned_profile(rng, h, 0.35 * r)
        return [revolve(profile, segments=32), revolve([(r, 0), (r, 1.2), (0.9 * r, 1.8), (0.4 * r, 2.6)])], h
    if kind in ("vase", "gourd"):
        name = pick(rng, "shoulder", "belly", "pear", "barrel", "tulip")
        shape = [(x * r * 0.95, z * h) for x, z in BODIES[name]]
        if kind == "gourd":
            shape = [
                (0.6 * r, 0),
                (0.95 * r, 0.25 * h),
                (0.5 * r, 0.52 * h),
                (0.62 * r, 0.72 * h),
                (0.25 * r, 0.95 * h),
            ]
        profile = smooth(shape, 20)
        warp, crease = plan_warp(rng, 0.55)
        n = whole(rng, 2, 6)
        lines = [ring(*profile[int(k)]) for k in np.linspace(3, 17, n)] if maybe(rng, 0.35) else []
        body = reshaped(revolve([*profile, (0.2 * r, h)]).with_(strokes=tuple(lines), smooth_angle=crease), warp)
        plinth = [box(1.5 * r, 1.5 * r, 1.2, at=(0, 0, -1.2), radius=0.3)] if maybe(rng, 0.3) else []
        return [body, *plinth, cylinder(0.18 * r, 0.1 * h, at=(0, 0, 0.97 * h), segments=20)], 1.05 * h
    if kind == "column":
        w = between(rng, 0.1, 0.3) * r
        return [revolve([(r, 0), (r, 1.0), (0.95 * r, 1.5), (w, 1.7), (w, h)])], h
    if kind == "block":
        parts = [box(1.3 * r, 1.3 * r, 0.75 * h, radius=pick(rng, 0.0, 0.2 * r))]
        return [*parts, cylinder(0.15 * r, 0.3 * h, at=(0, 0, 0.72 * h), segments=20)], h
    if kind == "tripod":
        legs = [
            tube(
                [[r * np.cos(a), r * np.sin(a), 0.5], [0.12 * r * np.cos(a), 0.12 * r * np.sin(a), 0.96 * h]],
                [0.06 * r + 0.3, 0.09 * r + 0.3],
                segments=12,
            )
            for a in np.radians((90, 210, 330))
        ]
        return [*legs, cylinder(0.3 * r, 0.08 * h, at=(0, 0, 0.9 * h), segments=24)], h
    if kind == "ring":
        mid = 0.5 * h
        hoop = [
            [0.42 * h * np.cos(a), 0, mid + 0.42 * h * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 36, endpoint=False)
        ]
        return [
            tube(hoop, 0.09 * r + 0.3, closed=True, segments=12),
            revolve([(r, 0), (r, 1.2), (0.3 * r, 2.0)]),
            cylinder(0.1 * r, 0.1 * h, at=(0, 0, 0.9 * h), segments=16),
            cylinder(0.1 * r, 0.1 * h, segments=16),
        ], h
    count = whole(rng, 2, 5)
    parts, z = [revolve([(r, 0), (r, 1.0), (0.5 * r, 1.4)])], 1.2
    size = (h - 1.2) / count
    for _ in range(count):
        width = r * between(rng, 0.4, 0.85)
        parts.append(
            revolve(
                smooth([(0.2 * r, z), (width, z + 0.3 * size), (width, z + 0.7 * size), (0.2 * r, z + size)], 10),
                segments=32,
            )
        )
        z += size
    return parts, z


def cord(rng: Rng, start: Point) -> list[Part]:
    """A mains cord that leaves a lamp to the rear, cut short, as drawings show it in broken lines."""
    x, y, z = start
    end = between(rng, 8, 16)
    line = rod([[x, y, z], [x + 1, y + 0.4 * end, max(z - 0.6, 0.3)], [x - 1, y + end, 0.3]], 0.3, 16, 6)
    return [line.with_(claimed=maybe(rng, 0.5))]


def fins(r: float, z0: float, z1: float, count: int, top: float | None = None) -> list[Part]:
    """Cooling fins round the axis, between radii, from z0 to z1."""
    outer = r if top is None else top
    parts = []
    for a in np.arange(count) * 360 / count:
        side = np.array([(0.3 * r, z0), (r, z0), (outer, z1), (0.3 * outer, z1)])
        parts.append(extrude(side, 0.035 * r, axis="y").rotated("z", float(a)))
    return parts


def sleeve_lines(r: float, z0: float, z1: float, rings: int) -> tuple[Stroke, ...]:
    """Close rings round a grip."""
    return tuple(ring(r, float(z)) for z in np.linspace(z0, z1, rings))


def arm_joint(at: Point, r: float, w: float) -> list[Part]:
    """The knurled screw and washers of a lamp arm's joint, its axis along y."""
    x, y, z = at
    a = np.linspace(0, 2 * np.pi, 13)[:-1]
    marks = tuple(
        stroke(
            [
                [x + r * np.cos(t), y - w / 2 - 0.1, z + r * np.sin(t)],
                [x + r * np.cos(t), y + w / 2 + 0.1, z + r * np.sin(t)],
            ],
            kind="light",
        )
        for t in a
    )
    return [
        cylinder(r, w, at=at, axis="y", segments=24).with_(strokes=marks),
        cylinder(0.6 * r, w + 1.2, at=at, axis="y", segments=18),
    ]
