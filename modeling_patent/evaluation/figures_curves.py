"""Figures of vectors and rankings: two models' vectors in the plane, and precision against recall."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .figures_data import Floats, bootstrap_interval, counted_by_all, sample_by_patent
from .figures_page import (
    MODELS,
    RULE,
    WIDTH,
    box,
    check_models,
    check_path,
    class_words,
    counted,
    fitted,
    footer,
    frame,
    page,
    text_width,
    words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")  # Okabe and Ito, no yellow
_MARKS = "o^sDvP*X<>ph"
_LEAST = 3


def embedding_figure(
    vectors_a: NDArray[Any],
    vectors_b: NDArray[Any],
    labels: Sequence[str | None],
    path: str | os.PathLike[str],
    names: tuple[str, str] = ("model", "baseline"),
    *,
    patents: Sequence[str | None] | None = None,
    most: int = 2000,
    classes: int = 12,
    perplexity: float = 30,
    seed: int = 0,
    note: str = "",
) -> dict[str, Any]:
    """Draw two models' vectors of the same figures in the plane by t-SNE, marked by class.

    The figure of arXiv 2404.19360 (its Fig. 4). t-SNE (van der Maaten and Hinton 2008) keeps neighbours together;
    distances between groups and their sizes mean nothing.

    Args:
        vectors_a: [N, D] of one model; made unit rows. A row with a NaN in either model is left out and counted.
        vectors_b: [N, E] of the other model.
        labels: [N] classes, None for unknown.
        path: .png, .svg or .pdf.
        names: of the two models.
        patents: [N]; the sample is of whole patents. None: each row is its own.
        most: at most so many figures.
        classes: so many of the most frequent classes of the sample are marked, all others grey; at most 12.
        perplexity: of t-SNE, lowered to a third of the figures where they are few.
        seed: of sample and t-SNE, which starts from the principal components.
        note: more to say about the data; stands below.

    Returns:
        What is drawn: figures, patents, classes, marked (class -> figures), without_vector, perplexity, seed.

    Raises:
        ValueError: columns of different lengths, fewer than three figures with vectors, or a model whose vectors are
            all equal.
        ImportError: scikit-learn or matplotlib is not installed.
    """
    check_path(path)
    if not 0 <= classes <= len(_MARKS):
        raise ValueError(f"0 to {len(_MARKS)} classes can be told apart, not {classes}")
    owners = list(range(len(labels))) if patents is None else list(patents)
    vectors = [np.asarray(side, dtype=np.float32) for side in (vectors_a, vectors_b)]
    sizes = [len(vectors[0]), len(vectors[1]), len(labels), len(owners)]
    if len(set(sizes)) > 1 or vectors[0].ndim != 2 or vectors[1].ndim != 2:
        raise ValueError(f"vectors, labels and patents must be of the same figures, not {sizes} rows")
    there = np.flatnonzero(~np.isnan(vectors[0]).any(axis=1) & ~np.isnan(vectors[1]).any(axis=1))
    rows = there[sample_by_patent([None if owners[row] is None else str(owners[row]) for row in there], most, seed)]
    if len(rows) < _LEAST:
        raise ValueError(f"t-SNE needs the vectors of at least {_LEAST} figures, not of {len(rows)}")
    perplexity = min(perplexity, (len(rows) - 1) / 3)
    places = [tsne_places(side[rows], perplexity, seed, name) for side, name in zip(vectors, names, strict=True)]
    chosen = [labels[row] for row in rows]
    frequent = sorted(Counter(label for label in chosen if label is not None).items(), key=lambda c: (-c[1], c[0]))
    marked = dict(frequent[:classes])
    lines = -(-(len(marked) + 1) // 3)
    height = 0.32 + 4.0 + 0.3 + 0.19 * lines + 0.55
    with page(path, height) as figure:
        for number, (name, place) in enumerate(zip(names, places, strict=True)):
            axes = box(figure, 0.35 + number * (WIDTH / 2), 0.32, WIDTH / 2 - 0.45, 3.95)
            _draw_places(axes, place, chosen, marked)
            axes.set_title(fitted(figure, name, 10, 3.6).replace("$", r"\$"))
        others = len(rows) - sum(marked.values())
        entries = [(label, f" ({number:,})") for label, number in marked.items()]
        entries += [("all other classes", f" ({others:,})")] if others else []
        handles = _handles(len(marked), bool(others))
        for number, (entry, handle) in enumerate(zip(entries, handles, strict=True)):
            left, top = 0.2 + number // lines * 2.72, 4.62 + 0.19 * (number % lines)
            key = box(figure, left, top - 0.015, 0.14, 0.14)
            key.scatter([0], [0], clip_on=False, **handle | {"s": 30})
            key.set_axis_off()
            room = 2.42 - text_width(figure, entry[1], 8)
            words(figure, left + 0.22, top, fitted(figure, class_words(entry[0]), 8, room) + entry[1], 8)
        owned = len({owners[row] if owners[row] is not None else ("row", row) for row in rows})
        told = f"N = {counted(len(rows), 'figure')}" + ("" if patents is None else f" of {counted(owned, 'patent')}")
        told += f", {counted(len(frequent), 'class', 'classes')}. t-SNE of unit vectors from principal components, "
        told += f"perplexity {perplexity:.3g}, seed {seed}"
        missing = len(labels) - len(there)
        told += f"; {missing:,} without a vector left out" if missing else ""
        footer(figure, told, note)
    return {
        "figures": len(rows),
        "patents": None if patents is None else owned,
        "classes": len(frequent),
        "marked": marked,
        "without_vector": missing,
        "perplexity": perplexity,
        "seed": seed,
    }


def tsne_places(vectors: NDArray[np.float32], perplexity: float, seed: int, name: str = "model") -> Floats:
    """Return the places [N, 2] of vectors [N, D] by t-SNE of their unit rows, on one thread: the same every time.

    Raises:
        ValueError: the vectors are all equal.
        ImportError: scikit-learn is not installed.
    """
    try:
        from sklearn.manifold import TSNE
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn
    except ImportError:
        raise ImportError("t-SNE needs scikit-learn: pip install 'modeling-patent[eval]'") from None
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = np.pad(vectors / np.where(norms > 0, norms, 1), ((0, 0), (0, max(0, 2 - vectors.shape[1]))))
    if np.ptp(units, axis=0).max() < 1e-6:
        raise ValueError(f"the vectors of {name!r} are all equal: there is nothing to show")
    with threadpool_limits(limits=1):  # sums over threads would differ in their last bits, and t-SNE enlarges that
        tsne = TSNE(n_components=2, perplexity=perplexity, init="pca", random_state=seed, n_jobs=1)
        places: Floats = tsne.fit_transform(units).astype(np.float64)
    return places


def precision_recall_figure(
    curves: Mapping[str, Floats],
    path: str | os.PathLike[str],
    *,
    patents: Sequence[str | None] | None = None,
    rounds: int = 1000,
    seed: int = 0,
    note: str = "",
) -> dict[str, Any]:
    """Draw the mean interpolated precision over the queries at each recall level, one curve a model.

    The band is the 95 % bootstrap percentile interval of the mean; the queries of a patent are drawn together.

    Args:
        curves: model -> [N, P] at recall 0 to 1 (`interpolated_precision`), NaN for a row that is no query; only rows
            that are a query for all models count. At most four models.
        path: .png, .svg or .pdf.
        patents: [N] the rows' patents. None: each row is its own.
        rounds: bootstrap samples.
        seed: of the samples.
        note: more to say, such as the protocol; stands below.

    Returns:
        What is drawn: queries, patents, recall [P], and under models of each the mean, low and high precision [P].

    Raises:
        ValueError: no query, curves of different lengths, or more models than can be told apart.
    """
    check_path(path)
    check_models(curves)
    shapes = {name: np.shape(curve) for name, curve in curves.items()}
    if len(set(shapes.values())) > 1 or any(len(shape) != 2 or shape[1] < 2 for shape in shapes.values()):
        raise ValueError(f"curves must all be [N, P], of the same rows and recall levels, not {shapes}")
    length, points = next(iter(shapes.values()))
    if patents is not None and len(patents) != length:
        raise ValueError(f"{len(patents)} patents, but curves of {length} rows")
    rows = np.flatnonzero(counted_by_all(curves, length))
    if not len(rows):
        raise ValueError(f"none of {length} rows is a query for all models: there is no curve to draw")
    owners = None if patents is None else [patents[row] for row in rows.tolist()]
    recall = np.arange(points) / (points - 1)
    facts: dict[str, Any] = {"queries": len(rows), "patents": None, "recall": recall.tolist(), "models": {}}
    if owners is not None:
        facts["patents"] = len(set(owners) - {None}) + owners.count(None)
    with page(path, 4.8) as figure:
        axes = box(figure, 0.75, 0.45, WIDTH - 0.95, 3.4)
        for (name, curve), (colour, mark, line) in zip(curves.items(), MODELS, strict=False):
            mean = curve[rows].mean(axis=0)
            low, high = bootstrap_interval(curve[rows], owners, rounds=rounds, seed=seed)
            every = max(1, (points - 1) // 10)
            axes.fill_between(recall, low, high, color=colour, alpha=0.13, linewidth=0)
            axes.plot(recall, mean, color=colour, marker=mark, linestyle=line, markevery=every, markersize=5,
                      linewidth=1.6, label=name.replace("$", r"\$"), clip_on=False)  # fmt: skip
            facts["models"][name] = {"precision": mean.tolist(), "low": low.tolist(), "high": high.tolist()}
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="recall", ylabel="interpolated precision, mean over queries")
        axes.grid(color=RULE, linewidth=0.6)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=len(MODELS), frameon=False, borderaxespad=0)
        told = f"N = {counted(len(rows), 'query', 'queries')}"
        told += "" if owners is None else f" of {counted(facts['patents'], 'patent')}"
        over = "queries" if owners is None else "patents"
        footer(figure, f"{told}; {points} recall levels; bands: 95 % bootstrap intervals over {over}", note)
    return facts


def _draw_places(axes: Axes, places: Floats, labels: Sequence[str | None], marked: Mapping[str, int]) -> None:
    names = np.array([label if label in marked else "" for label in labels], dtype=object)
    handles = _handles(len(marked), True)
    for name, handle in [("", handles[-1]), *zip(marked, handles, strict=False)]:
        some = places[names == name]
        axes.scatter(some[:, 0], some[:, 1], **handle)
    axes.set(xticks=[], yticks=[], xlabel="t-SNE dimension 1 (no unit)", ylabel="t-SNE dimension 2 (no unit)")
    axes.margins(0.03)
    frame(axes, RULE)


def _handles(classes: int, others: bool) -> list[dict[str, Any]]:
    """Return how each class is marked, and all others at the end."""
    handles: list[dict[str, Any]] = [
        {"marker": _MARKS[i], "color": _COLOURS[i % len(_COLOURS)], "s": 18, "linewidths": 0.3, "edgecolors": "white"}
        for i in range(classes)
    ]
    return [*handles, {"marker": ".", "color": "#c4c4c4", "s": 12, "linewidths": 0}] if others else handles
