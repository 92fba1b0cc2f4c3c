"""Small indexes to save and what they hold, calls that fail, harm to files, and a process that saves until killed."""

import contextlib
import dataclasses
import functools
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from modeling_patent.retrieval.approximate import build_approximate
from modeling_patent.retrieval.collection import rows_table
from modeling_patent.retrieval.parts import make_part
from modeling_patent.retrieval.search import unit_rows
from modeling_patent.retrieval.storage import read_index, write_index

from .conftest import random_rows

PROBE = [[0.5, -0.25], "any JSON", None]


@functools.cache
def week(number, count=12, dimension=12):
    """A small part with its own figures."""
    embeds, rows = random_rows(count=count, dimension=dimension, patents=4, seed=900 + number)
    rows = [row | {"figure_id": f"week{number}-{row['figure_id']}", "texts": [f"w{number}", "图"]} for row in rows]
    return make_part(unit_rows(embeds, "the vectors"), rows_table(rows))


@functools.cache
def large():
    """A part with an approximate index, and a patent removed."""
    part = week(0, count=60)
    lists = build_approximate(part.vectors, part.holes, part.keys.patent_of, "sq8")
    return dataclasses.replace(part, approximate=lists).without_patents(["patent1"])


def content(saved):
    """All that an index holds, comparable."""
    parts = tuple(
        (part.vectors.tobytes(), repr(part.table.to_pylist()), part.removed, lists_of(part.approximate))
        for part in saved.parts
    )
    return saved.model_name, repr(saved.probe), parts


def lists_of(approximate):
    if approximate is None:
        return None
    import faiss

    return approximate.kind, approximate.calibration, faiss.serialize_index(approximate.index).tobytes()


def held(folder):
    """What the index in a folder holds."""
    return content(read_index(folder))


def data_files(folder):
    return sorted(path.name for path in Path(folder).iterdir() if path.name not in (".lock", "index.json"))


def named(saved):
    return sorted({file["name"] for part in saved.parts for file in part.stored.entry["files"].values()})


# What a save may be, each from a folder that `make_base` made or, for the first, from an empty one.


def make_base(folder):
    return write_index(folder, [large(), week(1)], "some/model", PROBE)


def first_save(folder):
    shutil.rmtree(folder, ignore_errors=True)
    return lambda: write_index(folder, [large(), week(1)], "some/model", PROBE)


def add_and_save(folder):
    saved = read_index(folder)
    return lambda: write_index(folder, [*saved.parts, week(2)], saved.model_name, saved.probe, saved.seen)


def remove_and_save(folder):
    saved = read_index(folder)
    parts = [part.without_patents(["patent2"]) for part in saved.parts]
    return lambda: write_index(folder, parts, saved.model_name, saved.probe, saved.seen)


def build_and_save(folder):
    return lambda: write_index(folder, [week(3, dimension=7)], "other/model", [1])


SAVES = {save.__name__: save for save in (first_save, add_and_save, remove_and_save, build_and_save)}


class Killed(BaseException):
    """Stands for SIGKILL: after it nothing in the process touches the disk any more."""


class FailingFile:
    """A file whose writes count, and fail when their time has come; half of the block is written then."""

    def __init__(self, file, step):
        self._file, self._step = file, step

    def write(self, block):
        try:
            self._step("write")
        except BaseException:
            self._file.write(memoryview(block).cast("B")[: memoryview(block).nbytes // 2])
            raise
        return self._file.write(block)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)


@contextlib.contextmanager
def failing(at, fail, lasting=False):
    """Make the `at`-th call that changes files fail, and if it is `lasting` all after it; gives the calls' names.

    Calls are opening, writing, flushing to disk, renaming, removing files and making folders.
    """
    calls = []

    def step(name):
        calls.append(name)
        if len(calls) == at or (lasting and len(calls) > at):
            fail()

    def counted(owner, name):
        true_call = getattr(owner, name)

        def call(*arguments, **options):
            step(name)
            return true_call(*arguments, **options)

        return call

    true_open = Path.open

    def counted_open(path, mode="r", *arguments, **options):
        if "w" not in mode:
            return true_open(path, mode, *arguments, **options)
        step("open")
        return FailingFile(true_open(path, mode, *arguments, **options), step)

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ((os, "replace"), (os, "fsync"), (os, "open"), (Path, "unlink"), (Path, "mkdir")):
            patch.setattr(owner, name, counted(owner, name))
        patch.setattr(Path, "open", counted_open)
        yield calls


# What may happen to a file; `other` is another file of the same index.


def truncate(rng, path, other):
    path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size)])


def flip_a_bit(rng, path, other):
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def zero_a_block(rng, path, other):
    data = bytearray(path.read_bytes())
    start = rng.randrange(len(data))
    data[start : start + 512] = bytes(len(data[start : start + 512]))
    path.write_bytes(data)


def append(rng, path, other):
    path.write_bytes(path.read_bytes() + rng.randbytes(rng.randint(1, 4096)))


def remove(rng, path, other):
    path.unlink()


def swap(rng, path, other):
    path.rename(path.with_name("between"))
    other.rename(path)
    path.with_name("between").rename(other)


def put_another(rng, path, other):
    path.write_bytes(other.read_bytes())


def put_foreign(rng, path, other):
    size = rng.choice([0, 1, 100, path.stat().st_size])
    path.write_bytes(rng.choice([rng.randbytes(size), b"\x89PNG\r\n" * size, b"{}", b"[]", b"null", b"{" * size]))


HARMS = [truncate, flip_a_bit, flip_a_bit, zero_a_block, append, remove, swap, put_another, put_foreign]


# A process that saves until it is killed.

CYCLE = (
    lambda folder, saved: write_index(folder, [*saved.parts, week(2)], saved.model_name, saved.probe, saved.seen),
    lambda folder, saved: write_index(
        folder, [part.without_patents(["patent2"]) for part in saved.parts], saved.model_name, saved.probe, saved.seen
    ),
    lambda folder, saved: write_index(folder, [week(3, dimension=7), week(4, dimension=7)], "other/model", [1]),
    lambda folder, saved: write_index(folder, read_index(Path(folder).parent / "base").parts, "some/model", PROBE),
)
"""Saves that lead from the base index over three others back to it."""


def states(folder):
    """What the index holds before each save of the cycle."""
    make_base(folder / "base")
    make_base(folder / "index")
    saved, contents = read_index(folder / "index"), []
    for save in CYCLE:
        contents.append(content(saved))
        saved = save(folder / "index", saved)
    assert content(saved) == contents[0]
    return contents


def save_for_ever(folder):
    saved, count = read_index(folder), 0
    while True:
        saved = CYCLE[count % len(CYCLE)](folder, saved)
        count += 1
        os.write(1, b"s")


def serve():
    """For every line on standard input, start a process that saves until it is killed, and wait for its end.

    A line is a JSON list: a folder to go through the cycle in; or a folder, the name of a save, and the number of its
    call at which the process ends. The process writes its number in eight digits and an "s" for every save, then
    "e" says that it has ended.
    """
    os.fsync = lambda handle: None
    large(), [week(number) for number in range(5)], [week(number, dimension=7) for number in (3, 4)]
    for line in sys.stdin:
        folder, *single = json.loads(line)
        if (number := os.fork()) == 0:
            try:
                os.write(1, b"%08d" % os.getpid())
                if not single:
                    save_for_ever(Path(folder))
                save = SAVES[single[0]](Path(folder))
                with failing(single[1], lambda: os._exit(9)):
                    save()
                os.write(1, b"s")
            finally:
                os._exit(1)  # also when nobody reads any more
        os.waitpid(number, 0)
        os.write(1, b"e")
