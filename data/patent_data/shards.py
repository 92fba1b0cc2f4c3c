"""Parquet shards with their pictures: which rows go into which file, whether a file is right, and writing one."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa

_FORMAT = 1  # raise it when the same rows are written otherwise: shards are then written anew
_MARK = b"patent_data"  # what a shard says of itself, in its Parquet metadata
_GROUP = 100  # rows of a row group: what a stream fetches at once
_GROUP_BYTES = 32 << 20  # of pictures; a row group ends there if not before
_NAME = re.compile(r"[\w.]+-\d{5}-of-\d{5}\.parquet")
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "KI": 2**10, "MI": 2**20, "GI": 2**30}


@dataclass(frozen=True)
class Shard:
    """A file to be: rows `start` to `stop` of a split.

    Attributes:
        split: name of the split.
        start, stop: rows of the split.
        rows: how many there are.
        size: bytes of its rows in memory, pictures included.
        fingerprint: hash over the rows, the sizes and times of their pictures' files, and the way of writing.
    """

    split: str
    start: int
    stop: int
    size: int
    fingerprint: str

    @property
    def rows(self) -> int:  # noqa: D102 - see the class
        return self.stop - self.start


def bytes_of(size: str) -> int:
    """Return a size as a number of bytes.

    >>> bytes_of("500MB"), bytes_of("1 GiB"), bytes_of("64k")
    (500000000, 1073741824, 64000)

    Raises:
        ValueError: `size` is none, or no byte.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]I?|)B?", str(size).strip(), re.IGNORECASE)
    found = int(float(match[1]) * _UNITS[match[2].upper()]) if match else 0
    if found < 1:
        raise ValueError(f"not a size: {size!r} (expected for example '500MB')")
    return found


def plan_shards(
    split: str, dataset: datasets.Dataset, most_bytes: int, most_rows: int | None, with_pictures: bool
) -> list[Shard]:
    """Cut a split into shards, in one pass over its rows; of pictures that lie in files, only sizes are looked up.

    Args:
        split: name of the split.
        dataset: its rows.
        most_bytes: of a shard's rows; a shard ends before it is passed, but holds at least one row.
        most_rows: rows a shard instead; None cuts by bytes.
        with_pictures: whether pictures are to be written.

    Returns:
        At least one shard; an empty split has one without rows.

    Raises:
        ValueError: a picture's file is missing or empty; the message names the first one and says how many there are.
    """
    shards: list[Shard] = []
    missing: list[str] = []
    how = f"{_FORMAT} {split} {with_pictures} {dataset.features}"
    start, number, size, digest = 0, 0, 0, _hash(how)
    for table in _tables(dataset, 0, len(dataset)):
        own = table.drop_columns(["image"])
        each = own.nbytes // max(1, len(own))
        for row, image in zip(own.to_pylist(), table["image"], strict=True):
            more, token, data = _described(image.as_py() if with_pictures else None, row["figure_id"], missing)
            full = number - start == most_rows if most_rows else size + each + more > most_bytes
            if full and number > start:
                shards.append(Shard(split, start, number, size, digest.hexdigest()))
                start, size, digest = number, 0, _hash(how)
            digest.update(repr((row, token)).encode("utf-8", "surrogateescape"))
            digest.update(data)
            size += each + more
            number += 1
    if missing:
        others = f" (and {len(missing) - 1} others)" if len(missing) > 1 else ""
        raise ValueError(f"{missing[0]}{others}: nothing was written")
    return [*shards, Shard(split, start, number, size, digest.hexdigest())]


def is_foreign(path: Path) -> bool:
    """Whether a file is no shard of `write_shard`, not even one that was damaged since."""
    import pyarrow
    from pyarrow import parquet

    if not _NAME.fullmatch(path.name) or not path.is_file():
        return True
    try:
        return _MARK not in (parquet.read_metadata(path).metadata or {})
    except (OSError, pyarrow.ArrowException):
        return False


def shard_names(plan: Sequence[Shard]) -> list[str]:
    """Return the shards' file names, numbered within their splits."""
    names = []
    for split, shards in itertools.groupby(plan, key=lambda shard: shard.split):
        count = len(list(shards))
        names += [f"{split}-{number:05d}-of-{count:05d}.parquet" for number in range(count)]
    return names


def is_written(path: Path, shard: Shard) -> bool:
    """Whether a file is the shard, as far as its footer tells: it is the last thing written of a Parquet file."""
    mark = _mark(path)
    return mark is not None and mark == {"fingerprint": shard.fingerprint, "rows": shard.rows}


def write_shard(path: Path, shard: Shard, dataset: datasets.Dataset, with_pictures: bool) -> Iterator[int]:
    """Write a shard, and yield the number of rows after each row group; the file is there whole or not at all.

    Raises:
        ValueError: a picture cannot be read; the message names figure and file.
        OSError: the file cannot be written.
    """
    from pyarrow import parquet

    part = path.with_name(f"{path.name}.part")
    mark = json.dumps({"fingerprint": shard.fingerprint, "rows": shard.rows}).encode()
    schema = dataset.features.arrow_schema
    schema = schema.with_metadata({**(schema.metadata or {}), _MARK: mark})
    plain = [name for name in schema.names if name != "image"]
    options = {"use_dictionary": plain, "write_statistics": plain, "write_page_index": True}
    try:
        with part.open("wb") as sink:
            with parquet.ParquetWriter(sink, schema, **options) as writer:
                for table in _tables(dataset, shard.start, shard.stop):
                    for group in _groups(table, with_pictures):
                        writer.write_table(group.cast(schema), row_group_size=len(group))
                        yield len(group)
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, f"cannot write {path.name}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)


def _tables(dataset: datasets.Dataset, start: int, stop: int) -> Iterator[pa.Table]:
    rows = dataset.with_format("arrow")
    for at in range(start, stop, _GROUP):
        yield rows[at : min(stop, at + _GROUP)].combine_chunks()


def _groups(table: pa.Table, with_pictures: bool) -> Iterator[pa.Table]:
    """Yield the rows with the bytes of their pictures, in as many parts as the pictures' sizes ask for."""
    import pyarrow as pa

    place, images = table.schema.get_field_index("image"), table["image"]
    kind = pa.struct({"bytes": pa.binary(), "path": pa.string()})
    begun, size = 0, 0
    held: list[dict[str, Any] | None] = []
    for number, (image, figure) in enumerate(zip(images, table["figure_id"].to_pylist(), strict=True)):
        held.append(_embedded(image.as_py(), figure) if with_pictures else None)
        size += len(held[-1]["bytes"]) if held[-1] else 0
        if size >= _GROUP_BYTES or number + 1 == len(table):
            part = table.slice(begun, len(held))
            yield part.set_column(place, "image", pa.array(held, type=kind))
            begun, size, held = number + 1, 0, []


def _embedded(image: dict[str, Any] | None, figure: str) -> dict[str, Any] | None:
    """Return a picture as the bytes of its file and the file's name; None where the row has none."""
    if image is None or (image["bytes"] is None and image["path"] is None):
        return None
    name = None if image["path"] is None else PurePath(image["path"]).name
    if image["bytes"] is not None:
        return {"bytes": image["bytes"], "path": name}
    try:
        data = Path(image["path"]).read_bytes()
    except OSError as error:
        raise ValueError(f"figure {figure}: cannot read {image['path']}: {error.strerror}") from None
    if not data:
        raise ValueError(f"figure {figure}: cannot read {image['path']}: the file is empty")
    return {"bytes": data, "path": name}


def _described(image: dict[str, Any] | None, figure: str, missing: list[str]) -> tuple[int, Any, bytes]:
    """Return a picture's size in bytes, what tells it from another, and the bytes that it is held as."""
    if image is None or (image["bytes"] is None and image["path"] is None):
        return 0, None, b""
    if image["bytes"] is not None:
        return len(image["bytes"]), (image["path"], len(image["bytes"])), image["bytes"]
    try:
        stat = Path(image["path"]).stat()
        fault = None if stat.st_size else "the file is empty"
    except OSError as error:
        fault = error.strerror
    if fault:
        missing.append(f"figure {figure}: cannot read {image['path']}: {fault}")
        return 0, None, b""
    return stat.st_size, (image["path"], stat.st_size, stat.st_mtime_ns), b""


def _mark(path: Path) -> Any:
    """Return what a shard says of itself; None if the file is not there, not whole, or not ours."""
    import pyarrow
    from pyarrow import parquet

    try:
        metadata = parquet.read_metadata(path)
        mark = json.loads((metadata.metadata or {}).get(_MARK, b"null"))
    except (OSError, ValueError, pyarrow.ArrowException):
        return None
    return mark if mark is not None and metadata.num_rows == mark.get("rows") else None


def _hash(how: str) -> Any:
    return hashlib.blake2b(how.encode(), digest_size=16)
