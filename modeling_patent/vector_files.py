"""Vectors that take long to make, kept in a file: made block by block, so that a run that is stopped goes on."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 512
"""Rows of a block: about what a run that is stopped loses, in each process."""


def kept_in_blocks(
    target: Path,
    count: int,
    make: Callable[[Sequence[range]], Iterable[NDArray[np.float32]]],
    rank: int = 0,
    world: int = 1,
) -> NDArray[np.float32]:
    """Return the array [count, D] that is kept in a file; what is not there yet is made, block by block.

    Args:
        target: the file without its ending; its name must say what the vectors were made from.
        count: rows of the array.
        make: gives the vectors [n, D] of each of some blocks of rows, one after the other; each is written before the
            next is asked for.
        rank, world: this process, and how many there are; each makes its share of the blocks, and all see the folder.

    Returns:
        A memory map of `target`.npy.

    Raises:
        OSError: the disk is full or not writable; the blocks that are there stay.
    """
    whole = target.with_name(f"{target.name}.npy")
    if not _agreed(whole.exists(), world):
        blocks = target.with_name(f"{target.name}.blocks")
        blocks.mkdir(parents=True, exist_ok=True)
        ranges = [range(start, min(start + BLOCK, count)) for start in range(0, max(count, 1), BLOCK)]
        missing = [block for block in ranges[rank::world] if not _file_of(blocks, block).exists()]
        if missing:
            for block, vectors in zip(missing, make(missing), strict=True):
                _write(_file_of(blocks, block), vectors)
        _wait(world)
        if rank == 0:
            _join([_file_of(blocks, block) for block in ranges], whole, count)
            shutil.rmtree(blocks)
        _wait(world)
    vectors = np.load(whole, mmap_mode="r")
    _wait(world)  # whoever is through may remove the file
    return np.asanyarray(vectors)


def weights_fingerprint(model: Any) -> str:
    """Return a name for a model: its configuration and every weight, or what an exported model calls itself."""
    if not isinstance(model, torch.nn.Module):
        return str(model.fingerprint)
    config: Any = model.config
    digest = hashlib.sha256(config.to_json_string().encode())
    for name, value in model.state_dict().items():
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()[:16]


def _file_of(blocks: Path, block: range) -> Path:
    """Return the file of a block; it names the first row and the one after the last."""
    return blocks / f"{block.start:09d}-{block.stop:09d}.npy"


def _agreed(there: bool, world: int) -> bool:
    """Return what the first process saw, so that all take the same way."""
    if world == 1:
        return there
    shared = [there]
    torch.distributed.broadcast_object_list(shared)
    return shared[0]


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
