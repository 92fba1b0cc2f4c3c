import datetime

import pytest

from modeling_patent import LocarnoCode
from modeling_patent.locarno import edition_of, locarno_list


@pytest.mark.parametrize(
    "notation", ["1404", 1404, "14-04", "14.04", " 14-04 ", "LOC (13) Cl. 14-04", "loc(13) cl 14-04", "14-4"]
)
def test_every_notation_gives_the_same_code(notation):
    code = LocarnoCode.parse(notation)
    assert (str(code), code.main_class, code.subclass) == ("14-04", "14", "14-04")


@pytest.mark.parametrize("notation", ["404", 404, 404.0, "0404", "04-04", "4.4"])
def test_lost_zero_is_found_again(notation):
    assert str(LocarnoCode.parse(notation)) == "04-04"


@pytest.mark.parametrize(("notation", "main"), [("14", "14"), (14, "14"), ("6", "06"), ("LOC (12) Cl. 6", "06")])
def test_a_main_class_alone_has_no_subclass(notation, main):
    code = LocarnoCode.parse(notation)
    assert (code.main_class, code.subclass, str(code)) == (main, None, main)


@pytest.mark.parametrize("value", ["foo", "", "14-", "-04", "14-04-01", "14404", None, True, 14.04, "0000", "1404x"])
def test_anything_else_is_an_error_that_names_the_value(value):
    with pytest.raises(ValueError, match="not a Locarno code") as error:
        LocarnoCode.parse(value)
    assert repr(value) in str(error.value)


def test_every_listed_code_reads_back_as_itself():
    for text, (_, status) in locarno_list().items():
        code = LocarnoCode.parse(text)
        assert str(code) == text
        assert code.is_official == (status != "vacant")


def test_list_holds_edition_15():
    statuses = [status for code, (_, status) in locarno_list().items() if len(code) == 5]
    assert (statuses.count("current"), statuses.count("vacant"), statuses.count("former")) == (237, 4, 1)
    assert len([code for code in locarno_list() if len(code) == 2]) == 32


def test_unlisted_code_is_read_but_not_official():
    code = LocarnoCode.parse("9907")
    assert (str(code), code.is_official, code.title) == ("99-07", False, "")


def test_edition_is_kept_and_does_not_count_in_comparisons():
    code = LocarnoCode.parse("LOC (13) Cl. 14-04")
    assert code.edition == 13
    assert code == LocarnoCode.parse("1404", edition=9)
    assert len({code, LocarnoCode.parse("14-04")}) == 1


def test_main_class_covers_its_subclasses_only():
    main = LocarnoCode.parse("14")
    assert main.covers(LocarnoCode.parse("14-04")) and main.covers(main)
    assert not LocarnoCode.parse("14-04").covers(main)
    assert not main.covers(LocarnoCode.parse("04-01"))


@pytest.mark.parametrize(
    ("day", "edition"),
    [("2005-01-04", None), ("2007-06-05", 8), ("2012-05-01", 9), ("2015-04-07", 10), ("2018-04-03", 11),
     ("2019-10-01", 12), ("2020-12-29", 12), ("2021-01-05", 13), ("2025-06-03", 15)],
)  # fmt: skip
def test_editions_follow_the_grant_date(day, edition):
    assert edition_of(datetime.date.fromisoformat(day)) == edition
