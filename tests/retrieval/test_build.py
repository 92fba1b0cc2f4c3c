"""An index is built from what can be read, goes on where it was killed, and is the same from several processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from modeling_patent import PatentImageProcessor, PatentVisionModel, encoding, vector_files
from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.build import encode_rows, is_main_process, join_processes
from tests.small import BACKBONES, draw_rows

ROOT = Path(__file__).parents[2]
PROCESSOR = PatentImageProcessor(size=32)


def make_model():
    torch.manual_seed(0)
    return PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return draw_rows(tmp_path_factory.mktemp("rows"), patents=12)


def vectors(model, rows, **options):
    return encode_rows(model, PROCESSOR, rows, 8, 0, False, **options)


def test_rows_without_a_picture_are_left_out_and_counted(rows, tmp_path, caplog):
    some = [row | {"image": str(tmp_path / "gone.png")} if i in (2, 30) else row for i, row in enumerate(rows)]
    found, left = vectors(make_model(), some, bf16=False)
    assert [row["figure_id"] for row in left] == [row["figure_id"] for i, row in enumerate(rows) if i not in (2, 30)]
    np.testing.assert_allclose(found, np.delete(vectors(make_model(), rows, bf16=False)[0], (2, 30), axis=0), atol=1e-6)
    assert "left out 2 figures without a readable picture" in caplog.text
    with pytest.raises(ValueError, match="none of the 2 figures has a picture that can be read"):
        vectors(make_model(), [some[2], some[30]])


def test_bf16_is_auto_unless_it_is_said(rows, monkeypatch):
    asked = []
    monkeypatch.setattr(encoding, "encode", lambda *a, **options: asked.append(options) or np.ones((len(rows), 8)))
    vectors(make_model(), rows)
    vectors(make_model(), rows, bf16=False, cache="somewhere")
    assert [(options["bf16"], options["cache"]) for options in asked] == [("auto", None), (False, "somewhere")]


@pytest.mark.parametrize("fast", [True, False])
def test_auto_is_settled_before_figures_are_encoded_and_the_probe_is_in_float32(rows, fast, monkeypatch):
    asked, plain = [], encoding.embed_figures

    def spy(model, figures, batch_size=256, bf16=False, progress=False):
        asked.append((len(figures), bf16))
        return plain(model, figures, batch_size, bf16, progress)

    monkeypatch.setattr(encoding, "has_fast_bf16", lambda device: fast)
    monkeypatch.setattr(encoding, "embed_figures", spy)
    PatentIndex.build(make_model(), PROCESSOR, rows, 18, 0, False)
    assert asked == [(18, fast), (18, fast), (4, False)]


def test_one_process_stays_alone(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    model = make_model()
    assert join_processes(model) is model
    assert is_main_process() and not torch.distributed.is_initialized()


KILLED = """
    import json, sys, time
    from pathlib import Path
    import torch
    from modeling_patent import PatentImageProcessor, PatentVisionModel, vector_files
    from modeling_patent.retrieval import PatentIndex
    from tests.small import BACKBONES

    class Slow(PatentImageProcessor):
        def prepare(self, image):
            time.sleep(0.3)
            return super().prepare(image)

    folder = Path(sys.argv[1])
    vector_files.BLOCK = 6
    torch.manual_seed(0)
    model = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
    rows = json.loads((folder / "rows.json").read_text())
    PatentIndex.build(
        model, Slow(size=32), rows, 3, int(sys.argv[2]), False, bf16=False, cache=folder / "parts", kind="flat"
    )
    (folder / "whole").touch()
"""


def run(folder, text, *arguments, command=(), **options):
    script = folder / "script.py"
    script.write_text("\n".join(line[4:] for line in text.splitlines()))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "data")]), "OMP_NUM_THREADS": "1"}
    line = [sys.executable, *command, str(script), str(folder), *arguments]
    return subprocess.Popen(line, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True, **options)


class Counting(PatentImageProcessor):
    def prepare(self, image):
        with (self.folder / "read").open("a") as file:
            file.write(".")
        return super().prepare(image)


@pytest.mark.processes
@pytest.mark.parametrize("workers", [0, 2])
def test_a_build_that_was_killed_goes_on_where_it_was(tmp_path, workers, monkeypatch):
    rows = draw_rows(tmp_path / "rows", 12)
    (tmp_path / "rows.json").write_text(json.dumps(rows, default=str))
    rows = json.loads((tmp_path / "rows.json").read_text())
    first = run(tmp_path, KILLED, str(workers))
    until = time.monotonic() + 240
    while len(list(tmp_path.glob("parts/*.blocks/*.npy"))) < 2:
        assert first.poll() is None and time.monotonic() < until, first.communicate()[1][-2000:]
        time.sleep(0.02)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    there = len(list(tmp_path.glob("parts/*.blocks/*.npy")))
    assert not (tmp_path / "whole").exists()
    monkeypatch.setattr(vector_files, "BLOCK", 6)
    processor = Counting(size=32)
    processor.folder = tmp_path
    options = {"bf16": False, "kind": "flat"}
    index = PatentIndex.build(make_model(), processor, rows, 3, workers, False, cache=tmp_path / "parts", **options)
    assert len((tmp_path / "read").read_text()) == 36 - 6 * there + 4  # and four for the index's probe of the model
    plain = PatentIndex.build(make_model(), PROCESSOR, rows, 8, 0, False, **options)
    query = np.random.default_rng(0).standard_normal(8)
    found, wanted = (one.search(query, k=12, per_patent=False) for one in (index, plain))
    assert [hit.figure_id for hit in found] == [hit.figure_id for hit in wanted]
    np.testing.assert_allclose([hit.score for hit in found], [hit.score for hit in wanted], atol=1e-5)


TWO = """
    import shutil, sys
    from pathlib import Path
    import numpy as np, torch
    from modeling_patent import PatentImageProcessor, PatentVisionModel, vector_files
    from modeling_patent.retrieval import PatentIndex
    from modeling_patent.retrieval.build import encode_rows, is_main_process, join_processes
    from tests.small import BACKBONES, draw_rows
    folder = Path(sys.argv[1])
    vector_files.BLOCK = 5
    torch.manual_seed(0)
    model = join_processes(PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8))
    assert torch.distributed.get_world_size() == 2
    shared = [draw_rows(folder / "rows", 12) if is_main_process() else None]
    torch.distributed.broadcast_object_list(shared)
    processor = PatentImageProcessor(size=32)
    index = PatentIndex.build(
        model, processor, shared[0], 4, 1, False, bf16=False, cache=folder / "parts", kind="flat"
    )
    plain, _ = encode_rows(model, processor, shared[0], 4, 0, False, bf16=False)
    rank = torch.distributed.get_rank()
    np.save(folder / f"vectors-{rank}.npy", plain)
    if is_main_process():
        index.save(folder / "index")
        shutil.rmtree(folder / "parts")
    (folder / f"figures-{rank}").write_text(str(len(index)))
    torch.distributed.destroy_process_group()
"""


@pytest.mark.processes
def test_two_processes_make_the_index_that_one_makes(tmp_path):
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    done = run(tmp_path, TWO, command=command)
    _, error = done.communicate(timeout=300)
    assert done.returncode == 0, error[-2000:]
    rows = draw_rows(tmp_path / "same", 12)
    wanted, _ = vectors(make_model(), rows, bf16=False)
    for rank in range(2):
        assert (tmp_path / f"figures-{rank}").read_text() == "36"
        np.testing.assert_allclose(np.load(tmp_path / f"vectors-{rank}.npy"), wanted, atol=1e-6)
    index = PatentIndex.load(tmp_path / "index")
    assert [index.search(vector, k=1, per_patent=False)[0].figure_id for vector in wanted[::7]] == [
        row["figure_id"] for row in rows[::7]
    ]
    assert not (tmp_path / "parts").exists()
