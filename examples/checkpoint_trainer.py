"""The trainer of the checkpoint: mixed batches, averaged weights, a teacher, a log of its own, and going on."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from checkpoint_data import MixedBatchSampler
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.utils.data import DataLoader
from transformers import TrainerCallback

from modeling_patent.training import PatentTrainer

AVERAGE = "average.safetensors"
SHOWN = ("seconds", "figures_per_second", "loss", "loss_contrastive", "loss_hierarchical", "loss_teacher")


class CheckpointTrainer(PatentTrainer):
    """A `PatentTrainer` whose batches mix sources.

    Args:
        shares: of the sources of train_dataset, a `MixedFigures`.
        early_steps: steps with the first of its sizes.
        average_decay: decay of an exponential moving average of the weights, which is evaluated, and taken at the
            end; None leaves it out.
        teacher: a patent model with vectors of the same width.
        teacher_weight: of 1 - cosine between the vectors of the model and the teacher.
        **kwargs: as in `PatentTrainer`.

    Raises:
        ValueError: the teacher's vectors are of another width.
    """

    def __init__(
        self,
        *args: Any,
        shares: list[float],
        early_steps: int = 0,
        average_decay: float | None = None,
        teacher: Any = None,
        teacher_weight: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shares, self.early_steps = shares, early_steps
        self.average = None if average_decay is None else WeightAverage(self.model, average_decay)
        if self.average is not None:
            self.add_callback(self.average)
        self.teacher, self.teacher_weight = teacher, teacher_weight
        if teacher is not None:
            widths = teacher.config.projection_dim, self.model.config.projection_dim
            if widths[0] != widths[1]:
                raise ValueError(f"the teacher's vectors have {widths[0]} numbers, the model's {widths[1]}")
            teacher.to(self.args.device).eval().requires_grad_(False)
            if self.args.channels_last:
                teacher.to(memory_format=torch.channels_last)

    def get_train_dataloader(self) -> DataLoader[Any]:
        """Return the loader of mixed batches, one epoch of all steps."""
        args = self.args
        sampler = MixedBatchSampler(
            self.train_dataset,
            self.shares,
            args.max_steps * args.gradient_accumulation_steps,
            args.patents_per_batch,
            args.figures_per_patent,
            args.partner_share,
            args.data_seed if args.data_seed is not None else args.seed,
            self.early_steps * args.gradient_accumulation_steps,
        )
        loader = DataLoader(
            self.train_dataset,
            batch_sampler=sampler,
            collate_fn=self.data_collator,
            num_workers=args.dataloader_num_workers,
            pin_memory=args.dataloader_pin_memory and args.device.type == "cuda",
        )
        self.accelerator.even_batches = False
        prepared: DataLoader[Any] = self.accelerator.prepare(loader)
        return prepared

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """Return the loss, the teacher's term included."""
        loss, output = super().compute_loss(model, inputs, True, num_items_in_batch)
        if self.teacher is not None:
            with torch.no_grad():
                wanted = self.teacher.embed_images(inputs["pixel_values"])
            apart = 1 - (output.image_embeds * wanted).sum(dim=1).mean()
            self._note_terms({**output.loss_terms, "teacher": apart.detach()})
            loss = loss + self.teacher_weight * apart
        return (loss, output) if return_outputs else loss

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        super()._save(output_dir, state_dict)
        if self.average is not None:
            save_file(self.average.weights, Path(output_dir or self.args.output_dir) / AVERAGE)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        super()._load_from_checkpoint(resume_from_checkpoint, model)
        if self.average is not None:
            self.average.weights = load_file(Path(resume_from_checkpoint) / AVERAGE)

    def _retrieval_metrics(self, dataset: Any, prefix: str) -> dict[str, float]:
        if self.average is None:
            return super()._retrieval_metrics(dataset, prefix)
        with self.average.taken(self.model):
            return super()._retrieval_metrics(dataset, prefix)


class WeightAverage(TrainerCallback):
    """An exponential moving average of a model's weights and running statistics.

    In the first steps it forgets faster, (1 + t) / (10 + t) at step t, so that random weights do not stay in it.
    """

    def __init__(self, model: Any, decay: float) -> None:
        if not 0 < decay < 1:
            raise ValueError(f"average_decay must lie between 0 and 1, got {decay}")
        self.decay = decay
        self.weights = {name: value.detach().clone().contiguous() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def on_step_end(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        weight = 1 - min(self.decay, (1 + state.global_step) / (10 + state.global_step))
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                self.weights[name].lerp_(value, weight)
            else:
                self.weights[name].copy_(value)

    @contextmanager
    def taken(self, model: Any) -> Iterator[None]:
        """Give a model the averaged weights for a while."""
        own = {name: value.clone() for name, value in model.state_dict().items()}
        model.load_state_dict(self.weights)
        try:
            yield
        finally:
            model.load_state_dict(own)


class LogFile(TrainerCallback):
    """Writes what is logged to a file, a line of JSON each: step, seconds of training, loss, figures a second.

    Seconds go on where a killed training stopped, lines past the checkpoint that it goes on from are dropped, and the
    time of evaluations does not count.
    """

    def __init__(self, path: Path, figures_a_step: int) -> None:
        self.path, self.figures_a_step = path, figures_a_step

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        lines = self.path.read_text("utf-8").splitlines() if self.path.exists() else []
        kept = [line for line in lines if line.endswith("}") and json.loads(line)["step"] <= state.global_step]
        partial = self.path.with_suffix(".part")
        partial.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        partial.replace(self.path)
        self.seconds = max((json.loads(line).get("seconds", 0.0) for line in kept), default=0.0)
        self.step, self.mark = state.global_step, time.perf_counter()

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        line: dict[str, Any] = {"step": state.global_step}
        if logs is not None and "loss" in logs:
            passed = time.perf_counter() - self.mark
            self.seconds += passed
            speed = (state.global_step - self.step) * self.figures_a_step / passed
            self.step, self.mark = state.global_step, time.perf_counter()
            line |= {"seconds": round(self.seconds, 3), "figures_per_second": round(speed, 1)}
        numbers = {name: float(value) for name, value in (logs or {}).items() if name != "epoch"}
        line |= {name: round(value, 5) for name, value in numbers.items() if math.isfinite(value)}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        shown = [name for name in line if name in SHOWN or name.endswith("_patent_map")]
        if shown:
            values = (f"{name.removeprefix('eval_')} {line[name]}" for name in shown)
            print("  ".join([f"step {state.global_step}", *values]), flush=True)

    def on_evaluate(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.mark = time.perf_counter()


def newest_checkpoint(folder: Path) -> Path | None:
    """Return the newest whole checkpoint of a training; one in writing when it was killed is passed over."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]), reverse=True)
    for path in found:
        try:
            json.loads((path / "trainer_state.json").read_text("utf-8"))
        except (OSError, ValueError):
            continue
        return path
    return None
