"""The made collection that search_engines.py and search_scale.py search: vectors like those of design patents' figures.

237 Locarno subclasses with a long tail, within them product lines of a few patents, patents of 1 to 12 figures. Patents
lie in grant-date order, weekly, more of them every year; subclasses drift and change their share with time. Every level
adds Gaussian noise whose variance falls with the dimension (about 60 effective dimensions of 256). Questions are
figures of patents that are kept out, each with its own grant date, and may see what was granted before it. Everything
follows from the seed, and vectors are drawn chunk by chunk, so that no number of rows needs much memory.

    python benchmarks/search_data.py        # how the collection looks, and how hard it is for plain FAISS indexes
"""

from __future__ import annotations

import argparse
import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from modeling_patent.locarno import locarno_list

WIDTH, WEEKS, FIRST_WEEK = 256, 2_500, datetime.date(1976, 1, 6)
SHARES = (1.0, 0.5, 0.1, 0.01, 0.001)
"""Shares of the rows that were granted before the question's patent."""

CODES = tuple(code for code, (_, status) in locarno_list().items() if "-" in code and status == "current")
FIGURES = np.array([0.03, 0.03, 0.03, 0.05, 0.07, 0.11, 0.30, 0.19, 0.09, 0.05, 0.03, 0.02])  # patents of 1, 2, ... 12
SPREAD = {"class": 0.4, "subclass": 0.4, "drift": 0.3, "line": 0.5, "patent": 0.45, "view": 0.3, "figure": 0.55}
_CHUNK = 4096  # patents that share a random generator; the vectors depend on it
_TRUTH_COLUMNS = 16_384


@dataclass(frozen=True)
class Collection:
    """Patents in grant-date order, and how to draw their figures.

    Attributes:
        seed: of every draw.
        starts: the first row of each patent, and the number of rows [patents + 1].
        week: of each patent, from 0, rising.
        code: of each patent, a number in `CODES`.
        line: product line of each patent.
        lines: number of lines.
    """

    seed: int
    starts: NDArray[np.int64]
    week: NDArray[np.int64]
    code: NDArray[np.int64]
    line: NDArray[np.int64]
    lines: int

    @property
    def rows(self) -> int:
        """Number of figures."""
        return int(self.starts[-1])

    def of_rows(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what each figure has of its patent."""
        return np.repeat(values, np.diff(self.starts))


@dataclass(frozen=True)
class Questions:
    """Figures of patents that are not in the collection, all with about the same share of it before them.

    Attributes:
        share: about how many of the rows were granted before.
        vectors: unit rows [Q, WIDTH].
        week: of the question's patent [Q].
        stop: number of rows granted before it [Q].
        code: subclass of the question's patent, a number in `CODES` [Q].
    """

    share: float
    vectors: NDArray[np.float32]
    week: NDArray[np.int64]
    stop: NDArray[np.int64]
    code: NDArray[np.int64]


def date_of(week: int) -> datetime.date:
    """Return the grant date of a week, a Tuesday."""
    return FIRST_WEEK + datetime.timedelta(weeks=int(week))


def make_collection(rows: int, questions: int = 200, seed: int = 0) -> tuple[Collection, list[Questions]]:
    """Draw a collection and as many questions for each of `SHARES`."""
    rng = np.random.default_rng(seed)
    figures = rng.choice(np.arange(1, 13), size=rows, p=FIGURES)
    starts = np.concatenate([[0], np.cumsum(figures)])
    starts = np.concatenate([starts[starts < rows], [rows]])
    patents = len(starts) - 1
    # The questions' patents are drawn like all others, at their place in time, and then kept out.
    places = [np.where(share < 1, share * rng.uniform(0.95, 1.05, questions), 1.001) for share in SHARES]
    place = np.concatenate([(np.arange(patents) + 0.5) / patents, *places])
    order = np.argsort(place, kind="stable")
    time = np.sqrt(place[order])  # the number of grants a week grows
    code = np.empty(len(place), dtype=np.int64)
    line = np.empty(len(place), dtype=np.int64)
    code[order] = _draw_codes(rng, time)
    line[order] = _draw_lines(rng, code[order])
    week = np.floor(np.sqrt(place) * WEEKS).astype(np.int64)
    collection = Collection(seed, starts, week[:patents], code[:patents], line[:patents], int(line.max()) + 1)
    asked = []
    for number, share in enumerate(SHARES):
        these = slice(patents + number * questions, patents + (number + 1) * questions)
        vectors = _figures(collection, week[these], code[these], line[these], np.ones(questions, int), 10**6 + number)
        stop = starts[np.searchsorted(collection.week, week[these], side="left")]
        asked.append(Questions(share, vectors, week[these], stop, code[these]))
    return collection, asked


def vector_chunks(collection: Collection) -> Iterator[NDArray[np.float32]]:
    """Yield the unit rows of the collection in their order, some thousand patents at a time."""
    for number, begin in enumerate(range(0, len(collection.week), _CHUNK)):
        part = slice(begin, begin + _CHUNK)
        counts = np.diff(collection.starts[begin : begin + _CHUNK + 1])
        yield _figures(collection, collection.week[part], collection.code[part], collection.line[part], counts, number)


def rows_table(collection: Collection) -> pa.Table:
    """Return what is known of each figure, with names as long as real ones."""
    counts = np.diff(collection.starts)
    dates = [date_of(week) for week in collection.week]
    patents = [f"USD{number:07d}" for number in range(500_000, 500_000 + len(counts))]
    each = zip(patents, dates, counts, strict=True)
    figures = [f"{name}-{day:%Y%m%d}-D{i:05d}" for name, day, count in each for i in range(1, count + 1)]
    row_patent = pa.array(np.repeat(np.arange(len(counts)), counts))
    codes = pa.array([CODES[code] for code in collection.code])
    titles = pa.array([locarno_list()[CODES[code]][0][:40] for code in collection.code])
    makers = pa.array([[f"Maker {line % 20_000} Company, Ltd."] for line in collection.line])
    columns = {
        "figure_id": pa.array(figures),
        "patent_id": pa.array(patents).take(row_patent),
        "granted": pa.array(dates, pa.date32()).take(row_patent),
        "locarno": codes.take(row_patent),
        "title": titles.take(row_patent),
        "applicants": makers.take(row_patent),
    }
    return pa.table(columns)


def exact_answers(
    vectors: NDArray[np.float32], collection: Collection, asked: Questions, by_code: bool, k: int = 10
) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Return for each question the rows, and the patents, that are closest of those that may be found.

    Both in falling order of the cosine, at most k. The product is made in parts, so `vectors` may be a memory map.
    """
    row_code, stops, last = collection.of_rows(collection.code), asked.stop, int(asked.stop.max())
    cuts = np.searchsorted(collection.starts, np.arange(0, last, _TRUTH_COLUMNS))
    cuts = np.unique(np.append(cuts, np.searchsorted(collection.starts, last)))
    best: list[list[tuple[NDArray[np.float32], NDArray[np.int64]]]] = [[], []]
    for one, two in itertools.pairwise(cuts):
        begin, end = collection.starts[one], collection.starts[two]
        cosines = asked.vectors @ vectors[begin:end].T
        allowed = np.arange(begin, end) < stops[:, None]
        if by_code:
            allowed &= row_code[begin:end] == asked.code[:, None]
        cosines[~allowed] = -np.inf
        by_patent = np.maximum.reduceat(cosines, collection.starts[one:two] - begin, axis=1)
        for kept, scores, first in zip(best, (cosines, by_patent), (begin, one), strict=True):
            top = np.argpartition(-scores, min(k, scores.shape[1]) - 1, axis=1)[:, :k]
            kept.append((np.take_along_axis(scores, top, axis=1), top + first))
    found = []
    for kept in best:
        scores, names = (np.concatenate(parts, axis=1) for parts in zip(*kept, strict=True))
        order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        found.append([names[i, o][np.isfinite(scores[i, o])] for i, o in enumerate(order)])
    return found[0], found[1]


def recall(found: list[NDArray[np.int64]], truth: list[NDArray[np.int64]]) -> float:
    """Return the share of the true nearest that was found, over all questions together; 1 where there are none."""
    hits = sum(len(np.intersect1d(one, two)) for one, two in zip(found, truth, strict=True))
    there = sum(map(len, truth))
    return hits / there if there else 1.0


def _draw_codes(rng: np.random.Generator, time: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a subclass for each patent [n] of times that rise; a few grow and some go."""
    size = rng.permutation(1 / np.arange(1, len(CODES) + 1) ** 0.9)
    growth = 0.7 * rng.standard_normal(len(CODES))
    cuts = np.searchsorted(time, np.linspace(0, time[-1], 65)[1:-1])
    codes = []
    for part in np.split(time, cuts):
        weights = size * np.exp(growth * (2 * part.mean() - 1)) if len(part) else size
        codes.append(rng.choice(len(CODES), size=len(part), p=weights / weights.sum()))
    return np.concatenate(codes)


def _draw_lines(rng: np.random.Generator, code: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a product line for each patent [n] in time order: a new one, or that of a recent patent of the class."""
    by_code = np.argsort(code, kind="stable")
    lag = np.where(rng.random(len(code)) < 0.35, 0, rng.geometric(0.05, len(code)))
    parent = np.arange(len(code)) - lag
    first = np.searchsorted(code[by_code], code[by_code])  # where its class begins
    parent = np.where(parent < first, np.arange(len(code)), parent)
    while not np.array_equal(parent, parent[parent]):
        parent = parent[parent]
    first_patent = np.empty(len(code), dtype=np.int64)
    first_patent[by_code] = by_code[parent]
    return np.unique(first_patent, return_inverse=True)[1]


def _noise(rng: np.random.Generator, rows: int, level: str) -> NDArray[np.float32]:
    """Return Gaussian rows of a mean length, their variance falling with the dimension."""
    spectrum = np.arange(1, WIDTH + 1) ** -0.375
    spectrum *= SPREAD[level] / np.linalg.norm(spectrum)
    return rng.standard_normal((rows, WIDTH), dtype=np.float32) * spectrum.astype(np.float32)


def _figures(
    collection: Collection,
    week: NDArray[np.int64],
    code: NDArray[np.int64],
    line: NDArray[np.int64],
    counts: NDArray[np.int64],
    chunk: int,
) -> NDArray[np.float32]:
    """Return the unit rows of the figures of some patents, patent after patent."""
    seed = collection.seed
    shared = np.random.default_rng([seed, 1])
    turn = np.linalg.qr(shared.standard_normal((WIDTH, WIDTH)))[0].astype(np.float32)
    classes, of_class = np.unique([c[:2] for c in CODES], return_inverse=True)
    centre = _noise(shared, len(classes), "class")[of_class] + _noise(shared, len(CODES), "subclass")
    drift, views = _noise(shared, len(CODES), "drift"), _noise(shared, len(FIGURES), "view")
    # A line's point follows from its number alone; lines are numbered by time, so a chunk of patents needs few blocks.
    blocks, block_of = np.unique(line // _CHUNK, return_inverse=True)
    of_line = np.empty((len(line), WIDTH), dtype=np.float32)
    for number, block in enumerate(blocks):
        points = _noise(np.random.default_rng([seed, 2, int(block)]), _CHUNK, "line")
        of_line[block_of == number] = points[line[block_of == number] % _CHUNK]
    rng = np.random.default_rng([seed, 3, chunk])
    points = centre[code] + drift[code] * (week / WEEKS)[:, None].astype(np.float32) + of_line
    points += _noise(rng, len(week), "patent")
    if chunk >= 10**6:
        position = rng.integers(len(FIGURES), size=len(week))  # one figure of each, any of them
    else:
        position = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = np.repeat(points, counts, axis=0) + views[position] + _noise(rng, int(counts.sum()), "figure")
    rows = rows @ turn
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def main() -> None:
    """Describe the collection."""
    import faiss

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    options = parser.parse_args()
    collection, asked = make_collection(options.rows)
    vectors = np.concatenate(list(vector_chunks(collection)))
    sizes = np.sort(np.bincount(collection.of_rows(collection.code), minlength=len(CODES)))[::-1]
    print(f"{collection.rows:,} figures of {len(collection.week):,} patents of {collection.lines:,} lines")
    print(f"{len(CODES)} subclasses: the largest {sizes[0]:,} figures, the median one {sizes[len(sizes) // 2]:,}")
    patent = collection.of_rows(np.arange(len(collection.week)))
    some = np.random.default_rng(0).choice(collection.rows, 200, replace=False)
    near = np.argsort(-(vectors[some] @ vectors.T), axis=1)[:, 1:11]
    print(f"of the ten nearest of a figure, {(patent[near] == patent[some][:, None]).mean():.2f} are of its own patent")
    for one in asked:
        rows, _ = exact_answers(vectors, collection, one, by_code=False)
        few = np.mean([len(np.unique(patent[r])) for r in rows])
        top = [np.median([vectors[r[i]] @ v for r, v in zip(rows, one.vectors, strict=True)]) for i in (0, 9)]
        same = np.mean([np.mean(collection.code[patent[r]] == c) for r, c in zip(rows, one.code, strict=True)])
        print(
            f"questions with {one.share:.1%} of the rows before them ({int(np.median(one.stop)):,}): the ten nearest "
            f"are of {few:.1f} patents, {same:.2f} of the question's subclass, cosines {top[0]:.2f} to {top[1]:.2f}"
        )
    truth, _ = exact_answers(vectors, collection, asked[0], by_code=False)
    for factory, setting, values in (("IVF1024,Flat", "nprobe", (1, 4, 16, 64)), ("HNSW32", "efSearch", (16, 64, 256))):
        index = faiss.index_factory(WIDTH, factory, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        for value in values:
            faiss.ParameterSpace().set_index_parameter(index, setting, value)
            found = list(index.search(asked[0].vectors, 10)[1])
            print(f"FAISS {factory}, {setting} {value}: recall@10 {recall(found, truth):.3f}")


if __name__ == "__main__":
    main()
