"""Real lists: DeepPatent v1's queries and galleries, and the CSV of IMPACT."""

import csv
import gzip
import os
import re
import shutil
from pathlib import Path
from typing import Any

import datasets
import pytest
from PIL import Image

from patent_data import detect_source, load_deeppatent, load_impact, load_uspto, read_list
from patent_data.deeppatent import DeepPatentReader, ListEntry
from patent_data.tally import Tally

pytestmark = pytest.mark.real_data

COUNTS = {"val_query": 11271, "val_db": 33544, "test_query": 13133, "test_db": 38834}


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    return real_data / "deeppatent_v1_lists"


@pytest.fixture(scope="module")
def lists(folder: Path) -> dict[str, list[ListEntry]]:
    found = {}
    for name in COUNTS:
        tally = Tally()
        found[name] = read_list(folder / f"{name}_patent.txt.gz", tally)
        assert not tally.left_out and not tally.noted
    return found


def test_every_line_is_an_entry(lists: dict[str, list[ListEntry]], folder: Path) -> None:
    assert {name: len(entries) for name, entries in lists.items()} == COUNTS
    for name, entries in lists.items():
        lines = gzip.decompress((folder / f"{name}_patent.txt.gz").read_bytes()).decode().split("\n")[:-1]
        assert [f"{entry.path} {entry.label}" for entry in entries] == lines
        for entry in entries:
            week, record, file = entry.path.split("/")
            assert record == f"{entry.patent_id}-{entry.granted:%Y%m%d}" and week == f"I{entry.granted:%Y%m%d}"
            assert entry.is_gazette_copy == file.endswith("-D00000.png")


@pytest.mark.parametrize(("split", "patents"), [("val", 5888), ("test", 6927)])
def test_patents_and_disjoint_sides(lists: dict[str, list[ListEntry]], split: str, patents: int) -> None:
    queries, gallery = lists[f"{split}_query"], lists[f"{split}_db"]
    for entries in (queries, gallery):
        assert len({entry.patent_id for entry in entries}) == len({entry.label for entry in entries}) == patents
        assert {entry.label for entry in entries} == set(range(1, patents + 1))
    assert {entry.patent_id for entry in queries} == {entry.patent_id for entry in gallery}
    paths = [entry.path for entry in queries + gallery]
    assert len(set(paths)) == len(paths)


def test_what_is_known_of_them(lists: dict[str, list[ListEntry]]) -> None:
    copies = {name: sum(entry.is_gazette_copy for entry in entries) for name, entries in lists.items()}
    assert copies == {"val_query": 1717, "val_db": 4171, "test_query": 2050, "test_db": 4877}
    photographs = [entry.path for entries in lists.values() for entry in entries if re.search(r"-P\d{5}\.", entry.path)]
    assert len(photographs) == 21 and photographs[-1] and any(path.endswith("-P00001.png") for path in photographs)
    sides = [{entry.patent_id for entry in lists[name]} for name in ("val_query", "test_query")]
    assert not sides[0] & sides[1]


def test_validation_with_a_tiny_picture_for_every_name(
    lists: dict[str, list[ListEntry]], folder: Path, tmp_path: Path
) -> None:
    """44,815 names, and links to one file."""
    root, pictures = tmp_path / "r", tmp_path / "r" / "pictures"
    pictures.mkdir(parents=True)
    Image.new("1", (3, 3), 1).save(tmp_path / "one.png")
    one = tmp_path / "one.png"
    entries = lists["val_query"] + lists["val_db"]
    for count, entry in enumerate(entries):
        if count % 30_000 == 0:  # a file system allows some ten thousand names of one file
            one = one.rename(tmp_path / f"{count}.png") if count == 0 else copy(one, tmp_path / f"{count}.png")
        os.link(one, pictures / Path(entry.path).name)
    for name in ("val_query", "val_db"):
        (root / f"{name}_patent.txt.gz").write_bytes((folder / f"{name}_patent.txt.gz").read_bytes())
    assert detect_source(root) == "deeppatent"
    for split, name in (("validation_query", "val_query"), ("validation_gallery", "val_db")):
        dataset = load_deeppatent(root, split=split, cache_dir=tmp_path / "cache")
        assert dataset["figure_id"][:] == [Path(entry.path).stem for entry in lists[name]]
        assert dataset["patent_id"][:] == [entry.patent_id for entry in lists[name]]
        assert dataset["granted"][:] == [entry.granted for entry in lists[name]]
        assert "Left out" not in dataset.info.description and "Noted" not in dataset.info.description
    shards = DeepPatentReader(root, "validation_query", gazette_copies=False).shards()
    assert sum(len(paths) for paths, _ in shards) == 11271 - 1717
    assert shards[0][1].left_out == {"Gazette copy (D00000)": 1717}


def copy(source: Path, target: Path) -> Path:
    target.write_bytes(source.read_bytes())
    return target


def rows_by_name(dataset: datasets.Dataset) -> dict[str, dict[str, Any]]:
    return {row["figure_id"]: row for row in dataset.cast_column("image", datasets.Image(decode=False))}


def test_real_csv_without_its_records(real_data: Path, tmp_path: Path) -> None:
    """The 50 patents once with and once without their XML; the CSV's lists are read here by regular expressions."""
    sample = real_data / "impact_sample"
    for place in sample.iterdir():
        for path in place.glob("*.TIF") if place.is_dir() else ():
            (tmp_path / "r" / place.name).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, tmp_path / "r" / place.name / path.name)
    (tmp_path / "r" / "any_name.csv").write_bytes((sample / "sample_data.csv").read_bytes())
    alone = rows_by_name(load_impact(tmp_path / "r", cache_dir=tmp_path / "cache"))
    whole = rows_by_name(load_impact(sample, cache_dir=tmp_path / "cache"))
    theirs = rows_by_name(load_uspto(sample, cache_dir=tmp_path / "cache"))
    assert whole == theirs and len(whole) == 438
    assert sum(row["image"]["bytes"] is not None for row in whole.values()) == 88
    assert alone.keys() == whole.keys()
    lost = set()
    for name, row in alone.items():
        assert row["cites"] == row["applicants"] == row["related"] == []
        assert row["locarno_edition"] is None and row["image"]["bytes"] is None
        if row["caption"] is None and whole[name]["caption"] is not None:
            lost.add(name)
        differing = {column for column in row if row[column] != whole[name][column]}
        unstated = {"image", "cites", "applicants", "related", "locarno_edition"}
        assert differing <= {*unstated, *(("caption", "viewpoint") if name in lost else ())}
    with (sample / "sample_data.csv").open(encoding="utf-8-sig", newline="") as file:
        stated = list(csv.DictReader(file))
    assert len(stated) == 50
    met = 0
    for one in stated:
        names = re.findall(r"USD\d{7}-\d{8}-D\d{5}", one["file_names"])
        code = re.match(r"\['(\d\d)(\d\d)'", one["class_search"])
        assert code is not None
        each = one["no_figs"] == one["sheets"]
        for name in names:
            row = alone[name]
            met += 1
            assert row["patent_id"] == f"US{one['id']}" and f"{row['granted']:%Y%m%d}" == one["date"]
            assert row["locarno"] == f"{code[1]}-{code[2]}" and row["title"] == row["object_name"] == one["title"]
            symbol = one["class"].split(",")[0]
            assert row["uspc"] == f"D{int(symbol[1:3])}/{int(symbol[3:6])}{'.' * bool(symbol[6:])}{symbol[6:]}"
            numbered = not name.endswith("D00000")
            total = int(one["no_figs"]) if one["sheets"] == "1" else None
            assert row["figures_on_sheet"] == ((1 if each else total) if numbered else None)
            assert row["caption"] is None or each
            if name in lost:  # the CSV lacks the last paragraph of some records
                assert not re.search(rf"FIG\. {int(name[-5:])}\b is", one["fig_desc"])
    assert met == 438 and lost == {"USD0910058-20210209-D00009", "USD0939223-20211228-D00002"}
