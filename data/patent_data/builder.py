"""What all readers share: a `datasets` builder that writes a reader's rows to the cache or streams them.

A reader knows a source (a `Reader`); this file knows `datasets`. It touches no file itself, since `datasets` replaces
functions such as `open` in the module of a builder.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Iterator
from typing import Any, Protocol

import datasets

from modeling_patent.rows import row_features

from .notes import Notes, empty_folder, load_report, save_report
from .tally import Tally

_VERSION = "1.0.0"  # raise it when a reader yields other rows for the same files: caches are then built anew
_SPLIT = "train"


class Reader(Protocol):
    """What a source's reader offers.

    Attributes:
        name: of the kind of source, in lower case, for the cache's folder.
        source: what is read and where, for people.
        fingerprint: hash over the source's files and the reader's options.
    """

    name: str
    source: str
    fingerprint: str

    def shards(self) -> list[Any]:
        """Return the parts that can be read apart from each other, in the order of their rows."""

    def rows(self, shard: Any, tally: Tally) -> Iterator[dict[str, Any]]:
        """Yield the rows of one part, and count them and what is left out."""

    def close(self, tally: Tally) -> None:
        """Count what only shows once all parts are read."""


def load_rows(
    reader: Reader,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """Return a reader's rows; pictures are opened when they are looked at.

    The rows are written once to the cache of `datasets` and read from there as long as the source's files and the
    options stay the same. What was kept and left out stands in `info.description` and goes to the logger
    "patent_data": a warning if anything was left out.

    Args:
        reader: the reader.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that read shards side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        ValueError: a file that the reader cannot go on without is malformed, or no figure is left.
    """
    builder = RowBuilder(reader, cache_dir)
    if streaming:
        return builder.as_streaming_dataset(split=_SPLIT)
    with tempfile.TemporaryDirectory(prefix="patent_data_") as folder:
        builder.notes = Notes(folder)
        try:
            builder.download_and_prepare(num_proc=num_proc)
        except Exception:
            why = builder.notes.why_stopped()
            if why is None:
                raise
            raise ValueError(why) from None
    load_report(builder.cache_dir).log(reader.source)
    return builder.as_dataset(split=_SPLIT)


@dataclasses.dataclass
class RowConfig(datasets.BuilderConfig):
    """Configuration of one reading; the fingerprint decides whether a cached one still holds."""

    fingerprint: str = ""


class RowBuilder(datasets.GeneratorBasedBuilder):
    """Builds the rows of one reader.

    Attributes:
        reader: the reader.
        notes: where counts and errors go while the cache is written; None while streaming.
    """

    BUILDER_CONFIG_CLASS = RowConfig
    VERSION = datasets.Version(_VERSION)

    def __init__(self, reader: Reader, cache_dir: str | os.PathLike[str] | None = None):
        self.reader = reader
        self.notes: Notes | None = None
        cache = None if cache_dir is None else os.fspath(cache_dir)
        super().__init__(cache_dir=cache, dataset_name=f"patent_{reader.name}", fingerprint=reader.fingerprint)

    def _info(self) -> datasets.DatasetInfo:
        text = f"{self.reader.source}, streamed: what is left out is logged when a pass ends."
        return datasets.DatasetInfo(features=row_features(), description=text)

    def _split_generators(self, dl_manager: Any) -> list[datasets.SplitGenerator]:
        return [datasets.SplitGenerator(name=_SPLIT, gen_kwargs={"shards": self.reader.shards()})]

    def _generate_examples(self, shards: list[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
        tally, number = Tally(), 0
        try:
            for shard in shards:
                for row in self.reader.rows(shard, tally):
                    yield number, row
                    number += 1
        except ValueError as error:
            if self.notes is not None:
                self.notes.stop(str(error))
            raise
        if self.notes is None:
            tally.log(f"{self.reader.source}, streamed")
        else:
            self.notes.leave(tally)

    def _download_and_prepare(self, dl_manager: Any, verification_mode: Any, **options: Any) -> None:
        assert self.notes is not None
        empty_folder(self._output_dir)  # a killed run may have left parts here
        super()._download_and_prepare(dl_manager, verification_mode, **options)
        tally = self.notes.total()
        self.reader.close(tally)
        if not tally.kept:
            self.notes.stop(f"no figure to read: {tally.text(self.reader.source)}")
            raise ValueError("no figure to read")
        self.info.description = tally.text(self.reader.source)
        save_report(self._output_dir, tally)
