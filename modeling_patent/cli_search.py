"""`patent search`: find the designs closest to drawings, to words, or to a patent of the index."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cli_arguments import OneLineParser, code, command, date, from_0_real, whole
from .shipped import kept_name, say_shipped

if TYPE_CHECKING:
    from .retrieval import Hits, PatentIndex


def add_search(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Add the command."""
    several: dict[str, Any] = {"nargs": "+", "action": "extend"}
    search = command(commands, "search", _search, "find the designs closest to one drawing, or to views of one design")
    search.add_argument("pictures", metavar="PICTURE", nargs="*", help="a picture; several are views of one design")
    search.add_argument(
        "--index", metavar="INDEX", required=True, help="folder of an index, its name on the Hub, or milvus:..."
    )
    search.add_argument("-k", metavar="N", type=whole, default=10, help="number of hits (default 10)")
    search.add_argument("--figures", action="store_true", help="rank single figures instead of patents")
    search.add_argument("--model", metavar="MODEL", help="model of the query, where the index does not find its own")

    asked = search.add_argument_group("what to ask with")
    asked.add_argument("--words", metavar="TEXT", help="words, alone or beside pictures (models with a text encoder)")
    asked.add_argument("--words-weight", metavar="W", type=_share, default=0.5, help="their weight (default 0.5)")
    asked.add_argument("--region", metavar="L,T,R,B", type=_box, action="append", default=[],
                       help="the part of the picture that matters, in fractions of it; once a picture")  # fmt: skip
    asked.add_argument("--weights", metavar="W", type=from_0_real, nargs="+", help="weight of each picture")
    asked.add_argument("--like", metavar="PATENT", help="ask with a patent of the index in place of pictures")

    limits = search.add_argument_group("who may be found")
    limits.add_argument("--before", metavar="DATE", type=date, help="only those granted before this day (YYYY-MM-DD)")
    limits.add_argument("--after", metavar="DATE", type=date, help="only those granted after this day")
    limits.add_argument("--locarno", metavar="CODE", type=code, help="only these Locarno codes (14, 14-04)", **several)
    limits.add_argument("--edition", metavar="N", type=whole, help="only codes of these Locarno editions", **several)
    limits.add_argument("--title", metavar="WORDS", help="only those whose title holds these words")
    limits.add_argument("--exclude", metavar="PATENT", default=[], help="leave these patents out", **several)
    limits.add_argument("--exclude-family", metavar="PATENT", default=[],
                        help="leave these patents out, and what their records relate to them", **several)  # fmt: skip
    limits.add_argument("--exclude-applicant", metavar="NAME", default=[], help="leave their patents out", **several)

    out = search.add_argument_group("what to write")
    out.add_argument("--json", action="store_true", help="print JSON, and nothing else, on standard output")
    out.add_argument("--report", metavar="FILE", action="append", default=[], help="also write .html, .csv or .png")
    out.add_argument("--explain", metavar="FILE", help="also draw (.png) where the first hit is similar to the query")
    out.add_argument("--plan", action="store_true", help="say on standard error how the index was searched, and why")


def _search(arguments: argparse.Namespace) -> str:
    from .retrieval import PatentIndex, results_table, write_report
    from .retrieval.query import load_model, open_picture, query_pictures
    from .retrieval.report import check_report_path

    if bool(arguments.pictures or arguments.words) == bool(arguments.like):
        both = arguments.like is not None
        raise ValueError("--like asks in place of pictures and words" if both else "give a picture, --words or --like")
    pictures = [open_picture(path) for path in arguments.pictures]
    for report in arguments.report:
        check_report_path(report)
    if arguments.explain:
        _check_explain(arguments)
    is_milvus = arguments.index.startswith(("milvus:", "milvus+"))
    index: Any = (PatentIndex.connect if is_milvus else PatentIndex.from_pretrained)(arguments.index)
    if arguments.model:
        index.with_model(*load_model(arguments.model))
    named = [*arguments.exclude, *arguments.exclude_family]
    if missing := [name for name in named if not index.holds(name)]:
        raise ValueError(f"there is no patent {missing[0]} in the index to exclude; ids look like {index.patents[0]}")
    hits = _found(arguments, index, pictures)
    if not arguments.model and not arguments.like:
        say_shipped(index.model_name)
    for line in hits.plan if arguments.plan else ():
        print(line, file=sys.stderr)
    asked = query_pictures(pictures, _regions(arguments)) if pictures else []
    for report in arguments.report:
        write_report(report, asked or [], hits, index, _facts(arguments, index))
        print(f"wrote {report}", file=sys.stderr)
    if arguments.explain and hits:
        from .retrieval.explanation import explain_hit

        explain_hit(index, pictures, hits[0], _regions(arguments)).save(arguments.explain)
        print(f"wrote {arguments.explain}", file=sys.stderr)
    if arguments.json:
        return _as_json(arguments, index, hits)
    if not hits:
        return "no hits: the index holds no patent within these limits"
    is_terminal = sys.__stdout__ is not None and sys.__stdout__.isatty()
    return results_table(hits, shutil.get_terminal_size().columns if is_terminal else None)


def _found(arguments: argparse.Namespace, index: Any, pictures: list[Any]) -> Hits:
    limits = {
        "before": arguments.before,
        "after": arguments.after,
        "locarno": arguments.locarno,
        "edition": arguments.edition,
        "title": arguments.title,
        "exclude_patents": arguments.exclude,
        "exclude_applicants": arguments.exclude_applicant,
        "exclude_family_of": arguments.exclude_family,
        "per_patent": not arguments.figures,
        "explain": arguments.plan,
    }
    if arguments.like:
        hits: Hits = index.more_like(arguments.like, arguments.k, **limits)
        return hits
    asked = {"weights": arguments.weights, "region": _regions(arguments)}
    if not pictures:
        hits = index.search(None, arguments.k, text=arguments.words, **limits, **asked)
    else:
        words = {"text": arguments.words, "text_weight": arguments.words_weight}
        hits = index.search(pictures, arguments.k, **limits, **asked, **words)
    return hits


def _regions(arguments: argparse.Namespace) -> Any:
    if not arguments.region:
        return None
    return arguments.region[0] if len(arguments.region) == 1 == len(arguments.pictures) else arguments.region


def _check_explain(arguments: argparse.Namespace) -> None:
    path = Path(arguments.explain)
    if path.suffix.lower() != ".png" or path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"--explain writes a .png in a folder that is there, not {path}")
    if not arguments.pictures:
        raise ValueError("--explain shows what pictures have in common; it needs a picture to ask with")


def _facts(arguments: argparse.Namespace, index: PatentIndex) -> dict[str, str]:
    facts = {
        "query": ", ".join(Path(path).name for path in arguments.pictures) or arguments.like or "",
        "words": arguments.words,
        "regions": "; ".join(",".join(f"{side:g}" for side in box) for box in arguments.region),
        "index": str(arguments.index),
        "model": arguments.model or index.model_name or "",
        "granted before": arguments.before,
        "granted after": arguments.after,
        "Locarno class": ", ".join(arguments.locarno or ()),
        "Locarno edition": ", ".join(map(str, arguments.edition or ())),
        "title holds": arguments.title,
        "left out": ", ".join(arguments.exclude),
        "left out with family": ", ".join(arguments.exclude_family),
        "applicants left out": "; ".join(arguments.exclude_applicant),
    }
    return {name: value for name, value in facts.items() if value}


def _as_json(arguments: argparse.Namespace, index: PatentIndex, hits: Hits) -> str:
    asked = {
        "query": arguments.pictures,
        "before": arguments.before,
        "after": arguments.after,
        "locarno": arguments.locarno,
        "index": arguments.index,
        "model": kept_name(arguments.model) if arguments.model else index.model_name,
    }
    names = ("words", "like", "region", "weights", "edition", "title", "exclude", "exclude_family", "exclude_applicant")
    asked |= {name: value for name in names if (value := getattr(arguments, name))}
    plan = {"plan": list(hits.plan)} if arguments.plan else {}
    return json.dumps(asked | plan | {"hits": [hit.to_dict() for hit in hits]}, indent=2)


def _share(text: str) -> float:
    number = from_0_real(text)
    if not 0 < number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0 and up to 1")
    return number


def _box(text: str) -> tuple[float, ...]:
    try:
        sides = tuple(float(side) for side in text.split(","))
    except ValueError:
        sides = ()
    if len(sides) != 4 or not all(math.isfinite(side) for side in sides):
        raise argparse.ArgumentTypeError(f"{text!r} is no box of four fractions: left,top,right,bottom")
    return sides
