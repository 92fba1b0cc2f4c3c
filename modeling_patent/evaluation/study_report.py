"""A user study's results as text, JSON, Markdown and a figure, with what was left out and why."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .study import study_table
from .study_figure import study_figure
from .study_log import SYSTEMS

_PROBLEMS = 20  # told one by one


def planned_tasks(path: str | os.PathLike[str]) -> dict[str, int] | None:
    """Return how many tasks each participant was to do, by the plan that `patent study` writes beside the log.

    Returns:
        Participant -> tasks; None if there is no plan.

    Raises:
        ValueError: the file is no plan.
        OSError: it cannot be read.
    """
    if not Path(path).exists():
        return None
    try:
        participants = json.loads(Path(path).read_bytes())["participants"]
        return {str(who): len(tasks) for who, tasks in participants.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError(f"{path} is no study's plan, or a damaged one; move it away to go on without it") from None


def study_text(
    found: Mapping[str, Any], names: tuple[str, str] = SYSTEMS, planned: Mapping[str, int] | None = None
) -> str:
    """Return the comparison as Markdown: the table, what was left out and why, and the log's problems.

    Args:
        found: what `analyse_study` returned.
        names: what to call the systems.
        planned: how many tasks each participant was to do, if it is known.
    """
    lines = [study_table(found, names).rstrip("\n")]
    if planned is not None:
        missing = not_begun(found, planned)
        told = ", ".join(f"{who} {count}" for who, count in missing.items())
        lines.append(f"- planned: {sum(planned.values())} tasks of {len(planned)} participants; never begun: "
                     f"{sum(missing.values())}{f' ({told})' if told else ''}")  # fmt: skip
    lines += [f"- problem: {problem}" for problem in found["problems"][:_PROBLEMS]]
    more = len(found["problems"]) - _PROBLEMS
    return "\n".join([*lines, *([f"- and {more} more problems"] if more > 0 else [])])


def not_begun(found: Mapping[str, Any], planned: Mapping[str, int]) -> dict[str, int]:
    """Return participant -> tasks that were planned and never begun, those with none left out."""
    done = {who: sum(int(of[system]["tasks"]) for system in SYSTEMS) for who, of in found["participants"].items()}
    missing = {who: count - done.get(who, 0) for who, count in planned.items() if who not in found["withdrawn"]}
    return {who: count for who, count in missing.items() if count > 0}


def write_study(
    folder: str | os.PathLike[str],
    found: Mapping[str, Any],
    names: tuple[str, str] = SYSTEMS,
    planned: Mapping[str, int] | None = None,
) -> list[Path]:
    """Write study.json, study.md and study.png.

    Args:
        folder: where to; made if it is not there.
        found, names, planned: as in `study_text`.

    Returns:
        The files written. There is no figure where nobody has values for both systems.

    Raises:
        OSError: a file cannot be written.
        ImportError: matplotlib is not installed.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "study.json", folder / "study.md"]
    named = {"names": dict(zip(SYSTEMS, names, strict=True))}
    plan = {} if planned is None else {"planned": dict(planned), "not_begun": not_begun(found, planned)}
    text = json.dumps(_plain({**named, **found, **plan}), indent=2, allow_nan=False)
    _write(paths[0], f"{text}\n")
    figure = folder / "study.png"
    try:
        study_figure(found, figure, names)
        paths.append(figure)
    except ValueError as error:
        figure.unlink(missing_ok=True)
        shown = f"No figure: {error}."
    else:
        shown = "![Every participant's means with either system](study.png)"
    _write(paths[1], f"# User study\n\n{study_text(found, names, planned)}\n\n{shown}\n")
    return paths


def _plain(value: Any) -> Any:
    """Return the value for JSON: null for NaN."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        partial.write_text(text, "utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
