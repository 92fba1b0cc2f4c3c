"""Rows and a model to unit vectors: pictures are read and prepared in worker processes while the model runs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import DataLoader
from tqdm.auto import tqdm

from .prepared_figures import (
    PreparedFigures,
    default_workers,
    figures_fingerprint,
    logger,
    one_thread,
    open_picture,
    prepare_figures,
    prepared_batches,
)
from .vector_files import kept_in_blocks, weights_fingerprint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .image_processing_patent import PatentImageProcessor

    Numbers = Sequence[int] | NDArray[np.int64]
    Batches = Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]

__all__ = [
    "default_workers",
    "embed_figures",
    "encode",
    "encode_images",
    "figures_fingerprint",
    "has_fast_bf16",
    "open_picture",
    "prepare_figures",
    "prepared_batches",
]

_CPU_STEP = 16  # a ViT-Tiny on two cores: 16.7 ms a figure at 16 a step, 24.6 at 64, whose tensors leave the cache


def has_fast_bf16(device: torch.device) -> bool:
    """Whether a device computes in bfloat16 faster than in float32.

    A GPU from compute capability 8.0 on, and an x86 processor with AVX-512 BF16 or AMX, as torch reports them; a
    torch that does not report what the processor can do counts as no.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type != "cpu":
        return False
    capabilities: Any = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


@torch.inference_mode()
def embed_figures(
    model: Any, figures: NDArray[np.uint8], batch_size: int = 256, bf16: bool = False, progress: bool = False
) -> NDArray[np.float32]:
    """Return unit vectors float32 [N, D] of prepared figures uint8 [N, S, S].

    Args:
        model: a patent model, or an exported one; it is put into evaluation mode, and back as it was.
        figures: 255 = ink; an array or a memory map.
        batch_size: figures a step; a CPU takes at most 16, which is faster there.
        bf16: run the model in bfloat16 autocast.
        progress: show a progress bar.
    """
    was_training = model.training
    model.eval()
    device = model.device
    step = min(batch_size, _CPU_STEP) if device.type == "cpu" else batch_size
    embeds = np.zeros((len(figures), model.config.projection_dim), dtype=np.float32)
    starts: Any = range(0, len(figures), step)
    if progress:  # a bar that is not shown still takes a lock that forked workers share, which one killed may hold
        starts = tqdm(starts, desc="vectors", unit="batch", leave=False)
    for start in starts:
        batch = torch.from_numpy(np.array(figures[start : start + step]))[:, None].to(device)
        vectors = _in_bf16(model, batch) if bf16 else model.embed_images(batch)
        embeds[start : start + step] = vectors.float().cpu().numpy()
    model.train(was_training)
    return embeds


def _in_bf16(model: Any, batch: torch.Tensor) -> torch.Tensor:
    """Return what `embed_images` returns, the backbone in bfloat16, the projector, which costs nothing, in float32."""
    with torch.autocast(batch.device.type, dtype=torch.bfloat16):
        if not hasattr(model, "pool"):
            vectors: torch.Tensor = model.embed_images(batch)
            return vectors
        pooled = model.pool(batch)
    return torch.nn.functional.normalize(model.projector(pooled.float()), dim=-1)


def encode_images(model: Any, processor: PatentImageProcessor, images: Sequence[Any]) -> NDArray[np.float32]:
    """Return unit vectors float32 [n, D] of a few pictures (PIL pictures or paths).

    Raises:
        ValueError: a picture cannot be read.
    """
    return embed_figures(model, np.stack([processor.prepare(open_picture(image)) for image in images]))


def encode(
    model: Any,
    processor: PatentImageProcessor,
    dataset: Any,
    batch_size: int = 64,
    workers: int | None = None,
    progress: bool = True,
    bf16: bool | str = False,
    cache: str | os.PathLike[str] | None = None,
) -> NDArray[np.float32]:
    """Return the unit vectors float32 [N, D] of the rows' figures.

    A model on a CPU runs in the worker processes, each with one thread: they share the weights, and none waits for
    another. (Threads of one model wait for each other at every layer, and so for whatever else the cores do.) A model
    on a GPU and an exported one run in this process, while the workers read and prepare the next pictures.

    Under several processes (accelerate launch) each encodes its share of the rows, and every process gets all.
    A picture that cannot be read gives a row of NaN, and the log names it.

    Args:
        model: a patent model, or an exported one (`export.load_exported`).
        processor: its image processor.
        dataset: rows of the schema.
        batch_size: figures a step.
        workers: worker processes; None takes one a core, or for an exported model half of the cores, which it shares
            with them; 0 does all in this process.
        progress: show a progress bar.
        bf16: run the model in bfloat16 autocast; "auto" where `has_fast_bf16`. An exported model keeps its precision.
        cache: folder that keeps the vectors, by these pictures, this processor and these weights; all processes must
            see it. A run that is stopped goes on there, and a second one maps the file (N x D x 4 bytes).

    Raises:
        MemoryError: a worker was killed, as a system does that has no memory left.
    """
    is_module = isinstance(model, torch.nn.Module)
    in_bf16 = is_module and (has_fast_bf16(model.device) if bf16 == "auto" else bool(bf16))
    distributed = torch.distributed.is_available() and torch.distributed.is_initialized()
    rank, world = (torch.distributed.get_rank(), torch.distributed.get_world_size()) if distributed else (0, 1)
    width, showing = model.config.projection_dim, progress and rank == 0

    def batches(numbers: Numbers) -> Batches:
        if is_module and model.device.type == "cpu" and workers != 0 and len(numbers) > _CPU_STEP:
            return _in_workers(model, processor, dataset, numbers, batch_size, workers, showing, in_bf16)
        return _in_this_process(model, processor, dataset, numbers, batch_size, workers, showing, in_bf16)

    with _channels_last(model):
        if cache is not None:
            name = f"vectors-{figures_fingerprint(dataset, processor)}-{weights_fingerprint(model)}{'-bf16' * in_bf16}"
            return kept_in_blocks(
                Path(cache) / name, len(dataset), lambda blocks: _filled(blocks, batches, width), rank, world
            )
        mine = range(rank, len(dataset), world)
        embeds = np.full((len(dataset), width), np.nan, dtype=np.float32)
        for numbers, vectors in batches(mine):
            embeds[numbers] = vectors
    if world > 1:
        shares: list[Any] = [None] * world
        torch.distributed.all_gather_object(shares, embeds[rank::world])
        for other, share in enumerate(shares):
            embeds[other::world] = share
    return embeds


def _in_this_process(
    model: Any, processor: Any, rows: Any, numbers: Numbers, step: int, workers: int | None, bar: bool, bf16: bool
) -> Batches:
    """Yield row numbers [B] and vectors [B, D], pictures being prepared in workers, the model running here."""
    if workers is None:
        workers = max(1, default_workers() // 2)
    for those, figures in prepared_batches(rows, processor, step, workers, bar, numbers):
        yield those, embed_figures(model, figures, step, bf16)


def _in_workers(
    model: Any, processor: Any, rows: Any, numbers: Numbers, step: int, workers: int | None, bar: bool, bf16: bool
) -> Batches:
    """Yield row numbers [B] and vectors [B, D] that worker processes make from reading the picture on."""
    step = min(step, _CPU_STEP)
    items = _EmbeddedFigures(rows, processor, numbers, model, bf16)
    count = min(default_workers() if workers is None else workers, -(-len(items) // step))
    loader = DataLoader(items, step, num_workers=count, collate_fn=_as_it_is, worker_init_fn=one_thread)
    with tqdm(total=len(items), desc="figures", unit="fig", disable=not bar, leave=False) as shown:
        try:
            for result in loader:
                if isinstance(result, BaseException):
                    raise result
                those, vectors, errors = result
                shown.update(len(those) + len(errors))
                for error in errors:
                    logger.warning("left out %s", error)
                if len(those):
                    yield those, vectors
        except RuntimeError as error:
            if "DataLoader worker" in str(error):  # torch's words for one that was killed
                raise MemoryError("a worker process was killed") from None
            raise


class _EmbeddedFigures(PreparedFigures):
    """Makes the vectors of some rows: (row numbers [B], vectors [B, D], what was wrong with others), or an error."""

    def __init__(self, rows: Any, processor: Any, numbers: Numbers, model: Any, bf16: bool) -> None:
        super().__init__(rows, processor, numbers)
        self.model, self.bf16 = model, bf16

    def __getitems__(self, items: list[int]) -> Any:
        try:
            made = [self[item] for item in items]
            good = [(number, figure) for number, figure, _ in made if figure is not None]
            errors = [error for _, figure, error in made if figure is None]
            if not good:
                return np.zeros(0, dtype=np.int64), None, errors
            vectors = embed_figures(self.model, np.stack([figure for _, figure in good]), len(good), self.bf16)
            return np.array([number for number, _ in good]), vectors, errors
        except Exception as error:  # torch would wrap it in the text of a traceback
            return error


def _as_it_is(made: Any) -> Any:
    return made


@contextlib.contextmanager
def _channels_last(model: Any) -> Iterator[None]:
    """Keep the filters of a convolutional model in the layout its kernels are fastest with."""
    has_filters = isinstance(model, torch.nn.Module) and any(isinstance(m, torch.nn.Conv2d) for m in model.modules())
    if not has_filters:
        yield
        return
    model.to(memory_format=torch.channels_last)
    try:
        yield
    finally:
        model.to(memory_format=torch.contiguous_format)


def _filled(blocks: Sequence[range], batches: Any, width: int) -> Iterator[NDArray[np.float32]]:
    """Yield the vectors [n, width] of each block of rows, made in one stream over all of them; NaN where none came."""
    stream = batches(np.concatenate([np.arange(block.start, block.stop) for block in blocks]))
    rest: Any = None
    for block in blocks:
        found = np.full((len(block), width), np.nan, dtype=np.float32)
        while rest is not None or (rest := next(stream, None)) is not None:
            numbers, vectors = rest
            inside = numbers < block.stop
            found[numbers[inside] - block.start] = vectors[inside]
            rest = None if inside.all() else (numbers[~inside], vectors[~inside])
            if rest is not None or numbers[-1] + 1 == block.stop:
                break
        yield found
