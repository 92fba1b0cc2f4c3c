"""Evaluation: exact retrieval metrics, named protocols and benchmarks, statistics, figures, and baselines.

    from modeling_patent.evaluation import evaluate_embeddings, three_levels
    evaluate_embeddings(embeds, rows, "prior-art")

The metrics know arrays and labels only; the protocols also know rows; the benchmarks also know which rows. Only the
adapters, and `embedders` for eval.py, run a model.
"""

from __future__ import annotations

from pathlib import Path

from .adapters import PatentEncoder, encode_with
from .baselines import hog_embeddings
from .benchmark import run_benchmark
from .benchmark_check import check_result, comparable
from .benchmark_rows import benchmark_splits, read_benchmark
from .benchmark_rules import BENCHMARKS
from .levels import GAINS, three_levels
from .metrics import retrieval_metrics
from .protocols import PROTOCOLS, Protocol, evaluate_embeddings, find_protocol
from .significance import compare, compare_evaluations, compare_seeds, comparison_table, holm
from .study import analyse_study, study_table


def module_path() -> str:
    """Return where the `evaluate` module lies, for `evaluate.load(module_path())`; it needs no network."""
    return str(Path(__file__).parent / "modules" / "patent_retrieval" / "patent_retrieval.py")


__all__ = [
    "BENCHMARKS",
    "GAINS",
    "PROTOCOLS",
    "PatentEncoder",
    "Protocol",
    "analyse_study",
    "benchmark_splits",
    "check_result",
    "comparable",
    "compare",
    "compare_evaluations",
    "compare_seeds",
    "comparison_table",
    "encode_with",
    "evaluate_embeddings",
    "find_protocol",
    "hog_embeddings",
    "holm",
    "module_path",
    "read_benchmark",
    "retrieval_metrics",
    "run_benchmark",
    "study_table",
    "three_levels",
]
