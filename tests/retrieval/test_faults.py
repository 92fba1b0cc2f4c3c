"""Saves that fail or are killed at every call or any moment, and damaged files: never a lost or a mixed index.

The random faults are 120 here; PATENT_FAULTS=1000 runs as many. Each has its number as seed.
"""

import contextlib
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from modeling_patent.retrieval.storage import read_index, write_index

from .storing import (
    HARMS,
    PROBE,
    SAVES,
    Killed,
    content,
    data_files,
    failing,
    held,
    large,
    make_base,
    named,
    states,
    week,
)

ROOT = Path(__file__).parents[2]
FAULTS = int(os.environ.get("PATENT_FAULTS", "120"))
ERRORS = (errno.ENOSPC, errno.EIO, errno.EDQUOT)
CALLS = {"first_save": 220, "add_and_save": 100, "remove_and_save": 12, "build_and_save": 110}  # a save makes about


def fail_with(number):
    def fail():
        raise OSError(number, os.strerror(number))

    return fail


def kill():
    raise Killed


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    """Nothing here outlives the machine, so nothing needs to be on disk."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A saved index, to be copied."""
    folder = tmp_path_factory.mktemp("faults") / "base"
    make_base(folder)
    return folder


@pytest.fixture(scope="module")
def outcomes(base):
    """What lies in the folder before and after each save; None is no index."""
    found = {}
    for name, make in SAVES.items():
        folder = shutil.copytree(base, base.parent / f"outcome-{name}")
        before = None if name == "first_save" else held(folder)
        make(folder)()
        found[name] = before, held(folder)
        assert found[name][0] != found[name][1]
    return found


def now(folder):
    """What the folder holds, None if that is no index."""
    return held(folder) if (folder / "index.json").exists() else None


def check_next_save(folder):
    """A following save succeeds, and leaves nothing but what it names."""
    saved = write_index(folder, [week(5)], None)
    assert held(folder) == content(saved)
    assert data_files(folder) == named(saved)


def save_with_fault(base, folder, name, at, fail, lasting):
    """Save with a failing call; returns what was raised, or None."""
    shutil.copytree(base, folder)
    save = SAVES[name](folder)
    with failing(at, fail, lasting):
        try:
            save()
        except (Killed, OSError) as error:
            return error
    return None


def calls_of(base, folder, name):
    """The numbers of a save's calls: all but writes, of those some, or all where there is time."""
    shutil.copytree(base, folder)
    save = SAVES[name](folder)
    with failing(0, None) as calls:
        save()
    step = 1 if FAULTS >= 1000 else 10
    return [at for at, call in enumerate(calls, 1) if call != "write" or at % step == 0]


@pytest.mark.parametrize("name", SAVES)
def test_an_error_of_any_call_is_raised_and_leaves_the_old_index_or_else_the_new_one_is_there(
    base, outcomes, tmp_path, name
):
    raised = 0
    for at in calls_of(base, tmp_path / "counted", name):
        folder = tmp_path / str(at)
        error = save_with_fault(base, folder, name, at, fail_with(ERRORS[at % 2]), lasting=False)
        assert now(folder) == outcomes[name][error is None]
        if error is not None:
            raised += 1
            assert error.errno == ERRORS[at % 2]
            assert str(error).endswith(f"what lay there is as it was: '{folder}'")
        if at % 5 == 0:
            check_next_save(folder)
    assert raised >= 4


@pytest.mark.parametrize("name", SAVES)
def test_a_kill_at_any_call_leaves_the_old_index_or_the_new_one(base, outcomes, tmp_path, name):
    is_new = []
    for at in calls_of(base, tmp_path / "counted", name):
        folder = tmp_path / str(at)
        assert isinstance(save_with_fault(base, folder, name, at, kill, lasting=True), Killed)
        assert now(folder) in outcomes[name]
        is_new.append(now(folder) == outcomes[name][1])
        if at % 5 == 0:
            check_next_save(folder)
    assert is_new == sorted(is_new)  # the old one up to some call, the new one from there on
    assert set(is_new) == {True, False}


@pytest.fixture(scope="module")
def saver():
    """A process that starts processes that save (see `serve`)."""
    code = "from tests.retrieval.storing import serve; serve()"
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "data")])}
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    yield process
    process.stdin.close()
    process.wait(timeout=60)


def start(saver, *request):
    """Let a process save; returns its number."""
    saver.stdin.write(json.dumps(request).encode() + b"\n")
    saver.stdin.flush()
    return int(os.read(saver.stdout.fileno(), 8))


def saves_until_the_end(saver):
    """Wait for the end of the process; returns how many saves it said."""
    said = b""
    while not said.endswith(b"e"):
        said += os.read(saver.stdout.fileno(), 4096)
    return said.count(b"s")


def any_call(rng, name):
    """The number of a call; half of them near the end, where a save is made to count."""
    last = CALLS[name]
    return rng.randint(1, last) if rng.random() < 0.5 else last - rng.randint(0, 12)


def fault_error(rng, folder, base, outcomes, **_):
    name, number, lasting = rng.choice(list(SAVES)), rng.choice(ERRORS), rng.random() < 0.5
    error = save_with_fault(base, folder, name, any_call(rng, name), fail_with(number), lasting)
    assert now(folder) == outcomes[name][error is None]
    return name


def fault_exit(rng, folder, base, outcomes, saver, **_):
    name = rng.choice(list(SAVES))
    shutil.copytree(base, folder)
    start(saver, str(folder), name, any_call(rng, name))
    saves = saves_until_the_end(saver)
    assert now(folder) in outcomes[name][saves:]
    return name


def fault_kill(rng, folder, cycle, saver, **_):
    place, contents = cycle
    shutil.copytree(place, folder.parent, dirs_exist_ok=True)
    number = start(saver, str(folder))
    time.sleep(rng.random() * 0.25)
    os.kill(number, signal.SIGKILL)
    saves = saves_until_the_end(saver)
    assert now(folder) in (contents[saves % len(contents)], contents[(saves + 1) % len(contents)])
    return "killed"


def fault_damage(rng, folder, base, **_):
    shutil.copytree(base, folder)
    good = held(folder)
    files = [folder / name for name in ["index.json", *data_files(folder)]]
    path, other = rng.sample(files, 2)
    harm, old = rng.choice(HARMS), path.read_bytes()
    harm(rng, path, other)
    try:
        assert held(folder) == good
        assert path.name == "index.json" or path.read_bytes() == old
    except ValueError as error:
        assert "\n" not in str(error)
        assert str(folder) in str(error)
        assert path.name in str(error) or path.name == "index.json" or other.name in str(error)
    with contextlib.suppress(ValueError):
        read_index(folder, verify=True)
    saved = write_index(folder, [large(), week(1)], "some/model", PROBE)
    assert held(folder) == content(saved) == good
    return harm.__name__


RANDOM_FAULTS = [fault_damage, fault_error, fault_damage, fault_kill, fault_damage, fault_exit]


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    """A folder with the base index of the cycle of saves, and what each of its states holds."""
    place = tmp_path_factory.mktemp("cycle")
    contents = states(place)
    return place, contents


@pytest.mark.processes
@pytest.mark.parametrize("kind", range(len(RANDOM_FAULTS)), ids=lambda kind: f"{kind}-{RANDOM_FAULTS[kind].__name__}")
def test_random_faults_never_lose_or_mix_an_index(base, outcomes, cycle, saver, tmp_path, kind):
    happened = set()
    for number in range(kind, FAULTS, len(RANDOM_FAULTS)):
        rng, folder = random.Random(number), tmp_path / str(number) / "index"
        folder.parent.mkdir()
        try:
            happened.add(RANDOM_FAULTS[kind](rng, folder, base=base, outcomes=outcomes, cycle=cycle, saver=saver))
            check_next_save(folder)
        except BaseException as error:
            raise AssertionError(f"fault {number} ({RANDOM_FAULTS[kind].__name__}): {error!r}") from error
        shutil.rmtree(folder.parent)
    assert len(happened) > 1 or "killed" in happened


@pytest.mark.processes
def test_readers_get_one_index_whole_while_another_process_saves_without_a_pause(cycle, saver, tmp_path):
    place, contents = cycle
    shutil.copytree(place, tmp_path, dirs_exist_ok=True)
    number = start(saver, str(tmp_path / "index"))
    loaded = []
    try:
        while len(loaded) < 60 or (len(loaded) < 5000 and len(generations(loaded)) < 5):
            loaded.append(read_index(tmp_path / "index"))
    finally:
        os.kill(number, signal.SIGKILL)
        saves_until_the_end(saver)
    assert {content(saved) for saved in loaded} <= set(contents)  # also those whose files are long gone
    assert len(generations(loaded)) >= 5


def generations(loaded):
    return {tuple(saved.seen.values()) for saved in loaded}
