"""Records of a JSON file, one at a time: one array, or JSON lines; the file is never held as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

_CHUNK = 1 << 20  # characters read at once
_LONGEST = 4 << 20  # characters of one record
_BETWEEN = re.compile(r"[\s,\[\]\x1e]*")
_LONE = re.compile("[\ud800-\udfff]")  # half a character: it can be written in JSON, but not in UTF-8
REPLACED = "\ufffd"
"""What stands in the text where bytes were not UTF-8."""


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON array or of JSON lines.

    Bytes that are not UTF-8 become `REPLACED`, and so does half a character (an escape such as ud83d).

    Raises:
        ValueError: the file is malformed or cut short; the message says where.
    """
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        yield from read_records_from(file, path)


def read_records_from(file: IO[str], path: Path | str) -> Iterator[dict[str, Any]]:
    """Yield the records of an open file; `path` is what messages call it."""
    decoder = json.JSONDecoder(strict=False)
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
            except (ValueError, RecursionError) as error:  # a number of thousands of digits; lists in lists
                raise _malformed(path, text, passed, lines, str(error).partition(";")[0], at) from None
            else:
                yield {key: _LONE.sub(REPLACED, value) if _is_odd(value) else value for key, value in record.items()}
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


def _is_odd(value: Any) -> bool:
    return isinstance(value, str) and not value.isascii()


def _malformed(path: Path | str, text: str, passed: int, lines: int, why: str, at: int) -> ValueError:
    line = lines + text.count("\n", 0, at)
    return ValueError(f"{path}: not valid JSON at line {line} (character {passed + at + 1} of the file): {why}")
