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

import datasets
import yaml
from transformers import AutoConfig, AutoModel, AutoTokenizer, HfArgumentParser, PretrainedConfig, set_seed

from modeling_patent import PatentImageProcessor, PatentTextProcessor, PatentVisionModel, PatentVisionTextModel
from modeling_patent.evaluation import benchmark_splits
from modeling_patent.evaluation.kept import LEVELS
from modeling_patent.rows import column, fit_head_codes, label_columns
from modeling_patent.training import FigureDataset, PatentTrainer, PatentTrainingArguments, encode_texts
from modeling_patent.training.card import hub_names
from modeling_patent.training.lora import add_lora, trainable_share
from modeling_patent.training.texts import max_length
from patent_data import corpus_split, detect_source, load_parquet, load_source, split_by_patent
from patent_data.enrich import add_texts
from patent_data.parquet_read import choose_split, is_hub_dataset

# Arguments of the model that the command line takes by the names of PatentVisionConfig and PatentVisionTextConfig.
MODEL_ARGUMENTS = (
    "projection_dim", "projector", "projector_dropout", "pooling", "loss", "relevance", "loss_temperature",
    "normalization", "loss_chunk_size", "margin", "class_level", "subcenters",
)  # fmt: skip
TEXT_ARGUMENTS = ("terms", "language_weight", "freeze_text")

VALIDATION = "validation"  # the split to evaluate on, if nothing else is said; split off where the data has none
MEMORY_LIMIT = 4 * 10**9  # bytes of prepared figures that --cache auto holds in memory


@dataclass
class ScriptArguments:
    """What to train, and on what."""

    data: str | None = field(
        default=None,
        metadata={"help": "A release, a drawn corpus, a folder of pictures, or Parquet (a folder, a Hub id)."},
    )
    train_split: str = field(default="train", metadata={"help": "Split to train on (drawn corpus, Parquet)."})
    eval_split: str = field(default=VALIDATION, metadata={"help": "Split to evaluate on (drawn corpus, Parquet)."})
    validation_share: float = field(
        default=0.1, metadata={"help": "Share of the patents kept for evaluation where the data has no splits."}
    )
    benchmark: bool = field(
        default=False, metadata={"help": "Train and validate on those splits of dp2-prior-art-v1 (docs/benchmark.md)."}
    )
    texts: str | None = field(default=None, metadata={"help": "Texts of the figures, as `patent enrich` wrote them."})
    backbone: str | None = field(
        default=None,
        metadata={"help": "A Hub id, a folder, or a transformers configuration as JSON (random weights)."},
    )
    model: str | None = field(default=None, metadata={"help": "A patent model to go on from, in place of a backbone."})
    image_size: int = field(default=224, metadata={"help": "Side of the prepared figure in pixels."})
    remove_labels: bool = field(
        default=False, metadata={"help": "Paint over the labels (FIG. 1) of sheets before they are prepared."}
    )
    cache: str = field(
        default="auto",
        metadata={
            "help": "'memory', 'none' (prepare pictures when they are needed), a folder for the prepared figures, or "
            "'auto': memory where they take at most 4 GB, else none."
        },
    )
    text_backbone: str | None = field(
        default=None,
        metadata={
            "help": "Text encoder: a Hub id, a folder, or a configuration as JSON. Makes a model that "
            "learns from texts too."
        },
    )
    tokenizer: str | None = field(
        default=None, metadata={"help": "A Hub id or folder (default: that of text_backbone, or of the model)."}
    )
    projection_dim: int | None = field(
        default=None, metadata={"help": "Width of the vectors (default: 256, with texts that of the text encoder)."}
    )
    projector: str | None = field(
        default=None, metadata={"help": "none, linear (default), mlp, norm_mlp or norm_linear."}
    )
    projector_dropout: float = field(default=0.0, metadata={"help": "Of the projector norm_linear."})
    pooling: str | None = field(default=None, metadata={"help": "cls, mean, max_mean, gem or pooler."})
    loss: str = field(
        default="hierarchical",
        metadata={"help": "hierarchical, contrastive, triplet or arcface; with texts also distribution_aware."},
    )
    relevance: list[float] = field(
        default_factory=lambda: [1.0, 0.35, 0.2], metadata={"help": "Of the same patent, subclass, main class."}
    )
    loss_temperature: float | None = field(
        default=None, metadata={"help": "Temperature of the loss (default: 0.07, arcface 1/30, CLIP's own)."}
    )
    normalization: str = field(default="relevance", metadata={"help": "relevance, count or none."})
    loss_chunk_size: int | None = field(default=None, metadata={"help": "Anchors taken at a time in the loss."})
    margin: float | None = field(default=None, metadata={"help": "Of triplet (default 0.2) or arcface (0.5)."})
    class_level: str = field(default="patent", metadata={"help": "ArcFace's classes: patent, subclass or main_class."})
    subcenters: int = field(default=1, metadata={"help": "Centres a class in arcface."})
    terms: list[str] = field(
        default_factory=lambda: ["clip", "cls", "cat"], metadata={"help": "Terms of distribution_aware that are on."}
    )
    language_weight: float = field(default=0.0, metadata={"help": "Of the text term beside another loss."})
    freeze_text: bool = field(default=True, metadata={"help": "Keep the text encoder as it is."})
    head_share: float = field(default=0.4, metadata={"help": "Share of the classes with most figures that are head."})
    lora: bool = field(default=False, metadata={"help": "Train an adapter of --model, not the whole of it."})
    lora_rank: int = field(default=8, metadata={"help": "Rank of the adapter."})
    lora_alpha: int = field(default=16, metadata={"help": "Scale of the adapter."})
    dataset_name: str | None = field(
        default=None, metadata={"help": "Name of the data in the model card (default: that of its folder or file)."}
    )
    license: str = field(default="apache-2.0", metadata={"help": "Of the weights, for the model card."})
    data_license: str | None = field(default=None, metadata={"help": "Of the data, for the model card."})
    data_notes: str | None = field(
        default=None, metadata={"help": "What the drawings are (real, drawn by a program, ...), for the model card."}
    )


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
        if isinstance(values.get("text_backbone"), dict):
            values["text_backbone"] = json.dumps(values["text_backbone"])
        parser.set_defaults(**values)
    script, training, _ = parser.parse_args_into_dataclasses(argv, look_for_args_file=False)
    return script, training


def read_backbone(backbone: str) -> str | PretrainedConfig:
    """Return a configuration where the argument is JSON, else the Hub id or folder as it is."""
    if not backbone.lstrip().startswith("{"):
        return backbone
    return AutoConfig.for_model(**json.loads(backbone))


def build_model(script: ScriptArguments, train_rows: Any) -> tuple[Any, Any]:
    """Return the model and its processor: the image processor alone, or with a tokenizer for a model with texts."""
    if script.model is not None:
        model = AutoModel.from_pretrained(script.model)
        images = PatentImageProcessor.from_pretrained(script.model)
    else:
        model, images = (
            new_model(script, train_rows),
            PatentImageProcessor(script.image_size, remove_labels=script.remove_labels),
        )
    if not isinstance(model, PatentVisionTextModel):
        return model, images
    tokenizer = script.tokenizer or script.model or script.text_backbone
    if tokenizer is None or tokenizer.lstrip().startswith("{"):
        raise ValueError("name the --tokenizer of a text encoder that is given as a configuration")
    words = AutoTokenizer.from_pretrained(tokenizer)
    words.model_max_length = max_length(model, words)
    return model, PatentTextProcessor(images, words)


def new_model(script: ScriptArguments, train_rows: Any) -> Any:
    """Return a model on the backbones that are named."""
    arguments = {name: getattr(script, name) for name in MODEL_ARGUMENTS if getattr(script, name) is not None}
    if script.loss == "arcface":
        labels = label_columns(column(train_rows, "patent_id"), column(train_rows, "locarno"))
        arguments["classes"] = int(labels[LEVELS[script.class_level]].max(initial=-1)) + 1
    if script.text_backbone is None:
        return PatentVisionModel.from_backbone(read_backbone(script.backbone or ""), **arguments)
    arguments |= {name: getattr(script, name) for name in TEXT_ARGUMENTS}
    text = read_backbone(script.text_backbone)
    return PatentVisionTextModel.from_backbones(read_backbone(script.backbone or ""), text, **arguments)


def read_splits(script: ScriptArguments) -> tuple[Any, Any]:
    """Return the rows to train on and those to evaluate on; no patent is in both."""
    if script.data is None:
        raise ValueError("name the --data to train on")
    if is_hub_dataset(script.data) or detect_source(script.data) == "parquet":
        given = dict(load_parquet(script.data))
    else:
        given = {script.train_split: load_source(script.data)}
    if script.texts is not None:
        given = {name: add_texts(rows, script.texts) for name, rows in given.items()}
    if script.benchmark:
        splits = benchmark_splits(datasets.concatenate_datasets(list(given.values())))
        return splits["train"], splits[VALIDATION]
    rows = choose_split(given, script.train_split, script.data)
    if (Path(script.data) / "corpus.json").exists():
        return tuple(corpus_split(rows, script.data, split) for split in (script.train_split, script.eval_split))
    if script.eval_split != VALIDATION or VALIDATION in given:
        return rows, choose_split(given, script.eval_split, script.data)
    splits = split_by_patent(rows, {"train": 1 - script.validation_share, VALIDATION: script.validation_share})
    return splits["train"], splits[VALIDATION]


def choose_cache(cache: str, rows: int, processor: PatentImageProcessor) -> str | None:
    """Return the cache of a `FigureDataset`: --cache, with "auto" and "none" resolved."""
    if cache == "auto":
        cache = "memory" if rows * processor.size["height"] ** 2 <= MEMORY_LIMIT else "none"
    return None if cache == "none" else cache


def read_figures(script: ScriptArguments, rows: Any, model: Any, processor: Any) -> FigureDataset:
    """Return rows as the trainer takes them, with texts and categories where the model learns from them."""
    images = getattr(processor, "image_processor", processor)
    cache = choose_cache(script.cache, len(rows), images)
    needs_texts = model.config.loss == "distribution_aware" or getattr(model.config, "language_weight", 0) > 0
    folder = None if cache == "memory" else cache
    texts = encode_texts(rows, model, processor.tokenizer, folder) if needs_texts else None
    return FigureDataset(rows, images, cache, texts=texts, head_codes=model.config.head_codes)


def card_facts(script: ScriptArguments) -> dict[str, Any]:
    """Return what the model card tells of the data and of where the weights started."""
    return {
        "dataset_name": script.dataset_name or Path(script.data or "").resolve().name,
        "split": VALIDATION if script.benchmark else script.eval_split,
        "license": script.license,
        "data_license": script.data_license,
        "data_notes": script.data_notes,
        "finetuned_from": hub_names(script.model or script.backbone, None if script.model else script.text_backbone),
    }


def train(argv: list[str]) -> None:
    """Train, evaluate and save."""
    script, arguments = parse_arguments(argv)
    if script.model is None and script.lora:
        raise ValueError("--lora adapts a saved patent model: name it with --model")
    if script.model is None and script.backbone is None:
        raise ValueError("name a --backbone (a Hub id, a folder, a configuration) or a --model to go on from")
    if script.model is not None:
        if (Path(script.model) / "adapter_config.json").is_file():
            raise ValueError(f"{script.model} is an adapter: name the model it was made for, or merge it first")
        AutoConfig.from_pretrained(script.model)  # a wrong name is told before the data is read, which may take long
    set_seed(arguments.seed)
    with arguments.main_process_first(desc="reading the figures"):
        train_rows, eval_rows = read_splits(script)
        model, processor = build_model(script, train_rows)
        if model.config.head_codes is None:
            model.config.head_codes = fit_head_codes(column(train_rows, "locarno"), script.head_share) or None
        model.to(arguments.device)  # texts are encoded before the trainer takes the model
        training, evaluation = (read_figures(script, rows, model, processor) for rows in (train_rows, eval_rows))
    if script.lora:
        model = add_lora(model, script.lora_rank, script.lora_alpha)
        logging.getLogger(__name__).warning("LoRA trains %.2f %% of the parameters", 100 * trainable_share(model))
    trainer = PatentTrainer(model, arguments, training, evaluation, processing_class=processor)
    trainer.train(resume_from_checkpoint=arguments.resume_from_checkpoint)
    trainer.save_model()
    trainer.save_state()
    metrics = trainer.evaluate()
    trainer.save_metrics("eval", metrics)
    if trainer.is_world_process_zero():
        print(json.dumps({name: round(value, 4) for name, value in metrics.items()}, indent=2))
    about = card_facts(script)
    if arguments.push_to_hub:
        trainer.push_to_hub(**about)  # the card with it
    else:
        trainer.create_model_card(**about)


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
