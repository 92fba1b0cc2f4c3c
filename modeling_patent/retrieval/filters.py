"""Who may be found: the limits of a search, parsed and checked once, the same for every store."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..locarno import LocarnoCode
from ..rows import parse_date, parse_patent_id

_EDITIONS = range(1, 100)
_LEGAL_FORMS = re.compile(
    r"( (inc|incorporated|corp|corporation|co|company|ltd|limited|limited liability|llc|lp|llp|plc|pte|pty|"
    r"gmbh|gesellschaft mit beschrankter haftung|ag|aktiengesellschaft|kg|kgaa|se|sa|sas|sarl|rl|spa|srl|bv|nv|"
    r"ab|publ|abp|as|aps|oy|oyj|sro|doo|ltda|sdn|bhd|kk|kabushiki kaisha|and))+$"
)


@dataclass(frozen=True)
class Limits:
    """Who may be found.

    Attributes:
        before: only patents granted before this day, or None.
        after: only patents granted after this day, or None.
        codes: only figures of one of these Locarno codes; empty for all.
        editions: only figures whose code is of one of these Locarno editions; empty for all.
        title: the words, in lower case, that all occur in the title; empty for all.
        exclude_patents: patents to leave out, as they were named; a store also tries `plain_patent_id` of them.
        exclude_applicants: keys (`applicant_key`) of applicants whose patents are left out.
        exclude_family_of: ids of patents that are left out with everything related to them, as they were named and
            as rows bear them: they need not be in the store.
    """

    before: datetime.date | None = None
    after: datetime.date | None = None
    codes: tuple[LocarnoCode, ...] = ()
    editions: tuple[int, ...] = ()
    title: tuple[str, ...] = ()
    exclude_patents: tuple[str, ...] = ()
    exclude_applicants: tuple[str, ...] = ()
    exclude_family_of: tuple[str, ...] = ()

    @property
    def excludes(self) -> bool:
        """Whether patents are left out by name, applicant or family."""
        return bool(self.exclude_patents or self.exclude_applicants or self.exclude_family_of)


def parse_limits(
    before: Any = None,
    after: Any = None,
    locarno: Any = None,
    edition: Any = None,
    title: str | None = None,
    exclude_patents: Iterable[str] = (),
    exclude_applicants: Iterable[str] = (),
    exclude_family_of: Iterable[str] = (),
) -> Limits:
    """Read the limits of a search.

    Args:
        before: only patents granted before this day (a date in any notation of `parse_date`), the day not included.
        after: only patents granted after this day, the day not included.
        locarno: a class or subclass in any notation, or several; None or none for all.
        edition: a Locarno edition, or several.
        title: words that all occur in the title, in any order, as parts of words too, case ignored.
        exclude_patents: ids of patents, in any notation of a US design patent.
        exclude_applicants: names of applicants; legal forms and punctuation do not count.
        exclude_family_of: ids of patents, to be left out with all that is related to them.

    Raises:
        ValueError: a date, code or edition is none, or the excluded are no texts; the message names it.

    >>> parse_limits(before="20200107", locarno="1404", title="Folding CHAIR").title
    ('folding', 'chair')
    """
    if title is not None and not isinstance(title, str):
        raise ValueError(f"the title filter is a text, not {title!r}")
    return Limits(
        before=None if before is None else parse_date(before),
        after=None if after is None else parse_date(after),
        codes=tuple(LocarnoCode.parse(code) for code in _several(locarno)),
        editions=tuple(_edition(number) for number in _several(edition)),
        title=tuple((title or "").casefold().split()),
        exclude_patents=tuple(_texts(exclude_patents, "exclude_patents")),
        exclude_applicants=tuple(
            key for name in _texts(exclude_applicants, "exclude_applicants") if (key := applicant_key(name))
        ),
        exclude_family_of=tuple(
            dict.fromkeys(
                name
                for patent in _texts(exclude_family_of, "exclude_family_of")
                for name in (patent, plain_patent_id(patent))
            )
        ),
    )


def applicant_key(name: str) -> str:
    """Return what names of the same applicant share: letters and digits, without "the", "and" and the legal form.

    >>> applicant_key("Nike, Inc."), applicant_key("NIKE INC"), applicant_key("Société X, S.A.")
    ('nike', 'nike', 'societe x')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    folded = "".join(c for c in plain if not unicodedata.combining(c))
    joined = re.sub(r"(?<=\w)\.(?=\w\b)|(?<=\b\w)/(?=\w\b)|['\u2019]", "", folded)  # "S.p.A.", "A/S"
    words = _LEGAL_FORMS.sub("", re.sub(r"[\W_]+", " ", joined).strip())
    return (" ".join(word for word in words.split() if word != "and") or words).removeprefix("the ")


def plain_patent_id(name: str) -> str:
    """Return a patent id as rows bear it: "USD0836880" for any notation of a US design patent, else as it is.

    >>> plain_patent_id("US D836,880 S"), plain_patent_id("my design")
    ('USD0836880', 'my design')
    """
    try:
        return parse_patent_id(name)
    except ValueError:
        return name


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]


def _texts(value: Any, what: str) -> list[str]:
    names = _several(value)
    for name in names:
        if not isinstance(name, str):
            raise ValueError(f"{what} takes texts, not {name!r}")
    return names


def _edition(value: Any) -> int:
    try:
        number = int(str(value).strip())
    except ValueError:
        number = 0
    if number not in _EDITIONS:
        raise ValueError(f"not a Locarno edition: {value!r} (expected a number such as 13)")
    return number
