"""Texts from the metadata alone: object name, viewpoint, class titles, and other names that these contain."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .checks import Fits, drop_near_duplicates, fault_of, length_limit, sentences_of, words_of
from .names import aliases_of, caption_text, class_terms, class_titles, name_of, viewpoint
from .wording import base_of, capital, inside, is_plural, singular, tidy_name, with_article

# The first whose words are all known stands at the head of a figure's texts.
_FIRST = (
    "This is a drawing of {a_name}, seen in {a_view}, classified as {class}.",
    "This is a drawing of {a_name}, classified as {class}.",
    "This is a drawing of {a_name}, seen in {a_view}.",
    "This is a drawing of {a_name}.",
    "This is a drawing from the class of {class}, seen in {a_view}.",
    "This is a drawing from the class of {class}.",
)
_FORMS = (
    "{A_name}.",
    "{Title}.",
    "A design patent drawing of {a_name}.",
    "Ornamental design for {a_name}.",
    "Line drawing showing {a_name}.",
    "The figure shows {a_name}.",
    "An illustration of a new design for {a_name}.",
    "What is drawn here {is} {a_name}.",
    "The design of {a_name}, as a patent shows it.",
    "Patent picture, object: {name}.",
    "{A_view} of {a_name}.",
    "{A_name} in {a_view}.",
    "{A_name}, drawn in {a_view} for a design patent.",
    "The figure is {a_view} of {a_name}.",
    "Design patent on {a_name}: {view}.",
    "One sees {a_name} in {a_view}.",
    "{A_name}, classified as {class}.",
    "The drawing shows {a_name} from the class of {class}.",
    "{Name}: one of the designs under {class}.",
    "{A_name}, from the field of {main}.",
    "Ornamental design for {a_name}, listed under {main}.",
    "{A_view} of {a_name}, classified as {class}.",
    "{A_name} in {a_view}, a design in the field of {main}.",
    "{A_name}, listed together with {neighbours}.",
    "{Name}, Locarno class {code}.",
    "A figure of {a_name}; class: {class}, within {main}.",
    "The object of this design patent is {a_name}.",
    "A picture of {a_name} in the manner of patent drawings.",
    "Sheet of a design patent that presents {a_name}.",
    "{A_name} in the drawing of a design patent.",
    "This drawing shows {a_base} that {has} {extra}.",
    "{A_base} with {extra}, in {a_view}.",
    "{Caption}",
)
_ALIAS_FORMS = (
    "This is a drawing of {a_name}, which can also be referred to as {a_alias}.",
    "{A_alias}.",
    "A design patent drawing of {a_alias}, namely {a_name}.",
    "{A_view} of {a_alias}.",
    "This is a drawing of {a_name}, classified as {class}, and {a_name} can also be referred to as {a_alias}.",
)
_CLASS_FORMS = (
    "{A_view} of a design classified as {class}.",
    "A design from the class of {class}.",
    "Ornamental design, class: {class}.",
    "Line drawing of an article from the field of {main}.",
    "The figure shows an article classified as {class}.",
    "Design patent in the field of {main}, {view}.",
    "{Caption}",
)
_DETAIL_FORMS = ("{A_name}. {Detail}", "This is a drawing of {a_name}. {Detail}", "{A_view} of {a_name}. {Detail}")
_PAPER_DETAIL = "This is a drawing of {a_name}, this image features {detail}."


def template_texts(
    row: Mapping[str, Any],
    count: int = 20,
    fits: Fits | None = None,
    details: str | None = None,
    synonyms: Sequence[str] = (),
) -> list[str]:
    """Return distinct texts of a figure from its metadata, the object before its class.

    The sentences after the first are drawn by the figure's id, the same on every call.

    Args:
        row: of the schema; `object_name`, `title`, `viewpoint`, `locarno` and `caption` are used.
        count: texts wanted; where the metadata says little there are fewer, and none where it says nothing.
        fits: says whether a text is short enough; None keeps to CLIP's 77 tokens (`checks.length_limit`).
        details: what a captioner said of the picture; up to half of the texts then bear a sentence of it.
        synonyms: further names of the object.

    >>> row = {"figure_id": "a", "object_name": "Desk lamp", "viewpoint": "front perspective", "locarno": "26-05"}
    >>> template_texts(row, 1)[0][:72]
    'This is a drawing of a desk lamp, seen in a front perspective view, clas'
    >>> len(template_texts(row)), "A lamp." in template_texts(row, 40)
    (20, True)
    >>> template_texts({"figure_id": "a", "object_name": "LED lamp", "viewpoint": "isometric view"}, 1)
    ['This is a drawing of an LED lamp, seen in an isometric view.']
    >>> template_texts({"figure_id": "a", "locarno": "03-03"}, 1)
    ['This is a drawing from the class of umbrellas, parasols, sunshades and walking sticks.']
    """
    fits = fits or length_limit()
    words = _words(row)
    if "name" not in words and "class" not in words:
        return [words["Caption"]] if words.get("Caption") and fits(words["Caption"]) else []
    chance = random.Random(hashlib.sha256(str(row.get("figure_id")).encode()).digest())
    forms = list(_FORMS if "name" in words else _CLASS_FORMS)
    texts = [text for form in forms if (text := _filled(form, words))]
    for alias in aliases_of(row, synonyms):
        known = words | {"a_alias": with_article(alias), "A_alias": capital(with_article(alias))}
        texts += [text for form in _ALIAS_FORMS if (text := _filled(form, known))]
    chance.shuffle(texts)
    described = list(_with_details(details, words, chance)) if details else []
    first = [text for form in _FIRST if (text := _filled(form, words)) and fits(text)][:1]
    described = [text for text in described if fits(text) and fault_of(text) is None][: count // 2]
    chosen = itertools.chain(first, described, filter(fits, texts))
    return drop_near_duplicates(chosen, count)[0]


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the words that sentences are made of, by the names that the forms give them."""
    words: dict[str, str] = {}
    name, titles = name_of(row), class_titles(row.get("locarno"))
    if name is not None:
        full = tidy_name(row.get("object_name")) or tidy_name(row.get("title")) or name
        words |= {"name": inside(name), "Name": name, "a_name": with_article(name), "Title": full}
        words["is"] = "are" if is_plural(name) else "is"
        more = re.fullmatch(r"(.+?) (?:with|having) ((?:an? |the )?[\w' -]+)", name)
        if more and base_of(name) == more[1] and not re.search(r"\b(?:with|having|including|for)\b", more[2]):
            extra = more[2] if re.match(r"(?:an?|the) ", more[2]) else with_article(more[2])
            words |= {"a_base": with_article(more[1]), "extra": extra, "has": "have" if is_plural(name) else "has"}
        terms, one = class_terms(row.get("locarno")), " ".join(words_of(singular(base_of(name)) or base_of(name)))
        others = [term for term in terms if not f" {one}".endswith(f" {term.lower()}")]
        if 1 < len(others) < len(terms):
            words["neighbours"] = _listed([with_article(term) for term in others[:3]])
    if titles:
        words |= {"class": inside(titles[0]), "main": inside(titles[-1]), "code": str(row.get("locarno"))}
    view = viewpoint(row.get("viewpoint"))
    if view:
        words |= {"view": view, "a_view": with_article(view)}
    caption = caption_text(row.get("caption"), words.get("name"))
    if caption:
        words["Caption"] = caption
    return words | {capital(key): capital(words[key]) for key in ("a_name", "a_view", "a_base") if key in words}


def _with_details(details: str, words: Mapping[str, str], chance: random.Random) -> Iterator[str]:
    """Yield texts that bear what a captioner said of the picture."""
    sentences = sentences_of(details)
    forms = _DETAIL_FORMS if "a_name" in words else ("{Detail}",)
    phrase = details.strip().rstrip(".")
    if len(sentences) == 1 and "a_name" in words and re.match(r"an? ", phrase, re.IGNORECASE):
        yield _PAPER_DETAIL.format(a_name=words["a_name"], detail=inside(phrase))
    for start, form in zip(range(len(forms)), chance.sample(forms, len(forms)), strict=True):
        for at, sentence in enumerate(sentences):
            known = dict(words) | {"Detail": capital(sentence if sentence[-1] in ".!?" else f"{sentence}.")}
            chosen = form if start or at else forms[0]
            if text := _filled(chosen, known):
                yield text


def _filled(form: str, words: Mapping[str, str]) -> str | None:
    """Return a sentence with its words, None where one of them is not known."""
    try:
        return form.format_map(words)
    except KeyError:
        return None


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
