"""USPTO grants since 2005 (XML v4.x): parsed without DOCTYPE and entities, and no deeper than records are."""

from __future__ import annotations

import html.entities
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

_CHARACTERS = {name[:-1]: text for name, text in html.entities.html5.items() if name.endswith(";")}
_DEEPEST = 100  # tags in tags


class _Parser(DefusedXMLParser):
    """A parser that refuses entities, but for those that only name a picture (NDATA): nothing reads these."""

    def defused_unparsed_entity_decl(self, *said: Any) -> None:
        """Pass by an entity of a notation."""


class _Shallow(TreeBuilder):
    """Builds a tree as deep as those of records are: tags in tags without end take much memory."""

    depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Any:
        """Open a tag."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("XML cannot be read")
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Any:
        """Close a tag."""
        self.depth -= 1
        return super().end(tag)


def parse_xml(data: bytes) -> Element:
    """Return the root of a grant record in XML v4.x; its DOCTYPE is not fetched.

    Raises:
        ValueError: it cannot be read, declares entities, or is no record of a grant; the message is the reason, for
            counting.
    """
    parser = _Parser(target=_Shallow(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.entity.update(_CHARACTERS)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        raise ValueError("XML declares entities, refused") from None
    except (ParseError, ValueError, LookupError):
        raise ValueError(_why_unreadable(data)) from None
    if root.tag != "us-patent-grant":
        raise ValueError("XML is no record of a grant (us-patent-grant or PATDOC)")
    return root


def _why_unreadable(data: bytes) -> str:
    head = data[:100].upper()
    if b"ENCODING" not in head or b"UTF-8" in head:
        try:
            data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return "XML is not UTF-8"
    return "XML cannot be read"
