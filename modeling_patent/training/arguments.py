"""Arguments of the trainer."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from transformers import TrainingArguments

from .augmentation import read_augmentation


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
        default=None, metadata={"help": "Stop after so many evaluations without a better one (our recipes: 5)."}
    )
    eval_max_figures: int | None = field(
        default=None, metadata={"help": "Evaluate at most so many figures of a patent."}
    )
    cache_chunk: int | None = field(
        default=None,
        metadata={"help": "Gradient caching: figures in memory at a time, for batches that memory does not hold."},
    )
    augmentation: str = field(
        default="gentle",
        metadata={
            "help": "Random changes of the drawings: none, gentle, paper (paper B's), strong, or strengths by name as "
            'JSON, in YAML as a mapping: {"flip": 0.5, "grid_mask": 0.3} (see docs/augmentation.md).'
        },
    )
    head_learning_rate: float | None = field(
        default=None, metadata={"help": "Learning rate of what is not the backbone (default: learning_rate)."}
    )

    def __post_init__(self) -> None:
        self.remove_unused_columns = False
        if not torch.accelerator.is_available():
            self.use_cpu = True  # bf16 is refused on CPUs otherwise
        self.per_device_train_batch_size = self.patents_per_batch * self.figures_per_patent
        if getattr(self, "metric_for_best_model", None) is None:
            self.metric_for_best_model, self.greater_is_better = "eval_patent_map", True
        super().__post_init__()
        if self.figures_per_patent < 1 or (self.cache_chunk is not None and self.cache_chunk < 1):
            given = f"{self.figures_per_patent}, {self.cache_chunk}"
            raise ValueError(f"figures_per_patent and cache_chunk must be at least 1, got {given}")
        read_augmentation(self.augmentation)  # a wrong one is told here, not in the loader's workers
        if self.early_stopping_patience is not None and not self.load_best_model_at_end:
            raise ValueError("early_stopping_patience goes with load_best_model_at_end")
