"""Two models on the same queries: how far apart they are, how sure that is, and whether chance would do it.

The queries of one patent are alike, so the patent is what is drawn and flipped, with all its queries:

    difference     theta = M(a) - M(b);  M is the mean over queries, or over classes of the class's mean (map_macro)
    bootstrap      P patents are drawn with replacement, theta of every draw; percentile and BCa intervals
                   (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 13 and 14)
    permutation    if the models do not differ, they can change places in any patent: signs are flipped, two-sided
                   (Smucker, Allan and Carterette, CIKM 2007; (b + 1)/(n + 1) of Phipson and Smyth, 2010)
    several tests  Holm's step-down correction (1979)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..rows import column, label_columns
from .kept import LEVELS
from .protocols import find_protocol
from .resampling import (
    EQUAL,
    Cells,
    Floats,
    Ints,
    bca,
    binned,
    cell_means,
    drawn,
    flip_signs,
    make_cells,
    patent_shares,
    percentiles,
    without_each,
)


def compare(
    values_a: Any,
    values_b: Any,
    patents: Any,
    *,
    classes: Any = None,
    resamples: int = 10_000,
    seed: int = 0,
    confidence: float = 0.95,
) -> dict[str, Any]:
    """Compare two models by one metric.

    Args:
        values_a: [Q] the metric of every query, as under "per_query" of `retrieval_metrics`; NaN: it does not count.
        values_b: [Q] the other model's, of the same queries, NaN where `values_a` is.
        patents: [Q] the queries' patents, integers or names; -1 or None is a patent of its own.
        classes: [Q] the queries' classes; given, M is the mean over classes of the class's mean. A class of which a
            draw holds no patent does not count in that draw.
        resamples: bootstrap draws, and sign patterns where not all are tried.
        seed: of the random numbers; the same seed gives the same result.
        confidence: of the intervals.

    Returns:
        mean_a, mean_b, difference (a - b); interval, the percentile interval of the difference, and interval_bca
        (NaN with one patent, and the latter where all draws lie on one side of the difference); standard_error (the
        draws' standard deviation); p_value, and permutations, the number of sign patterns (exact: all of them);
        effect_size, the difference over its standard deviation per patent, which is the jackknife's standard error
        times sqrt(P): Cohen's d_z where each patent has one query; queries, patents, classes (that count) and
        queries_left_out.

    Raises:
        ValueError: lengths or NaN that do not agree, an infinite value, or no query counts; one line.

    >>> found = compare([0.9, 0.8, 0.7, 0.9], [0.5, 0.6, 0.5, 0.3], ["p1", "p1", "p2", "p3"])
    >>> round(found["difference"], 3), found["p_value"], found["permutations"]
    (0.35, 0.25, 8)
    """
    runs = _runs(values_a, "values_a"), _runs(values_b, "values_b")
    return _compare(*runs, patents, classes, resamples, seed, confidence)[0]


def compare_seeds(
    runs_a: Any,
    runs_b: Any,
    patents: Any,
    *,
    classes: Any = None,
    resamples: int = 10_000,
    seed: int = 0,
    confidence: float = 0.95,
) -> dict[str, Any]:
    """Compare two methods that were each trained with several seeds.

    A seed is no query: more seeds do not make more patents. Every query's value is first averaged over a method's
    seeds; what `compare` says of these means holds for these trained models. `interval_seeds` also draws the seeds
    with replacement, each method's by itself, and so speaks of further trainings too; of S seeds it sees (S - 1)/S of
    their variance, so with two or three it is somewhat too narrow.

    Args:
        runs_a: [S, Q] per-query values, one row a seed.
        runs_b: [T, Q] the other method's.
        patents, classes, resamples, seed, confidence: as in `compare`.

    Returns:
        What `compare` returns for the means over seeds, and: seeds_a, seeds_b (each seed's M), spread_a, spread_b
        (their standard deviation, n - 1 below; NaN of one seed), and interval_seeds (percentile).

    Raises:
        ValueError: as `compare`.
    """
    runs = _runs(runs_a, "runs_a", 2), _runs(runs_b, "runs_b", 2)
    found, cells, sums = _compare(*runs, patents, classes, resamples, seed, confidence)
    rng, draws = np.random.default_rng([seed, 2]), []
    for weights in drawn(cells.patents, resamples, np.random.default_rng(seed)):
        means = []
        for side in sums:
            each = np.stack([cell_means(cells, one, weights) for one in side], axis=1)
            picked = rng.integers(len(side), size=each.shape)
            means.append(np.take_along_axis(each, picked, axis=1).mean(axis=1))
        draws.append(means[0] - means[1])
    nothing = (float("nan"), float("nan"))
    found["interval_seeds"] = percentiles(np.concatenate(draws), confidence) if cells.patents > 1 else nothing
    whole = np.ones((1, cells.patents))
    for name, side in zip("ab", sums, strict=True):
        of_seeds = [float(cell_means(cells, one, whole)[0]) for one in side]
        found[f"seeds_{name}"] = of_seeds
        found[f"spread_{name}"] = float(np.std(of_seeds, ddof=1)) if len(of_seeds) > 1 else float("nan")
    return found


def compare_evaluations(
    found_a: Mapping[str, Any],
    found_b: Mapping[str, Any],
    rows: Any,
    metrics: Sequence[str] = ("map", "map_macro", "ndcg", "ndcg@10", "mrr@10"),
    **options: Any,
) -> dict[str, dict[str, Any]]:
    """Compare two results of `evaluate_embeddings(..., per_query=True)` by several metrics at once.

    Args:
        found_a, found_b: the results of two models by one protocol.
        rows: the rows that both were evaluated on (those that ask).
        metrics: names under "per_query", or "map_macro".
        **options: of `compare`.

    Returns:
        metric -> what `compare` returns, and p_holm, its p-value among these metrics.

    Raises:
        ValueError: without per-query values, an unknown metric, or not the same queries; one line.
    """
    for found in (found_a, found_b):
        if "per_query_rows" not in found:
            raise ValueError("a comparison needs results of evaluate_embeddings(..., per_query=True)")
    asked = found_a["per_query_rows"]
    settings = [tuple(found[name] for name in ("protocol", "by_patent")) for found in (found_a, found_b)]
    if settings[0] != settings[1]:
        raise ValueError(f"not one protocol: {settings[0]} and {settings[1]} (protocol, by_patent)")
    if not np.array_equal(asked, found_b["per_query_rows"]):
        raise ValueError(
            f"not the same queries ({len(asked)} and {len(found_b['per_query_rows'])}): leave the same rows out of both"
        )
    patents, codes = (column(rows, name) for name in ("patent_id", "locarno"))
    patents, codes = [patents[row] for row in asked], [codes[row] for row in asked]
    level = find_protocol(found_a["protocol"]).level
    labels = label_columns(patents, codes)[LEVELS["subclass" if level == "cited" else level]]
    results = {}
    for metric in metrics:
        name = "map" if metric == "map_macro" else metric
        if name not in found_a["per_query"] or name not in found_b["per_query"]:
            raise ValueError(f"no metric {metric!r} in both (expected one of {', '.join(found_a['per_query'])})")
        sides = found_a["per_query"][name], found_b["per_query"][name]
        results[metric] = compare(*sides, patents, classes=labels if metric == "map_macro" else None, **options)
    for metric, p_value in zip(results, holm([one["p_value"] for one in results.values()]), strict=True):
        results[metric]["p_holm"] = p_value
    return results


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values, in the order given; below alpha they are significant together at alpha.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted, reached = [0.0] * len(p_values), 0.0
    for place, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        reached = max(reached, min(1.0, p_values[index] * (len(p_values) - place)))
        adjusted[index] = reached
    return adjusted


def comparison_table(results: Mapping[str, Mapping[str, Any]], names: tuple[str, str] = ("a", "b")) -> str:
    """Return one line a comparison as a Markdown table: both means, the difference, intervals, p-values, effect size.

    Args:
        results: metric -> what `compare`, `compare_seeds` or `compare_evaluations` returned.
        names: of the two models.
    """
    headings = ["metric", *names, "difference", "interval", "BCa", "p", "p (Holm)", "effect", "queries", "patents"]
    lines = [" | ".join(headings), " | ".join(["---", *["---:"] * (len(headings) - 1)])]
    for metric, found in results.items():
        both = ["[{:+.4f}, {:+.4f}]".format(*found[name]) for name in ("interval", "interval_bca")]
        means = [f"{found[name]:.4f}" for name in ("mean_a", "mean_b")]
        p_values = [f"{found[name]:.4g}" if name in found else "-" for name in ("p_value", "p_holm")]
        counts = [f"{found[name]:,}" for name in ("queries", "patents")]
        numbers = [*means, f"{found['difference']:+.4f}", *both, *p_values, f"{found['effect_size']:.2f}", *counts]
        lines.append(" | ".join([metric, *numbers]))
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def _compare(
    a: Floats, b: Floats, patents: Any, classes: Any, resamples: int, seed: int, confidence: float
) -> tuple[dict[str, Any], Cells, tuple[Floats, Floats]]:
    """Return what `compare` returns for the means over runs, and the cells with each run's sums [S, C]."""
    if not 0 < confidence < 1 or resamples < 2:
        raise ValueError(f"confidence must lie between 0 and 1, resamples be 2 or more, not {confidence}, {resamples}")
    kept = _counted(a, b)
    columns = []
    for name, values in (("patents", patents), ("classes", [0] * a.shape[1] if classes is None else classes)):
        if len(values) != a.shape[1]:
            raise ValueError(f"{a.shape[1]} queries, but {len(values)} {name}")
        columns.append(_numbers(values, kept, (-1, None) if name == "patents" else ()))
    cells, cell = make_cells(*columns)
    count = cells.patents
    sums = [np.stack([binned(cell, run, len(cells.size)) for run in side[:, kept]]) for side in (a, b)]
    apart = binned(cell, (a.mean(axis=0) - b.mean(axis=0))[kept], len(cells.size))  # exactly 0 where both are equal
    whole = np.ones((1, count))
    mean_a, mean_b, theta = (float(cell_means(cells, x, whole)[0]) for x in (sums[0].mean(0), sums[1].mean(0), apart))
    weights = drawn(count, resamples, np.random.default_rng(seed))
    draws = np.concatenate([cell_means(cells, apart, some) for some in weights])
    without = without_each(cells, apart)
    p_value, patterns = flip_signs(patent_shares(cells, apart), resamples, np.random.default_rng([seed, 1]))
    spread = float(np.sqrt((count - 1) * ((without - without.mean()) ** 2).sum())) if count > 1 else 0.0
    found = {
        "mean_a": mean_a,
        "mean_b": mean_b,
        "difference": theta,
        "interval": percentiles(draws, confidence) if count > 1 else (float("nan"), float("nan")),
        "interval_bca": bca(draws, theta, without, confidence),
        "standard_error": float(draws.std(ddof=1)) if count > 1 else float("nan"),
        "p_value": p_value,
        "permutations": patterns or resamples,
        "exact": patterns > 0,
        "effect_size": theta / spread if spread > EQUAL * np.abs(apart).max() else float("nan"),
        "queries": len(kept),
        "patents": count,
        "classes": None if classes is None else len(cells.starts),
        "queries_left_out": a.shape[1] - len(kept),
        "confidence": confidence,
        "resamples": resamples,
    }
    return found, cells, (sums[0], sums[1])


def _counted(a: Floats, b: Floats) -> Ints:
    """Return the queries that count in all runs [S, Q] of both models, after checking that they are the same."""
    left_out = np.isnan(a[0])
    for name, values in (("a", a), ("b", b)):
        if values.shape[1] != a.shape[1]:
            raise ValueError(f"{a.shape[1]} queries of model a, but {values.shape[1]} of model b")
        wrong = np.argwhere(np.isnan(values) != left_out)
        if len(wrong):
            raise ValueError(f"query {wrong[0][1]} counts in one run but is NaN in another (seen in model {name})")
        if np.isinf(values).any():
            raise ValueError(f"model {name} has an infinite value at query {np.argwhere(np.isinf(values))[0][1]}")
    if left_out.all():
        raise ValueError(f"none of the {len(left_out)} queries counts")
    return np.flatnonzero(~left_out)


def _runs(values: Any, name: str, dimensions: int = 1) -> Floats:
    """Return values as float64 [S, Q]."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != dimensions or 0 in array.shape:
        raise ValueError(f"{name} must be {'[Q]' if dimensions == 1 else '[S, Q]'}, not of shape {list(array.shape)}")
    return array.reshape(-1, array.shape[-1])


def _numbers(values: Any, kept: Ints, alone: tuple[Any, ...] = ()) -> Ints:
    """Number the kept values in the order of their first appearance; those in `alone` get a number each."""
    names = values.tolist() if hasattr(values, "tolist") else list(values)
    known: dict[Any, int] = {}
    return np.array([known.setdefault((i,) if (name := names[i]) in alone else name, len(known)) for i in kept])
