"""Drawings to model input: the ink box, on square paper, reduced by area averaging; ink = 1, paper = 0."""

from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers.feature_extraction_utils import BatchFeature
from transformers.image_processing_backends import PilBackend
from transformers.image_utils import make_flat_list_of_images

from .pixels_patent import area_means, gray_pixels
from .sheet_patent import remove_labels as without_labels

_INK = 229  # gray up to here, a tenth of black, opens the ink box; what is fainter is paper


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
    box = _ink_box(gray)
    if box is None:
        return paper
    gray = gray[box[1] : box[3], box[0] : box[2]]
    top, left, height, width = _place(gray.shape[0], gray.shape[1], size, margin)
    if width >= gray.shape[1] and height >= gray.shape[0]:
        figure = np.asarray(Image.fromarray(255 - gray).resize((width, height), Image.Resampling.BILINEAR))
    else:
        means = area_means(gray, height, width, image.mode == "1")
        figure = (255.5 - means).clip(0, 255).astype(np.uint8)
    paper[top : top + height, left : left + width] = figure
    return paper


def figure_box(image: Image.Image, size: int, margin: float = 0.04) -> tuple[float, float, float, float]:
    """Return the part of a picture that its prepared figure shows, the paper around the ink box included.

    Args:
        image, size, margin: as in `prepare_figure`.

    Returns:
        Left, top, right and bottom in pixels of the upright picture; the box may reach beyond it. A blank picture
        gives the square around it.
    """
    gray = gray_pixels(image)
    left, top, right, bottom = _ink_box(gray) or (0, 0, max(1, gray.shape[1]), max(1, gray.shape[0]))
    y, x, height, width = _place(bottom - top, right - left, size, margin)
    across, down = (right - left) / width, (bottom - top) / height  # pixels of the picture a pixel of the figure
    start, above = left - x * across, top - y * down
    return start, above, start + size * across, above + size * down


def has_ink(image: Image.Image) -> bool:
    """Whether anything is drawn on a picture; the figure of one without ink is blank."""
    return _ink_box(gray_pixels(image)) is not None


def _ink_box(gray: np.ndarray) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom of the ink, None if there is none."""
    if not gray.size:
        return None
    columns, rows = (np.flatnonzero(gray.min(axis) <= _INK) for axis in (0, 1))
    return (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1) if len(rows) else None


def _place(height: int, width: int, size: int, margin: float) -> tuple[int, int, int, int]:
    """Return top, left, height and width of an ink box of this height and width on the square paper."""
    scale = max(1, round(size * (1 - 2 * margin))) / max(height, width)
    height, width = (max(1, round(side * scale)) for side in (height, width))
    return (size - height) // 2, (size - width) // 2, height, width


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
        return prepare_figure(self.as_seen(image), self.size["height"], self.margin)

    def figure_box(self, image: Any) -> tuple[float, float, float, float]:
        """Return the part of a picture that its prepared figure shows (see `figure_box`), in pixels of the picture."""
        return figure_box(self.as_seen(image), self.size["height"], self.margin)

    def as_seen(self, image: Any) -> Image.Image:
        """Return a picture as it is prepared from: without its figure labels if they are removed."""
        picture = _as_picture(image)
        return without_labels(picture) if self.remove_labels else picture

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
