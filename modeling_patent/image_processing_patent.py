"""Drawings to model input: the ink box, on square paper, reduced by area averaging; ink = 1, paper = 0."""

import functools
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps
from transformers.feature_extraction_utils import BatchFeature
from transformers.image_processing_backends import PilBackend
from transformers.image_utils import make_flat_list_of_images

# Gray darker than a tenth of black opens the ink box; what is fainter is paper.
_INK_MASK = [255 * (value <= 229) for value in range(256)]


def to_gray(image: Image.Image) -> Image.Image:
    """Return the picture as 8-bit gray on white paper, turned upright by its EXIF tag, transparency filled white."""
    image = ImageOps.exif_transpose(image)
    if image.mode in ("I;16", "I", "F"):
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0 if values.max(initial=0) > 1 else 1.0
        return Image.fromarray((np.nan_to_num(values).clip(0, top) * (255 / top)).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L")


@functools.lru_cache(maxsize=1024)
def _area_weights(length: int, factor: int, target: int) -> np.ndarray:
    """Return float32 [target, cells]: the share of each output pixel's length that each cell of `factor` covers."""
    edges = np.minimum(np.arange(-(-length // factor) + 1) * factor, length)
    bounds = np.arange(target + 1) * (length / target)
    overlap = np.minimum(bounds[1:, None], edges[None, 1:]) - np.maximum(bounds[:-1, None], edges[None, :-1])
    weights: np.ndarray = (overlap.clip(0) * (target / length)).astype(np.float32)
    return weights


def prepare_figure(image: Image.Image, size: int, margin: float = 0.04) -> np.ndarray:
    """Prepare one drawing: crop to its ink, keep the aspect ratio, centre it on square paper.

    Lines of a 300-dpi scan are a few pixels wide: a filter that samples would lose them, so every output pixel is
    the average of the area it covers. (Whole-pixel averaging comes first where the figure is large; the cells it
    leaves are at most a quarter of an output pixel.)

    Args:
        image: a picture of any mode.
        size: side of the output in pixels.
        margin: paper on each side, as a share of `size`.

    Returns:
        uint8 [size, size], 255 = ink, 0 = paper. A blank picture gives zeros.
    """
    gray = to_gray(image)
    paper = np.zeros((size, size), dtype=np.uint8)
    box = gray.point(_INK_MASK).getbbox()
    if box is None:
        return paper
    width, height = box[2] - box[0], box[3] - box[1]
    scale = max(1, round(size * (1 - 2 * margin))) / max(width, height)
    columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
    ink = ImageOps.invert(gray.crop(box))
    if scale >= 1:
        figure = np.asarray(ink.resize((columns, rows), Image.Resampling.BILINEAR))
    else:
        factor = max(1, int(1 / (4 * scale)))
        cells = np.asarray(ink.reduce(factor) if factor > 1 else ink, dtype=np.float32)
        figure = _area_weights(height, factor, rows) @ cells @ _area_weights(width, factor, columns).T
        figure = (figure + 0.5).astype(np.uint8)
    top, left = (size - rows) // 2, (size - columns) // 2
    paper[top : top + rows, left : left + columns] = figure
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

    >>> processor = PatentImageProcessor(size=32)
    >>> processor(Image.new("1", (300, 200), 1), return_tensors="pt").pixel_values.shape
    torch.Size([1, 1, 32, 32])
    """

    model_input_names = ("pixel_values",)

    def __init__(self, size: int | dict[str, int] = 224, margin: float = 0.04, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        sides = {size} if isinstance(size, int) else {size.get("height"), size.get("width")}
        side = sides.pop()
        if sides or not isinstance(side, int) or side < 1:
            raise ValueError(f"size must be one side of a square in pixels, got {size!r}")
        if not 0 <= margin < 0.5:
            raise ValueError(f"margin must be a share from 0 to under 0.5 of the side, got {margin!r}")
        self.size = {"height": side, "width": side}
        self.margin = margin

    def prepare(self, image: Any) -> np.ndarray:
        """Prepare one picture (see `prepare_figure`): uint8 [size, size], 255 = ink."""
        return prepare_figure(_as_picture(image), self.size["height"], self.margin)

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
