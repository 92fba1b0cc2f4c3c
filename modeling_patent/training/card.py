"""The model card: a trained model's README.md, from the template model_card.md."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from huggingface_hub import EvalResult, ModelCard, ModelCardData

from ..configuration_patent import LEVELS

TEMPLATE = Path(__file__).with_name("model_card.md")
PARTS = {"all": "", "head": "head_", "tail": "tail_"}
METRICS = {"map": "mAP", "ndcg": "nDCG"}
UNKNOWN_DRAWINGS = "not stated; whether they are real or drawn by a program is for the author of this model to say"


def model_card(
    model: Any,
    *,
    name: str,
    dataset_name: str | None,
    train: tuple[int, int] | None,
    evaluation: tuple[int, int] | None,
    metrics: Mapping[str, float],
    training: Mapping[str, Any],
    split: str = "evaluation",
    shared_patents: int = 0,
    max_figures: int | None = None,
    image_size: int | None = None,
    license: str = "apache-2.0",
    data_license: str | None = None,
    data_notes: str | None = None,
    base_model: Sequence[str] | None = None,
    datasets: Sequence[str] = (),
    language: str | None = None,
    tags: Iterable[str] = (),
) -> ModelCard:
    """Return the card of a trained model.

    Args:
        model: a patent model, or one under an adapter (`add_lora`).
        name: of the model: its Hub id, or its folder's name.
        dataset_name: what the author calls the data.
        train, evaluation: how many patents and figures were trained and evaluated on; None = not known.
        metrics: mAP and nDCG by name, 0 to 1: "patent_map", "subclass_ndcg", "main_class_head_map", ...; other names
            are left out, as are values that are no number (no query had a relevant figure).
        training: how it was trained: setting -> value, in the order they are to be listed.
        split: what the part that was evaluated on is called.
        shared_patents: how many of the patents evaluated on were also trained on.
        max_figures: evaluated at most so many figures of a patent.
        image_size: side of the prepared picture in pixels.
        license: of the weights.
        data_license: of the data; "not stated" if not given.
        data_notes: what the drawings are (real, drawn by a program, ...), in the author's words.
        base_model: Hub ids the weights started from; None takes what the model knows of itself.
        datasets: Hub ids of the data.
        language: of the texts, where the model learned from some.
        tags: further tags.
    """
    adapted, plain = hasattr(model, "get_base_model"), model
    if adapted:
        plain = model.get_base_model()
    texts = hasattr(plain, "text_model")
    named, split = _one_line(dataset_name or "not named"), _one_line(split)
    scores = {key: float(value) for key, value in metrics.items() if key in _SCORES and math.isfinite(value)}
    found = _known_base(model, plain, name) if base_model is None else list(base_model)
    base = None  # the name of the model that is adapted; of a folder, no more than its last part
    if adapted:
        base = found[0] if found else Path(str(model.active_peft_config.base_model_name_or_path)).name
    data = ModelCardData(
        model_name=name,
        language=language,
        license=license,
        library_name="peft" if adapted else "transformers",
        pipeline_tag="image-feature-extraction",
        tags=["design-patents", "image-retrieval", "locarno", *tags],
        base_model=(found[0] if len(found) == 1 else found) or None,
        datasets=list(datasets) or None,
        eval_results=[
            EvalResult(
                task_type="image-retrieval",
                dataset_type=datasets[0] if datasets else re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-"),
                dataset_name=named,
                dataset_split=split,
                metric_type=key.rpartition("_")[2],
                metric_name=_SCORES[key],
                metric_value=value,
            )
            for key, value in scores.items()
        ]
        or None,
    )
    card: ModelCard = ModelCard.from_template(
        data,
        template_path=str(TEMPLATE),
        title=name.rpartition("/")[2],
        name=name,
        base=base,
        texts=texts,
        dim=plain.config.projection_dim,
        model_facts=_model_facts(model, plain, found, image_size),
        dataset_name=named,
        data_license=_one_line(data_license or "not stated"),
        data_notes=_one_line(data_notes or UNKNOWN_DRAWINGS),
        license=license,
        train_size=_size(train),
        split=split,
        split_text=_split_text(train, evaluation, shared_patents),
        training=training,
        table=score_table(scores),
        has_tail=any(part in key for key in scores for part in ("_head_", "_tail_")),
        evaluation_size=_size(evaluation) + (f", at most {max_figures} figures of a patent" if max_figures else ""),
    )  # fmt: skip
    return card


def save_card(card: ModelCard, folder: str | Path) -> None:
    """Write a card to a folder's README.md, whole or not at all."""
    target = Path(folder) / "README.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name("README.md.part")
    partial.write_text(str(card), encoding="utf-8", newline="")
    partial.replace(target)


def score_table(scores: Mapping[str, float]) -> str:
    """Return metrics as a Markdown table: a part (all, head, tail) a line, mAP (nDCG) at the three levels.

    >>> print(score_table({"patent_map": 0.5, "patent_ndcg": 0.75, "main_class_tail_map": 0.25}))
    | queries | patent | subclass | main class |
    |---|---|---|---|
    | all | 0.500 (0.750) | - (-) | - (-) |
    | tail | - (-) | - (-) | 0.250 (-) |
    """
    lines = []
    for part, prefix in PARTS.items():
        keys = [[f"{level}_{prefix}{metric}" for metric in METRICS] for level in LEVELS]
        if any(key in scores for pair in keys for key in pair):
            shown = [[f"{scores[key]:.3f}" if key in scores else "-" for key in pair] for pair in keys]
            lines.append(f"| {part} | {' | '.join(f'{first} ({second})' for first, second in shown)} |")
    head = f"| queries | {' | '.join(level.replace('_', ' ') for level in LEVELS)} |\n|{'---|' * (1 + len(LEVELS))}\n"
    return head + "\n".join(lines) if lines else ""


def count(patents: Sequence[str], max_figures: int | None = None) -> tuple[int, int]:
    """Return how many patents and figures there are, at most `max_figures` of a patent; one entry a figure.

    >>> count(["p", "q", "p", "p"]), count(["p", "q", "p", "p"], max_figures=2)
    ((2, 4), (2, 3))
    """
    figures = Counter(patents)
    return len(figures), sum(min(n, max_figures or n) for n in figures.values())


def hub_names(*names: Any) -> list[str]:
    """Return those of some names that are Hub ids: in their form ("author/model"), and no folders here.

    >>> hub_names("facebook/dinov2-small", "/models/vit", None, '{"model_type": "vit"}')
    ['facebook/dinov2-small']
    """
    found = [str(x) for x in names if re.fullmatch(r"\w[\w.-]*/\w[\w.-]*", str(x or "")) and not Path(str(x)).exists()]
    return list(dict.fromkeys(found))


def _known_base(model: Any, plain: Any, name: str) -> list[str]:
    """Return the Hub id the weights started from, where the model knows it: another patent model, or its backbone."""
    if plain is not model:
        return hub_names(model.active_peft_config.base_model_name_or_path)
    own = [found for found in hub_names(plain.config._name_or_path) if found != name]
    # A backbone of random weights may bear the name of its configuration, but has no pixel statistics.
    return own or ([] if plain.config.pixel_mean is None else hub_names(plain.config.vision_config._name_or_path))


def _model_facts(model: Any, plain: Any, base: Sequence[str], image_size: int | None) -> dict[str, str]:
    """Return what a model is made of, for the list in its card."""
    config = plain.config
    dropout = f" (dropout {config.projector_dropout:g})" if config.projector_dropout else ""
    sizes = [(parameter.numel(), parameter.requires_grad) for parameter in model.parameters()]
    total, trained = sum(n for n, _ in sizes), sum(n for n, learns in sizes if learns)
    facts = {
        "Architecture": f"`{type(plain).__name__}`{' with a LoRA adapter' if plain is not model else ''}",
        "Backbone": f"transformers' `{config.vision_config.model_type}`",
        "Started from": ", ".join(f"[{name}](https://huggingface.co/{name})" for name in base),
        "Pooling": config.pooling,
        "Projector": f"{config.projector}{dropout}",
        "Text encoder": "",
        "Vectors": f"{config.projection_dim} numbers, unit length, compared by cosine",
        "Parameters": f"{total:,}" + (f", of which {trained:,} were trained" if 0 < trained < total else ""),
    }
    if image_size:
        facts["Input"] = f"{image_size} x {image_size} pixels, one channel of ink, by `PatentImageProcessor`"
    if hasattr(plain, "text_model"):
        kept = "kept as it is" if config.freeze_text else "trained along"
        facts["Text encoder"] = (
            f"transformers' `{config.text_config.model_type}`, {config.text_pooling} pooling, {kept}"
        )
    return {name: value for name, value in facts.items() if value}


def _split_text(train: tuple[int, int] | None, evaluation: tuple[int, int] | None, shared_patents: int) -> str:
    if evaluation is None:
        return "No data was set aside for evaluation."
    if train is None:
        return "Not known: this card was written without the data that was trained on."
    if shared_patents:
        return f"**{shared_patents} of the {evaluation[0]} patents evaluated on were trained on**: the numbers flatter."
    return "By patent: all figures of a patent are on one side. No patent that was evaluated on was trained on."


def _size(counts: tuple[int, int] | None) -> str:
    return "not known" if counts is None else f"{counts[0]:,} patents with {counts[1]:,} figures"


def _one_line(text: str) -> str:
    return " ".join(text.split())


_SCORES = {
    f"{level}_{prefix}{metric}": f"{title}, {level.replace('_', ' ')} level{f', {part} classes' if prefix else ''}"
    for part, prefix in PARTS.items()
    for level in LEVELS
    for metric, title in METRICS.items()
}
