"""What `retrieval_metrics` is given, checked and brought into one form: matrices, integer columns, days, groups."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from .grouping import Groups
from .ranking import day_windows

Ints = NDArray[np.int64]
_UNKNOWN_DAY = int(np.iinfo(np.int64).min)


def matrix(embeds: Any, name: str) -> Any:
    """Return vectors [N, D] as they are, or as an array.

    Raises:
        ValueError: they have another number of dimensions.
    """
    embeds = embeds if isinstance(embeds, Tensor) else np.asanyarray(embeds)
    if embeds.ndim != 2:
        raise ValueError(f"{name} must have two dimensions (rows, features), not the shape {tuple(embeds.shape)}")
    return embeds


def pair(query: Any, gallery: Any, sizes: tuple[int, int], name: str) -> tuple[Ints, Ints]:
    """Return the query and gallery column as int64, after checking that they are there and fit."""
    first = integers(query, sizes[0], f"query_{name}", "query_embeds")
    return first, integers(gallery, sizes[1], f"gallery_{name}", "gallery_embeds")


def of_groups(values: tuple[Ints, Ints], groups: tuple[Groups, Groups], name: str) -> tuple[Ints, Ints]:
    """Return a query and a gallery column by group."""
    return groups[0].common(values[0], f"query_{name}"), groups[1].common(values[1], f"gallery_{name}")


def windows(given: tuple[Any, Any], gallery_dates: Any, sizes: tuple[int, int]) -> tuple[Tensor, Tensor, Tensor]:
    """Return the queries' windows and the gallery's days as `Candidates` takes them."""
    days = integers(gallery_dates, sizes[1], "gallery_dates", "gallery_embeds")
    begin, end = (integers(side, sizes[0], "query_windows", "query_embeds") for side in given)
    return day_windows(begin, end, days)


def integers(values: Any, length: int, name: str, rows: str) -> Ints:
    """Return labels as int64, and datetime64 as days since 1970 with NaT as the unknown day."""
    if values is None:
        raise ValueError(f"{name} is needed, but was not given")
    array = values.detach().cpu().numpy() if isinstance(values, Tensor) else np.asarray(values)
    if array.shape != (length,):
        raise ValueError(f"{name} has the shape {array.shape}, but {rows} has {length} rows")
    if array.dtype.kind == "M" and name.endswith(("_dates", "_windows")):
        missing = np.isnat(array)
        return np.where(missing, _UNKNOWN_DAY, array.astype("datetime64[D]").astype(np.int64))
    if array.dtype.kind not in "iu" and length:
        kinds = "integers or datetime64" if name.endswith(("_dates", "_windows")) else "integers"
        raise ValueError(f"{name} must be {kinds}, not {array.dtype}")
    return array.astype(np.int64)


def item_pairs(given: tuple[Any, Any], sizes: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return pairs of queries and items, each once, in the order of the queries.

    Raises:
        ValueError: the two differ in length, or one names what is not there.
    """
    columns = [np.asarray(side, dtype=np.int64) for side in given]
    if columns[0].shape != columns[1].shape or columns[0].ndim != 1:
        raise ValueError(f"relevant_pairs must be two columns of one length, not {[c.shape for c in columns]}")
    for side, size, name in zip(columns, sizes, ("queries", "items"), strict=True):
        if len(side) and not (side.min() >= 0 and side.max() < size):
            raise ValueError(f"relevant_pairs names {name} from {side.min()} to {side.max()}, but there are {size}")
    unique = np.unique(np.stack(columns, axis=1), axis=0)
    return unique[:, 0], unique[:, 1]


def own_rows(query_rows: Any, sizes: tuple[int, int]) -> Ints:
    """Return each query's own row in the gallery, -1 for none."""
    rows = integers(query_rows, sizes[0], "query_rows", "query_embeds")
    wrong = np.flatnonzero((rows < -1) | (rows >= sizes[1]))
    if len(wrong):
        raise ValueError(f"query_rows[{wrong[0]}] is {rows[wrong[0]]}, but the gallery has {sizes[1]} rows (-1: none)")
    return rows
