"""A model whose vector is known, and drawings to explain with it."""

import itertools
from types import SimpleNamespace

import numpy as np
import torch
from PIL import Image, ImageDraw


class PooledInk(torch.nn.Module):
    """A model whose vector is known: the ink in each of 8 x 8 fields, and a constant, at length 1."""

    def __init__(self, constant=0.05):
        super().__init__()
        self.constant = constant
        self.config = SimpleNamespace(projection_dim=65)
        self.device = torch.device("cpu")
        self.figures = 0

    def embed_images(self, pixel_values):
        self.figures += len(pixel_values)
        return torch.from_numpy(np.stack([pooled(figure[0].numpy(), self.constant) for figure in pixel_values]))


def pooled(figure, constant=0.05):
    edges = np.linspace(0, len(figure), 9).astype(int)
    fields = [
        figure[top:bottom, left:right].astype(np.float64).mean() / 255
        for top, bottom in itertools.pairwise(edges)
        for left, right in itertools.pairwise(edges)
    ]
    vector = np.array([*fields, constant])
    return vector / np.linalg.norm(vector)


def lines(seed, size=(200, 160), count=8):
    rng = np.random.default_rng(seed)
    picture = Image.new("L", size, 255)
    for _ in range(count):
        ImageDraw.Draw(picture).line(rng.integers(0, np.tile(size, 2)).tolist(), fill=0, width=3)
    return picture


def blobs(*corners, size=(240, 240)):
    """A picture of discs, at fixed places in a thin frame that holds the ink box still."""
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for x, y in ((0, 0), (size[0] - 2, 0), (0, size[1] - 2), (size[0] - 2, size[1] - 2)):
        pen.rectangle((x, y, x + 1, y + 1), fill=0)
    for x, y in corners:
        pen.ellipse((x, y, x + 40, y + 40), fill=0)
    return picture
