"""What is wrong with an index on disk is said in one line, and loses nothing."""

import contextlib
import dataclasses
import json
import shutil

import numpy as np
import pyarrow as pa
import pytest

from modeling_patent.retrieval import PatentIndex, files, manifest, part_files
from modeling_patent.retrieval.storage import read_index, write_index

from .storing import PROBE, content, data_files, held, large, make_base, named, week


@pytest.fixture
def base(tmp_path):
    make_base(tmp_path / "base")
    return tmp_path / "base"


def first(folder, kind):
    """The file of a kind of the first part."""
    entry = json.loads((folder / "index.json").read_text())["parts"][0]["files"][kind]
    return folder / entry["name"]


def change_manifest(folder, change, sum_too=True):
    known = json.loads((folder / "index.json").read_text())
    known = change(known) or known
    if sum_too:
        known["sha256"] = manifest._sum(known)
    (folder / "index.json").write_text(json.dumps(known))


def change_byte(path, place):
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 0x40]))


def refused(folder, message, **options):
    """Reading is refused in one line that names the folder."""
    with pytest.raises(ValueError, match=message) as raised:
        read_index(folder, **options)
    assert "\n" not in str(raised.value)
    assert str(folder) in str(raised.value)


@pytest.mark.parametrize("kind", ["vectors", "rows", "approximate"])
@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-100]), "has .* bytes, not"),
        (lambda path: path.write_bytes(b""), "has 0 bytes"),
        (lambda path: change_byte(path, path.stat().st_size - 1), "does not have its checksum"),
        (lambda path: path.write_bytes(bytes(path.stat().st_size)), "does not have its checksum"),
        (lambda path: path.unlink(), "is missing"),
    ],
    ids=["truncated", "empty", "changed", "foreign", "missing"],
)
def test_a_damaged_file_is_one_line_that_names_it(base, kind, harm, message):
    harm(first(base, kind))
    refused(base, f"is damaged: {first(base, kind).name} {message}.*; make it again")


@pytest.mark.parametrize("kind", ["vectors", "rows", "approximate"])
def test_a_save_mends_what_is_damaged(base, kind):
    saved = read_index(base)
    good = content(saved)
    change_byte(first(base, kind), 200)
    parts = [dataclasses.replace(large(), stored=saved.parts[0].stored), saved.parts[1]]
    write_index(base, parts, "some/model", PROBE, saved.seen)
    assert held(base) == good


@pytest.mark.parametrize("kind", ["vectors", "rows", "approximate"])
@pytest.mark.parametrize("target", ["base", "other"])
def test_a_loaded_index_whose_file_was_damaged_since_is_not_saved_as_if_it_were_whole(base, kind, target):
    saved = read_index(base)
    change_byte(first(base, kind), first(base, kind).stat().st_size // 2)
    before = data_files(base)
    with pytest.raises(ValueError, match=r"is damaged: .* does not have its checksum"):
        write_index(base.parent / target, saved.parts, None, None, saved.seen)
    assert data_files(base) == before
    assert data_files(base.parent / target) in (before, [])


def test_damage_of_a_large_file_that_its_sample_does_not_show_is_found_by_verify(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_BLOCK", 16)
    write_index(tmp_path, [large()], None)
    for kind in ("vectors", "rows", "approximate"):
        path = first(tmp_path, kind)
        good, found = path.read_bytes(), []
        for place in range(0, len(good), 37):
            path.write_bytes(good[:place] + bytes([good[place] ^ 0x10]) + good[place + 1 :])
            with pytest.raises(ValueError, match="is damaged"):
                read_index(tmp_path, verify=True)
            with contextlib.suppress(ValueError):
                read_index(tmp_path)
                found.append(place)
        path.write_bytes(good)
        assert len(found) > 10  # so the sample is one
    read_index(tmp_path, verify=True)


@pytest.mark.parametrize("name", ["title", "patent_id", "texts", "locarno"])
def test_values_that_point_out_of_their_column_are_found_whatever_the_sums_say(base, monkeypatch, name):
    path = first(base, "rows")
    column = part_files._map_rows(path, 60, False)[name].chunk(0)
    places = column.indices if pa.types.is_dictionary(column.type) else column
    data = bytearray(path.read_bytes())
    start = data.index(places.buffers()[1].to_pybytes())
    data[start + 8 : start + 16] = (2**31 - 1).to_bytes(4, "little") * 2
    path.write_bytes(data)
    monkeypatch.setattr(part_files, "check_file", lambda *arguments: None)
    refused(base, "is no Arrow file")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.update(format_version=1), "has format version 1, this program reads 2; make it again"),
        (lambda m: m.update(format_version=99), "has format version 99"),
        (lambda m: m.pop("parts"), "does not name"),
        (lambda m: m.update(parts=[]), "does not name"),
        (lambda m: m.update(parts={"a": 1}), "does not name"),
        (lambda m: m.update(rows=71), "does not name"),
        (lambda m: m.update(rows="72"), "does not name"),
        (lambda m: m.update(dimension=-12), "does not name"),
        (lambda m: m.update(dimension=True), "does not name"),
        (lambda m: m.update(generation=1.5), "does not name"),
        (lambda m: m.update(model_name=3), "does not name"),
        (lambda m: m.pop("probe"), "does not name"),
        (lambda m: m["parts"][0].pop("removed"), "does not name"),
        (lambda m: m["parts"][0].update(removed=[1]), "does not name"),
        (lambda m: m["parts"][0].update(approximate={}), "does not name"),
        (lambda m: m["parts"][1].update(approximate={"kind": "sq8", "calibration": {}}), "does not name"),
        (lambda m: m["parts"][0]["files"].pop("vectors"), "does not name"),
        (lambda m: m["parts"][0]["files"]["vectors"].update(bytes="many"), "does not name"),
        (lambda m: m["parts"][0]["files"]["vectors"].update(sha256=None), "does not name"),
        (lambda m: m["parts"][0]["files"]["rows"].update(name="../../etc/passwd"), "does not name"),
        (lambda m: m["parts"][0]["files"]["rows"].update(m["parts"][0]["files"]["vectors"]), "does not name"),
        (lambda m: m.update(dimension=24), r"holds float32 \[60, 12\], not float32 \[60, 24\]"),
        (lambda m: [p.update(rows=36) for p in m["parts"]], r"holds float32 \[60, 12\], not float32 \[36, 12\]"),
        (lambda m: m["parts"][0]["files"].update(vectors=m["parts"][1]["files"]["vectors"]), r"\[12, 12\]"),
        (lambda m: m["parts"][0]["files"].update(rows=m["parts"][1]["files"]["rows"]), "other rows than index.json"),
        (lambda m: m["parts"][0]["approximate"].update(kind="hnsw"), "belongs to other rows"),
        (lambda m: m["parts"][0]["approximate"].update(calibration={}), "cannot be read"),
    ],
)
def test_a_manifest_that_cannot_be_is_one_line(base, change, message):
    change_manifest(base, lambda known: change(known) and None)
    refused(base, message)


def test_parts_of_several_dimensions_are_refused_on_the_way_in_and_out(base, tmp_path):
    with pytest.raises(ValueError, match=r"vectors of one dimension, not of \[7, 12\]"):
        write_index(tmp_path / "new", [week(1), week(2, dimension=7)], None)
    with pytest.raises(ValueError, match="vectors of one dimension, not of none"):
        write_index(tmp_path / "new", [], None)
    assert not (tmp_path / "new").exists()
    write_index(tmp_path / "new", [week(2, dimension=7)], None)
    other = json.loads((tmp_path / "new" / "index.json").read_text())["parts"]
    for name in data_files(tmp_path / "new"):
        shutil.copy(tmp_path / "new" / name, base)
    change_manifest(base, lambda known: known | {"parts": known["parts"] + other, "rows": known["rows"] + 12})
    refused(base, r"holds float32 \[12, 7\], not float32 \[12, 12\]")


def test_a_changed_manifest_is_noticed(base):
    text = (base / "index.json").read_text()
    change_manifest(base, lambda known: known.update(model_name="other/model"), sum_too=False)
    refused(base, "index.json does not have its checksum")
    (base / "index.json").write_text(text[: len(text) // 2])
    refused(base, "index.json is no JSON; it is damaged")
    (base / "index.json").write_text("[" * 100_000)
    refused(base, "index.json is no JSON; it is damaged")
    (base / "index.json").write_bytes(b"\xff\xfe")
    refused(base, "index.json is no JSON; it is damaged")
    (base / "index.json").write_text(text.replace("\n", " "))
    read_index(base)


@pytest.mark.parametrize("text", ["", "{", '{"format": "modeling_patent inde"}', "[]"])
def test_a_damaged_manifest_beside_files_of_ours_is_replaced_by_the_next_save(base, text):
    seen = read_index(base).seen
    (base / "index.json").write_text(text)
    saved = write_index(base, [week(1)], None, None, seen)
    assert held(base) == content(saved)
    assert data_files(base) == named(saved)


def test_no_data_file_goes_before_the_save_that_replaces_a_damaged_manifest_is_done(base, monkeypatch):
    before = data_files(base)
    (base / "index.json").write_text("{")
    monkeypatch.setattr(part_files, "_write_rows", lambda out, table: out.missing)
    with pytest.raises(AttributeError):
        write_index(base, [week(2)], None)
    assert set(before) <= set(data_files(base))


def test_an_index_of_another_version_is_replaced_but_not_by_one_that_was_loaded_there(base):
    loaded = read_index(base)
    change_manifest(base, lambda known: known.update(format_version=3, sha256="new"), sum_too=False)
    with pytest.raises(ValueError, match="changed meanwhile"):
        write_index(base, loaded.parts, None, None, loaded.seen)
    write_index(base, loaded.parts, None)
    read_index(base)


def test_an_index_of_the_first_version_is_refused_and_replaced_whole(tmp_path):
    (tmp_path / f"vectors-{'0' * 16}.npy").write_bytes(b"x")
    (tmp_path / f"rows-{'0' * 16}.parquet").write_bytes(b"x")
    (tmp_path / "index.json").write_text(json.dumps({"format": "modeling_patent index", "format_version": 1}))
    refused(tmp_path, "has format version 1, this program reads 2; make it again")
    saved = write_index(tmp_path, [week(1)], None)
    assert data_files(tmp_path) == named(saved)


def test_a_folder_with_other_files_is_not_written_to(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match=r"holds other files \(thesis\.txt\)"):
        write_index(tmp_path, [week(1)], None)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(ValueError, match="is a file"):
        write_index(tmp_path / "thesis.txt", [week(1)], None)


def test_another_programs_index_json_is_neither_read_nor_replaced(tmp_path):
    for text in ('{"format": "lucene"}', "{", "[]"):
        (tmp_path / "index.json").write_text(text)
        (tmp_path / "segments").write_text("x")
        refused(tmp_path, "another program")
        with pytest.raises(ValueError, match="another program"):
            write_index(tmp_path, [week(1)], None)
        assert (tmp_path / "index.json").read_text() == text


def test_what_is_no_index_is_said_to_be_none(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such index"):
        PatentIndex.load(tmp_path / "nowhere")
    refused(tmp_path, r"no index: it has no index\.json")


def test_rows_in_another_order_than_by_date_are_refused(base, monkeypatch):
    order = np.arange(12)[::-1]
    part = dataclasses.replace(week(1), table=week(1).table.take(order), vectors=week(1).vectors[order])
    write_index(base, [part], None)
    refused(base, "holds no rows of an index .*grant-date order")
