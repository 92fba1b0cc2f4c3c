"""What a run did and what it cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .figure import Outcome

TOKENS = ("captioner_prompt_tokens", "captioner_completion_tokens", "llm_prompt_tokens", "llm_completion_tokens")


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens, into and out of a model; None where it is not known."""

    captioner_in: float | None = None
    captioner_out: float | None = None
    llm_in: float | None = None
    llm_out: float | None = None

    def cost(self, tokens: Sequence[int | None], asked: Sequence[bool]) -> float | None:
        """Return what tokens cost; None where a price or a number of tokens is not known.

        Args:
            tokens: captioner's in and out, language model's in and out.
            asked: of the same four, whether the model was asked at all.
        """
        total = 0.0
        prices = (self.captioner_in, self.captioner_out, self.llm_in, self.llm_out)
        for price, number, was_asked in zip(prices, tokens, asked, strict=True):
            if was_asked and (price is None or number is None):
                return None
            total += (price or 0.0) * (number or 0) / 1e6
        return total


@dataclass
class Summary:
    """What a run did.

    Attributes:
        out: the file of texts.
        figures: figures that got texts now.
        texts: their texts.
        failed: figures that no model answered for; the next run asks again.
        there: figures whose texts were there already.
        left_out: figures not taken, by reason.
        problems: what was left out of answers or mended, by reason.
        requests: made, repeats among them.
        tokens_in, tokens_out: of both models, as far as these say.
        cost: in US dollars, of the figures whose cost is known; None where it is of none.
        cost_unknown: figures whose cost is not known.
    """

    out: Path
    figures: int = 0
    texts: int = 0
    failed: int = 0
    there: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    cost_unknown: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one figure."""
        row = outcome.row
        self.failed += outcome.problems["failed"]
        self.figures += not outcome.problems["failed"]
        self.texts += len(row["texts"])
        self.problems.update(outcome.problems)
        self.requests += row["requests"]
        self.tokens_in += sum(row.get(name) or 0 for name in TOKENS[::2])
        self.tokens_out += sum(row.get(name) or 0 for name in TOKENS[1::2])
        if row["cost"] is None:
            self.cost_unknown += 1
        else:
            self.cost = (self.cost or 0.0) + row["cost"]

    def __str__(self) -> str:
        """Say it in one line."""
        mean = self.texts / self.figures if self.figures else 0.0
        parts = [f"{self.figures} figures got {self.texts} texts ({mean:.1f} a figure) in {self.out}"]
        parts += [f"{self.there} were there already"] * bool(self.there)
        left_out = dict(self.left_out) | ({"failed, the next run asks again": self.failed} if self.failed else {})
        problems = {reason: number for reason, number in self.problems.items() if reason != "failed"}
        for what, counts in (("left out", left_out), ("problems", problems)):
            said = ", ".join(f"{reason} ({number})" for reason, number in sorted(counts.items()))
            parts += [f"{what}: {said}"] * bool(said)
        if self.requests:
            parts.append(f"{self.requests} requests, {self.tokens_in} tokens in, {self.tokens_out} out")
            cost = "not known" if self.cost is None else f"about {self.cost:.2f} USD"
            some = f", without {self.cost_unknown} figures" if self.cost is not None and self.cost_unknown else ""
            parts.append(f"cost {cost}{some}")
        return "; ".join(parts)
