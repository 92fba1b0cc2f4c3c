"""One USPTO grant record (Grant Red Book, XML v4.x): read by direct paths, without its DOCTYPE or any entity."""

from __future__ import annotations

import html.entities
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from modeling_patent.locarno import LocarnoCode
from modeling_patent.rows import parse_patent_id

from .tally import Tally, tidy, uspc_symbol

_BIBLIO = "us-bibliographic-data-grant"
_CITATIONS = ("us-references-cited/us-citation", "references-cited/citation")  # since 2013; before
_LABEL = re.compile(
    r"(?:FIG(?:URE)?\.?[\s\u2013-]*(?P<number>\d+)\b(?!\.\d)|The\s+(?:sole\s+)?FIG(?:URE)?\b\.?)", re.IGNORECASE
)
_VIEW = re.compile(
    r"(?:(?:is|are|shows?|showing|provides?|illustrates?|depicts?|represents?)\s+)?(?:(?:an?|the|another|further)\s+)*"
    r"(?P<view>[^.;]{1,120}?)"
    r"(?:[\s-]views?\b(?!\s+(?:perspective|elevation))|(?<=elevational)(?=\s+of\b)|(?<=elevation)(?=\s+of\b)"
    r"|(?<=perspective)(?=\s+of\b))",
    re.IGNORECASE,
)


class NoGrantError(ValueError):
    """A file is no readable grant of a design; the message is the reason, for counting."""


@dataclass
class Sheet:
    """A drawing sheet as the record names it: file name without ending, lower case, and whether it is turned."""

    stem: str
    landscape: bool


@dataclass
class Grant:
    """What a grant record says.

    Attributes:
        patent_id: "USD0910059".
        granted: raw date, "20210209".
        title: of the design.
        locarno: code with its edition, or None.
        uspc: "D14/487", or None.
        cites: ids of the US design patents cited.
        sheets: drawing sheets in order.
        captions: number of a sheet -> what is said of its figure; empty unless each sheet holds one figure.
    """

    patent_id: str
    granted: str
    title: str
    locarno: LocarnoCode | None
    uspc: str | None
    cites: list[str]
    sheets: list[Sheet] = field(default_factory=list)
    captions: dict[int, str] = field(default_factory=dict)

    def caption_of(self, stem: str) -> str | None:
        """Return the caption of the figure on a sheet."""
        return self.captions.get(_sheet_number(stem))


def read_grant(data: bytes, tally: Tally) -> Grant:
    """Read a grant record.

    Args:
        data: the XML file.
        tally: counts codes and classes that are none.

    Raises:
        NoGrantError: the XML cannot be read, declares entities, or is not the record of a design patent with a date.
    """
    root = _parse(data)
    if root.tag != "us-patent-grant":
        raise NoGrantError("XML is no us-patent-grant record (v4.x)")
    published = f"{_BIBLIO}/publication-reference/document-id"
    number, granted = _text(root, f"{published}/doc-number"), _text(root, f"{published}/date")
    if number is None or granted is None:
        raise NoGrantError("XML without the patent's number or date")
    try:
        patent_id = parse_patent_id(number)
    except ValueError:
        raise NoGrantError("grant of no design patent") from None
    edition = _text(root, f"{_BIBLIO}/classification-locarno/edition")
    raw_uspc = root.findtext(f"{_BIBLIO}/classification-national/main-classification")
    uspc = uspc_symbol(raw_uspc)
    if tidy(raw_uspc) and uspc is None:
        tally.noted["US class that is none, not used"] += 1
    sheets = _sheets(root)
    numbers = sorted(filter(None, (_sheet_number(sheet.stem) for sheet in sheets)))
    figures = _text(root, f"{_BIBLIO}/figures/number-of-figures")
    one_each = figures == str(len(numbers)) and numbers == list(range(1, len(numbers) + 1))
    code = tally.code(
        _text(root, f"{_BIBLIO}/classification-locarno/main-classification"),
        int(edition) if edition and edition.isdecimal() else None,
    )
    return Grant(
        patent_id=patent_id,
        granted=granted,
        title=_text(root, f"{_BIBLIO}/invention-title") or "",
        locarno=code,
        uspc=uspc,
        cites=_cites(root),
        sheets=sheets,
        captions=_captions(root) if one_each else {},
    )


def viewpoint_of(caption: str | None) -> str | None:
    """Return from where a caption says that a figure is seen; None where it does not say.

    >>> viewpoint_of("FIG. 3 is a front elevational view thereof;")
    'front elevational'
    >>> viewpoint_of("FIG. 2 is a second image thereof;") is None
    True
    """
    label = _LABEL.match(caption or "")
    found = _VIEW.match((caption or "")[label.end() :].lstrip(" ,:-")) if label else None
    view = found["view"].strip(" ,") if found else ""
    return None if not view or re.search(r"\b(?:of|from)\b|^(?:an?|the)$", view, re.IGNORECASE) else view


def _parse(data: bytes) -> Element:
    parser = DefusedXMLParser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.entity.update({name: chr(code) for name, code in html.entities.name2codepoint.items()})
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        raise NoGrantError("XML declares entities, refused") from None
    except (ParseError, ValueError, LookupError):
        raise NoGrantError("XML cannot be read") from None
    return root


def _text(root: Element, path: str) -> str | None:
    found = root.find(path)
    return None if found is None else tidy("".join(found.itertext()))


def _cites(root: Element) -> list[str]:
    cited: dict[str, None] = {}
    for path in _CITATIONS:
        for document in root.iterfind(f"{_BIBLIO}/{path}/patcit/document-id"):
            number, country = _text(document, "doc-number"), _text(document, "country")
            if number is not None and country == "US" and number.upper().startswith("D"):
                try:
                    cited[parse_patent_id(number)] = None
                except ValueError:
                    continue
    return list(cited)


def _sheets(root: Element) -> list[Sheet]:
    sheets = []
    for image in root.iterfind("drawings/figure/img"):
        name = PurePath((image.get("file") or "").replace("\\", "/")).name
        if name:
            stem = name.rpartition(".")[0] or name
            sheets.append(Sheet(stem.lower(), image.get("orientation") == "landscape"))
    return sheets


def _captions(root: Element) -> dict[int, str]:
    captions: dict[int, str] = {}
    for paragraph in root.iterfind("description/description-of-drawings/p"):
        text = tidy("".join(paragraph.itertext()))
        label = _LABEL.match(text or "")
        if text and label:
            captions.setdefault(int(label["number"] or 1), text)
    return captions


def _sheet_number(stem: str) -> int:
    """Return the number of a sheet, 0 for the Gazette's copy and for anything that is no numbered drawing sheet."""
    match = re.search(r"-d(\d{5})$", stem.lower())
    return int(match[1]) if match else 0
