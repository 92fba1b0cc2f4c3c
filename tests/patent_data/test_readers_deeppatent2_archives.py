"""DeepPatent2 as it is downloaded: a year in parts, joined, half unpacked; the same rows and counts as unpacked."""

import io
import json
import random
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from patent_data import draw_corpus, load_deeppatent2
from patent_data.deeppatent2 import DeepPatent2Reader
from patent_data.tally import Tally
from tests.patent_data.test_readers_deeppatent2 import record

YEAR = "USD0836880-20190101"


def png(number: int = 0) -> bytes:
    """A small picture; no two numbers give the same."""
    file = io.BytesIO()
    Image.new("RGB", (20 + number % 7, 10 + number // 7), (number % 251, 90, 7)).save(file, "PNG")
    return file.getvalue()


def figures(*numbers: int, date: str = "2019-01-01", **other: Any) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Records of one patent, and their pictures."""
    records = [record(number, date=date, **other) for number in numbers]
    return records, {f"Segmented/{one['subfigure_file']}": png(one["figid"]) for one in records}


def spoiled(seed: int, date: str = "2019-01-01") -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Records and pictures with every defect that a release is known to have, drawn by chance."""
    rng = random.Random(seed)
    records: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    stem = date.replace("-", "")
    for patent in (f"USD08{n:05d}" for n in range(8)):
        for number in [*range(1, rng.randint(2, 6)), *([9991] if rng.random() < 0.5 else [])]:
            one = record(number, patent, date)
            one["figure_file"] = f"{patent}-{stem}-D{rng.randint(1, 3):05d}.png"
            one["subfigure_file"] = one["figure_file"].replace(".png", f"_{number}.png")
            one["classification_locarno"] = rng.choice(["1404", 404, 404.0, "404", float("nan"), "no code", None, "14"])
            for key in ("classification_locarno", "patentdate", "caption", "object", "figid", "patentID", "aspect"):
                if rng.random() < 0.1:
                    del one[key]
            place = rng.choice(["Segmented/", "Segmented/2019/", "Segmentednew/"])
            data = png(rng.randrange(999))
            chance = rng.random()
            if chance < 0.2:
                del one["subfigure_file"]
            elif chance < 0.3:
                one["subfigure_file"] = "figures\\" + one["subfigure_file"].removesuffix(".png")
            elif chance < 0.35:
                one["patentID"], one["subfigure_file"] = "?", "odd.png"
            files[f"Original/{one['figure_file']}"] = png(1)
            name = one.get("subfigure_file", "").split("\\")[-1]
            if name:
                name = name if name.endswith(".png") else f"{name}.png"
                name = name.upper() if rng.random() < 0.1 else name
                files[place + name] = rng.choice([data] * 6 + [b"", data[:-20], b"<html>"])
                if rng.random() < 0.1:
                    del files[place + name]
                elif rng.random() < 0.1:
                    files[f"Segmented/again/{name}"] = files[place + name]
            records += [one] * rng.choice([1, 1, 1, 1, 2])
            if rng.random() < 0.05:
                records.append({"patentID": one.get("patentID"), "classification_locarno": "0601"})
        for number in (9992, 77):
            if rng.random() < 0.4:
                files[f"Segmented/{patent}-{stem}-D00001_{number}.png"] = png(number)
        if rng.random() < 0.3:
            files[f"Original/{patent}-{stem}-D00009.png"] = png(9)
        if rng.random() < 0.3:
            files.pop(f"Original/{patent}-{stem}-D00001.png", None)
    files |= {"Segmented/.hidden.png": b"", "Segmented/notes.txt": b"text", "__MACOSX/Segmented/a_1.png": b""}
    return records, files


def text_of(records: list[dict[str, Any]], lines: bool = False) -> bytes:
    text = "\n".join(map(json.dumps, records)) if lines else json.dumps(records)
    return text.replace("pet treat;", "p\\u00eat treat;", 1).encode().replace(b"Pet treat", b"P\xeat treat", 1)


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED if name.endswith("json") else zipfile.ZIP_STORED)
    return data.getvalue()


def inner(records: list[dict[str, Any]], files: dict[str, bytes], year: int = 2019) -> dict[str, bytes]:
    """What a year's archive holds."""
    segmented = {name: data for name, data in files.items() if not name.startswith("Original/")}
    original = {name: data for name, data in files.items() if name.startswith("Original/")}
    packed = {f"design{year}.json": text_of(records), "Original.tar.gz": tarred(original)}
    return packed | {"Segmented.tar.gz": tarred(segmented)}


def write(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def split(data: bytes, names: list[str]) -> dict[str, bytes]:
    size = -(-len(data) // len(names))
    return {name: data[at * size : (at + 1) * size] for at, name in enumerate(names)}


LAYOUTS = {
    "parts": lambda packed, files: split(zipped(packed), ["2019.aa", "2019.ab", "2019.ac"]),
    "numbered parts": lambda packed, files: split(zipped(packed), [f"2019.zip.{n:03d}" for n in range(1, 40)]),
    "parts from 0": lambda packed, files: split(zipped(packed), [f"year/design_2019.tar.gz.{n}" for n in range(12)]),
    "part_aa": lambda packed, files: split(zipped(packed), ["2019.part_aa", "2019.part_ab"]),
    "one part": lambda packed, files: {"2019.zip.aa": zipped(packed)},
    "zip": lambda packed, files: {"2019.zip": zipped({f"2019/{name}": data for name, data in packed.items()})},
    "tar": lambda packed, files: {"2019.tar": tarred(packed, "w:")},
    "tar.gz": lambda packed, files: {"2019.tar.gz": tarred(packed)},
    "tar in parts": lambda packed, files: split(tarred(packed, "w:"), ["2019.aa", "2019.ab"]),
    "half unpacked": lambda packed, files: packed,
    "half unpacked, not compressed": lambda packed, files: {
        "2019/design.json": packed["design2019.json"],
        "2019/Segmented_2019.tar": tarred({n: d for n, d in files.items() if not n.startswith("Original/")}, "w:"),
        "2019/Original.zip": zipped({n: d for n, d in files.items() if n.startswith("Original/")}),
    },
    "records and sheets unpacked": lambda packed, files: {
        name: data
        for name, data in (packed | files).items()
        if name.startswith(("design", "Original/", "Segmented.tar"))
    },
    "records unpacked beside parts": lambda packed, files: (
        {"design2019.json": packed["design2019.json"]} | split(zipped(packed), ["2019.aa", "2019.ab"])
    ),
    "pictures in the zip": lambda packed, files: {
        "2019.zip": zipped(dict(reversed(files.items())) | {"design2019.json": packed["design2019.json"]})
    },
    "pictures in the tar": lambda packed, files: {
        "2019.tgz": tarred(dict(reversed(files.items())) | {"design2019.json": packed["design2019.json"]})
    },
}


def read(root: Path, **options: Any) -> tuple[dict[str, Any], Tally]:
    """Rows by figure id, their pictures as bytes, and the counts."""
    reader, tally, rows = DeepPatent2Reader(root, **options), Tally(), {}
    for shard in reader.shards():
        for row in reader.rows(shard, tally):
            image = row["image"]
            row["image"] = Path(image).read_bytes() if isinstance(image, str) else image["bytes"]
            assert row["figure_id"] not in rows
            rows[row["figure_id"]] = row
    reader.close(tally)
    reader.forget()
    tally.met.clear()
    return rows, tally


@pytest.fixture(scope="module", params=range(3))
def spoiled_release(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    records, files = spoiled(request.param)
    root = write(tmp_path_factory.mktemp("unpacked"), files | {"design2019.json": text_of(records)})
    return records, files, read(root)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_archived_and_unpacked_give_the_same_rows_and_counts(tmp_path: Path, spoiled_release, layout: str) -> None:
    records, files, (rows, tally) = spoiled_release
    root = write(tmp_path, LAYOUTS[layout](inner(records, files), files))
    there = sorted(tmp_path.rglob("*"))
    archived = read(root)
    assert archived[0] == rows and len(rows) == tally.kept > 8
    assert archived[1] == tally
    assert sorted(tmp_path.rglob("*")) == there


def test_the_spoiled_releases_have_every_defect(tmp_path: Path) -> None:
    met: set[str] = set()
    for seed in range(3):
        records, files = spoiled(seed)
        _, tally = read(write(tmp_path / str(seed), files | {"design2019.json": text_of(records)}))
        met |= {*tally.left_out, *tally.noted}
    assert met == {
        "picture is missing",
        "picture file is empty",
        "picture cannot be read",
        "picture that no record names",
        "unmatched segment (9991...)",
        "second record of one picture (overwritten segment)",
        "record has no patent id",
        "record names no picture",
        "picture found again under its name, Segmented goes first",
        "text is not UTF-8, bad bytes replaced",
        "Locarno code taken from another record of the patent",
        "Locarno code that is none, not used",
        "no Locarno code",
    }


def test_a_drawn_corpus_in_parts(tmp_path: Path) -> None:
    draw_corpus(tmp_path / "corpus", patents=6, views=5, defects=True, seed=4)
    corpus = tmp_path / "corpus"
    rows, tally = read(corpus)
    root = tmp_path / "archived"
    for path in corpus.glob("design*.json"):
        year = path.stem[-4:]
        pictures = {
            str(one.relative_to(corpus)): one.read_bytes()
            for one in sorted((corpus / "Segmented").rglob("*.png"))
            if f"-{year}" in one.name
        }
        data = zipped({path.name: path.read_bytes(), "Segmented.tar.gz": tarred(pictures)})
        write(root, split(data, [f"{year}.a{letter}" for letter in "abcd"]))
    assert read(root) == (rows, tally) and tally.left_out


def test_a_row_holds_the_bytes_and_says_where_they_lie(tmp_path: Path) -> None:
    records, files = figures(1)
    root = write(tmp_path / "r", split(zipped(inner(records, files)), ["2019.aa", "2019.ab"]))
    dataset = load_deeppatent2(root, cache_dir=tmp_path / "cache")
    assert dataset[0]["image"].size == (21, 10)
    reader = DeepPatent2Reader(root)
    (row,) = reader.rows(reader.shards()[0], Tally())
    path = f"{root.resolve()}/2019.aa/Segmented.tar.gz/Segmented/{YEAR}-D00001_1.png"
    assert row["image"] == {"path": path, "bytes": png(1)}


def test_originals_are_opened_only_for_a_record_that_misses_its_picture(tmp_path: Path) -> None:
    records, files = figures(1, 2)
    packed = inner(records, files) | {"Original.tar.gz": b"cannot be opened"}
    rows, tally = read(write(tmp_path / "all", {"2019.zip": zipped(packed)}))
    assert len(rows) == 2 and not tally.left_out
    del files[f"Segmented/{YEAR}-D00001_2.png"]
    packed |= {"Segmented.tar.gz": tarred(files)}
    rows, tally = read(write(tmp_path / "one", {"2019.zip": zipped(packed)}))
    assert len(rows) == 1
    assert tally.left_out == {"picture is missing": 1, "archive cannot be read or is cut short": 1}


@pytest.mark.parametrize("archived", [False, True])
def test_figures_on_a_sheet(tmp_path: Path, archived: bool) -> None:
    whole = [record(n, subfigure_file=..., figure_file=f"{YEAR}-D00002.png") for n in (1, 2, 2, 3)]
    alone = [record(4, subfigure_file=..., figure_file=f"{YEAR}-D00003.png")] * 2
    mixed = [record(5), record(6, subfigure_file=...)]
    crowded = [record(n, subfigure_file=..., figure_file=f"{YEAR}-D00004.png") for n in range(200)]
    nameless = [record(7, subfigure_file=..., figid=..., caption=..., figure_file=f"{YEAR}-D00005.png")] * 3
    records = [*whole, *alone, *mixed, *crowded, *nameless]
    files = {f"Original/{YEAR}-D0000{n}.png": png(n) for n in range(1, 6)} | {f"Segmented/{YEAR}-D00001_5.png": png()}
    packed = inner(records, files)
    rows, _ = read(write(tmp_path, packed if archived else files | {"design2019.json": text_of(records)}))
    stated = {name.removeprefix(f"{YEAR}-D0000"): row["figures_on_sheet"] for name, row in rows.items()}
    assert stated == {"2": 3, "3": None, "1_5": 1, "1": 2, "4": None, "5": None}


@pytest.mark.processes
def test_processes_and_streams_give_the_same_rows(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = tmp_path / "r"
    for year in (2017, 2018, 2019):
        records, files = spoiled(year, f"{year}-02-03")
        write(root, split(zipped(inner(records, files, year)), [f"{year}.aa", f"{year}.ab"]))
    one = load_deeppatent2(root, cache_dir=tmp_path / "one")
    two = load_deeppatent2(root, num_proc=2, cache_dir=tmp_path / "two")
    rows = [dict(row) for row in undecoded(one)]
    assert rows == [dict(row) for row in undecoded(two)] and one.info.description == two.info.description
    caplog.clear()
    assert rows == [dict(row) for row in undecoded(load_deeppatent2(root, streaming=True))]
    assert "picture is missing" in caplog.text


def undecoded(dataset: Any) -> Any:
    import datasets

    return dataset.cast_column("image", datasets.Image(decode=False))
