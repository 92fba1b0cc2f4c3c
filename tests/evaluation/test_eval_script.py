"""The eval.py command: what it prints and writes, and how it refuses."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image, ImageDraw
from transformers import PretrainedConfig, ResNetConfig

from modeling_patent import PatentImageProcessor, PatentVisionConfig, PatentVisionModel
from modeling_patent.evaluation import PROTOCOLS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("eval_script", ROOT / "eval.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small random model with its processor, saved."""
    torch.manual_seed(0)
    backbone: PretrainedConfig = ResNetConfig(
        num_channels=1, embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic"
    )
    folder = tmp_path_factory.mktemp("model")
    PatentVisionModel(PatentVisionConfig(vision_config=backbone, projection_dim=8)).save_pretrained(folder)
    PatentImageProcessor(size=32).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of eight patents with a Gazette copy and three figures each, in three subclasses."""
    folder = tmp_path_factory.mktemp("pictures")
    lines = []
    for patent in range(8):
        for sheet in range(4):
            day = f"2020010{patent + 1}"
            name = f"USD{patent + 1:07d}-{day}-D{sheet:05d}"
            picture = Image.new("L", (120, 90), 255)
            ImageDraw.Draw(picture).ellipse((10, 10, 30 + 9 * patent, 60 + 5 * sheet), outline=0, width=2)
            picture.save(folder / f"{name}.png")
            known = {"granted": f"2020-01-0{patent + 1}", "locarno": ["06-01", "06-03", "14-04"][patent % 3]}
            lines.append(json.dumps({"file_name": f"{name}.png", "patent_id": name[:10], **known}))
    (folder / "metadata.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def test_all_protocols_are_printed_and_written(
    script: Any, model: Path, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--model", str(model), "--data", str(pictures), "--protocol", "all", "--workers", "0"]
    assert script.main([*arguments, "--out", str(tmp_path / "out"), "--max_figures", "2"]) == 0
    printed = capsys.readouterr().out
    report = json.loads((tmp_path / "out" / "evaluation.json").read_text())
    assert list(report["results"]) == [p.name for p in PROTOCOLS]
    assert (report["model"], report["data"], report["split"]) == (str(model), str(pictures), None)
    for name, found in report["results"].items():
        assert f"| {name} | {found['queries']} |" in printed
        assert found["rows_left_out"]["gazette_copy"] == 8
        assert found["rows_left_out"]["over_max_figures"] == 8
        assert found["figures"] == 16
    assert report["results"]["same-patent"]["queries"] == 16
    assert "at most 2 figures a patent" in printed
    assert {"torch", "transformers"} <= set(report["versions"])


def test_the_numbers_are_those_of_the_model_s_vectors(script: Any, model: Path, pictures: Path) -> None:
    from modeling_patent.encoding import encode
    from modeling_patent.evaluation import evaluate_embeddings
    from patent_data import load_source

    arguments = ["--model", str(model), "--data", str(pictures), "--protocol", "prior-art", "--workers", "0"]
    report = script.evaluate(script.read_options(arguments))
    rows = load_source(pictures)
    loaded = PatentVisionModel.from_pretrained(model)
    embeds = encode(loaded, PatentImageProcessor(size=32), rows, workers=0, progress=False)
    assert report["results"]["prior-art"] == evaluate_embeddings(embeds, rows, "prior-art")


def test_hog_is_evaluated_under_its_name(script: Any, pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("skimage")
    assert script.main(["--model", "hog", "--data", str(pictures), "--workers", "0"]) == 0
    assert "| same-patent | 24 | 0 |" in capsys.readouterr().out


def test_a_file_states_arguments_and_the_command_line_goes_first(script: Any, tmp_path: Path) -> None:
    file = tmp_path / "eval.yaml"
    file.write_text("model: m\ndata: d\nprotocol: [subclass, prior-art]\nbatch_size: 8\nsplit: null\n")
    options = script.read_options(["--config", str(file), "--batch_size", "16"])
    assert (options.model, options.data, options.split, options.batch_size) == ("m", "d", None, 16)
    assert options.protocol == ["subclass", "prior-art"]
    assert script.read_options(["--config", str(file), "--protocol", "all"]).protocol == ["all"]


WRONG = [
    (["--data", "d"], "--model must be given"),
    (["--model", "m", "--data", "d", "--protocol", "best"], "invalid choice: 'best'"),
    (["--model", "m", "--data", "d", "--batch_size", "0"], "'0' is not a whole number of at least 1"),
    (["--model", "m", "--data", "d", "--speed", "9"], "unrecognized arguments: --speed 9"),
    (["--model", "hog", "--data", "nowhere/at/all"], "no such file or folder: nowhere/at/all"),
    (["--config", "nowhere.yaml"], "nowhere.yaml"),
    (["--config", "bad.yaml"], "bad.yaml is not YAML"),
    (["--config", "list.yaml"], "list.yaml must hold"),
    (["--config", "odd.yaml"], "unrecognized arguments: --colour blue"),
    (["--model", "nowhere/model", "--data", "PICTURES"], "cannot load the model nowhere/model: "),
    (["--model", "EMPTY", "--data", "PICTURES"], "cannot load the model EMPTY: "),
    (["--model", "hog", "--data", "PICTURES", "--split", "test"], "no drawn corpus"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], message: str, script: Any, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text("a: [1\nb: {")
    Path("list.yaml").write_text("- a\n- b\n")
    Path("odd.yaml").write_text("colour: blue\n")
    Path("EMPTY").mkdir()
    given = [str(pictures) if argument == "PICTURES" else argument for argument in arguments]
    assert script.main(given) == 2
    captured = capsys.readouterr()
    lines = [line for line in captured.err.splitlines() if line.startswith("eval.py: ")]
    assert len(lines) == 1 and message in lines[0]
    assert captured.err.splitlines()[-1] == lines[0] and "Traceback" not in captured.err
    assert captured.out == ""


def test_a_model_of_another_kind_is_refused(
    script: Any, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from transformers import ResNetModel

    small = ResNetConfig(num_channels=1, embedding_size=8, hidden_sizes=[8], depths=[1], layer_type="basic")
    ResNetModel(small).save_pretrained(tmp_path / "resnet")
    PatentImageProcessor(size=32).save_pretrained(tmp_path / "resnet")
    assert script.main(["--model", str(tmp_path / "resnet"), "--data", str(pictures)]) == 2
    assert "is a ResNetModel, not a patent model" in capsys.readouterr().err


@pytest.mark.processes
def test_two_processes_write_one_report_with_the_numbers_of_one(
    script: Any, model: Path, pictures: Path, tmp_path: Path
) -> None:
    arguments = ["--model", str(model), "--data", str(pictures), "--workers", "0", "--protocol", "subclass"]
    alone = script.evaluate(script.read_options(arguments))["results"]["subclass"]
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--cpu", "--num_processes=2", "--num_machines=1"]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "data")])
    environment = os.environ | {"PYTHONPATH": paths, "HF_HOME": str(tmp_path / "home"), "OMP_NUM_THREADS": "1"}
    ports = ["--mixed_precision=no", "--dynamo_backend=no", "--main_process_port=0"]
    run = subprocess.run(
        [*launch, *ports, str(ROOT / "eval.py"), *arguments, "--out", str(tmp_path / "out")],
        env=environment, capture_output=True, text=True, timeout=300, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("| subclass |") == 1
    together = json.loads((tmp_path / "out" / "evaluation.json").read_text())["results"]["subclass"]
    assert together.pop("rows_left_out") == alone.pop("rows_left_out")
    assert together == pytest.approx(alone, abs=1e-6)
