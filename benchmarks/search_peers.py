"""Other libraries' indexes for search_engines.py (databases: search_stores.py), each with a sweep of its parameter.

An adapter builds what its library builds and returns families of settings. A family's settings rise in effort; each is
a function of a question (unit vector, week, subclass or -1) that returns the rows found: granted in an earlier week, of
the subclass unless that is -1. What a library needs to know of the limits (the number of earlier rows, a bitmap, an
expression) is made within that function, so it counts as part of the search. Building does not.

    python benchmarks/search_peers.py       # whether the adapters find what they should, on a few rows
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

K = 10
Ints = NDArray[np.int64]
Search = Callable[[NDArray[np.float32], int, int], Ints]
Family = list[tuple[str, Search]]
Families = Callable[[bool], list[Family]]
"""Whether a subclass limits the search -> the families of settings."""


@dataclass(frozen=True)
class Rows:
    """What the libraries are built from.

    Attributes:
        vectors: unit rows [N, D] in grant-date order.
        week: of each row [N], rising.
        code: number of each row's subclass [N].
        of_code: the rows of each subclass, rising.
        folder: where a library may keep files.
    """

    vectors: NDArray[np.float32]
    week: Ints
    code: Ints
    of_code: list[Ints]
    folder: Path

    def before(self, week: int) -> int:
        """Return the number of rows granted before a week."""
        return int(np.searchsorted(self.week, week))

    def chosen(self, week: int, code: int) -> Ints:
        """Return the rows of a subclass that were granted before a week."""
        rows = self.of_code[code]
        return rows[: np.searchsorted(rows, self.before(week))]

    def over_fetch(self, week: int, code: int, factor: float) -> int:
        """Return how many neighbours of all rows hold `K` that may be found, if these lie evenly, times a factor."""
        share = self.before(week) / len(self.week) * (1 if code < 0 else len(self.of_code[code]) / len(self.week))
        return min(len(self.week), int(np.ceil(factor * K / max(share, 1 / len(self.week)))))

    def allowed(self, found: Ints, week: int, code: int) -> Ints:
        """Return the first `K` of the rows found that may be found."""
        kept = found < self.before(week)
        return found[kept if code < 0 else kept & (self.code[found] == code)][:K]


def settings(name: str, values: tuple[int, ...], search: Callable[..., Ints]) -> Family:
    """Return a family: the search with each value of its first parameter."""
    return [(f"{name} {value}", partial(search, value)) for value in values]


def exact(data: Rows) -> Families:
    """A matrix product in numpy over the rows before; with a subclass, over its rows, or picked from the product."""

    def top(scores: NDArray[np.float32]) -> Ints:
        if len(scores) <= K:
            return np.argsort(-scores)
        best = np.argpartition(scores, len(scores) - K)[-K:]
        return best[np.argsort(-scores[best])]

    def over_slice(vector: NDArray[np.float32], week: int, code: int) -> Ints:
        return top(data.vectors[: data.before(week)] @ vector)

    def over_rows(vector: NDArray[np.float32], week: int, code: int) -> Ints:
        rows = data.chosen(week, code)
        return rows[top(data.vectors[rows] @ vector)]

    def picked(vector: NDArray[np.float32], week: int, code: int) -> Ints:
        rows = data.chosen(week, code)
        return rows[top((data.vectors[: data.before(week)] @ vector)[rows])]

    chosen: list[Family] = [[("rows", over_rows)], [("slice, picked", picked)]]
    return lambda by_code: chosen if by_code else [[("slice", over_slice)]]


def faiss_flat(data: Rows) -> Families:
    """Exact in FAISS: over a range of rows, or over a list of rows."""
    import faiss

    index = faiss.IndexFlatIP(data.vectors.shape[1])
    index.add(data.vectors)

    def search(vector: NDArray[np.float32], week: int, code: int) -> Ints:
        chosen = data.chosen(week, code) if code >= 0 else None
        selector = faiss.IDSelectorRange(0, data.before(week)) if chosen is None else faiss.IDSelectorArray(chosen)
        rows = index.search(vector[None], K, params=faiss.SearchParameters(sel=selector))[1][0]
        return rows[rows >= 0]

    return lambda by_code: [[("rows" if by_code else "range", search)]]


def _selector(data: Rows, packed: list[NDArray[np.uint8]], week: int, code: int) -> tuple[Any, Any]:
    """Return a FAISS selector of the rows that may be found, and what must live as long as it."""
    import faiss

    stop = data.before(week)
    if code < 0:
        return (None if stop == len(data.week) else faiss.IDSelectorRange(0, stop, True)), None
    bits = packed[code][: stop // 8 + 1].copy()
    if stop // 8 < len(bits):
        bits[stop // 8] &= (1 << stop % 8) - 1
    return faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits)), bits


def _packed(data: Rows) -> list[NDArray[np.uint8]]:
    return [np.packbits(data.code == code, bitorder="little") for code in range(len(data.of_code))]


def faiss_ivf(data: Rows) -> Families:
    """Inverted lists, plain or 8 bits with exact rescoring; a date is a slice of each list, a subclass a bitmap."""
    import faiss

    packed = _packed(data)
    lists = 2 ** round(np.log2(2.3 * np.sqrt(len(data.week))))
    built = {}
    for name in (f"IVF{lists},Flat", f"IVF{2 * lists},Flat", f"IVF{2 * lists},SQ8,RFlat"):
        index = faiss.index_factory(data.vectors.shape[1], name, faiss.METRIC_INNER_PRODUCT)
        faiss.extract_index_ivf(index).cp.max_points_per_centroid = 64
        index.train(data.vectors)
        index.add(data.vectors)
        built[name] = index

    def search(name: str, parallel: int, probes: int, vector: NDArray[np.float32], week: int, code: int) -> Ints:
        index = built[name]
        faiss.extract_index_ivf(index).parallel_mode = parallel
        selector, _bits = _selector(data, packed, week, code)
        params = faiss.SearchParametersIVF(nprobe=probes, sel=selector)
        if "RFlat" in name:
            params = faiss.IndexRefineSearchParameters(k_factor=4, base_index_params=params)
        rows = index.search(vector[None], K, params=params)[1][0]
        return rows[rows >= 0]

    probes = (4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512)
    return lambda by_code: [
        settings(f"{name}, {'all cores' if parallel else 'one core'}, nprobe", probes, partial(search, name, parallel))
        for name in built
        for parallel in (0, 1)
    ]


def faiss_hnsw(data: Rows) -> Families:
    """A graph with a selector."""
    import faiss

    packed = _packed(data)
    index = faiss.IndexHNSWFlat(data.vectors.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 200
    index.add(data.vectors)

    def search(effort: int, vector: NDArray[np.float32], week: int, code: int) -> Ints:
        selector, _bits = _selector(data, packed, week, code)
        rows = index.search(vector[None], K, params=faiss.SearchParametersHNSW(efSearch=effort, sel=selector))[1][0]
        return rows[rows >= 0]

    return lambda by_code: [settings("HNSW32, efSearch", (16, 32, 48, 64, 96, 128, 192, 256, 512, 1024, 4096), search)]


def hnswlib(data: Rows) -> Families:
    """A graph with a filter function in Python, or more neighbours than wanted and the rest thrown away."""
    import hnswlib

    index = hnswlib.Index("ip", data.vectors.shape[1])
    index.init_index(len(data.vectors), ef_construction=200, M=32)
    index.add_items(data.vectors, np.arange(len(data.vectors)))
    codes = data.code.tolist()

    def nearest(effort: int, count: int, vector: NDArray[np.float32], choose: Any = None) -> Ints:
        index.set_ef(max(effort, count))
        try:
            return index.knn_query(vector, count, num_threads=1, filter=choose)[0][0].astype(np.int64)
        except RuntimeError:  # it raises where it finds fewer than wanted
            return np.empty(0, dtype=np.int64)

    def filtered(effort: int, vector: NDArray[np.float32], week: int, code: int) -> Ints:
        stop = data.before(week)
        if code >= 0:
            choose = lambda row: row < stop and codes[row] == code  # noqa: E731
            return nearest(effort, min(K, len(data.chosen(week, code))), vector, choose)
        return nearest(effort, min(K, stop), vector, None if stop == len(codes) else lambda row: row < stop)

    def thrown_away(sixteenths: int, vector: NDArray[np.float32], week: int, code: int) -> Ints:
        count = data.over_fetch(week, code, sixteenths / 16)
        return data.allowed(nearest(max(count, sixteenths), count, vector), week, code)

    return lambda by_code: [
        settings("filter, ef", (16, 32, 48, 64, 96, 128, 192, 256, 512, 1024), filtered),
        settings("over-fetch, sixteenths", (1, 2, 4, 8, 16, 32, 64, 128), thrown_away),
    ]


def usearch(data: Rows) -> Families:
    """A graph; its Python has no filter, so more neighbours than wanted and the rest thrown away."""
    from usearch.index import Index

    built = {}
    for kind in ("f32", "bf16"):
        built[kind] = Index(ndim=data.vectors.shape[1], metric="ip", dtype=kind, connectivity=32, expansion_add=200)
        built[kind].add(np.arange(len(data.vectors)), data.vectors)

    def search(kind: str, effort: int, vector: NDArray[np.float32], week: int, code: int) -> Ints:
        limited = code >= 0 or data.before(week) < len(data.week)
        count = data.over_fetch(week, code, effort / 16) if limited else K
        built[kind].expansion_search = max(effort, count)
        found = np.asarray(built[kind].search(vector, count).keys).astype(np.int64)
        return data.allowed(found, week, code)

    efforts = (1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 192, 256, 512, 1024)
    name = "expansion, or over-fetch in sixteenths,"
    return lambda by_code: [settings(f"{kind}, {name}", efforts, partial(search, kind)) for kind in built]


@dataclass(frozen=True)
class Peer:
    """A library: its modules, its distribution, how many threads a single question gets, and its adapter."""

    module: str
    distribution: str
    threads: str
    build: Callable[[Rows], Families]


PEERS = {
    "exact (numpy)": Peer("numpy", "numpy", "BLAS on all cores", exact),
    "FAISS Flat": Peer("faiss", "faiss-cpu", "one core", faiss_flat),
    "FAISS IVF": Peer("faiss", "faiss-cpu", "one core, or lists over all", faiss_ivf),
    "FAISS HNSW": Peer("faiss", "faiss-cpu", "one core", faiss_hnsw),
    "hnswlib": Peer("hnswlib", "hnswlib", "one core", hnswlib),
    "usearch": Peer("usearch", "usearch", "one core", usearch),
}


def installed(peers: dict[str, Peer]) -> Iterator[tuple[str, Peer, str]]:
    """Yield the libraries that are installed, with their versions; print the names of the others."""
    for name, peer in peers.items():
        if importlib.util.find_spec(peer.module) is None:
            print(f"{name}: not installed, left out (pip install {peer.distribution})")
        else:
            yield name, peer, metadata.version(peer.distribution)


def check(peers: dict[str, Peer]) -> None:
    """Build every library from a few rows, and print what its families find at most effort of the exact answers."""
    rng = np.random.default_rng(0)
    count, codes = 12_000, 5
    vectors = rng.standard_normal((count, 32), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    code = rng.integers(codes, size=count)
    of_code = [np.flatnonzero(code == number) for number in range(codes)]
    with tempfile.TemporaryDirectory() as folder:
        rows = Rows(vectors, np.arange(count) // 10, code, of_code, Path(folder))
        truth = exact(rows)
        for name, peer, version in installed(peers):
            families = peer.build(rows)
            for asked, by_code in ((count // 10, False), (count // 40, False), (count // 40, True)):
                for label, search in (family[-1] for family in families(by_code)):
                    hits = []
                    for number in range(20):
                        question = vectors[number], asked, number % codes if by_code else -1
                        found = search(*question)
                        if len(rows.allowed(found, *question[1:])) < len(found):
                            raise ValueError(f"{name}, {label} returned rows that may not be found")
                        hits.append(len(np.intersect1d(found, truth(by_code)[0][0][1](*question))))
                    share = f"{asked * 1000 // count} % before{', one subclass' * by_code}"
                    print(f"{name} {version}, {label}, {share}: recall {np.mean(hits) / K:.2f}")


if __name__ == "__main__":
    check(PEERS)
