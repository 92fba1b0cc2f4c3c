import datetime

import datasets
import numpy as np
import pytest

from modeling_patent import rows


def test_a_row_has_every_column_in_order():
    row = rows.make_row("a.png", "USD0836880-20190101-D00001", "USD0836880", "20190101", locarno=1404)
    assert tuple(row) == rows.COLUMNS
    assert (row["granted"], row["locarno"], row["title"]) == (datetime.date(2019, 1, 1), "14-04", "")
    assert row["cites"] == row["applicants"] == row["related"] == row["texts"] == []
    assert len({id(value) for value in row.values() if value == []}) == 4  # no list is shared
    assert rows.row_features().encode_example(row)["locarno"] == "14-04"
    assert tuple(rows.row_features()) == rows.COLUMNS


def test_an_unknown_column_is_named():
    with pytest.raises(ValueError, match="no column of the row schema: colour"):
        rows.make_row("a.png", "a", "a", colour="red")


@pytest.mark.parametrize("value", ["2019-02-30", "yesterday", "201901", None, float("nan"), "2019-1-1"])
def test_what_is_no_date_is_named(value):
    with pytest.raises(ValueError, match="not a date"):
        rows.parse_date(value)


@pytest.mark.parametrize(
    "value", ["2019-01-01", "20190101", datetime.date(2019, 1, 1), datetime.datetime(2019, 1, 1, 12),
              np.datetime64("2019-01-01"), np.datetime64("2019-01-01T10:00:00"), "2019-01-01T00:00:00"]
)  # fmt: skip
def test_every_notation_of_a_date_is_read(value):
    assert rows.parse_date(value) == datetime.date(2019, 1, 1)


@pytest.mark.parametrize("value", ["USD12345678", "0836880", "USD", "RE12345", ""])
def test_what_is_no_design_patent_is_named(value):
    with pytest.raises(ValueError, match="not the number of a US design patent"):
        rows.parse_patent_id(value)


def test_unknown_labels_are_minus_one():
    labels = rows.label_columns(["p", "q", None], [None, "14", "14-04"])
    assert {name: values.tolist() for name, values in labels.items()} == {
        "patent_ids": [0, 1, -1],
        "subclasses": [-1, -1, 0],
        "main_classes": [-1, 0, 0],
    }


def test_days_count_from_1970_and_unknown_is_neither_before_nor_after():
    days = rows.dates_to_days(["1970-01-02", None])
    assert days.tolist() == [1, rows.UNKNOWN_DAY]


def test_rows_of_before_have_nothing_in_the_newer_columns():
    new = datasets.Dataset.from_list(
        [rows.make_row(None, name, "p", applicants=["a"], related=["b"]) for name in "abc"], rows.row_features()
    ).add_column("mine", [1, 2, 3])
    assert rows.with_new_columns(new) is new
    old = new.remove_columns(["related", "applicants"])
    assert rows.column(old, "applicants") == [[], [], []] and rows.column(old, "cites") == [[], [], []]
    with pytest.raises(ValueError, match="colour"):
        rows.column(old, "colour")
    for some, names in ((old, "abc"), (old.select([2, 0]), "ca"), (old.select([]), "")):
        made = rows.with_new_columns(some)
        assert made.features == new.features and made.column_names == [*rows.COLUMNS, "mine"]
        assert made["applicants"][:] == made["related"][:] == [[]] * len(names) and made["figure_id"][:] == [*names]
    assert "uspc" not in rows.with_new_columns(old.remove_columns("uspc")).column_names


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match=r"my\.csv lack the columns title, granted"):
        rows.require_columns(["patent_id"], ["title", "patent_id", "granted"], "my.csv")
