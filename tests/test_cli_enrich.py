import json

import pytest
from PIL import Image
from pyarrow import parquet

import patent_data.enrich
from modeling_patent import cli
from patent_data.enrich import BackendError, Reply, backends


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A folder with four figures of two patents, one of them a Gazette copy, and what is known of them."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    folder = tmp_path / "figures"
    folder.mkdir()
    lines = []
    for patent in range(2):
        for sheet in range(2):
            name = f"USD090000{patent}-20210101-D0000{sheet + patent}.png"
            Image.new("L", (30, 20 + patent), 255).save(folder / name)
            lines.append({"file_name": name, "title": f"Coat hook {patent}", "locarno": "08-08", "viewpoint": "top"})
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


@pytest.fixture
def run(capsys):
    def call(*arguments):
        capsys.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def models(monkeypatch):
    """Stand-ins for the makers of models; what they are made with is noted."""
    made, answers = {}, {}

    def maker(kind):
        def make(name, base_url=None, **options):
            def call(first, second):
                return Reply(answers[kind](first, second), name, 1000, 100)

            made[kind] = {"name": name, "base_url": base_url, **options}
            call.model, call.workers = name, options["workers"]
            call.start = call.stop = lambda: None
            return call

        return make

    answers["captioner"] = lambda *_: "A long shank ends in a ball."
    answers["writer"] = lambda *_: json.dumps({"texts": ["A coat hook.", "A hook with a ball."]})
    monkeypatch.setattr(backends, "make_captioner", maker("captioner"))
    monkeypatch.setattr(backends, "make_writer", maker("writer"))
    return made, answers


def refused(answer, *words):
    code, out, err = answer
    assert (code, out) == (2, "")
    assert err.startswith("patent")
    assert err.count("\n") == 1, err
    for word in words:
        assert str(word) in err, err


def test_the_template_needs_no_model(source, run, tmp_path):
    out = tmp_path / "t.parquet"
    code, said, err = run("enrich", source, "--out", out)
    assert (code, err) == (0, "")
    assert said.startswith(f"3 figures got {3 * 20} texts (20.0 a figure) in {out}; left out: Gazette copy (1)")
    assert {row["llm"] for row in parquet.read_table(out).to_pylist()} == {"template"}
    assert run("enrich", source, "--out", out)[1].startswith("0 figures got 0 texts (0.0 a figure)")


def test_options_reach_the_models(source, run, tmp_path, models, monkeypatch):
    made, _ = models
    monkeypatch.setenv("MY_KEY", "s3cret-value")
    out = tmp_path / "t.parquet"
    limits = ["--timeout", 7, "--retries", 2, "--workers", 3, "--requests-per-minute", 90, "--count", 5, "--limit", 2]
    prices = ["--price-in", 2, "--price-out", 10, "--captioner-price-in", 1]
    urls = ["--base-url", "http://a/v1", "--captioner-url", "http://b/v1", "--api-key-env", "MY_KEY"]
    code, said, err = run("enrich", source, "--out", out, "--captioner", "eye", "--llm", "pen", *limits, *prices, *urls)
    assert (code, err) == (0, "")
    options = {"timeout": 7.0, "retries": 2, "workers": 3, "requests_per_minute": 90.0, "api_key": "s3cret-value"}
    assert made == {
        "captioner": {"name": "eye", "base_url": "http://b/v1", **options},
        "writer": {"name": "pen", "base_url": "http://a/v1", **options},
    }
    rows = parquet.read_table(out).to_pylist()
    assert [len(row["texts"]) for row in rows] == [5, 5]
    assert rows[0]["cost"] == pytest.approx((1000 * 1 + 100 * 10 + 2 * (1000 * 2 + 100 * 10)) / 1e6)
    assert "filled from the template (6)" in said
    assert "6 requests, 6000 tokens in, 600 out; cost about 0.02 USD" in said
    assert b"s3cret" not in out.read_bytes()
    assert "s3cret" not in said


def test_a_checkpoint_on_this_machine_costs_nothing(source, run, tmp_path, models):
    out = tmp_path / "t.parquet"
    code, said, _ = run(
        "enrich", source, "--out", out, "--captioner", "folder", "--llm", "pen", "--llm-url", "http://a/v1"
    )
    assert code == 0
    assert "cost not known" in said
    made, _ = models
    assert made["captioner"]["base_url"] is None
    code, said, _ = run("enrich", source, "--out", tmp_path / "u.parquet", "--captioner", "folder", "--llm", "folder")
    assert "cost about 0.00 USD" in said


def test_a_dry_run_asks_nothing_and_writes_nothing(source, run, tmp_path, monkeypatch):
    for name in ("make_captioner", "make_writer"):
        monkeypatch.setattr(backends, name, lambda *a, **k: pytest.fail("made"))
    out = tmp_path / "t.parquet"
    options = ["--captioner", "eye", "--llm", "pen", "--base-url", "http://a/v1", "--price-in", 1, "--price-out", 1]
    code, said, err = run("enrich", source, "--out", out, "--dry-run", *options)
    assert (code, err) == (0, "")
    assert "3 figures to enrich, 0 there already, 1 left out (Gazette copy)" in said
    assert "Title of the patent" not in said
    assert "Object name: Coat hook 0" in said
    assert "6 requests" in said
    assert "USD" in said
    assert not list(tmp_path.glob("*parquet*"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--count", "0"], ["--count", "whole number"]),
        (["--price-in", "-1"], ["--price-in", "'-1'"]),
        (["--price-in", "nan"], ["--price-in", "number from 0"]),
        (["--timeout", "0"], ["--timeout", "more than 0"]),
        (["--requests-per-minute", "0"], ["--requests-per-minute"]),
        (["--base-url", "http://a/v1"], ["--base-url", "--captioner or --llm"]),
        (["--llm-url", "http://a/v1"], ["--llm-url", "--llm"]),
        (["--captioner-url", "http://a/v1"], ["--captioner-url", "--captioner"]),
        (["--api-key-env", "NO_SUCH_KEY"], ["NO_SUCH_KEY", "environment"]),
        (["--api-key", "abc"], ["--api-key"]),
        (["--tokenizer", "/no/tokenizer"], ["--tokenizer", "/no/tokenizer"]),
    ],
)
def test_a_wrong_option_is_one_line(source, run, tmp_path, options, words):
    refused(run("enrich", source, "--out", tmp_path / "t.parquet", *options), *words)
    assert not (tmp_path / "t.parquet").exists()


def test_a_wrong_source_or_target_is_one_line(source, run, tmp_path):
    refused(run("enrich", tmp_path / "gone", "--out", tmp_path / "t.parquet"), tmp_path / "gone")
    refused(run("enrich", source, "--out", tmp_path), "folder", "Parquet")
    refused(run("enrich", source, "--out", tmp_path / "no" / "t.parquet"), "no folder")
    refused(run("enrich", source), "--out")
    (tmp_path / "note.parquet").write_text("hello")
    refused(run("enrich", source, "--out", tmp_path / "note.parquet"), "note.parquet", "cannot be read")
    assert (tmp_path / "note.parquet").read_text() == "hello"


def test_models_that_fail_for_good_are_one_line(source, run, tmp_path, models):
    _, answers = models

    def locked(*_):
        raise BackendError("401: the endpoint does not take the key", fatal=True)

    answers["writer"] = locked
    options = ["--llm", "pen", "--base-url", "http://a/v1", "--workers", 1]
    refused(run("enrich", source, "--out", tmp_path / "t.parquet", *options), "401", "0 figures are saved, 3 left")


def test_ctrl_c_says_how_to_go_on(source, run, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt("interrupted; 7 figures are saved, 2 left; the same command goes on from there")

    monkeypatch.setattr("patent_data.enrich.run.enrich", interrupted)
    code, out, err = run("enrich", source, "--out", tmp_path / "t.parquet")
    assert (code, out) == (130, "")
    assert err == "patent: interrupted; 7 figures are saved, 2 left; the same command goes on from there\n"


def test_public_names_are_there():
    for name in patent_data.enrich.__all__:
        assert getattr(patent_data.enrich, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        patent_data.enrich.nothing  # noqa: B018
