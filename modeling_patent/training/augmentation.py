"""Small changes of a drawing that keep it the same design: flip, turn, scale, shift, slight perspective."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ROTATION = 3.0  # degrees
SCALE = (0.94, 1.04)
SHIFT = 0.02  # of the side
PERSPECTIVE = 0.03


def random_homographies(seeds: Sequence[int]) -> NDArray[np.float32]:
    """Draw one homography [3, 3] a seed, from output to input places, both in -1..1.

    Each follows from its seed alone: neither the batch nor the worker that holds the figure matters.

    Returns:
        float32 [B, 3, 3].
    """
    draws = np.stack([np.random.default_rng(seed).random(7) for seed in seeds])
    centred = 2 * draws - 1
    angle = np.deg2rad(ROTATION) * centred[:, 0]
    scale = SCALE[0] + (SCALE[1] - SCALE[0]) * draws[:, 1]
    flip = np.where(draws[:, 2] < 0.5, -1.0, 1.0)
    matrices = np.zeros((len(draws), 3, 3))
    matrices[:, 0, 0] = flip * np.cos(angle) / scale
    matrices[:, 0, 1] = -flip * np.sin(angle) / scale
    matrices[:, 1, 0] = np.sin(angle) / scale
    matrices[:, 1, 1] = np.cos(angle) / scale
    matrices[:, :2, 2] = 2 * SHIFT * centred[:, 3:5]
    matrices[:, 2, :2] = PERSPECTIVE * centred[:, 5:7]
    matrices[:, 2, 2] = 1
    return matrices.astype(np.float32)


def augment(figures: Tensor, seeds: Sequence[int]) -> Tensor:
    """Change every figure by its seed.

    Args:
        figures: ink uint8 [B, 1, S, S], 255 = ink.
        seeds: one a figure.

    Returns:
        Ink float32 [B, 1, S, S] in 0..1; what comes in from outside is paper.
    """
    side = figures.shape[-1]
    places = (torch.arange(side, dtype=torch.float32) * 2 + 1) / side - 1
    grid = torch.stack([*torch.meshgrid(places, places, indexing="xy"), torch.ones(side, side)], dim=-1)
    moved = grid.view(1, side * side, 3) @ torch.from_numpy(random_homographies(seeds)).transpose(1, 2)
    moved = (moved[..., :2] / moved[..., 2:]).view(len(figures), side, side, 2)
    return F.grid_sample(figures.float() / 255, moved, mode="bilinear", padding_mode="zeros", align_corners=False)
