"""What models answer, checked: the texts are taken out of the answer, and each is cleaned, kept or counted."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .prompts import FIXED_WORDS
from .wording import base_of, is_plural, short_name, singular, tidy_name

Fits = Callable[[str], bool]

MOST_WORDS, MOST_PARTS, MOST_CHARACTERS = 45, 60, 320
"""Bounds of a text where no tokenizer says: words, words and marks together, and characters. They leave CLIP's 77
tokens a margin for common English; a text of many rare words can still be longer, which only the tokenizer tells.
"""

_REFUSAL = re.compile(
    r"\b(?:i(?:'m| am) (?:very |so |really )?sorry|i apologi[sz]e|my apologies|sorry, (?:but )?i"
    r"|as an? (?:ai\b|artificial intelligence|large language|language model|(?:virtual |helpful )?assistant, i\b)"
    r"|i(?:'m| am) (?:an? (?:ai|language model|large language|text-based)|unable|not able|not allowed)"
    r"|(?:i|we) (?:can ?not|can't|could ?n[o']t|won't|will not|do not|don't|am unable to) (?:\w+ )?"
    r"(?:assist|help|comply|see|view|access|open|process|provide|identify|analy[sz]e|generate|fulfill|describe"
    r"|have access)"
    r"|cannot (?:assist|comply|help with)|(?:no|without an?) image (?:was |is |has been )?"
    r"(?:provided|attached|visible|supplied)|please (?:provide|upload|attach|share) (?:the|an?|your) "
    r"(?:\w+ )?(?:image|picture|drawing|details)|against (?:my|our|the) (?:policy|policies|guidelines))",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\{[^{}]*\}|<[a-z][^<>]*>|\[[^\[\]]*\]|\b(?:lorem ipsum|TODO|TBD|XXX+|insert \w+ here)\b|_{3,}|\.{5,}"
)
_NUMBERING = re.compile(r"^\s*(?:[-*\u2022\u2013\u2014]+|\(?\d{1,3}[.):]|text \d{1,3}\s*[:.)-]|#+)\s+", re.IGNORECASE)
_QUOTES = "\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb*_ "


def length_limit(tokenizer: Any = None) -> Fits:
    """Return the test whether a text is short enough for the text encoder.

    Args:
        tokenizer: of the text encoder; a text fits where it takes no more than its `model_max_length` tokens. None,
            or a tokenizer without a limit, takes bounds that keep to CLIP's 77 tokens.
    """
    most = getattr(tokenizer, "model_max_length", None)
    if tokenizer is None or most is None or most > 100_000:
        return _is_short
    lock = threading.Lock()  # a fast tokenizer does not serve two threads at once

    def fits(text: str) -> bool:
        with lock:
            return bool(len(text) < 20 * most and len(tokenizer(text)["input_ids"]) <= most)

    return fits


def _is_short(text: str) -> bool:
    words, parts = len(text.split()), len(re.findall(r"\w+|[^\w\s]", text))
    return words <= MOST_WORDS and parts <= MOST_PARTS and len(text) <= MOST_CHARACTERS


def clean(text: str) -> str:
    r"""Return a text on one line, without its number, its bullet and its quotation marks.

    >>> clean('3. "A shoe\n with laces."'), clean("- **A lamp**"), clean("8-port hub")
    ('A shoe with laces.', 'A lamp', '8-port hub')
    """
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    line = "".join(letter for letter in line if letter.isprintable())
    line = _NUMBERING.sub("", line).replace("**", "")
    if len(line) > 1 and line[0] in _QUOTES:
        line = line.strip(_QUOTES)
    return line.strip()


def is_refusal(text: str) -> bool:
    """Whether a model says that it will not or cannot answer.

    >>> is_refusal("I'm sorry, but I can't see the image."), is_refusal("A sorry-looking doll that cannot stand.")
    (True, False)
    """
    return _REFUSAL.search(text.replace("\u2019", "'")) is not None


def fault_of(text: str) -> str | None:
    """Say what is wrong with a cleaned text; None where it may be one of a figure.

    >>> fault_of("A shoe."), fault_of("{object}, seen from above"), fault_of("a a a a a a")
    (None, 'placeholder', 'repetition')
    >>> fault_of("Это рисунок туфли"), fault_of("0x3f 11 22 %%"), fault_of("")
    ('other script', 'no words', 'empty')
    """
    letters = [letter for letter in text if letter.isalpha()]
    if not text:
        return "empty"
    if is_refusal(text):
        return "refusal"
    if _PLACEHOLDER.search(text):
        return "placeholder"
    if len(letters) < 3 or len(letters) < 0.6 * len(text.replace(" ", "")):
        return "no words"
    if not text.isascii() and sum("LATIN" not in unicodedata.name(letter, "") for letter in letters) > 0.1 * len(
        letters
    ):
        return "other script"
    if _repeats(words_of(text)):
        return "repetition"
    if any(phrase in text.casefold() for phrase in FIXED_WORDS):
        return "prompt repeated"
    return None


def _repeats(words: Sequence[str]) -> bool:
    """Whether a run of three words, three times or more, makes up a quarter, or a word stands four times on end."""
    most = max(Counter(zip(words, words[1:], words[2:], strict=False)).values(), default=0)
    same = any(len(set(words[at : at + 4])) == 1 for at in range(len(words) - 3))
    return same or (most >= 3 and 12 * most >= len(words)) or max(map(len, words), default=0) > 40


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without marks.

    >>> words_of("A women's T-shirt, front view.")
    ['a', "women's", 't', 'shirt', 'front', 'view']
    """
    return re.findall(r"\w+(?:'\w+)?", text.casefold().replace("\u2019", "'"))


def drop_near_duplicates(texts: Iterable[str], count: int | None = None, alike: float = 0.85) -> tuple[list[str], int]:
    """Drop every text too close to one before it: of the words that either has, the share that both have decides.

    Args:
        texts: texts; their order is kept.
        count: stop when so many are kept.
        alike: the share of common words from which two texts are one.

    Returns:
        The texts kept, and how many were dropped.

    >>> drop_near_duplicates(["A red shoe.", "a red shoe", "A red boot."])
    (['A red shoe.', 'A red boot.'], 1)
    """
    kept: list[str] = []
    sets: list[frozenset[str]] = []
    dropped = 0
    for text in texts:
        if len(kept) == count:
            break
        words = frozenset(words_of(text))
        if any(len(words & other) >= alike * len(words | other) for other in sets):
            dropped += 1
        else:
            kept.append(text)
            sets.append(words)
    return kept, dropped


def shortened(text: str, fits: Fits) -> str | None:
    """Return as many whole sentences of a text as fit; None where not even the first does.

    >>> shortened("A shoe. It has laces. It has a heel.", lambda text: len(text) < 25)
    'A shoe. It has laces.'
    """
    if fits(text):
        return text
    sentences = sentences_of(text)
    for count in range(len(sentences) - 1, 0, -1):
        start = " ".join(sentences[:count])
        if fits(start):
            return start
    return None


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text.

    >>> sentences_of("A shoe, see FIG. 1. It has laces! And a heel")
    ['A shoe, see FIG. 1.', 'It has laces!', 'And a heel']
    """
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z\"'])", text.strip())
    return [part for part in parts if part]


def check_texts(
    texts: Iterable[str],
    fits: Fits,
    names: Sequence[str] = (),
    class_titles: Sequence[str] = (),
    before: Sequence[str] = (),
) -> tuple[list[str], Counter[str]]:
    """Clean the texts of an answer and leave out what is no text of the figure.

    Args:
        texts: as the model wrote them.
        fits: says whether a text is short enough (`length_limit`).
        names: names of the object, the most fitting first; a text that names the class, but no object before it, gets
            the first of them put in front.
        class_titles: titles of the figure's class.
        before: texts the figure has already, to which new ones must not be close.

    Returns:
        The texts in their order, without `before`; and counts by reason: what was left out, and what was mended.
    """
    counts: Counter[str] = Counter()
    good = []
    for raw in texts:
        text = clean(raw)
        fault = fault_of(text)
        if fault is None and not _object_goes_first(text, names, class_titles):
            text = f"{names[0]}: {text}"
            counts["object put before its class"] += 1
        short = None if fault else shortened(text, fits)
        if short is None:
            counts[fault or "too long"] += 1
            continue
        counts["shortened"] += short != text
        good.append(short)
    kept, dropped = drop_near_duplicates([*before, *good])
    counts["near-duplicate"] += dropped
    return [text for text in kept if text not in set(before)], +counts


def _object_goes_first(text: str, names: Sequence[str], class_titles: Sequence[str]) -> bool:
    """Whether a text that names the class names the object before it; true where it does not name the class."""
    folded = " ".join(words_of(text))
    titles = [" ".join(words_of(title)) for title in class_titles]
    places = [folded.find(title) for title in titles if title and f" {title} " in f" {folded} "]
    if not names or not places:
        return True
    lead = f" {folded[: min(places)]} "
    return any(f" {' '.join(words_of(form))} " in lead for name in names for form in _forms(name))


def _forms(name: str) -> Iterable[str]:
    """Yield the ways to name an object: in full, without what is said of it, by its last word; one or several."""
    yield from dict.fromkeys((name, short_name(tidy_name(name) or name), base_of(name)))
    last = base_of(name).split(" ")[-1]
    yield last
    yield singular(last) or last if is_plural(last) else f"{last}s"
