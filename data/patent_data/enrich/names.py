"""What the metadata of a figure say of it: its object's names, its class, its viewpoint, its caption."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modeling_patent.locarno import LocarnoCode, locarno_list

from .checks import words_of
from .wording import base_of, capital, inside, is_plural, short_name, singular, tidy_name

_NOTES = re.compile(r"\s*\([^()]*\)|,? not (?:elsewhere specified|included in other classes(?: or subclasses)?)")
_GENERIC = re.compile(
    r"accessories|apparatus|appliances|articles|attachments|containers|devices|fittings|implements|instruments|items"
    r"|machines|mountings|objects|ornaments|parts|products|supplies|things|utensils",
    re.IGNORECASE,
)
# Words that name no object by themselves: "head for a golf club" is not called a head.
_VAGUE = re.compile(
    r"^(?:apparatus|article|assembly|base|body|cap|component|cover|device|element|end|face|front|handle|head|housing|item|mount|mounting"
    r"|object|part|piece|plate|portion|set|surface|system|top|unit|combination|combined|kit|pair)s?$"
    r"|^(?:combined|combination)\b|ed$",
    re.IGNORECASE,
)
# "Sand cart for kids", "light for medical purposes" and "reversible cover for a chair" keep their order.
_FIXED_ORDER = re.compile(
    r"\bfor (?:use\b|\w+ing )|(?:men|women|children|kids|people|same|like|ly|purposes?|uses?|applications?)$"
    r"|^\w+(?:able|ible|ive|al|ic|ed|ous|ful) \w+ for\b",
    re.IGNORECASE,
)

_LABEL = re.compile(
    r"^(?:the\s+)?fig(?:ure)?s?\b\.?\s*[\d.\-]*[a-z]?\.?\s*(?:(?:is|are|shows?|illustrates?|depicts?|provides|represents)\s+|[:,-]\s*)",
    re.IGNORECASE,
)
_DESIGN = re.compile(
    r",?\s*\b(?:(?:clearly\s+)?(?:showing|embodying|illustrating|incorporating|depicting)|according to|in accordance"
    r" with|of (?:my|our)|for (?:my|our)|as)\s+(?:[\w' -]+?\s)?(?:design|invention|disclosure|embodiment)\b.*$"
    r"|;.*$|,?\s*\b(?:the )?(?:broken|dashed|dotted|phantom) lines?\b.*$",
    re.IGNORECASE,
)


@functools.cache
def class_titles(code: str | None) -> tuple[str, ...]:
    """Return the titles of a Locarno code, the subclass before the class, without notes; none where it says nothing.

    >>> class_titles("02-04")
    ('Footwear, socks and stockings', 'Articles of clothing and haberdashery')
    >>> class_titles("31-00"), class_titles("04-99"), class_titles(None)
    (('Machines and appliances for preparing food or drink',), ('Brushware',), ())
    """
    if code is None:
        return ()
    parsed = LocarnoCode.parse(code)
    raw = [locarno_list().get(key or "", ("", ""))[0] for key in (parsed.subclass, parsed.main_class)]
    titles = [_NOTES.sub("", title).strip() for title in raw]
    return tuple(dict.fromkeys(title for title in titles if title and title != "Miscellaneous"))


@functools.cache
def class_terms(code: str | None) -> tuple[str, ...]:
    """Return the names of things in the title of a code's subclass, in the singular.

    Only whole terms in the plural count: in "wall and ceiling fixtures", "wall" is none.

    >>> class_terms("26-05")[:5]
    ('lamp', 'standard lamp', 'chandelier', 'ceiling fixture', 'lampshade')
    """
    subclass = None if code is None else LocarnoCode.parse(code).subclass
    title = _NOTES.sub("", locarno_list().get(subclass or "", ("", ""))[0])
    terms = []
    for term in re.split(r",|;|\band\b|\bor\b", title):
        words = term.strip().split(" ")
        if {"for", "of", "other", "similar", "all", "their", "therefor", "thereof"} & {word.lower() for word in words}:
            continue
        one = None if _GENERIC.fullmatch(words[-1]) else singular(term.strip())
        if one:
            terms.append(inside(one))
    return tuple(terms)


def name_of(row: Mapping[str, Any]) -> str | None:
    """Return the object's name for sentences: that of the object or else the title, without words of law.

    >>> name_of({"object_name": None, "title": "DISPLAY SCREEN OR PORTION THEREOF WITH ICON"})
    'Display screen with icon'
    """
    name = tidy_name(row.get("object_name")) or tidy_name(row.get("title"))
    return None if name is None else short_name(name)


def aliases_of(row: Mapping[str, Any], synonyms: Sequence[str] = ()) -> list[str]:
    """Return other names of the object, all contained in the metadata: nothing is looked up or guessed.

    They are the title where it differs, the name without what follows "with" or "for", the name turned round
    ("filter for water" is a "water filter"), and a term of the class that ends the name (a "desk lamp" is a "lamp").

    Args:
        row: of the schema.
        synonyms: further names, which come first.

    >>> aliases_of({"object_name": "Desk lamp", "title": "Lamp for desks", "locarno": "26-05"})
    ['Lamp for desks', 'Lamp']
    >>> aliases_of({"object_name": "Case for tablets"}), aliases_of({"object_name": "Set of playing cards"})
    (['Tablet case', 'Case'], ['Playing card set'])
    >>> aliases_of({"object_name": "Watch", "locarno": "10-02"})
    []
    """
    name = name_of(row)
    if name is None:
        return []
    title = tidy_name(row.get("title"))
    found = [*synonyms, *([short_name(title)] if title else []), *_turned(name)]
    base = base_of(name)
    rest = name[len(base) :].lstrip()
    if re.match(r"(?:with|without|having|including|for|in|on)\b", rest, re.IGNORECASE) and not _VAGUE.search(base):
        found.append(base)
    if not re.match(r"(?:,|;|and\b|or\b|of\b)", rest, re.IGNORECASE):
        one = " ".join(words_of(singular(base) or base))
        ends = [term for term in class_terms(row.get("locarno")) if one.endswith(f" {term.lower()}")]
        found += [_as_many_as(base, term) for term in ends]
    distinct = {" ".join(words_of(alias)): alias for alias in reversed(found) if 0 < len(words_of(alias)) <= 12}
    distinct.pop(" ".join(words_of(name)), None)
    return list(reversed(distinct.values()))


def _turned(name: str) -> Iterator[str]:
    """Yield a name with its parts in another order, where that is safe."""
    group = re.fullmatch(r"(set|pair) of ((?:[\w'-]+ ){0,2}[\w'-]+)", name, re.IGNORECASE)
    if group and (one := singular(group[2])):
        yield capital(f"{inside(one)} set") if group[1].lower() == "set" else capital(group[2])
    both = re.fullmatch(r"(?:combined|combination) ([\w' -]+ and [\w' -]+)", name, re.IGNORECASE)
    if both and not re.search(r"\b(?:with|for|of|in|having|including)\b", both[1]):
        yield capital(f"{both[1]} combination")
    use = re.fullmatch(r"([\w'-]+(?: [\w'-]+)?) for (?:an? |the )?([\w-]+(?: [\w-]+)?)", name, re.IGNORECASE)
    if use and base_of(use[1]) == use[1] and base_of(use[2]) == use[2] and not _FIXED_ORDER.search(name):
        purpose = singular(use[2]) or use[2]
        if not is_plural(purpose):
            yield capital(f"{purpose} {inside(use[1])}")


def _as_many_as(name: str, term: str) -> str:
    """Return a term of the class for one thing or for several, as the name is."""
    return capital(" ".join(name.split(" ")[-len(term.split(" ")) :]) if is_plural(name) else term)


def viewpoint(text: str | None) -> str | None:
    """Return a viewpoint as words that end in "view"; None where it is none.

    >>> viewpoint("front, top, and left side perspective view"), viewpoint("Left side"), viewpoint("plan view of it")
    ('front, top, and left side perspective view', 'left side view', 'plan view')
    >>> viewpoint("view"), viewpoint("4-4"), viewpoint(None)
    (None, None, None)
    """
    words = " ".join((text or "").split()).strip(" .,;:")
    words = re.sub(r"^(?:an?|the)\s+", "", words, flags=re.IGNORECASE)
    words = re.split(r"\bviews?\b", words, maxsplit=1, flags=re.IGNORECASE)[0].strip(" ,")
    if not re.fullmatch(r"[A-Za-z][A-Za-z ,/'-]{2,80}", words) or len(words.split()) > 12:
        return None
    return f"{words if words.isupper() and len(words) < 4 else words.lower()} view"


def caption_text(caption: str | None, name: str | None) -> str | None:
    """Return what a caption says, without the figure's number and the words of law; None where little is left.

    >>> caption_text("FIG. 2 is a left side view thereof;", "shoe")
    'A left side view of the shoe.'
    >>> caption_text("FIG. 3 is a sectional view along line 3-3", "shoe")
    >>> caption_text("FIG. 1 is a front view of a women's top laid flat according to the first embodiment.", "top")
    "A front view of a women's top laid flat."
    """
    text = _LABEL.sub("", " ".join((caption or "").split()), count=1)
    text = _DESIGN.sub("", text).strip(" .;,:")
    if name is not None:
        text = re.sub(r"(?<!portion )(?<!part )\bthereof\b", f"of the {name}", text)
    text = re.sub(r"(?:\s+of\s+(?:the|my|our)\s+design)?(?:\s+of\s+FIGS?\.?\s*\d+[A-Z]?)?$", "", text)
    text = re.sub(
        r"\b(?:(?:an?|the|my|our) )?(?:new |ornamental )+design (?:for|of) |\b(?:an|one) embodiment of ", "", text
    )
    good = len(text.split()) > 3 and not re.search(
        r"\bFIG|\d-\d|\bline\b|(?<!portion )(?<!part )\bthereof\b|\bof$", text, re.IGNORECASE
    )
    return f"{capital(text)}." if good else None
