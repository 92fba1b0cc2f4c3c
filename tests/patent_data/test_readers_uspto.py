"""USPTO grants in folders: what a record says, sheets that lie on their side, records that cannot be used."""

import io
import struct
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pytest
from PIL import Image, ImageOps

from patent_data import load_uspto
from patent_data.grants import read_grant
from patent_data.pictures import turned_upright
from patent_data.tally import Tally


@pytest.fixture
def load(tmp_path: Path):
    return lambda path, **options: load_uspto(path, cache_dir=tmp_path / "cache", **options)


def raw(dataset: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in dataset.cast_column("image", datasets.Image(decode=False))]


def test_a_record(tmp_path: Path, load, uspto) -> None:
    dataset = load(uspto.unpacked(tmp_path / "r" / "deep" / "down", uspto.files()))
    first, second, third = raw(dataset)
    assert first["is_gazette_copy"] and first["caption"] is None and first["viewpoint"] is None
    assert (second["caption"], second["viewpoint"]) == ("FIG. 1 is a perspective view of a cup;", "perspective")
    assert Path(third["image"].pop("path")).name == "USD0939806-20220104-D00002.TIF"
    assert third.pop("image") == {"bytes": None}
    assert str(third.pop("granted")) == "2022-01-04"
    assert third == {
        "figure_id": "USD0939806-20220104-D00002",
        "patent_id": "USD0939806",
        "locarno": "07-01",
        "locarno_edition": 13,
        "uspc": "D7/509",
        "title": "Drinking cup & lid",
        "object_name": "Drinking cup & lid",
        "viewpoint": "front elevational",
        "caption": "FIG. 2 is a front elevational view thereof;",
        "is_gazette_copy": False,
        "figures_on_sheet": 1,
        "cites": ["USD0696677"],
        "applicants": ["Cups & Lids, Inc.", "CUPS HOLDING"],
        "related": ["USD0845543"],
        "texts": [],
    }
    assert "Left out" not in dataset.info.description


def test_captions_only_where_each_sheet_holds_one_figure(tmp_path: Path, load, uspto) -> None:
    assert load(uspto.unpacked(tmp_path / "r", uspto.files(figures=3)))["caption"][:] == [None] * 3


@pytest.mark.parametrize(
    ("sheets", "figures", "counted", "crowded"),
    [
        (2, 2, [None, 1, 1], 0),
        (2, 3, [None, None, None], 2),
        (1, 1, [None, 1], 0),
        (1, 5, [None, 5], 1),
        (1, 500, [None, None], 1),
        (2, 1, [None, None, None], 0),
        (2, "", [None, None, None], 0),
        (2, "9" * 5000, [None, None, None], 0),
    ],
)
def test_figures_on_a_sheet(tmp_path: Path, load, uspto, sheets: int, figures, counted, crowded: int) -> None:
    content = uspto.files(sheets=sheets, figures=figures)
    dataset = load(uspto.unpacked(tmp_path / "r", content))
    assert dataset["figures_on_sheet"][:] == counted
    noted = f"sheet of a record with more figures than sheets ({crowded})"
    assert (noted in dataset.info.description) == (crowded > 0)


def test_a_record_that_counts_other_sheets_than_it_names(tmp_path: Path, load, uspto) -> None:
    content = uspto.files()
    stated = b"<figures><number-of-drawing-sheets>8</number-of-drawing-sheets>"
    name = "USD0939806-20220104.XML"
    dataset = load(uspto.unpacked(tmp_path / "r", content | {name: content[name].replace(b"<figures>", stated)}))
    assert dataset["figures_on_sheet"][:] == [None] * 3 and dataset["caption"][:] == [None] * 3
    assert "record that counts other sheets than it names (1)" in dataset.info.description


@pytest.mark.parametrize("code", ["06-01", "0601 ", "<i>06</i>01"])
@pytest.mark.parametrize("described", ["description-of-drawings", None])
def test_records_of_2005_to_2012(uspto, code: str, described: str | None) -> None:
    """Version 4.0 to 4.2: citations under other names, sheets as whole pages, the drawings' text without a tag."""
    text = uspto.grant(number="D0500001", date="20050104", locarno="").decode()
    locarno = f"<edition>8</edition><main-classification>{code}</main-classification>"
    locarno += '<further-classification sequence="1">0606</further-classification>'
    text = text.replace("<classification-national>", f"<classification-locarno>{locarno}</classification-locarno>\n"
    "<classification-national>", 1)  # fmt: skip
    text = text.replace("us-references-cited", "references-cited").replace("us-citation", "citation")
    text = text.replace("<figure><img ", '<doc-page he="1mm" wi="1mm" type="tif" ').replace("</figure>", "")
    text = text.replace('-D00002.TIF"', '-D00002.TIF" orientation="landscape"')
    if described is None:
        text = text.replace("<description-of-drawings>", "<?brief?><heading>D</heading>")
        text = text.replace("</description-of-drawings>", "<?brief?>")
    got = read_grant(text.encode(), Tally())
    assert (str(got.locarno), got.locarno and got.locarno.edition, got.uspc) == ("06-01", 8, "D7/509")
    assert (got.patent_id, got.granted, got.cites) == ("USD0500001", "20050104", ["USD0696677"])
    assert [sheet.landscape for sheet in got.sheets] == [False, False, True]
    assert got.captions == {
        1: "FIG. 1 is a perspective view of a cup;",
        2: "FIG. 2 is a front elevational view thereof;",
    }


def test_numbers_that_no_row_can_hold(uspto) -> None:
    inside = "<edition>{}</edition><main-classification>0701</main-classification>"
    huge = f"<classification-locarno>{inside}</classification-locarno>"
    for edition in ("999", "0", "9" * 5000, "x"):
        tally = Tally()
        got = read_grant(uspto.grant(locarno=huge.format(edition)), tally)
        assert got.locarno is not None and got.locarno.edition is None
        assert tally.noted["Locarno edition that is none, not used"] == 1
    tally = Tally()
    got = read_grant(uspto.grant(title="a" * 50_000), tally)
    assert len(got.title) == 10_000 and tally.noted["text of more than 10,000 characters, cut"] == 1


def test_one_patent_twice(tmp_path: Path, load, uspto) -> None:
    for name in ("a", "b"):
        uspto.unpacked(tmp_path / "r" / name, uspto.files())
    dataset = load(tmp_path / "r")
    assert len(dataset) == 6
    assert "record of a patent that another record is of, both kept (1)" in dataset.info.description


def test_no_code(tmp_path: Path, load, uspto) -> None:
    dataset = load(uspto.unpacked(tmp_path / "r", uspto.files(locarno="")))
    assert dataset["locarno"][:] == [None] * 3
    assert "record without a Locarno code (1)" in dataset.info.description


@pytest.mark.parametrize("where", ["folder", "zip"])
def test_landscape_sheets_stand_upright(tmp_path: Path, load, where: str, uspto) -> None:
    content = uspto.files(landscape=(1,))
    if where == "zip":
        path = tmp_path / "USD0939806-20220104.ZIP"
        path.write_bytes(uspto.zipped(content))
    else:
        path = uspto.unpacked(tmp_path / "r", content)
    upright, as_filed = load(path), load(path, upright=False)
    assert [image.size for image in upright["image"]] == [(60, 90)] * 3
    assert [image.size for image in as_filed["image"]] == [(60, 90), (90, 60), (60, 90)]
    assert np.array_equal(np.asarray(upright[1]["image"]), np.asarray(upright[2]["image"]))
    streamed = list(load(path, streaming=True))
    assert np.array_equal(np.asarray(streamed[1]["image"]), np.asarray(upright[2]["image"]))
    held = [row["image"]["bytes"] is not None for row in raw(upright)]
    assert held == ([False, True, False] if where == "folder" else [True] * 3)


@pytest.mark.parametrize("byte_order", ["II", "MM"])
@pytest.mark.parametrize("tagged", [True, False])
def test_turning_touches_no_pixel(byte_order: str, tagged: bool, uspto) -> None:
    data = uspto.sheet(turned=True)
    if byte_order == "MM":
        data = _big_endian()
    turned = turned_upright(turned_upright(data) if tagged else data)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(turned)) as after:
        after.load()
        assert np.array_equal(np.rot90(np.asarray(before), -1), np.asarray(ImageOps.exif_transpose(after)))


def _big_endian() -> bytes:
    """Two by three grey pixels without an orientation tag, big-endian."""
    tags = {256: 3, 257: 2, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 2, 279: 6}
    table = b"".join(struct.pack(">HHIHH", tag, 3, 1, value, 0) for tag, value in tags.items())
    return b"MM\x00*" + struct.pack(">I", 14) + bytes(range(6)) + struct.pack(">H", len(tags)) + table + bytes(4)


def test_what_is_no_tiff_is_not_turned(tmp_path: Path, load, uspto) -> None:
    with pytest.raises(ValueError, match="not a TIFF"):
        turned_upright(b"GIF89a")
    with pytest.raises(ValueError, match="cut short"):
        turned_upright(uspto.sheet()[:8])
    content = uspto.files(landscape=(1,))
    png = io.BytesIO()
    Image.new("1", (90, 60)).save(png, "PNG")
    del content["USD0939806-20220104-D00001.TIF"]
    dataset = load(uspto.unpacked(tmp_path / "r", content | {"USD0939806-20220104-D00001.PNG": png.getvalue()}))
    assert dataset[1]["image"].size == (90, 60)
    assert "landscape sheet that is no TIFF, not turned (1)" in dataset.info.description


TENFOLD = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
LAUGHS = f"<!DOCTYPE g [<!ENTITY l0 'ha'>{TENFOLD}]>"
QUADRATIC = f"<!DOCTYPE g [<!ENTITY q '{'a' * 100_000}'>]>"
FOREIGN = '<!DOCTYPE g SYSTEM "file:///etc/passwd" [<!NOTATION T SYSTEM "t"><!ENTITY p SYSTEM "p.tif" NDATA T>]>'
BOMB = """<!DOCTYPE us-patent-grant [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
EXTERNAL = """<!DOCTYPE us-patent-grant [<!ENTITY secret SYSTEM "file:///etc/passwd">]>"""
PARAMETER = """<!DOCTYPE us-patent-grant [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>"""


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"doctype": BOMB, "title": "&b;"}, "XML declares entities, refused"),
        ({"doctype": EXTERNAL, "title": "&secret;"}, "XML declares entities, refused"),
        ({"doctype": PARAMETER}, "XML declares entities, refused"),
        ({"title": "&nonsense;"}, "XML cannot be read"),
        ({"title": "<i>"}, "XML cannot be read"),
        (b"", "XML cannot be read"),
        (b"<us-patent-application/>", "XML is no record of a grant (us-patent-grant or PATDOC)"),
        (b"<PATDOC/>", "XML without the patent's number or date"),
        ({"date": "NaN"}, "XML without the patent's number or date"),
        ({"doctype": LAUGHS, "title": "&l9;"}, "XML declares entities, refused"),
        ({"doctype": QUADRATIC, "title": "&q;" * 1000}, "XML declares entities, refused"),
        ({"doctype": FOREIGN, "title": "&p;"}, "XML cannot be read"),
        (b"<us-patent-grant>" + b"<a>" * 100 + b"</a>" * 100 + b"</us-patent-grant>", "XML cannot be read"),
        (b"<us-patent-grant>\xe9</us-patent-grant>", "XML is not UTF-8"),
        ({"date": ""}, "XML without the patent's number or date"),
        ({"date": "20220230"}, "XML without the patent's number or date"),
        ({"number": ""}, "XML without the patent's number or date"),
        ({"number": "RE048123"}, "grant of no design patent"),
        ({"number": "11212345"}, "grant of no design patent"),
    ],
)
def test_records_that_cannot_be_used(tmp_path: Path, load, uspto, options: bytes | dict[str, str], reason: str) -> None:
    data = uspto.grant(**options) if isinstance(options, dict) else options
    root = uspto.unpacked(tmp_path / "r" / "good", uspto.files()).parent
    uspto.unpacked(root / "bad", {"bad.xml": data, "USD0000001-20220104-D00001.TIF": uspto.sheet()})
    dataset = load(root)
    assert len(dataset) == 3 and set(dataset["patent_id"]) == {"USD0939806"}
    assert f"{reason} (1)" in dataset.info.description
    assert "picture that no record names (1)" in dataset.info.description


def test_the_doctype_is_not_fetched_and_named_characters_are_read(tmp_path: Path, load, uspto) -> None:
    doctype = '<!DOCTYPE us-patent-grant SYSTEM "http://127.0.0.1:9/grant.dtd" [ ]>'
    dataset = load(uspto.unpacked(tmp_path / "r", uspto.files(doctype=doctype, title="Caf&eacute; &mdash; table")))
    assert dataset[0]["title"] == "Café — table"


def test_sheets_that_cannot_be_used(tmp_path: Path, load, uspto) -> None:
    stem = "USD0939806-20220104"
    content = uspto.files(sheets=6, figures=6)
    content[f"{stem}-D00003.TIF"] = b""
    content[f"{stem}-D00004.TIF"] = b"text"
    plain = io.BytesIO()
    Image.new("1", (600, 900)).save(plain, "TIFF")
    content[f"{stem}-D00005.TIF"] = plain.getvalue()[:-400]
    content[f"{stem}-D00099.TIF"] = uspto.sheet()
    content[f"{stem}.XML"] = content[f"{stem}.XML"].replace(
        b"</drawings>", f'<figure><img file="../../{stem}-D00001.TIF"/></figure></drawings>'.encode()
    )
    for place in ("folder", "archive"):
        path = uspto.unpacked(tmp_path / "r", content)
        if place == "archive":
            path = tmp_path / "a.zip"
            path.write_bytes(uspto.zipped(content))
        text = load(path).info.description
        for reason in (
            "3 kept",
            "picture file is empty (1)",
            "picture cannot be read (2)",
            "picture is missing (1)",
            "picture that no record names (1)",
            "sheet named twice (1)",
        ):
            assert reason in text, (reason, text)


def test_nothing_there(tmp_path: Path, load, uspto) -> None:
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        load(tmp_path / "nowhere")
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "a.tif").write_bytes(uspto.sheet())
    for path in (tmp_path / "r", tmp_path / "r" / "a.tif"):
        with pytest.raises(ValueError, match="no USPTO grant records"):
            load(path)
