import numpy as np
import pytest
import torch

from modeling_patent.training import augmentation
from modeling_patent.training.augmentation import augment, random_homographies


def figures(count=4, side=48):
    ink = torch.zeros(count, 1, side, side, dtype=torch.uint8)
    ink[:, :, 12:36, 10:30] = 255
    ink[:, :, 16:20, 12:14] = 0
    return ink


def loop_augment(figure, matrix):
    """Sample one figure by bilinear interpolation at the mapped place of every pixel, in loops."""
    side = figure.shape[-1]
    ink = np.pad(figure.astype(np.float64) / 255, 1)
    out = np.zeros((side, side))
    for i in range(side):
        for j in range(side):
            x, y, w = matrix @ [(2 * j + 1) / side - 1, (2 * i + 1) / side - 1, 1]
            column, row = ((x / w + 1) * side - 1) / 2 + 1, ((y / w + 1) * side - 1) / 2 + 1
            if not (0 <= row < side + 1 and 0 <= column < side + 1):
                continue
            r, c = int(row), int(column)
            fr, fc = row - r, column - c
            out[i, j] = (ink[r, c] * (1 - fc) + ink[r, c + 1] * fc) * (1 - fr)
            out[i, j] += (ink[r + 1, c] * (1 - fc) + ink[r + 1, c + 1] * fc) * fr
    return out


def test_augmented_figure_is_the_drawn_homography():
    ink = figures(3, side=24)
    got = augment(ink, [1, 2, 3])
    for figure, result, matrix in zip(ink, got, random_homographies([1, 2, 3]), strict=True):
        np.testing.assert_allclose(result[0].numpy(), loop_augment(figure[0].numpy(), matrix), atol=2e-3)


def test_a_seed_gives_the_same_figure_in_any_batch():
    ink = figures(4)
    together = augment(ink, [5, 6, 7, 8])
    alone = torch.cat([augment(ink[i : i + 1], [seed]) for i, seed in enumerate([5, 6, 7, 8])])
    torch.testing.assert_close(together, alone)
    assert not torch.equal(together[0], together[1])


def test_half_of_the_figures_are_flipped_and_ink_is_kept():
    matrices = random_homographies(range(400))
    assert 0.4 < (np.linalg.det(matrices) < 0).mean() < 0.6
    ink = figures(50)
    share = augment(ink, range(50)).sum((1, 2, 3)) / (ink.float() / 255).sum((1, 2, 3))
    assert ((share > 0.6) & (share < 1.4)).all()


def test_outside_is_paper(monkeypatch):
    monkeypatch.setattr(augmentation, "SCALE", (0.5, 0.5))
    out = augment(torch.full((2, 1, 32, 32), 255, dtype=torch.uint8), [0, 1])
    assert out[:, :, [0, -1]].max() == 0
    assert out[:, :, 16, 16].min() == pytest.approx(1.0)
