"""Inverted lists: what they hold, how far they are looked into, and how large they may be."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeling_patent.retrieval import PatentIndex, approximate
from modeling_patent.retrieval.approximate import build_approximate, choose_kind, list_count, memory_needed
from modeling_patent.retrieval.calibration import Calibration
from modeling_patent.retrieval.search import unit_rows

from .conftest import drawn_rows


@pytest.fixture(scope="module", params=["sq8", "rabitq"])
def lists(request):
    """Lists of 1,500 rows, a few of them left out."""
    vectors = unit_rows(drawn_rows(1500, dimension=32)[0], "x")
    holes = np.arange(0, 1500, 11)
    return vectors, holes, build_approximate(vectors, holes, np.arange(1500, dtype=np.int32) // 5, request.param)


def opened(lists, *numbers):
    """The numbers of some lists for one view, or of all."""
    numbers = numbers or range(len(lists.sizes))
    return np.array([list(numbers)], dtype=np.int64)


def test_every_row_but_the_holes_is_in_one_list(lists):
    vectors, holes, made = lists
    assert made.count == made.sizes.sum() == 1500 - len(holes)
    outside = set(range(1500)) - set(np.flatnonzero(made.list_of >= 0).tolist())
    assert outside == set(holes.tolist()) | set(range(len(made.list_of), 1500))
    assert np.bincount(made.list_of[made.list_of >= 0], minlength=len(made.sizes)).tolist() == made.sizes.tolist()
    assert made.centres.shape == (len(made.sizes), 32)
    inside = np.flatnonzero(made.list_of >= 0)
    lengths = np.linalg.norm(made.centres, axis=1, keepdims=True)
    closest = (vectors[inside] @ (made.centres / lengths).T).argmax(axis=1)
    assert (closest == made.list_of[inside]).mean() > (0.99 if made.kind == "rabitq" else 0.9)


def test_centres_are_the_means_of_the_rows_in_8_bits_and_at_length_1_in_one_bit(lists):
    vectors, _, made = lists
    for number in range(len(made.sizes)):
        if made.kind == "rabitq":
            assert np.linalg.norm(made.centres[number]) == pytest.approx(1, abs=1e-4)
        elif made.sizes[number]:
            rows = [row for row in range(1500) if row < len(made.list_of) and made.list_of[row] == number]
            mean = sum(vectors[row].astype(np.float64) for row in rows) / len(rows)
            assert made.centres[number] == pytest.approx(mean, abs=1e-6)


def test_rows_rise_in_every_list(lists):
    *_, made = lists
    for number, size in enumerate(made.sizes.tolist()):
        if size:
            ids = approximate._library().rev_swig_ptr(made.index.invlists.get_ids(number), size)
            assert np.all(np.diff(ids) > 0)


def test_the_closest_rows_of_the_opened_lists_come_with_falling_cosines(lists):
    vectors, _, made = lists
    rng = np.random.default_rng(0)
    views = unit_rows(vectors[:4] + 0.3 * rng.standard_normal((4, 32)), "x")
    numbers = np.array([[0, 1, 2], [5, 3, -1], [7, -1, -1], [-1, 4, 2]], dtype=np.int64)
    cosines, rows = made.nearest(views, 40, numbers)
    off = 0.02 if made.kind == "sq8" else 0.4
    for view, line, values, those in zip(views, rows, cosines, numbers, strict=True):
        found = line[line >= 0]
        held = np.flatnonzero(np.isin(made.list_of, those[those >= 0]))
        assert set(found.tolist()) <= set(held.tolist())
        assert len(found) == min(40, len(held))
        assert np.all(np.diff(values[: len(found)]) <= 0)
        assert values[: len(found)] == pytest.approx(vectors[found] @ view, abs=off)
        if len(held) > 40 and made.kind == "sq8":
            true = np.sort(vectors[held] @ view)[::-1]
            assert (vectors[found] @ view).min() > true[39] - 0.03


@pytest.mark.parametrize(("start", "stop"), [(0, 1500), (0, 1), (3, 900), (1499, 1500), (700, 700), (1200, 1500)])
def test_a_slice_takes_its_rows_and_no_other(lists, start, stop):
    vectors, holes, made = lists
    _, rows = made.nearest(vectors[:1], 1500, opened(made), approximate.range_selector(start, stop))
    assert sorted(rows[rows >= 0].tolist()) == sorted(set(range(start, stop)) - set(holes.tolist()))


@pytest.mark.parametrize("chosen", [[], [1], [7, 3, 1498], list(range(1, 1500, 2)), [1499]])
def test_chosen_rows_are_found_and_no_other(lists, chosen):
    vectors, holes, made = lists
    selector = approximate.row_selector(np.array(chosen, dtype=np.int64), 1500)
    _, rows = made.nearest(vectors[:1], 1500, opened(made), selector)
    assert sorted(rows[rows >= 0].tolist()) == sorted(set(chosen) - set(holes.tolist()))


def test_a_list_that_is_empty_promises_nothing():
    vectors = unit_rows(np.tile(np.linspace(1, 2, 8), (400, 1)), "x")
    made = build_approximate(vectors, np.empty(0, np.int64), np.arange(400, dtype=np.int32), "sq8")
    promise = made.promise(vectors[:2])
    assert np.array_equal(np.isneginf(promise), np.tile(made.sizes == 0, (2, 1)))
    assert np.array_equal(np.isneginf(made.promise(vectors[:1])), [made.sizes == 0])
    assert (made.sizes == 0).sum() > 0


def held(made):
    """Which of 1,500 rows are in a list."""
    return np.pad(made.list_of >= 0, (0, 1500 - len(made.list_of)))


def slow_promise(made, view, number):
    """The mean of a list's cosines, and as many deviations more as the best of so many is expected above it."""
    if made.sizes[number] == 0:
        return -np.inf
    centre = made.centres[number].astype(np.float64)
    spread = max(0.0, (1 - float(centre @ centre)) / len(centre)) ** 0.5
    return float(view @ centre) + spread * (2 * np.log(made.sizes[number])) ** 0.5


def test_a_promise_is_the_mean_and_what_the_best_of_so_many_lies_above_it(lists):
    vectors, _, made = lists
    expected = np.array(
        [[slow_promise(made, view, number) for number in range(len(made.sizes))] for view in vectors[:3]]
    )
    assert made.promise(vectors[:3]) == pytest.approx(expected, abs=1e-3)  # at length 1 a rounding is a spread
    assert made.promise(vectors[2:3]) == pytest.approx(expected[2:], abs=1e-3)


@pytest.mark.parametrize("size", [30, 300])
def test_the_best_of_rows_about_a_mean_is_near_their_promise(size):
    rng = np.random.default_rng(0)
    off = []
    for _ in range(40):
        mean, view = unit_rows(rng.standard_normal((2, 256)), "x")
        rows = unit_rows(0.7 * mean + rng.standard_normal((size, 256)) * 0.7 / 16, "x")
        centre = rows.mean(axis=0, keepdims=True)
        promise = float(view @ centre[0] + approximate.above_mean(centre, np.array([size]))[0])
        off.append(promise - float((rows @ view).max()))
    assert abs(np.mean(off)) < 0.03
    assert np.std(off) < 0.05


# How far a search looks.


def slow_margins(made, vectors, patent_of, count, fraction, queries):
    """How far below the count-th neighbour's cosine the promises of the neighbours' lists lie, before a day."""
    inside = [
        row for row in range(round(fraction * len(vectors))) if row < len(made.list_of) and made.list_of[row] >= 0
    ]
    margins = []
    for query in queries:
        others = [row for row in inside if patent_of[row] != patent_of[query]]
        nearest = sorted(others, key=lambda row: -float(vectors[row] @ vectors[query]))[:count]
        if nearest:
            last = float(vectors[nearest[-1]] @ vectors[query])
            margins += [last - slow_promise(made, vectors[query], made.list_of[row]) for row in nearest]
    return margins


def test_nearly_all_true_neighbours_lie_within_the_margin(lists):
    vectors, _, made = lists
    patent_of = np.arange(1500) // 5
    queries = np.random.default_rng(1).choice(np.flatnonzero(made.list_of >= 0), 60, replace=False).tolist()
    for count, fraction in ((10, 1.0), (40, 0.25), (160, 1.0), (640, 0.015)):
        margins = slow_margins(made, vectors, patent_of, count, fraction, queries)
        within = np.mean(np.array(margins) <= made.calibration.margin(count, fraction) + 1e-6)
        assert within >= 0.98


def test_where_a_patent_is_alone_every_list_is_opened():
    vectors = unit_rows(drawn_rows(300)[0], "x")
    made = build_approximate(vectors, np.empty(0, np.int64), np.zeros(300, dtype=np.int32), "sq8")
    assert {made.calibration.margin(count, f) for count in (1, 640) for f in (0.02, 1.0)} == {2.0}


KNOWN = Calibration(
    (0.1, 0.5, 1.0), (10, 40), ((0.5, 0.6), (0.3, 0.3), (0.1, 0.2)), (12, 60), ((0.4, 0.5), (0.3, 0.4), (0.2, 0.3))
)


@pytest.mark.parametrize(
    ("neighbours", "fraction", "margin"),
    [
        (10, 1.0, 0.1),
        (1, 1.0, 0.1),
        (11, 1.0, 0.2),
        (40, 0.5, 0.3),
        (10, 0.1, 0.5),
        (40, 0.1, 0.6),
        (10, np.sqrt(0.5), 0.2),
        (10, np.sqrt(0.05), 0.4),
        (10, 1.5, 0.1),
        (10, 0.0999, np.inf),
        (10, 0.0, np.inf),
    ],
)
def test_margins_between_what_was_measured_lie_between(neighbours, fraction, margin):
    assert KNOWN.margin(neighbours, fraction) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("neighbours", "fraction", "start"),
    [(10, 1.0, 0.2), (11, 0.7, 0.3), (40, 0.5, 0.4), (1, 0.3, 0.3), (10, 0.1, 0.4), (40, 0.01, 0.5), (10, 1.5, 0.2)],
)
def test_the_first_look_is_that_of_the_next_larger_share(neighbours, fraction, start):
    assert KNOWN.start(neighbours, fraction) == start


def test_the_first_look_is_enough_for_most_rows(lists):
    vectors, _, made = lists
    patent_of = np.arange(1500) // 5
    queries = np.random.default_rng(2).choice(np.flatnonzero(made.list_of >= 0), 80, replace=False)
    enough, opened_first = [], []
    for query in queries.tolist():
        cosines = np.sort((vectors @ vectors[query])[(patent_of != patent_of[query]) & held(made)])[::-1]
        promise = made.promise(vectors[query : query + 1])[0]
        needed = promise >= cosines[9] - made.calibration.margin(10, 1.0)
        first = promise >= promise.max() - made.calibration.start(10, 1.0)
        enough.append(not (needed & ~first).any())
        opened_first.append(first.mean())
    assert np.mean(enough) >= 0.6
    assert np.mean(opened_first) < 0.9


@given(fraction=st.floats(0.015, 1))
def test_more_neighbours_never_have_a_smaller_margin(lists, fraction):
    *_, made = lists
    margins = [made.calibration.margin(count, fraction) for count in (1, 10, 11, 40, 100, 160, 640)]
    assert margins == sorted(margins)


@given(st.integers(1, 640))
def test_more_rows_are_taken_than_neighbours_are_wanted(lists, count):
    *_, made = lists
    assert made.calibration.rows_wanted(count) > count
    assert made.calibration.rows_wanted(count) >= made.calibration.rows_wanted(max(1, count - 1))
    assert KNOWN.rows_wanted(min(count, 40)) >= min(count, 40) * (1.5 if count > 10 else 1.2)


def test_a_calibration_comes_back_from_json(lists):
    *_, made = lists
    for known in (KNOWN, made.calibration):
        assert Calibration.from_dict(json.loads(json.dumps(known.to_dict(), allow_nan=False))) == known


@pytest.mark.parametrize(
    "change",
    [
        {"fractions": [0.1, 0.5]},
        {"fractions": [0.5, 0.1, 1.0]},
        {"fractions": [0.5, 0.5, 1.0]},
        {"fractions": [0.1, 0.5, 0.9]},
        {"fractions": [0.0, 0.5, 1.0]},
        {"fractions": [float("nan"), 0.5, 1.0]},
        {"fractions": []},
        {"neighbours": [40, 10]},
        {"neighbours": [0, 10]},
        {"neighbours": [10]},
        {"neighbours": ["a", 10]},
        {"margins": [[0.1, 0.2]]},
        {"margins": [[0.5, 0.6], [0.3], [0.1, 0.2]]},
        {"margins": [[0.5, float("nan")], [0.3, 0.3], [0.1, 0.2]]},
        {"margins": [[0.5, float("inf")], [0.3, 0.3], [0.1, 0.2]]},
        {"margins": None},
        {"wanted": [12]},
        {"wanted": [12, 0]},
        {"wanted": 12},
    ],
    ids=str,
)
def test_a_damaged_calibration_is_refused(change):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Calibration.from_dict(KNOWN.to_dict() | change)
    for name in change:
        with pytest.raises(KeyError):
            Calibration.from_dict({key: value for key, value in KNOWN.to_dict().items() if key != name})


# Lists on disk.


def written(lists, folder):
    with (folder / "lists.faiss").open("wb") as file:
        lists.write(file)
    return folder / "lists.faiss"


def test_lists_come_back_from_a_file_and_find_the_same(lists, tmp_path):
    vectors, _, made = lists
    known = made.calibration.to_dict()
    read = approximate.read_approximate(written(made, tmp_path), made.kind, known, 1500, 32)
    assert (read.kind, read.calibration, read.count) == (made.kind, made.calibration, made.count)
    assert np.array_equal(read.list_of, made.list_of)
    assert np.array_equal(read.centres, made.centres)
    selector = approximate.range_selector(100, 800)
    for one, other in zip(
        read.nearest(vectors[:3], 20, np.tile(opened(made), (3, 1)), selector),
        made.nearest(vectors[:3], 20, np.tile(opened(made), (3, 1)), selector),
        strict=True,
    ):
        assert np.array_equal(one, other)


@pytest.mark.parametrize(
    "wrong", [{"rows": 1000}, {"dimension": 31}, {"kind": "hnsw"}, {"calibration": {}}, {"calibration": None}]
)
def test_lists_of_other_rows_are_refused_in_one_line(lists, tmp_path, wrong):
    *_, made = lists
    right = {"kind": made.kind, "calibration": made.calibration.to_dict(), "rows": 1500, "dimension": 32}
    with pytest.raises(ValueError, match=r"lists\.faiss") as raised:
        approximate.read_approximate(written(made, tmp_path), **(right | wrong))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"no index", None])
def test_a_file_that_holds_no_lists_is_refused_in_one_line(lists, tmp_path, content):
    *_, made = lists
    path = written(made, tmp_path)
    path.write_bytes(path.read_bytes()[:-1000] if content is None else content)
    with pytest.raises(ValueError, match=r"lists\.faiss cannot be read") as raised:
        approximate.read_approximate(path, made.kind, made.calibration.to_dict(), 1500, 32)
    assert "\n" not in str(raised.value)


# Which kind, and how large.


def test_few_rows_are_compared_one_by_one_and_many_as_exactly_as_the_budget_allows():
    assert choose_kind(approximate.FLAT_ROWS - 1, 256, 10**9) == "flat"
    rows, dimension = 2_700_000, 256
    exact, small = (memory_needed(kind, rows, dimension) for kind in ("sq8", "rabitq"))
    assert choose_kind(rows, dimension, exact) == "sq8"
    assert choose_kind(rows, dimension, exact - 1) == "rabitq"
    assert choose_kind(rows, dimension, small) == "rabitq"
    with pytest.raises(ValueError, match=f"2700000 rows of 256 numbers need {small:,} bytes") as raised:
        choose_kind(rows, dimension, small - 1)
    assert "\n" not in str(raised.value)


@given(kind=st.sampled_from(approximate.KINDS), rows=st.integers(1, 10**7), dimension=st.integers(1, 2048))
def test_more_rows_and_more_numbers_never_need_less_memory(kind, rows, dimension):
    needed = memory_needed(kind, rows, dimension)
    assert 0 < needed <= memory_needed(kind, rows + 1, dimension)
    assert needed <= memory_needed(kind, rows, dimension + 1)


@given(rows=st.integers(50_000, 10**7), dimension=st.integers(32, 2048))
def test_the_kinds_come_from_the_largest_to_the_smallest(rows, dimension):
    sizes = [memory_needed(kind, rows, dimension) for kind in approximate.KINDS]
    assert sizes == sorted(sizes, reverse=True)


@given(st.integers(1, 10**8))
def test_lists_are_a_power_of_two_near_the_root_of_the_rows(rows):
    lists = list_count(rows)
    assert lists & (lists - 1) == 0
    assert 3 * np.sqrt(rows) <= lists <= 6.5 * np.sqrt(rows)


def test_the_lists_take_no_more_memory_than_was_said(lists):
    import faiss

    *_, made = lists
    size = len(faiss.serialize_index(made.index))
    assert size < 1.2 * memory_needed(made.kind, 1500, 32) + 60_000


def test_an_index_gets_lists_where_it_is_large_and_its_kind_can_be_said(monkeypatch):
    embeds, rows = drawn_rows(300)
    assert PatentIndex.from_embeddings(embeds, rows).parts[0].approximate is None
    assert PatentIndex.from_embeddings(embeds, rows, kind="rabitq").parts[0].approximate.kind == "rabitq"
    assert PatentIndex.from_embeddings(embeds[:40], rows[:40], kind="sq8").parts[0].approximate is None
    with pytest.raises(ValueError, match="no kind of index: 'hnsw'"):
        PatentIndex.from_embeddings(embeds, rows, kind="hnsw")
    monkeypatch.setattr(approximate, "FLAT_ROWS", 300)
    assert PatentIndex.from_embeddings(embeds, rows).parts[0].approximate.kind == "sq8"
    assert PatentIndex.from_embeddings(embeds, rows, kind="flat").parts[0].approximate is None
