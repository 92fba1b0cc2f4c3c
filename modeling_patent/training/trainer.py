"""The trainer: batches by class, loss over all processes, retrieval metrics at evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader
from transformers import EarlyStoppingCallback, Trainer, TrainerCallback, TrainingArguments

from ..encoding import embed_figures
from ..evaluation import three_levels
from .data import FigureDataset, collate_figures
from .distributed import gather_rows
from .sampler import HierarchicalBatchSampler, batch_statistics

if TYPE_CHECKING:
    from ..image_processing_patent import PatentImageProcessor


@dataclass
class PatentTrainingArguments(TrainingArguments):
    """Arguments of `PatentTrainer`: those of transformers, and what follows.

    A batch is patents_per_batch x figures_per_patent figures, on each process; per_device_train_batch_size is set
    to that. The best model is the one with the highest mAP at the patent level, unless metric_for_best_model says
    otherwise (eval_patent_map, eval_subclass_map, eval_main_class_map, and the same with _ndcg).
    """

    patents_per_batch: int = field(default=64, metadata={"help": "Patents in a batch of one process."})
    figures_per_patent: int = field(default=2, metadata={"help": "Figures drawn of each patent in a batch."})
    partner_share: float = field(
        default=0.5, metadata={"help": "Share of a batch's patents that are given a partner of their class, 0 to 1."}
    )
    channels_last: bool = field(
        default=False, metadata={"help": "Keep images channels-last: faster for convolutional backbones."}
    )
    early_stopping_patience: int | None = field(
        default=None, metadata={"help": "Stop after so many evaluations without a better one (the paper: 5)."}
    )
    eval_max_figures: int | None = field(
        default=None, metadata={"help": "Evaluate at most so many figures of a patent."}
    )

    def __post_init__(self) -> None:
        self.remove_unused_columns = False
        if not torch.accelerator.is_available():
            self.use_cpu = True  # bf16 is refused on CPUs otherwise
        self.per_device_train_batch_size = self.patents_per_batch * self.figures_per_patent
        if getattr(self, "metric_for_best_model", None) is None:
            self.metric_for_best_model, self.greater_is_better = "eval_patent_map", True
        super().__post_init__()
        if self.figures_per_patent < 2:
            raise ValueError(f"figures_per_patent must be at least 2 to give positives, got {self.figures_per_patent}")
        if self.early_stopping_patience is not None and not self.load_best_model_at_end:
            raise ValueError("early_stopping_patience goes with load_best_model_at_end")


class PatentTrainer(Trainer):
    """Trains a patent model on `FigureDataset`s.

    - Batches come from `HierarchicalBatchSampler`; what they hold is logged once an epoch (batch_...).
    - The loss sees the rows of all processes, so several processes equal one with the whole batch.
    - Evaluation encodes the figures and logs mAP and nDCG at the patent, subclass and main-class level.

    Args:
        model: a patent model.
        args: the arguments.
        train_dataset: figures to train on.
        eval_dataset: figures of other patents, for the metrics.
        processing_class: the image processor, saved beside the model.
        **kwargs: as in transformers' Trainer.
    """

    def __init__(
        self,
        model: Any,
        args: PatentTrainingArguments,
        train_dataset: FigureDataset | None = None,
        eval_dataset: FigureDataset | None = None,
        processing_class: PatentImageProcessor | None = None,
        **kwargs: Any,
    ) -> None:
        if train_dataset is not None and eval_dataset is not None:
            shared = set(train_dataset.patents) & set(eval_dataset.patents)
            if shared:
                raise ValueError(f"{len(shared)} patents are in training and in evaluation, {min(shared)} among them")
        if args.channels_last:
            model.to(memory_format=torch.channels_last)
        super().__init__(
            model,
            args,
            data_collator=collate_figures,
            train_dataset=train_dataset,
            eval_dataset=eval_dataset,
            processing_class=processing_class,
            **kwargs,
        )
        self._batches: list[dict[str, float]] = []
        self.add_callback(_LogBatches(self))
        if args.early_stopping_patience is not None:
            self.add_callback(EarlyStoppingCallback(args.early_stopping_patience))

    def get_train_dataloader(self) -> DataLoader[Any]:
        """Return the loader of training batches."""
        if self.train_dataset is None:
            raise ValueError("there is no train_dataset to train on")
        labels = self.train_dataset.labels
        sampler = HierarchicalBatchSampler(
            labels["patent_ids"],
            labels["subclasses"],
            labels["main_classes"],
            self.args.patents_per_batch,
            self.args.figures_per_patent,
            self.args.partner_share,
            seed=self.args.data_seed if self.args.data_seed is not None else self.args.seed,
        )
        workers = self.args.dataloader_num_workers
        loader = DataLoader(
            self.train_dataset,
            batch_sampler=sampler,
            collate_fn=self.data_collator,
            num_workers=workers,
            persistent_workers=workers > 0 and self.args.dataloader_persistent_workers,
            pin_memory=self.args.dataloader_pin_memory and self.args.device.type == "cuda",
        )
        # Every process takes whole batches: a batch that is wrapped around would bring false positives.
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
        """Return the loss over the rows of all processes."""
        if self.args.channels_last:
            inputs["pixel_values"] = inputs["pixel_values"].contiguous(memory_format=torch.channels_last)
        output = model(**inputs, gather=gather_rows if self.args.world_size > 1 else None)
        if model.training:
            self._batches.append(batch_statistics(inputs["patent_ids"], inputs["subclasses"], inputs["main_classes"]))
        return (output.loss, output) if return_outputs else output.loss

    def log_batches(self) -> None:
        """Log what this process's batches held on average since the last call (batch_...)."""
        if self._batches:
            names = self._batches[0]
            self.log({f"batch_{name}": fmean(batch[name] for batch in self._batches) for name in names})
            self._batches.clear()

    def evaluate(
        self,
        eval_dataset: FigureDataset | dict[str, FigureDataset] | None = None,
        ignore_keys: list[str] | None = None,
        metric_key_prefix: str = "eval",
    ) -> dict[str, float]:
        """Return and log mAP and nDCG of the figures' vectors at the three levels.

        Args:
            eval_dataset: figures; several by name are evaluated one after the other.
            ignore_keys: not used here.
            metric_key_prefix: first part of the metrics' names.
        """
        dataset = self.eval_dataset if eval_dataset is None else eval_dataset
        if dataset is None:
            raise ValueError("there is no eval_dataset to evaluate on")
        if isinstance(dataset, dict):
            metrics: dict[str, float] = {}
            for name, part in dataset.items():
                metrics |= self.evaluate(part, ignore_keys, f"{metric_key_prefix}_{name}")
            return metrics
        metrics = {}
        if self.is_world_process_zero():
            metrics = self._retrieval_metrics(dataset, metric_key_prefix)
        if self.args.world_size > 1:
            shared = [metrics]
            torch.distributed.broadcast_object_list(shared)
            metrics = shared[0]
        self.log(metrics)
        self.control: Any = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics

    def _retrieval_metrics(self, dataset: FigureDataset, prefix: str) -> dict[str, float]:
        embeds = embed_figures(
            self.accelerator.unwrap_model(self.model),
            dataset.all_figures(),
            self.args.per_device_eval_batch_size,
            bf16=self.args.bf16,
        )
        levels = three_levels(embeds, dataset.metadata(), max_figures=self.args.eval_max_figures)
        return {
            f"{prefix}_{level}_{name}": float(levels[level][name])
            for level in ("patent", "subclass", "main_class")
            for name in ("map", "ndcg")
        }


class _LogBatches(TrainerCallback):
    """Has the trainer log its batches at the end of every epoch."""

    def __init__(self, trainer: PatentTrainer) -> None:
        self.trainer = trainer

    def on_epoch_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.trainer.log_batches()
