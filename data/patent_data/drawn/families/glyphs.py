"""What graphical user interfaces and icons are drawn with: plane outlines in a unit square about the origin."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import arc, ellipse, regular_polygon, rounded_rectangle, spline, star
from patent_data.drawn.families.family import Array, Rng, between, maybe, pick, whole

Lines = list[Array]


def closed(outline: Array) -> Array:
    """The outline with its first point repeated at the end."""
    return np.vstack([outline, outline[:1]])


def at(lines: Lines, x: float, z: float, size: float = 1.0) -> Lines:
    """Lines scaled and shifted."""
    return [one * size + np.array([x, z]) for one in lines]


def rule(x0: float, z0: float, x1: float, z1: float) -> Array:
    """A straight line."""
    return np.array([[x0, z0], [x1, z1]])


def frame(w: float, h: float, r: float = 0.0, x: float = 0.0, z: float = 0.0) -> Array:
    """A closed box outline."""
    return np.asarray(closed(rounded_rectangle(w, h, r, 4)) + np.array([x, z]))


def spot(r: float, x: float = 0.0, z: float = 0.0, n: int = 20) -> Array:
    """A closed circle."""
    return np.asarray(closed(ellipse(r, r, n)) + np.array([x, z]))


def _envelope(rng: Rng) -> Lines:
    h = between(rng, 0.5, 0.75)
    return [frame(0.9, h, 0.05), np.array([[-0.45, h / 2], [0, between(rng, -0.12, 0.05)], [0.45, h / 2]])]


def _house(rng: Rng) -> Lines:
    eave = between(rng, -0.05, 0.12)
    wall = np.array([[-0.32, eave], [-0.32, -0.42], [0.32, -0.42], [0.32, eave]])
    return [wall, np.array([[-0.46, eave - 0.08], [0, 0.44], [0.46, eave - 0.08]]), frame(0.18, 0.34, 0.0, 0, -0.25)]


def _gear(rng: Rng) -> Lines:
    teeth = whole(rng, 6, 10)
    t = np.arange(teeth * 4) * 2 * np.pi / (teeth * 4)
    r = np.where(np.arange(teeth * 4) % 4 < 2, 0.45, 0.34)
    return [closed(np.column_stack([r * np.cos(t), r * np.sin(t)])), spot(between(rng, 0.12, 0.2))]


def _heart(rng: Rng) -> Lines:
    t = np.linspace(0, 2 * np.pi, 41)
    shape = np.column_stack(
        [16 * np.sin(t) ** 3, 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)]
    )
    return [shape / 36.0]


def _magnifier(rng: Rng) -> Lines:
    r = between(rng, 0.22, 0.3)
    d = 0.7071 * r
    x = -0.1
    return [spot(r, x, -x), np.array([[x + d, -x - d], [0.4, -0.4]])]


def _bell(rng: Rng) -> Lines:
    half = np.array([[0.0, 0.4], [0.16, 0.34], [0.24, 0.15], [0.27, -0.1], [0.38, -0.26]])
    right = spline(half, n=14)
    return [closed(np.vstack([right, (right * [-1, 1])[::-1]])), arc(0.1, 0.12, 180, 360, 10) + np.array([0, -0.28])]


def _camera(rng: Rng) -> Lines:
    return [
        frame(0.9, 0.58, 0.08, 0, -0.06),
        spot(0.19, 0, -0.06),
        np.array([[-0.2, 0.23], [-0.12, 0.36], [0.12, 0.36], [0.2, 0.23]]),
        spot(0.03, 0.34, 0.14, 10),
    ]


def _cart(rng: Rng) -> Lines:
    return [
        np.array([[-0.48, 0.34], [-0.34, 0.34], [-0.2, -0.16], [0.32, -0.16], [0.44, 0.2], [-0.3, 0.2]]),
        spot(0.07, -0.14, -0.32, 14),
        spot(0.07, 0.26, -0.32, 14),
    ]


def _person(rng: Rng) -> Lines:
    return [
        spot(0.17, 0, 0.2),
        closed(np.vstack([arc(0.34, between(rng, 0.3, 0.4), 0, 180, 18) + np.array([0, -0.4])])),
    ]


def _cloud(rng: Rng) -> Lines:
    bumps = np.array(
        [
            [-0.3, -0.2],
            [-0.45, -0.02],
            [-0.26, 0.12],
            [-0.1, 0.3],
            [0.16, 0.24],
            [0.22, 0.1],
            [0.43, 0.04],
            [0.36, -0.2],
        ]
    )
    shape = [closed(spline(bumps, closed=True, n=44))]
    if maybe(rng, 0.5):
        shape += [rule(0, -0.1, 0, -0.42), np.array([[-0.1, -0.32], [0, -0.43], [0.1, -0.32]])]
    return shape


def _play(rng: Rng) -> Lines:
    return [spot(0.45), closed(np.array([[-0.14, -0.22], [0.26, 0.0], [-0.14, 0.22]]))]


def _lock(rng: Rng) -> Lines:
    arch = np.vstack([[[-0.2, 0.04]], arc(0.2, 0.22, 180, 0, 14) + np.array([0, 0.2]), [[0.2, 0.04]]])
    return [frame(0.62, 0.46, 0.06, 0, -0.19), arch, spot(0.06, 0, -0.16, 12), rule(0, -0.22, 0, -0.32)]


def _star(rng: Rng) -> Lines:
    return [closed(star(pick(rng, 5, 5, 6, 8), 0.46, between(rng, 0.17, 0.3)))]


def _bubble(rng: Rng) -> Lines:
    body = np.array(
        [
            [-0.1, -0.2],
            [-0.36, -0.2],
            [-0.44, -0.12],
            [-0.44, 0.3],
            [-0.36, 0.38],
            [0.36, 0.38],
            [0.44, 0.3],
            [0.44, -0.12],
            [0.36, -0.2],
            [0.06, -0.2],
            [-0.18, -0.42],
        ]
    )
    inside = (
        [spot(0.04, x, 0.09, 10) for x in (-0.2, 0.0, 0.2)]
        if maybe(rng)
        else [rule(-0.28, z, 0.28, z) for z in (0.0, 0.18)]
    )
    return [closed(body), *inside]


def _handset(rng: Rng) -> Lines:
    grip = np.array(
        [
            [-0.4, 0.25],
            [-0.22, 0.42],
            [-0.08, 0.2],
            [-0.16, 0.08],
            [0.08, -0.16],
            [0.2, -0.08],
            [0.42, -0.22],
            [0.25, -0.4],
            [-0.1, -0.24],
            [-0.3, 0.0],
        ]
    )
    return [closed(spline(grip, closed=True, n=48))]


def _clock(rng: Rng) -> Lines:
    return [spot(0.44), np.array([[0, 0.28], [0, 0], [0.2, between(rng, -0.16, 0.1)]])]


def _pin(rng: Rng) -> Lines:
    top = arc(0.28, 0.28, -25, 205, 22) + np.array([0, 0.14])
    return [closed(np.vstack([top, [[0, -0.46]]])), spot(0.1, 0, 0.14, 14)]


def _document(rng: Rng) -> Lines:
    page = np.array([[-0.32, -0.45], [0.32, -0.45], [0.32, 0.22], [0.1, 0.45], [-0.32, 0.45]])
    return [
        closed(page),
        np.array([[0.1, 0.45], [0.1, 0.22], [0.32, 0.22]]),
        *[rule(-0.2, z, 0.2, z) for z in (-0.28, -0.12, 0.04)],
    ]


def _bars(rng: Rng) -> Lines:
    n = whole(rng, 3, 5)
    w = 0.8 / n
    heights = rng.uniform(0.2, 0.85, n)
    return [
        frame(w * 0.7, float(h), 0.0, -0.4 + w * (i + 0.5), -0.42 + float(h) / 2) for i, h in enumerate(heights)
    ] + [rule(-0.46, -0.42, 0.46, -0.42)]


def _note(rng: Rng) -> Lines:
    return [
        spot(0.11, -0.24, -0.3, 16),
        spot(0.11, 0.24, -0.22, 16),
        np.array([[-0.13, -0.3], [-0.13, 0.3], [0.35, 0.4], [0.35, -0.22]]),
        rule(-0.13, 0.16, 0.35, 0.26),
    ]


def _arrow(rng: Rng) -> Lines:
    a = between(rng, 0.1, 0.18)
    shape = np.array([[-0.45, -a], [0.05, -a], [0.05, -0.36], [0.46, 0], [0.05, 0.36], [0.05, a], [-0.45, a]])
    turn = float(pick(rng, 0.0, 90.0, 180.0, 270.0)) * np.pi / 180
    return [closed(shape @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]))]


def _smile(rng: Rng) -> Lines:
    up = between(rng, -0.05, 0.05)
    return [
        spot(0.45, n=32),
        spot(0.05, -0.16, 0.13, 10),
        spot(0.05, 0.16, 0.13, 10),
        arc(0.25, between(rng, 0.12, 0.26), 200, 340, 14) + np.array([0, up]),
    ]


def _wifi(rng: Rng) -> Lines:
    return [arc(r, r, 45, 135, 14) + np.array([0, -0.35]) for r in (0.25, 0.48, 0.72)] + [spot(0.06, 0, -0.34, 12)]


def _leaf(rng: Rng) -> Lines:
    side = spline([[-0.36, -0.36], [-0.34, 0.14], [0.06, 0.38], [0.4, 0.4]], n=18)
    return [closed(np.vstack([side, side[::-1, ::-1]])), rule(-0.44, -0.44, 0.2, 0.2)]


def _bin(rng: Rng) -> Lines:
    return [
        closed(np.array([[-0.28, 0.24], [-0.22, -0.45], [0.22, -0.45], [0.28, 0.24]])),
        rule(-0.4, 0.26, 0.4, 0.26),
        np.array([[-0.12, 0.26], [-0.12, 0.4], [0.12, 0.4], [0.12, 0.26]]),
        *[rule(x, 0.12, x, -0.32) for x in (-0.1, 0.0, 0.1)],
    ]


def _power(rng: Rng) -> Lines:
    return [arc(0.4, 0.4, 120, 420, 28), rule(0, 0.1, 0, 0.46)]


def _shield(rng: Rng) -> Lines:
    half = spline([[0, 0.46], [0.2, 0.36], [0.4, 0.32], [0.38, -0.02], [0.2, -0.32], [0, -0.46]], n=20)
    return [closed(np.vstack([half, (half * [-1, 1])[::-1]])), np.array([[-0.17, 0.0], [-0.04, -0.14], [0.2, 0.16]])]


def _hexagon(rng: Rng) -> Lines:
    hexagon = regular_polygon(6, 0.46)
    return [closed(hexagon), *[np.vstack([[0, 0], hexagon[i]]) for i in (1, 3, 5)]]


GLYPHS = (
    _envelope,
    _house,
    _gear,
    _heart,
    _magnifier,
    _bell,
    _camera,
    _cart,
    _person,
    _cloud,
    _play,
    _lock,
    _star,
    _bubble,
    _handset,
    _clock,
    _pin,
    _document,
    _bars,
    _note,
    _arrow,
    _smile,
    _wifi,
    _leaf,
    _bin,
    _power,
    _shield,
    _hexagon,
)


def glyph(rng: Rng) -> Lines:
    """One of the pictograms, with its free parameters drawn."""
    return pick(rng, *GLYPHS)(rng)
