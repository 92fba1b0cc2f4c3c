"""The figures of a collection that take part in an evaluation, and what is known of them as numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from ..rows import UNKNOWN_DAY, column, dates_to_days, is_gazette_copy, label_columns

LEVELS = {"patent": "patent_ids", "subclass": "subclasses", "main_class": "main_classes"}
"""Level of relevance -> its label column, the finest first."""


def keep_figures(embeds: Any, rows: Any, max_figures: int | None, needs_date: bool) -> Kept:
    """Leave out Gazette copies, pictures without a vector, figures over the cap, and undated ones; count them.

    Args:
        embeds: [N, D], one vector a row.
        rows: the N rows.
        max_figures: keep only a patent's first so many figures.
        needs_date: leave out figures without a grant date.

    Raises:
        ValueError: vectors and rows differ in number, or no figure is left.
    """
    if max_figures is not None and max_figures < 1:
        raise ValueError(f"max_figures must be at least 1, not {max_figures}")
    if len(embeds) != len(rows):
        raise ValueError(f"{len(embeds)} vectors, but {len(rows)} rows")
    patents, codes = column(rows, "patent_id"), column(rows, "locarno")
    days = dates_to_days(column(rows, "granted"))
    kept, seen = [], Counter[Any]()
    left_out = dict.fromkeys(["gazette_copy", "without_vector", "over_max_figures", *["without_date"] * needs_date], 0)
    for i, (copy, missing) in enumerate(zip(_gazette_copies(rows), missing_vectors(embeds), strict=True)):
        if copy:
            left_out["gazette_copy"] += 1
        elif missing:
            left_out["without_vector"] += 1
        elif needs_date and days[i] == UNKNOWN_DAY:
            left_out["without_date"] += 1
        elif max_figures is not None and patents[i] is not None and seen[patents[i]] >= max_figures:
            left_out["over_max_figures"] += 1
        else:
            kept.append(i)
            seen[patents[i]] += 1
    if not kept:
        raise ValueError(f"no figure is left to evaluate (of {len(rows)} rows; left out: {left_out})")
    index = np.array(kept, dtype=np.int64)
    columns = label_columns([patents[i] for i in kept], [codes[i] for i in kept])
    if len(kept) < len(rows):
        embeds = embeds[torch.from_numpy(index) if torch.is_tensor(embeds) else index]
    return Kept(
        embeds=embeds,
        rows=index,
        labels={name: columns[label] for name, label in LEVELS.items()},
        patents=[patents[i] for i in kept],
        codes=[codes[i] for i in kept],
        days=days[index],
        counts={"figures": len(kept), "patents": len(set(seen) - {None}), "rows_left_out": left_out},
    )


def _gazette_copies(rows: Any) -> list[bool]:
    """Return whether each row is a Gazette copy: by its column, or by the figure's name where the column is silent."""
    names = getattr(rows, "column_names", None)
    flags = column(rows, "is_gazette_copy") if names is None or "is_gazette_copy" in names else [None] * len(rows)
    named = zip(flags, column(rows, "figure_id"), strict=True)
    return [is_gazette_copy(str(figure)) if flag is None else bool(flag) for flag, figure in named]


def missing_vectors(embeds: Any) -> NDArray[np.bool_]:
    """Return which rows are NaN throughout: what `encode` gives for a picture that cannot be read."""
    missing = np.zeros(len(embeds), dtype=bool)
    for i in np.flatnonzero(np.isnan(_first_column(embeds))):
        missing[i] = bool(torch.isnan(torch.as_tensor(embeds[i])).all())
    return missing


def _first_column(embeds: Any) -> NDArray[np.float32]:
    column = embeds[:, :1].detach().float().cpu().numpy() if torch.is_tensor(embeds) else np.asarray(embeds[:, :1])
    return column.astype(np.float32).reshape(-1)


class Kept(NamedTuple):
    """The rows that take part: vectors [n, D], numbers [n], labels by level, patents, codes, days [n], the counts."""

    embeds: Any
    rows: NDArray[np.int64]
    labels: dict[str, NDArray[np.int64]]
    patents: list[str | None]
    codes: list[str | None]
    days: NDArray[np.int64]
    counts: dict[str, Any]
