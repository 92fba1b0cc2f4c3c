import csv
import io
import json
import shlex
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image, ImageDraw

from modeling_patent import cli
from modeling_patent.retrieval import PatentIndex
from patent_demo import answers
from patent_demo.cards import results
from patent_demo.detail import detail
from patent_demo.engine import Collection, classes_near
from patent_demo.export import command_line, export, facts
from patent_demo.pictures import as_data_url
from patent_demo.question import Drawing, Question, read_limits
from patent_demo.records import public_links

EVIL = "<img src=x onerror=alert(1)>\"'${alert(1)}{{constructor}}"


class Elements(HTMLParser):
    """The elements of some HTML: (name, attributes), and the text outside of them."""

    def __init__(self, text):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def values(box="", **changed):
    fields = {
        "box": box, "words": "", "before": "", "after": "", "classes": [], "subclasses": [], "near": [], "title": "",
        "edition": 0, "left_out": "", "families": False, "applicants": "", "count": 20,
    } | changed  # fmt: skip
    return tuple(fields.values())


def box_with(path, **known):
    with Image.open(path) as picture:
        data = as_data_url(picture.convert("L"))
    return json.dumps({"pictures": [{"name": path.name, "data": data} | known]})


@pytest.fixture
def query(figures):
    """A drawing of the fifth patent."""
    return next(path for name, path in figures.items() if name.startswith("USD9000005"))


def test_a_search_shows_each_patent_once_as_a_card_with_all_that_is_known(collection, query):
    shown, like = answers.search(collection, *values(box_with(query)))
    page = Elements(shown)
    hits = [json.loads(known["data-hit"]) for tag, known in page.found if "data-hit" in known]
    expected = collection.index.search(Image.open(query), k=20)
    assert [hit["patent_id"] for hit in hits] == [hit.patent_id for hit in expected]
    assert len({hit["patent_id"] for hit in hits}) == len(hits) == 10
    assert hits[0]["patent_id"] == "USD9000005"
    assert hits[0]["score"] == pytest.approx(1)
    for hit in expected:
        for words in (hit.title, hit.granted.isoformat(), hit.locarno, f"{hit.score:.3f}"):
            assert words in page.text
    assert sum(tag == "img" and known["src"].startswith("data:image/png") for tag, known in page.found) == 10
    assert like == ""


def test_dates_classes_words_and_exclusions_limit_what_is_found(collection, query):
    def found(**changed):
        shown, _ = answers.search(collection, *values(box_with(query), **changed))
        return [json.loads(known["data-hit"]) for _, known in Elements(shown).found if "data-hit" in known]

    everything = found()
    days = sorted(hit["granted"] for hit in everything)
    middle = days[5]
    assert {hit["patent_id"] for hit in found(before=middle)} == {
        hit["patent_id"] for hit in everything if hit["granted"] < middle
    }
    assert all(hit["granted"] > middle for hit in found(after=middle))
    code = everything[0]["locarno"]
    assert {hit["locarno"] for hit in found(subclasses=[code])} == {code}
    assert {hit["locarno"][:2] for hit in found(classes=[code[:2]])} == {code[:2]}
    assert {hit["locarno"] for hit in found(classes=[code[:2]], near=[code])} == {code}
    assert everything[0]["patent_id"] not in {hit["patent_id"] for hit in found(left_out="D9,000,005")}
    word = everything[0]["title"].split()[0]
    assert all(word.lower() in hit["title"].lower() for hit in found(title=word.upper()))
    assert len(found(count=3)) == 3


def test_a_region_and_weights_reach_the_engine(collection, query):
    box = (0.0, 0.0, 0.6, 0.7)
    shown, _ = answers.search(collection, *values(box_with(query, region=box)))
    hits = [json.loads(known["data-hit"]) for _, known in Elements(shown).found if "data-hit" in known]
    expected = collection.index.search(Image.open(query).convert("L"), k=20, region=box)
    assert [(hit["patent_id"], pytest.approx(hit["score"])) for hit in hits] == [
        (hit.patent_id, hit.score) for hit in expected
    ]
    with Image.open(query) as picture:
        first, second = picture.convert("L"), picture.convert("L").rotate(90, expand=True)
    drawings = [Drawing(first, weight=2.0), Drawing(second)]
    weighed = collection.search(Question(drawings))
    assert [hit.score for hit in weighed] == pytest.approx(
        [hit.score for hit in collection.index.search([first, second], k=20, weights=[2, 1])]
    )


def test_nothing_asked_is_said_in_one_line(collection):
    with pytest.raises(ValueError, match="add a drawing first"):
        answers.search(collection, *values())
    with pytest.raises(ValueError, match="reads drawings only"):
        collection.search(Question(text="a chair"))


def test_a_drawing_of_the_collection_sets_the_date_of_its_grant_and_suggests_its_class(collection, query):
    date, near, said = answers.suggest(collection, box_with(query), "", [])
    row = collection.index.row_of(query.stem)
    assert date == row["granted"].isoformat()
    assert row["locarno"] in [code for _, code in near.choices]
    assert "D9,000,005" in said
    kept, _, said = answers.suggest(collection, box_with(query), "2000-01-01", [])
    assert kept != date
    assert "date is set" not in said


def test_a_drawing_from_elsewhere_sets_no_date(collection):
    picture = Image.new("L", (90, 90), 255)
    ImageDraw.Draw(picture).ellipse((20, 30, 70, 50), outline=0, width=3)
    box = json.dumps({"pictures": [{"name": "USD0123456-20190101-D00001.png", "data": as_data_url(picture)}]})
    date, near, said = answers.suggest(collection, box, "", [])
    assert not isinstance(date, str)
    assert said == ""
    assert near.choices


def test_an_opened_patent_shows_all_its_figures_and_its_record(collection, query):
    hits = collection.search(Question([Drawing(Image.open(query).convert("L"), query.name)]))
    event = {"hit": hits[1].to_dict()}
    page = Elements(answers.open_patent(collection, event, "", box_with(query)))
    pressed = [known for tag, known in page.found if "data-figure-of" in known]
    assert [known["data-figure-of"] for known in pressed] == list(hits[1].figures)
    assert [known["data-figure-of"] for known in pressed if known["aria-pressed"] == "true"] == [hits[1].matches[0][0]]
    assert f"similarity {hits[1].matches[0][1]:.3f}" in page.text
    assert "not the number of a granted US design patent" in page.text
    other = hits[1].figures[-1]
    page = Elements(answers.open_patent(collection, event | {"figure": other}, "", box_with(query)))
    assert [known["data-figure"] for tag, known in page.found if tag == "article"] == [other]


def test_the_heat_map_is_that_of_the_engine(collection, query):
    from modeling_patent.retrieval.explanation import explain_pair

    picture = Image.open(query).convert("L")
    hit = collection.search(Question([Drawing(picture)]))[1]
    left, right, cosine = collection.heat(Question([Drawing(picture)]), 0, hit.figure_id, 200)
    expected = explain_pair(*collection.model(), picture, collection.picture(hit.figure_id))
    assert cosine == expected.cosine
    assert np.array_equal(np.asarray(left), np.asarray(expected.query_picture(200)))
    assert np.array_equal(np.asarray(right), np.asarray(expected.hit_picture(200)))
    shown = answers.open_patent(collection, {"hit": hit.to_dict(), "heat": True}, "", box_with(query))
    assert "with heat map" in shown


def test_more_like_this_leaves_the_patent_itself_out_and_keeps_the_limits(collection, query):
    shown, like = answers.more(collection, {"patent_id": "USD9000005"}, *values(box_with(query), count=4))
    found = [json.loads(known["data-hit"])["patent_id"] for _, known in Elements(shown).found if "data-hit" in known]
    assert found == [hit.patent_id for hit in collection.index.more_like("USD9000005", k=4)]
    assert "USD9000005" not in found
    assert like == "USD9000005"


@pytest.mark.parametrize(
    "hit",
    [
        None,
        "x",
        {},
        {"patent_id": "USD9000005", "figures": ["/etc/passwd"], "figure_id": "/etc/passwd"},
        {"patent_id": "USD9000004", "figures": ["USD9000005"], "figure_id": "x"},
        {"patent_id": {"path": "/etc/passwd"}, "figures": [], "figure_id": ""},
        {"patent_id": "USD9000005", "figures": [["a"]], "figure_id": "x"},
    ],
)
def test_a_made_up_hit_is_refused(collection, hit):
    with pytest.raises(ValueError, match="not in the collection"):
        answers.open_patent(collection, {"hit": hit}, "", "")


def test_what_is_shown_of_a_hit_comes_from_the_collection_not_from_the_visitor(collection, index):
    hit = index.search(index.embeds[0], k=1)[0].to_dict()
    lied = collection.hit_of(hit | {"title": EVIL, "granted": EVIL, "score": 1e9, "rank": EVIL, "matches": [[EVIL, 3]]})
    assert (lied.title, lied.score, lied.rank, lied.matches) == (hit["title"], 1.0, 1, ())


@pytest.fixture(scope="module")
def hostile(collection):
    """A collection whose every text is markup, and whose patent numbers are scripts."""
    rows = []
    for i in range(3):
        rows.append({"figure_id": f"{EVIL}{i}", "patent_id": f"javascript:alert({i})", "title": EVIL, "granted": None})
    index = PatentIndex.from_embeddings(np.eye(16)[:3], rows)
    return Collection(EVIL, EVIL, index.with_model(*collection.model()), collection.model_name)


def test_markup_in_the_collections_texts_stays_text(hostile):
    picture = Image.new("L", (60, 60), 255)
    ImageDraw.Draw(picture).line((5, 5, 50, 40), fill=0)
    question = Question([Drawing(picture, EVIL)], limits={"title": EVIL})
    hits = hostile.search(Question([Drawing(picture)]))
    for shown in (
        results(hostile, question, hits),
        detail(hostile, question, hits[0]),
        export("report", hostile, question, hits, {hits[0].patent_id: EVIL})["text"],
    ):
        page = Elements(shown)
        assert EVIL in page.text
        assert not [known for _, known in page.found for name in known if name.startswith("on")]
        sources = [known["src"] for tag, known in page.found if tag == "img"]
        assert all(source.startswith("data:image/") for source in sources)
        assert not [known for tag, known in page.found if tag in ("a", "script", "iframe")]


def test_links_are_built_from_checked_numbers_alone():
    assert public_links("USD1012345")[0][1] == "https://patents.google.com/patent/USD1012345S1/en"
    for name in ("USD9000001", "USD0000000", "USD12345678", 'USD0123456"><script>', "//evil.example", ""):
        assert public_links(name) == []


def test_the_exports_hold_the_hits_the_question_and_the_notes(collection, query):
    limits = read_limits(before="2025-01-01", title="")
    question = Question([Drawing(Image.open(query).convert("L"), query.name)], k=4, limits=limits)
    hits = collection.search(question)
    notes = {hits[1].patent_id: "closest, <b>but</b> the handle differs"}
    table = list(csv.DictReader(io.StringIO(export("csv", collection, question, hits, notes)["text"])))
    assert [row["patent_id"] for row in table] == [hit.patent_id for hit in hits]
    assert [row["note"] for row in table] == ["", notes[hits[1].patent_id], "", ""]
    known = json.loads(export("json", collection, question, hits, notes)["text"])
    assert [hit["patent_id"] for hit in known["hits"]] == [hit.patent_id for hit in hits]
    assert known["asked"]["limits"] == "granted before 2025-01-01"
    report = Elements(export("report", collection, question, hits, notes)["text"])
    for words in (
        query.name,
        "granted before 2025-01-01",
        collection.place,
        collection.model_name,
        notes[hits[1].patent_id],
    ):
        assert words in report.text
    assert sum(tag == "img" for tag, _ in report.found) >= 5
    with pytest.raises(ValueError, match="nothing to export"):
        export("csv", collection, question, [])


def test_the_reports_command_line_finds_the_same_hits(collection, query, capsys, monkeypatch):
    monkeypatch.chdir(query.parent)
    limits = read_limits("2025-01-01", None, ["14", "26-05", "06", "12", "02"])
    question = Question([Drawing(Image.open(query).convert("L"), query.name)], k=5, limits=limits)
    line = shlex.split(command_line(collection, question))
    assert line[0] == "patent"
    assert cli.main([*line[1:], "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [hit["patent_id"] for hit in said["hits"]] == [hit.patent_id for hit in collection.search(question)]


def test_every_limit_of_the_page_has_an_option_of_the_command(collection, query):
    limits = read_limits("2025-01-01", "2001-01-01", ["14"], "lamp shade", 13, "D9,000,001; D123456", "Acme, Inc.")
    limits |= read_limits(exclude_patents="D9000002", with_families=True)
    picture = Image.open(query).convert("L")
    drawn = [Drawing(picture, "-lamp.png", (0.0, 0.1, 0.5, 1.0)), Drawing(picture, "b.png", weight=2.0)]
    parsed = parsed_command(collection, Question(drawn, "a lamp", 5, limits))
    assert (parsed.pictures, parsed.k, parsed.words) == (["./-lamp.png", "b.png"], 5, "a lamp")
    assert [tuple(box) for box in parsed.region] == [(0.0, 0.1, 0.5, 1.0), (0.0, 0.0, 1.0, 1.0)]
    assert parsed.weights == [1, 2]
    assert (parsed.before, parsed.after, parsed.title, parsed.edition) == (
        "2025-01-01",
        "2001-01-01",
        "lamp shade",
        [13],
    )
    assert (parsed.exclude, parsed.exclude_family) == (["D9,000,001"], ["D9000002"])
    assert (parsed.locarno, parsed.exclude_applicant) == (["14"], ["Acme, Inc."])
    assert parsed_command(collection, Question(like="USD9000005")).like == "USD9000005"


def parsed_command(collection, question):
    return cli._parser().parse_args(shlex.split(command_line(collection, question))[1:])


def test_a_question_that_the_command_cannot_ask_says_no_command(collection, query):
    picture = Image.open(query).convert("L")
    assert command_line(collection, Question([Drawing(picture, region=picture)])) == ""
    assert "ask again" not in facts(collection, Question([Drawing(picture, region=picture)]))


def test_the_nearest_classes_are_those_most_frequent_among_the_nearest(index):
    hits = index.search(index.embeds[0], k=10)
    codes = [hit.locarno for hit in hits]
    assert classes_near(hits, 1) == [max(dict.fromkeys(codes), key=codes.count)]


def test_a_file_that_is_no_picture_is_named_in_the_box_and_the_others_are_kept(query):
    import base64

    good = base64.b64encode(query.read_bytes()).decode()
    event = {"files": [{"name": "a.png", "data": good}, {"name": "bad.png", "data": "bm90IGEgcGljdHVyZQ=="}]}
    box = json.loads(answers.add("", event))
    assert [one["name"] for one in box["pictures"]] == ["a.png"]
    assert box["message"].startswith("Bad.png is not a picture") or "bad.png is not a picture" in box["message"].lower()
    many = json.loads(answers.add(json.dumps(box), {"files": [{"name": "b.png", "data": good}] * 9}))
    assert len(many["pictures"]) == 8
    assert "at most 8" in many["message"].lower()
