"""The plan of a blind study as a file beside its log: who does what, what is shown, and which system is which.

The page never sends it. A study that goes on reads it instead of searching again, so that all participants see the
same, and more participants can be added without a change for those there are.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modeling_patent.evaluation.study_log import SYSTEMS
from modeling_patent.retrieval.files import write_atomically

from .study_plan import participant_codes, schedule
from .study_results import Record, Say, rank_tasks
from .study_tasks import Task

FORMAT = "modeling_patent study plan"


@dataclass(frozen=True)
class Plan:
    """A study's plan.

    Attributes:
        facts: what it was made from: seed, tasks_each, k, systems ("A" and "B" -> index, model, figures), tasks (name,
            picture, sha256, before, instruction, exclude).
        participants: code -> [(task, system)] in their order.
        found: task -> system -> the records shown.
    """

    facts: dict[str, Any]
    participants: dict[str, list[tuple[str, str]]]
    found: dict[str, dict[str, list[Record]]]


def plan_path(log: str | os.PathLike[str]) -> Path:
    """Return where the plan of a log lies.

    >>> plan_path("runs/study.jsonl").name
    'study.plan.json'
    """
    return Path(log).with_suffix(".plan.json")


def prepare_plan(
    log: str | os.PathLike[str],
    indexes: dict[str, Any],
    systems: dict[str, dict[str, Any]],
    tasks: list[Task],
    participants: int,
    tasks_each: int,
    seed: int,
    k: int,
    say: Say,
) -> Plan:
    """Read the plan beside a log, or make one and write it.

    Args:
        log: the study's log.
        indexes: "A" and "B" -> index.
        systems: "A" and "B" -> what is known of them, plain values.
        tasks: the tasks.
        participants: how many people take part; may grow when a study goes on.
        tasks_each: tasks a participant does.
        seed: of what is left to chance.
        k: patents shown in a task.
        say: is told how far it has come.

    Raises:
        ValueError: the plan that is there was made from something else (the message says from what), or the tasks or
            numbers do not do; one line.
        OSError: it cannot be read or written.
    """
    path = plan_path(log)
    facts = {"seed": seed, "tasks_each": tasks_each, "k": k, "systems": systems, "tasks": [_facts(t) for t in tasks]}
    if path.exists():
        plan = read_plan(path)
        _check_same(path, plan, facts, participants)
        if participants == len(plan.participants):
            return plan
        found = plan.found
    elif Path(log).exists() and Path(log).stat().st_size:
        raise ValueError(f"{log} is there already, but not its plan {path}; give the study a log of its own")
    else:
        participant_codes(seed, participants), schedule(seed, 0, len(tasks), tasks_each)
        found = rank_tasks(indexes, tasks, k, say)
        plan = Plan(facts, {}, found)
    people = dict(plan.participants)
    for number, code in enumerate(participant_codes(seed, participants)):
        if number >= len(plan.participants):
            mine = schedule(seed, number, len(tasks), tasks_each)
            people[code] = [(tasks[task].name, system) for task, system in mine]
    plan = Plan(facts, people, found)
    content = {"format": FORMAT, "version": 1, **facts, "participants": people, "found": found}
    write_atomically(path, lambda out: out.write((json.dumps(content, indent=1) + "\n").encode()))
    return plan


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """Read a plan.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none.
    """
    try:
        content = json.loads(Path(path).read_bytes())
        if content.pop("format") != FORMAT or content.pop("version") != 1:
            raise ValueError("another format or version")
        people = {who: [(task, system) for task, system in mine] for who, mine in content.pop("participants").items()}
        return Plan(content, people, content.pop("found"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path} is no study's plan, or a damaged one: {error!r}") from None


def _facts(task: Task) -> dict[str, Any]:
    return {
        "name": task.name,
        "picture": task.picture.name,
        "sha256": task.sha256,
        "before": task.before.isoformat() if task.before else None,
        "instruction": task.instruction,
        "exclude": list(task.exclude),
    }


def _check_same(path: Path, plan: Plan, facts: dict[str, Any], participants: int) -> None:
    """Refuse to go on with another study's log."""
    for name, words in (("seed", "the seed"), ("tasks_each", "the number of tasks each"), ("k", "k")):
        if plan.facts.get(name) != facts[name]:
            raise ValueError(f"{path} was made with {words} {plan.facts.get(name)}, not {facts[name]}; keep it so")
    for system in SYSTEMS:
        before, now = (one["systems"].get(system, {}) for one in (plan.facts, facts))
        for name in sorted(before.keys() | now.keys()):
            if before.get(name) != now.get(name):
                raise ValueError(f"{path}: {name} of {system} was {before.get(name)}, not {now.get(name)}")
    if plan.facts["tasks"] != facts["tasks"]:
        pairs = zip(plan.facts["tasks"], facts["tasks"], strict=False)
        other = next((now["name"] for before, now in pairs if before != now), "their number")
        raise ValueError(f"{path} was made from other tasks (they differ in {other}); keep the tasks as they were")
    if participants < len(plan.participants):
        raise ValueError(f"{path} has {len(plan.participants)} participants already; there can be more, not fewer")
