"""From visible lines to the 1-bit figure that a patent office scans: pens, broken lines, label, turn and trim."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

from patent_data.drawn.pen import Array, Index, Ink, Pixels, stamp, trace, waves
from patent_data.drawn.shading import shade
from patent_data.drawn.solids import Part
from patent_data.drawn.style import LabelSide, Style, label_ink
from patent_data.drawn.view import Drawing, Line


def draw_figure(
    drawing: Drawing,
    parts: Sequence[Part],
    style: Style,
    rng: np.random.Generator,
    *,
    number: int | None = None,
    turn: int = 0,
) -> Image.Image:
    """Draw one figure as it lies in a release of segmented figures.

    Args:
        drawing: What is seen of the object.
        parts: The parts that were seen, for their surfaces.
        style: The patent's style.
        rng: Chance for the hand, the scanner and the margins.
        number: The figure's number where it is labelled.
        turn: Quarter turns of the sheet, counter-clockwise.

    Returns:
        A picture of mode "1", black on white, cropped to its ink and a small margin.
    """
    shape = (math.ceil(drawing.height), math.ceil(drawing.width))
    unit = max(shape) / 512
    ink = np.zeros(shape, dtype=np.bool_)
    draw_lines(ink, drawing.lines, style, rng, unit)
    shade(ink, drawing, parts, style, rng, unit)
    if not ink.any():
        ink[shape[0] // 2, shape[1] // 2] = True
    ink = trim(ink)
    if style.label is not None and number is not None:
        lettering = label_ink(style.label, number, unit)
        ink = beside(ink, lettering, style.label.side, style.label.gap * unit, style.label.shift)
    ink = np.rot90(ink, turn % 4)
    low, high = style.margin
    top, bottom, left, right = (round(float(margin)) for margin in rng.uniform(low * unit, high * unit, 4))
    page = np.pad(ink, ((top, bottom), (left, right)))
    if style.specks:
        _speckle(page, rng, int(rng.poisson(style.specks)))
    return picture(page)


def picture(ink: Ink) -> Image.Image:
    """A 1-bit picture of ink [h, w], black where True."""
    height, width = ink.shape
    return Image.frombytes("1", (width, height), np.packbits(~ink, axis=1).tobytes())


def trim(ink: Ink) -> Ink:
    """The smallest rectangle of [h, w] that holds all ink; there must be some."""
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def beside(ink: Ink, lettering: Ink, side: LabelSide, gap: float, shift: float) -> Ink:
    """The figure with its label at one side, on one piece of paper.

    Args:
        ink: The figure [h, w].
        lettering: The label [k, l].
        side: Where the label goes.
        gap: Pixels between the two.
        shift: Where along the side, -1 (start) to 1 (end), 0 the middle.
    """
    (height, width), (tall, wide) = ink.shape, lettering.shape
    space = round(gap)
    along = (1 + min(1.0, max(-1.0, shift))) / 2
    if side in ("below", "above"):
        left = round((width - wide) * along)
        top = height + space if side == "below" else -space - tall
    else:
        top = round((height - tall) * along)
        left = width + space if side == "right" else -space - wide
    x, y = max(0, -left), max(0, -top)
    page = np.zeros((max(y + height, y + top + tall), max(x + width, x + left + wide)), dtype=np.bool_)
    page[y : y + height, x : x + width] = ink
    page[y + top : y + top + tall, x + left : x + left + wide] |= lettering
    return page


def draw_lines(ink: Ink, lines: Sequence[Line], style: Style, rng: np.random.Generator, unit: float) -> None:
    """Draw all lines of a figure at their weights, in place.

    Args:
        ink: The paper [h, w].
        lines: The lines, in pixels of the paper.
        style: Weights, dashes, hand.
        rng: Chance for the phases of broken lines, the hand and lost ink.
        unit: Pixels of this figure a pixel at 512.
    """
    lines = [line for line in lines if len(line.points) > 1]
    if not lines:
        return
    counts = np.array([len(line.points) for line in lines])
    points = np.concatenate([line.points for line in lines]).astype(np.float64, copy=False)
    owner = np.repeat(np.arange(len(lines)), counts)
    inside = owner[1:] == owner[:-1]
    start, end, owner = points[:-1][inside], points[1:][inside], owner[1:][inside]
    weights = {
        "silhouette": style.silhouette,
        "stroke": style.detail,
        "stitch": style.detail,
        "light": style.detail * 0.8,
    }
    weight = np.array([weights.get(line.kind, style.crease) for line in lines])
    weight[[not line.claimed for line in lines]] = style.detail
    pixels = trace(start, end)
    steps = np.hypot(*(end - start).T)
    down = _pen_down(lines, owner, steps, pixels, style, rng, unit)
    x, y = pixels.x, pixels.y
    if style.wobble:
        bend = style.wobble * unit * waves(x, y, 90 * unit, rng)
        x, y = np.where(pixels.steep, x + bend, x), np.where(pixels.steep, y, y + bend)
    if style.breaks:
        down &= waves(x, y, 22 * unit, rng) < 2.3 - 13 * style.breaks
    run = np.maximum(1.0, weight[owner][pixels.segment] * unit * pixels.reach)
    for layer in range(math.ceil(float(run.max(initial=0.0)))):
        on = down & (run > layer)
        spread = run[on] - 1
        offset = -spread / 2 + layer * spread / np.maximum(np.ceil(run[on]) - 1, 1)
        flat = ~pixels.steep[on]
        stamp(ink, x[on] + np.where(flat, 0.0, offset), y[on] + np.where(flat, offset, 0.0))


def _pen_down(
    lines: Sequence[Line],
    owner: Index,
    steps: Array,
    pixels: Pixels,
    style: Style,
    rng: np.random.Generator,
    unit: float,
) -> Ink:
    """Where the pen touches the paper: everywhere but in the gaps of broken lines."""
    kinds = np.array([0 if line.claimed and line.kind != "stitch" else 1 if line.claimed else 2 for line in lines])
    down = np.ones(len(pixels.x), dtype=np.bool_)
    phase = rng.uniform(0, 40 * unit, len(lines))
    if not kinds.any() or not len(owner):
        return down
    drawn = np.cumsum(steps) - steps
    first = np.searchsorted(owner, np.arange(len(lines)))
    along = drawn - drawn[np.minimum(first, len(drawn) - 1)][owner] + phase[owner]
    kind = kinds[owner][pixels.segment]
    for which, pattern in ((1, style.stitch), (2, style.dash)):
        chosen = np.flatnonzero(kind == which)
        bounds = np.cumsum(pattern) * unit
        place = np.mod(along[pixels.segment[chosen]] + pixels.length[chosen], bounds[-1])
        down[chosen] = np.searchsorted(bounds, place, side="right") % 2 == 0
    return down


def _speckle(page: Ink, rng: np.random.Generator, count: int) -> None:
    """Dirt on the scanner's glass: small black dots, in place."""
    row, column = rng.integers(0, page.shape[0], count), rng.integers(0, page.shape[1], count)
    page[row, column] = True
    page[row, np.maximum(column - 1, 0)] = True
