"""configs/: every recipe is read, trains small stand-ins of its backbones, and holds the values of its paper."""

import csv
import importlib
import json
import math
import re
from pathlib import Path

import datasets
import pytest
import torch
import yaml
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    AutoModel,
    AutoTokenizer,
    CLIPConfig,
    CLIPModel,
    EfficientNetModel,
    PreTrainedTokenizerFast,
    ResNetConfig,
    ResNetModel,
    Swinv2Model,
    ViTModel,
)

import train
from modeling_patent import PatentVisionTextModel
from tests.small import BACKBONES, draw_rows

ROOT = Path(__file__).parents[1]
OTHERS = ("checkpoint", "study")  # of examples/, which have tests of their own
RECIPES = sorted(path.stem for path in (ROOT / "configs").glob("*.yaml") if path.stem not in OTHERS)
CLIP = "openai/clip-vit-base-patch32"
STAND_INS = {
    "WinKawaks/vit-tiny-patch16-224": "vit",
    "WinKawaks/vit-small-patch16-224": "vit",
    "google/vit-base-patch16-224": "vit",
    "microsoft/resnet-18": "resnet-basic",
    "microsoft/resnet-50": "resnet-bottleneck",
    "google/efficientnet-b0": "efficientnet",
    "microsoft/swinv2-base-patch4-window8-256": "swinv2",
    CLIP: "clip",
}
"""Hub id -> folder of the stand-in, a small random checkpoint of the same family."""
WORDS = ["<s>", "</s>", "<unk>", "<pad>", "box", "furniture", "seats", "lighting", ",", "and"]


def recipe_file(recipe):
    return ROOT / "configs" / f"{recipe}.yaml"


def settings(recipe):
    return yaml.safe_load(recipe_file(recipe).read_text())


def small_tokenizer():
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)])
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=16, **special)


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory):
    """A folder with a small random checkpoint of every family in STAND_INS."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("checkpoints")
    resnet = {"embedding_size": 8, "hidden_sizes": [8, 16], "depths": [1, 1]}
    towers = {
        "vit": ViTModel(BACKBONES["vit"]),
        "swinv2": Swinv2Model(BACKBONES["swinv2"]),
        "efficientnet": EfficientNetModel(BACKBONES["efficientnet"]),
        "resnet-basic": ResNetModel(ResNetConfig(layer_type="basic", **resnet)),
        "resnet-bottleneck": ResNetModel(ResNetConfig(layer_type="bottleneck", **resnet)),
    }
    for name, tower in towers.items():
        tower.save_pretrained(folder / name)
    shared = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    text = shared | {
        "vocab_size": len(WORDS), "max_position_embeddings": 16, "bos_token_id": 0, "eos_token_id": 1,
        "pad_token_id": 3,
    }  # fmt: skip
    vision = shared | {"image_size": 32, "patch_size": 8}
    CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=16)).save_pretrained(folder / "clip")
    small_tokenizer().save_pretrained(folder / "clip")
    return folder


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    """A folder of 24 designs x 3 drawings with a metadata.csv; what `datasets` caches of it lies beside it."""
    folder = tmp_path_factory.mktemp("collection")
    rows = draw_rows(folder, patents=24)
    with (folder / "metadata.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file_name", "locarno", "title"])
        writer.writerows([Path(row["image"]).name, row["locarno"], row["title"]] for row in rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path_factory.mktemp("cache"))
        yield folder


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_trains_and_saves_the_model_that_it_describes(tmp_path, checkpoints, collection, recipe):
    stated = settings(recipe)
    arguments = [
        "--config", str(recipe_file(recipe)), "--data", str(collection), "--output_dir", str(tmp_path), "--image_size",
        "32", "--patents_per_batch", "4", "--validation_share", "0.3", "--max_steps", "2", "--logging_steps", "1",
        "--use_cpu", "true", "--dataloader_num_workers", "0", "--disable_tqdm", "true",
    ]  # fmt: skip
    for name in ("backbone", "text_backbone"):
        if isinstance(stated.get(name), str):
            arguments += [f"--{name}", str(checkpoints / STAND_INS[stated[name]])]
    train.train(arguments)

    state = json.loads((tmp_path / "trainer_state.json").read_text())
    losses = [log["loss"] for log in state["log_history"] if "loss" in log]
    assert state["global_step"] == len(losses) == 2 and all(map(math.isfinite, losses))
    model = AutoModel.from_pretrained(tmp_path)
    for name in ("loss", "pooling", "projector"):
        assert getattr(model.config, name) == stated[name], name
    assert isinstance(model, PatentVisionTextModel) == ("text_backbone" in stated)
    if stated.get("load_best_model_at_end"):
        assert Path(state["best_model_checkpoint"]).is_dir()
        metric = stated.get("metric_for_best_model", "eval_patent_map")
        assert state["best_metric"] == max(log[metric] for log in state["log_history"] if metric in log)


@pytest.mark.parametrize("recipe", [recipe for recipe in RECIPES if recipe.startswith("a_")])
def test_recipes_of_paper_a_hold_its_values_and_evaluate_on_patents(tmp_path, recipe):
    model, training = train.parse_arguments(["--config", str(recipe_file(recipe)), "--output_dir", str(tmp_path)])
    assert (training.patents_per_batch, training.figures_per_patent, training.num_train_epochs) == (64, 2, 20)
    assert training.per_device_train_batch_size == 128
    assert model.loss == recipe.rpartition("_")[2] and model.relevance == [1.0, 0.35, 0.2]
    assert model.language_weight == (0.2 if "language" in recipe else 0.0)
    assert (training.early_stopping_patience, training.load_best_model_at_end) == (5, True)
    assert (training.metric_for_best_model, training.greater_is_better) == ("eval_patent_map", True)
    assert training.augmentation == "gentle"


@pytest.mark.parametrize("recipe", [recipe for recipe in RECIPES if recipe.startswith("b_")])
def test_recipes_of_paper_b_hold_its_values(tmp_path, recipe):
    model, training = train.parse_arguments(["--config", str(recipe_file(recipe)), "--output_dir", str(tmp_path)])
    assert (model.validation_share, training.augmentation) == (0.1, "paper")
    if recipe.endswith("arcface"):
        assert 1 / model.loss_temperature == pytest.approx(30, rel=1e-4)
        assert (model.loss, model.margin, model.class_level) == ("arcface", 0.5, "patent")
        assert (model.projector, model.projection_dim) == ("norm_linear", 512)
        assert (training.learning_rate, training.head_learning_rate, training.weight_decay) == (1e-4, 5e-3, 0)
        assert (training.per_device_train_batch_size, training.num_train_epochs) == (128, 25)
    elif recipe == "b_patentnet":
        assert (model.backbone, model.pooling, model.loss) == ("microsoft/resnet-50", "gem", "triplet")
    else:
        terms = ["clip"] if recipe == "b_ablation_clip" else ["clip", "cls", "cat"]
        assert (model.loss, model.terms) == ("distribution_aware", terms)
        assert (model.text_backbone, model.freeze_text, model.head_share) == (CLIP, True, 0.4)


def test_recipes_that_are_compared_differ_in_nothing_else():
    for recipe in RECIPES:
        if recipe.endswith("_hierarchical"):
            plain = settings(recipe.replace("hierarchical", "contrastive"))
            differing = {"loss", "relevance", "normalization"}
            kept = {name: value for name, value in settings(recipe).items() if name not in differing}
            assert kept == {name: value for name, value in plain.items() if name not in differing}, recipe
    full = settings("b_vit_b32")  # the rows below differ by the texts of the data
    assert full == settings("b_ablation_losses") == settings("b_ablation_text_generation")
    assert full == settings("b_ablation_clip") | {name: full[name] for name in ("terms", "head_share")}


def test_every_recipe_stands_in_the_readme_and_every_file_named_there_exists():
    named = set(re.findall(r"(\w+)\.yaml", (ROOT / "configs" / "README.md").read_text()))
    assert named == {*RECIPES, *OTHERS}


def test_clip_without_training_as_the_readme_makes_it_is_clip_and_is_evaluated(
    tmp_path, checkpoints, collection, capsys
):
    code = re.search(r"```python\n(.*?)```", (ROOT / "configs" / "README.md").read_text(), re.DOTALL)[1]
    here = {CLIP: str(checkpoints / "clip"), "runs/clip": str(tmp_path / "clip"), "size=224": "size=32"}
    for there, instead in here.items():
        assert code.count(there) == 1
        code = code.replace(there, instead)
    exec(compile(code, "README.md", "exec"), {})

    clip = CLIPModel.from_pretrained(checkpoints / "clip").eval()
    model = AutoModel.from_pretrained(tmp_path / "clip").eval()
    pixels = torch.randn(3, 3, 32, 32)
    words = AutoTokenizer.from_pretrained(tmp_path / "clip")(["box", "seats and lighting"], padding=True)
    words = {name: torch.tensor(words[name]) for name in ("input_ids", "attention_mask")}
    with torch.inference_mode():
        expected = clip(pixel_values=pixels, **words)
        torch.testing.assert_close(model.embed_images(pixels), expected.image_embeds)
        torch.testing.assert_close(model.embed_texts(**words), expected.text_embeds)
    arguments = ["--model", str(tmp_path / "clip"), "--data", str(collection), "--protocol", "subclass"]
    assert importlib.import_module("eval").main(arguments) == 0
    assert "subclass" in capsys.readouterr().out
