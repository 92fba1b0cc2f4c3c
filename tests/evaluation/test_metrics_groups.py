"""Windows of days, figures grouped by patent, views grouped to one query: against the definitions."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from modeling_patent.evaluation import retrieval_metrics

from .conftest import UNKNOWN_DAY, is_candidate, slow_metrics

Case = dict[str, Any]


def same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=1e-9, nan_ok=True), name


def with_windows(case: Case, seed: int) -> Case:
    rng = np.random.default_rng(seed)
    begin = rng.integers(16_998, 17_012, len(case["query_embeds"]))
    end = begin + rng.integers(0, 8, len(begin))
    begin[rng.random(len(begin)) < 0.2] = UNKNOWN_DAY
    end[rng.random(len(begin)) < 0.2] = UNKNOWN_DAY
    return case | {"query_windows": (begin, end)}


@pytest.mark.parametrize("seed", range(24))
def test_windows_equal_the_slow_loop(seed: int, random_case: Callable[..., Case]) -> None:
    case = with_windows(random_case(seed), seed)
    found = retrieval_metrics(**case)
    same(found, slow_metrics(case))
    assert found["queries"] > 0


def test_a_window_holds_its_first_day_and_not_its_last() -> None:
    days = np.array(["2020-01-07", "2020-01-14", "2020-01-21"], dtype="datetime64[D]")
    found = retrieval_metrics(
        np.ones((1, 1)),
        np.ones((3, 1)),
        [1],
        [1, 1, 1],
        gallery_dates=days,
        query_windows=(days[:1], days[2:]),
        ks=(1,),
    )
    assert found["recall@1"] == 1 / 2


def test_a_window_without_days_of_the_gallery_is_one_line() -> None:
    with pytest.raises(ValueError, match="gallery_dates is needed"):
        retrieval_metrics(np.ones((1, 1)), np.ones((1, 1)), [1], [1], query_windows=([1], [2]))
    with pytest.raises(ValueError, match="query_windows has the shape"):
        retrieval_metrics(np.ones((1, 1)), np.ones((1, 1)), [1], [1], gallery_dates=[1], query_windows=([1, 2], [2, 3]))


def grouped_case(seed: int, queries: int = 14, gallery: int = 50) -> Case:
    """A case in which rows of one group share label, day and patent; some rows stand alone."""
    rng = np.random.default_rng(seed)
    count = queries + gallery
    group = rng.integers(-1, 16, count)
    of_group = {
        name: rng.integers(low, high, 17) for name, low, high in (("label", -1, 4), ("day", 0, 9), ("patent", -1, 9))
    }
    column = {
        name: np.where(group == -1, rng.integers(0, 4, count), values[group]) for name, values in of_group.items()
    }
    column["day"] = np.where(rng.integers(0, 17, 17)[group] == 3, UNKNOWN_DAY, column["day"])
    column["day"][group == -1] = 4
    return {
        "query_embeds": rng.integers(-2, 3, (queries, 3)).astype(np.float32),
        "gallery_embeds": rng.integers(-2, 3, (gallery, 3)).astype(np.float32),
        "query_labels": column["label"][:queries],
        "gallery_labels": column["label"][queries:],
        "query_dates": column["day"][:queries],
        "gallery_dates": column["day"][queries:],
        "time": [None, "before", "after"][seed % 3],
        "query_patents": column["patent"][:queries],
        "gallery_patents": column["patent"][queries:],
        "exclude_same_patent": seed % 2 == 1,
        "query_rows": rng.integers(-1, gallery, queries) if seed % 4 < 2 else None,
        "head_labels": {0, 2},
        "query_groups": group[:queries] if seed % 5 else None,
        "gallery_groups": group[queries:] if seed % 7 else None,
    }  # fmt: skip


def members(groups: Any, count: int) -> list[list[int]]:
    """Rows of each group, in the order of their first rows."""
    found: dict[Any, list[int]] = {}
    for row in range(count):
        key = ("alone", row) if groups is None or groups[row] == -1 else groups[row]
        found.setdefault(key, []).append(row)
    return list(found.values())


def slow_grouped(case: Case) -> dict[str, float]:
    """Score every query against every item by loops, then let the loop over single rows measure that ranking."""
    queries = members(case["query_groups"], len(case["query_embeds"]))
    items = members(case["gallery_groups"], len(case["gallery_embeds"]))
    dot = case["query_embeds"].astype(float) @ case["gallery_embeds"].astype(float).T
    scores = np.full((len(queries), len(items)), np.nan)
    for q, views in enumerate(queries):
        for i, figures in enumerate(items):
            best = [[dot[v, f] for f in figures if is_candidate(v, f, case)] for v in views]
            best = [max(values) for values in best if values]
            if best:
                scores[q, i] = np.float32(sum(best) / len(best))
    labels = [
        [case[f"{side}_labels"][rows[0]] for rows in groups]
        for side, groups in (("query", queries), ("gallery", items))
    ]
    # one-dimensional queries of their own gallery: what is no candidate is left out row by row
    totals: dict[str, float] = {}
    values: dict[str, list[float]] = {}
    asked = {"": range(len(queries))}
    asked["head/"] = [q for q in range(len(queries)) if labels[0][q] in case["head_labels"]]
    asked["tail/"] = [q for q in range(len(queries)) if labels[0][q] not in {*case["head_labels"], -1}]
    for prefix, chosen in asked.items():
        values.clear()
        counted = 0
        for q in chosen:
            there = [i for i in range(len(items)) if not np.isnan(scores[q, i])]
            one = slow_metrics({
                "query_embeds": np.ones((1, 1)), "gallery_embeds": scores[q, there][:, None],
                "query_labels": [labels[0][q]], "gallery_labels": [labels[1][i] for i in there],
            })  # fmt: skip
            if one["queries"]:
                counted += 1
                for name, value in one.items():
                    values.setdefault(name, []).append(value)
        for name in ("map", "ndcg", "ndcg@5", "hit@5", "recall@10", "precision@10", "mrr@10"):
            totals[prefix + name] = sum(values[name]) / counted if counted else math.nan
        totals[prefix + "queries"] = counted
        totals[prefix + "queries_without_relevant"] = len(chosen) - counted
    return totals


@pytest.mark.parametrize("chunk_size", [None, 1, 3])
@pytest.mark.parametrize("seed", range(1, 31))
def test_groups_equal_the_slow_loop(seed: int, chunk_size: int | None) -> None:
    case = grouped_case(seed)
    found = retrieval_metrics(**case, chunk_size=chunk_size)
    same(found, slow_grouped(case))


def test_groups_of_one_row_change_nothing(random_case: Callable[..., Case]) -> None:
    case = random_case(3)
    alone = {"query_groups": np.arange(12), "gallery_groups": np.full(60, -1)}
    same(retrieval_metrics(**case, **alone), retrieval_metrics(**case))


def test_a_patent_is_as_good_as_its_best_figure_and_views_are_averaged() -> None:
    gallery = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
    query = torch.eye(2)
    # alone, the third figure is second for both views; grouped, the first two are one patent with the best of both
    found = retrieval_metrics(query, gallery, [1, 1], [1, 1, 0], query_groups=[5, 5], gallery_groups=[8, 8, 9], ks=(1,))
    assert (found["map"], found["queries"]) == (1.0, 1)
    found = retrieval_metrics(query, gallery, [1, 1], [0, 0, 1], query_groups=[5, 5], gallery_groups=[8, 8, 9], ks=(1,))
    assert found["map"] == 1 / 2


@pytest.mark.parametrize("name", ["query_labels", "gallery_labels", "query_dates", "gallery_patents"])
def test_a_group_of_two_minds_is_one_line(name: str) -> None:
    case: Case = {
        "query_embeds": np.ones((2, 1)), "gallery_embeds": np.ones((2, 1)), "query_labels": [1, 1],
        "gallery_labels": [1, 1], "query_dates": [3, 3], "gallery_dates": [2, 2], "time": "before",
        "query_patents": [1, 1], "gallery_patents": [2, 2], "exclude_same_patent": True,
        "query_groups": [1, 1], "gallery_groups": [1, 1],
    }  # fmt: skip
    assert retrieval_metrics(**case)["map"] == 1
    with pytest.raises(ValueError, match=f"{name} must be the same throughout a group, but row 1 has 7"):
        retrieval_metrics(**case | {name: [case[name][0], 7]})


@pytest.mark.parametrize(("queries", "gallery"), [(0, 3), (3, 0), (0, 0)])
def test_no_queries_and_no_gallery_are_no_error(queries: int, gallery: int) -> None:
    found = retrieval_metrics(
        np.ones((queries, 2)), np.ones((gallery, 2)), [1] * queries, [1] * gallery,
        query_groups=[-1] * queries, gallery_groups=[1] * gallery,
    )  # fmt: skip
    assert math.isnan(found["map"]) and found["queries_without_relevant"] == queries
