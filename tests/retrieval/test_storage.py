import errno
import hashlib
import json
import os
import shutil
from pathlib import Path

import filelock
import numpy as np
import pytest

from modeling_patent.retrieval import PatentIndex, storage

from .conftest import random_rows

FILE_CALLS = [(os, "replace"), (os, "fsync"), (os, "unlink"), (os, "rename"), (Path, "unlink"), (Path, "open")]


def another(count=50):
    embeds, rows = random_rows(count=count, dimension=7, seed=77)
    return PatentIndex.from_embeddings(embeds, rows, "other/model")


def same(one, other):
    return np.array_equal(one.embeds, other.embeds) and one.table.equals(other.table)


class Killed(BaseException):
    """Stands for SIGKILL: after it nothing in the process touches the disk any more."""


def kill_at(monkeypatch, step):
    """Make the `step`-th call that changes files, and all calls after it, raise. Returns the counter of calls."""
    calls = [0]

    def failing(true_call):
        def call(*args, **options):
            calls[0] += 1
            if calls[0] >= step:
                raise Killed
            return true_call(*args, **options)

        return call

    for owner, name in FILE_CALLS:
        monkeypatch.setattr(owner, name, failing(getattr(owner, name)))
    return calls


def test_a_saved_index_loads_equal(index, tmp_path):
    index.save(tmp_path / "index")
    loaded = PatentIndex.load(tmp_path / "index")
    assert same(loaded, index)
    assert loaded.model_name == "someone/model"
    query = np.linspace(-1, 1, 12)
    assert loaded.search(query, k=50, locarno="14") == index.search(query, k=50, locarno="14")


def test_saving_makes_missing_folders_and_text_of_any_script_survives(tmp_path):
    rows = [{"figure_id": "図1", "patent_id": "p", "title": "Café — 椅子\n'\"<&>", "texts": ["a", "b"], "cites": []}]
    index = PatentIndex.from_embeddings([[1, 2]], rows)
    index.save(tmp_path / "a" / "b")
    loaded = PatentIndex.load(str(tmp_path / "a" / "b"))
    assert loaded.table.to_pylist() == index.table.to_pylist()
    assert loaded.model_name is None


def test_an_index_from_before_a_column_was_added_loads(index, tmp_path, monkeypatch):
    older = index.table.schema.remove(index.table.schema.get_field_index("figures_on_sheet"))
    write = storage.pq.write_table
    monkeypatch.setattr(storage.pq, "write_table", lambda table, out: write(table.select(older.names), out))
    index.save(tmp_path)
    assert PatentIndex.load(tmp_path).table.equals(index.table)


def test_loaded_vectors_stay_on_disk(index, tmp_path):
    index.save(tmp_path)
    base = PatentIndex.load(tmp_path).embeds
    while base is not None and not isinstance(base, np.memmap):
        base = base.base
    assert isinstance(base, np.memmap)


def test_the_manifest_says_what_lies_there(index, tmp_path):
    index.save(tmp_path)
    manifest = json.loads((tmp_path / "index.json").read_text())
    assert (manifest["rows"], manifest["dimension"], manifest["model_name"]) == (120, 12, "someone/model")
    assert manifest["format_version"] == 1
    for entry in manifest["files"].values():
        assert hashlib.sha256((tmp_path / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]


def test_replacing_an_index_leaves_nothing_of_the_old_one(index, tmp_path):
    index.save(tmp_path)
    other = another()
    other.save(tmp_path)
    assert same(PatentIndex.load(tmp_path), other)
    assert len([path for path in tmp_path.iterdir() if path.name != ".lock"]) == 3


def test_a_loaded_index_can_be_saved_over_itself_after_an_add(index, tmp_path):
    index.save(tmp_path)
    loaded = PatentIndex.load(tmp_path)
    loaded.save(tmp_path)
    assert same(PatentIndex.load(tmp_path), index)
    loaded.add(np.ones((1, 12)), [{"figure_id": "new", "patent_id": "new"}])
    loaded.save(tmp_path)
    assert len(PatentIndex.load(tmp_path)) == 121


def test_an_index_that_is_replaced_while_open_goes_on_answering(index, tmp_path):
    index.save(tmp_path)
    loaded = PatentIndex.load(tmp_path)
    another().save(tmp_path)
    assert loaded.search(np.ones(12)) == index.search(np.ones(12))


def test_a_kill_at_any_step_of_a_save_leaves_the_old_or_the_new_index_whole(index, tmp_path):
    other = another()
    outcomes = []
    for step in range(1, 100):
        folder = tmp_path / str(step)
        index.save(folder)
        with pytest.MonkeyPatch.context() as patch:
            calls = kill_at(patch, step)
            try:
                other.save(folder)
            except Killed:
                pass
            else:
                break
        assert calls[0] >= step
        loaded = PatentIndex.load(folder)
        assert same(loaded, index) or same(loaded, other)
        outcomes.append(same(loaded, other))
        other.save(folder)  # and the next save mends it
        assert same(PatentIndex.load(folder), other)
        assert len([path for path in folder.iterdir() if path.name != ".lock"]) == 3
    assert len(outcomes) >= 10
    assert outcomes == sorted(outcomes)  # the old one up to some step, the new one from there on
    assert {True, False} == set(outcomes)


def test_a_kill_during_the_first_save_leaves_a_folder_that_can_be_saved_to_again(index, tmp_path):
    for step in range(1, 100):
        folder = tmp_path / str(step)
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, step)
            try:
                index.save(folder)
            except Killed:
                pass
            else:
                break
        index.save(folder)
        assert same(PatentIndex.load(folder), index)
    assert step >= 10


def test_a_full_disk_is_an_os_error_and_leaves_the_old_index_and_no_rubbish(index, tmp_path, monkeypatch):
    index.save(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())

    def full(out, vectors):
        out.write(b"x" * 1000)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage, "_write_vectors", full)
    with pytest.raises(OSError, match="No space left"):
        another().save(tmp_path)
    assert same(PatentIndex.load(tmp_path), index)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_folder_with_other_files_is_not_written_to(index, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match=r"thesis\.txt"):
        index.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(ValueError, match="is a file"):
        index.save(tmp_path / "thesis.txt")


def test_another_programs_index_json_is_neither_read_nor_replaced(index, tmp_path):
    (tmp_path / "index.json").write_text('{"format": "lucene"}')
    with pytest.raises(ValueError, match="another program"):
        PatentIndex.load(tmp_path)
    with pytest.raises(ValueError, match="another program"):
        index.save(tmp_path)
    assert (tmp_path / "index.json").read_text() == '{"format": "lucene"}'


def test_what_is_no_index_is_said_to_be_none(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such index"):
        PatentIndex.load(tmp_path / "nowhere")
    with pytest.raises(ValueError, match=r"no index: it has no index\.json"):
        PatentIndex.load(tmp_path)
    (tmp_path / "index.json").write_text("{")
    with pytest.raises(ValueError, match="no JSON"):
        PatentIndex.load(tmp_path)


def damage(folder, change):
    manifest = json.loads((folder / "index.json").read_text())
    change(manifest)
    (folder / "index.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.update(format_version=99), "format version 99"),
        (lambda m: m.pop("files"), "does not name"),
        (lambda m: m["files"]["rows"].update(name="../../etc/passwd"), "no file of an index"),
        (lambda m: m.update(rows=119), "do not fit"),
        (lambda m: m.update(dimension=24, rows=60), "do not fit"),
    ],
)
def test_a_wrong_manifest_is_one_clear_value_error(index, tmp_path, change, message):
    index.save(tmp_path)
    damage(tmp_path, change)
    with pytest.raises(ValueError, match=message):
        PatentIndex.load(tmp_path)


@pytest.mark.parametrize("kind", ["vectors", "rows"])
def test_a_truncated_changed_or_missing_file_is_one_clear_value_error(index, tmp_path, kind):
    index.save(tmp_path / "good")
    for number, (harm, message) in enumerate(
        [
            (lambda path: path.write_bytes(path.read_bytes()[:-100]), "bytes, not"),
            (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x77"), "checksum"),
            (lambda path: path.unlink(), "is missing"),
        ]
    ):
        folder = shutil.copytree(tmp_path / "good", tmp_path / str(number))
        (path,) = folder.glob(f"{kind}-*")
        harm(path)
        with pytest.raises(ValueError, match=message):
            PatentIndex.load(folder)


def test_reading_while_another_process_replaces_the_index_gives_one_of_the_two(index, tmp_path, monkeypatch):
    index.save(tmp_path)
    other = another()
    true_read = storage._read_files

    def read_late(folder, manifest):
        monkeypatch.setattr(storage, "_read_files", true_read)
        other.save(tmp_path)  # between the look at index.json and the look at the files
        return true_read(folder, manifest)

    monkeypatch.setattr(storage, "_read_files", read_late)
    assert same(PatentIndex.load(tmp_path), other)


def test_a_second_writer_is_refused_in_one_line(index, tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "_LOCK_SECONDS", 0)
    index.save(tmp_path)
    with filelock.FileLock(tmp_path / ".lock"), pytest.raises(ValueError, match="another process is writing"):
        another().save(tmp_path)
    assert same(PatentIndex.load(tmp_path), index)


def test_a_file_written_atomically_keeps_its_old_content_when_writing_fails(tmp_path):
    path = tmp_path / "report.csv"
    path.write_text("old")

    def fail(out):
        out.write(b"new")
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        storage.write_atomically(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_every_file_is_on_disk_before_it_gets_its_name(index, tmp_path, monkeypatch):
    steps = []
    true_replace, true_fsync = os.replace, os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append(os.fstat(handle).st_ino), true_fsync(handle)))
    note = lambda old, new: steps.append((Path(old).stat().st_ino, Path(new).name))  # noqa: E731
    monkeypatch.setattr(os, "replace", lambda old, new: (note(old, new), true_replace(old, new)))
    index.save(tmp_path)
    named = [step for step in steps if isinstance(step, tuple)]
    assert [name.split("-")[0] for _, name in named] == ["vectors", "rows", "index.json"]
    for inode, name in named:
        assert inode in steps[: steps.index((inode, name))]
