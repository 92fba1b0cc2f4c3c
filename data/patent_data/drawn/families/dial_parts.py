"""Dials, hands, scales and displays shared by clocks, watches and measuring instruments. Faces look to -y."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, superellipse
from patent_data.drawn.families.bits import Array, between, count, number_lines, one_of, ring_line, whether
from patent_data.drawn.solids import Part, Stroke, cylinder, extrude, stroke

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def _reach(angle: float, radius: float, squareness: float) -> float:
    """Distance from the middle of a dial to its edge, 0 for a round one and 1 for a square one."""
    square = radius / max(abs(np.cos(angle)), abs(np.sin(angle)))
    return float((1 - squareness) * radius + squareness * square)


def dial_marks(rng: np.random.Generator, radius: float, y: float, squareness: float = 0.0) -> list[Stroke]:
    """Hour and minute marks and numerals on the plane y, around (0, 0)."""
    lines: list[Stroke] = []
    hours = one_of(rng, "numbers", "numbers", "bars", "mixed", "quarters", "dots")
    outer, size = radius * between(rng, 0.84, 0.95), radius * between(rng, 0.13, 0.2)
    minutes = one_of(rng, "none", "ticks", "dots")
    track = whether(rng, 0.35)
    for k in range(60):
        angle = np.pi / 2 - k * np.pi / 30
        c, s = np.cos(angle), np.sin(angle)
        far = _reach(angle, outer, squareness)
        if minutes == "ticks" and (k % 5 or hours in ("numbers", "mixed")):
            near = far - radius * (0.03 if k % 5 else 0.05)
            lines.append(stroke(np.array([(near * c, y, near * s), (far * c, y, far * s)]), "light"))
        if minutes == "dots" and k % 5 == 0:
            lines.append(ring_line((far * c, y, far * s), 0.012 * radius, "y", "light", 6))
        if k % 5:
            continue
        hour = k // 5 or 12
        inner = far - radius * 0.08 - size * 0.75
        number = hours == "numbers" or (hours in ("mixed", "quarters") and hour % 3 == 0)
        if number:
            lines += number_lines(str(hour), (inner * c, y, inner * s), size, X, Z)
        elif hours in ("bars", "mixed"):
            w, long = 0.018 * radius, radius * (0.2 if hour % 3 == 0 else 0.13)
            low = far - radius * 0.05
            side = np.array([-s, 0, c]) * w
            a, b = np.array([low * c, y, low * s]), np.array([(low - long) * c, y, (low - long) * s])
            lines.append(stroke(np.stack([a - side, b - side, b + side, a + side]), closed=True))
        elif hours == "dots":
            lines.append(ring_line((inner * c, y, inner * s), radius * (0.06 if hour % 3 == 0 else 0.035), "y", n=16))
        elif hours == "quarters":
            lines.append(stroke(np.array([(inner * c, y, inner * s), (far * 0.97 * c, y, far * 0.97 * s)])))
    if track and squareness < 0.5:
        lines += [ring_line((0, y, 0), outer * v, "y", "light") for v in (1.0, 0.96)]
    if whether(rng, 0.25):
        lines.append(stroke(np.array([(v * radius * 0.16, y, 0.36 * radius) for v in (-1, 1)])))
    return lines


def hands(rng: np.random.Generator, radius: float, y: float, seconds: bool = True) -> list[Part]:
    """Hour, minute and second hands lying before the plane y."""
    kind = one_of(rng, "baton", "leaf", "spade", "taper", "sword")
    wide = radius * between(rng, 0.025, 0.05)
    thick = 0.012 * radius
    parts = []
    hour, minute = between(rng, 0, 12), between(rng, 0, 60)
    if whether(rng, 0.4):
        hour, minute = 10.15, 9.0
    for place, (turn, long, w) in enumerate(((hour * 30, 0.5, 1.3), (minute * 6, 0.78, 1.0))):
        end = radius * long
        w *= wide
        shape = {
            "baton": [(-w, -0.15 * end), (w, -0.15 * end), (w, end), (-w, end)],
            "taper": [(-w, -0.15 * end), (w, -0.15 * end), (0.3 * w, end), (-0.3 * w, end)],
            "leaf": [
                (-0.4 * w, 0),
                (0.4 * w, 0),
                (1.4 * w, 0.45 * end),
                (0.8 * w, 0.8 * end),
                (0, end),
                (-0.8 * w, 0.8 * end),
                (-1.4 * w, 0.45 * end),
            ],
            "spade": [
                (-0.4 * w, 0),
                (0.4 * w, 0),
                (0.4 * w, 0.55 * end),
                (1.9 * w, 0.68 * end),
                (0.3 * w, 0.82 * end),
                (0, end),
                (-0.3 * w, 0.82 * end),
                (-1.9 * w, 0.68 * end),
                (-0.4 * w, 0.55 * end),
            ],
            "sword": [
                (-0.5 * w, -0.1 * end),
                (0.5 * w, -0.1 * end),
                (1.5 * w, 0.8 * end),
                (0, end),
                (-1.5 * w, 0.8 * end),
            ],
        }[kind]
        hand = extrude(np.array(shape), thick).rotated("y", turn)
        parts.append(hand.moved(y=y - thick * (0.6 + 1.5 * place)))
    if seconds and whether(rng, 0.6):
        slim = np.array([(-0.006, -0.25), (0.006, -0.25), (0.004, 0.85), (-0.004, 0.85)]) * radius
        parts.append(extrude(slim, thick).rotated("y", between(rng, 0, 360)).moved(y=y - 3.7 * thick))
    parts.append(cylinder(wide * 1.5, 5 * thick, at=(0, y - 2.6 * thick, 0), axis="y", segments=20))
    return parts


def sub_dials(rng: np.random.Generator, radius: float, y: float) -> list[Stroke]:
    """Small dials with their own hand, as on a chronograph."""
    low, left, right = (0.0, -0.42), (-0.41, 0.0), (0.41, 0.0)
    places: list[tuple[float, float]] = one_of(rng, [low], [left, right], [left, right, low])
    lines = []
    for x, z in places:
        centre = (x * radius, y, z * radius)
        r = 0.2 * radius
        lines += [ring_line(centre, r, "y", n=28), ring_line(centre, 0.03 * radius, "y", n=8)]
        a = between(rng, 0, 2 * np.pi)
        lines.append(stroke(np.array([centre, (centre[0] + 0.8 * r * np.cos(a), y, centre[2] + 0.8 * r * np.sin(a))])))
        for k in range(12):
            c, s = np.cos(k * np.pi / 6), np.sin(k * np.pi / 6)
            lines.append(
                stroke(np.array([(centre[0] + v * r * c, y, centre[2] + v * r * s) for v in (0.85, 0.97)]), "light")
            )
    return lines


def date_window(radius: float, y: float, text: str) -> list[Stroke]:
    """A small window with the day of the month, right of the middle."""
    flat = rounded_rectangle(0.2 * radius, 0.15 * radius, 0.01, n=1) + np.array([0.62 * radius, 0])
    frame = stroke(np.column_stack([flat[:, 0], np.full(len(flat), y), flat[:, 1]]), closed=True)
    return [frame, *number_lines(text, (0.62 * radius, y, 0), 0.1 * radius, X, Z)]


_SEGMENTS = {
    "0": "abcdef",
    "1": "bc",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgecd",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
    "-": "g",
    ":": "",
    ".": "",
}


def display_digits(text: str, centre: tuple[float, float, float], height: float, solid: bool = True) -> list[Stroke]:
    """A number in seven-segment digits on the plane y, as slim closed bars or as single lines."""
    h, w, gap = height / 2, 0.5 * height, 0.04 * height
    ends = {
        "a": (0, 2 * h, w, 2 * h),
        "b": (w, h, w, 2 * h),
        "c": (w, 0, w, h),
        "d": (0, 0, w, 0),
        "e": (0, 0, 0, h),
        "f": (0, h, 0, 2 * h),
        "g": (0, h, w, h),
    }
    advance = [0.35 * height if c in ":." else 0.75 * height for c in text]
    x = centre[0] - sum(advance) / 2 + 0.1 * height
    lines = []
    for letter, step in zip(text, advance, strict=True):
        if letter in ":.":
            for z in (0.6, 1.4) if letter == ":" else (0.05,):
                lines.append(ring_line((x, centre[1], centre[2] - h + z * h), 0.05 * height, "y", n=8))
        for name in _SEGMENTS.get(letter, ""):
            x0, z0, x1, z1 = ends[name]
            a, b = np.array([x0, z0]), np.array([x1, z1])
            way = (b - a) / np.linalg.norm(b - a)
            side = np.array([-way[1], way[0]]) * 0.045 * height
            a, b = a + way * gap, b - way * gap
            flat = np.stack(
                [
                    a,
                    a + 1.0 * np.abs(side).max() * way + side,
                    b - np.abs(side).max() * way + side,
                    b,
                    b - np.abs(side).max() * way - side,
                    a + np.abs(side).max() * way - side,
                ]
            )
            flat = flat if solid else np.stack([a, b])
            points = np.column_stack([x + flat[:, 0], np.full(len(flat), centre[1]), centre[2] - h + flat[:, 1]])
            lines.append(stroke(points, closed=solid))
        x += step
    return lines


def face_outline(rng: np.random.Generator, kind: str, radius: float, wide: float = 1.0) -> Array:
    """The outline of a clock case: round, square, cushion, oval or a polygon."""
    if kind == "square":
        return rounded_rectangle(2 * radius * wide, 2 * radius, between(rng, 0.02, 0.5) * radius)
    if kind == "cushion":
        return superellipse(radius * wide, radius, between(rng, 2.8, 4.5), n=56)
    if kind == "polygon":
        n = count(rng, 6, 12)
        angle = np.pi / n + np.linspace(0, 2 * np.pi, n, endpoint=False)
        return np.column_stack([radius * 1.04 * np.cos(angle) * wide, radius * 1.04 * np.sin(angle)])
    if kind == "petal":
        flat = ellipse(1.0, n=96)
        n = count(rng, 8, 14)
        wave = radius * (1 + 0.06 * np.cos(n * np.arctan2(flat[:, 1], flat[:, 0])))
        return np.column_stack([flat[:, 0] * wave, flat[:, 1] * wave])
    return ellipse(radius * wide, radius, n=56)
