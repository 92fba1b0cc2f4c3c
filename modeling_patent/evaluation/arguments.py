"""The command line of eval.py, and the YAML file that it may name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from .benchmark_rules import BENCHMARKS, DEEPPATENT, PARTS
from .protocols import PROTOCOLS

_FIXED = ("protocol", "by_patent", "gallery", "gallery_split", "max_figures", "ks")  # what a benchmark's rules say

DESCRIPTION = """Evaluate a model: python eval.py --model M --data D --protocol prior-art [--split test] [--out FOLDER].

Or by a benchmark that is the same everywhere, and check the result of one:

    python eval.py --benchmark dp2-prior-art-v1 --model M --data D --out FOLDER
    python eval.py --check FOLDER/benchmark.json [ANOTHER.json ...] [--data D [--model M]]
"""


def read_options(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line and the YAML file that it may name; the command line goes before the file.

    Raises:
        ValueError: an argument is missing, unknown or not what is expected, two of them exclude each other, or the
            file is not readable as YAML.
    """
    parser = _Parser(prog="eval.py", description=DESCRIPTION, allow_abbrev=False,
                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    names = [protocol.name for protocol in PROTOCOLS]
    add = parser.add_argument
    add("--config", type=Path, metavar="FILE", help="YAML file with any of these arguments")
    add("--model", help='folder or Hub id of a model, or "hog" for the baseline')
    add("--data", help="a USPTO week, a release of DeepPatent2, IMPACT or DeepPatent, a drawn corpus, a folder of "
        "pictures, or a Parquet dataset (folder or Hub id)")  # fmt: skip
    add("--split", help="only this split of a drawn corpus, of Parquet, or of DeepPatent's lists (default: all rows)")
    add("--protocol", nargs="+", choices=[*names, "all"], metavar="NAME",
        help=f"one or more of {', '.join(names)}, or all (default: same-patent)")  # fmt: skip
    add("--by_patent", action="store_true", default=None, help="rank patents, not figures")
    add("--gallery", help="data that answers, in place of the other figures of --data")
    add("--gallery_split", help="only this split of it (without --gallery: of --data)")
    add("--max_figures", type=_at_least(1), help="only a patent's first so many figures (default: all)")
    add("--ks", nargs="+", type=_at_least(1), metavar="K", help="cut-offs of the metrics @k (default: 5 10)")
    add("--benchmark", choices=BENCHMARKS, help="evaluate by the rules of docs/benchmark.md, and write benchmark.json")
    add("--check", nargs="+", type=Path, metavar="FILE", help="check the results of benchmarks; with --data against it")
    add("--out", type=Path, metavar="FOLDER", help="write evaluation.json and evaluation.md there")
    add("--per_query", type=Path, metavar="FILE", help="write the metrics of every query there, as Parquet")
    add("--cache", type=Path, metavar="FOLDER", help="keep the vectors there: a run that was stopped goes on")
    add("--batch_size", type=_at_least(1), default=64, help="figures a step (default: %(default)s)")
    add("--workers", type=_at_least(0), help="processes that read pictures (default: half of the cores)")
    add("--bf16", action="store_true", help="run the model in bfloat16")
    add("--seed", type=_at_least(0), help="that the model was trained with, to be stated in a benchmark's result")
    given = list(sys.argv[1:] if argv is None else argv)
    file = parser.parse_args(given).config
    options = parser.parse_args([*_from_file(file), *given]) if file else parser.parse_args(given)
    _check(options)
    options.protocol, options.ks = options.protocol or ["same-patent"], tuple(options.ks or (5, 10))
    options.by_patent = bool(options.by_patent)
    if options.gallery_split is not None and options.gallery is None:
        options.gallery = options.data
    return options


def _check(options: argparse.Namespace) -> None:
    """Refuse what is missing, and what excludes each other."""
    missing = [f"--{name}" for name in ("model", "data") if getattr(options, name) is None]
    if missing and not options.check:
        raise ValueError(f"{' and '.join(missing)} must be given (python eval.py --help)")
    if options.check:
        if options.benchmark or (options.model and not options.data):
            raise ValueError("--check takes --data, and with it --model: a result states its own benchmark")
        return
    fixed = [f"--{name}" for name in _FIXED if getattr(options, name) is not None] if options.benchmark else []
    if fixed:
        raise ValueError(f"{options.benchmark} has rules of its own: leave out {' and '.join(fixed)}")
    parts = PARTS[DEEPPATENT] if options.benchmark == DEEPPATENT else ()
    if options.benchmark and options.split is not None and options.split not in parts:
        told = f"takes --split {' or '.join(parts)}" if parts else "splits by itself"
        raise ValueError(f"{options.benchmark} {told}, not --split {options.split}")


def _from_file(path: Path) -> list[str]:
    """Return the arguments that a YAML file states."""
    import yaml

    try:
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML: {error}") from None
    if not isinstance(stated, dict):
        raise ValueError(f"{path} must hold 'argument: value' lines")
    arguments: list[str] = []
    for name, value in stated.items():
        if value is None or value is False:
            continue
        values = [] if value is True else value if isinstance(value, list) else [value]
        arguments += [f"--{name}", *map(str, values)]
    return arguments


def _at_least(least: int) -> Any:
    """Return a reader of whole numbers that are not below `least`."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least {least}")
        return number

    return read


class _Parser(argparse.ArgumentParser):
    """Reports a wrong argument as a ValueError: one line, and the caller decides."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(f"{message} (python eval.py --help)")
