"""What the model makes of a collection: its scores, the long tail of classes, and a map of the patents."""

from __future__ import annotations

import functools
import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modeling_patent.locarno import LocarnoCode
from modeling_patent.retrieval import Hit
from modeling_patent.rows import fit_head_codes
from modeling_patent.shipped import model_place

from .engine import Collection

_MOST_POINTS = 1500  # patents on the map; t-SNE of more takes minutes
_SIDE = 1000
_COLOURS = (
    "#1f5fa8", "#b03a20", "#2c7a4b", "#8452a0", "#b58a00", "#11818c", "#c2508b", "#5b5b5b", "#7b4a21", "#4f6bd6",
)  # fmt: skip
_OTHERS = "#c9c9c6"


def metrics_table(model_name: str) -> str:
    """Return the results of a model as its card states them, as HTML; a line where there are none.

    Args:
        model_name: folder of the model, or the name of the shipped one. The card of one on the Hub is not fetched.
    """
    card = Path(model_place(model_name)) / "README.md"
    if not model_name or not card.is_file():
        return "<p>The model lies on the Hub, or has no card: its results are not at hand.</p>"
    from huggingface_hub import ModelCardData
    from huggingface_hub.repocard import metadata_load

    try:
        known = ModelCardData(**{"ignore_metadata_errors": True, **(metadata_load(card) or {})})
        results = known.eval_results or []
    except (ValueError, TypeError, OSError, KeyError):
        results = []
    if not results:
        return "<p>The model's card states no results.</p>"
    rows = "".join(
        f"<tr><td>{_text(r.dataset_name)}</td><td>{_text(r.dataset_split or '')}</td>"
        f"<td>{_text(r.metric_name or r.metric_type)}</td><td>{_number(r.metric_value)}</td></tr>"
        for r in results
    )
    return (
        f"<table><thead><tr><th>Data</th><th>Split</th><th>Measure</th><th>Value</th></tr></thead>"
        f"<tbody>{rows}</tbody></table><p>As stated in the model's card.</p>"
    )


def long_tail(collection: Collection) -> str:
    """Return figures a subclass as bars, the most frequent first, on a logarithmic axis; SVG."""
    table = getattr(collection.index, "table", None)
    if table is None:
        return "<p>A collection on a server is not counted here.</p>"
    codes = [code for code in table["locarno"].to_pylist() if code]
    counts: dict[str, int] = {}
    for code in codes:
        if (subclass := LocarnoCode.parse(code).subclass) is not None:
            counts[subclass] = counts.get(subclass, 0) + 1
    if not counts:
        return "<p>No figure of this collection has a Locarno subclass: there is no tail to show.</p>"
    head = set(fit_head_codes(codes))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    width, height = _SIDE / len(ranked), 260
    top = np.log10(ranked[0][1] + 1)
    bars = "".join(
        f'<rect x="{i * width:.1f}" y="{height - (tall := height * np.log10(n + 1) / top):.1f}" '
        f'width="{max(1.0, width * 0.82):.1f}" height="{tall:.1f}" fill="{"#1a1a1a" if code in head else "#b03a20"}">'
        f"<title>{code} {html.escape(LocarnoCode.parse(code).title)}: {n:,} figures</title></rect>"
        for i, (code, n) in enumerate(ranked)
    )
    marks = "".join(
        f'<text x="{_SIDE - 4}" y="{height - height * np.log10(n + 1) / top - 3:.1f}" text-anchor="end">{n:,}</text>'
        f'<line x1="0" x2="{_SIDE}" y1="{(y := height - height * np.log10(n + 1) / top):.1f}" y2="{y:.1f}" '
        'stroke="#e2e2e0"/>'
        for n in (1, 10, 100, 1000, 10_000, 100_000)
        if n <= ranked[0][1]
    )
    in_head = sum(counts[code] for code in head)
    total = sum(counts.values())
    said = (
        f"{len(counts)} subclasses, {total:,} figures. The {len(head)} most frequent (black) hold "
        f"{100 * in_head / total:.0f} % of the figures; the other {len(counts) - len(head)} (red) are the tail."
    )
    return (
        f'<svg class="tail" viewBox="0 -14 {_SIDE} {height + 16}" role="img" aria-label="{html.escape(said)}">'
        f"{marks}{bars}</svg><p>{said}</p>"
    )


@functools.lru_cache(maxsize=4)
def tsne_map(collection: Collection) -> str:
    """Return a map of the collection's patents by t-SNE of the mean of their figures' vectors; SVG.

    Raises:
        ValueError: there are too few patents, or the collection lies on a server.
        ImportError: scikit-learn is not installed.
    """
    from modeling_patent.evaluation.figures_curves import tsne_places

    table = getattr(collection.index, "table", None)
    if table is None:
        raise ValueError("a collection on a server cannot be mapped here")
    patents, codes, means = patent_means(collection)
    if len(patents) < 5:
        raise ValueError("a map needs at least 5 patents")
    places = tsne_places(means, perplexity=float(min(30, (len(patents) - 1) / 3)), seed=0)
    places = 20 + (places - places.min(axis=0)) / np.maximum(np.ptp(places, axis=0), 1e-9) * (_SIDE - 40)
    classes = [LocarnoCode.parse(code).main_class if code else "" for code in codes]
    frequent = sorted({c for c in classes if c}, key=lambda c: (-classes.count(c), c))[: len(_COLOURS)]
    colour = dict(zip(frequent, _COLOURS, strict=False))
    points = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="7" fill="{colour.get(c, _OTHERS)}" fill-opacity=".8" '
        f'data-patent="{html.escape(patent, quote=True)}" tabindex="{0 if i == 0 else -1}" role="button" '
        f'aria-label="{html.escape(patent, quote=True)}, class {c or "unknown"}"/>'
        for i, (patent, c, (x, y)) in enumerate(zip(patents, classes, places, strict=True))
    )
    legend = "".join(
        f'<li><i style="background:{colour[c]}"></i>{c} {html.escape(LocarnoCode.parse(c).title)}</li>'
        for c in frequent
    )
    total = len(collection.index.patents)
    shown = f"{len(patents):,} patents" + (f" of {total:,}, drawn at random" if total > len(patents) else "")
    return (
        f'<svg viewBox="0 0 {_SIDE} {_SIDE}" aria-label="Map of the patents">{points}</svg>'
        f'<ul class="map-legend">{legend}<li><i style="background:{_OTHERS}"></i>others</li></ul>'
        f"<p>{shown}. Patents that the model finds similar lie together; distances between groups mean nothing. "
        "Press a point, or walk from point to point with the arrow keys.</p>"
    )


def patent_means(collection: Collection) -> tuple[list[str], list[str | None], NDArray[np.float32]]:
    """Return at most so many patents as the map shows, their codes, and the means of their figures' vectors [P, D]."""
    table = collection.index.table
    is_view = ~np.asarray(table["is_gazette_copy"].to_numpy(zero_copy_only=False), dtype=bool)
    names = np.asarray(table["patent_id"].to_pylist())
    codes = table["locarno"].to_pylist()
    patents, first, number = np.unique(names, return_index=True, return_inverse=True)
    if len(patents) > _MOST_POINTS:
        chosen = np.sort(np.random.default_rng(0).choice(len(patents), _MOST_POINTS, replace=False))
    else:
        chosen = np.arange(len(patents))
    place = np.full(len(patents), -1)
    place[chosen] = np.arange(len(chosen))
    rows = np.flatnonzero((place[number] >= 0) & is_view)
    sums = np.zeros((len(chosen), collection.index.dimension), dtype=np.float64)
    np.add.at(sums, place[number[rows]], np.asarray(collection.index.embeds)[rows])
    known = np.linalg.norm(sums, axis=1) > 0
    kept = chosen[known]
    return [str(p) for p in patents[kept]], [codes[int(first[i])] for i in kept], sums[known].astype(np.float32)


def hit_of_patent(collection: Collection, patent_id: str) -> Hit:
    """Return a patent of the collection as a hit.

    Raises:
        ValueError: there is no such patent.
    """
    import pyarrow.compute as pc

    table = collection.index.table
    rows: Sequence[dict[str, Any]] = table.filter(pc.equal(table["patent_id"], patent_id)).to_pylist()
    if not rows:
        raise ValueError("this patent is not in the collection that is open now")
    views = [row for row in rows if not row["is_gazette_copy"]] or list(rows)
    figures = [row["figure_id"] for row in rows if row["is_gazette_copy"]] + [row["figure_id"] for row in views]
    figures = list(dict.fromkeys(figures))
    row = views[0]
    return Hit(1, patent_id, row["figure_id"], 1.0, row["granted"], row["locarno"], row["title"] or "", tuple(figures))


def _text(value: Any) -> str:
    return html.escape(str(value or ""))


def _number(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else _text(value)
