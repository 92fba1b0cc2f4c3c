"""Rows to unit vectors for an index, by one process or by several."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from .search import Floats

logger = logging.getLogger(__name__)


def encode_rows(
    model: Any,
    processor: Any,
    dataset: Any,
    batch_size: int,
    workers: int | None,
    progress: bool,
    bf16: bool | str = "auto",
    cache: str | os.PathLike[str] | None = None,
) -> tuple[Floats, Any]:
    """Encode the figures of a dataset, and leave out (and log) those whose picture cannot be read.

    Args:
        model: a model with `embed_images`.
        processor: its processor.
        dataset: a `datasets.Dataset` of the row schema, or a list of its rows.
        batch_size, workers, progress, cache: as in `encoding.encode`.
        bf16: run the model in bfloat16; "auto" where the processor has it.

    Returns:
        Unit rows [n, D], and the n rows they belong to.

    Raises:
        ValueError: no picture can be read.
        OSError: the cache cannot be written.
    """
    from ..encoding import encode

    processor = getattr(processor, "image_processor", processor)
    embeds = encode(
        model,
        processor,
        dataset,
        batch_size=batch_size,
        workers=workers,
        progress=progress,
        bf16=bf16,
        cache=cache,
    )
    readable = np.flatnonzero(np.isfinite(embeds.sum(axis=1)))
    if not len(readable):
        raise ValueError(f"none of the {len(dataset)} figures has a picture that can be read")
    if len(readable) == len(dataset):
        return embeds, dataset
    logger.warning("left out %d figures without a readable picture", len(dataset) - len(readable))
    is_list = isinstance(dataset, Sequence)
    return embeds[readable], [dataset[int(i)] for i in readable] if is_list else dataset.select(readable)


def join_processes(model: Any) -> Any:
    """Bring a model to this process's device, and where `accelerate launch` started several, join the others.

    Returns:
        The model. It is as it was where there is no GPU, and where it is an exported one.
    """
    import torch

    several = int(os.environ.get("WORLD_SIZE", "1")) > 1
    if not several and not torch.cuda.is_available():
        return model
    from accelerate import PartialState

    device = PartialState(cpu=not torch.cuda.is_available()).device
    return model.to(device) if isinstance(model, torch.nn.Module) else model


def is_main_process() -> bool:
    """Whether this process is the only one, or the first of several."""
    import torch

    return not (torch.distributed.is_available() and torch.distributed.is_initialized()) or (
        torch.distributed.get_rank() == 0
    )
