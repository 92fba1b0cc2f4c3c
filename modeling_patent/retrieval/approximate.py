"""The approximate index of a large part: FAISS inverted lists over its rows in grant-date order.

Rows are added in their order, so within every list they rise, and a date limit is a slice of each list: FAISS finds
its ends by bisection (`IDSelectorRange`, `assume_sorted`). So a search of a tenth of the rows reads a tenth of what a
list holds, and can look into more lists for the same price. How far it must look is measured when the index is built
(`calibration.py`).

The lists hold quantised vectors (8 bits a number, or RaBitQ's one bit); what they find is scored again with the
vectors themselves. Graphs (HNSW) were tried and left: on 200,000 x 256 clustered vectors they took more than twice
the time for the same recall, took longer to build, and lose recall under selective filters (docs/scale.md).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from tqdm.auto import tqdm

from .calibration import Calibration, calibrate
from .parts import without
from .search import Floats, Ints
from .threads import all_threads

FLAT_ROWS = 50_000
"""Rows from which an approximate index pays: an exact scan of fewer takes a millisecond or two."""

KINDS = ("flat", "sq8", "rabitq")
"""How a collection is searched, from the most exact to the smallest."""

_BLOCK = 65_536
_ADDRESS_BYTES = 8  # of a row's number in the lists
_LISTS_SHARED = 1  # FAISS's parallel_mode: the cores share the lists of a query, which also serves many queries best


@dataclass(frozen=True)
class Approximate:
    """Inverted lists of quantised vectors, and how to search them.

    Attributes:
        kind: "sq8" or "rabitq".
        index: a `faiss.IndexIVF` whose ids are row numbers.
        calibration: how far a search must look.
    """

    kind: str
    index: Any
    calibration: Calibration

    def __post_init__(self) -> None:
        self.index.parallel_mode = _LISTS_SHARED

    @functools.cached_property
    def count(self) -> int:
        """Rows in the lists."""
        return int(self.index.ntotal)

    @functools.cached_property
    def centres(self) -> Floats:
        """Centres of the lists [lists, D]: the means of their rows for "sq8", at length 1 for "rabitq"."""
        faiss = _library()

        quantizer = faiss.downcast_index(self.index.quantizer)
        return np.asarray(quantizer.reconstruct_n(0, self.index.nlist))

    @functools.cached_property
    def sizes(self) -> Ints:
        """Rows of each list [lists]."""
        return np.array([self.index.invlists.list_size(number) for number in range(self.index.nlist)])

    @functools.cached_property
    def list_of(self) -> NDArray[np.int32]:
        """List of each row, -1 for rows that are in none [last row + 1]."""
        return _list_of(self.index)

    @functools.cached_property
    def _above_mean(self) -> Floats:
        """How far above the mean the best of a list's rows is expected [lists], -inf for empty lists."""
        return above_mean(self.centres, self.sizes)

    def promise(self, views: Floats) -> Floats:
        """Return the cosines that the best rows of the lists are expected to have [V, lists] (see `above_mean`)."""
        faiss = _library()
        if len(views) == 1:  # without waiting for another thread: BLAS would have several
            means = np.empty((1, len(self.centres)), dtype=np.float32)
            arrays = [faiss.swig_ptr(a) for a in (means, views, self.centres)]
            faiss.fvec_inner_products_ny(*arrays, views.shape[1], len(self.centres))
        else:
            means = views @ self.centres.T
        means += self._above_mean
        return means

    def nearest(self, views: Floats, count: int, lists: Ints, selector: Any = None) -> tuple[Floats, Ints]:
        """Return the closest rows in some lists, and their quantised cosines.

        Args:
            views: unit query rows [V, D].
            count: rows wanted a view.
            lists: lists to look into [V, P], -1 for none.
            selector: a `faiss.IDSelector` of rows, or None.

        Returns:
            Cosines [V, count], falling, and row numbers [V, count], -1 where nothing was found.
        """
        faiss = _library()
        cosines = np.empty((len(views), count), dtype=np.float32)
        rows = np.empty((len(views), count), dtype=np.int64)
        limits = faiss.SearchParametersIVF(nprobe=lists.shape[1], sel=selector)
        unread = np.zeros(lists.shape, dtype=np.float32)  # cosines of the centres: no kind of lists needs them
        arrays = [faiss.swig_ptr(a) for a in (lists, unread, cosines, rows)]
        with all_threads():  # the method of the library: its Python wrapper takes no selector
            self.index.search_preassigned_c(len(views), faiss.swig_ptr(views), count, *arrays, False, limits)
        return cosines, rows

    def write(self, out: IO[bytes]) -> None:
        """Write the FAISS index to a binary file; the calibration is kept elsewhere."""
        faiss = _library()

        faiss.write_index(self.index, faiss.PyCallbackIOWriter(out.write))


def range_selector(start: int, stop: int) -> Any:
    """Return a selector of a slice of the rows, which every list holds in one piece."""
    faiss = _library()

    return faiss.IDSelectorRange(start, stop, True)


def row_selector(rows: Ints, total: int) -> Any:
    """Return a selector of some rows.

    Args:
        rows: the rows.
        total: rows of the part.
    """
    faiss = _library()

    bits = np.zeros(-(-total // 8) * 8, dtype=bool)
    bits[rows] = True
    packed = np.packbits(bits, bitorder="little")
    selector = faiss.IDSelectorBitmap(len(packed), faiss.swig_ptr(packed))
    selector.packed = packed  # FAISS itself keeps the address only
    return selector


def _library() -> Any:
    """Return FAISS; its stubs know less than it does."""
    import faiss

    return faiss


def read_approximate(path: Path, kind: str, calibration: dict[str, Any], rows: int, dimension: int) -> Approximate:
    """Read the approximate index of a part; its lists stay on disk until they are looked at.

    Raises:
        ValueError: the file is no such index, or one of other rows.
    """
    faiss = _library()

    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        known = Calibration.from_dict(calibration)
    except (RuntimeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} cannot be read: {type(error).__name__}") from None
    if not isinstance(index, faiss.IndexIVF) or index.d != dimension or index.ntotal > rows or kind not in KINDS:
        raise ValueError(f"{path.name} belongs to other rows")
    return Approximate(kind, index, known)


def choose_kind(rows: int, dimension: int, memory_budget: int) -> str:
    """Return how a collection is best searched: "flat" where that is quick, else the most exact kind that fits.

    Args:
        rows: figures of the collection.
        dimension: numbers a vector.
        memory_budget: bytes that the search may keep in memory.

    Raises:
        ValueError: not even the smallest kind fits.
    """
    if rows < FLAT_ROWS:
        return "flat"
    for kind in KINDS[1:]:
        if memory_needed(kind, rows, dimension) <= memory_budget:
            return kind
    least = memory_needed(KINDS[-1], rows, dimension)
    raise ValueError(
        f"{rows} rows of {dimension} numbers need {least:,} bytes of memory at least, the budget is {memory_budget:,}; "
        "give more, or move to Milvus (docs/scale.md)"
    )


def memory_needed(kind: str, rows: int, dimension: int) -> int:
    """Return the bytes that a search keeps in memory: lists, keys, and for "flat" the vectors it goes through."""
    keys = 40
    sizes = {
        "flat": 4 * dimension,
        "sq8": dimension + _ADDRESS_BYTES,
        "rabitq": -(-dimension // 8) + 8 + _ADDRESS_BYTES,
    }
    lists = 0 if kind == "flat" else list_count(rows) * dimension * 4
    return rows * (sizes[kind] + keys) + lists


def list_count(rows: int) -> int:
    """Return the number of lists: a power of two near 4 to 5 times the root of the rows."""
    return int(2 ** np.round(np.log2(4.5 * np.sqrt(rows))))


def build_approximate(
    vectors: Floats, holes: Ints, patent_of: NDArray[np.int32], kind: str, progress: bool = False
) -> Approximate:
    """Build the approximate index of a part.

    Args:
        vectors: unit rows [N, D] in grant-date order, an array or a memory map.
        holes: rows to leave out, rising.
        patent_of: number of each row's patent [N].
        kind: "sq8" or "rabitq".
        progress: show a progress bar.
    """
    faiss = _library()

    views = without(np.arange(len(vectors)), holes)
    lists = max(1, min(list_count(len(views)), len(views) // 39))
    dimension = vectors.shape[1]
    quantizer = faiss.IndexFlatIP(dimension)
    if kind == "sq8":
        coded = faiss.ScalarQuantizer.QT_8bit_uniform
        index = faiss.IndexIVFScalarQuantizer(quantizer, dimension, lists, coded, faiss.METRIC_INNER_PRODUCT, False)
    else:
        index = faiss.IndexIVFRaBitQ(quantizer, dimension, lists, faiss.METRIC_INNER_PRODUCT)
    index.cp.max_points_per_centroid = 64
    index.cp.spherical = True
    rng = np.random.default_rng(0)
    sample = np.sort(rng.choice(views, min(len(views), 64 * lists), replace=False))
    index.train(np.ascontiguousarray(vectors[sample]))
    with tqdm(total=len(views), desc="lists", unit="fig", disable=not progress, leave=False) as bar:
        for begin in range(0, len(views), _BLOCK):
            rows = views[begin : begin + _BLOCK]
            index.add_with_ids(np.ascontiguousarray(vectors[rows]), rows)
            bar.update(len(rows))
    list_of = np.full(len(vectors), -1, dtype=np.int32)
    known = _list_of(index)
    list_of[: len(known)] = known
    if kind == "sq8":  # the codes of the other kind are relative to the centres, which therefore stay
        means = _means(vectors, list_of, quantizer.reconstruct_n(0, lists))
        quantizer.reset()
        quantizer.add(means)
    calibration = Calibration((1.0,), (1,), ((2.0,),), (1,), ((1,),))
    made = Approximate(kind, index, calibration)
    return replace(made, calibration=calibrate(made, list_of, vectors, patent_of, progress))


def above_mean(centres: Floats, sizes: Ints) -> Floats:
    """Return how far above the mean of its rows' cosines a list's best one is expected [lists], -inf for empty lists.

    The mean over a list's rows x of x.q is m.q with their mean m. Rows of length 1 lie about m with a variance of
    (1 - |m|^2) / D in each direction, and the highest of n such numbers is expected sqrt(2 ln n) deviations above.

    Args:
        centres: means of the rows of each list [lists, D]; at length 1 nothing is known of the spread, which counts 0.
        sizes: rows of each list [lists].
    """
    variance = np.maximum(1 - np.einsum("ld,ld->l", centres, centres), 0) / centres.shape[1]
    above = np.sqrt(2 * np.log(np.maximum(sizes, 1)) * variance)
    return np.asarray(np.where(sizes > 0, above, -np.inf), dtype=np.float32)


def _means(vectors: Floats, list_of: NDArray[np.int32], centres: Floats) -> Floats:
    """Return the mean of the rows of each list [lists, D], the centre of an empty one."""
    sums, counts = np.zeros(centres.shape), np.bincount(list_of[list_of >= 0], minlength=len(centres))
    for begin in range(0, len(vectors), _BLOCK):
        lists = list_of[begin : begin + _BLOCK]
        rows = np.flatnonzero(lists >= 0)
        rows = rows[np.argsort(lists[rows], kind="stable")]
        those, firsts = np.unique(lists[rows], return_index=True)
        if len(rows):
            sums[those] += np.add.reduceat(vectors[begin + rows].astype(np.float64), firsts)
    there = counts > 0
    means = centres.copy()
    means[there] = sums[there] / counts[there, None]
    return means


def _list_of(index: Any) -> NDArray[np.int32]:
    """Return the list of each row, -1 for rows that are in none."""
    faiss = _library()

    ids = []
    for number in range(index.nlist):
        size = index.invlists.list_size(number)
        if size:
            pointer = index.invlists.get_ids(number)
            ids.append(np.array(faiss.rev_swig_ptr(pointer, size)))
            index.invlists.release_ids(number, pointer)
        else:
            ids.append(np.empty(0, dtype=np.int64))
    list_of = np.full(max((int(rows.max()) for rows in ids if len(rows)), default=-1) + 1, -1, dtype=np.int32)
    for number, rows in enumerate(ids):
        list_of[rows] = number
    return list_of
