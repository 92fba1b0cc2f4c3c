"""MilvusIndex: a collection that outgrew one machine, searched as a `PatentIndex` is, with the same answers.

    index = PatentIndex.connect("milvus://cluster:19530/designs")       # or "milvus:designs.db/designs"
    index.search(picture, before="2020-01-01")

`milvus_copy.py` fills a collection from a `PatentIndex` and reads one back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from .collection import rows_table
from .filters import Limits, plain_patent_id
from .hit import Hit, Hits
from .milvus_address import parse_address
from .milvus_client import Collection
from .milvus_filters import expression, holds_any, is_text, one_of
from .milvus_rows import KNOWN, ROW_BYTES, About, entities, in_order, patent_lists, read_about, requests, row_from
from .milvus_search import Found, nearest
from .parts import make_part
from .ranking import Ranked
from .search import Doubles, Floats, unit_rows
from .searcher import Searcher

_NAMES_AT_ONCE = 4096


def connect(address: str, token: str | None = None, timeout: float = 10.0) -> MilvusIndex:
    """Open a collection of Milvus.

    Args:
        address: "milvus:path.db/collection" for a database of Milvus Lite, "milvus://host:port/collection" for a
            server, "milvus+https://host:port/collection" for one with TLS.
        token: "user:password" or an API key; None for what the environment variable MILVUS_TOKEN holds.
        timeout: seconds to wait for the server.

    Raises:
        ValueError: the address is none, or there is no such collection, or one of another program or version.
        OSError: there is no such file, no server answers, or it does not accept the token.
        ImportError: the extra `milvus` is not installed.
    """
    collection = Collection(parse_address(address), token, timeout)
    try:
        about = read_about(collection)
        if not collection.index:
            raise ValueError(f"the collection {collection.address} was never finished; copy the index there again")
        collection.load()
    except BaseException:
        collection.close()
        raise
    return MilvusIndex(collection, about)


class MilvusIndex(Searcher):
    """A collection of Milvus. Make one with `connect`; `close` it, or use it in a `with` statement.

    With a FLAT index every search is exact, as that of a small `PatentIndex` is. With another (HNSW) the candidates
    are those that Milvus finds; scores and order are exact.

    One process at a time may write to a collection; what this one writes, its searches see.
    """

    def __init__(self, collection: Collection, about: About) -> None:
        self.collection = collection
        self.model_name, self.model_probe = about.model_name, about.model_probe
        self._dimension = about.dimension

    def __enter__(self) -> MilvusIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go; a file of Milvus Lite is free for other processes then."""
        self.collection.close()

    def __len__(self) -> int:
        """Number of figures."""
        return self.collection.count()

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        return self._dimension

    @property
    def patents(self) -> list[str]:
        """Ids of the patents, by the grant date of their first figure; this goes through the whole collection."""
        fields = ("patent_id", "granted", "serial")
        rows = [row for page in self.collection.pages("", fields, 256) for row in page]
        return list(dict.fromkeys(row["patent_id"] for row in in_order(rows)))

    def holds(self, patent_id: str) -> bool:
        """Whether a patent is here, by its id or any notation of a US design patent."""
        return bool(self._ids([patent_id]))

    def vectors_of(self, patent_id: str) -> Floats:
        """Return the unit vectors [n, D] of a patent's views, by grant date and then in the order of adding.

        Raises:
            ValueError: there is no such patent here, or it has nothing but a Gazette copy.
        """
        wanted = f"is_view == true and {one_of('patent_id', self._ids([patent_id]).values())}"
        fields = ("granted", "serial", "vector")
        found = in_order(self.collection.rows(wanted, fields, 4 * self.dimension + 128))
        if not found:
            raise ValueError(f"there is no view of a patent {patent_id} in the index")
        return np.array([row["vector"] for row in found], dtype=np.float32)

    def vector_of(self, figure_id: str) -> Floats:
        """Return the unit vector [D] of a figure.

        Raises:
            ValueError: there is no such figure here.
        """
        found = self._figure(figure_id, ("vector",))
        if found is None:
            raise ValueError(f"there is no figure {figure_id} in the index")
        return np.array(found["vector"], dtype=np.float32)

    def row_of(self, figure_id: str) -> dict[str, Any] | None:
        """Return what is known of a figure, None if it is not here; `image` is the path of its picture."""
        found = self._figure(figure_id, KNOWN)
        return None if found is None else row_from(found)

    def add(self, embeds: Any, rows: Any) -> None:
        """Add figures; they come after those of the same grant date that are there.

        What is written stays if a later batch fails. Then copy the rest with `milvus_copy.copy_to_milvus`, which goes
        on, or remove the patents and add them again.

        Args:
            embeds: vectors [M, D] of the same model.
            rows: their M rows.

        Raises:
            ValueError: the numbers of rows differ, a vector cannot be compared or has another dimension, a row is
                wrong, or a figure is there already. Nothing is written then.
            OSError: Milvus did not take the rows.
        """
        array = np.asarray(embeds)
        array = array if array.dtype in (np.float32, np.float64) else array.astype(np.float32)
        vectors = unit_rows(array, "the vectors")
        if len(vectors) != len(rows):
            raise ValueError(f"{len(vectors)} vectors, but {len(rows)} rows")
        table = rows_table(rows)
        if not len(vectors):
            return
        if vectors.shape[1] != self.dimension:
            raise ValueError(f"the new vectors have {vectors.shape[1]} numbers each, the index {self.dimension}")
        figures = table["figure_id"].to_pylist()
        known = self._known_figures(figures)
        if known:
            first = next(figure for figure in figures if figure in known)
            raise ValueError(f"the index already holds {len(known)} of these figures, the first is {first!r}")
        # Nanoseconds since 1970, so that later additions come later whoever makes them.
        part = make_part(vectors, table)
        applicants, related = (patent_lists([part], column) for column in ("applicants", "related"))
        for some in requests(entities(part, np.arange(len(part)), applicants, related, time.time_ns())):
            self.collection.upsert(some)

    def remove(self, patents: Iterable[str]) -> int:
        """Remove patents.

        Args:
            patents: ids, or any notation of a US design patent.

        Returns:
            How many figures were removed.

        Raises:
            ValueError: one of them is not in the index, or none would be left. The index is then as it was.
        """
        asked = [patents] if isinstance(patents, str) else list(patents)
        ids = self._ids(asked)
        missing = next((name for name in asked if name not in ids), None)
        if missing is not None:
            raise ValueError(f"there is no patent {missing} in the index to remove")
        names = sorted(set(ids.values()))
        if not names:
            return 0
        if self.collection.is_empty(one_of("patent_id", names, negate=True)):
            raise ValueError("all patents would be removed, and an index is never empty")
        removed = 0
        for some in _batches(names, _NAMES_AT_ONCE):
            removed += len(self.collection.rows(one_of("patent_id", some), ("figure_id",), 256, strong=True))
            self.collection.delete(one_of("patent_id", some))
        return removed

    def _nearest(
        self, views: Doubles, weights: Doubles, k: int, limits: Limits, per_patent: bool
    ) -> tuple[Ranked, tuple[str, ...]]:
        wanted = expression(limits, self._left_out(limits))
        found, plan = nearest(self.collection, wanted, views, weights, k, limits, per_patent)
        if found is None:
            nothing = np.empty(0, dtype=np.int64)
            return Ranked(nothing, np.empty(0), nothing[:, None], np.empty((0, len(views)))), (plan,)
        return found, (plan,)

    def _hits(self, ranked: Ranked) -> Hits:
        hits = Hits()
        if not len(ranked.rows):
            return hits
        assert isinstance(ranked, Found)
        ids = ranked.part.table.select(["patent_id", "figure_id"]).take(ranked.rows).to_pylist()
        matched = iter(ranked.part.table["figure_id"].take(ranked.matched.ravel()).to_pylist())
        rows: list[Any] = []
        for some in _batches(sorted({one["patent_id"] for one in ids}), _NAMES_AT_ONCE):
            rows += self.collection.rows(one_of("patent_id", some), KNOWN, ROW_BYTES)
        # Gazette copies first, then the views, both in row order.
        figures: dict[str, list[str]] = {}
        for row in sorted(in_order(rows), key=lambda row: bool(row["is_view"])):
            figures.setdefault(row["patent_id"], []).append(row["figure_id"])
        known = {row["figure_id"]: row for row in rows}
        scores = ranked.scores.clip(-1, 1).tolist()
        for place, (one, cosines) in enumerate(zip(ids, ranked.cosines.clip(-1, 1).tolist(), strict=True)):
            matches = tuple((next(matched), cosine) for cosine in cosines)
            if one["figure_id"] not in known:  # removed by somebody else since it was ranked
                continue
            row = row_from(known[one["figure_id"]])
            facts = {name: row[name] for name in ("granted", "locarno", "title")}
            shown = tuple(figures[one["patent_id"]])
            hits.append(Hit(len(hits) + 1, score=scores[place], figures=shown, matches=matches, **one, **facts))
        return hits

    def _figure(self, figure_id: str, fields: Sequence[str]) -> Any:
        if not is_text(figure_id):
            return None
        found = self.collection.rows(one_of("figure_id", [figure_id]), fields, 4 * self.dimension + ROW_BYTES)
        return found[0] if found else None

    def _ids(self, names: Sequence[str]) -> dict[str, str]:
        """Return the id here of each patent that is here: its name as it is, else what that means as a US patent."""
        asked = {name: plain_patent_id(name) for name in names if is_text(name)}
        some = sorted({*asked, *asked.values()})
        here: set[str] = set()
        for part in _batches(some, _NAMES_AT_ONCE):
            here |= {row["patent_id"] for row in self.collection.rows(one_of("patent_id", part), ("patent_id",), 256)}
        found = {name: name if name in here else plain for name, plain in asked.items()}
        return {name: patent for name, patent in found.items() if patent in here}

    def _left_out(self, limits: Limits) -> set[str]:
        """Return the ids of the patents that a search leaves out by name or family."""
        names = set(self._ids(limits.exclude_patents).values()) if limits.exclude_patents else set()
        if not limits.exclude_family_of:
            return names
        here = self._ids(limits.exclude_family_of)
        family = {here.get(name, name) for name in limits.exclude_family_of if is_text(name)}
        new = set(family)
        while new:
            some = sorted(new)
            wanted = f"{one_of('patent_id', some)} or {holds_any('related', some)}"
            found = self.collection.rows(wanted, ("patent_id", "related"), 512)
            new = {name for row in found for name in (row["patent_id"], *row["related"])} - family
            family |= new
        return names | family

    def _known_figures(self, figures: Sequence[str]) -> set[str]:
        known: set[str] = set()
        for some in _batches(figures, _NAMES_AT_ONCE):
            found = self.collection.rows(one_of("figure_id", some), ("figure_id",), 256, strong=True)
            known |= {row["figure_id"] for row in found}
        return known


def _batches(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for begin in range(0, len(names), size):
        yield names[begin : begin + size]
