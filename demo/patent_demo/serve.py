"""Open an index and serve the page on it: what `patent demo` and the Space call."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from modeling_patent.retrieval import PatentIndex
from modeling_patent.shipped import say_shipped

LOCAL = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine reaches."""


def open_collection(index: str, model: str | None = None) -> Any:
    """Open an index and load its model, so that the first visitor does not wait.

    Args:
        index: folder of an index, its name on the Hub, or an address "milvus:...".
        model: model of the query, where the index does not find its own.

    Raises:
        ValueError, FileNotFoundError: there is no such index or model; the message says which.
    """
    from .engine import Collection

    is_address = index.startswith(("milvus:", "milvus+"))
    opened = PatentIndex.connect(index) if is_address else PatentIndex.from_pretrained(index)
    is_folder = not is_address and Path(index).is_dir()
    name = Path(index).resolve().name if is_folder else index
    collection = Collection(name, str(Path(index).resolve()) if is_folder else index, opened, model)
    collection.model()
    sheet = Image.new("L", (64, 64), 255)
    ImageDraw.Draw(sheet).rectangle((8, 8, 56, 40), outline=0)
    opened.search(sheet, k=1)  # the first pass through a model takes longer than all others
    return collection


def serve(
    index: str,
    model: str | None = None,
    host: str = "127.0.0.1",
    port: int | None = None,
    collections: str | None = None,
    ready: Callable[[str], None] | None = None,
    **more: Any,
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        index: folder of an index, its name on the Hub, or an address "milvus:...".
        model: model of the query, where the index does not find its own.
        host: address to listen on.
        port: port; None for the first free one from 7860.
        collections: a folder whose indexes may be opened and whose sources may be indexed from the page; only on a
            host that no other machine reaches.
        ready: called with the page's address when it answers.
        **more: further arguments of gradio's `launch`.

    Raises:
        ValueError, OSError: the index or the model cannot be opened, or the port is taken.
    """
    if collections is not None and host not in LOCAL:
        raise ValueError("collections can be indexed from the page only where no other machine reaches it")
    from .page import launch, make_page, private_folder
    from .shelf import Shelf

    collection = open_collection(index, model)
    if not model:
        say_shipped(collection.model_name)
    shelf = Shelf(collection, None if collections is None else Path(collections))
    folder = private_folder()
    page = make_page(collection, shelf)
    try:
        _, address, _ = launch(page, host, port, block=False, **more)
        if ready is not None:
            ready(address)
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        pass
    finally:
        if shelf.job is not None and shelf.job.running:
            shelf.job.cancel()
        page.close(verbose=False)
        folder.cleanup()
