"""Figures a second of `enrich` at an endpoint that takes 50 ms an answer, and what faults and a second run cost.

    python benchmarks/enrichment.py

The endpoint is a stand-in in a process of its own (`tests/llm_server.py`). Each figure takes two requests one after the
other, captioner and writer, so the ideal is workers / (2 x 50 ms). All of it shares the cores of this machine: what
is lost against the ideal is the work of both sides, which a real endpoint does elsewhere for its part.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from modeling_patent.rows import make_row

os.environ["HF_HUB_OFFLINE"] = "0"  # it would forbid requests to the stand-in

ROOT = Path(__file__).parents[1]
WORKERS = (1, 4, 16)
OBJECTS = ("Teapot", "Bicycle saddle", "Coat hook", "Garden shears", "Headphones", "Watch strap", "Desk lamp")


@contextlib.contextmanager
def endpoint(latency: float, *more: str) -> Iterator[str]:
    """Run the stand-in; gives its address."""
    command = [sys.executable, "-m", "tests.llm_server", "--latency", str(latency), *more]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def make_rows(folder: Path, count: int) -> list[dict[str, Any]]:
    """Return rows with drawings of 512 px."""
    rng, rows = np.random.default_rng(0), []
    for number in range(count):
        picture = Image.new("1", (512, 512), 1)
        ImageDraw.Draw(picture).line([tuple(p) for p in rng.integers(0, 512, (40, 2)).tolist()], fill=0, width=2)
        path = folder / f"USD{9000001 + number:07d}-20200107-D00001.png"
        picture.save(path)
        rows.append(row_of(number, str(path)))
    return rows


def row_of(number: int, path: str | None) -> dict[str, Any]:
    name, view = OBJECTS[number % len(OBJECTS)], ("front", "rear", "top", "perspective")[number % 4]
    return make_row(
        path, f"USD{9000001 + number:07d}-20200107-D00001", f"USD{9000001 + number:07d}", "2020-01-07", locarno="06-01",
        title=name, object_name=name, viewpoint=f"{view} view", caption=f"FIG. 1 is a {view} view of it;",
    )  # fmt: skip


def seconds_of(rows: list[dict[str, Any]], out: Path, address: str | None, workers: int) -> tuple[float, float, Any]:
    """Return the seconds of one run, those of this process's CPU, and its summary; without an address: the template."""
    from patent_data.enrich import enrich, make_captioner, make_writer

    captioner = make_captioner("captioner", address, workers=workers) if address else None
    writer = make_writer("writer", address, workers=workers) if address else None
    started, busy = time.perf_counter(), time.process_time()
    summary = enrich(rows, out, captioner, writer, progress=False)
    return time.perf_counter() - started, time.process_time() - busy, summary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds of an answer")
    parser.add_argument("--seconds", type=float, default=6.0, help="ideal length of a run")
    parser.add_argument("--template", type=int, default=20_000, help="figures for the template and for the second run")
    options = parser.parse_args()
    latency = options.latency
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = make_rows(folder, round(options.seconds * max(WORKERS) / (2 * latency)))
        with endpoint(latency) as address:
            seconds_of(rows[:8], folder / "warm.parquet", address, 4)
            alone = 0.0
            for workers in WORKERS:
                some = rows[: round(options.seconds * workers / (2 * latency))]
                seconds, busy, _ = seconds_of(some, folder / f"{workers}.parquet", address, workers)
                speed, ideal = len(some) / seconds, workers / (2 * latency)
                alone = alone or speed
                print(f"{workers:2d} workers: {speed:6.1f} figures/s, {speed / alone:5.2f} x one after the other, "
                      f"{speed / ideal:4.0%} of the ideal; CPU {1000 * busy / len(some):.1f} ms a figure")  # fmt: skip
            clean = speed
            seconds, _, summary = seconds_of(rows, folder / f"{WORKERS[-1]}.parquet", address, WORKERS[-1])
            print(f"second run, all {summary.there} figures there: {seconds:.2f} s")
        with endpoint(latency, "--fault", "429:0", "--every", "10") as address:
            seconds, _, summary = seconds_of(rows, folder / "faults.parquet", address, WORKERS[-1])
            print(f"{WORKERS[-1]} workers, 429 to every tenth request: {len(rows) / seconds:6.1f} figures/s, "
                  f"{len(rows) / seconds / clean:4.0%} of the speed without, {summary.requests} requests for "
                  f"{2 * len(rows)} answers, {summary.failed} figures failed")  # fmt: skip
        many = [row_of(number, None) for number in range(options.template)]
        seconds, _, summary = seconds_of(many, folder / "template.parquet", None, 1)
        print(f"template: {summary.texts / seconds:,.0f} texts/s, {len(many) / seconds:,.0f} figures/s (one process)")
        seconds, _, summary = seconds_of(many, folder / "template.parquet", None, 1)
        print(f"second run, all {summary.there} figures there: {seconds:.2f} s")


if __name__ == "__main__":
    main()
