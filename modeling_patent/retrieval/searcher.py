"""What every store of vectors shares: a query becomes views, views become a ranking, the ranking becomes hits."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from PIL import Image

from .._version import __version__
from ..shipped import SHIPPED, kept_name
from .filters import Limits, parse_limits
from .hit import Hit, Hits
from .probe import check_probe
from .query import load_model, open_stored, query_views
from .ranking import Ranked
from .search import Doubles, Floats

_LIMITS = (
    "before", "after", "locarno", "edition", "title", "exclude_patents", "exclude_applicants", "exclude_family_of"
)  # fmt: skip


class Searcher(abc.ABC):
    """A collection that can be searched: `PatentIndex` on one machine, `MilvusIndex` on a cluster.

    A patent's score is the mean over the views of the query (weighted, if weights are given) of the cosine of its best
    figure. The Gazette copy of a figure is never compared. A figure without a grant date is found only when no date
    limit is set.

    Attributes:
        model_name: folder or Hub id of the model that made the vectors, or None.
        model_probe: what that model makes of some test figures, or None: tells another model from it.
    """

    model_name: str | None = None
    model_probe: list[list[float]] | None = None
    _model: tuple[Any, Any] | None = None

    @property
    @abc.abstractmethod
    def dimension(self) -> int:
        """Numbers a vector."""

    @abc.abstractmethod
    def __len__(self) -> int:
        """Number of figures."""

    @property
    @abc.abstractmethod
    def patents(self) -> list[str]:
        """Ids of the patents."""

    @abc.abstractmethod
    def holds(self, patent_id: str) -> bool:
        """Whether a patent is here, by its id or any notation of a US design patent."""

    @abc.abstractmethod
    def vectors_of(self, patent_id: str) -> Floats:
        """Return the unit vectors [n, D] of a patent's views, in row order.

        Raises:
            ValueError: there is no such patent here.
        """

    @abc.abstractmethod
    def row_of(self, figure_id: str) -> dict[str, Any] | None:
        """Return what is known of a figure, None if it is not here; `image` is the path of its picture."""

    @abc.abstractmethod
    def _nearest(
        self, views: Doubles, weights: Doubles, k: int, limits: Limits, per_patent: bool
    ) -> tuple[Ranked, tuple[Any, ...]]:
        """Rank; return the ranking and what was chosen and why."""

    @abc.abstractmethod
    def _hits(self, ranked: Ranked) -> Hits:
        """Return what is known of the rows found, the best first."""

    def _as_it_is(self) -> Searcher:
        """Return the store as it is now: rows keep their numbers there, whatever other threads add meanwhile."""
        return self

    def _nearest_many(
        self, views: Sequence[Doubles], weights: Sequence[Doubles], k: int, limits: Sequence[Limits], per_patent: bool
    ) -> list[tuple[Ranked, tuple[Any, ...]]]:
        asked = zip(views, weights, limits, strict=True)
        return [self._nearest(one, weight, k, limit, per_patent) for one, weight, limit in asked]

    def search(
        self,
        query: Any,
        k: int = 10,
        before: Any = None,
        after: Any = None,
        locarno: Any = None,
        per_patent: bool = True,
        exclude_patents: Iterable[str] = (),
        *,
        edition: int | Iterable[int] | None = None,
        title: str | None = None,
        exclude_applicants: Iterable[str] = (),
        exclude_family_of: Iterable[str] = (),
        text: str | None = None,
        text_weight: float = 0.5,
        weights: Sequence[float] | None = None,
        region: Any = None,
        explain: bool = False,
    ) -> Hits:
        """Find the closest patents, or figures.

        Args:
            query: a picture (PIL image or path), a list of pictures (views of one design), vectors [D] or [V, D],
                or a text where the model has a text tower; None where `text` asks alone.
            k: number of hits wanted.
            before: only patents granted before this day, the day itself not included.
            after: only patents granted after this day, the day itself not included.
            locarno: only figures of this class or subclass, or of one of several; None or an empty list for all.
            per_patent: one hit a patent; otherwise one a figure.
            exclude_patents: ids of patents to leave out; ids that are not in the index change nothing.
            edition: only figures whose code is of this Locarno edition, or of one of several.
            title: words that all occur in the title, as parts of words too, case ignored.
            exclude_applicants: names of applicants or assignees whose patents are left out; legal forms ("Inc.") and
                punctuation do not count.
            exclude_family_of: patents to leave out with all that their records say is related to them.
            text: words that are looked for beside the pictures, where the model has a text tower.
            text_weight: weight of the words, above 0 and at most 1; the pictures have the rest.
            weights: weights of the views, one each; None for equal ones.
            region: the part of the picture that matters: a box (left, top, right, bottom) in fractions of the
                picture, or a mask; for several pictures a list of these or None.
            explain: whether to say in `plan` how the hits were found.

        Returns:
            As many hits as there are patents (figures) to find, at most k, the closest first. Equal scores lie by
            grant date, then as they were given.

        Raises:
            ValueError: k is below 1, the query cannot be compared with the index, a date or a code is none, or there
                is no model for the query; the message says which.
            FileNotFoundError: there is no such picture.
        """
        k = whole_number(k)
        limits = parse_limits(
            before, after, locarno, edition, title, exclude_patents, exclude_applicants, exclude_family_of
        )
        views, weighed = query_views(
            query,
            self.dimension,
            self._loaded_model,
            text=text,
            text_weight=text_weight,
            weights=weights,
            region=region,
        )
        store = self._as_it_is()
        ranked, plan = store._nearest(views, weighed, k, limits, per_patent)
        hits = store._hits(ranked)
        if explain:
            hits.plan = tuple(map(str, plan))
        return hits

    def search_many(
        self, queries: Sequence[Any], k: int = 10, per_patent: bool = True, explain: bool = False, **limits: Any
    ) -> list[Hits]:
        """Find the closest patents for each of many queries; the same hits as one by one, in less time.

        Queries with the same limits are compared together.

        Args:
            queries: queries as in `search`; a matrix [Q, D] is Q queries of one view.
            k: number of hits wanted for each.
            per_patent: one hit a patent; otherwise one a figure.
            explain: whether to say in `plan` how the hits were found.
            **limits: limits as in `search`. `before` and `after` may be lists, a day (or None) a query; so may
                `exclude_patents` be a list of lists.

        Raises:
            ValueError: as in `search`, an unknown limit, or a list of another length.
        """
        k = whole_number(k)
        if unknown := sorted(set(limits) - set(_LIMITS)):
            raise ValueError(f"no limit of a search: {', '.join(unknown)} (known are {', '.join(_LIMITS)})")
        each = {name: _one_each(name, value, len(queries)) for name, value in limits.items()}
        parsed = [parse_limits(**{name: values[i] for name, values in each.items()}) for i in range(len(queries))]
        asked = [query_views(query, self.dimension, self._loaded_model) for query in queries]
        store = self._as_it_is()
        found = store._nearest_many([views for views, _ in asked], [w for _, w in asked], k, parsed, per_patent)
        several = []
        for ranked, plan in found:
            hits = store._hits(ranked)
            if explain:
                hits.plan = tuple(map(str, plan))
            several.append(hits)
        return several

    def more_like(self, hit: Hit | str, k: int = 10, whole_patent: bool = True, **options: Any) -> Hits:
        """Find the patents closest to one that is here; it is left out itself. No model is needed.

        Args:
            hit: a hit, or the id of a patent.
            k: number of hits wanted.
            whole_patent: ask with all views of the patent; otherwise with the figure of the hit alone.
            **options: limits and other options as in `search`.

        Raises:
            ValueError: there is no such patent here, a single figure is wanted of an id, or as in `search`.
        """
        patent = hit if isinstance(hit, str) else hit.patent_id
        if whole_patent:
            views = self.vectors_of(patent)
        elif isinstance(hit, str):
            raise ValueError("to ask with one figure, give a hit, not the id of a patent")
        else:
            views = self.vector_of(hit.figure_id)[None]
        excluded = options.pop("exclude_patents", None) or ()
        excluded = [excluded] if isinstance(excluded, str) else list(excluded)
        return self.search(views, k, exclude_patents=[*excluded, patent], **options)

    @abc.abstractmethod
    def vector_of(self, figure_id: str) -> Floats:
        """Return the unit vector [D] of a figure.

        Raises:
            ValueError: there is no such figure here.
        """

    def with_model(self, model: Any, processor: Any) -> Any:
        """Use this model for pictures and texts; return the index itself.

        Raises:
            ValueError: the vectors here were made with another model.
        """
        try:
            check_probe(self.model_probe, self.dimension, model, processor)
        except ValueError:
            if not self.model_name == SHIPPED == model_name_of(model):
                raise
            raise ValueError(
                f"the index was made with the checkpoint of another version of modeling_patent, not with that of "
                f"{__version__}; index again, or name a folder that holds the old checkpoint (--model)"
            ) from None
        self._model = (model, processor)
        return self

    def cover(self, hit: Hit) -> str:
        """Return the id of the figure that stands for the hit's patent: its Gazette copy, or the figure found."""
        row = self.row_of(hit.figures[0]) if hit.figures else None
        return hit.figures[0] if row is not None and row["is_gazette_copy"] else hit.figure_id

    def picture(self, figure_id: str) -> Image.Image | None:
        """Return the picture of a figure, None if it does not lie any more where it was indexed from."""
        row = self.row_of(figure_id)
        try:
            return open_stored("" if row is None else row["image"] or "")
        except (OSError, ValueError):
            return None

    def _loaded_model(self) -> tuple[Any, Any]:
        if self._model is None:
            if not self.model_name:
                raise ValueError("the index knows no model for the query; give it one by with_model (or --model)")
            self.with_model(*load_model(self.model_name))
        assert self._model is not None
        return self._model


def whole_number(k: Any) -> int:
    """Return the number of hits wanted.

    Raises:
        ValueError: it is no whole number from 1.
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise ValueError(f"k is the number of hits wanted, a whole number from 1, not {k!r}")
    return int(k)


def model_name_of(model: Any) -> str | None:
    """Return the name by which an index remembers the model (see `shipped.kept_name`), None if it is not known."""
    name = getattr(getattr(model, "config", None), "_name_or_path", "") or getattr(model, "name_or_path", "")
    return kept_name(name) if name else None


def _one_each(name: str, value: Any, count: int) -> list[Any]:
    if isinstance(value, Iterator):
        value = list(value)  # it can be gone through once, and every query asks for it
    is_each = isinstance(value, list | tuple | np.ndarray) and name in ("before", "after")
    is_each = is_each or (
        name == "exclude_patents" and isinstance(value, list | tuple) and any(not isinstance(v, str) for v in value)
    )
    if not is_each:
        return [value] * count
    if len(value) != count:
        raise ValueError(f"{len(value)} values of {name}, but {count} queries")
    return list(value)
