"""Texts of figures: which ones a row has, and their vectors, made once by the frozen text encoder and kept."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from tqdm.auto import tqdm

from .. import rows as row_schema
from ..locarno import LocarnoCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)


def texts_of_row(row: dict[str, Any]) -> list[str]:
    """Return the texts of a figure: those it was given ("texts"), or else what its metadata says, the object first.

    >>> texts_of_row({"object_name": "Hook", "title": "Coat hook", "locarno": "08-08", "caption": None})[0]
    'Hook'
    """
    if row.get("texts"):
        return list(row["texts"])
    name = row.get("object_name") or row.get("title")
    title = LocarnoCode.parse(row["locarno"]).title if row.get("locarno") else None
    classified = f"{name}, {title}" if name and title else title
    return list(dict.fromkeys(text for text in (name, classified, row.get("caption")) if text))


class FigureTexts:
    """What the model takes of the texts of N figures; of each figure's texts, one is drawn a step.

    Args:
        columns: arguments of the model by name, arrays [M, ...], one row a distinct text: "text_embeds" of a frozen
            encoder, or "input_ids" and "attention_mask".
        choices: of every figure the rows of its texts, N arrays.
    """

    def __init__(self, columns: dict[str, NDArray[Any]], choices: Sequence[NDArray[np.int64]]) -> None:
        self.columns, self.choices = columns, choices

    def __len__(self) -> int:
        return len(self.choices)

    def draw(self, figure: int, seed: int | None) -> dict[str, NDArray[Any]]:
        """Return the model's arguments for one text of a figure: its first, or one drawn by the seed."""
        choices = self.choices[figure]
        chosen = 0 if seed is None else int(np.random.default_rng([seed, 1]).integers(len(choices)))
        return {name: values[choices[chosen]] for name, values in self.columns.items()}


def encode_texts(
    rows: Any,
    model: Any,
    tokenizer: Any,
    cache: str | os.PathLike[str] | None = None,
    batch_size: int = 256,
    progress: bool = True,
) -> FigureTexts:
    """Encode the texts of rows, each distinct text once.

    Args:
        rows: rows of the schema, a `datasets.Dataset` or a list of dicts.
        model: a `PatentVisionTextModel`. Where its text encoder is frozen, its vectors are kept (M x W x 4 bytes),
            else the numbers of the words.
        tokenizer: of the text encoder.
        cache: folder for the vectors, mapped and not held in memory; a second call with the same texts and encoder
            finds them there.
        batch_size: texts a step.
        progress: show a progress bar.
    """
    names = ("texts", "object_name", "title", "locarno", "caption")
    columns = {name: row_schema.column(rows, name) for name in names}
    texts = [texts_of_row({name: columns[name][i] for name in names}) or [""] for i in range(len(rows))]
    silent = texts.count([""])
    if silent:
        logger.warning("%d of %d figures have no text: an empty one stands for it", silent, len(texts))
    number: dict[str, int] = {}
    choices = [np.array([number.setdefault(text, len(number)) for text in of_one]) for of_one in texts]
    distinct = list(number)
    if not model.config.freeze_text:
        options = {"truncation": True, "max_length": max_length(model, tokenizer), "return_attention_mask": True}
        tokens = tokenizer(distinct, padding="max_length", **options)
        return FigureTexts({name: np.array(tokens[name]) for name in ("input_ids", "attention_mask")}, choices)
    target = None if cache is None else Path(cache) / f"texts-{_fingerprint(distinct, model, tokenizer)}.npy"
    if target is not None and target.exists():
        return FigureTexts({"text_embeds": np.load(target, mmap_mode="r")}, choices)
    if target is None:
        vectors = text_vectors(distinct, model, tokenizer, batch_size, progress)
        return FigureTexts({"text_embeds": vectors}, choices)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    try:
        text_vectors(distinct, model, tokenizer, batch_size, progress, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return FigureTexts({"text_embeds": np.load(target, mmap_mode="r")}, choices)


@torch.inference_mode()
def text_vectors(
    texts: Sequence[str],
    model: Any,
    tokenizer: Any,
    batch_size: int = 256,
    progress: bool = False,
    file: Path | None = None,
) -> NDArray[np.float32]:
    """Return what the text encoder gives for texts, float32 [M, W] (`PatentVisionTextModel.text_features`).

    Args:
        texts: M texts.
        model, tokenizer, batch_size, progress: as in `encode_texts`.
        file: write the vectors there batch by batch, and return them mapped; None holds them in memory.
    """
    was_training, device = model.training, model.device
    model.eval()
    vectors: Any = None
    options = {"truncation": True, "max_length": max_length(model, tokenizer), "return_attention_mask": True}
    for start in tqdm(range(0, len(texts), batch_size), desc="texts", unit="batch", disable=not progress, leave=False):
        part = list(texts[start : start + batch_size])
        tokens = tokenizer(part, padding=True, return_tensors="pt", **options).to(device)
        features = model.text_features(tokens["input_ids"], tokens["attention_mask"]).float().cpu().numpy()
        if vectors is None:
            shape = (len(texts), features.shape[1])
            mapped = None if file is None else np.lib.format.open_memmap(file, mode="w+", dtype=np.float32, shape=shape)
            vectors = np.empty(shape, dtype=np.float32) if mapped is None else mapped
        vectors[start : start + len(part)] = features
    model.train(was_training)
    if vectors is None:
        raise ValueError("there are no texts to encode")
    if isinstance(vectors, np.memmap):
        vectors.flush()
    encoded: NDArray[np.float32] = vectors
    return encoded


def max_length(model: Any, tokenizer: Any) -> int:
    """Return how many words the text encoder takes: the smaller of what it and its tokenizer say."""
    places = getattr(model.config.text_config, "max_position_embeddings", None) or 512
    return min(int(places), int(tokenizer.model_max_length))


def _fingerprint(texts: Sequence[str], model: Any, tokenizer: Any) -> str:
    """Return a name for these texts encoded by this encoder: by the texts, their tokens' rule, and the weights."""
    length = max_length(model, tokenizer)
    settings = [length, model.config.text_pooling, model.config.text_config.to_json_string()]
    # What a tokenizer does beside its list of words (letter case, marks) shows in the numbers of some texts.
    sample = tokenizer(list(texts[:1000]), truncation=True, max_length=length)["input_ids"]
    digest = hashlib.sha256(json.dumps([list(texts), settings, sorted(tokenizer.get_vocab().items()), sample]).encode())
    for part in (model.text_model, model.text_projection):
        for name, value in ({} if part is None else part.state_dict()).items():
            digest.update(name.encode())
            digest.update(value.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()[:16]
