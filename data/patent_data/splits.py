"""Splits of rows by patent, by time, and as a drawn corpus states them. No picture is opened."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeling_patent.rows import column, parse_date, parse_patent_id, require_columns

from .tally import LOGGER

if TYPE_CHECKING:
    import datasets

DEFAULT_SHARES = {"train": 0.9, "validation": 0.1}


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
    names = list(shares)
    patents = _column(dataset, "patent_id")
    place = {patent: _share(patent, seed) for patent in set(patents)}
    number = {patent: sum(at >= end for end in ends) for patent, at in place.items()}
    return _select(dataset, names, [names[number[patent]] for patent in patents])


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
    names = list(starts)
    patents, granted = _column(dataset, "patent_id"), _column(dataset, "granted")
    earliest: dict[str, datetime.date] = {}
    for patent, day in zip(patents, granted, strict=True):
        if day is not None:
            earliest[patent] = min(day, earliest.get(patent, day))
    number = {patent: sum(day >= start for start in days) for patent, day in earliest.items()}
    chosen = [names[number[patent] - 1] if number.get(patent) else None for patent in patents]
    undated = sum(patent not in earliest for patent in patents)
    early = chosen.count(None) - undated
    if undated or early:
        LOGGER.warning("split by time: %d figures without a grant date and %d before the first split", undated, early)
    return _select(dataset, names, chosen)


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


def _select(dataset: datasets.Dataset, names: list[str], chosen: list[str | None]) -> datasets.DatasetDict:
    import datasets

    rows: dict[str, list[int]] = {name: [] for name in names}
    for i, name in enumerate(chosen):
        if name is not None:
            rows[name].append(i)
    return datasets.DatasetDict({name: dataset.select(indices) for name, indices in rows.items()})
