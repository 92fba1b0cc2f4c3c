"""What turns rows into vectors for an evaluation: a saved model, or the baseline that learns nothing."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .baselines import hog_embeddings

_HOG_SIDE = 96


def load_embedder(
    options: argparse.Namespace, device: Any
) -> tuple[Callable[[Any], NDArray[np.float32]], list[str] | None, dict[str, str | None]]:
    """Return what turns rows into vectors [N, D]: a model or, for "hog", the baseline that learns nothing.

    With it come the Locarno codes that were the head of the model's training data, None if it does not know them, and
    the model's name, revision on the Hub, and hash of the weights.

    Raises:
        ValueError: there is no such model, or it is none that embeds figures.
    """
    from transformers import AutoImageProcessor, AutoModel

    from ..encoding import encode
    from ..vector_files import weights_fingerprint

    if options.model == "hog":
        return (
            lambda rows: hog_vectors(rows, options.cache, options.workers),
            None,
            {"name": "hog", "revision": None, "weights": _hog_name()},
        )
    try:
        model = AutoModel.from_pretrained(options.model)
        processor = AutoImageProcessor.from_pretrained(options.model)
    except (OSError, ValueError) as error:
        raise ValueError(f"cannot load the model {options.model}: {error}") from None
    if not hasattr(model, "embed_images"):
        raise ValueError(f"{options.model} is a {type(model).__name__}, not a patent model")
    revision = getattr(model.config, "_commit_hash", None)
    about = {"name": str(options.model), "revision": revision, "weights": weights_fingerprint(model)}
    model = model.to(device)

    def embed(rows: Any) -> NDArray[np.float32]:
        settings = {"batch_size": options.batch_size, "workers": options.workers, "bf16": options.bf16}
        return encode(model, processor, rows, cache=options.cache, **settings)

    return embed, getattr(model.config, "head_codes", None), about


def hog_vectors(rows: Any, cache: Path | None = None, workers: int | None = None) -> NDArray[np.float32]:
    """Return the HOG vectors [N, 4356] of rows, NaN for a picture that cannot be read.

    Args:
        rows: rows of the schema.
        cache: folder that keeps the vectors, as in `encoding.encode`.
        workers: processes that read pictures; None is one a core.

    Raises:
        ImportError: scikit-image is not installed.
    """
    from accelerate import PartialState

    from ..encoding import figures_fingerprint, prepared_batches
    from ..image_processing_patent import PatentImageProcessor
    from ..vector_files import kept_in_blocks

    processor = PatentImageProcessor(size=_HOG_SIDE)
    width = hog_embeddings(np.zeros((1, _HOG_SIDE, _HOG_SIDE), dtype=np.uint8), progress=False).shape[1]

    def some(numbers: Sequence[int]) -> NDArray[np.float32]:
        found = np.full((len(numbers), width), np.nan, dtype=np.float32)
        place = {number: i for i, number in enumerate(numbers)}
        for those, figures in prepared_batches(rows, processor, 64, workers, numbers=numbers):
            found[[place[int(number)] for number in those]] = hog_embeddings(figures, progress=False)
        return found

    if cache is None:
        return some(range(len(rows)))
    state = PartialState()
    target = cache / f"{_hog_name().replace(' ', '-')}-{figures_fingerprint(rows, processor)}"
    return kept_in_blocks(target, len(rows), lambda blocks: map(some, blocks), state.process_index, state.num_processes)


def _hog_name() -> str:
    from importlib import metadata

    try:
        return f"hog {_HOG_SIDE} px scikit-image {metadata.version('scikit-image')}"
    except metadata.PackageNotFoundError:
        raise ImportError("the HOG baseline needs scikit-image: pip install 'modeling-patent[eval]'") from None
