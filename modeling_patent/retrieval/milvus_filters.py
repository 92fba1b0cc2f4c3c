"""Limits of a search as filter expressions of Milvus.

Words and ids of users stand in expressions only as quoted literals (`quoted`), so nothing of them is read as syntax.
Source of the language: https://milvus.io/docs/boolean.md
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from .filters import Limits

NO_DAY = 2**31 - 1
"""The day of a row without a grant date, as Milvus keeps it: it lies last, and no date is that late."""

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_WILDCARDS = str.maketrans("%_\\", "___")  # "_" stands for any one letter


def quoted(text: str) -> str:
    r"""Return a text as a literal of an expression.

    >>> print(quoted('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    return f'"{text.translate(_ESCAPES)}"'


def one_of(name: str, values: Iterable[str | int], negate: bool = False) -> str:
    """Return the expression that a field holds one of the values (or none of them).

    >>> one_of("patent_id", ["a", "b"]), one_of("edition", [13], negate=True)
    ('patent_id in ["a", "b"]', 'edition not in [13]')
    """
    listed = ", ".join(quoted(value) if isinstance(value, str) else str(value) for value in values)
    return f"{name} {'not ' if negate else ''}in [{listed}]"


def holds_any(name: str, values: Iterable[str]) -> str:
    """Return the expression that a list field holds one of the values at least."""
    return f"array_contains_any({name}, [{', '.join(map(quoted, values))}])"


def both(*expressions: str) -> str:
    """Return the expression that all of some expressions hold; empty ones are left out."""
    return " and ".join(expression for expression in expressions if expression)


def expression(limits: Limits, excluded: Collection[str]) -> str:
    """Return the rows that a search may find, as a filter of Milvus.

    The filter lets through a few more rows where a word of the title holds a wildcard; the ranking looks again.

    Args:
        limits: of the search; its excluded patents and families are in `excluded` already.
        excluded: ids of patents to leave out.

    >>> from modeling_patent.retrieval.filters import parse_limits
    >>> expression(parse_limits(before="1970-01-11", locarno=["14", "0601"], title="Cup"), ["p1"])
    'is_view == true and granted < 10 and (main_class in ["14"] or code in ["06-01"]) and title like "%cup%" and patent_id not in ["p1"]'
    """  # noqa: E501 (a doctest's result stands in one line)
    parts = ["is_view == true"]
    if limits.after is not None:
        parts.append(f"granted > {day_of(limits.after)}")
    if limits.before is not None:
        parts.append(f"granted < {day_of(limits.before)}")
    elif limits.after is not None:
        parts.append(f"granted < {NO_DAY}")
    if limits.codes:
        mains = [code.main_class for code in limits.codes if code.subclass is None]
        codes = [code.subclass for code in limits.codes if code.subclass is not None]
        sides = [one_of("main_class", mains)] * bool(mains) + [one_of("code", codes)] * bool(codes)
        parts.append(f"({' or '.join(sides)})" if len(sides) > 1 else sides[0])
    if limits.editions:
        parts.append(one_of("edition", limits.editions))
    parts += [f"title like {title_pattern(word)}" for word in limits.title]
    if excluded:
        parts.append(one_of("patent_id", sorted(excluded), negate=True))
    if limits.exclude_applicants:
        parts.append(f"not {holds_any('applicants', limits.exclude_applicants)}")
    return both(*parts)


def title_pattern(word: str) -> str:
    """Return the literal of a pattern for titles with a word in them; a wildcard in the word fits any letter.

    >>> title_pattern("100%")
    '"%100_%"'
    """
    return quoted(f"%{word.translate(_WILDCARDS)}%")


def folded(title: str | None) -> str:
    """Return a title as the title filter reads it: in lower case, and of white space only single blanks.

    >>> folded("Folding  CHAIR")
    'folding chair'
    """
    return " ".join((title or "").casefold().split())


def day_of(date: datetime.date | None) -> int:
    """Return a date as days since 1970-01-01, `NO_DAY` for None."""
    return NO_DAY if date is None else (date - datetime.date(1970, 1, 1)).days


def date_of(day: int) -> datetime.date | None:
    """Return the date of `day_of`."""
    return None if day == NO_DAY else datetime.date(1970, 1, 1) + datetime.timedelta(days=int(day))


def is_text(name: str) -> bool:
    r"""Whether a text can be in a collection, or in an expression, at all: half of a surrogate pair cannot.

    >>> is_text("é"), is_text("\ud800")
    (True, False)
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
