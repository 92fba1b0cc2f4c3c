"""Evaluation: exact retrieval metrics, named protocols, and baselines.

    from modeling_patent.evaluation import evaluate_embeddings, three_levels
    evaluate_embeddings(embeds, rows, "prior-art")

The metrics know arrays and labels only; the protocols also know rows. Nothing here runs a model.
"""

from __future__ import annotations

from pathlib import Path

from .baselines import hog_embeddings
from .levels import GAINS, three_levels
from .metrics import retrieval_metrics
from .protocols import PROTOCOLS, Protocol, evaluate_embeddings, find_protocol


def module_path() -> str:
    """Return where the `evaluate` module lies, for `evaluate.load(module_path())`; it needs no network."""
    return str(Path(__file__).parent / "modules" / "patent_retrieval" / "patent_retrieval.py")


__all__ = [
    "GAINS",
    "PROTOCOLS",
    "Protocol",
    "evaluate_embeddings",
    "find_protocol",
    "hog_embeddings",
    "module_path",
    "retrieval_metrics",
    "three_levels",
]
