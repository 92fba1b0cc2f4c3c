"""Searches through inverted lists: nothing that the definition finds is lost, whatever the limits and the query."""

import datetime

import numpy as np
import pytest

from modeling_patent.retrieval import PatentIndex, candidates, exact

from .conftest import LIMITS, Definition, check_equal, drawn_rows


@pytest.fixture(autouse=True)
def cheap_lists(monkeypatch):
    """Have the planner take lists wherever they tell enough, however few rows there are."""
    monkeypatch.setattr(exact, "ALWAYS_EXACT", 0)
    for cost in ("_SLICE", "_GATHER"):
        monkeypatch.setattr(candidates, cost, ((0, 1), (1e12, 1e12)))


@pytest.fixture(scope="module", params=[("sq8", 40), ("sq8", 0), ("rabitq", 40)], ids=str)
def large(request):
    """Three thousand figures in clusters, or without order, with an approximate index."""
    kind, clusters = request.param
    embeds, rows = drawn_rows(3000, dimension=32, clusters=clusters, seed=0)
    return embeds, rows, PatentIndex.from_embeddings(embeds, rows, kind=kind), Definition(embeds, rows)


def queries_of(definition, rng, count):
    """Stored rows, rows that are changed a little or much, and vectors from elsewhere."""
    some = definition.stored[rng.integers(len(definition.stored), size=count)]
    changed = (np.arange(count) % 4)[:, None] * rng.standard_normal(some.shape) * 0.15
    changed[3::8] = 10 * rng.standard_normal(changed[3::8].shape)
    return some + changed


class Recall:
    """The share of the definition's hits that are found, and whether lists were asked at all."""

    def __init__(self):
        self.found = self.wanted = self.lists = self.searches = 0

    def add(self, hits, expected):
        """Count a search; its scores are exact, and fall."""
        worst = min(expected[-1][2], 1) if expected else 2
        self.found += sum(hit.score >= worst - 1e-12 for hit in hits)
        self.wanted += len(expected)
        self.searches += 1
        self.lists += any(line.startswith("lists") for line in hits.plan)
        assert len(hits) == len(expected)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        scores = {line[:2]: line[2] for line in expected}
        for hit in hits:
            if (known := scores.get((hit.patent_id, hit.figure_id))) is not None:
                assert hit.score == pytest.approx(min(known, 1), abs=1e-12)

    @property
    def share(self):
        return self.found / max(self.wanted, 1)


def test_limits_lose_nothing(large):
    _, _, index, definition = large
    rng = np.random.default_rng(5)
    recall = Recall()
    for limits in LIMITS:
        left = definition.may_be_found(limits)
        for number, query in enumerate(queries_of(definition, rng, 6)):
            asked = {"k": 10, "per_patent": number % 3 > 0}
            hits = index.search(query, explain=True, **asked, **limits)
            recall.add(hits, definition.search(query, **asked, left=left))
    assert recall.share >= 0.99
    assert recall.lists > recall.searches // 4


@pytest.mark.parametrize("per_patent", [True, False])
def test_queries_near_and_far_from_all_rows_lose_nothing(large, per_patent):
    _, _, index, definition = large
    rng = np.random.default_rng(11)
    left = definition.may_be_found({})
    recalls = []
    for distance in (0, 0.1, 0.3, 30):
        recalls.append(Recall())
        for row in rng.integers(3000, size=12):
            query = definition.stored[row] + distance * rng.standard_normal(32)
            hits = index.search(query, per_patent=per_patent, explain=True)
            recalls[-1].add(hits, definition.search(query, 10, per_patent, left=left))
    assert min(recall.share for recall in recalls) >= 0.97  # a miss or two of 120
    assert np.mean([recall.share for recall in recalls]) >= 0.99
    assert sum(recall.lists for recall in recalls) >= 12


@pytest.mark.parametrize("side", ["of its own kind", "of another kind"])
def test_codes_that_go_with_the_query_or_against_it_lose_nothing(large, side):
    _, rows, index, definition = large
    rng = np.random.default_rng(6)
    recall = Recall()
    codes = sorted({row["locarno"] for row in rows if row["locarno"]})
    for code in codes[::4]:
        own = [i for i, row in enumerate(rows) if (row["locarno"] == code) == (side == "of its own kind")]
        left = definition.may_be_found({"locarno": [code[:2]]})
        for place in rng.choice(own, 6):
            query = definition.stored[place] + 0.05 * rng.standard_normal(32)
            hits = index.search(query, locarno=code[:2], explain=True)
            recall.add(hits, definition.search(query, left=left))
    assert recall.share >= 0.99


@pytest.mark.parametrize("count", [2, 6])
def test_several_views_with_weights_lose_nothing(large, count):
    _, _, index, definition = large
    rng = np.random.default_rng(7)
    recall = Recall()
    for number, limits in enumerate((*LIMITS[:7:2], {})):
        left = definition.may_be_found(limits)
        patent = definition.rows[int(rng.integers(3000))]["patent_id"]
        views = definition.stored[[i for i, row in enumerate(definition.rows) if row["patent_id"] == patent]]
        views = np.concatenate([views, queries_of(definition, rng, count)])[:count]
        asked = {"weights": rng.random(count) + 0.1, "per_patent": number != 1}
        hits = index.search(views, explain=True, **asked, **limits)
        recall.add(hits, definition.search(views, **asked, left=left))
    assert recall.share >= 0.99


def test_as_many_hits_as_are_wanted_come_even_where_calibration_ends(large):
    _, _, index, definition = large
    query = definition.stored[17] + 0.01
    for k in (1, 150, 200, 10**6):
        for per_patent in (True, False):
            expected = definition.search(query, k, per_patent)
            hits = index.search(query, k, per_patent=per_patent)
            assert len(hits) == len(expected)
            if k >= 200:
                check_equal(hits, expected)


def test_removed_and_excluded_patents_leave_room_for_all_others(large):
    embeds, rows, _, definition = large
    kind = large[2].kind
    index = PatentIndex(large[2].parts, kind=kind)
    rng = np.random.default_rng(8)
    query = definition.stored[40]
    nearest = [hit.patent_id for hit in index.search(query, 200)]
    index.remove(nearest[:90])
    definition = Definition(embeds, rows)
    definition.removed = set(nearest[:90])
    recall = Recall()
    for excluded in ([], nearest[90:], nearest[90:200:2]):
        left = definition.may_be_found({"exclude_patents": excluded})
        for near in (query, query + 0.1 * rng.standard_normal(32)):
            hits = index.search(near, exclude_patents=excluded, explain=True)
            assert not {hit.patent_id for hit in hits} & {*excluded, *nearest[:90]}
            recall.add(hits, definition.search(near, left=left))
    assert recall.share >= 0.99


def test_a_patent_with_thousands_of_equal_figures_hides_no_other():
    embeds, rows = drawn_rows(1500)
    rows = rows + [rows[0] | {"figure_id": f"more{i}", "is_gazette_copy": False} for i in range(2500)]
    embeds = np.concatenate([embeds, np.tile(embeds[0], (2500, 1))])
    index, definition = PatentIndex.from_embeddings(embeds, rows, kind="sq8"), Definition(embeds, rows)
    rng = np.random.default_rng(12)
    others = [definition.stored[i] + 0.05 * rng.standard_normal(24) for i in rng.integers(1500, size=12)]
    for limits in ({}, {"exclude_patents": [rows[0]["patent_id"]]}, {"before": datetime.date(2015, 1, 1)}):
        recall, left = Recall(), definition.may_be_found(limits)
        for query in (embeds[0], embeds[0] + 0.05, embeds[:4], *others):
            hits = index.search(query, explain=True, **limits)
            recall.add(hits, definition.search(query, left=left))
        assert recall.share >= 0.98  # a miss or two of 150


def test_equal_rows_in_several_parts_all_come_and_in_order():
    embeds, rows = drawn_rows(1200)
    embeds[:] = embeds[np.arange(1200) % 30]
    index = PatentIndex.from_embeddings(embeds[:900], rows[:900], kind="sq8")
    index.add(embeds[900:1050], rows[900:1050])
    index.add(embeds[1050:], rows[1050:])
    assert len(index.parts) == 3
    definition = Definition(embeds, rows)
    for limits in LIMITS[:7]:
        for query in (embeds[3], embeds[4] + 1e-3, embeds[5:8]):
            for per_patent in (True, False):
                found = index.search(query, 40, per_patent=per_patent, **limits)
                check_equal(found, definition.search(query, 40, per_patent, **limits))


def test_many_queries_at_once_lose_nothing(large):
    _, _, index, definition = large
    queries = queries_of(definition, np.random.default_rng(9), 20)
    recall = Recall()
    for limits in ({}, {"after": datetime.date(2010, 1, 1)}, {"locarno": ["06", "07", "08"]}):
        left = definition.may_be_found(limits)
        for query, hits in zip(queries, index.search_many(queries, explain=True, **limits), strict=True):
            recall.add(hits, definition.search(query, left=left))
    assert recall.share >= 0.99


def test_a_loaded_index_searches_its_lists_with_the_same_hits(large, tmp_path):
    _, _, index, definition = large
    index.save(tmp_path / "index")
    loaded = PatentIndex.load(tmp_path / "index")
    for query in queries_of(definition, np.random.default_rng(10), 6):
        for limits in LIMITS[:7]:
            hits = loaded.search(query, explain=True, **limits)
            before = index.search(query, explain=True, **limits)
            assert (hits, hits.plan) == (before, before.plan)


# What is said of it.


def plans(index, query, **options):
    return index.search(query, explain=True, **options).plan


def test_the_plan_is_told_only_where_it_is_asked_for(large):
    _, _, index, definition = large
    assert index.search(definition.stored[0]).plan == ()
    assert [hits.plan for hits in index.search_many(definition.stored[:2])] == [(), ()]
    assert all(len(hits.plan) == 1 for hits in index.search_many(definition.stored[:2], explain=True))


def test_every_way_says_how_many_figures_may_be_found_and_why(large, monkeypatch):
    _, _, index, definition = large
    query = definition.stored[3]

    def told(way, why, **limits):
        k = limits.pop("k", 10)
        (plan,) = plans(index, query, k=k, **limits)
        left = len(definition.may_be_found(limits))
        assert plan.startswith(f"{way}: {left:,} of 3,000 figures may be found ({100 * left / 3000:.3g} %); ")
        assert why in plan
        assert "\n" not in plan

    if index.kind == "sq8":
        told("lists", "lists", before=datetime.date(2024, 1, 1))
    told("exact slice", "so few are compared", before=datetime.date(1980, 1, 1))
    told("exact rows", "so few are compared", locarno=["31"])
    monkeypatch.setattr(candidates, "_SLICE", ((0, 1), (0, 0)))
    monkeypatch.setattr(candidates, "_GATHER", ((0, 1), (0, 0)))
    told("exact slice", "costs less")
    told("exact rows", "costs less", title="l")
    monkeypatch.setattr(exact, "ALWAYS_EXACT", 10**6)
    told("exact slice", "so few are compared")
    monkeypatch.setattr(exact, "ALWAYS_EXACT", 0)
    flat = PatentIndex.from_embeddings(definition.stored[:900], definition.rows[:900])
    assert "has no approximate index" in plans(flat, query)[0]


def test_every_part_has_its_own_plan():
    embeds, rows = drawn_rows(900)
    index = PatentIndex.from_embeddings(embeds[:700], rows[:700], kind="sq8")
    index.add(embeds[700:], rows[700:])
    first, second = plans(index, embeds[0], k=2)
    assert first.startswith("lists")
    assert " of 700 figures" in first
    assert " of 200 figures" in second
