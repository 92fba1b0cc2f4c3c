"""What all readers share: the cache, laziness, and what a failure leaves behind."""

import errno
import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import datasets
import pytest
from datasets.arrow_writer import ArrowWriter
from PIL import Image

from modeling_patent.rows import COLUMNS, row_features
from patent_data import load_figures
from patent_data.figures import FiguresReader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "pictures"
    root.mkdir()
    for number in range(1, 6):
        Image.new("L", (20, 10), 255).save(root / f"{number}.png")
    return root


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Shards that readers were asked for."""
    met: list[Any] = []
    rows = FiguresReader.rows

    def counted(self, shard, tally):
        met.append(shard)
        yield from rows(self, shard, tally)

    monkeypatch.setattr(FiguresReader, "rows", counted)
    return met


def test_rows_have_the_schema(folder: Path, tmp_path: Path) -> None:
    for streaming in (False, True):
        dataset = load_figures(folder, cache_dir=tmp_path / "cache", streaming=streaming)
        assert dataset.features == row_features() and tuple(dataset.column_names) == COLUMNS


def test_a_second_run_reads_the_cache(folder: Path, tmp_path: Path, reads: list[Any], caplog) -> None:
    caplog.set_level("INFO", logger="patent_data")
    first = load_figures(folder, cache_dir=tmp_path / "cache")
    again = load_figures(str(folder), cache_dir=str(tmp_path / "cache"))
    assert len(reads) == 1
    assert first.info.description == again.info.description
    assert first._fingerprint == again._fingerprint
    assert caplog.text.count("5 kept") == 2  # what was left out is said each time


@pytest.mark.parametrize("change", ["new", "gone", "other", "touched"])
def test_a_changed_folder_is_read_anew(folder: Path, tmp_path: Path, reads: list[Any], change: str) -> None:
    load_figures(folder, cache_dir=tmp_path / "cache")
    if change == "new":
        Image.new("L", (5, 5)).save(folder / "6.png")
    elif change == "gone":
        (folder / "5.png").unlink()
    elif change == "other":
        (folder / "5.png").write_bytes(b"")
    else:
        os.utime(folder / "5.png", (1, 1))
    assert len(load_figures(folder, cache_dir=tmp_path / "cache")) == {"new": 6, "touched": 5}.get(change, 4)
    assert len(reads) == 2


def test_the_cache_lies_in_the_datasets_cache(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "home")
    dataset = load_figures(folder)
    assert Path(dataset.cache_files[0]["filename"]).is_relative_to(tmp_path / "home" / "patent_figures")


def test_no_pixels_in_the_cache_and_none_decoded_for_other_columns(folder: Path, tmp_path: Path, monkeypatch) -> None:
    dataset = load_figures(folder, cache_dir=tmp_path / "cache")
    images = dataset.cast_column("image", datasets.Image(decode=False))["image"]
    assert all(image["bytes"] is None and Path(image["path"]).is_file() for image in images)
    monkeypatch.setattr(datasets.Image, "decode_example", _forbidden)
    assert list(dataset["figure_id"]) == list("12345")
    assert dataset.select_columns(["patent_id", "granted"])[:2]["patent_id"] == ["1", "2"]
    with pytest.raises(AssertionError):
        dataset[0]


def test_a_failure_leaves_nothing_half_written(folder: Path, tmp_path: Path, monkeypatch) -> None:
    rows = FiguresReader.rows

    def fails(self, shard, tally):
        for number, row in enumerate(rows(self, shard, tally)):
            if number == 3:
                raise OSError("the disk went away")
            yield row

    cache = tmp_path / "cache"
    with monkeypatch.context() as patch:
        patch.setattr(FiguresReader, "rows", fails)
        with pytest.raises(OSError, match="the disk went away"):
            load_figures(folder, cache_dir=cache)
    assert not [path for path in cache.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert len(load_figures(folder, cache_dir=cache)) == 5


def test_a_full_disk_is_one_line_and_the_next_run_goes_on(folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("patent_data.figures._SHARD", 2)
    finalize, cache, written = ArrowWriter.finalize, tmp_path / "cache", []

    def full(self, *args, **kwargs):
        if len(written) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(self)
        return finalize(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(ArrowWriter, "finalize", full)
        with pytest.raises(OSError, match="No space left") as failed:
            load_figures(folder, cache_dir=cache)
    assert Path(failed.value.filename).is_relative_to(cache)  # the message says where there is no room
    assert not list(cache.rglob("*.tmp")) and len(list(cache.rglob("*.arrow"))) == 1
    assert load_figures(folder, cache_dir=cache)["figure_id"][:] == list("12345")


RUN = """
    import os, sys, time
    from pathlib import Path
    from patent_data import figures
    figures._SHARD, rows = 2, figures.FiguresReader.rows
    def watched(self, shard, tally):
        for row in rows(self, shard, tally):
            with open(sys.argv[3], "a") as log:
                print(row["figure_id"], file=log)
            if row["figure_id"] == sys.argv[4]:
                end = time.monotonic() + 60  # the first part may be in the hands of another process
                while not list(Path(sys.argv[2]).rglob("part-00000.json")) and time.monotonic() < end:
                    time.sleep(0.01)
                os.kill(os.getpid(), 9)
            yield row
    figures.FiguresReader.rows = watched
    try:
        dataset = figures.load_figures(sys.argv[1], cache_dir=sys.argv[2], num_proc=int(sys.argv[5]))
    except OSError as error:
        sys.exit(str(error))
    print(*dataset["figure_id"], dataset.info.description)
"""


@pytest.mark.processes
@pytest.mark.parametrize("num_proc", [1, 2])
def test_a_killed_run_goes_on_where_it_was(folder: Path, tmp_path: Path, num_proc: int) -> None:
    cache, log = tmp_path / "cache", tmp_path / "log"
    (folder / "3.png").write_bytes(b"")

    def run(dies_at: str) -> subprocess.CompletedProcess[str]:
        arguments = [folder, cache, log, dies_at, num_proc]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        command = [sys.executable, "-c", textwrap.dedent(RUN), *map(str, arguments)]
        return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)

    killed = run(dies_at="5")
    assert killed.returncode == (-9 if num_proc == 1 else 1)
    assert num_proc == 1 or "a reading process was killed; run again" in killed.stderr.splitlines()[-1]
    assert {path.name for path in cache.rglob("part-00002*")} <= {"part-00002.arrow.tmp"}
    (begun,) = {path.parent for path in cache.rglob("part-00000.arrow")}
    (begun / "part-00000.json.tmp").write_bytes(b"half")
    log.unlink()
    again = run(dies_at="none")
    assert again.stdout.startswith("1 2 4 5 ") and "4 kept. Left out 1: picture file is empty (1)" in again.stdout
    read = set(log.read_text().split())  # the first part was there; of two processes the other may have died at "4"
    assert read == {"5"} or (num_proc == 2 and read == {"4", "5"})
    assert not list(cache.rglob("*.tmp"))
    log.unlink()
    assert run(dies_at="none").stdout == again.stdout and not log.exists()


ORPHANS = """
    import os, sys, time
    from patent_data import figures
    figures._SHARD = 1
    def rows(self, shard, tally):
        with open(f"{sys.argv[3]}/{os.getpid()}", "w") as begun:
            begun.write("x")
        time.sleep(60)
        yield from ()
    figures.FiguresReader.rows = rows
    figures.load_figures(sys.argv[1], cache_dir=sys.argv[2], num_proc=2)
"""


@pytest.mark.processes
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks /proc which processes run")
def test_workers_of_a_killed_run_end_with_it(folder: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    arguments = [str(place) for place in (folder, tmp_path / "cache", begun)]
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(ORPHANS), *arguments], env=environment)
    until = time.monotonic() + 60
    while len(list(begun.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    workers = [int(path.name) for path in begun.iterdir()]
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while any(map(is_running, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    left = [worker for worker in workers if is_running(worker)]
    for worker in left:
        os.kill(worker, 9)
    assert len(workers) == 2 and not left


def is_running(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


@pytest.mark.processes
def test_processes_and_parts_change_no_row(folder: Path, tmp_path: Path, monkeypatch) -> None:
    read = [load_figures(folder, cache_dir=tmp_path / "whole")]
    monkeypatch.setattr("patent_data.figures._SHARD", 1)
    for parts, num_proc in ((256, 1), (256, 3), (2, 2)):
        monkeypatch.setattr("patent_data.cache._PARTS", parts)
        read.append(load_figures(folder, cache_dir=tmp_path / f"{parts}-{num_proc}", num_proc=num_proc))
        assert len(read[-1].cache_files) == min(parts, 5)
    for other in read[1:]:
        assert other.to_list() == read[0].to_list() and other.info.description == read[0].info.description


def test_pictures_are_not_piled_up_in_memory(folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("patent_data.cache._BYTES_AT_ONCE", 250)
    rows = FiguresReader.rows

    def with_bytes(self, shard, tally):
        for row in rows(self, shard, tally):
            yield row | {"image": {"path": None, "bytes": Path(row["image"]).read_bytes()}}

    monkeypatch.setattr(FiguresReader, "rows", with_bytes)
    dataset = load_figures(folder, cache_dir=tmp_path / "cache")
    assert dataset.data["image"].num_chunks == 2 and len(dataset) == 5
    assert dataset[4]["image"].size == (20, 10)


def test_a_streamed_set_can_be_split_among_workers_and_resumed(folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("patent_data.figures._SHARD", 2)
    stream = load_figures(folder, cache_dir=tmp_path / "cache", streaming=True)
    assert stream.num_shards == 3
    names = [row["figure_id"] for index in range(3) for row in stream.shard(3, index)]
    assert sorted(names) == list("12345")
    seen = []
    for row in stream:
        seen.append(row["figure_id"])
        if len(seen) == 2:
            state = json.loads(json.dumps(stream.state_dict()))
            break
    stream.load_state_dict(state)
    assert seen + [row["figure_id"] for row in stream] == list("12345")


def _forbidden(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("a picture was decoded")
