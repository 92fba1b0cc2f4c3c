"""Heat maps over drawings: orange where two drawings agree, blue where they differ, the lines dark on top."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .search import Doubles
from .sheet import plain_text

Box = tuple[float, float, float, float]

_AGREES, _DIFFERS = (246, 140, 32), (72, 142, 212)  # told apart with any kind of colour blindness, light under black
_INK, _GREY, _FRAME = (24, 24, 24), (96, 96, 96), (200, 200, 200)
_LEAST_TOP = 0.01  # cosine; what changes it by less never gets full colour
_LEAST_SIDE = 200  # pixels; the legend needs them
_BLACK = 0.3  # how much of the colour black takes on where the heat is full
_HALO = 1 / 28  # how far the colour goes around a line, as a share of the side


def heat_picture(picture: Image.Image, heat: Doubles, box: Box, side: int) -> Image.Image:
    """Return the part of a drawing that a map covers, with its heat around the lines and the scale below it.

    Args:
        picture: a drawing, mode "L".
        heat: [G, G]; what is positive becomes orange, what is negative blue.
        box: where the map lies: left, top, right and bottom in pixels of the picture; it may reach beyond it.
        side: width of the result in pixels, and height of the drawing in it.

    Returns:
        RGB, `side` wide, and higher by the scale.

    Raises:
        ValueError: the side is too small for the scale.
    """
    if side < _LEAST_SIDE:
        raise ValueError(f"a picture of an explanation is at least {_LEAST_SIDE} pixels wide, not {side}")
    top = max(float(np.abs(heat).max()), _LEAST_TOP)
    lines = _cut(picture, box, side)
    share = _upscaled(heat / top, side) * _near_lines(lines)
    ink = np.asarray(lines).astype(np.float32)[..., None] / 255
    ink = np.maximum(ink, _BLACK * np.abs(share[..., None]))  # colour shows on large black parts too
    drawing = Image.fromarray(np.rint(ink * _tint(share)).astype(np.uint8))
    letter = max(11, side // 40)
    page = Image.new("RGB", (side, side + round(4.5 * letter)), "white")
    page.paste(drawing, (0, 0))
    ImageDraw.Draw(page).rectangle((0, 0, side - 1, side - 1), outline=_FRAME)
    _draw_scale(page, side, letter, min(0.0, float(heat.min())), max(0.0, float(heat.max())), top)
    return page


def pair_picture(query: Image.Image | None, hit: Image.Image, asked: str, found: str) -> Image.Image:
    """Return the two pictures of `heat_picture` side by side under their names, RGB; the hit's alone if that is all."""
    letter = max(12, hit.width // 36)
    gap, head, foot = 2 * letter, 3 * letter, 3 * letter
    shown = [(query, asked), (hit, found)] if query is not None else [(hit, f"{asked}: {found}")]
    width = len(shown) * (hit.width + gap) + gap
    page = Image.new("RGB", (width, head + hit.height + foot), "white")
    for i, (picture, name) in enumerate(shown):
        left = gap + i * (hit.width + gap)
        _write(page, (left, letter), name, letter, _INK)
        page.paste(picture, (left, head))
    notes = "Orange: what makes the drawings similar. Blue: what sets them apart. No colour: it makes no difference."
    _write(page, (gap, page.height - 2 * letter), notes, min(letter, 2 * width // len(notes)), _GREY)
    return page


def _cut(picture: Image.Image, box: Box, side: int) -> Image.Image:
    """Return the box of a drawing as a square, mode "L", paper where it reaches beyond the picture."""
    page = Image.new("L", (side, side), 255)
    left, top, right, bottom = box
    across, down = side / (right - left), side / (bottom - top)
    inside = (max(left, 0.0), max(top, 0.0), min(right, float(picture.width)), min(bottom, float(picture.height)))
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        return page
    x, y = round((inside[0] - left) * across), round((inside[1] - top) * down)
    end, below = round((inside[2] - left) * across), round((inside[3] - top) * down)
    reduces = min(across, down) < 1
    kind = Image.Resampling.BOX if reduces else Image.Resampling.BILINEAR
    part = picture.resize((max(1, end - x), max(1, below - y)), kind, box=inside)
    if reduces:  # which greys thin lines; darken them, so that they are still seen
        part = part.point([round(255 * (v / 255) ** 2) for v in range(256)])
    page.paste(part, (x, y))
    return page


def _near_lines(lines: Image.Image) -> NDArray[np.float32]:
    """Return 1 at the lines of a drawing, falling to 0 away from them: heat is of lines, paper around has none."""
    reach = round(lines.width * _HALO)
    ink = lines.point([255 if v < 200 else 0 for v in range(256)])
    near = ink.filter(ImageFilter.MaxFilter(reach // 2 * 2 + 1)).filter(ImageFilter.GaussianBlur(reach / 2.5))
    return np.asarray(near).astype(np.float32) / np.float32(255)


def _upscaled(share: Doubles, side: int) -> NDArray[np.float32]:
    """Return a map at the size of a picture; linear, since a cubic filter would add rings of the other sign."""
    coarse = Image.fromarray(share.astype(np.float32))
    return np.asarray(coarse.resize((side, side), Image.Resampling.BILINEAR), dtype=np.float32).clip(-1, 1)


def _tint(share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the colours [..., 3], 0 to 255, of heat from -1 to 1."""
    share = share[..., None]
    full = np.where(share > 0, _AGREES, _DIFFERS).astype(np.float32)
    return np.asarray(255 + (full - 255) * np.abs(share), dtype=np.float32)


def _draw_scale(page: Image.Image, y: int, letter: int, low: float, high: float, top: float) -> None:
    """Draw the colours from the least to the largest heat of a map, below y, and what they mean."""
    _write(page, (0, y + letter // 2), "Cosine when a part is erased:", letter, _GREY)
    y += 2 * letter
    low, high = (low, high) if high > low else (0.0, top)
    colours = _tint(np.linspace(low / top, high / top, page.width, dtype=np.float32)[None])
    bar = Image.fromarray(np.rint(colours).astype(np.uint8)).resize((page.width, letter), Image.Resampling.NEAREST)
    page.paste(bar, (0, y))
    ImageDraw.Draw(page).rectangle((0, y, page.width - 1, y + letter - 1), outline=_FRAME)
    y += letter + letter // 4
    left = f"{-low:.3f} gained" if low <= -0.0005 else "0"
    right = f"{high:.3f} lost" if high >= 0.0005 else "0"
    zero, end = round(page.width * -low / (high - low)), page.width - _width(right, letter)
    _write(page, (0, y), left, letter, _GREY)
    _write(page, (end, y), right, letter, _GREY)
    if _width(left, letter) + letter < zero < end - letter:
        _write(page, (zero - _width("0", letter) // 2, y), "0", letter, _GREY)


def _write(page: Image.Image, corner: tuple[int, int], text: str, size: int, colour: tuple[int, int, int]) -> None:
    ImageDraw.Draw(page).text(corner, plain_text(text), font=ImageFont.load_default(size), fill=colour)


def _width(text: str, size: int) -> int:
    return int(ImageFont.load_default(size).getlength(text))
