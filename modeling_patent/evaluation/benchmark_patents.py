"""What the rows of a patent say of it, and which role its figures have in a prior-art benchmark by that."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..locarno import LocarnoCode
from ..rows import parse_date, parse_figure_name
from .benchmark_rules import DP2

REASONS = (
    "without_patent",
    "gazette_copy",
    "unmatched_segment",
    "without_date",
    "two_dates",
    "granted_later",
    "outside_share",
    "over_max_figures",
)
"""Why a row of a prior-art benchmark is left out, in the order in which the rules are asked."""


def facts_of(patents: Sequence[Any], dates: Sequence[Any], codes: Sequence[Any]) -> dict[str, Patent]:
    """Return what the rows say of each patent: a row that is silent takes what the patent's other rows say."""
    stated: dict[str, tuple[set[Any], set[Any]]] = {}
    for patent, date, code in zip(patents, dates, codes, strict=True):
        if patent is not None:
            granted, classes = stated.setdefault(patent, (set(), set()))
            if date is not None:
                granted.add(date)
            if code is not None:
                classes.add(code)
    parsed = {text: LocarnoCode.parse(text) for text in {code for _, classes in stated.values() for code in classes}}
    return {patent: _patent(*both, parsed) for patent, both in stated.items()}


def _patent(dates: set[Any], codes: set[str], parsed: dict[str, LocarnoCode]) -> Patent:
    days = {parse_date(date) for date in dates}
    main = {parsed[code].main_class for code in codes}
    subclasses = {parsed[code].subclass for code in codes} - {None}
    differ = len(main) > 1 or len(subclasses) > 1
    subclass = next(iter(subclasses)) if len(subclasses) == 1 and not differ else None
    code = subclass or (next(iter(main)) if len(main) == 1 else None)
    return Patent(next(iter(days)) if len(days) == 1 else None, len(days) > 1, code, subclass, differ)


def reason_left_out(
    name: str, patent: str | None, copy: bool, facts: dict[str, Patent], rules: dict[str, Any]
) -> str | None:
    """Return why a row is left out; None if it takes part, as far as its patent is not over the cap."""
    if patent is None:
        return "without_patent"
    if copy:
        return "gazette_copy"
    parts = parse_figure_name(str(name))
    if parts is not None and int(parts["number"] or 0) >= rules["unmatched_from"]:
        return "unmatched_segment"
    fact = facts[patent]
    if fact.granted is None:
        return "two_dates" if fact.dates_differ else "without_date"
    if fact.granted.isoformat() > rules["queries_until"]:
        return "granted_later"
    return None if in_share(patent, rules["share"]) else "outside_share"


def role_of(patent: Patent, rules: dict[str, Any]) -> str:
    """Return the role of a patent's figures: a matter of its date, and for a query of its subclass."""
    assert patent.granted is not None
    day = patent.granted.isoformat()
    if day <= rules["train_until"]:
        return "train"
    if day <= rules["validation_until"]:
        return "validation"
    return "candidate" if patent.subclass is None else "test"


def in_share(patent: str, share: float) -> bool:
    """Whether a patent is of the share that the hash of its id and the benchmark's version chooses."""
    digest = hashlib.blake2b(f"{DP2}:{patent}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 < share


@dataclass(frozen=True)
class Patent:
    """What the rows of a patent say of it.

    Attributes:
        granted: its date; None where there is none, or two.
        dates_differ: whether the rows state two.
        code: "14-04", or "14" where no more is known or two subclasses are stated; None for none or two main classes.
        subclass: "14-04" or None.
        codes_differ: whether the rows state two.
    """

    granted: datetime.date | None
    dates_differ: bool
    code: str | None
    subclass: str | None
    codes_differ: bool
