"""Applicants and related patents of grant records: every version, what is left out, and what is wrong with a record."""

import random
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from patent_data import load_source
from patent_data.grants import Grant, read_grant
from patent_data.tally import Tally


def read(data: bytes | str) -> tuple[Grant, dict[str, int]]:
    """A record, and what was noted."""
    tally = Tally()
    grant = read_grant(data if isinstance(data, bytes) else data.encode(), tally)
    return grant, dict(tally.noted)


def person(last: str, first: str = "", more: str = "") -> str:
    return f"<last-name>{last}</last-name>" + (f"<first-name>{first}</first-name>" if first else "") + more


def book(inside: str) -> str:
    return f"<addressbook>{inside}<address><city>Boston</city><country>US</country></address></addressbook>"


def new_parties(*applicants: str, assignees: str = "") -> str:
    inside = "".join(f'<us-applicant app-type="applicant">{one}</us-applicant>' for one in applicants)
    return f"<us-parties><us-applicants>{inside}</us-applicants></us-parties><assignees>{assignees}</assignees>"


def related(kind: str, *numbers: str, country: str = "US") -> str:
    """A relation whose parent is the first number, granted under the second."""

    def document(number: str) -> str:
        return f"<document-id><country>{country}</country><doc-number>{number}</doc-number></document-id>"

    granted = "".join(f"<parent-grant-document>{document(one)}</parent-grant-document>" for one in numbers[1:])
    return (
        f"<{kind}><relation><parent-doc>{document(numbers[0])}{granted}</parent-doc>"
        f"<child-doc>{document('29680800')}</child-doc></relation></{kind}>"
    )


def family(*inside: str) -> str:
    return f"<us-related-documents>{''.join(inside)}</us-related-documents>"


def test_names_as_the_record_prints_them(uspto) -> None:
    applicants = (
        book("<orgname>VMware,\n  Inc.</orgname>"),
        book(person("Sheehan, II", "Dean Bernard")),
        book(person("Cher")),
        book(person("Lace", "Ann", "<middle-name>B.</middle-name><suffix>Jr.</suffix>")),
        book("<orgname>Caf&eacute; &amp; <b>Bar</b></orgname>") + book("<orgname>In another tongue</orgname>"),
        book("<last-name>Doe</last-name><first-name>Jo</first-name><orgname>Doe &amp; Co.</orgname>"),
        book("<name>Whole Name</name>"),
    )
    assignees = "".join(
        f"<assignee>{one}</assignee>"
        for one in (
            book("<orgname>VMWARE, INC.</orgname>"),
            "<orgname>Without a book</orgname><role>02</role>",
            book("<orgname>VMware, Inc.</orgname>"),
            book(person("Null", "None")),
        )
    )
    grant, noted = read(uspto.grant(parties=new_parties(*applicants, assignees=assignees)))
    assert not noted
    assert grant.applicants == [
        *("VMware, Inc.", "Dean Bernard Sheehan, II", "Cher", "Ann B. Lace Jr.", "Café & Bar", "In another tongue"),
        *("Doe & Co.", "Jo Doe", "Whole Name", "VMWARE, INC.", "Without a book", "None Null"),
    ]


def test_before_2013_the_applicants_are_the_inventors(uspto) -> None:
    inventors = "".join(
        f'<applicant sequence="0{n}" app-type="applicant-inventor">{book(person(*one))}<nationality><country>omitted'
        f"</country></nationality></applicant>"
        for n, one in enumerate((("Goldkind", "Tina"), ("Lace", "Ann")))
    )
    agents = f"<agents><agent>{book('<orgname>Lawyers</orgname>')}</agent></agents>"
    assignees = f"<assignees><assignee>{book('<orgname>Jeans, Inc.</orgname>')}</assignee></assignees>"
    parties = f"<parties><applicants>{inventors}</applicants>{agents}</parties>{assignees}"
    assert read(uspto.grant(parties=parties))[0].applicants == ["Tina Goldkind", "Ann Lace", "Jeans, Inc."]


def test_a_record_that_names_nobody(uspto) -> None:
    for record in (uspto.grant(parties="", related=""), uspto.st32(parties="", related="")):
        grant, noted = read(record)
        assert grant.applicants == grant.related == [] and not noted
    nameless = new_parties(book(""), "", book("<orgname> null </orgname>"), assignees="<assignee/>")
    grant, noted = read(uspto.grant(parties=nameless))
    assert grant.applicants == [] and noted == {"applicant or assignee without a name": 4}
    grant, noted = read(uspto.st32(parties="<B700><B721><PARTY-US></PARTY-US></B721><B731></B700>"))
    assert grant.applicants == [] and noted == {"applicant or assignee without a name": 2}


KINDS = (
    "addition", "division", "continuation", "continuation-in-part", "continuing-reissue", "reissue",
    "reexamination", "us-reexamination-reissue-merger", "substitution",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_family_of_every_kind(uspto, kind: str) -> None:
    grant, noted = read(uspto.grant(related=family(related(kind, "29606243", "D845543"))))
    assert grant.related == ["USD0845543"] and not noted


def test_only_granted_us_designs_are_related(uspto) -> None:
    inside = (
        related("continuation", "29606243", "D845543"),
        related("continuation", "15275884", "9925677"),  # a utility patent
        related("division", "29606243", "D845543"),  # again
        related("continuation-in-part", "29/680760"),
        related("continuation", "D111111", country="EM"),
        related("reissue", "D0939806"),  # the record itself
        related("substitution", "DES. 436,123", "USD0000012"),
        "<us-provisional-application><document-id><country>US</country><doc-number>62/123456</doc-number>"
        "</document-id></us-provisional-application>",
        "<related-publication><document-id><country>US</country><doc-number>20200012345</doc-number><kind>A1</kind>"
        "</document-id></related-publication>",
        "<related-publication><document-id><doc-number>D 700,001</doc-number></document-id></related-publication>",
        "<us-divisional-reissue><us-relation><parent-doc><document-id><country>US</country><doc-number>D500000"
        "</doc-number></document-id></parent-doc><child-doc><document-id><country>US</country><doc-number>RE45123"
        "</doc-number></document-id></child-doc><child-doc/></us-relation></us-divisional-reissue>",
    )
    grant, noted = read(uspto.grant(related=family(*inside)))
    assert not noted
    assert grant.related == ["USD0845543", "USD0436123", "USD0000012", "USD0700001", "USD0500000"]
    # what a record cites is no family
    assert grant.cites == ["USD0696677"]


def test_bad_numbers_of_the_family_are_counted(uspto) -> None:
    bad = ("D5X", "D", "DM/101234", "D12345678", "Des.", "")
    inside = family(*(related("continuation", "29606243", one) for one in bad), related("division", "D845543"))
    grant, noted = read(uspto.grant(related=inside))
    assert grant.related == ["USD0845543"]
    assert noted == {"number of a related design that is none, not used": 5}


def test_parties_and_family_of_st32(uspto) -> None:
    def party(tag: str, inside: str) -> str:
        return f"<{tag}><PARTY-US><NAM>{inside}</NAM><ADR><CITY><PDAT>Kobe</PDAT></CITY></ADR></PARTY-US></{tag}>"

    def name(tag: str, text: str) -> str:
        return f"<{tag}><STEXT><PDAT>{text}</PDAT></STEXT></{tag}>"

    parties = "".join(
        (
            "<B700><B720>",
            party("B721", name("FNM", "Hikaru") + name("SNM", "Mizutani")),
            party("B721", name("FNM", "Robert") + name("SNM", "Lace") + name("SFX", "Jr.")),
            "</B720>",
            f"<B730>{party('B731', name('ONM', 'Sanyo &amp; Caf&eacute; Co.,Ltd.'))}",
            "<B732US><PDAT>03</PDAT></B732US></B730>",
            f"<B730>{party('B731', name('FNM', 'Robert') + name('SNM', 'Lace') + name('SFX', 'Jr.'))}</B730>",
            f"<B740>{party('B741', name('ONM', 'Lawyers'))}</B740>",
            f"<B745>{party('B746', name('SNM', 'Examiner'))}</B745></B700>",
        )
    )

    def relation(*numbers: str) -> str:
        documents = (f"<DOC><DNUM><PDAT>{one}</PDAT></DNUM><CTRY><PDAT>US</PDAT></CTRY></DOC>" for one in numbers)
        places = zip(("CDOC", "PDOC", "PPUB"), documents, strict=False)
        return f"<PARENT-US>{''.join(f'<{place}>{one}</{place}>' for place, one in places)}</PARENT-US>"

    b600 = "".join(
        (
            f"<B600><B620>{relation('29/124868', '29/107998', 'D. 435854')}</B620>",
            f"<B630><B631>{relation('29/107998', '29/1', 'Des. 400,001')}</B631>",
            f"<B632>{relation('29/124868', '08/1', '5566458')}</B632></B630>",
            f"<B640>{relation('29/1', 'D0400002')}</B640><B645>{relation('1', 'D0453058')}</B645>",
            "<B650><DOC><DNUM><PDAT>D4X</PDAT></DNUM></DOC></B650></B600>",
        )
    )
    sgml = uspto.st32(parties=parties, related=b600)
    lower = re.sub(r"</?[A-Z][^>]*>", lambda tag: tag[0].lower(), sgml)
    unclosed = re.sub(r"</(?:B721|B731|PDAT|DOC|ONM)>", "", sgml)
    for record in (sgml, lower, unclosed):
        grant, noted = read(record)
        assert grant.applicants == ["Hikaru Mizutani", "Robert Lace Jr.", "Sanyo & Café Co.,Ltd."]
        assert grant.related == ["USD0435854", "USD0400001", "USD0400002"]
        assert noted == {"number of a related design that is none, not used": 1}
        assert grant.cites == ["USD0271298", "USD0164485"]


def test_long_and_many_names_are_bounded_and_counted(uspto) -> None:
    cut = {"names of applicants of more than 10,000 characters, the last left out": 1}
    for names, kept in (
        (["a" * 10_000], 1),
        (["a", "b" * 10_000, "c"], 1),
        (["a" * 2_000_000], 0),
        ([f"{n:05d}" for n in range(20_000)], 2_000),
        (["same"] * 20_000, 1),
    ):
        parties = new_parties(*(f"<addressbook><orgname>{one}</orgname></addressbook>" for one in names))
        grant, noted = read(uspto.grant(parties=parties))
        assert grant.applicants == names[:kept] and noted == ({} if kept == len(set(names)) else cut)
    many = family(*(related("division", f"D{n}") for n in range(1, 12_001)))
    grant, noted = read(uspto.grant(related=many))
    assert grant.related == [f"USD{n:07d}" for n in range(1, 10_001)]
    assert noted == {"record with more than 10,000 related designs, cut": 1}


def test_random_records_against_a_plain_walk(uspto) -> None:
    """Random parties and relations; the reference walks the whole tree and looks at tags one after another."""
    rng = random.Random(0)

    def party() -> str:
        name = rng.choice(["Cup Co.", "CUP CO.", "", "Lid\n AG", "Café"])
        inside = rng.choice([f"<orgname>{name}</orgname>", person(name, rng.choice(["", "Ann", "Bo"]))])
        return rng.choice([inside, book(inside), book(inside) + book("")])

    for _ in range(200):
        applicants = [party() for _ in range(rng.randrange(4))]
        assignees = "".join(f"<assignee>{party()}</assignee>" for _ in range(rng.randrange(3)))
        numbers = [rng.choice(["29606243", "D1", "D2", "D0000002", "d3", "D4X", "9925677"]) for _ in range(6)]
        inside = [related(rng.choice(KINDS), *rng.sample(numbers, rng.choice([1, 2]))) for _ in range(rng.randrange(4))]
        record = uspto.grant(parties=new_parties(*applicants, assignees=assignees), related=family(*inside), doctype="")
        grant, _ = read(record)
        assert (grant.applicants, grant.related) == reference(ElementTree.fromstring(record))


def reference(root: ElementTree.Element) -> tuple[list[str], list[str]]:
    """Names and family of a record in XML of 2013 and later, one name a party at most."""
    names: list[str] = []
    for tag in ("us-applicant", "assignee"):
        for party in root.iter(tag):
            said = {one.tag: " ".join("".join(one.itertext()).split()) for one in party.iter()}
            name = said.get("orgname") or f"{said.get('first-name', '')} {said.get('last-name', '')}".strip()
            if name and name not in names:
                names.append(name)
    numbers = [one.text or "" for part in root.iter("us-related-documents") for one in part.iter("doc-number")]
    ids = [f"USD{int(one[1:]):07d}" for one in numbers if re.fullmatch(r"[Dd]\d{1,7}", one)]
    return names, list(dict.fromkeys(ids))


@pytest.mark.real_data
def test_applicants_and_families_of_real_records(real_data: Path, tmp_path: Path) -> None:
    """50 records of 2021, against a parse of their own; the numbers were also read from the records by eye."""
    sample = real_data / "impact_sample"
    rows = load_source(sample, cache_dir=tmp_path)
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in rows.select_columns(["patent_id", "applicants", "related"]):
        value = (row["applicants"], row["related"])
        assert found.setdefault(row["patent_id"], value) == value
    expected = {}
    for record in sample.glob("*/*.XML"):
        root: Any = ElementTree.parse(record).getroot()
        expected[record.name[:10]] = reference(root)
    assert found == expected and len(found) == 50
    assert sum(bool(names) for names, _ in found.values()) == 50
    assert sum(len(names) for names, _ in found.values()) == 63
    assert sum(bool(ids) for _, ids in found.values()) == 11 and sum(len(ids) for _, ids in found.values()) == 16
    assert found["USD0909824"] == (
        ["Christopher Lee Tillman"],
        ["USD0889214", "USD0869913", "USD0832662", "USD0811828"],
    )
    assert found["USD0927435"][0] == ["SHIN-ETSU POLYMER CO., LTD.", "Daimler AG", "DAIMLER AG"]
    assert found["USD0907292"] == (["BIC-VIOLEX SA"], ["USD0845543"])  # and two utility patents


@pytest.mark.real_data
def test_applicants_of_the_real_record_of_2001(real_data: Path) -> None:
    (record,) = (real_data / "uspto_xml").glob("*ST32*")
    grant, noted = read(record.read_bytes())
    assert grant.related == [] and not noted
    assert grant.applicants == [
        *("Hiroyoshi Takagi", "Hikaru Mizutani", "Kenji Ohta", "Noriaki Kitani", "Takao Enomoto"),
        *("Hiroshi Nakashima", "Yasushi Kojima", "Toshiyuki Toyofuku"),
        *("Hitachi Maxell, Ltd.", "Sanyo Electric Co.,Ltd.", "Olympus Optical Co., Ltd."),
    ]
