"""Operations on drawings, a batch at a time: lines broken or of another weight, another place, paper in place of ink.

Ink is float32 [B, 1, S, S] in 0..1, 0 = paper, and so is what comes back. Every figure has its own numbers, and its
result has the same bits in any batch and on any number of threads: whole pictures see only operations that round in one
way (no sine or exponential, which differ between a vector register and what is left over at its end).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

if TYPE_CHECKING:
    from numpy.typing import NDArray

GAP = 0.42  # of the period of broken lines
COHERENCE = 0.6  # where strokes run one way more clearly than that (1 = one way only), they are broken
KEPT = 0.5  # of a pixel's ink stays at least where lines are made thinner
OCTANT = math.tan(math.pi / 8)
# Of strokes whose gradient has the double angle with cosine and sine x, y in (-1, 0, 1): the direction they run.
TANGENTS = torch.tensor(
    [
        [math.cos((math.atan2(y, x) + math.pi) / 2), math.sin((math.atan2(y, x) + math.pi) / 2)]
        for x in (-1, 0, 1)
        for y in (-1, 0, 1)
    ]
)


def warp(ink: Tensor, matrices: NDArray[np.float32]) -> Tensor:
    """Sample every figure once, where its homography puts the pixels; outside is paper.

    Args:
        ink: [B, 1, S, S].
        matrices: float32 [B, 3, 3], from output to input places, both in -1..1. Mirror images and quarter turns alone
            are exact; all others are interpolated (bilinear).
    """
    side = ink.shape[-1]
    exact = np.isin(matrices, (-1, 0, 1)).all(axis=(1, 2))
    if (matrices == np.eye(3)).all():
        return ink
    places = (torch.arange(side, dtype=torch.float32) * 2 + 1) / side - 1
    grid = torch.stack([*torch.meshgrid(places, places, indexing="xy"), torch.ones(side, side)], dim=-1)
    moved = grid.view(1, side * side, 3) @ torch.from_numpy(matrices).transpose(1, 2)
    moved = (moved[..., :2] / moved[..., 2:]).view(len(ink), side, side, 2)
    found = F.grid_sample(ink, moved, mode="bilinear", padding_mode="zeros", align_corners=False)
    if exact.any():
        which = torch.from_numpy(np.flatnonzero(exact))
        found[which] = F.grid_sample(ink[which], moved[which], mode="nearest", align_corners=False)
    return found.clamp_(max=1)  # the four weights may add up to a little more


def random_boxes(
    draws: NDArray[np.float64], area: tuple[float, float], aspect: tuple[float, float]
) -> NDArray[np.float64]:
    """Return boxes inside the picture, (left, top, width, height) in shares of its side.

    Args:
        draws: [B, 4] in 0..1, for area, aspect ratio and place.
        area: bounds of the area, a share of the picture's. A box that would be wider or higher than the picture is cut
            to it, and then smaller.
        aspect: bounds of width / height, in which the logarithm is uniform.

    Returns:
        float64 [B, 4].
    """
    areas = area[0] + (area[1] - area[0]) * draws[:, 0]
    ratios = np.exp(np.log(aspect[0]) + np.log(aspect[1] / aspect[0]) * draws[:, 1])
    sizes = np.minimum(np.sqrt(np.stack([areas * ratios, areas / ratios], axis=1)), 1.0)
    return np.concatenate([(1 - sizes) * draws[:, 2:4], sizes], axis=1)


def erase(ink: Tensor, boxes: NDArray[np.float64]) -> Tensor:
    """Make paper of the pixels whose centre lies in the figure's box (random erasing, arXiv 1708.04896).

    Args:
        ink: [B, 1, S, S].
        boxes: [B, 4] of `random_boxes`.
    """
    centres = (np.arange(ink.shape[-1]) + 0.5) / ink.shape[-1]
    inside = (centres >= boxes[:, :2, None]) & (centres < boxes[:, :2, None] + boxes[:, 2:, None])
    columns, rows = torch.from_numpy(inside).unbind(1)
    return ink.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], 0.0)


def grid_mask(
    ink: Tensor, units: NDArray[np.float64], ratio: float, angles: NDArray[np.float64], offsets: NDArray[np.float64]
) -> Tensor:
    """Make paper of squares that stand in a grid (GridMask, arXiv 2001.04086).

    Args:
        ink: [B, 1, S, S].
        units: [B], side of the grid's cells in pixels.
        ratio: share of a cell's side that is kept: a square of (1 - ratio) units is erased in every cell.
        angles: [B], of the grid, in radians.
        offsets: [B, 2] in 0..1, by which the grid is moved, in units.
    """
    places = torch.arange(ink.shape[-1]) + 0.5 - ink.shape[-1] / 2
    cosines, sines = np.cos(angles) / units, np.sin(angles) / units

    def beyond_ratio(x: NDArray[np.float64], y: NDArray[np.float64], start: NDArray[np.float64]) -> Tensor:
        cells = (_per_figure(x) * places + _per_figure(start)) + _per_figure(y) * places[:, None]
        return cells - cells.floor() >= ratio

    masked = beyond_ratio(cosines, sines, offsets[:, 0]) & beyond_ratio(-sines, cosines, offsets[:, 1])
    return ink.masked_fill(masked[:, None], 0.0)


def weigh_lines(ink: Tensor, widths: NDArray[np.float64]) -> Tensor:
    """Make lines thicker or thinner: grey dilation or erosion by 3 x 3 squares, the last one in part.

    Lines of a prepared figure are hardly a pixel wide, and a thinner line is there a fainter one: so no pixel loses
    more than half of its ink, and no line vanishes.

    Args:
        ink: [B, 1, S, S].
        widths: [B], how far edges move outwards, in pixels; below 0 inwards.
    """
    signs = _per_figure(np.where(widths < 0, -1.0, 1.0))[:, None]
    signed = ink * signs  # an erosion is a dilation of the paper
    for step in range(math.ceil(np.abs(widths).max(initial=0))):
        share = _per_figure(np.clip(np.abs(widths) - step, 0, 1))[:, None]
        signed = signed + share * (_maximum_of_neighbours(signed) - signed)
    return torch.maximum(signed * signs, KEPT * ink).clamp(0, 1)


def _maximum_of_neighbours(values: Tensor) -> Tensor:
    """Return the maximum of the 3 x 3 pixels around each, [..., S, S]; outside the picture is nothing."""
    rows = values.clone()
    torch.maximum(rows[..., 1:], values[..., :-1], out=rows[..., 1:])
    torch.maximum(rows[..., :-1], values[..., 1:], out=rows[..., :-1])
    square = rows.clone()
    torch.maximum(square[..., 1:, :], rows[..., :-1, :], out=square[..., 1:, :])
    torch.maximum(square[..., :-1, :], rows[..., 1:, :], out=square[..., :-1, :])
    return square


def break_lines(
    ink: Tensor, periods: NDArray[np.float64], offsets: NDArray[np.float64], regions: NDArray[np.float64]
) -> Tensor:
    """Break the strokes on one side of a straight line into dashes, as patents draw what they do not claim.

    Gaps come along a stroke with the period: each pixel takes the nearest of eight directions to that of the strokes
    around it, which the structure tensor tells, and is counted along it. Where no direction stands out (at corners and
    crossings, inside black areas) nothing is erased.

    Args:
        ink: [B, 1, S, S].
        periods: [B], length of a dash and a gap, in pixels.
        offsets: [B, 2] in 0..1, where the dashes begin in x and in y.
        regions: [B, 2], a direction in radians and how far from the centre in it the dashes begin, in pixels.
    """
    side = ink.shape[-1]
    places = torch.arange(side) + 0.5 - side / 2
    difference, product, clear = _orientation(ink[:, 0], max(1, round(side / 64)))
    double_x = torch.sign(difference) * (difference.abs() > OCTANT * product.abs())
    double_y = torch.sign(product) * (product.abs() > OCTANT * difference.abs())
    tangents = TANGENTS[(3 * double_x + double_y + 4).long()]
    x = places + side * _per_figure(offsets[:, 0])
    y = places[:, None] + side * _per_figure(offsets[:, 1])
    cells = (x * tangents[..., 0] + y * tangents[..., 1]) / _per_figure(periods)
    distance = (cells - cells.floor() - 0.5).abs()  # of the middle of the gap, in periods
    keep = ((distance - GAP / 2) * _per_figure(periods) + 0.5).clamp(0, 1)
    cosines, sines = _per_figure(np.cos(regions[:, 0])), _per_figure(np.sin(regions[:, 0]))
    region = cosines * places + sines * places[:, None] > _per_figure(regions[:, 1])
    return torch.where((region & clear)[:, None], ink * keep[:, None], ink)


def _orientation(ink: Tensor, radius: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return the structure tensor of pictures [B, S, S], and where one direction stands out."""
    framed = F.pad(ink, (1, 1, 1, 1))
    dx = framed[:, 1:-1, 2:] - framed[:, 1:-1, :-2]
    dy = framed[:, 2:, 1:-1] - framed[:, :-2, 1:-1]
    xx, yy, xy = (_sum_around(values, radius) for values in (dx * dx, dy * dy, dx * dy))
    difference, product = xx - yy, 2 * xy
    total = COHERENCE * (xx + yy)
    return difference, product, difference * difference + product * product > total * total


def _sum_around(values: Tensor, radius: int) -> Tensor:
    """Return the sum over a square of pixels around each, [B, S, S]; outside the picture is nothing."""
    side = values.shape[-1]
    framed = F.pad(values, (radius,) * 4)
    rows = framed[:, :side].clone()
    for step in range(1, 2 * radius + 1):
        rows += framed[:, step : step + side]
    total = rows[..., :side].clone()
    for step in range(1, 2 * radius + 1):
        total += rows[..., step : step + side]
    return total


def _per_figure(values: NDArray[np.float64]) -> Tensor:
    """Return one number a figure as float32 [B, 1, 1]."""
    return torch.from_numpy(values.astype(np.float32))[:, None, None]
