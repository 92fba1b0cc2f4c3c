import csv
import random
import re
from importlib import resources

import pytest

from modeling_patent.locarno import locarno_list
from modeling_patent.rows import make_row
from patent_data.enrich.checks import words_of
from patent_data.enrich.names import aliases_of, caption_text, class_terms, class_titles, name_of, viewpoint
from patent_data.enrich.template import template_texts
from patent_data.enrich.wording import inside, is_plural, short_name, singular, tidy_name, with_article


def row_of(name=None, **known):
    return make_row(None, known.pop("figure_id", "f1"), "USD0900000", object_name=name, **known)


FULL = {"title": "Lamp for desks", "viewpoint": "front perspective", "locarno": "26-05"}
NAMES = ("Desk lamp", "Shoe", "LED lamp", "Scissors", "Footwear", "Women's garment top", "Combined spoon and straw")
VIEWS = (None, "front, top, and left side perspective view", "isometric", "left side", "enlarged plan view")


def test_about_twenty_distinct_texts_where_the_metadata_allows():
    texts = template_texts(row_of("Desk lamp", **FULL))
    assert len(texts) == len(set(texts)) == 20
    assert len(template_texts(row_of("Desk lamp", **FULL), 5)) == 5
    assert len(template_texts(row_of("Desk lamp", title="Desk lamp"))) >= 10


def test_a_figure_always_gets_the_same_texts_and_another_figure_others():
    one, again = (template_texts(row_of("Desk lamp", **FULL)) for _ in range(2))
    other = template_texts(row_of("Desk lamp", **FULL, figure_id="f2"))
    assert one == again
    assert one != other
    assert one[0] == other[0]  # the most telling sentence comes first, whatever the figure


@pytest.mark.parametrize("name", NAMES)
def test_the_object_is_named_before_the_class_in_every_text(name):
    for number, code in enumerate(("26-05", "02-04", "07-03", "14")):
        row = row_of(name, viewpoint=VIEWS[number], locarno=code, figure_id=f"f{number}")
        names = [" ".join(words_of(form)) for form in (name, *aliases_of(row))]
        for text in template_texts(row, 60):
            said = " ".join(words_of(text))
            titles = [said.find(" ".join(words_of(title))) for title in class_titles(code)]
            classes = [place for place in titles if place >= 0]
            objects = [said.find(form) for form in names if form in said]
            assert objects, text
            assert not classes or min(objects) <= min(classes), text


def test_no_text_holds_a_gap_a_doubled_word_or_a_wrong_article():
    rng = random.Random(0)
    codes = sorted(locarno_list())
    for number in range(300):
        name, view = rng.choice(NAMES), rng.choice(VIEWS)
        for text in template_texts(row_of(name, viewpoint=view, locarno=rng.choice(codes), figure_id=str(number)), 60):
            assert not re.search(r"[{}]|None|  | [.,;:]|\b(\w+) \1\b|view view", text), text
            assert text[-1] in ".!"
            assert text[0].isupper()
            assert not re.search(r"\b[Aa] (?=[aeio])", text), text
            assert not re.search(r"\b[Aa]n (?=[^aeiouAEFHILMNORSX8])", text), text
            assert not re.search(r"\ban? (?:scissors|footwear)\b", text), text


def test_plural_names_take_no_article_and_a_plural_verb():
    texts = template_texts(row_of("Shoes", figure_id="x"), 60)
    assert "What is drawn here are shoes." in texts
    assert "This is a drawing of shoes." in texts


def test_without_a_name_the_title_stands_in_and_without_both_the_class():
    assert "a coat hook" in template_texts(row_of(None, title="Coat hook"))[0]
    texts = template_texts(row_of(None, locarno="03-03", viewpoint="top"))
    assert (
        texts[0]
        == "This is a drawing from the class of umbrellas, parasols, sunshades and walking sticks, seen in a top view."
    )
    assert len(texts) >= 5
    assert template_texts(row_of(None, viewpoint="top view")) == []
    assert template_texts(row_of(None)) == []


def test_a_miscellaneous_subclass_speaks_of_its_main_class():
    assert class_titles("09-99") == class_titles("09")
    assert not any("iscellaneous" in text for text in template_texts(row_of("Tray", locarno="09-99"), 60))


def test_every_title_of_the_list_makes_sentences_without_the_lists_notes():
    text = resources.files("modeling_patent").joinpath("locarno_list.csv").read_text(encoding="utf-8")
    for entry in csv.DictReader(text.splitlines()):
        titles = class_titles(entry["code"])
        assert titles, entry
        assert not any("(" in title or "not elsewhere" in title or "not included" in title for title in titles)
        for term in class_terms(entry["code"]):
            one = term.split(" ")[-1]
            assert not is_plural(one), (entry, term)
            assert one.lower() in entry["title"].lower() or one[:-2].lower() in entry["title"].lower()


def test_other_names_come_from_the_metadata_and_are_never_made_up():
    def aliases(name, code=None, **known):
        return aliases_of(row_of(name, locarno=code, **known))

    assert aliases("Dispenser bottle", "09-01") == ["Bottle"]
    assert aliases("Wrist watches", "10-02") == ["Watches"]
    assert aliases("Watch", "10-02") == []  # a wrist watch is a narrower thing
    assert aliases("Bottle opener", "09-01") == []
    assert aliases("Golf club head", "21-02") == []
    assert aliases("Golf club head", "21-02", title="Club head for golf") == ["Club head for golf"]
    assert aliases("Head for a golf club") == ["Golf club head"]  # but no plain "head"
    assert aliases("Pair of shoes", "02-04") == ["Shoes"]
    assert aliases("Combined fan and lamp", "26-05") == ["Fan and lamp combination"]
    assert aliases("Combined fan with lamp and clock") == []
    assert aliases("Toy for children") == ["Toy"]
    assert aliases("Napkin with pattern", "05-05") == ["Napkin"]
    assert aliases("Front face of a wheel", "12-16") == []
    assert aliases("Lamp", "26-05", title="lamp") == []


def test_neighbours_in_a_class_are_named_only_where_the_object_is_one_of_its_things():
    texts = template_texts(row_of("Bottle", locarno="09-01"), 60)
    assert "A bottle, listed together with a flask, a pot and a carboy." in texts
    assert not any("listed together" in text for text in template_texts(row_of("Opener", locarno="09-01"), 60))
    assert not any("listed together" in text for text in template_texts(row_of("Bottle", locarno="14-04"), 60))


def test_words_of_law_are_left_out_of_names():
    assert short_name("Shoe or similar article") == "Shoe"
    assert short_name("Bottle and the like") == "Bottle"
    assert short_name("Vehicle, or a portion thereof, with lamp") == "Vehicle, with lamp"
    assert short_name("Display screen portion with icon") == "Display screen portion with icon"
    assert short_name("Portion of a display panel with icon") == "Display panel with icon"
    assert tidy_name("Bag with appliqu&eacute;s.") == "Bag with appliqués"
    assert name_of({"object_name": "A SET OF KNIVES OR THE LIKE", "title": ""}) == "Set of knives"


def test_viewpoints_of_both_sources_read_alike():
    assert viewpoint("Front elevational view") == viewpoint("front elevational") == "front elevational view"
    assert viewpoint("a sectional view taken along line 3-3") == "sectional view"
    assert viewpoint("FIG. 3") is None
    assert viewpoint("x" * 200) is None


def test_captions_lose_number_and_words_of_law_but_not_what_they_say():
    said = caption_text(
        "The FIGURE is a front view of a display screen or portion thereof with icon showing the new design.", "x"
    )
    assert said == "A front view of a display screen or portion thereof with icon."
    assert caption_text("FIG. 9 is a rear view thereof; and,", "shoe") == "A rear view of the shoe."
    assert caption_text("FIG. 9 is a rear view thereof;", None) is None
    assert caption_text("FIG. 4 is the same as FIG. 3;", "shoe") is None
    said = caption_text("FIG. 1 is a view of an ornamental design for an embodiment of a razor;", "razor")
    assert said == "A view of a razor."
    assert caption_text("", "shoe") is caption_text(None, None) is None


def test_what_a_captioner_said_stands_in_at_most_half_of_the_texts():
    details = "The toe is rounded and wide. Three straps cross the upper part. The heel has a loop."
    texts = template_texts(row_of("Shoe", **FULL), 20, details=details)
    with_details = [text for text in texts if "toe" in text or "strap" in text or "heel" in text]
    assert 3 <= len(with_details) <= 10
    assert len(texts) == 20
    phrase = template_texts(row_of("Shoe"), 20, details="a rounded toe with straps")
    assert "This is a drawing of a shoe, this image features a rounded toe with straps." in phrase


def test_texts_keep_to_the_length_asked_for():
    texts = template_texts(row_of("Desk lamp", **FULL), 60, fits=lambda text: len(text) < 60)
    assert texts
    assert max(map(len, texts)) < 60


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("X-ray apparatus", "an X-ray apparatus"),
        ("U-bolt", "a U-bolt"),
        ("S hook", "an S hook"),
        ("Utensil", "a utensil"),
        ("Uniform", "a uniform"),
        ("Euro plug", "a euro plug"),
        ("HDMI cable", "an HDMI cable"),
        ("11-inch display", "an 11-inch display"),
        ("18-wheeler", "an 18-wheeler"),
        ("One-piece suit", "a one-piece suit"),
        ("Glasses", "glasses"),
        ("Lens for glasses", "a lens for glasses"),
        ("Game housing and game pieces", "a game housing and game pieces"),
        ("Set of knives", "a set of knives"),
        ("Chassis", "a chassis"),
        ("Ice cream", "an ice cream"),
    ],
)
def test_articles(name, expected):
    assert with_article(name) == expected


def test_singulars_and_small_letters():
    assert [singular(word) for word in ("boxes", "cases", "watches", "shoes", "lenses", "dress", "bus")] == [
        "box", "case", "watch", "shoe", "lens", None, None,
    ]  # fmt: skip
    assert [inside(name) for name in ("iPhone case", "T-shirt", "3D printer", "USB hub", "Chair")] == [
        "iPhone case", "T-shirt", "3D printer", "USB hub", "chair",
    ]  # fmt: skip


@pytest.mark.real_data
def test_every_real_figure_gets_twenty_texts_of_bounded_length(real_data, tmp_path):
    from patent_data import load_uspto

    rows = load_uspto(real_data / "impact_sample", cache_dir=tmp_path).remove_columns("image")
    for row in rows:
        texts = template_texts(row)
        assert len(set(texts)) == 20
        assert all(len(text.split()) <= 45 and not re.search(r"FIG\b|[{};]$", text) for text in texts)
