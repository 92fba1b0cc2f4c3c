"""Configurations of equal meaning give equal trajectories: processes, gradient caching, accumulation, resuming."""

import os
import subprocess
import sys
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import torch
from transformers import TrainerCallback, ViTConfig

from modeling_patent import PatentVisionModel
from modeling_patent.training.gradient_cache import cached_backward
from tests.training.processes import CASES
from tests.training.runs import (
    LOSSES,
    BothBatches,
    assert_same_run,
    draw_figures,
    make_model,
    make_trainer,
    train,
    weights,
)

BATCH = 6  # figures


@pytest.fixture(scope="module")
def datasets(tmp_path_factory):
    return {loss: draw_figures(tmp_path_factory.mktemp(loss), loss) for loss in LOSSES}


@pytest.fixture(scope="module")
def plain(tmp_path_factory, datasets):
    """A function from loss and backbones to the run with nothing special, which is made once."""

    @cache
    def run(loss, *backbones):
        return train(make_trainer(make_model(loss, *backbones), datasets[loss], tmp_path_factory.mktemp("plain")))

    return run


@pytest.fixture(scope="module")
def two_processes(tmp_path_factory):
    """The runs of CASES on two processes, which are started once."""
    folder = tmp_path_factory.mktemp("processes")
    root = Path(__file__).parents[2]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": f"{root}{os.pathsep}{root / 'data'}"}
    script = str(Path(__file__).with_name("processes.py"))
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", script, str(folder)]
    result = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=environment, timeout=300, cwd=root
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return torch.load(folder / "results.pt")


@pytest.mark.processes
@pytest.mark.parametrize("case", CASES)
def test_two_processes_equal_one_with_the_whole_batch_step_by_step(tmp_path, datasets, two_processes, case):
    loss, family, settings = CASES[case]
    whole = {name: value for name, value in settings.items() if name == "gradient_accumulation_steps"}
    model = make_model(loss, family)
    start = weights(model)
    wanted = train(make_trainer(model, datasets[loss], tmp_path, BothBatches, **whole))
    for run in two_processes["runs"]:
        assert_same_run(run[case], wanted, start)


@pytest.mark.processes
def test_two_processes_with_batch_normalisation_are_warned(two_processes):
    assert not two_processes["before"]  # none of the other models
    assert ["batch normalisation" in text and "each process" in text for text in two_processes["messages"]] == [True]


def test_one_process_with_its_own_batch_is_another_run(tmp_path, datasets):
    """What the comparisons above would find if a process saw only its own figures."""
    runs = [train(make_trainer(make_model(), datasets["hierarchical"], tmp_path)) for _ in range(2)]
    assert_same_run(*runs, rtol=0, atol=0)
    both = train(make_trainer(make_model(), datasets["hierarchical"], tmp_path, BothBatches))
    with pytest.raises(AssertionError):
        assert_same_run(both, runs[0])


@pytest.mark.parametrize(
    ("loss", "chunk"),
    [*product(LOSSES, [1, 4]), *product(["hierarchical", "distribution_aware"], [BATCH, 100])],
)
def test_cached_equals_plain(tmp_path, datasets, plain, loss, chunk):
    model = make_model(loss)
    start = weights(model)
    run = train(make_trainer(model, datasets[loss], tmp_path, cache_chunk=chunk))
    assert_same_run(run, plain(loss), start)
    for name in ("temperature.logit_scale", "log_variances.values", "text_projection.weight", "centers.weight"):
        assert name not in start or not torch.equal(run["weights"][name], start[name]), f"{name} does not learn"


@pytest.mark.parametrize("loss", ["distribution_aware", "language"])
def test_cached_equals_plain_with_clip_on_both_sides(tmp_path, datasets, plain, loss):
    model = make_model(loss, "clip", "clip")
    start = weights(model)
    run = train(make_trainer(model, datasets[loss], tmp_path, cache_chunk=4))
    assert_same_run(run, plain(loss, "clip", "clip"), start)


@pytest.mark.parametrize("loss", LOSSES)
def test_cached_and_accumulated_equals_accumulated(tmp_path, datasets, loss):
    def run(**changes):
        trainer = make_trainer(make_model(loss), datasets[loss], tmp_path, gradient_accumulation_steps=2, **changes)
        return train(trainer)

    assert_same_run(run(cache_chunk=4), run(), weights(make_model(loss)))


@pytest.mark.filterwarnings("ignore:.*is deprecated:FutureWarning")  # the new name is not in all versions we take
@pytest.mark.parametrize("caching", [{}, {"cache_chunk": 4}], ids=["plain", "cached"])
@pytest.mark.parametrize(
    ("loss", "family"),
    [("hierarchical", "vit"), ("hierarchical", "swinv2"), ("language", "vit"), ("distribution_aware", "clip")],
)
def test_gradient_checkpointing_does_not_change_the_trajectory(tmp_path, datasets, plain, loss, family, caching):
    model = make_model(loss, family)
    start = weights(model)
    trainer = make_trainer(model, datasets[loss], tmp_path, gradient_checkpointing=True, **caching)
    assert_same_run(train(trainer), plain(loss, family), start)
    assert model.is_gradient_checkpointing


@pytest.mark.filterwarnings("ignore:.*is deprecated:FutureWarning")
@pytest.mark.parametrize("checkpointed", [False, True])
@pytest.mark.parametrize("chunk", [1, 4, BATCH])
def test_both_passes_of_a_cached_chunk_see_the_same_random_numbers(chunk, checkpointed):
    torch.manual_seed(0)
    backbone = ViTConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, image_size=32, patch_size=8,
        initializer_range=0.1, hidden_dropout_prob=0.3, attention_probs_dropout_prob=0.3,
    )  # fmt: skip
    model = PatentVisionModel.from_backbone(backbone, projection_dim=8, initializer_range=0.2).train()
    if checkpointed:
        model.gradient_checkpointing_enable()
    ink, patents = torch.rand(BATCH, 1, 32, 32), torch.tensor([0, 0, 1, 1, 2, 2])
    labels = dict.fromkeys(("patent_ids", "subclasses", "main_classes"), patents)

    def take_loss(images, texts):
        assert texts is None
        return model.batch_loss(images, labels)[0]

    def cached(seed):
        torch.manual_seed(seed)
        return cached_backward(model, {"pixel_values": ink}, chunk, take_loss, lambda loss: loss.backward())

    def once(seed):
        torch.manual_seed(seed)
        chunks = [model(part, return_loss=False).image_embeds for part in ink.split(chunk)]
        loss = take_loss(torch.cat(chunks), None)
        loss.backward()
        return loss.detach()

    found = []
    for run in (lambda: cached(1), lambda: once(1), lambda: once(2)):
        model.zero_grad()
        loss, after = run(), torch.rand(1)
        found.append((loss, after, torch.cat([parameter.grad.flatten() for parameter in model.parameters()])))
    torch.testing.assert_close(found[0], found[1], rtol=1e-4, atol=1e-5)
    assert (found[1][2] - found[2][2]).abs().max() > 0.1  # the numbers matter


@pytest.mark.parametrize("caching", [{}, {"cache_chunk": 4}], ids=["plain", "cached"])
@pytest.mark.parametrize("loss", LOSSES)
def test_an_accumulated_gradient_is_the_mean_of_its_batches(tmp_path, datasets, loss, caching):
    settings = {"max_steps": 1, "learning_rate": 1e-3, "max_grad_norm": 0.0}
    model = make_model(loss)
    parts = list(make_trainer(model, datasets[loss], tmp_path).get_train_dataloader())[:2]
    losses = [model.train()(**part).loss for part in parts]
    gradients = [
        torch.autograd.grad(value, [p for p in model.parameters() if p.requires_grad], materialize_grads=True)
        for value in losses
    ]
    wanted = {}
    for (name, parameter), first, second in zip(
        [found for found in model.named_parameters() if found[1].requires_grad], *gradients, strict=True
    ):
        wanted[name] = parameter.detach() - 1e-3 * (first + second) / 2
    trainer = make_trainer(
        make_model(loss), datasets[loss], tmp_path, gradient_accumulation_steps=2, **settings, **caching
    )
    trainer.train()
    assert trainer.state.global_step == 1
    logged = [log["loss"] for log in trainer.state.log_history if "loss" in log]
    assert logged == pytest.approx([torch.stack(losses).mean().item()], rel=1e-4)
    for name, value in wanted.items():
        torch.testing.assert_close(trainer.model.state_dict()[name], value, rtol=1e-5, atol=1e-6)
    # Negatives come from one batch only: the two batches as one give another loss, but where classes are compared.
    whole = model(**{name: torch.cat([part[name] for part in parts]) for name in parts[0]}).loss
    assert (whole.item() == pytest.approx(logged[0], rel=1e-3)) == (loss == "arcface")


@pytest.mark.parametrize("loss", LOSSES)
def test_chunks_of_the_loss_do_not_change_the_trajectory(tmp_path, datasets, plain, loss):
    model = make_model(loss, loss_chunk_size=4)
    start = weights(model)
    assert_same_run(train(make_trainer(model, datasets[loss], tmp_path)), plain(loss), start)


class StopAt(TrainerCallback):
    """Ends a run in the middle of an epoch, as a kill would."""

    def __init__(self, step):
        self.step = step

    def on_step_end(self, args, state, control, **kwargs):
        control.should_training_stop = state.global_step >= self.step


@pytest.mark.parametrize(
    ("loss", "settings", "stop"),
    [
        ("distribution_aware", {}, 6),
        ("language", {}, 6),
        ("arcface", {"head_learning_rate": 1e-2}, 6),
        ("hierarchical", {"cache_chunk": 4}, 6),
        ("distribution_aware", {"gradient_accumulation_steps": 3}, 3),
        ("language", {"cache_chunk": 4, "gradient_accumulation_steps": 3}, 3),
    ],
)
def test_resumed_run_of_every_kind_equals_the_uninterrupted_one(tmp_path, datasets, loss, settings, stop):
    settings = settings | {
        "save_strategy": "steps", "save_steps": stop, "max_steps": stop + 3, "optim": "adamw_torch",
        "lr_scheduler_type": "linear", "learning_rate": 1e-3,
    }  # fmt: skip
    whole = train(make_trainer(make_model(loss), datasets[loss], tmp_path / "whole", **settings))
    parts, data = tmp_path / "parts", datasets[loss]
    interrupted = make_trainer(make_model(loss), data, parts, callbacks=[StopAt(stop)], **settings)
    interrupted.train()
    assert interrupted.state.global_step == stop and interrupted.state.epoch % 1 > 0
    # Of another seed: all that the run goes on with, the frozen text encoder too, must come from the checkpoint.
    resumed = make_trainer(make_model(loss, seed=9), data, parts, **settings)
    found = train(resumed, resume_from_checkpoint=str(parts / f"checkpoint-{stop}"))
    assert_same_run(found, whole, weights(make_model(loss)), rtol=0, atol=0)
