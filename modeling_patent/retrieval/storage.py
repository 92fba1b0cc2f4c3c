"""An index on disk: `index.json`, and the files of the parts that it names.

    index.json                  the manifest: generation, dimension, model, the parts, their files and removed patents
    vectors-<sum>.npy           unit rows [n, D] of a part in float32, memory-mapped when read
    rows-<sum>.arrow            what is known of them, without pixels, memory-mapped too
    approximate-<sum>.faiss     the approximate index of a large part

The files bear their sum in their name and never change. A save writes those that are not there yet, then replaces
`index.json`, and then removes what that does not name. So a save that is killed leaves the old index or the new one,
whole; who reads meanwhile gets one of the two; and adding a week writes the week. Reading needs no right to write.

Reading checks the manifest, every file's size, header and bounds, and the sums of files up to 16 MiB; of larger files
the sum of a sample (`files.sample_sum`), so that opening takes no longer the larger an index is.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from .manifest import DATA_FILE, FORMAT_VERSION, MANIFEST, damaged, named_files, read_manifest, write_manifest
from .part_files import read_part, write_part
from .parts import Part

Seen = dict[Path, str]
"""The sum of the manifest that an index had in each folder where it was last read or saved."""

_TEMPORARY = re.compile(r"\.save-[0-9a-f]+\.tmp")
_OWN_FILE = re.compile(rf"{DATA_FILE.pattern}|{_TEMPORARY.pattern}|{re.escape(MANIFEST)}|\.lock|README\.md")
_LOCK_SECONDS = 30.0  # how long to wait for another writer


@dataclass(frozen=True)
class Saved:
    """What a folder holds.

    Attributes:
        parts: the parts of the index, in order.
        model_name: folder or Hub id of the model, or None.
        probe: what tells whether a model is that one, any JSON value, or None.
        seen: to hand to the next save, so that it does not undo what others have saved since.
        kind: how the index is to be searched, see `PatentIndex`; None where the folder does not say.
        memory_budget: bytes that a search may keep in memory; None where the folder does not say.
    """

    parts: list[Part]
    model_name: str | None
    probe: Any
    seen: Seen
    kind: str | None = None
    memory_budget: int | None = None


def write_index(
    folder: str | os.PathLike[str],
    parts: Sequence[Part],
    model_name: str | None,
    probe: Any = None,
    seen: Seen | None = None,
    kind: str | None = None,
    memory_budget: int | None = None,
) -> Saved:
    """Write an index, or replace the one that lies in the folder. Files that lie there already are not written again.

    Args:
        folder: where to; made if it is not there.
        parts: the parts of the index, one at least.
        model_name: the model the vectors come from, if known.
        probe: what tells whether a model is that one, any JSON value.
        seen: what the last read or save of this index gave; None replaces whatever index lies there.
        kind, memory_budget: what was asked of the index, so that it holds for what is added later.

    Returns:
        The index as it is stored.

    Raises:
        ValueError: the folder holds something else than an index, or one that has changed since it was seen; another
            process is writing it; or the parts do not fit together.
        OSError: the disk is full or not writable; an index that lay there is as it was.
    """
    folder, seen = Path(folder), seen or {}
    dimensions = sorted({part.vectors.shape[1] for part in parts})
    if len(dimensions) != 1:
        raise ValueError(f"the parts of an index need vectors of one dimension, not of {dimensions or 'none'}")
    try:
        prepare_folder(folder)
        with _only_writer(folder):
            generation = _next_generation(folder, seen)
            _remove_leftovers(folder)  # a full disk may be full of them
            try:
                written = [write_part(folder, part) for part in parts]
                manifest = {
                    "generation": generation,
                    "rows": sum(map(len, parts)),
                    "dimension": dimensions[0],
                    "model_name": model_name,
                    "probe": probe,
                    "kind": kind,
                    "memory_budget": memory_budget,
                    "parts": [part.stored.entry for part in written if part.stored],
                }
                seen = seen | {folder.resolve(): write_manifest(folder, manifest)}
                saved = Saved(written, model_name, probe, seen, kind, memory_budget)
            finally:
                _remove_leftovers(folder)
    except OSError as error:
        reason = f"{error.strerror or error}; what lay there is as it was"
        raise OSError(error.errno or errno.EIO, reason, str(folder)) from error
    return saved


def read_index(folder: str | os.PathLike[str], verify: bool = False) -> Saved:
    """Read an index; its vectors and texts stay on disk until they are looked at.

    Args:
        folder: of the index.
        verify: read and check every byte.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: it holds no index, one of another version, or a damaged one; the message says which.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    while True:
        try:
            parts = [read_part(folder, entry, manifest["dimension"], verify) for entry in manifest["parts"]]
            seen = {folder.resolve(): manifest["sha256"]}
            asked = (manifest.get("kind"), manifest.get("memory_budget"))
            return Saved(parts, manifest["model_name"], manifest["probe"], seen, *asked)
        except ValueError as error:
            newer = read_manifest(folder)
            if newer == manifest:
                raise damaged(folder, str(error)) from None
            manifest = newer  # another process has replaced the index between our two looks


def prepare_folder(folder: str | os.PathLike[str]) -> None:
    """Make the folder of an index, and check that one may be written there.

    Raises:
        ValueError: it is a file, or a folder that holds something else.
        OSError: it cannot be made or written.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file, not a folder; an index is a folder")
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in folder.iterdir())
    foreign = [name for name in names if not _OWN_FILE.fullmatch(name)]
    if foreign and MANIFEST not in names:
        raise ValueError(f"{folder} holds other files ({foreign[0]}); give a new or empty folder for the index")
    if MANIFEST in names and not any(DATA_FILE.fullmatch(name) for name in names):
        read_manifest(folder, any_version=True)  # beside data files it is ours, however damaged
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, "no right to write there", str(folder))


def _next_generation(folder: Path, seen: Seen) -> int:
    """Return the generation of the next save.

    Raises:
        ValueError: another process has saved since this index was read or saved there.
    """
    if not (folder / MANIFEST).exists():
        return 1
    try:
        current = read_manifest(folder, any_version=True)
    except ValueError:  # damaged: nothing that could be lost
        return 1
    generation = current["generation"] if current["format_version"] == FORMAT_VERSION else 0
    if seen.get(folder.resolve(), current.get("sha256")) != current.get("sha256"):
        raise ValueError(
            f"the index in {folder} has been changed meanwhile (it is at generation {generation}); "
            "load it again and repeat the change, or save to another folder"
        )
    return int(generation) + 1


def _remove_leftovers(folder: Path) -> None:
    """Remove what killed or failed saves and replaced indexes left: files that the manifest there does not name."""
    with contextlib.suppress(OSError):
        named = named_files(folder)
        for path in folder.iterdir():
            is_left = DATA_FILE.fullmatch(path.name) and named is not None and path.name not in named
            if is_left or _TEMPORARY.fullmatch(path.name):
                with contextlib.suppress(OSError):  # one that is still open elsewhere goes with the next save
                    path.unlink()


@contextlib.contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    try:
        with filelock.FileLock(folder / ".lock", timeout=_LOCK_SECONDS):
            yield
    except filelock.Timeout:
        raise ValueError(f"another process is writing the index in {folder}; try again when it is done") from None
