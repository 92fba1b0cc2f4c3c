"""Counting what a reader keeps, what it leaves out and why: nothing is dropped silently."""

from __future__ import annotations

import json
import logging
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modeling_patent.locarno import LocarnoCode
from modeling_patent.rows import parse_date

LOGGER = logging.getLogger("patent_data")


@dataclass
class Tally:
    """What became of a source's figures.

    Attributes:
        kept: figures that became rows.
        left_out: things that became no row, by reason.
        noted: rows that are kept, but lack something or were mended, by reason.
        codes: rows by Locarno code.
        met: a reader's own counts, from which it works out what no shard alone can know.
    """

    kept: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add the counts of another part of the same source."""
        self.kept += other.kept
        for mine, theirs in zip(self._counters(), other._counters(), strict=True):
            mine.update(theirs)

    def keep(self, row: dict[str, Any]) -> dict[str, Any]:
        """Count a row as kept and return it."""
        self.kept += 1
        if row["locarno"] is not None:
            self.codes[row["locarno"]] += 1
        return row

    def code(self, value: Any, edition: int | None = None) -> LocarnoCode | None:
        """Read a raw Locarno code; None where there is none, and counted where it is no code."""
        value = tidy(value)
        if value is None:
            return None
        try:
            return LocarnoCode.parse(re.sub(r"(?<=\d{3})\.0$", "", value), edition=edition)
        except ValueError:
            self.noted["Locarno code that is none, not used"] += 1
            return None

    def date(self, value: Any) -> Any:
        """Read a raw date; None where there is none, and counted where it is no date."""
        value = tidy(value)
        if value is None:
            return None
        try:
            return parse_date(value)
        except ValueError:
            self.noted["date that is none, not used"] += 1
            return None

    def text(self, source: str) -> str:
        """Say it in one short text.

        >>> tally = Tally(kept=2); tally.left_out["picture is missing"] += 1
        >>> tally.text("figures in /cups")
        'figures in /cups: 2 kept. Left out 1: picture is missing (1).'
        """
        parts = [f"{source}: {self.kept} kept."]
        if self.left_out:
            parts.append(f"Left out {self.left_out.total()}: {_by_reason(self.left_out)}.")
        if self.noted:
            parts.append(f"Noted: {_by_reason(self.noted)}.")
        if self.codes:
            official = sum(LocarnoCode.parse(code).is_official for code in self.codes)
            parts.append(f"Locarno codes: {len(self.codes)}, of them {official} on the official list.")
        return " ".join(parts)

    def log(self, source: str) -> None:
        """Log the text: a warning if anything was left out, else information."""
        LOGGER.log(logging.WARNING if self.left_out else logging.INFO, "%s", self.text(source))

    def save(self, path: Path) -> None:
        """Write the counts as JSON."""
        path.write_text(json.dumps(vars(self)), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Tally:
        """Read what `save` wrote."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        return cls(kept=raw.pop("kept"), **{name: Counter(counts) for name, counts in raw.items()})

    def _counters(self) -> tuple[Counter[str], ...]:
        return self.left_out, self.noted, self.codes, self.met


def tidy(value: Any) -> str | None:
    """Return a raw value as text with single blanks; None where it says nothing (empty, NaN, "null").

    >>> tidy("  Pet   treat "), tidy(float("nan")), tidy("NULL"), tidy(404.0)
    ('Pet treat', None, None, '404')
    """
    if value is None or isinstance(value, bool | list | dict):
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = int(value) if value.is_integer() else value
    text = " ".join(str(value).split())
    return None if text.lower() in ("", "nan", "null", "none") else text


def uspc_symbol(value: Any) -> str | None:
    """Return a design class of the US classification as "D14/486"; None where `value` is none.

    The raw form has fixed places: three for the class, three for the subclass, then decimals or letters.

    >>> [uspc_symbol(x) for x in ("D14486", "D 8403", "D12 91", "D28 47", "D 6  5", "D14/486", "D2-95", "62382")]
    ['D14/486', 'D8/403', 'D12/91', 'D28/47', 'D6/5', 'D14/486', 'D2/95', None]
    >>> uspc_symbol("D143411"), uspc_symbol("D 9  5 A")
    ('D14/341.1', 'D9/5A')
    """
    text = value.strip().upper() if isinstance(value, str) else ""
    parts = re.fullmatch(r"D\s*(\d{1,2})\s*[-/]\s*(\w[\w.]*)", text)
    if parts:
        return f"D{int(parts[1])}/{parts[2]}"
    fixed = re.fullmatch(r"(D[ \d]\d|D\d )([ \d]{2}\d|[ \d]\d |\d\d?)(?:\s*(\d{1,3})|\s*([A-Z]{1,3}))?", text)
    parts = fixed or re.fullmatch(r"D\s*(\d{1,2})\s+(\d{1,3})()()", text)
    if parts is None:
        return None
    number = int(parts[1].replace("D", "").strip())
    decimals = f".{parts[3]}" if parts[3] else parts[4] or ""
    return f"D{number}/{int(parts[2])}{decimals}" if number else None


def _by_reason(counts: Counter[str]) -> str:
    return "; ".join(f"{reason} ({count})" for reason, count in sorted(counts.items()))
