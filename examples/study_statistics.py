"""From the runs of the study to the numbers of its tables: means, intervals, differences, each a line of the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from study_grid import Grid, Group, finished, run_folder
from study_run import slice_members

from modeling_patent.evaluation import compare_seeds, holm

Arrays = Mapping[str, NDArray[Any]]


def is_complete(out: Path, group: Group) -> bool:
    """Return whether all runs of a group are done."""
    return all(finished(out, run) is not None for runs in group.runs.values() for run in runs)


def group_statistics(out: Path, grid: Grid, group: Group) -> list[dict[str, Any]]:
    """Return one record for each number of a group's tables, with its interval and its difference to the baseline.

    `interval` is a two-level bootstrap of the mean: seeds and patents are drawn with replacement. The difference is
    paired by query and averaged over seeds first; `difference_interval` draws patents, `difference_interval_seeds` also
    seeds. p_value is of the permutation test over patents, p_holm the same among the settings of one column. Means over
    classes (map_macro) draw patents too.
    """
    arrays = {name: [_load(run_folder(out, run)) for run in runs] for name, runs in group.runs.items()}
    records = []
    for part in group.parts:
        for slice_name in group.slices:
            about = {"group": group.name, "part": part, "slice": slice_name}
            if note := _nothing_new(arrays[group.baseline][0], group, part, slice_name):
                records.append({"kind": "note"} | about | {"note": note})
                continue
            for heading, column in group.columns.items():
                found = list(_column(arrays, grid, group, part, slice_name, column))
                compared = [record for record in found if "p_value" in record]
                for record, p_value in zip(compared, holm([one["p_value"] for one in compared]), strict=True):
                    record["p_holm"] = p_value
                stated = {"kind": "statistic"} | about | {"column": heading, "metric": column}
                records += [stated | _rounded(one) for one in found]
    return records


def _nothing_new(arrays: Arrays, group: Group, part: str, slice_name: str) -> str:
    """Return why a slice has no table of its own; "" where it has."""
    members = slice_members(arrays, part, slice_name)
    for column in group.columns.values():
        counts = ~np.isnan(arrays[f"{part}/{column.replace('map_macro', 'map')}"])
        if not (members & counts).any():
            return "No query counts here."
        if slice_name != "all" and not (counts & ~members).any():
            return "These are all queries: the table is the one above."
    return ""


def _column(
    arrays: Mapping[str, Sequence[Arrays]], grid: Grid, group: Group, part: str, slice_name: str, column: str
) -> Iterator[dict[str, Any]]:
    """Yield the record of each setting in one column of one table."""
    metric = column.replace("map_macro", "map")
    first = arrays[group.baseline][0]
    members = slice_members(first, part, slice_name)
    patents = first[f"{part}/patents"][members]
    classes = first[f"{part}/codes"][members] if column.endswith("/map_macro") else None
    values = {name: np.stack([one[f"{part}/{metric}"][members] for one in each]) for name, each in arrays.items()}
    options: dict[str, Any] = {"classes": classes, "resamples": grid.resamples}
    for name, runs in values.items():
        alone = compare_seeds(runs, np.where(np.isnan(runs[:1]), np.nan, 0.0), patents, **options)
        record = {
            "setting": name,
            "runs": [run.id for run in group.runs[name]],
            "mean": alone["mean_a"],
            "interval": alone["interval_seeds"],
            "seeds": alone["seeds_a"],
            "queries": alone["queries"],
            "patents": alone["patents"],
        }
        if name != group.baseline:
            both = compare_seeds(runs, values[group.baseline], patents, **options)
            record |= {
                "baseline": group.baseline,
                "difference": both["difference"],
                "difference_interval": both["interval"],
                "difference_interval_seeds": both["interval_seeds"],
                "p_value": both["p_value"],
            }
        yield record


def _load(folder: Path) -> Arrays:
    with np.load(folder / "queries.npz") as stored:
        return {name: stored[name] for name in stored.files}


def _rounded(record: Mapping[str, Any]) -> dict[str, Any]:
    def shorter(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 6) if np.isfinite(value) else None
        return [shorter(item) for item in value] if isinstance(value, tuple | list) else value

    return {name: shorter(value) for name, value in record.items()}
