"""The file of texts: written in parts while a run goes on, merged at its end, joined to rows for training.

A row is a figure. Parts lie in a folder beside the file and are whole at every moment, so that a run that was killed
goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow
import pyarrow.compute
from pyarrow import parquet

if TYPE_CHECKING:
    import datasets

logger = logging.getLogger(__name__)

FLUSH_ROWS, FLUSH_SECONDS = 50, 30.0
"""A part is written after so many rows or seconds; where rows come faster than that in a second, it waits for it."""

MOST_ROWS = 5000
"""Rows of a part, and of a row group of the merged file."""

FAILED = "failed: "
"""How the problem of a figure begins that no model answered for; the next run asks again."""

_TEXT, _WHOLE = pyarrow.string(), pyarrow.int64()
SCHEMA = pyarrow.schema(
    {
        "figure_id": _TEXT,
        "patent_id": _TEXT,
        "texts": pyarrow.list_(_TEXT),
        "details": _TEXT,
        "answer": _TEXT,
        "captioner": _TEXT,
        "llm": _TEXT,
        "prompt_version": _TEXT,
        "captioner_prompt_tokens": _WHOLE,
        "captioner_completion_tokens": _WHOLE,
        "llm_prompt_tokens": _WHOLE,
        "llm_completion_tokens": _WHOLE,
        "requests": _WHOLE,
        "cost": pyarrow.float64(),
        "problems": pyarrow.list_(_TEXT),
        "made_at": pyarrow.timestamp("us", tz="UTC"),
    }
)
"""Columns of the file. `details` and `answer` are what the models said, unchanged; tokens are null where the model's
endpoint did not say and where no model was asked; `cost` is in US dollars, null where a price is not known.
"""

MadeBy = tuple[str | None, str, str]
"""What makes texts: the captioner's name or None, the language model's name or "template", the prompts' version."""


class Parts:
    """The parts of a file of texts that is being written; used in a `with`, which takes the file for this run alone.

    Args:
        out: the file of texts, which need not be there.

    Attributes:
        folder: where the parts lie.
        saved: rows written so far.

    Raises:
        ValueError: another run writes the same file.
        OSError: the folder cannot be made.
    """

    def __init__(self, out: Path) -> None:
        self.folder, self.saved = parts_folder(out), 0
        self._rows: list[dict[str, Any]] = []
        self._out, self._since = out, time.monotonic()

    def __enter__(self) -> Parts:
        import filelock

        self.folder.mkdir(exist_ok=True)
        self._lock = filelock.FileLock(self.folder / "lock")
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            raise ValueError(f"another run is writing {self._out}; wait for its end") from None
        for left in self.folder.glob("*.tmp"):
            left.unlink()
        numbers = [int(path.stem.split("-")[1]) for path in _part_files(self._out)]
        self._next = max(numbers, default=0) + 1
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one row, and write a part where it is time.

        Raises:
            OSError: the part cannot be written; parts written before are whole.
        """
        self._rows.append(dict(row) | {"made_at": datetime.datetime.now(datetime.timezone.utc)})
        age = time.monotonic() - self._since
        if (len(self._rows) >= FLUSH_ROWS and age >= 1) or len(self._rows) >= MOST_ROWS or age >= FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write the rows at hand as a part, under a temporary name first."""
        if self._rows:
            target = self.folder / f"part-{self._next:06d}.parquet"
            _write(target, iter([pyarrow.Table.from_pylist(self._rows, SCHEMA)]))
            self._next += 1
            self.saved += len(self._rows)
            self._rows = []
        self._since = time.monotonic()

    def merge(self) -> None:
        """Write the file anew from itself and the parts, a figure once, and remove the parts.

        Of a figure's rows the last counts, but one without an answer never replaces one with texts.
        """
        self.flush()
        files = _files(self._out)
        if any(path != self._out for path in files):
            _write(self._out, _chosen_rows(files))
        with contextlib.suppress(OSError):  # what is left there is merged once more, to the same file
            shutil.rmtree(self.folder)


def parts_folder(out: Path) -> Path:
    """Return the folder of the parts of a file of texts."""
    return out.with_name(f"{out.name}.parts")


def finished(out: Path, made_by: MadeBy) -> tuple[set[str], set[str]]:
    """Return the figures that the file and its parts hold from these models and prompts: those done, those failed.

    Raises:
        ValueError: a file is no file of texts; the message names it.
    """
    done: set[str] = set()
    failed: set[str] = set()
    names = ["figure_id", "captioner", "llm", "prompt_version", "problems"]
    for path in _files(out):
        for batch in _batches(path, names):
            for figure, captioner, llm, version, problems in zip(
                *(batch[name].to_pylist() for name in names), strict=True
            ):
                if (captioner, llm, version) == made_by:
                    (failed if _is_failed(problems) else done).add(figure)
    return done, failed - done


def add_texts(rows: datasets.Dataset, path: str | os.PathLike[str]) -> datasets.Dataset:
    """Return rows with the column `texts` filled from a file of texts; pictures are neither decoded nor copied.

    Figures that the file does not hold, or holds without a text, keep the texts they have; how many is logged.

    Args:
        rows: rows of the schema.
        path: the file that `patent enrich` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no file of texts.
    """
    import datasets

    file = Path(path)
    if not file.is_file():
        raise FileNotFoundError(f"no such file of texts: {file}")
    places: dict[str, int] = {}
    at = 0
    for batch in _batches(file, ["figure_id", "texts"]):
        lengths = pyarrow.compute.list_value_length(batch["texts"]).to_pylist()
        for figure, length in zip(batch["figure_id"].to_pylist(), lengths, strict=True):
            if length:
                places[figure] = at
            at += 1
    # `datasets` keeps the texts as Arrow files in its cache, mapped and not held in memory
    there = datasets.Dataset.from_parquet(str(file), columns=["figure_id", "texts"])
    stat = file.stat()
    key = f"{rows._fingerprint} {file.resolve()} {stat.st_size} {stat.st_mtime_ns}"
    joined = rows.select_columns(["figure_id", "texts"]).map(
        _with_texts,
        batched=True,
        fn_kwargs={"there": there, "places": places},
        features=datasets.Features({name: rows.features[name] for name in ("figure_id", "texts")}),
        new_fingerprint=hashlib.sha256(key.encode()).hexdigest()[:16],
    )
    missing = sum(figure not in places for figure in rows.with_format(None)["figure_id"])
    level = logging.WARNING if missing else logging.INFO
    logger.log(level, "%s: texts for %d of %d figures, the others keep theirs", file, len(rows) - missing, len(rows))
    others = [name for name in rows.column_names if name != "texts"]
    return datasets.concatenate_datasets(
        [rows.select_columns(others), joined.select_columns(["texts"])], axis=1
    ).select_columns(rows.column_names)


def _with_texts(batch: dict[str, list[Any]], there: datasets.Dataset, places: dict[str, int]) -> dict[str, list[Any]]:
    known = [at for at, figure in enumerate(batch["figure_id"]) if figure in places]
    found = there.select([places[batch["figure_id"][at]] for at in known])["texts"] if known else []
    texts = list(batch["texts"])
    for at, its in zip(known, found, strict=True):
        texts[at] = its
    return {"figure_id": batch["figure_id"], "texts": texts}


def _part_files(out: Path) -> list[Path]:
    return sorted(parts_folder(out).glob("part-*.parquet"))


def _files(out: Path) -> list[Path]:
    """Return the file, if it is there, and then its parts in the order they were written in."""
    return [*([out] if out.exists() else []), *_part_files(out)]


def _batches(path: Path, columns: list[str] | None = None) -> Iterator[Any]:
    """Yield the record batches of a file of texts.

    Raises:
        ValueError: it is none.
    """
    try:
        file = parquet.ParquetFile(path)
        missing = [name for name in SCHEMA.names if name not in file.schema_arrow.names]
        if missing:
            raise ValueError(f"{path}: not a file of texts, it has no column {missing[0]}")
        yield from file.iter_batches(1000, columns=columns or SCHEMA.names)
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"{path}: cannot be read as a file of texts ({reason}); move it away and run again") from None


def _is_failed(problems: list[str] | None) -> bool:
    return any(problem.startswith(FAILED) for problem in problems or ())


def _chosen_rows(files: list[Path]) -> Iterator[Any]:
    """Yield tables with one row a figure."""
    chosen: dict[str, int] = {}  # figure -> twice the number of its row over all files, plus one where it failed
    number = 0
    for path in files:
        for batch in _batches(path, ["figure_id", "problems"]):
            for figure, problems in zip(batch["figure_id"].to_pylist(), batch["problems"].to_pylist(), strict=True):
                failed = _is_failed(problems)
                if not failed or chosen.get(figure, 1) % 2:
                    chosen[figure] = 2 * number + failed
                number += 1
    kept = {value // 2 for value in chosen.values()}
    chosen.clear()
    number, waiting, count = 0, [], 0
    for path in files:
        for batch in _batches(path):
            mask = pyarrow.array([at in kept for at in range(number, number + len(batch))])
            number += len(batch)
            table = pyarrow.Table.from_batches([batch]).filter(mask).cast(SCHEMA)
            waiting.append(table)
            count += len(table)
            if count >= MOST_ROWS:
                yield pyarrow.concat_tables(waiting).combine_chunks()
                waiting, count = [], 0
    yield pyarrow.concat_tables([SCHEMA.empty_table(), *waiting]).combine_chunks()


def _write(target: Path, tables: Iterator[Any]) -> None:
    """Write a Parquet file under a temporary name, make sure of it on the disk, and give it its own."""
    partial = target.with_name(f"{target.name}.tmp")
    try:
        with partial.open("wb") as file:
            with parquet.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
                for table in tables:
                    writer.write_table(table)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
