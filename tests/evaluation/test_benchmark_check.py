"""Every check of a benchmark's result fails when it should, and passes where nothing is wrong."""

import copy
import datetime
import json
import math
from pathlib import Path
from typing import Any

import pytest

from modeling_patent.evaluation import check_result, comparable, read_benchmark, run_benchmark
from modeling_patent.evaluation.benchmark_rules import DOCUMENTED, PUBLISHED
from tests.evaluation.releases import LISTS, MINI, Rows, lists, release, vectors


@pytest.fixture(scope="module")
def clean() -> Rows:
    return release(3, dirty=False)


@pytest.fixture(scope="module")
def result(clean: Rows) -> dict[str, Any]:
    return run_benchmark(vectors(clean), clean, model="m", weights="w", seed=3, date=datetime.date(2024, 5, 6))


def test_a_result_of_made_data_passes_also_from_its_file(clean: Rows, result: dict[str, Any], tmp_path: Path) -> None:
    from modeling_patent.evaluation.report import write_benchmark

    stored = json.loads(write_benchmark(tmp_path, result)[0].read_text())
    for one in (result, stored):
        assert check_result(one) == []
        assert check_result(one, clean) == []
        assert check_result(one, clean, embeds=vectors(clean)) == []
    text = (tmp_path / "benchmark.md").read_text()
    assert result["data"]["fingerprints"]["test"] in text and "max figures 8" in text
    assert "prior-art: find earlier patents of the same subclass" in text and "main-class by patent" in text


@pytest.mark.parametrize("seed", range(3))
def test_a_dirty_release_passes_too(seed: int) -> None:
    rows = release(seed + 20, patents=120)
    found = run_benchmark(vectors(rows), rows, model="m", revision="abc")
    assert check_result(found, rows, embeds=vectors(rows)) == []


def change(*path: Any, to: Any) -> Any:
    def apply(result: dict[str, Any]) -> None:
        place = result
        for key in path[:-1]:
            place = place[key]
        if to == "remove":
            del place[path[-1]]
        else:
            place[path[-1]] = to(place[path[-1]]) if callable(to) else to

    return apply


FIGURES = ("results", "prior-art")
TAMPERED = {
    "another version": (change("benchmark", to="dp2-prior-art-v0"), "unknown benchmark or version 'dp2-prior-art-v0'"),
    "another benchmark": (change("benchmark", to=MINI), "rule share is 1.0, not 0.05"),
    "another rule": (change("rules", "max_figures", to=9), "rule max_figures is 9, not 8"),
    "a rule more": (change("rules", "flips", to=True), "rule flips is True, not None"),
    "no data": (change("data", to="remove"), "missing: data"),
    "no years": (change("data", "years", to="remove"), "missing in data: years"),
    "no version of the libraries": (change("versions", to={}), "versions must state modeling-patent and torch"),
    "no weights": (change("model", "weights", to=None), "a revision or a hash of its weights"),
    "no settings": (change("settings", to={}), "settings must state bf16 and seed"),
    "no date": (change("date", to="yesterday"), "not of the form of a result (ValueError: "),
    "no fingerprint": (change("data", "fingerprints", "test", to="abc"), "test: the fingerprint is no SHA-256"),
    "another part": (change("data", "fingerprints", to={"best": "0" * 64}), "fingerprints are of best, not of test"),
    "said to be published": (change("data", "published", "test", to=True), "'published' is True"),
    "more rows": (change("data", "counts", "rows", to=lambda n: n + 1), "rows are not left out"),
    "fewer queries": (change("data", "counts", "test", to=lambda n: n - 1), "do not add up to gallery"),
    "more patents": (change("data", "counts", "train_patents", to=lambda n: n + 1), "do not add up to gallery_patents"),
    "more left out": (change("data", "left_out", "gazette_copy", to=lambda n: n + 1), "rows are not left out"),
    "a negative count": (change("data", "counts", "head_classes", to=-1), "count head_classes is -1"),
    "half a count": (change("data", "counts", "test", to=1.5), "count test is 1.5"),
    "more head queries": (change("data", "counts", "head_queries", to=lambda n: n + 1), "do not add up to test"),
    "queries of 2019": (change("data", "queries_granted", to=["2019-12-31", "2020-03-03"]), "not within 2020"),
    "queries of 2021": (change("data", "queries_granted", to=["2020-01-07", "2021-01-05"]), "not within 2020"),
    "later years": (change("data", "years", to=[2016, 2021]), "years are [2016, 2021]"),
    "a result missing": (change("results", "prior-art", to="remove"), "no result 'prior-art'"),
    "citations missing": (change("results", "cited", to="remove"), "no result 'cited'"),
    "a result more": (change("results", "best", to={}), "'best' is no result of dp2-prior-art-v1"),
    "a metric missing": (change(*FIGURES, "ndcg@20", to="remove"), "prior-art: ndcg@20 is missing"),
    "NaN": (change(*FIGURES, "map", to=math.nan), "prior-art: map is no number"),
    "null": (change(*FIGURES, "map", to=None), "prior-art: map is no number"),
    "null in head": (change(*FIGURES, "head/hit@1", to=None), "prior-art: head/hit@1 is no number"),
    "more than one": (change(*FIGURES, "map", to=1.01), "prior-art: map is 1.01"),
    "less than none": (change("results", "main-class", "mrr@10", to=-0.1), "main-class: mrr@10 is -0.1"),
    "words": (change(*FIGURES, "map", to="best"), "prior-art: map is best"),
    "queries of the result": (change(*FIGURES, "queries", to=lambda n: n + 1), "queries with and without a relevant"),
    "no queries": (change(*FIGURES, "queries", to=None), "prior-art: queries and queries_without_relevant are [None"),
    "head and tail": (change(*FIGURES, "head/queries", to=lambda n: n + 1), "tail/queries do not add up to queries"),
    "a better head": (change(*FIGURES, "head/map", to=lambda x: 1 - x), "map is not the mean of head and tail"),
    "a better mean": (change(*FIGURES, "map", to=lambda x: 1 - x), "map is not the mean of the classes"),
    "a better macro mean": (change(*FIGURES, "map_macro", to=lambda x: 1 - x), "map_macro is not the mean of"),
    "classes missing": (change("per_class", "prior-art", to="remove"), "per_class lacks 'prior-art'"),
    "a class missing": (change("per_class", "prior-art", "06-01", to="remove"), "queries, all together"),
    "vectors missing": (change("figures_without_vector", to=10**6), "figures_without_vector is 1000000"),
    "results of another form": (change("results", "prior-art", to=[1]), "not of the form of a result (AttributeError"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_result_that_was_changed_is_refused(name: str, result: dict[str, Any]) -> None:
    tamper, message = TAMPERED[name]
    changed = copy.deepcopy(result)
    tamper(changed)
    problems = check_result(changed)
    assert any(message in problem for problem in problems), problems


def test_nothing_at_all_is_no_result() -> None:
    assert check_result({})[0].startswith("missing: benchmark, rules")
    assert check_result(dict.fromkeys(("benchmark", "rules", "data")))[0].startswith("missing: model")


def test_a_result_of_no_form_is_checked_against_rows_without_a_crash(clean: Rows, result: dict[str, Any]) -> None:
    broken = result | {"data": [1], "results": {"prior-art": [1]}}
    problems = check_result(broken, clean, embeds=vectors(clean))
    assert any("the rows give" in problem for problem in problems)
    assert any("prior-art: map is None, but the vectors give" in problem for problem in problems)


def test_rows_unmask_other_rows_and_vectors_other_vectors(clean: Rows, result: dict[str, Any]) -> None:
    fewer = [row for row in clean if row["patent_id"] != clean[0]["patent_id"]]
    problems = check_result(result, fewer)
    assert any("fingerprints: test is" in problem for problem in problems)
    assert any("counts: gallery_patents is" in problem for problem in problems)
    problems = check_result(result, clean, embeds=vectors(clean, seed=1))
    assert any("prior-art: map is" in problem and "but the vectors give" in problem for problem in problems)
    assert all("but the vectors give" in problem for problem in problems)
    assert check_result(result, [clean[0], clean[0]])[0].startswith("not of these rows: figure_id 'USD")


def test_what_cannot_be_compared_says_why(clean: Rows, result: dict[str, Any]) -> None:
    other = copy.deepcopy(result)
    other["data"]["fingerprints"]["test"] = "0" * 64
    assert comparable(result, other) == ["test: they are of different figures"]
    assert "the other of deeppatent-v1" in comparable(result, other | {"benchmark": LISTS})[0]
    other["data"]["fingerprints"] = {"validation": "0" * 64}
    assert comparable(result, other) == ["they have no part in common"]


def test_deeppatent_on_parts_of_the_lists_is_refused_by_its_documented_counts() -> None:
    rows, roles = lists()
    found = run_benchmark(vectors(rows), rows, LISTS, roles=roles, model="m", weights="w")
    assert found["data"]["published"] == {"test": False, "validation": False}
    problems = check_result(found, rows, roles=roles, embeds=vectors(rows))
    told = "{}: 6 queries and 24 gallery figures of 6 patents, but the list has {} gallery figures of {} patents"
    assert problems == [
        told.format("test", "13,133 queries and 38,834", "6,927"),
        told.format("validation", "11,271 queries and 33,544", "5,888"),
    ]
    only = [i for i, role in enumerate(roles) if role.startswith("test")]
    part = run_benchmark(
        vectors(rows)[only], [rows[i] for i in only], LISTS, roles=[roles[i] for i in only], model="m", weights="w"
    )
    assert list(part["results"]) == list(found["results"])[:2] and not comparable(part, found)
    assert part["data"]["fingerprints"]["test"] == found["data"]["fingerprints"]["test"]
    assert part["results"]["test"] == found["results"]["test"]


@pytest.mark.real_data
def test_the_published_fingerprints_are_those_of_the_real_lists(real_data: Path) -> None:
    from patent_data import read_list

    rows, roles = [], []
    for part, short in (("validation", "val"), ("test", "test")):
        for side, end in (("query", "query"), ("gallery", "db")):
            for entry in read_list(real_data / "deeppatent_v1_lists" / f"{short}_{end}_patent.txt.gz"):
                name = Path(entry.path).stem
                rows.append({"figure_id": name, "patent_id": entry.patent_id, "granted": entry.granted})
                roles.append(f"{part}_{side}")
    about = read_benchmark(rows, LISTS, roles).about
    assert about["fingerprints"] == PUBLISHED[LISTS] and about["published"] == {"test": True, "validation": True}
    for part, expected in DOCUMENTED.items():
        there = [about["counts"][f"{part}_{name}"] for name in ("query", "gallery", "query_patents")]
        assert tuple(there) == expected
    assert about["counts"]["test_query_gazette_copies"] == 2050
