"""The whole way once, offline: draw a corpus, train, evaluate, index, search with a held-out drawing.

    python examples/quickstart.py --out runs/quickstart

Two models are trained with equal budgets, one with the contrastive and one with the hierarchical loss, and compared
with an untrained network and with HOG on patents that neither has seen.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
import yaml
from datasets import concatenate_datasets
from tqdm.auto import tqdm
from transformers import AutoConfig, TrainerCallback, set_seed

import modeling_patent
from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.encoding import embed_figures
from modeling_patent.evaluation import hog_embeddings, three_levels
from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.report import results_table
from modeling_patent.retrieval.sheet import results_sheet
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments
from modeling_patent.training.card import count, model_card, save_card
from modeling_patent.training.trainer_card import training_facts
from patent_data import corpus_split, draw_corpus, load_deeppatent2
from patent_data.drawn.families import ALL_FAMILIES, HELD_OUT, Family
from patent_data.drawn.plan import ranked

CONFIG = Path(__file__).parents[1] / "configs" / "quickstart.yaml"
MODEL_ARGUMENTS = ("projection_dim", "projector", "pooling", "loss_temperature")
LEVELS = ("patent", "subclass", "main_class")
# A small network learns classes in a few minutes only where each has some dozens of patents: so part of the world.
CLASSES = ("02", "03", "04", "06", "07", "08", "09", "10", "12", "14", "21", "23", "26", "31")
FAMILIES_A_CLASS = 5


class Progress(TrainerCallback):
    """One progress bar for a training, with its loss."""

    def __init__(self, name: str) -> None:
        self.name = name

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.bar = tqdm(total=state.max_steps, desc=f"train {self.name}", unit="step")

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.bar.update()

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **kwargs: Any) -> None:
        if logs and "loss" in logs:
            self.bar.set_postfix(loss=f"{float(logs['loss']):.3f}")

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.bar.close()


def some_families() -> list[Family]:
    """Return five trained families of each class, in the corpus' own fixed order, and all that are kept aside."""
    chosen: set[str] = set()
    for main_class in CLASSES:
        families = [family for family in ALL_FAMILIES if family.locarno[:2] == main_class]
        chosen |= set(ranked([f.name for f in families if f.locarno not in HELD_OUT])[:FAMILIES_A_CLASS])
        chosen |= {family.name for family in families if family.locarno in HELD_OUT}
    return [family for family in ALL_FAMILIES if family.name in chosen]


def train(loss: str, settings: dict[str, Any], data: FigureDataset, processor: Any, out: Path, steps: int) -> Any:
    """Return a trainer that trained from random weights; seed, batches and budget do not depend on the loss."""
    settings = dict(settings)
    set_seed(settings["seed"])
    backbone = AutoConfig.for_model(**settings.pop("backbone"))
    model_settings = {name: settings.pop(name) for name in MODEL_ARGUMENTS}
    for name in ("image_size", "loss"):
        settings.pop(name)
    model = PatentVisionModel.from_backbone(backbone, loss=loss, **model_settings)
    settings |= {"max_steps": steps, "disable_tqdm": True, "logging_strategy": "steps"}
    arguments = PatentTrainingArguments(output_dir=str(out), **settings)
    trainer = PatentTrainer(model, arguments, data, processing_class=processor, callbacks=[Progress(loss)])
    trainer.remove_callback(transformers.PrinterCallback)
    if steps:
        trainer.train()
    return trainer


def evaluate(embeds: np.ndarray, data: FigureDataset) -> dict[str, dict[str, float]]:
    """Return mAP and nDCG at the three levels, each figure searching among all the others."""
    levels = three_levels(embeds, data.metadata())
    return {level: {name: round(float(levels[level][name]), 4) for name in ("map", "ndcg")} for level in LEVELS}


def table(results: dict[str, dict[str, dict[str, dict[str, float]]]]) -> str:
    """Return the results as a table: a method a line, mAP and nDCG at the three levels, seen and unseen families."""
    head = f"{'':14}" + "".join(f"{level.replace('_', ' '):^16}" for level in LEVELS)
    lines = []
    for part, methods in results.items():
        lines += [part, head, f"{'':14}" + f"{'mAP':>7} {'nDCG':>7} " * 3]
        for method, levels in methods.items():
            figures = "".join(f"{levels[level]['map']:7.3f} {levels[level]['ndcg']:7.3f} " for level in LEVELS)
            lines.append(f"{method:14}{figures}")
        lines.append("")
    return "\n".join(lines)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a file whole or not at all."""
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    partial.replace(path)


def newest_figure(rows: Any) -> dict[str, Any]:
    """Return a perspective figure of the new design: of the most frequent class, the patent granted last."""
    codes, patents, dates = rows["locarno"], rows["patent_id"], rows["granted"]
    frequent = Counter(code for code in codes if code).most_common(1)[0][0]
    newest = max((dates[i], patents[i]) for i, code in enumerate(codes) if code == frequent)[1]
    figures = [i for i, patent in enumerate(patents) if patent == newest]
    in_perspective = [i for i in figures if "perspective" in (rows["viewpoint"][i] or "")]
    chosen: dict[str, Any] = rows[(in_perspective or figures)[0]]
    return chosen


def main() -> int:
    """Run the steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/quickstart"), help="folder to write to")
    parser.add_argument("--patents", type=int, default=2000, help="patents to draw")
    parser.add_argument("--views", type=int, default=5, help="figures a patent")
    parser.add_argument("--size", type=int, default=320, help="longer side of a figure in pixels")
    parser.add_argument("--steps", type=int, help="training steps a model (default: the configuration's)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the corpus and of the trainings")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    started, seconds = time.perf_counter(), dict[str, float]()

    def step(name: str) -> None:
        seconds[name] = round(time.perf_counter() - started - sum(seconds.values()), 1)

    settings = yaml.safe_load(CONFIG.read_text(encoding="utf-8")) | {"seed": options.seed}
    steps = settings["max_steps"] if options.steps is None else options.steps
    out: Path = options.out
    families = some_families()
    print(f"1. Drawing {options.patents} patents of {len(families)} families, {options.views} figures each", flush=True)
    corpus = draw_corpus(
        out / "corpus", options.patents, options.views, options.seed, size=options.size, families=families
    )
    step("draw")

    rows = load_deeppatent2(corpus)
    processor = PatentImageProcessor(size=settings["image_size"])
    print(f"2. Preparing {len(rows)} figures", flush=True)
    splits = {name: corpus_split(rows, corpus, name) for name in ("train", "validation", "test", "unseen")}
    data = {name: FigureDataset(part, processor) for name, part in splits.items()}
    step("prepare")

    print(f"3. Training on {len(set(data['train'].patents))} patents, {steps} steps a model", flush=True)
    nothing = train("hierarchical", settings, data["train"], processor, out / "train", 0)
    models: dict[str, Any] = {"untrained": nothing.model}
    for loss in ("contrastive", "hierarchical"):
        trainer = train(loss, settings, data["train"], processor, out / "train", steps)
        models[loss] = trainer.model
        step(f"train {loss}")
    model = models["hierarchical"]
    model.save_pretrained(out / "model")
    processor.save_pretrained(out / "model")
    models["contrastive"].save_pretrained(out / "model-contrastive")  # the baseline of examples/make_figures.py
    processor.save_pretrained(out / "model-contrastive")

    print("4. Evaluating on patents that no model has seen", flush=True)
    parts = {"test": "patents of families seen in training", "unseen": "patents of families never seen"}
    results: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for name, title in parts.items():
        figures = data[name].all_figures()
        embeds = {"untrained": embed_figures(models["untrained"], figures), "HOG": hog_embeddings(figures)}
        embeds |= {loss: embed_figures(models[loss], figures) for loss in ("contrastive", "hierarchical")}
        patents = len(set(data[name].patents))
        results[f"{patents} {title}"] = {method: evaluate(rows_, data[name]) for method, rows_ in embeds.items()}
    measured = next(iter(results.values()))["hierarchical"]
    card = model_card(
        model,
        name="quickstart",
        dataset_name="drawn corpus of the quickstart",
        train=count(data["train"].patents),
        evaluation=count(data["test"].patents),
        metrics={f"{level}_{name}": value for level in LEVELS for name, value in measured[level].items()},
        training=training_facts(model.config, trainer.args, trainer.state),
        split=f"test ({parts['test']})",
        image_size=settings["image_size"],
        data_notes="drawn by a program (`patent draw`); this model has seen no real drawing. It is evaluated here "
        "on patents of families seen in training; of families never seen, class scores are lower (`summary.json`)",
    )
    save_card(card, out / "model")
    step("evaluate")

    print("5. Indexing and searching", flush=True)
    # PatentIndex.build(model, processor, rows) reads the pictures itself; here they lie prepared.
    vectors = np.concatenate([embed_figures(model, part.all_figures()) for part in data.values()])
    indexed = concatenate_datasets([splits[name].select(part.numbers) for name, part in data.items()])
    index = PatentIndex.from_embeddings(vectors, indexed, model_name=str((out / "model").resolve()))
    index.save(out / "index")
    query = newest_figure(splits["test"])
    day = query["granted"]
    hits = index.with_model(model, processor).search(query["image"], k=10, before=day)
    facts = {"query": query["figure_id"], "granted before": str(day), "index": f"{len(index.patents)} drawn patents"}
    results_sheet([query["image"]], hits, out / "results.png", index, facts)
    step("index and search")

    seconds["all"] = round(time.perf_counter() - started, 1)
    summary = {
        "results": results,
        "seconds": seconds,
        "corpus": {
            "patents": options.patents, "families": len(families), "views": options.views, "size": options.size,
            "seed": options.seed, "figures": len(rows),
        },
        "training": {"steps": steps, "figures_a_step": 2 * settings["patents_per_batch"], "seed": options.seed,
                     "parameters": sum(p.numel() for p in model.parameters())},
        "query": {"figure_id": query["figure_id"], "before": str(day)},
        "versions": {"modeling_patent": modeling_patent.__version__, "torch": torch.__version__,
                     "transformers": transformers.__version__, "python": platform.python_version()},
        "cores": os.cpu_count(),
    }  # fmt: skip
    write_json(out / "summary.json", summary)
    print(f"\n{table(results)}\nEarlier designs for {query['figure_id']}, before {day}:\n")
    print(results_table(hits))
    left = "summary.json, model/, model-contrastive/, index/, results.png, corpus/"
    print(f"\nWritten to {out}: {left} ({seconds['all']:.0f} s)")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (ValueError, OSError) as error:
        print(f"quickstart: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from None
