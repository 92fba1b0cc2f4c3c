"""Named protocols: who asks, who may answer, and what is relevant, for the figures of a collection.

Every figure that is no Gazette copy is a query once, and a candidate for all others. What a protocol adds is its level
of relevance, its limit in time, and whether the other figures of the query's patent may answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from ..locarno import LocarnoCode
from ..rows import UNKNOWN_DAY, categories, column, dates_to_days, is_gazette_copy, label_columns
from .metrics import Time, level_values, means, retrieval_metrics
from .ranking import Candidates, same_labels

LEVELS = {"patent": "patent_ids", "subclass": "subclasses", "main_class": "main_classes"}
"""Level of relevance -> its label column, the finest first."""

GAINS = (1.0, 0.35, 0.2)
"""Gains of graded nDCG: same patent, same subclass, same main class (the relevance weights of arXiv 2506.13496)."""


def find_protocol(name: str) -> Protocol:
    """Return the protocol of that name.

    >>> find_protocol("prior-art").time
    'before'

    Raises:
        ValueError: there is none; the message lists all.
    """
    for protocol in PROTOCOLS:
        if protocol.name == name:
            return protocol
    raise ValueError(f"unknown protocol {name!r} (expected one of {', '.join(p.name for p in PROTOCOLS)})")


def evaluate_embeddings(
    embeds: Any,
    rows: Any,
    protocol: str | Protocol = "same-patent",
    *,
    max_figures: int | None = None,
    ks: Sequence[int] = (5, 10),
    head_codes: Collection[str] | None = None,
    chunk_size: int | None = None,
    per_query: bool = False,
) -> dict[str, Any]:
    """Evaluate the vectors of a collection's figures by one protocol.

    Args:
        embeds: [N, D] array, memory map or tensor, one vector a row; unit rows make the scores cosines.
        rows: the N rows, a `datasets.Dataset` or a list of dicts with patent_id, figure_id, locarno and granted.
        protocol: its name or itself.
        max_figures: keep only a patent's first so many figures, in the order of the rows; None keeps all.
        ks: the cut-offs of the metrics @k.
        head_codes: the Locarno codes that are "head", in any notation; adds head/ and tail/ metrics. Only where
            relevance is the subclass: head and tail are properties of a code.
        chunk_size: queries ranked at a time, see `retrieval_metrics`.
        per_query: add per-query metrics, and under "per_query_rows" the row of each query.

    Returns:
        What `retrieval_metrics` returns, and: protocol; max_figures; figures and patents (what is left);
        rows_left_out, reason -> number of rows that are neither query nor candidate (a row without a vector is NaN
        throughout, as `encode` leaves it for a picture that cannot be read); and where the level is a class,
        rows_without_code, candidates that are nobody's relevant one.

    Raises:
        ValueError: vectors and rows differ in number, an unknown protocol, or no figure is left; one line.
    """
    protocol = find_protocol(protocol) if isinstance(protocol, str) else protocol
    if head_codes is not None and protocol.level != "subclass":
        raise ValueError(f"head and tail are of subclasses, but {protocol.name!r} is about the {protocol.level}")
    kept = _keep(embeds, rows, max_figures, needs_date=protocol.time is not None)
    labels, patents = kept.labels[protocol.level], kept.labels["patent"]
    metrics = retrieval_metrics(
        kept.embeds,
        kept.embeds,
        labels,
        labels,
        query_dates=kept.days,
        gallery_dates=kept.days,
        time=protocol.time,
        query_patents=patents,
        gallery_patents=patents,
        exclude_same_patent=protocol.exclude_same_patent,
        query_rows=np.arange(len(labels)),
        ks=ks,
        head_labels=None if head_codes is None else _labels_of(head_codes, kept.codes, labels),
        chunk_size=chunk_size,
        per_query=per_query,
    )
    if per_query:
        metrics["per_query_rows"] = kept.rows
    if protocol.level != "patent":
        metrics["rows_without_code"] = int((labels == -1).sum())
    return {"protocol": protocol.name, **metrics, **kept.counts, "max_figures": max_figures}


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
    kept = _keep(embeds, rows, max_figures, needs_date=False)
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


def _keep(embeds: Any, rows: Any, max_figures: int | None, needs_date: bool) -> Kept:
    """Leave out Gazette copies, pictures without a vector, figures over the cap, and undated ones; count them."""
    if max_figures is not None and max_figures < 1:
        raise ValueError(f"max_figures must be at least 1, not {max_figures}")
    if len(embeds) != len(rows):
        raise ValueError(f"{len(embeds)} vectors, but {len(rows)} rows")
    patents, codes = column(rows, "patent_id"), column(rows, "locarno")
    days = dates_to_days(column(rows, "granted"))
    keep, seen = [], Counter[Any]()
    left_out = dict.fromkeys(["gazette_copy", "without_vector", "over_max_figures", *["without_date"] * needs_date], 0)
    for i, (copy, missing) in enumerate(zip(_gazette_copies(rows), _missing_vectors(embeds), strict=True)):
        if copy:
            left_out["gazette_copy"] += 1
        elif missing:
            left_out["without_vector"] += 1
        elif needs_date and days[i] == UNKNOWN_DAY:
            left_out["without_date"] += 1
        elif max_figures is not None and patents[i] is not None and seen[patents[i]] >= max_figures:
            left_out["over_max_figures"] += 1
        else:
            keep.append(i)
            seen[patents[i]] += 1
    if not keep:
        raise ValueError(f"no figure is left to evaluate (of {len(rows)} rows; left out: {left_out})")
    index = np.array(keep, dtype=np.int64)
    columns = label_columns([patents[i] for i in keep], [codes[i] for i in keep])
    if len(keep) < len(rows):
        embeds = embeds[torch.from_numpy(index) if torch.is_tensor(embeds) else index]
    return Kept(
        embeds=embeds,
        rows=index,
        labels={name: columns[label] for name, label in LEVELS.items()},
        codes=[codes[i] for i in keep],
        days=days[index],
        counts={"figures": len(keep), "patents": len(set(seen) - {None}), "rows_left_out": left_out},
    )


def _gazette_copies(rows: Any) -> list[bool]:
    """Return whether each row is a Gazette copy: by its column, or by the figure's name where the column is silent."""
    names = getattr(rows, "column_names", None)
    flags = column(rows, "is_gazette_copy") if names is None or "is_gazette_copy" in names else [None] * len(rows)
    named = zip(flags, column(rows, "figure_id"), strict=True)
    return [is_gazette_copy(str(figure)) if flag is None else bool(flag) for flag, figure in named]


def _missing_vectors(embeds: Any) -> NDArray[np.bool_]:
    """Return which rows are NaN throughout: what `encode` gives for a picture that cannot be read."""
    missing = np.zeros(len(embeds), dtype=bool)
    for i in np.flatnonzero(np.isnan(_first_column(embeds))):
        missing[i] = bool(torch.isnan(torch.as_tensor(embeds[i])).all())
    return missing


def _first_column(embeds: Any) -> NDArray[np.float32]:
    column = embeds[:, :1].detach().float().cpu().numpy() if torch.is_tensor(embeds) else np.asarray(embeds[:, :1])
    return column.astype(np.float32).reshape(-1)


def _labels_of(head_codes: Collection[str], codes: Sequence[str | None], labels: NDArray[np.int64]) -> set[int]:
    """Return the subclass labels, as numbered in these rows, of the given codes."""
    head = {LocarnoCode.parse(code).subclass for code in head_codes} - {None}
    subclass = {code: LocarnoCode.parse(code).subclass for code in set(codes) if code is not None}
    return {int(label) for code, label in zip(codes, labels, strict=True) if code and subclass[code] in head}


@dataclass(frozen=True)
class Protocol:
    """A way to evaluate.

    Attributes:
        name: what it is called on the command line.
        level: what makes two figures relevant to each other: "patent", "subclass" or "main_class".
        time: "before": only what was granted strictly before the query may answer; "after": strictly after; None: all.
        exclude_same_patent: leave the other figures of the query's own patent out of the candidates.
        meaning: one line for people.
    """

    name: str
    level: Literal["patent", "subclass", "main_class"]
    time: Time | None = None
    exclude_same_patent: bool = False
    meaning: str = ""


class Kept(NamedTuple):
    """The rows that take part: their vectors [n, D], numbers [n], labels by level, codes, days [n], and the counts."""

    embeds: Any
    rows: NDArray[np.int64]
    labels: dict[str, NDArray[np.int64]]
    codes: list[str | None]
    days: NDArray[np.int64]
    counts: dict[str, Any]


PROTOCOLS = (
    Protocol("same-patent", "patent", meaning="find the other figures of the same patent"),
    Protocol("subclass", "subclass", None, True, "find other patents of the same Locarno subclass"),
    Protocol("main-class", "main_class", None, True, "find other patents of the same Locarno main class"),
    Protocol("prior-art", "subclass", "before", True, "find earlier patents of the same subclass (arXiv 2404.19360)"),
    Protocol("later-art", "subclass", "after", True, "find later patents of the same subclass (arXiv 2404.19360)"),
)
"""The five protocols."""
