"""How one patent is drawn: pens, shading, broken lines, lettering. It belongs to a patent, never to a class."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Shading = Literal["none", "contour", "oblique", "stipple"]
LabelSide = Literal["below", "above", "right", "left"]

SHADINGS: tuple[tuple[Shading, float], ...] = (("none", 0.46), ("contour", 0.27), ("oblique", 0.15), ("stipple", 0.12))
LABEL_FORMS = ("FIG. {n}", "Fig. {n}", "FIG.{n}", "FIG {n}", "1.{n}", "FIGURE {n}", "fig.{n}")
LABEL_SHARES = (0.5, 0.16, 0.12, 0.06, 0.07, 0.05, 0.04)
DASHES = ((6.0, 4.0), (9.0, 5.0), (4.0, 3.0), (5.0, 5.0), (12.0, 4.0, 2.0, 4.0), (9.0, 3.0, 2.0, 3.0, 2.0, 3.0))

# A plotter's letters: pen strokes on a grid 4 wide and 6 high, y up.
_GLYPHS: dict[str, tuple[tuple[float, ...], ...]] = {
    "F": ((0, 0, 0, 6, 4, 6), (0, 3.1, 3, 3.1)),
    "I": ((1, 0, 1, 6),),
    "G": ((4, 5, 3, 6, 1, 6, 0, 5, 0, 1, 1, 0, 3, 0, 4, 1, 4, 3, 2.2, 3),),
    "U": ((0, 6, 0, 1, 1, 0, 3, 0, 4, 1, 4, 6),),
    "R": ((0, 0, 0, 6, 3, 6, 4, 5, 4, 4, 3, 3.2, 0, 3.2), (2, 3.2, 4, 0)),
    "E": ((4, 0, 0, 0, 0, 6, 4, 6), (0, 3.1, 3, 3.1)),
    "f": ((3, 5.4, 2.4, 6, 1.8, 6, 1.2, 5.2, 1.2, 0), (0.2, 3.8, 2.6, 3.8)),
    "i": ((1, 0, 1, 3.8), (1, 5.2, 1, 5.6)),
    "g": ((3.4, 3.8, 1, 3.8, 0, 3, 0, 1, 1, 0, 3.4, 0), (3.4, 3.8, 3.4, -1, 2.6, -1.8, 0.4, -1.8)),
    ".": ((0.5, 0, 0.5, 0.4),),
    " ": (),
    "0": ((1, 0, 0, 1, 0, 5, 1, 6, 3, 6, 4, 5, 4, 1, 3, 0, 1, 0),),
    "1": ((0.4, 4.8, 2, 6, 2, 0),),
    "2": ((0, 4.8, 1, 6, 3, 6, 4, 5, 4, 3.8, 0, 0, 4, 0),),
    "3": ((0, 6, 4, 6, 2, 3.6, 3, 3.6, 4, 2.6, 4, 1, 3, 0, 1, 0, 0, 1),),
    "4": ((3, 0, 3, 6, 0, 2, 4, 2),),
    "5": ((4, 6, 0.6, 6, 0.2, 3.2, 1.4, 3.8, 3, 3.7, 4, 2.6, 4, 1, 3, 0, 1, 0, 0, 0.8),),
    "6": ((4, 5.2, 3, 6, 1.2, 6, 0, 4.4, 0, 1, 1, 0, 3, 0, 4, 1, 4, 2.4, 3, 3.4, 1, 3.4, 0, 2.4),),
    "7": ((0, 6, 4, 6, 1.4, 0),),
    "8": (
        (
            1,
            3.3,
            0,
            4.2,
            0,
            5.2,
            1,
            6,
            3,
            6,
            4,
            5.2,
            4,
            4.2,
            3,
            3.3,
            1,
            3.3,
            0,
            2.2,
            0,
            1,
            1,
            0,
            3,
            0,
            4,
            1,
            4,
            2.2,
            3,
            3.3,
        ),
    ),
    "9": ((0, 0.8, 1, 0, 2.8, 0, 4, 1.6, 4, 5, 3, 6, 1, 6, 0, 5, 0, 3.6, 1, 2.6, 3, 2.6, 4, 3.6),),
}
_NARROW = {"I": 2.0, ".": 1.2, "i": 2.0, " ": 2.6, "f": 3.0, "1": 3.2}


@dataclass(frozen=True)
class Label:
    """How the figures of a patent are numbered on their sheets.

    Attributes:
        form: The text with `{n}` for the number, such as "FIG. {n}".
        face: "sans" (the font that comes with Pillow) or "plotter" (pen strokes), "serif" (pen strokes with feet).
        height: Height of a capital at a figure of 512 px, in pixels.
        weight: Thickness of the letters, as a share of their height.
        width: Widening of the letters (1 = as designed).
        slant: Shear to the right, 0 = upright.
        side: Where the label stands.
        gap: Distance from the object at 512 px, in pixels.
        shift: Offset along the side, -1 to 1 of the free length.
    """

    form: str
    face: Literal["sans", "plotter", "serif"]
    height: float
    weight: float
    width: float
    slant: float
    side: LabelSide
    gap: float
    shift: float


@dataclass(frozen=True)
class Style:
    """The drawing style of one patent. Lengths are pixels of a figure whose longer side is 512.

    Attributes:
        silhouette: Weight of outlines.
        crease: Weight of edges inside the outline.
        detail: Weight of lines on a surface.
        wobble: Amplitude of a drawing hand's unevenness, mostly 0.
        shading: Kind of surface shading.
        density: How much is shaded, 0 to 1.
        spacing: Distance of hatching lines or dots.
        angle: Direction of oblique hatching in degrees.
        light: Unit vector towards the light in view space (x right, y up, z to the viewer).
        glass: Whether glass gets its oblique strokes.
        fill: Whether dark and textile surfaces get their texture.
        dash: Lengths of pen down and pen up, in turn, for what is not claimed.
        stitch: The same for seams.
        label: The figures' labels, or None.
        turned: Share of the patent's sheets turned by 90 degrees.
        disclaim: Share of the parts that the drawing shows in broken lines.
        margin: Bounds of the paper left around the ink.
        specks: Specks of dirt a figure.
        breaks: Share of the line length that the scanner lost.
    """

    silhouette: float
    crease: float
    detail: float
    wobble: float
    shading: Shading
    density: float
    spacing: float
    angle: float
    light: tuple[float, float, float]
    glass: bool
    fill: bool
    dash: tuple[float, ...]
    stitch: tuple[float, ...]
    label: Label | None
    turned: float
    disclaim: float
    margin: tuple[float, float]
    specks: float
    breaks: float


def draw_style(rng: np.random.Generator) -> Style:
    """Draw a patent's style; it knows nothing of the object."""
    crease = float(rng.uniform(0.45, 0.72))
    heavy = (crease, float(rng.uniform(0.85, 1.15)), float(rng.uniform(1.15, 1.5)))[
        int(rng.choice(3, p=[0.5, 0.32, 0.18]))
    ]
    names, shares = zip(*SHADINGS, strict=True)
    azimuth, height = rng.uniform(100, 160), rng.uniform(30, 72)
    light = np.array([math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth)), math.tan(math.radians(height))])
    light /= np.linalg.norm(light)
    pieces = DASHES[int(rng.integers(len(DASHES)))]
    stretch = rng.uniform(0.8, 1.4)
    low = float(rng.uniform(1, 10))
    return Style(
        silhouette=heavy,
        crease=crease,
        detail=crease * float(rng.uniform(0.7, 1.0)),
        wobble=float(rng.uniform(0.4, 1.1)) if rng.random() < 0.12 else 0.0,
        shading=names[int(rng.choice(len(names), p=shares))],
        density=float(rng.uniform(0.1, 0.7)),
        spacing=float(rng.uniform(5.5, 10.0)),
        angle=float(rng.choice([0.0, 90.0, 45.0, 60.0, -45.0, 30.0]) + rng.uniform(-4, 4)),
        light=(float(light[0]), float(light[1]), float(light[2])),
        glass=bool(rng.random() < 0.6),
        fill=bool(rng.random() < 0.5),
        dash=tuple(float(piece * stretch) for piece in pieces),
        stitch=(float(rng.uniform(3, 6)), float(rng.uniform(2, 3.5))),
        label=_draw_label(rng) if rng.random() < 0.42 else None,
        turned=float(rng.choice([0.0, 0.35, 1.0], p=[0.8, 0.15, 0.05])),
        disclaim=float(rng.uniform(0.1, 0.4)) if rng.random() < 0.16 else 0.0,
        margin=(low, low + float(rng.uniform(2, 12))),
        specks=float(rng.uniform(1, 6)) if rng.random() < 0.06 else 0.0,
        breaks=float(rng.uniform(0.01, 0.05)) if rng.random() < 0.06 else 0.0,
    )


def label_ink(label: Label, number: int, scale: float) -> NDArray[np.bool_]:
    """A label's ink, cropped to it.

    Args:
        label: The label's style.
        number: The figure's number.
        scale: Pixels of this figure a pixel at 512.

    Returns:
        Boolean array [h, w].
    """
    height = max(6.0, label.height * scale)
    return _letters(label.form.format(n=number), label.face, round(height, 1), label.weight, label.width, label.slant)


@lru_cache(maxsize=64)
def _letters(text: str, face: str, height: float, weight: float, width: float, slant: float) -> NDArray[np.bool_]:
    fine = 3
    tall = height * fine
    picture = _sans(text, tall, weight) if face == "sans" else _strokes(text, tall, weight, face == "serif")
    wide = max(1, round(picture.width * width + abs(slant) * picture.height))
    shear = (1 / width, slant / width, -slant * picture.height / width if slant > 0 else 0.0, 0.0, 1.0, 0.0)
    picture = picture.transform((wide, picture.height), Image.Transform.AFFINE, shear)
    ink = np.asarray(picture.reduce(fine)) > 100
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _sans(text: str, tall: float, weight: float) -> Image.Image:
    font = ImageFont.load_default(tall * 1.38)
    bold = round(max(0.0, weight - 0.1) * tall / 2)
    left, top, right, bottom = font.getbbox(text, stroke_width=bold)
    picture = Image.new("L", (int(right - left) + 6, int(bottom - top) + 6), 0)
    ImageDraw.Draw(picture).text((3 - left, 3 - top), text, fill=255, font=font, stroke_width=bold)
    return picture


def _strokes(text: str, tall: float, weight: float, serif: bool) -> Image.Image:
    unit = tall / 6
    pen = max(2, round(weight * tall))
    picture = Image.new("L", (round(len(text) * 6 * unit) + 2 * pen, round(9.5 * unit) + 2 * pen), 0)
    paper = ImageDraw.Draw(picture)
    left = float(pen)
    for letter in text:
        for flat in _GLYPHS[letter]:
            points = [(left + x * unit, pen + (6.5 - y) * unit) for x, y in zip(flat[::2], flat[1::2], strict=True)]
            paper.line(points, fill=255, width=pen, joint="curve")
            if serif and letter.isupper():
                for x, y in (points[0], points[-1]):
                    paper.line([(x - 0.7 * unit, y), (x + 0.7 * unit, y)], fill=255, width=max(2, pen // 2))
        left += (_NARROW.get(letter, 4.0) + 1.6) * unit
    return picture


def _draw_label(rng: np.random.Generator) -> Label:
    face: Literal["sans", "plotter", "serif"] = ("sans", "plotter", "serif")[int(rng.choice(3, p=[0.6, 0.22, 0.18]))]
    side: LabelSide = ("below", "above", "right", "left")[int(rng.choice(4, p=[0.74, 0.1, 0.1, 0.06]))]
    return Label(
        form=LABEL_FORMS[int(rng.choice(len(LABEL_FORMS), p=LABEL_SHARES))],
        face=face,
        height=float(rng.uniform(11, 20)),
        weight=float(rng.uniform(0.09, 0.22)),
        width=float(rng.uniform(0.72, 1.15)),
        slant=float(rng.uniform(0.1, 0.3)) if rng.random() < 0.3 else 0.0,
        side=side,
        gap=float(rng.uniform(6, 34)),
        shift=float(rng.normal(0, 0.12) if rng.random() < 0.7 else rng.uniform(-1, 1)),
    )
