"""USPTO grants on disk that would lead a reader astray: links, pipes, huge and false pictures, a disk that fails."""

import io
import os
import struct
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from patent_data import load_uspto
from patent_data.pictures import picture_fault, walk

ROOT = Path(__file__).parents[2]
STEM = "USD0939806-20220104"


@pytest.fixture
def load(tmp_path: Path):
    return lambda path, **options: load_uspto(path, cache_dir=tmp_path / "cache", **options)


def tiff(width: int, height: int, tags: dict[int, tuple[int, int, int]] | None = None, order: str = "<") -> bytes:
    """A bilevel TIFF of one strip that holds next to nothing; `tags`: number -> kind, count, value."""
    entries = {256: (4, 1, width), 257: (4, 1, height), 258: (3, 1, 1), 259: (3, 1, 4), 262: (3, 1, 0)}
    entries |= {273: (4, 1, 8), 277: (3, 1, 1), 278: (4, 1, height), 279: (4, 1, 8)} | (tags or {})
    mark, short = (b"II*\x00", "<HHIHxx") if order == "<" else (b"MM\x00*", ">HHIHxx")
    long = short.replace("Hxx", "I")
    table = b"".join(struct.pack(short if e[0] == 3 and e[1] == 1 else long, n, *e) for n, e in sorted(entries.items()))
    start = struct.pack(f"{order}I", 16)
    return mark + start + bytes(8) + struct.pack(f"{order}H", len(entries)) + table + start


def png(width: int, height: int, kind: int = 0, extra: bytes = b"") -> bytes:
    """A PNG of one bit or eight a channel whose pixels are missing."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1 if kind == 0 else 8, kind, 0, 0, 0)
    checked = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + checked + extra + bytes(4) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


def encoded(kind: str, size: tuple[int, int] = (60, 90)) -> bytes:
    data = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 255, (size[1], size[0]), dtype=np.uint8)
    Image.fromarray(pixels).save(data, kind)
    return data.getvalue()


CLEAR = struct.pack(">I", 2) + b"tRNS" + bytes(2) + struct.pack(">I", zlib.crc32(b"tRNS" + bytes(2)))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (tiff(600, 900), None),
        (tiff(5100, 6600), None),  # a letter page at 600 dpi
        (tiff(60_000, 60_000), "picture is too large"),
        (tiff(60_000, 2_000), "picture is too large"),
        (tiff(60_000, 60_000, order=">"), "picture is too large"),
        (tiff(2**31, 2**31), "picture is too large"),
        (png(60_000, 60_000), "picture is too large"),
        (png(60_000, 2_000), "picture is too large"),
        (png(9_000, 9_000), None),
        (png(9_000, 9_000, extra=CLEAR), "picture is too large"),  # transparent: four channels, and white below them
        (png(9_000, 9_000, kind=6), "picture is too large"),
        (tiff(600, 900, {273: (4, 2**31, 8)}), "picture cannot be read"),
        (tiff(600, 900, {273: (4, 100_001, 8)}) + bytes(500_000), "picture cannot be read"),
        (tiff(600, 900, {700: (1, 2**31, 8)}), "picture cannot be read"),
        (tiff(600, 900, {273: (4, 1, 2**31)}), "picture cannot be read"),
        (tiff(600, 900, {279: (4, 1, 2**31)}), "picture cannot be read"),
        (tiff(0, 900), "picture cannot be read"),
        (tiff(600, 900)[:20], "picture cannot be read"),
        (b"II+\x00\x08\x00\x00\x00" + b"\xff" * 8, "picture cannot be read"),
        (png(0, 5), "picture cannot be read"),
        (png(5, 5, kind=1), "picture cannot be read"),
        (png(5, 5)[:20] + b"x" + png(5, 5)[21:], "picture cannot be read"),
        (encoded("JPEG"), None),
        (encoded("JPEG")[:-40], "picture cannot be read"),
        (encoded("WEBP")[:-40], "picture cannot be read"),
        (b"text", "picture cannot be read"),
        (b"", "picture file is empty"),
    ],
)
def test_pictures_are_judged_by_their_headers(tmp_path: Path, data: bytes, fault: str | None) -> None:
    (tmp_path / "a.tif").write_bytes(data)
    assert picture_fault(data) == picture_fault(str(tmp_path / "a.tif")) == fault


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    for name in ("a.webp", "a.tif"):
        with (tmp_path / name).open("wb") as file:
            file.write(encoded("WEBP" if name == "a.webp" else "TIFF"))
            file.truncate(20 << 30)  # takes no room on disk
        assert picture_fault(str(tmp_path / name)) == "picture is too large"


def test_damaged_pictures_never_raise() -> None:
    """Bytes changed, cut and added at random, in every kind of picture."""
    rng = np.random.default_rng(0)
    seeds = [encoded(kind) for kind in ("TIFF", "PNG", "JPEG", "GIF", "WEBP", "BMP")] + [tiff(60, 90, order=">")]
    told = Counter[str | None]()
    for number in range(1500):
        data = bytearray(seeds[number % len(seeds)])
        for _ in range(rng.integers(1, 5)):
            at = int(rng.integers(min(len(data), 200)))
            data[at : at + int(rng.integers(3))] = rng.bytes(int(rng.integers(4)))
        told[picture_fault(bytes(data[: rng.integers(len(data) // 2, 2 * len(data))]))] += 1
    assert set(told) <= {None, "picture cannot be read", "picture is too large", "picture file is empty"}
    assert told["picture cannot be read"] > 200 and told[None] > 200


def test_false_endings_and_broken_sheets(tmp_path: Path, load, uspto) -> None:
    content = uspto.files(sheets=6, figures=6)
    for number, data in enumerate((encoded("JPEG"), b"text", tiff(60_000, 60_000), b""), start=3):
        content[f"{STEM}-D{number:05d}.TIF"] = data
    content[f"{STEM}-D00002.png"] = content.pop(f"{STEM}-D00002.TIF")
    dataset = load(uspto.unpacked(tmp_path / "r", content))
    assert [image.size for image in dataset["image"]] == [(60, 90)] * 4
    text = dataset.info.description
    assert "picture cannot be read (1); picture file is empty (1); picture is too large (1)" in text


def test_links_that_lead_out_are_not_followed(tmp_path: Path, load, uspto) -> None:
    uspto.unpacked(tmp_path / "secret" / "deep", uspto.files("D0939807"))
    root = uspto.unpacked(tmp_path / "r" / "a", uspto.files()).parent
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "etc").symlink_to("/etc")
    (root / "up").symlink_to("..")
    (root / "file.zip").symlink_to(tmp_path / "secret" / "deep" / "USD0939807-20220104.XML")
    (root / "in").symlink_to(root / "a")
    (root / "itself").symlink_to("itself")
    (root / "a" / f"{STEM}-D00002.TIF").unlink()
    (root / "a" / f"{STEM}-D00002.TIF").symlink_to(tmp_path / "secret" / "deep" / "USD0939807-20220104-D00001.TIF")
    os.mkfifo(root / "a" / f"{STEM}-D00003.TIF")
    dataset = load(root)
    assert dataset["figure_id"][:] == [f"{STEM}-D00000", f"{STEM}-D00001"]
    text = dataset.info.description
    assert "link that leads out of the folder (5)" in text and "neither a file nor a folder (1)" in text
    assert "picture is missing (1)" in text and "secret" not in text


def test_the_folder_itself_may_be_a_link(tmp_path: Path, load, uspto) -> None:
    uspto.unpacked(tmp_path / "disk" / "weeks" / "a", uspto.files())
    (tmp_path / "weeks").symlink_to(tmp_path / "disk" / "weeks")
    assert len(load(tmp_path / "weeks")) == 3
    uspto.week(tmp_path / "disk" / "blob", {f"{STEM}.ZIP": uspto.zipped(uspto.files())})
    (tmp_path / "I20220104.tar").symlink_to(tmp_path / "disk" / "blob")
    assert len(load(tmp_path / "I20220104.tar")) == 3


def test_a_snapshot_of_the_hub_is_read(tmp_path: Path, load, uspto) -> None:
    """Its files are links to the cache's blobs beside it."""
    blobs = uspto.unpacked(tmp_path / "cache" / "datasets--a--b" / "blobs", uspto.files())
    snapshot = blobs.parent / "snapshots" / "0123" / "grants"
    snapshot.mkdir(parents=True)
    for blob in blobs.iterdir():
        (snapshot / blob.name).symlink_to(blob)
    assert len(load(snapshot.parent)) == len(load(snapshot)) == 3


def test_what_a_walk_passes_by(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").write_bytes(b"")
    (tmp_path / "r" / "out").symlink_to(tmp_path / "out")
    os.mkfifo(tmp_path / "r" / "pipe.png")
    passed = Counter[str]()
    assert list(walk(tmp_path / "r", passed)) == []
    assert passed == {"link that leads out of the folder": 1, "neither a file nor a folder": 1}
    assert list(walk(tmp_path / "r")) == []
    assert "passed by {'link that leads out of the folder': 1, 'neither a file nor a folder': 1}" in caplog.text


def test_a_path_that_is_not_utf8(tmp_path: Path, load, uspto) -> None:
    root = tmp_path / "r"
    for name in (b"good", b"caf\xe9"):
        folder = Path(os.fsdecode(os.fsencode(root) + b"/" + name))
        try:
            folder.mkdir(parents=True)
        except OSError:
            pytest.skip("names are UTF-8 on this disk")
        uspto.unpacked(folder, uspto.files("D0939806" if name == b"good" else "D0939807"))
    dataset = load(root)
    assert set(dataset["patent_id"]) == {"USD0939806"}
    assert "picture whose path is not UTF-8 (3)" in dataset.info.description


@pytest.mark.parametrize("where", ["folder", "member", "archive"])
def test_a_disk_that_fails_is_counted(tmp_path: Path, load, monkeypatch, uspto, where: str) -> None:
    root = uspto.unpacked(tmp_path / "r" / "a", uspto.files()).parent
    uspto.unpacked(root / "b", uspto.files("D0939807"))
    (root / "c.zip").write_bytes(uspto.zipped(uspto.files("D0939808")))
    uspto.week(root / "d.tar", {"d.zip": uspto.zipped(uspto.files("D0939809"))})
    bad = {"folder": "b", "archive": "c.zip", "member": "d.tar"}[where]
    scandir, read = os.scandir, Path.open
    walked = [*walk(root)]
    monkeypatch.setattr("patent_data.archives.walk", lambda path, passed: iter(walked))

    def fail(path):
        if str(path).endswith(bad):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "scandir", lambda path=".": fail(path) or scandir(path))
    monkeypatch.setattr(Path, "open", lambda self, *args, **kwargs: fail(self) or read(self, *args, **kwargs))
    dataset = load(root)
    assert len(dataset) == 9 and "folder or archive cannot be read (1)" in dataset.info.description


def test_a_hostile_folder_takes_little_memory(tmp_path: Path, uspto) -> None:
    """Counted in a process of its own; the bombs would take many gigabytes."""
    root = uspto.unpacked(tmp_path / "r" / "good", uspto.files()).parent
    bad = uspto.files("D0939807")
    stem = "USD0939807-20220104"
    bad |= {f"{stem}-D00000.TIF": tiff(60_000, 60_000), f"{stem}-D00001.TIF": tiff(600, 900, {273: (4, 2**30, 8)})}
    uspto.unpacked(root / "pictures", bad)
    deep, wide = b"<us-patent-grant>" + b"<a>" * 1_390_000, b"<us-patent-grant>" + b"<a/>" * 300_000
    sgml = b"<PATDOC>" + b"<PARA>" * 200_000
    uspto.unpacked(root / "records", {"a.xml": deep, "b.xml": wide, "c.sgm": sgml, "d.sgm": b"<" * (31 << 20)})
    with (root / "records" / "e.xml").open("wb") as file:
        file.truncate(30 << 30)
    inner = uspto.zipped({f"{stem}.XML": uspto.grant("D0939807"), f"{stem}-D00001.TIF": tiff(60, 90) + bytes(31 << 20)})
    (root / "week.zip").write_bytes(uspto.zipped({f"{n}.zip": inner for n in range(8)}))
    code = f"""
from pathlib import Path
from patent_data import load_uspto
text = load_uspto({str(root)!r}, cache_dir={str(tmp_path / "cache")!r}).info.description
status = Path("/proc/self/status").read_text()  # `getrusage` would count the process that started this one
print(text, int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "data")))
    there = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=there, check=False)
    assert done.returncode == 0, done.stderr
    assert "12 kept" in done.stdout and int(done.stdout.split()[-1]) < 1000, done.stdout
