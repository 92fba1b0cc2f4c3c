"""The eval.py command: what it prints and writes, and how it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from transformers import ResNetConfig

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.evaluation import PROTOCOLS
from tests.evaluation.scripts import ROOT, draw_pictures, load_script, save_model


@pytest.fixture(scope="session")
def script() -> Any:
    return load_script()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of eight patents with a Gazette copy and three figures each, in three subclasses."""
    return draw_pictures(tmp_path_factory.mktemp("pictures"), [f"2020-01-0{day}" for day in range(1, 9)])


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
        title = "cited by patent" if name == "cited" else name
        assert f"| {title} | {found['queries']} |" in printed
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


def test_it_says_who_asks_who_answers_and_what_is_relevant(
    script: Any, model: Path, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--model", str(model), "--data", str(pictures), "--protocol", "all", "--workers", "0", "--by_patent"]
    assert script.main([*arguments, "--out", str(tmp_path), "--ks", "1", "3"]) == 0
    printed, written = capsys.readouterr().out, (tmp_path / "evaluation.md").read_text()
    report = json.loads((tmp_path / "evaluation.json").read_text())
    assert list(report["results"]) == [p.name for p in PROTOCOLS if p.name != "same-patent"]
    for text in (printed, written):
        assert "same-patent is left out: it is about the figures of one patent and cannot rank patents" in text
        assert (
            "later-art by patent: find later patents of the same subclass (arXiv 2404.19360). Asks: every patent with "
            "a grant date; may answer: the patents of the same collection granted strictly after it, but for itself; "
            "relevant: what has the same Locarno subclass." in text
        )
        assert "| subclass by patent | 8 | 0 |" in text and "hit@3" in text
        assert "0 citations, 0 more of patents elsewhere" in text
    assert {"hit@1", "hit@3"} <= set(report["results"]["subclass"]) and "hit@10" not in report["results"]["subclass"]
    assert all(found["by_patent"] for found in report["results"].values())


def test_queries_and_gallery_in_two_places(script: Any, model: Path, pictures: Path, tmp_path: Path) -> None:
    from modeling_patent.encoding import encode
    from modeling_patent.evaluation import evaluate_embeddings
    from patent_data import load_source

    earlier = draw_pictures(tmp_path / "earlier", ["2019-03-05", "2019-03-12", "2020-01-03"])
    arguments = ["--model", str(model), "--data", str(pictures), "--protocol", "prior-art", "--workers", "0"]
    assert script.main([*arguments, "--gallery", str(earlier), "--out", str(tmp_path / "out")]) == 0
    loaded, both = PatentVisionModel.from_pretrained(model), [load_source(pictures), load_source(earlier)]
    embeds = [encode(loaded, PatentImageProcessor(size=32), rows, workers=0, progress=False) for rows in both]
    expected = evaluate_embeddings(embeds[0], both[0], "prior-art", gallery_embeds=embeds[1], gallery_rows=both[1])
    report = json.loads((tmp_path / "out" / "evaluation.json").read_text())
    assert report["results"]["prior-art"] == expected and expected["gallery_figures"] == 9
    told = (tmp_path / "out" / "evaluation.md").read_text()
    assert f"against `{earlier}`, all rows" in told and "the figures of the gallery granted strictly before it" in told


def test_splits_of_parquet_as_queries_and_gallery(script: Any, model: Path, pictures: Path, tmp_path: Path) -> None:
    from patent_data import load_source, split_by_time
    from patent_data.parquet import write_parquet

    rows = load_source(pictures)
    splits = split_by_time(rows, {"train": None, "test": "2020-01-05"})
    write_parquet(splits, tmp_path / "parquet", progress=False)
    arguments = [
        "--model",
        str(model),
        "--data",
        str(tmp_path / "parquet"),
        "--protocol",
        "prior-art",
        "--workers",
        "0",
    ]

    def found(*more: str) -> Any:
        return script.evaluate(script.read_options([*arguments, *more]))["results"]["prior-art"]

    plain = script.evaluate(script.read_options([*arguments[:2], "--data", str(pictures), *arguments[4:]]))
    assert found() == plain["results"]["prior-art"]
    assert found("--split", "test")["figures"] == 12
    both = found("--split", "test", "--gallery_split", "train")
    assert (both["figures"], both["gallery_figures"], both["queries"]) == (12, 12, 12)
    with pytest.raises(ValueError, match=r"no split 'best' \(there are t"):
        found("--split", "best")


def test_lists_of_deeppatent_are_splits(script: Any, model: Path, pictures: Path, tmp_path: Path) -> None:
    root = tmp_path / "deeppatent"
    names = sorted(path.name for path in draw_pictures(root / "pictures", ["2018-02-20", "2018-02-27"]).glob("*.png"))
    (root / "pictures" / "metadata.jsonl").unlink()
    for side, sheets in (("query", (1,)), ("db", (0, 2, 3))):
        lines = [f"I/{name} {int(name[3:10])}" for name in names if int(name[-5]) in sheets]
        (root / f"test_{side}_patent.txt").write_text("\n".join(lines))
    arguments = ["--model", str(model), "--data", str(root), "--split", "test_query", "--gallery_split", "test_gallery"]
    found = script.evaluate(script.read_options([*arguments, "--workers", "0"]))["results"]["same-patent"]
    assert (found["queries"], found["figures"], found["gallery_figures"]) == (2, 2, 4)
    assert found["gallery_rows_left_out"]["gazette_copy"] == 2


@pytest.mark.parametrize("name", ["model", "hog"])
def test_a_run_that_was_stopped_goes_on_and_a_second_one_reads_no_picture(
    name: str, script: Any, model: Path, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modeling_patent import prepared_figures, vector_files

    if name == "hog":
        pytest.importorskip("skimage")
    monkeypatch.setattr(vector_files, "BLOCK", 5)
    arguments = ["--model", str(model) if name == "model" else "hog", "--data", str(pictures), "--workers", "0"]
    arguments += ["--batch_size", "5"]
    plain = script.evaluate(script.read_options(arguments))["results"]
    read = []

    def stops(image: Any) -> Any:
        read.append(image)
        if len(read) == 23:
            raise KeyboardInterrupt
        return open_picture(image)

    open_picture = prepared_figures.open_picture
    monkeypatch.setattr(prepared_figures, "open_picture", stops)
    arguments += ["--cache", str(tmp_path / "cache")]
    with pytest.raises(KeyboardInterrupt):
        script.main(arguments)
    assert len(read) == 23  # four blocks of five are there
    assert script.evaluate(script.read_options(arguments))["results"] == plain
    assert len(read) == 23 + 12
    again = script.evaluate(script.read_options([*arguments, "--protocol", "subclass"]))
    assert list(again["results"]) == ["subclass"] and len(read) == 23 + 12


def test_every_query_s_metrics_are_written(script: Any, model: Path, pictures: Path, tmp_path: Path) -> None:
    arguments = ["--model", str(model), "--data", str(pictures), "--workers", "0", "--protocol", "prior-art", "cited"]
    report = script.evaluate(script.read_options([*arguments, "--per_query", str(tmp_path / "a" / "q.parquet")]))
    lines = parquet.read_table(tmp_path / "a" / "q.parquet").to_pylist()
    art = [line for line in lines if line["protocol"] == "prior-art"]
    assert len(art) == 24 and len({line["figure_id"] for line in art}) == 24
    assert all(line["patent_id"] == line["figure_id"][:10] and not line["by_patent"] for line in art)
    found = report["results"]["prior-art"]
    for metric in ("map", "ndcg", "hit@5", "recall@10", "mrr@10"):
        counted = [line[metric] for line in art if line[metric] is not None]
        assert sum(counted) / len(counted) == pytest.approx(found[metric]) and len(counted) == found["queries"]
    cited = [line for line in lines if line["protocol"] == "cited"]
    assert len(cited) == 8 and all(line["by_patent"] and line["map"] is None for line in cited)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["q.parquet"]
    assert not {name for found in report["results"].values() for name in found if name.startswith("per_query")}


def test_hog_is_evaluated_under_its_name(script: Any, pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("skimage")
    assert script.main(["--model", "hog", "--data", str(pictures), "--workers", "0"]) == 0
    assert "| same-patent | 24 | 0 |" in capsys.readouterr().out


def test_a_file_states_arguments_and_the_command_line_goes_first(script: Any, tmp_path: Path) -> None:
    file = tmp_path / "eval.yaml"
    file.write_text(
        "model: m\ndata: d\nprotocol: [subclass, prior-art]\nbatch_size: 8\nsplit: null\n"
        "by_patent: true\nbf16: false\nks: [1, 20]\n"
    )
    options = script.read_options(["--config", str(file), "--batch_size", "16"])
    assert (options.model, options.data, options.split, options.batch_size) == ("m", "d", None, 16)
    assert options.protocol == ["subclass", "prior-art"] and options.ks == (1, 20)
    assert options.by_patent is True and options.bf16 is False
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
    (["--model", "hog", "--data", "PICTURES", "--split", "test"], "has no split 'test': it is no drawn corpus"),
    (["--model", "hog", "--data", "no_such/dataset"], "no file, folder or Hub dataset: no_such/dataset"),
    (["--model", "hog", "--data", "BAD_PARQUET"], "BAD_PARQUET: no Parquet dataset"),
    (["--model", "hog", "--data", "OTHER_PARQUET"], "the rows of split 'train' lack the columns image, figure_id"),
    (["--model", "m", "--data", "d", "--ks", "0"], "'0' is not a whole number of at least 1"),
    (["--model", "m", "--data", "d", "--by_patent", "--protocol", "same-patent"], "same-patent is about the figures"),
    (["--model", "hog", "--data", "PICTURES", "--gallery", "nowhere/at/all"], "no such file or folder: nowhere/at/all"),
    (["--model", "hog", "--data", "PICTURES", "--out", "bad.yaml"], "bad.yaml"),
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
    Path("BAD_PARQUET").mkdir()
    Path("BAD_PARQUET/a.parquet").write_bytes(b"PAR1 and no more")
    Path("OTHER_PARQUET").mkdir()
    parquet.write_table(pa.table({"colour": ["blue"]}), "OTHER_PARQUET/a.parquet")
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
