"""Which patents a drawn corpus holds: families along a long tail, grant dates, splits, views."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from patent_data.drawn.view import View

Split = Literal["train", "validation", "test", "unseen"]

FIRST_NUMBER = 9000001
UNSEEN_SHARE = 0.12
TEST_SHARE = 0.14
VALIDATION_SHARE = 0.05
TUESDAY = 1
THINNEST = 0.02


@dataclass(frozen=True)
class Entry:
    """One planned patent.

    Attributes:
        place: Its place in the corpus, from 0.
        patent_id: "USD9000001" and up.
        granted: A Tuesday.
        family: Name of the family that it shows.
        split: Which part of the corpus it belongs to.
    """

    place: int
    patent_id: str
    granted: date
    family: str
    split: Split


def ranked(names: Collection[str]) -> list[str]:
    """Names in the fixed order of the long tail, which follows a hash and so nothing that a drawing shows.

    >>> ranked(["chair", "bed", "cup"]) == ranked(["cup", "bed", "chair"])
    True
    """
    return sorted(names, key=lambda name: hashlib.sha256(f"long tail {name}".encode()).digest())


def allocate(trained: Collection[str], held_out: Collection[str], patents: int) -> dict[str, int]:
    """How many patents every family gets.

    Trained families follow a Zipf-like law; held-out ones share about 12 % of the patents evenly. A corpus
    too small for three patents a family (two of a held-out one) holds fewer families.

    Args:
        trained: Families seen in training.
        held_out: Families kept for evaluation.
        patents: Patents in all.

    Returns:
        Patents a family; they sum to `patents`.
    """
    unseen = round(UNSEEN_SHARE * patents) if trained and held_out else 0 if trained else patents
    unseen = 0 if unseen < 2 and trained else unseen
    seen = ranked(trained)[: max(1, (patents - unseen) // 3)]
    kept = ranked(held_out)[: max(1, unseen // 2)] if unseen else []
    tail = np.array([1 / (rank + 3) for rank in range(len(seen))])
    return _share(seen, tail, patents - unseen) | _share(kept, np.ones(len(kept)), unseen)


def plan(
    trained: Collection[str], held_out: Collection[str], patents: int, seed: int, start: date, years: int
) -> list[Entry]:
    """Plan a corpus: every patent's id, date, family and split, in the order of grant.

    Args:
        trained: Families seen in training.
        held_out: Families kept for evaluation.
        patents: How many patents.
        seed: Decides who comes when and who is in which split.
        start: The first day on which a patent may be granted.
        years: Over how many years the grants spread evenly.

    Raises:
        ValueError: The years hold no Tuesday.
    """
    counts = allocate(trained, held_out, patents)
    rng = np.random.default_rng([seed, patents, 77])
    families = [name for name in counts for _ in range(counts[name])]
    families = [families[place] for place in rng.permutation(patents)]
    splits = _splits(families, set(held_out), rng)
    dates = tuesdays(start, years)
    return [
        Entry(place, f"USD{FIRST_NUMBER + place}", dates[place * len(dates) // patents], families[place], splits[place])
        for place in range(patents)
    ]


def tuesdays(start: date, years: int) -> list[date]:
    """All Tuesdays from a day on, over some years of 365.25 days.

    >>> [day.isoformat() for day in tuesdays(date(2016, 1, 6), 1)][:2]
    ['2016-01-12', '2016-01-19']
    """
    first = start + timedelta((TUESDAY - start.weekday()) % 7)
    end = start + timedelta(round(365.25 * years))
    return [first + timedelta(7 * week) for week in range((end - first).days // 7 + ((end - first).days % 7 > 0))]


def draw_views(rng: np.random.Generator, count: int) -> list[View]:
    """Draw a patent's views: a perspective view, front, rear, a side, top, and more where more are wanted.

    Args:
        rng: Chance for order, side and angle.
        count: 5 to 8.
    """
    side, other = ("left", "right") if rng.random() < 0.5 else ("right", "left")
    turn = float(rng.uniform(22, 58)) * (1 if rng.random() < 0.5 else -1)
    lift = float(rng.uniform(14, 40))
    depth = float(rng.choice([0.0, rng.uniform(0.08, 0.35)]))
    front = View("perspective", turn, lift, depth)
    back = View(
        "rear perspective", 180 - turn * float(rng.uniform(0.7, 1.3)), lift * float(rng.uniform(0.6, 1.2)), depth
    )
    flat = {name: View(name, *SIDE_ANGLES[name], 0.0) for name in SIDE_ANGLES}
    extra = [flat[other], flat["bottom"], back]
    more = sorted(rng.permutation(3)[: count - 5]) if rng.random() < 0.3 else range(count - 5)
    views = [flat["front"], flat["rear"], flat[side], *(extra[k] for k in more if k == 0), flat["top"]]
    views += [extra[k] for k in more if k > 0]
    return [front, *views] if rng.random() < 0.75 else [*views, front]


def without_edges(views: Sequence[View], extent: Sequence[float], rng: np.random.Generator) -> list[View]:
    """The views, with another perspective view for every one that would show a sheet's bare edge.

    Args:
        views: The patent's views.
        extent: The object's width, depth and height.
        rng: Chance for the angles.
    """
    spans = {"front": (0, 2), "rear": (0, 2), "left": (1, 2), "right": (1, 2), "top": (0, 1), "bottom": (0, 1)}
    kept = []
    for view in views:
        sides = [extent[axis] for axis in spans.get(view.name, ())]
        if sides and min(sides) < THINNEST * max(sides):
            view = View("perspective", float(rng.uniform(-55, 55)), float(rng.uniform(25, 60)), 0.0)
        kept.append(view)
    return kept


SIDE_ANGLES = {
    "front": (0.0, 0.0),
    "rear": (180.0, 0.0),
    "left": (-90.0, 0.0),
    "right": (90.0, 0.0),
    "top": (0.0, 90.0),
    "bottom": (0.0, -90.0),
}


def _share(names: Sequence[str], weights: np.typing.NDArray[np.float64], total: int) -> dict[str, int]:
    """Whole shares of a total by weight, at least two each where that is possible."""
    if not names:
        return {}
    least = min(2, total // len(names))
    exact = weights / weights.sum() * (total - least * len(names))
    counts = np.floor(exact).astype(int)
    rest = np.argsort(-(exact - counts), kind="stable")[: total - least * len(names) - int(counts.sum())]
    counts[rest] += 1
    return {name: int(count) + least for name, count in zip(names, counts, strict=True)}


def _splits(families: Sequence[str], held_out: set[str], rng: np.random.Generator) -> list[Split]:
    """A split a patent; every trained family keeps a patent for training."""
    splits: list[Split] = ["unseen" if family in held_out else "train" for family in families]
    open_ = [int(place) for place in rng.permutation(len(families)) if splits[place] == "train"]
    left = {family: families.count(family) for family in set(families)}
    wanted: list[tuple[Split, int]] = [
        ("test", round(TEST_SHARE * len(open_))),
        ("validation", round(VALIDATION_SHARE * len(open_))),
    ]
    for split, share in wanted:
        taken = 0
        for place in open_:
            family = families[place]
            if taken < share and splits[place] == "train" and left[family] > 1:
                splits[place], taken = split, taken + 1
                left[family] -= 1
    return splits
