"""Queries with what two models find for them, drawing by drawing."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..locarno import LocarnoCode
from .figures_page import (
    GREY,
    INK,
    RIGHT,
    RULE,
    WIDTH,
    WRONG,
    box,
    check_path,
    counted,
    draw_ink,
    fitted,
    footer,
    frame,
    page,
    words,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LEFT, _QUERY, _TILES = 0.12, 1.6, 1.95  # inches: margin, side of the query, where the results begin
_GAP, _CAPTION, _HEADING = 0.1, 0.36, 0.2
_WIDE = 1.05  # a result of such a side has room for date and class in one line
_FOOT = 0.55


class Shown(NamedTuple):
    """A drawing with what is written below it.

    Attributes:
        drawing: uint8 [S, S], 255 = ink, as `PatentImageProcessor.prepare` gives it.
        patent_id: written below.
        granted: written below.
        locarno: what makes a result right: its subclass equals the query's.
        name: what the drawing shows; below a query only.
        note: more about it, such as "tail class"; below a query only.
    """

    drawing: NDArray[np.uint8]
    patent_id: str
    granted: datetime.date | None = None
    locarno: str | None = None
    name: str = ""
    note: str = ""


def retrieval_figure(
    queries: Sequence[Shown],
    results_a: Sequence[Sequence[Shown]],
    results_b: Sequence[Sequence[Shown]],
    path: str | os.PathLike[str],
    names: tuple[str, str] = ("model", "baseline"),
    note: str = "",
) -> dict[str, Any]:
    """Draw each query with the first results of two models, framed solid where the class is right, dashed where not.

    The figure of arXiv 2404.19360 (its Fig. 3). Who may answer is decided where the results come from
    (`nearest_rows`): with a date at hand, a caption shows that a result was granted before the query.

    Args:
        queries: a handful.
        results_a: for each query the first results of one model, best first.
        results_b: the same of the other model, such as a baseline.
        path: .png, .svg or .pdf.
        names: of the two models.
        note: more to say, such as the protocol; stands below.

    Returns:
        What is drawn: for each query its patent, subclass, and by model the results' patents and which are right.

    Raises:
        ValueError: no query, two models of one name, lists of different lengths, no result at all, a query without a
            subclass, or a drawing of another shape or type.
    """
    check_path(path)
    if not queries:
        raise ValueError("there is no query to draw")
    if names[0] == names[1]:
        raise ValueError(f"the two models need two names, not {names[0]!r} twice")
    if not len(queries) == len(results_a) == len(results_b):
        raise ValueError(f"{len(queries)} queries, but results of {len(results_a)} and of {len(results_b)}")
    columns = max(len(found) for results in (results_a, results_b) for found in results)
    if not columns:
        raise ValueError("no query has a result: there is nothing to draw")
    for query in queries:
        if _subclass(query) is None:
            raise ValueError(f"the query {query.patent_id} has no Locarno subclass: no result can be right")
    side = min(1.2, (WIDTH - _TILES - 0.02) / columns - _GAP)
    line = _HEADING + side + _CAPTION + (0.12 if side < _WIDE else 0)
    block = 2 * line + 0.25
    height = len(queries) * block + _FOOT
    facts = []
    with page(path, height) as figure:
        for number, (query, *answers) in enumerate(zip(queries, results_a, results_b, strict=True)):
            top = 0.12 + number * block
            if number:
                _rule(figure, top - 0.12)
            _draw_query(figure, query, top)
            found_by: dict[str, Any] = {}
            for number, (name, found) in enumerate(zip(names, answers, strict=True)):
                right = [_subclass(result) == _subclass(query) for result in found]
                _draw_results(figure, name, found, right, top + number * line, side, columns)
                found_by[name] = {"patents": [result.patent_id for result in found], "right": right}
            facts.append({"patent": query.patent_id, "subclass": _subclass(query), "models": found_by})
        _draw_key(figure, height, f"N = {counted(len(queries), 'query', 'queries')}", note)
    return {"queries": facts}


def _subclass(shown: Shown) -> str | None:
    return None if shown.locarno is None else LocarnoCode.parse(shown.locarno).subclass


def _draw_query(figure: Figure, query: Shown, top: float) -> None:
    axes = box(figure, _LEFT, top + 0.2, _QUERY, _QUERY)
    draw_ink(axes, query.drawing)
    frame(axes, INK, width=1.2)
    words(figure, _LEFT, top, fitted(figure, f"Query {query.patent_id}", 8, _QUERY, "bold"), 8, weight="bold")
    lines = [query.name, f"{_date(query)} \u00b7 {query.locarno}", query.note]
    for number, line in enumerate(line for line in lines if line):
        words(figure, _LEFT, top + _QUERY + 0.27 + 0.15 * number, fitted(figure, line, 8, _QUERY), 8)


def _draw_results(
    figure: Figure, name: str, found: Sequence[Shown], right: Sequence[bool], top: float, side: float, columns: int
) -> None:
    words(figure, _TILES, top, fitted(figure, name, 8, columns * (side + _GAP), "bold"), 8, weight="bold")
    top += _HEADING
    for place in range(columns):
        left = _TILES + place * (side + _GAP)
        axes = box(figure, left, top, side, side)
        if place >= len(found):
            axes.set(xticks=[], yticks=[])
            frame(axes, RULE)
            middle = {"ha": "center", "va": "center", "color": GREY}
            words(figure, left + side / 2, top + side / 2, "no more\ncandidates", 7, **middle)
            continue
        result, fits = found[place], right[place]
        draw_ink(axes, result.drawing)
        frame(axes, RIGHT if fits else WRONG, "-" if fits else (0, (3, 2)), 2.0)
        size, code = 7 if side >= _WIDE else 6, result.locarno or "no class"
        dated = [f"{_date(result)} \u00b7 {code}"] if side >= _WIDE else [_date(result), code]
        for line, told in enumerate([result.patent_id, *dated]):
            words(figure, left, top + side + 0.06 + 0.12 * line, fitted(figure, told, size, side + 0.04), size)


def _draw_key(figure: Figure, height: float, asked: str, note: str) -> None:
    left, top = _LEFT, height - 0.46
    for told, colour, line in (
        ("the query's Locarno subclass", RIGHT, "-"),
        ("another subclass", WRONG, (0, (3, 2))),
    ):
        axes = box(figure, left, top + 0.01, 0.22, 0.13)
        axes.set(xticks=[], yticks=[])
        frame(axes, colour, line, 1.6)
        words(figure, left + 0.3, top, told, 8)
        left += 2.4
    footer(figure, asked + (f". {note}" if note else ""))


def _rule(figure: Figure, top: float) -> None:
    axes = box(figure, _LEFT, top, WIDTH - 2 * _LEFT, 0.001)
    axes.set(xticks=[], yticks=[])
    frame(axes, RULE, width=0.6)


def _date(shown: Shown) -> str:
    return shown.granted.isoformat() if shown.granted else "no date"
