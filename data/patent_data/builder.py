"""What all readers share: a reader's rows as a `datasets.Dataset` from the cache, or as a stream.

A reader knows a source (a `Reader`); this file knows how `datasets` streams, `cache.py` how rows are kept. This file
touches no file itself, since `datasets` replaces functions such as `open` in the module of a builder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Protocol

import datasets

from modeling_patent.rows import row_features

from .cache import SPLIT, cached_rows
from .tally import Tally


class Reader(Protocol):
    """What a source's reader offers; it can be pickled.

    Attributes:
        name: of the kind of source, in lower case, for the cache's folder.
        source: what is read and where, for people.
        fingerprint: hash over the source's files and the reader's options. It decides whether cached rows still hold,
            so equal fingerprints must mean equal shards and equal rows.
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
    options stay the same. A run that is stopped goes on later where it was. What was kept and left out stands in
    `info.description` and goes to the logger "patent_data": a warning if anything was left out.

    Args:
        reader: the reader.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that read shards side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        ValueError: a file that the reader cannot go on without is malformed, or no figure is left.
        OSError: the cache cannot be written.
    """
    if streaming:
        return RowStream(reader).as_streaming_dataset(split=SPLIT)
    return cached_rows(reader, num_proc, cache_dir)


class RowStream(datasets.GeneratorBasedBuilder):
    """Streams the rows of one reader; nothing is written."""

    def __init__(self, reader: Reader):
        self.reader = reader
        super().__init__(dataset_name=f"patent_{reader.name}", hash=reader.fingerprint)

    def _info(self) -> datasets.DatasetInfo:
        text = f"{self.reader.source}, streamed: what is left out is logged when a pass ends."
        return datasets.DatasetInfo(features=row_features(), description=text)

    def _split_generators(self, dl_manager: Any) -> list[datasets.SplitGenerator]:
        return [datasets.SplitGenerator(name=SPLIT, gen_kwargs={"shards": self.reader.shards()})]

    def _generate_examples(self, shards: list[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
        tally, number = Tally(), 0
        for shard in shards:
            for row in self.reader.rows(shard, tally):
                yield number, row
                number += 1
        tally.log(f"{self.reader.source}, streamed")
