"""Bad input to a figure ends in one line that says what is wrong, and writes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modeling_patent.evaluation.figures import (
    ClassExample,
    Shown,
    embedding_figure,
    long_tail_figure,
    map_by_frequency_figure,
    precision_recall_figure,
    retrieval_figure,
)

pytest.importorskip("matplotlib")
pytest.importorskip("sklearn")


def shown(number: int, code: str = "06-01") -> Shown:
    return Shown(np.zeros((8, 8), dtype=np.uint8), f"USD{number:07d}", None, code)


NAN = np.full((4, 3), np.nan)
ONES = np.ones((4, 3))
BAD: list[tuple[Callable[[Path], Any], str]] = [
    (lambda p: long_tail_figure([None, "14"], p), "none of 2 figures has a Locarno subclass"),
    (lambda p: long_tail_figure(["06-01"], p, head_share=2), "share must be a share"),
    (lambda p: long_tail_figure(["no code"], p), "no code"),
    (lambda p: long_tail_figure(["06-01"], p, examples=[ClassExample("14-02", "", [])]), "example '14-02' is of a"),
    (lambda p: long_tail_figure(["06-01"], p.with_suffix(".jpg")), r"a figure is a .png, .svg, .pdf file"),
    (lambda p: retrieval_figure([], [], [], p), "there is no query to draw"),
    (lambda p: retrieval_figure([shown(1)], [[]], [], p), "1 queries, but results of 1 and of 0"),
    (lambda p: retrieval_figure([shown(1)], [[]], [[]], p), "no query has a result"),
    (lambda p: retrieval_figure([shown(1, "14")], [[shown(2)]], [[]], p), "USD0000001 has no Locarno subclass"),
    (lambda p: retrieval_figure([shown(1)], [[shown(2)]], [[]], p, ("a", "a")), "two names, not 'a' twice"),
    (lambda p: map_by_frequency_figure({}, [], [], p), "1 to 4 models can be told apart, not 0"),
    (lambda p: map_by_frequency_figure({"a": ONES[:, 0]}, ["06-01"], [], p), "4 values of 'a', but 1 rows"),
    (lambda p: map_by_frequency_figure({"a": NAN[:, 0]}, ["06-01"] * 4, [], p), "none of 4 rows is a query"),
    (lambda p: map_by_frequency_figure({"a": ONES[:, 0]}, ["06-01"] * 4, [], p, bins=0), "bins must be at least 1"),
    (lambda p: precision_recall_figure({"a": NAN}, p), "none of 4 rows is a query for all models"),
    (lambda p: precision_recall_figure({"a": ONES, "b": ONES[:2]}, p), "of the same rows and recall levels"),
    (lambda p: precision_recall_figure({"a": ONES}, p, patents=["x"]), "1 patents, but curves of 4 rows"),
    (lambda p: precision_recall_figure(dict.fromkeys("abcde", ONES), p), "1 to 4 models can be told apart, not 5"),
    (lambda p: embedding_figure(ONES, ONES[:3], [None] * 4, p), r"of the same figures, not \[4, 3, 4, 4\] rows"),
    (lambda p: embedding_figure(ONES[:2], ONES[:2], [None] * 2, p), "at least 3 figures, not of 2"),
    (lambda p: embedding_figure(ONES, NAN, [None] * 4, p), "at least 3 figures, not of 0"),
    (lambda p: embedding_figure(ONES, ONES, [None] * 4, p), "vectors of 'model' are all equal"),
    (lambda p: embedding_figure(ONES, ONES, [None] * 4, p, classes=13), "0 to 12 classes can be told apart"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_is_named_in_one_line_and_nothing_is_written(make: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message) as error:
        make(tmp_path / "figure.png")
    assert "\n" not in str(error.value)
    assert not list(tmp_path.iterdir())
