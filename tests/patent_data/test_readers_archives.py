"""USPTO grants in archives, whole and damaged."""

import io
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import datasets
import pytest

from patent_data import load_uspto


@pytest.fixture
def load(tmp_path: Path):
    return lambda path, **options: load_uspto(path, cache_dir=tmp_path / "cache", **options)


def raw(dataset: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in dataset.cast_column("image", datasets.Image(decode=False))]


def test_a_week(tmp_path: Path, load, uspto) -> None:
    utility = b"<us-patent-grant/>"
    path = uspto.week(
        tmp_path / "I20220104.tar",
        {
            "I20220104/DESIGN/USD0939806-20220104.ZIP": uspto.zipped(
                uspto.files(landscape=(2,)), "USD0939806-20220104/"
            ),
            "I20220104/DESIGN/USD0939807-20220104.ZIP": uspto.zipped(uspto.files("D0939807"), "USD0939807-20220104/"),
            "I20220104/DESIGN/USD0939806-20220104-SUPP.ZIP": uspto.zipped(uspto.files()),
            "I20220104/DESIGN/USD0939808-20220104.ZIP": b"no archive",
            "I20220104/UTIL0001/US11212345-20220104.ZIP": uspto.zipped({"US11212345-20220104.XML": utility}),
            "I20220104/ENTITY.TXT": b"text",
        },
    )
    dataset = load(path)
    assert dataset["patent_id"][:] == ["USD0939806"] * 3 + ["USD0939807"] * 3
    assert [image.size for image in dataset["image"]] == [(60, 90)] * 6
    rows = raw(dataset)
    assert rows[0]["image"]["path"].endswith(
        "I20220104.tar/I20220104/DESIGN/USD0939806-20220104.ZIP/USD0939806-20220104/USD0939806-20220104-D00000.TIF"
    )
    assert rows[0]["image"]["bytes"] == uspto.sheet()
    text = dataset.info.description
    for reason in (
        "supplement of a record (-SUPP) (1)",
        "archive cannot be read or is cut short (1)",
        "archive member that is no ZIP of a record (1)",
        "XML without the patent's number or date (1)",
    ):
        assert reason in text, (reason, text)


def test_a_folder_of_weeks_and_records(tmp_path: Path, load, uspto) -> None:
    root = uspto.unpacked(tmp_path / "r" / "USD0939806-20220104", uspto.files()).parent
    (root / "USD0939806-20220104.ZIP").write_bytes(uspto.zipped(uspto.files()))
    (root / "USD0939807-20220104.ZIP").write_bytes(uspto.zipped(uspto.files("D0939807")))
    uspto.week(root / "I20220111.tar", {"DESIGN/USD0939808-20220104.ZIP": uspto.zipped(uspto.files("D0939808"))})
    (root / "week.zip").write_bytes(
        uspto.zipped({"DESIGN/USD0939809-20220104.ZIP": uspto.zipped(uspto.files("D0939809"))})
    )
    dataset = load(root)
    assert sorted(set(dataset["patent_id"])) == [f"USD093980{n}" for n in (6, 7, 8, 9)] and len(dataset) == 12
    assert "archive of a record that also lies there unpacked (1)" in dataset.info.description


@pytest.mark.parametrize("name", ["../../out.ZIP", "/etc/out.ZIP", "C:\\out.ZIP", "..\\..\\out.ZIP"])
def test_paths_that_lead_out_of_an_archive(tmp_path: Path, load, name: str, uspto) -> None:
    members = {
        name: uspto.zipped(uspto.files("D0939807")),
        "DESIGN/USD0939806-20220104.ZIP": uspto.zipped(uspto.files()),
    }
    for path in (uspto.week(tmp_path / "I20220104.tar", members), tmp_path / "I20220104.zip"):
        if path.suffix == ".zip":
            path.write_bytes(uspto.zipped(members))
        dataset = load(path)
        assert set(dataset["patent_id"]) == {"USD0939806"}
        assert "archive member whose path leads out of it (1)" in dataset.info.description
    assert sorted(path.name for path in tmp_path.iterdir()) == ["I20220104.tar", "I20220104.zip", "cache"]


def test_links_in_a_tar(tmp_path: Path, load, uspto) -> None:
    path = uspto.week(tmp_path / "I20220104.tar", {"USD0939806-20220104.ZIP": uspto.zipped(uspto.files())})
    with tarfile.open(path, "a") as archive:
        link = tarfile.TarInfo("USD0939807-20220104.ZIP")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert "archive member that is no plain file (1)" in load(path).info.description


def test_members_that_are_too_large(tmp_path: Path, load, monkeypatch, uspto) -> None:
    monkeypatch.setattr("patent_data.archives._LARGEST", 20_000)
    content = uspto.files() | {"USD0939806-20220104-D00002.TIF": b"\x00" * 30_000}
    path = uspto.week(
        tmp_path / "I20220104.tar",
        {"USD0939806-20220104.ZIP": uspto.zipped(content), "USD0939807-20220104.ZIP": b"\x00" * 30_000},
    )
    dataset = load(path)
    assert len(dataset) == 2
    assert "archive member that is too large (2)" in dataset.info.description
    assert "picture is missing (1)" in dataset.info.description


def test_a_member_that_is_larger_than_it_says(tmp_path: Path, load, monkeypatch, uspto) -> None:
    monkeypatch.setattr("patent_data.archives._LARGEST", 20_000)
    data = uspto.zipped(uspto.files() | {"USD0939806-20220104-D00002.TIF": b"\x00" * 30_000})
    for packed in (struct.pack("<I", 30_000),):
        data = data.replace(packed, struct.pack("<I", 300))
    (tmp_path / "a.zip").write_bytes(data)
    dataset = load(tmp_path / "a.zip")
    assert len(dataset) == 2 and "archive member that is damaged (1)" in dataset.info.description


def test_damaged_and_encrypted_members(tmp_path: Path, load, uspto) -> None:
    content = uspto.files()
    data = bytearray(uspto.zipped(content))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        damaged, encrypted = (archive.getinfo(f"USD0939806-20220104-D0000{n}.TIF") for n in (1, 2))
    at = damaged.header_offset + 30 + len(damaged.filename) + 10
    data[at : at + 8] = b"\xff" * 8
    central = data.rindex(encrypted.filename.encode()) - 46
    data[central + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    text = load(tmp_path / "a.zip").info.description
    assert "1 kept" in text
    assert "archive member that is damaged (1)" in text and "archive member that is encrypted (1)" in text


@pytest.mark.parametrize("name", ["a.zip", "I20220104.tar"])
def test_archives_that_are_cut_short(tmp_path: Path, load, name: str, uspto) -> None:
    path = tmp_path / name
    if name == "a.zip":
        path.write_bytes(uspto.zipped(uspto.files())[:-100])
        with pytest.raises(ValueError, match=r"no figure to read: .*archive cannot be read or is cut short \(1\)"):
            load(path)
        return
    uspto.week(path, {f"USD093980{n}-20220104.ZIP": uspto.zipped(uspto.files(f"D093980{n}")) for n in (6, 7)})
    with tarfile.open(path) as archive:
        last = archive.getmembers()[-1]
    path.write_bytes(path.read_bytes()[: last.offset_data + 100])
    dataset = load(path)
    assert set(dataset["patent_id"]) == {"USD0939806"}
    assert "archive cannot be read or is cut short" in dataset.info.description


def test_archives_in_archives_in_archives(tmp_path: Path, load, uspto) -> None:
    inner = uspto.zipped({"USD0939806-20220104.ZIP": uspto.zipped(uspto.files())})
    (tmp_path / "a.zip").write_bytes(uspto.zipped({"b.zip": inner} | uspto.files("D0939807")))
    dataset = load(tmp_path / "a.zip")
    assert set(dataset["patent_id"]) == {"USD0939807"}
    assert "archive in an archive in an archive (1)" in dataset.info.description


@pytest.mark.processes
def test_several_processes_and_streaming_give_the_same_rows(tmp_path: Path, load, monkeypatch, uspto) -> None:
    monkeypatch.setattr("patent_data.uspto._SHARD", 2)
    members = {
        f"D/USD093980{n}-20220104.ZIP": uspto.zipped(uspto.files(f"D093980{n}", landscape=(1,))) for n in range(5)
    }
    path = uspto.week(tmp_path / "I20220104.tar", members | {"D/USD0939809-20220104.ZIP": b"damaged"})
    one = load(path)
    two = load_uspto(path, num_proc=2, cache_dir=tmp_path / "other")
    assert raw(one) == raw(two) == raw(load(path, streaming=True))
    assert one.info.description == two.info.description and len(one) == 15
