"""`retrieval_metrics` against other libraries' metrics: seconds and memory from vectors to mAP, nDCG@10 and MRR@10.

2,000 queries x 20,000 items x 128 numbers, about 500 relevant each. Every library works in a process of its own, on
arrays that lie in files; memory is the peak above what the process holds with the arrays and the library loaded. Peers
that take Python dictionaries get a part of the queries, and their seconds are scaled to all of them; their memory is
that of the part. A library that is not installed is named as absent; one that lies elsewhere can be put on PYTHONPATH:

    pip install --target /tmp/pml --no-deps pytorch-metric-learning
    PYTHONPATH=/tmp/pml python benchmarks/metric_peers.py
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

Found = dict[str, float]


def ours(queries: np.ndarray, gallery: np.ndarray, of_query: np.ndarray, of_gallery: np.ndarray) -> Found:
    from modeling_patent.evaluation import retrieval_metrics

    found = retrieval_metrics(queries, gallery, of_query, of_gallery)
    return {name: found[name] for name in ("map", "ndcg@10", "mrr@10")}


def as_dictionaries(queries: np.ndarray, gallery: np.ndarray, of_query: np.ndarray, of_gallery: np.ndarray) -> Any:
    """Return run and qrels as trec_eval's kin take them: query -> item -> score, and query -> relevant item -> 1."""
    names = [f"d{i:06d}" for i in range(len(gallery))]
    scores = (queries @ gallery.T).tolist()
    run = {f"q{i}": dict(zip(names, row, strict=True)) for i, row in enumerate(scores)}
    qrels = {f"q{i}": {names[j]: 1 for j in np.flatnonzero(of_gallery == of_query[i])} for i in range(len(queries))}
    return run, qrels


def pytrec_eval(*arrays: np.ndarray) -> Found:
    import pytrec_eval

    run, qrels = as_dictionaries(*arrays)
    found = pytrec_eval.RelevanceEvaluator(qrels, {"map", "ndcg_cut.10", "recip_rank"}).evaluate(run)
    mean = {
        name: float(np.mean([one[name] for one in found.values()])) for name in ("map", "ndcg_cut_10", "recip_rank")
    }
    return {"map": mean["map"], "ndcg@10": mean["ndcg_cut_10"], "mrr": mean["recip_rank"]}


def ranx(*arrays: np.ndarray) -> Found:
    from ranx import Qrels, Run, evaluate

    run, qrels = as_dictionaries(*arrays)
    found = evaluate(Qrels(qrels), Run(run), ["map", "ndcg@10", "mrr@10"])
    return {name: float(value) for name, value in found.items()}


def torchmetrics(queries: np.ndarray, gallery: np.ndarray, of_query: np.ndarray, of_gallery: np.ndarray) -> Found:
    import torch
    from torchmetrics.retrieval import RetrievalMAP, RetrievalMRR, RetrievalNormalizedDCG

    scores = torch.from_numpy(queries @ gallery.T)
    target = torch.from_numpy(of_query[:, None] == of_gallery)
    indexes = torch.arange(len(queries))[:, None].expand_as(scores)
    kinds = {"map": RetrievalMAP(), "ndcg@10": RetrievalNormalizedDCG(top_k=10), "mrr@10": RetrievalMRR(top_k=10)}
    return {name: float(kind(scores.flatten(), target.flatten(), indexes.flatten())) for name, kind in kinds.items()}


def pytorch_metric_learning(
    queries: np.ndarray, gallery: np.ndarray, of_query: np.ndarray, of_gallery: np.ndarray
) -> Found:
    from pytorch_metric_learning.distances import CosineSimilarity
    from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
    from pytorch_metric_learning.utils.inference import CustomKNN

    # its default search, FAISS, ranks by distance and slows down with k; the rows have length 1, so the order is one
    names = ("mean_average_precision", "mean_reciprocal_rank")
    calculator = AccuracyCalculator(include=names, k=None, knn_func=CustomKNN(CosineSimilarity(), batch_size=64))
    found = calculator.get_accuracy(queries, of_query, gallery, of_gallery)
    return {"map": float(found[names[0]]), "mrr": float(found[names[1]])}


PEERS: dict[str, tuple[Callable[..., Found], str, int]] = {
    "modeling_patent": (ours, "modeling-patent", 1),
    "pytorch_metric_learning": (pytorch_metric_learning, "pytorch-metric-learning", 1),
    "torchmetrics": (torchmetrics, "torchmetrics", 10),
    "pytrec_eval": (pytrec_eval, "pytrec_eval-terrier", 10),
    "ranx": (ranx, "ranx", 10),
}
"""Import name -> the function, the distribution, and the share of the queries it gets: one in so many."""


def memory_now() -> float:
    """Return the resident memory in MB, and set the peak back to it where the system can (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory_peak() -> float:
    """Return the peak since `memory_now` in MB; where the system cannot tell, the peak of the process."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, folder: Path, rounds: int) -> None:
    """Measure one library in this process, and print what was found as JSON."""
    function, _, part = PEERS[name]
    arrays = [np.load(folder / f"{kind}.npy") for kind in ("queries", "gallery", "of_query", "of_gallery")]
    share = max(1, len(arrays[0]) // part)
    arrays[0], arrays[2] = arrays[0][:share], arrays[2][:share]
    few = slice(0, 200)
    function(arrays[0][few][:20], arrays[1][few], arrays[2][few][:20], arrays[3][few])  # what is loaded at first use
    before, seconds = memory_now(), []
    for _ in range(rounds):
        started = time.perf_counter()
        found = function(*arrays)
        seconds.append(time.perf_counter() - started)
    extra = max(0.0, memory_peak() - before)
    apart = abs(found["map"] - ours(*arrays)["map"])
    print(json.dumps({"seconds": min(seconds), "MB": extra, "queries": share, "found": found, "apart": apart}))


def version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "?"


def make_arrays(folder: Path, options: argparse.Namespace) -> None:
    """Write unit rows around class centres, so that mAP is neither chance nor 1, and their labels."""
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((options.classes, options.width))
    for vectors, labels, count in (
        ("queries", "of_query", options.queries),
        ("gallery", "of_gallery", options.gallery),
    ):
        label = rng.integers(options.classes, size=count)
        rows = 0.4 * centres[label] + rng.standard_normal((count, options.width))
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        np.save(folder / f"{vectors}.npy", rows.astype(np.float32))
        np.save(folder / f"{labels}.npy", label)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--gallery", type=int, default=20_000)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--classes", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=2, help="times each is measured; the best counts")
    parser.add_argument("--only", choices=list(PEERS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        measure(options.only, options.folder, options.rounds)
        return
    relevant = options.gallery // options.classes
    print(f"{options.queries} queries x {options.gallery} items x {options.width}, about {relevant} relevant each")
    first = None
    with tempfile.TemporaryDirectory() as folder:
        make_arrays(Path(folder), options)
        for name, (_, distribution, _) in PEERS.items():
            if importlib.util.find_spec(name) is None:
                print(f"{name}: absent")
                continue
            command = [sys.executable, __file__, "--only", name, "--folder", folder, "--rounds", str(options.rounds)]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if result.returncode:
                print(f"{name} {version(distribution)}: failed: {result.stderr.strip().splitlines()[-1]}")
                continue
            one = json.loads(result.stdout.splitlines()[-1])
            whole = one["seconds"] * options.queries / one["queries"]
            first = first or (whole, one["MB"])
            numbers = ", ".join(f"{metric} {value:.6f}" for metric, value in one["found"].items())
            memory = f"{one['MB']:.0f} MB (x {one['MB'] / max(first[1], 1):.1f}) on {one['queries']} queries"
            print(f"{name} {version(distribution)}: {whole:.2f} s (x {whole / first[0]:.1f}), {memory}")
            print(f"    {numbers}; mAP apart by {one['apart']:.0e}")


if __name__ == "__main__":
    main()
