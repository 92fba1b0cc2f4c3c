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
    monkeypatch.setattr("patent_data.zips._LARGEST", 20_000)
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
    monkeypatch.setattr("patent_data.zips._LARGEST", 20_000)
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


def forged(name: str, data: bytes, stated: int) -> bytes:
    """A ZIP whose only member says that it has `stated` bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue().replace(struct.pack("<I", len(data)), struct.pack("<I", stated))


def test_a_member_that_says_it_is_small(tmp_path: Path, load, monkeypatch, uspto) -> None:
    """Only as much is unpacked at once as a member says; never the whole of what it grows to."""
    asked: list[int] = []
    read = zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda self, n=-1: asked.append(n) or read(self, n))
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "b.zip").write_bytes(forged("USD0939807-20220104.XML", b" " * 50_000_000, 10))
    (tmp_path / "r" / "a.zip").write_bytes(uspto.zipped(uspto.files()))
    dataset = load(tmp_path / "r")
    assert len(dataset) == 3 and "archive member that is damaged (1)" in dataset.info.description
    assert min(asked) > 0 and max(asked) <= 1 << 20


def test_members_that_lie_over_each_other(tmp_path: Path, load, uspto) -> None:
    data = uspto.zipped({f"{n}.tif": uspto.sheet(size=(600, 900)) for n in range(50)} | uspto.files())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
        first = archive.infolist()[0]
    # fifty times the list of members, all of them in one place
    listed = data[start : data.rindex(b"PK\x05\x06")]
    entry = listed[: 46 + len(first.filename)]
    many = entry * 500
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 500, 500, len(many), start, 0)
    (tmp_path / "a.zip").write_bytes(data[:start] + many + end)
    with pytest.raises(ValueError, match=r"archive whose members lie over each other \(1\)"):
        load(tmp_path / "a.zip")


@pytest.mark.parametrize("long", [False, True])
def test_too_many_members(tmp_path: Path, load, monkeypatch, uspto, long: bool) -> None:
    monkeypatch.setattr("patent_data.zips._LARGEST_DIRECTORY", 200)
    monkeypatch.setattr("patent_data.archives._MOST_MEMBERS", 3)
    data = uspto.zipped(uspto.files())
    if long:  # the list's size stands in the parts that ZIP64 adds
        end = data.rindex(b"PK\x05\x06")
        size, offset = struct.unpack_from("<2I", data, end + 12)
        more = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 4, 4, size, offset)
        more += struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
        data = data[:end] + more + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 4, 4, 100, 2**32 - 1, 0)
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(ValueError, match=r"archive with too many members \(1\)"):
        load(tmp_path / "a.zip")
    path = uspto.week(tmp_path / "a.tar", {f"{n}/{name}": data for n in "ab" for name, data in uspto.files().items()})
    text = load(path).info.description
    assert "archive cannot be read or is cut short (1)" in text


def test_links_and_other_packings_in_a_zip(tmp_path: Path, load, uspto) -> None:
    link = zipfile.ZipInfo("USD0939806-20220104-D00001.TIF")
    link.external_attr = 0o120777 << 16
    content = uspto.files()
    del content[link.filename]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        sheet = "USD0939806-20220104-D00002.TIF"
        archive.writestr(sheet, content.pop(sheet), compress_type=zipfile.ZIP_BZIP2)
        for name, data in content.items():
            archive.writestr(name, data)
    text = load(tmp_path / "a.zip").info.description
    assert "1 kept" in text and "archive member that is no plain file (1)" in text
    assert "archive member that is packed in another way than ZIP's usual one (1)" in text


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_named_twice(tmp_path: Path, load, uspto) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, data in [*uspto.files().items(), *uspto.files("D0939806").items()]:
            archive.writestr(name, data)
        archive.writestr("USD0939806-20220104-D00001.tiff", b"")
    text = load(tmp_path / "a.zip").info.description
    assert "3 kept" in text and "archive member named twice (4)" in text and "second picture of one name (1)" in text


def header(name: str, size: int, kind: bytes = b"0") -> bytes:
    """The 512 bytes before a member of a .tar, of any size that its twelve bytes can hold."""
    member = tarfile.TarInfo(name)
    member.type = kind
    block = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    block[124:136] = (
        (size if size >= 0 else 256**11 + size).to_bytes(11, "big").rjust(12, b"\x80" if size >= 0 else b"\xff")
    )
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize(
    "bad",
    [
        header("USD0939807-20220104.ZIP", -512),
        header("USD0939807-20220104.ZIP", -2048),
        header("USD0939807-20220104.ZIP", 2**62),
        header("x", 2**33, b"L"),
        header("x", 2**33, b"x"),
        header("x", 0, b"L") * 3000,
        b"no header" * 60,
    ],
    ids=["back", "far back", "far off", "long name", "long header", "many headers", "damaged"],
)
def test_tars_that_mislead(tmp_path: Path, load, uspto, bad: bytes) -> None:
    path = uspto.week(tmp_path / "I20220104.tar", {"USD0939806-20220104.ZIP": uspto.zipped(uspto.files())})
    with tarfile.open(path) as archive:
        end = archive.getmembers()[-1].offset_data + (archive.getmembers()[-1].size + 511) // 512 * 512
    path.write_bytes(path.read_bytes()[:end] + bad + bytes(1024))
    dataset = load(path)
    assert len(dataset) == 3
    assert (
        "archive cannot be read or is cut short (1)" in dataset.info.description
        or "too large" in dataset.info.description
    )


def test_names_that_are_not_utf8(tmp_path: Path, load, uspto) -> None:
    path = uspto.week(tmp_path / "I20220104.tar", {"D\udcff/USD0939806-20220104.ZIP": uspto.zipped(uspto.files())})
    dataset = load(path)
    assert len(dataset) == 3
    assert raw(dataset)[0]["image"]["path"].endswith(
        "I20220104.tar/D\ufffd/USD0939806-20220104.ZIP/USD0939806-20220104-D00000.TIF"
    )


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
