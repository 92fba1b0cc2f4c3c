import numpy as np
import pytest
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
    import torch

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
