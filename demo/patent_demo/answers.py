"""What the search page answers: plain functions from a collection and the page's values to what is shown."""

from __future__ import annotations

import html
import json
from typing import Any

import gradio as gr

from modeling_patent.locarno import LocarnoCode, locarno_list
from modeling_patent.retrieval import Hit

from .cards import results
from .detail import detail
from .engine import NEAREST, Collection, classes_near
from .export import export, read_notes
from .pictures import as_data_url, from_base64, read_picture
from .question import (
    MOST_PICTURES,
    Question,
    clean_name,
    read_count,
    read_drawings,
    read_limits,
    read_words,
)
from .records import shown_number


def read_question(values: tuple[Any, ...], like: str = "") -> Question:
    """Read the values of the page's fields, in the order of `search_page.Asked`.

    Raises:
        ValueError: one of them is wrong; the message says which.
    """
    box, words, before, after, classes, subclasses, near, title, edition, left_out, families, applicants, count = values
    chosen = [*(subclasses or ()), *(near or ())]
    # A class with a chosen subclass is narrowed to it.
    narrowed = {LocarnoCode.parse(code).main_class for code in chosen}
    codes = [*(code for code in classes or () if code not in narrowed), *chosen]
    limits = read_limits(
        before, after, list(dict.fromkeys(codes)), title, edition, left_out, applicants, bool(families)
    )
    drawings = [] if like else read_drawings(box)
    return Question(drawings, "" if like else read_words(words), read_count(count), limits, like)


def search(collection: Collection, *values: Any) -> tuple[str, str]:
    """Return the results, and that no patent was asked with."""
    question = read_question(values)
    return results(collection, question, collection.search(question)), ""


def more(collection: Collection, event: dict[str, Any], *values: Any) -> tuple[str, str]:
    """Return the results for a patent of the collection, and its id."""
    patent = event.get("patent_id")
    if not isinstance(patent, str) or not collection.index.holds(patent):
        raise ValueError("this patent is not in the collection that is open now; search again")
    question = read_question(values, like=patent)
    return results(collection, question, collection.search(question)), patent


def open_patent(collection: Collection, event: dict[str, Any], like: str, *values: Any) -> str:
    """Return a patent's page, with the view, the figure and the heat that the event asks for."""
    question = Question(drawings=[] if like else read_drawings(values[0]), like=like)
    view, figure = event.get("view", 0), event.get("figure", "")
    return detail(
        collection,
        question,
        collection.hit_of(event.get("hit")),
        view if isinstance(view, int) else 0,
        figure if isinstance(figure, str) else "",
        event.get("heat") is True,
    )


def add(box: str, event: dict[str, Any]) -> str:
    """Return the drawing box's value with more drawings, or with the reason why one is not taken."""
    try:
        pictures = json.loads(box or "{}").get("pictures", [])
        files = event.get("files")
        if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
            raise ValueError("no drawing arrived; try again")
    except (AttributeError, RecursionError, ValueError):
        return json.dumps({"pictures": [], "message": "The drawings did not arrive whole; add them again."})
    message = ""
    for file in files:
        name = clean_name(file.get("name"))
        try:
            if len(pictures) >= MOST_PICTURES:
                raise ValueError(f"at most {MOST_PICTURES} drawings can ask together; {name} was not added")
            picture = read_picture(from_base64(file.get("data", ""), name), name)
        except ValueError as error:
            message = f"{str(error)[0].upper()}{str(error)[1:]}."
        else:
            pictures.append({"name": name, "data": as_data_url(picture), "region": None, "weight": 1})
    return json.dumps({"pictures": pictures, "message": message})


def suggest(collection: Collection, box: str, before: str, near: list[str]) -> tuple[Any, Any, str]:
    """Return what the drawings suggest: a date, classes, and a line that says why.

    The date is that of the patent the drawings belong to, if it is in the collection and no date is set yet. The
    classes are those of the nearest patents.
    """
    drawings = read_drawings(box)
    if not drawings:
        return gr.skip(), gr.CheckboxGroup(choices=[], value=[], visible=False), ""
    question = Question(drawings, k=NEAREST)
    hits = collection.search(question)
    codes = classes_near(hits)
    choices = [(_class_words(code), code) for code in codes]
    picker = gr.CheckboxGroup(choices=choices, value=[c for c in near or () if c in codes], visible=bool(choices))
    own = collection.patent_of(question, hits)
    if own is None:
        return gr.skip(), picker, ""
    said = f"This drawing belongs to {html.escape(shown_number(own.patent_id))}."
    if own.granted is None or (before or "").strip():
        return gr.skip(), picker, said
    return (
        own.granted.isoformat(),
        picker,
        f"{said} The date is set to its grant, {own.granted}; clear it for any date.",
    )


def make_file(collection: Collection, kind: str, like: str, shortlist: str, *values: Any) -> str:
    """Return a file with the hits of the search that is shown, as JSON for the browser to save."""
    question = read_question(values, like)
    notes = {str(entry.get("patent_id")): entry["note"] for entry in read_notes(shortlist)}
    return json.dumps(export(kind, collection, question, collection.search(question), notes))


def make_shortlist_file(collection: Collection, kind: str, like: str, shortlist: str, *values: Any) -> str:
    """Return a file with the patents of the shortlist, as JSON for the browser to save."""
    entries = read_notes(shortlist)
    if not entries:
        raise ValueError("the shortlist is empty: press Shortlist on a result first")
    question = read_question(values, like)
    hits: list[Hit] = [collection.hit_of(entry) for entry in entries]
    notes = {hit.patent_id: entry["note"] for hit, entry in zip(hits, entries, strict=True)}
    return json.dumps(export(kind, collection, question, hits, notes))


def class_choices() -> list[tuple[str, str]]:
    """Return the main classes of the Locarno list to choose from: (words, code)."""
    return [(_class_words(code), code) for code in locarno_list() if "-" not in code]


def subclass_choices(classes: list[str]) -> list[tuple[str, str]]:
    """Return the subclasses of some main classes, of all if there are none, to choose from: (words, code)."""
    listed = (code for code, (_, status) in locarno_list().items() if "-" in code and status != "vacant")
    return [(_class_words(code), code) for code in listed if not classes or code[:2] in classes]


def _class_words(code: str) -> str:
    title = locarno_list().get(code, ("", ""))[0]
    return f"{code}  {title if len(title) <= 70 else title[:67] + '...'}"
