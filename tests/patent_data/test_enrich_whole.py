"""`patent enrich` from a release to a file of texts, against a stand-in for the models' endpoint with faults."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import huggingface_hub
import numpy as np
import pytest
from PIL import Image
from pyarrow import parquet

from modeling_patent import cli
from tests.llm_server import serve_llm

ROOT = Path(__file__).parents[2]
KEY = "sk-secret-0123456789"
OBJECTS = ["Teapot", "Lamp", "Bicycle saddle", "Coat hook", "Bottle", "Garden shears", "Headphones", "Watch strap"]


def picture_of(number):
    """A drawing whose blocks spell its number."""
    bits = [number >> bit & 1 for bit in range(10)]
    pixels = np.full((40, 120), 255, np.uint8)
    for place, bit in enumerate([1, *bits]):
        pixels[8:32, 4 + 10 * place : 4 + 10 * place + (8 if bit else 2)] = 0
    return Image.fromarray(pixels)


def release(root, figures):
    """Write a DeepPatent2-shaped release whose figures can be told apart by their pictures."""
    (root / "Segmented").mkdir(parents=True)
    records = []
    for number in range(figures):
        stem = f"USD{836880 + number:07d}-20190101"
        name = OBJECTS[number % len(OBJECTS)]
        file = f"{stem}-D00001_1.png"
        picture_of(number).save(root / "Segmented" / file)
        records.append({
            "id": number, "patentID": stem, "patentdate": "2019-01-01", "figid": 1, "object": name,
            "aspect": "front view", "caption": f"Fig. 1 is a front view of a {name.lower()};",
            "figure_file": f"{stem}-D00001.png", "subfigure_file": file, "object_title": name,
            "classification_locarno": "1404",
        })  # fmt: skip
    (root / "design2019.json").write_text(json.dumps(records))
    return root


def number_of(record):
    """Tell which figure a captioner was shown."""
    pixels = np.asarray(record["picture"].convert("L"))[20]
    return sum(int((pixels[14 + 10 * bit : 22 + 10 * bit] == 0).sum() > 4) << bit for bit in range(10))


def figure_number(figure_id):
    return int(figure_id[3:10]) - 836880


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Run `patent enrich` in this process; gives the exit code, standard output and standard error."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def run(*arguments):
        code = cli.main(["enrich", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def both_models(server, *more):
    return ["--captioner", "captioner", "--llm", "writer", "--base-url", server.address, *more]


EIGHT = ["--workers", "8", "--timeout", "3", "--retries", "20"]


def texts_in(out):
    rows = parquet.read_table(out).to_pylist()
    assert len({row["figure_id"] for row in rows}) == len(rows)
    return {row["figure_id"]: row for row in rows}


def test_every_figure_gets_texts_from_what_the_captioner_saw(tmp_path, command):
    source, out = release(tmp_path / "release", 5), tmp_path / "texts.parquet"
    with serve_llm(key=KEY) as server:
        code, _, errors = command(source, "--out", out, *both_models(server))
    assert (code, errors, server.wrong) == (0, "", [])
    assert sorted(number_of(record) for record in server.asked if record["role"] == "captioner") == list(range(5))
    rows = texts_in(out)
    assert len(rows) == 5
    for row in rows.values():
        name = OBJECTS[figure_number(row["figure_id"])].lower()
        assert len(set(row["texts"])) == 20
        assert all(name in text.lower() for text in row["texts"])
        assert (row["captioner"], row["llm"], row["problems"]) == ("captioner", "writer", [])
        assert any(row["details"] in prompt for prompt in server.prompts("writer"))
        assert row["requests"] == 2 and row["llm_completion_tokens"] > 0


def test_second_run_asks_nothing(tmp_path, command):
    source, out = release(tmp_path / "release", 3), tmp_path / "texts.parquet"
    with serve_llm() as server:
        assert command(source, "--out", out, *both_models(server))[0] == 0
        before, asked = out.read_bytes(), len(server.asked)
        assert command(source, "--out", out, *both_models(server))[0] == 0
        assert len(server.asked) == asked
    assert out.read_bytes() == before


def test_one_figure_that_the_models_refuse_stops_no_other(tmp_path, command):
    source, out = release(tmp_path / "release", 6), tmp_path / "texts.parquet"

    def script(number, record):
        return "400" if record["role"] == "captioner" and number_of(record) == 2 else "ok"

    with serve_llm(script) as server:
        code, _, _ = command(source, "--out", out, *both_models(server))
        rows = texts_in(out)
        assert code == 0
        assert sorted(figure_number(name) for name, row in rows.items() if not row["texts"]) == [2]
        server.script, asked = (), len(server.asked)
        assert command(source, "--out", out, *both_models(server))[0] == 0
    again = server.asked[asked:]
    assert [(record["role"], number_of(record)) for record in again[:1]] == [("captioner", 2)]
    assert len(again) == 2
    assert all(len(row["texts"]) == 20 for row in texts_in(out).values())


@pytest.mark.parametrize("fault", ["no JSON", "refusal", "duplicates", "length", "empty", "malformed"])
def test_writer_that_answers_badly_once_still_gives_all_texts(tmp_path, command, fault):
    source, out = release(tmp_path / "release", 2), tmp_path / "texts.parquet"
    faults = iter([fault])

    def script(number, record):
        return next(faults, "ok") if record["role"] == "writer" else "ok"

    with serve_llm(script) as server:
        code, _, _ = command(source, "--out", out, *both_models(server, "--workers", "1"))
    assert code == 0
    assert [len(set(row["texts"])) for row in texts_in(out).values()] == [20, 20]


@pytest.mark.parametrize(
    ("script", "models", "said"),
    [
        (["401"] * 9, None, "the key is missing or not valid"),
        ((), ["--captioner", "gpt-17"], "there is no such model or address"),
        (["429:4000"] * 9, None, "asks to come back in 4000 s"),
    ],
)
def test_hopeless_endpoint_ends_the_run_in_one_line_without_the_key(tmp_path, command, script, models, said):
    source, out = release(tmp_path / "release", 4), tmp_path / "texts.parquet"
    with serve_llm(script) as server:
        code, output, errors = command(source, "--out", out, *both_models(server, "--workers", "1", *(models or [])))
    assert code == 2
    assert said in errors and errors.count("\n") == 1
    assert KEY not in output + errors
    assert len(server.asked) <= 4  # those that were under way


def start(source, out, server, home):
    """Run `patent enrich` in a process of its own."""
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(home), "HF_HOME": str(home), "OPENAI_API_KEY": KEY, "NO_PROXY": "*",
        "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "data")]),
    }  # fmt: skip
    arguments = map(str, ["enrich", source, "--out", out, *both_models(server, *EIGHT)])
    return subprocess.Popen(
        [sys.executable, "-m", "modeling_patent.cli", *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for(condition, process, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


FAULTS = {
    3: "429:0",
    11: "500",
    17: "malformed",
    29: "reset",
    41: "null content",
    53: "503",
    67: "html",
    79: "truncated",
}


@pytest.mark.processes
def test_killed_run_is_taken_up_again_and_asks_no_saved_figure_twice(tmp_path, command):
    figures, stall = 140, 240
    source, out = release(tmp_path / "release", figures), tmp_path / "texts.parquet"
    parts = tmp_path / "texts.parquet.parts"

    def stalls(number, record):
        return "hang" if number >= stall else FAULTS.get(number % 97, "ok")

    # 0.05 s an answer: the requests before the stall take more than the second after which a part is saved.
    with serve_llm(stalls, latency=0.05, key=KEY) as server:
        process = start(source, out, server, tmp_path / "home")
        try:
            wait_for(lambda: len(server.asked) > stall and any(parts.glob("part-*.parquet")), process)
        finally:
            process.kill()
            process.communicate()
        assert not out.exists()
        saved = [row for path in parts.glob("part-*.parquet") for row in parquet.read_table(path).to_pylist()]
        first = list(server.asked)
        server.script, server.latency = (lambda number, record: FAULTS.get(number % 97, "ok")), 0.0
        code, output, errors = command(source, "--out", out, *both_models(server, *EIGHT))
        second = server.asked[len(first) :]
    assert code == 0, errors
    assert KEY not in output + errors
    assert server.wrong == []
    rows = texts_in(out)
    assert len(rows) == figures and not parts.exists()
    assert all(len(set(row["texts"])) == 20 for row in rows.values())
    assert 50 <= len(saved) < figures and all(row["texts"] == rows[row["figure_id"]]["texts"] for row in saved)

    def answered(records):
        kept = [record for record in records if record["happened"] == "ok" and record["role"] == "captioner"]
        return Counter(number_of(record) for record in kept)

    done = {figure_number(row["figure_id"]) for row in saved}
    assert set(answered(second)) == set(range(figures)) - done
    assert max(answered(second).values()) == 1  # and once at most in the first run, which did not live to save it
    assert max(answered(first).values()) == 1


@pytest.mark.processes
def test_interrupted_run_saves_what_it_has_and_goes_on(tmp_path, command):
    figures = 60
    source, out = release(tmp_path / "release", figures), tmp_path / "texts.parquet"
    with serve_llm(lambda number, record: "429:100" if number >= 40 else "ok", latency=0.02) as server:
        process = start(source, out, server, tmp_path / "home")
        wait_for(lambda: len(server.asked) >= 42, process)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)  # though all wait for 100 seconds
        assert process.returncode == 130, errors
        saved = sum(parquet.read_metadata(path).num_rows for path in (tmp_path / "texts.parquet.parts").glob("part-*"))
        assert 0 < saved < figures
        asked, server.script = len(server.asked), ()
        code, _, errors = command(source, "--out", out, *both_models(server, *EIGHT))
    assert code == 0, errors
    assert len(server.asked) - asked == 2 * (figures - saved)
    assert len(texts_in(out)) == figures
