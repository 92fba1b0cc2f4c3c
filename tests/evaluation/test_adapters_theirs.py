"""Models of other libraries in our evaluation."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.encoding import encode
from modeling_patent.evaluation import evaluate_embeddings
from modeling_patent.evaluation.adapters import encode_with
from tests.small import BACKBONES
from tests.small_texts import PLACES, VOCABULARY, make_tokenizer

PROCESSOR = PatentImageProcessor(size=32)


@pytest.fixture(scope="module")
def tiny_clip(tmp_path_factory):
    """A SentenceTransformer of a random CLIP, made from a config saved to disk."""
    sentence_transformers = pytest.importorskip("sentence_transformers")
    from sentence_transformers.base.modules import Transformer
    from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPProcessor

    torch.manual_seed(0)
    folder = str(tmp_path_factory.mktemp("clip"))
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    places = {"vocab_size": len(VOCABULARY), "max_position_embeddings": PLACES, "eos_token_id": 3, "bos_token_id": 2}
    config = CLIPConfig(
        text_config={**sizes, **places}, vision_config={**sizes, "image_size": 32, "patch_size": 8}, projection_dim=16
    )
    CLIPModel(config).save_pretrained(folder)
    images = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    CLIPProcessor(images, make_tokenizer()).save_pretrained(folder)
    return sentence_transformers.SentenceTransformer(modules=[Transformer(folder)], device="cpu")


def test_their_model_is_evaluated_by_our_protocols(tiny_clip, figure_rows):
    vectors = encode_with(tiny_clip, figure_rows, size=32, batch_size=5, workers=0, progress=False)
    assert vectors.shape == (len(figure_rows), 16) and vectors.dtype == np.float32
    figures = [255 - PROCESSOR.prepare(Image.open(row["image"])) for row in figure_rows]
    alone = np.stack([tiny_clip.encode(Image.fromarray(figure).convert("RGB")) for figure in figures])
    alone /= np.linalg.norm(alone, axis=1, keepdims=True)
    np.testing.assert_allclose(vectors, alone, atol=1e-5)
    found = evaluate_embeddings(vectors, figure_rows, "same-patent")
    assert found["queries"] == len(figure_rows) and 0 < found["map"] <= 1


class Pixels:
    """An encoder with nothing but `encode`: a picture's mean colours in a grid."""

    def __init__(self, give=lambda vectors: vectors):
        self.give, self.seen = give, []

    def encode(self, pictures, **options):
        self.seen.append((len(pictures), options))
        assert all(picture.mode == "RGB" and picture.size == (32, 32) for picture in pictures)
        return self.give(np.stack([np.asarray(p.resize((4, 4))).reshape(-1) for p in pictures]).astype(float))


@pytest.mark.parametrize(
    "give",
    [
        lambda vectors: vectors,
        lambda vectors: torch.tensor(vectors).bfloat16(),
        lambda vectors: list(torch.tensor(vectors, requires_grad=True)),
        lambda vectors: vectors.tolist(),
    ],
)
def test_any_object_with_encode_will_do(figure_rows, give):
    encoder = Pixels(give)
    vectors = encode_with(encoder, figure_rows, size=32, batch_size=5, workers=0, progress=False, task="x")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert [count for count, _ in encoder.seen] == [5] * 7 + [1] and encoder.seen[0][1] == {"task": "x"}
    exact = encode_with(Pixels(), figure_rows, size=32, workers=0, progress=False)
    np.testing.assert_allclose(vectors, exact, atol=0.01)


def test_the_drawing_is_shown_upright_whole_and_black_on_white_paper(tmp_path):
    wide = Image.new("RGBA", (90, 30), (0, 0, 0, 0))  # transparent paper
    wide.paste((0, 0, 0, 255), (5, 5, 85, 15))
    turned = wide.convert("RGB").transpose(Image.Transpose.ROTATE_90)
    white = Image.new("RGB", wide.size, "white")
    white.paste(wide, mask=wide)
    turned = white.transpose(Image.Transpose.ROTATE_90)
    tags = Image.Exif()
    tags[0x0112] = 6  # shown turned by 90 degrees to the right
    wide.save(tmp_path / "a.png")
    turned.save(tmp_path / "b.png", exif=tags)
    rows = [{"image": str(tmp_path / name), "figure_id": name} for name in ("a.png", "b.png")]
    seen = []
    encode_with(SimpleNamespace(encode=lambda p: [seen.append(x) or [1.0] for x in p]), rows, size=50, workers=0)
    first, second = (np.asarray(picture) for picture in seen)
    np.testing.assert_array_equal(first, second)
    ink = first[..., 0] < 128
    assert ink.any(0).sum() == 46 and ink.any(1).sum() == 6 and first[0, 0].tolist() == [255, 255, 255]


def test_a_picture_that_cannot_be_read_is_a_row_of_nan(figure_rows, tmp_path, caplog):
    (tmp_path / "broken.png").write_bytes(b"")
    rows = [dict(row) for row in figure_rows]
    rows[4]["image"] = str(tmp_path / "broken.png")
    vectors = encode_with(Pixels(), rows, size=32, workers=0, progress=False)
    assert np.flatnonzero(np.isnan(vectors).any(axis=1)).tolist() == [4] and np.isnan(vectors[4]).all()
    assert str(rows[4]["figure_id"]) in caplog.text
    assert evaluate_embeddings(vectors, rows, "same-patent")["rows_left_out"]["without_vector"] == 1
    ours = encode(PatentVisionModel.from_backbone(BACKBONES["vit"]), PROCESSOR, rows, workers=0, progress=False)
    np.testing.assert_array_equal(np.isnan(ours).any(axis=1), np.isnan(vectors).any(axis=1))
    with pytest.raises(ValueError, match="none of the 1 rows has a picture that can be read"):
        encode_with(Pixels(), [rows[4]], size=32, workers=0, progress=False)


@pytest.mark.parametrize(
    ("give", "message"),
    [
        (lambda vectors: vectors[:-1], r"vectors of shape \[4, 48\] for 5 pictures"),
        (lambda vectors: vectors[0], r"vectors of shape \[48\] for 5 pictures"),
        (lambda vectors: vectors * np.nan, "not finite"),
    ],
)
def test_an_encoder_that_returns_something_else_is_told(figure_rows, give, message):
    with pytest.raises(ValueError, match=message):
        encode_with(Pixels(give), figure_rows, size=32, batch_size=5, workers=0, progress=False)


def test_a_vector_of_zeros_stays_one(figure_rows):
    vectors = encode_with(Pixels(lambda vectors: vectors * 0), figure_rows, size=32, workers=0, progress=False)
    assert not vectors.any()
