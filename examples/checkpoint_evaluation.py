"""How well a checkpoint finds the other views of a design, against HOG, an untrained network and other models."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from checkpoint_data import Source, prepared, select, training_sources, validation_rows
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModel, set_seed

from modeling_patent import PatentImageProcessor, PatentVisionModel
from modeling_patent.evaluation import compare_evaluations, evaluate_embeddings, hog_embeddings
from modeling_patent.layers_patent import pooled_width
from modeling_patent.rows import column

Floats = NDArray[np.float32]
PROTOCOLS = {
    "real": ("same-patent", "subclass", "main-class"),
    "real, labels removed": ("same-patent", "subclass", "main-class"),
    "objects": ("same-patent",),
    "drawn": ("same-patent", "subclass", "main-class"),
}
SHRINKAGE = 0.01  # of the mean variance, added to each before whitening: the last directions are noise


class Whitening(NamedTuple):
    """PCA whitening: matrix [D, W] and bias [D] of pooled features [W]."""

    matrix: Floats
    bias: Floats


def fit_whitening(pooled: Floats, width: int, scales: int = 1) -> Whitening:
    """Fit PCA whitening on pooled features [N, W]; the first `width` directions are kept.

    Features of several scales stand side by side in `pooled`, and are whitened each for itself, to width / scales.
    """
    if scales > 1:
        if pooled.shape[1] % scales or width % scales:
            raise ValueError(f"{pooled.shape[1]} features and {width} directions cannot be shared by {scales} scales")
        parts = [fit_whitening(part, width // scales) for part in np.split(pooled, scales, axis=1)]
        matrix = np.zeros((width, pooled.shape[1]), dtype=np.float32)
        for rows, columns, part in zip(
            np.split(np.arange(width), scales), np.split(np.arange(pooled.shape[1]), scales), parts, strict=True
        ):
            matrix[np.ix_(rows, columns)] = part.matrix
        return Whitening(matrix, np.concatenate([part.bias for part in parts]))
    if not 0 < width <= min(pooled.shape):
        raise ValueError(f"whitening to {width} numbers needs as many features and figures, there are {pooled.shape}")
    mean = pooled.mean(axis=0, dtype=np.float64)
    variances, directions = np.linalg.eigh(np.cov(pooled.astype(np.float64), rowvar=False))
    scale = 1 / np.sqrt(variances + SHRINKAGE * variances.mean())
    matrix = (directions * scale).T[::-1][:width]
    return Whitening(matrix.astype(np.float32), (-matrix @ mean).astype(np.float32))


def with_features(model: Any, features: str, whitening: Whitening | None = None, **changes: Any) -> Any:
    """Return a model whose vectors are other features of the same backbone.

    Args:
        model: a trained model.
        features: "head" (the model itself), "pooled" (before the projector) or "whitened".
        whitening: for "whitened"; it becomes a linear projector.
        **changes: of the configuration (mirror, scales); scales do not go with "head".

    Raises:
        ValueError: other features.
    """
    if features not in ("head", "pooled", "whitened"):
        raise ValueError(f"features must be head, pooled or whitened, got {features!r}")
    settings = model.config.to_dict() | changes
    if features == "head":
        other = PatentVisionModel(type(model.config)(**settings))
        other.load_state_dict(model.state_dict())
        return other.eval()
    settings["projector"] = "none" if features == "pooled" else "linear"
    width = pooled_width(model.config.vision_config, model.config.pooling, settings["scales"])
    settings["projection_dim"] = width if whitening is None else len(whitening.bias)
    other = PatentVisionModel(type(model.config)(**settings))
    other.backbone.load_state_dict(model.backbone.state_dict())
    if model.gem is not None and other.gem is not None:
        other.gem.load_state_dict(model.gem.state_dict())
    if whitening is not None:
        assert isinstance(other.projector, nn.Linear)
        with torch.no_grad():
            other.projector.weight.copy_(torch.from_numpy(whitening.matrix))
            other.projector.bias.copy_(torch.from_numpy(whitening.bias))
    return other.eval()


@torch.inference_mode()
def pooled_features(model: Any, figures: NDArray[np.uint8], mirrored: bool = False) -> Floats:
    """Return the features [N, W] of figures uint8 [N, S, S], or of their mirror images, before the projector."""
    model.eval().to(memory_format=torch.channels_last)
    found = []
    for start in range(0, len(figures), 16):
        part = np.array(figures[start : start + 16])
        batch = torch.from_numpy(part[:, :, ::-1].copy() if mirrored else part)[:, None]
        with torch.autocast(model.device.type, dtype=torch.bfloat16):
            pooled = model.pool(batch.to(model.device))
        found.append(pooled.float().cpu().numpy())
    return np.concatenate(found)


@torch.inference_mode()
def vectors(model: Any, pooled: Floats, features: str, whitening: Whitening | None) -> Floats:
    """Return unit vectors of pooled features: through the model's projector, as they are, or whitened."""
    if features == "head":
        found = model.projector(torch.from_numpy(pooled).to(model.device)).float().cpu().numpy()
    elif features == "pooled" or whitening is None:
        found = pooled
    else:
        found = pooled @ whitening.matrix.T + whitening.bias
    return _unit(found)


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit


def some_training_figures(sources: Sequence[Source], size: int, count: int, cache: str) -> NDArray[np.uint8]:
    """Return training figures [n, size, size], about as many of each source, `count` at most."""
    rng, found = np.random.default_rng(0), []
    for one in sources:
        chosen = rng.permutation(len(column(one.rows, "patent_id")))[: count // len(sources)]
        rows = select(one.rows, [int(place) for place in np.sort(chosen)])
        found.append(prepared(rows, size, one.remove_labels, cache).all_figures())
    return np.concatenate(found)


def whitening_of(model: Any, sources: Sequence[Source], size: int, recipe: dict[str, Any]) -> Whitening:
    """Fit the whitening of a model's pooled features on training figures of a size, as a recipe says."""
    settings = recipe["evaluation"]
    figures = some_training_figures(sources, size, settings["whitening_figures"], recipe["cache"])
    scales = len(model.config.scales)
    return fit_whitening(pooled_features(model, figures), settings["whitening_dim"], scales)


class Judge:
    """The figures held out, prepared for any model; and what is known of them.

    Args:
        recipe: of the training.
    """

    def __init__(self, recipe: dict[str, Any]) -> None:
        self.recipe, self.cache = recipe, recipe["cache"]
        self.rows = validation_rows(recipe)
        if "real" in self.rows:
            self.rows["real, labels removed"] = self.rows["real"]

    def figures(self, name: str, size: int) -> Any:
        """Return the figures of a set in a size; the label removal is the set's."""
        return prepared(self.rows[name], size, name.endswith("labels removed"), self.cache)

    def measure(self, name: str, embeds: Floats, rows: Any) -> dict[str, dict[str, Any]]:
        """Return what every protocol of a set says of vectors."""
        return {p: evaluate_embeddings(embeds, rows, p, per_query=True) for p in PROTOCOLS[name]}


def judge_model(judge: Judge, name: str, model: Any, size: int, sources: Sequence[Source]) -> dict[str, dict[str, Any]]:
    """Return method -> set -> results of a model's features, with and without mirror images."""
    settings = judge.recipe["evaluation"]
    whitening = None
    if sources and "whitened" in settings["features"]:
        whitening = whitening_of(model, sources, size, judge.recipe)
    methods: dict[str, dict[str, Any]] = {}
    for part in judge.rows:
        data_set = judge.figures(part, size)
        figures, rows = data_set.all_figures(), data_set.metadata()
        pooled = pooled_features(model, figures)
        turned = pooled_features(model, figures, True) if settings["flip"] else None
        for features in ("head", *(one for one in settings["features"] if one != "head")):
            if features == "whitened" and whitening is None:
                continue
            plain = vectors(model, pooled, features, whitening)
            label = name if features == "head" else f"{name}: {features}"
            methods.setdefault(label, {})[part] = judge.measure(part, plain, rows)
            if turned is not None:
                both = _unit(plain + vectors(model, turned, features, whitening))
                methods.setdefault(f"{label} + mirror", {})[part] = judge.measure(part, both, rows)
    return methods


def evaluate_model(folder: Path, recipe: dict[str, Any], out: Path, against: list[Path]) -> dict[str, Any]:
    """Judge a saved model beside HOG, an untrained network of its shape and other models; write evaluation.json.

    Args:
        folder: of the model; what its `embed_images` returns is compared with everything else.
        recipe: names validation patents, sources (for whitening) and features.
        out: folder for evaluation.json.
        against: folders of other models.
    """
    judge = Judge(recipe)
    model, size = load(folder)
    mixed = recipe["evaluation"]["features"]
    sources = training_sources(recipe) if "whitened" in mixed else []
    main = f"model {folder}"
    methods = judge_model(judge, main, model, size, sources)
    for other in against:
        one, own_size = load(other)
        methods |= judge_model(judge, f"model {other}", one, own_size, sources)
    set_seed(0)
    methods |= judge_model(judge, "untrained", PatentVisionModel(model.config), size, ())
    hog: dict[str, Any] = {}
    for part in judge.rows:
        data_set = judge.figures(part, recipe["evaluation"]["hog_size"])
        embeds = hog_embeddings(data_set.all_figures(), progress=False)
        hog[part] = judge.measure(part, embeds, data_set.metadata())
    methods["HOG"] = hog
    found = summary(judge, methods, main)
    text = json.dumps(found, indent=2) + "\n"
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.part").write_text(text, encoding="utf-8")
    (out / "evaluation.part").replace(out / "evaluation.json")
    print(table(found))
    return found


def summary(judge: Judge, methods: dict[str, dict[str, Any]], main: str) -> dict[str, Any]:
    """Return means, and the differences of the main method from all others by bootstrap over patents."""
    found: dict[str, Any] = {"model": main, "max_figures": judge.recipe["validation"]["max_figures"], "sets": {}}
    for part in judge.rows:
        rows = judge.figures(part, judge.recipe["evaluation"]["hog_size"]).metadata()
        lines: dict[str, Any] = {}
        for method, parts in methods.items():
            lines[method] = {protocol: round(result["map"], 4) for protocol, result in parts[part].items()}
            if method != main:
                pair = methods[main][part]["same-patent"], parts[part]["same-patent"]
                apart = compare_evaluations(*pair, rows, ("map",), resamples=5000)["map"]
                lines[method]["model - this"] = round(apart["difference"], 4)
                lines[method]["interval"] = [round(end, 4) for end in apart["interval"]]
        same = methods[main][part]["same-patent"]
        found["sets"][part] = {"figures": same["figures"], "patents": same["patents"], "methods": lines}
    return found


def table(found: dict[str, Any]) -> str:
    """Return the results as text: a method a line, a set a block."""
    lines = [f"At most {found['max_figures']} figures a patent; class levels among other patents only; mAP"]
    for part, content in found["sets"].items():
        lines += ["", f"{part}: {content['figures']} figures of {content['patents']} patents"]
        wide = max(len(method) for method in content["methods"])
        lines.append(f"{'':{wide}}  same patent  subclass  main class  model - this, same patent")
        for method, values in content["methods"].items():
            classes = [f"{values[p]:.3f}" if p in values else "-" for p in ("subclass", "main-class")]
            line = f"{method:{wide}}  {values['same-patent']:11.3f}  {classes[0]:>8}  {classes[1]:>10}"
            if "interval" in values:
                low, high = values["interval"]
                line += f"  {values['model - this']:+.3f} [{low:+.3f}, {high:+.3f}]"
            lines.append(line)
    return "\n".join(lines)


def load(folder: Path) -> tuple[Any, int]:
    """Return a saved model and the side of its figures.

    Raises:
        ValueError: there is no patent model in the folder.
    """
    try:
        model = AutoModel.from_pretrained(folder, dtype=torch.float32)
        side = PatentImageProcessor.from_pretrained(folder).size["height"]
    except (OSError, ValueError) as error:
        raise ValueError(f"no patent model in {folder}: {' '.join(str(error).split())}") from None
    if not isinstance(model, PatentVisionModel):
        raise ValueError(f"{folder} holds a {type(model).__name__}, not a drawing encoder")
    return model.eval(), side
