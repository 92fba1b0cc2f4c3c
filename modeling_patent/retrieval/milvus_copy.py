"""From a `PatentIndex` to a collection of Milvus and back, in batches.

A copy that was stopped goes on where it was: what is there already, unchanged, is not written again.
"""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa
from tqdm.auto import tqdm

from .index import MEMORY_BUDGET, PatentIndex
from .milvus import connect
from .milvus_address import parse_address
from .milvus_client import Collection
from .milvus_filters import one_of
from .milvus_rows import (
    FLAT_ROWS,
    KNOWN,
    ROW_BYTES,
    About,
    entities,
    make_collection,
    make_indexes,
    patent_lists,
    read_about,
    requests,
    row_from,
    table_of,
)
from .parts import Part, make_part
from .search import Ints, unit_rows
from .several import fitted

KINDS = ("auto", "flat", "hnsw")
"""Indexes that a collection is made with; "auto" is "flat" up to a million figures."""

_BATCH = 2048  # figures
_SAME_MODEL = 0.95  # cosine of every test figure, as in probe.py


def copy_to_milvus(
    index: PatentIndex, address: str, token: str | None = None, kind: str = "auto", progress: bool = True
) -> int:
    """Copy an index to a collection of Milvus, which is made if it is not there.

    Figures that are there already with the same vector and the same facts are not written again, so a second call
    goes on with a copy that was stopped, or brings what was added since. Figures that only the collection holds stay.

    Args:
        index: what to copy.
        address: of the collection, as `connect` takes it; a file of Milvus Lite is made if it is not there.
        token: as in `connect`.
        kind: index of the vectors of a new collection: "flat" compares all and is exact, "hnsw" is a graph, quicker
            for millions of figures and not exact; "auto" chooses by the number of figures.
        progress: show a progress bar.

    Returns:
        How many figures were written.

    Raises:
        ValueError: the address or kind is none, the collection belongs to another program, its vectors have another
            dimension or come from another model, or more is known of a figure than Milvus takes.
        OSError: there is no such folder, no server answers, or it does not take the rows. What was written stays.
        ImportError: the extra `milvus` is not installed.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of index in Milvus: {kind!r} (known are {', '.join(KINDS)})")
    collection = Collection(parse_address(address), token, create=True)
    try:
        is_new = collection.address.collection not in collection.names()
        if is_new:
            make_collection(collection, About(index.dimension, index.model_name, index.model_probe))
        else:
            _check_same(collection, read_about(collection), index)
        if not collection.index:  # new, or a copy was stopped before it had one
            chosen = ("hnsw" if len(index) > FLAT_ROWS else "flat") if kind == "auto" else kind
            make_indexes(collection, chosen.upper())
        collection.load()
        written = _write(collection, index, is_new, progress)
        if written:
            collection.flush()
    finally:
        collection.close()
    return written


def copy_from_milvus(
    address: str,
    token: str | None = None,
    kind: str = "auto",
    memory_budget: int = MEMORY_BUDGET,
    progress: bool = True,
) -> PatentIndex:
    """Read a collection of Milvus into an index of this machine.

    The vectors are held twice for a moment, while they are brought into order.

    Args:
        address: of the collection, as `connect` takes it.
        token: as in `connect`.
        kind, memory_budget: of the index, as in `PatentIndex.from_embeddings`.
        progress: show progress bars.

    Raises:
        ValueError, OSError, ImportError: as `connect` does.
        ValueError: the collection is empty, or changed while it was read.
    """
    with connect(address, token) as store:
        count = len(store)
        if not count:
            raise ValueError(f"the collection {store.collection.address} holds no figures yet")
        vectors = np.empty((count, store.dimension), dtype=np.float32)
        days, serials = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
        tables, done = [], 0
        pages = store.collection.pages("", (*KNOWN, "vector"), 4 * store.dimension + ROW_BYTES)
        with tqdm(total=count, desc="from Milvus", unit="fig", disable=not progress, leave=False) as bar:
            for page in pages:
                here = slice(done, done + len(page))
                done += len(page)
                if done > count:
                    break
                vectors[here] = [row["vector"] for row in page]
                days[here], serials[here] = zip(*((row["granted"], row["serial"]) for row in page), strict=True)
                tables.append(table_of(map(row_from, page)))
                bar.update(len(page))
        if done != count:
            raise ValueError(f"the collection {store.collection.address} changed while it was read; read it again")
        order = np.lexsort((serials, days))
        table = pa.concat_tables(tables).take(order)
        part = make_part(unit_rows(vectors[order], "the vectors"), table)
        parts = fitted([part], kind, memory_budget, progress)
        return PatentIndex(parts, store.model_name, store.model_probe, kind=kind, memory_budget=memory_budget)


def _check_same(collection: Collection, about: About, index: PatentIndex) -> None:
    """Check that the vectors of a collection and of an index can be compared."""
    where = f"the collection {collection.address}"
    if about.dimension != index.dimension:
        raise ValueError(f"{where} has {about.dimension} numbers a vector, the index {index.dimension}")
    if about.model_probe is not None and index.model_probe is not None:
        cosines = (np.asarray(about.model_probe) * np.asarray(index.model_probe)).sum(axis=1)
        same = bool(cosines.min() >= _SAME_MODEL)
    else:
        same = None in (about.model_name, index.model_name) or about.model_name == index.model_name
    if not same:
        names = f"({about.model_name or 'unnamed'}, the index {index.model_name or 'unnamed'})"
        raise ValueError(f"{where} was made with another model {names}; give a new collection")


def _write(collection: Collection, index: PatentIndex, is_new: bool, progress: bool) -> int:
    """Write what is not there, or not so; return how many figures that were."""
    lists = [patent_lists(index.parts, column) for column in ("applicants", "related")]
    # Nanoseconds since 1970: what is copied later comes later among figures of the same day.
    serial = time.time_ns()
    written = 0
    with tqdm(total=len(index), desc="to Milvus", unit="fig", disable=not progress, leave=False) as bar:
        for part in index.parts:
            rows = _rows_of(part)
            for begin in range(0, len(rows), _BATCH):
                made = entities(part, rows[begin : begin + _BATCH], lists[0], lists[1], serial)
                if not is_new:
                    wanted = one_of("figure_id", [one["figure_id"] for one in made])
                    found = collection.rows(wanted, ("figure_id", "digest", "serial"), 512, strong=True)
                    known = {row["figure_id"]: row for row in found}
                    made = [one for one in made if known.get(one["figure_id"], {}).get("digest") != one["digest"]]
                    for one in made:
                        one["serial"] = known.get(one["figure_id"], one)["serial"]
                for some in requests(made):
                    collection.upsert(some)
                written += len(made)
                bar.update(len(rows[begin : begin + _BATCH]))
            serial += len(part)
    return written


def _rows_of(part: Part) -> Ints:
    """Return the rows of a part, without those of removed patents."""
    return np.flatnonzero(~np.isin(part.keys.patent_of, part.keys.find_patents(part.removed)))
