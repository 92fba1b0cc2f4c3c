"""Records of a JSON file, one at a time: one array, or JSON lines; the file is never held as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_CHUNK = 1 << 20  # characters read at once
_LONGEST = 4 << 20  # characters of one record
_BETWEEN = re.compile(r"[\s,\[\]\x1e]*")
REPLACED = "\ufffd"
"""What stands in the text where bytes were not UTF-8."""


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON array or of JSON lines.

    Bytes that are not UTF-8 become `REPLACED`.

    Raises:
        ValueError: the file is malformed or cut short; the message says where.
    """
    decoder = json.JSONDecoder(strict=False)
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        text, at, passed, lines, inside = "", 0, 0, 1, False
        while True:
            between = _BETWEEN.match(text, at)
            assert between is not None
            brackets = between[0].rstrip().replace(",", "")
            inside = brackets.rfind("[") > brackets.rfind("]") if set(brackets) & set("[]") else inside
            at = between.end()
            if at < len(text):
                try:
                    if text[at] != "{":
                        raise json.JSONDecodeError("a record must be an object in braces", text, at)
                    record, at = decoder.raw_decode(text, at)
                except json.JSONDecodeError as error:
                    fault: tuple[str, int] | None = (error.msg, error.pos)
                    if text[at] != "{" or len(text) - at > _LONGEST:
                        raise _malformed(path, text, passed, lines, error.msg, error.pos) from None
                else:
                    yield record
                    continue
            else:
                fault = None
            more = file.read(_CHUNK)
            if not more and fault is not None:
                raise _malformed(path, text, passed, lines, *fault)
            if not more and inside:
                raise _malformed(path, text, passed, lines, "the array is not closed: cut short", len(text))
            if not more:
                return
            passed, lines = passed + at, lines + text.count("\n", 0, at)
            text, at = text[at:] + more, 0


def _malformed(path: Path, text: str, passed: int, lines: int, why: str, at: int) -> ValueError:
    line = lines + text.count("\n", 0, at)
    return ValueError(f"{path}: not valid JSON at line {line} (character {passed + at + 1} of the file): {why}")
