"""The user study: by hand, against scipy, in the paper's shape, and with logs that are not as they should be."""

import json
import math
import warnings

import numpy as np
import pytest
from scipy import stats

from modeling_patent.evaluation.paired import paired_test
from modeling_patent.evaluation.study import analyse_study, study_table
from modeling_patent.evaluation.study_log import read_study_log
from tests.evaluation.study_logs import by_hand, line, one_task, study


def test_the_numbers_are_those_worked_out_by_hand():
    found = analyse_study(by_hand())
    test = found["satisfaction"]
    assert (test["n"], test["df"], test["mean_a"], test["mean_b"], test["difference"]) == (4, 3, 4.625, 2.625, 2)
    assert test["t"] == pytest.approx(4.89898, abs=1e-5)
    assert test["p_value"] == pytest.approx(0.01627, abs=1e-5)
    x = 2 * math.sqrt(2)
    assert test["p_value"] == pytest.approx(1 - 2 * (x / (1 + x**2) + math.atan(x)) / math.pi, abs=1e-12)
    assert test["interval"] == pytest.approx((0.70077, 3.29923), abs=1e-5)
    assert test["d_z"] == pytest.approx(2.44949, abs=1e-5)
    assert test["g_z"] == pytest.approx(1.78145, abs=1e-5)
    assert (found["seconds"]["mean_a"], found["seconds"]["mean_b"]) == (40, 70)
    assert found["success"]["mean_a"] == found["searches"]["mean_b"] == 1
    assert found["participants"]["p4"]["A"]["satisfaction"] == 4.5
    assert found["tasks"] == {"A": 8, "B": 8} and found["problems"] == []


def paper_s_shape(seed=0):
    """15 participants x 30 tasks, half a system; the mean times differ by exactly t(14) = -4.30."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(15)
    z = (z - z.mean()) / z.std(ddof=1)
    apart = 60 * (z - 4.30 / math.sqrt(15))  # A - B in seconds
    values = []
    for number in range(15):
        systems = rng.permutation(["A"] * 15 + ["B"] * 15)
        for system in systems:
            satisfaction = int(np.clip(round(rng.normal(3.6 if system == "A" else 3.0, 0.8)), 1, 5))
            values.append(
                (f"p{number:02d}", str(system), 400.0 + (apart[number] if system == "A" else 0), satisfaction)
            )
    return values


def test_the_paper_s_study_has_14_degrees_of_freedom_and_its_t_its_p():
    values = paper_s_shape()
    found = analyse_study(study(values))
    assert found["tasks"] == {"A": 225, "B": 225} and found["seconds"]["n"] == 15
    assert found["seconds"]["t"] == pytest.approx(-4.30) and found["seconds"]["df"] == 14
    assert 0.0001 < found["seconds"]["p_value"] < 0.001
    assert stats.t.sf(3.30, 14) * 2 < 0.01
    assert "t(14) = -4.30, p < .001" in study_table(found)
    means = [
        [
            np.mean([s for w, system, _, s in values if (w, system) == (who, one)])
            for who in sorted(found["participants"])
        ]
        for one in "AB"
    ]
    theirs = stats.ttest_rel(*means)
    test = found["satisfaction"]
    assert (test["t"], test["p_value"]) == pytest.approx((theirs.statistic, theirs.pvalue))
    assert test["interval"] == pytest.approx(tuple(theirs.confidence_interval(0.95)))
    assert test["wilcoxon_p"] == pytest.approx(stats.wilcoxon(*means).pvalue)


def test_participants_not_tasks_are_counted():
    """Twice the tasks with the same values are no more evidence."""
    once = analyse_study(study(paper_s_shape()))
    twice = analyse_study(study([value for value in paper_s_shape() for _ in range(2)]))
    for name in ("t", "p_value", "n"):
        assert twice["seconds"][name] == pytest.approx(once["seconds"][name])


def test_the_order_of_the_lines_and_dates_for_seconds_change_nothing():
    lines = by_hand()
    dated = []
    for one in lines:
        event = json.loads(one)
        minutes, seconds = divmod(event["time"] - 1000, 60)
        event["time"] = f"2025-03-01T09:{int(minutes):02d}:{int(seconds):02d}+01:00"
        dated.append(json.dumps(event))
    plain, with_dates = analyse_study(lines), analyse_study(dated)
    assert with_dates["seconds"] == plain["seconds"] and with_dates["problems"] == []
    backwards = analyse_study(lines[::-1])
    assert backwards["satisfaction"] == plain["satisfaction"] and backwards["order"] == plain["order"]
    assert all("goes back" in problem for problem in backwards["problems"])


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "no JSON: "),
        ("[" * 100_000, "line 2: no"),
        ("[1]", "not a JSON object"),
        (line("", "t9", "A", "start", 1), "participant must be a name, not ''"),
        (line("p\n1", "t9", "A", "start", 1), r"participant must be a name, not 'p\n1'"),
        (line("p1", 9, "A", "start", 1), "task must be a name, not 9"),
        (line("p1", "t9", "C", "start", 1), "system must be one of A, B, not 'C'"),
        (
            line("p1", "t9", "A", "stop", 1),
            "event must be one of start, search, pause, resume, answer, rating, not 'stop'",
        ),
        (line("p1", "t9", "A", "start", None), "time must be seconds or ISO 8601, not None"),
        (line("p1", "t9", "A", "start", True), "time must be seconds or ISO 8601, not True"),
        (line("p1", "t9", "A", "start", float("nan")), "time must be seconds or ISO 8601, not nan"),
        (line("p1", "t9", "A", "start", 10**400), "time must be seconds or ISO 8601, not 1000"),
        (line("p1", "t9", "A", "start", "noon"), "time must be seconds or ISO 8601, not 'noon'"),
        (line("p1", "t9", "A", "start", "2025-03-01T09:30:00Z"), "time is of another kind"),
        (line("p1", "t9", "A", "rating", 1), "satisfaction must be a whole number from 1 to 5, not None"),
        (line("p1", "t9", "A", "rating", 1, satisfaction=6), "from 1 to 5, not 6"),
        (line("p1", "t9", "A", "rating", 1, satisfaction=0), "from 1 to 5, not 0"),
        (line("p1", "t9", "A", "rating", 1, satisfaction=3.5), "from 1 to 5, not 3.5"),
        (line("p1", "t9", "A", "rating", 1, satisfaction=True), "from 1 to 5, not True"),
        (
            line("p1", "t9", "A", "answer", 1, relevant=1.5),
            "relevant must be true, false or a grade from 0 to 1, not 1.5",
        ),
        (line("p1", "t9", "A", "answer", 1, relevant="yes"), "not 'yes'"),
        (line("p1", "t01", "B", "search", 1), "p1 t01 was begun with system A, not B"),
        (line("p1", "t01", "A", "start", 1), "p1 t01 has a second 'start'; the first counts"),
        ('{"participant": "p1", "task": "t', "no JSON: "),
    ],
)
def test_a_malformed_line_is_named_in_one_line_and_changes_no_result(bad, message):
    lines = by_hand()
    plain = analyse_study(lines)
    found = analyse_study([lines[0], bad, *lines[1:]])
    (problem,) = found["problems"]
    assert problem.startswith("line 2: ") and message in problem and "\n" not in problem and len(problem) < 200
    assert {**found, "problems": []} == plain
    with pytest.raises(ValueError, match="1 problems in the study's log, the first in line 2: ") as error:
        analyse_study([lines[0], bad, *lines[1:]], strict=True)
    assert "\n" not in str(error.value)


def test_a_log_is_read_from_a_file_with_blank_lines_and_a_torn_end(tmp_path):
    path = tmp_path / "study.jsonl"
    path.write_bytes("\r\n\r\n".join(by_hand()).encode("utf-8-sig") + b'\r\n{"participant": "p\xff')
    found = analyse_study(path)
    assert found["satisfaction"]["t"] == pytest.approx(4.89898, abs=1e-5)
    assert len(found["problems"]) == 1 and found["problems"][0].startswith(f"line {2 * len(by_hand())}: no JSON")


def test_a_log_without_an_event_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_study_log(tmp_path / "none.jsonl")
    with pytest.raises(ValueError, match=r"no event in the study's log$"):
        read_study_log([])
    with pytest.raises(ValueError, match="no event in the study's log: line 1: not a JSON object"):
        read_study_log(["3"])


def test_seven_steps_are_allowed_when_asked_for():
    lines = by_hand()
    lines[3] = lines[3].replace('"satisfaction": 4', '"satisfaction": 7')
    assert analyse_study(lines, scale=7)["participants"]["p1"]["A"]["satisfaction"] == 5.5
    assert analyse_study(lines)["participants"]["p1"]["A"]["satisfaction"] == 4


def test_a_clock_that_goes_back_is_told_and_its_task_has_no_time():
    lines = [*by_hand(), *one_task("p5", "t1", "A", 500.0, 20, 4), *one_task("p5", "t2", "B", 600.0, -50, 3)]
    found = analyse_study(lines)
    assert found["problems"] == [f"line {len(lines) - 1}: the clock of p5 goes back by 51 s (kept)"]
    assert found["clock_back"] == {"A": 0, "B": 1}
    assert found["left_out"]["seconds"] == {"p5": "no seconds with B"} and found["seconds"]["n"] == 4
    assert found["satisfaction"]["n"] == 5


def test_who_has_no_pair_is_left_out_and_named():
    lines = [*by_hand(), *one_task("p5", "t1", "A", 0.0, 20, 4)]
    lines += [line("p6", "t1", "A", "start", 0), line("p6", "t2", "B", "start", 9)]
    found = analyse_study(lines)
    assert found["left_out"]["satisfaction"] == {"p5": "no satisfaction with B", "p6": "no satisfaction with A and B"}
    assert found["left_out"]["searches"] == {"p5": "no searches with B"}
    assert found["satisfaction"] == analyse_study(by_hand())["satisfaction"]
    assert found["unfinished"] == {"A": 1, "B": 1}
    table = study_table(found)
    assert "satisfaction: 4 participants; left out: p5 (no satisfaction with B), p6" in table


def test_missing_ratings_and_grades_cost_only_what_they_are_missing():
    lines = [one for one in by_hand() if not ('"p1"' in one and '"rating"' in one and '"A"' in one)]
    lines = [one.replace(', "relevant": true', "") if '"p2"' in one else one for one in lines]
    found = analyse_study(lines)
    assert (found["satisfaction"]["n"], found["seconds"]["n"], found["success"]["n"]) == (3, 4, 3)
    assert found["left_out"]["success"] == {"p2": "no success with A and B"}


def test_success_is_the_mean_of_grades():
    lines = one_task("p1", "t1", "A", 0, 9, 4, relevant=0.5) + one_task("p1", "t2", "A", 20, 9, 4, relevant=False)
    found = analyse_study(lines + one_task("p1", "t3", "B", 40, 9, 4, relevant=True))
    assert found["participants"]["p1"]["A"]["success"] == 0.25
    assert found["participants"]["p1"]["B"]["success"] == 1


def test_searches_are_counted_a_task():
    lines = one_task("p1", "t1", "A", 0, 9, 4) + one_task("p1", "t2", "A", 20, 9, 4)
    lines[2:2] = [line("p1", "t1", "A", "search", second) for second in (2, 3, 3)]
    found = analyse_study(lines)
    assert found["participants"]["p1"]["A"]["searches"] == 2.5 and found["problems"] == []


def test_one_participant_gives_means_but_no_test():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = analyse_study(study([("p1", "A", 30, 4), ("p1", "B", 40, 2)]))
    test = found["satisfaction"]
    assert (test["n"], test["difference"], test["note"]) == (1, 2, "a test needs two participants with both systems")
    assert all(math.isnan(test[name]) for name in ("t", "p_value", "d_z", "g_z", "wilcoxon_p"))
    assert "a test needs two participants" in study_table(found)


@pytest.mark.parametrize("apart", [0.0, 0.3])
def test_differences_that_do_not_vary_have_no_t(apart):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        test = paired_test(np.array([1.0, 2.0, 3.1]) + apart, [1.0, 2.0, 3.1])
    assert test["difference"] == pytest.approx(apart) and math.isnan(test["t"]) and math.isnan(test["p_value"])
    assert "differ by the same" in test["note"] and math.isnan(test["wilcoxon_p"]) == (apart == 0)


def test_nobody_with_both_systems_is_no_error():
    found = analyse_study(study([("p1", "A", 30, 4), ("p2", "B", 40, 2)]))
    assert found["satisfaction"]["n"] == 0 and found["satisfaction"]["df"] == 0
    study_table(found)


def test_an_unbalanced_order_is_seen():
    balanced = analyse_study(by_hand())["order"]
    assert balanced["place"]["mean_a"] == balanced["place"]["mean_b"] == 2.5
    assert balanced["first"] == {"A": 4, "B": 0} and balanced["unequal"] == {}
    assert balanced["one_system_only"] == ["t01", "t02", "t03", "t04"]
    values = []
    for number in range(6):  # A always first, but in one place of one participant
        systems = "AABBB" if number else "ABABB"
        values += [(f"p{number}", system, 30, 3) for system in systems]
    order = analyse_study(study(values))["order"]
    assert order["place"]["difference"] < -2 and order["place"]["p_value"] < 0.001
    assert order["unequal"] == {} and order["one_system_only"] == ["t01", "t04", "t05"]
    order = analyse_study(study([*values, ("p0", "B", 9, 3)]))["order"]
    assert order["unequal"] == {"p0": {"A": 2, "B": 4}}


def test_the_table_names_the_systems_and_holds_every_number():
    table = study_table(analyse_study(by_hand()), ("ours", "previous"))
    assert "| measure | ours, mean ± sd | previous, mean ± sd |" in table
    test = "2 | [0.701, 3.3] | t(3) = 4.90, p = .016 | 2.45 | [0.344, 4.53] | 1.78 | p = .125"
    assert f"| satisfaction | 4.62 ± 0.479 | 2.62 ± 0.479 | {test} |" in table
    assert len({line.count("|") for line in table.split("\n\n")[0].splitlines()}) == 1
