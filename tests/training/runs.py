"""Small training runs that tests compare: models for every loss, figures with texts, trainers that log every step."""

import copy
import os
from unittest import mock

import numpy as np
import torch
from torch.utils.data import DataLoader
from transformers import BertConfig, CLIPTextConfig

from modeling_patent import PatentImageProcessor, PatentVisionModel, PatentVisionTextModel
from modeling_patent.rows import fit_head_codes
from modeling_patent.training import (
    FigureDataset,
    FigureTexts,
    PatentTrainer,
    PatentTrainingArguments,
    collate_figures,
)
from tests.small import BACKBONES, draw_rows

PROCESSOR = PatentImageProcessor(size=32)
PATENTS = 12
TEXT_WIDTH, WORDS = 16, 40
TEXTS = {
    "bert": BertConfig(
        hidden_size=TEXT_WIDTH, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, vocab_size=WORDS,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, initializer_range=0.1,
    ),
    "clip": CLIPTextConfig(
        hidden_size=TEXT_WIDTH, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, vocab_size=WORDS,
        initializer_range=0.1, pad_token_id=0, bos_token_id=WORDS - 2, eos_token_id=WORDS - 1,
    ),
}  # fmt: skip
LOSSES = ("hierarchical", "contrastive", "triplet", "arcface", "distribution_aware", "language")
"""The losses that are trained with; "language" is hierarchical with the text term, and a text encoder that learns."""


def draw_figures(folder, loss="hierarchical"):
    """Return a dataset of 12 designs x 3 drawings, with what the loss needs of texts (one to three a figure)."""
    rows = draw_rows(folder, PATENTS)
    rng = np.random.default_rng(0)
    choices = [rng.choice(20, size=1 + number % 3, replace=False) for number in range(len(rows))]
    codes = [row["locarno"] for row in rows]
    if loss == "distribution_aware":
        columns = {"text_embeds": rng.standard_normal((20, TEXT_WIDTH), dtype=np.float32)}
    else:
        words, mask = rng.integers(3, WORDS - 2, (20, 6)), np.ones((20, 6), dtype=np.int64)
        words[:, -1], mask[::2, 3:5] = WORDS - 1, 0
        columns = {"input_ids": words, "attention_mask": mask}
    texts = FigureTexts(columns, choices) if loss in ("distribution_aware", "language") else None
    head = fit_head_codes(codes) if loss == "distribution_aware" else None
    return FigureDataset(rows, PROCESSOR, workers=0, progress=False, texts=texts, head_codes=head)


def make_model(loss="hierarchical", family="vit", text="bert", seed=0, **config):
    """Return a small random model for a loss of LOSSES."""
    torch.manual_seed(seed)
    config = {"projection_dim": 8, "initializer_range": 0.2} | config
    if loss == "arcface":
        config.setdefault("classes", PATENTS)
    if loss == "language":
        config |= {"loss": "hierarchical", "language_weight": 0.2, "freeze_text": False}
    elif loss != "hierarchical":
        config["loss"] = loss
    backbone = copy.deepcopy(BACKBONES[family])
    if family == "swinv2":
        backbone.drop_path_rate = 0.0  # drawn at random by default
        # Its cosine attention divides by the length of what a token gives: 0 for blank paper that is fed as ink (0) to
        # random weights, with gradients of 1e14 in the first step.
        config |= {"pixel_mean": [0.5] * 3, "pixel_std": [0.5] * 3}
    if loss in ("distribution_aware", "language"):
        return PatentVisionTextModel.from_backbones(backbone, TEXTS[text], **config)
    return PatentVisionModel.from_backbone(backbone, **config)


def make_trainer(model, dataset, folder, kind=PatentTrainer, callbacks=(), **changes):
    """Return a trainer of three steps of gradient descent: weights that differ by no more than the gradients do.

    Steps are clipped to a length of 0.1; the norms in the log are those before, so they show a wrong scale.
    """
    settings = {
        "patents_per_batch": 3, "max_steps": 3, "optim": "sgd", "learning_rate": 0.1, "max_grad_norm": 1.0,
        "lr_scheduler_type": "constant", "report_to": "none", "use_cpu": True, "logging_steps": 1,
        "disable_tqdm": True, "save_strategy": "no", "seed": 1,
    }  # fmt: skip
    with mock.patch.dict(os.environ):  # where arguments leave their wish to compile, for every trainer after this one
        arguments = PatentTrainingArguments(str(folder), **(settings | changes))
        return kind(model, arguments, dataset, processing_class=PROCESSOR, callbacks=list(callbacks))


def train(trainer, **options):
    """Train, and return the weights, and the losses and gradient norms of every step."""
    trainer.train(**options)
    logs = [log for log in trainer.state.log_history if "loss" in log]
    return {
        "weights": weights(trainer.model),
        "losses": torch.tensor([log["loss"] for log in logs]),
        "norms": torch.tensor([log["grad_norm"] for log in logs]),
        "logs": logs,
    }


def weights(model):
    """Return a copy of a model's weights."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def assert_same_run(found, wanted, start=None, rtol=1e-4, atol=2e-6):
    """Compare two runs; with the weights at the start, make sure that the runs went anywhere at all."""
    assert len(found["losses"]) == len(wanted["losses"]) > 0
    for name in ("losses", "norms"):
        torch.testing.assert_close(found[name], wanted[name], rtol=max(rtol, 1e-5), atol=atol)
    assert found["weights"].keys() == wanted["weights"].keys()
    for name, value in wanted["weights"].items():
        torch.testing.assert_close(
            found["weights"][name], value, rtol=rtol, atol=atol, msg=lambda text, name=name: f"{name}: {text}"
        )
    if start is not None:
        moved = max((value - start[name]).abs().max().item() for name, value in wanted["weights"].items())
        assert moved > 100 * atol


class BothBatches(PatentTrainer):
    """A trainer alone that takes as one batch what two processes would take at the same step."""

    def get_train_dataloader(self):
        one_by_one = super().get_train_dataloader()
        together = _InPairs(one_by_one.batch_sampler)
        loader = DataLoader(one_by_one.dataset, batch_sampler=together, collate_fn=collate_figures)
        return self.accelerator.prepare(loader)


class _InPairs:
    drop_last = True

    def __init__(self, batches):
        self.batches, self.batch_size = batches, 2 * batches.batch_size

    def set_epoch(self, epoch):
        self.batches.set_epoch(epoch)

    def __len__(self):
        return len(self.batches) // 2

    def __iter__(self):
        batches = iter(self.batches)
        for first, second in zip(batches, batches, strict=False):
            yield first + second
