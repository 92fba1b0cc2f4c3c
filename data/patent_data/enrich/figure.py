"""The texts of one figure: a captioner looks, a language model writes, checks sort out, the template fills up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import prompts
from .answers import parse_answer
from .backends import BackendError, Reply
from .checks import Fits, check_texts, clean, drop_near_duplicates, fault_of
from .names import aliases_of, class_titles, name_of
from .store import FAILED
from .template import template_texts

if TYPE_CHECKING:
    from PIL import Image

TEMPLATE = "template"
"""Name of the language model where there is none."""

_LONGEST_DETAILS = 1500
_ASKED = 2  # times the language model is asked at most: once, and once more for what is missing


@dataclass
class Outcome:
    """What came of one figure.

    Attributes:
        row: for `store.Parts`.
        problems: what was left out or mended, by reason; with "failed" where no model answered.
        error: why the models gave no answer; None where they did, and where it was the picture that failed.
    """

    row: dict[str, Any]
    problems: Counter[str]
    error: BackendError | None = None


@dataclass
class _Usage:
    """Tokens and requests of one figure."""

    requests: int = 0
    tokens: dict[str, list[int | None]] = field(default_factory=dict)

    def add(self, model: str, reply: Reply) -> None:
        self.requests += reply.requests
        self.tokens.setdefault(f"{model}_prompt_tokens", []).append(reply.prompt_tokens)
        self.tokens.setdefault(f"{model}_completion_tokens", []).append(reply.completion_tokens)

    def columns(self) -> dict[str, int | None]:
        sums = {
            name: None if None in counts else sum(map(int, filter(None, counts)))
            for name, counts in self.tokens.items()
        }
        return {"requests": self.requests, **sums}


def enrich_figure(
    row: Mapping[str, Any],
    captioner: Callable[[Image.Image, str], Reply] | None,
    writer: Callable[[str, str], Reply] | None,
    count: int,
    fits: Fits,
) -> Outcome:
    """Make the texts of one figure.

    Args:
        row: of the schema; its picture is opened only for a captioner.
        captioner: describes the picture, or None.
        writer: writes texts from that and the metadata; None takes the template.
        count: texts wanted.
        fits: says whether a text is short enough (`checks.length_limit`).

    Raises:
        BackendError: a fatal one: other figures would fare no better.
    """
    usage, problems = _Usage(), Counter[str]()
    made: dict[str, Any] = {"figure_id": row["figure_id"], "patent_id": row["patent_id"], "texts": []}
    error: BackendError | None = None
    failure: ValueError | None = None
    try:
        details = None
        if captioner is not None:
            reply = captioner(_picture(row), prompts.CAPTIONER_INSTRUCTIONS)
            usage.add("captioner", reply)
            made["details"] = reply.text
            details = _checked_details(reply.text, problems)
        if writer is None:
            made["texts"] = template_texts(row, count, fits, details)
        else:
            made["texts"] = _written(row, details, writer, count, fits, made, usage, problems)
        if not made["texts"]:
            problems["nothing known of the figure"] += 1
    except BackendError as raised:
        if raised.fatal:
            raise
        usage.requests += raised.requests
        error = failure = raised
    except _PictureError as raised:
        failure = raised
    said = [f"{reason} ({number})" for reason, number in sorted(problems.items())]
    if failure is not None:
        said.append(f"{FAILED}{failure}")
        problems["failed"] += 1
    return Outcome(made | usage.columns() | {"problems": said}, problems, error)


class _PictureError(ValueError):
    """The figure's picture cannot be read."""


def _picture(row: Mapping[str, Any]) -> Image.Image:
    from modeling_patent.encoding import open_picture

    try:
        return open_picture(row["image"])
    except ValueError as error:
        raise _PictureError(str(error)) from None


def _checked_details(answer: str, problems: Counter[str]) -> str | None:
    """Return a captioner's answer on one line, None and a problem where it is of no use."""
    details = clean(answer)[:_LONGEST_DETAILS]
    fault = fault_of(details)
    if fault is not None:
        problems[f"details: {fault}"] += 1
    return None if fault else details


def _written(
    row: Mapping[str, Any],
    details: str | None,
    writer: Callable[[str, str], Reply],
    count: int,
    fits: Fits,
    made: dict[str, Any],
    usage: _Usage,
    problems: Counter[str],
) -> list[str]:
    """Return the texts that a language model writes, filled up from the template; its answers go to `made`."""
    name, titles = name_of(row), class_titles(row.get("locarno"))
    if not (name or titles or details or row.get("caption")):
        return []
    names = [name, *aliases_of(row)] if name else []
    texts: list[str] = []
    synonyms: list[str] = []
    for _ in range(_ASKED):
        prompt = prompts.writer_prompt(row, titles, details, count - len(texts), texts)
        reply = writer(prompts.WRITER_SYSTEM, prompt)
        usage.add("llm", reply)
        made["answer"] = f"{made['answer']}\n\n{reply.text}" if "answer" in made else reply.text
        answer = parse_answer(reply.text)
        problems.update([answer.problem] if answer.problem else [])
        synonyms += [clean(synonym) for synonym in answer.synonyms]
        good, counts = check_texts(answer.texts, fits, [*names, *synonyms] if names else [], titles, texts)
        problems.update(counts)
        texts += good[: count - len(texts)]
        if len(texts) == count:
            return texts
    synonyms = [synonym for synonym in synonyms if len(synonym.split()) <= 6 and fault_of(synonym) is None]
    filled = drop_near_duplicates([*texts, *template_texts(row, 2 * count, fits, details, synonyms)], count)[0]
    if len(filled) > len(texts):
        problems["filled from the template"] += len(filled) - len(texts)
    return filled
