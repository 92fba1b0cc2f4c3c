"""The search engine at full size: time and memory of building, saving, loading and searching 1 and 2.7 million figures.

The vectors are written to a file chunk by chunk; the index is built from that file, and loaded and searched in another
process. Memory is what is resident: "anonymous" is the process's own, "of files" are pages of mapped files that the
system can take back. Before the index is loaded, its files are put out of the page cache, so the first pass at every
point ("cold", its median) reads from the disk what no earlier point has read. Times are of one question after another,
each with its own date; "exact" is numpy's product with all rows before that date, on a few questions.
Where the disk has no room for a size (about 3 kB a figure), the size is left out.

    python benchmarks/search_scale.py                                            # most of an hour on two cores
    python benchmarks/search_scale.py --rows 100000 --queries 50 --out scale.json
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from search_data import SHARES, WIDTH, Questions, exact_answers, make_collection, recall, rows_table, vector_chunks
from search_engines import Point, ask, our_searches

from modeling_patent.retrieval import PatentIndex

BYTES_A_ROW = 3_000  # vectors twice, lists, and rows twice
Found = dict[str, Any]


def memory() -> dict[str, float]:
    """Return resident megabytes: all, of the process alone, of mapped files, and the peak of all.

    Where the system does not tell (it is not Linux), only the peak.
    """
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
    rollup = Path("/proc/self/smaps_rollup")
    if not rollup.exists():
        return {"peak": peak}
    lines = [line.split() for line in rollup.read_text().splitlines()[1:]]
    kilobytes = {line[0].rstrip(":"): int(line[1]) for line in lines}
    whole, own = kilobytes["Rss"] / 1024, kilobytes["Anonymous"] / 1024
    return {"resident": whole, "anonymous": own, "of files": whole - own, "peak": peak}


@contextlib.contextmanager
def watched_memory() -> Iterator[dict[str, float]]:
    """Note the peak of the process's own memory in megabytes, looked at every 50 ms; nothing where it is not Linux."""
    status, peaks, done = Path("/proc/self/status"), {"anonymous, peak": 0.0}, threading.Event()

    def watch() -> None:
        while status.exists() and not done.wait(0.05):
            own = int(status.read_text().split("RssAnon:")[1].split()[0]) / 1024
            peaks["anonymous, peak"] = max(peaks["anonymous, peak"], own)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


def make(folder: Path, rows: int, questions: int) -> Found:
    """Write the collection, the questions and their exact answers."""
    started = time.perf_counter()
    collection, asked = make_collection(rows, questions)
    vectors = np.lib.format.open_memmap(folder / "vectors.npy", "w+", np.float32, (rows, WIDTH))
    done = 0
    for chunk in vector_chunks(collection):
        vectors[done : done + len(chunk)] = chunk
        done += len(chunk)
    vectors.flush()
    known = rows_table(collection)
    with pa.OSFile(str(folder / "rows.arrow"), "wb") as out, pa.ipc.new_stream(out, known.schema) as writer:
        writer.write_table(known)
    np.save(folder / "patent_of.npy", collection.of_rows(np.arange(len(collection.week))))
    for number, one in enumerate(asked):
        answers = {}
        for by_code in (False, True):
            for kind, found in zip(("rows", "patents"), exact_answers(vectors, collection, one, by_code), strict=True):
                answers[f"{kind} {by_code}"] = np.array(
                    [np.pad(r, (0, 10 - len(r)), constant_values=-1) for r in found]
                )
        np.savez(
            folder / f"questions{number}", vectors=one.vectors, week=one.week, stop=one.stop, code=one.code, **answers
        )
    return {"seconds": time.perf_counter() - started, "memory": memory()}


def build(folder: Path, kind: str, budget: int | None) -> Found:
    """Build the index from the files, and save it."""
    import datasets

    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    rows = datasets.Dataset.from_file(str(folder / "rows.arrow"))
    options = {"kind": kind} | ({"memory_budget": budget} if budget else {})
    before = memory()
    with watched_memory() as peaks:
        started = time.perf_counter()
        index = PatentIndex.from_embeddings(vectors, rows, **options)
        built = time.perf_counter()
        index.save(folder / "index")
        saved = time.perf_counter()
    size = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file())
    times = {"seconds": built - started, "saving, seconds": saved - built}
    return {**times, "before": before, "memory": memory() | peaks, "bytes on disk": size}


def search(folder: Path) -> Found:
    """Load the index and ask the questions."""
    for file in (folder / "index").rglob("*"):
        _out_of_cache(file)
    before = memory()
    started = time.perf_counter()
    index = PatentIndex.load(folder / "index")
    found: Found = {"load, seconds": time.perf_counter() - started, "before": before, "loaded": memory()}
    searches = our_searches(index)
    patent_of = np.load(folder / "patent_of.npy", mmap_mode="r")
    points = [point for number in range(len(SHARES)) for point in _points(folder, number)]
    started = time.perf_counter()
    searches["whole call"](*points[0].question(0))
    found["first question, ms"] = 1000 * (time.perf_counter() - started)
    found["points"] = []
    with watched_memory() as peaks:
        for point in points:
            cold = float(np.median(ask(searches["engine"], point, 60)[1]))
            one: Found = {"share": point.asked.share, "subclass": point.by_code, "cold": cold}
            for name, function in searches.items():
                answers, times = ask(function, point, 60)
                one[name] = {"p50": float(np.percentile(times, 50)), "p95": float(np.percentile(times, 95))}
                if name == "engine":
                    one["recall"] = recall(answers, point.rows[: len(answers)])
                elif name == "engine, patents":
                    one["recall, patents"] = recall(
                        [patent_of[rows] for rows in answers], point.patents[: len(answers)]
                    )
            found["points"].append(one)
    found["searched"] = memory() | peaks
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    for point, one in zip(points, found["points"], strict=True):
        stops = dict(zip(point.asked.week.tolist(), point.asked.stop.tolist(), strict=True))
        few = Point(point.asked, False, point.rows[:10], point.patents[:10])
        times = ask(lambda vector, week, code, stops=stops: np.argmax(vectors[: stops[week]] @ vector), few, 10)[1]
        one["exact"] = float(np.median(times))
    return found


def _points(folder: Path, number: int) -> list[Point]:
    read = dict(np.load(folder / f"questions{number}.npz"))

    def answers(name: str) -> list[NDArray[np.int64]]:
        return [row[row >= 0] for row in read[name]]

    asked = Questions(SHARES[number], read["vectors"], read["week"], read["stop"], read["code"])
    return [
        Point(asked, by_code, answers(f"rows {by_code}"), answers(f"patents {by_code}")) for by_code in (False, True)
    ]


def _out_of_cache(file: Path) -> None:
    """Put a file out of the page cache, where the system can."""
    if file.is_file() and hasattr(os, "posix_fadvise"):
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def report(rows: int, made: Found, built: Found, found: Found) -> str:
    """Return what was measured as Markdown."""

    def megabytes(of: dict[str, float]) -> str:
        return ", ".join(f"{name} {value:,.0f} MB" for name, value in of.items())

    lines = [
        f"## {rows:,} x {WIDTH}\n",
        f"- made in {made['seconds']:.0f} s",
        f"- built in {built['seconds']:.0f} s, saved in {built['saving, seconds']:.0f} s, "
        f"{built['bytes on disk'] / 1e9:.2f} GB on disk; memory: {megabytes(built['memory'])}",
        f"- loaded in {found['load, seconds']:.2f} s, the first question took {found['first question, ms']:.0f} ms; "
        f"memory: {megabytes(found['loaded'])}; before: {megabytes(found['before'])}",
        f"- after all questions: {megabytes(found['searched'])}\n",
    ]
    heads = ["eligible", "recall", "recall, patents", "engine cold", "p50", "p95", "engine, patents p50", "p95"]
    lines += [f"| {' | '.join([*heads, 'whole call p50', 'p95', 'whole call, patents p50', 'p95', 'exact'])} |"]
    lines += [f"| {' | '.join(['---'] * 13)} |"]
    for one in found["points"]:
        line = [f"{100 * one['share']:g} %{', subclass' * one['subclass']}", f"{one['recall']:.3f}"]
        line += [f"{one['recall, patents']:.3f}", f"{one['cold']:.2f}"]
        for name in ("engine", "engine, patents", "whole call", "whole call, patents"):
            line += [f"{one[name]['p50']:.2f}", f"{one[name]['p95']:.2f}"]
        line.append(f"{one['exact']:.1f}")
        lines.append(f"| {' | '.join(line)} |")
    return "\n".join(lines) + "\n"


def in_child(step: str, folder: Path, *values: object) -> Found:
    """Run one step in a process of its own and return what it found."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder), *map(str, values)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure each size and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 2_700_000])
    parser.add_argument("--queries", type=int, default=200, help="questions at every point")
    parser.add_argument("--kind", default="auto", help="kind of index, as `from_embeddings` takes it")
    parser.add_argument("--budget", type=int, help="memory budget in bytes, as `from_embeddings` takes it")
    parser.add_argument("--folder", type=Path, help="where the temporary files go")
    parser.add_argument("--out", type=Path, help="write all that was measured to this JSON file")
    parser.add_argument("--step", choices=("make", "build", "search"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        steps = {
            "make": lambda: make(options.folder, options.rows[0], options.queries),
            "build": lambda: build(options.folder, options.kind, options.budget),
            "search": lambda: search(options.folder),
        }
        print(json.dumps(steps[options.step]()))
        return
    results = {}
    for rows in options.rows:
        with tempfile.TemporaryDirectory(dir=options.folder) as name:
            folder, room = Path(name), shutil.disk_usage(name).free
            if room < rows * BYTES_A_ROW:
                print(
                    f"{rows:,}: left out, it needs {rows * BYTES_A_ROW / 1e9:.0f} GB of disk, {room / 1e9:.0f} are free"
                )
                continue
            made = in_child("make", folder, "--rows", rows, "--queries", options.queries)
            budget = ["--budget", options.budget] if options.budget else []
            built = in_child("build", folder, "--kind", options.kind, *budget)
            found = in_child("search", folder)
        results[rows] = {"made": made, "built": built, "found": found}
        print(report(rows, made, built, found), flush=True)
    if options.out:
        options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
