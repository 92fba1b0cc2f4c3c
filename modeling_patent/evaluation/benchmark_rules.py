"""The benchmarks by name: their rules as plain values, and what is known of the data they are defined on."""

from __future__ import annotations

from typing import Any

from .protocols import Protocol, find_protocol

DP2, MINI, DEEPPATENT = "dp2-prior-art-v1", "dp2-prior-art-v1-mini", "deeppatent-v1"
BENCHMARKS = (DP2, MINI, DEEPPATENT)
"""Names of the benchmarks, with their version. A rule that changes gets another name."""

PRIOR_ART_MAIN_CLASS = Protocol(
    "prior-art-main-class", "main_class", "before", True, "find earlier patents of the same main class"
)

MEASURES: dict[str, tuple[Protocol, bool]] = {
    "prior-art": (find_protocol("prior-art"), False),
    "prior-art by patent": (find_protocol("prior-art"), True),
    "main-class": (PRIOR_ART_MAIN_CLASS, False),
    "main-class by patent": (PRIOR_ART_MAIN_CLASS, True),
    "cited": (find_protocol("cited"), True),
}
"""Result of a prior-art benchmark -> its protocol, and whether patents are ranked. The first is the main one."""

CITED = "cited"
WITHOUT_COPIES = " without Gazette copies"

_PRIOR_ART: dict[str, Any] = {
    "train_until": "2018-12-31",
    "validation_until": "2019-12-31",
    "queries_until": "2020-12-31",
    "max_figures": 8,
    "gazette_copies": False,
    "unmatched_from": 9991,
    "share": 1.0,
    "head_share": 0.4,
    "ks": [1, 5, 10, 20],
}

RULES: dict[str, dict[str, Any]] = {
    DP2: _PRIOR_ART,
    MINI: _PRIOR_ART | {"share": 0.05},
    DEEPPATENT: {
        "gallery": "whole",
        "relevant": "same patent",
        "gazette_copies": "with and without",
        "ks": [1, 5, 10, 20],
    },
}
"""Benchmark -> its rules, as a result states them."""

PARTS = {DP2: ("test",), MINI: ("test",), DEEPPATENT: ("test", "validation")}
"""Benchmark -> the sets of queries that it can have, each with a fingerprint of its own."""

PUBLISHED: dict[str, dict[str, str]] = {
    DEEPPATENT: {
        "test": "fdbb27d762a5bb173d27edccdf9b714042a6c80974135536b8ddaed0f69ee410",
        "validation": "a886d54d006e28ef4951378bf2b705f7f5cb5daa7faa08f18c000a0f64e25964",
    }
}
"""Benchmark -> part -> fingerprint of the complete data: of DeepPatent's four lists, as they are published. That of the
complete DeepPatent2 is not known: nobody has run these rules over all of it yet.
"""

DOCUMENTED = {"test": (13133, 38834, 6927), "validation": (11271, 33544, 5888)}
"""Part of DeepPatent -> query figures, gallery figures and patents of its lists."""
