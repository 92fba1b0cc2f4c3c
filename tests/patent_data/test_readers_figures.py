"""A folder of pictures."""

import datetime
import json
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from PIL import Image

from patent_data import load_figures


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), "white").save(path)
    return path


@pytest.fixture
def load(tmp_path: Path):
    return lambda root, **kwargs: load_figures(root, cache_dir=tmp_path / "cache", **kwargs)


def test_where_a_picture_lies_tells_its_design(tmp_path: Path, load) -> None:
    root = tmp_path / "r"
    for name in ("cup/view10.png", "cup/view2.png", "lamp.png", "a/b/side.jpg", ".hidden.png", "__MACOSX/x.png"):
        picture(root / name)
    picture(root / "USD0836880-20190101-D00000.png")
    picture(root / "USD0836881-20190101" / "1.png")
    dataset = load(root)
    assert [(row["figure_id"], row["patent_id"]) for row in dataset.remove_columns("image")] == [
        ("a/b/side", "a/b"),
        ("cup/view2", "cup"),
        ("cup/view10", "cup"),
        ("lamp", "lamp"),
        ("USD0836880-20190101-D00000", "USD0836880"),
        ("USD0836881-20190101/1", "USD0836881"),
    ]
    assert [day and day.isoformat() for day in dataset["granted"]] == [None] * 4 + ["2019-01-01"] * 2
    assert dataset["is_gazette_copy"][:] == [False] * 4 + [True, False]
    assert dataset["image"][0].size == (40, 30)


def test_every_kind_of_picture(tmp_path: Path, load) -> None:
    for ending in ("png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "webp", "PNG", "TIF"):
        picture(tmp_path / "r" / f"{ending}_{ending.isupper()}.{ending}")
    (tmp_path / "r" / "notes.txt").write_text("no picture")
    dataset = load(tmp_path / "r")
    assert [image.size for image in dataset["image"]] == [(40, 30)] * 10


def test_two_pictures_of_one_stem_keep_apart(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "cup.png")
    picture(tmp_path / "r" / "cup.jpg")
    assert load(tmp_path / "r")["figure_id"][:] == ["cup.jpg", "cup.png"]


def test_broken_pictures_are_counted(tmp_path: Path, load) -> None:
    root = tmp_path / "r"
    whole = picture(root / "a.png").read_bytes()
    tiff = picture(root / "z.tif").read_bytes()
    for name, data in {"b.png": b"", "c.jpg": b"text", "d.png": whole[:40], "e.tif": tiff[: len(tiff) // 2]}.items():
        (root / name).write_bytes(data)
    (root / "f.png").symlink_to(root / "nowhere.png")
    dataset = load(root)
    assert dataset["figure_id"][:] == ["a", "z"]
    text = dataset.info.description
    assert "picture file is empty (1)" in text and "picture cannot be read (3)" in text
    assert "picture is missing (1)" in text


def test_linked_folders_are_followed_once(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "z" / "cup" / "1.png")
    (tmp_path / "r" / "linked").symlink_to(tmp_path / "r" / "z")
    (tmp_path / "r" / "z" / "loop").symlink_to(tmp_path / "r")
    assert load(tmp_path / "r")["figure_id"][:] == ["linked/cup/1"]
    (tmp_path / "other").symlink_to(tmp_path / "r")  # the folder itself may be a link
    assert load(tmp_path / "other")["figure_id"][:] == ["linked/cup/1"]


def test_links_that_lead_out_are_counted_not_followed(tmp_path: Path, load) -> None:
    picture(tmp_path / "elsewhere" / "1.png")
    picture(tmp_path / "r" / "2.png")
    (tmp_path / "r" / "folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "r" / "3.png").symlink_to(tmp_path / "elsewhere" / "1.png")
    dataset = load(tmp_path / "r")
    assert dataset["figure_id"][:] == ["2"]
    assert "Left out 2: link that leads out of the folder (2)." in dataset.info.description


METADATA: list[dict[str, Any]] = [
    {
        "file_name": "cup/1.png",
        "patent_id": "USD0000001",
        "figure_id": "cup-1",
        "granted": "2020-02-03",
        "locarno": "LOC (13) Cl. 07-01",
        "uspc": "D7/500",
        "title": "Cup",
        "viewpoint": "front",
        "caption": "A cup",
        "is_gazette_copy": True,
        "figures_on_sheet": None,
        "cites": ["USD0000002", "USD0000003"],
        "applicants": ["Cups; Lids, Inc."],
        "related": ["USD0000004"],
        "texts": ["a cup; white"],
        "colour": "white",
    },
    {"file_name": "cup/2.png", "locarno": "no code", "granted": "yesterday", "locarno_edition": "x"},
    {"file_name": "cup/2.png", "title": "again"},
    {"file_name": "gone.png", "title": "gone"},
    {"title": "nameless"},
]


def write_metadata(root: Path, kind: str) -> None:
    columns = list(METADATA[0])
    columns.insert(6, "locarno_edition")
    if kind == "jsonl":
        text = "\n".join(json.dumps(row) for row in METADATA)
        (root / "metadata.jsonl").write_text(text, encoding="utf-8")
    elif kind == "parquet":
        rows = [{column: row.get(column) for column in columns} for row in METADATA]
        rows[0]["granted"] = "2020-02-03"
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), root / "metadata.parquet")
    else:
        import csv

        with (root / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for row in METADATA:
                flat = {key: json.dumps(value) if isinstance(value, list) else value for key, value in row.items()}
                writer.writerow(flat)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_metadata(tmp_path: Path, load, kind: str) -> None:
    root = tmp_path / "r"
    for name in ("cup/1.png", "cup/2.png", "lamp.png"):
        picture(root / name)
    write_metadata(root, kind)
    dataset = load(root)
    rows = list(dataset.remove_columns("image"))
    assert rows[0] == {
        "figure_id": "cup-1",
        "patent_id": "USD0000001",
        "granted": datetime.date(2020, 2, 3),
        "locarno": "07-01",
        "locarno_edition": 13,
        "uspc": "D7/500",
        "title": "Cup",
        "object_name": None,
        "viewpoint": "front",
        "caption": "A cup",
        "is_gazette_copy": True,
        "figures_on_sheet": None,
        "cites": ["USD0000002", "USD0000003"],
        "applicants": ["Cups; Lids, Inc."],
        "related": ["USD0000004"],
        "texts": ["a cup; white"],
    }
    assert rows[1]["patent_id"] == "cup" and rows[1]["locarno"] is None and rows[1]["granted"] is None
    assert rows[2]["patent_id"] == "lamp"
    text = dataset.info.description
    for reason in (
        "Left out 3:",
        "metadata row whose picture is missing (1)",
        "metadata row without a file name (1)",
        "second metadata row of one picture (1)",
        "picture that the metadata file does not name (1)",
        "metadata column not of the row schema, ignored: colour (1)",
        "Locarno code that is none, not used (1)",
        "locarno_edition that is none, not used (1)",
        "date that is none, not used (1)",
    ):
        assert reason in text, (reason, text)


def test_metadata_that_cannot_be_used(tmp_path: Path, load) -> None:
    picture(tmp_path / "r" / "a.png")
    (tmp_path / "r" / "metadata.csv").write_text("name,title\na.png,A\n")
    with pytest.raises(ValueError, match=r"metadata\.csv: no column 'file_name' \(there are name, title\)"):
        load(tmp_path / "r")
    (tmp_path / "r" / "metadata.jsonl").write_text("{}")
    with pytest.raises(ValueError, match="more than one metadata file"):
        load(tmp_path / "r")
    (tmp_path / "r" / "metadata.csv").unlink()
    (tmp_path / "r" / "metadata.jsonl").rename(tmp_path / "r" / "metadata.parquet")
    with pytest.raises(ValueError, match=r"metadata\.parquet: not a Parquet file"):
        load(tmp_path / "r")


def test_an_empty_folder(tmp_path: Path, load) -> None:
    (tmp_path / "r").mkdir()
    with pytest.raises(ValueError, match="no pictures"):
        load(tmp_path / "r")
    with pytest.raises(FileNotFoundError, match="no such folder"):
        load(tmp_path / "nowhere")
    (tmp_path / "r" / "a.png").write_bytes(b"")
    with pytest.raises(ValueError, match=r"no figure to read: .*picture file is empty \(1\)"):
        load(tmp_path / "r")


@pytest.mark.processes
def test_several_processes_and_streaming_give_the_same_rows(tmp_path: Path, monkeypatch, load) -> None:
    monkeypatch.setattr("patent_data.figures._SHARD", 3)
    for number in range(8):
        picture(tmp_path / "r" / f"{number}.png")
    (tmp_path / "r" / "5.png").write_bytes(b"")
    one, stream = load(tmp_path / "r"), load(tmp_path / "r", streaming=True)
    two = load_figures(tmp_path / "r", num_proc=2, cache_dir=tmp_path / "other")
    assert one["figure_id"][:] == two["figure_id"][:] == [row["figure_id"] for row in stream]
    assert one.info.description == two.info.description
