"""The checkpoint's training and evaluation: averaged weights, a teacher, going on after a kill, features, saving."""

import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
import yaml
from transformers import AutoModel, TrainerCallback

from modeling_patent import PatentImageProcessor

from .checkpoint_small import (
    RECIPE,
    ROOT,
    SMALL,
    checkpoint_data,
    checkpoint_evaluation,
    checkpoint_trainer,
    small_model,
    small_recipe,
    train_checkpoint,
)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    return tmp_path_factory.mktemp("corpora")


@pytest.fixture
def recipe(corpora, tmp_path, monkeypatch):
    """Return a function that gives the small recipe with some changes, drawn figures only."""
    monkeypatch.setenv("PATENT_REAL_DATA", str(tmp_path / "none"))
    return lambda *changes: small_recipe(corpora, *changes)


# averaged weights, the teacher


def test_averaged_weights_follow_their_definition_and_are_only_lent():
    model = small_model()
    average = checkpoint_trainer.WeightAverage(model, 0.6)
    name = "projector.weight"
    expected = model.state_dict()[name].clone()
    for step in range(1, 9):
        with torch.no_grad():
            model.projector.weight.add_(step)
            model.backbone.embedder.embedder.normalization.num_batches_tracked.add_(1)
        average.on_step_end(None, type("State", (), {"global_step": step}), None, model=model)
        decay = min(0.6, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * model.state_dict()[name]
    assert torch.allclose(average.weights[name], expected, atol=1e-5)
    assert average.weights["backbone.embedder.embedder.normalization.num_batches_tracked"] == 8
    own = model.state_dict()[name].clone()
    with pytest.raises(KeyError), average.taken(model):
        assert torch.equal(model.state_dict()[name], average.weights[name])
        raise KeyError
    assert torch.equal(model.state_dict()[name], own) and not torch.equal(own, average.weights[name])


def trainer_of(settings, out, **more):
    sources = checkpoint_data.training_sources(settings)
    data = checkpoint_data.MixedFigures(sources, [settings["image_size"]], settings["cache"])
    return train_checkpoint.make_trainer({**settings, **more}, sources, data, out)


def test_the_teacher_adds_one_minus_the_mean_cosine(recipe, tmp_path):
    teacher = small_model(5)
    teacher.save_pretrained(tmp_path / "teacher")
    PatentImageProcessor(32).save_pretrained(tmp_path / "teacher")
    settings = recipe("training.eval_steps=null", "training.bf16=false")
    plain = trainer_of(settings, tmp_path / "a")
    taught = trainer_of(settings, tmp_path / "b", teacher=str(tmp_path / "teacher"), teacher_weight=0.5)
    batch = next(iter(plain.get_train_dataloader()))
    losses = []
    for trainer in (plain, taught):
        trainer.model.eval()
        losses.append(trainer.compute_loss(trainer.model, dict(batch)))
    vectors = plain.model.embed_images(batch["pixel_values"]), teacher.eval().embed_images(batch["pixel_values"])
    apart = 1 - (vectors[0] * vectors[1]).sum(1).mean()
    assert apart > 0.1 and torch.allclose(losses[1] - losses[0], 0.5 * apart, atol=1e-5)
    losses[1].backward()
    assert all(parameter.grad is None for parameter in taught.teacher.parameters())
    small_model(projection_dim=4).save_pretrained(tmp_path / "teacher")
    with pytest.raises(ValueError, match="the teacher's vectors have 4 numbers, the model's 8"):
        trainer_of(settings, tmp_path / "c", teacher=str(tmp_path / "teacher"), teacher_weight=0.5)


# the whole training


class Killed(TrainerCallback):
    """Stops a training as a kill would, after a step."""

    def __init__(self, step):
        self.step = step

    def on_step_begin(self, args, state, control, **kwargs):
        if state.global_step == self.step:
            raise KeyboardInterrupt


def test_a_killed_training_goes_on_to_the_same_weights(recipe, tmp_path, monkeypatch, capsys):
    settings = recipe("average_decay=0.9", "early_size=16", "early_share=0.5", "model.loss=hierarchical")
    assert train_checkpoint.begin(settings, tmp_path / "whole")
    train_checkpoint.train(settings, tmp_path / "whole")
    out = tmp_path / "killed"
    assert train_checkpoint.begin(settings, out)
    made = train_checkpoint.make_trainer

    def killed(*arguments):
        trainer = made(*arguments)
        trainer.add_callback(Killed(3))
        return trainer

    monkeypatch.setattr(train_checkpoint, "make_trainer", killed)
    with pytest.raises(KeyboardInterrupt):
        train_checkpoint.train(settings, out)
    (out / "train" / "checkpoint-3").mkdir()  # in writing when the kill came
    monkeypatch.setattr(train_checkpoint, "make_trainer", made)
    assert train_checkpoint.begin(settings, out)
    train_checkpoint.train(settings, out)
    assert "Going on from" in capsys.readouterr().out
    weights = [AutoModel.from_pretrained(folder / "network").state_dict() for folder in (tmp_path / "whole", out)]
    assert all(torch.allclose(weights[0][name], weights[1][name], atol=1e-6) for name in weights[0])
    logs = [[json.loads(x) for x in (f / "log.jsonl").read_text().splitlines()] for f in (tmp_path / "whole", out)]
    steps = [[line["step"] for line in lines if "loss" in line] for lines in logs]
    assert steps[0] == steps[1] == [1, 2, 3, 4]
    assert all(line["seconds"] > 0 and line["figures_per_second"] > 0 for line in logs[1] if "loss" in line)
    assert [line["step"] for line in logs[1] if "eval_drawn_patent_map" in line] == [2, 4]
    assert not train_checkpoint.begin(settings, out)  # nothing is left to train
    with pytest.raises(ValueError, match="holds a run of another recipe"):
        train_checkpoint.begin(recipe("training.seed=1"), out)


def test_train_and_evaluate_as_a_user_does(recipe, corpora, tmp_path):
    changes = [*SMALL, f"cache={corpora / 'figures'}", f"sources.drawn.folder={corpora}"]
    changes += [f"validation.drawn.folder={corpora}", "evaluation.features=[head, pooled, whitened]"]
    changes += ["evaluation.flip=true"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PATENT_REAL_DATA": str(tmp_path / "none")}

    def run(*more):
        command = [sys.executable, "examples/train_checkpoint.py", "--set", *changes, *more]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300)

    trained = run("--out", str(tmp_path / "run"))
    assert trained.returncode == 0, trained.stderr
    model = tmp_path / "run" / "model"
    found = json.loads((tmp_path / "run" / "evaluation.json").read_text())
    methods = found["sets"]["drawn"]["methods"]
    assert found["model"] == f"model {model}" and found["max_figures"] == 8 and "At most 8 figures" in trained.stdout
    network = f"model {tmp_path / 'run' / 'network'}"
    assert {"HOG", "untrained", "untrained: pooled", f"model {model} + mirror", f"{network}: whitened"} < set(methods)
    low, high = methods["HOG"]["interval"]
    assert low <= methods["HOG"]["model - this"] <= high
    gain = methods[f"model {model}"]["same-patent"] - methods["HOG"]["same-patent"]
    assert abs(methods["HOG"]["model - this"] - gain) < 2e-4
    about = json.loads((model / "training.json").read_text())
    assert about["steps"] == 4 and about["sources"]["drawn"]["figures"] > 50 and about["corpus"]["seed"] == 1
    assert yaml.safe_load((model / "recipe.yaml").read_text())["save"]["features"] == "whitened"
    shipped, side = checkpoint_evaluation.load(model)
    assert side == 96 and checkpoint_evaluation.load(tmp_path / "run" / "network")[1] == 32
    config = shipped.config
    assert (config.scales, config.mirror, config.projector, config.projection_dim) == ([1, 2, 3], True, "linear", 12)
    judged = run("--evaluate", str(model), "--out", str(tmp_path / "again"), "--against", str(tmp_path / "run/network"))
    assert judged.returncode == 0, judged.stderr
    again = json.loads((tmp_path / "again" / "evaluation.json").read_text())["sets"]["drawn"]["methods"]
    assert again["HOG"] == methods["HOG"] and f"model {tmp_path / 'run/network'}: pooled" in again
    wrong = run("--evaluate", str(tmp_path))
    assert wrong.returncode == 2 and wrong.stderr.count("\n") == 1 and "no patent model" in wrong.stderr


def test_a_wrong_recipe_is_told_in_one_line(tmp_path):
    for change in ("training.steps=3", "validation.objets=3", "nothing", "image_size.side=3"):
        with pytest.raises(ValueError, match=change.partition("=")[0].rpartition(".")[2]):
            train_checkpoint.read_recipe(RECIPE, [change])
    text = yaml.safe_load(RECIPE.read_text())
    text["speed"] = text.pop("teacher")
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(text))
    with pytest.raises(ValueError, match="missing or unknown: speed, teacher"):
        train_checkpoint.read_recipe(tmp_path / "recipe.yaml", [])


# features, whitening, saving


def test_whitening_gives_uncorrelated_features_of_equal_variance_largest_first():
    rng = np.random.default_rng(0)
    features = (rng.normal(size=(500, 6)) @ rng.normal(size=(6, 6)) + 3).astype(np.float32)
    found = checkpoint_evaluation.fit_whitening(features, 4)
    whitened = features @ found.matrix.T + found.bias
    assert np.allclose(whitened.mean(0), 0, atol=1e-4)
    covariance = np.cov(whitened, rowvar=False)
    variances = np.sort(np.linalg.eigvalsh(np.cov(features, rowvar=False)))[::-1]
    shrunk = variances / (variances + checkpoint_evaluation.SHRINKAGE * variances.mean())
    assert np.allclose(covariance, np.diag(shrunk[:4]), atol=1e-3)
    with pytest.raises(ValueError, match="whitening to 7 numbers"):
        checkpoint_evaluation.fit_whitening(features, 7)


def test_features_of_several_scales_are_whitened_each_for_itself():
    rng = np.random.default_rng(1)
    features = (rng.normal(size=(300, 10)) @ rng.normal(size=(10, 10))).astype(np.float32)
    both = checkpoint_evaluation.fit_whitening(features, 6, scales=2)
    found = features @ both.matrix.T + both.bias
    for part in range(2):
        own = features[:, 5 * part : 5 * part + 5]
        alone = checkpoint_evaluation.fit_whitening(own, 3)
        assert np.allclose(found[:, 3 * part : 3 * part + 3], own @ alone.matrix.T + alone.bias, atol=1e-4)
    for scales, width in ((3, 6), (2, 5)):
        with pytest.raises(ValueError, match=f"10 features and {width} directions cannot be shared by {scales}"):
            checkpoint_evaluation.fit_whitening(features, width, scales=scales)


def test_training_figures_for_whitening_come_from_every_source(corpora, recipe):
    settings = recipe()
    (drawn,) = checkpoint_data.training_sources(settings)
    few = drawn._replace(rows=drawn.rows.select(range(5)), remove_labels=True)
    found = checkpoint_evaluation.some_training_figures([drawn, few], 24, 40, settings["cache"])
    assert found.shape == (25, 24, 24) and found.dtype == np.uint8
    own = checkpoint_data.prepared(few.rows, 24, True, settings["cache"]).all_figures()
    assert np.array_equal(found[20:], own)
    again = checkpoint_evaluation.some_training_figures([drawn, few], 24, 40, settings["cache"])
    assert np.array_equal(found, again)


def test_a_model_can_be_given_scales_and_mirror_images(tmp_path):
    model = small_model(projector="norm_mlp").eval()
    other = checkpoint_evaluation.with_features(model, "pooled", scales=[1, 2], mirror=True)
    ink = torch.rand(2, 1, 64, 64)
    with torch.no_grad():
        parts = [torch.cat([model.pool(x), model.pool(torch.nn.functional.avg_pool2d(x, 2))], 1)
                 for x in (ink, ink.flip(3))]  # fmt: skip
        wanted = torch.nn.functional.normalize(sum(parts) / 2)
        torch.testing.assert_close(other.embed_images(ink), wanted, rtol=1e-4, atol=1e-5)
        turned = checkpoint_evaluation.with_features(model, "head", mirror=True)
        torch.testing.assert_close(turned.embed_images(ink), turned.embed_images(ink.flip(3)))


@pytest.mark.parametrize("pooling", ["mean", "max_mean", "gem"])
@pytest.mark.parametrize("features", ["head", "pooled", "whitened"])
def test_a_model_of_other_features_gives_them(features, pooling, tmp_path):
    model = small_model(projector="norm_mlp", pooling=pooling).eval()
    figures = np.random.default_rng(1).integers(0, 256, (40, 32, 32), dtype=np.uint8)
    pooled = checkpoint_evaluation.pooled_features(model, figures)
    whitening = checkpoint_evaluation.fit_whitening(pooled, 6) if features == "whitened" else None
    other = checkpoint_evaluation.with_features(model, features, whitening)
    other.save_pretrained(tmp_path)
    other = AutoModel.from_pretrained(tmp_path)
    with torch.no_grad():
        exact = model.pool(torch.from_numpy(figures)[:, None]).float().numpy()
        found = other.eval().embed_images(torch.from_numpy(figures)[:, None]).numpy()
    wanted = checkpoint_evaluation.vectors(model, exact, features, whitening)
    assert found.shape == wanted.shape and np.allclose(found, wanted, atol=1e-4)
    assert np.allclose(exact, pooled, atol=0.05)
    with pytest.raises(ValueError, match="head, pooled or whitened"):
        checkpoint_evaluation.with_features(model, "heads")


def test_a_model_is_saved_in_half_the_room_and_gives_the_same_vectors(tmp_path, monkeypatch):
    model, processor = small_model(projector="norm_mlp").eval(), PatentImageProcessor(32)
    with torch.no_grad():
        model.backbone.embedder.embedder.normalization.running_var.mul_(1e9)  # outside of float16
    about = {"parameters": 1}
    train_checkpoint.save_half(model, processor, {"seed": 1}, about, tmp_path / "half")
    model.save_pretrained(tmp_path / "full")
    loaded = AutoModel.from_pretrained(tmp_path / "half").eval()
    assert {p.dtype for p in loaded.parameters()} == {torch.float32}
    sizes = [(tmp_path / name / "model.safetensors").stat().st_size for name in ("half", "full")]
    assert sizes[0] < 0.75 * sizes[1]
    figures = torch.rand(16, 1, 32, 32)
    with torch.no_grad():
        assert torch.allclose(loaded.embed_images(figures), model.embed_images(figures), atol=1e-3)
    monkeypatch.setattr(train_checkpoint, "LIMIT", 1000)
    shutil.rmtree(tmp_path / "half")
    with pytest.raises(ValueError, match="a smaller model is needed"):
        train_checkpoint.save_half(model, processor, {}, about, tmp_path / "half")
    assert not (tmp_path / "half").exists()


def test_mirror_images_are_those_of_the_figures():
    model = small_model().eval()
    figures = np.random.default_rng(2).integers(0, 256, (3, 32, 32), dtype=np.uint8)
    turned = checkpoint_evaluation.pooled_features(model, figures, mirrored=True)
    plain = checkpoint_evaluation.pooled_features(model, np.ascontiguousarray(figures[:, :, ::-1]))
    assert np.array_equal(turned, plain) and not np.allclose(
        turned, checkpoint_evaluation.pooled_features(model, figures)
    )
