import datetime

import datasets
import numpy as np
import pytest

from modeling_patent.retrieval import Hit, PatentIndex
from modeling_patent.rows import make_row, row_features

from .conftest import random_rows, slow_search

DAYS = [datetime.date(2020, 1, 1) + datetime.timedelta(days=d) for d in (0, 7, 20, 21, 49, 400)]


def found(hits):
    return [(hit.patent_id, hit.figure_id) for hit in hits]


@pytest.mark.parametrize("seed", range(40))
def test_search_equals_the_definition_in_float64(seed):
    rng = np.random.default_rng(1000 + seed)
    embeds, rows = random_rows(count=int(rng.integers(1, 150)), patents=int(rng.integers(1, 40)), seed=seed)
    index = PatentIndex.from_embeddings(embeds, rows)
    for _ in range(8):
        query = rng.standard_normal((int(rng.integers(1, 5)), 12))
        if rng.random() < 0.5:
            query[0] = embeds[rng.integers(len(rows))]
        limits = {
            "before": DAYS[rng.integers(6)] if rng.random() < 0.4 else None,
            "after": DAYS[rng.integers(6)] if rng.random() < 0.4 else None,
            "locarno": [("14",), ("14-04", "6"), ("0601",), ()][rng.integers(4)],
            "per_patent": bool(rng.random() < 0.7),
        }
        exclude = [f"patent{i}" for i in rng.integers(0, 40, rng.integers(0, 6))]
        k = int(rng.choice([1, 3, 10, 1000]))
        hits = index.search(query, k=k, exclude_patents=exclude, **limits)
        expected = slow_search(embeds, rows, query, k, exclude=exclude, **limits)
        assert found(hits) == [line[:2] for line in expected]
        assert np.allclose([hit.score for hit in hits], [line[2] for line in expected], atol=1e-12)
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_every_patent_comes_once_and_scores_fall(index):
    hits = index.search(np.ones(12), k=10**9)
    assert len({hit.patent_id for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_patent_with_very_many_close_figures_does_not_push_others_out():
    embeds = np.vstack([np.tile([1.0, 0.0], (5000, 1)), [[0.0, 1.0], [-1.0, 0.0]]])
    rows = [{"figure_id": str(i), "patent_id": "many" if i < 5000 else f"one{i}"} for i in range(5002)]
    hits = PatentIndex.from_embeddings(embeds, rows).search([1, 0], k=3)
    assert [hit.patent_id for hit in hits] == ["many", "one5000", "one5001"]


def test_equal_scores_come_in_row_order_whatever_the_filter():
    rng = np.random.default_rng(3)
    rows = [{"figure_id": str(i), "patent_id": str(i), "locarno": "14" if i % 7 else "6"} for i in range(3000)]
    embeds = np.tile(rng.standard_normal(67), (3000, 1))
    index = PatentIndex.from_embeddings(embeds, rows)
    query = rng.standard_normal(67)
    assert found(index.search(query, k=3000)) == [(str(i), str(i)) for i in range(3000)]
    assert found(index.search(query, k=3000, locarno="6")) == [(str(i), str(i)) for i in range(0, 3000, 7)]


def test_a_figures_score_is_the_same_under_every_filter(index, collection):
    query = np.linspace(-1, 1, 12)
    everywhere = {hit.figure_id: hit.score for hit in index.search(query, k=1000, per_patent=False)}
    for limits in ({"locarno": "14-02"}, {"before": "2020-01-20"}, {"after": DAYS[1], "locarno": ["6", "14"]}):
        hits = index.search(query, k=1000, per_patent=False, **limits)
        assert hits
        assert all(everywhere[hit.figure_id] == hit.score for hit in hits)


def test_date_limits_are_strict_and_take_text():
    rows = [{"figure_id": f"f{d}", "patent_id": f"p{d}", "granted": f"2020-01-0{d}"} for d in (3, 1, 2)]
    index = PatentIndex.from_embeddings(np.eye(3), rows)
    assert [h.patent_id for h in index.search(np.ones(3), before="2020-01-02")] == ["p1"]
    assert [h.patent_id for h in index.search(np.ones(3), after="20200102")] == ["p3"]
    assert [h.patent_id for h in index.search(np.ones(3), after="2020-01-01", before="2020-01-03")] == ["p2"]
    assert index.search(np.ones(3), after="2020-01-01", before="2020-01-02") == []


def test_rows_without_a_date_are_found_only_without_date_limits():
    rows = [{"figure_id": "a", "patent_id": "A"}, {"figure_id": "b", "patent_id": "B", "granted": "2020-01-01"}]
    index = PatentIndex.from_embeddings(np.eye(2), rows)
    assert {h.patent_id for h in index.search([1, 1])} == {"A", "B"}
    assert [h.patent_id for h in index.search([1, 1], before="9999-12-31")] == ["B"]
    assert [h.patent_id for h in index.search([1, 1], after="1800-01-01")] == ["B"]


def test_gazette_copy_is_not_compared_but_shown():
    names = ["USD0907292-20210105-D00001", "USD0907292-20210105-D00000", "USD0907292-20210105-D00002"]
    rows = [{"figure_id": name, "patent_id": "USD0907292"} for name in names]
    index = PatentIndex.from_embeddings(np.eye(3), rows)
    (hit,) = index.search([0, 1, 0.5])
    assert hit.figure_id == names[2]
    assert hit.score == pytest.approx(0.5 / np.sqrt(1.25))
    assert hit.figures == (names[1], names[0], names[2])
    assert index.cover(hit) == names[1]


def test_cover_is_the_figure_found_where_there_is_no_gazette_copy():
    rows = [{"figure_id": name, "patent_id": "p"} for name in "ab"]
    index = PatentIndex.from_embeddings(np.eye(2), rows)
    (hit,) = index.search([0, 1])
    assert (index.cover(hit), hit.figures) == ("b", ("a", "b"))


def test_several_views_score_the_mean_of_their_best_matches():
    rows = [{"figure_id": f"f{i}", "patent_id": "pq"[i // 2]} for i in range(4)]
    index = PatentIndex.from_embeddings(np.eye(4), rows)
    hits = index.search(np.eye(4)[[0, 1, 2]])
    assert [(h.patent_id, h.score) for h in hits] == [("p", pytest.approx(2 / 3)), ("q", pytest.approx(1 / 3))]


def test_excluded_patents_may_be_named_in_any_notation_and_unknown_ones_change_nothing():
    rows = [{"figure_id": f"f{i}", "patent_id": f"USD000000{i}"} for i in range(3)]
    index = PatentIndex.from_embeddings(np.eye(3), rows)
    hits = index.search(np.ones(3), exclude_patents=["D1", "USD9999999", "no patent"])
    assert [hit.patent_id for hit in hits] == ["USD0000000", "USD0000002"]
    assert index.search(np.ones(3), exclude_patents="D1") == hits


def test_hits_carry_what_is_known_and_become_json():
    row = make_row("a.png", "f1", "p1", "2020-02-03", locarno="1404", title="Thing")
    (hit,) = PatentIndex.from_embeddings([[3.0, 4.0]], [row]).search([3, 4])
    day = datetime.date(2020, 2, 3)
    assert hit == Hit(1, "p1", "f1", pytest.approx(1), day, "14-04", "Thing", ("f1",), (("f1", pytest.approx(1)),))
    assert hit.to_dict() == {
        "rank": 1,
        "patent_id": "p1",
        "figure_id": "f1",
        "score": pytest.approx(1),
        "granted": "2020-02-03",
        "locarno": "14-04",
        "title": "Thing",
        "figures": ["f1"],
        "matches": [["f1", pytest.approx(1)]],
    }
    assert hit.score <= 1


def test_a_dataset_and_a_list_of_rows_give_the_same_index(tmp_path):
    rows = [make_row(str(tmp_path / f"{i}.png"), f"f{i}", f"p{i}", f"2020-01-0{9 - i}", texts=["x"]) for i in range(4)]
    dataset = datasets.Dataset.from_list(rows, features=row_features())
    from_list = PatentIndex.from_embeddings(np.eye(4), rows)
    from_dataset = PatentIndex.from_embeddings(np.eye(4), dataset)
    assert from_list.table.equals(from_dataset.table)
    assert from_dataset.table["image"].to_pylist() == [str(tmp_path / f"{i}.png") for i in (3, 2, 1, 0)]


def test_selected_rows_of_a_dataset_keep_their_own_pictures(tmp_path):
    rows = [make_row(str(tmp_path / f"{i}.png"), f"f{i}", f"p{i}") for i in range(5)]
    dataset = datasets.Dataset.from_list(rows, features=row_features()).select([4, 1])
    index = PatentIndex.from_embeddings(np.eye(2), dataset)
    assert index.table["image"].to_pylist() == [str(tmp_path / "4.png"), str(tmp_path / "1.png")]


def test_adding_equals_building_at_once():
    embeds, rows = random_rows(seed=5)
    index = PatentIndex.from_embeddings(embeds[:70], rows[:70])
    index.search(np.ones(12))
    index.picture("figure0")
    index.add(embeds[70:], rows[70:])
    whole = PatentIndex.from_embeddings(embeds, rows)
    assert len(index) == 120
    assert index.table.equals(whole.table)
    assert np.array_equal(index.embeds, whole.embeds)
    assert index.search(np.ones(12), k=99) == whole.search(np.ones(12), k=99)


@pytest.mark.parametrize(
    ("embeds", "name", "message"),
    [(np.eye(12)[:1], "figure3", "already"), (np.eye(3)[:1], "new", "3 numbers"), (np.eye(12), "new", "12 vectors")],
)
def test_a_refused_add_leaves_the_index_as_it_was(index, embeds, name, message):
    before = index.table, index.embeds.copy()
    with pytest.raises(ValueError, match=message):
        index.add(embeds, [{"figure_id": name, "patent_id": "p"}])
    assert index.table.equals(before[0])
    assert np.array_equal(index.embeds, before[1])
    assert len(index.search(np.ones(12), k=1)) == 1


def test_adding_nothing_changes_nothing(index):
    index.add(np.empty((0, 12)), [])
    assert len(index) == 120


@pytest.mark.parametrize(
    ("query", "options", "message"),
    [
        (np.ones(12), {"k": 0}, "k is the number of hits"),
        (np.ones(12), {"k": -3}, "k is the number of hits"),
        (np.ones(12), {"k": 2.5}, "k is the number of hits"),
        (np.ones(11), {}, "11 numbers a vector, the index 12"),
        (np.ones((2, 3, 12)), {}, "shape"),
        (np.ones((0, 12)), {}, "shape"),
        ([], {}, "shape"),
        (np.full(12, np.nan), {}, "NaN"),
        (np.zeros(12), {}, "zeros"),
        ({"a": 1}, {}, "expected a picture"),
        (np.ones(12), {"locarno": "foo"}, "'foo'"),
        (np.ones(12), {"locarno": ["14", "x-y"]}, "'x-y'"),
        (np.ones(12), {"before": "2020-13-01"}, "2020-13-01"),
        (np.ones(12), {"after": "yesterday"}, "yesterday"),
    ],
)
def test_a_wrong_question_is_one_clear_value_error(index, query, options, message):
    with pytest.raises(ValueError, match=message) as raised:
        index.search(query, **options)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("embeds", "rows", "message"),
    [
        (np.empty((0, 4)), [], "no rows to index"),
        (np.ones((2, 4)), [{"figure_id": "a", "patent_id": "p"}], "2 vectors, but 1 rows"),
        (np.ones(4), [{"figure_id": "a", "patent_id": "p"}], "shape"),
        ([[np.inf, 1]], [{"figure_id": "a", "patent_id": "p"}], "row 0"),
        ([[1, 1], [0, 0]], [{"figure_id": x, "patent_id": "p"} for x in "ab"], "row 1 holds only zeros"),
        ([[1, 1]], [{"figure_id": "a"}], "patent_id"),
        ([[1, 1]], [{"figure_id": "a", "patent_id": None}], "no patent_id"),
        (np.eye(2), [{"figure_id": "a", "patent_id": "p"}] * 2, "'a' occurs twice"),
        ([[1, 1]], [{"figure_id": "a", "patent_id": "p", "granted": "soon"}], "soon"),
        ([[1, 1]], [{"figure_id": "a", "patent_id": "p", "locarno": "?"}], "Locarno"),
    ],
)
def test_a_wrong_collection_is_one_clear_value_error(embeds, rows, message):
    with pytest.raises(ValueError, match=message):
        PatentIndex.from_embeddings(embeds, rows)


def test_vectors_of_any_length_are_compared_by_their_cosine():
    rows = [{"figure_id": x, "patent_id": x} for x in "ab"]
    index = PatentIndex.from_embeddings(np.array([[100, 0], [1, 1]], dtype=np.float16), rows)
    assert [h.score for h in index.search([0.001, 0])] == [pytest.approx(1), pytest.approx(np.sqrt(0.5))]


def test_sheet_filed_on_its_side_is_shown_upright(tmp_path):
    from PIL import Image

    from modeling_patent.rows import UPRIGHT

    filed = Image.new("1", (60, 20), 1)
    filed.putpixel((3, 5), 0)
    filed.save(tmp_path / "sheet.tif")
    row = {"figure_id": "a", "patent_id": "p", "image": f"{tmp_path / 'sheet.tif'}{UPRIGHT}"}
    shown = PatentIndex.from_embeddings(np.ones((1, 4)), [row]).picture("a")
    assert shown.size == (20, 60)
    assert shown.convert("L").getpixel((14, 3)) == 0  # a quarter turn clockwise: (x, y) lies at (height - 1 - y, x)


@pytest.mark.parametrize("on_its_side", [False, True])
def test_a_figure_cut_from_a_sheet_is_shown_alone(tmp_path, on_its_side):
    from PIL import Image, ImageDraw

    from modeling_patent.rows import CUT, UPRIGHT, make_row
    from modeling_patent.sheets import split_sheets

    sheet = Image.new("1", (900, 1500), 1)
    for top in (100, 800):
        ImageDraw.Draw(sheet).rectangle((150, top, 700, top + 350), outline=0, width=4)
    filed = sheet.transpose(Image.Transpose.ROTATE_90) if on_its_side else sheet
    filed.save(tmp_path / "sheet.tif")
    row = make_row(str(tmp_path / "sheet.tif"), "a", "USD0900001", "20210105")
    if on_its_side:
        sheet.save(tmp_path / "upright.tif")
        turned = (tmp_path / "upright.tif").read_bytes()
        row |= {"image": {"path": f"{tmp_path / 'sheet.tif'}{UPRIGHT}", "bytes": turned}}
    rows = split_sheets([row], workers=0, progress=False)
    assert rows["figure_id"] == ["a_1", "a_2"]
    index = PatentIndex.from_embeddings(np.ones((2, 4)), rows)
    for number, name in enumerate(rows["figure_id"]):
        assert index.picture(name).convert("L").tobytes() == rows[number]["image"].convert("L").tobytes()
    bad = {"figure_id": "a", "patent_id": "p", "image": f"{tmp_path / 'sheet.tif'}{CUT}1,2,3"}
    assert PatentIndex.from_embeddings(np.ones((1, 4)), [bad]).picture("a") is None
