"""Train a patent model: python train.py --config configs/quickstart.yaml [--any_argument value ...].

The YAML file holds the same arguments as the command line, which goes first. Runs under `accelerate launch` too.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from transformers import AutoConfig, AutoModel, HfArgumentParser, PretrainedConfig, set_seed

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments
from patent_data import corpus_split, load_source, split_by_patent

# Arguments of the model that the command line takes by the names of PatentVisionConfig.
MODEL_ARGUMENTS = (
    "projection_dim", "projector", "pooling", "loss", "relevance", "loss_temperature", "normalization",
    "loss_chunk_size",
)  # fmt: skip


MEMORY_LIMIT = 4 * 10**9  # bytes of prepared figures that --cache auto holds in memory


@dataclass
class ScriptArguments:
    """What to train, and on what."""

    data: str | None = field(default=None, metadata={"help": "A release, a drawn corpus, or a folder of pictures."})
    train_split: str = field(default="train", metadata={"help": "Split to train on (drawn corpus)."})
    eval_split: str = field(default="validation", metadata={"help": "Split to evaluate on (drawn corpus)."})
    validation_share: float = field(
        default=0.1, metadata={"help": "Share of the patents kept for evaluation where the data has no splits."}
    )
    backbone: str | None = field(
        default=None,
        metadata={"help": "A Hub id, a folder, or a transformers configuration as JSON (random weights)."},
    )
    model: str | None = field(default=None, metadata={"help": "A patent model to go on from, in place of a backbone."})
    image_size: int = field(default=224, metadata={"help": "Side of the prepared figure in pixels."})
    cache: str = field(
        default="auto",
        metadata={
            "help": "'memory', 'none' (prepare pictures when they are needed), a folder for the prepared figures, or "
            "'auto': memory where they take at most 4 GB, else none."
        },
    )
    projection_dim: int = field(default=256, metadata={"help": "Width of the vectors."})
    projector: str = field(default="linear", metadata={"help": "linear, mlp or norm_mlp."})
    pooling: str | None = field(default=None, metadata={"help": "cls, mean, max_mean, gem or pooler."})
    loss: str = field(default="hierarchical", metadata={"help": "hierarchical or contrastive."})
    relevance: list[float] = field(
        default_factory=lambda: [1.0, 0.35, 0.2], metadata={"help": "Of the same patent, subclass, main class."}
    )
    loss_temperature: float = field(default=0.07, metadata={"help": "Temperature of the loss."})
    normalization: str = field(default="relevance", metadata={"help": "relevance, count or none."})
    loss_chunk_size: int | None = field(default=None, metadata={"help": "Anchors taken at a time in the loss."})


def parse_arguments(argv: list[str]) -> tuple[ScriptArguments, PatentTrainingArguments]:
    """Return the arguments of a YAML file (--config) and the command line; the command line goes first."""
    parser = HfArgumentParser((ScriptArguments, PatentTrainingArguments), description=__doc__, allow_abbrev=False)
    parser.add_argument("--config", help="YAML file with any of these arguments.")
    known = {action.dest for action in parser._actions} - {"help", "config"}
    config = parser.parse_known_args(argv)[0].config
    if config is not None:
        try:
            values = yaml.safe_load(Path(config).read_text(encoding="utf-8")) or {}
        except yaml.YAMLError as error:
            raise ValueError(f"{config} is no YAML: {' '.join(str(error).split())}") from None
        if not isinstance(values, dict):
            raise ValueError(f"{config} must hold 'argument: value' lines")
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(f"{config}: unknown argument{'s' if len(unknown) > 1 else ''} {', '.join(unknown)}")
        if isinstance(values.get("backbone"), dict):
            values["backbone"] = json.dumps(values["backbone"])
        parser.set_defaults(**values)
    script, training, _ = parser.parse_args_into_dataclasses(argv, look_for_args_file=False)
    return script, training


def read_backbone(backbone: str) -> str | PretrainedConfig:
    """Return a configuration where the argument is JSON, else the Hub id or folder as it is."""
    if not backbone.lstrip().startswith("{"):
        return backbone
    return AutoConfig.for_model(**json.loads(backbone))


def build_model(script: ScriptArguments) -> tuple[Any, PatentImageProcessor]:
    """Return the model and its image processor."""
    if script.model is not None:
        model = AutoModel.from_pretrained(script.model)
        return model, PatentImageProcessor.from_pretrained(script.model)
    if script.backbone is None:
        raise ValueError("name a --backbone (a Hub id, a folder, a configuration) or a --model to go on from")
    arguments = {name: getattr(script, name) for name in MODEL_ARGUMENTS}
    model = PatentVisionModel.from_backbone(read_backbone(script.backbone), **arguments)
    return model, PatentImageProcessor(size=script.image_size)


def read_splits(script: ScriptArguments) -> tuple[Any, Any]:
    """Return the rows to train on and those to evaluate on; no patent is in both."""
    if script.data is None:
        raise ValueError("name the --data to train on")
    rows = load_source(script.data)
    if (Path(script.data) / "corpus.json").exists():
        return tuple(corpus_split(rows, script.data, split) for split in (script.train_split, script.eval_split))
    splits = split_by_patent(rows, {"train": 1 - script.validation_share, "validation": script.validation_share})
    return splits["train"], splits["validation"]


def choose_cache(cache: str, rows: int, processor: PatentImageProcessor) -> str | None:
    """Return the cache of a `FigureDataset`: --cache, with "auto" and "none" resolved."""
    if cache == "auto":
        cache = "memory" if rows * processor.size["height"] ** 2 <= MEMORY_LIMIT else "none"
    return None if cache == "none" else cache


def train(argv: list[str]) -> None:
    """Train, evaluate and save."""
    script, arguments = parse_arguments(argv)
    set_seed(arguments.seed)
    model, processor = build_model(script)
    with arguments.main_process_first(desc="reading the figures"):
        train_rows, eval_rows = read_splits(script)
        training, evaluation = (
            FigureDataset(rows, processor, choose_cache(script.cache, len(rows), processor))
            for rows in (train_rows, eval_rows)
        )
    trainer = PatentTrainer(model, arguments, training, evaluation, processing_class=processor)
    trainer.train(resume_from_checkpoint=arguments.resume_from_checkpoint)
    trainer.save_model()
    trainer.save_state()
    metrics = trainer.evaluate()
    trainer.save_metrics("eval", metrics)
    if trainer.is_world_process_zero():
        print(json.dumps({name: round(value, 4) for name, value in metrics.items()}, indent=2))


def main() -> int:
    """Run, with errors of the user as one line and exit code 2."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        train(sys.argv[1:])
    except (ValueError, OSError) as error:
        print(f"train.py: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
