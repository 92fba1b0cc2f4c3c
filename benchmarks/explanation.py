"""Are the heat maps of an explanation faithful? Erase the hottest cells of the hit's figure, and the cosine must fall.

It should fall more than when as many cells with ink are erased at random, or cells at random until as much ink is
gone, or the cells with the most ink. Needs a run of the quickstart (make quickstart). Queries are figures of held-out
patents of the drawn corpus, each with its closest figure of another patent; means over the pairs.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import transformers

import modeling_patent  # noqa: F401 (registers the model classes)
from modeling_patent.encoding import embed_figures, prepare_figures
from modeling_patent.retrieval.explanation import cell_edges, explain_pair, inked_cells, occlusion_heat
from patent_data import corpus_split, load_deeppatent2

PAIRS, DRAWS, GRID, SHARES = 30, 20, 12, (0.1, 0.2, 0.3, 0.5)


def erased(figure: np.ndarray, order: np.ndarray, ink: float | None = None) -> np.ndarray:
    """Return the figure without some cells, or without the first of them that hold this much ink."""
    edges = cell_edges(len(figure), GRID)
    figure, left = figure.copy(), np.inf if ink is None else figure.sum() - ink
    for row, column in order:
        if figure.sum() <= left and ink is not None:
            break
        figure[edges[row] : edges[row + 1], edges[column] : edges[column + 1]] = 0
    return figure


def orders(figure: np.ndarray, heat: np.ndarray, rng: np.random.Generator) -> dict[str, list[np.ndarray]]:
    """Return the cells with ink [n, 2] in the orders compared: by heat, by ink, and at random."""
    cells = np.argwhere(inked_cells(figure, GRID))
    starts = cell_edges(len(figure), GRID)[:-1]
    ink = np.add.reduceat(np.add.reduceat(figure.astype(float), starts, axis=0), starts, axis=1)
    return {
        "hottest": [cells[np.argsort(-heat[tuple(cells.T)], kind="stable")]],
        "most ink": [cells[np.argsort(-ink[tuple(cells.T)], kind="stable")]],
        "random": [rng.permutation(cells) for _ in range(DRAWS)],
    }


def losses(
    model: torch.nn.Module, figure: np.ndarray, query: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return for each order the cosine lost at each share of the cells."""
    compared = orders(figure, occlusion_heat(model, figure, query, GRID), rng)
    counts = [max(1, round(share * len(compared["hottest"][0]))) for share in SHARES]
    without = {name: [[erased(figure, o[:n]) for n in counts] for o in some] for name, some in compared.items()}
    gone = [figure.sum() - one.sum() for one in without["hottest"][0]]
    without["random, as much ink"] = [[erased(figure, o, ink) for ink in gone] for o in compared["random"]]
    found = {}
    for name, figures in without.items():
        vectors = embed_figures(model, np.concatenate([[figure], *figures])).astype(np.float64)
        cosines = vectors @ query
        found[name] = (cosines[0] - cosines[1:]).reshape(len(figures), len(SHARES)).mean(axis=0)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/quickstart"))
    run = parser.parse_args().run
    torch.set_num_threads(1)
    rows = corpus_split(load_deeppatent2(run / "corpus"), run / "corpus", "test")
    patents = np.array(rows["patent_id"][:])
    for name in ("model", "model-contrastive"):
        model = transformers.AutoModel.from_pretrained(run / name).eval()
        processor = transformers.AutoImageProcessor.from_pretrained(run / name)
        figures, _ = prepare_figures(rows, processor, workers=0, progress=False)
        vectors = embed_figures(model, figures).astype(np.float64)
        rng = np.random.default_rng(0)
        queries = np.sort(rng.choice(len(rows), PAIRS, replace=False))
        cosines = vectors[queries] @ vectors.T
        cosines[patents[queries][:, None] == patents] = -2
        hits = cosines.argmax(axis=1)
        started = time.process_time()
        for query, hit in zip(queries[:5], hits[:5], strict=True):
            explain_pair(model, processor, rows[int(query)]["image"], rows[int(hit)]["image"], GRID)
        seconds = (time.process_time() - started) / 5
        each = [losses(model, figures[h], vectors[q], rng) for q, h in zip(queries, hits, strict=True)]
        mean = cosines[np.arange(PAIRS), hits].mean()
        print(f"{run / name}: {PAIRS} pairs, mean cosine {mean:.3f}, {seconds:.2f} s of one core an explanation")
        print(f"  share of the cells with ink erased: {'  '.join(f'{share:5.0%}' for share in SHARES)}")
        for kind in each[0]:
            values = np.array([one[kind] for one in each])
            won = (np.array([one["hottest"] for one in each]) > values).mean(axis=0)
            told = (
                ""
                if kind == "hottest"
                else f"   less than hottest in {'  '.join(f'{w:.0%}' for w in won)} of the pairs"
            )
            print(f"  {kind:21} cosine lost:  {'  '.join(f'{v:.3f}' for v in values.mean(axis=0))}{told}")


if __name__ == "__main__":
    main()
