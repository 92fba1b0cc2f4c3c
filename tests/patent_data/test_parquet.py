"""Rows to Parquet shards and back through load_dataset."""

import io

import datasets
import pytest
from PIL import Image
from pyarrow import parquet

from modeling_patent.rows import UPRIGHT, row_features
from modeling_patent.sheets import split_sheets
from patent_data import detect_source, load_parquet, load_source, load_uspto
from patent_data.shards import bytes_of
from patent_data.splits import split_by_patent
from tests.evaluation.scripts import load_script
from tests.patent_data.parquet_rows import FIGURES, dataset, draw_pictures, expected, loaded, splits, undecoded, write


@pytest.fixture
def pictures(tmp_path):
    return draw_pictures(tmp_path / "source")


def test_shards_of_before_the_newer_columns_load_and_are_written_again(pictures, tmp_path):
    """What an earlier version wrote is the same files without two columns."""
    write(dataset(pictures), tmp_path / "old")
    for path in (tmp_path / "old" / "data").iterdir():
        parquet.write_table(parquet.read_table(path).drop_columns(["applicants", "related"]), path)
    card = tmp_path / "old" / "README.md"
    card.write_text("---\n" + card.read_text().split("---\n", 2)[2])  # its list of columns
    old = loaded(tmp_path / "old", tmp_path / "cache", split="train")
    assert "applicants" not in old.column_names
    assert split_sheets(old, workers=0, progress=False).features == row_features()
    assert load_script().load_rows(str(tmp_path / "old"), "train").features == row_features()
    stream = load_parquet(tmp_path / "old", streaming=True)["train"]
    assert stream.features == row_features() and undecoded(stream) == undecoded(load_source(tmp_path / "old"))
    write(old, tmp_path / "new")
    new = loaded(tmp_path / "new", tmp_path / "cache", split="train")
    assert new.features == row_features()
    assert undecoded(new) == [row | {"applicants": [], "related": []} for row in undecoded(old)]


@pytest.mark.parametrize("streaming", [False, True])
def test_rows_come_back_as_they_were(pictures, tmp_path, streaming):
    given = splits(pictures)
    write(given, tmp_path / "out")
    back = loaded(tmp_path / "out", tmp_path / "cache", streaming=streaming)
    assert list(back) == ["train", "test"]
    for name, rows in given.items():
        assert back[name].features == row_features()
        assert undecoded(back[name]) == expected(rows)


def test_pictures_are_opened_as_before(pictures, tmp_path):
    rows = dataset(pictures)
    write(rows, tmp_path / "out")
    for before, after in zip(rows, loaded(tmp_path / "out", tmp_path / "cache", split="train"), strict=True):
        assert (before["image"] is None) == (after["image"] is None)
        assert before["image"] is None or before["image"].tobytes() == after["image"].tobytes()


def test_no_picture_is_decoded(pictures, tmp_path, monkeypatch):
    given = splits(pictures)
    monkeypatch.setattr(datasets.Image, "decode_example", None)
    monkeypatch.setattr(Image, "open", None)
    assert write(given, tmp_path / "out")


def test_without_pictures_no_path_of_this_machine_is_told(pictures, tmp_path):
    write(splits(pictures), tmp_path / "out", with_pictures=False)
    back = loaded(tmp_path / "out", tmp_path / "cache")
    assert set(map(str, back["train"]["image"])) == {"None"}
    assert back["test"]["figure_id"][:] == [f"f{number}" for number in range(18, 25)]
    content = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert str(tmp_path).encode() not in content
    assert "pictures are not included" in (tmp_path / "out" / "README.md").read_text()


def test_shards_are_named_and_cut_by_rows(pictures, tmp_path):
    written = write(splits(pictures), tmp_path / "out")
    names = ["train-00000-of-00003", "train-00001-of-00003", "train-00002-of-00003", "test-00000-of-00001"]
    assert [path.name for path in written] == [f"{name}.parquet" for name in names]
    assert [parquet.read_metadata(path).num_rows for path in written] == [7, 7, 4, 7]


def test_shards_are_cut_by_bytes(pictures, tmp_path):
    for path in pictures.iterdir():  # what follows the picture counts as a part of the file
        path.write_bytes(path.read_bytes() + bytes(10_000))
    rows = dataset(pictures)
    written = write(rows, tmp_path / "out", shard_rows=None, shard_size="50kB")
    counts = [parquet.read_metadata(path).num_rows for path in written]
    assert sum(counts) == FIGURES and counts[1:-1] == [4] * len(counts[1:-1])
    assert undecoded(loaded(tmp_path / "out", tmp_path / "cache", split="train")) == expected(rows)


def test_one_shard_a_row_where_a_row_is_larger_than_a_shard(pictures, tmp_path):
    assert len(write(dataset(pictures), tmp_path / "out", shard_rows=None, shard_size="1")) == FIGURES


def test_row_groups_are_small_in_rows_and_in_bytes(pictures, tmp_path, monkeypatch):
    rows = dataset(pictures)
    monkeypatch.setattr("patent_data.shards._GROUP", 10)
    (path,) = write(rows, tmp_path / "a", shard_rows=100)
    metadata = parquet.read_metadata(path)
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [10, 10, 5]
    monkeypatch.setattr("patent_data.shards._GROUP_BYTES", 1)
    (path,) = write(rows, tmp_path / "b", shard_rows=100)
    metadata = parquet.read_metadata(path)
    assert metadata.num_row_groups == FIGURES - 1  # the row without a picture shares a group
    assert undecoded(loaded(tmp_path / "b", tmp_path / "cache", split="train")) == expected(rows)


def test_rows_without_a_split_are_train_and_further_columns_stay(pictures, tmp_path):
    rows = dataset(pictures).add_column("score", [number / 2 for number in range(FIGURES)])
    write(rows, tmp_path / "out")
    back = loaded(tmp_path / "out", tmp_path / "cache")
    assert list(back) == ["train"] and back["train"]["score"][:] == rows["score"][:]
    assert "| score | float64 | not of the row schema |" in (tmp_path / "out" / "README.md").read_text()


def test_what_cannot_be_written(pictures, tmp_path):
    rows = dataset(pictures)
    with pytest.raises(ValueError, match="the rows of split 'train' lack the column uspc"):
        write(rows.remove_columns("uspc"), tmp_path / "out")
    with pytest.raises(ValueError, match="the columns of split 'test' are not those of split 'train'"):
        further = rows.add_column("score", [0.5] * FIGURES)
        write(datasets.DatasetDict(train=rows, test=further), tmp_path / "out")
    with pytest.raises(ValueError, match="there is no row to write"):
        write(rows.select([]), tmp_path / "out")
    with pytest.raises(ValueError, match="there is no row to write"):
        write(datasets.DatasetDict(), tmp_path / "out")
    with pytest.raises(ValueError, match="not the name of a split: 'a-b'"):
        write(datasets.DatasetDict({"a-b": rows}), tmp_path / "out")
    with pytest.raises(ValueError, match=r"expected a datasets\.Dataset, not IterableDataset"):
        write(rows.to_iterable_dataset(), tmp_path / "out")
    with pytest.raises(ValueError, match="the column image holds no pictures"):
        write(rows.remove_columns("image").add_column("image", ["a.png"] * FIGURES), tmp_path / "out")
    with pytest.raises(ValueError, match="not a size: 'big'"):
        write(rows, tmp_path / "out", shard_size="big")
    with pytest.raises(ValueError, match="shard_rows must be 1 or more"):
        write(rows, tmp_path / "out", shard_rows=0)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("size", ["0", "-1MB", "", "MB", "5XB", "0.1B"])
def test_sizes_that_are_none(size):
    with pytest.raises(ValueError, match="not a size"):
        bytes_of(size)


def test_an_empty_split_is_left_out_with_a_word(pictures, tmp_path, caplog):
    rows = dataset(pictures)
    write(datasets.DatasetDict(train=rows, test=rows.select([])), tmp_path / "out")
    assert "without a row: split test" in caplog.text
    assert list(loaded(tmp_path / "out", tmp_path / "cache")) == ["train"]


@pytest.mark.real_data
def test_real_records_come_back_as_they_were(real_data, tmp_path):
    rows = load_uspto(real_data / "impact_sample", cache_dir=tmp_path / "read")
    given = split_by_patent(rows, {"train": 0.8, "test": 0.2})
    write(given, tmp_path / "out", shard_rows=None, shard_size="5MB")
    back = loaded(tmp_path / "out", tmp_path / "cache")
    for name, part in given.items():
        assert undecoded(back[name]) == expected(part)
    turned = [row for row in undecoded(back["train"]) if row["image"]["path"].endswith(UPRIGHT)]
    assert turned and all(max(Image.open(io.BytesIO(row["image"]["bytes"])).size) > 0 for row in turned)


@pytest.mark.parametrize("streaming", [False, True])
def test_load_source_reads_all_splits_and_not_the_picture_beside_them(pictures, tmp_path, streaming):
    given = splits(pictures)
    write(given, tmp_path / "out")
    assert (tmp_path / "out" / "long_tail.png").is_file() and detect_source(tmp_path / "out") == "parquet"
    rows = load_source(tmp_path / "out", streaming=streaming, cache_dir=tmp_path / "cache")
    assert undecoded(rows) == expected(datasets.concatenate_datasets(list(given.values())))


def test_parquet_files_at_the_top_are_read_where_nothing_else_lies_there(pictures, tmp_path):
    write(dataset(pictures), tmp_path / "out", shard_rows=99)
    (shard,) = (tmp_path / "out" / "data").iterdir()
    (tmp_path / "top").mkdir()
    shard.rename(tmp_path / "top" / "rows.parquet")
    assert undecoded(load_source(tmp_path / "top", cache_dir=tmp_path / "cache")) == expected(dataset(pictures))
    Image.new("L", (9, 9)).save(tmp_path / "top" / "a.png")
    assert detect_source(tmp_path / "top") == "figures"


def test_train_takes_the_splits_that_are_stated(pictures, tmp_path):
    import train

    given = splits(pictures)
    write(given, tmp_path / "out")
    write(dataset(pictures), tmp_path / "whole")

    def read(folder, **arguments):
        return [list(rows["figure_id"]) for rows in train.read_splits(train.ScriptArguments(str(folder), **arguments))]

    assert read(tmp_path / "out", eval_split="test") == [list(rows["figure_id"]) for rows in given.values()]
    trained, evaluated = read(tmp_path / "out", validation_share=0.3)  # there is no "validation": off "train" it comes
    assert trained and evaluated and sorted(trained + evaluated) == sorted(given["train"]["figure_id"])
    trained, evaluated = read(tmp_path / "whole", validation_share=0.3)
    assert trained and evaluated and sorted(trained + evaluated) == sorted(dataset(pictures)["figure_id"])
    with pytest.raises(ValueError, match=r"out: no split 'tset' \(there are train, test\)"):
        read(tmp_path / "out", eval_split="tset")
    with pytest.raises(ValueError, match=r"source: no split 'test' \(there are train\)"):
        read(pictures, eval_split="test")
