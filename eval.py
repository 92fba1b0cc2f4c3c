"""Evaluate a model: python eval.py --model M --data D --protocol prior-art [--split test] [--out FOLDER].

Runs under `accelerate launch` too: every process embeds its share of the figures, the first one evaluates.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from modeling_patent.evaluation import PROTOCOLS, evaluate_embeddings, find_protocol, hog_embeddings
from modeling_patent.evaluation.report import left_out_note, library_versions, markdown_table, write_report

_HOG_SIDE = 96


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 2 for bad input after one line on standard error."""
    try:
        options = read_options(argv)
        report = evaluate(options)
        if report is not None:
            print(markdown_table(report["results"]) + "\n" + left_out_note(report["results"]), end="")
            if options.out:
                print("written:", *write_report(options.out, report))
    except (ValueError, OSError, ImportError) as error:
        print(f"eval.py: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return 0


def evaluate(options: argparse.Namespace) -> dict[str, Any] | None:
    """Embed the figures and evaluate them; None in every process but the first.

    Raises:
        ValueError, OSError, ImportError: bad input; the message says what to do.
    """
    from accelerate import PartialState

    from patent_data import corpus_split, load_source

    names = [protocol.name for protocol in PROTOCOLS] if "all" in options.protocol else options.protocol
    protocols = [find_protocol(name) for name in names]
    state = PartialState()
    embed, head = load_embedder(options, state.device)  # before the data, which may take long to read
    with state.main_process_first():  # the first process reads and caches the rows, the others find them
        rows = load_source(options.data)
        rows = corpus_split(rows, options.data, options.split) if options.split else rows
    embeds = embed(rows)
    if not state.is_main_process:
        return None
    found = {}
    for protocol in protocols:  # head and tail are properties of a subclass
        codes = head if protocol.level == "subclass" else None
        cap = options.max_figures
        found[protocol.name] = evaluate_embeddings(embeds, rows, protocol, max_figures=cap, head_codes=codes)
    about = {"model": str(options.model), "data": str(options.data), "split": options.split}
    return {**about, "results": found, "versions": library_versions()}


def load_embedder(
    options: argparse.Namespace, device: Any
) -> tuple[Callable[[Any], NDArray[np.float32]], list[str] | None]:
    """Return what turns rows into vectors [N, D]: a model or, for "hog", the baseline that learns nothing.

    With it come the Locarno codes that were the head of the model's training data, None if it does not know them.

    Raises:
        ValueError: there is no such model, or it is none that embeds figures.
    """
    from transformers import AutoImageProcessor, AutoModel

    from modeling_patent import PatentImageProcessor
    from modeling_patent.encoding import encode, prepare_figures

    def hog(rows: Any) -> NDArray[np.float32]:
        figures, readable = prepare_figures(rows, PatentImageProcessor(size=_HOG_SIDE), workers=options.workers)
        return np.where(readable[:, None], hog_embeddings(figures), np.float32(np.nan))

    if options.model == "hog":
        return hog, None
    try:
        model = AutoModel.from_pretrained(options.model)
        processor = AutoImageProcessor.from_pretrained(options.model)
    except (OSError, ValueError) as error:
        raise ValueError(f"cannot load the model {options.model}: {error}") from None
    if not hasattr(model, "embed_images"):
        raise ValueError(f"{options.model} is a {type(model).__name__}, not a patent model")
    model = model.to(device)
    return (
        lambda rows: encode(model, processor, rows, batch_size=options.batch_size, workers=options.workers),
        getattr(model.config, "head_codes", None),
    )


def read_options(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line and the YAML file that it may name; the command line goes before the file.

    Raises:
        ValueError: an argument is missing, unknown or not what is expected, or the file is not readable as YAML.
    """
    parser = _Parser(prog="eval.py", description=__doc__, allow_abbrev=False)
    names = [protocol.name for protocol in PROTOCOLS]
    parser.add_argument("--config", type=Path, metavar="FILE", help="YAML file with any of these arguments")
    parser.add_argument("--model", help='folder or Hub id of a model, or "hog" for the baseline')
    parser.add_argument("--data", help="a USPTO week, a DeepPatent2 release, a drawn corpus, or a folder of pictures")
    parser.add_argument("--protocol", nargs="+", choices=[*names, "all"], default=["same-patent"], metavar="NAME",
                        help=f"one or more of {', '.join(names)}, or all (default: same-patent)")  # fmt: skip
    parser.add_argument("--split", help="only this split of a drawn corpus, for example test (default: all rows)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write evaluation.json and evaluation.md there")
    parser.add_argument("--batch_size", type=_at_least(1), default=64, help="figures a step (default: %(default)s)")
    parser.add_argument("--workers", type=_at_least(0), help="processes that read pictures (default: one a core)")
    parser.add_argument("--max_figures", type=_at_least(1), help="only a patent's first so many figures (default: all)")
    given = list(sys.argv[1:] if argv is None else argv)
    file = parser.parse_args(given).config
    options = parser.parse_args([*_from_file(file), *given]) if file else parser.parse_args(given)
    missing = [f"--{name}" for name in ("model", "data") if getattr(options, name) is None]
    if missing:
        raise ValueError(f"{' and '.join(missing)} must be given (python eval.py --help)")
    return options


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
        values = value if isinstance(value, list) else [value]
        arguments += [f"--{name}", *map(str, values)] if value is not None else []
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


if __name__ == "__main__":
    sys.exit(main())
