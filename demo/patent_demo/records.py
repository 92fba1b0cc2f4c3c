"""How a patent is named for people, and where its public record is."""

from __future__ import annotations

import datetime
import re

_NUMBER = re.compile(r"USD(\d{7})")
_MOST = 2_000_000  # beyond what has been granted; the drawn corpus numbers its patents from 9,000,000
_S1_SINCE = datetime.date(2001, 1, 2)  # since then the kind code of US design patents is S1, before it was S


def public_links(patent_id: str, granted: datetime.date | None = None) -> list[tuple[str, str]]:
    """Return (name, address) of the public records of a US design patent, built from its checked number alone.

    Args:
        patent_id: id of a row; anything but "USD" and seven digits has no record.
        granted: grant date, which decides the kind code.

    >>> public_links("USD0836880")[0]
    ('Google Patents', 'https://patents.google.com/patent/USD836880S1/en')
    >>> public_links("USD9000001"), public_links("javascript:alert(1)")
    ([], [])
    """
    number = _number(patent_id)
    if number is None:
        return []
    kind = "S" if granted is not None and granted < _S1_SINCE else "S1"
    padded = f"{number:06d}" if number < 1_000_000 else str(number)
    return [
        ("Google Patents", f"https://patents.google.com/patent/USD{padded}{kind}/en"),
        ("USPTO", f"https://ppubs.uspto.gov/pubwebapp/external.html?q=D{padded}.pn."),
    ]


def shown_number(patent_id: str) -> str:
    """Return a patent id as people write it.

    >>> shown_number("USD0836880"), shown_number("USD1012345"), shown_number("chair 7")
    ('US D836,880', 'US D1,012,345', 'chair 7')
    """
    match = _NUMBER.fullmatch(patent_id)
    return f"US D{int(match[1]):,}" if match else patent_id


def _number(patent_id: str) -> int | None:
    match = _NUMBER.fullmatch(patent_id)
    number = int(match[1]) if match else 0
    return number if 0 < number < _MOST else None
