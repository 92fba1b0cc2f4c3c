"""The split of arXiv 2404.19360."""

import datetime
import random
from collections import defaultdict

import datasets
import pytest

from modeling_patent.rows import make_row, row_features
from patent_data.splits import paper_split, split_by_patent, split_by_time


def dataset(rows):
    made = [make_row("nowhere.png", f"f{i}", patent, day) for i, (patent, day) in enumerate(rows)]
    return datasets.Dataset.from_list(made, features=row_features())


@pytest.fixture
def rows(monkeypatch):
    """2,000 figures of 500 patents of 2014 to 2022 in random order, some without a date; none may be decoded."""
    monkeypatch.setattr(datasets.Image, "decode_example", None)
    draw = random.Random(0)
    days = {f"USD{n:07d}": datetime.date(2014, 1, 1) + datetime.timedelta(draw.randrange(9 * 365)) for n in range(500)}
    days |= {f"USD{n:07d}": None for n in range(0, 500, 50)}
    return dataset([(patent, days[patent]) for patent in draw.choices(sorted(days), k=2000)])


def by_figure(splits):
    return {figure: name for name, part in splits.items() for figure in part["figure_id"]}


def plain_split(rows):
    """Figure -> split, figure by figure."""
    found = {}
    validation = set(split_by_patent(rows)["validation"]["patent_id"])
    for figure, patent, day in zip(rows["figure_id"], rows["patent_id"], rows["granted"], strict=True):
        if day is not None and day.year == 2020:
            found[figure] = "test"
        elif day is not None and 2016 <= day.year <= 2019:
            found[figure] = "validation" if patent in validation else "train"
    return found


def test_paper_split_is_by_year_and_patent(rows, caplog):
    splits = paper_split(rows)
    assert list(splits) == ["train", "validation", "test"]
    assert by_figure(splits) == plain_split(rows)
    assert 0.05 < len(set(splits["validation"]["patent_id"])) / len(set(splits["train"]["patent_id"])) < 0.2
    years = [day and day.year for day in rows["granted"]]
    others = sum(year is not None and not 2016 <= year <= 2020 for year in years)
    assert f"{others} figures of other years and {years.count(None)} without a grant date" in caplog.text


def test_no_patent_is_in_two_splits(rows):
    places = defaultdict(set)
    for name, part in paper_split(rows, validation_share=0.5).items():
        for patent in part["patent_id"]:
            places[patent].add(name)
    assert max(map(len, places.values())) == 1


def test_a_patent_of_several_dates_counts_by_its_earliest():
    days = ["2019-12-31", "2020-01-01", None]
    splits = paper_split(dataset([("p", day) for day in days] + [("q", "2020-12-31"), ("r", "2021-01-01")]), 0)
    assert [part["figure_id"][:] for part in splits.values()] == [["f0", "f1", "f2"], [], ["f3"]]


def test_first_and_last_day_of_each_part():
    days = ["2015-12-31", "2016-01-01", "2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01"]
    splits = paper_split(dataset([(f"p{i}", day) for i, day in enumerate(days)]), 1)
    assert [part["figure_id"][:] for part in splits.values()] == [[], ["f1", "f2"], ["f3", "f4"]]


def test_another_seed_gives_another_validation_split_and_the_same_queries(rows):
    first, second = paper_split(rows), paper_split(rows, seed=1)
    assert first["test"]["figure_id"][:] == second["test"]["figure_id"][:]
    assert set(first["validation"]["patent_id"]) != set(second["validation"]["patent_id"])


def test_nothing_is_logged_where_nothing_is_left_out(caplog):
    paper_split(dataset([("p", "2018-01-01"), ("q", "2020-01-01")]))
    assert not caplog.records


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_share_that_is_none(rows, share):
    with pytest.raises(ValueError, match="validation_share must be a share from 0 to 1"):
        paper_split(rows, share)


def test_no_row_of_these_years():
    with pytest.raises(ValueError, match="no figure of 2016 to 2020: 1 of other years, 1 without a grant date"):
        paper_split(dataset([("p", "2012-01-01"), ("q", None)]))
    with pytest.raises(ValueError, match="0 of other years, 0 without"):
        paper_split(dataset([("p", "2012-01-01")]).select([]))


def test_rows_without_a_patent_are_one_patent():
    rows = dataset([(None, "2018-01-01"), ("p", "2020-02-01"), (None, "2020-03-01")])
    assert by_figure(paper_split(rows, 0)) == {"f0": "train", "f2": "train", "f1": "test"}
    assert by_figure(split_by_time(rows, {"a": None, "b": "2020-01-01"})) == {"f0": "a", "f2": "a", "f1": "b"}
