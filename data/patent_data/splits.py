"""Splits of rows by patent, by time, and as a drawn corpus states them. No picture is opened."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from modeling_patent.rows import column, parse_date, parse_patent_id, require_columns

from .tally import LOGGER

if TYPE_CHECKING:
    import datasets
    from numpy.typing import NDArray

DEFAULT_SHARES = {"train": 0.9, "validation": 0.1}
_BATCH = 1_000  # rows read at once
_UNDATED = int(np.iinfo(np.int32).max)  # the day of a patent without a grant date


def split_by_patent(
    dataset: datasets.Dataset, shares: Mapping[str, float] | None = None, seed: int = 0
) -> datasets.DatasetDict:
    """Split rows by patent, so that all figures of a patent lie in one split.

    A hash of patent id and seed decides: the same on every machine, and for a patent whatever else is there. With the
    splits in the same order, enlarging a share moves patents only into it from its neighbours.

    Args:
        dataset: rows.
        shares: name -> share of the patents; they add up to 1. Nine to one for train and validation if not given.
        seed: another number gives another split.

    Raises:
        ValueError: a share is below 0, or they do not add up to 1.
    """
    shares = DEFAULT_SHARES if shares is None else shares
    if not shares or min(shares.values()) < 0 or abs(sum(shares.values()) - 1) > 1e-6:
        raise ValueError(f"shares must be 0 or more and add up to 1, not {dict(shares)}")
    ends = list(itertools.accumulate(shares.values()))[:-1]
    rows, patents, _ = _patents(dataset)
    place = np.array([sum(_share(patent, seed) >= end for end in ends) for patent in patents], dtype=np.int8)
    return _select(dataset, list(shares), place, rows)


def split_by_time(dataset: datasets.Dataset, starts: Mapping[str, Any]) -> datasets.DatasetDict:
    """Split rows by grant date, all figures of a patent by its earliest one.

    Rows granted before the first split begins, and rows without a date, are in no split; how many is logged.

    Args:
        dataset: rows.
        starts: name -> first day of the split, in any notation of `parse_date`, in the order of time; the first may be
            None: from the beginning. `{"train": None, "validation": "2020-01-01"}`.

    Raises:
        ValueError: there are no starts, one is no date, or they are not in order.
    """
    first = datetime.date.min
    days = [first if i == 0 and start is None else parse_date(start) for i, start in enumerate(starts.values())]
    if not days or any(later <= earlier for earlier, later in itertools.pairwise(days)):
        raise ValueError(f"starts must be dates, each later than the one before, not {dict(starts)}")
    rows, _, granted = _patents(dataset, dated=True)
    place = np.searchsorted([_day(start) for start in days], granted, side="right") - 1
    place[granted == _UNDATED] = -1
    undated = int(np.count_nonzero(granted[rows] == _UNDATED))
    early = int(np.count_nonzero(place[rows] < 0)) - undated
    if undated or early:
        LOGGER.warning("split by time: %d figures without a grant date and %d before the first split", undated, early)
    return _select(dataset, list(starts), place, rows)


def paper_split(dataset: datasets.Dataset, validation_share: float = 0.1, seed: int = 0) -> datasets.DatasetDict:
    """Split rows of DeepPatent2 as arXiv 2404.19360 does: "train", "validation" and "test", by patent.

    Patents granted from 2016 to 2019 are trained on and validated on, nine to one as in `split_by_patent`; those of
    2020 are the queries, "test". A patent of several dates counts by its earliest one. Rows of other years and rows
    without a date are in no split; how many is logged. The paper states the years and the nine to one, but not
    whether patents or figures were drawn: here it is patents.

    Args:
        dataset: rows.
        validation_share: of the patents of 2016 to 2019.
        seed: another number gives another validation split.

    Raises:
        ValueError: the share is none, or no row is of these years.
    """
    if not 0 <= validation_share <= 1:
        raise ValueError(f"validation_share must be a share from 0 to 1, got {validation_share}")
    rows, patents, granted = _patents(dataset, dated=True)
    first, queries, end = (_day(datetime.date(year, 1, 1)) for year in (2016, 2020, 2021))
    place = np.full(len(patents), -1, dtype=np.int8)
    place[(queries <= granted) & (granted < end)] = 2
    for number in np.flatnonzero((first <= granted) & (granted < queries)).tolist():
        place[number] = _share(patents[number], seed) >= 1 - validation_share
    undated = int(np.count_nonzero(granted[rows] == _UNDATED))
    others = int(np.count_nonzero(place[rows] < 0)) - undated
    if undated + others == len(rows):
        raise ValueError(f"no figure of 2016 to 2020: {others} of other years, {undated} without a grant date")
    if undated or others:
        LOGGER.warning("paper split: %d figures of other years and %d without a grant date left out", others, undated)
    return _select(dataset, ["train", "validation", "test"], place, rows)


def corpus_split(dataset: datasets.Dataset, folder: str | os.PathLike[str], split: str) -> datasets.Dataset:
    """Return the rows of one split of a drawn corpus, by the patents that its `corpus.json` states.

    Args:
        dataset: rows of the corpus.
        folder: the corpus.
        split: "train", "validation", "test" or "unseen".

    Raises:
        FileNotFoundError: the folder holds no corpus.json.
        ValueError: corpus.json is malformed, or states no such split.
    """
    path = Path(folder) / "corpus.json"
    if not path.is_file():
        raise FileNotFoundError(f"no drawn corpus: {path} is not there")
    try:
        stated = {parse_patent_id(key): str(value["split"]) for key, value in _load(path)["patents"].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path}: not the description of a drawn corpus ({type(error).__name__}: {error})") from None
    names = sorted(set(stated.values()))
    if split not in names:
        raise ValueError(f"{path}: no split {split!r} (there are {', '.join(names)})")
    patents = _column(dataset, "patent_id")
    return dataset.select([i for i, patent in enumerate(patents) if stated.get(patent) == split])


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _column(dataset: datasets.Dataset, name: str) -> list[Any]:
    require_columns(dataset.column_names or (), [name])
    return column(dataset.select_columns([name]), name)


def _share(patent: str, seed: int) -> float:
    """Return the place of a patent between 0 and 1."""
    digest = hashlib.blake2b(f"{seed}:{patent}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _day(date: datetime.date) -> int:
    """Return a date as days since 1970-01-01."""
    return (date - datetime.date(1970, 1, 1)).days


def _patents(dataset: datasets.Dataset, dated: bool = False) -> tuple[NDArray[np.int32], list[str], NDArray[np.int32]]:
    """Number the patents in the order in which they occur.

    Returns:
        The number of each row's patent [N]; the patents' ids [P]; with `dated`, their earliest grant dates in days
        since 1970-01-01 [P], `_UNDATED` where there is none.
    """
    names = ["patent_id", "granted"] if dated else ["patent_id"]
    require_columns(dataset.column_names or (), names)
    number: dict[str, int] = {}
    rows = np.zeros(len(dataset), dtype=np.int32)
    days = np.full(len(dataset) if dated else 0, _UNDATED, dtype=np.int32)
    at = 0
    for table in dataset.select_columns(names).with_format("arrow").iter(_BATCH):
        encoded = table["patent_id"].combine_chunks().dictionary_encode(null_encoding="encode")
        own = np.array([number.setdefault(id_, len(number)) for id_ in encoded.dictionary.to_pylist()], dtype=np.int32)
        rows[at : at + len(table)] = own[encoded.indices.to_numpy()]
        if dated:
            filled = table["granted"].cast("date32").cast("int32").fill_null(_UNDATED)
            days[at : at + len(table)] = filled.to_numpy()
        at += len(table)
    earliest = np.full(len(number), _UNDATED, dtype=np.int32)
    if dated:
        np.minimum.at(earliest, rows, days)
    return rows, list(number), earliest


def _select(
    dataset: datasets.Dataset, names: Sequence[str], place: NDArray[Any], rows: NDArray[np.int32]
) -> datasets.DatasetDict:
    """Return the splits: `place` [P] says in which of them a patent is (-1: in none), `rows` [N] a row's patent."""
    import datasets

    chosen = place[rows]
    return datasets.DatasetDict(
        {name: dataset.select(np.flatnonzero(chosen == i).tolist()) for i, name in enumerate(names)}
    )
