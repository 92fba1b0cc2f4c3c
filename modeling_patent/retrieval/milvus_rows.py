"""How a figure lies in a collection of Milvus: the fields that a search filters by, its vector, and the rest as JSON.

The collection's properties and its description hold `About`: whose it is, and which model made the vectors.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..locarno import LocarnoCode
from .collection import SCHEMA
from .filters import applicant_key
from .milvus_client import Collection
from .milvus_filters import date_of, day_of, folded
from .parts import Part
from .search import Ints

FORMAT = "modeling_patent index"
FORMAT_VERSION = 1
FLAT_ROWS = 1_000_000
"""Rows up to which FLAT is chosen: a search of them goes through 1 GB of vectors of 256 numbers."""

KNOWN = ("figure_id", "patent_id", "granted", "serial", "is_view", "rest")
"""Fields that hold all that is known of a row, but its vector."""

ROW_BYTES = 8192
"""Bytes of a row without its vector, more than most have."""

_PROPERTY = "modeling_patent.index"
_PLAIN = ("figure_id", "patent_id", "granted", "is_gazette_copy")  # columns that `rest` need not hold
_REQUEST_BYTES = 16 << 20  # Milvus refuses above 64 MB
_TEXT_BYTES, _MOST_NAMES = 65_535, 4096  # limits of Milvus for a VARCHAR and an ARRAY
# FAISS's graph of 32 links found .998 of the ten nearest of 200,000 x 256 vectors. About 260 bytes of links a row.
_GRAPH = {"M": 32, "efConstruction": 200}


@dataclass(frozen=True)
class About:
    """What a collection says of itself.

    Attributes:
        dimension: numbers a vector.
        model_name: folder or Hub id of the model that made the vectors, or None.
        model_probe: what that model makes of test figures, or None.
    """

    dimension: int
    model_name: str | None = None
    model_probe: list[list[float]] | None = None


def make_collection(collection: Collection, about: About) -> None:
    """Make a collection of our schema, without indexes.

    Args:
        collection: one that is not there yet.
        about: what it will say of itself.
    """
    from pymilvus import DataType, MilvusClient

    text = json.dumps({"format": FORMAT, "format_version": FORMAT_VERSION} | asdict(about))
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False, description=text)
    names = {"element_type": DataType.VARCHAR, "max_capacity": _MOST_NAMES, "max_length": _TEXT_BYTES}
    schema.add_field("figure_id", DataType.VARCHAR, is_primary=True, max_length=_TEXT_BYTES)
    schema.add_field("patent_id", DataType.VARCHAR, max_length=_TEXT_BYTES)
    schema.add_field("granted", DataType.INT32)
    schema.add_field("serial", DataType.INT64)
    schema.add_field("slot", DataType.INT32)
    schema.add_field("main_class", DataType.VARCHAR, max_length=2)
    schema.add_field("code", DataType.VARCHAR, max_length=5)
    schema.add_field("edition", DataType.INT8)
    schema.add_field("title", DataType.VARCHAR, max_length=_TEXT_BYTES)
    schema.add_field("applicants", DataType.ARRAY, **names)
    schema.add_field("related", DataType.ARRAY, **names)
    schema.add_field("is_view", DataType.BOOL)
    schema.add_field("digest", DataType.VARCHAR, max_length=32)
    # Only read for the hits of a search, so a server may leave it on disk.
    schema.add_field("rest", DataType.VARCHAR, max_length=_TEXT_BYTES, mmap_enabled=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=about.dimension)
    collection.create(schema, {_PROPERTY: text})


def make_indexes(collection: Collection, kind: str) -> None:
    """Make the indexes of a collection, that of the vectors last: where it is, the others are."""
    from pymilvus import MilvusClient

    indexes = MilvusClient.prepare_index_params()
    fields = ["patent_id", "granted", "slot", "main_class", "code"]
    if not collection.is_lite():  # it has no index of lists
        fields += ["applicants", "related"]
    for field in fields:
        indexes.add_index(field, index_type="INVERTED", index_name=field)
    parameters = _GRAPH if kind == "HNSW" else {}
    indexes.add_index("vector", index_type=kind, index_name="vector", metric_type="IP", params=parameters)
    collection.create_indexes(indexes)


def read_about(collection: Collection) -> About:
    """Return what a collection says of itself.

    Raises:
        ValueError: there is no such collection, or it is not ours, or of another version; the message says which.
    """
    names = collection.names()
    if collection.address.collection not in names:
        held = f"it holds {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}" if names else "it holds none"
        raise ValueError(f"there is no collection {collection.address}; {held}")
    described = collection.describe()
    foreign = f"the collection {collection.address} belongs to another program: it does not say that it is a {FORMAT}"
    try:
        said = json.loads(described.get("properties", {}).get(_PROPERTY) or described.get("description") or "")
        version = said["format_version"] if said["format"] == FORMAT else None
        about = About(int(said["dimension"]), said["model_name"], said["model_probe"])
    except (KeyError, TypeError, ValueError):
        raise ValueError(foreign) from None
    if version is None:
        raise ValueError(foreign)
    if version != FORMAT_VERSION:
        raise ValueError(
            f"the collection {collection.address} has format version {version}, this program reads {FORMAT_VERSION}; "
            "copy the index there again"
        )
    return about


def patent_lists(parts: Iterable[Part], column: str) -> dict[str, list[str]]:
    """Return what the first row of each patent in each part holds in a column of lists, where that is anything.

    A `PatentIndex` leaves patents out by these, so all rows of a patent bear them in Milvus.
    """
    lists: dict[str, list[str]] = {}
    for part in parts:
        firsts = np.unique(part.keys.patent_of, return_index=True)[1]
        for patent, values in zip(part.keys.patents, part.table[column].take(firsts).to_pylist(), strict=True):
            if values:
                lists.setdefault(patent, []).extend(values)
    return lists


def entities(
    part: Part, rows: Ints, applicants: Mapping[str, list[str]], related: Mapping[str, list[str]], serial: int
) -> list[dict[str, Any]]:
    """Return rows of a part as Milvus keeps them.

    Args:
        part: where they are.
        rows: their numbers [n].
        applicants: names of each patent's applicants.
        related: ids of the patents related to each patent.
        serial: place of row 0 of the part in the order of adding.

    Raises:
        ValueError: more is known of a figure than Milvus takes in a field; the message names both.
    """
    vectors = np.ascontiguousarray(part.vectors[rows], dtype=np.float32)
    made = []
    for number, vector, row in zip(rows.tolist(), vectors, part.table.take(rows).to_pylist(), strict=True):
        names = sorted({key for name in applicants.get(row["patent_id"], ()) if (key := applicant_key(name))})
        kept = _kept(row) | {"applicants": names, "related": sorted(set(related.get(row["patent_id"], ())))}
        _check_sizes(kept)
        digest = hashlib.sha256(json.dumps(kept).encode() + vector.tobytes()).hexdigest()[:32]
        made.append(kept | {"digest": digest, "serial": serial + number, "vector": vector})
    return made


def requests(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut rows into lists that one request may hold."""
    some: list[dict[str, Any]] = []
    held = 0
    for row in rows:
        size = 1024 + row["vector"].nbytes + len(row["rest"]) + 32 * len(row["applicants"]) + 32 * len(row["related"])
        if some and held + size > _REQUEST_BYTES:
            yield some
            some, held = [], 0
        some.append(row)
        held += size
    if some:
        yield some


def row_from(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of `SCHEMA` that Milvus gave the fields `KNOWN` of."""
    row: dict[str, Any] = dict.fromkeys(SCHEMA.names) | _unpacked(found["rest"])
    row |= {"figure_id": found["figure_id"], "patent_id": found["patent_id"]}
    row |= {"granted": date_of(found["granted"]), "is_gazette_copy": not found["is_view"]}
    return row


def table_of(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return rows of `SCHEMA` as a table."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def in_order(found: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return rows of Milvus by grant date, then in the order in which they were added."""
    return sorted(found, key=lambda row: (row["granted"], row["serial"]))


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    code = None if row["locarno"] is None else LocarnoCode.parse(row["locarno"])
    return {
        "figure_id": row["figure_id"],
        "patent_id": row["patent_id"],
        "granted": day_of(row["granted"]),
        "slot": zlib.crc32(row["figure_id"].encode()) >> 16,
        "main_class": code.main_class if code else "",
        "code": str(code) if code else "",
        "edition": row["locarno_edition"] or 0,
        "title": folded(row["title"]),
        "is_view": not row["is_gazette_copy"],
        "rest": _packed({name: row[name] for name in SCHEMA.names if name not in _PLAIN and row[name] is not None}),
    }


def _packed(rest: dict[str, Any]) -> str:
    """Return JSON, compressed where it is longer than a field."""
    text = json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
    return text if len(text.encode()) <= _TEXT_BYTES else base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _unpacked(text: str) -> dict[str, Any]:
    rest: dict[str, Any] = json.loads(text if text.startswith("{") else zlib.decompress(base64.b64decode(text)))
    return rest


def _check_sizes(kept: Mapping[str, Any]) -> None:
    for name, value in kept.items():
        if isinstance(value, str) and len(value.encode()) > _TEXT_BYTES:
            what = f"{len(value.encode()):,} bytes of {'texts and names' if name == 'rest' else name}"
        elif isinstance(value, list) and len(value) > _MOST_NAMES:
            what = f"{len(value):,} {name}"
        else:
            continue
        most = f"{_MOST_NAMES:,}" if isinstance(value, list) else f"{_TEXT_BYTES:,} bytes"
        raise ValueError(f"the figure {kept['figure_id'][:80]!r} has {what}; Milvus takes at most {most}")
