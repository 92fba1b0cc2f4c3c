"""One run of the study: train by its settings, measure on patents that it has not seen, write what was found."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from filelock import FileLock
from numpy.typing import NDArray
from study_corpus import corpus_folder, fingerprint, open_figures, open_texts, patent_lists, text_model
from study_grid import KS, METRICS, MODEL, PARTS, PROTOCOLS, SLICES, TRAINING, UNLABELLED, Run, run_folder, write_text

from modeling_patent import PatentVisionModel
from modeling_patent.encoding import embed_figures
from modeling_patent.evaluation import evaluate_embeddings, hog_embeddings
from modeling_patent.evaluation.kept import LEVELS as LABEL_COLUMNS
from modeling_patent.evaluation.report import library_versions
from modeling_patent.rows import categories
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments


def run_one(out: Path, run: Run) -> None:
    """Do one run and write its folder: patents.json, queries.npz and, last, results.json. A run that is done stays."""
    folder = run_folder(out, run)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):  # the same run may still go on after its parent was killed
        if (folder / "results.json").exists():
            return
        started = time.perf_counter()
        data, _ = open_figures(out, run)
        corpus = corpus_folder(out, run.settings["corpus"])
        write_text(folder / "patents.json", json.dumps(patent_lists(corpus, data)))
        model, seconds = None, 0.0
        if run.settings.get("encoder") != "hog":
            model, seconds = train(out, run, data["train"])
        metrics, arrays = measure(model, data)
        partial = folder / f".queries.{os.getpid()}.npz"
        np.savez_compressed(partial, **arrays)  # type: ignore[arg-type]
        partial.replace(folder / "queries.npz")
        record = {
            "id": run.id,
            "settings": run.settings,
            "seed": run.seed,
            "commit": commit(),
            "versions": library_versions(),
            "corpus": fingerprint(corpus),
            "head_codes": data["train"].head_codes,
            "patents": {name: len(set(part.patents)) for name, part in data.items()},
            "figures": {name: len(part) for name, part in data.items()},
            "threads": torch.get_num_threads(),
            "train_seconds": round(seconds, 1),
            "seconds": round(time.perf_counter() - started, 1),
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "metrics": metrics,
        }
        write_text(folder / "results.json", json.dumps(record, indent=1) + "\n")


def commit() -> str | None:
    """Return the commit of this tree, with "+changes" where files differ from it; None without git."""
    here = Path(__file__).parent
    try:
        found = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, check=True)
        changed = subprocess.run(["git", "status", "--porcelain", "--untracked-files=no"], cwd=here,
                                 capture_output=True, text=True, check=True)  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip() + ("+changes" if changed.stdout.strip() else "")


def train(out: Path, run: Run, data: FigureDataset) -> tuple[Any, float]:
    """Return the trained model, and the seconds that the training took."""
    settings = run.settings
    transformers.set_seed(run.seed)
    model = make_model(settings, data)
    if "text_encoder" in settings:
        data.texts = open_texts(out, run)
    if not settings["steps"]:
        return model, 0.0
    arguments = PatentTrainingArguments(
        str(run_folder(out, run)), **{name: settings[name] for name in TRAINING if name in settings},
        max_steps=settings["steps"], seed=run.seed, disable_tqdm=True, report_to="none", logging_steps=50,
        save_strategy="no", eval_strategy="no",
    )  # fmt: skip
    trainer = PatentTrainer(model, arguments, data)
    trainer.remove_callback(transformers.PrinterCallback)
    started = time.perf_counter()
    trainer.train()
    seconds = time.perf_counter() - started
    history = [json.dumps(log) for log in trainer.state.log_history]
    write_text(run_folder(out, run) / "training.jsonl", "\n".join(history) + "\n")
    return model, seconds


def make_model(settings: Mapping[str, Any], data: FigureDataset) -> Any:
    """Return an untrained model by a run's settings."""
    vision = transformers.AutoConfig.for_model(**settings["config"])
    chosen = {name: settings[name] for name in MODEL if settings.get(name) is not None}
    if chosen["loss"] == "arcface":
        labels = data.labels[LABEL_COLUMNS[chosen.get("class_level", "patent")]]
        chosen["classes"] = int(labels.max()) + 1
    if "text_encoder" not in settings:
        return PatentVisionModel.from_backbone(vision, **chosen)
    model = text_model(settings["text_encoder"], vision, **chosen)
    model.config.head_codes = data.head_codes
    return model


def measure(model: Any, data: Mapping[str, FigureDataset]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return the metrics of each part, and what they are the means of.

    Each figure of a part asks; the figures of all parts that are kept aside answer ("test" and "unseen" together, and
    those without labels together). The model is None for HOG.

    Returns:
        part -> protocol -> metric -> number, those of head and tail as "head/map"; and arrays "part/protocol/metric"
        [queries], "part/patents", "part/codes", "part/categories" (0 = head, 1 = tail).
    """
    metrics: dict[str, Any] = {}
    arrays: dict[str, NDArray[Any]] = {}
    for end in ("", UNLABELLED):
        parts = [name + end for name in PARTS if name + end in data]
        embeds = {name: vectors(model, data[name]) for name in parts}
        rows = {name: data[name].metadata() for name in parts}
        for name in parts:
            gallery: dict[str, Any] = {
                "gallery_embeds": np.concatenate([embeds[part] for part in parts]),
                "gallery_rows": [row for part in parts for row in rows[part]],
            }
            arrays[f"{name}/patents"] = np.array(data[name].patents)
            arrays[f"{name}/codes"] = np.array(data[name].codes)
            arrays[f"{name}/categories"] = categories(data[name].codes, data[name].head_codes or ()).astype(np.int8)
            metrics[name] = {}
            for protocol, rule in PROTOCOLS.items():
                head = data[name].head_codes if rule.level == "subclass" else None
                found = evaluate_embeddings(
                    embeds[name], rows[name], rule, **gallery, ks=KS, head_codes=head, per_query=True
                )
                metrics[name][protocol] = _logged(found, METRICS[protocol])
                for metric in METRICS[protocol]:
                    arrays[f"{name}/{protocol}/{metric}"] = values = np.full(len(rows[name]), np.nan)
                    values[found["per_query_rows"]] = found["per_query"][metric]
    return metrics, arrays


def vectors(model: Any, data: FigureDataset) -> NDArray[np.float32]:
    """Return the vectors of all figures of a part."""
    shown = data.all_figures()
    return hog_embeddings(shown, progress=False) if model is None else embed_figures(model, shown)


def _logged(found: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, float]:
    """Return the metrics that go to the log; those that are not defined are left out."""
    wanted = [f"{part}{name}" for part in ("", "head/", "tail/") for name in (*names, "map_macro", "queries")]
    there = {name: found[name] for name in wanted if name in found and np.isfinite(found[name])}
    return {name: value if isinstance(value, int) else round(float(value), 6) for name, value in there.items()}


def slice_members(arrays: Mapping[str, NDArray[Any]], part: str, name: str) -> NDArray[np.bool_]:
    """Return which queries of a part belong to a slice: all, head, or tail."""
    found = arrays[f"{part}/categories"]
    return np.ones(len(found), dtype=bool) if name == "all" else found == SLICES.index(name) - 1
