"""Rows as the trainer takes them: figures prepared, labels as integers, augmentation in the collator."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import Dataset

from .. import rows as row_schema
from ..encoding import open_picture, prepare_figures
from .augmentation import GENTLE, Augmentation, augment
from .texts import FigureTexts

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from ..image_processing_patent import PatentImageProcessor


logger = logging.getLogger(__name__)


class FigureDataset(Dataset[dict[str, Any]]):
    """Figures with their labels, one a row; Gazette copies and unreadable pictures are left out.

    Items are asked for by number, or by (number, seed) as `HierarchicalBatchSampler` gives them; a seed has the
    collator augment the figure.

    Args:
        rows: rows of the schema, a `datasets.Dataset` or a list of dicts.
        processor: prepares a picture.
        cache: "memory" holds all prepared figures (N x S x S bytes), a folder keeps them in a file there, None
            prepares each picture whenever it is asked for (in the loader's workers). In that case a picture that turns
            out to be damaged is named in the log and given as blank paper, so that a long run does not die of it.
        workers: processes for preparing ahead; None takes one a core.
        progress: show a progress bar.
        texts: the texts of the rows (`encode_texts`), where the model is to see one a figure.
        head_codes: the Locarno codes that are "head" (`fit_head_codes` on the training rows).

    Attributes:
        labels: patent_ids, subclasses and main_classes, integers [N], -1 = unknown; with head_codes also categories,
            0 = head, 1 = tail.
        numbers: the rows that are left, integers [N].
    """

    def __init__(
        self,
        rows: Any,
        processor: PatentImageProcessor,
        cache: str | os.PathLike[str] | None = "memory",
        workers: int | None = None,
        progress: bool = True,
        texts: FigureTexts | None = None,
        head_codes: Collection[str] | None = None,
    ) -> None:
        if texts is not None and len(texts) != len(rows):
            raise ValueError(f"texts of {len(texts)} figures, but {len(rows)} rows")
        copies = np.array([bool(copy) for copy in row_schema.column(rows, "is_gazette_copy")])
        self.rows, self.processor, self.texts = rows, processor, texts
        self.head_codes = None if head_codes is None else sorted(head_codes)
        self.figures: NDArray[np.uint8] | None = None
        keep = ~copies
        if cache is not None:
            folder = None if cache == "memory" else cache
            self.figures, readable = prepare_figures(rows, processor, folder, workers, progress)
            keep &= readable
        self.numbers = np.flatnonzero(keep)
        patents = row_schema.column(rows, "patent_id")
        codes = row_schema.column(rows, "locarno")
        labels = row_schema.label_columns(patents, codes)
        if head_codes is not None:
            labels["categories"] = row_schema.categories(codes, head_codes)
        self.labels = {name: values[self.numbers] for name, values in labels.items()}
        self.patents = [patents[number] for number in self.numbers]
        self.codes = [codes[number] for number in self.numbers]

    def __len__(self) -> int:
        return len(self.numbers)

    def metadata(self) -> list[dict[str, Any]]:
        """Return what is known of the figures, without pictures: one dict a figure, for protocols and the index."""
        names = [name for name in row_schema.COLUMNS if name not in ("image", "texts")]
        columns = {name: row_schema.column(self.rows, name) for name in names}
        return [{name: columns[name][number] for name in names} for number in self.numbers]

    def figure(self, item: int) -> NDArray[np.uint8]:
        """Return one prepared figure, uint8 [S, S], 255 = ink."""
        number = int(self.numbers[item])
        if self.figures is not None:
            return np.asarray(self.figures[number])
        row = self.rows[number]
        try:
            return np.asarray(self.processor.prepare(open_picture(row["image"])))
        except ValueError as error:
            logger.warning("blank in place of %s: %s", row["figure_id"], error)
            side = self.processor.size["height"]
            return np.zeros((side, side), dtype=np.uint8)

    def all_figures(self, workers: int | None = None, progress: bool = False) -> NDArray[np.uint8]:
        """Return all figures uint8 [N, S, S]."""
        if self.figures is None:
            self.figures, _ = prepare_figures(self.rows, self.processor, None, workers, progress)
        return self.figures if len(self.numbers) == len(self.figures) else self.figures[self.numbers]

    def __getitem__(self, item: int | tuple[int, int]) -> dict[str, Any]:
        number, seed = item if isinstance(item, tuple) else (item, None)
        row = {name: int(values[number]) for name, values in self.labels.items()}
        texts = {} if self.texts is None else self.texts.draw(int(self.numbers[number]), seed)
        return {"figure": self.figure(number), "seed": seed, **row, **texts}


def collate_figures(items: Sequence[dict[str, Any]], augmentation: Augmentation = GENTLE) -> dict[str, torch.Tensor]:
    """Stack items of a `FigureDataset` into a batch, augmented where they bear a seed.

    Args:
        items: of the dataset.
        augmentation: how (`read_augmentation` of a name). With `functools.partial` it goes along to the workers.

    Returns:
        pixel_values [B, 1, S, S] (uint8, or float32 in 0..1 where augmented), the label columns [B], and where the
        figures have texts, what the model takes of them.
    """
    figures = torch.from_numpy(np.stack([item["figure"] for item in items]))[:, None]
    seeds = [item["seed"] for item in items]
    names = [name for name in items[0] if name not in ("figure", "seed")]
    batch = {name: torch.from_numpy(np.stack([item[name] for item in items])) for name in names}
    return {"pixel_values": figures if None in seeds else augment(figures, seeds, augmentation), **batch}
