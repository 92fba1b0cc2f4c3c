"""The limits of a search: every notation that they take, every mistake in one line, and which patents they mean."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeling_patent.locarno import LocarnoCode
from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.filters import Limits, applicant_key, parse_limits, plain_patent_id

DAY = datetime.date(2020, 1, 7)


def test_no_limits_limit_nothing():
    assert parse_limits() == Limits()
    assert parse_limits(None, None, [], [], "  ", None, (), iter(())) == Limits()
    assert not Limits().excludes


@pytest.mark.parametrize(
    "day",
    ["2020-01-07", "20200107", 20200107, DAY, datetime.datetime(2020, 1, 7, 23, 59), np.datetime64("2020-01-07")],
)
def test_days_may_be_written_in_any_way(day):
    assert parse_limits(before=day).before == DAY
    assert parse_limits(after=day).after == DAY


@pytest.mark.parametrize(
    ("codes", "parsed"),
    [
        ("1404", ["14-04"]),
        (1404, ["14-04"]),
        (404, ["04-04"]),
        ("14.04", ["14-04"]),
        ("LOC (13) Cl. 14-04", ["14-04"]),
        ("14", ["14"]),
        (["14", 601], ["14", "06-01"]),
        (("6",), ["06"]),
        ({"6"}, ["06"]),
        (np.array([1404, 601]), ["14-04", "06-01"]),
        (LocarnoCode.parse("14-04"), ["14-04"]),
        (iter(["14-04"]), ["14-04"]),
        ([], []),
        (None, []),
    ],
)
def test_codes_may_be_one_or_several_in_any_notation(codes, parsed):
    assert [str(code) for code in parse_limits(locarno=codes).codes] == parsed


@pytest.mark.parametrize(
    ("edition", "parsed"),
    [(13, (13,)), ("13", (13,)), (" 9 ", (9,)), ([9, "13"], (9, 13)), (np.int64(12), (12,)), (range(10, 12), (10, 11))],
)
def test_editions_may_be_one_or_several(edition, parsed):
    assert parse_limits(edition=edition).editions == parsed


def test_words_of_a_title_are_told_apart_by_any_space_and_without_case():
    assert parse_limits(title=" Folding\tCHAIR\nSTRASSE ").title == ("folding", "chair", "strasse")
    assert parse_limits(title="Straße").title == ("strasse",)


def test_excluded_patents_may_be_one_or_several():
    assert parse_limits(exclude_patents="D1").exclude_patents == ("D1",)
    assert parse_limits(exclude_patents={"D1"}).exclude_patents == ("D1",)
    assert parse_limits(exclude_patents=iter(["D1", "x"])).exclude_patents == ("D1", "x")
    assert parse_limits(exclude_applicants="Nike, Inc.").exclude_applicants == ("nike",)
    assert parse_limits(exclude_applicants=["..."]).exclude_applicants == ()
    assert "USD0000001" in parse_limits(exclude_family_of="D1").exclude_family_of
    assert parse_limits(exclude_family_of=["x"]).exclude_family_of == ("x",)
    for name in ("patents", "applicants", "family_of"):
        assert parse_limits(**{f"exclude_{name}": ["x"]}).excludes


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"before": "2020-13-01"}, "not a date: '2020-13-01'"),
        ({"after": ""}, "not a date: ''"),
        ({"after": True}, "not a date: True"),
        ({"before": 1.5}, "not a date: 1.5"),
        ({"before": [DAY]}, "not a date"),
        ({"locarno": "chair"}, "not a Locarno code: 'chair'"),
        ({"locarno": ["14", None]}, "not a Locarno code: None"),
        ({"locarno": True}, "not a Locarno code: True"),
        ({"edition": 0}, "not a Locarno edition: 0"),
        ({"edition": 100}, "not a Locarno edition: 100"),
        ({"edition": True}, "not a Locarno edition: True"),
        ({"edition": [13, "x"]}, "not a Locarno edition: 'x'"),
        ({"edition": 13.5}, "not a Locarno edition: 13.5"),
        ({"title": 5}, "the title filter is a text, not 5"),
        ({"title": ["chair"]}, "the title filter is a text"),
        ({"exclude_patents": [1]}, "exclude_patents takes texts, not 1"),
        ({"exclude_patents": 7}, "exclude_patents takes texts, not 7"),
        ({"exclude_applicants": ["Nike", None]}, "exclude_applicants takes texts, not None"),
        ({"exclude_family_of": [["D1"]]}, "exclude_family_of takes texts"),
        ({"exclude_patents": b"D1"}, "exclude_patents takes texts"),
    ],
)
def test_a_wrong_limit_is_one_line_that_names_it(limits, message):
    with pytest.raises(ValueError, match=message) as raised:
        parse_limits(**limits)
    assert "\n" not in str(raised.value)


@given(
    before=st.none() | st.dates(),
    codes=st.lists(st.integers(1, 32).map(lambda n: f"{n:02d}-01"), max_size=3),
    names=st.lists(st.text(min_size=1, max_size=9), max_size=3),
)
def test_limits_can_be_compared_and_grouped(before, codes, names):
    limits = {"before": before, "locarno": codes, "exclude_patents": names, "title": " ".join(names)}
    assert parse_limits(**limits) == parse_limits(**limits)
    assert hash(parse_limits(**limits)) == hash(parse_limits(**limits))


@pytest.mark.parametrize(
    "names",
    [
        ["Nike, Inc.", "NIKE INC", "Nike Incorporated", "nike", "NIKE, Inc", "Nike Inc . "],
        ["Apple Inc.", "APPLE"],
        ["Deere & Company", "Deere and Co.", "DEERE & CO", "Deere"],
        ["Procter & Gamble Co.", "The Procter and Gamble Company", "Procter+Gamble"],
        ["Dyson Technology Limited", "Dyson Technology Ltd.", "DYSON TECHNOLOGY LTD"],
        ["Robert Bosch GmbH", "Robert Bosch Gesellschaft mit beschränkter Haftung", "ROBERT BOSCH G.m.b.H."],
        ["Miele & Cie. KG", "MIELE & CIE KG", "Miele & Cie"],
        ["Festo GmbH & Co. KG", "Festo AG & Co. KG", "FESTO SE & Co. KG", "Festo"],
        ["Henkel AG & Co. KGaA", "Henkel"],
        ["BASF SE", "BASF Aktiengesellschaft", "BASF AG"],
        ["Hermès International S.A.", "HERMES INTERNATIONAL SA", "Hermes International"],
        ["Cartier International S.à r.l.", "Cartier International SARL", "Cartier International S.a.r.l."],
        ["Alessi S.p.A.", "ALESSI SPA"],
        ["Koninklijke Philips N.V.", "KONINKLIJKE PHILIPS NV", "Koninklijke Philips"],
        ["LEGO A/S", "LEGO AS", "Lego"],
        ["Volvo Car Corporation", "VOLVO CAR CORP."],
        ["Husqvarna AB (publ)", "Husqvarna AB"],
        ["Fiskars Oyj Abp", "Fiskars Oyj", "Fiskars Oy"],
        ["Samsung Electronics Co., Ltd.", "SAMSUNG ELECTRONICS CO LTD", "Samsung Electronics Company Limited"],
        ["Sony Kabushiki Kaisha", "Sony K.K.", "SONY CORPORATION"],
        ["3M Innovative Properties Company", "3M INNOVATIVE PROPERTIES CO"],
        ["L'Oréal", "LOREAL", "L\u2019Oréal S.A."],
        ["E.I. du Pont de Nemours and Company", "EI DU PONT DE NEMOURS & CO."],
        ["Yeti Coolers, LLC", "YETI COOLERS L.L.C.", "Yeti Coolers, Limited Liability Company"],
        ["Breville Pty Limited", "BREVILLE PTY. LTD."],
    ],
    ids=lambda names: names[0],
)
def test_names_of_the_same_applicant_have_the_same_key(names):
    assert len({applicant_key(name) for name in names}) == 1
    assert applicant_key(names[0])


def test_names_of_different_applicants_have_different_keys():
    names = [
        "Nike, Inc.", "Nikon Corporation", "Dyson Technology Limited", "Dyson Ltd.", "Limited Brands", "3M Company",
        "3D Company", "The Limited, Inc.", "Cosco", "Co-operative Group", "AG Industries", "Inc Redible GmbH", "Oakley",
        "三星電子株式会社", "小米", "Spa Group", "As One", "Andersen Corporation", "Anders and Sons", "Sea Ltd",
    ]  # fmt: skip
    assert len({applicant_key(name) for name in names}) == len(names)


@pytest.mark.parametrize("name", ["Inc.", "Co., Ltd.", "AG", "The"])
def test_a_name_that_is_a_legal_form_alone_stays_something(name):
    assert applicant_key(name)


@given(st.text(max_size=30))
def test_a_key_is_its_own_key_in_small_letters_and_single_spaces(name):
    key = applicant_key(name)
    assert key == key.casefold()
    assert key == " ".join(key.split())
    assert applicant_key(f"{name}, Inc.") == key or not key


def test_any_notation_of_a_patent_is_plain_and_other_names_stay():
    assert {plain_patent_id(name) for name in ("D1", "USD0000001", "US D0,000,001 S", "D. 1")} == {"USD0000001"}
    assert plain_patent_id("my own design") == "my own design"


# What the limits mean for a collection.


def found(index, **limits):
    return {hit.patent_id for hit in index.search(np.ones(index.dimension), k=100, **limits)}


def collection(**columns):
    """An index of patents with the numbers 1, 2, ..., of which these columns are known."""
    count = len(next(iter(columns.values())))
    rows = [
        {"figure_id": f"f{i}", "patent_id": f"USD{i + 1:07d}"} | {name: values[i] for name, values in columns.items()}
        for i in range(count)
    ]
    return PatentIndex.from_embeddings(np.eye(count) + 0.5, rows)


def patents(*numbers):
    return {f"USD{number:07d}" for number in numbers}


def test_every_word_must_be_in_the_title_in_any_order_and_as_a_part():
    index = collection(title=["Folding chair", "Chair, FOLDED", "Armchair", None, "Stra\u00dfe", "50% wool_hat (*)"])
    assert found(index, title="chair") == patents(1, 2, 3)
    assert found(index, title="CHAIR fold") == patents(1, 2)
    assert found(index, title="strasse") == patents(5)
    assert found(index, title="l_h (* 50%") == patents(6)
    assert found(index, title="sofa") == set()
    assert found(index, title="") == patents(1, 2, 3, 4, 5, 6)


def test_titles_that_are_all_missing_fit_no_word():
    assert found(collection(title=[None, None]), title="a") == set()


def test_only_figures_of_the_edition_are_found_and_none_without():
    index = collection(locarno_edition=[12, 13, None, 9], locarno=["14-04", "14-04", "14-04", None])
    assert found(index, edition=13) == patents(2)
    assert found(index, edition=["9", 12]) == patents(1, 4)
    assert found(index, edition=13, locarno="6") == set()
    assert found(index, edition=[9, 12, 13], locarno="14") == patents(1, 2)


def test_a_class_covers_its_subclasses_and_a_subclass_only_itself():
    index = collection(locarno=["14-04", "14-02", "14", "06-01", None])
    assert found(index, locarno="14") == patents(1, 2, 3)
    assert found(index, locarno="1404") == patents(1)
    assert found(index, locarno=["14-02", "LOC (12) Cl. 6"]) == patents(2, 4)
    assert found(index, locarno=["14", "14-04"]) == patents(1, 2, 3)


def test_applicants_are_left_out_whatever_their_legal_form():
    index = collection(applicants=[["Nike, Inc."], ["Adidas AG", "NIKE"], ["Nikon Corp."], [], None])
    assert found(index, exclude_applicants="Nike International") == patents(1, 2, 3, 4, 5)
    assert found(index, exclude_applicants="NIKE Ltd.") == patents(3, 4, 5)
    assert found(index, exclude_applicants=["adidas", "Nikon"]) == patents(1, 4, 5)
    assert found(index, exclude_applicants=["?"]) == patents(1, 2, 3, 4, 5)


def test_a_family_is_what_is_related_both_ways_and_by_others():
    related = [["USD0000002"], [], ["USD0000002", "USD0000009"], [], ["USD0000009"], None, ["USD0000008"], []]
    index = collection(related=related)
    whole = patents(1, 2, 3, 5)  # 1 - 2 - 3 - (9, which is not here) - 5
    everyone = patents(*range(1, 9))
    for name in ("USD0000001", "D2", "US D0,000,003 S", "USD0000005", "USD0000009", "D9"):
        assert found(index, exclude_family_of=name) == everyone - whole
    assert found(index, exclude_family_of=["D4"]) == everyone - patents(4)
    assert found(index, exclude_family_of=["D7", "D4"]) == everyone - patents(4, 7, 8)
    assert found(index, exclude_family_of=["D777", "no patent"]) == everyone
    assert found(index, exclude_family_of="D1", exclude_patents="D8") == everyone - whole - patents(8)


def test_a_family_goes_through_parts_that_were_added():
    index = collection(related=[["USD0000007"], [], []])
    rows = [{"figure_id": "g", "patent_id": "USD0000008", "related": ["USD0000007", "USD0000002"]}]
    index.add(np.eye(3)[:1], rows)
    assert found(index, exclude_family_of="D1") == patents(3)
    assert found(index, exclude_family_of="D8") == patents(3)


def test_a_circle_of_relations_and_a_patent_related_to_itself_are_a_family():
    index = collection(related=[["USD0000002"], ["USD0000003"], ["USD0000001"], ["USD0000004"]])
    assert found(index, exclude_family_of="D3") == patents(4)
    assert found(index, exclude_family_of="D4") == patents(1, 2, 3)
