import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, TrainerCallback

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.encoding import embed_figures, encode
from modeling_patent.evaluation import three_levels
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments
from tests.small import BACKBONES, draw_rows

PROCESSOR = PatentImageProcessor(size=32)


@pytest.fixture(scope="module")
def datasets(tmp_path_factory):
    rows = draw_rows(tmp_path_factory.mktemp("figures"), patents=16)
    split = (
        [row for row in rows if row["patent_id"] <= "USD9000010"],
        [row for row in rows if row["patent_id"] > "USD9000010"],
    )
    return [FigureDataset(part, PROCESSOR, workers=0, progress=False) for part in split]


def make_trainer(datasets, folder, backbone="vit", model=None, callbacks=(), **changes):
    torch.manual_seed(0)
    model = model or PatentVisionModel.from_backbone(BACKBONES[backbone], projection_dim=8)
    settings = {
        "patents_per_batch": 3, "num_train_epochs": 3, "learning_rate": 1e-3, "report_to": "none", "use_cpu": True,
        "logging_steps": 1, "disable_tqdm": True, "save_strategy": "no", "eval_strategy": "no", "seed": 1,
    }  # fmt: skip
    arguments = PatentTrainingArguments(str(folder), **(settings | changes))
    return PatentTrainer(model, arguments, *datasets, processing_class=PROCESSOR, callbacks=list(callbacks))


def weights(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def assert_same(first, second, **tolerance):
    assert first.keys() == second.keys()
    for name in first:
        torch.testing.assert_close(
            first[name], second[name], msg=lambda text, name=name: f"{name}: {text}", **tolerance
        )


@pytest.mark.parametrize("backbone", ["vit", "resnet", "swinv2", "dinov2"])
def test_resumed_run_equals_the_uninterrupted_one(tmp_path, datasets, backbone):
    saving = {"save_strategy": "steps", "save_steps": 4}
    whole = make_trainer(datasets, tmp_path / "whole", backbone, **saving)
    whole.train()
    interrupted = make_trainer(datasets, tmp_path / "parts", backbone, callbacks=[StopAt(4)], **saving)
    interrupted.train()
    assert interrupted.state.global_step == 4 < whole.state.global_step
    resumed = make_trainer(datasets, tmp_path / "parts", backbone, **saving)
    resumed.train(resume_from_checkpoint=str(tmp_path / "parts" / "checkpoint-4"))
    assert_same(weights(resumed.model), weights(whole.model), rtol=0, atol=0)
    losses = [[log["loss"] for log in run.state.log_history if "loss" in log] for run in (whole, resumed)]
    assert losses[0] == losses[1]


class StopAt(TrainerCallback):
    """Ends a run in the middle of an epoch, as a kill would."""

    def __init__(self, step):
        self.step = step

    def on_step_end(self, args, state, control, **kwargs):
        control.should_training_stop = state.global_step >= self.step


def test_best_model_is_really_loaded_at_the_end(tmp_path, datasets):
    trainer = make_trainer(
        datasets, tmp_path, num_train_epochs=4, learning_rate=5e-3, eval_strategy="epoch", save_strategy="epoch",
        load_best_model_at_end=True,
    )  # fmt: skip
    trainer.train()
    maps = [log["eval_patent_map"] for log in trainer.state.log_history if "eval_patent_map" in log]
    assert trainer.state.best_metric == max(maps)
    best = AutoModel.from_pretrained(trainer.state.best_model_checkpoint)
    assert_same(weights(trainer.model), weights(best), rtol=0, atol=0)
    assert trainer.evaluate()["eval_patent_map"] == pytest.approx(max(maps), abs=1e-6)


def test_early_stopping_ends_a_run_that_gets_no_better(tmp_path, datasets):
    trainer = make_trainer(
        datasets, tmp_path, num_train_epochs=20, learning_rate=0.0, eval_strategy="epoch", save_strategy="epoch",
        load_best_model_at_end=True, early_stopping_patience=2,
    )  # fmt: skip
    trainer.train()
    assert trainer.state.epoch == 3


def test_evaluation_equals_metrics_of_the_vectors(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path)
    metrics = trainer.evaluate()
    data = datasets[1]
    levels = three_levels(embed_figures(trainer.model, data.all_figures()), data.metadata())
    for level in ("patent", "subclass", "main_class"):
        assert metrics[f"eval_{level}_map"] == pytest.approx(levels[level]["map"])
        assert metrics[f"eval_{level}_ndcg"] == pytest.approx(levels[level]["ndcg"])


def test_batches_are_described_in_the_log_once_an_epoch(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path)
    trainer.train()
    logs = [log for log in trainer.state.log_history if "batch_patents" in log]
    assert [log["epoch"] for log in logs] == [1, 2, 3]
    assert all(log["batch_patents"] == 3 and log["batch_patent_positives"] == 1 for log in logs)
    assert {"batch_subclasses", "batch_main_classes", "batch_subclass_positives", "batch_main_class_positives"} <= set(
        logs[0]
    )


@pytest.mark.parametrize("workers", [0, 2])
def test_workers_do_not_change_the_trajectory(tmp_path, datasets, workers):
    plain = make_trainer(datasets, tmp_path / "a")
    plain.train()
    other = make_trainer(datasets, tmp_path / "b", dataloader_num_workers=workers, num_train_epochs=3)
    other.train()
    assert_same(weights(plain.model), weights(other.model), rtol=0, atol=0)


def test_cached_figures_equal_those_read_on_the_fly(tmp_path):
    rows = draw_rows(tmp_path / "rows", patents=3)
    memory = FigureDataset(rows, PROCESSOR, "memory", workers=0, progress=False)
    file = FigureDataset(rows, PROCESSOR, tmp_path / "cache", workers=0, progress=False)
    again = FigureDataset(rows, PROCESSOR, tmp_path / "cache", workers=0, progress=False)
    fresh = FigureDataset(rows, PROCESSOR, None)
    for i in range(len(rows)):
        figure = fresh[i]["figure"]
        assert figure.any()
        for other in (memory, file, again):
            np.testing.assert_array_equal(figure, other[i]["figure"])
    assert [path.suffix for path in sorted((tmp_path / "cache").iterdir())] == [".npy", ".npy"]


def test_changed_picture_is_prepared_again(tmp_path):
    rows = draw_rows(tmp_path / "rows", patents=2)
    before = FigureDataset(rows, PROCESSOR, tmp_path / "cache", workers=0, progress=False)[0]["figure"].copy()
    Path(rows[0]["image"]).write_bytes(Path(rows[4]["image"]).read_bytes())
    after = FigureDataset(rows, PROCESSOR, tmp_path / "cache", workers=0, progress=False)[0]["figure"]
    assert not np.array_equal(before, after)


def test_gazette_copies_and_broken_pictures_are_left_out_and_named(tmp_path, caplog):
    rows = draw_rows(tmp_path / "rows", patents=3)
    rows[1]["is_gazette_copy"] = True
    Path(rows[5]["image"]).write_bytes(Path(rows[5]["image"]).read_bytes()[:60])
    data = FigureDataset(rows, PROCESSOR, workers=0, progress=False)
    assert data.numbers.tolist() == [0, 2, 3, 4, 6, 7, 8]
    assert rows[5]["figure_id"] in caplog.text and "cannot read the picture" in caplog.text
    embeds = encode(PatentVisionModel.from_backbone(BACKBONES["vit"]), PROCESSOR, rows, workers=0, progress=False)
    assert np.flatnonzero(np.isnan(embeds).any(1)).tolist() == [5]
    caplog.clear()
    fresh = FigureDataset(rows, PROCESSOR, cache=None)
    assert not fresh[4]["figure"].any() and fresh[3]["figure"].any()  # row 5 is item 4: the Gazette copy is out
    assert rows[5]["figure_id"] in caplog.text


def test_encoding_in_workers_equals_one_by_one(tmp_path):
    rows = draw_rows(tmp_path / "rows", patents=4)
    model = PatentVisionModel.from_backbone(BACKBONES["vit"]).train()
    together = encode(model, PROCESSOR, rows, batch_size=5, workers=2, progress=False)
    alone = np.concatenate([encode(model, PROCESSOR, [row], workers=0, progress=False) for row in rows])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert model.training


def test_a_patent_in_training_and_evaluation_is_refused(tmp_path, datasets):
    with pytest.raises(ValueError, match="are in training and in evaluation, USD90000"):
        make_trainer([datasets[0], datasets[0]], tmp_path)


def test_settings_that_cannot_work_are_named(tmp_path, datasets):
    with pytest.raises(ValueError, match="figures_per_patent must be at least 2"):
        make_trainer(datasets, tmp_path, figures_per_patent=1)
    with pytest.raises(ValueError, match="goes with load_best_model_at_end"):
        make_trainer(datasets, tmp_path, early_stopping_patience=2)
    with pytest.raises(ValueError, match="10 patents to train on, but a batch takes 64"):
        make_trainer(datasets, tmp_path, patents_per_batch=64).train()


TWO_PROCESSES = """
import json, sys, torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel
from modeling_patent import PatentVisionModel
from modeling_patent.training.distributed import gather_rows
from tests.small import BACKBONES
dist.init_process_group("gloo")
rank = dist.get_rank()
torch.manual_seed(0)
model = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
batch = torch.load(sys.argv[1])
mine = {name: value.chunk(2)[rank] for name, value in batch.items()}
wrapped = DistributedDataParallel(model)
loss = wrapped(**mine, gather=gather_rows).loss
loss.backward()
if rank == 0:
    torch.save({"loss": loss.detach(), "gradients": {n: p.grad for n, p in model.named_parameters()}}, sys.argv[2])
dist.destroy_process_group()
"""


@pytest.mark.processes
def test_two_processes_equal_one_with_the_whole_batch(tmp_path):
    generator = torch.Generator().manual_seed(0)
    classes = torch.tensor([0, 0, 1, 1, 0, 0, -1, -1])
    batch = {
        "pixel_values": torch.rand(8, 1, 32, 32, generator=generator),
        "patent_ids": torch.tensor([0, 0, 1, 1, 2, 2, 3, 3]), "subclasses": classes, "main_classes": classes,
    }  # fmt: skip
    torch.save(batch, tmp_path / "batch.pt")
    torch.manual_seed(0)
    model = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8)
    loss = model(**batch).loss
    loss.backward()
    script = tmp_path / "two.py"
    script.write_text(TWO_PROCESSES)
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", str(script)]
    root = Path(__file__).parents[2]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": f"{root}{os.pathsep}{root / 'data'}"}
    result = subprocess.run(
        [sys.executable, *command, str(tmp_path / "batch.pt"), str(tmp_path / "out.pt")],
        capture_output=True, text=True, env=environment, timeout=300,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    out = torch.load(tmp_path / "out.pt")
    assert out["loss"].item() == pytest.approx(loss.item(), rel=1e-6)
    gradients = {name: parameter.grad for name, parameter in model.named_parameters()}
    assert_same(out["gradients"], gradients, rtol=1e-4, atol=1e-6)


def test_saved_trainer_log_is_readable(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path, num_train_epochs=1)
    trainer.train()
    trainer.save_state()
    assert json.loads((tmp_path / "trainer_state.json").read_text())["global_step"] == 3


def test_what_is_saved_holds_no_pickle(tmp_path, datasets):
    trainer = make_trainer(datasets, tmp_path, max_steps=1)
    trainer.train()
    trainer.save_model()
    names = {path.name for path in tmp_path.iterdir()}
    assert {"config.json", "model.safetensors"} <= names
    assert not [name for name in names if Path(name).suffix in (".bin", ".pt", ".pth", ".pkl")]
