"""The trained model that comes with the package: where it lies, and the name by which an index remembers it.

An index keeps the name, not a path of the machine it was made on, and so finds the checkpoint on any other. Two
versions of the package may bring different weights; the index tells them apart by test drawings (`retrieval.probe`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ._version import __version__

SHIPPED = "modeling_patent/checkpoint"
"""Name of the checkpoint on every machine; a folder of that name below the current one is "./modeling_patent/..."."""

CHECKPOINT = Path(__file__).with_name("checkpoint")
"""Folder where it lies, if this installation has it."""

_NEEDED = ("config.json", "model.safetensors", "preprocessor_config.json")


def shipped_checkpoint() -> Path:
    """Return the folder of the trained model that comes with the package, for `from_pretrained`.

    Raises:
        FileNotFoundError: this installation has none, as a source checkout before `make checkpoint`.
    """
    if not all((CHECKPOINT / name).is_file() for name in _NEEDED):
        raise FileNotFoundError(
            f"this installation has no checkpoint at {CHECKPOINT}: name a model (--model), or make it (make checkpoint)"
        )
    return CHECKPOINT


def model_place(name: str | os.PathLike[str]) -> str:
    """Return where a model is loaded from: the folder of the shipped one for its name, any other name as it is.

    >>> model_place("owner/name")
    'owner/name'

    Raises:
        FileNotFoundError: it is the shipped one, and this installation has none.
    """
    return str(shipped_checkpoint()) if str(name) == SHIPPED else os.fspath(name)


def kept_name(name: str | os.PathLike[str]) -> str:
    """Return the name by which an index remembers a model: `SHIPPED`, the whole path of a folder, or a Hub id.

    >>> kept_name(CHECKPOINT), kept_name("owner/name")
    ('modeling_patent/checkpoint', 'owner/name')
    """
    folder = Path(name)
    if str(name) == SHIPPED or folder.resolve() == CHECKPOINT.resolve():
        return SHIPPED
    return str(folder.absolute()) if folder.is_dir() else os.fspath(name)


def say_shipped(name: str | None) -> None:
    """Say on standard error, where nobody named a model, that the shipped one was taken."""
    if name == SHIPPED:
        print(f"model: {SHIPPED}, which comes with modeling_patent {__version__}", file=sys.stderr)
