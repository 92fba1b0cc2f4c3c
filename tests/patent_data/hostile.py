"""Sources of every kind, small, and ways to damage them."""

import csv
import io
import json
import re
import tarfile
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from . import conftest as made

WORDS = (
    b"null", b"NaN", b"-1e400", b"1e309", b"[]", b"{}", b"[[[[[[[[", b'""', b"true", b"-1", b"0", b"9" * 20,
    b"'", b'"', b";", b",", b"\n", b"\r", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\\ud800", b"\\u0000",
    "\u0661\u0664\u0660\u0664".encode(), "\u00b2".encode(), "\u2028".encode(), "\ufeff".encode(), b"00000000",
    b"20211332", b"99991231", b"0001-01-01", b"2021-02-30", b"D0000000", b"USD99999999", b"../../secret.png",
    b"/etc/passwd", b"..\\..\\secret.png", b"C:\\secret.png", b"secret", b"file:///etc/passwd", b"1" * 400, b"<", b">",
    b"&", b"]]>", b"<!--", b"<![CDATA[", b"&bomb;", b'<!ENTITY bomb "aaaaaaaaaa">', b"<!DOCTYPE x [", b"FIG. 999999999",
    b"[('__import__', 1)]", b"lambda: 1", b"{'a': {1, 2}}", b"-9" * 30,
)  # fmt: skip
"""What stands in place of a word: values of the wrong kind, digits that are not ASCII, ways out of the folder."""

KINDS = ("cut", "flip", "insert", "delete", "double", "word", "word", "word", "empty", "swap", "rename", "remove")

damages = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.floats(0, 1), st.floats(0, 1), st.sampled_from(WORDS) | st.binary(max_size=40)
    ),
    max_size=4,
)
"""Damages to a source: what is done, to which file, at which place (both as shares), and with which bytes."""


def damage(files, damages):
    """Return the files of a source, name -> bytes, after some damages."""
    files = dict(files)
    for kind, which, where, extra in damages:
        if not files:
            break
        name = sorted(files)[min(int(which * len(files)), len(files) - 1)]
        data = files[name]
        at = min(int(where * len(data)), max(len(data) - 1, 0))
        if kind == "rename":
            other = re.sub(rb"[^\w./ -]", b"", extra).decode("ascii", "ignore").strip("/. ") or "other"
            stem, dot, ending = name.rpartition(".")
            files[other + dot + ending if where < 0.5 else f"{stem}.{other}".replace("..", ".")] = files.pop(name)
        elif kind == "remove":
            del files[name]
        elif kind == "swap":
            other = sorted(files)[at % len(files)]
            files[name], files[other] = files[other], files[name]
        else:
            files[name] = damaged(data, kind, at, extra)
    return files


def damaged(data, kind, at, extra):
    if kind == "cut":
        return data[:at]
    if kind == "flip":
        return data[:at] + bytes([data[at] ^ (extra[0] if extra else 255)]) + data[at + 1 :] if data else extra
    if kind == "insert":
        return data[:at] + extra + data[at:]
    if kind == "delete":
        return data[:at] + data[at + 1 + len(extra) :]
    if kind == "double":
        return data[:at] + data
    if kind == "word":
        words = list(re.finditer(rb"[\w.\-/]+", data))
        if not words:
            return extra
        word = words[at * len(words) // max(len(data), 1)]
        return data[: word.start()] + extra + data[word.end() :]
    return b""


def write(root, files):
    """Write files below a folder; a name that cannot be one there is passed by."""
    for name, data in files.items():
        path = Path(root) / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except (OSError, ValueError):
            continue


def picture(form="PNG", mode="1"):
    pixels = np.full((20, 30), 255, np.uint8)
    pixels[5:9, 4:22] = 0
    data = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(data, form)
    return data.getvalue()


def record(number, figure, **other):
    stem = f"USD{number:07d}-20190101"
    return {
        "id": figure, "patentID": stem, "patentdate": "2019-01-01", "figid": figure, "caption": f"FIG. {figure} is new",
        "object": "Cup", "aspect": "front view", "figure_file": f"{stem}-D00001.png",
        "subfigure_file": f"{stem}-D00001_{figure}.png", "object_title": "Cup", "x_figure": 614,
        "classification_locarno": "0701", "classification_national": "D 7509",
    } | other  # fmt: skip


def tar(members, mode="w:gz"):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def deeppatent2():
    records = [record(836880, 1), record(836880, 2), record(836881, 1, classification_locarno=404)]
    pictures = {f"Segmented/{one['subfigure_file']}": picture(mode="RGB") for one in records}
    year = json.dumps(records).encode()
    archive = made.zipped({"design2020.json": year, "Segmented.tar.gz": tar(pictures)})
    parts = {"2020.aa": archive[: len(archive) // 2], "2020.ab": archive[len(archive) // 2 :]}
    lines = b"\n".join(json.dumps(one).encode() for one in records)
    return {"design2019.json": year, "2018/segmentation_2018.json": lines, **pictures, **parts}


def uspto():
    second = made.files("D0939807", landscape=(1,))
    week = tar({"I20220104/DESIGN/USD0939808-20220104.ZIP": made.zipped(made.files("D0939808"), "d/")}, "w")
    older = ST32.replace(b"NUMBER", b"D0435854")
    return {
        **{f"one/{name}": data for name, data in made.files().items()},
        "two.zip": made.zipped(second, "USD0939807-20220104/"),
        "I20220104.tar": week,
        "old/USD0435854-20010102.XML": older,
        "old/USD0435855-20010102.SGM": ST32.replace(b"NUMBER", b"D0435855").replace(b"/>", b">"),
        "old/USD0435854-20010102-D00001.TIF": made.sheet(),
        "old/USD0435855-20010102-D00001.TIF": made.sheet(),
    }


def impact():
    stem = "USD0939806-20220104"
    names = [f"{stem}-D{sheet:05d}.TIF" for sheet in range(3)]
    table = io.StringIO()
    rows = csv.DictWriter(table, IMPACT)
    rows.writeheader()
    texts = ["FIG. 1 is a perspective view of a cup;", "FIG. 2 is a front view thereof."]
    for number in ("D0939806", "D0939809"):
        codes = str(["0701", "D 7509", "D 7510"])
        values = [
            "Cup",
            number,
            "A cup.",
            "20220104",
            "D 7509, D 7510",
            codes,
            "US",
            2,
            2,
            str(names),
            str(texts),
            "a cup",
        ]
        rows.writerow(dict(zip(IMPACT, values, strict=True)))
        names = [name.replace("9806", "9809") for name in names]
    files = {f"{stem}/{name}": data for name, data in made.files().items()}
    bare = {name.replace("9806", "9809"): data for name, data in files.items() if name.endswith("TIF")}
    return {"2022.csv": table.getvalue().encode(), **files, **bare}


def deeppatent():
    stems = [f"I20181127/USD083458{i}-20181127/USD083458{i}-20181127" for i in range(3)]
    lists = {}
    for name, sheets in (("val_query_patent.txt", (0, 1)), ("val_db_patent.txt", (2, 3)), ("train_patent.txt", (4,))):
        lines = [f"{stem}-D{sheet:05d}.png {label}" for label, stem in enumerate(stems, 1) for sheet in sheets]
        lists[name] = "\n".join(lines).encode()
    named = [line.split()[0] for text in lists.values() for line in text.decode().splitlines()]
    return lists | dict.fromkeys(named, picture())


def figures(metadata):
    columns = {
        "file_name": ["a.png", "cup/b.jpg", "c.tif", "d.gif"],
        "patent_id": ["USD0696677", "x", "", "y"],
        "granted": ["2013-01-01", "20130101", "NaN", ""],
        "locarno": ["14-04", "1404", "404", "nan"],
        "cites": ["USD0000001;USD0000002", '["USD0000003"]', "", ""],
        "texts": ["", "one; two", "", ""],
        "figures_on_sheet": ["1", "2", "", "x"],
    }
    lines = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    if metadata == "metadata.csv":
        table = io.StringIO()
        rows = csv.DictWriter(table, columns)
        rows.writeheader()
        rows.writerows(lines)
        described = table.getvalue().encode()
    elif metadata == "metadata.jsonl":
        described = "\n".join(map(json.dumps, lines)).encode()
    else:
        import pyarrow
        from pyarrow import parquet

        data = io.BytesIO()
        parquet.write_table(pyarrow.table(columns), data)
        described = data.getvalue()
    return {
        metadata: described,
        "a.png": picture(),
        "cup/b.jpg": picture("JPEG", "L"),
        "c.tif": picture("TIFF"),
        "d.gif": picture("GIF"),
        "USD0836880-20190101-D00001_1.png": picture(),
    }


IMPACT = (
    "title", "id", "claim", "date", "class", "class_search", "inv_country", "no_figs", "sheets", "file_names",
    "fig_desc", "caption",
)  # fmt: skip

ST32 = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PATDOC SYSTEM "ST32-US-Grant-025xml.dtd" [
<!ENTITY USNUMBER-20010102-D00001.TIF SYSTEM "USNUMBER-20010102-D00001.TIF" NDATA TIF>
]>
<PATDOC DTD="2.4"><SDOBI><B100><B110><DNUM><PDAT>NUMBER</PDAT></DNUM></B110><B130><PDAT>S</PDAT></B130>
<B140><DATE><PDAT>20010102</PDAT></DATE></B140></B100>
<B500><B510><B511><PDAT>1402</PDAT></B511><B516><PDAT>7</PDAT></B516></B510><B520><B521><PDAT>D14480</PDAT></B521></B520>
<B540><STEXT><PDAT>Disc cartridge</PDAT></STEXT></B540>
<B560><B561><PCIT><DOC><DNUM><PDAT>D. 271298</PDAT></DNUM></DOC></PCIT><CITED-BY-EXAMINER/></B561></B560>
<B590><B595><PDAT>1</PDAT></B595><B596><PDAT>2</PDAT></B596><B597US/></B590></B500></SDOBI>
<SDODE><DRWDESC><BTEXT><PARA ID="P-00001"><PTEXT>
<PDAT>FIG. 1 is a front view; FIG. 2 is a rear view.</PDAT></PTEXT></PARA>
</BTEXT></DRWDESC></SDODE>
<SDODR ID="DRAWINGS"><EMI ID="EMI-D00001" FILE="USNUMBER-20010102-D00001.TIF"/></SDODR></PATDOC>
"""

SOURCES = {
    "deeppatent2": deeppatent2,
    "deeppatent": deeppatent,
    "impact": impact,
    "uspto": uspto,
    "figures csv": lambda: figures("metadata.csv"),
    "figures jsonl": lambda: figures("metadata.jsonl"),
    "figures parquet": lambda: figures("metadata.parquet"),
}
"""Kind -> what makes its files, name -> bytes."""
