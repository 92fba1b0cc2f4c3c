"""Our models in the evaluators of sentence-transformers, and MTEB's interface."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader

from modeling_patent import PatentImageProcessor, PatentTextProcessor, PatentVisionModel
from modeling_patent.encoding import encode_images
from modeling_patent.evaluation import retrieval_metrics
from modeling_patent.evaluation.adapters import PatentEncoder
from tests.small import BACKBONES
from tests.small_texts import TEXTS, TOKENS, make_tokenizer, small_model

PROCESSOR = PatentImageProcessor(size=32)


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=16).eval()


@pytest.fixture
def encoder(model):
    return PatentEncoder(model, PROCESSOR)


@pytest.fixture
def pictures(figure_rows):
    return [Image.open(row["image"]) for row in figure_rows]


@pytest.fixture(scope="module")
def text_encoder():
    return PatentEncoder(small_model().eval(), PatentTextProcessor(PROCESSOR, make_tokenizer()))


@pytest.fixture
def evaluators():
    module = pytest.importorskip("sentence_transformers.sentence_transformer.evaluation")
    return module


def test_vectors_are_those_of_the_package_whatever_the_batches(encoder, model, figure_rows, pictures):
    expected = encode_images(model, PROCESSOR, pictures)
    for batch_size in (1, 5, 64):
        np.testing.assert_allclose(encoder.encode(pictures, batch_size=batch_size), expected, atol=1e-6)
    paths = [row["image"] for row in figure_rows]
    inputs = [paths[0], Path(paths[1]), {"image": pictures[2]}, {"image": {"path": paths[3], "bytes": None}}]
    np.testing.assert_allclose(encoder.encode(inputs), expected[:4], atol=1e-6)
    np.testing.assert_allclose(encoder.encode(tuple(pictures)), expected, atol=1e-6)
    np.testing.assert_allclose(encoder.encode_query(pictures, show_progress_bar=True), expected, atol=1e-6)
    np.testing.assert_allclose(encoder.encode_document(pictures), expected, atol=1e-6)


def test_the_kinds_of_result_are_sentence_transformers(encoder, pictures):
    array = encoder.encode(pictures[:3])
    assert array.dtype == np.float32 and array.shape == (3, 16)
    tensor = encoder.encode(pictures[:3], convert_to_tensor=True)
    assert isinstance(tensor, torch.Tensor) and tensor.device == encoder.device
    listed = encoder.encode(pictures[:3], convert_to_numpy=False)
    assert isinstance(listed, list) and all(one.shape == (16,) for one in listed)
    np.testing.assert_array_equal(tensor.numpy(), array)
    np.testing.assert_array_equal(torch.stack(listed).numpy(), array)
    assert encoder.encode(pictures[0]).shape == encoder.encode(pictures[0], convert_to_tensor=True).shape == (16,)
    assert encoder.encode([]).shape == (0, 16) and encoder.encode([], convert_to_tensor=True).shape == (0, 16)


def test_cut_vectors_are_as_long_as_asked_and_of_length_1_unless_told_otherwise(encoder, pictures):
    whole, cut = encoder.encode(pictures), encoder.encode(pictures, truncate_dim=4)
    assert cut.shape == (len(pictures), 4)
    np.testing.assert_allclose(np.linalg.norm(cut, axis=1), 1, atol=1e-6)
    raw = encoder.encode(pictures, truncate_dim=4, normalize_embeddings=False)
    np.testing.assert_array_equal(raw, whole[:, :4])


def test_training_mode_is_left_as_it_was(encoder, pictures, text_encoder):
    for one in (encoder, text_encoder):
        one.model.train()
        before = one.encode(pictures[:2] if one is encoder else ["a chair"])
        assert one.model.training
        one.model.eval()
        np.testing.assert_array_equal(one.encode(pictures[:2] if one is encoder else ["a chair"]), before)


def test_texts_and_pictures_are_taken_in_any_order(text_encoder, pictures):
    inputs = [TEXTS[0], pictures[0], {"text": TEXTS[1]}, pictures[1], TEXTS[2]]
    with torch.no_grad():
        texts = text_encoder.model.embed_texts(**TOKENS).numpy()
    expected = np.stack([texts[0], *encode_images(text_encoder.model, PROCESSOR, pictures[:1]), texts[1],
                         *encode_images(text_encoder.model, PROCESSOR, pictures[1:2]), texts[2]])  # fmt: skip
    np.testing.assert_allclose(text_encoder.encode(inputs, batch_size=2), expected, atol=1e-5)
    np.testing.assert_allclose(text_encoder.encode(TEXTS[0]), texts[0], atol=1e-5)


def test_what_cannot_be_encoded_is_told_in_one_line(encoder, text_encoder, pictures, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    bad = [
        ([str(broken)], {}, "broken.png"),
        ([str(tmp_path / "none.png")], {}, "none.png"),
        (["a chair"], {}, "no text tower, and there is no picture 'a chair'"),
        ([3], {}, "an input must be a picture, its path, or a text, not int"),
        ([{"image": pictures[0], "text": "a chair"}], {}, "an input must be a picture, its path, or a text, not dict"),
        ([{"text": 3}], {}, "a text must be a string, not int"),
        (pictures, {"prompt": "query: "}, "no prompts"),
        (pictures, {"prompt_name": "query"}, "no prompts"),
        (pictures, {"precision": "int8"}, "only float32 vectors"),
        (pictures, {"output_value": "token_embeddings"}, "only float32 vectors"),
        (pictures, {"batch_size": 0}, "batch_size must be at least 1"),
    ]
    for inputs, options, message in bad:
        with pytest.raises(ValueError, match=message) as error:
            encoder.encode(inputs, **options)
        assert "\n" not in str(error.value)
    with pytest.raises(TypeError, match="'sentence'"):
        encoder.encode(pictures, sentence=1)
    with pytest.raises(ValueError, match="cannot read the picture"):
        text_encoder.encode(str(tmp_path / "none.png"))
    assert text_encoder.encode("a chair " * 2000).shape == (16,)  # too long for a file name


def test_similarity_is_the_cosine(encoder):
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((3, 5)), rng.standard_normal((4, 5))
    expected = (a / np.linalg.norm(a, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T
    np.testing.assert_allclose(encoder.similarity(a, b).numpy(), expected, atol=1e-6)
    np.testing.assert_allclose(encoder.similarity(torch.tensor(a), list(torch.tensor(b))).numpy(), expected, atol=1e-6)
    np.testing.assert_allclose(encoder.similarity(a[0], b).numpy(), expected[:1], atol=1e-6)
    np.testing.assert_allclose(encoder.similarity_pairwise(a, b[:3]).numpy(), np.diag(expected[:, :3]), atol=1e-6)


def retrieval_case(figure_rows):
    """Every third figure asks, the others answer; relevant is the same subclass."""
    names = [row["locarno"] for row in figure_rows]
    label = np.array([-1 if name is None else sorted({n for n in names if n}).index(name) for name in names])
    asks = np.arange(len(names)) % 3 == 0
    return np.flatnonzero(asks & (label >= 0)), np.flatnonzero(~asks), label


def test_their_retrieval_evaluator_gives_our_numbers(evaluators, encoder, figure_rows, pictures):
    asked, answer, label = retrieval_case(figure_rows)
    evaluator = evaluators.InformationRetrievalEvaluator(
        queries={f"q{i}": pictures[i] for i in asked},
        corpus={f"d{i:03d}": figure_rows[i]["image"] for i in answer},
        relevant_docs={f"q{i}": {f"d{j:03d}" for j in answer if label[j] == label[i]} for i in asked},
        map_at_k=[5, len(answer)],
        batch_size=7,
        corpus_chunk_size=10,
        write_csv=False,
    )
    theirs = evaluator(encoder)
    vectors = encoder.encode(pictures)
    ours = retrieval_metrics(vectors[asked], vectors[answer], label[asked], label[answer], ks=(1, 3, 5, 10))
    assert 0.1 < ours["map"] < 0.95
    assert theirs[f"cosine_map@{len(answer)}"] == pytest.approx(ours["map"], abs=1e-6)
    assert theirs["cosine_ndcg@10"] == pytest.approx(ours["ndcg@10"], abs=1e-6)
    assert theirs["cosine_mrr@10"] == pytest.approx(ours["mrr@10"], abs=1e-6)
    for k in (1, 3, 5, 10):
        assert theirs[f"cosine_accuracy@{k}"] == pytest.approx(ours[f"hit@{k}"], abs=1e-6)
        assert theirs[f"cosine_precision@{k}"] == pytest.approx(ours[f"precision@{k}"], abs=1e-6)
        assert theirs[f"cosine_recall@{k}"] == pytest.approx(ours[f"recall@{k}"], abs=1e-6)
    assert theirs["cosine_map@5"] != pytest.approx(ours["map"], abs=1e-3)  # theirs stops at k, ours never
    assert encoder.metrics == [theirs]


def test_texts_ask_for_pictures_in_their_evaluator(evaluators, text_encoder, pictures):
    evaluator = evaluators.InformationRetrievalEvaluator(
        queries={str(i): text for i, text in enumerate(TEXTS)},
        corpus={f"{i:02d}": picture for i, picture in enumerate(pictures)},
        relevant_docs={str(i): {f"{i:02d}", f"{i + 6:02d}"} for i in range(len(TEXTS))},
        map_at_k=[len(pictures)],
        write_csv=False,
    )
    theirs = evaluator(text_encoder)
    labels = np.arange(len(pictures)) % 6 * (np.arange(len(pictures)) < 12) - (np.arange(len(pictures)) >= 12)
    ours = retrieval_metrics(text_encoder.encode(TEXTS), text_encoder.encode(pictures), np.arange(6), labels)
    assert theirs[f"cosine_map@{len(pictures)}"] == pytest.approx(ours["map"], abs=1e-6)


def test_their_other_evaluators_run_too(evaluators, encoder, pictures, tmp_path):
    first, second, third = pictures[0:12:3], pictures[1:12:3], pictures[2:12:3]
    triplet = evaluators.TripletEvaluator(first, second, third[::-1])(encoder, output_path=str(tmp_path))
    a, b, c = (encoder.encode(some) for some in (first, second, third[::-1]))
    assert triplet["cosine_accuracy"] == np.mean((a * b).sum(1) > (a * c).sum(1))
    samples = [{"query": q, "positive": [p], "negative": third} for q, p in zip(first, second, strict=True)]
    for batched in (True, False):
        found = evaluators.RerankingEvaluator(samples, use_batched_encoding=batched)(encoder)
        labels = np.array([1, 0, 0, 0, 0])
        ours = [
            retrieval_metrics(q[None], np.stack([p, *encoder.encode(third)]), [1], labels)["map"]
            for q, p in zip(a, b, strict=True)
        ]
        assert found["map"] == pytest.approx(np.mean(ours), abs=1e-6)
    scores = [0.9, 0.1, 0.5, 0.3]
    similar = evaluators.EmbeddingSimilarityEvaluator(first, second, scores, write_csv=False)(encoder)
    assert similar["pearson_cosine"] == pytest.approx(np.corrcoef((a * b).sum(1), scores)[0, 1], abs=1e-5)
    binary = evaluators.BinaryClassificationEvaluator(first, second, [1, 0, 1, 0], write_csv=False)(encoder)
    assert 0 <= binary["cosine_ap"] <= 1
    assert len(encoder.metrics) == 5


@runtime_checkable
class MTEBEncoder(Protocol):
    """What mteb/models/models_protocols.py of MTEB 2 asks of an encoder."""

    def encode(self, inputs, *, task_metadata, hf_split, hf_subset, prompt_type=None, **kwargs): ...
    def similarity(self, embeddings1, embeddings2): ...
    def similarity_pairwise(self, embeddings1, embeddings2): ...
    @property
    def mteb_model_meta(self): ...


def collate(batch: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """As MTEB's: a list for each column."""
    return {name: [row[name] for row in batch] for name in batch[0]}


def test_mteb_s_loader_and_arguments_are_taken(encoder, text_encoder, pictures):
    assert isinstance(encoder, MTEBEncoder)
    said = {"task_metadata": SimpleNamespace(name="Patents"), "hf_split": "test", "hf_subset": "default"}
    rows = [{"id": str(i), "image": picture} for i, picture in enumerate(pictures)]
    loader = DataLoader(rows, batch_size=5, collate_fn=collate)
    found = encoder.encode(loader, **said, prompt_type="document", batch_size=5, show_progress_bar=False)
    np.testing.assert_allclose(found, encoder.encode(pictures), atol=1e-6)
    texts = DataLoader([{"id": text, "text": text} for text in TEXTS], batch_size=4, collate_fn=collate)
    np.testing.assert_allclose(text_encoder.encode(texts, **said), text_encoder.encode(TEXTS), atol=1e-5)
    both = DataLoader([{"image": pictures[0], "text": "a chair"}], collate_fn=collate)
    with pytest.raises(ValueError, match="a batch must have either image or text, not image, text"):
        encoder.encode(both, **said)
