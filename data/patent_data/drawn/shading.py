"""Surface shading as patent drawings show it: contour lines, oblique patches, stipple, the strokes on glass."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from patent_data.drawn.pen import Array, Index, Ink, stamp, trace, waves
from patent_data.drawn.solids import Part
from patent_data.drawn.style import Style
from patent_data.drawn.view import Drawing

Field = NDArray[np.float32]

SURFACES = ("none", "plain", "textile", "dark", "glass")


def shade(
    ink: Ink, drawing: Drawing, parts: Sequence[Part], style: Style, rng: np.random.Generator, unit: float
) -> None:
    """Shade the visible surfaces in place.

    Args:
        ink: The paper [h, w].
        drawing: The view with its buffers.
        parts: The parts that were seen.
        style: Kind and density of the shading.
        rng: Chance for where patches begin and end.
        unit: Pixels of this figure a pixel at 512.
    """
    codes = np.array([SURFACES.index(part.surface) if part.claimed else 0 for part in parts] + [0], dtype=np.uint8)
    held = set(codes.tolist())
    hatched = style.shading != "none" and held & {1, 2}
    filled = style.fill and held & {2, 3}
    glazed = style.glass and 4 in held
    if not (hatched or filled or glazed):
        return
    surface = codes[drawing.part_id]
    spacing = style.spacing * unit
    if hatched:
        body = (surface == 1) | (surface == 2)
        right, up, near = (drawing.normal[..., axis] * np.float32(style.light[axis]) for axis in range(3))
        light = right + up + near
        if style.shading == "contour":
            _contours(ink, drawing, light, body, style, rng, unit)
        elif style.shading == "oblique":
            _patches(ink, drawing.scale, body & (light < 0.93), spacing, style.angle, style.density, rng, unit)
        else:
            shadow = np.where(body, np.clip(1 - light, 0, 1) ** 2, 0)
            _stipple(ink, drawing.scale, shadow * (0.25 + 0.9 * style.density), spacing, rng)
    if style.fill and style.shading != "stipple" and 2 in held:
        _stipple(ink, drawing.scale, (surface == 2) * (0.06 + 0.1 * style.density), spacing, rng)
    if style.fill and 3 in held:
        _patches(ink, drawing.scale, surface == 3, 0.7 * spacing, style.angle, 1.0, rng, unit)
    if glazed:
        _panes(ink, drawing.scale, surface == 4, rng, unit)


def parallel_lines(box: tuple[float, float, float, float], spacing: float, angle: float) -> tuple[Array, Array, Index]:
    """Points a pixel apart on parallel lines that cover a rectangle.

    Args:
        box: The rectangle's left, top, right and bottom.
        spacing: Pixels between two lines.
        angle: Direction in degrees, counter-clockwise from the right.

    Returns:
        Columns, rows and the line's number of every point, [n] each.
    """
    left, top, right, bottom = box
    along, across = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    wide, tall = (right - left) / 2, (bottom - top) / 2
    length, reach = wide * abs(along) + tall * abs(across), wide * abs(across) + tall * abs(along)
    s = np.arange(-reach, reach, spacing)[:, None]
    t = np.arange(-length, length)[None, :]
    x = (left + right) / 2 + t * along + s * across
    y = (top + bottom) / 2 - t * across + s * along
    on = (x >= left) & (x < right) & (y >= top) & (y < bottom)
    return x[on], y[on], np.nonzero(on)[0]


def _hatching(region: Ink, scale: float, spacing: float, angle: float) -> tuple[Array, Array, Index]:
    """Points of parallel lines inside a region of a buffer, in pixels of the page."""
    rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
    if not len(rows):
        return np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64)
    box = (columns[0] * scale, rows[0] * scale, (columns[-1] + 1) * scale, (rows[-1] + 1) * scale)
    x, y, number = parallel_lines(box, spacing, angle)
    on = region[(y / scale).astype(np.int64), (x / scale).astype(np.int64)]
    return x[on], y[on], number[on]


def _patches(
    ink: Ink,
    scale: float,
    region: Ink,
    spacing: float,
    angle: float,
    density: float,
    rng: np.random.Generator,
    unit: float,
) -> None:
    """Patches of parallel strokes with ragged ends; density 1 covers the region."""
    x, y, number = _hatching(region, scale, spacing, angle)
    if len(x) and density < 1:
        ragged = rng.uniform(-0.35, 0.35, int(number.max()) + 1)
        down = waves(x, y, 150 * unit, rng) + ragged[number] > 1.5 - 2.2 * density
        x, y = x[down], y[down]
    stamp(ink, x, y)


def _panes(ink: Ink, scale: float, region: Ink, rng: np.random.Generator, unit: float) -> None:
    """Groups of two or three long oblique strokes, as glass and screens are shown."""
    x, y, number = _hatching(region, scale, 7 * unit, float(rng.uniform(50, 66)))
    if not len(x):
        return
    lines = int(number.max()) + 1
    groups = np.repeat(rng.random(lines // 3 + 1) < 0.42, 3)[:lines] & (rng.random(lines) < 0.8)
    ragged = rng.uniform(-0.4, 0.4, lines)
    down = groups[number] & (waves(x, y, 130 * unit, rng) + ragged[number] > 0.1)
    stamp(ink, x[down], y[down])


def _stipple(ink: Ink, scale: float, chance: Array, spacing: float, rng: np.random.Generator) -> None:
    """Dots on a jittered grid; `chance` [buffer] is how likely a dot is, 0 where there is no surface."""
    step = max(2.5, spacing * 0.5)
    rows, columns = int(ink.shape[0] / step), int(ink.shape[1] / step)
    x = (np.arange(columns)[None, :] + rng.random((rows, columns))) * step
    y = (np.arange(rows)[:, None] + rng.random((rows, columns))) * step
    last = chance.shape[0] - 1, chance.shape[1] - 1
    here = chance[np.minimum((y / scale).astype(np.int64), last[0]), np.minimum((x / scale).astype(np.int64), last[1])]
    down = rng.random((rows, columns)) < here
    stamp(ink, x[down], y[down])


def _contours(
    ink: Ink, drawing: Drawing, light: Field, body: Ink, style: Style, rng: np.random.Generator, unit: float
) -> None:
    """Broken lines along which a curved surface turns equally far from the light."""
    count = 2 + round(5 * style.density)
    levels = np.linspace(0.78, -0.1, count) + rng.uniform(-0.04, 0.04, count)
    start, end = isolines(light, _smooth(drawing, body), levels)
    if not len(start):
        return
    pixels = trace(start * drawing.scale, end * drawing.scale)
    down = waves(pixels.x, pixels.y, 110 * unit, rng) > 0.5 - 1.1 * style.density
    stamp(ink, pixels.x[down], pixels.y[down])


def isolines(field: Field, inside: Ink, levels: Array) -> tuple[Array, Array]:
    """Segments along which a field has given values, by marching squares.

    Args:
        field: Values [h, w] at pixel centres.
        inside: Cells [h - 1, w - 1] between four pixels that count.
        levels: The values wanted.

    Returns:
        Starts and ends (x, y) of the segments, [s, 2] each, in pixels of the field.
    """
    rows, columns = np.nonzero(inside)
    corners = np.stack(
        [field[rows + dy, columns + dx] for dy, dx in ((0, 0), (0, 1), (1, 1), (1, 0))], axis=1, dtype=np.float64
    )
    low, high = corners.min(1), corners.max(1)
    base = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    starts, ends = [np.zeros((0, 2))], [np.zeros((0, 2))]
    for level in levels:
        cell = np.flatnonzero((low < level) & (high >= level))
        a = corners[cell] - level
        b = np.roll(a, -1, axis=1)
        crossed = (a < 0) != (b < 0)
        cell, a, b, crossed = (values[crossed.sum(1) == 2] for values in (cell, a, b, crossed))
        share = np.where(crossed, a / np.where(crossed, a - b, 1.0), 0.0)
        points = base + share[..., None] * (np.roll(base, -1, axis=0) - base)
        each = np.arange(len(cell))
        origin = np.stack([columns[cell], rows[cell]], axis=1) + 0.5
        starts.append(points[each, crossed.argmax(1)] + origin)
        ends.append(points[each, 3 - crossed[:, ::-1].argmax(1)] + origin)
    return np.concatenate(starts), np.concatenate(ends)


def _smooth(drawing: Drawing, body: Ink) -> Ink:
    """Cells between four pixels of one part over which the surface bends without a crease."""
    part, normal = drawing.part_id, drawing.normal
    same = body[:-1, :-1] & (part[:-1, :-1] == part[1:, :-1]) & (part[:-1, :-1] == part[:-1, 1:])
    same &= part[:-1, :-1] == part[1:, 1:]
    bend = np.einsum("ijk,ijk->ij", normal[:-1, :-1], normal[1:, 1:])
    other = np.einsum("ijk,ijk->ij", normal[:-1, 1:], normal[1:, :-1])
    return np.asarray(same & (bend > 0.9) & (other > 0.9))
