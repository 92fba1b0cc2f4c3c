"""The checkpoint of the package: taken where no model is named, remembered by name, carried by the wheel."""

import configparser
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

import modeling_patent
from modeling_patent import PatentImageProcessor, PatentVisionModel, cli, shipped, shipped_checkpoint
from modeling_patent.encoding import encode_images
from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.probe import made_figures
from modeling_patent.retrieval.query import load_model

from .small import BACKBONES, draw_rows

ROOT = Path(__file__).parents[1]
FILES = {"config.json", "model.safetensors", "preprocessor_config.json", "README.md", "recipe.yaml", "facts.json"}


def save_model(folder, seed=0, backbone="resnet", size=32):
    torch.manual_seed(seed)
    model = PatentVisionModel.from_backbone(BACKBONES[backbone], projection_dim=8)
    with torch.no_grad():
        for name, value in model.named_buffers():
            if name.endswith("running_var"):  # as trained ones may be, beyond float16
                value.uniform_(1e5, 2e5)
    model.save_pretrained(folder)
    PatentImageProcessor(size=size, remove_labels=True).save_pretrained(folder)
    return folder


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A tiny random model where the package's checkpoint lies, and a folder to work in."""
    monkeypatch.setattr(shipped, "CHECKPOINT", save_model(tmp_path / "site" / "modeling_patent" / "checkpoint"))
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    draw_rows(tmp_path / "here" / "drawings", patents=4)
    return tmp_path / "here"


@pytest.fixture
def run(capsys):
    def call(*arguments):
        capsys.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def indexed(run, out="index", *options):
    answer = run("index", "drawings", "--out", out, "--workers", 0, "--precision", "fp32", *options)
    assert answer[0] == 0, answer
    return answer


def picture():
    return sorted(Path("drawings").iterdir())[4]


def test_no_model_is_named_in_the_first_two_commands(place, run):
    line = f"model: modeling_patent/checkpoint, which comes with modeling_patent {modeling_patent.__version__}\n"
    _, _, err = indexed(run)
    assert err == line
    code, out, err = run("search", picture(), "--index", "index", "--json")
    assert (code, err) == (0, line)
    answer = json.loads(out)
    assert answer["model"] == "modeling_patent/checkpoint"
    assert (answer["hits"][0]["figure_id"], answer["hits"][0]["score"]) == (picture().stem, pytest.approx(1, abs=1e-5))


def test_an_index_holds_the_name_and_no_path_and_works_where_the_package_lies_elsewhere(place, run, monkeypatch):
    indexed(run)
    manifest = Path("index", "index.json").read_text()
    assert json.loads(manifest)["model_name"] == "modeling_patent/checkpoint"
    assert "site" not in manifest
    moved = place.parent / "elsewhere"
    shipped.CHECKPOINT.rename(moved)
    with pytest.raises(FileNotFoundError, match="no checkpoint at"):
        PatentIndex.load("index").search(str(picture()))
    monkeypatch.setattr(shipped, "CHECKPOINT", moved)
    assert PatentIndex.load("index").search(str(picture()))[0].figure_id == picture().stem


def test_the_name_means_the_installed_one_wherever_one_stands(place, run):
    save_model(Path("modeling_patent", "checkpoint"), seed=5)
    indexed(run)
    assert run("search", picture(), "--index", "index")[0] == 0
    expected = encode_images(*load_model(shipped.CHECKPOINT), [Image.open(picture())])
    np.testing.assert_allclose(PatentIndex.load("index").vector_of(picture().stem), expected[0], atol=1e-5)
    assert shipped.kept_name("./modeling_patent/checkpoint") == str(place / "modeling_patent" / "checkpoint")


def test_the_folder_of_the_shipped_one_is_remembered_by_its_name(place, run):
    _, _, err = indexed(run, "index", "--model", shipped_checkpoint())
    assert err == ""  # a model was named
    assert PatentIndex.load("index").model_name == "modeling_patent/checkpoint"
    built = PatentIndex.build(
        *load_model(shipped_checkpoint()), draw_rows(place / "more", 2), workers=0, progress=False
    )
    assert built.model_name == "modeling_patent/checkpoint"


def test_another_model_is_remembered_by_its_folder_and_not_spoken_of(place, run):
    other = save_model(place / "other", seed=3)
    assert indexed(run, "index", "--model", "other")[2] == ""
    assert PatentIndex.load("index").model_name == str(other)
    assert run("search", picture(), "--index", "index")[2] == ""


def test_an_empty_name_is_none(place, run):
    code, _, err = run("index", "drawings", "--model", "", "--out", "index")
    assert code == 2 and "model" in err and not Path("index").exists()


def test_adding_takes_the_shipped_one_and_says_so(place, run):
    indexed(run, "index", "--limit", 6)
    code, out, err = run("add", "drawings", "--index", "index", "--workers", 0)
    assert code == 0 and out.startswith("added 6 figures")
    assert err.startswith("model: modeling_patent/checkpoint, ") and err.count("\n") == 1


def test_a_search_that_needs_no_model_names_none(place, run):
    indexed(run)
    shutil.rmtree(shipped.CHECKPOINT)
    code, _, err = run("search", "--like", picture().stem[:10], "--index", "index")
    assert (code, err) == (0, "")


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "preprocessor_config.json", None])
def test_an_installation_without_it_says_what_to_do_in_one_line(place, run, missing):
    if missing is None:
        shutil.rmtree(shipped.CHECKPOINT)
    else:
        (shipped.CHECKPOINT / missing).unlink()
    with pytest.raises(FileNotFoundError, match=r"no checkpoint at .*name a model.*make checkpoint") as refused:
        shipped_checkpoint()
    assert "\n" not in str(refused.value) and "Errno" not in str(refused.value)
    code, out, err = run("index", "drawings", "--out", "index")
    assert (code, out) == (2, "") and err == f"patent: {refused.value}\n"
    assert not Path("index").exists()


def test_the_weights_of_another_version_are_refused_and_the_old_ones_can_be_named(place, run):
    indexed(run)
    shutil.copytree(shipped.CHECKPOINT, place / "old")
    save_model(shipped.CHECKPOINT, seed=1)
    for command in (["search", picture()], ["add", "drawings"]):
        code, _, err = run(*command, "--index", "index")
        assert code == 2 and err.count("\n") == 1
        assert "another version of modeling_patent" in err and "index again" in err and "--model" in err
    assert run("search", picture(), "--index", "index", "--model", "old")[0] == 0
    code, _, err = run("search", picture(), "--index", "index", "--model", save_model(place / "third", seed=2))
    assert code == 2 and "another version" not in err and "made with another model" in err


@pytest.mark.parametrize("kept", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("stated", ["float32", None])
def test_weights_of_16_bits_are_loaded_as_float32(place, kept, stated):
    weights = shipped.CHECKPOINT / "model.safetensors"
    halves = {name: value.to(kept) if value.ndim > 1 else value for name, value in load_file(weights).items()}
    save_file(halves, weights, {"format": "pt"})
    config = shipped.CHECKPOINT / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"dtype": stated}))
    model, processor = load_model("modeling_patent/checkpoint")
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert np.linalg.norm(encode_images(model, processor, made_figures()), axis=1) == pytest.approx(np.ones(4))


def test_the_page_opens_its_card_and_indexes_with_it(place, run, monkeypatch, capsys):
    pytest.importorskip("gradio", reason="the page needs gradio: the extra demo")
    from patent_demo.indexing import index_source
    from patent_demo.model_view import metrics_table
    from patent_demo.page import head_line
    from patent_demo.serve import open_collection

    results = "model-index:\n- name: x\n  results:\n  - task: {type: t}\n    dataset: {name: D, type: d}\n"
    results += "    metrics: [{type: map, value: 0.4375}]\n"
    (shipped.CHECKPOINT / "README.md").write_text(f"---\n{results}---\n")
    indexed(run)
    collection = open_collection("index")
    assert "Model: modeling_patent/checkpoint." in head_line(collection)
    assert "0.4375" in metrics_table(collection.model_name) or "0.437" in metrics_table(collection.model_name)
    index_source(Path("drawings"), collection.model_name, place / "second")
    second = PatentIndex.load("second")
    assert second.model_name == "modeling_patent/checkpoint"
    save_model(shipped.CHECKPOINT, seed=1)
    with pytest.raises(ValueError, match="another version"):
        second.search(str(picture()))


def test_wheel_and_source_archive_carry_the_checkpoint(tmp_path):
    """Built of a skeleton: the settings as they are, packages without their code, a stand-in for the checkpoint."""
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "modeling_patent/_version.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    places = dict(line.split(" = ") for line in config["options"]["package_dir"].strip().splitlines())
    for package in config["options"]["packages"].split():
        top, *rest = package.split(".")
        folder = tmp_path.joinpath(places[top], *rest)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    (tmp_path / "modeling_patent" / "checkpoint").mkdir()
    for name in FILES:
        (tmp_path / "modeling_patent" / "checkpoint" / name).write_text(name)
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist", "."]  # the wheel from the archive
    made = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-2000:]
    wheel = zipfile.ZipFile(next((tmp_path / "dist").glob("*.whl")))
    expected = {f"modeling_patent/checkpoint/{name}" for name in FILES}
    assert {name for name in wheel.namelist() if "/checkpoint/" in name} == expected
    with tarfile.open(next((tmp_path / "dist").glob("*.tar.gz"))) as archive:
        assert {name.partition("/")[2] for name in archive.getnames() if "/checkpoint/" in name} == expected
