"""Export a drawing encoder to ONNX or OpenVINO, in float32, bfloat16 or 8 bits, for machines without a GPU.

The graph takes ink, float32 [B, 1, S, S] in 0..1 as the image processor gives it, and returns unit vectors [B, D];
the backbone's pixel statistics are part of it. `exported.load_exported` loads what is written here.
"""

from __future__ import annotations

import copy
import datetime
import json
import os
import shutil
import uuid
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from .encoding import open_picture, prepared_batches
from .exported import (
    ABOUT,
    FORMAT,
    FORMAT_VERSION,
    GRAPHS,
    PRECISIONS,
    SAME,
    file_entry,
    is_exported,
    missing_engine,
    open_engine,
    probe_figures,
)
from .graph_files import write_graph
from .quantization import fold_batch_norms, quantized
from .shipped import SHIPPED, kept_name
from .vector_files import weights_fingerprint

CALIBRATION = 128
"""Figures that are taken for calibration where more are given."""
_LEAST_INT8 = 0.9  # cosine of a made figure in 8 bits to itself, below which 8 bits are no use for a model
_LIBRARIES = ("modeling-patent", "torch", "transformers", "onnx", "onnxruntime", "openvino")


def export_model(
    model: Any,
    processor: Any,
    folder: str | os.PathLike[str],
    format: str = "openvino",
    precision: str = "fp32",
    calibration: Any = None,
) -> dict[str, Any]:
    """Write a model as a graph that ONNX Runtime or OpenVINO runs on a CPU, with its processor and configuration.

    Args:
        model: a patent model; of one with a text encoder the drawing encoder is exported.
        processor: its processor.
        folder: where to; an exported model that lies there is replaced.
        format: "onnx" or "openvino".
        precision: "fp32"; "bf16" (OpenVINO alone), which also stores float32 and computes in bfloat16 where the
            processor can; or "int8".
        calibration: for int8, figures like those to encode, 128 of which are used: rows of the schema, pictures (PIL
            or paths), or prepared figures uint8 [N, S, S].

    Returns:
        What its `exported.json` says.

    Raises:
        ValueError: an unknown format or precision, no calibration figures, a folder that holds something else, a
            backbone that cannot be exported, or a graph that gives other vectors than the model.
        ImportError: the engine is not installed; the message says how to.
        OSError: the folder cannot be written; what lay there is as it was.
    """
    check_export(format, precision, folder)
    processor = getattr(processor, "image_processor", processor)
    side = int(processor.size["height"])
    figures = None if calibration is None else calibration_figures(calibration, processor)
    if precision == "int8" and figures is None:
        raise ValueError("int8 needs calibration figures: give rows, pictures or prepared figures")
    original = _drawing_encoder(model)
    probe = torch.from_numpy(probe_figures(side))
    plain = fold_batch_norms(original, probe)
    if precision == "int8" and figures is not None:
        plain = quantized(plain, torch.from_numpy(figures)[:, None], whole=format == "onnx")
    with torch.inference_mode():
        wanted = plain.embed_images(probe).numpy()
        like_the_model = float((wanted * original.embed_images(probe).numpy()).sum(axis=1).min())
    if not like_the_model >= (_LEAST_INT8 if precision == "int8" else SAME[precision]):
        raise ValueError(
            f"the {type(model.backbone).__name__} cannot be exported to {format} in {precision}: its vectors would be "
            f"others than the model's (cosine {like_the_model:.2f})"
        )
    about = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "graph": format,
        "precision": precision,
        "dimension": int(wanted.shape[1]),
        "side": side,
        "model": _name_of(model),
        "weights": weights_fingerprint(model),
        "calibration_figures": 0 if figures is None or precision != "int8" else len(figures),
        "probe": np.round(wanted, 6).tolist(),
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "libraries": _versions(),
    }
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.absolute().with_name(f".{folder.absolute().name}-{uuid.uuid4().hex}.tmp")
    try:
        temporary.mkdir()
        write_graph(plain, temporary, format, side)
        open_engine(temporary, format, precision, wanted, side)
        processor.save_pretrained(temporary)
        original.config.save_pretrained(temporary)
        about["files"] = [file_entry(temporary / name) for name in GRAPHS[format]]
        (temporary / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        _put(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return about


def calibration_figures(source: Any, processor: Any) -> NDArray[np.uint8]:
    """Return up to 128 prepared figures uint8 [n, S, S], evenly spread over a source.

    Args:
        source: rows of the schema, pictures (PIL or paths), or prepared figures uint8 [N, S, S].
        processor: the image processor.

    Raises:
        ValueError: there are none that can be read.
    """
    chosen = np.unique(np.linspace(0, len(source) - 1, min(CALIBRATION, len(source))).round().astype(int))
    if isinstance(source, np.ndarray):
        prepared: NDArray[np.uint8] = source[chosen]
        return prepared
    if hasattr(source, "select") or (len(source) and isinstance(source[0], Mapping)):
        found = [figures for _, figures in prepared_batches(source, processor, 32, None, False, chosen)]
        if not found:
            raise ValueError("none of the calibration figures has a picture that can be read")
        return np.concatenate(found)
    if not len(source):
        raise ValueError("there are no calibration figures")
    return np.stack([processor.prepare(open_picture(source[i])) for i in chosen])


def check_export(graph: str, precision: str, folder: str | os.PathLike[str]) -> None:
    """Check what can be checked before the work.

    Raises:
        ValueError, ImportError: as in `export_model`.
    """
    if graph not in GRAPHS:
        raise ValueError(f"unknown format {graph!r} (one of {', '.join(GRAPHS)})")
    if precision == "bf16" and graph == "onnx":
        raise ValueError("ONNX Runtime does not compute in bfloat16 on a CPU: take fp32 or int8, or openvino")
    if precision not in PRECISIONS[graph]:
        raise ValueError(f"unknown precision {precision!r} (one of {', '.join(PRECISIONS[graph])})")
    try:
        if graph == "openvino":
            import openvino  # noqa: F401
        else:
            import onnx  # noqa: F401
            import onnxruntime  # noqa: F401
    except ImportError:
        raise missing_engine(graph) from None
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise ValueError(f"{folder} is a file, not a folder; an exported model is a folder")
    if target.is_dir() and any(target.iterdir()) and not is_exported(target):
        raise ValueError(f"{folder} holds other files; give a new or empty folder for the exported model")


def _drawing_encoder(model: Any) -> Any:
    """Return a copy of a model on the CPU in float32, without its text encoder, ready to encode."""
    if not isinstance(model, nn.Module) or not hasattr(model, "embed_images"):
        raise ValueError(f"{type(model).__name__} cannot be exported: it is no patent model with weights")
    text = getattr(model, "text_model", None)
    copied = copy.deepcopy(model, {} if text is None else {id(text): nn.Identity()})
    return copied.cpu().float().eval().requires_grad_(False)


def _put(temporary: Path, folder: Path) -> None:
    """Give a finished folder its name; what has that name goes."""
    if not folder.exists():
        temporary.rename(folder)
        return
    old = temporary.with_name(f"{temporary.name}-old")
    folder.rename(old)
    try:
        temporary.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _name_of(model: Any) -> str:
    """Return the model's name on the Hub, or that of its folder, without the rest of the path."""
    name = str(getattr(model.config, "_name_or_path", "") or "")
    if kept_name(name) == SHIPPED:
        return SHIPPED
    return Path(name).name if Path(name).is_dir() else name


def _versions() -> dict[str, str]:
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
