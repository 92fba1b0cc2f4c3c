"""What a run would ask and cost, without asking anything."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import prompts
from .figure import TEMPLATE
from .names import class_titles
from .run import plain_rows, waiting_figures
from .summary import Prices, Summary
from .template import template_texts

CHARACTERS_A_TOKEN = 4
PICTURE_TOKENS = 1000
"""Tokens taken for a picture: endpoints count from some 250 to some 1,500 for one of 1024 pixels."""

DETAILS_TOKENS, TEXT_TOKENS = 120, 30
"""Tokens taken for a captioner's answer, and for one text with its marks."""

_SAMPLE = 1000


def plan(
    rows: Any,
    out: str | os.PathLike[str],
    captioner: str | None = None,
    llm: str = TEMPLATE,
    count: int = 20,
    prices: Prices | None = None,
    limit: int | None = None,
) -> str:
    """Say what `enrich` would do: the prompts of the first figure, requests, tokens and cost, all estimated.

    Args:
        rows, out, count, prices, limit: as for `run.enrich`.
        captioner: name of the captioner, or None.
        llm: name of the language model, or "template".

    Raises:
        ValueError: as for `run.enrich`.
    """
    summary = Summary(Path(out))
    numbers = waiting_figures(rows, Path(out), (captioner, llm, prompts.PROMPT_VERSION), limit, summary)
    left_out = "".join(f", {number} left out ({reason})" for reason, number in sorted(summary.left_out.items()))
    lines = [f"{len(numbers)} figures to enrich, {summary.there} there already{left_out}"]
    if not numbers:
        return lines[0]
    first = next(plain_rows(rows, numbers[:1]))
    lines.append(f"first figure: {first['figure_id']}")
    if captioner:
        lines += [f"--- to the captioner {captioner}, with the picture:", prompts.CAPTIONER_INSTRUCTIONS]
    if llm == TEMPLATE:
        lines += ["--- texts of the template:", *template_texts(first, count)]
    else:
        lines += [f"--- to the language model {llm}, system:", prompts.WRITER_SYSTEM]
        lines += ["--- user:", _writer_prompt(first, count, "(what the captioner says)" if captioner else None)]
    return "\n".join([*lines, "---", _estimate(rows, numbers, captioner, llm, count, prices or Prices())])


def _estimate(rows: Any, numbers: Sequence[int], captioner: str | None, llm: str, count: int, prices: Prices) -> str:
    asked = [captioner is not None] * 2 + [llm != TEMPLATE] * 2
    if not any(asked):
        return "no requests; cost 0.00 USD"
    tokens = [0.0] * 4
    if captioner:
        tokens[:2] = PICTURE_TOKENS + len(prompts.CAPTIONER_INSTRUCTIONS) / CHARACTERS_A_TOKEN, DETAILS_TOKENS
    if llm != TEMPLATE:
        sample = numbers[:: -(-len(numbers) // _SAMPLE)]
        details = "x" * DETAILS_TOKENS * CHARACTERS_A_TOKEN if captioner else None
        lengths = [len(_writer_prompt(row, count, details)) for row in plain_rows(rows, sample, pictures=False)]
        characters = sum(lengths) / len(lengths) + len(prompts.WRITER_SYSTEM)
        tokens[2:] = characters / CHARACTERS_A_TOKEN, count * TEXT_TOKENS
    totals = [round(len(numbers) * number) for number in tokens]
    cost = prices.cost(totals, asked)
    said = "not known, give the prices of the models" if cost is None else f"about {cost:.2f} USD"
    rule = f"{CHARACTERS_A_TOKEN} characters a token, {TEXT_TOKENS} tokens a text"
    rule += f", {PICTURE_TOKENS} a picture, {DETAILS_TOKENS} for what is said of it" if captioner else ""
    return (
        f"{len(numbers) * sum(asked[::2])} requests, about {totals[0] + totals[2]} tokens in and "
        f"{totals[1] + totals[3]} out ({rule}; repeats not counted); cost {said}"
    )


def _writer_prompt(row: Mapping[str, Any], count: int, details: str | None) -> str:
    return prompts.writer_prompt(row, class_titles(row.get("locarno")), details, count)
