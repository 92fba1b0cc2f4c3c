"""Draw the pictures of docs/search.md from the quickstart's run: what a region changes, and two explanations.

    python examples/show_search.py --run runs/quickstart --out docs

The drawings are held-out patents of the drawn corpus; none is of a real patent. Writes OUT/region.png,
OUT/explanation.png and OUT/explanation_label.png.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import transformers
from PIL import Image, ImageDraw, ImageFont

import modeling_patent  # noqa: F401 (registers the model classes)
from modeling_patent.encoding import open_picture
from modeling_patent.retrieval import Hit, PatentIndex
from modeling_patent.retrieval.explanation import explain_hit
from modeling_patent.retrieval.sheet import on_paper
from patent_data import corpus_split, load_deeppatent2

MEANT, BESIDE = 1068, 716  # rows of the test split
EXPLAINED = {"explanation": 1068, "explanation_label": 985}
TILE, GAP, HITS = 190, 16, 5  # pixels, and hits a line
INK, ACCENT = (24, 24, 24), (176, 58, 32)


def load(run: Path) -> tuple[PatentIndex, list[dict[str, Any]]]:
    """Return an index of the test split's figures by the contrastive model, and their rows."""
    rows = corpus_split(load_deeppatent2(run / "corpus"), run / "corpus", "test")
    folder = run / "model-contrastive"
    model = transformers.AutoModel.from_pretrained(folder).eval()
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    return PatentIndex.build(model, processor, rows, progress=False), [rows[i] for i in range(len(rows))]


def show_region(index: PatentIndex, meant: Image.Image, beside: Image.Image, own: Sequence[str]) -> Image.Image:
    """Search with a sheet of two drawings, whole and with a box around one; draw the sheet and both lists."""
    sheet = Image.new("L", (meant.width + beside.width, max(meant.height, beside.height)), 255)
    sheet.paste(meant, (0, 0))
    sheet.paste(beside, (meant.width, 0))
    box = (0.0, 0.0, meant.width / sheet.width, meant.height / sheet.height)
    found = {
        "whole sheet": index.search(sheet, HITS, exclude_patents=own),
        "framed region": index.search(sheet, HITS, exclude_patents=own, region=box),
    }
    left = 2 * TILE + 3 * GAP
    page = Image.new("RGB", (left + HITS * (TILE + GAP), 2 * (TILE + 60) + GAP), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(17)
    shown = sheet.convert("RGB").resize((2 * TILE, round(2 * TILE * sheet.height / sheet.width)), Image.Resampling.BOX)
    page.paste(shown, (GAP, 40))
    width, height = round(shown.width * box[2]), round(shown.height * box[3])
    pen.rectangle((GAP, 40, GAP + width, 40 + height), outline=ACCENT, width=3)
    pen.text((GAP, GAP), "A sheet of two designs", INK, font)
    for line, (name, hits) in enumerate(found.items()):
        top = line * (TILE + 60)
        pen.text((left, top + GAP), f"Closest to the {name}", INK, font)
        for i, hit in enumerate(hits):
            draw_hit(page, (left + i * (TILE + GAP), top + 40), hit, index.picture(hit.figure_id))
    return page


def draw_hit(page: Image.Image, corner: tuple[int, int], hit: Hit, picture: Image.Image | None) -> None:
    """Draw a hit with its title and score."""
    x, y = corner
    if picture is not None:
        page.paste(on_paper(picture, (TILE, TILE)).convert("RGB"), corner)
    pen = ImageDraw.Draw(page)
    pen.rectangle((x, y, x + TILE - 1, y + TILE - 1), outline=(200, 200, 200))
    pen.text((x, y + TILE + 4), f"{hit.score:.3f}  {hit.title}"[:28], INK, ImageFont.load_default(13))


def main() -> None:
    """Draw the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("runs/quickstart"))
    parser.add_argument("--out", type=Path, default=Path("docs"))
    options = parser.parse_args()
    index, rows = load(options.run)
    shown = {i: rows[i] for i in (MEANT, BESIDE, *EXPLAINED.values())}
    pictures = {i: open_picture(row["image"]).convert("L") for i, row in shown.items()}
    patents = [row["patent_id"] for row in rows]
    page = show_region(index, pictures[MEANT], pictures[BESIDE], [patents[MEANT], patents[BESIDE]])
    page.quantize(64).save(options.out / "region.png", optimize=True)
    for name, row in EXPLAINED.items():
        hit = index.search(pictures[row], 1, exclude_patents=[patents[row]])[0]
        explain_hit(index, pictures[row], hit).save(options.out / f"{name}.png", 480)


if __name__ == "__main__":
    main()
