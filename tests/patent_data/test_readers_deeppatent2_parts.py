"""DeepPatent2: parts of archives, their names, and what is read where a year lies there more than once."""

import io
import os
import random
from pathlib import Path

import pytest

from patent_data.deeppatent2 import DeepPatent2Reader
from patent_data.release import is_release_archive
from patent_data.release_parts import JoinedFile
from patent_data.tally import Tally
from tests.patent_data.test_readers_deeppatent2_archives import (
    YEAR,
    figures,
    inner,
    png,
    read,
    split,
    tarred,
    text_of,
    write,
    zipped,
)

AGAIN = "picture found again under its name, Segmented goes first"


@pytest.mark.parametrize("name", ["r", "r/2019.aa", "r/2019.ac"])
def test_a_folder_or_any_part_is_the_same_release(tmp_path: Path, name: str) -> None:
    records, files = figures(1, 2, 3)
    write(tmp_path / "r", split(zipped(inner(records, files)), ["2019.aa", "2019.ab", "2019.ac"]))
    rows, tally = read(tmp_path / name)
    assert len(rows) == 3 and not tally.left_out


def test_one_archive_of_any_name(tmp_path: Path) -> None:
    write(tmp_path, {"download": zipped(inner(*figures(1))), "other.zip": b"other"})
    assert len(read(tmp_path / "download")[0]) == 1
    with pytest.raises(ValueError, match=r"other\.zip: neither a ZIP nor a TAR"):
        read(tmp_path / "other.zip")


@pytest.mark.parametrize(
    ("names", "lost", "says"),
    [
        (["2019.aa", "2019.ab", "2019.ac", "2019.ad"], [1], r"2019\.aa: part missing: 2019\.ab \(there are 2019\.aa"),
        (["2019.aa", "2019.ab", "2019.ac", "2019.ad"], [0], r"part missing: 2019\.aa \("),
        (["2019.aa", "2019.ab", "2019.ac", "2019.ad"], [1, 2], r"part missing: 2019\.ab, 2019\.ac \("),
        (
            ["2019.aa", "2019.ab", "2019.ac"],
            [2],
            r"\(parts 2019\.aa to 2019\.ab\): not a whole ZIP .*last part is miss",
        ),
        (["2019.zip.001", "2019.zip.002", "2019.zip.003"], [1], r"part missing: 2019\.zip\.002 \("),
        (["2019.zip.1", "2019.zip.2", "2019.zip.3"], [0], r"part missing: 2019\.zip\.1 \("),
        (["2019.part_aa", "2019.part_ab", "2019.part_ac"], [1], r"part missing: 2019\.part_ab \("),
    ],
)
def test_a_part_that_is_missing_is_named(tmp_path: Path, names: list[str], lost: list[int], says: str) -> None:
    parts = split(zipped(inner(*figures(1, 2, 3))), names)
    write(tmp_path, {name: data for at, (name, data) in enumerate(parts.items()) if at not in lost})
    with pytest.raises(ValueError, match=says) as caught:
        read(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("left", [0, 50])
def test_a_part_that_is_empty_or_cut_short_is_named(tmp_path: Path, number: int, left: int) -> None:
    parts = split(zipped(inner(*figures(*range(1, 9)))), ["2019.aa", "2019.ab", "2019.ac"])
    name = [*parts][number]
    write(tmp_path, parts | {name: parts[name][:left]})
    with pytest.raises(ValueError, match=r"2019\.aa") as caught:
        read(tmp_path)
    text = str(caught.value)
    assert "\n" not in text
    says = f"empty or cannot be read: {name}" if left == 0 else f"({name} is smaller" if number < 2 else "the last part"
    assert says in text


def test_what_is_unpacked_goes_first_and_the_archive_is_counted(tmp_path: Path) -> None:
    records, files = figures(1, 2)
    unpacked = files | {"design2019.json": text_of(records), f"Original/{YEAR}-D00001.png": png()}
    whole = zipped(inner(records, files))
    write(tmp_path, unpacked | split(whole, ["2019.aa", "2019.ab"]) | {"2019.zip": whole})
    rows, tally = read(tmp_path)
    assert len(rows) == 2
    assert tally.left_out == {"archive of what also lies there unpacked": 1, "archive that lies there twice": 1}
    reader = DeepPatent2Reader(tmp_path)
    assert [type(row["image"]) for row in reader.rows(reader.shards()[0], Tally())] == [str, str]


def test_all_that_unpacking_by_hand_leaves_behind(tmp_path: Path) -> None:
    records, files = figures(1, 2)
    files |= {f"Original/{YEAR}-D00001.png": png()}
    packed = inner(records, files)
    lost = dict(list(files.items())[1:])
    write(tmp_path, packed | lost | split(zipped(packed), ["2019.aa", "2019.ab"]))
    rows, tally = read(tmp_path)
    assert len(rows) == 1
    assert tally.left_out == {"archive of what also lies there unpacked": 3, "picture is missing": 1}


@pytest.mark.parametrize("data", [b"", b"no archive"])
def test_what_is_left_of_the_parts_of_an_unpacked_year_is_in_nobodys_way(tmp_path: Path, data: bytes) -> None:
    records, files = figures(1)
    write(tmp_path, files | {"design2019.json": text_of(records), "2019.ab": data, "2019.ac": data})
    rows, tally = read(tmp_path)
    assert len(rows) == 1 and tally.left_out == {"archive cannot be read or is cut short": 1}


@pytest.mark.parametrize("name", ["2019.zip", "2019.tar", "2019.tgz", "Pictures.zip"])
def test_segmented_goes_first_wherever_it_lies_in_an_archive(tmp_path: Path, name: str) -> None:
    figure = f"{YEAR}-D00001_1.png"
    files = {f"Original/{figure}": png(5), f"Segmented/{figure}": png(1), f"Zoo/{figure}": png(6)}
    packed = files | {"design2019.json": text_of(figures(1)[0])}
    if name == "Pictures.zip":
        packed = {"design2019.json": packed["design2019.json"], name: zipped(files)}
        name = "2019.zip"
    data = zipped(packed) if name.endswith("zip") else tarred(packed, "w:gz" if name.endswith("tgz") else "w:")
    rows, tally = read(write(tmp_path, {name: data}))
    assert [row["image"] for row in rows.values()] == [png(1)]
    assert tally.noted[AGAIN] == 2


def test_copies_of_an_archive_are_read_once(tmp_path: Path) -> None:
    records, files = figures(1, 2)
    packed = inner(records, files)
    write(tmp_path, {"2019.zip": zipped(packed), "again/2019.zip": zipped(packed)})
    rows, tally = read(tmp_path)
    assert len(rows) == 2 and not tally.noted[AGAIN] and tally.left_out == {"archive that lies there twice": 1}


def test_what_was_taken_out_of_an_archive_goes_before_it(tmp_path: Path) -> None:
    records, files = figures(1, 2)
    packed = inner(records, files)
    write(tmp_path, packed | {"2019.zip": zipped(packed)})
    rows, tally = read(tmp_path)
    assert (
        len(rows) == 2 and not tally.noted[AGAIN] and tally.left_out == {"archive of what also lies there unpacked": 1}
    )


def test_a_picture_that_also_lies_there_unpacked(tmp_path: Path) -> None:
    """The year of the archive is not known, so it is read for the year that is not unpacked."""
    pictures: dict[str, bytes] = {}
    for year in (2018, 2019):
        records, files = figures(1, 2, date=f"{year}-05-01")
        pictures |= files
        write(tmp_path, {f"design{year}.json": text_of(records)} | (files if year == 2018 else {}))
    rows, tally = read(write(tmp_path, {"Segmented.tar.gz": tarred(pictures)}))
    assert len(rows) == 4 and not tally.left_out
    assert tally.noted[AGAIN] == 2


def test_only_records_unpacked(tmp_path: Path) -> None:
    records, files = figures(1, 2)
    packed = inner(records, files)
    write(tmp_path, {"design2019.json": packed["design2019.json"], "2019.zip": zipped(packed)})
    rows, tally = read(tmp_path)
    assert len(rows) == 2 and not tally.left_out


def test_a_year_in_several_archives(tmp_path: Path) -> None:
    for part in (1, 2):
        records, files = figures(part)
        packed = inner(records, files)
        packed[f"design2019part{part}.json"] = packed.pop("design2019.json")
        write(tmp_path, {f"2019part{part}.zip": zipped(packed)})
    rows, tally = read(tmp_path)
    assert len(rows) == 2 and not tally.left_out


def test_every_year_in_its_own_way(tmp_path: Path) -> None:
    for year in range(2016, 2020):
        records, files = figures(1, 2, date=f"{year}-05-01")
        packed = inner(records, files, year)
        if year == 2016:
            packed = files | {"design2016.json": packed["design2016.json"]}
        elif year == 2017:
            packed = {f"2017/{name}": data for name, data in packed.items()}
        else:
            packed = split(zipped(packed), [f"{year}.aa", f"{year}.ab"][: year - 2017])
        write(tmp_path, packed)
    reader = DeepPatent2Reader(tmp_path)
    assert len(reader.shards()) == 4
    rows, tally = read(tmp_path)
    assert len(rows) == 8 and not tally.left_out
    assert {row["granted"].year for row in read(tmp_path, years={2016, 2019})[0].values()} == {2016, 2019}


def test_archives_of_pictures_that_name_no_year_are_read_with_all(tmp_path: Path) -> None:
    pictures: dict[str, bytes] = {}
    for year in (2018, 2019):
        records, files = figures(1, 2, date=f"{year}-05-01")
        pictures |= files
        write(tmp_path, {f"design{year}.json": text_of(records)})
    write(tmp_path, {"Segmented.tar.gz": tarred(pictures)})
    assert len(DeepPatent2Reader(tmp_path).shards()) == 1
    rows, tally = read(tmp_path)
    assert len(rows) == 4 and not tally.left_out


def test_years_that_are_not_asked_for_are_not_opened(tmp_path: Path) -> None:
    write(tmp_path, {"2018.aa": b"broken", "2018.ac": b"broken", "2019.zip": zipped(inner(*figures(1)))})
    assert len(read(tmp_path, years={2019})[0]) == 1
    with pytest.raises(ValueError, match=r"no records of 2020 \(there are 2018, 2019\)"):
        read(tmp_path, years={2019, 2020})
    with pytest.raises(ValueError, match=r"part missing: 2018\.ab"):
        read(tmp_path)


def test_pictures_of_a_year_without_records_are_counted(tmp_path: Path) -> None:
    records, files = figures(1)
    packed = inner(records, files) | {"Segmented_2018.tar.gz": tarred(figures(1, date="2018-01-02")[1])}
    _, tally = read(write(tmp_path, packed))
    assert tally.left_out == {"archive of pictures of a year without records": 1}


@pytest.mark.parametrize("change", ["touched", "longer", "gone"])
def test_a_changed_part_is_read_anew(tmp_path: Path, change: str) -> None:
    root = write(tmp_path / "r", split(zipped(inner(*figures(1, 2))), ["2019.aa", "2019.ab"]))
    before = {name: DeepPatent2Reader(root / name).fingerprint for name in (".", "2019.aa")}
    part = root / "2019.ab"
    if change == "touched":
        os.utime(part, (1, 1))
    elif change == "longer":
        stat = part.stat()
        part.write_bytes(part.read_bytes() + b"\n")
        os.utime(part, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    else:
        write(root, {"2019.aa": (root / "2019.aa").read_bytes() + part.read_bytes()})
        part.unlink()
    for name, fingerprint in before.items():
        assert DeepPatent2Reader(root / name).fingerprint != fingerprint


@pytest.mark.parametrize("seed", range(20))
def test_joined_parts_read_as_one_file(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    chunks = [rng.randbytes(rng.choice([0, 1, 7, 100, 5000])) for _ in range(rng.randint(1, 6))]
    paths = []
    for number, chunk in enumerate(chunks):
        paths.append(str(tmp_path / str(number)))
        Path(paths[-1]).write_bytes(chunk)
    joined, whole = io.BufferedReader(JoinedFile(paths), 64), io.BytesIO(b"".join(chunks))
    total = len(whole.getvalue())
    with joined:
        for _ in range(300):
            if rng.random() < 0.5:
                whence = rng.randrange(3)
                place = rng.randint(0, total + 5) - (0, whole.tell(), total)[whence]
                assert joined.seek(place, whence) == whole.seek(place, whence)
            size = rng.choice([-1, 0, 1, 3, 60, 6000])
            assert joined.read(size) == whole.read(size) and joined.tell() == whole.tell()
        with pytest.raises(ValueError, match="before the beginning"):
            joined.seek(-total - 1, io.SEEK_END)
    assert joined.closed


@pytest.mark.parametrize(
    ("names", "are"),
    [
        (
            ["2019.aa", "2019.AB", "2019.ba", "2019.aaa", "2019_part_aa", "2019.part1", "2019.zip.aa", "2019.zip.1"],
            True,
        ),
        (["2007.zip", "2007.tar", "2007.tar.gz", "2007.tgz", "design_2007.zip", "DeepPatent2_2019.zip"], True),
        (["Segmented.tar.gz", "Original.tar", "Segmentednew.tar.gz", "Original_2012.tar.gz.aa", "segmented.zip"], True),
        (["I20220104.tar", "I20220104.zip", "I20220104.tar.001", "USD0939806-20220104.ZIP", "20220104.tar"], False),
        (["2022-01-04.zip", "drawings.zip", "2019.json", "2019.png", "2019.gz", "2019.md", "2019.db", "a.aa"], False),
        (["original drawings.zip", "Segmented", "2019", "12019.zip", "2019.csv", "2019.ai", "2019.01"], False),
    ],
)
def test_names_of_archives(names: list[str], are: bool) -> None:
    assert [is_release_archive(name) for name in names] == [are] * len(names)


def test_other_files_are_no_parts(tmp_path: Path) -> None:
    records, files = figures(1)
    others = dict.fromkeys(["2019.db", "2019.md", "2019.gz", "2019.01", "drawings.zip"], b"other")
    rows, tally = read(write(tmp_path, files | others | {"design2019.json": text_of(records)}))
    assert len(rows) == 1 and not tally.left_out


def test_archives_without_records(tmp_path: Path) -> None:
    write(tmp_path, {"Segmented.tar.gz": tarred(figures(1)[1]), "2019.zip": zipped({"a.txt": b""})})
    for path in (tmp_path, tmp_path / "Segmented.tar.gz"):
        with pytest.raises(ValueError, match="no DeepPatent2 records"):
            read(path)
