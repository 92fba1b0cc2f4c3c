"""Whom a grant record names: its applicants and assignees, and the patents of its own family."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from modeling_patent.rows import parse_patent_id

from .tally import Tally, tidy

BIBLIO = "us-bibliographic-data-grant"
"""The tag of a v4.x record that holds all but drawings, description and claims."""

_PARTIES_V4 = (
    "us-parties/us-applicants/us-applicant",  # since 2013
    "parties/applicants/applicant",  # before; by the law of then these are the inventors
    "assignees/assignee",
)
_PARTIES_ST32 = ("B711", "B721", "B731")  # applicants, inventors (the applicants by the law of then), assignees
_NAMES_V4 = (("orgname",), ("name",), ("first-name", "middle-name", "last-name", "suffix"))
_NAMES_ST32 = (("ONM",), ("FNM", "SNM", "SFX"))
_LONGEST = 10_000  # characters of all names of a record: they stand in every row of it
_MOST_RELATED = 10_000
_DESIGN = re.compile(r"(?:US\s*)?D", re.IGNORECASE)

Party = list[str]
"""The names of an applicant or assignee: mostly one; a person with an organisation has two; none where none is given.
"""

Named = list[tuple[str | None, str]]
"""Documents as a record names them: number and country."""


def parties_v4(root: Element) -> list[Party]:
    """Return applicants, then assignees, of a record in XML v4.x, in its order."""
    parties = (party for path in _PARTIES_V4 for party in root.iterfind(f"{BIBLIO}/{path}"))
    return [
        [name for place in (party, *party.iterfind("addressbook")) for name in _names(place, _NAMES_V4)]
        for party in parties
    ]


def parties_st32(root: Element) -> list[Party]:
    """Return applicants, then assignees, of an ST.32 record, in its order."""
    parties = (party for tag in _PARTIES_ST32 for party in root.iterfind(f".//{tag}"))
    return [[name for place in party.findall("NAM")[:1] for name in _names(place, _NAMES_ST32)] for party in parties]


def related_v4(root: Element) -> Named:
    """Return all documents that a record in XML v4.x calls related, applications among them."""
    related = root.iterfind(f"{BIBLIO}/us-related-documents//document-id")
    return [(_joined(one, ("doc-number",)), _joined(one, ("country",)) or "US") for one in related]


def related_st32(root: Element) -> Named:
    """Return all documents that an ST.32 record calls related, applications among them."""
    related = root.iterfind(".//B600//DOC")
    return [(_joined(one, ("DNUM",)), _joined(one, ("CTRY",)) or "US") for one in related]


def applicants_of(parties: Iterable[Party], tally: Tally) -> list[str]:
    """Return the names as they are printed, each once.

    Args:
        parties: applicants and assignees.
        tally: counts parties without a name, and records with names of too many characters, whose last are left out.
    """
    known: dict[str, None] = {}
    length = 0
    for party in parties:
        if not party:
            tally.noted["applicant or assignee without a name"] += 1
        for name in party:
            if name in known:
                continue
            length += len(name)
            if length > _LONGEST:
                tally.noted["names of applicants of more than 10,000 characters, the last left out"] += 1
                return list(known)
            known[name] = None
    return list(known)


def family_of(patent_id: str, named: Named, tally: Tally) -> list[str]:
    """Return the ids of the US design patents among the related documents, each once, without the patent itself.

    Args:
        patent_id: the patent.
        named: related documents; applications, other patents and those of other countries are passed by.
        tally: counts numbers that begin as that of a US design and are none, and families cut.
    """
    known: dict[str, None] = {}
    for number, country in named:
        number = re.sub(r"(?i)^des\b\.?", "D", number or "")
        if country.upper() == "US" and _DESIGN.match(number):
            try:
                known[parse_patent_id(number)] = None
            except ValueError:
                tally.noted["number of a related design that is none, not used"] += 1
    known.pop(patent_id, None)
    if len(known) > _MOST_RELATED:
        tally.noted["record with more than 10,000 related designs, cut"] += 1
    return list(known)[:_MOST_RELATED]


def _names(place: Element, kinds: Iterable[tuple[str, ...]]) -> Party:
    return [name for name in (_joined(place, tags) for tags in kinds) if name is not None]


def _joined(place: Element, tags: Iterable[str]) -> str | None:
    """Return the texts of the first child of each tag as one text, None where there is none."""
    found = (place.find(tag) for tag in tags)
    return tidy(" ".join("".join(one.itertext()) for one in found if one is not None))
