"""The tasks of a blind study: query drawings, each with a date limit, patents to leave out, and an instruction."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modeling_patent.retrieval.query import open_picture
from modeling_patent.rows import parse_date, parse_figure_name
from patent_data.pictures import SUFFIXES, natural

COLUMNS = ("picture", "before", "instruction", "exclude")
"""What a list of tasks may say of a task; only the picture is needed."""

INSTRUCTION = "Which of the patents found show a design that resembles this one?"
"""What a task asks where its list says nothing."""

_LONGEST = 500  # characters of an instruction


@dataclass(frozen=True)
class Task:
    """A task.

    Attributes:
        name: as the log names it, "t01".
        picture: the query drawing.
        sha256: of its file, so that a study that goes on is seen to be the same.
        before: only patents granted before this day are found, or None.
        instruction: what the participant is to do.
        exclude: patents that are not found, such as the query's own.
    """

    name: str
    picture: Path
    sha256: str
    before: datetime.date | None
    instruction: str
    exclude: tuple[str, ...]


def read_tasks(source: str | os.PathLike[str]) -> tuple[list[Task], list[str]]:
    """Read the tasks of a study.

    Args:
        source: a folder of pictures, one a task, in natural order; or a CSV with a heading, or a JSON list of objects,
            with `picture` (its path, seen from the list's folder) and perhaps `before` (a date), `instruction`, and
            `exclude` (patent ids; in a CSV parted by ";"). Where neither a date nor patents are given, a picture that
            is named as the USPTO names it (`USD0836880-20190101-D00001.png`) asks for patents granted before its own
            day, its own patent left out.

    Returns:
        The tasks, and a line on each thing in a folder that was left out.

    Raises:
        FileNotFoundError: there is no such folder, list or picture.
        ValueError: the list is malformed, a picture cannot be read, or two tasks are the same; one line.
    """
    path = Path(source)
    if not path.exists():
        raise FileNotFoundError(2, "there are no tasks", str(path))
    notes: list[str] = []
    if path.is_dir():
        entries, notes = _folder(path)
        folder = path
    else:
        entries, folder = _list(path), path.parent
    if not entries:
        raise ValueError(f"{path}: no tasks (a folder of {', '.join(SUFFIXES)}, or a .csv or .json list)")
    width = max(2, len(str(len(entries))))
    tasks = [_task(f"t{i:0{width}d}", entry, folder, f"{path}, task {i}") for i, entry in enumerate(entries, 1)]
    seen: dict[Any, str] = {}
    for task in tasks:
        same = seen.setdefault((task.sha256, task.before, task.instruction), task.name)
        if same != task.name:
            raise ValueError(f"{path}: the tasks {same} and {task.name} ({task.picture.name}) are the same")
    return tasks, notes


def _folder(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    files = sorted((f for f in path.iterdir() if not f.name.startswith(".")), key=lambda f: natural(f.name))
    pictures = [f for f in files if f.is_file() and f.suffix.lower() in SUFFIXES]
    others = [f.name for f in files if f not in pictures]
    notes = [f"{path}: left out {len(others)} that are no pictures, such as {others[0]}"] if others else []
    return [{"picture": f.name} for f in pictures], notes


def _list(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a CSV or JSON list."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from None
    if path.suffix.lower() == ".json":
        try:
            entries = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"{path} is no JSON: {error}") from None
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ValueError(f"{path}: a list of tasks is a JSON list of objects with {', '.join(COLUMNS)}")
        return entries
    if path.suffix.lower() != ".csv":
        raise ValueError(f"{path}: tasks are a folder of pictures, or a .csv or .json list")
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
    for number, line in enumerate(lines, start=1):
        if None in line or None in line.values():
            raise ValueError(f"{path}, task {number}: as many fields are needed as the heading names")
    return [{name: value for name, value in line.items() if value.strip()} for line in lines]


def _task(name: str, entry: dict[str, Any], folder: Path, where: str) -> Task:
    if unknown := sorted(set(entry) - set(COLUMNS)):
        raise ValueError(f"{where}: unknown {unknown[0]!r} (known are {', '.join(COLUMNS)})")
    if not isinstance(entry.get("picture"), str) or not entry["picture"].strip():
        raise ValueError(f"{where}: no picture is named")
    picture = folder / entry["picture"].strip()
    try:
        open_picture(picture)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    known = parse_figure_name(picture.stem) if entry.keys().isdisjoint({"before", "exclude"}) else None
    before, exclude = entry.get("before"), entry.get("exclude") or []
    if known is not None:
        before, exclude = known["date"], [known["patent"]]
    try:
        day = None if before is None else parse_date(before)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    exclude = exclude.split(";") if isinstance(exclude, str) else exclude
    if not isinstance(exclude, list) or not all(isinstance(patent, str) for patent in exclude):
        raise ValueError(f"{where}: exclude takes patent ids, not {exclude!r}")
    instruction = entry.get("instruction", INSTRUCTION)
    if not isinstance(instruction, str) or not 0 < len(instruction.strip()) <= _LONGEST:
        raise ValueError(f"{where}: an instruction is a text of at most {_LONGEST} characters")
    digest = hashlib.sha256(picture.read_bytes()).hexdigest()
    patents = tuple(patent.strip() for patent in exclude if patent.strip())
    return Task(name, picture, digest, day, " ".join(instruction.split()), patents)
