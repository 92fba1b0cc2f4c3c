"""The search as a documented API for programs: `gradio_client`, or two plain HTTP requests."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr

from .engine import Collection
from .export import facts
from .guard import in_one_line, in_time
from .pictures import from_base64, read_picture
from .question import MOST_PICTURES, Drawing, Question, read_count, read_limits, read_words

DESCRIPTION = (
    "Find the patents of the collection closest to some drawings of a design. Pictures are base64 text (PNG, JPEG, "
    "TIFF, GIF, BMP or WebP), several are views of one design. before and after are dates (YYYY-MM-DD), the day itself "
    "not included; locarno is a list of codes such as 14 or 14-04; title is words that all occur in the title; "
    "exclude_patents is a list of numbers; k is the number of patents. Returns what was asked, and the hits, the "
    "closest first: rank, patent_id, figure_id, score, granted, locarno, title, figures, matches. Nothing is stored."
)


def add_api(collection: Callable[[], Collection], pool: ThreadPoolExecutor) -> None:
    """Add the endpoint /search to the Blocks that are being built.

    Args:
        collection: gives the collection that is asked.
        pool: where searches run.
    """

    @in_one_line
    def search(
        pictures: list[str],
        text: str = "",
        before: str = "",
        after: str = "",
        locarno: list[str] = [],  # noqa: B006 (never changed; the API shows it as the default)
        title: str = "",
        exclude_patents: list[str] = [],  # noqa: B006
        k: int = 10,
    ) -> dict:  # type: ignore[type-arg]  # gradio reads the bare type
        return in_time(  # type: ignore[no-any-return]
            pool, lambda: answer(collection(), pictures, text, before, after, locarno, title, exclude_patents, k)
        )

    gr.events.api(search, api_name="search", api_description=DESCRIPTION, concurrency_limit=None)


def answer(
    collection: Collection,
    pictures: list[str],
    text: str,
    before: str,
    after: str,
    locarno: list[str],
    title: str,
    exclude_patents: list[str],
    k: int,
) -> dict[str, Any]:
    """Return what was asked, and the hits.

    Raises:
        ValueError: an argument is wrong; the message says which.
    """
    if not isinstance(pictures, list) or len(pictures) > MOST_PICTURES:
        raise ValueError(f"pictures is a list of at most {MOST_PICTURES} base64 texts")
    for what, several in (("locarno", locarno), ("exclude_patents", exclude_patents)):
        if not isinstance(several, list):
            raise ValueError(f"{what} is a list of texts")
    drawings = []
    for i, picture in enumerate(pictures, start=1):
        name = f"picture {i}"
        drawings.append(Drawing(read_picture(from_base64(picture, name), name), name))
    limits = read_limits(before, after, locarno, title, None, exclude_patents)
    question = Question(drawings, read_words(text), read_count(k), limits)
    hits = collection.search(question)
    asked = {name: value for name, value in facts(collection, question).items() if name != "ask again"}
    return {"asked": asked, "hits": [hit.to_dict() for hit in hits]}
