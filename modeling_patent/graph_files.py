"""Write a model as the files of a graph, for ONNX Runtime or OpenVINO."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .exported import GRAPHS, probe_figures

_OPSET = 17


def write_graph(model: Any, folder: Path, graph: str, side: int) -> None:
    """Trace a model that is ready to encode and write its graph: from ink [B, 1, S, S] to vectors [B, D], any B.

    Args:
        model: a patent model on the CPU.
        folder: where the files of `exported.GRAPHS` are written.
        graph: "onnx" or "openvino".
        side: S.

    Raises:
        ValueError: the backbone cannot be traced or expressed.
        OSError: the files cannot be written.
    """
    path, traced, ink = folder / GRAPHS[graph][0], _Embedder(model).eval(), torch.from_numpy(probe_figures(side))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # a trace keeps sizes as they are, which is what is wanted but for the batch
        try:
            _write_onnx(traced, ink, path) if graph == "onnx" else _write_openvino(traced, ink, path)
        except OSError:
            raise
        except Exception as error:  # of torch, OpenVINO or a backbone's code: whatever tracing meets
            reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
            name = type(model.backbone).__name__
            raise ValueError(f"the {name} cannot be exported to {graph}: {reason[:200]}") from error


class _Embedder(nn.Module):
    """What is traced: ink to vectors."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, ink: Tensor) -> Tensor:
        vectors: Tensor = self.model.embed_images(ink)
        return vectors


def _write_onnx(traced: nn.Module, ink: Tensor, path: Path) -> None:
    import onnx

    batch = {"ink": {0: "batch"}, "vectors": {0: "batch"}}
    names: dict[str, Any] = {"input_names": ["ink"], "output_names": ["vectors"], "dynamic_axes": batch}
    verbosity = logging.getLogger("torch.onnx")
    level = verbosity.level
    verbosity.setLevel(logging.ERROR)
    try:
        torch.onnx.export(traced, (ink,), str(path), dynamo=False, opset_version=_OPSET, **names)
    finally:
        verbosity.setLevel(level)
    model = onnx.load(str(path))
    if _pack_weights(model.graph):
        onnx.save(model, str(path))


def _pack_weights(graph: Any) -> int:
    """Store weights that the graph rounds to 8 bits as 8 bits, a quarter of the size; return how many there were."""
    from onnx import numpy_helper

    values = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute and node.attribute[0].name == "value":
            values[node.output[0]] = node.attribute[0].t
    packed, gone = [], set()
    for node in list(graph.node):
        if node.op_type != "QuantizeLinear" or any(name not in values for name in node.input):
            continue
        weight, step, zero = (numpy_helper.to_array(values[name]) for name in node.input)
        axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 1)
        if step.ndim:
            shape = [-1 if i == axis % weight.ndim else 1 for i in range(weight.ndim)]
            step, zero = step.reshape(shape), zero.reshape(shape)
        bounds = np.iinfo(zero.dtype)
        rounded = (np.rint(weight / step) + zero).clip(bounds.min, bounds.max).astype(zero.dtype)
        packed.append(numpy_helper.from_array(rounded, node.output[0]))
        gone.add(node.input[0])
        graph.node.remove(node)
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name not in gone or tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend([*kept, *packed])
    return len(packed)


def _write_openvino(traced: nn.Module, ink: Tensor, path: Path) -> None:
    import openvino

    shape = [-1, *ink.shape[1:]]
    with _unreported():
        model = openvino.convert_model(traced, example_input=ink, input=[(shape, openvino.Type.f32)])
    openvino.save_model(model, str(path), compress_to_fp16=False)


@contextlib.contextmanager
def _unreported() -> Iterator[None]:
    """Keep OpenVINO's converter from reporting its use to Google Analytics, as it does unasked where CI is not set.

    It forks a process from another thread for each of some ten messages, which also makes forked workers unsafe and
    takes most of the time of a small export.
    """
    before = os.environ.get("CI")
    os.environ["CI"] = "true"
    try:
        yield
    finally:
        if before is None:
            del os.environ["CI"]
        else:
            os.environ["CI"] = before
