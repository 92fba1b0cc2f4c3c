"""Results of an evaluation as a Markdown table, as one line a protocol, and as files."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from ..rows import column
from .benchmark_rules import PRIOR_ART_MAIN_CLASS
from .protocols import PROTOCOLS

SHOWN = {
    "map": "mAP",
    "map_macro": "mAP macro",
    "ndcg": "nDCG",
    "ndcg@10": "nDCG@10",
    "hit@10": "hit@10",
    "recall@10": "recall@10",
    "capped_recall@10": "capped recall@10",
    "precision@10": "precision@10",
    "mrr@10": "MRR@10",
}
"""Metric -> its heading in the table."""

_LIBRARIES = ("modeling-patent", "torch", "transformers", "datasets", "accelerate", "numpy")


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that a result depends on."""
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def markdown_table(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one line a protocol, and two more where head and tail are told apart, as a Markdown table.

    The metrics @k are those at 10, or where 10 is no cut-off at the largest one.

    Args:
        results: protocol -> what `evaluate_embeddings` returned.
    """
    shown = _shown(results)
    headings = ["protocol", "queries", "without relevant", *shown.values()]
    lines = [" | ".join(headings), " | ".join(["---", *["---:"] * (len(headings) - 1)])]
    for name, found in results.items():
        for prefix in ("", "head/", "tail/"):
            if f"{prefix}map" in found:
                counts = [f"{found[prefix + key]:,}" for key in ("queries", "queries_without_relevant")]
                numbers = [_number(found.get(prefix + key)) for key in shown]
                lines.append(" | ".join([f"{_title(name, found)} {prefix}".rstrip(" /"), *counts, *numbers]))
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def protocol_notes(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one line a protocol: who asks, who may answer, and what is relevant.

    Args:
        results: protocol -> what `evaluate_embeddings` returned.
    """
    known = {protocol.name: protocol for protocol in (*PROTOCOLS, PRIOR_ART_MAIN_CLASS)}
    lines = []
    for name, found in results.items():
        protocol = known[found["protocol"]]
        thing = "patent" if found["by_patent"] else "figure"
        dated = "" if protocol.time is None else " with a grant date"
        where = "the gallery" if "gallery_figures" in found else "the same collection"
        when = {None: "", "before": " granted strictly before it", "after": " granted strictly after it"}[protocol.time]
        own = "those of its own patent" if protocol.exclude_same_patent and thing == "figure" else "itself"
        relevant = {
            "patent": "what shows the same patent",
            "subclass": "what has the same Locarno subclass",
            "main_class": "what has the same Locarno main class",
            "cited": "what the query cites",
        }[protocol.level]
        asks = f"Asks: every {thing}{dated}; may answer: the {thing}s of {where}{when}, but for {own}"
        lines.append(f"{_title(name, found)}: {protocol.meaning}. {asks}; relevant: {relevant}.")
    return "\n".join(lines) + "\n"


def left_out_note(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one line a protocol: how many figures took part, under which cap, and what was left out and why."""
    lines = []
    for name, found in results.items():
        cap = "no cap" if found["max_figures"] is None else f"at most {found['max_figures']} figures a patent"
        line = f"{_title(name, found)}: {found['figures']:,} figures of {found['patents']:,} patents, {cap}; "
        line += f"left out: {_by_reason(found['rows_left_out'])}"
        if "gallery_figures" in found:
            line += f"; gallery: {found['gallery_figures']:,} figures of {found['gallery_patents']:,} patents; "
            line += f"left out: {_by_reason(found['gallery_rows_left_out'])}"
        without = found.get("rows_without_code", 0)
        line += f"; {without:,} figures without a code are candidates only" if without else ""
        if "citations" in found:
            line += f"; {found['citations']:,} citations, {found['citations_elsewhere']:,} more of patents elsewhere"
        lines.append(line)
    return "\n".join(lines) + "\n"


def write_report(folder: str | os.PathLike[str], report: Mapping[str, Any]) -> tuple[Path, Path]:
    """Write evaluation.json and evaluation.md; a reader never sees half a file. What is not a number becomes null.

    Args:
        folder: where to; made if it is not there.
        report: model, data, split, results (protocol -> metrics), versions; where there are any, gallery,
            gallery_split and notes.

    Returns:
        The two paths.
    """
    told = f"# Evaluation\n\nModel `{report['model']}` on `{report['data']}`, {report['split'] or 'all rows'}"
    if report.get("gallery"):
        told += f", against `{report['gallery']}`, {report['gallery_split'] or 'all rows'}"
    notes = "".join(f"{note}\n\n" for note in report.get("notes", ()))
    lines = left_out_note(report["results"]).splitlines()
    return _write(folder, "evaluation", report, f"{told}.\n\n{notes}", lines)


def write_benchmark(folder: str | os.PathLike[str], result: Mapping[str, Any]) -> tuple[Path, Path]:
    """Write benchmark.json, which `check_result` reads, and benchmark.md.

    Args:
        folder: where to; made if it is not there.
        result: what `run_benchmark` returned.

    Returns:
        The two paths.
    """
    model = result["model"]
    version = model["revision"] or model["weights"]
    told = f"# {result['benchmark']}\n\nModel `{model['name']}` ({version}), {result['date']}.\n\n"
    return _write(folder, "benchmark", result, told, benchmark_notes(result).splitlines())


def benchmark_notes(result: Mapping[str, Any]) -> str:
    """Return what a benchmark's result rests on, a line each: rules, data, what was left out and why."""
    data = result["data"]
    rules = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in result["rules"].items())
    counts = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in data["counts"].items())
    granted = " to ".join(data["queries_granted"] or ["nobody knows when"])
    lines = [f"rules: {rules}"]
    for part, value in data["fingerprints"].items():
        whole = {True: ", the complete data", False: ", not the complete data"}.get(data["published"][part], "")
        lines.append(f"fingerprint of the figures, {part}: {value}{whole}")
    lines += [f"years: {', '.join(map(str, data['years']))}; queries granted {granted}", f"counts: {counts}"]
    lines.append(f"left out: {_by_reason(data['left_out'])}; noted: {_by_reason(data['noted'])}")
    lines.append(f"figures without a vector, taken as zeros: {result['figures_without_vector']:,}")
    return "\n".join(lines) + "\n"


def write_per_query(path: str | os.PathLike[str], found: Mapping[str, tuple[Mapping[str, Any], Any]]) -> Path:
    """Write every query's metrics as a Parquet file: what a comparison of two models needs.

    One line a query and protocol: protocol, by_patent, figure_id (by patent, that of its first figure), patent_id, and
    the metrics, null where the query does not count.

    Args:
        path: the file; replaced if it is there.
        found: protocol -> what `evaluate_embeddings(..., per_query=True)` returned, and the rows it was asked for.
    """
    import pyarrow as pa
    from pyarrow import parquet

    tables = []
    for name, (of_one, rows) in found.items():
        asked = [int(row) for row in of_one["per_query_rows"]]
        columns: dict[str, Any] = {
            "protocol": pa.array([name] * len(asked), pa.string()),
            "by_patent": pa.array([bool(of_one["by_patent"])] * len(asked), pa.bool_()),
        }
        for label in ("figure_id", "patent_id"):
            values = column(rows, label)
            columns[label] = pa.array([values[row] for row in asked], pa.string())
        for metric, values in of_one["per_query"].items():
            columns[metric] = pa.array(np.asarray(values, dtype=np.float64), from_pandas=True)
        tables.append(pa.table(columns))
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        parquet.write_table(pa.concat_tables(tables), partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _write(
    folder: str | os.PathLike[str], name: str, report: Mapping[str, Any], told: str, lines: Sequence[str]
) -> tuple[Path, Path]:
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    versions = ", ".join(f"{library} {version}" for library, version in report["versions"].items())
    lines = [*protocol_notes(report["results"]).splitlines(), *lines, versions]
    paths = folder / f"{name}.json", folder / f"{name}.md"
    _replace(paths[0], json.dumps(_plain(report), indent=2) + "\n")
    _replace(paths[1], f"{told}{markdown_table(report['results'])}\n" + "".join(f"- {line}\n" for line in lines))
    return paths


def _title(name: str, found: Mapping[str, Any]) -> str:
    return f"{name} by patent" if found["by_patent"] and "by patent" not in name else name


def _by_reason(counts: Mapping[str, int]) -> str:
    there = {reason: count for reason, count in counts.items() if count}
    return ", ".join(f"{reason.replace('_', ' ')} {count:,}" for reason, count in there.items()) or "nothing"


def _shown(results: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return metric -> heading, with the cut-off that the results have."""
    ks = {int(name.partition("@")[2]) for found in results.values() for name in found if name.startswith("hit@")}
    k = 10 if 10 in ks or not ks else max(ks)
    return {
        name if name == "mrr@10" else name.replace("@10", f"@{k}"): heading
        if name == "mrr@10"
        else heading.replace("@10", f"@{k}")
        for name, heading in SHOWN.items()
    }


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _plain(value: Any) -> Any:
    """Return the value with numbers that JSON does not know replaced by None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _number(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:.4f}"
