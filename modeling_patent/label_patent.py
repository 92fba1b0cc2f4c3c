"""Figure labels ("FIG. 1") among the connected components of a drawing sheet.

A label is lettered by hand or set in any face, and lies on its side on a landscape sheet, so it is found by its layout
and by the shapes of the letters F, I and G. What is not surely a label is none. Lengths are in heights of the F.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .components_patent import Components

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OUTWARD = np.array([-1, -1, 1, 1])


def label_components(parts: Components, shape: tuple[int, ...]) -> list[NDArray[np.int64]]:
    """Return the components of each label of a picture [H, W], from the top."""
    found: list[NDArray[np.int64]] = []
    taken: set[int] = set()
    views = [(turns, _turned(parts.boxes, (shape[1], shape[0]), turns)) for turns in (0, 1, 3)]
    for turns, boxes in views:
        for label in _words(parts, boxes, max(shape), turns):
            if taken.isdisjoint(label.tolist()):
                taken.update(label.tolist())
                found.append(label)
    for _, boxes in () if found else views:
        found = found or list(_hague_numbers(boxes, max(shape)))
    return sorted(found, key=lambda label: parts.box(label)[1::-1])


def _turned(boxes: NDArray[np.int32], size: tuple[int, int], turns: int) -> NDArray[np.int32]:
    """Return boxes [K, 4] of a picture of `size` (width, height) after quarter turns counterclockwise."""
    for _ in range(turns):
        left, top, right, bottom = boxes.T
        boxes, size = np.stack([top, size[0] - right, bottom, size[0] - left], axis=1), size[::-1]
    return boxes


def _words(parts: Components, boxes: NDArray[np.int32], side: int, turns: int) -> Iterator[NDArray[np.int64]]:
    """Yield the components of each label that reads from left to right after `turns` counterclockwise."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    (small,) = np.nonzero((width <= 0.2 * side) & (height <= 0.2 * side))
    small = small[np.argsort(boxes[small, 0], kind="stable")]
    boxes, width, height = boxes[small], width[small], height[small]
    fill = parts.areas[small] / (height * width)
    capital = (height >= max(7, 0.006 * side)) & (height <= 0.15 * side) & (fill > 0.06) & (fill < 0.75)
    left, top, bottom = boxes[:, 0].copy(), boxes[:, 1].copy(), boxes[:, 3].copy()
    longer, middle = np.maximum(width, height), top + bottom

    for start in np.flatnonzero(capital & (width > 0.3 * height) & (width < 1.3 * height)):
        high = int(height[start])
        begin, end = np.searchsorted(left, (left[start] - 2.2 * high, left[start] + 10 * high))
        near = np.arange(begin, end)
        near = near[(longer[near] < 1.6 * high) & (np.abs(middle[near] - middle[start]) < 1.7 * high)]

        def rows_of(chosen: NDArray[np.int64], near: NDArray[np.int64] = small[near]) -> _Rows:
            return _rows(np.rot90(parts.draw(near[chosen], parts.box(near[chosen])), turns))

        label = _read(boxes[near], int(np.searchsorted(near, start)), rows_of)
        if label is not None:
            label = near[label]
            first, last = left[label].min(), boxes[label, 2].max()
            underline = (height < 0.3 * high) & (top >= bottom[start]) & (top < bottom[start] + 0.7 * high)
            underline &= (np.abs(left - first) < 0.6 * high) & (np.abs(boxes[:, 2] - last) < 0.6 * high)
            yield small[np.union1d(label, np.flatnonzero(underline))]


def _read(
    boxes: NDArray[np.int32], start: int, rows_of: Callable[[NDArray[np.int64]], _Rows]
) -> NDArray[np.int64] | None:
    """Return which of a line's `boxes`, from left to right, make the label whose F is number `start`, or None."""
    left, top, _, bottom = boxes[start].tolist()
    high = bottom - top
    tall = boxes[:, 3] - boxes[:, 1] > 0.4 * high
    (letters,) = np.nonzero(tall)
    before = letters[letters < start]
    if len(letters) - len(before) < 4 or (boxes[before, 2] > left - 0.6 * high).any():
        return None  # no line, or in the middle of a word
    glyphs = _joined(boxes, letters[letters >= start])

    def dashed(k: int) -> bool:
        """Whether a dash or dot stands between glyph k and the next one."""
        between = (boxes[:, 0] >= spans[k, 2]) & (boxes[:, 2] <= spans[k + 1, 0])
        return bool((~tall & between & (boxes[:, 1] > top) & (boxes[:, 3] <= bottom)).any())

    spans = np.array([[*boxes[glyph, :2].min(axis=0), *boxes[glyph, 2:].max(axis=0)] for glyph in glyphs])
    gaps = (spans[1:, 0] - spans[:-1, 2]) / high
    if len(glyphs) < 4 or gaps[:2].max() > 0.85:
        return None
    rise, fall = (top - spans[:, 1]) / high, (spans[:, 3] - bottom) / high  # above and below the F
    if abs(fall[1]) > 0.2 or abs(rise[1]) > 0.5 or not (_is_f(rows_of(glyphs[0])) and _is_i(rows_of(glyphs[1]))):
        return None
    shape = rows_of(glyphs[2])
    capital = max(abs(rise[2]), abs(fall[2])) < 0.25 and _is_capital_g(shape)
    if not capital and not (rise[2] < -0.08 and fall[2] > 0.08 and _is_small_g(shape)):
        return None
    word = 6 if len(glyphs) > 6 and gaps[2:5].max() < 0.35 else 3  # FIGURE or FIG
    end = word + 1
    while end < len(glyphs) and gaps[end - 1] < (1.4 if dashed(end - 1) else 0.6):
        end += 1
    number = slice(word, end)
    highs, wides = (rise + fall + 1)[number], (spans[number, 2] - spans[number, 0]) / high
    plausible = (highs > 0.55) & (highs < 1.4) & (wides < 1.3) & (np.abs(fall[number]) < 0.4)
    if gaps[word - 1] > 2.6 or end - word > 6 or not plausible.all():
        return None
    across = (boxes[:, 0] >= left) & (boxes[:, 2] <= spans[end - 1, 2] + 0.4 * high)
    level = (boxes[:, 1] >= top - 0.15 * high) & (boxes[:, 3] <= bottom + 0.35 * high)
    return np.unique(np.concatenate([*glyphs[:end], *np.nonzero(~tall & across & level)]))  # dots and dashes too


def _joined(boxes: NDArray[np.int32], letters: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return letters as lists of components: those that stand over one another are one."""
    glyphs: list[NDArray[np.int64]] = []
    for k in letters:
        if glyphs:
            left, right = boxes[glyphs[-1], 0].min(), boxes[glyphs[-1], 2].max()
            if min(right, boxes[k, 2]) - boxes[k, 0] > 0.6 * min(right - left, boxes[k, 2] - boxes[k, 0]):
                glyphs[-1] = np.append(glyphs[-1], k)
                continue
        glyphs.append(np.array([k]))
    return glyphs


def _hague_numbers(boxes: NDArray[np.int32], side: int) -> Iterator[NDArray[np.int64]]:
    """Yield the components of each number like "1.1" that stands alone: its digits, and one dot on their baseline."""
    order = np.argsort(boxes[:, 0], kind="stable")
    boxes = boxes[order]
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    digit = (height >= max(7, 0.006 * side)) & (height <= 0.1 * side)
    digit &= (width < 0.85 * height) & (width > 0.1 * height)
    for start in np.flatnonzero(digit):
        left, top, _, bottom = boxes[start].tolist()
        high = bottom - top
        window = slice(start, np.searchsorted(boxes[:, 0], left + 4 * high))
        chosen = np.flatnonzero((boxes[window, 1] < bottom) & (boxes[window, 3] > top)) + start
        if not 3 <= len(chosen) <= 5:
            continue
        level = np.abs(boxes[chosen, 3] - bottom) < 0.12 * high
        is_digit = level & digit[chosen] & (np.abs(height[chosen] - high) < 0.12 * high)
        is_dot = level & (np.maximum(width, height)[chosen] < 0.35 * high)
        gaps = boxes[chosen[1:], 0] - boxes[chosen[:-1], 2]
        if not (is_digit | is_dot).all() or is_dot.sum() != 1 or gaps.max() > 0.4 * high:
            continue
        if not is_dot[1:3].any() or is_dot[-1]:
            continue  # one or two digits, then the dot
        lone = np.array([*boxes[chosen, :2].min(axis=0), *boxes[chosen, 2:].max(axis=0)]) + 1.5 * high * _OUTWARD
        close = (boxes[:, :2] < lone[2:]).all(axis=1) & (boxes[:, 2:] > lone[:2]).all(axis=1)
        if close.sum() == len(chosen):
            yield order[chosen]


class _Rows(NamedTuple):
    """The rows of a glyph: where ink begins, where it ends, how much there is (in widths), its runs; the aspect."""

    first: NDArray[np.float64]
    last: NDArray[np.float64]
    ink: NDArray[np.float64]
    runs: NDArray[np.float64]
    aspect: float

    def part(self, name: str, start: float, stop: float) -> NDArray[np.float64]:
        """Return one of the arrays from `start` to `stop`, in heights; at least one row."""
        values: NDArray[np.float64] = getattr(self, name)
        at = min(int(start * len(values)), len(values) - 1)
        return values[at : max(at + 1, round(stop * len(values)))]


def _rows(glyph: NDArray[np.bool_]) -> _Rows:
    """Return the rows of a glyph [H, W]."""
    height, width = glyph.shape
    inked = glyph.any(axis=1)
    first = np.where(inked, glyph.argmax(axis=1), width) / width
    last = np.where(inked, width - glyph[:, ::-1].argmax(axis=1), 0) / width
    runs = glyph[:, 0] + (glyph[:, 1:] & ~glyph[:, :-1]).sum(axis=1).astype(np.float64)
    return _Rows(first, last, glyph.sum(axis=1) / width, runs, width / height)


def _is_f(glyph: _Rows) -> bool:
    """Whether there is a bar on top, one below it, a gap between their right ends, and nothing right of the foot."""
    return bool(
        0.3 < glyph.aspect < 1.3
        and (glyph.ink > 0).all()
        and glyph.part("ink", 0, 0.25).max() > 0.6
        and glyph.part("last", 0.35, 0.68).max() > 0.45
        and glyph.part("last", 0.12, 0.52).min() < 0.82
        and glyph.part("last", 0.62, 0.8).min() < 0.8
        and glyph.part("last", 0.75, 1).max() < 0.82
        and np.median(glyph.part("first", 0.6, 1)) < 0.28
        and glyph.part("ink", 0.66, 0.88).mean() < 0.65 * glyph.part("ink", 0, 0.25).max()
    )


def _is_i(glyph: _Rows) -> bool:
    """Whether this is a thin straight stem, upright or leaning to the right; its dot may stand off."""
    (rows,) = np.nonzero(glyph.ink)
    if glyph.aspect > 0.8 or len(rows) < 0.75 * len(glyph.ink):
        return False
    middle = (glyph.first + glyph.last)[rows] / 2 * glyph.aspect
    at = (rows - rows.mean()) / len(glyph.ink)
    slope = (at * middle).sum() / max((at * at).sum(), 1e-9)
    straight = np.abs(middle - middle.mean() - slope * at).max() < 0.12
    wide = (glyph.last - glyph.first)[rows] * glyph.aspect
    tenth = -(-len(rows) // 10)
    even = abs(wide[:tenth].max() - wide[-tenth:].max()) < 0.25  # an L or a T is not
    return bool(straight and even and np.median(wide) < 0.42 and -0.55 < slope < 0.1)


def _is_capital_g(glyph: _Rows) -> bool:
    """Whether there is a round back, an opening to the right above the middle, and a spur or bar below it."""
    return bool(
        0.4 < glyph.aspect < 1.5
        and glyph.part("last", 0.25, 0.55).min() < 0.5
        and glyph.part("first", 0.35, 0.7).max() < 0.2
        and np.median(glyph.part("last", 0.55, 0.85)) > 0.65
        and (glyph.part("runs", 0.55, 0.85) >= 2).mean() > 0.55
        and glyph.part("ink", 0, 0.2).max() > 0.35
        and glyph.part("ink", 0.8, 1).max() > 0.35
    )


def _is_small_g(glyph: _Rows) -> bool:
    """Whether there is a ring above and a tail below."""
    return bool(
        0.4 < glyph.aspect < 1.2
        and (glyph.part("runs", 0.15, 0.35) >= 2).mean() > 0.55
        and glyph.part("last", 0.1, 0.4).max() > 0.6
        and glyph.part("ink", 0, 0.2).max() > 0.35
        and glyph.part("ink", 0.8, 1).max() > 0.3
    )
