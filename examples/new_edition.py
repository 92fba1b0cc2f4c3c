"""A new edition of the Locarno classification: adapt a trained model to it with LoRA, and see what it forgets.

    python examples/new_edition.py --out runs/new_edition

A model is trained on drawn patents granted before the edition came into force. The edition brings new subclasses, of
goods that the model has never seen, and moves: two by two, families of goods leave their subclasses for a new one.
Earlier grants of goods that moved keep their old code, as at an office, and so take no part in the adaptation. The
model is adapted with LoRA and, for comparison, as a whole; each with and without rehearsal, which are patents of the
subclasses that stayed. Measured is whether held-out patents find others of their subclass in the new edition.

A model that is done is kept, so an interrupted run goes on where it stopped. Writes OUT/summary.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import shutil
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import transformers
import yaml
from quickstart import CONFIG, MODEL_ARGUMENTS, Progress, some_families, write_json
from transformers import AutoConfig, AutoModel, set_seed

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.encoding import embed_figures
from modeling_patent.evaluation import evaluate_embeddings
from modeling_patent.locarno import locarno_list
from modeling_patent.rows import column
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments
from modeling_patent.training.lora import add_lora, trainable_share
from patent_data import draw_corpus, load_deeppatent2
from patent_data.drawn.families import HELD_OUT, Family

SETTINGS: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
EDITION_DAY = "2019-01-01"  # of a corpus granted from 2016 to 2020
MOVED_SHARE = 1 / 6  # of the trained families
RATE = 1e-3  # learning rate of every adaptation, half of the base's
GROUPS = ("old", "new", "moved")
METHODS = {  # name -> (an adapter or the whole model, with rehearsal)
    "LoRA": (True, True), "LoRA, no rehearsal": (True, False), "whole": (False, True),
    "whole, no rehearsal": (False, False),
}  # fmt: skip
OPTIONS = {
    "patents": (2000, "patents to draw"),
    "steps": (600, "training steps of the model"),
    "adapt_steps": (200, "training steps of each adaptation"),
    "seed": (0, "seed of the corpus and of the trainings"),
    "size": (320, "longer side of a figure in pixels"), "rank": (8, "rank of the adapters"),
}  # fmt: skip


@dataclass(frozen=True)
class Edition:
    """Which patents train what, and which are held out: patent -> the code that it bears there."""

    base: dict[str, str]  # what the model is trained on, with old codes
    rehearsal: dict[str, str]  # the subclasses that stayed
    changed: dict[str, str]  # the new subclasses, and what was granted of the moved families since
    held_out: dict[str, str]  # all that is measured, with the codes of the new edition
    group: dict[str, str]  # held-out patent -> "old", "new" or "moved"


def by_hash(names: Collection[str]) -> list[str]:
    """Return names in a fixed order that nothing in a drawing shows."""
    return sorted(names, key=lambda name: hashlib.sha256(f"edition {name}".encode()).digest())


def moved_families(families: Collection[Family]) -> dict[str, str]:
    """Return family -> new code of the trained families that the edition moves.

    Two of different subclasses get one new code: on the official list, under the main class of one of the two, and not
    in the corpus yet. A ValueError says where there is none.
    """
    old = {family.name: family.locarno for family in families}
    trained = [name for name, code in old.items() if code not in HELD_OUT]
    chosen = by_hash(trained)[: 2 * round(MOVED_SHARE * len(trained) / 2)]
    current = [code for code, (_, status) in locarno_list().items() if "-" in code and status == "current"]
    new: dict[str, str] = {}
    while chosen:
        first, taken = chosen.pop(0), {*old.values(), *new.values()}
        partner = next((name for name in chosen if old[name] != old[first]), first)
        mains = (old[first][:2], old[partner][:2])
        free = [code for main in mains for code in current if code[:2] == main and code not in taken]
        if partner == first or not free:
            raise ValueError(f"{first} cannot move: no family to move with, or no free subclass")
        chosen.remove(partner)
        new |= {first: free[0], partner: free[0]}
    return new


def split_edition(patents: Mapping[str, Mapping[str, str]], moved: Mapping[str, str]) -> Edition:
    """Split the patents of a `corpus.json`; held out are "test" and "validation", and every second of "unseen"."""
    edition = Edition({}, {}, {}, {}, {})
    unseen: dict[str, list[str]] = defaultdict(list)
    for name, patent in patents.items():
        code, since = moved.get(patent["family"]), patent["granted"] >= EDITION_DAY
        if patent["split"] == "unseen":
            unseen[patent["locarno"]].append(name)
        elif patent["split"] in ("test", "validation"):
            edition.held_out[name] = code or patent["locarno"]
            edition.group[name] = "moved" if code else "old"
        elif patent["split"] == "train":
            if not since:
                edition.base[name] = patent["locarno"]
            if code is None:
                edition.rehearsal[name] = patent["locarno"]
            elif since:
                edition.changed[name] = code
    for code, names in unseen.items():
        for place, name in enumerate(by_hash(names)):
            (edition.held_out if place % 2 else edition.changed)[name] = code
    edition.group.update({name: "new" for name in edition.held_out if name not in edition.group})
    trained = edition.base | edition.rehearsal | edition.changed
    assert not trained.keys() & edition.held_out.keys(), "a held-out patent is in training"
    return edition


def with_codes(rows: Any, codes: Mapping[str, str]) -> Any:
    """Return the rows of these patents, with these codes in place of their own."""
    chosen = rows.select([number for number, patent in enumerate(column(rows, "patent_id")) if patent in codes])
    found = [codes[patent] for patent in column(chosen, "patent_id")]
    return chosen.remove_columns("locarno").add_column("locarno", found).cast(rows.features)


def train(model: Any, data: FigureDataset, held_out: FigureDataset, folder: Path, changes: Mapping[str, Any]) -> None:
    """Train a model and save it, whole or not at all; what is trained on is checked against what is held out."""
    of_model = ("backbone", "image_size", "loss", *MODEL_ARGUMENTS)
    chosen = {name: value for name, value in SETTINGS.items() if name not in of_model} | dict(changes)
    chosen["patents_per_batch"] = min(chosen["patents_per_batch"], len(set(data.patents)))
    chosen["warmup_steps"] = min(chosen["warmup_steps"], chosen["max_steps"] // 10)
    partial = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    arguments = PatentTrainingArguments(output_dir=str(partial), disable_tqdm=True, **chosen)
    trainer = PatentTrainer(model, arguments, data, held_out, data.processor, callbacks=[Progress(folder.name)])
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train()
    trainer.save_model()
    partial.rename(folder)


def measure(folder: Path, held_out: FigureDataset, group: Mapping[str, str], share: float = 1.0) -> dict[str, Any]:
    """Return a saved model's subclass mAP over the queries of each group, where all held-out figures may answer."""
    embeds = embed_figures(AutoModel.from_pretrained(folder), held_out.all_figures())
    found = evaluate_embeddings(embeds, held_out.metadata(), "subclass", per_query=True)
    values, groups = found["per_query"]["map"], np.array([group[patent] for patent in held_out.patents])
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    result: dict[str, Any] = {"trainable_share": round(share, 4), "bytes": weights}
    for name in GROUPS:
        counted = values[(groups == name) & ~np.isnan(values)]
        result[name] = {"map": round(float(counted.mean()), 4) if len(counted) else None, "queries": len(counted)}
    return result


def keep_arguments(out: Path, arguments: dict[str, int]) -> None:
    """Write what a run is asked for into its folder; refuse what cannot be, or differs from what the folder holds."""
    if min(arguments[name] for name in ("steps", "adapt_steps", "rank")) < 1:
        raise ValueError("--steps, --adapt_steps and --rank must be at least 1")
    path = out / "arguments.json"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != arguments:
        raise ValueError(f"{out} holds a run with other arguments ({path.name} names them): choose another --out")
    out.mkdir(parents=True, exist_ok=True)
    write_json(path, arguments)


def table(results: Mapping[str, Any]) -> str:
    """Return the results as a table: a method a line, mAP of each group, what is trained and what is stored."""
    lines = [f"{'subclass mAP':22}" + "".join(f"{name:>8}" for name in GROUPS) + f"{'trained':>10}{'stored':>12}"]
    for name, found in results.items():
        maps = "".join(f"{np.nan if (x := found[group]['map']) is None else x:8.3f}" for group in GROUPS)
        lines.append(f"{name:22}{maps}{found['trainable_share']:>10.1%}{found['bytes'] / 1e6:>9.2f} MB")
    return "\n".join(lines)


def run(out: Path, arguments: dict[str, int]) -> dict[str, Any]:
    """Draw, train, adapt, measure; return the summary."""
    seed, rank = arguments["seed"], arguments["rank"]
    moved = moved_families(families := some_families())
    corpus = draw_corpus(out / "corpus", arguments["patents"], 5, seed, size=arguments["size"], families=families)
    edition = split_edition(json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))["patents"], moved)
    rows = load_deeppatent2(corpus)
    processor = PatentImageProcessor(size=SETTINGS["image_size"])

    def figures(codes: Mapping[str, str]) -> FigureDataset:
        return FigureDataset(with_codes(rows, codes), processor, out / "figures")

    held_out, base = figures(edition.held_out), out / "models" / "before"
    base.parent.mkdir(exist_ok=True)
    set_seed(seed)
    if not base.exists():
        shape = {name: SETTINGS[name] for name in (*MODEL_ARGUMENTS, "loss")}
        model = PatentVisionModel.from_backbone(AutoConfig.for_model(**SETTINGS["backbone"]), **shape)
        train(model, figures(edition.base), held_out, base, {"max_steps": arguments["steps"], "seed": seed})
    results = {"before": measure(base, held_out, edition.group)}
    for name, (adapter, rehearses) in METHODS.items():
        set_seed(seed)
        model = AutoModel.from_pretrained(base)
        model = add_lora(model, rank, 2 * rank) if adapter else model
        share, folder = trainable_share(model), out / "models" / name.replace(", ", "_").replace(" ", "_")
        if not folder.exists():
            codes = edition.changed | (edition.rehearsal if rehearses else {})
            steps = {"max_steps": arguments["adapt_steps"], "learning_rate": RATE, "seed": seed}
            train(model, figures(codes), held_out, folder, steps)
        results[name] = measure(folder, held_out, edition.group, share)
    counts = {part: len(getattr(edition, part)) for part in ("base", "rehearsal", "changed", "held_out")}
    counts |= {f"held_out_{name}": list(edition.group.values()).count(name) for name in GROUPS}
    return {
        "results": results,
        "patents": counts,
        "moved": {family.name: [family.locarno, moved[family.name]] for family in families if family.name in moved},
        "edition_day": EDITION_DAY,
        "arguments": arguments,
    }


def main() -> int:
    """Run, and write the summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default="runs/new_edition", help="folder to write to")
    for name, (default, meaning) in OPTIONS.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{meaning} (default: {default})")
    arguments = vars(parser.parse_args())
    out: Path = arguments.pop("out")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    datasets.disable_progress_bars()
    keep_arguments(out, arguments)
    write_json(out / "summary.json", summary := run(out, arguments))
    print(f"\n{table(summary['results'])}\n\nWritten to {out}: summary.json, models/, corpus/")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (ValueError, OSError) as error:
        print(f"new_edition: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from None
