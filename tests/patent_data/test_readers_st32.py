"""USPTO grants of 2001 to 2004 (ST.32): SGML and its XML form, and what is wrong with a record."""

import random
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from patent_data import load_uspto
from patent_data.grants import Grant, NoGrantError, read_grant
from patent_data.grants_st32 import parse_st32, root_tag
from patent_data.tally import Tally


@pytest.fixture
def load(tmp_path: Path):
    return lambda path, **options: load_uspto(path, cache_dir=tmp_path / "cache", **options)


def read(text: str | bytes) -> Grant:
    return read_grant(text if isinstance(text, bytes) else text.encode(), Tally())


def as_xml(sgml: str) -> bytes:
    """The same record as the XML that was made of such SGML later."""
    closed = re.sub(r"<(CITED-BY-\w+|B597US|B221US|EMI [^>]*)>", r"<\1/>", sgml)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <!DOCTYPE PATDOC [ -->\n' + closed.encode()


def test_a_record(tmp_path: Path, load, uspto) -> None:
    root = uspto.unpacked(tmp_path / "r" / "USD0453058-20020129", uspto.st32_files()).parent
    dataset = load(root)
    gazette, first, second = dataset.remove_columns("image")
    assert str(second.pop("granted")) == "2002-01-29"
    assert second == {
        "figure_id": "USD0453058-20020129-D00002",
        "patent_id": "USD0453058",
        "locarno": "07-01",
        "locarno_edition": 7,
        "uspc": "D7/509",
        "title": "Drinking cup & lid—lace",
        "object_name": "Drinking cup & lid—lace",
        "viewpoint": "front",
        "caption": "FIG. 2 is a front view thereof.",
        "is_gazette_copy": False,
        "figures_on_sheet": 1,
        "cites": ["USD0271298", "USD0164485"],
        "applicants": ["Park Kim", "Cup Co., Ltd."],
        "related": ["USD0435854"],
        "texts": [],
    }
    assert first["viewpoint"] == "perspective"
    assert gazette["is_gazette_copy"] and gazette["caption"] is None and gazette["figures_on_sheet"] is None
    assert dataset.info.description.endswith("3 kept. Locarno codes: 1, of them 1 on the official list.")


@pytest.mark.parametrize("ending", ["SGM", "sgml", "xml"])
@pytest.mark.parametrize("where", ["folder", "zip", "week of ZIPs", "week of files"])
def test_where_records_lie(tmp_path: Path, load, uspto, where: str, ending: str) -> None:
    content = uspto.st32_files(ending=ending)
    path = tmp_path / "I20020129.tar"
    if where == "folder":
        path = uspto.unpacked(tmp_path / "r", content)
    elif where == "zip":
        path = tmp_path / "USD0453058-20020129.ZIP"
        path.write_bytes(uspto.zipped(content))
    elif where == "week of ZIPs":
        uspto.week(path, {"DESIGN/USD0453058-20020129.ZIP": uspto.zipped(content, "USD0453058-20020129/")})
    else:
        more = {f"b/{name}": data for name, data in uspto.st32_files("D0453059", ending).items()}
        uspto.week(path, {f"a/{name}": data for name, data in content.items()} | more | {"a/ENTITY.TXT": b"text"})
    dataset = load(path)
    assert dataset["patent_id"][:3] == ["USD0453058"] * 3 and len(dataset) == (6 if "files" in where else 3)
    assert [image.size for image in dataset["image"]] == [(60, 90)] * len(dataset)


def test_all_ways_of_writing_a_record_say_the_same(uspto) -> None:
    sgml = uspto.st32(title="Caf&eacute; &amp; bar&mdash;&#233;&#xE9; &Auml;")
    expected = read(sgml)
    assert expected.title == "Café & bar—éé Ä" and expected.figures == 2 and len(expected.sheets) == 3
    ways = {
        "XML": as_xml(sgml),
        "lower case": re.sub(r"</?[A-Z][^>]*>", lambda tag: tag[0].replace("PDAT", "pdat").lower(), sgml)
        .replace(".tif", ".TIF")
        .encode(),
        "unquoted": re.sub(r'(ID|FILE|LVL)="([^"]*)"', r"\1=\2", sgml).encode(),
        "single quotes": re.sub(r'(ID|FILE|LVL)="([^"]*)"', r"\1='\2'", sgml).encode(),
        "Latin-1": sgml.replace("&eacute;", "é").encode("latin-1"),
        "UTF-8 with a mark": b"\xef\xbb\xbf" + sgml.replace("&eacute;", "é").encode(),
        "UTF-16": sgml.replace("&eacute;", "é").encode("utf-16"),
        "no DOCTYPE": sgml[sgml.index("<PATDOC") :].encode(),
        "CRLF": sgml.replace("\n", "\r\n").encode(),
        "comments": sgml.replace("<B500>", "<!-- <B540>no</B540> --><?pi <B540>?><B500>").encode(),
        "CDATA": sgml.replace("&#233;", "<![CDATA[é]]>").encode(),
        "unclosed": sgml.replace("</B140>", "").replace("</PARA>", "").replace("</PDAT>", "").encode(),
    }
    for way, data in ways.items():
        got = read(data)
        assert got == expected, way


def test_texts_are_those_of_a_whole_parser() -> None:
    """Random trees of all kinds of tags, against ElementTree."""
    rng = random.Random(0)
    names = ["B540", "B511", "DOC", "PARA", "HIL", "X", "SDODR"]

    def tree(depth: int, banned: frozenset[str]) -> str:
        text = "".join(rng.choice(["a", " ", "&amp;", "é", "&#65;"]) for _ in range(rng.randrange(4)))
        if depth == 0:
            return text
        parts = [text]
        for _ in range(rng.randrange(4)):
            name = rng.choice([name for name in names if name not in banned])
            inside = tree(depth - 1, banned | {name} if name not in ("HIL", "X") else banned)
            parts.append(f"<{name} a='1'>{inside}</{name}>" if rng.random() < 0.8 else f"<{name}/>")
        return "".join(parts) + text

    for _ in range(200):
        document = f"<PATDOC>{tree(5, frozenset())}</PATDOC>"
        got, expected = parse_st32(document.encode()), ElementTree.fromstring(document)
        for name in ("B540", "B511", "DOC", "PARA", "SDODR"):
            assert ["".join(one.itertext()) for one in got.iter(name)] == [
                "".join(one.itertext()) for one in expected.iter(name)
            ], document


def test_figures_of_one_paragraph_are_told_apart(uspto) -> None:
    together = (
        "FIG. 1 is a front view, like FIG. 9. of a cup; FIG. 2 is a view of FIG. 1; and, FIG. 3 is a top view; and "
        "FIG. 4 is a rear view. FIG. 5 shows it."
    )
    said = (together, "FIGS. 6 and 7 are none.", "FIG. 2 is said again.")
    got = read(uspto.st32(sheets=5, figures=5, described=said))
    assert got.captions == {
        1: "FIG. 1 is a front view, like FIG. 9. of a cup;",
        2: "FIG. 2 is a view of FIG. 1; and,",
        3: "FIG. 3 is a top view; and",
        4: "FIG. 4 is a rear view.",
        5: "FIG. 5 shows it.",
    }
    assert read(uspto.st32(sheets=2, figures=5, described=(together,))).captions == {}


@pytest.mark.parametrize(
    ("uspc", "symbol"),
    [("D 2703", "D2/703"), (" D2703", "D2/703"), ("D14480", "D14/480"), ("D 6  5", "D6/5"), ("", None)],
)
def test_us_classes_have_fixed_places(uspto, uspc: str, symbol: str | None) -> None:
    assert read(uspto.st32(uspc=uspc)).uspc == symbol


def test_declared_entities_are_never_read(tmp_path: Path, uspto) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    bomb = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">' + f'<!ENTITY s SYSTEM "file://{secret}"><!ENTITY % p "q">%p;'
    got = read(uspto.st32(title="&b; &s; &nonsense; AT&T &lt;").replace("[\n", f"[{bomb}\n"))
    assert got.title == "&b; &s; &nonsense; AT&T <"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<PATDOC>" + b"<" * 100_000, "record is cut short"),
        (b"<PATDOC>" + b"<PARA>" * 100_000, "record is cut short"),
        (b"<PATDOC>" + b"<A>" * 100_000 + b"</PATDOC>", "XML without the patent's number or date"),
        (b"<PATDOC><!-- " * 50_000, "record is cut short"),
        (b"<PATDOC>" + b"</B110>" * 100_000 + b"</PATDOC>", "XML without the patent's number or date"),
        (b"<PATDOC><PATDOC></PATDOC></PATDOC>", "file of more than one record"),
        (b"<PATDOC></PATDOC>\n<PATDOC></PATDOC>", "file of more than one record"),
        (b"<!DOCTYPE PATDOC [" + b"<!ENTITY a '" * 50_000, "XML cannot be read"),
        (b"<!DOCTYPE PATDOC " + b"[" * 100_000 + b"<PATDOC>", "XML cannot be read"),
        (b"<!DOCTYPE PATDOC [<!--" * 50_000, "XML cannot be read"),
        (b"<PATDOC>" + b" " * (4 << 20), "record is too large"),
        (b"<PATDOC", "XML cannot be read"),
        (b"\x00\xff" * 1000, "XML is not UTF-8"),
    ],
)
def test_hostile_records_are_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NoGrantError, match=re.escape(reason)):
        read(data)


def test_every_cut_of_a_record_is_refused(uspto) -> None:
    data = uspto.st32().rstrip().encode()
    for end in range(0, len(data) - 1, 7):
        with pytest.raises(NoGrantError):
            read(data[:end])


def test_root_tag() -> None:
    assert (
        root_tag(b"<!-- a --><?b?><!DOCTYPE c [ <!ENTITY d '>]'> <!-- ]> --> ]> <us-patent-grant a='b'>")
        == "US-PATENT-GRANT"
    )
    assert root_tag(b"</PATDOC>") is root_tag(b"text") is root_tag(b"") is root_tag(b"<!DOCTYPE PATDOC [") is None


@pytest.mark.real_data
def test_the_real_record(tmp_path: Path, load, uspto, real_data: Path) -> None:
    """Disc cartridge, D435,854: what it says was read from it by eye."""
    (record,) = (real_data / "uspto_xml").glob("*ST32*")
    root = tmp_path / "r"
    root.mkdir()
    shutil.copy(record, root)
    for number in range(5):
        (root / f"USD0435854-20010102-D0000{number}.TIF").write_bytes(uspto.sheet())
    dataset = load(root)
    numbers = [271298, 298251, 312081, 316711, 347215, 367474, 387743, 392954, 410644, 422997]
    assert len(dataset) == 5
    for row in dataset.remove_columns("image"):
        assert row["patent_id"] == "USD0435854" and str(row["granted"]) == "2001-01-02"
        assert (row["locarno"], row["locarno_edition"], row["uspc"]) == ("14-02", 7, "D14/480")
        assert row["title"] == "Disc cartridge" and row["cites"] == [f"USD{number:07d}" for number in numbers]
        assert row["caption"] is None and row["figures_on_sheet"] is None  # 14 figures on four sheets
    assert "sheet of a record with more figures than sheets (4)" in dataset.info.description
    raised = record.read_bytes().replace(b"<B595><PDAT>4", b"<B595><PDAT>14")
    extra = b"".join(b'<EMI FILE="USD0435854-20010102-D%05d.TIF"/>' % number for number in range(5, 15))
    captions = read_grant(raised.replace(b"</SDODR>", extra + b"</SDODR>"), Tally()).captions
    assert list(captions) == list(range(1, 15))
    assert captions[13] == "FIG. 13 is a left side elevational view of the another embodiment; and,"
    assert captions[14] == "FIG. 14 is a right side elevational view of the another embodiment."
