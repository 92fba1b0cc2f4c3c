"""`patent index`, `add`, `remove` and `copy`: make an index, keep it up to date, take it to Milvus and back."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from .cli_arguments import SOURCE, OneLineParser, command, from_0, load_source, size, whole
from .shipped import SHIPPED, kept_name, say_shipped

_MODEL = "folder of a model or of an exported one, or its name on the Hub"


def add_index(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Add the commands."""
    index = command(commands, "index", _index, "make an index of a collection of design patents")
    index.add_argument("source", metavar="SOURCE", help=SOURCE)
    index.add_argument(
        "--model", metavar="MODEL", help=f"{_MODEL} (default: the checkpoint that comes with the package)"
    )
    index.add_argument("--out", metavar="INDEX", required=True, help="folder for the index; an index there is replaced")
    _encoding(index)
    kinds = ("auto", "flat", "sq8", "rabitq")
    index.add_argument("--kind", choices=kinds, default="auto", help="how it is searched (default: by its size)")
    index.add_argument(
        "--memory", metavar="SIZE", type=size, default=2 << 30, help="what a search may keep in memory (default 2GB)"
    )
    index.add_argument("--limit", metavar="N", type=whole, help="index only the first N figures")

    add = command(commands, "add", _add, "add a collection, such as a week of grants, to an index")
    add.add_argument("source", metavar="SOURCE", help=SOURCE)
    add.add_argument("--index", metavar="INDEX", required=True, help="folder of the index")
    add.add_argument("--model", metavar="MODEL", help="model of the index, where it does not find its own")
    _encoding(add)

    remove = command(commands, "remove", _remove, "remove patents from an index")
    remove.add_argument("patents", metavar="PATENT", nargs="+", help="ids of patents")
    remove.add_argument("--index", metavar="INDEX", required=True, help="folder of the index")

    copy = command(commands, "copy", _copy, "copy an index to a collection of Milvus, or back")
    copy.add_argument("origin", metavar="FROM", help="folder of an index, or milvus:FILE.db/NAME, milvus://HOST/NAME")
    copy.add_argument("target", metavar="TO", help="the other of the two; a second run brings what is new")


def _encoding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch-size", metavar="N", type=whole, default=64, help="figures at a time (default 64)")
    parser.add_argument("--workers", metavar="N", type=from_0, help="processes that read (default: half of the cores)")
    precision = ("auto", "bf16", "fp32")
    parser.add_argument("--precision", choices=precision, default="auto", help="auto: bf16 where the processor has it")


def _bf16(arguments: argparse.Namespace) -> Any:
    return {"auto": "auto", "bf16": True, "fp32": False}[arguments.precision]


def _index(arguments: argparse.Namespace) -> str:
    from .retrieval import PatentIndex
    from .retrieval.build import is_main_process
    from .retrieval.query import load_model
    from .retrieval.storage import prepare_folder

    dataset = load_source(arguments.source)
    if not len(dataset):
        raise ValueError(f"{arguments.source} holds no figures; nothing to index")
    if arguments.limit:
        dataset = dataset.select(range(min(arguments.limit, len(dataset))))
    name = SHIPPED if arguments.model is None else arguments.model
    model, processor = load_model(name)
    prepare_folder(arguments.out)
    if arguments.model is None:
        say_shipped(name)
    parts = _parts_folder(arguments.out)
    index = PatentIndex.build(
        model,
        processor,
        dataset,
        arguments.batch_size,
        arguments.workers,
        sys.stderr.isatty(),
        bf16=_bf16(arguments),
        cache=parts,
        kind=arguments.kind,
        memory_budget=arguments.memory,
    )
    if not is_main_process():
        return ""
    index.model_name = kept_name(name)
    index.save(arguments.out)
    shutil.rmtree(parts, ignore_errors=True)
    left_out = len(dataset) - len(index)
    note = f" ({left_out} without a readable picture left out)" if left_out else ""
    return f"indexed {len(index)} figures of {len(index.patents)} patents in {arguments.out}{note}"


def _add(arguments: argparse.Namespace) -> str:
    from .retrieval import PatentIndex
    from .retrieval.query import load_model

    index = PatentIndex.load(arguments.index)
    dataset = load_source(arguments.source)
    if not len(dataset):
        raise ValueError(f"{arguments.source} holds no figures; nothing to add")
    name = arguments.model or index.model_name
    if not name:
        raise ValueError("the index knows no model; name the one it was made with by --model")
    index.with_model(*load_model(name))
    if not arguments.model:
        say_shipped(name)
    parts = _parts_folder(arguments.index)
    added = index.add_figures(
        dataset, arguments.batch_size, arguments.workers, sys.stderr.isatty(), bf16=_bf16(arguments), cache=parts
    )
    index.save(arguments.index)
    shutil.rmtree(parts, ignore_errors=True)
    there = len(dataset) - added
    note = f" ({there} were there already or have no readable picture)" if there else ""
    return f"added {added} figures{note}; {arguments.index} holds {len(index)} of {len(index.patents)} patents"


def _remove(arguments: argparse.Namespace) -> str:
    from .retrieval import PatentIndex

    index = PatentIndex.load(arguments.index)
    removed = index.remove(arguments.patents)
    index.save(arguments.index)
    return f"removed {removed} figures; {arguments.index} holds {len(index)} of {len(index.patents)} patents"


def _copy(arguments: argparse.Namespace) -> str:
    from .retrieval import PatentIndex

    to, back = (bool(re.match(r"milvus(\+https?)?:", name)) for name in (arguments.target, arguments.origin))
    if to == back:
        raise ValueError("one of the two must be a folder, the other an address that begins with milvus:")
    if to:
        from .retrieval.milvus_copy import copy_to_milvus

        written = copy_to_milvus(PatentIndex.load(arguments.origin), arguments.target, progress=sys.stderr.isatty())
        return f"wrote {written} figures to {arguments.target}"
    from .retrieval.milvus_copy import copy_from_milvus
    from .retrieval.storage import prepare_folder

    prepare_folder(arguments.target)
    index = copy_from_milvus(arguments.origin, progress=sys.stderr.isatty())
    index.save(arguments.target)
    return f"wrote {len(index)} figures of {len(index.patents)} patents to {arguments.target}"


def _parts_folder(index: str) -> Path:
    """Return the folder beside an index that keeps vectors until they are saved, so that a killed run goes on."""
    path = Path(index).absolute()
    return path.with_name(f"{path.name}.parts")
