"""What reading processes leave for the process that started them: their counts, and why they stopped."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from .tally import Tally

_ERROR = "error.txt"
_REPORT = "tally.json"


class Notes:
    """A folder of notes, written by many processes and read by one."""

    def __init__(self, folder: str):
        self._folder = Path(folder)

    def leave(self, tally: Tally) -> None:
        """Leave the counts of one process."""
        tally.save(self._folder / f"{uuid.uuid4().hex}.json")

    def total(self) -> Tally:
        """Return the counts of all processes."""
        total = Tally()
        for part in sorted(self._folder.glob("*.json")):
            total.add(Tally.load(part))
        return total

    def stop(self, why: str) -> None:
        """Leave the reason why the reading stopped."""
        (self._folder / _ERROR).write_text(why, encoding="utf-8")

    def why_stopped(self) -> str | None:
        """Return the reason why the reading stopped, if one was left."""
        error = self._folder / _ERROR
        return error.read_text(encoding="utf-8") if error.exists() else None


def save_report(folder: str, tally: Tally) -> None:
    """Keep the counts beside the rows they belong to."""
    tally.save(Path(folder) / _REPORT)


def load_report(folder: str) -> Tally:
    """Read what `save_report` kept."""
    return Tally.load(Path(folder) / _REPORT)


def empty_folder(folder: str) -> None:
    """Remove all that lies in a folder."""
    for entry in Path(folder).iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
