"""The files of a part of an index: how they are written, and how they are opened and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa

from .approximate import read_approximate
from .collection import SCHEMA, make_keys
from .files import check_file, write_summed
from .manifest import FILES, MANIFEST, damaged
from .parts import Part, Stored
from .search import Floats

_ENCODED = ("patent_id", "locarno")  # columns that lie in the file as numbers of their distinct values


def write_part(folder: Path, part: Part) -> Part:
    """Write those files of a part that do not lie in the folder yet; return the part as it is stored there.

    Raises:
        ValueError: the files the part was read from have been damaged since.
        OSError: the disk is full, or not writable.
    """
    lists = part.approximate
    described = None if lists is None else {"kind": lists.kind, "calibration": lists.calibration.to_dict()}
    known: dict[str, Any] = {}
    if part.stored is not None:
        known = dict(part.stored.entry["files"])
        if part.stored.entry["approximate"] != described:
            known.pop("approximate", None)
    writers: dict[str, Callable[[IO[bytes]], None]] = {
        "vectors": lambda out: _write_vectors(out, part.vectors),
        "rows": lambda out: _write_rows(out, part.table),
    }
    if lists is not None:
        writers["approximate"] = lists.write
    files = {}
    for kind, write in writers.items():
        entry = known.get(kind)
        if entry is None or not _lies_in(folder, entry):
            files[kind] = write_summed(folder, kind, FILES[kind], write)
            if entry is not None and part.stored is not None and files[kind]["sha256"] != entry["sha256"]:
                _check_origin(part.stored.folder, entry)
        else:
            files[kind] = entry
    entry = {"rows": len(part), "files": files, "approximate": described, "removed": sorted(part.removed)}
    return dataclasses.replace(part, stored=Stored(folder.resolve(), entry))


def _lies_in(folder: Path, entry: dict[str, Any]) -> bool:
    try:
        check_file(folder / entry["name"], entry)
    except (FileNotFoundError, ValueError):
        return False
    return True


def _check_origin(folder: Path, entry: dict[str, Any]) -> None:
    """Check the file that a part was read from, whose content now has another sum: what was mapped may have rotted.

    Raises:
        ValueError: it has.
    """
    try:
        check_file(folder / entry["name"], entry, whole=True)
    except FileNotFoundError:
        pass  # removed since; what is mapped of it is as it was
    except ValueError as error:
        raise damaged(folder, str(error)) from None


def _write_vectors(out: IO[bytes], vectors: Floats) -> None:
    """Write an .npy file with plain writes, whose errors say what is wrong (`ndarray.tofile` hides a full disk)."""
    header = {"descr": "<f4", "fortran_order": False, "shape": vectors.shape}
    np.lib.format.write_array_header_1_0(out, header)
    for begin in range(0, len(vectors), 4096):
        out.write(np.ascontiguousarray(vectors[begin : begin + 4096], dtype="<f4").tobytes())


def _write_rows(out: IO[bytes], table: pa.Table) -> None:
    """Write rows as one Arrow batch, so that a column is one run of bytes when it is mapped."""
    for name in _ENCODED:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].combine_chunks().dictionary_encode())
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table.combine_chunks())


def read_part(folder: Path, entry: dict[str, Any], dimension: int, verify: bool) -> Part:
    """Read a part and check it.

    Raises:
        ValueError: a file is missing or damaged, or they do not fit together; the message begins with its name.
    """
    files = {kind: folder / file["name"] for kind, file in entry["files"].items()}
    for kind, path in files.items():
        try:
            check_file(path, entry["files"][kind], verify)
        except FileNotFoundError:
            raise ValueError(f"{path.name} is missing") from None
    count, lists = entry["rows"], entry["approximate"]
    vectors = _map_vectors(files["vectors"], count, dimension)
    encoded = _map_rows(files["rows"], count, verify)
    try:
        table = encoded.cast(SCHEMA)
        keys = make_keys(encoded)
    except (ValueError, pa.ArrowException) as error:
        raise ValueError(f"{files['rows'].name} holds no rows of an index ({error})") from None
    approximate = None
    if lists is not None:
        approximate = read_approximate(files["approximate"], lists["kind"], lists["calibration"], count, dimension)
    return Part(vectors, table, keys, approximate, frozenset(entry["removed"]), Stored(folder.resolve(), entry))


def _map_vectors(path: Path, count: int, dimension: int) -> Floats:
    try:
        vectors = np.lib.format.open_memmap(path, mode="r")
    except (ValueError, OSError):
        raise ValueError(f"{path.name} is no .npy file") from None
    if vectors.dtype != np.dtype("<f4") or vectors.shape != (count, dimension) or not vectors.flags.c_contiguous:
        raise ValueError(f"{path.name} holds {vectors.dtype} {list(vectors.shape)}, not float32 [{count}, {dimension}]")
    return np.asarray(vectors)


def _map_rows(path: Path, count: int, verify: bool) -> pa.Table:
    """Return the rows as they lie in the file, some columns encoded, once no value points out of its column."""
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        for column in table.columns:
            for chunk in column.chunks:
                chunk.view(chunk.type if verify else _without_text(chunk.type)).validate(full=True)
    except (ValueError, OSError, pa.ArrowException):
        raise ValueError(f"{path.name} is no Arrow file") from None
    needed = [table[name].null_count for name in ("figure_id", "patent_id") if name in table.column_names]
    if len(table) != count or needed != [0, 0]:
        raise ValueError(f"{path.name} holds other rows than {MANIFEST} says")
    for field in SCHEMA:  # an index from before a column was added holds nothing in it
        if field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(count, field.type))
    return table.select(SCHEMA.names)


def _without_text(kind: pa.DataType) -> pa.DataType:
    """Return the type whose check looks at the bounds of texts, not at the texts themselves, which stay on disk."""
    if pa.types.is_large_list(kind):
        return pa.large_list(_without_text(kind.value_type))
    return pa.large_binary() if pa.types.is_large_string(kind) else kind
