"""Vectors that take long to make, kept in a file: made block by block, so that a run that is stopped goes on."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from tqdm.auto import tqdm

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 4096
"""Rows of a block: what a run that is stopped loses at most, in each process."""


def kept_in_blocks(
    target: Path,
    count: int,
    make: Callable[[Sequence[int]], NDArray[np.float32]],
    rank: int = 0,
    world: int = 1,
    progress: bool = False,
) -> NDArray[np.float32]:
    """Return the array [count, D] that is kept in a file; what is not there yet is made, block by block.

    Args:
        target: the file without its ending; its name must say what the vectors were made from.
        count: rows of the array.
        make: returns the rows [n, D] of some row numbers [n].
        rank, world: this process, and how many there are; each makes its share of the blocks, and all see the folder.
        progress: show a progress bar over the blocks.

    Returns:
        A memory map of `target`.npy.
    """
    whole = target.with_name(f"{target.name}.npy")
    if not whole.exists():
        blocks = target.with_name(f"{target.name}.blocks")
        blocks.mkdir(parents=True, exist_ok=True)
        starts = list(range(0, max(count, 1), BLOCK))
        mine = starts[rank::world]
        for start in tqdm(mine, desc="blocks of vectors", unit="block", disable=not progress or rank > 0, leave=False):
            block = blocks / f"{start:09d}.npy"
            if not block.exists():
                _write(block, make(range(start, min(start + BLOCK, count))))
        _wait(world)
        if rank == 0:
            _join([blocks / f"{start:09d}.npy" for start in starts], whole, count)
            shutil.rmtree(blocks)
        _wait(world)
    vectors: NDArray[np.float32] = np.load(whole, mmap_mode="r")
    return vectors


def weights_fingerprint(model: torch.nn.Module) -> str:
    """Return a name for a model: its configuration and every weight."""
    config: Any = model.config
    digest = hashlib.sha256(config.to_json_string().encode())
    for name, value in model.state_dict().items():
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()[:16]


def _write(path: Path, vectors: NDArray[np.float32]) -> None:
    partial = path.with_suffix(f".{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            np.save(file, vectors)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _join(blocks: list[Path], whole: Path, count: int) -> None:
    first = np.load(blocks[0], mmap_mode="r")
    partial = whole.with_suffix(f".{os.getpid()}.part")
    try:
        joined = np.lib.format.open_memmap(partial, mode="w+", dtype=np.float32, shape=(count, first.shape[1]))
        at = 0
        for block in blocks:
            part = np.load(block)
            joined[at : at + len(part)] = part
            at += len(part)
        joined.flush()
        partial.replace(whole)
    finally:
        partial.unlink(missing_ok=True)


def _wait(world: int) -> None:
    if world > 1:
        torch.distributed.barrier()
