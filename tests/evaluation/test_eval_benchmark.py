"""eval.py --benchmark and --check: what they write and say, and how they refuse."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.vector_files import weights_fingerprint
from tests.evaluation.scripts import draw_pictures, load_script, save_model

DAYS = ["2016-03-01", "2017-03-07", "2018-03-06", "2018-12-25", "2019-03-05", "2019-12-31", "2020-01-07", "2020-06-02",
        "2020-12-29", "2017-05-02", "2019-06-04", "2020-03-03"]  # fmt: skip
DP2 = "dp2-prior-art-v1"


@pytest.fixture(scope="module")
def script() -> Any:
    return load_script()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_pictures(tmp_path_factory.mktemp("release"), DAYS, ("06-01", "14-04"))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def run(script: Any, model: Path, data: Path, out: Path, *more: str, benchmark: str = DP2) -> dict[str, Any]:
    arguments = ["--benchmark", benchmark, "--model", str(model), "--data", str(data), "--out", str(out)]
    assert script.main([*arguments, "--workers", "0", *more]) == 0
    return json.loads((out / "benchmark.json").read_text())


def test_a_benchmark_is_run_written_and_checked(
    script: Any, model: Path, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--seed", "7", "--bf16", "--cache", str(tmp_path / "kept"), "--per_query", str(tmp_path / "q.parquet")]
    result = run(script, model, release, tmp_path / "out", *more)
    printed = capsys.readouterr().out
    assert (result["benchmark"], result["settings"]) == (DP2, {"bf16": True, "seed": 7})
    weights = weights_fingerprint(PatentVisionModel.from_pretrained(model))
    assert result["model"] == {"name": str(model), "revision": None, "weights": weights}
    counts = result["data"]["counts"]
    assert [counts[f"{role}_patents"] for role in ("train", "validation", "test", "gallery")] == [5, 3, 4, 12]
    assert result["data"]["left_out"]["gazette_copy"] == 12 and counts["rows"] == 48
    for text in (printed, (tmp_path / "out" / "benchmark.md").read_text()):
        assert result["data"]["fingerprints"]["test"] in text and "| prior-art head |" in text
        assert "gazette copy 12" in text and "main-class by patent: find earlier patents" in text
    asked = parquet.read_table(tmp_path / "q.parquet").to_pylist()
    assert [line["protocol"] for line in asked].count("prior-art") == 12
    assert [line["protocol"] for line in asked].count("main-class by patent") == 4
    file = str(tmp_path / "out" / "benchmark.json")
    for given in ([], ["--data", str(release)]):
        assert script.main(["--check", file, *given]) == 0
        assert capsys.readouterr().out == "nothing is wrong\n"


def test_the_metrics_are_checked_with_the_model(
    script: Any, model: Path, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(script, model, release, tmp_path / "out")
    file, other = str(tmp_path / "out" / "benchmark.json"), save_model(tmp_path / "other", seed=1)
    check = ["--check", file, "--data", str(release), "--workers", "0"]
    assert script.main([*check, "--model", str(model)]) == 0
    capsys.readouterr()
    assert script.main([*check, "--model", str(other)]) == 1
    assert "but the vectors give" in capsys.readouterr().out


def test_parquet_and_its_splits_in_any_order_give_the_same_result(
    script: Any, model: Path, release: Path, tmp_path: Path
) -> None:
    from patent_data import load_source, split_by_patent
    from patent_data.parquet import write_parquet

    splits = split_by_patent(load_source(release), {"train": 0.5, "validation": 0.5})
    assert all(len(rows) for rows in splits.values())
    write_parquet(splits, tmp_path / "parquet", progress=False)
    plain, again = (run(script, model, data, tmp_path / "out") for data in (release, tmp_path / "parquet"))
    assert again["data"] == plain["data"]
    assert again["results"] == plain["results"]


def test_what_is_wrong_ends_with_1_and_a_line_each(
    script: Any, model: Path, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(script, model, release, tmp_path / "out")
    fewer = draw_pictures(tmp_path / "fewer", DAYS[:8], ("06-01", "14-04"))
    run(script, model, fewer, tmp_path / "part")
    files = [str(tmp_path / name / "benchmark.json") for name in ("out", "part")]
    capsys.readouterr()
    assert script.main(["--check", *files]) == 1
    assert capsys.readouterr().out == f"{files[0]} and {files[1]}: test: they are of different figures\n"
    assert script.main(["--check", files[0], files[0]]) == 0
    capsys.readouterr()
    assert script.main(["--check", files[0], "--data", str(fewer)]) == 1
    assert f"{files[0]}: counts: rows is 48, but the rows give 32" in capsys.readouterr().out.splitlines()
    result["results"]["prior-art"]["map"] = None
    (tmp_path / "bad.json").write_text(json.dumps(result))
    assert script.main(["--check", str(tmp_path / "bad.json")]) == 1
    assert capsys.readouterr().out == f"{tmp_path / 'bad.json'}: prior-art: map is no number\n"


def test_lists_of_deeppatent(script: Any, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "deeppatent"
    names = sorted(path.name for path in draw_pictures(root / "pictures", DAYS[:6]).glob("*.png"))
    (root / "pictures" / "metadata.jsonl").unlink()
    for part, patents in (("val", (1, 2)), ("test", (3, 4, 5, 6))):
        for side, sheets in (("query", (1,)), ("db", (0, 2, 3))):
            some = [name for name in names if int(name[3:10]) in patents and int(name[-5]) in sheets]
            lines = [f"I/{name} {patents.index(int(name[3:10])) + 1}" for name in some]
            (root / f"{part}_{side}_patent.txt").write_text("\n".join(lines))
    result = run(script, model, root, tmp_path / "out", benchmark="deeppatent-v1")
    found = result["results"]
    assert [found[name]["gallery_figures"] for name in found] == [12, 8, 6, 4] and len(found) == 4
    assert "fingerprint of the figures, test: " in capsys.readouterr().out
    assert script.main(["--check", str(tmp_path / "out" / "benchmark.json"), "--data", str(root)]) == 1
    printed = capsys.readouterr().out
    assert "but the list has 13,133 queries" in printed and "the rows give" not in printed
    only = run(script, model, root, tmp_path / "test", "--split", "test", benchmark="deeppatent-v1")
    assert list(only["results"]) == ["test", "test without Gazette copies"]
    assert only["results"]["test"] == found["test"]


def test_a_picture_that_cannot_be_read_counts_as_zeros(
    script: Any, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modeling_patent import prepared_figures

    data = draw_pictures(tmp_path / "data", DAYS, ("06-01", "14-04"))
    open_picture = prepared_figures.open_picture

    def fails(image: Any) -> Any:
        if "USD0000007" in str(image["path"]):
            raise ValueError("broken")
        return open_picture(image)

    monkeypatch.setattr(prepared_figures, "open_picture", fails)
    result = run(script, model, data, tmp_path / "out")
    assert result["figures_without_vector"] == 3
    assert result["data"]["counts"]["test"] == 12
    assert script.main(["--check", str(tmp_path / "out" / "benchmark.json"), "--data", str(data)]) == 0


def test_nothing_is_embedded_for_a_benchmark_without_queries(
    script: Any, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from modeling_patent import prepared_figures

    monkeypatch.setattr(prepared_figures, "open_picture", lambda image: pytest.fail("a picture was opened"))
    data = draw_pictures(tmp_path / "data", DAYS[:5])
    assert script.main(["--benchmark", DP2, "--model", str(model), "--data", str(data), "--workers", "0"]) == 2
    assert "no query: no patent with a subclass is granted in 2020" in capsys.readouterr().err


RUN = ["--model", "hog", "--data", "d"]
WRONG = [
    (["--benchmark", "best", *RUN], "invalid choice: 'best'"),
    (["--benchmark", DP2, "--model", "hog"], "--data must be given"),
    (["--benchmark", DP2, *RUN, "--protocol", "all"], f"{DP2} has rules of its own: leave out --protocol"),
    (["--benchmark", DP2, *RUN, "--max_figures", "9", "--by_patent"], "leave out --by_patent and --max_figures"),
    (["--benchmark", DP2, *RUN, "--split", "test"], f"{DP2} splits by itself, not --split test"),
    (["--benchmark", "deeppatent-v1", *RUN, "--split", "best"], "takes --split test or validation, not --split best"),
    (["--check", "nowhere.json"], "nowhere.json"),
    (["--check", "bad.json"], "bad.json is not JSON"),
    (["--check", "list.json"], "list.json is no result of a benchmark"),
    (["--check", "a.json", "--model", "m"], "--check takes --data, and with it --model"),
    (["--check", "a.json", "--benchmark", DP2], "--check takes --data"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], message: str, script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("bad.json").write_text("{")
    Path("list.json").write_text("[]")
    assert script.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("eval.py: ") and captured.err.count("\n") == 1 and message in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("content", ["{}", '{"benchmark": "deeppatent-v1", "data": [1]}', '{"benchmark": ["a"]}'])
def test_json_that_is_no_result_is_told(
    content: str, script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(content)
    assert script.main(["--check", str(tmp_path / "a.json")]) == 1
    assert "a.json: missing: " in capsys.readouterr().out


def test_the_processor_of_the_model_is_used(script: Any, model: Path, release: Path, tmp_path: Path) -> None:
    """The numbers are those of run_benchmark on the model's own vectors."""
    from modeling_patent.encoding import encode
    from modeling_patent.evaluation import run_benchmark
    from patent_data import load_source

    rows = load_source(release)
    embeds = encode(
        PatentVisionModel.from_pretrained(model), PatentImageProcessor(size=32), rows, workers=0, progress=False
    )
    expected = run_benchmark(embeds, rows, model="m", weights="w")
    result = run(script, model, release, tmp_path / "out")
    assert result["data"] == expected["data"] and result["per_class"] == expected["per_class"]
