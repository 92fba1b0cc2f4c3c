"""Drawings to model input: the ink box, on square paper, reduced by area averaging; ink = 1, paper = 0."""

from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers.feature_extraction_utils import BatchFeature
from transformers.image_processing_backends import PilBackend
from transformers.image_utils import make_flat_list_of_images

from .pixels_patent import gray_pixels
from .sheet_patent import remove_labels as without_labels

_INK = 229  # gray up to here, a tenth of black, opens the ink box; what is fainter is paper


def _means(values: np.ndarray, target: int, bilevel: bool) -> np.ndarray:
    """Return float32 [target, W], the means of uint8 [H, W] over `target` equal stretches of its rows, H >= target.

    A row that lies in two stretches counts in each by its share. Whole rows are added in 8 bits where they hold 0 and
    255 only: modulo 256, 255 is -1.
    """
    height, width = values.shape
    edges = np.arange(target + 1) * (height / target)
    whole = np.minimum(edges.astype(np.intp), height - 1)
    share = (edges - whole).astype(np.float32)[:, None]
    means = np.empty((target, width), dtype=np.float32)
    counted = bilevel and height < 255 * target
    for row in range(target):
        rows = values[whole[row] : whole[row + 1]]
        if counted:
            means[row] = np.negative(np.add.reduce(rows, axis=0, dtype=np.uint8))
        else:
            means[row] = np.add.reduce(rows, axis=0, dtype=np.uint32)
    cut = (values[whole] & 1 if counted else values[whole]) * share
    means += cut[1:] - cut[:-1]
    means *= (255 if counted else 1) * target / height
    return means


def _column_means(values: np.ndarray, target: int) -> np.ndarray:
    """Return float32 [H, target], the means of float32 [H, W] over `target` equal stretches of its columns."""
    width = values.shape[1]
    edges = np.arange(target + 1) * (width / target)
    whole = np.minimum(edges.astype(np.intp), width - 1)
    cut = values[:, whole] * (edges - whole).astype(np.float32)
    sums = np.add.reduceat(values, whole[:-1], axis=1)
    if whole[-1] > whole[-2]:
        sums[:, -1] -= values[:, -1]  # the last column counts by its share, as all that are cut
    else:
        sums[:, -1] = 0
    means: np.ndarray = (sums + cut[:, 1:] - cut[:, :-1]) * np.float32(target / width)
    return means


def prepare_figure(image: Image.Image, size: int, margin: float = 0.04) -> np.ndarray:
    """Prepare one drawing: crop to its ink, keep the aspect ratio, centre it on square paper.

    Lines of a 300-dpi scan are a few pixels wide: a filter that samples would lose them, so every output pixel is
    the mean of the area it covers.

    Args:
        image: a picture of any mode.
        size: side of the output in pixels.
        margin: paper on each side, as a share of `size`.

    Returns:
        uint8 [size, size], 255 = ink, 0 = paper. A blank picture gives zeros.
    """
    paper = np.zeros((size, size), dtype=np.uint8)
    gray = gray_pixels(image)
    if not gray.size:
        return paper
    columns, rows = (np.flatnonzero(gray.min(axis) <= _INK) for axis in (0, 1))
    if not len(rows):
        return paper
    gray = gray[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = max(1, round(size * (1 - 2 * margin))) / max(gray.shape)
    height, width = (max(1, round(side * scale)) for side in gray.shape)
    if scale >= 1:
        figure = np.asarray(Image.fromarray(255 - gray).resize((width, height), Image.Resampling.BILINEAR))
    else:
        means = _column_means(_means(gray, height, image.mode == "1"), width)
        figure = (255.5 - means).clip(0, 255).astype(np.uint8)
    top, left = (size - height) // 2, (size - width) // 2
    paper[top : top + height, left : left + width] = figure
    return paper


def _as_picture(image: Any) -> Image.Image:
    """Return a PIL picture of a PIL picture, or of an array or tensor [H, W], [H, W, C] or [C, H, W]."""
    if isinstance(image, Image.Image):
        return image
    array = image.detach().cpu().numpy() if isinstance(image, torch.Tensor) else np.asarray(image)
    if array.ndim == 3 and array.shape[0] in (1, 3, 4) and array.shape[-1] not in (1, 3, 4):
        array = np.moveaxis(array, 0, -1)
    if array.ndim == 3 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim not in (2, 3):
        raise ValueError(f"a picture of shape [H, W], [H, W, C] or [C, H, W] wanted, got {array.shape}")
    if array.dtype != np.uint8:
        array = (array.astype(np.float64) * (255 if array.max(initial=0) <= 1 else 1)).clip(0, 255).astype(np.uint8)
    return Image.fromarray(array)


class PatentImageProcessor(PilBackend):
    """Prepares drawings for the patent models.

    Each picture is cropped to its ink, reduced by area averaging with its aspect ratio kept, and centred on square
    white paper. Ink is 1 and paper 0; one channel serves every backbone (the model spreads it to three).

    Args:
        size: side of the output in pixels, as a number or {"height": n, "width": n}.
        margin: paper on each side, as a share of the side.
        remove_labels: paint over the figure labels ("FIG. 1") of a sheet before anything else. Sheets of one patent
            share their type face, which tells them apart without a look at the design.

    >>> processor = PatentImageProcessor(size=32)
    >>> processor(Image.new("1", (300, 200), 1), return_tensors="pt").pixel_values.shape
    torch.Size([1, 1, 32, 32])
    """

    model_input_names = ("pixel_values",)

    def __init__(
        self, size: int | dict[str, int] = 224, margin: float = 0.04, remove_labels: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        sides = {size} if isinstance(size, int) else {size.get("height"), size.get("width")}
        side = sides.pop()
        if sides or not isinstance(side, int) or side < 1:
            raise ValueError(f"size must be one side of a square in pixels, got {size!r}")
        if not 0 <= margin < 0.5:
            raise ValueError(f"margin must be a share from 0 to under 0.5 of the side, got {margin!r}")
        self.size = {"height": side, "width": side}
        self.margin = margin
        self.remove_labels = remove_labels

    def prepare(self, image: Any) -> np.ndarray:
        """Prepare one picture (see `prepare_figure`): uint8 [size, size], 255 = ink."""
        picture = _as_picture(image)
        if self.remove_labels:
            picture = without_labels(picture)
        return prepare_figure(picture, self.size["height"], self.margin)

    def preprocess(self, images: Any, return_tensors: str | None = None, **kwargs: Any) -> BatchFeature:
        """Prepare one picture or a list of them.

        Args:
            images: PIL pictures, arrays or tensors.
            return_tensors: "pt" or "np".

        Returns:
            BatchFeature with pixel_values float32 [B, 1, size, size] in 0..1.
        """
        figures = [self.prepare(image) for image in make_flat_list_of_images(images)]
        values = np.stack(figures)[:, None].astype(np.float32) / 255
        return BatchFeature(data={"pixel_values": values}, tensor_type=return_tensors)
