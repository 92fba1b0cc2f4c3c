"""Reports hold the numbers, also where there are none, and are written whole."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modeling_patent.evaluation import evaluate_embeddings
from modeling_patent.evaluation.report import left_out_note, library_versions, markdown_table, write_report


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
