"""An index of real TIFF sheets, from files to search, against a plain loop over transformers' processor and model.

    python benchmarks/build_index.py                              # ViT-Tiny, 224 px, random weights
    python benchmarks/build_index.py --model runs/quickstart/model

The loops take one sheet after the other: open it, prepare it, run the same backbone in eager float32. "transformers"
prepares with the library's image processor, "this package" with ours. `PatentIndex.build` is timed as a user calls it,
index and all. Each round runs everything once, so that what else the machine does falls on all; printed are the median
of the rounds and the median of the ratios to the first line.

How far the ten nearest of each sheet agree with those of the index in float32 is told twice: the share of the ten that
is the same, and the share of sheets whose ten are all the same. Random weights put all vectors close together, which
makes this harder than it is for a trained model. Int8 is calibrated with 128 of the sheets themselves.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import torch
import transformers
from transformers import ViTConfig
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.cli_export import comparison
from modeling_patent.encoding import default_workers, has_fast_bf16, open_picture
from modeling_patent.export import export_model
from modeling_patent.exported import PRECISIONS, load_exported
from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.query import load_model
from patent_data import load_source

REAL_DATA = Path(os.environ.get("PATENT_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))
TINY = ViTConfig(hidden_size=192, num_hidden_layers=12, num_attention_heads=3, intermediate_size=768)


@torch.inference_mode()
def library_loop(model: Any, side: int, images: list[Any], batch: int) -> None:
    """Encode with transformers' processor and the backbone."""
    processor = ViTImageProcessorPil(size={"height": side, "width": side})
    channels = getattr(model.config.vision_config, "num_channels", 3)
    for start in range(0, len(images), batch):
        pictures = [open_picture(image).convert("RGB") for image in images[start : start + batch]]
        values = processor(pictures, return_tensors="pt").pixel_values[:, :channels]
        model.backbone(pixel_values=values).last_hidden_state.numpy()


@torch.inference_mode()
def own_loop(model: Any, processor: Any, images: list[Any], batch: int) -> None:
    """Encode with this package's processor and model, without workers."""
    for start in range(0, len(images), batch):
        pictures = [open_picture(image) for image in images[start : start + batch]]
        model.embed_images(processor(pictures, return_tensors="pt").pixel_values).numpy()


def vectors_of(index: PatentIndex, rows: Any) -> np.ndarray:
    """Return the vectors of an index in the order of the rows."""
    names = [name for part in index.parts for name in part.table["figure_id"].to_pylist()]
    place = {name: i for i, name in enumerate(names)}
    vectors = np.concatenate([np.asarray(part.vectors) for part in index.parts])
    return np.asarray(vectors[[place[name] for name in rows["figure_id"]]], dtype=np.float32)


def variants(model: Any, processor: Any, rows: Any, folder: Path) -> dict[str, Callable[[], Any]]:
    """Return name -> what is timed; an index where it makes one."""
    images = list(rows.cast_column("image", datasets.Image(decode=False))["image"])
    side = processor.size["height"]

    def build(one: Any, bf16: bool) -> PatentIndex:
        return PatentIndex.build(one, processor, rows, progress=False, bf16=bf16)

    found: dict[str, Callable[[], Any]] = {
        "loop, transformers, one by one": lambda: library_loop(model, side, images, 1),
        "loop, transformers, by 16": lambda: library_loop(model, side, images, 16),
        "loop, this package, one by one": lambda: own_loop(model, processor, images, 1),
        "loop, this package, by 16": lambda: own_loop(model, processor, images, 16),
        "PatentIndex.build, fp32": lambda: build(model, False),
    }
    if has_fast_bf16(model.device):
        found["PatentIndex.build, bf16"] = lambda: build(model, True)
    for graph, precisions in PRECISIONS.items():
        for precision in precisions:
            name = f"PatentIndex.build, {graph} {precision}"
            try:
                export_model(model, processor, folder / name, graph, precision, rows)
            except ImportError as error:
                print(f"{name}: {error}")
                continue
            exported = load_exported(folder / name)[0]
            found[name] = lambda exported=exported: build(exported, False)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="folder of a model (default: ViT-Tiny, 224 px, random weights)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, help="only the first so many sheets")
    options = parser.parse_args()
    if not (REAL_DATA / "impact_sample").is_dir():
        sys.exit(f"no sheets at {REAL_DATA}: set PATENT_REAL_DATA to the folder that holds impact_sample")
    transformers.logging.set_verbosity_error()
    datasets.disable_progress_bars()
    logging.getLogger("modeling_patent").setLevel(logging.ERROR)
    torch.manual_seed(0)
    torch.set_num_threads(default_workers())
    rows = load_source(REAL_DATA / "impact_sample")
    rows = rows.select(range(min(options.limit or len(rows), len(rows))))
    if options.model:
        model, processor = load_model(options.model)
    else:
        model, processor = PatentVisionModel.from_backbone(TINY).eval(), PatentImageProcessor(size=224)
    with tempfile.TemporaryDirectory() as folder:
        timed = variants(model, processor, rows, Path(folder))
        took: dict[str, list[float]] = {name: [] for name in timed}
        indexes: dict[str, Any] = {}
        for _ in range(options.rounds):
            for name, run in timed.items():
                start = time.perf_counter()
                indexes[name] = run()
                took[name].append(1000 * (time.perf_counter() - start) / len(rows))
        side, cores = processor.size["height"], torch.get_num_threads()
        print(f"{len(rows)} sheets, {type(model.backbone).__name__}, {side} px, {cores} cores")
        print(f"{'':36}{'ms a sheet':>12}{'times as fast':>15}{'of ten same':>13}{'all ten same':>14}")
        exact = vectors_of(indexes["PatentIndex.build, fp32"], rows)
        plain = next(iter(took.values()))
        for name, spent in took.items():
            ratio = statistics.median(first / second for first, second in zip(plain, spent, strict=True))
            line = f"{name:36}{statistics.median(spent):12.1f}{ratio:15.2f}"
            if indexes[name] is not None:
                found = comparison(rows, exact, vectors_of(indexes[name], rows))
                line += f"{found['nearest']:13.4f}{found['same_nearest']:14.4f}"
            print(line)


if __name__ == "__main__":
    main()
