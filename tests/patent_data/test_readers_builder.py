"""What all readers share: the cache, laziness, and what a failure leaves behind."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import datasets
import pytest
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
        with pytest.raises(Exception, match="generating the dataset"):
            load_figures(folder, cache_dir=cache)
    assert not list(cache.rglob("*.arrow"))
    assert len(load_figures(folder, cache_dir=cache)) == 5


@pytest.mark.processes
def test_a_killed_run_leaves_nothing_half_written(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    script = f"""
        import os
        from patent_data import figures
        rows = figures.FiguresReader.rows
        def dies(self, shard, tally):
            for number, row in enumerate(rows(self, shard, tally)):
                if number == 3:
                    os.kill(os.getpid(), 9)
                yield row
        figures.FiguresReader.rows = dies
        figures.load_figures({str(folder)!r}, cache_dir={str(cache)!r})
    """
    paths = os.pathsep.join(path for path in sys.path if path)
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], env={**os.environ, "PYTHONPATH": paths}, check=False
    )
    assert killed.returncode == -9
    (incomplete,) = cache.rglob("*.incomplete")
    (incomplete / "stale.arrow").write_bytes(b"half")
    dataset = load_figures(folder, cache_dir=cache)
    assert len(dataset) == 5 and not list(cache.rglob("*.incomplete")) and not list(cache.rglob("stale.arrow"))


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
