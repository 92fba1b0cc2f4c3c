"""A study as participants go through it: steps, pauses, breaks, crashes, and that nobody sees which system it is."""

import json
import os

import pytest
from scipy import stats

from modeling_patent.evaluation.study import analyse_study
from modeling_patent.evaluation.study_log import read_study_log
from patent_demo.study_markup import stage_html
from patent_demo.study_practice import practice_material
from patent_demo.study_results import make_material, rank_tasks
from patent_demo.study_tasks import read_tasks
from tests.demo.study_small import Clock, TinyIndex, cards, draw, practise, small_study


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda file: None)  # that it is called is the writer's test
    return tmp_path / "study.jsonl"


def code_of(study, number=0):
    return list(study.plan.participants)[number]


def do(study, ticket, marked=(1,), satisfaction=4):
    study.begin(ticket)
    study.answer(ticket, marked, none=not marked)
    return study.rate(ticket, satisfaction)


def events_of(log):
    return [json.loads(line)["event"] for line in log.read_text().splitlines()]


def test_a_task_goes_from_its_drawing_to_results_to_a_rating_to_the_next(log):
    study = small_study(log)
    ticket = practise(study, code_of(study))
    assert log.read_text() == ""
    ready = study.rate(ticket, 5)  # too early: nothing happens
    assert (ready.step, ready.place, ready.total, ready.cards, ready.begun) == ("ready", 1, 6, (), False)
    shown = study.begin(ticket)
    assert shown.step == "results" and len(shown.cards) == 3
    rating = study.answer(ticket, [3, 1, 1], opened=[2])
    assert rating.step == "rating" and rating.marked == (1, 3) and rating.cards == shown.cards
    after = study.rate(ticket, 5)
    assert (after.step, after.place) == ("ready", 2)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    task, system = study.plan.participants[ticket[0]][0]
    assert all((one["participant"], one["task"], one["system"]) == (ticket[0], task, system) for one in lines)
    assert [one["event"] for one in lines] == ["start", "search", "answer", "rating"]
    patents = [card.patent_id for card in shown.cards]
    assert lines[0]["place"] == 1 and lines[0]["consent"] is True and lines[1]["shown"] == patents
    assert (lines[2]["relevant"], lines[2]["marked"]) == (True, [patents[0], patents[2]])
    assert lines[2]["opened"] == [patents[1]]
    assert lines[3]["satisfaction"] == 5 and read_study_log(log)[1] == []


def test_all_tasks_are_done_once_in_the_planned_order(log):
    study = small_study(log)
    ticket = practise(study, code_of(study))
    view = None
    for _ in range(6):
        view = do(study, ticket)
    assert view.step == "done" and study.enter(ticket[0])[1].step == "done"
    rated = [(one["task"], one["system"]) for one in read_study_log(log)[0] if one["event"] == "rating"]
    assert rated == study.plan.participants[ticket[0]]


def test_a_button_pressed_twice_does_nothing_more(log):
    study = small_study(log)
    ticket = practise(study, code_of(study))
    assert study.begin(ticket) == study.begin(ticket)
    assert study.answer(ticket, [2]) == study.answer(ticket, [1, 3])
    assert study.rate(ticket, 2) == study.rate(ticket, 5)
    assert events_of(log) == ["start", "search", "answer", "rating"]
    assert '"marked": ["USD900' in log.read_text() and log.read_text().count("satisfaction") == 1


def test_the_time_is_from_the_results_to_the_answer_without_pauses(log):
    clock = Clock()
    study = small_study(log, clock=clock)
    ticket = practise(study, code_of(study))
    clock.now = 100.0
    study.begin(ticket)
    clock.now = 110.0
    paused = study.pause(ticket, [2], [3])
    assert paused.step == "ready" and paused.begun and paused.cards == ()
    clock.now = 1110.0
    assert study.begin(ticket).marked == (2,)
    clock.now = 1115.0
    study.answer(ticket, [2], opened=[1, 3])
    assert json.loads(log.read_text().splitlines()[-1])["opened"] == [
        study.begin(ticket).cards[rank - 1].patent_id for rank in (1, 3)
    ]
    clock.now = 1200.0
    study.rate(ticket, 3)
    who = analyse_study(log)["participants"][ticket[0]][study.plan.participants[ticket[0]][0][1]]
    assert who["seconds"] == pytest.approx(15) and who["interrupted"] == 0


@pytest.mark.parametrize("crash", [True, False])
@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), ("ready", 1, False)),
        (("begin",), ("ready", 1, True)),
        (("begin", "pause"), ("ready", 1, True)),
        (("begin", "answer"), ("rating", 1, True)),
        (("begin", "answer", "rate"), ("ready", 2, False)),
    ],
)
def test_a_participant_goes_on_where_they_were(log, steps, expected, crash):
    """After a crash of the program, and in another window of the same one."""
    study = small_study(log)
    ticket = practise(study, code_of(study))
    do(study, ticket)
    more = {"begin": (), "pause": (), "answer": ([1],), "rate": (4,)}
    for step in steps:
        getattr(study, step)(ticket, *more[step])
    if crash:
        study.log.close()
        study = small_study(log)
    again, view = study.enter(ticket[0].lower())
    assert (view.step, view.place, view.begun) == (expected[0], expected[1] + 1, expected[2])
    with pytest.raises(LookupError, match="enter your code"):
        study.begin(ticket)
    while view.step != "done":
        view = {
            "ready": study.begin,
            "results": lambda t: study.answer(t, [], True),
            "rating": lambda t: study.rate(t, 1),
        }[view.step](again)
    events, problems = read_study_log(log)
    assert problems == [] and len([one for one in events if one["event"] == "rating"]) == 6
    found = analyse_study(log)
    assert sum(found["interrupted"].values()) == (steps == ("begin",)) and sum(found["unfinished"].values()) == 0


def test_a_participant_who_comes_back_has_no_practice_and_one_who_is_new_has(log):
    study = small_study(log)
    ticket = practise(study, code_of(study))
    assert study.enter(ticket[0])[1].place == 0  # nothing was recorded yet
    ticket = practise(study, code_of(study))
    study.begin(ticket)
    assert study.enter(ticket[0])[1].place == 1


def test_answers_that_cannot_be_meant_are_asked_again_and_not_written(log):
    study = small_study(log)
    ticket = practise(study, code_of(study))
    study.begin(ticket)
    written = log.read_text()
    for marked, none, message in [
        ([], False, "mark what resembles"),
        ([1], True, "undo one of the two"),
        ([0], False, "cannot be read"),
        ([4], False, "cannot be read"),
        (["1"], False, "cannot be read"),
        ([True], False, "cannot be read"),
        ([1.5], False, "cannot be read"),
        (None, False, "cannot be read"),
        ([[1]], False, "cannot be read"),
    ]:
        with pytest.raises(ValueError, match=message):
            study.answer(ticket, marked, none)
    assert log.read_text() == written
    assert study.answer(ticket, [], True).step == "rating"
    for rating in (None, 0, 6, "4", 2.5):
        with pytest.raises(ValueError, match="from 1 to 5"):
            study.rate(ticket, rating)
    assert study.rate(ticket, 1).place == 2
    answer = json.loads(log.read_text().splitlines()[2])
    assert (answer["relevant"], answer["marked"]) == (False, [])


@pytest.mark.parametrize("ticket", [None, 3, (), ("X", "Y"), ["7XKB", ""], {"a": 1}])
def test_a_page_without_a_ticket_is_sent_to_the_code(log, ticket):
    study = small_study(log)
    with pytest.raises(LookupError, match="enter your code to go on"):
        study.begin(ticket)


@pytest.mark.parametrize("code", ["", "ZZZZ", "NOBODY", "no code!", None])
def test_an_unknown_code_is_refused(log, code):
    with pytest.raises(ValueError, match="code"):
        small_study(log).enter(code)
    assert log.read_text() == ""


def test_the_log_of_another_study_is_refused(log):
    study = small_study(log, people=2)
    practise_and_begin = practise(study, code_of(study, 1))
    study.begin(practise_and_begin)
    study.log.close()
    with pytest.raises(ValueError, match="is of another study"):
        small_study(log, people=1)


def test_what_cannot_be_written_did_not_happen(log, monkeypatch):
    study = small_study(log)
    ticket = practise(study, code_of(study))
    study.begin(ticket)

    def full(*events):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(study.log, "append", full)
    with pytest.raises(OSError, match="No space"):
        study.answer(ticket, [1])
    monkeypatch.undo()
    assert study.answer(ticket, [1]).step == "rating" and events_of(log) == ["start", "search", "answer"]


def test_both_systems_look_the_same_where_they_find_the_same(log):
    study = small_study(log, made=lambda task, system: cards(task, "A"))
    pair = [practise(study, code_of(study, number)) for number in (0, 1)]
    for _ in range(6):
        for step in (lambda t: study.begin(t), lambda t: study.pause(t, [2]), lambda t: study.begin(t),
                     lambda t: study.answer(t, [1]), lambda t: study.rate(t, 3)):  # fmt: skip
            pages = [stage_html(step(ticket)) for ticket in pair]
            assert pages[0] == pages[1]
    a, b = (study.plan.participants[ticket[0]] for ticket in pair)
    assert all(x[0] == y[0] and x[1] != y[1] for x, y in zip(a, b, strict=True))


def test_what_the_page_shows_names_no_system_index_file_or_score(tmp_path, log):
    draw(tmp_path / "tasks" / "q.png", 3)
    indexes = {"A": TinyIndex(tmp_path / "secret-a"), "B": TinyIndex(tmp_path / "secret-b", backwards=True)}
    tasks, _ = read_tasks(tmp_path / "tasks")
    found = rank_tasks(indexes, tasks, 4, lambda line: None)
    material = make_material(indexes, tasks, found, lambda line: None)
    study = small_study(log, people=2, tasks=1, each=1)
    study.material = material
    pages = {}
    for number in (0, 1):
        ticket = practise(study, code_of(study, number))
        pages[study.plan.participants[ticket[0]][0][1]] = stage_html(study.begin(ticket))
    assert pages["A"] != pages["B"]
    for page in pages.values():
        plain = page.replace("data:image/png;base64", "")
        for secret in ("secret", str(tmp_path), "q.png", "system", "0.5", "t01", "-1.png", "score"):
            assert secret not in plain
        assert "&lt;b&gt;Chair&lt;/b&gt; ${1 + 1}" in page and "<b>" not in page
    (tmp_path / "secret-b" / "USD9000005-2.png").unlink()
    with pytest.raises(ValueError, match="index B finds USD9000005-2, but its picture is not where"):
        make_material(indexes, tasks, found, lambda line: None)


def test_the_practice_shows_neither_system(log):
    shown = practice_material()
    assert list(shown.cards) == [""] and sum(card.title == "Chair" for card in shown.cards[""]) == 3
    assert shown is practice_material()


def test_15_participants_of_30_tasks_give_the_analysis_that_they_were_made_for(log):
    """Participant i needs 60 + i seconds with A and 80 + 3 i with B, and is 4 and 2 (odd i: 3) satisfied."""
    clock = Clock()
    study = small_study(log, people=15, tasks=30, each=30, clock=clock)
    codes = list(study.plan.participants)
    tickets = [practise(study, code) for code in codes]
    for place in range(30):
        for number, ticket in enumerate(tickets):
            is_a = study.plan.participants[ticket[0]][place][1] == "A"
            study.begin(ticket)
            if place == 7:
                study.pause(ticket)
                clock.now += 999.0
                study.begin(ticket)
            clock.now += 60 + number if is_a else 80 + 3 * number
            marked = [1] if is_a or place % 2 else []
            study.answer(ticket, marked, none=not marked)
            clock.now += 3
            study.rate(ticket, 4 if is_a else 2 + number % 2)
    assert all(study.enter(code)[1].step == "done" for code in codes)
    found = analyse_study(log)
    assert (
        found["tasks"] == {"A": 225, "B": 225} and found["problems"] == [] and found["interrupted"] == {"A": 0, "B": 0}
    )
    a, b = [60.0 + i for i in range(15)], [80.0 + 3 * i for i in range(15)]
    assert found["seconds"]["difference"] == pytest.approx(-34) and found["seconds"]["df"] == 14
    # The differences -20 - 2 i have the variance 4 x 20 and the mean -34: t = -34 / sqrt(80 / 15).
    assert found["seconds"]["t"] == pytest.approx(-34 / (80 / 15) ** 0.5, rel=1e-4)
    assert found["seconds"]["p_value"] == pytest.approx(stats.ttest_rel(a, b).pvalue, rel=1e-3)
    # 8 participants are 2 more satisfied with A, 7 are 1 more: mean 23/15, variance (39 - 23^2/15)/14.
    assert found["satisfaction"]["difference"] == pytest.approx(23 / 15)
    assert found["satisfaction"]["d_z"] == pytest.approx((23 / 15) / ((39 - 23**2 / 15) / 14) ** 0.5)
    assert found["success"]["mean_a"] == 1 and found["success"]["mean_b"] < 0.7
    order = found["order"]
    assert abs(order["first"]["A"] - order["first"]["B"]) == 1 and order["unequal"] == {}
    assert order["one_system_only"] == [] and abs(order["place"]["difference"]) <= 1
