"""Rows to prepared figures: pictures are read, cropped and reduced in worker processes."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from tqdm.auto import tqdm

from . import rows as row_schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .image_processing_patent import PatentImageProcessor

logger = logging.getLogger(__name__)


def default_workers() -> int:
    """Return how many worker processes to use: the cores that this process may run on.

    Under `accelerate launch` the processes of a machine share its cores.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    here = os.environ.get("LOCAL_WORLD_SIZE", "")
    return max(1, cores // max(1, int(here))) if here.isdecimal() else cores


def open_picture(image: Any) -> Image.Image:
    """Open a picture as a row holds it: a path, {"path": ..., "bytes": ...}, or a PIL picture.

    Raises:
        ValueError: there is no picture, or it cannot be read; the message says where and why.
    """
    if isinstance(image, Image.Image):
        return image
    source, where = image, image
    if isinstance(image, dict):
        where = image.get("path") or "a picture held as bytes"
        source = io.BytesIO(image["bytes"]) if image.get("bytes") else image.get("path")
    if source is None:
        raise ValueError("the row has no picture")
    try:
        picture = Image.open(source)
        picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"cannot read the picture {where}: {error}") from None
    return picture


def _undecoded(dataset: Any) -> Any:
    """Return the rows with pictures as {"path", "bytes"}, so that they are decoded where they are needed."""
    if hasattr(dataset, "cast_column"):
        import datasets

        dataset = dataset.select_columns(["image", "figure_id"]).cast_column("image", datasets.Image(decode=False))
    return dataset


class PreparedFigures(Dataset[tuple[int, Any, str]]):
    """Prepares the figure of one row: (row number, uint8 [S, S] or None, what was wrong)."""

    def __init__(self, rows: Any, processor: PatentImageProcessor, numbers: Sequence[int] | NDArray[np.int64]) -> None:
        self.rows, self.processor, self.numbers = _undecoded(rows), processor, numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, item: int) -> tuple[int, Any, str]:
        number = int(self.numbers[item])
        row = self.rows[number]
        try:
            return number, self.processor.prepare(open_picture(row["image"])), ""
        except ValueError as error:
            return number, None, f"{row['figure_id']}: {error}"


def one_thread(_: int) -> None:
    """Begin a worker process: it is one of many, and computes with one thread."""
    torch.set_num_threads(1)


def prepared_batches(
    dataset: Any,
    processor: PatentImageProcessor,
    batch_size: int = 64,
    workers: int | None = None,
    progress: bool = True,
    numbers: Sequence[int] | NDArray[np.int64] | None = None,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
    """Yield the rows' figures, prepared in worker processes, a batch at a time.

    Args:
        dataset: rows of the schema, a `datasets.Dataset` or a list of dicts.
        processor: prepares a picture.
        batch_size: rows a batch.
        workers: worker processes; None takes one a core, 0 works in this process.
        progress: show a progress bar.
        numbers: the rows wanted; None takes all.

    Yields:
        Row numbers [B] and figures uint8 [B, S, S]. Pictures that cannot be read are missing from them, and are
        named in the log at WARNING.
    """
    items = PreparedFigures(dataset, processor, range(len(dataset)) if numbers is None else numbers)
    count = min(default_workers() if workers is None else workers, -(-len(items) // batch_size))
    loader = DataLoader(
        items, batch_size, num_workers=count, collate_fn=list, worker_init_fn=one_thread if count else None
    )
    with tqdm(total=len(items), desc="figures", unit="fig", disable=not progress, leave=False) as bar:
        for batch in loader:
            bar.update(len(batch))
            for _, figure, error in batch:
                if figure is None:
                    logger.warning("left out %s", error)
            good = [(number, figure) for number, figure, _ in batch if figure is not None]
            if good:
                yield np.array([number for number, _ in good]), np.stack([figure for _, figure in good])


def prepare_figures(
    dataset: Any,
    processor: PatentImageProcessor,
    cache: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Prepare every row's figure once, to be held in memory or in a file.

    Args:
        dataset: rows of the schema.
        processor: prepares a picture.
        cache: folder for the prepared figures; a second call with the same rows and processor maps the file instead
            of reading the pictures. The room is N x S x S bytes. None keeps them in memory.
        workers, progress: as in `prepared_batches`.

    Returns:
        Figures uint8 [N, S, S], 255 = ink, and a mask [N]: False where the picture cannot be read (its figure is
        blank, and the log names it).
    """
    side = processor.size["height"]
    shape = (len(dataset), side, side)
    target = None if cache is None else Path(cache) / f"figures-{figures_fingerprint(dataset, processor)}.npy"
    mask_file = None if target is None else target.with_suffix(".mask.npy")
    if target is not None and mask_file is not None and target.exists() and mask_file.exists():
        return np.load(target, mmap_mode="r"), np.load(mask_file)
    readable = np.zeros(len(dataset), dtype=np.bool_)
    if target is None or mask_file is None:
        figures: NDArray[np.uint8] | np.memmap[Any, np.dtype[np.uint8]] = np.zeros(shape, dtype=np.uint8)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}.part")
        figures = np.lib.format.open_memmap(partial, mode="w+", dtype=np.uint8, shape=shape)
    for numbers, batch in prepared_batches(dataset, processor, 64, workers, progress):
        figures[numbers] = batch
        readable[numbers] = True
    if target is None or mask_file is None:
        return figures, readable
    if isinstance(figures, np.memmap):
        figures.flush()
    with mask_file.open("wb") as file:
        np.save(file, readable)
    partial.replace(target)  # last, so that a killed run leaves no half-filled file under the final name
    return np.load(target, mmap_mode="r"), readable


def figures_fingerprint(dataset: Any, processor: PatentImageProcessor) -> str:
    """Return a name for these pictures prepared in this way: paths, sizes and times of change, and the settings."""
    digest = hashlib.sha256(json.dumps([processor.size, processor.margin, processor.remove_labels]).encode())
    for image in _images(_undecoded(dataset)):
        path = image.get("path") if isinstance(image, dict) else image
        data = image.get("bytes") if isinstance(image, dict) else None
        if data or not isinstance(path, str | os.PathLike):
            digest.update(data or open_picture(image).tobytes())
        else:
            try:
                stat = Path(path).stat()
                digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
            except OSError:
                digest.update(f"{path} missing\n".encode())
    return digest.hexdigest()[:16]


def _images(rows: Any) -> Iterator[Any]:
    """Yield the rows' pictures as they are held, with the bytes of few of them in memory at a time."""
    if not hasattr(rows, "select_columns"):
        yield from row_schema.column(rows, "image")
        return
    for batch in rows.select_columns(["image"]).with_format("arrow").iter(batch_size=256):
        yield from batch["image"].to_pylist()
