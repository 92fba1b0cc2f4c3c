"""Real records and pictures, compared with a parse of their own (regular expressions)."""

import io
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pytest
from PIL import Image

from patent_data import load_figures, load_source, load_uspto

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def sample(real_data: Path) -> Path:
    return real_data / "impact_sample"


@pytest.fixture(scope="module")
def rows(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> datasets.Dataset:
    return load_source(sample, cache_dir=tmp_path_factory.mktemp("cache"))


def read(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    assert found is not None
    return unescape(re.sub(r"<[^>]*>", "", found[1]))


def test_all_records_and_sheets(rows: datasets.Dataset, sample: Path) -> None:
    assert len(rows) == 438 and "Left out" not in rows.info.description
    met: dict[str, list[dict[str, Any]]] = {}
    for row in rows.cast_column("image", datasets.Image(decode=False)):
        met.setdefault(f"{row['patent_id']}-{row['granted']:%Y%m%d}", []).append(row)
    stated = [json.loads(line) for line in (sample / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(stated) == 50 and set(met) == {one["patent_id"] for one in stated}
    for one in stated:
        (record,) = (sample / one["patent_id"]).glob("*.XML")
        text = record.read_text(encoding="utf-8")
        biblio = text[: text.index("</us-bibliographic-data-grant>")]
        cited = re.findall(
            r"<patcit(?:(?!</patcit>).)*?<country>US</country>\s*<doc-number>D(\d+)</doc-number>", biblio, re.DOTALL
        )
        uspc = read(r"</classification-locarno>.*?<main-classification>(.*?)</main", biblio)
        title = read(r"<invention-title[^>]*>(.*?)</invention-title>", biblio)
        figures = met[one["patent_id"]]
        assert [row["figure_id"] + ".TIF" for row in figures] == one["files"]
        for row in figures:
            name = row["figure_id"] + ".TIF"
            assert row["locarno"] == f"{one['locarno'][:2]}-{one['locarno'][2:]}"
            assert row["locarno_edition"] == one["locarno_edition"]
            assert row["title"] == one["title"] == title
            assert row["uspc"] == f"D{int(uspc[1:3])}/{int(uspc[3:6])}" + (f".{uspc[6:]}" if uspc[6:] else "")
            assert row["cites"] == list(dict.fromkeys(f"USD{int(number):07d}" for number in cited))
            assert row["is_gazette_copy"] == name.endswith("D00000.TIF")
            assert (row["image"]["bytes"] is not None) == (one["orientation"].get(name) == "landscape")
            if row["caption"] is not None:
                number = int(row["figure_id"][-5:])
                says = [
                    said for said in one["figure_descriptions"] if re.match(rf"(?i)fig\. {number}\b|the figure", said)
                ]
                assert row["caption"] in [" ".join(said.split()) for said in says]
    assert sum(row["image"]["bytes"] is not None for figures in met.values() for row in figures) == 88


def test_captions_and_viewpoints(rows: datasets.Dataset) -> None:
    known = {row["figure_id"]: row for row in rows.remove_columns("image")}
    assert known["USD0907292-20210105-D00001"]["viewpoint"] == "front perspective"
    assert known["USD0907292-20210105-D00004"]["caption"] == "FIG. 4 is a left side view thereof;"
    assert known["USD0910059-20210209-D00001"]["viewpoint"] == "front"
    assert known["USD0907293-20210105-D00001"]["caption"] is None  # eight figures on six sheets
    assert sum(row["caption"] is not None for row in known.values()) > 200


def test_landscape_sheets_stand_upright(rows: datasets.Dataset, sample: Path) -> None:
    """A sheet's label stands below its drawing, so the last rows of an upright sheet hold little ink, its right side
    none of a label; both were looked at. Here: the picture is the file, turned clockwise."""
    number = rows["figure_id"][:].index("USD0907292-20210105-D00004")
    path = sample / "USD0907292-20210105" / "USD0907292-20210105-D00004.TIF"
    with Image.open(path) as filed:
        assert np.array_equal(np.rot90(np.asarray(filed), -1), np.asarray(rows[number]["image"]))


def test_every_sheet_decodes(rows: datasets.Dataset) -> None:
    for row in rows.select(range(0, len(rows), 9)):
        assert row["image"].mode == "1" and min(row["image"].size) > 100


def test_records_without_their_pictures_are_counted(real_data: Path, tmp_path: Path) -> None:
    """A record of 2001 with five sheets, and one of 2021 with two."""
    with pytest.raises(ValueError, match=r"no figure to read: .*Left out 7: picture is missing \(7\)\."):
        load_uspto(real_data / "uspto_xml", cache_dir=tmp_path)


def test_figures_on_sheets_and_how_sheets_lie(rows: datasets.Dataset, sample: Path) -> None:
    """Every sheet, against regular expressions over its record; a quarter turn is tag 274 with value 6."""
    turned = {}
    for row in rows.cast_column("image", datasets.Image(decode=False)):
        data = row["image"]["bytes"]
        with Image.open(io.BytesIO(data) if data else row["image"]["path"]) as picture:
            turned[row["figure_id"]] = picture.getexif().get(274, 1) == 6
    expected: dict[str, tuple[int | None, bool]] = {}
    crowded = 0
    for record in sorted(sample.glob("*/*.XML")):
        text = record.read_text(encoding="utf-8")
        drawings = re.findall(r"<figure .*?</figure>", text[text.index("<drawings") :], re.DOTALL)
        figures = int(read(r"<number-of-figures>(.*?)</", text))
        crowded += len(drawings) - 1 if figures > len(drawings) - 1 else 0
        for drawing in drawings:
            stem = read(r'file="([^"]*)\.TIF"', drawing)
            count = 1 if figures == len(drawings) - 1 else figures if len(drawings) == 2 else None
            expected[stem] = None if stem.endswith("D00000") else count, 'orientation="landscape"' in drawing
    assert rows["figures_on_sheet"][:] == [expected[figure][0] for figure in rows["figure_id"]]
    assert turned == {figure: landscape for figure, (_, landscape) in expected.items()}
    counts = Counter(rows["figures_on_sheet"])
    assert counts == {1: 238, None: 200} and crowded == 150
    assert "sheet of a record with more figures than sheets (150)" in rows.info.description


def test_deeppatent2_pictures_by_name(real_data: Path, tmp_path: Path) -> None:
    rows = load_figures(real_data / "deeppatent2_samples", cache_dir=tmp_path)
    assert len(rows) == 28
    for figure_id, patent, day in zip(rows["figure_id"], rows["patent_id"], rows["granted"], strict=True):
        assert figure_id.startswith(f"{patent}-{day:%Y%m%d}-")
    assert rows[0]["image"].mode == "1" and rows[27]["image"].mode == "RGB"


def test_gazette_figures(real_data: Path, tmp_path: Path) -> None:
    rows = load_figures(real_data / "uspto2007_oneview" / "design_patent_images_2007", cache_dir=tmp_path)
    assert len(rows) == 1000 and rows[0]["patent_id"] == "USD0534331"
