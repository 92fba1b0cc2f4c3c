"""Training: the trainer and its arguments, batches by class, texts, augmentation, rows of all processes."""

from .arguments import PatentTrainingArguments
from .data import FigureDataset, collate_figures
from .sampler import HierarchicalBatchSampler, batch_statistics
from .texts import FigureTexts, encode_texts
from .trainer import PatentTrainer

__all__ = [
    "FigureDataset",
    "FigureTexts",
    "HierarchicalBatchSampler",
    "PatentTrainer",
    "PatentTrainingArguments",
    "batch_statistics",
    "collate_figures",
    "encode_texts",
]
