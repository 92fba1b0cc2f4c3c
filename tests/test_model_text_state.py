"""What a model with texts keeps: frozen parts, its temperature, and what is saved and loaded."""

import json
import subprocess
import sys

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import AutoModel

from modeling_patent import PatentImageProcessor, PatentProcessor, PatentVisionTextConfig
from tests.small import BACKBONES
from tests.small_texts import INK, LABELS, TEXT_TOWERS, TEXTS, TOKENS, VOCABULARY, embeds, make_tokenizer, small_model


@pytest.mark.parametrize("projection", ["none", "frozen", "trained"])
def test_a_frozen_text_encoder_never_changes_nor_leaves_evaluation(tmp_path, projection):
    small_model(text_projection=projection).save_pretrained(tmp_path)
    for model in (small_model(text_projection=projection), AutoModel.from_pretrained(tmp_path)):
        before = {name: value.clone() for name, value in model.state_dict().items()}
        assert not any(parameter.requires_grad for parameter in model.text_model.parameters())
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.1, weight_decay=0.5)
        for _ in range(2):
            assert not any(part.training for part in model.train().text_model.modules())
            model(INK, **LABELS, **TOKENS).loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        changed = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
        assert not any(name.startswith("text_model.") for name in changed)
        assert ("text_projection.weight" in changed) == (projection == "trained")
        assert {"temperature.logit_scale", "log_variances.values"} <= changed
        assert any(name.startswith("backbone.") for name in changed)
        assert model.projector.training and model.backbone.training


def test_a_text_encoder_that_is_not_frozen_learns_whole(tmp_path):
    small_model(freeze_text=False).save_pretrained(tmp_path)
    model = AutoModel.from_pretrained(tmp_path).train()
    assert model.text_model.training
    model(INK, **LABELS, **TOKENS).loss.backward()
    without = [name for name, parameter in model.named_parameters() if parameter.grad is None]
    assert without == []


@pytest.mark.parametrize(
    ("config", "tau"), [({}, 0.07), ({"loss_temperature": 0.2}, 0.2), ({"loss": "hierarchical"}, 0.07)]
)
def test_the_temperature_starts_at_tau(config, tau):
    assert small_model(**config).temperature().item() == pytest.approx(1 / tau, rel=1e-6)


def test_the_scale_stays_at_100_and_comes_back_from_beyond():
    model = small_model()
    with torch.no_grad():
        model.temperature.logit_scale.fill_(6.0)  # e^6 = 403
    assert model.temperature().item() == pytest.approx(100.0)
    optimizer = torch.optim.SGD(model.temperature.parameters(), lr=0.1)
    for _ in range(20):
        (model.temperature() / 100).backward()
        assert model.temperature.logit_scale.grad.item() == pytest.approx(model.temperature().item() / 100)
        optimizer.step()
        optimizer.zero_grad()
    assert model.temperature.logit_scale.item() < 4.7
    assert model.temperature().item() == pytest.approx(model.temperature.logit_scale.exp().item())


@pytest.mark.parametrize("loss", ["distribution_aware", "arcface"])
def test_a_checkpoint_without_what_the_loss_learns_gives_its_first_values(tmp_path, monkeypatch, loss):
    model = small_model("resnet", loss=loss, pooling="gem", loss_temperature=0.05, classes=200, subcenters=2)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.5)
    model.save_pretrained(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    learnt = [name for name in weights if name.startswith(("temperature.", "log_variances.", "centers.", "gem."))]
    assert len(learnt) == 3
    save_file({x: y for x, y in weights.items() if x not in learnt}, tmp_path / "model.safetensors", {"format": "pt"})
    plain = torch.empty_like  # memory that nobody wrote to may hold the right numbers by chance
    monkeypatch.setattr(torch, "empty_like", lambda *given, **options: plain(*given, **options).fill_(77))
    loaded = AutoModel.from_pretrained(tmp_path)
    assert loaded.temperature.logit_scale.item() == pytest.approx(torch.tensor(1 / 0.05).log().item())
    assert loaded.gem.exponent.item() == 3
    if loss == "arcface":
        assert loaded.centers.weight.std().item() == pytest.approx(1 / 4, rel=0.1)
        assert loaded.centers.weight.mean().item() == pytest.approx(0, abs=0.03)
    else:
        assert loaded.log_variances.values.tolist() == [0, 0, 0]
    assert all(torch.equal(loaded.state_dict()[x], y) for x, y in weights.items() if x not in learnt)


def test_head_codes_are_saved_with_the_model(tmp_path):
    small_model(head_codes=["14-04", "06-01"]).save_pretrained(tmp_path)
    assert AutoModel.from_pretrained(tmp_path).config.head_codes == ["06-01", "14-04"]
    small_model().save_pretrained(tmp_path)
    assert AutoModel.from_pretrained(tmp_path).config.head_codes is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"loss": "softmax"}, "unknown loss 'softmax'"),
        ({"text_pooling": "max"}, "unknown text_pooling 'max'"),
        ({"text_projection": "mlp"}, "unknown text_projection"),
        ({"terms": ["clip", "dog"]}, "unknown term 'dog'"),
        ({"terms": []}, "terms at least one"),
        ({"language_weight": -0.1}, "language_weight must be 0 or more"),
        ({"loss": "arcface"}, "arcface needs classes"),
    ],
)
def test_wrong_settings_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        PatentVisionTextConfig(BACKBONES["vit"], TEXT_TOWERS["bert"], **wrong)


def test_model_and_processor_load_by_remote_code_without_the_package(tmp_path):
    model = small_model()
    model.save_pretrained(tmp_path / "model")
    PatentProcessor(PatentImageProcessor(size=32), make_tokenizer()).save_pretrained(tmp_path / "model")
    Image.effect_mandelbrot((40, 30), (-2, -1.2, 1, 1.2), 9).save(tmp_path / "figure.png")
    code = f"""
import sys, json, torch
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("modeling_patent", "patent_data"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
from PIL import Image
from transformers import AutoModel, AutoProcessor
processor = AutoProcessor.from_pretrained({str(tmp_path / "model")!r}, trust_remote_code=True)
model = AutoModel.from_pretrained({str(tmp_path / "model")!r}, trust_remote_code=True).eval()
batch = processor(Image.open({str(tmp_path / "figure.png")!r}), text={TEXTS!r})
with torch.no_grad():
    pictures = model.embed_images(batch.pop("pixel_values"))
    print(json.dumps(torch.cat([pictures, model.embed_texts(**batch)]).tolist()))
"""
    environment = {"HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1", "PATH": "/usr/bin:/bin"}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    found = torch.tensor(json.loads(result.stdout.splitlines()[-1]))
    torch.testing.assert_close(found[1:], embeds(model)[6:])
    with torch.no_grad():
        ink = PatentImageProcessor(size=32)(Image.open(tmp_path / "figure.png"), return_tensors="pt").pixel_values
        torch.testing.assert_close(found[:1], model.embed_images(ink))
    assert len(VOCABULARY) > TOKENS["input_ids"].max()
