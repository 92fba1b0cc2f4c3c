"""DeepPatent v1: lists, the pictures they name, and the protocol of the benchmark."""

import gzip
import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modeling_patent.evaluation import retrieval_metrics
from modeling_patent.rows import integer_labels
from patent_data import load_deeppatent, read_list
from patent_data.deeppatent import is_list, split_of
from patent_data.tally import Tally


def name(patent: int, sheet: int, kind: str = "D") -> str:
    record = f"USD{patent:07d}-20180220"
    return f"I20180220/{record}/{record}-{kind}{sheet:05d}.png"


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("1", (30, 40), 1).save(path)
    return path


def write(root: Path, file: str, *lines: str) -> Path:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(text) if file.endswith(".gz") else text)
    return path


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Two patents in validation (three sheets each), one in training; the lists apart from the pictures."""
    root = tmp_path / "r"
    for patent in (1, 2, 3):
        for sheet in range(3):
            picture(root / "patent_data" / name(patent, sheet))
    write(root, "lists/val_query_patent.txt", f"{name(2, 1)} 1", f"{name(1, 0)} 2")
    gallery = (name(2, 2), 1), (name(1, 2), 2), (name(1, 1), 2), (name(2, 0), 1)
    write(root, "lists/val_db_patent.txt.gz", *(f"{path} {label}" for path, label in gallery))
    write(root, "lists/train_patent_trn.txt", *(f"{name(3, sheet)} 1" for sheet in (2, 0, 1)))
    return root


@pytest.fixture
def load(tmp_path: Path):
    return lambda root, *args, **kwargs: load_deeppatent(root, *args, cache_dir=tmp_path / "cache", **kwargs)


def stems(dataset) -> list[str]:
    return [f"{row['patent_id'][-1]}-{row['figure_id'][-1]}" for row in dataset.remove_columns("image")]


def test_a_split_is_what_its_list_says_in_its_order(release: Path, load) -> None:
    queries, gallery = load(release, "validation_query"), load(release, split="validation_gallery")
    assert stems(queries) == ["2-1", "1-0"] and stems(gallery) == ["2-2", "1-2", "1-1", "2-0"]
    assert stems(load(release, "train")) == ["3-2", "3-0", "3-1"]
    assert stems(load(release)) == ["3-2", "3-0", "3-1", "2-1", "1-0", "2-2", "1-2", "1-1", "2-0"]
    row = queries.remove_columns("image")[1]
    assert row["figure_id"] == "USD0000001-20180220-D00000" and row["patent_id"] == "USD0000001"
    assert str(row["granted"]) == "2018-02-20" and row["is_gazette_copy"] and row["locarno"] is None
    assert queries[0]["image"].size == (30, 40)
    assert "Left out" not in queries.info.description and "Noted" not in queries.info.description


def test_without_gazette_copies(release: Path, load) -> None:
    queries, gallery = (load(release, f"validation_{side}", gazette_copies=False) for side in ("query", "gallery"))
    assert stems(queries) == ["2-1"] and stems(gallery) == ["2-2", "1-2", "1-1"]
    assert "Left out 1: Gazette copy (D00000) (1)" in queries.info.description


def test_pictures_lie_anywhere_under_their_names(release: Path, load) -> None:
    flat = release / "flat"
    flat.mkdir()
    (release / "patent_data" / name(2, 1)).rename(flat / Path(name(2, 1)).name.upper())
    assert Path(load(release, "validation_query").with_format("arrow")["image"][0].as_py()["path"]).parent == flat


def test_of_two_pictures_of_one_name_the_listed_path_is_taken(release: Path, load) -> None:
    picture(release / "a" / Path(name(2, 1)).name)
    dataset = load(release, "validation_query")
    path = dataset.with_format("arrow")["image"][0].as_py()["path"]
    assert path.endswith(f"patent_data/{name(2, 1)}") and "Noted" not in dataset.info.description
    (release / "patent_data" / name(2, 1)).rename(release / Path(name(2, 1)).name)
    text = load(release, "validation_query").info.description
    assert "picture found more than once under its name, the first is taken (1)" in text


def test_what_cannot_be_used_is_counted(release: Path, load) -> None:
    (release / "patent_data" / name(1, 0)).unlink()
    (release / "patent_data" / name(2, 1)).write_bytes(b"")
    lines = [f"{name(2, 1)} 1", f"{name(1, 0)} 2", f"{name(2, 1)} 1", f"{name(3, 0)} 2", "", "cup.png 4"]
    lines += [name(1, 1), f"{name(1, 1)} x", f"{name(2, 2).replace('20180220', '20181399')} 1", "../../a b c"]
    path = write(release, "lists/val_query_patent.txt", *lines)
    path.write_bytes(path.read_bytes() + b"I\xff/" + name(1, 1).encode() + b" 1\n")
    dataset = load(release, "validation_query")
    assert stems(dataset) == ["3-0"]
    for reason in (
        "Left out 9:",
        "line that is no entry of a list (5)",
        "picture named twice in a list (1)",
        "picture is missing (2)",
        "picture file is empty (1)",
        "label that contradicts the patent, not used (1)",
        "date that is none, not used (1)",
    ):
        assert reason in dataset.info.description, (reason, dataset.info.description)


def test_a_picture_in_two_lists(release: Path, load) -> None:
    write(release, "lists/val_query_patent.txt", f"{name(2, 1)} 1", f"{name(1, 1)} 2", f"{name(3, 1)} 3")
    queries = load(release, "validation_query")
    assert stems(queries) == ["2-1", "1-1", "3-1"]  # the protocol as it is
    assert "Noted: picture in both query and gallery (1)" in queries.info.description
    assert "Noted: picture in both query and gallery (1)" in load(release, "validation_gallery").info.description
    whole = load(release)
    assert stems(whole).count("1-1") == 1
    assert "picture in both query and gallery (1); picture in the lists of two splits (1)" in whole.info.description


def test_a_split_that_is_not_there(release: Path, load) -> None:
    with pytest.raises(ValueError, match="no split 'val' \\(there are train, validation_query"):
        load(release, "val")
    with pytest.raises(ValueError, match=r"no list of test_query \(lists that are there: lists/train_patent_trn\.txt"):
        load(release, "test_query")
    with pytest.raises(FileNotFoundError, match="no such folder"):
        load(release / "nowhere")
    with pytest.raises(ValueError, match=r"no list of pictures \(lists that are there: none\)"):
        load(release / "patent_data")
    write(release, "val_query.txt", f"{name(1, 1)} 1")
    with pytest.raises(ValueError, match=r"two lists of validation_query: val_query\.txt, lists/val_query_patent\.txt"):
        load(release)


def test_a_list_that_also_lies_there_gzipped_is_read_once(release: Path, load) -> None:
    write(release, "lists/val_query_patent.txt.gz", f"{name(3, 1)} 1")
    assert stems(load(release, "validation_query")) == ["2-1", "1-0"]


def test_lists_without_their_pictures_say_so(release: Path, tmp_path: Path, load) -> None:
    (tmp_path / "lists").mkdir()
    (release / "lists" / "val_query_patent.txt").rename(tmp_path / "lists" / "val_query_patent.txt")
    with pytest.raises(ValueError, match=r"no figure to read: .*picture is missing \(2\)"):
        load(tmp_path / "lists")


def test_read_list(release: Path, caplog: pytest.LogCaptureFixture) -> None:
    first, second = read_list(release / "lists" / "val_query_patent.txt")
    assert first.path == name(2, 1) and first.patent_id == "USD0000002" and first.label == 1
    assert str(first.granted) == "2018-02-20" and not first.is_gazette_copy and second.is_gazette_copy
    assert [entry.label for entry in read_list(release / "lists" / "val_db_patent.txt.gz")] == [1, 2, 2, 1]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    path = write(release, "x.txt", "I2018\\" + name(1, 4, "P").replace("/", "\\") + "   7 ", "\ufeffno entry")
    assert [entry[0] for entry in read_list(path)] == ["I2018/" + name(1, 4, "P")]
    assert "line that is no entry of a list (1)" in caplog.text
    tally = Tally()
    assert len(read_list(path, tally)) == 1 and tally.left_out.total() == 1


def test_lists_that_cannot_be_read(tmp_path: Path) -> None:
    whole = write(tmp_path, "a.txt.gz", *(f"{name(n, 1)} {n}" for n in range(1, 99))).read_bytes()
    for damaged in (whole[:60], whole[:60] + b"x" * 60 + whole[120:], whole[:-6] + b"\0\0\0\0\0\0"):
        (tmp_path / "a.txt.gz").write_bytes(damaged)
        with pytest.raises(ValueError, match=r"a\.txt\.gz: damaged gzip file"):
            read_list(tmp_path / "a.txt.gz")
    (tmp_path / "b.txt").write_bytes(b"\0" * 9000)
    with pytest.raises(ValueError, match=r"b\.txt: no list of pictures: it has a line of more than 4096 characters"):
        read_list(tmp_path / "b.txt")
    with pytest.raises(FileNotFoundError, match=r"nowhere\.txt"):
        read_list(tmp_path / "nowhere.txt")


@pytest.mark.parametrize(
    ("file", "split"),
    [
        ("train_patent_trn.txt", "train"),
        ("train_patent.txt", "train"),
        ("TRAIN.txt.gz", "train"),
        ("val_query_patent.txt", "validation_query"),
        ("validation-gallery.txt", "validation_gallery"),
        ("test_db_patent.txt.gz", "test_gallery"),
        ("train_patent_val.txt", None),  # the validation patents once more: reading it as training would leak them
        ("test_db_patent_extended.txt", None),
        ("val.txt", None),
        ("train_patent.txt.zip", None),
        ("train_patent.gz", None),
    ],
)
def test_names_of_lists(file: str, split: str | None) -> None:
    assert split_of(file) == split


def test_a_list_is_known_by_its_first_line(tmp_path: Path) -> None:
    assert is_list(write(tmp_path, "train.txt", "", f"{name(1, 1)} 1"))
    assert not is_list(write(tmp_path, "train.txt", "epoch 1", f"{name(1, 1)} 1"))
    assert not is_list(write(tmp_path, "train.txt")) and not is_list(tmp_path / "test_db.txt")
    assert not is_list(write(tmp_path, "notes.txt", f"{name(1, 1)} 1"))


@pytest.mark.processes
def test_several_processes_and_streaming_give_the_same_rows(release: Path, tmp_path: Path, monkeypatch, load) -> None:
    monkeypatch.setattr("patent_data.deeppatent._SHARD", 2)
    (release / "patent_data" / name(1, 1)).unlink()
    one, stream = load(release), load(release, streaming=True)
    two = load_deeppatent(release, num_proc=2, cache_dir=tmp_path / "other")
    assert one["figure_id"][:] == two["figure_id"][:] == [row["figure_id"] for row in stream]
    assert one.info.description == two.info.description and "picture is missing (1)" in one.info.description


def test_a_stream_logs_what_the_lists_lack(release: Path, load, caplog: pytest.LogCaptureFixture) -> None:
    (release / "patent_data" / name(1, 0)).unlink()
    assert len(list(load(release, "validation_query", streaming=True))) == 1
    assert "picture is missing (1)" in caplog.text


def slow_map(queries: np.ndarray, gallery: np.ndarray, of_query: list[str], of_gallery: list[str]) -> float:
    """Return the definition: the mean over queries of the mean precision at the ranks of the relevant."""
    means = []
    for vector, patent in zip(queries, of_query, strict=True):
        order = sorted(range(len(gallery)), key=lambda i: -float(np.float32(vector @ gallery[i])))
        hits = [rank for rank, i in enumerate(order, 1) if of_gallery[i] == patent]
        if hits:
            means.append(sum(found / rank for found, rank in enumerate(hits, 1)) / len(hits))
    return float(np.mean(means))


@pytest.mark.parametrize("gazette_copies", [True, False])
def test_the_protocol_of_the_docstring_is_map_over_the_whole_gallery(release: Path, load, gazette_copies: bool) -> None:
    rng = np.random.default_rng(0)
    queries = load(release, split="validation_query", gazette_copies=gazette_copies)
    gallery = load(release, split="validation_gallery", gazette_copies=gazette_copies)
    for _ in range(5):
        vectors = rng.normal(size=(len(queries) + len(gallery), 4)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        query_embeds, gallery_embeds = vectors[: len(queries)], vectors[len(queries) :]
        patents = integer_labels([*queries["patent_id"], *gallery["patent_id"]])
        labels = patents[: len(queries)], patents[len(queries) :]
        found = retrieval_metrics(query_embeds, gallery_embeds, *labels)
        expected = slow_map(query_embeds, gallery_embeds, queries["patent_id"][:], gallery["patent_id"][:])
        assert found["map"] == pytest.approx(expected) and found["queries"] == len(queries)
