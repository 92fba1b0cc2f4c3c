"""The example of a new Locarno edition: what trains, what is held out, and a tiny run of the whole."""

import datetime
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from datasets import Dataset

from modeling_patent.locarno import LocarnoCode
from modeling_patent.rows import make_row, row_features
from patent_data.drawn.families import ALL_FAMILIES, HELD_OUT
from patent_data.drawn.plan import plan

ROOT = Path(__file__).parents[1]
ARGUMENTS = {"patents": 70, "steps": 2, "adapt_steps": 2, "seed": 1, "size": 96, "rank": 4}  # each group has queries


@pytest.fixture(scope="module")
def example():
    """The example as a module; it stands beside the quickstart, whose parts it uses."""
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(str(ROOT / "examples"))
    import new_edition

    yield new_edition
    patch.undo()


@pytest.fixture(scope="module")
def patents():
    """A corpus of 1500 patents as corpus.json states it."""
    trained = [family.name for family in ALL_FAMILIES if family.locarno not in HELD_OUT]
    held_out = [family.name for family in ALL_FAMILIES if family.locarno in HELD_OUT]
    codes = {family.name: family.locarno for family in ALL_FAMILIES}
    return {
        entry.patent_id: {
            "family": entry.family, "locarno": codes[entry.family], "granted": entry.granted.isoformat(),
            "split": entry.split,
        }
        for entry in plan(trained, held_out, 1500, 3, datetime.date(2016, 1, 5), 5)
    }  # fmt: skip


def test_moved_families_get_codes_that_are_official_and_new(example):
    families = example.some_families()
    old = {family.name: family.locarno for family in families}
    moved = example.moved_families(families)
    trained = [name for name, code in old.items() if code not in HELD_OUT]
    assert moved == example.moved_families(families[::-1])
    assert len(moved) == pytest.approx(len(trained) / 6, abs=1) and set(moved) <= set(trained)
    assert not set(moved.values()) & set(old.values())
    for code, count in Counter(moved.values()).items():
        first, second = (old[name] for name in moved if moved[name] == code)
        assert count == 2 and first != second and code[:2] in (first[:2], second[:2])
        assert LocarnoCode.parse(code).status == "current"


def test_families_that_nothing_can_move_with_are_named(example):
    one = next(family for family in ALL_FAMILIES if family.locarno == "31-00")
    assert example.moved_families([one]) == {}
    with pytest.raises(ValueError, match="cannot move: no family to move with"):
        example.moved_families([replace(one, name=f"mixer{number}") for number in range(12)])


def test_no_patent_is_both_held_out_and_trained_and_none_is_lost_but_those_that_kept_their_old_code(example, patents):
    moved = example.moved_families(ALL_FAMILIES)
    edition = example.split_edition(patents, moved)
    trained = edition.base | edition.rehearsal | edition.changed
    assert not trained.keys() & edition.held_out.keys() and not edition.rehearsal.keys() & edition.changed.keys()
    assert edition.group.keys() == edition.held_out.keys() and set(edition.group.values()) == set(example.GROUPS)
    for name, patent in patents.items():
        split, code = patent["split"], moved.get(patent["family"])
        since = patent["granted"] >= example.EDITION_DAY
        new_code = code or patent["locarno"]
        if split == "train":
            assert edition.base.get(name) == (None if since else patent["locarno"])
            assert edition.rehearsal.get(name) == (None if code else patent["locarno"])
            assert edition.changed.get(name) == (code if since else None)
        elif split in ("test", "validation"):
            assert edition.held_out[name] == new_code and edition.group[name] == ("moved" if code else "old")
        else:
            assert edition.group.get(name, "new") == "new"
            held = edition.held_out if name in edition.held_out else edition.changed
            assert held[name] == patent["locarno"] and (name in edition.changed) != (name in edition.held_out)
    for code in HELD_OUT:
        halves = [list(part.values()).count(code) for part in (edition.changed, edition.held_out)]
        assert halves[0] - halves[1] in (0, 1) and sum(halves) == sum(p["locarno"] == code for p in patents.values())


def test_rows_get_their_codes_and_nothing_else_changes(example):
    rows = [make_row(None, f"{name}-{n}", name, "2020-01-07", locarno="06-01") for name in "ABC" for n in range(2)]
    rows = Dataset.from_list(rows, features=row_features())
    taken = example.with_codes(rows, {"C": "06-05", "A": "06-01", "D": "06-07"})
    assert taken["figure_id"] == ["A-0", "A-1", "C-0", "C-1"] and taken["locarno"] == ["06-01"] * 2 + ["06-05"] * 2
    assert taken.features == rows.features
    assert {**taken[3], "locarno": "06-01"} == rows[5]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder of a tiny run, as a user starts it."""
    out = tmp_path_factory.mktemp("edition") / "run"
    options = [word for name, value in ARGUMENTS.items() for word in (f"--{name}", str(value))]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "examples/new_edition.py", "--out", str(out), *options]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=600)
    assert result.returncode == 0, result.stderr[-3000:]
    assert "LoRA, no rehearsal" in result.stdout and "nan" not in result.stdout
    return out


def test_example_measures_every_method_on_all_groups(example, finished):
    summary = json.loads((finished / "summary.json").read_text())
    assert list(summary["results"]) == ["before", *example.METHODS]
    queries = {group: summary["results"]["before"][group]["queries"] for group in example.GROUPS}
    for name, found in summary["results"].items():
        assert {group: found[group]["queries"] for group in example.GROUPS} == queries
        assert all(0 < found[group]["map"] <= 1 for group in example.GROUPS)
        adapter = name.startswith("LoRA")
        assert found["trainable_share"] < 0.2 if adapter else found["trainable_share"] == 1
        assert found["bytes"] < summary["results"]["before"]["bytes"] / 4 or not adapter
    counts = summary["patents"]
    assert sum(counts[f"held_out_{group}"] for group in example.GROUPS) == counts["held_out"]
    assert counts["held_out"] + max(counts["base"], counts["rehearsal"] + counts["changed"]) <= ARGUMENTS["patents"]
    assert summary["moved"] and all(old != new for old, new in summary["moved"].values())
    assert summary["arguments"] == ARGUMENTS
    assert (finished / "models" / "LoRA" / "adapter_model.safetensors").exists()
    assert not list((finished / "models").glob("*.part"))


def test_finished_models_are_not_trained_again_and_measure_the_same(example, finished, monkeypatch):
    started = []

    def train(model, data, held_out, folder, changes):
        started.append(folder.name)
        raise OSError("stopped")

    monkeypatch.setattr(example, "train", train)
    assert example.run(finished, ARGUMENTS) == json.loads((finished / "summary.json").read_text())
    (finished / "models" / "whole").rename(finished / "models" / "whole.part")
    with pytest.raises(OSError, match="stopped"):
        example.run(finished, ARGUMENTS)
    assert started == ["whole"]


def test_arguments_that_cannot_be_are_refused_in_one_line(example, tmp_path):
    example.keep_arguments(tmp_path / "run", ARGUMENTS)
    example.keep_arguments(tmp_path / "run", ARGUMENTS)
    with pytest.raises(ValueError, match="holds a run with other arguments"):
        example.keep_arguments(tmp_path / "run", ARGUMENTS | {"rank": 5})
    with pytest.raises(ValueError, match="must be at least 1"):
        example.keep_arguments(tmp_path / "other", ARGUMENTS | {"steps": 0})
    assert not (tmp_path / "other").exists()
