"""The model card: its words, its metadata, its file."""

import inspect
from pathlib import Path

import jinja2.meta
import pytest
from huggingface_hub import ModelCard
from transformers import Trainer

from modeling_patent import (
    PatentVisionConfig,
    PatentVisionModel,
)
from modeling_patent.configuration_patent import TEXT_LOSSES, PatentVisionTextConfig
from modeling_patent.training.card import TEMPLATE, hub_names, model_card, save_card
from modeling_patent.training.trainer_card import loss_text, write_card
from tests.small import BACKBONES
from tests.small_texts import TEXT_TOWERS
from tests.training.cards import table


def test_values_that_are_no_number_are_left_out():
    model = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
    scores = {"patent_map": 0.5, "patent_ndcg": 1.0, "subclass_map": float("nan"), "epoch": 3.0}
    about = {"dataset_name": "a | b\nc", "train": (2, 4), "evaluation": (1, 2), "training": {}}
    card = model_card(model, name="someone/model", metrics=scores, **about)
    assert {result.metric_name: result.metric_value for result in card.data.eval_results} == {
        "mAP, patent level": 0.5, "nDCG, patent level": 1.0,
    }  # fmt: skip
    assert table(card) == {"all": ["0.500 (1.000)", "- (-)", "- (-)"]}
    assert {result.dataset_name for result in card.data.eval_results} == {"a | b c"}


def test_base_model_is_named_only_where_its_weights_were_taken():
    about = {"name": "x", "dataset_name": "d", "train": None, "evaluation": None, "metrics": {}, "training": {}}
    pretrained = PatentVisionModel.from_backbone(BACKBONES["vit"], pixel_mean=[0.5] * 3, pixel_std=[0.5] * 3)
    pretrained.config.vision_config._name_or_path = "someone/small-vit"
    assert model_card(pretrained, **about).data.base_model == "someone/small-vit"
    assert model_card(pretrained, **about | {"base_model": []}).data.base_model is None
    assert model_card(pretrained, **about | {"base_model": ["a/b", "c/d"]}).data.base_model == ["a/b", "c/d"]
    pretrained.config.pixel_mean = None  # as a model of random weights has it
    assert model_card(pretrained, **about).data.base_model is None
    pretrained.config._name_or_path = "someone/patent-model"
    assert model_card(pretrained, **about).data.base_model == "someone/patent-model"
    assert model_card(pretrained, **about | {"name": "someone/patent-model"}).data.base_model is None
    pretrained.config.vision_config._name_or_path = ""


def test_folders_are_no_hub_names(tmp_path, monkeypatch):
    (tmp_path / "runs" / "mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert hub_names("runs/mine", str(tmp_path), "./a/b", "a/b/c", "vit", None, "a/b", "a/b") == ["a/b"]


@pytest.mark.parametrize("loss", TEXT_LOSSES)
def test_every_loss_is_told_with_its_settings(loss):
    settings = {"loss": loss, "loss_temperature": 0.25, "margin": 0.375, "classes": 11, "relevance": (1, 0.5, 0.125)}
    text = loss_text(PatentVisionTextConfig(BACKBONES["vit"], TEXT_TOWERS["bert"], language_weight=0.75, **settings))
    expected = {
        "hierarchical": ("1, 0.5, 0.125", "temperature 0.25", "'relevance'", "0.75 x"),
        "contrastive": ("temperature 0.25", "0.75 x"),
        "triplet": ("margin 0.375", "0.75 x"),
        "arcface": ("scale 4,", "margin 0.375", "11 classes", "level patent"),
        "distribution_aware": ("clip, cls, cat", "at first 0.25"),
    }[loss]
    assert [part for part in expected if part not in text] == []
    if loss != "distribution_aware":
        assert "image-text" not in loss_text(PatentVisionConfig(BACKBONES["vit"], **settings))


def test_every_word_of_the_template_is_given(monkeypatch):
    given = {}
    plain = ModelCard.from_template.__func__

    def watch(cls, data, template_path, **words):
        given.update(words)
        return plain(cls, data, template_path=template_path, **words)

    monkeypatch.setattr(ModelCard, "from_template", classmethod(watch))
    model = PatentVisionModel.from_backbone(BACKBONES["vit"])
    about = {"dataset_name": "d", "train": None, "evaluation": None, "metrics": {}, "training": {}}
    model_card(model, name="x", **about)
    used = jinja2.meta.find_undeclared_variables(jinja2.Environment().parse(TEMPLATE.read_text(encoding="utf-8")))
    assert used == given.keys() | {"card_data"}


def test_create_model_card_takes_what_that_of_transformers_takes():
    theirs = list(inspect.signature(Trainer.create_model_card).parameters.values())[1:]
    ours = list(inspect.signature(write_card).parameters.values())[1 : 1 + len(theirs)]
    assert [(p.name, p.kind, p.default) for p in ours] == [(p.name, p.kind, p.default) for p in theirs]


def test_interrupted_write_leaves_the_card_as_it_was(tmp_path, monkeypatch):
    model = PatentVisionModel.from_backbone(BACKBONES["vit"])
    about = {"dataset_name": "d", "train": None, "evaluation": None, "metrics": {}, "training": {}}
    save_card(model_card(model, name="first", **about), tmp_path)
    before = (tmp_path / "README.md").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]

    def fail(*arguments, **options):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        save_card(model_card(model, name="second", **about), tmp_path)
    assert (tmp_path / "README.md").read_bytes() == before
