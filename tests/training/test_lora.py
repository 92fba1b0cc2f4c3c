import numpy as np
import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModel, BertConfig, DeiTConfig, Dinov2WithRegistersConfig, DINOv3ViTConfig, TrainerCallback

from modeling_patent import PatentImageProcessor, PatentVisionModel, PatentVisionTextConfig, PatentVisionTextModel
from modeling_patent.rows import column, fit_head_codes
from modeling_patent.training import FigureDataset, FigureTexts, PatentTrainer, PatentTrainingArguments
from modeling_patent.training.lora import TARGETS, add_lora, lora_targets, trainable_share
from tests.small import BACKBONES, _tokens, draw_rows

PROCESSOR = PatentImageProcessor(size=32)
INK = torch.rand(6, 1, 32, 32, generator=torch.Generator().manual_seed(0))
TEXT = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, vocab_size=20)
FAMILIES = {config.model_type: config for config in BACKBONES.values()} | {
    "deit": _tokens(DeiTConfig),
    "dinov2_with_registers": _tokens(Dinov2WithRegistersConfig),
    "dinov3_vit": _tokens(DINOv3ViTConfig),
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return draw_rows(tmp_path_factory.mktemp("figures"), patents=12)


@pytest.fixture(scope="module")
def figures(rows):
    return FigureDataset(rows, PROCESSOR, workers=0, progress=False)


def saved_model(folder, backbone, **config):
    """Save a model whose batch statistics have seen figures, and load it."""
    torch.manual_seed(0)
    model = PatentVisionModel.from_backbone(backbone, **({"projection_dim": 8} | config))
    return saved(folder, model)


def saved(folder, model):
    with torch.no_grad():
        model.train()(INK)
    model.save_pretrained(folder)
    return AutoModel.from_pretrained(folder)


def make_trainer(model, figures, folder, evaluation=None, callbacks=(), **changes):
    settings = {
        "patents_per_batch": 3, "max_steps": 3, "learning_rate": 1e-2, "report_to": "none", "use_cpu": True,
        "logging_steps": 1, "disable_tqdm": True, "save_strategy": "no", "eval_strategy": "no", "seed": 1,
    }  # fmt: skip
    arguments = PatentTrainingArguments(str(folder), **(settings | changes))
    return PatentTrainer(model, arguments, figures, evaluation, PROCESSOR, callbacks=list(callbacks))


def trained(model, figures, folder, **changes):
    """Train an adapter of a saved model and save it, as train.py does."""
    torch.manual_seed(1)
    trainer = make_trainer(add_lora(model, rank=2), figures, folder, **changes)
    trainer.train()
    trainer.save_model()
    return trainer.model


def state(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


@torch.no_grad()
def embeds(model):
    return model.eval().embed_images(INK)


def assert_same_however_loaded(adapted, base, adapter, merged):
    """Load an adapter by peft, by transformers and merged: all give the vectors of the trained model."""
    expected = embeds(adapted)
    by_peft = PeftModel.from_pretrained(AutoModel.from_pretrained(base), adapter)
    by_transformers = AutoModel.from_pretrained(adapter)
    assert torch.equal(embeds(by_peft), expected)
    assert torch.equal(embeds(by_transformers), expected)
    by_peft.merge_and_unload().save_pretrained(merged)
    plain = AutoModel.from_pretrained(merged)
    assert type(plain) is type(AutoModel.from_pretrained(base)) and not any(
        "lora" in name for name in plain.state_dict()
    )
    assert plain.state_dict().keys() == AutoModel.from_pretrained(base).state_dict().keys()
    torch.testing.assert_close(embeds(plain), expected, rtol=0, atol=1e-5)
    return by_transformers, plain


@pytest.mark.parametrize("family", sorted(TARGETS))
def test_every_family_of_the_table_names_layers_that_exist(family):
    model = PatentVisionModel.from_backbone(FAMILIES[family], projection_dim=8)
    found = lora_targets(model, family)
    assert {name.rpartition(".")[2] for name in found} == set(TARGETS[family])
    modules = dict(model.named_modules())
    assert all(name.startswith("backbone.") and modules[name].weight.requires_grad for name in found)


@pytest.mark.parametrize("family", sorted(BACKBONES))
def test_only_adapters_and_the_projector_learn_and_the_adapter_loads_in_every_way(tmp_path, figures, family):
    model = saved_model(tmp_path / "base", BACKBONES[family], projector="norm_mlp")
    plain, targets = state(model), lora_targets(model, model.config.vision_config.model_type)
    torch.manual_seed(1)
    adapted = add_lora(model, rank=2)
    start = state(adapted)
    learning = {name for name, parameter in adapted.named_parameters() if parameter.requires_grad}
    layers = {f"base_model.model.{name}.lora_{side}.default.weight" for name in targets for side in "AB"}
    kept = "base_model.model.projector.modules_to_save.default."
    assert layers < learning and all(name.startswith(kept) for name in learning - layers)
    trainer = make_trainer(adapted, figures, tmp_path / "adapter")
    trainer.train()
    trainer.save_model()
    after = state(adapted)
    unmoved = {name for name in learning if torch.equal(after[name], start[name])}
    assert not unmoved
    moved = {name for name in after if not torch.equal(after[name], start[name])}
    statistics = {name for name in moved - learning if name.startswith(kept)}
    assert moved == learning | statistics and any("running_mean" in name for name in statistics)
    original = {name.replace("base_model.model.", "").replace("base_layer.", ""): v for name, v in after.items()}
    backbone = [name for name in plain if name.startswith("backbone.")]
    assert all(torch.equal(original[name], plain[name]) for name in backbone)  # running_mean and running_var too
    assert_same_however_loaded(adapted, tmp_path / "base", tmp_path / "adapter", tmp_path / "merged")
    assert not torch.equal(embeds(adapted), embeds(AutoModel.from_pretrained(tmp_path / "base")))


@pytest.mark.parametrize(
    ("family", "config", "part"),
    [
        ("resnet", {"pooling": "gem"}, "gem"),
        ("resnet", {"loss": "arcface", "classes": 12, "loss_temperature": 0.1}, "centers"),
        ("resnet", {"projector": "norm_linear", "projector_dropout": 0.2}, "projector"),
    ],
)
def test_parts_that_learn_beside_the_backbone_are_saved_with_the_adapter(tmp_path, figures, family, config, part):
    model = saved_model(tmp_path / "base", BACKBONES[family], **config)
    adapted = trained(model, figures, tmp_path / "adapter")
    loaded = assert_same_however_loaded(adapted, tmp_path / "base", tmp_path / "adapter", tmp_path / "merged")
    learnt = getattr(model, part).modules_to_save["default"].state_dict()
    before = getattr(AutoModel.from_pretrained(tmp_path / "base"), part).state_dict()
    assert learnt and not any(torch.equal(learnt[name], before[name]) for name in learnt)
    as_saved = getattr(loaded[0], part).modules_to_save["default"].state_dict()
    for copy in (as_saved, getattr(loaded[1], part).state_dict()):
        assert copy.keys() == learnt.keys() and all(torch.equal(copy[name], learnt[name]) for name in learnt)


@pytest.mark.parametrize("projection", ["trained", "frozen"])
def test_temperature_and_log_variances_are_saved_and_what_is_frozen_of_the_texts_is_not(tmp_path, rows, projection):
    torch.manual_seed(0)
    config = PatentVisionTextConfig(BACKBONES["vit"], TEXT, projection_dim=8, text_projection=projection)
    model = PatentVisionTextModel(config)
    head = fit_head_codes(column(rows, "locarno"), 0.4)
    width = 16 if projection == "trained" else 8  # a frozen projection belongs to what is made once
    vectors = np.random.default_rng(0).standard_normal((len(rows), width), dtype=np.float32)
    texts = FigureTexts({"text_embeds": vectors}, [np.array([number]) for number in range(len(rows))])
    data = FigureDataset(rows, PROCESSOR, workers=0, progress=False, texts=texts, head_codes=head)
    model = saved(tmp_path / "base", model)
    before = state(model)
    adapted = trained(model, data, tmp_path / "adapter")
    learning = {name for name, parameter in adapted.named_parameters() if parameter.requires_grad}
    parts = {name.split("base_model.model.")[1].split(".")[0] for name in learning}
    trained_text = {"text_projection"} if projection == "trained" else set()
    assert parts == {"backbone", "projector", "temperature", "log_variances"} | trained_text
    file = load_file(tmp_path / "adapter" / "adapter_model.safetensors")
    frozen = "text_model" if projection == "trained" else "text_"
    assert not any(f".{frozen}" in name for name in file)
    text = {name: value for name, value in before.items() if name.startswith("text_model.")}
    assert text and all(torch.equal(model.state_dict()[name], value) for name, value in text.items())
    adapted.train()
    assert not model.text_model.training
    words = torch.tensor([[1, 2, 3], [4, 5, 6]])
    loaded = assert_same_however_loaded(adapted, tmp_path / "base", tmp_path / "adapter", tmp_path / "merged")
    for copy in loaded:
        assert torch.equal(copy.temperature(), model.temperature())
        assert copy.log_variances() == model.log_variances()
        torch.testing.assert_close(copy.eval().embed_texts(words), model.eval().embed_texts(words))
    assert not torch.equal(model.temperature.logit_scale, before["temperature.logit_scale"])
    assert not torch.equal(torch.stack(list(model.log_variances().values())), before["log_variances.values"])


class StopAt(TrainerCallback):
    """Ends a run in the middle, as a kill would."""

    def on_step_end(self, args, state, control, **kwargs):
        control.should_training_stop = state.global_step >= 4


@pytest.mark.parametrize("family", ["vit", "resnet"])
def test_resumed_adapter_run_equals_the_uninterrupted_one(tmp_path, figures, family):
    saved_model(tmp_path / "base", BACKBONES[family], projector="norm_mlp")

    def run(folder, callbacks=(), resume=None):
        torch.manual_seed(1)
        adapted = add_lora(AutoModel.from_pretrained(tmp_path / "base"), rank=2)
        changes = {"max_steps": 7, "save_strategy": "steps", "save_steps": 4}
        trainer = make_trainer(adapted, figures, tmp_path / folder, callbacks=callbacks, **changes)
        trainer.train(resume_from_checkpoint=resume)
        return trainer

    whole = run("whole")
    assert run("parts", [StopAt()]).state.global_step == 4
    resumed = run("parts", resume=str(tmp_path / "parts" / "checkpoint-4"))
    expected, got = whole.model.state_dict(), resumed.model.state_dict()
    assert expected.keys() == got.keys() and all(torch.equal(expected[name], got[name]) for name in expected)
    losses = [[log["loss"] for log in run.state.log_history if "loss" in log] for run in (whole, resumed)]
    assert losses[0] == losses[1] and len(losses[0]) == 7


def test_best_adapter_is_really_loaded_at_the_end(tmp_path, rows):
    data = [FigureDataset(part, PROCESSOR, workers=0, progress=False) for part in (rows[:21], rows[21:])]
    model = saved_model(tmp_path / "base", BACKBONES["resnet"], projector="norm_mlp")
    saving = {"eval_strategy": "steps", "eval_steps": 2, "save_strategy": "steps", "save_steps": 2}
    adapted = add_lora(model, rank=2)
    trainer = make_trainer(
        adapted,
        data[0],
        tmp_path / "run",
        data[1],
        learning_rate=0.1,
        max_steps=8,
        load_best_model_at_end=True,
        **saving,
    )
    trainer.train()
    maps = [log["eval_patent_map"] for log in trainer.state.log_history if "eval_patent_map" in log]
    assert len(set(maps)) > 1 and trainer.state.best_metric == max(maps)
    assert torch.equal(embeds(adapted), embeds(AutoModel.from_pretrained(trainer.state.best_model_checkpoint)))
    assert trainer.evaluate()["eval_patent_map"] == pytest.approx(max(maps), abs=1e-6)


def test_loaded_adapter_trains_on_without_moving_the_frozen_statistics(tmp_path, figures):
    model = saved_model(tmp_path / "base", BACKBONES["resnet"])
    trained(model, figures, tmp_path / "adapter")
    again = PeftModel.from_pretrained(
        AutoModel.from_pretrained(tmp_path / "base"), tmp_path / "adapter", is_trainable=True
    )
    before = state(again)
    make_trainer(again, figures, tmp_path / "again").train()
    moved = {name for name, value in again.state_dict().items() if not torch.equal(value, before[name])}
    assert moved == {name for name, parameter in again.named_parameters() if parameter.requires_grad}


def test_gradient_caching_equals_the_whole_batch_under_an_adapter(tmp_path, figures):
    runs = []
    for chunk in (None, 2):
        model = saved_model(tmp_path / "base", BACKBONES["vit"])
        options = {"optim": "sgd", "learning_rate": 0.1, "max_grad_norm": 0.0, "cache_chunk": chunk}
        runs.append(state(trained(model, figures, tmp_path / "adapter", **options)))
    for name in runs[0]:
        torch.testing.assert_close(runs[0][name], runs[1][name], rtol=1e-4, atol=1e-6)
    start = state(AutoModel.from_pretrained(tmp_path / "base"))
    assert not torch.equal(
        runs[0]["base_model.model.projector.modules_to_save.default.weight"], start["projector.weight"]
    )


def test_trainable_share_counts_what_is_in_use(tmp_path):
    model = saved_model(tmp_path / "base", BACKBONES["vit"])
    whole = sum(parameter.numel() for parameter in model.parameters())
    assert trainable_share(model) == 1
    projector = 32 * 8 + 8
    adapters = 2 * 2 * (3 * 32 + 3 * 32)  # layers x (query, value) x (into rank 3, out of it)
    expected = (adapters + projector) / (whole + adapters)
    assert trainable_share(add_lora(model, rank=3)) == pytest.approx(expected, abs=1e-12)


def test_models_that_cannot_have_an_adapter_are_named_in_one_line(tmp_path):
    with pytest.raises(ValueError, match=r"an adapter refers to a saved model: save this one") as unsaved:
        add_lora(PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8))
    model = saved_model(tmp_path, BACKBONES["vit"])
    with pytest.raises(ValueError, match=r"LoRA knows no layers of the family 'beit' \(it does of clip_vis") as unknown:
        lora_targets(model, "beit")
    with pytest.raises(ValueError, match="the resnet backbone has no layers called convolution") as renamed:
        lora_targets(model, "resnet")
    adapted = add_lora(model)
    with pytest.raises(ValueError, match="has an adapter already: merge it") as twice:
        add_lora(adapted)
    with pytest.raises(ValueError, match="has an adapter already: merge it"):
        add_lora(model)
    assert all("\n" not in str(error.value) for error in (unsaved, unknown, renamed, twice))
