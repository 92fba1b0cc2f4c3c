"""The way to the Hub and back: real requests of the client library, to a stand-in for the Hub on this machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from huggingface_hub import ModelCard
from PIL import Image, ImageDraw
from transformers import BertConfig, BertTokenizer

from modeling_patent import (
    PatentImageProcessor,
    PatentProcessor,
    PatentTextProcessor,
    PatentVisionModel,
    PatentVisionTextModel,
)
from tests.hub_server import TOKEN, serve_hub
from tests.small import BACKBONES

ROOT = Path(__file__).parents[1]
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "coat", "hook", "lamp"]
CODE = {"configuration_patent.py", "image_processing_patent.py", "modeling_patent.py", "processing_patent.py"}

PUSH = """
import sys
from pathlib import Path
from transformers import AutoModel, AutoProcessor
from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments
from tests.small import BACKBONES, draw_rows
folder = Path(sys.argv[1])
for kind in ("vision", "text"):
    AutoModel.from_pretrained(folder / kind).push_to_hub(f"someone/{kind}")
    AutoProcessor.from_pretrained(folder / kind).push_to_hub(f"someone/{kind}")
rows, processor = draw_rows(folder / "rows", patents=6), PatentImageProcessor(size=32)
data = [FigureDataset(part, processor, workers=0, progress=False) for part in (rows[:9], rows[9:])]
arguments = PatentTrainingArguments(
    str(folder / "trained"), patents_per_batch=3, max_steps=1, report_to="none", save_strategy="no", use_cpu=True,
    hub_model_id="someone/trained",
)
model = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
trainer = PatentTrainer(model, arguments, *data, processing_class=processor)
trainer.train()
trainer.evaluate()
trainer.push_to_hub(dataset_name="small boxes")
"""

LOAD = """
import sys, torch
from PIL import Image
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("modeling_patent", "patent_data"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
from transformers import AutoImageProcessor, AutoModel, AutoProcessor
picture, found = Image.open(sys.argv[1]), {}
for kind in ("vision", "text"):
    model = AutoModel.from_pretrained(f"someone/{kind}", trust_remote_code=True).eval()
    processor = AutoProcessor.from_pretrained(f"someone/{kind}", trust_remote_code=True)
    images = AutoImageProcessor.from_pretrained(f"someone/{kind}", trust_remote_code=True)
    with torch.no_grad():
        rows = {"image": model.embed_images(processor(images=[picture])["pixel_values"])}
        rows["image processor"] = model.embed_images(images([picture], return_tensors="pt")["pixel_values"])
        if kind == "text":
            words = processor(text=["a coat hook", "lamp"])
            rows["text"] = model.embed_texts(words["input_ids"], words["attention_mask"])
    found[kind] = rows
torch.save(found, sys.argv[2])
"""


def run_client(code, hub, home, *arguments):
    environment = {
        "HF_ENDPOINT": hub.address, "HF_HOME": str(home), "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1", "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin", "NO_PROXY": "*",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'data'}",
    }  # fmt: skip
    command = [sys.executable, "-c", code, *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert result.returncode == 0, result.stderr
    assert hub.not_served == []


def small_models(folder):
    """Return a model and a processor of each kind."""
    torch.manual_seed(0)
    images = PatentImageProcessor(size=32)
    vision = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    encoder = BertConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, vocab_size=len(WORDS),
        max_position_embeddings=16, initializer_range=0.2,
    )  # fmt: skip
    text = PatentVisionTextModel.from_backbones(BACKBONES["vit"], encoder, head_codes=["06-01"])
    tokenizer = BertTokenizer(str(folder / "vocab.txt"), model_max_length=16)
    return {
        "vision": (vision.eval(), PatentProcessor(images)),
        "text": (text.eval(), PatentTextProcessor(images, tokenizer)),
    }


@pytest.fixture(scope="module")
def pushed(tmp_path_factory):
    """Models that were pushed, the folder of the Hub they lie in, and what another computer made of them."""
    folder = tmp_path_factory.mktemp("hub")
    models = small_models(folder)
    for kind, (model, processor) in models.items():
        model.save_pretrained(folder / kind)
        processor.save_pretrained(folder / kind)
    drawing = Image.new("L", (90, 60), 255)
    ImageDraw.Draw(drawing).rectangle([10, 10, 70, 40], outline=0, width=3)
    drawing.save(folder / "drawing.png")
    with serve_hub(folder / "hub") as hub:
        run_client(PUSH, hub, folder / "home", folder)
        run_client(LOAD, hub, folder / "another_home", folder / "drawing.png", folder / "found.pt")
    return models, folder / "hub" / "someone", torch.load(folder / "found.pt"), drawing


@pytest.mark.processes
@pytest.mark.parametrize("kind", ["vision", "text"])
def test_pushed_model_loads_from_the_hub_where_the_package_is_absent(pushed, kind):
    models, _, found, drawing = pushed
    model, processor = models[kind]
    with torch.no_grad():
        pixels = processor(images=[drawing])["pixel_values"]
        expected = {"image": model.embed_images(pixels), "image processor": model.embed_images(pixels)}
        if kind == "text":
            words = processor(text=["a coat hook", "lamp"])
            expected["text"] = model.embed_texts(words["input_ids"], words["attention_mask"])
            assert not torch.allclose(expected["text"][0], expected["text"][1], atol=1e-3)
    assert found[kind].keys() == expected.keys()
    for name, rows in expected.items():
        torch.testing.assert_close(found[kind][name], rows, rtol=0, atol=1e-6, msg=name)


@pytest.mark.processes
@pytest.mark.parametrize("kind", ["vision", "text"])
def test_what_is_pushed_is_safe_weights_and_code(pushed, kind):
    folder = pushed[1] / kind
    names = {path.name for path in folder.iterdir()}
    code = CODE | ({"modeling_patent_text.py"} if kind == "text" else set())
    assert {"model.safetensors", "config.json", "processor_config.json"} | code <= names
    assert [name for name in names if name.endswith((".bin", ".pt", ".pth", ".pkl"))] == []
    assert json.loads((folder / "config.json").read_text())["auto_map"].keys() == {"AutoConfig", "AutoModel"}


@pytest.mark.processes
def test_trainer_pushes_the_model_with_its_own_card(pushed):
    folder = pushed[1] / "trained"
    assert {"model.safetensors", "config.json", "preprocessor_config.json"} <= {path.name for path in folder.iterdir()}
    card = ModelCard.load(folder / "README.md")
    assert card.data.model_name == "someone/trained"
    assert {result.dataset_name for result in card.data.eval_results} == {"small boxes"}
    assert 'name = "someone/trained"' in card.text
