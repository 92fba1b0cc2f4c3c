"""Benchmarks: who takes part and as what, against a slow loop; what is measured; and what a result says."""

import datetime
import hashlib
from typing import Any

import datasets
import numpy as np
import pytest
import torch

from modeling_patent.evaluation import (
    benchmark_splits,
    check_result,
    comparable,
    evaluate_embeddings,
    read_benchmark,
    run_benchmark,
)
from modeling_patent.evaluation.benchmark_patents import in_share
from modeling_patent.rows import COLUMNS, fit_head_codes, make_row, row_features
from tests.evaluation.releases import DP2, LISTS, MINI, Rows, lists, release, slow_roles, vectors


def roles_of(rows: Rows, name: str = DP2) -> dict[str, str]:
    data = read_benchmark(rows, name)
    named = [rows[i]["figure_id"] for i in data.index]
    assert named == data.rows["figure_id"][:] and named == sorted(named)
    return dict(zip(named, data.roles.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_roles_equal_a_slow_loop(seed: int) -> None:
    rows = release(seed)
    assert roles_of(rows) == slow_roles(rows)
    assert {"train", "validation", "test"} <= set(roles_of(rows).values())


def test_the_mini_share_is_a_hash_of_patent_and_version() -> None:
    rows = release(1, patents=300)
    assert roles_of(rows, MINI) == slow_roles(rows, 0.05)
    share = np.mean([in_share(f"USD{number:07d}", 0.05) for number in range(20_000)])
    assert abs(share - 0.05) < 0.005
    whole = roles_of(rows)
    assert all(whole[name] == role for name, role in roles_of(rows, MINI).items())


@pytest.mark.parametrize("seed", range(3))
def test_a_role_depends_neither_on_the_order_nor_on_other_patents(seed: int) -> None:
    rows = release(seed)
    rng = np.random.default_rng(seed)
    whole = roles_of(rows)
    mixed = [rows[i] for i in rng.permutation(len(rows))]
    assert roles_of(mixed) == whole
    assert read_benchmark(mixed).about == read_benchmark(rows).about
    some = {f"USD{number:07d}" for number in rng.integers(1, 60, 20)}
    part = [row for row in rows if row["patent_id"] in some]
    assert roles_of(part) == {name: role for name, role in whole.items() if name[:10] in some}
    assert read_benchmark(part).about["fingerprints"] != read_benchmark(rows).about["fingerprints"]


def test_the_cap_takes_the_first_names_not_the_first_rows() -> None:
    names = [f"USD0000001-20200107-D{sheet:05d}" for sheet in range(1, 13)]
    rows = [make_row("x", name, name[:10], "2020-01-07", locarno="06-01") for name in reversed(names)]
    data = read_benchmark(rows)
    assert data.rows["figure_id"][:] == names[:8] and data.about["left_out"]["over_max_figures"] == 4


def test_every_row_is_counted_once_under_its_reason() -> None:
    def row(name: str, patent: str, day: str | None, code: str | None = "06-01") -> dict[str, Any]:
        return make_row("x", name, patent, day, locarno=code)

    rows = [
        row("USD0000001-20200107-D00000", "USD0000001", "2020-01-07"),
        row("USD0000001-20200107-D00001_9991", "USD0000001", "2020-01-07"),
        row("USD0000001-20200107-D00002_9990", "USD0000001", "2020-01-07"),
        row("a", "p", None), row("b", "q", "2019-05-07"), row("c", "q", "2019-05-14"), row("d", "r", "2021-01-05"),
        row("e", "s", "2018-12-31", None), row("f", "t", "2019-01-01", "14"), row("g", "u", "2020-12-31", "14"),
        row("h", "v", "2020-12-31"), row("i", "v", None, "06-03"), row("j", "w", "2007-01-02") | {"patent_id": None},
        row("k", "x", "2007-01-02"), row("l", "x", None, None),
    ]  # fmt: skip
    about = read_benchmark(rows).about
    assert about["left_out"] == {
        "without_patent": 1, "gazette_copy": 1, "unmatched_segment": 1, "without_date": 1, "two_dates": 2,
        "granted_later": 1, "outside_share": 0, "over_max_figures": 0,
    }  # fmt: skip
    roles = roles_of(sorted(rows, key=lambda row: row["figure_id"]))
    assert roles == {
        "USD0000001-20200107-D00002_9990": "test", "e": "train", "f": "validation", "g": "candidate",
        "h": "candidate", "i": "candidate", "k": "train", "l": "train",
    }  # fmt: skip
    assert about["noted"] == {"patents_of_two_codes": 1, "figures_without_subclass": 5}
    assert about["counts"]["rows"] == 15 and about["counts"]["gallery"] == 8
    data = read_benchmark(rows)
    codes = dict(zip(data.rows["figure_id"], data.rows["locarno"], strict=True))
    assert codes["l"] == "06-01" and codes["h"] == "06" and codes["g"] == "14" and codes["e"] is None
    assert about["years"] == [2007, 2018, 2019, 2020] and about["queries_granted"] == ["2020-01-07", "2020-01-07"]


def test_the_fingerprint_is_what_the_document_says() -> None:
    rows = [
        make_row("x", "USD0000002-20200107-D00001", "USD0000002", "2020-01-07", locarno="1404"),
        make_row("x", "USD0000001-20170103-D00001", "USD0000001", "2017-01-03"),
    ]
    text = "USD0000001-20170103-D00001\tUSD0000001\t2017-01-03\t\ttrain\n"
    text += "USD0000002-20200107-D00001\tUSD0000002\t2020-01-07\t14-04\ttest\n"
    expected = {"test": hashlib.sha256(text.encode()).hexdigest()}
    assert read_benchmark(rows).about["fingerprints"] == expected
    for name, value in (("figure_id", "z"), ("patent_id", "z"), ("granted", "2017-01-04"), ("locarno", "06-01")):
        assert read_benchmark([rows[0], rows[1] | {name: value}]).about["fingerprints"] != expected


def test_splits_are_rows_of_the_dataset() -> None:
    rows = release(2)
    table = datasets.Dataset.from_list([row | {"image": None} for row in rows], features=row_features())
    splits = benchmark_splits(table)
    roles = slow_roles(rows)
    assert list(splits) == ["train", "validation", "test", "gallery"]
    assert splits["train"].column_names == list(COLUMNS)
    for name in ("train", "validation", "test"):
        assert set(splits[name]["figure_id"]) == {figure for figure, role in roles.items() if role == name}
    assert set(splits["gallery"]["figure_id"]) == set(roles)
    patents = [set(splits[name]["patent_id"]) for name in ("train", "validation", "test")]
    assert not patents[0] & patents[1] and not patents[1] & patents[2] and not patents[0] & patents[2]


def by_hand(rows: Rows, embeds: np.ndarray) -> tuple[list[float], int]:
    """Average precisions of the queries of dp2-prior-art-v1, and how many queries have nothing to find."""
    roles = slow_roles(rows)
    there = sorted((i for i in range(len(rows)) if rows[i]["figure_id"] in roles), key=lambda i: rows[i]["figure_id"])

    def known(patent: str, column: str) -> Any:
        stated = {row[column] for row in rows if row["patent_id"] == patent} - {None}
        return stated.pop() if len(stated) == 1 else None

    precisions, silent = [], 0
    for q in there:
        mine = rows[q]["patent_id"]
        if roles[rows[q]["figure_id"]] != "test":
            continue
        earlier = [i for i in there if known(rows[i]["patent_id"], "granted") < known(mine, "granted")]
        earlier.sort(key=lambda i: -float(np.float32(embeds[i].astype(float) @ embeds[q].astype(float))))
        ranks = [
            rank
            for rank, i in enumerate(earlier, 1)
            if known(rows[i]["patent_id"], "locarno") == known(mine, "locarno")
        ]
        silent += not ranks
        if ranks:
            precisions.append(sum(j / rank for j, rank in enumerate(ranks, 1)) / len(ranks))
    return precisions, silent


@pytest.fixture(scope="module")
def clean() -> Rows:
    return release(3, dirty=False)


@pytest.fixture(scope="module")
def result(clean: Rows) -> dict[str, Any]:
    return run_benchmark(vectors(clean), clean, model="m", weights="w", seed=3, date=datetime.date(2024, 5, 6))


def test_the_metrics_equal_a_slow_loop(clean: Rows, result: dict[str, Any]) -> None:
    precisions, silent = by_hand(clean, vectors(clean))
    found = result["results"]["prior-art"]
    assert found["map"] == pytest.approx(np.mean(precisions), abs=1e-9)
    assert (found["queries"], found["queries_without_relevant"]) == (len(precisions), silent)
    assert list(result["results"]) == [
        "prior-art",
        "prior-art by patent",
        "main-class",
        "main-class by patent",
        "cited",
    ]
    assert found["gallery_figures"] == result["data"]["counts"]["gallery"] == len(slow_roles(clean))


def test_the_result_states_what_it_rests_on(clean: Rows, result: dict[str, Any]) -> None:
    assert result["model"] == {"name": "m", "revision": None, "weights": "w"}
    assert result["settings"] == {"bf16": False, "seed": 3} and result["date"] == "2024-05-06"
    data = read_benchmark(clean)
    trained = [code for code, role in zip(data.rows["locarno"], data.roles, strict=True) if role == "train"]
    head = fit_head_codes(trained)
    assert data.head_codes == head and result["data"]["counts"]["head_classes"] == len(head)
    asked = [code for code, role in zip(data.rows["locarno"], data.roles, strict=True) if role == "test"]
    assert result["data"]["counts"]["head_queries"] == sum(code in head for code in asked)
    assert result["data"]["published"] == {"test": None}
    for name in ("prior-art", "prior-art by patent"):
        assert np.mean([of["map"] for of in result["per_class"][name].values()]) == pytest.approx(
            result["results"][name]["map_macro"]
        )


def test_two_orders_of_the_rows_give_one_result(clean: Rows, result: dict[str, Any]) -> None:
    mixed = [clean[i] for i in np.random.default_rng(9).permutation(len(clean))]
    again = run_benchmark(vectors(mixed), mixed, model="m", weights="w", seed=3, date=datetime.date(2024, 5, 6))
    assert again == result and not comparable(again, result)


def test_figures_without_a_vector_count_as_zeros(clean: Rows) -> None:
    embeds = vectors(clean)
    data = read_benchmark(clean)
    gone, unused = data.index[::7], np.setdiff1d(np.arange(len(clean)), data.index)
    embeds[gone], embeds[unused] = np.nan, np.nan
    found = run_benchmark(embeds, clean, model="m", weights="w")
    assert found["figures_without_vector"] == len(gone)
    zeros = vectors(clean)
    zeros[gone] = 0
    assert found["results"] == run_benchmark(zeros, clean, model="m", weights="w")["results"]
    assert np.isnan(embeds[gone]).all()


def test_tensors_give_what_arrays_give(clean: Rows, result: dict[str, Any]) -> None:
    embeds = torch.from_numpy(vectors(clean))
    found = run_benchmark(embeds, clean, model="m", weights="w")
    assert found["results"] == result["results"]
    embeds[:5] = torch.nan
    missing = run_benchmark(embeds, clean, model="m", weights="w")
    assert missing["results"] == run_benchmark(embeds.numpy(), clean, model="m", weights="w")["results"]
    assert torch.isnan(embeds[:5]).all()


def test_a_release_without_citations_has_no_result_of_them(clean: Rows) -> None:
    silent = [row | {"cites": []} for row in clean]
    found = run_benchmark(vectors(silent), silent, model="m", weights="w")
    assert "cited" not in found["results"] and check_result(found, silent) == []


REFUSED = [
    ({"benchmark": "best"}, "unknown benchmark 'best' (expected one of dp2-prior-art-v1, "),
    ({"roles": ["test_query"]}, "dp2-prior-art-v1 finds the roles itself"),
    ({"benchmark": LISTS}, "deeppatent-v1 needs the role of every row"),
    ({"benchmark": LISTS, "roles": ["train"]}, "rows need 1 roles out of test_query"),
]


@pytest.mark.parametrize(("given", "message"), REFUSED)
def test_what_does_not_fit_is_one_line(given: dict[str, Any], message: str) -> None:
    row = make_row("x", "f", "p", "2020-01-07", locarno="06-01")
    with pytest.raises(ValueError) as caught:
        read_benchmark([row], **given)
    assert message in str(caught.value).replace(" 1 rows", " rows") and "\n" not in str(caught.value)


def test_rows_that_cannot_be_a_benchmark_are_refused() -> None:
    old = make_row("x", "f", "p", "2017-01-03", locarno="06-01")
    with pytest.raises(ValueError, match="figure_id 'f' occurs more than once"):
        read_benchmark([old, old | {"patent_id": "q"}])
    with pytest.raises(ValueError, match="no figure is left"):
        read_benchmark([old | {"granted": None}])
    with pytest.raises(ValueError, match="no query: no patent with a subclass is granted in 2020"):
        run_benchmark(np.eye(1), [old], model="m", weights="w")
    with pytest.raises(ValueError, match="2 vectors, but 1 rows"):
        run_benchmark(np.eye(2), [old], model="m", weights="w")
    with pytest.raises(ValueError, match="not a Locarno code"):
        read_benchmark([old | {"locarno": "cup"}])


def test_deeppatent_is_measured_with_and_without_gazette_copies() -> None:
    rows, roles = lists()
    embeds = vectors(rows)
    found = run_benchmark(embeds, rows, LISTS, roles=roles, model="m", weights="w")
    assert list(found["results"]) == [
        "test", "test without Gazette copies", "validation", "validation without Gazette copies",
    ]  # fmt: skip
    for part in ("test", "validation"):
        sides = [[i for i in range(len(rows)) if roles[i] == f"{part}_{side}"] for side in ("query", "gallery")]
        for ending, copies in (("", True), (" without Gazette copies", False)):
            query, gallery = ([i for i in side if copies or not rows[i]["is_gazette_copy"]] for side in sides)
            precisions = []
            for q in query:
                ranked = sorted(
                    gallery, key=lambda i: -float(np.float32(embeds[i].astype(float) @ embeds[q].astype(float)))
                )
                ranks = [r for r, i in enumerate(ranked, 1) if rows[i]["patent_id"] == rows[q]["patent_id"]]
                precisions.append(sum(j / rank for j, rank in enumerate(ranks, 1)) / len(ranks))
            own = found["results"][f"{part}{ending}"]
            assert own["map"] == pytest.approx(np.mean(precisions), abs=1e-9) and own["queries"] == len(query)
            assert own["gallery_figures"] == len(gallery)


def test_the_gallery_of_a_query_holds_train_and_validation(clean: Rows) -> None:
    """Against the plain protocol on all figures at once, restricted to the queries by hand."""
    data = read_benchmark(clean)
    embeds = vectors(clean)[data.index]
    every = evaluate_embeddings(embeds, data.rows, "prior-art", per_query=True, ks=(1, 5, 10, 20))
    asked = every["per_query"]["map"][data.roles == "test"]
    found = run_benchmark(vectors(clean), clean, model="m", weights="w")["results"]["prior-art"]
    assert found["map"] == pytest.approx(np.nanmean(asked), abs=1e-12) and found["queries"] == (~np.isnan(asked)).sum()
