"""examples/ship_checkpoint.py puts a trained model into the package with a true card; what lies there is such a one."""

import doctest
import importlib
import json
import re
import sys

import numpy as np
import pytest
import torch
import yaml
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import AutoImageProcessor, AutoModel

from modeling_patent import PatentImageProcessor, shipped, shipped_checkpoint
from modeling_patent.encoding import encode_images
from modeling_patent.retrieval.probe import made_figures
from modeling_patent.retrieval.query import load_model

from .test_shipped_checkpoint import FILES, ROOT, save_model

REAL = ROOT / "modeling_patent" / "checkpoint"


@pytest.fixture(scope="module")
def ship():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "examples"))
        yield importlib.import_module("ship_checkpoint")


def line(value, apart=None, interval=None):
    said = {"same-patent": value, "subclass": 0.0517, "main-class": 0.1013}
    return said if interval is None else said | {"model - this": apart, "interval": list(interval)}


def trained(folder, change=lambda recipe, training, evaluation: None, **options):
    """A folder as train_checkpoint.py leaves one, with an evaluation beside it."""
    save_model(folder, **options)
    recipe = {"training": {"seed": 7, "max_steps": 30, "learning_rate": 5e-5}, "save": {"features": "head"}}
    training = {
        "seed": 7, "corpus": {"patents": 3000, "views": 6, "seed": 1, "size": 320}, "steps": 30,
        "sources": {"drawn": {"patents": 3000, "figures": 18000}, "objects": {"patents": 2235, "figures": 11073},
                    "real": {"patents": 25, "figures": 211}},
        "training_seconds": 95.0, "parameters": 1234567, "commit": "c0ffee", "versions": {"torch": "2.13.0"},
    }  # fmt: skip
    main = f"model {folder}"
    methods = {
        main: line(0.4123), f"{main}: pooled + mirror": line(0.4444, -0.0321, (-0.05, -0.01)),
        "untrained": line(0.2311, 0.1812, (0.1501, 0.2203)), "HOG": line(0.2929, 0.1194, (0.0707, 0.1681)),
    }  # fmt: skip
    sets = {name: {"figures": 131, "patents": 25, "methods": methods} for name in ("real", "real, labels removed")}
    evaluation = {"model": main, "max_figures": 8, "sets": json.loads(json.dumps(sets))}
    change(recipe, training, evaluation)
    (folder / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    (folder / "training.json").write_text(json.dumps(training))
    (folder.parent / "evaluation.json").write_text(json.dumps(evaluation))
    return folder


def numbers_of(folder):
    """Every figure of an evaluation that a card must show, as it shows it, by set."""
    evaluation = json.loads((folder / "facts.json").read_text())["evaluation"]
    for found in evaluation["sets"].values():
        yield f"{found['figures']:,} figures of {found['patents']:,} designs"
        for method in (evaluation["model"], "HOG", "untrained"):
            values = found["methods"][method]
            cells = [
                f"{values[name]:.3f}" if name in values else "" for name in ("same-patent", "subclass", "main-class")
            ]
            last = ""
            if method != evaluation["model"]:
                low, high = values["interval"]
                last = f"{values['model - this']:+.3f} ({low:+.3f} to {high:+.3f})"
            yield "| " + " | ".join([method, *cells, last]) + " |"


def check_checkpoint(folder):
    """What holds of every checkpoint, the real one and those made here."""
    assert {path.name for path in folder.iterdir()} == FILES
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 12e6
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in folder.iterdir())
    model, processor = load_model(folder)
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    found = encode_images(model, processor, made_figures())
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(4), abs=1e-3)
    for plain in (AutoModel.from_pretrained(folder), AutoModel.from_pretrained(folder, trust_remote_code=True)):
        assert {parameter.dtype for parameter in plain.parameters()} == {torch.float32}
        again = encode_images(plain.eval(), AutoImageProcessor.from_pretrained(folder), made_figures())
        np.testing.assert_allclose(again, found, atol=1e-5)
    facts, text = json.loads((folder / "facts.json").read_text()), (folder / "README.md").read_text()
    recipe = yaml.safe_load((folder / "recipe.yaml").read_text())
    assert facts["seed"] == recipe["training"]["seed"]
    assert facts["checkpoint"]["bytes"] == (folder / "model.safetensors").stat().st_size
    for shown in numbers_of(folder):
        assert shown in text
    for counts in facts["sources"].values():
        assert f"| {counts['patents']:,} | {counts['figures']:,} |" in text
    metadata, body = yaml.safe_load(text.split("---\n")[1]), text.split("---\n", 2)[2]
    evaluation = facts["evaluation"]
    stated = {
        metric["name"]: metric["value"]
        for result in metadata["model-index"][0]["results"]
        for metric in result["metrics"]
    }
    assert stated == {
        f"mAP, {name}, {protocol}": found["methods"][evaluation["model"]][protocol]
        for name, found in evaluation["sets"].items()
        for protocol in ("same-patent", "subclass", "main-class")
        if protocol in found["methods"][evaluation["model"]]
    }
    assert (folder / "recipe.yaml").read_text().strip() in body
    words = ["no legal advice", "near chance", "same design in another view", f"**Seed**: {facts['seed']}"]
    if "objects" in facts["sources"]:
        words += ["https://www.ldraw.org", "CC BY 2.0", "CC BY 4.0", "CC0"]
    for word in words:
        assert word in " ".join(body.split()), word
    assert not re.search(r"(^|[\s\"'])(/home|/root|/work|/tmp|/Users|[A-Z]:\\)", text + json.dumps(facts))
    return facts


def test_the_checkpoint_of_this_package_is_small_loads_and_has_a_true_card():
    if not REAL.is_dir():
        pytest.skip("this checkout has no checkpoint (make checkpoint)")
    assert check_checkpoint(REAL)["beats_hog"]


@pytest.mark.parametrize("backbone", ["resnet", "vit"])
def test_a_trained_model_is_shipped_whole_and_loads(ship, tmp_path, backbone):
    source, target = trained(tmp_path / "run" / "model", backbone=backbone), tmp_path / "package" / "checkpoint"
    about = ship.ship(source, target)
    facts = check_checkpoint(target)
    assert facts["checkpoint"] == about and facts["beats_hog"]
    before, after = (encode_images(*load_model(folder), made_figures()) for folder in (source, target))
    assert 1 - 2e-3 <= about["cosine"] <= (before * after).sum(axis=1).min() + 1e-5
    with safe_open(target / "model.safetensors", "pt") as file:
        kept = [file.get_slice(name) for name in file.keys()]  # noqa: SIM118 (it is no dict)
    kept = {len(one.get_shape()) > 1: one.get_dtype() for one in kept}
    assert kept[True] == "F16" and kept[False] != "F16"
    assert "auto_map" not in (target / "config.json").read_text()
    text = (target / "README.md").read_text()
    assert "not above HOG" not in text and str(tmp_path) not in text and "pooled" not in text
    assert "this checkpoint: pooled + mirror" in facts["evaluation"]["sets"]["real"]["methods"]
    assert sorted(path.name for path in target.parent.iterdir()) == ["checkpoint"]


def test_the_command_ships_and_is_taken_at_once(ship, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(shipped, "CHECKPOINT", tmp_path / "checkpoint")
    source = trained(tmp_path / "run" / "model")
    monkeypatch.setattr(sys, "argv", ["ship_checkpoint.py", str(source), "--out", str(tmp_path / "checkpoint")])
    assert ship.main() == 0
    assert capsys.readouterr().out.startswith(f"shipped {source} to {tmp_path / 'checkpoint'}: 0.0")
    assert shipped_checkpoint() == tmp_path / "checkpoint"


def loses(name, interval):
    def change(recipe, training, evaluation):
        evaluation["sets"][name]["methods"]["HOG"]["interval"] = interval

    return change


@pytest.mark.parametrize("interval", [[-0.01, 0.1], [0.0, 0.2], [float("nan")] * 2])
def test_a_model_that_is_not_above_hog_is_refused_unless_forced_and_then_says_so(ship, tmp_path, interval):
    source = trained(tmp_path / "run" / "model", loses("real, labels removed", interval))
    with pytest.raises(ValueError, match=r"not above HOG.*--force") as refused:
        ship.ship(source, tmp_path / "checkpoint")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "checkpoint").exists()
    ship.ship(source, tmp_path / "checkpoint", force=True)
    assert "not above HOG by an interval that excludes zero" in (tmp_path / "checkpoint" / "README.md").read_text()


def test_the_examples_of_the_script_are_true(ship):
    done = doctest.testmod(ship)
    assert done.attempted and not done.failed


def test_drawings_count_as_the_processor_prepares_them(ship, tmp_path):
    source = trained(tmp_path / "run" / "model", loses("real", [-0.1, 0.1]))
    ship.ship(source, tmp_path / "checkpoint")
    PatentImageProcessor(size=32).save_pretrained(source)  # it keeps the labels
    with pytest.raises(ValueError, match="not above HOG"):
        ship.ship(source, tmp_path / "checkpoint")


def drop(*names):
    def change(recipe, training, evaluation):
        papers = {"recipe": recipe, "training": training, "evaluation": evaluation}
        *parents, last = names
        place = papers
        for parent in parents:
            place = place[parent]
        del place[last]

    return change


def put(*names, value):
    def change(recipe, training, evaluation):
        place = {"recipe": recipe, "training": training, "evaluation": evaluation}
        for parent in names[:-1]:
            place = place[parent]
        place[names[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop("training", "sources"), "lack something"),
        (drop("training", "parameters"), "lack something"),
        (drop("evaluation", "sets", "real", "methods", "HOG", "interval"), "lack something"),
        (drop("recipe", "training", "seed"), "lack something"),
        (put("recipe", "training", "seed", value=8), "different seeds"),
        (put("training", "sources", "deeppatent2", value={"patents": 1, "figures": 2}), "'deeppatent2'"),
        (put("recipe", "teacher", value="/srv/models/teacher"), "path of this machine: /srv/models/teacher"),
        (put("evaluation", "model", value="model runs/another/model"), "is about runs/another/model"),
    ],
)
def test_wrong_papers_are_refused_in_one_line_and_change_nothing(ship, tmp_path, change, words):
    good = trained(tmp_path / "good" / "model")
    ship.ship(good, tmp_path / "checkpoint")
    before = {path.name: path.read_bytes() for path in (tmp_path / "checkpoint").iterdir()}

    def changed(recipe, training, evaluation):
        if evaluation is not None and words.startswith("is about"):
            main = evaluation["model"]
            for found in evaluation["sets"].values():
                found["methods"]["model runs/another/model"] = found["methods"].pop(main)
        change(recipe, training, evaluation)

    with pytest.raises(ValueError, match=re.escape(words)) as refused:
        ship.ship(trained(tmp_path / "bad" / "model", changed, seed=1), tmp_path / "checkpoint")
    assert "\n" not in str(refused.value)
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "checkpoint").iterdir()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "checkpoint", "good"]


def test_a_model_without_its_papers_or_weights_is_refused(ship, tmp_path):
    for name in ("recipe.yaml", "training.json", "model.safetensors"):
        source = trained(tmp_path / name / "model")
        (source / name).unlink()
        with pytest.raises((ValueError, OSError), match=re.escape(name)):
            ship.ship(source, tmp_path / "checkpoint")
    assert not (tmp_path / "checkpoint").exists()


def test_a_model_that_is_too_large_or_gives_other_vectors_as_shipped_is_refused(ship, tmp_path, monkeypatch):
    source = trained(tmp_path / "run" / "model")
    with monkeypatch.context() as patch:
        patch.setattr(ship, "MOST_BYTES", 20_000)
        with pytest.raises(ValueError, match=r"takes 0\.\d MB, a checkpoint at most 0\.02 MB"):
            ship.ship(source, tmp_path / "checkpoint")
    save_half, other = ship.save_half, load_model(save_model(tmp_path / "other", seed=1))
    with monkeypatch.context() as patch:
        patch.setattr(ship, "save_half", lambda model, processor, folder: save_half(*other, folder))
        with pytest.raises(ValueError, match=r"in float16 .* gives other vectors \(least cosine"):
            ship.ship(source, tmp_path / "checkpoint")
    weights = load_file(source / "model.safetensors")
    save_file({name: value * float("nan") for name, value in weights.items()}, source / "model.safetensors",
              {"format": "pt"})  # fmt: skip
    with pytest.raises(ValueError, match="does not give unit vectors"):
        ship.ship(source, tmp_path / "checkpoint")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "run"]
