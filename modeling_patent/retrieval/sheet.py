"""Results as one picture: the query at the left, the hits as tiles, drawings on white paper."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont, ImageOps

from .files import write_atomically
from .hit import Hit

if TYPE_CHECKING:
    from .index import PatentIndex

_PAGE, _TILE, _GAP, _MOST_COLUMNS = 40, 252, 28, 5  # page margin, tile width, distance, tiles a line
_STRIP, _LINE = 78, 23  # side of a small view, height of a text line
_TILE_HEIGHT = _TILE + 8 + _STRIP + 8 + 4 * _LINE
_QUERY = 300
_INK, _GREY, _FRAME, _ACCENT = (24, 24, 24), (96, 96, 96), (200, 200, 200), (176, 58, 32)
_MOST_VIEWS = 6


def results_sheet(
    query_images: Sequence[Image.Image],
    hits: Sequence[Hit],
    path: str | os.PathLike[str],
    index: PatentIndex | None = None,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Draw the results as a PNG.

    A tile shows the patent's picture (its Gazette copy where there is one), and below it the figure that was found,
    framed, beside other views. A picture that does not lie any more where it was indexed from is named in its place.

    Args:
        query_images: the views asked with; may be empty.
        hits: results of a search.
        path: the PNG file, replaced if it is there.
        index: where the hits come from, for their pictures; None leaves them out.
        facts: what was asked, name by value, such as {"granted before": "2021-01-01"}.

    Raises:
        OSError: the file cannot be written.
    """
    columns = min(_MOST_COLUMNS, max(1, len(hits)))
    lines = max(1, -(-len(hits) // columns))
    query_height = 60 + sum(_view_height(image) + 16 for image in query_images[:_MOST_VIEWS]) + 62 * len(facts or {})
    height = max(lines * (_TILE_HEIGHT + _GAP) - _GAP, query_height) + 2 * _PAGE
    width = 2 * _PAGE + _QUERY + columns * (_TILE + _GAP) + _GAP
    page = Image.new("RGB", (width, height), "white")
    _draw_query(page, query_images, facts or {})
    left = _PAGE + _QUERY + 2 * _GAP
    if not hits:
        _write(page, (left, _PAGE), "No hits.", 22)
    for i, hit in enumerate(hits):
        corner = (left + (i % columns) * (_TILE + _GAP), _PAGE + (i // columns) * (_TILE_HEIGHT + _GAP))
        _draw_tile(page, corner, hit, shown_figures(hit, hits, index), index)
    write_atomically(Path(path), lambda out: page.save(out, format="PNG", optimize=True))


def on_paper(picture: Image.Image, size: tuple[int, int], margin: int = 8) -> Image.Image:
    """Return a drawing cut to its ink, reduced or enlarged to fit, in the middle of white paper of the size, mode "L".

    Args:
        picture: of any mode; what is transparent becomes paper.
        size: width and height of the paper in pixels.
        margin: paper left free on every side, in pixels.
    """
    grey = _ink_only(picture)
    grey = ImageOps.contain(grey, (size[0] - 2 * margin, size[1] - 2 * margin), Image.Resampling.BOX)
    # Reducing greys thin lines; darken them, so that they are still seen.
    grey = grey.point([round(255 * (v / 255) ** 2) for v in range(256)])
    paper = Image.new("L", size, 255)
    paper.paste(grey, ((size[0] - grey.width) // 2, (size[1] - grey.height) // 2))
    return paper


def shown_figures(hit: Hit, hits: Sequence[Hit], index: PatentIndex | None, views: int = 3) -> tuple[str, list[str]]:
    """Return the figure that stands for a hit, and the small views beside it.

    Args:
        hit: a result.
        hits: all results; if a patent is there more than once, figures were searched for, and each stands for itself.
        index: where they come from.
        views: number of small views, the figure that was found among them and first.

    Returns:
        The patent's picture; the views, empty where the picture is all there is.
    """
    if len({other.patent_id for other in hits}) < len(hits):
        return hit.figure_id, []
    cover = hit.figure_id if index is None else index.cover(hit)
    others = [figure for figure in hit.figures if figure not in (cover, hit.figure_id)]
    small = [hit.figure_id, *others][:views]
    return cover, [] if small == [cover] else small


def plain_text(text: str, fallback: str = "?") -> str:
    r"""Return the text in printable ASCII, all that the built-in font has: accents fall away.

    >>> plain_text("Caf\u00e9 \u2013 table")
    'Cafe - table'
    """
    plainer = text.translate(str.maketrans("\u2013\u2014\u2018\u2019\u201c\u201d", "--''\"\""))
    folded = (c for c in unicodedata.normalize("NFKD", plainer) if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" else " " if c.isspace() else fallback for c in folded)


def _ink_only(picture: Image.Image) -> Image.Image:
    """Return the picture in grey, on white, cut to what is not paper."""
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    grey = picture.convert("L")
    box = grey.point([255 if v < 192 else 0 for v in range(256)]).getbbox()
    return grey.crop(box) if box else grey


def _draw_query(page: Image.Image, images: Sequence[Image.Image], facts: Mapping[str, str]) -> None:
    y = _PAGE
    views = f"Query, {len(images)} views" if len(images) > 1 else "Query"
    _write(page, (_PAGE, y), views, 22)
    y += 40
    for image in images[:_MOST_VIEWS]:
        height = _view_height(image)
        _draw_picture(page, (_PAGE, y, _PAGE + _QUERY, y + height), image, "")
        y += height + 16
    for name, value in facts.items():
        _write(page, (_PAGE, y), name, 16, _GREY)
        for line in _wrapped(value, 18, _QUERY, 2):
            y += 20
            _write(page, (_PAGE, y), line, 18)
        y += 28


def _draw_tile(
    page: Image.Image, corner: tuple[int, int], hit: Hit, shown: tuple[str, list[str]], index: PatentIndex | None
) -> None:
    x, y = corner
    cover, small = shown
    height = _TILE if small else _TILE + 8 + _STRIP
    _draw_picture(page, (x, y, x + _TILE, y + height), index.picture(cover) if index else None, cover)
    step = (_TILE - 3 * _STRIP) // 2 + _STRIP
    for i, figure in enumerate(small):
        box = (x + i * step, y + _TILE + 8, x + i * step + _STRIP, y + _TILE + 8 + _STRIP)
        found = figure == hit.figure_id
        _draw_picture(page, box, index.picture(figure) if index else None, "", _ACCENT if found else _FRAME, 1 + found)
    y += _TILE + 8 + _STRIP + 8
    score = f"{hit.score:.3f}"
    _write(page, (x, y), _fitted(f"{hit.rank}.  {hit.patent_id}", 19, _TILE - 62), 19)
    _write(page, (x + _TILE - _width(score, 19), y), score, 19, _ACCENT)
    granted = hit.granted.isoformat() if hit.granted else "no date"
    _write(page, (x, y + _LINE + 3), f"{granted}   {hit.locarno or 'no class'}", 16, _GREY)
    for i, line in enumerate(_wrapped(hit.title, 16, _TILE, 2)):
        _write(page, (x, y + (i + 2) * _LINE + 3), line, 16)


def _draw_picture(
    page: Image.Image,
    box: tuple[int, int, int, int],
    picture: Image.Image | None,
    name: str,
    frame: tuple[int, int, int] = _FRAME,
    line: int = 1,
) -> None:
    """Draw a picture in a framed box; without one, say that it is not there."""
    size = (box[2] - box[0], box[3] - box[1])
    if picture is not None:
        page.paste(on_paper(picture, size, 10 if size[0] > 100 else 5).convert("RGB"), box[:2])
    ImageDraw.Draw(page).rectangle((box[0], box[1], box[2] - 1, box[3] - 1), outline=frame, width=line)
    if picture is None and name:
        words = [*_wrapped(name, 15, size[0] - 20, 2), "The picture is not at hand."]
        for i, text in enumerate(words):
            _write(page, (box[0] + 12, box[1] + size[1] // 2 + 20 * (i - len(words) + 1)), text, 15, _GREY)
    elif picture is None:
        _write(page, (box[0] + 10, box[1] + size[1] // 2 - 10), "missing", 14, _GREY)


def _view_height(image: Image.Image) -> int:
    """Return how high the query's box is: as the drawing asks, within bounds."""
    ink = _ink_only(image)
    return max(140, min(_QUERY, round(_QUERY * ink.height / ink.width)))


def _write(
    page: Image.Image, corner: tuple[int, int], text: str, size: int, colour: tuple[int, int, int] = _INK
) -> None:
    ImageDraw.Draw(page).text(corner, plain_text(text), font=ImageFont.load_default(size), fill=colour)


def _width(text: str, size: int) -> int:
    return int(ImageFont.load_default(size).getlength(plain_text(text)))


def _fitted(text: str, size: int, width: int) -> str:
    """Return the text, shortened at its end to fit the width in pixels."""
    while len(text) > 1 and _width(text, size) > width:
        text = text[:-4].rstrip() + "..." if len(text) > 4 else text[:-1]
    return text


def _wrapped(text: str, size: int, width: int, most: int) -> list[str]:
    """Return the text in lines that fit the width, the last of `most` shortened."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and (_width(joined, size) <= width or len(lines) == most):
            lines[-1] = joined
        else:
            lines.append(word)
    return [_fitted(line, size, width) for line in lines]
