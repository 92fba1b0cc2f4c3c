"""The grid of the study: which runs it asks for, and what it refuses."""

import json
import re

import pytest
import yaml

from tests.study_small import ROOT, TINY, changed, study_grid, study_run, write_grid

STUDY = ROOT / "configs" / "study.yaml"


def test_equal_settings_are_one_run_in_any_group_and_a_changed_one_is_another(tmp_path):
    again = {"title": "Again", "baseline": "same", "columns": {"mAP": "patent/map"}, "settings": {
        "same": {"loss": "contrastive", "texts": "captions"}, "other": {"loss": "contrastive", "partner_share": 0.25},
    }}  # fmt: skip
    grid = study_grid.read_grid(write_grid(tmp_path / "g.yaml", groups=TINY["groups"] | {"again": again}))
    losses, group = grid.groups["losses"].runs, grid.groups["again"].runs
    assert [run.id for run in group["same"]] == [run.id for run in losses["contrastive"]]  # it takes no texts
    assert not {run.id for run in group["other"]} & {run.id for run in losses["contrastive"]}
    assert len(losses["HOG"]) == 1 and len({run.id for run in losses["contrastive"]}) == 2
    assert len(study_grid.wanted_runs(grid)) == 1 + 2 + 2 + 4 + 2
    assert set(study_grid.wanted_runs(grid, ["again"])) == {run.id for runs in group.values() for run in runs}
    slower = study_grid.read_grid(write_grid(tmp_path / "h.yaml", **changed(steps=3)))
    assert not set(study_grid.wanted_runs(slower)) & set(study_grid.wanted_runs(grid)) - {losses["HOG"][0].id}


def test_later_settings_count_and_a_transformer_gets_the_size_of_the_figures(tmp_path):
    groups = {"v": TINY["groups"]["labels"] | {
        "shared": {"backbone": "vit", "loss": "contrastive"},
        "settings": {"kept": {}, "mine": {"learning_rate": 0.5}, "unset": {"loss_temperature": None}},
    }}  # fmt: skip
    runs = study_grid.read_grid(write_grid(tmp_path / "g.yaml", groups=groups)).groups["v"].runs
    assert [runs[name][0].settings["learning_rate"] for name in ("kept", "mine")] == [0.001, 0.5]
    assert runs["kept"][0].settings["config"]["image_size"] == 32
    assert "loss_temperature" not in runs["unset"][0].settings


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("seeds",), [0, 0], "seeds must be different"),
        (("shared", "lerning_rate"), 1, "unknown lerning_rate"),
        (("shared", "backbone"), "swin", "no backbone 'swin'"),
        (("groups", "losses", "baseline"), "none", "baseline 'none'"),
        (("groups", "losses", "columns"), {"x": "prior_art/hit@3"}, "'prior_art/hit@3'"),
        (("groups", "losses", "columns"), {"x": "patent/map_macro"}, "'patent/map_macro'"),
        (("groups", "losses", "parts"), ["train"], "unknown slices or parts"),
        (("groups", "losses", "settings", "texts", "texts"), "haiku", "texts must be one of"),
        (("groups", "losses", "title"), None, "missing title"),
        (("groups", "labels", "slices"), ["all", "tail"], "head and tail are of subclasses"),
    ],
)
def test_a_grid_that_is_wrong_ends_in_one_line(tmp_path, place, value, message):
    stated = json.loads(json.dumps(TINY))
    inner = stated
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    if value is None:
        del inner[place[-1]]
    path = tmp_path / "grid.yaml"
    path.write_text(yaml.safe_dump(stated))
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        study_grid.read_grid(path)
    assert "\n" not in str(error.value)


def test_the_study_is_what_it_is_said_to_be():
    grid = study_grid.read_grid(STUDY)
    assert grid.corpus["patents"] >= 3000 and grid.corpus["views"] == 6 and len(grid.seeds) >= 3
    named = {"a_resnet", "a_vit", "a_convnext", "longer", "b", "partners", "relevance", "temperature", "texts",
             "augmentation", "resolution", "labels"}  # fmt: skip
    assert set(grid.groups) == named
    for group in grid.groups.values():
        trained = [run.settings for runs in group.runs.values() for run in runs if run.settings.get("steps")]
        assert len({tuple(one[key] for key in ("steps", "patents_per_batch", "backbone")) for one in trained}) == 1
        study_run.PatentTrainingArguments(
            "unused", report_to="none", **{key: trained[0][key] for key in study_grid.TRAINING if key in trained[0]}
        )
    kinds = {run.settings.get("texts") for runs in grid.groups["b"].runs.values() for run in runs}
    assert set(study_grid.TEXTS) <= kinds
    assert {run.settings["loss"] for runs in grid.groups["b"].runs.values() for run in runs if "loss" in run.settings} \
        == {"triplet", "arcface", "distribution_aware"}  # fmt: skip
