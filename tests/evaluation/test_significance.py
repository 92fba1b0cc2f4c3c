"""Comparisons of two models against scipy, against loops, and against what is known."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from modeling_patent.evaluation.resampling import make_cells, patent_shares
from modeling_patent.evaluation.significance import compare


def two_models(seed, patents=12, most=4, classes=3, effect=0.1):
    """Values of two models on queries that come in patents of unequal size, each patent with an effect of its own."""
    rng = np.random.default_rng(seed)
    patent = np.repeat(np.arange(patents), rng.integers(1, most + 1, patents))
    rng.shuffle(patent)
    b = rng.random(len(patent))
    a = b + effect + 0.2 * rng.standard_normal(patents)[patent] + 0.05 * rng.standard_normal(len(patent))
    return a, b, patent, rng.integers(classes, size=patents)[patent]


def slow_mean(values, classes=None):
    if classes is None:
        return sum(values) / len(values)
    of_class = [[v for v, c in zip(values, classes, strict=True) if c == k] for k in dict.fromkeys(classes)]
    return sum(sum(some) / len(some) for some in of_class) / len(of_class)


@pytest.mark.parametrize("method", ["percentile", "BCa"])
@pytest.mark.parametrize("seed", range(3))
def test_with_one_query_a_patent_the_intervals_are_scipy_s(seed, method):
    a, b, *_ = two_models(seed, patents=40, most=1)
    found = compare(a, b, np.arange(40), resamples=2000, seed=seed)
    draw = np.random.default_rng(seed)
    theirs = stats.bootstrap((a - b,), np.mean, n_resamples=2000, method=method, rng=draw, vectorized=True)
    ours = found["interval" if method == "percentile" else "interval_bca"]
    assert ours == pytest.approx(tuple(theirs.confidence_interval), abs=1e-10)
    assert found["standard_error"] == pytest.approx(theirs.standard_error, abs=1e-10)


@pytest.mark.parametrize("patents", [2, 5, 9])
def test_with_one_query_a_patent_the_permutation_test_is_scipy_s(patents):
    a, b, *_ = two_models(patents, patents=patents, most=1, effect=0.05)
    found = compare(a, b, range(patents), resamples=10)
    theirs = stats.permutation_test(
        (a, b), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples", n_resamples=np.inf
    )
    assert found["exact"] and found["permutations"] == 2**patents
    assert found["p_value"] == pytest.approx(theirs.pvalue, abs=1e-12)


@pytest.mark.parametrize("macro", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_bootstrap_draws_whole_patents(seed, macro):
    a, b, patents, classes = two_models(seed)
    classes = classes if macro else None
    found = compare(a, b, patents, classes=classes, resamples=200, seed=seed)
    order = list(dict.fromkeys(patents))
    members = {p: np.flatnonzero(patents == p) for p in order}
    draws = []
    for picked in np.random.default_rng(seed).integers(len(order), size=(200, len(order))):
        rows = np.concatenate([members[order[i]] for i in picked])
        some = None if classes is None else classes[rows]
        draws.append(slow_mean(a[rows], some) - slow_mean(b[rows], some))
    assert found["interval"] == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=1e-12)
    assert found["standard_error"] == pytest.approx(np.std(draws, ddof=1))
    assert found["difference"] == pytest.approx(slow_mean(a, classes) - slow_mean(b, classes))


@pytest.mark.parametrize("macro", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_permutation_test_swaps_the_models_in_whole_patents(seed, macro):
    a, b, patents, classes = two_models(seed, patents=7, effect=0.05)
    classes = classes if macro else None
    order, seen = list(dict.fromkeys(patents)), []
    for swap in itertools.product([False, True], repeat=len(order)):
        swapped = np.isin(patents, [p for p, yes in zip(order, swap, strict=True) if yes])
        mine, theirs = np.where(swapped, b, a), np.where(swapped, a, b)
        seen.append(abs(slow_mean(mine, classes) - slow_mean(theirs, classes)))
    expected = np.mean(np.array(seen) >= seen[0] - 1e-12)
    assert compare(a, b, patents, classes=classes, resamples=10)["p_value"] == pytest.approx(expected)


def test_many_patents_are_flipped_at_random_and_the_p_value_is_near_the_exact_one(monkeypatch):
    a, b, patents, _ = two_models(7, patents=16, effect=0.1)
    exact = compare(a, b, patents, resamples=4000)
    monkeypatch.setattr("modeling_patent.evaluation.resampling._EXACT", 0)
    drawn = compare(a, b, patents, resamples=4000)
    assert exact["exact"] and not drawn["exact"] and drawn["permutations"] == 4000
    assert 0.02 < exact["p_value"] < 0.9
    error = math.sqrt(exact["p_value"] * (1 - exact["p_value"]) / 4000)
    assert abs(drawn["p_value"] - exact["p_value"]) < 4 * error + 1 / 4001
    assert (drawn["p_value"] * 4001) == pytest.approx(round(drawn["p_value"] * 4001))


def test_a_random_p_value_is_never_0():
    found = compare(np.ones(60), np.zeros(60), range(60), resamples=99)
    assert found["p_value"] == pytest.approx(1 / 100)


@pytest.mark.parametrize("macro", [False, True])
def test_the_bca_interval_and_the_effect_size_rest_on_a_jackknife_over_patents(macro):
    a, b, patents, classes = two_models(3)
    classes = np.where(patents == 4, 9, classes) if macro else None  # patent 4 is a class by itself
    found = compare(a, b, patents, classes=classes, resamples=500)
    without = []
    for patent in dict.fromkeys(patents):
        rest = patents != patent
        some = None if classes is None else classes[rest]
        without.append(slow_mean(a[rest], some) - slow_mean(b[rest], some))
    count, apart = len(without), np.mean(without) - np.array(without)
    jackknife = math.sqrt((count - 1) / count * (apart**2).sum())
    assert found["effect_size"] == pytest.approx(found["difference"] / jackknife / math.sqrt(count))
    order, draws = list(dict.fromkeys(patents)), []
    for picked in np.random.default_rng(0).integers(count, size=(500, count)):
        rows = np.concatenate([np.flatnonzero(patents == order[i]) for i in picked])
        some = None if classes is None else classes[rows]
        draws.append(slow_mean(a[rows], some) - slow_mean(b[rows], some))
    z0 = stats.norm.ppf(np.mean(np.array(draws) < found["difference"]))
    acceleration = (apart**3).sum() / (6 * (apart**2).sum() ** 1.5)
    z = z0 + stats.norm.ppf([0.025, 0.975])
    levels = stats.norm.cdf(z0 + z / (1 - acceleration * z))
    assert found["interval_bca"] == pytest.approx(np.quantile(draws, levels), abs=1e-9)


def test_the_patents_shares_add_up_to_the_difference():
    a, b, patents, classes = two_models(2)
    cells, cell = make_cells(patents, classes)
    shares = patent_shares(cells, np.bincount(cell, weights=a - b))
    assert shares.sum() == pytest.approx(slow_mean(a, classes) - slow_mean(b, classes))
    assert shares.shape == (cells.patents,)


def test_the_effect_size_is_d_z_where_each_patent_has_one_query():
    a, b, *_ = two_models(1, patents=25, most=1)
    d = a - b
    assert compare(a, b, range(25), resamples=50)["effect_size"] == pytest.approx(d.mean() / d.std(ddof=1))


def covered(seed, clustered):
    """Whether the 95 % interval holds the true difference, 0.1, of 30 patents with 1 to 6 queries each."""
    a, b, patents, _ = two_models(seed, patents=30, most=6)
    low, high = compare(a, b, patents if clustered else np.arange(len(a)), resamples=300, seed=seed)["interval"]
    return low <= 0.1 <= high


def test_the_interval_covers_the_truth_when_patents_are_drawn_and_too_seldom_when_queries_are():
    of_patents = np.mean([covered(seed, True) for seed in range(400)])
    of_queries = np.mean([covered(seed, False) for seed in range(400)])
    assert 0.89 < of_patents < 0.98
    assert of_queries < 0.85


def test_the_p_value_of_equal_models_is_uniform():
    p_values = []
    for seed in range(300):
        a, b, patents, _ = two_models(seed, patents=10, most=3, effect=0.0)
        p_values.append(compare(a, b, patents, resamples=2)["p_value"])
    assert 0.02 < np.mean(np.array(p_values) <= 0.05) < 0.08
    assert 0.43 < np.mean(np.array(p_values) <= 0.5) < 0.57


@pytest.mark.parametrize("macro", [False, True])
def test_memory_s_bound_changes_no_number(monkeypatch, macro):
    a, b, patents, classes = two_models(2, patents=45)
    given = {"classes": classes if macro else None, "resamples": 333}
    whole = compare(a, b, patents, **given)
    monkeypatch.setattr("modeling_patent.evaluation.resampling._AT_ONCE", 500)
    chunked = compare(a, b, patents, **given)
    assert not whole.pop("exact") and not chunked.pop("exact")
    assert all(chunked[name] == pytest.approx(value, abs=1e-12) for name, value in whole.items() if value is not None)


def test_the_order_of_the_queries_and_the_patents_names_change_no_p_value():
    a, b, patents, classes = two_models(4)
    shuffled = np.random.default_rng(9).permutation(len(a))
    names = [f"USD{p}" for p in patents[shuffled]]
    first = compare(a, b, patents, classes=classes, resamples=50)
    second = compare(a[shuffled], b[shuffled], names, classes=classes[shuffled], resamples=50)
    for name in ("difference", "p_value", "effect_size", "queries", "patents", "classes"):
        assert second[name] == pytest.approx(first[name]), name


def test_queries_that_do_not_count_are_left_out_and_counted():
    a, b, patents, classes = two_models(6)
    more = [np.append(values, [np.nan, np.nan]) for values in (a, b)]
    found = compare(*more, np.append(patents, [99, 0]), classes=np.append(classes, [7, 7]), resamples=50)
    assert found["queries_left_out"] == 2 and found["classes"] == len(set(classes))
    plain = compare(a, b, patents, classes=classes, resamples=50)
    assert found["interval"] == plain["interval"] and found["patents"] == plain["patents"]


@pytest.mark.parametrize("unknown", [-1, None])
def test_an_unknown_patent_is_one_of_its_own(unknown):
    found = compare([0.5, 0.6, 0.7, 0.2], [0.1, 0.2, 0.3, 0.1], [unknown, unknown, 5, 5], resamples=20)
    assert found["patents"] == 3


def test_equal_models_differ_by_nothing():
    values = np.random.default_rng(0).random(40)
    found = compare(values, values, np.arange(40) // 2, resamples=50)
    assert found["difference"] == 0 and found["interval"] == found["interval_bca"] == (0, 0)
    assert found["p_value"] == 1 and math.isnan(found["effect_size"])


def test_a_difference_that_is_the_same_everywhere_has_an_interval_of_no_width():
    found = compare(np.full(40, 0.3), np.full(40, 0.1), np.arange(40) // 3, resamples=50)
    assert found["interval"] == pytest.approx((0.2, 0.2)) and found["interval_bca"] == pytest.approx((0.2, 0.2))
    assert math.isnan(found["effect_size"])


def test_one_patent_says_nothing_of_others():
    found = compare([0.9, 0.8], [0.1, 0.2], ["p", "p"], resamples=20)
    assert found["difference"] == pytest.approx(0.7) and found["p_value"] == 1
    assert all(math.isnan(value) for name in ("interval", "interval_bca") for value in found[name])


NAN = float("nan")


@pytest.mark.parametrize(
    ("a", "b", "patents", "more", "message"),
    [
        ([1, 2], [1, 2, 3], [0, 1], {}, "2 queries of model a, but 3 of model b"),
        ([1, NAN], [1, 2], [0, 1], {}, "query 1 counts in one run but is NaN in another"),
        ([1, 2], [1, 2], [0], {}, "2 queries, but 1 patents"),
        ([1, 2], [1, 2], [0, 1], {"classes": [0]}, "2 queries, but 1 classes"),
        ([NAN], [NAN], [0], {}, "none of the 1 queries counts"),
        ([1, np.inf], [1, 2], [0, 1], {}, "model a has an infinite value at query 1"),
        ([], [], [], {}, "values_a must be \\[Q\\]"),
        ([[1.0]], [1], [0], {}, "values_a must be \\[Q\\]"),
        ([1], [1], [0], {"confidence": 1.0}, "confidence must lie between 0 and 1"),
        ([1], [1], [0], {"resamples": 0}, "resamples be 2 or more"),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(a, b, patents, more, message):
    with pytest.raises(ValueError, match=message) as error:
        compare(a, b, patents, **more)
    assert "\n" not in str(error.value)
