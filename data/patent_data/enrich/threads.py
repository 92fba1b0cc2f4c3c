"""Jobs in threads, results as they come, and a Ctrl-C that lets the jobs under way end."""

from __future__ import annotations

import contextlib
import logging
import queue
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .backends import Reply

logger = logging.getLogger(__name__)

Job = TypeVar("Job")
Result = TypeVar("Result")
First = TypeVar("First")


def in_threads(
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    threads: int,
    stopping: threading.Event,
) -> Iterator[Result | BaseException]:
    """Yield what comes of jobs, in the order they end in; once `stopping` is set no further one begins.

    At most two jobs a thread are taken from `jobs` ahead. The threads do not hold up the end of the process.
    """
    if not threads:
        for job in jobs:
            if stopping.is_set():
                return
            yield work(job)
        return
    todo: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    done: queue.SimpleQueue[Result | BaseException | None] = queue.SimpleQueue()

    def serve() -> None:
        while (job := todo.get()) is not None:
            try:
                done.put(None if stopping.is_set() else work(job))
            except BaseException as error:
                done.put(error)

    for _ in range(threads):
        threading.Thread(target=serve, daemon=True).start()
    waiting = 0
    try:
        for job in jobs:
            if stopping.is_set():
                break
            todo.put(job)
            waiting += 1
            if waiting == 2 * threads:
                waiting -= 1
                if (result := done.get()) is not None:
                    yield result
        for _ in range(waiting):
            if (result := done.get()) is not None:
                yield result
    finally:
        for _ in range(threads):
            todo.put(None)


def gated(call: Callable[[First, str], Reply], most: int) -> Callable[[First, str], Reply]:
    """Return a model's call that lets no more than `most` run at once."""
    turns = threading.BoundedSemaphore(most)

    def gate(first: First, second: str) -> Reply:
        with turns:
            return call(first, second)

    return gate


@contextlib.contextmanager
def first_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C call `stop` and say so; the next one is as ever."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before in (None, signal.SIG_IGN):
        yield
        return

    def on_interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        stop()
        with contextlib.suppress(RuntimeError):  # it may come while something is being printed
            logger.warning("stopping: figures under way are finished and saved; Ctrl-C again does not wait for them")

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
