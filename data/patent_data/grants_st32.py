"""USPTO grants of 2001 to 2004 (Standard ST.32): SGML, or the XML made of it, scanned without its DOCTYPE.

SGML as the office wrote it: empty tags have no slash (`<B597US>`, `<EMI FILE="...">`), names may be in either case,
attributes unquoted, bytes Latin-1. So the text is scanned for the few tags that a `Grant` needs; all other tags are
passed by, and their text belongs to the tag around them. Time and memory grow with the length of the record only.
Tags: ST.32 US Patent Grant V1.9 to V2.5, uspto.gov "Red Book".
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, TreeBuilder

ROOT = "PATDOC"
"""The root tag of an ST.32 record."""

# None of these holds one of its own kind: the open tags are at most as many as the names.
_HEAD = {"PATDOC", "B110", "B140", "B511", "B516", "B521", "B540", "B561", "B595", "B596"}
_PARTIES = {"B600", "B711", "B721", "B731", "NAM", "FNM", "SNM", "SFX", "ONM"}
_NAMES = _HEAD | _PARTIES | {"DOC", "DNUM", "DATE", "CTRY", "DRWDESC", "PARA", "SDODR", "EMI"}
_EMPTY = "EMI"
# No piece runs past the next "<", so every character is looked at a fixed number of times.
_TAG = re.compile(r"<(?:(!--|!\[CDATA\[|[?!])|(/?)([A-Za-z][\w.:-]{0,63})(?=[\s/>])([^<>]*)>)")
_ENDS = {"!--": "-->", "![CDATA[": "]]>", "?": ">", "!": ">"}
_ATTRIBUTE = re.compile(r"""([A-Za-z][\w.:-]{0,63})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/>]+))""")
_ATTRIBUTES_AT_MOST = 2000  # characters of one tag
_CHARACTER = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_MORE = "file of more than one record"
_MARK = re.compile(r"""["'\[\]>]|<!--""")


def root_tag(data: bytes) -> str | None:
    """Return the name of a record's root tag, in upper case; None where there is none.

    >>> root_tag(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b ">">]><!-- <c> --><PatDoc DTD="2.4">')
    'PATDOC'
    """
    text = _decoded(data)
    start = _prolog_end(text)
    found = None if start is None else _TAG.match(text, start)
    return found[3].upper() if found and found[3] and not found[2] else None


def parse_st32(data: bytes) -> Element:
    """Return the tags of an ST.32 record that a `Grant` is made of, with their names in upper case.

    Entities that the DOCTYPE declares are not looked at. References to characters, by number or by a name of
    `html.entities`, are read; all others stay as they are written.

    Raises:
        ValueError: the record is none, is cut short, or more than one stands in the file; the message is the reason,
            for counting.
    """
    text = _decoded(data)
    at = _prolog_end(text)
    if at is None:
        raise ValueError("XML cannot be read")
    builder, opened, closed = TreeBuilder(), list[str](), False
    while not closed and (found := _TAG.search(text, at)):
        mark, slash, name, attributes = found.groups()
        _add(builder, opened, _CHARACTER.sub(_character, text[at : found.start()]))
        at = found.end()
        if mark:
            end = text.find(_ENDS[mark], at)
            if end < 0:
                break
            if mark == "![CDATA[":
                _add(builder, opened, text[at:end])
            at = end + len(_ENDS[mark])
        elif name.upper() in _NAMES:
            if name.upper() == ROOT and opened and not slash:
                raise ValueError(_MORE)
            _take(builder, opened, name.upper(), bool(slash), attributes)
            closed = not opened
    if not closed:
        raise ValueError("record is cut short")
    if re.search(rf"<{ROOT}[\s>]", text[at:], re.IGNORECASE):
        raise ValueError(_MORE)
    return builder.close()


def _take(builder: TreeBuilder, opened: list[str], name: str, closes: bool, attributes: str) -> None:
    """Open or close a tag; what stands open inside of a closed one is closed with it."""
    if name == _EMPTY:
        if opened and not closes:
            builder.start(name, _attributes(attributes))
            builder.end(name)
        return
    if not opened and name != ROOT:
        return
    while name in opened:
        builder.end(opened.pop())
        if closes and name not in opened:
            return
    if not closes:
        builder.start(name, {})
        opened.append(name)
        if attributes.rstrip().endswith("/"):
            builder.end(opened.pop())


def _add(builder: TreeBuilder, opened: list[str], text: str) -> None:
    if opened and text:
        builder.data(text)


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].upper(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text[:_ATTRIBUTES_AT_MOST])
    }


def _character(found: re.Match[str]) -> str:
    return html.unescape(found[0])


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # Latin-1, and what Windows writes in its gaps


def _prolog_end(text: str) -> int | None:
    """Return where the root tag starts: behind declarations, comments and the DOCTYPE, none of which is read."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            at = text.find("-->", at)
        elif text.startswith("<!", at):
            at = _declaration_end(text, at + 2)
        elif text.startswith("<?", at):
            at = text.find(">", at)
        else:
            return at
        if at < 0:
            break
    return None


def _declaration_end(text: str, at: int) -> int:
    """Return where a declaration with its inner part in brackets ends, -1 where it does not."""
    depth = 0
    while found := _MARK.search(text, at):
        mark, at = found[0], found.end()
        if mark == "<!--":
            at = text.find("-->", at)
        elif mark in "\"'":
            at = text.find(mark, at) + 1 or -1
        elif mark == ">" and depth <= 0:
            return at
        else:
            depth += {"[": 1, "]": -1}.get(mark, 0)
        if at < 0:
            break
    return -1
