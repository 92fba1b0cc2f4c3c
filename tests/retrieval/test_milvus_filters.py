import datetime

import pytest

from modeling_patent.retrieval.filters import Limits, parse_limits
from modeling_patent.retrieval.milvus_filters import (
    NO_DAY,
    both,
    date_of,
    day_of,
    expression,
    folded,
    holds_any,
    is_text,
    one_of,
    quoted,
    title_pattern,
)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, ""),
        ({"before": "1970-01-02"}, " and granted < 1"),
        ({"after": "1969-12-31"}, " and granted > -1 and granted < 2147483647"),
        ({"before": "1970-02-01", "after": "1970-01-03"}, " and granted > 2 and granted < 31"),
        ({"locarno": "14"}, ' and main_class in ["14"]'),
        ({"locarno": [1404, "6-1"]}, ' and code in ["14-04", "06-01"]'),
        ({"locarno": ["14", "0601"]}, ' and (main_class in ["14"] or code in ["06-01"])'),
        ({"edition": [12, 13]}, " and edition in [12, 13]"),
        ({"title": "Folding CHAIR"}, ' and title like "%folding%" and title like "%chair%"'),
        ({"exclude_applicants": ["Nike, Inc."]}, ' and not array_contains_any(applicants, ["nike"])'),
    ],
)
def test_each_limit_becomes_its_expression(limits, expected):
    assert expression(parse_limits(**limits), ()) == f"is_view == true{expected}"


def test_all_limits_hold_together_and_excluded_patents_are_listed_in_order():
    limits = parse_limits(before="1970-01-02", locarno=["14", "0601"], edition=13, title="x", exclude_applicants="y")
    assert expression(limits, {"b", "a"}) == (
        'is_view == true and granted < 1 and (main_class in ["14"] or code in ["06-01"]) and edition in [13] '
        'and title like "%x%" and patent_id not in ["a", "b"] and not array_contains_any(applicants, ["y"])'
    )


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("plain", '"plain"'),
        ('a"b', r'"a\"b"'),
        ("a'b", '''"a'b"'''),
        ("a\\", r'"a\\"'),
        ('\\"', r'"\\\""'),
        ("a\nb\rc\td", r'"a\nb\rc\td"'),
        ('x"] or true', r'"x\"] or true"'),
        ("日本", '"日本"'),
    ],
)
def test_a_text_is_one_literal(text, literal):
    assert quoted(text) == literal
    assert one_of("f", [text]) == f"f in [{literal}]"
    assert holds_any("f", [text, "z"]) == f'array_contains_any(f, [{literal}, "z"])'


def test_wildcards_in_words_stand_for_any_letter():
    assert [title_pattern(word) for word in ("100%", "a_b", "c\\d", 'e"f')] == [
        '"%100_%"', '"%a_b%"', '"%c_d%"', r'"%e\"f%"',
    ]  # fmt: skip


def test_lists_and_joins():
    assert one_of("edition", [1, 2], negate=True) == "edition not in [1, 2]"
    assert both("a", "", "b") == "a and b"
    assert both("") == ""


def test_days_come_back_and_no_date_is_the_last_day():
    for date in (datetime.date(1842, 11, 9), datetime.date(1970, 1, 1), datetime.date(9999, 12, 31), None):
        assert date_of(day_of(date)) == date
    assert day_of(None) == NO_DAY > day_of(datetime.date(9999, 12, 31))


def test_titles_are_folded_as_the_filter_reads_them():
    title = "  Stra\u00dfe\n\u2028 UND \u0130\tweg "
    assert folded(title) == " ".join(title.casefold().split())
    assert folded(folded(title)) == folded(title)
    assert folded(None) == ""


def test_half_a_surrogate_pair_is_no_text():
    assert [is_text(name) for name in ("é", "\U0001f600", "\ud83d", "")] == [True, True, False, True]


def test_limits_that_do_not_narrow_find_all_views():
    assert expression(Limits(), ()) == "is_view == true"
