"""The long tail: figures a class, with drawings of head and tail."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..rows import fit_head_codes
from .figures_data import class_frequencies
from .figures_page import (
    GREY,
    HEAD,
    RULE,
    TAIL,
    WIDTH,
    box,
    class_words,
    counted,
    draw_ink,
    fitted,
    footer,
    frame,
    log_ticks,
    page,
    words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LABELLED = 45  # so many classes have room for their codes below the bars
_MOST_EXAMPLES, _MOST_VIEWS = 2, 4


class ClassExample(NamedTuple):
    """Drawings that stand for a class: its code, what they show, and some views uint8 [S, S], 255 = ink."""

    code: str
    name: str
    drawings: Sequence[NDArray[np.uint8]]


def long_tail_figure(
    codes: Iterable[str | None],
    path: str | os.PathLike[str],
    head_share: float = 0.4,
    examples: Sequence[ClassExample] = (),
    note: str = "",
) -> dict[str, Any]:
    """Draw figures a class, the most frequent first, on a logarithmic axis; below it examples of head and tail.

    The figure of arXiv 2404.19360 (its Fig. 1): the first share of the subclasses is the head, all others the tail.

    Args:
        codes: the Locarno code of every (training) figure; what has no subclass is counted and named.
        path: .png, .svg or .pdf.
        head_share: of the subclasses.
        examples: of classes that are there, at most two of the head and two of the tail are shown.
        note: more to say about the data; stands below.

    Returns:
        What is drawn: classes, figures, head_classes, head_figures, without_subclass, examples (their codes).

    Raises:
        ValueError: no code has a subclass, the share is none, an example's class is not among the codes, or a drawing
            of another shape or type.
    """
    codes = list(codes)
    figures = class_frequencies(codes)
    if not figures:
        raise ValueError(f"none of {len(codes)} figures has a Locarno subclass: there is no tail to draw")
    head = set(fit_head_codes(codes, head_share))
    for example in examples:
        if example.code not in figures:
            raise ValueError(f"the example {example.code!r} is of a class that is not among the codes")
    sides = [[e for e in examples if (e.code in head) is side][:_MOST_EXAMPLES] for side in (True, False)]
    shown = sorted((e for side in sides for e in side), key=lambda e: list(figures).index(e.code))
    letters = {example.code: "ABCD"[number] for number, example in enumerate(shown)}
    tiers = max(len(side) for side in sides)
    with page(path, 4.0 + (0.2 + 1.32 * tiers if tiers else 0)) as figure:
        _draw_tail(box(figure, 0.85, 0.32, WIDTH - 1.05, 2.58), figures, head, letters)
        number, without = sum(figures.values()), len(codes) - sum(figures.values())
        told = f"N = {counted(number, 'figure')} of {counted(len(figures), 'subclass', 'subclasses')}"
        told += f"; {counted(without, 'figure')} without a subclass not shown" if without else ""
        footer(figure, told, note)
        for side, (name, colour) in zip(sides, (("Head", HEAD), ("Tail", TAIL)), strict=True):
            left = 0.12 if name == "Head" else WIDTH / 2 + 0.06
            for tier, example in enumerate(side):
                title = f"{name} {letters[example.code]}: {class_words(example.code)}"
                _draw_example(figure, (left, 3.6 + 1.32 * tier), example, title, figures[example.code], colour)
    return {
        "classes": len(figures),
        "figures": number,
        "head_classes": len(head),
        "head_figures": sum(figures[code] for code in head),
        "without_subclass": without,
        "examples": [example.code for example in shown],
    }


def _draw_tail(axes: Axes, figures: Mapping[str, int], head: set[str], letters: Mapping[str, str]) -> None:
    from matplotlib.ticker import MaxNLocator, NullLocator

    heights, number = list(figures.values()), len(figures)
    colours = [HEAD if code in head else TAIL for code in figures]
    # Neighbouring bars of the same place on the page would show seams: antialiasing is off.
    axes.bar(range(1, number + 1), heights, 0.8 if number <= 120 else 1.0, color=colours, antialiased=number <= 120)
    axes.set_yscale("log")
    top = max(4, heights[0] * (heights[0] / 0.7) ** 0.1)  # room above the bars for the examples' letters
    axes.set(ylim=(0.7, top), xlim=(0.4, number + 0.6), ylabel="figures (logarithmic)")
    axes.set_yticks(log_ticks(0.7, top), [f"{tick:,}" for tick in log_ticks(0.7, top)])
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    if number <= _LABELLED:
        axes.set_xticks(range(1, number + 1), list(figures), rotation=90, fontsize=7)
        axes.set_xlabel("Locarno subclass, the most frequent first")
    else:
        ticks = [1, *(int(tick) for tick in MaxNLocator(8, integer=True).tick_values(1, number) if 1 < tick <= number)]
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.set_xlabel("rank of the Locarno subclass")
    total = sum(heights)
    for name, colour, edge, side in (("head", HEAD, 0, "left"), ("tail", TAIL, 1, "right")):
        members = [count for code, count in figures.items() if (code in head) == (name == "head")]
        told = f"{name}: {counted(len(members), 'subclass', 'subclasses')}, {counted(sum(members), 'figure')}"
        told += f" ({100 * sum(members) / total:.0f} %)"
        style: dict[str, Any] = {"transform": axes.transAxes, "fontsize": 9, "va": "bottom", "weight": "bold"}
        axes.text(edge, 1.02, told, color=colour, ha=side, **style)
    if 0 < len(head) < number:
        axes.axvline(len(head) + 0.5, color=GREY, linewidth=1, linestyle=(0, (4, 3)))
    for rank, (code, count) in enumerate(figures.items(), start=1):
        if code in letters:
            ring = {"boxstyle": "circle,pad=0.15", "fc": "white", "ec": GREY, "lw": 0.6}
            axes.annotate(letters[code], (rank, count), (0, 4), textcoords="offset points", ha="center", fontsize=8,
                          weight="bold", bbox=ring)  # fmt: skip


def _draw_example(
    figure: Figure, corner: tuple[float, float], example: ClassExample, title: str, count: int, colour: str
) -> None:
    left, top = corner
    room = WIDTH / 2 - 0.2
    words(figure, left, top, fitted(figure, title, 8, room, "bold"), 8, color=colour, weight="bold")
    told = f"{example.name}; {counted(count, 'figure')} in the class"
    words(figure, left, top + 0.16, fitted(figure, told, 8, room), 8)
    for number, drawing in enumerate(example.drawings[:_MOST_VIEWS]):
        axes = box(figure, left + number * 0.98, top + 0.34, 0.9, 0.9)
        draw_ink(axes, drawing)
        frame(axes)
