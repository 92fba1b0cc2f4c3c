"""The `patent` command: what it runs is in the modules cli_*.py, how it ends is here.

Results go to standard output, all else to standard error. Bad input ends in one line there and exit code 2, Ctrl-C
in 130. With PATENT_DEBUG=1 an error shows where it came from.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Sequence

from ._version import __version__
from .cli_arguments import BAD_INPUT, BROKEN_PIPE, INTERRUPTED, OneLineParser, command, from_0, whole
from .cli_demo import add_demo
from .cli_enrich import add_enrich
from .cli_export import add_export
from .cli_index import add_index
from .cli_search import add_search
from .cli_study import add_study


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

    add_index(commands)
    add_search(commands)

    draw = command(commands, "draw", _draw, "draw a corpus of made-up design patents to train and test with")
    draw.add_argument("out", metavar="OUT", help="folder for the corpus, in the form of DeepPatent2")
    draw.add_argument("--patents", metavar="N", type=whole, default=400, help="number of patents (default 400)")
    draw.add_argument("--views", metavar="V", type=whole, default=5, help="views a patent, 5 to 8 (default 5)")
    draw.add_argument("--seed", metavar="S", type=from_0, default=0, help="seed of the corpus (default 0)")
    draw.add_argument("--size", metavar="PX", type=whole, default=512, help="side of a picture (default 512)")
    draw.add_argument("--workers", metavar="N", type=whole, help="processes that draw (default: one a core)")
    draw.add_argument("--defects", action="store_true", help="add the defects of a real release")

    add_enrich(commands)
    add_export(commands)
    add_demo(commands)
    add_study(commands)
    return parser


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
