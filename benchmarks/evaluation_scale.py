"""`retrieval_metrics` at the shape of arXiv 2404.19360: 25,000 queries x 80,000 figures x 256 numbers, with dates.

All metrics at subclass level with head and tail, "prior-art": candidates were granted before the query. The sizes grow
by two on both sides, each measured in a process of its own (time, and peak memory above the loaded arrays). The time of
the paper's whole shape, 252,296 x 822,792, is estimated from the last two: pairs grow, and the sorting by a logarithm.

    python benchmarks/evaluation_scale.py                  # some minutes on two cores
    python benchmarks/evaluation_scale.py --queries 3125   # an eighth of it
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time

import numpy as np
import torch

WIDTH, CLASSES, DAYS = 256, 230, 1_400
PAPER = 252_296, 822_792
GALLERY_PER_QUERY = 3.2


def measure(queries: int, gallery: int) -> dict[str, float]:
    """Return seconds and peak megabytes above the loaded arrays."""
    from modeling_patent.evaluation import retrieval_metrics

    rng = np.random.default_rng(0)
    shares = 1 / np.arange(1, CLASSES + 1)
    vectors = [rng.standard_normal((count, WIDTH), dtype=np.float32) for count in (queries, gallery)]
    labels = [rng.choice(CLASSES, count, p=shares / shares.sum()) for count in (queries, gallery)]
    days = [rng.integers(DAYS - 365, DAYS, queries), rng.integers(0, DAYS, gallery)]
    retrieval_metrics(vectors[0][:8], vectors[1], labels[0][:8], labels[1])  # what is made once
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    found = retrieval_metrics(
        *vectors,
        *labels,
        query_dates=days[0],
        gallery_dates=days[1],
        time="before",
        head_labels=range(CLASSES * 2 // 5),
    )
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "megabytes": (peak - before) / 1024, "map": found["map"]}


def main() -> None:
    """Measure all sizes and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--queries", type=int, default=25_000)
    parser.add_argument("--one", nargs=2, type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(*options.one)))
        return
    print(f"torch {torch.__version__}, numpy {np.__version__}, {torch.get_num_threads()} threads")
    found = []
    for divisor in (8, 4, 2, 1):
        queries = options.queries // divisor
        size = queries, round(queries * GALLERY_PER_QUERY)
        command = [sys.executable, __file__, "--one", *map(str, size)]
        one = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rate = size[0] * size[1] / one["seconds"] / 1e6
        print(
            f"{size[0]:,} x {size[1]:,} x {WIDTH}: {one['seconds']:.1f} s, {rate:.1f} million pairs a second, "
            f"{one['megabytes']:.0f} MB more at the peak"
        )
        found.append((size, one["seconds"]))
    (size, seconds), (_, before) = found[-1], found[-2]
    growth = seconds / before
    pairs = PAPER[0] * PAPER[1] / (size[0] * size[1])
    sorting = math.log2(PAPER[1]) / math.log2(size[1])
    print(f"twice the queries and gallery took {growth:.2f} times as long (4: as the pairs)")
    low, high = pairs * seconds / 3600, pairs * sorting * seconds / 3600
    print(f"{PAPER[0]:,} x {PAPER[1]:,}: {low:.1f} to {high:.1f} hours, by pairs and by pairs times logarithm")


if __name__ == "__main__":
    main()
