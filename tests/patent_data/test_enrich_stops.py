import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from pyarrow import parquet

from patent_data.enrich import BackendError, enrich, prompts, store
from patent_data.enrich.store import parts_folder
from tests.fake_models import Fake, eye, figures, read, texts_for, writer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "texts.parquet"


def test_a_failed_figure_is_recorded_and_asked_again_on_the_next_run(out):
    def moody(number, prompt):
        if "f-no" in prompt and number < 10:
            raise BackendError("429: too many requests", requests=6)
        return texts_for(number, prompt)

    rows = figures(3)
    rows[1]["caption"] = "FIG. 1 is f-no"
    pen = Fake(moody)
    summary = enrich(rows, out, None, pen, progress=False)
    row = read(out)["f1"]
    assert (row["texts"], row["problems"], row["requests"]) == ([], ["failed: 429: too many requests"], 6)
    assert "failed, the next run asks again (1)" in str(summary)
    assert summary.figures == 2
    pen.asked = [None] * 10
    summary = enrich(rows, out, None, pen, progress=False)
    assert len(pen.asked) == 11
    assert len(read(out)["f1"]["texts"]) == 20
    assert (summary.figures, summary.there) == (1, 2)


def test_an_unreadable_picture_fails_its_figure_only(out, tmp_path):
    rows = figures(30)
    for row in rows[:25]:
        row["image"] = {"path": str(tmp_path / "gone.png"), "bytes": None}
    summary = enrich(rows, out, eye(), progress=False)
    assert (summary.figures, summary.failed) == (5, 25)
    assert read(out)["f0"]["problems"][0].startswith("failed: cannot read the picture")


def test_a_fatal_error_stops_at_once_and_saves_what_is_done(out):
    def locked(number, prompt):
        if number > 5:
            raise BackendError("401: wrong key", fatal=True)
        return texts_for(number, prompt)

    pen = Fake(locked, workers=2)
    with pytest.raises(ValueError, match=r"^401: wrong key \(5 figures are saved, 45 left; the same command") as caught:
        enrich(figures(50), out, None, pen, progress=False)
    assert "\n" not in str(caught.value)
    assert len(pen.asked) <= 9
    assert pen.stopped
    good = writer()
    enrich(figures(50), out, None, good, progress=False)
    assert len(good.asked) == 45


def test_too_many_failures_in_a_row_stop_the_run_and_single_ones_do_not(out, monkeypatch):
    monkeypatch.setattr("patent_data.enrich.run.MOST_FAILURES", 5)

    def down(number, prompt):
        if number % 5 or number > 20:
            raise BackendError("503: overloaded")
        return texts_for(number, prompt)

    pen = Fake(down)
    with pytest.raises(ValueError, match="5 figures in a row failed, the last one: 503: overloaded"):
        enrich(figures(100), out, None, pen, progress=False)
    assert 25 <= len(pen.asked) <= 28
    fine = Fake(lambda number, prompt: down(number % 20 + 1, prompt))
    enrich(figures(100), out, None, fine, progress=False)
    assert len(read(out)) == 100


def test_figures_that_failed_before_come_last_so_that_they_cannot_block(out):
    def content(number, prompt):
        if "bad" in prompt:
            raise BackendError("400: content filter")
        return texts_for(number, prompt)

    rows = figures(60)
    for row in rows[:30]:
        row["caption"] = "bad"
    with pytest.raises(ValueError, match="content filter"):
        enrich(rows, out, None, Fake(content), progress=False)
    for _ in range(4):
        try:
            enrich(rows, out, None, Fake(content), progress=False)
            break
        except ValueError:
            continue
    done, failed = store.finished(out, (None, "pen", prompts.PROMPT_VERSION))
    assert (len(done), len(failed)) == (30, 30)


def test_an_error_of_the_program_is_raised_and_what_is_done_is_kept(out):
    def broken(number, prompt):
        if number == 4:
            raise ZeroDivisionError("bug")
        return texts_for(number, prompt)

    with pytest.raises(ZeroDivisionError):
        enrich(figures(9), out, None, Fake(broken), progress=False)
    assert store.finished(out, (None, "pen", prompts.PROMPT_VERSION))[0] == {"f0", "f1", "f2"}


def test_ctrl_c_saves_what_is_done_and_the_next_run_goes_on(out):
    def interrupting(number, prompt):
        if number == 6:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.05)
        return texts_for(number, prompt)

    before = signal.getsignal(signal.SIGINT)
    pen = Fake(interrupting, workers=2, delay=0.01)
    with pytest.raises(
        KeyboardInterrupt, match=r"interrupted; \d+ figures are saved, \d+ left; the same command goes on"
    ):
        enrich(figures(40), out, None, pen, progress=False)
    assert signal.getsignal(signal.SIGINT) is before
    assert pen.stopped
    done = store.finished(out, (None, "pen", prompts.PROMPT_VERSION))[0]
    assert 6 <= len(done) <= 8
    rest = writer()
    enrich(figures(40), out, None, rest, progress=False)
    assert len(rest.asked) == 40 - len(done)
    assert len(read(out)) == 40


def test_a_second_ctrl_c_does_not_wait_for_a_model_that_hangs(out):
    hang = threading.Event()

    def stuck(number, prompt):
        if number == 3:
            first = signal.getsignal(signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
            while signal.getsignal(signal.SIGINT) is first:  # two that come too close count as one
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGINT)
            hang.wait(20)
        return texts_for(number, prompt)

    try:
        with pytest.raises(KeyboardInterrupt):
            enrich(figures(9), out, None, Fake(stuck), progress=False)
    finally:
        hang.set()
    assert store.finished(out, (None, "pen", prompts.PROMPT_VERSION))[0] == {"f0", "f1"}


def test_a_full_disk_stops_the_run_with_its_own_error(out, monkeypatch):
    monkeypatch.setattr(store, "FLUSH_SECONDS", 0.0)
    calls = []

    def full(*_):
        calls.append(1)
        if len(calls) > 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(store.os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            enrich(figures(9), out, None, writer(), progress=False)
    assert len(store.finished(out, (None, "pen", prompts.PROMPT_VERSION))[0]) == 3
    enrich(figures(9), out, None, writer(), progress=False)
    assert len(read(out)) == 9


SCRIPT = """
import sys, time
from pathlib import Path
from patent_data.enrich import Reply, enrich, store
store.FLUSH_SECONDS = 0.05
class Pen:
    model, workers = "pen", 2
    def start(self): pass
    def stop(self): pass
    def __call__(self, system, user):
        name = user.split("Original caption: ")[1].split()[0]
        with open(sys.argv[2], "a") as log:
            log.write(name + "\\n")
        time.sleep(float(sys.argv[3]))
        return Reply('{"texts": ["A lamp with %s."]}' % name, "pen", 1, 1)
rows = [dict(figure_id=f"f{n}", patent_id="p", object_name="Lamp", title="", locarno=None, viewpoint=None,
             caption=f"number{n}", image=None, is_gazette_copy=False) for n in range(60)]
enrich(rows, sys.argv[1], None, Pen(), count=1, progress=False)
"""


def test_a_killed_run_asks_for_each_remaining_figure_exactly_once(out, tmp_path):
    log = tmp_path / "asked.txt"
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "data")])}
    command = [sys.executable, "-c", SCRIPT, str(out), str(log)]
    killed = subprocess.Popen([*command, "0.03"], env=env)
    while killed.poll() is None and len(list(parts_folder(out).glob("part-*.parquet"))) < 2:
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    done = store.finished(out, (None, "pen", prompts.PROMPT_VERSION))[0]
    assert 0 < len(done) < 60
    before = len(log.read_text().split())
    assert subprocess.run([*command, "0"], env=env, check=False).returncode == 0
    asked = Counter(log.read_text().split()[before:])
    assert asked == Counter(f"number{n}" for n in range(60) if f"f{n}" not in done)
    found = read(out)
    assert {name: row["texts"] for name, row in found.items()} == {
        f"f{n}": [f"A lamp with number{n}."] for n in range(60)
    }
    assert not parts_folder(out).exists()


def test_random_failures_over_many_runs_end_with_every_figure_once(out):
    rng, lock = random.Random(3), threading.Lock()

    def flaky(number, prompt):
        with lock:
            chance = rng.random()
        if chance < 0.3:
            raise BackendError("timed out", fatal=chance < 0.01)
        return texts_for(number, prompt) if chance < 0.9 else "garbage ["

    rows = figures(50)
    for _ in range(60):
        try:
            summary = enrich(rows, out, None, Fake(flaky, workers=3), progress=False)
        except ValueError:
            continue
        if not summary.failed:
            break
    found = parquet.read_table(out).to_pylist()
    assert sorted(row["figure_id"] for row in found) == sorted(row["figure_id"] for row in rows)
    assert all(len(row["texts"]) == 20 for row in found)


def test_models_that_were_stopped_work_again_in_the_next_run(out):
    pen = writer()
    pen.stop()
    assert enrich(figures(4), out, None, pen, progress=False).figures == 4 and not pen.stopped
