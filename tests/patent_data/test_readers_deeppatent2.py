"""DeepPatent2: every documented defect of a release, on small made ones."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from patent_data import load_deeppatent2


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), "white").save(path)
    return path


def record(number: int = 1, patent: str = "USD0836880", date: str = "2019-01-01", **other: Any) -> dict[str, Any]:
    stem = f"{patent}-{date.replace('-', '')}"
    values: dict[str, Any] = {
        "id": number,
        "patentID": stem,
        "patentdate": date,
        "figid": number,
        "caption": f"Fig. {number} is a front view of a pet treat;",
        "object": "Pet treat",
        "aspect": "front view",
        "figure_file": f"{stem}-D00001.png",
        "subfigure_file": f"{stem}-D00001_{number}.png",
        "object_title": "Pet treat for dogs",
        "classification_locarno": "1404",
        "classification_national": "D 8403",
        **other,
    }
    return {key: value for key, value in values.items() if value is not ...}


def release(root: Path, records: list[dict[str, Any]], name: str = "design2019.json", pictures: bool = True) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(json.dumps(records), encoding="utf-8")
    for one in records if pictures else ():
        if "subfigure_file" in one:
            picture(root / "Segmented" / one["subfigure_file"])
    return root


@pytest.fixture
def load(tmp_path: Path):
    return lambda root, *args, **kwargs: load_deeppatent2(root, *args, cache_dir=tmp_path / "cache", **kwargs)


def test_a_whole_record(tmp_path: Path, load) -> None:
    dataset = load(release(tmp_path / "r", [record()]))
    row = dataset[0]
    assert row.pop("image").size == (40, 30)
    assert str(row.pop("granted")) == "2019-01-01"
    assert row == {
        "figure_id": "USD0836880-20190101-D00001_1",
        "patent_id": "USD0836880",
        "locarno": "14-04",
        "locarno_edition": None,
        "uspc": "D8/403",
        "title": "Pet treat for dogs",
        "object_name": "Pet treat",
        "viewpoint": "front view",
        "caption": "Fig. 1 is a front view of a pet treat;",
        "is_gazette_copy": False,
        "figures_on_sheet": 1,
        "cites": [],
        "applicants": [],
        "related": [],
        "texts": [],
    }
    assert "1 kept" in dataset.info.description and "Left out" not in dataset.info.description


@pytest.mark.parametrize(
    "name",
    ["segmentation_2007.json", "design_2007.json", "design2007.json", "design2007part3.json", "2007/design.json"],
)
@pytest.mark.parametrize("folder", ["Segmented", "Segmentednew", "Original/2007/Original", "."])
def test_names_by_year(tmp_path: Path, load, name: str, folder: str) -> None:
    one = record(date="2007-05-01")
    picture(tmp_path / "r" / folder / one["subfigure_file"])
    (tmp_path / "r" / name).parent.mkdir(exist_ok=True)
    (tmp_path / "r" / name).write_text(json.dumps([one]))
    assert len(load(tmp_path / "r", years=2007)) == 1


def test_array_lines_and_parts_are_one_release(tmp_path: Path, load) -> None:
    root = release(tmp_path / "r", [record(1), record(2)], "design2019part1.json")
    lines = "\n".join(json.dumps(record(number)) for number in (3, 4))
    (root / "design2019part2.json").write_text("\ufeff" + lines + "\n", encoding="utf-8")
    (root / "design2019part3.json").write_text(json.dumps(record(5), indent=2))
    (root / "design2019part4.json").write_text("")
    for number in (3, 4, 5):
        picture(root / "Segmented" / record(number)["subfigure_file"])
    dataset = load(root)
    assert [name[-1] for name in dataset["figure_id"]] == list("12345")
    assert "JSON file without a record (1)" in dataset.info.description


def test_records_longer_than_a_chunk_of_reading(tmp_path: Path, load) -> None:
    root = release(tmp_path / "r", [record(n, caption="x" * 300_000) for n in range(1, 9)])
    assert len(load(root)) == 8


def test_segmented_goes_before_other_folders(tmp_path: Path, load) -> None:
    root = release(tmp_path / "r", [record()])
    name = record()["subfigure_file"]
    for folder in ("Again", "Zoo"):
        picture(root / folder / name)
    dataset = load(root)
    assert Path(dataset.cast_column("image", _undecoded())[0]["image"]["path"]).parent.name == "Segmented"
    assert "picture found again under its name, Segmented goes first (2)" in dataset.info.description


def test_missing_keys(tmp_path: Path, load) -> None:
    bare = {"patentID": "USD0836880-20190101", "subfigure_file": "USD0836880-20190101-D00001_1.png"}
    sheet = {"figure_file": "USD0836881-20190101-D00002.png"}
    root = release(tmp_path / "r", [bare, sheet])
    picture(root / "Original" / sheet["figure_file"])
    dataset = load(root)
    assert dataset["patent_id"][:] == ["USD0836880", "USD0836881"]
    assert [str(day) for day in dataset["granted"]] == ["2019-01-01"] * 2
    assert dataset["title"][:] == ["", ""] and dataset["object_name"][:] == [None, None]
    assert "no Locarno code (2)" in dataset.info.description


def test_title_falls_back_to_the_object(tmp_path: Path, load) -> None:
    assert load(release(tmp_path / "r", [record(object_title=...)]))[0]["title"] == "Pet treat"


def test_bad_dates(tmp_path: Path, load) -> None:
    nowhere = {"patentID": "USD0836882", "subfigure_file": "odd.png"}
    dataset = load(release(tmp_path / "r", [record(patentdate="2019-13-41"), nowhere]))
    assert [None if day is None else str(day) for day in dataset["granted"]] == ["2019-01-01", None]
    assert "date that is none, not used (1)" in dataset.info.description
    assert "no grant date (1)" in dataset.info.description


def test_bad_us_class(tmp_path: Path, load) -> None:
    dataset = load(release(tmp_path / "r", [record(classification_national="62382")]))
    assert dataset["uspc"][:] == [None] and "US class that is none" in dataset.info.description


def test_what_is_left_out_is_counted_by_reason(tmp_path: Path, load, caplog: pytest.LogCaptureFixture) -> None:
    records = [
        record(1),
        record(1, caption="the label occurs twice"),
        record(2),
        record(3),
        record(4),
        record(5),
        record(9991),
        record(9992),
        record(6, patentID="?", subfigure_file="odd.png"),
        record(7, subfigure_file=..., figure_file=...),
    ]
    root = release(tmp_path / "r", records)
    segmented = root / "Segmented"
    (segmented / record(2)["subfigure_file"]).unlink()
    (segmented / record(3)["subfigure_file"]).write_bytes(b"")
    (segmented / record(4)["subfigure_file"]).write_bytes(b"<html>not found</html>")
    whole = (segmented / record(5)["subfigure_file"]).read_bytes()
    (segmented / record(5)["subfigure_file"]).write_bytes(whole[:-20])
    (segmented / record(9992)["subfigure_file"]).unlink()
    for stem in ("D00001_9993", "D00001_9994", "D00001_8", "D00001"):  # the last is a whole sheet: no loss
        picture(segmented / f"USD0836880-20190101-{stem}.png")
    with caplog.at_level(logging.INFO, logger="patent_data"):
        dataset = load(root)
    assert [name[-6:] for name in dataset["figure_id"]] == ["0001_1", "1_9991"]
    assert dataset[0]["caption"].startswith("Fig. 1 is")
    text = dataset.info.description
    for reason in (
        "Left out 11:",
        "second record of one picture (overwritten segment) (1)",
        "picture is missing (1)",
        "picture file is empty (1)",
        "picture cannot be read (2)",
        "unmatched segment (9991...) (3)",  # a record without its picture, two pictures without a record
        "record has no patent id (1)",
        "record names no picture (1)",
        "picture that no record names (1)",  # not odd.png, which a bad record names
    ):
        assert reason in text, (reason, text)
    (message,) = [entry for entry in caplog.records if entry.name == "patent_data"]
    assert message.levelno == logging.WARNING and message.getMessage() == text


def test_nothing_left_out_is_no_warning(tmp_path: Path, load, caplog: pytest.LogCaptureFixture) -> None:
    root = release(tmp_path / "r", [record()])
    with caplog.at_level(logging.INFO, logger="patent_data"):
        load(root)
    assert [entry.levelno for entry in caplog.records if entry.name == "patent_data"] == [logging.INFO]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[{"a": 1},\n {"b": }]', "line 2 (character 19 of the file)"),
        ('[{"a": 1},\n {"b": "cut sh', "line 2"),
        ('[{"a": 1},\n {"b": 2},', "the array is not closed"),
        ("<html>", "line 1 (character 1 of the file): a record must be an object"),
        ('{"a": 1}\nnonsense', "line 2"),
    ],
)
@pytest.mark.parametrize("processes", [None, 2])
def test_malformed_json_names_file_and_place(tmp_path: Path, load, text: str, place: str, processes: int | None):
    root = release(tmp_path / "r", [record(date="2018-01-02")], "design2018.json")
    (root / "design2019.json").write_text(text)
    with pytest.raises(ValueError, match=r"design2019\.json: not valid JSON") as caught:
        load(root, num_proc=processes)
    assert place in str(caught.value) and "\n" not in str(caught.value)


def test_text_that_is_not_utf8(tmp_path: Path, load) -> None:
    root = release(tmp_path / "r", [record(object_title="Caf?")])
    (root / "design2019.json").write_bytes((root / "design2019.json").read_bytes().replace(b"Caf?", b"Caf\xe9"))
    dataset = load(root)
    assert dataset[0]["title"] == "Caf\ufffd"
    assert "text is not UTF-8, bad bytes replaced (1)" in dataset.info.description


def test_years(tmp_path: Path, load) -> None:
    root = release(tmp_path / "r", [record(date="2018-01-02")], "design2018.json")
    release(root, [record(), record(1, "USD0830000", "2018-12-25")])
    assert {day.year for day in load(root)["granted"]} == {2018, 2019}
    only = load(root, years=[2019])
    assert [str(day) for day in only["granted"]] == ["2019-01-01"]
    assert "granted in a year not asked for (1)" in only.info.description
    with pytest.raises(ValueError, match=r"no records of 2021 \(there are 2018, 2019\)"):
        load(root, years={2019, 2021})


def test_years_of_files_that_do_not_name_one(tmp_path: Path, load) -> None:
    records = [record(), record(1, "USD0830000", "2018-12-25")]
    assert len(load(release(tmp_path / "r", records, "design.json"), years=2018)) == 1


@pytest.mark.parametrize("names", [[], ["corpus.json"]])
def test_no_records(tmp_path: Path, load, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("[]")
    with pytest.raises(ValueError, match="no DeepPatent2 records"):
        load(tmp_path)
    with pytest.raises(FileNotFoundError, match="no such folder"):
        load(tmp_path / "nowhere")


def test_no_picture_at_all_is_one_clear_error(tmp_path: Path, load) -> None:
    with pytest.raises(ValueError, match=r"no figure to read: .*picture is missing \(1\)"):
        load(release(tmp_path / "r", [record()], pictures=False))


@pytest.mark.processes
def test_several_processes_give_the_same_rows(tmp_path: Path, load) -> None:
    root = tmp_path / "r"
    for year in (2016, 2017, 2018):
        release(root, [record(n, date=f"{year}-03-01") for n in (1, 2)], f"design{year}.json")
    (root / "Segmented" / record(2, date="2017-03-01")["subfigure_file"]).unlink()
    one = load(root)
    two = load_deeppatent2(root, num_proc=2, cache_dir=tmp_path / "other")
    assert _rows(one) == _rows(two)
    assert one.info.description == two.info.description


def test_streaming_gives_the_same_rows(tmp_path: Path, load, caplog: pytest.LogCaptureFixture) -> None:
    root = release(tmp_path / "r", [record(n) for n in range(1, 6)])
    (root / "Segmented" / record(3)["subfigure_file"]).unlink()
    stream = load(root, streaming=True)
    assert _rows(stream) == _rows(load(root))
    assert [row["image"].size for row in load(root, streaming=True)] == [(40, 30)] * 4
    assert "picture is missing (1)" in caplog.text and "streamed" in stream.info.description


def _undecoded() -> Any:
    import datasets

    return datasets.Image(decode=False)


def _rows(dataset: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in dataset.cast_column("image", _undecoded())]
