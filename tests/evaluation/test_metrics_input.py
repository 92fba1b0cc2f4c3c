"""The metrics stay the same however the work is cut, take any kind of array, and name what is wrong."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from modeling_patent.evaluation import ranking, retrieval_metrics

Case = dict[str, Any]
MakeCase = Callable[..., Case]


def close(expected: dict[str, Any], tolerance: float) -> Any:
    return pytest.approx(expected, abs=tolerance, nan_ok=True)


# However the work is cut


@pytest.mark.parametrize("chunk_size", [1, 5, 12, 1000])
@pytest.mark.parametrize("threads", [1, 2])
def test_the_chunk_size_changes_nothing(chunk_size: int, threads: int, random_case: MakeCase) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        for seed in range(6):
            case = random_case(seed)
            assert retrieval_metrics(**case, chunk_size=chunk_size) == close(retrieval_metrics(**case), 0)
    finally:
        torch.set_num_threads(before)


def test_the_gallery_s_blocks_change_nothing(random_case: MakeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    case = random_case(4)
    expected = retrieval_metrics(**case)
    monkeypatch.setattr(ranking, "_GALLERY_BLOCK", 7)
    assert retrieval_metrics(**case) == close(expected, 0)


def test_no_more_than_a_chunk_of_queries_is_scored_at_once(
    random_case: MakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    scores = ranking._scores
    monkeypatch.setattr(ranking, "_scores", lambda *a: seen.append((s := scores(*a)).shape) or s)
    retrieval_metrics(**random_case(0), chunk_size=5)
    assert seen == [(5, 60), (5, 60), (2, 60)]
    seen.clear()
    monkeypatch.setattr(ranking, "_SCORES_AT_ONCE", 60 * 10)
    retrieval_metrics(**random_case(0))
    assert seen == [(10, 60), (2, 60)]


@given(order=st.permutations(range(12)), seed=st.integers(0, 11))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_queries_does_not_matter(order: list[int], seed: int, random_case: MakeCase) -> None:
    case = random_case(seed)
    shuffled = {key: case[key][order] for key in case if key.startswith("query_") and case[key] is not None}
    shuffled["graded_labels"] = [(q[order], g, gain) for q, g, gain in case["graded_labels"]]
    expected, found = retrieval_metrics(**case, per_query=True), retrieval_metrics(**case | shuffled, per_query=True)
    each = found.pop("per_query")
    for name, values in expected.pop("per_query").items():
        np.testing.assert_array_equal(each[name], values[order])
    assert found == close(expected, 1e-12)


def test_without_equal_scores_the_order_of_the_gallery_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    queries, gallery = rng.standard_normal((20, 16)), rng.standard_normal((90, 16))
    labels, order = rng.integers(0, 6, 90), rng.permutation(90)
    expected = retrieval_metrics(queries, gallery, labels[:20], labels)
    assert retrieval_metrics(queries, gallery[order], labels[:20], labels[order]) == close(expected, 1e-9)


# What may be given


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int32])
def test_tensors_of_any_type_equal_float32(dtype: torch.dtype, random_case: MakeCase) -> None:
    case = random_case(2)
    tensors = {
        key: torch.as_tensor(value).to(dtype if key.endswith("embeds") else torch.int64)
        for key, value in case.items()
        if isinstance(value, np.ndarray)
    }
    assert retrieval_metrics(**case | tensors) == close(retrieval_metrics(**case), 0)


def test_bfloat16_vectors_are_multiplied_in_float32() -> None:
    # In bfloat16 both products would round to 1, and the first item would win the tie.
    query, gallery = torch.ones(1, 2, dtype=torch.bfloat16), torch.tensor([[1.0, 0.0], [1.0, 2**-9]])
    found = retrieval_metrics(query, gallery.bfloat16(), [1], [0, 1])
    assert found["map"] == 1


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_read_only_memory_maps_are_taken_without_a_warning(dtype: Any, random_case: MakeCase, tmp_path: Path) -> None:
    case = random_case(8)
    expected = retrieval_metrics(**case)
    for name in ("query_embeds", "gallery_embeds"):
        np.save(tmp_path / f"{name}.npy", case[name].astype(dtype))
        case[name] = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert retrieval_metrics(**case) == close(expected, 0)


def test_the_inputs_are_left_as_they_are(random_case: MakeCase) -> None:
    case, same = random_case(1), random_case(1)
    case["query_embeds"] = torch.tensor(case["query_embeds"], requires_grad=True)
    retrieval_metrics(**case)
    np.testing.assert_array_equal(case["query_embeds"].detach().numpy(), same["query_embeds"])
    for name in ("gallery_embeds", "query_dates", "gallery_dates", "query_labels", "query_patents"):
        np.testing.assert_array_equal(case[name], same[name])


def test_vectors_are_not_normalised() -> None:
    found = retrieval_metrics(np.ones((1, 2)), np.array([[1.0, 1.0], [9.0, 0.0]]), [1], [0, 1])
    assert found["map"] == 1  # by cosine the first would win


# What is wrong is said in one line


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"query_embeds": np.ones(3)}, r"query_embeds must have two dimensions .*\(3,\)"),
    ({"gallery_embeds": np.ones((60, 4), np.float32)}, "queries of 3 dimensions, but a gallery of 4"),
    ({"query_labels": [1, 2]}, r"query_labels has the shape \(2,\), but query_embeds has 12 rows"),
    ({"gallery_labels": np.zeros((60, 1), int)}, r"gallery_labels has the shape \(60, 1\), but gallery_embeds has 60"),
    ({"gallery_labels": np.full(60, 0.5)}, "gallery_labels must be integers, not float64"),
    ({"time": "since"}, "unknown time 'since'"),
    ({"time": "before", "gallery_dates": None}, "gallery_dates is needed, but was not given"),
    ({"time": "after", "query_dates": ["2020-01-01"] * 12}, "query_dates must be integers or datetime64"),
    ({"exclude_same_patent": True, "query_patents": None}, "query_patents is needed"),
    ({"query_rows": [60] * 12}, r"query_rows\[0\] is 60, but the gallery has 60 rows"),
    ({"query_rows": [-2] * 12}, r"query_rows\[0\] is -2"),
    ({"ks": (0,)}, "ks must be integers of at least 1"),
    ({"chunk_size": 0}, "chunk_size must be at least 1, not 0"),
    ({"graded_labels": [([1] * 12, [1] * 60, 0.0)]}, "a finite gain above 0"),
    ({"graded_labels": [([1] * 12, [1] * 60, 1.0)] * 8}, "at most 7 levels"),
    ({"graded_labels": [([1] * 12, [1] * 9, 1.0)]}, r"gallery_labels has the shape \(9,\)"),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG)
def test_wrong_input_is_one_line_that_names_it(wrong: Case, message: str, random_case: MakeCase) -> None:
    with pytest.raises(ValueError, match=message) as error:
        retrieval_metrics(**random_case(0) | wrong)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["query_embeds", "gallery_embeds"])
@pytest.mark.parametrize("chunk_size", [None, 2])
def test_nan_is_an_error_that_names_the_row(name: str, chunk_size: int | None, random_case: MakeCase) -> None:
    case = random_case(0)
    case[name][7, 1] = np.nan
    with pytest.raises(ValueError, match=f"{name} row 7 holds NaN"):
        retrieval_metrics(**case, chunk_size=chunk_size)


def test_a_score_that_is_nan_without_a_nan_names_both_rows(random_case: MakeCase) -> None:
    case = random_case(0)
    case["query_embeds"][:] = 1
    case["query_embeds"][5] = [np.inf, 0, 1]
    case["gallery_embeds"][:] = 1
    case["gallery_embeds"][9] = 0
    with pytest.raises(ValueError, match="query_embeds row 5 and gallery_embeds row 9 is NaN"):
        retrieval_metrics(**case)
