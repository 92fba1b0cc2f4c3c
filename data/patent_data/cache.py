"""Rows kept on disk: read once, part by part, so that a run that is stopped goes on where it was.

    <cache>/patent_<reader>/<version>-<fingerprint>/part-00000.arrow   rows
                                                    part-00000.json    what was kept and left out of them
                                                    tally.json         the whole; last, so it says that all is there

Every file is written under another name and renamed; of a part, the rows come last.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any

import datasets
import filelock
from datasets.arrow_writer import ArrowWriter
from datasets.table import MemoryMappedTable, concat_tables

from modeling_patent.rows import row_features

from .tally import Tally

if TYPE_CHECKING:
    from .builder import Reader

SPLIT = "train"
"""The name of the only split that a reader gives."""

_VERSION = 4  # raise it when a reader yields other rows for the same files: caches are then built anew
_PARTS = 256  # at most; each is one open file
_ROWS_AT_ONCE = 1000  # held before they are written,
_BYTES_AT_ONCE = 32 << 20  # or fewer, where they hold pictures of so many bytes
_WHOLE = "tally.json"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def cached_rows(reader: Reader, num_proc: int | None, cache_dir: str | os.PathLike[str] | None) -> datasets.Dataset:
    """Return a reader's rows from the cache; those that are not there are read first.

    Args:
        reader: the reader.
        num_proc: processes that read side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        ValueError: a file that the reader cannot go on without is malformed, or no figure is left.
        OSError: the cache cannot be written.
    """
    cache = Path(datasets.config.HF_DATASETS_CACHE if cache_dir is None else cache_dir)
    folder = cache / f"patent_{reader.name}" / f"{_VERSION}-{reader.fingerprint}"
    folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(folder.with_suffix(".lock")):  # a second run waits for the first
        if not (folder / _WHOLE).exists():
            _read(reader, folder, num_proc or 1)
    tally = Tally.load(folder / _WHOLE)
    tally.log(reader.source)
    # an empty file says nothing of the rows' kinds, and there is at least one row
    tables = [MemoryMappedTable.from_file(str(path)) for path in sorted(folder.glob("part-*.arrow"))]
    info = datasets.DatasetInfo(features=row_features(), description=tally.text(reader.source))
    table = concat_tables([table for table in tables if len(table)])
    return datasets.Dataset(table, info=info, split=datasets.Split(SPLIT), fingerprint=reader.fingerprint)


def _read(reader: Reader, folder: Path, processes: int) -> None:
    """Read what is not there yet."""
    for path in folder.glob("*.tmp"):  # of a killed run
        path.unlink()
    shards = reader.shards()
    bounds = [round(i * len(shards) / _PARTS) for i in range(_PARTS + 1)] if len(shards) > _PARTS else None
    runs = itertools.pairwise(bounds or range(len(shards) + 1))
    parts = {folder / f"part-{i:05d}.arrow": shards[begin:end] for i, (begin, end) in enumerate(runs)}
    missing = {path: part for path, part in parts.items() if not path.exists()}
    with datasets.utils.tqdm(desc=reader.source, unit="fig") as bar:
        for path in parts.keys() - missing.keys():
            bar.update(Tally.load(path.with_suffix(".json")).kept)
        if processes == 1 or len(missing) < 2:
            for path, part in missing.items():
                for _ in _write_part(reader, part, path):
                    bar.update(1)
        else:
            _read_side_by_side(reader, missing, min(processes, len(missing)), bar)
    tally = Tally()
    for path in parts:
        tally.add(Tally.load(path.with_suffix(".json")))
    reader.close(tally)
    if not tally.kept:
        raise ValueError(f"no figure to read: {tally.text(reader.source)}")
    _save(tally, folder / _WHOLE)


def _read_side_by_side(reader: Reader, missing: dict[Path, list[Any]], processes: int, bar: Any) -> None:
    # forked workers share what the reader has found out so far
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else None)
    with ProcessPoolExecutor(processes, context, initializer=_end_with, initargs=(os.getpid(),)) as pool:
        jobs = [pool.submit(_write_whole_part, reader, part, path) for path, part in missing.items()]
        try:
            for job in as_completed(jobs):
                bar.update(job.result())
        except BrokenProcessPool:
            raise OSError(f"{reader.source}: a reading process was killed; run again to go on from there") from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _end_with(parent: int) -> None:
    """End this worker when its parent is gone: it would wait for work for ever, and write beside the next run."""

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _write_whole_part(reader: Reader, shards: list[Any], path: Path) -> int:
    return sum(1 for _ in _write_part(reader, shards, path))


def _write_part(reader: Reader, shards: list[Any], path: Path) -> Iterator[None]:
    """Write the rows of some shards to a file; yields once a row."""
    tally, features, waiting = Tally(), row_features(), 0
    unfinished = path.with_suffix(".arrow.tmp")
    try:
        with ArrowWriter(path=str(unfinished), features=features, writer_batch_size=_ROWS_AT_ONCE) as writer:
            for shard in shards:
                for row in reader.rows(shard, tally):
                    writer.write(features.encode_example(row))
                    waiting += _bytes_of(row["image"])
                    if waiting > _BYTES_AT_ONCE:
                        writer.write_examples_on_file()
                        waiting = 0
                    yield
            writer.finalize()
        _save(tally, path.with_suffix(".json"))
        unfinished.replace(path)
    except OSError as error:
        if error.errno in _FULL and error.filename is None:  # Arrow does not say which file it could not write
            raise OSError(error.errno, error.strerror, str(unfinished)) from None
        raise
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _bytes_of(image: Any) -> int:
    return len(image.get("bytes") or b"") if isinstance(image, dict) else 0


def _save(tally: Tally, path: Path) -> None:
    unfinished = path.with_suffix(".json.tmp")
    tally.save(unfinished)
    unfinished.replace(path)
