"""Databases that run without a server for search_engines.py; what an adapter is says search_peers.py.

python benchmarks/search_stores.py      # whether the adapters find what they should, on a few rows
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from search_peers import Families, Ints, K, Peer, Rows, check, settings


def milvus_lite(data: Rows) -> Families:
    """A collection in a file, with an index of the vectors and an expression."""
    from pymilvus import DataType, MilvusClient

    client = MilvusClient(str(data.folder / "milvus.db"))
    kinds = {"FLAT": {}, "HNSW": {"M": 32, "efConstruction": 200}}
    for kind, params in kinds.items():
        schema = client.create_schema(auto_id=False)
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("week", DataType.INT64)
        schema.add_field("code", DataType.INT64)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=data.vectors.shape[1])
        index = client.prepare_index_params()
        index.add_index("vector", index_type=kind, metric_type="IP", params=params)
        client.create_collection(kind, schema=schema, index_params=index)
        for begin in range(0, len(data.week), 4000):
            part = zip(range(begin, begin + 4000), data.week[begin:], data.code[begin:], data.vectors[begin:])  # noqa: B905
            keys = ("row", "week", "code", "vector")
            client.insert(kind, [dict(zip(keys, (r, int(w), int(c), v), strict=True)) for r, w, c, v in part])
        client.flush(kind)
        client.load_collection(kind)

    def search(kind: str, effort: int, vector: NDArray[np.float32], week: int, code: int) -> Ints:
        params = {"metric_type": "IP", "params": {"ef": effort} if kind == "HNSW" else {}}
        found = client.search(
            kind, [vector], filter=_expression(data, week, code, "=="), limit=K, output_fields=["row"],
            search_params=params,
        )  # fmt: skip
        return np.array([hit["row"] for hit in found[0]], dtype=np.int64)

    return lambda by_code: [
        settings("HNSW, ef", (16, 64, 256, 1024), partial(search, "HNSW")),
        [("FLAT", partial(search, "FLAT", 0))],
    ]


def qdrant_client(data: Rows) -> Families:
    """Its local mode: exact, in numpy, with the filter in Python."""
    from qdrant_client import QdrantClient, models

    client = QdrantClient(":memory:")
    shape = models.VectorParams(size=data.vectors.shape[1], distance=models.Distance.DOT)
    client.create_collection("figures", vectors_config=shape)
    for begin in range(0, len(data.week), 4000):
        rows = list(range(begin, min(begin + 4000, len(data.week))))
        payloads = [{"week": int(data.week[row]), "code": int(data.code[row])} for row in rows]
        vectors = data.vectors[begin : begin + 4000].tolist()
        client.upsert("figures", models.Batch(ids=rows, vectors=vectors, payloads=payloads))

    def search(vector: NDArray[np.float32], week: int, code: int) -> Ints:
        must: list[Any] = []
        if data.before(week) < len(data.week):
            must.append(models.FieldCondition(key="week", range=models.Range(lt=week)))
        if code >= 0:
            must.append(models.FieldCondition(key="code", match=models.MatchValue(value=code)))
        found = client.query_points(
            "figures", query=vector, limit=K, with_payload=False,
            query_filter=models.Filter(must=must) if must else None,
        )  # fmt: skip
        return np.array([point.id for point in found.points], dtype=np.int64)

    return lambda by_code: [[("local", search)]]


def lancedb(data: Rows) -> Families:
    """A table in a folder, with inverted lists or graphs in lists, a B-tree of weeks and a bitmap of subclasses."""
    import lancedb
    import pyarrow as pa
    from lancedb.index import Bitmap, BTree, HnswSq, IvfFlat

    width = data.vectors.shape[1]
    columns = {"row": np.arange(len(data.week)), "week": data.week, "code": data.code}
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(data.vectors.ravel()), width)
    whole = pa.table({**columns, "vector": vectors})
    lists = 2 ** round(np.log2(2.3 * np.sqrt(len(data.week))))
    kinds = {
        "IVF_FLAT": IvfFlat(distance_type="dot", num_partitions=lists),
        "IVF_HNSW_SQ": HnswSq(distance_type="dot", num_partitions=max(1, len(data.week) // 100_000)),
    }
    tables = {}
    for kind, config in kinds.items():
        tables[kind] = lancedb.connect(data.folder / "lance").create_table(kind, whole)
        tables[kind].create_index("week", config=BTree())
        tables[kind].create_index("code", config=Bitmap())
        tables[kind].create_index("vector", config=config)

    def search(kind: str, effort: int, vector: NDArray[np.float32], week: int, code: int) -> Ints:
        query = tables[kind].search(vector, vector_column_name="vector").distance_type("dot").limit(K)
        query = query.nprobes(effort) if kind == "IVF_FLAT" else query.nprobes(64).ef(effort).refine_factor(4)
        expression = _expression(data, week, code, "=")
        if expression:
            query = query.where(expression, prefilter=True)
        return query.select(["row", "_distance"]).to_arrow()["row"].to_numpy()

    return lambda by_code: [
        settings("IVF_FLAT, nprobes", (8, 16, 32, 64, 128, 256, 512), partial(search, "IVF_FLAT")),
        settings("IVF_HNSW_SQ, ef", (48, 64, 128, 256, 512), partial(search, "IVF_HNSW_SQ")),
    ]


def _expression(data: Rows, week: int, code: int, equals: str) -> str:
    """Return the limits as a database takes them, nothing where there are none."""
    limits = [f"week < {week}"] if data.before(week) < len(data.week) else []
    return " and ".join([*limits, f"code {equals} {code}"] if code >= 0 else limits)


STORES = {
    "Milvus Lite": Peer("milvus_lite", "milvus-lite", "a process of its own", milvus_lite),
    "Qdrant local": Peer("qdrant_client", "qdrant-client", "BLAS on all cores", qdrant_client),
    "LanceDB": Peer("lancedb", "lancedb", "a pool on all cores", lancedb),
}

if __name__ == "__main__":
    check(STORES)
