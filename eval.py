"""Evaluate a model: python eval.py --model M --data D --protocol prior-art [--split test] [--out FOLDER].

Or by a benchmark that is the same everywhere, and check the result of one:

    python eval.py --benchmark dp2-prior-art-v1 --model M --data D --out FOLDER
    python eval.py --check FOLDER/benchmark.json [ANOTHER.json ...] [--data D [--model M]]

Runs under `accelerate launch` too: every process embeds its share of the figures, the first one evaluates. Ends with 0,
with 1 if a checked result is wrong, with 2 for bad input, told in one line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from modeling_patent.evaluation import (
    BENCHMARKS,
    PROTOCOLS,
    Protocol,
    check_result,
    comparable,
    evaluate_embeddings,
    find_protocol,
    read_benchmark,
)
from modeling_patent.evaluation.arguments import read_options
from modeling_patent.evaluation.benchmark import benchmark_result, measure, require_queries
from modeling_patent.evaluation.benchmark_rules import DEEPPATENT, PARTS
from modeling_patent.evaluation.embedders import load_embedder
from modeling_patent.evaluation.report import (
    benchmark_notes,
    left_out_note,
    library_versions,
    markdown_table,
    protocol_notes,
    write_benchmark,
    write_per_query,
    write_report,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0, 1 if a checked result is wrong, or 2 for bad input, told in one line."""
    try:
        options = read_options(argv)
        if options.check:
            return check(options)
        report = run_benchmark(options) if options.benchmark else evaluate(options)
        if report is not None:
            results = report["results"]
            told = benchmark_notes(report) if options.benchmark else left_out_note(results)
            print(*report.get("notes", ()), markdown_table(results), protocol_notes(results) + told, sep="\n", end="")
            if options.out:
                print("written:", *(write_benchmark if options.benchmark else write_report)(options.out, report))
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

    protocols, notes = choose_protocols(options)
    state = PartialState()
    _check_outputs(options)
    embed, head, _ = load_embedder(options, state.device)  # before the data, which may take long to read
    with state.main_process_first():  # the first process reads and caches the rows, the others find them
        rows = load_rows(options.data, options.split)
        gallery = load_rows(options.gallery, options.gallery_split) if options.gallery else None
    embeds = embed(rows)
    gallery_embeds = None if gallery is None else embed(gallery)
    if not state.is_main_process:
        return None
    embeds, gallery_embeds = (_to_gpu(vectors, state.device) for vectors in (embeds, gallery_embeds))
    found = {}
    for protocol in protocols:
        found[protocol.name] = evaluate_embeddings(
            embeds,
            rows,
            protocol,
            gallery_embeds=gallery_embeds,
            gallery_rows=gallery,
            by_patent=options.by_patent,
            max_figures=options.max_figures,
            ks=options.ks,
            head_codes=head if protocol.level == "subclass" else None,  # head and tail are properties of a subclass
            per_query=options.per_query is not None,
        )
    if options.per_query:
        write_per_query(options.per_query, {name: (of_one, rows) for name, of_one in found.items()})
        for of_one in found.values():
            del of_one["per_query"], of_one["per_query_rows"]
    about = {"model": str(options.model), "data": str(options.data), "split": options.split}
    about |= {"gallery": options.gallery, "gallery_split": options.gallery_split, "notes": notes}
    return {**about, "results": found, "versions": library_versions()}


def run_benchmark(options: argparse.Namespace) -> dict[str, Any] | None:
    """Embed the figures that take part in a benchmark and evaluate them; None in every process but the first.

    Raises:
        ValueError, OSError, ImportError: bad input; the message says what to do.
    """
    from accelerate import PartialState

    state = PartialState()
    _check_outputs(options)
    embed, _, model = load_embedder(options, state.device)
    with state.main_process_first():
        rows, roles = load_benchmark_rows(options.benchmark, options.data, options.split)
    data = read_benchmark(rows, options.benchmark, roles)
    require_queries(data)
    embeds = embed(rows.select(data.index))
    if not state.is_main_process:
        return None
    found = measure(_to_gpu(embeds, state.device), data)
    if options.per_query:
        results, queries = found["results"], found["queries"]
        write_per_query(options.per_query, {name: (results[name], queries[name]) for name in results})
    return benchmark_result(found, data, model, {"bf16": options.bf16, "seed": options.seed})


def check(options: argparse.Namespace) -> int:
    """Check results of benchmarks, and print what is wrong; return 0 if nothing is, else 1.

    With several, they are also compared with the first one. With data, fingerprints and counts are worked out anew;
    with data and a model, the metrics too.

    Raises:
        ValueError, OSError, ImportError: a file is no JSON object, or the data or the model cannot be read.
    """
    results = [_read_result(path) for path in options.check]
    problems = []
    for path, result in zip(options.check, results, strict=True):
        rows = roles = embeds = None
        benchmark = str(result.get("benchmark"))
        if options.data is not None and benchmark in BENCHMARKS:
            rows, roles = load_benchmark_rows(benchmark, options.data, _stated_part(result))
        if rows is not None and options.model is not None:
            from accelerate import PartialState

            embed, _, _ = load_embedder(options, PartialState().device)
            index = read_benchmark(rows, benchmark, roles).index
            some = embed(rows.select(index))
            embeds = np.full((len(rows), some.shape[1]), np.nan, dtype=np.float32)
            embeds[index] = some
        wrong = check_result(result, rows, roles=roles, embeds=embeds)
        problems += [f"{path}: {problem}" for problem in wrong]
        if not wrong and not problems and result is not results[0]:
            problems += [f"{options.check[0]} and {path}: {reason}" for reason in comparable(results[0], result)]
    print(*(problems or ["nothing is wrong"]), sep="\n")
    return int(bool(problems))


def choose_protocols(options: argparse.Namespace) -> tuple[list[Protocol], list[str]]:
    """Return the protocols that are asked for, and what is to be said of them.

    Raises:
        ValueError: one cannot rank patents, but --by_patent is given.
    """
    every = "all" in options.protocol
    protocols = list(PROTOCOLS) if every else [find_protocol(name) for name in dict.fromkeys(options.protocol)]
    of_patents = [protocol for protocol in protocols if protocol.level != "patent"]
    if not options.by_patent or len(of_patents) == len(protocols):
        return protocols, []
    names = " and ".join(protocol.name for protocol in protocols if protocol not in of_patents)
    if not every:
        raise ValueError(f"--by_patent: {names} is about the figures of one patent and cannot rank patents")
    return of_patents, [f"{names} is left out: it is about the figures of one patent and cannot rank patents"]


def load_rows(data: str, split: str | None) -> Any:
    """Return rows: of a Parquet dataset (folder or Hub id), a list of DeepPatent, a drawn corpus, or any source.

    Raises:
        FileNotFoundError: nothing lies there.
        ValueError: it cannot be read, or has no such split.
    """
    from patent_data import corpus_split, detect_source, load_deeppatent, load_parquet, load_source
    from patent_data.parquet_read import choose_split, is_hub_dataset, load_parquet_rows

    place = Path(data)
    if split is None:
        return load_parquet_rows(data) if is_hub_dataset(data) else load_source(place)
    kind = "parquet" if is_hub_dataset(data) else detect_source(place)
    if kind == "parquet":
        return choose_split(load_parquet(data), split, data)
    if (place / "corpus.json").is_file():
        return corpus_split(load_source(place), place, split)
    if kind == "deeppatent":
        return load_deeppatent(place, split)
    raise ValueError(f"{data} has no split {split!r}: it is no drawn corpus, no Parquet and no lists of DeepPatent")


def load_benchmark_rows(benchmark: str, data: str, part: str | None) -> tuple[Any, list[str] | None]:
    """Return the rows that a benchmark is made of, and for DeepPatent's lists the list that each is of."""
    import datasets

    if benchmark != DEEPPATENT:
        return load_rows(data, None), None
    roles = [f"{name}_{side}" for name in ([part] if part else PARTS[DEEPPATENT]) for side in ("query", "gallery")]
    lists = [load_rows(data, role) for role in roles]
    named = [role for role, rows in zip(roles, lists, strict=True) for _ in range(len(rows))]
    return datasets.concatenate_datasets(lists), named


def _read_result(path: Path) -> dict[str, Any]:
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    if not isinstance(result, dict):
        raise ValueError(f"{path} is no result of a benchmark")
    return result


def _stated_part(result: dict[str, Any]) -> str | None:
    """Return the part of DeepPatent's lists that a result is of; None for all."""
    prints = isinstance(result.get("data"), dict) and result["data"].get("fingerprints")
    parts = [part for part in PARTS[DEEPPATENT] if prints and part in prints]
    return parts[0] if len(parts) == 1 else None


def _check_outputs(options: argparse.Namespace) -> None:
    """Make the folders of what is to be written, so that a wrong one shows before the long work."""
    for folder in (options.out, options.cache, options.per_query and options.per_query.parent):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)


def _to_gpu(embeds: Any, device: Any) -> Any:
    """Return vectors on the GPU, if there is one, as the ranking runs where they are; else as they are."""
    import torch

    return torch.from_numpy(np.array(embeds)).to(device) if device.type == "cuda" and embeds is not None else embeds


if __name__ == "__main__":
    sys.exit(main())
