"""Texts for all figures of a source: many requests at once, saved as they come, taken up again after a stop."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from modeling_patent import rows as row_schema

from .backends import BackendError, Captioner, Writer
from .checks import length_limit
from .figure import TEMPLATE, Outcome, enrich_figure
from .prompts import PROMPT_VERSION
from .store import MadeBy, Parts, finished
from .summary import TOKENS, Prices, Summary
from .threads import first_interrupt, gated, in_threads

MOST_FAILURES = 20
"""Figures in a row without an answer after which a run stops."""

_COLUMNS = ("image", "figure_id", "patent_id", "locarno", "title", "object_name", "viewpoint", "caption")


def enrich(
    rows: Any,
    out: str | os.PathLike[str],
    captioner: Captioner | None = None,
    writer: Writer | None = None,
    count: int = 20,
    tokenizer: Any = None,
    workers: int | None = None,
    prices: Prices | None = None,
    limit: int | None = None,
    progress: bool = True,
) -> Summary:
    """Write texts for the figures of a source to a Parquet file (`store.SCHEMA`), each figure once.

    Rows are saved as they come, in parts beside the file, and merged into it at the end. A run that was stopped goes on
    when it is called again: figures that are there from the same models and the same version of the prompts are not
    asked again, those that failed are. Figures that lie in the file and are not among `rows` stay. Rows stand in the
    order they were made in. Gazette copies are left out, as in training.

    Args:
        rows: rows of the schema, a `datasets.Dataset` or a list of dicts.
        out: the file.
        captioner: describes each picture (`backends.make_captioner`), or None.
        writer: writes the texts (`backends.make_writer`); None composes them with the template.
        count: texts a figure.
        tokenizer: of the text encoder that the texts are for; None keeps to CLIP's 77 tokens.
        workers: figures under way at once; None takes what the models allow.
        prices: of tokens, for the column `cost`.
        limit: only the first figures, so many.
        progress: show a progress bar.

    Raises:
        ValueError: bad arguments or rows; or the models answer no more: what was made by then is saved, and the message
            says so.
        OSError: the file cannot be written.
        KeyboardInterrupt: after Ctrl-C, when the figures under way are done and saved; a second one does not wait.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    target, prices = check_target(out), prices or Prices()
    fits, made_by = length_limit(tokenizer), made_by_of(captioner, writer)
    models = [model for model in (captioner, writer) if model is not None]
    threads = min(workers or 10**6, max(model.workers for model in models)) if models else 0
    stopping, interruption, in_a_row = threading.Event(), threading.Event(), 0
    summary = Summary(target)
    fatal: str | None = None
    for model in models:
        model.start()  # a run before this one may have stopped it

    looks = gated(captioner, captioner.workers) if captioner else None
    writes = gated(writer, writer.workers) if writer else None

    def work(row: dict[str, Any]) -> Outcome:
        return enrich_figure(row, looks, writes, count, fits)

    def stop() -> None:
        stopping.set()
        for model in models:
            model.stop()

    def interrupted() -> None:
        interruption.set()
        stop()

    with Parts(target) as parts, first_interrupt(interrupted):
        numbers = waiting_figures(rows, target, made_by, limit, summary)
        bar = tqdm(total=len(numbers), desc="texts", unit="fig", disable=not progress, leave=False)
        try:
            for result in in_threads(work, plain_rows(rows, numbers, captioner is not None), threads, stopping):
                if isinstance(result, BackendError):  # what stops because we stop is no reason
                    fatal = fatal or (None if stopping.is_set() else str(result))
                    stop()
                elif isinstance(result, BaseException):
                    raise result
                elif not (stopping.is_set() and result.error):
                    _finish(result.row, made_by, prices)
                    parts.add(result.row)
                    summary.add(result)
                    bar.update()
                    in_a_row = in_a_row + 1 if result.error else 0
                    if in_a_row >= MOST_FAILURES and not stopping.is_set():
                        fatal = f"{in_a_row} figures in a row failed, the last one: {result.error}"
                        stop()
        except BaseException:
            stop()
            with contextlib.suppress(OSError):
                parts.flush()
            raise
        finally:
            bar.close()
        parts.flush()
        left = len(numbers) - summary.figures - summary.failed
        again = f"{parts.saved} figures are saved, {left} left; the same command goes on from there"
        if interruption.is_set() and left:
            raise KeyboardInterrupt(f"interrupted; {again}")
        if fatal:
            raise ValueError(f"{fatal} ({again})")
        parts.merge()
    return summary


def check_target(out: str | os.PathLike[str]) -> Path:
    """Return the path of a file of texts.

    Raises:
        ValueError: it is a folder, or its folder is not there.
    """
    target = Path(out)
    if target.is_dir():
        raise ValueError(f"{target} is a folder; name a Parquet file for the texts, such as texts.parquet")
    if not target.absolute().parent.is_dir():
        raise ValueError(f"{target}: there is no folder {target.absolute().parent}")
    return target


def made_by_of(captioner: Captioner | None, writer: Writer | None) -> MadeBy:
    """Return what texts are made by, as the file says it."""
    return (captioner.model if captioner else None, writer.model if writer else TEMPLATE, PROMPT_VERSION)


def waiting_figures(rows: Any, out: Path, made_by: MadeBy, limit: int | None, summary: Summary) -> list[int]:
    """Return the numbers of the rows that wait for texts, those that failed before at the end; count the others.

    Raises:
        ValueError: a column is missing, or the file is no file of texts.
    """
    if len(rows):
        names = rows[0].keys() if isinstance(rows, list) else rows.column_names
        row_schema.require_columns(names, ("figure_id", "patent_id"))
    done, failed = finished(out, made_by)
    figures = row_schema.column(rows, "figure_id")
    has_copies = isinstance(rows, list) or "is_gazette_copy" in rows.column_names
    copies = row_schema.column(rows, "is_gazette_copy") if has_copies else [False] * len(figures)
    first: list[int] = []
    again: list[int] = []
    met: set[str] = set()
    for number, (figure, is_copy) in enumerate(zip(figures, copies, strict=True)):
        if is_copy or figure in met:
            summary.left_out["Gazette copy" if is_copy else "second figure of one name"] += 1
            continue
        if limit is not None and len(met) == limit:
            break
        met.add(figure)
        if figure in done:
            summary.there += 1
        else:
            (again if figure in failed else first).append(number)
    return first + again


def plain_rows(rows: Any, numbers: Sequence[int], pictures: bool = True) -> Iterator[dict[str, Any]]:
    """Yield rows as dicts whose pictures are not decoded, or are left out."""
    if not isinstance(rows, list):
        import datasets

        rows = rows.select_columns(
            [name for name in _COLUMNS[not pictures :] if name in rows.column_names]
        ).with_format(None)
        if "image" in rows.column_names:
            rows = rows.cast_column("image", datasets.Image(decode=False))
        yield from rows.select(numbers)
    else:
        for number in numbers:
            yield rows[number]


def _finish(row: dict[str, Any], made_by: MadeBy, prices: Prices) -> None:
    """Add what is the same for all figures of a run, and the cost."""
    row["captioner"], row["llm"], row["prompt_version"] = made_by
    row["cost"] = prices.cost([row.get(name) for name in TOKENS], [name in row for name in TOKENS])
