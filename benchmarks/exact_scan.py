"""The index's exact search against `faiss.knn`: one query over 200,000 x 256 unit vectors, all of them eligible.

`search` is the whole call, with float64 rescoring and grouping by patent; `product` is its matrix product alone.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import faiss
import numpy as np

from modeling_patent.retrieval import PatentIndex

ROWS, WIDTH, RUNS = 200_000, 256, 15


def milliseconds(call: Callable[[], object]) -> float:
    """Return the median of several runs after a warm-up."""
    call()
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((ROWS, WIDTH)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [{"figure_id": f"f{i}", "patent_id": f"p{i // 5}", "granted": "2020-01-07"} for i in range(ROWS)]
    index = PatentIndex.from_embeddings(vectors, rows)
    query = vectors[7]
    peer = milliseconds(lambda: faiss.knn(query[None], vectors, 50, metric=faiss.METRIC_INNER_PRODUCT))
    product = milliseconds(lambda: vectors @ query)
    search = milliseconds(lambda: index.search(query, k=10))
    print(f"faiss.knn {faiss.__version__}, 50 neighbours: {peer:.1f} ms")
    print(f"product: {product:.1f} ms, ratio {product / peer:.2f}; search: {search:.1f} ms, ratio {search / peer:.2f}")


if __name__ == "__main__":
    main()
