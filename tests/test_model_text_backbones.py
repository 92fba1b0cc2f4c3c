"""`PatentVisionTextModel.from_backbones` with checkpoints that lie on disk."""

import pytest
import torch
from transformers import (
    AutoModel,
    BertModel,
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    CLIPTextModel,
    ResNetModel,
    SiglipConfig,
    SiglipModel,
    T5Config,
    ViTModel,
)

from modeling_patent import PatentVisionTextModel
from tests.small import BACKBONES
from tests.small_texts import INK, LABELS, TEXT_TOWERS, TEXTS, TOKENS, make_tokenizer, small_model

STATISTICS = {"image_mean": [0.1, 0.2, 0.3], "image_std": [0.5, 0.6, 0.7]}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Saved checkpoints: a whole CLIP and SigLIP, and towers of other kinds."""
    root = tmp_path_factory.mktemp("checkpoints")
    torch.manual_seed(5)
    towers = {"vision_config": BACKBONES["clip"].to_dict(), "text_config": TEXT_TOWERS["clip"].to_dict()}
    clip = CLIPModel(CLIPConfig(**towers, projection_dim=8))
    with torch.no_grad():
        clip.logit_scale.fill_(3.21)
    siglip = SiglipConfig(
        vision_config=BACKBONES["siglip"].to_dict(),
        text_config=TEXT_TOWERS["siglip"].to_dict() | {"hidden_size": 32, "projection_size": 32},
    )
    saved = {
        "clip": clip, "siglip": SiglipModel(siglip), "bert": BertModel(TEXT_TOWERS["bert"]),
        "clip_text": CLIPTextModel(TEXT_TOWERS["clip"]), "resnet": ResNetModel(BACKBONES["resnet"]),
        "vit": ViTModel(BACKBONES["vit"]),
    }  # fmt: skip
    for name, model in saved.items():
        model.eval().save_pretrained(root / name)
        make_tokenizer().save_pretrained(root / name)
        if name != "resnet":
            CLIPImageProcessor(**STATISTICS).save_pretrained(root / name)
    small_model().save_pretrained(root / "patent")
    return root, saved


def build(folders, vision, text, **config):
    return PatentVisionTextModel.from_backbones(folders[0] / vision, folders[0] / text, **config).eval()


def unit(rows):
    return torch.nn.functional.normalize(rows, dim=-1)


@torch.no_grad()
@pytest.mark.parametrize("freeze_text", [True, False])
def test_clip_on_both_sides_is_clip_zero_shot(tmp_path, folders, freeze_text):
    built = build(folders, "clip", "clip", freeze_text=freeze_text)
    built.save_pretrained(tmp_path)
    clip = folders[1]["clip"]
    assert built.config.pixel_mean == STATISTICS["image_mean"]
    for model in (built, AutoModel.from_pretrained(tmp_path)):
        pixels = model.ink_to_pixels(INK)
        torch.testing.assert_close(pixels[:, 1], (1 - INK[:, 0] - 0.2) / 0.6)
        images, texts = model.embed_images(INK), model.embed_texts(**TOKENS)
        torch.testing.assert_close(images, unit(clip.get_image_features(pixels).pooler_output))
        torch.testing.assert_close(texts, unit(clip.get_text_features(**TOKENS).pooler_output))
        logits = clip(pixel_values=pixels, **TOKENS).logits_per_image
        torch.testing.assert_close(model.temperature() * images @ texts.T, logits, rtol=1e-4, atol=1e-4)
        assert model.config.projection_dim == 8


def test_the_temperature_of_clip_is_that_of_texts_alone(folders):
    """The tau of a loss between pictures, or ArcFace's scale, is another thing."""
    hierarchical = build(folders, "clip", "clip", loss="hierarchical", language_weight=0.2)
    arcface = build(folders, "clip", "clip", loss="arcface", classes=3)
    for model in (hierarchical, arcface):
        assert model.temperature.logit_scale.item() == pytest.approx(3.21)
    assert hierarchical.config.loss_temperature == 0.07
    assert arcface.config.loss_temperature == pytest.approx(1 / 30)
    assert build(folders, "clip", "clip", loss_temperature=0.5).temperature().item() == pytest.approx(2.0)
    assert build(folders, "resnet", "clip").temperature().item() == pytest.approx(1 / 0.07)


@torch.no_grad()
def test_siglip_on_both_sides_is_siglip_zero_shot(folders):
    model, siglip = build(folders, "siglip", "siglip"), folders[1]["siglip"]
    full = make_tokenizer()(TEXTS, padding="max_length", return_tensors="pt")["input_ids"]
    images = siglip.get_image_features(model.ink_to_pixels(INK)).pooler_output
    texts = siglip.get_text_features(full).pooler_output
    torch.testing.assert_close(model.embed_images(INK), unit(images))
    torch.testing.assert_close(model.embed_texts(**TOKENS), unit(texts))


@torch.no_grad()
@pytest.mark.parametrize(
    ("vision", "text", "dim"),
    [("resnet", "clip", 8), ("vit", "bert", 16), ("clip", "clip_text", 16), ("vit", "clip", 8)],
)
def test_text_vectors_are_those_of_the_frozen_encoder(folders, vision, text, dim):
    model = build(folders, vision, text)
    source = folders[1][text]
    if text == "clip":
        expected = source.get_text_features(**TOKENS).pooler_output
    elif text == "clip_text":
        expected = source(**TOKENS).pooler_output
    else:
        hidden, mask = source(**TOKENS).last_hidden_state, TOKENS["attention_mask"].bool()
        expected = torch.stack([rows[known].mean(dim=0) for rows, known in zip(hidden, mask, strict=True)])
    torch.testing.assert_close(model.embed_texts(**TOKENS), unit(expected))
    tower = folders[1][vision].vision_model if vision == "clip" else folders[1][vision]
    features = tower(pixel_values=model.ink_to_pixels(INK))
    pooled = {
        "resnet": lambda: features.last_hidden_state.mean(dim=(2, 3)),
        "vit": lambda: features.last_hidden_state[:, 0],
        "clip": lambda: features.pooler_output,
    }[vision]()
    torch.testing.assert_close(model.pool(INK), pooled)
    assert model.config.projection_dim == model.embed_images(INK).shape[1] == dim
    assert not any(parameter.requires_grad for parameter in model.text_model.parameters())
    assert model.text_projection is None or not model.text_projection.weight.requires_grad


@pytest.mark.parametrize("text", ["clip", "bert"])
def test_another_width_gives_the_texts_a_projection_that_is_trained(folders, text):
    model = build(folders, "clip", text, projection_dim=24).train()
    assert model.config.text_projection == "trained"
    assert model.text_projection.weight.requires_grad
    assert not any(parameter.requires_grad for parameter in model.text_model.parameters())
    model(INK, **LABELS, **TOKENS).loss.backward()
    assert model.text_projection.weight.grad.abs().sum() > 0
    assert model.embed_texts(**TOKENS).shape == model.embed_images(INK).shape == (6, 24)


def test_a_pooling_other_than_clip_s_does_not_take_clip_s_projection(folders):
    for pooling in ("max_mean", "mean"):
        model = build(folders, "clip", "clip", pooling=pooling)
        assert model.embed_images(INK).shape == (6, 8)
        assert not torch.equal(model.projector.weight[:, :32], folders[1]["clip"].visual_projection.weight)


@pytest.mark.parametrize(
    ("vision", "text", "message"),
    [
        ("bert", "bert", "'bert' is no vision backbone"),
        ("clip_text", "bert", "'clip_text_model' is no vision backbone"),
        ("vit", "vit", "'vit' is no text encoder"),
        ("vit", "resnet", "'resnet' is no text encoder"),
        ("patent", "bert", "is a patent model already"),
        ("vit", "patent", "is a patent model already"),
        (TEXT_TOWERS["bert"], "bert", "the backbone: 'bert' is no vision backbone"),
        ("vit", BACKBONES["vit"], "the text encoder: 'vit' is no text encoder"),
        ("vit", T5Config(d_model=16, vocab_size=9), "'t5' is an encoder with a decoder"),
    ],
)
def test_a_backbone_of_the_wrong_kind_is_named_in_one_line(folders, vision, text, message):
    where = [folders[0] / part if isinstance(part, str) else part for part in (vision, text)]
    with pytest.raises(ValueError, match=message) as raised:
        PatentVisionTextModel.from_backbones(*where)
    assert "\n" not in str(raised.value)


def test_one_backbone_is_refused():
    with pytest.raises(TypeError, match="use from_backbones"):
        PatentVisionTextModel.from_backbone(BACKBONES["vit"])
