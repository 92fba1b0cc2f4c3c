"""Draw the figures of docs/evaluation.md from what `examples/quickstart.py` left: long tail, results, t-SNE, curves.

    python examples/make_figures.py --run runs/quickstart --out docs/figures

The model is compared with the run's contrastive model where that was kept (`model-contrastive`), else with HOG. Queries
and examples are chosen by a seed and by how frequent their classes are, never by how well a model does on them. What
went in stands in `figures.json`.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import transformers
from transformers import AutoImageProcessor, AutoModel

from modeling_patent import PatentImageProcessor
from modeling_patent.encoding import embed_figures, open_picture
from modeling_patent.evaluation import find_protocol, hog_embeddings
from modeling_patent.evaluation.figures import (
    ClassExample,
    Shown,
    average_precisions,
    embedding_figure,
    interpolated_precision,
    long_tail_figure,
    map_by_frequency_figure,
    nearest_rows,
    precision_recall_figure,
    retrieval_figure,
)
from modeling_patent.evaluation.figures_data import class_frequencies
from modeling_patent.evaluation.report import library_versions
from modeling_patent.rows import categories, fit_head_codes
from modeling_patent.training import FigureDataset
from patent_data import corpus_split, load_deeppatent2

PROTOCOL = "prior-art"
DRAWING = 256  # side of a shown drawing in pixels
POINTS = 101  # recall levels
BASELINE = "model-contrastive"


def load_model(folder: Path, figures: np.ndarray, steps: int) -> tuple[str, np.ndarray]:
    """Return the name of a saved model and its vectors of prepared figures.

    Raises:
        ValueError: there is no patent model in the folder.
    """
    try:
        model = AutoModel.from_pretrained(folder)
    except (OSError, ValueError) as error:
        raise ValueError(f"cannot load the model {folder}: {error}") from None
    if not hasattr(model, "embed_images"):
        raise ValueError(f"{folder} holds a {type(model).__name__}, not a patent model")
    return f"{model.config.loss} loss" + ("" if steps else ", untrained"), embed_figures(model, figures)


def class_examples(rows: Any, head: Sequence[str], processor: PatentImageProcessor) -> list[ClassExample]:
    """Return the views of a patent of four classes: the first and the middle one of the head, and of the tail."""
    codes, patents, copies = rows["locarno"], rows["patent_id"], rows["is_gazette_copy"]
    ranked = list(class_frequencies(codes))
    sides = [[c for c in ranked if c in head], [c for c in ranked if c not in head]]
    examples = []
    for code in (side[place] for side in sides for place in sorted({0, len(side) // 2}) if side):
        patent = next(patents[i] for i, other in enumerate(codes) if other == code)
        views = [i for i, other in enumerate(patents) if other == patent and not copies[i]][:4]
        row = rows[views[0]]
        drawings = [processor.prepare(open_picture(rows[i]["image"])) for i in views]
        examples.append(ClassExample(code, row["object_name"] or row["title"], drawings))
    return examples


def choose_queries(rows: Sequence[dict[str, Any]], counts: np.ndarray, head: Sequence[str], seed: int) -> list[int]:
    """Return up to two queries of head classes and two of tail classes, each of another class, drawn by the seed.

    Args:
        rows: of the figures.
        counts: [N] whether a figure has a relevant candidate.
        head: the head's codes.
        seed: of the choice.
    """
    side = categories([row["locarno"] for row in rows], head)
    order = np.random.default_rng(seed).permutation(len(rows))
    # A drawing in perspective tells people most; only where there is none, another view asks.
    order = np.array(sorted(order, key=lambda row: "perspective" not in (rows[row]["viewpoint"] or "")), dtype=np.int64)
    chosen: list[int] = []
    for category in (0, 1):
        seen: set[str] = set()
        for row in order:
            code = rows[row]["locarno"]
            if counts[row] and side[row] == category and code not in seen and len(seen) < 2:
                seen.add(code)
                chosen.append(int(row))
    return chosen


def shown(data: FigureDataset, rows: Sequence[dict[str, Any]], number: int, head: Sequence[str], size: int) -> Shown:
    """Return a figure as `retrieval_figure` takes it."""
    row = rows[number]
    drawing = PatentImageProcessor(size=size).prepare(open_picture(data.rows[int(data.numbers[number])]["image"]))
    side = {0: "head class", 1: "tail class"}.get(int(categories([row["locarno"]], head)[0]), "")
    name = row["object_name"] or row["title"]
    return Shown(drawing, row["patent_id"], row["granted"], row["locarno"], name, side)


def make(options: argparse.Namespace) -> dict[str, Any]:
    """Draw all figures and return what went into them.

    Raises:
        ValueError, OSError, ImportError: the run lacks something; the message says what.
    """
    run, out, seed = options.run, options.out, options.seed
    for part in ("corpus/corpus.json", "model/config.json", "summary.json"):
        if not (run / part).is_file():
            raise FileNotFoundError(f"{run} is no finished run of examples/quickstart.py: {part} is not there")
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    every = load_deeppatent2(run / "corpus")
    train = corpus_split(every, run / "corpus", "train")
    data = FigureDataset(
        corpus_split(every, run / "corpus", options.split), AutoImageProcessor.from_pretrained(run / "model")
    )
    rows, figures, steps = data.metadata(), data.all_figures(), summary["training"]["steps"]
    codes, patents = data.codes, data.patents
    train_codes = [code for code, copy in zip(train["locarno"], train["is_gazette_copy"], strict=True) if not copy]
    head = fit_head_codes(train_codes)

    vectors = dict([load_model(run / "model", figures, steps)])
    folder = options.baseline or (run / BASELINE if (run / BASELINE).is_dir() else "hog")
    if str(folder) != "hog":
        vectors |= dict([load_model(Path(folder), figures, steps if folder == run / BASELINE else 1)])
    vectors["HOG"] = hog_embeddings(figures, progress=False)
    first, second = list(vectors)[:2]
    print(f"{len(rows)} figures of {len(set(patents))} patents of the split {options.split!r}: {', '.join(vectors)}")

    drawn: dict[str, Any] = {}
    where = f"Drawn corpus, split {options.split!r}"
    where += "" if options.split == "train" else ", of which no model has seen a patent"
    limits = f"{where}; {find_protocol(PROTOCOL).meaning.partition(' (')[0]}, strictly before the grant date"

    def path(name: str) -> Path:
        print(f"drawing {out / name}.png", flush=True)
        return Path(out / f"{name}.png")

    examples = class_examples(train, head, PatentImageProcessor(size=DRAWING))
    note = "Drawn corpus, training split; head: the 40 % of the subclasses with the most figures"
    drawn["long_tail"] = long_tail_figure(train_codes, path("long_tail"), examples=examples, note=note)

    precisions = {name: average_precisions(vectors[name], rows, PROTOCOL) for name in (first, second)}
    drawn["map_by_frequency"] = map_by_frequency_figure(
        precisions, codes, train_codes, path("map_by_frequency"), seed=seed, note=limits
    )

    queries = choose_queries(rows, ~np.isnan(precisions[first]), head, seed)
    asked = [shown(data, rows, row, head, 2 * DRAWING) for row in queries]
    found_a, found_b = (
        [
            [shown(data, rows, row, head, DRAWING) for row in found]
            for found in nearest_rows(vectors[name], rows, queries, PROTOCOL)
        ]
        for name in (first, second)
    )
    chosen = f"Earlier designs, a patent once. {where}. Queries chosen by a seed"
    drawn["retrieval"] = retrieval_figure(asked, found_a, found_b, path("retrieval"), (first, second), chosen)

    curves = {name: interpolated_precision(found, rows, PROTOCOL, points=POINTS) for name, found in vectors.items()}
    chance = np.random.default_rng(seed).standard_normal((len(rows), 64))
    curves["random order"] = interpolated_precision(chance, rows, PROTOCOL, points=POINTS)
    drawn["precision_recall"] = precision_recall_figure(
        curves, path("precision_recall"), patents=patents, seed=seed, note=limits
    )

    both = vectors[first], vectors[second]
    drawn["embedding"] = embedding_figure(
        *both, codes, path("embedding"), (first, second), patents=patents, seed=seed, note=where
    )
    drawing = {name: metadata.version(name) for name in ("matplotlib", "scikit-learn", "scikit-image")}
    return {
        "run": {"corpus": summary["corpus"], "training": summary["training"]},
        "split": options.split,
        "protocol": PROTOCOL,
        "seed": seed,
        "models": list(vectors),
        "head_codes": head,
        "figures": drawn,
        "versions": library_versions() | drawing,
    }


def as_json(facts: dict[str, Any]) -> str:
    """Return the facts as JSON with numbers of four digits, and each list of plain values on a line."""
    rounded = json.loads(json.dumps(facts), parse_float=lambda number: round(float(number), 4))
    text = re.sub(r"\[[^][{}]*\]", lambda found: " ".join(found[0].split()), json.dumps(rounded, indent=2))
    return text.replace("[ ", "[").replace(" ]", "]") + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 2 for bad input after one line on standard error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("runs/quickstart"), help="what examples/quickstart.py left")
    parser.add_argument("--out", type=Path, default=Path("docs/figures"), help="folder of the figures")
    parser.add_argument(
        "--baseline", help=f'folder of another model, or "hog" (default: {BASELINE} of the run, or HOG)'
    )
    parser.add_argument("--split", default="test", help="of the corpus (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of queries, samples and t-SNE")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    transformers.logging.disable_progress_bar()
    try:
        facts = make(options)
        path = options.out / "figures.json"
        partial = path.with_suffix(".part")
        partial.write_text(as_json(facts), encoding="utf-8")
        partial.replace(path)
    except (ValueError, OSError, ImportError) as error:
        print(f"make_figures: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    print(f"Written to {options.out}: {', '.join(f'{name}.png' for name in facts['figures'])}, figures.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
