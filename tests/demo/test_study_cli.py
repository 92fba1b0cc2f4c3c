"""`patent study`: it goes on with its own plan only, and bad input, of a page too, is one line."""

import json
import sys

import pytest

from patent_demo import study_page
from patent_demo.study_file import plan_path
from patent_demo.study_markup import read_collected
from tests.demo.study_small import small_study
from tests.demo.study_worlds import make_world, patent, study_of


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"))


def test_the_study_goes_on_with_the_same_plan_and_not_with_another(world, tmp_path, capsys):
    log = tmp_path / "study.jsonl"
    printed = study_of(world, log)
    assert study_of(world, log) == printed
    with pytest.raises(ValueError, match="was made with the seed 3, not 4"):
        study_of(world, log, seed=4)
    more = study_of(world, log, participants=3)
    assert more.splitlines()[1].startswith(printed.splitlines()[1])
    facts = json.loads(plan_path(log).read_text())["systems"]
    assert facts["A"]["index"] == str(world / "index-ours-secret") and facts["B"]["figures"] == 36


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"participants": 0}, "'0' is no whole number from 1"),
        ({"tasks-each": 7}, "7 tasks for each participant, but there are 6"),
        ({"participants": 1001}, "1 to 1000 participants, not 1001"),
        ({"tasks": "nowhere"}, "there are no tasks"),
        ({"log": "nowhere/study.jsonl"}, "there is no folder"),
        ({"a": "nowhere/at/all"}, "nowhere/at/all"),
    ],
)
def test_bad_input_is_one_line(world, tmp_path, monkeypatch, capsys, change, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((ValueError, OSError, SystemExit)) as error:
        study_of(world, "study.jsonl", **change)
    told = capsys.readouterr().err if error.type is SystemExit else str(error.value)
    assert message in told and "\n" not in told.strip() and list(tmp_path.iterdir()) == []


def test_the_consent_text_can_be_one_s_own_but_not_empty(world, tmp_path):
    (tmp_path / "empty.md").write_text(" \n")
    with pytest.raises(ValueError, match="participants have to know what they agree to"):
        study_of(world, tmp_path / "study.jsonl", "run", consent=tmp_path / "empty.md")
    pytest.importorskip("gradio")
    page = study_page.build_page(small_study(tmp_path / "log.jsonl"), "Our own text.")
    assert "Our own text." in str(page.get_config_file())


def test_without_gradio_the_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "gradio", None)
    with pytest.raises(ImportError, match=r"pip install 'modeling-patent\[demo\]'"):
        study_page.build_page(small_study(tmp_path / "log.jsonl"))


def test_a_log_is_analysed_by_the_command(tmp_path):
    with pytest.raises(FileNotFoundError):
        patent("analyse", tmp_path / "none.jsonl")
    (tmp_path / "study.jsonl").write_text("scribble\n")
    with pytest.raises(ValueError, match="no event in the study's log: line 1: no JSON"):
        patent("analyse", tmp_path / "study.jsonl")


@pytest.mark.parametrize(
    "text", [None, 3, "", "{", "[]", '{"marked": 3, "opened": []}', '{"marked": []}', "[" * 9999, "x" * 20_000]
)
def test_what_the_page_did_not_send_is_refused(text):
    with pytest.raises(ValueError, match="cannot be read"):
        read_collected(text)
