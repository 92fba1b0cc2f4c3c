"""Reports hold the numbers, also where there are none, and are written whole."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyarrow import parquet

from modeling_patent.evaluation import evaluate_embeddings
from modeling_patent.evaluation.report import (
    left_out_note,
    library_versions,
    markdown_table,
    protocol_notes,
    write_per_query,
    write_report,
)


@pytest.fixture
def results() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    codes = ["06-01", "06-03", None]
    rows = [
        {"figure_id": f"f{i}", "patent_id": f"p{i // 3}", "locarno": codes[i // 3 % 3], "granted": None}
        for i in range(30)
    ]
    embeds = rng.standard_normal((30, 4))
    options = {"max_figures": 2, "ks": (10,)}
    return {
        "same-patent": evaluate_embeddings(embeds, rows, "same-patent", **options),
        "subclass": evaluate_embeddings(embeds, rows, "subclass", head_codes=["06-01"], **options),
    }


def test_the_table_has_a_line_a_protocol_and_head_and_tail_below(results: dict[str, Any]) -> None:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in markdown_table(results).splitlines()]
    assert [line[0] for line in lines[2:]] == ["same-patent", "subclass", "subclass head", "subclass tail"]
    assert {len(line) for line in lines} == {12}
    found = dict(zip(lines[0], lines[4], strict=True))
    assert found["mAP"] == f"{results['subclass']['head/map']:.4f}"
    assert found["queries"] == str(results["subclass"]["head/queries"])
    assert found["MRR@10"] == f"{results['subclass']['head/mrr@10']:.4f}"


def test_a_metric_without_a_value_is_a_dash(results: dict[str, Any]) -> None:
    results["subclass"]["map"] = math.nan
    del results["subclass"]["hit@10"]
    line = [cell.strip() for cell in markdown_table(results).splitlines()[3].strip("|").split("|")]
    assert (line[3], line[7]) == ("-", "-")


def test_the_note_states_the_cap_and_what_was_left_out(results: dict[str, Any]) -> None:
    note = left_out_note(results)
    assert "same-patent: 20 figures of 10 patents, at most 2 figures a patent; left out: over max figures 10\n" in note
    assert "6 figures without a code are candidates only" in note


def test_the_files_hold_the_report_and_nan_is_null(results: dict[str, Any], tmp_path: Path) -> None:
    results["subclass"]["ndcg"] = math.nan
    report = {"model": "m", "data": "d", "split": None, "results": results, "versions": library_versions()}
    written = write_report(tmp_path / "new" / "folder", report)
    assert [path.name for path in written] == ["evaluation.json", "evaluation.md"]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == ["evaluation.json", "evaluation.md"]
    stored = json.loads(written[0].read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert stored["results"]["subclass"]["ndcg"] is None
    assert stored["results"]["same-patent"]["map"] == results["same-patent"]["map"]
    assert stored["versions"]["torch"]
    assert markdown_table(results) in written[1].read_text()


def test_a_write_that_fails_leaves_the_old_report(
    results: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = {"model": "m", "data": "d", "split": None, "results": results, "versions": {}}
    old = write_report(tmp_path, report)[0].read_text()

    def half(self: Path, text: str, **_: Any) -> int:
        with self.open("w") as file:
            file.write(text[:10])
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="disk full"):
        write_report(tmp_path, report | {"model": "other"})
    assert (tmp_path / "evaluation.json").read_text() == old


def test_a_note_says_who_asks_who_answers_and_what_is_relevant(results: dict[str, Any]) -> None:
    notes = protocol_notes(results).splitlines()
    assert notes == [
        "same-patent: find the other figures of the same patent. Asks: every figure; may answer: the figures of the "
        "same collection, but for itself; relevant: what shows the same patent.",
        "subclass: find other patents of the same Locarno subclass. Asks: every figure; may answer: the figures of the "
        "same collection, but for those of its own patent; relevant: what has the same Locarno subclass.",
    ]
    gallery = results["subclass"] | {"gallery_figures": 4, "by_patent": True}
    assert "the patents of the gallery, but for itself" in protocol_notes({"subclass": gallery})


def test_gallery_and_citations_are_counted_in_the_note(results: dict[str, Any]) -> None:
    left = {"gallery_figures": 1234, "gallery_patents": 56, "gallery_rows_left_out": {"gazette_copy": 7}}
    found = results["subclass"] | left | {"citations": 8, "citations_elsewhere": 9}
    note = left_out_note({"subclass": found})
    assert "; gallery: 1,234 figures of 56 patents; left out: gazette copy 7; " in note
    assert note.endswith("; 8 citations, 9 more of patents elsewhere\n")


def test_the_table_shows_the_largest_cut_off_where_there_is_no_10(results: dict[str, Any]) -> None:
    found = {name.replace("@10", "@3"): value for name, value in results["same-patent"].items()}
    heading, _, line = markdown_table({"same-patent": found | {"mrr@10": 0.25}}).splitlines()
    assert "| nDCG@3 | hit@3 |" in heading and "MRR@10 |" in heading
    assert f"| {found['hit@3']:.4f} |" in line and line.endswith("| 0.2500 |")


def test_per_query_files_of_several_protocols_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    rows = [
        {"figure_id": f"f{i}", "patent_id": f"p{i // 3}", "locarno": ["06-01", "06-03"][i // 3 % 2], "granted": None}
        for i in range(18)
    ]
    embeds = rng.standard_normal((18, 4))
    found = {
        "same-patent": (evaluate_embeddings(embeds, rows, "same-patent", per_query=True), rows),
        "subclass": (evaluate_embeddings(embeds, rows, "subclass", per_query=True, by_patent=True), rows),
    }
    path = write_per_query(tmp_path / "q.parquet", found)
    table = parquet.read_table(path).to_pydict()
    assert table["protocol"] == ["same-patent"] * 18 + ["subclass"] * 6
    assert table["by_patent"] == [False] * 18 + [True] * 6
    assert table["figure_id"] == [f"f{i}" for i in range(18)] + [f"f{3 * i}" for i in range(6)]
    assert table["patent_id"][18:] == [f"p{i}" for i in range(6)]
    for metric in ("map", "ndcg@5", "precision@10"):
        values = np.concatenate([of_one["per_query"][metric] for of_one, _ in found.values()])
        assert table[metric] == values.tolist()
    old = path.read_bytes()

    def half(_: Any, where: Path) -> None:
        where.write_bytes(b"PAR1")
        raise OSError("disk full")

    monkeypatch.setattr(parquet, "write_table", half)
    with pytest.raises(OSError, match="disk full"):
        write_per_query(path, found)
    assert path.read_bytes() == old and [file.name for file in tmp_path.iterdir()] == ["q.parquet"]
