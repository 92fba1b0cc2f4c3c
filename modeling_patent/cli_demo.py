"""`patent demo`: the web page on an index."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import Any

from .cli_arguments import OneLineParser, command, whole


def add_demo(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Add the command."""
    demo = command(commands, "demo", _demo, "open the web page on an index")
    demo.add_argument("--index", metavar="INDEX", required=True, help="folder of an index, or its name on the Hub")
    demo.add_argument("--model", metavar="MODEL", help="model of the query, where the index does not find its own")
    demo.add_argument(
        "--collections",
        metavar="FOLDER",
        help="allow the page to open indexes in this folder, and to index what lies in it; only on this machine",
    )
    demo.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    demo.add_argument("--port", metavar="N", type=whole, help="port (default: the first free one from 7860)")
    demo.add_argument("--open", action="store_true", help="open the page in the browser")


def _demo(arguments: argparse.Namespace) -> str:
    if importlib.util.find_spec("gradio") is None:
        raise ValueError("the page needs gradio: pip install 'modeling-patent[demo]'")
    from patent_demo.serve import LOCAL, serve

    options: dict[str, Any] = {"host": arguments.host, "port": arguments.port, "inbrowser": arguments.open}
    if arguments.collections is not None:
        if arguments.host not in LOCAL:
            raise ValueError("--collections lets the page read and write that folder; it needs --host 127.0.0.1")
        if not Path(arguments.collections).is_dir():
            raise ValueError(f"--collections: there is no folder {arguments.collections}")
        options["collections"] = arguments.collections
    if arguments.port is not None and arguments.port > 65535:
        raise ValueError(f"--port: {arguments.port} is no port; the highest is 65535")

    def ready(address: str) -> None:
        print(f"the page is at {address} (Ctrl-C stops it)", file=sys.stderr, flush=True)

    serve(arguments.index, arguments.model, ready=ready, **options)
    return "the page is closed"
