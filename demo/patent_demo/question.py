"""What a visitor asks: drawings with their regions, words, and limits; read from the page's text and checked."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from modeling_patent.locarno import LocarnoCode
from modeling_patent.retrieval.filters import parse_limits
from modeling_patent.retrieval.region import parse_box

from .pictures import from_base64, read_picture

MOST_PICTURES = 8
MOST_HITS = 100
_MOST_TEXT = 1000  # characters of words, of a title, or of a list


@dataclass
class Drawing:
    """One view of the design that is asked with.

    Attributes:
        picture: as `read_picture` gives it.
        name: of the file.
        region: (left, top, right, bottom) in fractions, a mask, or None for all of it.
        weight: how much the view counts beside the others.
    """

    picture: Image.Image
    name: str = "drawing"
    region: Any = None
    weight: float = 1.0


@dataclass
class Question:
    """All that decides the hits, but for the collection.

    Attributes:
        drawings: the views; may be empty if there are words.
        text: words that ask beside the drawings.
        k: number of hits.
        limits: the limits that are set, by their names in `Searcher.search`.
        like: the patent asked with instead of drawings ("more like this"), or empty.
    """

    drawings: list[Drawing] = field(default_factory=list)
    text: str = ""
    k: int = 20
    limits: dict[str, Any] = field(default_factory=dict)
    like: str = ""

    @property
    def pictures(self) -> list[Image.Image]:
        """The views' pictures."""
        return [drawing.picture for drawing in self.drawings]


def read_drawings(text: str) -> list[Drawing]:
    """Read the value of the page's drawing box.

    Args:
        text: JSON {"pictures": [{"name", "data" (base64 or data URL), "region" (null, four fractions, or the data URL
            of a mask), "weight"}]}; empty for none.

    Raises:
        ValueError: it is malformed, there are too many pictures, or one cannot be taken; the message says which.
    """
    if not text:
        return []
    try:
        pictures = json.loads(text)["pictures"]
        assert isinstance(pictures, list)
    except (TypeError, KeyError, ValueError, AssertionError, RecursionError):
        raise ValueError("the drawings did not arrive whole; add them again") from None
    if len(pictures) > MOST_PICTURES:
        raise ValueError(f"{len(pictures)} drawings; at most {MOST_PICTURES} can ask together")
    return [_read_drawing(one) for one in pictures]


def _read_drawing(one: Any) -> Drawing:
    if not isinstance(one, dict):
        raise ValueError("the drawings did not arrive whole; add them again")
    name = clean_name(one.get("name"))
    picture = read_picture(from_base64(one.get("data", ""), name), name)
    weight = one.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 100:
        raise ValueError(f"the weight of {name} is a number above 0, at most 100")
    return Drawing(picture, name, _read_region(one.get("region"), name), float(weight))


def _read_region(region: Any, name: str) -> Any:
    if region is None:
        return None
    if isinstance(region, str):
        try:
            return read_picture(from_base64(region, "its mask"), "its mask")
        except ValueError:
            raise ValueError(f"the painted region of {name} cannot be used; paint it again") from None
    return parse_box(region)


def clean_name(name: Any) -> str:
    r"""Return a file's name for messages and reports: no folders, no control characters, not long.

    >>> clean_name("C:\\drawings\\lamp\n.png"), clean_name(None)
    ('lamp .png', 'drawing')
    """
    plain = str(name if isinstance(name, str) else "").replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join("".join(c if c.isprintable() else " " for c in plain).split())
    return plain[:80] or "drawing"


def read_limits(
    before: str | None = None,
    after: str | None = None,
    locarno: Sequence[str] | None = None,
    title: str | None = None,
    edition: Any = None,
    exclude_patents: str | Sequence[str] | None = None,
    exclude_applicants: str | Sequence[str] | None = None,
    with_families: bool = False,
) -> dict[str, Any]:
    """Return the limits that are set, by their names in `Searcher.search`, checked.

    Args:
        before, after: days; empty for none.
        locarno: codes.
        title: words of the title.
        edition: Locarno edition, or None.
        exclude_patents: ids, a text parted by blanks, ";" or lines, or a list; commas within a number are kept.
        exclude_applicants: names, a text parted by ";" or lines, or a list.
        with_families: whether what is related to the excluded patents is left out too.

    Raises:
        ValueError: one of them is wrong; the message names it.
    """
    limits: dict[str, Any] = {
        "before": _date(before, "before"),
        "after": _date(after, "after"),
        "locarno": [str(LocarnoCode.parse(code)) for code in locarno or ()],
        "title": _text(title, "the words of the title"),
        "edition": edition or None,
        "exclude_applicants": _names(exclude_applicants, "\n;"),
    }
    limits["exclude_family_of" if with_families else "exclude_patents"] = _names(exclude_patents, "\n; ")
    limits = {name: value for name, value in limits.items() if value}
    parse_limits(**limits)
    if "before" in limits and "after" in limits and limits["before"] <= limits["after"]:
        raise ValueError(f"no day lies before {limits['before']} and after {limits['after']}; change one of the dates")
    return limits


def read_words(text: str | None) -> str:
    """Return the words of a query.

    Raises:
        ValueError: they are too long.
    """
    return _text(text, "the words")


def read_count(k: Any) -> int:
    """Return the number of hits.

    Raises:
        ValueError: it is no whole number from 1 to `MOST_HITS`.
    """
    if isinstance(k, bool) or not isinstance(k, int | float) or k != int(k) or not 1 <= k <= MOST_HITS:
        raise ValueError(f"the number of hits is a whole number from 1 to {MOST_HITS}")
    return int(k)


def _date(value: str | None, what: str) -> str | None:
    from modeling_patent.rows import parse_date

    text = str(value or "").strip()
    if not text:
        return None
    try:
        return parse_date(text).isoformat()
    except ValueError:
        today = datetime.date.today().isoformat()
        raise ValueError(f"granted {what}: {text[:40]!r} is no date; write it like {today}") from None


def _text(value: str | None, what: str) -> str:
    text = " ".join(str(value or "").split())
    if len(text) > _MOST_TEXT:
        raise ValueError(f"{what} have {len(text)} characters; at most {_MOST_TEXT}")
    return text


def _names(value: str | Sequence[str] | None, parting: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, str):
        return [_text(name, "the names") for name in value if str(name).strip()]
    if len(value) > 20 * _MOST_TEXT:
        raise ValueError(f"the list of what is left out has {len(value)} characters; at most {20 * _MOST_TEXT}")
    for character in parting:
        value = value.replace(character, "\n")
    return [name.strip(" ,") for name in value.splitlines() if name.strip(" ,")]
