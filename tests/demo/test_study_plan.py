"""Who does what: balanced, by chance, and the same whenever it is asked for; and the tasks and the plan as files."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patent_demo.study_file import plan_path, prepare_plan, read_plan
from patent_demo.study_plan import check_code, participant_codes, schedule
from patent_demo.study_tasks import INSTRUCTION, read_tasks
from tests.demo.study_small import TinyIndex, draw

studies = st.tuples(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 12)).flatmap(
    lambda drawn: st.tuples(st.just(drawn[0]), st.just(drawn[1]), st.integers(1, drawn[1]), st.just(drawn[2]))
)


@given(studies)
@settings(max_examples=150, deadline=None)
def test_everyone_does_their_tasks_once_half_of_them_with_each_system(study):
    seed, tasks, each, people = study
    for number in range(people):
        mine = schedule(seed, number, tasks, each)
        assert len(mine) == each == len({task for task, _ in mine})
        counts = Counter(system for _, system in mine)
        assert abs(counts["A"] - counts["B"]) == each % 2
        assert all({a[1], b[1]} == {"A", "B"} for a, b in zip(mine[::2], mine[1::2], strict=False))


@given(studies)
@settings(max_examples=150, deadline=None)
def test_over_participants_tasks_systems_and_places_are_balanced(study):
    seed, tasks, each, people = study
    plans = [schedule(seed, number, tasks, each) for number in range(people)]
    seen = Counter((task, system) for mine in plans for task, system in mine)
    for task in range(tasks):
        assert abs(seen[task, "A"] - seen[task, "B"]) <= people % 2
    totals = [seen[task, "A"] + seen[task, "B"] for task in range(tasks)]
    assert max(totals) - min(totals) <= 2
    first = Counter(mine[0][1] for mine in plans)
    assert abs(first["A"] - first["B"]) <= 1
    for one, other in zip(plans[::2], plans[1::2], strict=False):
        assert [task for task, _ in one] == [task for task, _ in other]
        assert all(a != b for (_, a), (_, b) in zip(one, other, strict=True))


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_neither_system_comes_earlier_within_a_participant(seed, blocks, number):
    places = {"A": 0, "B": 0}
    for place, (_, system) in enumerate(schedule(seed, number, 60, 2 * blocks)):
        places[system] += place
    assert abs(places["A"] - places["B"]) == blocks % 2


def test_the_same_seed_gives_the_same_study_and_another_seed_another():
    assert schedule(7, 3, 40, 30) == schedule(7, 3, 40, 30)
    assert schedule(7, 3, 40, 30) != schedule(8, 3, 40, 30)
    assert schedule(7, 0, 40, 30) != schedule(7, 2, 40, 30)
    assert {system for seed in range(20) for _, system in schedule(seed, 0, 40, 30)[:1]} == {"A", "B"}


def test_the_papers_study_is_15_people_of_15_and_15_tasks():
    plans = [schedule(0, number, 30, 30) for number in range(15)]
    assert all(Counter(system for _, system in mine) == {"A": 15, "B": 15} for mine in plans)
    seen = Counter((task, system) for mine in plans for task, system in mine)
    assert set(seen.values()) == {7, 8}


@pytest.mark.parametrize(("tasks", "each"), [(3, 4), (3, 0)])
def test_more_tasks_each_than_there_are_is_refused(tasks, each):
    with pytest.raises(ValueError, match=f"{each} tasks for each participant, but there are {tasks}"):
        schedule(0, 0, tasks, each)


@given(st.integers(0, 10**6), st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_codes_differ_in_two_places_and_do_not_change_when_people_are_added(seed, count):
    codes = participant_codes(seed, count)
    assert codes == participant_codes(seed, count + 5)[:count]
    assert all(check_code(code) == code for code in codes)
    apart = [sum(a != b for a, b in zip(x, y, strict=True)) for i, x in enumerate(codes) for y in codes[:i]]
    assert min(apart, default=2) >= 2


@pytest.mark.parametrize(
    "text", ["", "x", "Jane Doe!", "jane@example.org", "../../etc", "A" * 13, None, 7, "é2", "x" * 99]
)
def test_what_is_no_code_is_refused_and_not_repeated(text):
    with pytest.raises(ValueError, match="2 to 12 letters and digits") as error:
        check_code(text)
    assert len(str(text)) < 3 or str(text) not in str(error.value)


def test_a_folder_gives_a_task_a_picture_with_the_limits_that_its_name_tells(tmp_path):
    for number, name in enumerate(["b10", "b9", "USD0836880-20190101-D00001"]):
        draw(tmp_path / f"{name}.png", number)
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    tasks, notes = read_tasks(tmp_path)
    assert [task.name for task in tasks] == ["t01", "t02", "t03"]
    assert [task.picture.stem for task in tasks] == ["b9", "b10", "USD0836880-20190101-D00001"]
    assert [str(task.before) for task in tasks] == ["None", "None", "2019-01-01"]
    assert [task.exclude for task in tasks] == [(), (), ("USD0836880",)]
    assert {task.instruction for task in tasks} == {INSTRUCTION}
    assert notes == [f"{tmp_path}: left out 1 that are no pictures, such as notes.txt"]


def test_a_list_gives_what_it_says_in_csv_and_json_alike(tmp_path):
    for number in range(3):
        draw(tmp_path / "pictures" / f"USD000000{number}-20190101-D00001.png", number)
    names = [f"pictures/USD000000{number}-20190101-D00001.png" for number in range(3)]
    asked = "Find a chair, with arms"
    (tmp_path / "tasks.csv").write_text(
        "picture,before,exclude,instruction\n"
        f'{names[0]},2018-05-01,USD1; USD2,"Find a  chair, with arms"\n{names[1]},,,\n{names[2]},,USD3,\n'
    )
    entries = [
        {"picture": names[0], "before": "2018-05-01", "exclude": ["USD1", "USD2"], "instruction": asked},
        {"picture": names[1]},
        {"picture": names[2], "exclude": ["USD3"]},
    ]  # fmt: skip
    (tmp_path / "tasks.json").write_text(json.dumps(entries))
    tasks, notes = read_tasks(tmp_path / "tasks.csv")
    assert (tasks, notes) == read_tasks(tmp_path / "tasks.json") and notes == []
    assert [str(task.before) for task in tasks] == ["2018-05-01", "2019-01-01", "None"]
    assert [task.exclude for task in tasks] == [("USD1", "USD2"), ("USD0000001",), ("USD3",)]
    assert tasks[0].instruction == asked


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.json", "{}", "a JSON list of objects"),
        ("t.json", "[3]", "a JSON list of objects"),
        ("t.json", "[{", "is no JSON"),
        ("t.json", "[]", "no tasks"),
        ("t.json", '[{"picture": 3}]', "task 1: no picture is named"),
        ("t.json", '[{"picture": "a.png", "model": "x"}]', "task 1: unknown 'model'"),
        ("t.json", '[{"picture": "a.png", "before": "soon"}]', "task 1: not a date: 'soon'"),
        ("t.json", '[{"picture": "a.png", "exclude": [3]}]', "task 1: exclude takes patent ids"),
        ("t.json", '[{"picture": "a.png", "instruction": ""}]', "task 1: an instruction is a text"),
        ("t.json", '[{"picture": "a.png"}, {"picture": "a.png"}]', "the tasks t01 and t02 .* are the same"),
        ("t.json", '[{"picture": "t.json"}]', "task 1: .* is not a picture"),
        ("t.csv", "picture,before\na.png\n", "task 1: as many fields"),
        ("t.csv", "picture\na.png,3\n", "task 1: as many fields"),
        ("t.csv", "picture\n", "no tasks"),
        ("t.csv", "\udcff", "is not UTF-8"),
        ("t.txt", "a.png", "a folder of pictures, or a .csv or .json list"),
    ],
)
def test_a_bad_list_is_refused_in_one_line(tmp_path, name, content, message):
    draw(tmp_path / "a.png", 1)
    (tmp_path / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ValueError, match=message) as error:
        read_tasks(tmp_path / name)
    assert "\n" not in str(error.value)


def test_missing_tasks_and_pictures_are_named(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_tasks(tmp_path / "none")
    with pytest.raises(ValueError, match="no tasks"):
        read_tasks(tmp_path)
    (tmp_path / "t.json").write_text('[{"picture": "gone.png"}]')
    with pytest.raises(FileNotFoundError, match=r"gone\.png"):
        read_tasks(tmp_path / "t.json")


@pytest.fixture
def planned(tmp_path):
    """Make a plan; what is given replaces the usual."""
    for number in range(6):
        draw(tmp_path / "tasks" / f"q{number}.png", number)
    indexes = {"A": TinyIndex(tmp_path / "figures"), "B": TinyIndex(tmp_path / "figures", backwards=True)}
    systems = {name: {"index": f"/secret/{name}", "model": f"m{name}"} for name in "AB"}

    def make(participants=4, tasks_each=4, seed=0, k=3, systems=systems, tasks=None, indexes=indexes):
        tasks = tasks or read_tasks(tmp_path / "tasks")[0]
        log = tmp_path / "study.jsonl"
        return prepare_plan(log, indexes, systems, tasks, participants, tasks_each, seed, k, lambda line: None)

    make.indexes, make.log = indexes, tmp_path / "study.jsonl"
    return make


def test_a_plan_is_written_and_read_again_without_a_search(planned):
    plan = planned()
    assert read_plan(plan_path(planned.log)) == plan
    assert list(plan.participants) == participant_codes(0, 4)
    assert [one["patent_id"] for one in plan.found["t01"]["A"]] == ["USD9000000", "USD9000001", "USD9000002"]
    assert [one["patent_id"] for one in plan.found["t01"]["B"]] == ["USD9000005", "USD9000004", "USD9000003"]
    asked = len(planned.indexes["A"].asked)
    assert planned() == plan and len(planned.indexes["A"].asked) == asked


def test_people_can_be_added_and_those_there_are_keep_their_tasks(planned):
    few = planned(participants=3)
    more = planned(participants=8)
    assert list(more.participants.items())[:3] == list(few.participants.items()) and len(more.participants) == 8
    assert planned(participants=8) == more
    with pytest.raises(ValueError, match="has 8 participants already; there can be more, not fewer"):
        planned(participants=3)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"seed": 1}, "was made with the seed 0, not 1"),
        ({"tasks_each": 2}, "was made with the number of tasks each 4, not 2"),
        ({"k": 2}, "was made with k 3, not 2"),
        ({"systems": {"A": {"index": "/other"}, "B": {}}}, "index of A was /secret/A, not /other"),
    ],
)
def test_another_study_s_plan_is_not_gone_on_with(planned, other, message):
    planned()
    before = plan_path(planned.log).read_bytes()
    with pytest.raises(ValueError, match=message) as error:
        planned(**other)
    assert "\n" not in str(error.value) and plan_path(planned.log).read_bytes() == before


def test_changed_tasks_are_seen(planned, tmp_path):
    planned()
    draw(tmp_path / "tasks" / "q3.png", 30)
    with pytest.raises(ValueError, match=r"made from other tasks .they differ in t04"):
        planned()
    draw(tmp_path / "tasks" / "q3.png", 3)
    draw(tmp_path / "tasks" / "q9.png", 9)
    with pytest.raises(ValueError, match="they differ in their number"):
        planned()


def test_a_log_without_its_plan_is_not_written_to(planned):
    planned.log.write_text("x\n")
    with pytest.raises(ValueError, match="is there already, but not its plan"):
        planned()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": "modeling_patent study plan", "version": 2}', "[" * 99999]
)
def test_a_damaged_plan_is_named(planned, content):
    plan_path(planned.log).write_text(content)
    with pytest.raises(ValueError, match=r"study\.plan\.json is no study's plan, or a damaged one"):
        planned()


def test_numbers_of_hits_that_would_tell_the_systems_apart_are_refused(planned, tmp_path):
    fewer = planned.indexes | {"B": TinyIndex(tmp_path / "few", patents=2)}
    with pytest.raises(
        ValueError, match=r"t01 \(q0.png\) finds 3 patents with A and 2 with B; take indexes of the same"
    ):
        planned(indexes=fewer)
    none = {name: TinyIndex(tmp_path / "none", patents=0) for name in "AB"}
    with pytest.raises(ValueError, match="finds 0 patents with A and 0 with B; choose another date"):
        planned(indexes=none)
    assert not plan_path(planned.log).exists()
