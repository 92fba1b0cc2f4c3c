"""The drawn corpus: patents of parametric objects, written to disk as a DeepPatent2 release is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import numpy as np
from tqdm.auto import tqdm

from patent_data.drawn.families import ALL_FAMILIES, HELD_OUT
from patent_data.drawn.families.family import Family
from patent_data.drawn.page import draw_figure
from patent_data.drawn.plan import Entry, draw_views, plan, without_edges
from patent_data.drawn.release import Figure, add_defects, is_finished, open_partial, spoil_files, write_release
from patent_data.drawn.solids import Part
from patent_data.drawn.style import Style, draw_style
from patent_data.drawn.view import RESOLUTION, visible_lines
from patent_data.drawn.wording import caption, draw_title, draw_wording, viewpoint

VERSION = 1
FOLDER_LIMIT = 20_000


@dataclass(frozen=True)
class Job:
    """What every worker needs to draw its patents.

    Attributes:
        folder: The unfinished corpus.
        seed: The corpus' seed.
        views: Least and most views a patent.
        size: About the longer side of a figure in pixels.
        defects: Whether the release is spoiled as real ones are.
        spread: Whether figures lie in sub-folders.
        families: The families by name.
    """

    folder: Path
    seed: int
    views: tuple[int, int]
    size: int
    defects: bool
    spread: bool
    families: dict[str, Family]


def draw_corpus(
    folder: str | os.PathLike[str],
    patents: int = 400,
    views: int | tuple[int, int] = 5,
    seed: int = 0,
    *,
    size: int = 512,
    workers: int | None = None,
    defects: bool = False,
    start: date = date(2016, 1, 5),
    years: int = 5,
    families: Sequence[Family] | None = None,
    progress: bool = True,
) -> Path:
    """Draw a corpus of design patents and write it in the shape of the DeepPatent2 release.

    The folder gets `design{YYYY}.json`, `Segmented/*.png` and `corpus.json`, which names every patent's family
    and split. A killed run goes on where it stopped when called again with the same arguments; a finished
    corpus is left as it is. What is drawn depends on the arguments alone, not on the number of workers.

    Args:
        folder: Where the corpus goes: a new or empty folder, or one that holds this very corpus.
        patents: How many patents.
        views: Figures a patent, 5 to 8, or bounds (low, high) within them.
        seed: Any whole number from 0 on.
        size: About the longer side of a figure in pixels, at least 64.
        workers: Processes; None takes every core.
        defects: Add the defects of the real release: missing pictures and keys, lost zeros, unmatched segments.
        start: First possible grant date.
        years: Years over which the grants spread.
        families: Families to draw from; None takes all.
        progress: Show a progress bar.

    Returns:
        The folder.

    Raises:
        ValueError: An argument is out of its range, or the folder holds something else.
    """
    low, high = (views, views) if isinstance(views, int) else (int(views[0]), int(views[1]))
    chosen = ALL_FAMILIES if families is None else tuple(families)
    _check(patents, low, high, seed, size, workers, years, chosen)
    target = Path(folder).expanduser().absolute()
    request: dict[str, Any] = {
        "version": VERSION,
        "seed": seed,
        "patents": patents,
        "views": [low, high],
        "size": size,
        "defects": defects,
        "start": start.isoformat(),
        "years": years,
        "families": sorted(family.name for family in chosen),
    }
    if is_finished(target, request):
        return target
    partial = open_partial(target, request)
    by_name = {family.name: family for family in chosen}
    held_out = [family.name for family in chosen if family.locarno in HELD_OUT]
    trained = [family.name for family in chosen if family.locarno not in HELD_OUT]
    entries = plan(trained, held_out, patents, seed, start, years)
    job = Job(partial, seed, (low, high), size, defects, patents * high > FOLDER_LIMIT, by_name)
    open_entries = [entry for entry in entries if not _record(partial, entry).exists()]
    _run(job, open_entries, workers or len(os.sched_getaffinity(0)), progress, patents)
    figures = [figure for entry in entries for figure in json.loads(_record(partial, entry).read_text("utf-8"))]
    if defects:
        spoil_files(partial, figures, seed)
    write_release(partial, figures)
    rows = {
        entry.patent_id: {
            "family": entry.family,
            "locarno": by_name[entry.family].locarno,
            "granted": entry.granted.isoformat(),
            "split": entry.split,
        }
        for entry in entries
    }
    (partial / "corpus.json").write_text(json.dumps({"arguments": request, "patents": rows}, indent=1), "utf-8")
    shutil.rmtree(partial / "records")
    (partial / "request.json").unlink()
    if target.exists():
        target.rmdir()
    partial.rename(target)
    return target


def draw_patent(job: Job, entry: Entry) -> int:
    """Draw one patent's figures and write them, its record last. Returns the number of figures."""
    family = job.families[entry.family]
    rngs = [np.random.default_rng([job.seed, entry.place, stream]) for stream in range(5)]
    style, wording = draw_style(rngs[0]), draw_wording(rngs[1])
    title, name = draw_title(family.objects, rngs[1])
    views = draw_views(rngs[1], int(rngs[1].integers(job.views[0], job.views[1] + 1)))
    parts = disclaim(family.build(rngs[2]), style, rngs[3])
    views = without_edges(views, np.ptp(np.concatenate([part.vertices for part in parts]), axis=0).tolist(), rngs[1])
    labelled = style.label is not None
    figures: list[dict[str, Any]] = []
    for number, view in enumerate(views, start=1):
        rng = np.random.default_rng([job.seed, entry.place, 5, number])
        turn = int(rng.choice([1, 3])) if rng.random() < style.turned else 0
        longer = round(job.size * float(rng.uniform(0.92, 1.06)))
        drawing = visible_lines(parts, view, longer, resolution=min(RESOLUTION, longer))
        picture = draw_figure(drawing, parts, style, rng, number=number if labelled else None, turn=turn)
        words = viewpoint(view, wording)
        text = caption(number, len(views), words, name, wording)
        figure = Figure(entry.patent_id, entry.granted, number, text, name, words, title, family.locarno, picture.size)
        record = figure.record(rng)
        path = _picture_path(job, entry, record["subfigure_file"])
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, compress_level=6)
        figures.append(record)
    if job.defects:
        figures = add_defects(_picture_path(job, entry, "x").parent, figures, rngs[4])
    record_path = _record(job.folder, entry)
    unfinished = record_path.with_suffix(".new")
    unfinished.write_text(json.dumps(figures), "utf-8")
    unfinished.replace(record_path)
    return len(figures)


def disclaim(parts: list[Part], style: Style, rng: np.random.Generator) -> list[Part]:
    """Show a share of the parts in broken lines where the style says so; the largest part stays claimed."""
    if not style.disclaim or len(parts) < 3:
        return parts
    reach = [float(np.prod(np.ptp(part.vertices, axis=0) + 1e-6)) for part in parts]
    largest = int(np.argmax(reach))
    shown = rng.random(len(parts)) < style.disclaim
    return [part.with_(claimed=False) if shown[k] and k != largest else part for k, part in enumerate(parts)]


def _run(job: Job, entries: Sequence[Entry], workers: int, progress: bool, patents: int) -> None:
    """Draw the entries that are still missing, in this process or in several."""
    done = patents - len(entries)
    with tqdm(total=patents, initial=done, desc="drawing", unit="patent", disable=not progress) as bar:
        if workers == 1 or len(entries) < 2:
            for entry in entries:
                _draw_named(job, entry)
                bar.update()
            return
        alone = all(thread.daemon or thread is threading.main_thread() for thread in threading.enumerate())
        forks = "fork" in get_all_start_methods() and alone
        executor = ProcessPoolExecutor(
            max_workers=min(workers, len(entries)),
            mp_context=get_context("fork" if forks else "spawn"),
            initializer=_start_worker,
            initargs=(job, os.getpid()),
        )
        try:
            waiting = [executor.submit(_draw_batch, batch) for batch in _batches(entries, workers)]
            for future in as_completed(waiting):
                bar.update(future.result())
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _batches(entries: Sequence[Entry], workers: int) -> Iterator[Sequence[Entry]]:
    length = max(1, min(4, len(entries) // (4 * workers)))
    for first in range(0, len(entries), length):
        yield entries[first : first + length]


_job: Job | None = None


def _start_worker(job: Job, parent: int) -> None:
    """Set a worker up: it leaves Ctrl-C to its parent and ends when its parent is gone."""
    global _job
    _job = job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _draw_batch(entries: Sequence[Entry]) -> int:
    assert _job is not None
    for entry in entries:
        _draw_named(_job, entry)
    return len(entries)


def _draw_named(job: Job, entry: Entry) -> None:
    """Draw a patent; an error says whose it is."""
    try:
        draw_patent(job, entry)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise RuntimeError(f"family {entry.family!r} fails at {entry.patent_id}, seed {job.seed}: {error}") from error


def _picture_path(job: Job, entry: Entry, name: str) -> Path:
    folder = job.folder / "Segmented"
    return (folder / f"{entry.place // 2000:03d}" if job.spread else folder) / name


def _record(partial: Path, entry: Entry) -> Path:
    return partial / "records" / f"{entry.patent_id}.json"


def _check(
    patents: int, low: int, high: int, seed: int, size: int, workers: int | None, years: int, families: Sequence[Family]
) -> None:
    """Refuse arguments that make no corpus."""
    if not 5 <= low <= high <= 8:
        raise ValueError(f"views must be 5 to 8 a patent, or bounds within them; got {low} to {high}")
    for name, value, least in (("patents", patents, 1), ("seed", seed, 0), ("size", size, 64), ("years", years, 1)):
        if value < least:
            raise ValueError(f"{name} must be at least {least}; got {value}")
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1 or None; got {workers}")
    if patents > 999_999:
        raise ValueError(f"patents must be below 1,000,000, or their numbers run out; got {patents}")
    names = [family.name for family in families]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or twice:
        raise ValueError(f"families must be one or more, each with a name of its own; {twice or 'there are none'}")
