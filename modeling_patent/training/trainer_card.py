"""The model card of a trainer: what was trained, how, and the last numbers of its weights."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import transformers

from .._version import __version__
from .card import count, model_card, save_card


def write_card(
    trainer: Any,
    language: str | None = None,
    license: str | None = None,
    tags: str | Sequence[str] | None = None,
    model_name: str | None = None,
    finetuned_from: str | Sequence[str] | None = None,
    tasks: Any = None,
    dataset_tags: str | Sequence[str] | None = None,
    dataset: str | Sequence[str] | None = None,
    dataset_args: Any = None,
    *,
    dataset_name: str | None = None,
    split: str = "evaluation",
    data_license: str | None = None,
    data_notes: str | None = None,
) -> None:
    """Write a trainer's model card to README.md in its output folder, whole or not at all.

    Args:
        trainer: a `PatentTrainer`. The numbers are those of the last evaluation of the weights that it holds.
        language, license, tags, model_name: as in `model_card`; the name is the Hub id where there is one, else this
            one, else the folder's.
        finetuned_from: Hub ids the weights started from.
        dataset, dataset_tags: names and Hub ids of the data.
        tasks, dataset_args: transformers' own; not used here.
        dataset_name: of the data, before `dataset`.
        split, data_license, data_notes: as in `model_card`.
    """
    arguments, figures = trainer.args, trainer.train_dataset
    measured = getattr(trainer.eval_dataset if trainer.measured is None else trainer.measured, "patents", None)
    images = getattr(trainer.processing_class, "image_processor", trainer.processing_class)
    card = model_card(
        trainer.accelerator.unwrap_model(trainer.model),
        name=trainer.hub_model_id or arguments.hub_model_id or model_name or Path(arguments.output_dir).resolve().name,
        dataset_name=dataset_name or ", ".join(_listed(dataset)) or None,
        train=None if figures is None else count(figures.patents),
        evaluation=None if measured is None else count(measured, arguments.eval_max_figures),
        metrics=last_metrics(trainer.state, arguments.load_best_model_at_end),
        training=training_facts(trainer.model.config, arguments, trainer.state),
        split=split,
        shared_patents=0 if figures is None else len(set(measured or ()) & set(figures.patents)),
        max_figures=arguments.eval_max_figures,
        image_size=None if images is None else images.size["height"],
        license=license or "apache-2.0",
        data_license=data_license,
        data_notes=data_notes,
        base_model=None if finetuned_from is None else _listed(finetuned_from),
        datasets=_listed(dataset_tags),
        language=language,
        tags=_listed(tags),
    )
    save_card(card, arguments.output_dir)


def last_metrics(state: Any, load_best: bool) -> dict[str, float]:
    """Return the last evaluation of the weights that a trainer holds, without "eval_"; empty if there was none.

    After a training with load_best_model_at_end these are the best weights, not those of the last step.
    """
    end = max((i for i, log in enumerate(state.log_history) if "train_runtime" in log), default=None)
    step = _weights_step(state, load_best)
    found: dict[str, float] = {}
    for i, log in enumerate(state.log_history):
        if "eval_patent_map" in log and ((end is not None and i > end) or log["step"] == step):
            found = {key.removeprefix("eval_"): value for key, value in log.items() if key.startswith("eval_")}
    return found


def training_facts(config: Any, arguments: Any, state: Any) -> dict[str, str]:
    """Return how a model was trained, setting by setting: of its configuration, a trainer's arguments and state."""
    step = _weights_step(state, arguments.load_best_model_at_end)
    batch = f"{arguments.patents_per_batch} patents x {arguments.figures_per_patent} figures"
    if arguments.world_size > 1:
        batch += f" on each of {arguments.world_size} processes"
    if arguments.gradient_accumulation_steps > 1:
        batch += f", gradients of {arguments.gradient_accumulation_steps} batches a step"
    best = "" if step == state.global_step else f"; the weights are those of step {step}, the best in evaluation"
    head = "" if arguments.head_learning_rate is None else f" (head {arguments.head_learning_rate:g})"
    optimizer, schedule = (str(getattr(x, "value", x)) for x in (arguments.optim, arguments.lr_scheduler_type))
    return {
        "Loss": loss_text(config),
        "Batch": f"{batch}; {arguments.partner_share:.0%} of the patents are given a partner of their class",
        "Steps": f"{state.global_step}{best}",
        "Optimiser": f"{optimizer}, learning rate {arguments.learning_rate:g}{head}, weight decay "
        f"{arguments.weight_decay:g}, schedule {schedule}",
        "Augmentation": augmentation_text(arguments.augmentation),
        "Precision": "bf16" if arguments.bf16 else "fp16" if arguments.fp16 else "fp32",
        "Seed": str(arguments.seed),
        "Versions": f"modeling_patent {__version__}, transformers {transformers.__version__}, torch "
        f"{torch.__version__}, Python {platform.python_version()}",
    }


def augmentation_text(augmentation: Any) -> str:
    """Return the name of a preset, or the strengths as JSON."""
    return augmentation if isinstance(augmentation, str) else json.dumps(augmentation)


def loss_text(config: Any) -> str:
    """Return a configuration's loss with its settings."""
    tau = f"temperature {config.loss_temperature:.4g}"
    levels = ", ".join(f"{value:g}" for value in config.relevance)
    text = {
        "hierarchical": f"hierarchical multi-positive contrastive (arXiv 2506.13496), relevance {levels} (same patent, "
        f"subclass, main class), {tau}, normalised by {config.normalization!r}",
        "contrastive": f"contrastive (figures of the same patent are positives), {tau}",
        "triplet": f"triplet, cosine margin {config.margin:g}",
        "arcface": f"ArcFace over {config.classes} classes (level {config.class_level}), scale "
        f"{1 / config.loss_temperature:.4g}, margin {config.margin:g}, {config.subcenters} centres a class",
        "distribution_aware": "distribution-aware image-text (arXiv 2404.19360), terms "
        f"{', '.join(getattr(config, 'terms', ()))} with learned weights, learned temperature, at first "
        f"{config.loss_temperature:.4g}",
    }[config.loss]
    weight = getattr(config, "language_weight", 0)
    if weight > 0 and config.loss != "distribution_aware":
        text += f"; plus {weight:g} x symmetric image-text contrastive"
    return text


def _weights_step(state: Any, load_best: bool) -> int:
    """Return the step whose weights a trainer holds: the last, or after a training the best."""
    ended = any("train_runtime" in log for log in state.log_history)
    best = state.best_global_step if load_best and ended and state.best_model_checkpoint is not None else None
    return int(state.global_step if best is None else best)


def _listed(value: str | Sequence[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())
