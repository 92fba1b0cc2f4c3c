import dataclasses
import errno
import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from modeling_patent.retrieval import PatentIndex, files, part_files
from modeling_patent.retrieval.approximate import build_approximate
from modeling_patent.retrieval.collection import SCHEMA, rows_table
from modeling_patent.retrieval.parts import make_part
from modeling_patent.retrieval.storage import read_index, write_index

from .storing import PROBE, content, data_files, held, large, lists_of, make_base, named, week


@pytest.fixture
def base(tmp_path):
    """A saved index of two parts, one with an approximate index and a removed patent."""
    make_base(tmp_path / "base")
    return tmp_path / "base"


def inodes(folder):
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


def test_a_saved_index_loads_equal(tmp_path):
    saved = write_index(tmp_path, [large(), week(1), week(2)], "some/model", PROBE)
    loaded = read_index(tmp_path)
    assert content(loaded) == content(saved)
    assert loaded.parts[0].removed == {"patent1"}
    assert (loaded.model_name, loaded.probe, loaded.seen) == ("some/model", PROBE, saved.seen)
    for part, written in zip(loaded.parts, (large(), week(1), week(2)), strict=True):
        assert part.table.equals(written.table)
        assert part.table.schema == SCHEMA
        assert part.keys.patents == written.keys.patents
        assert np.array_equal(part.keys.patent_of, written.keys.patent_of)
        assert [str(code) for code in part.keys.codes] == [str(code) for code in written.keys.codes]
        assert np.array_equal(part.keys.code_of, written.keys.code_of)


def test_the_approximate_index_that_is_loaded_finds_the_same(base):
    views = large().vectors[:5]
    for found, expected in zip(
        read_index(base).parts[0].approximate.index.search(views, 7),
        large().approximate.index.search(views, 7),
        strict=True,
    ):
        assert np.array_equal(found, expected)


def test_an_index_searches_alike_after_save_and_load(index, tmp_path):
    index.save(tmp_path / "index")
    loaded = PatentIndex.load(tmp_path / "index", verify=True)
    assert loaded.table.equals(index.table)
    assert loaded.model_name == "someone/model"
    query = np.linspace(-1, 1, 12)
    assert loaded.search(query, k=50, locarno="14") == index.search(query, k=50, locarno="14")


def test_an_index_can_be_saved_over_itself_after_an_add_and_a_removal(index, tmp_path):
    index.save(tmp_path)
    loaded = PatentIndex.load(tmp_path)
    loaded.add(np.ones((1, 12)), [{"figure_id": "new", "patent_id": "new"}])
    loaded.save(tmp_path)
    loaded.remove(["new"])
    loaded.save(tmp_path)
    assert PatentIndex.load(tmp_path).table.equals(index.table)


def test_saving_makes_missing_folders_and_text_of_any_script_survives(tmp_path):
    rows = [{"figure_id": "図1", "patent_id": "p", "title": "Café — 椅子\n'\"<&>", "texts": ["a", "b"], "cites": []}]
    part = make_part(np.array([[0.6, 0.8]], dtype=np.float32), rows_table(rows))
    write_index(str(tmp_path / "a" / "b"), [part], None)
    loaded = read_index(str(tmp_path / "a" / "b"))
    assert loaded.parts[0].table.to_pylist() == part.table.to_pylist()
    assert (loaded.model_name, loaded.probe) == (None, None)


def test_an_index_from_before_a_column_was_added_loads_with_nothing_in_it(tmp_path, monkeypatch):
    write = part_files._write_rows
    older = [name for name in SCHEMA.names if name not in ("figures_on_sheet", "related")]
    monkeypatch.setattr(part_files, "_write_rows", lambda out, table: write(out, table.select(older)))
    write_index(tmp_path, [week(1)], None)
    table = read_index(tmp_path).parts[0].table
    assert table.select(older).equals(week(1).table.select(older))
    assert table.schema == SCHEMA
    assert table["related"].null_count == len(table)


def test_loaded_vectors_and_texts_stay_on_disk(tmp_path):
    rows = [{"figure_id": str(i), "patent_id": str(i // 9), "caption": "long " * 200} for i in range(2000)]
    write_index(tmp_path, [make_part(np.ones((2000, 1), dtype=np.float32), rows_table(rows))], None)
    before = pa.total_allocated_bytes()
    part = read_index(tmp_path).parts[0]
    assert pa.total_allocated_bytes() - before < 300_000  # the captions have 2 MB
    base = part.vectors
    while base is not None and not isinstance(base, np.memmap):
        base = base.base
    assert isinstance(base, np.memmap)


def test_the_manifest_says_what_lies_there(base):
    manifest = json.loads((base / "index.json").read_text())
    assert (manifest["rows"], manifest["dimension"], manifest["model_name"]) == (72, 12, "some/model")
    assert (manifest["format_version"], manifest["generation"], manifest["probe"]) == (2, 1, PROBE)
    assert [part["removed"] for part in manifest["parts"]] == [["patent1"], []]
    found = [file for part in manifest["parts"] for file in part["files"].values()]
    assert sorted(file["name"] for file in found) == data_files(base)
    for file in found:
        data = (base / file["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"] == file["sample"]
        assert file["sha256"][:16] in file["name"]
        assert len(data) == file["bytes"]


def test_adding_writes_only_what_is_new(base):
    before = inodes(base)
    saved = read_index(base)
    write_index(base, [*saved.parts, week(2)], saved.model_name, saved.probe, saved.seen)
    after = inodes(base)
    assert {name: after.get(name) for name in before if name != "index.json"} == {
        name: inode for name, inode in before.items() if name != "index.json"
    }
    assert len(after) == len(before) + 2


def test_removing_writes_only_the_manifest(base):
    before = inodes(base)
    saved = read_index(base)
    write_index(base, [part.without_patents(["patent2"]) for part in saved.parts], None, None, saved.seen)
    after = inodes(base)
    assert after.pop("index.json") != before.pop("index.json")
    assert after == before
    assert "patent2" in read_index(base).parts[0].removed


def test_an_approximate_index_may_be_made_later_replaced_and_dropped_beside_what_lies_there(tmp_path):
    stored = write_index(tmp_path, [week(0, count=60)], None).parts[0]
    before = {name: inode for name, inode in inodes(tmp_path).items() if name != "index.json"}
    other = build_approximate(stored.vectors, stored.holes, stored.keys.patent_of, "rabitq")
    for approximate in (large().approximate, other, None):
        stored = dataclasses.replace(stored, approximate=approximate)
        stored = write_index(tmp_path, [stored], None).parts[0]
        assert lists_of(read_index(tmp_path).parts[0].approximate) == lists_of(approximate)
        assert before.items() <= inodes(tmp_path).items()
        assert len(inodes(tmp_path)) == len(before) + 1 + (approximate is not None)


def test_a_loaded_index_is_saved_whole_to_another_folder(base, tmp_path):
    saved = read_index(base)
    write_index(tmp_path / "other", saved.parts, saved.model_name, saved.probe, saved.seen)
    assert held(tmp_path / "other") == held(base)
    assert data_files(tmp_path / "other") == data_files(base)
    shutil.rmtree(base)
    assert held(tmp_path / "other") == content(saved)


def test_two_parts_with_equal_vectors_share_their_file(tmp_path):
    tables = [rows_table([{"figure_id": name, "patent_id": name}]) for name in "ab"]
    parts = [make_part(np.ones((1, 1), dtype=np.float32), table) for table in tables]
    saved = write_index(tmp_path, parts, None)
    assert len(data_files(tmp_path)) == 3
    write_index(tmp_path, saved.parts[:1], None)
    assert held(tmp_path) == content(read_index(tmp_path))
    assert len(data_files(tmp_path)) == 2


def test_replacing_an_index_leaves_nothing_of_the_old_one(base):
    saved = write_index(base, [week(3, dimension=7)], "other/model")
    assert held(base) == content(saved)
    assert data_files(base) == named(saved)
    assert len(data_files(base)) == 2


def test_an_index_that_is_replaced_while_open_goes_on_answering(base):
    loaded, before = read_index(base), held(base)
    write_index(base, [week(3, dimension=7)], "other/model")
    assert content(loaded) == before


def test_a_loaded_index_whose_files_were_replaced_can_be_saved_elsewhere(base, tmp_path):
    loaded, before = read_index(base), held(base)
    write_index(base, [week(3, dimension=7)], "other/model")
    write_index(tmp_path / "other", loaded.parts, loaded.model_name, loaded.probe, loaded.seen)
    assert held(tmp_path / "other") == before


def test_a_file_written_atomically_keeps_its_old_content_when_writing_fails(tmp_path):
    path = tmp_path / "report.csv"
    path.write_text("old")

    def fail(out):
        out.write(b"new")
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        files.write_atomically(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_every_file_is_on_disk_before_it_gets_its_name_and_the_manifest_gets_its_name_last(tmp_path, monkeypatch):
    steps = []
    true_replace, true_fsync = os.replace, os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append(os.fstat(handle).st_ino), true_fsync(handle)))
    note = lambda old, new: steps.append((Path(old).stat().st_ino, Path(new).name))  # noqa: E731
    monkeypatch.setattr(os, "replace", lambda old, new: (note(old, new), true_replace(old, new)))
    write_index(tmp_path, [large()], None)
    renamed = [step for step in steps if isinstance(step, tuple)]
    assert [name.split("-")[0] for _, name in renamed] == ["vectors", "rows", "approximate", "index.json"]
    for inode, name in renamed:
        assert inode in steps[: steps.index((inode, name))]
        assert tmp_path.stat().st_ino == steps[steps.index((inode, name)) + 1]


def test_the_sum_of_a_sample_covers_small_files_whole_and_both_ends_of_large_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_BLOCK", 8)
    path = tmp_path / "file"
    for size in (0, 1, 7, 8, 9, 128, 129, 300):
        data = bytes(size)
        path.write_bytes(data)
        good = files.sample_sum(path)
        assert (good == hashlib.sha256(data).hexdigest()) == (size <= 128)
        for place in range(size) if size <= 128 else [*range(8), *range(size - 8, size)]:
            path.write_bytes(data[:place] + b"\1" + data[place + 1 :])
            assert files.sample_sum(path) != good
