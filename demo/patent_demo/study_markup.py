"""The blind study's page as HTML and CSS: what a participant reads, the drawing, and what was found."""

from __future__ import annotations

import html
import json
from typing import Any

from .study import SCALE, View
from .study_results import Card

CONSENT = f"""\
You will see drawings of designs. For each one, a search has found patents. You mark those that show a similar design,
and say how satisfied you are with what was found. Two ways of searching are compared; the page does not say which one
you see, so that your judgement is your own.

**What is recorded.** Your code; for each drawing, when its results were shown and when you answered, what you marked,
how many results you opened, your rating from 1 to {SCALE}, and pauses. No name, no address, no address of your
computer, and nothing else about you.

**Why.** To see which way of searching helps more, and by how much. Results are reported as means; no person is shown.

**You can stop at any time.** Close the page, now or later: what you have done is kept, and the same code takes you to
where you were. To have your answers left out, tell the person who gave you the code.
"""

RATINGS = ("very dissatisfied", "dissatisfied", "in between", "satisfied", "very satisfied")

CSS = """
.gradio-container { max-width: 1180px !important; width: 100% !important; margin: 0 auto !important;
  overflow: visible !important }
footer { display: none !important }
.study-part, .study-part > * { padding: 0 !important }
.study h1 { font-size: 1.4rem; margin: 0 } .study h2 { font-size: 1.15rem; margin: 0; outline: none }
.study p { margin: .35rem 0; max-width: 46rem }
.study .quiet { color: var(--body-text-color); opacity: .72; font-size: .9rem }
.study .bar { height: .45rem; border-radius: 1rem; margin-top: .4rem; background: var(--border-color-primary) }
.study .bar div { height: 100%; border-radius: 1rem; background: var(--color-accent) }
.study .head { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between }
.study .task { display: grid; grid-template-columns: 290px minmax(0, 1fr); gap: 1.5rem; align-items: start;
  margin-top: 1rem }
.study .query { position: sticky; top: .75rem } .study .alone { grid-template-columns: minmax(0, 420px) }
.study .query .picture { box-shadow: 0 0 0 2px var(--color-accent) }
.study .found { list-style: none; padding: 0; margin: 0; display: grid; gap: .9rem;
  grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)) }
.study .card { border: 1px solid var(--border-color-primary); border-radius: 6px; padding: .5rem; min-width: 0;
  margin: 0; background: var(--background-fill-primary); display: flex; flex-direction: column }
.study .card:has(input:checked) { border-color: var(--color-accent); box-shadow: 0 0 0 2px var(--color-accent) }
.study .picture { all: unset; display: block; cursor: zoom-in; border-radius: 4px }
.study .picture:focus-visible, .study label:focus-within, .study dialog button:focus-visible {
  outline: 3px solid var(--color-accent); outline-offset: 2px }
.study .picture img { width: 100%; aspect-ratio: 1; background: #fff; display: block; border-radius: 3px }
.study .title { font-size: .88rem; line-height: 1.3; margin: .4rem 0 .1rem; overflow-wrap: anywhere }
.study .card .quiet { font-size: .8rem; margin: 0 0 .3rem; overflow-wrap: anywhere }
.study label { display: flex; gap: .5rem; align-items: center; padding: .45rem .3rem; cursor: pointer; margin-top: auto;
  font-size: .92rem; border-radius: 4px }
.study input[type=checkbox] { width: 1.15rem; height: 1.15rem; accent-color: var(--color-accent); flex: none }
.study .none { margin-top: .9rem; border: 1px solid var(--border-color-primary); padding: .6rem }
.study dialog { border: 0; border-radius: 8px; padding: 1rem; margin: auto; max-width: min(720px, 94vw);
  max-height: 94vh; background: var(--background-fill-primary); color: var(--body-text-color) }
.study dialog::backdrop { background: rgb(0 0 0 / .55) }
.study dialog .head { align-items: start; margin-bottom: .6rem } .study dialog .title { margin: 0 }
.study dialog img { background: #fff; max-width: 100%; max-height: 56vh; margin: 0 auto; display: block }
.study dialog .views { display: grid; grid-template-columns: repeat(4, 1fr); gap: .4rem; margin-top: .5rem }
.study dialog .views img { border: 1px solid var(--border-color-primary) }
.study dialog button { padding: .45rem 1.2rem; border-radius: 6px; cursor: pointer; flex: none;
  border: 1px solid var(--border-color-primary); background: var(--button-secondary-background-fill) }
.study .when { white-space: nowrap }
.study-error { position: fixed; z-index: 20; left: 0; right: 0; bottom: 0; text-align: center;
  padding: .9rem 1.2rem !important; background: #8f2a15; color: #fff; font-weight: 600; outline: none }
gradio-app { padding-bottom: 5rem }
@media (max-width: 720px) {
  .study .task { grid-template-columns: minmax(0, 1fr); gap: .8rem }
  .study .query { position: static } .study .query .picture { max-width: 320px }
  .study .task:not(.alone) .query { position: sticky; top: 0; z-index: 5; display: grid; padding: .4rem 0;
    grid-template-columns: 112px 1fr; gap: 0 .8rem; background: var(--body-background-fill) }
  .study .task:not(.alone) .query .picture { grid-row: 1 / 4 }
  .study .task:not(.alone) .query p { margin: 0; font-size: .85rem; line-height: 1.3 }
  .study .found { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .6rem }
  .study dialog .views { grid-template-columns: repeat(2, 1fr) } }
"""

COLLECT = """
(picked, ticket) => {
  const stage = document.querySelector('#study-stage');
  const checked = (name) => [...stage.querySelectorAll(`input[name=${name}]:checked`)];
  return [JSON.stringify({ marked: checked('mark').map((box) => Number(box.value)), none: checked('none').length > 0,
    opened: [...stage.querySelectorAll('dialog.hit[data-opened]')].map((one) => Number(one.dataset.rank)) }), ticket];
}
"""
"""Sends what is marked; the ticket stays on the server."""

TO_TOP = """
() => { setTimeout(() => { const now = document.activeElement;
  if (document.querySelector('.study-error') || (now && now !== document.body && now.offsetParent)) return;
  window.scrollTo(0, 0); document.querySelector('#study-stage h2')?.focus({ preventScroll: true }) }, 120) }
"""
"""After a step the page begins at its top, for screen readers too; not after an error, nor once one has gone on."""

TITLE = '<div class="study"><h1>Design search study</h1></div>'


def read_collected(text: object) -> dict[str, Any]:
    """Return what `COLLECT` sent: marked, none and opened.

    Raises:
        ValueError: it is something else.
    """
    try:
        sent = json.loads(text) if isinstance(text, str) and len(text) < 10_000 else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict) or not all(isinstance(sent.get(name), list) for name in ("marked", "opened")):
        raise ValueError("The page sent an answer that cannot be read; please mark again.")
    return {"marked": sent["marked"], "none": sent.get("none") is True, "opened": sent["opened"]}


def error_html(message: str) -> str:
    """Return an error as a line that screen readers say at once; nothing for an empty one."""
    return f'<div class="study-error" role="alert">{html.escape(message)}</div>' if message else ""


def stage_html(view: View | None) -> str:
    """Return what a participant sees of a task, or the thanks after the last."""
    if view is None:
        return ""
    if view.step == "done":
        return (
            '<div class="study"><h2 tabindex="-1">Thank you. You have done all '
            f"{view.total} drawings.</h2><p>You can close the page.</p></div>"
        )
    done = max(0, view.place - 1 if view.step != "rating" else view.place)
    where = f"Drawing {view.place} of {view.total}" if view.place else "Practice"
    bar = f'<div class="bar" role="progressbar" aria-label="done" aria-valuemax="{view.total}" aria-valuenow="{done}">'
    bar += f'<div style="width: {100 * done / view.total:.1f}%"></div></div>'
    found = _found_html(view) if view.cards else ""
    large = f'<img alt="The drawing, larger" src="{view.query}">'
    query = _opened("The drawing to compare with", view.small if found else view.query, large)
    return (
        f'<div class="study"><div class="head"><h2 tabindex="-1">{where}</h2>'
        f'<span class="quiet">{_hint(view)}</span></div>{bar}'
        f'<div class="task{"" if found else " alone"}"><div class="query">{query}'
        f"<p>{html.escape(view.instruction)}</p>{_limit(view)}</div>{found}</div></div>"
    )


def _hint(view: View) -> str:
    if view.place == 0:
        return "not recorded"
    if view.step == "ready":
        return "paused" if view.begun else "clock not started"
    return "clock running" if view.step == "results" else "clock stopped"


def _limit(view: View) -> str:
    return f'<p class="quiet">Patents granted before {html.escape(view.before)}.</p>' if view.before else ""


def _found_html(view: View) -> str:
    is_open = view.step == "results"
    cards = "".join(_card_html(rank, card, rank in view.marked, is_open) for rank, card in enumerate(view.cards, 1))
    none = (
        '<label class="none"><input type="checkbox" name="none"> None of them resembles it</label>' if is_open else ""
    )
    return f'<div><ol class="found" aria-label="Patents found, the closest first">{cards}</ol>{none}</div>'


def _card_html(rank: int, card: Card, is_marked: bool, is_open: bool) -> str:
    name, title = html.escape(card.patent_id, quote=True), html.escape(card.title)
    about = f'{name} <span class="when">{html.escape(card.granted)}</span>'
    said = f'<p class="title">{rank}. {title}</p><p class="quiet">{about}</p>'
    views = "".join(f'<img alt="another view of {name}" src="{view}">' for view in card.views)
    large = f'<img alt="{name}" src="{card.large}"><div class="views">{views}</div>'
    state = (" checked" if is_marked else "") + ("" if is_open else " disabled")
    mark = f'<label><input type="checkbox" name="mark" value="{rank}"{state}> resembles it</label>'
    return f'<li class="card">{_opened(f"Result {rank}, {name}", card.picture, large, said, rank)}{said}{mark}</li>'


def _opened(name: str, picture: str, large: str, said: str = "", rank: int = 0) -> str:
    """Return a picture that opens something larger over the page; that of a result notes that it was opened."""
    kind = f'class="hit" data-rank="{rank}"' if rank else ""
    return (
        f'<button type="button" class="picture" aria-label="{name}: open larger" '
        'onclick="const d = this.nextElementSibling; d.dataset.opened = 1; d.showModal(); d.scrollTop = 0">'
        f'<img alt="{name}" src="{picture}"></button>'
        f'<dialog {kind} aria-label="{name}" onclick="if (event.target === this) this.close()">'
        f'<div class="head"><div>{said}</div><button type="button" autofocus '
        f"onclick=\"this.closest('dialog').close()\">Close</button></div>{large}</dialog>"
    )
