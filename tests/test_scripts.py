"""train.py, eval.py and the quickstart as a user runs them: in their own processes, on small drawn data."""

import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import datasets
import pytest

from patent_data import load_figures
from patent_data.enrich import enrich
from tests.small import draw_rows

ROOT = Path(__file__).parents[1]
BACKBONE = {
    "model_type": "resnet", "num_channels": 1, "embedding_size": 8, "hidden_sizes": [8, 16], "depths": [1, 1],
    "layer_type": "basic",
}  # fmt: skip


def run(*command, timeout=300):
    environment = os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=timeout)


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    """A folder of 24 designs x 3 drawings with a metadata.csv."""
    folder = tmp_path_factory.mktemp("collection")
    rows = draw_rows(folder, patents=24)
    with (folder / "metadata.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file_name", "locarno", "title"])
        writer.writerows([Path(row["image"]).name, row["locarno"], row["title"]] for row in rows)
    return folder


def training_arguments(collection, out):
    return [
        "--data", str(collection), "--output_dir", str(out), "--backbone", json.dumps(BACKBONE), "--image_size", "32",
        "--projection_dim", "8", "--patents_per_batch", "4", "--max_steps", "4", "--use_cpu", "true", "--report_to",
        "none", "--validation_share", "0.3", "--disable_tqdm", "true",
    ]  # fmt: skip


def test_train_then_evaluate_with_the_scripts(tmp_path, collection):
    config = tmp_path / "config.yaml"
    config.write_text("loss: contrastive\nlearning_rate: 1e-3\nmax_steps: 900\n")
    arguments = training_arguments(collection, tmp_path / "model")
    trained = run(sys.executable, "train.py", "--config", str(config), *arguments)
    assert trained.returncode == 0, trained.stderr
    assert 0 <= json.loads(trained.stdout[trained.stdout.index("{\n") :])["eval_patent_map"] <= 1
    saved = json.loads((tmp_path / "model" / "config.json").read_text())
    assert saved["loss"] == "contrastive"  # from the file
    state = json.loads((tmp_path / "model" / "trainer_state.json").read_text())
    assert state["global_step"] == 4  # the command line goes first
    evaluated = run(
        sys.executable, "eval.py", "--model", str(tmp_path / "model"), "--data", str(collection), "--protocol",
        "same-patent", "--out", str(tmp_path / "results"),
    )  # fmt: skip
    assert evaluated.returncode == 0, evaluated.stderr
    assert {path.suffix for path in (tmp_path / "results").iterdir()} == {".json", ".md"}


def test_the_benchmark_s_splits_and_enriched_texts_reach_the_training(tmp_path, collection, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    sys.modules["train_script"] = script = importlib.util.module_from_spec(
        spec := importlib.util.spec_from_file_location("train_script", ROOT / "train.py")
    )
    spec.loader.exec_module(script)
    years = {number: 2017 + number % 4 for number in range(24)}
    dated = tmp_path / "dated"
    shutil.copytree(collection, dated)
    with (dated / "metadata.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file_name", "patent_id", "granted", "locarno"])
        for path in sorted(dated.glob("*.png")):
            number = int(path.name[3:10]) - 9000001
            writer.writerow([path.name, path.name[:10], f"{years[number]}-01-03", "06-01"])
    enrich(load_figures(dated), tmp_path / "texts.parquet", count=3, progress=False)
    arguments = script.ScriptArguments(data=str(dated), benchmark=True, texts=str(tmp_path / "texts.parquet"))
    train, validation = script.read_splits(arguments)
    assert {day.year for day in train["granted"]} == {2017, 2018} and {day.year for day in validation["granted"]} == {
        2019
    }
    assert len(train) == 36 and all(len(texts) == 3 for texts in train["texts"])


@pytest.mark.processes
def test_two_processes_train_under_accelerate(tmp_path, collection):
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--num_processes", "2", "--cpu"]
    arguments = training_arguments(collection, tmp_path / "model")
    result = run(*launch, "train.py", *arguments, "--eval_strategy", "steps", "--eval_steps", "2")
    assert result.returncode == 0, result.stderr
    logs = json.loads((tmp_path / "model" / "trainer_state.json").read_text())["log_history"]
    assert len([log for log in logs if "eval_patent_map" in log]) >= 2
    assert (tmp_path / "model" / "model.safetensors").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output_dir", "x"], "name a --backbone"),
        (["--output_dir", "x", "--model", "no/such/folder"], "no/such/folder"),
        (["--config", "missing.yaml", "--output_dir", "x"], "missing.yaml"),
        (["--config", "{config}", "--output_dir", "x"], "unknown argument learning_rat"),
    ],
)
def test_bad_training_arguments_end_in_one_line(tmp_path, arguments, message):
    config = tmp_path / "config.yaml"
    config.write_text("learning_rat: 1e-3\n")
    result = run(sys.executable, "train.py", *(argument.format(config=config) for argument in arguments))
    assert result.returncode == 2
    assert message in result.stderr and "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_quickstart_walks_the_whole_way(tmp_path):
    out = tmp_path / "quickstart"
    command = [sys.executable, "examples/quickstart.py", "--out", str(out)]
    result = run(*command, "--patents", "130", "--size", "96", "--steps", "2", timeout=600)
    assert result.returncode == 0, result.stderr[-3000:]
    summary = json.loads((out / "summary.json").read_text())
    assert [list(methods) for methods in summary["results"].values()] == [
        ["untrained", "HOG", "contrastive", "hierarchical"]
    ] * 2
    for part in ("model/model.safetensors", "model/README.md", "index", "results.png", "corpus/corpus.json"):
        assert (out / part).exists(), part
    patents = json.loads((out / "corpus" / "corpus.json").read_text())["patents"]
    splits = {patent["split"] for patent in patents.values()}
    assert {"train", "test", "unseen"} <= splits
    assert "USD9" in result.stdout.split("Earlier designs for")[1]
    query = next((out / "corpus").rglob("USD9000120-*.png"))
    search = ["search", str(query), "--index", str(out / "index"), "--json", "-k", "5"]
    found = run(sys.executable, "-c", "import sys; from modeling_patent.cli import main; sys.exit(main())", *search)
    assert found.returncode == 0, found.stderr
    hits = json.loads(found.stdout)["hits"]
    assert hits[0]["patent_id"] == "USD9000120" and len(hits) == 5
