"""The practice task: made-up designs, drawn here, so that it shows neither system and costs no task."""

from __future__ import annotations

import functools

import numpy as np
from PIL import Image

from patent_data.drawn.families import ALL_FAMILIES
from patent_data.drawn.page import draw_figure
from patent_data.drawn.style import draw_style
from patent_data.drawn.view import FRONT, View, visible_lines

from .study_results import CARD_SIDE, LARGE_SIDE, QUERY_SIDE, SMALL_SIDE, VIEW_SIDE, Card, Material, picture_url

INSTRUCTION = "This is for practice and is not recorded. Open a result or two, mark the chairs, and submit."

_RESULTS = (("chair", 1), ("sofa", 2), ("chair", 3), ("vase", 4), ("scissors", 5), ("chair", 6))
_CORNER = View("perspective", -35.0, 25.0, 0.3)


@functools.cache
def practice_material() -> Material:
    """Return what the practice task shows; it takes a second to draw."""
    families = {family.name: family for family in ALL_FAMILIES}

    def drawn(name: str, seed: int, view: View) -> Image.Image:
        rng = np.random.default_rng(seed)
        parts = families[name].build(rng)
        drawing = visible_lines(parts, view, 512, resolution=320)
        return draw_figure(drawing, parts, draw_style(np.random.default_rng(seed)), rng)

    cards = []
    for number, (name, seed) in enumerate(_RESULTS, start=1):
        corner, front = drawn(name, seed, _CORNER), drawn(name, seed, FRONT)
        large, view = picture_url(corner, LARGE_SIDE), picture_url(front, VIEW_SIDE)
        title = families[name].objects[0]
        cards.append(Card(f"example {number}", title, "", picture_url(corner, CARD_SIDE), large, (view,)))
    query = drawn("chair", 0, _CORNER)
    both = (picture_url(query, QUERY_SIDE), picture_url(query, SMALL_SIDE))
    return Material(*both, INSTRUCTION, "", {"": tuple(cards)})
