"""Vectors do not depend on who makes them: this process, workers, one block or another."""

import logging
import os
import signal
from pathlib import Path

import datasets
import numpy as np
import pytest
import torch

from modeling_patent import PatentImageProcessor, PatentVisionModel, encoding
from modeling_patent.encoding import embed_figures, encode, figures_fingerprint
from modeling_patent.prepared_figures import default_workers, open_picture
from modeling_patent.rows import row_features
from tests.small import BACKBONES, draw_rows

PROCESSOR = PatentImageProcessor(size=32)
QUIET = {"progress": False}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return draw_rows(tmp_path_factory.mktemp("rows"), patents=12)


def make_model(family="vit"):
    torch.manual_seed(0)
    return PatentVisionModel.from_backbone(BACKBONES[family], projection_dim=8)


def one_by_one(model, rows):
    """The definition: every picture by itself."""
    model.eval()
    with torch.no_grad():
        figures = [torch.from_numpy(PROCESSOR.prepare(open_picture(row["image"]))) for row in rows]
        return np.concatenate([model.embed_images(figure[None, None]).numpy() for figure in figures])


@pytest.mark.parametrize("family", ["vit", "resnet", "swinv2"])
@pytest.mark.parametrize("workers", [0, 2])
def test_vectors_are_those_of_every_picture_by_itself(rows, family, workers):
    model = make_model(family)
    found = encode(model, PROCESSOR, rows, batch_size=5, workers=workers, **QUIET)
    np.testing.assert_allclose(found, one_by_one(model, rows), atol=2e-6)


def test_a_data_set_that_holds_the_pictures_gives_the_same(rows):
    model = make_model()
    held = [row | {"image": {"bytes": Path(row["image"]).read_bytes(), "path": None}} for row in rows]
    table = datasets.Dataset.from_list(held, features=row_features())
    np.testing.assert_allclose(
        encode(model, PROCESSOR, table, workers=2, **QUIET),
        encode(model, PROCESSOR, rows, workers=0, **QUIET),
        atol=2e-6,
    )
    plain = datasets.Dataset.from_list(rows, features=row_features())
    assert figures_fingerprint(plain, PROCESSOR) == figures_fingerprint(rows, PROCESSOR)
    assert figures_fingerprint(table, PROCESSOR) == figures_fingerprint(held, PROCESSOR)
    assert figures_fingerprint(table.select(range(35)), PROCESSOR) != figures_fingerprint(table, PROCESSOR)


@pytest.mark.parametrize("workers", [0, 2])
def test_pictures_that_cannot_be_read_are_nan_and_named(rows, tmp_path, caplog, workers):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    bad = [3, *range(16, 32)]  # one of a batch, and a batch as a whole
    some = [row | {"image": str(broken)} if i in bad else row for i, row in enumerate(rows)]
    with caplog.at_level(logging.WARNING):
        found = encode(make_model(), PROCESSOR, some, workers=workers, **QUIET)
    assert np.flatnonzero(np.isnan(found).all(axis=1)).tolist() == bad
    assert np.isfinite(np.delete(found, bad, axis=0)).all()
    assert sum(f"left out {rows[i]['figure_id']}" in caplog.text for i in bad) == len(bad)


def test_a_model_goes_back_to_what_it_was(rows):
    model = make_model("resnet").train()
    strides = {name: value.stride() for name, value in model.state_dict().items()}
    before = {name: value.clone() for name, value in model.state_dict().items()}
    encode(model, PROCESSOR, rows, workers=2, **QUIET)
    assert model.training
    assert {name: value.stride() for name, value in model.state_dict().items()} == strides
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name])


def test_the_layout_of_filters_comes_back_after_an_error_too(rows):
    model = make_model("resnet")

    def fails(batch):
        raise ValueError("these figures are not for me")

    model.embed_images = fails
    with pytest.raises(ValueError, match=r"^these figures are not for me$"):
        encode(model, PROCESSOR, rows, workers=0, **QUIET)
    assert all(value.is_contiguous() for value in model.state_dict().values())


class NotForMe(PatentVisionModel):
    def embed_images(self, pixel_values):
        raise ValueError("these figures are not for me")


def test_an_error_in_a_worker_is_the_error_itself(rows):
    with pytest.raises(ValueError, match=r"^these figures are not for me$"):
        encode(NotForMe(make_model().config), PROCESSOR, rows, workers=2, **QUIET)


class Killed(PatentImageProcessor):
    def prepare(self, image):
        if os.getpid() != self.parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().prepare(image)


def test_a_worker_that_is_killed_ends_in_a_memory_error(rows):
    processor = Killed(size=32)
    processor.parent = os.getpid()
    with pytest.raises(MemoryError, match="a worker process was killed"):
        encode(make_model(), processor, rows, workers=2, **QUIET)


@pytest.mark.parametrize("fast", [True, False])
def test_auto_takes_bf16_where_it_is_fast(rows, fast, monkeypatch):
    monkeypatch.setattr(encoding, "has_fast_bf16", lambda device: fast)
    options = {"workers": 0, **QUIET}
    exact, rounded = (encode(make_model(), PROCESSOR, rows, bf16=bf16, **options) for bf16 in (False, True))
    assert np.abs(exact - rounded).max() > 1e-5
    found = encode(make_model(), PROCESSOR, rows, bf16="auto", **options)
    np.testing.assert_array_equal(found, rounded if fast else exact)


@pytest.mark.parametrize("family", sorted(BACKBONES))
def test_bf16_is_close_and_of_length_one(rows, family):
    options = {"pixel_mean": [0.5] * 3, "pixel_std": [0.5] * 3} if family == "swinv2" else {}
    torch.manual_seed(0)
    model = PatentVisionModel.from_backbone(BACKBONES[family], projection_dim=8, **options).train()
    figures = np.stack([PROCESSOR.prepare(open_picture(row["image"])) for row in rows])
    for _ in range(8):  # batch normalisation learns its statistics
        model.embed_images(torch.from_numpy(figures)[:, None])
    exact, rounded = (embed_figures(model, figures, bf16=bf16) for bf16 in (False, True))
    assert rounded.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rounded, axis=1), 1, atol=1e-5)
    assert (exact * rounded).sum(axis=1).min() > 0.99


def test_what_a_processor_can_do_is_asked_of_torch(monkeypatch):
    for known, fast in (({"avx512_bf16": True}, True), ({"amx_bf16": True}, True), ({"avx512_f": True}, False)):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda known=known: known, raising=False)
        assert encoding.has_fast_bf16(torch.device("cpu")) is fast
    monkeypatch.delattr(torch.cpu, "get_capabilities")
    assert not encoding.has_fast_bf16(torch.device("cpu"))
    assert not encoding.has_fast_bf16(torch.device("mps"))


def test_processes_of_one_machine_share_its_cores(monkeypatch):
    monkeypatch.delenv("LOCAL_WORLD_SIZE", raising=False)
    cores = default_workers()
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "1")
    assert default_workers() == cores
    monkeypatch.setenv("LOCAL_WORLD_SIZE", str(2 * cores))
    assert default_workers() == 1


@pytest.mark.parametrize("starts", [[0], [0, 5, 10], [5, 20]])
@pytest.mark.parametrize("sizes", [(3,), (5,), (16,), (1, 7)])
@pytest.mark.parametrize("missing", [(), (4, 5, 6, 7, 8, 9), tuple(range(25))])
def test_a_stream_fills_blocks(starts, sizes, missing):
    blocks = [range(start, start + 5) for start in starts]

    def batches(numbers):
        numbers, at, turn = numbers.tolist(), 0, 0
        while at < len(numbers):
            size = sizes[turn % len(sizes)]
            some = np.array([n for n in numbers[at : at + size] if n not in missing], dtype=np.int64)
            if len(some):
                yield some, np.stack([some, -some], axis=1).astype(np.float32)
            at, turn = at + size, turn + 1

    found = list(encoding._filled(blocks, batches, 2))
    for block, vectors in zip(blocks, found, strict=True):
        wanted = [[np.nan, np.nan] if n in missing else [n, -n] for n in block]
        np.testing.assert_array_equal(vectors, np.float32(wanted))
