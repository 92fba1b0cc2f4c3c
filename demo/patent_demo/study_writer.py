"""The study's log as it is written: only ever appended to, on disk before the page goes on, one writer at a time."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import filelock

from modeling_patent.evaluation.study_log import read_study_log

_FIRST = ("participant", "task", "system", "event")  # then the time, then the rest


class StudyLog:
    """A log that takes events of several participants at once and survives a kill at any moment.

    A last line that a crash left half-written is moved to `<log>.torn`. Times are the wall clock's at the start of
    the program, carried on by a clock that never jumps.

    Attributes:
        path: the file.
        events: what it held when it was opened, as `read_study_log` gives it.
        notes: a line on everything in it that was not as it should be.

    Args:
        path: the file; made if it is not there.
        clock: seconds from any beginning that never jump.

    Raises:
        ValueError: another program writes this log.
        OSError: it cannot be read or written.
    """

    def __init__(self, path: str | os.PathLike[str], clock: Callable[[], float] = time.monotonic) -> None:
        self.path = Path(path)
        if not self.path.absolute().parent.is_dir():
            raise FileNotFoundError(2, "there is no folder for the log", str(self.path))
        self._guard = threading.Lock()
        self._lock = filelock.FileLock(f"{self.path}.lock")
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            raise ValueError(f"another program is writing {self.path}; stop it first") from None
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError:
            self._lock.release()
            raise
        self._clock, self._wall = clock, time.time() - clock()
        self.events: list[dict[str, Any]] = []
        self.notes = self._mend()
        if self.path.stat().st_size:
            with contextlib.suppress(ValueError):  # nothing but lines that do not count, which were told
                self.events, problems = read_study_log(self.path)
                self.notes += [f"{self.path}, {problem}" for problem in problems]
        _sync_folder(self.path.parent)

    def append(self, *events: dict[str, Any]) -> None:
        """Write events and have them on disk; all of them or, after an error, none.

        Args:
            events: without `time`, which is now for all of them.

        Raises:
            OSError: the disk is full or gone.
        """
        with self._guard:
            now = datetime.fromtimestamp(self._wall + self._clock(), timezone.utc)
            time_of = now.isoformat(timespec="milliseconds")
            ordered = ({name: event[name] for name in _FIRST} | {"time": time_of} | event for event in events)
            data = "".join(json.dumps(event) + "\n" for event in ordered).encode()
            size = os.fstat(self._file).st_size
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(self._file, rest) :]
                os.fsync(self._file)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, size)
                raise

    def close(self) -> None:
        """Let another program write."""
        with self._guard:
            os.close(self._file)
            self._lock.release()

    def _mend(self) -> list[str]:
        """Give the last line its end if it lacks one, or set it aside if it lacks more; return what was done."""
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        tail = data[whole:]
        if not tail:
            return []
        try:
            read_study_log([tail.decode()])
        except ValueError:
            torn = self.path.with_name(f"{self.path.name}.torn")
            with torn.open("ab") as aside:
                aside.write(tail + b"\n")
                aside.flush()
                os.fsync(aside.fileno())
            os.ftruncate(self._file, whole)
            os.fsync(self._file)
            return [f"{self.path}: the last line was half-written ({len(tail)} bytes); it is now in {torn.name}"]
        os.write(self._file, b"\n")
        os.fsync(self._file)
        return []


def _sync_folder(folder: Path) -> None:
    """Have a new file's name on disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
