"""What the models are asked. A changed wording is a new `PROMPT_VERSION`; a test holds the two together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .wording import inside, short_name, tidy_name, with_article

PROMPT_VERSION = "2"
"""Version of the prompts and of the template's sentences; it stands beside every row of texts."""

CAPTIONER_INSTRUCTIONS = (
    "This is a line drawing from a design patent. Describe the distinct visual elements present in the design, such as "
    "shapes, contours, texture, and the arrangement of various components, as a patent attorney would compare them "
    "with those of another design. Describe only what is drawn. Do not guess a function, a material, a colour or a "
    "brand. Parts in broken lines are not claimed: say so or leave them out. Leave out the figure's number, reference "
    "numbers and lead lines. Answer with two to four plain sentences and nothing else."
)
"""For the captioner (arXiv 2404.19360, 3.3, gives the words from "Describe the distinct" to "components")."""

WRITER_SYSTEM = (
    "You write short texts about drawings of design patents. A model learns from them which drawing belongs to which "
    "words. You add no fact: function, material, colour, brand and parts that are not in the notes stay out. "
    "You answer with one JSON object and nothing else."
)

WRITER_TASK = (
    "Write {count} distinct texts about this drawing, in English.\n"
    "- Each is one or two sentences of at most 40 words.\n"
    "- Each names the object by its specific name or by another common name of it. The object comes first; the class "
    "is named in at most a third of the texts, and only after the object.\n"
    "- They differ in wording and in what they stress: the object, its other names, the viewpoint, the shape, the "
    "contours, the texture, the arrangement of its parts.\n"
    "- They keep to the notes above. A note that is missing is not made up.\n"
    'One pattern among others: "{pattern}"\n'
    'Answer: {{"texts": ["...", "..."], "synonyms": ["other common names of the object", "..."]}}'
)

WRITER_MORE = (
    "These texts are there already:\n{texts}\n"
    "Write {count} more in other words, after the same rules and in the same form of answer."
)

_PATTERN = "This is a drawing of {object}{classified}{details}, and {object} can also be referred to as (another name)"

FIXED_WORDS = (
    "design patents. a model learns",
    "other common names of the object",
    "one pattern among others",
    "describe the distinct visual elements",
    "line drawing from a design patent. describe",
    "distinct texts about this drawing",
    "nothing else.",
    "(another name)",
    "(details)",
)
"""Pieces of the prompts in small letters; a text with one of them repeats the prompt instead of answering it."""


def writer_prompt(
    row: Mapping[str, Any],
    titles: Sequence[str],
    details: str | None,
    count: int,
    present: Sequence[str] = (),
) -> str:
    """Return what the language model is asked for one figure.

    Args:
        row: of the schema; object name, title, viewpoint and caption are used.
        titles: of the figure's Locarno subclass and class, as far as they are known.
        details: what the captioner said of the picture.
        count: texts wanted.
        present: texts the figure has already; with them, `count` more are asked for.
    """
    name = tidy_name(row.get("object_name")) or tidy_name(row.get("title"))
    notes = {
        "Object name": name,
        "Title of the patent": None if tidy_name(row.get("title")) == name else tidy_name(row.get("title")),
        f"Class (Locarno {row.get('locarno')})": "; in general: ".join(titles),
        "Viewpoint": row.get("viewpoint"),
        "Original caption": row.get("caption"),
        "Details seen in the drawing": details,
    }
    lines = [f"{what}: {' '.join(str(said).split())[:1500]}" for what, said in notes.items() if said]
    pattern = _PATTERN.format(
        object=with_article(short_name(name)) if name else "the object",
        classified=f", classified as {inside(titles[0])}" if titles else "",
        details=", this image features (details)" if details else "",
    )
    more = ""
    if present:
        more = "\n\n" + WRITER_MORE.format(texts="\n".join(f"- {text}" for text in present), count=count)
    return "\n".join(lines) + "\n\n" + WRITER_TASK.format(count=count, pattern=pattern) + more
