"""Settings of the trainer: precision, compiling, rates by part, the log of a loss's terms, and what is refused."""

from itertools import chain

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel

from modeling_patent import PatentVisionModel, PatentVisionTextModel
from modeling_patent.encoding import embed_figures
from modeling_patent.training import FigureDataset
from tests.training.runs import (
    LOSSES,
    PROCESSOR,
    assert_same_run,
    draw_figures,
    make_model,
    make_trainer,
    train,
    weights,
)


@pytest.fixture(scope="module")
def datasets(tmp_path_factory):
    return {loss: draw_figures(tmp_path_factory.mktemp(loss), loss) for loss in LOSSES}


@pytest.mark.parametrize(
    ("loss", "caching"), [*((loss, {}) for loss in LOSSES), ("distribution_aware", {"cache_chunk": 4})]
)
def test_bf16_trains_float32_weights_and_starts_near_float32(tmp_path, datasets, loss, caching):
    settings = {"max_steps": 2, "learning_rate": 1e-3} | caching
    full = train(make_trainer(make_model(loss), datasets[loss], tmp_path, **settings))
    half = train(make_trainer(make_model(loss), datasets[loss], tmp_path, bf16=True, **settings))
    assert torch.isfinite(half["losses"]).all()
    assert half["losses"][0] != full["losses"][0]  # it did run in another precision
    torch.testing.assert_close(half["losses"][0], full["losses"][0], rtol=0.02, atol=1e-3)
    assert {value.dtype for value in half["weights"].values() if value.is_floating_point()} == {torch.float32}


@pytest.mark.parametrize("family", ["vit", "convnext", "clip"])
def test_vectors_in_bf16_are_near_those_in_float32(datasets, family):
    figures, model = datasets["hierarchical"].all_figures(), make_model(family=family)
    full, half = (embed_figures(model, figures, bf16=bf16) for bf16 in (False, True))
    assert half.dtype == full.dtype == "float32" and (half != full).any()
    cosines = (full * half).sum(axis=1)
    assert cosines.min() > 0.999


@pytest.mark.parametrize(
    ("loss", "backend", "caching"),
    [
        ("distribution_aware", "eager", {"cache_chunk": 4}),
        ("hierarchical", "aot_eager", {}),
    ],
)
def test_compiled_run_equals_the_plain_one_and_saves_plain_names(tmp_path, datasets, loss, backend, caching):
    plain = train(make_trainer(make_model(loss), datasets[loss], tmp_path))
    model = make_model(loss)
    start = weights(model)
    compiling = {"torch_compile": True, "torch_compile_backend": backend, "save_strategy": "steps", "save_steps": 3}
    trainer = make_trainer(model, datasets[loss], tmp_path, **compiling, **caching)
    assert_same_run(train(trainer), plain, start)
    assert type(trainer.model_wrapped).__name__ == "OptimizedModule"
    checkpoint = tmp_path / "checkpoint-3"
    assert set(load_file(checkpoint / "model.safetensors")) == set(start)
    loaded = AutoModel.from_pretrained(checkpoint)
    assert type(loaded) in (PatentVisionModel, PatentVisionTextModel)
    for name, value in loaded.state_dict().items():
        torch.testing.assert_close(value, plain["weights"][name], rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("head_rate", [None, 0.3])
@pytest.mark.parametrize(
    ("loss", "config"),
    [
        ("hierarchical", {"pooling": "gem", "projector": "mlp"}),
        ("arcface", {"projector": "norm_linear"}),
        ("distribution_aware", {}),
        ("language", {}),
    ],
)
def test_every_weight_is_in_one_group_of_its_rate_and_decay(tmp_path, datasets, loss, config, head_rate):
    model = make_model(loss, **config)
    settings = {"learning_rate": 0.1, "head_learning_rate": head_rate, "weight_decay": 0.01, "optim": "adamw_torch"}
    trainer = make_trainer(model, datasets[loss], tmp_path, **settings)
    groups = trainer.create_optimizer().param_groups
    grouped = list(chain.from_iterable(group["params"] for group in groups))
    trained = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert len(grouped) == len({id(parameter) for parameter in grouped}) == len(trained)
    decaying, rates = set(trainer.get_decay_parameter_names(model)), set()
    for name, parameter in trained.items():
        (group,) = [group for group in groups if any(parameter is member for member in group["params"])]
        matrix = parameter.ndim >= 2
        rate = 0.1 if head_rate is None or name.startswith(("backbone.", "text_model.")) else head_rate
        assert (group["lr"], group["weight_decay"]) == (rate, 0.01 if matrix else 0.0), name
        assert (name in decaying) == matrix
        rates.add((rate, matrix))
    assert len(rates) == (2 if head_rate is None else 4)  # all kinds were there
    frozen = [name for name, parameter in model.named_parameters() if not parameter.requires_grad]
    assert all(name.startswith("text_model.") for name in frozen) and bool(frozen) == (loss == "distribution_aware")


def test_a_head_rate_of_zero_moves_the_backbone_alone(tmp_path, datasets):
    model = make_model("distribution_aware")
    start = weights(model)
    found = train(make_trainer(model, datasets["distribution_aware"], tmp_path, head_learning_rate=0.0))["weights"]
    moved = {name for name in start if not torch.equal(found[name], start[name])}
    assert moved and all(name.startswith("backbone.") for name in moved)


@pytest.mark.parametrize("caching", [{}, {"cache_chunk": 4}], ids=["plain", "cached"])
@pytest.mark.parametrize(
    ("loss", "config", "terms"),
    [
        ("distribution_aware", {}, {"clip": 1, "cls": 1, "cat": 1}),
        ("distribution_aware", {"terms": ["clip", "cat"]}, {"clip": 1, "cat": 1}),
        ("language", {}, {"hierarchical": 1, "language": 0.2}),
        ("distribution_aware", {"terms": ["cls"]}, {}),
        ("hierarchical", {}, {}),
    ],
)
def test_the_log_has_the_terms_of_the_loss(tmp_path, datasets, loss, config, terms, caching):
    first = train(make_trainer(make_model(loss, **config), datasets[loss], tmp_path, **caching))["logs"][0]
    assert {name for name in first if name.startswith("loss_")} == {f"loss_{term}" for term in terms}
    if terms:  # on the first step every log variance of Eq. 3 is 0
        total = sum(weight * first[f"loss_{term}"] for term, weight in terms.items())
        assert first["loss"] == pytest.approx(total, rel=1e-4)


def test_terms_in_the_log_are_means_over_accumulated_batches_and_steps(tmp_path, datasets):
    def logs(**changes):
        settings = {"max_steps": 2, "learning_rate": 0.0} | changes
        run = make_trainer(make_model("distribution_aware"), datasets["distribution_aware"], tmp_path, **settings)
        return train(run)["logs"]

    each, together = logs(max_steps=4), logs(gradient_accumulation_steps=2, logging_steps=2)
    assert len(each) == 4 and len(together) == 1
    for name in ("loss", "loss_clip", "loss_cls", "loss_cat"):
        assert together[0][name] == pytest.approx(sum(log[name] for log in each) / 4, rel=1e-4)


@pytest.mark.parametrize(
    ("loss", "family", "config", "settings", "message"),
    [
        ("hierarchical", "resnet", {}, {"cache_chunk": 4}, r"cache_chunk does not go with batch normalisation \(.+\)"),
        ("contrastive", "vit", {"projector": "norm_mlp"}, {"cache_chunk": 4}, r"\(projector\.0\)"),
        ("contrastive", "vit", {}, {"figures_per_patent": 1}, "figures_per_patent must be at least 2"),
        ("triplet", "vit", {}, {"figures_per_patent": 1}, "figures_per_patent must be at least 2"),
        ("hierarchical", "vit", {}, {"cache_chunk": 0}, "must be at least 1, got 2, 0"),
    ],
)
def test_settings_that_do_not_fit_the_model_are_refused_in_one_line(
    tmp_path, datasets, loss, family, config, settings, message
):
    with pytest.raises(ValueError, match=message) as error:
        make_trainer(make_model(loss, family, **config), datasets[loss], tmp_path, **settings)
    assert "\n" not in str(error.value)


def test_figures_that_do_not_fit_the_loss_are_refused_in_one_line(tmp_path, datasets):
    bare, aware = datasets["hierarchical"], datasets["distribution_aware"]
    uncoded = FigureDataset(aware.rows, PROCESSOR, None, texts=aware.texts)
    torch.manual_seed(0)
    cases = [
        (make_model("arcface", class_level="subclass", classes=2), bare, "made for 2 classes, but the figures have 3"),
        (make_model("distribution_aware"), bare, "needs texts"),
        (make_model("language"), bare, "needs texts"),
        (make_model("distribution_aware"), uncoded, "the term cat of the loss needs head_codes"),
    ]
    for model, dataset, message in cases:
        with pytest.raises(ValueError, match=message) as error:
            make_trainer(model, dataset, tmp_path)
        assert "\n" not in str(error.value)
    make_trainer(make_model("distribution_aware", terms=["clip", "cls"]), uncoded, tmp_path)  # cat is off
    with pytest.raises(ValueError, match="texts of 36 figures, but 3 rows"):
        FigureDataset(aware.rows[:3], PROCESSOR, None, texts=aware.texts)
