"""What a record of DeepPatent2 says, and what only all records of a year together say."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modeling_patent.locarno import LocarnoCode
from modeling_patent.rows import make_row, parse_date, parse_figure_name, parse_patent_id

from .tally import Tally, tidy, uspc_symbol

Record = dict[str, Any]
_KEPT = ("classification_locarno", "classification_national", "object_title", "object", "aspect", "caption")
_MOST = 127  # figures on a sheet that the row's column can state


@dataclass
class Known:
    """What records say of each other.

    Attributes:
        codes: patent -> the first code that one of its records states.
        figures: lower-case name of a whole sheet that is a row -> figures that records name on it, if several.
    """

    codes: dict[str, str] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, files: Iterable[Callable[[], Iterator[Record]]]) -> Known:
        """Read through the records once; twice if some are rows of whole sheets, as then figures are counted."""
        known, unused, sheets = cls(), Tally(), dict[str, set[str]]()
        files = list(files)
        for read in files:
            for record in read():
                patent = patent_of(record)
                if patent is not None and patent not in known.codes:
                    code = unused.code(record.get("classification_locarno"))
                    if code is not None:
                        known.codes[patent] = sys.intern(str(code))  # hundreds of codes, not one a patent
                name = picture_name(record)
                if name is not None and _number(name) is None:
                    sheets[name.lower()] = set()
        for read in files if sheets else ():
            for record in read():
                sheet = _png(record.get("figure_file"))
                if sheet is not None and sheet.lower() in sheets:
                    figure = (tidy(record.get(key)) for key in ("figid", "subfigure_file", "caption"))
                    sheets[sheet.lower()].add(next(filter(None, figure), ""))
        known.figures = {name: len(figures) for name, figures in sheets.items() if 1 < len(figures) <= _MOST}
        return known

    def figures_on(self, name: str) -> int | None:
        """Return how many figures a picture holds; None where that is unknown."""
        return self.figures.get(name.lower()) if _number(name) is None else 1


def picture_name(record: Record) -> str | None:
    """Return the base name of a record's picture: its figure, else the whole sheet."""
    return _png(record.get("subfigure_file")) or _png(record.get("figure_file"))


def patent_of(record: Record) -> str | None:
    """Return the patent's id, else that in the picture's name."""
    try:
        raw = tidy(record.get("patentID"))
        if raw is not None:
            return parse_patent_id(raw)
    except ValueError:
        pass
    parts = _parts(picture_name(record) or "")
    return None if parts is None else parts["patent"]


def date_of(record: Record) -> Any:
    """Return the grant date that stands in the patent's or the picture's name."""
    stamped = re.search(r"-(\d{8})$", tidy(record.get("patentID")) or "")
    parts = _parts(picture_name(record) or "")
    for raw in (stamped[1] if stamped else None, parts["date"] if parts else None):
        try:
            if raw is not None:
                return parse_date(raw)
        except ValueError:
            continue
    return None


def pack(patent: str, granted: Any, record: Record) -> bytes:
    """Return what a row needs of a record, as compact bytes, until its picture comes."""
    values = [patent, None if granted is None else granted.isoformat(), *map(record.get, _KEPT)]
    return json.dumps(values, separators=(",", ":")).encode()


def unpack(packed: bytes) -> tuple[str, Any, Record]:
    """Return what `pack` was given."""
    patent, granted, *values = json.loads(packed)
    return patent, None if granted is None else parse_date(granted), dict(zip(_KEPT, values, strict=True))


def row_of(
    image: Any, fault: str | None, record: Record, patent: str, granted: Any, known: Known, tally: Tally
) -> dict[str, Any] | None:
    """Return the row of a record and its picture, a path or a path in an archive and bytes; None if it is broken."""
    if fault is not None:
        tally.left_out[fault] += 1
        return None
    if isinstance(image, str) and not image.isascii():
        image = _writable(image)
    path = Path(image["path"] if isinstance(image, dict) else image)
    columns: dict[str, Any] = {"locarno": _code(record, patent, known, tally), "uspc": _uspc(record, tally)}
    if granted is None:
        tally.noted["no grant date"] += 1
    title, thing = tidy(record.get("object_title")), tidy(record.get("object"))
    columns |= {"title": title or thing or "", "object_name": thing}
    columns |= {"viewpoint": tidy(record.get("aspect")), "caption": tidy(record.get("caption"))}
    columns["figures_on_sheet"] = known.figures_on(path.name)
    return make_row(image, path.stem, patent, granted, **columns)


def _writable(path: str) -> Any:
    """Return a path, but with the file's bytes where the path is not UTF-8, as a row cannot hold that."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return path if text == path else {"path": text, "bytes": Path(path).read_bytes()}


def _code(record: Record, patent: str, known: Known, tally: Tally) -> LocarnoCode | None:
    code = tally.code(record.get("classification_locarno"))
    if code is None and patent in known.codes:
        tally.noted["Locarno code taken from another record of the patent"] += 1
        return LocarnoCode.parse(known.codes[patent])
    if code is None:
        tally.noted["no Locarno code"] += 1
    return code


def _uspc(record: Record, tally: Tally) -> str | None:
    raw = tidy(record.get("classification_national"))
    # blanks have their places in the raw symbol: it is read as it stands
    symbol = None if raw is None else uspc_symbol(record["classification_national"])
    if raw is not None and symbol is None:
        tally.noted["US class that is none, not used"] += 1
    return symbol


def _png(value: Any) -> str | None:
    name = tidy(value)
    if name is None:
        return None
    name = re.split(r"[\\/]", name)[-1]
    return name if name.lower().endswith(".png") else f"{name}.png"


def _parts(name: str) -> dict[str, str | None] | None:
    return parse_figure_name(name[: -len(".png")].upper())


def _number(name: str) -> str | None:
    parts = _parts(name)
    return None if parts is None else parts["number"]
