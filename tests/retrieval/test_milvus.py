import datetime

import numpy as np
import pytest

from modeling_patent.retrieval import PatentIndex

from .milvus_rows import copied, full_rows, slow_hits, unit

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")

DAYS = [None, *(datetime.date(2020, 1, 1) + datetime.timedelta(days=d) for d in (0, 7, 20, 21, 49, 400))]
EMBEDS, ROWS = full_rows()
INDEX = PatentIndex.from_embeddings(EMBEDS, ROWS, model_name="someone/model")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("milvus")


@pytest.fixture(scope="module")
def store(folder):
    with copied(INDEX, folder / "shared.db") as store:
        yield store


def random_limits(rng):
    def some(*choices):
        return choices[rng.integers(len(choices))] if rng.random() < 0.5 else choices[0]

    return {
        "before": DAYS[rng.integers(7)] if rng.random() < 0.3 else None,
        "after": DAYS[rng.integers(7)] if rng.random() < 0.3 else None,
        "locarno": some((), ("14",), ("14-04", "6"), ("0601",)),
        "per_patent": some(True, False),
        "edition": some((), (13,), (12, 13)),
        "title": some("", "chair", "CUP a", "100%", "a_b", "\\", '"q', "STRASSE", "ü", "no such word"),
        "exclude_applicants": some((), ("nike",), ("Société X SA", "muster")),
        "exclude_family_of": some((), ("patent3",), ("patent30", "patent14"), ("elsewhere",)),
        "exclude_patents": [f"patent{i}" for i in rng.integers(0, 40, rng.integers(0, 5))],
    }


@pytest.mark.parametrize("seed", range(12))
def test_milvus_the_index_and_the_definition_give_the_same_hits_in_the_same_order(store, seed):
    rng = np.random.default_rng(seed)
    for _ in range(8):
        query = rng.standard_normal((int(rng.integers(1, 5)), 12))
        if rng.random() < 0.5:
            query[0] = EMBEDS[rng.integers(len(ROWS))]
        limits, k = random_limits(rng), int(rng.choice([1, 3, 10, 1000]))
        hits = store.search(query, k=k, **limits)
        assert hits == INDEX.search(query, k=k, **limits)
        limits["exclude"] = limits.pop("exclude_patents")
        expected = slow_hits(EMBEDS, ROWS, query, k, **limits)
        assert [(hit.patent_id, hit.figure_id) for hit in hits] == [line[:2] for line in expected]
        assert np.allclose([hit.score for hit in hits], [line[2] for line in expected], atol=1e-12)


def test_every_single_filter_leaves_some_and_drops_some(store):
    everything = {hit.figure_id for hit in store.search(unit(0), k=1000, per_patent=False)}
    filters = (
        {"before": "2020-01-20"}, {"after": "2020-01-20"}, {"locarno": "14"}, {"locarno": "14-02"}, {"edition": 12},
        {"title": "chair"}, {"title": "100%"}, {"title": "cup\\"}, {"exclude_patents": "patent1"},
        {"exclude_applicants": "Nike"}, {"exclude_family_of": "patent2"},
    )  # fmt: skip
    for limits in filters:
        found = {hit.figure_id for hit in store.search(unit(0), k=1000, per_patent=False, **limits)}
        assert set() < found < everything, limits


def test_lists_longer_than_milvus_gives_are_asked_for_in_parts(store, monkeypatch):
    for module in ("milvus_search", "milvus_client"):
        monkeypatch.setattr(f"modeling_patent.retrieval.{module}.MOST_RESULTS", 7)
    for k, per_patent, views in ((1, True, 3), (20, True, 1), (20, False, 1), (1000, True, 2), (1000, False, 1)):
        query = unit(k, views)
        assert store.search(query, k=k, per_patent=per_patent) == INDEX.search(query, k=k, per_patent=per_patent)


def test_equal_scores_come_by_date_and_then_in_the_order_of_adding(folder):
    rng = np.random.default_rng(3)
    rows = [
        {"figure_id": f"{i}", "patent_id": f"{i}", "granted": ("2020-01-07", "2020-01-01", None)[i % 3]}
        for i in rng.permutation(240)
    ]
    index = PatentIndex.from_embeddings(np.tile(rng.standard_normal(12), (240, 1)), rows)
    with copied(index, folder / "ties.db") as store:
        for k in (1, 30, 240):
            assert store.search(unit(1), k=k) == index.search(unit(1), k=k)


def test_scores_that_differ_less_than_float32_tells_are_still_in_order(folder):
    rng = np.random.default_rng(5)
    embeds = rng.standard_normal(12) + 1e-7 * rng.standard_normal((200, 12))
    rows = [{"figure_id": f"{i}", "patent_id": f"{i // 2}"} for i in range(200)]
    index = PatentIndex.from_embeddings(embeds, rows)
    with copied(index, folder / "near.db") as store:
        for views in (1, 2):
            assert store.search(embeds[7:][:views], k=5) == index.search(embeds[7:][:views], k=5)


def test_a_patent_with_very_many_close_figures_does_not_push_others_out(folder):
    embeds = np.vstack([np.tile([1.0, 0.0], (700, 1)), [[0.0, 1.0], [-1.0, 0.0]]])
    rows = [{"figure_id": str(i), "patent_id": "many" if i < 700 else f"one{i}"} for i in range(702)]
    with copied(PatentIndex.from_embeddings(embeds, rows), folder / "many.db") as store:
        assert [hit.patent_id for hit in store.search([1, 0], k=3)] == ["many", "one700", "one701"]
        assert [hit.figure_id for hit in store.search([1, 0], k=3)] == ["0", "700", "701"]


def test_a_graph_ranks_what_it_finds_exactly(folder):
    with copied(INDEX, folder / "graph.db", kind="hnsw") as store:
        assert store.collection.index == "HNSW"
        for seed in range(3):
            hits = store.search(unit(seed, 2), k=5, before="2020-02-01", explain=True)
            assert hits == INDEX.search(unit(seed, 2), k=5, before="2020-02-01")
            assert "HNSW" in hits.plan[0]


def test_a_graph_says_how_many_hits_it_can_give(folder, monkeypatch):
    for module in ("milvus_search", "milvus_client"):
        monkeypatch.setattr(f"modeling_patent.retrieval.{module}.MOST_RESULTS", 7)
    with copied(INDEX, folder / "graph.db", name="small", kind="hnsw") as store:
        assert store.search(unit(0), k=3) == INDEX.search(unit(0), k=3)
        with pytest.raises(ValueError, match=r"k is 10; the HNSW index of small in .* gives at most 7 hits"):
            store.search(unit(0), k=10)


def test_weights_plans_and_many_queries_are_those_of_the_index(store):
    query = unit(4, 3)
    assert store.search(query, weights=[3, 0, 1]) == INDEX.search(query, weights=[3, 0, 1])
    assert store.search(query).plan == ()
    (plan,) = store.search(query, explain=True).plan
    assert plan.startswith("Milvus, FLAT: up to 72 patents a view, 1 round")
    opposite = np.concatenate([query[:1], -query[:1]])  # every figure scores 0
    assert store.search(opposite, k=8, per_patent=False) == INDEX.search(opposite, k=8, per_patent=False)
    befores = ["2020-01-20", None, "2020-02-20"]
    assert store.search_many(query, k=4, before=befores) == INDEX.search_many(query, k=4, before=befores)
    hit = store.search(query, k=1)[0]
    assert store.more_like(hit, k=5) == INDEX.more_like(hit, k=5)
    assert store.more_like(hit.patent_id, k=5) == INDEX.more_like(hit.patent_id, k=5)
    assert store.more_like(hit, k=5, whole_patent=False) == INDEX.more_like(hit, k=5, whole_patent=False)


def test_what_is_known_of_figures_and_patents_is_that_of_the_index(store):
    assert (len(store), store.dimension, store.model_name) == (150, 12, "someone/model")
    assert sorted(store.patents) == sorted(INDEX.patents)
    for name in ("figure0", "figure77", "nothing", 'fig"ure', "\ud800"):
        assert store.row_of(name) == INDEX.row_of(name) if name != "\ud800" else store.row_of(name) is None
    assert np.array_equal(store.vectors_of("patent7"), INDEX.vectors_of("patent7"))
    assert np.array_equal(store.vector_of("figure5"), INDEX.vector_of("figure5"))
    assert store.holds("patent7")
    assert not store.holds("patent")
    for hit in store.search(unit(2), k=40):
        assert store.cover(hit) == INDEX.cover(hit)
    with pytest.raises(ValueError, match="no view of a patent nobody"):
        store.vectors_of("nobody")
    with pytest.raises(ValueError, match="no figure nobody"):
        store.vector_of("nobody")


HOSTILE = (
    'a"b', "a'b", "a\\b", "a\\", 'x"] or figure_id != "', "] or true", "new\nline\r\ttab", "日本-Ü", "%", "_",
    "a\u2028b", "\\n", "{}", "D123",
)  # fmt: skip


def test_quotes_and_backslashes_in_ids_names_and_titles_are_only_text(folder):
    rows = [
        {"figure_id": f"f{name}", "patent_id": name, "title": name, "applicants": [f"x{i} {name}"], "related": []}
        for i, name in enumerate(HOSTILE)
    ]
    index = PatentIndex.from_embeddings(np.eye(len(rows)), rows)
    everything = np.ones(len(rows))
    with copied(index, folder / "hostile.db") as store:
        assert store.search(everything, k=99) == index.search(everything, k=99)
        for i, name in enumerate(HOSTILE):
            others = [other for other in HOSTILE if other != name]
            for limits in ({"exclude_patents": [name]}, {"exclude_family_of": [name]}):
                assert [hit.patent_id for hit in store.search(everything, k=99, **limits)] == others
            hits = store.search(everything, k=99, exclude_applicants=[f"x{i} {name}"])
            assert hits == index.search(everything, k=99, exclude_applicants=[f"x{i} {name}"])
            assert len(hits) == len(others)
            assert store.search(everything, k=99, title=name) == index.search(everything, k=99, title=name)
            assert store.row_of(f"f{name}")["title"] == name
            assert store.holds(name)
        assert store.search(everything, k=99, title='x"] or true') == []
        assert len(store.search(everything, k=99, exclude_patents=['"] or true or patent_id in ["'])) == len(rows)


def test_a_us_patent_may_be_named_in_any_notation(folder):
    rows = [{"figure_id": f"f{i}", "patent_id": name} for i, name in enumerate(("USD0000001", "D2", "USD0000002"))]
    index = PatentIndex.from_embeddings(np.eye(3), rows)
    with copied(index, folder / "notations.db") as store:
        for names in (["D1"], ["US D1 S", "nobody"], ["D2"], ["USD0000002"], "D1"):
            assert store.search(np.ones(3), exclude_patents=names) == index.search(np.ones(3), exclude_patents=names)
        assert store.holds("D1")
        assert [len(store.vectors_of(name)) for name in ("D1", "D2")] == [1, 1]


@pytest.mark.parametrize(
    ("query", "options", "message"),
    [
        (np.ones(12), {"k": 0}, "k is the number of hits"),
        (np.ones(11), {}, "11 numbers a vector, the index 12"),
        (np.ones(12), {"locarno": "foo"}, "'foo'"),
        (np.ones(12), {"title": 3}, "title filter"),
    ],
)
def test_a_wrong_question_is_one_clear_value_error(store, query, options, message):
    with pytest.raises(ValueError, match=message):
        store.search(query, **options)
