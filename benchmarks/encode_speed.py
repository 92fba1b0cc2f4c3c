"""Milliseconds a figure of a drawing encoder on this CPU, by engine and precision.

    python benchmarks/encode_speed.py                             # ViT-Tiny, 224 px, random weights
    python benchmarks/encode_speed.py --model runs/quickstart/model

Prepared figures in, vectors out: nothing is read and prepared (that is benchmarks/build_index.py). Each round runs all
engines one after the other, so that what else the machine does falls on all; printed are the median and the least of
the rounds. The cosine is that of a figure's vector to the one of eager float32; with random weights it says little.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from PIL import Image, ImageDraw
from transformers import ViTConfig

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.encoding import default_workers, embed_figures, has_fast_bf16
from modeling_patent.export import export_model
from modeling_patent.exported import PRECISIONS, load_exported
from modeling_patent.retrieval.query import load_model

TINY = ViTConfig(hidden_size=192, num_hidden_layers=12, num_attention_heads=3, intermediate_size=768)


def drawn(count: int, side: int, seed: int = 0) -> np.ndarray:
    """Return line drawings uint8 [count, side, side]."""
    rng, figures = np.random.default_rng(seed), []
    for _ in range(count):
        page = Image.new("L", (side, side), 0)
        pen = ImageDraw.Draw(page)
        for _ in range(12):
            pen.line([tuple(point) for point in rng.integers(0, side, (5, 2)).tolist()], fill=255)
        figures.append(np.asarray(page))
    return np.stack(figures)


def engines(model: Any, processor: Any, folder: Path, calibration: np.ndarray) -> dict[str, tuple[Any, bool]]:
    """Return name -> (model, bf16)."""
    found: dict[str, tuple[Any, bool]] = {"eager fp32": (model, False)}
    if has_fast_bf16(model.device):
        found["eager bf16"] = (model, True)
    for graph, precisions in PRECISIONS.items():
        for precision in precisions:
            name = f"{graph} {precision}"
            try:
                export_model(model, processor, folder / name, graph, precision, calibration)
            except ImportError as error:
                print(f"{name}: {error}")
                continue
            found[name] = load_exported(folder / name)[0], False
    return found


def seconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="folder of a model (default: ViT-Tiny, 224 px, random weights)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--figures", type=int, default=64, help="figures a round")
    options = parser.parse_args()
    transformers.logging.set_verbosity_error()
    torch.manual_seed(0)
    torch.set_num_threads(default_workers())
    if options.model:
        model, processor = load_model(options.model)
    else:
        model, processor = PatentVisionModel.from_backbone(TINY).eval(), PatentImageProcessor(size=224)
    side = processor.size["height"]
    figures = drawn(options.figures, side)
    with tempfile.TemporaryDirectory() as folder:
        every = engines(model, processor, Path(folder), drawn(64, side, seed=1))
        took: dict[tuple[str, int], list[float]] = {(name, size): [] for name in every for size in (1, 16)}
        for number in range(options.rounds + 1):
            for (name, size), found in took.items():
                engine, bf16 = every[name]
                some = figures if size > 1 else figures[: max(1, options.figures // 8)]
                spent = seconds(lambda e=engine, s=some, n=size, b=bf16: embed_figures(e, s, n, b))
                if number:  # the first round warms up
                    found.append(1000 * spent / len(some))
        exact = embed_figures(model, figures)
        millions = sum(parameter.numel() for parameter in model.parameters()) / 1e6
        print(f"{torch.get_num_threads()} cores, {side} px, {millions:.1f} M parameters")
        print(f"{'ms a figure: median (least)':28}{'one at a time':>18}{'16 at a time':>18}{'mean cosine':>14}")
        for name, (engine, bf16) in every.items():
            cells = [f"{statistics.median(took[name, size]):.1f} ({min(took[name, size]):.1f})" for size in (1, 16)]
            cosine = float((embed_figures(engine, figures, 16, bf16) * exact).sum(axis=1).mean())
            print(f"{name:28}{cells[0]:>18}{cells[1]:>18}{cosine:>14.5f}")


if __name__ == "__main__":
    main()
