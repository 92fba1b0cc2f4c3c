"""The log of a study: what was said to be written is there, whatever happens."""

import json
import os
import signal
import threading

import pytest

from modeling_patent.evaluation.study_log import read_study_log
from patent_demo.study_writer import StudyLog
from tests.demo.study_small import Clock


def event(number, kind="start", **more):
    return {"participant": f"P{number % 3}", "task": f"t{number}", "system": "AB"[number % 2], "event": kind, **more}


def write(path, count, start=0):
    log = StudyLog(path)
    for number in range(start, start + count):
        log.append(event(number))
    log.close()
    return path.read_bytes()


def tasks_of(path):
    return [one["task"] for one in read_study_log(path)[0]]


def test_events_are_lines_with_the_time_that_the_clock_says(tmp_path):
    clock = Clock()
    clock.now = 500.0
    log = StudyLog(tmp_path / "log.jsonl", clock)
    log.append(event(1), event(1, "search", shown=["USD1"]))
    clock.now = 512.25
    log.append(event(1, "answer", relevant=True))
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert list(lines[1]) == ["participant", "task", "system", "event", "time", "shown"]
    events, problems = read_study_log(tmp_path / "log.jsonl")
    assert problems == [] and [round(one["time"] - events[0]["time"], 3) for one in events] == [0, 0, 12.25]
    log.close()


def test_a_jump_of_the_wall_clock_changes_no_time(tmp_path, monkeypatch):
    clock = Clock()
    log = StudyLog(tmp_path / "log.jsonl", clock)
    log.append(event(1))
    monkeypatch.setattr("time.time", lambda: 0.0)
    clock.now = 30.0
    log.append(event(1, "answer"))
    log.close()
    events, problems = read_study_log(tmp_path / "log.jsonl")
    assert problems == [] and events[1]["time"] - events[0]["time"] == pytest.approx(30)


def test_what_is_there_is_kept_and_gone_on_with(tmp_path):
    path = tmp_path / "log.jsonl"
    before = write(path, 5)
    after = write(path, 3, start=5)
    assert after.startswith(before)
    log = StudyLog(path)
    assert [one["task"] for one in log.events] == [f"t{number}" for number in range(8)] and log.notes == []
    log.close()


def test_a_line_cut_at_any_byte_is_set_aside_and_the_others_stay(tmp_path):
    whole = write(tmp_path / "whole.jsonl", 3)
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in range(last, len(whole)):
        path = tmp_path / f"{cut}.jsonl"
        path.write_bytes(whole[:cut])
        log = StudyLog(path)
        log.append(event(9))
        log.close()
        torn = path.with_name(f"{path.name}.torn")
        kept = [0, 1, 2, 9] if cut == len(whole) - 1 else [0, 1, 9]
        assert tasks_of(path) == [f"t{number}" for number in kept] and read_study_log(path)[1] == []
        if 3 in range(len(kept)) or cut == last:
            assert not torn.exists() and log.notes == []
        else:
            assert torn.read_bytes() == whole[last:cut] + b"\n"
            assert log.notes == [
                f"{path}: the last line was half-written ({cut - last} bytes); it is now in {torn.name}"
            ]


def test_torn_lines_of_several_crashes_are_all_kept(tmp_path):
    path = tmp_path / "log.jsonl"
    for text in ('{"a', '{"b'):
        with path.open("a") as out:
            out.write(text)
        StudyLog(path).close()
    assert (tmp_path / "log.jsonl.torn").read_text() == '{"a\n{"b\n' and path.read_text() == ""


def test_malformed_lines_are_told_and_stay(tmp_path):
    path = tmp_path / "log.jsonl"
    write(path, 1)
    with path.open("a") as out:
        out.write("scribble\n")
    log = StudyLog(path)
    log.close()
    assert len(log.events) == 1 and "line 2: no JSON" in log.notes[0] and "scribble" in path.read_text()
    path.write_text("scribble\n")
    log = StudyLog(path)
    log.close()
    assert log.events == [] and path.read_text() == "scribble\n"


@pytest.mark.processes
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_kill_in_the_middle_of_a_write_loses_nothing_that_was_said_to_be_written(tmp_path):
    path, said = tmp_path / "log.jsonl", tmp_path / "said"
    child = os.fork()
    if not child:
        log, real, count = StudyLog(path), os.write, 0

        def half(file, data):
            if count == 7:
                real(file, bytes(data)[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(file, data)

        os.write = half
        while True:
            log.append(event(count))
            count += 1
            said.write_text(str(count))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL and said.read_text() == "7"
    log = StudyLog(path)  # the killed program's lock is gone with it
    assert [one["task"] for one in log.events] == [f"t{number}" for number in range(7)]
    assert "half-written" in log.notes[0]
    log.append(event(8))
    log.close()
    assert tasks_of(path)[-1] == "t8" and read_study_log(path)[1] == []


def test_a_second_writer_is_refused_until_the_first_is_done(tmp_path):
    first = StudyLog(tmp_path / "log.jsonl")
    with pytest.raises(ValueError, match="another program is writing"):
        StudyLog(tmp_path / "log.jsonl")
    first.close()
    StudyLog(tmp_path / "log.jsonl").close()


def test_a_full_disk_leaves_no_half_line(tmp_path, monkeypatch):
    path = tmp_path / "log.jsonl"
    log, real = StudyLog(path), os.write
    log.append(event(1))
    before = path.read_bytes()
    calls = []

    def full(file, data):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(file, bytes(data)[:20])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        log.append(event(2), event(3))
    monkeypatch.undo()
    assert path.read_bytes() == before
    log.append(event(4))
    log.close()
    assert tasks_of(path) == ["t1", "t4"] and read_study_log(path)[1] == []


def test_a_write_in_pieces_is_whole(tmp_path, monkeypatch):
    real = os.write
    log = StudyLog(tmp_path / "log.jsonl")
    monkeypatch.setattr(os, "write", lambda file, data: real(file, bytes(data)[:7]))
    log.append(event(1), event(2))
    monkeypatch.undo()
    log.close()
    assert tasks_of(tmp_path / "log.jsonl") == ["t1", "t2"]


def test_nothing_is_said_to_be_written_before_it_is_on_disk(tmp_path, monkeypatch):
    log = StudyLog(tmp_path / "log.jsonl")
    synced = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append((tmp_path / "log.jsonl").read_bytes().count(b"\n")))
    log.append(event(1))
    log.append(event(2), event(3))
    log.close()
    assert synced == [1, 3]


def test_participants_at_once_do_not_mix_their_lines(tmp_path):
    log = StudyLog(tmp_path / "log.jsonl")

    def work(who):
        for number in range(20):
            log.append({"participant": who, "task": f"t{number}", "system": "A", "event": "start"},
                       {"participant": who, "task": f"t{number}", "system": "A", "event": "search"})  # fmt: skip

    threads = [threading.Thread(target=work, args=(f"P{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    events, problems = read_study_log(tmp_path / "log.jsonl")
    assert problems == [] and len(events) == 240
    for number in range(6):
        mine = [one["task"] for one in events if one["participant"] == f"P{number}" and one["event"] == "start"]
        assert mine == [f"t{task}" for task in range(20)]


def test_a_log_in_no_folder_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="no folder for the log"):
        StudyLog(tmp_path / "none" / "log.jsonl")
