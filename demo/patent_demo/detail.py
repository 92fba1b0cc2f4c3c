"""One patent as HTML: beside the query, all its figures, its codes, and its public record."""

from __future__ import annotations

import html
from collections.abc import Sequence

from modeling_patent.locarno import LocarnoCode, edition_of
from modeling_patent.retrieval import Hit

from .cards import as_attribute, picture_tag, score_bar
from .engine import Collection
from .pictures import as_data_url, thumbnail
from .question import Drawing, Question
from .records import public_links, shown_number

_LARGE, _SMALL = 640, 240
_MOST_FIGURES = 60


def detail(
    collection: Collection, question: Question, hit: Hit, view: int = 0, figure: str = "", with_heat: bool = False
) -> str:
    """Return a patent's page.

    Args:
        collection: where it is.
        question: what was asked, for the comparison.
        hit: the patent.
        view: the view of the query that is compared.
        figure: the figure that is compared; empty for the one closest to the view.
        with_heat: whether to show which parts agree.

    Raises:
        ValueError: the heat map cannot be made.
    """
    drawings = [] if question.like else question.drawings
    view = view if 0 <= view < len(drawings) else 0
    if figure not in hit.figures:
        figure = hit.matches[view][0] if view < len(hit.matches) and drawings else hit.figure_id
    number = html.escape(shown_number(hit.patent_id))
    return (
        f'<article data-hit="{as_attribute(hit)}" data-view="{view}" data-figure="{html.escape(figure, quote=True)}">'
        f'{_bar(hit)}<h2 tabindex="-1">{html.escape(hit.title or "Untitled design")}</h2>'
        f'<p class="number">{number}</p>'
        f"{_comparison(collection, question, drawings, hit, view, figure, with_heat)}"
        f"{_facts(hit)}{_figures(collection, hit, figure)}</article>"
    )


def _bar(hit: Hit) -> str:
    like = '<button type="button" data-more>More like this</button>'
    return (
        '<nav class="bar-top" aria-label="Patent"><button type="button" class="plain" data-close>'
        '&larr; All results</button><span class="step">'
        '<button type="button" class="plain" data-step="-1" aria-label="Previous patent">&lsaquo;</button>'
        f'<span>{hit.rank}</span><button type="button" class="plain" data-step="1" aria-label="Next patent">&rsaquo;'
        f'</button></span><span class="acts">{like}'
        '<button type="button" class="keep" data-keep aria-pressed="false">Shortlist</button></span></nav>'
    )


def _comparison(
    collection: Collection,
    question: Question,
    drawings: Sequence[Drawing],
    hit: Hit,
    view: int,
    figure: str,
    with_heat: bool,
) -> str:
    """Return the query and the figure side by side."""
    cosine = dict(hit.matches[view : view + 1]).get(figure) if drawings else None
    if with_heat:
        left_picture, right_picture, cosine = collection.heat(question, view, figure, _LARGE)
        left = f'<img src="{as_data_url(left_picture)}" alt="Your drawing with heat map">'
        right = f'<img src="{as_data_url(right_picture)}" alt="{html.escape(figure, quote=True)} with heat map">'
    else:
        left = f'<img src="{thumbnail(drawings[view].picture, _LARGE)}" alt="Your drawing">' if drawings else ""
        right = picture_tag(collection, figure, _LARGE, f"Figure {figure}")
    asked = "".join(
        f'<button type="button" class="view" data-view-of="{i}" aria-pressed="{str(i == view).lower()}">View {i + 1}'
        "</button>"
        for i in range(len(drawings) if len(drawings) > 1 else 0)
    )
    first = ""
    if drawings:
        first = (
            f'<figure><figcaption>Your drawing</figcaption><div class="paper">{left}</div>'
            f'<p class="name">{html.escape(drawings[view].name)}</p>{asked}</figure>'
        )
    known = "" if cosine is None else f" <span>similarity {cosine:.3f}</span>"
    second = (
        f'<figure><figcaption>This patent{known}</figcaption><div class="paper">{right}</div>'
        f'<p class="name">{html.escape(figure)}</p></figure>'
    )
    heat = _heat_line(with_heat) if drawings else score_bar(hit.score)
    return f'<div class="pair">{first}{second}</div>{heat}'


def _heat_line(shown: bool) -> str:
    if not shown:
        return '<p class="heat"><button type="button" data-heat>Show where they agree</button></p>'
    return (
        '<p class="heat"><button type="button" data-heat="off">Hide the heat map</button>'
        '<span class="key"><i class="agrees"></i> makes them similar <i class="differs"></i> makes them differ</span>'
        "<span>By covering parts of either drawing and asking the model again. A hint, no finding.</span></p>"
    )


def _facts(hit: Hit) -> str:
    facts = [("Granted", hit.granted.isoformat() if hit.granted else "unknown")]
    if hit.locarno:
        code = LocarnoCode.parse(hit.locarno)
        facts.append(("Locarno class", f"{code}  {code.title}"))
        if hit.granted and (edition := edition_of(hit.granted)):
            facts.append(("Locarno edition", f"{edition}, usual for that date"))
    else:
        facts.append(("Locarno class", "unknown"))
    entries = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in facts)
    links = " &middot; ".join(
        f'<a href="{address}" target="_blank" rel="noopener noreferrer">{name}</a>'
        for name, address in public_links(hit.patent_id, hit.granted)
    )
    record = links or "none: this is not the number of a granted US design patent"
    return f"<dl>{entries}<dt>Public record</dt><dd>{record}</dd></dl>"


def _figures(collection: Collection, hit: Hit, figure: str) -> str:
    shown = hit.figures[:_MOST_FIGURES]
    tiles = "".join(
        f'<li><button type="button" data-figure-of="{html.escape(one, quote=True)}" '
        f'aria-pressed="{str(one == figure).lower()}" aria-label="Compare with figure {i}">'
        f"{picture_tag(collection, one, _SMALL, f'Figure {i}')}</button></li>"
        for i, one in enumerate(shown, start=1)
    )
    more = f"<p>{len(hit.figures) - len(shown)} more are not shown.</p>" if len(hit.figures) > len(shown) else ""
    return f'<h3>All {len(hit.figures)} figures</h3><ul class="figures">{tiles}</ul>{more}'
