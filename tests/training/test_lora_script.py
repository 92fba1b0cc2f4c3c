"""train.py --lora as a user runs it, and adapters as a search loads them."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from transformers import AutoModel

import train
from modeling_patent import PatentImageProcessor, PatentTextProcessor, PatentVisionModel
from modeling_patent.retrieval.query import load_model
from modeling_patent.training.lora import add_lora
from tests.small import BACKBONES, draw_rows
from tests.small_texts import INK, embeds, make_tokenizer, small_model

ROOT = Path(__file__).parents[2]
PROCESSOR = PatentImageProcessor(size=32)


@torch.no_grad()
def image_embeds(model):
    return model.eval().embed_images(INK)


def test_adapter_of_a_model_with_texts_is_loaded_for_search_with_its_tokenizer(tmp_path):
    small_model().save_pretrained(tmp_path / "base")
    adapted = add_lora(AutoModel.from_pretrained(tmp_path / "base"), rank=2)
    with torch.no_grad():
        for parameter in adapted.parameters():
            if parameter.requires_grad:
                parameter += 0.1
    adapted.save_pretrained(tmp_path / "adapter")
    PatentTextProcessor(PROCESSOR, make_tokenizer()).save_pretrained(tmp_path / "adapter")
    model, processor = load_model(str(tmp_path / "adapter"))
    assert torch.equal(embeds(model), embeds(adapted))
    assert not torch.equal(embeds(model), embeds(AutoModel.from_pretrained(tmp_path / "base")))
    assert processor.tokenizer("a chair")["input_ids"] == make_tokenizer()("a chair")["input_ids"]


def run_train(*arguments):
    environment = os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "train.py", *map(str, arguments), "--use_cpu", "true", "--report_to", "none"]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300)


def test_train_script_writes_an_adapter_that_search_loads_from_anywhere(tmp_path, monkeypatch):
    rows = draw_rows(tmp_path / "data", patents=12)
    with (tmp_path / "data" / "metadata.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["file_name", "locarno"], *([Path(row["image"]).name, row["locarno"]] for row in rows)]
        )
    base = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
    base.save_pretrained(tmp_path / "base")
    PROCESSOR.save_pretrained(tmp_path / "base")
    relative = os.path.relpath(tmp_path / "base", ROOT)  # what the adapter refers to must not depend on the folder
    options = ["--data", tmp_path / "data", "--output_dir", tmp_path / "adapter", "--lora", "--lora_rank", 3]
    options += ["--patents_per_batch", 4, "--max_steps", 2, "--learning_rate", 0.01, "--disable_tqdm", "true"]
    result = run_train("--model", relative, *options)
    assert result.returncode == 0, result.stderr
    assert "LoRA trains" in result.stderr
    settings = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert settings["r"] == 3 and settings["base_model_name_or_path"] == str((tmp_path / "base").resolve())
    assert not (tmp_path / "adapter" / "model.safetensors").exists()
    monkeypatch.chdir(tmp_path)
    model, processor = load_model(str(tmp_path / "adapter"))
    assert processor.size == PROCESSOR.size and image_embeds(model).shape == (6, 8)
    assert not torch.equal(image_embeds(model), image_embeds(base))


def test_an_adapter_is_no_model_to_go_on_from(tmp_path):
    (tmp_path / "adapter_config.json").write_text("{}")
    with pytest.raises(ValueError, match="is an adapter: name the model it was made for, or merge it first"):
        train.train(["--model", str(tmp_path), "--lora", "--data", "x", "--output_dir", "x"])
