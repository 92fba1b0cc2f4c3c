"""Rows to unit vectors for an index."""

from __future__ import annotations

import logging
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
    cache: Any = None,
) -> tuple[Floats, Any]:
    """Encode the figures of a dataset, and leave out (and log) those whose picture cannot be read.

    Args:
        model: a model with `embed_images`.
        processor: its processor.
        dataset: a `datasets.Dataset` of the row schema, or a list of its rows.
        batch_size, workers, progress: as in `encoding.encode`.

    Returns:
        Unit rows [n, D], and the n rows they belong to.

    Raises:
        ValueError: no picture can be read.
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
        bf16=bf16 is True,
        cache=cache,
    )
    readable = np.flatnonzero(np.isfinite(embeds).all(axis=1))
    if not len(readable):
        raise ValueError(f"none of the {len(dataset)} figures has a picture that can be read")
    if len(readable) == len(dataset):
        return embeds, dataset
    logger.warning("left out %d figures without a readable picture", len(dataset) - len(readable))
    is_list = isinstance(dataset, Sequence)
    return embeds[readable], [dataset[int(i)] for i in readable] if is_list else dataset.select(readable)


def is_main_process() -> bool:
    """Whether this process is the only one, or the first of several."""
    import torch

    return not (torch.distributed.is_available() and torch.distributed.is_initialized()) or (
        torch.distributed.get_rank() == 0
    )
