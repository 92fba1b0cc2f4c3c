"""What a second run does, and what a failed or killed one leaves."""

import errno
import os
import resource
from pathlib import Path

import datasets
import filelock
import pytest

from patent_data.parquet import push_parquet
from tests.patent_data.parquet_rows import (
    dataset,
    draw_pictures,
    everything,
    expected,
    loaded,
    run,
    shards,
    splits,
    undecoded,
    write,
)


@pytest.fixture
def pictures(tmp_path):
    return draw_pictures(tmp_path / "source")


def test_a_second_run_writes_nothing(pictures, tmp_path):
    write(splits(pictures), tmp_path / "out")
    before = everything(tmp_path / "out")
    before.pop("statistics.json"), before.pop("README.md"), before.pop("long_tail.png")
    assert write(splits(pictures), tmp_path / "out") == []
    assert before.items() <= everything(tmp_path / "out").items()


@pytest.mark.parametrize("change", ["row", "picture", "format"])
def test_what_changed_is_written_anew_and_nothing_else(pictures, tmp_path, monkeypatch, change):
    write(splits(pictures), tmp_path / "out")
    before, changed = shards(tmp_path / "out"), {}
    if change == "row":
        changed["title"] = "Another"
    elif change == "picture":
        other = (pictures / "9.png").read_bytes()
        stat = (pictures / "8.png").stat()
        (pictures / "8.png").write_bytes(other[: stat.st_size].ljust(stat.st_size, b"x"))  # as long as before
        os.utime(pictures / "8.png", ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    else:
        monkeypatch.setattr("patent_data.shards._FORMAT", 2)
    given = splits(pictures, **changed)
    written = {path.name for path in write(given, tmp_path / "out")}
    assert written == ({"train-00000-of-00003.parquet"} if change != "format" else set(before))
    kept = set(before) - written
    assert {name: shards(tmp_path / "out")[name] for name in kept} == {name: before[name] for name in kept}
    back = loaded(tmp_path / "out", tmp_path / "cache")
    assert {name: undecoded(back[name]) for name in back} == {name: expected(rows) for name, rows in given.items()}


def test_shards_of_an_older_cut_are_removed(pictures, tmp_path):
    given = splits(pictures)
    write(given, tmp_path / "out")
    write(given["train"], tmp_path / "out", shard_rows=10)
    assert sorted(shards(tmp_path / "out")) == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]
    assert undecoded(loaded(tmp_path / "out", tmp_path / "cache")["train"]) == expected(given["train"])


@pytest.mark.parametrize("damage", ["cut short", "empty", "removed"])
def test_a_damaged_shard_is_written_anew(pictures, tmp_path, damage):
    write(splits(pictures), tmp_path / "out")
    path = tmp_path / "out" / "data" / "train-00001-of-00003.parquet"
    whole = path.read_bytes()
    path.unlink() if damage == "removed" else path.write_bytes(whole[: 0 if damage == "empty" else len(whole) // 2])
    assert write(splits(pictures), tmp_path / "out") == [path]
    assert path.read_bytes() == whole


KILLED = """
import os, sys, datasets
from patent_data import parquet, shards
written = 0
def dies(*arguments):
    global written
    written += 1
    for rows in shards.write_shard(*arguments):
        if written == 3:
            os.kill(os.getpid(), 9)  # in the midst of the third shard
        yield rows
parquet.write_shard = dies
splits = datasets.load_from_disk(sys.argv[1])
parquet.write_parquet(splits, sys.argv[2], shard_rows=7, progress=False)
"""


@pytest.mark.processes
def test_a_killed_run_leaves_nothing_half_written_and_the_next_goes_on(pictures, tmp_path):
    given = splits(pictures)
    given.save_to_disk(tmp_path / "rows")
    given = datasets.load_from_disk(tmp_path / "rows")
    result = run(KILLED, tmp_path / "rows", tmp_path / "out", HF_HOME=str(tmp_path / "home"))
    assert result.returncode == -9, result.stderr
    seen = [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert "README.md" not in seen and not (tmp_path / "out" / "data").exists()
    assert "train-00002-of-00003.parquet.part" in seen
    with pytest.raises(ValueError, match="not a dataset that write_parquet wrote"):
        push_parquet(tmp_path / "out", "someone/figures")
    written = [path.name for path in write(given, tmp_path / "out")]
    assert written == ["train-00002-of-00003.parquet", "test-00000-of-00001.parquet"]
    assert not [path for path in (tmp_path / "out").rglob("*") if path.suffix == ".part"]
    back = loaded(tmp_path / "out", tmp_path / "cache")
    assert {name: undecoded(back[name]) for name in back} == {name: expected(rows) for name, rows in given.items()}


def test_a_run_that_fails_leaves_the_older_dataset_as_it_was(pictures, tmp_path, monkeypatch):
    write(splits(pictures), tmp_path / "out")
    before = everything(tmp_path / "out")
    real = Path.read_bytes

    def read(path):
        if path.name == "20.png":
            raise OSError(errno.EIO, "Input/output error")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    monkeypatch.setattr("patent_data.shards._FORMAT", 2)
    with pytest.raises(ValueError, match=r"^figure f20: cannot read .*20\.png: Input/output error$"):
        write(splits(pictures), tmp_path / "out")
    after = everything(tmp_path / "out")
    assert before.items() <= after.items()
    assert {name.split("/")[0] for name in set(after) - set(before)} == {".unfinished"}
    with pytest.raises(ValueError, match="has not ended here"):
        push_parquet(tmp_path / "out", "someone/figures")
    monkeypatch.undo()
    monkeypatch.setattr("patent_data.shards._FORMAT", 2)
    assert [path.name for path in write(splits(pictures), tmp_path / "out")] == ["test-00000-of-00001.parquet"]


def test_full_disk_is_one_line_and_leaves_no_half_shard(pictures, tmp_path):
    for path in pictures.iterdir():
        path.write_bytes(path.read_bytes() + os.urandom(50_000))
    given = dataset(pictures)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))  # no file may be larger
        with pytest.raises(OSError, match=r"cannot write train-00000-of-00004\.parquet: File too large") as caught:
            write(given, tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.errno == errno.EFBIG and "\n" not in str(caught.value)
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == [".writing.lock"]
    assert len(write(given, tmp_path / "out")) == 4


def test_a_missing_picture_is_named_before_anything_is_written(pictures, tmp_path):
    given = splits(pictures)
    (pictures / "6.tif").unlink()
    (pictures / "20.png").write_bytes(b"")
    (pictures / "22.png").unlink()
    with pytest.raises(ValueError, match=r"^figure f6: cannot read .*6\.tif: No such file or directory: nothing was"):
        write(given, tmp_path / "out")
    with pytest.raises(ValueError, match=r"^figure f20: cannot read .*: the file is empty \(and 1 others\): nothing"):
        write(given["test"], tmp_path / "out")
    assert not (tmp_path / "out" / "data").exists()


def test_a_code_that_is_none_is_named_before_anything_is_written(pictures, tmp_path):
    with pytest.raises(ValueError, match="not a Locarno code: 'foo'"):
        write(dataset(pictures, locarno="foo"), tmp_path / "out")
    assert not (tmp_path / "out" / ".unfinished").exists()


def test_files_from_elsewhere_are_not_touched(pictures, tmp_path):
    rows = dataset(pictures)
    (tmp_path / "out" / "data").mkdir(parents=True)
    other = tmp_path / "out" / "data" / "train-00000-of-00001.parquet"
    rows.select_columns(["title"]).to_parquet(other)
    before = other.read_bytes()
    with pytest.raises(ValueError, match=r"data: holds train-00000-of-00001\.parquet, which write_parquet did not"):
        write(rows, tmp_path / "out")
    assert other.read_bytes() == before
    other.rename(tmp_path / "out" / "data" / "notes.txt")
    with pytest.raises(ValueError, match=r"holds notes\.txt"):
        write(rows, tmp_path / "out")


def test_two_runs_do_not_write_to_one_folder(pictures, tmp_path):
    (tmp_path / "out").mkdir()
    other = filelock.FileLock(tmp_path / "out" / ".writing.lock")
    with other, pytest.raises(OSError, match="another run is writing to this folder"):
        write(dataset(pictures), tmp_path / "out")
    assert write(dataset(pictures), tmp_path / "out")
