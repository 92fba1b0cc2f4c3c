"""An index of several parts is one collection: what is added and removed, in whatever order, is found as if at once."""

import datetime
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.collection import rows_table
from modeling_patent.retrieval.filters import parse_limits
from modeling_patent.retrieval.parts import are_holes, make_part, merge_parts, without
from modeling_patent.retrieval.search import unit_rows

from .conftest import LIMITS, Definition, check_equal, drawn_rows


def weeks(embeds, rows, order):
    """The collection cut by grant date into pieces, put in an order: later first, earlier first, or mixed."""
    by_day = sorted(range(len(rows)), key=lambda i: (rows[i]["granted"] is None, rows[i]["granted"] or 0, i))
    pieces = [by_day[i : i + 60] for i in range(0, len(by_day), 60)]
    if order == "earlier":
        pieces = pieces[::-1]
    elif order == "mixed":
        numbers = np.random.default_rng(0).permutation(len(rows))
        pieces = [numbers[i : i + 37].tolist() for i in range(0, len(rows), 37)]
    return [(embeds[piece], [rows[i] for i in piece]) for piece in pieces]


@pytest.fixture(scope="module")
def twins():
    """A collection with equal vectors on equal days."""
    embeds, rows = drawn_rows(420)
    embeds[::4] = embeds[1::4]
    days = [datetime.date(2000 + i % 5, 1, 1) for i in range(30)]
    rows = [row | {"granted": row["granted"] and days[int(row["patent_id"][3:]) % 30]} for row in rows]
    return embeds, rows


@pytest.mark.parametrize("order", ["later", "earlier", "mixed"])
def test_adding_week_by_week_equals_building_at_once_ties_and_all(twins, order):
    pieces = weeks(*twins, order)
    index = PatentIndex.from_embeddings(*pieces[0])
    for piece in pieces[1:]:
        index.add(*piece)
    assert len(index.parts) < len(pieces)
    embeds, rows = np.concatenate([e for e, _ in pieces]), [row for _, some in pieces for row in some]
    whole = PatentIndex.from_embeddings(embeds, rows)
    assert (len(index), set(index.patents)) == (len(whole), set(whole.patents))
    assert index.table.equals(whole.table)
    assert np.array_equal(index.embeds, whole.embeds)
    definition = Definition(embeds, rows)
    for limits in LIMITS:
        for asked in ({"k": 12}, {"k": 12, "per_patent": False}, {"k": 10**6}):
            for query in (embeds[8], embeds[:3]):
                hits = index.search(query, **asked, **limits)
                assert hits == whole.search(query, **asked, **limits)
                check_equal(hits, definition.search(query, **asked, **limits))


def test_a_small_addition_leaves_the_largest_part_and_its_lists_alone():
    embeds, rows = drawn_rows(1500)
    index = PatentIndex.from_embeddings(embeds[:1200], rows[:1200], kind="sq8")
    largest = index.parts[0]
    for begin in range(1200, 1500, 20):
        index.add(embeds[begin : begin + 20], rows[begin : begin + 20])
        same = [part for part in index.parts if part.approximate is largest.approximate]
        assert len(same) == 1
        assert same[0].vectors is largest.vectors
        assert len(index.parts) <= 9
    assert len(index) == 1500
    check_equal(index.search(embeds[4], 2000), Definition(embeds, rows).search(embeds[4], 2000))


def test_large_additions_become_one_part_with_what_was_there():
    embeds, rows = drawn_rows(300)
    index = PatentIndex.from_embeddings(embeds[:150], rows[:150])
    index.add(embeds[150:], rows[150:])
    assert len(index.parts) == 1


@pytest.mark.parametrize("first", [[200], [60, 260]], ids=["the largest first", "a small one first"])
def test_the_order_of_adding_holds_through_every_merge(first):
    rows = [{"figure_id": f"f{i}", "patent_id": f"p{i}", "granted": "2020-01-07"} for i in range(400)]
    embeds = np.tile([3.0, 4.0], (400, 1))
    index = PatentIndex.from_embeddings(embeds[: first[0]], rows[: first[0]])
    later = np.random.default_rng(1).choice(range(first[-1] + 1, 400), 25, replace=False)
    cuts = [*first, *sorted(later.tolist()), 400]
    for begin, end in itertools.pairwise(cuts):
        index.add(embeds[begin:end], rows[begin:end])
        assert [hit.patent_id for hit in index.search([3, 4], k=1000)] == [f"p{i}" for i in range(end)]


def test_a_patent_in_two_parts_is_one_hit_with_its_best_figure():
    rows = [{"figure_id": name, "patent_id": name[0], "granted": "2020-01-07"} for name in ("a1", "b1", "c1", "d1")]
    index = PatentIndex.from_embeddings(np.eye(4), rows)
    late = [{"figure_id": "b2", "patent_id": "b", "granted": "2020-01-07"}]
    index.add([[0.0, 1, 0, 9]], late)
    assert len(index.parts) == 2
    (first, *_) = hits = index.search([0, 1, 0, 8])
    assert (first.patent_id, first.figure_id, first.figures) == ("b", "b2", ("b1", "b2"))
    assert [hit.patent_id for hit in hits].count("b") == 1
    (both, *_) = index.search(np.eye(4)[[1, 3]])
    assert [name for name, _ in both.matches] == ["b1", "b2"]
    assert np.array_equal(index.vectors_of("b"), unit_rows(np.array([[0.0, 1, 0, 0], [0, 1, 0, 9]]), "x"))
    assert index.patents == ["a", "b", "c", "d"]


def test_the_gazette_copy_of_a_patent_may_come_in_a_later_part():
    rows = [{"figure_id": f"f{i}", "patent_id": f"p{i}"} for i in range(4)]
    index = PatentIndex.from_embeddings(np.eye(4), rows)
    index.add(np.eye(4)[:1], [{"figure_id": "copy", "patent_id": "p2", "is_gazette_copy": True}])
    (hit,) = index.search(np.eye(4)[2], k=1)
    assert (hit.figures, index.cover(hit)) == (("copy", "f2"), "copy")


# Removing.


@pytest.fixture
def removed(twins):
    embeds, rows = twins
    index = PatentIndex.from_embeddings(embeds[:300], rows[:300])
    index.add(embeds[300:400], rows[300:400])
    index.add(embeds[400:], rows[400:])
    names = ["p0-3", "p0-11", "p0-40"]
    count = index.remove(names)
    return embeds, rows, index, names, count


def test_removed_patents_are_not_there_in_any_way(removed):
    embeds, rows, index, names, count = removed
    gone = [row for row in rows if row["patent_id"] in names]
    assert count == len(gone)
    assert len(index) == len(rows) - len(gone) == len(index.table) == len(index.embeds)
    assert set(index.patents) == {row["patent_id"] for row in rows} - set(names)
    for name in names:
        assert not index.holds(name)
        with pytest.raises(ValueError, match=f"no view of a patent {name}"):
            index.vectors_of(name)
        with pytest.raises(ValueError, match=f"no view of a patent {name}"):
            index.more_like(name)
    for row in gone:
        assert index.row_of(row["figure_id"]) is None
        assert index.picture(row["figure_id"]) is None
        with pytest.raises(ValueError, match="no figure"):
            index.vector_of(row["figure_id"])
    definition = Definition(embeds, rows)
    definition.removed = set(names)
    for limits in LIMITS:
        for query in (embeds[0], embeds[5:8]):
            check_equal(index.search(query, 500, **limits), definition.search(query, 500, **limits))


def test_what_was_removed_can_be_added_again_and_removed_again(removed):
    embeds, rows, index, names, _ = removed
    again = [i for i, row in enumerate(rows) if row["patent_id"] == names[0]]
    index.add(-embeds[again], [rows[i] for i in again])
    assert index.holds(names[0])
    assert index.row_of(rows[again[0]]["figure_id"])["patent_id"] == names[0]
    views = [i for i in again if not rows[i]["is_gazette_copy"]]
    assert sorted(index.vectors_of(names[0])[:, 0]) == sorted(unit_rows(-embeds[views], "x")[:, 0])
    (hit,) = index.search(-embeds[views[0]], k=1)
    assert (hit.patent_id, hit.score) == (names[0], pytest.approx(1))
    assert set(hit.figures) == {rows[i]["figure_id"] for i in again}
    with pytest.raises(ValueError, match="already holds"):
        index.add(embeds[again], [rows[i] for i in again])
    assert index.remove(names[0]) == len(again)
    assert not index.holds(names[0])


def test_what_was_removed_goes_when_parts_are_merged(removed):
    embeds, rows, index, names, _ = removed
    more, others = drawn_rows(600, seed=1)
    index.add(more, others)
    assert len(index.parts) == 1
    assert not index.parts[0].removed
    kept = [i for i, row in enumerate(rows) if row["patent_id"] not in names]
    definition = Definition(np.concatenate([embeds[kept], more]), [*(rows[i] for i in kept), *others])
    check_equal(index.search(embeds[0], 50), definition.search(embeds[0], 50))


def test_a_removal_of_what_is_not_there_or_of_all_changes_nothing(twins):
    embeds, rows = twins
    index = PatentIndex.from_embeddings(embeds, rows)
    with pytest.raises(ValueError, match="no patent D77 in the index"):
        index.remove(["p0-3", "D77"])
    with pytest.raises(ValueError, match="never empty"):
        index.remove(index.patents)
    assert index.remove([]) == 0
    assert len(index) == len(rows)
    assert index.holds("p0-3")


def test_patents_are_removed_by_any_notation():
    rows = [
        {"figure_id": f"USD000000{i}-20200107-D0000{f}", "patent_id": f"USD000000{i}"} for i in (1, 2) for f in "01"
    ]
    index = PatentIndex.from_embeddings(np.eye(4), rows)
    assert index.remove("US D0,000,001 S") == 2
    assert index.patents == ["USD0000002"]
    assert not index.holds("D1")


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_history_of_adding_and_removing_equals_what_is_left_built_at_once(data):
    history = []
    index, left = None, []
    for step in range(data.draw(st.integers(1, 7))):
        count = data.draw(st.integers(1, 12))
        some = [
            {
                "figure_id": f"f{step}-{i}",
                "patent_id": data.draw(st.sampled_from("abcdef")),
                "granted": data.draw(st.none() | st.sampled_from([datetime.date(2020, 1, d) for d in (1, 2, 3)])),
                "locarno": data.draw(st.sampled_from([None, "06-01", "14-02"])),
                "title": "",
                "is_gazette_copy": data.draw(st.sampled_from([False, False, True])),
            }
            for i in range(count)
        ]
        embeds = np.array(
            data.draw(st.lists(st.sampled_from([(1, 0), (0, 1), (1, 1)]), min_size=count, max_size=count))
        )
        left += list(zip(embeds.tolist(), some, strict=True))
        if index is None:
            index = PatentIndex.from_embeddings(embeds, some)
        else:
            index.add(embeds, some)
        gone = data.draw(st.sampled_from([None, None, *"abc"]))
        kept = [pair for pair in left if pair[1]["patent_id"] != gone]
        if gone and kept and len(kept) < len(left):
            assert index.remove(gone) == len(left) - len(kept)
            left = kept
        history.append((count, gone))
    definition = Definition([e for e, _ in left], [row for _, row in left])
    assert len(index) == len(left)
    for limits in ({}, {"before": datetime.date(2020, 1, 3)}, {"locarno": ["14"]}):
        for query in ([1, 0], [[1, 0.5], [0, 1]]):
            for per_patent in (True, False):
                hits = index.search(query, 50, per_patent=per_patent, **limits)
                check_equal(hits, definition.search(query, 50, per_patent, **limits))


# A failing add.


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"figure_id": "f0-4"}, "already holds 1 of these figures, the first is 'f0-4'"),
        ({"patent_id": None}, "has no patent_id"),
        ({"granted": "soon"}, "soon"),
        ({"locarno": "x"}, "Locarno"),
    ],
)
def test_an_add_that_fails_leaves_several_parts_as_they_were(removed, change, message):
    _, _, index, _, _ = removed
    parts, hits = list(index.parts), index.search(np.ones(24), 99)
    embeds, rows = drawn_rows(30, seed=2)
    with pytest.raises(ValueError, match=message):
        index.add(embeds, [*rows[:29], rows[29] | change])
    assert all(a is b for a, b in zip(index.parts, parts, strict=True))
    assert index.search(np.ones(24), 99) == hits


def test_an_add_that_the_budget_refuses_leaves_the_index_as_it_was(monkeypatch):
    from modeling_patent.retrieval import approximate

    embeds, rows = drawn_rows(300)
    index = PatentIndex.from_embeddings(embeds[:150], rows[:150], memory_budget=10)
    monkeypatch.setattr(approximate, "FLAT_ROWS", 200)
    with pytest.raises(ValueError, match="the budget is 10"):
        index.add(embeds[150:], rows[150:])
    assert len(index) == 150
    assert index.search(embeds[0])


@pytest.mark.parametrize(
    ("asked", "lists"), [({"kind": "flat"}, None), ({"memory_budget": 32_000}, "rabitq"), ({}, "sq8")]
)
def test_what_was_asked_of_an_index_holds_for_what_is_added_after_loading(asked, lists, monkeypatch, tmp_path):
    from modeling_patent.retrieval import approximate

    embeds, rows = drawn_rows(400)
    PatentIndex.from_embeddings(embeds[:150], rows[:150], **asked).save(tmp_path)
    PatentIndex.load(tmp_path).save(tmp_path)  # and it is not lost on the way
    monkeypatch.setattr(approximate, "FLAT_ROWS", 200)
    index = PatentIndex.load(tmp_path)
    index.add(embeds[150:], rows[150:])
    made = index.parts[0].approximate
    assert len(index.parts) == 1 and (made and made.kind) == lists


def test_an_index_that_does_not_say_what_was_asked_goes_on_as_its_largest_part_is(monkeypatch, tmp_path):
    from modeling_patent.retrieval import storage

    embeds, rows = drawn_rows(300)
    index = PatentIndex.from_embeddings(embeds, rows, kind="rabitq", memory_budget=10**6)
    storage.write_index(tmp_path, index.parts, None)
    loaded = PatentIndex.load(tmp_path)
    assert (loaded.kind, loaded.memory_budget) == ("rabitq", 2 << 30)


# The pieces.


def part_of(count=200, seed=0):
    embeds, rows = drawn_rows(count, seed=seed)
    return make_part(unit_rows(embeds, "x"), rows_table(rows)), rows


def test_a_part_lies_in_grant_date_order_with_equal_days_as_given():
    part, rows = part_of()
    order = sorted(range(200), key=lambda i: (rows[i]["granted"] is None, rows[i]["granted"] or 0, i))
    assert part.table["figure_id"].to_pylist() == [rows[i]["figure_id"] for i in order]


def test_merging_keeps_days_rising_and_drops_what_was_removed():
    first, rows = part_of()
    second, more = part_of(150, seed=1)
    name = rows[0]["patent_id"]
    merged = merge_parts([first.without_patents([name, "nobody"]), second])
    left = [row for row in [*rows, *more] if row["patent_id"] != name]
    order = sorted(range(len(left)), key=lambda i: (left[i]["granted"] is None, left[i]["granted"] or 0, i))
    assert merged.table["figure_id"].to_pylist() == [left[i]["figure_id"] for i in order]
    assert merged.keys.patents == list(dict.fromkeys(left[i]["patent_id"] for i in order))


def test_the_rows_that_may_be_found_are_those_of_the_definition():
    part, rows = part_of(400)
    by_name = {row["figure_id"]: row for row in rows}
    names = part.table["figure_id"].to_pylist()
    definition = Definition(np.ones((400, 2)), [by_name[name] for name in names])
    part = part.without_patents(["p0-5", "p0-6"])
    definition.removed = {"p0-5", "p0-6"}
    for limits in LIMITS[:12]:
        for excluded in ((), ["p0-7"], [f"p0-{i}" for i in range(0, 66, 2)]):
            eligible = part.eligible(parse_limits(**limits), frozenset(excluded))
            left = definition.may_be_found(limits | {"exclude_patents": excluded})
            assert eligible.count == len(left)
            assert sorted(eligible.among(np.arange(400)).tolist()) == left
            if eligible.rows is None:
                assert np.all(np.diff(eligible.holes) > 0)
            else:
                assert sorted(eligible.rows.tolist()) == left


@given(st.sets(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_holes_are_told_from_other_rows(holes, rows):
    rising, some = np.array(sorted(holes), dtype=np.int64), np.array(rows, dtype=np.int64)
    assert are_holes(some, rising).tolist() == [row in holes for row in rows]
    assert without(some, rising).tolist() == [row for row in rows if row not in holes]
