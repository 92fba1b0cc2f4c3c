"""Several seeds, several metrics: compared against loops."""

import math

import numpy as np
import pytest

from modeling_patent.evaluation import evaluate_embeddings
from modeling_patent.evaluation.significance import compare, compare_evaluations, compare_seeds, comparison_table, holm
from tests.evaluation.test_significance import slow_mean, two_models


def runs(seeds_a, seeds_b, seed=0, spread=0.05):
    a, b, patents, classes = two_models(seed, patents=20)
    rng = np.random.default_rng(seed + 100)
    make = [values + spread * rng.standard_normal((count, 1)) for values, count in ((a, seeds_a), (b, seeds_b))]
    return *make, patents, classes


@pytest.mark.parametrize("macro", [False, True])
def test_seeds_are_averaged_before_patents_are_drawn(macro):
    a, b, patents, classes = runs(3, 4)
    classes = classes if macro else None
    found = compare_seeds(a, b, patents, classes=classes, resamples=200)
    means = compare(a.mean(0), b.mean(0), patents, classes=classes, resamples=200)
    for name, value in means.items():
        assert found[name] == pytest.approx(value), name
    for name, values in (("a", a), ("b", b)):
        each = [slow_mean(run, classes) for run in values]
        assert found[f"seeds_{name}"] == pytest.approx(each)
        assert found[f"spread_{name}"] == pytest.approx(np.std(each, ddof=1))


@pytest.mark.parametrize("macro", [False, True])
def test_drawing_the_seeds_too_is_what_a_loop_does(macro):
    a, b, patents, classes = runs(3, 2)
    classes = classes if macro else None
    found = compare_seeds(a, b, patents, classes=classes, resamples=100, seed=8)
    order = list(dict.fromkeys(patents))
    picked = np.random.default_rng(8).integers(len(order), size=(100, len(order)))
    rng = np.random.default_rng([8, 2])
    seeds = rng.integers(3, size=(100, 3)), rng.integers(2, size=(100, 2))
    draws = []
    for number, some in enumerate(picked):
        rows = np.concatenate([np.flatnonzero(patents == order[i]) for i in some])
        kinds = None if classes is None else classes[rows]
        means = [
            np.mean([slow_mean(run[rows], kinds) for run in values[chosen[number]]])
            for values, chosen in zip((a, b), seeds, strict=True)
        ]
        draws.append(means[0] - means[1])
    assert found["interval_seeds"] == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=1e-12)


def test_seeds_that_differ_widen_the_interval_and_seeds_that_do_not_leave_it():
    a, b, patents, _ = runs(4, 4, spread=0.2)
    wide = compare_seeds(a, b, patents, resamples=500)
    assert np.ptp(wide["interval_seeds"]) > 1.2 * np.ptp(wide["interval"])
    a, b, patents, _ = runs(4, 4, spread=0.0)
    same = compare_seeds(a, b, patents, resamples=500)
    assert same["interval_seeds"] == pytest.approx(same["interval"]) and same["spread_a"] == pytest.approx(0, abs=1e-12)


def test_ten_copies_of_a_run_are_no_ten_runs():
    a, b, patents, _ = runs(1, 1)
    one, ten = (compare_seeds(np.repeat(a, n, 0), np.repeat(b, n, 0), patents, resamples=300) for n in (1, 10))
    assert ten["interval"] == pytest.approx(one["interval"]) and ten["p_value"] == one["p_value"]
    assert math.isnan(one["spread_a"]) and ten["queries"] == one["queries"]


def test_a_seed_with_other_queries_is_told():
    a, b, patents, _ = runs(2, 2)
    a[1, 3] = np.nan
    with pytest.raises(ValueError, match="query 3 counts in one run but is NaN in another"):
        compare_seeds(a, b, patents)
    with pytest.raises(ValueError, match=r"runs_a must be \[S, Q\]"):
        compare_seeds(b[0], b, patents)


def test_holm_is_the_step_down_procedure():
    rng = np.random.default_rng(0)
    for size in (0, 1, 2, 7):
        p_values = list(rng.random(size).round(2) / 5)
        adjusted = holm(p_values)
        for alpha in (0.01, 0.05, 0.1, 0.3):
            rejected = set()
            for step, i in enumerate(sorted(range(size), key=lambda i: p_values[i])):
                if p_values[i] > alpha / (size - step):
                    break
                rejected.add(i)
            near = {i for i in range(size) if abs(adjusted[i] - alpha) < 1e-9}
            assert {i for i in range(size) if adjusted[i] <= alpha} - near == rejected - near


def evaluated(rows, seed, **options):
    vectors = np.random.default_rng(seed).standard_normal((len(rows), 8)).astype(np.float32)
    return evaluate_embeddings(vectors, rows, options.pop("protocol", "subclass"), per_query=True, **options)


@pytest.mark.parametrize("by_patent", [False, True])
def test_two_evaluations_are_compared_by_several_metrics(figure_rows, by_patent):
    found = [evaluated(figure_rows, seed, by_patent=by_patent) for seed in (1, 2)]
    results = compare_evaluations(*found, figure_rows, metrics=("map", "map_macro", "ndcg@10"), resamples=100)
    for metric, result in results.items():
        assert result["mean_a"] == pytest.approx(found[0][metric])
        assert result["mean_b"] == pytest.approx(found[1][metric])
    assert [result["p_holm"] for result in results.values()] == holm([r["p_value"] for r in results.values()])
    counted = ~np.isnan(found[0]["per_query"]["map"])
    asked = found[0]["per_query_rows"][counted]
    assert results["map"]["queries"] == counted.sum() == found[0]["queries"]
    assert results["map"]["patents"] == len({figure_rows[row]["patent_id"] for row in asked})
    assert results["map_macro"]["classes"] == len({figure_rows[row]["locarno"] for row in asked})
    table = comparison_table(results, ("ours", "HOG"))
    assert [line.split(" | ")[0] for line in table.splitlines()[2:]] == ["| map", "| map_macro", "| ndcg@10"]
    assert f"{results['map']['difference']:+.4f}" in table


def test_evaluations_that_do_not_match_are_told(figure_rows):
    mine = evaluated(figure_rows, 1)
    with pytest.raises(ValueError, match="per_query=True"):
        compare_evaluations(mine, {name: mine[name] for name in ("map", "protocol")}, figure_rows)
    with pytest.raises(ValueError, match="not one protocol"):
        compare_evaluations(mine, evaluated(figure_rows, 1, protocol="main-class"), figure_rows)
    with pytest.raises(ValueError, match="not the same queries"):
        compare_evaluations(mine, evaluated(figure_rows, 1, max_figures=2), figure_rows)
    with pytest.raises(ValueError, match="no metric 'foo'"):
        compare_evaluations(mine, mine, figure_rows, metrics=["foo"])
