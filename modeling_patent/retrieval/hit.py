"""A result of a search, and all of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hit:
    """One result of a search.

    Attributes:
        rank: from 1.
        patent_id: the patent.
        figure_id: its figure closest to the query.
        score: mean over the query's views of the best cosine; 1 is equal.
        granted: grant date, or None.
        locarno: Locarno code, or None.
        title: title, may be empty.
        figures: ids of all figures of the patent, the Gazette copy first if there is one.
        matches: for each view of the query, in order: the patent's figure closest to it, and its cosine.
    """

    rank: int
    patent_id: str
    figure_id: str
    score: float
    granted: datetime.date | None
    locarno: str | None
    title: str
    figures: tuple[str, ...]
    matches: tuple[tuple[str, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the hit as plain values for JSON; the date as "YYYY-MM-DD"."""
        granted = None if self.granted is None else self.granted.isoformat()
        matches = [list(match) for match in self.matches]
        return dict(vars(self)) | {"granted": granted, "figures": list(self.figures), "matches": matches}


class Hits(list[Hit]):
    """The hits of a search, the closest first.

    Attributes:
        plan: what was chosen for each part of the index and why, a line each; empty unless it was asked for.
    """

    plan: tuple[str, ...] = ()
