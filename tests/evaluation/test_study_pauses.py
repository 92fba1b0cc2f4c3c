"""What counts of a task that was paused, left or not rated."""

from modeling_patent.evaluation.study import analyse_study, study_table
from tests.evaluation.study_logs import by_hand, line


def with_stops(*stops, answered=30):
    """p1's first task in A of `by_hand` (start 1000, answer 1030) with pauses; everything else as it was."""
    events = [line("p1", "t01", "A", kind, 1000 + second) for kind, second in stops]
    return [by_hand()[0], *events, line("p1", "t01", "A", "answer", 1000 + answered), *by_hand()[3:]]


def test_a_pause_does_not_count():
    found = analyse_study(with_stops(("pause", 5), ("resume", 15), ("pause", 17), ("resume", 25)))
    assert found["participants"]["p1"]["A"]["seconds"] == (12 + 50) / 2
    assert found["problems"] == [] and found["interrupted"] == {"A": 0, "B": 0}


def test_a_task_that_was_left_has_no_time_but_its_rating_counts():
    for stops in ([("resume", 20)], [("pause", 10), ("resume", 20), ("resume", 30)], [("pause", 20)]):
        found = analyse_study(with_stops(*stops))
        assert found["interrupted"] == {"A": 1, "B": 0} and found["participants"]["p1"]["A"]["interrupted"] == 1
        assert found["participants"]["p1"]["A"]["seconds"] == 50  # the other task's
        assert found["satisfaction"] == analyse_study(by_hand())["satisfaction"]
        assert "left and taken up again, so without a time: 1 and 0" in study_table(found)


def test_stops_after_the_answer_change_nothing():
    lines = by_hand()
    lines.insert(3, line("p1", "t01", "A", "resume", 1031))
    assert analyse_study(lines)["seconds"] == analyse_study(by_hand())["seconds"]


def test_tasks_without_a_rating_are_counted():
    lines = [one for one in by_hand() if not ('"p1"' in one and '"t01"' in one and '"rating"' in one)]
    found = analyse_study(lines)
    assert found["unrated"] == {"A": 1, "B": 0} and found["unfinished"] == {"A": 0, "B": 0}
    assert "answered but not rated: 1 and 0" in study_table(found)
