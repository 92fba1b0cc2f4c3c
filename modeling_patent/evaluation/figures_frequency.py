"""How precision goes with the number of training figures: a mark for each class, means of bins of classes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .figures_data import Floats, bootstrap_interval, class_frequencies, class_means, frequency_bins
from .figures_page import (
    GREY,
    MODELS,
    RULE,
    WIDTH,
    box,
    check_models,
    check_path,
    counted,
    footer,
    log_ticks,
    page,
    words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CHART = WIDTH - 0.95  # inches


def map_by_frequency_figure(
    precisions: Mapping[str, Floats],
    codes: Sequence[str | None],
    train_codes: Iterable[str | None],
    path: str | os.PathLike[str],
    *,
    bins: int = 5,
    rounds: int = 1000,
    seed: int = 0,
    note: str = "",
) -> dict[str, Any]:
    """Draw the mAP of each class against its number of training figures, and the means of bins of classes.

    A class's mAP is the mean over its queries. A bin's interval is the 95 % bootstrap percentile interval over its
    classes; a bin of one class has none. Only rows that are a query for all models count.

    Args:
        precisions: model -> average precision of each row as a query [N], NaN for none (`average_precisions`); at
            most four models.
        codes: [N] the rows' Locarno codes.
        train_codes: the code of every training figure; a class without one stands at 0.
        path: .png, .svg or .pdf.
        bins: at most so many bins of about equally many classes; classes at 0 are one more.
        rounds: bootstrap samples.
        seed: of the samples.
        note: more to say about the data; stands below.

    Returns:
        What is drawn: queries, classes, and bins, each with its least and most training figures, its classes,
        and under models the mean and interval of each.

    Raises:
        ValueError: no query has a class, or columns of different lengths.
    """
    check_path(path)
    check_models(precisions)
    names, means, queries = class_means(precisions, codes)
    if not names:
        raise ValueError(f"none of {len(codes)} rows is a query with a Locarno subclass: there is no mAP to draw")
    known = class_frequencies(train_codes)
    counts = np.array([known.get(name, 0) for name in names], dtype=np.int64)
    groups = frequency_bins(counts, bins)
    facts: list[dict[str, Any]] = []
    fact: dict[str, Any]
    for group in groups:
        values = np.stack([means[model][group] for model in precisions], axis=1)
        low, high = bootstrap_interval(values, rounds=rounds, seed=seed)
        fact = {"figures": [int(counts[group].min()), int(counts[group].max())], "classes": len(group), "models": {}}
        for i, model in enumerate(precisions):
            interval = [float(low[i]), float(high[i])] if len(group) > 1 else None
            fact["models"][model] = {"map": float(values[:, i].mean()), "interval": interval}
        facts.append(fact)
    lines = _bin_names(counts, groups, facts)
    above = 0.42 + 0.14 * (1 + max(line for *_, line in lines))
    with page(path, above + 3.95) as figure:
        axes = box(figure, 0.75, above, _CHART, 3.0)
        _draw_frequency(axes, means, counts, groups, facts)
        for told, middle, line in lines:
            words(figure, 0.75 + middle, above - 0.05 - 0.14 * line, told, 7, color=GREY, ha="center", va="bottom")
        handles, named = axes.get_legend_handles_labels()
        corner = (0.75 / WIDTH, 1)
        figure.legend(handles, named, loc="upper left", bbox_to_anchor=corner, ncols=len(MODELS), frameon=False)
        asked = counted(sum(queries.values()), "query", "queries")
        told = "small marks: classes; large marks: means of bins (named above), 95 % bootstrap intervals over classes"
        footer(figure, f"N = {asked} of {counted(len(names), 'subclass', 'subclasses')}; {told}", note)
    return {"queries": sum(queries.values()), "classes": len(names), "bins": facts}


def _draw_frequency(
    axes: Axes,
    means: Mapping[str, Floats],
    counts: NDArray[np.int64],
    groups: Sequence[NDArray[np.int64]],
    facts: Sequence[dict[str, Any]],
) -> None:
    from matplotlib.ticker import NullLocator

    seen = counts[counts > 0]
    places, low, high = _axis(counts)
    least, most = (int(seen.min()), int(seen.max())) if len(seen) else (1, 1)
    zero = low * 1.5 if len(seen) < len(counts) else 0
    axes.set_xscale("log")
    spread = (high / low) ** 0.008  # models side by side
    centres = np.array([np.exp(np.log(places[group]).mean()) for group in groups])
    for number, (model, (colour, mark, line)) in enumerate(zip(means, MODELS, strict=False)):
        aside = spread ** (number - (len(means) - 1) / 2)
        face: dict[str, Any] = {"color": colour} if mark == "x" else {"facecolors": "none", "edgecolors": colour}
        axes.scatter(places * aside, means[model], 14, marker=mark, alpha=0.55, linewidths=0.8, **face)
        marks = centres * aside
        values = np.array([fact["models"][model]["map"] for fact in facts])
        ends = np.array([fact["models"][model]["interval"] or [np.nan, np.nan] for fact in facts]).T
        axes.vlines(marks, *ends, color=colour, linewidth=1.6)
        axes.scatter(np.r_[marks, marks], ends.ravel(), 50, color=colour, marker="_", linewidths=1.6)
        axes.plot(marks, values, color=colour, marker=mark, linestyle=line, markersize=8, linewidth=1.6,
                  label=model.replace("$", r"\$"))  # fmt: skip
    ticks: list[float] = [tick for tick in log_ticks(least / 1.5, most * 1.5) if len(seen)]
    named = [f"{tick:,}" for tick in ticks]
    axes.set_xticks([zero, *ticks] if zero >= low else ticks, ["0", *named] if zero >= low else named)
    axes.xaxis.set_minor_locator(NullLocator())
    if zero and len(seen):
        axes.axvline(least / 1.75, color=GREY, linewidth=0.8, linestyle=(0, (1, 2)))
    axes.set(ylim=(0, 1), ylabel="mAP of the class", xlabel="training figures of the class (logarithmic)")
    axes.set_xlim(low, high)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def _axis(counts: NDArray[np.int64]) -> tuple[Floats, float, float]:
    """Return where classes of so many figures stand on a logarithmic axis, which has no 0, and the axis' two ends."""
    seen = counts[counts > 0]
    least, most = (int(seen.min()), int(seen.max())) if len(seen) else (3, 1)
    places = np.where(counts > 0, counts, least / 3).astype(np.float64)
    return places, float(places.min()) / 1.5, most * 1.5


def _bin_names(
    counts: NDArray[np.int64], groups: Sequence[NDArray[np.int64]], facts: Sequence[dict[str, Any]]
) -> list[tuple[str, float, int]]:
    """Return what stands above each bin: words, their middle in inches on the axis, and a free line."""
    places, low, high = _axis(counts)
    ends: list[float] = []
    names = []
    for group, fact in zip(groups, facts, strict=True):
        least, most = fact["figures"]
        told = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        told += f": {counted(fact['classes'], 'class', 'classes')}"
        half = 0.027 * len(told)  # at 7 points, with room to spare
        centre = float(np.log(places[group] / low).mean() / np.log(high / low)) * _CHART
        middle = min(max(centre, half), _CHART - half)
        line = next((i for i, end in enumerate(ends) if middle - half > end), len(ends))
        ends[line : line + 1] = [middle + half]
        names.append((told, middle, line))
    return names
