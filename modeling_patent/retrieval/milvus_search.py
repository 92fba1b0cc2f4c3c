"""The ranking of a search in Milvus: candidates from its index, scores in float64 from their vectors.

Milvus ranks figures by float32 cosines, one view at a time, and knows no order of ties. So its lists only name
candidates. All their figures are fetched and ranked here by the code that ranks a `PatentIndex`. What is in no list
scores at most the weighted sum of the lists' last cosines (Fagin's threshold algorithm); until the hits lie above
that, longer lists are asked for, and beyond the longest that Milvus gives, the lists of parts of the collection.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .candidates import Candidates
from .collection import SCHEMA
from .filters import Limits
from .milvus_client import MOST_RESULTS, Collection
from .milvus_filters import both, date_of, one_of
from .milvus_rows import in_order, table_of
from .parts import Part, make_part
from .ranking import Pool, Ranked, rank
from .search import Doubles, Floats

EXACT = ("FLAT", "BRUTE_FORCE")
"""Indexes that compare all vectors: what they do not name is no closer than their last."""

_SLOTS = 1 << 16
_KEYS_AT_ONCE = 512  # patents whose figures are fetched by one request
_FIELDS = ("figure_id", "patent_id", "granted", "serial", "title", "vector")


@dataclass(frozen=True)
class Found(Ranked):
    """A ranking whose rows are those of the candidates.

    Attributes:
        part: the candidates' figures.
    """

    part: Part


@dataclass
class _Span:
    """A share of the collection by the hash of the figures, and what its lists hold.

    Attributes:
        low, high: slots from and to; to is not in it.
        floors: cosine of the last in each view's list [V]; nothing that is in no list is closer.
        is_whole: whether the lists name everything there is.
    """

    low: int
    high: int
    floors: Doubles
    is_whole: bool = False

    @property
    def expression(self) -> str:
        return "" if self.high - self.low == _SLOTS else f"slot >= {self.low} and slot < {self.high}"

    def halves(self) -> list[_Span]:
        middle = (self.low + self.high) // 2
        return [_Span(self.low, middle, self.floors), _Span(middle, self.high, self.floors)]


def nearest(
    collection: Collection, wanted: str, views: Doubles, weights: Doubles, k: int, limits: Limits, per_patent: bool
) -> tuple[Found | None, str]:
    """Rank the patents (or figures) that a filter lets through.

    Args:
        collection: where to look.
        wanted: filter expression of all limits.
        views: unit query rows [V, D].
        weights: of the views [V], summing to 1.
        k: number of hits wanted.
        limits: of the search; the words of the title are looked at again.
        per_patent: whether the figures of a patent are one hit.

    Returns:
        The ranking, None where nothing is found; how it was found, in words.

    Raises:
        ValueError: more hits are wanted than an approximate index gives.
    """
    # The score of one figure is its product with the weighted sum of the views, so one list is enough.
    asked, shares = (views, weights) if per_patent else ((weights @ views)[None], np.ones(1))
    short = np.ascontiguousarray(asked, dtype=np.float32)
    key = "patent_id" if per_patent else "figure_id"
    is_exact = collection.index in EXACT
    limit = min(MOST_RESULTS, k + 16 if len(asked) == 1 else 4 * k + 32)
    candidates = _Candidates(collection, wanted, key, views.shape[1])
    spans = [_Span(0, _SLOTS, np.ones(len(asked)))]
    found: Found | None = None
    rounds = 0
    while True:
        rounds += 1
        for span in spans:
            if not span.is_whole:
                candidates.add(_listed(collection, both(wanted, span.expression), short, limit, key, span))
        found = candidates.ranked(views, weights, k, limits, per_patent)
        open_spans = [span for span in spans if not span.is_whole]
        if not open_spans or _is_proven(found, k, open_spans, shares, sum(views.shape)):
            break
        if limit < MOST_RESULTS:
            limit = min(MOST_RESULTS, 4 * limit)
        elif is_exact and open_spans[0].high - open_spans[0].low > 1:
            spans = [half for span in open_spans for half in span.halves()]
        elif k > MOST_RESULTS and not is_exact:
            raise ValueError(
                f"k is {k:,}; the {collection.index} index of {collection.address} gives at most {MOST_RESULTS:,} hits "
                "(a FLAT index gives all)"
            )
        else:
            break
    what = "patents" if per_patent else "figures"
    certain = "no other can score as high" if is_exact else "as far as its graph or lists tell"
    return found, (
        f"Milvus, {collection.index}: up to {limit:,} {what} a view, {rounds} "
        f"round{'s' * (rounds > 1)}, {len(candidates):,} compared exactly; {certain}"
    )


def _listed(collection: Collection, wanted: str, views: Floats, limit: int, key: str, span: _Span) -> set[str]:
    """Ask for the lists of a span; return who is in them, and note how far they reach."""
    lists = collection.search(views, wanted, limit, key if key == "patent_id" else None)
    names = {name for listed in lists for name, _ in listed}
    span.floors = np.array([listed[-1][1] if listed else 1.0 for listed in lists])
    if min(map(len, lists)) < limit:
        # A list that is not full may still not name all: the engine groups the closest figures, not all of them.
        span.is_whole = collection.is_empty(both(wanted, one_of(key, sorted(names), negate=True) if names else ""))
    return names


def _is_proven(found: Found | None, k: int, spans: list[_Span], weights: Doubles, width: int) -> bool:
    """Whether no patent (or figure) that no list names can score as high as the last hit."""
    if found is None or len(found.rows) < k:
        return False
    # A float32 product of unit rows is off by less than D * 2^-24; four times that, as for a scan.
    error = 4 * width * 2.0**-24
    floors = np.max([span.floors for span in spans], axis=0) + error
    return bool(found.scores[k - 1] > (weights * floors).sum())


class _Candidates:
    """The figures of the patents (or the figures) that some list names, fetched once."""

    def __init__(self, collection: Collection, wanted: str, key: str, dimension: int) -> None:
        self._collection, self._wanted, self._key, self._dimension = collection, wanted, key, dimension
        self._names: set[str] = set()
        self._rows: list[dict[str, object]] = []
        self._vectors: list[Floats] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, names: set[str]) -> None:
        """Fetch those that are not here."""
        for some in _batches(sorted(names - self._names)):
            expression = both(self._wanted, one_of(self._key, some))
            row_bytes = 4 * self._dimension + 512
            found = in_order(self._collection.rows(expression, _FIELDS, row_bytes))
            if found:
                self._vectors.append(np.array([row["vector"] for row in found], dtype=np.float32))
                self._rows += [{name: row[name] for name in _FIELDS if name != "vector"} for row in found]
        self._names |= names

    def ranked(self, views: Doubles, weights: Doubles, k: int, limits: Limits, per_patent: bool) -> Found | None:
        """Rank what is here."""
        if not self._rows:
            return None
        serial = np.array([row["serial"] for row in self._rows])
        order = np.argsort(serial, kind="stable")
        rows = [
            dict.fromkeys(SCHEMA.names) | row | {"granted": date_of(row["granted"]), "is_gazette_copy": False}
            for row in (self._rows[place] for place in order)
        ]
        part = make_part(np.concatenate(self._vectors)[order], table_of(rows))
        eligible = part.eligible(Limits(title=limits.title), ())
        short = np.ascontiguousarray(views, dtype=np.float32)
        source = Candidates(part, eligible, short)
        found = rank(Pool([source], [0], None), views, weights, k, per_patent)
        return Found(**vars(found), part=part)


def _batches(names: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(names), _KEYS_AT_ONCE):
        yield names[begin : begin + _KEYS_AT_ONCE]
