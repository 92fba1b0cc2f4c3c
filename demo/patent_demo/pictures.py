"""Pictures from strangers: checked before they are decoded, held in memory only, and shown as data within the page."""

from __future__ import annotations

import base64
import binascii
import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from modeling_patent.image_processing_patent import has_ink
from modeling_patent.pixels_patent import to_gray
from modeling_patent.retrieval.sheet import on_paper

MOST_BYTES = 16 * 2**20
"""Largest file of a picture."""

MOST_PIXELS = 64_000_000
"""Most pixels of a picture, looked at before it is decoded."""

FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
"""What is taken, by content; a name counts for nothing."""

_SIDE, _LINE_ART_SIDE = 2048, 4096  # what is kept; line art of two tones needs little room
_MOST_PNG = 1_500_000  # bytes, above which a picture with greys is kept as JPEG


def read_picture(data: bytes, name: str = "the picture") -> Image.Image:
    """Return a stranger's picture upright, on white paper, in grey (or of two tones), of a bounded size.

    Args:
        data: the file.
        name: what messages call it.

    Returns:
        Mode "1" if the file holds two tones, else "L".

    Raises:
        ValueError: it is too large, no picture, a damaged one, or nothing is drawn in it; one line that says which.
    """
    if not data:
        raise ValueError(f"{name} is empty: the file has no content")
    if len(data) > MOST_BYTES:
        raise ValueError(f"{name} has {len(data) / 2**20:.0f} MB; at most {MOST_BYTES // 2**20} MB are taken")
    _refuse_documents(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image, name)
                image.draft("L", (_SIDE, _SIDE))  # a JPEG is then decoded at a fraction of its size
                two_tones = image.mode == "1" and not image.has_transparency_data
                upright = ImageOps.exif_transpose(image)
                picture = upright.copy() if two_tones else to_gray(upright)
    except UnidentifiedImageError:
        raise ValueError(f"{name} is not a picture; taken are PNG, JPEG, TIFF, GIF, BMP and WebP") from None
    except Image.DecompressionBombError:
        raise ValueError(_too_large(name, "far too many")) from None
    except (OSError, SyntaxError, IndexError, EOFError, OverflowError, MemoryError) as error:
        raise ValueError(f"{name} is damaged and cannot be read ({type(error).__name__})") from None
    picture = _reduced(picture)
    if not has_ink(picture):
        raise ValueError(f"{name} is blank: nothing is drawn in it")
    return picture


def as_data_url(picture: Image.Image) -> str:
    """Return a picture as a data URL: PNG, or JPEG where a PNG would be large."""
    data = io.BytesIO()
    picture.save(data, format="PNG")
    kind = "png"
    if data.tell() > _MOST_PNG:
        data, kind = io.BytesIO(), "jpeg"
        picture.convert("L").save(data, format="JPEG", quality=88)
    return f"data:image/{kind};base64,{base64.b64encode(data.getvalue()).decode()}"


def from_base64(text: str, name: str = "the picture") -> bytes:
    """Return the bytes of base64 text, or of a data URL.

    Raises:
        ValueError: it is neither, or longer than a picture may be.
    """
    if not isinstance(text, str):
        raise ValueError(f"{name} is not given as base64 text")
    if len(text) > MOST_BYTES * 4 // 3 + 1024:
        raise ValueError(f"{name} is larger than {MOST_BYTES // 2**20} MB")
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        if not head.endswith(";base64"):
            raise ValueError(f"{name} is a data URL without base64")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{name} is not base64: send the bytes of a picture, no path and no address") from None


def thumbnail(picture: Image.Image, side: int) -> str:
    """Return a drawing cut to its ink, on white paper [side, side], as the data URL of a PNG in 16 greys."""
    data = io.BytesIO()
    on_paper(picture, (side, side), side // 24).quantize(16).save(data, format="PNG")
    return f"data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}"


def _refuse_documents(data: bytes, name: str) -> None:
    """Say what to do with files that show drawings but are no pictures."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype", b"<!--")) and b"<svg" in data[:65536].lower():
        raise ValueError(f"{name} is an SVG, which can hold programs and is not taken; save it as PNG")
    if head.startswith(b"%pdf"):
        raise ValueError(f"{name} is a PDF; save the page with the drawing as PNG or TIFF")


def _check_size(image: Image.Image, name: str) -> None:
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise ValueError(_too_large(name, f"{pixels / 1e6:.0f}"))


def _too_large(name: str, megapixels: str) -> str:
    return f"{name} has {megapixels} megapixels; at most {MOST_PIXELS // 1_000_000} are taken"


def _reduced(picture: Image.Image) -> Image.Image:
    side = _LINE_ART_SIDE if picture.mode == "1" else _SIDE
    if max(picture.size) <= side:
        return picture
    return ImageOps.contain(picture.convert("L"), (_SIDE, _SIDE), Image.Resampling.BOX)
