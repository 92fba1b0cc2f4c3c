"""The report of the study: every number of it stands in the log, and follows from the runs."""

import re
import shutil

import numpy as np
import pytest

from tests.study_small import ROOT, TINY, make_study, study_grid, study_report, write_grid


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("study"))


def cells_of(text):
    """Every cell of the tables of RESULTS.md: (group, part, slice, kind of table, setting, column) -> text."""
    parts = {title: name for name, title in study_report.PART_TITLES.items()}
    slices = {title: name for name, title in study_report.SLICE_TITLES.items()}
    found = {}
    for line in text.splitlines():
        if line.startswith("## "):
            group = re.search(r"\(`(\w+)`\)$", line)
        elif line.startswith("### "):
            title, _, queries = line[4:].rpartition(", ")
            part, slice_name, header = parts[title], slices[queries], None
        elif line.startswith("| ") and not line.startswith("| ---"):
            row = [cell.strip() for cell in line.strip("|").split(" | ")]
            if row[0] == "mean" or row[0].startswith("difference to "):
                header = row
            else:
                for column, cell in zip(header[1:], row[1:], strict=True):
                    found[group[1], part, slice_name, header[0], row[0], column] = cell
    return found


def check_report(docs):
    """Every number of the tables stands in the log; means and differences follow from the lines of the runs alone."""
    lines = study_grid.read_log(docs / "results_log.jsonl")
    runs = {line["id"]: line for line in lines if line["kind"] == "run"}
    keys = ("group", "part", "slice", "setting", "column")
    statistics = {tuple(line[key] for key in keys): line for line in lines if line["kind"] == "statistic"}
    cells = cells_of((docs / "RESULTS.md").read_text())

    def mean(line):
        protocol, _, metric = line["metric"].partition("/")
        name = metric if line["slice"] == "all" else f"{line['slice']}/{metric}"
        return float(np.mean([runs[run]["metrics"][line["part"]][protocol][name] for run in line["runs"]]))

    assert cells and {key[3] == "mean" for key in cells} == {True, False}
    for (group, part, slice_name, kind, setting, column), cell in cells.items():
        line = statistics[group, part, slice_name, setting, column]
        numbers = [float(number) for number in re.findall(r"[-+]?\d+\.\d+", cell)]
        if kind == "mean":
            said, wanted = [mean(line), *line["interval"]], numbers
        else:
            baseline = statistics[group, part, slice_name, kind.removeprefix("difference to "), column]
            said, wanted = [mean(line) - mean(baseline), *line["difference_interval"], line["p_holm"]], numbers
            if "< 0.001" in cell:
                assert said.pop() < 0.001 and wanted.pop() == 0.001
            significant = said[1] * said[2] > 0 and line["p_holm"] < 0.05
            assert cell.startswith("**") == significant
        assert wanted == pytest.approx(said, abs=0.00051), (group, setting, column)
    assert len(cells) == sum(1 + ("difference" in line) for line in statistics.values())
    return statistics


def test_every_number_of_the_report_is_in_the_log_and_follows_from_the_runs(done):
    _, _, docs = done
    statistics = check_report(docs)
    assert {key[2] for key in statistics} == {"all", "head", "tail"}
    assert all(line["interval"][0] <= line["mean"] + 1e-6 for line in statistics.values())
    text = (docs / "RESULTS.md").read_text()
    for heading in ("## What agrees with the papers", "## What does not", "## What cannot be compared"):
        assert heading in text
    for name in ("losses", "labels"):
        assert f"`python examples/study.py --only {name}`" in text
    for name in ("losses", "labels"):  # one of each kind
        picture = docs / "figures" / f"study_{name}.png"
        assert f"](figures/{picture.name})" in text and picture.stat().st_size > 5000


def test_a_changed_number_of_the_report_is_found(done, tmp_path):
    _, _, docs = done
    shutil.copytree(docs, tmp_path / "docs")
    path = tmp_path / "docs" / "RESULTS.md"
    text = path.read_text()
    row = next(line for line in text.splitlines() if line.startswith("| contrastive |"))
    number = re.search(r"0\.\d\d\d", row)[0]
    path.write_text(text.replace(row, row.replace(number, f"{1 - float(number):.3f}", 1), 1))
    with pytest.raises(AssertionError):
        check_report(tmp_path / "docs")


@pytest.mark.skipif(not (ROOT / "docs" / "RESULTS.md").exists(), reason="the study has not been run")
def test_every_number_of_the_published_report_is_in_its_log():
    check_report(ROOT / "docs")


def test_groups_with_runs_to_do_are_named_and_left_out(done, tmp_path):
    read, out, docs = done
    more = TINY["groups"]["labels"] | {"title": "More", "settings": {"kept": {"partner_share": 0.125}}}
    path = write_grid(tmp_path / "g.yaml", groups=TINY["groups"] | {"more": more}, text_encoder=read.text_encoder)
    (tmp_path / "docs").mkdir()
    shutil.copy(docs / "results_notes.md", tmp_path / "docs")
    assert study_report.write_report(study_grid.read_grid(path), out, tmp_path / "docs", "x") == ["more"]
    assert "runs to do: `more`" in (tmp_path / "docs" / "RESULTS.md").read_text()
    with pytest.raises(ValueError, match="no group is complete"):
        study_report.write_report(read, tmp_path, tmp_path / "docs", "x")
