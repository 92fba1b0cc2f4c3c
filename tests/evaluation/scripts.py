"""eval.py as a module, a small saved model, and pictures: what the tests of the command share."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageDraw
from transformers import ResNetConfig

from modeling_patent import PatentImageProcessor, PatentVisionConfig, PatentVisionModel

ROOT = Path(__file__).parents[2]


def load_script() -> Any:
    spec = importlib.util.spec_from_file_location("eval_script", ROOT / "eval.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def save_model(folder: Path, seed: int = 0) -> Path:
    """A small random model with its processor."""
    torch.manual_seed(seed)
    backbone = ResNetConfig(num_channels=1, embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")
    PatentVisionModel(PatentVisionConfig(vision_config=backbone, projection_dim=8)).save_pretrained(folder)
    PatentImageProcessor(size=32).save_pretrained(folder)
    return folder


def draw_pictures(folder: Path, days: list[str], codes: tuple[str, ...] = ("06-01", "06-03", "14-04")) -> Path:
    """A patent a day, with a Gazette copy and three figures, described in metadata.jsonl."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for patent, day in enumerate(days):
        for sheet in range(4):
            name = f"USD{patent + 1:07d}-{day.replace('-', '')}-D{sheet:05d}"
            picture = Image.new("L", (120, 90), 255)
            box = (10, 10, 30 + 9 * (patent % 9), 60 + 5 * sheet - patent)
            ImageDraw.Draw(picture).ellipse(box, outline=0, width=2)
            picture.save(folder / f"{name}.png")
            known = {"granted": day, "locarno": codes[patent % len(codes)]}
            lines.append(json.dumps({"file_name": f"{name}.png", "patent_id": name[:10], **known}))
    (folder / "metadata.jsonl").write_text("\n".join(lines))
    return folder
