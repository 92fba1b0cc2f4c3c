"""A region of interest: what lies outside becomes paper, so that only what is inside is compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from ..image_processing_patent import has_ink
from ..pixels_patent import to_gray

Region = Any
"""A box (left, top, right, bottom) in fractions of the picture, or a mask: a picture, or an array [H, W]."""


def cut_region(picture: Image.Image, region: Region) -> Image.Image:
    """Return the picture, upright and on white paper, with paper in place of all that lies outside a region.

    The size stays, so a region of the result means the same place. The image processor crops to the ink that is left.

    Args:
        picture: of any mode; what is transparent is paper.
        region: (left, top, right, bottom) of a box, as fractions from 0 to 1 of the upright picture's width and
            height; or a mask, which is scaled to the picture. A mask is an array [H, W], marked where it is not 0, or
            a picture, marked where it is opaque if it has transparent pixels, and else where it is brighter than
            middle gray.

    Returns:
        A picture of mode "1" if the one given is, else of mode "L".

    Raises:
        ValueError: the region is of another form, is empty, reaches outside the picture, or has no ink in it.

    >>> picture = Image.new("L", (40, 20), 0)
    >>> cut_region(picture, (0.5, 0, 1, 1)).getpixel((19, 10)), cut_region(picture, (0.5, 0, 1, 1)).getpixel((20, 10))
    (255, 0)
    """
    upright = ImageOps.exif_transpose(picture)
    if not (upright.width and upright.height):
        raise ValueError("a picture without pixels has no region")
    is_bilevel = upright.mode == "1" and not upright.has_transparency_data
    pixels = upright if is_bilevel else to_gray(upright)
    paper = Image.new(pixels.mode, pixels.size, 255 if pixels.mode == "L" else 1)
    if isinstance(region, Image.Image) or (isinstance(region, np.ndarray) and region.ndim != 1):
        mask = _marked(region)
        if not mask.getbbox():
            raise ValueError("the region is empty: its mask marks nothing")
        # Area averaging keeps thin strokes of a mask that is larger than the picture.
        mask = mask.resize(pixels.size, Image.Resampling.BOX).point([0] + [255] * 255)
        paper.paste(pixels, mask=mask)
    else:
        left, top, right, bottom = parse_box(region)
        columns, rows = _pixels(left, right, pixels.width), _pixels(top, bottom, pixels.height)
        box = (columns[0], rows[0], columns[1], rows[1])
        paper.paste(pixels.crop(box), box)
    if not has_ink(paper):
        raise ValueError("the region has no ink in it; choose one that holds a part of the drawing")
    return paper


def cut_regions(pictures: Sequence[Image.Image], region: Region) -> list[Image.Image]:
    """Return the views of a query, each cut to its region.

    Args:
        pictures: the views.
        region: a list with a region for each view, None where all of it counts; or the region of the only view.

    Raises:
        ValueError: there is not one region a view, or one is wrong (see `cut_region`); the message says which.
    """
    regions = list(region) if _is_list_of_regions(region) else [region]
    if len(regions) != len(pictures):
        given = f"{len(pictures)} view{'s' * (len(pictures) != 1)} and {len(regions)} region{'s' * (len(regions) != 1)}"
        raise ValueError(f"give one region for each view (None for all of it); there are {given}")
    cut = []
    for number, (picture, one) in enumerate(zip(pictures, regions, strict=True), start=1):
        try:
            cut.append(picture if one is None else cut_region(picture, one))
        except ValueError as error:
            raise ValueError(f"view {number}: {error}" if len(pictures) > 1 else str(error)) from None
    return cut


def parse_box(region: Any) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a box, checked.

    Raises:
        ValueError: it is not four finite numbers from 0 to 1, or it is empty.
    """
    wanted = "a region is (left, top, right, bottom) in fractions of the picture, or a mask"
    numbers = list(region) if isinstance(region, Sequence | np.ndarray) and not isinstance(region, str | bytes) else []
    if len(numbers) != 4 or not all(_is_number(number) for number in numbers):
        raise ValueError(f"{wanted}, not {_short(region)}")
    if not all(0 <= number <= 1 for number in numbers):  # NaN is not either
        raise ValueError(f"{wanted}; not all of {_short(region)} lie between 0 and 1")
    left, top, right, bottom = (float(number) for number in numbers)
    if left >= right or top >= bottom:
        shown = f"({left:g}, {top:g}, {right:g}, {bottom:g})"
        raise ValueError(f"the region {shown} is empty: left must be below right, and top below bottom")
    return left, top, right, bottom


def _marked(mask: Image.Image | NDArray[Any]) -> Image.Image:
    """Return a mask as a picture "L", 255 where it is marked."""
    if isinstance(mask, np.ndarray):
        if mask.ndim != 2 or not mask.size or mask.dtype.kind not in "biuf":
            form = f"{list(mask.shape)} of {mask.dtype}"
            raise ValueError(f"the mask of a region is an array [H, W] of bools or numbers, not {form}")
        if not np.isfinite(mask).all():
            raise ValueError("the mask of a region holds NaN or infinite numbers")
        return Image.fromarray(np.where(mask != 0, 255, 0).astype(np.uint8))
    if not (mask.width and mask.height):
        raise ValueError("the region is empty: its mask has no pixels")
    if mask.has_transparency_data:
        opacity = mask.convert("RGBA").getchannel("A")
        if opacity.getextrema()[0] == 0:
            return opacity.point([0] + [255] * 255)
    return to_gray(mask).point([0] * 128 + [255] * 128)


def _pixels(low: float, high: float, side: int) -> tuple[int, int]:
    """Return the pixels [first, after the last) of a stretch given in fractions of a side, at least one."""
    first = min(round(low * side), side - 1)
    return first, max(round(high * side), first + 1)


def _is_list_of_regions(region: Any) -> bool:
    return isinstance(region, list | tuple) and not (region and all(_is_number(one) for one in region))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
