"""Protocols over patents, over citations, and with a gallery of their own: against loops over the rows."""

import datetime
from typing import Any

import numpy as np
import pytest

from modeling_patent.evaluation import PROTOCOLS, evaluate_embeddings
from modeling_patent.rows import make_row

Rows = list[dict[str, Any]]


def collection(seed: int, patents: int = 20, first: int = 1, most: int = 4) -> tuple[np.ndarray, Rows]:
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(first, first + patents):
        code = [None, "06-01", "06-03", "14-02", "14-04"][rng.integers(5)]
        day = None if rng.random() < 0.15 else datetime.date(2020, 1, 1) + datetime.timedelta(days=int(rng.integers(6)))
        cites = [f"USD{cited:07d}" for cited in rng.integers(1, 2 * patents, rng.integers(4))] + ["D. 5", "EM 12"]
        for sheet in range(1 + rng.integers(1, most + 1)):
            name = f"USD{number:07d}-20200101-D{sheet:05d}"
            rows.append(make_row(f"nowhere/{name}.png", name, name[:10], day, locarno=code, cites=cites))
    order = rng.permutation(len(rows))
    return rng.integers(-2, 3, (len(rows), 3)).astype(np.float32), [rows[i] for i in order]


def by_hand(
    embeds: np.ndarray, rows: Rows, gallery: tuple[np.ndarray, Rows], relevant: Any, time: str | None
) -> tuple[float, int, int]:
    """Patents as queries and items: mean AP, queries that count, queries that do not."""

    def patents(of: Rows) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for i, row in enumerate(of):
            if not row["is_gazette_copy"] and (time is None or row["granted"] is not None):
                found.setdefault(row["patent_id"], []).append(i)
        return found

    precisions, silent = [], 0
    items = patents(gallery[1])
    for name, views in patents(rows).items():
        mine = rows[views[0]]
        scored = []
        for place, (other, figures) in enumerate(items.items()):
            theirs = gallery[1][figures[0]]
            if other == name or (time == "before" and not theirs["granted"] < mine["granted"]):
                continue
            if time == "after" and not theirs["granted"] > mine["granted"]:
                continue
            best = [max(float(embeds[view] @ gallery[0][figure]) for figure in figures) for view in views]
            scored.append((-float(np.float32(sum(best) / len(best))), place, relevant(mine, theirs)))
        ranks = [rank for rank, (_, _, yes) in enumerate(sorted(scored), 1) if yes]
        if ranks:
            precisions.append(sum(j / rank for j, rank in enumerate(ranks, 1)) / len(ranks))
        else:
            silent += 1
    return sum(precisions) / len(precisions), len(precisions), silent


def same_code(level: str) -> Any:
    length = 5 if level == "subclass" else 2
    return lambda mine, theirs: (
        mine["locarno"] is not None and (theirs["locarno"] or "")[:length] == mine["locarno"][:length]
    )


def is_cited(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    cites = {name if name.startswith("USD") else "USD0000005" if name == "D. 5" else name for name in mine["cites"]}
    return theirs["patent_id"] in cites


@pytest.mark.parametrize("protocol", [p for p in PROTOCOLS if p.level != "patent"], ids=lambda p: p.name)
@pytest.mark.parametrize("seed", range(3))
def test_patents_ranked_equal_a_loop(protocol: Any, seed: int) -> None:
    embeds, rows = collection(seed)
    found = evaluate_embeddings(embeds, rows, protocol, by_patent=True)
    relevant = is_cited if protocol.level == "cited" else same_code(protocol.level)
    expected = by_hand(embeds, rows, (embeds, rows), relevant, protocol.time)
    assert found["map"] == pytest.approx(expected[0], abs=1e-9)
    assert (found["queries"], found["queries_without_relevant"]) == expected[1:] and found["by_patent"]


@pytest.mark.parametrize("name", ["subclass", "prior-art", "later-art", "cited"])
@pytest.mark.parametrize("seed", range(3))
def test_a_gallery_of_its_own_equals_a_loop(name: str, seed: int) -> None:
    embeds, rows = collection(seed, first=11)
    gallery = collection(seed + 50, patents=25, first=5)  # some patents are on both sides
    found = evaluate_embeddings(embeds, rows, name, gallery_embeds=gallery[0], gallery_rows=gallery[1], by_patent=True)
    protocol = next(p for p in PROTOCOLS if p.name == name)
    relevant = is_cited if name == "cited" else same_code(protocol.level)
    expected = by_hand(embeds, rows, gallery, relevant, protocol.time)
    assert found["map"] == pytest.approx(expected[0], abs=1e-9)
    assert (found["queries"], found["queries_without_relevant"]) == expected[1:]
    assert found["gallery_figures"] + sum(found["gallery_rows_left_out"].values()) == len(gallery[1])


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.name)
def test_a_gallery_of_the_same_rows_changes_nothing(protocol: Any) -> None:
    embeds, rows = collection(4)
    own = evaluate_embeddings(embeds, rows, protocol)
    both = evaluate_embeddings(embeds, rows, protocol, gallery_embeds=embeds, gallery_rows=rows)
    assert repr({name: both[name] for name in own}) == repr(own)


def test_queries_and_gallery_of_one_patent_find_each_other() -> None:
    embeds, rows = collection(5)
    split = [i for i, row in enumerate(rows) if row["figure_id"].endswith("1")]
    rest = [i for i in range(len(rows)) if i not in split]
    found = evaluate_embeddings(
        embeds[split], [rows[i] for i in split], gallery_embeds=embeds[rest], gallery_rows=[rows[i] for i in rest]
    )
    patents = {rows[i]["patent_id"] for i in rest if not rows[i]["is_gazette_copy"]}
    assert found["queries"] == sum(rows[i]["patent_id"] in patents for i in split)
    assert found["gallery_patents"] == len(patents)


def test_citations_are_counted_here_and_elsewhere() -> None:
    embeds, rows = collection(6)
    found = evaluate_embeddings(embeds, rows, "cited", per_query=True)
    there = {row["patent_id"] for row in rows if row["granted"] is not None}
    stated = {
        row["patent_id"]: {c for c in row["cites"] if c.startswith("USD")} | {"USD0000005", "EM 12"} for row in rows
    }
    pairs = [(name, cited) for name, cites in stated.items() if name in there for cited in cites]
    assert found["citations"] == sum(cited in there for _, cited in pairs)
    assert found["citations_elsewhere"] == sum(cited not in there for _, cited in pairs)
    asked = [rows[i]["patent_id"] for i in found["per_query_rows"]]
    assert len(asked) == len(set(asked)) == len(found["per_query"]["map"]) == len(there)


def test_what_does_not_fit_is_one_line() -> None:
    embeds, rows = collection(0)
    with pytest.raises(ValueError, match="'same-patent' is about the figures of one patent: it cannot rank patents"):
        evaluate_embeddings(embeds, rows, "same-patent", by_patent=True)
    with pytest.raises(ValueError, match="a gallery needs both"):
        evaluate_embeddings(embeds, rows, gallery_embeds=embeds)
    with pytest.raises(ValueError, match="head and tail are of subclasses"):
        evaluate_embeddings(embeds, rows, "cited", head_codes=["06-01"])


def test_per_query_rows_are_each_patent_s_first_row() -> None:
    embeds, rows = collection(7)
    found = evaluate_embeddings(embeds, rows, "subclass", by_patent=True, per_query=True)
    for row in found["per_query_rows"]:
        mine = rows[row]["patent_id"]
        others = [i for i, other in enumerate(rows) if other["patent_id"] == mine and not other["is_gazette_copy"]]
        assert others[0] == row
