"""DeepPatent2 in archives that are cut short, damaged, encrypted, or packed in ways that are not read."""

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from patent_data import load_deeppatent2
from patent_data.release_archive import CUT
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
from tests.patent_data.test_readers_deeppatent2_hostile import NAME, release


def encrypted(data: bytes, name: str, kind: int | None = None) -> bytes:
    """Mark a member of a ZIP as encrypted, or as packed in another way."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo(name).header_offset
    central = data.rindex(name.encode()) - 46
    if kind is None:
        changed[at + 6] |= 1
        changed[central + 8] |= 1
    else:
        changed[at + 8 : at + 10] = changed[central + 10 : central + 12] = struct.pack("<H", kind)
    return bytes(changed)


def test_encrypted_members(tmp_path: Path) -> None:
    records, files = figures(1, 2)
    packed = inner(records, files)
    with pytest.raises(ValueError, match=r"2019\.zip/design2019\.json: cannot be read: .*encrypted"):
        read(write(tmp_path / "a", {"2019.zip": encrypted(zipped(packed), "design2019.json")}))
    write(tmp_path / "b", {"2019.zip": encrypted(zipped(packed), "Segmented.tar.gz")})
    with pytest.raises(ValueError, match=r"no figure to read: .*encrypted \(1\); picture is missing \(2\)"):
        load_deeppatent2(tmp_path / "b", cache_dir=tmp_path / "cache")
    loose = zipped({"design2019.json": packed["design2019.json"]} | files)
    rows, tally = read(write(tmp_path / "c", {"2019.zip": encrypted(loose, NAME.format(1))}))
    assert len(rows) == 1 and tally.left_out == {"archive member that is encrypted": 1}


@pytest.mark.parametrize("kind", [9, zipfile.ZIP_LZMA, 77])
def test_members_packed_in_other_ways(tmp_path: Path, kind: int) -> None:
    records, files = figures(1, 2)
    loose = zipped({"design2019.json": text_of(records)} | files)
    rows, tally = read(write(tmp_path / "a", {"2019.zip": encrypted(loose, NAME.format(1), kind)}))
    assert len(rows) == 1 and tally.left_out == {"archive member that is packed in a way that is not read": 1}
    with pytest.raises(ValueError, match=r"design2019\.json: cannot be read: .*packed in a way"):
        read(write(tmp_path / "b", {"2019.zip": encrypted(loose, "design2019.json", kind)}))


@pytest.mark.parametrize("mode", ["w:", "w:gz"])
def test_what_was_read_before_a_cut_stays_and_the_cut_is_counted(tmp_path: Path, mode: str) -> None:
    names = [NAME.format(number) for number in range(1, 7)]
    data = tarred({name: png(number) for number, name in enumerate(names, 1)}, mode)
    end = len(data.rstrip(b"\0")) + 1 if mode == "w:" else len(data)
    kept = []
    for at in [*range(512, end, 512), *range(1, 40, 13)] if mode == "w:" else range(1, end - 12, 40):
        path = release(tmp_path, 6)
        (path / ("Segmented.tar" if mode == "w:" else "Segmented.tar.gz")).write_bytes(data[:at])
        rows, tally = read(path)
        assert tally.left_out[CUT] == 1, at
        assert len(rows) + tally.left_out["picture is missing"] == 6
        kept.append(len(rows))
    assert {*kept} >= {0, 1, 3, 5}


def test_a_cut_year_is_one_clear_line_or_a_counted_cut(tmp_path: Path) -> None:
    records, files = figures(*range(1, 7))
    packed = inner(records, files)
    packed = {name: packed[name] for name in ("design2019.json", "Segmented.tar.gz", "Original.tar.gz")}
    data = zipped(packed)
    for at in range(0, len(data), 97):
        with pytest.raises(ValueError, match=r"2019\.zip") as caught:
            read(write(tmp_path / "zip", {"2019.zip": data[:at]}))
        assert "\n" not in str(caught.value)
    data, outcomes = tarred(packed, "w:"), set()
    for at in range(0, len(data.rstrip(b"\0")), 97):
        try:
            rows, tally = read(write(tmp_path / "tar", {"2019.tar": data[:at]}))
        except ValueError as error:
            assert "2019.tar" in str(error) and "\n" not in str(error)
            outcomes.add("error")
        else:
            assert tally.left_out[CUT] == 1
            assert len(rows) + tally.left_out["picture is missing"] == 6
            outcomes.add(len(rows))
    assert outcomes >= {"error", 0, 6}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("packed", ["2019.zip", "2019.tar", "2019.tgz", "loose.zip"])
def test_damage_anywhere_loses_no_record(tmp_path: Path, packed: str, seed: int) -> None:
    """Every record is a row, or is left out under a reason; or the whole is one clear line."""
    rng = random.Random(seed)
    records, files = figures(*range(1, 7))
    content = inner(records, files) if packed != "loose.zip" else {"design2019.json": text_of(records)} | files
    whole = zipped(content) if packed.endswith("zip") else tarred(content, "w:" if packed.endswith("tar") else "w:gz")
    name = "2019.zip" if packed == "loose.zip" else packed
    others = {
        "picture that no record names",
        CUT,
        "archive member that is no plain file",
        "archive that is nested too deep",
    }
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(data))
            data[at : at + rng.randint(1, 9)] = rng.randbytes(rng.randint(1, 9))
        try:
            rows, tally = read(write(tmp_path, {name: bytes(data)}))
        except ValueError as error:
            assert str(tmp_path) in str(error) and "\n" not in str(error)
        else:
            of_records = {reason: count for reason, count in tally.left_out.items() if reason not in others}
            assert len(rows) + sum(of_records.values()) >= 5, tally  # a damaged text may be of one record less


def test_malformed_records_in_an_archive_name_archive_member_and_place(tmp_path: Path) -> None:
    for text, says in {b'[{"a": 1},\n {"b": }]': "line 2", b'[{"a": 1},': "cut short"}.items():
        write(tmp_path, {"2019.zip": zipped({"x/design2019.json": text})})
        with pytest.raises(ValueError, match=rf"2019\.zip/x/design2019\.json: not valid JSON.*{says}"):
            read(tmp_path)
