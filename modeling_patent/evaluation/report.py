"""Results of an evaluation as a Markdown table and as files."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

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

    Args:
        results: protocol -> what `evaluate_embeddings` returned.
    """
    headings = ["protocol", "queries", "without relevant", *SHOWN.values()]
    lines = [" | ".join(headings), " | ".join(["---", *["---:"] * (len(headings) - 1)])]
    for name, found in results.items():
        for prefix in ("", "head/", "tail/"):
            if f"{prefix}map" in found:
                counts = [f"{found[prefix + key]:,}" for key in ("queries", "queries_without_relevant")]
                numbers = [_number(found.get(prefix + key)) for key in SHOWN]
                lines.append(" | ".join([f"{name} {prefix}".rstrip(" /"), *counts, *numbers]))
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def left_out_note(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one line a protocol: how many figures took part, under which cap, and what was left out and why."""
    lines = []
    for name, found in results.items():
        cap = "no cap" if found["max_figures"] is None else f"at most {found['max_figures']} figures a patent"
        out = {reason: count for reason, count in found["rows_left_out"].items() if count}
        reasons = ", ".join(f"{reason.replace('_', ' ')} {count:,}" for reason, count in out.items()) or "nothing"
        without = found.get("rows_without_code", 0)
        unclassified = f"; {without:,} figures without a code are candidates only" if without else ""
        kept = f"{found['figures']:,} figures of {found['patents']:,} patents, {cap}"
        lines.append(f"{name}: {kept}; left out: {reasons}{unclassified}")
    return "\n".join(lines) + "\n"


def write_report(folder: str | os.PathLike[str], report: Mapping[str, Any]) -> tuple[Path, Path]:
    """Write evaluation.json and evaluation.md; a reader never sees half a file. What is not a number becomes null.

    Args:
        folder: where to; made if it is not there.
        report: model, data, split, results (protocol -> metrics), versions.

    Returns:
        The two paths.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    told = f"# Evaluation\n\nModel `{report['model']}` on `{report['data']}`, {report['split'] or 'all rows'}.\n\n"
    notes = "".join(f"- {line}\n" for line in left_out_note(report["results"]).splitlines())
    text = f"{told}{markdown_table(report['results'])}\n{notes}- {versions}\n"
    paths = folder / "evaluation.json", folder / "evaluation.md"
    _replace(paths[0], json.dumps(_plain(report), indent=2) + "\n")
    _replace(paths[1], text)
    return paths


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
