"""The user study's analysis: two blind systems, satisfaction and time, participants compared with themselves.

As in arXiv 2404.19360, section 5: every participant does some tasks with one system and some with the other; the
tasks' values are averaged over each system, and a paired t-test compares the two averages over the participants.
What the log holds is said in `study_log`. A task's time is from its start to its answer, pauses not counted.
"""

from __future__ import annotations

import math
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from .paired import paired_test
from .study_log import REPEATED, SYSTEMS, read_study_log

MEASURES = {"satisfaction": "satisfaction", "seconds": "time (s)", "success": "success", "searches": "searches"}
"""What is compared, and its heading in the table."""

_COUNTS = {
    "unfinished": "without an answer",
    "unrated": "answered but not rated",
    "clock_back": "answered before their start",
    "interrupted": "left and taken up again, so without a time",
}


def analyse_study(
    log: str | os.PathLike[str] | Iterable[str],
    scale: int = 5,
    strict: bool = False,
    confidence: float = 0.95,
    leave_out: Iterable[str] = (),
) -> dict[str, Any]:
    """Analyse a study's log.

    A task without a rating has no satisfaction, one without an answer no time, and one whose answer has no `relevant`
    no success; what is there counts. A participant takes part in a comparison with a value for both systems.

    Args:
        log, scale, strict: as in `read_study_log`.
        confidence: of the intervals.
        leave_out: participants who do not count, such as those who withdrew.

    Returns:
        satisfaction, seconds, success and searches (a task), each as `paired_test` of A against B over the
        participants; participants, name -> system -> tasks, unfinished (without an answer), unrated (with an answer,
        without a rating), clock_back (answered before their start, so without a time), interrupted (left and taken up
        again, so without a time) and the means; tasks and each of these counts, system -> number; left_out, measure ->
        participant -> why; order (see `order_check`); problems, the lines' as text; withdrawn, the participants of
        `leave_out`; scale; confidence.

    Raises:
        OSError, ValueError: as `read_study_log`; or the log does not know one of `leave_out`.
        ImportError: scipy is not installed.
    """
    events, problems = read_study_log(log, scale, strict)
    withdrawn = sorted(set(leave_out))
    if unknown := set(withdrawn) - {event["participant"] for event in events}:
        raise ValueError(f"there is no participant {min(unknown)} in the study's log to leave out")
    events = [event for event in events if event["participant"] not in withdrawn]
    tasks: dict[tuple[str, str], dict[str, Any]] = {}
    for event in events:
        task = tasks.setdefault((event["participant"], event["task"]), {"system": event["system"], "searches": 0.0})
        if event["event"] == "search":
            task["searches"] += 1
        elif event["event"] in REPEATED:
            task.setdefault("stops", []).append((event["time"], event["event"]))
        else:
            task[event["event"]] = event
    people: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: {system: [] for system in SYSTEMS})
    for (who, _), task in sorted(tasks.items()):
        people[who][task["system"]].append(task)
    participants = {who: {system: _summary(some) for system, some in of.items()} for who, of in people.items()}
    found: dict[str, Any] = {"left_out": {}}
    for measure in MEASURES:
        both = {who: tuple(of[system][measure] for system in SYSTEMS) for who, of in participants.items()}
        complete = [pair for pair in both.values() if not any(math.isnan(value) for value in pair)]
        found["left_out"][measure] = {
            who: f"no {measure} with {' and '.join(s for s, v in zip(SYSTEMS, pair, strict=True) if math.isnan(v))}"
            for who, pair in both.items()
            if any(math.isnan(value) for value in pair)
        }
        found[measure] = paired_test([a for a, _ in complete], [b for _, b in complete], confidence)
    for name in ("tasks", *_COUNTS):
        found[name] = {system: sum(of[system][name] for of in participants.values()) for system in SYSTEMS}
    found["order"] = order_check(tasks, confidence)
    found |= {"participants": participants, "problems": problems, "withdrawn": withdrawn}
    return {**found, "scale": scale, "confidence": confidence}


def _summary(tasks: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return a participant's counts and means with one system; NaN where there is nothing to average."""
    values: dict[str, list[float]] = {measure: [] for measure in MEASURES}
    counts = {"tasks": len(tasks), **dict.fromkeys(_COUNTS, 0)}
    for task in tasks:
        values["searches"].append(task["searches"])
        if "rating" in task:
            values["satisfaction"].append(task["rating"]["satisfaction"])
        if "answer" not in task:
            counts["unfinished"] += 1
            continue
        counts["unrated"] += "rating" not in task
        if task["answer"].get("relevant") is not None:
            values["success"].append(float(task["answer"]["relevant"]))
        if "start" in task:
            away = seconds_away(task.get("stops", []), task["answer"]["time"])
            seconds = task["answer"]["time"] - task["start"]["time"] - away
            if math.isnan(seconds):
                counts["interrupted"] += 1
            elif seconds < 0:
                counts["clock_back"] += 1
            else:
                values["seconds"].append(seconds)
    return {**counts, **{name: float(np.mean(some)) if some else math.nan for name, some in values.items()}}


def seconds_away(stops: Iterable[tuple[float, str]], answered: float) -> float:
    """Return for how long a task was paused before its answer.

    Args:
        stops: time and kind ("pause" or "resume") of its stops, in any order.
        answered: time of its answer.

    Returns:
        Seconds; NaN if it was taken up again without a pause, or answered in one: then nobody knows.

    >>> seconds_away([(10, "pause"), (25, "resume"), (90, "resume")], 60)
    15.0
    """
    away, since = 0.0, None
    for time, kind in sorted(stop for stop in stops if stop[0] <= answered):
        if kind == "pause":
            since = time if since is None else since
        elif since is None:
            return math.nan
        else:
            away, since = away + time - since, None
    return math.nan if since is not None else away


def order_check(tasks: Mapping[tuple[str, str], Mapping[str, Any]], confidence: float = 0.95) -> dict[str, Any]:
    """Check that neither system came earlier, or got other tasks, than the other.

    Args:
        tasks: (participant, task) -> its system and "start" event; those without one have no place in the order.
        confidence: of the interval.

    Returns:
        first, system -> participants that began with it; place, `paired_test` of the mean place in the participant's
        sequence (1 the first) of A's tasks against B's; unequal, participant -> its number of tasks by system, where
        they differ by more than 1; one_system_only, the tasks that were only done with one system.
    """
    by_person: dict[str, list[tuple[float, str]]] = defaultdict(list)
    done: dict[str, Counter[str]] = defaultdict(Counter)
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    for (who, name), task in tasks.items():
        done[name][task["system"]] += 1
        shares[who][task["system"]] += 1
        if "start" in task:
            by_person[who].append((task["start"]["time"], task["system"]))
    first, places = Counter[str](), []
    for some in by_person.values():
        systems = [system for _, system in sorted(some, key=lambda one: one[0])]
        first[systems[0]] += 1
        if set(systems) == set(SYSTEMS):
            places.append([float(np.mean([i for i, s in enumerate(systems, 1) if s == one])) for one in SYSTEMS])
    return {
        "first": {system: first[system] for system in SYSTEMS},
        "place": paired_test([a for a, _ in places], [b for _, b in places], confidence),
        "unequal": {
            who: {system: count[system] for system in SYSTEMS}
            for who, count in sorted(shares.items())
            if abs(count["A"] - count["B"]) > 1
        },
        "one_system_only": sorted(name for name, count in done.items() if len(count) == 1),
    }


def study_table(found: Mapping[str, Any], names: tuple[str, str] = SYSTEMS) -> str:
    """Return the comparison as a Markdown table, and below it what was left out and whether the order was balanced.

    Args:
        found: what `analyse_study` returned.
        names: what the systems A and B are to be called, once the study is no longer blind.
    """
    interval = f"{100 * found['confidence']:g} % interval"
    headings = ["measure", *(f"{name}, mean ± sd" for name in names), "difference", interval, "t-test", "d_z", interval,
                "g_z", "Wilcoxon"]  # fmt: skip
    lines = [" | ".join(headings), " | ".join(["---", *["---:"] * (len(headings) - 1)])]
    notes = []
    for measure, heading in MEASURES.items():
        test = found[measure]
        sides = [f"{_short(test[f'mean_{s}'])} ± {_short(test[f'sd_{s}'])}" for s in "ab"]
        t = "-" if math.isnan(test["t"]) else f"t({test['df']}) = {test['t']:.2f}, {_p(test['p_value'])}"
        numbers = [*sides, _short(test["difference"]), _interval(test["interval"]), t, _short(test["d_z"])]
        numbers += [_interval(test["d_z_interval"]), _short(test["g_z"])]
        lines.append(" | ".join([heading, *numbers, _p(test["wilcoxon_p"])]))
        left_out = [f"{who} ({why})" for who, why in found["left_out"][measure].items()]
        notes += [f"{heading}: {test['n']} participants; left out: {', '.join(left_out)}"] if left_out else []
        notes += [f"{heading}: {test['note']}"] if test["note"] else []
    each = {name: "{} and {}".format(*found[name].values()) for name in ("tasks", *_COUNTS)}
    order = found["order"]
    place = order["place"]
    notes += [
        f"{len(found['participants'])} participants; tasks with {names[0]} and {names[1]}: {each['tasks']}"
        + "".join(f"; {words}: {each[name]}" for name, words in _COUNTS.items()),
        "began with {} and {}: {} and {}".format(*names, *order["first"].values())
        + f"; mean place {_short(place['mean_a'])} and {_short(place['mean_b'])} ({_p(place['p_value'])})"
        + f"; unequal shares: {len(order['unequal'])} participants"
        + f"; tasks done with one system only: {len(order['one_system_only'])}",
        f"{len(found['problems'])} problems in the log; participants left out on request: {len(found['withdrawn'])}",
    ]
    return "".join(f"| {line} |\n" for line in lines) + "\n" + "".join(f"- {note}\n" for note in notes)


def _short(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _interval(ends: Sequence[float]) -> str:
    return f"[{', '.join(_short(end) for end in ends)}]"


def _p(value: float) -> str:
    return "-" if math.isnan(value) else "p < .001" if value < 0.001 else f"p = {value:.3f}".replace("0.", ".")
