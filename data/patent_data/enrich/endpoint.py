"""Models behind an OpenAI-compatible endpoint: retries with back-off, a limit on requests a minute and at once.

Requests go through `huggingface_hub.InferenceClient`, so HF_HUB_OFFLINE=1 forbids them.
"""

from __future__ import annotations

import base64
import io
import os
import random
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from .backends import WRITER_TOKENS, BackendError, Reply, for_captioner, one_line
from .responses import Failure, judge, read_answer

FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0
"""Seconds: the bound of the first random wait doubles from one retry to the next, up to the longest."""

LONGEST_RETRY_AFTER = 180.0
"""Seconds. Where an endpoint asks for a longer pause (a day's quota is spent), the run ends and can be taken up later.
"""

_HUGGING_FACE = ("huggingface.co", "hf.co", "hf.space", "huggingface.cloud")
_OPTIONAL = {"response_format": ("response_format", "json"), "max_tokens": ("max_tokens", "max_completion_tokens")}
"""Settings that an endpoint may refuse with a 400, and the words by which its message names them."""


class Pace:
    """Gives all threads their turns: evenly spaced, none before the end of a pause that the endpoint asked for."""

    def __init__(self, per_minute: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        if per_minute is not None and not per_minute > 0:
            raise ValueError(f"requests_per_minute must be positive, got {per_minute}")
        self._gap = 60.0 / per_minute if per_minute else 0.0
        self._clock, self._lock, self._next = clock, threading.Lock(), float("-inf")

    def turn(self) -> float:
        """Take the next turn; return the seconds until it."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._gap
        return turn - now

    def hold(self, seconds: float) -> None:
        """Give no turn in the next seconds."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)


class Endpoint:
    """A model at an OpenAI-compatible endpoint.

    Args:
        model, base_url, api_key, timeout, retries, workers, requests_per_minute, max_tokens: see `make_captioner`.
        clock, sleep, jitter: time, waiting and a random number in 0..1, for tests.

    Raises:
        BackendError: fatal; `base_url` is no address.
        ValueError: a number is out of its range.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        api_key: str | None = None,
        timeout: float = 60.0,
        retries: int = 5,
        workers: int = 4,
        requests_per_minute: float | None = None,
        max_tokens: int = WRITER_TOKENS,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        from huggingface_hub import InferenceClient

        host = check_address(base_url)
        if workers < 1 or retries < 0 or max_tokens < 1 or not timeout > 0:
            raise ValueError("workers, max_tokens and timeout must be positive, retries at least 0")
        self.model, self.workers, self._host = model, workers, host
        self._retries, self._max_tokens, self._jitter = retries, max_tokens, jitter
        self._key = api_key if api_key is not None else key_for(host)
        # The key goes into the header here: without one the client would send the user's Hub token to any host.
        headers: Any = {"authorization": f"Bearer {self._key}" if self._key else None}
        self._client = InferenceClient(base_url=base_url, timeout=timeout, headers=headers)
        self._pace = Pace(requests_per_minute, clock)
        self._at_once = threading.BoundedSemaphore(workers)
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._lock, self._refused = threading.Lock(), frozenset[str]()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.model!r} at {self._host})"

    def stop(self) -> None:
        """End all waiting: calls that wait, or would have to, raise a fatal `BackendError`."""
        self._stopped.set()

    def start(self) -> None:
        """Take calls again after `stop`."""
        self._stopped.clear()

    def ask(self, messages: list[dict[str, Any]], json_wanted: bool = False) -> Reply:
        """Ask until there is an answer, or no hope of one.

        Raises:
            BackendError: the last failure, in one line without the key.
        """
        requests, failures, refused = 0, 0, self._refused
        while True:
            refused |= self._refused
            self._wait(self._pace.turn(), requests)
            settings = self._settings(json_wanted, refused)
            requests += 1
            try:
                with self._at_once:
                    answer = self._client.chat_completion(messages, model=self.model, **settings)
                reply = read_answer(answer, self.model, requests)
            except BackendError as error:
                raise self._error(str(error), error.fatal, requests) from None
            except Exception as error:  # what the client raises depends on its version and that of its HTTP library
                failure = judge(error)
            else:
                with self._lock:  # settings are given up for good only once it worked without them
                    self._refused |= refused
                return reply
            if failure.status in (400, 422) and (setting := self._next_refused(failure, settings)):
                refused |= {setting}
                continue
            failures += 1
            if not failure.retry or failures > self._retries:
                raise self._error(failure.text, failure.fatal, requests) from None
            self._back_off(failure, failures, requests)

    def _settings(self, json_wanted: bool, refused: frozenset[str]) -> dict[str, Any]:
        settings: dict[str, Any] = {"max_tokens": self._max_tokens}
        if "max_tokens" in refused:  # newer models of OpenAI know it under another name only
            settings = {"extra_body": {"max_completion_tokens": self._max_tokens}}
        if json_wanted and "response_format" not in refused:
            settings["response_format"] = {"type": "json_object"}
        return settings

    def _next_refused(self, failure: Failure, settings: dict[str, Any]) -> str | None:
        """Return the setting to ask without after a 400: the one that its message names, else the wish for JSON."""
        sent = [name for name in _OPTIONAL if name in settings]
        named = [name for name in sent if any(word in failure.text.lower() for word in _OPTIONAL[name])]
        return next(iter([*named, *(name for name in sent if name == "response_format")]), None)

    def _back_off(self, failure: Failure, failures: int, requests: int) -> None:
        """Wait before the next try: a random part of a bound that doubles, after the pause the endpoint asks for."""
        spread = self._jitter() * min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1))
        if failure.wait is not None:
            if failure.wait > LONGEST_RETRY_AFTER:
                raise self._error(f"{failure.text}; it asks to come back in {failure.wait:.0f} s", True, requests)
            self._pace.hold(failure.wait)
            spread = failure.wait + min(spread, FIRST_WAIT / 2)  # not all threads at the same instant
        self._wait(spread, requests)

    def _wait(self, seconds: float, requests: int) -> None:
        if seconds <= 0:
            return
        if not self._stopped.is_set():
            self._sleep(seconds)
        if self._stopped.is_set():
            raise BackendError(f"{self.model} at {self._host}: stopped", fatal=True, requests=requests)

    def _error(self, text: str, fatal: bool, requests: int) -> BackendError:
        line = one_line([f"{self.model} at {self._host}", text])
        if self._key and len(self._key) > 4:  # some endpoints repeat the key in their answer
            line = line.replace(self._key, "[the key]")
        tries = f" ({requests} requests)" if requests > 1 else ""
        return BackendError(line + tries, fatal, requests)


class EndpointCaptioner(Endpoint):
    """A captioner at an endpoint; called with a picture and instructions."""

    def __call__(self, picture: Image.Image, instructions: str) -> Reply:
        """Describe a picture.

        Raises:
            BackendError: there is no answer for this picture.
        """
        image = {"type": "image_url", "image_url": {"url": data_url(picture)}}
        return self.ask([{"role": "user", "content": [image, {"type": "text", "text": instructions}]}])


class EndpointWriter(Endpoint):
    """A writer at an endpoint; called with the system's and the user's part of a prompt that asks for JSON."""

    def __call__(self, system: str, user: str) -> Reply:
        """Write a text.

        Raises:
            BackendError: there is no answer for this prompt.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        return self.ask(messages, json_wanted=True)


def data_url(picture: Image.Image) -> str:
    """Return a picture as a PNG in a data: URL; one of black and white only takes one bit a pixel."""
    gray = for_captioner(picture)
    if not any(gray.histogram()[1:255]):
        gray = gray.convert("1", dither=Image.Dither.NONE)
    file = io.BytesIO()
    gray.save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"


def check_address(base_url: str) -> str:
    """Return the host of an endpoint, without a name and a password in its address.

    Raises:
        BackendError: fatal; the address is none.
    """
    try:
        parts = urlsplit(base_url)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in ("http", "https") or not host:
        shown = base_url.rpartition("@")[2]  # no password
        raise BackendError(f"{shown!r} is no address of an endpoint, such as http://localhost:8000/v1", fatal=True)
    return f"{host}:{port}" if port else host


def key_for(host: str) -> str | None:
    """Return the key from the environment: $OPENAI_API_KEY; $HF_TOKEN first at Hugging Face, and nowhere else."""
    name = host.partition(":")[0]
    at_home = any(name == domain or name.endswith(f".{domain}") for domain in _HUGGING_FACE)
    return (os.environ.get("HF_TOKEN") if at_home else None) or os.environ.get("OPENAI_API_KEY") or None
