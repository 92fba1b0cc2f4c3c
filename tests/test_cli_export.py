"""`patent export`: what is written, what is said of the loss, and one line for wrong input."""

import json
import sys

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from modeling_patent import PatentImageProcessor, PatentVisionModel, cli_export, shipped
from modeling_patent.cli import main
from modeling_patent.cli_arguments import OneLineParser
from modeling_patent.cli_export import add_export, comparison, comparison_text
from modeling_patent.exported import load_exported
from tests.small import BACKBONES


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with drawings of eight patents, and a small random model."""
    root = tmp_path_factory.mktemp("export")
    (root / "figures").mkdir()
    for patent in range(8):
        for view in range(2):
            picture = Image.new("1", (90, 60 + 9 * patent), 1)
            ImageDraw.Draw(picture).rectangle((5, 5 + 10 * view, 80 - 7 * patent, 55), outline=0, width=1 + patent % 3)
            picture.save(root / "figures" / f"USD090000{patent}-2021010{patent + 1}-D0000{view + 1}.png")
    torch.manual_seed(0)
    PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8).save_pretrained(root / "model")
    PatentImageProcessor(size=32).save_pretrained(root / "model")
    return root


@pytest.fixture
def run(monkeypatch, place):
    monkeypatch.setenv("HF_DATASETS_CACHE", str(place / "cache"))

    def call(*arguments):
        parser = OneLineParser(prog="patent")
        add_export(parser.add_subparsers())
        options = parser.parse_args(["export", *map(str, arguments)])
        return options.run(options)

    return call


def test_without_a_model_the_shipped_one_is_exported_and_remembered_by_its_name(
    place, run, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(shipped, "CHECKPOINT", place / "model")
    run("--out", tmp_path / "out", "--format", "onnx")
    assert "model: modeling_patent/checkpoint, which comes with" in capsys.readouterr().err
    assert json.loads((tmp_path / "out" / "exported.json").read_text())["model"] == shipped.SHIPPED
    monkeypatch.setattr(shipped, "CHECKPOINT", place / "none")
    with pytest.raises(FileNotFoundError, match="this installation has no checkpoint"):
        run("--out", tmp_path / "more", "--format", "onnx")
    assert not (tmp_path / "more").exists()


def test_the_export_is_written_and_its_loss_is_said(place, run, tmp_path):
    options = ["--format", "onnx", "--precision", "int8", "--workers", "0"]
    sources = ["--calibrate", place / "figures", "--compare", place / "figures"]
    said = run(place / "model", "--out", tmp_path / "out", *options, *sources)
    lines = said.splitlines()
    assert lines[0].startswith(f"wrote {tmp_path / 'out'}: onnx, int8, 0.1 MB")
    assert lines[1] == "on 16 figures, with the model and exported:"
    assert lines[2].startswith("  mAP same-patent ")
    assert "of the ten nearest" in lines[3] and "mean cosine" in lines[4]
    model, _ = load_exported(tmp_path / "out")
    assert model.about["calibration_figures"] == 16
    said = run(place / "model", "--out", tmp_path / "out", "--format", "onnx", "--compare", place / "figures",
               "--limit", 5, "--workers", 0)  # fmt: skip
    assert "on 5 figures" in said and "(+0.0000)" in said and "nearest" not in said


def test_without_comparison_one_line_is_said(place, run, tmp_path):
    said = run(place / "model", "--out", tmp_path / "out", "--format", "onnx")
    assert said.count("\n") == 0 and "onnx, fp32" in said


def test_an_exported_model_indexes_and_searches_but_knows_no_words(place, run, tmp_path, capsys, caplog):
    out, figures = tmp_path / "out", place / "figures"
    run(place / "model", "--out", out, "--format", "onnx", "--precision", "int8", "--calibrate", figures)

    def patent(*arguments):
        assert main([str(argument) for argument in arguments]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    def search(*arguments):
        return [hit["figure_id"] for hit in json.loads(patent("search", *arguments, "--json"))["hits"]]

    asked = figures / "USD0900003-20210104-D00002.png"
    patent("index", figures, "--model", out, "--out", tmp_path / "small", "--workers", 2)
    assert search(asked, "--index", tmp_path / "small", "-k", 1) == [asked.stem]
    assert not caplog.records
    assert main(["search", "--words", "a box", "--index", str(tmp_path / "small")]) == 2
    assert "has no text tower" in capsys.readouterr().err
    patent("index", figures, "--model", place / "model", "--out", tmp_path / "float", "--workers", 0)
    assert search(asked, "--index", tmp_path / "float", "-k", 1) == [asked.stem]
    assert not caplog.records
    assert search(asked, "--index", tmp_path / "float", "--model", out, "-k", 1) == [asked.stem]
    assert "the index was made with another form of this model" in caplog.text


def test_a_missing_engine_is_one_line(place, run, tmp_path, capsys, monkeypatch):
    run(place / "model", "--out", tmp_path / "out", "--format", "onnx")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert main(["index", str(place / "figures"), "--model", str(tmp_path / "out"), "--out", str(tmp_path / "x")]) == 2
    assert "ONNX Runtime is not installed: pip install 'modeling-patent[onnx]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--precision", "int8"], "--calibrate SOURCE"),
        (["--limit", "3"], "--compare SOURCE"),
        (["--format", "onnx", "--precision", "bf16"], "does not compute in bfloat16"),
    ],
)
def test_wrong_options_are_refused_before_a_model_is_loaded(run, tmp_path, options, words, monkeypatch):
    monkeypatch.setattr("modeling_patent.retrieval.query.load_model", lambda name: pytest.fail("loaded"))
    with pytest.raises(ValueError, match=words):
        run("no/model", "--out", tmp_path / "out", *options)
    assert not (tmp_path / "out").exists()


def test_wrong_places_are_one_line(place, run, tmp_path):
    with pytest.raises(ValueError, match="there is no model at"):
        run(tmp_path / "gone", "--out", tmp_path / "out", "--format", "onnx")
    with pytest.raises((ValueError, OSError), match="gone"):
        run(place / "model", "--out", tmp_path / "out", "--format", "onnx", "--compare", tmp_path / "gone")
    with pytest.raises(ValueError, match="holds other files"):
        run(place / "model", "--out", place / "figures", "--format", "onnx")
    assert not (tmp_path / "out").exists()


def slow_comparison(before, after):
    """The share of the ten nearest that stay, and of figures that keep all ten, one by one."""
    shared = []
    for i in range(len(before)):
        nearest = []
        for vectors in (before, after):
            others = [j for j in range(len(vectors)) if j != i]
            others.sort(key=lambda j: (-float(vectors[i].astype(np.float64) @ vectors[j].astype(np.float64)), j))
            nearest.append(set(others[:10]))
        shared.append(len(nearest[0] & nearest[1]))
    return sum(shared) / (10 * len(shared)), sum(n == 10 for n in shared) / len(shared)


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def random_rows(count):
    return [
        {
            "figure_id": f"f{i}", "patent_id": f"p{i // 2}", "granted": f"2020-01-{1 + i // 2 % 28:02d}",
            "locarno": ("06-01", "14-04")[i // 2 % 2], "is_gazette_copy": False,
        }
        for i in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [12, 40, 300])
@pytest.mark.parametrize("noise", [0.0, 0.3, 9.0])
def test_the_comparison_is_that_of_the_definition(count, noise):
    rng = np.random.default_rng(count)
    before = unit(rng.standard_normal((count, 6)))
    after = unit(before + noise * rng.standard_normal((count, 6)))
    found = comparison(random_rows(count), before, after)
    assert (found["nearest"], found["same_nearest"]) == pytest.approx(slow_comparison(before, after))
    assert found["cosine"] == pytest.approx(float((before * after).sum(axis=1).mean()), abs=1e-6)
    assert set(found["map"]) == {"same-patent", "prior-art"}
    if noise == 0:
        assert (found["nearest"], found["same_nearest"]) == (1, 1)
        assert all(first == second for first, second in found["map"].values())
    elif noise > 1:
        assert found["map"]["same-patent"][0] != found["map"]["same-patent"][1]


def test_equal_vectors_agree_with_themselves():
    vectors = unit(np.ones((30, 4)))
    assert comparison(random_rows(30), vectors, vectors)["same_nearest"] == 1


def test_figures_without_vector_and_few_figures_are_no_trouble():
    rng = np.random.default_rng(0)
    before = unit(rng.standard_normal((13, 6)))
    after = before.copy()
    before[3], after[12] = np.nan, np.nan
    found = comparison(random_rows(13), before, after)
    assert found["figures"] == 11 and np.isnan(found["nearest"])
    assert "nearest" not in comparison_text(found)
    empty = comparison(random_rows(2), np.full((2, 6), np.nan), np.full((2, 6), np.nan))
    assert empty["figures"] == 0 and empty["map"] == {}
    undated = [row | {"granted": None, "locarno": None} for row in random_rows(40)]
    some = unit(rng.standard_normal((40, 6)))
    assert set(comparison(undated, some, some)["map"]) == {"same-patent"}


def test_the_words_say_what_was_found():
    found = {"figures": 438, "cosine": 0.99991, "nearest": 0.9726, "same_nearest": 0.74,
             "map": {"same-patent": (0.5, 0.49), "prior-art": (0.25, 0.2521)}}  # fmt: skip
    assert comparison_text(found).splitlines() == [
        "on 438 figures, with the model and exported:",
        "  mAP same-patent  0.5000 -> 0.4900 (-0.0100)",
        "  mAP prior-art    0.2500 -> 0.2521 (+0.0021)",
        "  of the ten nearest 97.3% stay; 74.0% of the figures keep all",
        "  mean cosine of a figure's two vectors 0.99991",
    ]


def test_the_block_of_rows_changes_nothing():
    rng = np.random.default_rng(1)
    a, b = (unit(rng.standard_normal((513, 6))).astype(np.float64) for _ in range(2))
    assert cli_export._shared(a, b)[[0, 255, 256, 512]].tolist() == [
        len(set(np.argsort(-(a @ a[i]) + 9 * (np.arange(513) == i))[:10]) & set(
            np.argsort(-(b @ b[i]) + 9 * (np.arange(513) == i))[:10])) for i in (0, 255, 256, 512)
    ]  # fmt: skip
