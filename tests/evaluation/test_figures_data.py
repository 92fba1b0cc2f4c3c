"""The numbers behind the figures equal slow loops written down from their definitions."""

import datetime
import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from modeling_patent.evaluation import PROTOCOLS, evaluate_embeddings, figures_data
from modeling_patent.evaluation.figures import average_precisions, interpolated_precision, nearest_rows
from modeling_patent.evaluation.figures_data import (
    bootstrap_interval,
    class_frequencies,
    class_means,
    counted_by_all,
    frequency_bins,
    sample_by_patent,
)
from modeling_patent.rows import make_row

Rows = list[dict[str, Any]]
NAMES = [protocol.name for protocol in PROTOCOLS if protocol.level != "cited"]


def collection(seed: int = 0, patents: int = 24) -> tuple[np.ndarray, Rows]:
    """Rows of patents with a Gazette copy, some without a code or date; vectors with many equal scores, one missing."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(patents):
        code = [None, "06", "06-01", "06-01", "06-03", "14-02", "14-04"][rng.integers(7)]
        day = None if rng.random() < 0.2 else datetime.date(2020, 1, 1) + datetime.timedelta(days=int(rng.integers(5)))
        for sheet in range(1 + rng.integers(1, 6)):
            name = f"USD{number + 1:07d}-20200101-D{sheet:05d}"
            rows.append(make_row(f"nowhere/{name}.png", name, name[:10], day, locarno=code))
    rows = [rows[i] for i in rng.permutation(len(rows))]
    embeds = rng.integers(-2, 3, (len(rows), 3)).astype(np.float32)
    embeds[next(i for i, row in enumerate(rows) if not row["figure_id"].endswith("D00000"))] = np.nan
    return embeds, rows


def ranking(q: int, embeds: np.ndarray, rows: Rows, name: str) -> list[int] | None:
    """Return the candidates of row q in order, None if it is no query."""
    protocol = next(protocol for protocol in PROTOCOLS if protocol.name == name)

    def takes_part(i: int) -> bool:
        dated = protocol.time is None or rows[i]["granted"] is not None
        return dated and not rows[i]["figure_id"].endswith("D00000") and not np.isnan(embeds[i]).any()

    if not takes_part(q):
        return None
    items = [i for i in range(len(rows)) if i != q and takes_part(i)]
    if protocol.exclude_same_patent:
        items = [i for i in items if rows[i]["patent_id"] != rows[q]["patent_id"]]
    if protocol.time == "before":
        items = [i for i in items if rows[i]["granted"] < rows[q]["granted"]]
    if protocol.time == "after":
        items = [i for i in items if rows[i]["granted"] > rows[q]["granted"]]
    return sorted(items, key=lambda i: (-float(embeds[q] @ embeds[i]), i))


def relevant(q: int, i: int, rows: Rows, name: str) -> bool:
    if name == "same-patent":
        return bool(rows[q]["patent_id"] == rows[i]["patent_id"])
    codes = rows[q]["locarno"], rows[i]["locarno"]
    if None in codes:
        return False
    if name == "main-class":
        return bool(codes[0][:2] == codes[1][:2])
    return bool(codes[0] == codes[1] and "-" in codes[0])


def slow_curve(found: list[bool], points: int) -> list[float]:
    """Return the greatest precision at each recall level or beyond it, in fractions."""
    total = sum(found)
    reached = []
    for place in range(1, len(found) + 1):
        hits = sum(found[:place])
        reached.append((Fraction(hits, total), Fraction(hits, place)))
    levels = [Fraction(i, points - 1) for i in range(points)]
    return [float(max(precision for recall, precision in reached if recall >= level)) for level in levels]


# Interpolated precision


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("points", [2, 11, 101])
def test_interpolated_precision_equals_the_slow_loop(name: str, points: int) -> None:
    for seed in range(3):
        embeds, rows = collection(seed)
        curves = interpolated_precision(embeds, rows, name, points=points)
        assert curves.shape == (len(rows), points)
        counted = 0
        for q in range(len(rows)):
            items = ranking(q, embeds, rows, name)
            found = [relevant(q, i, rows, name) for i in items or []]
            if any(found):
                counted += 1
                assert curves[q].tolist() == slow_curve(found, points)
            else:
                assert np.isnan(curves[q]).all()
        assert counted > 5


def test_no_chunk_changes_a_curve_and_tensors_are_as_good() -> None:
    embeds, rows = collection(1, 40)
    whole = interpolated_precision(embeds, rows, "subclass")
    for chunk in (1, 7, 1000):
        np.testing.assert_array_equal(interpolated_precision(embeds, rows, "subclass", chunk_size=chunk), whole)
    np.testing.assert_array_equal(interpolated_precision(torch.from_numpy(embeds), rows, "subclass"), whole)


def test_a_curve_written_down_by_hand() -> None:
    # Relevant at the places 2, 3 and 6 of 6: precisions 1/2, 2/3, 1/2 at recall 1/3, 2/3, 1.
    rows = [{"figure_id": str(i), "patent_id": str(i), "locarno": "06-01"} for i in range(7)]
    for i in (1, 4, 5):
        rows[i]["locarno"] = "14-02"
    embeds = np.zeros((7, 1))
    embeds[:, 0] = [1, 6, 5, 4, 3, 2, 1]
    curve = interpolated_precision(embeds, rows, "subclass")[0]
    assert curve.tolist() == [2 / 3] * 7 + [1 / 2] * 4  # recall .6 still lies below 2/3, .7 beyond it


def test_one_figure_has_no_curve() -> None:
    rows = [{"figure_id": "a", "patent_id": "a", "locarno": "06-01", "granted": datetime.date(2020, 1, 1)}]
    assert np.isnan(interpolated_precision(np.ones((1, 2)), rows)).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"points": 1}, "points must be at least 2 recall levels, not 1"),
        ({"protocol": "cited"}, "not about what a patent cites"),
        ({"protocol": "prior art"}, "unknown protocol 'prior art'"),
        ({"max_figures": 0}, "max_figures must be at least 1"),
    ],
)
def test_wrong_questions_are_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        interpolated_precision(*collection(), **arguments)
    assert "\n" not in str(error.value)


# The first rows of rankings


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("per_patent", [True, False])
def test_nearest_rows_equal_the_slow_loop(name: str, per_patent: bool) -> None:
    embeds, rows = collection(2, 90)
    assert len(rows) > 256  # so that a row's number does not fit into one byte
    queries = [q for q in range(len(rows)) if ranking(q, embeds, rows, name) is not None][::11]
    for query, found in zip(
        queries, nearest_rows(embeds, rows, queries, name, k=7, per_patent=per_patent), strict=True
    ):
        expected: list[int] = []
        for i in ranking(query, embeds, rows, name) or []:
            if not per_patent or rows[i]["patent_id"] not in {rows[other]["patent_id"] for other in expected}:
                expected.append(i)
        assert found == expected[:7]


def test_nearest_rows_are_those_that_the_metrics_count() -> None:
    embeds, rows = collection(3, 60)
    measured = evaluate_embeddings(embeds, rows, "prior-art", per_query=True, ks=(5,))
    queries = [int(row) for row in measured["per_query_rows"]]
    found = nearest_rows(embeds, rows, queries, "prior-art", k=5, per_patent=False)
    for query, items, precision in zip(queries, found, measured["per_query"]["precision@5"], strict=True):
        if not np.isnan(precision):
            assert sum(relevant(query, i, rows, "prior-art") for i in items) == pytest.approx(5 * precision)


def test_nothing_of_a_later_day_or_the_own_patent_answers_under_prior_art() -> None:
    embeds, rows = collection(4, 60)
    queries = [q for q in range(len(rows)) if ranking(q, embeds, rows, "prior-art")]
    for query, found in zip(queries, nearest_rows(embeds, rows, queries, "prior-art", k=50), strict=True):
        assert found
        assert all(rows[i]["granted"] < rows[query]["granted"] for i in found)
        assert rows[query]["patent_id"] not in {rows[i]["patent_id"] for i in found}


def test_a_row_that_is_no_query_is_named() -> None:
    embeds, rows = collection()
    copy = next(i for i, row in enumerate(rows) if row["figure_id"].endswith("D00000"))
    with pytest.raises(ValueError, match=f"row {copy} is no query under 'prior-art'"):
        nearest_rows(embeds, rows, [copy])


def test_average_precisions_stand_at_their_rows() -> None:
    embeds, rows = collection(5)
    values = average_precisions(embeds, rows, "subclass")
    assert np.nanmean(values) == pytest.approx(evaluate_embeddings(embeds, rows, "subclass")["map"])
    for q, row in enumerate(rows):
        if row["figure_id"].endswith("D00000"):
            assert np.isnan(values[q])


# Classes


def test_class_frequencies_are_of_subclasses_most_frequent_first() -> None:
    codes = ["06-03"] * 2 + ["0601", "06-01", "LOC (13) Cl. 06-01"] + ["14", None, None] + ["02-01"] * 2
    assert list(class_frequencies(codes).items()) == [("06-01", 3), ("02-01", 2), ("06-03", 2)]
    assert class_frequencies([None, "14"]) == {}


def test_class_means_equal_the_slow_loop() -> None:
    rng = np.random.default_rng(0)
    codes = [[None, "06", "06-01", "0601", "14-02"][i] for i in rng.integers(0, 5, 80)]
    values = {name: np.where(rng.random(80) < 0.2, np.nan, rng.random(80)) for name in ("a", "b")}
    names, means, queries = class_means(values, codes)
    assert names == ["06-01", "14-02"]
    for place, members in enumerate([("06-01", "0601"), ("14-02",)]):
        rows = [i for i in range(80) if codes[i] in members and not any(np.isnan(v[i]) for v in values.values())]
        assert queries[names[place]] == len(rows)
        for name, value in values.items():
            assert means[name][place] == pytest.approx(sum(value[i] for i in rows) / len(rows))


def test_only_rows_that_count_for_all_models_count() -> None:
    nan = np.nan
    values = {"a": np.array([1.0, nan, 1.0]), "b": np.array([[1.0, 2.0], [1.0, 2.0], [1.0, nan]])}
    assert counted_by_all(values, 3).tolist() == [True, False, False]
    with pytest.raises(ValueError, match="3 values of 'a', but 4 rows"):
        counted_by_all(values, 4)
    with pytest.raises(ValueError, match="at least one model"):
        counted_by_all({}, 4)


@pytest.mark.parametrize("seed", range(20))
def test_bins_hold_every_class_once_in_order_and_never_part_equal_counts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 30, rng.integers(1, 60)) * rng.integers(0, 2)
    groups = frequency_bins(counts, 5)
    assert sorted(np.concatenate(groups)) == list(range(len(counts)))
    assert len(groups) <= 6 and all(len(group) for group in groups)
    for before, after in itertools.pairwise(groups):
        assert counts[before].max() < counts[after].min()
    if (counts == 0).any():
        assert (counts[groups[0]] == 0).all()


def test_bins_of_distinct_counts_are_equally_large() -> None:
    assert [len(group) for group in frequency_bins(np.arange(1, 51), 5)] == [10] * 5
    with pytest.raises(ValueError, match="bins must be at least 1"):
        frequency_bins(np.arange(3), 0)


# Intervals and samples


def test_the_bootstrap_equals_resampling_one_group_after_another() -> None:
    rng = np.random.default_rng(0)
    values, groups = rng.random((30, 2)), [None if i % 7 == 0 else f"p{i % 4}" for i in range(30)]
    low, high = bootstrap_interval(values, groups, rounds=200, seed=3)
    # numpy sorts the names, and so does this: rows of None are groups of their own
    names = sorted({f"row {i}" if g is None else f"group {g}" for i, g in enumerate(groups)})
    members = [
        [i for i, g in enumerate(groups) if name == (f"row {i}" if g is None else f"group {g}")] for name in names
    ]
    means = []
    for drawn in np.random.default_rng(3).multinomial(len(names), [1 / len(names)] * len(names), 200):
        rows = [row for number, times in enumerate(drawn) for _ in range(times) for row in members[number]]
        means.append(values[rows].mean(axis=0))
    np.testing.assert_allclose(low, np.quantile(means, 0.025, axis=0))
    np.testing.assert_allclose(high, np.quantile(means, 0.975, axis=0))


def test_the_interval_of_means_is_about_right_and_that_of_one_row_is_itself() -> None:
    values = np.random.default_rng(1).standard_normal((400, 1))
    low, high = bootstrap_interval(values, rounds=2000)
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert low[0] < values.mean() < high[0]
    np.testing.assert_array_equal(bootstrap_interval(np.array([[0.5]]), rounds=5), [[0.5], [0.5]])


def test_the_samples_do_not_depend_on_how_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).random((50, 3))
    whole = bootstrap_interval(values, rounds=40)
    monkeypatch.setattr(figures_data, "_DRAWS_AT_ONCE", 7 * 50)
    np.testing.assert_allclose(bootstrap_interval(values, rounds=40), whole)


def test_a_sample_is_of_whole_patents_and_depends_on_the_seed_alone() -> None:
    patents = [None if i % 10 == 9 else f"p{i // 5}" for i in range(200)]
    chosen = sample_by_patent(patents, 60, seed=1)
    assert 50 < len(chosen) <= 60 and list(chosen) == sorted(set(chosen))
    for patent in {patents[row] for row in chosen} - {None}:
        members = [row for row, other in enumerate(patents) if other == patent]
        assert set(members) <= set(chosen)
    np.testing.assert_array_equal(chosen, sample_by_patent(patents, 60, seed=1))
    assert list(chosen) != list(sample_by_patent(patents, 60, seed=2))
    assert list(sample_by_patent(patents, 500)) == list(range(200))
    assert list(sample_by_patent(["a"] * 9, 4)) == [0, 1, 2, 3]
    assert len(sample_by_patent([], 4)) == 0
