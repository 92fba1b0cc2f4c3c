"""What a blind study shows: each task's ranked patents with both systems, found once and kept, and their pictures.

Everything is made before the first participant comes. So neither system is seen to be the slower one, both show what
they showed when the study began, and a picture that is missing is told to who runs the study, not to who takes part.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from modeling_patent.evaluation.study_log import SYSTEMS
from modeling_patent.retrieval.query import open_picture
from modeling_patent.retrieval.sheet import on_paper, shown_figures

from .study_tasks import Task

QUERY_SIDE, SMALL_SIDE, CARD_SIDE, LARGE_SIDE, VIEW_SIDE = 560, 290, 240, 640, 280
"""Pixels of the pictures: the query, alone and beside results; a result in the list, the same opened, its views."""

_VIEWS = 4

Say = Callable[[str], Any]
Record = dict[str, Any]
"""A patent as it is shown: patent_id, title, granted, cover (figure id) and views (figure ids)."""


@dataclass(frozen=True)
class Card:
    """A patent as the page shows it; pictures are data URLs, which name no file."""

    patent_id: str
    title: str
    granted: str
    picture: str
    large: str
    views: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    """What the page shows in a task: the query's picture twice, what to do, and the cards of each system."""

    query: str
    small: str
    instruction: str
    before: str
    cards: dict[str, tuple[Card, ...]]


def rank_tasks(indexes: dict[str, Any], tasks: Sequence[Task], k: int, say: Say) -> dict[str, dict[str, list[Record]]]:
    """Return what each system finds in each task: task -> system -> its records, the closest first.

    Args:
        indexes: "A" and "B" -> index.
        tasks: the tasks.
        k: number of patents shown.
        say: is told how far it has come.

    Raises:
        ValueError: a task finds nothing, or not as many patents with both: that would tell the systems apart.
    """
    found: dict[str, dict[str, list[Record]]] = {task.name: {} for task in tasks}
    for system in SYSTEMS:
        index = indexes[system]
        for number, task in enumerate(tasks, start=1):
            say(f"searching with {system}: task {number} of {len(tasks)}")
            hits = index.search(task.picture, k=k, before=task.before, exclude_patents=task.exclude)
            found[task.name][system] = [_record(hit, hits, index) for hit in hits]
    for task in tasks:
        numbers = [len(found[task.name][system]) for system in SYSTEMS]
        if numbers[0] != numbers[1] or not numbers[0]:
            limit = f" granted before {task.before}" if task.before else ""
            both = f"{numbers[0]} patents with A and {numbers[1]} with B"
            hint = "take indexes of the same collection" if any(numbers) else "choose another date"
            raise ValueError(f"{task.name} ({task.picture.name}) finds {both}{limit}; {hint}")
    return found


def _record(hit: Any, hits: Any, index: Any) -> Record:
    cover, views = shown_figures(hit, hits, index, _VIEWS)
    granted = hit.granted.isoformat() if hit.granted else ""
    return {"patent_id": hit.patent_id, "title": hit.title, "granted": granted, "cover": cover, "views": views}


def make_material(
    indexes: dict[str, Any], tasks: Sequence[Task], found: dict[str, dict[str, list[Record]]], say: Say
) -> dict[str, Material]:
    """Return what the page shows: task -> material.

    Raises:
        ValueError: a picture is not at hand; the message names its figure and the index.
    """
    made: dict[tuple[str, str, int], str] = {}
    shown = {}

    def picture(system: str, figure: str, side: int) -> str:
        if (system, figure, side) not in made:
            image = indexes[system].picture(figure)
            if image is None:
                raise ValueError(f"index {system} finds {figure}, but its picture is not where it was indexed from")
            made[system, figure, side] = picture_url(image, side)
        return made[system, figure, side]

    for number, task in enumerate(tasks, start=1):
        say(f"preparing pictures: task {number} of {len(tasks)}")
        cards = {
            system: tuple(
                Card(
                    one["patent_id"],
                    one["title"],
                    one["granted"],
                    picture(system, one["cover"], CARD_SIDE),
                    picture(system, one["cover"], LARGE_SIDE),
                    tuple(picture(system, view, VIEW_SIDE) for view in one["views"]),
                )
                for one in found[task.name][system]
            )
            for system in SYSTEMS
        }
        before = task.before.isoformat() if task.before else ""
        query = open_picture(task.picture)
        both = (picture_url(query, QUERY_SIDE), picture_url(query, SMALL_SIDE))
        shown[task.name] = Material(*both, task.instruction, before, cards)
    return shown


def picture_url(picture: Image.Image, side: int) -> str:
    """Return a picture on square paper as a data URL: PNG in 16 greys, without any words in it."""
    data = io.BytesIO()
    on_paper(picture, (side, side), side // 24).quantize(16).save(data, format="PNG")
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
