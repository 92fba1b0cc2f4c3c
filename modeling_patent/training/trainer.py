"""The trainer: batches by class, loss over all processes, retrieval metrics at evaluation."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor
from torch.utils.data import DataLoader
from transformers import EarlyStoppingCallback, Trainer, TrainerCallback

from ..configuration_patent import PatentVisionConfig
from ..encoding import embed_figures
from ..evaluation import three_levels
from ..evaluation.kept import LEVELS
from .arguments import PatentTrainingArguments
from .augmentation import read_augmentation
from .data import FigureDataset, collate_figures
from .distributed import gather_rows
from .gradient_cache import ENCODED, average_gradients, batch_normalised, cached_backward
from .sampler import HierarchicalBatchSampler, batch_statistics
from .trainer_card import write_card

if TYPE_CHECKING:
    from ..image_processing_patent import PatentImageProcessor

logger = logging.getLogger(__name__)


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
        _check_fit(model, args, train_dataset)
        if args.channels_last:
            model.to(memory_format=torch.channels_last)
        super().__init__(
            model,
            args,
            data_collator=partial(collate_figures, augmentation=read_augmentation(args.augmentation)),
            train_dataset=train_dataset,
            eval_dataset=eval_dataset,
            processing_class=processing_class,
            **kwargs,
        )
        self._batches: list[dict[str, float]] = []
        self._terms: list[dict[str, Tensor]] = []
        self.measured: FigureDataset | None = None
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
        output = model(**self._note_batch(inputs), gather=gather_rows if self.args.world_size > 1 else None)
        self._note_terms(output.loss_terms)
        return (output.loss, output) if return_outputs else output.loss

    def training_step(
        self, model: Any, inputs: dict[str, Tensor], num_items_in_batch: Tensor | int | None = None
    ) -> Tensor:
        """Add the gradients of a batch and return its loss; with cache_chunk, a chunk of figures at a time."""
        if self.args.cache_chunk is None:
            loss: Tensor = super().training_step(model, inputs, num_items_in_batch)
            return loss
        model.train()
        inputs = self._note_batch(self._prepare_inputs(inputs))
        labels = {name: value for name, value in inputs.items() if name not in ENCODED}
        gather = gather_rows if self.args.world_size > 1 else None
        plain, steps = self.accelerator.unwrap_model(model), self.current_gradient_accumulation_steps

        def take_loss(images: Tensor, texts: Tensor | None) -> Tensor:
            output = plain.take_loss(images, texts, labels, gather)
            self._note_terms(output.loss_terms)
            return cast(Tensor, output.loss / steps)

        loss = cached_backward(model, inputs, self.args.cache_chunk, take_loss, self.accelerator.backward)
        if self.accelerator.sync_gradients:
            average_gradients(model)
        return loss

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        super()._save(output_dir, state_dict)
        # A pickle, which would travel to the Hub; the card and trainer_state.json say how the model was trained.
        (Path(output_dir or self.args.output_dir) / "training_args.bin").unlink(missing_ok=True)

    def _note_batch(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Keep what a batch holds for the log, and return it in the memory format that is asked for."""
        self._batches.append(batch_statistics(inputs["patent_ids"], inputs["subclasses"], inputs["main_classes"]))
        if self.model.config.model_type == PatentVisionConfig.model_type:
            inputs.pop("categories", None)  # figures may bear them for evaluation; a model without texts takes none
        if self.args.channels_last:
            inputs["pixel_values"] = inputs["pixel_values"].contiguous(memory_format=torch.channels_last)
        return inputs

    def _note_terms(self, terms: dict[str, Tensor] | None) -> None:
        """Keep the terms of a loss that has several for the log (loss_...)."""
        if terms is not None and len(terms) > 1:
            self._terms.append(terms)

    def log(self, logs: dict[str, float], *arguments: Any, **options: Any) -> None:
        """Log; beside the loss go the means of its terms since the last time."""
        if "loss" in logs and self._terms:
            logs |= {f"loss_{x}": torch.stack([t[x] for t in self._terms]).mean().item() for x in self._terms[0]}
            self._terms.clear()
        super().log(logs, *arguments, **options)

    def get_decay_parameter_names(self, model: Any) -> list[str]:
        """Return the weights that decay: matrices and kernels, but no biases, norms, exponents or temperatures."""
        return [name for name, parameter in model.named_parameters() if parameter.ndim >= 2]

    @staticmethod
    def get_optimizer_cls_and_kwargs(args: Any, model: Any = None) -> tuple[Any, Any]:
        """Return the optimiser and its arguments; with head_learning_rate, groups for backbone and head."""
        kind, options = Trainer.get_optimizer_cls_and_kwargs(args, model)
        if getattr(args, "head_learning_rate", None) is not None and model is not None:
            options = dict(options) | {"params": _parameter_groups(model, args)}
        return kind, options

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
        if metric_key_prefix == "eval":
            self.measured = dataset  # of which the model card tells
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

    def create_model_card(self, *names: Any, **about: Any) -> None:
        """Write README.md into the output folder; takes transformers' arguments, and those of `write_card`."""
        if self.is_world_process_zero():
            write_card(self, *names, **about)

    def _retrieval_metrics(self, dataset: FigureDataset, prefix: str) -> dict[str, float]:
        embeds = embed_figures(
            self.accelerator.unwrap_model(self.model),
            dataset.all_figures(),
            self.args.per_device_eval_batch_size,
            bf16=self.args.bf16,
        )
        levels = three_levels(
            embeds,
            dataset.metadata(),
            max_figures=self.args.eval_max_figures,
            head_codes=dataset.head_codes,
        )
        tails = ("",) if dataset.head_codes is None else ("", "head/", "tail/")
        return {
            f"{prefix}_{level}_{tail.replace('/', '_')}{name}": float(levels[level][tail + name])
            for level in ("patent", "subclass", "main_class")
            for tail in tails
            for name in ("map", "ndcg")
        }


def _check_fit(model: Any, args: PatentTrainingArguments, dataset: FigureDataset | None) -> None:
    """Refuse what the model's loss cannot learn from, or what would not be what it says.

    Raises:
        ValueError: the arguments or the figures do not fit the loss; one line.
    """
    config = model.config
    aware = config.loss == "distribution_aware"
    normalised = batch_normalised(model)
    if args.cache_chunk is not None and normalised is not None:
        raise ValueError(f"cache_chunk does not go with batch normalisation ({normalised}): chunks are not the batch")
    if args.world_size > 1 and normalised is not None:
        logger.warning("batch normalisation (%s) takes the statistics of each process's own figures", normalised)
    pairs = config.loss in ("hierarchical", "contrastive", "triplet")
    if (pairs or (aware and "hierarchical" in config.terms)) and args.figures_per_patent < 2:
        raise ValueError(f"figures_per_patent must be at least 2 to give positives, got {args.figures_per_patent}")
    if dataset is None:
        return
    if dataset.texts is None and (aware or getattr(config, "language_weight", 0) > 0):
        raise ValueError(f"the loss {config.loss} with language needs texts: FigureDataset(texts=encode_texts(...))")
    if aware and "cat" in config.terms and dataset.head_codes is None:
        raise ValueError("the term cat of the loss needs head_codes: FigureDataset(head_codes=fit_head_codes(codes))")
    if config.loss == "arcface":
        found = int(dataset.labels[LEVELS[config.class_level]].max(initial=-1)) + 1
        if found > config.classes:
            raise ValueError(f"the model was made for {config.classes} classes, but the figures have {found}")


def _parameter_groups(model: Any, args: Any) -> list[dict[str, Any]]:
    """Return parameters by learning rate (backbone, head) and decay (matrices, others)."""
    groups: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            is_backbone = "backbone." in name or "text_model." in name
            rate = args.learning_rate if is_backbone else args.head_learning_rate
            groups.setdefault((rate, args.weight_decay if parameter.ndim >= 2 else 0.0), []).append(parameter)
    return [{"params": found, "lr": rate, "weight_decay": decay} for (rate, decay), found in groups.items()]


class _LogBatches(TrainerCallback):
    """Has the trainer log its batches at the end of every epoch."""

    def __init__(self, trainer: PatentTrainer) -> None:
        self.trainer = trainer

    def on_epoch_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.trainer.log_batches()
