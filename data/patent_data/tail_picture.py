"""The long tail as a picture: figures a class, the largest class first, head and tail in two colours."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from modeling_patent.locarno import LocarnoCode

_WIDTH, _HEIGHT = 1600, 920  # pixels: shown at half of it, lines stay sharp on dense screens
_LEFT, _RIGHT, _TOP, _BOTTOM = 150, 40, 170, 110  # around the bars
_INK, _GREY, _GRID = (24, 24, 24), (96, 96, 96), (226, 226, 226)
_HEAD, _TAIL = (176, 58, 32), (52, 98, 148)
_LEAST = 3  # height of the lowest bar: a class of one figure is seen, too
_NAMED = 5  # classes named in the free corner


def draw_long_tail(
    figures: Mapping[str, int],
    path: str | os.PathLike[str],
    head_codes: Collection[str],
    *,
    log: bool = False,
    title: str = "Figures of each Locarno subclass, the largest first",
) -> None:
    """Draw figures a class as bars, the largest first, as a PNG of 1600 x 920 pixels to be shown at half its size.

    Args:
        figures: class -> figures, such as `figures_a_subclass` of `dataset_statistics`.
        path: the PNG file, replaced if it is there.
        head_codes: classes that are head; all others are tail.
        log: count on a logarithmic axis.
        title: stands above.

    Raises:
        ValueError: no class has a figure.
        OSError: the file cannot be written.
    """
    ranked = sorted(((n, code) for code, n in figures.items() if n > 0), key=lambda item: (-item[0], item[1]))
    if not ranked:
        raise ValueError("no class has a figure: there is nothing to draw")
    page = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    head = set(head_codes)
    _write(page, (_LEFT, 24), title, 34)
    _draw_legend(page, ranked, head)
    top, ticks = _axis(ranked[0][0], log)
    _draw_grid(page, top, ticks, log)
    _draw_bars(page, ranked, head, top, log)
    target = Path(path)
    part = target.with_name(f"{target.name}.part")
    try:
        page.save(part, format="PNG", optimize=True)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _axis(most: int, log: bool) -> tuple[float, list[int]]:
    """Return where the axis ends and which numbers it shows.

    >>> _axis(4321, log=False), _axis(4321, log=True), _axis(1, log=False)
    ((5000, [0, 1000, 2000, 3000, 4000, 5000]), (4321, [1, 10, 100, 1000]), (1, [0, 1]))
    """
    if log:
        return most, [10**i for i in range(int(math.log10(most) + 1e-9) + 1)]
    rough = max(1.0, most / 5)
    size = 10 ** math.floor(math.log10(rough))
    step = next(int(factor * size) for factor in (1, 2, 5, 10) if factor * size >= rough)
    top = step * math.ceil(most / step)
    return top, list(range(0, top + 1, step))


def _height(count: float, top: float, log: bool) -> int:
    """Return how high a number stands above the axis, in pixels."""
    room = _HEIGHT - _TOP - _BOTTOM
    if not log:
        return round(room * count / top)
    low = math.log10(0.6)  # below 1, so that a class of one figure has a bar
    return round(room * (math.log10(count) - low) / (math.log10(max(top, 2)) - low))


def _draw_legend(page: Image.Image, ranked: list[tuple[int, str]], head: set[str]) -> None:
    total = sum(n for n, _ in ranked)
    x, y = _LEFT, 84
    for name, colour, chosen in (
        ("Head", _HEAD, [n for n, code in ranked if code in head]),
        ("Tail", _TAIL, [n for n, code in ranked if code not in head]),
    ):
        ImageDraw.Draw(page).rectangle((x, y + 3, x + 21, y + 24), fill=colour)
        text = f"{name}: {_counted(len(chosen), 'class', 'classes')}, {_counted(sum(chosen), 'figure', 'figures')}"
        text += f" ({sum(chosen) / total:.1%})"
        _write(page, (x + 34, y), text, 25)
        x += 34 + _length(text, 25) + 60


def _draw_grid(page: Image.Image, top: float, ticks: list[int], log: bool) -> None:
    draw, base = ImageDraw.Draw(page), _HEIGHT - _BOTTOM
    for tick in ticks:
        y = base - _height(tick, top, log)
        draw.line((_LEFT, y, _WIDTH - _RIGHT, y), fill=_GRID, width=2)
        text = f"{tick:,}"
        _write(page, (_LEFT - 16 - _length(text, 24), y - 15), text, 24, _GREY)
    side = Image.new("L", (_HEIGHT, 40), 0)
    label = "figures (logarithmic)" if log else "figures"
    ImageDraw.Draw(side).text((0, 4), label, font=ImageFont.load_default(24), fill=255)
    side = side.crop((0, 0, _length(label, 24) + 4, 40)).rotate(90, expand=True)
    page.paste(_GREY, (8, (_TOP + base - side.height) // 2), side)


def _draw_bars(page: Image.Image, ranked: list[tuple[int, str]], head: set[str], top: float, log: bool) -> None:
    draw, base, count = ImageDraw.Draw(page), _HEIGHT - _BOTTOM, len(ranked)
    room = _WIDTH - _LEFT - _RIGHT
    # Bars of whole pixels, all of one width, are sharp; more classes than pixels share them, and the larger is seen.
    pitch = min(120, room // count) or room / count
    gap = 0 if pitch < 4 else 1 if pitch < 12 else round(pitch / 6)
    labelled, numbered, size = pitch >= 40, pitch >= 60, 20 if pitch >= 60 else 15
    for rank, (figures, code) in enumerate(ranked):
        left = _LEFT + int(rank * pitch) + gap
        right = max(left, _LEFT + int((rank + 1) * pitch) - 1)
        high = max(_LEAST, _height(figures, top, log))
        middle = (left + right) // 2
        # Where classes share a pixel, the first of them is the largest: what is lower vanishes within it.
        draw.rectangle((left, base - high, right, base - 1), fill=_HEAD if code in head else _TAIL)
        if labelled:
            _write(page, (middle - _length(code, size) // 2, base + 10), code, size, _GREY)
        if numbered:
            text = f"{figures:,}"
            _write(page, (middle - _length(text, size) // 2, base - high - 28), text, size)
    draw.line((_LEFT, base, _WIDTH - _RIGHT, base), fill=_INK, width=2)
    label = "subclass" if labelled else "rank of the subclass"
    _write(page, (_LEFT + (room - _length(label, 24)) // 2, _HEIGHT - 46), label, 24, _GREY)
    if not labelled:
        _, ticks = _axis(count, log=False)
        for tick in [1, *(t for t in ticks[1:] if t <= count)]:
            x = _LEFT + int((tick - 0.5) * pitch)
            draw.line((x, base, x, base + 10), fill=_INK, width=2)
            _write(page, (x - _length(f"{tick:,}", 24) // 2, base + 16), f"{tick:,}", 24, _GREY)
    _name_largest(page, ranked, pitch, top, log)


def _name_largest(page: Image.Image, ranked: list[tuple[int, str]], pitch: float, top: float, log: bool) -> None:
    """Name the largest classes in the upper right corner, if no bar reaches into it."""
    lines = [(f"{n:,}", f"{code}  {_title(code)}") for n, code in ranked[:_NAMED]]
    number = max(_length(figures, 24) for figures, _ in lines)
    width = min(760, number + 24 + max(_length(text, 24) for _, text in lines))
    left, lowest = _WIDTH - _RIGHT - width - 20, _TOP + 20 + 36 * len(lines) + 46
    below = ranked[max(0, int((left - _LEFT) / pitch)) :]
    if len(ranked) <= _NAMED or (below and _HEIGHT - _BOTTOM - _height(below[0][0], top, log) < lowest):
        return
    ImageDraw.Draw(page).rectangle((left - 20, _TOP + 4, _WIDTH - _RIGHT, lowest), fill="white", outline=_GRID, width=2)
    _write(page, (left, _TOP + 16), "The largest", 24, _GREY)
    for i, (figures, text) in enumerate(lines):
        y = _TOP + 54 + 36 * i
        _write(page, (left + number - _length(figures, 24), y), figures, 24)
        _write(page, (left + number + 24, y), _fitted(text, 24, width - number - 24), 24)


def _title(code: str) -> str:
    """Return what a subclass is called; with its class where that alone says little."""
    title = LocarnoCode.parse(code).title.partition(" (ed. ")[0]  # without what earlier editions called it
    own = title.rpartition(": ")[2]
    return title if own == "Miscellaneous" else own


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _write(
    page: Image.Image, corner: tuple[int, int], text: str, size: int, colour: tuple[int, int, int] = _INK
) -> None:
    ImageDraw.Draw(page).text(corner, text, font=ImageFont.load_default(size), fill=colour)


def _length(text: str, size: int) -> int:
    return math.ceil(ImageFont.load_default(size).getlength(text))


def _fitted(text: str, size: int, width: int) -> str:
    """Return the text, shortened at its end to fit the width in pixels."""
    while len(text) > 4 and _length(text, size) > width:
        text = f"{text[:-4].rstrip()}..."
    return text
