"""A folder of pictures whose metadata file is damaged, or says what it should not."""

import datetime
import json
import os
import re
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from PIL import Image

from patent_data import figures, load_figures
from patent_data.tally import Tally


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), "white").save(path)
    return path


@pytest.fixture
def load(tmp_path: Path):
    return lambda root, **kwargs: load_figures(root, cache_dir=tmp_path / "cache", **kwargs)


def parquet(root: Path, table: Any) -> None:
    pyarrow.parquet.write_table(table, root / "metadata.parquet")


HOSTILE: dict[str, Any] = {
    "title": [1, 2], "viewpoint": {"a": 1}, "uspc": True, "figure_id": ["x"], "granted": {}, "cites": {"USD1": "x"},
    "applicants": [{"a": 1}], "related": {"USD1": "x"}, "texts": 7, "locarno": 14.1, "locarno_edition": "300",
    "figures_on_sheet": "-1", "is_gazette_copy": "perhaps", "patent_id": [], "caption": float("nan"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_values_of_the_wrong_kind_are_counted(tmp_path: Path, load, kind: str) -> None:
    picture(tmp_path / "r" / "cup.png")
    row = {"file_name": "cup.png"} | HOSTILE | {"granted": {"b": 1}}
    if kind == "jsonl":
        (tmp_path / "r" / "metadata.jsonl").write_text(json.dumps(row))
    else:
        parquet(tmp_path / "r", pyarrow.Table.from_pylist([row]))
    dataset = load(tmp_path / "r")
    (row,) = dataset.remove_columns("image")
    assert row == {
        **dict.fromkeys(row),
        **{"figure_id": "cup", "patent_id": "cup", "title": "", "texts": ["7"], "is_gazette_copy": False},
        **{"cites": [], "applicants": [], "related": []},
    }
    for name in ("title", "viewpoint", "uspc", "figure_id", "granted", "cites", "applicants", "related", "patent_id"):
        assert f"{name} that is no text, not used (1)" in dataset.info.description, name
    for name in ("locarno_edition", "figures_on_sheet", "is_gazette_copy", "Locarno code"):
        assert f"{name} that is none, not used (1)" in dataset.info.description, name


def test_numbers_and_times_of_a_table(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "cup.png")
    when = datetime.datetime(2020, 2, 3)
    row = {"file_name": "cup.png", "granted": when, "locarno": 404, "locarno_edition": 13.0, "title": 5.0}
    parquet(tmp_path / "r", pyarrow.Table.from_pylist([row | {"cites": ["USD0000002", None], "texts": None}]))
    (row,) = load(tmp_path / "r").remove_columns("image")
    assert (row["locarno"], row["locarno_edition"], row["title"]) == ("04-04", 13, "5")
    assert row["granted"] == when.date() and row["cites"] == ["USD0000002"] and row["texts"] == []


def test_a_csv_column_with_gaps_holds_floats(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "cup.png")
    (tmp_path / "r" / "metadata.csv").write_text(
        "File_Name ,locarno,locarno_edition,figures_on_sheet,cites,applicants,texts\n"
        "cup.png,0701,13.0,2.0,,Cups & Co. ; Lids AG,[[[[\n"
    )
    (row,) = load(tmp_path / "r").remove_columns("image")
    assert (row["locarno_edition"], row["figures_on_sheet"], row["cites"], row["texts"]) == (13, 2, [], ["[[[["])
    assert row["applicants"] == ["Cups & Co.", "Lids AG"] and row["related"] == []


def test_text_that_cannot_be_stored_is_mended(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "cup.png")
    (tmp_path / "r" / "metadata.jsonl").write_text(
        '{"file_name": "cup.png", "title": "a\\ud800", "texts": ["\\ud800"]}'
    )
    dataset = load(tmp_path / "r")
    assert len(dataset["title"][0]) == 2 and len(dataset["texts"][0][0]) == 1
    assert "text is not UTF-8, bad bytes replaced" in dataset.info.description


def test_a_picture_whose_name_cannot_be_stored_is_counted(tmp_path: Path, load) -> None:
    whole = picture(tmp_path / "r" / "cup.png").read_bytes()
    try:
        Path(os.fsdecode(os.fsencode(tmp_path / "r") + b"/caf\xe9.png")).write_bytes(whole)
    except OSError:
        pytest.skip("a file system of UTF-8 names only")
    dataset = load(tmp_path / "r")
    assert dataset["figure_id"][:] == ["cup"] and "picture whose path is not UTF-8 (1)" in dataset.info.description


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("metadata.csv", b"file_name,title\na.png,\0\n", "not a CSV file in UTF-8 at line 2: line contains NUL"),
        ("metadata.csv", "file_name,title\na.png,A\n".encode("utf-16"), "not a CSV file in UTF-8 at line 1: line con"),
        ("metadata.csv", b"file_name,title\na.png,A\nb.png," + b"x" * 140_000, "at line 3: field larger than field"),
        ("metadata.csv", b'file_name,title\na.png,"A' + b"\nx" * 70_000, "field larger than field limit"),
        ("metadata.csv", b"file_name,title\na.png," + b"x" * (5 << 20), "line 2: a row has more than 4 M char"),
        ("metadata.csv", b"file_name,title\n" + b'a.png,"\n"' * 700_000, "a row has more than 4 M characters"),
        ("metadata.csv", b"title,file_name,title\nA,a.png,B\n", "more than one column 'title'"),
        ("metadata.jsonl", b'{"file_name": "a.png", "texts": ' + b"[" * 100_000, "not valid JSON|nested too deeply"),
        ("metadata.parquet", b"PAR1" + b"\0" * 20 + b"PAR1", "not a Parquet file"),
        ("metadata.parquet", b"", "not a Parquet file"),
    ],
)
def test_a_metadata_file_that_is_damaged_is_one_line(tmp_path: Path, load, name: str, data: bytes, why: str) -> None:
    picture(tmp_path / "r" / "a.png")
    (tmp_path / "r" / name).write_bytes(data)
    with pytest.raises(ValueError, match=rf"{re.escape(name)}: .*(?:{why})") as caught:
        load(tmp_path / "r")
    assert len(str(caught.value).splitlines()) == 1


def test_a_parquet_file_that_is_cut_short_or_damaged(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "a.png")
    rows = [{"file_name": f"{n}.png", "title": f"cup {n}" * 9, "texts": ["x"]} for n in range(999)]
    parquet(tmp_path / "r", pyarrow.Table.from_pylist(rows))
    path = tmp_path / "r" / "metadata.parquet"
    whole = path.read_bytes()
    for data in (whole[:-9], whole[: len(whole) // 2], whole[: len(whole) // 3] + b"x" * 99 + whole[len(whole) // 2 :]):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"metadata\.parquet: not a Parquet file: ") as caught:
            load(tmp_path / "r")
        assert len(str(caught.value).splitlines()) == 1


def test_a_metadata_file_that_is_a_folder_is_none(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "metadata.csv" / "a.png")
    assert load(tmp_path / "r")["patent_id"][:] == ["metadata.csv"]


@pytest.mark.parametrize("nested", [False, True])
def test_one_long_value_that_many_rows_share_is_refused_and_not_unpacked(tmp_path: Path, load, nested: bool) -> None:
    picture(tmp_path / "r" / "a.png")
    count = 100_000
    shared = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * count, "int32"), pyarrow.array(["x" * (1 << 20)]))
    values = pyarrow.ListArray.from_arrays(pyarrow.array(range(count + 1), "int32"), shared) if nested else shared
    parquet(tmp_path / "r", pyarrow.table({"file_name": ["a.png"] * count, "texts": values, "texts_": [1] * count}))
    assert (tmp_path / "r" / "metadata.parquet").stat().st_size < 1_000_000  # 100 GB as text
    with pytest.raises(ValueError, match=r"column 'texts' holds a value of 1048576 bytes \(at most 262144\)"):
        load(tmp_path / "r")


def test_columns_that_are_there_twice(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "a.png")
    arrays = [pyarrow.array(["a.png"]), pyarrow.array([1]), pyarrow.array([2]), pyarrow.array(["A"])]
    parquet(tmp_path / "r", pyarrow.Table.from_arrays(arrays, ["file_name", "x", "x", "title"]))
    assert load(tmp_path / "r")["title"][:] == ["A"]
    parquet(tmp_path / "r", pyarrow.Table.from_arrays(arrays, ["file_name", "x", "title", "title"]))
    with pytest.raises(ValueError, match=r"metadata\.parquet: more than one column 'title'"):
        load(tmp_path / "r")


def test_of_many_metadata_rows_only_those_of_pictures_are_held(tmp_path: Path) -> None:
    count = 20_000
    parquet(tmp_path, pyarrow.table({"file_name": [f"{n}.png" for n in range(count)], "title": ["A"] * count}))
    tally = Tally()
    known = figures._read_metadata(tmp_path / "metadata.parquet", {"7.png", "no.png"}, tally)
    assert known == {"7.png": {"file_name": "7.png", "title": "A"}}
    assert tally.left_out == {"metadata row whose picture is missing": count - 1}


def test_a_stream_logs_what_the_metadata_lacks(tmp_path: Path, load, caplog: pytest.LogCaptureFixture) -> None:
    picture(tmp_path / "r" / "a.png")
    (tmp_path / "r" / "metadata.csv").write_text("file_name,title\nb.png,B\n")
    assert len(list(load(tmp_path / "r", streaming=True))) == 1
    assert "metadata row whose picture is missing (1)" in caplog.text
