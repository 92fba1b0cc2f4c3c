"""`patent export`: a model as a graph for machines without a GPU, and what that costs in accuracy."""

from __future__ import annotations

import argparse
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cli_arguments import SOURCE, OneLineParser, command, from_0, load_source, whole
from .shipped import SHIPPED, say_shipped

NEAREST = 10


def add_export(commands: argparse._SubParsersAction[OneLineParser]) -> None:
    """Add the command."""
    export = command(commands, "export", _export, "write a model as a graph that small machines run fast")
    told = "folder of a model, or its name on the Hub (default: the checkpoint of the package)"
    export.add_argument("model", metavar="MODEL", nargs="?", default=SHIPPED, help=told)
    export.add_argument("--out", metavar="FOLDER", required=True, help="folder for it; an exported model is replaced")
    export.add_argument("--format", choices=("openvino", "onnx"), default="openvino", help="(default: openvino)")
    export.add_argument(
        "--precision", choices=("fp32", "bf16", "int8"), default="fp32", help="(default: fp32; bf16 needs openvino)"
    )
    export.add_argument("--calibrate", metavar="SOURCE", help=f"for int8, figures like those to index: {SOURCE}")
    export.add_argument("--compare", metavar="SOURCE", help="print what the export loses on these figures")
    export.add_argument("--limit", metavar="N", type=whole, help="compare with the first N figures only")
    export.add_argument("--workers", metavar="N", type=from_0, help="processes that read pictures")


def comparison(rows: Any, before: NDArray[np.float32], after: NDArray[np.float32]) -> dict[str, Any]:
    """Return what an export loses: mAP with the vectors of the model and of its export, and how far neighbours agree.

    Args:
        rows: N rows, with dates and codes for the protocol "prior-art".
        before: the model's vectors [N, D], NaN rows for pictures that cannot be read.
        after: the exported model's [N, D].

    Returns:
        figures: how many have vectors; cosine: the mean of the two vectors of a figure; nearest: the share of each
        figure's ten nearest that stay among the ten; same_nearest: the share of figures whose ten nearest are the same
        ten (NaN where there are fewer than twelve figures); map: protocol -> (before, after), for those of
        "same-patent" and "prior-art" that have queries with something to find.
    """
    from .evaluation import evaluate_embeddings

    there = np.flatnonzero(np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1))
    first, second = before[there].astype(np.float64), after[there].astype(np.float64)
    found: dict[str, Any] = {"figures": len(there), "nearest": float("nan"), "same_nearest": float("nan"), "map": {}}
    found["cosine"] = float((first * second).sum(axis=1).mean()) if len(there) else float("nan")
    if len(there) > NEAREST + 1:
        shared = _shared(first, second)
        found |= {"nearest": float(shared.mean() / NEAREST), "same_nearest": float((shared == NEAREST).mean())}
    some = rows.select(there) if hasattr(rows, "select") else [rows[int(i)] for i in there]
    for protocol in ("same-patent", "prior-art"):
        try:
            pair = [evaluate_embeddings(vectors, some, protocol) for vectors in (before[there], after[there])]
        except ValueError:  # no figure is left: none has a date, or there is none
            continue
        if pair[0]["queries"]:
            found["map"][protocol] = tuple(float(one["map"]) for one in pair)
    return found


def comparison_text(found: dict[str, Any]) -> str:
    """Return a comparison in lines for people."""
    lines = [f"on {found['figures']} figures, with the model and exported:"]
    for protocol, (before, after) in found["map"].items():
        lines.append(f"  mAP {protocol:12} {before:.4f} -> {after:.4f} ({after - before:+.4f})")
    if not np.isnan(found["nearest"]):
        kept = f"{found['same_nearest']:.1%} of the figures keep all"
        lines.append(f"  of the ten nearest {found['nearest']:.1%} stay; {kept}")
    lines.append(f"  mean cosine of a figure's two vectors {found['cosine']:.5f}")
    return "\n".join(lines)


def _export(arguments: argparse.Namespace) -> str:
    from .encoding import encode
    from .export import check_export, export_model
    from .exported import load_exported
    from .retrieval.query import load_model

    if arguments.precision == "int8" and not arguments.calibrate:
        raise ValueError("--precision int8 needs --calibrate SOURCE: figures like those to index")
    if arguments.limit and not arguments.compare:
        raise ValueError("--limit is about --compare SOURCE, which is not given")
    check_export(arguments.format, arguments.precision, arguments.out)
    say_shipped(arguments.model)
    model, processor = load_model(arguments.model)
    rows = load_source(arguments.compare) if arguments.compare else None
    if rows is not None and not len(rows):
        raise ValueError(f"{arguments.compare} holds no figures; nothing to compare with")
    calibration = load_source(arguments.calibrate) if arguments.precision == "int8" else None
    if calibration is not None and not len(calibration):
        raise ValueError(f"{arguments.calibrate} holds no figures; nothing to calibrate with")
    about = export_model(model, processor, arguments.out, arguments.format, arguments.precision, calibration)
    size = sum(entry["bytes"] for entry in about["files"]) / 1e6
    told = f"wrote {arguments.out}: {arguments.format}, {arguments.precision}, {size:.1f} MB"
    if rows is None:
        return told
    if arguments.limit:
        rows = rows.select(range(min(arguments.limit, len(rows))))
    options: dict[str, Any] = {"workers": arguments.workers, "progress": sys.stderr.isatty()}
    image_processor = getattr(processor, "image_processor", processor)
    before = encode(model, image_processor, rows, **options)
    after = encode(load_exported(arguments.out)[0], image_processor, rows, **options)
    return f"{told}\n{comparison_text(comparison(rows, before, after))}"


def _shared(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many of the ten nearest of each row [N] are the same with both kinds of vectors."""
    counts = np.empty(len(before), dtype=np.int64)
    for start in range(0, len(before), 256):
        own = np.arange(start, min(start + 256, len(before)))
        nearest = []
        for vectors in (before, after):
            cosines = vectors[own] @ vectors.T
            cosines[np.arange(len(own)), own] = -np.inf
            nearest.append(np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST])
        counts[own] = (nearest[0][:, :, None] == nearest[1][:, None, :]).sum(axis=(1, 2))
    return counts
