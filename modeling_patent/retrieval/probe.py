"""A test that tells models apart: what a model makes of four made drawings, kept beside the vectors it made.

Weights are not compared: the same model in bfloat16, or exported, gives nearly the same vectors, and may be used.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from .search import Floats

logger = logging.getLogger(__name__)

_SAME = 0.95  # cosine of every test figure; bfloat16 and 8 bits stay above it, other weights do not

_EQUAL = 0.9999  # the same in float32, whatever computes it; one in bfloat16 or 8 bits stays below


def made_figures() -> list[Image.Image]:
    """Return four drawings, always the same: a chair, a bottle, a grid, a ring."""
    figures = []
    for number in range(4):
        page = Image.new("L", (320, 320), 255)
        draw = ImageDraw.Draw(page)
        if number == 0:
            for line in ((90, 40, 90, 290), (90, 170, 220, 170), (220, 170, 220, 290), (90, 40, 120, 60)):
                draw.line(line, fill=0, width=4)
        elif number == 1:
            draw.polygon([(140, 20), (180, 20), (180, 90), (220, 140), (220, 300), (100, 300), (100, 140), (140, 90)],
                         outline=0, width=3)  # fmt: skip
        elif number == 2:
            for at in range(40, 300, 40):
                draw.line((at, 40, at, 280), fill=0, width=2)
                draw.line((40, at, 280, at), fill=0, width=2)
        else:
            draw.ellipse((40, 80, 280, 240), outline=0, width=5)
            draw.ellipse((110, 120, 210, 200), outline=0, width=2)
        figures.append(page)
    return figures


def model_probe(model: Any, processor: Any) -> list[list[float]]:
    """Return what a model makes of the test figures, rounded [4, D]."""
    return [[round(float(number), 5) for number in vector] for vector in _vectors(model, processor)]


def check_probe(probe: list[list[float]] | None, dimension: int, model: Any, processor: Any) -> None:
    """Check that a model is the one that made the vectors of an index, or nearly so, which the log then says.

    Args:
        probe: of the model that made them; None where it is not known, then nothing but the dimension is checked.
        dimension: numbers a vector of the index.
        model: a model with `embed_images`.
        processor: its processor.

    Raises:
        ValueError: it is another one.
    """
    width = getattr(getattr(model, "config", None), "projection_dim", None)
    if width is not None and width != dimension:
        raise ValueError(
            f"the index has {dimension} numbers a vector, this model makes {width}: it was made with another model"
        )
    if probe is None:
        return
    cosines = (_vectors(model, processor) * np.asarray(probe, dtype=np.float32)).sum(axis=1)
    if not float(cosines.min()) >= _SAME:
        raise ValueError(
            f"the index was made with another model (test drawings agree with a cosine of {cosines.min():.2f} only); "
            "use the model it was made with, or index again"
        )
    if float(cosines.min()) < _EQUAL:
        logger.warning(
            "the index was made with another form of this model (test drawings agree with a cosine of %.4f), as an "
            "export in int8 or bf16 is; some hits may differ from those that the same form finds",
            cosines.min(),
        )


def _vectors(model: Any, processor: Any) -> Floats:
    from ..encoding import encode_images

    return encode_images(model, getattr(processor, "image_processor", processor), made_figures())
