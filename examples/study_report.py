"""The report of the study: docs/RESULTS.md, its figures, and the log lines that every number of it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from study_grid import UNLABELLED, Grid, Group, finished, wanted_runs, write_lines, write_text
from study_statistics import group_statistics, is_complete

from modeling_patent.evaluation.figures_page import MODELS, RULE, box, page, text_width, words

PART_TITLES = {
    "test": "Families seen in training",
    "unseen": "Families never seen",
    f"test{UNLABELLED}": "Families seen in training, figure labels removed",
    f"unseen{UNLABELLED}": "Families never seen, figure labels removed",
}
SLICE_TITLES = {"all": "all queries", "head": "queries of head classes", "tail": "queries of tail classes"}
SIGNIFICANT = 0.05
_LINES = 3  # columns that a figure shows
Statistics = Sequence[Mapping[str, Any]]


def write_report(grid: Grid, out: Path, docs: Path, command: str) -> list[str]:
    """Write RESULTS.md, results_log.jsonl and figures/study_*.png of the groups that are complete.

    Returns:
        The names of the groups that are not.

    Raises:
        ValueError: none is complete, or results_notes.md is not there; one line.
    """
    complete = [group for group in grid.groups.values() if is_complete(out, group)]
    notes = docs / "results_notes.md"
    if not complete or not notes.exists():
        raise ValueError(f"no group is complete in {out}" if notes.exists() else f"{notes} is not there")
    statistics = {group.name: group_statistics(out, grid, group) for group in complete}
    runs = wanted_runs(grid, [group.name for group in complete])
    records = [record for run in runs.values() if (record := finished(out, run)) is not None]
    (docs / "figures").mkdir(parents=True, exist_ok=True)
    sections = []
    for group in complete:
        found = statistics[group.name]
        drawn = draw_axis if group.figure is not None else draw_settings
        drawn(group, found, docs / "figures" / f"study_{group.name}.png")
        sections.append(_section(group, found, command))
    short = [{"kind": "run"} | {k: v for k, v in record.items() if k != "head_codes"} for record in records]
    write_lines(docs / "results_log.jsonl", [*short, *(line for found in statistics.values() for line in found)])
    waiting = [name for name in grid.groups if name not in statistics]
    told = [_head(grid, records, command), notes.read_text(encoding="utf-8").strip() + "\n", *sections]
    if waiting:
        told.append(f"## Not complete\n\nThese groups have runs to do: {', '.join(f'`{name}`' for name in waiting)}.\n")
    write_text(docs / "RESULTS.md", "\n".join(told))
    return waiting


def _head(grid: Grid, records: Sequence[Mapping[str, Any]], command: str) -> str:
    """Return what all runs share."""
    first = next((record for record in records if "train" in record["patents"]), records[0])
    patents, figures = first["patents"], first["figures"]
    corpus = grid.corpus
    commits = _distinct(str(record["commit"]) for record in records)
    versions = _distinct(
        ", ".join(f"{name} {record['versions'][name]}" for name in ("modeling-patent", "torch", "transformers"))
        for record in records
    )
    hours = sum(record["seconds"] for record in records) / 3600
    test, unseen = patents["test"], patents["unseen"]
    seeds = ", ".join(map(str, grid.seeds))
    return f"""# Results of the study

Written by `{command}`, which runs the grid `configs/study.yaml`; the sections before the first table are written by
hand, in `results_notes.md`.

- Corpus: {corpus["patents"]:,} drawn patents x {corpus["views"]} views, seed {corpus["seed"]} (SHA-256 of its files
  `{" ".join(_distinct(record["corpus"] for record in records))}`).
- Trained on {patents["train"]:,} patents with {figures["train"]:,} figures. Kept aside: {test:,} patents of
  families seen in training, {unseen:,} of families never seen. Head: the 40 % of the subclasses with the most training
  figures; tail: all others.
- Every figure of a part asks, the figures of both parts answer. Under prior art only patents granted before the query's
  may answer, and none of its own figures. Columns "other patents" leave the query's own figures out too; in the other
  class columns they count as relevant, as in paper A.
- {len(records)} runs with the seeds {seeds}, {hours:.1f} hours of runs in all. Within a group all trainings have
  the same steps and batches. Nothing was selected: no early stopping, no best checkpoint.
- Cells: the mean over queries and seeds, and its 95 % interval over seeds and patents (two-level bootstrap,
  {grid.resamples:,} draws). Differences: paired by query, averaged over seeds, with the 95 % interval of a bootstrap
  over patents; p of a permutation test over patents, after Holm's correction among the settings of the column. Bold:
  the interval excludes 0 and p < {SIGNIFICANT:g}.
- Versions: {"; ".join(versions)}. Commit: {"; ".join(commits)}.
- Each run is a line of [results_log.jsonl](results_log.jsonl) (settings, seed, commit, versions, corpus, seconds,
  metrics), and so is each number below, with the ids of its runs.
"""


def _section(group: Group, statistics: Statistics, command: str) -> str:
    """Return the section of a group: its question, its command, its tables, its figure."""
    settings = next(iter(group.runs[group.baseline])).settings
    budget = f"{settings.get('steps', 0)} steps of {settings.get('patents_per_batch', 0)} patents x "
    budget += f"{settings.get('figures_per_patent', 0)} figures"
    lines = [f"## {group.title} (`{group.name}`)\n"]
    if group.about:
        lines.append(f"{group.about}\n")
    lines.append(f"Made by `{command} --only {group.name}`. Budget: {budget}.\n")
    lines.append(f"![{group.title}](figures/study_{group.name}.png)\n")
    for part in group.parts:
        for slice_name in group.slices:
            chosen = [one for one in statistics if (one["part"], one["slice"]) == (part, slice_name)]
            lines.append(f"### {PART_TITLES[part]}, {SLICE_TITLES[slice_name]}\n")
            if "note" in chosen[0]:
                lines.append(f"{chosen[0]['note']}\n")
            else:
                lines += [_table(group, chosen, "mean"), _table(group, chosen, f"difference to {group.baseline}")]
    return "\n".join(lines)


def _table(group: Group, statistics: Statistics, what: str) -> str:
    """Return one table: a setting a line, a metric a column."""
    cells = {(one["setting"], one["column"]): one for one in statistics}
    lines = [" | ".join([what, *group.columns]), " | ".join(["---", *["---:"] * len(group.columns)])]
    for setting in group.runs:
        found = [cells[setting, column] for column in group.columns]
        if what == "mean":
            lines.append(" | ".join([setting, *map(mean_cell, found)]))
        elif setting != group.baseline:
            lines.append(" | ".join([setting, *map(difference_cell, found)]))
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def mean_cell(found: Mapping[str, Any]) -> str:
    """Return a mean with its interval."""
    return f"{found['mean']:.3f}{_interval(found['interval'], '.3f')}"


def difference_cell(found: Mapping[str, Any]) -> str:
    """Return a difference with its interval and p, bold where it is significant."""
    low, high = found["difference_interval"]
    p_value = found["p_holm"]
    told = f"{found['difference']:+.3f}{_interval((low, high), '+.3f')}"
    sure = low is not None and low * high > 0 and p_value < SIGNIFICANT
    told = f"**{told}**" if sure else told
    return f"{told} p {'< 0.001' if p_value < 0.001 else f'= {p_value:.3f}'}"


def _interval(ends: Sequence[float | None], form: str) -> str:
    return "" if None in ends else f" [{ends[0]:{form}}, {ends[1]:{form}}]"


def _distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(values))


def draw_axis(group: Group, statistics: Statistics, path: Path) -> None:
    """Draw the first columns of a group over its settings, which are steps of one axis; a panel a part, intervals."""
    columns, settings = list(group.columns)[:_LINES], list(group.runs)
    wide, high, left, top, below = 3.5, 2.2, 0.55, 0.55, 0.8
    across = min(2, len(group.parts))
    down = -(-len(group.parts) // across) * (high + below)
    with page(path, top + down + 0.05, across * (left + wide) + 0.1) as figure:
        words(figure, 0.12, 0.1, group.title, 10)
        for number, part in enumerate(group.parts):
            row, side = divmod(number, across)
            axes = box(figure, left + side * (left + wide), top + row * (high + below), wide, high)
            for column, shift, (colour, mark, line) in _apart(columns):
                found = _of(statistics, part, column)
                places = [place + shift for place in range(len(found))]
                axes.vlines(places, *_ends(found), color=colour, linewidth=1.2)
                means = [one["mean"] for one in found]
                axes.plot(places, means, color=colour, marker=mark, linestyle=line, markersize=5, linewidth=1.2,
                          label=column)  # fmt: skip
            axes.set_xticks(range(len(settings)), settings)
            axes.set_xlim(-0.4, len(settings) - 0.6)
            axes.set_xlabel(group.figure or "")
            axes.set_ylim(0, _peak(statistics, columns))
            axes.grid(axis="y", color=RULE, linewidth=0.5)
            _finish(axes, part)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, ncols=len(columns), frameon=False, loc="lower left")


def draw_settings(group: Group, statistics: Statistics, path: Path) -> None:
    """Draw the first columns of a group, a line a setting and a panel a part; the baseline's means as broken lines."""
    columns, settings = list(group.columns)[:_LINES], list(group.runs)
    width, high, top, below, gap = 8.5, 0.28 * len(settings), 0.55, 0.6, 0.3
    with page(path, top + high + below, width) as figure:
        left = 0.2 + max(text_width(figure, name, 8) for name in settings)
        wide = (width - left) / len(group.parts) - gap
        words(figure, 0.12, 0.1, group.title, 10)
        for number, part in enumerate(group.parts):
            axes = box(figure, left + number * (wide + gap), top, wide, high)
            for column, shift, (colour, mark, _) in _apart(columns):
                found = _of(statistics, part, column)
                places = [place + 2 * shift for place in range(len(found))]
                axes.hlines(places, *_ends(found), color=colour, linewidth=1.2)
                axes.plot([one["mean"] for one in found], places, color=colour, marker=mark, linestyle="", markersize=4,
                          label=column)  # fmt: skip
                (baseline,) = (one["mean"] for one in found if one["setting"] == group.baseline)
                axes.axvline(baseline, color=colour, linestyle=":", linewidth=0.8)
            axes.set_yticks(range(len(settings)), settings if not number else [""] * len(settings))
            axes.tick_params(axis="y", length=0)
            axes.set_ylim(len(settings) - 0.4, -0.6)
            axes.set_xlim(0, _peak(statistics, columns))
            axes.grid(axis="both", color=RULE, linewidth=0.5)
            _finish(axes, part)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, ncols=len(columns), frameon=False, loc="lower left")


def _apart(columns: Sequence[str]) -> list[tuple[str, float, tuple[str, str, Any]]]:
    """Return each column with how far it is moved aside, and its colour, mark and line."""
    return [(column, 0.06 * (n - (len(columns) - 1) / 2), MODELS[n]) for n, column in enumerate(columns)]


def _ends(found: Statistics) -> tuple[list[float], list[float]]:
    """Return the lower and the upper ends of intervals; the mean where there is none."""
    low, high = ([one["mean"] if one["interval"][end] is None else one["interval"][end] for one in found]
                 for end in (0, 1))  # fmt: skip
    return low, high


def _peak(statistics: Statistics, columns: Sequence[str]) -> float:
    """Return the end of the axis of numbers: the same for all panels."""
    return 1.08 * max(float(one["interval"][1] or one["mean"]) for one in statistics if one.get("column") in columns)


def _finish(axes: Any, part: str) -> None:
    axes.set_title(PART_TITLES[part], fontsize=9, loc="left")
    axes.set_axisbelow(True)


def _of(statistics: Statistics, part: str, column: str) -> Statistics:
    return [one for one in statistics if (one["part"], one["slice"], one.get("column")) == (part, "all", column)]
