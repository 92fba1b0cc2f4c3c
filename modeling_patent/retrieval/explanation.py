"""Where a similarity comes from: how much of the cosine is lost when a part of either drawing is erased.

Pixel gradients say little about sparse line drawings: most pixels are paper, and what a line adds lies in its course.
So parts are painted over with paper and the model is asked again (occlusion, after Zeiler and Fergus 2014, arXiv
1311.2901; for pairs of pictures Plummer et al., arXiv 1905.10797). Nothing but the drawing in question is erased: the
other one and the frame of the figure stay as they are. `benchmarks/explanation.py` measures how faithful the maps are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..pixels_patent import to_gray
from .files import write_atomically
from .heat import Box, heat_picture, pair_picture
from .hit import Hit
from .query import as_pictures, as_vectors, embed_pictures, query_pictures, query_views
from .region import Region
from .search import Doubles

if TYPE_CHECKING:
    import os

    from .searcher import Searcher

_WINDOW = 2  # side of the part that is erased, in cells


@dataclass(frozen=True, eq=False)
class Explanation:
    """Which parts of two drawings make them similar.

    Attributes:
        cosine: similarity of the two.
        query_heat, hit_heat: [G, G], the cosine lost when the parts around a cell are erased, the mean over the parts
            (see `explain_pair`). Positive where the drawing agrees with the other one, negative where it differs, 0
            where nothing is drawn.
        query_box, hit_box: left, top, right and bottom of the map in pixels of the upright picture; it may reach
            beyond the picture.
        query, hit: the drawings, upright, in gray, without the figure labels if the processor removes them. The query
            is None if it is no drawing but words or a vector; then `query_heat` holds zeros.
        view: number of the query's view, from 0.
        figure_id: the figure of the hit; empty if it has no name.
    """

    cosine: float
    query_heat: Doubles
    hit_heat: Doubles
    query_box: Box
    hit_box: Box
    query: Image.Image | None
    hit: Image.Image
    view: int = 0
    figure_id: str = ""

    def query_picture(self, side: int = 640) -> Image.Image | None:
        """Return the query's drawing with its heat and the scale, RGB, `side` wide; None if the query is no drawing.

        Orange is what agrees with the hit, blue what differs. Either picture has its own scale, since a drawing of few
        lines loses more with each of them.
        """
        return None if self.query is None else heat_picture(self.query, self.query_heat, self.query_box, side)

    def hit_picture(self, side: int = 640) -> Image.Image:
        """Return the hit's drawing with its heat and the scale, RGB, `side` wide; colours as in `query_picture`."""
        return heat_picture(self.hit, self.hit_heat, self.hit_box, side)

    def picture(self, side: int = 640) -> Image.Image:
        """Return both drawings with their heat side by side, and what they are, RGB; the hit's alone for words."""
        asked = f"Query, view {self.view + 1}"
        found = f"{self.figure_id or 'Hit'}, cosine {self.cosine:.3f}"
        return pair_picture(self.query_picture(side), self.hit_picture(side), asked, found)

    def save(self, path: str | os.PathLike[str], side: int = 640) -> None:
        """Write `picture` as a PNG, replaced if it is there.

        Raises:
            OSError: the file cannot be written.
        """
        page = self.picture(side)
        write_atomically(Path(path), lambda out: page.save(out, format="PNG", optimize=True))


def explain_pair(model: Any, processor: Any, query: Any, hit: Any, grid: int = 12, batch_size: int = 64) -> Explanation:
    """Find the parts of two drawings that make them similar.

    The prepared figure is divided into G x G cells. Windows of 2 x 2 cells slide over it by one cell; each that has
    ink is painted over with paper, and the model is asked for the cosine again. The heat of a cell with ink is the
    mean loss over the four windows that cover it (those at the border are cut off), that of a cell without is 0.

    Args:
        model: a model with `embed_images`.
        processor: its processor.
        query: a picture (PIL image or path); or a text, or a vector [D], for which only the hit has a map.
        hit: a picture (PIL image or path).
        grid: G, cells a side.
        batch_size: figures a step.

    Returns:
        The maps. A blank drawing has no parts to erase, so its map holds zeros.

    Raises:
        ValueError: the grid is no whole number from 1 to the side of a figure in pixels, the hit is no picture, or the
            query cannot be compared with it or has several views.
        FileNotFoundError: there is no such picture.
    """
    images = getattr(processor, "image_processor", processor)
    side = images.size["height"]
    if isinstance(grid, bool) or not isinstance(grid, int | np.integer) or not 1 <= grid <= side:
        raise ValueError(f"the grid is the number of cells a side, a whole number from 1 to {side}, not {grid!r}")
    found, asked = as_pictures(hit), as_pictures(query)
    if found is None or len(found) != 1:
        raise ValueError(f"the hit to explain is one picture, not {' '.join(repr(hit).split())[:60]}")
    embeds = embed_pictures(model, processor, found)
    hit_vector = as_vectors(embeds, embeds.shape[1])[0]
    views, _ = query_views(query if asked is None else asked, len(hit_vector), lambda: (model, processor))
    if len(views) != 1:
        raise ValueError(f"one view is explained at a time; the query has {len(views)}")

    def heat(picture: Image.Image, other: Doubles) -> Doubles:
        return occlusion_heat(model, images.prepare(picture), other, int(grid), batch_size)

    return Explanation(
        cosine=float(views[0] @ hit_vector),
        query_heat=heat(asked[0], hit_vector) if asked else np.zeros((grid, grid)),
        hit_heat=heat(found[0], views[0]),
        query_box=images.figure_box(asked[0]) if asked else (0.0, 0.0, 1.0, 1.0),
        hit_box=images.figure_box(found[0]),
        query=to_gray(images.as_seen(asked[0])) if asked else None,
        hit=to_gray(images.as_seen(found[0])),
    )


def occlusion_heat(
    model: Any, figure: NDArray[np.uint8], other: Doubles, grid: int = 12, batch_size: int = 64
) -> Doubles:
    """Return the heat [G, G] of a prepared figure (see `explain_pair`).

    Args:
        model: a model with `embed_images`.
        figure: uint8 [S, S], 255 = ink.
        other: the unit vector [D] to which the figure is similar.
        grid: G, cells a side, at most S.
        batch_size: figures a step.
    """
    edges = cell_edges(len(figure), grid)
    windows = [
        (max(row, 0), min(row + _WINDOW, grid), max(column, 0), min(column + _WINDOW, grid))
        for row in range(1 - _WINDOW, grid)
        for column in range(1 - _WINDOW, grid)
    ]
    boxes = [tuple(int(edges[place]) for place in window) for window in windows]
    inked = [i for i, (top, bottom, left, right) in enumerate(boxes) if figure[top:bottom, left:right].any()]
    heat = np.zeros((grid, grid))
    if not inked:
        return heat
    figures = _erased(figure, [boxes[i] for i in inked], batch_size)
    losses = float(_vectors(model, figure[None], batch_size)[0] @ other) - np.concatenate(
        [_vectors(model, batch, batch_size) @ other for batch in figures]
    )
    for i, loss in zip(inked, losses, strict=True):
        top, bottom, left, right = windows[i]
        heat[top:bottom, left:right] += loss / _WINDOW**2
    return np.where(inked_cells(figure, grid), heat, 0.0)


def explain_hit(
    index: Searcher, query: Any, hit: Hit, region: Region = None, grid: int = 12, batch_size: int = 64
) -> Explanation:
    """Find the parts that make a hit similar to the query, for the query's view that is closest to the hit's figure.

    Args:
        index: where the hit comes from, with its model and pictures.
        query: what was searched for: a picture, a list of pictures, a text, or vectors. Words that were asked with
            beside pictures are explained apart, as a query of their own.
        hit: a result; its `figure_id` is explained.
        region: as in the search.
        grid, batch_size: as in `explain_pair`.

    Raises:
        ValueError: the hit's picture does not lie any more where it was indexed from, there is no model, or the query
            or the grid is wrong.
        FileNotFoundError: there is no such query picture.
    """
    found = index.picture(hit.figure_id)
    if found is None:
        raise ValueError(f"the picture of {hit.figure_id} is not at hand, so its likeness cannot be explained")
    pictures = query_pictures(query, region)
    views, _ = query_views(query if pictures is None else pictures, index.dimension, index._loaded_model)
    model, processor = index._loaded_model()
    view = int(np.argmax(views @ embed_pictures(model, processor, [found])[0]))
    asked = views[view] if pictures is None else pictures[view]
    explanation = explain_pair(model, processor, asked, found, grid, batch_size)
    return replace(explanation, view=view, figure_id=hit.figure_id)


def cell_edges(side: int, grid: int) -> NDArray[np.int64]:
    """Return the first pixel of each of the cells of a side, and at last the side: [G + 1]."""
    return np.round(np.linspace(0, side, grid + 1)).astype(np.int64)


def inked_cells(figure: NDArray[np.uint8], grid: int) -> NDArray[np.bool_]:
    """Return which cells [G, G] of a prepared figure have ink."""
    starts = cell_edges(len(figure), grid)[:-1]
    columns = np.maximum.reduceat(figure, starts, axis=1)
    return np.asarray(np.maximum.reduceat(columns, starts, axis=0) > 0)


def _erased(figure: NDArray[np.uint8], boxes: list[tuple[int, ...]], batch_size: int) -> Iterator[NDArray[np.uint8]]:
    """Yield copies of a figure, each with one of the boxes painted over, a batch [B, S, S] at a time."""
    for start in range(0, len(boxes), batch_size):
        some = boxes[start : start + batch_size]
        figures = np.repeat(figure[None], len(some), axis=0)
        for copy, (top, bottom, left, right) in zip(figures, some, strict=True):
            copy[top:bottom, left:right] = 0
        yield figures


def _vectors(model: Any, figures: NDArray[np.uint8], batch_size: int) -> Doubles:
    from ..encoding import embed_figures

    return embed_figures(model, figures, batch_size).astype(np.float64)
