"""Images a second in training, the wait for the loader, and on a GPU the share of its bf16 peak.

    python benchmarks/train_step.py                                   # the quickstart's network, 96 px
    python benchmarks/train_step.py --backbone vit-b16 --patents 128  # ViT-B/16, 224 px (for a GPU)

`bare` is a plain PyTorch loop over one batch on the device; `trainer` is `PatentTrainer` with its sampler,
loader, augmentation and logging on the same model. Their ratio says what the machinery costs. Floating-point operations
are counted by torch (forward and backward); the peak is that of the data sheet, or of a matrix product measured
here where the sheet is not known.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from PIL import Image, ImageDraw
from torch.utils.flop_counter import FlopCounterMode
from transformers import AutoConfig, TrainerCallback

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.rows import make_row
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments
from modeling_patent.training.augmentation import augment

BACKBONES: dict[str, dict[str, Any]] = {
    "quickstart": {"model_type": "resnet", "num_channels": 1, "layer_type": "basic", "embedding_size": 32,
                   "hidden_sizes": [32, 64, 128, 256], "depths": [1, 1, 1, 1], "side": 96},
    "vit-b16": {"model_type": "vit", "side": 224},
    "resnet50": {"model_type": "resnet", "num_channels": 1, "side": 224},
}  # fmt: skip
PEAKS = {"H200": 989e12, "H100": 989e12, "A100": 312e12, "L4": 121e12}  # dense bf16 operations a second, data sheets


class Clock(TrainerCallback):
    """Times the steps of a trainer, and what passes between them: the wait for the next batch."""

    def __init__(self, skip: int) -> None:
        self.skip, self.begun, self.steps, self.waits = skip, 0.0, list[float](), list[float]()
        self.ended = 0.0

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        synchronize()
        self.begun = time.perf_counter()
        if state.global_step > self.skip:
            self.waits.append(self.begun - self.ended)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        synchronize()
        self.ended = time.perf_counter()
        if state.global_step > self.skip:
            self.steps.append(self.ended - self.begun)


def synchronize() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def make_dataset(folder: Path, patents: int, side: int) -> FigureDataset:
    """Return figures of patents that differ in a few lines, prepared and held in memory."""
    rng, rows = np.random.default_rng(0), []
    for patent in range(patents):
        for view in range(2):
            picture = Image.new("L", (side, side), 255)
            ImageDraw.Draw(picture).line([tuple(p) for p in rng.integers(0, side, (12, 2)).tolist()], fill=0, width=2)
            path = folder / f"{patent}-{view}.png"
            picture.save(path)
            rows.append(make_row(str(path), path.stem, f"USD{9000001 + patent:07d}", "2020-01-07", locarno="06-01"))
    return FigureDataset(rows, PatentImageProcessor(size=side), progress=False)


def bare_loop(model: Any, batch: dict[str, torch.Tensor], steps: int, bf16: bool) -> tuple[float, float]:
    """Return the median seconds of a step, and the operations of one."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)
    device, seconds, counted = model.device.type, list[float](), 0.0

    def step() -> None:
        with torch.autocast(device, torch.bfloat16, enabled=bf16):
            loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    for number in range(steps + 2):
        synchronize()
        start = time.perf_counter()
        if number == 0:
            with FlopCounterMode(display=False) as counter:
                step()
            counted = float(counter.get_total_flops())
        else:
            step()
        synchronize()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds[2:])), counted


def peak(bf16: bool) -> tuple[float, str]:
    """Return the device's operations a second, and where the number is from."""
    name = torch.cuda.get_device_name() if torch.cuda.is_available() else ""
    for known, operations in PEAKS.items():
        if bf16 and known in name:
            return operations, "data sheet"
    side, device = (8192, "cuda") if name else (1024, "cpu")
    a = torch.randn(side, side, device=device, dtype=torch.bfloat16 if bf16 else torch.float32)
    best = float("inf")
    for _ in range(5):
        synchronize()
        start = time.perf_counter()
        a @ a
        synchronize()
        best = min(best, time.perf_counter() - start)
    return 2 * side**3 / best, "a matrix product here"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backbone", choices=BACKBONES, default="quickstart")
    parser.add_argument("--patents", type=int, default=64, help="patents a step, two figures each")
    parser.add_argument("--steps", type=int, default=12, help="steps measured")
    parser.add_argument("--workers", type=int, default=0, help="processes of the loader")
    parser.add_argument("--compile", action="store_true", help="with torch.compile")
    parser.add_argument("--checkpointing", action="store_true", help="with gradient checkpointing")
    parser.add_argument("--fp32", action="store_true", help="without bf16")
    options = parser.parse_args()
    transformers.logging.set_verbosity_error()
    described = dict(BACKBONES[options.backbone])
    side, bf16, device = described.pop("side"), not options.fp32, "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(0)
    model = PatentVisionModel.from_backbone(AutoConfig.for_model(**described)).to(device)
    if options.checkpointing:
        model.gradient_checkpointing_enable()
    with tempfile.TemporaryDirectory() as folder:
        data = make_dataset(Path(folder), 4 * options.patents, side)
        figures = torch.from_numpy(data.all_figures()[: 2 * options.patents])[:, None]
        batch = {"pixel_values": augment(figures, range(len(figures)))}
        batch |= {name: torch.from_numpy(values[: len(figures)]) for name, values in data.labels.items()}
        batch = {name: value.to(device) for name, value in batch.items()}
        if model.backbone.config.model_type == "resnet":
            batch["pixel_values"] = batch["pixel_values"].contiguous(memory_format=torch.channels_last)
            model.to(memory_format=torch.channels_last)
        seconds, operations = bare_loop(torch.compile(model) if options.compile else model, batch, options.steps, bf16)
        clock = Clock(skip=2)
        arguments = PatentTrainingArguments(
            str(Path(folder) / "out"), patents_per_batch=options.patents, max_steps=options.steps + 2, bf16=bf16,
            report_to="none", save_strategy="no", disable_tqdm=True, dataloader_num_workers=options.workers,
            torch_compile=options.compile, gradient_checkpointing=options.checkpointing, logging_steps=10**6,
            channels_last=model.backbone.config.model_type == "resnet",
        )  # fmt: skip
        PatentTrainer(model, arguments, data, callbacks=[clock]).train()
    count = 2 * options.patents
    step, wait = float(np.median(clock.steps)), float(np.median(clock.waits))
    sheet, source = peak(bf16)
    print(f"{options.backbone}, {side} px, {count} figures a step, {'bf16' if bf16 else 'float32'}, {device}, "
          f"torch {torch.__version__}, {torch.get_num_threads()} threads")  # fmt: skip
    print(f"bare     {count / seconds:8.0f} figures/s  {operations / seconds / 1e12:8.3f} Top/s  "
          f"{operations / seconds / sheet:6.1%} of the peak {sheet / 1e12:.2f} Top/s ({source})")  # fmt: skip
    print(f"trainer  {count / (step + wait):8.0f} figures/s  loader wait {wait / (step + wait):6.1%}")
    print(f"trainer / bare: {seconds / (step + wait):.2f} of the speed")


if __name__ == "__main__":
    main()
