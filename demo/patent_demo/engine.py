"""Between the page and the search engine: one collection, its model, and what is shown of its patents."""

from __future__ import annotations

import functools
import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any

from PIL import Image

from modeling_patent.locarno import LocarnoCode
from modeling_patent.retrieval import Hit
from modeling_patent.retrieval.explanation import explain_pair
from modeling_patent.retrieval.query import load_model
from modeling_patent.retrieval.region import cut_region
from modeling_patent.rows import parse_figure_name, parse_patent_id

from .pictures import thumbnail
from .question import Question

NEAREST = 20
"""Hits that suggest classes."""

_SAME = 0.9999  # cosine from which a drawing is taken for one of the collection


class Collection:
    """An index as the page shows it.

    Attributes:
        name: what people call it.
        place: its folder, Hub id or address, for reports.
        index: a `Searcher`.
    """

    def __init__(self, name: str, place: str, index: Any, model: str | None = None) -> None:
        self.name, self.place, self.index = name, place, index
        self.model_name = model or index.model_name or ""
        self._model: tuple[Any, Any] | None = None
        self._lock = threading.Lock()
        self.small = functools.lru_cache(maxsize=4096)(self._small)

    def model(self) -> tuple[Any, Any]:
        """Return the model and its processor, loaded once.

        Raises:
            ValueError: there is none, or not the one of the index.
        """
        with self._lock:
            if self._model is None:
                if not self.model_name:
                    raise ValueError("the index knows no model for the query; start the page with --model")
                self._model = load_model(self.model_name)
                self.index.with_model(*self._model)
            return self._model

    @property
    def reads_words(self) -> bool:
        """Whether the model has a text tower."""
        return hasattr(self.model()[0], "embed_texts")

    def search(self, question: Question) -> list[Hit]:
        """Return the hits of a question.

        Raises:
            ValueError: nothing is asked, or it cannot be asked of this collection.
        """
        self.model()
        if question.like:
            found = self.index.more_like(question.like, k=question.k, **question.limits)
            return list(found)
        if not question.drawings and not question.text:
            raise ValueError("add a drawing first: choose a file, drop it, paste it, or sketch")
        options: dict[str, Any] = dict(question.limits)
        if question.text:
            if not self.reads_words:
                raise ValueError("this collection's model reads drawings only; leave the words empty")
            options["text"] = question.text
        drawings = question.drawings
        if any(drawing.region is not None for drawing in drawings):
            options["region"] = [drawing.region for drawing in drawings]
        if len({drawing.weight for drawing in drawings}) > 1:
            options["weights"] = [drawing.weight for drawing in drawings]
        return list(self.index.search(question.pictures or None, k=question.k, **options))

    def picture(self, figure_id: str) -> Image.Image | None:
        """Return the picture of a figure of the collection, None if it is not at hand."""
        picture: Image.Image | None = self.index.picture(figure_id)
        return picture

    def _small(self, figure_id: str, side: int) -> str:
        """Return the data URL of a figure's small picture, empty if it is not at hand; kept in memory."""
        picture = self.picture(figure_id)
        return "" if picture is None else thumbnail(picture, side)

    def hit_of(self, known: Any) -> Hit:
        """Return a hit that the page shows, from what it names and what the collection knows of that.

        Args:
            known: {"patent_id", "figures", "figure_id", "rank", "score", "matches"}, as the page sent it back.

        Raises:
            ValueError: it names no patent of this collection.
        """
        lost = ValueError("this patent is not in the collection that is open now; search again")
        if not isinstance(known, dict):
            raise lost
        patent = known.get("patent_id")
        ids = known.get("figures")
        if not isinstance(patent, str) or not isinstance(ids, list) or not 0 < len(ids) <= 2000:
            raise lost
        rows = {figure: self.index.row_of(figure) for figure in ids if isinstance(figure, str)}
        if len(rows) != len(ids) or any(row is None or row["patent_id"] != patent for row in rows.values()):
            raise lost
        figure = known.get("figure_id")
        row = rows.get(figure) if isinstance(figure, str) else None
        if row is None:
            raise lost
        rank, score = known.get("rank"), known.get("score")
        return Hit(
            rank=rank if isinstance(rank, int) and 0 < rank < 10_000 else 1,
            patent_id=patent,
            figure_id=str(figure),
            score=max(-1.0, min(1.0, float(score))) if isinstance(score, int | float) else 0.0,
            granted=row["granted"],
            locarno=row["locarno"],
            title=row["title"] or "",
            figures=tuple(ids),
            matches=_matches(known.get("matches"), rows),
        )

    def heat(self, question: Question, view: int, figure_id: str, side: int) -> tuple[Image.Image, Image.Image, float]:
        """Return a view of the query and a figure with the heat of what they share, and their cosine.

        Raises:
            ValueError: there is no such view, or the figure's picture is not at hand.
        """
        if not 0 <= view < len(question.drawings):
            raise ValueError("the drawing is gone; add it again")
        drawing, found = question.drawings[view], self.picture(figure_id)
        if found is None:
            raise ValueError(f"the picture of {figure_id} is not at hand")
        asked = drawing.picture if drawing.region is None else cut_region(drawing.picture, drawing.region)
        both = explain_pair(*self.model(), asked, found)
        left = both.query_picture(side)
        assert left is not None
        return left, both.hit_picture(side), both.cosine

    def patent_of(self, question: Question, nearest: Sequence[Hit]) -> Hit | None:
        """Return the patent of the collection that the drawings come from: by a file's name, or by an equal drawing."""
        for drawing in question.drawings:
            parts = parse_figure_name(drawing.name.rsplit(".", 1)[0])
            patent = parts["patent"] if parts else _patent_in(drawing.name)
            hit = next((hit for hit in nearest if hit.patent_id == patent), None)
            if hit is not None:
                return hit
        return nearest[0] if nearest and nearest[0].score >= _SAME else None


def classes_near(hits: Sequence[Hit], most: int = 5) -> list[str]:
    """Return the codes of the nearest hits, the most frequent first; of equals, the one that comes nearer.

    >>> classes_near([])
    []
    """
    codes = [str(LocarnoCode.parse(hit.locarno)) for hit in hits if hit.locarno]
    return [code for code, _ in Counter(codes).most_common(most)]


def describe(index: Any) -> str:
    """Return the size of an index in words."""
    return f"{len(index.patents):,} patents, {len(index):,} figures"


def _matches(matches: Any, rows: dict[str, Any]) -> tuple[tuple[str, float], ...]:
    """Return the figures that match each view, as the page sent them back; nothing if they are not as they should."""
    try:
        pairs = tuple((str(figure), max(-1.0, min(1.0, float(cosine)))) for figure, cosine in matches or ())
    except (TypeError, ValueError):
        return ()
    return pairs if len(pairs) <= 16 and all(figure in rows for figure, _ in pairs) else ()


def _patent_in(name: str) -> str | None:
    try:
        return parse_patent_id(name.rsplit(".", 1)[0])
    except ValueError:
        return None
