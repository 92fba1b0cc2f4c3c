"""Train the checkpoint on drawn, modelled and real figures, and judge it on patents and objects kept aside.

    python examples/train_checkpoint.py --config configs/checkpoint.yaml --out runs/checkpoint
    python examples/train_checkpoint.py --config configs/checkpoint.yaml --evaluate FOLDER --against FOLDER ...

A killed training goes on when started again. OUT gets recipe.yaml, log.jsonl, network/ (the trained network, 32 bit),
model/ (what is shipped, 16 bit) and evaluation.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
import yaml
from checkpoint_data import MixedFigures, Source, prepared, training_sources, validation_rows
from checkpoint_evaluation import evaluate_model, load, whitening_of, with_features
from checkpoint_trainer import CheckpointTrainer, LogFile, newest_checkpoint
from ship_checkpoint import halved
from transformers import AutoConfig, set_seed

import modeling_patent
from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.rows import column
from modeling_patent.training import PatentTrainingArguments

LIMIT = 12_000_000  # bytes of a saved model
PARTS = (
    "cache", "image_size", "early_size", "early_share", "sources", "validation", "model", "training", "average_decay",
    "teacher", "teacher_weight", "evaluation", "save",
)  # fmt: skip


def read_recipe(path: Path, changes: list[str]) -> dict[str, Any]:
    """Return the recipe of a YAML file with some values changed ("training.seed=1").

    Raises:
        ValueError: an unknown name, or a part that is missing.
    """
    recipe: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    wrong = sorted(set(recipe) ^ set(PARTS))
    if wrong:
        raise ValueError(f"{path}: missing or unknown: {', '.join(wrong)}")
    for change in changes:
        name, equals, value = change.partition("=")
        *parents, last = name.split(".")
        place = recipe
        for parent in parents:
            place = place.get(parent) if isinstance(place, dict) else None  # type: ignore[assignment]
        if not equals or not isinstance(place, dict) or (last not in place and parents != ["training"]):
            raise ValueError(f"--set takes name=value with a name of {path.name}, got {change!r}")
        place[last] = yaml.safe_load(value)
    known = {field.name for field in dataclasses.fields(PatentTrainingArguments)}
    wrong = sorted(set(recipe["training"]) - known)
    if wrong:
        raise ValueError(f"{path}: no training arguments: {', '.join(wrong)}")
    return recipe


def train(recipe: dict[str, Any], out: Path) -> None:
    """Train as the recipe says, going on where a killed training stopped, and save network and model."""
    sources = training_sources(recipe)
    sizes = [size for size in (recipe["early_size"], recipe["image_size"]) if size is not None]
    data = MixedFigures(sources, sizes, recipe["cache"])
    counts = {one.name: {"patents": len(set(part.patents)), "figures": len(part)}
              for one, part in zip(sources, data.parts[-1], strict=True)}  # fmt: skip
    for name, count in counts.items():
        print(f"{name}: {count['figures']} figures of {count['patents']} patents", flush=True)
    trainer = make_trainer(recipe, sources, data, out)
    kept = newest_checkpoint(out / "train")
    if kept is not None:
        print(f"Going on from {kept}", flush=True)
    trainer.train(resume_from_checkpoint=None if kept is None else str(kept))
    model = trainer.accelerator.unwrap_model(trainer.model)
    if trainer.average is not None:
        model.load_state_dict(trainer.average.weights)
    model = model.to("cpu", memory_format=torch.contiguous_format).eval()
    labels = recipe["save"]["remove_labels"]
    processor = PatentImageProcessor(recipe["image_size"], remove_labels=labels)
    model.save_pretrained(out / "network")
    processor.save_pretrained(out / "network")
    lines = [json.loads(line) for line in (out / "log.jsonl").read_text("utf-8").splitlines()]
    seconds = max((line.get("seconds", 0.0) for line in lines), default=0.0)
    shipped = shippable(model, recipe, sources)
    processor = PatentImageProcessor(recipe["save"]["image_size"], remove_labels=labels)
    about = facts(recipe, counts, seconds, shipped)
    about["authors"] = sorted({name for one in sources if one.name == "objects"
                               for names in column(one.rows, "applicants") for name in names})  # fmt: skip
    save_half(shipped, processor, recipe, about, out / "model")
    shutil.rmtree(out / "train", ignore_errors=True)


def make_trainer(recipe: dict[str, Any], sources: list[Source], data: MixedFigures, out: Path) -> CheckpointTrainer:
    """Return the trainer of a recipe, its model from random weights."""
    settings = dict(recipe["training"])
    steps = settings["max_steps"]
    set_seed(settings["seed"])
    model_settings = dict(recipe["model"])
    backbone = AutoConfig.for_model(**model_settings.pop("backbone"))
    model = PatentVisionModel.from_backbone(backbone, **model_settings)
    evaluated = bool(settings.get("eval_steps"))
    judged = {}
    if evaluated:
        for name, rows in validation_rows(recipe).items():
            judged[name] = prepared(rows, recipe["image_size"], recipe["save"]["remove_labels"], recipe["cache"])
        shared = set(data.patents) & {patent for part in judged.values() for patent in part.patents}
        if shared:
            raise ValueError(f"{len(shared)} patents are in training and validation, {min(shared)} among them")
    settings |= {
        "output_dir": str(out / "train"), "disable_tqdm": True, "report_to": "none", "logging_strategy": "steps",
        "eval_strategy": "steps" if evaluated else "no", "save_total_limit": 2,
        "save_strategy": "steps" if settings.get("save_steps") else "no",
    }  # fmt: skip
    if judged:
        settings |= {"metric_for_best_model": f"eval_{next(iter(judged))}_patent_map", "greater_is_better": True}
    settings = {name: value for name, value in settings.items() if value is not None}
    arguments = PatentTrainingArguments(**settings)
    trainer = CheckpointTrainer(
        model,
        arguments,
        data,
        next(iter(judged.values()), None),
        PatentImageProcessor(recipe["image_size"]),
        shares=[one.share for one in sources],
        early_steps=0 if recipe["early_size"] is None else round(recipe["early_share"] * steps),
        average_decay=recipe["average_decay"],
        teacher=None if recipe["teacher"] is None else load(Path(recipe["teacher"]))[0],
        teacher_weight=recipe["teacher_weight"],
        callbacks=[LogFile(out / "log.jsonl", arguments.per_device_train_batch_size)],
    )
    trainer.remove_callback(transformers.PrinterCallback)
    if judged:
        trainer.eval_dataset = judged
    return trainer


def shippable(model: Any, recipe: dict[str, Any], sources: Sequence[Source]) -> Any:
    """Return the model whose vectors are the features that are to be shipped."""
    save, whitening = recipe["save"], None
    changes = {"mirror": save["mirror"]} | ({} if save["features"] == "head" else {"scales": save["scales"]})
    if save["features"] == "whitened":
        wide = with_features(model, "pooled", **changes)
        whitening = whitening_of(wide, sources, save["image_size"], recipe)
    return with_features(model, save["features"], whitening, **changes)


def facts(recipe: dict[str, Any], counts: dict[str, Any], seconds: float, model: Any) -> dict[str, Any]:
    """Return what training.json says."""
    root = Path(__file__).parents[1]
    git = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False)
    corpus = {name: recipe["sources"]["drawn"][name] for name in ("patents", "views", "seed", "size")}
    return {
        "seed": recipe["training"]["seed"],
        "corpus": corpus if "drawn" in counts else None,
        "sources": counts,
        "steps": recipe["training"]["max_steps"],
        "training_seconds": seconds,
        "parameters": sum(p.numel() for p in model.parameters()),
        "commit": git.stdout.strip() or None,
        "versions": {
            "modeling_patent": modeling_patent.__version__, "torch": torch.__version__,
            "transformers": transformers.__version__, "python": platform.python_version(),
        },
    }  # fmt: skip


def save_half(model: Any, processor: Any, recipe: dict[str, Any], about: dict[str, Any], folder: Path) -> None:
    """Save a model with its matrices in float16; `from_pretrained` gives float32. Beside it recipe and facts.

    Raises:
        ValueError: the folder would hold more than 12 MB.
    """
    partial = folder.with_suffix(".part")
    shutil.rmtree(partial, ignore_errors=True)
    model.save_pretrained(partial, state_dict=halved(model))
    config = json.loads((partial / "config.json").read_text("utf-8"))
    (partial / "config.json").write_text(json.dumps(config | {"dtype": "float32"}, indent=2) + "\n", "utf-8")
    processor.save_pretrained(partial)
    (partial / "recipe.yaml").write_text(yaml.safe_dump(recipe, sort_keys=False), "utf-8")
    (partial / "training.json").write_text(json.dumps(about, indent=2) + "\n", "utf-8")
    size = sum(path.stat().st_size for path in partial.rglob("*"))
    if size > LIMIT:
        raise ValueError(f"{partial} has {size / 1e6:.1f} MB, more than {LIMIT / 1e6:.0f}: a smaller model is needed")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    print(f"{folder}: {size / 1e6:.2f} MB, {about['parameters']:,} parameters", flush=True)


def begin(recipe: dict[str, Any], out: Path) -> bool:
    """Note the recipe of a run; say whether there is anything left to train.

    Raises:
        ValueError: the folder holds a run of another recipe.
    """
    out.mkdir(parents=True, exist_ok=True)
    noted, text = out / "recipe.yaml", yaml.safe_dump(recipe, sort_keys=False)
    if noted.exists() and yaml.safe_load(noted.read_text("utf-8")) != recipe:
        raise ValueError(f"{out} holds a run of another recipe: take another --out, or remove it")
    partial = noted.with_suffix(".part")
    partial.write_text(text, "utf-8")
    partial.replace(noted)
    return not (out / "model").exists()


def main() -> int:
    """Run the steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=Path("configs/checkpoint.yaml"), help="the recipe")
    parser.add_argument("--out", type=Path, default=Path("runs/checkpoint"), help="folder to write to")
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="values of the recipe to change"
    )
    parser.add_argument("--evaluate", type=Path, metavar="FOLDER", help="train nothing: judge this saved model")
    parser.add_argument("--against", type=Path, nargs="+", default=[], metavar="FOLDER", help="models to compare with")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    recipe = read_recipe(options.config, options.set)
    if options.evaluate is not None:
        evaluate_model(options.evaluate, recipe, options.out, options.against)
        return 0
    if begin(recipe, options.out):
        train(recipe, options.out)
    evaluate_model(options.out / "model", recipe, options.out, [options.out / "network", *options.against])
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (ValueError, OSError) as error:
        print(f"train_checkpoint: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from None
