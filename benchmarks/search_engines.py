"""The search engine against other libraries: one question after another over clustered unit vectors.

At every point (the share of the rows granted before the question's patent; with and without a limit to its Locarno
subclass) each library sweeps its search parameter, and its fastest setting with recall@10 of 0.99 counts. The index
chooses for itself. Then the fastest are asked in turn, in several rounds, and the lowest of the rounds' medians counts;
"undisturbed" is the median of each question's best time, for machines that do other things too. The questions' limits
differ, so what a library makes of them (a selector, an expression) is part of its time; building is not. "Engine" is
the ranking before hits become objects, "whole call" is `search`. Libraries that are not installed are named and left
out. On a machine of more cores:

    pip install hnswlib usearch 'pymilvus>=3' milvus-lite qdrant-client lancedb
    taskset -c 0,1 python benchmarks/search_engines.py --out search_engines.json        # some ten minutes
    python benchmarks/search_engines.py --rows 20000 --queries 50 --peers 'exact (numpy)' 'FAISS IVF'
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from search_data import (
    CODES,
    WEEKS,
    WIDTH,
    Collection,
    Questions,
    date_of,
    exact_answers,
    make_collection,
    recall,
    rows_table,
)
from search_data import vector_chunks as chunks
from search_peers import PEERS, Ints, K, Rows, Search, installed
from search_stores import STORES

from modeling_patent.locarno import LocarnoCode
from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.filters import Limits

ENOUGH, ROUNDS, MOST_RATIO, MOST_WHOLE = 0.99, 3, 1.3, 2.0
Times = list[float]


@dataclass(frozen=True)
class Point:
    """Questions of one share, with or without a limit to their subclass, and their exact answers."""

    asked: Questions
    by_code: bool
    rows: list[Ints]
    patents: list[Ints]

    def question(self, number: int) -> tuple[NDArray[np.float32], int, int]:
        code = int(self.asked.code[number]) if self.by_code else -1
        return self.asked.vectors[number], int(self.asked.week[number]), code

    def name(self) -> str:
        return f"{100 * self.asked.share:g} %{' and subclass' * self.by_code}"


@dataclass(frozen=True)
class Measured:
    """What a setting found, and how many milliseconds a question took."""

    label: str
    search: Search
    recall: float
    ms: float
    questions: int

    def plain(self) -> dict[str, Any]:
        return {"setting": self.label, "recall": self.recall, "ms": self.ms, "questions": self.questions}


def ask(search: Callable[..., Any], point: Point, seconds: float) -> tuple[list[Any], Times]:
    """Ask one question after another, after a warm-up; at least five, and no more once the time is over."""
    begun = time.perf_counter()
    for number in range(min(5, len(point.rows))):
        if time.perf_counter() - begun < seconds:
            search(*point.question(number))
    found, times = [], []
    begun = time.perf_counter()
    for number in range(len(point.rows)):
        question = point.question(number)
        started = time.perf_counter()
        found.append(search(*question))
        ended = time.perf_counter()
        times.append(1000 * (ended - started))
        if ended - begun > seconds and len(times) >= 5:
            break
    return found, times


def undisturbed(rounds: list[Times]) -> float:
    """Return the median over the questions of each one's best time of several rounds: what a quiet machine takes."""
    return statistics.median(map(min, zip(*rounds, strict=False)))


def measure(label: str, search: Search, point: Point, rows: Rows, seconds: float) -> Measured:
    """Return the recall and the median time of a setting; it may find nothing beyond the limits."""
    found, times = ask(search, point, seconds)
    again = [ask(search, point, seconds)[1]] if sum(times) < 500 * seconds else []
    for number, one in enumerate(found):
        if len(rows.allowed(one, *point.question(number)[1:])) < len(one):
            raise ValueError(f"{label} found rows that the limits of {point.name()} leave out, or more than {K}")
    return Measured(label, search, recall(found, point.rows[: len(found)]), undisturbed([times, *again]), len(found))


def sweep(families: list[list[tuple[str, Search]]], point: Point, rows: Rows, seconds: float) -> list[Measured]:
    """Measure each family's settings until one is good enough."""
    measured = []
    for family in families:
        for label, search in family:
            measured.append(measure(label, search, point, rows, seconds))
            if measured[-1].recall >= ENOUGH:
                break
    return measured


def best_of(measured: list[Measured]) -> Measured:
    """Return the fastest that is good enough; where none is, the one that finds most."""
    good = [one for one in measured if one.recall >= ENOUGH]
    return min(good, key=lambda one: one.ms) if good else max(measured, key=lambda one: one.recall)


def our_searches(index: PatentIndex) -> dict[str, Callable[..., Any]]:
    """Return the engine and the whole call, for figures and for patents, as functions of a question."""
    codes, one_view = [LocarnoCode.parse(code) for code in CODES], np.ones(1)
    days = [date_of(week) for week in range(WEEKS + 10)]

    def engine(vector: NDArray[np.float32], week: int, code: int, per_patent: bool = False) -> Ints:
        limits = Limits(before=days[week], codes=() if code < 0 else (codes[code],))
        ranked = index._nearest(vector[None].astype(np.float64), one_view, K, limits, per_patent)[0]

        return ranked.rows

    def whole(vector: NDArray[np.float32], week: int, code: int, per_patent: bool = False) -> Any:
        locarno = None if code < 0 else CODES[code]
        return index.search(vector, K, before=days[week], locarno=locarno, per_patent=per_patent)

    return {
        "engine": engine,
        "engine, patents": lambda *question: engine(*question, per_patent=True),
        "whole call": whole,
        "whole call, patents": lambda *question: whole(*question, per_patent=True),
    }


def compare(
    point: Point, ours: dict[str, Callable[..., Any]], best: dict[str, Measured], rows: Rows, patent_of: Ints, s: float
) -> dict[str, Any]:
    """Ask the index and the fastest libraries in turn, and return what was measured at this point."""
    quickest = min((one.ms for one in best.values() if one.recall >= ENOUGH), default=0.0)
    racing = {name: one for name, one in best.items() if one.recall >= ENOUGH and one.ms <= 4 * quickest}
    searches = ours | {name: one.search for name, one in racing.items()}
    times: dict[str, list[Times]] = {name: [] for name in searches}
    for _ in range(ROUNDS):
        for name, search in searches.items():
            times[name].append(ask(search, point, s)[1])
    medians = {name: min(map(statistics.median, rounds)) for name, rounds in times.items()}
    quiet = {name: undisturbed(rounds) for name, rounds in times.items()}
    own = measure("ours", ours["engine"], point, rows, 60)
    of_patents = [patent_of[found] for found in ask(ours["engine, patents"], point, 60)[0]]
    peers = {name: one.plain() | {"ms": medians.get(name, one.ms)} for name, one in best.items()}
    fastest, fastest_quiet = (min(racing, key=lambda name: which[name], default=None) for which in (medians, quiet))
    eligible = [
        len(rows.chosen(w, c)) if c >= 0 else rows.before(w) for _, w, c in map(point.question, range(len(point.rows)))
    ]
    return {
        "share": point.asked.share,
        "subclass": point.by_code,
        "eligible": statistics.median(eligible),
        "recall": own.recall,
        "recall, patents": recall(of_patents, point.patents[: len(of_patents)]),
        "ms": {name: medians[name] for name in ours},
        "undisturbed": quiet,
        "peers": peers,
        "fastest": fastest,
        "ratio": medians["engine"] / medians[fastest] if fastest else None,
        "ratio, undisturbed": quiet["engine"] / quiet[fastest_quiet] if fastest_quiet else None,
    }


def table(found: list[dict[str, Any]], peers: list[str]) -> str:
    """Return the results as a Markdown table: milliseconds, and recall where it is not reached."""
    heads = ["eligible", "rows", "recall", "recall, patents", "engine", "engine, patents", "whole call"]
    heads += ["whole call, patents", *peers, "fastest other", "ratio", "ratio, undisturbed"]
    lines = [heads, ["---"] * len(heads)]
    for one in found:
        line = [f"{100 * one['share']:g} %{', subclass' * one['subclass']}", f"{one['eligible']:,.0f}"]
        line += [f"{one['recall']:.3f}", f"{one['recall, patents']:.3f}", *(f"{ms:.3f}" for ms in one["ms"].values())]
        for name in peers:
            peer = one["peers"][name]
            line.append(f"{peer['ms']:.3f}" + (f" (only {peer['recall']:.3f})" if peer["recall"] < ENOUGH else ""))
        ratios = [f"{one[name]:.2f}" if one[name] else "" for name in ("ratio", "ratio, undisturbed")]
        lines.append([*line, str(one["fastest"]), *ratios])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def verdict(found: list[dict[str, Any]]) -> str:
    """Return how often what is wanted of the index was met."""
    rated = [one["ratio"] <= MOST_RATIO for one in found if one["ratio"]]
    quiet = [one["ratio, undisturbed"] <= MOST_RATIO for one in found if one["ratio, undisturbed"]]
    quick = [one["ms"]["whole call"] < MOST_WHOLE for one in found if one["ms"]["engine"] < MOST_WHOLE]
    return (
        f"recall of {ENOUGH}: at {sum(one['recall'] >= ENOUGH for one in found)} of {len(found)} points; at most "
        f"{MOST_RATIO} times the fastest other: at {sum(rated)} of {len(rated)} (undisturbed: {sum(quiet)}); "
        f"whole call under {MOST_WHOLE:g} ms where the engine is: at {sum(quick)} of {len(quick)}"
    )


def machine() -> dict[str, Any]:
    """Return what the times depend on."""
    import faiss

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"cores": cores, "FAISS threads": faiss.omp_get_max_threads(), "load": load}


def build_rows(collection: Collection, folder: Path) -> tuple[Rows, Ints]:
    """Return what libraries are built from, and the patent of each row."""
    code = collection.of_rows(collection.code)
    of_code = [np.flatnonzero(code == number) for number in range(len(CODES))]
    vectors = np.concatenate(list(chunks(collection)))
    rows = Rows(vectors, collection.of_rows(collection.week), code, of_code, folder)
    return rows, collection.of_rows(np.arange(len(collection.week)))


def log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Build, sweep, compare and print."""
    import datasets

    known = PEERS | STORES
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=200, help="questions at every point")
    parser.add_argument("--peers", nargs="*", choices=list(known), default=list(known))
    parser.add_argument("--seconds", type=float, default=3.0, help="most for one setting at one point")
    parser.add_argument("--out", type=Path, help="write all that was measured to this JSON file")
    options = parser.parse_args()
    before = machine()
    collection, asked = make_collection(options.rows, options.queries)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        rows, patent_of = build_rows(collection, Path(folder))
        points = [Point(a, c, *exact_answers(rows.vectors, collection, a, c)) for a in asked for c in (False, True)]
        started = time.perf_counter()
        index = PatentIndex.from_embeddings(rows.vectors, datasets.Dataset(rows_table(collection)))
        built = {"ours": time.perf_counter() - started}
        log(f"ours: built in {built['ours']:.0f} s")
        ours = our_searches(index)
        versions, swept = {}, [{} for _ in points]
        for name, peer, version in installed({name: known[name] for name in options.peers}):
            try:
                started = time.perf_counter()
                families = peer.build(rows)
                built[name] = time.perf_counter() - started
                log(f"{name} {version}: built in {built[name]:.0f} s")
                measured = [sweep(families(point.by_code), point, rows, options.seconds) for point in points]
            except Exception as error:  # one library's failure must not cost the measurements of the others
                print(f"{name} {version}: left out, it failed: {type(error).__name__}: {error}")
                continue
            versions[name] = f"{version}, {peer.threads}"
            for point, of_point, all_of_point in zip(points, measured, swept, strict=True):
                all_of_point[name], one = of_point, best_of(of_point)
                log(f"    {point.name()}: {one.label}: recall {one.recall:.3f}, {one.ms:.3f} ms")
        found = []
        for point, measured in zip(points, swept, strict=True):
            best = {name: best_of(some) for name, some in measured.items()}
            found.append(compare(point, ours, best, rows, patent_of, options.seconds))
            found[-1]["tried"] = {name: [one.plain() for one in some] for name, some in measured.items()}
    print(f"{options.rows:,} x {WIDTH}, {options.queries} questions a point, milliseconds; {before['cores']} cores,")
    print(f"load {before['load']} before and {machine()['load']} after. A single question uses: ", end="")
    print("; ".join(f"{name} {text}" for name, text in versions.items()) + "\n")
    print(table(found, list(versions)) + "\n\n" + verdict(found))
    if options.out:
        known_now = {"rows": options.rows, "machine": before, "versions": versions, "built, seconds": built}
        options.out.write_text(json.dumps(known_now | {"points": found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
