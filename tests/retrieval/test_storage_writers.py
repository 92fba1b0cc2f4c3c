"""Several writers and readers of one index, and what failed saves leave."""

import contextlib
import errno
import json
import os
import shutil
import tempfile
import threading
from pathlib import Path

import filelock
import pytest

from modeling_patent.retrieval import part_files, storage
from modeling_patent.retrieval.storage import prepare_folder, read_index, write_index

from .storing import content, data_files, held, make_base, named, week


@pytest.fixture
def base(tmp_path):
    """A saved index of two parts, one with an approximate index and a removed patent."""
    make_base(tmp_path / "base")
    return tmp_path / "base"


def test_leftovers_of_killed_saves_go_with_the_next_save_and_other_files_stay(base):
    left = [".save-0af.tmp", f"vectors-{'0' * 16}.npy", f"rows-{'1' * 16}.arrow", f"approximate-{'2' * 16}.faiss"]
    left.append(f"rows-{'3' * 16}.parquet")
    others = ["notes.txt", "vectors-mine.npy", "README.md", "x.tmp"]
    for name in left + others:
        (base / name).write_text("something")
    saved = read_index(base)
    write_index(base, saved.parts, None, None, saved.seen)
    assert {path.name for path in base.iterdir()} == {*others, *named(saved), "index.json", ".lock"}


def test_leftovers_go_before_new_files_are_written(base, monkeypatch):
    (base / f"vectors-{'0' * 16}.npy").write_text("fills the disk")

    def check(folder, *arguments):
        assert not (base / f"vectors-{'0' * 16}.npy").exists()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(part_files, "write_summed", check)
    with pytest.raises(OSError, match="No space left"):
        write_index(base, [week(2)], None)


def test_a_full_disk_is_one_line_and_leaves_the_old_index_and_no_rubbish(base, monkeypatch):
    before, lay_there = held(base), data_files(base)
    write = part_files._write_rows

    def full(out, table):
        write(out, table)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(part_files, "_write_rows", full)  # the vectors are there already
    with pytest.raises(OSError, match="No space left on device; what lay there is as it was") as raised:
        write_index(base, [week(2)], None)
    assert raised.value.errno == errno.ENOSPC
    assert "\n" not in str(raised.value)
    assert (held(base), data_files(base)) == (before, lay_there)


def test_a_save_onto_a_folder_that_others_have_changed_is_refused_in_one_line(base):
    one, other = read_index(base), read_index(base)
    write_index(base, [*one.parts, week(1)], None, None, one.seen)
    before = held(base)
    with pytest.raises(ValueError, match=r"has been changed meanwhile \(it is at generation 2\)") as raised:
        write_index(base, [*other.parts, week(2)], None, None, other.seen)
    assert "\n" not in str(raised.value)
    assert held(base) == before
    other = read_index(base)
    write_index(base, [*other.parts, week(2)], None, None, other.seen)
    assert len(read_index(base).parts) == 4


def test_an_index_that_others_have_replaced_altogether_is_not_overwritten_by_one_loaded_before(base):
    loaded = read_index(base)
    write_index(base, [week(3, dimension=7)], "other/model")
    with pytest.raises(ValueError, match="changed meanwhile"):
        write_index(base, loaded.parts, None, None, loaded.seen)
    shutil.rmtree(base)
    write_index(base, [week(3, dimension=7)], "other/model")  # generation 1, as when it was loaded
    with pytest.raises(ValueError, match="changed meanwhile"):
        write_index(base, loaded.parts, None, None, loaded.seen)


def test_an_index_may_be_saved_many_times_and_to_several_folders(base, tmp_path, monkeypatch):
    saved = read_index(base)
    monkeypatch.chdir(tmp_path)
    for folder in (base, tmp_path / "copy", Path("copy"), base, tmp_path / "x" / ".." / "copy", base):
        saved = write_index(folder, saved.parts, None, None, saved.seen)
    assert json.loads((base / "index.json").read_text())["generation"] == 4
    write_index(tmp_path / "copy", [week(1)], None)
    with pytest.raises(ValueError, match="changed meanwhile"):
        write_index(tmp_path / "copy", saved.parts, None, None, saved.seen)


def test_an_index_replaces_an_unrelated_one(base, tmp_path):
    saved = write_index(tmp_path / "new", [week(3, dimension=7)], None)
    write_index(base, saved.parts, "new/model", None, saved.seen)
    assert held(base)[0] == "new/model"


def test_several_writers_lose_nothing(base):
    def add(number):
        while True:
            saved = read_index(base)
            try:
                write_index(base, [*saved.parts, week(number)], None, None, saved.seen)
                return
            except ValueError as error:
                assert "changed meanwhile" in str(error)

    threads = [threading.Thread(target=add, args=[number]) for number in range(10, 16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    added = {repr(part.table.to_pylist()) for part in read_index(base, verify=True).parts[2:]}
    assert added == {repr(week(number).table.to_pylist()) for number in range(10, 16)}
    assert json.loads((base / "index.json").read_text())["generation"] == 7


def test_a_second_writer_waits_and_is_then_refused_in_one_line(base, monkeypatch):
    before = held(base)
    monkeypatch.setattr(storage, "_LOCK_SECONDS", 0.1)
    with (
        filelock.FileLock(base / ".lock"),
        pytest.raises(ValueError, match=r"another process is writing the index in .*; try again when it is done"),
    ):
        write_index(base, [week(2)], None)
    assert held(base) == before
    lock = filelock.FileLock(base / ".lock", thread_local=False)
    lock.acquire()
    monkeypatch.setattr(storage, "_LOCK_SECONDS", 30)
    timer = threading.Timer(0.2, lock.release)
    timer.start()
    write_index(base, [week(2)], None)
    timer.join()


@pytest.mark.parametrize("moment", ["check_file", "_map_vectors", "_map_rows", "read_approximate"])
def test_reading_while_others_replace_the_index_gives_one_of_them_whole(base, monkeypatch, moment):
    true_call, replaced = getattr(part_files, moment), []

    def call_late(path, *arguments):
        if len(replaced) < 2:  # what was to be read is gone now
            replaced.append(write_index(base, [week(20 + len(replaced), dimension=7)], "other/model"))
        return true_call(path, *arguments)

    monkeypatch.setattr(part_files, moment, call_late)
    assert held(base) == content(replaced[-1])


@contextlib.contextmanager
def ordinary_user():
    """Be somebody whom the rights of files concern; gives a folder of theirs."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_folder_without_the_right_to_write_is_read_and_not_written():
    with ordinary_user() as folder:
        make_base(folder / "index")
        (folder / "index" / ".lock").unlink()
        good = held(folder / "index")
        (folder / "index").chmod(0o555)
        assert held(folder / "index") == good
        read_index(folder / "index", verify=True)
        for act in (lambda: write_index(folder / "index", [week(1)], None), lambda: prepare_folder(folder / "index")):
            with pytest.raises(PermissionError, match="no right to write there") as raised:
                act()
            assert raised.value.filename == str(folder / "index")
        folder.chmod(0o555)
        with pytest.raises(PermissionError) as raised:
            write_index(folder / "new", [week(1)], None)
        assert raised.value.filename == str(folder / "new")
        assert "\n" not in str(raised.value)
        (folder / "index").chmod(0o755)


def test_files_without_the_right_to_read_are_one_line():
    with ordinary_user() as folder:
        make_base(folder)
        for path in (next(folder.glob("vectors-*")), folder / "index.json"):
            path.chmod(0)
            with pytest.raises(PermissionError) as raised:
                read_index(folder)
            assert raised.value.filename == str(path)
