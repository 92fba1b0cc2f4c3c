"""Titles, viewpoints and figure captions in the wording of US design patents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from patent_data.drawn.view import View

SIDES = ("front", "rear", "left", "right")
SHOWINGS = (
    " showing my new design",
    " showing our new design",
    " in accordance with my new design",
    ", showing the new ornamental design",
    " according to the new design",
    " embodying my new design",
    " in accordance with the present design",
    "",
)


@dataclass(frozen=True)
class Wording:
    """The words one patent's author keeps to.

    Attributes:
        elevation: Word for a view from a side: "elevational view", "elevation view" or "view".
        plan: Word for a view from above or below: "plan view" or "view".
        rear: "rear" or "back".
        side: "left side" or "left" or "left-side", with `{}` for left or right.
        figure: "FIG." or "Fig.".
        showing: How the first caption ends.
        detailed: Whether a perspective view names the sides that it shows.
        again: How later captions name the object: "thereof", "of the {object}", "of the {object} of FIG. 1".
        closing: Whether the last caption but one ends in "; and,".
    """

    elevation: str
    plan: str
    rear: str
    side: str
    figure: str
    showing: str
    detailed: bool
    again: str
    closing: bool


def draw_wording(rng: np.random.Generator) -> Wording:
    """Draw the wording of a patent."""
    return Wording(
        elevation=_pick(rng, ("elevational view", "elevation view", "view"), (0.42, 0.13, 0.45)),
        plan=_pick(rng, ("plan view", "view"), (0.5, 0.5)),
        rear=_pick(rng, ("rear", "back"), (0.8, 0.2)),
        side=_pick(rng, ("{} side", "{}", "{}-side"), (0.82, 0.1, 0.08)),
        figure=_pick(rng, ("FIG.", "Fig."), (0.75, 0.25)),
        showing=_pick(rng, SHOWINGS, (0.25, 0.16, 0.1, 0.12, 0.1, 0.07, 0.08, 0.12)),
        detailed=bool(rng.random() < 0.6),
        again=_pick(rng, ("thereof", "of the {object}", "of the {object} of {figure} 1"), (0.82, 0.11, 0.07)),
        closing=bool(rng.random() < 0.7),
    )


def draw_title(objects: Sequence[str], rng: np.random.Generator) -> tuple[str, str]:
    """Draw a title and the object's name in captions from a family's names.

    Returns:
        The title ("Bar stool") and the object ("Bar stool"), which are the same but for a few titles.
    """
    name = objects[int(rng.integers(len(objects)))]
    title = _pick(rng, ("{}", "{} or similar article", "{} assembly", "Portion of {}"), (0.9, 0.03, 0.03, 0.04))
    inner = f"{article(name)} {lower_first(name)}" if title.startswith("Portion") else name
    return title.format(inner), name


def viewpoint(view: View, wording: Wording) -> str:
    """The words for a view, such as "front, top, and left side perspective view".

    Args:
        view: The view; its name decides, and for perspective views its azimuth and elevation.
        wording: The patent's words.
    """
    kind = view.name.split()[-1]
    if kind in ("front", "rear"):
        return f"{wording.rear if kind == 'rear' else kind} {wording.elevation}"
    if kind in ("left", "right"):
        return f"{wording.side.format(kind)} {wording.elevation}"
    if kind in ("top", "bottom"):
        return f"{kind} {wording.plan}"
    if not wording.detailed:
        return "rear perspective view" if "rear" in view.name else "perspective view"
    seen = list(sides_seen(view, wording.rear))
    if len(seen) == 3:
        return f"{seen[0]}, {seen[1]}, and {seen[2]} side perspective view"
    return f"{' '.join(seen)} perspective view"


def caption(number: int, count: int, words: str, name: str, wording: Wording) -> str:
    """The caption of one figure.

    Args:
        number: The figure's number, from 1.
        count: Figures of the patent.
        words: The view in words.
        name: The object's name.
        wording: The patent's words.

    Returns:
        Such as "FIG. 1 is a perspective view of a chair showing my new design;".
    """
    thing = lower_first(name)
    if number == 1:
        of = f"of {article(name)} {thing}{wording.showing}"
    else:
        of = wording.again.format(object=thing, figure=wording.figure)
    end = "." if number == count else "; and," if number == count - 1 and wording.closing else ";"
    return f"{wording.figure} {number} is {article(words)} {words} {of}{end}"


def sides_seen(view: View, rear: str = "rear") -> tuple[str, ...]:
    """The sides that a perspective view shows, the broadest first: ("front", "top", "left")."""
    azimuth = (view.azimuth + 180) % 360 - 180
    face = "front" if abs(azimuth) <= 90 else rear
    cap = "top" if view.elevation > 8 else "bottom" if view.elevation < -8 else ""
    side = "right" if azimuth > 0 else "left"
    turned = min(abs(azimuth), 180 - abs(azimuth)) > 8
    return tuple(word for word in (face, cap, side if turned else "") if word)


def article(words: str) -> str:
    """The indefinite article before some words.

    >>> article("elevational view"), article("USB stick"), article("chair")
    ('an', 'a', 'a')
    """
    start = words.lower()
    sounds_like_you = start.startswith(("uni", "use", "usb", "ute", "uro", "u-"))
    return "an" if start[0] in "aeiou" and not sounds_like_you else "a"


def lower_first(name: str) -> str:
    """A name inside a sentence: its first letter small unless the word is written in capitals.

    >>> lower_first("Bar stool"), lower_first("USB stick"), lower_first("T-shirt")
    ('bar stool', 'USB stick', 'T-shirt')
    """
    first = name.split(" ")[0]
    capitals = len(first) > 1 and not (first[1].isalpha() and first[1:].islower())
    return name if capitals else name[0].lower() + name[1:]


def _pick(rng: np.random.Generator, options: Sequence[str], shares: Sequence[float]) -> str:
    return options[int(rng.choice(len(options), p=shares))]
