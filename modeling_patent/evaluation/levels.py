"""One collection at all three levels at once, and graded over them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import torch

from ..rows import categories
from .kept import LEVELS, keep_figures
from .metrics import level_values, means
from .ranking import Candidates, same_labels

GAINS = (1.0, 0.35, 0.2)
"""Gains of graded nDCG: same patent, same subclass, same main class (the relevance weights of arXiv 2506.13496)."""


def three_levels(
    embeds: Any,
    rows: Any,
    *,
    exclude_same_patent: bool = False,
    max_figures: int | None = None,
    ks: Sequence[int] = (5, 10),
    gains: tuple[float, float, float] = GAINS,
    head_codes: Collection[str] | None = None,
    chunk_size: int | None = None,
) -> dict[str, dict[str, Any]]:
    """Evaluate at all three levels at once: same patent, same subclass, same main class, any grant date.

    Args:
        embeds: [N, D], as in `evaluate_embeddings`.
        rows: the N rows.
        exclude_same_patent: at the two class levels, leave the other figures of the query's patent out of the
            candidates. False follows arXiv 2506.13496: they count as relevant there too, so a model that finds a
            patent's views, and knows nothing of classes, already has a class mAP above chance. True asks whether it
            finds *other* patents of the class. The two are not comparable; each level's result says which it is.
        max_figures: keep only a patent's first so many figures; None keeps all.
        ks: the cut-offs of the metrics @k.
        gains: of graded nDCG at patent, subclass and main class; it always ranks all other figures.
        head_codes: the Locarno codes that are "head", in any notation; adds head/ and tail/ metrics at every level,
            over the queries whose own subclass is head or tail.
        chunk_size: queries ranked at a time.

    Returns:
        {"patent": metrics, "subclass": metrics, "main_class": metrics, "graded": {"ndcg", "queries"}, "counts":
        {"figures", "patents", "rows_left_out", "max_figures"}}; the metrics are those of `retrieval_metrics`, with
        exclude_same_patent.

    Raises:
        ValueError: as `evaluate_embeddings`.
    """
    if any(not 0 < gain < np.inf for gain in gains) or len(gains) != len(LEVELS):
        raise ValueError(f"gains must be three numbers above 0 (patent, subclass, main class), not {gains}")
    kept = keep_figures(embeds, rows, max_figures, needs_date=False)
    own_rows = torch.arange(len(kept.rows))
    levels = [(kept.labels[name], kept.labels[name], gain) for name, gain in zip(LEVELS, gains, strict=True)]
    everyone = Candidates(own_rows=own_rows)
    measured = 1 if exclude_same_patent else len(levels)
    values = level_values(kept.embeds, kept.embeds, levels, everyone, measured, ks, chunk_size)
    graded = values[0].pop("graded_ndcg")
    if exclude_same_patent:
        others = Candidates(own_rows=own_rows, patents=same_labels(kept.labels["patent"], kept.labels["patent"]))
        classes = [(query, gallery, 0.0) for query, gallery, _ in levels[1:]]
        values += level_values(kept.embeds, kept.embeds, classes, others, len(classes), ks, chunk_size)
    everywhere = np.ones(len(kept.rows), dtype=bool)
    result: dict[str, dict[str, Any]] = {}
    for name, of_level in zip(LEVELS, values, strict=True):
        result[name] = means(of_level, kept.labels[name], everywhere)
        for tail, category in () if head_codes is None else (("head", 0), ("tail", 1)):
            members = categories(kept.codes, head_codes or ()) == category
            part = means(of_level, kept.labels[name], members)
            result[name] |= {f"{tail}/{metric}": value for metric, value in part.items()}
        result[name]["exclude_same_patent"] = exclude_same_patent and name != "patent"
    counted = graded[~np.isnan(graded)]
    result["graded"] = {"ndcg": float(counted.mean()) if len(counted) else float("nan"), "queries": len(counted)}
    result["counts"] = {**kept.counts, "max_figures": max_figures}
    return result
