"""Vectors kept in files are the plain ones, whatever stopped on the way."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from modeling_patent import PatentImageProcessor, PatentVisionModel, vector_files
from modeling_patent.encoding import encode
from tests.small import BACKBONES, draw_rows

PROCESSOR = PatentImageProcessor(size=32)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(vector_files, "BLOCK", 5)


def numbers(count, width=3):
    return np.arange(count * width, dtype=np.float32).reshape(count, width)


@pytest.mark.parametrize("count", [0, 1, 5, 12])
def test_blocks_joined_are_the_whole(tmp_path, count):
    asked = []

    def make(blocks):
        for rows in blocks:
            asked.extend(rows)
            yield numbers(count)[list(rows)].reshape(len(rows), 3)

    for _ in range(2):
        found = vector_files.kept_in_blocks(tmp_path / "a" / "v", count, make)
        np.testing.assert_array_equal(found, numbers(count))
        assert isinstance(found, np.memmap) or count == 0
    assert asked == list(range(count))
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["v.npy"]


def test_what_was_made_before_a_stop_is_not_made_again(tmp_path):
    asked = []

    def make(blocks, stops_at=10):
        for rows in blocks:
            asked.append(rows.start)
            if rows.start == stops_at:
                raise KeyboardInterrupt
            yield numbers(12)[list(rows)]

    with pytest.raises(KeyboardInterrupt):
        vector_files.kept_in_blocks(tmp_path / "v", 12, make)
    assert not (tmp_path / "v.npy").exists()
    found = vector_files.kept_in_blocks(tmp_path / "v", 12, lambda blocks: make(blocks, None))
    np.testing.assert_array_equal(found, numbers(12))
    assert asked == [0, 5, 10, 10]


def test_a_full_disk_leaves_no_half_block(tmp_path, monkeypatch):
    def full(file, vectors):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(vector_files.np, "save", full)
        with pytest.raises(OSError, match="No space"):
            vector_files.kept_in_blocks(tmp_path / "v", 12, lambda blocks: (numbers(12)[list(rows)] for rows in blocks))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_kept_vectors_are_the_plain_ones_and_know_what_they_were_made_from(tmp_path, model, monkeypatch):
    rows = draw_rows(tmp_path / "figures", patents=4)
    Path(rows[3]["image"]).write_bytes(b"broken")
    options = {"workers": 0, "progress": False, "batch_size": 3}
    plain = encode(model, PROCESSOR, rows, **options)
    assert np.isnan(plain[3]).all() and not np.isnan(np.delete(plain, 3, 0)).any()
    kept = encode(model, PROCESSOR, rows, cache=tmp_path / "kept", **options)
    np.testing.assert_allclose(kept, plain, atol=1e-6)

    def forbidden(*args, **kwargs):
        raise AssertionError("a figure was encoded again")

    with monkeypatch.context() as patch:
        patch.setattr("modeling_patent.encoding.embed_figures", forbidden)
        np.testing.assert_array_equal(encode(model, PROCESSOR, rows, cache=tmp_path / "kept", **options), kept)
        with torch.no_grad():
            next(model.parameters()).add_(1)
        with pytest.raises(AssertionError):
            encode(model, PROCESSOR, rows, cache=tmp_path / "kept", **options)
        with pytest.raises(AssertionError):
            encode(model, PROCESSOR, rows[1:], cache=tmp_path / "kept", **options)


TWO = """
    import sys
    from pathlib import Path
    import numpy as np, torch
    from modeling_patent import PatentImageProcessor, PatentVisionModel, vector_files
    from modeling_patent.encoding import encode
    from tests.small import BACKBONES, draw_rows
    torch.distributed.init_process_group("gloo")
    torch.manual_seed(0)
    vector_files.BLOCK = 5
    folder, rank = Path(sys.argv[1]), torch.distributed.get_rank()
    model = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
    rows = draw_rows(folder / f"figures-{rank}", 4) if rank == 0 else None
    shared = [rows]
    torch.distributed.broadcast_object_list(shared)
    options = {"workers": 0, "progress": False}
    plain = encode(model, PatentImageProcessor(size=32), shared[0], **options)
    kept = encode(model, PatentImageProcessor(size=32), shared[0], cache=folder / "kept", **options)
    np.testing.assert_allclose(kept, plain, atol=1e-6)
    assert kept.shape == (12, 8)
    (folder / f"equal-{rank}").touch()
    torch.distributed.destroy_process_group()
"""


@pytest.mark.processes
def test_two_processes_share_the_blocks(tmp_path):
    script = tmp_path / "two.py"
    script.write_text("\n".join(line[4:] for line in TWO.splitlines()))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])}
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2", str(script), str(tmp_path)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert sorted(path.name for path in tmp_path.glob("equal-*")) == ["equal-0", "equal-1"]
