"""Motifs of surface patterns, and how they repeat: plane lines in a unit square about the origin."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import arc, rectangle, regular_polygon, spline, star
from patent_data.drawn.families.family import Array, Rng, between, maybe, pick, whole
from patent_data.drawn.families.glyphs import Lines, closed, spot


def turned(lines: Lines, degrees: float) -> Lines:
    """Lines turned about the origin."""
    a = np.radians(degrees)
    spin = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return [one @ spin for one in lines]


def _flower(rng: Rng) -> Lines:
    n, deep = whole(rng, 4, 9), between(rng, 0.12, 0.4)
    t = np.linspace(0, 2 * np.pi, 8 * n + 1)
    r = 0.46 * (1 - deep + deep * np.abs(np.cos(n * t / 2)) ** between(rng, 0.6, 1.4))
    lines = [np.column_stack([r * np.cos(t), r * np.sin(t)]), spot(between(rng, 0.08, 0.16), n=14)]
    if maybe(rng):
        lines += [
            np.array([[0.18 * np.cos(a), 0.18 * np.sin(a)], [0.34 * np.cos(a), 0.34 * np.sin(a)]])
            for a in np.arange(n) * 2 * np.pi / n
        ]
    return lines


def _leaf(rng: Rng) -> Lines:
    w = between(rng, 0.14, 0.28)
    half = spline([[0, -0.45], [w, -0.1], [0.6 * w, 0.2], [0, 0.46]], n=16)
    veins = [
        np.array([[0, z], [s * w * 0.7, z + 0.16]]) for z in np.linspace(-0.25, 0.12, whole(rng, 2, 4)) for s in (-1, 1)
    ]
    return [
        closed(np.vstack([half, (half * [-1, 1])[::-1][1:-1]])),
        np.array([[0, -0.5], [0, 0.3]]),
        *(veins if maybe(rng, 0.6) else []),
    ]


def _star(rng: Rng) -> Lines:
    n, inner = whole(rng, 4, 8), between(rng, 0.16, 0.32)
    lines = [closed(star(n, 0.46, inner))]
    if maybe(rng, 0.4):
        lines += [np.vstack([[0.0, 0.0], p]) for p in star(n, 0.46, inner)]
    return lines


def _polygon(rng: Rng) -> Lines:
    n = pick(rng, 3, 4, 5, 6, 6, 8)
    lines = [closed(regular_polygon(n, 0.48))]
    for q in np.linspace(0.7, 0.35, whole(rng, 0, 2)):
        lines.append(closed(regular_polygon(n, 0.48 * q)))
    if maybe(rng, 0.4):
        lines += [np.vstack([[0.0, 0.0], p]) for p in regular_polygon(n, 0.48)]
    return lines


def _rings(rng: Rng) -> Lines:
    return [spot(0.46 * q, n=28) for q in np.linspace(1.0, between(rng, 0.3, 0.7), whole(rng, 1, 3))]


def _drop(rng: Rng) -> Lines:
    body = spline(
        [[0.02, 0.46], [0.24, 0.1], [0.26, -0.24], [0, -0.44], [-0.26, -0.24], [-0.2, 0.06], [0.02, 0.3]], n=30
    )
    return [closed(body), *([spot(0.1, 0, -0.16, 14)] if maybe(rng) else [body[6:-4] * 0.62 - np.array([0, 0.05])])]


def _scroll(rng: Rng) -> Lines:
    t = np.linspace(0.2, between(rng, 3.0, 5.0) * np.pi, 44)
    curl = np.column_stack([np.cos(t), np.sin(t)]) * (0.44 * t / t[-1])[:, None]
    return [curl] if maybe(rng) else [curl * 0.5 + np.array([0.22, 0.1]), curl * [-0.5, 0.5] + np.array([-0.22, 0.1])]


def _fan(rng: Rng) -> Lines:
    return [arc(r, r, 0, 180, 16) - np.array([0, 0.25]) for r in np.linspace(0.5, 0.16, whole(rng, 2, 4))]


def _cross(rng: Rng) -> Lines:
    a = between(rng, 0.06, 0.18)
    p = [
        [a, 0.46],
        [a, a],
        [0.46, a],
        [0.46, -a],
        [a, -a],
        [a, -0.46],
        [-a, -0.46],
        [-a, -a],
        [-0.46, -a],
        [-0.46, a],
        [-a, a],
        [-a, 0.46],
    ]
    return [closed(np.array(p))]


def _paw(rng: Rng) -> Lines:
    pad = spline(
        [[0, -0.38], [0.24, -0.34], [0.24, -0.12], [0, 0.06], [-0.24, -0.12], [-0.24, -0.34]], closed=True, n=24
    )
    toes = [spot(0.1, x, z, 12) for x, z in ((-0.32, 0.06), (-0.13, 0.28), (0.13, 0.28), (0.32, 0.06))]
    return [closed(pad), *toes]


def _facets(rng: Rng) -> Lines:
    point = rng.uniform(-0.2, 0.2, 2)
    square = rectangle(0.98, 0.98)
    return [closed(square), *[np.vstack([point, q]) for q in square]]


def _knot(rng: Rng) -> Lines:
    n = pick(rng, 3, 4, 5)
    t = np.linspace(0, 2 * np.pi, 61)
    r = 0.3 + 0.16 * np.cos(n * t)
    return [
        np.column_stack([r * np.cos(t), r * np.sin(t)]),
        np.column_stack([r * 0.72 * np.cos(t), r * 0.72 * np.sin(t)]),
    ]


MOTIFS = (_flower, _leaf, _star, _polygon, _rings, _drop, _scroll, _fan, _cross, _paw, _facets, _knot)


def motif(rng: Rng) -> Lines:
    """One motif with its free parameters drawn."""
    return pick(rng, *MOTIFS)(rng)


def clipped(line: Array, w: float, h: float) -> Lines:
    """The pieces of a line inside a rectangle of w by h about the origin."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    if len(line) < 40 and steps.max(initial=0.0) > 0.05 * min(w, h):
        t = np.r_[0.0, np.cumsum(steps)]
        n = int(min(60, max(len(line), 3 * t[-1] / (0.05 * min(w, h)))))
        at = np.unique(np.r_[t, np.linspace(0, t[-1], n)])
        line = np.column_stack([np.interp(at, t, line[:, k]) for k in (0, 1)])
    inside = (np.abs(line[:, 0]) <= w / 2) & (np.abs(line[:, 1]) <= h / 2)
    if inside.all():
        return [line]
    runs = np.split(np.arange(len(line)), np.flatnonzero(np.diff(inside.astype(int))) + 1)
    return [line[run] for run in runs if inside[run[0]] and len(run) > 1]


def repeated(rng: Rng, w: float, h: float) -> Lines:
    """A pattern of one or two motifs that fills a rectangle of w by h about the origin."""
    cell = max(min(w, h) / between(rng, 3.0, 6.5), (w * h / 110) ** 0.5)
    first = motif(rng)
    second = motif(rng) if maybe(rng, 0.45) else first
    layout = pick(rng, "grid", "brick", "drop", "checker", "loose", "mirror")
    size = between(rng, 0.6, 1.0) * cell
    aspect = pick(rng, 1.0, 1.0, 0.866, 1.3)
    spin = pick(rng, 0.0, 0.0, 45.0, 90.0, 180.0)
    found: Lines = []
    columns, rows = int(w / cell) + 3, int(h / (cell * aspect)) + 3
    for i in range(columns):
        for j in range(rows):
            x, z = (i - (columns - 1) / 2) * cell, (j - (rows - 1) / 2) * cell * aspect
            one, turn, scale = first, 0.0, 1.0
            if layout == "brick" and j % 2:
                x += cell / 2
            elif layout == "drop" and i % 2:
                z += cell * aspect / 2
            elif layout == "checker":
                one, turn = (second, spin) if (i + j) % 2 else (first, 0.0)
            elif layout == "loose":
                x, z, turn, scale = (
                    x + cell * between(rng, -0.25, 0.25),
                    z + cell * between(rng, -0.25, 0.25),
                    between(rng, 0, 360),
                    between(rng, 0.55, 1.0),
                )
                one = first if maybe(rng, 0.6) else second
            elif layout == "mirror":
                turn = 90.0 * ((i + j) % 4)
            for line in turned(one, turn):
                found += clipped(line * size * scale + np.array([x, z]), w, h)
    if layout in ("grid", "brick") and second is not first:
        for i in range(columns):
            for j in range(rows):
                shift = np.array([(i - columns / 2 + 1) * cell, (j - rows / 2 + 1) * cell * aspect])
                for line in second:
                    found += clipped(line * size * 0.4 + shift, w, h)
    return found


def network(rng: Rng, w: float, h: float) -> Lines:
    """A pattern of lines that run on: plaid, waves, zigzag, honeycomb, basket weave, lattice, scales."""
    kind = pick(rng, "plaid", "wave", "zigzag", "comb", "basket", "lattice", "scales", "stripes")
    step = max(min(w, h) / between(rng, 5, 10), (w * h / 110) ** 0.5)
    found: Lines = []
    if kind in ("plaid", "stripes"):
        offsets = np.sort(rng.uniform(0, 1, whole(rng, 2, 4)))
        for c in np.arange(-w / 2, w / 2, 2 * step):
            found += [np.array([[c + q * 1.6 * step, -h / 2], [c + q * 1.6 * step, h / 2]]) for q in offsets]
        if kind == "plaid":
            for c in np.arange(-h / 2, h / 2, 2 * step):
                found += [np.array([[-w / 2, c + q * 1.6 * step], [w / 2, c + q * 1.6 * step]]) for q in offsets]
    elif kind in ("wave", "zigzag"):
        x = np.linspace(-w / 2, w / 2, 120)
        amp, turns = between(rng, 0.25, 0.8) * step, between(rng, 3, 9)
        phase = x / w * 2 * np.pi * turns
        shape = np.sin(phase) if kind == "wave" else 2 / np.pi * np.arcsin(np.sin(phase))
        found = [
            np.column_stack([x, z + amp * shape * (1 if maybe(rng, 0.9) else -1)])
            for z in np.arange(-h / 2 + step / 2, h / 2, step * 0.8)
        ]
    elif kind == "comb":
        r = step * 0.62
        for i in range(int(w / (1.732 * r)) + 2):
            for j in range(int(h / (1.5 * r)) + 2):
                centre = np.array([-w / 2 + 1.732 * r * (i + 0.5 * (j % 2)), -h / 2 + 1.5 * r * j])
                found.append(regular_polygon(6, r)[[0, 1, 2, 3]] + centre)
    elif kind == "basket":
        n = whole(rng, 2, 4)
        for i in range(int(w / step) + 1):
            for j in range(int(h / step) + 1):
                centre = np.array([-w / 2 + step * (i + 0.5), -h / 2 + step * (j + 0.5)])
                for q in np.linspace(-0.5, 0.5, n + 1):
                    bar = np.array([[-0.5, q], [0.5, q]]) * step
                    found.append((bar if (i + j) % 2 else bar[:, ::-1]) + centre)
    elif kind == "lattice":
        slope = between(rng, 0.5, 1.8)
        gap = pick(rng, 0.0, 0.12, 0.25) * step
        reach = (w + h * slope) / 2
        for s in (-1, 1):
            for c in np.arange(-reach, reach + step, 1.6 * step):
                found += [
                    np.array([[c + q + s * slope * z, z] for z in np.linspace(-h / 2, h / 2, 40)])
                    for q in ((0.0,) if gap == 0 else (0.0, gap))
                ]
    else:
        for j in range(int(h / (0.5 * step)) + 2):
            for i in range(int(w / step) + 2):
                found.append(
                    arc(step / 2, step * between(rng, 0.49, 0.51), 180, 360, 12)
                    + np.array([-w / 2 + step * (i + 0.5 * (j % 2)), -h / 2 + 0.5 * step * (j + 1)])
                )
    return [piece for line in found for piece in clipped(line, w, h)]
