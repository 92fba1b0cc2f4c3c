"""Rows and a model to unit vectors: pictures are read and prepared in worker processes while the model runs."""

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
from .vector_files import kept_in_blocks, weights_fingerprint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .image_processing_patent import PatentImageProcessor

logger = logging.getLogger(__name__)


def default_workers() -> int:
    """Return how many worker processes to use: the cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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


class _Prepared(Dataset[tuple[int, Any, str]]):
    """Prepares the figure of one row: (row number, uint8 [S, S] or None, what was wrong)."""

    def __init__(self, rows: Any, processor: PatentImageProcessor, numbers: Sequence[int]) -> None:
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


def _one_thread(_: int) -> None:
    torch.set_num_threads(1)


def prepared_batches(
    dataset: Any,
    processor: PatentImageProcessor,
    batch_size: int = 64,
    workers: int | None = None,
    progress: bool = True,
    numbers: Sequence[int] | None = None,
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
    items = _Prepared(dataset, processor, range(len(dataset)) if numbers is None else numbers)
    count = min(default_workers() if workers is None else workers, -(-len(items) // batch_size))
    loader = DataLoader(
        items, batch_size, num_workers=count, collate_fn=list, worker_init_fn=_one_thread if count else None
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
    for image in row_schema.column(_undecoded(dataset), "image"):
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


@torch.inference_mode()
def embed_figures(
    model: Any, figures: NDArray[np.uint8], batch_size: int = 256, bf16: bool = False, progress: bool = False
) -> NDArray[np.float32]:
    """Return unit vectors float32 [N, D] of prepared figures uint8 [N, S, S].

    Args:
        model: a patent model; it is put into evaluation mode, and back as it was.
        figures: 255 = ink; an array or a memory map.
        batch_size: figures a step.
        bf16: run the model in bfloat16 autocast.
        progress: show a progress bar.
    """
    was_training = model.training
    model.eval()
    device = model.device
    embeds = np.zeros((len(figures), model.config.projection_dim), dtype=np.float32)
    starts = range(0, len(figures), batch_size)
    for start in tqdm(starts, desc="vectors", unit="batch", disable=not progress, leave=False):
        batch = torch.from_numpy(np.array(figures[start : start + batch_size]))[:, None].to(device)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
            embeds[start : start + batch_size] = model.embed_images(batch).float().cpu().numpy()
    model.train(was_training)
    return embeds


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
    bf16: bool = False,
    cache: str | os.PathLike[str] | None = None,
) -> NDArray[np.float32]:
    """Return the unit vectors float32 [N, D] of the rows' figures.

    Under several processes (accelerate launch) each encodes its share of the rows, and every process gets all.
    A picture that cannot be read gives a row of NaN, and the log names it.

    Args:
        model: a patent model.
        processor: its image processor.
        dataset: rows of the schema.
        batch_size: figures a step.
        workers: worker processes that read and prepare pictures; None takes half of the cores. (Measured on two cores
            with a small model: two workers beside the model's two threads took 2.6 times as long as one.)
        progress: show a progress bar.
        bf16: run the model in bfloat16 autocast.
        cache: folder that keeps the vectors, by these pictures, this processor and these weights; all processes must
            see it. A run that is stopped goes on there, and a second one maps the file (N x D x 4 bytes).
    """
    workers = max(1, default_workers() // 2) if workers is None else workers
    distributed = torch.distributed.is_available() and torch.distributed.is_initialized()
    rank, world = (torch.distributed.get_rank(), torch.distributed.get_world_size()) if distributed else (0, 1)

    def some(numbers: Sequence[int]) -> NDArray[np.float32]:
        found = np.full((len(numbers), model.config.projection_dim), np.nan, dtype=np.float32)
        batches = prepared_batches(dataset, processor, batch_size, workers, progress and rank == 0, numbers)
        place = {number: i for i, number in enumerate(numbers)}
        for those, figures in batches:
            found[[place[int(number)] for number in those]] = embed_figures(model, figures, batch_size, bf16)
        return found

    if cache is not None:
        name = f"vectors-{figures_fingerprint(dataset, processor)}-{weights_fingerprint(model)}{'-bf16' * bf16}"
        return kept_in_blocks(Path(cache) / name, len(dataset), some, rank, world, progress)
    mine = range(rank, len(dataset), world)
    embeds = np.full((len(dataset), model.config.projection_dim), np.nan, dtype=np.float32)
    embeds[rank::world] = some(mine)
    if world > 1:
        shares: list[Any] = [None] * world
        torch.distributed.all_gather_object(shares, embeds[rank::world])
        for other, share in enumerate(shares):
            embeds[other::world] = share
    return embeds
