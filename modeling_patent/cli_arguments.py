"""What the commands share: a parser whose errors are one line, the kinds of values, and the rows of a SOURCE."""

from __future__ import annotations

import argparse
import math
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from .locarno import LocarnoCode
from .rows import parse_date

BAD_INPUT, INTERRUPTED, BROKEN_PIPE = 2, 130, 141
"""Exit codes: bad input, Ctrl-C, and a reader of the output that went away."""

SOURCE = (
    "USPTO week (.tar, .zip or folder), DeepPatent2, IMPACT or DeepPatent folder, Parquet as write_parquet writes it, "
    "or a folder of pictures"
)
"""What a SOURCE may be, for the help."""


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        """Leave with one line."""
        self.exit(BAD_INPUT, f"{self.prog}: {' '.join(message.split())} (see {self.prog} --help)\n")


def command(
    commands: argparse._SubParsersAction[OneLineParser],
    name: str,
    run: Callable[[argparse.Namespace], str],
    help_text: str,
) -> argparse.ArgumentParser:
    """Add a command that `run` carries out; it returns what goes to standard output."""
    description = f"{help_text.capitalize()}."
    command = commands.add_parser(name, help=help_text, description=description, allow_abbrev=False)
    command.set_defaults(run=run)
    return command


def from_0(text: str) -> int:
    """Read a whole number from 0."""
    return whole(text, 0)


def whole(text: str, least: int = 1) -> int:
    """Read a whole number."""
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least}")
    return int(text)


def from_0_real(text: str) -> float:
    """Read a number from 0."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0")
    return number


def size(text: str) -> int:
    """Read a number of bytes: "2GB", "500 MB", "1073741824"."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?", text.strip(), re.IGNORECASE)
    number = 0 if match is None else int(float(match[1]) * 1024 ** " KMGT".index(match[2].upper() or " "))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no size, such as 2GB or 500MB")
    return number


def date(text: str) -> str:
    """Read a date."""
    try:
        return parse_date(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def code(text: str) -> str:
    """Read a Locarno code."""
    try:
        return str(LocarnoCode.parse(text))
    except ValueError as error:
        hint = "; pictures stand before the options" if Path(text).suffix and Path(text).exists() else ""
        raise argparse.ArgumentTypeError(f"{error}{hint}") from None


def load_source(path: str) -> Any:
    """Read the rows of a source without the bars of `datasets`, which takes a while to import."""
    import datasets

    from patent_data import load_source

    if not os.environ.get("PATENT_DEBUG"):
        datasets.disable_progress_bars()
        datasets.logging.set_verbosity_error()
    return load_source(path)
