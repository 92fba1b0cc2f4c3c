"""Statistics of rows against plain loops over them, and the picture of the long tail."""

import json
import random
import statistics
from collections import Counter

import datasets
import numpy as np
import pytest
from PIL import Image

from modeling_patent.locarno import LocarnoCode, locarno_list
from modeling_patent.rows import make_row, row_features
from patent_data.statistics import dataset_statistics, gini, top_share
from patent_data.tail_picture import _title, draw_long_tail

CODES = [None, "06-01", "06-01", "06-01", "06-02", "14-04", "14", "32-00", "31-77", "26-05"]


@pytest.fixture(autouse=True)
def no_picture_is_opened(monkeypatch):
    monkeypatch.setattr(datasets.Image, "decode_example", None)


def random_rows(seed, count):
    draw = random.Random(seed)
    return [
        make_row(
            "nowhere.png", f"USD{draw.randrange(5):07d}-20200107-D0000{draw.randrange(3)}", f"p{draw.randrange(count)}",
            draw.choice([None, "2019-05-07", "2018-01-02", "2020-12-29"]), locarno=draw.choice(CODES),
            locarno_edition=draw.choice([None, 11, 12]), figures_on_sheet=draw.choice([None, 1, 2]),
            texts=["a text"] * draw.randrange(4),
        )
        for _ in range(count)
    ]  # fmt: skip


def dataset(rows):
    return datasets.Dataset.from_list(rows, features=row_features())


def spread(values):
    return {"min": min(values), "median": statistics.median(values), "max": max(values)} if values else None


def by_value(values):
    return {"unknown" if value is None else str(value): n for value, n in Counter(values).items()}


def plain_statistics(rows, head):
    """The same by loops over the rows."""
    days = sorted(row["granted"].isoformat() for row in rows if row["granted"])
    codes = {row["locarno"] for row in rows if row["locarno"]}
    official = {code for code in codes if LocarnoCode.parse(code).is_official}
    subclasses = [row["locarno"] for row in rows if row["locarno"] and "-" in row["locarno"]]
    each = Counter(subclasses)
    sizes = list(each.values())
    parts = {}
    for name, inside in (("head", True), ("tail", False)):
        figures = [code for code in subclasses if (code in head) == inside]
        share = len(figures) / len(subclasses) if subclasses else None
        parts[name] = {"classes": len(set(figures)), "figures": len(figures), "share": share}
    pairs = sum(abs(a - b) for a in sizes for b in sizes)
    tenth = -(-len(sizes) // 10)
    return {
        "figures": len(rows),
        "patents": len({row["patent_id"] for row in rows}),
        "granted_from": days[0] if days else None,
        "granted_to": days[-1] if days else None,
        "figures_a_patent": spread(list(Counter(row["patent_id"] for row in rows).values())),
        "texts_a_figure": spread([len(row["texts"]) for row in rows]),
        "without_date": sum(row["granted"] is None for row in rows),
        "without_code": sum(row["locarno"] is None for row in rows),
        "without_subclass": sum(bool(row["locarno"]) and "-" not in row["locarno"] for row in rows),
        "gazette_copies": sum(row["is_gazette_copy"] for row in rows),
        "codes": len(codes),
        "official_codes": len(official),
        "not_official": sorted(codes - official),
        "subclasses": len(each),
        "main_classes": len({code[:2] for code in codes}),
        "editions": by_value([row["locarno_edition"] for row in rows]),
        "figures_on_sheet": by_value([row["figures_on_sheet"] for row in rows]),
        **parts,
        "gini": pairs / (2 * len(sizes) * sum(sizes)) if sizes else None,
        "top_tenth_share": sum(sorted(sizes)[-tenth:]) / sum(sizes) if sizes else None,
        "figures_a_subclass": dict(each),
    }


def close(found, expected):
    for key in ("gini", "top_tenth_share"):
        assert found[key] == (None if expected[key] is None else pytest.approx(expected[key], abs=1e-12))
    return {**found, "gini": 0, "top_tenth_share": 0} == {**expected, "gini": 0, "top_tenth_share": 0}


@pytest.mark.parametrize("seed", range(4))
def test_statistics_are_those_of_plain_loops(seed):
    parts = {"train": random_rows(seed, 120), "validation": random_rows(seed + 50, 9), "test": random_rows(seed + 9, 1)}
    found = dataset_statistics(datasets.DatasetDict({name: dataset(rows) for name, rows in parts.items()}))
    figures = Counter(row["locarno"] for row in parts["train"] if row["locarno"] and "-" in row["locarno"])
    ranked = sorted(figures, key=lambda code: (-figures[code], code))
    head = set(ranked[: round(0.4 * len(ranked))])
    assert found["head"] == {"fitted_on": "train", "share": 0.4, "codes": sorted(head)}
    for name, rows in parts.items():
        assert close(found["splits"][name], plain_statistics(rows, head)), name
        counts = list(found["splits"][name]["figures_a_subclass"].values())
        assert counts == sorted(counts, reverse=True)
    assert close(found["total"], plain_statistics([row for rows in parts.values() for row in rows], head))
    patents = [{row["patent_id"] for row in rows} for rows in parts.values()]
    shared = sum(sum(patent in part for part in patents) > 1 for patent in set.union(*patents))
    assert found["shared_patents"] == shared > 0
    assert json.loads(json.dumps(found)) == found


def test_rows_in_another_order_and_in_several_batches_count_the_same(monkeypatch):
    rows = dataset(random_rows(1, 100))
    whole = dataset_statistics(rows)
    monkeypatch.setattr("patent_data.statistics._BATCH", 7)
    assert dataset_statistics(rows.shuffle(seed=0)) == whole


def test_rows_without_a_split_are_train():
    rows = dataset(random_rows(0, 10))
    assert dataset_statistics(rows) == dataset_statistics(datasets.DatasetDict(train=rows))


def test_head_is_fitted_on_the_first_split_where_none_is_train():
    few = dataset([make_row("x", str(i), "p", locarno="06-01") for i in range(3)])
    many = dataset([make_row("x", str(i), "q", locarno="14-04") for i in range(9)])
    found = dataset_statistics(datasets.DatasetDict(first=few, second=many))
    assert found["head"]["fitted_on"] == "first"


@pytest.mark.parametrize("codes", [[], [None], ["14"], ["06-01"], ["06-01", "06-01", None]])
def test_degenerate_rows(codes):
    rows = [make_row("x", str(i), "p", locarno=code) for i, code in enumerate(codes)]
    found = dataset_statistics(dataset(rows) if rows else dataset(random_rows(0, 2)).select([]))
    assert close(found["total"], plain_statistics(rows, set(found["head"]["codes"])))
    assert dataset_statistics(datasets.DatasetDict())["total"]["figures"] == 0


def test_null_lists_count_as_no_text():
    row = make_row("x", "a", "p") | {"texts": None, "cites": None}
    assert dataset_statistics(dataset([row]))["total"]["texts_a_figure"] == {"min": 0, "median": 0, "max": 0}


def test_a_code_that_is_none_and_a_missing_column_are_named():
    with pytest.raises(ValueError, match="not a Locarno code: 'foo'"):
        dataset_statistics(dataset([make_row("x", "a", "p") | {"locarno": "foo"}]))
    with pytest.raises(ValueError, match="the rows of split 'train' lack the column texts"):
        dataset_statistics(dataset([make_row("x", "a", "p")]).remove_columns("texts"))


@pytest.mark.parametrize("figures", [[1], [5, 5, 5], [1, 2, 3, 40], [0, 0, 7], list(range(1, 31))])
def test_gini_and_top_share_by_their_definitions(figures):
    pairs = sum(abs(a - b) for a in figures for b in figures)
    assert gini(figures) == pytest.approx(pairs / (2 * len(figures) * sum(figures)), abs=1e-12)
    top = sorted(figures)[len(figures) - -(-len(figures) // 10) :]
    assert top_share(figures) == pytest.approx(sum(top) / sum(figures))


RED, BLUE = (176, 58, 32), (52, 98, 148)


def colours(path):
    """Pixels by colour of the bars' part of the picture, which begins below the legend."""
    picture = Image.open(path).convert("RGB")
    assert picture.size == (1600, 920)
    rows, counts = np.asarray(picture)[130:], Counter()
    for name, colour in (("head", RED), ("tail", BLUE)):
        counts[name] = int((rows == colour).all(-1).sum())
    return counts


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("classes", [1, 3, 14, 33, 223, 3168])
def test_long_tail_shows_head_and_tail(tmp_path, classes, log):
    """Also where there are more classes than pixels."""
    codes = [f"{1 + i // 99:02d}-{1 + i % 99:02d}" for i in range(classes)]
    figures = {code: 1 + 5000 // (i + 1) for i, code in enumerate(codes)}
    draw_long_tail(figures, tmp_path / "tail.png", codes[: max(1, round(0.4 * classes))], log=log)
    counts = colours(tmp_path / "tail.png")
    assert counts["head"] > 1000 and (counts["tail"] > 0) == (classes > 1)
    assert [path.name for path in tmp_path.iterdir()] == ["tail.png"]


def test_bars_are_as_high_as_their_figures(tmp_path):
    draw_long_tail({"06-01": 400, "06-02": 100}, tmp_path / "tail.png", ["06-01"])
    counts = colours(tmp_path / "tail.png")
    assert counts["head"] / counts["tail"] == pytest.approx(4, rel=0.02)


@pytest.mark.parametrize("code", sorted(code for code, (title, _) in locarno_list().items() if title))
def test_the_largest_classes_are_called_what_they_are(code):
    own = locarno_list()[code][0]
    shown = _title(code)
    assert shown and shown.count("(") == shown.count(")")
    assert own.startswith(shown) or shown == f"{locarno_list()[code[:2]][0]}: Miscellaneous"


def test_nothing_to_draw(tmp_path):
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_long_tail({"06-01": 0}, tmp_path / "tail.png", [])
    with pytest.raises(OSError):
        draw_long_tail({"06-01": 1}, tmp_path / "nowhere" / "tail.png", [])
