"""The `patent` command: index a collection, search it with drawings, draw a corpus, write texts for figures.

Results go to standard output, all else to standard error. Bad input ends in one line there and exit code 2, Ctrl-C
in 130. With PATENT_DEBUG=1 an error shows where it came from.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import logging
import os
import shutil
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._version import __version__
from .cli_arguments import (
    BAD_INPUT,
    BROKEN_PIPE,
    INTERRUPTED,
    SOURCE,
    OneLineParser,
    code,
    command,
    date,
    from_0,
    load_source,
    whole,
)  # fmt: skip
from .cli_enrich import add_enrich

if TYPE_CHECKING:
    from .retrieval import Hit, PatentIndex


def main(argv: Sequence[str] | None = None) -> int:
    """Run the `patent` command.

    Args:
        argv: the arguments, those of the process by default.

    Returns:
        The exit code: 0, 2 for bad input, 130 after Ctrl-C, 141 where the reader of the output went away, 1 for a
        fault of the program itself.
    """
    try:
        arguments = _parser().parse_args(argv)
        _quiet_libraries()
        with contextlib.redirect_stdout(sys.stderr):
            output = arguments.run(arguments)
    except SystemExit as leaving:  # argparse has said why
        return leaving.code if isinstance(leaving.code, int) else BAD_INPUT
    except KeyboardInterrupt as stop:
        return _fail(str(stop) or "interrupted; nothing more was written", INTERRUPTED)
    except (ValueError, OSError, ModuleNotFoundError, MemoryError) as error:
        return _fail(_explain(error), BAD_INPUT)
    except Exception as error:  # a fault of ours: still one line
        return _fail(f"internal error: {error!r}; PATENT_DEBUG=1 shows where, please report it", 1)
    return _print(output)


def _index(arguments: argparse.Namespace) -> str:
    from .retrieval import PatentIndex
    from .retrieval.query import load_model
    from .retrieval.storage import prepare_folder

    dataset = load_source(arguments.source)
    if not len(dataset):
        raise ValueError(f"{arguments.source} holds no figures; nothing to index")
    if arguments.limit:
        dataset = dataset.select(range(min(arguments.limit, len(dataset))))
    model, processor = load_model(arguments.model)
    prepare_folder(arguments.out)
    index = PatentIndex.build(model, processor, dataset, arguments.batch_size, arguments.workers, sys.stderr.isatty())
    index.model_name = _whole_path(arguments.model)
    index.save(arguments.out)
    left_out = len(dataset) - len(index)
    note = f" ({left_out} without a readable picture left out)" if left_out else ""
    return f"indexed {len(index)} figures of {len(index.patents)} patents in {arguments.out}{note}"


def _search(arguments: argparse.Namespace) -> str:
    from .retrieval import PatentIndex, results_table, write_report
    from .retrieval.query import load_model, open_picture
    from .retrieval.report import check_report_path

    pictures = [open_picture(path) for path in arguments.pictures]
    for report in arguments.report:
        check_report_path(report)
    index = PatentIndex.from_pretrained(arguments.index)
    if arguments.model:
        index.with_model(*load_model(arguments.model))
    if missing := [name for name in arguments.exclude if not index.holds(name)]:
        raise ValueError(f"there is no patent {missing[0]} in the index to exclude; ids look like {index.patents[0]}")
    hits = index.search(
        pictures,
        k=arguments.k,
        before=arguments.before,
        after=arguments.after,
        locarno=arguments.locarno,
        per_patent=not arguments.figures,
        exclude_patents=arguments.exclude,
    )
    for report in arguments.report:
        write_report(report, pictures, hits, index, _facts(arguments, index))
        print(f"wrote {report}")
    if arguments.json:
        return _as_json(arguments, index, hits)
    if not hits:
        return "no hits: the index holds no patent within these limits"
    is_terminal = sys.__stdout__ is not None and sys.__stdout__.isatty()
    return results_table(hits, shutil.get_terminal_size().columns if is_terminal else None)


def _draw(arguments: argparse.Namespace) -> str:
    from patent_data import draw_corpus

    draw_corpus(
        arguments.out,
        patents=arguments.patents,
        views=arguments.views,
        seed=arguments.seed,
        size=arguments.size,
        workers=arguments.workers,
        defects=arguments.defects,
        progress=sys.stderr.isatty(),
    )
    return f"{arguments.patents} drawn patents lie in {arguments.out}"


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog="patent", description="Find earlier designs from a drawing.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"patent {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    index = command(commands, "index", _index, "make an index of a collection of design patents")
    index.add_argument("source", metavar="SOURCE", help=SOURCE)
    index.add_argument("--model", metavar="MODEL", required=True, help="folder of a model, or its name on the Hub")
    index.add_argument("--out", metavar="INDEX", required=True, help="folder for the index; an index there is replaced")
    index.add_argument("--batch-size", metavar="N", type=whole, default=64, help="figures at a time (default 64)")
    index.add_argument("--workers", metavar="N", type=from_0, help="processes that read (default: one a core)")
    index.add_argument("--limit", metavar="N", type=whole, help="index only the first N figures")

    search = command(commands, "search", _search, "find the designs closest to one drawing, or to views of one design")
    search.add_argument("pictures", metavar="PICTURE", nargs="+", help="a picture; several are views of one design")
    search.add_argument("--index", metavar="INDEX", required=True, help="folder of an index, or its name on the Hub")
    search.add_argument("--before", metavar="DATE", type=date, help="only those granted before this day (YYYY-MM-DD)")
    search.add_argument("--after", metavar="DATE", type=date, help="only those granted after this day")
    several: dict[str, Any] = {"nargs": "+", "action": "extend"}
    search.add_argument("--locarno", metavar="CODE", type=code, help="only these Locarno codes (14, 14-04)", **several)
    search.add_argument("--exclude", metavar="PATENT", default=[], help="leave these patents out", **several)
    search.add_argument("-k", metavar="N", type=whole, default=10, help="number of hits (default 10)")
    search.add_argument("--figures", action="store_true", help="rank single figures instead of patents")
    search.add_argument("--json", action="store_true", help="print JSON, and nothing else, on standard output")
    search.add_argument("--report", metavar="FILE", action="append", default=[], help="also write .html, .csv or .png")
    search.add_argument("--model", metavar="MODEL", help="model of the query, where the index does not find its own")

    draw = command(commands, "draw", _draw, "draw a corpus of made-up design patents to train and test with")
    draw.add_argument("out", metavar="OUT", help="folder for the corpus, in the form of DeepPatent2")
    draw.add_argument("--patents", metavar="N", type=whole, default=400, help="number of patents (default 400)")
    draw.add_argument("--views", metavar="V", type=whole, default=5, help="views a patent, 5 to 8 (default 5)")
    draw.add_argument("--seed", metavar="S", type=from_0, default=0, help="seed of the corpus (default 0)")
    draw.add_argument("--size", metavar="PX", type=whole, default=512, help="side of a picture (default 512)")
    draw.add_argument("--workers", metavar="N", type=whole, help="processes that draw (default: one a core)")
    draw.add_argument("--defects", action="store_true", help="add the defects of a real release")

    add_enrich(commands)
    return parser


def _whole_path(name: str) -> str:
    return str(Path(name).absolute()) if Path(name).is_dir() else name


def _facts(arguments: argparse.Namespace, index: PatentIndex) -> dict[str, str]:
    facts = {
        "query": ", ".join(Path(path).name for path in arguments.pictures),
        "index": str(arguments.index),
        "model": arguments.model or index.model_name or "",
        "granted before": arguments.before,
        "granted after": arguments.after,
        "Locarno class": ", ".join(arguments.locarno or ()),
        "left out": ", ".join(arguments.exclude),
    }
    return {name: value for name, value in facts.items() if value}


def _as_json(arguments: argparse.Namespace, index: PatentIndex, hits: Sequence[Hit]) -> str:
    asked = {
        "query": arguments.pictures,
        "before": arguments.before,
        "after": arguments.after,
        "locarno": arguments.locarno,
        "index": arguments.index,
        "model": _whole_path(arguments.model) if arguments.model else index.model_name,
    }
    return json.dumps(asked | {"hits": [hit.to_dict() for hit in hits]}, indent=2)


def _quiet_libraries() -> None:
    """Keep the libraries' bars, advice and warnings off the terminal."""
    if os.environ.get("PATENT_DEBUG"):
        return
    warnings.filterwarnings("ignore")
    import huggingface_hub.utils
    import transformers

    huggingface_hub.utils.logging.set_verbosity(logging.ERROR)
    transformers.utils.logging.set_verbosity(logging.ERROR)
    transformers.utils.logging.disable_progress_bar()


def _print(output: str) -> int:
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(output.encode(encoding, "backslashreplace").decode(encoding), flush=True)
    except BrokenPipeError:
        with contextlib.suppress(OSError, ValueError):  # what is left in the buffer must not fail once more at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        return _fail(_explain(error), BAD_INPUT)
    return 0


def _explain(error: BaseException) -> str:
    """Return one line for an error that a user can mend."""
    if isinstance(error, MemoryError):
        return f"out of memory ({error}); try a smaller --batch-size or fewer --workers"
    if isinstance(error, ModuleNotFoundError):
        return f"a package is missing: {error}; install modeling_patent with the extras it names"
    if isinstance(error, OSError) and error.errno and error.strerror:
        advice = "; free some room and try again" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
        advice = "; choose a place you may use" if error.errno in (errno.EACCES, errno.EROFS) else advice
        return f"{f'{error.filename}: ' if error.filename else ''}{error.strerror}{advice}"
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _fail(message: str, code: int) -> int:
    if os.environ.get("PATENT_DEBUG"):
        traceback.print_exc()
    with contextlib.suppress(OSError):
        print(f"patent: {' '.join(message.split())}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
