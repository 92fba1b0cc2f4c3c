"""Gray values of a picture of any kind: upright, on white paper, reduced by area averaging."""

import numpy as np
from PIL import Image, ImageOps

try:  # lends a picture's pixels without a copy
    import pyarrow
except ImportError:
    pyarrow = None

_ORIENTATION = 0x0112


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


def gray_pixels(image: Image.Image) -> np.ndarray:
    """Return the gray values uint8 [H, W] of a picture, of a bilevel one without unpacking it once more."""
    plain = image.mode in ("1", "L") and not image.has_transparency_data and image.getexif().get(_ORIENTATION, 1) == 1
    gray = image if plain else to_gray(image)
    gray.load()
    # Pillow 12 crashes where it only borrows the pixels itself, which `readonly` tells
    has_pixels = gray.width > 0 and gray.height > 0  # it crashes without any, too
    if pyarrow is not None and hasattr(gray, "__arrow_c_array__") and not gray.readonly and has_pixels:
        try:
            values = np.asarray(pyarrow.array(gray).to_numpy().reshape(gray.height, gray.width))
            if gray.mode == "L":
                return values
            white = np.not_equal(values, 0).view(np.uint8)  # within Pillow any number but 0 is white
            return np.asarray(np.negative(white, out=white))
        except ValueError:  # a large picture lies in several pieces
            pass
    return np.asarray(gray.convert("L"))


def area_means(values: np.ndarray, height: int, width: int, bilevel: bool = False) -> np.ndarray:
    """Reduce uint8 [H, W] to float32 [height, width], each value the mean of the area it covers.

    Args:
        values: gray values; height <= H and width <= W.
        height, width: of the result.
        bilevel: the values are 0 and 255 only, which is faster.
    """
    return _column_means(_row_means(values, height, bilevel), width)


def _row_means(values: np.ndarray, target: int, bilevel: bool) -> np.ndarray:
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
