"""Put a trained model into the package, as the checkpoint that is taken where no model is named.

    python examples/ship_checkpoint.py runs/checkpoint/model

The folder is one that train_checkpoint.py made: a model with recipe.yaml and training.json, and evaluation.json in it
or beside it. Refused is a model whose evaluation does not show it above HOG on the real validation drawings, by an
interval that excludes zero, or is about another model; --force ships it, and the card says so. Refused, too, is one
that takes more than 12 MB with its matrices in float16, or whose vectors then change.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
import yaml
from checkpoint_card import CREDITS, checkpoint_card
from numpy.typing import NDArray
from PIL import Image

from modeling_patent.encoding import encode_images
from modeling_patent.retrieval.probe import made_figures
from modeling_patent.shipped import CHECKPOINT
from modeling_patent.training.card import save_card

FILES = ("config.json", "model.safetensors", "preprocessor_config.json", "README.md", "recipe.yaml", "facts.json")
"""What the package carries."""

MOST_BYTES = 12_000_000
SAME = 2e-3  # how far the cosine of a figure's two vectors, before and after, may be below 1
OURS = "this checkpoint"


def read_papers(folder: Path) -> tuple[str, dict[str, Any]]:
    """Return the recipe of a trained folder as text, and its facts with the evaluation.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: one does not hold what it must, or names a path of this machine.
    """
    beside = folder if (folder / "evaluation.json").is_file() else folder.absolute().parent
    paths = [folder / "recipe.yaml", folder / "training.json", beside / "evaluation.json"]
    if missing := next((path for path in paths if not path.is_file()), None):
        raise FileNotFoundError(
            f"{missing} is missing; {folder} is no model of train_checkpoint.py with its evaluation"
        )
    try:
        recipe = yaml.safe_load(paths[0].read_text(encoding="utf-8"))
        training, evaluation = (json.loads(path.read_text(encoding="utf-8")) for path in paths[1:])
        facts = {**training, "evaluation": evaluation}
        if unknown := sorted(set(facts["sources"]) - set(CREDITS)):
            raise ValueError(f"{paths[1]} names the source {unknown[0]!r}, whose credit is not known")
        if facts["seed"] != recipe["training"]["seed"]:
            raise ValueError(f"{paths[1]} and {paths[0].name} name different seeds")
        checkpoint_card(yaml.safe_dump(recipe), facts, 1, True)
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ValueError(f"recipe, training or evaluation of {folder} lack something ({reason})") from None
    return paths[0].read_text(encoding="utf-8"), facts


def over_hog(evaluation: Mapping[str, Any], labels_removed: bool) -> tuple[float, float] | None:
    """Return the interval of same-patent mAP over HOG on the real drawings as the model's processor makes them.

    >>> found = {"sets": {"real": {"methods": {"HOG": {"interval": [0.05, 0.15]}}}}}
    >>> over_hog(found, labels_removed=False), over_hog(found, labels_removed=True)
    ((0.05, 0.15), None)
    """
    found = evaluation["sets"].get("real, labels removed" if labels_removed else "real")
    return None if found is None else (found["methods"]["HOG"]["interval"][0], found["methods"]["HOG"]["interval"][1])


def load(folder: Path) -> tuple[Any, Any]:
    """Return the model of a folder in float32, ready to encode, and its processor.

    Raises:
        ValueError: there is none.
    """
    try:
        model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True).eval()
        return model, transformers.AutoImageProcessor.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ValueError(f"no model can be loaded from {folder}: {' '.join(str(error).split())[:300]}") from None


def vectors(model: Any, processor: Any) -> NDArray[np.float32]:
    """Return what a model makes of 16 test drawings [16, D].

    Raises:
        ValueError: these are no unit vectors.
    """
    turns = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_LEFT_RIGHT)
    figures = [figure if turn is None else figure.transpose(turn) for figure in made_figures() for turn in turns]
    found = encode_images(model, processor, figures)
    if not np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3):  # NaN is not close to 1 either
        raise ValueError("the model does not give unit vectors")
    return found


def halved(model: Any) -> dict[str, torch.Tensor]:
    """Return the weights of a model with its matrices in float16.

    Vectors of numbers (biases, running statistics, at most a hundredth of the weights) stay as they are: variances can
    lie outside of float16.
    """
    return {
        name: (value.half() if value.is_floating_point() and value.ndim > 1 else value).contiguous()
        for name, value in model.state_dict().items()
    }


def save_half(model: Any, processor: Any, folder: Path) -> None:
    """Save a model with its matrices in float16, to be loaded as float32, and its processor, without their code."""
    model.save_pretrained(folder, state_dict=halved(model))
    processor.save_pretrained(folder)
    for path in folder.iterdir():
        if path.name not in FILES:
            path.unlink()
        elif path.suffix == ".json":
            settings = json.loads(path.read_text(encoding="utf-8"))
            settings.pop("auto_map", None)  # the package has the code
            _write_json(path, settings | ({"dtype": "float32"} if path.name == "config.json" else {}))
    (folder / "model.safetensors").chmod(0o644)  # safetensors writes it for the owner alone


def ship(source: Path, target: Path, force: bool = False) -> dict[str, Any]:
    """Check a trained model and put it into a folder; what lies there is replaced, whole or not at all.

    Returns:
        What facts.json says of the checkpoint: the bytes and sum of its weights, and `cosine`, the least of a test
        drawing's two vectors, of the source and of what was shipped.

    Raises:
        FileNotFoundError, ValueError: it cannot be shipped; the message says why, and nothing was changed.
    """
    recipe, facts = read_papers(source)
    model, processor = load(source)
    measured = Path(facts["evaluation"]["model"].removeprefix("model "))
    interval = over_hog(facts["evaluation"], processor.remove_labels)
    beats = interval is not None and interval[0] > 0
    if not force and measured.resolve() != source.resolve():
        raise ValueError(f"evaluation.json is about {measured}, not {source} (--force ships it anyway)")
    if not force and not beats:
        found = "was not measured" if interval is None else f"is {interval[0]:+.3f} to {interval[1]:+.3f}"
        raise ValueError(f"{source} is not above HOG: the interval of the difference {found} (--force ships it anyway)")
    facts["evaluation"] = _renamed(facts["evaluation"])
    for text in _texts([yaml.safe_load(recipe), facts]):
        if re.search(r"(^|\s)(/[\w.-]|[A-Za-z]:\\)", text):
            raise ValueError(f"recipe, training or evaluation of {source} name a path of this machine: {text}")
    new = target.with_name(f".{target.name}-{uuid.uuid4().hex}")
    try:
        new.mkdir(parents=True)
        before, dim = vectors(model, processor), model.config.projection_dim
        save_half(model, processor, new)
        cosine = float((before.astype(np.float64) * vectors(*load(new))).sum(axis=1).min())
        if not cosine >= 1 - SAME:
            raise ValueError(
                f"in float16 {source} gives other vectors (least cosine {cosine:.4f}); it cannot be shipped"
            )
        weights = (new / "model.safetensors").read_bytes()
        about = {"bytes": len(weights), "sha256": hashlib.sha256(weights).hexdigest(), "cosine": round(cosine, 6)}
        facts |= {"checkpoint": about, "beats_hog": beats}
        (new / "recipe.yaml").write_text(recipe, encoding="utf-8")
        _write_json(new / "facts.json", facts)
        save_card(checkpoint_card(recipe, facts, dim, beats), new)
        if (size := sum(path.stat().st_size for path in new.iterdir())) > MOST_BYTES:
            raise ValueError(f"{source} takes {size / 1e6:.1f} MB, a checkpoint at most {MOST_BYTES / 1e6:g} MB")
        _put(new, target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return about


def _renamed(evaluation: Mapping[str, Any]) -> dict[str, Any]:
    """Return an evaluation that calls the model `OURS` where it names its folder."""
    main, sets = evaluation["model"], {}
    for name, found in evaluation["sets"].items():
        methods = {method.replace(main, OURS, 1) if method.startswith((main + ":", main + " + ")) or method == main
                   else method: values for method, values in found["methods"].items()}  # fmt: skip
        sets[name] = {**found, "methods": methods}
    return {**evaluation, "model": OURS, "sets": sets}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _put(new: Path, target: Path) -> None:
    old = new.with_name(f"{new.name}-old")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    """Ship a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="MODEL_FOLDER", type=Path, help="folder of the trained model")
    parser.add_argument("--out", type=Path, default=CHECKPOINT, help="folder for it (default: the package's)")
    parser.add_argument("--force", action="store_true", help="ship it whatever its evaluation says")
    options = parser.parse_args()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    about = ship(options.model, options.out, options.force)
    print(
        f"shipped {options.model} to {options.out}: {about['bytes'] / 1e6:.2f} MB, least cosine {about['cosine']:.6f}"
    )
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (ValueError, OSError) as error:
        print(f"ship_checkpoint: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from None
