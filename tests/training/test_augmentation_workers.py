"""The augmentation in the loader: the same batches with any number of workers, however they start, and after a stop."""

from functools import partial

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from modeling_patent.training import HierarchicalBatchSampler, collate_figures
from modeling_patent.training.augmentation import PRESETS, augment
from tests.training.runs import assert_same_run, draw_figures, make_model, make_trainer, train, weights


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return draw_figures(tmp_path_factory.mktemp("figures"))


def batches(dataset, workers, start=None):
    labels = dataset.labels
    sampler = HierarchicalBatchSampler(labels["patent_ids"], labels["subclasses"], labels["main_classes"], 3, seed=5)
    loader = DataLoader(
        dataset,
        batch_sampler=sampler,
        collate_fn=partial(collate_figures, augmentation=PRESETS["strong"]),
        num_workers=workers,
        multiprocessing_context=start,
    )
    return torch.stack([batch["pixel_values"] for batch in loader])


@pytest.mark.parametrize(
    ("workers", "start"), [(1, "fork"), (2, "fork"), pytest.param(2, "spawn", marks=pytest.mark.processes)]
)
def test_workers_give_the_same_batches_however_many_and_however_they_start(dataset, workers, start):
    alone = batches(dataset, 0)
    assert len(alone) == 4 and alone.shape[1:] == (6, 1, 32, 32)
    assert torch.equal(batches(dataset, workers, start), alone)


def test_items_with_a_seed_are_augmented_as_told_and_those_without_are_not(dataset):
    items = [dataset[(number, 100 + number)] for number in range(5)]
    figures = torch.from_numpy(np.stack([dataset.figure(number) for number in range(5)]))[:, None]
    for name in ("paper", "strong", "none"):
        batch = collate_figures(items, PRESETS[name])
        assert torch.equal(batch["pixel_values"], augment(figures, range(100, 105), PRESETS[name]))
    assert torch.equal(collate_figures(items)["pixel_values"], augment(figures, range(100, 105)))
    plain = collate_figures([dataset[number] for number in range(5)], PRESETS["strong"])["pixel_values"]
    assert plain.dtype == torch.uint8 and torch.equal(plain, figures)


@pytest.mark.parametrize("augmentation", ["paper", "strong", '{"flip": 1}', {"erasing": 1.0}])
def test_the_trainer_augments_as_its_arguments_say(tmp_path, dataset, augmentation):
    def first_batch(**settings):
        return next(iter(make_trainer(make_model(), dataset, tmp_path, **settings).get_train_dataloader()))

    plain = first_batch(augmentation="none")["pixel_values"]
    got = first_batch(augmentation=augmentation)["pixel_values"]
    workers = first_batch(augmentation=augmentation, dataloader_num_workers=2)["pixel_values"]
    assert torch.equal(got, workers) and not torch.equal(got, plain)
    if augmentation == '{"flip": 1}':
        assert torch.equal(got, plain.flip(-1))


def test_a_resumed_run_sees_the_figures_that_the_uninterrupted_one_saw(tmp_path, dataset):
    settings = {
        "augmentation": "strong", "save_strategy": "steps", "save_steps": 6, "max_steps": 8, "optim": "adamw_torch",
        "learning_rate": 1e-3,
    }  # fmt: skip
    start = weights(make_model())
    whole = train(make_trainer(make_model(), dataset, tmp_path / "whole", **settings))
    resumed = train(
        make_trainer(make_model(), dataset, tmp_path / "resumed", **settings, dataloader_num_workers=2),
        resume_from_checkpoint=str(tmp_path / "whole" / "checkpoint-6"),
    )
    assert_same_run(resumed, whole, start, rtol=0, atol=0)
    other = train(make_trainer(make_model(), dataset, tmp_path / "other", **settings | {"augmentation": "paper"}))
    assert not torch.equal(other["losses"], whole["losses"])
