"""Seconds, rows a second and peak memory of reading, splitting, writing and loading a DeepPatent2-shaped release.

    python benchmarks/read_release.py                    # 10,000 and 100,000 records
    python benchmarks/read_release.py --records 1000     # 100 and 1,000

The release is synthetic: records of 2016 to 2020, five figures a patent, codes by Zipf's law, and hard links of 64
pictures. Each step is a process of its own. Its peak RSS (`getrusage`) counts the pages of mapped files, such as the
cache of `datasets`, which the system takes back when it needs room; "own" is the peak without them, looked at 50 times
a second. Steps after the first find the rows in the cache; only a step's own work is timed. `base` imports the
libraries and does nothing; `load` and `stream` look at the bytes of every picture.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEPS = ("base", "read", "split", "write", "write again", "load", "stream")
PICTURES, FIGURES, YEARS = 64, 5, range(2016, 2021)


def make_release(folder: Path, records: int) -> None:
    """Write record files by year and hard links of pictures."""
    from PIL import Image, ImageDraw

    from modeling_patent.locarno import LocarnoCode, locarno_list

    draw = random.Random(0)
    pictures = folder / "Segmented"
    pictures.mkdir(parents=True)
    for number in range(PICTURES):
        picture = Image.new("RGB", (600, 600), "white")
        for _ in range(60):
            line = [(draw.randrange(600), draw.randrange(600)) for _ in range(2)]
            ImageDraw.Draw(picture).line(line, fill="black", width=2)
        picture.save(folder / f"{number}.picture", "PNG")
    codes = [code.replace("-", "") for code in locarno_list() if LocarnoCode.parse(code).subclass]
    weights = [1 / rank for rank in range(1, len(codes) + 1)]
    patents = -(-records // FIGURES)
    for i, year in enumerate(YEARS):
        lines: list[dict[str, Any]] = []
        for patent in range(i * patents // len(YEARS), (i + 1) * patents // len(YEARS)):
            date = f"{year}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}"
            (code,) = draw.choices(codes, weights)
            for figure in range(1, min(FIGURES, records - patent * FIGURES) + 1):
                stem = f"USD{patent + 700000:07d}-{date}-D{figure:05d}"
                os.link(folder / f"{(patent * FIGURES + figure) % PICTURES}.picture", pictures / f"{stem}_1.png")
                named = {"patentID": stem[:19], "patentdate": date, "figid": figure, "object_title": "Thing"}
                named |= {"figure_file": f"{stem}.png", "subfigure_file": f"{stem}_1.png", "object": "thing"}
                named |= {"caption": f"FIG. {figure} is a perspective view of a thing, showing our new design;"}
                named |= {"aspect": "perspective view", "id": len(lines)}
                lines.append(named | {"classification_locarno": code, "classification_national": "D14486"})
        (folder / f"design{year}.json").write_text(json.dumps(lines))


def measured(work: Callable[[], int]) -> dict[str, Any]:
    """Run a step, and return its seconds, its rows and the peaks of this process."""
    ended, own = threading.Event(), [own_memory()]

    def watch() -> None:
        while not ended.wait(0.02):
            own.append(own_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    rows = work()
    seconds = time.perf_counter() - started
    ended.set()
    watcher.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return {"seconds": seconds, "rows": rows, "peak": peak, "own": max(own)}


def own_memory() -> float:
    """Return how many MB of memory are this process's own, no mapped files; NaN where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return float("nan")
    return int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) / 1024


def run_step(step: str, folder: Path) -> dict[str, Any]:
    import datasets

    from patent_data import load_deeppatent2
    from patent_data.parquet import write_parquet
    from patent_data.splits import paper_split

    datasets.disable_progress_bars()
    release, written, cache = folder / "release", folder / "written", folder / "cache"
    listing = folder / "cached.json"

    def read() -> int:
        rows = load_deeppatent2(release, cache_dir=cache)
        listing.write_text(json.dumps([file["filename"] for file in rows.cache_files]))
        return len(rows)

    def cached() -> Any:
        """Return what was read, without the reader's memory."""
        return datasets.concatenate_datasets([datasets.Dataset.from_file(f) for f in json.loads(listing.read_text())])

    if step == "base":
        return measured(lambda: 0)
    if step == "read":
        return measured(read)
    if step == "split":
        rows = cached()
        return measured(lambda: sum(map(len, paper_split(rows).values())))
    if step in ("write", "write again"):
        splits = paper_split(cached())

        def write() -> int:
            write_parquet(splits, written, progress=False)
            return sum(map(len, splits.values()))

        return measured(write)
    loaded = {"cache_dir": str(cache)} if step == "load" else {"streaming": True}

    def load() -> int:
        splits = datasets.load_dataset(str(written), **loaded)
        raw = datasets.Image(decode=False)
        return sum(1 for part in splits.values() for row in part.cast_column("image", raw) if row["image"]["bytes"])

    return measured(load)


def in_a_process(*arguments: str) -> dict[str, Any]:
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, __file__, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, env=environment)
    if result.returncode:
        sys.exit(result.stderr)
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000, help="of the larger release; the other has a tenth")
    parser.add_argument("--folder", help="where to work (a temporary folder there is removed at the end)")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step == "make":
        make_release(Path(options.folder) / "release", options.records)
        print("{}")
        return
    if options.step:
        print(json.dumps(run_step(options.step, Path(options.folder))))
        return
    peaks: dict[int, dict[str, dict[str, Any]]] = {}
    for records in (options.records // 10, options.records):
        print(f"{records:,} records\n{'step':12} {'seconds':>8} {'rows/s':>9} {'peak RSS':>10} {'own':>10}")
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            in_a_process("--step", "make", "--folder", folder, "--records", str(records))
            for step in STEPS:
                found = in_a_process("--step", step, "--folder", folder)
                rate = f"{found['rows'] / found['seconds']:9,.0f}" if found["rows"] else f"{'-':>9}"
                print(f"{step:12} {found['seconds']:8.2f} {rate} {found['peak']:7.0f} MB {found['own']:7.0f} MB")
                peaks.setdefault(records, {})[step] = found
    small, large = peaks.values()
    for label, key in (("peak RSS", "peak"), ("own", "own")):
        ratios = ", ".join(f"{step} {large[step][key] / small[step][key]:.2f}" for step in STEPS)
        print(f"{label}, {options.records:,} / {options.records // 10:,} records: {ratios}")


if __name__ == "__main__":
    main()
