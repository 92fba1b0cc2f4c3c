import datetime

import numpy as np
import pytest

from modeling_patent.retrieval import search
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


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
def test_gathered_and_whole_scans_give_the_same_rows_and_cosines(share):
    rng = np.random.default_rng(0)
    vectors = search.unit_rows(rng.standard_normal((400, 16)), "vectors")
    views = np.float64(vectors[:2])
    allowed = rng.random(300) < share
    rows, cosines = search.scan(vectors, views, 50, 350, allowed)
    assert rows.tolist() == [i for i in range(50, 350) if allowed[i - 50]]
    assert np.allclose(cosines, vectors[rows].astype(np.float64) @ views.T, atol=1e-6)


def test_the_coarse_scan_never_loses_a_group_that_float64_puts_first():
    """Scores closer to each other than float32 can tell: the answer is still that of float64."""
    rng = np.random.default_rng(0)
    base = rng.standard_normal(64)
    vectors = search.unit_rows(np.tile(base, (500, 1)) + 1e-7 * rng.standard_normal((500, 64)), "vectors")
    views = (base / np.linalg.norm(base))[None]
    everything = np.arange(500)
    coarse = np.float32(0.999) + 1e-6 * rng.standard_normal((500, 1)).astype(np.float32)
    exact = [float((v.astype(np.float64) * views[0]).sum()) for v in vectors]
    rows, scores = search.rank_groups(vectors, views, everything, coarse, everything, 5)
    assert rows.tolist() == sorted(range(500), key=lambda i: (-exact[i], i))[:5]
    assert scores.tolist() == sorted(exact, reverse=True)[:5]


def test_unit_rows_are_left_as_they_are_and_others_get_length_one():
    vectors = np.float32([[0.6, 0.8], [1, 0]])
    assert search.unit_rows(vectors, "x") is vectors
    assert np.allclose(search.unit_rows(np.array([[3.0, 4.0]]), "x"), [[0.6, 0.8]])
