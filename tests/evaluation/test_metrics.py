"""The metrics equal their definitions and pytrec_eval, and know who is a candidate."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import pytrec_eval
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from modeling_patent.evaluation import retrieval_metrics

Case = dict[str, Any]
MakeCase = Callable[..., Case]
Slow = Callable[..., dict[str, float]]


def assert_same(found: dict[str, Any], expected: dict[str, float], tolerance: float = 1e-9) -> None:
    missing = {name for name in expected if name not in found}
    assert not missing
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=tolerance, nan_ok=True), name


# Against the definitions


@pytest.mark.parametrize("seed", range(60))
def test_every_metric_equals_the_slow_loop(seed: int, random_case: MakeCase, slow: Slow) -> None:
    case = random_case(seed)
    assert_same(retrieval_metrics(**case), slow(case))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_small_and_odd_cases_equal_the_slow_loop(data: st.DataObject, random_case: MakeCase, slow: Slow) -> None:
    sizes = [data.draw(st.integers(1, 4)), data.draw(st.integers(1, 14)), data.draw(st.integers(1, 2))]
    case = random_case(data.draw(st.integers(0, 10**6)), *sizes)
    ks = tuple(data.draw(st.lists(st.integers(1, 20), max_size=3, unique=True)))
    assert_same(retrieval_metrics(**case, ks=ks), slow(case, ks))


def test_a_ranking_written_down_by_hand() -> None:
    gallery = -np.arange(1, 13, dtype=np.float32)[:, None]  # ranked 1 to 12
    labels = [0, 7, 0, 0, 7, 0, 0, 0, 0, 0, 0, 7]  # relevant at the ranks 2, 5 and 12
    found = retrieval_metrics(np.ones((1, 1)), gallery, [7], labels)
    gain = {2: 1 / math.log2(3), 5: 1 / math.log2(6), 12: 1 / math.log2(13)}
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    expected = {
        "map": (1 / 2 + 2 / 5 + 3 / 12) / 3,
        "map_macro": (1 / 2 + 2 / 5 + 3 / 12) / 3,
        "ndcg": sum(gain.values()) / ideal,
        "ndcg@5": (gain[2] + gain[5]) / ideal,
        "ndcg@10": (gain[2] + gain[5]) / ideal,
        "hit@5": 1, "recall@5": 2 / 3, "capped_recall@5": 2 / 3, "precision@5": 2 / 5,
        "hit@10": 1, "recall@10": 2 / 3, "capped_recall@10": 2 / 3, "precision@10": 2 / 10,
        "mrr@10": 1 / 2,
        "queries": 1, "queries_without_relevant": 0,
    }  # fmt: skip
    assert set(found) == set(expected)
    assert_same(found, expected, 1e-12)


def test_capped_recall_divides_by_k_where_more_are_relevant() -> None:
    found = retrieval_metrics(np.ones((1, 1)), np.ones((40, 1)), [1], [1] * 40, ks=(5,))
    assert (found["capped_recall@5"], found["recall@5"], found["precision@5"]) == (1, 5 / 40, 1)


def test_mrr_is_zero_when_the_first_relevant_comes_eleventh_and_a_tenth_when_tenth() -> None:
    def mrr(place: int) -> float:
        labels = np.arange(20) == place - 1
        return float(retrieval_metrics(np.ones((1, 1)), -np.arange(20.0)[:, None], [1], labels.astype(int))["mrr@10"])

    assert (mrr(10), mrr(11)) == (0.1, 0.0)


def test_graded_ndcg_takes_the_finest_shared_level() -> None:
    # Items: same main class only, same patent (and so everything), nothing, same subclass; ranked in that order.
    graded = [([1], [9, 1, 9, 9], 1.0), ([1], [9, 1, 9, 1], 0.35), ([1], [1, 1, 9, 1], 0.2)]
    found = retrieval_metrics(np.ones((1, 1)), -np.arange(4.0)[:, None], [1], [9, 1, 9, 9], graded_labels=graded)
    reached = 0.2 + 1 / math.log2(3) + 0.35 / math.log2(5)
    assert found["graded_ndcg"] == pytest.approx(reached / (1 + 0.35 / math.log2(3) + 0.2 / 2), abs=1e-12)


def test_macro_map_weighs_classes_alike_and_micro_map_weighs_queries_alike() -> None:
    gallery = np.eye(3, dtype=np.float32)
    queries = gallery[[0, 0, 0, 2]]  # three queries of class 0 are right, one of class 1 finds its item second
    found = retrieval_metrics(queries, gallery, [0, 0, 0, 1], [0, 1, 5])
    last = retrieval_metrics(queries[3:], gallery, [1], [0, 1, 5])["map"]
    assert last == pytest.approx(1 / 3)
    assert found["map"] == pytest.approx((3 + last) / 4)
    assert found["map_macro"] == pytest.approx((1 + last) / 2)


# Against pytrec_eval


def trec(case: Case, gains: Callable[[int, int], int], measures: set[str]) -> list[dict[str, float] | None]:
    """Evaluate by pytrec_eval; it ranks equal scores by falling name, so earlier rows get later names."""
    result: list[dict[str, float] | None] = []
    scores = case["query_embeds"].astype(float) @ case["gallery_embeds"].astype(float).T
    for q in range(len(scores)):
        mine, day, patent = case["query_rows"], case["query_dates"][q], case["query_patents"][q]
        known = np.iinfo(np.int64).min
        items = [
            g for g, (their_day, their_patent) in enumerate(
                zip(case["gallery_dates"], case["gallery_patents"], strict=True))
            if not (mine is not None and mine[q] == g)
            and not (case["exclude_same_patent"] and patent != -1 and patent == their_patent)
            and (case["time"] is None or (known not in (day, their_day)
                 and (their_day < day if case["time"] == "before" else their_day > day)))
        ]  # fmt: skip
        names = {g: f"{999_999 - g:06d}" for g in items}
        relevant = {names[g]: gains(q, g) for g in items if gains(q, g) > 0}
        if not relevant:
            result.append(None)
            continue
        run = {names[g]: float(scores[q, g]) for g in items}
        result.append(pytrec_eval.RelevanceEvaluator({"q": relevant}, measures).evaluate({"q": run})["q"])
    return result


@pytest.mark.parametrize("seed", range(24))
def test_pytrec_eval_gives_the_same_numbers_for_every_query(seed: int, random_case: MakeCase) -> None:
    case = random_case(seed)
    labels = case["query_labels"], case["gallery_labels"]
    measures = {"map", "ndcg", "ndcg_cut.5,10", "recall.5,10", "P.5,10", "success.5,10", "recip_rank"}
    expected = trec(case, lambda q, g: int(labels[0][q] != -1 and labels[0][q] == labels[1][g]), measures)
    found = retrieval_metrics(**case, per_query=True)["per_query"]
    names = {"map": "map", "ndcg": "ndcg"}
    for k in (5, 10):
        names |= {f"ndcg@{k}": f"ndcg_cut_{k}", f"recall@{k}": f"recall_{k}"}
        names |= {f"precision@{k}": f"P_{k}", f"hit@{k}": f"success_{k}"}
    assert any(expected)
    for q, theirs in enumerate(expected):
        if theirs is None:
            assert all(np.isnan(found[name][q]) for name in names)
            continue
        for ours, name in names.items():
            assert found[ours][q] == pytest.approx(theirs[name], abs=1e-6), ours
        reciprocal = theirs["recip_rank"] if theirs["recip_rank"] >= 0.1 - 1e-9 else 0.0
        assert found["mrr@10"][q] == pytest.approx(reciprocal, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_pytrec_eval_gives_the_same_graded_ndcg(seed: int, random_case: MakeCase) -> None:
    case = random_case(seed)

    def gain(q: int, g: int) -> int:
        shared = [gain for ql, gl, gain in case["graded_labels"] if ql[q] != -1 and ql[q] == gl[g]]
        return round(100 * shared[0]) if shared else 0

    expected = [None if found is None else found["ndcg"] for found in trec(case, gain, {"ndcg"})]
    found = retrieval_metrics(**case, per_query=True)["per_query"]["graded_ndcg"]
    assert found == pytest.approx([math.nan if value is None else value for value in expected], abs=1e-6, nan_ok=True)


# Order


def test_equal_scores_rank_in_gallery_order() -> None:
    found = retrieval_metrics(np.ones((1, 2)), np.ones((8, 2)), [1], [0, 0, 1, 0, 0, 1, 0, 0])
    assert found["map"] == pytest.approx((1 / 3 + 2 / 6) / 2)


@pytest.mark.parametrize("width", [7, 64, 257])
@pytest.mark.parametrize("chunk_size", [1, 3, 50])
def test_equal_vectors_have_equal_scores_wherever_they_stand(width: int, chunk_size: int) -> None:
    # In a float32 product the last bit depends on the row's place; a collapsed model would then look like chance.
    rng = np.random.default_rng(width)
    queries, item = rng.standard_normal((50, width), np.float32), rng.standard_normal((1, width), np.float32)
    labels = np.arange(1001) == 1000
    found = retrieval_metrics(
        queries, item.repeat(1001, axis=0), [1] * 50, labels.astype(int), chunk_size=chunk_size, per_query=True
    )
    assert set(found["per_query"]["map"]) == {1 / 1001}


def test_zero_and_minus_zero_are_equal_scores() -> None:
    found = retrieval_metrics(np.ones((1, 1)), np.array([[-0.0], [0.0], [-0.0]]), [1], [1, 0, 0])
    assert found["map"] == 1


def test_scores_of_every_sign_and_size_are_ordered() -> None:
    scores = np.array([np.inf, 3e38, 1, 1e-44, 0, -1e-44, -1, -3e38, -np.inf], dtype=np.float32)
    shuffled = np.random.default_rng(0).permutation(len(scores))
    for place, score in enumerate(scores):
        labels = (scores[shuffled] == score).astype(int)
        found = retrieval_metrics(np.ones((1, 1)), scores[shuffled, None], [1], labels)
        assert found["map"] == pytest.approx(1 / (place + 1))


def test_excluded_items_do_not_take_places() -> None:
    gallery = -np.arange(6.0)[:, None]
    found = retrieval_metrics(
        np.ones((1, 1)), gallery, [1], [0, 0, 0, 0, 0, 1], query_dates=[10], time="before",
        gallery_dates=[10, 11, 12, 9, 10, 9],
    )  # fmt: skip
    assert found["map"] == pytest.approx(1 / 2)  # only rows 3 and 5 were granted before


# Candidates


@pytest.mark.parametrize("time", ["before", "after"])
def test_an_item_of_the_query_s_day_is_no_candidate_under_a_limit(time: Any) -> None:
    found = retrieval_metrics(
        np.ones((1, 1)), np.ones((1, 1)), [1], [1], query_dates=[5], gallery_dates=[5], time=time
    )  # fmt: skip
    assert (found["queries"], found["queries_without_relevant"]) == (0, 1)


@pytest.mark.parametrize("time", ["before", "after"])
def test_unknown_dates_are_no_candidates_and_ask_nothing(time: Any) -> None:
    unknown = np.iinfo(np.int64).min
    days = np.array([3, unknown, 5, 7])
    vectors = np.ones((4, 1))
    labels = np.zeros(4, dtype=int)
    found = retrieval_metrics(
        vectors, vectors, labels, labels, query_dates=days, gallery_dates=days, time=time, per_query=True, ks=(1,)
    )
    recall = found["per_query"]["recall@1"]
    assert np.isnan(recall[1])
    assert recall[2] == 1  # one item before and one after day 5: the undated one is neither
    assert found["queries"] == 2


@pytest.mark.parametrize("unit", ["D", "h", "s", "ms", "ns"])
@pytest.mark.parametrize("time", ["before", "after"])
def test_dates_may_be_datetime64_of_any_unit(unit: str, time: Any, random_case: MakeCase) -> None:
    case = random_case(1) | {"time": time}
    expected = retrieval_metrics(**case)
    for name in ("query_dates", "gallery_dates"):
        case[name] = case[name].astype("datetime64[D]").astype(f"datetime64[{unit}]")
        assert np.isnat(case[name]).any()
    assert_same(retrieval_metrics(**case), expected, 0)
    assert expected["queries"] > 0


def test_hours_of_one_day_are_the_same_day() -> None:
    hours = np.array(["2020-05-05T09", "2020-05-05T17"], dtype="datetime64[h]")
    found = retrieval_metrics(
        np.ones((1, 1)), np.ones((1, 1)), [1], [1], query_dates=hours[1:], gallery_dates=hours[:1], time="before"
    )
    assert found["queries"] == 0


def test_unknown_patents_are_not_the_same_patent() -> None:
    found = retrieval_metrics(
        np.ones((1, 1)), np.ones((2, 1)), [1], [1, 1], query_patents=[-1], gallery_patents=[-1, 4],
        exclude_same_patent=True, ks=(1,),
    )  # fmt: skip
    assert found["recall@1"] == 1 / 2


def test_unknown_labels_are_candidates_but_never_relevant() -> None:
    gallery = -np.arange(3.0)[:, None]
    found = retrieval_metrics(np.ones((2, 1)), gallery, [-1, 4], [-1, 4, -1], per_query=True)
    assert (found["queries"], found["queries_without_relevant"]) == (1, 1)
    assert np.isnan(found["per_query"]["map"][0])
    assert found["map"] == 1 / 2


def test_any_other_negative_label_is_a_label() -> None:
    assert retrieval_metrics(np.ones((1, 1)), np.ones((2, 1)), [-7], [-1, -7])["map"] == 1 / 2


def test_where_no_query_counts_the_metrics_are_nan_and_the_numbers_say_why() -> None:
    found = retrieval_metrics(np.ones((3, 2)), np.ones((4, 2)), [1, 1, -1], [2, 2, -1, -1], head_labels=[1])
    assert math.isnan(found["map"]) and math.isnan(found["map_macro"]) and math.isnan(found["head/ndcg@5"])
    assert (found["queries"], found["queries_without_relevant"]) == (0, 3)


@pytest.mark.parametrize(("queries", "gallery"), [(0, 3), (3, 0), (0, 0)])
def test_no_queries_and_no_gallery_are_no_error(queries: int, gallery: int) -> None:
    found = retrieval_metrics(np.ones((queries, 2)), np.ones((gallery, 2)), [1] * queries, [1] * gallery)
    assert math.isnan(found["map"])
    assert (found["queries"], found["queries_without_relevant"]) == (0, queries)


# Head and tail


def test_head_and_tail_are_the_metrics_of_their_queries_alone(random_case: MakeCase) -> None:
    case = random_case(6, queries=40)
    head, labels = {0, 3}, case["query_labels"]
    found = retrieval_metrics(**case | {"head_labels": head})
    for name, members in (("head", np.isin(labels, [0, 3])), ("tail", np.isin(labels, [1, 2, 4]))):
        assert 0 < members.sum() < 40
        part = {key: case[key][members] for key in case if key.startswith("query_") and case[key] is not None}
        part["graded_labels"] = [(q[members], g, gain) for q, g, gain in case["graded_labels"]]
        alone = retrieval_metrics(**case | part | {"head_labels": None})
        assert_same({key: found[f"{name}/{key}"] for key in alone}, alone, 1e-12)


def test_unknown_labels_are_neither_head_nor_tail() -> None:
    found = retrieval_metrics(np.ones((3, 1)), np.ones((2, 1)), [-1, 4, 5], [4, 5], head_labels=[-1, 4])
    counted = [found[f"{name}/{key}"] for name in ("head", "tail") for key in ("queries", "queries_without_relevant")]
    assert counted == [1, 0, 1, 0]


def test_head_labels_may_be_any_collection(random_case: MakeCase) -> None:
    case = random_case(3)
    expected = retrieval_metrics(**case | {"head_labels": {0, 3}})
    for labels in ([3, 0, 3], np.array([0, 3]), torch.tensor([0, 3]), (label for label in (0, 3))):
        assert_same(retrieval_metrics(**case | {"head_labels": labels}), expected, 0)
