"""Locarno codes: parse every notation that occurs, and say what a code means.

The list is that of edition 15 (237 subclasses of 32 main classes), with its four vacant subclasses and 32-00 of
older editions. The code decides; an English title is a hint for people.
"""

from __future__ import annotations

import csv
import datetime
import functools
import re
from dataclasses import dataclass, field
from importlib import resources

_PREFIX = r"(?:LOC\s*\(\s*(?P<edition>\d{1,2})\s*\)\s*Cl\.?\s*)?"
_NOTATION = re.compile(_PREFIX + r"(?:(?P<main>\d{1,2})\s*[-.]\s*(?P<sub>\d{1,2})|(?P<digits>\d{1,4}))", re.IGNORECASE)

# From which grant date US design patents bear an edition: read off real records up to 13 (to some months),
# and the day it came into force for 14 and 15.
_EDITION_SINCE = (
    (8, "2006-09-01"), (9, "2009-01-01"), (10, "2014-01-01"), (11, "2018-01-01"),
    (12, "2019-09-01"), (13, "2021-01-01"), (14, "2023-01-01"), (15, "2025-01-01"),
)  # fmt: skip


@functools.cache
def locarno_list() -> dict[str, tuple[str, str]]:
    """Return the list of main classes and subclasses: code -> (English title, status).

    The status is "current", "vacant" (a number without content in edition 15) or "former" (older editions only).
    """
    text = resources.files(__package__).joinpath("locarno_list.csv").read_text(encoding="utf-8")
    return {row["code"]: (row["title"], row["status"]) for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True, order=True)
class LocarnoCode:
    """A code of the Locarno classification: a main class, and a subclass where it is known.

    Two codes are equal when class and subclass are; the edition is kept beside them and does not count.

    Attributes:
        main_class: two digits, "14".
        subclass: class and subclass, "14-04", or None where only the class is known.
        edition: number of the Locarno edition, or None.

    >>> code = LocarnoCode.parse("LOC (13) Cl. 14-04")
    >>> code.main_class, code.subclass, code.edition, str(code)
    ('14', '14-04', 13, '14-04')
    >>> LocarnoCode.parse(404) == LocarnoCode.parse("04.04")
    True
    >>> str(LocarnoCode.parse("14"))
    '14'
    """

    main_class: str
    subclass: str | None = None
    edition: int | None = field(default=None, compare=False)

    @classmethod
    def parse(cls, value: str | float | LocarnoCode, edition: int | None = None) -> LocarnoCode:
        """Read a code in any notation: "1404", 1404, "404", "14-04", "14.04", "LOC (13) Cl. 14-04", "14".

        Three digits are four that lost their leading zero; one or two digits are a main class.

        Args:
            value: the code.
            edition: the Locarno edition, if it is known from elsewhere; an edition within `value` goes first.

        Raises:
            ValueError: `value` is none of these; the message names it.
        """
        if isinstance(value, LocarnoCode):
            return value
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a table with gaps turns whole numbers into floats; 14.1 would be ambiguous
        match = None if isinstance(value, bool | float) else _NOTATION.fullmatch(str(value).strip())
        if match is None:
            raise ValueError(f"not a Locarno code: {value!r} (expected for example '14-04', '1404' or '14')")
        if match["digits"] and len(match["digits"]) > 2:
            digits = match["digits"].zfill(4)
            main, sub = digits[:2], digits[2:]
        else:
            main, sub = (match["main"] or match["digits"]).zfill(2), (match["sub"] or "").zfill(2)
        if main == "00":
            raise ValueError(f"not a Locarno code: {value!r} (main classes begin at 01)")
        known = int(match["edition"]) if match["edition"] else edition
        has_subclass = match["sub"] is not None or len(match["digits"] or "") > 2
        return cls(main, f"{main}-{sub}" if has_subclass else None, known)

    @property
    def status(self) -> str:
        """The list's word on the code: "current", "vacant", "former", or "unlisted"."""
        return locarno_list().get(str(self), ("", "unlisted"))[1]

    @property
    def is_official(self) -> bool:
        """Whether some edition's list holds the code with content (a vacant or unlisted number is not official)."""
        return self.status in ("current", "former")

    @property
    def title(self) -> str:
        """English title of the class, and after a colon that of the subclass; empty where nothing is known.

        >>> LocarnoCode.parse("06-02").title
        'Furnishing: Beds'
        """
        main = locarno_list().get(self.main_class, ("", ""))[0]
        sub = locarno_list().get(self.subclass, ("", ""))[0] if self.subclass else ""
        return f"{main}: {sub}" if sub else main

    def covers(self, other: LocarnoCode) -> bool:
        """Whether `other` lies within this code: a main class covers its subclasses, a subclass only itself.

        >>> LocarnoCode.parse("14").covers(LocarnoCode.parse("14-04"))
        True
        """
        return self.main_class == other.main_class and self.subclass in (None, other.subclass)

    def __str__(self) -> str:
        return self.subclass or self.main_class


def edition_of(granted: datetime.date) -> int | None:
    """Return the Locarno edition that US grants of that day usually bear, None before September 2006.

    Offices change over some months late; where a record states its edition, that one is right.

    >>> edition_of(datetime.date(2021, 6, 1))
    13
    """
    return max((edition for edition, since in _EDITION_SINCE if granted.isoformat() >= since), default=None)
