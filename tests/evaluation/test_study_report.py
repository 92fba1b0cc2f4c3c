"""A study's results on disk: JSON, Markdown and a figure that say what the analysis found, and what was left out."""

import json

import numpy as np
import pytest
from PIL import Image

from modeling_patent.evaluation.study import analyse_study
from modeling_patent.evaluation.study_figure import study_figure
from modeling_patent.evaluation.study_report import not_begun, planned_tasks, study_text, write_study

pytest.importorskip("matplotlib")
pytest.importorskip("scipy")


def log_of(people=4, tasks=4, spread=1.0, finished=True):
    """Participants with half of the tasks in either system; A is faster by 10 s and more satisfying by 1."""
    lines = []
    for who in range(people):
        for task in range(tasks):
            system, start = "AB"[task % 2], 1000.0 * task
            common = {"participant": f"P{who}", "task": f"t{task}", "system": system}
            seconds = 40 + 10 * (task % 2) + spread * who * (1 + task % 2)
            lines.append(common | {"event": "start", "time": start})
            if finished or task:
                lines.append(common | {"event": "answer", "time": start + seconds, "relevant": who != task})
                rating = min(5, 4 - task % 2 + (who == 0 and task == 0))
                lines.append(common | {"event": "rating", "time": start + seconds + 1, "satisfaction": rating})
    return [json.dumps(line) for line in lines]


def test_what_is_written_is_what_was_found(tmp_path):
    found = analyse_study(log_of(), leave_out=["P3"])
    paths = write_study(tmp_path / "out", found, ("ours", "previous"), {"P0": 4, "P1": 6, "P2": 4, "P3": 4, "P4": 4})
    assert [path.name for path in paths] == ["study.json", "study.md", "study.png"]
    told = json.loads(paths[0].read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert told["names"] == {"A": "ours", "B": "previous"} and told["withdrawn"] == ["P3"]
    for name in ("t", "p_value", "d_z", "mean_a", "difference"):
        assert told["seconds"][name] == pytest.approx(found["seconds"][name])
    assert told["seconds"]["d_z_interval"] == pytest.approx(list(found["seconds"]["d_z_interval"]))
    assert told["searches"]["t"] is None and told["not_begun"] == {"P1": 2, "P4": 4}
    text = paths[1].read_text()
    assert study_text(found, ("ours", "previous"), told["planned"]) in text and "](study.png)" in text
    assert "planned: 22 tasks of 5 participants; never begun: 6 (P1 2, P4 4)" in text
    assert "participants left out on request: 1" in text
    assert Image.open(paths[2]).size[0] == 1680 and not list((tmp_path / "out").glob(".*"))


def test_the_figure_is_the_same_every_time_and_draws_who_has_both(tmp_path):
    found = analyse_study([*log_of(), *log_of(1, tasks=1)[:1]])
    assert study_figure(found, tmp_path / "a.png") == {"satisfaction": 4, "seconds": 4}
    study_figure(found, tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    one_short = [line for line in log_of() if not ('"P2"' in line and '"answer"' in line and '"B"' in line)]
    assert study_figure(analyse_study(one_short), tmp_path / "c.svg") == {"satisfaction": 4, "seconds": 3}


@pytest.mark.parametrize(("people", "spread"), [(1, 0.0), (2, 0.0), (40, 3.0)])
def test_any_number_of_participants_can_be_drawn(tmp_path, people, spread):
    study_figure(analyse_study(log_of(people, spread=spread)), tmp_path / "x.png", ("a $5 name", "n" * 200), "note")
    grey = np.asarray(Image.open(tmp_path / "x.png").convert("L"))
    assert (grey[:, -8:] == 255).all() and (grey[:8] == 255).all()  # nothing runs off the page


def test_without_pairs_there_is_no_figure_and_the_text_says_so(tmp_path):
    (tmp_path / "study.png").write_text("an older one")
    found = analyse_study(log_of(2, tasks=1))
    with pytest.raises(ValueError, match="no participant has values for both systems"):
        study_figure(found, tmp_path / "x.png")
    paths = write_study(tmp_path, found)
    assert [path.name for path in paths] == ["study.json", "study.md"] and not (tmp_path / "study.png").exists()
    assert "No figure: no participant has values for both systems" in paths[1].read_text()


def test_problems_and_unfinished_tasks_are_told():
    text = study_text(analyse_study([*log_of(finished=False), *["scribble"] * 30]))
    assert "- problem: line 41: no JSON" in text and "- and 10 more problems" in text and "line 61" not in text
    assert "without an answer: 4 and 0" in text and "planned" not in text


def test_who_withdrew_does_not_count():
    found = analyse_study(log_of(5), leave_out=["P0", "P4"])
    rest = analyse_study([line for line in log_of(5) if '"P0"' not in line and '"P4"' not in line])
    assert found["withdrawn"] == ["P0", "P4"] and {**found, "withdrawn": []} == rest
    assert not_begun(found, {"P0": 9, "P1": 4}) == {}
    with pytest.raises(ValueError, match="no participant P9 in the study's log to leave out"):
        analyse_study(log_of(), leave_out=["P9"])
    assert "0 participants" in study_text(analyse_study(log_of(1), leave_out=["P0"]))


def test_the_plan_says_how_many_tasks_there_were_to_do(tmp_path):
    path = tmp_path / "study.plan.json"
    assert planned_tasks(path) is None
    path.write_text(json.dumps({"participants": {"7XKB": [["t1", "A"], ["t2", "B"]]}}))
    assert planned_tasks(path) == {"7XKB": 2}
    for content in ("", "{}", "[]", '{"participants": [1]}', '{"participants": {"a": 3}}'):
        path.write_text(content)
        with pytest.raises(ValueError, match="is no study's plan"):
            planned_tasks(path)
