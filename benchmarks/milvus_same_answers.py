"""Do Milvus and `PatentIndex` give the same hits in the same order, and in what time? A grid of filters.

    python benchmarks/milvus_same_answers.py                      # the quickstart's index, over Milvus Lite
    python benchmarks/milvus_same_answers.py --address milvus://cluster:19530/compared

The index is copied to the collection (which stays on a server; a file of Milvus Lite is made for the run). Queries are
one or four views of a random patent of the index, turned a little. A search counts as equal when all of it is:
patents, figures, scores, matches and their order.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.milvus_copy import copy_from_milvus, copy_to_milvus


def filter_grid(index: PatentIndex, rng: np.random.Generator) -> Iterator[dict[str, Any]]:
    """Yield options of a search: every combination of dates, classes, words, exclusions, ways of grouping and k."""
    rows = index.table.select(["patent_id", "granted", "locarno", "locarno_edition", "title", "applicants"]).to_pylist()
    some = [rows[i] for i in rng.integers(0, len(rows), 400)]
    editions = sorted({row["locarno_edition"] for row in some if row["locarno_edition"]})
    words = [row["title"].split()[0] for row in some if row["title"]] or [""]
    applicants = [name for row in some for name in row["applicants"] or ()]
    patents = [row["patent_id"] for row in some]
    days = sorted({row["granted"] for row in some if row["granted"]})
    early, late = (days[len(days) // 4], days[3 * len(days) // 4]) if days else (None, None)
    codes = sorted({row["locarno"] for row in some if row["locarno"]})
    both_codes = [codes[-1], codes[0][:2]] if codes else []
    sides: list[list[dict[str, Any]]] = [
        [{}, {"before": late}, {"after": early}, {"before": late, "after": early}],
        [{}, {"locarno": codes[:1]}, {"locarno": both_codes}, {"edition": editions[-1:]}],
        [{}, {"title": words[0]}],
        [{}, {"exclude_patents": patents[:50]}, {"exclude_applicants": applicants[:3]}],
        [{}, {"per_patent": False}],
    ]
    # What the collection does not know makes no filter.
    known = [[one for one in side if all(value not in (None, [], "") for value in one.values())] for side in sides]
    for options in itertools.product(*known):
        yield {name: value for one in options for name, value in one.items()} | {"k": int(rng.choice([1, 10, 50]))}


def compare(index: PatentIndex, store: Any, queries: int, seed: int) -> None:
    """Search both with every cell of the grid and print what came out."""
    rng = np.random.default_rng(seed)
    times: dict[str, list[float]] = {"PatentIndex": [], "Milvus": []}
    searches = equal = found = shared = 0
    patents = index.patents
    for options in filter_grid(index, rng):
        for _ in range(queries):
            views = index.vectors_of(patents[rng.integers(len(patents))])[: int(rng.choice([1, 1, 4]))]
            views = views + 0.05 * rng.standard_normal(views.shape) / np.sqrt(index.dimension)
            hits = []
            for name, searched in (("PatentIndex", index), ("Milvus", store)):
                started = time.perf_counter()
                hits.append(searched.search(views, **options))
                times[name].append(1000 * (time.perf_counter() - started))
            searches += 1
            found += len(hits[0])
            equal += hits[0] == hits[1]
            shared += len({hit.figure_id for hit in hits[0]} & {hit.figure_id for hit in hits[1]})
            if hits[0] != hits[1]:
                print(
                    f"not equal: { ({name: str(value)[:40] for name, value in options.items()}) }, {len(views)} views"
                )
    print(f"{equal} of {searches} searches equal; {shared} of {found} hits in both")
    for name, milliseconds in times.items():
        print(f"{name}: median {statistics.median(milliseconds):.1f} ms, slowest {max(milliseconds):.1f} ms")


def main() -> None:
    """Copy, compare, and copy back."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--index", default="runs/quickstart/index", help="folder of an index")
    parser.add_argument("--address", help="collection to copy to; a new file of Milvus Lite if not given")
    parser.add_argument("--kind", default="auto", choices=("auto", "flat", "hnsw"))
    parser.add_argument("--queries", type=int, default=2, help="queries for each combination of filters")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    index = PatentIndex.load(given.index)
    with tempfile.TemporaryDirectory() as folder:
        address = given.address or f"milvus:{Path(folder) / 'compared.db'}/figures"
        started = time.perf_counter()
        written = copy_to_milvus(index, address, kind=given.kind)
        print(f"{len(index)} figures x {index.dimension}; {written} copied in {time.perf_counter() - started:.1f} s")
        with PatentIndex.connect(address) as store:
            compare(index, store, given.queries, given.seed)
        started = time.perf_counter()
        back = copy_from_milvus(address)
        same = back.table.equals(index.table) and np.array_equal(back.embeds, index.embeds)
        print(f"copied back in {time.perf_counter() - started:.1f} s, {'the same' if same else 'NOT the same'} index")


if __name__ == "__main__":
    main()
