"""The grid of the study: a YAML file read to runs, each known by a hash of its settings, and the log of those done."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from modeling_patent.evaluation import Protocol, find_protocol

PROTOCOLS = {
    "patent": find_protocol("same-patent"),
    "subclass": Protocol("subclass-with-own", "subclass", meaning="find the same subclass; the own patent counts"),
    "main_class": Protocol("main-class-with-own", "main_class", meaning="find the same class; the own patent counts"),
    "other_subclass": find_protocol("subclass"),
    "other_main_class": find_protocol("main-class"),
    "prior_art": find_protocol("prior-art"),
}
"""What is measured of every run: name in the grid and the log -> protocol. The second and third are paper A's."""
KS = (5, 10)
METRICS = dict.fromkeys(PROTOCOLS, ("map", "ndcg")) | {
    "prior_art": ("map", "ndcg", *(f"{kind}@{k}" for kind in ("hit", "recall", "precision") for k in KS), "mrr@10"),
}
"""Protocol -> metrics that are kept for every query. Of subclasses there is also map_macro."""
SLICES = ("all", "head", "tail")
PARTS = ("test", "unseen")
UNLABELLED = "_unlabelled"

MODEL = (
    "loss", "normalization", "relevance", "loss_temperature", "language_weight", "terms", "pooling", "projector",
    "projection_dim", "class_level", "margin", "subcenters",
)  # fmt: skip
TRAINING = (
    "patents_per_batch", "figures_per_patent", "partner_share", "learning_rate", "weight_decay", "lr_scheduler_type",
    "warmup_steps", "bf16", "channels_last", "augmentation",
)  # fmt: skip
DATA = ("image_size", "remove_labels", "also_without_labels", "texts", "texts_per_figure")
SETTINGS = ("encoder", "backbone", "steps", *MODEL, *TRAINING, *DATA)
HOG = ("encoder", "image_size", "also_without_labels", "corpus")  # what HOG's vectors depend on
TEXTS = ("captions", "objects", "templates")
Settings = Mapping[str, Any]
GROUP = ("title", "about", "baseline", "shared", "settings", "columns", "slices", "parts", "figure")


@dataclass(frozen=True)
class Run:
    """One training and its measurement.

    Attributes:
        settings: all that it depends on but the seed: model, training, data, corpus.
        seed: of weights, batches and augmentation.
    """

    settings: Mapping[str, Any]
    seed: int

    @property
    def id(self) -> str:
        """A name that says the same settings and seed, and no others."""
        stated = json.dumps(self.settings, sort_keys=True)
        return f"{hashlib.sha256(stated.encode()).hexdigest()[:12]}-{self.seed}"


@dataclass(frozen=True)
class Group:
    """Settings that are compared in one table.

    Attributes:
        name, title, about: what it is called, its heading, and what it asks, for people.
        baseline: the setting that the others are compared with.
        runs: setting -> its runs, one a seed.
        columns: heading -> "protocol/metric".
        slices: of the queries: "all", "head", "tail".
        parts: of the corpus: "test" (families seen in training), "unseen", and both with "_unlabelled".
        figure: label of the horizontal axis of its figure, where the settings are steps of one; None: a line a setting.
    """

    name: str
    title: str
    about: str
    baseline: str
    runs: Mapping[str, Sequence[Run]]
    columns: Mapping[str, str]
    slices: Sequence[str]
    parts: Sequence[str]
    figure: str | None


@dataclass(frozen=True)
class Grid:
    """The whole study: its corpus, its text encoder (a package or a folder), its bootstrap draws, its groups."""

    corpus: Mapping[str, Any]
    text_encoder: str
    resamples: int
    seeds: Sequence[int]
    groups: Mapping[str, Group]


def read_grid(path: Path) -> Grid:
    """Read the grid.

    Raises:
        ValueError: it is not YAML, or says what no run can be made of; one line that names the place.
    """
    try:
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML: {error}") from None
    needed = ("corpus", "text_encoder", "resamples", "seeds", "shared", "backbones", "groups")
    _check_keys(stated, needed, str(path), needed)
    seeds = stated["seeds"]
    if not seeds or len(set(seeds)) < len(seeds) or not all(isinstance(seed, int) for seed in seeds):
        raise ValueError(f"{path}: seeds must be different whole numbers, got {seeds}")
    groups = {name: _read_group(name, group, stated, f"{path}, {name}") for name, group in stated["groups"].items()}
    return Grid(stated["corpus"], stated["text_encoder"], int(stated["resamples"]), seeds, groups)


def _read_group(name: str, group: Mapping[str, Any], stated: Mapping[str, Any], where: str) -> Group:
    _check_keys(group, GROUP, where, ("title", "baseline", "settings", "columns"))
    runs = {}
    for setting, own in group["settings"].items():
        resolved = _resolve(stated, group.get("shared", {}), own or {}, f"{where}, {setting}")
        seeds = stated["seeds"][:1] if resolved.get("encoder") == "hog" else stated["seeds"]  # HOG draws nothing
        runs[setting] = [Run(resolved, seed) for seed in seeds]
    if group["baseline"] not in runs:
        raise ValueError(f"{where}: the baseline {group['baseline']!r} is none of its settings ({', '.join(runs)})")
    for column in group["columns"].values():
        protocol, _, metric = column.partition("/")
        macro = metric == "map_macro" and protocol in PROTOCOLS and PROTOCOLS[protocol].level == "subclass"
        if not macro and metric not in METRICS.get(protocol, ()):
            raise ValueError(f"{where}: nothing is measured that is called {column!r}")
    slices, parts = group.get("slices", ["all"]), group.get("parts", list(PARTS))
    if not set(slices) <= set(SLICES) or not set(parts) <= {p + end for p in PARTS for end in ("", UNLABELLED)}:
        raise ValueError(f"{where}: unknown slices or parts: {slices}, {parts}")
    of_classes = all(PROTOCOLS[column.partition("/")[0]].level == "subclass" for column in group["columns"].values())
    if slices != ["all"] and not of_classes:
        raise ValueError(f"{where}: head and tail are of subclasses, but not all columns are")
    about = " ".join(group.get("about", "").split())
    return Group(name, group["title"], about, group["baseline"], runs, group["columns"], slices, parts,
                 group.get("figure"))  # fmt: skip


def _resolve(stated: Settings, shared: Settings, own: Settings, where: str) -> dict[str, Any]:
    """Return the whole settings of a run: what all share, its backbone's, its group's, its own; the last one counts."""
    found: dict[str, Any] = {**stated["shared"], **shared, **own}
    _check_keys(found, SETTINGS, where)
    if found["backbone"] not in stated["backbones"]:
        raise ValueError(f"{where}: no backbone {found['backbone']!r} (there are {', '.join(stated['backbones'])})")
    backbone = dict(stated["backbones"][found["backbone"]])
    config = backbone.pop("config")
    _check_keys(backbone, SETTINGS, f"{where}, backbone {found['backbone']}")
    found = {**stated["shared"], **backbone, **shared, **own, "corpus": stated["corpus"]}
    found = {name: value for name, value in found.items() if value is not None}  # null takes back what others said
    if "image_size" in config:
        config = config | {"image_size": found["image_size"]}
    if found.get("encoder") == "hog":
        return {name: found[name] for name in HOG if name in found}
    if found.get("encoder") is not None:
        raise ValueError(f"{where}: encoder can only be hog, got {found['encoder']!r}")
    needs_texts = found["loss"] == "distribution_aware" or found.get("language_weight", 0) > 0
    if needs_texts:
        found["text_encoder"] = stated["text_encoder"]
        if found.get("texts") not in TEXTS:
            raise ValueError(f"{where}: texts must be one of {', '.join(TEXTS)}, got {found.get('texts')!r}")
    else:
        found = {name: value for name, value in found.items() if name not in ("texts", "texts_per_figure")}
    return found | {"config": config}


def _check_keys(stated: Any, known: Iterable[str], where: str, needed: Iterable[str] = ()) -> None:
    if not isinstance(stated, Mapping):
        raise ValueError(f"{where}: 'name: value' lines are expected")
    unknown, missing = sorted(set(stated) - set(known)), sorted(set(needed) - set(stated))
    if unknown or missing:
        raise ValueError(
            f"{where}: unknown {', '.join(unknown) or 'nothing'}, missing {', '.join(missing) or 'nothing'}"
        )


def wanted_runs(grid: Grid, only: Sequence[str] = ()) -> dict[str, Run]:
    """Return id -> run, each once, a group after the other and in it a seed after the other.

    Raises:
        ValueError: there is no such group.
    """
    unknown = [name for name in only if name not in grid.groups]
    if unknown:
        raise ValueError(f"no group {', '.join(unknown)} (there are {', '.join(grid.groups)})")
    runs: dict[str, Run] = {}
    for name, group in grid.groups.items():
        if not only or name in only:
            each = [run for of_one in group.runs.values() for run in of_one]
            runs |= {run.id: run for run in sorted(each, key=lambda run: list(grid.seeds).index(run.seed))}
    return runs


def run_folder(out: Path, run: Run) -> Path:
    """Return where a run writes."""
    return out / "runs" / run.id


def finished(out: Path, run: Run) -> dict[str, Any] | None:
    """Return the record of a run that is done, else None."""
    path = run_folder(out, run) / "results.json"
    if not path.exists():
        return None
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def read_log(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a log. A last line that a kill cut off is left out."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    records = []
    for number, line in enumerate(lines, 1):
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            if number < len(lines):
                raise ValueError(f"{path}, line {number} is not JSON") from None
    return records


def complete_log(out: Path, runs: Mapping[str, Run]) -> None:
    """Log each run that is done and has no line yet: the log follows the runs, whatever was killed."""
    path = out / "log.jsonl"
    there = read_log(path)
    known = {record["id"] for record in there}
    new = [record for name, run in runs.items() if name not in known and (record := finished(out, run)) is not None]
    if new:
        write_lines(path, [*there, *new])


def write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records as JSON lines, the file whole or not at all."""
    write_text(path, "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records))


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
