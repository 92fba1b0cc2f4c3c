"""An index on disk: `index.json`, and the two files it names with their SHA-256.

    index.json                  format, version, rows, dimension, model, the files and their sums; replaced last
    vectors-<sum>.npy           unit rows [N, D] in float32, memory-mapped when read
    rows-<sum>.parquet          the rows without pixels

The files bear their sum in their name, so a new save never touches what the old `index.json` names. A save that is
killed leaves the old index or the new one, whole.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import json
import os
import re
import uuid
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import IO, Any

import filelock
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .collection import SCHEMA
from .search import Floats

MANIFEST = "index.json"
FORMAT = "modeling_patent index"
FORMAT_VERSION = 1
_DATA_FILE = re.compile(r"(vectors-[0-9a-f]{16}\.npy|rows-[0-9a-f]{16}\.parquet)")
_OWN_FILE = re.compile(rf"{_DATA_FILE.pattern}|{re.escape(MANIFEST)}|\.save-[0-9a-f]+\.tmp|\.lock|README\.md")
_LOCK_SECONDS = 30.0  # how long to wait for another writer
_LIBRARIES = ("modeling_patent", "numpy", "pyarrow", "torch", "transformers")


def write_index(folder: str | os.PathLike[str], vectors: Floats, table: pa.Table, model_name: str | None) -> None:
    """Write an index, or replace the one that lies in the folder.

    Args:
        folder: where to; made if it is not there.
        vectors: unit rows [N, D].
        table: rows of `SCHEMA` [N].
        model_name: the model the vectors come from, if known.

    Raises:
        ValueError: the folder holds something else than an index, or another process is writing it.
        OSError: the disk is full or not writable; an index that lay there is as it was.
    """
    folder = Path(folder)
    prepare_folder(folder)
    with _only_writer(folder):
        files = {
            "vectors": _write_hashed(folder, "vectors", ".npy", lambda out: _write_vectors(out, vectors)),
            "rows": _write_hashed(folder, "rows", ".parquet", lambda out: pq.write_table(table, out)),
        }
        manifest = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "rows": len(vectors),
            "dimension": vectors.shape[1],
            "score": "cosine",
            "model_name": model_name,
            "files": files,
            "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "libraries": _versions(),
        }
        text = json.dumps(manifest, indent=2) + "\n"
        write_atomically(folder / MANIFEST, lambda out: out.write(text.encode()))
        _remove_leftovers(folder, {entry["name"] for entry in files.values()})


def read_index(folder: str | os.PathLike[str]) -> tuple[Floats, pa.Table, str | None]:
    """Read an index and check it whole.

    Returns:
        Unit rows [N, D], memory-mapped; the rows' table; the model's name or None.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: it holds no index, one of another version, or a damaged one; the message says which.
    """
    folder = Path(folder)
    for _ in range(3):  # another process may replace the index between our two looks
        manifest = _read_manifest(folder)
        try:
            return _read_files(folder, manifest)
        except FileNotFoundError as error:
            missing = error.filename
    raise ValueError(f"the index in {folder} is damaged: {Path(missing).name} is missing; make the index again")


def prepare_folder(folder: str | os.PathLike[str]) -> None:
    """Make the folder of an index, and check that one may be written there.

    Raises:
        ValueError: it is a file, or a folder that holds something else.
        OSError: it cannot be made or written.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file, not a folder; an index is a folder")
    folder.mkdir(parents=True, exist_ok=True)
    foreign = sorted(path.name for path in folder.iterdir() if not _OWN_FILE.fullmatch(path.name))
    if foreign and not (folder / MANIFEST).exists():
        raise ValueError(f"{folder} holds other files ({foreign[0]}); give a new or empty folder for the index")
    if (folder / MANIFEST).exists():
        _read_manifest(folder, any_version=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, "no right to write there", str(folder))


def write_atomically(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Write a file so that it is there whole or, after an error or a kill, as it was before.

    Args:
        path: the file.
        write: gets a binary file to write to.
    """
    _write_named(path.parent, lambda _: path.name, write)


def _write_named(folder: Path, name_of: Callable[[Path], str], write: Callable[[IO[bytes]], Any]) -> Path:
    """Write a temporary file, and give it its name when it is on disk; what has that name is replaced."""
    temporary = folder / f".save-{uuid.uuid4().hex}.tmp"
    try:
        with temporary.open("wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        path = folder / name_of(temporary)
        os.replace(temporary, path)  # noqa: PTH105 (one name for what tests make fail)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(folder)
    return path


def _write_hashed(folder: Path, kind: str, suffix: str, write: Callable[[IO[bytes]], Any]) -> dict[str, Any]:
    """Write one data file under the name of its sum; return its entry in the manifest."""
    sums: list[str] = []

    def name_of(temporary: Path) -> str:
        sums.append(_sha256(temporary))
        return f"{kind}-{sums[0][:16]}{suffix}"

    path = _write_named(folder, name_of, write)
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": sums[0]}


def _write_vectors(out: IO[bytes], vectors: Floats) -> None:
    """Write an .npy file with plain writes, whose errors say what is wrong (`ndarray.tofile` hides a full disk)."""
    np.lib.format.write_array_header_1_0(out, np.lib.format.header_data_from_array_1_0(vectors))
    for begin in range(0, len(vectors), 4096):
        out.write(np.ascontiguousarray(vectors[begin : begin + 4096]).tobytes())


def _read_manifest(folder: Path, any_version: bool = False) -> dict[str, Any]:
    path = folder / MANIFEST
    if not folder.exists():
        raise FileNotFoundError(2, "there is no such index", str(folder))
    if not path.is_file():
        raise ValueError(f"{folder} is no index: it has no {MANIFEST} (make one with: patent index SOURCE --out INDEX)")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise ValueError(f"{path} is no JSON; it is damaged, or belongs to another program") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(f"{path} belongs to another program: it does not say that it is a {FORMAT}")
    version = manifest.get("format_version")
    if version != FORMAT_VERSION and not any_version:
        raise ValueError(
            f"the index in {folder} has format version {version}, this program reads {FORMAT_VERSION}; make it again"
        )
    return manifest


def _read_files(folder: Path, manifest: dict[str, Any]) -> tuple[Floats, pa.Table, str | None]:
    try:
        entries = [manifest["files"][kind] for kind in ("vectors", "rows")]
        names = [str(entry["name"]) for entry in entries]
        sums = [(int(entry["bytes"]), str(entry["sha256"])) for entry in entries]
        shape = (int(manifest["rows"]), int(manifest["dimension"]))
        model_name = manifest["model_name"]
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{folder / MANIFEST} is damaged: it does not name the index's files") from None
    for name, (size, digest) in zip(names, sums, strict=True):
        if not _DATA_FILE.fullmatch(name):
            raise ValueError(f"{folder / MANIFEST} is damaged: {name!r} is no file of an index")
        found = (folder / name).stat().st_size
        if found != size:
            raise ValueError(f"the index in {folder} is damaged: {name} has {found} bytes, not {size}; make it again")
        if _sha256(folder / name) != digest:
            raise ValueError(f"the index in {folder} is damaged: {name} does not have its checksum; make it again")
    vectors = np.load(folder / names[0], mmap_mode="r", allow_pickle=False)
    table = _with_new_columns(pq.read_table(folder / names[1]))
    if vectors.shape != shape or vectors.dtype != np.float32 or len(table) != shape[0] or table.schema != SCHEMA:
        raise ValueError(f"the index in {folder} is damaged: its files do not fit {MANIFEST}; make it again")
    return np.asarray(vectors), table, model_name


def _with_new_columns(table: pa.Table) -> pa.Table:
    """Return the rows of an older index with the columns that the schema has got since then, nothing in them."""
    missing = [field for field in SCHEMA if field.name not in table.column_names]
    for field in missing:
        table = table.append_column(field, pa.nulls(len(table), field.type))
    return table.select(SCHEMA.names) if missing and set(SCHEMA.names) == set(table.column_names) else table


def _remove_leftovers(folder: Path, keep: set[str]) -> None:
    """Remove the files of the index that was replaced, and what killed saves left."""
    for path in folder.iterdir():
        if (_DATA_FILE.fullmatch(path.name) and path.name not in keep) or path.suffix == ".tmp":
            with contextlib.suppress(OSError):  # one that is still open elsewhere goes with the next save
                path.unlink()


@contextlib.contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    try:
        with filelock.FileLock(folder / ".lock", timeout=_LOCK_SECONDS):
            yield
    except filelock.Timeout:
        raise ValueError(f"another process is writing the index in {folder}; try again when it is done") from None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Have the folder's names on disk; where a system cannot, the names follow in their own time."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@functools.cache
def _versions() -> dict[str, str]:
    versions = {}
    for name in _LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions
