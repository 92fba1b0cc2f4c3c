"""Training: the trainer and its arguments, batches by class, augmentation, rows of all processes."""

from .data import FigureDataset, collate_figures
from .sampler import HierarchicalBatchSampler, batch_statistics
from .trainer import PatentTrainer, PatentTrainingArguments

__all__ = [
    "FigureDataset",
    "HierarchicalBatchSampler",
    "PatentTrainer",
    "PatentTrainingArguments",
    "batch_statistics",
    "collate_figures",
]
