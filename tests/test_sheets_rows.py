import io
import logging

import datasets
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from modeling_patent.rows import COLUMNS, make_row, parse_figure_name, row_features
from modeling_patent.sheet_patent import cut_sheet, find_labels
from modeling_patent.sheets import split_sheets


def draw_sheet(figures, first=1):
    picture = Image.new("1", (900, 100 + 700 * figures), 1)
    draw = ImageDraw.Draw(picture)
    for number in range(figures):
        top = 100 + 700 * number
        draw.rectangle((150, top, 750, top + 350), outline=0, width=4)
        draw.text((400, top + 400), f"FIG. {first + number}", fill=0, font=ImageFont.load_default(40))
    return picture


@pytest.fixture
def sheets(tmp_path):
    """Rows of four sheets with 1, 2, 3 and 1 figures; the third is said to hold one figure."""
    rows = []
    for sheet, figures in enumerate((1, 2, 3, 1)):
        path = tmp_path / f"USD0900001-20210105-D0000{sheet + 1}.TIF"
        draw_sheet(figures).save(path, compression="group4")
        known = {"locarno": "14-04", "title": "Cup", "caption": "FIG. 1 is a front view;", "viewpoint": "front"}
        known |= {"texts": ["a cup"], "cites": ["USD0800001"], "figures_on_sheet": 1 if sheet == 2 else None}
        rows.append(make_row(str(path), path.stem, "USD0900001", "20210105", **known))
    return rows


def undecoded(rows):
    return rows.cast_column("image", datasets.Image(decode=False))


def test_a_sheet_of_two_figures_becomes_two_rows_in_its_place(sheets):
    split = split_sheets(sheets, workers=0, progress=False)
    stem = "USD0900001-20210105-D0000"
    assert split["figure_id"] == [f"{stem}1", f"{stem}2_1", f"{stem}2_2", f"{stem}3", f"{stem}4"]
    assert split["figures_on_sheet"] == [1] * 5
    assert split.features == row_features() and tuple(split.column_names) == COLUMNS
    assert parse_figure_name(split["figure_id"][2])["number"] == "2"


def test_cut_figures_are_small_one_bit_pngs_with_the_place_they_were_cut_from(sheets):
    split = undecoded(split_sheets(sheets, workers=0, progress=False))
    sheet = Image.open(sheets[1]["image"])
    for row, (expected, (left, top, right, bottom)) in zip(split.select([1, 2]), cut_sheet(sheet), strict=True):
        picture = Image.open(io.BytesIO(row["image"]["bytes"]))
        assert picture.format == "PNG" and picture.mode == "1"
        assert np.array_equal(np.asarray(picture), np.asarray(expected))
        assert row["image"]["path"] == f"{sheets[1]['image']}#xywh={left},{top},{right - left},{bottom - top}"


def test_a_whole_sheet_keeps_all_it_had(sheets):
    split = undecoded(split_sheets(sheets, workers=0, progress=False))
    for was, row in zip((sheets[0], sheets[2], sheets[3]), split.select([0, 3, 4]), strict=True):
        assert row == was | {"image": {"bytes": None, "path": was["image"]}, "figures_on_sheet": 1}


def test_what_is_said_of_a_sheet_is_not_said_of_its_figures(sheets):
    figure = split_sheets(sheets, workers=0, progress=False)[1]
    assert (figure["caption"], figure["viewpoint"], figure["texts"]) == (None, None, [])
    assert (figure["patent_id"], figure["locarno"], figure["title"]) == ("USD0900001", "14-04", "Cup")
    assert figure["cites"] == ["USD0800001"]


def test_labels_are_removed_from_cut_and_whole_sheets(sheets):
    kept = split_sheets(sheets, workers=0, progress=False)
    bare = split_sheets(sheets, remove_labels=True, workers=0, progress=False)
    assert bare["figure_id"] == kept["figure_id"]
    assert [len(find_labels(picture)) for picture in kept["image"]] == [1, 1, 1, 3, 1]
    assert [len(find_labels(picture)) for picture in bare["image"]] == [0] * 5


@pytest.mark.processes
def test_two_processes_give_the_same_rows_as_none(sheets):
    alone = undecoded(split_sheets(sheets * 3, workers=0, progress=False))
    together = undecoded(split_sheets(sheets * 3, workers=2, progress=False))
    assert alone.to_list() == together.to_list()


def test_a_dataset_on_disk_is_split_once(sheets, tmp_path):
    datasets.Dataset.from_list(sheets, row_features()).save_to_disk(tmp_path / "rows")
    rows = datasets.load_from_disk(tmp_path / "rows")
    first = split_sheets(rows, workers=0, progress=False)
    written = {file["filename"] for file in first.cache_files}
    again = split_sheets(rows, workers=0, progress=False)
    bare = split_sheets(rows, remove_labels=True, workers=0, progress=False)
    assert written and {file["filename"] for file in again.cache_files} == written
    assert written.isdisjoint(file["filename"] for file in bare.cache_files)


def test_an_unreadable_picture_stays_and_is_named_and_counted(sheets, tmp_path, caplog):
    (tmp_path / "broken.png").write_bytes(b"no picture")
    for name in ("broken.png", "missing.png"):
        sheets.append(make_row(str(tmp_path / name), name, "USD0900002"))
    sheets.append(make_row(None, "none", "USD0900002"))
    with caplog.at_level(logging.WARNING):
        split = split_sheets(sheets, workers=0, progress=False)
    assert split["figure_id"][-3:] == ["broken.png", "missing.png", "none"]
    assert split["figures_on_sheet"][-3:] == [None] * 3
    text = caplog.text
    assert all(f"not split: {name}: " in text for name in ("broken.png", "missing.png", "none"))
    assert "3 of 8 pictures cannot be read and stay as they are" in text


def test_pictures_held_as_objects_or_bytes_are_split(sheets):
    sheet = draw_sheet(2, first=4)
    data = io.BytesIO()
    sheet.convert("RGB").save(data, "JPEG", quality=95)
    rows = [make_row(sheet, "a", "a"), make_row({"path": None, "bytes": data.getvalue()}, "b", "b")]
    split = undecoded(split_sheets(rows, workers=0, progress=False))
    assert split["figure_id"] == ["a_1", "a_2", "b_1", "b_2"]
    assert [image["path"] for image in split["image"]] == [None] * 4


def test_no_rows_give_no_rows():
    assert split_sheets([], workers=0, progress=False).num_rows == 0


def test_missing_columns_are_named(sheets):
    rows = datasets.Dataset.from_list(sheets, row_features()).remove_columns(["figure_id", "texts"])
    with pytest.raises(ValueError, match="lack the columns figure_id, texts"):
        split_sheets(rows, workers=0, progress=False)


@pytest.mark.real_data
def test_real_sheets_give_as_many_figures_as_the_record_counts(real_data):
    import patent_data

    rows = patent_data.load_uspto(real_data / "impact_sample" / "USD0919445-20210518")
    split = split_sheets(rows, workers=0, progress=False)
    assert sum(not gazette for gazette in split["is_gazette_copy"]) == 6
