"""What every one of several processes runs: the training runs of CASES, one after the other, into one file.

python -m torch.distributed.run --nproc_per_node 2 processes.py FOLDER
"""

import logging
import os
import sys
from pathlib import Path

import torch

from tests.training.runs import LOSSES, draw_figures, make_model, make_trainer, train

CASES = {loss: (loss, "vit", {}) for loss in LOSSES}
CASES |= {f"{loss} cached": (loss, "vit", {"cache_chunk": 4}) for loss in LOSSES}
CASES |= {
    "hierarchical convnext": ("hierarchical", "convnext", {}),
    "distribution_aware clip cached": ("distribution_aware", "clip", {"cache_chunk": 1}),
    "language accumulated": ("language", "dinov2", {"gradient_accumulation_steps": 2}),
    "language accumulated cached": ("language", "vit", {"gradient_accumulation_steps": 2, "cache_chunk": 4}),
    "hierarchical checkpointed": ("hierarchical", "vit", {"gradient_checkpointing": True}),
    "distribution_aware checkpointed": ("distribution_aware", "vit", {"gradient_checkpointing": True}),
}
"""Loss, backbone and settings of the runs that equal one process with the whole batch."""


class Messages(logging.Handler):
    """Keeps what is logged."""

    def __init__(self):
        super().__init__()
        self.texts = []

    def emit(self, record):
        self.texts.append(record.getMessage())


def main(folder):
    """Run all, and let the first process write what came of it."""
    torch.set_num_threads(1)
    messages = Messages()
    logging.getLogger("modeling_patent.training").addHandler(messages)
    rows = folder / f"rows-{os.environ['RANK']}"
    datasets = {loss: draw_figures(rows / loss, loss) for loss in LOSSES}
    results = {}
    for name, (loss, family, settings) in CASES.items():
        trainer = make_trainer(make_model(loss, family), datasets[loss], folder, **settings)
        assert trainer.args.world_size == 2
        results[name] = train(trainer)
    everyone = [None, None]
    torch.distributed.all_gather_object(everyone, results)
    before = list(messages.texts)
    make_trainer(make_model(family="resnet"), datasets["hierarchical"], folder)
    if torch.distributed.get_rank() == 0:
        torch.save({"runs": everyone, "before": before, "messages": messages.texts}, folder / "results.pt")
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
