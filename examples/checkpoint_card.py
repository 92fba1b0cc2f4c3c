"""The card of the checkpoint: what it learned from and from whom, what it can do, what it cannot, and its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huggingface_hub import EvalResult, ModelCard, ModelCardData

TEMPLATE = Path(__file__).with_name("checkpoint_card.md")
PROTOCOLS = ("same-patent", "subclass", "main-class")
SETS = {
    "real": "US design patents of 2021, sheets as filed",
    "real, labels removed": 'US design patents of 2021, "FIG. 1" removed',
    "objects": "modelled objects",
    "drawn": "drawn patents",
}
CREDITS = {
    "drawn": ("drawn patents", "made by this package (`patent draw`)"),
    "objects": (
        "line drawings of modelled objects",
        "parts of the [LDraw Parts Library](https://www.ldraw.org) by its authors, "
        "[CC BY 2.0](https://creativecommons.org/licenses/by/2.0/); IKEA furniture models, "
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/); KayKit objects, "
        "[CC0](https://creativecommons.org/publicdomain/zero/1.0/); all drawn as lines for training",
    ),
    "real": ("US design patents of 2021", "USPTO grant publications"),
    "single": ("figures of the USPTO Gazette of January 2007, one a patent", "USPTO grant publications"),
}


def checkpoint_card(recipe: str, facts: Mapping[str, Any], dim: int, beats: bool) -> ModelCard:
    """Return the card.

    Args:
        recipe: the text of recipe.yaml.
        facts: what training.json says, with evaluation.json as "evaluation".
        dim: numbers a vector.
        beats: whether the model is above HOG where it matters.

    Raises:
        KeyError, TypeError, AttributeError: the facts lack something.
    """
    evaluation, counts, most = facts["evaluation"], facts["sources"], facts["evaluation"]["max_figures"]
    main, sets = evaluation["model"], evaluation["sets"]
    data = ModelCardData(
        model_name="modeling_patent checkpoint",
        license="apache-2.0",
        library_name="transformers",
        pipeline_tag="image-feature-extraction",
        tags=["design-patents", "image-retrieval"],
        eval_results=[
            EvalResult(
                task_type="image-retrieval",
                dataset_type=re.sub(r"[^a-z]+", "-", name),
                dataset_name=SETS.get(name, name),
                dataset_split="validation",
                metric_type="map",
                metric_name=f"mAP, {name}, {protocol}",
                metric_value=found["methods"][main][protocol],
            )
            for name, found in sets.items()
            for protocol in PROTOCOLS
            if protocol in found["methods"][main]
        ],
    )
    shown = [
        {**found, "name": name, "title": SETS.get(name, name), "lines": _lines(found, main)}
        for name, found in sets.items()
    ]
    made = {"Seed": facts["seed"], "Steps": facts["steps"], "Parameters": f"{facts['parameters']:,}",
            "Training time": f"{facts['training_seconds'] / 60:.0f} min",
            "Versions": ", ".join(f"{name} {version}" for name, version in facts["versions"].items()),
            "Commit": facts["commit"] or "not known"}  # fmt: skip
    if facts.get("corpus"):
        made["Drawn corpus"] = ", ".join(f"{name} {value}" for name, value in facts["corpus"].items())
    card: ModelCard = ModelCard.from_template(
        data,
        template_path=str(TEMPLATE),
        dim=dim,
        figures_a_patent=f" (at most {most} figures a design)" if most else "",
        sets=shown,
        beats=beats,
        sources=[
            [CREDITS[name][0], f"{found['patents']:,}", f"{found['figures']:,}", CREDITS[name][1]]
            for name, found in counts.items()
        ],
        has_objects="objects" in counts,
        made=made,
        recipe=recipe.strip(),
    )
    return card


def _lines(found: Mapping[str, Any], main: str) -> list[list[str]]:
    """Return the table of a set: its models, HOG and the untrained network; not their variants."""
    lines = []
    for method, values in found["methods"].items():
        if method != main and re.search(r": | \+ ", method):
            continue
        cells = [f"{values[name]:.3f}" if name in values else "" for name in PROTOCOLS]
        apart = ""
        if method != main:
            low, high = values["interval"]
            apart = f"{values['model - this']:+.3f} ({low:+.3f} to {high:+.3f})"
        lines.append([method, *cells, apart])
    return lines
