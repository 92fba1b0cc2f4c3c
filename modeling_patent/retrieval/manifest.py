"""The manifest of an index on disk: `index.json`, which says of which parts the index consists and what they hold."""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

from .files import write_atomically

MANIFEST = "index.json"
FORMAT = "modeling_patent index"
FORMAT_VERSION = 2
FILES = {"vectors": ".npy", "rows": ".arrow", "approximate": ".faiss"}
"""The files of a part and how their names end; the last is there only where there is an approximate index."""

DATA_FILE = re.compile(r"(?:vectors|rows|approximate)-[0-9a-f]{16}\.(?:npy|arrow|faiss|parquet)")
_LIBRARIES = ("modeling_patent", "numpy", "pyarrow", "faiss-cpu", "torch", "transformers")


def damaged(folder: Path, what: str) -> ValueError:
    """Return the error that says what is wrong with the index in a folder."""
    return ValueError(f"the index in {folder} is damaged: {what}; make it again")


def write_manifest(folder: Path, manifest: dict[str, Any]) -> str:
    """Write the manifest of a folder's index, or replace it, and with it the index.

    Args:
        folder: of the index.
        manifest: generation, rows, dimension, model_name, probe, kind, memory_budget and parts; the rest is added.

    Returns:
        The manifest's own sum.
    """
    whole = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **manifest,
        "score": "cosine",
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "libraries": _versions(),
    }
    whole["sha256"] = _sum(whole)
    write_atomically(folder / MANIFEST, lambda out: out.write((json.dumps(whole, indent=2) + "\n").encode()))
    return str(whole["sha256"])


def read_manifest(folder: Path, any_version: bool = False) -> dict[str, Any]:
    """Read the manifest of a folder's index and check it; of another version only that it is one.

    Args:
        folder: of the index.
        any_version: whether another version than ours will do.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: it has no manifest, another program's, one of another version, or a damaged one.
    """
    path = folder / MANIFEST
    if not folder.exists():
        raise FileNotFoundError(2, "there is no such index", str(folder))
    if not path.is_file():
        raise ValueError(f"{folder} is no index: it has no {MANIFEST} (make one with: patent index SOURCE --out INDEX)")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise ValueError(f"{path} is no JSON; it is damaged, or belongs to another program") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(f"{path} belongs to another program: it does not say that it is a {FORMAT}")
    version = manifest.get("format_version")
    if version != FORMAT_VERSION:
        if any_version:
            return manifest
        raise ValueError(
            f"the index in {folder} has format version {version}, this program reads {FORMAT_VERSION}; make it again"
        )
    if manifest.get("sha256") != _sum(manifest):
        raise damaged(folder, f"{MANIFEST} does not have its checksum")
    if not _is_whole(manifest):
        raise damaged(folder, f"{MANIFEST} does not name the index's files")
    return manifest


def named_files(folder: Path) -> set[str] | None:
    """Return the names of the data files that the manifest of a folder names, none if there is no manifest.

    Returns:
        The names; None if there is a manifest that cannot be read.
    """
    if not (folder / MANIFEST).exists():
        return set()
    try:
        return set(DATA_FILE.findall(json.dumps(read_manifest(folder, any_version=True))))
    except ValueError:
        return None


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Whether a manifest has all that is read of it, and names only files that an index may have."""
    try:
        parts = manifest["parts"]
        numbers = [manifest["generation"], manifest["rows"], manifest["dimension"], *(part["rows"] for part in parts)]
        has_model = isinstance(manifest["model_name"], str | None) and "probe" in manifest
        kind, budget = manifest.get("kind"), manifest.get("memory_budget")  # earlier indexes do not have them
        has_asked = isinstance(kind, str | None) and (budget is None or _is_size(budget))
        right = bool(parts) and has_model and has_asked and all(_is_size(number) for number in numbers)
        return right and manifest["rows"] == sum(numbers[3:]) and all(_is_whole_part(part) for part in parts)
    except (KeyError, TypeError, AttributeError):
        return False


def _is_whole_part(part: dict[str, Any]) -> bool:
    approximate = part["approximate"]
    if approximate is not None and not isinstance(approximate["kind"], str):
        return False
    for kind in FILES if approximate is not None else ("vectors", "rows"):
        file = part["files"][kind]
        if not re.fullmatch(rf"{kind}-[0-9a-f]{{16}}\{FILES[kind]}", file["name"]) or not _is_size(file["bytes"]):
            return False
        if not (isinstance(file["sha256"], str) and isinstance(file["sample"], str)):
            return False
    return isinstance(part["removed"], list) and all(isinstance(name, str) for name in part["removed"])


def _is_size(number: Any) -> bool:
    return type(number) is int and number >= 0


def _sum(manifest: dict[str, Any]) -> str:
    rest = {key: value for key, value in manifest.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


@functools.cache
def _versions() -> dict[str, str]:
    versions = {}
    for name in _LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions
