"""From figures to unit vectors: those to index, and those a user asks with (pictures, vectors, words), a row a view."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from .hub import is_hub_name
from .search import Doubles, Floats, unit_rows

logger = logging.getLogger(__name__)

_PICTURE_SUFFIXES = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})


def open_picture(path: str | os.PathLike[str]) -> Image.Image:
    """Read a picture, upright.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it is a folder, no picture, or a damaged one; the message names it.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(2, "there is no such picture", str(path))
    if path.is_dir():
        raise ValueError(f"{path} is a folder, not a picture; give the pictures in it one by one")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                return ImageOps.exif_transpose(image).copy()
    except UnidentifiedImageError:
        raise ValueError(f"{path} is not a picture (known are PNG, JPEG, TIFF, GIF, BMP and WebP)") from None
    except PermissionError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(f"{path} cannot be read as a picture: {error}") from None


def as_pictures(query: Any) -> list[Image.Image] | None:
    """Return the pictures of a query, None if it is none of pictures.

    Args:
        query: a PIL image, the path of one, or a list of either. A string is a path if there is such a file or it
            ends like one.

    Raises:
        FileNotFoundError: there is no such picture.
        ValueError: a file is not a picture, or pictures are mixed with something else.
    """
    if isinstance(query, Image.Image):
        return [query]
    if _is_path(query):
        return [open_picture(query)]
    if not isinstance(query, Sequence) or isinstance(query, str):
        return None
    is_picture = [isinstance(one, Image.Image) or _is_path(one) for one in query]
    if not any(is_picture):
        return None
    if not all(is_picture):
        raise ValueError(f"the query mixes pictures with something else: {query[is_picture.index(False)]!r}")
    return [one if isinstance(one, Image.Image) else open_picture(one) for one in query]


def as_vectors(query: Any, dimension: int) -> Doubles:
    """Return query vectors [V, D] at length 1.

    Args:
        query: a vector [D] or several [V, D], of any length but 0.
        dimension: D of the index.

    Raises:
        ValueError: it is of another shape, or holds NaN, infinite numbers or only zeros.
    """
    try:
        vectors = np.asarray(query, dtype=np.float64)
    except (TypeError, ValueError):
        kinds = "a picture, a list of pictures, vectors, or a text"
        raise ValueError(f"cannot search for {type(query).__name__} {str(query)[:60]!r}; expected {kinds}") from None
    if vectors.ndim not in (1, 2) or 0 in vectors.shape:
        raise ValueError(f"a query is a vector [D] or several [V, D], not of the shape {list(vectors.shape)}")
    if vectors.shape[-1] != dimension:
        raise ValueError(
            f"the query has {vectors.shape[-1]} numbers a vector, the index {dimension}: it was made with another model"
        )
    vectors = vectors.reshape(-1, dimension)
    unit_rows(vectors, "the query vectors")
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def load_model(name: str) -> tuple[Any, Any]:
    """Load a model, ready to encode, and its processor.

    Args:
        name: a folder or a Hub id.

    Raises:
        ValueError: there is none, or it is of a kind that gives no vectors; the message names it.
    """
    import transformers

    import modeling_patent  # noqa: F401 (registers the model classes)

    if not Path(name).is_dir() and not is_hub_name(name):
        raise ValueError(f"there is no model at {name}; give the folder of a trained model, or its name on the Hub")
    try:
        model = transformers.AutoModel.from_pretrained(name)
        has_texts = hasattr(model, "embed_texts")
        loader = transformers.AutoProcessor if has_texts else transformers.AutoImageProcessor
        processor = loader.from_pretrained(name)
    except (OSError, ValueError, KeyError) as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise ValueError(f"no model can be loaded from {name}: {reason.strip()}") from None
    if not hasattr(model, "embed_images"):
        raise ValueError(f"{name} holds a {type(model).__name__}, which is no patent model (it has no embed_images)")
    return model.eval(), processor


def encode_rows(
    model: Any, processor: Any, dataset: Any, batch_size: int, workers: int | None, progress: bool
) -> tuple[Floats, Any]:
    """Encode the figures of a dataset, and leave out (and log) those whose picture cannot be read.

    Args:
        model: a model with `embed_images`.
        processor: its processor.
        dataset: a `datasets.Dataset` of the row schema, or a list of its rows.
        batch_size, workers, progress: as in `encoding.encode`.

    Returns:
        Unit rows [n, D], and the n rows they belong to.

    Raises:
        ValueError: no picture can be read.
    """
    from ..encoding import encode

    processor = getattr(processor, "image_processor", processor)
    embeds = encode(model, processor, dataset, batch_size=batch_size, workers=workers, progress=progress)
    readable = np.flatnonzero(np.isfinite(embeds).all(axis=1))
    if not len(readable):
        raise ValueError(f"none of the {len(dataset)} figures has a picture that can be read")
    if len(readable) == len(dataset):
        return embeds, dataset
    logger.warning("left out %d figures without a readable picture", len(dataset) - len(readable))
    is_list = isinstance(dataset, Sequence)
    return embeds[readable], [dataset[int(i)] for i in readable] if is_list else dataset.select(readable)


def embed_pictures(model: Any, processor: Any, pictures: Sequence[Image.Image]) -> Floats:
    """Return the unit vectors [V, D] of a few pictures."""
    from ..encoding import encode_images

    return encode_images(model, getattr(processor, "image_processor", processor), pictures)


def embed_text(model: Any, processor: Any, text: str) -> Doubles:
    """Return the vector [1, D] of a text.

    Raises:
        ValueError: the model has no text tower, or the text is empty.
    """
    if not text.strip():
        raise ValueError("the query text is empty")
    if not hasattr(model, "embed_texts"):
        raise ValueError(f"the model has no text tower, it cannot search for {text[:60]!r}; give a picture instead")
    import torch

    tokens = processor(text=[text], return_tensors="pt", padding=True, truncation=True)
    device = next(model.parameters()).device
    with torch.inference_mode():
        vectors = model.embed_texts(tokens["input_ids"].to(device), tokens["attention_mask"].to(device))
    return np.asarray(vectors.float().cpu().numpy(), dtype=np.float64)


def _is_path(value: Any) -> bool:
    if isinstance(value, os.PathLike):
        return True
    if not isinstance(value, str):
        return False
    try:
        return Path(value).suffix.lower() in _PICTURE_SUFFIXES or Path(value).is_file()
    except (OSError, ValueError):  # a long text is no file name
        return False
