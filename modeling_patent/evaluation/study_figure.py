"""The user study as a figure: every participant's two means joined by a line, for satisfaction and for time."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .figures_page import GREY, INK, MODELS, RULE, WIDTH, box, check_path, counted, fitted, footer, page, words
from .study_log import SYSTEMS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PANELS = (("satisfaction", "satisfaction"), ("seconds", "time a task (s)"))
_PANEL, _APART, _SPACE = 2.45, 0.7, 0.52  # inches: the pairs, their differences, the axis between them
_LINE = "#b8b8b8"
_TOP, _HIGH = 0.68, 2.95


def study_figure(
    found: Mapping[str, Any],
    path: str | os.PathLike[str],
    names: tuple[str, str] = SYSTEMS,
    note: str = "",
) -> dict[str, int]:
    """Draw each participant's mean satisfaction and mean time with either system, and the differences beside them.

    Left in a panel, a participant is two dots and the line between them; large marks are the means over participants.
    Right of it are the differences (the first system minus the second), their mean and its interval.

    Args:
        found: what `analyse_study` returned.
        path: .png, .svg or .pdf.
        names: what to call the systems.
        note: more to say; stands below.

    Returns:
        Measure -> participants drawn.

    Raises:
        ValueError: nobody has values for both systems; or the file is of another kind.
        ImportError: matplotlib is not installed.
    """
    check_path(path)
    pairs = {measure: _pairs(found, measure) for measure, _ in _PANELS}
    if not any(len(values) for values in pairs.values()):
        raise ValueError("no participant has values for both systems: there is nothing to draw")
    with page(path, _TOP + _HIGH + 0.72) as figure:
        for number, (measure, label) in enumerate(_PANELS):
            left = 0.42 + number * (WIDTH / 2)
            words(figure, left, 0.14, label[:1].upper() + label[1:], 10, weight="bold")
            words(figure, left, 0.36, fitted(figure, _tested(found[measure]), 8, WIDTH / 2 - 0.5), 8, color=GREY)
            if not len(pairs[measure]):
                words(figure, left, 1.5, "nobody has values for both systems", 8, color=GREY)
                continue
            scale = (1, found["scale"]) if measure == "satisfaction" else None
            _draw_pairs(box(figure, left, _TOP, _PANEL, _HIGH), pairs[measure], names, scale)
            _draw_differences(box(figure, left + _PANEL + _SPACE, _TOP, _APART, _HIGH), pairs[measure], found[measure])
        counts = {measure: len(values) for measure, values in pairs.items()}
        interval = f"{100 * found['confidence']:g} % interval"
        told = f"A line: a participant's means. Right: differences, their mean and its {interval}"
        drawn = " and ".join(sorted({counted(count, "participant") for count in counts.values()}))
        footer(figure, f"{drawn}. {told}.", note)
    return counts


def _pairs(found: Mapping[str, Any], measure: str) -> np.typing.NDArray[np.float64]:
    """Return the means [n, 2] of those who have both."""
    both = [[of[system][measure] for system in SYSTEMS] for of in found["participants"].values()]
    values = np.array(both, dtype=np.float64).reshape(-1, 2)
    return values[np.isfinite(values).all(axis=1)]


def _tested(test: Mapping[str, Any]) -> str:
    """Return the test in a line."""
    if math.isnan(test["t"]):
        return str(test["note"])
    p = "p < .001" if test["p_value"] < 0.001 else f"p = {test['p_value']:.3f}".replace("0.", ".")
    low, high = test["d_z_interval"]
    return f"t({test['df']}) = {test['t']:.2f}, {p}, d_z = {test['d_z']:.2f} [{low:.2f}, {high:.2f}]"


def _draw_pairs(
    axes: Axes,
    values: np.typing.NDArray[np.float64],
    names: tuple[str, str],
    scale: tuple[int, int] | None,
) -> None:
    places = np.array([0.0, 1.0])
    for pair in values:
        axes.plot(places, pair, color=_LINE, linewidth=0.9, zorder=1)
    means = values.mean(axis=0)
    axes.plot(places, means, color=INK, linewidth=1.6, zorder=3)
    figure: Figure = axes.figure  # type: ignore[assignment]
    for place, (colour, mark, _) in enumerate(MODELS[:2]):
        axes.scatter(
            np.full(len(values), place), values[:, place], s=16, color=colour, alpha=0.75, linewidth=0, zorder=2
        )
        axes.scatter([place], [means[place]], s=90, color=colour, marker=mark, edgecolor="white", zorder=4)
        told, side = f"{means[place]:.3g}", "right" if place == 0 else "left"
        axes.text(place + (0.12 if place else -0.12), means[place], told, ha=side, va="center", fontsize=9)
    axes.set_xticks(places, [fitted(figure, name, 8, _PANEL / 2 - 0.05) for name in names], parse_math=False)
    axes.set_xlim(-0.5, 1.5)
    axes.grid(axis="y", color=RULE, linewidth=0.5, zorder=0)
    axes.set_axisbelow(True)
    if scale is not None:
        axes.set_ylim(scale[0] - 0.15, scale[1] + 0.15)
        axes.set_yticks(range(scale[0], scale[1] + 1))
    else:
        axes.set_ylim(0, float(values.max()) * 1.08 or 1)


def _draw_differences(axes: Axes, values: np.typing.NDArray[np.float64], test: Mapping[str, Any]) -> None:
    apart = values[:, 0] - values[:, 1]
    axes.axhline(0, color=GREY, linewidth=0.8, linestyle="--", zorder=1)
    # Beside each other in rank order, so that equal ones do not hide each other.
    places = np.linspace(-0.28, 0.28, len(apart)) if len(apart) > 1 else np.zeros(1)
    axes.scatter(places, np.sort(apart), s=14, color=GREY, alpha=0.6, linewidth=0, zorder=2)
    low, high = test["interval"]
    if math.isfinite(low):
        axes.plot([0.6, 0.6], [low, high], color=INK, linewidth=1.8, zorder=3)
    axes.scatter([0.6], [test["difference"]], s=50, color=INK, marker="D", edgecolor="white", zorder=4)
    reach = max(
        float(np.abs(apart).max()), abs(low) if math.isfinite(low) else 0, abs(high) if math.isfinite(high) else 0
    )
    axes.set_ylim(-1.15 * reach or -1, 1.15 * reach or 1)
    axes.set_xlim(-0.5, 0.9)
    axes.set_xticks([0.15], ["difference"])
    axes.tick_params(axis="x", length=0)
