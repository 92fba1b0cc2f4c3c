import json
import subprocess
import sys

import pytest
import torch
from transformers import AutoConfig, AutoModel, CLIPConfig, CLIPModel, ViTConfig, ViTImageProcessor, ViTModel

from modeling_patent import PatentVisionConfig, PatentVisionModel
from modeling_patent.configuration_patent import POOLINGS
from tests.small import BACKBONES

INK = torch.rand(6, 1, 32, 32, generator=torch.Generator().manual_seed(0)) / 4
for _number, _figure in enumerate(INK):
    _figure[:, 4 * _number : 4 * _number + 8, :] = 1
PATENTS = torch.tensor([0, 0, 1, 1, 2, 2])
CLASSES = torch.tensor([0, 0, 0, 0, -1, -1])


def small_model(backbone, seed=0, **config):
    torch.manual_seed(seed)
    model = PatentVisionModel.from_backbone(backbone, projection_dim=8, **config)
    with torch.no_grad():
        model.train()(INK)
    return model


@torch.no_grad()
def embeds(model):
    return model.eval().embed_images(INK)


def test_every_family_gives_unit_rows_that_differ(backbone):
    rows = embeds(small_model(backbone))
    assert rows.shape == (6, 8)
    torch.testing.assert_close(rows.norm(dim=1), torch.ones(6))
    assert (rows @ rows.T)[0, 1:].max() < 1 - 1e-7


@pytest.mark.parametrize("pooling", [p for p in POOLINGS if p != "pooler"])
@pytest.mark.parametrize("family", ["vit", "swinv2", "resnet"])
def test_every_pooling_is_saved_and_loaded(tmp_path, family, pooling):
    if pooling == "cls" and family != "vit":
        pytest.skip("the family has no class token")
    model = small_model(BACKBONES[family], pooling=pooling, projector="mlp")
    model.save_pretrained(tmp_path)
    assert torch.equal(embeds(AutoModel.from_pretrained(tmp_path)), embeds(model))


def test_saved_is_loaded_for_every_family(tmp_path, backbone):
    model = small_model(backbone, loss_temperature=0.2)
    model.save_pretrained(tmp_path)
    loaded = AutoModel.from_pretrained(tmp_path)
    assert isinstance(loaded, PatentVisionModel)
    assert AutoConfig.from_pretrained(tmp_path).loss_temperature == 0.2
    assert all(torch.equal(value, model.state_dict()[name]) for name, value in loaded.state_dict().items())
    torch.testing.assert_close(embeds(loaded), embeds(model), rtol=1e-5, atol=1e-6)
    # The raw file fits the module by name: that is what the Trainer's resume relies on.
    missing, unexpected = small_model(backbone, seed=1).load_state_dict(model.state_dict(), strict=False)
    assert not missing and not unexpected


@pytest.mark.parametrize("projector", ["linear", "mlp", "norm_mlp"])
def test_every_projector_is_saved_and_loaded(tmp_path, projector):
    model = small_model(BACKBONES["vit"], projector=projector)
    model.save_pretrained(tmp_path)
    assert torch.equal(embeds(AutoModel.from_pretrained(tmp_path)), embeds(model))


def test_raw_checkpoint_bears_the_modules_own_names(tmp_path, backbone):
    from safetensors.torch import load_file

    model = small_model(backbone)
    model.save_pretrained(tmp_path)
    assert set(load_file(tmp_path / "model.safetensors")) == set(model.state_dict())


def test_loss_falls_on_a_batch_it_can_learn_by_heart(backbone):
    model = small_model(backbone, pooling=None).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    losses = []
    for _ in range(40):
        loss = model(INK, patent_ids=PATENTS, subclasses=CLASSES, main_classes=CLASSES).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < 0.7 * losses[0]


@pytest.mark.parametrize("loss", ["hierarchical", "contrastive"])
def test_forward_takes_the_loss_of_its_own_vectors(loss):
    model = small_model(BACKBONES["vit"], loss=loss).eval()
    output = model(pixel_values=INK, patent_ids=PATENTS, subclasses=CLASSES, main_classes=CLASSES)
    labels = {"patent_ids": PATENTS, "subclasses": CLASSES, "main_classes": CLASSES}
    assert output.loss.item() == pytest.approx(model.batch_loss(output.image_embeds, labels)[0].item())
    assert {name: value.item() for name, value in output.loss_terms.items()} == {loss: output.loss.item()}
    assert model(INK).loss is None
    assert model(INK, patent_ids=PATENTS, return_loss=False).loss is None


def test_classes_matter_to_the_hierarchical_loss_only():
    for loss, differs in (("hierarchical", True), ("contrastive", False)):
        model = small_model(BACKBONES["vit"], loss=loss).eval()
        with_classes = model(INK, patent_ids=PATENTS, subclasses=CLASSES, main_classes=CLASSES).loss
        without = model(INK, patent_ids=PATENTS).loss
        assert (with_classes.item() != without.item()) == differs


def test_bytes_and_floats_of_the_same_ink_are_one():
    model = small_model(BACKBONES["vit"]).eval()
    ink = (INK * 255).round().to(torch.uint8)
    torch.testing.assert_close(model.embed_images(ink), model.embed_images(ink.float() / 255))


def test_ink_reaches_a_pretrained_backbone_as_a_normalised_picture():
    model = small_model(BACKBONES["vit"], pixel_mean=[0.5, 0.4, 0.3], pixel_std=[0.2, 0.3, 0.4])
    pixels = model.ink_to_pixels(INK)
    mean, std = torch.tensor([0.5, 0.4, 0.3]).view(1, 3, 1, 1), torch.tensor([0.2, 0.3, 0.4]).view(1, 3, 1, 1)
    expected = (1 - INK - mean) / std
    torch.testing.assert_close(pixels, expected)
    assert torch.equal(model.ink_to_pixels(expected), expected)
    assert small_model(BACKBONES["vit"]).ink_to_pixels(INK).stride(1) == 0  # one channel, shown three times


def test_wrong_shape_is_named():
    with pytest.raises(ValueError, match=r"got \(6, 2, 32, 32\)"):
        small_model(BACKBONES["vit"])(INK.expand(-1, 2, -1, -1))


def test_from_backbone_loads_a_folder_s_weights_and_statistics(tmp_path):
    torch.manual_seed(3)
    source = ViTModel(ViTConfig(**BACKBONES["vit"].to_dict()))
    source.save_pretrained(tmp_path)
    ViTImageProcessor(image_mean=[0.1, 0.2, 0.3], image_std=[0.5, 0.6, 0.7]).save_pretrained(tmp_path)
    model = PatentVisionModel.from_backbone(tmp_path, projection_dim=8, pooling="cls").eval()
    assert model.config.pixel_mean == [0.1, 0.2, 0.3]
    with torch.no_grad():
        expected = source.eval()(model.ink_to_pixels(INK)).last_hidden_state[:, 0]
        torch.testing.assert_close(model.pool(INK), expected)


def test_from_backbone_takes_the_vision_half_of_clip(tmp_path):
    torch.manual_seed(4)
    vision = BACKBONES["clip"].to_dict()
    text = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "vocab_size": 99,
    }
    clip = CLIPModel(CLIPConfig(vision_config=vision, text_config=text, projection_dim=8))
    clip.save_pretrained(tmp_path)
    model = PatentVisionModel.from_backbone(tmp_path, projection_dim=8, pixel_mean=[0.5] * 3, pixel_std=[0.5] * 3)
    with torch.no_grad():
        expected = clip.vision_model.eval()(model.ink_to_pixels(INK)).pooler_output
        torch.testing.assert_close(model.eval().pool(INK), expected)


def test_random_weights_are_announced(caplog):
    import logging

    import transformers

    transformers.utils.logging.enable_propagation()
    with caplog.at_level(logging.WARNING):
        small_model(BACKBONES["vit"])
    assert "vit backbone starts from random weights" in caplog.text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"loss": "softmax"}, "unknown loss 'softmax'"),
        ({"pooling": "sum"}, "unknown pooling 'sum'"),
        ({"projector": "conv"}, "unknown projector"),
        ({"normalization": "mean"}, "unknown normalization"),
        ({"relevance": (1.0, 0.5)}, "relevance must be three numbers"),
        ({"loss_temperature": 0.0}, "loss_temperature"),
        ({"pixel_mean": [0.5]}, "go together"),
    ],
)
def test_wrong_settings_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        PatentVisionConfig(BACKBONES["vit"], **wrong)


def test_a_patent_model_is_no_backbone(tmp_path):
    small_model(BACKBONES["vit"]).save_pretrained(tmp_path)
    with pytest.raises(ValueError, match="is a patent model already"):
        PatentVisionModel.from_backbone(tmp_path)


def test_model_loads_by_remote_code_without_the_package(tmp_path):
    model = small_model(BACKBONES["vit"])
    model.save_pretrained(tmp_path / "model")
    expected = embeds(model)
    torch.save(INK, tmp_path / "ink.pt")
    code = f"""
import sys, json, torch
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("modeling_patent", "patent_data"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
from transformers import AutoModel
model = AutoModel.from_pretrained({str(tmp_path / "model")!r}, trust_remote_code=True).eval()
with torch.no_grad():
    print(json.dumps(model.embed_images(torch.load({str(tmp_path / "ink.pt")!r})).tolist()))
"""
    environment = {"HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1", "PATH": "/usr/bin:/bin"}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    torch.testing.assert_close(torch.tensor(json.loads(result.stdout.splitlines()[-1])), expected)


def test_import_is_quick_and_pulls_nothing_heavy():
    code = """
import sys
import modeling_patent
heavy = {"faiss", "gradio", "sklearn", "datasets", "peft", "skimage", "pymilvus", "evaluate", "torchvision", "timm"}
print(sorted(heavy & set(sys.modules)))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_torchvision_and_timm_are_absent():
    import importlib.util

    assert [name for name in ("torchvision", "timm") if importlib.util.find_spec(name)] == []


@pytest.mark.parametrize("family", ["vit", "resnet"])
def test_with_mirror_the_features_are_the_mean_of_both_images_but_in_training(family):
    torch.manual_seed(0)
    plain = PatentVisionModel.from_backbone(BACKBONES[family], projection_dim=8).eval()
    both = PatentVisionModel(type(plain.config)(**(plain.config.to_dict() | {"mirror": True}))).eval()
    both.load_state_dict(plain.state_dict())
    ink = torch.rand(3, 1, 32, 32)
    with torch.no_grad():
        expected = torch.stack([plain.pool(ink), plain.pool(torch.flip(ink, [3]))]).mean(0)
        torch.testing.assert_close(both.pool(ink), expected)
        torch.testing.assert_close(both.embed_images(ink), both.embed_images(ink.flip(3)))
        assert not torch.allclose(plain.embed_images(ink), plain.embed_images(ink.flip(3)), atol=1e-3)
        both.train(), plain.train()
        torch.manual_seed(1)
        trained = both.pool(ink)
        torch.manual_seed(1)
        torch.testing.assert_close(trained, plain.pool(ink))


@pytest.mark.parametrize(("pooling", "mirror"), [("mean", False), ("max_mean", True), ("gem", False)])
def test_with_scales_the_features_of_the_figure_and_of_smaller_ones_stand_side_by_side(pooling, mirror):
    torch.manual_seed(0)
    settings = {"pooling": pooling, "mirror": mirror, "projection_dim": 8}
    several = PatentVisionModel.from_backbone(BACKBONES["resnet"], scales=[1, 2, 4], **settings).eval()
    plain = PatentVisionModel.from_backbone(BACKBONES["resnet"], **settings).eval()
    plain.backbone.load_state_dict(several.backbone.state_dict())
    ink = (torch.rand(3, 1, 64, 64) * 255).to(torch.uint8)
    with torch.no_grad():
        parts = [plain.pool(ink)]
        for k in (2, 4):
            blocks = ink.float().reshape(3, 1, 64 // k, k, 64 // k, k).mean((3, 5)) / 255
            parts.append(plain.pool(blocks))
        torch.testing.assert_close(several.pool(ink), torch.cat(parts, 1), rtol=1e-4, atol=1e-5)
        assert several.embed_images(ink).shape == (3, 8)
    with pytest.raises(ValueError, match="64 x 62 pixels cannot be made smaller by the scale 4"):
        several.pool(ink[..., :62])


@pytest.mark.parametrize("scales", [[], [0], [1.5], [1, -2]])
def test_scales_that_are_no_whole_numbers_are_refused(scales):
    with pytest.raises(ValueError, match="scales must be whole numbers > 0"):
        PatentVisionModel.from_backbone(BACKBONES["resnet"], scales=scales)
