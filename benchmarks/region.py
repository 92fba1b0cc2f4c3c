"""What a region of interest is worth: sheets with two drawings of different patents, one of which is meant.

Each query is a sheet of two figures of held-out patents side by side. Asked with the whole sheet, with a box around
the figure meant, and with that figure alone: how often is a figure of its patent among the first 10 (its own figure
left out), and how well do all of them rank (mAP)? Needs a run of the quickstart (make quickstart).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import transformers
from PIL import Image

import modeling_patent  # noqa: F401 (registers the model classes)
from modeling_patent.encoding import embed_figures, encode_images, open_picture, prepare_figures
from modeling_patent.evaluation import retrieval_metrics
from modeling_patent.retrieval.region import cut_region
from patent_data import corpus_split, load_deeppatent2

SHEETS, GAP = 200, 40


def side_by_side(one: Image.Image, other: Image.Image) -> tuple[Image.Image, tuple[float, float, float, float]]:
    """Return a sheet of two pictures, and the box of the first as fractions of it."""
    size = (one.width + GAP + other.width, max(one.height, other.height))
    sheet = Image.new("L", size, 255)
    sheet.paste(one, (0, 0))
    sheet.paste(other, (one.width + GAP, 0))
    return sheet, (0.0, 0.0, one.width / size[0], one.height / size[1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/quickstart"))
    run = parser.parse_args().run
    torch.set_num_threads(1)
    rows = corpus_split(load_deeppatent2(run / "corpus"), run / "corpus", "test")
    _, patents = np.unique(rows["patent_id"][:], return_inverse=True)
    meant, beside = np.random.default_rng(0).permutation(len(rows))[: 2 * SHEETS].reshape(2, SHEETS)
    pictures = {int(i): open_picture(rows[int(i)]["image"]).convert("L") for i in (*meant, *beside)}
    sheets = [side_by_side(pictures[int(i)], pictures[int(j)]) for i, j in zip(meant, beside, strict=True)]
    for name in ("model", "model-contrastive"):
        model = transformers.AutoModel.from_pretrained(run / name).eval()
        processor = transformers.AutoImageProcessor.from_pretrained(run / name)
        gallery = embed_figures(model, prepare_figures(rows, processor, workers=0, progress=False)[0])
        asked = {
            "the whole sheet": [sheet for sheet, _ in sheets],
            "its region": [cut_region(sheet, box) for sheet, box in sheets],
            "the figure alone": [pictures[int(i)] for i in meant],
        }
        for kind, queries in asked.items():
            vectors = encode_images(model, processor, queries)
            found = retrieval_metrics(vectors, gallery, patents[meant], patents, query_rows=meant, ks=(10,))
            print(f"{run / name}, {kind:16}: hit@10 {found['hit@10']:.3f}, mAP {found['map']:.3f}, {SHEETS} sheets")


if __name__ == "__main__":
    main()
