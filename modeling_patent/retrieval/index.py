"""PatentIndex: the figures of many patents, searched by picture, vector or words, with limits of date and class."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from .approximate import FLAT_ROWS, KINDS
from .collection import rows_table
from .engine import hits_of, nearest, nearest_many
from .filters import Limits
from .hit import Hits
from .hub import download_index, is_hub_name, upload_index
from .parts import Part, make_part
from .probe import model_probe
from .ranking import Ranked
from .search import Doubles, Floats, unit_rows
from .searcher import Searcher, model_name_of
from .several import Parts, fitted
from .storage import Seen, read_index, write_index

if TYPE_CHECKING:
    from .milvus import MilvusIndex

MEMORY_BUDGET = 2 << 30
"""Bytes that a search may keep in memory, if nothing else is said: 2 GB."""


class PatentIndex(Searcher):
    """Unit vectors of figures with what is known of them, in grant-date order, on one machine.

    Make one with `from_embeddings`, `build`, `load` or `from_pretrained`.

    Small collections are compared one by one. Large ones get an approximate index as well, which is asked where it is
    quicker, and whose recall was measured; what it finds is scored exactly. See `approximate.py` and `candidates.py`.

    What is added becomes a part of its own, so a week of grants costs what a week holds; parts are merged when there
    are many. Removing marks.

    >>> rows = [{"figure_id": f"f{i}", "patent_id": f"p{i}", "granted": f"202{i}-01-05"} for i in range(3)]
    >>> index = PatentIndex.from_embeddings(np.eye(3), rows)
    >>> [hit.patent_id for hit in index.search([1, 0.5, 0.1], before="2022-01-05")]
    ['p0', 'p1']
    """

    def __init__(
        self,
        parts: Sequence[Part],
        model_name: str | None = None,
        model_probe: list[list[float]] | None = None,
        seen: Seen | None = None,
        kind: str = "auto",
        memory_budget: int = MEMORY_BUDGET,
    ) -> None:
        self._parts = Parts(parts)
        self.model_name, self.model_probe = model_name, model_probe
        self.kind, self.memory_budget = kind, memory_budget
        self._seen = seen or {}

    @classmethod
    def from_embeddings(
        cls,
        embeds: Any,
        rows: Any,
        model_name: str | None = None,
        *,
        kind: str = "auto",
        memory_budget: int = MEMORY_BUDGET,
        progress: bool = False,
    ) -> PatentIndex:
        """Make an index of vectors that are there already.

        Args:
            embeds: vectors [N, D], of any length but 0; a memory map of unit rows in grant-date order stays on disk.
            rows: N rows, a `datasets.Dataset` or a list of dicts with figure_id, patent_id, granted, locarno, title.
            model_name: folder or Hub id of the model the vectors come from.
            kind: "flat" compares all rows one by one, "sq8" and "rabitq" add an approximate index of 8 bits or 1 bit
                a number; "auto" chooses by the number of rows and the budget.
            memory_budget: bytes that a search may keep in memory.
            progress: show progress bars.

        Raises:
            ValueError: there are no rows, the numbers of rows differ, a vector cannot be compared, a row is wrong, the
                kind is unknown, or the budget too small.
        """
        vectors, table = _checked(embeds, rows)
        if not len(vectors):
            raise ValueError("there are no rows to index")
        if kind not in (*KINDS, "auto"):
            raise ValueError(f"no kind of index: {kind!r} (known are auto, {', '.join(KINDS)})")
        parts = fitted([make_part(vectors, table)], kind, memory_budget, progress)
        return cls(parts, model_name, kind=kind, memory_budget=memory_budget)

    @classmethod
    def build(
        cls,
        model: Any,
        processor: Any,
        dataset: Any,
        batch_size: int = 64,
        workers: int | None = None,
        progress: bool = True,
        *,
        bf16: bool | str = "auto",
        cache: str | os.PathLike[str] | None = None,
        kind: str = "auto",
        memory_budget: int = MEMORY_BUDGET,
    ) -> PatentIndex:
        """Encode the figures of a dataset and index them; those whose picture cannot be read are left out and logged.

        Under several processes (accelerate launch) each encodes its share, and every process gets the whole index.

        Args:
            model: a model with `embed_images`.
            processor: its processor.
            dataset: a `datasets.Dataset` of the row schema.
            batch_size: figures at a time.
            workers: processes that read pictures, None for a number that suits the machine.
            progress: whether to draw progress bars.
            bf16: run the model in bfloat16; "auto" where the processor has it.
            cache: folder that keeps the vectors, so that a run that is stopped goes on there.
            kind, memory_budget: as in `from_embeddings`.

        Raises:
            ValueError: there are no rows, or a row is wrong, which is looked at before anything is encoded; or no
                picture can be read.
        """
        if not len(dataset):
            raise ValueError("there are no rows to index")
        from .build import encode_rows

        rows_table(dataset)
        embeds, dataset = encode_rows(model, processor, dataset, batch_size, workers, progress, bf16, cache)
        name = model_name_of(model)
        index = cls.from_embeddings(embeds, dataset, name, kind=kind, memory_budget=memory_budget, progress=progress)
        index.model_probe = model_probe(model, processor)
        index._model = (model, processor)
        return index

    @classmethod
    def connect(cls, address: str, token: str | None = None) -> MilvusIndex:
        """Open a collection of Milvus: "milvus://host:port/collection", or "milvus:path.db/collection" for a file.

        Raises:
            ValueError: the address is none, or the collection is not one of ours.
            OSError: nothing answers there.
            ImportError: the extra `milvus` is not installed.
        """
        from .milvus import connect

        return connect(address, token)

    def __len__(self) -> int:
        """Number of figures, without those of removed patents."""
        return len(self._parts)

    @property
    def parts(self) -> Sequence[Part]:
        """The parts, in the order they were added."""
        return self._parts.parts

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        return int(self.parts[0].vectors.shape[1])

    @property
    def embeds(self) -> Floats:
        """Unit rows [N, D] of all figures; a copy where there are several parts or removed patents."""
        return self._parts.whole.vectors

    @property
    def table(self) -> pa.Table:
        """What is known of the figures, in the order of `embeds`."""
        return self._parts.whole.table

    @property
    def patents(self) -> list[str]:
        """Ids of the patents, in the order of their first figure."""
        return self._parts.patents

    def holds(self, patent_id: str) -> bool:
        """Whether a patent is in the index, by its id or any notation of a US design patent."""
        return bool(self._parts.find(patent_id))

    def vectors_of(self, patent_id: str) -> Floats:
        """Return the unit vectors [n, D] of a patent's views, in row order.

        Raises:
            ValueError: there is no such patent here, or it has nothing but a Gazette copy.
        """
        found = [part.vectors[rows] for part, rows in self._parts.views_of(patent_id)]
        if not any(len(vectors) for vectors in found):
            raise ValueError(f"there is no view of a patent {patent_id} in the index")
        return np.concatenate(found)

    def vector_of(self, figure_id: str) -> Floats:
        """Return the unit vector [D] of a figure.

        Raises:
            ValueError: there is no such figure here.
        """
        place = self._parts.place_of(figure_id)
        if place is None:
            raise ValueError(f"there is no figure {figure_id} in the index")
        return np.asarray(self.parts[place[0]].vectors[place[1]])

    def row_of(self, figure_id: str) -> dict[str, Any] | None:
        """Return what is known of a figure, None if it is not here; `image` is the path of its picture."""
        place = self._parts.place_of(figure_id)
        if place is None:
            return None
        row: dict[str, Any] = self.parts[place[0]].table.slice(place[1], 1).to_pylist()[0]
        return row

    def add(self, embeds: Any, rows: Any) -> None:
        """Add figures; they come after those of the same grant date that are there.

        Args:
            embeds: vectors [M, D] of the same model.
            rows: their M rows.

        Raises:
            ValueError: as in `from_embeddings`, the dimension differs, or a figure is there already. The index is
                then as it was.
        """
        vectors, table = _checked(embeds, rows)
        if not len(vectors):
            return
        if vectors.shape[1] != self.dimension:
            raise ValueError(f"the new vectors have {vectors.shape[1]} numbers each, the index {self.dimension}")
        here = np.flatnonzero(self._parts.hold(table["figure_id"]))
        if len(here):
            first = table["figure_id"][int(here[0])].as_py()
            raise ValueError(f"the index already holds {len(here)} of these figures, the first is {first!r}")
        parts = [*self.parts, make_part(vectors, table)]
        self._parts = Parts(fitted(parts, self.kind, self.memory_budget, progress=False))

    def add_figures(
        self,
        dataset: Any,
        batch_size: int = 64,
        workers: int | None = None,
        progress: bool = True,
        *,
        bf16: bool | str = "auto",
        cache: str | os.PathLike[str] | None = None,
    ) -> int:
        """Encode the figures of a dataset with the index's model and add those that are not there yet.

        Args:
            dataset: a `datasets.Dataset` of the row schema.
            batch_size, workers, progress, bf16, cache: as in `build`.

        Returns:
            How many figures were added.

        Raises:
            ValueError: a row is wrong, there is no model, or it is another one than made the index.
        """
        from .build import encode_rows

        new = np.flatnonzero(~self._parts.hold(rows_table(dataset)["figure_id"]))
        if not len(new):
            return 0
        some = dataset.select(new) if hasattr(dataset, "select") else [dataset[int(i)] for i in new]
        embeds, some = encode_rows(*self._loaded_model(), some, batch_size, workers, progress, bf16, cache)
        self.add(embeds, some)
        return len(some)

    def remove(self, patents: Iterable[str]) -> int:
        """Remove patents; their rows are never found any more, and go when parts are merged.

        Args:
            patents: ids, or any notation of a US design patent.

        Returns:
            How many figures were removed.

        Raises:
            ValueError: one of them is not in the index, or none would be left. The index is then as it was.
        """
        found: set[str] = set()
        for patent in [patents] if isinstance(patents, str) else list(patents):
            names = self._parts.find(patent)
            if not names:
                raise ValueError(f"there is no patent {patent} in the index to remove")
            found |= names
        left = Parts([part.without_patents(found) for part in self.parts])
        if not len(left):
            raise ValueError("all patents would be removed, and an index is never empty")
        count = len(self) - len(left)
        self._parts = left
        return count

    def save(self, folder: str | os.PathLike[str]) -> None:
        """Write the index to a folder; one that lies there is replaced, whole or not at all.

        Parts that lie there already are not written again.

        Raises:
            ValueError: the folder holds something else, or another process has changed this index since it was loaded.
            OSError: it cannot be written.
        """
        asked = (self.kind, self.memory_budget)
        saved = write_index(folder, self.parts, self.model_name, self.model_probe, self._seen, *asked)
        self._parts, self._seen = Parts(saved.parts), saved.seen

    @classmethod
    def load(cls, folder: str | os.PathLike[str], verify: bool = False) -> PatentIndex:
        """Read an index from a folder; its vectors and texts stay on disk until they are looked at.

        What is added is searched as was asked when the index was made (kind, memory budget).

        Args:
            folder: of an index.
            verify: check every byte; otherwise small files and samples of large ones.

        Raises:
            FileNotFoundError: there is no such folder.
            ValueError: it holds no index, or a damaged one.
        """
        saved = read_index(folder, verify)
        budget = MEMORY_BUDGET if saved.memory_budget is None else saved.memory_budget
        kind = saved.kind or _kind_of(max(saved.parts, key=len))
        return cls(saved.parts, saved.model_name, saved.probe, saved.seen, kind, budget)

    def push_to_hub(self, repo: str, private: bool | None = None, token: str | None = None) -> None:
        """Upload the index to a dataset repository of the Hub, in one commit. Paths of this machine are left out.

        Args:
            repo: "owner/name"; made if it is not there.
            private: whether a new repository is private; None for the owner's usual choice.
            token: access token; None for the one logged in with.
        """
        parts = self.parts
        if any(part.removed for part in parts):  # what was removed is not sent
            parts = fitted([self._parts.whole], self.kind, self.memory_budget, progress=False)
        upload_index(repo, parts, self.model_name, self.model_probe, private, token)

    @classmethod
    def from_pretrained(
        cls, repo: str, revision: str | None = None, token: str | None = None, verify: bool = False
    ) -> PatentIndex:
        """Read an index from the Hub, or from a folder if there is one of that name; see `load`.

        Raises:
            ValueError: it cannot be fetched, or is no index, or a damaged one.
            FileNotFoundError: there is no such folder, and it is no name on the Hub.
        """
        return cls.load(download_index(repo, revision, token) if is_hub_name(repo) else repo, verify)

    def _as_it_is(self) -> PatentIndex:
        return copy.copy(self)

    def _nearest(
        self, views: Doubles, weights: Doubles, k: int, limits: Limits, per_patent: bool
    ) -> tuple[Ranked, tuple[Any, ...]]:
        return nearest(self._parts, views, weights, k, limits, per_patent)

    def _nearest_many(
        self, views: Sequence[Doubles], weights: Sequence[Doubles], k: int, limits: Sequence[Limits], per_patent: bool
    ) -> list[tuple[Ranked, tuple[Any, ...]]]:
        return nearest_many(self._parts, views, weights, k, limits, per_patent)

    def _hits(self, ranked: Ranked) -> Hits:
        return hits_of(self._parts, ranked)


def _kind_of(part: Part) -> str:
    """Return how the largest part of an index is searched; for indexes that do not say what was asked."""
    if part.approximate is not None:
        return part.approximate.kind
    return "flat" if len(part) >= FLAT_ROWS else "auto"


def _checked(embeds: Any, rows: Any) -> tuple[Floats, pa.Table]:
    array = np.asarray(embeds)
    vectors = unit_rows(array if array.dtype in (np.float32, np.float64) else array.astype(np.float32), "the vectors")
    if len(vectors) != len(rows):
        raise ValueError(f"{len(vectors)} vectors, but {len(rows)} rows")
    return vectors, rows_table(rows)
