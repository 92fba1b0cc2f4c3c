"""The user study's log: what a study's page writes and `study` analyses.

The log is JSON Lines, one event a line, in UTF-8. Every event has

    participant, task    names, such as "p01" and "t03"; a participant does a task once, with one system
    system               "A" or "B"; which is which is kept elsewhere, so that the study stays blind
    event                "start", "search", "pause", "resume", "answer" or "rating"
    time                 seconds from any beginning, or ISO 8601 ("2025-03-01T09:30:00+01:00"); one kind throughout

and "rating" also satisfaction (a whole number from 1 to 5, or to 7), "answer" perhaps relevant (true, false, or a
grade from 0 to 1). Other fields are for other readers. The first event of a kind counts; "search", "pause" and
"resume" may come any number of times. Between "pause" and "resume" the task's clock stands still. A "resume" without
a "pause" before it says that the task was left (the page was closed, the server stopped) and taken up again: nobody
knows for how long, so the task has no time.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from reprlib import repr as short
from typing import Any

EVENTS = ("start", "search", "pause", "resume", "answer", "rating")
SYSTEMS = ("A", "B")
REPEATED = ("search", "pause", "resume")
"""Events that may come any number of times in a task."""


def read_study_log(
    log: str | os.PathLike[str] | Iterable[str], scale: int = 5, strict: bool = False
) -> tuple[list[dict[str, Any]], list[str]]:
    """Read a study's log, and check every line.

    Args:
        log: its path, or its lines.
        scale: the highest satisfaction, 5 or 7.
        strict: refuse a log with any problem.

    Returns:
        The events that count, with `time` in seconds, and one line for each problem: "line 12: ...". A line that is
        malformed, contradicts an earlier one or repeats one is left out; one whose clock goes back is kept.

    Raises:
        OSError: the file cannot be read.
        ValueError: nothing in it counts, or it is strict and there is a problem; one line.

    >>> line = '{"participant": "p1", "task": "t1", "system": "A", "event": "rating", "time": 3, "satisfaction": 9}'
    >>> _, problems = read_study_log([line, line.replace("9", "4")])
    >>> problems
    ['line 1: satisfaction must be a whole number from 1 to 5, not 9']
    """
    lines = (
        log
        if not isinstance(log, str | os.PathLike)
        else Path(log).read_bytes().decode("utf-8-sig", "replace").split("\n")
    )
    events: list[dict[str, Any]] = []
    problems = []
    systems: dict[tuple[str, str], str] = {}
    seen: set[tuple[str, str, str]] = set()
    clocks: dict[str, float] = {}
    is_date = None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            event, dated = _checked(line, scale)
            who, task, kind = event["participant"], event["task"], event["event"]
            if is_date is not None and dated != is_date:
                raise ValueError("time is of another kind (date or seconds) than in the lines before")
            begun = systems.setdefault((who, task), event["system"])
            if begun != event["system"]:
                raise ValueError(f"{who} {task} was begun with system {begun}, not {event['system']}")
            if kind not in REPEATED and (who, task, kind) in seen:
                raise ValueError(f"{who} {task} has a second {kind!r}; the first counts")
        except ValueError as error:
            problems.append(f"line {number}: {error}")
            continue
        is_date = dated
        seen.add((who, task, kind))
        if event["time"] < clocks.get(who, -math.inf):
            problems.append(f"line {number}: the clock of {who} goes back by {clocks[who] - event['time']:g} s (kept)")
        clocks[who] = event["time"]
        events.append(event)
    if strict and problems:
        raise ValueError(f"{len(problems)} problems in the study's log, the first in {problems[0]}")
    if not events:
        raise ValueError(f"no event in the study's log{': ' + problems[0] if problems else ''}")
    return events, problems


def _checked(line: str, scale: int) -> tuple[dict[str, Any], bool]:
    """Return the event of a line, its time in seconds, and whether that was a date."""
    try:
        event = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise ValueError("no event: nested too deeply") from None
    if not isinstance(event, dict):
        raise ValueError("not a JSON object")
    for name in ("participant", "task"):
        if not isinstance(event.get(name), str) or not event[name].strip() or not event[name].isprintable():
            raise ValueError(f"{name} must be a name, not {short(event.get(name))}")
    for name, known in (("system", SYSTEMS), ("event", EVENTS)):
        if event.get(name) not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}, not {short(event.get(name))}")
    time, satisfaction, relevant = (event.get(name) for name in ("time", "satisfaction", "relevant"))
    if event["event"] == "rating" and not (_is_number(satisfaction) and satisfaction in range(1, scale + 1)):
        raise ValueError(f"satisfaction must be a whole number from 1 to {scale}, not {short(satisfaction)}")
    if event["event"] == "answer" and not (
        relevant is None or isinstance(relevant, bool) or (_is_number(relevant) and 0 <= relevant <= 1)
    ):
        raise ValueError(f"relevant must be true, false or a grade from 0 to 1, not {short(relevant)}")
    return {**event, "time": _seconds(time)}, isinstance(time, str)


def _seconds(time: Any) -> float:
    """Return a time in seconds; a date without an offset is taken as UTC, since only differences matter."""
    if isinstance(time, str):
        try:
            moment = datetime.fromisoformat(time.replace("Z", "+00:00"))
            return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
        except (ValueError, OverflowError):
            pass
    elif _is_number(time):
        return float(time)
    raise ValueError(f"time must be seconds or ISO 8601, not {short(time)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
