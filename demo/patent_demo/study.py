"""A blind study as its participants go through it: practice, then their tasks, one after another, each in the log.

A task goes through four steps: "ready" (the drawing, nothing found yet), "results" (its clock runs), "rating", and the
next task's "ready"; "done" after the last. What was done is read from the log, so a study goes on after a crash, and
a participant after a break, where they were. A task left while its clock ran is taken up again, and the log says so.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .study_file import Plan
from .study_plan import check_code
from .study_practice import practice_material
from .study_results import Card, Material
from .study_writer import StudyLog

SCALE = 5
"""The highest satisfaction."""

PRACTICE = -1

Ticket = tuple[str, str]
"""A participant's code, and what tells this window from an earlier one."""


@dataclass(frozen=True)
class View:
    """What a participant sees now. Nothing in it tells the systems apart but what they found.

    Attributes:
        step: "ready", "results", "rating" or "done".
        place: number of the task in the participant's sequence from 1; 0 for practice.
        total: tasks of the participant.
        begun: whether the task's results were shown before (it was paused or left).
        query, small, instruction, before: the task's drawing, twice, what to do, and its date limit as text.
        cards: what was found, in the steps "results" and "rating".
        marked: ranks that were marked before a pause, or in the answer.
    """

    step: str
    place: int
    total: int
    begun: bool = False
    query: str = ""
    small: str = ""
    instruction: str = ""
    before: str = ""
    cards: tuple[Card, ...] = ()
    marked: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Visit:
    """Where a participant is: the task's place from 0 (`PRACTICE` before), the step, what is marked and was opened."""

    token: str
    place: int
    step: str
    begun: bool = False
    marked: tuple[int, ...] = ()
    opened: frozenset[int] = frozenset()


class Study:
    """A study that is running. All methods may be called from several threads; their errors are one line each.

    Args:
        plan: who does what.
        material: what is shown, by task.
        log: where it is written.

    Raises:
        ValueError: the log is that of another study.
    """

    def __init__(self, plan: Plan, material: dict[str, Material], log: StudyLog) -> None:
        self.plan, self.material, self.log = plan, material, log
        self._events: dict[tuple[str, str], list[str]] = {}
        self._visits: dict[str, _Visit] = {}
        self._guard = threading.Lock()
        for event in log.events:
            who, task = event["participant"], event["task"]
            if (task, event["system"]) not in plan.participants.get(who, ()):
                raise ValueError(f"{log.path} is of another study: {who} has no task {task} with that system")
            self._events.setdefault((who, task), []).append(event["event"])

    def enter(self, code: object) -> tuple[Ticket, View]:
        """Let a participant in, or in again; a window that they left open elsewhere stops working.

        Raises:
            ValueError: it is no code of this study.
        """
        who = check_code(code)
        if who not in self.plan.participants:
            raise ValueError("This code is not in this study. Please check it, or ask for the right one.")
        with self._guard:
            token = secrets.token_hex(8)
            known = any((who, task) in self._events for task, _ in self.plan.participants[who])
            self._visits[who] = self._next(who, token) if known else _Visit(token, PRACTICE, "ready")
            return (who, token), self._view(who)

    def begin(self, ticket: object) -> View:
        """Show the results of the task; its clock runs from now on."""
        with self._guard:
            who, visit = self._visit(ticket)
            if visit.step == "ready":
                shown = [card.patent_id for card in self._cards(who, visit)]
                if visit.begun:
                    self._write(who, visit, {"event": "resume"})
                else:
                    self._write(who, visit, {"event": "start", "place": visit.place + 1, "consent": True},
                                {"event": "search", "shown": shown})  # fmt: skip
                self._visits[who] = replace(visit, step="results", begun=True)
            return self._view(who)

    def pause(self, ticket: object, marked: Iterable[Any] = (), opened: Iterable[Any] = ()) -> View:
        """Put the results away and stop the clock; what is marked, and was opened, is kept."""
        with self._guard:
            who, visit = self._visit(ticket)
            if visit.step == "results":
                ranks, seen = self._ranks(who, visit, marked), self._ranks(who, visit, opened)
                self._write(who, visit, {"event": "pause"})
                self._visits[who] = replace(visit, step="ready", marked=ranks, opened=visit.opened | {*seen})
            return self._view(who)

    def answer(self, ticket: object, marked: Iterable[Any], none: bool = False, opened: Iterable[Any] = ()) -> View:
        """Take the answer; the task's clock stops.

        Args:
            ticket: of `enter`.
            marked: ranks of the patents that resemble the query, from 1.
            none: whether the participant says that there is none.
            opened: ranks of those that were opened.

        Raises:
            ValueError: nothing is marked and `none` is not set, or both; or the page sent something else.
        """
        with self._guard:
            who, visit = self._visit(ticket)
            if visit.step == "results":
                ranks = self._ranks(who, visit, marked)
                if not ranks and not none:
                    raise ValueError("Please mark what resembles the drawing, or tick that none of them does.")
                if ranks and none:
                    raise ValueError("You marked some and ticked that none of them does; please undo one of the two.")
                seen = sorted(visit.opened | {*self._ranks(who, visit, opened)})
                cards = self._cards(who, visit)
                named = {
                    "marked": [cards[i - 1].patent_id for i in ranks],
                    "opened": [cards[i - 1].patent_id for i in seen],
                }
                self._write(who, visit, {"event": "answer", "relevant": bool(ranks), **named})
                self._visits[who] = replace(visit, step="rating", marked=ranks)
            return self._view(who)

    def rate(self, ticket: object, satisfaction: object) -> View:
        """Take the rating, and go to the next task.

        Raises:
            ValueError: it is no whole number from 1 to 5.
        """
        with self._guard:
            who, visit = self._visit(ticket)
            if visit.step == "rating":
                if not isinstance(satisfaction, int) or satisfaction not in range(1, SCALE + 1):
                    raise ValueError(f"Please choose how satisfied you are, from 1 to {SCALE}.")
                self._write(who, visit, {"event": "rating", "satisfaction": satisfaction})
                self._visits[who] = self._next(who, visit.token)
            return self._view(who)

    def _visit(self, ticket: object) -> tuple[str, _Visit]:
        if isinstance(ticket, tuple | list) and len(ticket) == 2:
            who, token = ticket
            visit = self._visits.get(who)
            if visit is not None and visit.token == token:
                return who, visit
        raise LookupError("This page has lost its place: you entered your code again elsewhere, or the program was "
                          "started again. Nothing is lost; enter your code to go on.")  # fmt: skip

    def _next(self, who: str, token: str) -> _Visit:
        """Return where a participant goes on: at the first task without a rating."""
        for place, (task, _) in enumerate(self.plan.participants[who]):
            done = self._events.get((who, task), [])
            if "rating" not in done:
                return _Visit(token, place, "rating" if "answer" in done else "ready", begun="start" in done)
        return _Visit(token, len(self.plan.participants[who]), "done")

    def _view(self, who: str) -> View:
        visit = self._visits[who]
        total = len(self.plan.participants[who])
        if visit.step == "done":
            return View("done", total, total)
        shown = self._material(who, visit)
        cards = () if visit.step == "ready" else self._cards(who, visit)
        about = (shown.query, shown.small, shown.instruction, shown.before)
        return View(visit.step, visit.place + 1, total, visit.begun, *about, cards, visit.marked)

    def _material(self, who: str, visit: _Visit) -> Material:
        if visit.place == PRACTICE:
            return practice_material()
        return self.material[self.plan.participants[who][visit.place][0]]

    def _cards(self, who: str, visit: _Visit) -> tuple[Card, ...]:
        system = "" if visit.place == PRACTICE else self.plan.participants[who][visit.place][1]
        return self._material(who, visit).cards[system]

    def _ranks(self, who: str, visit: _Visit, marked: Iterable[Any]) -> tuple[int, ...]:
        count = len(self._cards(who, visit))
        ranks = list(marked) if isinstance(marked, Iterable) else [None]
        if not all(type(rank) is int and 1 <= rank <= count for rank in ranks):
            raise ValueError("The page sent an answer that cannot be read; please mark again.")
        return tuple(sorted(set(ranks)))

    def _write(self, who: str, visit: _Visit, *events: dict[str, Any]) -> None:
        """Write events of a task, and remember them once they are on disk; practice is not written."""
        if visit.place == PRACTICE:
            return
        task, system = self.plan.participants[who][visit.place]
        self.log.append(*({"participant": who, "task": task, "system": system, **event} for event in events))
        self._events.setdefault((who, task), []).extend(event["event"] for event in events)
