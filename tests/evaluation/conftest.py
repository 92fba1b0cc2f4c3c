"""The oracle of these tests: one item after another, in float64, by the definitions."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

UNKNOWN_DAY = np.iinfo(np.int64).min


def is_candidate(q: int, g: int, case: dict[str, Any]) -> bool:
    if case.get("query_rows") is not None and case["query_rows"][q] == g:
        return False
    if case.get("exclude_same_patent"):
        patent = case["query_patents"][q]
        if patent != -1 and patent == case["gallery_patents"][g]:
            return False
    if case.get("query_windows") is not None:
        begin, end = (int(side[q]) for side in case["query_windows"])
        day = int(case["gallery_dates"][g])
        if day == UNKNOWN_DAY or day < begin or (end != UNKNOWN_DAY and day >= end):
            return False
    if case.get("time") is not None:
        mine, theirs = int(case["query_dates"][q]), int(case["gallery_dates"][g])
        if UNKNOWN_DAY in (mine, theirs):
            return False
        return theirs < mine if case["time"] == "before" else theirs > mine
    return True


def one_query(q: int, case: dict[str, Any], ks: tuple[int, ...]) -> dict[str, float] | None:
    """Return the metrics of one query, or None if it does not count."""
    gallery = np.asarray(case["gallery_embeds"], dtype=np.float64)
    query = np.asarray(case["query_embeds"], dtype=np.float64)[q]
    scores = [sum(float(a) * float(b) for a, b in zip(query, item, strict=True)) for item in gallery]
    items = [g for g in range(len(gallery)) if is_candidate(q, g, case)]
    items.sort(key=lambda g: (-scores[g], g))
    label = case["query_labels"][q]
    relevant = [label != -1 and label == case["gallery_labels"][g] for g in items]
    total = sum(relevant)
    if total == 0:
        return None
    ranks = [rank for rank, yes in enumerate(relevant, start=1) if yes]
    found = {"map": sum(j / rank for j, rank in enumerate(ranks, start=1)) / total}
    for name, k in [("ndcg", len(items)), *((f"ndcg@{k}", k) for k in ks)]:
        reached = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= k)
        found[name] = reached / sum(1 / math.log2(j + 1) for j in range(1, min(total, k) + 1))
    for k in ks:
        within = sum(rank <= k for rank in ranks)
        found[f"hit@{k}"] = float(within > 0)
        found[f"recall@{k}"] = within / total
        found[f"capped_recall@{k}"] = within / min(k, total)
        found[f"precision@{k}"] = within / k
    found["mrr@10"] = 1 / ranks[0] if ranks[0] <= 10 else 0.0
    return found


def graded_ndcg(q: int, case: dict[str, Any]) -> float | None:
    gallery = np.asarray(case["gallery_embeds"], dtype=np.float64)
    scores = gallery @ np.asarray(case["query_embeds"], dtype=np.float64)[q]
    items = [g for g in range(len(gallery)) if is_candidate(q, g, case)]
    items.sort(key=lambda g: (-scores[g], g))
    gains = []
    for g in items:
        shared = [gain for ql, gl, gain in case["graded_labels"] if ql[q] != -1 and ql[q] == gl[g]]
        gains.append(shared[0] if shared else 0.0)
    best = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(sorted(gains, reverse=True), start=1))
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1)) / best if best else None


def slow_metrics(case: dict[str, Any], ks: tuple[int, ...] = (5, 10)) -> dict[str, float]:
    """Return what `retrieval_metrics(**case)` should return."""
    queries = range(len(case["query_embeds"]))
    labels = list(case["query_labels"])
    head = case.get("head_labels")
    groups = {"": list(queries)}
    if head is not None:
        groups["head/"] = [q for q in queries if labels[q] in head and labels[q] != -1]
        groups["tail/"] = [q for q in queries if labels[q] not in head and labels[q] != -1]
    every = [one_query(q, case, ks) for q in queries]
    result: dict[str, float] = {}
    for prefix, members in groups.items():
        counted = {q: found for q in members if (found := every[q]) is not None}
        result[f"{prefix}queries"] = len(counted)
        result[f"{prefix}queries_without_relevant"] = len(members) - len(counted)
        for name in next((list(found) for found in every if found), []):
            values = [found[name] for found in counted.values()]
            result[prefix + name] = sum(values) / len(values) if values else math.nan
        classes = {labels[q] for q in counted}
        by_class = [[found["map"] for q, found in counted.items() if labels[q] == c] for c in classes]
        result[f"{prefix}map_macro"] = (
            sum(sum(values) / len(values) for values in by_class) / len(classes) if classes else math.nan
        )
        if case.get("graded_labels"):
            graded = [value for q in members if (value := graded_ndcg(q, case)) is not None]
            result[f"{prefix}graded_ndcg"] = sum(graded) / len(graded) if graded else math.nan
            result[f"{prefix}graded_queries"] = len(graded)
    return result


@pytest.fixture(scope="session")
def slow() -> Callable[..., dict[str, float]]:
    """The oracle: case -> metrics."""
    return slow_metrics


@pytest.fixture(scope="session")
def random_case() -> Callable[..., dict[str, Any]]:
    """A maker of small random cases; whole-numbered vectors make many equal scores, and every product exact."""

    def make(seed: int, queries: int = 12, gallery: int = 60, width: int = 3) -> dict[str, Any]:
        rng = np.random.default_rng(seed)
        day = rng.integers(17_000, 17_012, queries + gallery)
        day[rng.random(queries + gallery) < 0.15] = UNKNOWN_DAY
        subclass = rng.integers(-1, 5, queries + gallery)
        patent = rng.integers(-1, 20, queries + gallery)
        return {
            "query_embeds": rng.integers(-2, 3, (queries, width)).astype(np.float32),
            "gallery_embeds": rng.integers(-2, 3, (gallery, width)).astype(np.float32),
            "query_labels": subclass[:queries],
            "gallery_labels": subclass[queries:],
            "query_dates": day[:queries],
            "gallery_dates": day[queries:],
            "time": [None, "before", "after"][seed % 3],
            "query_patents": patent[:queries],
            "gallery_patents": patent[queries:],
            "exclude_same_patent": seed % 2 == 1,
            "query_rows": rng.integers(-1, gallery, queries) if seed % 4 < 2 else None,
            "head_labels": {0, 3} if seed % 5 else None,
            "graded_labels": [
                (patent[:queries], patent[queries:], 1.0),
                (subclass[:queries], subclass[queries:], 0.35),
                (subclass[:queries] // 2, subclass[queries:] // 2, 0.2),
            ],
        }

    return make
