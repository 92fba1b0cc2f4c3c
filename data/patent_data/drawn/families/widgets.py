"""Writing, sliders, switches and diagrams of graphical user interfaces."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.family import Rng, between, maybe, pick, whole
from patent_data.drawn.families.glyphs import Lines, frame, rule, spot


def writing(rng: Rng, x: float, z: float, width: float, height: float) -> Lines:
    """A line of feigned writing from x: words as wavy or looped strokes."""
    words: Lines = []
    end = x + width
    letter = height * 0.55
    while x < end - letter:
        letters = whole(rng, 2, 7)
        length = min(letters * letter, end - x)
        n = max(3, int(length / letter * 3))
        t = np.linspace(0, 1, n)
        ups = rng.choice([0.0, 0.55, 0.6, 1.0], n) * height - height / 2
        words.append(spline(np.column_stack([x + t * length, z + ups]), n=min(3 * n, 40)))
        x += length + letter * 0.9
    return words


def bar(w: float, h: float, x: float, z: float, share: float) -> Lines:
    """A progress bar or slider with its knob."""
    knob = -w / 2 + share * w
    return [frame(w, h, h / 2, x, z), spot(h * 1.1, x + knob, z, 14)]


def toggle(h: float, x: float, z: float, on: bool) -> Lines:
    """A switch drawn as a pill with a knob."""
    return [frame(1.8 * h, h, h / 2, x, z), spot(0.38 * h, x + (0.4 if on else -0.4) * h, z, 14)]


def chart(rng: Rng, w: float, h: float) -> Lines:
    """A small diagram in a box of w by h about the origin: curve, columns, ring or sectors."""
    kind = pick(rng, "curve", "columns", "ring", "sectors")
    if kind == "curve":
        n = whole(rng, 5, 9)
        points = np.column_stack([np.linspace(-w / 2, w / 2, n), rng.uniform(-0.35, 0.45, n) * h])
        path = spline(points, n=40) if maybe(rng) else points
        return [rule(-w / 2, -h / 2, w / 2, -h / 2), rule(-w / 2, -h / 2, -w / 2, h / 2), path]
    if kind == "columns":
        n = whole(rng, 4, 8)
        cell = w / n
        tall = [float(q) * h for q in rng.uniform(0.15, 0.95, n)]
        columns = [frame(cell * 0.6, q, 0.0, -w / 2 + cell * (i + 0.5), (q - h) / 2) for i, q in enumerate(tall)]
        return [rule(-w / 2, -h / 2, w / 2, -h / 2), *columns]
    r = min(w, h) / 2
    if kind == "ring":
        share = between(rng, 60, 330)
        return [
            spot(r, n=32),
            spot(r * 0.75, n=32),
            rule(0, r * 0.75, 0, r),
            np.array([[r * f * np.sin(np.radians(share)), r * f * np.cos(np.radians(share))] for f in (0.75, 1.0)]),
        ]
    cuts = np.sort(rng.uniform(0, 2 * np.pi, whole(rng, 3, 5)))
    return [spot(r, n=32), *[np.array([[0, 0], [r * np.cos(a), r * np.sin(a)]]) for a in cuts]]
