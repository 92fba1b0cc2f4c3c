"""Every operation of the augmentation against a slow one, pixel by pixel."""

import math

import numpy as np
import pytest
import torch

from modeling_patent.training.augmentation_operations import (
    break_lines,
    erase,
    grid_mask,
    random_boxes,
    warp,
    weigh_lines,
)


def noise(count, side, seed=0):
    return torch.rand(count, 1, side, side, generator=torch.Generator().manual_seed(seed))


def stroke(side=64, angle=0.0, width=1.5):
    """One straight anti-aliased line through the middle, at an angle to the horizontal in degrees."""
    y, x = np.mgrid[:side, :side] + 0.5 - side / 2
    distance = np.abs(-math.sin(math.radians(angle)) * x + math.cos(math.radians(angle)) * y)
    ink = np.clip(0.5 + width / 2 - distance, 0, 1) * (np.hypot(x, y) < 0.45 * side)
    return torch.from_numpy(ink.astype(np.float32))[None, None]


def test_boxes_lie_inside_the_picture_and_have_the_area_and_aspect_that_are_asked_for():
    draws = np.random.default_rng(0).random((500, 4))
    left, top, width, height = random_boxes(draws, (0.05, 0.2), (0.5, 2.0)).T
    assert (left >= 0).all() and (top >= 0).all() and (left + width <= 1).all() and (top + height <= 1).all()
    for values, low, high in ((width * height, 0.05, 0.2), (width / height, 0.5, 2.0)):
        assert values.min() == pytest.approx(low, rel=0.05) and values.max() == pytest.approx(high, rel=0.05)
        assert low - 1e-9 <= values.min() and values.max() <= high + 1e-9
    assert np.median(width / height) == pytest.approx(1, rel=0.1)  # as often upright as lying
    assert random_boxes(draws, (1.0, 1.0), (0.5, 2.0))[:, 2:].max() == 1  # cut to the picture


@pytest.mark.parametrize("side", [1, 8, 13])
def test_erased_is_the_box(side):
    ink = noise(6, side) + 0.1
    boxes = random_boxes(np.random.default_rng(1).random((6, 4)), (0.1, 0.9), (0.3, 3.3))
    got = erase(ink, boxes)
    for figure, result, (left, top, width, height) in zip(ink[:, 0], got[:, 0], boxes, strict=True):
        for i in range(side):
            for j in range(side):
                y, x = (i + 0.5) / side, (j + 0.5) / side
                inside = left <= x < left + width and top <= y < top + height
                assert result[i, j] == (0 if inside else figure[i, j])


@pytest.mark.parametrize("side", [1, 9, 24])
def test_grid_mask_is_the_squares_of_a_turned_grid(side):
    rng, ink = np.random.default_rng(2), noise(5, side) + 0.1
    units, angles, offsets = rng.uniform(3, 9, 5), rng.uniform(0, 2 * np.pi, 5), rng.random((5, 2))
    got, near = grid_mask(ink, units, 0.6, angles, offsets), 0
    for k in range(5):
        for i in range(side):
            for j in range(side):
                x, y = j + 0.5 - side / 2, i + 0.5 - side / 2
                along = (x * math.cos(angles[k]) + y * math.sin(angles[k])) / units[k] + offsets[k, 0]
                across = (y * math.cos(angles[k]) - x * math.sin(angles[k])) / units[k] + offsets[k, 1]
                cells = np.array([along, across]) % 1
                if np.abs(cells - np.array([[0.0], [0.6], [1.0]])).min() < 1e-5:
                    near += 1
                    continue
                assert got[k, 0, i, j] == (0 if (cells >= 0.6).all() else ink[k, 0, i, j])
    assert near <= 5


@pytest.mark.parametrize("ratio", [0.0, 0.3, 0.6, 1.0])
def test_grid_mask_keeps_the_share_that_the_paper_states(ratio):
    rng = np.random.default_rng(3)
    kept = grid_mask(
        torch.ones(300, 1, 64, 64), rng.uniform(10, 30, 300), ratio, rng.uniform(0, 7, 300), rng.random((300, 2))
    ).mean()
    assert kept.item() == pytest.approx(1 - (1 - ratio) ** 2, abs=0.01)


def loop_weigh(figure, width):
    side, out = len(figure), figure.astype(np.float64)
    for step in range(math.ceil(abs(width))):
        found = np.zeros_like(out)
        for i in range(side):
            for j in range(side):
                around = out[max(i - 1, 0) : i + 2, max(j - 1, 0) : j + 2]
                found[i, j] = around.max() if width > 0 else around.min()
        out = out + min(abs(width) - step, 1) * (found - out)
    return np.maximum(out, figure / 2)


@pytest.mark.parametrize("side", [1, 2, 11])
def test_line_weight_is_a_dilation_or_an_erosion_of_which_the_last_counts_in_part(side):
    widths = np.array([0.0, 0.3, -0.3, 1.0, -1.0, 1.7, -1.7, 3.0])
    ink = (noise(len(widths), side) > 0.4) * noise(len(widths), side, seed=1)
    got = weigh_lines(ink, widths)
    for figure, result, width in zip(ink[:, 0].numpy(), got[:, 0].numpy(), widths, strict=True):
        np.testing.assert_allclose(result, loop_weigh(figure, width), atol=1e-6)
    assert torch.equal(got[0], ink[0])


def test_thin_lines_keep_half_of_their_ink_and_thick_ones_move_their_edges():
    line = stroke(width=1.0)
    assert torch.equal(weigh_lines(line, np.array([-2.0])) > 0, line > 0)
    assert weigh_lines(line, np.array([-2.0])).sum() >= line.sum() / 2
    square = torch.zeros(1, 1, 32, 32)
    square[..., 10:20, 10:20] = 1
    wanted = torch.zeros(1, 1, 32, 32)
    wanted[..., 9:21, 9:21] = 1
    assert torch.equal(weigh_lines(square, np.array([1.0])), wanted)
    inner = weigh_lines(square, np.array([-1.0]))
    assert inner[..., 11:19, 11:19].min() == 1 and inner[..., 10, 10:20].max() == 0.5


def loop_break(figure, period, offset, region, radius=1):
    """Return the figure in dashes, and the pixels at which rounding may decide."""
    side = len(figure)
    framed = np.pad(figure.astype(np.float64), radius + 1)
    out, open_ = figure.astype(np.float64), np.zeros((side, side), dtype=bool)
    for i in range(side):
        for j in range(side):
            xx = yy = xy = 0.0
            for a in range(i + 1, i + 2 * radius + 2):
                for b in range(j + 1, j + 2 * radius + 2):
                    if not (radius < a <= side + radius and radius < b <= side + radius):
                        continue  # gradients are those of the picture's pixels
                    dx, dy = framed[a, b + 1] - framed[a, b - 1], framed[a + 1, b] - framed[a - 1, b]
                    xx, yy, xy = xx + dx * dx, yy + dy * dy, xy + dx * dy
            x, y = j + 0.5 - side / 2, i + 0.5 - side / 2
            beyond = math.cos(region[0]) * x + math.sin(region[0]) * y - region[1]
            clear = math.hypot(xx - yy, 2 * xy) - 0.6 * (xx + yy)
            eighths = (math.atan2(2 * xy, xx - yy) / 2 + math.pi / 2) / (math.pi / 8)
            angle = round(eighths) * math.pi / 8
            cells = ((x + side * offset[0]) * math.cos(angle) + (y + side * offset[1]) * math.sin(angle)) / period
            keep = min(max((abs(cells % 1 - 0.5) - 0.21) * period + 0.5, 0), 1)
            open_[i, j] = min(abs(beyond), abs(clear), abs(eighths % 1 - 0.5)) < 1e-4
            if beyond > 0 and clear > 0:
                out[i, j] *= keep
    return out, open_


@pytest.mark.parametrize("side", [1, 8, 24])
def test_broken_lines_are_counted_along_the_strokes(side):
    rng, ink = np.random.default_rng(4), noise(6, side) ** 3
    ink[1:4] = torch.cat([stroke(side, angle) for angle in (10.0, 50.0, 80.0)])
    periods, offsets = rng.uniform(4, 9, 6), rng.random((6, 2))
    regions = np.stack([rng.uniform(0, 7, 6), rng.uniform(-0.3, 0.3, 6) * side], axis=1)
    got = break_lines(ink, periods, offsets, regions)[:, 0].numpy()
    for k in range(6):
        wanted, open_ = loop_break(ink[k, 0].numpy(), periods[k], offsets[k], regions[k])
        assert side == 1 or (open_ & (ink[k, 0].numpy() > 0)).sum() <= 4
        np.testing.assert_allclose(got[k][~open_], wanted[~open_], atol=1e-4)


@pytest.mark.parametrize("angle", [0, 30, 45, 70, 90, 135, 160])
def test_a_line_in_any_direction_gets_gaps_with_the_period(angle):
    line, everywhere = stroke(96, angle), np.array([[0.0, -200.0]])
    got = break_lines(line, np.array([9.0]), np.array([[0.3, 0.7]]), everywhere)
    along = np.arange(-40, 40, 0.5)
    x = 47.5 + along * math.cos(math.radians(angle))
    y = 47.5 + along * math.sin(math.radians(angle))
    profile = got[0, 0].numpy()[np.round(y).astype(int), np.round(x).astype(int)] > 0.3
    gaps = (np.diff(profile.astype(int)) == -1).sum()
    assert gaps == pytest.approx(80 / 9, abs=1.5)
    assert 0.4 < got.sum() / line.sum() < 0.75


def test_only_strokes_and_only_those_on_one_side_are_broken():
    ink = stroke(64)
    got = break_lines(ink, np.array([8.0]), np.array([[0.0, 0.0]]), np.array([[0.0, 5.0]]))  # right of the middle
    assert torch.equal(got[..., :36], ink[..., :36]) and got[..., 40:].sum() < 0.8 * ink[..., 40:].sum()
    assert (got <= ink).all()
    block = torch.zeros(1, 1, 64, 64)
    block[..., 16:48, 16:48] = 1
    got = break_lines(block, np.array([8.0]), np.array([[0.0, 0.0]]), np.array([[0.0, -200.0]]))
    assert torch.equal(got[..., 19:45, 19:45], block[..., 19:45, 19:45])


def test_warp_of_the_eight_symmetries_moves_pixels_and_nothing_else():
    ink = noise(1, 9)
    for turns in range(4):
        for mirror in (1, -1):
            turn = np.linalg.matrix_power(np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]]), turns)
            matrix = (np.diag([mirror, 1, 1]) @ turn)[None].astype(np.float32)
            flipped = ink[0, 0].numpy()[:, ::mirror]
            assert (warp(ink, matrix)[0, 0].numpy() == np.rot90(flipped, turns)).all()
