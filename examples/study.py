"""The study: every loss, text and setting of configs/study.yaml trained with several seeds on one drawn corpus.

    python examples/study.py --jobs 2                   # the whole grid, then docs/RESULTS.md
    python examples/study.py --only temperature         # one group of it
    python examples/study.py --dry-run                  # what there is to do, and how long it takes

A run is a folder of OUT/runs, named by a hash of its settings, and is done when its results.json is there. What is done
is kept: an interrupted study goes on where it stopped, and a changed setting makes another run. Every run is a line of
OUT/log.jsonl. The report is written from the groups that are complete.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import datasets
import transformers
from filelock import FileLock, Timeout
from study_corpus import prepare
from study_grid import Grid, Run, complete_log, finished, read_grid, read_log, run_folder, wanted_runs
from study_report import write_report
from study_run import run_one
from tqdm.auto import tqdm

COMMAND = "python examples/study.py"
GRID = Path(__file__).parents[1] / "configs" / "study.yaml"


def names_of(grid: Grid) -> dict[str, str]:
    """Return run id -> the first group and setting that it stands for."""
    names: dict[str, str] = {}
    for group in grid.groups.values():
        for setting, runs in group.runs.items():
            for run in runs:
                names.setdefault(run.id, f"{group.name} / {setting}, seed {run.seed}")
    return names


def open_runs(out: Path, runs: Mapping[str, Run]) -> dict[str, Run]:
    """Return the runs that are not done."""
    return {name: run for name, run in runs.items() if finished(out, run) is None}


def run_all(options: argparse.Namespace, runs: Mapping[str, Run], names: Mapping[str, str]) -> list[str]:
    """Do what is not done, some processes at a time, and log it. Return what failed, a line each; the rest goes on."""
    waiting = list(open_runs(options.out, runs))
    complete_log(options.out, runs)
    running: dict[str, subprocess.Popen[bytes]] = {}
    failed: list[str] = []
    threads = str(max(1, len(os.sched_getaffinity(0)) // max(1, options.jobs)))
    environment = os.environ | {"OMP_NUM_THREADS": threads, "HF_HUB_OFFLINE": "1"}
    try:
        with tqdm(total=len(waiting), desc="runs", unit="run") as bar:
            while waiting or running:
                while waiting and len(running) < options.jobs:
                    name = waiting.pop(0)
                    running[name] = start(options, runs[name], environment)
                name = wait_for_one(running)
                if running.pop(name).returncode:
                    said = output_file(options.out, runs[name])
                    failed.append(f"{names[name]} failed: {_last_line(said)} (see {said})")
                complete_log(options.out, runs)
                bar.update()
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait()
    return failed


def start(options: argparse.Namespace, run: Run, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a run in a process of its own; what it says goes to a file in its folder."""
    run_folder(options.out, run).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, "--grid", str(options.grid), "--out", str(options.out), "--run", run.id]
    with output_file(options.out, run).open("wb") as file:
        return subprocess.Popen(command, env=dict(environment), stdout=file, stderr=file)


def wait_for_one(running: Mapping[str, subprocess.Popen[bytes]]) -> str:
    """Return the name of a run that has ended, as soon as one has."""
    while True:
        for name, process in running.items():
            try:
                process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            return name


def output_file(out: Path, run: Run) -> Path:
    """Return where a run's process writes what it says."""
    return run_folder(out, run) / "output.txt"


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def seconds_of(run: Run, log: Sequence[Mapping[str, Any]]) -> float | None:
    """Return how long a run takes, by the mean of those in the log that are like it; None where there is none."""

    def kind(settings: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(settings.get(name) for name in ("encoder", "backbone", "image_size", "also_without_labels"))

    steps = int(run.settings.get("steps", 0))
    same = [one for one in log if bool(one["settings"].get("steps")) == bool(steps)]
    alike = [one for one in same if kind(one["settings"]) == kind(run.settings)]
    if alike and steps:
        rate = fmean(one["train_seconds"] / one["settings"]["steps"] for one in alike)
        return rate * steps + fmean(one["seconds"] - one["train_seconds"] for one in alike)
    return fmean(one["seconds"] for one in alike or same) if alike or same else None


def dry_run(options: argparse.Namespace, runs: Mapping[str, Run], names: Mapping[str, str]) -> None:
    """Print the runs, which of them are done, and an estimate of the time for the others."""
    log = read_log(options.out / "log.jsonl")
    waiting = open_runs(options.out, runs)
    total, unknown = 0.0, 0
    for name, run in runs.items():
        seconds = seconds_of(run, log)
        state = "done" if name not in waiting else "open" if seconds is None else f"about {seconds:.0f} s"
        print(f"{name}  {state:12} {names[name]}")
        if name in waiting:
            total, unknown = total + (seconds or 0), unknown + (seconds is None)
    told = f"{len(runs)} runs, {len(runs) - len(waiting)} done"
    if waiting and unknown < len(waiting):
        told += f"; about {total / max(1, options.jobs) / 60:.0f} minutes with --jobs {options.jobs}"
    if unknown:
        told += f"; nothing is known of the time of {unknown} (none like them is done)"
    print(told)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grid", type=Path, default=GRID, help="YAML file of the study")
    parser.add_argument("--out", type=Path, default=Path("runs/study"), help="folder to write to")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="folder of RESULTS.md and results_notes.md")
    parser.add_argument("--only", nargs="+", metavar="GROUP", default=[], help="only these groups")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time, which share the cores (default: 2)")
    parser.add_argument("--dry-run", action="store_true", help="print the runs and the time they take, and do nothing")
    parser.add_argument("--report", action="store_true", help="write the report of what is done, and run nothing")
    parser.add_argument("--run", metavar="ID", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        raise ValueError(f"--jobs must be at least 1, got {options.jobs}")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    datasets.disable_progress_bars()
    grid = read_grid(options.grid)
    runs = wanted_runs(grid, options.only)
    if options.run:
        if options.run not in runs:
            raise ValueError(f"{options.grid} has no run {options.run}")
        run_one(options.out, runs[options.run])
        return 0
    if options.dry_run:
        dry_run(options, runs, names_of(grid))
        return 0
    options.out.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    try:
        with FileLock(options.out / ".lock", timeout=0):
            if not options.report:
                if open_runs(options.out, runs):
                    prepare(grid, options.out, runs)
                failed = run_all(options, runs, names_of(grid))
                for line in failed:
                    print(line, file=sys.stderr)
            complete_log(options.out, wanted_runs(grid))
            waiting = write_report(grid, options.out, options.docs, COMMAND)
    except Timeout:
        raise ValueError(f"another study runs in {options.out}") from None
    print(f"Written: {options.docs / 'RESULTS.md'}" + (f"; not complete: {', '.join(waiting)}" if waiting else ""))
    return 1 if failed else 0


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)  # a study that is ended ends its runs
    try:
        raise SystemExit(main())
    except (ValueError, OSError, ImportError) as error:
        print(f"study: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        print("study: stopped; the same command goes on with it", file=sys.stderr)
        raise SystemExit(130) from None
