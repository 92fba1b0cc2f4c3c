"""The page of the model: its scores, the long tail of the collection, and a map to walk through."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr

from . import answers
from .cards import card
from .engine import Collection
from .model_view import hit_of_patent, long_tail, metrics_table, tsne_map
from .parts import part
from .search_page import SearchPage, answering, answering_event

_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def model_page(name: Any, find: Callable[[str], Collection], searching: SearchPage, tabs: Any, tab: Any) -> None:
    """Add the page.

    Args:
        name: the component that holds the collection's name.
        find: gives the collection of a name.
        searching: the search page, where patents are opened.
        tabs: the page's tabs.
        tab: the tab this page lies in; its numbers are made when it is opened.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="map")
    gr.Markdown("### Classes of the collection")
    tail = gr.HTML("", elem_classes="page-part", apply_default_css=False)
    gr.Markdown("### Results of the model")
    metrics = gr.HTML("", elem_classes="page-part", apply_default_css=False)
    gr.Markdown("### Map of the patents")
    draws = gr.Button("Draw the map", size="sm", scale=0, min_width=160)
    with gr.Row(elem_classes="map-row"):
        with gr.Column(scale=3, min_width=280):
            chart = part("map", "map.js")
        with gr.Column(scale=1, min_width=200):
            beside = part("beside", "results.js")
    tab.select(answering(pool, find, _numbers), name, [tail, metrics], **_QUIET)
    draws.click(answering(pool, find, tsne_map), name, chart, show_progress_on=chart, **_PRIVATE)
    chart.look(answering_event(pool, find, _beside), name, beside, **_QUIET)
    beside.open(lambda: gr.Tabs(selected="search"), None, tabs, **_QUIET)
    shows = [name, searching.like, searching.asked.box]
    beside.open(answering_event(pool, find, answers.open_patent), shows, searching.patent, **_QUIET)


def _numbers(collection: Collection) -> tuple[str, str]:
    return long_tail(collection), metrics_table(collection.model_name)


def _beside(collection: Collection, event: dict[str, Any]) -> str:
    patent = event.get("patent_id")
    if not isinstance(patent, str):
        raise ValueError("this patent is not in the collection that is open now")
    return f'<ol class="cards">{card(collection, hit_of_patent(collection, patent))}</ol>'
