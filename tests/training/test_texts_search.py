"""Head and tail of the classes, the processor of a model with texts, and the search with words."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from transformers import AutoImageProcessor, AutoProcessor

from modeling_patent import LocarnoCode, PatentImageProcessor, PatentProcessor, PatentTextProcessor
from modeling_patent.retrieval import PatentIndex
from modeling_patent.rows import categories, fit_head_codes
from tests.small import draw_rows
from tests.small_texts import PLACES, TEXT_TOWERS, make_tokenizer, small_model

CODES = ["06-01", "06-03", "26-05", "14-04", "02-02", "02", "14", None]


def loop_head(codes, share):
    """The classes in the order of their number of figures, those of the same number by their code; the first share."""
    left = sorted({code for code in codes if code is not None and "-" in code})
    ranked = []
    while left:
        best = left[0]
        for code in left:
            if codes.count(code) > codes.count(best):
                best = code
        ranked.append(best)
        left.remove(best)
    return sorted(ranked[: round(share * len(ranked))])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(CODES), max_size=30),
    st.sampled_from([0.0, 0.2, 0.4, 0.5, 0.7, 1.0]),
    st.lists(st.sampled_from(CODES), max_size=10),
)
def test_head_codes_and_categories_equal_the_loop(codes, share, others):
    head = fit_head_codes(codes, share)
    assert head == loop_head(codes, share)
    found = categories(others, head)
    assert found.dtype == np.int64
    for code, category in zip(others, found.tolist(), strict=True):
        assert category == (-1 if code is None or "-" not in code else 0 if code in head else 1)


def test_head_codes_with_ties_and_at_the_ends():
    codes = ["26-05", "06-03", "06-01", "14-04", "26-05"]
    assert fit_head_codes(codes, 0.5) == ["06-01", "26-05"]
    assert fit_head_codes(["06-01", "02-02", "06-01", "02-02", "14-04"], 0.4) == ["02-02"]
    assert fit_head_codes(codes, 0) == [] and fit_head_codes([], 0.4) == [] and fit_head_codes([None, "06"], 1) == []
    assert fit_head_codes(codes, 1) == ["06-01", "06-03", "14-04", "26-05"]
    assert categories(codes, []).tolist() == [1] * 5 and categories(codes, set(codes)).tolist() == [0] * 5
    assert fit_head_codes(["0601", "LOC (13) Cl. 06-01", "26-05"], 0.5) == ["06-01"]  # one class in two notations
    assert categories(["0601", "99-99"], ["6.01"]).tolist() == [0, 1]
    for share in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="share must be a share"):
            fit_head_codes(codes, share)
    assert LocarnoCode.parse("6.01").subclass == "06-01"


def test_processor_with_a_tokenizer_takes_pictures_and_texts_and_is_loaded(tmp_path):
    made = PatentProcessor(PatentImageProcessor(size=24), make_tokenizer())
    made.save_pretrained(tmp_path)
    small_model().save_pretrained(tmp_path)
    pictures = [Image.effect_mandelbrot((40, 30), (-2, -1.2, 1, 1.2), 9), Image.new("L", (20, 50), 0)]
    loaded = AutoProcessor.from_pretrained(tmp_path)
    assert isinstance(AutoImageProcessor.from_pretrained(tmp_path), PatentImageProcessor)
    for processor in (made, loaded):
        assert type(processor) is PatentTextProcessor
        both = processor(pictures, text=["a chair", "A tall and round lamp"])
        assert set(both) == {"pixel_values", "input_ids", "attention_mask"}
        assert both["pixel_values"].shape == (2, 1, 24, 24) and both["attention_mask"].sum(dim=1).tolist() == [4, 7]
        assert torch.equal(both["pixel_values"], PatentImageProcessor(size=24)(pictures, "pt")["pixel_values"])
        words = processor(text="a chair")
        assert words["input_ids"].tolist() == [make_tokenizer()("a chair")["input_ids"]]
        assert processor(text=["a chair " * 40])["input_ids"].shape == (1, PLACES)
        assert processor(text="a chair", padding="max_length")["input_ids"].shape == (1, PLACES)
        assert set(processor(pictures[0])) == {"pixel_values"}
        with pytest.raises(ValueError, match="give images, text, or both"):
            processor()


def test_processor_without_a_tokenizer_is_that_of_pictures_alone(tmp_path):
    made = PatentProcessor(PatentImageProcessor(size=24))
    assert type(made) is PatentProcessor
    made.save_pretrained(tmp_path)
    small_model().config.vision_config.save_pretrained(tmp_path)
    loaded = PatentProcessor.from_pretrained(tmp_path)
    assert type(loaded) is PatentProcessor
    assert loaded(Image.new("L", (9, 9), 0))["pixel_values"].shape == (1, 1, 24, 24)


def test_a_tokenizer_that_gives_no_mask_gives_one_here():
    tokenizer = make_tokenizer()
    tokenizer.model_input_names = ["input_ids"]  # as SigLIP's
    features = PatentProcessor(PatentImageProcessor(size=24), tokenizer)(text=["a chair", "wheel"])
    assert features["attention_mask"].tolist() == [[1, 1, 1, 1], [1, 1, 1, 0]]


@pytest.mark.parametrize("tower", TEXT_TOWERS)
def test_a_saved_index_answers_a_text_with_the_saved_model(tmp_path, tower):
    rows = draw_rows(tmp_path / "figures", patents=6)
    model = small_model(tower=tower).eval()
    model.save_pretrained(tmp_path / "model")
    PatentProcessor(PatentImageProcessor(size=32), make_tokenizer()).save_pretrained(tmp_path / "model")
    text = "a tall and round lamp"
    tokens = make_tokenizer()([text], return_tensors="pt")
    figures = torch.stack(
        [PatentImageProcessor(size=32)(Image.open(row["image"]), "pt").pixel_values[0] for row in rows]
    )
    with torch.no_grad():
        images = model.embed_images(figures)
        scores = (images @ model.embed_texts(tokens["input_ids"], tokens["attention_mask"]).T)[:, 0]
    index = PatentIndex.from_embeddings(images.numpy(), rows, model_name=str(tmp_path / "model"))
    index.save(tmp_path / "index")
    hits = PatentIndex.load(tmp_path / "index").search(text, k=5, per_patent=False)
    order = scores.argsort(descending=True)[:5].tolist()
    assert [hit.score for hit in hits] == pytest.approx(scores[order].tolist(), abs=1e-5)
    assert hits[0].figure_id == rows[order[0]]["figure_id"]
    built = PatentIndex.build(
        model, AutoProcessor.from_pretrained(tmp_path / "model"), rows, workers=0, progress=False, bf16=False
    )
    assert built.search(text, k=1, per_patent=False)[0].score == pytest.approx(scores.max().item(), abs=1e-4)
