import numpy as np
import pytest
import torch
from PIL import Image

from modeling_patent import encoding
from modeling_patent.retrieval import PatentIndex, query


class Model:
    """Stands for a model whose vector of a picture is (its width, its height, 1)."""

    def __init__(self, dimension=3):
        self.dimension = dimension


def fake_encode_images(model, processor, images):
    return np.float32([[image.width, image.height, 1][: model.dimension] for image in images])


@pytest.fixture
def index(monkeypatch):
    monkeypatch.setattr(encoding, "encode_images", fake_encode_images)
    rows = [{"figure_id": name, "patent_id": name} for name in ("wide", "high")]
    return PatentIndex.from_embeddings([[50, 2, 1], [2, 50, 1]], rows)


def save(path, size):
    Image.new("L", size, 255).save(path)
    return path


def test_a_picture_may_be_an_image_or_a_path_or_several(index, tmp_path):
    index.with_model(Model(), None)
    path = save(tmp_path / "a.png", (40, 3))
    image = Image.new("1", (40, 3))
    for one in (path, str(path), image, [image], [str(path)], (path,)):
        assert [hit.patent_id for hit in index.search(one)] == ["wide", "high"]
    both = index.search([image, Image.new("1", (3, 40))])
    assert both[0].score == pytest.approx(both[1].score)


def test_with_model_returns_the_index(index):
    assert index.with_model(Model(), None) is index


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("note.png", b"hello", "not a picture"),
        ("empty.tif", b"", "not a picture"),
        ("cut.png", None, "cannot be read as a picture"),
    ],
)
def test_a_file_that_is_no_picture_is_named_in_one_line(tmp_path, name, content, message):
    path = tmp_path / name
    if content is None:
        noise = np.random.default_rng(0).integers(0, 255, (60, 60), dtype=np.uint8)
        Image.fromarray(noise).save(path)
        content = path.read_bytes()[:900]
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as raised:
        query.open_picture(path)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_pictures_and_folders_are_refused(index, tmp_path):
    index.with_model(Model(), None)
    with pytest.raises(FileNotFoundError, match=r"no such picture.*gone\.png"):
        index.search(str(tmp_path / "gone.png"))
    with pytest.raises(ValueError, match="is a folder"):
        index.search(tmp_path)
    with pytest.raises(ValueError, match="mixes"):
        index.search([Image.new("1", (2, 2)), 7])


def test_a_picture_is_read_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (30, 10)).save(tmp_path / "turned.jpg", exif=exif)
    assert query.open_picture(tmp_path / "turned.jpg").size == (10, 30)


def test_without_a_model_pictures_and_texts_are_refused_and_vectors_are_not(index):
    for asked in (Image.new("1", (2, 2)), "a chair"):
        with pytest.raises(ValueError, match="knows no model"):
            index.search(asked)
    assert index.search([1, 0, 0])[0].patent_id == "wide"


def test_a_text_needs_a_model_with_a_text_tower(index):
    with pytest.raises(ValueError, match="no text tower"):
        index.with_model(Model(), None).search("a chair with three legs")


def test_a_text_is_searched_for_by_its_vector(index):
    class Both(torch.nn.Linear):
        def embed_texts(self, input_ids, attention_mask):
            return torch.tensor([[0.0, 9.0, float(input_ids.sum() * attention_mask.sum())]])

    def processor(text, **options):
        assert text == ["a tall thing"]
        return {"input_ids": torch.zeros(1, 3, dtype=torch.long), "attention_mask": torch.ones(1, 3)}

    index.with_model(Both(1, 1), processor)
    assert index.search("a tall thing")[0].patent_id == "high"
    with pytest.raises(ValueError, match="empty"):
        index.search(" ")


def test_a_model_of_another_dimension_is_named_as_such(index):
    with pytest.raises(ValueError, match="2 numbers a vector, the index 3: it was made with another model"):
        index.with_model(Model(dimension=2), None).search(Image.new("1", (2, 2)))


class TextModel(torch.nn.Linear):
    """Embeds a picture like `Model`, and a text as (0, 0, its number of letters)."""

    dimension = 3

    def __init__(self):
        super().__init__(1, 1)

    def embed_texts(self, input_ids, attention_mask):
        return torch.tensor([[0.0, 0.0, float(input_ids.sum())]])


def tokens_of(text, **options):
    return {"input_ids": torch.tensor([[len(text[0])]]), "attention_mask": torch.ones(1, 1, dtype=torch.long)}


@pytest.fixture
def views(monkeypatch):
    monkeypatch.setattr(encoding, "encode_images", fake_encode_images)

    def views(asked, **options):
        return query.query_views(asked, 3, lambda: (TextModel(), tokens_of), **options)

    return views


def no_model():
    pytest.fail("asked for the model")


def unit(*vector):
    return np.array(vector, dtype=np.float64) / np.linalg.norm(vector)


def test_views_are_unit_rows_in_the_order_given_and_count_the_same(views):
    found, weights = views([Image.new("1", (40, 3)), Image.new("1", (3, 40))])
    np.testing.assert_allclose(found, [unit(40, 3, 1), unit(3, 40, 1)], atol=1e-7)
    np.testing.assert_array_equal(weights, [0.5, 0.5])
    found, weights = query.query_views([[3, 0, 4], [0, 2, 0], [1, 1, 1]], 3, no_model)
    np.testing.assert_allclose(found, [[0.6, 0, 0.8], [0, 1, 0], unit(1, 1, 1)])
    np.testing.assert_allclose(weights, [1 / 3] * 3)
    assert found.dtype == weights.dtype == np.float64


def test_weights_of_views_are_brought_to_the_sum_1(views):
    for given in ([3, 1, 0], (0.3, 0.1, 0), np.array([1.5e308, 0.5e308, 0]), [3e-310, 1e-310, 0]):
        _, weights = query.query_views(np.eye(3), 3, no_model, weights=given)
        np.testing.assert_allclose(weights, [0.75, 0.25, 0], rtol=1e-12)
    _, weights = query.query_views([1, 0, 0], 3, no_model, weights=[7])
    np.testing.assert_array_equal(weights, [1])
    _, weights = views("a chair", weights=[2])
    np.testing.assert_array_equal(weights, [1])


def test_words_beside_views_take_their_share(views):
    found, weights = views(np.eye(3)[:2], text="round", text_weight=0.2, weights=[3, 1])
    np.testing.assert_array_equal(found, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(weights, [0.6, 0.2, 0.2])
    found, weights = views(Image.new("1", (40, 3)), text="round")
    np.testing.assert_allclose(found, [unit(40, 3, 1), [0, 0, 1]], atol=1e-7)
    np.testing.assert_array_equal(weights, [0.5, 0.5])
    _, weights = views(np.eye(3)[:2], text="round", text_weight=1)
    np.testing.assert_array_equal(weights, [0, 0, 1])


def test_words_may_ask_alone(views):
    for asked, options in (("round", {}), (None, {"text": "round", "text_weight": 0.1})):
        found, weights = views(asked, **options)
        np.testing.assert_array_equal(found, [[0, 0, 1]])
        np.testing.assert_array_equal(weights, [1])


def test_a_search_with_words_and_weights_follows_the_formula(index, monkeypatch):
    index.with_model(TextModel(), tokens_of)
    stored = np.array([unit(50, 2, 1), unit(2, 50, 1)])
    pictures = [Image.new("1", (40, 3)), Image.new("1", (3, 40))]
    asked = np.array([unit(40, 3, 1), unit(3, 40, 1), unit(0, 0, 1)])
    expected = stored @ asked.T @ np.array([0.7 * 0.2, 0.7 * 0.8, 0.3])
    hits = index.search(pictures, text="tall", text_weight=0.3, weights=[1, 4])
    assert [hit.patent_id for hit in hits] == ["high", "wide"]
    np.testing.assert_allclose([hit.score for hit in hits], expected[::-1], atol=1e-6)


def test_a_region_is_cut_out_before_a_picture_is_embedded(views, monkeypatch):
    seen = []

    def encode(model, processor, images):
        seen.extend(np.asarray(image) for image in images)
        return fake_encode_images(model, processor, images)

    monkeypatch.setattr(encoding, "encode_images", encode)
    dark = Image.new("L", (10, 10), 0)
    views([dark, dark], region=[(0, 0, 0.5, 1), None])
    np.testing.assert_array_equal([(image == 0).sum() for image in seen], [50, 100])
    assert (seen[0][:, :5] == 0).all()
    views(dark, region=(0, 0, 0.5, 0.5))
    assert (seen[-1] == 0).sum() == 25


@pytest.mark.parametrize(
    ("asked", "options", "message"),
    [
        (None, {}, "nothing to search for"),
        (np.eye(3), {"weights": [1, 1]}, "there are 3 views and 2 weights"),
        ([1, 0, 0], {"weights": [1, 1]}, "1 view and 2 weights"),
        ([1, 0, 0], {"weights": 1.0}, r"of the shape \[\]"),
        ([1, 0, 0], {"weights": [[1.0]]}, r"of the shape \[1, 1\]"),
        (None, {"weights": [1], "text": "round"}, "0 views and 1 weight$"),
        (np.eye(3), {"weights": [0, 0, 0]}, "not all 0"),
        (np.eye(3), {"weights": [1, -1, 1]}, r"numbers from 0, not all 0, not \[1.0, -1.0, 1.0\]"),
        (np.eye(3), {"weights": [1, float("nan"), 1]}, "finite numbers"),
        (np.eye(3), {"weights": [1, float("inf"), 1]}, "finite numbers"),
        (np.eye(3), {"weights": ["a", 1, 1]}, "are numbers, not"),
        (np.eye(3), {"text": "round", "text_weight": 0}, "above 0 and be at most 1, not 0"),
        (np.eye(3), {"text": "round", "text_weight": 1.5}, "not 1.5"),
        (np.eye(3), {"text": "round", "text_weight": float("nan")}, "not nan"),
        (np.eye(3), {"text": "round", "text_weight": "half"}, "not 'half'"),
        (np.eye(3), {"text": " "}, "text is empty"),
        (np.eye(3), {"text": 7}, "are a text, not 7"),
        (np.eye(3), {"region": (0, 0, 1, 1)}, "the query holds none"),
        ("a chair", {"region": (0, 0, 1, 1)}, "the query holds none"),
        (None, {"region": (0, 0, 1, 1), "text": "round"}, "the query holds none"),
        (Image.new("L", (9, 9)), {"region": (0, 0, 0, 1)}, "is empty"),
        (Image.new("L", (9, 9), 255), {"region": (0, 0, 1, 1)}, "no ink"),
        ([Image.new("L", (9, 9))] * 2, {"region": (0, 0, 1, 1)}, "2 views and 1 region"),
    ],
)
def test_options_that_do_not_fit_the_query_are_one_clear_line(views, asked, options, message):
    with pytest.raises(ValueError, match=message) as raised:
        views(asked, **options)
    assert "\n" not in str(raised.value)


def test_options_are_checked_before_the_model_is_loaded():
    for options in ({"weights": [1, 2]}, {"text_weight": 2}, {"region": (0, 0, 2, 2)}):
        with pytest.raises(ValueError, match=r"weight|between"):
            query.query_views(Image.new("L", (9, 9)), 3, no_model, **options)


def test_words_need_a_text_tower_beside_vectors_too():
    with pytest.raises(ValueError, match="no text tower"):
        query.query_views([1, 0, 0], 3, lambda: (Model(), None), text="round")


@pytest.mark.parametrize("name", ["no/such/folder", "/no/model", "./nothing", "model"])
def test_a_model_that_is_not_there_is_refused_without_asking_the_hub(name, monkeypatch):
    import transformers

    monkeypatch.setattr(transformers.AutoModel, "from_pretrained", lambda *a, **k: pytest.fail("asked the Hub"))
    with pytest.raises(ValueError, match="there is no model at"):
        query.load_model(name)


def test_a_folder_without_a_model_is_one_clear_value_error(tmp_path):
    with pytest.raises(ValueError, match="no model can be loaded") as raised:
        query.load_model(str(tmp_path))
    assert "\n" not in str(raised.value)


def test_figures_that_cannot_be_read_are_left_out_of_a_build(monkeypatch, caplog):
    def fake_encode(model, processor, dataset, **options):
        return np.float32([[1, 0, 0], [np.nan] * 3, [0, 1, 0]])

    monkeypatch.setattr(encoding, "encode", fake_encode)
    monkeypatch.setattr(encoding, "encode_images", fake_encode_images)  # for the probe of the model
    rows = [{"figure_id": name, "patent_id": name, "image": "x.png"} for name in "abc"]
    index = PatentIndex.build(Model(), None, rows)
    assert index.table["figure_id"].to_pylist() == ["a", "c"]
    assert index.search([0, 1, 0])[0].patent_id == "c"
    assert "left out 1" in caplog.text
    monkeypatch.setattr(encoding, "encode", lambda *a, **k: np.full((3, 3), np.nan, dtype=np.float32))
    with pytest.raises(ValueError, match="none of the 3 figures"):
        PatentIndex.build(Model(), None, rows)


def test_rows_are_checked_before_anything_is_encoded(monkeypatch):
    monkeypatch.setattr(encoding, "encode", lambda *a, **k: pytest.fail("encoded"))
    with pytest.raises(ValueError, match="occurs twice"):
        PatentIndex.build(Model(), None, [{"figure_id": "a", "patent_id": "p"}] * 2)
    with pytest.raises(ValueError, match="no rows"):
        PatentIndex.build(Model(), None, [])
