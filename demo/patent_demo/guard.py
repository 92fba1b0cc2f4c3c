"""What keeps the server to its task: the routes it answers, the size of requests, no files, and nothing kept.

Drawings travel as text within a request and are held in memory while it is answered. Gradio's own upload, file and
proxy routes are closed, so that no path and no address from outside ever reaches the file system.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any

import gradio as gr

from .pictures import MOST_BYTES
from .question import MOST_PICTURES

logger = logging.getLogger(__name__)

MOST_REQUEST = MOST_PICTURES * 4 * 2**20 + 2 * MOST_BYTES
"""Bytes of the largest request that is read."""

SECONDS = 60.0
"""After so long an answer is given up."""

_OPEN = ("/assets/", "/static/", "/gradio_api/heartbeat/", "/gradio_api/call/search/", "/svelte/")
_OPEN_EXACTLY = frozenset(
    f"{name}"
    for name in (
        "/", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json", "/login_check",
        "/gradio_api/info", "/gradio_api/app_id", "/gradio_api/theme.css", "/gradio_api/startup-events",
        "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/queue/status", "/gradio_api/cancel",
        "/gradio_api/reset", "/gradio_api/call/search", "/gradio_api/call/v2/search", "/gradio_api/openapi.json",
    )
)  # fmt: skip


class Guard:
    """ASGI middleware: answers only the routes that the page uses, and reads only requests of a bounded size."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].rstrip("/") or "/"
        if path not in _OPEN_EXACTLY and not path.startswith(_OPEN):
            return await _refuse(send, 404, "this server has no such page, and takes and gives no files")
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > MOST_REQUEST:
            return await _refuse(send, 413, f"a request has at most {MOST_REQUEST // 2**20} MB")
        read = 0

        async def bounded() -> Any:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            # A body without a length that never ends: to the app it is as if the visitor had left.
            return {"type": "http.disconnect"} if read > MOST_REQUEST else message

        await self.app(scope, bounded, send)


class PrivateBlocks(gr.Blocks):
    """Blocks that take no files and keep nothing of what visitors send or see once a request is answered."""

    async def process_api(self, *args: Any, **known: Any) -> Any:
        """Answer one event."""
        inputs = known.get("inputs", args[1] if len(args) > 1 else [])
        try:
            if _names_a_file(inputs):
                words = "this server takes no files, paths or addresses; send pictures as base64"
                raise gr.Error(words, print_exception=False)
            return await super().process_api(*args, **known)
        finally:
            _forget(inputs, known)


def _forget(inputs: Any, known: dict[str, Any]) -> None:
    """Empty what gradio would keep: a session's last values for an hour, the last request until the next one comes."""
    if (state := known.get("state")) is not None:
        state.config_values.clear()
    if isinstance(inputs, list):
        inputs.clear()
    happened = getattr(known.get("event_data"), "_data", None)
    if isinstance(happened, dict):
        happened.clear()
    held = getattr(getattr(known.get("request"), "request", None), "__dict__", {})
    for name in ("_json", "_body"):
        held.pop(name, None)


def in_one_line(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors of a handler into one line in the page; what is no fault of the visitor goes to the log."""

    @functools.wraps(answer)
    def guarded(*args: Any, **known: Any) -> Any:
        try:
            return answer(*args, **known)
        except (ValueError, ImportError) as error:
            raise gr.Error(one_line(error), duration=20, print_exception=False) from None
        except gr.Error:
            raise
        except Exception:
            logger.exception("the page could not answer")
            raise gr.Error("this did not work; the server's log says why", print_exception=False) from None

    return guarded


def one_line(error: BaseException) -> str:
    """Return the first line of an error's words, with a capital and a full stop."""
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), "this did not work")
    return line[0].upper() + line[1:] + ("" if line.endswith((".", "!", "?")) else ".")


def in_time(pool: ThreadPoolExecutor, work: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """Return what `work` gives; the pool bounds how many work at once.

    Raises:
        ValueError: it takes longer. It then ends in the background.
    """
    future = pool.submit(work)
    try:
        return future.result(timeout=seconds)
    except Late:
        future.cancel()
        raise ValueError(f"the server is busy: no answer within {seconds:.0f} seconds; try again in a minute") from None


def _names_a_file(value: Any) -> bool:
    """Whether gradio would take a part of this for a file: it would look for its path, or fetch its address."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            if "path" in one and "meta" in one:
                return True
            todo += one.values()
        elif isinstance(one, list | tuple):
            todo += one
    return False


async def _refuse(send: Any, status: int, words: str) -> None:
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
