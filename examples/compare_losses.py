"""Every loss at one budget: train each with several seeds on a drawn corpus, evaluate all on patents none has seen.

    python examples/compare_losses.py --out runs/losses --jobs 2

Backbone, batches, steps and figures are the same for all; only the loss differs (and what it needs: GeM pooling for the
triplet loss, as in PatentNet, and texts). A run that is done is kept, so an interrupted comparison goes on where it
stopped. Writes OUT/results.json and OUT/losses.md.

The text encoder is a small frozen transformer with random weights, since no trained one comes with this package: it
tells texts apart by their words, and knows nothing of what they mean.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import transformers
import yaml
from quickstart import CONFIG, LEVELS, some_families, write_json
from tqdm.auto import tqdm

from modeling_patent import PatentImageProcessor, PatentVisionModel, PatentVisionTextModel
from modeling_patent.encoding import embed_figures
from modeling_patent.evaluation import hog_embeddings, three_levels
from modeling_patent.evaluation.kept import LEVELS as LABEL_COLUMNS
from modeling_patent.rows import column, fit_head_codes, label_columns
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments, encode_texts
from modeling_patent.training.texts import texts_of_row
from patent_data import corpus_split, draw_corpus, load_deeppatent2

METHODS: dict[str, dict[str, Any]] = {
    "contrastive": {"loss": "contrastive"},
    "hierarchical, relevance": {"loss": "hierarchical"},
    "hierarchical, count": {"loss": "hierarchical", "normalization": "count"},
    "hierarchical, none": {"loss": "hierarchical", "normalization": "none"},
    "hierarchical, (1, 0.1, 0.05)": {"loss": "hierarchical", "relevance": [1.0, 0.1, 0.05]},
    "hierarchical + language": {"loss": "hierarchical", "language_weight": 0.2},
    "CLIP": {"loss": "distribution_aware", "terms": ["clip"]},
    "CLIP + L_cls": {"loss": "distribution_aware", "terms": ["clip", "cls"]},
    "CLIP + L_cls + L_cat": {"loss": "distribution_aware"},
    "CLIP + L_cls + hierarchical": {"loss": "distribution_aware", "terms": ["clip", "cls", "hierarchical"]},
    "the same, (1, 0.025, 0.025)": {
        "loss": "distribution_aware",
        "terms": ["clip", "cls", "hierarchical"],
        "relevance": [1.0, 0.025, 0.025],
    },
    "triplet, GeM": {"loss": "triplet", "pooling": "gem"},
    "ArcFace, patents": {"loss": "arcface"},
    "ArcFace, subclasses": {"loss": "arcface", "class_level": "subclass"},
}
UNTRAINED = ("untrained", "HOG")
MODEL_SETTINGS = ("projection_dim", "projector", "pooling")
METRICS = tuple(f"{tail}{name}" for tail in ("", "head/", "tail/") for name in ("map", "ndcg"))


def prepare(options: argparse.Namespace) -> tuple[dict[str, Any], dict[str, FigureDataset], list[str]]:
    """Return the rows and figures of the splits, and the head codes; corpus and figures are made once."""
    corpus = options.out / "corpus"
    if not (corpus / "corpus.json").exists():
        draw_corpus(corpus, options.patents, 5, 1, size=options.size, families=some_families())
    rows = load_deeppatent2(corpus)
    splits = {name: corpus_split(rows, corpus, name) for name in ("train", "validation", "test", "unseen")}
    head = fit_head_codes(column(splits["train"], "locarno"))
    processor = PatentImageProcessor(size=settings()["image_size"])
    cache = options.out / "figures"
    data = {name: FigureDataset(part, processor, cache, head_codes=head) for name, part in splits.items()}
    return splits, data, head


def settings() -> dict[str, Any]:
    """Return the quickstart's settings, which all methods share."""
    read: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    return read


def words(rows: Any, most: int = 8000) -> Any:
    """Return a tokenizer that knows the words of the rows' texts."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    names = ("texts", "object_name", "title", "locarno", "caption")
    columns = {name: column(rows, name) for name in names}
    texts = [text for i in range(len(rows)) for text in texts_of_row({name: columns[name][i] for name in names})]
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(vocab_size=most, special_tokens=["[PAD]", "[UNK]"])
    tokenizer.train_from_iterator(texts, trainer)
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", model_max_length=64
    )


def make_model(method: dict[str, Any], rows: Any, tokenizer: Any) -> Any:
    """Return an untrained model of a method."""
    shared = settings()
    backbone = transformers.AutoConfig.for_model(**shared["backbone"])
    chosen = {name: shared[name] for name in MODEL_SETTINGS} | method
    if chosen["loss"] != "arcface":
        chosen.setdefault("loss_temperature", shared["loss_temperature"])
    else:
        labels = label_columns(column(rows, "patent_id"), column(rows, "locarno"))
        chosen["classes"] = int(labels[LABEL_COLUMNS[chosen.get("class_level", "patent")]].max()) + 1
    if chosen["loss"] != "distribution_aware" and "language_weight" not in chosen:
        return PatentVisionModel.from_backbone(backbone, **chosen)
    width = chosen.pop("projection_dim")
    text = transformers.BertConfig(
        vocab_size=len(tokenizer), hidden_size=width, num_hidden_layers=1, num_attention_heads=4,
        intermediate_size=2 * width, max_position_embeddings=64,
    )  # fmt: skip
    return PatentVisionTextModel.from_backbones(backbone, text, **chosen)


def evaluate(embeds: np.ndarray, data: FigureDataset) -> dict[str, dict[str, float]]:
    """Return mAP and nDCG at the three levels, over all, head and tail queries; each searches among all others."""
    levels = three_levels(embeds, data.metadata(), head_codes=data.head_codes)
    found = {level: {name: float(levels[level][name]) for name in METRICS} for level in LEVELS}
    return {level: {name: x for name, x in scores.items() if np.isfinite(x)} for level, scores in found.items()}


def run_one(options: argparse.Namespace) -> None:
    """Train one method with one seed, and write its metrics."""
    splits, data, head = prepare(options)
    method, seed = METHODS[options.method], options.seed
    transformers.set_seed(seed)
    tokenizer = words(splits["train"])
    model = make_model(method, splits["train"], tokenizer)
    if isinstance(model, PatentVisionTextModel):
        model.config.head_codes = head
        data["train"].texts = encode_texts(splits["train"], model, tokenizer, progress=False)
    names = ("patents_per_batch", "figures_per_patent", "partner_share", "learning_rate", "weight_decay", "bf16",
             "lr_scheduler_type", "warmup_steps", "channels_last", "report_to")  # fmt: skip
    shared = {name: settings()[name] for name in names}
    arguments = PatentTrainingArguments(
        str(options.out / "trainer"), **shared, max_steps=options.steps, seed=seed, disable_tqdm=True,
        logging_steps=options.steps, save_strategy="no", eval_strategy="no",
    )  # fmt: skip
    trainer = PatentTrainer(model, arguments, data["train"])
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train()
    found = {part: evaluate(embed_figures(model, data[part].all_figures()), data[part]) for part in parts(options)}
    write_json(options.out / run_name(options.method, seed), {"method": options.method, "seed": seed, **found})


def parts(options: argparse.Namespace) -> tuple[str, ...]:
    """Return what is evaluated: validation patents where settings are still to be chosen, else the others."""
    return ("validation",) if options.validation else ("test", "unseen")


def run_name(method: str, seed: int) -> str:
    """Return the file of a run."""
    return f"{''.join(c if c.isalnum() else '_' for c in method)}-{seed}.json"


def run_all(options: argparse.Namespace, wanted: list[str]) -> None:
    """Train what is not there yet, some processes at a time, one thread each."""
    waiting = [(m, s) for s in range(options.seeds) for m in wanted if not (options.out / run_name(m, s)).exists()]
    running: list[tuple[subprocess.Popen[bytes], str]] = []
    given = ["--out", str(options.out), "--steps", str(options.steps)] + ["--validation"] * options.validation
    with tqdm(total=len(waiting), desc="runs", unit="run") as bar:
        while waiting or running:
            while waiting and len(running) < options.jobs:
                method, seed = waiting.pop(0)
                command = [sys.executable, __file__, *given, "--method", method, "--seed", str(seed)]
                running.append((subprocess.Popen(command, env=os.environ | {"OMP_NUM_THREADS": "1"}), method))
            process, method = running.pop(0)
            if process.wait():
                raise ValueError(f"the run of {method} ended with an error")
            bar.update()


def baselines(data: FigureDataset, seed: int) -> dict[str, dict[str, dict[str, float]]]:
    """Return the metrics of HOG, and of the network before any training."""
    transformers.set_seed(seed)
    figures = data.all_figures()
    untrained = make_model({"loss": "contrastive"}, [], None)
    return {
        "untrained": evaluate(embed_figures(untrained, figures), data),
        "HOG": evaluate(hog_embeddings(figures), data),
    }


def table(runs: dict[str, list[dict[str, Any]]], part: str, metric: str) -> str:
    """Return one table: a method a line, mean and standard deviation over seeds at the three levels."""
    lines = [f"| {metric} | " + " | ".join(level.replace("_", " ") for level in LEVELS) + " |", "|---|---|---|---|"]
    for method, found in runs.items():
        cells = []
        for level in LEVELS:
            values = np.array([run[part][level].get(metric, np.nan) for run in found])
            spread = f" ± {values.std(ddof=1):.3f}" if len(values) > 1 else ""
            cells.append(f"{values.mean():.3f}{spread}")
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def write_tables(options: argparse.Namespace, wanted: list[str], data: dict[str, FigureDataset]) -> str:
    """Write OUT/results.json and OUT/losses.md, and return the latter."""
    runs: dict[str, list[dict[str, Any]]] = {}
    found = [{part: baselines(data[part], seed) for part in parts(options)} for seed in range(options.seeds)]
    for name in UNTRAINED:
        each = found if name == "untrained" else found[:1]
        runs[name] = [{part: one[part][name] for part in parts(options)} for one in each]
    for method in wanted:
        files = [options.out / run_name(method, seed) for seed in range(options.seeds)]
        runs[method] = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    write_json(options.out / "results.json", runs)
    counts = {part: len(set(data[part].patents)) for part in ("train", *parts(options))}
    text = (
        "# Every loss at one budget\n\nMade by `python examples/compare_losses.py`, which says what all share: "
        f"{counts['train']} drawn\npatents with {len(data['train'])} figures to train on, {options.steps} steps. "
        f"Mean and standard deviation over {options.seeds} seeds.\nEvery figure searches among all others; those of "
        "its own patent count as relevant at every level.\nHead: the 40 % of the subclasses with the most training "
        "figures; tail: all others, so every unseen one.\n"
    )
    titles = {"test": "of families seen in training", "unseen": "of families never seen", "validation": "kept aside"}
    for part in parts(options):
        text += f"\n## {counts[part]} patents {titles[part]}\n"
        for metric in METRICS if part != "unseen" else METRICS[:2]:
            text += "\n" + table(runs, part, metric)
    (options.out / "losses.md").write_text(text, encoding="utf-8")
    return text


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/losses"), help="folder to write to")
    parser.add_argument("--patents", type=int, default=2000, help="patents to draw")
    parser.add_argument("--size", type=int, default=320, help="longer side of a figure in pixels")
    parser.add_argument("--steps", type=int, default=300, help="training steps a run")
    parser.add_argument("--seeds", type=int, default=3, help="runs a method")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time, one thread each")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS), help="only these")
    parser.add_argument("--validation", action="store_true", help="evaluate on validation patents, to choose settings")
    parser.add_argument("--method", choices=METHODS, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    if options.method:
        run_one(options)
        return 0
    _, data, _ = prepare(options)
    run_all(options, options.methods)
    print(write_tables(options, options.methods, data))
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (ValueError, OSError) as error:
        print(f"compare_losses: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from None
