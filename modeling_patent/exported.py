"""Exported models: a graph in a folder, run by ONNX Runtime or OpenVINO, used like a model to encode and search."""

from __future__ import annotations

import functools
import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from .encoding import default_workers, has_fast_bf16

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .image_processing_patent import PatentImageProcessor

    Engine = Callable[[NDArray[np.float32]], NDArray[np.float32]]

logger = logging.getLogger(__name__)

ABOUT = "exported.json"
FORMAT = "modeling_patent exported model"
FORMAT_VERSION = 1
GRAPHS = {"onnx": ("model.onnx",), "openvino": ("model.xml", "model.bin")}
"""Files of the graph by format, the one to open first."""
PRECISIONS = {"onnx": ("fp32", "int8"), "openvino": ("fp32", "bf16", "int8")}
SAME = {"fp32": 0.9999, "bf16": 0.98, "int8": 0.98}
"""Cosine to the vector it was made to give, below which an engine is taken to compute something else."""


class ExportedModel:
    """A model's graph in the hands of another engine, on the CPU; it knows pictures, not words.

    Attributes:
        config: that of the model it was exported from.
        about: what its `exported.json` says.
        fingerprint: a name for its weights and precision.
        device: the CPU.
        training: False.
    """

    def __init__(self, engine: Engine, config: Any, about: dict[str, Any], side: int) -> None:
        self.config, self.about, self.side = config, about, side
        self.device, self.training = torch.device("cpu"), False
        self.fingerprint = hashlib.sha256(json.dumps(about["files"], sort_keys=True).encode()).hexdigest()[:16]
        self._engine, self._lock = engine, threading.Lock()

    def embed_images(self, pixel_values: Tensor) -> Tensor:
        """Return unit vectors [B, D] of ink [B, 1, S, S] (uint8, or float in 0..1).

        Raises:
            ValueError: the figures are of another shape than the graph takes.
        """
        if tuple(pixel_values.shape[1:]) != (1, self.side, self.side):
            wanted = f"[B, 1, {self.side}, {self.side}]"
            raise ValueError(f"the exported model takes figures {wanted}, got {tuple(pixel_values.shape)}")
        if not len(pixel_values):  # which ONNX Runtime does not take
            return torch.zeros(0, self.config.projection_dim)
        ink = pixel_values.detach().cpu().float()
        ink = ink / 255 if pixel_values.dtype == torch.uint8 else ink
        with self._lock:
            return torch.from_numpy(np.array(self._engine(ink.numpy())))

    def eval(self) -> ExportedModel:
        """Return itself: it is always ready to encode."""
        return self

    def train(self, mode: bool = True) -> ExportedModel:
        """Return itself.

        Raises:
            ValueError: training is asked for.
        """
        if mode:
            raise ValueError("an exported model cannot be trained; train the model and export it again")
        return self


def is_exported(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder holds an exported model."""
    return (Path(folder) / ABOUT).is_file()


def load_exported(folder: str | os.PathLike[str]) -> tuple[ExportedModel, PatentImageProcessor]:
    """Load an exported model and its processor.

    The engine is tried on two made figures first: what it computes in bfloat16 or 8 bits depends on the processor.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: it holds no exported model, a damaged one, or the engine computes other vectors here.
        ImportError: the engine is not installed; the message says how to.
    """
    from transformers import AutoConfig

    from .image_processing_patent import PatentImageProcessor

    folder = Path(folder)
    about = _read_about(folder)
    config = AutoConfig.from_pretrained(folder)
    config._name_or_path = str(folder.absolute())
    processor = PatentImageProcessor.from_pretrained(folder)
    engine = open_engine(folder, about["graph"], about["precision"], about["probe"], processor.size["height"])
    return ExportedModel(engine, config, about, processor.size["height"]), processor


def open_engine(folder: Path, graph: str, precision: str, probe: Any, side: int) -> Engine:
    """Return what computes the graph: a function from ink [B, 1, S, S] to unit vectors [B, D].

    Args:
        folder: holds the graph's files.
        graph: "onnx" or "openvino".
        precision: "fp32", "bf16" or "int8".
        probe: the vectors [2, D] that it must give of `probe_figures`.
        side: S.

    Raises:
        ValueError: the graph cannot be opened, or computes something else.
        ImportError: the engine is not installed.
    """
    path = folder / GRAPHS[graph][0]
    in_bf16 = precision == "bf16" or (precision == "int8" and has_fast_bf16(torch.device("cpu")))
    wanted, cosine = np.asarray(probe, dtype=np.float32), float("nan")
    for hint in ("bf16", "f32") if in_bf16 and graph == "openvino" else ("f32",):
        engine = _onnx(path) if graph == "onnx" else _openvino(path, hint)
        cosine = float((engine(probe_figures(side)) * wanted).sum(axis=1).min())
        if cosine >= SAME[precision]:
            return engine
        logger.warning("%s gives other vectors here in %s (cosine %.3f)", path, hint, cosine)
    raise ValueError(
        f"{folder}: {graph} computes other vectors on this machine than the model (cosine {cosine:.3f}); "
        "export it in fp32, or use the model itself"
    )


def probe_figures(side: int) -> NDArray[np.float32]:
    """Return two made figures [2, 1, S, S] in 0..1: bars with a disc, and a fan of lines."""
    y, x = np.mgrid[:side, :side] / side - 0.5
    disc = (x**2 + y**2 < 0.06) | ((np.abs(x) < 0.4) & (np.abs(y) < 0.4) & (np.sin(40 * x) > 0.7))
    fan = (np.sin(12 * np.arctan2(y, x)) > 0.8) & (x**2 + y**2 < 0.2)
    return np.stack([disc, fan])[:, None].astype(np.float32)


def missing_engine(graph: str) -> ModuleNotFoundError:
    """Return the error for an engine that is not installed."""
    name = {"onnx": "ONNX Runtime", "openvino": "OpenVINO"}[graph]
    return ModuleNotFoundError(f"{name} is not installed: pip install 'modeling-patent[{graph}]'")


def file_entry(path: Path) -> dict[str, Any]:
    """Return name, size and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def _onnx(path: Path) -> Engine:
    try:
        import onnxruntime
    except ImportError:
        raise missing_engine("onnx") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = default_workers()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the cores also prepare pictures
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own classes, which share no base but this
        raise ValueError(f"{path} cannot be opened by ONNX Runtime: {_first_line(error)}") from None
    name = session.get_inputs()[0].name
    return lambda ink: np.asarray(session.run(None, {name: ink})[0])


_ONE_CORE = threading.Lock()  # two threads that ask at once must not each make one


@functools.cache
def _core() -> Any:
    """Return OpenVINO's core, one for the process, which is never let go.

    A core gives the thread that makes it a stack for signal handlers, and frees it when it goes. If two go in the order
    in which they came, the thread is left with a stack that was freed (seen with OpenVINO 2026.4), and the next signal
    that Python handles, that of a worker that ended or Ctrl-C, kills the process with SIGSEGV.
    """
    try:
        import openvino
    except ImportError:
        raise missing_engine("openvino") from None
    return openvino.Core()


def _openvino(path: Path, hint: str) -> Engine:
    with _ONE_CORE:
        core = _core()
    settings = {
        "INFERENCE_PRECISION_HINT": hint,
        "INFERENCE_NUM_THREADS": default_workers(),
        "ENABLE_CPU_PINNING": False,  # the cores also prepare pictures
    }
    try:
        compiled = core.compile_model(str(path), "CPU", settings)
    except RuntimeError as error:
        raise ValueError(f"{path} cannot be opened by OpenVINO: {_first_line(error)}") from None
    return lambda ink: np.asarray(compiled(ink)[0])


def _read_about(folder: Path) -> dict[str, Any]:
    path = folder / ABOUT
    if not folder.is_dir():
        raise FileNotFoundError(2, "there is no such exported model", str(folder))
    if not path.is_file():
        raise ValueError(f"{folder} is no exported model: it has no {ABOUT} (make one with: patent export MODEL)")
    try:
        about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise ValueError
        version, graph, files = about["format_version"], about["graph"], about["files"]
        known = version == FORMAT_VERSION and about["precision"] in PRECISIONS[graph] and len(about["probe"]) == 2
        entries = {entry["name"]: entry for entry in files}
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path} is damaged, or belongs to another program") from None
    if not known:
        raise ValueError(f"{folder} was exported by another version of this program; export the model again")
    for name in GRAPHS[graph]:
        if name not in entries or not (folder / name).is_file() or file_entry(folder / name) != entries[name]:
            raise ValueError(f"the exported model in {folder} is damaged: {name} is not what was written; export again")
    return about


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
