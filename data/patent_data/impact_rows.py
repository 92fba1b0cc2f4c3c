"""What a row of IMPACT's CSV says of a patent."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from modeling_patent.rows import parse_figure_name, parse_patent_id

from .tables import csv_columns
from .tally import Tally, tidy

MARKS = frozenset(("id", "class_search", "file_names"))  # columns by which the CSV is known
NEEDED = MARKS | {"title", "date", "class", "no_figs", "fig_desc"}
USED = NEEDED | {"caption"}
PATENT = re.compile(r"(USD\d{7})(?!\d)", re.IGNORECASE)
_LONGEST = 1 << 16  # characters of a list
_BIBLIO = "us-bibliographic-data-grant"
_CONTROL = dict.fromkeys((*(code for code in range(32) if chr(code) not in "\t\n\r"), 0xFFFE, 0xFFFF))


def is_impact_csv(path: Path) -> bool:
    """Whether a file is a CSV with IMPACT's columns; only its first line is read."""
    try:
        return path.suffix.lower() == ".csv" and set(csv_columns(path)) >= MARKS
    except (OSError, ValueError):
        return False


def missing_columns(path: Path, columns: Collection[str]) -> str:
    """Return which columns a CSV lacks, as text; empty if none."""
    return ", ".join(sorted(set(columns) - set(csv_columns(path))))


def patent_of(row: dict[str, Any]) -> str | None:
    """Return the patent of a row: its id, else what its pictures' names say."""
    try:
        return parse_patent_id(tidy(row.get("id")) or "")
    except ValueError:
        named = PATENT.search(row.get("file_names") or "")
        return named[1].upper() if named else None


def granted_of(row: dict[str, Any], names: list[str], tally: Tally) -> Any:
    """Return the grant date of a row, else the one in its pictures' names."""
    stated = tally.date(_number(row.get("date")))
    parts = None if stated or not names else parse_figure_name(names[0].rpartition(".")[0].upper())
    found = Tally().date(parts["date"]) if parts else None
    if stated is None:
        tally.noted["no grant date" if found is None else "grant date taken from a picture's name"] += 1
    return stated or found


def list_of(row: dict[str, Any], name: str, tally: Tally) -> list[str]:
    """Return a Python list written as text; what is none is counted."""
    raw = row.get(name)
    if tidy(raw) is None:
        return []
    try:
        if len(str(raw)) > _LONGEST:
            raise ValueError("too long")
        value = ast.literal_eval(str(raw).strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        value = None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        tally.noted[f"{name} that is no list of texts, not used"] += 1
        return []
    return value


def texts_of(row: dict[str, Any], tally: Tally) -> list[str]:
    """Return the text that a model wrote; a note in brackets in its place is none."""
    raw = str(row.get("caption") or "")
    raws = list_of(row, "caption", tally) if raw.lstrip().startswith("[") else [raw]
    texts = [text for text in (tidy(_clean(raw)) for raw in raws) if text is not None]
    written = [text for text in texts if not re.fullmatch(r"\([^()]*\)", text)]
    if len(written) < len(texts):
        tally.noted["machine-made caption that is only a note in brackets, not used"] += 1
    return written


def as_record(row: dict[str, Any], names: list[str], granted: Any, tally: Tally) -> bytes:
    """Write what the CSV says as the grant record that it was taken from, so that both are read alike."""
    root = ElementTree.Element("us-patent-grant")

    def put(path: str, text: str | None, **attributes: str) -> None:
        element = root
        for tag in path.split("/"):
            element = ElementTree.SubElement(element, tag)
        element.text = _clean(text or "")
        element.attrib.update({name: _clean(value) for name, value in attributes.items()})

    put(f"{_BIBLIO}/publication-reference/document-id/doc-number", patent_of(row))
    put(f"{_BIBLIO}/publication-reference/document-id/date", str(granted or "unknown"))
    symbols = list_of(row, "class_search", tally)
    if symbols and re.fullmatch("[0-9]{4}", symbols[0]):  # a US symbol is longer, filled with blanks
        put(f"{_BIBLIO}/classification-locarno/main-classification", symbols[0])
    elif symbols:
        tally.noted["first of class_search is no Locarno code, not used"] += 1
    # blanks have their places in a symbol: it is not tidied
    put(f"{_BIBLIO}/classification-national/main-classification", (row.get("class") or "").split(",")[0])
    put(f"{_BIBLIO}/invention-title", tidy(row.get("title")))
    put(f"{_BIBLIO}/figures/number-of-figures", _number(row.get("no_figs")))
    for name in names:
        put("drawings/figure/img", None, file=name)
    for line in list_of(row, "fig_desc", tally):
        # the CSV has a blank where a reference ended: "thereof ;", "of FIG. 1 ."
        put("description/description-of-drawings/p", re.sub(r"\s+([;.,])", r"\1", line))
    data: bytes = ElementTree.tostring(root, encoding="utf-8")
    return data


def _number(value: Any) -> str | None:
    """Return a number as text; a table with gaps writes whole numbers with ".0"."""
    text = tidy(value)
    return None if text is None else text.removesuffix(".0")


def _clean(text: str) -> str:
    """Return text without what XML and Arrow cannot hold."""
    return text.translate(_CONTROL).encode("utf-8", "replace").decode()
