"""The figures show what they are given, are written whole, the same every time, and no words lie on others."""

import datetime
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from modeling_patent.evaluation import figures_page
from modeling_patent.evaluation.figures import (
    ClassExample,
    Shown,
    embedding_figure,
    long_tail_figure,
    map_by_frequency_figure,
    precision_recall_figure,
    retrieval_figure,
)
from modeling_patent.locarno import locarno_list

pytest.importorskip("matplotlib")
pytest.importorskip("sklearn")

SUBCLASSES = [code for code in locarno_list() if "-" in code]
LONG = "a rather long name of a design, with everything that belongs to it and $5 of _extras_"


def drawing(seed: int = 0) -> np.ndarray:
    figure = np.zeros((64, 64), dtype=np.uint8)
    figure[8 + seed % 20 : 50, [10, 40]] = figure[[8, 50], 10:41] = 255
    return figure


def shown(number: int, code: str | None = "06-01", day: datetime.date | None = datetime.date(2020, 1, 1)) -> Shown:
    return Shown(drawing(number), f"USD{number:07d}", day, code, LONG, "tail class")


def long_tail(path: Path) -> dict[str, Any]:
    codes = [code for i, code in enumerate(SUBCLASSES[:40]) for _ in range(1 + 900 // (i + 1))]
    examples = [ClassExample(SUBCLASSES[i], LONG, [drawing(view) for view in range(6)]) for i in (0, 3, 20, 39, 5)]
    return long_tail_figure([*codes, None, "14"], path, examples=examples, note="of a test")


def long_tail_of_many(path: Path) -> dict[str, Any]:
    return long_tail_figure([c for i, c in enumerate(SUBCLASSES) for _ in range(1 + 90_000 // (i + 1) ** 2)], path)


def retrieval(path: Path) -> dict[str, Any]:
    right = [shown(1), shown(2, "14-02"), shown(3, "0601"), shown(4, None, None)]
    return retrieval_figure([shown(0), shown(9)], [right, right[:1]], [right[1:], []], path, ("ours", LONG), "note")


def retrieval_of_ten(path: Path) -> dict[str, Any]:
    return retrieval_figure([shown(0)], [[shown(i) for i in range(10)]], [[]], path)


def frequency(path: Path) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    codes = [SUBCLASSES[i] for i in rng.integers(0, 100, 600)]
    train = [code for i, code in enumerate(SUBCLASSES[3:100]) for _ in range(1 + 5000 // (i + 1) ** 2)]
    values = {"ours": rng.random(600), LONG[:30]: rng.random(600) / 2}
    return map_by_frequency_figure(values, codes, train, path, rounds=50, note="of a test")


def curves(path: Path) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    values = {name: np.sort(rng.random((60, 101)))[:, ::-1].copy() for name in ("ours", "HOG", "c", "d")}
    return precision_recall_figure(values, path, patents=[str(i // 4) for i in range(60)], rounds=50, note="of a test")


def places(path: Path) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    labels = [SUBCLASSES[min(19, i)] if i % 11 else None for i in rng.geometric(0.1, 90)]
    vectors = [rng.standard_normal((90, width)) for width in (3, 7)]
    vectors[0][4] = np.nan
    return embedding_figure(*vectors, labels, path, ("ours", LONG), patents=[str(i // 3) for i in range(90)])


MAKERS = [long_tail, long_tail_of_many, retrieval, retrieval_of_ten, frequency, curves, places]


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The matplotlib figures that were written."""
    written: list[Any] = []
    save = figures_page.save_figure

    def keep(figure: Any, path: Path) -> None:
        written.append(figure)
        save(figure, path)

    monkeypatch.setattr(figures_page, "save_figure", keep)
    return written


# Files


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_figure_is_written_whole_and_its_words_lie_apart(make: Any, tmp_path: Path, pages: list[Any]) -> None:
    from matplotlib.text import Text

    facts = make(tmp_path / "new" / "figure.png")
    json.dumps(facts)  # plain numbers and names only
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["figure.png"]
    picture = Image.open(tmp_path / "new" / "figure.png")
    assert picture.width == 1680 and 500 < picture.height < 4000
    assert (np.asarray(picture.convert("L")) < 128).mean() > 0.002
    renderer = pages[0].canvas.get_renderer()
    texts = [t for t in pages[0].findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
    assert any(words.startswith("N = ") for words, _ in boxes)
    for words, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= picture.width and box.y1 <= picture.height, words
    for i, (words, box) in enumerate(boxes):
        for others, other in boxes[:i]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            down = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert across <= 0 or down <= 2, (words, others)


@pytest.mark.parametrize(
    ("make", "kind"),
    [*((make, "png") for make in (long_tail, retrieval, frequency, curves, places)),
     *((make, kind) for make in (retrieval, curves) for kind in ("svg", "pdf"))],
)  # fmt: skip
def test_the_same_input_gives_the_same_file(make: Any, kind: str, tmp_path: Path) -> None:
    import matplotlib

    first = make(tmp_path / f"a.{kind}")
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "savefig.bbox": "tight"}):  # of the user's own
        assert make(tmp_path / f"b.{kind}") == first
        assert matplotlib.rcParams["font.size"] == 30
    assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    assert (tmp_path / f"a.{kind}").stat().st_size > 5000


def test_a_figure_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tail.png"
    path.write_text("old")
    with pytest.raises(ValueError, match="a drawing must be uint8"):
        long_tail_figure(["06-01"], path, examples=[ClassExample("06-01", "", [np.zeros((4, 4))])])
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        long_tail_figure(["06-01"], path)
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_pyplot_is_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    long_tail_figure(["06-01"], tmp_path / "tail.png")


@pytest.mark.parametrize(("module", "make"), [("matplotlib.style", curves), ("sklearn.manifold", places)])
def test_without_the_library_the_error_says_what_to_install(
    module: str, make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=r"pip install 'modeling-patent\[eval\]'"):
        make(tmp_path / "figure.png")


# What they show


def test_narrow_results_keep_their_class(tmp_path: Path, pages: list[Any]) -> None:
    retrieval_of_ten(tmp_path / "results.png")
    words = [text.get_text() for text in pages[0].texts]
    assert words.count("06-01") == words.count("2020-01-01") == 10


def test_the_long_tail_is_what_was_counted(tmp_path: Path, pages: list[Any]) -> None:
    codes = ["06-01"] * 50 + ["14-02"] * 7 + ["02-04"] * 7 + ["26-05"] * 2 + ["09-01"] + [None, "14"]
    found = long_tail_figure(codes, tmp_path / "tail.png", head_share=0.4)
    assert found == {
        "classes": 5, "figures": 67, "head_classes": 2, "head_figures": 57, "without_subclass": 2, "examples": [],
    }  # fmt: skip
    bars = pages[0].axes[0].patches
    assert [bar.get_height() for bar in bars] == [50, 7, 7, 2, 1]
    assert len({bar.get_facecolor() for bar in bars[:2]} | {bar.get_facecolor() for bar in bars[2:]}) == 2
    assert bars[1].get_facecolor() != bars[2].get_facecolor()  # equal counts: the code decides, here as in training
    assert [label.get_text() for label in pages[0].axes[0].get_xticklabels()] == [
        "06-01", "02-04", "14-02", "26-05", "09-01",
    ]  # fmt: skip


def test_one_class_is_all_tail_and_a_share_of_one_is_all_head(tmp_path: Path) -> None:
    assert long_tail_figure(["06-01"] * 3, tmp_path / "a.png")["head_classes"] == 0
    assert long_tail_figure(["06-01"] * 3, tmp_path / "a.png", head_share=1)["head_figures"] == 3


def test_frames_say_which_results_are_right_without_colour(tmp_path: Path, pages: list[Any]) -> None:
    facts = retrieval(tmp_path / "results.png")["queries"]
    assert facts[0] == {
        "patent": "USD0000000", "subclass": "06-01",
        "models": {
            "ours": {"patents": [f"USD{i:07d}" for i in (1, 2, 3, 4)], "right": [True, False, True, False]},
            LONG: {"patents": [f"USD{i:07d}" for i in (2, 3, 4)], "right": [False, True, False]},
        },
    }  # fmt: skip
    tiles = [axes for axes in pages[0].axes if axes.images][1:5]  # after the query's
    lines = [axes.spines["left"].get_linestyle() for axes in tiles]
    assert lines[0] == lines[2] == "-" and lines[1] == lines[3] != "-"
    assert tiles[0].spines["left"].get_edgecolor() != tiles[1].spines["left"].get_edgecolor()
    words = [text.get_text() for text in pages[0].texts]
    assert "2020-01-01 · 14-02" in words and "no date · no class" in words
    assert sum("no more" in text for text in words) == 1 + 3 + 4


def test_each_class_stands_at_its_figures_and_mean(tmp_path: Path, pages: list[Any]) -> None:
    codes = ["06-01", "06-01", "14-02", "14-02", "26-05", None]
    values = {"a": np.array([0.2, 0.4, 0.5, np.nan, 1.0, 0.1]), "b": np.array([0.0, 0.2, 0.1, 0.9, 0.5, 0.1])}
    train = ["06-01"] * 100 + ["14-02"] * 10
    facts = map_by_frequency_figure(values, codes, train, tmp_path / "f.png", bins=2, rounds=20)
    assert facts["queries"] == 4 and facts["classes"] == 3
    assert [fact["figures"] for fact in facts["bins"]] == [[0, 0], [10, 10], [100, 100]]
    assert [fact["models"]["a"]["map"] for fact in facts["bins"]] == pytest.approx([1.0, 0.5, 0.3])
    assert [fact["models"]["b"]["map"] for fact in facts["bins"]] == pytest.approx([0.5, 0.1, 0.1])
    assert all(fact["models"]["a"]["interval"] is None for fact in facts["bins"])
    points = np.asarray(pages[0].axes[0].collections[0].get_offsets())
    np.testing.assert_allclose(points[:, 0], [100, 10, 10 / 3], rtol=0.05)  # moved aside a little
    np.testing.assert_allclose(points[:, 1], [0.3, 0.5, 1.0])


def test_classes_that_nobody_trained_on_can_stand_alone(tmp_path: Path) -> None:
    facts = map_by_frequency_figure({"a": np.array([0.25, 0.75])}, ["06-01", "14-02"], [], tmp_path / "f.png")
    low, high = facts["bins"][0]["models"]["a"].pop("interval")
    assert facts["bins"] == [{"figures": [0, 0], "classes": 2, "models": {"a": {"map": 0.5}}}]
    assert (low, high) == (0.25, 0.75)


def test_the_curves_are_the_means_over_what_counts_for_all(tmp_path: Path, pages: list[Any]) -> None:
    first = np.array([[1.0, 0.5, 0.2], [0.8, 0.4, 0.1], [0.6, 0.6, 0.6]])
    second = np.array([[0.5, 0.3, 0.1], [0.7, 0.5, 0.3], [np.nan] * 3])
    facts = precision_recall_figure({"a": first, "b": second}, tmp_path / "c.png", patents=["p", None, "q"], rounds=20)
    assert facts["queries"] == 2 and facts["patents"] == 2 and facts["recall"] == [0, 0.5, 1]
    assert facts["models"]["a"]["precision"] == pytest.approx([0.9, 0.45, 0.15])
    assert facts["models"]["b"]["precision"] == pytest.approx([0.6, 0.4, 0.2])
    assert facts["models"]["a"]["low"] == pytest.approx([0.8, 0.4, 0.1])
    drawn = [line for line in pages[0].axes[0].lines if len(line.get_ydata()) == 3]
    np.testing.assert_allclose(drawn[1].get_ydata(), [0.6, 0.4, 0.2])
    assert drawn[0].get_marker() != drawn[1].get_marker() and drawn[0].get_linestyle() != drawn[1].get_linestyle()


def test_the_plane_keeps_classes_together_and_marks_the_frequent_ones(tmp_path: Path, pages: list[Any]) -> None:
    rng = np.random.default_rng(0)
    labels = ["06-01"] * 30 + ["14-02"] * 20 + ["26-05"] * 10 + [None] * 6
    centre = {label: rng.standard_normal(8) for label in set(labels)}
    vectors = np.stack([centre[label] + 0.05 * rng.standard_normal(8) for label in labels])
    facts = embedding_figure(vectors, rng.standard_normal((66, 4)), labels, tmp_path / "e.png", classes=2)
    assert facts["marked"] == {"06-01": 30, "14-02": 20}
    assert facts["figures"] == 66 and facts["classes"] == 3 and facts["without_vector"] == 0
    grey, first, second = (np.asarray(found.get_offsets()) for found in pages[0].axes[0].collections)
    assert [len(grey), len(first), len(second)] == [16, 30, 20]
    spread = np.linalg.norm(first - first.mean(axis=0), axis=1).max()
    assert np.linalg.norm(second - first.mean(axis=0), axis=1).min() > spread
    paths = [found.get_paths()[0].vertices.shape for found in pages[0].axes[0].collections[1:]]
    assert paths[0] != paths[1]  # other marks, not only other colours


def test_the_sample_is_seeded_and_of_whole_patents(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    vectors, patents = rng.standard_normal((120, 4)), [str(i // 4) for i in range(120)]
    vectors[:8, 0] = np.nan
    found = embedding_figure(
        vectors, vectors, ["06-01"] * 120, tmp_path / "e.png", patents=patents, most=42, perplexity=5
    )
    assert (found["figures"], found["patents"], found["without_vector"]) == (40, 10, 8)
    other = tmp_path / "f.png"
    embedding_figure(vectors, vectors, ["06-01"] * 120, other, patents=patents, most=42, perplexity=5, seed=1)
    assert other.read_bytes() != (tmp_path / "e.png").read_bytes()


def test_three_vectors_of_one_number_each_are_enough(tmp_path: Path) -> None:
    vectors = np.array([[1.0], [-1.0], [0.0]])
    found = embedding_figure(vectors, vectors, [None] * 3, tmp_path / "e.png")
    assert found["figures"] == 3 and found["marked"] == {} and found["perplexity"] == pytest.approx(2 / 3)
