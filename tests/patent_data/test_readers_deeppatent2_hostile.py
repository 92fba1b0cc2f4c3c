"""DeepPatent2 in archives that are damaged, cut short, or made to do harm."""

import io
import struct
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from patent_data import load_deeppatent2
from patent_data.release_archive import CUT
from tests.patent_data.test_readers_deeppatent2 import record
from tests.patent_data.test_readers_deeppatent2_archives import (
    figures,
    inner,
    png,
    read,
    tarred,
    text_of,
    write,
    zipped,
)

NAME = "Segmented/USD0836880-20190101-D00001_{}.png"
LARGE = 40 << 20


def special(*members: tuple[str, bytes, bytes], files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    """A TAR with members of other types (name, type, content), and after them files."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode, format=tarfile.GNU_FORMAT) as archive:
        for name, kind, content in members:
            member = tarfile.TarInfo(name)
            member.type, member.size, member.linkname = kind, len(content), "/etc/passwd"
            archive.addfile(member, io.BytesIO(content))
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def release(root: Path, numbers: int, **packed: bytes) -> Path:
    """A half unpacked year whose records name pictures 1 to `numbers`."""
    records = [record(number) for number in range(1, numbers + 1)]
    names = {name.replace("_", "."): data for name, data in packed.items()}
    return write(root, {"design2019.json": text_of(records)} | names)


@pytest.mark.parametrize("name", ["../../{}", "/etc/{}", "C:/{}", "..\\..\\{}", "a/../../{}"])
@pytest.mark.parametrize("packed", ["tar", "zip"])
def test_members_whose_path_leads_out_are_not_read(tmp_path: Path, name: str, packed: str) -> None:
    files = {name.format(NAME.format(1)): png(1), NAME.format(2): png(2)}
    root = tmp_path / "a" / "b"
    if packed == "tar":
        release(root, 2, Segmented_tar_gz=tarred(files))
    else:
        write(root, {"2019.zip": zipped({"design2019.json": text_of([record(1), record(2)])} | files)})
    rows, tally = read(root)
    assert len(rows) == 1
    assert tally.left_out == {"archive member whose path leads out of it": 1, "picture is missing": 1}
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == (2 if packed == "tar" else 1)


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_links_and_devices_are_not_followed(tmp_path: Path, kind: bytes) -> None:
    data = special((NAME.format(1), kind, b""), files={NAME.format(2): png(2)})
    rows, tally = read(release(tmp_path, 2, Segmented_tar_gz=data))
    assert len(rows) == 1
    assert tally.left_out == {"archive member that is no plain file": 1, "picture is missing": 1}


@pytest.mark.parametrize("name", ["Segmented.tar.gz", NAME.format(1)])
def test_links_in_a_zip(tmp_path: Path, name: str) -> None:
    records, files = figures(1, 2)
    link = zipfile.ZipInfo(name)
    link.external_attr = 0o120777 << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("design2019.json", text_of(records))
        archive.writestr(link, "/etc/passwd")
        archive.writestr(NAME.format(2), files[NAME.format(2)])
    rows, tally = read(write(tmp_path, {"2019.zip": data.getvalue()}))
    assert len(rows) == 1
    assert tally.left_out == {"archive member that is no plain file": 1, "picture is missing": 1}


@pytest.mark.parametrize("packed", ["tar.gz", "zip"])
def test_bombs_are_counted_and_never_held(tmp_path: Path, packed: str) -> None:
    files = {NAME.format(1): bytes(LARGE), NAME.format(8): bytes(LARGE), NAME.format(2): png(2)}
    if packed == "zip":
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {"design2019.json": text_of([record(1), record(2)]), **files}.items():
                archive.writestr(name, content)
        write(tmp_path, {"2019.zip": data.getvalue()})
    else:
        release(tmp_path, 2, Segmented_tar_gz=tarred(files))
    del files
    tracemalloc.start()
    rows, tally = read(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows) == 1 and tally.left_out == {"archive member that is too large": 2}
    assert peak < LARGE / 4


def test_a_zip_member_that_is_larger_than_it_says(tmp_path: Path) -> None:
    records, _ = figures(1, 2)
    data = zipped({"design2019.json": text_of(records), NAME.format(1): bytes(30_000), NAME.format(2): png(2)})
    write(tmp_path, {"2019.zip": data.replace(struct.pack("<I", 30_000), struct.pack("<I", 300))})
    rows, tally = read(tmp_path)
    assert len(rows) == 1 and sum(tally.left_out.values()) == 1


@pytest.mark.parametrize("size", [1 << 60, -512, -1024, -(1 << 40)])
@pytest.mark.parametrize("number", [2, 9])
def test_a_header_that_claims_an_impossible_size_ends_the_archive(tmp_path: Path, size: int, number: int) -> None:
    files = {NAME.format(1): png(1), NAME.format(number): png(2), NAME.format(3): png(3)}
    data = bytearray(special(files=files, mode="w:"))
    at = data.index(NAME.format(number).encode())
    head = data[at : at + 512]
    head[124:136] = size.to_bytes(12, "big", signed=True)
    head[124] |= 0x80
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    data[at : at + 512] = head
    rows, tally = read(release(tmp_path, 3, Segmented_tar=bytes(data)))
    assert len(rows) == 1
    missing = 1 if number == 2 and size > 0 else 2
    assert tally.left_out["picture is missing"] == missing and tally.left_out[CUT] == 1
    assert tally.left_out["archive member that is too large"] == (size > 0)


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_headers_that_would_fill_the_memory_end_the_archive(tmp_path: Path, kind: bytes) -> None:
    data = special(("a", kind, bytes(LARGE)), files={NAME.format(1): png(1)})
    root = release(tmp_path, 2, Segmented_tar_gz=data, Original_tar_gz=tarred({NAME.format(2): png(2)}))
    tracemalloc.start()
    rows, tally = read(root)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows) == 1 and peak < LARGE / 4
    assert tally.left_out == {CUT: 1, "picture is missing": 1}


def test_names_of_names_of_names_end_the_archive(tmp_path: Path) -> None:
    many = [("a", tarfile.GNUTYPE_LONGNAME, b"b\0")] * 3000
    data = special(*many, files={NAME.format(1): png(1)})
    root = release(tmp_path, 2, Segmented_tar_gz=data, Original_tar_gz=tarred({NAME.format(2): png(2)}))
    rows, tally = read(root)
    assert len(rows) == 1 and tally.left_out == {CUT: 1, "picture is missing": 1}


def test_archives_nested_too_deep(tmp_path: Path) -> None:
    records, files = figures(1)
    segmented = files | {"more.tar.gz": tarred(figures(2)[1]), "more.zip": b""}
    packed = inner(records, files) | {"Segmented.tar.gz": tarred(segmented)}
    for name, data in {"2019.zip": zipped(packed), "2019.tar": tarred(packed, "w:")}.items():
        rows, tally = read(write(tmp_path / name, {name: data}))
        assert len(rows) == 1 and tally.left_out == {"archive that is nested too deep": 2}


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    folder = "Segmented/Entw\udcfcrfe/"  # latin-1, as `tarfile` shows it
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz", format=tarfile.GNU_FORMAT, errors="surrogateescape") as archive:
        for number in (1, 2):
            member = tarfile.TarInfo(folder + Path(NAME.format(number)).name)
            member.size = len(png(number))
            archive.addfile(member, io.BytesIO(png(number)))
    root = release(tmp_path / "r", 2, Segmented_tar_gz=data.getvalue())
    dataset = load_deeppatent2(root, cache_dir=tmp_path / "cache")
    assert [image.size for image in dataset["image"]] == [(21, 10), (22, 10)]


def test_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    records, files = figures(1)
    write(tmp_path / "r", {"design2019.json": text_of(records)})
    folder = tmp_path / "r" / "Segmented\udcfc"
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("the file system takes no such name")
    (folder / Path(NAME.format(1)).name).write_bytes(files[NAME.format(1)])
    dataset = load_deeppatent2(tmp_path / "r", cache_dir=tmp_path / "cache")
    assert dataset[0]["image"].size == (21, 10)


def holes(kind: str) -> bytes:
    """A TAR whose first member has a list of holes that does not end soon."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("a")
        if kind == "pax":
            content = b"99999999\n" + b"1\n" * (LARGE // 2)
            member.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "10"}
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        else:
            member.type = tarfile.GNUTYPE_SPARSE
            head = bytearray(member.tobuf(tarfile.GNU_FORMAT))
            head[482] = 1
            head[148:156] = b" " * 8
            head[148:156] = b"%06o\0 " % sum(head)
            archive.fileobj.write(bytes(head) + (b"00000000001\0" * 42 + b"\1" * 8) * (LARGE // 512))
    return data.getvalue()


@pytest.mark.parametrize("kind", ["pax", "gnu"])
def test_lists_of_holes_that_would_fill_the_memory_end_the_archive(tmp_path: Path, kind: str) -> None:
    root = release(tmp_path, 2, Segmented_tar_gz=holes(kind), Original_tar_gz=tarred({NAME.format(2): png(2)}))
    tracemalloc.start()
    rows, tally = read(root)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows) == 1 and peak < LARGE / 4
    assert tally.left_out == {CUT: 1, "picture is missing": 1}
