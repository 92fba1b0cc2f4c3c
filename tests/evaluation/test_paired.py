"""The effect size's interval against a slow sum, and for any t."""

import math

import numpy as np
import pytest
from scipy import stats

from modeling_patent.evaluation.paired import d_z_interval


def slow_noncentral(t, df, noncentrality):
    """P(T <= t) by summing over the standard deviation's distribution: s = sqrt(chi2/df), T = (Z + delta)/s."""
    shares = (np.arange(200_000) + 0.5) / 200_000
    s = np.sqrt(stats.chi2.ppf(shares, df) / df)
    return float(stats.norm.cdf(t * s - noncentrality).mean())


@pytest.mark.parametrize(
    ("t", "n"), [(4.89898, 4), (-4.30, 15), (3.30, 15), (0.0, 5), (12.0, 2), (80.0, 6), (0.4, 300)]
)
def test_the_effect_size_s_interval_holds_what_does_not_contradict_t(t, n):
    low, high = d_z_interval(t, n)
    assert low < t / math.sqrt(n) < high
    assert slow_noncentral(t, n - 1, low * math.sqrt(n)) == pytest.approx(0.975, abs=1e-4)
    assert slow_noncentral(t, n - 1, high * math.sqrt(n)) == pytest.approx(0.025, abs=1e-4)
    assert d_z_interval(-t, n) == pytest.approx((-high, -low))


def test_the_effect_size_s_interval_of_any_t_has_a_number():
    below, above = d_z_interval(9999.0, 4), d_z_interval(10001.0, 4)
    assert below == pytest.approx(above, rel=1e-3)
    assert d_z_interval(1e12, 4) == pytest.approx(tuple(1e8 * end for end in above), rel=1e-3)
