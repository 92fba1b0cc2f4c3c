"""The results as HTML: a card for each patent. All text is escaped; pictures lie within as data."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

from modeling_patent.locarno import LocarnoCode
from modeling_patent.retrieval import Hit

from .engine import Collection
from .question import Question
from .records import shown_number

CARD_SIDE = 320
"""Side of a card's picture in pixels; it is shown smaller, so that lines stay sharp."""


def results(collection: Collection, question: Question, hits: Sequence[Hit]) -> str:
    """Return the heading and the cards of a search."""
    limits = limits_in_words(question)
    under = f'<p class="limits">{html.escape("; ".join(limits))}</p>' if limits else ""
    back = '<button type="button" class="plain" data-again>Back to my drawing</button>' if question.like else ""
    if not hits:
        advice = "widen the dates or the classes" if limits else "this collection holds nothing to compare"
        return f'<h2 tabindex="-1">No patent found</h2>{under}<p>Nothing lies within these limits: {advice}.</p>{back}'
    count = f"{len(hits)} patent{'s' * (len(hits) != 1)}"
    what = f"like {shown_number(question.like)}" if question.like else "closest to your design"
    cards = "".join(card(collection, hit) for hit in hits)
    return (
        f'<div class="found"><h2 tabindex="-1">{count} {html.escape(what)}</h2>{back}</div>{under}'
        f'<ol class="cards">{cards}</ol>'
    )


def card(collection: Collection, hit: Hit) -> str:
    """Return the card of one hit: picture, title, number, date, code, score bar, and which view matches."""
    cover = collection.index.cover(hit)
    picture = picture_tag(collection, cover, CARD_SIDE, f"Drawing of {shown_number(hit.patent_id)}")
    found = ""
    if cover != hit.figure_id and (small := collection.small(hit.figure_id, 96)):
        found = f'<img class="found-view" src="{small}" alt="The view that matches" title="The view that matches">'
    number, title = html.escape(shown_number(hit.patent_id)), html.escape(hit.title or "Untitled design")
    date = hit.granted.isoformat() if hit.granted else "no date"
    return (
        f'<li class="card" data-hit="{as_attribute(hit)}">'
        f'<button type="button" class="open" data-open aria-label="Open {number}, {title}, rank {hit.rank}">'
        f'<span class="paper">{picture}{found}</span></button>'
        f'<div class="facts"><h3>{title}</h3>'
        f'<p class="number"><span class="rank">{hit.rank}</span> {number}</p>'
        f"<p>{date} &middot; {code_tag(hit.locarno)}</p>"
        f"{score_bar(hit.score)}"
        '<button type="button" class="keep" data-keep aria-pressed="false">Shortlist</button></div></li>'
    )


def score_bar(score: float) -> str:
    """Return a bar for a cosine, with its number."""
    share = round(100 * max(0.0, min(1.0, score)))
    return (
        f'<p class="score"><span class="bar" aria-hidden="true"><span style="width:{share}%"></span></span>'
        f'<span class="sr">Similarity </span>{score:.3f}</p>'
    )


def code_tag(locarno: str | None) -> str:
    """Return a Locarno code with its title as a hint."""
    if not locarno:
        return "no class"
    title = LocarnoCode.parse(locarno).title
    return f'<abbr title="{html.escape(title, quote=True)}">{html.escape(locarno)}</abbr>'


def picture_tag(collection: Collection, figure_id: str, side: int, words: str) -> str:
    """Return a figure's picture, or a line that says it is not at hand."""
    source = collection.small(figure_id, side)
    if not source:
        return f'<span class="missing">{html.escape(figure_id)}<br>The picture is not at hand.</span>'
    return f'<img src="{source}" alt="{html.escape(words, quote=True)}" width="{side}" height="{side}">'


def as_attribute(hit: Hit) -> str:
    """Return a hit as JSON for an attribute; the page sends it back to open the patent."""
    return html.escape(json.dumps(hit.to_dict()), quote=True)


def limits_in_words(question: Question) -> list[str]:
    """Return the limits of a question, each as people say it."""
    limits = question.limits
    said = []
    if "before" in limits:
        said.append(f"granted before {limits['before']}")
    if "after" in limits:
        said.append(f"granted after {limits['after']}")
    if "locarno" in limits:
        said.append(f"class {', '.join(limits['locarno'])}")
    if "edition" in limits:
        said.append(f"Locarno edition {limits['edition']}")
    if "title" in limits:
        said.append(f"title holds \u201c{limits['title']}\u201d")
    if left_out := [*limits.get("exclude_patents", ()), *limits.get("exclude_applicants", ())]:
        said.append(f"without {', '.join(left_out)}")
    if "exclude_family_of" in limits:
        said.append(f"without {', '.join(limits['exclude_family_of'])} and their families")
    return said
