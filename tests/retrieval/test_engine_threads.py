"""One index asked by many threads at once, and while it is saved."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from modeling_patent.retrieval import PatentIndex, candidates, exact

from .conftest import LIMITS, drawn_rows


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(exact, "ALWAYS_EXACT", 0)
    for cost in ("_SLICE", "_GATHER"):
        monkeypatch.setattr(candidates, cost, ((0, 1), (1e12, 1e12)))
    embeds, rows = drawn_rows(1200)

    def make():
        index = PatentIndex.from_embeddings(embeds[:900], rows[:900], kind="sq8")
        index.add(embeds[900:], rows[900:])
        index.remove("p0-3")
        return index

    return embeds, make


def answers(index, embeds, numbers):
    found = []
    for number in numbers:
        limits = LIMITS[number % len(LIMITS)]
        query = embeds[number : number + 1 + number % 3]
        found.append((index.search(query, **limits), index.search_many(embeds[number : number + 4], **limits)))
        found.append((index.more_like("p0-7", **limits), index.row_of("f0-11"), index.holds("p0-8"), len(index)))
    return found


def test_eight_threads_get_the_hits_of_one(made):
    embeds, make = made
    expected = answers(make(), embeds, range(15))
    index = make()  # nothing of it has been worked out before the threads ask
    start = threading.Barrier(8)

    def ask(_):
        start.wait(30)
        return answers(index, embeds, range(15))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [expected] * 8


def test_a_save_in_another_thread_changes_no_answer(made, tmp_path):
    embeds, make = made
    index = make()
    expected = answers(index, embeds, range(8))
    stop, errors = threading.Event(), []

    def save():
        try:
            while not stop.is_set():
                index.save(tmp_path / "index")
        except BaseException as error:
            errors.append(error)

    saver = threading.Thread(target=save)
    saver.start()
    try:
        for _ in range(4):
            assert answers(index, embeds, range(8)) == expected
    finally:
        stop.set()
        saver.join()
    assert not errors
    assert answers(PatentIndex.load(tmp_path / "index"), embeds, range(8)) == expected


def test_searches_while_another_thread_adds_and_removes_give_whole_hits():
    """Every hit is of one state of the index: its score is that of its own figure."""
    rng = np.random.default_rng(0)
    embeds = rng.standard_normal((600, 8))
    unit = embeds / np.linalg.norm(embeds, axis=1, keepdims=True)
    rows = [{"figure_id": f"f{i}", "patent_id": f"p{i}", "granted": f"20{i * 7 % 20:02d}-01-01"} for i in range(600)]
    index = PatentIndex.from_embeddings(embeds[:300], rows[:300])
    stop, errors = threading.Event(), []

    def change():
        try:
            for begin in range(300, 600, 10):
                index.add(embeds[begin : begin + 10], rows[begin : begin + 10])
                index.remove(f"p{begin - 290}")
        except BaseException as error:
            errors.append(error)
        finally:
            stop.set()

    changer = threading.Thread(target=change)
    changer.start()
    while not stop.is_set():
        query = unit[int(rng.integers(600))]
        for hit in index.search(query, k=30):
            assert hit.score == pytest.approx(float(unit[int(hit.figure_id[1:])] @ query), abs=1e-6)
            assert (hit.patent_id[1:], hit.figures) == (hit.figure_id[1:], (hit.figure_id,))
    changer.join()
    assert not errors
