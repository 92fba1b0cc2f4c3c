"""Gray values of a picture of any kind: upright, on white paper."""

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
    if pyarrow is not None and hasattr(gray, "__arrow_c_array__") and not gray.readonly:
        try:
            values = np.asarray(pyarrow.array(gray).to_numpy().reshape(gray.height, gray.width))
            if gray.mode == "L":
                return values
            white = np.not_equal(values, 0).view(np.uint8)  # within Pillow any number but 0 is white
            return np.asarray(np.negative(white, out=white))
        except ValueError:  # a large picture lies in several pieces
            pass
    return np.asarray(gray.convert("L"))
