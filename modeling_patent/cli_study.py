"""`patent study`: a blind study of two indexes or models, planned, run as a web page, and analysed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .cli_arguments import OneLineParser, command, from_0, whole

_PORT = 7860


def add_study(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Add the command with its own commands: plan, run and analyse."""
    study = commands.add_parser(
        "study",
        help="compare two indexes or models in a blind study with people",
        description="Compare two indexes or models in a blind study with people.",
        allow_abbrev=False,
    )
    parts = study.add_subparsers(title="commands", metavar="COMMAND", required=True)

    plan = command(
        parts, "plan", _plan, "draw who does which task with which system, and print the participants' codes"
    )
    _add_study_arguments(plan)

    run = command(parts, "run", _run, "serve the study's page; a study that was begun goes on")
    _add_study_arguments(run)
    run.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="where to listen (default: this machine)")
    run.add_argument("--port", metavar="N", type=from_0, default=_PORT, help=f"port (default {_PORT}; 0 for any)")
    run.add_argument(
        "--consent", metavar="FILE", help="text that participants agree to, Markdown (default: the page's)"
    )

    analyse = command(parts, "analyse", _analyse, "print means, paired t-tests and effect sizes of a study's log")
    analyse.add_argument("log", metavar="LOG", help="the study's log, JSON Lines")
    analyse.add_argument("--out", metavar="FOLDER", help="also write study.json, study.md and study.png there")
    names = ("NAME_A", "NAME_B")
    analyse.add_argument("--names", nargs=2, metavar=names, default=("A", "B"), help="what to call the systems A and B")
    analyse.add_argument("--scale", metavar="N", type=whole, default=5, help="the highest satisfaction (default 5)")
    analyse.add_argument("--strict", action="store_true", help="refuse a log with any malformed line")
    leave_out: dict[str, Any] = {"nargs": "+", "action": "extend", "default": []}
    analyse.add_argument("--leave-out", metavar="CODE", help="participants who withdrew", **leave_out)


def _add_study_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--a", metavar="INDEX", required=True, help="index of system A: a folder, or a name on the Hub")
    parser.add_argument("--b", metavar="INDEX", required=True, help="index of system B")
    parser.add_argument("--model-a", metavar="MODEL", help="model of the queries of A, where its index finds none")
    parser.add_argument("--model-b", metavar="MODEL", help="the same of B")
    parser.add_argument(
        "--tasks", metavar="TASKS", required=True, help="folder of query drawings, or a .csv or .json list of them"
    )
    parser.add_argument("--log", metavar="FILE", required=True, help="log of the study; its plan is written beside it")
    parser.add_argument("--participants", metavar="N", type=whole, required=True, help="number of participants")
    parser.add_argument("--tasks-each", metavar="N", type=whole, default=30, help="tasks a participant (default 30)")
    parser.add_argument(
        "--seed", metavar="S", type=from_0, default=0, help="seed of what is left to chance (default 0)"
    )
    parser.add_argument("-k", metavar="N", type=whole, default=10, help="patents shown in a task (default 10)")


def _plan(arguments: argparse.Namespace) -> str:
    from patent_demo.study_file import plan_path

    plan, _, _ = _prepared(arguments)
    lines = [f"{len(plan.participants)} participants, {arguments.tasks_each} tasks each; their codes:"]
    codes = list(plan.participants)
    lines += ["  ".join(codes[start : start + 10]) for start in range(0, len(codes), 10)]
    return "\n".join([*lines, f"the plan, with which system is which, is in {plan_path(arguments.log)}"])


def _run(arguments: argparse.Namespace) -> str:
    from patent_demo.study import Study
    from patent_demo.study_markup import CONSENT
    from patent_demo.study_page import build_page, launch_page
    from patent_demo.study_results import make_material
    from patent_demo.study_writer import StudyLog

    consent = CONSENT if arguments.consent is None else _text(arguments.consent)
    plan, indexes, tasks = _prepared(arguments)
    material = make_material(indexes, tasks, plan.found, _say)
    _say("")
    log = StudyLog(arguments.log)
    try:
        for note in log.notes:
            print(note, file=sys.stderr)
        page = build_page(Study(plan, material, log), consent)
        url = launch_page(page, arguments.host, arguments.port, Path(arguments.log).absolute().parent)
        print(f"the study of {len(plan.participants)} participants is at {url} (Ctrl-C stops it)", file=sys.stderr)
        page.block_thread()
    finally:
        log.close()
    return f"stopped; the answers are in {arguments.log}"


def _prepared(arguments: argparse.Namespace) -> Any:
    """Return the plan, the indexes and the tasks."""
    from patent_demo.study_file import prepare_plan
    from patent_demo.study_tasks import read_tasks

    from .retrieval import PatentIndex
    from .retrieval.query import load_model

    folder = Path(arguments.log).absolute().parent
    if not folder.is_dir():
        raise ValueError(f"cannot write the log {arguments.log}: there is no folder {folder}")
    tasks, notes = read_tasks(arguments.tasks)
    indexes, systems = {}, {}
    for system, name, model in (("A", arguments.a, arguments.model_a), ("B", arguments.b, arguments.model_b)):
        index = indexes[system] = PatentIndex.from_pretrained(name)
        if model:
            index.with_model(*load_model(model))
        place = str(Path(name).absolute()) if Path(name).is_dir() else name
        systems[system] = {"index": place, "model": model or index.model_name, "figures": len(index)}
    only = {one: set(indexes[one].patents) - set(indexes[other].patents) for one, other in ("AB", "BA")}
    if any(only.values()):
        notes.append(f"the indexes differ: {len(only['A'])} patents are only in A, {len(only['B'])} only in B")
    for note in notes:
        print(note, file=sys.stderr)
    chance = (arguments.participants, arguments.tasks_each, arguments.seed, arguments.k)
    plan = prepare_plan(arguments.log, indexes, systems, tasks, *chance, _say)
    _say("")
    return plan, indexes, tasks


def _analyse(arguments: argparse.Namespace) -> str:
    from .evaluation.study import analyse_study
    from .evaluation.study_report import planned_tasks, study_text, write_study

    planned = planned_tasks(Path(arguments.log).with_suffix(".plan.json"))
    found = analyse_study(arguments.log, arguments.scale, arguments.strict, leave_out=arguments.leave_out)
    names = tuple(arguments.names)
    if arguments.out is not None:
        for path in write_study(arguments.out, found, names, planned):
            print(f"wrote {path}", file=sys.stderr)
    return study_text(found, names, planned)


def _text(path: str) -> str:
    try:
        text = Path(path).read_bytes().decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8") from None
    if not text:
        raise ValueError(f"{path} is empty; participants have to know what they agree to")
    return text


def _say(line: str) -> None:
    """Show how far it has come, on one line of a terminal; nothing where there is none."""
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
