import datetime

import numpy as np
import pytest

from modeling_patent import rows


def test_a_row_has_every_column_in_order():
    row = rows.make_row("a.png", "USD0836880-20190101-D00001", "USD0836880", "20190101", locarno=1404)
    assert tuple(row) == rows.COLUMNS
    assert (row["granted"], row["locarno"], row["title"], row["cites"]) == (datetime.date(2019, 1, 1), "14-04", "", [])
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


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match=r"my\.csv lack the columns title, granted"):
        rows.require_columns(["patent_id"], ["title", "patent_id", "granted"], "my.csv")
