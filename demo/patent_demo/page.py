"""The whole page, and the server that shows it."""

from __future__ import annotations

import html
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from modeling_patent.shipped import SHIPPED

from .api import add_api
from .collections_page import collections_page
from .engine import Collection
from .guard import Guard, PrivateBlocks
from .model_page import model_page
from .parts import look, text_of
from .search_page import search_page, shortlist_page
from .shelf import Shelf

WORKERS = 2
"""Searches that run at once; the others wait."""

WAITING = 64
"""Requests that may wait; more are told that the server is busy."""

TITLE = "Design patent search"


def make_page(collection: Collection, shelf: Shelf | None = None) -> PrivateBlocks:
    """Build the page.

    Args:
        collection: what is searched at first.
        shelf: a folder of further collections that visitors may search and add to; None for this collection alone.
    """
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="search")
    shelf = shelf or Shelf(collection)
    with PrivateBlocks(title=TITLE, analytics_enabled=False, delete_cache=(3600, 3600)) as page:
        head = gr.HTML(head_line(collection), elem_id="head", apply_default_css=False)
        with gr.Tabs(selected="search") as tabs:
            with gr.Tab("Search", id="search"):
                name = gr.Textbox(collection.name, visible=False)
                searching = search_page(name, shelf.find, pool, collection.reads_words)
            with gr.Tab("Shortlist", id="shortlist"):
                shortlist_page(searching, name, shelf.find, pool, tabs)
            if shelf.folder is not None:
                with gr.Tab("Collections", id="collections"):
                    collections_page(shelf, name, head, head_line, searching)
            with gr.Tab("Model", id="model") as tab:
                model_page(name, shelf.find, searching, tabs, tab)
        add_api(lambda: collection, pool)
    page.queue(max_size=WAITING, default_concurrency_limit=None, api_open=False)
    return page  # type: ignore[no-any-return]


def head_line(collection: Collection) -> str:
    """Return the page's heading: what is searched, with which model."""
    index = collection.index
    days = _days(index)
    name = collection.model_name
    model = name if name == SHIPPED else Path(name).name or "no model"
    said = f"{html.escape(collection.name)}: {len(index.patents):,} patents, {len(index):,} figures{days}"
    return f"<h1>{TITLE}</h1><p>{said}. Model: {html.escape(model)}.</p>"


def launch(
    page: PrivateBlocks, host: str = "127.0.0.1", port: int | None = None, block: bool = True, **more: Any
) -> Any:
    """Serve the page until Ctrl-C, or in the background.

    Args:
        page: of `make_page`.
        host: address to listen on; "0.0.0.0" opens the page to the network.
        port: port; None for the first free one from 7860.
        block: whether to wait for Ctrl-C.
        **more: further arguments of gradio's `launch`.

    Returns:
        What gradio's `launch` returns: the app, its address here, and None: nothing is ever shared through a tunnel.

    Raises:
        OSError: the port is taken.
    """
    return page.launch(
        server_name=host,
        server_port=port,
        share=False,
        quiet=True,
        inbrowser=more.pop("inbrowser", False),
        prevent_thread_lock=not block,
        show_error=False,
        allowed_paths=[],
        max_file_size=0,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        footer_links=[],
        theme=look(),
        head=f"<style>{text_of('page.css')}</style>",  # gradio's own `css` would be rewritten
        js=text_of("shell.js"),
        app_kwargs={"middleware": [Middleware(Guard)], "docs_url": None, "redoc_url": None},
        **more,
    )


def private_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that only this user can read, and make gradio use it; it is removed with the object."""
    folder: tempfile.TemporaryDirectory[str] = tempfile.TemporaryDirectory(prefix="patent-demo-")
    os.environ["GRADIO_TEMP_DIR"] = folder.name
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    return folder


def _days(index: Any) -> str:
    table = getattr(index, "table", None)
    if table is None:
        return ""
    import pyarrow.compute as pc

    ends = pc.min_max(table["granted"]).as_py()
    return "" if ends["min"] is None else f", granted {ends['min']} to {ends['max']}"
