"""`retrieval_metrics` against a NumPy stable sort a query: 2,000 x 20,000 x 128, about 500 relevant each."""

from __future__ import annotations

import time

import numpy as np

from modeling_patent.evaluation import retrieval_metrics

QUERIES, GALLERY, WIDTH, CLASSES, RUNS = 2_000, 20_000, 128, 40, 3


def sorted_map(queries: np.ndarray, gallery: np.ndarray, of_query: np.ndarray, of_gallery: np.ndarray) -> float:
    """Return mAP by sorting the whole gallery for every query."""
    values = []
    for query, label in zip(queries, of_query, strict=True):
        order = np.argsort(-(gallery @ query), kind="stable")
        places = np.flatnonzero(of_gallery[order] == label) + 1
        values.append(np.mean(np.arange(1, len(places) + 1) / places))
    return float(np.mean(values))


def main() -> None:
    """Measure in turns and print the best of each."""
    rng = np.random.default_rng(0)
    queries, gallery = (rng.standard_normal((n, WIDTH)).astype(np.float32) for n in (QUERIES, GALLERY))
    labels = rng.integers(CLASSES, size=QUERIES), rng.integers(CLASSES, size=GALLERY)
    best = {"ours": np.inf, "peer": np.inf}
    for _ in range(RUNS):
        started = time.perf_counter()
        ours = retrieval_metrics(queries, gallery, *labels)["map"]
        best["ours"] = min(best["ours"], time.perf_counter() - started)
        started = time.perf_counter()
        peer = sorted_map(queries, gallery, *labels)
        best["peer"] = min(best["peer"], time.perf_counter() - started)
    print(f"retrieval_metrics {best['ours']:.2f} s, numpy {np.__version__} {best['peer']:.2f} s (mAP alone)")
    print(f"ratio {best['peer'] / best['ours']:.2f}; mAP {ours:.6f} and {peer:.6f}")


if __name__ == "__main__":
    main()
