"""The search page: what is asked on the left, what is found on the right."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import gradio as gr

from modeling_patent.locarno import LocarnoCode

from . import answers
from .engine import Collection
from .guard import in_one_line, in_time
from .parts import DRAWINGS, SHORTLIST, part
from .question import MOST_HITS

WELCOME = (
    '<div class="welcome"><p>Add a drawing of a design, and a date if only earlier or later patents count. '
    "The closest patents of the collection appear here, each with its best view.</p></div>"
)
_TAKE = {"report": "Printable report", "csv": "CSV", "json": "JSON"}
_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

Find = Callable[[str], Collection]


@dataclass
class Asked:
    """The fields that hold a question, in the order of `answers.read_question`."""

    box: Any
    words: Any
    before: Any
    after: Any
    classes: Any
    subclasses: Any
    near: Any
    title: Any
    edition: Any
    left_out: Any
    families: Any
    applicants: Any
    count: Any

    @property
    def all(self) -> list[Any]:
        """All of them."""
        return list(vars(self).values())


@dataclass
class SearchPage:
    """What other parts of the page ask of the search page: its fields, and what is shown."""

    asked: Asked
    like: Any
    results: Any
    patent: Any
    kept: Any
    file: Any


def answering(pool: ThreadPoolExecutor, find: Find, answer: Callable[..., Any]) -> Callable[..., Any]:
    """Return a handler for `answer(collection, *values)`; its first value is the collection's name."""

    def handler(name: str, *values: Any) -> Any:
        return in_time(pool, lambda: answer(find(name), *values))

    return in_one_line(handler)


def answering_event(pool: ThreadPoolExecutor, find: Find, answer: Callable[..., Any]) -> Callable[..., Any]:
    """Return a handler for `answer(collection, what happened, *values)`."""

    def handler(event: gr.EventData, name: str, *values: Any) -> Any:
        happened = event._data if isinstance(event._data, dict) else {}
        return in_time(pool, lambda: answer(find(name), happened, *values))

    return in_one_line(handler)


def search_page(name: Any, find: Find, pool: ThreadPoolExecutor, reads_words: bool) -> SearchPage:
    """Add the search page.

    Args:
        name: the component that holds the collection's name.
        find: gives the collection of a name.
        pool: where searches run.
        reads_words: whether the model has a text tower.
    """
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=300, elem_id="ask"):
            asked, hint, go = _ask(reads_words)
        with gr.Column(scale=3, min_width=300, elem_id="found"):
            results = part("results", "results.js", value=WELCOME)
            patent = part("detail", "results.js")
            file = part("file", "file.js", "<span></span>")
            kept = part("kept", "kept.js", "<span></span>", value="[]")
            take = gr.Row(elem_id="take", elem_classes="take")
    page = SearchPage(asked, gr.State(""), results, patent, kept, file)
    with take:
        _export_buttons("these results", answers.make_file, page, name, find, pool)
    asks = [name, *asked.all]
    fields = (asked.words, asked.before, asked.after, asked.title)
    run, shows = answering(pool, find, answers.search), [results, page.like]
    pressed = [go.click, *(field.submit for field in fields)]
    gr.on(pressed, run, asks, shows, show_progress_on=results, **_PRIVATE)
    results.again(run, asks, shows, show_progress_on=results, **_PRIVATE)

    @in_one_line
    def add(event: gr.EventData, box: str) -> str:
        return in_time(pool, lambda: answers.add(box, event._data))  # type: ignore[no-any-return]

    added = asked.box.added(add, asked.box, asked.box, **_QUIET)
    suggests = [name, asked.box, asked.before, asked.near]
    added.then(answering(pool, find, answers.suggest), suggests, [asked.before, asked.near, hint], **_QUIET)
    asked.classes.change(_narrow, [asked.classes, asked.subclasses], asked.subclasses, **_QUIET)
    for source in (results, patent):
        source.more(answering_event(pool, find, answers.more), asks, [results, page.like], **_PRIVATE)
    shows = [name, page.like, asked.box]
    results.open(answering_event(pool, find, answers.open_patent), shows, patent, **_QUIET)
    patent.compare(answering_event(pool, find, answers.open_patent), shows, patent, **_PRIVATE)
    return page


def shortlist_page(page: SearchPage, name: Any, find: Find, pool: ThreadPoolExecutor, tabs: Any) -> None:
    """Add the shortlist, and the buttons that export it and the results."""
    shortlist = part("shortlist", "shortlist.js", SHORTLIST)
    with gr.Row(elem_classes="take"):
        _export_buttons("the shortlist", answers.make_shortlist_file, page, name, find, pool)
    shortlist.open(lambda: gr.Tabs(selected="search"), None, tabs, **_QUIET)
    shortlist.open(
        answering_event(pool, find, answers.open_patent), [name, page.like, page.asked.box], page.patent, **_QUIET
    )


def _export_buttons(
    what: str,
    make: Callable[..., str],
    page: SearchPage,
    name: Any,
    find: Find,
    pool: ThreadPoolExecutor,
) -> None:
    gr.HTML(f"<span>Export {what}</span>", apply_default_css=False)
    for kind, words in _TAKE.items():
        button = gr.Button(words, size="sm")

        def answer(collection: Collection, *values: Any, kind: str = kind) -> str:
            return make(collection, kind, *values)

        given = [name, page.like, page.kept, *page.asked.all]
        button.click(answering(pool, find, answer), given, page.file, **_QUIET)


def _ask(reads_words: bool) -> tuple[Asked, Any, Any]:
    """Add the fields of a question, the line below them, and the button."""
    box = part("drawings", "drawings.js", DRAWINGS)
    hint = gr.HTML("", elem_id="hint", apply_default_css=False)
    example = "folding chair with slatted seat"
    words = _line("Words beside the drawing", example, 1000, visible=reads_words)
    with gr.Row():
        before = _line("Granted before", "any date", 20)
        after = _line("Granted after", "any date", 20)
    go = gr.Button("Search", variant="primary", elem_id="go")
    near = gr.CheckboxGroup(choices=[], label="Only classes of the nearest patents", visible=False)
    classes = gr.Dropdown(answers.class_choices(), multiselect=True, label="Locarno class", value=[])
    subclasses = gr.Dropdown(answers.subclass_choices([]), multiselect=True, label="Locarno subclass", value=[])
    with gr.Accordion("More limits", open=False):
        title = _line("Words of the title", "", 200)
        left_out = _line("Leave out patents", "D836,880; D905,123", 2000)
        families = gr.Checkbox(label="and what is related to them")
        applicants = _line("Leave out applicants", "Acme, Inc.; Other GmbH", 2000)
        editions = [("any", 0), *((str(edition), edition) for edition in range(15, 7, -1))]
        edition = gr.Dropdown(editions, value=0, label="Locarno edition")
        count = gr.Slider(1, MOST_HITS, value=20, step=1, label="Number of patents")
    asked = Asked(
        box, words, before, after, classes, subclasses, near, title, edition, left_out, families, applicants, count
    )
    return asked, hint, go


def _line(label: str, example: str, most: int, visible: bool = True) -> Any:
    return gr.Textbox(label=label, placeholder=example, max_length=most, max_lines=1, min_width=100, visible=visible)


def _narrow(classes: list[str], subclasses: list[str]) -> Any:
    """Offer the subclasses of the chosen classes, and keep those chosen that are among them."""
    kept = [code for code in subclasses or () if not classes or LocarnoCode.parse(code).main_class in classes]
    return gr.Dropdown(choices=answers.subclass_choices(classes or []), value=kept)
