"""Drawing sheets: find and remove figure labels ("FIG. 1"), and tell the figures of a sheet apart."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from .components_patent import Box, Components, components
from .label_patent import label_components
from .pixels_patent import gray_pixels, to_gray

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CELLS = 256  # the longer side of the coarse grid on which parts of figures are grouped
_REACHES = (30, 22, 16, 12, 9, 7, 5, 4, 3, 2, 1, 0)  # cells that a part reaches out to others
_SHARES = (0.2, 0.1, 0.05)  # a figure is at least as long as this share of the longest
_LONE_REACH, _LONE_SHARE = 6, 0.4  # without labels


def ink_mask(image: Image.Image) -> NDArray[np.bool_]:
    """Return the ink of a picture of any mode, seen upright, bool [H, W]; half of a thin line in a pixel is ink."""
    return gray_pixels(image) < 160


def find_labels(image: Image.Image) -> list[Box]:
    """Find figure labels: "FIG. 1", "Fig. 1A", "FIGURE 10", "FIG. 2-1", and "1.1" as Hague designs have it.

    Labels may lie on their side. A label whose letters touch the drawing or each other is not found.

    Args:
        image: a picture of any mode.

    Returns:
        Boxes (left, top, right, bottom) in pixels of the upright picture, right and bottom outside, from the top.
    """
    mask = ink_mask(image)
    parts = components(mask)
    return [parts.box(label) for label in label_components(parts, mask.shape)]


def remove_labels(image: Image.Image) -> Image.Image:
    """Return the picture with paper where its figure labels stood; what passes between the letters stays.

    Args:
        image: a picture of any mode.

    Returns:
        `image` itself where no label is found; else a picture of mode "1" or "L", upright.
    """
    mask = ink_mask(image)
    parts = components(mask)
    labels = label_components(parts, mask.shape)
    return erase(image, mask, parts, np.concatenate(labels)) if labels else image


def erase(
    image: Image.Image, mask: NDArray[np.bool_], parts: Components, chosen: NDArray[np.int64], box: Box | None = None
) -> Image.Image:
    """Return the picture without some components of its ink (in a box only), of mode "1" or "L", upright."""
    height, width = mask.shape
    left, top, right, bottom = box or parts.box(chosen)
    left, top, right, bottom = max(left - 2, 0), max(top - 2, 0), min(right + 2, width), min(bottom + 2, height)
    gone = parts.draw(chosen, (left, top, right, bottom))
    stays = mask[top:bottom, left:right] & ~gone
    for _ in range(2):  # letters of a gray picture have a seam
        gone[1:] |= gone[:-1].copy()
        gone[:-1] |= gone[1:].copy()
        gone[:, 1:] |= gone[:, :-1].copy()
        gone[:, :-1] |= gone[:, 1:].copy()
    gray = to_gray(image).copy()
    gray.paste(255, (left, top, right, bottom), Image.fromarray(gone & ~stays))
    return gray.convert("1", dither=Image.Dither.NONE) if image.mode == "1" else gray


def split_sheet(image: Image.Image) -> list[Box]:
    """Find the figures of a sheet, each with its label.

    Parts of a figure lie closer together than figures do. How close is decided by the labels: as many figures are
    told apart as there are labels. Without labels only figures of like size with much paper between them are.

    Args:
        image: a picture of any mode.

    Returns:
        Boxes (left, top, right, bottom) in pixels of the upright picture, right and bottom outside, in reading order;
        one box around all ink where there is one figure; none for a blank picture.
    """
    mask = ink_mask(image)
    parts = components(mask)
    return [parts.box(np.concatenate(figure)) for figure in _figures(parts, mask.shape)]


def cut_sheet(image: Image.Image, without_labels: bool = False) -> list[tuple[Image.Image, Box]]:
    """Cut a sheet into its figures; what reaches into a figure's box from another one is left out.

    Args:
        image: a picture of any mode.
        without_labels: remove the labels.

    Returns:
        The figures in reading order, pictures of mode "1" or "L", and the box that each was cut from in pixels of the
        upright picture. Where nothing is to be cut, `image` itself or what `remove_labels` makes of it.
    """
    mask = ink_mask(image)
    parts = components(mask)
    figures = _figures(parts, mask.shape)
    if len(figures) < 2:
        labels = label_components(parts, mask.shape) if without_labels else []
        picture = erase(image, mask, parts, np.concatenate(labels)) if labels else image
        return [(picture, (0, 0, mask.shape[1], mask.shape[0]))]
    cut = []
    for figure in figures:
        kept = figure[0] if without_labels else np.concatenate(figure)
        box = parts.box(kept)
        others = np.setdiff1d(np.arange(len(parts.boxes)), kept)
        cut.append((erase(image, mask, parts, others, box).crop(box), box))
    return cut


def _figures(parts: Components, shape: tuple[int, ...]) -> list[list[NDArray[np.int64]]]:
    """Return the figures in reading order, each as its components and those of its labels."""
    labels = label_components(parts, shape)
    drawn = np.setdiff1d(np.arange(len(parts.boxes)), np.concatenate([np.zeros(0, np.int64), *labels]))
    if not len(drawn) or len(labels) == 1:
        figure = [part for part in (drawn, *labels) if len(part)]
        return [figure] if figure else []
    side = -(-max(shape) // _CELLS)
    cells = _cells(parts, drawn, shape, side)
    figure_of = _grouped(cells, len(labels))
    start = parts.runs[parts.first[drawn]] // side
    numbers = figure_of[start[:, 0], start[:, 1]]
    figures = [[drawn[numbers == k]] for k in range(figure_of.max() + 1)]
    for label, k in zip(labels, _owners([parts.box(label) for label in labels], figure_of, side), strict=True):
        figures[k].append(label)
    return _reading_order(figures, [parts.box(np.concatenate(figure)) for figure in figures])


def _cells(parts: Components, drawn: NDArray[np.int64], shape: tuple[int, ...], side: int) -> NDArray[np.bool_]:
    """Return which cells of a coarse grid hold ink of some components."""
    chosen = np.isin(np.arange(len(parts.boxes)), drawn)
    rows, left, right = parts.runs[np.repeat(chosen, np.diff(parts.first))].T
    steps = np.zeros((-(-shape[0] // side), -(-shape[1] // side) + 1), dtype=np.int32)
    np.add.at(steps, (rows // side, left // side), 1)
    np.add.at(steps, (rows // side, (right - 1) // side + 1), -1)
    return steps.cumsum(axis=1)[:, :-1] > 0


def _numbered(cells: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each cell the number of its connected component, and -1 where the cell is not set."""
    parts = components(cells)
    number = np.repeat(np.arange(1, len(parts.boxes) + 1), np.diff(parts.first))
    steps = np.zeros((cells.shape[0], cells.shape[1] + 1), dtype=np.int64)
    steps[parts.runs[:, 0], parts.runs[:, 1]] = number
    steps[parts.runs[:, 0], parts.runs[:, 2]] = -number
    return steps.cumsum(axis=1)[:, :-1] - 1


def _grown(cells: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Return the cells that are no further than `reach` rows and columns from one that is set."""
    for _ in range(2):
        total = np.pad(cells, ((reach + 1, reach), (0, 0))).cumsum(axis=0)
        cells = (total[2 * reach + 1 :] > total[: -2 * reach - 1]).T
    return cells


def _grouped(cells: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """Return the figure of each cell, from 0; -1 on paper. `count` figures are wanted; 0 if that is not known."""
    at = np.argwhere(cells)
    tries = itertools.product(_SHARES, _REACHES) if count else [(_LONE_SHARE, _LONE_REACH)]
    best, missed = (np.zeros(len(at), dtype=np.int64), np.zeros(1, dtype=np.int64)), len(at) + 1
    for share, reach in tries:
        group = _numbered(_grown(cells, reach))[cells]
        low, high = np.full((group.max() + 1, 2), max(cells.shape)), np.zeros((group.max() + 1, 2), dtype=np.int64)
        np.minimum.at(low, group, at)
        np.maximum.at(high, group, at)
        length = (high - low).max(axis=1) + 1
        (large,) = np.nonzero(length >= share * length.max())
        large = _outermost(cells, group, large)
        if abs(len(large) - count) < missed:
            best, missed = (group, large), abs(len(large) - count)
        if not missed:
            break
    figure_of = np.full(cells.shape, -1)
    figure_of[cells] = _merged(at, *best, count)
    return figure_of


def _outermost(cells: NDArray[np.bool_], group: NDArray[np.int64], large: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the groups that do not lie inside another one, with its ink on all four sides."""
    inside = np.zeros(len(large), dtype=np.bool_)
    shares = np.bincount(group)[large]
    for k in large if len(large) > 1 else ():
        ink = np.zeros_like(cells)
        ink[cells] = group == k
        sides = [np.logical_or.accumulate(ink[::step], axis=0)[::step] for step in (1, -1)]
        sides += [np.logical_or.accumulate(ink[:, ::step], axis=1)[:, ::step] for step in (1, -1)]
        held = np.bincount(group, weights=np.logical_and.reduce(sides)[cells], minlength=group.max() + 1)[large]
        inside |= (held > 0.5 * shares) & (large != k)
    return large[~inside]


def _merged(at: NDArray[np.int64], group: NDArray[np.int64], large: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the figure of each cell [C, 2]: small groups join the nearest large one; so do large ones over `count`."""
    owner = np.full(group.max() + 1, -1)
    owner[large] = np.arange(len(large))
    figure = owner[group]
    settled = at[figure >= 0], figure[figure >= 0]
    for k in np.unique(group[figure < 0]):
        figure[group == k] = settled[1][_nearest(at[group == k], settled[0])[1]]
    while 0 < count <= figure.max():
        pairs = list(itertools.combinations(range(figure.max() + 1), 2))
        keep, gone = min(pairs, key=lambda pair: _nearest(at[figure == pair[0]], at[figure == pair[1]])[0])
        figure[figure == gone] = keep
        figure -= figure > gone
    return figure


def _nearest(some: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[int, int]:
    """Return the squared distance of the two sets of cells, and the number of the other cell that is nearest."""
    found = []
    for cell in some:
        apart = ((others - cell) ** 2).sum(axis=1)
        nearest = int(apart.argmin())
        found.append((int(apart[nearest]), nearest))
    return min(found)


def _owners(labels: list[Box], figure_of: NDArray[np.int64], side: int) -> list[int]:
    """Return the figure of each label: the nearest, but one figure a label where there are as many."""
    count = int(figure_of.max()) + 1
    far = np.zeros((len(labels), count))
    for figure in range(count):
        at = np.argwhere(figure_of == figure)[:, ::-1] * side + side / 2
        for k, (left, top, right, bottom) in enumerate(labels):
            gap = np.maximum(np.maximum((left, top) - at, at - (right, bottom)), 0)
            far[k, figure] = np.sqrt((gap**2).sum(axis=1).min())
    if len(labels) == count <= 7:
        orders = np.array(list(itertools.permutations(range(count))))
        return list(orders[far[np.arange(count), orders].sum(axis=1).argmin()])
    return list(far.argmin(axis=1))


def _reading_order(figures: list[list[NDArray[np.int64]]], boxes: list[Box]) -> list[list[NDArray[np.int64]]]:
    """Return figures in rows from the top, each from the left; figures of a row overlap by half their height."""
    left_over = sorted(range(len(figures)), key=lambda k: boxes[k][1])
    ordered = []
    while left_over:
        _, top, _, bottom = boxes[left_over[0]]
        row = [
            k
            for k in left_over
            if 2 * (min(bottom, boxes[k][3]) - boxes[k][1]) >= min(bottom - top, boxes[k][3] - boxes[k][1])
        ]
        ordered += sorted(row, key=lambda k: boxes[k][0])
        left_over = [k for k in left_over if k not in row]
    return [figures[k] for k in ordered]
