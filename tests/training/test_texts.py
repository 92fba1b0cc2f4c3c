"""Texts of figures on their way to the model: which there are, their vectors, and the search with words."""

import datasets
import numpy as np
import pytest
import torch

from modeling_patent import PatentImageProcessor
from modeling_patent.rows import label_columns, row_features
from modeling_patent.training import FigureDataset, encode_texts
from modeling_patent.training.data import collate_figures
from modeling_patent.training.texts import FigureTexts, text_vectors, texts_of_row
from tests.small import draw_rows
from tests.small_texts import PLACES, TEXT_TOWERS, VOCABULARY, make_tokenizer, small_model

TEXTS = [["a chair", "a chair with three legs", "wheel"], ["round lamp"], ["wheel", "a chair"], ["a tall box"]]
ROWS = [{"texts": texts} for texts in TEXTS]


class Poisoned:
    """A model whose text encoder must not run."""

    def __init__(self, model):
        self.model = model

    def __getattr__(self, name):
        assert name not in ("text_features", "embed_texts", "forward", "eval", "train"), (
            f"the model was asked for {name}"
        )
        return getattr(self.model, name)


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ({"texts": ["one", "two"], "title": "Box"}, ["one", "two"]),
        ({"texts": [], "title": "Box"}, ["Box"]),
        ({"object_name": "Bed", "title": "Furniture", "locarno": "06-02"}, ["Bed", "Bed, Furnishing: Beds"]),
        ({"title": "Bed", "locarno": "06-02", "caption": "front"}, ["Bed", "Bed, Furnishing: Beds", "front"]),
        ({"locarno": "06-02"}, ["Furnishing: Beds"]),
        ({"title": "Bed", "locarno": "77-01"}, ["Bed"]),
        ({"title": "Bed", "caption": "Bed"}, ["Bed"]),
        ({"title": "", "object_name": None, "caption": None, "locarno": None, "texts": None}, []),
        ({}, []),
    ],
)
def test_texts_of_a_row_are_its_own_or_its_metadata_the_object_first(row, texts):
    assert texts_of_row(row) == texts


@pytest.mark.parametrize("tower", TEXT_TOWERS)
@pytest.mark.parametrize("config", [{}, {"projection_dim": 8}])
def test_vectors_are_those_of_each_text_alone(tmp_path, tower, config):
    model, tokenizer = small_model(tower=tower, **config).train(), make_tokenizer()
    for options in ({}, {"cache": tmp_path}, {"cache": tmp_path}, {"batch_size": 1}):
        found = encode_texts(ROWS, model, tokenizer, progress=False, **options)
        assert len(found) == 4 and model.training
        for numbers, texts in zip(found.choices, TEXTS, strict=True):
            for number, text in zip(numbers, texts, strict=True):
                with torch.no_grad():
                    words = tokenizer([text], return_tensors="pt")
                    alone = model.text_features(words["input_ids"], words["attention_mask"])[0]
                kept = torch.tensor(np.array(found.columns["text_embeds"][number]))
                torch.testing.assert_close(kept, alone, rtol=1e-4, atol=1e-5)
    assert len(list(tmp_path.iterdir())) == 1


def test_every_distinct_text_is_encoded_once(monkeypatch):
    model, seen = small_model(), []
    plain = model.text_features
    monkeypatch.setattr(model, "text_features", lambda ids, mask: seen.append(len(ids)) or plain(ids, mask))
    found = encode_texts(ROWS, model, make_tokenizer(), batch_size=2, progress=False)
    assert seen == [2, 2, 1] and found.columns["text_embeds"].shape == (5, 16)
    assert [choices.tolist() for choices in found.choices] == [[0, 1, 2], [3], [2, 0], [4]]


def test_a_second_call_reads_the_file_and_leaves_the_model_alone(tmp_path):
    model, tokenizer = small_model(), make_tokenizer()
    first = encode_texts(ROWS, model, tokenizer, tmp_path, progress=False)
    second = encode_texts(ROWS, Poisoned(model), tokenizer, tmp_path, progress=False)
    np.testing.assert_array_equal(first.columns["text_embeds"], second.columns["text_embeds"])
    with pytest.raises(AssertionError, match="was asked for"):
        encode_texts(ROWS[:2], Poisoned(model), tokenizer, tmp_path, progress=False)


def change_weights(model, tokenizer):
    with torch.no_grad():
        next(model.text_model.parameters()).view(-1)[0] += 1e-3
    return ROWS, model, tokenizer


def other_order_of_words(model, tokenizer):
    words = {word: number for number, word in enumerate([*list(VOCABULARY)[:4], *reversed(list(VOCABULARY)[4:])])}
    return ROWS, model, make_tokenizer(words=words)


def other_pooling(model, tokenizer):
    model.config.text_pooling = "cls"
    return ROWS, model, tokenizer


@pytest.mark.parametrize(
    "change",
    [
        change_weights,
        other_order_of_words,
        other_pooling,
        lambda model, tokenizer: (ROWS, model, make_tokenizer(lower=False)),
        lambda model, tokenizer: (ROWS[::-1], model, tokenizer),
        lambda model, tokenizer: ([*ROWS, {"texts": ["tool"]}], model, tokenizer),
        lambda model, tokenizer: ([{"texts": ["A chair"]}, *ROWS[1:]], model, tokenizer),
        lambda model, tokenizer: ([{"texts": ["a chair\0round lamp"]}], model, tokenizer),
    ],
)
def test_other_texts_words_or_weights_give_another_file(tmp_path, change):
    upper = [{"texts": [text.title() for text in texts]} for texts in TEXTS]
    model, tokenizer = small_model(), make_tokenizer()
    for rows in (ROWS, upper, [{"texts": ["a chair"]}, {"texts": ["round lamp"]}]):
        encode_texts(rows, model, tokenizer, tmp_path, progress=False)
    rows, model, tokenizer = change(model, tokenizer)
    rows = upper if rows is ROWS else rows  # letter case matters to one of the tokenizers
    found = encode_texts(rows, model, tokenizer, tmp_path, progress=False)
    assert len(list(tmp_path.iterdir())) == 4
    plain = encode_texts(rows, model, tokenizer, progress=False)
    np.testing.assert_array_equal(found.columns["text_embeds"], plain.columns["text_embeds"])


def test_an_exception_leaves_no_half_written_file(tmp_path, monkeypatch):
    model, tokenizer = small_model(), make_tokenizer()
    plain, calls = model.text_features, []

    def dies(ids, mask):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return plain(ids, mask)

    monkeypatch.setattr(model, "text_features", dies)
    with pytest.raises(KeyboardInterrupt):
        encode_texts(ROWS, model, tokenizer, tmp_path, batch_size=2, progress=False)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np.lib.format, "open_memmap", full)
    with pytest.raises(OSError, match="No space left"):
        encode_texts(ROWS, model, tokenizer, tmp_path, progress=False)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    found = encode_texts(ROWS, model, tokenizer, tmp_path, progress=False)
    assert found.columns["text_embeds"].shape == (5, 16) and len(list(tmp_path.glob("*.npy"))) == 1


def test_a_text_is_the_first_or_drawn_by_the_seed_from_all():
    texts = FigureTexts({"text_embeds": np.arange(10.0)[:, None]}, [np.array([7, 2, 5]), np.array([3])])
    assert texts.draw(0, None)["text_embeds"].tolist() == [7]
    drawn = [texts.draw(0, seed)["text_embeds"].item() for seed in range(300)]
    assert drawn == [texts.draw(0, seed)["text_embeds"].item() for seed in range(300)]
    assert all(60 < drawn.count(number) < 140 for number in (7, 2, 5)) and set(drawn) == {7, 2, 5}
    assert {texts.draw(1, seed)["text_embeds"].item() for seed in range(9)} == {3}


def test_a_text_encoder_that_learns_gets_words():
    model, tokenizer = small_model(freeze_text=False), make_tokenizer()
    found = encode_texts([*ROWS, {"texts": ["a chair " * 30]}], model, tokenizer, progress=False)
    assert set(found.columns) == {"input_ids", "attention_mask"}
    assert found.columns["input_ids"].shape == found.columns["attention_mask"].shape == (6, PLACES)
    for number, text in ((1, "a chair with three legs"), (3, "round lamp")):
        known = found.columns["attention_mask"][number].astype(bool)
        assert found.columns["input_ids"][number][known].tolist() == tokenizer(text)["input_ids"]
    assert found.columns["attention_mask"][5].all()


def test_figures_without_texts_are_counted(caplog):
    found = encode_texts([{"texts": []}, {"title": "Box"}, {}], small_model(), make_tokenizer(), progress=False)
    assert "2 of 3 figures have no text" in caplog.text
    assert found.choices[0].tolist() == found.choices[2].tolist() != found.choices[1].tolist()


@pytest.mark.parametrize("as_dataset", [False, True])
@pytest.mark.parametrize("freeze", [True, False])
def test_figures_keep_their_own_texts_and_labels_where_others_are_left_out(tmp_path, as_dataset, freeze):
    rows = draw_rows(tmp_path / "figures", patents=4)
    for number, row in enumerate(rows):
        row["texts"] = [f"{word} {number % 3 * 'a '}" for word in list(VOCABULARY)[4 + number : 6 + number]]
        row["is_gazette_copy"] = number % 3 == 0
    (tmp_path / "broken.png").write_bytes(b"no picture")
    rows[4]["image"] = str(tmp_path / "broken.png")
    given = datasets.Dataset.from_list(rows, features=row_features()) if as_dataset else rows
    model = small_model(freeze_text=freeze).eval()
    texts = encode_texts(given, model, make_tokenizer(), progress=False)
    data = FigureDataset(given, PatentImageProcessor(32), workers=0, progress=False, texts=texts, head_codes=["06-01"])
    left = [number for number in range(12) if number % 3 and number != 4]
    assert data.numbers.tolist() == left
    labels = label_columns([row["patent_id"] for row in rows], [row["locarno"] for row in rows])
    for item, number in enumerate(left):
        for seed in (None, 11):
            found = data[item if seed is None else (item, seed)]
            for name, values in texts.draw(number, seed).items():
                np.testing.assert_array_equal(found[name], values)
            assert all(found[name] == values[number] for name, values in labels.items())
            assert found["categories"] == {"06-01": 0, "06-03": 1, "26-05": 1, None: -1}[rows[number]["locarno"]]
    batch = collate_figures([data[item] for item in range(len(left))])
    output = model(**batch)
    assert output.loss.isfinite() and set(output.loss_terms) == {"clip", "cls", "cat"}
    first = text_vectors([rows[number]["texts"][0] for number in left], model, make_tokenizer())
    torch.testing.assert_close(output.text_embeds, model.finish_texts(torch.tensor(first)), rtol=1e-4, atol=1e-5)


def test_texts_of_other_rows_are_refused(tmp_path):
    rows = draw_rows(tmp_path / "figures", patents=1)
    texts = encode_texts(rows[:2], small_model(), make_tokenizer(), progress=False)
    with pytest.raises(ValueError, match="texts of 2 figures, but 3 rows"):
        FigureDataset(rows, PatentImageProcessor(32), workers=0, progress=False, texts=texts)
