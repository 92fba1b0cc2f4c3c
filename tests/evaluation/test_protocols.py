"""The protocols ask and answer as they say, and count what they leave out."""

import datetime
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pytest
import torch

from modeling_patent.evaluation import PROTOCOLS, Protocol, evaluate_embeddings, find_protocol, three_levels
from modeling_patent.rows import make_row, row_features

Rows = list[dict[str, Any]]


def collection(seed: int = 0, patents: int = 24) -> tuple[np.ndarray, Rows]:
    """Rows of patents with one to five figures, a Gazette copy each, some without a code or date; and vectors."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(patents):
        code = [None, "06", "06-01", "06-01", "06-03", "14-02", "14-04"][rng.integers(7)]
        day = None if rng.random() < 0.2 else datetime.date(2020, 1, 1) + datetime.timedelta(days=int(rng.integers(5)))
        for sheet in range(1 + rng.integers(1, 6)):
            name = f"USD{number + 1:07d}-20200101-D{sheet:05d}"
            rows.append(make_row(f"nowhere/{name}.png", name, name[:10], day, locarno=code))
    order = rng.permutation(len(rows))
    return rng.integers(-2, 3, (len(rows), 3)).astype(np.float32), [rows[i] for i in order]


def code_at(row: dict[str, Any], level: str) -> str | None:
    if level == "patent":
        return str(row["patent_id"])
    code = row["locarno"]
    if level == "main_class":
        return None if code is None else code[:2]
    return code if code is not None and "-" in code else None


def by_hand(embeds: np.ndarray, rows: Rows, level: str, time: str | None, exclude: bool) -> tuple[float, int, int]:
    """Return mean AP, queries that count and queries that do not, one row after another."""
    figures = [i for i, row in enumerate(rows) if not row["figure_id"].endswith("D00000")]
    if time:
        figures = [i for i in figures if rows[i]["granted"] is not None]
    precisions: list[float] = []
    silent = 0
    for q in figures:
        mine = rows[q]
        items = [i for i in figures if i != q and not (exclude and rows[i]["patent_id"] == mine["patent_id"])]
        if time == "before":
            items = [i for i in items if rows[i]["granted"] < mine["granted"]]
        if time == "after":
            items = [i for i in items if rows[i]["granted"] > mine["granted"]]
        items.sort(key=lambda i: (-float(embeds[q] @ embeds[i]), i))
        wanted = code_at(mine, level)
        ranks = [
            rank for rank, i in enumerate(items, 1) if wanted is not None and code_at(rows[i], level) == wanted
        ]  # fmt: skip
        if ranks:
            precisions.append(sum(j / rank for j, rank in enumerate(ranks, 1)) / len(ranks))
        else:
            silent += 1
    return sum(precisions) / len(precisions), len(precisions), silent


def test_the_protocols_are_what_their_names_say() -> None:
    stated = {p.name: (p.level, p.time, p.exclude_same_patent) for p in PROTOCOLS}
    assert stated == {
        "same-patent": ("patent", None, False),
        "subclass": ("subclass", None, True),
        "main-class": ("main_class", None, True),
        "prior-art": ("subclass", "before", True),
        "later-art": ("subclass", "after", True),
        "cited": ("cited", "before", True),
    }


@pytest.mark.parametrize("protocol", [p for p in PROTOCOLS if p.level != "cited"], ids=lambda p: p.name)
@pytest.mark.parametrize("seed", range(3))
def test_a_protocol_equals_a_loop_over_the_rows(protocol: Protocol, seed: int) -> None:
    embeds, rows = collection(seed)
    found = evaluate_embeddings(embeds, rows, protocol.name)
    expected = by_hand(embeds, rows, protocol.level, protocol.time, protocol.exclude_same_patent)
    assert found["map"] == pytest.approx(expected[0], abs=1e-9)
    assert (found["queries"], found["queries_without_relevant"]) == expected[1:]
    assert found["protocol"] == protocol.name


def test_every_row_is_counted_as_kept_or_left_out() -> None:
    embeds, rows = collection(1)
    embeds[[i for i, row in enumerate(rows) if row["figure_id"].endswith("D00001")][:3]] = np.nan
    found = evaluate_embeddings(embeds, rows, "prior-art", max_figures=2)
    assert set(found["rows_left_out"]) == {"gazette_copy", "without_vector", "over_max_figures", "without_date"}
    assert all(found["rows_left_out"].values())
    assert found["rows_left_out"]["gazette_copy"] == 24
    assert found["rows_left_out"]["without_vector"] == 3
    assert found["figures"] + sum(found["rows_left_out"].values()) == len(rows)
    assert found["queries"] + found["queries_without_relevant"] == found["figures"]


def test_undated_rows_take_part_where_dates_do_not_decide() -> None:
    embeds, rows = collection(1)
    found = evaluate_embeddings(embeds, rows, "same-patent")
    assert found["figures"] == sum(not row["figure_id"].endswith("D00000") for row in rows)
    assert "without_date" not in found["rows_left_out"]


def test_max_figures_keeps_a_patents_first_figures_in_row_order() -> None:
    embeds, rows = collection(2)
    seen: dict[str, int] = {}
    kept = []
    for i, row in enumerate(rows):
        if not row["figure_id"].endswith("D00000"):
            seen[row["patent_id"]] = seen.get(row["patent_id"], 0) + 1
            kept += [i] if seen[row["patent_id"]] <= 2 else []
    found = evaluate_embeddings(embeds, rows, "same-patent", max_figures=2, per_query=True)
    assert found["per_query_rows"].tolist() == kept
    assert found["max_figures"] == 2
    alone = evaluate_embeddings(embeds[kept], [rows[i] for i in kept], "same-patent")
    assert found["map"] == alone["map"] and len(kept) < sum(seen.values())


def test_a_gazette_copy_is_known_by_its_name_where_no_column_says_so() -> None:
    embeds, rows = collection(0)
    named = [{key: row[key] for key in ("figure_id", "patent_id", "locarno", "granted")} for row in rows]
    assert evaluate_embeddings(embeds, named) == evaluate_embeddings(embeds, rows)


def test_a_dataset_gives_the_same_as_its_rows_and_opens_no_picture() -> None:
    embeds, rows = collection(3)
    for row in rows:
        row["cites"] = [rows[0]["patent_id"], rows[9]["patent_id"]]
    dataset = datasets.Dataset.from_list(rows, features=row_features())  # its pictures do not exist
    for protocol in PROTOCOLS:
        assert evaluate_embeddings(embeds, dataset, protocol) == evaluate_embeddings(embeds, rows, protocol)


@pytest.mark.parametrize("kind", [torch.from_numpy, lambda e: torch.from_numpy(e).bfloat16(), np.float64])
def test_vectors_may_be_tensors_or_arrays(kind: Callable[[Any], Any]) -> None:
    embeds, rows = collection(4)
    assert evaluate_embeddings(kind(embeds), rows) == evaluate_embeddings(embeds, rows)


def test_memory_maps_are_taken(tmp_path: Path) -> None:
    embeds, rows = collection(4)
    np.save(tmp_path / "e.npy", embeds)
    mapped = np.load(tmp_path / "e.npy", mmap_mode="r")
    assert evaluate_embeddings(mapped, rows) == evaluate_embeddings(embeds, rows)


def test_head_and_tail_follow_the_codes_in_any_notation() -> None:
    embeds, rows = collection(5, patents=60)
    head = ["0601", "LOC (13) Cl. 14-04", "06"]
    found = evaluate_embeddings(embeds, rows, "subclass", head_codes=head, per_query=True)
    codes = np.array([rows[i]["locarno"] or "" for i in found["per_query_rows"]])
    values = found["per_query"]["map"]
    for name, members in (("head", ["06-01", "14-04"]), ("tail", ["06-03", "14-02"])):
        assert found[f"{name}/map"] == pytest.approx(np.nanmean(values[np.isin(codes, members)]))
    assert found["head/queries"] + found["tail/queries"] == found["queries"]
    assert found["rows_without_code"] == np.isin(codes, ["", "06"]).sum() > 0


# Three levels


def test_three_levels_count_the_own_patent_at_class_level_unless_told_otherwise() -> None:
    embeds, rows = collection(6)
    for exclude in (False, True):
        found = three_levels(embeds, rows, exclude_same_patent=exclude)
        for level in ("patent", "subclass", "main_class"):
            left_out = exclude and level != "patent"
            mean, queries, silent = by_hand(embeds, rows, level, None, left_out)
            assert found[level]["map"] == pytest.approx(mean, abs=1e-9)
            assert (found[level]["queries"], found[level]["queries_without_relevant"]) == (queries, silent)
            assert found[level]["exclude_same_patent"] is left_out
    default = three_levels(embeds, rows)
    assert default == three_levels(embeds, rows, exclude_same_patent=False)
    assert default["subclass"]["map"] != found["subclass"]["map"]


def test_three_levels_equal_the_single_protocols() -> None:
    embeds, rows = collection(7)
    found = three_levels(embeds, rows, exclude_same_patent=True, ks=(3,), max_figures=2)
    for level, name in (("patent", "same-patent"), ("subclass", "subclass"), ("main_class", "main-class")):
        single = evaluate_embeddings(embeds, rows, name, ks=(3,), max_figures=2)
        measured = {key: value for key, value in found[level].items() if key != "exclude_same_patent"}
        assert measured == {key: single[key] for key in measured}
    assert found["counts"]["max_figures"] == 2
    assert found["counts"]["figures"] == single["figures"]


def test_three_levels_tell_head_and_tail_queries_apart_at_every_level() -> None:
    embeds, rows = collection(4)
    head = ["06-01", "14-04"]
    found = three_levels(embeds, rows, exclude_same_patent=True, head_codes=head)
    single = evaluate_embeddings(embeds, rows, "subclass", head_codes=head)
    for name in ("head/map", "tail/map", "head/ndcg", "tail/queries"):
        assert found["subclass"][name] == pytest.approx(single[name], abs=1e-12)
    each = evaluate_embeddings(embeds, rows, "same-patent", per_query=True)
    by_query = list(zip(each["per_query"]["map"], each["per_query_rows"], strict=True))
    for tail, wanted in (("head", True), ("tail", False)):
        values = [
            value
            for value, row in by_query
            if not math.isnan(value)
            and "-" in (rows[row]["locarno"] or "")
            and (rows[row]["locarno"] in head) == wanted
        ]
        assert found["patent"][f"{tail}/map"] == pytest.approx(np.mean(values), abs=1e-12)
    assert not any("/" in name for name in three_levels(embeds, rows)["patent"])


@pytest.mark.parametrize("exclude", [False, True])
def test_graded_ndcg_gives_the_own_patent_most_and_the_main_class_least(exclude: bool) -> None:
    embeds, rows = collection(8)
    figures = [i for i, row in enumerate(rows) if not row["figure_id"].endswith("D00000")]
    gains = {"patent": 1.0, "subclass": 0.35, "main_class": 0.2}
    values = []
    for q in figures:
        items = sorted((i for i in figures if i != q), key=lambda i: (-float(embeds[q] @ embeds[i]), i))
        reached = []
        for i in items:
            codes = {level: (code_at(rows[q], level), code_at(rows[i], level)) for level in gains}
            shared = [gains[level] for level, (mine, theirs) in codes.items() if mine is not None and mine == theirs]
            reached.append(max(shared, default=0.0))
        best = sum(g / math.log2(r + 1) for r, g in enumerate(sorted(reached, reverse=True), 1))
        if best:
            values.append(sum(g / math.log2(r + 1) for r, g in enumerate(reached, 1)) / best)
    found = three_levels(embeds, rows, exclude_same_patent=exclude)["graded"]
    assert found == {"ndcg": pytest.approx(sum(values) / len(values), abs=1e-9), "queries": len(values)}


def test_perfect_vectors_are_perfect_at_every_level() -> None:
    embeds = np.eye(4, dtype=np.float32)[[0, 0, 1, 1, 2, 2, 3, 3]]
    embeds[2:4, 0] = 0.5  # the patents of one subclass are near each other, those of one main class less so
    embeds[:2, 1] = 0.5
    codes = ["06-01", "06-01", "06-01", "06-01", "14-02", "14-02", None, None]
    rows = [make_row("x.png", f"f{i}", f"p{i // 2}", None, locarno=code) for i, code in enumerate(codes)]
    found = three_levels(embeds, rows)
    assert [found[level]["map"] for level in ("patent", "subclass", "main_class")] == [1, 1, 1]
    assert found["graded"]["ndcg"] == 1


# What is wrong is said in one line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"protocol": "prior"}, "unknown protocol 'prior' .*same-patent, subclass, main-class, prior-art, later-art"),
        ({"max_figures": 0}, "max_figures must be at least 1, not 0"),
        ({"head_codes": ["06-01"]}, "head and tail are of subclasses, but 'same-patent' is about the patent"),
        ({"protocol": "subclass", "head_codes": ["x"]}, "not a Locarno code: 'x'"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        evaluate_embeddings(*collection(0), **arguments)


def test_vectors_and_rows_must_be_as_many() -> None:
    embeds, rows = collection(0)
    with pytest.raises(ValueError, match=f"{len(rows) - 1} vectors, but {len(rows)} rows"):
        evaluate_embeddings(embeds[1:], rows)


def test_nothing_left_to_evaluate_is_an_error_that_says_why() -> None:
    embeds, rows = collection(0)
    with pytest.raises(ValueError, match=r"no figure is left to evaluate .*'without_vector': \d+"):
        three_levels(embeds * np.nan, rows)


def test_gains_must_be_three_positive_numbers() -> None:
    with pytest.raises(ValueError, match="gains must be three numbers above 0"):
        three_levels(*collection(0), gains=(1.0, 0.5, 0.0))


def test_an_own_protocol_may_be_given() -> None:
    embeds, rows = collection(9)
    own = Protocol("same class, own patent too", "main_class")
    found = evaluate_embeddings(embeds, rows, own)
    assert found["map"] == pytest.approx(by_hand(embeds, rows, "main_class", None, False)[0], abs=1e-9)
    assert find_protocol("main-class") != own
