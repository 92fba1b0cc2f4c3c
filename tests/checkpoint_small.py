"""What the tests of the checkpoint's training share: its modules, a small recipe, a small network."""

import importlib
import sys
from pathlib import Path

import torch

from modeling_patent import PatentVisionConfig, PatentVisionModel

ROOT = Path(__file__).parents[1]
RECIPE = ROOT / "configs" / "checkpoint.yaml"
NAMES = ("checkpoint_data", "checkpoint_evaluation", "checkpoint_trainer", "train_checkpoint")
sys.path.insert(0, str(ROOT / "examples"))
checkpoint_data, checkpoint_evaluation, checkpoint_trainer, train_checkpoint = map(importlib.import_module, NAMES)

SMALL = [
    "model.backbone={model_type: resnet, num_channels: 1, layer_type: basic, embedding_size: 8, hidden_sizes: [8, 16], "
    "depths: [1, 1]}",
    "model.projection_dim=8", "image_size=32", "sources.drawn.patents=20", "sources.drawn.views=5",
    "sources.drawn.size=64", "validation.drawn.patents=6", "validation.drawn.size=64", "training.patents_per_batch=4",
    "training.max_steps=4", "training.warmup_steps=1", "training.logging_steps=1", "training.eval_steps=2",
    "training.save_steps=2", "training.use_cpu=true", "evaluation.whitening_dim=12",
    "evaluation.whitening_figures=40", "save.image_size=96",
]  # fmt: skip


def small_recipe(corpora, *changes):
    """Return the recipe made small, with further changes; corpora and prepared figures lie in a folder."""
    folders = [
        f"cache={corpora / 'figures'}",
        *(f"{part}.drawn.folder={corpora}" for part in ("sources", "validation")),
    ]
    return train_checkpoint.read_recipe(RECIPE, [*SMALL, *folders, *changes])


def small_model(seed=0, **settings):
    torch.manual_seed(seed)
    backbone = {"model_type": "resnet", "num_channels": 1, "embedding_size": 8, "hidden_sizes": [8, 16],
                "depths": [1, 1], "layer_type": "basic"}  # fmt: skip
    return PatentVisionModel(PatentVisionConfig(backbone, **{"projection_dim": 8, **settings}))
