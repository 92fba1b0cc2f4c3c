import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from modeling_patent import PatentImageProcessor, PatentVisionModel, cli, encoding
from modeling_patent.retrieval import PatentIndex, index, part_files

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with drawings of three patents, a small random model, and the index that the command makes of them."""
    import torch
    from transformers import ViTConfig

    torch.manual_seed(0)
    root = tmp_path_factory.mktemp("cli")
    (root / "figures").mkdir()
    for patent in range(3):
        for view in range(2):
            picture = Image.new("1", (90, 60 + 20 * patent), 1)
            ImageDraw.Draw(picture).rectangle((5, 5 + 10 * view, 80 - 25 * patent, 55), outline=0, width=1 + patent)
            picture.save(root / "figures" / f"USD090000{patent}-2021010{patent + 1}-D0000{view + 1}.png")
    config = ViTConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, image_size=32, patch_size=8
    )
    PatentVisionModel.from_backbone(config, projection_dim=8).save_pretrained(root / "model")
    PatentImageProcessor(size={"height": 32, "width": 32}).save_pretrained(root / "model")
    arguments = ["index", root / "figures", "--model", root / "model", "--out", root / "index", "--workers", "0"]
    arguments += ["--precision", "fp32"]  # so that a drawing finds itself with a cosine of 1 on every processor
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_DATASETS_CACHE", str(root / "cache"))
        assert cli.main([str(argument) for argument in arguments]) == 0
    return root


@pytest.fixture
def run(capsys):
    """Run the command; returns (exit code, standard output, standard error)."""

    def call(*arguments):
        capsys.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def picture(place):
    return place / "figures" / "USD0900001-20210102-D00002.png"


def refused(answer, *words):
    """The command ended in one line on standard error that holds the words, and exit code 2."""
    code, out, err = answer
    assert code == 2, err
    assert out == ""
    assert err.startswith("patent")
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    for word in words:
        assert str(word) in err, err


def test_indexing_then_searching_finds_the_drawing_itself_first(place, picture, run):
    made = PatentIndex.load(place / "index")
    assert len(made) == 6
    assert made.model_name == str(place / "model")
    code, out, err = run("search", picture, "--index", place / "index")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) == 4
    assert lines[1].split()[:3] == ["1", "USD0900001", "2021-01-02"]
    assert lines[1].split()[4] == "1.0000"


def test_json_is_all_that_stands_on_standard_output(place, picture, run, tmp_path):
    report = tmp_path / "r.csv"
    code, out, err = run(
        "search", picture, "--index", place / "index", "--json", "-k", 2, "--before", "20210103", "--report", report
    )
    assert code == 0
    answer = json.loads(out)
    assert {key: answer[key] for key in answer if key != "hits"} == {
        "query": [str(picture)],
        "before": "2021-01-03",
        "after": None,
        "locarno": None,
        "index": str(place / "index"),
        "model": str(place / "model"),
    }
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    assert answer["hits"][0] | {"score": 1, "title": ""} == {
        "rank": 1,
        "patent_id": "USD0900001",
        "figure_id": "USD0900001-20210102-D00002",
        "score": 1,
        "granted": "2021-01-02",
        "locarno": None,
        "title": "",
        "figures": ["USD0900001-20210102-D00001", "USD0900001-20210102-D00002"],
        "matches": [["USD0900001-20210102-D00002", pytest.approx(1)]],
    }
    assert err == f"wrote {report}\n"


def test_what_libraries_print_while_searching_stays_off_standard_output(place, picture, run, monkeypatch):
    quiet = encoding.encode_images

    def noisy(model, processor, images):
        print("a library says hello")
        return quiet(model, processor, images)

    monkeypatch.setattr(encoding, "encode_images", noisy)
    code, out, err = run("search", picture, "--index", place / "index", "--json")
    assert code == 0
    json.loads(out)
    assert "hello" in err


def test_the_command_as_a_process_prints_json_and_nothing_else(place, picture):
    command = [sys.executable, "-m", "modeling_patent.cli", "search", picture, "--index", place / "index", "--json"]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "data")])
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": paths}, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["hits"][0]["patent_id"] == "USD0900001"
    assert done.stderr == ""


def test_limits_reach_the_search(place, picture, run):
    def patents(*options):
        code, out, _ = run("search", picture, "--index", place / "index", "--json", *options)
        assert code == 0
        return [hit["patent_id"] for hit in json.loads(out)["hits"]]

    assert set(patents()) == {"USD0900000", "USD0900001", "USD0900002"}
    assert patents("--before", "2021-01-02") == ["USD0900000"]
    assert patents("--after", "2021-01-02") == ["USD0900002"]
    assert set(patents("--exclude", "D900001")) == {"USD0900000", "USD0900002"}
    assert patents("--locarno", "14", "06-01") == []
    assert patents("-k", "1") == ["USD0900001"]
    assert len(patents("--figures")) == 6


def test_several_pictures_are_views_of_one_design(place, picture, run):
    def scores(*pictures):
        _, out, _ = run("search", *pictures, "--index", place / "index", "--json")
        return {hit["patent_id"]: hit["score"] for hit in json.loads(out)["hits"]}

    other_view, other_patent = (picture.with_name(f"USD090000{n}-2021010{n + 1}-D00001.png") for n in (1, 0))
    assert scores(picture, other_view)["USD0900001"] == pytest.approx(1, abs=1e-6)
    alone = [scores(picture), scores(other_patent)]
    together = scores(picture, other_patent)
    for patent in together:
        assert together[patent] == pytest.approx((alone[0][patent] + alone[1][patent]) / 2, abs=1e-6)


def test_no_hits_is_an_answer(place, picture, run):
    code, out, _ = run("search", picture, "--index", place / "index", "--before", "1999-01-01")
    assert code == 0
    assert out.startswith("no hits")


def test_reports_are_written(place, picture, run, tmp_path):
    reports = [tmp_path / f"r.{kind}" for kind in ("html", "csv", "png")]
    options = [word for report in reports for word in ("--report", report)]
    code, _, _ = run("search", picture, "--index", place / "index", "--before", "2021-01-03", *options)
    assert code == 0
    assert "granted before" in reports[0].read_text()
    assert "2021-01-03" in reports[0].read_text()
    assert "not at hand" not in reports[0].read_text()
    assert len(reports[1].read_text().splitlines()) == 3
    assert Image.open(reports[2]).format == "PNG"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--before", "soon"], ["--before", "'soon'", "YYYY-MM-DD"]),
        (["--after", "2021-02-30"], ["--after", "2021-02-30"]),
        (["--locarno", "chairs"], ["--locarno", "'chairs'", "14-04"]),
        (["-k", "0"], ["-k", "'0'", "whole number"]),
        (["-k", "many"], ["-k", "'many'"]),
        (["--exclude", "D777777"], ["D777777", "USD0900000"]),
        (["--report", "r.pdf"], [".html, .csv, .png", "r.pdf"]),
        (["--report", "/no/such/r.html"], ["no folder /no/such"]),
        (["--model", "/no/model"], ["no model at /no/model"]),
        (["--colour"], ["--colour", "--help"]),
    ],
)
def test_a_wrong_option_of_search_is_one_line(place, picture, run, options, words):
    refused(run("search", picture, "--index", place / "index", *options), *words)


def test_a_wrong_picture_is_one_line(place, run, tmp_path):
    (tmp_path / "note.png").write_text("hello")
    refused(run("search", tmp_path / "gone.png", "--index", place / "index"), tmp_path / "gone.png", "no such picture")
    refused(run("search", tmp_path / "note.png", "--index", place / "index"), tmp_path / "note.png", "not a picture")
    refused(run("search", tmp_path, "--index", place / "index"), tmp_path, "folder")


def test_pictures_taken_for_codes_are_explained(place, picture, run):
    refused(run("search", "--index", place / "index", "--locarno", "14", picture), "pictures stand before the options")


def test_a_wrong_index_is_one_line(place, picture, run, tmp_path):
    refused(run("search", picture, "--index", tmp_path / "gone"), tmp_path / "gone", "no such index")
    refused(run("search", picture, "--index", tmp_path), "no index", "patent index")
    PatentIndex.from_embeddings([[1, 2]], [{"figure_id": "a", "patent_id": "p"}], "/gone/model").save(tmp_path / "i")
    refused(run("search", picture, "--index", tmp_path / "i"), "/gone/model")
    refused(run("search", picture, "--index", tmp_path / "i", "--model", place / "model"), "another model")
    manifest = json.loads((tmp_path / "i" / "index.json").read_text()) | {"format_version": 9}
    (tmp_path / "i" / "index.json").write_text(json.dumps(manifest))
    refused(run("search", picture, "--index", tmp_path / "i"), "format version 9")


def test_a_wrong_source_model_or_target_of_index_is_one_line(place, run, tmp_path):
    figures, model = place / "figures", place / "model"
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("x")
    refused(run("index", tmp_path / "gone", "--model", model, "--out", tmp_path / "i"), tmp_path / "gone")
    refused(run("index", tmp_path / "empty", "--model", model, "--out", tmp_path / "i"), tmp_path / "empty")
    refused(run("index", figures, "--model", tmp_path / "gone", "--out", tmp_path / "i"), "no model at")
    refused(run("index", figures, "--model", tmp_path / "empty", "--out", tmp_path / "i"), "no model can be loaded")
    refused(run("index", figures, "--model", model, "--out", tmp_path / "full"), "thesis.txt")
    refused(run("index", figures, "--model", model, "--out", "/proc/index"), "/proc/index")
    refused(run("index", figures, "--model", model), "--out")
    refused(run("index", figures, "--model", model, "--out", tmp_path / "i", "--limit", "0"), "--limit")
    assert not (tmp_path / "i").exists()


def test_a_refused_target_is_found_out_before_anything_is_encoded(place, run, tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "encode", lambda *a, **k: pytest.fail("encoded"))
    (tmp_path / "thesis.txt").write_text("x")
    refused(run("index", place / "figures", "--model", place / "model", "--out", tmp_path), "thesis.txt")


def test_limit_and_unreadable_figures_are_counted(place, run, tmp_path, monkeypatch):
    def half(model, processor, dataset, **options):
        embeds = np.ones((len(dataset), 8), dtype=np.float32)
        embeds[0] = np.nan
        return embeds

    monkeypatch.setattr(encoding, "encode", half)
    options = ["--model", place / "model", "--out", tmp_path / "i", "--limit", 3]
    code, out, _ = run("index", place / "figures", *options)
    assert code == 0
    assert "indexed 2 figures of 2 patents" in out
    assert "1 without a readable picture left out" in out


def test_a_full_disk_is_one_line(place, run, tmp_path, monkeypatch):
    def full(out, vectors):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(part_files, "_write_vectors", full)
    options = ["--model", place / "model", "--out", tmp_path / "i", "--workers", "0"]
    refused(run("index", place / "figures", *options), "No space left", "free some room")


def test_ctrl_c_is_one_line_and_exit_code_130(place, picture, run, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(index.PatentIndex, "search", interrupted)
    code, out, err = run("search", picture, "--index", place / "index")
    assert (code, out) == (130, "")
    assert err.count("\n") == 1


def test_a_fault_of_the_program_is_one_line_too_and_exit_code_1(place, picture, run, monkeypatch):
    def broken(*arguments, **options):
        raise ZeroDivisionError("bug")

    monkeypatch.setattr(index.PatentIndex, "search", broken)
    code, out, err = run("search", picture, "--index", place / "index")
    assert (code, out) == (1, "")
    assert "ZeroDivisionError" in err
    assert err.count("\n") == 1


def test_a_reader_that_goes_away_is_met_in_silence(place, picture, capfd, monkeypatch):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        code = cli.main(["search", str(picture), "--index", str(place / "index")])
    assert code == 141
    assert capfd.readouterr().err == ""


def test_draw_hands_its_options_on(run, monkeypatch, tmp_path):
    import patent_data

    asked = {}
    fake = lambda folder, **options: asked.update(options, folder=folder)  # noqa: E731
    monkeypatch.setitem(vars(patent_data), "draw_corpus", fake)
    code, out, err = run("draw", tmp_path / "corpus", "--patents", 7, "--views", 3, "--seed", 0, "--defects")
    assert (code, err) == (0, "")
    assert "7 drawn patents" in out
    assert asked == {
        "folder": str(tmp_path / "corpus"),
        "patents": 7,
        "views": 3,
        "seed": 0,
        "size": 512,
        "workers": None,
        "defects": True,
        "progress": False,
    }


def test_version_and_help_are_printed_and_a_missing_command_is_one_line(run):
    import modeling_patent

    assert run("--version") == (0, f"patent {modeling_patent.__version__}\n", "")
    code, out, err = run("search", "--help")
    assert (code, err) == (0, "")
    assert "--locarno" in out
    refused(run(), "COMMAND")
    refused(run("serach", "x.png"), "serach")


def test_a_title_that_the_terminal_cannot_write_does_not_stop_the_answer(place, picture, monkeypatch, tmp_path):
    rows = [{"figure_id": "a", "patent_id": "p", "title": "Café 椅子"}]
    PatentIndex.from_embeddings(np.ones((1, 8)), rows, str(place / "model")).save(tmp_path / "i")
    for options in ([], ["--json"]):
        with (tmp_path / "out.txt").open("w", encoding="ascii") as narrow:
            monkeypatch.setattr(sys, "stdout", narrow)
            assert cli.main(["search", str(picture), "--index", str(tmp_path / "i"), *options]) == 0
        assert "Caf" in (tmp_path / "out.txt").read_text()
