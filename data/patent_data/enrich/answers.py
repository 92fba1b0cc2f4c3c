"""The answers of language models: finding the texts in JSON, in JSON with faults, or in a list."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .checks import is_refusal

_LONGEST = 100_000  # characters of an answer that are looked at
_TRIES = 50  # places where JSON may begin that are tried
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_TEXTS = re.compile(r'"texts"\s*:\s*\[')
_NAMED = re.compile(r'"(?:texts|synonyms)"\s*:')
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n?(.*?)```", re.DOTALL)
_ITEM = re.compile(r"^\s*(?:[-*•]|\(?\d{1,3}[.):])\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What a language model's answer holds.

    Attributes:
        texts: texts as the model wrote them.
        synonyms: other names of the object, as the model wrote them.
        problem: what was wrong with the answer's form; None where it is what was asked for.
    """

    texts: list[str]
    synonyms: list[str]
    problem: str | None = None


def parse_answer(answer: str) -> Answer:
    r"""Read {"texts": [...], "synonyms": [...]} out of an answer.

    JSON may stand in a fence or among talk, and may have commas too many. Of JSON that breaks off, the whole strings
    are taken; where there is none, the lines of a numbered or bulleted list.

    >>> parse_answer('Sure! ```json\n{"texts": ["A shoe.", "A boot.",],}\n```').texts
    ['A shoe.', 'A boot.']
    >>> parse_answer("1. A shoe.\n2. A boot.")
    Answer(texts=['A shoe.', 'A boot.'], synonyms=[], problem='list instead of JSON')
    >>> parse_answer("I'm sorry, I can't help with that.").problem
    'refusal'
    """
    answer = answer[:_LONGEST].strip().lstrip("\ufeff")
    for part in (answer, *_FENCE.findall(answer)):
        for text, problem in ((part, None), (_without_spare_commas(part), "commas too many")):
            found = _texts_in(_loads(text))
            if found:
                return Answer(*found, problem if text != part else None)
    for part in (answer, _without_spare_commas(answer)):
        found = _first_json_in(part)
        if found:
            return Answer(*found, "talk around the JSON" if part is answer else "commas too many")
    found = _broken_off(answer)
    if found:
        return Answer(*found, "answer breaks off")
    items = _ITEM.findall(answer)
    if items:
        return Answer(items, [], "list instead of JSON")
    return Answer(
        [], [], "empty answer" if not answer else "refusal" if is_refusal(answer) else "no texts in the answer"
    )


def _loads(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _texts_in(value: Any) -> tuple[list[str], list[str]] | None:
    """Return the texts and synonyms that a JSON value holds, None where it holds no texts."""
    if isinstance(value, list):
        texts = _strings(value)
        return (texts, []) if texts else None
    if not isinstance(value, dict):
        return None
    texts = _strings(value.get("texts"))
    if not texts:  # a model that chose another word for "texts"
        lists = [_strings(other) for name, other in value.items() if name != "synonyms"]
        lists = [one for one in lists if one]
        texts = lists[0] if len(lists) == 1 else []
    return (texts, _strings(value.get("synonyms"))) if texts else None


def _strings(value: Any) -> list[str]:
    """Return the strings of a list, or of {"1": "..."}; of an entry such as {"text": "..."} its only string."""
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    strings = []
    for entry in entries:
        inner = [one for one in entry.values() if isinstance(one, str)] if isinstance(entry, dict) else [entry]
        strings += inner if len(inner) == 1 and isinstance(inner[0], str) else []
    return strings


def _first_json_in(text: str) -> tuple[list[str], list[str]] | None:
    decoder = json.JSONDecoder(strict=False)
    begins = r"\{" if _NAMED.search(text) else r"[{\[]"  # no list by itself, which may be that of the synonyms
    for place in [match.start() for match in re.finditer(begins, text)][:_TRIES]:
        try:
            found = _texts_in(decoder.raw_decode(text, place)[0])
        except (ValueError, RecursionError):
            continue
        if found:
            return found
    return None


def _without_spare_commas(text: str) -> str:
    """Return JSON without commas before a closing bracket, outside of its strings."""
    pieces, end = [], 0
    for string in _STRING.finditer(text):
        pieces += [text[end : string.start()], string[0]]
        end = string.end()
    pieces.append(text[end:])
    # a comma and its bracket never have a string between them
    return "".join(piece if at % 2 else re.sub(r",(\s*[}\]])", r"\1", piece) for at, piece in enumerate(pieces))


def _broken_off(text: str) -> tuple[list[str], list[str]] | None:
    """Return the whole strings of a list "texts" that never closes."""
    start = _TEXTS.search(text)
    rest = text[start.end() :].lstrip() if start else ""
    texts = []
    while whole := _STRING.match(rest):
        texts.append(_loads(whole[0]))
        rest = rest[whole.end() :].lstrip(" \t\r\n,")
    texts = [one for one in texts if isinstance(one, str)]
    return (texts, []) if texts else None
