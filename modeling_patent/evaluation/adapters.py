"""Our models where sentence-transformers and MTEB expect theirs, and their models in our evaluation.

    evaluator(PatentEncoder(model, processor))                     an evaluator of sentence-transformers
    evaluate_embeddings(encode_with(their_model, rows), rows)      any object with `encode` for pictures

Neither library is imported here. The interface is that of sentence-transformers 6.2, and of MTEB 2's EncoderProtocol.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader

from ..encoding import embed_figures, open_picture, prepared_batches
from ..image_processing_patent import PatentImageProcessor

_SUFFIXES = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
_IGNORED = frozenset(
    {"task", "task_metadata", "hf_split", "hf_subset", "prompt_type", "num_proc", "chunk_size", "pool"}
)
_NEITHER = "an input must be a picture, its path, or a text"


class PatentEncoder:
    """A patent model with the methods that evaluators of sentence-transformers and tasks of MTEB call.

    Inputs are PIL pictures, paths of pictures, {"image": ...}, and texts where the model has a text tower; a string is
    a path if it ends like a picture's or if there is such a file. For MTEB `encode` also takes a DataLoader whose
    batches are {"image": [...]} or {"text": [...]}; set `mteb_model_meta` to a `mteb.ModelMeta` then.

    Args:
        model: a patent model.
        processor: its processor; for texts the one with a tokenizer.

    Attributes:
        metrics: what evaluators reported, one dict an evaluation.
        mteb_model_meta: None, or what MTEB shall know of the model.
        similarity_fn_name: "cosine".
    """

    similarity_fn_name = "cosine"

    def __init__(self, model: Any, processor: Any) -> None:
        self.model, self.processor = model, processor
        self.metrics: list[dict[str, Any]] = []
        self.mteb_model_meta: Any = None

    @property
    def device(self) -> torch.device:
        """Where the model lies."""
        device: torch.device = self.model.device
        return device

    def encode(
        self,
        inputs: Any,
        batch_size: int = 32,
        *,
        show_progress_bar: bool | None = None,
        convert_to_numpy: bool = True,
        convert_to_tensor: bool = False,
        normalize_embeddings: bool = True,
        truncate_dim: int | None = None,
        device: Any = None,
        prompt: str | None = None,
        prompt_name: str | None = None,
        output_value: str | None = "sentence_embedding",
        precision: str | None = "float32",
        **ignored: Any,
    ) -> Any:
        """Return the vectors of pictures and texts.

        Args:
            inputs: one input, a sequence of them, or a DataLoader of batches.
            batch_size: inputs a step; so many pictures are open at once.
            show_progress_bar: show one.
            convert_to_numpy: return an array; else a list of tensors.
            convert_to_tensor: return a tensor on the model's device.
            normalize_embeddings: the vectors have length 1 anyhow, but for those cut by `truncate_dim`.
            truncate_dim: keep the first so many numbers.
            device: move the model there first.
            prompt, prompt_name, output_value, precision: these models know no prompts, no token vectors and no
                quantised ones; only None and the defaults are taken.
            **ignored: task_metadata, hf_split, hf_subset, prompt_type and others that say nothing to these models.

        Returns:
            float32 [N, D], or [D] for one input.

        Raises:
            ValueError: a picture cannot be read, a text and no text tower, or an argument that cannot be honoured.
            TypeError: an unknown argument.
        """
        if unknown := set(ignored) - _IGNORED:
            raise TypeError(f"encode() does not know the argument {sorted(unknown)[0]!r}")
        if prompt is not None or prompt_name is not None:
            raise ValueError(
                f"patent models take no prompts, but was given {prompt if prompt_name is None else prompt_name!r}"
            )
        if output_value != "sentence_embedding" or precision not in (None, "float32"):
            raise ValueError(f"only float32 vectors of whole inputs can be had, not {output_value} in {precision}")
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {batch_size}")
        if device is not None:
            self.model.to(device)
        single = not isinstance(inputs, DataLoader) and _is_single(inputs)
        batches: Iterable[Sequence[Any]] = _batches([inputs] if single else inputs, batch_size)
        if show_progress_bar:
            from tqdm.auto import tqdm

            batches = tqdm(batches, desc="vectors", unit="batch", leave=False)
        parts = [np.zeros((0, self.model.config.projection_dim), dtype=np.float32)]
        parts += [self._vectors(batch, batch_size) for batch in batches]
        vectors = np.concatenate(parts)[:, :truncate_dim]
        if normalize_embeddings and truncate_dim is not None:
            vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        if convert_to_numpy and not convert_to_tensor:
            return vectors[0] if single else vectors
        tensor = torch.from_numpy(vectors).to(self.device)
        if single:
            return tensor[0]
        return tensor if convert_to_tensor else list(tensor)

    def encode_query(self, inputs: Any, **options: Any) -> Any:
        """Return the vectors of queries: as `encode`."""
        return self.encode(inputs, **options)

    def encode_document(self, inputs: Any, **options: Any) -> Any:
        """Return the vectors of what is searched: as `encode`."""
        return self.encode(inputs, **options)

    def similarity(self, embeddings1: Any, embeddings2: Any) -> Tensor:
        """Return the cosines [N, M] of vectors [N, D] and [M, D]."""
        return _unit_rows(embeddings1) @ _unit_rows(embeddings2).T

    def similarity_pairwise(self, embeddings1: Any, embeddings2: Any) -> Tensor:
        """Return the cosines [N] of vectors [N, D] and [N, D], row by row."""
        return (_unit_rows(embeddings1) * _unit_rows(embeddings2)).sum(dim=1)

    @property
    def model_card_data(self) -> PatentEncoder:
        """Where evaluators put their metrics: here, see `metrics`."""
        return self

    def set_evaluation_metrics(self, evaluator: Any, metrics: Mapping[str, Any], epoch: int = 0, step: int = 0) -> None:
        """Keep an evaluator's metrics."""
        self.metrics.append(dict(metrics))

    def _vectors(self, inputs: Sequence[Any], batch_size: int) -> NDArray[np.float32]:
        """Return the vectors [n, D] of some inputs, pictures and texts in any order."""
        sources = [_picture_or_text(one) for one in inputs]
        found = np.zeros((len(sources), self.model.config.projection_dim), dtype=np.float32)
        texts = [i for i, source in enumerate(sources) if isinstance(source, str)]
        pictures = [i for i, source in enumerate(sources) if not isinstance(source, str)]
        if pictures:
            processor = getattr(self.processor, "image_processor", self.processor)
            figures = np.stack([processor.prepare(open_picture(sources[i])) for i in pictures])
            found[pictures] = embed_figures(self.model, figures, batch_size)
        if texts:
            found[texts] = self._text_vectors([sources[i] for i in texts])
        return found

    @torch.inference_mode()
    def _text_vectors(self, texts: list[str]) -> NDArray[np.float32]:
        if not hasattr(self.model, "embed_texts"):
            raise ValueError(f"the model has no text tower, and there is no picture {texts[0][:60]!r}")
        tokens = self.processor(text=texts, return_tensors="pt").to(self.device)
        was_training = self.model.training
        self.model.eval()
        vectors = self.model.embed_texts(tokens["input_ids"], tokens["attention_mask"])
        self.model.train(was_training)
        rows: NDArray[np.float32] = vectors.float().cpu().numpy()
        return rows


def encode_with(
    encoder: Any,
    dataset: Any,
    *,
    size: int = 224,
    batch_size: int = 32,
    workers: int | None = None,
    progress: bool = True,
    **options: Any,
) -> NDArray[np.float32]:
    """Return the vectors of the rows' figures by someone else's model, for `evaluate_embeddings`.

    The encoder is shown what ours are shown: the drawing upright, cropped to its ink, reduced by area averaging and
    centred on square paper; black on white, RGB. So a processor that crops the middle of a picture cuts nothing off.

    Args:
        encoder: an object with `encode(list of PIL pictures)`, such as a SentenceTransformer of a CLIP model, that
            returns an array, a tensor or a list of vectors.
        dataset: rows of the schema.
        size: side of the pictures in pixels, best the one that the encoder takes.
        batch_size: pictures a step; so many are held at once.
        workers: processes that read and prepare pictures; None takes one a core, 0 works in this process.
        progress: show a progress bar.
        **options: of the encoder's `encode`.

    Returns:
        Unit rows float32 [N, D]; NaN where a picture cannot be read (the log names it). A vector of zeros stays one.

    Raises:
        ValueError: no picture can be read, or the encoder returns something else than finite [n, D]; one line.
    """
    embeds: NDArray[np.float32] | None = None
    for numbers, figures in prepared_batches(dataset, PatentImageProcessor(size), batch_size, workers, progress):
        pictures = [Image.fromarray(255 - figure).convert("RGB") for figure in figures]
        vectors = _as_array(encoder.encode(pictures, **options))
        width = vectors.shape[-1] if embeds is None else embeds.shape[1]
        if vectors.shape != (len(pictures), width):
            raise ValueError(
                f"the encoder returned vectors of shape {list(vectors.shape)} for {len(pictures)} pictures"
            )
        if not np.isfinite(vectors).all():
            raise ValueError("the encoder returned vectors that are not finite")
        if embeds is None:
            embeds = np.full((len(dataset), width), np.nan, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        embeds[numbers] = vectors / np.where(lengths > 0, lengths, 1)
    if embeds is None:
        raise ValueError(f"none of the {len(dataset)} rows has a picture that can be read")
    return embeds


def _as_array(vectors: Any) -> NDArray[np.float64]:
    """Return what an encoder gave as float64."""
    if isinstance(vectors, list | tuple) and vectors and isinstance(vectors[0], Tensor):
        vectors = torch.stack(list(vectors))
    if isinstance(vectors, Tensor):
        vectors = vectors.detach().float().cpu().numpy()
    return np.asarray(vectors, dtype=np.float64)


def _is_single(inputs: Any) -> bool:
    return isinstance(inputs, str | os.PathLike | Image.Image | Mapping)


def _batches(inputs: Any, batch_size: int) -> Iterator[Sequence[Any]]:
    """Yield lists of inputs, at most so many at a time."""
    if isinstance(inputs, DataLoader):
        for batch in inputs:
            kinds = [name for name in ("image", "text") if name in batch]
            if len(kinds) != 1:
                raise ValueError(f"a batch must have either image or text, not {', '.join(batch)}")
            yield [{kinds[0]: one} for one in batch[kinds[0]]]
        return
    rest = iter(inputs)
    while batch := list(islice(rest, batch_size)):
        yield batch


def _picture_or_text(one: Any) -> Any:
    """Return a text as str, and a picture as `open_picture` takes it."""
    if isinstance(one, Mapping) and len({"image", "text"} & set(one)) == 1:
        if "text" in one:
            if not isinstance(one["text"], str):
                raise ValueError(f"a text must be a string, not {type(one['text']).__name__}")
            return one["text"]
        one = one["image"]
        return Path(one) if isinstance(one, str) else one
    if isinstance(one, Image.Image | os.PathLike) or (isinstance(one, Mapping) and {"path", "bytes"} & set(one)):
        return one
    if not isinstance(one, str):
        raise ValueError(f"{_NEITHER}, not {type(one).__name__}")
    try:
        is_path = Path(one).suffix.lower() in _SUFFIXES or Path(one).is_file()
    except (OSError, ValueError):  # a long text is no file name
        is_path = False
    return Path(one) if is_path else one


def _unit_rows(embeddings: Any) -> Tensor:
    rows = embeddings if isinstance(embeddings, Tensor) else torch.from_numpy(_as_array(embeddings)).float()
    return torch.nn.functional.normalize(rows.reshape(-1, rows.shape[-1]).float(), dim=1)
