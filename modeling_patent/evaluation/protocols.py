"""Named protocols: who asks, who may answer, and what is relevant.

Every figure that is no Gazette copy is a query once, and a candidate for all others; or queries and gallery are two
collections, such as DeepPatent's lists. What a protocol adds is its level of relevance, its limit in time, and whether
the other figures of the query's patent may answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..locarno import LocarnoCode
from ..rows import column, label_columns, parse_patent_id
from .grouping import Groups
from .kept import LEVELS, Kept, keep_figures
from .metrics import Time, retrieval_metrics

Ints = NDArray[np.int64]


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
    gallery_embeds: Any = None,
    gallery_rows: Any = None,
    by_patent: bool = False,
    max_figures: int | None = None,
    ks: Sequence[int] = (5, 10),
    head_codes: Collection[str] | None = None,
    chunk_size: int | None = None,
    per_query: bool = False,
) -> dict[str, Any]:
    """Evaluate the vectors of a collection's figures by one protocol.

    Args:
        embeds: [N, D] array, memory map or tensor, one vector a row; unit rows make the scores cosines.
        rows: the N rows, a `datasets.Dataset` or a list of dicts with patent_id, figure_id, locarno and granted (for
            "cited" also cites).
        protocol: its name or itself.
        gallery_embeds, gallery_rows: who may answer, [M, D] and the M rows; not given, the other figures of `rows`. A
            query's own figure, if it is there too, is no candidate.
        by_patent: rank patents, not figures: all figures of a patent are one query, and a patent's score is the mean
            over the query's figures of its best figure.
        max_figures: keep only a patent's first so many figures, in the order of the rows; None keeps all.
        ks: the cut-offs of the metrics @k.
        head_codes: the Locarno codes that are "head", in any notation; adds head/ and tail/ metrics. Only where
            relevance is the subclass: head and tail are properties of a code.
        chunk_size: queries ranked at a time, see `retrieval_metrics`.
        per_query: add per-query metrics, and under "per_query_rows" the row of each query (by patent, its first row).

    Returns:
        What `retrieval_metrics` returns, and: protocol; by_patent; max_figures; figures and patents (what is left);
        rows_left_out, reason -> number of rows that are neither query nor candidate (a row without a vector is NaN
        throughout, as `encode` leaves it for a picture that cannot be read); where the level is a class,
        rows_without_code, candidates that are nobody's relevant one; with a gallery its gallery_figures,
        gallery_patents and gallery_rows_left_out; and for "cited", citations (of patents that are there) and
        citations_elsewhere.

    Raises:
        ValueError: vectors and rows differ in number, an unknown protocol, or no figure is left; one line.
    """
    protocol = find_protocol(protocol) if isinstance(protocol, str) else protocol
    by_patent = by_patent or protocol.level == "cited"
    if head_codes is not None and protocol.level != "subclass":
        raise ValueError(f"head and tail are of subclasses, but {protocol.name!r} is about the {protocol.level}")
    if by_patent and protocol.level == "patent":
        raise ValueError(f"{protocol.name!r} is about the figures of one patent: it cannot rank patents")
    if (gallery_embeds is None) != (gallery_rows is None):
        raise ValueError("a gallery needs both gallery_embeds and gallery_rows")
    needs_date = protocol.time is not None
    asking = keep_figures(embeds, rows, max_figures, needs_date)
    answering = asking if gallery_rows is None else keep_figures(gallery_embeds, gallery_rows, max_figures, needs_date)
    patents, classes = _common_labels(asking, answering, protocol)
    groups = patents if by_patent else (None, None)
    counts: dict[str, Any] = {}
    pairs = None
    if protocol.level == "cited":
        pairs, counts = _citations(asking, answering, rows, patents)
    metrics = retrieval_metrics(
        asking.embeds,
        answering.embeds,
        *classes,
        query_dates=asking.days,
        gallery_dates=answering.days,
        time=protocol.time,
        query_patents=patents[0],
        gallery_patents=patents[1],
        exclude_same_patent=protocol.exclude_same_patent,
        query_rows=_own_rows(asking, answering, rows, gallery_rows),
        query_groups=groups[0],
        gallery_groups=groups[1],
        relevant_pairs=pairs,
        ks=ks,
        head_labels=None if head_codes is None else _labels_of(head_codes, asking.codes, classes[0]),
        chunk_size=chunk_size,
        per_query=per_query,
    )
    if per_query:
        metrics["per_query_rows"] = asking.rows[Groups.of(patents[0]).firsts()] if by_patent else asking.rows
    if protocol.level in ("subclass", "main_class"):
        metrics["rows_without_code"] = int((classes[1] == -1).sum())
    if answering is not asking:
        counts |= {f"gallery_{name}": value for name, value in answering.counts.items()}
    about = {"protocol": protocol.name, "by_patent": by_patent}
    return {**about, **metrics, **asking.counts, **counts, "max_figures": max_figures}


def _common_labels(asking: Kept, answering: Kept, protocol: Protocol) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Return patents and labels of queries and gallery, numbered together; for "cited" the label is the subclass."""
    count = len(asking.rows)
    if answering is asking:
        columns = {level: (labels, labels) for level, labels in asking.labels.items()}
    else:
        both = label_columns([*asking.patents, *answering.patents], [*asking.codes, *answering.codes])
        columns = {level: (both[name][:count], both[name][count:]) for level, name in LEVELS.items()}
    return columns["patent"], columns["subclass" if protocol.level == "cited" else protocol.level]


def _own_rows(asking: Kept, answering: Kept, rows: Any, gallery_rows: Any) -> Ints:
    """Return each query's own place among the gallery's figures [q], -1 where it is not there."""
    if answering is asking:
        return np.arange(len(asking.rows))
    names = column(gallery_rows, "figure_id")
    place = {names[row]: number for number, row in enumerate(answering.rows)}
    asked = column(rows, "figure_id")
    return np.array([place.get(asked[row], -1) for row in asking.rows], dtype=np.int64)


def _citations(
    asking: Kept, answering: Kept, rows: Any, patents: tuple[Ints, Ints]
) -> tuple[tuple[Ints, Ints], dict[str, int]]:
    """Return pairs of patents, the citing and the cited one, as numbers of their groups; and how many there are."""
    cites = column(rows, "cites")
    groups = Groups.of(patents[0]), Groups.of(patents[1])
    items = {answering.patents[row]: item for item, row in enumerate(groups[1].firsts())}
    pairs, elsewhere = [], 0
    for query, row in enumerate(groups[0].firsts()):
        for cited in {_patent_name(name) for name in cites[asking.rows[row]] or ()}:
            item = items.get(cited)
            elsewhere += item is None
            if item is not None:
                pairs.append((query, item))
    numbers = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return (numbers[:, 0], numbers[:, 1]), {"citations": len(pairs), "citations_elsewhere": elsewhere}


def _patent_name(name: str) -> str:
    try:
        return parse_patent_id(name)
    except ValueError:
        return name  # of a collection that is not the USPTO's


def _labels_of(head_codes: Collection[str], codes: Sequence[str | None], labels: Ints) -> set[int]:
    """Return the subclass labels, as numbered in these rows, of the given codes."""
    head = {LocarnoCode.parse(code).subclass for code in head_codes} - {None}
    subclass = {code: LocarnoCode.parse(code).subclass for code in set(codes) if code is not None}
    return {int(label) for code, label in zip(codes, labels, strict=True) if code and subclass[code] in head}


@dataclass(frozen=True)
class Protocol:
    """A way to evaluate.

    Attributes:
        name: what it is called on the command line.
        level: what makes two figures relevant to each other: "patent", "subclass", "main_class", or "cited": the
            query's patent cites the other.
        time: "before": only what was granted strictly before the query may answer; "after": strictly after; None: all.
        exclude_same_patent: leave the other figures of the query's own patent out of the candidates.
        meaning: one line for people.
    """

    name: str
    level: Literal["patent", "subclass", "main_class", "cited"]
    time: Time | None = None
    exclude_same_patent: bool = False
    meaning: str = ""


PROTOCOLS = (
    Protocol("same-patent", "patent", meaning="find the other figures of the same patent"),
    Protocol("subclass", "subclass", None, True, "find other patents of the same Locarno subclass"),
    Protocol("main-class", "main_class", None, True, "find other patents of the same Locarno main class"),
    Protocol("prior-art", "subclass", "before", True, "find earlier patents of the same subclass (arXiv 2404.19360)"),
    Protocol("later-art", "subclass", "after", True, "find later patents of the same subclass (arXiv 2404.19360)"),
    Protocol("cited", "cited", "before", True, "find the patents that the examiner or the applicant cited"),
)
"""The six protocols."""
