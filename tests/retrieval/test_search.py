import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeling_patent.retrieval import exact, search
from modeling_patent.rows import UNKNOWN_DAY


def test_rows_without_a_date_sort_last():
    days = search.sorting_days(np.array([5, UNKNOWN_DAY, -3]))
    assert np.argsort(days).tolist() == [2, 0, 1]


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        (None, None, (0, 6)),
        (2, None, (0, 1)),
        (3, None, (0, 3)),
        (None, 2, (3, 5)),
        (None, 0, (0, 5)),
        (None, 1, (1, 5)),
        (9, 1, (1, 4)),
        (1, 9, (5, 5)),
        (5000, None, (0, 5)),
    ],
)
def test_date_limits_are_a_slice(before, after, rows):
    days = np.array([1, 2, 2, 4, 9, search.NO_DATE])
    day = lambda n: None if n is None else datetime.date(1970, 1, 1) + datetime.timedelta(days=n)  # noqa: E731
    start, stop = search.date_slice(days, day(before), day(after))
    assert start <= stop
    assert list(range(start, stop)) == list(range(*rows))


@given(
    days=st.lists(st.none() | st.dates(), max_size=20),
    before=st.none() | st.dates(),
    after=st.none() | st.dates(),
)
def test_the_slice_holds_the_days_strictly_between_the_limits(days, before, after):
    numbers = sorted(search.NO_DATE if day is None else (day - datetime.date(1970, 1, 1)).days for day in days)
    start, stop = search.date_slice(np.array(numbers, dtype=np.int64), before, after)
    limited = before is not None or after is not None
    fits = [
        not limited or (day is not None and (before is None or day < before) and (after is None or day > after))
        for day in sorted(days, key=lambda day: (day is None, day or datetime.date.min))
    ]
    assert fits == [start <= i < stop for i in range(len(days))]


@pytest.mark.parametrize("rows", [0, 1, 7, 9000])
def test_exact_cosines_are_those_of_float64_wherever_a_row_lies(rows):
    rng = np.random.default_rng(0)
    vectors = search.unit_rows(rng.standard_normal((500, 37)), "x")
    vectors[::5] = vectors[3]
    views = rng.standard_normal((3, 37))
    wanted = rng.integers(0, 500, rows)
    cosines = search.exact_cosines(vectors, views, wanted)
    assert cosines.shape == (rows, 3)
    for line, row in list(zip(cosines, wanted.tolist(), strict=True))[:60]:
        slow = [sum(float(a) * float(b) for a, b in zip(vectors[row], view, strict=True)) for view in views]
        assert line == pytest.approx(slow, abs=1e-13)
        if row % 5 == 0:
            assert line.tolist() == search.exact_cosines(vectors, views, np.array([3]))[0].tolist()


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_highest_scores_are_all_taken_and_the_floor_lies_above_the_rest(data):
    length = data.draw(st.sampled_from([1, 2, 9, 100, 4097, 9000]))
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    scores = rng.standard_normal(length).astype(np.float32)
    kind = data.draw(st.sampled_from(["plain", "holes", "few values", "all equal", "falling"]))
    if kind == "holes":
        scores[rng.random(length) < data.draw(st.sampled_from([0.1, 0.9]))] = -np.inf
    elif kind == "few values":
        scores = np.round(scores)
    elif kind == "all equal":
        scores[:] = 0.5
    elif kind == "falling":
        scores = np.sort(scores)[::-1].copy()
    eligible = int((scores > -np.inf).sum())
    count = data.draw(st.integers(1, max(eligible, 1)) | st.integers(1, 40))
    margin = data.draw(st.sampled_from([1e-6, 0.25]))
    places, floor = exact.top(scores, count, margin, eligible)
    assert len(set(places.tolist())) == len(places) >= min(count, eligible)
    assert np.all(scores[places] > -np.inf)
    left = np.setdiff1d(np.arange(length), places)
    last = np.sort(scores)[::-1][min(count, eligible) - 1] if eligible else -np.inf
    assert np.all(scores[left] < last - margin / 2) or not len(left) or count >= eligible
    assert np.all(scores[left] <= floor) or np.all(np.isneginf(scores[left]))
    if len(places) < eligible:
        assert floor < last


def test_unit_rows_are_left_as_they_are_and_others_get_length_one():
    vectors = np.float32([[0.6, 0.8], [1, 0]])
    assert search.unit_rows(vectors, "x") is vectors
    assert np.allclose(search.unit_rows(np.array([[3.0, 4.0]]), "x"), [[0.6, 0.8]])


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_rows_of_any_length_get_length_one_as_if_each_were_alone(kind):
    rng = np.random.default_rng(0)
    vectors = (rng.standard_normal((20_000, 3)) * 10.0 ** rng.integers(-6, 6, (20_000, 1))).astype(kind)
    unit = search.unit_rows(vectors, "x")
    assert (unit.dtype, unit.flags.c_contiguous) == (np.float32, True)
    for row in (0, 8191, 8192, 19_999):
        length = np.sqrt(sum(float(x) ** 2 for x in vectors[row]))
        assert unit[row] == pytest.approx(np.float64(vectors[row]) / length, abs=1e-7)


@pytest.mark.parametrize("turned", [np.asfortranarray, lambda v: np.repeat(v, 2, axis=1)[:, ::2], lambda v: v[::-1]])
def test_unit_rows_lie_row_after_row(turned):
    vectors = search.unit_rows(np.random.default_rng(0).standard_normal((40, 6)), "x")
    for kind in (np.float32, np.float64):
        given_so = turned(vectors.astype(kind))
        unit = search.unit_rows(given_so, "x")
        assert unit.flags.c_contiguous
        assert np.array_equal(unit, np.float32(given_so))


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (np.ones(3), r"shape \[rows, dimension\], not \[3\]"),
        (np.ones((2, 0)), "shape"),
        ([[1, 0], [0, 0]], "row 1 holds only zeros"),
        ([[1, 0], [np.nan, 0], [np.inf, 0]], r"row 1 holds NaN or infinite numbers \(2 such rows\)"),
    ],
)
def test_rows_that_cannot_be_compared_are_one_clear_line(vectors, message):
    with pytest.raises(ValueError, match=message) as raised:
        search.unit_rows(np.asarray(vectors, dtype=np.float64), "these")
    assert str(raised.value).startswith("these")
