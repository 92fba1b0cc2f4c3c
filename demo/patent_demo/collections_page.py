"""The page of collections: open another one, or index a folder or a USPTO week, with progress and cancel."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import gradio as gr

from .guard import in_one_line
from .search_page import WELCOME, SearchPage
from .shelf import Shelf

_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def collections_page(
    shelf: Shelf, name: Any, head: Any, head_line: Callable[[Any], str], searching: SearchPage
) -> None:
    """Add the page.

    Args:
        shelf: the collections.
        name: the component that holds the collection's name.
        head: the page's heading.
        head_line: gives the heading for a collection.
        searching: the search page, which is emptied when another collection is opened.
    """
    gr.Markdown("### Open a collection")
    with gr.Row(elem_classes="fields"):
        chosen = gr.Dropdown(shelf.names(), value=shelf.first.name, label="Collection", min_width=240)
        opens = gr.Button("Open", scale=0, min_width=120)
    gr.Markdown(
        "### Index a new one\nA folder of drawings, a USPTO week (.tar, .zip or folder) or a release of DeepPatent2, "
        "DeepPatent or IMPACT that lies in the folder of collections. Indexing goes on when you leave the page."
    )
    with gr.Row(elem_classes="fields"):
        source = gr.Dropdown(shelf.sources(), label="Source", value=None, min_width=240)
        new = gr.Textbox(label="Name of the collection", max_length=64, max_lines=1, min_width=200)
        begin = gr.Button("Index", variant="primary", scale=0, min_width=120)
        cancel = gr.Button("Cancel", scale=0, min_width=120, interactive=False)
    status = gr.HTML(status_line(shelf), elem_classes="page-part", apply_default_css=False)
    timer = gr.Timer(1.0, active=_runs(shelf))

    @in_one_line
    def open_collection(wanted: str) -> tuple[str, str, str, str, str]:
        collection = shelf.find(wanted)
        collection.model()
        return collection.name, head_line(collection), WELCOME, "", ""

    emptied = [name, head, searching.results, searching.patent, searching.like]
    opens.click(open_collection, chosen, emptied, **_PRIVATE)

    @in_one_line
    def start(wanted: str, called: str) -> tuple[str, Any, Any]:
        shelf.start(wanted, called)
        return status_line(shelf), gr.Timer(active=True), gr.Button(interactive=True)

    @in_one_line
    def stop() -> str:
        if shelf.job is not None and shelf.job.running:
            shelf.job.cancel()
        return status_line(shelf)

    def look() -> tuple[str, Any, Any, Any, Any]:
        running = _runs(shelf)
        lists = (gr.Dropdown(choices=shelf.names()), gr.Dropdown(choices=shelf.sources()))
        return status_line(shelf), gr.Timer(active=running), gr.Button(interactive=running), *lists

    begin.click(start, [source, new], [status, timer, cancel], **_PRIVATE)
    cancel.click(stop, None, status, **_PRIVATE)
    timer.tick(look, None, [status, timer, cancel, chosen, source], **_QUIET)


def status_line(shelf: Shelf) -> str:
    """Return how far the indexing is, as HTML."""
    if shelf.job is None:
        return '<p role="status"></p>'
    bar = f'<progress max="1" value="{shelf.job.share:.3f}"></progress> ' if shelf.job.running else ""
    return f'<p role="status">{bar}{html.escape(shelf.job.words())}</p>'


def _runs(shelf: Shelf) -> bool:
    return shelf.job is not None and shelf.job.running
