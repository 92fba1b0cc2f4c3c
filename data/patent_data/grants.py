"""One USPTO grant record (Grant Red Book), XML v4.x or ST.32: read by paths, without its DOCTYPE or any entity."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from modeling_patent.locarno import LocarnoCode
from modeling_patent.rows import parse_patent_id

from .grants_parties import (
    BIBLIO,
    Named,
    Party,
    applicants_of,
    family_of,
    parties_st32,
    parties_v4,
    related_st32,
    related_v4,
)
from .grants_st32 import ROOT, parse_st32, root_tag
from .grants_xml import parse_xml
from .tally import Tally, tidy, uspc_symbol

_LARGEST = 4 << 20  # bytes of a record; those of designs have some 10 to 100 KB, parsed ones 140 times their size
_LONGEST = 10_000  # characters of a text that stands in every row of a record
_MOST_CITED = 10_000
_CITATIONS = ("us-references-cited/us-citation", "references-cited/citation")  # since 2013; before
_LABEL = re.compile(
    r"(?:FIG(?:URE)?\.?[\s\u2013-]*(?P<number>\d{1,4})\b(?!\.\d)|The\s+(?:sole\s+)?FIG(?:URE)?\b\.?)", re.IGNORECASE
)
_NEXT_FIGURE = re.compile(r"(?:(?<=[;.])|(?<=[;.] and)|(?<=[;.] and,)) (?=FIG(?:URE)?\.? ?\d{1,4} )", re.IGNORECASE)
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
        applicants: names of applicants, then of assignees.
        related: ids of the US design patents of its family that it names.
        sheets: drawing sheets in order; `numbered` is how many have a number.
        figures: how many figures they hold together, or None.
        captions: number of a sheet -> what is said of its figure; empty unless each sheet holds one figure.
    """

    patent_id: str
    granted: str
    title: str
    locarno: LocarnoCode | None
    uspc: str | None
    cites: list[str]
    applicants: list[str]
    related: list[str]
    sheets: list[Sheet]
    numbered: int
    figures: int | None
    captions: dict[int, str]

    def caption_of(self, stem: str) -> str | None:
        """Return the caption of the figure on a sheet."""
        return self.captions.get(_sheet_number(stem))

    def figures_on(self, stem: str) -> int | None:
        """Return how many figures a numbered sheet holds: known for as many figures as sheets, and for one sheet."""
        if _sheet_number(stem) == 0 or self.figures is None:
            return None
        if self.figures == self.numbered:
            return 1
        return self.figures if self.numbered == 1 and 0 < self.figures < 128 else None

    def is_crowded(self, stem: str) -> bool:
        """Whether a sheet is a numbered one of a record with more figures than sheets."""
        return _sheet_number(stem) > 0 and self.figures is not None and self.figures > self.numbered


class _Raw(NamedTuple):
    """What a record says, as it stands there; `drawn`: sheets it counts."""

    number: str | None
    granted: str | None
    title: str | None
    locarno: str | None
    edition: str | None
    uspc: str | None
    cited: Named
    parties: list[Party]
    related: Named
    sheets: list[Sheet]
    drawn: str | None
    figures: str | None
    described: list[str]


def read_grant(data: bytes, tally: Tally) -> Grant:
    """Read a grant record; its root tag tells of which kind it is.

    Args:
        data: the XML or SGML file.
        tally: counts codes and classes that are none.

    Raises:
        NoGrantError: the record cannot be read, declares entities, or is not that of a design patent with a date.
    """
    if len(data) > _LARGEST:
        raise NoGrantError("record is too large")
    try:
        raw = _raw_st32(parse_st32(data)) if root_tag(data) == ROOT else _raw_v4(parse_xml(data))
    except ValueError as error:
        raise NoGrantError(str(error)) from None
    if raw.number is None or raw.granted is None:
        raise NoGrantError("XML without the patent's number or date")
    try:
        patent_id = parse_patent_id(raw.number)
    except ValueError:
        raise NoGrantError("grant of no design patent") from None
    uspc = uspc_symbol(raw.uspc) if len(raw.uspc or "") < 40 else None
    if tidy(raw.uspc) and uspc is None:
        tally.noted["US class that is none, not used"] += 1
    edition = _count(raw.edition)
    if raw.edition and not 0 < (edition or 0) < 128:
        tally.noted["Locarno edition that is none, not used"] += 1
        edition = None
    numbers = {_sheet_number(sheet.stem) for sheet in raw.sheets} - {0}
    figures, drawn = _count(raw.figures), _count(raw.drawn)
    if (drawn is not None and drawn != len(numbers)) or numbers != set(range(1, len(numbers) + 1)):
        tally.noted["record that counts other sheets than it names"] += 1
        figures = None
    return Grant(
        patent_id=patent_id,
        granted=raw.granted,
        title=_cut(raw.title or "", tally),
        locarno=tally.code(raw.locarno, edition),
        uspc=uspc,
        cites=_cites(raw.cited, tally),
        applicants=applicants_of(raw.parties, tally),
        related=family_of(patent_id, raw.related, tally),
        sheets=raw.sheets,
        numbered=len(numbers),
        figures=figures,
        captions=_captions(raw.described, tally) if figures == len(numbers) else {},
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


def _raw_v4(root: Element) -> _Raw:
    published = f"{BIBLIO}/publication-reference/document-id"
    cited = (one for path in _CITATIONS for one in root.iterfind(f"{BIBLIO}/{path}/patcit/document-id"))
    images = [*root.iterfind("drawings/figure/img"), *root.iterfind("drawings/doc-page")]
    described = root.findall("description/description-of-drawings/p") or root.findall("description/p")
    return _Raw(
        number=_text(root, f"{published}/doc-number"),
        granted=_text(root, f"{published}/date"),
        title=_text(root, f"{BIBLIO}/invention-title"),
        locarno=_text(root, f"{BIBLIO}/classification-locarno/main-classification"),
        edition=_text(root, f"{BIBLIO}/classification-locarno/edition"),
        uspc=root.findtext(f"{BIBLIO}/classification-national/main-classification"),
        cited=[(_text(one, "doc-number"), _text(one, "country") or "") for one in cited],
        parties=parties_v4(root),
        related=related_v4(root),
        sheets=_sheets((one.get("file"), one.get("orientation")) for one in images),
        drawn=_text(root, f"{BIBLIO}/figures/number-of-drawing-sheets"),
        figures=_text(root, f"{BIBLIO}/figures/number-of-figures"),
        described=["".join(one.itertext()) for one in described],
    )


def _raw_st32(root: Element) -> _Raw:
    uspc = "".join(text for found in root.findall(".//B521")[:1] for text in found.itertext())
    return _Raw(
        number=_text(root, ".//B110//DNUM"),
        granted=_text(root, ".//B140//DATE"),
        title=_text(root, ".//B540"),
        locarno=_text(root, ".//B511"),
        edition=_text(root, ".//B516"),
        # a class of one digit stands behind a blank, before the D or after it
        uspc=re.sub(r"^ D(?=\d)", "D ", uspc.strip("\r\n\t")),
        cited=[
            (re.sub(r"(?i)^des\b\.?", "D", _text(one, "DNUM") or ""), _text(one, "CTRY") or "US")
            for one in root.iterfind(".//B561//DOC")
        ],
        parties=parties_st32(root),
        related=related_st32(root),
        sheets=_sheets((one.get("FILE"), one.get("ORIENTATION")) for one in root.iterfind(".//SDODR//EMI")),
        drawn=_text(root, ".//B595"),
        figures=_text(root, ".//B596"),
        described=["".join(one.itertext()) for one in root.iterfind(".//DRWDESC//PARA")],
    )


def _text(root: Element, path: str) -> str | None:
    found = root.find(path)
    return None if found is None else tidy("".join(found.itertext()))


def _count(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,4}", text) else None


def _cut(text: str, tally: Tally) -> str:
    if len(text) > _LONGEST:
        tally.noted["text of more than 10,000 characters, cut"] += 1
    return text[:_LONGEST]


def _cites(cited: Named, tally: Tally) -> list[str]:
    known: dict[str, None] = {}
    for number, country in cited:
        if country.upper() == "US" and (number or "").upper().startswith("D"):
            with contextlib.suppress(ValueError):
                known[parse_patent_id(number or "")] = None
    if len(known) > _MOST_CITED:
        tally.noted["record that cites more than 10,000 designs, cut"] += 1
    return list(known)[:_MOST_CITED]


def _sheets(images: Iterable[tuple[str | None, str | None]]) -> list[Sheet]:
    sheets = []
    for file, orientation in images:
        name = PurePath((file or "").replace("\\", "/")).name.lower()
        if name:
            sheets.append(Sheet(name.rpartition(".")[0] or name, (orientation or "").lower() == "landscape"))
    return sheets


def _captions(described: list[str], tally: Tally) -> dict[int, str]:
    captions: dict[int, str] = {}
    for paragraph in described:
        for text in _NEXT_FIGURE.split(tidy(paragraph) or ""):
            label = _LABEL.match(text)
            if label:
                captions.setdefault(int(label["number"] or 1), _cut(text, tally))
    return captions


def _sheet_number(stem: str) -> int:
    """Return the number of a drawing sheet, 0 for the Gazette's copy and anything else."""
    match = re.search(r"-d(\d{5})$", stem.lower())
    return int(match[1]) if match else 0
