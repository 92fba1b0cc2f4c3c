"""Draw the picture of docs/augmentation.md: every operation of the augmentation on a few drawn figures.

    python examples/show_augmentation.py --out docs/augmentation.png

The figures are those of `patent_data.draw_corpus`, drawn into a temporary folder; none is of a real patent.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from modeling_patent import PatentImageProcessor
from modeling_patent.encoding import open_picture
from modeling_patent.training.augmentation import augment, read_augmentation
from patent_data import draw_corpus, load_deeppatent2
from patent_data.drawn.families import ALL_FAMILIES

SIDE, GAP, HEAD = 160, 10, 26  # of a figure, between figures, of a line of names, in pixels
FAMILIES = ("armchair", "teapot", "bicycle", "drawers")
# Name, settings and seed: what is random is drawn from seed, seed + 1, ... down a column.
COLUMNS: list[list[tuple[str, str | dict[str, Any], int]]] = [
    [
        ("as it is", "none", 0),
        ("flip", {"flip": 1}, 0),
        ("quarter turn", {"quarter_turn": 1}, 0),
        ("turn, scale, slant", {"rotation": 10, "scale": [0.85, 1.1], "shift": 0.04, "perspective": 0.06}, 0),
        ("random crop", {"crop": 1}, 6),
        ("random erasing", {"erasing": 1}, 6),
    ],
    [
        ("GridMask", {"grid_mask": 1}, 18),
        ("line weight", {"line_weight": 1}, 9),
        ("broken lines", {"broken_lines": 1}, 12),
        ("preset gentle", "gentle", 0),
        ("preset paper", "paper", 12),
        ("preset strong", "strong", 12),
    ],
]


def drawn_figures(folder: Path, seed: int) -> torch.Tensor:
    """Draw one patent of each family and return its perspective figure, ink uint8 [figures, 1, SIDE, SIDE]."""
    processor, figures = PatentImageProcessor(size=SIDE), []
    for name in FAMILIES:
        families = [family for family in ALL_FAMILIES if family.name == name]
        corpus = draw_corpus(folder / name, 1, 5, seed, size=640, workers=1, families=families, progress=False)
        rows = load_deeppatent2(corpus)
        views = [view or "" for view in rows["viewpoint"]]
        number = next((i for i, view in enumerate(views) if "perspective" in view), 0)
        figures.append(processor.prepare(open_picture(rows[number]["image"])))
    return torch.from_numpy(np.stack(figures))[:, None]


def picture(figures: torch.Tensor) -> Image.Image:
    """Return the table: operations side by side in two bands, figures below each other."""
    step, band = SIDE + GAP, HEAD + len(figures) * (SIDE + GAP)
    page = Image.new("L", (GAP + len(COLUMNS[0]) * step, len(COLUMNS) * band + GAP), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(16)
    for number, columns in enumerate(COLUMNS):
        for column, (name, settings, seed) in enumerate(columns):
            left, top = GAP + column * step, GAP + number * band
            pen.text((left + SIDE / 2, top), name, font=font, fill=0, anchor="ma")
            found = augment(figures, range(seed, seed + len(figures)), read_augmentation(settings))
            for row, ink in enumerate(found[:, 0].numpy()):
                place = (left, top + HEAD + row * step)
                page.paste(Image.fromarray((255.5 - 255 * ink).astype(np.uint8)), place)
                pen.rectangle((place[0] - 1, place[1] - 1, place[0] + SIDE, place[1] + SIDE), outline=210)
    return page


def main() -> int:
    """Draw the figures and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/augmentation.png"), help="picture to write")
    parser.add_argument("--seed", type=int, default=0, help="seed of the drawings")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = drawn_figures(Path(folder), options.seed)
    partial = options.out.with_suffix(".part")
    shades = picture(figures).point([round(value / 17) * 17 for value in range(256)])  # 16 of them: a smaller file
    shades.save(partial, "PNG", optimize=True)
    partial.replace(options.out)
    print(f"Written: {options.out} ({options.out.stat().st_size / 1000:.0f} KB)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
