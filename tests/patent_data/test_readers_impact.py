"""IMPACT: what the CSV says, what the grant records beside it say, and both where they are damaged."""

import csv
import logging
import os
import re
from pathlib import Path
from typing import Any

import datasets
import pytest

from modeling_patent.locarno import LocarnoCode
from patent_data import load_impact, load_source, load_uspto
from patent_data.impact_rows import as_record, list_of
from patent_data.tally import Tally

COLUMNS = ["title", "id", "claim", "date", "class", "class_search", "inv_country", "no_figs", "sheets", "file_names"]
COLUMNS += ["fig_desc", "caption"]
LINES = ["FIG. 1 is a perspective view of a cup;", "FIG. 2 is a front elevational view thereof;", "The broken lines."]


def record(number: int = 939806, day: str = "20220104", sheets: int = 2, **changes: Any) -> dict[str, Any]:
    """A row of the CSV for a patent with two sheets."""
    names = [f"USD{number:07d}-{day}-D{n:05d}.TIF" for n in range(sheets + 1)]
    row = {"title": "Drinking cup", "id": f"D{number:07d}", "claim": "A cup.", "date": day, "class": "D 7509, D 9 5"}
    row |= {"class_search": "['0701', 'D 7509', '  2 93', '348143']", "inv_country": "US", "no_figs": 2}
    row |= {"sheets": sheets, "file_names": str(names), "fig_desc": str(LINES), "caption": "A cup with a handle."}
    return row | changes


def write(path: Path, *rows: dict[str, Any], columns: list[str] = COLUMNS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def release(tmp_path: Path, uspto):
    """A function: write patents' sheets below a root, with or without their XML, and a CSV of the rows."""

    def make(*rows: dict[str, Any], xml: bool = False, landscape: tuple[int, ...] = (), **options: Any) -> Path:
        for row in rows:
            number = str(row["id"])
            files = uspto.files(number, landscape=landscape, **options)
            kept = {name: data for name, data in files.items() if xml or not name.endswith(".XML")}
            uspto.unpacked(tmp_path / "r" / "images" / f"US{number}-20220104", kept)
        write(tmp_path / "r" / "csv" / "2022.csv", *rows)
        return tmp_path / "r"

    return make


@pytest.fixture
def load(tmp_path: Path):
    return lambda root, *args, **kwargs: load_impact(root, *args, cache_dir=tmp_path / "cache", **kwargs)


def raw(dataset: datasets.Dataset) -> list[dict[str, Any]]:
    return sorted(dataset.cast_column("image", datasets.Image(decode=False)), key=lambda row: row["figure_id"])


def test_a_row_from_the_csv_alone(release, load) -> None:
    dataset = load(release(record()))
    copy, first, second = raw(dataset)
    assert Path(first["image"]["path"]).name == "USD0939806-20220104-D00001.TIF" and first["image"]["bytes"] is None
    assert str(first.pop("granted")) == "2022-01-04" and first.pop("image")
    assert first == {
        "figure_id": "USD0939806-20220104-D00001",
        "patent_id": "USD0939806",
        "locarno": "07-01",
        "locarno_edition": None,
        "uspc": "D7/509",
        "title": "Drinking cup",
        "object_name": "Drinking cup",
        "viewpoint": "perspective",
        "caption": "FIG. 1 is a perspective view of a cup;",
        "is_gazette_copy": False,
        "figures_on_sheet": 1,
        "cites": [],
        "applicants": [],
        "related": [],
        "texts": ["A cup with a handle."],
    }
    assert copy["is_gazette_copy"] and copy["caption"] is None and copy["figures_on_sheet"] is None
    assert second["viewpoint"] == "front elevational"
    assert dataset[0]["image"].size == (60, 90)
    assert dataset.info.description.endswith("3 kept. Locarno codes: 1, of them 1 on the official list.")


def test_with_the_record_beside_it_a_row_is_that_of_load_uspto(release, load, tmp_path: Path) -> None:
    wrong = record(title="", class_search="['9999']", no_figs=7, fig_desc="[")
    root = release(wrong, record(1, title="Lamp"), xml=True, landscape=(2,))
    ours, theirs = raw(load(root)), raw(load_uspto(root, cache_dir=tmp_path / "other"))
    assert [row.pop("texts") for row in ours] == [["A cup with a handle."]] * 6
    assert [row.pop("texts") for row in theirs] == [[]] * 6
    assert ours == theirs
    assert [row["image"]["bytes"] is not None for row in ours] == [False, False, True] * 2
    assert {row["locarno_edition"] for row in ours} == {13} and ours[0]["cites"] == ["USD0696677"]
    assert ours[0]["applicants"] == ["Cups & Lids, Inc.", "CUPS HOLDING"] and ours[0]["related"] == ["USD0845543"]


def test_a_record_that_cannot_be_used_leaves_the_csv(release, load, uspto) -> None:
    root = release(record(), record(1), record(2), xml=True)
    (first, second, third) = sorted(root.rglob("*.XML"))
    first.write_bytes(b"<us-patent-grant>")
    second.write_bytes(uspto.grant("D0000009"))
    third.write_bytes(uspto.grant("D0939806", date="20221399"))
    dataset = load(root)
    assert len(dataset) == 9 and set(dataset["locarno_edition"]) == {None} and set(dataset["locarno"]) == {"07-01"}
    text = dataset.info.description
    assert text.count("XML beside the sheets not used: ") == 3
    assert "not used: record of another patent (1)" in text and "patent's number or date (1)" in text


@pytest.mark.parametrize(
    ("changes", "on_sheets", "captions"),
    [
        ({"no_figs": "2.0"}, [1, 1], 2),
        ({"no_figs": 3}, [None, None], 0),
        ({"no_figs": "nan"}, [None, None], 0),
        ({"no_figs": 5, "file_names": "['USD0939806-20220104-D00000.TIF', 'USD0939806-20220104-D00001.TIF']"}, [5], 0),
        ({"no_figs": 2, "file_names": "['USD0939806-20220104-D00001.TIF']"}, [2], 0),
        ({"no_figs": 1, "file_names": "['USD0939806-20220104-D00001.TIF']"}, [1], 1),
    ],
)
def test_figures_on_a_sheet_and_captions(
    release, load, changes: dict[str, Any], on_sheets: list, captions: int
) -> None:
    rows = [row for row in raw(load(release(record(**changes)))) if not row["is_gazette_copy"]]
    assert [row["figures_on_sheet"] for row in rows] == on_sheets
    assert sum(row["caption"] is not None for row in rows) == captions
    assert sum(row["viewpoint"] is not None for row in rows) == captions


@pytest.mark.parametrize(
    ("search", "code"),
    [
        ("['0701', 'D 7509']", "07-01"),
        ("['1404']", "14-04"),
        ("['D 7509', '0701']", None),
        ("['707', 'D14486']", None),  # a class of the US classification, not 07-07
        ("['  2 93']", None),
        ("['348143']", None),
        ("['D14486']", None),
        ("[1404, 'D14486']", None),
        ("['0000']", None),
        ("['\u0661\u0664\u0660\u0664']", None),
        ("['07-01']", None),
        ("0701", None),
        ("", None),
        ("nan", None),
        ("[]", None),
    ],
)
def test_a_us_symbol_is_never_taken_for_a_locarno_code(release, load, search: str, code: str | None) -> None:
    dataset = load(release(record(class_search=search)))
    assert set(dataset["locarno"]) == {code} and len(dataset) == 3
    assert ("record without a Locarno code (1)" in dataset.info.description) == (code is None)
    assert code is None or str(LocarnoCode.parse(code)) == code


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("D 2728, D2840", "D2/728"), ("D 5 59", "D5/59"), ("D14385,D18  46", "D14/385"), ("D28 47", "D28/47"),
     ("", None), ("348143", None)],
)  # fmt: skip
def test_the_first_us_class_with_its_blanks(release, load, text: str, symbol: str | None) -> None:
    assert set(load(release(record(**{"class": text})))["uspc"]) == {symbol}


def test_what_is_malformed_is_counted_and_the_row_kept(release, load) -> None:
    bomb = "[" + "'x', " * 20_000 + "]"
    rows = [
        record(1, file_names="['USD0000001-2022", date="nan"),  # names: the pictures of the patent that are there
        record(2, fig_desc="__import__('os').getcwd()", date="20221399"),
        record(3, class_search=bomb, title=""),
        record(4, id="D4.x"),  # the patent stands in the names
        record(5, caption="['A cup.', 'Red.']", date="20220104.0"),
        record(6, caption="(caption left out)"),
        record(7, caption="nan", no_figs="9" * 5000),
        record(8, caption="['\\ud800', '\\x00', 'a\\x07b']", fig_desc="['FIG. 1 is a \\x00\\ud800\\ufffe view']"),
    ]
    names = {row["id"]: row["id"] for row in rows} | {"D4.x": "D0000004"}
    root = release(*({**row, "id": names[row["id"]]} for row in rows))
    write(root / "csv" / "2022.csv", *rows)
    dataset = load(root)
    known = {row["figure_id"]: row for row in raw(dataset)}
    assert len(known) == 24
    text = dataset.info.description
    for reason in (
        "file_names that is no list of texts, not used (1)",
        "fig_desc that is no list of texts, not used (1)",
        "class_search that is no list of texts, not used (1)",
        "machine-made caption that is only a note in brackets, not used (1)",
        "date that is none, not used (1)",
        "grant date taken from a picture's name (2)",
    ):
        assert reason in text, (reason, text)
    assert {str(row["granted"]) for row in known.values()} == {"2022-01-04"}
    assert known["USD0000003-20220104-D00001"]["locarno"] is None
    assert known["USD0000003-20220104-D00001"]["object_name"] is None
    assert known["USD0000004-20220104-D00001"]["patent_id"] == "USD0000004"
    assert known["USD0000005-20220104-D00001"]["texts"] == ["A cup.", "Red."]
    assert known["USD0000006-20220104-D00001"]["texts"] == known["USD0000007-20220104-D00001"]["texts"] == []
    assert known["USD0000008-20220104-D00001"]["texts"] == ["?", "ab"]


def test_what_becomes_no_row_is_counted(release, load, uspto) -> None:
    root = release(record(1), record(2), record(3))
    images = root / "images"
    (images / "USD0000001-20220104" / "USD0000001-20220104-D00001.TIF").unlink()
    broken = images / "USD0000002-20220104" / "USD0000002-20220104-D00002.TIF"
    broken.write_bytes(broken.read_bytes()[:60])
    (images / "USD0000003-20220104" / "USD0000003-20220104-D00002.TIF").write_bytes(b"")
    uspto.unpacked(images / "again", {"USD0000001-20220104-D00002.TIF": b""})
    uspto.unpacked(images / "USD0000003-20220104-SUPP", {"USD0000003-20220104-S00001.TIF": b""})
    uspto.unpacked(images / "other", uspto.files("D0000009") | {"cup.png": b""})
    rows = [record(1), record(2), record(3), record(1), record(title="no id", id="", file_names="")]
    rows += [record(4, file_names="[]"), record(3, id="7654321", file_names="['x.TIF']")]
    rows[1]["file_names"] = rows[1]["file_names"].replace("]", ", 'USD0000002-20220104-D00002.TIF']")
    write(root / "csv" / "2022.csv", *rows)
    (root / "notes.csv").write_text("a,b\n1,2\n")
    dataset = load(root)
    assert len(dataset) == 6
    for reason in (
        "picture is missing (1)",
        "picture cannot be read (1)",
        "picture file is empty (1)",
        "supplement of a record (-SUPP) (1)",
        "second record of one patent (1)",
        "record whose id is no design patent (2)",
        "record that names no picture (1)",
        "sheet named twice (1)",
        "picture that no record names (4)",
        "record that no CSV names (1)",
        "picture found again under its name, the first is taken (1)",
        "CSV that is none of IMPACT, not read (1)",
    ):
        assert reason in dataset.info.description, (reason, dataset.info.description)


def test_several_csvs_and_years(release, load) -> None:
    root = release(record(1), record(2))
    write(root / "csv" / "2021.CSV", record(3, day="20210105"), record(1, day="20210105"))
    os.link(next(root.rglob("USD0000001*1.TIF")), root / "usd0000003-20210105-d00001.tif")
    whole = load(root)
    assert sorted(set(whole["patent_id"])) == ["USD0000002", "USD0000003"]
    assert "second record of one patent (1)" in whole.info.description
    assert "picture is missing (5)" in whole.info.description  # that record gives other names than the pictures have
    recent = load(root, 2022)
    assert set(recent["patent_id"]) == {"USD0000002"}  # the first record of USD0000001 is one of 2021
    assert load(root, years=[2021])["figure_id"][:] == ["usd0000003-20210105-d00001"]
    with pytest.raises(ValueError, match=r"no figure to read: .* of 2007: .*year not asked for \(3\)"):
        load(root, [2007])


def test_columns_are_found_by_name(release, load) -> None:
    root = release(record())
    columns = ["", "Sheets ", *reversed(COLUMNS)]
    path = write(root / "csv" / "2022.csv", record(), columns=[name for name in columns if name != "sheets"])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"class_search", b" Class_Search"))
    assert set(load(root)["locarno"]) == {"07-01"}


def test_a_csv_that_cannot_be_used(release, load) -> None:
    root = release(record())
    path = root / "csv" / "2022.csv"
    with pytest.raises(FileNotFoundError, match="no such folder"):
        load(root / "nowhere")
    write(path, record(), columns=[name for name in COLUMNS if name not in ("fig_desc", "date", "caption")])
    with pytest.raises(ValueError, match=r"2022\.csv: lacks the columns date, fig_desc$"):
        load(root)
    write(path, record(), columns=[name for name in COLUMNS if name != "class_search"])
    with pytest.raises(
        ValueError, match=r"no CSV of IMPACT \(expected the columns .*\); .*2022\.csv lacks class_search$"
    ):
        load(root)
    write(path, record(), columns=[*COLUMNS, "id"])
    with pytest.raises(ValueError, match=r"2022\.csv: more than one column 'id'"):
        load(root)
    write(path, record(), record(1, caption="x" * 200_000))
    with pytest.raises(
        ValueError, match=r"2022\.csv: not a CSV file in UTF-8 at line \d: field larger than field limit"
    ):
        load(root)
    path.write_bytes(write(path, record(), record(1)).read_bytes()[:-9] + b"\0\0\n")
    with pytest.raises(ValueError, match=r"2022\.csv: not a CSV file in UTF-8 at line 3: line contains NUL"):
        load(root)
    path.unlink()
    with pytest.raises(ValueError, match=r"no CSV of IMPACT \(expected the columns .*title\)$"):
        load(root)


def test_bytes_that_are_not_utf8_and_fields_too_few(release, load) -> None:
    root = release(record(title="Caf\xe9 cup"), record(1))
    path = root / "csv" / "2022.csv"
    path.write_bytes(path.read_bytes().replace("\xe9".encode(), b"\xe9").replace(b",A cup with a handle.", b"", 1))
    with path.open("a", encoding="utf-8") as file:
        file.write("\nCup,D0000002\n")
    dataset = load(root)
    assert dataset["title"][0] == "Caf\ufffd cup" and dataset["texts"][0] == []
    assert "text is not UTF-8, bad bytes replaced (1)" in dataset.info.description
    assert "row with more or fewer fields than columns (1)" in dataset.info.description


@pytest.mark.parametrize(
    "text", ["-" * 50_000 + "1", "[" * 50_000, "{}", "[b'x']", "[[]]", "'a'", "[None]", "\0", "1e999", "[f'']"]
)
def test_lists_that_are_none(text: str) -> None:
    tally = Tally()
    assert list_of({"x": text}, "x", tally) == []
    assert tally.noted == {"x that is no list of texts, not used": 1}


def test_what_the_csv_says_is_written_as_xml_without_harm() -> None:
    row = record(title="<b>&amp; ]]> \x01 \ud800", **{"class": "</x>"})
    data = as_record(row, ["a<b.tif"], "2022-01-04", Tally())
    assert re.search(rb"<invention-title>&lt;b&gt;&amp;amp; \]\]&gt;  \?</invention-title>", data)


def test_load_source_reads_it(release, tmp_path: Path) -> None:
    dataset = load_source(release(record(), xml=True), cache_dir=tmp_path / "cache")
    assert dataset["texts"][0] == ["A cup with a handle."] and dataset["locarno_edition"][0] == 13


@pytest.mark.processes
def test_several_processes_and_streaming_give_the_same_rows(
    release, load, tmp_path: Path, monkeypatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("patent_data.impact._SHARD", 2)
    root = release(*(record(number) for number in range(1, 6)))
    write(root / "2021.csv", record(6, day="20210105"), record(5))
    one, stream = load(root), load(root, streaming=True)
    two = load_impact(root, num_proc=2, cache_dir=tmp_path / "other")
    assert one["figure_id"][:] == two["figure_id"][:] and len(one) == 15
    assert one.info.description == two.info.description
    caplog.clear()
    assert [row["figure_id"] for row in stream] == one["figure_id"][:]
    (told,) = (message for message in caplog.messages if "streamed" in message)
    assert told.partition("kept")[2] == one.info.description.partition("kept")[2]
    assert caplog.records[-1].levelno == logging.WARNING
