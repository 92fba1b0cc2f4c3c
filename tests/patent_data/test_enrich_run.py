import json
import re

import datasets
import pytest
from PIL import Image

from modeling_patent.rows import make_row, row_features
from patent_data.enrich import Prices, Reply, enrich, plan, prompts
from patent_data.enrich.store import parts_folder
from patent_data.enrich.template import template_texts
from tests.fake_models import Fake, eye, figures, read, texts_for, writer


@pytest.fixture
def out(tmp_path):
    return tmp_path / "texts.parquet"


def test_without_models_the_template_writes_the_texts(out):
    rows = figures(3)
    summary = enrich(rows, out, progress=False)
    found = read(out)
    assert {name: row["texts"] for name, row in found.items()} == {
        row["figure_id"]: template_texts(row) for row in rows
    }
    assert {
        (row["captioner"], row["llm"], row["prompt_version"], row["requests"], row["cost"]) for row in found.values()
    } == {(None, "template", prompts.PROMPT_VERSION, 0, 0.0)}
    assert str(summary) == f"3 figures got 60 texts (20.0 a figure) in {out}"


def test_captioner_and_writer_work_together_and_leave_what_they_said(out):
    captioner, pen = eye(), writer()
    prices = Prices(captioner_in=10, captioner_out=100, llm_in=1, llm_out=2)
    summary = enrich(figures(2), out, captioner, pen, prices=prices, progress=False)
    row = read(out)["f0"]
    assert len(row["texts"]) == 20
    assert row["details"] == "The shade is a cone. The foot is a disc."
    assert row["texts"][0] in json.loads(row["answer"])["texts"]
    assert (row["captioner"], row["llm"], row["prompt_version"]) == ("eye", "pen", prompts.PROMPT_VERSION)
    assert row["problems"] == []
    assert [row[f"{model}_{kind}_tokens"] for model in ("captioner", "llm") for kind in ("prompt", "completion")] == [
        100,
        10,
        100,
        10,
    ]
    assert row["requests"] == 2
    assert row["cost"] == pytest.approx((100 * 10 + 10 * 100 + 100 * 1 + 10 * 2) / 1e6)
    assert summary.cost == pytest.approx(2 * row["cost"])
    assert (summary.requests, summary.tokens_in, summary.tokens_out) == (4, 400, 40)
    picture, instructions = captioner.asked[0]
    assert picture.size == (9, 9)
    assert instructions == prompts.CAPTIONER_INSTRUCTIONS
    assert all("The shade is a cone." in user and system == prompts.WRITER_SYSTEM for system, user in pen.asked)


def test_a_captioner_alone_adds_details_to_the_template(out):
    enrich(figures(1), out, eye(), progress=False)
    row = read(out)["f0"]
    assert row["llm"] == "template"
    assert len(row["texts"]) == 20
    assert any("The shade is a cone." in text for text in row["texts"])
    assert row["cost"] is None


def test_a_cost_is_not_made_up_where_a_price_or_the_tokens_are_missing(out):
    silent = Fake(lambda number, prompt: Reply(texts_for(number, prompt), "pen", None, 5))
    summary = enrich(figures(2), out, None, silent, prices=Prices(llm_in=1, llm_out=1), progress=False)
    row = read(out)["f0"]
    assert (row["llm_prompt_tokens"], row["llm_completion_tokens"], row["cost"]) == (None, 5, None)
    assert "cost not known" in str(summary)
    assert Prices(llm_in=1).cost([0, 0, 5, 5], [False, False, True, True]) is None
    assert Prices(llm_in=1, llm_out=2).cost([None, None, 5, 5], [False, False, True, True]) == pytest.approx(15e-6)


def test_missing_texts_are_asked_for_once_more_and_then_taken_from_the_template(out):
    pen = Fake(lambda number, prompt: texts_for(number, prompt, count=7))
    enrich(figures(1), out, None, pen, progress=False)
    row = read(out)["f0"]
    assert len(pen.asked) == row["requests"] == 2
    assert "Write 13 more" in pen.asked[1][1]
    assert row["texts"][0] in pen.asked[1][1]
    assert row["problems"] == ["filled from the template (6)"]
    assert len(row["texts"]) == len(set(row["texts"])) == 20
    assert row["answer"].count('"texts"') == 2
    assert row["llm_prompt_tokens"] == 200


def test_other_names_that_a_model_gives_stand_in_the_texts_that_fill_up(out):
    enrich(figures(1), out, None, Fake(lambda number, prompt: texts_for(number, prompt, count=1)), progress=False)
    texts = read(out)["f0"]["texts"]
    assert len(texts) == 20
    assert any("a reading light" in text for text in texts[2:])


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("I'm sorry, I can't help with that.", "refusal (2)"),
        ("", "empty answer (2)"),
        ("A lamp, I would say.", "no texts in the answer (2)"),
        ('{"texts": ["{object}"]}', "placeholder (2)"),
    ],
)
def test_a_useless_answer_is_counted_and_the_template_fills_in(out, said, problem):
    summary = enrich(figures(1), out, None, Fake(lambda *_: said), progress=False)
    row = read(out)["f0"]
    assert problem in row["problems"]
    assert "filled from the template (20)" in row["problems"]
    assert len(row["texts"]) == 20
    assert problem in str(summary)


def test_a_captioner_that_refuses_gives_no_details(out):
    pen = writer()
    enrich(figures(1), out, eye("I'm sorry, I can't see the image."), pen, progress=False)
    row = read(out)["f0"]
    assert row["details"] == "I'm sorry, I can't see the image."
    assert row["problems"] == ["details: refusal (1)"]
    assert "sorry" not in pen.asked[0][1]


def test_a_figure_of_which_nothing_is_known_is_not_asked_for(out):
    pen = writer()
    summary = enrich(figures(1, object_name=None, locarno=None), out, None, pen, progress=False)
    assert pen.asked == []
    assert read(out)["f0"]["problems"] == ["nothing known of the figure (1)"]
    assert "nothing known of the figure (1)" in str(summary)


def test_gazette_copies_and_second_figures_of_a_name_are_left_out_and_counted(out):
    rows = figures(4)
    rows[1]["is_gazette_copy"] = True
    rows[3]["figure_id"] = "f2"
    summary = enrich(rows, out, progress=False)
    assert set(read(out)) == {"f0", "f2"}
    assert "left out: Gazette copy (1), second figure of one name (1)" in str(summary)


def test_a_second_run_asks_nothing_and_another_version_or_model_asks_all(out, monkeypatch):
    rows = figures(3)
    enrich(rows, out, None, writer(), progress=False)
    again = writer()
    summary = enrich(rows, out, None, again, progress=False)
    assert again.asked == []
    assert summary.there == 3
    other = writer(model="other")
    enrich(rows[:1], out, None, other, progress=False)
    assert len(other.asked) == 1
    assert {name: row["llm"] for name, row in read(out).items()} == {"f0": "other", "f1": "pen", "f2": "pen"}
    monkeypatch.setattr("patent_data.enrich.run.PROMPT_VERSION", "next")
    newer = writer()
    enrich(rows, out, None, newer, progress=False)
    assert len(newer.asked) == 3
    assert {row["prompt_version"] for row in read(out).values()} == {"next"}


def test_figures_of_other_sources_stay_in_the_file(out):
    enrich(figures(2), out, progress=False)
    others = figures(2)
    others[0]["figure_id"], others[1]["figure_id"] = "g0", "g1"
    enrich(others, out, progress=False)
    assert set(read(out)) == {"f0", "f1", "g0", "g1"}


def test_calls_run_at_once_as_many_as_the_models_allow(out):
    captioner, pen = eye(workers=1, delay=0.001), writer(workers=4, delay=0.02)
    enrich(figures(30), out, captioner, pen, progress=False)
    assert captioner.most == 1
    assert 2 <= pen.most <= 4
    slow = writer(workers=8, delay=0.01)
    enrich(figures(10), out, None, slow, workers=2, progress=False)
    assert slow.most <= 2


def test_rows_are_read_only_a_little_ahead(out):
    taken = []

    class Rows(list):
        def __getitem__(self, number):
            taken.append(number)
            return super().__getitem__(number)

    ahead = []
    pen = Fake(
        lambda number, prompt: ahead.append(len(taken) - number) or texts_for(number, prompt), workers=2, delay=0.001
    )
    enrich(Rows(figures(60)), out, None, pen, progress=False)
    assert max(ahead) <= 10


def test_a_dataset_is_read_without_decoding_pictures_that_nobody_looks_at(out, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"no picture")
    rows = datasets.Dataset.from_list(
        [make_row(str(path), f"f{n}", "p", object_name="Shoe") for n in range(3)], features=row_features()
    )
    assert enrich(rows, out, progress=False).figures == 3
    Image.new("L", (5, 7)).save(path)
    captioner = eye()
    enrich(rows, out, captioner, progress=False)
    assert [picture.size for picture, _ in captioner.asked] == [(5, 7)] * 3


def test_limit_takes_the_first_figures(out):
    rows = figures(5)
    rows[0]["is_gazette_copy"] = True
    enrich(rows, out, limit=2, progress=False)
    assert set(read(out)) == {"f1", "f2"}
    assert enrich(rows, out, limit=3, progress=False).figures == 1


def test_bad_arguments_are_refused_before_a_model_is_asked(out, tmp_path):
    pen = writer()
    for bad, words in ((tmp_path, "a folder"), (tmp_path / "no" / "t.parquet", "no folder")):
        with pytest.raises(ValueError, match=words):
            enrich(figures(1), bad, None, pen, progress=False)
    with pytest.raises(ValueError, match="count must be at least 1"):
        enrich(figures(1), out, None, pen, count=0, progress=False)
    with pytest.raises(ValueError, match="lack the column patent_id"):
        enrich([{"figure_id": "a"}], out, None, pen, progress=False)
    assert pen.asked == []
    assert enrich([], out, None, pen, progress=False).figures == 0


def test_a_plan_shows_the_prompts_and_sums_up_what_they_would_cost(out):
    rows = figures(10)
    prices = Prices(captioner_in=1, captioner_out=1, llm_in=2, llm_out=4)
    said = plan(rows, out, "eye", "pen", prices=prices)
    assert "10 figures to enrich, 0 there already" in said
    assert prompts.CAPTIONER_INSTRUCTIONS in said
    assert "Object name: Desk lamp" in said
    assert "20 requests" in said
    user = prompts.writer_prompt(rows[0], ["x"], "x" * 480, 20)
    numbers = [int(number) for number in re.search(r"about (\d+) tokens in and (\d+) out", said).groups()]
    assert numbers[1] == 10 * (120 + 20 * 30)
    expected = 10 * (1000 + len(prompts.CAPTIONER_INSTRUCTIONS) / 4 + (len(prompts.WRITER_SYSTEM) + len(user)) / 4)
    assert numbers[0] == pytest.approx(expected, rel=0.2)
    assert re.search(r"cost about 0\.0\d USD", said)
    assert not parts_folder(out).exists()
    assert "cost not known" in plan(rows, out, None, "pen")
    free = plan(rows, out)
    assert "no requests; cost 0.00 USD" in free
    assert template_texts(rows[0])[0] in free
    enrich(rows, out, progress=False)
    assert plan(rows, out) == "0 figures to enrich, 10 there already"
