"""The card of a trainer: what it says of a model is what was trained and measured."""

import csv
import json
import re
from pathlib import Path

import pytest
import torch
from PIL import Image, ImageDraw
from transformers import AutoModel, TrainerCallback

import train as train_script
from modeling_patent import (
    PatentImageProcessor,
    PatentTextProcessor,
    PatentVisionModel,
    PatentVisionTextModel,
)
from modeling_patent.rows import fit_head_codes
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments, encode_texts
from modeling_patent.training.lora import add_lora
from tests.small import BACKBONES, draw_rows
from tests.small_texts import TEXT_TOWERS, make_tokenizer
from tests.training.cards import assert_clean, facts, read_card, table

PROCESSOR = PatentImageProcessor(size=32)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Rows to train on (10 patents) and to evaluate on (6 others)."""
    drawn = draw_rows(tmp_path_factory.mktemp("figures"), patents=16)
    return drawn[:30], drawn[30:]


@pytest.fixture(scope="module")
def datasets(rows):
    return [FigureDataset(part, PROCESSOR, workers=0, progress=False) for part in rows]


def make_trainer(datasets, folder, model=None, processor=PROCESSOR, **changes):
    torch.manual_seed(0)
    model = model or PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
    settings = {
        "patents_per_batch": 3, "max_steps": 2, "learning_rate": 1e-3, "report_to": "none", "use_cpu": True,
        "disable_tqdm": True, "save_strategy": "no", "seed": 7,
    }  # fmt: skip
    arguments = PatentTrainingArguments(str(folder), **(settings | changes))
    return PatentTrainer(model, arguments, *datasets, processing_class=processor)


def text_trainer(rows, folder):
    model = PatentVisionTextModel.from_backbones(BACKBONES["vit"], TEXT_TOWERS["bert"])
    model.config.head_codes = fit_head_codes([row["locarno"] for row in rows[0]])
    processor = PatentTextProcessor(PROCESSOR, make_tokenizer())
    datasets = []
    for part in rows:
        texts = encode_texts(part, model, processor.tokenizer)
        head = model.config.head_codes
        datasets.append(FigureDataset(part, PROCESSOR, workers=0, progress=False, texts=texts, head_codes=head))
    return make_trainer(datasets, folder, model, processor)


def lora_trainer(datasets, folder):
    torch.manual_seed(0)
    PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8).save_pretrained(folder / "the_base")
    model = add_lora(AutoModel.from_pretrained(folder / "the_base"), rank=2)
    return make_trainer(datasets, folder / "adapter", model)


def test_card_bears_the_numbers_of_the_evaluation(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path / "boxes")
    trainer.train()
    metrics = trainer.evaluate()
    trainer.create_model_card(dataset_name="small boxes", split="test", data_license="cc0-1.0", license="mit")
    card = read_card(tmp_path / "boxes")
    assert_clean(card, tmp_path)
    results = {result.metric_name: result for result in card.data.eval_results}
    assert len(results) == 6
    for level in ("patent", "subclass", "main_class"):
        for key, name in (("map", "mAP"), ("ndcg", "nDCG")):
            result = results[f"{name}, {level.replace('_', ' ')} level"]
            assert result.metric_value == metrics[f"eval_{level}_{key}"]
            assert (result.metric_type, result.task_type) == (key, "image-retrieval")
            assert (result.dataset_name, result.dataset_split) == ("small boxes", "test")
    shown = [
        f"{metrics[f'eval_{level}_map']:.3f} ({metrics[f'eval_{level}_ndcg']:.3f})"
        for level in ("patent", "subclass", "main_class")
    ]
    assert table(card) == {"all": shown}
    data = card.data.to_dict()
    assert (data["license"], data["library_name"], data["pipeline_tag"]) == (
        "mit", "transformers", "image-feature-extraction",
    )  # fmt: skip
    assert data["tags"] == ["design-patents", "image-retrieval", "locarno"] and "base_model" not in data
    assert facts(card, "Training data")["Size"] == "10 patents with 30 figures"
    assert facts(card, "Training data")["Licence of the data"] == "cc0-1.0"
    assert "split test: 6 patents with 18 figures" in card.text
    training = facts(card, "Training")
    assert (training["Steps"], training["Seed"]) == ("2", "7") and training["Batch"].startswith("3 patents x 2 figures")
    assert "learning rate 0.001" in training["Optimiser"]
    assert facts(card, "What it is")["Parameters"] == f"{sum(p.numel() for p in trainer.model.parameters()):,}"


def test_what_the_author_does_not_say_is_said_to_be_unknown(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path / "boxes")
    trainer.create_model_card()
    card = read_card(tmp_path / "boxes")
    assert_clean(card, tmp_path)
    assert "These weights were not evaluated." in card.text and card.data.eval_results is None
    data = facts(card, "Training data")
    assert data["Name"] == "not named" and data["Licence of the data"] == "not stated"
    assert "for the author" in data["Kind of drawings"]
    assert card.data.license == "apache-2.0"


def test_text_model_has_a_row_for_head_and_for_tail(tmp_path, rows):
    trainer = text_trainer(rows, tmp_path / "words")
    trainer.train()
    metrics = trainer.evaluate()
    trainer.create_model_card(dataset_name="boxes with words")
    card = read_card(tmp_path / "words")
    assert_clean(card, tmp_path)
    expected = {
        part: [
            f"{metrics[f'eval_{level}_{prefix}map']:.3f} ({metrics[f'eval_{level}_{prefix}ndcg']:.3f})"
            for level in ("patent", "subclass", "main_class")
        ]
        for part, prefix in (("all", ""), ("head", "head_"), ("tail", "tail_"))
    }
    assert table(card) == expected and expected["head"] != expected["tail"]
    tail = [result for result in card.data.eval_results if result.metric_name == "mAP, subclass level, tail classes"]
    assert [result.metric_value for result in tail] == [metrics["eval_subclass_tail_map"]]
    assert len(card.data.eval_results) == 18
    assert "terms clip, cls, cat" in facts(card, "Training")["Loss"]
    assert "kept as it is" in facts(card, "What it is")["Text encoder"]
    run_snippet(card, tmp_path / "words", trainer, tmp_path)


def test_card_tells_of_the_weights_it_lies_beside(tmp_path, datasets):
    """The best weights are loaded at the end: their numbers, and not those of the last step, are in the card."""
    trainer = make_trainer(
        datasets, tmp_path / "boxes", max_steps=4, learning_rate=5e-2, eval_strategy="steps", eval_steps=1,
        save_strategy="steps", save_steps=1, load_best_model_at_end=True, metric_for_best_model="eval_patent_map",
        greater_is_better=False,
    )  # fmt: skip
    trainer.train()
    logs = {log["step"]: log for log in trainer.state.log_history if "eval_patent_map" in log}
    best = min(logs, key=lambda step: logs[step]["eval_patent_map"])
    assert best != 4 and logs[best]["eval_patent_map"] < logs[4]["eval_patent_map"]
    trainer.create_model_card()
    card = read_card(tmp_path / "boxes")
    assert card.data.eval_results[0].metric_value == logs[best]["eval_patent_map"]
    assert f"weights are those of step {best}" in facts(card, "Training")["Steps"]
    again = trainer.evaluate()
    trainer.create_model_card()
    assert read_card(tmp_path / "boxes").data.eval_results[0].metric_value == again["eval_patent_map"]


def test_numbers_of_earlier_weights_are_not_given(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path / "boxes", max_steps=6, eval_strategy="steps", eval_steps=2)
    trainer.add_callback(StopAtThree)
    trainer.train()
    assert [log["step"] for log in trainer.state.log_history if "eval_patent_map" in log] == [2]
    trainer.create_model_card()
    assert "These weights were not evaluated." in read_card(tmp_path / "boxes").text


class StopAtThree(TrainerCallback):
    """Ends a run between two evaluations."""

    def on_step_end(self, args, state, control, **kwargs):
        control.should_training_stop = state.global_step >= 3


def test_evaluation_on_trained_patents_is_owned_up_to(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path / "boxes", eval_max_figures=2)
    trainer.evaluate()
    trainer.create_model_card()
    text = read_card(tmp_path / "boxes").text
    assert "No patent that was evaluated on was trained on." in text
    assert "6 patents with 12 figures, at most 2 figures of a patent" in text
    trainer.evaluate(datasets[0])
    trainer.create_model_card()
    text = read_card(tmp_path / "boxes").text
    assert "10 of the 10 patents evaluated on were trained on" in text and "10 patents with 20 figures" in text
    trainer.evaluate(datasets[1], metric_key_prefix="test")
    trainer.create_model_card()
    assert read_card(tmp_path / "boxes").text == text


def test_adapter_s_card_replaces_that_of_peft(tmp_path, datasets):
    trainer = lora_trainer(datasets, tmp_path)
    trainer.train()
    trainer.save_model()
    assert "# Model Card for" in read_card(tmp_path / "adapter").text  # PEFT's
    trainer.evaluate()
    trainer.create_model_card(dataset_name="boxes")
    card = read_card(tmp_path / "adapter")
    assert_clean(card, tmp_path)
    assert card.data.library_name == "peft" and card.data.base_model is None
    assert "with a LoRA adapter" in facts(card, "What it is")["Architecture"]
    learning = sum(p.numel() for p in trainer.model.parameters() if p.requires_grad)
    assert f"{learning:,} were trained" in facts(card, "What it is")["Parameters"]
    run_snippet(card, tmp_path / "adapter", trainer, tmp_path)


def test_snippet_of_a_vision_model_gives_its_vectors(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path / "boxes")
    trainer.train()
    trainer.create_model_card()
    run_snippet(read_card(tmp_path / "boxes"), tmp_path / "boxes", trainer, tmp_path)


def run_snippet(card, folder, trainer, home):
    """Run the card's code as it stands, names of folders made whole, and compare with the trained model."""
    trainer.save_model()
    trainer.processing_class.save_pretrained(folder)
    drawing = Image.new("L", (90, 60), 255)
    ImageDraw.Draw(drawing).rectangle([10, 10, 70, 40], outline=0, width=3)
    drawing.save(home / "drawing.png")
    (code,) = re.findall(r"```python\n(.*?)```", card.text, re.DOTALL)
    for name in (folder.name, "the_base"):
        code = code.replace(f'"{name}"', repr(str(folder.parent / name)))
    code = code.replace('"drawing.png"', repr(str(home / "drawing.png")))
    found = {}
    exec(code, found)
    with torch.no_grad():
        expected = trainer.model.eval().embed_images(torch.from_numpy(PROCESSOR.prepare(drawing))[None, None])
    torch.testing.assert_close(found["embeds"], expected, rtol=1e-5, atol=1e-6)


def test_names_and_tags_in_transformers_words(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path / "boxes")
    trainer.evaluate()
    trainer.create_model_card(
        "en", "mit", tags=["more"], model_name="named", finetuned_from="a/b", dataset=["one", "two"], dataset_tags="c/d"
    )
    data = read_card(tmp_path / "boxes").data
    assert (data.language, data.license, data.base_model, data.datasets) == ("en", "mit", "a/b", ["c/d"])
    assert data.model_name == "named" and "more" in data.tags
    assert (data.eval_results[0].dataset_name, data.eval_results[0].dataset_type) == ("one, two", "c/d")


def test_only_the_main_process_writes(tmp_path, datasets, monkeypatch):
    trainer = make_trainer(datasets, tmp_path / "boxes")
    monkeypatch.setattr(trainer, "is_world_process_zero", lambda: False)
    trainer.create_model_card()
    assert not (tmp_path / "boxes" / "README.md").exists()


def test_train_script_leaves_a_card(tmp_path, capsys):
    drawn = draw_rows(tmp_path / "garden_tools", patents=16)
    with (tmp_path / "garden_tools" / "metadata.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file_name", "locarno", "title"])
        writer.writerows([Path(row["image"]).name, row["locarno"], row["title"]] for row in drawn)
    backbone = json.dumps(BACKBONES["resnet"].to_diff_dict() | {"model_type": "resnet"})
    train_script.train([
        "--data", str(tmp_path / "garden_tools"), "--output_dir", str(tmp_path / "model"), "--backbone", backbone,
        "--image_size", "32", "--projection_dim", "8", "--patents_per_batch", "4", "--max_steps", "2", "--use_cpu",
        "true", "--report_to", "none", "--validation_share", "0.3", "--disable_tqdm", "true", "--save_strategy", "no",
        "--data_license", "cc0-1.0", "--license", "mit", "--data_notes", "rectangles",
    ])  # fmt: skip
    output = capsys.readouterr().out
    printed = json.loads(output[output.index("{\n") :])
    card = read_card(tmp_path / "model")
    assert_clean(card, tmp_path)
    assert round(card.data.eval_results[0].metric_value, 4) == printed["eval_patent_map"]
    data = facts(card, "Training data")
    assert (data["Name"], data["Licence of the data"], data["Kind of drawings"]) == (
        "garden_tools", "cc0-1.0", "rectangles",
    )  # fmt: skip
    assert card.data.license == "mit" and card.data.base_model is None
