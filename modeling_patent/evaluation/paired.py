"""Pairs of values, one pair a person: the paired t-test, its effect size, and a check without normal differences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np


def paired_test(a: Sequence[float], b: Sequence[float], confidence: float = 0.95) -> dict[str, Any]:
    """Compare pairs of values, one pair a participant.

    Returns:
        n, mean_a, sd_a, mean_b, sd_b, difference (a - b) and its interval; t, df (n - 1) and p_value of the paired
        t-test; d_z, the mean difference over the differences' standard deviation (Cohen), its exact interval under
        normal differences (see `d_z_interval`), and g_z, d_z times Hedges' correction 1 - 3/(4 df - 1); wilcoxon_p of
        the signed-rank test, as a check that needs no normal differences;
        note, why a number is NaN (n below 2, or differences that do not vary), else "".

    Raises:
        ImportError: scipy is not installed.
    """
    try:
        from scipy import stats
    except ImportError:
        raise ImportError("the user study's tests need scipy: pip install 'modeling-patent[eval]'") from None
    first, second = (np.asarray(side, dtype=np.float64) for side in (a, b))
    apart, n = first - second, len(first)
    nan = math.nan
    found: dict[str, Any] = {"n": n}
    for name, side in (("a", first), ("b", second)):
        found[f"mean_{name}"] = float(side.mean()) if n else nan
        found[f"sd_{name}"] = float(side.std(ddof=1)) if n > 1 else nan
    found |= {"difference": float(apart.mean()) if n else nan, "interval": (nan, nan), "t": nan, "df": max(n - 1, 0)}
    found |= dict.fromkeys(("p_value", "d_z", "g_z", "wilcoxon_p"), nan)
    found |= {"d_z_interval": (nan, nan), "note": ""}
    if n < 2:
        return found | {"note": "a test needs two participants with both systems"}
    spread = float(apart.std(ddof=1))
    if np.any(apart):
        found["wilcoxon_p"] = float(stats.wilcoxon(apart).pvalue)
    if spread <= 1e-12 * float(np.abs(np.concatenate([first, second])).max()):
        return found | {"note": "all participants differ by the same: t is not defined"}
    test = stats.ttest_rel(first, second)
    interval = test.confidence_interval(confidence)
    d_z = found["difference"] / spread
    return found | {
        "interval": (float(interval.low), float(interval.high)),
        "t": float(test.statistic),
        "p_value": float(test.pvalue),
        "d_z": d_z,
        "d_z_interval": d_z_interval(float(test.statistic), n, confidence),
        "g_z": d_z * (1 - 3 / (4 * (n - 1) - 1)),
    }


def d_z_interval(t: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of Cohen's d_z, given the paired t-test's t of n pairs.

    t follows a noncentral t distribution of n - 1 degrees of freedom around d_z sqrt(n); the interval holds every d_z
    under which t is not among the (1 - confidence)/2 most extreme values on either side (Cumming and Finch, 2001).
    """
    from scipy import special, stats

    if t < 0:
        low, high = d_z_interval(-t, n, confidence)
        return -high, -low

    def noncentrality(share: float) -> float:
        if t > 1e4:  # all chance left is that of the standard deviation, and scipy's digits run out
            return t * math.sqrt(float(stats.chi2.ppf(1 - share, n - 1)) / (n - 1))
        low, high = -10.0, 10 * t + 10  # beyond them the share is 1 or 0 to the last digit
        while low < (middle := (low + high) / 2) < high and high - low > 1e-12 * high:
            # Far off scipy gives NaN for 0.
            low, high = (middle, high) if special.nctdtr(n - 1, middle, t) > share else (low, middle)
        return middle

    tail = (1 - confidence) / 2
    return noncentrality(1 - tail) / math.sqrt(n), noncentrality(tail) / math.sqrt(n)
