"""A folder of collections: what may be opened and indexed from the page. No name leads out of the folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from modeling_patent.retrieval import PatentIndex

from .engine import Collection
from .indexing import unfinished

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}")
_MOST_OPEN = 4  # indexes held at a time beside the first
_MANIFEST = "index.json"


class Shelf:
    """The collections that visitors may search: the one given, and those of a folder if there is one.

    Attributes:
        first: the collection given.
        folder: the folder, or None.
        job: what is being indexed, or was at last.
    """

    def __init__(self, first: Collection, folder: Path | None = None) -> None:
        self.first = first
        self.folder = None if folder is None else folder.resolve()
        self.job: Job | None = None
        self._open: OrderedDict[str, Collection] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, name: str) -> Collection:
        """Return a collection by its name.

        Raises:
            ValueError: there is none, or it cannot be opened.
        """
        if name == self.first.name:
            return self.first
        with self._lock:
            if name not in self._open:
                if name not in self.names():
                    raise ValueError("there is no such collection; choose one of the list")
                place = self.inside(name)
                self._open[name] = Collection(name, str(place), PatentIndex.load(place), self.first.model_name or None)
            self._open.move_to_end(name)
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
            return self._open[name]

    def names(self) -> list[str]:
        """Return the names of the collections, the one given first."""
        return [
            self.first.name,
            *(name for name in self._entries() if self._is_index(name) and name != self.first.name),
        ]

    def sources(self) -> list[str]:
        """Return the names of what lies in the folder and may be indexed: folders, .tar and .zip files."""
        return [name for name in self._entries() if not self._is_index(name) and self._is_source(name)]

    def inside(self, name: str) -> Path:
        """Return the path of a name in the folder.

        Raises:
            ValueError: pages may not use a folder, or the name is none of an entry that lies in it.
        """
        if self.folder is None:
            raise ValueError("this page was started without --collections; it shows one collection only")
        if not isinstance(name, str) or not _NAME.fullmatch(name) or not name.strip(". "):
            raise ValueError("a name has up to 64 letters, digits, blanks, dots, dashes and underscores")
        place = (self.folder / name).resolve()
        if place.parent != self.folder:
            raise ValueError(f"{name} leads out of the folder of collections")
        return place

    def start(self, source: str, name: str) -> Job:
        """Begin to index a source of the folder under a new name.

        Raises:
            ValueError: another source is being indexed, or one of the names cannot be used.
        """
        with self._lock:
            if self.job is not None and self.job.running:
                raise ValueError("a collection is being indexed; wait, or cancel it")
            if source not in self.sources():
                raise ValueError("choose a source of the list")
            out = self.inside(name.strip() if isinstance(name, str) else name)
            if out.exists() or out.name == self.first.name:
                raise ValueError(f"there is something named {out.name} already; choose another name")
            if not self.first.model_name:
                raise ValueError("the index knows no model; start the page with --model")
            self.job = Job(self.inside(source), self.first.model_name, out)
            return self.job

    def _entries(self) -> list[str]:
        """Return the names in the folder that pages may see, in order."""
        if self.folder is None:
            return []
        try:
            names = sorted(entry.name for entry in os.scandir(self.folder))
        except OSError:
            return []
        return [
            name for name in names if _NAME.fullmatch(name) and (self.folder / name).resolve().parent == self.folder
        ]

    def _is_index(self, name: str) -> bool:
        assert self.folder is not None
        return (self.folder / name / _MANIFEST).is_file()

    def _is_source(self, name: str) -> bool:
        assert self.folder is not None
        place = self.folder / name
        return place.is_dir() or place.suffix.lower() in (".tar", ".zip")


class Job:
    """One source that is being indexed by a process of its own.

    Attributes:
        name: of the new collection.
        state: the last word of the process (see `indexing`).
    """

    def __init__(self, source: Path, model: str, out: Path) -> None:
        self.name, self.source, self._out = out.name, source.name, out
        self.state: dict[str, Any] = {"stage": "starting"}
        self._cancelled = False
        folders = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "patent_demo.indexing", str(source), model, str(out)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PYTHONPATH": folders, "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"},
            start_new_session=True,  # Ctrl-C in the terminal stops the page, which then stops this
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self._reader.is_alive()

    def cancel(self) -> None:
        """Stop it; what was written so far is removed."""
        self._cancelled = True
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reader.join(timeout=5)

    def words(self) -> str:
        """Return how far it is, in one line."""
        state = self.state
        if "error" in state:
            return f"{self.source} could not be indexed: {state['error']}"
        if "indexed" in state:
            left = f"; {state['left_out']} without a readable picture left out" if state["left_out"] else ""
            return f"{self.name} is ready: {state['indexed']:,} figures of {state['patents']:,} patents{left}."
        if self._cancelled:
            return f"Cancelled. Nothing of {self.name} was kept."
        if "of" in state:
            share = round(100 * state["done"] / max(1, state["of"]))
            return f"Indexing {self.source}: {state['done']:,} of {state['of']:,} figures, {share} %"
        return f"Indexing {self.source}: {state.get('stage', 'starting')}"

    @property
    def share(self) -> float:
        """Share of the figures that are done, 0 to 1."""
        return float(self.state.get("done", 0) / max(1, self.state.get("of", 1)))

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if isinstance(said, dict):
                self.state = said
        code = self._process.wait()
        if code and "error" not in self.state and not self._cancelled:
            self.state = {"error": f"the process ended with code {code}"}
        shutil.rmtree(unfinished(self._out), ignore_errors=True)
