"""Exact searches: what is found, in which order, and with which numbers, is the definition's."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeling_patent.retrieval import PatentIndex, exact

from .conftest import LIMITS, Definition, check_equal, drawn_rows


@pytest.fixture(scope="module")
def drawn():
    embeds, rows = drawn_rows(700)
    embeds[::9] = embeds[1::9][: len(embeds[::9])]  # figures that are equal
    return embeds, rows, PatentIndex.from_embeddings(embeds, rows), Definition(embeds, rows)


def queries_of(embeds, rng, count):
    """Stored vectors, vectors near stored ones, and vectors of nowhere."""
    found = [embeds[rng.integers(len(embeds))] for _ in range(count)]
    found = [one + 0.3 * rng.standard_normal(len(one)) if i % 3 == 1 else one for i, one in enumerate(found)]
    return [rng.standard_normal(len(one)) if i % 3 == 2 else one for i, one in enumerate(found)]


@pytest.mark.parametrize("limits", LIMITS, ids=str)
def test_every_limit_finds_what_the_definition_finds(drawn, limits):
    embeds, _, index, definition = drawn
    rng = np.random.default_rng(1)
    for number, query in enumerate(queries_of(embeds, rng, 6)):
        views = query if number % 2 else np.stack([query, *queries_of(embeds, rng, number)])
        weights = None if number != 4 else rng.random(len(views))
        asked = {"k": (1, 7, 10**6)[number % 3], "per_patent": number != 3, "weights": weights}
        check_equal(index.search(views, **asked, **limits), definition.search(views, **asked, **limits))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_small_collections_of_few_directions_have_the_definitions_order(data):
    """Whole numbers make equal scores, patents that lie apart and limits that leave nothing likely."""
    dimension = data.draw(st.integers(1, 3))
    vectors = st.lists(st.integers(-2, 2), min_size=dimension, max_size=dimension).filter(any)
    embeds = data.draw(st.lists(vectors, min_size=1, max_size=14))
    day = st.none() | st.sampled_from([datetime.date(2020, 1, d) for d in (1, 2, 3)])
    rows = [
        {
            "figure_id": f"f{i}",
            "patent_id": data.draw(st.sampled_from("abcd")),
            "granted": data.draw(day),
            "locarno": data.draw(st.sampled_from([None, "06", "06-01", "14-02"])),
            "title": "",
            "is_gazette_copy": data.draw(st.booleans()),
        }
        for i in range(len(embeds))
    ]
    query = data.draw(st.lists(vectors, min_size=1, max_size=4))
    limits = {"before": data.draw(day), "after": data.draw(day), "locarno": data.draw(st.sampled_from([[], ["06"]]))}
    asked = {"k": data.draw(st.integers(1, 6)), "per_patent": data.draw(st.booleans())}
    cut = data.draw(st.integers(0, len(rows)))
    index = PatentIndex.from_embeddings(embeds[cut:] or embeds, rows[cut:] or rows)
    if cut < len(rows):
        index.add(np.reshape(embeds[:cut], (-1, dimension)), rows[:cut])
        embeds, rows = embeds[cut:] + embeds[:cut], rows[cut:] + rows[:cut]
    check_equal(index.search(query, **asked, **limits), Definition(embeds, rows).search(query, **asked, **limits))


@pytest.mark.parametrize("kind", ["flat", "sq8"])
@pytest.mark.parametrize("per_patent", [True, False])
def test_rows_that_are_all_equal_come_in_the_order_of_their_days_and_then_as_given(kind, per_patent, monkeypatch):
    cheap_lists(monkeypatch)
    rows = drawn_rows(900)[1]
    embeds = np.tile(np.linspace(-1, 1, 24), (900, 1))
    index = PatentIndex.from_embeddings(embeds, rows, kind=kind)
    definition = Definition(embeds, rows)
    for limits in LIMITS[:7]:
        for k in (1, 10, 10**6):
            asked = {"k": k, "per_patent": per_patent, **limits}
            check_equal(index.search(embeds[0], **asked), definition.search(embeds[0], **asked))


def cheap_lists(monkeypatch):
    """Have the planner take lists wherever there are any, however few rows there are."""
    from modeling_patent.retrieval import candidates

    monkeypatch.setattr(exact, "ALWAYS_EXACT", 0)
    for cost in ("_SLICE", "_GATHER"):
        monkeypatch.setattr(candidates, cost, ((0, 1), (1e12, 1e12)))


def test_one_row_is_found_or_not():
    row = {"figure_id": "f", "patent_id": "p", "granted": datetime.date(2020, 1, 1), "locarno": "06-01"}
    index = PatentIndex.from_embeddings([[1.0, 0]], [row])
    assert [hit.score for hit in index.search([[1, 0], [0, 1]], k=5)] == [0.5]
    assert index.search([1, 0], before="2020-01-01") == []
    assert index.search([1, 0], locarno="7") == []
    assert index.search([1, 0], exclude_patents="p") == []
    assert index.search([1, 0], title="x", explain=True).plan


def test_a_collection_of_nothing_but_gazette_copies_finds_nothing():
    rows = [{"figure_id": f"f{i}", "patent_id": "p", "is_gazette_copy": True} for i in range(100)]
    for kind in ("flat", "sq8"):
        index = PatentIndex.from_embeddings(np.random.default_rng(0).standard_normal((100, 8)), rows, kind=kind)
        assert index.search(np.ones(8)) == []
        assert index.search(np.ones((3, 8)), per_patent=False) == []


def test_a_patent_with_thousands_of_close_figures_is_one_hit_among_others():
    rng = np.random.default_rng(0)
    embeds, rows = drawn_rows(300)
    rows += [rows[0] | {"figure_id": f"more{i}", "is_gazette_copy": False} for i in range(3000)]
    embeds = np.concatenate([embeds, embeds[0] + 1e-3 * rng.standard_normal((3000, 24))])
    index, definition = PatentIndex.from_embeddings(embeds, rows), Definition(embeds, rows)
    for query in (embeds[0], embeds[:3], np.stack([embeds[0], embeds[77], rng.standard_normal(24)])):
        check_equal(index.search(query, k=20), definition.search(query, k=20))
        check_equal(index.search(query, k=20, per_patent=False), definition.search(query, k=20, per_patent=False))


def test_scores_nearer_to_each_other_than_float32_can_tell_lie_in_the_order_of_float64():
    rng = np.random.default_rng(0)
    base = rng.standard_normal(64)
    embeds = np.tile(base, (6000, 1)) + 1e-7 * rng.standard_normal((6000, 64))
    rows = drawn_rows(6000)[1]
    index, definition = PatentIndex.from_embeddings(embeds, rows), Definition(embeds, rows)
    for limits in ({}, {"locarno": ["07", "09"]}):
        for k in (3, 40):
            found = index.search(base, k=k, per_patent=False, **limits)
            check_equal(found, definition.search(base, k=k, per_patent=False, **limits))


@pytest.mark.parametrize("order", ["fortran", "reversed columns", "every other column", "float16", "list", "read-only"])
def test_vectors_may_lie_in_memory_in_any_way(order, tmp_path):
    embeds, rows = drawn_rows(200)
    embeds = np.float32(embeds / np.linalg.norm(embeds, axis=1, keepdims=True))
    plain = embeds.astype(np.float16).astype(np.float32) if order == "float16" else embeds
    if order == "read-only":
        np.save(tmp_path / "vectors.npy", embeds)
    given_so = {
        "fortran": lambda: np.asfortranarray(embeds),
        "reversed columns": lambda: embeds[:, ::-1].copy()[:, ::-1],
        "every other column": lambda: np.repeat(embeds, 2, axis=1)[:, ::2],
        "float16": lambda: embeds.astype(np.float16),
        "list": lambda: embeds.tolist(),
        "read-only": lambda: np.load(tmp_path / "vectors.npy", mmap_mode="r"),
    }[order]()
    index, definition = PatentIndex.from_embeddings(given_so, rows), Definition(plain, rows)
    for limits in ({}, {"locarno": ["06", "07"]}, {"title": "lamp"}):
        check_equal(index.search(embeds[3], **limits), definition.search(embeds[3], **limits))


def test_equal_limits_of_many_queries_are_compared_together_with_the_same_hits(drawn):
    embeds, _, index, _ = drawn
    rng = np.random.default_rng(2)
    queries = queries_of(embeds, rng, 30)
    for limits in LIMITS:
        for asked in ({"k": 5}, {"k": 300}, {"k": 5, "per_patent": False}):
            together = index.search_many(queries, **asked, **limits)
            assert together == [index.search(query, **asked, **limits) for query in queries]


def test_every_query_may_have_its_own_days_exclusions_and_number_of_views(drawn):
    embeds, rows, index, _ = drawn
    rng = np.random.default_rng(3)
    queries = [np.stack(queries_of(embeds, rng, 1 + number % 6)) for number in range(24)]
    days = [None, datetime.date(2005, 1, 1), "2010-06-06", np.datetime64("2015-01-01")]
    before = [days[number % 4] for number in range(24)]
    after = [None if number % 3 else "19990101" for number in range(24)]
    excluded = [[rows[n]["patent_id"] for n in range(number, 700, 40)] if number % 2 else () for number in range(24)]
    for per_patent in (True, False):
        together = index.search_many(
            queries, 8, per_patent, before=before, after=after, exclude_patents=excluded, locarno=["06", "07", "08"]
        )
        assert together == [
            index.search(
                query, 8, before=b, after=a, exclude_patents=e, per_patent=per_patent, locarno=["06", "07", "08"]
            )
            for query, b, a, e in zip(queries, before, after, excluded, strict=True)
        ]
        assert any(together)


def test_many_queries_that_do_not_fit_at_once_are_taken_in_batches(drawn, monkeypatch):
    from modeling_patent.retrieval import engine

    embeds, _, index, _ = drawn
    queries = [embeds[n : n + 1 + n % 3] for n in range(20)]
    expected = index.search_many(queries)
    for scores in (1, 3000):
        monkeypatch.setattr(engine, "_SCORES_AT_ONCE", scores)
        assert index.search_many(queries) == expected


def test_exclusions_for_many_queries_may_be_an_iterator(drawn):
    embeds, rows, index, _ = drawn
    names = [row["patent_id"] for row in rows[:300]]
    together = index.search_many(embeds[:4], exclude_patents=iter(names))
    assert together == [index.search(query, exclude_patents=names) for query in embeds[:4]]


def test_no_queries_give_no_answers(index):
    assert index.search_many([]) == []
    assert index.search_many(np.empty((0, 12)), before=[], exclude_patents=[]) == []


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"before": ["2020-01-01"]}, "1 values of before, but 2 queries"),
        ({"after": [None] * 3}, "3 values of after, but 2 queries"),
        ({"exclude_patents": [["a"], [], []]}, "3 values of exclude_patents, but 2 queries"),
        ({"befor": "2020-01-01"}, "no limit of a search: befor"),
        ({"k": 0}, "k is the number of hits"),
        ({"before": ["2020-01-01", "soon"]}, "'soon'"),
    ],
)
def test_a_wrong_question_among_many_is_one_clear_line(index, limits, message):
    with pytest.raises(ValueError, match=message) as raised:
        index.search_many(np.ones((2, 12)), **limits)
    assert "\n" not in str(raised.value)


def test_what_is_like_a_patent_is_found_with_all_its_views_and_never_itself(drawn):
    _, rows, index, definition = drawn
    for patent in ("p0-3", "p0-50", "p0-51"):
        own = [i for i, row in enumerate(rows) if row["patent_id"] == patent and not row["is_gazette_copy"]]
        views = definition.stored[sorted(own, key=lambda i: (rows[i]["granted"] is None, rows[i]["granted"], i))]
        for limits in ({}, {"before": datetime.date(2015, 1, 1)}, {"per_patent": False}, {"locarno": ["06", "07"]}):
            hits = index.more_like(patent, 9, **limits)
            check_equal(hits, definition.search(views, 9, exclude_patents=[patent], **limits))
            assert hits
            assert patent not in {hit.patent_id for hit in hits}


def test_more_like_a_hit_asks_with_its_patent_or_with_its_figure_alone(drawn):
    embeds, rows, index, definition = drawn
    hit = index.search(embeds[10], per_patent=False)[1]
    assert index.more_like(hit) == index.more_like(hit.patent_id)
    place = next(i for i, row in enumerate(rows) if row["figure_id"] == hit.figure_id)
    alone = index.more_like(hit, 12, whole_patent=False)
    check_equal(alone, definition.search(definition.stored[place], 12, exclude_patents=[hit.patent_id]))


@pytest.mark.parametrize("excluded", ["p0-20", ["p0-20", "p0-21"], ("p0-20",), iter(["p0-20"]), None, ()])
def test_more_like_takes_further_exclusions_in_any_form(drawn, excluded):
    *_, index, _ = drawn
    plain = {"p0-20", "p0-21"} if isinstance(excluded, list) else {"p0-20"} if excluded else set()
    found = {hit.patent_id for hit in index.more_like("p0-3", 10**6, exclude_patents=excluded)}
    everyone = {hit.patent_id for hit in index.search(np.ones(24), 10**6)}
    assert found == everyone - plain - {"p0-3"}


def test_more_like_what_is_not_here_is_one_clear_line(drawn):
    embeds, _, index, _ = drawn
    with pytest.raises(ValueError, match="no view of a patent D999"):
        index.more_like("D999")
    with pytest.raises(ValueError, match="give a hit, not the id"):
        index.more_like("p0-3", whole_patent=False)
    hit = index.search(embeds[0])[0]
    smaller = PatentIndex.from_embeddings(np.eye(24)[:1], [{"figure_id": "x", "patent_id": "y"}])
    with pytest.raises(ValueError, match=f"no figure {hit.figure_id}"):
        smaller.more_like(hit, whole_patent=False)


@pytest.mark.parametrize("copies", [0, 3])
def test_the_last_patent_taken_is_the_first_of_equally_close_ones(copies):
    """A patent has exactly as many closer figures as are looked at first; the others differ less than float32 tells."""
    rng = np.random.default_rng(0)
    for close in range(20, 34):
        base = rng.standard_normal(48) / np.sqrt(48)
        near = [base + (0.1 + 0.01 * i) * np.eye(48)[i] for i in range(close)]
        far = rng.standard_normal(48) / np.sqrt(48)
        others = [base + far + 1e-8 * rng.standard_normal(48) for _ in range(50)]
        embeds = np.array([*others, *near, *[base] * copies])
        rows = [{"figure_id": f"o{i}", "patent_id": f"other{i}"} for i in range(50)]
        rows += [{"figure_id": f"n{i}", "patent_id": "near"} for i in range(close)]
        rows += [{"figure_id": f"c{i}", "patent_id": "near", "is_gazette_copy": True} for i in range(copies)]
        rows = [{"granted": None, "locarno": None, "title": "", "is_gazette_copy": False} | row for row in rows]
        index, definition = PatentIndex.from_embeddings(embeds, rows), Definition(embeds, rows)
        for k in (1, 2, 3):
            check_equal(index.search(base, k), definition.search(base, k))


def test_a_view_of_no_weight_changes_nothing_and_warns_of_nothing(drawn, recwarn):
    embeds, _, index, definition = drawn
    views = embeds[[3, 60, 200]]
    for k in (5, 10**6):
        hits = index.search(views, k, weights=[1, 0, 2])
        check_equal(hits, definition.search(views, k, weights=[1, 0, 2]))
    assert not recwarn.list
