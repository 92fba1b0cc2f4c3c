"""What a user asks with (pictures, their regions, vectors, words) as unit vectors, a row a view, and weights."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ..rows import CUT, UPRIGHT
from ..shipped import model_place
from .hub import is_hub_name
from .region import Region, cut_regions
from .search import Doubles, Floats, unit_rows

_PICTURE_SUFFIXES = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})


def query_views(
    query: Any,
    dimension: int,
    model: Callable[[], tuple[Any, Any]],
    *,
    text: str | None = None,
    text_weight: float = 0.5,
    weights: Any = None,
    region: Region = None,
) -> tuple[Doubles, Doubles]:
    """Return the views of a query and how much each counts.

    The score of a patent is the weighted mean of its best cosines with the views. Cosines of two pictures and those
    of a picture and a text lie at different levels and spread differently, by model. So `text_weight` is a dial to
    turn while looking at the results, not the share that the words have in them.

    Args:
        query: a picture (PIL image or path), a list of pictures, vectors [D] or [V, D], or a text; None if `text`
            asks alone.
        dimension: D of the index.
        model: gives the model and its processor; called only where pictures or words are asked with.
        text: words that ask beside the query, where the model has a text tower.
        text_weight: how much they count beside all of the query's views together, above 0, at most 1.
        weights: how much each view of the query counts, V numbers from 0, not all 0; None for the same for all.
        region: where to look in the pictures, one region a view (see `region.cut_regions`).

    Returns:
        Unit rows [V, D], and weights [V] that sum to 1; the text, if there is one, is the last view.

    Raises:
        ValueError: the query cannot be compared with the index, or an option does not fit it; the message says which.
        FileNotFoundError: there is no such picture.
    """
    if not isinstance(text_weight, int | float | np.number) or not 0 < text_weight <= 1:
        raise ValueError(f"the weight of the words must lie above 0 and be at most 1, not {text_weight!r}")
    pictures = query_pictures(query, region)
    if pictures is not None:
        count = len(pictures)
    elif query is None or isinstance(query, str):
        count = int(query is not None)
    else:
        query = as_vectors(query, dimension)
        count = len(query)
    if not count and text is None:
        raise ValueError("there is nothing to search for; give a picture, vectors, or words")
    shares = _shares(weights, count)
    if pictures is not None:
        query = as_vectors(embed_pictures(*model(), pictures), dimension)
    elif isinstance(query, str):
        query = as_vectors(embed_text(*model(), query), dimension)
    if text is None:
        return query, shares
    words = as_vectors(embed_text(*model(), text), dimension)
    if query is None:
        return words, np.ones(1)
    return np.concatenate([query, words]), np.append(shares * (1 - text_weight), text_weight)


def query_pictures(query: Any, region: Region = None) -> list[Image.Image] | None:
    """Return the pictures of a query, each cut to its region; None if it is none of pictures.

    Raises:
        ValueError, FileNotFoundError: as `as_pictures` and `cut_regions` do; or a region is given without a picture.
    """
    pictures = as_pictures(query)
    if region is None:
        return pictures
    if pictures is None:
        raise ValueError("a region is a part of a picture, and the query holds none")
    return cut_regions(pictures, region)


def _shares(weights: Any, count: int) -> Doubles:
    """Return the weights of the query's views so that they sum to 1, the same for all if none are given."""
    if weights is None:
        return np.full(count, 1 / max(count, 1))
    try:
        given = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"the weights of the views are numbers, not {str(weights)[:60]!r}") from None
    if given.shape != (count,):
        views = f"{count} view{'s' * (count != 1)}"
        several = f"{given.size} weight{'s' * (given.size != 1)}"
        numbers = several if given.ndim == 1 else f"weights of the shape {list(given.shape)}"
        raise ValueError(f"give one weight for each view of the query; there are {views} and {numbers}")
    if not (np.isfinite(given) & (given >= 0)).all() or not given.any():
        raise ValueError(f"the weights of the views are finite numbers from 0, not all 0, not {given.tolist()}")
    given = given / given.max()
    return np.asarray(given / given.sum())


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


def open_stored(path: str) -> Image.Image:
    """Read the picture that a row's path speaks of: a file, a sheet filed on its side, or a figure cut from a sheet.

    Raises:
        FileNotFoundError, ValueError: as `open_picture`; or the box is none.
    """
    file, cut, box = path.partition(CUT)
    picture = open_picture(file.removesuffix(UPRIGHT))
    if file.endswith(UPRIGHT):
        picture = picture.transpose(Image.Transpose.ROTATE_270)
    if not cut:
        return picture
    left, top, width, height = map(int, box.split(","))
    return picture.crop((left, top, left + width, top + height))


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
        name: a folder of a trained or an exported model, a Hub id, or "modeling_patent/checkpoint" for the one that
            comes with the package.

    Raises:
        ValueError: there is none, or it is of a kind that gives no vectors; the message names it.
        FileNotFoundError: this installation has no checkpoint.
        ModuleNotFoundError: the model is exported, and the engine for it is not installed.
    """
    import transformers

    import modeling_patent  # noqa: F401 (registers the model classes)

    from ..exported import is_exported, load_exported

    name = model_place(name)
    if is_exported(name):
        return load_exported(name)
    if not Path(name).is_dir() and not is_hub_name(name):
        raise ValueError(f"there is no model at {name}; give the folder of a trained model, or its name on the Hub")
    try:
        model = transformers.AutoModel.from_pretrained(name, dtype="float32")  # whatever its weights are stored in
        has_texts = hasattr(model, "embed_texts")
        loader = transformers.AutoProcessor if has_texts else transformers.AutoImageProcessor
        processor = loader.from_pretrained(name)
    except (OSError, ValueError, KeyError) as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise ValueError(f"no model can be loaded from {name}: {reason.strip()}") from None
    if not hasattr(model, "embed_images"):
        raise ValueError(f"{name} holds a {type(model).__name__}, which is no patent model (it has no embed_images)")
    return model.eval(), processor


def embed_pictures(model: Any, processor: Any, pictures: Sequence[Image.Image]) -> Floats:
    """Return the unit vectors [V, D] of a few pictures."""
    from ..encoding import encode_images

    return encode_images(model, getattr(processor, "image_processor", processor), pictures)


def embed_text(model: Any, processor: Any, text: str) -> Doubles:
    """Return the vector [1, D] of a text.

    Raises:
        ValueError: the model has no text tower, or the text is empty or none.
    """
    if not isinstance(text, str):
        raise ValueError(f"the words of a query are a text, not {text!r}")
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
