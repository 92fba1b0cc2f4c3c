"""Benchmarks that are the same on every machine: vectors and rows in, a result out that can be checked.

    result = run_benchmark(embeds, rows, "dp2-prior-art-v1", model="my-model", weights=weights_fingerprint(model))
    check_result(result, rows)                                                          # []: nothing is wrong

docs/benchmark.md says in plain words what the benchmarks are.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from .benchmark_rows import BenchmarkData, read_benchmark
from .benchmark_rules import CITED, DEEPPATENT, DP2, MEASURES, RULES, WITHOUT_COPIES
from .kept import missing_vectors
from .protocols import evaluate_embeddings
from .report import library_versions


def run_benchmark(
    embeds: Any,
    rows: Any,
    benchmark: str = DP2,
    *,
    model: str,
    revision: str | None = None,
    weights: str | None = None,
    roles: Sequence[str] | None = None,
    bf16: bool = False,
    seed: int | None = None,
    date: datetime.date | None = None,
    chunk_size: int | None = None,
) -> dict[str, Any]:
    """Evaluate the vectors of all rows by a benchmark.

    Args:
        embeds: [N, D], one vector a row; unit rows make the scores cosines. On a GPU the ranking runs there. Those of
            rows that take no part are not looked at.
        rows: the N rows.
        benchmark: its name.
        model: name of the model, a Hub id or a folder.
        revision: its commit on the Hub.
        weights: a hash of its weights (`vector_files.weights_fingerprint`); this or a revision is needed.
        roles: [N] for "deeppatent-v1", see `read_benchmark`.
        bf16: whether the vectors were made in bfloat16.
        seed: with which the model was trained, where it is known.
        date: of the run; None is today.
        chunk_size: queries ranked at a time.

    Returns:
        benchmark, rules, data (fingerprints, counts, what was left out and why), model, settings, versions, date,
        figures_without_vector, results (name -> metrics, see `evaluate_embeddings`), and per_class (name -> subclass
        -> queries, map).

    Raises:
        ValueError: as `read_benchmark` and `evaluate_embeddings`, or there is no query; one line.
    """
    if len(embeds) != len(rows):
        raise ValueError(f"{len(embeds)} vectors, but {len(rows)} rows")
    data = read_benchmark(rows, benchmark, roles)
    found = measure(_take(embeds, data.index), data, chunk_size=chunk_size)
    about = {"name": model, "revision": revision, "weights": weights}
    return benchmark_result(found, data, about, {"bf16": bf16, "seed": seed}, date)


def measure(embeds: Any, data: BenchmarkData, *, chunk_size: int | None = None) -> dict[str, Any]:
    """Evaluate the vectors of the figures that take part.

    A figure without a vector (NaN throughout) has one of zeros: leaving hard figures out gains nothing.

    Args:
        embeds: [n, D], in the order of `data.rows`.
        data: the figures.
        chunk_size: queries ranked at a time.

    Returns:
        results: name -> what `evaluate_embeddings` returns, with per_query and per_query_rows; queries: name -> the
        rows that per_query_rows counts in; figures_without_vector.

    Raises:
        ValueError: vectors and figures differ in number, or there is no query.
    """
    require_queries(data)
    if len(embeds) != len(data.rows):
        raise ValueError(f"{len(embeds)} vectors, but {len(data.rows)} figures take part in {data.benchmark}")
    embeds, missing = _zeros_for_missing(embeds)
    measured = _listed(embeds, data, chunk_size) if data.benchmark == DEEPPATENT else _dated(embeds, data, chunk_size)
    results = {name: found for name, (found, _) in measured.items()}
    queries = {name: rows for name, (_, rows) in measured.items()}
    return {"results": results, "queries": queries, "figures_without_vector": missing}


def require_queries(data: BenchmarkData) -> None:
    """Check that there is something to evaluate.

    Raises:
        ValueError: no figure is a query.
    """
    if data.benchmark != DEEPPATENT and "test" not in data.roles:
        counts = {name: count for name, count in data.about["counts"].items() if name in ("train", "validation")}
        raise ValueError(
            f"{data.benchmark}: no query: no patent with a subclass is granted in 2020 (figures: {counts})"
        )


def benchmark_result(
    found: Mapping[str, Any],
    data: BenchmarkData,
    model: Mapping[str, str | None],
    settings: Mapping[str, Any],
    date: datetime.date | None = None,
) -> dict[str, Any]:
    """Return what is written and compared of a benchmark.

    Args:
        found: what `measure` returned.
        data: the figures.
        model: name, and revision or weights.
        settings: bf16, seed.
        date: of the run; None is today.
    """
    today = datetime.datetime.now(datetime.timezone.utc).date()
    results = found["results"]
    kept = {
        name: {key: value for key, value in of_one.items() if not key.startswith("per_query")}
        for name, of_one in results.items()
    }
    by_class = [name for name in results if name in MEASURES and MEASURES[name][0].level == "subclass"]
    return {
        "benchmark": data.benchmark,
        "rules": RULES[data.benchmark],
        "data": data.about,
        "model": dict(model),
        "settings": dict(settings),
        "date": (date or today).isoformat(),
        "figures_without_vector": found["figures_without_vector"],
        "results": kept,
        "per_class": {name: _per_class(results[name], found["queries"][name]) for name in by_class},
        "versions": library_versions(),
    }


def _dated(embeds: Any, data: BenchmarkData, chunk_size: int | None) -> dict[str, tuple[dict[str, Any], Any]]:
    asked = np.flatnonzero(data.roles == "test")
    queries, vectors = data.rows.select(asked), _take(embeds, asked)
    measured = {}
    for name, (protocol, by_patent) in MEASURES.items():
        if name == CITED and not any(len(cites) for cites in queries["cites"]):
            continue
        found = evaluate_embeddings(
            vectors,
            queries,
            protocol,
            gallery_embeds=embeds,
            gallery_rows=data.rows,
            by_patent=by_patent,
            ks=RULES[data.benchmark]["ks"],
            head_codes=data.head_codes if protocol.level == "subclass" else None,
            chunk_size=chunk_size,
            per_query=True,
        )
        measured[name] = found, queries
    return measured


def _listed(embeds: Any, data: BenchmarkData, chunk_size: int | None) -> dict[str, tuple[dict[str, Any], Any]]:
    measured = {}
    for part in data.about["fingerprints"]:
        query, gallery = (np.flatnonzero(data.roles == f"{part}_{side}") for side in ("query", "gallery"))
        for ending in ("", WITHOUT_COPIES):
            rows = data.rows if ending else _none_a_copy(data.rows)
            queries = rows.select(query)
            found = evaluate_embeddings(
                _take(embeds, query),
                queries,
                "same-patent",
                gallery_embeds=_take(embeds, gallery),
                gallery_rows=rows.select(gallery),
                ks=RULES[DEEPPATENT]["ks"],
                chunk_size=chunk_size,
                per_query=True,
            )
            measured[f"{part}{ending}"] = found, queries
    return measured


def _none_a_copy(rows: Any) -> Any:
    """Return the rows with no figure marked as a Gazette copy, so that none is left out."""
    return rows.remove_columns("is_gazette_copy").add_column("is_gazette_copy", [False] * len(rows))


def _per_class(found: Mapping[str, Any], queries: Any) -> dict[str, dict[str, float]]:
    """Return of each subclass how many queries count, and their mean AP."""
    codes, values = queries["locarno"], found["per_query"]["map"]
    precisions: dict[str, list[float]] = {}
    for row, value in zip(found["per_query_rows"], values, strict=True):
        if not np.isnan(value):
            precisions.setdefault(codes[int(row)], []).append(float(value))
    return {code: {"queries": len(of), "map": float(np.mean(of))} for code, of in sorted(precisions.items())}


def _take(embeds: Any, index: NDArray[np.int64]) -> Any:
    return embeds[torch.from_numpy(index) if torch.is_tensor(embeds) else index]


def _zeros_for_missing(embeds: Any) -> tuple[Any, int]:
    missing = missing_vectors(embeds)
    if missing.any():
        embeds = embeds.clone() if torch.is_tensor(embeds) else np.array(embeds)
        embeds[torch.from_numpy(missing) if torch.is_tensor(embeds) else missing] = 0
    return embeds, int(missing.sum())
